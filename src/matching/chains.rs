//! The fast way through a long text for phrases made of everyday words: raw bytes, read unit by unit.
//!
//! Of each phrase one *chain* is looked for, the parts between two of its gaps that tell most, with
//! all their choices: `please [just|kindly] (call|ring) {team}` is not told by "please", which stands
//! in every reply, but hardly ever stands in a text by chance as a whole. All chains are one net of
//! states ([`net`]), and a text is read by *units* ([`units`]): a Han character, a run of letters, a
//! run of digits. Which sets of states its units lead to is worked out once and remembered
//! ([`subsets`]), so that a unit costs two looks into small tables.
//!
//! What lies between two units is passed over, so noise that folding drops cannot hide a chain, and a
//! comma that should part two words does not: a place too many costs a closer look, and a place too
//! few a finding. Contractions are respelled as folding does it. Characters that may spell a unit in
//! an unusual way (full-width letters, ligatures, soft hyphens) are places by themselves, where any
//! phrase may stand.

mod choose;
mod near;
mod net;
mod subsets;
mod units;

use super::blocks::{AHEAD, BLOCK, Kinds, Window, each_bit, eight_at, run_len};
use super::oddities::{is_odd, is_plain_mark, touches_word};
use super::program::PARTICLES;
use crate::fold::{Folded, Medium, expand_contraction, fold_char, is_filler_character};
use crate::rules::phrase::Node;
use choose::Chooser;
use near::{ENDLESS, FARTHEST, Read};
use net::{Knotting, Net};
use std::sync::{Mutex, MutexGuard, PoisonError};
use subsets::{NOTHING, Subsets};
use units::{LONGEST, Meaning, Numbering, UNKNOWN, Units, Word};

/// What is looked for.
pub(crate) enum Sought<'n> {
    /// A phrase.
    Phrase(&'n Node),
    /// Folded literals, one of which stands wherever a pattern does, perhaps inside a word.
    Literals(&'n [String]),
}

/// A byte of a text at which something may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// The byte, which lies within what stands here.
    pub(crate) at: usize,
    /// The number of the phrase; `None`: it may be any.
    pub(crate) phrase: Option<u32>,
}

/// Finds places at which chains stand, in raw text.
pub(super) struct Chains {
    net: Net,
    units: Units,
    /// One more than the highest number of a unit.
    units_end: u32,
    /// What was learned from texts that were read; each thread takes one for itself.
    idle: Mutex<Vec<Subsets>>,
}

impl Chains {
    /// `None`: something has no part that is sure to stand in the raw text as units of its own.
    pub(super) fn new(sought: &[(Sought<'_>, u32)]) -> Option<Self> {
        let mut chooser = Chooser::default();
        let mut knotting = Knotting::new(Numbering::default());
        let mut add = |node: &Node, number: u32| {
            let chains = chooser.chains_of(node)?;
            chains.iter().for_each(|chain| knotting.add(chain, number));
            Some(())
        };
        for (sought, number) in sought {
            match sought {
                Sought::Phrase(node) => add(node, *number)?,
                Sought::Literals(texts) => {
                    for text in *texts {
                        add(&whole_units(text), *number)?;
                    }
                }
            }
        }
        let (net, numbering) = knotting.finish();
        Some(Chains {
            net,
            units_end: numbering.end(),
            units: numbering.finish()?,
            idle: Mutex::default(),
        })
    }

    /// Adds places of `text`, ascending, of which everything that stands in it covers one.
    pub(super) fn places(&self, text: &str, medium: Medium, found: &mut Vec<Place>) {
        let known = self.idle().pop();
        let mut reading = Reading {
            chains: self,
            text,
            medium,
            before: Kinds::default(),
            respelled: 0,
            set: NOTHING,
            subsets: known.unwrap_or_else(|| Subsets::new(&self.net, self.units_end)),
            units: Vec::new(),
            last: Last::default(),
            ends: Vec::new(),
            found,
        };
        let first = reading.found.len();
        let bytes = text.as_bytes();
        let read = reading.blocks(bytes, 0);
        // The rest with enough spaces behind, in which nothing begins.
        let mut rest = [b' '; 2 * AHEAD];
        rest[..bytes.len() - read].copy_from_slice(&bytes[read..]);
        reading.blocks(&rest, read);
        reading.look_around(true);
        let learned = reading.subsets;
        reading.found[first..].sort_unstable();
        self.idle().push(learned);
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Subsets>> {
        // Whoever panicked took away what it was changing.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The literal without letters and digits at its ends, which may be parts of longer words.
fn whole_units(text: &str) -> Node {
    let inner = text.trim_matches(|c: char| c.is_ascii_alphanumeric());
    Node::Literal(inner.chars().collect())
}

/// A text on its way past the chains.
struct Reading<'r> {
    chains: &'r Chains,
    text: &'r str,
    medium: Medium,
    /// The kinds of the block before.
    before: Kinds,
    /// Words before this byte were read as parts of a contraction.
    respelled: usize,
    /// Where the units so far have led.
    set: u32,
    subsets: Subsets,
    /// The last units.
    units: Vec<Read>,
    last: Last,
    /// Units with which chains end, by index, and the chains.
    ends: Vec<(usize, u32)>,
    found: &'r mut Vec<Place>,
}

/// What was read last.
#[derive(Default)]
struct Last {
    /// Where it ends if it was a Han character.
    han_end: usize,
    width: u32,
    marks: u32,
}

/// Units that are read before a look around the ends of chains among them.
const UNITS: usize = 4096;

impl Reading<'_> {
    /// Reads `bytes`, which begin at byte `start` of the text, block by block as long as enough bytes
    /// follow. Tells how many were read.
    fn blocks(&mut self, bytes: &[u8], start: usize) -> usize {
        let mut at = 0;
        let mut kinds = match bytes.first_chunk() {
            Some(block) => Kinds::of::<true>(block),
            None => return 0,
        };
        while let Some(ahead) = bytes[at..].first_chunk::<AHEAD>()
            && let (Some(window), Some(next)) = (ahead.first_chunk(), ahead[BLOCK..].first_chunk())
        {
            let next = Kinds::of::<true>(next);
            self.block(window, kinds, next, start + at);
            self.before = kinds;
            if self.units.len() > UNITS {
                self.look_around(false);
            }
            kinds = next;
            at += BLOCK;
        }
        at
    }

    #[inline]
    fn block(&mut self, window: &Window, kinds: Kinds, next: Kinds, at: usize) {
        let begins = |of: u64, before: u64| of & !(of << 1 | before >> (BLOCK - 1));
        let letters = begins(kinds.letters(), self.before.letters());
        let digits = begins(kinds.digits, self.before.digits);
        let others = kinds.others | kinds.controls;
        each_bit(letters | digits | kinds.han | others, |bit| {
            let eight = eight_at(window, bit);
            match eight as u8 {
                b'0'..=b'9' => {
                    let len = run_len(kinds.digits, next.digits, bit);
                    self.word(at + bit, Word::new(eight, len), len);
                }
                b'A'..=b'Z' | b'a'..=b'z' => {
                    let len = run_len(kinds.letters(), next.letters(), bit);
                    self.word(at + bit, Word::new(eight, len), len);
                }
                0xE4..=0xE9 => self.han(at + bit, eight as u32),
                _ => self.other(at + bit, eight),
            }
        });
    }

    /// A run of letters or digits.
    #[inline]
    fn word(&mut self, at: usize, word: Word, len: u32) {
        if at < self.respelled {
            return;
        }
        let width = self.last.width;
        // What is not surely a word of its own counts for nothing.
        let before = at.checked_sub(1).map(|before| self.text.as_bytes()[before]);
        if self.last.han_end == at || before.is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.last.width = self.last.width.wrapping_add(1);
        }
        if self.may_be_contracted(at, len) && self.contraction(at) {
            return;
        }
        match self.chains.units.of_word(word) {
            Meaning::Unit(unit) => self.unit(at, unit),
            Meaning::Filler(_) if self.medium == Medium::Spoken => self.last.width = width,
            Meaning::Filler(unit) => self.unit(at, unit),
            Meaning::Joined => {
                let word = self.text[at..at + len as usize].to_ascii_lowercase();
                self.respell(at, &word);
            }
        }
    }

    /// True if something like an apostrophe may stand right behind the run.
    #[inline]
    fn may_be_contracted(&self, at: usize, len: u32) -> bool {
        let behind = self.text.as_bytes().get(at + len as usize);
        behind.is_some_and(|&byte| {
            matches!(byte, b'\'' | b'`' | 0xC2 | 0xCA | 0xE2 | 0xEF) || len >= LONGEST
        })
    }

    /// Reads a word that holds apostrophes; `false` if there is none.
    #[cold]
    fn contraction(&mut self, at: usize) -> bool {
        let mut word = String::new();
        let mut end = at;
        let mut len = 0;
        for (offset, c) in self.text[at..].char_indices() {
            if c.is_ascii_alphabetic() {
                word.push(c.to_ascii_lowercase());
                (end, len) = (at + offset + 1, word.len());
            } else if !word.is_empty() && fold_char(c) == Folded::One('\'') {
                word.push('\'');
            } else {
                break;
            }
        }
        word.truncate(len);
        if !word.contains('\'') {
            return false;
        }
        self.respelled = end;
        self.respell(at, &word);
        true
    }

    /// Reads a word as folding writes it.
    fn respell(&mut self, at: usize, word: &str) {
        let expanded = expand_contraction(word);
        let words = expanded.as_deref().unwrap_or(word);
        for part in words.split([' ', '\'']).filter(|part| !part.is_empty()) {
            match self.chains.units.of_word(Word::of(part)) {
                Meaning::Unit(unit) | Meaning::Filler(unit) => self.unit(at, unit),
                Meaning::Joined => self.unit(at, UNKNOWN),
            }
        }
    }

    #[inline]
    fn han(&mut self, at: usize, bytes: u32) {
        let [first, second, third, _] = bytes.to_le_bytes().map(u32::from);
        let han = (first & 0xF) << 12 | (second & 0x3F) << 6 | third & 0x3F;
        let is_filler = || char::from_u32(han).is_some_and(is_filler_character);
        if self.medium == Medium::Spoken && is_filler() {
            // "lat呃er" is said to be "later".
            if touches_word(self.text, at..at + 3) {
                self.found.push(Place { at, phrase: None });
            }
            return;
        }
        self.last.width = self.last.width.wrapping_add(1);
        self.last.han_end = at + 3;
        self.unit(at, self.chains.units.of_han(han));
    }

    /// A character that is neither Han nor a letter nor a digit: a mark mostly.
    #[inline]
    fn other(&mut self, at: usize, eight: u64) {
        match eight & 0xFF_FFFF {
            FULL_STOP | EXCLAMATION | QUESTION => {
                self.set = NOTHING;
                self.last.width = self.last.width.wrapping_add(ENDLESS);
            }
            COMMA | SEMICOLON => self.last.marks += u32::from(!self.touches_digit(at)),
            _ if !is_plain_mark(eight) && is_odd(self.text, at, false) => {
                self.found.push(Place { at, phrase: None });
            }
            _ => {}
        }
    }

    fn touches_digit(&self, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        let beside = [at.checked_sub(1), Some(at + 3)];
        let mut beside = beside.into_iter().flatten();
        beside.any(|at| bytes.get(at).is_some_and(u8::is_ascii_digit))
    }

    #[inline(always)]
    fn unit(&mut self, at: usize, unit: u32) {
        self.set = self.subsets.step(&self.chains.net, self.set, unit);
        if Subsets::is_end(self.set) {
            let chains = self.subsets.ends(self.set).iter();
            self.ends
                .extend(chains.map(|&chain| (self.units.len(), chain)));
        }
        self.units.push(Read {
            unit,
            at,
            width: self.last.width,
            marks: self.last.marks,
        });
    }

    /// Keeps the ends of chains near which everything else may stand that their phrases need, as far
    /// as enough units are read behind them. Then forgets the units that nothing asks for any more.
    #[inline(never)]
    fn look_around(&mut self, is_all: bool) {
        let known = match is_all {
            true => self.units.len(),
            false => self.units.len() - 2 * FARTHEST,
        };
        let done = self.ends.partition_point(|&(last, _)| last < known);
        for (last, chain) in self.ends.drain(..done) {
            let trigger = self.chains.net.trigger(chain);
            let goes_on = || goes_on_in_clause(self.text, &self.units[last..]);
            if trigger.may_stand(&self.units, last) && !(trigger.ends_clause && goes_on()) {
                self.found.push(Place {
                    at: self.units[last].at,
                    phrase: Some(trigger.phrase),
                });
            }
        }
        let over = known.saturating_sub(2 * FARTHEST);
        self.units.drain(..over);
        self.ends.iter_mut().for_each(|(last, _)| *last -= over);
    }
}

/// True if the clause surely goes on behind the first unit: letters stand right behind it, and
/// are no particle.
fn goes_on_in_clause(text: &str, units: &[Read]) -> bool {
    let [last, next, ..] = units else {
        return false;
    };
    let bytes = text.as_bytes();
    let word = bytes[last.at..].iter();
    let end = match word.take_while(|byte| byte.is_ascii_alphanumeric()).count() {
        0 => last.at + 3,
        len => last.at + len,
    };
    let is_han = bytes[last.at] >= 0x80 || bytes[next.at] >= 0x80;
    let follows = match bytes.get(end..next.at) {
        Some([]) => true,
        // Behind Han characters a space may end the sentence.
        Some([b' ']) => !is_han,
        _ => false,
    };
    let c = text[next.at..].chars().next();
    let is_particle = |c| matches!(fold_char(c), Folded::One(c) if PARTICLES.contains(&c));
    follows && !c.is_some_and(is_particle)
}

/// Marks that always end a sentence, by their bytes: 。！？
const FULL_STOP: u64 = 0x82_80_E3;
const EXCLAMATION: u64 = 0x81_BC_EF;
const QUESTION: u64 = 0x9F_BC_EF;
/// Marks that end a clause but between digits: ，；
const COMMA: u64 = 0x8C_BC_EF;
const SEMICOLON: u64 = 0x9B_BC_EF;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::phrase::{Purpose, parse};

    /// Whether a place of the phrase is found in each of the texts.
    fn are_found(phrase: &str, medium: Medium, texts: &[&str]) -> Vec<bool> {
        let mut no_lists = |_: &str| unreachable!("the phrases name no lists");
        let (node, ..) = parse(phrase, Purpose::Search, &mut no_lists).expect("a phrase");
        let chains = Chains::new(&[(Sought::Phrase(&node), 7)]).expect("units");
        let is_found = |text: &&str| {
            let mut found = Vec::new();
            chains.places(text, medium, &mut found);
            found
                .iter()
                .any(|place| place.phrase.is_none_or(|phrase| phrase == 7))
        };
        texts.iter().map(is_found).collect()
    }

    #[track_caller]
    fn expect(phrase: &str, found: &[&str], passed_over: &[&str]) {
        let of = |texts| are_found(phrase, Medium::Written, texts);
        assert_eq!(of(found), vec![true; found.len()], "{phrase} in {found:?}");
        assert_eq!(
            of(passed_over),
            vec![false; passed_over.len()],
            "{phrase} in {passed_over:?}"
        );
    }

    #[test]
    fn a_chain_is_read_with_all_its_choices() {
        expect(
            "please [just|kindly] (call|ring) us",
            &[
                "Please kindly RING us",
                "so please call\nus back",
                "please  ｃall us",
            ],
            &["please just wait", "please us", "we call us"],
        );
        expect(
            "(您|你)[自己|直接]联系(厂家|快递)",
            &["请您直接聯繫 快遞", "你 联 系厂家"],
            &["您联系我", "您请快递"],
        );
    }

    #[test]
    fn a_choice_that_may_go_on_does() {
        let phrase = "(please|advise [you] [to|please]) [either] (do|see) it";
        let found = [
            "we advise you to see it",
            "advise please do it",
            "please either do it",
        ];
        expect(phrase, &found, &["we ask you to do it", "you to see it"]);
    }

    /// Of a long word the beginning and the length are looked at.
    #[test]
    fn long_words_that_begin_alike_are_both_found() {
        let phrase = "no (compensating|compensation|purchases|purchased) here";
        let texts = [
            "no compensation here",
            "no compensating here",
            "no purchased here",
        ];
        expect(
            phrase,
            &texts,
            &["no compensations here", "no purchase here"],
        );
    }

    #[test]
    fn words_that_choices_make_together_are_whole_words() {
        expect(
            "your refund[s|ed] fails",
            &["your refunds fails", "your refunded fails"],
            &["your re fund fails"],
        );
        expect(
            "open 24h a day",
            &["open 24h a day", "OPEN 24 H a day"],
            &["open 24 a day"],
        );
        // Behind a number stands a unit of its own, before one perhaps a part of a word.
        expect(
            "take {number}days off work",
            &["take 5days off work"],
            &["take off work"],
        );
        expect(
            "call item no{number} today",
            &["call item notwo today"],
            &["call today"],
        );
    }

    #[test]
    fn contractions_are_the_words_they_stand_for() {
        let spellings = [
            "we cannot help",
            "we can't help",
            "WE CANT HELP",
            "we can‘t help",
        ];
        expect(
            "we can not help",
            &spellings,
            &["we can help", "we want help"],
        );
        expect(
            "they have lost",
            &["they've lost", "theyve lost", "they`ve lost"],
            &["they lost"],
        );
    }

    #[test]
    fn fillers_count_where_somebody_writes() {
        let texts = ["改嗯天给您", "改天给您"];
        assert_eq!(are_found("改天给您", Medium::Spoken, &texts), [true, true]);
        assert_eq!(
            are_found("改天给您", Medium::Written, &texts),
            [false, true]
        );
        assert_eq!(
            are_found("later on", Medium::Spoken, &["lat呃er on"]),
            [true]
        );
        let texts = ["our um fault", "our uhm fault", "our, erm, fault"];
        assert_eq!(are_found("our fault", Medium::Spoken, &texts), [true; 3]);
        assert_eq!(are_found("our fault", Medium::Written, &texts), [false; 3]);
    }

    #[test]
    fn what_a_phrase_needs_must_stand_near() {
        expect(
            "系统..2(不让|不支持)",
            &["系统它就不让改", "系统不支持"],
            &["系统刚刚更新过不让", "系统，不让", "系统。不让", "系统让改"],
        );
        expect(
            "(问题|情况)..3没有",
            &["问题现在没有", "情况 iPhone没有"],
            &["问题现在正常没有", "情况，没有", "情况很多"],
        );
        expect(
            "^不行$",
            &["不行。", "不行哦", "不行", "这不行，"],
            &["不行的话", "不行app"],
        );
    }

    /// However much somebody hesitates, a gap is no wider for it.
    #[test]
    fn fillers_do_not_widen_a_gap() {
        let texts = ["问题 um uh um uh um 现在没有", "情况呃呃呃呃呃现在没有"];
        let found = are_found("(问题|情况)..3没有", Medium::Spoken, &texts);
        assert_eq!(found, [true; 2]);
    }

    #[test]
    fn a_buffer_full_of_units_loses_nothing() {
        let noise = "我们已经为您登记了".repeat(2 * UNITS);
        let text = format!("{noise}系统就不让{noise}系统就不让");
        let mut no_lists = |_: &str| unreachable!("the phrase names no lists");
        let (node, ..) = parse("系统..2不让", Purpose::Search, &mut no_lists).expect("a phrase");
        let chains = Chains::new(&[(Sought::Phrase(&node), 7)]).expect("units");
        let mut found = Vec::new();
        chains.places(&text, Medium::Written, &mut found);
        let places: Vec<&str> = found.iter().map(|place| &text[place.at..][..3]).collect();
        assert_eq!(places.len(), 2, "{places:?}");
    }
}
