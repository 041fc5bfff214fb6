//! The few of many that a report shows, chosen the same way however the many were split.

use serde::{Deserialize, Serialize};

/// Something that can be the smaller of two. Different things have different ranks.
pub trait Ranked {
    /// What the choice goes by.
    type Rank<'a>: Ord
    where
        Self: 'a;
    /// The rank.
    fn rank(&self) -> Self::Rank<'_>;
}

/// The smallest by rank of all that were added, at most as many as asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Smallest<T> {
    /// Ascending.
    items: Vec<T>,
}

impl<T> Default for Smallest<T> {
    fn default() -> Self {
        Smallest { items: Vec::new() }
    }
}

impl<T: Ranked> Smallest<T> {
    /// The items, smallest first.
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// True if an item may be kept among `most`: there is room, or `may_precede` the last one.
    pub fn admits(&self, most: usize, may_precede: impl Fn(&T) -> bool) -> bool {
        self.items.len() < most || most > 0 && self.items.last().is_some_and(may_precede)
    }

    /// Adds an item and keeps `most`.
    pub fn add(&mut self, most: usize, item: T) {
        let at = self
            .items
            .partition_point(|known| known.rank() <= item.rank());
        if at < most {
            self.items.insert(at, item);
            self.items.truncate(most);
        }
    }

    /// Adds all items of another and keeps `most`.
    pub fn merge(&mut self, most: usize, other: Smallest<T>) {
        for item in other.items {
            self.add(most, item);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    impl Ranked for u32 {
        type Rank<'a> = u32;
        fn rank(&self) -> u32 {
            *self
        }
    }

    proptest! {
        #[test]
        fn any_split_keeps_the_same(
            numbers in prop::collection::vec(any::<u32>(), 0..60), most in 0_usize..8, split in 0_usize..60
        ) {
            let of = |numbers: &[u32]| {
                let mut smallest = Smallest::default();
                numbers.iter().for_each(|&number| smallest.add(most, number));
                smallest
            };
            let split = split.min(numbers.len());
            let mut merged = of(&numbers[split..]);
            merged.merge(most, of(&numbers[..split]));
            let mut sorted = numbers.clone();
            sorted.sort_unstable();
            sorted.truncate(most);
            prop_assert_eq!(merged.items(), &sorted[..]);
        }
    }
}
