//! `saywell inspect`: how files are understood.

use super::args::{InspectArgs, TableFormat};
use super::files::{Input, walk};
use super::reading::plan_of;
use super::settings::{input_options, style};
use super::{Failure, Outcome, config};
use crate::input::{self, Options, Plan};
use crate::report::{ErrorRecord, Inspection, InspectionRecord, Reading};
use std::io::{self, BufWriter, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

/// Documents of a file that are shown unless all are asked for.
const MOST: usize = 3;

/// Shows what `args` name.
pub(super) fn run(args: &InspectArgs) -> Result<Outcome, Failure> {
    let found = config::find(args.config.as_deref())?;
    let options = input_options(&args.input, &found)?;
    let most = if args.all { usize::MAX } else { MOST };
    let mut inspector = Inspector {
        human: (args.format == TableFormat::Human)
            .then(|| style(&args.output, &found).map(|style| Inspection::new(style, most)))
            .transpose()?,
        options,
        stdin_name: args.input.stdin_filename.as_deref().unwrap_or("<stdin>"),
        out: BufWriter::new(io::stdout().lock()),
        failed: false,
        files: 0,
    };
    let mut paths = args.paths.clone();
    if paths.is_empty() && !io::stdin().is_terminal() {
        paths.push(PathBuf::from("-"));
    }
    for path in &paths {
        inspector.path(path)?;
    }
    inspector.out.flush()?;
    match (inspector.files, inspector.failed) {
        (0, false) => Err("nothing to inspect: name a file".to_owned().into()),
        (_, true) => Ok(Outcome::Incomplete),
        _ => Ok(Outcome::Clean),
    }
}

struct Inspector<'a, W> {
    /// `None`: JSON.
    human: Option<Inspection>,
    options: Options,
    stdin_name: &'a str,
    out: W,
    failed: bool,
    files: usize,
}

impl<W: Write> Inspector<'_, W> {
    fn path(&mut self, path: &Path) -> Result<(), Failure> {
        if path.as_os_str() == "-" {
            let mut bytes = Vec::new();
            io::stdin().lock().read_to_end(&mut bytes)?;
            return self.bytes(Path::new(self.stdin_name), true, bytes);
        }
        let mut done = Ok(());
        walk(path, &mut |input| {
            done = match input {
                Input::File { path, is_named } => match std::fs::read(&path) {
                    Ok(bytes) => self.bytes(&path, is_named, bytes),
                    Err(error) => self.fail(&path, &error.to_string()),
                },
                Input::Skipped => Ok(()),
                Input::Failed { path, message } => self.fail(&path, &message),
            };
            done.is_ok()
        });
        done
    }

    fn fail(&mut self, path: &Path, message: &str) -> Result<(), Failure> {
        self.failed = true;
        super::complain(&format!("{}: {message}", path.display()));
        Ok(())
    }

    fn bytes(&mut self, path: &Path, is_named: bool, bytes: Vec<u8>) -> Result<(), Failure> {
        let is_stdin = path == Path::new(self.stdin_name);
        let plan = match is_stdin {
            true => input::plan(self.stdin_name, &bytes, true, &self.options)
                .map_err(|error| error.to_string()),
            false => plan_of(path, &bytes, &self.options),
        };
        match plan {
            Ok(plan) => self.file(path, &plan, bytes),
            Err(message) if is_named => self.fail(path, &message),
            Err(_) => Ok(()),
        }
    }

    fn file(&mut self, path: &Path, plan: &Plan, bytes: Vec<u8>) -> Result<(), Failure> {
        let records = match input::read(plan, bytes, &self.options) {
            Ok(records) => records,
            Err(error) => return self.fail(path, &error.to_string()),
        };
        let name = path.to_string_lossy();
        let reading = Reading {
            path: &name,
            format: plan.format.name(),
            why: &plan.why,
            encoding: plan
                .choice
                .map(|choice| (choice.encoding.name(), choice.evidence)),
        };
        self.files += 1;
        self.failed |= records.iter().any(Result::is_err);
        match &mut self.human {
            Some(human) => show(human, &mut self.out, &reading, &records)?,
            None => write_json(&mut self.out, &reading, &records)?,
        }
        Ok(())
    }
}

type Records = [Result<crate::document::Document, input::RecordError>];

fn show(
    human: &mut Inspection,
    out: &mut dyn Write,
    reading: &Reading,
    records: &Records,
) -> io::Result<()> {
    human.begin(out, reading)?;
    for record in records {
        match record {
            Ok(document) => human.document(out, document)?,
            Err(error) => human.error(out, &problem(reading, error))?,
        }
    }
    human.finish(out)
}

fn write_json(out: &mut dyn Write, reading: &Reading, records: &Records) -> io::Result<()> {
    let mut json = InspectionRecord::default();
    for record in records {
        match record {
            Ok(document) => json.document(document, reading.path)?,
            Err(error) => json.error(&problem(reading, error))?,
        }
    }
    json.write(out, reading)
}

fn problem<'a>(reading: &Reading<'a>, error: &'a input::RecordError) -> ErrorRecord<'a> {
    ErrorRecord {
        path: reading.path,
        line: Some(error.line),
        message: &error.message,
    }
}
