//! The beginning of a transcript's line: who speaks, when, and where the words begin.

use super::clock::{Cursor, Time, time};
use super::midline::colons;
use super::quotes::is_quoted;
use super::roles::{Claim, RoleNames, Standing};
use super::saved_chat;
use crate::document::Role;
use crate::text::Span;

/// How a label is set off from the words. A name must repeat in the same shape to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Shape {
    /// `客服：…`, `Agent: …`
    Colon,
    /// `[客服] …`, `【客服】…`, `<agent> …`
    Bracket,
    /// `(Ann) …`, in subtitles only.
    Round,
    /// `**Agent:** …`
    Bold,
    /// `坐席 - …`
    Dash,
    /// `AGENT> …`
    Angle,
    /// `客服 10:32:05`, `9:14 AM  Ruth`, with the words behind or below.
    Timed,
    /// `客服<TAB>…`, `Agent|…`
    Cell,
    /// `| 客服 | … |`, `<li start=130>客服：…</li>`
    Row,
    /// `10:02:11 From Ann to Everyone: …`
    Message,
}

/// A label that a line may begin with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Label<'a> {
    pub(super) name: &'a str,
    pub(super) shape: Shape,
    pub(super) claim: Claim,
    /// When it was said.
    pub(super) time: Option<Time>,
    /// The words on the same line, in the line; empty if there are none.
    pub(super) words: Span,
}

/// Which cells of a table row hold what, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    speaker: usize,
    words: usize,
    time: Option<usize>,
}

impl Default for Columns {
    fn default() -> Self {
        Columns {
            speaker: 0,
            words: 1,
            time: None,
        }
    }
}

const SPEAKER_HEADS: [&str; 13] = [
    "角色",
    "发言人",
    "说话人",
    "发送人",
    "发送方",
    "身份",
    "speaker",
    "role",
    "who",
    "sender",
    "from",
    "name",
    "author",
];
const WORDS_HEADS: [&str; 10] = [
    "内容",
    "消息",
    "对话",
    "文本",
    "发言",
    "text",
    "message",
    "content",
    "words",
    "utterance",
];
const TIME_HEADS: [&str; 4] = ["时间", "发送时间", "time", "timestamp"];

impl Columns {
    /// The columns that a table's head names, if `line` is one.
    pub(super) fn of_head(line: &str) -> Option<Columns> {
        let cells = cells(line)?;
        let find = |heads: &[&str]| {
            cells
                .iter()
                .position(|cell| heads.contains(&&*cell.of(line).to_lowercase()))
        };
        let (speaker, words) = (find(&SPEAKER_HEADS)?, find(&WORDS_HEADS)?);
        Some(Columns {
            speaker,
            words,
            time: find(&TIME_HEADS),
        })
    }
}

/// The cells of a Markdown table row, without the white space around them.
fn cells(line: &str) -> Option<Vec<Span>> {
    let row = super::trimmed(line, Span::new(0, line.len()));
    let inside = row.of(line).strip_prefix('|')?;
    let mut cells = Vec::new();
    let mut start = row.start + 1;
    for (at, _) in inside.match_indices('|') {
        let at = row.start + 1 + at;
        if !line[..at].ends_with('\\') {
            cells.push(super::trimmed(line, Span::new(start, at)));
            start = at + 1;
        }
    }
    (cells.len() >= 2).then_some(cells)
}

/// The label at the beginning of `line` (without its break), if there may be one. `above` is the
/// time that the line above consists of.
pub(super) fn label<'a>(
    line: &'a str,
    names: &RoleNames,
    columns: Columns,
    above: Option<Time>,
) -> Option<Label<'a>> {
    if above.is_none() && !may_hold_label(line) {
        return None;
    }
    label_of(line, names, columns, above)
}

fn label_of<'a>(
    line: &'a str,
    names: &RoleNames,
    columns: Columns,
    above: Option<Time>,
) -> Option<Label<'a>> {
    let mut cursor = Cursor::new(line, 0);
    while is_quoted(cursor.rest()) {
        cursor.spaces();
        cursor.eat(&['>']);
    }
    cursor.spaces();
    if cursor.peek() == Some('|') {
        return row(line, names, columns);
    }
    if let Some(item) = item(line, cursor.at) {
        return item.label(names);
    }
    cursor.attempt(list_mark);
    let time = time(&mut cursor);
    if time.is_some() {
        cursor.attempt(dash);
        cursor.spaces();
        cursor.eat(&['|']);
    }
    let reading = Reading {
        line,
        names,
        at: cursor.at,
        time: time.or(above),
    };
    match (time, saved_chat::sender(&mut cursor)) {
        (Some(_), Some(sender)) => reading.sent(sender, cursor.at),
        _ => reading.label(),
    }
}

/// True if `text` has what every label, row and time has one of. Most lines of prose have none.
pub(super) fn may_hold_label(text: &str) -> bool {
    // Every line of a draft and every message of a table is looked at, so by many bytes at a time.
    let bytes = text.as_bytes();
    let last = bytes.len().saturating_sub(BLOCK + 2);
    let mut starts = (0..bytes.len()).step_by(BLOCK);
    let is_in_block = |start: usize| {
        let start = start.min(last);
        let rest = &bytes[start..];
        let found = match rest.first_chunk() {
            Some(block) => Marks::of(block),
            None => {
                let mut block = [0; BLOCK + 2];
                block[..rest.len()].copy_from_slice(rest);
                Marks::of(&block)
            }
        };
        let is_dash = |at: usize| bytes[at] == b'-' && !is_hyphen(bytes, at);
        let block = start..bytes.len().min(start + BLOCK);
        found.any || found.dash && block.into_iter().any(is_dash)
    };
    // No block begins with the last two.
    let mut ends = bytes.len().saturating_sub(2)..bytes.len();
    starts.any(is_in_block) || ends.any(|at| is_mark(bytes, at))
}

/// Bytes that are looked at together.
const BLOCK: usize = 32;

/// What begins in a block. There is no branch in its loops, so that the processor takes many bytes
/// at a stroke.
struct Marks {
    /// A dash, or a hyphen.
    dash: bool,
    /// Any other mark.
    any: bool,
}

impl Marks {
    /// `block` and the two bytes behind it.
    fn of(block: &[u8; BLOCK + 2]) -> Marks {
        let (mut any, mut dash, mut wide) = (false, false, false);
        for &byte in &block[..BLOCK] {
            let is = |mark: u8| byte == mark;
            any |= is(b':') | is(b'\t') | is(b'|') | is(b'>') | is(b']') | is(b')');
            dash |= is(b'-');
            wide |= !byte.is_ascii();
        }
        let any = any || wide && holds_wide_mark(block);
        Marks { dash, any }
    }
}

/// True if a mark beyond ASCII begins in a block.
fn holds_wide_mark(block: &[u8; BLOCK + 2]) -> bool {
    let mut any = false;
    for at in 0..BLOCK {
        let [first, second, third] = [block[at], block[at + 1], block[at + 2]];
        let ends = |mark: u8| third == mark;
        any |= (first == 0xEF) & (second == 0xBC) & (ends(0x9A) | ends(0xBD) | ends(0x89));
        any |= (first == 0xE3) & (second == 0x80) & ends(0x91);
        any |= (first == 0xE2) & (second == 0x80) & (ends(0x93) | ends(0x94));
    }
    any
}

/// True if such a mark begins with byte `at`.
fn is_mark(bytes: &[u8], at: usize) -> bool {
    match bytes[at..] {
        [b':' | b'\t' | b'|' | b'>' | b']' | b')', ..] => true,
        [b'-', ..] => !is_hyphen(bytes, at),
        // ：］） 】 – —
        [0xEF, 0xBC, 0x9A | 0xBD | 0x89, ..] => true,
        [0xE3, 0x80, 0x91, ..] | [0xE2, 0x80, 0x93 | 0x94, ..] => true,
        _ => false,
    }
}

/// `3-5`, "drop-off": neither a dash beside a name nor a part of a date.
fn is_hyphen(bytes: &[u8], at: usize) -> bool {
    let is_joined = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let year = at.checked_sub(4).map(|start| &bytes[start..at]);
    let is_year = year.is_some_and(|year| year.iter().all(u8::is_ascii_digit));
    is_joined(bytes[..at].last()) && is_joined(bytes.get(at + 1)) && !is_year
}

/// False if [`label`] surely finds no label in `line` that counts at once: it begins with a word
/// with which no name begins that says who speaks.
pub(super) fn may_count_at_once(line: &str, names: &RoleNames) -> bool {
    let colon = colons(line).next().unwrap_or(line.len());
    names.may_begin(&line[..colon.min(line.ceil_char_boundary(REACH + 1))])
}

/// The time that `line` consists of, if it does, and is sure to be one.
pub(super) fn time_alone(line: &str) -> Option<Time> {
    may_hold_label(line).then(|| whole_time(line))?
}

fn whole_time(line: &str) -> Option<Time> {
    let mut cursor = Cursor::new(line, 0);
    cursor.spaces();
    let time = time(&mut cursor)?;
    cursor.spaces();
    (cursor.rest().is_empty() && time.seconds.is_some()).then_some(time)
}

/// A list item of HTML, as quality systems keep calls: `<li start=13070 end=14870>坐席：…</li>`.
struct Item<'a> {
    /// The line up to the item's end.
    line: &'a str,
    /// Where its words begin.
    words: usize,
    time: Option<Time>,
}

/// The item that begins at byte `at` of the line.
fn item(line: &str, at: usize) -> Option<Item<'_>> {
    let inside = line[at..].strip_prefix("<li")?;
    let length = inside.find('>').filter(|&length| length <= 2 * REACH)?;
    let attributes = &inside[..length];
    if !attributes.is_empty() && !attributes.starts_with(char::is_whitespace) {
        return None;
    }
    let words = at + "<li".len() + length + 1;
    let end = line[words..]
        .find("</li")
        .map_or(line.len(), |end| words + end);
    Some(Item {
        line: &line[..end],
        words,
        time: start_of(attributes),
    })
}

/// The milliseconds of `start=13070`.
fn start_of(attributes: &str) -> Option<Time> {
    let (_, value) = attributes.split_once("start=")?;
    let mut cursor = Cursor::new(value, 0);
    cursor.eat(&['"', '\'']);
    let milliseconds = cursor.digits(1, 9)?;
    Some(Time {
        seconds: Some(f64::from(milliseconds) / 1000.0),
        if_minutes: None,
    })
}

impl<'a> Item<'a> {
    fn label(&self, names: &RoleNames) -> Option<Label<'a>> {
        let reading = Reading {
            line: self.line,
            names,
            at: self.line.len() - self.line[self.words..].trim_start().len(),
            time: self.time,
        };
        let label = reading.label()?;
        Some(Label {
            shape: Shape::Row,
            ..label
        })
    }
}

/// The label at the beginning of a subtitle's line, if there may be one.
pub(super) fn spoken_label<'a>(line: &'a str, names: &RoleNames) -> Option<Label<'a>> {
    let at = line.len() - line.trim_start().len();
    let reading = Reading {
        line,
        names,
        at,
        time: None,
    };
    match line[at..].chars().next()? {
        '[' | '【' | '［' => reading.bracketed(),
        '(' | '（' => reading.round(),
        _ => reading.before_colon(),
    }
}

/// `1. `, `2) `, `3、`, `- `
fn list_mark(cursor: &mut Cursor) -> Option<()> {
    let numbered = cursor.digits(1, 4).is_some();
    let mark = cursor.eat(if numbered {
        &['.', ')', '）', '、', '．']
    } else {
        &['-', '*', '•', '·']
    })?;
    (cursor.spaces() || matches!(mark, '、' | '）')).then_some(())
}

/// ` - `
fn dash(cursor: &mut Cursor) -> Option<()> {
    let parted = cursor.spaces();
    cursor.eat(&['-', '–', '—'])?;
    (cursor.spaces() && parted).then_some(())
}

fn row<'a>(line: &'a str, names: &RoleNames, columns: Columns) -> Option<Label<'a>> {
    let cells = cells(line)?;
    let name = cells.get(columns.speaker)?.of(line);
    let words = *cells.get(columns.words)?;
    let when = columns
        .time
        .and_then(|time| cells.get(time))
        .map(|cell| cell.of(line));
    let time = when.and_then(|when| time(&mut Cursor::new(when, 0)));
    let claim = names.claim(name.trim_matches('*').trim_end_matches([':', '：']))?;
    Some(Label {
        name,
        shape: Shape::Row,
        claim,
        time,
        words,
    })
}

/// A line whose name begins at `at`; `time` was read before it.
struct Reading<'a, 'n> {
    line: &'a str,
    names: &'n RoleNames,
    at: usize,
    time: Option<Time>,
}

/// How far into a line a label may reach, in bytes.
const REACH: usize = 96;

impl<'a> Reading<'a, '_> {
    fn label(&self) -> Option<Label<'a>> {
        self.bracketed()
            .or_else(|| self.bold())
            .or_else(|| self.parted())
            .or_else(|| self.heading())
    }

    fn cursor(&self, at: usize) -> Cursor<'a> {
        Cursor::new(self.line, at)
    }

    /// The label named by the bytes `name`, whose words begin at `words`.
    fn named(&self, name: Span, shape: Shape, words: usize) -> Option<Label<'a>> {
        let name = super::trimmed(self.line, name).of(self.line);
        let claim = self.names.claim(name)?;
        let words = super::trimmed(self.line, Span::new(words, self.line.len()));
        Some(Label {
            name,
            shape,
            claim,
            time: self.time,
            words,
        })
    }

    /// Who sent a message of a saved chat; its form leaves no doubt.
    fn sent(&self, sender: Span, words: usize) -> Option<Label<'a>> {
        let name = sender.of(self.line);
        let words = super::trimmed(self.line, Span::new(words, self.line.len()));
        Some(Label {
            name,
            shape: Shape::Message,
            claim: Claim {
                role: self.names.role(name),
                standing: Standing::Known,
            },
            time: self.time,
            words,
        })
    }

    /// `[客服] …`. Without a colon, a name that tells nothing is a picture or a smile: `[图片]`.
    fn bracketed(&self) -> Option<Label<'a>> {
        let mut cursor = self.cursor(self.at);
        let closing = match cursor.eat(&['[', '【', '［', '<'])? {
            '[' => ']',
            '【' => '】',
            '<' => '>',
            _ => '］',
        };
        let length = cursor
            .rest()
            .find(closing)
            .filter(|&length| length <= REACH)?;
        let name = Span::new(cursor.at, cursor.at + length);
        cursor.at = name.end + closing.len_utf8();
        let end = cursor.at;
        cursor.spaces();
        let colon = cursor.eat(&[':', '：']).is_some();
        let words = if colon { cursor.at } else { end };
        let label = match self.time_at_end(name) {
            Some((name, time)) => self.at_time(time).named(name, Shape::Bracket, words)?,
            None => self.named(name, Shape::Bracket, words)?,
        };
        let telling = label.claim.role != Role::Unknown || label.claim.standing == Standing::Known;
        (colon || telling).then_some(label)
    }

    /// `(Ann) …`, `(Ann): …`
    fn round(&self) -> Option<Label<'a>> {
        let mut cursor = self.cursor(self.at);
        let opening = cursor.eat(&['(', '（'])?;
        let length = cursor
            .rest()
            .find([')', '）'])
            .filter(|&length| length <= REACH)?;
        let name = Span::new(self.at + opening.len_utf8(), cursor.at + length);
        cursor.at = name.end;
        cursor.eat(&[')', '）']);
        cursor.spaces();
        cursor.eat(&[':', '：']);
        self.named(name, Shape::Round, cursor.at)
    }

    /// The name and the time in `[客服 10:32:05]`.
    fn time_at_end(&self, inside: Span) -> Option<(Span, Time)> {
        let spaces = inside.of(self.line).match_indices(' ');
        spaces.map(|(at, _)| inside.start + at).find_map(|at| {
            let mut cursor = self.cursor(at + 1);
            let time = time(&mut cursor).filter(|_| cursor.at == inside.end)?;
            Some((Span::new(inside.start, at), time))
        })
    }

    fn at_time(&self, time: Time) -> Self {
        Reading {
            time: Some(time),
            ..*self
        }
    }

    /// `**Agent:** …`, `**Agent**: …`
    fn bold(&self) -> Option<Label<'a>> {
        let inside = self.line[self.at..].strip_prefix("**")?;
        let length = inside.find("**").filter(|&length| length <= REACH)?;
        let mut cursor = self.cursor(self.at + 2 + length + 2);
        let name = inside[..length].trim_end_matches([':', '：']);
        let colon = name.len() < length || cursor.eat(&[':', '：']).is_some();
        let name = Span::new(self.at + 2, self.at + 2 + name.len());
        colon.then(|| self.named(name, Shape::Bold, cursor.at))?
    }

    /// A name and the first mark that may part it from the words.
    fn parted(&self) -> Option<Label<'a>> {
        for (at, mark) in self.line[self.at..].char_indices() {
            let end = self.at + at;
            let name = Span::new(self.at, end);
            let label = match mark {
                _ if at > REACH => return None,
                ':' | '：' => return self.with_colon(name, mark),
                '>' if self.line[end + 1..].starts_with(char::is_whitespace) => {
                    return self.named(name, Shape::Angle, end + 1);
                }
                '(' | '（' | '[' => self.with_time(name, end),
                ',' | '，' => return self.with_time(name, end + mark.len_utf8()),
                '|' => return self.in_cell(name),
                '\t' => self.with_time(name, end).or_else(|| self.in_cell(name)),
                _ if mark.is_whitespace() => {
                    self.with_time(name, end).or_else(|| self.with_dash(name))
                }
                '—' if self.line[end..].starts_with("——") => {
                    return self.with_long_dash(name);
                }
                '。' | '！' | '？' | '；' | '!' | '?' | ';' | '"' | '“' | '”' => {
                    return None;
                }
                _ => None,
            };
            if label.is_some() {
                return label;
            }
        }
        None
    }

    /// `Agent: …`, whatever stands in front of the colon.
    fn before_colon(&self) -> Option<Label<'a>> {
        let length = self.line[self.at..].find([':', '：'])?;
        if length > REACH {
            return None;
        }
        let name = Span::new(self.at, self.at + length);
        let colon = self.line[name.end..].chars().next()?;
        self.with_colon(name, colon)
    }

    /// `Agent: …`, not `10:30`, `http://`, `C:\` or `key:value`.
    fn with_colon(&self, name: Span, colon: char) -> Option<Label<'a>> {
        let words = name.end + colon.len_utf8();
        let label = self.named(name, Shape::Colon, words)?;
        let next = self.line[words..].chars().next();
        let tight = colon == ':' && next.is_some_and(|next| next.is_ascii_graphic());
        let path = tight && next.is_some_and(|next| ['/', '\\', ':'].contains(&next));
        let sure = label.claim.standing == Standing::Known;
        (!path && (sure || !tight)).then_some(label)
    }

    /// `客服 10:32:05`, `Mia, 9:14 AM`, `说话人1 10:07 …`, `客服(10:32:05)：…`
    fn with_time(&self, name: Span, from: usize) -> Option<Label<'a>> {
        let mut cursor = self.cursor(from);
        cursor.spaces();
        let time = time(&mut cursor)?;
        let end = cursor.at;
        let parted = cursor.spaces();
        let colon = cursor.eat(&[':', '：']).is_some();
        if !(parted || colon || cursor.rest().is_empty()) {
            return None;
        }
        let words = if colon { cursor.at } else { end };
        self.at_time(time).named(name, Shape::Timed, words)
    }

    /// `坐席 - …`
    fn with_dash(&self, name: Span) -> Option<Label<'a>> {
        let mut cursor = self.cursor(name.end);
        cursor.attempt(dash)?;
        self.named(name, Shape::Dash, cursor.at)
    }

    /// `客服<TAB>…`, `Agent|…`, which only a known name may have: tables are full of it.
    fn in_cell(&self, name: Span) -> Option<Label<'a>> {
        let label = self.named(name, Shape::Cell, name.end + 1)?;
        (label.claim.standing == Standing::Known).then_some(label)
    }

    /// `客服——…`, which only a known name may have: prose is full of it.
    fn with_long_dash(&self, name: Span) -> Option<Label<'a>> {
        let label = self.named(name, Shape::Dash, name.end + "——".len())?;
        (label.claim.standing == Standing::Known).then_some(label)
    }

    /// `9:14 AM  Ruth (Support)`: the words stand below.
    fn heading(&self) -> Option<Label<'a>> {
        self.time?;
        let name = Span::new(self.at, self.line.len());
        (name.len() <= REACH).then(|| self.named(name, Shape::Timed, name.end))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Options;
    use proptest::prelude::*;

    #[test]
    fn marks_that_may_part_a_name_from_words() {
        for mark in [
            ":", "：", "\t", "|", ">", "]", "］", "】", ")", "）", "–", "—", "a -", "- a",
            "2024-05",
        ] {
            assert!(may_hold_label(&format!("客服{mark}好")), "{mark}");
        }
        for words in ["您好，“改天”。", "3-5天", "drop-off…", "100%!?", "（"] {
            assert!(!may_hold_label(words), "{words}");
        }
    }

    proptest! {
        #[test]
        fn every_mark_is_seen(text in "([:\t|>\\])\\-：］）】–—，。！、会弚ラョ„€]|[a-z好0-9 ]{1,40}){0,4}") {
            let bytes = text.as_bytes();
            let any = (0..bytes.len()).any(|at| is_mark(bytes, at));
            prop_assert_eq!(may_hold_label(&text), any);
        }

        #[test]
        fn what_cannot_count_at_once_does_not(
            line in "(客服|客|服|用户|上午|下午|李|好|您|Agent|aｇent|END_USER|Speaker|He|lo|am|pm|I|A|é|\\.|．|\\(|（|\\)|）|support|客户|Kim){1,4}( |:|：|-| - |——|\t|\\||>|,|，|10:00:03|[0-9]|。|ok|_){0,3}"
        ) {
            let names = RoleNames::new(&Options::default());
            let label = label_of(&line, &names, Columns::default(), None);
            let counts = label.is_some_and(|label| label.claim.standing != Standing::IfRepeated);
            prop_assert!(may_count_at_once(&line, &names) || !counts, "{}", line);
        }

        #[test]
        fn what_is_passed_over_at_a_look_is_no_label(
            line in "( |客服|用户|坐席|Agent|Kim|A|：|:|-| - |——|—|\\t|\\||>|<|\\[|\\]|\\(|\\)|【|】|）|（|2024-05-11|2024/5/11|5月11日|10点|20分|上午|AM|s|10:00:03|[0-9]|\\.|,|，|。|\\*\\*|<li>|好|ok){0,8}"
        ) {
            let names = RoleNames::new(&Options::default());
            if !may_hold_label(&line) {
                prop_assert!(label_of(&line, &names, Columns::default(), None).is_none(), "{}", line);
                prop_assert!(whole_time(&line).is_none(), "{}", line);
            }
        }
    }
}
