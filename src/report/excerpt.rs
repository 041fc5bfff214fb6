//! The lines in which found words stand, cut to the width of a terminal.

use super::labels::Labels;
use super::layout::{columns, head, head_of_characters, shown, tail};
use super::places::Places;
use super::visible::visible;
use crate::check::Finding;
use crate::document::{Document, Kind, Skip, Turn};
use crate::text::Span;
use std::ops::Range;

/// One line, ready to be shown: nothing in it drives a terminal.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// Line of the file, where it has one.
    pub(super) line: Option<usize>,
    /// Speaker and time in front of the words.
    pub(super) label: String,
    /// The words, or a window of them between `…`.
    pub(super) text: String,
    /// Bytes of `text` to be marked, in order, not overlapping.
    pub(super) marks: Vec<Range<usize>>,
}

/// Cuts excerpts of one document; `room` is how many columns a label and its words may take.
pub(super) struct Excerpts<'a> {
    pub(super) document: &'a Document,
    pub(super) places: Places<'a>,
    pub(super) labels: &'static Labels,
    pub(super) room: usize,
}

/// A line of the document's text and the found words in it.
struct MarkedLine {
    line: Span,
    turn: usize,
    marks: Vec<Span>,
}

impl Excerpts<'_> {
    /// The lines of `hits`, which are in the order of the text.
    pub(super) fn of_hits(&mut self, hits: &[Finding]) -> Vec<Excerpt> {
        let lines = self.marked_lines(hits);
        lines.iter().flat_map(|line| self.cut(line)).collect()
    }

    /// The first line of a stretch that is not judged.
    pub(super) fn of_skip(&mut self, skip: &Skip) -> Excerpt {
        let text = &self.document.text;
        let words = trimmed(text, skip.span);
        let first = words.of(text).lines().next().unwrap_or("");
        let fits = head_of_characters(first, self.room.saturating_sub(1));
        let more = if fits.len() < words.len() { "…" } else { "" };
        Excerpt {
            line: self.places.location(words.start).line,
            label: String::new(),
            text: format!("{}{more}", shown(fits)),
            marks: Vec::new(),
        }
    }

    /// Found words may run over several lines, and a line may hold several found words.
    fn marked_lines(&self, hits: &[Finding]) -> Vec<MarkedLine> {
        let text = &self.document.text;
        let mut lines: Vec<MarkedLine> = Vec::new();
        for hit in hits {
            for mark in split_at_line_breaks(text, hit.span) {
                match lines.last_mut() {
                    Some(last) if last.line.contains(mark) => last.marks.push(mark),
                    _ => lines.push(MarkedLine {
                        line: line_around(text, self.readable(hit.turn), mark),
                        turn: hit.turn,
                        marks: vec![mark],
                    }),
                }
            }
        }
        lines
    }

    /// Where lines may be looked for: in the file itself if it is plain text, else (JSON, a mail's
    /// encoding) in the decoded words.
    fn readable(&self, turn: usize) -> Span {
        if is_own_source(self.document) {
            Span::new(0, self.document.text.len())
        } else {
            self.document.judged_unit(turn)
        }
    }

    fn cut(&mut self, marked: &MarkedLine) -> Vec<Excerpt> {
        let text = &self.document.text;
        let (label, words) = self.label(marked);
        let words = trimmed_around(text, words, &marked.marks);
        let room = self.room.saturating_sub(columns(&label)).max(8);
        let excerpt = |window: Window| {
            let line = self.places.location(window.marks[0].start).line;
            let (text, marks) = window.shown(text, words);
            Excerpt {
                line,
                label: label.clone(),
                text,
                marks,
            }
        };
        windows(text, words, &marked.marks, room)
            .into_iter()
            .map(excerpt)
            .collect()
    }

    /// What names speaker and time, and the rest of the line.
    fn label(&self, marked: &MarkedLine) -> (String, Span) {
        let text = &self.document.text;
        let turn = &self.document.turns[marked.turn];
        let label = if !is_own_source(self.document) {
            self.made_label(turn, marked.marks[0].start)
        } else if marked
            .line
            .contains(Span::new(turn.span.start, turn.span.start))
        {
            shown(&text[marked.line.start..turn.span.start]).into_owned()
        } else {
            String::new()
        };
        let start = turn.span.start.clamp(marked.line.start, marked.line.end);
        (
            shortened(label, self.room / 2),
            Span::new(start, marked.line.end),
        )
    }

    /// A label for words whose source is not fit to be read.
    fn made_label(&self, turn: &Turn, at: usize) -> String {
        let is_said = matches!(self.document.kind, Kind::Conversation { .. });
        if !is_said && turn.speaker.is_none() {
            return String::new();
        }
        let time = self
            .document
            .time_at(turn, at)
            .map(|seconds| format!("[{}] ", clock(seconds)));
        let speaker = turn
            .speaker
            .as_deref()
            .unwrap_or(self.labels.role(turn.role));
        format!(
            "{}{}{}",
            time.unwrap_or_default(),
            visible(speaker),
            self.labels.colon
        )
    }
}

fn is_own_source(document: &Document) -> bool {
    std::ptr::eq(
        document.source.source(&document.text),
        document.text.as_str(),
    )
}

fn shortened(label: String, room: usize) -> String {
    if columns(&label) <= room {
        return label;
    }
    format!("{}… ", head_of_characters(&label, room.saturating_sub(2)))
}

/// `[h:]mm:ss`; fractions of a second help nobody to find a place in a recording.
fn clock(seconds: f64) -> String {
    // A float beyond the range becomes its nearest end.
    let seconds = seconds as u64;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes:02}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

fn is_line_break(character: char) -> bool {
    matches!(character, '\n' | '\r')
}

fn split_at_line_breaks(text: &str, span: Span) -> Vec<Span> {
    let mut start = span.start;
    let lines = span.of(text).split_inclusive(is_line_break).map(|line| {
        start += line.len();
        trimmed(text, Span::new(start - line.len(), start))
    });
    lines.filter(|line| !line.is_empty()).collect()
}

fn line_around(text: &str, within: Span, words: Span) -> Span {
    let before = &text[within.start..words.start];
    let start = before.rfind(is_line_break).map_or(0, |at| at + 1);
    let end = text[words.end..within.end].find(is_line_break);
    let end = end.map_or(within.end, |length| words.end + length);
    Span::new(within.start + start, end)
}

fn trimmed(text: &str, span: Span) -> Span {
    let words = span.of(text).trim_start();
    let start = span.end - words.len();
    Span::new(start, start + words.trim_end().len())
}

/// `span` without blanks at its ends, as far as they are not marked themselves.
fn trimmed_around(text: &str, span: Span, marks: &[Span]) -> Span {
    let words = trimmed(text, span);
    let first = marks
        .iter()
        .map(|mark| mark.start)
        .min()
        .unwrap_or(words.start);
    let last = marks.iter().map(|mark| mark.end).max().unwrap_or(words.end);
    Span::new(words.start.min(first), words.end.max(last))
}

/// A stretch of a line that fits, and the marks in it.
struct Window {
    span: Span,
    marks: Vec<Span>,
}

/// The line itself if it fits, else a window around each group of marks that fit together.
fn windows(text: &str, words: Span, marks: &[Span], room: usize) -> Vec<Window> {
    if head_of_characters(words.of(text), room).len() == words.len() {
        return vec![Window {
            span: words,
            marks: marks.to_vec(),
        }];
    }
    // A `…` may stand at either end.
    let room = room - 2;
    let mut groups: Vec<Vec<Span>> = Vec::new();
    for &mark in marks {
        match groups.last_mut() {
            Some(group) if fits(text, Span::new(group[0].start, mark.end), room) => {
                group.push(mark)
            }
            _ => groups.push(vec![mark]),
        }
    }
    groups
        .into_iter()
        .map(|group| window(text, words, group, room))
        .collect()
}

fn fits(text: &str, span: Span, room: usize) -> bool {
    head_of_characters(span.of(text), room).len() == span.len()
}

fn window(text: &str, words: Span, marks: Vec<Span>, room: usize) -> Window {
    let end = marks.iter().map(|mark| mark.end).max().unwrap_or(words.end);
    let core = head_of_characters(&text[marks[0].start..end], room);
    let core = Span::new(marks[0].start, marks[0].start + core.len());
    let spare = room - columns(&shown(core.of(text)));
    let before = &text[words.start..core.start];
    // Words that were cut themselves stand alone.
    let after = if core.end < end {
        ""
    } else {
        &text[core.end..words.end]
    };
    let right = head(after, spare - columns(&shown(tail(before, spare / 2))));
    let left = tail(before, spare - columns(&shown(right)));
    let span = Span::new(core.start - left.len(), core.end + right.len());
    Window {
        span: trimmed_around(text, span, &[core]),
        marks,
    }
}

impl Window {
    /// The window as it is shown as a part of `words`, with its marks.
    fn shown(&self, text: &str, words: Span) -> (String, Vec<Range<usize>>) {
        let mut line = String::new();
        let mut marks = Vec::new();
        let mut at = self.span.start;
        line.push_str(if at > words.start { "…" } else { "" });
        for mark in &self.marks {
            let (start, end) = (mark.start.max(at), mark.end.min(self.span.end));
            if start < end {
                line.push_str(&shown(&text[at..start]));
                let marked = line.len();
                line.push_str(&shown(&text[start..end]));
                marks.push(marked..line.len());
                at = end;
            }
        }
        line.push_str(&shown(&text[at..self.span.end]));
        line.push_str(if self.span.end < words.end { "…" } else { "" });
        (line, marks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown_windows(text: &str, words: &[&str], room: usize) -> Vec<String> {
        let marks: Vec<Span> = words
            .iter()
            .map(|words| {
                let at = text.find(words).expect("in the text");
                Span::new(at, at + words.len())
            })
            .collect();
        let line = Span::new(0, text.len());
        let windows = windows(text, line, &marks, room);
        windows
            .iter()
            .map(|window| window.shown(text, line).0)
            .collect()
    }

    #[test]
    fn a_long_line_is_cut_around_the_words() {
        let text = "We looked into your order twice and that is not our fault, so please call the courier.";
        assert_eq!(
            shown_windows(text, &["not our fault"], 40),
            ["…and that is not our fault, so please…"]
        );
        assert_eq!(
            shown_windows(text, &["We looked"], 30),
            ["We looked into your order…"]
        );
    }

    #[test]
    fn words_far_apart_have_a_window_each() {
        let text = "改天给您处理，因为现在大家都很忙，系统也在升级，所以过几天再说";
        let windows = shown_windows(text, &["改天", "过几天再说"], 30);
        assert_eq!(
            windows,
            [
                "改天给您处理，因为现在大家都…",
                "…系统也在升级，所以过几天再说"
            ]
        );
    }

    #[test]
    fn words_longer_than_the_window_are_cut() {
        assert_eq!(
            shown_windows("好这不是我们的责任好", &["这不是我们的责任"], 10),
            ["…这不是我…"]
        );
    }

    #[test]
    fn time_is_shown_as_players_show_it() {
        assert_eq!(
            [clock(83.2), clock(3723.9), clock(-1.0)],
            ["01:23", "1:02:03", "00:00"]
        );
    }

    proptest! {
        #[test]
        fn windows_fit_and_show_the_marked_words(
            text in "[a 改，\u{1b}😀\t]{1,80}", from in 0usize..80, length in 1usize..5, room in 12usize..60
        ) {
            let offsets: Vec<usize> =
                text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let from = from % (offsets.len() - 1);
            let mark = Span::new(offsets[from], offsets[(from + length).min(offsets.len() - 1)]);
            let line = Span::new(0, text.len());
            for window in windows(&text, line, &[mark], room) {
                let (shown_line, marks) = window.shown(&text, line);
                prop_assert!(columns(&shown_line) <= room, "{shown_line:?} in {room}");
                let marked = &shown_line[marks[0].clone()];
                prop_assert!(shown(mark.of(&text)).starts_with(marked));
            }
        }
    }
}
