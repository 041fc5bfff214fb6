//! What texts are read by: Han characters, runs of letters and runs of digits.

use super::super::blocks::{key_of, key_of_word};
use super::super::buckets::{Buckets, hash};
use super::super::oddities::HAN;
use crate::fold::{FILLERS, Folded, fold_char, joined_contractions};
use std::collections::HashMap;

/// Number of a unit that no chain has.
pub(super) const UNKNOWN: u32 = 0;

/// Longer words are told by their beginning.
pub(super) const LONGEST: u32 = 64;

/// True if the folded character is a unit or a part of one.
pub(super) fn is_unit(c: char) -> bool {
    c.is_ascii_alphanumeric() || HAN.contains(&c)
}

/// A run of letters or digits in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Word {
    /// Its first letters, small; short words end with zeros.
    key: u64,
    /// How many letters it has, as far as anybody asks.
    len: u32,
}

impl Word {
    /// The word of `len` letters that begins with these eight bytes.
    #[inline(always)]
    pub(super) fn new(eight: u64, len: u32) -> Self {
        Word {
            key: key_of_word(eight, len),
            len,
        }
    }

    pub(super) fn of(word: &str) -> Self {
        Word {
            key: key_of(word),
            len: (word.len() as u32).min(LONGEST),
        }
    }

    #[inline(always)]
    fn hash(self) -> u32 {
        hash(self.key ^ u64::from(self.len) << 56)
    }
}

/// What a word is in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A unit of this number.
    Unit(u32),
    /// Words written as one, such as "cannot".
    Joined,
    /// Nothing, where somebody speaks: "um". Where somebody writes, a unit.
    Filler(u32),
}

/// The units of all chains, by number.
pub(super) struct Units {
    /// By Han characters as they are written.
    han: Box<[u16]>,
    words: Buckets<(Word, Meaning)>,
}

impl Units {
    /// The number of a Han character, which is within [`HAN`].
    #[inline(always)]
    pub(super) fn of_han(&self, han: u32) -> u32 {
        let at = han.wrapping_sub(*HAN.start() as u32) as usize;
        self.han.get(at).map_or(UNKNOWN, |&unit| u32::from(unit))
    }

    #[inline(always)]
    pub(super) fn of_word(&self, word: Word) -> Meaning {
        let hash = word.hash();
        if !self.words.may_hold(hash) {
            return Meaning::Unit(UNKNOWN);
        }
        let alike = self
            .words
            .get(hash)
            .iter()
            .find(|(known, _)| *known == word);
        alike.map_or(Meaning::Unit(UNKNOWN), |&(_, meaning)| meaning)
    }
}

/// Units on the way to their tables.
#[derive(Default)]
pub(super) struct Numbering {
    han: HashMap<char, u32>,
    /// Words that texts do not tell apart are one unit.
    words: HashMap<Word, u32>,
    count: u32,
}

impl Numbering {
    /// One more than the highest number.
    pub(super) fn end(&self) -> u32 {
        self.count + 1
    }

    pub(super) fn of_han(&mut self, c: char) -> u32 {
        *self.han.entry(c).or_insert_with(|| {
            self.count += 1;
            self.count
        })
    }

    pub(super) fn of_word(&mut self, word: &str) -> u32 {
        *self.words.entry(Word::of(word)).or_insert_with(|| {
            self.count += 1;
            self.count
        })
    }

    /// `None`: more Han characters and words than there are numbers.
    pub(super) fn finish(self) -> Option<Units> {
        let mut han = vec![0; (*HAN.end() as usize) - (*HAN.start() as usize) + 1];
        for (raw, unit) in HAN.zip(&mut han) {
            if let Folded::One(folded) = fold_char(raw)
                && let Some(&known) = self.han.get(&folded)
            {
                *unit = u16::try_from(known).ok()?;
            }
        }
        let as_units = |(&word, &unit): (&Word, &u32)| (word, Meaning::Unit(unit));
        let mut words: HashMap<Word, Meaning> = self.words.iter().map(as_units).collect();
        for filler in FILLERS.map(Word::of) {
            let unit = self.words.get(&filler).copied().unwrap_or(UNKNOWN);
            words.insert(filler, Meaning::Filler(unit));
        }
        for joined in joined_contractions() {
            words.insert(Word::of(&joined), Meaning::Joined);
        }
        let words = words
            .iter()
            .map(|(&word, &meaning)| (word.hash(), (word, meaning)));
        Some(Units {
            han: han.into(),
            words: Buckets::new(words.collect()),
        })
    }
}
