//! Days, times and addresses: what a mail program writes above a quote and prose does not.

use std::ops::Range;

/// A mail address, or a name in angle brackets as mailing lists mask it (`<nick>`).
pub(super) fn has_address(text: &str) -> bool {
    has_mail_address(text)
        || text
            .find('<')
            .is_some_and(|open| text[open + 1..].contains('>'))
}

/// `name@host`, also masked (`***@***`).
pub(super) fn has_mail_address(text: &str) -> bool {
    let part = |character: char| character.is_alphanumeric() || "*._-+".contains(character);
    text.match_indices('@').any(|(at, _)| {
        text[..at].chars().next_back().is_some_and(part)
            && text[at + 1..].chars().next().is_some_and(part)
    })
}

/// A day: numbers in a row (`1/2/12`), a year with another number, or a month with one.
pub(super) fn has_date(text: &str) -> bool {
    let numbers = numbers(text);
    let is_small = |number: &Range<usize>| number.len() <= 2;
    let is_year = |number: &Range<usize>| {
        number.len() == 4 && ["19", "20"].contains(&&text[number.start..number.start + 2])
    };
    let small = numbers.iter().filter(|number| is_small(number)).count();
    let chained = numbers.windows(3).any(|three| {
        three.iter().all(|number| number.len() <= 4)
            && is_date_separator(&text[three[0].end..three[1].start])
            && text[three[0].end..three[1].start] == text[three[1].end..three[2].start]
    });
    chained || small > 0 && (numbers.iter().any(is_year) || names_month(text))
}

fn is_date_separator(between: &str) -> bool {
    ["/", "-", ".", ". "].contains(&between)
}

/// `9:57`, `18.30`, `21h05`, `9：57`, `10点15`.
pub(super) fn has_time(text: &str) -> bool {
    let numbers = numbers(text);
    numbers.iter().enumerate().any(|(index, hour)| {
        let Some(minute) = numbers.get(index + 1) else {
            return false;
        };
        let between = &text[hour.end..minute.start];
        let in_chain = |place: Option<&Range<usize>>,
                        gap: &dyn Fn(&Range<usize>) -> Range<usize>| {
            place.is_some_and(|number| is_date_separator(&text[gap(number)]))
        };
        let part_of_date = between == "."
            && (in_chain(numbers.get(index + 2), &|next| minute.end..next.start)
                || index > 0 && in_chain(numbers.get(index - 1), &|before| before.end..hour.start));
        hour.len() <= 2
            && minute.len() == 2
            && [":", "：", ".", "h", "点", "點", " h "].contains(&between)
            && !part_of_date
    })
}

/// Runs of ASCII digits.
fn numbers(text: &str) -> Vec<Range<usize>> {
    // A day, a time and the number of an address.
    let mut numbers: Vec<Range<usize>> = Vec::with_capacity(8);
    for (at, byte) in text.bytes().enumerate() {
        match numbers.last_mut() {
            _ if !byte.is_ascii_digit() => {}
            Some(last) if last.end == at => last.end += 1,
            _ => numbers.push(at..at + 1),
        }
    }
    numbers
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

fn names_month(text: &str) -> bool {
    let is_month = |word: &str| {
        word.len() >= 3
            && MONTHS.iter().any(|month| {
                month
                    .get(..word.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(word))
            })
    };
    text.contains(['月', '월']) || text.split(|c: char| !c.is_alphabetic()).any(is_month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_as_mail_programs_write_them() {
        for text in [
            "Tue, 4 Mar 2025",
            "2025-03-04",
            "04.03.25",
            "3/4/25",
            "2025年3月4日",
            "Wed, Dec 9,",
            "11-Apr-2011",
            "2016. 5. 17.",
        ] {
            assert!(has_date(text), "{text}");
        }
        for text in ["order 20250304", "the 2 parts", "in 2025", "may I", "9:57"] {
            assert!(!has_date(text), "{text}");
        }
        for text in ["at 9:57", "18.30,", "上午9：12", "à 21h05", "10点15分"] {
            assert!(has_time(text), "{text}");
        }
        for text in ["04.03.25", "version 2", "1:5", "30.09.2017"] {
            assert!(!has_time(text), "{text}");
        }
    }

    #[test]
    fn addresses_are_also_masked_ones() {
        for text in [
            "<ida@example.org>",
            "mail ida@example.org",
            "***@***.***>",
            "<ida>",
        ] {
            assert!(has_address(text), "{text}");
        }
        for text in ["@ida", "CEO @ Acme", "3 < 4", "a @b"] {
            assert!(!has_address(text), "{text}");
        }
    }
}
