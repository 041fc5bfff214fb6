//! `--state`: what was counted stays counted, file by file, so that the next run reads only what is
//! new or has changed.
//!
//! An entry is named by a hash of the file's path and content, of the terms, and of everything that
//! decides how the file is read. `NAME.json` holds the counts; it is written last, so an entry
//! without it does not count. `NAME.rows` and `NAME.findings` hold the lines of reports, where a
//! report wanted them.

use super::reports::Reports;
use super::{Failure, Part};
use crate::audit::{Row, Tally, Terms};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Lines of a report are handed on in batches of about so many bytes.
const BATCH: usize = 1 << 20;

/// The folder of entries, and what all keys of this run share.
pub(super) struct State {
    folder: PathBuf,
    terms: blake3::Hash,
    wants_rows: bool,
    wants_findings: bool,
}

/// Names an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key(String);

impl State {
    /// Entries in `folder`, which is made if it is not there. `reading` says how files are read.
    pub(super) fn open(
        folder: &Path,
        terms: &Terms,
        reading: &str,
        reports: &Reports,
    ) -> Result<State, Failure> {
        let fail = |error: io::Error| format!("--state {}: {error}", folder.display());
        fs::create_dir_all(folder).map_err(fail)?;
        let terms = serde_json::to_string(terms).map_err(|error| fail(error.into()))?;
        Ok(State {
            folder: folder.to_owned(),
            terms: blake3::hash(format!("{terms}\0{reading}").as_bytes()),
            wants_rows: reports.want_rows(),
            wants_findings: reports.want_findings(),
        })
    }

    /// The key of a file as it is now.
    pub(super) fn key(&self, path: &Path) -> io::Result<Key> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.terms.as_bytes());
        hasher.update(path.to_string_lossy().as_bytes());
        hasher.update(b"\0");
        let mut file = File::open(path)?;
        let mut buffer = vec![0; 1 << 17];
        loop {
            match file.read(&mut buffer)? {
                0 => return Ok(Key(hasher.finalize().to_hex()[..32].to_owned())),
                read => hasher.update(&buffer[..read]),
            };
        }
    }

    /// True if the file was counted before, with all lines that this run wants.
    pub(super) fn knows(&self, key: &Key) -> bool {
        let has = |ending| self.path(key, ending).is_file();
        has("json")
            && (!self.wants_rows || has("rows"))
            && (!self.wants_findings || has("findings"))
    }

    fn path(&self, key: &Key, ending: &str) -> PathBuf {
        self.folder.join(format!("{}.{ending}", key.0))
    }

    /// What an entry counted; its lines go to the reports.
    pub(super) fn recall(&self, key: &Key, reports: &mut Reports) -> Result<Tally, Failure> {
        let path = self.path(key, "json");
        let fail = |error: io::Error| {
            format!(
                "{}: {error}; remove the file and what it holds is counted again",
                path.display()
            )
        };
        let bytes = fs::read(&path).map_err(fail)?;
        let tally = serde_json::from_slice(&bytes).map_err(|error| fail(error.into()))?;
        if self.wants_rows {
            let lines = self.path(key, "rows");
            batches(&lines, |batch| {
                let rows: Result<Vec<Row>, serde_json::Error> =
                    serde_json::Deserializer::from_slice(batch)
                        .into_iter()
                        .collect();
                reports.add(&rows.map_err(io::Error::from)?, &[])
            })?;
        }
        if self.wants_findings {
            let lines = self.path(key, "findings");
            batches(&lines, |batch| reports.add(&[], batch))?;
        }
        Ok(tally)
    }

    /// A new entry for a file whose reading begins.
    pub(super) fn begin(&self, key: Key) -> Result<Entry, Failure> {
        let file = |wanted: bool| match wanted {
            true => NamedTempFile::new_in(&self.folder).map(|file| Some(BufWriter::new(file))),
            false => Ok(None),
        };
        Ok(Entry {
            key,
            tally: None,
            rows: file(self.wants_rows)?,
            findings: file(self.wants_findings)?,
        })
    }

    /// Keeps an entry whose file was read to its end. A file with something unreadable in it is
    /// read again the next time, so that it is complained of again.
    pub(super) fn keep(&self, entry: Entry) -> Result<(), Failure> {
        let Some(tally) = entry.tally.filter(|tally| tally.coverage.unreadable == 0) else {
            return Ok(());
        };
        for (lines, ending) in [(entry.rows, "rows"), (entry.findings, "findings")] {
            if let Some(lines) = lines {
                let file = lines.into_inner().map_err(io::IntoInnerError::into_error)?;
                persist(file, &self.path(&entry.key, ending))?;
            }
        }
        let mut file = NamedTempFile::new_in(&self.folder)?;
        serde_json::to_writer(&mut file, &tally).map_err(io::Error::from)?;
        persist(file, &self.path(&entry.key, "json"))
    }
}

/// What is being counted of one file.
pub(super) struct Entry {
    key: Key,
    tally: Option<Tally>,
    rows: Option<BufWriter<NamedTempFile>>,
    findings: Option<BufWriter<NamedTempFile>>,
}

impl Entry {
    /// Takes in a piece of the file.
    pub(super) fn add(&mut self, part: &Part) -> Result<(), Failure> {
        match &mut self.tally {
            Some(tally) => tally.merge(part.tally.clone()),
            None => self.tally = Some(part.tally.clone()),
        }
        if let Some(lines) = &mut self.rows {
            for row in &part.rows {
                serde_json::to_writer(&mut *lines, row).map_err(io::Error::from)?;
                lines.write_all(b"\n")?;
            }
        }
        if let Some(lines) = &mut self.findings {
            lines.write_all(&part.findings)?;
        }
        Ok(())
    }
}

fn persist(file: NamedTempFile, path: &Path) -> Result<(), Failure> {
    file.persist(path)
        .map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(())
}

/// Hands over the lines of a file, many at a time.
fn batches(path: &Path, mut each: impl FnMut(&[u8]) -> Result<(), Failure>) -> Result<(), Failure> {
    let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut reader = BufReader::new(file);
    let mut batch = Vec::new();
    loop {
        let read = reader.read_until(b'\n', &mut batch)?;
        if batch.len() >= BATCH || read == 0 {
            each(&batch)?;
            batch.clear();
        }
        if read == 0 {
            return Ok(());
        }
    }
}
