//! `saywell audit`: from paths to counts and reports.

mod baseline;
mod diff;
mod merge;
mod progress;
mod reports;
mod review;
mod state;
mod terms;

use super::args::{AuditArgs, AuditCli, AuditCommand, CheckArgs, FailLevel};
use super::files::Input;
use super::reading::{self, Job, Opened, Source};
use super::settings::{Settings, sound_rules_of_audits};
use super::{Failure, Outcome, complain, config, jobs};
use crate::audit::{self, Auditor, Row, Tally};
use crate::check::Checker;
use crate::document::Document;
use crate::input::{self, Documents};
use crate::report::audit::write_findings;
use crate::report::{Language, Page};
use crate::rules::Severity;
use progress::{Progress, Stop};
use reports::Reports;
use state::{Entry, Key, State};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Runs the command as the arguments say.
pub(super) fn run(cli: &AuditCli) -> Result<Outcome, Failure> {
    match &cli.command {
        None => audit_all(&cli.audit),
        Some(AuditCommand::Merge(args)) => merge::run(args),
        Some(AuditCommand::Diff(args)) => diff::run(args),
        Some(AuditCommand::Review(args)) => review::run(args),
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
    state: Option<State>,
    stop: Stop,
}

/// A piece of work.
enum Work {
    /// A file was counted by an earlier run.
    Known(Key),
    Read {
        job: Job,
        /// It is the first of its file.
        begins: bool,
        /// What its file is to be remembered by.
        key: Option<Key>,
    },
    /// A file was read to its end.
    Ends,
}

impl Work {
    /// Bytes to read.
    fn len(&self) -> u64 {
        match self {
            Work::Read { job, .. } => job.len(),
            Work::Known(_) | Work::Ends => 0,
        }
    }
}

/// What became of a piece of work.
enum Done {
    Known(Key),
    /// With the key, a file begins.
    Read(Box<Part>, Option<Key>),
    Ends,
}

/// What a piece of work gave.
struct Part {
    tally: Tally,
    rows: Vec<Row>,
    findings: Vec<u8>,
    errors: Vec<u8>,
}

fn audit_all(args: &AuditArgs) -> Result<Outcome, Failure> {
    let found = config::find(args.config.as_deref())?;
    let settings = settings(args, &found)?;
    let rules = sound_rules_of_audits(&args.rules, &found)?;
    let baseline = args.baseline.as_deref().map(baseline::read).transpose()?;
    let paths = paths(args)?;
    let checker = Checker::new(rules)?;
    let auditor = terms::auditor(args, &found.config.audit, checker.rules(), baseline)?;
    let mut reports = Reports::open(&args.reports, &auditor.terms, &settings.style)?;
    let state = args.state.as_deref().map(|folder| {
        let config = &found.config;
        let reading = (&args.input, &config.input, &config.roles, &config.allow);
        State::open(folder, &auditor.terms, &format!("{reading:?}"), &reports)
    });
    let audit = Audit {
        checker: &checker,
        wants_findings: reports.want_findings(),
        wants_rows: reports.want_rows(),
        auditor,
        settings,
        state: state.transpose()?,
        stop: Stop::listen(),
    };
    let mut tally = audit.run(&paths, args.input.stdin_filename.as_deref(), &mut reports)?;
    if audit.stop.is_asked() {
        tally.coverage.interrupted = 1;
        complain(interrupted(audit.settings.style.language));
    }
    if tally.coverage.conversations == 0 && tally.coverage.unreadable == 0 {
        return Err("there is no conversation here to audit; `saywell inspect FILE` shows how a file is read"
            .to_owned()
            .into());
    }
    let fields_are_named = !args.by.is_empty() || found.config.audit.by.is_some();
    if fields_are_named && !args.partial {
        complain_of_unknown_fields(&tally, audit.settings.style.language);
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

/// Names the fields to group by that no conversation has: most likely they are called otherwise.
fn complain_of_unknown_fields(tally: &Tally, language: Language) {
    for (field, groups) in &tally.groups {
        if groups.keys().any(|value| !value.is_empty()) {
            continue;
        }
        complain(&match language {
            Language::En => format!(
                "saywell: no conversation has a field `{field}` to group by; \
                 `saywell inspect FILE` shows the fields of records"
            ),
            Language::Zh => format!(
                "saywell: 没有一个会话带有分组字段“{field}”；用 `saywell inspect 文件` 可以查看记录里有哪些字段"
            ),
        });
    }
}

/// What is said when a run was stopped.
fn interrupted(language: Language) -> &'static str {
    match language {
        Language::En => {
            "saywell: stopped; the report holds what had been read until then, and says so"
        }
        Language::Zh => "saywell: 已中断；报告只包含中断前读到的内容，并已注明",
    }
}

impl Audit<'_> {
    fn run(
        &self,
        paths: &[&Path],
        stdin_name: Option<&str>,
        reports: &mut Reports,
    ) -> Result<Tally, Failure> {
        let mut total = Total {
            tally: Tally::new(self.auditor.terms.clone()),
            reports,
            state: self.state.as_ref(),
            entry: None,
            progress: Progress::new(paths, self.settings.style.language),
        };
        let feed = |emit: &mut dyn FnMut(Work) -> bool| {
            let mut emit = |work| !self.stop.is_asked() && emit(work);
            reading::each_source(paths, stdin_name, &mut |source| {
                self.feed(source, &mut emit)
            });
        };
        let done = |done| total.add(done);
        jobs::run(
            self.settings.jobs,
            Work::len,
            feed,
            |work| self.work(work),
            done,
        )?;
        total.progress.finish();
        Ok(total.tally)
    }

    fn feed(&self, source: Source, emit: &mut dyn FnMut(Work) -> bool) -> bool {
        let mut key = self.key(&source);
        if let (Some(state), Some(known)) = (&self.state, &key)
            && state.knows(known)
        {
            return emit(Work::Known(known.clone()));
        }
        let is_kept = key.is_some();
        let mut begins = true;
        let mut is_read = true;
        let go_on = reading::feed_source(source, &self.settings.input, true, &mut |job| {
            is_read &= !matches!(job, Job::Failed { .. });
            emit(Work::Read {
                job,
                begins: std::mem::take(&mut begins),
                key: key.take(),
            })
        });
        go_on && (!(is_kept && is_read) || emit(Work::Ends))
    }

    /// What a file is remembered by. One that can't be read says so when it is read.
    fn key(&self, source: &Source) -> Option<Key> {
        match (&self.state, source) {
            (Some(state), Source::Path(Input::File { path, .. })) => state.key(path).ok(),
            _ => None,
        }
    }

    fn work(&self, work: Work) -> Done {
        match work {
            Work::Known(key) => Done::Known(key),
            Work::Ends => Done::Ends,
            Work::Read { job, begins, key } => Done::Read(Box::new(self.read(job, begins)), key),
        }
    }

    fn read(&self, job: Job, begins: bool) -> Part {
        let mut part = Part {
            tally: Tally::new(self.auditor.terms.clone()),
            rows: Vec::new(),
            findings: Vec::new(),
            errors: Vec::new(),
        };
        let bytes = job.len();
        match reading::open(job, &self.settings.input) {
            Opened::Records {
                path,
                plan,
                records,
            } => {
                part.tally.coverage.files += u64::from(begins);
                part.tally.coverage.bytes += bytes;
                let file = audit::Source {
                    path: &path.to_string_lossy(),
                    holds_many: plan.has_pieces() && plan.format != input::Format::Json,
                };
                self.records(file, records, &mut part);
            }
            Opened::Failed {
                path,
                line,
                message,
            } => part.fail(&path.to_string_lossy(), line, &message),
            Opened::Skipped { path } => part.skip(&path),
        }
        if self.state.is_some() {
            self.auditor.describe(&mut part.tally);
        }
        part
    }

    fn records(&self, file: audit::Source<'_>, records: Documents<'_>, part: &mut Part) {
        for record in records {
            match record {
                Ok(document) => self.document(file, &document, part),
                Err(error) => part.fail(file.path, Some(error.line), &error.message),
            }
        }
    }

    fn document(&self, file: audit::Source<'_>, document: &Document, part: &mut Part) {
        let path = file.path;
        let checked = self.checker.check(document);
        let rules = self.checker.rules();
        let checked = self.settings.apply_allows(rules, path, document, checked);
        let rows = &mut |row| part.rows.push(row);
        let rows = self.wants_rows.then_some(rows as &mut dyn FnMut(Row));
        self.auditor
            .add(file, document, &checked, &mut part.tally, rows);
        if self.wants_findings {
            let page = Page {
                path,
                document,
                rules,
                checked: &checked,
            };
            write_findings(&mut part.findings, &page, &self.auditor)
                .expect("a buffer in memory takes every byte");
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

/// The sum of all that is done, in the order of the files.
struct Total<'a, 'r> {
    tally: Tally,
    reports: &'r mut Reports,
    state: Option<&'a State>,
    /// Of the file that is being read.
    entry: Option<Entry>,
    progress: Progress,
}

impl Total<'_, '_> {
    fn add(&mut self, done: Done) -> Result<(), Failure> {
        match (done, self.state) {
            (Done::Known(key), Some(state)) => {
                let tally = state.recall(&key, self.reports)?;
                self.progress.add(tally.coverage.bytes);
                self.tally.merge(tally);
            }
            (Done::Ends, Some(state)) => {
                if let Some(entry) = self.entry.take() {
                    state.keep(entry)?;
                }
            }
            (Done::Read(part, key), state) => {
                if let (Some(key), Some(state)) = (key, state) {
                    self.entry = Some(state.begin(key)?);
                }
                self.add_part(*part)?;
            }
            (Done::Known(_) | Done::Ends, None) => {}
        }
        Ok(())
    }

    fn add_part(&mut self, part: Part) -> Result<(), Failure> {
        if !part.errors.is_empty() {
            self.progress
                .print(|| io::stderr().write_all(&part.errors))?;
        }
        if let Some(entry) = &mut self.entry {
            entry.add(&part)?;
        }
        self.reports.add(&part.rows, &part.findings)?;
        self.progress.add(part.tally.coverage.bytes);
        self.tally.merge(part.tally);
        Ok(())
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

impl Part {
    /// Notes what could not be read; the run goes on.
    fn fail(&mut self, path: &str, line: Option<usize>, message: &str) {
        self.tally.add_unreadable(path, line, message);
        reading::append_failure(&mut self.errors, path, line, message);
    }

    fn skip(&mut self, path: &Path) {
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        let skipped = &mut self.tally.coverage.skipped_files;
        *skipped.entry(ending.to_lowercase()).or_default() += 1;
    }
}
