//! `saywell audit diff`: what has changed between two audits.

use super::super::args::{AuditDiffArgs, TableFormat};
use super::super::{config, settings};
use super::{Failure, Outcome, merge};
use crate::audit::Comparison;
use crate::report::audit::ComparisonReport;
use std::io;

/// Compares the counts in two files.
pub(super) fn run(args: &AuditDiffArgs) -> Result<Outcome, Failure> {
    let found = config::find(None)?;
    let style = settings::style(&args.output, &found)?;
    let before = merge::sum([args.before.as_path()].into_iter())?;
    let after = merge::sum([args.after.as_path()].into_iter())?;
    let comparison = Comparison::of(&before, &after);
    let mut facts = before.facts;
    facts.extend(after.facts);
    let report = ComparisonReport {
        comparison: &comparison,
        facts: &facts,
        min_turns: before.terms.min_turns.max(after.terms.min_turns),
    };
    let out = &mut io::stdout().lock();
    match args.format {
        TableFormat::Human => report.write_human(out, &style)?,
        TableFormat::Json => report.write_json(out)?,
    }
    Ok(Outcome::Clean)
}
