//! One spelling for all spellings.
//!
//! Matching runs on folded characters; every folded character remembers the bytes of the original
//! it stands for, so that a finding's span is always the user's own text. Phrases and texts go
//! through the same folding:
//!
//! - letter case, full and half width, compatibility forms, traditional and simplified characters,
//!   curly and straight quotes are one; zero-width and control characters are nothing;
//! - white space beside a Han or kana character is nothing, any other white space is one space;
//! - English contractions are the words they stand for;
//! - in spoken documents fillers (嗯, 呃, um, uh) are nothing.

mod characters;
mod words;

use crate::text::is_spaceless;
use characters::fold;
use std::collections::HashMap;
use std::ops::RangeInclusive;

pub(crate) use characters::{Folded, decompose, fold as fold_char};
pub(crate) use words::{FILLERS, expand_contraction, is_filler_character, joined_contractions};

/// A folded character and the bytes of the original for which it stands. Characters that come from
/// the same original characters (an expanded contraction, a ligature) share their bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FoldedChar {
    /// The folded character.
    pub(crate) c: char,
    /// First byte in the text that was folded.
    pub(crate) start: u32,
    /// One past the last byte.
    pub(crate) end: u32,
}

/// Was the text said or written?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Medium {
    /// Said: fillers mean nothing.
    Spoken,
    /// Written: every word counts.
    Written,
}

/// Folds `text` and hands each folded character to `sink`, in order. White space at the ends is
/// dropped. `text` must be shorter than 4 GiB.
pub(crate) fn fold_text(text: &str, medium: Medium, sink: impl FnMut(FoldedChar)) {
    let mut folder = Folder {
        medium,
        sink,
        word: Vec::new(),
        last: None,
        space: None,
    };
    for (start, c) in text.char_indices() {
        let (start, end) = (start as u32, (start + c.len_utf8()) as u32);
        match fold(c) {
            Folded::One(c) => folder.push(FoldedChar { c, start, end }),
            Folded::Space => folder.push_space(start, end),
            Folded::Nothing => {}
            Folded::Many => decompose(c).for_each(|c| folder.push(FoldedChar { c, start, end })),
        }
    }
    folder.finish_word();
}

/// Folds a short text, such as a phrase of a rule, to a string.
pub fn fold_to_string(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_text(text, Medium::Written, |at| folded.push(at.c));
    folded
}

/// For every simplified character that has one, a traditional character that folds to it.
pub(crate) fn traditional_forms() -> HashMap<char, char> {
    characters::traditional_forms()
}

/// The characters in `within` that fold to another one, by that one.
pub(crate) fn spellings(within: RangeInclusive<char>) -> HashMap<char, Vec<char>> {
    let mut spellings: HashMap<char, Vec<char>> = HashMap::new();
    for raw in within {
        if let Folded::One(folded) = fold(raw)
            && folded != raw
        {
            spellings.entry(folded).or_default().push(raw);
        }
    }
    spellings
}

/// True if folding writes the word, given without apostrophes, as other words or not at all.
pub(crate) fn is_respelled(word: &str, medium: Medium) -> bool {
    let at = |index: usize| char::from(word.as_bytes()[index].to_ascii_lowercase());
    if word.is_empty() || !has_special_shape(word.len(), at, medium) {
        return false;
    }
    let word = word.to_ascii_lowercase();
    medium == Medium::Spoken && words::is_filler(&word)
        || words::expand_contraction(&word).is_some()
}

struct Folder<F> {
    medium: Medium,
    sink: F,
    /// The Latin word being read: letters and inner apostrophes.
    word: Vec<FoldedChar>,
    /// The last character handed on.
    last: Option<char>,
    /// White space seen since then.
    space: Option<(u32, u32)>,
}

impl<F: FnMut(FoldedChar)> Folder<F> {
    #[inline]
    fn push(&mut self, at: FoldedChar) {
        if at.c.is_ascii_lowercase() || (at.c == '\'' && !self.word.is_empty()) {
            self.word.push(at);
            return;
        }
        if !self.word.is_empty() {
            self.finish_word();
        }
        if self.medium == Medium::Spoken && words::is_filler_character(at.c) {
            return;
        }
        self.emit(at);
    }

    fn push_space(&mut self, start: u32, end: u32) {
        self.finish_word();
        self.space = Some((self.space.map_or(start, |(start, _)| start), end));
    }

    fn emit(&mut self, at: FoldedChar) {
        if let Some((start, end)) = self.space.take()
            && let Some(last) = self.last
            && !is_spaceless(last)
            && !is_spaceless(at.c)
        {
            (self.sink)(FoldedChar { c: ' ', start, end });
        }
        self.last = Some(at.c);
        (self.sink)(at);
    }

    fn finish_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let word = std::mem::take(&mut self.word);
        let letters = word
            .iter()
            .rposition(|at| at.c != '\'')
            .map_or(0, |last| last + 1);
        let (letters, apostrophes) = word.split_at(letters);
        self.emit_word(letters);
        apostrophes.iter().for_each(|&at| self.emit(at));
        self.word = word;
        self.word.clear();
    }

    fn emit_word(&mut self, letters: &[FoldedChar]) {
        if !may_be_special(letters, self.medium) {
            letters.iter().for_each(|&at| self.emit(at));
            return;
        }
        let word: String = letters.iter().map(|at| at.c).collect();
        if self.medium == Medium::Spoken && words::is_filler(&word) {
            return;
        }
        match words::expand_contraction(&word) {
            // Every character stands for the whole word: a finding never begins or ends inside.
            Some(words) => {
                let (start, end) = (letters[0].start, letters[letters.len() - 1].end);
                words
                    .chars()
                    .for_each(|c| self.emit(FoldedChar { c, start, end }));
            }
            None => letters.iter().for_each(|&at| self.emit(at)),
        }
    }
}

fn may_be_special(letters: &[FoldedChar], medium: Medium) -> bool {
    has_special_shape(letters.len(), |index| letters[index].c, medium)
        || letters.iter().any(|at| at.c == '\'')
}

/// A quick look that spares most words the tables: contractions hold an apostrophe or end like
/// "cannot", "dont", "youre", "weve", "youll", "im"; fillers begin with u or e.
fn has_special_shape(len: usize, at: impl Fn(usize) -> char, medium: Medium) -> bool {
    let ending = if len < 2 {
        (' ', ' ')
    } else {
        (at(len - 2), at(len - 1))
    };
    matches!(
        ending,
        ('n' | 'o', 't') | ('r' | 'v', 'e') | ('l', 'l') | ('i', 'm')
    ) || (medium == Medium::Spoken && len <= 4 && matches!(at(0), 'u' | 'e'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spoken(text: &str) -> String {
        let mut folded = String::new();
        fold_text(text, Medium::Spoken, |at| folded.push(at.c));
        folded
    }

    #[test]
    fn white_space_counts_between_latin_words_only() {
        assert_eq!(fold_to_string(" 这 不 是\n我们 的 "), "这不是我们的");
        assert_eq!(fold_to_string("not \u{a0}\n our\tfault"), "not our fault");
        assert_eq!(fold_to_string("用 APP 下单"), "用app下单");
    }

    #[test]
    fn contractions_are_words() {
        for spelling in ["can't", "CANNOT", "cant", "can not", "can’t", "ｃａｎ＇ｔ"] {
            assert_eq!(fold_to_string(spelling), "can not", "{spelling}");
        }
        assert_eq!(
            fold_to_string("We're sure they won't've"),
            "we are sure they won't have"
        );
        assert_eq!(
            fold_to_string("dont 'quote' agents' we'll"),
            "do not 'quote' agents' we will"
        );
        assert_eq!(
            fold_to_string("that's well-known, ill want"),
            "that's well-known, ill want"
        );
    }

    #[test]
    fn fillers_vanish_from_speech_only() {
        assert_eq!(spoken("这 嗯 不是呃我们的"), "这不是我们的");
        assert_eq!(
            spoken("that's, um, not uh our Umbrella"),
            "that's, , not our umbrella"
        );
        assert_eq!(fold_to_string("嗯 um"), "嗯um");
    }

    #[test]
    fn folded_characters_know_their_original() {
        let text = "我can’t　帮 您";
        let mut seen = Vec::new();
        fold_text(text, Medium::Written, |at| {
            seen.push((at.c, &text[at.start as usize..at.end as usize]));
        });
        assert_eq!(seen[0], ('我', "我"));
        assert!(
            seen[1..8].iter().all(|&(_, original)| original == "can’t"),
            "{seen:?}"
        );
        assert_eq!(seen[8], ('帮', "帮"));
        assert_eq!(seen[9], ('您', "您"));
    }
}
