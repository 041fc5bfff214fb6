//! What stands below the last words of a message: who wrote it, on which device, and what the
//! lawyers add.
//!
//! A sign-off is the writer's own; its visiting card is not. Whatever may be a sentence stays.

use super::evidence::has_mail_address;
use super::vocabulary::VOCABULARY;
use super::{Line, device, disclaimer, marks};
use crate::document::SkipReason::Signature;
use memchr::{memchr3_iter, memmem};

/// Cuts the signatures among the lines that are still the writer's.
pub(super) fn cut(lines: &mut [Line]) {
    for line in lines.iter_mut().filter(|line| line.is_own()) {
        if device::is_device_line(line.words) {
            line.reason = Some(Signature);
        }
    }
    own_parts(lines).for_each(disclaimer::cut);
    own_parts(lines).for_each(cut_part);
}

/// The runs of lines that nobody has cut yet.
fn own_parts<'l, 'a>(lines: &'l mut [Line<'a>]) -> impl Iterator<Item = &'l mut [Line<'a>]> {
    let runs = lines.chunk_by_mut(|one, next| one.is_own() == next.is_own());
    runs.filter(|run| run[0].is_own())
}

/// Cuts from the end upwards: a list's footer, below a card, below a name.
fn cut_part(lines: &mut [Line]) {
    let mut rest = cut_from(lines, delimiter(lines));
    for _ in 0..2 {
        let Some(start) = card_start(rest) else {
            break;
        };
        rest = cut_from(rest, Some(start));
    }
    cut_from(rest, dashed_name(rest));
}

/// Cuts the lines from that one on; gives those above.
fn cut_from<'l, 'a>(lines: &'l mut [Line<'a>], start: Option<usize>) -> &'l mut [Line<'a>] {
    let (above, below) = lines.split_at_mut(start.unwrap_or(lines.len()));
    skip(below);
    above
}

pub(super) fn skip(lines: &mut [Line]) {
    for line in lines {
        line.reason = Some(Signature);
    }
}

/// `-- ` on a line of its own. Without its space it is one only near the end, because people
/// also part paragraphs with dashes.
fn delimiter(lines: &[Line]) -> Option<usize> {
    let dashes = |line: &Line| line.words == "--";
    let full = |line: &Line| dashes(line) && line.raw() == "-- ";
    lines.iter().position(full).or_else(|| {
        let bare = |line: &Line| dashes(line) && line.raw().trim_end() == "--";
        let at = lines.iter().rposition(bare)?;
        let below = lines[at..].iter().filter(|line| !line.words.is_empty());
        (below.count() <= 8).then_some(at)
    })
}

/// A visiting card has no more lines than this.
const MAX_CARD: usize = 12;

/// Where the visiting card at the end of `lines` begins, with the line that introduces it.
fn card_start(lines: &[Line]) -> Option<usize> {
    let filled: Vec<usize> = (0..lines.len())
        .rev()
        .filter(|&at| !lines[at].words.is_empty())
        .take(MAX_CARD + 2)
        .collect();
    for (count, &at) in filled.iter().enumerate() {
        let words = lines[at].words;
        let below = filled[..count].iter().rev();
        let card = || Card {
            lines: below.clone().map(|&at| lines[at].words).collect(),
        };
        match introduction(words) {
            Some(Introduction::Rule) if card().follows_rule(words) => return Some(at),
            Some(Introduction::Farewell) if card().follows_farewell() => {
                let above = filled.get(count + 1).filter(|&&above| {
                    introduction(lines[above].words) == Some(Introduction::Farewell)
                });
                return Some(*above.unwrap_or(&at));
            }
            Some(Introduction::Thanks) if card().follows_thanks() => {
                return Some(filled[count - 1]);
            }
            Some(Introduction::Rule) => continue,
            _ if is_card_line(words, true) => continue,
            _ => return None,
        }
    }
    None
}

/// No set form is longer than this, in bytes.
const LONGEST_FORM: usize = 48;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Introduction {
    /// `-----`
    Rule,
    /// A set form that says nothing: `Best regards,`, `此致`.
    Farewell,
    /// Words of the writer's own, which stay: `Thanks,`, `谢谢！`.
    Thanks,
}

fn introduction(words: &str) -> Option<Introduction> {
    if words.len() > 80 {
        return None;
    }
    if marks::is_rule(words) {
        return Some(Introduction::Rule);
    }
    let bare = words.trim_end_matches([',', '.', '!', '，', '。', '！', '~', ' ']);
    let bare = bare.trim_matches('*');
    if bare.len() > LONGEST_FORM {
        return None;
    }
    let bare = bare.to_lowercase();
    if VOCABULARY.farewells.contains(bare.as_str()) {
        Some(Introduction::Farewell)
    } else if VOCABULARY.thanks.contains(bare.as_str()) {
        Some(Introduction::Thanks)
    } else {
        None
    }
}

struct Card<'a> {
    lines: Vec<&'a str>,
}

impl Card<'_> {
    fn contacts(&self) -> usize {
        self.lines.iter().filter(|line| is_contact(line)).count()
    }

    fn all_lines(&self, strict: bool) -> bool {
        let is_card_line = |line: &&str| is_card_line(line, !strict) || marks::is_rule(line);
        self.lines.len() <= MAX_CARD && self.lines.iter().all(is_card_line)
    }

    fn follows_farewell(&self) -> bool {
        let known = |line: &&str| is_contact(line) || is_name_or_office(line);
        self.all_lines(true)
            && (self.contacts() > 0 || self.lines.len() >= 2 && self.lines.iter().all(known))
    }

    fn follows_thanks(&self) -> bool {
        self.all_lines(true) && self.contacts() > 0 && self.named()
    }

    /// Mailing lists put their address below a row of `_`, people their card below dashes.
    fn follows_rule(&self, rule: &str) -> bool {
        let of_list = rule.starts_with('_');
        self.all_lines(!of_list) && self.contacts() > 0 && (of_list || self.named())
    }

    /// It begins with a name rather than with a number or an address.
    fn named(&self) -> bool {
        self.lines.len() >= 2
            && self.lines.first().is_some_and(|first| {
                !is_contact(first) && !first.contains([':', '：']) && is_name_or_office(first)
            })
    }
}

const SENTENCE_CHARACTERS: [char; 14] = [
    '请', '請', '您', '你', '我', '吗', '嗎', '呢', '吧', '了', '如', '附', '的', '会',
];

/// A short line that is no sentence. `loose` also takes one that begins with a small letter.
fn is_card_line(words: &str, loose: bool) -> bool {
    let length = words.chars().count();
    // The last question is the dearest.
    length <= 120 && (is_short(words, length, loose) || is_addressed(words)) && !speaks(words)
}

fn is_addressed(words: &str) -> bool {
    let bytes = words.as_bytes();
    let bar = "｜".as_bytes();
    let mark = |at: usize| bytes[at] != bar[0] || bytes[at..].starts_with(bar);
    memchr3_iter(b'@', b'|', bar[0], bytes).any(mark) || is_contact(words)
}

/// So short, and so ended, that it is hardly a sentence.
fn is_short(words: &str, length: usize, loose: bool) -> bool {
    let begins_small = || {
        let first = words.chars().find(|character| character.is_alphabetic());
        first.is_some_and(char::is_lowercase)
    };
    let ended = || {
        words.ends_with([
            '.', '!', '?', '。', '！', '？', '…', ';', '；', ':', '：', ',',
        ]) && !["Inc.", "Ltd.", "Co.", "Corp.", "LLC."]
            .iter()
            .any(|end| words.ends_with(end))
    };
    length <= 60
        && !ended()
        && words.split_whitespace().count() <= 8
        && !words.contains(['，', '。', '；'])
        && (loose || !begins_small())
        && !words.starts_with(['-', '*', '•', '>', '·'])
}

fn speaks(words: &str) -> bool {
    let word = |word: &str| {
        let word = word.trim_matches(|c: char| matches!(c, ',' | ':' | '!' | '?' | '*' | '('));
        let known = &VOCABULARY.sentence_words;
        known.contains(word.to_ascii_lowercase().as_str())
    };
    words.contains(SENTENCE_CHARACTERS) || words.split_whitespace().any(word)
}

/// No label of a contact is longer than this, in bytes.
const LONGEST_LABEL: usize = 24;

/// A line with an address, a number to call or a page.
fn is_contact(words: &str) -> bool {
    let named = |name: &str| {
        let name = name
            .trim_matches(|c: char| !c.is_alphanumeric())
            .to_lowercase();
        VOCABULARY.contacts.contains(name.as_str())
    };
    let label = words
        .char_indices()
        .take_while(|(at, _)| *at <= LONGEST_LABEL)
        .find(|(_, mark)| matches!(mark, ':' | '：' | '.'))
        .map(|(end, _)| &words[..end]);
    has_mail_address(words)
        || words.contains(':') && (words.contains("http://") || words.contains("https://"))
        || memmem::find(words.as_bytes(), b"www.").is_some()
        || label.is_some_and(named)
        || is_phone_number(words)
}

fn is_phone_number(words: &str) -> bool {
    let begins = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'(');
    let plain = |byte: u8| byte.is_ascii_digit() || b" +-()./".contains(&byte);
    let before = words.bytes().take(13).position(begins);
    let number = before.map_or("", |before| &words[before..]);
    number.bytes().filter(u8::is_ascii_digit).count() >= 7 && number.bytes().all(plain)
}

/// In Latin letters every card line may be one; in Chinese a name of up to four characters, or
/// a word for an office.
fn is_name_or_office(words: &str) -> bool {
    let is_han = |character: char| ('\u{3400}'..='\u{9FFF}').contains(&character);
    !words.contains(is_han)
        || words.chars().count() <= 4
        || words.chars().count() <= 30
            && VOCABULARY
                .offices
                .iter()
                .any(|office| words.contains(office))
}

/// `-Ida Holm` as the last line.
fn dashed_name(lines: &[Line]) -> Option<usize> {
    let at = lines.iter().rposition(|line| !line.words.is_empty())?;
    let apart = at > 0 && lines[at - 1].words.is_empty();
    let name = lines[at]
        .words
        .strip_prefix(['-', '–', '—'])
        .filter(|_| apart)?;
    let named = |word: &str| {
        word.starts_with(char::is_uppercase)
            && word
                .chars()
                .all(|c| c.is_alphabetic() || matches!(c, '.' | '\'' | '’'))
    };
    let words = name.split(' ').count();
    (words <= 3 && name.split(' ').all(named)).then_some(at)
}
