//! From paths to documents: which files there are, and in what pieces they are read.

use super::files::{Input, is_known, walk};
use crate::input::{self, Documents, Options, Plan};
use crate::report::{self, ErrorRecord, Reporter};
use crate::text::Origin;
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Files up to this size are read by the worker that checks them; of larger ones the beginning is
/// looked at first, since records need not be in memory all at once.
const SMALL_FILE: u64 = 1 << 20;

/// How much of a file is looked at to tell its format.
pub(super) const HEAD: usize = 64 << 10;

/// Records are read in pieces of about this size.
const PIECE: usize = 256 << 10;

/// A piece of work.
pub(super) enum Job {
    /// A file that the worker reads.
    File {
        path: PathBuf,
        /// Named by the user, not found by a walk: that it can't be read is an error then.
        is_named: bool,
        /// Its length, as far as that is known before it is read.
        len: u64,
    },
    /// A whole file that was read already.
    Whole {
        path: PathBuf,
        is_named: bool,
        bytes: Vec<u8>,
    },
    /// All of standard input, and what it is called.
    Stdin {
        name: PathBuf,
        bytes: Vec<u8>,
    },
    /// Some records of a file.
    Piece {
        path: PathBuf,
        plan: Arc<Plan>,
        bytes: Vec<u8>,
        origin: Origin,
    },
    Failed {
        path: PathBuf,
        message: String,
    },
    Skipped {
        path: PathBuf,
    },
}

impl Job {
    /// Bytes to read.
    pub(super) fn len(&self) -> u64 {
        match self {
            Job::File { len, .. } => *len,
            Job::Whole { bytes, .. } | Job::Stdin { bytes, .. } | Job::Piece { bytes, .. } => {
                bytes.len() as u64
            }
            Job::Failed { .. } | Job::Skipped { .. } => 0,
        }
    }
}

/// Something to read, before anything of it is read.
pub(super) enum Source {
    /// Standard input, and what it is called.
    Stdin { name: PathBuf },
    /// What a path leads to.
    Path(Input),
}

/// What a piece of work holds.
pub(super) enum Opened<'o> {
    /// Documents, and records that could not be read.
    Records {
        path: PathBuf,
        /// How they were read.
        plan: Arc<Plan>,
        records: Documents<'o>,
    },
    /// Nothing that can be read.
    Failed {
        path: PathBuf,
        line: Option<usize>,
        message: String,
    },
    /// A file of another kind that a walk came by.
    Skipped { path: PathBuf },
}

/// Emits all work for the paths, until `emit` returns false. Without `in_pieces` every file is
/// one piece of work. `stdin_name` is what the user calls standard input.
pub(super) fn feed(
    paths: &[&Path],
    stdin_name: Option<&str>,
    options: &Options,
    in_pieces: bool,
    emit: &mut dyn FnMut(Job) -> bool,
) {
    each_source(paths, stdin_name, &mut |source| {
        feed_source(source, options, in_pieces, emit)
    });
}

/// Hands over everything that the paths lead to, until `each` returns false.
pub(super) fn each_source(
    paths: &[&Path],
    stdin_name: Option<&str>,
    each: &mut dyn FnMut(Source) -> bool,
) {
    for path in paths {
        let go_on = match path.as_os_str() == "-" {
            true => each(Source::Stdin {
                name: PathBuf::from(stdin_name.unwrap_or("<stdin>")),
            }),
            false => walk(path, &mut |input| each(Source::Path(input))),
        };
        if !go_on {
            return;
        }
    }
}

/// Emits the work for one source; false if `emit` did return that.
pub(super) fn feed_source(
    source: Source,
    options: &Options,
    in_pieces: bool,
    emit: &mut dyn FnMut(Job) -> bool,
) -> bool {
    let fed = match source {
        Source::Path(Input::File { path, is_named }) => {
            feed_file(path, is_named, options, in_pieces, emit)
        }
        Source::Path(Input::Skipped { path }) => Ok(emit(Job::Skipped { path })),
        Source::Path(Input::Failed { path, message }) => Ok(emit(Job::Failed { path, message })),
        Source::Stdin { name } => {
            let whole = |bytes| Job::Stdin {
                name: name.clone(),
                bytes,
            };
            let mut input = io::stdin().lock();
            let fed = match in_pieces {
                true => feed_reader(&name, input, options, emit, whole),
                false => {
                    let mut bytes = Vec::new();
                    let read = input.read_to_end(&mut bytes);
                    read.map(|_| emit(whole(bytes)))
                }
            };
            fed.map_err(|error| (name, error))
        }
    };
    fed.unwrap_or_else(|(path, error)| {
        emit(Job::Failed {
            path,
            message: error.to_string(),
        })
    })
}

fn feed_file(
    path: PathBuf,
    is_named: bool,
    options: &Options,
    in_pieces: bool,
    emit: &mut dyn FnMut(Job) -> bool,
) -> Result<bool, (PathBuf, io::Error)> {
    let data = std::fs::metadata(&path).ok();
    let len = data.as_ref().map_or(0, Metadata::len);
    let is_large = len > SMALL_FILE || data.is_some_and(|data| !data.is_file());
    if !(in_pieces && is_large) {
        let file = Job::File {
            path,
            is_named,
            len,
        };
        return Ok(emit(file));
    }
    let whole = |bytes| Job::Whole {
        path: path.clone(),
        is_named,
        bytes,
    };
    let file = File::open(&path);
    let fed = file.and_then(|file| feed_reader(&path, file, options, emit, whole));
    fed.map_err(|error| (path, error))
}

/// Emits something large: records in pieces, anything else whole.
fn feed_reader(
    path: &Path,
    mut reader: impl Read,
    options: &Options,
    emit: &mut dyn FnMut(Job) -> bool,
    whole: impl Fn(Vec<u8>) -> Job,
) -> io::Result<bool> {
    let mut head = Vec::new();
    (&mut reader).take(HEAD as u64).read_to_end(&mut head)?;
    let plan = input::plan(&path.to_string_lossy(), &head, false, options).ok();
    let Some(plan) = plan.filter(Plan::has_pieces) else {
        reader.read_to_end(&mut head)?;
        return Ok(emit(whole(head)));
    };
    let plan = Arc::new(plan);
    let mut pieces = Pieces::new(reader, head, &plan);
    while let Some(piece) = pieces.next_piece() {
        let (bytes, origin) = piece?;
        let job = Job::Piece {
            path: path.to_owned(),
            plan: Arc::clone(&plan),
            bytes,
            origin,
        };
        if !emit(job) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Reads what a piece of work holds.
pub(super) fn open(job: Job, options: &Options) -> Opened<'_> {
    match job {
        Job::File { path, is_named, .. } => match std::fs::read(&path) {
            Ok(bytes) => whole(path, is_named, bytes, options),
            Err(error) => Opened::failed(path, error),
        },
        Job::Whole {
            path,
            is_named,
            bytes,
        } => whole(path, is_named, bytes, options),
        Job::Stdin { name, bytes } => {
            let plan = input::plan(&name.to_string_lossy(), &bytes, true, options);
            match plan {
                Ok(plan) => planned(name, plan, bytes, options),
                Err(error) => Opened::failed(name, error),
            }
        }
        Job::Piece {
            path,
            plan,
            bytes,
            origin,
        } => match input::read_piece(&plan, bytes, &origin, options) {
            Ok(records) => Opened::Records {
                path,
                plan,
                records,
            },
            Err(error) => Opened::Failed {
                path,
                line: Some(origin.line),
                message: format!("the records from line {} on: {error}", origin.line),
            },
        },
        Job::Failed { path, message } => Opened::failed(path, message),
        Job::Skipped { path } => Opened::Skipped { path },
    }
}

impl Opened<'_> {
    fn failed(path: PathBuf, message: impl ToString) -> Self {
        Opened::Failed {
            path,
            line: None,
            message: message.to_string(),
        }
    }
}

/// Appends a line for standard error about what could not be read.
pub(super) fn append_failure(errors: &mut Vec<u8>, path: &str, line: Option<usize>, message: &str) {
    let reporter = Reporter {
        format: report::Format::Brief,
        ..Reporter::default()
    };
    let record = ErrorRecord {
        path,
        line,
        message,
    };
    reporter
        .error(errors, &record)
        .expect("a buffer in memory takes every byte");
}

fn whole(path: PathBuf, is_named: bool, bytes: Vec<u8>, options: &Options) -> Opened<'_> {
    let plan = match plan_of(&path, &bytes, options) {
        Ok(plan) => plan,
        Err(message) if is_named => return Opened::failed(path, message),
        Err(_) => return Opened::Skipped { path },
    };
    planned(path, plan, bytes, options)
}

fn planned(path: PathBuf, plan: Plan, bytes: Vec<u8>, options: &Options) -> Opened<'_> {
    match input::read(&plan, bytes, options) {
        Ok(records) => Opened::Records {
            path,
            plan: Arc::new(plan),
            records,
        },
        Err(error) => Opened::failed(path, error),
    }
}

/// How the whole file `bytes` is read.
///
/// # Errors
/// Why it can't be.
pub(super) fn plan_of(path: &Path, bytes: &[u8], options: &Options) -> Result<Plan, String> {
    let plan = input::plan(&path.to_string_lossy(), bytes, true, options)
        .map_err(|error| error.to_string())?;
    if plan.is_sure || is_known(path) {
        return Ok(plan);
    }
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    Err(format!(
        "can't read .{ending} files; `--input draft` reads it as one message, \
         and `saywell --help` lists the other formats"
    ))
}

/// Reads a file of records in pieces of whole records.
pub(super) struct Pieces<'p, R> {
    reader: R,
    rest: Vec<u8>,
    plan: &'p Plan,
    origin: Origin,
    is_over: bool,
}

impl<'p, R: Read> Pieces<'p, R> {
    /// `head` was read from the file already.
    pub(super) fn new(reader: R, mut head: Vec<u8>, plan: &'p Plan) -> Self {
        let rest = head.split_off(plan.first_record().min(head.len()));
        let bom = plan.choice.map_or(0, |choice| choice.bom);
        let mut origin = plan.after(&Origin::default(), &head[bom.min(head.len())..]);
        origin.file_at = head.len();
        Pieces {
            reader,
            rest,
            plan,
            origin,
            is_over: false,
        }
    }

    /// The next piece and where it begins.
    pub(super) fn next_piece(&mut self) -> Option<io::Result<(Vec<u8>, Origin)>> {
        let mut wanted = PIECE;
        loop {
            if let Err(error) = self.fill(wanted) {
                self.is_over = true;
                self.rest.clear();
                return Some(Err(error));
            }
            let end = self.plan.whole_records(&self.rest, self.is_over);
            if end > 0 {
                return Some(Ok(self.split(end)));
            }
            if self.is_over {
                return None;
            }
            // One record is longer than a piece. Doubling keeps the search linear.
            wanted = self.rest.len() * 2;
        }
    }

    fn fill(&mut self, wanted: usize) -> io::Result<()> {
        while self.rest.len() < wanted && !self.is_over {
            let missing = (wanted - self.rest.len()) as u64;
            let read = (&mut self.reader)
                .take(missing)
                .read_to_end(&mut self.rest)?;
            self.is_over = read == 0;
        }
        Ok(())
    }

    fn split(&mut self, end: usize) -> (Vec<u8>, Origin) {
        let rest = self.rest.split_off(end);
        let piece = std::mem::replace(&mut self.rest, rest);
        let next = self.plan.after(&self.origin, &piece);
        (piece, std::mem::replace(&mut self.origin, next))
    }
}
