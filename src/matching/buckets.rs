//! A read-only hash table for tables of literals, built in one go.

use std::ops::Range;

/// Items by a hash of 32 well mixed bits.
pub(super) struct Buckets<T> {
    items: Vec<T>,
    /// Where the items of each slot begin; one more than there are slots.
    starts: Vec<u32>,
    /// A bit for each value of some more bits of the hash: almost every look for what is not there
    /// ends here, in a few kilobytes that stay in the nearest cache.
    taken: Vec<u64>,
    slot_shift: u32,
    bit_shift: u32,
}

impl<T: Copy> Buckets<T> {
    pub(super) fn new(entries: Vec<(u32, T)>) -> Self {
        let slot_bits = (entries.len() * 2).next_power_of_two().ilog2().clamp(8, 20);
        let more_bits = if slot_bits < 13 { 18 - slot_bits } else { 5 };
        let (slot_shift, bit_shift) = (32 - slot_bits, 32 - slot_bits - more_bits);
        let mut starts: Vec<u32> = vec![0; (1 << slot_bits) + 1];
        let mut taken = vec![0; 1 << (slot_bits + more_bits - 6)];
        for &(hash, _) in &entries {
            starts[(hash >> slot_shift) as usize + 1] += 1;
            let bit = hash >> bit_shift;
            taken[bit as usize / 64] |= 1 << (bit % 64);
        }
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
            items,
            starts,
            taken,
            slot_shift,
            bit_shift,
        }
    }

    /// Everything.
    pub(super) fn all(&self) -> &[T] {
        &self.items
    }

    /// False if there is nothing under this hash.
    #[inline]
    pub(super) fn may_hold(&self, hash: u32) -> bool {
        let bit = hash >> self.bit_shift;
        self.taken[bit as usize / 64] & 1 << (bit % 64) != 0
    }

    /// Everything under this hash, and perhaps under some others.
    pub(super) fn get(&self, hash: u32) -> &[T] {
        let slot = (hash >> self.slot_shift) as usize;
        let range: Range<u32> = self.starts[slot]..self.starts[slot + 1];
        &self.items[range.start as usize..range.end as usize]
    }
}

/// Fibonacci hashing: the upper half of the product mixes all bits of the key.
#[inline]
pub(super) fn hash(key: u64) -> u32 {
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as u32
}
