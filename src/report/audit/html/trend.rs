//! How the rate went, by day, week and month.

use super::super::words::{family, thousands};
use super::chart::timeline::{Point, Timeline};
use super::escape::Text;
use super::labels::fill;
use super::view::View;
use crate::audit::{Counts, Day, Group, wilson};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The lengths of time of which the page has a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grain {
    Day,
    Week,
    Month,
}

/// What was counted in one length of time.
#[derive(Clone, Debug, Default)]
struct Period {
    /// How it is called.
    name: String,
    counts: Counts,
    /// The agents' findings by family.
    families: BTreeMap<String, u64>,
}

/// Periods by their place in time.
type Periods = BTreeMap<i64, Period>;

impl Grain {
    const ALL: [Grain; 3] = [Grain::Day, Grain::Week, Grain::Month];

    fn name(self) -> &'static str {
        match self {
            Grain::Day => "day",
            Grain::Week => "week",
            Grain::Month => "month",
        }
    }

    /// The place of a day's period among all of its length, and its name.
    fn period(self, day: Day) -> (i64, String) {
        match self {
            Grain::Day => (day.since_1970(), day.to_string()),
            Grain::Week => (day.monday().since_1970().div_euclid(7), day.week()),
            Grain::Month => (day.month_number(), day.month()),
        }
    }

    fn periods(self, view: &View) -> Periods {
        let mut periods = Periods::new();
        for (day, group) in &view.tally.days {
            let Some(day) = Day::of(day) else {
                continue;
            };
            let (place, name) = self.period(day);
            let period = periods.entry(place).or_default();
            period.name = name;
            period.counts += group.counts;
            add_families(&mut period.families, view, group);
        }
        periods.retain(|_, period| period.counts.agent_turns > 0);
        periods
    }
}

fn add_families(families: &mut BTreeMap<String, u64>, view: &View, group: &Group) {
    for (rule, hits) in &group.rules {
        let family = view.facts(rule).map_or("", |facts| facts.family.as_str());
        *families.entry(family.to_owned()).or_default() += hits;
    }
}

pub(super) fn write(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let words = view.words;
    writeln!(out, "<section id=\"trend\"><h2>{}</h2>", words.trend)?;
    let grains = Grain::ALL.map(|grain| (grain, grain.periods(view)));
    if grains[0].1.len() < 2 {
        return writeln!(out, "<p>{}</p></section>", words.no_trend);
    }
    // The calmest picture that still shows a course: the longest periods of which there are four.
    let shown = grains.iter().rev().find(|(_, periods)| periods.len() >= 4);
    let shown = shown.map_or(Grain::Day, |(grain, _)| *grain);
    writeln!(
        out,
        "<p class=\"lead\">{}</p><div class=\"grains\">",
        words.trend_explained
    )?;
    for (grain, periods) in grains.iter().filter(|(_, periods)| periods.len() > 1) {
        let name = grain.name();
        let checked = if *grain == shown { " checked" } else { "" };
        writeln!(
            out,
            "<input type=\"radio\" name=\"grain\" id=\"grain-{name}\"{checked}>\
             <label for=\"grain-{name}\">{} <small>{}</small></label>",
            words.grain(name),
            periods.len()
        )?;
    }
    for (grain, periods) in grains.iter().filter(|(_, periods)| periods.len() > 1) {
        writeln!(out, "<div class=\"grain {}\">", grain.name())?;
        write_rate(out, view, periods)?;
        write_families(out, view, periods)?;
        write_numbers(out, view, periods)?;
        writeln!(out, "</div>")?;
    }
    writeln!(out, "</div>")?;
    write_undated(out, view)?;
    writeln!(out, "</section>")
}

fn write_undated(out: &mut dyn Write, view: &View) -> io::Result<()> {
    match view.tally.days.get("") {
        Some(undated) if undated.counts.conversations > 0 => {
            let count = view.words.conversations(undated.counts.conversations);
            let text = fill(view.words.undated, &[("count", &count)]);
            writeln!(out, "<p class=\"quiet\">{text}</p>")
        }
        _ => Ok(()),
    }
}

fn write_rate(out: &mut dyn Write, view: &View, periods: &Periods) -> io::Result<()> {
    let points = periods.iter().map(|(place, period)| Point {
        place: *place,
        hits: period.counts.flagged_turns,
        trials: period.counts.agent_turns,
    });
    let overall = view.overall();
    let timeline = Timeline::of(points.collect(), overall, 1000.0);
    let titles: Vec<String> = periods
        .values()
        .map(|period| {
            let counts = &period.counts;
            let interval = wilson(counts.flagged_turns, counts.agent_turns);
            format!(
                "{}{}{} ({:.1}–{:.1}), {}",
                Text(&period.name),
                view.words.colon,
                view.rate(counts.flagged_turns, counts.agent_turns),
                interval.low * 1000.0,
                interval.high * 1000.0,
                view.words.conversations(counts.conversations),
            )
        })
        .collect();
    writeln!(
        out,
        "<figure class=\"trend\"><figcaption>{}</figcaption><div class=\"plot\">",
        view.words.trend_of_rate
    )?;
    for tick in &timeline.ticks {
        let bottom = timeline.height(*tick);
        writeln!(
            out,
            "<span class=\"y\" style=\"bottom:{bottom:.2}%\">{}</span>",
            super::chart::at(tick * 1000.0)
        )?;
    }
    writeln!(out, "{}", timeline.draw(overall, &titles))?;
    writeln!(
        out,
        "<span class=\"reference\" style=\"bottom:{:.2}%\">{} {:.1}</span>",
        timeline.height(overall),
        view.words.overall,
        overall * 1000.0
    )?;
    for (place, name) in named(periods) {
        let left = timeline.x(place);
        writeln!(
            out,
            "<span class=\"x\" style=\"left:{left:.2}%\">{}</span>",
            Text(name)
        )?;
    }
    writeln!(out, "</div></figure>")
}

/// The periods whose names stand below the chart: about six, the first and the last among them.
fn named(periods: &Periods) -> Vec<(i64, &str)> {
    let all: Vec<(i64, &str)> = periods
        .iter()
        .map(|(place, period)| (*place, period.name.as_str()))
        .collect();
    let steps = (all.len() - 1).min(6);
    let steps = (1..=steps)
        .rev()
        .find(|steps| (all.len() - 1).is_multiple_of(*steps) || all.len() > 13);
    let steps = steps.unwrap_or(1);
    (0..=steps)
        .map(|step| all[step * (all.len() - 1) / steps])
        .collect()
}

/// A small line for each family, all on one scale.
fn write_families(out: &mut dyn Write, view: &View, periods: &Periods) -> io::Result<()> {
    let mut totals: BTreeMap<&str, u64> = BTreeMap::new();
    for period in periods.values() {
        for (family, hits) in &period.families {
            *totals.entry(family).or_default() += hits;
        }
    }
    let mut totals: Vec<(&str, u64)> = totals.into_iter().collect();
    totals.sort_by_key(|(family, hits)| (Reverse(*hits), *family));
    if totals.len() < 2 {
        return Ok(());
    }
    let most = periods
        .values()
        .flat_map(|period| {
            period
                .families
                .values()
                .map(|hits| *hits as f64 / period.counts.agent_turns as f64)
        })
        .fold(0.0, f64::max);
    let top = format!("{:.1}", most * 1000.0);
    writeln!(
        out,
        "<h3>{} <small>{}</small></h3><div class=\"multiples\">",
        view.words.trend_by_family,
        fill(view.words.trend_by_family_hint, &[("top", &top)])
    )?;
    for (id, hits) in totals {
        let points = periods.iter().map(|(place, period)| Point {
            place: *place,
            hits: period.families.get(id).copied().unwrap_or(0),
            trials: period.counts.agent_turns,
        });
        let timeline = Timeline::of_height(points.collect(), most);
        writeln!(
            out,
            "<figure><figcaption>{} <small>{}</small></figcaption>\
             <svg class=\"small\" viewBox=\"0 0 100 100\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
             <path class=\"grid\" d=\"M0 100H100\"/>{}</svg></figure>",
            Text(family(view.language, id)),
            thousands(hits),
            timeline.line()
        )?;
    }
    writeln!(out, "</div>")
}

fn write_numbers(out: &mut dyn Write, view: &View, periods: &Periods) -> io::Result<()> {
    let words = view.words;
    writeln!(
        out,
        "<details class=\"numbers\"><summary>{0}</summary><div class=\"scroll\"><table><caption>{0}</caption><thead><tr>\
         <th scope=\"col\">{1}</th><th scope=\"col\" class=\"number\">{2}</th><th scope=\"col\" class=\"number\">{3}</th>\
         <th scope=\"col\" class=\"number\">{4}</th><th scope=\"col\" class=\"number\">{5}</th>\
         <th scope=\"col\" class=\"number\">{6}</th><th scope=\"col\" class=\"number\">{7}</th></tr></thead><tbody>",
        words.numbers,
        words.period,
        words.conversations_label,
        words.agent_turns,
        words.flagged_turns,
        words.flagged_per_thousand,
        words.interval,
        words.score,
    )?;
    for period in periods.values() {
        let counts = &period.counts;
        let interval = wilson(counts.flagged_turns, counts.agent_turns);
        writeln!(
            out,
            "<tr><th scope=\"row\">{}</th><td class=\"number\">{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td>\
             <td class=\"number\">{}</td><td class=\"number\">{:.1}–{:.1}</td><td class=\"number\">{}</td></tr>",
            Text(&period.name),
            thousands(counts.conversations),
            thousands(counts.agent_turns),
            thousands(counts.flagged_turns),
            view.rate(counts.flagged_turns, counts.agent_turns),
            interval.low * 1000.0,
            interval.high * 1000.0,
            view.mean_score(counts),
        )?;
    }
    writeln!(out, "</tbody></table></div></details>")
}
