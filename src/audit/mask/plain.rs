//! The text as the searches read it: one plain character for each character of the original.

use crate::fold::{Folded, fold_char};

/// What prints nothing and may stand inside a number: phones that are pasted from an address book
/// bring marks of writing direction.
pub(super) const INVISIBLE: char = '\u{200B}';

/// Han characters that are read out one by one: 幺三八零零.
pub(super) const HAN_DIGITS: &str = "零〇一二三四五六七八九幺两";

/// Lower case, half width, simplified; white space is one kind, except that cells of a table and
/// lines stay apart.
pub(super) fn plain_char(c: char) -> char {
    match c {
        '\n' | '\r' | '\t' => c,
        '—' | '―' | '‒' => '-',
        '•' | '・' => '·',
        '﹫' => '@',
        _ => match fold_char(c) {
            Folded::One(folded) => folded,
            Folded::Space => ' ',
            Folded::Nothing => INVISIBLE,
            Folded::Many => c,
        },
    }
}

pub(super) fn plain_text(text: &str) -> String {
    text.chars().map(plain_char).collect()
}

/// The cheap test before all searches: four digits of any kind, or an @.
pub(super) fn is_worth_reading(text: &str) -> bool {
    let mut digits = 0;
    text.chars().any(|c| {
        digits += u32::from(is_digit(c));
        digits >= 4 || matches!(c, '@' | '＠' | '﹫')
    })
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
        || !c.is_ascii() && (matches!(c, '０'..='９') || HAN_DIGITS.contains(plain_char(c)))
}

/// Digits of any kind in plain text.
pub(super) fn count_digits(plain: &str) -> usize {
    plain.chars().filter(|&c| is_digit(c)).count()
}

/// Calls `found` for each match that it takes; what it refuses is searched again from the next
/// character on.
pub(super) fn search<'t, T>(
    regex: &regex::Regex,
    plain: &'t str,
    mut found: impl FnMut(regex::Captures<'t>) -> Option<T>,
) -> Vec<T> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(captures) = regex.captures_at(plain, at) {
        let Some(whole) = captures.get(0) else { break };
        let first = whole.as_str().chars().next().map_or(1, char::len_utf8);
        let (next, end) = (whole.start() + first, whole.end());
        at = match found(captures) {
            Some(one) => {
                all.push(one);
                end
            }
            None => next,
        };
        if at > plain.len() {
            break;
        }
    }
    all
}

/// A constant expression.
pub(super) fn regex(pattern: &str) -> regex::Regex {
    regex::Regex::new(pattern).expect("a constant pattern")
}
