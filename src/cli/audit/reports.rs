//! Where the results of an audit go: files by their endings, and standard output.

use super::super::args::{ReportArgs, TableFormat};
use super::Failure;
use crate::audit::{Auditor, Row, Tally, Terms};
use crate::report::{Language, Page, Style, write_html};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// The kinds of reports, by their endings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The counts.
    Json,
    /// The page for managers.
    Html,
}

impl Kind {
    fn of(path: &Path) -> Option<Kind> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "json" => Some(Kind::Json),
            "html" | "htm" => Some(Kind::Html),
            _ => None,
        }
    }
}

/// Reports that are being written. They are complete, or not there at all.
pub(super) struct Reports {
    /// What is written at the end, from the counts.
    pages: Vec<(Kind, PathBuf)>,
    language: Language,
}

impl Reports {
    /// Reports of conversations that are still to be read.
    pub(super) fn open(
        paths: &[PathBuf],
        _terms: &Terms,
        style: &Style,
    ) -> Result<Reports, Failure> {
        let mut reports = Reports {
            pages: Vec::new(),
            language: style.language,
        };
        for path in paths {
            let kind = Kind::of(path).ok_or_else(|| unknown(path))?;
            reports.pages.push((kind, path.clone()));
        }
        Ok(reports)
    }

    /// Reports of counts alone.
    pub(super) fn of_counts(
        paths: &[PathBuf],
        terms: &Terms,
        style: &Style,
    ) -> Result<Reports, Failure> {
        Reports::open(paths, terms, style)
    }

    /// True if a report has a row for each conversation.
    pub(super) fn want_rows(&self) -> bool {
        false
    }

    /// True if a report has every finding.
    pub(super) fn want_findings(&self) -> bool {
        false
    }

    /// Adds conversations, and findings as lines of JSON.
    pub(super) fn add(&mut self, _rows: &[Row], _findings: &[u8]) -> Result<(), Failure> {
        Ok(())
    }

    /// Writes what is made of the counts, and puts every report in its place.
    pub(super) fn finish(self, tally: &Tally) -> Result<(), Failure> {
        for (kind, path) in self.pages {
            let mut file = create(&path)?;
            match kind {
                Kind::Json => write_json(&mut file, tally)?,
                Kind::Html => write_page(&mut file, tally, self.language)?,
            }
            file.persist(&path)
                .map_err(|error| format!("{}: {error}", path.display()))?;
        }
        Ok(())
    }
}

fn unknown(path: &Path) -> String {
    format!(
        "{}: the ending says which report to write: .html, .xlsx, .csv, .json or .jsonl",
        path.display()
    )
}

/// A file beside the one that it will replace.
fn create(path: &Path) -> Result<NamedTempFile, Failure> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))
        .map_err(|error| format!("{}: {error}", path.display()).into())
}

/// Appends the findings of a document as lines of JSON.
pub(super) fn write_findings(_out: &mut Vec<u8>, _page: &Page, _auditor: &Auditor) {}

/// Prints what was asked for on standard output.
pub(super) fn print(
    tally: &Tally,
    args: &ReportArgs,
    partial: bool,
    _style: &Style,
) -> Result<(), Failure> {
    let out = &mut io::stdout().lock();
    match args.format {
        _ if partial => write_json(out, tally)?,
        Some(TableFormat::Json) => {
            serde_json::to_writer_pretty(&mut *out, tally).map_err(io::Error::from)?;
            writeln!(out)?;
        }
        Some(TableFormat::Human) | None => {
            let counts = &tally.total;
            writeln!(
                out,
                "{} conversations, {} findings",
                counts.conversations, counts.hits
            )?;
        }
    }
    Ok(())
}

/// The counts on one line.
fn write_json(out: &mut dyn Write, tally: &Tally) -> io::Result<()> {
    serde_json::to_writer(&mut *out, tally)?;
    writeln!(out)
}

/// The page, in pieces of a good size.
fn write_page(file: &mut NamedTempFile, tally: &Tally, language: Language) -> io::Result<()> {
    let mut out = BufWriter::new(file);
    write_html(&mut out, tally, language)?;
    out.flush()
}
