//! What must stand near a chain, so that a look at a few units refuses most places.

use super::super::buckets::hash;
use super::units::UNKNOWN;
use std::sync::Arc;

/// Units before and behind a chain that are looked at; whoever asks for more is told "perhaps".
pub(super) const FARTHEST: usize = 64;

/// Wider than any gap: so much width counts the end of a sentence for.
pub(super) const ENDLESS: u32 = 1 << 8;

/// What a chain tells, and what else must stand near it.
pub(super) struct Trigger {
    pub(super) phrase: u32,
    /// Units of the chain at most.
    pub(super) longest: u32,
    pub(super) before: Option<Arc<Neighbour>>,
    pub(super) behind: Option<Arc<Neighbour>>,
    /// The clause must end with the chain.
    pub(super) ends_clause: bool,
}

/// Parts that must stand near.
pub(super) struct Neighbour {
    /// What may stand between: Han characters and words.
    pub(super) reach: u32,
    /// Marks that may stand between.
    pub(super) marks: u32,
    /// Its units on the near side.
    pub(super) units: UnitSet,
}

/// A unit that was read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Read {
    pub(super) unit: u32,
    /// Byte of the text.
    pub(super) at: usize,
    /// Han characters and words up to here, or less: of what may be parts of one word one counts.
    pub(super) width: u32,
    /// Marks before it that end a clause.
    pub(super) marks: u32,
}

impl Trigger {
    /// False if the phrase surely does not stand where its chain ends with the unit `last`.
    pub(super) fn may_stand(&self, units: &[Read], last: usize) -> bool {
        let behind = self.behind.as_ref();
        let before = self.before.as_ref();
        behind.is_none_or(|behind| behind.may_follow(units, last))
            && before.is_none_or(|before| before.may_precede(units, last, self.longest as usize))
    }
}

impl Neighbour {
    fn may_follow(&self, units: &[Read], last: usize) -> bool {
        let from = &units[last];
        for at in last + 1..units.len() {
            let (unit, end) = (&units[at], &units[at - 1]);
            if end.width.wrapping_sub(from.width) > self.reach
                || unit.marks.wrapping_sub(from.marks) > self.marks
            {
                return false;
            }
            let next = units.get(at + 1).map_or(UNKNOWN, |next| next.unit);
            if at - last > FARTHEST || self.units.may_hold(unit.unit, next) {
                return true;
            }
        }
        false
    }

    fn may_precede(&self, units: &[Read], last: usize, longest: usize) -> bool {
        // The chain may begin as early as here.
        let first = (last + 1).saturating_sub(longest);
        let end = &units[last];
        for at in (0..last).rev() {
            let unit = &units[at];
            let between = match at < first {
                true => units[first - 1].width.wrapping_sub(unit.width),
                false => 0,
            };
            if between > self.reach
                || end.width.wrapping_sub(unit.width) >= ENDLESS
                || end.marks.wrapping_sub(unit.marks) > self.marks
            {
                return false;
            }
            let before = at
                .checked_sub(1)
                .map_or(UNKNOWN, |before| units[before].unit);
            if last - at > FARTHEST || self.units.may_hold(unit.unit, before) {
                return true;
            }
        }
        false
    }
}

/// Units alone and in pairs, as far as hashes tell them apart.
pub(super) struct UnitSet {
    bits: Box<[u64]>,
    shift: u32,
}

impl UnitSet {
    /// Bits for each member: a dozen units may be looked at, and none should be taken for a member.
    const SPARSE: usize = 64;

    /// Of units, each with the one farther away, or with [`UNKNOWN`] if it may stand alone.
    pub(super) fn new(mut units: Vec<(u32, u32)>) -> Self {
        units.sort_unstable();
        units.dedup();
        let bits = (units.len() * UnitSet::SPARSE).next_power_of_two();
        let bits = bits.clamp(1 << 10, 1 << 16);
        let mut set = UnitSet {
            bits: vec![0; bits / 64].into(),
            shift: 32 - bits.ilog2(),
        };
        for (unit, farther) in units {
            let (word, bit) = set.place(unit, farther);
            set.bits[word] |= 1 << bit;
        }
        set
    }

    /// False if neither the unit nor it and the one farther away belong to the set.
    fn may_hold(&self, unit: u32, farther: u32) -> bool {
        let holds = |(word, bit): (usize, u32)| self.bits[word] >> bit & 1 != 0;
        unit != UNKNOWN && (holds(self.place(unit, UNKNOWN)) || holds(self.place(unit, farther)))
    }

    fn place(&self, unit: u32, farther: u32) -> (usize, u32) {
        let place = hash(u64::from(unit) << 32 | u64::from(farther)) >> self.shift;
        ((place >> 6) as usize, place & 63)
    }
}
