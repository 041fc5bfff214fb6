//! From rule files to a [`RuleSet`]: names are looked up, phrases parsed, `use` applied.

use super::error::{RuleError, RuleText};
use super::file::{RawAdvice, RawContexts, RawFile, RawHeader, RawOnly, RawRule, Text, read_file};
use super::lists::Lists;
use super::pattern::required_literals;
use super::phrase::{Phrase, PhraseError, Purpose, parse};
use super::{Contexts, Enabled, Example, JudgedRole, Late, Pattern, Rule, RuleSet, Severity};
use crate::text::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A rule file: its name as messages show it, and what it holds.
#[derive(Clone, Copy, Debug)]
pub struct RuleFile<'a> {
    /// Path, or a name such as `zh/vague-timing.toml` for a built-in file.
    pub name: &'a str,
    /// The TOML.
    pub text: &'a str,
    /// True for the packs that come with the program.
    pub is_built_in: bool,
}

/// Reads rule files. Whatever is wrong is in the errors; the rules that are right are in the set,
/// so that a test run can go on. A caller that wants to judge texts must stop at any error.
pub fn load(files: &[RuleFile<'_>]) -> (RuleSet, Vec<RuleError>) {
    let mut errors = Vec::new();
    let read = |file: &RuleFile<'_>| {
        let raw = read_file(RuleText::new(file.name, file.text), &mut errors)?;
        Some(RawFile {
            is_built_in: file.is_built_in,
            ..raw
        })
    };
    let raw: Vec<RawFile> = files.iter().filter_map(read).collect();
    let (shared_files, rule_files): (Vec<&RawFile>, Vec<&RawFile>) =
        raw.iter().partition(|file| is_shared(file));
    let (built_in, own): (Vec<&RawFile>, Vec<&RawFile>) =
        shared_files.into_iter().partition(|file| file.is_built_in);
    let nothing = BTreeMap::new();
    let built_in = read_shared(&built_in, &nothing, &mut errors);
    // A user's shared lists stand on top of the built-in ones, for the user's own files.
    let own = read_shared(&own, &built_in, &mut errors);
    let shared = |file: &RawFile| {
        let lang = file.header.lang.as_deref()?;
        let own = own.get(lang).filter(|_| !file.is_built_in);
        own.or_else(|| built_in.get(lang))
    };

    let scopes: Vec<Scope<'_>> = rule_files
        .iter()
        .map(|file| Scope::new(file, shared(file), &mut errors))
        .collect();
    let mut set = RuleSet::default();
    for scope in &scopes {
        scope.add_rules(&mut set, &mut errors);
    }
    for scope in &scopes {
        scope.apply_uses(&mut set, &mut errors);
    }
    (set, errors)
}

/// A file with lists and contexts for a whole language.
fn is_shared(file: &RawFile) -> bool {
    file_stem(&file.text.name) == "lists"
}

pub(super) fn file_stem(name: &str) -> &str {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.strip_suffix(".toml").unwrap_or(file)
}

struct Shared<'a> {
    lists: Lists<'a>,
    unless: Contexts,
}

/// The shared lists and contexts by language, on top of others.
fn read_shared<'a>(
    files: &[&'a RawFile],
    base: &'a BTreeMap<&'a str, Shared<'a>>,
    errors: &mut Vec<RuleError>,
) -> BTreeMap<&'a str, Shared<'a>> {
    let mut shared = BTreeMap::new();
    for file in files {
        let Some(lang) = &file.header.lang else {
            let message = "a file of shared lists needs `lang`".to_owned();
            errors.push(
                RuleError::new(&file.text, Span::new(0, 0), Some("lang"), message)
                    .with_help("write lang = \"zh\" or lang = \"en\" at the top"),
            );
            continue;
        };
        if let Some((at, _)) = file.rules.first() {
            let message = "a file of shared lists holds no rules".to_owned();
            errors.push(
                RuleError::new(&file.text, *at, Some("rule"), message)
                    .with_help("move the rule to a file of its family"),
            );
        }
        let base = base.get(lang.as_str());
        let lists = Lists::of_file(base.map(|base| &base.lists), file, errors);
        // Those that come with the program were checked when it was built.
        if !file.is_built_in {
            lists.check(errors);
        }
        let scope = Scope {
            file,
            lists,
            unless: base.map(|base| base.unless.clone()).unwrap_or_default(),
        };
        let unless = file.header.unless.as_ref();
        let unless = match unless {
            Some(raw) => scope.unless(Some(raw), errors),
            None => scope.unless.clone(),
        };
        shared.insert(
            lang.as_str(),
            Shared {
                lists: scope.lists,
                unless,
            },
        );
    }
    shared
}

/// One rule file and what its phrases may name.
struct Scope<'a> {
    file: &'a RawFile,
    lists: Lists<'a>,
    /// The language's shared contexts.
    unless: Contexts,
}

impl<'a> Scope<'a> {
    fn new(file: &'a RawFile, shared: Option<&'a Shared<'a>>, errors: &mut Vec<RuleError>) -> Self {
        let lists = Lists::of_file(shared.map(|shared| &shared.lists), file, errors);
        lists.check(errors);
        let unless = shared
            .map(|shared| shared.unless.clone())
            .unwrap_or_default();
        if file.header.unless.is_some() {
            let message =
                "contexts for a whole language stand in a file named lists.toml".to_owned();
            errors.push(
                RuleError::new(&file.text, Span::new(0, 0), Some("unless"), message)
                    .with_help("write `unless.sentence = [...]` inside a [[rule]]"),
            );
        }
        Scope {
            file,
            lists,
            unless,
        }
    }

    fn header(&self) -> &'a RawHeader {
        &self.file.header
    }

    fn pack(&self) -> &'a str {
        let header = self.header();
        let named = header.pack.as_deref().or(header.lang.as_deref());
        named.unwrap_or_else(|| file_stem(&self.file.text.name))
    }

    fn add_rules(&self, set: &mut RuleSet, errors: &mut Vec<RuleError>) {
        for (at, raw) in self
            .file
            .rules
            .iter()
            .filter(|(_, raw)| raw.r#use.is_none())
        {
            if let Some(rule) = self.rule(*at, raw, errors) {
                self.add(rule, *at, set, errors);
            }
        }
        let mut terms: Vec<_> = self.header().terms.iter().collect();
        terms.sort_by_key(|(phrase, _)| phrase.span().start);
        for (phrase, advice) in terms {
            if let Some(rule) = self.term(phrase, advice, errors) {
                self.add(rule, phrase.span().into(), set, errors);
            }
        }
    }

    /// Adds a rule unless its id is taken.
    fn add(&self, rule: Rule, at: Span, set: &mut RuleSet, errors: &mut Vec<RuleError>) {
        match set.get(&rule.id) {
            None => set.push(rule),
            Some(first) => {
                let message = format!("there are two rules `{}`", rule.id);
                let first = &first.origin;
                errors.push(
                    RuleError::new(&self.file.text, at, Some("id"), message).with_help(format!(
                        "the first stands at {}:{}; rename one, or change it with `use = \"{}\"`",
                        first.file, first.line, rule.id
                    )),
                );
            }
        }
    }

    /// A rule with the file's defaults and nothing to look for.
    fn blank(&self, id: &str, at: Span) -> Rule {
        let header = self.header();
        let family = header.family.as_deref().unwrap_or("custom");
        let severity = header.severity.unwrap_or(Severity::Warning);
        Rule {
            id: format!("{}/{id}", self.pack()),
            pack: self.pack().into(),
            lang: header.lang.as_deref().unwrap_or_default().into(),
            family: family.into(),
            title: header.title.as_deref().unwrap_or(id).into(),
            why: header.why.as_deref().unwrap_or_default().into(),
            source: header.source.as_deref().map(Arc::from),
            severity,
            role: header.role.unwrap_or(JudgedRole::Agent),
            enabled: header.enabled.unwrap_or(Enabled::Yes),
            points: header.points.unwrap_or(severity.default_points()),
            veto: false,
            phrases: Late::default(),
            patterns: Vec::new(),
            harmless: Late::default(),
            unless: Late::default(),
            only: Late::default(),
            instead: self.advice(&header.instead),
            fix: Vec::new(),
            flags: Late::default(),
            allows: self.examples(&header.allows).into(),
            origin: self.file.text.origin(at.start),
        }
    }

    fn rule(&self, at: Span, raw: &RawRule, errors: &mut Vec<RuleError>) -> Option<Rule> {
        let Some(id) = &raw.id else {
            errors.push(
                RuleError::new(
                    &self.file.text,
                    first_line(at),
                    Some("id"),
                    "a rule without a name".to_owned(),
                )
                .with_help("write id = \"a-short-name\""),
            );
            return None;
        };
        self.check_id(id, errors)?;
        let before = errors.len();
        let mut rule = self.blank(id.get_ref(), at);
        *rule.unless = self.unless(raw.unless.as_ref(), errors);
        self.apply(raw, &mut rule, errors);
        if rule.phrases.is_empty() && rule.patterns.is_empty() && errors.len() == before {
            let message = format!("the rule `{}` has nothing to look for", rule.id);
            errors.push(
                RuleError::new(&self.file.text, id.span().into(), Some("phrases"), message)
                    .with_help("write phrases = [\"…\"]"),
            );
        }
        (errors.len() == before).then_some(rule)
    }

    fn check_id(&self, id: &Text, errors: &mut Vec<RuleError>) -> Option<()> {
        let name = id.get_ref();
        let is_good = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        if !name.is_empty() && name.chars().all(is_good) {
            return Some(());
        }
        let message = format!("`{name}` is no name for a rule");
        errors.push(
            RuleError::new(&self.file.text, id.span().into(), Some("id"), message)
                .with_help("use letters, digits and hyphens; the pack's name is put before it"),
        );
        None
    }

    fn term(&self, phrase: &Text, advice: &RawAdvice, errors: &mut Vec<RuleError>) -> Option<Rule> {
        let before = errors.len();
        let mut rule = self.blank(phrase.get_ref(), phrase.span().into());
        rule.title = phrase.get_ref().as_str().into();
        *rule.unless = self.unless(None, errors);
        rule.phrases
            .extend(self.phrase("terms", phrase, Purpose::Search, errors));
        let advice = match advice {
            RawAdvice::One(one) => std::slice::from_ref(one),
            RawAdvice::Several(several) => several,
        };
        rule.instead
            .extend(advice.iter().filter(|advice| !advice.is_empty()).cloned());
        (errors.len() == before).then_some(rule)
    }

    fn apply_uses(&self, set: &mut RuleSet, errors: &mut Vec<RuleError>) {
        for (at, raw) in &self.file.rules {
            let Some(base) = &raw.r#use else { continue };
            let Some(index) = set.index(base.get_ref()) else {
                let ids = set.rules.iter().map(|rule| rule.id.as_str());
                let help = match super::error::did_you_mean(base.get_ref(), ids) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "`saywell rules list` names them all".to_owned(),
                };
                let message = format!("there is no rule `{}`", base.get_ref());
                errors.push(
                    RuleError::new(&self.file.text, base.span().into(), Some("use"), message)
                        .with_help(help),
                );
                continue;
            };
            let before = errors.len();
            let mut rule = set.rules[index].clone();
            self.change(raw, &mut rule, errors);
            if errors.len() > before {
                continue;
            }
            match &raw.id {
                None => set.rules[index] = rule,
                Some(id) if self.check_id(id, errors).is_some() => {
                    rule.id = format!("{}/{}", self.pack(), id.get_ref());
                    rule.pack = self.pack().into();
                    rule.origin = self.file.text.origin(at.start);
                    self.add(rule, *at, set, errors);
                }
                Some(_) => {}
            }
        }
    }

    /// What a `use` says that a rule of its own does not: contexts are added, not replaced.
    fn change(&self, raw: &RawRule, rule: &mut Rule, errors: &mut Vec<RuleError>) {
        if let Some(unless) = &raw.unless {
            if unless.default == Some(false) {
                rule.unless.remove(&self.unless);
            }
            let added = self.contexts(unless, errors);
            rule.unless.extend(&added);
        }
        self.apply(raw, rule, errors);
    }

    /// Everything that a rule says for itself.
    fn apply(&self, raw: &RawRule, rule: &mut Rule, errors: &mut Vec<RuleError>) {
        let set = |field: &mut Arc<str>, value: &Option<String>| {
            if let Some(value) = value {
                *field = value.as_str().into();
            }
        };
        set(&mut rule.title, &raw.title);
        set(&mut rule.why, &raw.why);
        set(&mut rule.family, &raw.family);
        if let Some(source) = &raw.source {
            rule.source = Some(source.as_str().into());
        }
        if let Some(severity) = raw.severity {
            rule.severity = severity;
            rule.points = self.header().points.unwrap_or(severity.default_points());
        }
        rule.points = raw.points.unwrap_or(rule.points);
        rule.veto = raw.veto.unwrap_or(rule.veto);
        rule.role = raw.role.unwrap_or(rule.role);
        rule.enabled = raw.enabled.unwrap_or(rule.enabled);
        self.apply_phrases(raw, rule, errors);
        if let Some(only) = &raw.only {
            rule.only.extend(&self.only(only, errors));
        }
        self.apply_wording(raw, rule, errors);
    }

    fn apply_phrases(&self, raw: &RawRule, rule: &mut Rule, errors: &mut Vec<RuleError>) {
        let search =
            |key, text: &[Text], errors: &mut _| self.phrases(key, text, Purpose::Search, errors);
        if let Some(phrases) = &raw.phrases {
            *rule.phrases = search("phrases", phrases, errors);
        }
        rule.phrases
            .extend(search("phrases-add", &raw.phrases_add, errors));
        self.drop(&mut rule.phrases, "phrases-drop", &raw.phrases_drop, errors);
        if let Some(patterns) = &raw.patterns {
            rule.patterns = self.patterns("patterns", patterns, errors);
        }
        rule.patterns
            .extend(self.patterns("patterns-add", &raw.patterns_add, errors));
        self.drop(
            &mut rule.patterns,
            "patterns-drop",
            &raw.patterns_drop,
            errors,
        );
        let context =
            |key, text: &[Text], errors: &mut _| self.phrases(key, text, Purpose::Context, errors);
        if let Some(harmless) = &raw.harmless {
            *rule.harmless = context("harmless", harmless, errors);
        }
        rule.harmless
            .extend(context("harmless-add", &raw.harmless_add, errors));
        self.drop(
            &mut rule.harmless,
            "harmless-drop",
            &raw.harmless_drop,
            errors,
        );
    }

    fn apply_wording(&self, raw: &RawRule, rule: &mut Rule, errors: &mut Vec<RuleError>) {
        if let Some(instead) = &raw.instead {
            rule.instead = self.advice(instead);
        }
        rule.instead.extend(self.advice(&raw.instead_add));
        self.drop(&mut rule.instead, "instead-drop", &raw.instead_drop, errors);
        if !raw.fix.is_empty() {
            rule.fix = self.advice(&raw.fix);
        }
        rule.flags.extend(self.examples(&raw.flags));
        rule.allows.extend(self.examples(&raw.allows));
    }

    fn drop<T: Written>(
        &self,
        all: &mut Vec<T>,
        key: &str,
        dropped: &[Text],
        errors: &mut Vec<RuleError>,
    ) {
        for text in dropped {
            let before = all.len();
            all.retain(|one| one.written() != text.get_ref());
            if all.len() == before {
                let message = format!("`{}` is not there to be dropped", text.get_ref());
                errors.push(
                    RuleError::new(&self.file.text, text.span().into(), Some(key), message)
                        .with_help(
                            "write it exactly as in the rule; `saywell rules show` prints it",
                        ),
                );
            }
        }
    }

    fn unless(&self, raw: Option<&RawContexts>, errors: &mut Vec<RuleError>) -> Contexts {
        let takes_shared = raw.and_then(|raw| raw.default).unwrap_or(true);
        let mut unless = raw
            .map(|raw| self.contexts(raw, errors))
            .unwrap_or_default();
        if takes_shared {
            unless.extend(&self.unless);
        }
        unless
    }

    fn contexts(&self, raw: &RawContexts, errors: &mut Vec<RuleError>) -> Contexts {
        let mut read = |key, text: &[Text]| self.phrases(key, text, Purpose::Context, errors);
        Contexts {
            clause: read("unless.clause", &raw.clause),
            sentence: read("unless.sentence", &raw.sentence),
            turn: read("unless.turn", &raw.turn),
            next_turn: read("unless.next-turn", &raw.next_turn),
            customer: Vec::new(),
        }
    }

    fn only(&self, raw: &RawOnly, errors: &mut Vec<RuleError>) -> Contexts {
        let mut read = |key, text: &[Text]| self.phrases(key, text, Purpose::Context, errors);
        Contexts {
            clause: read("only.clause", &raw.clause),
            sentence: read("only.sentence", &raw.sentence),
            turn: read("only.turn", &raw.turn),
            next_turn: Vec::new(),
            customer: read("only.customer", &raw.customer),
        }
    }

    fn phrases(
        &self,
        key: &str,
        texts: &[Text],
        purpose: Purpose,
        errors: &mut Vec<RuleError>,
    ) -> Vec<Arc<Phrase>> {
        texts
            .iter()
            .filter_map(|text| self.phrase(key, text, purpose, errors))
            .collect()
    }

    fn phrase(
        &self,
        key: &str,
        text: &Text,
        purpose: Purpose,
        errors: &mut Vec<RuleError>,
    ) -> Option<Arc<Phrase>> {
        let mut lookup = |name: &str| self.lists.get(name, &mut Vec::new(), errors);
        match parse(text.get_ref(), purpose, &mut lookup) {
            Ok((node, anchors, reach)) => {
                let origin = self.file.text.origin(text.span().start);
                Some(Arc::new(Phrase {
                    source: text.get_ref().clone(),
                    node: node.into(),
                    anchors: anchors.into(),
                    reach,
                    origin,
                }))
            }
            Err(error) => {
                errors.extend(token_error(&self.file.text, text, key, error));
                None
            }
        }
    }

    fn patterns(&self, key: &str, texts: &[Text], errors: &mut Vec<RuleError>) -> Vec<Pattern> {
        let mut read = |text: &Text| match required_literals(text.get_ref()) {
            Ok(anchors) => {
                let origin = self.file.text.origin(text.span().start);
                Some(Pattern {
                    source: text.get_ref().clone(),
                    anchors,
                    origin,
                })
            }
            Err((message, help)) => {
                let at = text.span().into();
                errors
                    .push(RuleError::new(&self.file.text, at, Some(key), message).with_help(help));
                None
            }
        };
        texts.iter().filter_map(&mut read).collect()
    }

    fn advice(&self, texts: &[Text]) -> Vec<String> {
        texts.iter().map(|text| text.get_ref().clone()).collect()
    }

    fn examples(&self, texts: &[Text]) -> Vec<Example> {
        texts.iter().map(|text| self.example(text)).collect()
    }

    fn example(&self, text: &Text) -> Example {
        let (text_without_marks, marked) = take_marks(text.get_ref());
        let origin = self.file.text.origin(text.span().start);
        Example {
            text: text_without_marks,
            marked,
            origin,
        }
    }
}

/// An entry that `…-drop` can name.
trait Written {
    fn written(&self) -> &str;
}

impl Written for Arc<Phrase> {
    fn written(&self) -> &str {
        &self.source
    }
}

impl Written for Pattern {
    fn written(&self) -> &str {
        &self.source
    }
}

impl Written for String {
    fn written(&self) -> &str {
        self
    }
}

/// Takes `[[` and `]]` out of an example and says which words stood between them.
fn take_marks(written: &str) -> (String, Vec<Span>) {
    let mut text = String::with_capacity(written.len());
    let mut marked = Vec::new();
    for (index, part) in written.split("[[").enumerate() {
        let (words, rest) = if index == 0 {
            ("", part)
        } else {
            part.split_once("]]").unwrap_or((part, ""))
        };
        let start = text.len();
        text.push_str(words);
        if index > 0 {
            marked.push(Span::new(start, text.len()));
        }
        text.push_str(rest);
    }
    (text, marked)
}

/// The error of a phrase in a string of the file, unless it is reported where a list stands.
pub(super) fn token_error(
    file: &RuleText,
    text: &Text,
    key: &str,
    error: PhraseError,
) -> Option<RuleError> {
    if error.is_reported {
        return None;
    }
    let token = Span::from(text.span());
    let written = token.of(&file.text);
    let is_long = written.starts_with("\"\"\"") || written.starts_with("'''");
    let quotes = if is_long { 3 } else { 1 };
    let start = (token.start + quotes + error.at).min(token.end);
    let end = token.end.saturating_sub(quotes).max(start);
    let message = error.message;
    Some(RuleError::new(file, Span::new(start, end), Some(key), message).with_help(error.help))
}

fn first_line(span: Span) -> Span {
    Span::new(span.start, span.start)
}

#[cfg(test)]
mod tests;
