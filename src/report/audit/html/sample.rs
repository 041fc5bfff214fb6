//! Findings chosen at random, for people to agree or disagree with.

use super::super::sheet::{cells, head, sampled};
use super::super::words::thousands;
use super::escape::{Text, json_in_script};
use super::labels::fill;
use super::view::{View, advice, quote};
use crate::audit::Sampled;
use serde::Serialize;
use std::io::{self, Write};

/// The sheet as `--review-sheet` writes it, for the script to fill in the last two columns.
#[derive(Serialize)]
struct Sheet<'t> {
    head: Vec<&'t str>,
    rows: Vec<Vec<String>>,
}

pub(super) fn write(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let words = view.words;
    writeln!(out, "<section id=\"sample\"><h2>{}</h2>", words.sample)?;
    let sample = sampled(view.tally);
    if sample.is_empty() {
        return writeln!(out, "<p>{}</p></section>", words.no_sample);
    }
    let count = thousands(sample.len() as u64);
    let seed = view.tally.terms.sampling.seed.to_string();
    let values = [("count", &count[..]), ("seed", &seed)];
    writeln!(
        out,
        "<p class=\"lead\">{}</p>",
        fill(words.sample_explained, &values)
    )?;
    writeln!(
        out,
        "<p class=\"controls\" hidden><button type=\"button\" id=\"download\">{}</button> \
         <output id=\"progress\" aria-live=\"polite\"></output></p>",
        words.download
    )?;
    write_table(out, view, &sample)?;
    write_data(out, view, &sample)?;
    writeln!(out, "</section>")
}

fn write_table(out: &mut dyn Write, view: &View, sample: &[&Sampled]) -> io::Result<()> {
    let words = view.words;
    writeln!(
        out,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\"><table class=\"sample\" data-sortable data-filtered>\
         <caption>{0}</caption><thead><tr>\
         <th scope=\"col\" data-sort=\"text\">{1}</th><th scope=\"col\">{2}</th><th scope=\"col\" data-sort=\"text\">{3}</th>\
         <th scope=\"col\">{4}</th></tr></thead><tbody>",
        words.sample, words.where_said, words.what_was_said, words.rule, words.your_verdict,
    )?;
    for (index, sampled) in sample.iter().enumerate() {
        write_row(out, view, index, sampled)?;
    }
    writeln!(out, "</tbody></table></div>")
}

fn write_row(out: &mut dyn Write, view: &View, index: usize, sampled: &Sampled) -> io::Result<()> {
    let Sampled {
        reference,
        evidence,
    } = sampled;
    let facts = view.facts(&evidence.rule);
    let before = match evidence.before.as_str() {
        "" => String::new(),
        before => format!(
            "<p class=\"before\"><span class=\"label\">{}</span> {}</p>",
            view.other_side(evidence),
            Text(before)
        ),
    };
    let better = facts.and_then(|facts| facts.instead.first());
    let better = better.map(|better| format!("<p class=\"better\">{}</p>", advice(better)));
    writeln!(
        out,
        "<tr data-index=\"{index}\" data-family=\"{}\" data-severity=\"{}\"><th scope=\"row\" data-value=\"{}\">{}<small>{}</small></th>\
         <td>{before}<blockquote>{}</blockquote></td><td data-value=\"{}\">{}{}</td><td class=\"verdict\">{}</td></tr>",
        facts
            .map(|facts| Text(&facts.family).to_string())
            .unwrap_or_default(),
        facts
            .map(|facts| Text(&facts.severity).to_string())
            .unwrap_or_default(),
        Text(&reference.record),
        view.place(reference),
        view.moment(evidence),
        quote(evidence),
        Text(view.title(&evidence.rule)),
        Text(view.title(&evidence.rule)),
        better.unwrap_or_default(),
        marks(view, index),
    )
}

/// Where the reviewer answers: on the screen, and on paper.
fn marks(view: &View, index: usize) -> String {
    let words = view.words;
    let number = index + 1;
    let [yes, no, unsure] = words.marks;
    format!(
        "<span class=\"controls\" hidden><select aria-label=\"{0} {number}\"><option value=\"\">–</option>\
         <option value=\"{5}\">{1}</option><option value=\"{6}\">{2}</option><option value=\"{7}\">{3}</option></select>\
         <input type=\"text\" placeholder=\"{4}\" aria-label=\"{4} {number}\"></span>\
         <span class=\"paper\">□ {1}<br>□ {2}<br>□ {3}</span>",
        words.your_verdict,
        words.agree,
        words.disagree,
        words.unsure,
        words.comment,
        yes,
        no,
        unsure
    )
}

/// The sheet that the page writes.
fn write_data(out: &mut dyn Write, view: &View, sample: &[&Sampled]) -> io::Result<()> {
    let rows = sample.iter().map(|sampled| {
        let cells = cells(view.tally, sampled, view.language);
        cells
            .iter()
            .map(|cell| cell.in_csv().into_owned())
            .collect()
    });
    let sheet = Sheet {
        head: head(view.language).map(|(name, _)| name).collect(),
        rows: rows.collect(),
    };
    writeln!(
        out,
        "<script type=\"application/json\" id=\"sheet\">{}</script>",
        json_in_script(&sheet)?
    )
}
