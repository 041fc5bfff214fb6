//! `saywell rules diff`.

use super::args::{CheckArgs, DiffArgs, EvalFormat};
use super::files::{Input, is_known, walk};
use super::settings::{Settings, faultless_rules, selection};
use super::{Failure, Outcome, config, jobs};
use crate::check::Checker;
use crate::diff::Differ;
use crate::input::{self, encoding};
use crate::report::{DiffReport, ErrorRecord, Format, Reporter};
use crate::rules::{RuleSet, Selection, names};
use std::io::{self, Read, Write};
use std::path::Path;

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
    let feed = |emit: &mut dyn FnMut(Input) -> bool| {
        let _ = args.files.iter().all(|path| walk(path, emit));
    };
    let done = |part: Part| {
        is_complete &= part.errors.is_empty();
        report.merge(part.report);
        io::stderr().write_all(&part.errors)
    };
    jobs::run(work.settings.jobs, feed, |input| work.part(input), done)?;
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
        EvalFormat::Human => report.write_human(out, &work.settings.style)?,
        EvalFormat::Json => report.write_json(out)?,
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
    fn part(&self, input: Input) -> Part {
        let mut part = Part {
            report: DiffReport::new(self.args.show),
            errors: Vec::new(),
        };
        match input {
            Input::File { path, is_named } => self.file(&path, is_named, &mut part),
            Input::Failed { path, message } => part.fail(&path.to_string_lossy(), None, &message),
            Input::Skipped => {}
        }
        part
    }

    fn file(&self, path: &Path, is_named: bool, part: &mut Part) {
        let name = path.to_string_lossy();
        let is_stdin = name == "-";
        if self.settings.input.format.is_none() && !is_stdin && !is_known(path) {
            let message = "can't read files of this kind; `--input draft`, `transcript`, `lines` or `jsonl` reads it as text";
            return part.fail(&name, None, message);
        }
        let bytes = match is_stdin {
            true => read_stdin(),
            false => std::fs::read(path),
        };
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(error) => return part.fail(&name, None, &error.to_string()),
        };
        match encoding::decode(bytes) {
            Ok(decoded) => {
                let stdin_name = self.args.input.stdin_filename.as_deref();
                let name = match is_stdin {
                    true => stdin_name.unwrap_or("<stdin>"),
                    false => &name,
                };
                self.text(name, decoded.text, part);
            }
            Err(error) if is_named => part.fail(&name, None, &error.to_string()),
            Err(_) => {}
        }
    }

    fn text(&self, name: &str, text: String, part: &mut Part) {
        let options = &self.settings.input;
        let format = input::detect(name, &text, true, options);
        for document in input::read(format, text, options) {
            match document {
                Ok(document) => {
                    let changes = self.differ.compare(&document);
                    part.report.add(name, &document, &self.differ, &changes);
                }
                Err(error) => part.fail(name, Some(error.line), &error.message),
            }
        }
    }
}

fn read_stdin() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

impl Part {
    fn fail(&mut self, path: &str, line: Option<usize>, message: &str) {
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
}
