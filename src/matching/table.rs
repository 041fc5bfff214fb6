//! Anchors by their first characters: the simple way to look for many of them.

use super::buckets::{Bits, Buckets, Packed, hash, pack_all, unpack_all};
use crate::fold::FoldedChar;

/// How many characters make a key. An anchor is found by the longest of these it has, so that the
/// hundred anchors that begin with "you" are not all compared at every "you".
const KEYS: [usize; 4] = [2, 3, 4, 8];

/// Characters by which a Latin anchor is told at first sight.
const LATIN_BEGINNING: usize = 3;

/// An anchor was found: a phrase may stand here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Candidate {
    /// Number of the phrase.
    pub(crate) phrase: u32,
    /// Position of the anchor's last folded character.
    pub(crate) last: u32,
}

/// Tells which anchors stand in a folded text.
pub(crate) struct Table {
    /// The characters of all anchors, one anchor after the other.
    chars: Packed<4>,
    /// By each of [`KEYS`].
    entries: [Buckets<PackedEntry>; KEYS.len()],
    /// The first two characters of any anchor; of a Latin one the first three, since there is hardly
    /// a pair of letters that no anchor begins with.
    beginnings: Bits,
    /// Some Latin anchor has no more than two characters.
    has_latin_pairs: bool,
}

/// A literal and the phrase that hangs on it.
struct Entry {
    start: u32,
    end: u32,
    phrase: u32,
}

type PackedEntry = [u8; 12];

impl Entry {
    fn pack(self) -> PackedEntry {
        let numbers = [self.start, self.end, self.phrase].map(u32::to_le_bytes);
        let mut packed = PackedEntry::default();
        packed.copy_from_slice(numbers.as_flattened());
        packed
    }

    fn unpack(packed: &PackedEntry) -> Self {
        let number = |at: usize| u32::from_le_bytes(packed.as_chunks().0[at]);
        Entry {
            start: number(0),
            end: number(1),
            phrase: number(2),
        }
    }
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
            entries[kind].push((hash_of(anchor[..KEYS[kind]].iter().copied()), entry.pack()));
            let is_long_latin = is_latin(anchor.iter().copied()) && anchor.len() >= LATIN_BEGINNING;
            has_latin_pairs |= is_latin(anchor.iter().copied()) && !is_long_latin;
            let beginning = if is_long_latin {
                LATIN_BEGINNING
            } else {
                KEYS[0]
            };
            beginnings.push(hash_of(anchor[..beginning].iter().copied()));
        }
        let chars = chars.into_iter().map(|c| u32::from(c).to_le_bytes());
        Table {
            chars: chars.collect(),
            entries: entries.map(Buckets::new),
            beginnings: Bits::new(beginnings.into_iter()),
            has_latin_pairs,
        }
    }

    /// Appends the table as bytes.
    pub(super) fn pack(&self, out: &mut Vec<u8>) {
        pack_all(&self.chars, out);
        self.entries.iter().for_each(|entries| entries.pack(out));
        self.beginnings.pack(out);
        out.push(u8::from(self.has_latin_pairs));
    }

    /// Takes from `bytes` what [`Self::pack`] appended.
    pub(super) fn unpack(bytes: &mut &'static [u8]) -> Option<Self> {
        let chars = unpack_all(bytes)?;
        let mut entries = || Buckets::unpack(bytes);
        Some(Table {
            chars,
            entries: [entries()?, entries()?, entries()?, entries()?],
            beginnings: Bits::unpack(bytes)?,
            has_latin_pairs: *bytes.first()? == 1,
        })
    }

    /// Every anchor, once for each phrase that has it.
    pub(super) fn anchors(&self) -> impl Iterator<Item = Vec<char>> {
        let entries = self.entries.iter().flat_map(Buckets::all);
        entries.map(|entry| self.chars(&Entry::unpack(entry)).collect())
    }

    fn chars(&self, entry: &Entry) -> impl ExactSizeIterator<Item = char> {
        let chars = self.chars[entry.start as usize..entry.end as usize].iter();
        chars.map(|&c| char::from_u32(u32::from_le_bytes(c)).unwrap_or_default())
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

    fn stand(
        &self,
        entry: &PackedEntry,
        text: &[FoldedChar],
        position: usize,
    ) -> Option<Candidate> {
        let entry = Entry::unpack(entry);
        let chars = self.chars(&entry);
        let end = position + chars.len();
        let here = text.get(position..end)?;
        let stands = here.iter().zip(chars).all(|(at, c)| at.c == c);
        stands.then_some(Candidate {
            phrase: entry.phrase,
            last: (end - 1) as u32,
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
