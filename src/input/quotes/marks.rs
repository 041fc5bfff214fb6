//! Lines that part a message from the mail it answers or forwards.

use super::vocabulary::VOCABULARY;
use crate::document::SkipReason::{self, Forward, Quote};
use memchr::memchr3;

/// The longest line that can be a mark, in bytes.
const MAX_LENGTH: usize = 160;

/// True of every mark and of hardly any other line.
pub(super) fn may_be(words: &str) -> bool {
    let bytes = words.as_bytes();
    // A frame or the first byte of one, or the last byte of a colon.
    let begins = |byte| matches!(byte, b'-' | b'_' | b'=' | b'~' | b'*' | b'#' | 0xE2 | 0xEF);
    let ends = |byte| matches!(byte, b':' | b'*' | 0x9A);
    words.len() <= MAX_LENGTH
        && (bytes.first().copied().is_some_and(begins) || bytes.last().copied().is_some_and(ends))
}

/// Why what stands below the line `words` is not the writer's, if the line says so.
pub(super) fn history(words: &str) -> Option<SkipReason> {
    let words = Some(words).filter(|words| words.len() <= MAX_LENGTH)?;
    let words = words.trim_matches(['*', ' ']);
    if words.starts_with(is_dash) {
        return framed(words).and_then(between_dashes);
    }
    // An attribution, which ends like it, has a day or an address.
    let announced = words.strip_suffix([':', '：'])?.trim_end();
    if memchr3(b'@', b'2', b'<', announced.as_bytes()).is_some() {
        return None;
    }
    let announced = announced.to_lowercase();
    let known = VOCABULARY.announced.contains(announced.as_str());
    known.then_some(Forward)
}

/// True for `## Please reply above this line ##`.
pub(super) fn asks_to_reply_above(words: &str) -> bool {
    let marked = words.starts_with(|first| is_frame(first) || first == '#');
    marked && words.len() <= MAX_LENGTH && {
        let words = words.to_lowercase();
        let mut marks = VOCABULARY.reply_above.iter();
        marks.any(|mark| words.contains(mark))
    }
}

/// Two or more of one drawing character and nothing else, or a long dash.
pub(super) fn is_rule(words: &str) -> bool {
    let mut characters = words.chars().filter(|character| *character != ' ');
    let Some(first) = characters.next().filter(|&first| is_frame(first)) else {
        return false;
    };
    let rest = characters.clone().count();
    (rest >= 1 || is_long_dash(first)) && characters.all(|character| character == first)
}

fn is_frame(character: char) -> bool {
    character == '*' || is_dash(character)
}

fn is_dash(character: char) -> bool {
    matches!(character, '-' | '_' | '=' | '~') || is_long_dash(character)
}

fn is_long_dash(character: char) -> bool {
    matches!(character, '—' | '–' | '―' | '－' | '─')
}

/// The words between two rows of dashes, in small letters and with plain spaces.
fn framed(words: &str) -> Option<String> {
    let opened = words.trim_start_matches(is_dash);
    let inner = opened.trim_end_matches(is_dash);
    let dashes = words[..words.len() - opened.len()].chars().count();
    // Some programs wrap or drop the dashes at the end.
    let closed = inner.len() < opened.len() || dashes >= 5;
    (dashes >= 2 && closed).then(|| {
        let inner = inner.to_lowercase();
        inner.split_whitespace().collect::<Vec<_>>().join(" ")
    })
}

fn between_dashes(words: String) -> Option<SkipReason> {
    let words = words.trim_end_matches([':', '：']);
    if VOCABULARY.answered.contains(words) {
        Some(Quote)
    } else if VOCABULARY.forwarded.contains(words) || words.starts_with("forwarded by ") {
        Some(Forward)
    } else {
        None
    }
}
