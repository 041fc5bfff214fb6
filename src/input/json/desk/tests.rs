//! What the exports in `tests/cases/desk-*` become, whichever vendor they are of.

use super::super::super::{Options, Records, Text, json, jsonl};
use super::super::{ADAPTERS, Node, ROWS, first_element};
use crate::document::{Document, Role};
use crate::text::Span;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The documents of a file of that name.
fn read(name: &str, text: &str, options: &Options) -> Records {
    match name.ends_with(".jsonl") {
        true => jsonl::read(Text::whole(text), options).collect(),
        false => json::read(Text::whole(text), options),
    }
}

/// The documents of JSON.
pub(super) fn documents(text: &str, options: &Options) -> Vec<Document> {
    let records = read("", text, options).into_iter();
    records
        .map(|record| record.expect("a good record"))
        .collect()
}

/// Its turns: role, speaker, seconds, words.
pub(super) fn turns(document: &Document) -> Vec<String> {
    let turn = |turn: &crate::document::Turn| {
        let start = document.time_at(turn, turn.span.start);
        let start = start.map(|start| format!(" {start}"));
        format!(
            "{} {}{}: {}",
            turn.role.name(),
            turn.speaker.as_deref().unwrap_or("-"),
            start.unwrap_or_default(),
            turn.span.of(&document.text)
        )
    };
    document.turns.iter().map(turn).collect()
}

/// The words that are not judged though their turns are.
pub(super) fn skipped(document: &Document) -> Vec<&str> {
    let skips = document.skips.iter();
    skips.map(|skip| skip.span.of(&document.text)).collect()
}

/// The turns of the file of a case, which holds one conversation.
pub(super) fn turns_of_case(case: &str) -> Vec<String> {
    let documents = case_documents(case, &Options::default());
    assert_eq!(documents.len(), 1, "{case}");
    turns(&documents[0])
}

pub(super) fn case_documents(case: &str, options: &Options) -> Vec<Document> {
    let text = std::fs::read_to_string(cases().join(case)).expect("a file");
    let records = read(case, &text, options).into_iter();
    records
        .map(|record| record.expect("a good record"))
        .collect()
}

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// Every export: its vendor, its file and what it holds.
fn exports() -> Vec<(String, String, String)> {
    let mut exports = Vec::new();
    for folder in std::fs::read_dir(cases()).expect("a folder").flatten() {
        let name = folder.file_name().into_string().expect("a name");
        let Some(vendor) = name.strip_prefix("desk-") else {
            continue;
        };
        for file in std::fs::read_dir(folder.path())
            .expect("a folder")
            .flatten()
        {
            let file_name = file.file_name().into_string().expect("a name");
            if file_name.ends_with(".json") || file_name.ends_with(".jsonl") {
                let text = std::fs::read_to_string(file.path()).expect("a file");
                let vendor = vendor.split('-').next().unwrap_or_default();
                exports.push((vendor.to_owned(), file_name, text));
            }
        }
    }
    assert!(exports.len() > 20, "{}", exports.len());
    exports
}

#[test]
fn every_export_is_of_one_vendor() {
    for (vendor, name, text) in exports() {
        let list = text.trim_start().strip_prefix('[');
        let head = match list {
            Some(list) => first_element(list).expect("an element"),
            None if name.ends_with(".jsonl") => text.lines().next().expect("a line"),
            None => &*text,
        };
        let object = Node::parse(head)
            .expect("JSON")
            .object()
            .expect("an object");
        let is_row = list.is_some() || name.ends_with(".jsonl");
        let adapters = ADAPTERS
            .iter()
            .filter(|row| (row.matches)(&object) && list.is_none());
        let rows = ROWS.iter().filter(|row| (row.matches)(&object) && is_row);
        let names: Vec<String> = adapters
            .map(|row| row.name)
            .chain(rows.map(|row| row.name))
            .filter(|name| *name != "dialogue")
            .map(|name| name.to_lowercase().replace(' ', ""))
            .collect();
        match &*vendor {
            "dialogue" => assert!(names.is_empty(), "{name}: {names:?}"),
            vendor => assert_eq!(names, [vendor], "{vendor}/{name}"),
        }
    }
}

/// What bytes of an export may stand for: JSON in one string or in two, HTML or Slack's marks.
fn readings(written: &str) -> Vec<String> {
    let unquoted = |text: &str| serde_json::from_str::<String>(&format!("\"{text}\"")).ok();
    let once = unquoted(written);
    let twice = once.as_deref().and_then(unquoted);
    let mut readings: Vec<String> = [Some(written.to_owned()), once, twice]
        .into_iter()
        .flatten()
        .collect();
    let entities = [
        ("&nbsp;", "\u{A0}"),
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&#39;", "'"),
    ];
    for (entity, character) in entities {
        if written == entity {
            readings.push(character.to_owned());
        }
    }
    if readings.iter().any(|one| one.trim().is_empty()) {
        readings.push(" ".to_owned());
    }
    readings
}

#[test]
fn every_character_stands_where_its_source_says() {
    for (vendor, name, text) in exports() {
        for document in read(&name, &text, &Options::default())
            .into_iter()
            .flatten()
        {
            let source = document.source.source(&document.text);
            let characters = document.turns.iter().flat_map(|turn| {
                let words = turn.span.of(&document.text).char_indices();
                words.map(|(at, character)| (turn.span.start + at, character))
            });
            for (at, character) in characters {
                let span = Span::new(at, at + character.len_utf8());
                let Some(bytes) = document.source.source_span(span, &document.text) else {
                    assert_eq!(character, '\n', "{vendor}/{name}");
                    continue;
                };
                let found = readings(bytes.of(source));
                let wanted = character.to_string();
                assert!(
                    found.contains(&wanted),
                    "{vendor}/{name}: {wanted} {found:?}"
                );
            }
        }
    }
}

#[test]
fn turns_and_skips_are_in_order() {
    for (vendor, name, text) in exports() {
        for document in read(&name, &text, &Options::default())
            .into_iter()
            .flatten()
        {
            let turns = document.turns.iter().map(|turn| turn.span);
            let skips = document.skips.iter().map(|skip| skip.span);
            for spans in [turns.collect::<Vec<_>>(), skips.collect()] {
                let mut pairs = spans.windows(2);
                assert!(
                    pairs.all(|pair| pair[0].end <= pair[1].start),
                    "{vendor}/{name}"
                );
            }
            let inside = |skip: &crate::document::Skip| {
                document
                    .turns
                    .iter()
                    .any(|turn| turn.span.contains(skip.span))
            };
            assert!(document.skips.iter().all(inside), "{vendor}/{name}");
        }
    }
}

/// `value` with every part of it replaced in turn by something else.
fn damaged(value: &Value, replacement: &Value, damage: &mut dyn FnMut(Value)) {
    damage(replacement.clone());
    match value {
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                damaged(element, replacement, &mut |other| {
                    let mut elements = elements.clone();
                    elements[index] = other;
                    damage(Value::Array(elements));
                });
            }
        }
        Value::Object(fields) => {
            for (key, field) in fields {
                damaged(field, replacement, &mut |other| {
                    let mut fields = fields.clone();
                    fields.insert(key.clone(), other);
                    damage(Value::Object(fields));
                });
            }
        }
        _ => {}
    }
}

#[test]
fn damaged_exports_are_read_or_refused() {
    let replacements = [
        serde_json::json!(null),
        serde_json::json!(-1.5e300),
        serde_json::json!("<b>&#x;`<"),
        serde_json::json!([[]]),
        serde_json::json!({"type": {}}),
    ];
    let options = Options {
        include_notes: true,
        ..Options::default()
    };
    for (_, name, text) in exports() {
        let records: Vec<&str> = match name.ends_with(".jsonl") {
            true => text.lines().collect(),
            false => vec![&text],
        };
        for record in records {
            let value: Value = serde_json::from_str(record).expect("JSON");
            for replacement in &replacements {
                damaged(&value, replacement, &mut |other| {
                    read(&name, &other.to_string(), &options);
                });
            }
            for (at, _) in record.char_indices().step_by(7) {
                read(&name, &record[..at], &options);
            }
        }
    }
}

#[test]
fn notes_are_the_agents_words_if_asked_for() {
    for (vendor, name, text) in exports() {
        let roles = |include_notes| -> Vec<Role> {
            let options = Options {
                include_notes,
                ..Options::default()
            };
            let documents = read(&name, &text, &options).into_iter().flatten();
            documents
                .flat_map(|document| document.turns)
                .map(|turn| turn.role)
                .collect()
        };
        let pairs: Vec<(Role, Role)> = roles(false).into_iter().zip(roles(true)).collect();
        let changed = pairs.iter().filter(|(before, after)| before != after);
        for pair in changed {
            assert_eq!(*pair, (Role::System, Role::Agent), "{vendor}/{name}");
        }
    }
}
