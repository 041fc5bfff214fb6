//! One JSON object per line.

use super::roles::RoleNames;
use super::{BY_LINES, Cut, Head, Options, Record, RecordError, Records, Stream, Text, json};
use crate::text::{Origin, Source, Span};
use memchr::memchr;
use std::sync::Arc;

/// The first line is a complete JSON object, or begins one that goes on beyond the head.
pub(super) fn looks_like(head: &Head, _: &Options) -> bool {
    let text = head.text.trim_start();
    let cut_off = !head.complete && !text.contains('\n');
    json::is_object(head.first_line()) || (cut_off && json::begins_object(text))
}

/// At line breaks, unless the lines are messages that have to be put together.
pub(super) fn cut(head: &Head, options: &Options) -> Option<Cut> {
    let first = head.first_line();
    json::rows_of(first, options).is_none().then_some(BY_LINES)
}

/// A document for each record; blank lines are none.
pub(super) fn read<'o>(text: Text, options: &'o Options) -> Stream<'o> {
    // Lines that belong together are never cut into pieces.
    let is_whole = text.preamble.is_none();
    let lines = Lines::new(Source::new(text.text, text.origin));
    let first = lines.clone().next();
    let first = first.map_or("", |(line, _)| line.of(lines.source.text()));
    if let Some(rows) = json::rows_of(first, options).filter(|_| is_whole) {
        let source = Arc::clone(&lines.source);
        return Box::new(json::read_rows(rows, lines, &source, options).into_iter());
    }
    Box::new(LineRecords {
        lines,
        names: RoleNames::new(options),
        options,
        ready: Records::new(),
    })
}

/// The documents of records, a line each.
struct LineRecords<'o> {
    lines: Lines,
    names: RoleNames,
    options: &'o Options,
    /// What the last line held, the last first.
    ready: Records,
}

impl Iterator for LineRecords<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        while self.ready.is_empty() {
            let (line, origin) = self.lines.next()?;
            json::read_record(
                self.lines.source.part(line, origin),
                self.options.line_mapping.as_ref(),
                self.options,
                &self.names,
                &mut self.ready,
            );
            self.ready.reverse();
        }
        self.ready.pop()
    }
}

/// The lines of a source that are not blank, each with its place in the file.
#[derive(Clone)]
struct Lines {
    source: Arc<Source>,
    /// Where the next line begins, and its number in the file.
    at: usize,
    number: usize,
}

impl Lines {
    fn new(source: Arc<Source>) -> Self {
        Lines {
            at: 0,
            number: source.origin().line,
            source,
        }
    }
}

impl Iterator for Lines {
    type Item = (Span, Origin);

    fn next(&mut self) -> Option<(Span, Origin)> {
        let (text, origin) = (self.source.text(), self.source.origin());
        while let Some(rest) = text.get(self.at..).filter(|rest| !rest.is_empty()) {
            let (start, number) = (self.at, self.number);
            let end = memchr(b'\n', rest.as_bytes()).map_or(text.len(), |length| start + length);
            (self.at, self.number) = (end + 1, number + 1);
            let line = &text[start..end];
            if line.trim().is_empty() {
                continue;
            }
            let origin = Origin {
                line: number,
                column: if start == 0 { origin.column } else { 1 },
                decoded_at: origin.decoded_at + start,
                ..origin.clone()
            };
            let line = line.strip_suffix('\r').unwrap_or(line);
            return Some((Span::new(start, start + line.len()), origin));
        }
        None
    }
}

/// An error about the record that begins at `origin`.
pub(super) fn error(origin: &Origin, message: impl Into<String>) -> RecordError {
    RecordError {
        line: origin.line,
        message: message.into(),
    }
}
