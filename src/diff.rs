//! What two sets of rules find differently in the same documents, to be read before a change of
//! rules is published.

use crate::check::{Checker, Finding};
use crate::document::Document;
use crate::rules::Rule;
use crate::text::Span;
use std::collections::BTreeMap;

/// Two checkers, the rules before a change and after it.
pub struct Differ {
    /// Before.
    pub old: Checker,
    /// After.
    pub new: Checker,
}

/// What became of one document's findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Only the new rules have them; in the order of rules and text.
    pub gained: Vec<Finding>,
    /// Only the old rules have them; in the order of rules and text.
    pub lost: Vec<Finding>,
    /// Findings of the new rules that the old ones have as well: the same rule, by its id, finds
    /// some of the same words.
    pub unchanged: Vec<Finding>,
    old: Vec<Finding>,
    new: Vec<Finding>,
}

impl Differ {
    /// Checks the document by both.
    pub fn compare(&self, document: &Document) -> Changes {
        let mut changes = Changes {
            old: self.old.check(document).findings,
            new: self.new.check(document).findings,
            ..Changes::default()
        };
        let mut by_rule: BTreeMap<&str, [Vec<Finding>; 2]> = BTreeMap::new();
        for (side, findings) in [&changes.old, &changes.new].into_iter().enumerate() {
            for finding in findings {
                let id = self.checkers()[side].rules().rules[finding.rule]
                    .id
                    .as_str();
                by_rule.entry(id).or_default()[side].push(*finding);
            }
        }
        for [old, new] in by_rule.into_values() {
            let (lost, gained, unchanged) = pair(&old, &new);
            changes.lost.extend(lost);
            changes.gained.extend(gained);
            changes.unchanged.extend(unchanged);
        }
        changes
    }

    fn checkers(&self) -> [&Checker; 2] {
        [&self.old, &self.new]
    }

    /// The rule of the same family that held the words of a gained finding before.
    pub fn before(&self, gained: &Finding, changes: &Changes) -> Option<&Rule> {
        let rule = &self.new.rules().rules[gained.rule];
        in_its_place(rule, gained.span, &self.old, &changes.old)
    }

    /// The rule of the same family that holds the words of a lost finding now.
    pub fn now(&self, lost: &Finding, changes: &Changes) -> Option<&Rule> {
        let rule = &self.old.rules().rules[lost.rule];
        in_its_place(rule, lost.span, &self.new, &changes.new)
    }
}

fn in_its_place<'c>(
    rule: &Rule,
    span: Span,
    checker: &'c Checker,
    findings: &[Finding],
) -> Option<&'c Rule> {
    let overlapping = findings
        .iter()
        .filter(|finding| finding.span.overlaps(span));
    let mut rules = overlapping.map(|finding| &checker.rules().rules[finding.rule]);
    rules.find(|other| other.family == rule.family)
}

/// Findings of one rule in the order of the text, none overlapping another of its list: those of
/// the first list alone, of the second alone, and those of the second that overlap one of the first.
fn pair(old: &[Finding], new: &[Finding]) -> (Vec<Finding>, Vec<Finding>, Vec<Finding>) {
    let (mut lost, mut gained, mut unchanged) = (Vec::new(), Vec::new(), Vec::new());
    let (mut old, mut new) = (old.iter().peekable(), new.iter().peekable());
    loop {
        match (old.peek().copied(), new.peek().copied()) {
            (Some(one), Some(other)) if one.span.overlaps(other.span) => {
                unchanged.push(*other);
                old.next();
                new.next();
            }
            (Some(one), Some(other)) if one.span < other.span => {
                lost.push(*one);
                old.next();
            }
            (_, Some(other)) => {
                gained.push(*other);
                new.next();
            }
            (Some(one), None) => {
                lost.push(*one);
                old.next();
            }
            (None, None) => return (lost, gained, unchanged),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{RuleFile, load};
    use proptest::prelude::*;

    fn checker(rules: &str) -> Checker {
        let text = format!("lang = \"zh\"\nfamily = \"vague-timing\"\n[terms]\n{rules}");
        let (set, errors) = load(&[RuleFile {
            name: "our.toml",
            text: &text,
            is_built_in: false,
        }]);
        assert!(errors.is_empty(), "{}", errors[0]);
        Checker::new(set).expect("compiles")
    }

    #[test]
    fn a_wider_phrase_is_no_change_a_new_place_is_one() {
        let differ = Differ {
            old: checker("\"改天\" = \"\"\n\"过几天\" = \"\"\n"),
            new: checker("\"改天\" = \"\"\n\"有空\" = \"\"\n"),
        };
        let document = Document::draft("改天给您看，有空再说，改天。过几天吧。");
        let changes = differ.compare(&document);
        let words = |findings: &[Finding]| -> Vec<String> {
            let words = findings
                .iter()
                .map(|finding| finding.span.of(&document.text));
            words.map(str::to_owned).collect()
        };
        assert_eq!(words(&changes.unchanged), ["改天", "改天"]);
        assert_eq!(words(&changes.gained), ["有空"]);
        assert_eq!(words(&changes.lost), ["过几天"]);
    }

    #[test]
    fn words_that_another_rule_of_the_family_took_over_are_known() {
        let differ = Differ {
            old: checker("\"过几天\" = \"\"\n"),
            new: checker("\"过几天再说\" = \"\"\n"),
        };
        let document = Document::draft("过几天再说。");
        let changes = differ.compare(&document);
        let rule = differ.now(&changes.lost[0], &changes);
        assert_eq!(rule.map(|rule| rule.id.as_str()), Some("zh/过几天再说"));
        let rule = differ.before(&changes.gained[0], &changes);
        assert_eq!(rule.map(|rule| rule.id.as_str()), Some("zh/过几天"));
    }

    #[test]
    fn pairs_are_made_in_the_order_of_the_text() {
        let finding = |start: usize, end: usize| Finding {
            span: Span::new(start, end),
            rule: 0,
            turn: 0,
        };
        let old = [finding(0, 4), finding(6, 8), finding(20, 22)];
        let new = [finding(2, 7), finding(10, 12), finding(19, 25)];
        let (lost, gained, unchanged) = pair(&old, &new);
        assert_eq!(unchanged, [finding(2, 7), finding(19, 25)]);
        assert_eq!(lost, [finding(6, 8)]);
        assert_eq!(gained, [finding(10, 12)]);
    }

    /// Findings with gaps and lengths as given, none overlapping another.
    fn findings(steps: &[(usize, usize)]) -> Vec<Finding> {
        let mut at = 0;
        let place = |&(gap, length): &(usize, usize)| {
            let span = Span::new(at + gap, at + gap + length);
            at = span.end;
            Finding {
                span,
                rule: 0,
                turn: 0,
            }
        };
        steps.iter().map(place).collect()
    }

    proptest! {
        #[test]
        fn what_is_gained_one_way_is_lost_the_other_way(
            one in proptest::collection::vec((0usize..4, 1usize..4), 0..8),
            other in proptest::collection::vec((0usize..4, 1usize..4), 0..8),
        ) {
            let (old, new) = (findings(&one), findings(&other));
            let (lost, gained, unchanged) = pair(&old, &new);
            prop_assert_eq!(lost.len() + unchanged.len(), old.len());
            prop_assert_eq!(gained.len() + unchanged.len(), new.len());
            let (lost_back, gained_back, unchanged_back) = pair(&new, &old);
            prop_assert_eq!(lost_back, gained);
            prop_assert_eq!(gained_back, lost);
            prop_assert_eq!(unchanged_back.len(), unchanged.len());
        }
    }
}
