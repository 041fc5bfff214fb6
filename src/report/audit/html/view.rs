//! What every part of the page looks at, and the pieces they share.

use super::super::super::Language;
use super::super::super::labels::Labels;
use super::super::words::{self, family, per_thousand, share};
use super::escape::Text;
use super::labels::Words;
use crate::audit::{Counts, Evidence, Reference, RuleFacts, Tally, Verdict};
use crate::document::Role;
use crate::rules::Severity;

/// The counts and the language they are told in.
pub(super) struct View<'t> {
    pub(super) tally: &'t Tally,
    pub(super) language: Language,
    pub(super) words: &'static Words,
    pub(super) labels: &'static Labels,
}

impl<'t> View<'t> {
    pub(super) fn of(tally: &'t Tally, language: Language) -> Self {
        View {
            tally,
            language,
            words: Words::of(language),
            labels: Labels::of(language),
        }
    }

    pub(super) fn facts(&self, rule: &str) -> Option<&'t RuleFacts> {
        self.tally.facts.get(rule)
    }

    /// What a rule is called; its id if nothing is known of it.
    pub(super) fn title<'r>(&self, rule: &'r str) -> &'r str
    where
        't: 'r,
    {
        let title = self.facts(rule).map(|facts| facts.title.as_str());
        title.filter(|title| !title.is_empty()).unwrap_or(rule)
    }

    /// What the family of a rule is called.
    pub(super) fn family_of<'r>(&self, rule: &'r str) -> &'r str
    where
        't: 'r,
    {
        self.facts(rule)
            .map_or("", |facts| family(self.language, &facts.family))
    }

    /// The share of flagged turns among all turns of agents.
    pub(super) fn overall(&self) -> f64 {
        let Counts {
            flagged_turns,
            agent_turns,
            ..
        } = self.tally.total;
        share(flagged_turns, agent_turns).unwrap_or(0.0)
    }

    pub(super) fn percent(&self, count: u64, of: u64) -> String {
        words::percent(self.language, share(count, of))
    }

    /// So many per thousand.
    pub(super) fn rate(&self, count: u64, of: u64) -> String {
        per_thousand(share(count, of))
    }

    pub(super) fn mean_score(&self, counts: &Counts) -> String {
        let mean = counts.mean_score();
        mean.map_or_else(|| "–".to_owned(), |mean| format!("{mean:.1}"))
    }

    pub(super) fn verdict(&self, verdict: Verdict) -> &'static str {
        words::verdict(self.language, verdict)
    }

    pub(super) fn role<'r>(&self, name: &'r str) -> &'r str {
        Role::from_name(name).map_or(name, |role| self.labels.role(role))
    }

    /// The mark and name of a severity: told apart by shape, not by colour alone.
    pub(super) fn severity(&self, facts: &RuleFacts) -> String {
        let (mark, name) = match Severity::from_name(&facts.severity) {
            Some(Severity::Error) => ("●", self.labels.severity(Severity::Error)),
            Some(Severity::Warning) => ("◐", self.labels.severity(Severity::Warning)),
            Some(Severity::Info) => ("○", self.labels.severity(Severity::Info)),
            None => ("", facts.severity.as_str()),
        };
        format!(
            "<span class=\"severity {}\"><i aria-hidden=\"true\">{mark}</i>{}</span>",
            Text(&facts.severity),
            Text(name)
        )
    }

    /// Where a conversation is found: its id, whose it is, when it was.
    pub(super) fn place(&self, reference: &Reference) -> String {
        let mut parts = vec![format!("<b>{}</b>", Text(&reference.record))];
        parts.extend(
            reference
                .agent
                .as_deref()
                .map(|agent| Text(agent).to_string()),
        );
        let began = reference.started_at.as_deref();
        parts.extend(began.map(|time| Text(&time.replace('T', " ")).to_string()));
        if reference.path != reference.record {
            parts.push(format!(
                "<span class=\"path\">{}</span>",
                Text(&reference.path)
            ));
        }
        parts.join(" <i class=\"dot\">·</i> ")
    }

    /// Which turn, and when in the conversation.
    pub(super) fn moment(&self, evidence: &Evidence) -> String {
        let turn = evidence.turn.map(|turn| self.words.turn(turn + 1));
        let time = evidence.time_ms.map(clock);
        let parts: Vec<String> = turn.into_iter().chain(time).collect();
        parts.join(" · ")
    }

    /// Who spoke before the quoted words, as a report calls them.
    pub(super) fn other_side(&self, evidence: &Evidence) -> &'static str {
        match Role::from_name(&evidence.role) {
            Some(Role::Customer) => self.labels.role(Role::Agent),
            Some(Role::Agent) => self.labels.role(Role::Customer),
            _ => self.words.said_before,
        }
    }
}

/// The sentence with the found words marked.
pub(super) fn quote(evidence: &Evidence) -> String {
    quote_all(std::slice::from_ref(evidence))
}

/// The sentence that all of them have in common, with the found words of each marked.
pub(super) fn quote_all(evidence: &[Evidence]) -> String {
    let text = evidence.first().map_or("", |first| first.text.as_str());
    let is_found = |place: usize| {
        let mut found = evidence.iter().map(|one| one.found);
        found.any(|[start, end]| (start..end).contains(&place))
    };
    let characters: Vec<(bool, char)> = text
        .chars()
        .enumerate()
        .map(|(place, character)| (is_found(place), character))
        .collect();
    let stretches = characters.chunk_by(|(one, _), (next, _)| one == next);
    let stretches = stretches.map(|stretch| {
        let words: String = stretch.iter().map(|(_, character)| character).collect();
        match stretch[0].0 {
            true => format!("<mark>{}</mark>", Text(&words)),
            false => Text(&words).to_string(),
        }
    });
    stretches.collect()
}

/// Findings one after another, those of one sentence together.
pub(super) fn by_sentence(evidence: &[Evidence]) -> impl Iterator<Item = &[Evidence]> {
    evidence
        .chunk_by(|one, next| one.turn.is_some() && one.turn == next.turn && one.text == next.text)
}

/// Better wording, with what the agent fills in (`<when>`) set apart.
pub(super) fn advice(text: &str) -> String {
    let mut html = String::new();
    let mut rest = text;
    while let Some((before, slot, after)) = next_slot(rest) {
        html += &format!("{}<span class=\"slot\">{}</span>", Text(before), Text(slot));
        rest = after;
    }
    html + &Text(rest).to_string()
}

fn next_slot(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('<')?;
    let (slot, after) = rest.split_once('>')?;
    Some((before, slot, after))
}

/// `m:ss`, and hours where there are any.
pub(super) fn clock(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(text: &str, found: [usize; 2]) -> Evidence {
        Evidence {
            text: text.to_owned(),
            found,
            ..Evidence::default()
        }
    }

    #[test]
    fn found_words_are_marked_wherever_they_stand() {
        let marked = quote(&evidence("您好，改天给您<处理>。", [3, 7]));
        assert_eq!(marked, "您好，<mark>改天给您</mark>&lt;处理&gt;。");
        // A report that was tampered with marks less, and breaks nothing.
        assert_eq!(quote(&evidence("短", [5, 2])), "短");
        assert_eq!(quote(&evidence("短", [0, 99])), "<mark>短</mark>");
    }

    #[test]
    fn findings_of_one_sentence_share_a_quote() {
        let with_turn = |turn, found| Evidence {
            turn: Some(turn),
            ..evidence("我跟你讲，这是常识。", found)
        };
        let all = [
            with_turn(1, [0, 4]),
            with_turn(1, [5, 9]),
            with_turn(3, [5, 9]),
        ];
        let quotes: Vec<String> = by_sentence(&all).map(quote_all).collect();
        assert_eq!(
            quotes,
            [
                "<mark>我跟你讲</mark>，<mark>这是常识</mark>。",
                "我跟你讲，<mark>这是常识</mark>。"
            ]
        );
    }

    #[test]
    fn slots_are_set_apart() {
        assert_eq!(
            advice("我在<时间>前<b 办好>。"),
            "我在<span class=\"slot\">时间</span>前<span class=\"slot\">b 办好</span>。"
        );
        assert_eq!(advice("a < b & c"), "a &lt; b &amp; c");
    }

    #[test]
    fn times_read_as_on_a_clock() {
        assert_eq!(
            [83_200, 5_000, 3_723_999].map(clock),
            ["1:23", "0:05", "1:02:03"]
        );
    }
}
