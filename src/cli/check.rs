//! `saywell check`: from paths to pages.

use super::args::{CheckArgs, FailLevel};
use super::edits::{self, Edited};
use super::reading::{self, Job, Opened};
use super::settings::{Settings, sound_rules};
use super::{Failure, Outcome, config, jobs, stdin};
use crate::check::{Checked, Checker};
use crate::document::Document;
use crate::input::{self, RecordError, encoding};
use crate::report::{ErrorRecord, Format, Page, Reporter, Summary};
use crate::text::Origin;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// What a piece of work gave.
#[derive(Default)]
pub(super) struct Output {
    pub(super) out: Vec<u8>,
    pub(super) err: Vec<u8>,
    pub(super) summary: Summary,
    pub(super) is_flagged: bool,
    pub(super) files_read: usize,
}

impl Output {
    fn outcome(&self) -> Outcome {
        match (self.summary.errors > 0, self.is_flagged) {
            (true, _) => Outcome::Incomplete,
            (_, true) => Outcome::Flagged,
            _ => Outcome::Clean,
        }
    }
}

/// What every worker needs.
pub(super) struct Check {
    pub(super) checker: &'static Checker,
    pub(super) settings: Settings,
    pub(super) reporter: Reporter,
    fixing: Option<Fixing>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fixing {
    Apply,
    Diff,
}

/// Checks what the arguments name.
pub(super) fn run(args: &CheckArgs) -> Result<Outcome, Failure> {
    let found = config::find(args.config.as_deref())?;
    let settings = Settings::new(args, &found)?;
    let rules = sound_rules(&args.rules, &found)?;
    let mut paths = args.paths.clone();
    if paths.is_empty() {
        if io::stdin().is_terminal() {
            return Err(
                "nothing to check: name a file or a folder, or pipe text in (`saywell --help`)"
                    .to_owned()
                    .into(),
            );
        }
        paths.push(PathBuf::from("-"));
    }
    let reporter = Reporter {
        format: settings.format,
        style: settings.style,
    };
    let fixing = match (args.diff, args.fix) {
        (true, _) => Some(Fixing::Diff),
        (false, true) => Some(Fixing::Apply),
        (false, false) => None,
    };
    let check = Check {
        // Never dropped: the program ends when the work does.
        checker: Box::leak(Box::new(Checker::new(rules)?)),
        settings,
        reporter,
        fixing,
    };
    check.run(&paths, args.input.stdin_filename.as_deref())
}

impl Check {
    fn run(&self, paths: &[PathBuf], stdin_name: Option<&str>) -> Result<Outcome, Failure> {
        let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
        let shows_report = self.fixing != Some(Fixing::Diff);
        if shows_report {
            self.reporter.begin(&mut out)?;
        }
        let mut total = Output::default();
        let mut paths = paths.iter().peekable();
        while let Some(path) = paths.peek() {
            if path.as_os_str() == "-" {
                paths.next();
                stdin::run(self, stdin_name, &mut out, &mut total)?;
                continue;
            }
            let mut files = Vec::new();
            while let Some(path) = paths.next_if(|path| path.as_os_str() != "-") {
                files.push(path.as_path());
            }
            let feed = |emit: &mut dyn FnMut(Job) -> bool| {
                reading::feed(
                    &files,
                    None,
                    &self.settings.input,
                    self.fixing.is_none(),
                    emit,
                );
            };
            let done = |output| total.add(output, &mut out);
            jobs::run(
                self.settings.jobs,
                Job::len,
                feed,
                |job| self.work(job),
                done,
            )?;
        }
        if shows_report {
            self.reporter.finish(&mut out, &total.summary)?;
        }
        out.flush()?;
        if total.files_read == 0 && total.summary.errors == 0 {
            return Err(
                "there is no document here; see `saywell --help` for what can be read"
                    .to_owned()
                    .into(),
            );
        }
        Ok(total.outcome())
    }

    fn work(&self, job: Job) -> Output {
        let mut output = Output::default();
        if self.fixing.is_some()
            && let Job::File { path, is_named, .. } = job
        {
            self.fix_file(&path, is_named, &mut output);
            return output;
        }
        match reading::open(job, &self.settings.input) {
            Opened::Records { path, records, .. } => {
                output.files_read += 1;
                self.documents(&path.to_string_lossy(), records, &mut output);
            }
            Opened::Failed {
                path,
                line,
                message,
            } => self.fail(&path, line, &message, &mut output),
            Opened::Skipped { .. } => output.summary.skipped_files += 1,
        }
        output
    }

    fn fix_file(&self, path: &Path, is_named: bool, output: &mut Output) {
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => return self.fail(path, None, &error.to_string(), output),
        };
        let plan = match reading::plan_of(path, &bytes, &self.settings.input) {
            Ok(plan) => plan,
            Err(message) if is_named => return self.fail(path, None, &message, output),
            Err(_) => {
                output.summary.skipped_files += 1;
                return;
            }
        };
        output.files_read += 1;
        match plan
            .choice
            .map(|choice| encoding::decode_as(bytes.clone(), choice))
        {
            Some(Ok(decoded)) => {
                let documents =
                    input::read_text(plan.format, decoded.clone(), &self.settings.input);
                self.fix(path, plan.format, &decoded, documents.collect(), output);
            }
            Some(Err(error)) => self.fail(path, None, &error.to_string(), output),
            // What has no text of its own is checked and left as it is.
            None => match input::read(&plan, bytes, &self.settings.input) {
                Ok(records) if self.fixing == Some(Fixing::Apply) => {
                    self.documents(&path.to_string_lossy(), records, output);
                }
                Ok(_) => {}
                Err(error) => self.fail(path, None, &error.to_string(), output),
            },
        }
    }

    /// Checks a piece of whole records.
    pub(super) fn piece(
        &self,
        path: &str,
        plan: &input::Plan,
        bytes: Vec<u8>,
        origin: &Origin,
        output: &mut Output,
    ) {
        match input::read_piece(plan, bytes, origin, &self.settings.input) {
            Ok(records) => self.documents(path, records, output),
            Err(error) => {
                self.fail(
                    Path::new(path),
                    Some(origin.line),
                    &error.to_string(),
                    output,
                );
            }
        }
    }

    /// Checks documents, and counts records that could not be read.
    pub(super) fn documents(
        &self,
        path: &str,
        documents: impl IntoIterator<Item = Result<Document, RecordError>>,
        output: &mut Output,
    ) {
        for document in documents {
            match document {
                Ok(document) => {
                    let checked = self.checker.check(&document);
                    self.page(path, &document, checked, output);
                }
                Err(error) => self.fail(Path::new(path), Some(error.line), &error.message, output),
            }
        }
    }

    /// Shows and counts one document's findings.
    fn page(&self, path: &str, document: &Document, checked: Checked, output: &mut Output) {
        let rules = self.checker.rules();
        let checked = self.settings.apply_allows(rules, path, document, checked);
        self.count(path, document, &checked, output);
        self.show(path, document, &checked, output);
    }

    /// Counts a document and all that was found in it.
    pub(super) fn count(
        &self,
        path: &str,
        document: &Document,
        checked: &Checked,
        output: &mut Output,
    ) {
        output.is_flagged |= self.fails(checked);
        output.summary.count(&Page {
            path,
            document,
            rules: self.checker.rules(),
            checked,
        });
    }

    /// Shows findings of a document.
    pub(super) fn show(
        &self,
        path: &str,
        document: &Document,
        checked: &Checked,
        output: &mut Output,
    ) {
        let page = Page {
            path,
            document,
            rules: self.checker.rules(),
            checked,
        };
        self.reporter
            .page(&mut output.out, &page)
            .expect("a buffer in memory takes every byte");
    }

    fn fails(&self, checked: &Checked) -> bool {
        let FailLevel::From(level) = self.settings.fail_level else {
            return false;
        };
        let rules = &self.checker.rules().rules;
        checked
            .findings
            .iter()
            .any(|finding| rules[finding.rule].severity >= level)
    }

    /// Reports what could not be read; the run goes on.
    pub(super) fn fail(
        &self,
        path: &Path,
        line: Option<usize>,
        message: &str,
        output: &mut Output,
    ) {
        output.summary.errors += 1;
        let path = path.to_string_lossy();
        let record = ErrorRecord {
            path: &path,
            line,
            message,
        };
        let stream = match self.reporter.format {
            Format::Human | Format::Brief => &mut output.err,
            Format::Json | Format::Jsonl => &mut output.out,
        };
        self.reporter
            .error(stream, &record)
            .expect("a buffer in memory takes every byte");
    }

    fn fix(
        &self,
        path: &Path,
        format: input::Format,
        decoded: &encoding::Decoded,
        documents: Vec<Result<Document, RecordError>>,
        output: &mut Output,
    ) {
        let fixed = edits::apply(self.checker, decoded, &documents);
        let name = path.to_string_lossy();
        match (fixed, self.fixing) {
            (Some(Edited { text, .. }), Some(Fixing::Diff)) => {
                output
                    .out
                    .extend(edits::diff(&name, &decoded.text, &text).into_bytes());
                output.is_flagged = true;
            }
            (Some(Edited { text, count }), _) => match edits::write(path, decoded, &text) {
                Ok(()) => {
                    let noun = if count == 1 {
                        "replacement"
                    } else {
                        "replacements"
                    };
                    output
                        .err
                        .extend(format!("{name}: {count} {noun}\n").into_bytes());
                    self.documents(
                        &name,
                        input::read_text(format, decoded.with_text(text), &self.settings.input),
                        output,
                    );
                }
                Err(error) => self.fail(
                    path,
                    None,
                    &format!("could not be rewritten: {error}"),
                    output,
                ),
            },
            (None, Some(Fixing::Diff)) => {}
            (None, _) => self.documents(&name, documents, output),
        }
    }

    /// True if replacements are asked for.
    pub(super) fn is_fixing(&self) -> bool {
        self.fixing.is_some()
    }

    /// Fixes a text that has no file: the new text goes to standard output.
    pub(super) fn fix_text(
        &self,
        name: &str,
        format: input::Format,
        decoded: &encoding::Decoded,
        output: &mut Output,
    ) {
        let documents = input::read_text(format, decoded.clone(), &self.settings.input);
        let documents: Vec<_> = documents.collect();
        let fixed = edits::apply(self.checker, decoded, &documents);
        let text = fixed.as_ref().map_or(&decoded.text, |edited| &edited.text);
        match self.fixing {
            Some(Fixing::Diff) => {
                output.is_flagged = fixed.is_some();
                output
                    .out
                    .extend(edits::diff(name, &decoded.text, text).into_bytes());
            }
            _ => output.out.extend(text.as_bytes()),
        }
    }
}

impl Output {
    /// Prints what a piece of work gave and takes its counts in.
    pub(super) fn add(&mut self, output: Output, out: &mut dyn Write) -> Result<(), Failure> {
        out.write_all(&output.out)?;
        if !output.err.is_empty() {
            // What was found before stands before the error on a terminal.
            out.flush()?;
            io::stderr().write_all(&output.err)?;
        }
        self.summary.merge(&output.summary);
        self.is_flagged |= output.is_flagged;
        self.files_read += output.files_read;
        Ok(())
    }
}
