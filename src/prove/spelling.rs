//! The other ways in which a customer's system may write the same sentence.

use crate::text::{Span, is_han, is_spaceless};
use std::collections::HashMap;

/// A way to write a sentence that changes no word of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    FullWidth,
    Traditional,
    Spaced,
    Wrapped,
}

impl Spelling {
    pub(super) const ALL: [Spelling; 4] = [
        Spelling::FullWidth,
        Spelling::Traditional,
        Spelling::Spaced,
        Spelling::Wrapped,
    ];

    /// How a message names it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Spelling::FullWidth => "full width",
            Spelling::Traditional => "traditional characters",
            Spelling::Spaced => "blanks between the characters",
            Spelling::Wrapped => "a line break inside the words",
        }
    }
}

/// Rewrites sentences.
pub(super) struct Speller {
    traditional: HashMap<char, char>,
}

impl Speller {
    pub(super) fn new(traditional: HashMap<char, char>) -> Self {
        Speller { traditional }
    }

    /// `words` in another spelling; `found` are the spans of the found words in them.
    pub(super) fn respell(&self, spelling: Spelling, words: &str, found: &[Span]) -> String {
        match spelling {
            Spelling::FullWidth => words.chars().map(full_width).collect(),
            Spelling::Traditional => words
                .chars()
                .map(|c| *self.traditional.get(&c).unwrap_or(&c))
                .collect(),
            Spelling::Spaced => spaced(words),
            Spelling::Wrapped => wrapped(words, found),
        }
    }
}

/// Letters, digits and blanks in full width; marks stay, as they decide where sentences end.
fn full_width(c: char) -> char {
    match c {
        ' ' => '\u{3000}',
        _ if c.is_ascii_alphanumeric() => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// A blank between neighbouring Han characters, two between other words. A blank that ended a
/// sentence between Han words would no longer be told from these, so a full stop takes its place.
fn spaced(words: &str) -> String {
    let chars: Vec<char> = words.chars().collect();
    let is_han_at = |at: usize| chars.get(at).is_some_and(|&c| is_han(c));
    let mut spaced = String::with_capacity(words.len() * 2);
    for (at, &c) in chars.iter().enumerate() {
        let before = |back: usize| at.checked_sub(back).is_some_and(is_han_at);
        let parts_han = before(1) && before(2) && is_han_at(at + 1) && is_han_at(at + 2);
        match c {
            ' ' if parts_han => spaced.push('。'),
            ' ' => spaced.push_str("  "),
            _ => spaced.push(c),
        }
        if is_han(c) && is_han_at(at + 1) {
            spaced.push(' ');
        }
    }
    spaced
}

/// A line break in the middle of each of the found words, where a writer's program would set it.
fn wrapped(words: &str, found: &[Span]) -> String {
    let mut wrapped = words.to_owned();
    let mut breaks: Vec<Span> = found
        .iter()
        .filter_map(|&span| middle(words, span))
        .collect();
    breaks.sort_unstable();
    for span in breaks.into_iter().rev() {
        wrapped.replace_range(span.range(), "\n");
    }
    wrapped
}

/// The blank, or the seam between two Han characters, nearest to the middle of the found words. A
/// line that begins with a number or a mark could be an item of a list.
fn middle(words: &str, found: Span) -> Option<Span> {
    const NUMERALS: &str = "一二三四五六七八九十";
    let begins_line = |c: char| c.is_alphabetic() && !NUMERALS.contains(c);
    let text = found.of(words);
    let seams = text.char_indices().filter_map(|(at, c)| {
        let end = at + c.len_utf8();
        let next = text[end..].chars().next().filter(|&c| begins_line(c))?;
        match c {
            ' ' if !is_spaceless(next) => Some(Span::new(at, end)),
            _ if is_han(c) && is_han(next) => Some(Span::new(end, end)),
            _ => None,
        }
    });
    let seam = seams.min_by_key(|seam| seam.start.abs_diff(text.len() / 2))?;
    Some(seam.shifted(found.start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::traditional_forms;

    fn respell(spelling: Spelling, words: &str) -> String {
        let whole = Span::new(0, words.len());
        Speller::new(traditional_forms()).respell(spelling, words, &[whole])
    }

    #[test]
    fn each_spelling_changes_the_writing_only() {
        for (spelling, words, wanted) in [
            (
                Spelling::FullWidth,
                "Not 3 our，对",
                "Ｎｏｔ　３　ｏｕｒ，对",
            ),
            (
                Spelling::Traditional,
                "这不是我们的责任",
                "這不是我們的責任",
            ),
            (
                Spelling::Spaced,
                "这不是，our fault",
                "这 不 是，our  fault",
            ),
            (Spelling::Spaced, "好的 我们不管", "好 的。我 们 不 管"),
            (Spelling::Wrapped, "not our fault", "not our\nfault"),
            (Spelling::Wrapped, "这不是我们", "这不\n是我们"),
            (Spelling::Wrapped, "不", "不"),
        ] {
            assert_eq!(respell(spelling, words), wanted);
        }
    }
}
