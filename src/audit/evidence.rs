//! What a report quotes.

use super::conversation::Conversation;
use super::mask::Masker;
use super::names::Names;
use super::smallest::Ranked;
use crate::check::Finding;
use crate::document::{Kind, Role};
use crate::rules::RuleSet;
use crate::text::Span;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// Code points of a quoted sentence, at most; what is cut is an ellipsis.
const QUOTE: usize = 160;

/// A conversation that a report names.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reference {
    /// The choice among equals goes by it: a hash of the seed, the id and the words.
    pub key: String,
    /// Its id, or the file's name.
    pub record: String,
    /// The file.
    pub path: String,
    /// Whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// When it began, as the source writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<String>,
}

/// Found words in their sentence, with personal data masked.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Evidence {
    /// The rule.
    pub rule: String,
    /// The turn, from 0, in a conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn: Option<usize>,
    /// Milliseconds from the beginning of the conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_ms: Option<u64>,
    /// `agent`, `customer` ...
    pub role: String,
    /// What the other side said before, or nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub before: String,
    /// The sentence.
    pub text: String,
    /// The found words in it: code points.
    pub found: [usize; 2],
}

/// One of the worst conversations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Which.
    #[serde(flatten)]
    pub reference: Reference,
    /// Its score.
    pub score: u32,
    /// Points taken off, before the score stops at 0.
    pub deduction: u32,
    /// `pass`, `coach`, `fail`.
    pub verdict: String,
    /// The agent's findings.
    pub findings: u64,
    /// The first of them.
    pub evidence: Vec<Evidence>,
}

impl Ranked for Case {
    type Rank<'a> = (u32, Reverse<u32>, &'a Reference, &'a [Evidence]);
    /// Only copies of the same words are told apart by more than their key.
    fn rank(&self) -> Self::Rank<'_> {
        let deduction = Reverse(self.deduction);
        (self.score, deduction, &self.reference, &self.evidence)
    }
}

/// A finding for people to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sampled {
    /// Where it stands; the key is the finding's own.
    #[serde(flatten)]
    pub reference: Reference,
    /// What was found.
    #[serde(flatten)]
    pub evidence: Evidence,
}

impl Ranked for Sampled {
    type Rank<'a> = (&'a Reference, &'a Evidence);
    fn rank(&self) -> Self::Rank<'_> {
        (&self.reference, &self.evidence)
    }
}

/// A customer's signal, and what the agent had said before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignalCase {
    /// Where it stands.
    #[serde(flatten)]
    pub reference: Reference,
    /// What the customer said.
    #[serde(flatten)]
    pub evidence: Evidence,
    /// The agent's findings before it, the last ones.
    pub after: Vec<Evidence>,
}

impl Ranked for SignalCase {
    type Rank<'a> = (bool, &'a Reference, &'a Evidence, &'a [Evidence]);
    /// Signals that follow a slip of the agent's come first.
    fn rank(&self) -> Self::Rank<'_> {
        let is_sudden = self.after.is_empty();
        (is_sudden, &self.reference, &self.evidence, &self.after)
    }
}

/// Quotes conversations.
pub(super) struct Quoter<'q> {
    pub(super) rules: &'q RuleSet,
    pub(super) masker: &'q Masker,
    pub(super) names: &'q Names,
}

impl Quoter<'_> {
    /// What was found, in its sentence, after what the other side had said.
    pub(super) fn evidence(&self, conversation: &Conversation, finding: &Finding) -> Evidence {
        let turn = conversation.turn(finding.turn);
        let sentence = conversation.sentence(finding);
        let (text, found) = self.quote(conversation, sentence, finding.span);
        let is_conversation = matches!(conversation.document.kind, Kind::Conversation { .. });
        let time = conversation.document.time_at(turn, finding.span.start);
        let time = time.filter(|time| time.is_finite() && *time >= 0.0);
        Evidence {
            rule: self.rules.rules[finding.rule].id.clone(),
            turn: is_conversation.then_some(finding.turn),
            time_ms: time.map(|seconds| (seconds * 1000.0).round() as u64),
            role: turn.role.name().to_owned(),
            before: match is_conversation {
                true => self.said_before(conversation, finding.turn),
                false => String::new(),
            },
            text,
            found,
        }
    }

    /// The whole sentence around a finding, and the found words, masked.
    pub(super) fn sentence(
        &self,
        conversation: &Conversation,
        finding: &Finding,
    ) -> (String, String) {
        let document = conversation.document;
        let sentence = conversation.sentence(finding);
        let masked = self.masked(conversation, sentence.of(&document.text));
        let before = Span::new(sentence.start, finding.span.start).of(&document.text);
        let found = finding.span.of(&document.text).chars().count();
        let found = masked.chars().skip(before.chars().count()).take(found);
        (masked.trim().to_owned(), found.collect())
    }

    /// The end of what another role than that of `turn` said last before it.
    fn said_before(&self, conversation: &Conversation, turn: usize) -> String {
        let role = conversation.turn(turn).role;
        let others = (conversation.turns.start..turn).rev();
        let mut others = others.map(|index| conversation.turn(index));
        let speaks = |role: Role| role != Role::System;
        let Some(other) = others.find(|other| other.role != role && speaks(other.role)) else {
            return String::new();
        };
        let text = other.span.of(&conversation.document.text);
        let text = self.masked(conversation, text);
        let characters = text.trim().chars().count();
        let cut = characters.saturating_sub(QUOTE / 2);
        let dots = if cut > 0 { "…" } else { "" };
        let end: String = text.trim().chars().skip(cut).collect();
        format!("{dots}{}", on_one_line(&end))
    }

    /// The sentence, masked, cut around the found words, and where these stand in it.
    fn quote(
        &self,
        conversation: &Conversation,
        sentence: Span,
        found: Span,
    ) -> (String, [usize; 2]) {
        let text = sentence.of(&conversation.document.text);
        let masked = on_one_line(&self.masked(conversation, text));
        let point = |at: usize| text[..at - sentence.start].chars().count();
        let (start, end) = (point(found.start), point(found.end));
        let length = masked.chars().count();
        if length <= QUOTE {
            return trimmed(&masked, start, end);
        }
        let room = QUOTE.saturating_sub(end - start) / 2;
        let from = start.saturating_sub(room);
        let to = (end + room).min(length);
        let mut window: String = masked.chars().skip(from).take(to - from).collect();
        let mut start = start - from;
        let mut end = end - from;
        if from > 0 {
            window.insert(0, '…');
            start += 1;
            end += 1;
        }
        if to < length {
            window.push('…');
        }
        trimmed(&window, start, end)
    }

    /// Text without personal data, character for character.
    fn masked(&self, conversation: &Conversation, text: &str) -> String {
        match conversation.agent() {
            Some(name) if self.names.are_hidden() => self.masker.mask_with_name(text, name),
            _ => self.masker.mask(text),
        }
        .into_owned()
    }
}

/// Line breaks as spaces, character for character.
fn on_one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// Without white space at both ends.
fn trimmed(text: &str, start: usize, end: usize) -> (String, [usize; 2]) {
    let lead = text
        .chars()
        .take_while(|c| c.is_whitespace())
        .count()
        .min(start);
    let body: String = text.chars().skip(lead).collect();
    let kept = body.trim_end();
    let keep = kept.chars().count().max(end - lead);
    let body: String = body.chars().take(keep).collect();
    (body, [start - lead, end - lead])
}
