//! Columns of words and numbers that line up on a terminal.

use super::super::layout::{Paint, columns, head_of_characters, shown, wrap};
use super::super::{Language, Style};
use super::words;
use std::io::{self, Write};

/// Tables are not squeezed further than this.
const NARROWEST: usize = 60;

/// Names longer than this are cut.
const WIDEST_NAME: usize = 32;

/// A cell: words, or a number with its unit. A share of nothing is no number.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Figure {
    Text(String),
    Count(u64),
    /// Shown as percent.
    Share(Option<f64>),
    /// A share, shown as so many of a thousand.
    PerThousand(Option<f64>),
    /// A mean, with one digit behind the point.
    Mean(Option<f64>),
    /// A difference, with its sign; none if there is nothing to compare.
    Change(Option<f64>),
}

impl Figure {
    pub(super) fn text(text: &str) -> Figure {
        Figure::Text(text.to_owned())
    }

    fn is_words(&self) -> bool {
        matches!(self, Figure::Text(text) if !text.is_empty())
    }

    /// As it is read.
    pub(super) fn shown(&self, language: Language) -> String {
        match self {
            Figure::Text(text) => shown(text).into_owned(),
            Figure::Count(count) => words::thousands(*count),
            Figure::Share(share) => words::percent(language, *share),
            Figure::PerThousand(share) => words::per_thousand(*share),
            Figure::Mean(Some(mean)) => format!("{mean:.1}"),
            // What is shown as nought has no sign.
            Figure::Change(Some(change)) if change.abs() < 0.05 => "0.0".to_owned(),
            Figure::Change(Some(change)) => format!("{change:+.1}"),
            Figure::Mean(None) | Figure::Change(None) => "–".to_owned(),
        }
    }
}

/// A titled table.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Block {
    pub(super) title: String,
    /// Names of the columns; empty if they need none.
    pub(super) head: Vec<String>,
    pub(super) lines: Vec<Vec<Figure>>,
    /// So many lines are enough for a terminal.
    pub(super) most: usize,
}

impl Block {
    pub(super) fn new(title: &str, head: &[&str]) -> Block {
        Block {
            title: title.to_owned(),
            head: head.iter().map(|name| (*name).to_owned()).collect(),
            lines: Vec::new(),
            most: usize::MAX,
        }
    }

    /// Writes title and table, each column as wide as it needs to be.
    pub(super) fn write(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        let Style {
            color,
            language,
            width,
            ..
        } = *style;
        let paint = Paint { color };
        writeln!(out, "{}", paint.bold(&shown(&self.title)))?;
        let lines = &self.lines[..self.lines.len().min(self.most)];
        let rows: Vec<Vec<String>> = lines.iter().map(|line| fitted(line, language)).collect();
        let layout = self.layout(lines, &rows);
        let room = width.max(NARROWEST);
        if !self.head.is_empty() {
            writeln!(out, "{}", paint.dim(&line(&self.head, &layout, room)))?;
        }
        for row in &rows {
            match &row[..] {
                [remark] => write_remark(out, remark, room)?,
                row => writeln!(out, "{}", line(row, &layout, room))?,
            }
        }
        let more = self.lines.len() - lines.len();
        if more > 0 {
            writeln!(out, "  {}", paint.dim(&and_more(more, language)))?;
        }
        writeln!(out)
    }

    /// How wide each column is, and whether it holds words. A remark has the line for itself.
    fn layout(&self, lines: &[Vec<Figure>], rows: &[Vec<String>]) -> Vec<(usize, bool)> {
        let head = (!self.head.is_empty()).then_some(&self.head);
        let rows = || rows.iter().filter(|row| row.len() > 1).chain(head);
        let width = |column: usize| {
            let cells = rows().filter_map(|row| row.get(column));
            cells.map(|cell| columns(cell)).max().unwrap_or(0)
        };
        let is_words = |column: usize| {
            let mut cells = lines.iter().filter_map(|line| line.get(column));
            cells.any(Figure::is_words)
        };
        let count = rows().map(Vec::len).max().unwrap_or(0);
        (0..count).map(|it| (width(it), is_words(it))).collect()
    }
}

/// The cells of a line as they are shown; a name in front of other cells is cut if it is long.
fn fitted(line: &[Figure], language: Language) -> Vec<String> {
    let last = line.len().saturating_sub(1);
    let shown = |(column, figure): (usize, &Figure)| match figure {
        Figure::Text(text) if column < last => name(text),
        figure => figure.shown(language),
    };
    line.iter().enumerate().map(shown).collect()
}

/// Words stand flush left, numbers flush right. What goes beyond the room is cut.
fn line(cells: &[String], layout: &[(usize, bool)], room: usize) -> String {
    let mut line = String::new();
    for (cell, &(width, is_words)) in cells.iter().zip(layout) {
        let pad = " ".repeat(width - columns(cell));
        line += "  ";
        line += &match is_words {
            true => format!("{cell}{pad}"),
            false => format!("{pad}{cell}"),
        };
    }
    line.truncate(line.trim_end().len());
    match columns(&line) > room {
        true => format!("{}…", head_of_characters(&line, room - 1)),
        false => line,
    }
}

fn write_remark(out: &mut dyn Write, remark: &str, room: usize) -> io::Result<()> {
    let indent = 2 + remark.len() - remark.trim_start().len();
    for line in wrap(remark, room - indent) {
        writeln!(out, "{}{line}", " ".repeat(indent))?;
    }
    Ok(())
}

fn and_more(more: usize, language: Language) -> String {
    match language {
        Language::Zh => format!("……还有 {more} 项，完整列表见 .html 和 .xlsx 报告"),
        Language::En => format!("… and {more} more; .html and .xlsx reports list them all"),
    }
}

/// A name from a file as it stands in a line: visible, and not too long.
pub(super) fn name(text: &str) -> String {
    let whole = shown(text);
    if columns(&whole) <= WIDEST_NAME {
        return whole.into_owned();
    }
    let head = head_of_characters(text, WIDEST_NAME - 1);
    format!("{}…", shown(head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_characters_take_two_columns() {
        let mut block = Block::new("各组", &["客服", "句数"]);
        let line = |name, count| vec![Figure::text(name), Figure::Count(count)];
        block.lines = vec![line("王芳", 1200), line("Li\u{1b}", 7), line("王", 1)];
        block.most = 2;
        let mut out = Vec::new();
        let style = Style {
            language: Language::Zh,
            ..Style::default()
        };
        block.write(&mut out, &style).expect("a vector");
        let shown = String::from_utf8(out).expect("UTF-8");
        assert_eq!(
            shown,
            "各组\n  客服   句数\n  王芳  1,200\n  Li␛       7\n  \
             ……还有 1 项，完整列表见 .html 和 .xlsx 报告\n\n"
        );
    }

    #[test]
    fn a_long_name_is_cut() {
        assert_eq!(name(&"客".repeat(40)), format!("{}…", "客".repeat(15)));
    }
}
