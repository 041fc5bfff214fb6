//! What a user sees: one file per report format, all writing to a given writer.
//!
//! [`Reporter::page`] keeps nothing between pages, so pages can be rendered into buffers by several
//! threads and put together in order. [`Reporter::begin`] goes before the first, [`Reporter::finish`]
//! after the last.

mod audit;
mod brief;
mod diff;
mod excerpt;
mod human;
mod inspect;
mod json;
mod jsonl;
mod labels;
mod layout;
mod places;
mod records;
mod rules;
mod summary;
mod visible;

#[cfg(test)]
mod samples;

pub use audit::write_html;
pub use diff::DiffReport;
pub use inspect::{Inspection, InspectionRecord, Reading};
pub use labels::Language;
pub use rules::{write_list, write_proof, write_rule};
pub use summary::{Summary, Suppressed};

use crate::check::Checked;
use crate::document::Document;
use crate::rules::RuleSet;
use std::io::{self, Write};

/// The shape of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people: the words in their line, why they harm, what to say instead.
    #[default]
    Human,
    /// `path:line:col: severity[rule] message`, one line for one finding.
    Brief,
    /// One JSON array of the records of [`Format::Jsonl`].
    Json,
    /// One JSON record on each line.
    Jsonl,
}

impl Format {
    /// Every format, for parsing and for help texts.
    pub const ALL: [Format; 4] = [Format::Human, Format::Brief, Format::Json, Format::Jsonl];

    /// The name used on the command line and in the configuration.
    pub fn name(self) -> &'static str {
        match self {
            Format::Human => "human",
            Format::Brief => "brief",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
        }
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// How a report is dressed. Only the human format looks at colour, language and width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Colour the output with ANSI escapes.
    pub color: bool,
    /// The language of labels.
    pub language: Language,
    /// Also show what was excused or not judged, and why.
    pub explain: bool,
    /// Terminal columns. Longer lines are cut to a window around the found words.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Self {
        Style {
            color: false,
            language: Language::En,
            explain: false,
            width: 100,
        }
    }
}

/// One document and what was found in it.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// The file as the user named it.
    pub path: &'a str,
    /// The document.
    pub document: &'a Document,
    /// The rules the checker was made from.
    pub rules: &'a RuleSet,
    /// What the checker found.
    pub checked: &'a Checked,
}

/// Something that could not be read or done; the run went on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorRecord<'a> {
    /// The file as the user named it.
    pub path: &'a str,
    /// Line, from 1, where one is to blame.
    pub line: Option<usize>,
    /// What is wrong and what to do, in English.
    pub message: &'a str,
}

/// Writes reports in one format and style.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reporter {
    /// The shape.
    pub format: Format,
    /// The dress.
    pub style: Style,
}

impl Reporter {
    /// What stands before the first page.
    ///
    /// # Errors
    /// Only those of `out`; the same holds for the other methods.
    pub fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        match self.format {
            Format::Json => json::write_begin(out),
            Format::Human | Format::Brief | Format::Jsonl => Ok(()),
        }
    }

    /// One document's findings.
    pub fn page(&self, out: &mut dyn Write, page: &Page) -> io::Result<()> {
        match self.format {
            Format::Human => human::write_page(out, page, &self.style),
            Format::Brief => brief::write_page(out, page),
            Format::Json => json::write_page(out, page, self.style.explain),
            Format::Jsonl => jsonl::write_page(out, page, self.style.explain),
        }
    }

    /// One error. For people it is a line for standard error, for programs a record among the others.
    pub fn error(&self, out: &mut dyn Write, error: &ErrorRecord) -> io::Result<()> {
        match self.format {
            Format::Human | Format::Brief => brief::write_error(out, error),
            Format::Json => json::write_error(out, error),
            Format::Jsonl => jsonl::write_error(out, error),
        }
    }

    /// What stands after the last page.
    pub fn finish(&self, out: &mut dyn Write, summary: &Summary) -> io::Result<()> {
        match self.format {
            Format::Human => human::write_summary(out, summary, &self.style),
            Format::Brief => Ok(()),
            Format::Json => json::write_finish(out, summary),
            Format::Jsonl => jsonl::write_summary(out, summary),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_found_by_its_name() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.name()), Some(format));
        }
        assert_eq!(Format::from_name("xml"), None);
    }
}
