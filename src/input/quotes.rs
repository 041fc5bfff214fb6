//! What in a message is not the writer's own: quoted lines, the mail that is answered or
//! forwarded, a signature, code.
//!
//! A wrong cut hides the writer's words, a missing one judges somebody else's. So nothing is cut
//! by one sign alone: `attribution`, `headers` and `marks` find where history begins and ask for
//! days, addresses or several fields (`evidence`); `signature` looks at what is left.

mod attribution;
mod device;
mod disclaimer;
mod evidence;
mod headers;
mod marks;
mod signature;
#[cfg(test)]
mod tests;
mod vocabulary;

use super::line_spans;
use crate::document::{Skip, SkipReason};
use crate::text::Span;
use memchr::memchr2;

/// The stretches of `text` that nobody should judge, in order.
pub(super) fn skips(text: &str) -> Vec<Skip> {
    if let Some(line) = only_line(text) {
        return match device::is_device_line(line.of(text)) {
            true => vec![Skip {
                span: line,
                reason: SkipReason::Signature,
            }],
            false => Vec::new(),
        };
    }
    let mut lines = Vec::with_capacity(text.len() / 64 + 2);
    lines.extend(line_spans(text).map(|span| Line::new(text, span)));
    let mut cutting = Cutting {
        lines,
        has_own_words: false,
        unclosed: [usize::MAX; 2],
        fields_seen: 0,
    };
    cutting.cut();
    signature::cut(&mut cutting.lines);
    spans(&cutting.lines)
}

/// The only line of a text that is neither a quote nor an attribution nor a mark. Most messages of a chat are
/// one, which has nothing above or below to be parted from.
fn only_line(text: &str) -> Option<Span> {
    let span = super::trimmed(text, Span::new(0, text.len()));
    let line = span.of(text);
    let begins = match line.as_bytes() {
        // Digits, letters and Chinese characters, without a look into a table.
        [b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | 0xE5..=0xE9, ..] => true,
        _ => line.starts_with(char::is_alphanumeric),
    };
    let is_plain = begins && !line.ends_with([':', '：', '-', '*']);
    (is_plain && memchr2(b'\n', b'\r', line.as_bytes()).is_none()).then_some(span)
}

#[derive(Clone, Copy)]
struct Line<'a> {
    text: &'a str,
    span: Span,
    /// Without the white space around them.
    words: &'a str,
    /// Why it is cut, if it is.
    reason: Option<SkipReason>,
    /// Bytes at its beginning that are the writer's nevertheless.
    own: usize,
    is_quoted: bool,
    /// An attribution may end with it.
    may_end: bool,
}

impl<'a> Line<'a> {
    fn new(text: &'a str, span: Span) -> Self {
        let invisible = |c: char| c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}');
        let line = Line {
            text,
            span,
            words: span.of(text).trim_matches(invisible),
            reason: None,
            own: 0,
            is_quoted: false,
            may_end: false,
        };
        // `>>> a link <<<` is an ornament.
        let is_quoted =
            line.words.starts_with('>') && is_quoted(line.raw()) && !line.words.ends_with("<<");
        Line {
            is_quoted,
            may_end: attribution::may_end(line.words),
            ..line
        }
    }

    /// As it stands, without its line break.
    fn raw(&self) -> &'a str {
        self.span.of(self.text).trim_end_matches(['\n', '\r'])
    }

    /// Bytes before its first word.
    fn indent(&self) -> usize {
        let raw = self.span.of(self.text);
        raw.find(self.words).unwrap_or_default()
    }

    fn is_own(&self) -> bool {
        self.reason.is_none()
    }
}

/// What is cut, lines of one reason together.
fn spans(lines: &[Line]) -> Vec<Skip> {
    let mut skips: Vec<Skip> = Vec::new();
    for line in lines {
        let Some(reason) = line.reason else {
            continue;
        };
        let start = line.span.start + line.own;
        match skips.last_mut() {
            Some(last) if last.reason == reason && last.span.end == start => {
                last.span.end = line.span.end;
            }
            _ => skips.push(Skip {
                span: Span::new(start, line.span.end),
                reason,
            }),
        }
    }
    skips
}

struct Cutting<'a> {
    lines: Vec<Line<'a>>,
    /// The writer has said something above.
    has_own_words: bool,
    /// For each kind of fence, the length from which on none closes any more.
    unclosed: [usize; 2],
    /// Above this line header fields were looked at, and were no mail's.
    fields_seen: usize,
}

impl Cutting<'_> {
    fn cut(&mut self) {
        let mut at = 0;
        while at < self.lines.len() {
            at = self.cut_at(at);
        }
    }

    /// Cuts what begins at line `at`, if anything, and says where to go on.
    fn cut_at(&mut self, at: usize) -> usize {
        let words = self.lines[at].words;
        if words.is_empty() {
            return at + 1;
        }
        let found = self
            .cut_quote(at)
            .or_else(|| self.cut_code(at))
            .or_else(|| self.cut_below_mark(at))
            .or_else(|| self.cut_attribution(at))
            .or_else(|| self.cut_headers(at));
        found.unwrap_or_else(|| {
            self.has_own_words = self.has_own_words || !marks::is_rule(words);
            at + 1
        })
    }

    /// Skips lines `from..to`; gives `to`.
    fn skip(&mut self, from: usize, to: usize, reason: SkipReason) -> usize {
        for line in &mut self.lines[from..to] {
            line.reason = Some(reason);
        }
        to
    }

    fn cut_quote(&mut self, at: usize) -> Option<usize> {
        let end = self.end_of_quote(at);
        (end > at).then(|| self.skip(at, end, SkipReason::Quote))
    }

    /// One past the last quoted line of those that begin at line `at`.
    fn end_of_quote(&self, at: usize) -> usize {
        let mut end = at;
        while self.is_quoted_at(end) || end > at && self.is_wrapped_at(end) {
            end += 1;
        }
        end
    }

    fn is_quoted_at(&self, at: usize) -> bool {
        self.lines.get(at).is_some_and(|line| line.is_quoted)
    }

    /// The rest of a long quoted line that a mail program wrapped without a `>`: it goes on in
    /// small letters amid a sentence, and the quote goes on below.
    fn is_wrapped_at(&self, at: usize) -> bool {
        let (Some(line), before) = (self.lines.get(at), self.lines[at - 1]) else {
            return false;
        };
        self.is_quoted_at(at + 1)
            && before.words.len() >= 60
            && before
                .words
                .ends_with(|c: char| c.is_alphanumeric() || c == ',')
            && line.words.starts_with(char::is_lowercase)
    }

    /// A fenced code block. A fence that is never closed fences nothing.
    fn cut_code(&mut self, at: usize) -> Option<usize> {
        let line = &self.lines[at];
        let may_be = line.words.starts_with(['`', '~']);
        let (mark, length) = may_be.then(|| fence(line.raw())).flatten()?;
        let kind = usize::from(mark == '~');
        if length >= self.unclosed[kind] {
            return None;
        }
        let closes = |line: &Line| {
            fence(line.raw()).is_some_and(|(other, long)| other == mark && long >= length)
                && line.words.chars().all(|character| character == mark)
        };
        match self.lines[at + 1..].iter().position(closes) {
            Some(inside) => Some(self.skip(at, at + inside + 2, SkipReason::Code)),
            None => {
                self.unclosed[kind] = length;
                None
            }
        }
    }

    fn cut_below_mark(&mut self, at: usize) -> Option<usize> {
        let words = self.lines[at].words;
        if !marks::may_be(words) {
            return None;
        }
        if let Some(reason) = marks::history(words) {
            let end = self.end_of_history(at + 1);
            return Some(self.skip(at, end, reason));
        }
        if !marks::asks_to_reply_above(words) {
            return None;
        }
        // On top it heads the helpdesk's own mail.
        let end = if self.has_own_words {
            self.lines.len()
        } else {
            at + 1
        };
        Some(self.skip(at, end, SkipReason::Quote))
    }

    fn cut_attribution(&mut self, at: usize) -> Option<usize> {
        let found = attribution::find(&self.lines, at)?;
        let has_own_words = self.has_own_words || found.own > 0;
        let end = match self.end_of_history(found.end) {
            // On top, nobody can tell where the history ends and the answer begins.
            end if end == self.lines.len() && !has_own_words && !self.quote_follows(found.end) => {
                found.end
            }
            end => end,
        };
        self.lines[at].own = found.own;
        Some(self.skip(at, end, SkipReason::Quote))
    }

    fn quote_follows(&self, at: usize) -> bool {
        self.is_quoted_at(self.first_filled(at))
    }

    fn first_filled(&self, at: usize) -> usize {
        let filled = |line: &Line| !line.words.is_empty();
        let blank = self.lines[at..].iter().position(filled);
        blank.map_or(self.lines.len(), |blank| at + blank)
    }

    /// One past the history whose first line may stand at line `at`: where it is quoted it ends
    /// with the quote, because an answer may stand below.
    fn end_of_history(&self, at: usize) -> usize {
        let first = self.first_filled(at);
        if self.is_quoted_at(first) {
            self.end_of_quote(first)
        } else {
            self.lines.len()
        }
    }

    fn cut_headers(&mut self, at: usize) -> Option<usize> {
        if at < self.fields_seen {
            return None;
        }
        let block = headers::find(&self.lines, at)?;
        self.fields_seen = block.end.min(at + headers::MAX_LINES / 2);
        let rule = headers::rule_above(&self.lines, at).filter(|&rule| self.lines[rule].is_own());
        if block.is_mail && (self.has_own_words || rule.is_some()) {
            let end = self.lines.len();
            return Some(self.skip(rule.unwrap_or(at), end, SkipReason::Quote));
        }
        // On top they may be the head of the writer's own mail.
        self.has_own_words |= !block.is_mail;
        block.is_mail.then_some(block.end)
    }
}

/// A line that begins with `>` after at most three spaces. `>=` is a sign of its own.
pub(super) fn is_quoted(line: &str) -> bool {
    let words = line.trim_start_matches(' ');
    line.len() - words.len() <= 3 && words.starts_with('>') && !words.starts_with(">=")
}

fn fence(line: &str) -> Option<(char, usize)> {
    let words = line.trim_start_matches(' ');
    let mark = words
        .chars()
        .next()
        .filter(|mark| ['`', '~'].contains(mark))?;
    let length = words
        .chars()
        .take_while(|&character| character == mark)
        .count();
    (length >= 3 && line.len() - words.len() <= 3).then_some((mark, length))
}
