//! The scan: one pass over the folded characters for the anchors of all rules.
//!
//! Folding feeds the search character by character, so every hit knows its place in the original.
//! All overlapping anchors are reported: a short one never hides a long one. There are two ways to
//! look, with the same result: a sorted table, ready at once, for the first texts, and an automaton
//! that takes longer to build and then reads much faster.

use crate::fold::{FoldedChar, Medium, fold_text};
use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::{Anchored, MatchKind, dfa, nfa::contiguous};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// After so many bytes the time to build an automaton is won back.
const WORTH_AN_AUTOMATON: usize = 256 << 10;

/// More anchors than this would make the fastest automaton too large for the memory we promise.
const MOST_ANCHORS_OF_DFA: usize = 12_000;

/// Looks for the anchors of all phrases at once.
pub(crate) struct Scanner {
    /// The texts of all anchors, one after the other.
    texts: String,
    anchors: Vec<Anchor>,
    table: Table,
    automaton: OnceLock<Engine>,
    scanned: AtomicUsize,
}

/// A literal and the phrase that hangs on it.
#[derive(Clone, Copy)]
struct Anchor {
    start: u32,
    end: u32,
    phrase: u32,
}

enum Engine {
    /// Small.
    Nfa(contiguous::NFA),
    /// Two to three times as fast, larger.
    Dfa(dfa::DFA),
}

/// An anchor was found: a phrase may stand here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Candidate {
    /// Last byte of the anchor in the scanned text.
    pub(crate) at: usize,
    /// Number of the phrase.
    pub(crate) phrase: u32,
}

impl Scanner {
    /// A scanner for phrases, numbered in order, each with its anchors: folded texts of two
    /// characters or more.
    pub(crate) fn new<'a>(phrases: impl Iterator<Item = &'a [String]>) -> Self {
        let mut texts = String::new();
        let mut anchors = Vec::new();
        for (phrase, of_phrase) in phrases.enumerate() {
            for anchor in of_phrase {
                let start = texts.len() as u32;
                texts.push_str(anchor);
                anchors.push(Anchor {
                    start,
                    end: texts.len() as u32,
                    phrase: phrase as u32,
                });
            }
        }
        let table = Table::new(&texts, &anchors);
        let automaton = OnceLock::new();
        Scanner {
            texts,
            anchors,
            table,
            automaton,
            scanned: AtomicUsize::new(0),
        }
    }

    /// Adds every candidate in `text`, in the order of the text.
    pub(crate) fn candidates(&self, text: &str, medium: Medium, found: &mut Vec<Candidate>) {
        if self.scanned.fetch_add(text.len(), Ordering::Relaxed) < WORTH_AN_AUTOMATON {
            return self.look_up(text, medium, found);
        }
        match self.automaton.get_or_init(|| self.build()) {
            Engine::Nfa(nfa) => self.run(nfa, text, medium, found),
            Engine::Dfa(dfa) => self.run(dfa, text, medium, found),
        }
    }

    fn text(&self, anchor: &Anchor) -> &str {
        &self.texts[anchor.start as usize..anchor.end as usize]
    }

    fn look_up(&self, text: &str, medium: Medium, found: &mut Vec<Candidate>) {
        let mut chars: Vec<FoldedChar> = Vec::with_capacity(text.len() / 2);
        fold_text(text, medium, |at| chars.push(at));
        for (position, pair) in chars.windows(2).enumerate() {
            for &anchor in self.table.beginning_with(pair[0].c, pair[1].c) {
                let anchor = &self.anchors[anchor as usize];
                let mut rest = chars[position..].iter();
                let mut last = pair[0];
                let stands = self.text(anchor).chars().all(|c| {
                    rest.next().is_some_and(|at| {
                        last = *at;
                        at.c == c
                    })
                });
                if stands {
                    found.push(Candidate {
                        at: last.end as usize - 1,
                        phrase: anchor.phrase,
                    });
                }
            }
        }
        found.sort_unstable();
    }

    fn build(&self) -> Engine {
        let texts = self.anchors.iter().map(|anchor| self.text(anchor));
        if self.anchors.len() <= MOST_ANCHORS_OF_DFA {
            let dfa = dfa::Builder::new()
                .match_kind(MatchKind::Standard)
                .build(texts);
            return Engine::Dfa(dfa.expect("so few anchors have far less than 2^31 states"));
        }
        let nfa = contiguous::Builder::new()
            .match_kind(MatchKind::Standard)
            .build(texts);
        Engine::Nfa(nfa.expect("the anchors of rule files stay far below 2^31 states"))
    }

    fn run(
        &self,
        automaton: &impl Automaton,
        text: &str,
        medium: Medium,
        found: &mut Vec<Candidate>,
    ) {
        let Ok(mut state) = automaton.start_state(Anchored::No) else {
            unreachable!("both automata are built for unanchored search");
        };
        fold_text(text, medium, |at| {
            let mut buffer = [0; 4];
            for &byte in at.c.encode_utf8(&mut buffer).as_bytes() {
                state = automaton.next_state(Anchored::No, state, byte);
            }
            if automaton.is_special(state) && automaton.is_match(state) {
                self.report(automaton, state, at.end as usize - 1, found);
            }
        });
    }

    #[cold]
    fn report(
        &self,
        automaton: &impl Automaton,
        state: StateID,
        at: usize,
        found: &mut Vec<Candidate>,
    ) {
        found.extend((0..automaton.match_len(state)).map(|index| {
            let anchor = automaton.match_pattern(state, index).as_usize();
            Candidate {
                at,
                phrase: self.anchors[anchor].phrase,
            }
        }));
    }
}

/// Anchors by their first two characters.
struct Table {
    /// Ascending.
    keys: Vec<u64>,
    anchors: Vec<u32>,
    /// A bit for each hash of a key, so that most places of a text cost one look.
    seen: Box<[u64; Table::WORDS]>,
}

impl Table {
    const WORDS: usize = 1 << 10;

    fn new(texts: &str, anchors: &[Anchor]) -> Self {
        let mut entries: Vec<(u64, u32)> = Vec::with_capacity(anchors.len());
        for (index, anchor) in anchors.iter().enumerate() {
            let mut chars = texts[anchor.start as usize..anchor.end as usize].chars();
            if let (Some(first), Some(second)) = (chars.next(), chars.next()) {
                entries.push((key(first, second), index as u32));
            }
        }
        entries.sort_unstable();
        let mut seen = Box::new([0; Table::WORDS]);
        for &(key, _) in &entries {
            let (word, bit) = Table::slot(key);
            seen[word] |= bit;
        }
        let (keys, anchors) = entries.into_iter().unzip();
        Table {
            keys,
            anchors,
            seen,
        }
    }

    fn beginning_with(&self, first: char, second: char) -> &[u32] {
        let key = key(first, second);
        let (word, bit) = Table::slot(key);
        if self.seen[word] & bit == 0 {
            return &[];
        }
        let start = self.keys.partition_point(|&known| known < key);
        let count = self.keys[start..]
            .iter()
            .take_while(|&&known| known == key)
            .count();
        &self.anchors[start..start + count]
    }

    fn slot(key: u64) -> (usize, u64) {
        // Fibonacci hashing: the upper bits of the product mix both characters.
        let hash = key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 48;
        (hash as usize / 64, 1 << (hash % 64))
    }
}

fn key(first: char, second: char) -> u64 {
    u64::from(first as u32) << 32 | u64::from(second as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The table and both automata find the same anchors.
        #[test]
        fn every_way_to_look_finds_the_same(
            anchors in prop::collection::vec("[ab是的 ]{0,2}[ab是的]{2}", 1..8),
            text in "[abAB是的 \u{200B}，]{0,40}",
        ) {
            let phrases: Vec<Vec<String>> = anchors.into_iter().map(|anchor| vec![anchor]).collect();
            let scanner = Scanner::new(phrases.iter().map(Vec::as_slice));
            let mut by_table = Vec::new();
            scanner.look_up(&text, Medium::Written, &mut by_table);
            let texts: Vec<&str> = phrases.iter().map(|of_phrase| of_phrase[0].as_str()).collect();
            let nfa = contiguous::NFA::new(&texts).expect("few anchors");
            let dfa = dfa::DFA::new(&texts).expect("few anchors");
            let mut by_nfa = Vec::new();
            scanner.run(&nfa, &text, Medium::Written, &mut by_nfa);
            let mut by_dfa = Vec::new();
            scanner.run(&dfa, &text, Medium::Written, &mut by_dfa);
            by_nfa.sort_unstable();
            by_dfa.sort_unstable();
            prop_assert_eq!(&by_table, &by_nfa);
            prop_assert_eq!(&by_table, &by_dfa);
        }
    }
}
