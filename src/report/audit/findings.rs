//! Every finding of an audit as a line of JSON.

use super::super::Page;
use super::super::records::{Hit, Record, append_json, each_hit};
use crate::audit::{Auditor, Conversation, Fingerprint, Terms};
use crate::check::Finding;
use crate::document::Role;
use serde::Serialize;
use std::borrow::Cow;
use std::io::{self, Write};

/// A finding as `check --format jsonl` writes it, and what an audit knows of it.
#[derive(Serialize)]
struct AuditedFinding<'a> {
    #[serde(flatten)]
    record: Record<'a>,
    /// What it takes off the score, unless too many of its rule do.
    #[serde(skip_serializing_if = "Option::is_none")]
    points: Option<u32>,
    fingerprint: String,
    sentence: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    started_at: Option<&'a str>,
    /// Absent where it would be true: what customers and bots say is in no score.
    #[serde(skip_serializing_if = "is_true")]
    counted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<&'static str>,
}

fn is_true(counted: &bool) -> bool {
    *counted
}

/// Appends the findings of a page, one on a line, customers' signals among them.
///
/// # Errors
/// None that a vector does not have.
pub fn write_findings(out: &mut Vec<u8>, page: &Page, auditor: &Auditor) -> io::Result<()> {
    let mut conversations = Conversation::all_of(page.document, page.checked);
    let mut current: Option<Conversation> = None;
    each_hit(page, |finding, hit| {
        let holds = |conversation: &Conversation| conversation.turns.contains(&finding.turn);
        if !current.as_ref().is_some_and(holds) {
            current = conversations.find(holds);
        }
        let Some(conversation) = &current else {
            return Ok(());
        };
        append_json(&audited(auditor, conversation, finding, hit), out)?;
        out.push(b'\n');
        Ok(())
    })
}

/// On which terms the findings were counted.
#[derive(Serialize)]
#[serde(tag = "type", rename = "terms")]
struct TermsRecord<'a> {
    #[serde(flatten)]
    terms: &'a Terms,
}

/// Writes the last line: which rules ran, and how findings become a score.
///
/// # Errors
/// Those of `out`.
pub fn write_terms(out: &mut dyn Write, terms: &Terms) -> io::Result<()> {
    let mut line = Vec::new();
    append_json(&TermsRecord { terms }, &mut line)?;
    line.push(b'\n');
    out.write_all(&line)
}

/// A name by which something is found again, as reports show it.
fn reference<'a>(auditor: &Auditor, name: Cow<'a, str>) -> Cow<'a, str> {
    match auditor.masker.mask_reference(&name) {
        Cow::Owned(masked) => Cow::Owned(masked),
        Cow::Borrowed(_) => name,
    }
}

fn audited<'a>(
    auditor: &Auditor,
    conversation: &Conversation<'a>,
    finding: &Finding,
    mut hit: Hit<'a>,
) -> AuditedFinding<'a> {
    let turn = conversation.turn(finding.turn);
    let (sentence, found) = auditor.sentence(conversation, finding);
    hit.text = Cow::Owned(found);
    hit.path = reference(auditor, hit.path);
    hit.record = hit.record.map(|record| reference(auditor, record));
    hit.speaker = match turn.role {
        Role::Agent | Role::Unknown if auditor.names.are_hidden() => None,
        _ => hit
            .speaker
            .map(|name| auditor.masker.mask(&name).into_owned().into()),
    };
    let rule = &auditor.rules.rules[finding.rule];
    let fingerprint = Fingerprint::of(rule, conversation, finding);
    let counted = conversation.is_agents(turn);
    let known = auditor.baseline.as_ref().filter(|_| counted);
    AuditedFinding {
        record: Record::Finding(hit),
        points: counted.then_some(rule.points),
        fingerprint: fingerprint.to_string(),
        sentence,
        agent: auditor.agent(conversation),
        started_at: conversation.document.started_at.as_deref(),
        counted,
        baseline: known.map(|known| match known.knows(fingerprint) {
            true => "known",
            false => "new",
        }),
    }
}
