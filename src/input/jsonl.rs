//! One JSON object per line.

use super::{BY_LINES, Cut, Head, Options, RecordError, Records, Text, json};
use crate::text::{Origin, Source, Span};
use memchr::memchr_iter;

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
pub(super) fn read(text: Text, options: &Options) -> Records {
    // Lines that belong together are never cut into pieces.
    let is_whole = text.preamble.is_none();
    let source = Source::new(text.text, text.origin);
    let lines = lines(&source);
    let first = lines.clone().next();
    let first = first.map_or("", |(line, _)| line.of(source.text()));
    if let Some(rows) = json::rows_of(first, options).filter(|_| is_whole) {
        return json::read_rows(rows, lines, &source, options);
    }
    let names = super::roles::RoleNames::new(options);
    let mut records = Records::new();
    for (line, origin) in lines {
        json::read_record(
            source.part(line, origin),
            options.line_mapping.as_ref(),
            options,
            &names,
            &mut records,
        );
    }
    records
}

/// The lines that are not blank, each with its place in the file.
fn lines(source: &Source) -> impl Iterator<Item = (Span, Origin)> + Clone {
    let (text, origin) = (source.text(), source.origin());
    let ends = memchr_iter(b'\n', text.as_bytes()).chain([text.len()]);
    let mut start = 0;
    let lines = ends.zip(origin.line..).map(move |(end, number)| {
        let line = Span::new(start, end);
        start = end + 1;
        (line, number)
    });
    let is_filled = |(line, _): &(Span, usize)| !line.of(text).trim().is_empty();
    lines.filter(is_filled).map(|(line, number)| {
        let ends_with_return = usize::from(line.of(text).ends_with('\r'));
        let column = if line.start == 0 { origin.column } else { 1 };
        let origin = Origin {
            line: number,
            column,
            decoded_at: origin.decoded_at + line.start,
            ..origin.clone()
        };
        (Span::new(line.start, line.end - ends_with_return), origin)
    })
}

/// An error about the record that begins at `origin`.
pub(super) fn error(origin: &Origin, message: impl Into<String>) -> RecordError {
    RecordError {
        line: origin.line,
        message: message.into(),
    }
}
