//! One JSON object per line.

use super::{BY_LINES, Cut, Head, Options, RecordError, Records, Text, json};
use crate::text::Origin;

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
    let lines = lines(&text.text, &text.origin);
    let first = lines.clone().next().map_or("", |(line, _)| line);
    // Lines that belong together are never cut into pieces.
    let is_whole = text.preamble.is_none();
    if let Some(rows) = json::rows_of(first, options).filter(|_| is_whole) {
        return json::read_rows(rows, lines, &text, options);
    }
    let names = super::roles::RoleNames::new(options);
    let mut records = Records::new();
    for (line, origin) in lines {
        json::read_record(
            line,
            origin,
            options.line_mapping.as_ref(),
            options,
            &names,
            &mut records,
        );
    }
    records
}

/// The lines that are not blank, each with its place in the file.
pub(super) fn lines<'a>(
    text: &'a str,
    origin: &'a Origin,
) -> impl Iterator<Item = (&'a str, Origin)> + Clone {
    let mut at = 0;
    let lines = text
        .split('\n')
        .zip(origin.line..)
        .map(move |(line, number)| {
            let start = at;
            at += line.len() + 1;
            (line.strip_suffix('\r').unwrap_or(line), number, start)
        });
    lines
        .filter(|(line, ..)| !line.trim().is_empty())
        .map(|(line, number, start)| {
            let column = if start == 0 { origin.column } else { 1 };
            let origin = Origin {
                line: number,
                column,
                decoded_at: origin.decoded_at + start,
                ..origin.clone()
            };
            (line, origin)
        })
}

/// An error about the record that begins at `origin`.
pub(super) fn error(origin: &Origin, message: impl Into<String>) -> RecordError {
    RecordError {
        line: origin.line,
        message: message.into(),
    }
}
