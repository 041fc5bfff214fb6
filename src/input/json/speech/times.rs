//! Times as recognisers write them, in seconds.

use crate::input::instant::days;
use crate::input::json::node::{Node, Object};

/// How long, or how long since the beginning: `1.4`, `"1.4"`, `"1.400s"`, `"PT1M0.04S"`,
/// `{"seconds": "23", "nanos": 900000000}`.
pub(super) fn duration(node: Node) -> Option<f64> {
    if let Some(parts) = node.object() {
        let part = |name: &str| parts.number(name).unwrap_or(0.0);
        return Some(part("seconds") + part("nanos") * 1e-9);
    }
    let text = node.scalar()?;
    let text = text.trim();
    match text.strip_prefix("PT") {
        Some(parts) => iso_duration(parts),
        None => number(text.strip_suffix('s').unwrap_or(text)),
    }
}

/// The first of these fields, as a [`duration`].
pub(super) fn duration_of(object: &Object, names: &[&str]) -> Option<f64> {
    object.any(names).and_then(duration)
}

/// `1H2M3.5S`.
fn iso_duration(mut parts: &str) -> Option<f64> {
    let mut seconds = 0.0;
    while !parts.is_empty() {
        let end = parts.find(|mark: char| mark.is_ascii_alphabetic())?;
        let unit = match parts.as_bytes()[end] {
            b'H' => 3600.0,
            b'M' => 60.0,
            b'S' => 1.0,
            _ => return None,
        };
        seconds += number(&parts[..end])? * unit;
        parts = &parts[end + 1..];
    }
    Some(seconds)
}

/// Since the beginning of the call, as a clock shows it: `00:00:05,060`, `00:21`, `0:2.380`.
pub(super) fn clock(text: &str) -> Option<f64> {
    let text = text.trim().replace(',', ".");
    let parts: Vec<&str> = text.split(':').collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    parts
        .iter()
        .try_fold(0.0, |sum, part| Some(sum * 60.0 + number(part)?))
}

/// A moment, in seconds since 1970: `2024-05-11T10:00:00.250Z`, `2024-05-11 10:00:00`,
/// `1715421600000`. Where no zone is written, it is taken for UTC: only differences count.
pub(super) fn moment(text: &str) -> Option<f64> {
    let text = text.trim();
    match number(text) {
        Some(micros) if micros > 1e14 => Some(micros * 1e-6),
        Some(millis) if millis > 1e11 => Some(millis * 1e-3),
        Some(seconds) => Some(seconds),
        None => date_and_time(text),
    }
}

fn date_and_time(text: &str) -> Option<f64> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let mut date = date.splitn(3, ['-', '/']).map(|part| part.parse::<u32>());
    let mut next = || date.next()?.ok();
    let year = next()?;
    let days = days(year, next()?, next()?).filter(|_| (1..=9999).contains(&year))? as f64;
    let zone_at = time.find(['Z', 'z', '+', '-', ' ']).unwrap_or(time.len());
    let (time, zone) = time.split_at(zone_at);
    Some(days * 86_400.0 + clock(time)? - zone_offset(zone.trim()))
}

/// Seconds that a zone such as `+08:00` is ahead.
fn zone_offset(zone: &str) -> f64 {
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    let number = |part: Option<&str>| part.and_then(|part| part.parse().ok()).unwrap_or(0.0);
    let ahead = number(digits.get(..2)) * 3600.0 + number(digits.get(2..4)) * 60.0;
    if zone.starts_with('-') { -ahead } else { ahead }
}

/// A plain number; "inf" and "nan" are none.
fn number(text: &str) -> Option<f64> {
    let digits = |mark: char| mark.is_ascii_digit() || matches!(mark, '.' | '-' | '+' | 'e' | 'E');
    let text = Some(text).filter(|text| text.chars().all(digits))?;
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_of_every_kind() {
        let cases = [
            ("1.4", Some(1.4)),
            (r#""0.49""#, Some(0.49)),
            (r#""1.400s""#, Some(1.4)),
            (r#""PT0.04S""#, Some(0.04)),
            (r#""PT1H2M3.5S""#, Some(3723.5)),
            (r#"{"seconds": "23", "nanos": 500000000}"#, Some(23.5)),
            (r#""PT""#, Some(0.0)),
            (r#""soon""#, None),
            (r#""inf""#, None),
            ("[1]", None),
            (r#""PT1X""#, None),
        ];
        for (text, seconds) in cases {
            assert_eq!(
                duration(Node::parse(text).expect("valid")),
                seconds,
                "{text}"
            );
        }
    }

    #[test]
    fn clocks() {
        assert_eq!(clock("00:00:05,060"), Some(5.06));
        assert_eq!(clock(" 00:21"), Some(21.0));
        assert_eq!(clock("1:02:03.5"), Some(3723.5));
        for text in ["", "21", "a:b", "1:2:3:4", "::"] {
            assert_eq!(clock(text), None, "{text}");
        }
    }

    #[test]
    fn moments() {
        let noon = 1_715_428_800.0;
        for text in [
            "2024-05-11T12:00:00Z",
            "2024-05-11 12:00:00",
            "2024/05/11 12:00:00",
            "2024-05-11T20:00:00.000+08:00",
            "2024-05-11T07:00:00-0500",
            "1715428800",
            "1715428800000",
            "1715428800000000",
        ] {
            assert_eq!(moment(text), Some(noon), "{text}");
        }
        assert_eq!(moment("2000-02-29T00:00:00Z"), Some(951_782_400.0));
        for text in [
            "",
            "noon",
            "2024-13-01T00:00:00Z",
            "2024-05-11",
            "2024-05-11T",
        ] {
            assert_eq!(moment(text), None, "{text}");
        }
    }
}
