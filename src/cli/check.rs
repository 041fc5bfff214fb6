//! `saywell check`: from paths to pages.

use super::args::{CheckArgs, FailLevel};
use super::edits::{self, Edited};
use super::files::{Input, is_known, walk};
use super::settings::{Settings, sound_rules};
use super::{Failure, Outcome, config, jobs, stdin};
use crate::check::{Checked, Checker, Excuse, Excused};
use crate::document::{Document, Note};
use crate::input::{self, RecordError, encoding};
use crate::report::{ErrorRecord, Format, Page, Reporter, Summary};
use crate::rules::names;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

/// Files up to this size are read by the worker that checks them; of larger ones the beginning is
/// looked at first, since records need not be in memory all at once.
const SMALL_FILE: u64 = 1 << 20;

/// How much of a text is looked at to tell its format.
const HEAD: usize = 64 << 10;

/// Records are checked in pieces of about this size.
const CHUNK: usize = 256 << 10;

/// A piece of work.
enum Job {
    /// A file that the worker reads.
    File {
        path: PathBuf,
        is_named: bool,
    },
    /// A whole file that was read already.
    Whole {
        path: PathBuf,
        is_named: bool,
        bytes: Vec<u8>,
    },
    /// Some records of a file.
    Chunk {
        path: PathBuf,
        format: input::Format,
        bytes: Vec<u8>,
        first_line: usize,
    },
    Failed {
        path: PathBuf,
        message: String,
    },
    Skipped,
}

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
            let feed = |emit: &mut dyn FnMut(Job) -> bool| self.feed(&files, emit);
            let done = |output| total.add(output, &mut out);
            jobs::run(self.settings.jobs, feed, |job| self.work(job), done)?;
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

    /// Emits all work for the paths.
    fn feed(&self, paths: &[&Path], emit: &mut dyn FnMut(Job) -> bool) {
        for path in paths {
            let go_on = walk(path, &mut |input| match input {
                Input::File { path, is_named } => self.feed_file(path, is_named, emit),
                Input::Skipped => emit(Job::Skipped),
                Input::Failed { path, message } => emit(Job::Failed { path, message }),
            });
            if !go_on {
                return;
            }
        }
    }

    fn feed_file(&self, path: PathBuf, is_named: bool, emit: &mut dyn FnMut(Job) -> bool) -> bool {
        let is_small = std::fs::metadata(&path)
            .map_or(true, |data| data.len() <= SMALL_FILE && data.is_file());
        if is_small || self.fixing.is_some() {
            return emit(Job::File { path, is_named });
        }
        match File::open(&path) {
            Ok(file) => self.feed_large(path, is_named, file, emit),
            Err(error) => emit(Job::Failed {
                path,
                message: error.to_string(),
            }),
        }
    }

    /// Emits a large file: records in pieces, anything else whole.
    fn feed_large(
        &self,
        path: PathBuf,
        is_named: bool,
        mut file: File,
        emit: &mut dyn FnMut(Job) -> bool,
    ) -> bool {
        let mut head = Vec::new();
        if let Err(error) = (&mut file).take(HEAD as u64).read_to_end(&mut head) {
            return emit(Job::Failed {
                path,
                message: error.to_string(),
            });
        }
        let format = self.format_of(&path, &head, false);
        if format.is_record_wise() && encoding::decodes_in_chunks(&head) {
            let mut chunks = Chunks {
                reader: file,
                rest: head,
                first_line: 1,
                is_over: false,
            };
            while let Some(chunk) = chunks.next_chunk() {
                let path = path.clone();
                let job = match chunk {
                    Ok((bytes, first_line)) => Job::Chunk {
                        path,
                        format,
                        bytes,
                        first_line,
                    },
                    Err(error) => Job::Failed {
                        path,
                        message: error.to_string(),
                    },
                };
                if !emit(job) {
                    return false;
                }
            }
            return true;
        }
        match file.read_to_end(&mut head) {
            Ok(_) => emit(Job::Whole {
                path,
                is_named,
                bytes: head,
            }),
            Err(error) => emit(Job::Failed {
                path,
                message: error.to_string(),
            }),
        }
    }

    fn format_of(&self, path: &Path, head: &[u8], is_complete: bool) -> input::Format {
        let text = String::from_utf8_lossy(&head[..head.len().min(HEAD)]);
        input::detect(
            &path.to_string_lossy(),
            &text,
            is_complete,
            &self.settings.input,
        )
    }

    fn work(&self, job: Job) -> Output {
        let mut output = Output::default();
        match job {
            Job::File { path, is_named } => match std::fs::read(&path) {
                Ok(bytes) => self.whole(&path, is_named, bytes, &mut output),
                Err(error) => self.fail(&path, None, &error.to_string(), &mut output),
            },
            Job::Whole {
                path,
                is_named,
                bytes,
            } => self.whole(&path, is_named, bytes, &mut output),
            Job::Chunk {
                path,
                format,
                bytes,
                first_line,
            } => {
                output.files_read += 1;
                self.chunk(
                    &path.to_string_lossy(),
                    format,
                    bytes,
                    first_line,
                    &mut output,
                );
            }
            Job::Failed { path, message } => self.fail(&path, None, &message, &mut output),
            Job::Skipped => output.summary.skipped_files += 1,
        }
        output
    }

    fn whole(&self, path: &Path, is_named: bool, bytes: Vec<u8>, output: &mut Output) {
        if self.settings.input.format.is_none() && !is_known(path) {
            let ending = path
                .extension()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let message = format!(
                "can't read .{ending} files; `--input draft`, `transcript`, `lines` or `jsonl` reads it as text"
            );
            return self.fail(path, None, &message, output);
        }
        let decoded = match encoding::decode(bytes) {
            Ok(decoded) => decoded,
            Err(error) if is_named => return self.fail(path, None, &error.to_string(), output),
            Err(_) => {
                output.summary.skipped_files += 1;
                return;
            }
        };
        output.files_read += 1;
        let name = path.to_string_lossy();
        if self.fixing.is_none() {
            return self.text(&name, decoded, output);
        }
        let format = self.detect(&name, &decoded.text);
        let documents = input::read(format, decoded.text.clone(), &self.settings.input);
        self.fix(path, format, &decoded, documents, output);
    }

    /// Checks a whole decoded text.
    pub(super) fn text(&self, name: &str, decoded: encoding::Decoded, output: &mut Output) {
        let format = self.detect(name, &decoded.text);
        let documents = input::read(format, decoded.text, &self.settings.input);
        self.documents(name, with_notes(documents, &decoded.notes), output);
    }

    fn detect(&self, name: &str, text: &str) -> input::Format {
        let head = &text[..text.floor_char_boundary(HEAD)];
        input::detect(name, head, head.len() == text.len(), &self.settings.input)
    }

    /// Checks some records.
    pub(super) fn chunk(
        &self,
        path: &str,
        format: input::Format,
        bytes: Vec<u8>,
        first_line: usize,
        output: &mut Output,
    ) {
        match encoding::decode(bytes) {
            Ok(decoded) => {
                let records =
                    input::read_chunk(format, decoded.text, first_line, &self.settings.input);
                self.documents(path, with_notes(records, &decoded.notes), output);
            }
            Err(error) => {
                let message = format!("the records from line {first_line} on: {error}");
                self.fail(Path::new(path), Some(first_line), &message, output);
            }
        }
    }

    fn documents(
        &self,
        path: &str,
        documents: Vec<Result<Document, RecordError>>,
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
        let checked = self.apply_allows(path, document, checked);
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

    /// Takes out what `[[allow]]` says is right in its place.
    pub(super) fn apply_allows(
        &self,
        path: &str,
        document: &Document,
        mut checked: Checked,
    ) -> Checked {
        if self.settings.allows.is_empty() {
            return checked;
        }
        let allows = |finding| {
            let rule = &self.checker.rules().rules[finding];
            self.settings.allows.iter().filter(move |allow| {
                let in_path =
                    |glob: &ignore::overrides::Override| glob.matched(path, false).is_whitelist();
                names(&allow.rule, rule) && allow.path.as_ref().is_none_or(in_path)
            })
        };
        checked.findings.retain(|finding| {
            let mut allows = allows(finding.rule);
            let allow = allows.find(|allow| match &allow.text {
                Some(text) => text.covers(document, finding),
                None => true,
            });
            if let Some(allow) = allow {
                checked.excused.push(Excused {
                    finding: *finding,
                    excuse: Excuse::Allowed,
                    because: Some(allow.reason.clone()),
                });
            }
            allow.is_none()
        });
        checked.excused.sort();
        checked
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
                        input::read(format, text, &self.settings.input),
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
    pub(super) fn fix_text(&self, name: &str, decoded: &encoding::Decoded, output: &mut Output) {
        let format = self.detect(name, &decoded.text);
        let documents = input::read(format, decoded.text.clone(), &self.settings.input);
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

/// What the decoder has to say goes with the first document.
fn with_notes(
    mut documents: Vec<Result<Document, RecordError>>,
    notes: &[Note],
) -> Vec<Result<Document, RecordError>> {
    if let Some(document) = documents.iter_mut().flatten().next() {
        document.notes.extend_from_slice(notes);
    }
    documents
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

/// Reads a file of records in pieces of whole lines.
struct Chunks<R> {
    reader: R,
    rest: Vec<u8>,
    first_line: usize,
    is_over: bool,
}

impl<R: Read> Chunks<R> {
    /// The next piece and its first line, from 1.
    fn next_chunk(&mut self) -> Option<io::Result<(Vec<u8>, usize)>> {
        let mut searched = 0;
        loop {
            if self.rest.len() >= CHUNK || self.is_over {
                let line_end = self.rest[searched..]
                    .iter()
                    .rposition(|&byte| byte == b'\n');
                let end = match line_end {
                    Some(last) => Some(searched + last + 1),
                    None => self.is_over.then_some(self.rest.len()),
                };
                if let Some(end) = end {
                    return self.split(end).map(Ok);
                }
            }
            searched = self.rest.len();
            let more = (&mut self.reader)
                .take(CHUNK as u64)
                .read_to_end(&mut self.rest);
            match more {
                Ok(0) => self.is_over = true,
                Ok(_) => {}
                Err(error) => {
                    self.is_over = true;
                    self.rest.clear();
                    return Some(Err(error));
                }
            }
            if self.is_over {
                searched = 0;
            }
        }
    }

    fn split(&mut self, end: usize) -> Option<(Vec<u8>, usize)> {
        if end == 0 {
            return None;
        }
        let rest = self.rest.split_off(end);
        let chunk = std::mem::replace(&mut self.rest, rest);
        let first_line = self.first_line;
        self.first_line += count_lines(&chunk);
        Some((chunk, first_line))
    }
}

/// Line breaks as [`crate::text::LineIndex`] counts them.
pub(super) fn count_lines(bytes: &[u8]) -> usize {
    let ends = bytes.iter().enumerate().filter(|&(at, &byte)| {
        byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
    });
    ends.count()
}
