//! Better wording is better: no suggestion is flagged itself, alone or put back into an example.

use super::bench::{Case, Flag};
use super::examples::one_line;
use super::scene::span_in_turn;
use super::{Context, Proof};
use crate::check::{Excuse, Finding};
use crate::document::Document;
use crate::rules::{Enabled, JudgedRole, Rule};
use crate::text::{LineBreaks, Span, clause_marks, is_han, sentences};

/// A suggestion of either kind.
#[derive(Clone, Copy)]
struct Suggestion<'r> {
    text: &'r str,
    /// It replaces exactly the found words; else it takes the place of their clause.
    is_fix: bool,
}

impl Suggestion<'_> {
    fn key(self) -> &'static str {
        match self.is_fix {
            true => "fix",
            false => "instead",
        }
    }
}

/// Judges every suggestion of the rule.
pub(super) fn suggestions(case: &Case<'_>, context: &Context<'_>, proof: &mut Proof) {
    let rule = case.rule;
    let instead = rule.instead.iter().map(|text| (text, false));
    let fix = rule.fix.iter().map(|text| (text, true));
    for (text, is_fix) in instead.chain(fix) {
        proof.suggestions += 1;
        let suggestion = Suggestion { text, is_fix };
        if alone(rule, suggestion, context, proof) && rule.role != JudgedRole::Customer {
            put_back(case, suggestion, context, proof);
        }
    }
}

/// True if no rule flags the suggestion as a message of its own.
fn alone(
    rule: &Rule,
    suggestion: Suggestion<'_>,
    context: &Context<'_>,
    proof: &mut Proof,
) -> bool {
    let draft = Document::draft(suggestion.text);
    let whole = Span::new(0, draft.text.len());
    let Some((by, words)) = context.flagged(rule, &draft, whole) else {
        return true;
    };
    let (key, text) = (suggestion.key(), suggestion.text);
    let message = match by.id == rule.id {
        true => format!("`{key}` “{text}” is flagged by the rule itself: “{words}”"),
        false => format!("`{key}` “{text}” is flagged by `{}`: “{words}”", by.id),
    };
    let help = "say it in other words; what we suggest must be fine itself";
    proof.error(rule, &rule.origin, message, help);
    false
}

/// Puts the suggestion into each example; the first problem of each kind is enough.
fn put_back(case: &Case<'_>, suggestion: Suggestion<'_>, context: &Context<'_>, proof: &mut Proof) {
    let mut is_flagged = false;
    let mut is_doubled = false;
    for flag in &case.flags {
        for finding in &flag.found {
            let edited = Edited::new(flag, finding, suggestion);
            is_flagged = is_flagged || still_flagged(case, suggestion, &edited, context, proof);
            is_doubled = is_doubled || doubled(case, suggestion, &edited, proof);
        }
    }
}

fn still_flagged(
    case: &Case<'_>,
    suggestion: Suggestion<'_>,
    edited: &Edited,
    context: &Context<'_>,
    proof: &mut Proof,
) -> bool {
    let Some((by, words)) = context.flagged(case.rule, &edited.document, edited.inserted) else {
        return false;
    };
    let message = format!(
        "with `{}` “{}” the example reads “{}”, and `{}` flags “{words}”",
        suggestion.key(),
        suggestion.text,
        one_line(&edited.document.text),
        by.id
    );
    let help = "say it in other words, so that it is fine where it will stand";
    proof.error(case.rule, &case.rule.origin, message, help);
    true
}

fn doubled(
    case: &Case<'_>,
    suggestion: Suggestion<'_>,
    edited: &Edited,
    proof: &mut Proof,
) -> bool {
    let Some(seam) = edited.doubled_seam() else {
        return false;
    };
    let (rule, origin) = (case.rule, &case.rule.origin);
    let message = format!(
        "with `{}` “{}” the example reads “{}”: “{seam}{seam}”",
        suggestion.key(),
        suggestion.text,
        one_line(&edited.document.text)
    );
    let help = "leave the character out of the suggestion, or let the phrase find it too";
    match suggestion.is_fix {
        true => proof.error(rule, origin, message, help),
        false => proof.warning(rule, origin, message, help),
    }
    true
}

/// An example with a suggestion in place of the found words or their clause.
struct Edited {
    document: Document,
    inserted: Span,
}

impl Edited {
    fn new(flag: &Flag<'_>, finding: &Finding, suggestion: Suggestion<'_>) -> Self {
        let found = span_in_turn(&flag.document, finding);
        let words = flag.scene.words(finding.turn);
        let place = match suggestion.is_fix {
            true => found,
            false => clause_around(words, found),
        };
        let (place, inserted) = fitted(suggestion, words, place);
        let scene = flag.scene.map(|turn, words| {
            let mut words = words.to_owned();
            if turn == finding.turn {
                words.replace_range(place.range(), inserted);
            }
            words
        });
        let document = scene.document();
        let start = document.turns[finding.turn].span.start + place.start;
        let inserted = Span::new(start, start + inserted.len());
        Edited { document, inserted }
    }

    /// The Han character that stands on both sides of a seam.
    fn doubled_seam(&self) -> Option<char> {
        let text = &self.document.text;
        let seams = [self.inserted.start, self.inserted.end];
        seams.into_iter().find_map(|seam| {
            let (before, after) = text.split_at(seam);
            let before = before.chars().next_back().filter(|&c| is_han(c))?;
            after.starts_with(before).then_some(before)
        })
    }
}

/// Where the suggestion goes and how it reads there: of two marks in a row, the end of a whole
/// sentence replaces the end of the example's, and loses its full stop before a comma.
fn fitted<'s>(suggestion: Suggestion<'s>, words: &str, place: Span) -> (Span, &'s str) {
    const ENDS: [char; 7] = ['。', '.', '！', '!', '？', '?', '…'];
    let text = suggestion.text;
    if suggestion.is_fix || !text.ends_with(ENDS) {
        return (place, text);
    }
    let after = &words[place.end..];
    let marks = after.len() - after.trim_start_matches(ENDS).len();
    let is_mark = |c: char| !c.is_alphanumeric() && !c.is_whitespace();
    let inserted = match marks == 0 && after.starts_with(is_mark) {
        true => text.trim_end_matches(['。', '.', '！', '!']),
        false => text,
    };
    (Span::new(place.start, place.end + marks), inserted)
}

/// The clause of the found words, or the clauses if they reach over a comma, without their marks.
fn clause_around(words: &str, found: Span) -> Span {
    let whole = Span::new(0, words.len());
    let all = sentences(words, whole, LineBreaks::Wrap);
    let own = all.into_iter().find(|sentence| sentence.contains(found));
    let sentence = own.unwrap_or(found);
    let marks: Vec<Span> = clause_marks(sentence.of(words))
        .into_iter()
        .map(|mark| mark.shifted(sentence.start))
        .collect();
    let before = marks.iter().rev().find(|mark| mark.end <= found.start);
    let after = marks.iter().find(|mark| mark.start >= found.end);
    let start = before.map_or(sentence.start, |mark| mark.end);
    let end = after.map_or(sentence.end, |mark| mark.start);
    let blank = words[start..found.start].len() - words[start..found.start].trim_start().len();
    let rest = words[found.end..end].trim_end_matches(|c: char| !c.is_alphanumeric());
    Span::new(start + blank, found.end + rest.len())
}

impl Context<'_> {
    /// A rule that runs by default, or beside the suggesting one in its pack, and finds words in
    /// `inserted`, with these words. Words that only surround the insertion are not its fault.
    fn flagged<'c>(
        &'c self,
        suggesting: &Rule,
        document: &'c Document,
        inserted: Span,
    ) -> Option<(&'c Rule, &'c str)> {
        let checked = self.all.check(document);
        let covered = checked
            .excused
            .iter()
            .filter_map(|excused| (excused.excuse == Excuse::Overlap).then_some(&excused.finding));
        let counts = |finding: &&Finding| {
            let rule = &self.all.rules().rules[finding.rule];
            let Finding { span, .. } = finding;
            let surrounds = span.start < inserted.start && inserted.end < span.end;
            judges(rule, suggesting) && span.overlaps(inserted) && !surrounds
        };
        let finding = checked.findings.iter().chain(covered).find(counts)?;
        let rule = &self.all.rules().rules[finding.rule];
        Some((rule, finding.span.of(&document.text)))
    }
}

/// A rule without a language judges every text.
fn judges(rule: &Rule, suggesting: &Rule) -> bool {
    let langs = [&*rule.lang, &*suggesting.lang];
    let same_language = langs[0] == langs[1] || langs.contains(&"");
    same_language && (rule.enabled != Enabled::No || rule.pack == suggesting.pack)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_do_not_meet() {
        let put = |text: &str, words: &str, found: &str| {
            let start = words.find(found).expect("the words");
            let place = Span::new(start, start + found.len());
            let is_fix = false;
            let (place, inserted) = fitted(Suggestion { text, is_fix }, words, place);
            let mut words = words.to_owned();
            words.replace_range(place.range(), inserted);
            words
        };
        assert_eq!(put("Shall I?", "No way. Bye.", "No way"), "Shall I? Bye.");
        assert_eq!(put("今天给您。", "改天，好吗", "改天"), "今天给您，好吗");
        assert_eq!(put("今天给您", "改天。", "改天"), "今天给您。");
    }

    #[test]
    fn the_clause_lies_between_its_marks() {
        let clause = |words: &str, found: &str| {
            let start = words.find(found).expect("the words");
            let span = Span::new(start, start + found.len());
            clause_around(words, span).of(words).to_owned()
        };
        assert_eq!(
            clause("您好，这个改天给您处理哦。再见", "改天给"),
            "这个改天给您处理哦"
        );
        assert_eq!(
            clause("Sorry, not our fault, sir!", "not our"),
            "not our fault"
        );
        assert_eq!(
            clause("好的，亲，真的不行！", "好的，亲，真的"),
            "好的，亲，真的不行"
        );
    }
}
