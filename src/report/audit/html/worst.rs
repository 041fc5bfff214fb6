//! The conversations with the lowest scores, with the words that cost them.

use super::super::words::thousands;
use super::escape::Text;
use super::labels::fill;
use super::rules::instead;
use super::view::{View, by_sentence, quote_all};
use crate::audit::{Case, Evidence, Verdict};
use std::io::{self, Write};

/// So many conversations are unfolded.
const FIRST: usize = 5;

pub(super) fn write(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let words = view.words;
    writeln!(out, "<section id=\"worst\"><h2>{}</h2>", words.worst)?;
    let cases = view.tally.worst.items();
    if cases.is_empty() {
        return writeln!(out, "<p>{}</p></section>", words.no_worst);
    }
    writeln!(out, "<p class=\"lead\">{}</p>", words.worst_explained)?;
    let (first, more) = cases.split_at(cases.len().min(FIRST));
    for case in first {
        write_case(out, view, case)?;
    }
    if !more.is_empty() {
        let count = thousands(more.len() as u64);
        let text = fill(words.more_cases, &[("count", &count)]);
        writeln!(out, "<details class=\"more\"><summary>{text}</summary>")?;
        for case in more {
            write_case(out, view, case)?;
        }
        writeln!(out, "</details>")?;
    }
    writeln!(out, "</section>")
}

fn write_case(out: &mut dyn Write, view: &View, case: &Case) -> io::Result<()> {
    let verdict = Verdict::ALL
        .into_iter()
        .find(|verdict| verdict.name() == case.verdict);
    let verdict = verdict.map_or(case.verdict.as_str(), |verdict| view.verdict(verdict));
    writeln!(
        out,
        "<article class=\"worst\"><header><span class=\"score\">{}</span> <span class=\"verdict\">{}</span> \
         <span class=\"where\">{}</span> <span class=\"count\">{}</span></header><ol class=\"evidence\">",
        case.score,
        Text(verdict),
        view.place(&case.reference),
        view.words.findings(case.findings),
    )?;
    for evidence in by_sentence(&case.evidence) {
        write_sentence(out, view, evidence)?;
    }
    let more = case.findings.saturating_sub(case.evidence.len() as u64);
    if more > 0 {
        let more = thousands(more);
        writeln!(
            out,
            "<li class=\"more\">{}</li>",
            fill(view.words.and_more, &[("count", &more)])
        )?;
    }
    writeln!(out, "</ol></article>")
}

/// The findings of one sentence.
fn write_sentence(out: &mut dyn Write, view: &View, evidence: &[Evidence]) -> io::Result<()> {
    let Some(first) = evidence.first() else {
        return Ok(());
    };
    let before = match first.before.as_str() {
        "" => String::new(),
        before => format!(
            "<p class=\"before\"><span class=\"label\">{}</span> {}</p>",
            view.other_side(first),
            Text(before)
        ),
    };
    let mut rules = evidence.iter().map(|one| {
        let facts = view.facts(&one.rule);
        let severity = facts.map(|facts| view.severity(facts)).unwrap_or_default();
        let better = facts
            .map(|facts| instead(&facts.instead))
            .unwrap_or_default();
        let title = Text(view.title(&one.rule));
        [
            format!("<p class=\"rule\">{severity} {title}</p>"),
            format!("<div class=\"better\">{better}</div>"),
        ]
    });
    // The first advice stands beside the quote, the others below it, each beside its rule.
    let [rule, better] = rules.next().unwrap_or_default();
    writeln!(
        out,
        "<li><p class=\"moment\">{}</p><div class=\"said\">{before}<blockquote>{}</blockquote>{rule}</div>{better}{}</li>",
        view.moment(first),
        quote_all(evidence),
        rules.flatten().collect::<String>(),
    )
}
