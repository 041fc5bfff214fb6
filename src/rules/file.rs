//! A rule file as it is written: TOML, before anything refers to anything else.

use super::error::{RuleError, RuleText, did_you_mean};
use super::{Enabled, JudgedRole, Severity};
use crate::text::Span;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

/// A string with its place in the file.
pub(super) type Text = Spanned<String>;

/// Keys at the top of the file: defaults for its rules.
#[derive(Deserialize, JsonSchema, Default, Debug)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(title = "saywell rule file")]
pub(super) struct RawHeader {
    /// Prefix of the ids. Default: `lang`, else the file's name.
    pub(super) pack: Option<String>,
    /// Language of the rules, e.g. "zh", "en". Brings that language's shared lists.
    pub(super) lang: Option<String>,
    /// Family of the rules, e.g. "vague-timing". Default: "custom".
    pub(super) family: Option<String>,
    /// A few words for the reader of a report.
    pub(super) title: Option<String>,
    /// Why the wording harms, in a sentence or two.
    pub(super) why: Option<String>,
    /// Which document says so.
    pub(super) source: Option<String>,
    /// How much harm: error, warning (default) or info.
    pub(super) severity: Option<Severity>,
    /// Points an audit takes off for one finding. Default: error 10, warning 5, info 0.
    pub(super) points: Option<u32>,
    /// Whose words are judged: agent (default), customer or any.
    pub(super) role: Option<JudgedRole>,
    /// true, false, or "audit" (in audits only).
    #[schemars(with = "Option<EnabledSchema>")]
    pub(super) enabled: Option<Enabled>,
    /// Better wording, shown as it is; <…> is a slot that the agent fills.
    #[schemars(with = "Vec<String>")]
    pub(super) instead: Vec<Text>,
    /// Sentences that no rule of this file may find.
    #[schemars(with = "Vec<String>")]
    pub(super) allows: Vec<Text>,
    /// Named lists of phrases; `name-add` extends, `name-override` replaces a shared list.
    #[schemars(with = "BTreeMap<String, Vec<String>>")]
    pub(super) lists: BTreeMap<Text, Vec<Text>>,
    /// Contexts that clear every hit of this language; only in a file named lists.toml.
    pub(super) unless: Option<RawContexts>,
    /// The short form of a rule: "phrase" = "advice", a list of advice, or "".
    #[schemars(with = "BTreeMap<String, RawAdvice>")]
    pub(super) terms: BTreeMap<Text, RawAdvice>,
    /// The rules. They are read one by one, so that one mistake costs one rule.
    #[serde(skip)]
    #[schemars(with = "Vec<RawRule>")]
    pub(super) rule: (),
}

/// One `[[rule]]`.
#[derive(Deserialize, JsonSchema, Default, Debug)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct RawRule {
    /// The rule's own name; cited as pack/id.
    #[schemars(with = "Option<String>")]
    pub(super) id: Option<Text>,
    /// Another rule: without `id` it is changed in place, with `id` it is copied.
    #[schemars(with = "Option<String>")]
    pub(super) r#use: Option<Text>,
    /// A few words for the reader of a report.
    pub(super) title: Option<String>,
    /// Why the wording harms, in a sentence or two.
    pub(super) why: Option<String>,
    /// Which document says so.
    pub(super) source: Option<String>,
    /// Family of the rule, if not the file's.
    pub(super) family: Option<String>,
    /// How much harm: error, warning (default) or info.
    pub(super) severity: Option<Severity>,
    /// Points an audit takes off for one finding.
    pub(super) points: Option<u32>,
    /// One finding fails the conversation in an audit.
    pub(super) veto: Option<bool>,
    /// Whose words are judged: agent (default), customer or any.
    pub(super) role: Option<JudgedRole>,
    /// true, false, or "audit" (in audits only).
    #[schemars(with = "Option<EnabledSchema>")]
    pub(super) enabled: Option<Enabled>,
    /// What is looked for.
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) phrases: Option<Vec<Text>>,
    /// With `use`: phrases in addition to the other rule's.
    #[schemars(with = "Vec<String>")]
    pub(super) phrases_add: Vec<Text>,
    /// With `use`: phrases of the other rule to leave out, exactly as written there.
    #[schemars(with = "Vec<String>")]
    pub(super) phrases_drop: Vec<Text>,
    /// Regular expressions over the folded sentence, for experts.
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) patterns: Option<Vec<Text>>,
    /// With `use`: patterns in addition to the other rule's.
    #[schemars(with = "Vec<String>")]
    pub(super) patterns_add: Vec<Text>,
    /// With `use`: patterns of the other rule to leave out.
    #[schemars(with = "Vec<String>")]
    pub(super) patterns_drop: Vec<Text>,
    /// Longer expressions: a hit that overlaps one is none.
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) harmless: Option<Vec<Text>>,
    /// With `use`: harmless expressions in addition to the other rule's.
    #[schemars(with = "Vec<String>")]
    pub(super) harmless_add: Vec<Text>,
    /// With `use`: harmless expressions of the other rule to leave out.
    #[schemars(with = "Vec<String>")]
    pub(super) harmless_drop: Vec<Text>,
    /// Any of these nearby clears a hit; {here} is the found words.
    pub(super) unless: Option<RawContexts>,
    /// All kinds given here must hold for a hit.
    pub(super) only: Option<RawOnly>,
    /// Better wording, shown as it is; <…> is a slot that the agent fills.
    #[schemars(with = "Option<Vec<String>>")]
    pub(super) instead: Option<Vec<Text>>,
    /// With `use`: better wording in addition to the other rule's.
    #[schemars(with = "Vec<String>")]
    pub(super) instead_add: Vec<Text>,
    /// With `use`: better wording of the other rule to leave out.
    #[schemars(with = "Vec<String>")]
    pub(super) instead_drop: Vec<Text>,
    /// Replacements of exactly the found words, safe in any sentence.
    #[schemars(with = "Vec<String>")]
    pub(super) fix: Vec<Text>,
    /// Sentences that must be found; [[…]] marks the exact words.
    #[schemars(with = "Vec<String>")]
    pub(super) flags: Vec<Text>,
    /// Look-alikes that must not be found.
    #[schemars(with = "Vec<String>")]
    pub(super) allows: Vec<Text>,
}

/// Contexts of `unless`.
#[derive(Deserialize, JsonSchema, Default, Debug)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct RawContexts {
    /// In the clause of the found words.
    #[schemars(with = "Vec<String>")]
    pub(super) clause: Vec<Text>,
    /// In their sentence.
    #[schemars(with = "Vec<String>")]
    pub(super) sentence: Vec<Text>,
    /// In the speaker's whole message or turn.
    #[schemars(with = "Vec<String>")]
    pub(super) turn: Vec<Text>,
    /// In the next turn of the same role.
    #[schemars(with = "Vec<String>")]
    pub(super) next_turn: Vec<Text>,
    /// false: the language's shared contexts do not clear this rule.
    pub(super) default: Option<bool>,
}

/// Contexts of `only`.
#[derive(Deserialize, JsonSchema, Default, Debug)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct RawOnly {
    /// In the clause of the found words.
    #[schemars(with = "Vec<String>")]
    pub(super) clause: Vec<Text>,
    /// In their sentence.
    #[schemars(with = "Vec<String>")]
    pub(super) sentence: Vec<Text>,
    /// In the speaker's whole message or turn.
    #[schemars(with = "Vec<String>")]
    pub(super) turn: Vec<Text>,
    /// Said in the customer's last two turns.
    #[schemars(with = "Vec<String>")]
    pub(super) customer: Vec<Text>,
}

/// Advice for a term.
#[derive(Deserialize, JsonSchema, Debug)]
#[serde(untagged)]
pub(super) enum RawAdvice {
    One(String),
    Several(Vec<String>),
}

#[derive(JsonSchema)]
#[schemars(untagged)]
#[allow(dead_code)]
enum EnabledSchema {
    Always(bool),
    When(EnabledWord),
}

#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case")]
#[allow(dead_code)]
enum EnabledWord {
    Audit,
}

impl<'de> Deserialize<'de> for Enabled {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "expected true, false or \"audit\"")]
        enum Raw {
            Bool(bool),
            Word(String),
        }
        match Raw::deserialize(deserializer)? {
            Raw::Bool(true) => Ok(Enabled::Yes),
            Raw::Bool(false) => Ok(Enabled::No),
            Raw::Word(word) if word == "audit" => Ok(Enabled::Audit),
            Raw::Word(_) => Err(D::Error::custom("expected true, false or \"audit\"")),
        }
    }
}

/// The parts of one file that could be read.
pub(super) struct RawFile {
    pub(super) is_built_in: bool,
    pub(super) text: RuleText,
    pub(super) header: RawHeader,
    pub(super) rules: Vec<(Span, RawRule)>,
}

/// Keys that have a meaning planned and none yet.
const RESERVED: [&str; 4] = ["require", "limit", "sequence", "channel"];

/// Reads a file; rules that can't be read are errors, the others are kept. `None` if nothing is left.
pub(super) fn read_file(text: RuleText, errors: &mut Vec<RuleError>) -> Option<RawFile> {
    let source = text.text.clone();
    let table = match DeTable::parse(&source) {
        Ok(table) => table,
        Err(error) => {
            errors.push(toml_error(&text, None, &error));
            return None;
        }
    };
    let whole = table.span();
    let mut table = table.into_inner();
    let entries = table.remove("rule");
    let root = Spanned::new(whole, DeValue::Table(table));
    let header = match RawHeader::deserialize(ValueDeserializer::from(root.clone())) {
        Ok(header) => header,
        Err(error) => {
            errors.push(toml_error(&text, Some(&root), &error));
            return None;
        }
    };
    let rules = entries
        .map(|entries| read_rules(&text, entries, errors))
        .unwrap_or_default();
    Some(RawFile {
        is_built_in: false,
        text,
        header,
        rules,
    })
}

fn read_rules(
    text: &RuleText,
    entries: Spanned<DeValue<'_>>,
    errors: &mut Vec<RuleError>,
) -> Vec<(Span, RawRule)> {
    let span = Span::from(entries.span());
    let DeValue::Array(entries) = entries.into_inner() else {
        let message = "expected tables headed `[[rule]]`".to_owned();
        errors.push(
            RuleError::new(text, span, Some("rule"), message)
                .with_help("write `[[rule]]`, with two brackets"),
        );
        return Vec::new();
    };
    let mut rules = Vec::new();
    for entry in entries {
        let span = Span::from(entry.span());
        match RawRule::deserialize(ValueDeserializer::from(entry.clone())) {
            Ok(rule) => rules.push((span, rule)),
            Err(error) => errors.push(toml_error(text, Some(&entry), &error)),
        }
    }
    rules
}

fn toml_error(
    text: &RuleText,
    value: Option<&Spanned<DeValue<'_>>>,
    error: &toml::de::Error,
) -> RuleError {
    let at = error.span().map_or(Span::new(0, 0), Span::from);
    let message = error.message();
    if let Some(unknown) = quoted(message)
        .next()
        .filter(|_| message.starts_with("unknown field"))
    {
        return unknown_key(text, at, unknown, quoted(message).skip(1));
    }
    let key = value.and_then(|value| key_at(value, at));
    RuleError::new(text, at, key.as_deref(), message.to_owned())
        .with_help("`saywell rules new` prints a file with every key explained")
}

fn unknown_key<'a>(
    text: &RuleText,
    at: Span,
    key: &str,
    known: impl Iterator<Item = &'a str>,
) -> RuleError {
    if RESERVED.contains(&key) {
        let message = "this key is not supported yet".to_owned();
        return RuleError::new(text, at, Some(key), message).with_help("leave it out");
    }
    let known: Vec<&str> = known.collect();
    // `[[rule]]` is read by itself, so it is not among the known keys.
    let near = did_you_mean(key, known.iter().copied().chain(["rule"]));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the keys here are {}", known.join(", ")),
    };
    RuleError::new(text, at, Some(key), "there is no such key".to_owned()).with_help(help)
}

/// The words between backticks in an error message of serde.
fn quoted(message: &str) -> impl Iterator<Item = &str> {
    message.split('`').skip(1).step_by(2)
}

/// The innermost key whose value holds the bytes `at`.
fn key_at(value: &Spanned<DeValue<'_>>, at: Span) -> Option<String> {
    let DeValue::Table(table) = value.get_ref() else {
        return None;
    };
    let holds = |value: &Spanned<DeValue<'_>>| Span::from(value.span()).contains(at);
    let (key, value) = table.iter().find(|(_, value)| holds(value))?;
    key_at(value, at).or_else(|| Some(key.get_ref().to_string()))
}
