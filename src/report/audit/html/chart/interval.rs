//! A share and its interval on a scale that all rows of a table have in common.

use super::{at, ticks};
use crate::audit::{Interval, wilson};
use std::fmt::Write as _;

/// What all rows have in common, in shares of 1.
pub(in super::super) struct Scale {
    /// The right end.
    pub(in super::super) end: f64,
    /// What each row is compared with.
    pub(in super::super) reference: f64,
    /// Marks of the axis.
    pub(in super::super) ticks: Vec<f64>,
}

/// How a group lies to what it is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Standing {
    /// Its whole interval is above.
    Above,
    /// It may well be the same.
    Within,
    /// Its whole interval is below.
    Below,
}

impl Standing {
    pub(in super::super) fn of(interval: Interval, reference: f64) -> Standing {
        match interval {
            Interval { low, .. } if low > reference => Standing::Above,
            Interval { high, .. } if high < reference => Standing::Below,
            _ => Standing::Within,
        }
    }

    pub(in super::super) fn name(self) -> &'static str {
        match self {
            Standing::Above => "above",
            Standing::Within => "within",
            Standing::Below => "below",
        }
    }
}

impl Scale {
    /// A scale on which all of the counts fit: hits and trials. `unit` is what the ticks count:
    /// 1,000 for shares shown per thousand.
    pub(in super::super) fn of(
        counts: impl IntoIterator<Item = (u64, u64)>,
        reference: f64,
        unit: f64,
    ) -> Scale {
        let highs = counts
            .into_iter()
            .map(|(hits, trials)| wilson(hits, trials).high);
        let most = highs.fold(reference, f64::max);
        let most = if most > 0.0 { most } else { 1.0 };
        let end = (most * 1.04).min(1.0);
        let ticks = ticks(most * unit, 5).into_iter().map(|tick| tick / unit);
        Scale {
            end,
            reference,
            ticks: ticks.filter(|tick| *tick <= end).collect(),
        }
    }

    /// Where a share stands, in hundredths of the width.
    pub(in super::super) fn x(&self, share: f64) -> f64 {
        (share / self.end * 100.0).clamp(0.0, 100.0)
    }

    /// A line from the low to the high end, a dot at the share, and the reference as a line.
    pub(in super::super) fn draw(&self, hits: u64, trials: u64) -> String {
        let interval = wilson(hits, trials);
        let standing = Standing::of(interval, self.reference).name();
        let share = if trials == 0 {
            0.0
        } else {
            hits as f64 / trials as f64
        };
        let [low, high, dot, reference] =
            [interval.low, interval.high, share, self.reference].map(|share| at(self.x(share)));
        let mut svg = format!(
            "<svg class=\"whisker {standing}\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
        );
        let _ = write!(
            svg,
            "<path class=\"reference\" d=\"M{reference} 0V10\"/>\
             <path class=\"reach\" d=\"M{low} 5H{high}\"/>\
             <path class=\"dot\" d=\"M{dot} 5h0\"/></svg>"
        );
        svg
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_interval_that_is_apart_is_marked() {
        let standing = |hits, trials| Standing::of(wilson(hits, trials), 0.05);
        assert_eq!(standing(50, 1000), Standing::Within);
        assert_eq!(standing(2, 20), Standing::Within);
        assert_eq!(standing(90, 1000), Standing::Above);
        assert_eq!(standing(20, 1000), Standing::Below);
    }

    #[test]
    fn every_row_fits_on_the_scale() {
        let scale = Scale::of([(3, 200), (0, 0), (40, 300)], 0.05, 1000.0);
        assert!(scale.end <= 1.0 && scale.end >= wilson(40, 300).high);
        assert!(scale.draw(40, 300).contains("whisker above"));
        assert_eq!(scale.x(2.0), 100.0);
    }
}
