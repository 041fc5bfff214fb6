//! Charts as SVG. Each fills its box whatever the width: lines keep their thickness by
//! `vector-effect`, and words stand beside the drawing as HTML, so that they stay readable at any
//! width and take the page's colours.

pub(super) mod columns;
pub(super) mod interval;
pub(super) mod shares;
pub(super) mod timeline;

use std::fmt::Write as _;

/// Marks of an axis that begins at 0: round numbers up to the first that is not below `most`.
pub(super) fn ticks(most: f64, about: u32) -> Vec<f64> {
    let most = if most.is_finite() && most > 0.0 {
        most
    } else {
        1.0
    };
    let rough = most / f64::from(about.max(1));
    let power = 10_f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 5.0, 10.0].map(|step| step * power);
    let step = steps.into_iter().find(|step| *step >= rough * 0.999);
    let step = step.unwrap_or(power * 10.0);
    let count = (most / step - 1e-9).ceil().max(1.0) as u32;
    (0..=count).map(|index| f64::from(index) * step).collect()
}

/// A number for an attribute, to two decimals and without needless zeros.
pub(super) fn at(value: f64) -> String {
    let mut written = format!("{value:.2}");
    written.truncate(written.trim_end_matches('0').trim_end_matches('.').len());
    match written.as_str() {
        "-0" | "" => "0".to_owned(),
        _ => written,
    }
}

/// The points of a path or polygon.
pub(super) fn points(points: impl IntoIterator<Item = (f64, f64)>) -> String {
    let mut written = String::new();
    for (x, y) in points {
        let gap = if written.is_empty() { "" } else { " " };
        // Writing to a `String` cannot fail.
        let _ = write!(written, "{gap}{},{}", at(x), at(y));
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_reach_the_largest_value() {
        assert_eq!(ticks(17.0, 4), [0.0, 5.0, 10.0, 15.0, 20.0]);
        assert_eq!(ticks(100.0, 5), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(ticks(3.0, 3), [0.0, 1.0, 2.0, 3.0]);
        for odd in [0.0, f64::NAN, f64::INFINITY, -1.0] {
            assert!(ticks(odd, 4).last().is_some_and(|last| *last >= 1.0));
        }
    }

    #[test]
    fn attributes_have_no_needless_digits() {
        assert_eq!(
            [at(1.0), at(0.5), at(1.0 / 3.0), at(-0.001), at(100.0)],
            ["1", "0.5", "0.33", "0", "100"]
        );
    }
}
