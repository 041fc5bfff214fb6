//! `--baseline`: the findings of an earlier audit.

use super::Failure;
use crate::audit::{Baseline, Fingerprint};
use serde::Deserialize;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// What a finding is known by; other fields and records are passed over.
#[derive(Deserialize)]
struct Record {
    fingerprint: Option<String>,
    /// False for what customers and bots said, which is not compared.
    #[serde(default = "is_usual")]
    counted: bool,
}

fn is_usual() -> bool {
    true
}

/// Reads a report of findings (`.jsonl`).
///
/// # Errors
/// The file can't be read, or a line is no record: where, and what to do.
pub(super) fn read(path: &Path) -> Result<Baseline, Failure> {
    let name = path.display();
    let file = File::open(path).map_err(|error| format!("{name}: {error}"))?;
    let mut fingerprints: Vec<Fingerprint> = Vec::new();
    for (index, line) in BufReader::new(file).lines().enumerate() {
        let line = line.map_err(|error| format!("{name}: {error}"))?;
        if line.trim().is_empty() {
            continue;
        }
        let wrong = |what: &str| {
            format!(
                "{name}:{}: {what}; a baseline is what `saywell audit --report findings.jsonl` wrote",
                index + 1
            )
        };
        let record: Record =
            serde_json::from_str(&line).map_err(|error| wrong(&format!("no record: {error}")))?;
        if let Some(written) = record.fingerprint.filter(|_| record.counted) {
            let fingerprint = written.parse().map_err(|_| wrong("no fingerprint"))?;
            fingerprints.push(fingerprint);
        }
    }
    Ok(fingerprints.into_iter().collect())
}
