//! Days, and the weeks and months they lie in.

use crate::input::written_day;
use std::fmt;

/// A day of the calendar, as it was where the conversation was held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    /// Days since 1970-01-01.
    since_1970: i64,
}

impl Day {
    /// The day that a time says, as written: `2024-05-11T23:30:00+08:00` is the 11th.
    pub fn of(time: &str) -> Option<Day> {
        written_day(time).map(|since_1970| Day { since_1970 })
    }

    /// The Monday of its week.
    pub fn monday(self) -> Day {
        // 1970-01-01 was a Thursday.
        let weekday = (self.since_1970 + 3).rem_euclid(7);
        Day {
            since_1970: self.since_1970 - weekday,
        }
    }

    /// Days since 1970-01-01, to tell how far two days lie apart.
    pub fn since_1970(self) -> i64 {
        self.since_1970
    }

    /// Months since January of the year 0, to tell how far two months lie apart.
    pub fn month_number(self) -> i64 {
        let (year, month, _) = civil(self.since_1970);
        year * 12 + month - 1
    }

    /// `2024-W19`, as ISO 8601 counts weeks.
    pub fn week(self) -> String {
        let thursday = self.monday().since_1970 + 3;
        let (year, month, day) = civil(thursday);
        let first = thursday - day_of_year(year, month, day);
        format!("{year:04}-W{:02}", (thursday - first) / 7 + 1)
    }

    /// `2024-05`.
    pub fn month(self) -> String {
        let (year, month, _) = civil(self.since_1970);
        format!("{year:04}-{month:02}")
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil(self.since_1970);
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// Year, month and day of a day since 1970, by the calendar that begins with March, where leap
/// days are last.
fn civil(since_1970: i64) -> (i64, i64, i64) {
    let day = since_1970 + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march = (5 * of_year + 2) / 153;
    let month = if march < 10 { march + 3 } else { march - 9 };
    (
        year + era * 400 + i64::from(month <= 2),
        month,
        of_year - (153 * march + 2) / 5 + 1,
    )
}

/// Days since January 1st.
fn day_of_year(year: i64, month: i64, day: i64) -> i64 {
    const BEFORE: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    BEFORE[(month - 1) as usize] + i64::from(is_leap && month > 2) + day - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_weeks_and_months() {
        for (time, day, week, month) in [
            (
                "2024-05-11T23:30:00+08:00",
                "2024-05-11",
                "2024-W19",
                "2024-05",
            ),
            ("2024年2月29日 10:00", "2024-02-29", "2024-W09", "2024-02"),
            ("2021/1/3 8:00", "2021-01-03", "2020-W53", "2021-01"),
            ("2018-12-31", "2018-12-31", "2019-W01", "2018-12"),
            ("1715421603", "2024-05-11", "2024-W19", "2024-05"),
            ("20240511100003", "2024-05-11", "2024-W19", "2024-05"),
        ] {
            let read = Day::of(time).expect(time);
            assert_eq!(read.to_string(), day, "{time}");
            assert_eq!(read.week(), week, "{time}");
            assert_eq!(read.month(), month, "{time}");
        }
        for no_day in ["", "00:01:23", "12.5", "yesterday", "2024-13-01"] {
            assert_eq!(Day::of(no_day), None, "{no_day}");
        }
    }

    #[test]
    fn every_day_of_centuries_comes_back() {
        for since_1970 in -30_000..80_000 {
            let day = Day { since_1970 };
            assert_eq!(Day::of(&day.to_string()), Some(day));
        }
    }
}
