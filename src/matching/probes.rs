//! The fast way through a long text: raw bytes, hardly ever folded.
//!
//! Folding every character costs several times more than reading it, and nearly all of it is in
//! vain. So each anchor is given one *probe*, something that stands in the raw text wherever the
//! anchor does, whatever its spelling: two neighbouring Han characters, of which every traditional
//! and simplified form is entered in a table; two words in a row; or else one word or the beginning
//! of one. Reading on block by block, one look into a small table of bits tells for each Han
//! character and each word that nothing stands here. What remains is compared with the rest of the
//! anchor, and when in doubt it counts: a place too many costs a closer look, and a place too few a
//! finding.
//!
//! What lies between two Han characters or two words is not looked at, so noise that folding drops
//! cannot hide an anchor. Characters with which a word or a Han character may be spelled in an
//! unusual way (full-width letters, ligatures, soft hyphens) are places by themselves. Words that a
//! contraction writes otherwise ("not" in "don't") are no part of a probe if any others are there.

use super::blocks::{
    AHEAD, BLOCK, KEY, Kinds, Window, each_bit, eight_at, key_of, key_of_word, places_of, run_len,
};
use super::buckets::{Buckets, hash};
use super::oddities::{HAN, is_odd, is_plain_mark};
use super::scan::Anchor;
use crate::fold::{
    Folded, Medium, decompose, fold_char, is_filler_character, is_respelled, spellings,
};
use crate::rules::phrase::{rarity_of_han, rarity_of_word};
use crate::text::is_han;
use std::collections::{HashMap, HashSet};

/// The same where the word may go on in the text.
const KEY_OF_BEGINNING: usize = 4;

/// Words that contractions hide: there is no "not" in the raw "don't".
const HIDDEN: [&str; 6] = ["not", "are", "will", "have", "am", "shall"];

/// What may stand right behind any word in a contraction: "shouldn't".
const ENDING: &str = "n";

/// Words of contractions without an apostrophe and of "cannot", and what may stand right behind.
const JOINED: [&str; 20] = [
    "i", "you", "they", "we", "can", "do", "does", "did", "is", "are", "was", "were", "have",
    "has", "had", "could", "would", "should", "must", "need",
];
const JOINED_ENDINGS: [&str; 7] = ["t", "nt", "not", "m", "re", "ve", "ll"];

/// Contractions without an apostrophe, by their first letters.
const CONTRACTED: [&str; 25] = [
    "cant", "cann", "wont", "im", "ive", "your", "they", "youv", "weve", "youl", "dont", "does",
    "didn", "isnt", "aren", "wasn", "were", "have", "hasn", "hadn", "coul", "woul", "shou", "must",
    "need",
];

/// Finds places at which anchors may stand, in raw text.
pub(super) struct Probes {
    /// The characters of all anchors without spaces, one anchor after the other.
    chars: Vec<char>,
    han: Buckets<Probe>,
    words: Buckets<Probe>,
    /// The hashes in `han` and `words`.
    han_taken: Taken,
    words_taken: Taken,
    /// Some anchors are told by one word,
    minds_single: bool,
    /// some by two in a row,
    minds_pairs: bool,
    /// and some by the beginning of one.
    minds_beginnings: bool,
    /// Some anchor can be told by a hidden word only.
    minds_apostrophes: bool,
}

/// A bit for each value of the upper bits of a hash. As many for every list: then no look need ask
/// how many there are, and all of them stay in a near cache.
struct Taken(Box<[u64; Taken::WORDS]>);

impl Taken {
    const BITS: u32 = 19;
    const WORDS: usize = 1 << (Taken::BITS - 6);

    fn new(entries: &[(u32, Probe)]) -> Self {
        let mut taken = Box::new([0; Taken::WORDS]);
        for &(hash, _) in entries {
            let (word, bit) = Taken::place(hash);
            taken[word] |= 1 << bit;
        }
        Taken(taken)
    }

    /// False if there is nothing under this hash.
    #[inline(always)]
    fn may_hold(&self, hash: u32) -> bool {
        let (word, bit) = Taken::place(hash);
        self.0[word] >> bit & 1 != 0
    }

    #[inline(always)]
    fn place(hash: u32) -> (usize, u32) {
        let place = hash >> (32 - Taken::BITS);
        ((place >> 6) as usize, place & 63)
    }
}

/// Where in `chars` an anchor begins and ends, and which of its characters is to stand at the place.
#[derive(Clone, Copy)]
struct Probe {
    start: u32,
    at: u32,
    end: u32,
    /// None of its words may be written as another one, such as "not" in "don't".
    is_plain: bool,
}

impl Probes {
    /// `None`: some anchor offers nothing that is sure to stand in the raw text.
    pub(super) fn new(anchors: &[Anchor<'_>]) -> Option<Self> {
        let mut building = Building {
            spellings: spellings(HAN),
            chars: Vec::new(),
            han: Vec::new(),
            words: Vec::new(),
            minds_single: false,
            minds_pairs: false,
            minds_beginnings: false,
            minds_apostrophes: false,
        };
        let mut seen = HashSet::new();
        for anchor in anchors {
            if seen.insert(*anchor) {
                building.add(anchor)?;
            }
        }
        Some(Probes {
            chars: building.chars,
            han_taken: Taken::new(&building.han),
            words_taken: Taken::new(&building.words),
            han: Buckets::new(building.han),
            words: Buckets::new(building.words),
            minds_single: building.minds_single,
            minds_pairs: building.minds_pairs,
            minds_beginnings: building.minds_beginnings,
            minds_apostrophes: building.minds_apostrophes,
        })
    }

    /// Adds bytes of `text`, ascending, of which every anchor in it covers one.
    pub(super) fn places(&self, text: &str, medium: Medium, found: &mut Vec<usize>) {
        let first = found.len();
        let mut reading = Reading {
            probes: self,
            text,
            medium,
            in_word: 0,
            han_before: 0,
            word_before: 0,
            suspects: Suspects {
                all: [(0, 0); SUSPECTS],
                count: 0,
                start: 0,
            },
            found,
        };
        let bytes = text.as_bytes();
        let read = reading.blocks(bytes, 0);
        // The rest with enough spaces behind, in which nothing begins.
        let mut rest = [b' '; 2 * AHEAD];
        rest[..bytes.len() - read].copy_from_slice(&bytes[read..]);
        reading.blocks(&rest, read);
        reading.look_closer(bytes.len());
        found[first..].sort_unstable();
    }
}

/// Places that are looked at closer in one go, so that the loops over the blocks run undisturbed.
const SUSPECTS: usize = 4 * BLOCK;

/// Places whose hashes some probes have.
struct Suspects {
    /// Bytes behind `start`, and hashes.
    all: [(u32, u32); SUSPECTS],
    count: usize,
    start: usize,
}

impl Suspects {
    /// More of them from a block that begins at byte `at` of the text.
    #[inline(always)]
    fn more(&mut self, at: usize) -> MoreSuspects<'_> {
        MoreSuspects {
            at: (at - self.start) as u32,
            count: self.count,
            all: &mut self.all,
        }
    }

    /// True if another block may have too many, or lie too far behind.
    fn is_full(&self, at: usize) -> bool {
        self.count > SUSPECTS - 2 * BLOCK || at - self.start > 1 << 30
    }
}

/// Suspects of one block. The count is apart from the rest, so that it stays in a register.
struct MoreSuspects<'s> {
    all: &'s mut [(u32, u32); SUSPECTS],
    count: usize,
    at: u32,
}

impl MoreSuspects<'_> {
    /// Remembers a place without a branch: whether it counts can hardly be foretold.
    #[inline(always)]
    fn add(&mut self, bit: usize, hash: u32, counts: bool) {
        // There is room enough, see `is_full`.
        self.all[self.count % SUSPECTS] = (self.at + bit as u32, hash);
        self.count += usize::from(counts);
    }
}

/// A text on its way past the probes.
struct Reading<'r> {
    probes: &'r Probes,
    text: &'r str,
    medium: Medium,
    /// 1 if the last byte read was a letter or a digit.
    in_word: u64,
    /// The last Han character, whatever stands behind it.
    han_before: u32,
    /// The last word, in the same way.
    word_before: u64,
    suspects: Suspects,
    found: &'r mut Vec<usize>,
}

impl Reading<'_> {
    /// Reads `bytes`, which begin at byte `start` of the text, block by block as long as enough bytes
    /// follow. Tells how many were read.
    fn blocks(&mut self, bytes: &[u8], start: usize) -> usize {
        let mut at = 0;
        let mut kinds = match bytes.first_chunk() {
            Some(block) => Kinds::of::<false>(block),
            None => return 0,
        };
        while let Some(ahead) = bytes[at..].first_chunk::<AHEAD>()
            && let (Some(window), Some(next)) = (ahead.first_chunk(), ahead[BLOCK..].first_chunk())
        {
            let next = Kinds::of::<false>(next);
            if kinds.words != 0 {
                self.words(window, kinds.words, next.words, start + at);
            }
            self.in_word = kinds.words >> (BLOCK - 1);
            if kinds.han != 0 {
                self.han(window, kinds.han, start + at);
            }
            if kinds.others != 0 {
                self.others(window, kinds.others, start + at);
            }
            if kinds.controls != 0 {
                each_bit(kinds.controls, |bit| self.other(start + at + bit));
            }
            if self.probes.minds_apostrophes {
                self.apostrophes(window, start + at);
            }
            if self.suspects.is_full(start + at) {
                self.look_closer(start + at + BLOCK);
            }
            kinds = next;
            at += BLOCK;
        }
        at
    }

    /// The words that begin in a block, each with the one before it; `letters` and `next` are those
    /// of the block and of the next one.
    #[inline]
    fn words(&mut self, window: &Window, letters: u64, next: u64, at: usize) {
        let taken = &self.probes.words_taken;
        let starts = letters & !(letters << 1 | self.in_word);
        let mut before = self.word_before;
        let mut suspects = self.suspects.more(at);
        each_bit(starts, |bit| {
            let key = key_of_word(eight_at(window, bit), run_len(letters, next, bit));
            if self.probes.minds_single {
                let hash = hash(key);
                suspects.add(bit, hash, taken.may_hold(hash));
            }
            if self.probes.minds_pairs {
                let hash = hash_of_words(before, key);
                suspects.add(bit, hash, taken.may_hold(hash));
            }
            if self.probes.minds_beginnings {
                let hash = hash_of_beginning(key);
                suspects.add(bit, hash, taken.may_hold(hash));
            }
            if self.medium == Medium::Written || !FILLER_WORDS.contains(&key) {
                before = key;
            }
        });
        self.suspects.count = suspects.count;
        self.word_before = before;
    }

    /// The Han characters of a block, each with the one before it.
    #[inline]
    fn han(&mut self, window: &Window, han: u64, at: usize) {
        let taken = &self.probes.han_taken;
        let mut before = self.han_before;
        let mut suspects = self.suspects.more(at);
        each_bit(han, |bit| {
            let han = eight_at(window, bit) as u32 & 0xFF_FFFF;
            let hash = hash_of_pair(before, han);
            suspects.add(bit, hash, taken.may_hold(hash));
            if self.medium == Medium::Written || !is_filler(han) {
                before = han;
            }
        });
        self.suspects.count = suspects.count;
        self.han_before = before;
    }

    /// Characters of a block that are neither ASCII nor Han: marks mostly.
    #[inline]
    fn others(&mut self, window: &Window, others: u64, at: usize) {
        let mut suspects = self.suspects.more(at);
        each_bit(others, |bit| {
            suspects.add(bit, 0, !is_plain_mark(eight_at(window, bit)));
        });
        self.suspects.count = suspects.count;
    }

    fn apostrophes(&mut self, window: &Window, at: usize) {
        let Some(block) = window.first_chunk() else {
            return;
        };
        let places = places_of(b'\'', block) | places_of(b'`', block);
        each_bit(places, |bit| self.found.push(at + bit));
    }

    /// Keeps the suspects at which an anchor seems to stand. The next ones come from byte `next` on.
    #[inline(never)]
    fn look_closer(&mut self, next: usize) {
        let count = std::mem::take(&mut self.suspects.count);
        let start = std::mem::replace(&mut self.suspects.start, next);
        for index in 0..count {
            let (offset, hash) = self.suspects.all[index];
            let at = start + offset as usize;
            let probes = match self.text.as_bytes()[at] {
                0..0x80 => &self.probes.words,
                0xE4..=0xE9 => &self.probes.han,
                _ => {
                    self.other(at);
                    continue;
                }
            };
            if self.stands(at, probes.get(hash)) {
                self.found.push(at);
            }
        }
    }

    /// The character at byte `at`, neither ASCII nor Han.
    fn other(&mut self, at: usize) {
        if is_odd(self.text, at, self.probes.minds_apostrophes) {
            self.found.push(at);
        }
    }

    /// True if one of the probed anchors seems to stand around byte `at`.
    fn stands(&self, at: usize, probes: &[Probe]) -> bool {
        let text = self.text;
        probes.iter().any(|probe| {
            let chars = &self.probes.chars[probe.start as usize..probe.end as usize];
            let (before, behind) = chars.split_at((probe.at - probe.start) as usize);
            let to_the_left = text[..at].char_indices().rev();
            let to_the_right = text[at..]
                .char_indices()
                .map(|(offset, c)| (at + offset, c));
            let agree = Agreement {
                text,
                medium: self.medium,
                is_plain: probe.is_plain && self.medium == Medium::Written,
            };
            agree.with(to_the_right, behind.iter().copied())
                && agree.with(to_the_left, before.iter().rev().copied())
        })
    }
}

/// Of two words in a row, by their keys.
#[inline(always)]
fn hash_of_words(before: u64, key: u64) -> u32 {
    hash(before.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(32) ^ key)
}

/// Of a word that may go on, by its key.
#[inline(always)]
fn hash_of_beginning(key: u64) -> u32 {
    // No letter has the highest bit.
    hash(key & u64::MAX >> (8 * (KEY - KEY_OF_BEGINNING)) | 1 << 63)
}

/// How raw characters are compared with those of an anchor.
struct Agreement<'t> {
    text: &'t str,
    medium: Medium,
    /// A raw word stands for itself and for nothing else.
    is_plain: bool,
}

impl Agreement<'_> {
    /// True unless the raw characters are surely others than the folded ones.
    #[inline]
    fn with(
        &self,
        mut raw: impl Iterator<Item = (usize, char)>,
        folded: impl Iterator<Item = char>,
    ) -> bool {
        for wanted in folded {
            loop {
                let Some((at, c)) = raw.next() else {
                    return false;
                };
                match fold_char(c) {
                    Folded::Nothing | Folded::Space => {}
                    Folded::One(c) if c == wanted => break,
                    Folded::One('\'') => return true,
                    Folded::Many => match decomposed(c) {
                        Some(c) if c == wanted => break,
                        // A picture, mostly.
                        Some(_) => return false,
                        None => return true,
                    },
                    Folded::One(c) if self.medium == Medium::Spoken && is_filler_character(c) => {}
                    Folded::One(_) => {
                        return !self.is_plain && is_respelled_at(self.text, at, self.medium);
                    }
                }
            }
        }
        true
    }
}

/// The one character that `c` decomposes to, if it is one.
fn decomposed(c: char) -> Option<char> {
    let mut parts = decompose(c);
    parts.next().filter(|_| parts.next().is_none())
}

/// True if the word around byte `at` is a contraction or a filler, which folding writes otherwise.
fn is_respelled_at(text: &str, at: usize, medium: Medium) -> bool {
    let bytes = text.as_bytes();
    if !IS_WORD[usize::from(bytes[at])] {
        return false;
    }
    let end = at + word_len(&bytes[at..]);
    let behind = text[end..].chars().next();
    if behind.is_some_and(|c| fold_char(c) == Folded::One('\'')) {
        return true;
    }
    let letters = bytes[..at].iter().rev();
    let start = at
        - letters
            .take_while(|&&byte| IS_WORD[usize::from(byte)])
            .count();
    is_respelled(&text[start..end], medium)
}

/// Which bytes are letters and digits of ASCII.
const IS_WORD: [bool; 256] = {
    let mut is_word = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        is_word[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    is_word
};

/// Letters and digits at the beginning of `bytes`.
#[inline]
fn word_len(bytes: &[u8]) -> usize {
    let end = bytes.iter().position(|&byte| !IS_WORD[usize::from(byte)]);
    end.unwrap_or(bytes.len())
}

/// A Han character by its bytes.
fn han_key_of(c: char) -> u32 {
    let mut bytes = [0; 4];
    c.encode_utf8(&mut bytes);
    u32::from_le_bytes(bytes)
}

/// The keys of what [`crate::fold`] takes for fillers.
const FILLER_WORDS: [u64; 6] = [
    u64::from_le_bytes(*b"um\0\0\0\0\0\0"),
    u64::from_le_bytes(*b"umm\0\0\0\0\0"),
    u64::from_le_bytes(*b"uh\0\0\0\0\0\0"),
    u64::from_le_bytes(*b"uhh\0\0\0\0\0"),
    u64::from_le_bytes(*b"uhm\0\0\0\0\0"),
    u64::from_le_bytes(*b"erm\0\0\0\0\0"),
];

#[inline]
fn is_filler(han: u32) -> bool {
    // The bytes of 嗯 and 呃.
    const FILLERS: [u32; 2] = [0xAF_97_E5, 0x83_91_E5];
    FILLERS.contains(&han)
}

#[inline]
fn hash_of_pair(before: u32, han: u32) -> u32 {
    hash(u64::from(before) << 24 | u64::from(han))
}

/// Probes on the way to their tables.
struct Building {
    spellings: HashMap<char, Vec<char>>,
    chars: Vec<char>,
    han: Vec<(u32, Probe)>,
    words: Vec<(u32, Probe)>,
    minds_single: bool,
    minds_pairs: bool,
    minds_beginnings: bool,
    minds_apostrophes: bool,
}

/// A word of an anchor.
struct Word {
    /// Place of its first letter among the anchor's characters but spaces.
    at: usize,
    text: String,
    /// It surely begins where a word of the raw text does.
    is_start: bool,
    /// False if more letters may follow in the text.
    is_whole: bool,
}

impl Word {
    fn is_hidden(&self) -> bool {
        HIDDEN.iter().any(|hidden| match self.is_whole {
            true => *hidden == self.text,
            false => hidden.starts_with(&self.text),
        })
    }

    /// True if it can be looked for, and the raw text surely has it.
    fn is_sure(&self) -> bool {
        self.can_be_looked_for() && !self.is_hidden()
    }

    /// True if the places are known at which to look, and there are not too many.
    fn can_be_looked_for(&self) -> bool {
        const SHORTEST_BEGINNING: usize = KEY_OF_BEGINNING - 1;
        self.is_start && (self.is_whole || self.text.len() >= SHORTEST_BEGINNING)
    }

    /// The keys that it may have in the raw text, if it is whole.
    fn keys(&self) -> Vec<u64> {
        let is_joined = JOINED.contains(&self.text.as_str());
        let endings: &[&str] = if is_joined { &JOINED_ENDINGS } else { &[] };
        let endings = ["", ENDING].iter().chain(endings);
        endings
            .map(|ending| key_of(&format!("{}{ending}", self.text)))
            .collect()
    }

    fn hashes(&self) -> Vec<u32> {
        match self.is_whole {
            true => self.keys().into_iter().map(hash).collect(),
            false => self.hashes_of_beginning(),
        }
    }

    fn hashes_of_beginning(&self) -> Vec<u32> {
        let mut beginnings = vec![self.text.clone()];
        if self.text.len() < KEY_OF_BEGINNING {
            let next = ('a'..='z').chain('0'..='9');
            beginnings.extend(next.map(|next| format!("{}{next}", self.text)));
        }
        beginnings
            .iter()
            .map(|text| hash_of_beginning(key_of(text)))
            .collect()
    }
}

/// True if no word of the anchor is one that a contraction hides, or a part of one.
fn is_plain(anchor: &Anchor<'_>) -> bool {
    let text = anchor.text;
    let mut words = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let is_cut = |word: &str| {
        !anchor.begins_word && text.starts_with(word) || !anchor.ends_word && text.ends_with(word)
    };
    words.all(|word| {
        let hides = |hidden: &&str| *hidden == word || is_cut(word) && hidden.contains(word);
        !HIDDEN.iter().any(hides)
    })
}

impl Building {
    fn add(&mut self, anchor: &Anchor<'_>) -> Option<()> {
        let start = self.chars.len();
        self.chars.extend(anchor.text.chars().filter(|&c| c != ' '));
        let is_plain = is_plain(anchor);
        let probe = |at: usize| Probe {
            start: start as u32,
            at: (start + at) as u32,
            end: self.chars.len() as u32,
            is_plain,
        };
        if let Some((at, first, second)) = rarest_pair(&self.chars[start..]) {
            let probe = probe(at);
            let forms = |c: char| {
                self.spellings
                    .get(&c)
                    .map_or(&[][..], Vec::as_slice)
                    .iter()
                    .copied()
                    .chain([c])
            };
            let pairs =
                forms(first).flat_map(|first| forms(second).map(move |second| (first, second)));
            self.han.extend(pairs.map(|(first, second)| {
                (hash_of_pair(han_key_of(first), han_key_of(second)), probe)
            }));
            return Some(());
        }
        let words = words_of(anchor);
        let mut sure: Vec<Sign<'_>> = words.windows(2).filter_map(Sign::of_pair).collect();
        sure.extend(words.iter().filter_map(Sign::of_word));
        if let Some(sign) = sure.into_iter().max_by_key(|sign| sign.worth) {
            let probe = probe(sign.last.at);
            self.words
                .extend(sign.hashes().into_iter().map(|hash| (hash, probe)));
            self.minds_pairs |= sign.before.is_some();
            self.minds_single |= sign.before.is_none() && sign.last.is_whole;
            self.minds_beginnings |= !sign.last.is_whole;
            return Some(());
        }
        let word = words.iter().find(|word| word.can_be_looked_for())?;
        let probe = probe(word.at);
        let contracted = CONTRACTED
            .iter()
            .map(|word| hash_of_beginning(key_of(word)));
        let hashes = word.hashes().into_iter().chain(contracted);
        self.words.extend(hashes.map(|hash| (hash, probe)));
        self.minds_single = true;
        self.minds_beginnings = true;
        self.minds_apostrophes = true;
        Some(())
    }
}

/// By what an anchor is told: a word, or two in a row.
struct Sign<'w> {
    before: Option<&'w Word>,
    last: &'w Word,
    /// How rare it is, and whether it is cheap to look for.
    worth: usize,
}

impl<'w> Sign<'w> {
    fn of_word(word: &'w Word) -> Option<Self> {
        // A beginning takes a look of its own.
        let of_whole = if word.is_whole { 3 } else { 0 };
        word.is_sure().then(|| Sign {
            before: None,
            last: word,
            worth: rarity_of_word(&word.text) + of_whole,
        })
    }

    fn of_pair(words: &'w [Word]) -> Option<Self> {
        let [before, last] = words else { return None };
        // Fillers do not count as the word before.
        let is_sure = before.is_sure()
            && last.is_sure()
            && last.is_whole
            && !FILLER_WORDS.contains(&key_of(&before.text));
        is_sure.then(|| Sign {
            before: Some(before),
            last,
            worth: rarity_of_word(&before.text) + rarity_of_word(&last.text) + 3,
        })
    }

    /// The hashes under which the raw text may have it.
    fn hashes(&self) -> Vec<u32> {
        match self.before {
            Some(before) => {
                let before = key_of(&before.text);
                let keys = self.last.keys().into_iter();
                keys.map(|key| hash_of_words(before, key)).collect()
            }
            None => self.last.hashes(),
        }
    }
}

/// The neighbouring Han characters that are rarest together, and the place of the second.
fn rarest_pair(anchor: &[char]) -> Option<(usize, char, char)> {
    let mut before = None;
    let mut pairs = Vec::new();
    for (at, &c) in anchor.iter().enumerate() {
        if HAN.contains(&c) {
            pairs.extend(before.map(|before| (at, before, c)));
            before = Some(c);
        } else if is_han(c) {
            // It may be spelled with a character that would count here.
            before = None;
        }
    }
    pairs
        .into_iter()
        .max_by_key(|&(_, first, second)| rarity_of_han(first) + rarity_of_han(second))
}

/// The words of an anchor.
fn words_of(anchor: &Anchor<'_>) -> Vec<Word> {
    let mut words = Vec::new();
    let text = anchor.text;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let len = word_len(&text.as_bytes()[at..]);
        if len > 0 {
            words.push(Word {
                at: text[..at].chars().filter(|&c| c != ' ').count(),
                text: text[at..at + len].to_owned(),
                is_start: at > 0 || anchor.begins_word,
                is_whole: at + len < text.len() || anchor.ends_word,
            });
        }
        at += len.max(c.len_utf8());
    }
    words
}
