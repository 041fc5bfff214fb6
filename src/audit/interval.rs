//! How far a share can be trusted.

/// The range in which a share lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The least that the share may well be.
    pub low: f64,
    /// The most.
    pub high: f64,
}

impl Interval {
    /// True if no share lies in both.
    pub fn is_apart_from(self, other: Interval) -> bool {
        self.high < other.low || other.high < self.low
    }
}

/// Two-sided 95 %.
pub(super) const Z: f64 = 1.959_963_984_540_054;

/// Wilson's score interval, at 95 %, for the share of which `hits` of `trials` were seen. Unlike the
/// textbook's it is right for few trials and for shares near 0. Source: E. B. Wilson, "Probable
/// inference, the law of succession, and statistical inference", JASA 22 (1927).
pub fn wilson(hits: u64, trials: u64) -> Interval {
    if trials == 0 {
        return Interval {
            low: 0.0,
            high: 1.0,
        };
    }
    let trials = trials as f64;
    let share = (hits as f64 / trials).min(1.0);
    let weight = Z * Z / trials;
    let middle = share + weight / 2.0;
    let reach = (weight * (share * (1.0 - share) + weight / 4.0)).sqrt();
    Interval {
        low: ((middle - reach) / (1.0 + weight)).max(0.0),
        high: ((middle + reach) / (1.0 + weight)).min(1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_values() {
        // Newcombe, "Two-sided confidence intervals for the single proportion" (1998), table I.
        for (hits, trials, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let interval = wilson(hits, trials);
            assert!((interval.low - low).abs() < 5e-5, "{hits}/{trials}");
            assert!((interval.high - high).abs() < 5e-5, "{hits}/{trials}");
        }
    }

    proptest! {
        #[test]
        fn the_share_lies_in_its_interval(trials in 1_u64..1_000_000, part in 0.0..=1.0) {
            let hits = (trials as f64 * part) as u64;
            let Interval { low, high } = wilson(hits, trials);
            let share = hits as f64 / trials as f64;
            prop_assert!(0.0 <= low && low <= share + 1e-12 && share <= high + 1e-12 && high <= 1.0);
        }
    }
}
