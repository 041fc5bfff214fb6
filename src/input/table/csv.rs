//! Tables as text: CSV, TSV and what spreadsheets make of them (RFC 4180, read leniently).
//!
//! Our own scanner, because every character of a cell must know its byte: a quoted cell may hold
//! line breaks and doubled quotation marks.

use super::columns::Columns;
use super::{Conversations, Row, Table, Words};
use crate::document::Document;
use crate::input::roles::RoleNames;
use crate::input::{Cut, Head, Options, Record, RecordError, Stream, Text, is_blank};
use crate::text::{Mapped, Origin, Source, Span};
use memchr::{memchr, memchr2, memchr3};
use std::borrow::Cow;
use std::sync::Arc;

/// What may part cells.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// How many rows are looked at for the names of columns; titles and merged cells may stand above.
const HEAD_ROWS: usize = 6;

/// A head row that names the column with the words, and at least one other.
pub(in crate::input) fn looks_like(head: &Head, options: &Options) -> bool {
    let (line, text) = (head.first_line(), head.whole_lines());
    // A row of a Markdown table has marks outside, too.
    let may_be = line.as_bytes().contains(&delimiter(text)) && !line.starts_with('|');
    may_be && head_of(text, options).is_some_and(|(.., columns)| columns.is_telling())
}

/// Tables whose rows stand by themselves are cut between rows, and every piece is read with the
/// head.
pub(in crate::input) fn cut(head: &Head, options: &Options) -> Option<Cut> {
    let (_, end, columns) = head_of(head.text, options)?;
    columns.rows_are_documents().then_some(Cut {
        preamble: end,
        whole_records: whole_rows,
    })
}

/// The length of the whole rows in `bytes`. A quotation mark opens a cell at its beginning only.
fn whole_rows(bytes: &[u8], is_over: bool) -> usize {
    if is_over {
        return bytes.len();
    }
    let (mut end, mut at) = (0, 0);
    while let Some(length) = memchr2(b'"', b'\n', &bytes[at..]) {
        at += length;
        let parts = |mark: &u8| *mark == b'\n' || DELIMITERS.contains(mark);
        if bytes[at] == b'\n' {
            end = at + 1;
        } else if at == 0 || parts(&bytes[at - 1]) {
            let Some((close, _)) = closing_quote(bytes, at + 1) else {
                return end;
            };
            match bytes.get(close + 1) {
                Some(mark) if *mark == b'\r' || parts(mark) => at = close,
                // Words follow: the marks are part of them.
                Some(_) => {}
                None => return end,
            }
        }
        at += 1;
    }
    end
}

/// The quotation mark that closes a cell opened before byte `from`, and whether doubled ones stand
/// before it.
fn closing_quote(bytes: &[u8], from: usize) -> Option<(usize, bool)> {
    let mut at = from;
    loop {
        let quote = at + memchr(b'"', bytes.get(at..)?)?;
        match bytes.get(quote + 1) {
            Some(b'"') => at = quote + 2,
            _ => return Some((quote, at > from)),
        }
    }
}

/// The delimiter, the end of the head and its columns, if a row in the beginning of `text` is a
/// head.
fn head_of(text: &str, options: &Options) -> Option<(u8, usize, Columns)> {
    let delimiter = delimiter(text);
    let mut rows = Rows::new(text, delimiter, 0);
    for _ in 0..HEAD_ROWS {
        let Some(Ok(cells)) = rows.next_row() else {
            break;
        };
        let row = TextRow::new(text, &cells);
        if let Some(columns) = Columns::named(&row, options) {
            return Some((delimiter, rows.at, columns));
        }
    }
    let mut rows = Rows::new(text, delimiter, 0);
    let head = rows.next_row()?.ok()?;
    let head = TextRow::new(text, &head);
    let end = rows.at;
    let rows = std::iter::from_fn(|| rows.next_row()).flatten();
    let mut columns = rows.take(HEAD_ROWS).filter_map(|cells| {
        let row = TextRow::new(text, &cells);
        Columns::by_dialogue(&head, &row, text, options)
    });
    Some((delimiter, end, columns.next()?))
}

/// The delimiter that the first lines hold most often outside of quotation marks.
fn delimiter(text: &str) -> u8 {
    let head = &text.as_bytes()[..text.len().min(4096)];
    let mut counts = [0; DELIMITERS.len()];
    let mut in_quotes = false;
    for &byte in head {
        match byte {
            b'"' => in_quotes = !in_quotes,
            b'\n' if !in_quotes && counts.iter().any(|&count| count > 0) => break,
            _ if in_quotes => {}
            _ => {
                if let Some(index) = DELIMITERS.iter().position(|&mark| mark == byte) {
                    counts[index] += 1;
                }
            }
        }
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    let best = counts.iter().position(|&count| count == most);
    DELIMITERS[best.unwrap_or(0)]
}

/// A table, or a piece of one whose head is the preamble.
pub(in crate::input) fn read<'o>(text: Text, options: &'o Options) -> Stream<'o> {
    let Text {
        text,
        origin,
        preamble,
    } = text;
    let head = head_of(preamble.as_deref().unwrap_or(&text), options);
    let Some((delimiter, end, columns)) = head else {
        let wrong = (!text.trim().is_empty()).then(|| no_head(&text, &origin, options));
        return Box::new(wrong.map(Err).into_iter());
    };
    let source = Source::new(text, origin);
    let rows = Reading {
        at: if preamble.is_some() { 0 } else { end },
        delimiter,
        cells: Vec::new(),
        table: Table::new(columns, RoleNames::new(options), Arc::clone(&source)),
        source,
    };
    Box::new(TableRecords {
        rows: Some(rows),
        conversations: None,
    })
}

/// What the rows of a table are by themselves, then the conversations that they made together.
struct TableRecords {
    rows: Option<Reading>,
    conversations: Option<Conversations<Written>>,
}

impl Iterator for TableRecords {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        let Some(rows) = &mut self.rows else {
            return self.conversations.as_mut()?.next().map(Ok);
        };
        // A document is large: it is made where it goes, not handed on.
        match rows.next_found() {
            Some(Found::Document(words)) => Some(Ok(rows.document(words))),
            Some(Found::Broken(broken)) => Some(Err(rows.error(broken))),
            None => {
                self.conversations = self.rows.take().map(|rows| rows.table.finish());
                self.next()
            }
        }
    }
}

/// What is said of a row at once.
enum Found {
    /// It is a document of its own; its words.
    Document(Written),
    /// It can't be read.
    Broken(BrokenQuote),
}

/// A table being read row by row.
struct Reading {
    source: Arc<Source>,
    table: Table<Written>,
    delimiter: u8,
    /// First byte of the next row.
    at: usize,
    /// The room for the cells of a row.
    cells: Vec<Written>,
}

impl Reading {
    /// The next row that is a document of its own, or that can't be read.
    fn next_found(&mut self) -> Option<Found> {
        let mut rows = Rows::new(self.source.text(), self.delimiter, self.at);
        while let Some(read) = rows.read_row(&mut self.cells) {
            self.at = rows.at;
            if let Err(broken) = read {
                return Some(Found::Broken(broken));
            }
            let row = TextRow::new(rows.text, &self.cells);
            if let Some(words) = self.table.push(&row) {
                return Some(Found::Document(words));
            }
        }
        None
    }

    /// The document that the last row is.
    fn document(&self, words: Written) -> Document {
        let row = TextRow::new(self.source.text(), &self.cells);
        self.table.document(&row, &words)
    }

    fn error(&self, BrokenQuote { at }: BrokenQuote) -> RecordError {
        let source = &self.source;
        RecordError {
            line: source.origin().after(&source.text()[..at]).line,
            message: "a quotation mark opens a cell here and none closes it; double the mark \
                      (\"\") or close the cell. The row was left out"
                .to_owned(),
        }
    }
}

fn no_head(text: &str, origin: &Origin, options: &Options) -> RecordError {
    let mut rows = Rows::new(text, delimiter(text), 0);
    let message = match rows.next_row() {
        Some(Ok(cells)) => Columns::missing(&TextRow::new(text, &cells), options),
        _ => "a quotation mark opens a cell in the first row and none closes it".to_owned(),
    };
    RecordError {
        line: origin.line,
        message,
    }
}

/// A quotation mark at byte `at` opens a cell that never closes.
struct BrokenQuote {
    at: usize,
}

/// Goes over the rows of a table.
struct Rows<'a> {
    text: &'a str,
    delimiter: u8,
    /// First byte of the next row.
    at: usize,
}

/// The cells of a row, as they are written.
struct TextRow<'a> {
    text: &'a str,
    cells: &'a [Written],
}

/// A cell without the quotation marks around it.
#[derive(Clone, Copy)]
struct Written {
    span: Span,
    /// Quotation marks in it are doubled.
    has_marks: bool,
}

impl<'a> Rows<'a> {
    fn new(text: &'a str, delimiter: u8, at: usize) -> Self {
        Rows {
            text,
            delimiter,
            at,
        }
    }

    /// The next row that is not blank.
    fn next_row(&mut self) -> Option<Result<Vec<Written>, BrokenQuote>> {
        let mut cells = Vec::new();
        let read = self.read_row(&mut cells)?;
        Some(read.map(|()| cells))
    }

    /// The same into `cells`, whatever they are. Behind a broken row reading goes on at the next
    /// line.
    fn read_row(&mut self, cells: &mut Vec<Written>) -> Option<Result<(), BrokenQuote>> {
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() {
            let start = self.at;
            cells.clear();
            loop {
                let Some((cell, end)) = self.cell(self.at) else {
                    let broken = self.at;
                    let line = memchr(b'\n', &bytes[broken..]);
                    self.at = line.map_or(bytes.len(), |length| broken + length + 1);
                    return Some(Err(BrokenQuote { at: broken }));
                };
                cells.push(cell);
                self.at = end;
                match bytes.get(end) {
                    Some(&mark) if mark == self.delimiter => self.at += 1,
                    _ => break,
                }
            }
            self.skip_line_break();
            if !is_blank(&self.text[start..self.at]) {
                return Some(Ok(()));
            }
        }
        None
    }

    fn skip_line_break(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += match rest {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => 0,
        };
    }

    /// The cell that begins at byte `at`, and its end. `None` if its quotation mark never closes.
    fn cell(&self, at: usize) -> Option<(Written, usize)> {
        let bytes = self.text.as_bytes();
        if bytes.get(at) == Some(&b'"') {
            let (close, has_marks) = closing_quote(bytes, at + 1)?;
            let end = close + 1;
            let ends = |mark: &u8| *mark == self.delimiter || matches!(mark, b'\n' | b'\r');
            if bytes.get(end).is_none_or(ends) {
                let span = Span::new(at + 1, close);
                return Some((Written { span, has_marks }, end));
            }
        }
        // Words behind a closing mark: the marks are part of them.
        let end = at + self.unquoted_length(&bytes[at..]);
        let written = Written {
            span: Span::new(at, end),
            has_marks: false,
        };
        Some((written, end))
    }
}

impl Rows<'_> {
    /// The length of the cell without marks around it with which `bytes` begin.
    fn unquoted_length(&self, bytes: &[u8]) -> usize {
        // Most cells are so short that a search by large blocks does not pay.
        let marks = [self.delimiter, b'\n', b'\r'];
        let mut at = 0;
        while at < SHORT
            && let Some(&eight) = bytes[at..].first_chunk()
        {
            if let Some(length) = first_of(marks, u64::from_le_bytes(eight)) {
                return at + length;
            }
            at += 8;
        }
        let behind = &bytes[at..];
        let length = memchr3(self.delimiter, b'\n', b'\r', behind);
        at + length.unwrap_or(behind.len())
    }
}

/// Bytes that are looked at eight at a time.
const SHORT: usize = 32;

/// Which of eight bytes is the first of these marks. In every byte of `found` the highest bit is set
/// if it is one, and the lowest byte in which it is set is the first.
#[inline]
fn first_of(marks: [u8; 3], eight: u64) -> Option<usize> {
    const ONES: u64 = u64::MAX / 255;
    let mut found = 0;
    for mark in marks {
        let zeros = eight ^ (ONES * u64::from(mark));
        found |= zeros.wrapping_sub(ONES) & !zeros;
    }
    found &= ONES << 7;
    (found != 0).then(|| found.trailing_zeros() as usize / 8)
}

impl<'a> TextRow<'a> {
    fn new(text: &'a str, cells: &'a [Written]) -> Self {
        TextRow { text, cells }
    }
}

impl Row for TextRow<'_> {
    type Words = Written;

    fn len(&self) -> usize {
        self.cells.len()
    }

    #[inline]
    fn text(&self, index: usize) -> Cow<'_, str> {
        let cell = self.cells.get(index);
        cell.map_or(Cow::Borrowed(""), |cell| cell.text(self.text))
    }

    fn words(&self, index: usize) -> Written {
        let none = Written {
            span: Span::new(0, 0),
            has_marks: false,
        };
        self.cells.get(index).copied().unwrap_or(none)
    }
}

impl Written {
    /// The text with single marks.
    fn text(self, source: &str) -> Cow<'_, str> {
        let text = self.span.of(source);
        match self.has_marks {
            true => Cow::Owned(text.replace("\"\"", "\"")),
            false => Cow::Borrowed(text),
        }
    }
}

impl Words for Written {
    fn is_blank(&self, source: &str) -> bool {
        is_blank(self.span.of(source))
    }

    fn len(&self) -> usize {
        self.span.len()
    }

    fn as_written<'s>(&self, source: &'s str) -> Option<(&'s str, usize)> {
        (!self.has_marks).then(|| (self.span.of(source), self.span.start))
    }

    fn mapped(&self, source: &str) -> Mapped {
        let mut mapped = Mapped::default();
        mapped.reserve(self.span.len(), 1);
        let (mut rest, mut at) = (self.span.of(source), self.span.start);
        // All quotation marks within a quoted cell are doubled.
        while self.has_marks
            && let Some((before, behind)) = rest.split_once("\"\"")
        {
            mapped.push_same(before, at);
            at += before.len() + 2;
            mapped.push_decoded("\"", Span::new(at - 2, at));
            rest = behind;
        }
        mapped.push_same(rest, at);
        mapped
    }

    fn cell_name(&self) -> Option<String> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(text: &str, delimiter: u8) -> Vec<Vec<String>> {
        let mut rows = Rows::new(text, delimiter, 0);
        let mut all = Vec::new();
        while let Some(row) = rows.next_row() {
            if let Ok(row) = row {
                let row = TextRow::new(text, &row);
                all.push(
                    (0..row.len())
                        .map(|cell| row.text(cell).into_owned())
                        .collect(),
                );
            }
        }
        all
    }

    #[test]
    fn cells_in_every_dress() {
        assert_eq!(
            cells("a,\"b\nc\"\r\n\r\n\"d \"\"e\"\"\",5\" disk\n", b','),
            [["a", "b\nc"], ["d \"e\"", "5\" disk"]]
        );
        assert_eq!(cells("a;;b", b';'), [["a", "", "b"]]);
        assert_eq!(cells("\"x\"y,z", b','), [["\"x\"y", "z"]]);
    }

    #[test]
    fn a_mark_that_never_closes_costs_its_row_only() {
        assert_eq!(cells("a,b\nc,\"d\ne,f\n", b','), [["a", "b"], ["e", "f"]]);
    }

    #[test]
    fn the_delimiter_is_the_commonest_mark() {
        assert_eq!(delimiter("会话;角色;内容\n1;客服;您好,在\n"), b';');
        assert_eq!(delimiter("a\tb\n1\t2,3,4,5\n"), b'\t');
        assert_eq!(delimiter("\"a,b,c\"|d"), b'|');
    }

    proptest! {
        #[test]
        fn every_cell_reads_as_the_csv_crate_has_it(
            table in prop::collection::vec(prop::collection::vec("[a改,\"\n\r ]{0,6}", 2..4), 1..5)
        ) {
            let mut text = String::new();
            for row in &table {
                let row: Vec<String> =
                    row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
                text.push_str(&row.join(","));
                text.push('\n');
            }
            prop_assert_eq!(cells(&text, b','), table);
        }

        #[test]
        fn the_source_of_every_character_is_itself(text in "[a改,\"\n ]{0,40}") {
            let mut rows = Rows::new(&text, b',', 0);
            while let Some(row) = rows.next_row() {
                let Ok(row) = row else { continue };
                let row = TextRow::new(&text, &row);
                for index in 0..row.len() {
                    let words = row.words(index).mapped(&text);
                    prop_assert_eq!(&words.text, &*row.text(index));
                    for (at, character) in words.text.char_indices() {
                        let span = Span::new(at, at + character.len_utf8());
                        let source = words.runs.source_span(span, &words.text).expect("a place");
                        prop_assert_eq!(source.of(&text).replace("\"\"", "\""), character.to_string());
                    }
                }
            }
        }

        #[test]
        fn pieces_hold_the_rows_of_the_whole(text in "[a,\"\n]{0,40}") {
            let end = whole_rows(text.as_bytes(), false);
            let mut parts = cells(&text[..end], b',');
            parts.extend(cells(&text[end..], b','));
            // Where a mark never closes, a piece and the whole may differ in what they blame.
            prop_assume!(closed(&text) && closed(&text[..end]) && closed(&text[end..]));
            prop_assert_eq!(parts, cells(&text, b','));
        }
    }

    /// Every row is sound.
    fn closed(text: &str) -> bool {
        let mut rows = Rows::new(text, b',', 0);
        while let Some(row) = rows.next_row() {
            if row.is_err() {
                return false;
            }
        }
        true
    }
}
