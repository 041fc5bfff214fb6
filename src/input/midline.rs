//! Several turns on one line: `坐席：您好。用户：我查话费。坐席：好的。`
//!
//! What splits a line is told by that line alone, so that a pipe is read as a file is. A role word
//! with a colon is common in prose ("您可以告诉客服：…", "会员：9元"), so it takes two speakers
//! and one of them twice.

use super::clock::{Cursor, time};
use super::roles::{Claim, RoleNames, Standing, normal};
use crate::document::Role;
use crate::text::Span;
use memchr::memchr2_iter;
use std::collections::HashMap;

/// How much it takes to split a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// Two speakers, one of them twice: the line is one of many.
    Repetition,
    /// Two speakers at the beginning of sentences: the line is all there is.
    TwoSpeakers,
}

/// How far back from a colon a name is looked for, in bytes.
const REACH: usize = 96;

/// Where in `line` turns begin that do not begin the line.
pub(super) fn turns_inside(line: &str, names: &RoleNames, proof: Proof) -> Vec<usize> {
    let begins_line = |at: usize| line[..at].trim_start().is_empty();
    if line.contains("<li") {
        let items = line.match_indices("<li").map(|(at, _)| at);
        return items.filter(|&at| !begins_line(at)).collect();
    }
    if colons(line).nth(1).is_none() {
        return Vec::new();
    }
    let labels = speakers(candidates(line, names));
    match is_dialogue(&labels, proof) {
        true => labels
            .iter()
            .map(|label| label.start)
            .filter(|&at| !begins_line(at))
            .collect(),
        false => Vec::new(),
    }
}

/// Where the colons of either width stand in `line`.
pub(super) fn colons(line: &str) -> impl Iterator<Item = usize> + '_ {
    // Few other characters have the last byte of the wide one.
    let [_, _, last] = WIDE;
    let bytes = line.as_bytes();
    memchr2_iter(b':', last, bytes).filter_map(move |at| match bytes[at] {
        b':' => Some(at),
        _ => bytes[..=at].strip_suffix(&WIDE).map(<[u8]>::len),
    })
}

/// A colon between Chinese words: `：`
const WIDE: [u8; 3] = *b"\xEF\xBC\x9A";

/// A name in front of a colon.
struct Candidate {
    /// Where its turn begins: at its time, or at its name.
    start: usize,
    /// In its normal form.
    name: String,
    claim: Claim,
    /// A sentence begins with it.
    begins_sentence: bool,
}

fn candidates(line: &str, names: &RoleNames) -> Vec<Candidate> {
    let quotes = quotes(line);
    let mut quotes = quotes.iter().peekable();
    let mut found: Vec<Candidate> = Vec::new();
    let mut floor = 0;
    for (colon, mark) in line.match_indices([':', '：']) {
        let end = colon + mark.len();
        if is_in_number(line, colon, end) {
            continue;
        }
        while quotes.next_if(|quote| quote.end <= colon).is_some() {}
        let is_quoted = quotes.peek().is_some_and(|quote| quote.start <= colon);
        if !is_quoted {
            found.extend(candidate(line, Span::new(floor, colon), names));
        }
        floor = end;
    }
    found
}

/// `10:30`, `3：1`, `http://`
fn is_in_number(line: &str, colon: usize, end: usize) -> bool {
    let digit = |character: Option<char>| character.is_some_and(|c| c.is_ascii_digit());
    let between = digit(line[..colon].chars().next_back()) && digit(line[end..].chars().next());
    between || line[end..].starts_with("//")
}

/// The name that ends `before`, which begins behind the last colon.
fn candidate(line: &str, before: Span, names: &RoleNames) -> Option<Candidate> {
    let floor = line
        .ceil_char_boundary(before.end.saturating_sub(REACH))
        .max(before.start);
    let stretch = &line[floor..before.end];
    // A stretch that was cut off begins no sentence.
    let begins = match sentence_start(stretch) {
        Some(at) => Some(floor + at),
        None => (floor == 0).then_some(0),
    };
    let at_start = begins.and_then(|start| {
        let name = line[start..before.end].trim();
        Some((
            start,
            name,
            names
                .claim(name)
                .filter(|claim| claim.standing != Standing::Letter)?,
        ))
    });
    let known = |claim: &Claim| claim.standing == Standing::Known;
    let inside = || role_word_at_end(stretch, names).map(|(at, claim)| (floor + at, claim));
    let (start, claim, begins_sentence) = match at_start {
        Some((start, _, claim)) if known(&claim) => (start, claim, true),
        Some((start, _, claim)) => match inside() {
            Some((start, claim)) => (start, claim, false),
            None => (start, claim, true),
        },
        None => inside().map(|(start, claim)| (start, claim, false))?,
    };
    Some(Candidate {
        start: with_time(line, start),
        name: normal(line[start..before.end].trim()),
        claim,
        begins_sentence,
    })
}

/// Behind the last mark that ends a sentence, a clause or a bracket, or the last space between
/// Chinese words.
fn sentence_start(stretch: &str) -> Option<usize> {
    let mut last: Option<char> = None;
    let mut start = None;
    for (at, mark) in stretch.char_indices() {
        // "help Customer" goes on; "help. Customer" and "您好 客户" do not.
        let ends = last.is_some_and(|last| !last.is_whitespace() && !last.is_ascii_alphanumeric());
        if (ends && mark.is_whitespace()) || "。！？；，…～”’』」）】\t".contains(mark)
        {
            start = Some(at + mark.len_utf8());
        }
        last = Some(mark);
    }
    // A name may stand in brackets and end with one.
    let start = start?;
    Some(start + (stretch[start..].len() - stretch[start..].trim_start().len()))
        .filter(|&start| start < stretch.len())
}

/// What stands in front of a role word that is spoken of, or spoken to.
const LEADS_TO_OBJECT: &str =
    "诉問问说說系找跟和向给給对對请請让讓叫由的是为為与與及或到被把位名个個、/（(“‘\"";

/// A role word that ends `stretch`, in the middle of a sentence: `…帮您用户：`, `…help Customer:`.
fn role_word_at_end(stretch: &str, names: &RoleNames) -> Option<(usize, Claim)> {
    let stretch = stretch.trim_end();
    let starts = stretch.char_indices().rev().take(12).map(|(at, _)| at);
    let mut found = None;
    for at in starts.filter(|&at| at > 0) {
        let word = &stretch[at..];
        let mut back = stretch[..at].chars().rev();
        let before = back.next()?;
        // 好的, 是的 and 可以的 are whole answers; 我们的 goes on.
        let is_answer = before == '的'
            && back
                .next()
                .is_some_and(|last| "好是行对對以".contains(last));
        let is_edge = match word.starts_with(|first: char| first.is_ascii()) {
            true => before.is_whitespace() && word.starts_with(|first: char| first.is_uppercase()),
            false => is_answer || !LEADS_TO_OBJECT.contains(before),
        };
        if word.starts_with(char::is_whitespace) || !is_edge {
            continue;
        }
        let claim = names.claim(word);
        let known = claim.filter(|claim| claim.standing == Standing::Known);
        found = known.map(|claim| (at, claim)).or(found);
    }
    found
}

/// The beginning of the time that stands in front of `start`, or `start`.
fn with_time(line: &str, start: usize) -> usize {
    let before = line[..start].trim_end();
    let floor = line.ceil_char_boundary(before.len().saturating_sub(REACH / 2));
    let starts = before.char_indices().rev().take_while(|&(at, mark)| {
        at >= floor && (mark.is_ascii_digit() || "[]()（）【】:：.,/-→> T".contains(mark))
    });
    let reads = |at: &usize| {
        let mut cursor = Cursor::new(before, *at);
        let parted = !before[..*at].ends_with(|last: char| last.is_ascii_digit() || last == ':');
        parted && time(&mut cursor).is_some() && cursor.rest().is_empty()
    };
    let starts = starts
        .map(|(at, _)| at)
        .filter(|&at| !before[at..].starts_with(' '));
    starts.filter(reads).last().unwrap_or(start)
}

/// The stretches between quotation marks.
fn quotes(line: &str) -> Vec<Span> {
    let mut quotes = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, mark) in line.char_indices() {
        match open {
            Some((start, closing)) if mark == closing => {
                quotes.push(Span::new(start, at));
                open = None;
            }
            Some(_) => {}
            None => {
                let pairs = [('“', '”'), ('「', '」'), ('『', '』'), ('"', '"')];
                let pair = pairs.iter().find(|(opening, _)| *opening == mark);
                open = pair.map(|&(_, closing)| (at, closing));
            }
        }
    }
    quotes
}

/// The candidates that speak: role words at the beginning of sentences or beside a speaker who
/// repeats, and what repeats itself.
fn speakers(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    let counts = counts(&candidates);
    let any_repeats = counts.values().any(|&count| count > 1);
    candidates.retain(|candidate| {
        let is_known = candidate.claim.standing == Standing::Known;
        let repeats = counts.get(&candidate.name) > Some(&1);
        repeats || (is_known && (candidate.begins_sentence || any_repeats))
    });
    candidates
}

fn counts(candidates: &[Candidate]) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for candidate in candidates {
        *counts.entry(candidate.name.clone()).or_default() += 1;
    }
    counts
}

fn is_dialogue(labels: &[Candidate], proof: Proof) -> bool {
    let Some(first) = labels.first() else {
        return false;
    };
    let is_other = |other: &Candidate| {
        let both_unknown = first.claim.role == Role::Unknown && other.claim.role == Role::Unknown;
        other.name != first.name && (both_unknown || other.claim.role != first.claim.role)
    };
    // Names that tell nothing are keys of a list as well, unless both come again.
    let is_known = labels
        .iter()
        .any(|label| label.claim.standing == Standing::Known);
    let least = if is_known { 1 } else { 2 };
    let repeats = || counts(labels).values().filter(|&&count| count > 1).count() >= least;
    let all_begin = || labels.iter().all(|label| label.begins_sentence);
    let is_proven = || match proof {
        Proof::Repetition => repeats(),
        Proof::TwoSpeakers => all_begin() || repeats(),
    };
    labels.iter().any(is_other) && is_proven()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Options;
    use proptest::prelude::*;

    fn pieces(line: &str, proof: Proof) -> Vec<&str> {
        let names = RoleNames::new(&Options::default());
        let mut pieces = Vec::new();
        let mut start = 0;
        for at in turns_inside(line, &names, proof) {
            pieces.push(line[start..at].trim());
            start = at;
        }
        pieces.push(line[start..].trim());
        pieces
    }

    #[test]
    fn several_turns_on_a_line() {
        let cases: [&[&str]; 8] = [
            &["坐席：您好。", "用户：我查话费。", "坐席：好的"],
            &[
                "坐席：您好请问有什么可以帮您",
                "用户：我查话费",
                "坐席：好的",
                "用户：谢谢",
            ],
            &["客服: 您好", "客户: 在吗", "客服: 在"],
            &[
                "Agent: Hello, how can I help?",
                "Customer: I lost my card.",
                "Agent: Sorry.",
            ],
            &[
                "Agent: hello how can I help",
                "Customer: I lost it",
                "Agent: oh",
                "Customer: yes",
            ],
            &[
                "[00:01:02] 客服：您好",
                "[00:01:05] 客户：在吗",
                "[00:01:09] 客服：在",
            ],
            &[
                "Lia: hi.",
                "Heron: hello.",
                "Lia: open?",
                "Heron: at 10:30.",
            ],
            &[
                "<li start=1 end=2>坐席：您好</li>",
                "<li start=3 end=4>用户：好</li>",
            ],
        ];
        for expected in cases {
            for joint in ["", " "] {
                let line = expected.join(joint);
                let is_glued = joint.is_empty() && line.is_ascii();
                if !is_glued {
                    assert_eq!(pieces(&line, Proof::Repetition), expected, "{line}");
                }
            }
        }
        let two = "客服：您好。客户：再见";
        assert_eq!(pieces(two, Proof::Repetition), [two]);
        assert_eq!(
            pieces(two, Proof::TwoSpeakers),
            ["客服：您好。", "客户：再见"]
        );
    }

    #[test]
    fn what_stays_one_line() {
        for line in [
            "您可以告诉客服：我要退款，也可以问客服：怎么退。",
            "客户：我昨天告诉客服：退款，今天又告诉客服：换货",
            "客服：客户说：“客服：您好。客户：在吗。客服：在。”",
            "客服：票价如下。会员：9元。访客：12元。用户：15元。",
            "客服：请联系客户经理：13800000000，或客户经理：13900000000",
            "注意：请带证件。时间：周一。地址：中山路。时间：周二",
            "客服：比例是3:1，时间是10:30，http://example.org/a:b",
            "Agent: two options: refund: yes, exchange: no",
            "Hello Ann: this is it. Note: we close. Note: really.",
            "套餐一：9元。套餐二：19元。套餐一：含短信",
            ":::::",
        ] {
            assert_eq!(pieces(line, Proof::Repetition), [line]);
        }
    }

    proptest! {
        #[test]
        fn every_colon_is_found(line in "[:：；\u{FF3A}\u{5F1A}会a，]{0,20}") {
            let expected: Vec<usize> = line.match_indices([':', '：']).map(|(at, _)| at).collect();
            prop_assert_eq!(colons(&line).collect::<Vec<_>>(), expected);
        }

        #[test]
        fn any_line_is_split_between_characters(line in "(\\PC|[:：。“\" \\[\\]0-9]|客服：|用户: |Agent: |<li>){0,60}") {
            let names = RoleNames::new(&Options::default());
            for proof in [Proof::Repetition, Proof::TwoSpeakers] {
                let starts = turns_inside(&line, &names, proof);
                prop_assert!(starts.iter().all(|&at| at > 0 && line.is_char_boundary(at)));
                prop_assert!(starts.windows(2).all(|pair| pair[0] < pair[1]));
            }
        }
    }
}
