//! A block of header fields (From, Sent, To, Subject) above the mail that is answered, as Outlook
//! and its like write it, in the languages they speak.

use super::evidence::{has_date, has_mail_address, has_time};
use super::vocabulary::{VOCABULARY, small};
use super::{Line, marks};
use memchr::memchr3_iter;
use std::ops::Range;

/// What a field says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    From,
    /// A day, by a word that only mail has: `Sent`, `发送时间`.
    Sent,
    /// A day, by a word that any table may have: `Date`, `时间`.
    Date,
    To,
    Subject,
    Other,
}

/// The longest name of a field, in bytes.
const MAX_NAME: usize = 40;
/// A value may be wrapped over this many more lines.
const MAX_WRAPPED: usize = 3;
/// A block has no more lines than this.
pub(super) const MAX_LINES: usize = 24;

/// Header fields in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// One past the line of the last field.
    pub(super) end: usize,
    /// True if it is the head of a mail, and not two words with colons.
    pub(super) is_mail: bool,
}

/// The fields that begin at line `at`, if one does.
pub(super) fn find(lines: &[Line], at: usize) -> Option<Block> {
    field(lines[at].words).filter(|(field, _)| *field != Field::Other)?;
    let mut seen = Seen::default();
    let mut end = at;
    let mut wrapped = Vec::new();
    for (index, line) in lines.iter().enumerate().skip(at).take(MAX_LINES) {
        match field(line.words) {
            Some((Field::From, _)) if seen.order => break,
            Some((field, value)) => {
                wrapped.drain(..).for_each(|words| seen.add_wrapped(words));
                seen.add(field, value);
                end = index + 1;
            }
            None if line.is_quoted || wrapped.len() == MAX_WRAPPED => break,
            None if line.words.is_empty() && !wrapped.is_empty() => break,
            None => wrapped.push(line.words),
        }
    }
    Some(Block {
        end,
        is_mail: seen.is_mail(),
    })
}

/// The line of dashes above line `at`, which belongs to the block there.
pub(super) fn rule_above(lines: &[Line], at: usize) -> Option<usize> {
    let above = lines[..at]
        .iter()
        .rposition(|line| !line.words.is_empty())?;
    let words = lines[above].words;
    let near = at - above <= 3 && words.len() >= 3 && !words.starts_with('*');
    (near && marks::is_rule(words)).then_some(above)
}

/// The field of a line and its value: `*From:* x`, `Envoyé le :x`, `| 发件人 | x |`, `主　题：x`,
/// `发件人 x`.
fn field(words: &str) -> Option<(Field, &str)> {
    let before = |c| matches!(c, '*' | '|' | ' ' | '\u{A0}');
    let bare = words.trim_start_matches(before);
    let around = |c: char| c == '*' || c == '_' || c.is_whitespace();
    let first = bare.trim_start_matches(around).chars().next()?;
    if !VOCABULARY.field_firsts.has(small(first)) {
        return None;
    }
    let (name, value) = match colon(bare) {
        Some(mark) => (&bare[..mark.start], &bare[mark.end..]),
        None => {
            first_word(bare).filter(|(name, _)| !name.is_ascii() && name.len() >= "主题".len())?
        }
    };
    let name = name.trim_matches(around);
    let name = if name.is_ascii() {
        name.to_ascii_lowercase()
    } else {
        plain(name)
    };
    let field = *VOCABULARY.fields.get(name.as_str())?;
    let around = |c: char| matches!(c, '*' | '|' | '_') || c.is_whitespace();
    Some((field, value.trim_matches(around)))
}

/// The first colon or bar in `bare`, if it is no further than a name is long.
fn colon(bare: &str) -> Option<Range<usize>> {
    let bytes = bare.as_bytes();
    // The last three bytes may be those of a wide colon.
    let near = &bytes[..bytes.len().min(MAX_NAME + 1)];
    let mark = |at: usize| match bytes[at..].starts_with("：".as_bytes()) {
        true => Some(at..at + "：".len()),
        false => (bytes[at] != WIDE).then_some(at..at + 1),
    };
    const WIDE: u8 = "：".as_bytes()[0];
    memchr3_iter(b':', b'|', WIDE, near).find_map(mark)
}

/// The words before and behind the first space.
fn first_word(bare: &str) -> Option<(&str, &str)> {
    const WIDE: u8 = "\u{A0}".as_bytes()[0];
    let spaces = memchr3_iter(b' ', b'\t', WIDE, bare.as_bytes());
    let mut spaces = spaces.filter_map(|at| {
        let space = bare[at..].chars().next()?;
        matches!(space, ' ' | '\t' | '\u{A0}').then_some((at, space))
    });
    let (at, space) = spaces.next()?;
    Some((&bare[..at], &bare[at + space.len_utf8()..]))
}

/// Without the spaces that widen a short name (`主　题`), in small letters.
fn plain(name: &str) -> String {
    let is_han = name.chars().all(|c| c.is_whitespace() || c >= '\u{2E80}');
    let wide = is_han && !name.contains(|c| ('\u{AC00}'..='\u{D7A3}').contains(&c));
    let kept = name.chars().filter(|c| !wide || !c.is_whitespace());
    kept.flat_map(char::to_lowercase)
        .map(|character| {
            if character == '\u{A0}' {
                ' '
            } else {
                character
            }
        })
        .collect()
}

/// What the fields of a block prove.
#[derive(Default)]
struct Seen {
    from: bool,
    from_address: bool,
    to: bool,
    to_address: bool,
    subject: bool,
    other: bool,
    day: bool,
    /// The day has its date; with a word of mail alone, or with a time.
    dated: bool,
    sent: bool,
    timed: bool,
    order: bool,
    last: Option<Field>,
}

impl Seen {
    fn add(&mut self, field: Field, value: &str) {
        self.last = Some(field);
        match field {
            Field::From => self.from = true,
            Field::To => self.to = true,
            Field::Subject => self.subject = true,
            Field::Other => self.other = true,
            Field::Sent | Field::Date => {
                self.day = true;
                self.dated |= has_date(value);
                self.sent |= field == Field::Sent && has_date(value);
                self.timed |= has_date(value) && has_time(value);
            }
        }
        self.add_address(value);
    }

    /// A line between two fields is the rest of the upper one, or a field that no mail has.
    fn add_wrapped(&mut self, words: &str) {
        let name = words.split_once([':', '：']).map_or("", |(name, _)| name);
        let mut orders = VOCABULARY.of_orders.iter();
        self.order |= orders.any(|order| name.contains(order));
        match self.last {
            Some(field @ (Field::Sent | Field::Date)) => self.add(field, words),
            _ => self.add_address(words),
        }
    }

    fn add_address(&mut self, words: &str) {
        let found = has_mail_address(words) || words.contains("mailto:");
        self.from_address |= found && self.last == Some(Field::From);
        self.to_address |= found && self.last == Some(Field::To);
    }

    /// A table of a journey or a parcel has a From, a To and a day, too. A mail has addresses, a
    /// subject, or a word for its day that no other table uses.
    fn is_mail(&self) -> bool {
        let address = self.from_address || self.to_address;
        let kinds = [self.from, self.to, self.subject, self.other, self.dated];
        let kinds = kinds.iter().filter(|kind| **kind).count();
        let headed = self.from
            && kinds >= 3
            && (address
                || self.subject && (self.dated || self.day && self.to)
                || self.sent && self.timed);
        let brief = self.from_address && self.dated;
        let senderless =
            self.to && self.to_address && self.timed || self.sent && self.to && self.subject;
        !self.order && (headed || brief || senderless)
    }
}
