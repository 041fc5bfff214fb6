//! A quick look that spares most phrases the reading: what a sentence must hold for a phrase to
//! stand in it, as bits.
//!
//! Every Han character and the first letters of every word set bits. A phrase can stand only in a
//! sentence that has all the bits of its fixed parts and, of every choice it offers, at least one.
//! Two things may share a bit, so that a look can say "perhaps" where the answer is no, but never
//! "no" where it is yes.

use super::buckets::hash;
use super::program::is_alphanumeric;
use crate::fold::FoldedChar;
use crate::rules::phrase::{List, Node, rarity_of_han};
use std::collections::HashMap;
use std::sync::Arc;

const WORDS: usize = 16;

/// Letters of a word that count.
const LETTERS: usize = 4;

/// A set of characters and beginnings of words, as far as hashes tell them apart.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Traits([u64; WORDS]);

impl Traits {
    const ALL: Traits = Traits([u64::MAX; WORDS]);

    /// What a folded sentence holds.
    pub(super) fn of(sentence: &[FoldedChar], original: &str) -> Self {
        let mut traits = Traits::default();
        let mut word = Beginning::default();
        for at in sentence {
            if !at.c.is_ascii_alphanumeric() {
                word = Beginning::default();
                if !at.c.is_ascii() {
                    traits.insert(of_char(at.c));
                }
                continue;
            }
            // A word edge may lie inside what looks like one word, such as behind ㎏.
            if !original.as_bytes()[at.start as usize].is_ascii() {
                return Traits::ALL;
            }
            if word.push(at.c) {
                traits.insert(word.bit());
            }
        }
        traits
    }

    fn insert(&mut self, bit: usize) {
        self.0[bit / 64] |= 1 << (bit % 64);
    }

    fn one(bit: usize) -> Self {
        let mut traits = Traits::default();
        traits.insert(bit);
        traits
    }

    fn union(mut self, other: &Traits) -> Self {
        let words = self.0.iter_mut().zip(&other.0);
        words.for_each(|(word, other)| *word |= other);
        self
    }

    fn contains(&self, other: &Traits) -> bool {
        let missing = self.0.iter().zip(&other.0).map(|(own, other)| other & !own);
        missing.fold(0, |all, missing| all | missing) == 0
    }

    fn meets(&self, other: &Traits) -> bool {
        let common = self.0.iter().zip(&other.0).map(|(own, other)| own & other);
        common.fold(0, |all, common| all | common) != 0
    }

    fn len(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }
}

/// The first letters of a word.
#[derive(Clone, Copy, Default)]
struct Beginning {
    letters: u64,
    len: usize,
}

impl Beginning {
    /// False if it was full.
    fn push(&mut self, c: char) -> bool {
        let is_new = self.len < LETTERS;
        if is_new {
            self.letters = self.letters << 8 | u64::from(c as u32);
            self.len += 1;
        }
        is_new
    }

    fn bit(self) -> usize {
        of_key(self.letters)
    }
}

fn of_char(c: char) -> usize {
    of_key(u64::from(c as u32))
}

fn of_key(key: u64) -> usize {
    hash(key) as usize >> (32 - (WORDS * 64).ilog2())
}

/// What a sentence must hold for a phrase to stand in it.
#[derive(Debug)]
pub(super) struct Needs {
    all: Traits,
    /// At least one of each.
    one_of: Box<[Traits]>,
}

impl Needs {
    pub(super) fn are_met_by(&self, held: &Traits) -> bool {
        held.contains(&self.all) && self.one_of.iter().all(|choices| held.meets(choices))
    }
}

/// What is known of a part of a phrase.
#[derive(Clone, Copy)]
struct Part {
    /// Traits of which it has at least one, whichever way it is read; `None` if it may have none.
    any_of: Option<Traits>,
    /// A letter or digit may stand at its end.
    ends_in_word: bool,
}

/// Works out needs; those of lists once.
#[derive(Default)]
pub(super) struct NeedsCompiler {
    /// By the address of the shared list.
    lists: HashMap<usize, Part>,
}

impl NeedsCompiler {
    pub(super) fn of(&mut self, node: &Node) -> Needs {
        let mut all = Traits::default();
        let mut one_of = Vec::new();
        self.gather(node, false, &mut all, &mut one_of);
        one_of.sort_by_key(Traits::len);
        Needs {
            all,
            one_of: one_of.into(),
        }
    }

    /// `in_word`: the part may begin right behind a letter. Tells whether one may stand at its end.
    fn gather(
        &mut self,
        node: &Node,
        in_word: bool,
        all: &mut Traits,
        one_of: &mut Vec<Traits>,
    ) -> bool {
        match node {
            Node::Literal(text) => {
                each_firm(text, in_word, |firm| all.insert(firm.bit()));
                ends_in_word(text)
            }
            Node::Sequence(parts) => parts.iter().fold(in_word, |in_word, part| {
                self.gather(part, in_word, all, one_of)
            }),
            _ => {
                let part = self.part(node, in_word);
                one_of.extend(part.any_of);
                part.ends_in_word
            }
        }
    }

    fn part(&mut self, node: &Node, in_word: bool) -> Part {
        match node {
            Node::Literal(text) => {
                let mut rarest = None;
                each_firm(text, in_word, |firm| {
                    rarest = rarest.max(Some((firm.rarity(), firm.bit())));
                });
                Part {
                    any_of: rarest.map(|(_, bit)| Traits::one(bit)),
                    ends_in_word: ends_in_word(text),
                }
            }
            Node::Sequence(parts) => self.sequence(parts, in_word),
            Node::OneOf(choices) => self.choices(choices, in_word),
            Node::List(list) => self.list(list, in_word),
            Node::Optional(inner) => Part {
                any_of: None,
                ends_in_word: in_word | self.part(inner, in_word).ends_in_word,
            },
            _ => Part {
                any_of: None,
                ends_in_word: match node {
                    Node::Number | Node::Here => true,
                    Node::ClauseStart | Node::ClauseEnd => in_word,
                    _ => false,
                },
            },
        }
    }

    fn sequence(&mut self, parts: &[Node], in_word: bool) -> Part {
        let mut whole = Part {
            any_of: None,
            ends_in_word: in_word,
        };
        for part in parts {
            let part = self.part(part, whole.ends_in_word);
            let of_both = whole.any_of.into_iter().chain(part.any_of);
            whole = Part {
                any_of: of_both.min_by_key(Traits::len),
                ..part
            };
        }
        whole
    }

    fn choices(&mut self, choices: &[Node], in_word: bool) -> Part {
        let mut whole = Part {
            any_of: Some(Traits::default()),
            ends_in_word: false,
        };
        for choice in choices {
            let choice = self.part(choice, in_word);
            whole.any_of = whole
                .any_of
                .and_then(|any_of| Some(any_of.union(&choice.any_of?)));
            whole.ends_in_word |= choice.ends_in_word;
        }
        whole
    }

    fn list(&mut self, list: &Arc<List>, in_word: bool) -> Part {
        if in_word {
            return self.part(&list.entries, in_word);
        }
        let address = Arc::as_ptr(list).addr();
        if let Some(&known) = self.lists.get(&address) {
            return known;
        }
        let part = self.part(&list.entries, in_word);
        self.lists.insert(address, part);
        part
    }
}

fn ends_in_word(text: &[char]) -> bool {
    text.last().is_some_and(|&c| is_alphanumeric(c))
}

/// A part of a literal that sets a bit.
enum Firm {
    Word(Beginning),
    Char(char),
}

impl Firm {
    fn bit(&self) -> usize {
        match self {
            Firm::Word(word) => word.bit(),
            Firm::Char(c) => of_char(*c),
        }
    }

    fn rarity(&self) -> usize {
        match self {
            Firm::Word(word) => word.len * 2 + 2,
            Firm::Char(c) => rarity_of_han(*c),
        }
    }
}

/// Calls `each` with the parts of a literal that set bits.
fn each_firm(text: &[char], in_word: bool, mut each: impl FnMut(Firm)) {
    let mut at = 0;
    while at < text.len() {
        let letters = text[at..].iter().take_while(|c| c.is_ascii_alphanumeric());
        let len = letters.clone().count();
        if len > 0 && (at > 0 || !in_word) {
            let mut word = Beginning::default();
            letters.for_each(|&c| {
                word.push(c);
            });
            each(Firm::Word(word));
        } else if len == 0 && !text[at].is_ascii() {
            each(Firm::Char(text[at]));
        }
        at += len.max(1);
    }
}
