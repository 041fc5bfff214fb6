//! `saywell audit`: from paths to counts and reports.

mod baseline;
mod merge;
mod reports;
mod terms;

use super::args::{AuditArgs, AuditCli, AuditCommand, CheckArgs, FailLevel};
use super::reading::{self, Job, Opened, Source};
use super::settings::{Settings, sound_rules_of_audits};
use super::{Failure, Outcome, complain, config, jobs};
use crate::audit::{Auditor, Row, Tally};
use crate::check::Checker;
use crate::document::Document;
use crate::input::RecordError;
use crate::report::{ErrorRecord, Format, Page, Reporter};
use crate::rules::Severity;
use reports::Reports;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Runs the command as the arguments say.
pub(super) fn run(cli: &AuditCli) -> Result<Outcome, Failure> {
    match &cli.command {
        None => audit(&cli.audit),
        Some(AuditCommand::Merge(args)) => merge::run(args),
    }
}

/// What every worker needs.
struct Audit<'a> {
    checker: &'a Checker,
    auditor: Auditor<'a>,
    settings: Settings,
    /// Which reports have a line for each finding or conversation.
    wants_findings: bool,
    wants_rows: bool,
}

/// A piece of work.
struct Work {
    job: Job,
    /// It is the first of its file.
    begins: bool,
}

/// What a piece of work gave.
struct Part {
    tally: Tally,
    rows: Vec<Row>,
    findings: Vec<u8>,
    errors: Vec<u8>,
}

fn audit(args: &AuditArgs) -> Result<Outcome, Failure> {
    let found = config::find(args.config.as_deref())?;
    let settings = settings(args, &found)?;
    let rules = sound_rules_of_audits(&args.rules, &found)?;
    let baseline = args.baseline.as_deref().map(baseline::read).transpose()?;
    let paths = paths(args)?;
    let checker = Checker::new(rules)?;
    let auditor = terms::auditor(args, &found.config.audit, checker.rules(), baseline)?;
    let mut reports = Reports::open(&args.reports.reports, &auditor.terms, &settings.style)?;
    let audit = Audit {
        checker: &checker,
        wants_findings: reports.want_findings(),
        wants_rows: reports.want_rows(),
        auditor,
        settings,
    };
    let mut tally = audit.run(&paths, args.input.stdin_filename.as_deref(), &mut reports)?;
    if tally.coverage.conversations == 0 && tally.coverage.unreadable == 0 {
        return Err("there is no conversation here to audit; `saywell inspect FILE` shows how a file is read"
            .to_owned()
            .into());
    }
    audit.auditor.describe(&mut tally);
    reports.finish(&tally)?;
    reports::print(&tally, &args.reports, args.partial, &audit.settings.style)?;
    Ok(audit.outcome(args, &tally))
}

fn paths(args: &AuditArgs) -> Result<Vec<&Path>, Failure> {
    if !args.paths.is_empty() {
        return Ok(args.paths.iter().map(PathBuf::as_path).collect());
    }
    if io::stdin().is_terminal() {
        return Err(
            "nothing to audit: name files or folders, or pipe records in (`saywell audit --help`)"
                .to_owned()
                .into(),
        );
    }
    Ok(vec![Path::new("-")])
}

/// What `check` would be told.
fn settings(args: &AuditArgs, found: &config::Found) -> Result<Settings, Failure> {
    let check = CheckArgs {
        input: args.input.clone(),
        output: args.reports.output.clone(),
        jobs: args.jobs,
        ..CheckArgs::default()
    };
    Settings::new(&check, found)
}

impl Audit<'_> {
    fn run(
        &self,
        paths: &[&Path],
        stdin_name: Option<&str>,
        reports: &mut Reports,
    ) -> Result<Tally, Failure> {
        let mut total = Tally::new(self.auditor.terms.clone());
        let feed = |emit: &mut dyn FnMut(Work) -> bool| {
            reading::each_source(paths, stdin_name, &mut |source| self.feed(source, emit));
        };
        let done = |part: Part| {
            if !part.errors.is_empty() {
                io::stderr().write_all(&part.errors)?;
            }
            reports.add(&part.rows, &part.findings)?;
            total.merge(part.tally);
            Ok::<(), Failure>(())
        };
        jobs::run(self.settings.jobs, feed, |work| self.work(work), done)?;
        Ok(total)
    }

    fn feed(&self, source: Source, emit: &mut dyn FnMut(Work) -> bool) -> bool {
        let mut begins = true;
        reading::feed_source(source, &self.settings.input, true, &mut |job| {
            emit(Work {
                job,
                begins: std::mem::take(&mut begins),
            })
        })
    }

    fn work(&self, work: Work) -> Part {
        let mut part = Part {
            tally: Tally::new(self.auditor.terms.clone()),
            rows: Vec::new(),
            findings: Vec::new(),
            errors: Vec::new(),
        };
        let bytes = size(&work.job);
        match reading::open(work.job, &self.settings.input) {
            Opened::Records { path, records, .. } => {
                part.tally.coverage.files += u64::from(work.begins);
                part.tally.coverage.bytes += bytes;
                self.records(&path.to_string_lossy(), records, &mut part);
            }
            Opened::Failed {
                path,
                line,
                message,
            } => part.fail(&path.to_string_lossy(), line, &message),
            Opened::Skipped { path } => part.skip(&path),
        }
        part
    }

    fn records(&self, path: &str, records: Vec<Result<Document, RecordError>>, part: &mut Part) {
        for record in records {
            match record {
                Ok(document) => self.document(path, &document, part),
                Err(error) => part.fail(path, Some(error.line), &error.message),
            }
        }
    }

    fn document(&self, path: &str, document: &Document, part: &mut Part) {
        let checked = self.checker.check(document);
        let rules = self.checker.rules();
        let checked = self.settings.apply_allows(rules, path, document, checked);
        let rows = &mut |row| part.rows.push(row);
        let rows = self.wants_rows.then_some(rows as &mut dyn FnMut(Row));
        self.auditor
            .add(path, document, &checked, &mut part.tally, rows);
        if self.wants_findings {
            let page = Page {
                path,
                document,
                rules,
                checked: &checked,
            };
            reports::write_findings(&mut part.findings, &page, &self.auditor);
        }
    }

    fn outcome(&self, args: &AuditArgs, tally: &Tally) -> Outcome {
        let coverage = &tally.coverage;
        if coverage.unreadable > 0 || coverage.interrupted > 0 {
            return Outcome::Incomplete;
        }
        let has_new = args.fail_on.is_some()
            && tally
                .baseline
                .as_ref()
                .is_some_and(|baseline| baseline.new > 0);
        match has_new || fails(args.fail_level, tally) {
            true => Outcome::Flagged,
            false => Outcome::Clean,
        }
    }
}

fn fails(level: Option<FailLevel>, tally: &Tally) -> bool {
    let Some(FailLevel::From(level)) = level else {
        return false;
    };
    let is_worse = |id: &String| {
        let facts = tally.facts.get(id);
        let severity = facts.and_then(|facts| Severity::from_name(&facts.severity));
        severity.is_some_and(|severity| severity >= level)
    };
    tally
        .rules
        .iter()
        .any(|(id, rule)| rule.hits > 0 && is_worse(id))
}

/// Bytes of the input that a piece of work holds.
fn size(job: &Job) -> u64 {
    match job {
        Job::File { path, .. } => std::fs::metadata(path).map_or(0, |data| data.len()),
        Job::Whole { bytes, .. } | Job::Stdin { bytes, .. } | Job::Piece { bytes, .. } => {
            bytes.len() as u64
        }
        Job::Failed { .. } | Job::Skipped { .. } => 0,
    }
}

impl Part {
    /// Notes what could not be read; the run goes on.
    fn fail(&mut self, path: &str, line: Option<usize>, message: &str) {
        self.tally.add_unreadable(path, line, message);
        let reporter = Reporter {
            format: Format::Brief,
            ..Reporter::default()
        };
        let record = ErrorRecord {
            path,
            line,
            message,
        };
        reporter
            .error(&mut self.errors, &record)
            .expect("a buffer in memory takes every byte");
    }

    fn skip(&mut self, path: &Path) {
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        let skipped = &mut self.tally.coverage.skipped_files;
        *skipped.entry(ending.to_lowercase()).or_default() += 1;
    }
}
