//! The checked rules: plain data, no regex engine, no files.

use super::Late;
use super::phrase::Phrase;
use std::collections::HashMap;
use std::sync::Arc;

/// How much harm the wording does.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// A mild habit: shown, below the default fail level.
    Info,
    /// A coach would usually ask for other words.
    Warning,
    /// A coach would always ask for other words.
    Error,
}

impl Severity {
    /// Every severity, mildest first.
    pub const ALL: [Severity; 3] = [Severity::Info, Severity::Warning, Severity::Error];

    /// The name used in rule files, JSON and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    /// The severity of that name.
    pub fn from_name(name: &str) -> Option<Severity> {
        Severity::ALL
            .into_iter()
            .find(|severity| severity.name() == name)
    }

    /// Points an audit takes off for one finding, unless the rule says otherwise.
    pub fn default_points(self) -> u32 {
        match self {
            Severity::Error => 10,
            Severity::Warning => 5,
            Severity::Info => 0,
        }
    }
}

/// Whose words a rule judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum JudgedRole {
    /// The agent's (the default).
    Agent,
    /// The customer's.
    Customer,
    /// Everybody's, bots included.
    Any,
}

impl JudgedRole {
    pub(crate) const ALL: [JudgedRole; 3] =
        [JudgedRole::Agent, JudgedRole::Customer, JudgedRole::Any];
}

/// When a rule runs without being named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enabled {
    /// Always.
    Yes,
    /// Only when selected.
    No,
    /// In audits, not in checks.
    Audit,
}

impl Enabled {
    pub(super) const ALL: [Enabled; 3] = [Enabled::Yes, Enabled::No, Enabled::Audit];
}

/// Where something stands in a rule file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The file as it was named.
    pub file: Arc<str>,
    /// Line, from 1.
    pub line: usize,
    /// Column in code points, from 1.
    pub column: usize,
}

/// Contexts by the region in which they are looked for.
#[derive(Clone, Debug, Default)]
pub struct Contexts {
    /// In the clause of the found words.
    pub clause: Vec<Arc<Phrase>>,
    /// In their sentence.
    pub sentence: Vec<Arc<Phrase>>,
    /// In the speaker's whole turn.
    pub turn: Vec<Arc<Phrase>>,
    /// In the next turn of the same role (`unless` only).
    pub next_turn: Vec<Arc<Phrase>>,
    /// In the last two turns of the customer (`only` only).
    pub customer: Vec<Arc<Phrase>>,
}

impl Contexts {
    /// True if nothing is asked.
    pub fn is_empty(&self) -> bool {
        self.all().next().is_none()
    }

    /// Takes these contexts in as well.
    pub(super) fn extend(&mut self, other: &Contexts) {
        self.clause.extend_from_slice(&other.clause);
        self.sentence.extend_from_slice(&other.sentence);
        self.turn.extend_from_slice(&other.turn);
        self.next_turn.extend_from_slice(&other.next_turn);
        self.customer.extend_from_slice(&other.customer);
    }

    /// Takes these contexts out.
    pub(super) fn remove(&mut self, other: &Contexts) {
        let remove = |from: &mut Vec<Arc<Phrase>>, others: &[Arc<Phrase>]| {
            from.retain(|one| !others.iter().any(|other| Arc::ptr_eq(one, other)));
        };
        remove(&mut self.clause, &other.clause);
        remove(&mut self.sentence, &other.sentence);
        remove(&mut self.turn, &other.turn);
        remove(&mut self.next_turn, &other.next_turn);
        remove(&mut self.customer, &other.customer);
    }

    /// Every context phrase.
    pub fn all(&self) -> impl Iterator<Item = &Arc<Phrase>> {
        self.by_region().into_iter().flatten()
    }

    /// The contexts of each region, from the nearest to the farthest.
    pub(crate) fn by_region(&self) -> [&[Arc<Phrase>]; 5] {
        let Contexts {
            clause,
            sentence,
            turn,
            next_turn,
            customer,
        } = self;
        [clause, sentence, turn, next_turn, customer]
    }
}

/// A sentence that a rule must find, with the exact words where they were marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The sentence without marks.
    pub text: String,
    /// The marked words, as byte spans of `text`.
    pub marked: Vec<crate::text::Span>,
    /// Where it stands.
    pub origin: Origin,
}

/// A regular expression over the folded sentence.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// As written.
    pub source: String,
    /// Folded literals one of which occurs wherever the pattern matches.
    pub anchors: Vec<String>,
    /// Where it stands.
    pub origin: Origin,
}

/// One rule, checked.
#[derive(Clone, Debug)]
pub struct Rule {
    /// `pack/name`, as it is cited.
    pub id: String,
    /// The prefix of the id.
    pub pack: Arc<str>,
    /// `zh`, `en` ...
    pub lang: Arc<str>,
    /// The family, e.g. `vague-timing`.
    pub family: Arc<str>,
    /// A few words for the reader of a report.
    pub title: Arc<str>,
    /// Why the wording harms.
    pub why: Arc<str>,
    /// Which document says so.
    pub source: Option<Arc<str>>,
    /// How much harm.
    pub severity: Severity,
    /// Whose words.
    pub role: JudgedRole,
    /// When it runs.
    pub enabled: Enabled,
    /// Points an audit takes off for one finding.
    pub points: u32,
    /// One finding fails the conversation in an audit.
    pub veto: bool,
    /// What is looked for.
    pub phrases: Late<Vec<Arc<Phrase>>>,
    /// What is looked for, for experts.
    pub patterns: Vec<Pattern>,
    /// Longer expressions in which the found words are harmless.
    pub harmless: Late<Vec<Arc<Phrase>>>,
    /// Any of these clears a hit.
    pub unless: Late<Contexts>,
    /// All kinds given here must hold for a hit.
    pub only: Late<Contexts>,
    /// Advice, shown as it is; `<…>` is a slot that the agent fills.
    pub instead: Vec<String>,
    /// Replacements of exactly the found words, safe in any sentence.
    pub fix: Vec<String>,
    /// What must be found.
    pub flags: Late<Vec<Example>>,
    /// What must not be found.
    pub allows: Late<Vec<Example>>,
    /// Where it stands.
    pub origin: Origin,
}

impl Rule {
    /// The id without the pack.
    pub fn name(&self) -> &str {
        self.id.split_once('/').map_or(&self.id, |(_, name)| name)
    }
}

/// Every rule that was loaded, in the order of packs, files and lines.
#[derive(Clone, Debug, Default)]
pub struct RuleSet {
    /// The rules.
    pub rules: Vec<Rule>,
    by_id: HashMap<String, usize>,
}

impl FromIterator<Rule> for RuleSet {
    /// Of two rules with the same id the later one is cited by it.
    fn from_iter<I: IntoIterator<Item = Rule>>(rules: I) -> Self {
        let mut set = RuleSet::default();
        rules.into_iter().for_each(|rule| set.push(rule));
        set
    }
}

impl RuleSet {
    /// The rule cited as `id`.
    pub fn get(&self, id: &str) -> Option<&Rule> {
        self.index(id).map(|index| &self.rules[index])
    }

    /// Its place in `rules`.
    pub(super) fn index(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// Adds a rule whose id is not taken.
    pub(super) fn push(&mut self, rule: Rule) {
        self.by_id.insert(rule.id.clone(), self.rules.len());
        self.rules.push(rule);
    }

    /// Every anchor and the number of its phrase or pattern; they are counted through all rules, the
    /// phrases of a rule before its patterns.
    pub(crate) fn anchors(&self) -> impl Iterator<Item = (&str, u32)> {
        let all = self.rules.iter().flat_map(|rule| {
            let phrases = rule.phrases.iter().map(|phrase| &phrase.anchors[..]);
            let patterns = rule.patterns.iter().map(|pattern| &pattern.anchors[..]);
            phrases.chain(patterns)
        });
        let all = all.zip(0..);
        all.flat_map(|(anchors, number)| anchors.iter().map(move |text| (&**text, number)))
    }

    /// Keeps the rules for which `keep` holds.
    pub fn retain(&mut self, keep: impl FnMut(&Rule) -> bool) {
        self.rules.retain(keep);
        let ids = self.rules.iter().enumerate();
        self.by_id = ids.map(|(index, rule)| (rule.id.clone(), index)).collect();
    }
}
