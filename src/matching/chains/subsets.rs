//! The net's states taken together: which sets of them texts lead to is worked out on the way, and
//! remembered.

use super::super::buckets::hash;
use super::net::Net;
use super::units::UNKNOWN;
use std::collections::HashMap;

/// A set of states, by number; this bit tells that chains end in it.
const ENDS: u32 = 1 << 31;

/// No chain has begun.
pub(super) const NOTHING: u32 = 0;

/// Members of all sets together, and steps, after which all is forgotten: up to 20 MB for each
/// thread. With a quarter of it, long texts are learned over and over, and take twice as long.
const MOST: usize = 1 << 19;

/// Sets of states that were met, and the steps between them.
pub(super) struct Subsets {
    sets: Vec<Set>,
    members: Vec<u32>,
    known: HashMap<Box<[u32]>, u32>,
    /// The set behind each unit where nothing had begun.
    beginnings: Vec<u32>,
    steps: Steps,
    /// Sets that are there from the beginning.
    lasting: usize,
}

#[derive(Clone, Copy)]
struct Set {
    /// Its members, and behind them the chains that end in it.
    first: u32,
    end: u32,
    ends_end: u32,
    /// A bit for each unit that may follow, as far as hashes tell them apart.
    followers: [u64; Set::WORDS],
}

impl Set {
    const WORDS: usize = 4;

    #[inline(always)]
    fn place(unit: u32) -> (usize, u32) {
        let place = hash(u64::from(unit)) >> (32 - (Set::WORDS * 64).ilog2());
        ((place >> 6) as usize, place & 63)
    }

    #[inline(always)]
    fn may_go_on(&self, unit: u32) -> bool {
        let (word, bit) = Set::place(unit);
        self.followers[word] >> bit & 1 != 0
    }
}

impl Subsets {
    /// For a net with units up to `units`.
    pub(super) fn new(net: &Net, units: u32) -> Self {
        let mut subsets = Subsets {
            sets: Vec::new(),
            members: Vec::new(),
            known: HashMap::new(),
            beginnings: vec![NOTHING; units as usize],
            steps: Steps::new(),
            lasting: 0,
        };
        subsets.number(net, Vec::new());
        for (unit, states) in net.beginnings() {
            subsets.beginnings[unit as usize] = subsets.number(net, states);
        }
        subsets.lasting = subsets.sets.len();
        subsets
    }

    /// From a set by a unit to the next set.
    #[inline(always)]
    pub(super) fn step(&mut self, net: &Net, set: u32, unit: u32) -> u32 {
        if self.sets[(set & !ENDS) as usize].may_go_on(unit) {
            return self.go_on(net, set, unit);
        }
        self.beginnings[unit as usize]
    }

    /// True if chains end in the set.
    #[inline(always)]
    pub(super) fn is_end(set: u32) -> bool {
        set & ENDS != 0
    }

    /// The chains that end in the set.
    pub(super) fn ends(&self, set: u32) -> &[u32] {
        let set = &self.sets[(set & !ENDS) as usize];
        &self.members[set.end as usize..set.ends_end as usize]
    }

    fn members(&self, set: u32) -> &[u32] {
        let set = &self.sets[(set & !ENDS) as usize];
        &self.members[set.first as usize..set.end as usize]
    }

    fn go_on(&mut self, net: &Net, set: u32, unit: u32) -> u32 {
        if unit == UNKNOWN {
            return NOTHING;
        }
        if let Some(known) = self.steps.get(set, unit) {
            return known;
        }
        let from = self.members(set).iter();
        let mut next: Vec<u32> = from.flat_map(|&state| net.follow(state, unit)).collect();
        next.extend_from_slice(self.members(self.beginnings[unit as usize]));
        if self.members.len() + self.steps.len() > MOST {
            self.forget();
            return self.number(net, next);
        }
        let next = self.number(net, next);
        self.steps.insert(set, unit, next);
        next
    }

    /// The number of a set, which may be new.
    fn number(&mut self, net: &Net, mut members: Vec<u32>) -> u32 {
        members.sort_unstable();
        members.dedup();
        if let Some(&known) = self.known.get(&members[..]) {
            return known;
        }
        let mut ends: Vec<u32> = members.iter().filter_map(|&state| net.end(state)).collect();
        ends.sort_unstable();
        ends.dedup();
        let first = self.members.len() as u32;
        let end = first + members.len() as u32;
        let mut set = Set {
            first,
            end,
            ends_end: end + ends.len() as u32,
            followers: [0; Set::WORDS],
        };
        for unit in members.iter().flat_map(|&state| net.units_behind(state)) {
            let (word, bit) = Set::place(unit);
            set.followers[word] |= 1 << bit;
        }
        let number = self.sets.len() as u32 | if ends.is_empty() { 0 } else { ENDS };
        self.sets.push(set);
        self.members.extend_from_slice(&members);
        self.members.extend_from_slice(&ends);
        self.known.insert(members.into(), number);
        number
    }

    /// Forgets what texts led to.
    fn forget(&mut self) {
        self.sets.truncate(self.lasting);
        let kept = self.sets.last().map_or(0, |set| set.ends_end);
        self.members.truncate(kept as usize);
        let lasting = self.lasting as u32;
        self.known.retain(|_, number| *number & !ENDS < lasting);
        self.steps = Steps::new();
    }
}

/// The steps that are known: a hash table with open places.
struct Steps {
    /// Set and unit, never 0 together, and the set behind.
    entries: Vec<(u64, u32)>,
    len: usize,
}

impl Steps {
    fn new() -> Self {
        Steps {
            entries: vec![(0, 0); 1 << 10],
            len: 0,
        }
    }

    fn len(&self) -> usize {
        self.len
    }

    #[inline]
    fn get(&self, set: u32, unit: u32) -> Option<u32> {
        let key = Steps::key(set, unit);
        let mut at = self.place(key);
        loop {
            match self.entries[at] {
                (known, next) if known == key => return Some(next),
                (0, _) => return None,
                _ => at = (at + 1) % self.entries.len(),
            }
        }
    }

    fn insert(&mut self, set: u32, unit: u32, next: u32) {
        if self.len * 2 >= self.entries.len() {
            let larger = vec![(0, 0); self.entries.len() * 2];
            let entries = std::mem::replace(&mut self.entries, larger);
            for (key, next) in entries.into_iter().filter(|&(key, _)| key != 0) {
                self.put(key, next);
            }
        }
        self.len += 1;
        self.put(Steps::key(set, unit), next);
    }

    fn put(&mut self, key: u64, next: u32) {
        let mut at = self.place(key);
        while self.entries[at].0 != 0 {
            at = (at + 1) % self.entries.len();
        }
        self.entries[at] = (key, next);
    }

    /// Units begin with 1, so that no key is 0.
    fn key(set: u32, unit: u32) -> u64 {
        u64::from(set) << 32 | u64::from(unit)
    }

    fn place(&self, key: u64) -> usize {
        hash(key) as usize >> (32 - self.entries.len().ilog2())
    }
}
