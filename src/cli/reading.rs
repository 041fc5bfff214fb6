//! From paths to documents: which files there are, and in what pieces they are read.

use super::files::{Input, is_known, walk};
use crate::document::Document;
use crate::input::{self, Options, Plan, RecordError};
use crate::text::Origin;
use std::fs::File;
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
    Skipped,
}

/// What a piece of work holds.
pub(super) enum Opened {
    /// Documents, and records that could not be read.
    Records {
        path: PathBuf,
        /// How they were read.
        plan: Arc<Plan>,
        records: Vec<Result<Document, RecordError>>,
    },
    /// Nothing that can be read.
    Failed {
        path: PathBuf,
        line: Option<usize>,
        message: String,
    },
    /// A file of another kind that a walk came by.
    Skipped,
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
    for path in paths {
        if path.as_os_str() == "-" {
            if !emit(stdin(stdin_name.unwrap_or("<stdin>"))) {
                return;
            }
            continue;
        }
        let go_on = walk(path, &mut |input| match input {
            Input::File { path, is_named } if in_pieces => feed_file(path, is_named, options, emit),
            Input::File { path, is_named } => emit(Job::File { path, is_named }),
            Input::Skipped => emit(Job::Skipped),
            Input::Failed { path, message } => emit(Job::Failed { path, message }),
        });
        if !go_on {
            return;
        }
    }
}

/// All of standard input.
fn stdin(name: &str) -> Job {
    let name = PathBuf::from(name);
    let mut bytes = Vec::new();
    match io::stdin().lock().read_to_end(&mut bytes) {
        Ok(_) => Job::Stdin { name, bytes },
        Err(error) => Job::Failed {
            path: name,
            message: error.to_string(),
        },
    }
}

fn feed_file(
    path: PathBuf,
    is_named: bool,
    options: &Options,
    emit: &mut dyn FnMut(Job) -> bool,
) -> bool {
    let is_small =
        std::fs::metadata(&path).map_or(true, |data| data.len() <= SMALL_FILE && data.is_file());
    if is_small {
        return emit(Job::File { path, is_named });
    }
    match feed_large(&path, is_named, options, emit) {
        Ok(go_on) => go_on,
        Err(error) => emit(Job::Failed {
            path,
            message: error.to_string(),
        }),
    }
}

/// Emits a large file: records in pieces, anything else whole.
fn feed_large(
    path: &Path,
    is_named: bool,
    options: &Options,
    emit: &mut dyn FnMut(Job) -> bool,
) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let mut head = Vec::new();
    (&mut file).take(HEAD as u64).read_to_end(&mut head)?;
    let plan = input::plan(&path.to_string_lossy(), &head, false, options).ok();
    let Some(plan) = plan.filter(Plan::has_pieces) else {
        file.read_to_end(&mut head)?;
        return Ok(emit(Job::Whole {
            path: path.to_owned(),
            is_named,
            bytes: head,
        }));
    };
    let plan = Arc::new(plan);
    let mut pieces = Pieces::new(file, head, &plan);
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
pub(super) fn open(job: Job, options: &Options) -> Opened {
    match job {
        Job::File { path, is_named } => match std::fs::read(&path) {
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
        Job::Skipped => Opened::Skipped,
    }
}

impl Opened {
    fn failed(path: PathBuf, message: impl ToString) -> Opened {
        Opened::Failed {
            path,
            line: None,
            message: message.to_string(),
        }
    }
}

fn whole(path: PathBuf, is_named: bool, bytes: Vec<u8>, options: &Options) -> Opened {
    let plan = match plan_of(&path, &bytes, options) {
        Ok(plan) => plan,
        Err(message) if is_named => return Opened::failed(path, message),
        Err(_) => return Opened::Skipped,
    };
    planned(path, plan, bytes, options)
}

fn planned(path: PathBuf, plan: Plan, bytes: Vec<u8>, options: &Options) -> Opened {
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
