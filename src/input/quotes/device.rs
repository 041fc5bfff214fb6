//! The line with which a phone or a mail program signs: `Sent from my iPhone`, `发自我的iPhone`.
//!
//! `Sent from my desk` is a sentence: a device has a proper name or is a known thing.

use super::vocabulary::{VOCABULARY, after, small};

/// The longest such line, in bytes, with the address of a shop.
const MAX_LENGTH: usize = 200;

/// True if the device is all that `words`, a line, speaks of.
pub(super) fn is_device_line(words: &str) -> bool {
    if words.is_empty() || words.len() > MAX_LENGTH {
        return false;
    }
    let known = &VOCABULARY.device;
    let words = words
        .trim_start_matches(is_around)
        .trim_end_matches(is_around);
    // Hardly any line gets further than this.
    let is_start = |start: [char; 3]| known.starts.binary_search(&start).is_ok();
    let begins = |[one, two, three]: [char; 3]| {
        known.firsts.has(one)
            && known.seconds.has(two)
            && (is_start([one, two, three]) || is_start([one, two, NOTHING]))
    };
    let may_begin = first_three(words).is_some_and(begins);
    if !may_begin && !is_sent(words) {
        return false;
    }
    let start: String = words
        .chars()
        .take(60)
        .flat_map(char::to_lowercase)
        .collect();
    let begins = |table: &[&str]| {
        let rest = table.iter().find_map(|begin| after(&start, begin))?;
        words.get(start.len() - rest.len()..)
    };
    if let Some(device) = begins(&known.mine) {
        is_device(device, true)
    } else if let Some(device) = begins(&known.get) {
        names_any(&start, &known.programs) && is_device(device, false)
    } else if let Some(device) = begins(&known.sent) {
        is_device(device, false)
    } else {
        is_sent(words) && names_any(&start, &known.brands) && is_device(words, false)
    }
}

/// What may stand around such a line.
fn is_around(mark: char) -> bool {
    match mark.is_ascii() {
        true => 1 << u32::from(mark) & AROUND != 0,
        false => matches!(mark, '。' | '—'),
    }
}

/// A bit for each such mark that is ASCII.
const AROUND: u128 = {
    let marks = b"*_| ()[].-";
    let (mut bits, mut index) = (0, 0);
    while index < marks.len() {
        bits |= 1 << marks[index];
        index += 1;
    }
    bits
};

/// True if `words` end as such a line does in languages that put the verb there.
fn is_sent(words: &str) -> bool {
    let known = &VOCABULARY.device;
    let last = words.chars().next_back();
    last.is_some_and(|last| known.lasts.has(last))
        && known.ends.iter().any(|end| {
            // A look at one byte is cheaper.
            end.as_bytes().last() == words.as_bytes().last() && words.ends_with(end)
        })
}

/// What stands in place of a third character where there are two.
const NOTHING: char = '\0';

/// The first three characters, or two, in small letters.
pub(super) fn first_three(words: &str) -> Option<[char; 3]> {
    let mut small = words.chars().map(small);
    Some([
        small.next()?,
        small.next()?,
        small.next().unwrap_or(NOTHING),
    ])
}

/// `words` name a device or a program and say no more; `mine` takes any proper name for one.
fn is_device(words: &str, mine: bool) -> bool {
    let (words, excuse) = words.split_once(". ").unwrap_or((words, ""));
    let words = words.split(['<', '(']).next().unwrap_or_default().trim();
    let known = &VOCABULARY.device;
    let end = known.ends.iter().find_map(|end| words.strip_suffix(end));
    let words = end.unwrap_or(words).trim();
    let is_han = |character: char| ('\u{3000}'..='\u{D7A3}').contains(&character);
    if words.contains(is_han) {
        return without_device(words).is_some_and(|rest| !rest.contains(is_han));
    }
    let mut names = false;
    for word in words.split_whitespace() {
        match word_kind(word) {
            Word::Device => names = true,
            Word::Proper => names |= mine,
            Word::Between => {}
            Word::Other => return false,
        }
    }
    names && words.split_whitespace().count() <= 10 && is_excuse(excuse)
}

/// What is left of words in Chinese, which nothing parts, without the device; `None` if none is
/// named.
fn without_device(words: &str) -> Option<String> {
    let known = &VOCABULARY.device;
    let mut rest = words.to_lowercase();
    let devices = known.brands.iter().chain(&known.things_han);
    let named = devices.clone().any(|name| rest.contains(name));
    for word in devices.chain(&known.between_han) {
        rest = rest.replace(word, "");
    }
    named.then_some(rest)
}

enum Word {
    Device,
    Proper,
    Between,
    Other,
}

fn word_kind(word: &str) -> Word {
    // `iPhone'umdan`, `iPhone’dan`
    let stem = word.trim_matches(|c: char| !c.is_alphanumeric());
    let stem = stem.split(['\'', '’']).next().unwrap_or_default();
    let lower = stem.to_lowercase();
    let (lower, known) = (lower.as_str(), &VOCABULARY.device);
    if known.brands.contains(&lower) || known.things.contains(lower) {
        Word::Device
    } else if word.starts_with("http") || stem.is_empty() || known.between.contains(lower) {
        Word::Between
    } else if stem.contains(|c: char| c.is_uppercase() || c.is_ascii_digit()) {
        Word::Proper
    } else {
        Word::Other
    }
}

fn names_any(words: &str, names: &[&str]) -> bool {
    names.iter().any(|name| words.contains(name))
}

/// What people add to excuse how briefly they write on a phone.
fn is_excuse(words: &str) -> bool {
    let words = words.to_lowercase();
    words.is_empty()
        || names_any(
            &words,
            &["excuse", "typo", "brevity", "pardon", "autocorrect"],
        )
}
