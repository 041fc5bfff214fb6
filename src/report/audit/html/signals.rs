//! What customers said that announces trouble, beside what the agent had said before.

use super::super::words::thousands;
use super::chart::interval::Scale;
use super::escape::Text;
use super::labels::fill;
use super::rules::{instead, number};
use super::view::{View, by_sentence, quote_all};
use crate::audit::{Evidence, SignalCase, SignalTally, wilson};
use std::cmp::Reverse;
use std::io::{self, Write};

/// So many rules of the agent's stand beside a signal.
const TOP_RULES: usize = 3;

/// So many cases are unfolded.
const FIRST: usize = 6;

pub(super) fn write(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let words = view.words;
    writeln!(out, "<section id=\"signals\"><h2>{}</h2>", words.signals)?;
    if view.tally.signals.is_empty() {
        return writeln!(out, "<p>{}</p></section>", words.no_signals);
    }
    let total = &view.tally.total;
    let share = view.percent(total.flagged, total.conversations);
    let text = fill(words.signals_explained, &[("share", &share)]);
    writeln!(out, "<p class=\"lead\">{text}</p>")?;
    write_table(out, view)?;
    let cases = view.tally.signal_cases.items();
    if !cases.is_empty() {
        let (first, more) = cases.split_at(cases.len().min(FIRST));
        writeln!(out, "<h3>{}</h3>", words.signal_cases)?;
        write_cases(out, view, first)?;
        if !more.is_empty() {
            let count = thousands(more.len() as u64);
            let text = fill(words.more_cases, &[("count", &count)]);
            writeln!(out, "<details class=\"more\"><summary>{text}</summary>")?;
            write_cases(out, view, more)?;
            writeln!(out, "</details>")?;
        }
    }
    writeln!(out, "</section>")
}

fn write_table(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let words = view.words;
    let total = &view.tally.total;
    let expected = total.flagged as f64 / total.conversations.max(1) as f64;
    let mut signals: Vec<(&str, &SignalTally)> = view
        .tally
        .signals
        .iter()
        .map(|(id, signal)| (id.as_str(), signal))
        .collect();
    signals.sort_by_key(|(id, signal)| (Reverse(signal.conversations), *id));
    let scale = Scale {
        end: 1.0,
        reference: expected,
        ticks: vec![0.0, 0.5, 1.0],
    };
    writeln!(
        out,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\"><table class=\"signals\" data-sortable>\
         <caption>{0}</caption><thead><tr>\
         <th scope=\"col\" data-sort=\"text\">{1}</th><th scope=\"col\" data-sort=\"number\">{2}</th>\
         <th scope=\"col\" class=\"axis\">{3}</th>\
         <th scope=\"col\" data-sort=\"number\" aria-sort=\"descending\">{4}</th>\
         <th scope=\"col\" data-sort=\"number\">{5}</th><th scope=\"col\">{6}</th></tr></thead><tbody>",
        words.signals_by_rule,
        words.signal,
        words.share,
        axis(view, &scale),
        words.conversations_label,
        words.after_slip,
        words.after_rules,
    )?;
    for (id, signal) in signals {
        write_signal(out, view, &scale, id, signal)?;
    }
    writeln!(out, "</tbody></table></div>")
}

fn axis(view: &View, scale: &Scale) -> String {
    let mut html = format!(
        "<span class=\"name\">{}</span><span class=\"scale\">",
        view.words.interval
    );
    for tick in &scale.ticks {
        html += &format!(
            "<span style=\"left:{:.0}%\">{:.0}%</span>",
            tick * 100.0,
            tick * 100.0
        );
    }
    html += &format!(
        "<span class=\"reference\" style=\"left:{:.2}%\" title=\"{}\">{:.0}%</span></span>",
        scale.x(scale.reference),
        view.words.expected,
        scale.reference * 100.0
    );
    html
}

fn write_signal(
    out: &mut dyn Write,
    view: &View,
    scale: &Scale,
    id: &str,
    signal: &SignalTally,
) -> io::Result<()> {
    let mut rules: Vec<(&str, u64)> = signal
        .after_rules
        .iter()
        .map(|(id, count)| (id.as_str(), *count))
        .collect();
    rules.sort_by_key(|(id, count)| (Reverse(*count), *id));
    let rules = rules.iter().take(TOP_RULES).map(|(id, count)| {
        format!(
            "<li>{} <small>{}</small></li>",
            Text(view.title(id)),
            thousands(*count)
        )
    });
    let rules: String = rules.collect();
    let interval = wilson(signal.after_finding, signal.conversations);
    let share = signal.after_finding as f64 / signal.conversations.max(1) as f64;
    writeln!(
        out,
        "<tr><th scope=\"row\">{}</th>\
         <td class=\"number rate\" data-value=\"{share:.6}\">{}<small>{:.0}–{:.0}%</small></td>\
         <td class=\"axis\">{}</td>{}{}<td class=\"top\"><ol>{rules}</ol></td></tr>",
        Text(view.title(id)),
        view.percent(signal.after_finding, signal.conversations),
        interval.low * 100.0,
        interval.high * 100.0,
        scale.draw(signal.after_finding, signal.conversations),
        number(signal.conversations),
        number(signal.after_finding),
    )
}

fn write_cases(out: &mut dyn Write, view: &View, cases: &[SignalCase]) -> io::Result<()> {
    writeln!(out, "<div class=\"cases\">")?;
    for case in cases {
        write_case(out, view, case)?;
    }
    writeln!(out, "</div>")
}

/// A signal, and what went before it: the agent's words in their order, then the customer's.
fn write_case(out: &mut dyn Write, view: &View, case: &SignalCase) -> io::Result<()> {
    writeln!(
        out,
        "<article class=\"case\"><header>{}</header><ol class=\"talk\">",
        view.place(&case.reference)
    )?;
    for evidence in by_sentence(&case.after) {
        write_sentence(out, view, evidence, "agent")?;
    }
    write_sentence(out, view, std::slice::from_ref(&case.evidence), "customer")?;
    writeln!(out, "</ol></article>")
}

/// What was found in one sentence; better wording for the agent's.
fn write_sentence(
    out: &mut dyn Write,
    view: &View,
    evidence: &[Evidence],
    class: &str,
) -> io::Result<()> {
    let Some(first) = evidence.first() else {
        return Ok(());
    };
    let rules = evidence.iter().map(|one| {
        let facts = view.facts(&one.rule).filter(|_| class == "agent");
        let better = facts.and_then(|facts| facts.instead.get(..1));
        let better = better.map(instead).unwrap_or_default();
        let title = Text(view.title(&one.rule));
        format!("<p class=\"rule\">{title}</p><div class=\"better\">{better}</div>")
    });
    writeln!(
        out,
        "<li class=\"{class}\"><p class=\"who\">{} <small>{}</small></p><div>\
         <blockquote>{}</blockquote>{}</div></li>",
        Text(view.role(&first.role)),
        view.moment(first),
        quote_all(evidence),
        rules.collect::<String>(),
    )
}
