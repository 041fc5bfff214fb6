//! `saywell rules eval`.

use super::args::{EvalArgs, EvalShow, TableFormat};
use super::settings::sound_rules;
use super::{Failure, Outcome, config};
use crate::check::Checker;
use crate::eval::{Counts, Evaluation, Labelled, Miss, evaluate};
use std::io::{self, Write};
use std::path::Path;

/// Measures the selected rules on labelled messages.
pub(super) fn run(args: &EvalArgs) -> Result<Outcome, Failure> {
    let found = config::find(None)?;
    let checker = Checker::new(sound_rules(&args.rules, &found)?)?;
    let mut messages = Vec::new();
    for file in &args.files {
        read(file, &mut messages)?;
    }
    let evaluation = evaluate(&checker, &messages);
    let out = &mut io::stdout().lock();
    match args.format {
        TableFormat::Human => write_table(out, &evaluation, &args.show)?,
        TableFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, &evaluation).map_err(io::Error::from)?;
            writeln!(out)?;
        }
    }
    Ok(Outcome::Clean)
}

fn read(file: &Path, messages: &mut Vec<Labelled>) -> Result<(), Failure> {
    let name = file.display();
    let text = std::fs::read_to_string(file).map_err(|error| format!("{name}: {error}"))?;
    for (index, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let message = serde_json::from_str(line).map_err(|error| {
            format!(
                "{name}:{}: {error}; a labelled message is {{\"text\": …, \"labels\": […], \"maybe\": […]}}",
                index + 1
            )
        })?;
        messages.push(message);
    }
    Ok(())
}

fn write_table(out: &mut dyn Write, evaluation: &Evaluation, show: &[EvalShow]) -> io::Result<()> {
    let row = |out: &mut dyn Write, name: &str, counts: &Counts| {
        let Counts {
            right,
            false_alarms,
            missed,
        } = *counts;
        writeln!(
            out,
            "{name:<22} {:>6.3} {:>9.3} {right:>7} {missed:>7} {false_alarms:>13}",
            counts.recall(),
            counts.precision()
        )
    };
    writeln!(
        out,
        "{:<22} {:>6} {:>9} {:>7} {:>7} {:>13}",
        "family", "recall", "precision", "right", "missed", "false alarms"
    )?;
    for (family, counts) in &evaluation.families {
        row(out, family, counts)?;
    }
    row(out, "any (by message)", &evaluation.any)?;
    let (overlapping, all) = evaluation.spans;
    if all > 0 {
        let share = overlapping as f64 / all as f64;
        writeln!(
            out,
            "{:<22} {share:>6.3}  ({overlapping} of {all} true findings)",
            "words overlap"
        )?;
    }
    writeln!(out, "{} messages", evaluation.messages)?;
    if show.contains(&EvalShow::Misses) {
        write_misses(out, "missed", &evaluation.misses)?;
    }
    if show.contains(&EvalShow::FalseAlarms) {
        write_misses(out, "false alarm", &evaluation.false_alarms)?;
    }
    Ok(())
}

fn write_misses(out: &mut dyn Write, what: &str, misses: &[Miss]) -> io::Result<()> {
    let mut misses: Vec<&Miss> = misses.iter().collect();
    misses.sort_by(|one, other| one.family.cmp(&other.family));
    for miss in misses {
        let text = miss.text.replace(|c: char| c.is_control(), " ");
        writeln!(out, "\n{what}: {} [{}]\n  {text}", miss.family, miss.id)?;
        for (rule, words) in &miss.found {
            writeln!(
                out,
                "  {rule}: {}",
                words.replace(|c: char| c.is_control(), " ")
            )?;
        }
    }
    Ok(())
}
