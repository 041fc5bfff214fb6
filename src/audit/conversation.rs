//! One conversation of a document, as an audit looks at it.

use crate::check::{Checked, Excused, Finding};
use crate::document::{Document, Kind, Role, Turn};
use crate::text::{Span, sentences};
use std::ops::Range;

/// A conversation, a mail, or one of many messages: some turns of a document, and what was found in
/// them.
#[derive(Clone)]
pub struct Conversation<'d> {
    /// The document.
    pub document: &'d Document,
    /// Its turns.
    pub turns: Range<usize>,
    /// Findings in them, in the order of the text.
    pub findings: &'d [Finding],
    /// Hits in them that are no findings, in the order of the text.
    pub excused: &'d [Excused],
    roles_known: bool,
}

impl<'d> Conversation<'d> {
    /// The conversations of a document. Where a document is many messages that have nothing to do
    /// with each other, each is one.
    pub fn all_of(
        document: &'d Document,
        checked: &'d Checked,
    ) -> impl Iterator<Item = Conversation<'d>> {
        let step = match document.kind {
            Kind::Messages => 1,
            Kind::Draft | Kind::Conversation { .. } => document.turns.len().max(1),
        };
        let count = document.turns.len().div_ceil(step).max(1);
        let roles_known = document.roles_known();
        let (mut findings, mut excused) = (&checked.findings[..], &checked.excused[..]);
        (0..count).map(move |index| {
            let turns = index * step..((index + 1) * step).min(document.turns.len());
            let its_findings = findings.partition_point(|finding| finding.turn < turns.end);
            let its_excused = excused.partition_point(|excused| excused.finding.turn < turns.end);
            let conversation = Conversation {
                document,
                turns,
                findings: &findings[..its_findings],
                excused: &excused[..its_excused],
                roles_known,
            };
            findings = &findings[its_findings..];
            excused = &excused[its_excused..];
            conversation
        })
    }

    /// A turn by its number in the document.
    pub fn turn(&self, index: usize) -> &'d Turn {
        &self.document.turns[index]
    }

    /// True if what stands in the turn is said by an agent: by its label, or because no label tells
    /// who speaks.
    pub fn is_agents(&self, turn: &Turn) -> bool {
        match turn.role {
            Role::Agent => true,
            Role::Unknown => !self.roles_known,
            Role::Customer | Role::Bot | Role::System => false,
        }
    }

    /// The agent's findings.
    pub fn agent_findings(&self) -> impl Iterator<Item = &'d Finding> + use<'_, 'd> {
        let is_agents = |finding: &&Finding| self.is_agents(self.turn(finding.turn));
        self.findings.iter().filter(is_agents)
    }

    /// The agent's turns that have words to judge: their number, the turn.
    pub fn agent_turns(&self) -> impl Iterator<Item = (usize, &'d Turn)> + use<'_, 'd> {
        let turns = self
            .turns
            .clone()
            .zip(&self.document.turns[self.turns.clone()]);
        turns.filter(|(_, turn)| self.is_agents(turn) && self.has_words(turn))
    }

    fn has_words(&self, turn: &Turn) -> bool {
        let mut judged = self.document.judged(turn);
        judged.any(|span| !span.of(&self.document.text).trim().is_empty())
    }

    /// The name of its agent, if the source says one: that of the record, else the speaker of the
    /// first turn of an agent who is called by more than the role.
    pub fn agent(&self) -> Option<&'d str> {
        self.document
            .agent
            .as_deref()
            .filter(|name| !name.trim().is_empty())
    }

    /// The sentence around found words.
    pub fn sentence(&self, finding: &Finding) -> Span {
        let document = self.document;
        let mut stretches = document.judged(self.turn(finding.turn));
        let stretch = stretches.find(|stretch| stretch.contains(finding.span));
        let Some(stretch) = stretch else {
            return finding.span;
        };
        let sentences = sentences(&document.text, stretch, document.kind.line_breaks());
        let found = sentences
            .into_iter()
            .find(|sentence| sentence.contains(finding.span));
        found.unwrap_or(finding.span)
    }

    /// All its words, from the first turn to the last.
    pub fn text(&self) -> &'d str {
        let turns = &self.document.turns[self.turns.clone()];
        match (turns.first(), turns.last()) {
            (Some(first), Some(last)) => &self.document.text[first.span.start..last.span.end],
            _ => "",
        }
    }
}
