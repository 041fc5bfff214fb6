//! A workbook for spreadsheets: a row for each conversation, the sums, and the sample to review.

use super::super::Language;
use super::rows::{Cell, RowColumns};
use super::table::Figure;
use super::{sheet, summary, words};
use crate::audit::{Row, Tally, Terms, Verdict};
use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, DataValidation, DocProperties,
    ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};
use std::io::{self, Write};

/// Rows that a sheet can have, the head among them.
const MOST_ROWS: u32 = 1_048_576;

/// Code points that surely fit in a cell, which holds 32,767 UTF-16 units.
const MOST_CHARACTERS: usize = 16_383;

/// A workbook of conversations, written row by row; only one row is held in memory.
pub struct WorkbookRows {
    workbook: Workbook,
    columns: RowColumns,
    language: Language,
    /// Sheets of conversations so far.
    sheets: usize,
    /// The next row of the last of them.
    next: u32,
    most_rows: u32,
}

impl WorkbookRows {
    /// A workbook without conversations yet.
    ///
    /// # Errors
    /// Those of temporary files; the same holds for the other methods.
    pub fn new(terms: &Terms, language: Language) -> io::Result<Self> {
        WorkbookRows::with_sheets_of(MOST_ROWS, terms, language)
    }

    fn with_sheets_of(most_rows: u32, terms: &Terms, language: Language) -> io::Result<Self> {
        let mut rows = WorkbookRows {
            workbook: Workbook::new(),
            columns: RowColumns::new(terms, language),
            language,
            sheets: 0,
            next: 0,
            most_rows,
        };
        set_properties(&mut rows.workbook)?;
        rows.begin_sheet()?;
        Ok(rows)
    }

    /// Adds a conversation.
    pub fn add(&mut self, row: &Row) -> io::Result<()> {
        if self.next == self.most_rows {
            self.end_sheet()?;
            self.begin_sheet()?;
        }
        let cells = self.columns.cells(row);
        let next = self.next;
        let sheet = self.sheet()?;
        for (column, cell) in (0..).zip(&cells) {
            write(sheet, next, column, cell, None)?;
        }
        self.next += 1;
        Ok(())
    }

    /// Adds what was counted, and the sample if there is one, and writes the file.
    pub fn finish(mut self, tally: &Tally, out: impl Write + Send) -> io::Result<()> {
        self.end_sheet()?;
        let name = match self.language {
            Language::Zh => "汇总",
            Language::En => "Summary",
        };
        let sheet = self.workbook.add_worksheet();
        sheet.set_name(name).map_err(wrong)?;
        write_sums(sheet, tally, self.language)?;
        if !sheet::sampled(tally).is_empty() {
            add_review(&mut self.workbook, tally, self.language)?;
        }
        self.workbook.save_to_writer(out).map_err(wrong)
    }

    fn sheet(&mut self) -> io::Result<&mut Worksheet> {
        self.workbook
            .worksheet_from_index(self.sheets - 1)
            .map_err(wrong)
    }

    fn begin_sheet(&mut self) -> io::Result<()> {
        self.sheets += 1;
        let name = match self.language {
            Language::Zh => "会话明细",
            Language::En => "Conversations",
        };
        let name = match self.sheets {
            1 => name.to_owned(),
            number => format!("{name} {number}"),
        };
        let sheet = self.workbook.add_worksheet_with_constant_memory();
        let sheet = sheet
            .and_then(|sheet| sheet.set_name(name))
            .map_err(wrong)?;
        let head = self.columns.head();
        let verdict = self.columns.verdict();
        let widths = (0..head.len()).map(|column| match column {
            0 | 1 => 24.0,
            _ if column + 1 == head.len() => 40.0,
            _ if column + 2 < verdict => 18.0,
            _ => 12.0,
        });
        write_head(sheet, head.iter().map(String::as_str).zip(widths))?;
        self.next = 1;
        Ok(())
    }

    /// Filters and colours, whose range is known now.
    fn end_sheet(&mut self) -> io::Result<()> {
        let verdict = column(self.columns.verdict());
        let last = column(self.columns.head().len().saturating_sub(1));
        let last_row = self.next - 1;
        let language = self.language;
        let sheet = self.sheet()?;
        sheet.autofilter(0, 0, last_row, last).map_err(wrong)?;
        for (is, letters, ground) in [
            (Verdict::Pass, 0x0000_6100, 0x00C6_EFCE),
            (Verdict::Coach, 0x009C_5700, 0x00FF_EB9C),
            (Verdict::Fail, 0x009C_0006, 0x00FF_C7CE),
        ] {
            let format = Format::new()
                .set_font_color(Color::RGB(letters))
                .set_background_color(Color::RGB(ground));
            let rule = ConditionalFormatCellRule::EqualTo(words::verdict(language, is));
            let colours = ConditionalFormatCell::new()
                .set_rule(rule)
                .set_format(format);
            sheet
                .add_conditional_format(0, verdict, last_row.max(1), verdict, &colours)
                .map_err(wrong)?;
        }
        Ok(())
    }
}

/// Writes a workbook of the sample alone, for reviewers.
///
/// # Errors
/// Those of `out`.
pub fn write_workbook_sheet(
    out: impl Write + Send,
    tally: &Tally,
    language: Language,
) -> io::Result<()> {
    let mut workbook = Workbook::new();
    set_properties(&mut workbook)?;
    add_review(&mut workbook, tally, language)?;
    workbook.save_to_writer(out).map_err(wrong)
}

/// The same counts are the same bytes, whenever they are written.
fn set_properties(workbook: &mut Workbook) -> io::Result<()> {
    let day = ExcelDateTime::from_ymd(2000, 1, 1).map_err(wrong)?;
    let properties = DocProperties::new().set_author("saywell");
    workbook.set_properties(&properties.set_creation_datetime(&day));
    Ok(())
}

fn add_review(workbook: &mut Workbook, tally: &Tally, language: Language) -> io::Result<()> {
    let name = match language {
        Language::Zh => "复核",
        Language::En => "Review",
    };
    let sheet = workbook.add_worksheet();
    sheet.set_name(name).map_err(wrong)?;
    let head = sheet::head(language).map(|(name, width)| (name, f64::from(width)));
    write_head(sheet, head)?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let sampled = sheet::sampled(tally);
    for (row, finding) in (1..).zip(&sampled) {
        let cells = sheet::cells(tally, finding, language);
        for (column, cell) in (0..).zip(&cells) {
            write(sheet, row, column, cell, Some(&wrapped))?;
        }
    }
    let last_row = u32::try_from(sampled.len()).unwrap_or(MOST_ROWS - 1);
    let verdict = column(sheet::verdict_column());
    let last = column(sheet::head(language).count() - 1);
    sheet.autofilter(0, 0, last_row, last).map_err(wrong)?;
    sheet
        .add_data_validation(1, verdict, last_row.max(1), verdict, &choice(language)?)
        .map_err(wrong)?;
    Ok(())
}

/// The drop-down of the verdict.
fn choice(language: Language) -> io::Result<DataValidation> {
    let (title, question) = match language {
        Language::Zh => (
            "这处提示对吗？",
            "是：这样说确实会得罪客户。否：误报。拿不准就选“不确定”。",
        ),
        Language::En => (
            "Is this finding right?",
            "yes: these words may well lose a customer. no: a false alarm. unsure: hard to tell.",
        ),
    };
    let choice = DataValidation::new().allow_list_strings(&sheet::verdict_words(language));
    choice
        .and_then(|choice| choice.set_input_title(title))
        .and_then(|choice| choice.set_input_message(question))
        .map_err(wrong)
}

/// Sums as blocks below each other.
fn write_sums(sheet: &mut Worksheet, tally: &Tally, language: Language) -> io::Result<()> {
    let bold = Format::new().set_bold();
    for (column, width) in (0..).zip([34.0, 22.0, 16.0, 16.0, 16.0, 16.0, 16.0, 16.0]) {
        sheet.set_column_width(column, width).map_err(wrong)?;
    }
    let mut row = 0;
    for block in summary::blocks(tally, language) {
        sheet
            .write_string_with_format(row, 0, &block.title, &bold)
            .map_err(wrong)?;
        row += 1;
        let head = block.head.iter().map(|name| Figure::Text(name.clone()));
        let head: Vec<Figure> = head.collect();
        let is_headed = !head.is_empty();
        for (index, line) in is_headed
            .then_some(&head)
            .into_iter()
            .chain(&block.lines)
            .enumerate()
        {
            let format = (is_headed && index == 0).then(head_format);
            for (column, figure) in (0..).zip(line) {
                write_figure(sheet, row, column, figure, format.as_ref())?;
            }
            row += 1;
        }
        row += 1;
    }
    let terms = summary::terms(&tally.terms, language);
    write(sheet, row, 0, &Cell::Text(terms), None)
}

fn write_figure(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    figure: &Figure,
    format: Option<&Format>,
) -> io::Result<()> {
    let shown = |pattern: &str| Format::new().set_num_format(pattern);
    let (number, format) = match figure {
        Figure::Text(text) => return write(sheet, row, column, &Cell::text(text), format),
        Figure::Count(count) => (*count as f64, shown("#,##0")),
        Figure::Share(Some(share)) => (*share, shown("0.0%")),
        Figure::PerThousand(Some(share)) => (share * 1000.0, shown("0.0")),
        Figure::Mean(Some(mean)) => (*mean, shown("0.0")),
        Figure::Change(Some(change)) => (*change, shown("+0.0;-0.0;0.0")),
        Figure::Share(None)
        | Figure::PerThousand(None)
        | Figure::Mean(None)
        | Figure::Change(None) => return Ok(()),
    };
    sheet
        .write_number_with_format(row, column, number, &format)
        .map(drop)
        .map_err(wrong)
}

fn head_format() -> Format {
    Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color(Color::RGB(0x00DD_EBF7))
}

/// Names and widths of columns; the names stay in sight.
fn write_head<'n>(
    sheet: &mut Worksheet,
    head: impl Iterator<Item = (&'n str, f64)>,
) -> io::Result<()> {
    let format = head_format();
    for (column, (name, width)) in (0..).zip(head) {
        sheet.set_column_width(column, width).map_err(wrong)?;
        write(sheet, 0, column, &Cell::text(name), Some(&format))?;
    }
    sheet.set_freeze_panes(1, 0).map(drop).map_err(wrong)
}

fn write(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    format: Option<&Format>,
) -> io::Result<()> {
    let usual = Format::default();
    let format = format.unwrap_or(&usual);
    let written = match cell {
        Cell::Text(text) => {
            let text: String = text.chars().take(MOST_CHARACTERS).collect();
            sheet.write_string_with_format(row, column, text, format)
        }
        // Past 2^53 a spreadsheet rounds, too.
        Cell::Number(number) => sheet.write_number_with_format(row, column, *number as f64, format),
        Cell::Empty => return Ok(()),
    };
    written.map(drop).map_err(wrong)
}

fn column(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

fn wrong(error: XlsxError) -> io::Error {
    io::Error::other(error)
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use calamine::{Data, Range, Reader, Xlsx};
    use std::io::Cursor;

    fn read(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
        Xlsx::new(Cursor::new(bytes)).expect("a workbook")
    }

    fn texts(range: &Range<Data>) -> Vec<Vec<String>> {
        let row = |row: &[Data]| row.iter().map(ToString::to_string).collect();
        range.rows().map(row).collect()
    }

    fn workbook(language: Language) -> Vec<u8> {
        let mut rows = WorkbookRows::new(&samples::terms(), language).expect("a workbook");
        for row in samples::rows() {
            rows.add(&row).expect("a row");
        }
        let mut bytes = Vec::new();
        rows.finish(&samples::tally(), &mut bytes).expect("a file");
        bytes
    }

    #[test]
    fn rows_sums_and_sample_are_read_back() {
        let mut book = read(workbook(Language::Zh));
        assert_eq!(book.sheet_names(), ["会话明细", "汇总", "复核"]);
        let rows = texts(&book.worksheet_range("会话明细").expect("rows"));
        assert_eq!(rows.len(), 3);
        assert_eq!(rows[0][..3], ["会话编号", "文件", "客服"]);
        assert_eq!(rows[1][5..9], ["4", "75", "待辅导", "2"]);
        assert_eq!(rows[2][0], "K-2");
        let review = texts(&book.worksheet_range("复核").expect("a sample"));
        assert_eq!(review.len(), 1 + samples::tally().sample.items().len());
        let sums = texts(&book.worksheet_range("汇总").expect("sums"));
        assert!(sums.iter().any(|row| row[0] == "推脱责任"), "{sums:?}");
    }

    #[test]
    fn the_same_counts_are_the_same_bytes() {
        assert_eq!(workbook(Language::En), workbook(Language::En));
    }

    #[test]
    fn more_rows_than_a_sheet_holds_go_on_in_the_next() {
        let terms = samples::terms();
        let mut rows = WorkbookRows::with_sheets_of(3, &terms, Language::En).expect("a workbook");
        let [row, _] = samples::rows();
        for _ in 0..5 {
            rows.add(&row).expect("a row");
        }
        let mut bytes = Vec::new();
        rows.finish(&Tally::default(), &mut bytes).expect("a file");
        let mut book = read(bytes);
        let names = [
            "Conversations",
            "Conversations 2",
            "Conversations 3",
            "Summary",
        ];
        assert_eq!(book.sheet_names(), names);
        let lengths = names[..3].iter().map(|name| {
            let range = book.worksheet_range(name).expect("a sheet");
            range.height()
        });
        assert_eq!(lengths.collect::<Vec<_>>(), [3, 3, 2]);
    }
}
