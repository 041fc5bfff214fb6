//! How well rules do on labelled messages.
//!
//! A labelled message has `labels` (families that must be found), `maybe` (families that a strict
//! coach might find too: neither right nor wrong) and perhaps `span`, the words that earn the label.

use crate::check::Checker;
use crate::document::Document;
use crate::rules::Severity;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A message and what a coach says of it.
#[derive(Clone, Debug, Deserialize)]
pub struct Labelled {
    /// Its id, to be shown.
    #[serde(default)]
    pub id: String,
    /// The message.
    pub text: String,
    /// Families that must be found.
    #[serde(default)]
    pub labels: BTreeSet<String>,
    /// Families that may be found.
    #[serde(default)]
    pub maybe: BTreeSet<String>,
    /// The words that earn the labels.
    #[serde(default, alias = "spans")]
    pub span: Option<Words>,
}

/// One stretch of words or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Words {
    /// One.
    One(String),
    /// Several.
    Several(Vec<String>),
}

impl Words {
    /// Each stretch; in one string `||` stands between several.
    fn iter(&self) -> impl Iterator<Item = &str> {
        match self {
            Words::One(one) => std::slice::from_ref(one).iter(),
            Words::Several(several) => several.iter(),
        }
        .flat_map(|words| words.split("||"))
        .map(str::trim)
    }
}

/// Right, wrong and missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Labelled and found.
    pub right: usize,
    /// Found, not labelled.
    pub false_alarms: usize,
    /// Labelled, not found.
    pub missed: usize,
}

impl Counts {
    /// Share of the labelled that was found; 1 if nothing is labelled.
    pub fn recall(self) -> f64 {
        share(self.right, self.right + self.missed)
    }

    /// Share of the found that is right; 1 if nothing was found.
    pub fn precision(self) -> f64 {
        share(self.right, self.right + self.false_alarms)
    }

    fn add(&mut self, is_labelled: bool, is_found: bool) {
        match (is_labelled, is_found) {
            (true, true) => self.right += 1,
            (true, false) => self.missed += 1,
            (false, true) => self.false_alarms += 1,
            (false, false) => {}
        }
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}

/// What was found wrongly, or not at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Miss {
    /// The message's id.
    pub id: String,
    /// The message.
    pub text: String,
    /// The family.
    pub family: String,
    /// The rules that fired for a false alarm, each with the found words.
    pub found: Vec<(String, String)>,
}

/// The result of a measurement.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Evaluation {
    /// Messages read.
    pub messages: usize,
    /// By message: is anything found where anything is labelled? Messages with `maybe` only leave
    /// the count.
    pub any: Counts,
    /// By family. A family in `maybe` leaves that family's count.
    pub families: BTreeMap<String, Counts>,
    /// Labelled families that were found in messages with marked words: how many of them in words
    /// that overlap the marked ones, and how many in all.
    pub spans: (usize, usize),
    /// Labelled families that were not found.
    pub misses: Vec<Miss>,
    /// Families found where none of their kind is labelled.
    pub false_alarms: Vec<Miss>,
}

/// Checks every message as the agent's and compares. Findings below `warning` do not count.
pub fn evaluate(checker: &Checker, messages: &[Labelled]) -> Evaluation {
    let mut evaluation = Evaluation {
        messages: messages.len(),
        ..Evaluation::default()
    };
    for message in messages {
        evaluation.add(message, found_in(checker, message));
    }
    evaluation
}

/// A finding that counts: family, rule, words.
struct Found {
    family: String,
    rule: String,
    words: String,
}

fn found_in(checker: &Checker, message: &Labelled) -> Vec<Found> {
    let document = Document::draft(message.text.as_str());
    let findings = checker.check(&document).findings.into_iter();
    let found = findings.map(|finding| (finding, &checker.rules().rules[finding.rule]));
    found
        .filter(|(_, rule)| rule.severity >= Severity::Warning)
        .map(|(finding, rule)| Found {
            family: rule.family.to_string(),
            rule: rule.id.clone(),
            words: finding.span.of(&message.text).to_owned(),
        })
        .collect()
}

impl Evaluation {
    fn add(&mut self, message: &Labelled, found: Vec<Found>) {
        let Labelled { labels, maybe, .. } = message;
        if !labels.is_empty() || maybe.is_empty() {
            self.any.add(!labels.is_empty(), !found.is_empty());
        }
        let families: BTreeSet<&str> = found.iter().map(|found| found.family.as_str()).collect();
        let labelled: BTreeSet<&str> = labels.iter().map(String::as_str).collect();
        for &family in families
            .union(&labelled)
            .filter(|&&family| !maybe.contains(family) || labels.contains(family))
        {
            let (is_labelled, is_found) = (labelled.contains(family), families.contains(family));
            self.families
                .entry(family.to_owned())
                .or_default()
                .add(is_labelled, is_found);
            let misses = match (is_labelled, is_found) {
                (true, false) => &mut self.misses,
                (false, true) => &mut self.false_alarms,
                _ => continue,
            };
            let of_family = found.iter().filter(|found| found.family == family);
            misses.push(Miss {
                id: message.id.clone(),
                text: message.text.clone(),
                family: family.to_owned(),
                found: of_family
                    .map(|found| (found.rule.clone(), found.words.clone()))
                    .collect(),
            });
        }
        self.add_spans(message, &found);
    }

    fn add_spans(&mut self, message: &Labelled, found: &[Found]) {
        let Some(words) = &message.span else { return };
        let marked: Vec<_> = words
            .iter()
            .filter(|words| !words.is_empty())
            .flat_map(|words| message.text.match_indices(words))
            .map(|(at, words)| at..at + words.len())
            .collect();
        if marked.is_empty() {
            return;
        }
        let overlaps = |found: &&Found| {
            let mut places = message.text.match_indices(&found.words);
            places.any(|(at, words)| {
                let end = at + words.len();
                marked
                    .iter()
                    .any(|marked| at < marked.end && marked.start < end)
            })
        };
        // A family counts once for each message, as everywhere in the table: the marked words
        // are the clearest slip, and a second slip beside them is no mistake.
        for family in &message.labels {
            let mut of_family = found
                .iter()
                .filter(|found| found.family == *family)
                .peekable();
            if of_family.peek().is_some() {
                self.spans.0 += usize::from(of_family.any(|found| overlaps(&found)));
                self.spans.1 += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{RuleFile, load};

    fn evaluate_lines(lines: &[&str]) -> Evaluation {
        let text = "family = \"a\"\n[terms]\n\"改天再说\" = \"\"\n\"随便你吧\" = \"\"\n";
        let (set, _) = load(&[RuleFile {
            name: "our.toml",
            text,
            is_built_in: false,
        }]);
        let messages: Vec<Labelled> = lines
            .iter()
            .map(|line| serde_json::from_str(line).expect("labelled"))
            .collect();
        evaluate(&Checker::new(set).expect("compiles"), &messages)
    }

    #[test]
    fn labelled_maybe_and_clean_messages_count_as_they_should() {
        let evaluation = evaluate_lines(&[
            r#"{"text":"改天再说","labels":["a"],"span":"改天"}"#,
            r#"{"text":"以后再说","labels":["a"]}"#,
            r#"{"text":"随便你吧","labels":[],"maybe":[]}"#,
            r#"{"text":"随便你吧","maybe":["a"]}"#,
            r#"{"text":"随便你吧","maybe":["b"]}"#,
            r#"{"text":"好的"}"#,
        ]);
        assert_eq!(
            evaluation.any,
            Counts {
                right: 1,
                false_alarms: 1,
                missed: 1
            }
        );
        assert_eq!(
            evaluation.families["a"],
            Counts {
                right: 1,
                false_alarms: 2,
                missed: 1
            }
        );
        assert_eq!(evaluation.spans, (1, 1));
        assert_eq!(evaluation.misses[0].text, "以后再说");
        assert_eq!(evaluation.false_alarms[0].found[0].1, "随便你吧");
    }
}
