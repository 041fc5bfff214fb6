//! The matcher against a slow reference, on random rules and random texts.

mod phrases;
mod reference;
mod sentences;

use phrases::{Rule, Speaker, rule_file, rules_and_text, written};
use proptest::prelude::*;
use proptest::sample::select;
use reference::{Sentence, folded};
use saywell::check::{Checker, Excuse};
use saywell::document::{Document, Kind, Role, Turn};
use saywell::rules::{RuleFile, load};
use saywell::text::{LineBreaks, SourceMap, Span, sentences};
use std::cmp::Reverse;
use std::ops::Range;

fn checker(rules: &str) -> Result<Checker, String> {
    let file = RuleFile {
        name: "our.toml",
        text: rules,
        is_built_in: false,
    };
    let (set, errors) = load(&[file]);
    match errors.first() {
        Some(error) => Err(error.to_string()),
        None => Checker::new(set),
    }
}

/// A draft, or the same words said in a call.
fn document(text: &str, spoken: bool) -> Document {
    if !spoken {
        return Document::draft(text);
    }
    let kind = Kind::Conversation {
        line_breaks: LineBreaks::EndSentence,
    };
    let mut call = Document::new(kind, text.to_owned(), SourceMap::identity(1));
    call.turns.push(Turn {
        span: Span::new(0, text.len()),
        role: Role::Agent,
        speaker: None,
    });
    call
}

/// A hit and what became of it: `None` if it is a finding.
type Decided = (Range<usize>, usize, Option<Excuse>);

fn by_checker(checker: &Checker, document: &Document) -> Vec<Decided> {
    let checked = checker.check(document);
    let findings = checked.findings.iter().map(|finding| (finding, None));
    let excused = checked
        .excused
        .iter()
        .map(|excused| (&excused.finding, Some(excused.excuse)));
    let mut decided: Vec<Decided> = findings
        .chain(excused)
        .map(|(finding, excuse)| (finding.span.range(), finding.rule, excuse))
        .collect();
    decided.sort_by_key(|(span, rule, _)| (span.start, span.end, *rule));
    decided
}

fn by_reference(rules: &[Rule], document: &Document, spoken: bool) -> Vec<Decided> {
    let text = &document.text;
    let mut decided = Vec::new();
    let mut kept = Vec::new();
    for span in sentences(text, Span::new(0, text.len()), document.kind.line_breaks()) {
        let sentence = Sentence::new(span.of(text), spoken);
        for (index, rule) in rules.iter().enumerate() {
            let mut hits: Vec<_> = rule
                .phrases
                .iter()
                .flat_map(|phrase| sentence.find_all(phrase))
                .map(|hit| sentence.whole(hit))
                .collect();
            hits.sort_by_key(|hit| (hit.start, hit.end));
            hits.dedup();
            for hit in hits {
                let bytes = sentence.bytes(&hit);
                let bytes = bytes.start + span.start..bytes.end + span.start;
                match excuse(rule, &sentence, &hit) {
                    None => kept.push((bytes, index)),
                    excuse => decided.push((bytes, index, excuse)),
                }
            }
        }
    }
    settle_overlaps(rules, kept, &mut decided);
    decided.sort_by_key(|(span, rule, _)| (span.start, span.end, *rule));
    decided
}

fn excuse(rule: &Rule, sentence: &Sentence, hit: &Range<usize>) -> Option<Excuse> {
    let lacks = |contexts: &[_], holds: &dyn Fn(&_) -> bool| {
        !contexts.is_empty() && !contexts.iter().any(holds)
    };
    let in_clause = |phrase: &_| sentence.holds_in_clause(phrase, hit);
    let in_sentence = |phrase: &_| sentence.holds_in_sentence(phrase, hit);
    if rule
        .harmless
        .iter()
        .any(|phrase| sentence.is_harmless(phrase, hit))
    {
        Some(Excuse::Harmless)
    } else if lacks(&rule.only_clause, &in_clause) || lacks(&rule.only_sentence, &in_sentence) {
        Some(Excuse::Only)
    } else if rule.unless_clause.iter().any(in_clause)
        || rule.unless_sentence.iter().any(in_sentence)
    {
        Some(Excuse::Unless)
    } else {
        None
    }
}

/// Of one family the worst stays, then the longest, then the first.
fn settle_overlaps(
    rules: &[Rule],
    mut kept: Vec<(Range<usize>, usize)>,
    decided: &mut Vec<Decided>,
) {
    kept.sort_by_key(|(span, rule)| {
        (
            Reverse(rules[*rule].severity),
            Reverse(span.len()),
            span.start,
            *rule,
        )
    });
    let mut winners: Vec<(Range<usize>, usize)> = Vec::new();
    for (span, rule) in kept {
        let overlaps = |(other, of): &&(Range<usize>, usize)| {
            rules[*of].family == rules[rule].family
                && other.start < span.end
                && span.start < other.end
        };
        match winners.iter().find(overlaps) {
            None => {
                winners.push((span.clone(), rule));
                decided.push((span, rule, None));
            }
            Some((_, winner)) if *winner == rule => {}
            Some(_) => decided.push((span, rule, Some(Excuse::Overlap))),
        }
    }
}

fn shown(text: &str, decided: &[Decided]) -> Vec<String> {
    let show = |(span, rule, excuse): &Decided| {
        format!("rule {rule} {excuse:?} {span:?} {:?}", &text[span.clone()])
    };
    decided.iter().map(show).collect()
}

/// Few cases, since the reference is slow; PROPTEST_CASES asks for more.
fn config() -> ProptestConfig {
    let default = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() {
        default.cases
    } else {
        40
    };
    ProptestConfig {
        cases,
        max_global_rejects: 100_000,
        ..default
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_matcher_agrees_with_the_reference((rules, text) in rules_and_text(), spoken: bool) {
        let file = rule_file(&rules);
        let checker = match checker(&file) {
            Ok(checker) => checker,
            Err(error) => return Err(TestCaseError::reject(error)),
        };
        let document = document(&text, spoken);
        let found = by_checker(&checker, &document);
        for (span, ..) in &found {
            prop_assert!(text.get(span.clone()).is_some_and(|words| !words.is_empty()), "{span:?} in {text:?}");
        }
        let wanted = by_reference(&rules, &document, spoken);
        prop_assert_eq!(shown(&text, &found), shown(&text, &wanted), "{}\n{:?}", file, text);
        // From here on the filter before the scan reads along.
        checker.check(&Document::draft("- ".repeat(1 << 17)));
        let filtered = by_checker(&checker, &document);
        prop_assert_eq!(shown(&text, &filtered), shown(&text, &wanted), "filtered: {}\n{:?}", file, text);
        let by_chains = self::checker(&file).map_err(TestCaseError::fail)?;
        if by_chains.read_by_chains() {
            let chained = by_checker(&by_chains, &document);
            prop_assert_eq!(shown(&text, &chained), shown(&text, &wanted), "by chains: {}\n{:?}", file, text);
        }
    }

    /// Whatever the spelling and whatever stands around it, a phrase without choices is found with
    /// exactly its own words.
    #[test]
    fn a_plain_phrase_is_found_in_every_spelling(
        phrase in select(&["这不是我们的责任", "改天给您", "that's not our fault", "we can't do that", "用 café 的"][..]),
        before in select(&["", "您好，", "Well, ", "亲😊", "\u{1B}[31m ", "1. ", "他说“", "\u{FEFF}"][..]),
        after in select(&["", "。", ", ok", "！", "\n\n好", "”", "\u{200B}", "哦"][..]),
        seed: u64,
    ) {
        let phrase = reference::words(phrase);
        let file = format!("[terms]\n{} = \"\"\n", toml::Value::String(written(&phrase)));
        let words = Speaker { seed, found: &phrase }.say(&phrase);
        let words = words.trim_end();
        let text = format!("{before}{words}{after}");
        let checker = checker(&file).map_err(TestCaseError::fail)?;
        let found = checker.check(&Document::draft(text.as_str())).findings;
        prop_assert_eq!(found.len(), 1, "{:?}", text);
        let span = found[0].span;
        prop_assert_eq!(folded(span.of(&text), false), folded(&written(&phrase), false));
        let edges = |text: &str| text.trim_matches(|c: char| c.is_whitespace() || c == '\u{200B}').to_owned();
        prop_assert_eq!(edges(span.of(&text)), edges(words));
        prop_assert_eq!(edges(span.of(&text)), span.of(&text), "nothing at the edges that is no word");
    }
}
