//! What was found: by family, then rule by rule with better wording.

use super::super::words::{family, thousands};
use super::chart::shares::length;
use super::escape::Text;
use super::labels::fill;
use super::view::{View, advice};
use crate::audit::{RuleFacts, RuleTally};
use std::cmp::Reverse;
use std::io::{self, Write};

/// A rule's id and what it found.
type Rule<'t> = (&'t str, &'t RuleTally);

pub(super) fn write(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let words = view.words;
    writeln!(out, "<section id=\"rules\"><h2>{}</h2>", words.found)?;
    let rules = judging_agents(view);
    if rules.is_empty() {
        let count = thousands(view.tally.terms.rules.count as u64);
        let text = fill(words.nothing_found, &[("count", &count)]);
        return writeln!(out, "<p>{text}</p></section>");
    }
    write_families(out, view)?;
    write_rules(out, view, &rules)?;
    writeln!(out, "</section>")
}

/// Rules that found something in the agents' words, or nearly did; the most hits first.
fn judging_agents<'t>(view: &View<'t>) -> Vec<Rule<'t>> {
    let is_agents = |(id, rule): &(&str, &RuleTally)| {
        let role = view.facts(id).map(|facts| facts.role.as_str());
        rule.hits > 0 || role != Some("customer") && (rule.suppressed() > 0 || rule.bot_hits > 0)
    };
    let rules = view.tally.rules.iter();
    let rules = rules
        .map(|(id, rule)| (id.as_str(), rule))
        .filter(is_agents);
    let mut rules: Vec<_> = rules.collect();
    rules.sort_by_key(|(id, rule)| (Reverse(rule.hits), Reverse(rule.suppressed()), *id));
    rules
}

fn write_families(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let words = view.words;
    let mut families: Vec<_> = view.tally.families.iter().collect();
    families.sort_by_key(|(id, family)| (Reverse(family.hits), *id));
    let most = families.iter().map(|(_, family)| family.hits).max();
    writeln!(
        out,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{0}\"><table class=\"families\" data-sortable>\
         <caption>{0}</caption><thead><tr>\
         <th scope=\"col\" data-sort=\"text\">{1}</th>\
         <th scope=\"col\" data-sort=\"number\" aria-sort=\"descending\">{2}</th><th scope=\"col\" class=\"drawn\"></th>\
         <th scope=\"col\" data-sort=\"number\">{3}</th><th scope=\"col\" data-sort=\"number\">{4}</th>\
         <th scope=\"col\" data-sort=\"number\">{5}</th></tr></thead><tbody>",
        words.by_family,
        words.family,
        words.hits,
        words.conversations_touched,
        words.hits_per_thousand,
        words.rules_that_hit
    )?;
    for (id, counts) in &families {
        let name = family(view.language, id);
        let hit = rules_of(view, id);
        let of = view
            .tally
            .terms
            .rules
            .families
            .get(*id)
            .copied()
            .unwrap_or(hit);
        writeln!(
            out,
            "<tr data-family=\"{}\"><th scope=\"row\">{}</th>{}<td class=\"drawn\">{}</td>{}{}\
             <td class=\"number\" data-value=\"{hit}\">{}</td></tr>",
            Text(id),
            Text(name),
            number(counts.hits),
            length(counts.hits, most.unwrap_or(0)),
            number(counts.conversations),
            rate(view, counts.hits),
            fill(
                words.of,
                &[("part", &hit.to_string()), ("whole", &of.to_string())]
            ),
        )?;
    }
    writeln!(out, "</tbody></table></div>")?;
    write_silent(out, view)
}

/// Families whose rules ran and found nothing.
fn write_silent(out: &mut dyn Write, view: &View) -> io::Result<()> {
    let families = view.tally.terms.rules.families.keys();
    let silent = families.filter(|id| {
        view.tally
            .families
            .get(*id)
            .is_none_or(|family| family.hits == 0)
    });
    let names: Vec<String> = silent
        .map(|id| Text(family(view.language, id)).to_string())
        .collect();
    if names.is_empty() {
        return Ok(());
    }
    let names = view.words.list(names);
    writeln!(
        out,
        "<p class=\"quiet\">{}</p>",
        fill(view.words.silent_families, &[("list", &names)])
    )
}

/// How many rules of a family found something.
fn rules_of(view: &View, family: &str) -> usize {
    let rules = view.tally.rules.iter().filter(|(_, rule)| rule.hits > 0);
    let of_family = |id: &str| view.facts(id).is_some_and(|facts| facts.family == family);
    rules.filter(|(id, _)| of_family(id)).count()
}

fn write_rules(out: &mut dyn Write, view: &View, rules: &[Rule]) -> io::Result<()> {
    let words = view.words;
    let (hit, silent): (Vec<Rule>, Vec<Rule>) = rules.iter().partition(|(_, rule)| rule.hits > 0);
    write_table(out, view, words.by_rule, words.by_rule_hint, &hit)?;
    if silent.is_empty() {
        return Ok(());
    }
    let count = thousands(silent.len() as u64);
    let title = fill(words.never_counted, &[("count", &count)]);
    writeln!(out, "<details class=\"numbers\"><summary>{title}</summary>")?;
    write_table(out, view, &title, "", &silent)?;
    writeln!(out, "</details>")
}

fn write_table(
    out: &mut dyn Write,
    view: &View,
    title: &str,
    hint: &str,
    rules: &[Rule],
) -> io::Result<()> {
    let words = view.words;
    writeln!(
        out,
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{title}\">\
         <table class=\"rules\" data-sortable data-filtered><caption>{title} <small>{hint}</small></caption><thead><tr>\
         <th scope=\"col\" data-sort=\"text\">{}</th>\
         <th scope=\"col\" data-sort=\"number\" aria-sort=\"descending\">{}</th>\
         <th scope=\"col\" data-sort=\"number\">{}</th><th scope=\"col\" data-sort=\"number\">{}</th>\
         <th scope=\"col\" data-sort=\"number\">{}</th>\
         <th scope=\"col\" data-sort=\"number\" class=\"words\">{}</th>\
         <th scope=\"col\" data-sort=\"text\">{}</th></tr></thead><tbody>",
        words.rule,
        words.hits,
        words.conversations_touched,
        words.hits_per_thousand,
        words.suppressed,
        words.severity,
        words.family,
    )?;
    for (id, rule) in rules {
        write_rule(out, view, id, rule)?;
    }
    writeln!(out, "</tbody></table></div>")
}

fn write_rule(out: &mut dyn Write, view: &View, id: &str, rule: &RuleTally) -> io::Result<()> {
    let words = view.words;
    let none = RuleFacts::default();
    let facts = view.facts(id).unwrap_or(&none);
    let rank = ["info", "warning", "error"]
        .iter()
        .position(|name| *name == facts.severity);
    let veto = match facts.veto {
        true => format!(" <b class=\"veto\">{}</b>", words.veto),
        false => String::new(),
    };
    let suppressed = format!(
        "<td class=\"number\" data-value=\"{}\" title=\"{}\">{}</td>",
        rule.suppressed(),
        Text(&words.reasons(rule)),
        thousands(rule.suppressed())
    );
    writeln!(
        out,
        "<tr id=\"rule-{0}\" data-family=\"{1}\" data-severity=\"{2}\"><th scope=\"row\" data-value=\"{3}\">\
         <details><summary>{3}</summary>{4}</details></th>{5}{6}{7}{suppressed}\
         <td class=\"words\" data-value=\"{8}\">{9} <small>−{10}</small>{veto}</td>\
         <td data-value=\"{11}\">{11}</td></tr>",
        Text(id),
        Text(&facts.family),
        Text(&facts.severity),
        Text(view.title(id)),
        detail(view, id, facts, rule),
        number(rule.hits),
        number(rule.conversations),
        rate(view, rule.hits),
        rank.map_or(0, |rank| rank + 1),
        view.severity(facts),
        facts.points,
        Text(view.family_of(id)),
    )
}

/// Why the wording harms, what to say instead, and what was not counted.
fn detail(view: &View, id: &str, facts: &RuleFacts, rule: &RuleTally) -> String {
    let words = view.words;
    let mut html = format!(
        "<div class=\"detail\"><p class=\"why\">{}</p>",
        Text(&facts.why)
    );
    if !facts.instead.is_empty() {
        let label = words.say_instead;
        html += &format!("<p class=\"label\">{label}</p>{}", instead(&facts.instead));
    }
    let reasons = words.reasons(rule);
    if !reasons.is_empty() {
        let text = fill(words.not_counted, &[("list", &Text(&reasons).to_string())]);
        html += &format!("<p class=\"quiet\">{text}</p>");
    }
    for (count, text) in [
        (rule.bot_hits, words.bot_hits),
        (rule.customer_hits, words.customer_hits),
    ] {
        if count > 0 {
            html += &format!(
                "<p class=\"quiet\">{}</p>",
                fill(text, &[("count", &thousands(count))])
            );
        }
    }
    html + &format!("<p class=\"quiet\"><code>{}</code></p></div>", Text(id))
}

/// Better wording as a list.
pub(super) fn instead(better: &[String]) -> String {
    if better.is_empty() {
        return String::new();
    }
    let items = better
        .iter()
        .map(|text| format!("<li>{}</li>", advice(text)));
    format!("<ul class=\"instead\">{}</ul>", items.collect::<String>())
}

/// A cell with a count.
pub(super) fn number(count: u64) -> String {
    format!(
        "<td class=\"number\" data-value=\"{count}\">{}</td>",
        thousands(count)
    )
}

/// A cell with hits per thousand turns of agents.
fn rate(view: &View, hits: u64) -> String {
    let shown = view.rate(hits, view.tally.total.agent_turns);
    format!("<td class=\"number\" data-value=\"{hits}\">{shown}</td>")
}
