//! Characters that could drive a terminal are shown, not sent.

use std::borrow::Cow;
use std::fmt::Write as _;

/// `text` with control characters as pictures (`␛`) and those without one, and the characters
/// that turn the writing direction, as `\u{202e}`.
pub(super) fn visible(text: &str) -> Cow<'_, str> {
    // The first bytes of all characters that drive a terminal, and of some others.
    let may_drive = |byte: u8| byte < 0x20 || matches!(byte, 0x7f | 0xc2 | 0xd8 | 0xe2);
    if !text.bytes().any(may_drive) || !text.chars().any(drives_terminal) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match control_picture(character) {
            Some(picture) => shown.push(picture),
            // Writing to a `String` cannot fail.
            None if drives_terminal(character) => {
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(character));
            }
            None => shown.push(character),
        }
    }
    Cow::Owned(shown)
}

/// True for control characters (C0, DEL, C1), line and paragraph separators and everything that
/// reorders what follows (UAX #9 marks, embeddings, overrides, isolates).
pub(super) fn drives_terminal(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

fn control_picture(character: char) -> Option<char> {
    match character {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)),
        '\u{7f}' => Some('␡'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escapes_and_direction_marks_are_shown() {
        assert_eq!(visible("改\u{1b}[31m天"), "改␛[31m天");
        assert_eq!(visible("a\tb\r\nc\u{7f}"), "a␉b␍␊c␡");
        assert_eq!(
            visible("x\u{9b}31m\u{202e}y\u{2066}"),
            r"x\u{9b}31m\u{202e}y\u{2066}"
        );
    }

    #[test]
    fn ordinary_text_is_not_copied() {
        let text = "您好 “café” 👩‍👩‍👧 a\u{200b}b";
        assert!(matches!(visible(text), Cow::Borrowed(same) if same == text));
    }

    proptest! {
        #[test]
        fn nothing_that_drives_a_terminal_is_left(text in any::<String>()) {
            prop_assert!(!visible(&text).chars().any(drives_terminal));
        }
    }
}
