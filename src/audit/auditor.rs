//! From one document and what was found in it to counts.

use super::baseline::{Baseline, Fingerprint, short};
use super::conversation::Conversation;
use super::evidence::{Case, Quoter, Reference, Sampled, SignalCase};
use super::field;
use super::mask::Masker;
use super::names::{Names, pseudonym};
use super::period::Day;
use super::score::{Score, Verdict};
use super::tally::{Counts, Group, RuleFacts, SIGNAL_CASES, Tally, count_of};
use super::terms::Terms;
use crate::check::{Checked, Excuse, Finding};
use crate::document::{Document, Role};
use crate::rules::{JudgedRole, RuleSet};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// So many findings of one of the worst conversations are quoted.
const QUOTED: usize = 5;

/// So many findings of the agent before a customer's signal are quoted.
const QUOTED_BEFORE: usize = 2;

/// Counts conversations on given terms.
pub struct Auditor<'c> {
    /// The rules that findings refer to.
    pub rules: &'c RuleSet,
    /// The terms.
    pub terms: Terms,
    /// Hides personal data.
    pub masker: Masker,
    /// How agents are called.
    pub names: Names,
    /// Findings that were known before.
    pub baseline: Option<Baseline>,
}

/// Where a document was read.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The file as the user named it.
    pub path: &'a str,
    /// The file's format is one of many records, so that its name alone names none of them.
    pub holds_many: bool,
}

/// One conversation as a row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its id, or the file's name.
    pub record: String,
    /// The file.
    pub path: String,
    /// Whose it is.
    pub agent: String,
    /// When it began, as the source writes it.
    pub started_at: String,
    /// Its values of the fields by which the audit groups, in their order, without `agent`.
    pub fields: Vec<String>,
    /// Turns of agents.
    pub agent_turns: u64,
    /// Its score; none without words of an agent's.
    pub score: Option<u32>,
    /// What becomes of it.
    pub verdict: Option<Verdict>,
    /// The agent's findings by family.
    pub families: BTreeMap<String, u64>,
    /// The rules that found something, in alphabetical order.
    pub rules: BTreeSet<String>,
}

impl Auditor<'_> {
    /// Counts a document; `rows` gets a row for each of its conversations.
    pub fn add(
        &self,
        file: Source<'_>,
        document: &Document,
        checked: &Checked,
        tally: &mut Tally,
        mut rows: Option<&mut dyn FnMut(Row)>,
    ) {
        for note in &document.notes {
            *count_of(&mut tally.coverage.notes, note.code.name()) += 1;
        }
        for skip in &document.skips {
            *count_of(&mut tally.coverage.skipped_text, skip.reason.name()) += 1;
        }
        let path = self.masker.mask_reference(file.path);
        let file = Source {
            path: &path,
            ..file
        };
        for conversation in Conversation::all_of(document, checked) {
            let look = Look::new(self, file, conversation);
            look.count(tally);
            if let Some(rows) = &mut rows {
                rows(look.row());
            }
        }
    }

    /// Puts into the tally what a report says about the rules that hit.
    pub fn describe(&self, tally: &mut Tally) {
        let hit = tally.rules.keys().chain(tally.signals.keys());
        for id in hit.cloned().collect::<BTreeSet<String>>() {
            if let Some(rule) = self.rules.get(&id) {
                let facts = RuleFacts {
                    family: rule.family.to_string(),
                    lang: rule.lang.to_string(),
                    title: rule.title.to_string(),
                    why: rule.why.to_string(),
                    severity: rule.severity.name().to_owned(),
                    role: match rule.role {
                        JudgedRole::Agent => "agent",
                        JudgedRole::Customer => "customer",
                        JudgedRole::Any => "any",
                    }
                    .to_owned(),
                    points: rule.points,
                    veto: rule.veto,
                    instead: [&rule.instead[..], &rule.fix].concat(),
                };
                tally.facts.insert(id, facts);
            }
        }
    }

    /// Whose conversation it is, as reports show the name.
    pub fn agent<'d>(&self, conversation: &Conversation<'d>) -> Option<Cow<'d, str>> {
        let name = field::value(conversation, "agent")?;
        Some(self.shown("agent", name))
    }

    /// The sentence around found words, and these, without personal data.
    pub fn sentence(&self, conversation: &Conversation, finding: &Finding) -> (String, String) {
        self.quoter().sentence(conversation, finding)
    }

    fn quoter(&self) -> Quoter<'_> {
        Quoter {
            rules: self.rules,
            masker: &self.masker,
            names: &self.names,
        }
    }

    /// The value of a grouping field as reports show it.
    fn shown<'v>(&self, field: &str, value: Cow<'v, str>) -> Cow<'v, str> {
        if field == "agent" {
            return match value {
                Cow::Borrowed(name) => self.names.shown(name),
                Cow::Owned(name) => Cow::Owned(self.names.shown(&name).into_owned()),
            };
        }
        // Masked alike, two customers would become one.
        let is_personal = field == "customer" && self.terms.masked
            || matches!(self.masker.mask_reference(&value), Cow::Owned(_));
        match is_personal {
            true => Cow::Owned(pseudonym(field, &self.names.kind(), &value)),
            false => value,
        }
    }
}

/// One conversation while it is counted.
struct Look<'a, 'd> {
    auditor: &'a Auditor<'a>,
    /// With the path as reports show it.
    file: Source<'a>,
    conversation: Conversation<'d>,
    findings: Vec<&'d Finding>,
    counts: Counts,
    score: Option<Score>,
    day: String,
    /// Of the seed, the id and the words: where keys begin.
    hasher: OnceCell<blake3::Hasher>,
}

impl<'a, 'd> Look<'a, 'd> {
    fn new(auditor: &'a Auditor<'a>, file: Source<'a>, conversation: Conversation<'d>) -> Self {
        let findings: Vec<&Finding> = conversation.agent_findings().collect();
        let agent_turns = conversation.agent_turns().count() as u64;
        let flagged_turns = findings.chunk_by(|one, next| one.turn == next.turn).count() as u64;
        let mut counts = Counts {
            conversations: 1,
            flagged: u64::from(!findings.is_empty()),
            agent_turns,
            flagged_turns,
            hits: findings.len() as u64,
            ..Counts::default()
        };
        let score = (agent_turns > 0).then(|| {
            let scoring = auditor.terms.scoring;
            scoring.score(findings.iter().copied(), auditor.rules)
        });
        if let Some(score) = score {
            counts.score(score);
        }
        let began = conversation.document.started_at.as_deref();
        let day = began.and_then(Day::of).map(|day| day.to_string());
        Look {
            auditor,
            file,
            conversation,
            findings,
            counts,
            score,
            day: day.unwrap_or_default(),
            hasher: OnceCell::new(),
        }
    }

    fn rule(&self, finding: &Finding) -> &'a str {
        &self.auditor.rules.rules[finding.rule].id
    }

    fn family(&self, finding: &Finding) -> &'a str {
        &self.auditor.rules.rules[finding.rule].family
    }

    fn count(&self, tally: &mut Tally) {
        self.count_coverage(tally);
        tally.total += self.counts;
        if let Some(score) = self.score {
            *tally.scores.entry(score.score).or_default() += 1;
        }
        self.count_rules(tally);
        self.count_groups(tally);
        self.count_group(count_of(&mut tally.days, &self.day));
        self.count_baseline(tally);
        if self.conversation.findings.is_empty() {
            return;
        }
        self.count_signals(tally);
        self.keep_worst(tally);
        self.keep_samples(tally);
    }

    fn count_coverage(&self, tally: &mut Tally) {
        let coverage = &mut tally.coverage;
        let document = self.conversation.document;
        coverage.conversations += 1;
        for index in self.conversation.turns.clone() {
            let role = self.conversation.turn(index).role;
            *count_of(&mut coverage.turns, role.name()) += 1;
        }
        let judged = self.conversation.agent_turns();
        let judged = judged.flat_map(|(_, turn)| document.judged(turn));
        let characters = judged.map(|span| span.of(&document.text).chars().count() as u64);
        coverage.characters += characters.sum::<u64>();
    }

    fn count_rules(&self, tally: &mut Tally) {
        for finding in self.conversation.findings {
            let rule = count_of(&mut tally.rules, self.rule(finding));
            let turn = self.conversation.turn(finding.turn);
            match turn.role {
                _ if self.conversation.is_agents(turn) => rule.hits += 1,
                Role::Customer => rule.customer_hits += 1,
                _ => rule.bot_hits += 1,
            }
        }
        for excused in self.conversation.excused {
            let rule = count_of(&mut tally.rules, self.rule(&excused.finding));
            *match excused.excuse {
                Excuse::Harmless => &mut rule.harmless,
                Excuse::Only => &mut rule.only,
                Excuse::Unless => &mut rule.unless,
                Excuse::Overlap => &mut rule.overlap,
                Excuse::Allowed => &mut rule.allowed,
            } += 1;
        }
        for rule in self.different(Self::rule) {
            count_of(&mut tally.rules, rule).conversations += 1;
        }
        for (_, rule) in self.different(|look, finding| (finding.turn, look.rule(finding))) {
            count_of(&mut tally.rules, rule).turns += 1;
        }
        for family in self.different(Self::family) {
            count_of(&mut tally.families, family).conversations += 1;
        }
        for (_, family) in self.different(|look, finding| (finding.turn, look.family(finding))) {
            count_of(&mut tally.families, family).turns += 1;
        }
        for finding in &self.findings {
            count_of(&mut tally.families, self.family(finding)).hits += 1;
        }
    }

    /// What the agent's findings have of something, each once.
    fn different<T: Ord>(&self, what: impl Fn(&Self, &Finding) -> T) -> BTreeSet<T> {
        let findings = self.findings.iter();
        findings.map(|finding| what(self, finding)).collect()
    }

    fn count_groups(&self, tally: &mut Tally) {
        for name in &self.auditor.terms.by {
            let value = self.field(name);
            let groups = count_of(&mut tally.groups, name);
            self.count_group(count_of(groups, &value));
        }
    }

    fn count_group(&self, group: &mut Group) {
        group.counts += self.counts;
        for finding in &self.findings {
            *count_of(&mut group.rules, self.rule(finding)) += 1;
        }
    }

    /// The conversation's value of a grouping field, or nothing.
    fn field(&self, name: &str) -> Cow<'d, str> {
        match field::value(&self.conversation, name) {
            Some(value) => self.auditor.shown(name, value),
            None => Cow::Borrowed(""),
        }
    }

    fn count_baseline(&self, tally: &mut Tally) {
        let (Some(known), Some(counts)) = (&self.auditor.baseline, &mut tally.baseline) else {
            return;
        };
        counts.known = known.len() as u64;
        for finding in &self.findings {
            let rule = &self.auditor.rules.rules[finding.rule];
            let fingerprint = Fingerprint::of(rule, &self.conversation, finding);
            match known.knows(fingerprint) {
                true => *count_of(&mut counts.seen, &fingerprint.to_string()) += 1,
                false => counts.new += 1,
            }
        }
    }

    fn count_signals(&self, tally: &mut Tally) {
        let mut counted = BTreeSet::new();
        for finding in self.conversation.findings {
            if self.conversation.turn(finding.turn).role != Role::Customer {
                continue;
            }
            let before = |own: &&&Finding| own.span.start < finding.span.start;
            let before: Vec<&Finding> = self.findings.iter().filter(before).copied().collect();
            let signal = count_of(&mut tally.signals, self.rule(finding));
            signal.hits += 1;
            if counted.insert(finding.rule) {
                signal.conversations += 1;
                signal.after_finding += u64::from(!before.is_empty());
                let rules: BTreeSet<&str> = before.iter().map(|own| self.rule(own)).collect();
                for rule in rules {
                    *count_of(&mut signal.after_rules, rule) += 1;
                }
                self.keep_signal(finding, &before, tally);
            }
        }
    }

    fn keep_signal(&self, finding: &Finding, before: &[&Finding], tally: &mut Tally) {
        let key = self.key(Some(finding));
        let may_precede = |last: &SignalCase| {
            (before.is_empty(), &key) <= (last.after.is_empty(), &last.reference.key)
        };
        if !tally.signal_cases.admits(SIGNAL_CASES, may_precede) {
            return;
        }
        let last = &before[before.len().saturating_sub(QUOTED_BEFORE)..];
        let case = SignalCase {
            evidence: self.quoter().evidence(&self.conversation, finding),
            after: self.evidence(last.iter().copied()),
            reference: self.reference(key),
        };
        tally.signal_cases.add(SIGNAL_CASES, case);
    }

    fn keep_worst(&self, tally: &mut Tally) {
        let most = self.auditor.terms.worst;
        let Some(score) = self.score.filter(|_| !self.findings.is_empty()) else {
            return;
        };
        let may_precede = |last: &Case| {
            (score.score, Reverse(score.deduction)) <= (last.score, Reverse(last.deduction))
        };
        if !tally.worst.admits(most, may_precede) {
            return;
        }
        let case = Case {
            reference: self.reference(self.key(None)),
            score: score.score,
            deduction: score.deduction,
            verdict: score.verdict.name().to_owned(),
            findings: self.findings.len() as u64,
            evidence: self.evidence(self.findings.iter().take(QUOTED).copied()),
        };
        tally.worst.add(most, case);
    }

    fn keep_samples(&self, tally: &mut Tally) {
        let sampling = self.auditor.terms.sampling;
        if sampling.size == 0 && sampling.per_agent == 0 {
            return;
        }
        let agent = self.field("agent");
        for finding in &self.findings {
            let key = self.key(Some(finding));
            let may_precede = |last: &Sampled| key <= last.reference.key;
            let is_sampled = tally.sample.admits(sampling.size, may_precede);
            let of_agent = &mut tally.agent_samples;
            let is_sampled_for_agent = sampling.per_agent > 0
                && count_of(of_agent, &agent).admits(sampling.per_agent, may_precede);
            if !is_sampled && !is_sampled_for_agent {
                continue;
            }
            let sampled = Sampled {
                evidence: self.quoter().evidence(&self.conversation, finding),
                reference: self.reference(key),
            };
            if is_sampled_for_agent {
                count_of(of_agent, &agent).add(sampling.per_agent, sampled.clone());
            }
            if is_sampled {
                tally.sample.add(sampling.size, sampled);
            }
        }
    }

    fn quoter(&self) -> Quoter<'_> {
        self.auditor.quoter()
    }

    fn evidence<'f>(
        &self,
        findings: impl Iterator<Item = &'f Finding>,
    ) -> Vec<super::evidence::Evidence> {
        let quoter = self.quoter();
        findings
            .map(|finding| quoter.evidence(&self.conversation, finding))
            .collect()
    }

    /// How the conversation is named: by its id, else by its file, and by its place there if the
    /// file holds more than one.
    fn record(&self) -> String {
        let document = self.conversation.document;
        if let Some(id) = document.id.as_deref().filter(|id| !id.trim().is_empty()) {
            return self.auditor.masker.mask_reference(id).into_owned();
        }
        let mut name = self.file.path.to_owned();
        let is_one_of_many =
            self.file.holds_many || self.conversation.turns.len() < document.turns.len();
        if is_one_of_many && let Some(turn) = document.turns.get(self.conversation.turns.start) {
            let start = turn.span.start;
            if let Some(cell) = document.source.cell(start) {
                let _ = write!(name, ":{cell}");
            } else if let Some(position) = document.source.position(&document.text, start) {
                let _ = write!(name, ":{}", position.line);
            }
        }
        name
    }

    fn reference(&self, key: String) -> Reference {
        let document = self.conversation.document;
        let agent = self.field("agent");
        Reference {
            key,
            record: self.record(),
            path: self.file.path.to_owned(),
            agent: (!agent.is_empty()).then(|| agent.into_owned()),
            started_at: document.started_at.as_ref().map(ToString::to_string),
        }
    }

    /// A hash of the seed, the conversation's id and words, and the finding's place in them. It
    /// does not know the file, so that the choice is the same however the files are cut.
    fn key(&self, finding: Option<&Finding>) -> String {
        let conversation = &self.conversation;
        let words = self.hasher.get_or_init(|| {
            let id = conversation.document.id.as_deref().unwrap_or_default();
            let mut hasher = blake3::Hasher::new();
            hasher.update(&self.auditor.terms.sampling.seed.to_be_bytes());
            hasher.update(id.as_bytes());
            hasher.update(b"\0");
            hasher.update(conversation.text().as_bytes());
            hasher
        });
        let mut hasher = words.clone();
        if let Some(finding) = finding {
            let start = conversation.turn(conversation.turns.start).span.start;
            let place = (finding.span.start - start) as u64;
            hasher.update(&place.to_be_bytes());
            hasher.update(self.rule(finding).as_bytes());
        }
        format!("{:032x}", short(&hasher))
    }

    fn row(&self) -> Row {
        let mut row = Row {
            record: self.record(),
            path: self.file.path.to_owned(),
            agent: self.field("agent").into_owned(),
            started_at: self
                .conversation
                .document
                .started_at
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            agent_turns: self.counts.agent_turns,
            score: self.score.map(|score| score.score),
            verdict: self.score.map(|score| score.verdict),
            ..Row::default()
        };
        let others = self.auditor.terms.by.iter().filter(|name| *name != "agent");
        row.fields = others.map(|name| self.field(name).into_owned()).collect();
        for finding in &self.findings {
            *count_of(&mut row.families, self.family(finding)) += 1;
            row.rules.insert(self.rule(finding).to_owned());
        }
        row
    }
}

#[cfg(test)]
mod tests;
