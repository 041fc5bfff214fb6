//! What a run counts.

use super::Page;
use crate::check::Excuse;
use crate::document::{Document, Kind, Role, Turn};
use crate::rules::{JudgedRole, RuleSet, Severity};
use crate::text::Span;
use serde::Serialize;
use std::collections::BTreeMap;

/// Hits that are no findings, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Suppressed {
    /// Part of a longer, harmless expression.
    pub harmless: u64,
    /// An `unless` context holds.
    pub unless: u64,
    /// An `only` context is missing.
    pub only: u64,
    /// Covered by another finding of the same family.
    pub overlap: u64,
    /// Right in its place, as the user's settings say.
    #[serde(skip_serializing_if = "is_zero")]
    pub allowed: u64,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl Suppressed {
    /// All of them.
    pub fn total(self) -> u64 {
        self.harmless + self.unless + self.only + self.overlap + self.allowed
    }

    fn count(&mut self, excuse: Excuse) {
        match excuse {
            Excuse::Harmless => self.harmless += 1,
            Excuse::Unless => self.unless += 1,
            Excuse::Only => self.only += 1,
            Excuse::Overlap => self.overlap += 1,
            Excuse::Allowed => self.allowed += 1,
        }
    }
}

/// What a run counts: integers only, so that threads count apart and [`merge`](Self::merge).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Documents that were checked.
    pub documents: u64,
    /// Documents with at least one finding.
    pub documents_with_findings: u64,
    /// Turns of those documents, whoever speaks.
    pub turns: u64,
    /// Code points of judged text: the turns of those whom a rule judges, less what is skipped.
    pub characters: u64,
    /// Findings.
    pub findings: u64,
    /// Findings by family.
    pub by_family: BTreeMap<String, u64>,
    /// Findings by severity.
    pub by_severity: BTreeMap<Severity, u64>,
    /// Hits that are no findings.
    pub suppressed: Suppressed,
    /// Files and records that could not be read.
    pub errors: u64,
    /// Files that a walk passed over, as they are no text.
    pub skipped_files: u64,
}

impl Summary {
    /// Counts a document and what was found in it.
    pub fn count(&mut self, page: &Page) {
        let Page {
            document,
            rules,
            checked,
            ..
        } = page;
        let (documents, with_findings) = count_documents(page);
        self.documents += documents;
        self.documents_with_findings += with_findings;
        self.turns += document.turns.len() as u64;
        self.characters += judged_characters(document, rules);
        self.findings += checked.findings.len() as u64;
        for finding in &checked.findings {
            let rule = &rules.rules[finding.rule];
            *self.by_severity.entry(rule.severity).or_default() += 1;
            add(&mut self.by_family, &rule.family, 1);
        }
        for excused in &checked.excused {
            self.suppressed.count(excused.excuse);
        }
    }

    /// Adds what was counted elsewhere. The order of merging makes no difference.
    pub fn merge(&mut self, other: &Summary) {
        self.documents += other.documents;
        self.documents_with_findings += other.documents_with_findings;
        self.turns += other.turns;
        self.characters += other.characters;
        self.findings += other.findings;
        for (family, &count) in &other.by_family {
            add(&mut self.by_family, family, count);
        }
        for (&severity, &count) in &other.by_severity {
            *self.by_severity.entry(severity).or_default() += count;
        }
        self.suppressed.harmless += other.suppressed.harmless;
        self.suppressed.unless += other.suppressed.unless;
        self.suppressed.only += other.suppressed.only;
        self.suppressed.overlap += other.suppressed.overlap;
        self.suppressed.allowed += other.suppressed.allowed;
        self.errors += other.errors;
        self.skipped_files += other.skipped_files;
    }
}

/// Looks before it inserts: a key is copied once for a family, not once for a finding.
fn add(counts: &mut BTreeMap<String, u64>, family: &str, count: u64) {
    match counts.get_mut(family) {
        Some(sum) => *sum += count,
        None => {
            counts.insert(family.to_owned(), count);
        }
    }
}

/// All documents of a page, and those with findings. One message per line: each is one.
fn count_documents(page: &Page) -> (u64, u64) {
    let findings = &page.checked.findings;
    if page.document.kind != Kind::Messages {
        return (1, u64::from(!findings.is_empty()));
    }
    let with_findings = findings.chunk_by(|one, next| one.turn == next.turn).count();
    (page.document.turns.len() as u64, with_findings as u64)
}

fn judged_characters(document: &Document, rules: &RuleSet) -> u64 {
    // Asked once for a document, not for each of its turns.
    let judged = Role::ALL.map(|role| (role, is_judged(role, document, rules)));
    let is_judged = |turn: &&Turn| judged.contains(&(turn.role, true));
    let judged = document
        .turns
        .iter()
        .filter(is_judged)
        .flat_map(|turn| document.judged(turn));
    count_characters(&document.text, judged)
}

/// Code points of ascending stretches. The text of many short ones is counted as one, less what lies
/// between: that is many times faster.
fn count_characters(text: &str, stretches: impl Iterator<Item = Span>) -> u64 {
    const NEAR: usize = 8;
    let count = |start: usize, end: usize| text[start..end].chars().count() as u64;
    let (mut sum, mut between) = (0, 0);
    let mut run = Span::new(0, 0);
    for stretch in stretches {
        if stretch.start - run.end > NEAR {
            sum += count(run.start, run.end);
            run.start = stretch.start;
        } else {
            between += count(run.end, stretch.start);
        }
        run.end = stretch.end;
    }
    sum + count(run.start, run.end) - between
}

fn is_judged(role: Role, document: &Document, rules: &RuleSet) -> bool {
    let any_rule = |wanted: &[JudgedRole]| rules.rules.iter().any(|r| wanted.contains(&r.role));
    let stands = || document.turns.iter().any(|turn| turn.role == role);
    match role {
        Role::Agent => true,
        Role::Customer => stands() && any_rule(&[JudgedRole::Customer, JudgedRole::Any]),
        Role::Bot => stands() && any_rule(&[JudgedRole::Any]),
        Role::System => false,
        Role::Unknown => stands() && (!document.roles_known() || any_rule(&[JudgedRole::Any])),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{self, Sample};
    use super::*;

    fn summary_of(sample: &Sample) -> Summary {
        let mut summary = Summary::default();
        summary.count(&sample.page());
        summary
    }

    #[test]
    fn a_document_is_counted() {
        let summary = summary_of(&samples::transcript());
        assert_eq!(
            (summary.documents, summary.turns, summary.findings),
            (1, 4, 3)
        );
        assert_eq!(summary.by_severity[&Severity::Error], 2);
        assert_eq!(summary.by_family["vague-timing"], 1);
        assert_eq!(summary.suppressed.total(), 1);
        let agent = "这不是我们的责任，您找厂家吧。改天给您处理。\
                     都说了这不是我们的责任，改天，最晚今天18点前给您处理。";
        assert_eq!(summary.characters, agent.chars().count() as u64);
    }

    #[test]
    fn merging_is_counting_all() {
        let (one, two) = (samples::transcript(), samples::english_draft());
        let mut both = summary_of(&one);
        both.count(&two.page());
        both.errors = 2;
        let mut merged = summary_of(&two);
        merged.merge(&summary_of(&one));
        merged.merge(&Summary {
            errors: 2,
            ..Summary::default()
        });
        assert_eq!(merged, both);
    }

    #[test]
    fn skipped_text_is_not_counted() {
        let summary = summary_of(&samples::draft_with_quote());
        assert_eq!(
            summary.characters,
            "您好，\n我今天18点前给您处理。\n".chars().count() as u64
        );
    }
}
