//! One bar in parts.

use super::at;
use std::fmt::Write as _;

/// A bar whose parts, each with its class, are as long as their counts.
pub(in super::super) fn bar<'p>(parts: impl IntoIterator<Item = (&'p str, u64)>) -> String {
    let parts: Vec<(&str, u64)> = parts.into_iter().collect();
    let total: u64 = parts.iter().map(|(_, count)| count).sum();
    let mut svg = "<svg class=\"shares\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" \
                   aria-hidden=\"true\">"
        .to_owned();
    let mut from = 0;
    for (class, count) in parts.into_iter().filter(|(_, count)| *count > 0) {
        let x = |count: u64| count as f64 / total as f64 * 100.0;
        // Writing to a `String` cannot fail.
        let _ = write!(
            svg,
            "<rect class=\"{class}\" x=\"{}\" width=\"{}\" height=\"10\"/>",
            at(x(from)),
            at(x(count))
        );
        from += count;
    }
    svg + "</svg>"
}

/// A bar as long as `count` of `most`.
pub(in super::super) fn length(count: u64, most: u64) -> String {
    let length = count as f64 / most.max(1) as f64 * 100.0;
    format!(
        "<svg class=\"length\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" \
         aria-hidden=\"true\"><rect width=\"{}\" height=\"10\"/></svg>",
        at(length)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_follow_each_other_and_none_is_empty() {
        let svg = bar([("pass", 3), ("coach", 0), ("fail", 1)]);
        assert!(svg.contains("class=\"pass\" x=\"0\" width=\"75\""), "{svg}");
        assert!(
            svg.contains("class=\"fail\" x=\"75\" width=\"25\""),
            "{svg}"
        );
        assert!(!svg.contains("coach") && !bar([("pass", 0)]).contains("rect"));
    }
}
