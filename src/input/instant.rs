//! Moments as exports write them: dates with a time, seconds or milliseconds since 1970, seconds
//! since a call began.

use super::clock::Cursor;

/// A moment, in microseconds: since 1970, or since the beginning of a call or of a day.
///
/// A time without a zone is taken for UTC, so only the distance of moments of one file counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Instant(i64);

/// Below this, in 1973, a number counts from the beginning of its call.
const EARLIEST: i64 = 100_000_000 * SECOND;
const SECOND: i64 = 1_000_000;
const DAY: i64 = 86_400 * SECOND;

impl Instant {
    /// A number of units of that many microseconds.
    pub(super) fn from_number(number: f64, micros: f64) -> Option<Instant> {
        let value = (number * micros).round();
        (value.abs() < 9e18).then_some(Instant(value as i64))
    }

    /// What `text` says: `2024-05-11T10:00:03.5+08:00`, `2024/5/11 10:00`, `2024年5月11日 10:00`,
    /// `20240511100003`, `00:01:23`, or a number, whose size tells its unit.
    pub(super) fn parse(text: &str) -> Option<Instant> {
        let text = text.trim();
        commonest(text).or_else(|| Instant::in_any_form(text))
    }

    fn in_any_form(text: &str) -> Option<Instant> {
        let is_number = |byte: u8| byte.is_ascii_digit() || byte == b'.';
        if text.bytes().all(is_number) {
            return number(text);
        }
        let cursor = &mut Cursor::new(text, 0);
        let day = cursor.attempt(date);
        if day.is_some() {
            cursor.eat(&['T', 't', ',', '，']);
            cursor.spaces();
        }
        let time = cursor.attempt(time_of_day);
        cursor.spaces();
        let zone = cursor.attempt(zone).unwrap_or(0);
        let known = cursor.rest().is_empty() && (day.is_some() || time.is_some());
        known.then(|| Instant(day.unwrap_or(0) * DAY + time.unwrap_or(0) - zone))
    }

    /// True if it counts from 1970, not from the beginning of its call.
    pub(super) fn is_date(self) -> bool {
        self.0 >= EARLIEST
    }

    /// Seconds from the beginning of a conversation whose first message was written at `first`.
    pub(super) fn seconds_in(self, first: Instant) -> f64 {
        let zero = if first.is_date() { first.0 } else { 0 };
        (self.0 - zero) as f64 / SECOND as f64
    }
}

/// The day on which something was written or said, where it happened, as the day since 1970:
/// the day as `text` writes it, whatever its zone; of a number of seconds the day in UTC. Besides
/// the dates and numbers of exports it knows `20240511`, `11 May 2024` and `May 11, 2024`, with or
/// without a weekday in front.
pub fn written_day(text: &str) -> Option<i64> {
    let text = text.trim();
    if text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.')
    {
        return match text.len() {
            8 if text.starts_with(['1', '2']) && !text.contains('.') => compact_day(text),
            _ => {
                let instant = number(text).filter(|instant| instant.is_date())?;
                Some(instant.0.div_euclid(DAY))
            }
        };
    }
    let cursor = &mut Cursor::new(text, 0);
    if cursor.eat_word(&WEEKDAYS).is_some() {
        cursor.at += cursor
            .rest()
            .bytes()
            .take_while(u8::is_ascii_alphabetic)
            .count();
        cursor.eat(&[',']);
        cursor.spaces();
    }
    cursor.attempt(date).or_else(|| cursor.attempt(named_date))
}

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// `11 May 2024`, `May 11, 2024`.
fn named_date(cursor: &mut Cursor) -> Option<i64> {
    let before = cursor.digits(1, 2);
    cursor.spaces();
    let month = cursor.eat_word(&MONTHS)?;
    let month = MONTHS.iter().position(|name| *name == month)? as u32 + 1;
    cursor.at += cursor
        .rest()
        .bytes()
        .take_while(u8::is_ascii_alphabetic)
        .count();
    cursor.eat(&['.']);
    cursor.spaces();
    let day = before.or_else(|| cursor.digits(1, 2))?;
    cursor.eat(&[',']);
    cursor.spaces();
    days(cursor.digits(4, 4)?, month, day)
}

/// `20240511`.
fn compact_day(digits: &str) -> Option<i64> {
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<u32>().ok();
    days(part(0, 4)?, part(4, 6)?, part(6, 8)?)
}

/// `2024-05-11 10:00:03`, as nearly every export writes it, at a fraction of the cost.
fn commonest(text: &str) -> Option<Instant> {
    let written: &[u8; 19] = text.as_bytes().try_into().ok()?;
    let marks = [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')];
    if marks.iter().any(|&(at, mark)| written[at] != mark) || !matches!(written[10], b' ' | b'T') {
        return None;
    }
    let two = |at: usize| {
        let (tens, ones) = (
            written[at].wrapping_sub(b'0'),
            written[at + 1].wrapping_sub(b'0'),
        );
        (tens < 10 && ones < 10).then_some(u32::from(tens) * 10 + u32::from(ones))
    };
    let day = days(two(0)? * 100 + two(2)?, two(5)?, two(8)?)?;
    let (hour, minute, second) = (two(11)?, two(14)?, two(17)?);
    let seconds = i64::from(hour * 3600 + minute * 60 + second);
    (minute <= 60 && second <= 60).then_some(Instant(day * DAY + seconds * SECOND))
}

/// Seconds, milliseconds, microseconds or nanoseconds, or all digits of a date and a time.
fn number(text: &str) -> Option<Instant> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let value: i64 = whole.parse().ok()?;
    if whole.len() == 14 && whole.starts_with(['1', '2']) && fraction.is_empty() {
        return compact(whole);
    }
    let (micros, digits) = match value.checked_ilog10().unwrap_or(0) {
        0..=10 => (value * SECOND, 6),
        11..=13 => (value * 1000, 3),
        14..=16 => (value, 0),
        _ => (value / 1000, 0),
    };
    let padded = format!("{fraction:0<6}");
    let fraction: i64 = padded.get(..digits)?.parse().unwrap_or(0);
    Some(Instant(micros + fraction))
}

/// `20240511100003`.
fn compact(digits: &str) -> Option<Instant> {
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<u32>().ok();
    let day = compact_day(digits.get(..8)?)?;
    let seconds = part(8, 10)? * 3600 + part(10, 12)? * 60 + part(12, 14)?;
    Some(Instant(day * DAY + i64::from(seconds) * SECOND))
}

/// Year, month and day, as the day since 1970.
fn date(cursor: &mut Cursor) -> Option<i64> {
    let year = cursor.digits(4, 4)?;
    cursor.eat(&['-', '/', '.', '年'])?;
    let month = cursor.digits(1, 2)?;
    cursor.eat(&['-', '/', '.', '月'])?;
    let day = cursor.digits(1, 2)?;
    cursor.eat(&['日']);
    days(year, month, day)
}

/// Days from 1970-01-01 on, by the calendar that begins with March, where leap days are last.
pub(super) fn days(year: u32, month: u32, day: u32) -> Option<i64> {
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let year = i64::from(year) - i64::from(month < 3);
    let (month, day) = (i64::from((month + 9) % 12), i64::from(day));
    let of_year = (153 * month + 2) / 5 + day - 1;
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    Some(year * 365 + leaps + of_year - 719_468)
}

/// Hours, minutes, perhaps seconds and a fraction, perhaps a half of the day.
fn time_of_day(cursor: &mut Cursor) -> Option<i64> {
    let half = cursor.eat_word(&["上午", "下午", "晚上", "凌晨"]);
    cursor.spaces();
    let hour = cursor.digits(1, 3)?;
    let minute = cursor.attempt(sixtieths)?;
    let second = cursor.attempt(sixtieths).unwrap_or(0);
    let fraction = cursor.attempt(fraction).unwrap_or(0);
    let behind = |cursor: &mut Cursor| {
        cursor.spaces();
        cursor.eat_word(&["am", "pm", "a.m.", "p.m."])
    };
    let half = half.or_else(|| cursor.attempt(behind));
    let hour = match half {
        Some("下午" | "晚上" | "pm" | "p.m.") => hour % 12 + 12,
        Some("am" | "a.m.") => hour % 12,
        _ => hour,
    };
    let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
    Some(seconds * SECOND + fraction)
}

fn sixtieths(cursor: &mut Cursor) -> Option<u32> {
    cursor.eat(&[':', '：'])?;
    cursor.digits(2, 2).filter(|&number| number <= 60)
}

/// Microseconds.
fn fraction(cursor: &mut Cursor) -> Option<i64> {
    cursor.eat(&['.', ','])?;
    let start = cursor.at;
    cursor.digits(1, 9)?;
    let digits = &cursor.line[start..cursor.at];
    format!("{digits:0<6}").get(..6)?.parse().ok()
}

/// Microseconds that a zone is ahead of UTC.
fn zone(cursor: &mut Cursor) -> Option<i64> {
    if cursor.eat_word(&["z", "utc", "gmt"]).is_some() && cursor.rest().is_empty() {
        return Some(0);
    }
    let sign = if cursor.eat(&['+', '-'])? == '-' {
        -1
    } else {
        1
    };
    let minutes = match cursor.attempt(|cursor| cursor.digits(4, 4)) {
        Some(both) => both / 100 * 60 + both % 100,
        None => {
            let hours = cursor.digits(1, 2)?;
            let minutes = cursor.attempt(sixtieths).unwrap_or(0);
            hours * 60 + minutes
        }
    };
    Some(sign * i64::from(minutes) * 60 * SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn micros(text: &str) -> Option<i64> {
        Instant::parse(text).map(|instant| instant.0)
    }

    #[test]
    fn moments_in_every_dress() {
        // 2024-05-11 10:00:03 UTC.
        let there = 1_715_421_603 * SECOND;
        for text in [
            "2024-05-11T10:00:03Z",
            "2024-05-11T10:00:03.000Z",
            "2024-05-11 10:00:03",
            "2024-05-11 10:00:03 UTC",
            "2024-05-11T18:00:03+08:00",
            "2024-05-11T18:00:03+0800",
            "2024-05-11T05:30:03-04:30",
            "2024/5/11 10:00:03 AM",
            "2024年5月11日 上午10:00:03",
            "2024.05.11, 10:00:03",
            "20240511100003",
            "1715421603",
            "1715421603000",
            "1715421603.000000",
            "1715421603000000",
            "1715421603000000000",
        ] {
            assert_eq!(micros(text), Some(there), "{text}");
        }
        assert_eq!(micros("1715421603.000207"), Some(there + 207));
        assert_eq!(micros("2024-05-11T10:00:03.5Z"), Some(there + SECOND / 2));
        assert_eq!(micros("00:01:23,250"), Some(83_250_000));
        assert_eq!(micros("12.5"), Some(12_500_000));
        assert_eq!(micros("1970-01-01"), Some(0));
        assert_eq!(micros("2000-03-01"), Some(11_017 * DAY));
    }

    proptest! {
        #[test]
        fn the_commonest_form_reads_as_any_other(
            text in "[0-2][0-9]{3}[-/][01][0-9]-[0-3][0-9][ Tt][0-9]{2}:[0-9]{2}:[0-9x]{2}"
        ) {
            prop_assert_eq!(Instant::parse(&text), Instant::in_any_form(&text));
        }
    }

    #[test]
    fn what_is_no_moment() {
        for text in [
            "",
            ".",
            "now",
            "5 minutes ago",
            "2024-13-01",
            "2024-05",
            "12/03/2024",
            "2024-05-11T10:00:03 or so",
            "-5",
            "99999999999999999999",
            "20249911100003",
        ] {
            assert_eq!(micros(text), None, "{text}");
        }
    }

    #[test]
    fn days_as_written() {
        for text in [
            "2024-05-11",
            "2024-05-11T23:30:00+08:00",
            "2024年5月11日 上午10:00",
            "20240511",
            "11 May 2024 10:00:03 +0800",
            "Sat, 11 May 2024 10:00:03 +0800",
            "Saturday, May 11, 2024",
            "1715421603",
        ] {
            assert_eq!(written_day(text), Some(19_854), "{text}");
        }
        for text in ["", "00:01:23", "12.5", "12/03/2024", "99999999"] {
            assert_eq!(written_day(text), None, "{text}");
        }
    }

    #[test]
    fn a_conversation_counts_from_its_first_message() {
        let at = |text| Instant::parse(text).expect("a moment");
        let first = at("2024-05-11T10:00:03Z");
        assert_eq!(at("2024-05-11T10:01:00.25Z").seconds_in(first), 57.25);
        assert_eq!(at("00:00:09").seconds_in(at("00:00:04")), 9.0);
    }
}
