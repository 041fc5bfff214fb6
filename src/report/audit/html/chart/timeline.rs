//! Rates over time, with their intervals as a band.

use super::{at, points, ticks};
use crate::audit::wilson;
use std::fmt::Write as _;

/// What was counted in a day, a week or a month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in super::super) struct Point {
    /// Its place among all days, weeks or months, so that gaps are gaps.
    pub(in super::super) place: i64,
    pub(in super::super) hits: u64,
    pub(in super::super) trials: u64,
}

impl Point {
    fn share(&self) -> f64 {
        self.hits as f64 / self.trials.max(1) as f64
    }
}

/// Points on common axes; shares of 1 upward.
pub(in super::super) struct Timeline {
    points: Vec<Point>,
    pub(in super::super) ticks: Vec<f64>,
}

impl Timeline {
    /// Of points in the order of time, with something counted in each. `least` is a share that
    /// must fit; `unit` is what the ticks count.
    pub(in super::super) fn of(points: Vec<Point>, least: f64, unit: f64) -> Timeline {
        // A day with three calls has an interval up to the sky: the scale goes by the shares, and
        // lets such a band run out at the top.
        let shares = points.iter().map(Point::share).fold(least, f64::max);
        let highs = points
            .iter()
            .map(|point| wilson(point.hits, point.trials).high);
        let most = highs.fold(least, f64::max).min(shares * 1.25);
        let ticks = ticks(most * unit, 4);
        Timeline {
            points,
            ticks: ticks.into_iter().map(|tick| tick / unit).collect(),
        }
    }

    /// Points on an axis that others have too: it ends at the share `top`.
    pub(in super::super) fn of_height(points: Vec<Point>, top: f64) -> Timeline {
        Timeline {
            points,
            ticks: vec![0.0, top.max(f64::MIN_POSITIVE)],
        }
    }

    /// Height of a share above the ground, in hundredths.
    pub(in super::super) fn height(&self, share: f64) -> f64 {
        let top = self.ticks.last().copied().unwrap_or(1.0);
        (share / top * 100.0).clamp(0.0, 100.0)
    }

    /// Where a place stands, in hundredths of the width.
    pub(in super::super) fn x(&self, place: i64) -> f64 {
        let (Some(first), Some(last)) = (self.points.first(), self.points.last()) else {
            return 0.0;
        };
        match last.place - first.place {
            0 => 50.0,
            length => (place - first.place) as f64 / length as f64 * 100.0,
        }
    }

    /// Stretches without a gap.
    fn stretches(&self) -> impl Iterator<Item = &[Point]> {
        self.points
            .chunk_by(|one, next| one.place + 1 == next.place)
    }

    /// The line alone, for small drawings.
    pub(in super::super) fn line(&self) -> String {
        let mut svg = String::new();
        for stretch in self.stretches() {
            let line = stretch
                .iter()
                .map(|point| (self.x(point.place), 100.0 - self.height(point.share())));
            let line = points(line);
            let _ = match stretch.len() {
                1 => write!(svg, "<path class=\"dot\" d=\"M{line}h0\"/>"),
                _ => write!(svg, "<polyline class=\"line\" points=\"{line}\"/>"),
            };
        }
        svg
    }

    /// Grid, band, the overall share, the line, and a dot with a title for each point.
    pub(in super::super) fn draw(&self, overall: f64, titles: &[String]) -> String {
        let mut svg =
            "<svg class=\"timeline\" viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\" \
                       aria-hidden=\"true\">"
                .to_owned();
        let y = |share: f64| 100.0 - self.height(share);
        for tick in &self.ticks {
            let _ = write!(svg, "<path class=\"grid\" d=\"M0 {}H100\"/>", at(y(*tick)));
        }
        for stretch in self.stretches() {
            let ends = stretch
                .iter()
                .map(|point| (self.x(point.place), wilson(point.hits, point.trials)));
            let upper = ends.clone().map(|(x, ends)| (x, y(ends.high)));
            let lower = ends.rev().map(|(x, ends)| (x, y(ends.low)));
            let _ = match stretch.len() {
                1 => write!(
                    svg,
                    "<polyline class=\"alone\" points=\"{}\"/>",
                    points(upper.chain(lower))
                ),
                _ => write!(
                    svg,
                    "<polygon class=\"reach\" points=\"{}\"/>",
                    points(upper.chain(lower))
                ),
            };
        }
        let _ = write!(
            svg,
            "<path class=\"reference\" d=\"M0 {}H100\"/>",
            at(y(overall))
        );
        svg += &self.line();
        for (point, title) in self.points.iter().zip(titles) {
            let _ = write!(
                svg,
                "<path class=\"dot\" d=\"M{},{}h0\"><title>{title}</title></path>",
                at(self.x(point.place)),
                at(y(point.share()))
            );
        }
        svg + "</svg>"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(place: i64, hits: u64) -> Point {
        Point {
            place,
            hits,
            trials: 100,
        }
    }

    #[test]
    fn a_gap_in_time_breaks_the_line() {
        let timeline = Timeline::of(vec![point(3, 5), point(4, 6), point(9, 1)], 0.05, 1000.0);
        assert_eq!(
            timeline.stretches().map(<[Point]>::len).collect::<Vec<_>>(),
            [2, 1]
        );
        assert_eq!(
            (timeline.x(3), timeline.x(9), timeline.x(6)),
            (0.0, 100.0, 50.0)
        );
        let svg = timeline.draw(0.05, &[String::new(), String::new(), String::new()]);
        assert_eq!(svg.matches("<polygon").count(), 1);
    }

    #[test]
    fn nothing_and_one_point_are_drawn_too() {
        assert_eq!(Timeline::of(Vec::new(), 0.0, 1000.0).x(5), 0.0);
        assert_eq!(Timeline::of(vec![point(7, 0)], 0.0, 1000.0).x(7), 50.0);
    }
}
