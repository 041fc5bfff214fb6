//! What in a message is not the writer's own: quoted lines, the mail that is answered, a
//! signature, code.
//!
//! Only what is certain is cut here: a wrong cut hides the agent's words.

use super::line_spans;
use crate::document::{Skip, SkipReason};
use crate::text::Span;

/// The stretches of `text` that nobody should judge, in order.
pub(super) fn skips(text: &str) -> Vec<Skip> {
    if !text
        .bytes()
        .any(|byte| matches!(byte, b'>' | b'-' | b'`' | b'~'))
    {
        return Vec::new();
    }
    let lines = line_spans(text)
        .map(|span| Line {
            span,
            words: span.of(text),
        })
        .collect();
    Cutting {
        lines,
        skips: Vec::new(),
        signature: None,
    }
    .cut()
}

#[derive(Clone, Copy)]
struct Line<'a> {
    span: Span,
    words: &'a str,
}

struct Cutting<'a> {
    lines: Vec<Line<'a>>,
    skips: Vec<Skip>,
    /// Where an open signature begins; it ends with the text or before the next quote.
    signature: Option<usize>,
}

impl Cutting<'_> {
    fn cut(mut self) -> Vec<Skip> {
        let mut at = 0;
        while at < self.lines.len() {
            at = self.cut_at(at);
        }
        let end = self.lines.last().map_or(0, |line| line.span.end);
        self.end_signature(end);
        self.skips
    }

    /// Cuts what begins at line `at`, if anything, and says where to go on.
    fn cut_at(&mut self, at: usize) -> usize {
        let line = self.lines[at];
        if let Some(reason) = history(line.words) {
            self.skip(at, self.lines.len(), reason)
        } else if is_quoted(line.words) {
            let end = self.end_of(at, |line| is_quoted(line.words));
            self.skip(self.attribution_above(at), end, SkipReason::Quote)
        } else if self.signature.is_some() {
            at + 1
        } else if let Some(end) = self.end_of_code(at) {
            self.skip(at, end, SkipReason::Code)
        } else {
            if self.is_signature_mark(at) {
                self.signature = Some(line.span.start);
            }
            at + 1
        }
    }

    /// Skips lines `from..to`; gives `to`.
    fn skip(&mut self, from: usize, to: usize, reason: SkipReason) -> usize {
        let span = Span::new(self.lines[from].span.start, self.lines[to - 1].span.end);
        self.end_signature(span.start);
        self.skips.push(Skip { span, reason });
        to
    }

    fn end_signature(&mut self, end: usize) {
        if let Some(start) = self.signature.take().filter(|&start| start < end) {
            let span = Span::new(start, end);
            self.skips.push(Skip {
                span,
                reason: SkipReason::Signature,
            });
        }
    }

    fn end_of(&self, at: usize, goes_on: impl Fn(&Line) -> bool) -> usize {
        let stop = self.lines[at..].iter().position(|line| !goes_on(line));
        stop.map_or(self.lines.len(), |length| at + length)
    }

    /// The first line of the `On … wrote:` above the quote at line `at`, which may be wrapped
    /// over two lines and followed by one blank line; else `at`.
    fn attribution_above(&self, at: usize) -> usize {
        let free = self.skips.last().map_or(0, |skip| skip.span.end);
        let own = |index: usize| self.lines[index].span.start >= free;
        let words = |index: usize| self.lines[index].words.trim();
        let blank = at.checked_sub(1).filter(|&above| words(above).is_empty());
        let Some(last) = blank.unwrap_or(at).checked_sub(1).filter(|&last| own(last)) else {
            return at;
        };
        if !ends_attribution(words(last)) {
            return at;
        }
        let wrapped = last.checked_sub(1).filter(|&first| own(first));
        match wrapped {
            _ if begins_attribution(words(last)) => last,
            Some(first) if begins_attribution(words(first)) => first,
            _ => at,
        }
    }

    /// One past the end of the fenced code block that begins at line `at`. A fence that is never
    /// closed fences nothing.
    fn end_of_code(&self, at: usize) -> Option<usize> {
        let (mark, length) = fence(self.lines[at].words)?;
        let closes = |line: &Line| {
            fence(line.words).is_some_and(|(other, long)| other == mark && long >= length)
                && line.words.trim().chars().all(|character| character == mark)
        };
        self.lines[at + 1..]
            .iter()
            .position(closes)
            .map(|inside| at + inside + 2)
    }

    /// `-- ` on a line of its own. Without its space it is one only near the end, because people
    /// also part paragraphs with dashes.
    fn is_signature_mark(&self, at: usize) -> bool {
        match self.lines[at].words.trim_end_matches(['\n', '\r']) {
            "-- " => true,
            "--" => self.end_of(at, |line| !is_quoted(line.words)) - at <= 8,
            _ => false,
        }
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

/// Lines between dashes below which stands the mail that is answered or forwarded.
const HISTORY_MARKS: [(&str, SkipReason); 12] = [
    ("original message", SkipReason::Quote),
    ("original", SkipReason::Quote),
    ("原始邮件", SkipReason::Quote),
    ("原始郵件", SkipReason::Quote),
    ("邮件原件", SkipReason::Quote),
    ("回复的原邮件", SkipReason::Quote),
    ("回复的邮件", SkipReason::Quote),
    ("forwarded message", SkipReason::Forward),
    ("original message follows", SkipReason::Quote),
    ("转发邮件", SkipReason::Forward),
    ("转发的邮件", SkipReason::Forward),
    ("轉寄郵件", SkipReason::Forward),
];

fn history(line: &str) -> Option<SkipReason> {
    let line = line.trim();
    let words = line.strip_prefix("---")?.strip_suffix("---")?;
    let words = words.trim_matches(|character: char| character == '-' || character.is_whitespace());
    let marked = |mark: &&(&str, SkipReason)| words.to_lowercase() == mark.0;
    HISTORY_MARKS.iter().find(marked).map(|mark| mark.1)
}

fn ends_attribution(line: &str) -> bool {
    let line = line.trim_end_matches(['*', ' ']);
    ["wrote:", "写道：", "写道:", "寫道：", "寫道:"]
        .iter()
        .any(|end| line.ends_with(end))
}

/// It names a day or a time, as mail programs do and prose ("the author wrote:") does not.
fn begins_attribution(line: &str) -> bool {
    let dated = line.chars().any(|character| character.is_ascii_digit());
    let opening = ["On ", "At ", "在", "于", "於"]
        .iter()
        .any(|word| line.starts_with(word));
    dated && (opening || line.contains("于20") || line.contains("於 20") || line.contains('<'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use SkipReason::{Code, Forward, Quote, Signature};

    /// What is skipped, each with its reason, and what is left.
    fn cut(text: &str) -> (Vec<(SkipReason, &str)>, String) {
        let skips = skips(text);
        let mut left = String::new();
        let mut end = 0;
        for skip in &skips {
            left.push_str(&text[end..skip.span.start]);
            end = skip.span.end;
        }
        left.push_str(&text[end..]);
        (
            skips
                .iter()
                .map(|skip| (skip.reason, skip.span.of(text)))
                .collect(),
            left,
        )
    }

    #[test]
    fn quoted_lines_of_any_depth_but_no_lazy_lines() {
        let text = "> 还要等多久？\r\n> > 请稍等\r\n今天下午发出。\r\n   >最好快点\r\nok\r\n    > code\r\n";
        let (skipped, left) = cut(text);
        assert_eq!(
            skipped,
            [
                (Quote, "> 还要等多久？\r\n> > 请稍等\r\n"),
                (Quote, "   >最好快点\r\n")
            ]
        );
        assert_eq!(left, "今天下午发出。\r\nok\r\n    > code\r\n");
    }

    #[test]
    fn an_attribution_goes_with_its_quote() {
        let one = "Done.\n\nOn Tue, 4 Mar 2025 at 10:11, Ida <ida@example.org> wrote:\n> when?\n";
        assert_eq!(cut(one).1, "Done.\n\n");
        let wrapped =
            "Done.\nOn Tue, 4 Mar 2025 at 10:11, Ida Holm\n<ida@example.org> wrote:\n\n> when?\n";
        assert_eq!(cut(wrapped).1, "Done.\n");
        let chinese =
            "已经补发。\n在 2025年3月4日，上午9:12，李雷 <lilei@example.com> 写道：\n> 少一件\n";
        assert_eq!(cut(chinese).1, "已经补发。\n");
        let gmail = "已经补发。\n李雷 <l@example.com> 于2025年3月4日周二 上午9:12写道：\n\n> 少一件\n好的\n";
        assert_eq!(cut(gmail).1, "已经补发。\n好的\n");
    }

    #[test]
    fn prose_that_introduces_a_quote_stays() {
        for text in [
            "在他的书中，作者写道：\n> 万事开头难\n",
            "The manual wrote:\n> press F2\n",
        ] {
            let (skipped, left) = cut(text);
            assert_eq!(skipped.len(), 1, "{text}");
            assert!(
                left.ends_with("写道：\n") || left.ends_with("wrote:\n"),
                "{text}"
            );
        }
    }

    #[test]
    fn the_mail_below_a_mark_is_history() {
        for mark in [
            "-----Original Message-----",
            "-----原始邮件-----",
            "------------------ 原始邮件 ------------------",
            "------------------\u{A0}Original\u{A0}------------------",
        ] {
            let text = format!("Yours, Kim\n{mark}\nFrom: Bo\nNobody answers.\n");
            let (skipped, left) = cut(&text);
            assert_eq!(left, "Yours, Kim\n", "{mark}");
            assert_eq!(skipped[0].0, Quote, "{mark}");
        }
        let forwarded = "Please see.\n---------- Forwarded message ---------\nFrom: Bo\nhelp\n";
        assert_eq!(cut(forwarded).0[0].0, Forward);
        assert_eq!(cut("a -----Original Message----- b\n---\nnext\n").0, []);
    }

    #[test]
    fn a_signature_reaches_to_the_end_or_to_the_quote_below() {
        let text =
            "Fixed.\n-- \nJo, Billing\nlowest prices, promised\n\nOn 3 May 2025, Al wrote:\n> hm\n";
        let (skipped, left) = cut(text);
        assert_eq!(left, "Fixed.\n");
        assert_eq!(
            skipped[0],
            (Signature, "-- \nJo, Billing\nlowest prices, promised\n\n")
        );
        assert_eq!(cut("Fixed.\n--\nJo").1, "Fixed.\n");
        let parted = format!("First.\n--\n{}", "Second.\n".repeat(12));
        assert_eq!(cut(&parted).0, []);
    }

    #[test]
    fn fenced_code_is_no_wording() {
        let text = "Run this:\n```sh\nrm -rf old # you must\n```\nThen restart.\n";
        assert_eq!(cut(text).0, [(Code, "```sh\nrm -rf old # you must\n```\n")]);
        assert_eq!(cut("~~~\nnever closed\n```\n").0, []);
    }
}
