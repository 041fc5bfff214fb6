//! How the conversations did, in a few sentences and two charts.

use super::super::words::{family, thousands};
use super::chart::columns::Columns;
use super::chart::interval::Standing;
use super::chart::shares;
use super::escape::Text;
use super::labels::fill;
use super::view::View;
use crate::audit::{Counts, Verdict, wilson};
use std::io::{self, Write};

/// So many names stand in a sentence.
const NAMED: usize = 6;

pub(super) fn write(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let words = view.words;
    writeln!(out, "<section id=\"verdicts\"><h2>{}</h2>", words.verdicts)?;
    if view.tally.total.agent_turns == 0 {
        return writeln!(out, "<p>{}</p></section>", words.no_agent_turns);
    }
    writeln!(out, "<div class=\"pair\"><div>")?;
    write_sentences(out, view)?;
    writeln!(out, "</div><div>")?;
    write_verdicts(out, view)?;
    writeln!(out, "</div></div>")?;
    write_scores(out, view)?;
    writeln!(out, "</section>")
}

fn write_sentences(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let words = view.words;
    let total = &view.tally.total;
    let interval = wilson(total.flagged_turns, total.agent_turns);
    let rate = |share: f64| format!("{:.1}", share * 1000.0);
    let values = [
        ("flagged", &thousands(total.flagged_turns)[..]),
        ("turns", &thousands(total.agent_turns)),
        ("rate", &rate(view.overall())),
        ("low", &rate(interval.low)),
        ("high", &rate(interval.high)),
        (
            "conversations",
            &view.percent(total.flagged, total.conversations),
        ),
    ];
    writeln!(
        out,
        "<p class=\"standfirst\">{}</p>",
        fill(words.in_brief, &values)
    )?;
    write_families(out, view)?;
    write_apart(out, view)
}

/// The families with the most hits.
fn write_families(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let mut families: Vec<(&str, u64)> = view
        .tally
        .families
        .iter()
        .map(|(id, family)| (id.as_str(), family.hits))
        .filter(|(_, hits)| *hits > 0)
        .collect();
    families.sort_by_key(|(id, hits)| (std::cmp::Reverse(*hits), *id));
    if families.is_empty() {
        return Ok(());
    }
    let all = view.tally.total.hits;
    let first = families.iter().take(3).map(|(id, hits)| {
        let name = Text(family(view.language, id)).to_string();
        format!("{name}{}", view.words.aside(&view.percent(*hits, all)))
    });
    let names = view.words.list(first);
    writeln!(
        out,
        "<p>{}</p>",
        fill(view.words.most_often, &[("list", &names)])
    )
}

/// Agents, or the first groups there are, who are clearly above or below.
fn write_apart(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let by = &view.tally.terms.by;
    let is_period = |name: &&String| matches!(name.as_str(), "day" | "week" | "month");
    let agent = by.iter().find(|name| *name == "agent");
    let Some(field) = agent.or_else(|| by.iter().find(|name| !is_period(name))) else {
        return Ok(());
    };
    let Some(groups) = view.tally.groups.get(field) else {
        return Ok(());
    };
    let overall = view.overall();
    for (standing, text) in [
        (Standing::Above, view.words.clearly_above),
        (Standing::Below, view.words.clearly_below),
    ] {
        let mut apart: Vec<(&str, &Counts)> = groups
            .iter()
            .map(|(name, group)| (name.as_str(), &group.counts))
            .filter(|(name, counts)| {
                let interval = wilson(counts.flagged_turns, counts.agent_turns);
                let is_ranked = counts.agent_turns >= view.tally.terms.min_turns.max(1);
                !name.is_empty() && is_ranked && Standing::of(interval, overall) == standing
            })
            .collect();
        apart.sort_by(|(_, one), (_, two)| {
            let rate = |counts: &Counts| counts.flagged_turns as f64 / counts.agent_turns as f64;
            let order = rate(two).total_cmp(&rate(one));
            if standing == Standing::Above {
                order
            } else {
                order.reverse()
            }
        });
        if apart.is_empty() {
            continue;
        }
        let names = apart.iter().take(NAMED).map(|(name, counts)| {
            let rate = view.rate(counts.flagged_turns, counts.agent_turns);
            format!("{}{}", Text(name), view.words.aside(&rate))
        });
        let mut names = view.words.list(names);
        if apart.len() > NAMED {
            let more = thousands((apart.len() - NAMED) as u64);
            names += &fill(view.words.and_others, &[("count", &more)]);
        }
        writeln!(out, "<p>{}</p>", fill(text, &[("list", &names)]))?;
    }
    Ok(())
}

fn write_verdicts(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let words = view.words;
    let total = &view.tally.total;
    let parts = Verdict::ALL.map(|verdict| (verdict.name(), total.of(verdict)));
    writeln!(
        out,
        "<div class=\"verdicts\">{}<table><caption>{}</caption><tbody>",
        shares::bar(parts),
        words.verdicts_of_conversations
    )?;
    for verdict in Verdict::ALL {
        write!(
            out,
            "<tr><th scope=\"row\"><i class=\"swatch {}\"></i>{}</th><td>{}</td><td>{}</td></tr>",
            verdict.name(),
            view.verdict(verdict),
            thousands(total.of(verdict)),
            view.percent(total.of(verdict), total.scored)
        )?;
    }
    writeln!(
        out,
        "<tr class=\"part\"><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>\
         <tr class=\"sum\"><th scope=\"row\">{}</th><td>{}</td><td></td></tr></tbody></table></div>",
        words.vetoed,
        thousands(total.vetoed),
        view.percent(total.vetoed, total.scored),
        words.mean_score,
        view.mean_score(total),
    )
}

fn write_scores(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let words = view.words;
    let scores = &view.tally.scores;
    let full = scores.get(&100).copied().unwrap_or(0);
    let scored = view.tally.total.scored;
    let values = [
        ("count", &thousands(full)[..]),
        ("share", &view.percent(full, scored)),
    ];
    let Some(columns) = Columns::of(scores) else {
        return writeln!(out, "<p class=\"quiet\">{}</p>", words.all_full);
    };
    let scoring = view.tally.terms.scoring;
    let label = |from: u32, to: u32, count: u64| {
        let count = words.conversations(count);
        format!("{from}–{to}{}{count}", words.colon)
    };
    writeln!(
        out,
        "<figure class=\"scores\"><figcaption><b>{}</b> {}</figcaption><div class=\"plot\">",
        words.scores_below_full,
        fill(words.full_scores, &values)
    )?;
    write_marks(out, &columns)?;
    writeln!(
        out,
        "{}",
        columns.draw([scoring.coach, scoring.pass], label)
    )?;
    write_columns(out, &columns)?;
    writeln!(out, "</div><div class=\"bands\">")?;
    for (from, to, verdict) in [
        (0, scoring.coach, Verdict::Fail),
        (scoring.coach, scoring.pass, Verdict::Coach),
        (scoring.pass, 100, Verdict::Pass),
    ] {
        if to > from {
            let width = to - from;
            let name = view.verdict(verdict);
            let class = verdict.name();
            writeln!(
                out,
                "<span class=\"{class}\" style=\"width:{width}%\">{name}</span>"
            )?;
        }
    }
    writeln!(out, "</div></figure>")
}

/// Counts along the side.
fn write_marks(out: &mut dyn Write, columns: &Columns) -> io::Result<()> {
    let top = columns.ticks.last().copied().unwrap_or(1.0);
    for tick in &columns.ticks {
        let bottom = tick / top * 100.0;
        writeln!(
            out,
            "<span class=\"y\" style=\"bottom:{bottom:.2}%\">{}</span>",
            thousands(*tick as u64)
        )?;
    }
    Ok(())
}

/// Counts above the columns, scores below them.
fn write_columns(out: &mut dyn Write, columns: &Columns) -> io::Result<()> {
    let top = columns.ticks.last().copied().unwrap_or(1.0);
    for (from, count) in columns.counts().iter().filter(|(_, count)| *count > 0) {
        let bottom = *count as f64 / top * 100.0;
        let left = f64::from(*from) + 2.5;
        writeln!(
            out,
            "<span class=\"n\" style=\"left:{left}%;bottom:{bottom:.2}%\">{}</span>",
            thousands(*count)
        )?;
    }
    for score in (0..=100).step_by(10) {
        writeln!(
            out,
            "<span class=\"x\" style=\"left:{score}%\">{score}</span>"
        )?;
    }
    Ok(())
}
