//! The fast way through a long text: raw bytes, hardly ever folded.
//!
//! Folding every character costs several times more than reading it, and nearly all of it is in
//! vain. So each anchor is given one *probe*, something that stands in the raw text wherever the
//! anchor does, whatever its spelling: two neighbouring Han characters, of which every traditional
//! and simplified form is entered in a table; or the first letters of a word. Reading on, one look
//! into a small table of bits tells for each Han character and each word that nothing begins here.
//! What remains is compared with the rest of the anchor, and when in doubt it counts: a place too
//! many costs a closer look, and a place too few a finding.
//!
//! What lies between two Han characters is not looked at, so noise that folding drops cannot hide
//! an anchor. Characters with which a word or a Han character may be spelled in an unusual way
//! (full-width letters, ligatures, soft hyphens) are places by themselves.

use super::buckets::{Buckets, hash};
use super::scan::Anchor;
use crate::fold::{
    Folded, Medium, decompose, fold_char, is_filler_character, is_respelled, spellings,
};
use crate::rules::phrase::{rarity_of_han, rarity_of_word};
use crate::text::is_han;
use std::collections::{HashMap, HashSet};
use std::ops::{Range, RangeInclusive};

/// Han characters of three bytes that begin with E4 to E9.
const HAN: RangeInclusive<char> = '\u{4000}'..='\u{9FFF}';

/// Letters of a word that make its key.
const KEY: usize = 4;

/// Words that contractions hide: there is no "not" in the raw "don't".
const HIDDEN: [&str; 6] = ["not", "are", "will", "have", "am", "shall"];

/// What may stand right behind a word of three letters or fewer in contractions.
const ENDINGS: [&str; 7] = ["n", "nt", "not", "m", "re", "ve", "ll"];

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
    /// Some anchor can be told by a hidden word only.
    minds_apostrophes: bool,
}

/// Where in `chars` an anchor begins and ends, and which of its characters is to stand at the place.
#[derive(Clone, Copy)]
struct Probe {
    start: u32,
    at: u32,
    end: u32,
    neighbours: Neighbours,
}

/// The letters nearest to a word, small; 0 where there is no telling.
#[derive(Clone, Copy, Default)]
struct Neighbours {
    /// Letters of the word itself, if the one behind is to be that of the next word.
    len: u8,
    before: u8,
    behind: u8,
}

impl Neighbours {
    /// Of the word of `len` letters at byte `at` of a raw text. Contractions begin and end with the
    /// letters of the words they stand for.
    fn of(text: &[u8], at: usize, len: usize) -> Self {
        let letter = |byte: Option<&u8>| {
            byte.filter(|byte| byte.is_ascii_alphanumeric())
                .map_or(0, u8::to_ascii_lowercase)
        };
        let beyond_space = |near: usize, far: usize| match text.get(near) {
            Some(b' ') => letter(text.get(far)),
            _ => 0,
        };
        let end = at + len;
        Neighbours {
            len: u8::try_from(len).unwrap_or(0),
            before: beyond_space(at.wrapping_sub(1), at.wrapping_sub(2)),
            behind: beyond_space(end, end + 1),
        }
    }

    /// True if the raw letters are surely others.
    fn differ_from(self, raw: Neighbours) -> bool {
        let differ = |own: u8, raw: u8| own != raw && own != 0 && raw != 0;
        differ(self.before, raw.before) || self.len == raw.len && differ(self.behind, raw.behind)
    }
}

impl Probes {
    /// `None`: some anchor offers nothing that is sure to stand in the raw text.
    pub(super) fn new(anchors: &[Anchor<'_>]) -> Option<Self> {
        let mut building = Building {
            spellings: spellings(HAN),
            chars: Vec::new(),
            han: Vec::new(),
            words: Vec::new(),
            minds_apostrophes: false,
        };
        let mut seen = HashSet::new();
        for anchor in anchors {
            if seen.insert((anchor.text, anchor.begins_word)) {
                building.add(anchor)?;
            }
        }
        Some(Probes {
            chars: building.chars,
            han: Buckets::new(building.han),
            words: Buckets::new(building.words),
            minds_apostrophes: building.minds_apostrophes,
        })
    }

    /// Adds bytes of `text` of which every anchor in it covers one.
    pub(super) fn places(&self, text: &str, medium: Medium, found: &mut Vec<usize>) {
        let mut reading = Reading {
            probes: self,
            text,
            medium,
            han_before: 0,
            found,
        };
        let mut at = 0;
        while let Some(&byte) = text.as_bytes().get(at) {
            at = match byte {
                0..0x80 => reading.ascii(at),
                0xE4..=0xE9 => reading.han(at),
                _ => reading.other(at),
            };
        }
    }

    fn is_odd(&self, text: &str, span: Range<usize>, c: char) -> bool {
        let touches_word = || {
            let bytes = text.as_bytes();
            let beside = [span.start.checked_sub(1), Some(span.end)];
            let mut beside = beside.into_iter().flatten();
            beside.any(|at| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric))
        };
        let is_probed = |c: char| c.is_ascii_alphanumeric() || HAN.contains(&c);
        match fold_char(c) {
            Folded::Space => false,
            Folded::Nothing => touches_word(),
            Folded::One('\'') => self.minds_apostrophes && touches_word(),
            Folded::One(c) => is_probed(c),
            Folded::Many => {
                let mut parts = decompose(c).peekable();
                parts.peek().is_none() && touches_word() || parts.any(is_probed)
            }
        }
    }
}

/// A text on its way past the probes. Each method reads what begins at byte `at` and tells where it
/// ends.
struct Reading<'r> {
    probes: &'r Probes,
    text: &'r str,
    medium: Medium,
    /// The last Han character, whatever stands behind it.
    han_before: u32,
    found: &'r mut Vec<usize>,
}

impl Reading<'_> {
    /// Han characters as long as one follows the other.
    fn han(&mut self, mut at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let probes = self.probes;
        while let Some(&[lead @ 0xE4..=0xE9, two, three]) = bytes.get(at..at + 3) {
            let han = han_key([lead, two, three]);
            let hash = hash_of_pair(self.han_before, han);
            if probes.han.may_hold(hash) && self.stands(at, probes.han.get(hash)) {
                self.found.push(at);
            }
            if self.medium == Medium::Written || !is_filler(han) {
                self.han_before = han;
            }
            at += 3;
        }
        at
    }

    /// ASCII: eight bytes at a time, as long as there are so many.
    fn ascii(&mut self, mut at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mut in_word = 0;
        while !self.probes.minds_apostrophes
            && let Some(&eight) = bytes[at..].first_chunk()
            && u64::from_le_bytes(eight) & each(0x80) == 0
        {
            let letters = letters_among(u64::from_le_bytes(eight));
            let mut starts = letters & !(letters << 8 | in_word);
            while starts != 0 {
                self.word(at + starts.trailing_zeros() as usize / 8);
                starts &= starts - 1;
            }
            in_word = letters >> 56;
            at += 8;
        }
        match bytes.get(at) {
            Some(&byte) if IS_WORD[usize::from(byte)] => {
                if in_word == 0 {
                    self.word(at);
                }
                at + word_len(&bytes[at..])
            }
            Some(b'\'' | b'`') if self.probes.minds_apostrophes => {
                self.found.push(at);
                at + 1
            }
            Some(0..0x80) => at + 1,
            _ => at,
        }
    }

    fn word(&mut self, at: usize) {
        let hash = hash_of_word(&self.text.as_bytes()[at..]);
        let probes = &self.probes.words;
        if probes.may_hold(hash) && self.stands(at, probes.get(hash)) {
            self.found.push(at);
        }
    }

    /// Anything else: marks mostly.
    fn other(&mut self, at: usize) -> usize {
        match self.text.as_bytes()[at..] {
            // 、。《》「」『』【】 ！（），：；？ –—“”…
            [0xE3, 0x80, 0x81 | 0x82 | 0x8A..=0x91, ..]
            | [
                0xEF,
                0xBC,
                0x81 | 0x88 | 0x89 | 0x8C | 0x9A | 0x9B | 0x9F,
                ..,
            ]
            | [0xE2, 0x80, 0x93 | 0x94 | 0x9C | 0x9D | 0xA6, ..] => return at + 3,
            _ => {}
        }
        let Some(c) = self.text[at..].chars().next() else {
            return at + 1;
        };
        let end = at + c.len_utf8();
        if !is_picture(c) && self.probes.is_odd(self.text, at..end, c) {
            self.found.push(at);
        }
        end
    }

    /// True if one of the probed anchors seems to stand around byte `at`.
    #[inline(never)]
    fn stands(&self, at: usize, probes: &[Probe]) -> bool {
        let (text, bytes) = (self.text, self.text.as_bytes());
        let neighbours = match self.medium {
            Medium::Written if bytes[at].is_ascii() => {
                Neighbours::of(bytes, at, word_len(&bytes[at..]))
            }
            // A filler may stand between.
            _ => Neighbours::default(),
        };
        probes.iter().any(|probe| {
            if probe.neighbours.differ_from(neighbours) {
                return false;
            }
            let chars = &self.probes.chars[probe.start as usize..probe.end as usize];
            let (before, behind) = chars.split_at((probe.at - probe.start) as usize);
            let to_the_left = text[..at].char_indices().rev();
            let to_the_right = text[at..]
                .char_indices()
                .map(|(offset, c)| (at + offset, c));
            agree(text, to_the_right, behind.iter().copied(), self.medium)
                && agree(text, to_the_left, before.iter().rev().copied(), self.medium)
        })
    }
}

/// The same byte eight times.
const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

/// The letters and digits of ASCII among eight bytes, as the highest bit of each.
#[inline]
fn letters_among(bytes: u64) -> u64 {
    let low = bytes & each(0x7F);
    let small = low | each(0x20);
    // Below 0x80 a sum of two bytes never spills into the next; its highest bit says "at least".
    let from = |bytes: u64, least: u8| bytes.wrapping_add(each(0x80 - least));
    let letters = from(small, b'a') & !from(small, b'z' + 1);
    let digits = from(low, b'0') & !from(low, b'9' + 1);
    (letters | digits) & !bytes & each(0x80)
}

/// True unless the raw characters are surely others than the folded ones.
fn agree(
    text: &str,
    mut raw: impl Iterator<Item = (usize, char)>,
    folded: impl Iterator<Item = char>,
    medium: Medium,
) -> bool {
    for wanted in folded {
        loop {
            let Some((at, c)) = raw.next() else {
                return false;
            };
            match fold_char(c) {
                Folded::Nothing | Folded::Space => {}
                Folded::One(c) if c == wanted => break,
                Folded::One('\'') | Folded::Many => return true,
                Folded::One(c) if medium == Medium::Spoken && is_filler_character(c) => {}
                Folded::One(_) => return is_respelled_at(text, at, medium),
            }
        }
    }
    true
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

/// Pictures and marks that stand in many texts and spell nothing else.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{1F300}'..='\u{1F3FA}' | '\u{1F400}'..='\u{1FAFF}' | '～')
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
#[inline]
fn han_key([one, two, three]: [u8; 3]) -> u32 {
    u32::from_be_bytes([0, one, two, three])
}

fn han_key_of(c: char) -> u32 {
    let mut bytes = [0; 4];
    c.encode_utf8(&mut bytes);
    han_key([bytes[0], bytes[1], bytes[2]])
}

#[inline]
fn is_filler(han: u32) -> bool {
    const FILLERS: [u32; 2] = [0xE5_97_AF, 0xE5_91_83];
    FILLERS.contains(&han)
}

#[inline]
fn hash_of_pair(before: u32, han: u32) -> u32 {
    hash(u64::from(before) << 24 | u64::from(han))
}

/// Of the first letters of the word at the beginning of `text`; short words end with zeros.
#[inline]
fn hash_of_word(text: &[u8]) -> u32 {
    let letters = match text.first_chunk::<KEY>() {
        Some(&four) => u32::from_le_bytes(four),
        None => text
            .iter()
            .rev()
            .fold(0, |letters, &byte| letters << 8 | u32::from(byte)),
    };
    let letters = u64::from(letters);
    let len = (!letters_among(letters) & each(0x80)).trailing_zeros() / 8;
    hash((letters | each(0x20)) & ((1 << (8 * len)) - 1))
}

/// Probes on the way to their tables.
struct Building {
    spellings: HashMap<char, Vec<char>>,
    chars: Vec<char>,
    han: Vec<(u32, Probe)>,
    words: Vec<(u32, Probe)>,
    minds_apostrophes: bool,
}

/// A word of an anchor.
struct Word {
    /// Place of its first letter among the anchor's characters but spaces.
    at: usize,
    text: String,
    /// False if more letters may follow in the text.
    is_whole: bool,
    neighbours: Neighbours,
}

impl Word {
    fn is_hidden(&self) -> bool {
        HIDDEN.iter().any(|hidden| match self.is_whole {
            true => *hidden == self.text,
            false => hidden.starts_with(&self.text),
        })
    }

    /// The keys under which the raw text may have it.
    fn hashes(&self) -> Vec<u32> {
        let text = &self.text;
        let spellings: Vec<String> = match (self.is_whole, text.len() < KEY) {
            (_, false) => vec![text.clone()],
            (true, true) => ENDINGS
                .iter()
                .chain(&[""])
                .map(|ending| format!("{text}{ending}"))
                .collect(),
            (false, true) => {
                let next = ('a'..='z')
                    .chain('0'..='9')
                    .map(|next| format!("{text}{next}"));
                next.chain([text.clone()]).collect()
            }
        };
        spellings
            .iter()
            .map(|text| hash_of_word(text.as_bytes()))
            .collect()
    }
}

impl Building {
    fn add(&mut self, anchor: &Anchor<'_>) -> Option<()> {
        let start = self.chars.len();
        self.chars.extend(anchor.text.chars().filter(|&c| c != ' '));
        let probe = |at: usize, neighbours: Neighbours| Probe {
            start: start as u32,
            at: (start + at) as u32,
            end: self.chars.len() as u32,
            neighbours,
        };
        if let Some((at, first, second)) = rarest_pair(&self.chars[start..]) {
            let probe = probe(at, Neighbours::default());
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
        let open = words.iter().filter(|word| !word.is_hidden());
        if let Some(word) = open.max_by_key(|word| rarity_of_word(&word.text)) {
            let probe = probe(word.at, word.neighbours);
            self.words
                .extend(word.hashes().into_iter().map(|hash| (hash, probe)));
            return Some(());
        }
        let word = words.first()?;
        let probe = probe(word.at, Neighbours::default());
        let contracted = CONTRACTED.iter().map(|word| hash_of_word(word.as_bytes()));
        self.words.extend(
            word.hashes()
                .into_iter()
                .chain(contracted)
                .map(|hash| (hash, probe)),
        );
        self.minds_apostrophes = true;
        Some(())
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

/// The words of an anchor that are sure to begin where a word of the raw text does, and are long
/// enough.
fn words_of(anchor: &Anchor<'_>) -> Vec<Word> {
    const SHORTEST_BEGINNING: usize = KEY - 1;
    let mut words = Vec::new();
    let text = anchor.text;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let len = word_len(&text.as_bytes()[at..]);
        let is_whole = at + len < text.len();
        let begins_word = at > 0 || anchor.begins_word;
        if begins_word && len >= if is_whole { 1 } else { SHORTEST_BEGINNING } {
            words.push(Word {
                at: text[..at].chars().filter(|&c| c != ' ').count(),
                text: text[at..at + len].to_owned(),
                is_whole,
                neighbours: Neighbours::of(text.as_bytes(), at, len),
            });
        }
        at += len.max(c.len_utf8());
    }
    words
}
