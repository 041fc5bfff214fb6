//! The counts of an audit.

use super::evidence::{Case, Sampled, SignalCase};
use super::score::{Score, Verdict};
use super::smallest::Smallest;
use super::terms::Terms;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::AddAssign;

/// What was counted: integers, and the few conversations that a report shows. Adding and merging
/// give the same in any order; as JSON it is the `json` report and what [`merge`](Tally::merge)
/// reads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// On which terms.
    pub terms: Terms,
    /// What was read.
    pub coverage: Coverage,
    /// All conversations.
    pub total: Counts,
    /// Conversations by their score.
    pub scores: BTreeMap<u32, u64>,
    /// By rule, those that ever hit.
    pub rules: BTreeMap<String, RuleTally>,
    /// By family, those whose rules judge the agent and ever hit.
    pub families: BTreeMap<String, FamilyTally>,
    /// By field, by its value; `""` where a conversation has no such field.
    pub groups: BTreeMap<String, BTreeMap<String, Group>>,
    /// By day, `2024-05-11`; `""` where none is known.
    pub days: BTreeMap<String, Group>,
    /// What customers said that announces trouble, by rule.
    pub signals: BTreeMap<String, SignalTally>,
    /// The worst conversations, the worst first.
    pub worst: Smallest<Case>,
    /// Customers' signals, chosen at random.
    pub signal_cases: Smallest<SignalCase>,
    /// Findings chosen at random for people to look at.
    pub sample: Smallest<Sampled>,
    /// The same of each agent.
    pub agent_samples: BTreeMap<String, Smallest<Sampled>>,
    /// Against what was known before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<BaselineTally>,
    /// What the rules are that hit, by id.
    pub facts: BTreeMap<String, RuleFacts>,
}

/// What was read, and what could not be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Files read, standard input among them.
    pub files: u64,
    /// Bytes of those files.
    pub bytes: u64,
    /// Files that a walk passed over, by their ending.
    pub skipped_files: BTreeMap<String, u64>,
    /// Conversations, mails and messages.
    pub conversations: u64,
    /// Their turns by role.
    pub turns: BTreeMap<String, u64>,
    /// Code points of the agents' words that were judged.
    pub characters: u64,
    /// Stretches that were kept but not judged, by reason.
    pub skipped_text: BTreeMap<String, u64>,
    /// Conversations about whose reading there is a remark, by its code.
    pub notes: BTreeMap<String, u64>,
    /// Files and records that could not be read.
    pub unreadable: u64,
    /// The first of them.
    pub unreadable_cases: Smallest<Unreadable>,
    /// Runs that were stopped before their end.
    pub interrupted: u64,
}

/// A file or record that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unreadable {
    /// The file.
    pub path: String,
    /// Line, from 1, where one is to blame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// What is wrong and what to do.
    pub message: String,
}

impl super::smallest::Ranked for Unreadable {
    type Rank<'a> = &'a Unreadable;
    fn rank(&self) -> &Unreadable {
        self
    }
}

/// So many unreadable files and records are named.
const UNREADABLE_CASES: usize = 100;

/// So many signals of customers are shown.
pub(super) const SIGNAL_CASES: usize = 20;

/// What is counted of any set of conversations. Only the agents' findings count here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Conversations.
    pub conversations: u64,
    /// Those with words of an agent's, which have a score.
    pub scored: u64,
    /// Those with a finding.
    pub flagged: u64,
    /// Those that pass.
    pub pass: u64,
    /// Those to coach.
    pub coach: u64,
    /// Those that fail.
    pub fail: u64,
    /// Those that fail by a veto.
    pub vetoed: u64,
    /// The sum of their scores.
    pub score_sum: u64,
    /// Turns of agents.
    pub agent_turns: u64,
    /// Those with a finding.
    pub flagged_turns: u64,
    /// Findings.
    pub hits: u64,
}

impl Counts {
    /// Counts the verdict of one conversation.
    pub(super) fn score(&mut self, score: Score) {
        self.scored += 1;
        self.score_sum += u64::from(score.score);
        self.vetoed += u64::from(score.is_vetoed);
        *match score.verdict {
            Verdict::Pass => &mut self.pass,
            Verdict::Coach => &mut self.coach,
            Verdict::Fail => &mut self.fail,
        } += 1;
    }

    /// How many conversations have that verdict.
    pub fn of(&self, verdict: Verdict) -> u64 {
        match verdict {
            Verdict::Pass => self.pass,
            Verdict::Coach => self.coach,
            Verdict::Fail => self.fail,
        }
    }

    /// The mean score, if any conversation has one.
    pub fn mean_score(&self) -> Option<f64> {
        (self.scored > 0).then(|| self.score_sum as f64 / self.scored as f64)
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.conversations += other.conversations;
        self.scored += other.scored;
        self.flagged += other.flagged;
        self.pass += other.pass;
        self.coach += other.coach;
        self.fail += other.fail;
        self.vetoed += other.vetoed;
        self.score_sum += other.score_sum;
        self.agent_turns += other.agent_turns;
        self.flagged_turns += other.flagged_turns;
        self.hits += other.hits;
    }
}

/// Conversations with something in common.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Their counts.
    #[serde(flatten)]
    pub counts: Counts,
    /// The agents' findings by rule.
    pub rules: BTreeMap<String, u64>,
}

/// What a rule found. Hits count the agents' words unless said otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleTally {
    /// Findings.
    pub hits: u64,
    /// Conversations with one.
    pub conversations: u64,
    /// Turns of agents with one.
    pub turns: u64,
    /// Findings in the words of customers.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub customer_hits: u64,
    /// Findings in the words of bots.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub bot_hits: u64,
    /// Hits that are no findings: part of a longer, harmless expression.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub harmless: u64,
    /// An `unless` context holds.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unless: u64,
    /// An `only` context is missing.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub only: u64,
    /// Covered by another finding of the same family.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub overlap: u64,
    /// Right in its place, as the user's settings say.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub allowed: u64,
}

impl RuleTally {
    /// Hits that are no findings.
    pub fn suppressed(&self) -> u64 {
        self.harmless + self.unless + self.only + self.overlap + self.allowed
    }
}

impl AddAssign for RuleTally {
    fn add_assign(&mut self, other: RuleTally) {
        self.hits += other.hits;
        self.conversations += other.conversations;
        self.turns += other.turns;
        self.customer_hits += other.customer_hits;
        self.bot_hits += other.bot_hits;
        self.harmless += other.harmless;
        self.unless += other.unless;
        self.only += other.only;
        self.overlap += other.overlap;
        self.allowed += other.allowed;
    }
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// What the rules of a family found in the agents' words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyTally {
    /// Findings.
    pub hits: u64,
    /// Conversations with one.
    pub conversations: u64,
    /// Turns of agents with one.
    pub turns: u64,
}

impl AddAssign for FamilyTally {
    fn add_assign(&mut self, other: FamilyTally) {
        self.hits += other.hits;
        self.conversations += other.conversations;
        self.turns += other.turns;
    }
}

/// What customers said, and whether the agent had slipped before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignalTally {
    /// Findings.
    pub hits: u64,
    /// Conversations with one.
    pub conversations: u64,
    /// Conversations in which a finding of the agent's stands before the first one.
    pub after_finding: u64,
    /// The same by the agent's rule.
    pub after_rules: BTreeMap<String, u64>,
}

/// What became of findings that were known before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaselineTally {
    /// Fingerprints in the baseline.
    pub known: u64,
    /// Findings that are not among them.
    pub new: u64,
    /// Findings that are, by fingerprint.
    pub seen: BTreeMap<String, u64>,
}

impl BaselineTally {
    /// Findings that were known and are still there.
    pub fn unchanged(&self) -> u64 {
        self.seen.values().sum()
    }

    /// Known fingerprints that were not found any more.
    pub fn gone(&self) -> u64 {
        self.known.saturating_sub(self.seen.len() as u64)
    }
}

/// What a report says about a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleFacts {
    /// Its family.
    pub family: String,
    /// `zh`, `en` ...
    pub lang: String,
    /// A few words.
    pub title: String,
    /// Why the wording harms.
    pub why: String,
    /// `error`, `warning`, `info`.
    pub severity: String,
    /// `agent`, `customer`, `any`.
    pub role: String,
    /// Points taken off for a finding.
    pub points: u32,
    /// One finding fails the conversation.
    pub veto: bool,
    /// Better wording.
    pub instead: Vec<String>,
}

impl Tally {
    /// Nothing yet, on these terms.
    pub fn new(terms: Terms) -> Self {
        let baseline = terms.baseline.is_some().then(BaselineTally::default);
        Tally {
            terms,
            baseline,
            ..Tally::default()
        }
    }

    /// Adds what was counted elsewhere on the same terms. The order makes no difference.
    pub fn merge(&mut self, other: Tally) {
        let sampling = self.terms.sampling;
        self.coverage.merge(other.coverage);
        self.total += other.total;
        add_all(&mut self.scores, other.scores);
        add_all(&mut self.rules, other.rules);
        add_all(&mut self.families, other.families);
        for (field, groups) in other.groups {
            merge_groups(self.groups.entry(field).or_default(), groups);
        }
        merge_groups(&mut self.days, other.days);
        for (rule, signal) in other.signals {
            self.signals.entry(rule).or_default().merge(signal);
        }
        self.worst.merge(self.terms.worst, other.worst);
        self.signal_cases.merge(SIGNAL_CASES, other.signal_cases);
        self.sample.merge(sampling.size, other.sample);
        for (agent, sample) in other.agent_samples {
            let own = self.agent_samples.entry(agent).or_default();
            own.merge(sampling.per_agent, sample);
        }
        if let Some(baseline) = other.baseline {
            self.baseline.get_or_insert_default().merge(baseline);
        }
        self.facts.extend(other.facts);
    }

    /// Notes that a file or record could not be read.
    pub fn add_unreadable(&mut self, path: &str, line: Option<usize>, message: &str) {
        self.coverage.unreadable += 1;
        let case = Unreadable {
            path: path.to_owned(),
            line,
            message: message.to_owned(),
        };
        let cases = &mut self.coverage.unreadable_cases;
        cases.add(UNREADABLE_CASES, case);
    }
}

impl Coverage {
    fn merge(&mut self, other: Coverage) {
        self.files += other.files;
        self.bytes += other.bytes;
        add_all(&mut self.skipped_files, other.skipped_files);
        self.conversations += other.conversations;
        add_all(&mut self.turns, other.turns);
        self.characters += other.characters;
        add_all(&mut self.skipped_text, other.skipped_text);
        add_all(&mut self.notes, other.notes);
        self.unreadable += other.unreadable;
        self.unreadable_cases
            .merge(UNREADABLE_CASES, other.unreadable_cases);
        self.interrupted += other.interrupted;
    }
}

impl SignalTally {
    fn merge(&mut self, other: SignalTally) {
        self.hits += other.hits;
        self.conversations += other.conversations;
        self.after_finding += other.after_finding;
        add_all(&mut self.after_rules, other.after_rules);
    }
}

impl BaselineTally {
    fn merge(&mut self, other: BaselineTally) {
        // Every part has seen the whole baseline.
        self.known = self.known.max(other.known);
        self.new += other.new;
        add_all(&mut self.seen, other.seen);
    }
}

fn merge_groups(groups: &mut BTreeMap<String, Group>, others: BTreeMap<String, Group>) {
    for (name, other) in others {
        let group = groups.entry(name).or_default();
        group.counts += other.counts;
        add_all(&mut group.rules, other.rules);
    }
}

/// Adds counts under their names.
fn add_all<K: Ord, V: AddAssign + Default>(counts: &mut BTreeMap<K, V>, others: BTreeMap<K, V>) {
    for (name, count) in others {
        *counts.entry(name).or_default() += count;
    }
}

/// The count under `name`. Looks before it inserts: a name is copied once, not at every count.
pub(super) fn count_of<'m, V: Default>(
    counts: &'m mut BTreeMap<String, V>,
    name: &str,
) -> &'m mut V {
    if !counts.contains_key(name) {
        counts.insert(name.to_owned(), V::default());
    }
    counts.get_mut(name).expect("it was put in just now")
}
