//! Numbers that must stay readable: dates, times, years, amounts, counts with their units.

use super::plain::{INVISIBLE, count_digits, regex, search};
use crate::text::Span;
use regex::{Captures, Regex};

/// Finds what stays, in plain text.
#[derive(Debug)]
pub(super) struct Kept {
    dates: Regex,
    years: Regex,
    times: Regex,
    amounts: Regex,
}

const YEAR: &str = "(?:19|20)[0-9]{2}";
const MONTH: &str = "(?:1[0-2]|0?[1-9])";
const DAY: &str = "(?:[12][0-9]|3[01]|0?[1-9])";
const TO: &str = " ?[-~/至到] ?";
/// ASCII: 月 and 5 are both "word" characters to Unicode.
const EDGE: &str = r"(?-u:\b)";

const CURRENCIES: &str = r"rmb|cny|usd|eur|gbp|hkd|hk\$|us\$|nt\$|[$¥￥€£]";
const MONEY: &str = "[万亿千百]*(?:元|块|圆|美元|美金|港币|人民币|欧元|日元|英镑)|[万亿]|\
    (?:dollars?|bucks|euros?|pounds?|cents?|yuan|rmb|cny|usd|eur|gbp|hkd)(?-u:\\b)";
const UNITS: &str = "[千百]?(?:小时|分钟|分|秒|天|日|工作日|周|月|年|岁|个|件|人|次|条|份|台|张|笔|位|名|盒|箱|米|公里|\
    里|克|斤|积分|倍)|[%‰]|(?:percent|seconds?|secs?|minutes?|mins?|hours?|hrs?|(?:business |working )?days?|\
    weeks?|months?|years?|people|customers?|users?|items?|units?|pieces|pcs|times|points|miles|km|kg|gb|mb|ms)(?-u:\\b)";

/// Words that begin like a unit.
const NO_UNITS: [&str; 8] = [
    "元旦", "元宵", "分机", "人工", "个人", "天猫", "次日", "件事",
];

impl Kept {
    pub(super) fn new() -> Self {
        let time = r"[0-9]{1,3}:[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]{1,6})?)?(?: ?[ap]\.?m|z|[+-][0-9]{2}:[0-9]{2})?";
        let full = format!("(?:{YEAR}[-/.]{MONTH}[-/.]{DAY}|{DAY}[-/.]{DAY}[-/.]{YEAR})");
        let until = format!("{TO}(?:{full}|(?:{MONTH}[-/.])?{DAY}){EDGE}");
        let short = format!("{YEAR}[-/.]{MONTH}|{YEAR}{TO}{YEAR}");
        let size = "[0-9]{1,5}(?:[x×][0-9]{1,5})+";
        let number = r"([0-9]{1,8}(?:,[0-9]{3}){0,4}(?:\.[0-9]{1,4})?)";
        Kept {
            dates: regex(&format!(
                "{EDGE}(?:{full}(?:{until})?|{short}|{size}){EDGE}"
            )),
            years: regex(&format!(
                "{EDGE}{YEAR} ?年(?: ?[0-9]{{1,2}} ?月(?: ?[0-9]{{1,2}} ?[日号])?)?"
            )),
            times: regex(&format!("{EDGE}(?:{full}t)?{time}{EDGE}")),
            amounts: regex(&format!(
                "(?:(?P<currency>{CURRENCIES}) ?)?{number}(?:{TO}(?:{CURRENCIES})?{number})?(?: ?-?(?:(?P<money>{MONEY})|(?P<unit>{UNITS})))?"
            )),
        }
    }

    /// Times of day and of a recording, also with a date and a T before.
    pub(super) fn times(&self, plain: &str) -> Vec<Span> {
        self.times
            .find_iter(plain)
            .map(|hit| hit.range().into())
            .collect()
    }

    /// Dates, years from and to, and sizes (1920x1080).
    pub(super) fn dates(&self, plain: &str) -> Vec<Span> {
        search(&self.dates, plain, |hit| {
            whole(&hit).filter(|&span| is_free(plain, span))
        })
    }

    /// Years and dates with 年.
    pub(super) fn years(&self, plain: &str) -> Vec<Span> {
        search(&self.years, plain, |hit| {
            whole(&hit).filter(|span| !follows_number(plain, span.start))
        })
    }

    /// Amounts, counts, percentages and durations, in order.
    pub(super) fn amounts(&self, plain: &str) -> Vec<Span> {
        search(&self.amounts, plain, |hit| amount(plain, &hit))
    }
}

fn whole(hit: &Captures) -> Option<Span> {
    hit.get(0).map(|whole| whole.range().into())
}

/// False inside something longer: the date in SO-2024-11-22-001 is part of a number.
fn is_free(plain: &str, span: Span) -> bool {
    const JOINTS: [char; 5] = ['-', '/', '.', '_', ':'];
    let (before, after) = (&plain[..span.start], &plain[span.end..]);
    let ends_longer = before
        .strip_suffix(JOINTS)
        .is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_alphanumeric()));
    let goes_on = after
        .strip_prefix(JOINTS)
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    !ends_longer && !goes_on
}

/// True if a number stands before, with nothing but what separates groups of digits in between:
/// the 8000 in 138 0013 8000.
fn follows_number(plain: &str, at: usize) -> bool {
    let before = plain[..at].trim_end_matches(is_separator);
    let before = before.strip_suffix('.').unwrap_or(before);
    before.ends_with(|c: char| c.is_ascii_digit())
}

/// True if a group of digits follows that may belong to the same number.
fn precedes_number(plain: &str, at: usize) -> bool {
    let after = plain[at..].trim_start_matches(is_separator);
    after.starts_with(|c: char| c.is_ascii_digit())
}

fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '-' | '(' | ')' | '·' | INVISIBLE)
}

fn amount(plain: &str, hit: &Captures) -> Option<Span> {
    let span = whole(hit)?;
    let first = hit.get(2)?.as_str();
    let second = hit.get(3).map(|second| second.as_str());
    let is_stretch = second.is_none_or(|second| is_stretch(first, second));
    let goes_on = plain[span.end..].starts_with(|c: char| c.is_ascii_digit());
    if goes_on || !is_stretch {
        return None;
    }
    if hit.name("currency").is_some() {
        return (!precedes_number(plain, span.end)).then_some(span);
    }
    let is_amount = match (hit.name("money"), hit.name("unit")) {
        (None, None) => is_plainly_amount(plain, span, first, second),
        (Some(word), _) => !is_other_word(&plain[word.start()..]),
        (None, Some(word)) => first.len() < 8 && !is_other_word(&plain[word.start()..]),
    };
    // No telephone number is written 1,280.50, whatever stands before.
    let is_apart = first.contains([',', '.']) || !follows_number(plain, span.start);
    (is_amount && is_apart && !is_code(first)).then_some(span)
}

/// A number without a unit that nobody would take for a telephone: 5000-8000, 12345678.90.
fn is_plainly_amount(plain: &str, span: Span, first: &str, second: Option<&str>) -> bool {
    let is_price = |number: &str| number.ends_with("00") || number.ends_with("99");
    let is_sum = |number: &str| {
        number
            .split_once('.')
            .is_some_and(|(_, cents)| cents.len() == 2)
    };
    let looks = match second {
        Some(second) => is_price(first) && is_price(second),
        None => is_sum(first),
    };
    looks && is_free(plain, span) && !precedes_number(plain, span.end)
}

/// From a smaller to a greater number, and too short for a telephone (13800-138000) unless round.
fn is_stretch(first: &str, second: &str) -> bool {
    let is_round = first.ends_with("000") && second.ends_with("000");
    let longest = if is_round { 12 } else { 10 };
    value(first) < value(second)
        && !is_code(second)
        && count_digits(first) + count_digits(second) <= longest
}

fn is_other_word(rest: &str) -> bool {
    NO_UNITS.iter().any(|word| rest.starts_with(word))
}

/// Amounts have no zeros in front; 010 and 0571 are codes of towns.
fn is_code(number: &str) -> bool {
    number.starts_with('0') && number.as_bytes().get(1).is_some_and(u8::is_ascii_digit)
}

fn value(number: &str) -> f64 {
    number.replace(',', "").parse().unwrap_or(0.0)
}
