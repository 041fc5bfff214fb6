//! Anchors by their first characters: the simple way to look for many of them.

use super::buckets::{Buckets, hash};
use super::scan::Candidate;
use crate::fold::FoldedChar;

/// How many characters make a key. An anchor is found by the longest of these it has, so that the
/// hundred anchors that begin with "you" are not all compared at every "you".
const KEYS: [usize; 4] = [2, 3, 4, 8];

/// Tells which anchors stand in a folded text.
pub(super) struct Table {
    /// The characters of all anchors, one anchor after the other.
    chars: Vec<char>,
    /// By each of [`KEYS`].
    entries: [Buckets<Entry>; KEYS.len()],
    /// The first two characters of any anchor.
    beginnings: Buckets<()>,
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
            beginnings.push((hash_of(anchor[..KEYS[0]].iter().copied()), ()));
        }
        Table {
            chars,
            entries: entries.map(Buckets::new),
            beginnings: Buckets::new(beginnings),
        }
    }

    /// Adds every anchor that stands in `text`, in the order of their starts.
    pub(super) fn look_up(&self, text: &[FoldedChar], found: &mut Vec<Candidate>) {
        for (position, pair) in text.windows(KEYS[0]).enumerate() {
            if !self
                .beginnings
                .may_hold(hash_of(pair.iter().map(|at| at.c)))
            {
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

fn hash_of(chars: impl Iterator<Item = char>) -> u32 {
    hash(chars.fold(0, |key: u64, c| {
        key.wrapping_mul(0x0010_0000_01B3) ^ u64::from(c as u32)
    }))
}
