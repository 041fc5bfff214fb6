//! Scores as columns.

use super::{at, ticks};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Scores in one column.
const STEP: u32 = 5;

/// The scores below full, in columns of five points: their height, and the marks of the axis.
pub(in super::super) struct Columns {
    counts: Vec<(u32, u64)>,
    pub(in super::super) ticks: Vec<f64>,
}

impl Columns {
    /// None if every conversation has the full score.
    pub(in super::super) fn of(scores: &BTreeMap<u32, u64>) -> Option<Columns> {
        let count = |from: u32| {
            scores
                .range(from..from + STEP)
                .map(|(_, count)| count)
                .sum()
        };
        let columns = (0..100).step_by(STEP as usize);
        let counts: Vec<(u32, u64)> = columns.map(|from| (from, count(from))).collect();
        let most = counts.iter().map(|(_, count)| *count).max()?;
        (most > 0).then(|| Columns {
            counts,
            ticks: ticks(most as f64, 3),
        })
    }

    /// The first score of each column and its conversations.
    pub(in super::super) fn counts(&self) -> &[(u32, u64)] {
        &self.counts
    }

    /// `label` says what a column is: from, to, count.
    pub(in super::super) fn draw(
        &self,
        bands: [u32; 2],
        label: impl Fn(u32, u32, u64) -> String,
    ) -> String {
        let top = self.ticks.last().copied().unwrap_or(1.0);
        let mut svg =
            "<svg class=\"columns\" viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\" aria-hidden=\"true\">".to_owned();
        for tick in &self.ticks {
            let _ = write!(
                svg,
                "<path class=\"grid\" d=\"M0 {}H100\"/>",
                at(100.0 - tick / top * 100.0)
            );
        }
        for band in bands {
            let _ = write!(svg, "<path class=\"band\" d=\"M{band} 0V100\"/>");
        }
        for (from, count) in self.counts.iter().filter(|(_, count)| *count > 0) {
            let height = *count as f64 / top * 100.0;
            let _ = write!(
                svg,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"><title>{}</title></rect>",
                at(f64::from(*from) + 0.4),
                at(100.0 - height),
                at(f64::from(STEP) - 0.8),
                at(height),
                label(*from, from + STEP - 1, *count)
            );
        }
        svg + "</svg>"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_score_below_full_is_in_one_column() {
        let scores = BTreeMap::from([(0, 2), (4, 1), (5, 7), (99, 3), (100, 50)]);
        let columns = Columns::of(&scores).expect("some are below full");
        let sum: u64 = columns.counts().iter().map(|(_, count)| count).sum();
        assert_eq!(
            (columns.counts()[0], columns.counts()[1], sum),
            ((0, 3), (5, 7), 13)
        );
        assert!(
            columns
                .draw([70, 85], |from, to, count| format!("{from}-{to}: {count}"))
                .contains("95-99: 3")
        );
        assert!(Columns::of(&BTreeMap::from([(100, 9)])).is_none());
    }
}
