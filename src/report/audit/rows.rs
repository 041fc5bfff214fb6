//! One row for each conversation.

use super::super::Language;
use super::summary::terms as terms_in_words;
use super::words;
use crate::audit::{Row, Terms};
use std::borrow::Cow;
use std::io::{self, Write};

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Text(String),
    Number(u64),
    Empty,
}

impl Cell {
    pub(super) fn text(text: &str) -> Cell {
        match text {
            "" => Cell::Empty,
            text => Cell::Text(text.to_owned()),
        }
    }

    /// As a spreadsheet reads it from a CSV file.
    pub(super) fn in_csv(&self) -> Cow<'_, str> {
        match self {
            Cell::Text(text) => without_formula(text),
            Cell::Number(number) => number.to_string().into(),
            Cell::Empty => "".into(),
        }
    }
}

/// A spreadsheet takes a cell that begins like a formula for one, and runs it, though it came from a
/// customer. With an apostrophe in front it is text.
pub(super) fn without_formula(text: &str) -> Cow<'_, str> {
    match text.starts_with(FORMULA_STARTS) {
        true => format!("'{text}").into(),
        false => text.into(),
    }
}

/// What makes a spreadsheet look for a formula; the full-width signs are read as such in Chinese and
/// Japanese versions.
const FORMULA_STARTS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// Which columns there are, and what they are called.
pub(super) struct RowColumns {
    language: Language,
    /// Grouping fields without the agent, which has a column of its own.
    fields: Vec<String>,
    families: Vec<String>,
}

impl RowColumns {
    pub(super) fn new(terms: &Terms, language: Language) -> Self {
        let fields = terms.by.iter().filter(|name| *name != "agent");
        RowColumns {
            language,
            fields: fields.cloned().collect(),
            families: terms.rules.families.keys().cloned().collect(),
        }
    }

    /// The columns' names.
    pub(super) fn head(&self) -> Vec<String> {
        let [record, file, time, turns, score, verdict, rules] = match self.language {
            Language::Zh => [
                "会话编号",
                "文件",
                "时间",
                "客服发言",
                "用语得分",
                "结论",
                "规则",
            ],
            Language::En => [
                "Record",
                "File",
                "Time",
                "Agent turns",
                "Wording score",
                "Verdict",
                "Rules",
            ],
        };
        let field = |name: &str| words::field(self.language, name).to_owned();
        let mut head = vec![record.to_owned(), file.to_owned(), field("agent")];
        head.push(time.to_owned());
        head.extend(self.fields.iter().map(|name| field(name)));
        head.extend([turns, score, verdict].map(str::to_owned));
        let families = self.families.iter();
        head.extend(families.map(|id| words::family(self.language, id).to_owned()));
        head.push(rules.to_owned());
        head
    }

    /// The column of the verdict, from 0.
    #[cfg(feature = "xlsx")]
    pub(super) fn verdict(&self) -> usize {
        6 + self.fields.len()
    }

    pub(super) fn cells(&self, row: &Row) -> Vec<Cell> {
        let mut cells: Vec<Cell> = [&row.record, &row.path, &row.agent, &row.started_at]
            .map(|text| Cell::text(text))
            .into();
        let fields = (0..self.fields.len()).map(|index| row.fields.get(index));
        cells.extend(fields.map(|field| field.map_or(Cell::Empty, |text| Cell::text(text))));
        cells.push(Cell::Number(row.agent_turns));
        let score = row.score.map(u64::from);
        cells.push(score.map_or(Cell::Empty, Cell::Number));
        let verdict = row.verdict.map(|it| words::verdict(self.language, it));
        cells.push(Cell::text(verdict.unwrap_or_default()));
        let count = |family: &String| row.families.get(family).copied().unwrap_or(0);
        let families = self.families.iter();
        cells.extend(families.map(|family| Cell::Number(count(family))));
        let rules: Vec<&str> = row.rules.iter().map(String::as_str).collect();
        cells.push(Cell::text(&rules.join(" ")));
        cells
    }
}

/// Begins a CSV file that spreadsheets of every language read as what it is: UTF-8.
pub(super) fn csv_writer<W: Write>(mut out: W) -> io::Result<csv::Writer<W>> {
    out.write_all("\u{feff}".as_bytes())?;
    let mut builder = csv::WriterBuilder::new();
    builder.terminator(csv::Terminator::CRLF).flexible(true);
    Ok(builder.from_writer(out))
}

/// A CSV file of conversations, written row by row.
pub struct CsvRows<W: Write> {
    columns: RowColumns,
    out: csv::Writer<W>,
}

impl<W: Write> CsvRows<W> {
    /// Writes the head.
    ///
    /// # Errors
    /// Those of `out`; the same holds for the other methods.
    pub fn new(out: W, terms: &Terms, language: Language) -> io::Result<Self> {
        let columns = RowColumns::new(terms, language);
        let mut out = csv_writer(out)?;
        let mut head = columns.head();
        // How the numbers came about, where it is in nobody's way.
        head.push(terms_in_words(terms, language));
        out.write_record(head.iter().map(|name| without_formula(name).into_owned()))?;
        Ok(CsvRows { columns, out })
    }

    /// Adds a conversation.
    pub fn add(&mut self, row: &Row) -> io::Result<()> {
        let cells = self.columns.cells(row);
        let cells = cells.iter().map(|cell| cell.in_csv().into_owned());
        let cells = cells.chain([String::new()]);
        Ok(self.out.write_record(cells)?)
    }

    /// Writes what is left.
    pub fn finish(self) -> io::Result<W> {
        self.out.into_inner().map_err(|error| error.into_error())
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    fn written(language: Language) -> String {
        let mut rows = CsvRows::new(Vec::new(), &samples::terms(), language).expect("a vector");
        for row in samples::rows() {
            rows.add(&row).expect("a vector");
        }
        String::from_utf8(rows.finish().expect("a vector")).expect("UTF-8")
    }

    #[test]
    fn rows_in_chinese() {
        let terms = terms_in_words(&samples::terms(), Language::Zh);
        assert_eq!(
            written(Language::Zh),
            format!(
                "\u{feff}会话编号,文件,客服,时间,班组,客服发言,用语得分,结论,推脱责任,消极拖延,规则,{terms}\r\n\
                 K-1,a.jsonl,王芳,2024-05-11 10:00,一组,4,75,待辅导,2,1,zh/not-ours zh/some-other-day,\r\n\
                 K-2,a.jsonl,,,,0,,,0,0,,\r\n"
            )
        );
    }

    #[test]
    fn rows_in_english() {
        let head = "\u{feff}Record,File,Agent,Time,Team,Agent turns,Wording score,Verdict,\
                    Denies responsibility,Vague timing,Rules,\"saywell ";
        let written = written(Language::En);
        assert!(written.starts_with(head), "{written}");
        assert!(written.contains("wording score = 100"), "{written}");
        assert!(written.contains(",75,coach,2,1,"), "{written}");
    }

    #[test]
    fn no_cell_is_a_formula() {
        let mut rows = CsvRows::new(Vec::new(), &Terms::default(), Language::En).expect("a vector");
        for text in ["=1+1", "+86", "-2", "@a", "\tx", "＝1"] {
            let row = Row {
                record: text.to_owned(),
                ..Row::default()
            };
            rows.add(&row).expect("a vector");
        }
        let written = String::from_utf8(rows.finish().expect("a vector")).expect("UTF-8");
        for line in written.lines().skip(1) {
            assert!(line.starts_with('\''), "{line}");
        }
    }
}
