//! What was read, and what was not: the first thing to know about any number.

use super::super::words::thousands;
use super::escape::Text;
use super::labels::fill;
use super::view::View;
use crate::audit::Coverage;
use crate::document::Role;
use std::collections::BTreeMap;
use std::io::{self, Write};

pub(super) fn write(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let words = view.words;
    let coverage = &view.tally.coverage;
    writeln!(out, "<section id=\"coverage\"><h2>{}</h2>", words.coverage)?;
    writeln!(out, "<div class=\"pair\"><div>")?;
    write_claim(out, view)?;
    write_left_out(out, view, coverage)?;
    writeln!(out, "</div><div>")?;
    write_read(out, view, coverage)?;
    writeln!(out, "</div></div></section>")
}

fn write_claim(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let words = view.words;
    let coverage = &view.tally.coverage;
    let read = words.conversations(coverage.conversations);
    if coverage.conversations == 0 {
        return writeln!(out, "<p class=\"claim\">{}</p>", words.nothing_read);
    }
    if coverage.interrupted > 0 {
        let text = fill(words.read_in_part, &[("conversations", &read)]);
        return writeln!(out, "<p class=\"claim part\">{text}</p>");
    }
    writeln!(
        out,
        "<p class=\"claim\"><b class=\"whole\">100<small>%</small></b> {}</p>",
        fill(words.read_whole, &[("conversations", &read)])
    )?;
    match coverage.unreadable {
        0 => writeln!(out, "<p>{}</p>", words.none_unreadable),
        count => {
            let count = words.records(count);
            writeln!(
                out,
                "<p>{}</p>",
                fill(words.some_unreadable, &[("count", &count)])
            )
        }
    }
}

fn write_read(out: &mut dyn Write, view: &View, coverage: &Coverage) -> io::Result<()> {
    let words = view.words;
    writeln!(
        out,
        "<table class=\"facts\"><caption>{}</caption><tbody>",
        words.what_was_read
    )?;
    write_fact(out, words.files, coverage.files, "")?;
    write_fact(out, words.conversations_label, coverage.conversations, "")?;
    let unscored = coverage
        .conversations
        .saturating_sub(view.tally.total.scored);
    if unscored > 0 {
        write_fact(out, words.unscored, unscored, "part")?;
    }
    let turns: u64 = coverage.turns.values().sum();
    write_fact(out, words.turns, turns, "")?;
    for role in Role::ALL {
        if let Some(count) = coverage.turns.get(role.name()) {
            write_fact(out, view.labels.role(role), *count, "part")?;
        }
    }
    write_fact(out, words.judged_turns, view.tally.total.agent_turns, "")?;
    write_fact(out, words.characters, coverage.characters, "")?;
    writeln!(out, "</tbody></table>")
}

fn write_fact(out: &mut dyn Write, name: &str, count: u64, class: &str) -> io::Result<()> {
    writeln!(
        out,
        "<tr class=\"{class}\"><th scope=\"row\">{}</th><td>{}</td></tr>",
        Text(name),
        thousands(count)
    )
}

/// What was passed over, could not be read, or was read with a doubt.
fn write_left_out(out: &mut dyn Write, view: &View, coverage: &Coverage) -> io::Result<()> {
    let words = view.words;
    let skipped_files: u64 = coverage.skipped_files.values().sum();
    let skipped_text: u64 = coverage.skipped_text.values().sum();
    let left_out = skipped_files + skipped_text + coverage.unreadable + coverage.interrupted;
    if left_out + coverage.notes.values().sum::<u64>() == 0 {
        return writeln!(out, "<p class=\"quiet\">{}</p>", words.nothing_left_out);
    }
    writeln!(out, "<h3>{}</h3><ul class=\"left-out\">", words.left_out)?;
    if coverage.interrupted > 0 {
        writeln!(out, "<li>{}</li>", words.interrupted)?;
    }
    if skipped_files > 0 {
        let endings = list(&coverage.skipped_files, |ending| match ending {
            "" => words.no_ending.to_owned(),
            ending => format!(".{}", Text(ending)),
        });
        let count = words.file_count(skipped_files);
        let values = [("count", &count[..]), ("list", &endings)];
        writeln!(out, "<li>{}</li>", fill(words.skipped_files, &values))?;
    }
    if skipped_text > 0 {
        let reasons = list(&coverage.skipped_text, |reason| {
            words.skip(view.labels, reason)
        });
        let count = thousands(skipped_text);
        let values = [("count", &count[..]), ("list", &reasons)];
        writeln!(out, "<li>{}</li>", fill(words.skipped_text, &values))?;
    }
    for (code, count) in &coverage.notes {
        let count = words.documents(*count);
        writeln!(
            out,
            "<li>{}</li>",
            fill(words.note(code), &[("count", &count)])
        )?;
    }
    write_unreadable(out, view, coverage)?;
    writeln!(out, "</ul>")
}

fn write_unreadable(out: &mut dyn Write, view: &View, coverage: &Coverage) -> io::Result<()> {
    if coverage.unreadable == 0 {
        return Ok(());
    }
    let words = view.words;
    let cases = coverage.unreadable_cases.items();
    let count = words.records(coverage.unreadable);
    let open = if cases.len() <= 10 { " open" } else { "" };
    writeln!(
        out,
        "<li><details{open}><summary>{}</summary><ul class=\"cases\">",
        fill(words.unreadable, &[("count", &count)])
    )?;
    for case in cases {
        let line = case.line.map(|line| format!(":{line}")).unwrap_or_default();
        writeln!(
            out,
            "<li><code>{}{line}</code> {}</li>",
            Text(&case.path),
            Text(&case.message)
        )?;
    }
    let more = coverage.unreadable.saturating_sub(cases.len() as u64);
    if more > 0 {
        writeln!(
            out,
            "<li>{}</li>",
            fill(words.and_more, &[("count", &thousands(more))])
        )?;
    }
    writeln!(out, "</ul></details></li>")
}

fn list(counts: &BTreeMap<String, u64>, name: impl Fn(&str) -> String) -> String {
    let parts = counts
        .iter()
        .map(|(key, count)| format!("{} {}", name(key), thousands(*count)));
    parts.collect::<Vec<_>>().join(", ")
}
