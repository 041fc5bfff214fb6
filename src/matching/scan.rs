//! The scan: where anchors of phrases stand.
//!
//! A sentence is folded once, and a table says which anchors stand in it ([`Scanner::candidates`]).
//! That is all there is to short texts. Most sentences of a long one hold no anchor, and folding
//! them would be wasted: a filter that reads the raw text tells which ones are worth it
//! ([`Scanner::places`]). There are three filters with the same promise, that whatever stands in a
//! text covers one of the places they name: [`Probes`] for anchors as they usually are, [`Chains`] for
//! phrases whose anchors stand in most sentences, and an automaton over the folded text for any.

use super::chains::{Chains, Place, Sought};
use super::probes::Probes;
use super::table::{Candidate, Table};
use crate::fold::{FoldedChar, Medium, fold_text};
use crate::rules::phrase::rarity_of_words;
use aho_corasick::automaton::Automaton;
use aho_corasick::{Anchored, MatchKind, dfa, nfa::contiguous};
use std::collections::HashSet;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// After so many bytes the time to build a filter is won back,
const WORTH_A_FILTER: usize = 128 << 10;

/// and after so many that to build chains, which means to look at all phrases as a whole.
const WORTH_CHAINS: usize = 1 << 20;

/// With so many anchors for each word or Han character of a text hardly a sentence is left out.
const DENSE: f64 = 0.05;

/// More anchors than this would make the fastest automaton too large for the memory we promise.
const MOST_ANCHORS_OF_DFA: usize = 12_000;

/// A literal, folded: two characters or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Anchor<'a> {
    /// The literal.
    pub(crate) text: &'a str,
    /// False if it may also begin inside a word. Only the filter asks.
    pub(crate) begins_word: bool,
    /// False if it may also end inside a word.
    pub(crate) ends_word: bool,
}

/// Looks for the anchors of all phrases at once.
pub(crate) struct Scanner {
    table: Table,
    is_dense: OnceLock<bool>,
    is_in_the_making: AtomicBool,
    filter: OnceLock<Filter>,
    scanned: AtomicUsize,
}

enum Filter {
    /// The anchors are so common that hardly a sentence could be left out, and there is no other way.
    Useless,
    Chains(Box<Chains>),
    Probes(Probes),
    /// Small.
    Nfa(contiguous::NFA),
    /// Two to three times as fast, larger.
    Dfa(dfa::DFA),
}

impl Scanner {
    /// A scanner for the anchors of a table.
    pub(crate) fn new(table: Table) -> Self {
        Scanner {
            table,
            is_dense: OnceLock::new(),
            is_in_the_making: AtomicBool::new(false),
            filter: OnceLock::new(),
            scanned: AtomicUsize::new(0),
        }
    }

    /// Adds every anchor that stands in a folded sentence.
    pub(crate) fn candidates(&self, sentence: &[FoldedChar], found: &mut Vec<Candidate>) {
        self.table.look_up(sentence, found);
    }

    /// Adds places of `text`, ascending, of which whatever stands in it covers at least one. `false`:
    /// look everywhere. `sought` tells once more what is looked for.
    pub(crate) fn places<'a>(
        &self,
        text: &str,
        medium: Medium,
        sought: impl FnOnce() -> Vec<(Sought<'a>, u32)>,
        anchors: impl FnOnce() -> Vec<Anchor<'a>>,
        found: &mut Vec<Place>,
    ) -> bool {
        let filter = match self.filter.get() {
            Some(filter) => filter,
            None if !self.is_worth_a_filter(text.len()) => return false,
            // Another thread is about it, and there is work without it.
            None if self.is_in_the_making.swap(true, Ordering::Relaxed) => return false,
            None => self.filter.get_or_init(|| match self.is_dense() {
                true => match Chains::new(&sought()) {
                    Some(chains) => Filter::Chains(Box::new(chains)),
                    None => Filter::Useless,
                },
                false => Filter::new(&anchors()),
            }),
        };
        let mut bytes = Vec::new();
        match filter {
            Filter::Useless => return false,
            Filter::Chains(chains) => chains.places(text, medium, found),
            Filter::Probes(probes) => probes.places(text, medium, &mut bytes),
            Filter::Nfa(nfa) => run(nfa, text, medium, &mut bytes),
            Filter::Dfa(dfa) => run(dfa, text, medium, &mut bytes),
        }
        found.extend(bytes.into_iter().map(|at| Place { at, phrase: None }));
        true
    }

    /// Has texts read by chains; false if that cannot be.
    pub(crate) fn read_by_chains(&self, sought: &[(Sought<'_>, u32)]) -> bool {
        let Some(chains) = Chains::new(sought) else {
            return false;
        };
        self.filter.set(Filter::Chains(Box::new(chains))).is_ok()
    }

    /// True if so much has been read, with the `more` bytes at hand, that a filter is worth its cost.
    fn is_worth_a_filter(&self, more: usize) -> bool {
        let scanned = self.scanned.fetch_add(more, Ordering::Relaxed) + more;
        scanned >= WORTH_A_FILTER && (scanned >= WORTH_CHAINS || !self.is_dense())
    }

    /// True if anchors are to be expected in most sentences.
    fn is_dense(&self) -> bool {
        *self.is_dense.get_or_init(|| {
            let mut seen = HashSet::new();
            let mut density = 0.0;
            let mut anchors = self.table.anchors();
            anchors.any(|text| {
                let share = (-(rarity_of_words(&text) as f64)).exp2();
                if seen.insert(text) {
                    density += share;
                }
                density > DENSE
            })
        })
    }
}

impl Filter {
    fn new(anchors: &[Anchor<'_>]) -> Self {
        if let Some(probes) = Probes::new(anchors) {
            return Filter::Probes(probes);
        }
        let texts = anchors.iter().map(|anchor| anchor.text);
        if anchors.len() <= MOST_ANCHORS_OF_DFA {
            let dfa = dfa::Builder::new()
                .match_kind(MatchKind::Standard)
                .build(texts);
            return Filter::Dfa(dfa.expect("so few anchors have far less than 2^31 states"));
        }
        let nfa = contiguous::Builder::new()
            .match_kind(MatchKind::Standard)
            .build(texts);
        Filter::Nfa(nfa.expect("the anchors of rule files stay far below 2^31 states"))
    }
}

/// Folding feeds the automaton character by character, so that every hit knows its place.
fn run(automaton: &impl Automaton, text: &str, medium: Medium, found: &mut Vec<usize>) {
    let Ok(mut state) = automaton.start_state(Anchored::No) else {
        unreachable!("both automata are built for unanchored search");
    };
    fold_text(text, medium, |at| {
        let mut buffer = [0; 4];
        for &byte in at.c.encode_utf8(&mut buffer).as_bytes() {
            state = automaton.next_state(Anchored::No, state, byte);
        }
        if automaton.is_special(state) && automaton.is_match(state) {
            found.push(at.end as usize - 1);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn anchors(texts: &[String], ends_word: bool) -> Vec<Anchor<'_>> {
        let anchor = |text| Anchor {
            text,
            begins_word: true,
            ends_word,
        };
        texts.iter().map(|text| anchor(text.as_str())).collect()
    }

    /// Where each anchor stands in `text`, as bytes, and whether it begins inside a contraction's
    /// word: by trying every position. All letters of a contraction stand where the whole of it
    /// does, so "you" in "ayou're" begins a word by its place, and does not.
    fn obvious(texts: &[String], text: &str, medium: Medium) -> Vec<(usize, usize, bool)> {
        let mut folded = Vec::new();
        fold_text(text, medium, |at| folded.push(at));
        let mut spans = Vec::new();
        for anchor in texts {
            let chars: Vec<char> = anchor.chars().collect();
            for (index, here) in folded.windows(chars.len()).enumerate() {
                if here.iter().map(|at| at.c).eq(chars.iter().copied()) {
                    let last = here[here.len() - 1];
                    let before = folded[..index].last();
                    let goes_on = before
                        .is_some_and(|at| at.end > here[0].start && at.c.is_ascii_alphanumeric());
                    spans.push((here[0].start as usize, last.end as usize, goes_on));
                }
            }
        }
        spans
    }

    fn begins_word(text: &str, at: usize) -> bool {
        !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric())
    }

    /// "do" in "don't" does not end a word, though it does in the folded text.
    fn ends_word(text: &str, at: usize) -> bool {
        !text[at..].starts_with(|c: char| c.is_ascii_alphanumeric())
    }

    fn medium() -> impl Strategy<Value = Medium> {
        prop::sample::select(vec![Medium::Written, Medium::Spoken])
    }

    /// Whatever piece of a contraction's words is looked for.
    #[test]
    fn no_contraction_hides_an_anchor() {
        let stems = [
            "do", "does", "did", "is", "are", "was", "were", "have", "has", "had", "could",
            "would", "should", "must", "need", "ca", "wo",
        ];
        let others = [
            "cannot",
            "im",
            "ive",
            "youre",
            "theyre",
            "youve",
            "weve",
            "theyve",
            "youll",
            "theyll",
            "I'm",
            "agent've",
            "they’ll",
            "mightn't",
            "shan't",
        ];
        let negated = stems
            .iter()
            .flat_map(|stem| [format!("{stem}nt"), format!("{stem}n't")]);
        for raw in negated.chain(others.map(str::to_owned)) {
            let text = format!("so {raw} tell him");
            let folded = crate::fold::fold_to_string(&text);
            let words: Vec<&str> = folded.split(' ').collect();
            for start in 0..words.len() {
                for end in start + 1..=words.len() {
                    let anchor = [words[start..end].join(" ")];
                    let probes = Probes::new(&anchors(&anchor, true)).expect("Latin words");
                    let mut places = Vec::new();
                    probes.places(&text, Medium::Written, &mut places);
                    for (from, to, _) in obvious(&anchor, &text, Medium::Written) {
                        let is_asked = anchor[0].len() > 1;
                        let covers = places.iter().any(|at| (from..to).contains(at));
                        assert!(!is_asked || covers, "{anchor:?} in {text:?}");
                    }
                }
            }
        }
    }

    proptest! {
        /// Noise, spellings and contractions hide no anchor from any filter.
        #[test]
        fn every_anchor_covers_a_place(
            texts in prop::collection::vec(
                "(not|are|will|have|am|i|you|do|can|our|policy|4g|ab)( (not|are|have|do|our|help|i)){1,2}|[这不发后 ]?[这不发后]{2}|(no|app)不[发后]|发[没有]?后",
                1..6,
            ),
            pieces in prop::collection::vec(
                "not|NOT|Are|will|have|am|i|You|do|can|our|policy|4G|ab|help|don't|dont|can’t|cannot|won't|I'm|im|you`re|we’ll|um|uh|ｎｏｔ|no\u{200B}t|ﬁ|é|é|[这這不發发髮後后]|嗯|呃|没|，|。|\u{200B}|app",
                0..12,
            ),
            gaps in prop::collection::vec("|| |  |\n|\u{3000}|\u{200B}|'", 12),
            before in "[a-z ，这]{0,150}",
            only_whole: bool,
            medium in medium(),
        ) {
            let texts: Vec<String> = texts.iter().map(|text| crate::fold::fold_to_string(text)).collect();
            let text: String = pieces.iter().zip(&gaps).flat_map(|(piece, gap)| [piece.as_str(), gap]).collect();
            let text = before + &text;
            let texts: Vec<String> = texts.into_iter().filter(|text| text.chars().count() >= 2).collect();
            let nfa = contiguous::NFA::new(&texts).expect("few anchors");
            let mut by_automaton = Vec::new();
            run(&nfa, &text, medium, &mut by_automaton);
            let mut by_probes = Vec::new();
            if let Some(probes) = Probes::new(&anchors(&texts, only_whole)) {
                probes.places(&text, medium, &mut by_probes);
            } else {
                by_probes.clone_from(&by_automaton);
            }
            for (start, end, goes_on) in obvious(&texts, &text, medium) {
                let covers = |places: &[usize]| places.iter().any(|at| (start..end).contains(at));
                prop_assert!(covers(&by_automaton), "automaton: {:?}", &text[start..end]);
                let begins = begins_word(&text, start) && !(goes_on && text[start..].starts_with(|c: char| c.is_ascii_alphanumeric()));
                let is_asked = begins && (!only_whole || ends_word(&text, end));
                prop_assert!(!is_asked || covers(&by_probes), "probes: {:?} in {:?}", &text[start..end], text);
            }
        }

        /// The table finds what trying every position finds.
        #[test]
        fn the_table_finds_every_anchor(
            texts in prop::collection::vec("[ab是的 ]{0,2}[ab是的]{2}", 1..8),
            text in "[abAB是的 \u{200B}，]{0,40}",
        ) {
            let table = Table::new(texts.iter().map(String::as_str).zip(0..));
            let mut folded = Vec::new();
            fold_text(&text, Medium::Written, |at| folded.push(at));
            let mut found = Vec::new();
            table.look_up(&folded, &mut found);
            let mut ends: Vec<usize> = found.iter().map(|found| folded[found.last as usize].end as usize).collect();
            let mut expected: Vec<usize> = obvious(&texts, &text, Medium::Written).into_iter().map(|(_, end, _)| end).collect();
            ends.sort_unstable();
            expected.sort_unstable();
            prop_assert_eq!(ends, expected);
        }
    }
}
