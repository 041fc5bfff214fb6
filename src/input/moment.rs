//! Points in time as tables and exports write them.

/// Seconds since some beginning that is the same for all of its kind: 1970 for dates and epoch
/// numbers, midnight for times of day. Only differences mean something.
///
/// Reads `2024-05-01 10:00:03.25`, `2024/5/1 10:00`, `2024年5月1日 10时00分`, ISO 8601 with `T`, `Z` or
/// an offset, `10:00:03`, epoch seconds, milliseconds or microseconds, and Excel's days since 1900.
pub(super) fn seconds(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Ok(number) = text.parse::<f64>() {
        return number.is_finite().then(|| of_number(number));
    }
    let (date, rest) = match date(text) {
        Some((days, rest)) => (Some(days), rest),
        None => (None, text),
    };
    let clock = clock(rest);
    match (date, clock) {
        (Some(days), clock) => Some(days as f64 * 86_400.0 + clock.unwrap_or(0.0)),
        (None, Some(clock)) => Some(clock),
        (None, None) => None,
    }
}

/// Epoch numbers are told from small ones by their size: 1e11 seconds are the year 5138.
fn of_number(number: f64) -> f64 {
    match number {
        1e14.. => number / 1e6,
        1e11.. => number / 1e3,
        // Excel: days, of which 25,569 lie before 1970; 20,000 to 80,000 are 1954 to 2119.
        20_000.0..80_000.0 => (number - 25_569.0) * 86_400.0,
        _ => number,
    }
}

/// Days since 1970 and what follows the date. The year stands in front.
fn date(text: &str) -> Option<(i64, &str)> {
    let (year, rest) = number(text, 4)?;
    let rest = rest.strip_prefix(['-', '/', '.', '年'])?;
    let (month, rest) = number(rest, 2)?;
    let rest = rest.strip_prefix(['-', '/', '.', '月'])?;
    let (day, rest) = number(rest, 2)?;
    let rest = rest.strip_prefix('日').unwrap_or(rest);
    let is_date =
        (1900..2200).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    is_date.then(|| (days(year, month, day), rest))
}

/// Days from 1970-01-01 to a date of the Gregorian calendar (Howard Hinnant's `days_from_civil`).
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Seconds since midnight, in UTC if the text has an offset.
fn clock(text: &str) -> Option<f64> {
    let text = text.trim_start_matches(['T', ' ', '\u{3000}', ',']);
    let afternoon = ["下午", "晚上"].iter().any(|word| text.starts_with(word));
    let text = ["上午", "下午", "晚上", "凌晨"]
        .iter()
        .find_map(|word| text.strip_prefix(word))
        .unwrap_or(text)
        .trim_start();
    let (hours, rest) = number(text, 2)?;
    let rest = rest.strip_prefix([':', '：', '时', '時', '点'])?;
    let (minutes, rest) = number(rest, 2)?;
    let rest = rest.strip_prefix('分').unwrap_or(rest);
    let (seconds, rest) = match rest.strip_prefix([':', '：']).unwrap_or(rest) {
        after
            if after.len() < rest.len() || rest.starts_with(|mark: char| mark.is_ascii_digit()) =>
        {
            number(after, 2)?
        }
        _ => (0, rest),
    };
    let (fraction, rest) = fraction(rest);
    let rest = rest.trim_start();
    let half = rest.get(..2).map(str::to_ascii_lowercase);
    let is_afternoon = afternoon || half.as_deref() == Some("pm");
    let is_morning = half.as_deref() == Some("am");
    let hours = match hours {
        12 if is_morning => 0,
        1..=11 if is_afternoon => hours + 12,
        _ => hours,
    };
    let is_clock = hours < 25 && minutes < 60 && seconds < 61;
    let whole = (hours * 3600 + minutes * 60 + seconds) as f64;
    is_clock.then(|| whole + fraction - offset(rest))
}

fn fraction(text: &str) -> (f64, &str) {
    let Some(digits) = text.strip_prefix(['.', ',']) else {
        return (0.0, text);
    };
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    let fraction = format!("0.{}", &digits[..length]).parse().unwrap_or(0.0);
    (fraction, &digits[length..])
}

/// `+08:00` in seconds; 0 for everything else.
fn offset(text: &str) -> f64 {
    let Some(sign) = text.chars().next().filter(|sign| ['+', '-'].contains(sign)) else {
        return 0.0;
    };
    let digits: String = text[1..]
        .chars()
        .filter(char::is_ascii_digit)
        .take(4)
        .collect();
    let (hours, minutes) = digits.split_at(digits.len().min(2));
    let part = |text: &str| text.parse::<f64>().unwrap_or(0.0);
    let seconds = part(hours) * 3600.0 + part(minutes) * 60.0;
    if sign == '-' { -seconds } else { seconds }
}

/// A number of up to `most` digits at the beginning, and the rest.
fn number(text: &str, most: usize) -> Option<(i64, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    if length == 0 || length > most {
        return None;
    }
    Some((text[..length].parse().ok()?, &text[length..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_moment_in_many_dresses() {
        let moment = 1_714_557_603.0;
        for text in [
            "2024-05-01 10:00:03",
            "2024/5/1 10:00:03",
            "2024-05-01T10:00:03Z",
            "2024-05-01T18:00:03+08:00",
            "2024年5月1日 10:00:03",
            "2024-05-01 上午10:00:03",
            "2024-05-01 10:00:03 AM",
            "1714557603",
            "1714557603000",
        ] {
            assert_eq!(seconds(text), Some(moment), "{text}");
        }
        assert_eq!(seconds("45413.5"), Some(1_714_564_800.0));
        assert_eq!(seconds("2024-05-01 下午3:20"), Some(1_714_576_800.0));
        assert_eq!(seconds("10:00:03.25"), Some(36_003.25));
        assert_eq!(seconds("12.5"), Some(12.5));
    }

    #[test]
    fn words_are_no_moments() {
        for text in ["", "昨天", "soon", "25:99", "2024-13-01x", "NaN"] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}
