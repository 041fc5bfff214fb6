//! `saywell rules diff`.

use super::args::{CheckArgs, DiffArgs, TableFormat};
use super::reading::{self, Job, Opened};
use super::settings::{Settings, faultless_rules, selection};
use super::{Failure, Outcome, config, jobs};
use crate::check::Checker;
use crate::diff::Differ;
use crate::input::Documents;
use crate::report::DiffReport;
use crate::rules::{RuleSet, Selection, names};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Stands for the built-in rules in place of a path.
const BUILT_IN: &str = "builtin";

/// What one file gave.
struct Part {
    report: DiffReport,
    errors: Vec<u8>,
}

/// What every worker needs.
struct Work<'a> {
    differ: Differ,
    settings: Settings,
    args: &'a DiffArgs,
}

/// Lists what the new rules find that the old ones do not, and the other way round.
pub(super) fn run(args: &DiffArgs) -> Result<Outcome, Failure> {
    let mut found = config::find(None)?;
    // The rules that are compared are those that are named.
    found.config.rules.clear();
    let check = CheckArgs {
        input: args.input.clone(),
        output: args.output.clone(),
        ..CheckArgs::default()
    };
    let work = Work {
        settings: Settings::new(&check, &found)?,
        differ: differ(args, &found)?,
        args,
    };
    let mut report = DiffReport::new(args.show);
    let mut is_complete = true;
    let paths: Vec<&Path> = args.files.iter().map(PathBuf::as_path).collect();
    let feed = |emit: &mut dyn FnMut(Job) -> bool| {
        let stdin_name = args.input.stdin_filename.as_deref();
        reading::feed(&paths, stdin_name, &work.settings.input, true, emit);
    };
    let done = |part: Part| {
        is_complete &= part.errors.is_empty();
        report.merge(part.report);
        io::stderr().write_all(&part.errors)
    };
    jobs::run(
        work.settings.jobs,
        Job::len,
        feed,
        |job| work.part(job),
        done,
    )?;
    if report.documents() == 0 {
        return match is_complete {
            true => Err("there is no document here to compare the rules on"
                .to_owned()
                .into()),
            false => Ok(Outcome::Incomplete),
        };
    }
    let out = &mut io::stdout().lock();
    match args.format {
        TableFormat::Human => report.write_human(out, &work.settings.style)?,
        TableFormat::Json => report.write_json(out)?,
    }
    Ok(match is_complete {
        true => Outcome::Clean,
        false => Outcome::Incomplete,
    })
}

fn differ(args: &DiffArgs, found: &config::Found) -> Result<Differ, Failure> {
    let mut old = rules(&args.old, args, found)?;
    let mut new = rules(&args.new, args, found)?;
    let selection = selection(&args.rules, &found.config);
    let [for_old, for_new] = [
        without_unknown(&selection, &old, &new),
        without_unknown(&selection, &new, &old),
    ];
    for_old.apply(&mut old)?;
    for_new.apply(&mut new)?;
    Ok(Differ {
        old: Checker::new(old)?,
        new: Checker::new(new)?,
    })
}

fn rules(path: &Path, args: &DiffArgs, found: &config::Found) -> Result<RuleSet, Failure> {
    let mut rule_args = args.rules.clone();
    match path.as_os_str() == BUILT_IN {
        true => rule_args.no_builtin = false,
        false => rule_args.rules.push(path.to_owned()),
    }
    faultless_rules(&rule_args, found)
}

/// The selection without what only the other side has: a new rule can be selected though the old
/// rules know nothing of it.
fn without_unknown(selection: &Selection, own: &RuleSet, other: &RuleSet) -> Selection {
    let knows = |set: &RuleSet, selector: &str| set.rules.iter().any(|rule| names(selector, rule));
    let kept = |selectors: &[String]| -> Vec<String> {
        let kept = selectors.iter();
        let kept = kept.filter(|selector| knows(own, selector) || !knows(other, selector));
        kept.cloned().collect()
    };
    Selection {
        select: selection.select.as_deref().map(kept),
        extend_select: kept(&selection.extend_select),
        ignore: kept(&selection.ignore),
        ..selection.clone()
    }
}

impl Work<'_> {
    fn part(&self, job: Job) -> Part {
        let mut part = Part {
            report: DiffReport::new(self.args.show),
            errors: Vec::new(),
        };
        match reading::open(job, &self.settings.input) {
            Opened::Records { path, records, .. } => {
                self.records(&path.to_string_lossy(), records, &mut part);
            }
            Opened::Failed {
                path,
                line,
                message,
            } => part.fail(&path.to_string_lossy(), line, &message),
            Opened::Skipped { .. } => {}
        }
        part
    }

    fn records(&self, name: &str, records: Documents<'_>, part: &mut Part) {
        for record in records {
            match record {
                Ok(document) => {
                    let changes = self.differ.compare(&document);
                    part.report.add(name, &document, &self.differ, &changes);
                }
                Err(error) => part.fail(name, Some(error.line), &error.message),
            }
        }
    }
}

impl Part {
    fn fail(&mut self, path: &str, line: Option<usize>, message: &str) {
        reading::append_failure(&mut self.errors, path, line, message);
    }
}
