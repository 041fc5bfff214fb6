//! Where the results of an audit go: files by their endings, and standard output.

use super::super::args::{ReportArgs, TableFormat};
use super::Failure;
use crate::audit::{Row, Tally, Terms};
use crate::report::audit::{CsvRows, write_csv_sheet, write_html, write_summary, write_terms};
#[cfg(feature = "xlsx")]
use crate::report::audit::{WorkbookRows, write_workbook_sheet};
use crate::report::{Language, Style};
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
    /// Every finding.
    Jsonl,
    /// A row for each conversation.
    Csv,
    /// The same as a workbook, with sums.
    Xlsx,
}

impl Kind {
    fn of(path: &Path) -> Option<Kind> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        match ending.as_str() {
            "json" => Some(Kind::Json),
            "html" | "htm" => Some(Kind::Html),
            "jsonl" => Some(Kind::Jsonl),
            "csv" => Some(Kind::Csv),
            "xlsx" => Some(Kind::Xlsx),
            _ => None,
        }
    }
}

/// What is written to a file.
enum Content {
    /// The counts, at the end.
    Counts,
    /// The page for managers, at the end.
    Page,
    /// The sample for people to mark, at the end.
    CsvSheet,
    #[cfg(feature = "xlsx")]
    WorkbookSheet,
    /// Findings, as they come.
    Findings(BufWriter<std::fs::File>),
    /// Conversations, as they come.
    CsvRows(Box<CsvRows<BufWriter<std::fs::File>>>),
    #[cfg(feature = "xlsx")]
    WorkbookRows(Box<WorkbookRows>),
}

/// A report that is being written, beside the file that it will replace.
struct Report {
    path: PathBuf,
    file: NamedTempFile,
    content: Content,
}

/// Reports that are being written. They are complete, or not there at all.
pub(super) struct Reports {
    reports: Vec<Report>,
    language: Language,
}

impl Reports {
    /// Reports of conversations that are still to be read.
    ///
    /// # Errors
    /// An ending says of no report, or a file can't be written.
    pub(super) fn open(
        args: &ReportArgs,
        terms: &Terms,
        style: &Style,
    ) -> Result<Reports, Failure> {
        let mut reports = Reports {
            reports: Vec::new(),
            language: style.language,
        };
        for path in &args.reports {
            let kind = Kind::of(path).ok_or_else(|| unknown(path))?;
            reports.push(path, |file| content(kind, file, terms, style.language))?;
        }
        if let Some(path) = &args.review_sheet {
            let kind = Kind::of(path);
            reports.push(path, |_| sheet(kind))?;
        }
        Ok(reports)
    }

    /// Reports of counts alone.
    ///
    /// # Errors
    /// As [`open`](Self::open), or a report needs more than the counts.
    pub(super) fn of_counts(
        args: &ReportArgs,
        terms: &Terms,
        style: &Style,
    ) -> Result<Reports, Failure> {
        for path in &args.reports {
            if let Some(Kind::Csv | Kind::Xlsx | Kind::Jsonl) = Kind::of(path) {
                return Err(format!(
                    "{}: counts do not know the single conversations; write this report with \
                     `saywell audit PATH... --report`, for each part",
                    path.display()
                )
                .into());
            }
        }
        let sampling = terms.sampling;
        if args.review_sheet.is_some() && sampling.size + sampling.per_agent == 0 {
            return Err(
                "these counts hold no sample to review; audit with `--sample 50` or \
                 `--sample-per-agent 5`"
                    .to_owned()
                    .into(),
            );
        }
        Reports::open(args, terms, style)
    }

    fn push(
        &mut self,
        path: &Path,
        content: impl FnOnce(&NamedTempFile) -> io::Result<Content>,
    ) -> Result<(), Failure> {
        let file = create(path).map_err(at(path))?;
        let content = content(&file).map_err(at(path))?;
        self.reports.push(Report {
            path: path.to_owned(),
            file,
            content,
        });
        Ok(())
    }

    /// True if a report has a row for each conversation.
    pub(super) fn want_rows(&self) -> bool {
        let mut contents = self.reports.iter().map(|report| &report.content);
        contents.any(|content| match content {
            Content::CsvRows(_) => true,
            #[cfg(feature = "xlsx")]
            Content::WorkbookRows(_) => true,
            _ => false,
        })
    }

    /// True if a report has every finding.
    pub(super) fn want_findings(&self) -> bool {
        let mut contents = self.reports.iter().map(|report| &report.content);
        contents.any(|content| matches!(content, Content::Findings(_)))
    }

    /// Adds conversations, and findings as lines of JSON.
    pub(super) fn add(&mut self, rows: &[Row], findings: &[u8]) -> Result<(), Failure> {
        for report in &mut self.reports {
            let written = match &mut report.content {
                Content::Findings(out) => out.write_all(findings),
                Content::CsvRows(out) => rows.iter().try_for_each(|row| out.add(row)),
                #[cfg(feature = "xlsx")]
                Content::WorkbookRows(out) => rows.iter().try_for_each(|row| out.add(row)),
                _ => Ok(()),
            };
            written.map_err(at(&report.path))?;
        }
        Ok(())
    }

    /// Writes what is made of the counts, and puts every report in its place.
    pub(super) fn finish(self, tally: &Tally) -> Result<(), Failure> {
        for report in self.reports {
            let Report {
                path,
                mut file,
                content,
            } = report;
            finish(content, &mut file, tally, self.language).map_err(at(&path))?;
            file.persist(&path)
                .map_err(|error| at(&path)(error.error))?;
        }
        Ok(())
    }
}

/// Opens what will be written to `file`.
fn content(
    kind: Kind,
    file: &NamedTempFile,
    terms: &Terms,
    language: Language,
) -> io::Result<Content> {
    let out = || Ok::<_, io::Error>(BufWriter::new(file.as_file().try_clone()?));
    Ok(match kind {
        Kind::Json => Content::Counts,
        Kind::Html => Content::Page,
        Kind::Jsonl => Content::Findings(out()?),
        Kind::Csv => Content::CsvRows(Box::new(CsvRows::new(out()?, terms, language)?)),
        #[cfg(feature = "xlsx")]
        Kind::Xlsx => Content::WorkbookRows(Box::new(WorkbookRows::new(terms, language)?)),
        #[cfg(not(feature = "xlsx"))]
        Kind::Xlsx => return Err(no_workbooks()),
    })
}

fn sheet(kind: Option<Kind>) -> io::Result<Content> {
    match kind {
        Some(Kind::Csv) => Ok(Content::CsvSheet),
        #[cfg(feature = "xlsx")]
        Some(Kind::Xlsx) => Ok(Content::WorkbookSheet),
        #[cfg(not(feature = "xlsx"))]
        Some(Kind::Xlsx) => Err(no_workbooks()),
        _ => Err(io::Error::other(
            "a review sheet is a .csv or an .xlsx file",
        )),
    }
}

#[cfg(not(feature = "xlsx"))]
fn no_workbooks() -> io::Error {
    io::Error::other("this build of saywell writes no workbooks; write .csv instead")
}

fn finish(
    content: Content,
    file: &mut NamedTempFile,
    tally: &Tally,
    language: Language,
) -> io::Result<()> {
    let mut out = BufWriter::new(file.as_file_mut());
    match content {
        Content::Counts => write_json(&mut out, tally)?,
        Content::Page => write_html(&mut out, tally, language)?,
        Content::CsvSheet => write_csv_sheet(&mut out, tally, language)?,
        #[cfg(feature = "xlsx")]
        Content::WorkbookSheet => write_workbook_sheet(&mut out, tally, language)?,
        Content::Findings(mut findings) => {
            write_terms(&mut findings, &tally.terms)?;
            findings.flush()?;
        }
        Content::CsvRows(rows) => rows.finish()?.flush()?,
        #[cfg(feature = "xlsx")]
        Content::WorkbookRows(rows) => rows.finish(tally, &mut out)?,
    }
    out.flush()
}

fn unknown(path: &Path) -> String {
    format!(
        "{}: the ending says which report to write: .html, .xlsx, .csv, .json or .jsonl",
        path.display()
    )
}

/// A file beside the one that it will replace, for the same people to read as any new file.
fn create(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder.unwrap_or(Path::new(".")))
}

/// Says which file an error is about.
fn at(path: &Path) -> impl FnOnce(io::Error) -> Failure {
    move |error| format!("{}: {error}", path.display()).into()
}

/// Prints what was asked for on standard output.
pub(super) fn print(
    tally: &Tally,
    args: &ReportArgs,
    partial: bool,
    style: &Style,
) -> Result<(), Failure> {
    let out = &mut io::stdout().lock();
    match args.format {
        _ if partial => write_json(out, tally)?,
        Some(TableFormat::Json) => {
            serde_json::to_writer_pretty(&mut *out, tally).map_err(io::Error::from)?;
            writeln!(out)?;
        }
        Some(TableFormat::Human) | None => write_summary(out, tally, style)?,
    }
    Ok(())
}

/// The counts on one line.
fn write_json(out: &mut dyn Write, tally: &Tally) -> io::Result<()> {
    serde_json::to_writer(&mut *out, tally)?;
    writeln!(out)
}
