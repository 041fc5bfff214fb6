//! Anchors by their first characters: the simple way to look for many of them.

use super::buckets::{Buckets, hash};
use super::scan::Candidate;
use crate::fold::FoldedChar;

/// How many characters make a key. An anchor is found by the longest of these it has, so that the
/// hundred anchors that begin with "you" are not all compared at every "you".
const KEYS: [usize; 4] = [2, 3, 4, 8];

/// Characters by which a Latin anchor is told at first sight.
const LATIN_BEGINNING: usize = 3;

/// Tells which anchors stand in a folded text.
pub(super) struct Table {
    /// The characters of all anchors, one anchor after the other.
    chars: Vec<char>,
    /// By each of [`KEYS`].
    entries: [Buckets<Entry>; KEYS.len()],
    /// The first two characters of any anchor; of a Latin one the first three, since there is hardly
    /// a pair of letters that no anchor begins with.
    beginnings: Buckets<()>,
    /// Some Latin anchor has no more than two characters.
    has_latin_pairs: bool,
}

/// A literal and the phrase that hangs on it.
#[derive(Clone, Copy)]
struct Entry {
    start: u32,
    end: u32,
    phrase: u32,
}

impl Table {
    /// A table of anchors of two characters or more, each with the number of its phrase.
    pub(super) fn new<'a>(anchors: impl Iterator<Item = (&'a str, u32)>) -> Self {
        let mut chars: Vec<char> = Vec::new();
        let mut entries = KEYS.map(|_| Vec::new());
        let mut beginnings = Vec::new();
        let mut has_latin_pairs = false;
        for (text, phrase) in anchors {
            let start = chars.len();
            chars.extend(text.chars());
            let anchor = &chars[start..];
            let Some(kind) = KEYS.iter().rposition(|&key| key <= anchor.len()) else {
                continue;
            };
            let entry = Entry {
                start: start as u32,
                end: chars.len() as u32,
                phrase,
            };
            entries[kind].push((hash_of(anchor[..KEYS[kind]].iter().copied()), entry));
            let is_long_latin = is_latin(anchor.iter().copied()) && anchor.len() >= LATIN_BEGINNING;
            has_latin_pairs |= is_latin(anchor.iter().copied()) && !is_long_latin;
            let beginning = if is_long_latin {
                LATIN_BEGINNING
            } else {
                KEYS[0]
            };
            beginnings.push((hash_of(anchor[..beginning].iter().copied()), ()));
        }
        Table {
            chars,
            entries: entries.map(Buckets::new),
            beginnings: Buckets::new(beginnings),
            has_latin_pairs,
        }
    }

    /// Every anchor, once for each phrase that has it.
    pub(super) fn anchors(&self) -> impl Iterator<Item = &[char]> {
        let entries = self.entries.iter().flat_map(Buckets::all);
        entries.map(|entry| &self.chars[entry.start as usize..entry.end as usize])
    }

    /// Adds every anchor that stands in `text`, in the order of their starts.
    pub(super) fn look_up(&self, text: &[FoldedChar], found: &mut Vec<Candidate>) {
        for position in 0..text.len().saturating_sub(KEYS[0] - 1) {
            if !self.may_begin(&text[position..]) {
                continue;
            }
            for (&len, entries) in KEYS.iter().zip(&self.entries) {
                let Some(key) = text.get(position..position + len) else {
                    break;
                };
                let hash = hash_of(key.iter().map(|at| at.c));
                if entries.may_hold(hash) {
                    let standing = entries
                        .get(hash)
                        .iter()
                        .filter_map(|entry| self.stand(entry, text, position));
                    found.extend(standing);
                }
            }
        }
    }

    /// False if no anchor begins where `rest` does.
    #[inline]
    fn may_begin(&self, rest: &[FoldedChar]) -> bool {
        let chars = |len: usize| rest[..len].iter().map(|at| at.c);
        let holds = |len: usize| self.beginnings.may_hold(hash_of(chars(len)));
        if !is_latin(chars(KEYS[0])) {
            return holds(KEYS[0]);
        }
        rest.len() >= LATIN_BEGINNING && holds(LATIN_BEGINNING)
            || self.has_latin_pairs && holds(KEYS[0])
    }

    fn stand(&self, entry: &Entry, text: &[FoldedChar], position: usize) -> Option<Candidate> {
        let chars = &self.chars[entry.start as usize..entry.end as usize];
        let here = text.get(position..position + chars.len())?;
        here.iter()
            .zip(chars)
            .all(|(at, &c)| at.c == c)
            .then_some(Candidate {
                phrase: entry.phrase,
                last: (position + chars.len() - 1) as u32,
            })
    }
}

/// True if the first two characters are ASCII.
fn is_latin(mut chars: impl Iterator<Item = char>) -> bool {
    [chars.next(), chars.next()]
        .iter()
        .all(|c| c.is_some_and(|c| c.is_ascii()))
}

fn hash_of(chars: impl Iterator<Item = char>) -> u32 {
    hash(chars.fold(0, |key: u64, c| {
        key.wrapping_mul(0x0010_0000_01B3) ^ u64::from(c as u32)
    }))
}
