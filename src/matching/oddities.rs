//! Characters that may spell a Han character or a word in an unusual way.

use crate::fold::{Folded, decompose, fold_char};
use std::ops::{Range, RangeInclusive};

/// Han characters of three bytes that begin with E4 to E9: those by which raw text is read.
pub(super) const HAN: RangeInclusive<char> = '\u{4000}'..='\u{9FFF}';

/// True if the character at byte `at`, no letter or digit of ASCII and not within [`HAN`], may stand
/// for letters, digits or a Han character, or hide inside a word. `minds_apostrophes`: one is odd, too.
pub(super) fn is_odd(text: &str, at: usize, minds_apostrophes: bool) -> bool {
    let Some(c) = text[at..].chars().next().filter(|&c| !is_picture(c)) else {
        return false;
    };
    let touches_word = || touches_word(text, at..at + c.len_utf8());
    let is_read = |c: char| c.is_ascii_alphanumeric() || HAN.contains(&c);
    match fold_char(c) {
        Folded::Space => false,
        Folded::Nothing => touches_word(),
        Folded::One('\'') => minds_apostrophes && touches_word(),
        Folded::One(c) => is_read(c),
        Folded::Many => {
            let mut parts = decompose(c).peekable();
            parts.peek().is_none() && touches_word() || parts.any(is_read)
        }
    }
}

/// True if a letter or a digit of ASCII stands right before or behind.
pub(super) fn touches_word(text: &str, span: Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let beside = [span.start.checked_sub(1), Some(span.end)];
    let mut beside = beside.into_iter().flatten();
    beside.any(|at| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric))
}

/// The marks of any text, which spell nothing else: the first two bytes, the last first, and a bit
/// for each third byte.
const PLAIN_MARKS: [(u64, u64); 3] = [
    // 、。《》「」『』【】
    (
        0x80E3,
        bits_of(&[0x81, 0x82, 0x8A, 0x8B, 0x8C, 0x8D, 0x8E, 0x8F, 0x90, 0x91]),
    ),
    // ！（），：；？
    (0xBCEF, bits_of(&[0x81, 0x88, 0x89, 0x8C, 0x9A, 0x9B, 0x9F])),
    // –—“”…
    (0x80E2, bits_of(&[0x93, 0x94, 0x9C, 0x9D, 0xA6])),
];

const fn bits_of(thirds: &[u8]) -> u64 {
    let (mut bits, mut at) = (0, 0);
    while at < thirds.len() {
        bits |= 1 << (thirds[at] & 0x3F);
        at += 1;
    }
    bits
}

/// True if the character that begins there is one of them.
#[inline(always)]
pub(super) fn is_plain_mark(eight: u64) -> bool {
    let thirds = PLAIN_MARKS.into_iter().fold(0, |all, (two, thirds)| {
        all | if eight & 0xFFFF == two { thirds } else { 0 }
    });
    thirds >> (eight >> 16 & 0x3F) & 1 != 0
}

/// Pictures and marks that stand in many texts and spell nothing else.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{1F300}'..='\u{1F3FA}' | '\u{1F400}'..='\u{1FAFF}' | '～')
}
