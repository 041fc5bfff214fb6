//! One rule, away from all others.

use super::scene::Scene;
use crate::check::{Checked, Checker, Excused, Finding};
use crate::document::Document;
use crate::rules::{Example, Late, Rule, RuleSet};

/// Compiled as if it were the only rule: first the whole of it, then each phrase and each pattern
/// by itself, none covering another.
pub(super) struct Bench {
    checker: Checker,
}

/// The whole rule on the bench.
pub(super) const WHOLE: usize = 0;

impl Bench {
    pub(super) fn new(rule: &Rule) -> Result<Self, String> {
        let by_itself = |place: usize| Rule {
            id: format!("{}#{place}", rule.id),
            family: place.to_string().into(),
            phrases: Late::default(),
            patterns: Vec::new(),
            flags: Late::default(),
            allows: Late::default(),
            ..rule.clone()
        };
        let whole = Rule {
            phrases: rule.phrases.clone(),
            patterns: rule.patterns.clone(),
            ..by_itself(WHOLE)
        };
        let mut rules = vec![whole];
        for phrase in rule.phrases.iter() {
            let phrases = vec![phrase.clone()].into();
            let place = rules.len();
            rules.push(Rule {
                phrases,
                ..by_itself(place)
            });
        }
        for pattern in &rule.patterns {
            let patterns = vec![pattern.clone()];
            let place = rules.len();
            rules.push(Rule {
                patterns,
                ..by_itself(place)
            });
        }
        let checker = Checker::new(rules.into_iter().collect::<RuleSet>())?;
        Ok(Bench { checker })
    }

    pub(super) fn check(&self, document: &Document) -> Checked {
        self.checker.check(document)
    }

    /// What the whole rule finds.
    pub(super) fn found(&self, document: &Document) -> Vec<Finding> {
        found_by(WHOLE, &self.check(document))
    }
}

/// What the rule at `place` of the bench found.
pub(super) fn found_by(place: usize, checked: &Checked) -> Vec<Finding> {
    let findings = checked.findings.iter().copied();
    findings.filter(|finding| finding.rule == place).collect()
}

/// What the contexts of the rule at `place` of the bench cleared.
pub(super) fn excused_by(place: usize, checked: &Checked) -> impl Iterator<Item = &Excused> {
    let excused = checked.excused.iter();
    excused.filter(move |excused| excused.finding.rule == place)
}

/// A rule on the bench and what is found in the sentences it must find.
pub(super) struct Case<'r> {
    pub(super) rule: &'r Rule,
    pub(super) bench: Bench,
    pub(super) flags: Vec<Flag<'r>>,
}

/// A sentence that must be found.
pub(super) struct Flag<'r> {
    pub(super) example: &'r Example,
    pub(super) scene: Scene,
    pub(super) document: Document,
    pub(super) checked: Checked,
    /// By the whole rule.
    pub(super) found: Vec<Finding>,
}

impl<'r> Case<'r> {
    pub(super) fn new(rule: &'r Rule) -> Result<Self, String> {
        let bench = Bench::new(rule)?;
        let flag = |example: &'r Example| {
            let scene = Scene::new(&example.text, rule.role);
            let document = scene.document();
            let checked = bench.check(&document);
            Flag {
                example,
                scene,
                document,
                found: found_by(WHOLE, &checked),
                checked,
            }
        };
        let flags = rule.flags.iter().map(flag).collect();
        Ok(Case { rule, bench, flags })
    }
}
