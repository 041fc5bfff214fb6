//! The proof of rules: a rule file is data, documentation and test at once, and this is the test.
//!
//! A rule is proved away from all others: its examples are found and its look-alikes are not, in
//! every spelling; each of its phrases is of use; and what it suggests is itself fine to all rules.

mod bench;
mod examples;
mod phrases;
mod scene;
mod spelling;
mod wording;

use crate::check::Checker;
use crate::fold::traditional_forms;
use crate::matching::Compiler;
use crate::rules::{Origin, Rule, RuleSet};
use bench::Case;
use spelling::Speller;
use std::collections::BTreeSet;
use std::fmt;

/// What is wrong with a rule, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// An error fails the test, a warning is advice.
    pub is_error: bool,
    /// The rule's id.
    pub rule: String,
    /// The place in the rule file: an example, a phrase or the rule itself.
    pub origin: Origin,
    /// What was found.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Origin { file, line, column } = &self.origin;
        let severity = if self.is_error { "error" } else { "warning" };
        let (rule, message) = (&self.rule, &self.message);
        write!(f, "{file}:{line}:{column}: {severity}[{rule}]: {message}")?;
        match &self.help {
            Some(help) => write!(f, "\n  = {help}"),
            None => Ok(()),
        }
    }
}

/// Choices written in phrases, such as the two of `(a|b)` or the one of `[a]`; lists not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// Those with which a phrase is found in some example.
    pub reached: usize,
    /// All of them.
    pub written: usize,
}

/// What a proof came to.
#[derive(Clone, Debug, Default)]
pub struct Proof {
    /// What is wrong, in the order of file and line.
    pub problems: Vec<Problem>,
    /// Rules proved.
    pub rules: usize,
    /// Sentences that must be found.
    pub flags: usize,
    /// Sentences that must not be found; one that holds for a whole file counts once.
    pub allows: usize,
    /// Sentences tried again in another spelling or in another's mouth.
    pub mutations: usize,
    /// Suggestions judged.
    pub suggestions: usize,
    /// Choices written in phrases.
    pub choices: Choices,
}

impl Proof {
    /// Number of problems that fail the test.
    pub fn errors(&self) -> usize {
        let errors = self.problems.iter().filter(|problem| problem.is_error);
        errors.count()
    }

    /// Number of the others.
    pub fn warnings(&self) -> usize {
        self.problems.len() - self.errors()
    }

    fn error(
        &mut self,
        rule: &Rule,
        origin: &Origin,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problem(true, rule, origin, message.into(), help.into());
    }

    fn warning(
        &mut self,
        rule: &Rule,
        origin: &Origin,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problem(false, rule, origin, message.into(), help.into());
    }

    fn problem(
        &mut self,
        is_error: bool,
        rule: &Rule,
        origin: &Origin,
        message: String,
        help: String,
    ) {
        self.problems.push(Problem {
            is_error,
            rule: rule.id.clone(),
            origin: origin.clone(),
            message,
            help: Some(help),
        });
    }
}

/// What the checks of all rules share.
struct Context<'s> {
    /// Every rule, those that are switched off too.
    all: Checker,
    compiler: Compiler,
    speller: Speller,
    is_built_in: &'s dyn Fn(&Rule) -> bool,
}

/// Proves the rules of `set` for which `tested` holds; suggestions are judged by all of its rules.
/// What a user's rule may lack, a rule for which `is_built_in` holds must have.
///
/// # Errors
/// A pattern that the regex engine refuses: what it says.
pub fn prove(
    set: &RuleSet,
    tested: impl Fn(&Rule) -> bool,
    is_built_in: impl Fn(&Rule) -> bool,
) -> Result<Proof, String> {
    let mut context = Context {
        all: Checker::new(set.clone())?,
        compiler: Compiler::default(),
        speller: Speller::new(traditional_forms()),
        is_built_in: &is_built_in,
    };
    let mut proof = Proof::default();
    let mut allowed = BTreeSet::new();
    for rule in set.rules.iter().filter(|rule| tested(rule)) {
        context.prove_rule(rule, &mut proof)?;
        allowed.extend(rule.allows.iter().map(|example| &example.origin));
    }
    proof.allows = allowed.len();
    phrases::duplicates(set, &tested, &mut proof);
    proof.problems.sort_by(|one, other| {
        let place = |problem: &Problem| (problem.origin.clone(), problem.rule.clone());
        place(one).cmp(&place(other))
    });
    proof.problems.dedup();
    Ok(proof)
}

impl Context<'_> {
    fn prove_rule(&mut self, rule: &Rule, proof: &mut Proof) -> Result<(), String> {
        proof.rules += 1;
        let case = Case::new(rule)?;
        completeness(rule, (self.is_built_in)(rule), proof);
        examples::flags(&case, proof);
        examples::allows(&case, proof);
        examples::mutations(&case, &self.speller, proof);
        phrases::reach(&case, self, proof);
        wording::suggestions(&case, self, proof);
        Ok(())
    }
}

/// A rule that comes with the program has everything that a reader expects.
fn completeness(rule: &Rule, is_built_in: bool, proof: &mut Proof) {
    let mut lacks = |key: &str, help: &str| {
        let message = format!("the rule has no `{key}`");
        proof.problem(is_built_in, rule, &rule.origin, message, help.to_owned());
    };
    if is_built_in || !is_term(rule) {
        if rule.flags.is_empty() {
            lacks("flags", "write a sentence that the rule must find");
        }
        if !has_own_allows(rule) {
            let help = "write a sentence that looks alike and is fine";
            lacks("allows", help);
        }
    }
    if !is_built_in {
        return;
    }
    if rule.instead.is_empty() && rule.fix.is_empty() {
        lacks("instead", "write what a good agent would say");
    }
    if rule.why.is_empty() {
        lacks("why", "write in a sentence why the wording harms");
    }
    if &*rule.title == rule.name() {
        lacks("title", "write a few words for the reader of a report");
    }
}

/// An entry of `[terms]`, which has no room for examples: it stands where its phrase stands.
fn is_term(rule: &Rule) -> bool {
    matches!(&rule.phrases[..], [phrase] if phrase.origin == rule.origin)
}

/// Sentences at the top of a file, before anything of the rule, are about the whole family.
fn has_own_allows(rule: &Rule) -> bool {
    let phrases = rule.phrases.iter().map(|phrase| &phrase.origin);
    let patterns = rule.patterns.iter().map(|pattern| &pattern.origin);
    let parts: Vec<&Origin> = phrases.chain(patterns).chain([&rule.origin]).collect();
    rule.allows.iter().any(|example| {
        let Origin { file, line, .. } = &example.origin;
        let mut same_file = parts.iter().filter(|part| part.file == *file).peekable();
        same_file.peek().is_none() || same_file.any(|part| part.line <= *line)
    })
}

#[cfg(test)]
mod skeleton;
#[cfg(test)]
mod tests;
