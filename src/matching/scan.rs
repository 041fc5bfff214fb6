//! The scan: one pass over the folded characters with one automaton for the anchors of all rules.
//!
//! Folding feeds the automaton character by character, so nothing is copied and every hit knows its
//! place in the original. All overlapping anchors are reported: a short one never hides a long one.

use crate::fold::{Medium, fold_text};
use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::{Anchored, MatchKind, dfa, nfa::contiguous};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// After so many bytes the time to build the faster automaton is won back.
const WORTH_A_DFA: usize = 4 << 20;

/// More anchors than this would make the fast automaton too large for the memory we promise.
const MOST_ANCHORS_OF_DFA: usize = 12_000;

/// Looks for the anchors of all phrases at once.
pub(crate) struct Scanner {
    anchors: Vec<String>,
    /// By anchor, the phrases that hang on it.
    phrases: Vec<Vec<u32>>,
    /// Small and quickly built.
    small: contiguous::NFA,
    /// Two to three times as fast, larger, built when there is much to read.
    fast: OnceLock<dfa::DFA>,
    scanned: AtomicUsize,
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
    /// A scanner for phrases, numbered in order, each with its anchors.
    pub(crate) fn new<'a>(phrases: impl Iterator<Item = &'a [String]>) -> Self {
        let mut by_anchor: Vec<(&str, u32)> = Vec::new();
        for (phrase, anchors) in phrases.enumerate() {
            by_anchor.extend(
                anchors
                    .iter()
                    .map(|anchor| (anchor.as_str(), phrase as u32)),
            );
        }
        by_anchor.sort_unstable();
        let mut anchors: Vec<String> = Vec::new();
        let mut phrases: Vec<Vec<u32>> = Vec::new();
        for (anchor, phrase) in by_anchor {
            if anchors.last().is_none_or(|last| last != anchor) {
                anchors.push(anchor.to_owned());
                phrases.push(Vec::new());
            }
            phrases
                .last_mut()
                .into_iter()
                .for_each(|of_anchor| of_anchor.push(phrase));
        }
        let small = contiguous::Builder::new()
            .match_kind(MatchKind::Standard)
            .build(&anchors)
            .expect("the anchors of rule files stay far below 2^31 states");
        Scanner {
            anchors,
            phrases,
            small,
            fast: OnceLock::new(),
            scanned: AtomicUsize::new(0),
        }
    }

    /// Every candidate in `text`, in the order of the text.
    pub(crate) fn candidates(&self, text: &str, medium: Medium, found: &mut Vec<Candidate>) {
        let before = self.scanned.fetch_add(text.len(), Ordering::Relaxed);
        if before < WORTH_A_DFA || self.anchors.len() > MOST_ANCHORS_OF_DFA {
            self.run(&self.small, text, medium, found);
        } else {
            let fast = self.fast.get_or_init(|| self.build_fast());
            self.run(fast, text, medium, found);
        }
    }

    fn build_fast(&self) -> dfa::DFA {
        dfa::Builder::new()
            .match_kind(MatchKind::Standard)
            .build(&self.anchors)
            .expect("the small automaton of the same anchors was built")
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
        for index in 0..automaton.match_len(state) {
            let anchor = automaton.match_pattern(state, index).as_usize();
            found.extend(
                self.phrases[anchor]
                    .iter()
                    .map(|&phrase| Candidate { at, phrase }),
            );
        }
    }
}
