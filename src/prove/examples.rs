//! `flags` are found, with exactly the marked words, in every spelling; `allows` are not.

use super::Proof;
use super::bench::{Case, Flag, WHOLE, excused_by, found_by};
use super::scene::{Scene, folded_words, span_in_turn};
use super::spelling::{Speller, Spelling};
use crate::check::{Excuse, Excused, Finding};
use crate::document::{Document, Role};
use crate::rules::{JudgedRole, Rule};
use crate::text::Span;

/// Every `flags` sentence is found, and what it marks is what is found.
pub(super) fn flags(case: &Case<'_>, proof: &mut Proof) {
    proof.flags += case.flags.len();
    for flag in &case.flags {
        let Flag { example, .. } = flag;
        if flag.found.is_empty() {
            let (message, help) = why_not_found(case.rule, flag);
            proof.error(case.rule, &example.origin, message, help);
        } else if !example.marked.is_empty() {
            marks(case.rule, flag, proof);
        }
    }
}

fn why_not_found(rule: &Rule, flag: &Flag<'_>) -> (String, String) {
    let text = one_line(&flag.example.text);
    let Some(Excused {
        finding,
        excuse,
        because,
    }) = excused_by(WHOLE, &flag.checked).next()
    else {
        return (
            format!("“{text}” is in `flags`, but no phrase of the rule finds it"),
            "add a phrase that does, or take the sentence out".to_owned(),
        );
    };
    let words = finding.span.of(&flag.document.text);
    let context = because.as_deref().unwrap_or("a context");
    match excuse {
        Excuse::Harmless | Excuse::Unless | Excuse::Overlap | Excuse::Allowed => {
            let key = match excuse {
                Excuse::Harmless => "harmless",
                _ => "unless",
            };
            (
                format!("“{text}” is in `flags`, but `{key}` “{context}” clears “{words}”"),
                format!("narrow that `{key}`, or move the sentence to `allows`"),
            )
        }
        Excuse::Only => (
            format!("“{text}” is in `flags`, but “{words}” lacks an `only` such as “{context}”"),
            if rule.only.customer.is_empty() {
                "put the words that `only` asks for into the sentence".to_owned()
            } else {
                "write the example as a conversation: \"\"\"客户：…\\n客服：…\"\"\" or Customer: / Agent:"
                    .to_owned()
            },
        ),
    }
}

fn marks(rule: &Rule, flag: &Flag<'_>, proof: &mut Proof) {
    let found: Vec<Span> = flag.found.iter().map(|finding| finding.span).collect();
    let mut marked = flag.example.marked.clone();
    marked.sort_unstable();
    if found == marked {
        return;
    }
    let text = &flag.example.text;
    let message = format!(
        "{} marked, but the rule finds {}",
        quoted(&marked, text),
        quoted(&found, text)
    );
    let help = format!(
        "change the phrases, or mark what is found: {}",
        one_line(&with_marks(text, &found))
    );
    proof.error(rule, &flag.example.origin, message, help);
}

fn quoted(spans: &[Span], text: &str) -> String {
    let words: Vec<String> = spans
        .iter()
        .map(|span| format!("“{}”", span.of(text)))
        .collect();
    words.join(" and ")
}

fn with_marks(text: &str, spans: &[Span]) -> String {
    let mut marked = text.to_owned();
    for span in spans.iter().rev() {
        marked.insert_str(span.end, "]]");
        marked.insert_str(span.start, "[[");
    }
    marked
}

/// No `allows` sentence is found.
pub(super) fn allows(case: &Case<'_>, proof: &mut Proof) {
    let rule = case.rule;
    for example in rule.allows.iter() {
        let document = Scene::new(&example.text, rule.role).document();
        let checked = case.bench.check(&document);
        let Some(finding) = found_by(WHOLE, &checked).first().copied() else {
            continue;
        };
        let words = finding.span.of(&document.text);
        let message = format!(
            "“{}” is in `allows`, but the rule finds “{words}” in it",
            one_line(&example.text)
        );
        let help = match finder(rule, &finding, &checked.findings) {
            Some(source) => {
                format!("narrow “{source}”, or name what makes it fine in `harmless` or `unless`")
            }
            None => "name what makes it fine in `harmless` or `unless`".to_owned(),
        };
        proof.error(rule, &example.origin, message, help);
    }
}

/// The phrase or pattern that found these words.
fn finder<'r>(rule: &'r Rule, finding: &Finding, findings: &[Finding]) -> Option<&'r str> {
    let same_words = |other: &&Finding| other.rule != WHOLE && other.span == finding.span;
    let place = findings.iter().find(same_words)?.rule - 1;
    match rule.phrases.get(place) {
        Some(phrase) => Some(&phrase.source),
        None => Some(&rule.patterns[place - rule.phrases.len()].source),
    }
}

/// Every sentence is found in every spelling, and only where its role speaks for itself.
pub(super) fn mutations(case: &Case<'_>, speller: &Speller, proof: &mut Proof) {
    for flag in case.flags.iter().filter(|flag| !flag.found.is_empty()) {
        for spelling in Spelling::ALL {
            respelt(case, flag, speller, spelling, proof);
        }
        let text = one_line(&flag.example.text);
        for (document, whose) in of_others(case.rule.role, &flag.scene) {
            proof.mutations += 1;
            if case.bench.found(&document).is_empty() {
                continue;
            }
            let message = format!("“{text}” is found {whose}");
            let help = "it must be found only where it is the speaker's own words; check `role`";
            proof.error(case.rule, &flag.example.origin, message, help);
        }
    }
}

fn respelt(
    case: &Case<'_>,
    flag: &Flag<'_>,
    speller: &Speller,
    spelling: Spelling,
    proof: &mut Proof,
) {
    let scene = flag.scene.map(|turn, words| {
        let of_turn = flag.found.iter().filter(|finding| finding.turn == turn);
        let found: Vec<Span> = of_turn
            .map(|finding| span_in_turn(&flag.document, finding))
            .collect();
        speller.respell(spelling, words, &found)
    });
    let document = scene.document();
    if document.text == flag.document.text {
        return;
    }
    proof.mutations += 1;
    let wanted = folded_words(&flag.document, &flag.found);
    let found = folded_words(&document, &case.bench.found(&document));
    if wanted == found {
        return;
    }
    let message = match found.is_empty() {
        true => format!(
            "written with {}, “{}” is no longer found",
            spelling.name(),
            one_line(&flag.example.text)
        ),
        false => format!(
            "written with {}, “{}” gives “{}” instead of “{}”",
            spelling.name(),
            one_line(&flag.example.text),
            found.join("” and “"),
            wanted.join("” and “")
        ),
    };
    let help = "a phrase must not hang on how its words are written; look at its marks, numbers and contexts";
    proof.error(case.rule, &flag.example.origin, message, help);
}

/// The words as somebody else's, with how a message names them.
fn of_others(role: JudgedRole, scene: &Scene) -> Vec<(Document, &'static str)> {
    match role {
        JudgedRole::Agent => vec![
            (
                scene.said_by(Role::Customer).document(),
                "even when a customer says it",
            ),
            (scene.quoted(), "even when a mail only quotes it"),
        ],
        JudgedRole::Customer => vec![(
            scene.said_by(Role::Agent).document(),
            "even when the agent says it",
        )],
        JudgedRole::Any => vec![(scene.quoted(), "even when a mail only quotes it")],
    }
}

/// An example in a message.
pub(super) fn one_line(text: &str) -> String {
    text.trim_end().replace(['\n', '\r'], " ⏎ ")
}

#[cfg(test)]
mod tests {
    use super::super::bench::Bench;
    use super::*;
    use crate::fold::traditional_forms;
    use crate::rules::{RuleFile, RuleSet, load};
    use std::collections::HashMap;

    fn rules() -> RuleSet {
        let text =
            "[[rule]]\nid = \"later\"\nphrases = [\"改天给您\"]\nflags = [\"[[改天给您]]\"]\n";
        let file = RuleFile {
            name: "our.toml",
            text,
            is_built_in: false,
        };
        load(&[file]).0
    }

    fn problems(case: &Case<'_>, traditional: HashMap<char, char>) -> Vec<String> {
        let mut proof = Proof::default();
        mutations(case, &Speller::new(traditional), &mut proof);
        let messages = proof.problems.into_iter().map(|problem| problem.message);
        messages.collect()
    }

    #[test]
    fn a_spelling_that_is_not_found_is_named() {
        let set = rules();
        let case = Case::new(&set.rules[0]).expect("a rule");
        // 洽 is no spelling of 给, so matching must not take it for one.
        let wrong = HashMap::from([('给', '洽')]);
        assert_eq!(
            problems(&case, wrong),
            ["written with traditional characters, “改天给您” is no longer found"]
        );
        assert_eq!(problems(&case, traditional_forms()), Vec::<String>::new());
    }

    #[test]
    fn words_of_others_that_are_found_are_named() {
        let set = rules();
        let mut case = Case::new(&set.rules[0]).expect("a rule");
        let of_any = Rule {
            role: JudgedRole::Any,
            ..set.rules[0].clone()
        };
        case.bench = Bench::new(&of_any).expect("a rule");
        assert_eq!(
            problems(&case, traditional_forms()),
            ["“改天给您” is found even when a customer says it"]
        );
    }
}
