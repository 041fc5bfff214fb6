//! `saywell audit merge`: the sum of several audits.

use super::super::args::MergeArgs;
use super::super::{config, settings};
use super::reports::{self, Reports};
use super::{Failure, Outcome};
use crate::audit::Tally;
use std::path::{Path, PathBuf};

/// Adds up the files and reports on the sum.
pub(super) fn run(args: &MergeArgs) -> Result<Outcome, Failure> {
    let found = config::find(None)?;
    let style = settings::style(&args.reports.output, &found)?;
    let tally = sum(args.files.iter().map(PathBuf::as_path))?;
    let reports = Reports::of_counts(&args.reports, &tally.terms, &style)?;
    reports.finish(&tally)?;
    reports::print(&tally, &args.reports, args.partial, &style)?;
    let coverage = &tally.coverage;
    Ok(match coverage.unreadable + coverage.interrupted {
        0 => Outcome::Clean,
        _ => Outcome::Incomplete,
    })
}

/// The sum of the counts in all the files.
///
/// # Errors
/// A file can't be read, holds something else, or was counted on other terms than those before it.
pub(super) fn sum<'p>(paths: impl Iterator<Item = &'p Path>) -> Result<Tally, Failure> {
    let mut sum: Option<(Tally, &Path)> = None;
    for path in paths {
        for tally in read(path)? {
            match &mut sum {
                None => sum = Some((tally, path)),
                Some((sum, first)) => add(sum, tally, first, path)?,
            }
        }
    }
    let nothing = || "the files hold no counts".to_owned().into();
    sum.map(|(tally, _)| tally).ok_or_else(nothing)
}

fn add(sum: &mut Tally, tally: Tally, first: &Path, path: &Path) -> Result<(), Failure> {
    if let Some((what, one, other)) = sum.terms.difference(&tally.terms) {
        return Err(format!(
            "{} and {} were counted on different terms, so their sum would mean nothing: \
             `{what}` is {one} in the first and {other} in the second; audit one of them again",
            first.display(),
            path.display()
        )
        .into());
    }
    sum.merge(tally);
    Ok(())
}

/// The counts in a file: one JSON object, or one on each line.
///
/// # Errors
/// It can't be read, or holds something else.
fn read(path: &Path) -> Result<Vec<Tally>, Failure> {
    let name = path.display();
    let bytes = std::fs::read(path).map_err(|error| format!("{name}: {error}"))?;
    let tallies = serde_json::Deserializer::from_slice(&bytes).into_iter::<Tally>();
    let tallies: Result<Vec<Tally>, serde_json::Error> = tallies.collect();
    Ok(tallies.map_err(|error| {
        format!(
            "{name}: {error}; counts are what `saywell audit --partial` prints and \
             `saywell audit --report counts.json` writes"
        )
    })?)
}
