//! A read-only hash table for tables of literals, built in one go.

use std::borrow::Cow;
use std::ops::Range;

/// Numbers as bytes, the lowest first, so that a table may be part of the program: then it takes no
/// time at the start.
pub(super) type Packed<const N: usize> = Cow<'static, [[u8; N]]>;

/// Items by a hash of 32 well mixed bits.
pub(super) struct Buckets<T: Copy + 'static> {
    items: Cow<'static, [T]>,
    /// Where the items of each slot begin; one more than there are slots.
    starts: Packed<4>,
    slot_shift: u32,
    taken: Bits,
}

/// A bit for each value of some more bits of the hash: almost every look for what is not there
/// ends here, in a few kilobytes that stay in the nearest cache.
pub(super) struct Bits {
    words: Packed<8>,
    shift: u32,
}

impl Bits {
    pub(super) fn new(hashes: impl ExactSizeIterator<Item = u32>) -> Self {
        let slot_bits = slot_bits(hashes.len());
        let more_bits = if slot_bits < 13 { 18 - slot_bits } else { 5 };
        let shift = 32 - slot_bits - more_bits;
        let mut words: Vec<u64> = vec![0; 1 << (slot_bits + more_bits - 6)];
        for hash in hashes {
            let bit = hash >> shift;
            words[bit as usize / 64] |= 1 << (bit % 64);
        }
        let words = words.into_iter().map(u64::to_le_bytes).collect();
        Bits { words, shift }
    }

    /// False if there is nothing under this hash.
    #[inline]
    pub(super) fn may_hold(&self, hash: u32) -> bool {
        let bit = hash >> self.shift;
        u64::from_le_bytes(self.words[bit as usize / 64]) & 1 << (bit % 64) != 0
    }

    pub(super) fn pack(&self, out: &mut Vec<u8>) {
        pack_all(&[self.shift.to_le_bytes()], out);
        pack_all(&self.words, out);
    }

    /// Takes from `bytes` what [`Self::pack`] appended.
    pub(super) fn unpack(bytes: &mut &'static [u8]) -> Option<Self> {
        Some(Bits {
            shift: unpack_number(bytes)?,
            words: unpack_all(bytes)?,
        })
    }
}

fn slot_bits(entries: usize) -> u32 {
    (entries * 2).next_power_of_two().ilog2().clamp(8, 20)
}

impl<T: Copy> Buckets<T> {
    pub(super) fn new(entries: Vec<(u32, T)>) -> Self {
        let slot_bits = slot_bits(entries.len());
        let slot_shift = 32 - slot_bits;
        let mut starts: Vec<u32> = vec![0; (1 << slot_bits) + 1];
        for &(hash, _) in &entries {
            starts[(hash >> slot_shift) as usize + 1] += 1;
        }
        let taken = Bits::new(entries.iter().map(|&(hash, _)| hash));
        for slot in 1..starts.len() {
            starts[slot] += starts[slot - 1];
        }
        // To count is quicker than to sort.
        let mut items: Vec<T> = entries.iter().map(|&(_, item)| item).collect();
        let mut next = starts.clone();
        for (hash, item) in entries {
            let place = &mut next[(hash >> slot_shift) as usize];
            items[*place as usize] = item;
            *place += 1;
        }
        Buckets {
            items: items.into(),
            starts: starts.into_iter().map(u32::to_le_bytes).collect(),
            slot_shift,
            taken,
        }
    }

    /// Everything.
    pub(super) fn all(&self) -> &[T] {
        &self.items
    }

    /// False if there is nothing under this hash.
    #[inline]
    pub(super) fn may_hold(&self, hash: u32) -> bool {
        self.taken.may_hold(hash)
    }

    /// Everything under this hash, and perhaps under some others.
    pub(super) fn get(&self, hash: u32) -> &[T] {
        let slot = (hash >> self.slot_shift) as usize;
        let start = |slot: usize| u32::from_le_bytes(self.starts[slot]);
        let range: Range<u32> = start(slot)..start(slot + 1);
        &self.items[range.start as usize..range.end as usize]
    }
}

impl<const N: usize> Buckets<[u8; N]> {
    /// Appends everything as bytes.
    pub(super) fn pack(&self, out: &mut Vec<u8>) {
        pack_all(&[self.slot_shift.to_le_bytes()], out);
        pack_all(&self.starts, out);
        pack_all(&self.items, out);
        self.taken.pack(out);
    }

    /// Takes from `bytes` what [`Self::pack`] appended.
    pub(super) fn unpack(bytes: &mut &'static [u8]) -> Option<Self> {
        Some(Buckets {
            slot_shift: unpack_number(bytes)?,
            starts: unpack_all(bytes)?,
            items: unpack_all(bytes)?,
            taken: Bits::unpack(bytes)?,
        })
    }
}

/// Appends items behind their number.
pub(super) fn pack_all<const N: usize>(items: &[[u8; N]], out: &mut Vec<u8>) {
    out.extend((items.len() as u32).to_le_bytes());
    out.extend(items.as_flattened());
}

/// Takes from `bytes` what [`pack_all`] appended.
pub(super) fn unpack_all<const N: usize>(bytes: &mut &'static [u8]) -> Option<Packed<N>> {
    let (&count, rest) = bytes.split_first_chunk()?;
    let count = u32::from_le_bytes(count) as usize;
    let (items, rest) = rest.split_at_checked(count.checked_mul(N)?)?;
    *bytes = rest;
    Some(items.as_chunks().0.into())
}

fn unpack_number(bytes: &mut &'static [u8]) -> Option<u32> {
    let number: Packed<4> = unpack_all(bytes)?;
    number.first().map(|&number| u32::from_le_bytes(number))
}

/// Fibonacci hashing: the upper half of the product mixes all bits of the key.
#[inline]
pub(super) fn hash(key: u64) -> u32 {
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as u32
}
