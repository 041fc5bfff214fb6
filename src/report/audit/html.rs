//! The page for managers: one file with everything in it, which opens offline and prints.
//!
//! Every number comes from the [`Tally`]; ratios and intervals are worked out here. The same counts
//! give the same bytes.

mod chart;
mod coverage;
mod escape;
mod groups;
mod labels;
mod method;
mod rules;
mod sample;
mod signals;
mod trend;
mod verdicts;
mod view;
mod worst;

#[cfg(test)]
mod tests;

use super::super::Language;
use super::super::labels::Labels;
use super::words::family;
use crate::audit::Tally;
use crate::rules::Severity;
use escape::Text;
use labels::fill;
use std::collections::BTreeSet;
use std::io::{self, Write};
use view::View;

/// Nothing but what is in the file: no fonts, pictures or scripts from elsewhere, nothing sent.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; \
                      img-src data:; base-uri 'none'; form-action 'none'";

const STYLE: &str = include_str!("html/style.css");

const SCRIPT: &str = include_str!("html/script.js");

/// Writes the whole page.
///
/// # Errors
/// Only those of `out`.
pub fn write_html(out: &mut dyn Write, tally: &Tally, language: Language) -> io::Result<()> {
    let view = View::of(tally, language);
    write_head(out, &view)?;
    write_contents(out, &view)?;
    writeln!(out, "<main>")?;
    coverage::write(out, &view)?;
    verdicts::write(out, &view)?;
    rules::write(out, &view)?;
    groups::write(out, &view)?;
    trend::write(out, &view)?;
    signals::write(out, &view)?;
    worst::write(out, &view)?;
    sample::write(out, &view)?;
    method::write_baseline(out, &view)?;
    method::write(out, &view)?;
    writeln!(out, "</main><footer><p>{}</p></footer>", view.words.footer)?;
    writeln!(out, "<script>\n{SCRIPT}</script></body></html>")
}

fn write_head(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let words = view.words;
    let period = period(view);
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><meta name=\"referrer\" content=\"no-referrer\">\
         <meta name=\"generator\" content=\"saywell {}\">\
         <title>{} {period}</title><style>\n{STYLE}</style></head><body>",
        words.tag,
        Text(&view.tally.terms.saywell),
        words.title,
    )?;
    writeln!(
        out,
        "<header class=\"page\"><p class=\"kicker\">{}</p><h1>{}</h1><p class=\"period\">{period}</p></header>",
        words.kicker, words.title
    )
}

/// From the first day to the last.
fn period(view: &View) -> String {
    let mut days = view.tally.days.keys().filter(|day| !day.is_empty());
    match (days.next(), days.next_back()) {
        (Some(first), Some(last)) => format!("{} – {}", Text(first), Text(last)),
        (Some(only), None) => Text(only).to_string(),
        _ if view.tally.coverage.conversations == 0 => String::new(),
        _ => view.words.undated_page.to_owned(),
    }
}

fn write_contents(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let words = view.words;
    writeln!(out, "<nav aria-label=\"{}\"><ul>", words.contents)?;
    let mut link = |id: &str, name: &str| writeln!(out, "<li><a href=\"#{id}\">{name}</a></li>");
    link("coverage", words.coverage)?;
    link("verdicts", words.verdicts)?;
    link("rules", words.found)?;
    for name in groups::fields(view)
        .into_iter()
        .filter(|name| view.tally.groups.contains_key(*name))
    {
        let field = words.field_in_title(name);
        link(
            &groups::anchor(name),
            &fill(words.by_field, &[("field", &field)]),
        )?;
    }
    link("trend", words.trend)?;
    link("signals", words.signals)?;
    link("worst", words.worst)?;
    link("sample", words.sample)?;
    if view.tally.baseline.is_some() {
        link("baseline", words.baseline)?;
    }
    link("method", words.method)?;
    writeln!(out, "</ul>")?;
    write_filters(out, view)?;
    writeln!(out, "</nav>")
}

/// Hidden until the script shows them: without it they would do nothing.
fn write_filters(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let words = view.words;
    writeln!(
        out,
        "<div class=\"controls filters\" hidden><input type=\"search\" id=\"filter\" placeholder=\"{0}\" aria-label=\"{0}\">\
         <select id=\"severity\" aria-label=\"{1}\"><option value=\"\">{1}</option>",
        words.filter, words.any_severity
    )?;
    for severity in Severity::ALL.iter().rev() {
        let label = Labels::of(view.language).severity(*severity);
        writeln!(
            out,
            "<option value=\"{}\">{label}</option>",
            severity.name()
        )?;
    }
    writeln!(
        out,
        "</select><select id=\"family\" aria-label=\"{0}\"><option value=\"\">{0}</option>",
        words.any_family
    )?;
    let families: BTreeSet<&str> = view.tally.families.keys().map(String::as_str).collect();
    for id in families {
        let name = family(view.language, id);
        writeln!(
            out,
            "<option value=\"{}\">{}</option>",
            Text(id),
            Text(name)
        )?;
    }
    writeln!(
        out,
        "</select></div><template id=\"words\" data-no-match=\"{}\" data-progress=\"{}\" data-sheet=\"{}\"></template>",
        words.no_match, words.progress, words.sheet_name
    )
}
