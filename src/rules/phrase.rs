//! The phrase language: what a rule author writes instead of a regular expression.
//!
//! `(a|b)` one of, `[a]` optional, `{name}` a list, `{number}`, `..` and `..N` a gap inside the
//! clause, `...` a gap inside the sentence, `^` and `$` clause start and end, `\` takes the next
//! character as it is. Everything else is literal. A phrase is not expanded as a whole: it stays a
//! small tree over folded characters, with *anchors* for the scan.

mod anchors;
mod frequency;
mod parse;
mod sample;
mod seams;

use super::{Late, Origin};
use std::fmt;
use std::sync::{Arc, OnceLock};

pub(crate) use frequency::{rarity_of, rarity_of_han, rarity_of_word, rarity_of_words};
pub(crate) use parse::{LookupError, Purpose, parse};
pub(crate) use seams::Seams;

/// A phrase as written and as parsed.
#[derive(Debug)]
pub struct Phrase {
    /// As written.
    pub source: String,
    /// Parsed and folded.
    pub node: Late<Node>,
    /// Folded literals one of which occurs wherever the phrase does. Empty for a context, which is
    /// looked for only beside a hit.
    pub anchors: Late<Vec<String>>,
    /// Folded characters from the phrase's start to the end of an anchor, at most; `None` if there
    /// is no telling, since a gap lies between.
    pub reach: Option<u32>,
    /// Where it stands.
    pub origin: Origin,
}

/// One part of a phrase.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// These folded characters.
    Literal(Box<[char]>),
    /// White space between words; nothing beside Han characters.
    Space,
    /// All, one after the other.
    Sequence(Vec<Node>),
    /// One of these.
    OneOf(Vec<Node>),
    /// This or nothing.
    Optional(Box<Node>),
    /// An entry of a list, shared by all phrases that name it.
    List(Arc<List>),
    /// A number: digits with inner `.:/-`, Chinese numerals, number words.
    Number,
    /// Other words.
    Gap(Gap),
    /// The start of a clause.
    ClauseStart,
    /// The end of a clause.
    ClauseEnd,
    /// The found words, in a context.
    Here,
}

/// A named list.
pub struct List {
    /// Its name.
    pub name: String,
    /// Its entries, as [`Node::OneOf`].
    pub entries: Node,
    /// Measured once for all the phrases that name it, when the first does.
    size: OnceLock<Option<anchors::Size>>,
}

impl fmt::Debug for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let List { name, entries, .. } = self;
        write!(f, "{name}: {entries:?}")
    }
}

impl PartialEq for List {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.entries == other.entries
    }
}

impl List {
    pub(crate) fn new(name: String, entries: Node) -> Self {
        List {
            name,
            entries,
            size: OnceLock::new(),
        }
    }

    fn size(&self) -> Option<anchors::Size> {
        *self.size.get_or_init(|| anchors::measure(&self.entries))
    }
}

/// Words that may stand between two parts of a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// `..`: inside the clause, up to six Han characters or three words.
    Short,
    /// `..N`: inside the clause, up to N Han characters or N words.
    UpTo(u8),
    /// `...`: anything inside the sentence.
    Sentence,
}

/// Units that `..` may span: six Han characters, or three words of two units each.
pub(crate) const SHORT_GAP: u32 = 6;

/// The widest `..N`.
pub(crate) const WIDEST_GAP: u8 = 12;

/// What is wrong with a phrase, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PhraseError {
    /// Byte in the phrase as written.
    pub(crate) at: usize,
    /// What was found.
    pub(crate) message: String,
    /// What to write instead.
    pub(crate) help: String,
    /// The phrase names a list whose own error is reported where the list stands.
    pub(crate) is_reported: bool,
}

impl PhraseError {
    fn new(at: usize, message: impl Into<String>, help: impl Into<String>) -> Self {
        PhraseError {
            at,
            message: message.into(),
            help: help.into(),
            is_reported: false,
        }
    }
}

impl Node {
    /// True if it may stand for no text at all.
    pub(crate) fn is_nullable(&self) -> bool {
        match self {
            Node::Literal(_) | Node::Number | Node::Here => false,
            Node::Space | Node::Optional(_) | Node::Gap(_) => true,
            Node::ClauseStart | Node::ClauseEnd => true,
            Node::Sequence(parts) => parts.iter().all(Node::is_nullable),
            Node::OneOf(choices) => choices.iter().any(Node::is_nullable),
            Node::List(list) => list.entries.is_nullable(),
        }
    }

    /// True if it may begin (`last` = false) or end (`last` = true) with a gap.
    fn has_gap_at_edge(&self, last: bool) -> bool {
        match self {
            Node::Gap(_) => true,
            Node::Optional(inner) => inner.has_gap_at_edge(last),
            Node::OneOf(choices) => choices.iter().any(|choice| choice.has_gap_at_edge(last)),
            Node::List(list) => list.entries.has_gap_at_edge(last),
            Node::Sequence(parts) => {
                let edge = |parts: &mut dyn Iterator<Item = &Node>| {
                    for part in parts {
                        if part.has_gap_at_edge(last) {
                            return true;
                        }
                        if !part.is_nullable() {
                            return false;
                        }
                    }
                    false
                };
                if last {
                    edge(&mut parts.iter().rev())
                } else {
                    edge(&mut parts.iter())
                }
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests;
