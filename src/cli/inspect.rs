//! `saywell inspect`: how files are understood.

use super::args::{InspectArgs, TableFormat};
use super::reading::{self, Opened};
use super::settings::{input_options, style};
use super::{Failure, Outcome, config};
use crate::input::{self, Plan};
use crate::report::{ErrorRecord, Inspection, InspectionRecord, Reading};
use std::io::{self, BufWriter, IsTerminal, Write};
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
        out: BufWriter::new(io::stdout().lock()),
        failed: false,
        files: 0,
    };
    let mut paths = args.paths.clone();
    if paths.is_empty() && !io::stdin().is_terminal() {
        paths.push(PathBuf::from("-"));
    }
    let paths: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
    let stdin_name = args.input.stdin_filename.as_deref();
    let mut done = Ok(());
    reading::feed(&paths, stdin_name, &options, false, &mut |job| {
        done = inspector.opened(reading::open(job, &options));
        done.is_ok()
    });
    done?;
    inspector.out.flush()?;
    match (inspector.files, inspector.failed) {
        (0, false) => Err("nothing to inspect: name a file".to_owned().into()),
        (_, true) => Ok(Outcome::Incomplete),
        _ => Ok(Outcome::Clean),
    }
}

struct Inspector<W> {
    /// `None`: JSON.
    human: Option<Inspection>,
    out: W,
    failed: bool,
    files: usize,
}

impl<W: Write> Inspector<W> {
    fn opened(&mut self, opened: Opened) -> io::Result<()> {
        match opened {
            Opened::Records {
                path,
                plan,
                records,
            } => {
                let records: Vec<_> = records.collect();
                self.file(&path.to_string_lossy(), &plan, &records)
            }
            Opened::Failed { path, message, .. } => {
                self.failed = true;
                super::complain(&format!("{}: {message}", path.display()));
                Ok(())
            }
            Opened::Skipped { .. } => Ok(()),
        }
    }

    fn file(&mut self, path: &str, plan: &Plan, records: &Records) -> io::Result<()> {
        let reading = Reading {
            path,
            format: plan.format.name(),
            why: &plan.why,
            encoding: plan
                .choice
                .map(|choice| (choice.encoding.name(), choice.evidence)),
        };
        self.files += 1;
        self.failed |= records.iter().any(Result::is_err);
        match &mut self.human {
            Some(human) => show(human, &mut self.out, &reading, records),
            None => write_json(&mut self.out, &reading, records),
        }
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
