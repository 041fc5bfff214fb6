//! The checker: scan, confirm, contexts and overlaps make findings of a document.

use crate::document::{Document, Kind, Role};
use crate::fold::{Medium, fold_to_string};
use crate::matching::{
    Anchor, Candidate, Compiler, Place, Program, Ready, Scanner, Sentence, Sought,
};
use crate::packs;
use crate::rules::phrase::{Node, Phrase, Seams};
use crate::rules::{Contexts, JudgedRole, Rule, RuleSet};
use crate::text::{Span, sentences};
use regex::Regex;
use std::cell::{OnceCell, RefCell};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// Wording that a rule found. Message, severity, suggestions and line are looked up when shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The found words, in the document's text.
    pub span: Span,
    /// Index of the rule in [`Checker::rules`].
    pub rule: usize,
    /// Index of the turn.
    pub turn: usize,
}

/// Why a hit is no finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Excuse {
    /// Part of a longer, harmless expression.
    Harmless,
    /// An `only` context is missing.
    Only,
    /// An `unless` context holds.
    Unless,
    /// A worse or longer finding of the same family covers it.
    Overlap,
    /// The user's settings say that it is right in its place.
    Allowed,
}

/// A hit that is no finding, for explanations and for counting.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Excused {
    /// The hit.
    pub finding: Finding,
    /// Why it does not count.
    pub excuse: Excuse,
    /// The context phrase that cleared it, as written in the rule file, where one did.
    pub because: Option<String>,
}

/// What a checker found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Findings in the order of the text.
    pub findings: Vec<Finding>,
    /// Hits that are no findings, in the order of the text.
    pub excused: Vec<Excused>,
}

/// Rules made ready once, to check any number of documents from any number of threads.
///
/// The scan is built at once; what only a hit needs is compiled at the first hit, so that a short
/// draft does not wait for rules it never meets.
pub struct Checker {
    rules: RuleSet,
    compiled: Vec<OnceLock<CompiledRule>>,
    searches: Vec<Search>,
    scanner: Scanner,
    /// Whose words some rule judges.
    judged: Vec<JudgedRole>,
    build: Mutex<Build>,
}

struct CompiledRule {
    harmless: Vec<Context>,
    unless: CompiledContexts,
    only: CompiledContexts,
}

type Context = (Arc<Phrase>, Arc<Program>);

#[derive(Default)]
struct CompiledContexts {
    clause: Vec<Context>,
    sentence: Vec<Context>,
    turn: Vec<Context>,
    next_turn: Vec<Context>,
    customer: Vec<Context>,
}

/// One phrase or pattern of a rule, as the scan finds its anchors.
struct Search {
    rule: usize,
    engine: Engine,
}

enum Engine {
    /// With its place among the phrases of the rule.
    Phrase(usize, OnceLock<Box<Program>>),
    Pattern(Regex, Vec<String>),
}

/// Text of a turn that is judged.
struct Stretch {
    turn: usize,
    span: Span,
}

/// A hit and the sentence it stands in.
struct Hit {
    finding: Finding,
    sentence: Span,
    /// Given at once, while the sentence is at hand, unless text that is still to come counts.
    verdict: Option<Verdict>,
}

/// What became of a hit.
enum Verdict {
    Kept,
    Excused(Excuse, Option<String>),
}

impl Checker {
    /// Compiles every rule of the set.
    ///
    /// # Errors
    /// A pattern that the regex engine refuses, such as one too large to compile: what it says.
    pub fn new(rules: RuleSet) -> Result<Self, String> {
        let ready = Ready::unpack(packs::ANCHORS, &rules).unwrap_or_else(|| Ready::new(&rules));
        let mut searches = Vec::new();
        for (index, (rule, phrases)) in rules.rules.iter().zip(ready.phrases).enumerate() {
            let search = |engine| Search {
                rule: index,
                engine,
            };
            let phrase = |place| search(Engine::Phrase(place, OnceLock::new()));
            searches.extend((0..phrases).map(phrase));
            for pattern in &rule.patterns {
                let regex = Regex::new(&pattern.source)
                    .map_err(|error| format!("{}: `{}`: {error}", rule.id, pattern.source))?;
                searches.push(search(Engine::Pattern(regex, pattern.anchors.clone())));
            }
        }
        let scanner = Scanner::new(ready.table);
        let compiled = rules.rules.iter().map(|_| OnceLock::new()).collect();
        let build = Mutex::new(Build::default());
        let is_asked = |role: &JudgedRole| rules.rules.iter().any(|rule| rule.role == *role);
        let judged = JudgedRole::ALL.into_iter().filter(is_asked).collect();
        Ok(Checker {
            judged,
            rules,
            compiled,
            searches,
            scanner,
            build,
        })
    }

    fn build(&self) -> MutexGuard<'_, Build> {
        // A build that panicked left only finished entries behind.
        self.build.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Every anchor, for the filter before the scan.
    fn anchors(&self) -> Vec<Anchor<'_>> {
        let mut anchors = Vec::new();
        for search in &self.searches {
            let (texts, seams) = match &search.engine {
                Engine::Phrase(place, _) => {
                    let phrase = self.phrase(search, *place);
                    (&phrase.anchors[..], Some(Seams::of(&phrase.node)))
                }
                Engine::Pattern(_, texts) => (&texts[..], None),
            };
            anchors.extend(texts.iter().map(|text| Anchor {
                text,
                begins_word: seams.as_ref().is_some_and(|seams| seams.begins_word(text)),
                ends_word: seams.as_ref().is_some_and(|seams| seams.ends_word(text)),
            }));
        }
        anchors
    }

    fn phrase(&self, search: &Search, place: usize) -> &Phrase {
        &self.rules.rules[search.rule].phrases[place]
    }

    /// Everything that is looked for, for the filter before the scan.
    fn sought(&self) -> Vec<(Sought<'_>, u32)> {
        let sought = self.searches.iter().map(|search| match &search.engine {
            Engine::Phrase(place, _) => Sought::Phrase(&self.phrase(search, *place).node),
            Engine::Pattern(_, literals) => Sought::Literals(literals),
        });
        sought.zip(0..).collect()
    }

    fn compiled(&self, rule: usize) -> &CompiledRule {
        self.compiled[rule].get_or_init(|| self.build().rule(&self.rules.rules[rule]))
    }

    /// Every place of a phrase or pattern whose anchors stand at `anchors`, or whose chain stands
    /// somewhere in the sentence if there are none.
    fn find_all(
        &self,
        search: &Search,
        sentence: &Sentence<'_>,
        anchors: &[Candidate],
    ) -> Vec<Range<usize>> {
        match &search.engine {
            Engine::Phrase(place, program) => {
                let phrase = self.phrase(search, *place);
                let compile = || Box::new(self.build().compiler.compile(&phrase.node));
                let program = program.get_or_init(compile);
                if anchors.is_empty() {
                    return program.find_all(sentence, 0..sentence.len());
                }
                let mut found = Vec::new();
                let mut searched = 0;
                for anchor in anchors {
                    let starts = sentence.starts(anchor.last, phrase.reach);
                    let starts = starts.start.max(searched)..starts.end.max(searched);
                    searched = starts.end;
                    found.extend(program.find_all(sentence, starts));
                }
                found
            }
            Engine::Pattern(regex, _) => {
                let (folded, positions) = sentence.folded();
                let found = regex.find_iter(&folded).filter(|found| !found.is_empty());
                found
                    .map(|found| positions[found.start()]..positions[found.end()])
                    .collect()
            }
        }
    }

    /// The rules, as findings refer to them.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// How many places of a text the scan would look at more closely; for measuring.
    #[doc(hidden)]
    pub fn count_places(&self, text: &str) -> usize {
        let mut places = Vec::new();
        let (sought, anchors) = (|| self.sought(), || self.anchors());
        self.scanner
            .places(text, Medium::Written, sought, anchors, &mut places);
        places.len()
    }

    /// Has texts read by the chains of phrases from now on, whatever their anchors are; for tests.
    /// False if the rules do not allow it, or if texts are already read in another way.
    #[doc(hidden)]
    pub fn read_by_chains(&self) -> bool {
        self.scanner.read_by_chains(&self.sought())
    }

    /// Checks a whole document.
    pub fn check(&self, document: &Document) -> Checked {
        Live::new(self).advance(document, document.text.len(), true)
    }
}

/// Compiles contexts; those that many rules share are compiled once.
#[derive(Default)]
struct Build {
    compiler: Compiler,
    /// By the address of the shared phrase.
    contexts: HashMap<usize, Arc<Program>>,
}

impl Build {
    fn rule(&mut self, rule: &Rule) -> CompiledRule {
        CompiledRule {
            harmless: self.all(&rule.harmless),
            unless: self.contexts(&rule.unless),
            only: self.contexts(&rule.only),
        }
    }

    fn contexts(&mut self, contexts: &Contexts) -> CompiledContexts {
        CompiledContexts {
            clause: self.all(&contexts.clause),
            sentence: self.all(&contexts.sentence),
            turn: self.all(&contexts.turn),
            next_turn: self.all(&contexts.next_turn),
            customer: self.all(&contexts.customer),
        }
    }

    fn all(&mut self, phrases: &[Arc<Phrase>]) -> Vec<Context> {
        phrases
            .iter()
            .map(|phrase| (phrase.clone(), self.program(phrase)))
            .collect()
    }

    fn program(&mut self, phrase: &Arc<Phrase>) -> Arc<Program> {
        if let Some(known) = self.contexts.get(&Arc::as_ptr(phrase).addr()) {
            return known.clone();
        }
        let program = Arc::new(self.compiler.compile(&phrase.node));
        self.contexts
            .insert(Arc::as_ptr(phrase).addr(), program.clone());
        program
    }
}

/// Checks a document that still grows, such as a call while it is being transcribed.
///
/// A finding is handed out as soon as nothing that may still come can change it. Checking a whole
/// document is the same with one step, so both find the same.
pub struct Live<'c> {
    checker: &'c Checker,
    /// Text before this byte has been searched.
    seen: usize,
    /// Hits that await a context, and hits of the same family that overlap them.
    open: Vec<Hit>,
}

impl<'c> Live<'c> {
    /// Nothing seen yet.
    pub fn new(checker: &'c Checker) -> Self {
        Live {
            checker,
            seen: 0,
            open: Vec::new(),
        }
    }

    /// What can be said now. `settled` is the byte of the document's text up to which text, turns
    /// and roles will not change; it lies at the end of a line. `ended`: nothing follows.
    pub fn advance(&mut self, document: &Document, settled: usize, ended: bool) -> Checked {
        let now = Step {
            checker: self.checker,
            document,
            roles_known: document.roles_known(),
            settled,
            ended,
            holding: RefCell::default(),
        };
        let mut hits = std::mem::take(&mut self.open);
        now.search(Span::new(self.seen, settled.max(self.seen)), &mut hits);
        self.seen = settled.max(self.seen);
        let mut checked = now.decide(hits, &mut self.open);
        checked.findings.sort_unstable();
        checked.excused.sort();
        checked
    }
}

/// One look at a document.
struct Step<'s> {
    checker: &'s Checker,
    document: &'s Document,
    roles_known: bool,
    settled: usize,
    ended: bool,
    holding: RefCell<Holding>,
}

/// Where the contexts of a rule hold in a turn: the first two sentences, and which context it is.
/// They are looked for once, however many hits ask, by the address of the contexts and the turn.
type Holding = HashMap<(usize, usize), Vec<(Span, usize)>>;

impl Step<'_> {
    /// Adds every hit in the new text to `hits`.
    fn search(&self, new: Span, hits: &mut Vec<Hit>) {
        let turns = &self.document.turns;
        let first = turns.partition_point(|turn| turn.span.end <= new.start);
        let mut judged = Vec::new();
        let later = turns.iter().enumerate().skip(first);
        for (index, turn) in later.take_while(|(_, turn)| turn.span.start < new.end) {
            if self.is_judged(turn.role) {
                let stretches = self.document.judged(turn).map(|stretch| {
                    let start = stretch.start.max(new.start);
                    Span::new(start, stretch.end.min(new.end).max(start))
                });
                let stretches = stretches.filter(|stretch| !stretch.is_empty());
                judged.extend(stretches.map(|span| Stretch { turn: index, span }));
            }
        }
        let mut places = Vec::new();
        for run in judged.chunk_by(|one, next| self.are_near(one.span, next.span)) {
            self.search_run(run, &mut places, hits);
        }
    }

    /// True if some rule judges the role.
    fn is_judged(&self, role: Role) -> bool {
        let judges = judges(role, self.roles_known);
        let judged = &self.checker.judged;
        judged.iter().any(|&role| judges.rule(role))
    }

    /// True if the text between is scanned along: to begin anew takes as long as to read so much. But
    /// words must not begin or end otherwise than in the stretches alone.
    fn are_near(&self, one: Span, other: Span) -> bool {
        const NEAR: usize = 128;
        let bytes = self.document.text.as_bytes();
        let splits_word = |at: usize| {
            let mut beside = [at - 1, at].into_iter();
            beside.all(|at| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric))
        };
        other.start - one.end <= NEAR && !splits_word(one.end) && !splits_word(other.start)
    }

    /// Searches stretches that lie near each other.
    fn search_run(&self, run: &[Stretch], places: &mut Vec<Place>, hits: &mut Vec<Hit>) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else {
            return;
        };
        let span = Span::new(first.span.start, last.span.end);
        let text = span.of(&self.document.text);
        let (sought, anchors) = (|| self.checker.sought(), || self.checker.anchors());
        let medium = medium(self.document.kind);
        places.clear();
        let scanner = &self.checker.scanner;
        let knows = scanner.places(text, medium, sought, anchors, places);
        if !knows {
            let whole = |stretch| self.confirm(stretch, None, hits);
            return run.iter().for_each(whole);
        }
        places.iter_mut().for_each(|place| place.at += span.start);
        let (mut rest, mut places) = (run, &places[..]);
        while let Some(&place) = places.first() {
            rest = &rest[rest.partition_point(|stretch| stretch.span.end <= place.at)..];
            let Some(stretch) = rest.first() else { return };
            let (here, later) =
                places.split_at(places.partition_point(|place| place.at < stretch.span.end));
            // Some may stand between the stretches.
            if here
                .last()
                .is_some_and(|place| place.at >= stretch.span.start)
            {
                self.confirm(stretch, Some(here), hits);
            }
            places = later;
        }
    }

    /// Looks at the sentences of a stretch: at those that hold one of the places, or at all of them.
    fn confirm(&self, stretch: &Stretch, places: Option<&[Place]>, hits: &mut Vec<Hit>) {
        let document = self.document;
        let mut rest = places.unwrap_or_default();
        for span in sentences(&document.text, stretch.span, document.kind.line_breaks()) {
            rest = &rest[rest.partition_point(|place| place.at < span.start)..];
            let here = &rest[..rest.partition_point(|place| place.at < span.end)];
            if places.is_some() && here.is_empty() {
                continue;
            }
            let sentence = Sentence::new(&document.text, span, medium(document.kind));
            let phrases: Option<Vec<u32>> = here.iter().map(|place| place.phrase).collect();
            match phrases {
                Some(phrases) if places.is_some() => {
                    self.find_named(stretch.turn, &sentence, phrases, hits);
                }
                _ => self.find_any(stretch.turn, &sentence, hits),
            }
        }
    }

    /// Adds the hits of some phrases in a sentence.
    fn find_named(
        &self,
        turn: usize,
        sentence: &Sentence<'_>,
        mut phrases: Vec<u32>,
        hits: &mut Vec<Hit>,
    ) {
        phrases.sort_unstable();
        phrases.dedup();
        let judges = judges(self.document.turns[turn].role, self.roles_known);
        phrases.retain(|&phrase| judges.rule(self.rule_of(phrase).role));
        let searches = phrases.iter().map(|&phrase| (phrase, &[][..]));
        self.find(turn, sentence, searches, hits);
    }

    /// Adds the hits of all phrases whose anchors stand in a sentence.
    fn find_any(&self, turn: usize, sentence: &Sentence<'_>, hits: &mut Vec<Hit>) {
        let mut candidates = Vec::new();
        let scanner = &self.checker.scanner;
        scanner.candidates(&sentence.chars, &mut candidates);
        let judges = judges(self.document.turns[turn].role, self.roles_known);
        candidates.retain(|found| judges.rule(self.rule_of(found.phrase).role));
        candidates.sort_unstable();
        let of_phrases = candidates.chunk_by(|one, next| one.phrase == next.phrase);
        let searches = of_phrases.map(|of_phrase| (of_phrase[0].phrase, of_phrase));
        self.find(turn, sentence, searches, hits);
    }

    /// Adds the hits of phrases in a sentence, each with the anchors that were found, if any were
    /// looked for.
    fn find<'c>(
        &self,
        turn: usize,
        sentence: &Sentence<'_>,
        searches: impl Iterator<Item = (u32, &'c [Candidate])>,
        hits: &mut Vec<Hit>,
    ) {
        let mut findings = Vec::new();
        for (phrase, anchors) in searches {
            let search = &self.checker.searches[phrase as usize];
            let found = self.checker.find_all(search, sentence, anchors);
            findings.extend(found.into_iter().map(|range| Finding {
                span: sentence.original_span(range),
                rule: search.rule,
                turn,
            }));
        }
        findings.sort_unstable();
        findings.dedup();
        hits.extend(
            findings
                .into_iter()
                .map(|finding| self.hit(finding, sentence)),
        );
    }

    /// The first two sentences of a turn in which one of the contexts holds: one of them is not
    /// the sentence of the hit.
    fn sentences_holding(&self, contexts: &[Context], turn: usize) -> Vec<(Span, usize)> {
        let document = self.document;
        let stretches = document.judged(&document.turns[turn]);
        let spans = stretches
            .flat_map(|stretch| sentences(&document.text, stretch, document.kind.line_breaks()));
        let holding = spans.filter_map(|span| {
            let sentence = Sentence::new(&document.text, span, medium(document.kind));
            let whole = 0..sentence.len();
            let holds = |(_, program): &Context| program.holds(&sentence, &whole, None);
            Some((span, contexts.iter().position(holds)?))
        });
        holding.take(2).collect()
    }

    fn rule_of(&self, phrase: u32) -> &Rule {
        &self.checker.rules.rules[self.checker.searches[phrase as usize].rule]
    }

    /// A new hit, judged at once if nothing that may still come counts.
    fn hit(&self, finding: Finding, sentence: &Sentence<'_>) -> Hit {
        let judge_now = !self.awaits_more(finding);
        Hit {
            finding,
            sentence: sentence.span(),
            verdict: judge_now.then(|| self.judge(finding, sentence)),
        }
    }

    /// Decides every hit that can be decided; the others, and what overlaps them, stay in `open`.
    fn decide(&self, mut hits: Vec<Hit>, open: &mut Vec<Hit>) -> Checked {
        hits.sort_unstable_by_key(|hit| hit.finding);
        hits.dedup_by_key(|hit| hit.finding);
        let mut checked = Checked::default();
        for mut group in self.overlapping_groups(hits) {
            if group.iter().any(|hit| self.awaits_more(hit.finding)) {
                open.append(&mut group);
            } else {
                self.settle(group, &mut checked);
            }
        }
        checked
    }

    /// Hits of the same family and turn that hang together by overlaps.
    fn overlapping_groups(&self, hits: Vec<Hit>) -> Vec<Vec<Hit>> {
        let mut groups: Vec<Vec<Hit>> = Vec::new();
        let mut last_of_family: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        let mut last_turn = 0;
        for hit in hits {
            let Finding { span, rule, turn } = hit.finding;
            if std::mem::replace(&mut last_turn, turn) != turn {
                last_of_family.clear();
            }
            let family = &*self.checker.rules.rules[rule].family;
            match last_of_family.get_mut(&family) {
                Some((group, end)) if span.start < *end => {
                    groups[*group].push(hit);
                    *end = span.end.max(*end);
                }
                _ => {
                    last_of_family.insert(family, (groups.len(), span.end));
                    groups.push(vec![hit]);
                }
            }
        }
        groups
    }

    /// True if text that is still to come may hold a context of the hit's rule.
    fn awaits_more(&self, finding: Finding) -> bool {
        if self.ended {
            return false;
        }
        let rule = &self.checker.rules.rules[finding.rule];
        let turn = finding.turn;
        if !rule.unless.next_turn.is_empty() {
            return !self
                .next_turn(turn)
                .is_some_and(|next| self.is_closed(next));
        }
        let asks_turn = !rule.unless.turn.is_empty() || !rule.only.turn.is_empty();
        asks_turn && !self.is_closed(turn)
    }

    /// A turn is over when the next one has begun.
    fn is_closed(&self, turn: usize) -> bool {
        self.ended
            || self
                .document
                .turns
                .get(turn + 1)
                .is_some_and(|next| next.span.start < self.settled)
    }

    /// The next turn of the same role, if it has begun.
    fn next_turn(&self, turn: usize) -> Option<usize> {
        if !matches!(self.document.kind, Kind::Conversation { .. }) {
            return None;
        }
        let turns = &self.document.turns;
        let mut later = turns.iter().enumerate().skip(turn + 1);
        let next = later.find(|(_, later)| later.role == turns[turn].role)?;
        (self.ended || next.1.span.start < self.settled).then_some(next.0)
    }

    /// Contexts first, overlaps among what is left.
    fn settle(&self, group: Vec<Hit>, checked: &mut Checked) {
        let mut kept = Vec::new();
        for Hit {
            finding,
            sentence,
            verdict,
        } in group
        {
            let verdict = verdict.unwrap_or_else(|| {
                let document = self.document;
                let sentence = Sentence::new(&document.text, sentence, medium(document.kind));
                self.judge(finding, &sentence)
            });
            match verdict {
                Verdict::Kept => kept.push(finding),
                Verdict::Excused(excuse, because) => {
                    checked.excused.push(Excused {
                        finding,
                        excuse,
                        because,
                    });
                }
            }
        }
        let rule = |finding: &Finding| &self.checker.rules.rules[finding.rule];
        let rank = |finding: &Finding| {
            let Finding { span, .. } = *finding;
            let severity = rule(finding).severity;
            (Reverse(severity), Reverse(span.len()), span.start)
        };
        kept.sort_by(|one, other| {
            let by_id = || rule(one).id.cmp(&rule(other).id);
            rank(one).cmp(&rank(other)).then_with(by_id)
        });
        let first = checked.findings.len();
        for finding in kept {
            let winners = &checked.findings[first..];
            match winners
                .iter()
                .find(|winner| winner.span.overlaps(finding.span))
            {
                None => checked.findings.push(finding),
                // Two phrases of one rule for the same words are one finding, not a conflict.
                Some(winner) if winner.rule == finding.rule => {}
                Some(winner) => checked.excused.push(Excused {
                    finding,
                    excuse: Excuse::Overlap,
                    because: Some(rule(winner).id.clone()),
                }),
            }
        }
    }

    fn judge(&self, finding: Finding, sentence: &Sentence<'_>) -> Verdict {
        let here = sentence.range_of(finding.span);
        let rule = self.checker.compiled(finding.rule);
        let harmless = rule
            .harmless
            .iter()
            .find(|(_, program)| program.overlaps(sentence, &here));
        if let Some((phrase, _)) = harmless {
            return Verdict::Excused(Excuse::Harmless, Some(phrase.source.clone()));
        }
        let place = Surroundings {
            step: self,
            sentence,
            here: &here,
            turn: finding.turn,
            regions: OnceCell::new(),
        };
        if let Some(missing) = place.missing(&rule.only) {
            return Verdict::Excused(Excuse::Only, Some(missing.source.clone()));
        }
        match place.holding(&rule.unless) {
            Some(phrase) => Verdict::Excused(Excuse::Unless, Some(phrase.source.clone())),
            None => Verdict::Kept,
        }
    }
}

/// Where contexts are looked for: around one hit.
struct Surroundings<'p> {
    step: &'p Step<'p>,
    sentence: &'p Sentence<'p>,
    here: &'p Range<usize>,
    turn: usize,
    /// Clause and sentence; most rules never ask.
    regions: OnceCell<(Range<usize>, Range<usize>)>,
}

impl Surroundings<'_> {
    /// The first `unless` context that holds.
    fn holding<'r>(&self, unless: &'r CompiledContexts) -> Option<&'r Phrase> {
        self.first_in_clause(&unless.clause)
            .or_else(|| self.first_in_sentence(&unless.sentence))
            .or_else(|| self.first_in_turn(&unless.turn, Some(self.turn)))
            .or_else(|| self.first_in_turn(&unless.next_turn, self.step.next_turn(self.turn)))
            .map(|(phrase, _)| &**phrase)
    }

    /// The first phrase of the first kind of `only` context of which none holds.
    fn missing<'r>(&self, only: &'r CompiledContexts) -> Option<&'r Phrase> {
        let lacks = |contexts: &'r [Context], holds: bool| {
            contexts
                .first()
                .filter(|_| !holds)
                .map(|(phrase, _)| &**phrase)
        };
        let in_turns = |contexts: &'r [Context], turns: &[usize]| {
            turns
                .iter()
                .any(|&turn| self.first_in_turn(contexts, Some(turn)).is_some())
        };
        lacks(&only.clause, self.first_in_clause(&only.clause).is_some())
            .or_else(|| {
                let holds = self.first_in_sentence(&only.sentence).is_some();
                lacks(&only.sentence, holds)
            })
            .or_else(|| lacks(&only.turn, in_turns(&only.turn, &[self.turn])))
            .or_else(|| {
                let asked = !only.customer.is_empty();
                let turns = if asked {
                    self.customer_turns()
                } else {
                    Vec::new()
                };
                lacks(&only.customer, in_turns(&only.customer, &turns))
            })
    }

    fn first_in_clause<'r>(&self, contexts: &'r [Context]) -> Option<&'r Context> {
        let contexts = Some(contexts).filter(|contexts| !contexts.is_empty())?;
        self.first_in(contexts, &self.regions().0)
    }

    fn first_in_sentence<'r>(&self, contexts: &'r [Context]) -> Option<&'r Context> {
        let contexts = Some(contexts).filter(|contexts| !contexts.is_empty())?;
        self.first_in(contexts, &self.regions().1)
    }

    fn regions(&self) -> &(Range<usize>, Range<usize>) {
        self.regions
            .get_or_init(|| self.sentence.regions(self.here))
    }

    fn first_in<'r>(&self, contexts: &'r [Context], region: &Range<usize>) -> Option<&'r Context> {
        contexts
            .iter()
            .find(|(_, program)| program.holds(self.sentence, region, Some(self.here)))
    }

    /// Looks through every sentence of a turn; the hit's own knows what `{here}` is.
    fn first_in_turn<'r>(
        &self,
        contexts: &'r [Context],
        turn: Option<usize>,
    ) -> Option<&'r Context> {
        let turn = turn.filter(|_| !contexts.is_empty())?;
        if turn == self.turn
            && let Some(context) = self.first_in(contexts, &(0..self.sentence.len()))
        {
            return Some(context);
        }
        let own = self.sentence.original_span(0..self.sentence.len());
        let mut known = self.step.holding.borrow_mut();
        let found = known
            .entry((contexts.as_ptr().addr(), turn))
            .or_insert_with(|| self.step.sentences_holding(contexts, turn));
        let others = found.iter().find(|(span, _)| !span.contains(own));
        others.and_then(|&(_, context)| contexts.get(context))
    }

    /// The customer's last two turns before the hit.
    fn customer_turns(&self) -> Vec<usize> {
        let turns = self.step.document.turns[..self.turn]
            .iter()
            .enumerate()
            .rev();
        turns
            .filter(|(_, turn)| turn.role == Role::Customer)
            .map(|(index, _)| index)
            .take(2)
            .collect()
    }
}

/// Words that are right where they stand, whatever a rule says.
pub struct AllowedText(Program);

impl AllowedText {
    /// These words, in any spelling.
    pub fn new(words: &str) -> Self {
        let literal = Node::Literal(fold_to_string(words).chars().collect());
        AllowedText(Compiler::default().compile(&literal))
    }

    /// True if the found words are these words or stand within them.
    pub fn covers(&self, document: &Document, finding: &Finding) -> bool {
        let turn = &document.turns[finding.turn];
        let stretches = document.judged(turn);
        let mut spans = stretches
            .flat_map(|stretch| sentences(&document.text, stretch, document.kind.line_breaks()));
        let Some(span) = spans.find(|span| span.contains(finding.span)) else {
            return false;
        };
        let sentence = Sentence::new(&document.text, span, medium(document.kind));
        let here = sentence.range_of(finding.span);
        let places = self.0.find_all(&sentence, 0..sentence.len());
        places
            .iter()
            .any(|place| place.start <= here.start && here.end <= place.end)
    }
}

fn medium(kind: Kind) -> Medium {
    if kind.is_spoken() {
        Medium::Spoken
    } else {
        Medium::Written
    }
}

/// Whose rules judge a turn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Judges {
    Agent,
    Customer,
    /// Only rules for `any` role.
    Any,
    Nobody,
}

fn judges(role: Role, roles_known: bool) -> Judges {
    match role {
        Role::Agent => Judges::Agent,
        Role::Customer => Judges::Customer,
        Role::Unknown if !roles_known => Judges::Agent,
        Role::Unknown | Role::Bot => Judges::Any,
        Role::System => Judges::Nobody,
    }
}

impl Judges {
    fn rule(self, role: JudgedRole) -> bool {
        match role {
            JudgedRole::Any => self != Judges::Nobody,
            JudgedRole::Agent => self == Judges::Agent,
            JudgedRole::Customer => self == Judges::Customer,
        }
    }
}

#[cfg(test)]
mod tests;
