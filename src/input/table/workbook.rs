//! Workbooks: xlsx and its relatives. Their cells have names instead of places in the file.

use super::columns::Columns;
use super::{Row, Table, Words};
use crate::input::roles::RoleNames;
use crate::input::{Options, RecordError, Records};
use crate::text::{Mapped, Origin, Source};
use calamine::{Data, Range, Reader, open_workbook_auto_from_rs};
use std::borrow::Cow;
use std::io::Cursor;

/// A ZIP archive with a workbook in it.
pub(in crate::input) fn looks_like(head: &[u8]) -> bool {
    let holds = |name: &[u8]| head.windows(name.len()).any(|window| window == name);
    head.starts_with(b"PK\x03\x04") && (holds(b"xl/") || holds(b"opendocument.spreadsheet"))
}

/// The documents of every sheet.
pub(in crate::input) fn read(bytes: &[u8], _: &Origin, options: &Options) -> Records {
    let mut workbook = match open_workbook_auto_from_rs(Cursor::new(bytes)) {
        Ok(workbook) => workbook,
        Err(error) => {
            return vec![Err(problem(format!(
                "no workbook that can be read ({error}); save it as .xlsx or .csv"
            )))];
        }
    };
    let mut records = Records::new();
    let names: Vec<String> = workbook.sheet_names();
    let mut without = Vec::new();
    for name in names {
        match workbook.worksheet_range(&name) {
            Ok(range) => match sheet(&name, &range, options) {
                Ok(documents) => records.extend(documents),
                Err(missing) => without.push(missing),
            },
            Err(error) => records.push(Err(problem(format!("sheet {name}: {error}")))),
        }
    }
    // A sheet of notes or sums beside the messages is nothing to complain of.
    if records.is_empty() {
        records.extend(without.into_iter().map(|missing| Err(problem(missing))));
    }
    records
}

fn problem(message: String) -> RecordError {
    RecordError { line: 1, message }
}

/// How many rows are looked at for the names of columns.
const HEAD_ROWS: usize = 6;

/// The documents of a sheet, or why it has none.
fn sheet(name: &str, range: &Range<Data>, options: &Options) -> Result<Records, String> {
    let Some((first, column)) = range.start() else {
        return Ok(Records::new());
    };
    let rows = range.rows().zip(first..).map(|(cells, number)| SheetRow {
        sheet: name,
        number,
        first_column: column,
        cells,
    });
    let rows: Vec<SheetRow> = rows.collect();
    let (columns, first) = head_of(&rows, options).ok_or_else(|| {
        let missing = rows.first().map(|row| Columns::missing(row, options));
        format!("sheet {name}: {}", missing.unwrap_or_default())
    })?;
    let role_names = RoleNames::new(options);
    let nowhere = Source::new(String::new(), Origin::default());
    let mut table = Table::new(columns, role_names, nowhere);
    let rows = rows[first..].iter();
    let documents = rows.filter_map(|row| {
        let words = table.push(row)?;
        Some(table.document(row, &words))
    });
    let mut records: Records = documents.map(Ok).collect();
    records.extend(table.finish().map(Ok));
    Ok(records)
}

/// The columns, and the number of the first row behind the head.
fn head_of(rows: &[SheetRow], options: &Options) -> Option<(Columns, usize)> {
    let head = &rows[..rows.len().min(HEAD_ROWS)];
    let mut named = head.iter().zip(1..);
    let named = named.find_map(|(row, next)| Some((Columns::named(row, options)?, next)));
    named.or_else(|| {
        let mut rows = head.iter().skip(1);
        let columns = rows.find_map(|row| Columns::by_dialogue(&head[0], row, "", options))?;
        Some((columns, 1))
    })
}

#[derive(Clone, Copy)]
struct SheetRow<'a> {
    sheet: &'a str,
    /// From 0.
    number: u32,
    first_column: u32,
    cells: &'a [Data],
}

/// The words of a cell and where it is, row and column from 0.
struct SheetWords<'a> {
    text: String,
    sheet: &'a str,
    row: u32,
    column: u32,
}

impl<'a> Row for SheetRow<'a> {
    type Words = SheetWords<'a>;

    fn len(&self) -> usize {
        self.cells.len()
    }

    fn text(&self, index: usize) -> Cow<'_, str> {
        match self.cells.get(index) {
            None | Some(Data::Empty) => Cow::Borrowed(""),
            Some(Data::String(text)) => without_escapes(text),
            Some(other) => Cow::Owned(other.to_string()),
        }
    }

    fn words(&self, index: usize) -> SheetWords<'a> {
        let column = self.first_column + u32::try_from(index).unwrap_or(u32::MAX);
        SheetWords {
            text: self.text(index).into_owned(),
            sheet: self.sheet,
            row: self.number,
            column,
        }
    }
}

impl Words for SheetWords<'_> {
    fn is_blank(&self, _: &str) -> bool {
        self.text.trim().is_empty()
    }

    fn len(&self) -> usize {
        self.text.len()
    }

    fn as_written<'s>(&self, _: &'s str) -> Option<(&'s str, usize)> {
        None
    }

    fn mapped(&self, _: &str) -> Mapped {
        Mapped {
            text: self.text.clone(),
            ..Mapped::default()
        }
    }

    fn cell_name(&self) -> Option<String> {
        let column = letters(self.column);
        Some(format!("{}!{column}{}", self.sheet, self.row + 1))
    }
}

/// Excel writes control characters as `_x000D_`.
fn without_escapes(text: &str) -> Cow<'_, str> {
    match text.contains("_x000") {
        true => Cow::Owned(text.replace("_x000D_", "\r").replace("_x000A_", "\n")),
        false => Cow::Borrowed(text),
    }
}

/// The letters of a column, from 0: A, B, … Z, AA.
fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        let names: Vec<String> = [0, 25, 26, 701, 702].map(letters).into();
        assert_eq!(names, ["A", "Z", "AA", "ZZ", "AAA"]);
    }
}
