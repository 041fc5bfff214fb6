//! Agents, teams and every other group beside each other, so that nobody is ranked on luck.

use super::super::words::{field, group, thousands};
use super::chart::interval::{Scale, Standing};
use super::chart::shares;
use super::escape::Text;
use super::labels::fill;
use super::rules::number;
use super::view::View;
use crate::audit::{Counts, Group, Verdict, wilson};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// So many groups of a field are shown; a page with every customer helps nobody.
const SHOWN: usize = 300;

/// So many rules stand beside a group.
const TOP_RULES: usize = 3;

type Named<'t> = (&'t str, &'t Group);

pub(super) fn write(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let mut explanation = Some(view.words.interval_explained);
    for name in fields(view) {
        let Some(groups) = view.tally.groups.get(name) else {
            continue;
        };
        let field = view.words.field_in_title(name);
        let title = fill(view.words.by_field, &[("field", &field)]);
        writeln!(out, "<section id=\"{}\"><h2>{title}</h2>", anchor(name))?;
        if let Some(explanation) = explanation.take() {
            writeln!(out, "<p class=\"lead\">{explanation}</p>")?;
        }
        write_field(out, view, name, groups)?;
        writeln!(out, "</section>")?;
    }
    Ok(())
}

/// The address of a field's part of the page.
pub(super) fn anchor(field: &str) -> String {
    let field: String = field
        .chars()
        .map(|c| if c.is_whitespace() { '-' } else { c })
        .collect();
    format!("by-{}", Text(&field))
}

/// The fields in the order of the page: agents first, then as asked for.
pub(super) fn fields<'t>(view: &View<'t>) -> Vec<&'t str> {
    let mut names: Vec<&str> = view.tally.terms.by.iter().map(String::as_str).collect();
    names.sort_by_key(|name| *name != "agent");
    names
}

fn write_field(
    out: &mut dyn Write,
    view: &View,
    name: &str,
    groups: &BTreeMap<String, Group>,
) -> io::Result<()> {
    let words = view.words;
    let least = view.tally.terms.min_turns.max(1);
    let groups = groups.iter().map(|(name, group)| (name.as_str(), group));
    let (mut ranked, mut few): (Vec<Named>, Vec<Named>) =
        groups.partition(|(_, group)| group.counts.agent_turns >= least);
    if !matches!(name, "day" | "week" | "month") {
        ranked.sort_by(|(one, first), (two, second)| {
            let rate = |counts: &Counts| counts.flagged_turns as f64 / counts.agent_turns as f64;
            let order = rate(&second.counts).total_cmp(&rate(&first.counts));
            order.then_with(|| one.cmp(two))
        });
        few.sort_by_key(|(name, group)| (Reverse(group.counts.agent_turns), *name));
    }
    if ranked.is_empty() {
        let least = thousands(least);
        writeln!(
            out,
            "<p>{}</p>",
            fill(words.none_ranked, &[("count", &least)])
        )?;
    } else {
        write_ranked(out, view, name, &ranked)?;
    }
    write_few(out, view, name, &few)
}

fn write_ranked(out: &mut dyn Write, view: &View, name: &str, groups: &[Named]) -> io::Result<()> {
    let words = view.words;
    let shown = &groups[..groups.len().min(SHOWN)];
    let counts = shown
        .iter()
        .map(|(_, group)| (group.counts.flagged_turns, group.counts.agent_turns));
    let scale = Scale::of(counts, view.overall(), 1000.0);
    let title = Text(field(view.language, name)).to_string();
    let is_period = matches!(name, "day" | "week" | "month");
    let (by_name, by_rate) = match is_period {
        true => (" aria-sort=\"ascending\"", ""),
        false => ("", " aria-sort=\"descending\""),
    };
    writeln!(
        out,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{title}\">\
         <table class=\"groups\" data-sortable data-filtered><caption>{}</caption><thead><tr>\
         <th scope=\"col\" data-sort=\"text\"{by_name}>{title}</th>\
         <th scope=\"col\" data-sort=\"number\"{by_rate}>{}</th><th scope=\"col\" class=\"axis\">{}</th>\
         <th scope=\"col\" data-sort=\"number\">{}</th><th scope=\"col\" data-sort=\"number\">{}</th>\
         <th scope=\"col\" data-sort=\"number\">{}</th>\
         <th scope=\"col\" data-sort=\"number\" class=\"mix\">{}</th><th scope=\"col\">{}</th></tr></thead><tbody>",
        fill(words.ranked, &[("count", &thousands(groups.len() as u64))]),
        words.flagged_per_thousand,
        axis(view, &scale),
        words.conversations_label,
        words.agent_turns,
        words.score,
        words.verdict_mix,
        words.top_rules,
    )?;
    for (name, group) in shown {
        write_group(out, view, &scale, name, group)?;
    }
    writeln!(out, "</tbody></table></div>")?;
    write_more(out, view, groups.len())
}

fn write_more(out: &mut dyn Write, view: &View, count: usize) -> io::Result<()> {
    if count <= SHOWN {
        return Ok(());
    }
    let more = thousands((count - SHOWN) as u64);
    writeln!(
        out,
        "<p class=\"quiet\">{}</p>",
        fill(view.words.more_groups, &[("count", &more)])
    )
}

/// The scale above the intervals: its marks, and where all conversations stand.
fn axis(view: &View, scale: &Scale) -> String {
    let mut html = format!(
        "<span class=\"name\">{}</span><span class=\"scale\">",
        view.words.interval
    );
    let reference = scale.x(scale.reference);
    for tick in &scale.ticks {
        let x = scale.x(*tick);
        html += &format!("<span style=\"left:{x:.2}%\">{:.0}</span>", tick * 1000.0);
    }
    html += &format!(
        "<span class=\"reference\" style=\"left:{reference:.2}%\" title=\"{}\">{:.1}</span></span>",
        view.words.overall,
        scale.reference * 1000.0
    );
    html
}

fn write_group(
    out: &mut dyn Write,
    view: &View,
    scale: &Scale,
    name: &str,
    group: &Group,
) -> io::Result<()> {
    let words = view.words;
    let counts = &group.counts;
    let interval = wilson(counts.flagged_turns, counts.agent_turns);
    let standing = Standing::of(interval, scale.reference);
    let mark = match standing {
        Standing::Above => format!("<b class=\"above\">▲ {}</b>", words.above),
        Standing::Below => format!("<b class=\"below\">▼ {}</b>", words.below),
        Standing::Within => String::new(),
    };
    let rate = counts.flagged_turns as f64 / counts.agent_turns as f64;
    let mean = counts.mean_score().unwrap_or(0.0);
    writeln!(
        out,
        "<tr class=\"{}\"><th scope=\"row\" data-value=\"{}\">{}{mark}</th>\
         <td class=\"number rate\" data-value=\"{rate:.9}\">{}<small>{:.1}–{:.1}</small></td>\
         <td class=\"axis\">{}</td>{}{}<td class=\"number\" data-value=\"{mean:.4}\">{}</td>\
         <td class=\"mix\" data-value=\"{}\">{}</td><td class=\"top\">{}</td></tr>",
        standing.name(),
        Text(name),
        name_of(view, name),
        view.rate(counts.flagged_turns, counts.agent_turns),
        interval.low * 1000.0,
        interval.high * 1000.0,
        scale.draw(counts.flagged_turns, counts.agent_turns),
        number(counts.conversations),
        number(counts.agent_turns),
        view.mean_score(counts),
        counts.pass as f64 / counts.scored.max(1) as f64,
        mix(view, counts),
        top_rules(view, group),
    )
}

fn name_of(view: &View, name: &str) -> String {
    match name {
        "" => format!("<i class=\"unnamed\">{}</i>", group(view.language, name)),
        name => Text(name).to_string(),
    }
}

/// Shares of the verdicts: a bar, and the numbers behind it.
fn mix(view: &View, counts: &Counts) -> String {
    let parts = Verdict::ALL.map(|verdict| (verdict.name(), counts.of(verdict)));
    let shares = Verdict::ALL.map(|verdict| {
        let share = counts.of(verdict) as f64 / counts.scored.max(1) as f64;
        format!("{:.0}", share * 100.0)
    });
    let title = Verdict::ALL
        .map(|verdict| {
            format!(
                "{} {}",
                view.verdict(verdict),
                thousands(counts.of(verdict))
            )
        })
        .join(" · ");
    format!(
        "<span title=\"{title}\">{}<small>{}</small></span>",
        shares::bar(parts),
        shares.join(" / ")
    )
}

fn top_rules(view: &View, group: &Group) -> String {
    let mut rules: Vec<(&str, u64)> = group
        .rules
        .iter()
        .map(|(id, hits)| (id.as_str(), *hits))
        .collect();
    rules.sort_by_key(|(id, hits)| (Reverse(*hits), *id));
    let top = rules.iter().take(TOP_RULES).map(|(id, hits)| {
        let title = Text(view.title(id)).to_string();
        format!("<li>{title} <small>{}</small></li>", thousands(*hits))
    });
    let top: String = top.collect();
    if top.is_empty() {
        String::new()
    } else {
        format!("<ol>{top}</ol>")
    }
}

/// Groups of which too little is known to rank them.
fn write_few(out: &mut dyn Write, view: &View, name: &str, groups: &[Named]) -> io::Result<()> {
    if groups.is_empty() {
        return Ok(());
    }
    let words = view.words;
    let count = thousands(groups.len() as u64);
    let least = thousands(view.tally.terms.min_turns);
    writeln!(
        out,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\"><table class=\"few\" data-filtered><caption>{0} <small>{1}</small></caption>\
         <thead><tr><th scope=\"col\">{2}</th><th scope=\"col\" class=\"number\">{3}</th>\
         <th scope=\"col\" class=\"number\">{4}</th><th scope=\"col\" class=\"number\">{5}</th>\
         <th scope=\"col\" class=\"number\">{6}</th></tr></thead><tbody>",
        fill(words.too_few, &[("count", &count)]),
        fill(words.too_few_hint, &[("count", &least)]),
        Text(field(view.language, name)),
        words.conversations_label,
        words.agent_turns,
        words.flagged_turns,
        words.score,
    )?;
    for (name, group) in &groups[..groups.len().min(SHOWN)] {
        let counts = &group.counts;
        writeln!(
            out,
            "<tr><th scope=\"row\">{}</th>{}{}{}<td class=\"number\">{}</td></tr>",
            name_of(view, name),
            number(counts.conversations),
            number(counts.agent_turns),
            number(counts.flagged_turns),
            view.mean_score(counts),
        )?;
    }
    writeln!(out, "</tbody></table></div>")?;
    write_more(out, view, groups.len())
}
