//! `saywell rules list | show | test | schema | new`.

use super::args::{ListArgs, ShowArgs, TestArgs};
use super::files::{read_rule_files, same_file};
use super::settings::{self, load_rules, sound_rules};
use super::{Failure, Outcome, complain, config};
use crate::prove::prove;
use crate::report::{Language, write_list, write_proof, write_rule};
use crate::rules::{BUILT_IN, Enabled, Rule, did_you_mean, schema as rule_schema, skeleton};
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;

pub(super) fn list(args: &ListArgs) -> Result<Outcome, Failure> {
    let found = config::find(None)?;
    let style = settings::style(&args.output, &found)?;
    let is_wanted = |rule: &&Rule| {
        let is_severe = args.severity.is_none_or(|only| rule.severity == only);
        is_severe && args.grep.as_ref().is_none_or(|words| mentions(rule, words))
    };
    let loaded = load_rules(&args.rules, &found)?.all;
    let is_optional = |rule: &&Rule| rule.enabled != Enabled::Yes;
    let optional = loaded.rules.iter().filter(is_optional).filter(is_wanted);
    let mut rule_args = args.rules.clone();
    if args.all {
        let ids = optional.clone().map(|rule| rule.id.clone());
        rule_args.extend_select.extend(ids);
    }
    let rules = sound_rules(&rule_args, &found)?;
    let wanted: Vec<&Rule> = rules.rules.iter().filter(is_wanted).collect();
    let left_out = optional.filter(|rule| rules.get(&rule.id).is_none());
    let left_out = left_out.count();
    write_list(&mut io::stdout().lock(), &wanted, left_out, &style)?;
    Ok(Outcome::Clean)
}

fn mentions(rule: &Rule, words: &str) -> bool {
    let phrases = rule.phrases.iter().map(|phrase| phrase.source.as_str());
    let wording = rule.instead.iter().map(String::as_str);
    let texts = [&rule.id, &*rule.family, &*rule.title, &*rule.why];
    texts
        .into_iter()
        .chain(phrases)
        .chain(wording)
        .any(|text| text.contains(words))
}

pub(super) fn show(args: &ShowArgs) -> Result<Outcome, Failure> {
    let found = config::find(None)?;
    let style = settings::style(&args.output, &found)?;
    let rules = load_rules(&args.rules, &found)?;
    let Some(rule) = rules.all.get(&args.id) else {
        let ids = rules.all.rules.iter().map(|rule| rule.id.as_str());
        return Err(match did_you_mean(&args.id, ids) {
            Some(near) => format!("there is no rule `{}`; did you mean `{near}`?", args.id),
            None => format!(
                "there is no rule `{}`; `saywell rules list` names them all",
                args.id
            ),
        }
        .into());
    };
    write_rule(&mut io::stdout().lock(), rule, &style)?;
    Ok(Outcome::Clean)
}

/// Proves the rules of the named files, else all that are loaded. Mistakes in rule files are shown
/// first; the good rules are proved all the same.
pub(super) fn test(args: &TestArgs) -> Result<Outcome, Failure> {
    let found = config::find(None)?;
    let style = settings::style(&args.output, &found)?;
    let mut rule_args = args.rules.clone();
    rule_args.rules.extend(args.paths.iter().cloned());
    let rules = load_rules(&rule_args, &found)?;
    rules
        .errors
        .iter()
        .for_each(|error| complain(&format!("{error}\n")));
    let named = read_rule_files(&args.paths)?;
    let is_named = |file: &str| {
        let mut named = named.iter();
        named.any(|(name, _)| same_file(Path::new(name), Path::new(file)))
    };
    let is_tested = |rule: &Rule| named.is_empty() || written_in(rule).into_iter().any(is_named);
    let is_built_in = |rule: &Rule| BUILT_IN.iter().any(|file| file.name == &*rule.origin.file);
    let proof = prove(&rules.all, is_tested, is_built_in)?;
    if proof.rules > 0 || rules.errors.is_empty() {
        write_proof(&mut io::stdout().lock(), &proof, &style)?;
    }
    let fails = proof.errors() > 0 || (args.strict && proof.warnings() > 0);
    Ok(match (rules.errors.is_empty(), fails) {
        (false, _) => Outcome::Incomplete,
        (true, true) => Outcome::Flagged,
        (true, false) => Outcome::Clean,
    })
}

/// The files in which parts of the rule stand: its own, and those that change it.
fn written_in(rule: &Rule) -> BTreeSet<&str> {
    let phrases = rule.phrases.iter().map(|phrase| &phrase.origin);
    let examples = rule.flags.iter().chain(rule.allows.iter());
    let parts = phrases.chain(examples.map(|example| &example.origin));
    let origins = parts.chain([&rule.origin]);
    origins.map(|origin| &*origin.file).collect()
}

pub(super) fn schema() -> Result<Outcome, Failure> {
    io::stdout().write_all(rule_schema().as_bytes())?;
    Ok(Outcome::Clean)
}

pub(super) fn new(lang: Option<String>) -> Result<Outcome, Failure> {
    let lang = lang.unwrap_or_else(|| match settings::language_of_locale() {
        Language::Zh => "zh".to_owned(),
        Language::En => "en".to_owned(),
    });
    io::stdout().write_all(skeleton(&lang).as_bytes())?;
    Ok(Outcome::Clean)
}
