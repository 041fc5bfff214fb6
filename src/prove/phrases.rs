//! Every phrase is reached by an example, can be found at all, and stands in one place only.

use super::bench::{Case, excused_by, found_by};
use super::scene::Scene;
use super::{Context, Proof};
use crate::check::{Checked, Excuse};
use crate::fold::{Medium, fold_to_string};
use crate::matching::{Program, Sentence};
use crate::rules::phrase::Phrase;
use crate::rules::{Origin, Rule, RuleSet};
use crate::text::{LineBreaks, Span, sentences};
use std::collections::HashMap;
use std::sync::Arc;

/// Looks at each phrase and pattern of the rule by itself.
pub(super) fn reach(case: &Case<'_>, context: &mut Context<'_>, proof: &mut Proof) {
    let rule = case.rule;
    let mut all_cleared = rule.patterns.is_empty();
    for (index, phrase) in rule.phrases.iter().enumerate() {
        let place = index + 1;
        choices(case, place, phrase, context, proof);
        all_cleared &= !reaches(case, place) && unreached(case, place, phrase, proof);
    }
    for (index, pattern) in rule.patterns.iter().enumerate() {
        if !reaches(case, rule.phrases.len() + index + 1) {
            let message = format!("`flags` has nothing for the pattern `{}`", pattern.source);
            let help = "add a sentence in which the pattern is found";
            no_example(case, &pattern.origin, message, help, proof);
        }
    }
    if all_cleared {
        let message = "its own `harmless` and `unless` clear whatever the rule looks for";
        let help = "narrow them until a sentence of `flags` is found";
        proof.warning(rule, &rule.origin, message, help);
    }
}

/// A phrase that no example reaches. True if that is because contexts clear it.
fn unreached(case: &Case<'_>, place: usize, phrase: &Phrase, proof: &mut Proof) -> bool {
    let Phrase { source, origin, .. } = phrase;
    let nothing = format!("`flags` has nothing for the phrase “{source}”");
    match try_samples(case, place, phrase) {
        Tried::Never(sample) => {
            let message = format!("the phrase “{source}” can never be found: “{sample}” is not");
            proof.error(case.rule, origin, message, why_never(&sample));
            false
        }
        Tried::Cleared(sample, by) => {
            let message = format!("{nothing}, and {by} clears “{sample}”");
            let help = "narrow that context, or add a sentence in which the phrase is found";
            no_example(case, origin, message, help, proof);
            true
        }
        Tried::Found(sample) => {
            let help = format!("add a sentence with words such as “{sample}”");
            no_example(case, origin, nothing, &help, proof);
            false
        }
    }
}

/// One warning about missing examples is enough, and a term has no room for any.
fn no_example(case: &Case<'_>, origin: &Origin, message: String, help: &str, proof: &mut Proof) {
    if !case.flags.is_empty() {
        proof.warning(case.rule, origin, message, help);
    }
}

fn reaches(case: &Case<'_>, place: usize) -> bool {
    let mut checked = case.flags.iter().map(|flag| &flag.checked);
    checked.any(|checked| !found_by(place, checked).is_empty())
}

enum Tried {
    /// A sample is found.
    Found(String),
    /// Samples are hits, but this context clears each; the plainest of them.
    Cleared(String, String),
    /// No sample is a hit; the plainest of them.
    Never(String),
}

fn try_samples(case: &Case<'_>, place: usize, phrase: &Phrase) -> Tried {
    let samples = phrase.node.samples();
    let check = |sample: &String| -> Checked {
        case.bench
            .check(&Scene::new(sample, case.rule.role).document())
    };
    let mut cleared = None;
    for sample in &samples {
        let checked = check(sample);
        if !found_by(place, &checked).is_empty() {
            return Tried::Found(sample.clone());
        }
        for excused in excused_by(place, &checked) {
            let key = match excused.excuse {
                // What `only` asks for is not in the phrase, so its absence proves nothing.
                Excuse::Only => return Tried::Found(sample.clone()),
                Excuse::Harmless => "harmless",
                Excuse::Unless | Excuse::Overlap | Excuse::Allowed => "unless",
            };
            let by = excused.because.as_deref().unwrap_or_default();
            cleared.get_or_insert_with(|| (sample, format!("`{key}` “{by}”")));
        }
    }
    match cleared {
        Some((sample, by)) => Tried::Cleared(sample.clone(), by),
        None => Tried::Never(phrase.node.plainest()),
    }
}

fn why_never(sample: &str) -> String {
    let whole = Span::new(0, sample.len());
    let parts = sentences(sample, whole, LineBreaks::Wrap);
    if let [first, _, ..] = parts[..] {
        let first = first.of(sample);
        return format!(
            "a sentence ends after “{first}”, and no phrase crosses that; make two phrases of it"
        );
    }
    if fold_to_string(sample) != sample {
        return "write a contraction whole inside one pair of brackets: (do not|does not)"
            .to_owned();
    }
    "English words are found whole: look for a part of a word or a number beside a bracket"
        .to_owned()
}

/// Counts the choices written in a phrase and those that an example reaches; warns of one that no
/// text can reach.
fn choices(
    case: &Case<'_>,
    place: usize,
    phrase: &Phrase,
    context: &mut Context<'_>,
    proof: &mut Proof,
) {
    let found_in = sentences_found(case, place);
    for choice in phrase.node.written_choices() {
        let program = context.compiler.compile(&choice);
        proof.choices.written += 1;
        if found_in
            .iter()
            .any(|sentence| !program.find_all(sentence, 0..sentence.len()).is_empty())
        {
            proof.choices.reached += 1;
        } else if !choice
            .samples()
            .iter()
            .any(|sample| stands_in(&program, sample))
        {
            let sample = choice.plainest();
            let message = format!(
                "one choice in “{}” can never be found: “{sample}” is not",
                phrase.source
            );
            proof.warning(case.rule, &phrase.origin, message, why_never(&sample));
        }
    }
}

/// The sentences of examples in which the phrase at `place` is found.
fn sentences_found<'c>(case: &'c Case<'_>, place: usize) -> Vec<Sentence<'c>> {
    let mut found_in = Vec::new();
    for flag in &case.flags {
        let text = &flag.document.text;
        for finding in found_by(place, &flag.checked) {
            let stretch = flag.document.turns[finding.turn].span;
            let mut spans = sentences(text, stretch, LineBreaks::Wrap).into_iter();
            let own = spans.find(|span| span.contains(finding.span));
            found_in.extend(own.map(|span| Sentence::new(text, span, flag.scene.medium())));
        }
    }
    found_in
}

fn stands_in(program: &Program, text: &str) -> bool {
    let whole = Span::new(0, text.len());
    let mut spans = sentences(text, whole, LineBreaks::Wrap).into_iter();
    spans.any(|span| {
        let sentence = Sentence::new(text, span, Medium::Written);
        !program.find_all(&sentence, 0..sentence.len()).is_empty()
    })
}

/// A phrase or pattern by language and folded source, with where it was seen.
type Seen<'s> = HashMap<(&'s str, String), Vec<(&'s Rule, Written<'s>)>>;

/// What a rule looks for, as written.
#[derive(Clone, Copy)]
struct Written<'s> {
    source: &'s str,
    /// None for a pattern.
    phrase: Option<&'s Arc<Phrase>>,
    origin: &'s Origin,
}

impl Written<'_> {
    /// Lists of one name may differ between files; a copy of a rule shares its phrases by right.
    fn repeats(self, other: Written<'_>) -> bool {
        match (self.phrase, other.phrase) {
            (Some(one), Some(other)) => !Arc::ptr_eq(one, other) && *one.node == *other.node,
            (None, None) => self.origin != other.origin && self.source == other.source,
            _ => false,
        }
    }
}

/// The same phrase in two places of a language.
pub(super) fn duplicates(set: &RuleSet, tested: &dyn Fn(&Rule) -> bool, proof: &mut Proof) {
    let mut seen: Seen<'_> = HashMap::new();
    for rule in &set.rules {
        for written in written(rule) {
            let key = (&*rule.lang, fold_to_string(written.source));
            let earlier = seen.entry(key).or_default();
            let same = |&&(other, first): &&(&Rule, Written<'_>)| {
                other.role == rule.role && written.repeats(first)
            };
            if let Some(&(other, first)) = earlier.iter().find(same) {
                if tested(rule) {
                    duplicate(rule, written, other, first, proof);
                } else if tested(other) {
                    duplicate(other, first, rule, written, proof);
                }
            }
            earlier.push((rule, written));
        }
    }
}

fn duplicate(rule: &Rule, here: Written<'_>, other: &Rule, there: Written<'_>, proof: &mut Proof) {
    let Origin { file, line, .. } = there.origin;
    let message = match rule.id == other.id {
        true => format!(
            "“{}” stands twice in this rule: see {file}:{line}",
            here.source
        ),
        false => format!(
            "“{}” stands in `{}` too: {file}:{line}",
            here.source, other.id
        ),
    };
    proof.warning(rule, here.origin, message, "keep one of the two");
}

fn written(rule: &Rule) -> impl Iterator<Item = Written<'_>> {
    let phrases = rule.phrases.iter().map(|phrase| Written {
        source: &phrase.source,
        phrase: Some(phrase),
        origin: &phrase.origin,
    });
    phrases.chain(rule.patterns.iter().map(|pattern| Written {
        source: &pattern.source,
        phrase: None,
        origin: &pattern.origin,
    }))
}
