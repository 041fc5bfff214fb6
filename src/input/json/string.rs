//! JSON strings, decoded so that every character remembers where it was written.

use crate::text::{Mapped, Span};
use memchr::memchr;

/// The text of the string `token` (with its quotation marks, checked by a JSON parser), which
/// begins at byte `token_start` of its source. A lone surrogate becomes U+FFFD.
pub(super) fn mapped(token: &str, token_start: usize) -> Mapped {
    let mut mapped = Mapped::default();
    append(token, token_start, &mut mapped);
    mapped
}

/// Adds the same to `mapped`; gives its span there.
pub(super) fn append(token: &str, token_start: usize, mapped: &mut Mapped) -> Span {
    let from = mapped.text.len();
    let inner = token.strip_prefix('"').unwrap_or(token);
    let mut rest = inner.strip_suffix('"').unwrap_or(inner);
    let mut at = token_start + 1;
    while let Some(plain) = memchr(b'\\', rest.as_bytes()) {
        mapped.push_same(&rest[..plain], at);
        let (character, length) = escape(&rest[plain..]);
        let source = Span::new(at + plain, at + plain + length);
        mapped.push_decoded(character.encode_utf8(&mut [0; 4]), source);
        rest = &rest[plain + length..];
        at = source.end;
    }
    mapped.push_same(rest, at);
    Span::new(from, mapped.text.len())
}

/// The character that the escape at the beginning of `rest` stands for, and the escape's length.
fn escape(rest: &str) -> (char, usize) {
    let plain = match rest.as_bytes().get(1) {
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{C}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode_escape(rest),
        Some(&other) => char::from(other),
        None => char::REPLACEMENT_CHARACTER,
    };
    (plain, rest.len().min(2))
}

fn unicode_escape(rest: &str) -> (char, usize) {
    let high = code_unit(rest);
    let low = rest
        .get(6..)
        .map(code_unit)
        .filter(|low| (0xDC00..0xE000).contains(low));
    if let (0xD800..0xDC00, Some(low)) = (high, low) {
        let code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
        return (
            char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
            12,
        );
    }
    (
        char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER),
        rest.len().min(6),
    )
}

/// The number of the `\uXXXX` at the beginning of `rest`; 0xD800, half a character, if none.
fn code_unit(rest: &str) -> u32 {
    let digits = rest.strip_prefix("\\u").and_then(|rest| rest.get(..4));
    digits
        .and_then(|digits| u32::from_str_radix(digits, 16).ok())
        .unwrap_or(0xD800)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escapes_of_every_kind() {
        let cases = [
            (r#""""#, ""),
            (r#""a\"b\\c\/d""#, "a\"b\\c/d"),
            (r#""\b\f\n\r\t""#, "\u{8}\u{C}\n\r\t"),
            (r#""\u6539天\uD83D\uDE2C!""#, "改天😬!"),
            (r#""\uD83D""#, "\u{FFFD}"),
            (r#""\uDE2C\uD83Dx""#, "\u{FFFD}\u{FFFD}x"),
            (r#""\uD83D\n""#, "\u{FFFD}\n"),
            (r#""\uD83D\uD83D\uDE2C""#, "\u{FFFD}😬"),
        ];
        for (token, text) in cases {
            assert_eq!(mapped(token, 0).text, text, "{token}");
        }
    }

    /// A character as one of the ways in which JSON may write it.
    fn written() -> impl Strategy<Value = String> {
        let character = prop_oneof![
            any::<char>(),
            Just('"'),
            Just('\\'),
            Just('\n'),
            proptest::char::range('一', '龥'),
            proptest::char::range(' ', '~')
        ];
        (character, any::<bool>()).prop_map(|(character, escaped)| {
            if escaped || character < ' ' || character == '"' || character == '\\' {
                let mut units = [0; 2];
                let units = character.encode_utf16(&mut units).iter();
                units.map(|unit| format!("\\u{unit:04x}")).collect()
            } else {
                character.to_string()
            }
        })
    }

    proptest! {
        #[test]
        fn the_source_of_every_span_decodes_to_the_span(
            characters in proptest::collection::vec(written(), 0..40),
        ) {
            let token = format!("\"{}\"", characters.concat());
            let Mapped { text, runs } = mapped(&token, 0);
            prop_assert_eq!(&text, &serde_json::from_str::<String>(&token).expect("valid"));
            let edges: Vec<usize> =
                text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            for (index, &start) in edges.iter().enumerate() {
                for &end in &edges[index + 1..] {
                    let span = Span::new(start, end);
                    let source = runs.source_span(span, &text).expect("has a place");
                    let quoted = format!("\"{}\"", source.of(&token));
                    let again: String = serde_json::from_str(&quoted).expect("whole escapes");
                    prop_assert_eq!(span.of(&text), again);
                }
            }
        }
    }
}
