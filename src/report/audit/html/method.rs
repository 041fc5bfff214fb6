//! How every number is made, and what was compared with what.

use super::super::words::{field, thousands};
use super::escape::Text;
use super::labels::fill;
use super::view::View;
use std::io::{self, Write};

/// What is new and what is gone against an earlier audit, if one was given.
pub(super) fn write_baseline(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let Some(baseline) = &view.tally.baseline else {
        return Ok(());
    };
    let words = view.words;
    writeln!(
        out,
        "<section id=\"baseline\"><h2>{}</h2><p class=\"lead\">{}</p><table class=\"facts baseline\"><caption>{}</caption><tbody>",
        words.baseline, words.baseline_explained, words.baseline_counts
    )?;
    for (name, hint, count) in [
        (words.new, words.new_hint, baseline.new),
        (words.gone, words.gone_hint, baseline.gone()),
        (words.unchanged, words.unchanged_hint, baseline.unchanged()),
    ] {
        writeln!(
            out,
            "<tr><th scope=\"row\">{name} <small>{hint}</small></th><td>{}</td></tr>",
            thousands(count)
        )?;
    }
    writeln!(out, "</tbody></table></section>")
}

/// The definition of every number.
pub(super) fn write(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let words = view.words;
    let terms = &view.tally.terms;
    let scoring = terms.scoring;
    let [cap, pass, coach] =
        [scoring.cap, scoring.pass, scoring.coach].map(|number| number.to_string());
    let least = thousands(terms.min_turns);
    let values = [
        ("cap", &cap[..]),
        ("pass", &pass),
        ("coach", &coach),
        ("count", &least),
    ];
    writeln!(
        out,
        "<section id=\"method\"><h2>{}</h2><dl class=\"method\">",
        words.method
    )?;
    for (name, text) in words.definitions {
        writeln!(out, "<dt>{name}</dt><dd>{}</dd>", fill(text, &values))?;
    }
    writeln!(
        out,
        "</dl><h3>{}</h3><table class=\"facts terms\"><caption>{}</caption><tbody>",
        words.terms, words.terms_hint
    )?;
    for (name, value) in terms_of(view) {
        writeln!(
            out,
            "<tr><th scope=\"row\">{name}</th><td>{value}</td></tr>"
        )?;
    }
    writeln!(out, "</tbody></table></section>")
}

/// What must be the same for two reports to be compared.
fn terms_of(view: &View) -> Vec<(&'static str, String)> {
    let words = view.words;
    let terms = &view.tally.terms;
    let fields = terms
        .by
        .iter()
        .map(|name| Text(field(view.language, name)).to_string());
    let rules = [
        ("count", &thousands(terms.rules.count as u64)[..]),
        ("hash", &Text(&terms.rules.hash).to_string()),
    ];
    let sampling = [
        ("size", &thousands(terms.sampling.size as u64)[..]),
        ("per_agent", &thousands(terms.sampling.per_agent as u64)),
        ("seed", &terms.sampling.seed.to_string()),
    ];
    let masking = match (terms.masked, terms.mask_patterns.is_empty()) {
        (false, _) => words.unmasked.to_owned(),
        (true, true) => words.masked.to_owned(),
        (true, false) => {
            let count = thousands(terms.mask_patterns.len() as u64);
            fill(words.masked_with_patterns, &[("count", &count)])
        }
    };
    let names = match terms.names.as_str() {
        "plain" | "" => words.names_plain.to_owned(),
        hashed => fill(words.names_hashed, &[("mark", &Text(hashed).to_string())]),
    };
    let mut all = vec![
        (words.version, format!("saywell {}", Text(&terms.saywell))),
        (words.rule_set, fill(words.rule_set_value, &rules)),
        (words.grouped_by, words.list(fields)),
        (words.least_turns, thousands(terms.min_turns)),
        (words.sampling, fill(words.sampling_value, &sampling)),
        (words.masking, masking),
        (words.names, names),
    ];
    if let Some(baseline) = &terms.baseline {
        all.push((words.baseline, format!("<code>{}</code>", Text(baseline))));
    }
    all
}
