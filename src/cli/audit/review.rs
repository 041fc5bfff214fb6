//! `saywell audit review`: reads marked sheets back.

use super::super::args::{ReviewArgs, TableFormat};
use super::super::{config, settings};
use super::{Failure, Outcome, complain};
use crate::audit::Review;
use crate::input::encoding::decode;
use crate::report::audit::{ReviewReport, SheetColumns};
use std::io;
use std::path::Path;

/// So many rows are looked at for the names of columns.
const HEAD_ROWS: usize = 6;

/// A row and its number in the file, from 1.
type NumberedRow = (usize, Vec<String>);

/// Says how often the rules are right, by what people marked.
pub(super) fn run(args: &ReviewArgs) -> Result<Outcome, Failure> {
    let found = config::find(None)?;
    let style = settings::style(&args.output, &found)?;
    let mut review = Review::default();
    let mut unknown = 0;
    for path in &args.files {
        unknown += add(path, &mut review)?;
    }
    let report = ReviewReport {
        review: &review,
        sheets: args.files.len(),
        unknown,
    };
    let out = &mut io::stdout().lock();
    match args.format {
        TableFormat::Human => report.write_human(out, &style)?,
        TableFormat::Json => report.write_json(out)?,
    }
    Ok(match unknown {
        0 => Outcome::Clean,
        _ => Outcome::Incomplete,
    })
}

/// Takes in the rows of a file. Returns how many have a verdict that means nothing, after having
/// said which.
fn add(path: &Path, review: &mut Review) -> Result<u64, Failure> {
    let name = path.display();
    let bytes = std::fs::read(path).map_err(|error| format!("{name}: {error}"))?;
    let tables = tables(path, bytes)?;
    let sheet = tables.iter().find_map(|rows| {
        let head = &rows[..rows.len().min(HEAD_ROWS)];
        head.iter().enumerate().find_map(|(index, (_, cells))| {
            let columns = SheetColumns::named(cells.iter().map(String::as_str))?;
            Some((columns, &rows[index + 1..]))
        })
    });
    let Some((columns, rows)) = sheet else {
        return Err(format!(
            "{name}: no columns for the rule and for the verdict; a review sheet is what \
             `saywell audit --review-sheet sheet.xlsx` writes, marked with yes, no or unsure"
        )
        .into());
    };
    let mut unknown = 0;
    for (number, cells) in rows {
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let Some((row, word)) = columns.row(&cells) else {
            continue;
        };
        if let Some(word) = word {
            complain(&format!(
                "{name}:{number}: `{word}` is no verdict we know; write yes, no or unsure \
                 (是, 否, 不确定)"
            ));
            unknown += 1;
        }
        review.add(row);
    }
    Ok(unknown)
}

/// The tables of a file: one, or the sheets of a workbook.
fn tables(path: &Path, bytes: Vec<u8>) -> Result<Vec<Vec<NumberedRow>>, Failure> {
    if bytes.starts_with(b"PK\x03\x04") {
        return workbook(path, bytes);
    }
    let name = path.display();
    let text = decode(bytes, None).map_err(|_| {
        format!("{name}: no table that can be read; save the sheet as .csv or .xlsx")
    })?;
    // Spreadsheets separate cells as the user's country does.
    Ok([b',', b';', b'\t']
        .map(|separator| csv_rows(&text.text, separator))
        .into())
}

fn csv_rows(text: &str, separator: u8) -> Vec<NumberedRow> {
    let mut builder = csv::ReaderBuilder::new();
    builder
        .delimiter(separator)
        .has_headers(false)
        .flexible(true);
    let mut reader = builder.from_reader(text.as_bytes());
    let records = reader.records().map_while(Result::ok);
    let cells = |record: csv::StringRecord| record.iter().map(str::to_owned).collect();
    (1..).zip(records.map(cells)).collect()
}

#[cfg(feature = "xlsx")]
fn workbook(path: &Path, bytes: Vec<u8>) -> Result<Vec<Vec<NumberedRow>>, Failure> {
    use calamine::{Reader, open_workbook_auto_from_rs};
    let name = path.display();
    let wrong = |error: calamine::Error| format!("{name}: no workbook that can be read ({error})");
    let mut workbook = open_workbook_auto_from_rs(io::Cursor::new(bytes)).map_err(wrong)?;
    let sheets = workbook.worksheets();
    let rows = |range: calamine::Range<calamine::Data>| {
        let first = range.start().map_or(1, |(row, _)| row as usize + 1);
        let cells = |row: &[calamine::Data]| row.iter().map(ToString::to_string).collect();
        (first..).zip(range.rows().map(cells)).collect()
    };
    Ok(sheets.into_iter().map(|(_, range)| rows(range)).collect())
}

#[cfg(not(feature = "xlsx"))]
fn workbook(path: &Path, _: Vec<u8>) -> Result<Vec<Vec<NumberedRow>>, Failure> {
    Err(format!(
        "{}: this build of saywell reads no workbooks; save the sheet as .csv",
        path.display()
    )
    .into())
}
