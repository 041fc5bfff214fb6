//! Regular expressions as a rule's way out: their syntax, and the literals that carry them into the
//! scan. The engine itself is the matcher's.

use crate::text::is_han;
use regex_syntax::Parser;
use regex_syntax::hir::literal::{Extractor, Seq};
use regex_syntax::hir::{Hir, HirKind};

/// More literals than this cost the scan more than they save.
const MOST_LITERALS: usize = 256;

/// Literals one of which occurs wherever the expression matches; else what is wrong and what to do.
pub(super) fn required_literals(pattern: &str) -> Result<Vec<String>, (String, String)> {
    let hir = Parser::new().parse(pattern).map_err(|error| {
        let reason = error.to_string();
        let reason = reason
            .lines()
            .last()
            .unwrap_or_default()
            .trim_start_matches("error: ")
            .to_owned();
        let help = "see https://docs.rs/regex for the syntax, or write it as a phrase".to_owned();
        (format!("not a regular expression: {reason}"), help)
    })?;
    best(&hir).ok_or_else(|| {
        let help = "add two Chinese characters or three letters that every match contains, in lower \
                    case and simplified characters, as the folded text is";
        ("nothing in this pattern is firm enough to search for".to_owned(), help.to_owned())
    })
}

fn best(hir: &Hir) -> Option<Vec<String>> {
    let own = firm(Extractor::new().limit_total(MOST_LITERALS).extract(hir));
    let inner = match hir.kind() {
        HirKind::Capture(capture) => best(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => best(&repetition.sub),
        HirKind::Concat(parts) => best_of_parts(parts),
        HirKind::Alternation(choices) => {
            let all: Option<Vec<_>> = choices.iter().map(best).collect();
            all.map(|all| all.concat())
                .filter(|all| all.len() <= MOST_LITERALS)
        }
        _ => None,
    };
    firmer(own, inner)
}

/// The firmest of what any tail of the parts begins with.
fn best_of_parts(parts: &[Hir]) -> Option<Vec<String>> {
    let tails = (1..parts.len()).map(|start| Hir::concat(parts[start..].to_vec()));
    let of_tails =
        tails.map(|tail| firm(Extractor::new().limit_total(MOST_LITERALS).extract(&tail)));
    of_tails.chain(parts.iter().map(best)).fold(None, firmer)
}

fn firm(literals: Seq) -> Option<Vec<String>> {
    let literals = literals.literals()?;
    let texts = literals
        .iter()
        .map(|literal| String::from_utf8(literal.as_bytes().to_vec()).ok());
    let texts: Vec<String> = texts.collect::<Option<_>>()?;
    let is_firm = !texts.is_empty() && texts.iter().all(|text| firmness(text) > 0);
    is_firm.then_some(texts)
}

/// 0 for what is too common to search for.
fn firmness(text: &str) -> usize {
    let han = text.chars().filter(|&c| is_han(c)).count();
    let letters = text
        .chars()
        .filter(|&c| c.is_alphanumeric() && !is_han(c))
        .count();
    if han >= 2 || letters >= 3 {
        han * 2 + letters
    } else {
        0
    }
}

fn firmer(one: Option<Vec<String>>, other: Option<Vec<String>>) -> Option<Vec<String>> {
    let least = |texts: &Vec<String>| texts.iter().map(|text| firmness(text)).min().unwrap_or(0);
    match (one, other) {
        (Some(one), Some(other)) => Some(if least(&other) > least(&one) {
            other
        } else {
            one
        }),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_rides_on_its_literals() {
        assert_eq!(
            required_literals("不.{0,6}(负责|管理)"),
            Ok(vec!["负责".into(), "管理".into()])
        );
        assert_eq!(
            required_literals(r"\bnot\s+our\b"),
            Ok(vec!["not".to_owned()])
        );
    }

    #[test]
    fn a_pattern_without_a_literal_is_refused() {
        let (message, help) = required_literals(r"\d+.{3}").expect_err("no literal");
        assert!(message.contains("firm") && help.contains("three letters"));
        let (message, _) = required_literals("(不").expect_err("no expression");
        assert!(message.contains("unclosed group"), "{message}");
    }
}
