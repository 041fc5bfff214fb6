//! The rule file that we hand to beginners is proved like any other.

use super::{Proof, prove};
use crate::rules::{BUILT_IN, RuleFile, RuleSet, load, schema, skeleton};
use serde_json::Value;

const LANGS: [&str; 2] = ["zh", "en"];

/// The skeleton with its sleeping examples woken.
fn awake(lang: &str) -> String {
    let wake = |line: &str| match line.strip_prefix('#') {
        Some(rest) if rest.starts_with(|c: char| c != ' ') => rest.to_owned(),
        _ => line.to_owned(),
    };
    let lines: Vec<String> = skeleton(lang).lines().map(wake).collect();
    lines.join("\n")
}

/// The file and the others, of which only the file must be without errors.
fn loaded(text: &str, others: &[RuleFile<'_>]) -> RuleSet {
    let own = RuleFile {
        name: "our.toml",
        text,
        is_built_in: false,
    };
    let files: Vec<RuleFile<'_>> = others.iter().copied().chain([own]).collect();
    let (set, errors) = load(&files);
    let errors = errors.iter().map(ToString::to_string);
    let own: Vec<String> = errors
        .filter(|error| error.starts_with("our.toml"))
        .collect();
    assert_eq!(own, Vec::<String>::new());
    set
}

fn proof(text: &str, others: &[RuleFile<'_>]) -> Proof {
    let set = loaded(text, others);
    prove(&set, |rule| &*rule.pack == "our", |_| false).expect("good patterns")
}

#[test]
fn it_loads_and_proves_with_and_without_the_built_in_rules() {
    for lang in LANGS {
        for others in [&[][..], BUILT_IN] {
            let proof = proof(skeleton(lang), others);
            assert_eq!(proof.problems, [], "{lang}");
            assert_eq!(proof.rules, 5);
        }
    }
}

#[test]
fn its_sleeping_examples_are_right_too() {
    for lang in LANGS {
        let text = awake(lang);
        loaded(&text, BUILT_IN);
        // These show the form only: no example of the rule meets them.
        let is_form = |line: &&str| line.starts_with("only.") || line.starts_with("unless.");
        assert!(text.lines().any(|line| is_form(&line)));
        let rest: Vec<&str> = text.lines().filter(|line| !is_form(line)).collect();
        let problems = proof(&rest.join("\n"), BUILT_IN).problems;
        let others: Vec<_> = problems
            .iter()
            .filter(|problem| problem.rule != "our/say-again")
            .collect();
        assert_eq!(others, Vec::<&crate::prove::Problem>::new());
    }
}

#[test]
fn it_explains_every_key_and_uses_no_other() {
    let schema: Value = serde_json::from_str(&schema()).expect("JSON");
    for lang in LANGS {
        let text = awake(lang);
        let file: Value = toml::from_str(&text).expect("TOML");
        let known = keys_of_schema(&schema);
        let used = keys_of_file(&file, &schema);
        let unknown: Vec<_> = used.iter().filter(|key| !known.contains(key)).collect();
        assert_eq!(unknown, Vec::<&String>::new());
        let missing = known.iter().filter(|key| !is_explained(key, &used));
        assert_eq!(missing.collect::<Vec<_>>(), Vec::<&String>::new(), "{lang}");
    }
}

/// A key that stands at file level and in a rule is explained once; the contexts of a whole
/// language stand in a file of their own.
fn is_explained(key: &str, used: &[String]) -> bool {
    let in_file = key.strip_prefix("rule.").unwrap_or(key);
    let in_rule = format!("rule.{in_file}");
    used.iter().any(|used| used == in_file || *used == in_rule)
}

/// Dotted names of the keys that a schema names.
fn keys_of_schema(schema: &Value) -> Vec<String> {
    let Some(properties) = schema["properties"].as_object() else {
        return schema.get("items").map(keys_of_schema).unwrap_or_default();
    };
    let below = |(key, value): (&String, &Value)| {
        let inner = keys_of_schema(value).into_iter();
        let inner = inner.map(|inner| format!("{key}.{inner}"));
        std::iter::once(key.clone())
            .chain(inner)
            .collect::<Vec<_>>()
    };
    properties.iter().flat_map(below).collect()
}

/// Dotted names of the keys that a file uses, below those whose names the schema leaves open.
fn keys_of_file(file: &Value, schema: &Value) -> Vec<String> {
    match file {
        Value::Array(all) => {
            let items = &schema["items"];
            all.iter()
                .flat_map(|one| keys_of_file(one, items))
                .collect()
        }
        Value::Object(table) if schema["properties"].is_object() => {
            let below = |(key, value): (&String, &Value)| {
                let inner = keys_of_file(value, &schema["properties"][key]);
                let inner = inner.into_iter().map(|inner| format!("{key}.{inner}"));
                std::iter::once(key.clone())
                    .chain(inner)
                    .collect::<Vec<_>>()
            };
            table.iter().flat_map(below).collect()
        }
        _ => Vec::new(),
    }
}
