//! The line above a quote that says who wrote it and when: `On … wrote:`.
//!
//! No list of programs: a verb or a colon at the end, a day, a time and an address say it in
//! every language. The more of them, the surer; only a sure one parts history without `>`.

use super::Line;
use super::evidence::{has_address, has_date, has_mail_address, has_time};
use super::vocabulary::{VOCABULARY, after};
use memchr::memchr2;

/// Where an attribution stands, and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Attribution {
    /// Bytes of its first line that are still the writer's words.
    pub(super) own: usize,
    /// One past its last line.
    pub(super) end: usize,
    /// Sure even if no `>` stands below.
    pub(super) is_certain: bool,
}

/// An attribution is wrapped over at most this many lines.
const MAX_LINES: usize = 4;
/// No longer than this, in bytes per line.
const MAX_LENGTH: usize = 400;

/// The attribution that begins at line `at`.
pub(super) fn find(lines: &[Line], at: usize) -> Option<Attribution> {
    let last = last_line(lines, at)?;
    let quote_below = lines[last + 1..]
        .iter()
        .find(|line| !line.words.is_empty())
        .is_some_and(|line| line.is_quoted);
    let counts = |weight: &Weight| weight.is_certain || quote_below;
    let opens_later = (at + 1..=last)
        .filter_map(|start| weigh(&join(&lines[start..=last], 0), lines[start].words))
        .any(|weight| weight.is_opened && counts(&weight));
    if opens_later {
        return None;
    }
    let first = lines[at];
    let (own, weight) = starts(first.words)
        .filter_map(|own| {
            let weight = weigh(&join(&lines[at..=last], own), &first.words[own..])?;
            Some((own, weight)).filter(|(own, weight)| *own == 0 || weight.is_opened)
        })
        .find(|(_, weight)| counts(weight))?;
    Some(Attribution {
        own: if own == 0 { 0 } else { first.indent() + own },
        end: last + 1,
        is_certain: weight.is_certain,
    })
}

/// The line on which what begins at line `at` may end.
fn last_line(lines: &[Line], at: usize) -> Option<usize> {
    let near = &lines[at..lines.len().min(at + MAX_LINES)];
    let last = near.iter().position(|line| line.may_end)?;
    // `Ida <ida@example.org` / `>:` is an address that was wrapped, not a quote.
    let wrapped_bracket = last > 0
        && near[last].words.trim_start_matches('>').trim() == ":"
        && near[last - 1].words.contains('<');
    let counts = |(index, line): (usize, &Line)| {
        let is_quoted = line.is_quoted && !(index == last && wrapped_bracket);
        !line.words.is_empty() && line.words.len() <= MAX_LENGTH && !is_quoted
    };
    let all_count = near[..=last].iter().enumerate().all(counts);
    (all_count && may_begin(&near[0])).then_some(at + last)
}

fn may_begin(line: &Line) -> bool {
    let mut bytes = line.words.bytes();
    line.may_end || bytes.any(|byte| byte.is_ascii_digit() || matches!(byte, b'@' | b'<'))
}

/// True if an attribution may end with the line `words`. It is asked of every line.
pub(super) fn may_end(words: &str) -> bool {
    let behind = |c| matches!(c, '*' | '_' | '-' | ' ' | '\u{A0}');
    let words = words.trim_end_matches(behind);
    words.ends_with([':', '：'])
        || words.ends_with('>') && words.starts_with(|first: char| first.is_ascii_digit())
        || verb_at_end(words).is_some()
}

/// The lines as one, from byte `own` of the first, with plain single spaces.
fn join(lines: &[Line], own: usize) -> String {
    let length = lines.iter().map(|line| line.words.len() + 1).sum();
    let mut joined = String::with_capacity(length);
    for (index, line) in lines.iter().enumerate() {
        let words = if index == 0 {
            &line.words[own..]
        } else {
            line.words
        };
        let mut is_parted = true;
        for character in words.chars() {
            match character {
                '*' | '\u{200E}' | '\u{200F}' => continue,
                _ if character.is_whitespace() => is_parted = true,
                _ => {
                    if std::mem::take(&mut is_parted) && !joined.is_empty() {
                        joined.push(' ');
                    }
                    joined.push(character);
                }
            }
        }
    }
    joined
}

/// Where in a line an attribution may begin: an opening behind other words, the last one first,
/// or else the whole line.
fn starts(words: &str) -> impl Iterator<Item = usize> + '_ {
    let opens = move |&(index, first): &(usize, char)| {
        let before = &words[..index];
        let free = match first {
            '在' => before.ends_with(['。', '！', '？', '!', '?', '.']),
            '\u{2E80}'..='\u{9FFF}' => false,
            _ if first.is_uppercase() => {
                before.ends_with(|c: char| c.is_whitespace() || "。！？!?.".contains(c))
            }
            _ => false,
        };
        free && before.contains(char::is_alphanumeric) && is_opening(&words[index..])
    };
    // It begins before the address.
    let address = memchr2(b'@', b'<', words.as_bytes()).unwrap_or(words.len());
    let inside = words[..address].char_indices().rev().filter(opens);
    inside.map(|(index, _)| index).chain(Some(0))
}

fn is_opening(words: &str) -> bool {
    let mut openings = VOCABULARY.openings.iter();
    let first = words.as_bytes().first();
    openings.any(|opening| opening.as_bytes().first() == first && after(words, opening).is_some())
}

#[derive(Clone, Copy)]
struct Weight {
    /// It begins as attributions do, and not with a name.
    is_opened: bool,
    is_certain: bool,
}

/// What speaks for `words`, which begin on the line `first`, being an attribution; `None` if too
/// little even above a quote.
fn weigh(words: &str, first: &str) -> Option<Weight> {
    let is_framed = words.starts_with("--") && words.ends_with("--");
    let bare = words.trim_matches(['-', ' ']);
    let head = bare.trim_end_matches([':', '：', ' ']);
    let seen = Seen {
        head,
        has_colon: head.len() < bare.len(),
        is_framed,
        is_dated_first: begins_dated(first.trim_start_matches(['-', ' ', '*'])),
        is_opened: is_opening(bare) || names_then_dates(head),
        address: has_address(head),
        date: has_date(head),
        time: has_time(head),
    };
    match verb_at_end(head).or_else(|| seen.verb_inside()) {
        Some(verb) => seen.with_verb(verb, first),
        None => seen.without_verb(),
    }
}

struct Seen<'a> {
    head: &'a str,
    has_colon: bool,
    is_framed: bool,
    is_dated_first: bool,
    is_opened: bool,
    address: bool,
    date: bool,
    time: bool,
}

impl Seen<'_> {
    fn verb_inside(&self) -> Option<usize> {
        let place = |verb: &&str| Some(self.head.find(&format!(" {verb} "))? + 1);
        let mut after_day = VOCABULARY.verbs_before_names.iter().filter_map(place);
        let mut after_name = VOCABULARY.verbs_before_days.iter().filter_map(place);
        let opened = self.is_opened || self.is_dated_first;
        after_day
            .find(|_| opened)
            .or_else(|| after_name.find(|&verb| has_address(&self.head[..verb])))
            .filter(|_| self.has_colon)
    }

    fn with_verb(&self, verb: usize, first: &str) -> Option<Weight> {
        let writer = self.head[..verb].trim();
        let is_opened = self.is_opened || self.is_dated_first;
        let begins = is_opened || self.address && names_an_address(first);
        let dated = self.date && self.time;
        let named = self.address || !is_prose(writer);
        let sure = begins && named && (self.address && (self.date || self.time) || dated);
        let is_certain = match (self.is_framed, self.has_colon) {
            (true, _) => sure || is_name(writer),
            (false, true) => sure,
            (false, false) => sure && self.address && dated,
        };
        let enough = begins && (self.address || self.date || self.time) || is_name(writer);
        (is_certain || self.has_colon && enough).then_some(Weight {
            is_opened,
            is_certain,
        })
    }

    /// `2017-11-24 16:32 Ida Holm <ida@example.org>:`, and above `>` also without the colon or
    /// without the address.
    fn without_verb(&self) -> Option<Weight> {
        let addressed = self.address && self.head.ends_with(['>', ')', ']']);
        let zoned = self.has_colon
            && self.time
            && [" GMT", " UTC"].iter().any(|zone| self.head.contains(zone));
        let enough = addressed || self.has_colon && self.time;
        (self.is_dated_first && self.date && enough).then_some(Weight {
            is_opened: true,
            is_certain: zoned
                || addressed && self.has_colon && self.time && has_mail_address(self.head),
        })
    }
}

/// `Ida Holm <…`, `ida@example.org …`, and not a sentence that mentions an address.
fn names_an_address(first: &str) -> bool {
    let word = first.split_whitespace().next().unwrap_or_default();
    first.contains(['<', '(', '[']) || word.contains('@')
}

/// It begins with a number, or with a short word and a number (`Wed, 17 …`).
fn begins_dated(words: &str) -> bool {
    let digit = |word: &str| word.starts_with(|first: char| first.is_ascii_digit());
    let mut parts = words.split_whitespace();
    match (parts.next(), parts.next()) {
        (Some(one), _) if digit(one) => has_date(words) || has_time(words),
        (Some(one), Some(two)) if digit(two) => {
            one.ends_with([',', '.']) && one.len() <= 24
                || one.chars().count() <= 3 && two.ends_with('.')
        }
        _ => false,
    }
}

/// `李雷 于2025年…`, `李雷 在 2025/3/4 …`: a short name, then the day. Prose has no space before
/// its 在.
fn names_then_dates(head: &str) -> bool {
    ["于", "於", " 在"].iter().any(|word| {
        head.split_once(word).is_some_and(|(name, day)| {
            name.chars().count() <= 60 && day.trim_start().starts_with("20")
        })
    })
}

/// Where the verb begins with which `words` end.
fn verb_at_end(words: &str) -> Option<usize> {
    let last = words.chars().next_back()?;
    let may_be = VOCABULARY.verb_lasts.has(last);
    let verbs = may_be.then(|| VOCABULARY.verbs.get(&last)).flatten()?;
    verbs
        .iter()
        .filter(|verb| words.ends_with(**verb))
        .map(|verb| words.len() - verb.len())
        .find(|&at| is_edge(words, at))
}

/// True if no Latin word goes on at `at`.
fn is_edge(words: &str, at: usize) -> bool {
    let is_letter = |character: char| character.is_alphanumeric();
    let is_han = |character: char| !character.is_lowercase() && !character.is_uppercase();
    let next = words[at..].chars().next();
    next.is_some_and(is_han) || !words[..at].chars().next_back().is_some_and(is_letter)
}

/// Words that tell of somebody's writing rather than name him: `the customer`, `您的来信中`.
fn is_prose(writer: &str) -> bool {
    let han = [
        '您', '你', '我', '他', '她', '的', '中', '里', '上', '还', '曾',
    ];
    let last = writer.split_whitespace().next_back().unwrap_or_default();
    let plain = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_lowercase());
    let speaks_of = |word: char| han[..6].contains(&word);
    plain
        || ["I", "You", "We", "He", "She", "They"].contains(&last)
        || writer.contains(speaks_of)
        || writer.ends_with(han)
}

/// One to four words that all begin like names.
fn is_name(writer: &str) -> bool {
    let mut words = writer.split(' ').peekable();
    let named = |word: &str| word.starts_with(char::is_uppercase);
    let pronoun = [
        "The", "This", "That", "He", "She", "You", "I", "We", "They", "It", "Who",
    ];
    words.peek().is_some_and(|first| !pronoun.contains(first))
        && writer.split(' ').count() <= 4
        && words.all(named)
}
