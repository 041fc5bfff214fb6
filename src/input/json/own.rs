//! Our own shape of a record, a message or a conversation:
//!
//! ```json
//! {"id": "m-1", "text": "您好，……", "role": "agent"}
//! {"id": "c-1", "turns": [{"role": "customer", "text": "hi"}, {"role": "agent", "start": 2.5, "text": "hello"}]}
//! ```

use super::string;
use crate::document::{Cue, Document, Kind, Role, Turn};
use crate::input::conversation::shared_name;
use crate::input::roles::RoleNames;
use crate::input::{note_unknown_roles, quotes};
use crate::text::{LineBreaks, Origin, SourceMap};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// The fields of a record.
pub(super) fn parse(record: &str) -> Result<Record<'_>, serde_json::Error> {
    serde_json::from_str(record)
}

/// The document that a record is; `line` is its text.
pub(super) fn document(
    record: Record,
    line: &str,
    origin: Origin,
    names: &RoleNames,
) -> Result<Document, String> {
    let reading = Reading {
        line,
        origin,
        names,
    };
    let mut document = match (&record.turns, record.text) {
        (Some(turns), _) => reading.conversation(turns)?,
        (None, Some(text)) => reading.message(text, record.role)?,
        (None, None) => return Err(NEITHER.to_owned()),
    };
    document.id = record
        .id
        .map(|id| named_scalar("id", id))
        .transpose()?
        .flatten();
    document.agent = record.agent.and_then(scalar).map(Cow::into_owned);
    document.started_at = record.started_at.and_then(scalar).map(Cow::into_owned);
    document.meta = record.meta;
    Ok(document)
}

const NEITHER: &str = "the record has neither \"text\" nor \"turns\"; write a message as \
    {\"text\": \"…\"} and a conversation as {\"turns\": [{\"role\": \"agent\", \"text\": \"…\"}]}, \
    or say with --map where the words stand";

/// What a line holds; every string still as it was written.
#[derive(Default)]
pub(super) struct Record<'a> {
    id: Option<&'a RawValue>,
    text: Option<&'a RawValue>,
    role: Option<&'a RawValue>,
    agent: Option<&'a RawValue>,
    started_at: Option<&'a RawValue>,
    turns: Option<Vec<RawTurn<'a>>>,
    meta: BTreeMap<String, String>,
    has_structure: bool,
}

impl Record<'_> {
    /// It may be of another shape: it has lists or objects of its own, or no words.
    pub(super) fn is_foreign(&self) -> bool {
        self.has_structure || (self.text.is_none() && self.turns.is_none())
    }
}

#[derive(Deserialize)]
#[serde(expecting = "a turn, an object with \"text\"")]
struct RawTurn<'a> {
    #[serde(borrow)]
    text: Option<&'a RawValue>,
    #[serde(borrow)]
    role: Option<&'a RawValue>,
    #[serde(borrow)]
    speaker: Option<&'a RawValue>,
    #[serde(borrow)]
    start: Option<&'a RawValue>,
}

/// Role and speaker of a turn as written.
type RawLabels<'a> = (Option<&'a str>, Option<&'a str>);

impl<'a> RawTurn<'a> {
    fn labels(&self) -> RawLabels<'a> {
        (
            self.role.map(RawValue::get),
            self.speaker.map(RawValue::get),
        )
    }
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Deserialize<'de> for Record<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(RecordVisitor)
    }
}

struct RecordVisitor;

impl<'de> Visitor<'de> for RecordVisitor {
    type Value = Record<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record, an object such as {\"id\": \"1\", \"text\": \"…\"}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record<'de>, A::Error> {
        let mut record = Record::default();
        while let Some(Key(key)) = map.next_key()? {
            match &*key {
                "id" => record.id = map.next_value()?,
                "text" => record.text = map.next_value()?,
                "role" => record.role = map.next_value()?,
                "agent" => record.agent = map.next_value()?,
                "started_at" => record.started_at = map.next_value()?,
                "turns" => record.turns = map.next_value()?,
                _ => {
                    let value: &RawValue = map.next_value()?;
                    record.has_structure |= value.get().starts_with(['{', '[']);
                    if let Some(value) = scalar(value) {
                        record.meta.insert(key.into_owned(), value.into_owned());
                    }
                }
            }
        }
        Ok(record)
    }
}

/// A string, number or truth value as text; `None` for null, lists and objects.
fn scalar(raw: &RawValue) -> Option<Cow<'_, str>> {
    let token = raw.get();
    match token.as_bytes().first() {
        Some(b'"') => Some(string(token)),
        Some(b'{' | b'[' | b'n') | None => None,
        Some(_) => Some(Cow::Borrowed(token)),
    }
}

fn string(token: &str) -> Cow<'_, str> {
    match token.get(1..token.len() - 1) {
        Some(plain) if !plain.contains('\\') => Cow::Borrowed(plain),
        _ => {
            let mut text = String::new();
            string::decode(token, 0, &mut text, &mut SourceMap::default());
            Cow::Owned(text)
        }
    }
}

/// The same, or an error if `raw` is a list or an object. Null is as good as absent.
fn named_scalar(name: &str, raw: &RawValue) -> Result<Option<String>, String> {
    match scalar(raw) {
        None if raw.get() != "null" => Err(format!(
            "\"{name}\" must be a string or a number, not {}",
            kind_of(raw)
        )),
        value => Ok(value.map(Cow::into_owned)),
    }
}

fn kind_of(raw: &RawValue) -> &'static str {
    match raw.get().as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b'"') => "a string",
        Some(b't' | b'f') => "true or false",
        Some(b'n') => "null",
        _ => "a number",
    }
}

/// A record being made a document.
struct Reading<'a> {
    line: &'a str,
    origin: Origin,
    names: &'a RoleNames,
}

impl Reading<'_> {
    fn source(&self) -> SourceMap {
        SourceMap::decoded(self.line.to_owned(), self.origin.clone())
    }

    fn message(&self, text: &RawValue, role: Option<&RawValue>) -> Result<Document, String> {
        let role = role
            .and_then(scalar)
            .map_or(Role::Agent, |role| self.names.role(&role));
        let turn = RawTurn {
            text: Some(text),
            role: None,
            speaker: None,
            start: None,
        };
        let mut document = Document::new(Kind::Draft, String::new(), self.source());
        self.push_turn(&turn, role, &mut document)?;
        document.skips = quotes::skips(&document.text);
        Ok(document)
    }

    fn conversation(&self, turns: &[RawTurn]) -> Result<Document, String> {
        let kind = Kind::Conversation {
            line_breaks: LineBreaks::Wrap,
        };
        let mut document = Document::new(kind, String::new(), self.source());
        document.text.reserve(self.line.len());
        document.turns.reserve(turns.len());
        // Two people take turns: their roles are looked up once.
        let mut known: [Option<(RawLabels, Role)>; 2] = [None; 2];
        for (index, turn) in turns.iter().enumerate() {
            if index > 0 {
                document.text.push('\n');
            }
            let labels = turn.labels();
            let seen = known.iter().flatten().find(|(seen, _)| *seen == labels);
            let role = seen.map_or_else(|| self.role_of(turn), |&(_, role)| role);
            known[index % 2] = Some((labels, role));
            let pushed = self.push_turn(turn, role, &mut document);
            pushed.map_err(|problem| format!("turn {index} (counted from 0): {problem}"))?;
        }
        note_unknown_roles(&mut document);
        Ok(document)
    }

    /// What the turn's role says, else what its speaker's name says.
    fn role_of(&self, turn: &RawTurn) -> Role {
        let said = [turn.role, turn.speaker]
            .into_iter()
            .flatten()
            .filter_map(scalar);
        let mut roles = said.map(|label| self.names.role(&label));
        roles
            .find(|&role| role != Role::Unknown)
            .unwrap_or(Role::Unknown)
    }

    /// Adds the words of `turn` and a turn for them. The word separator is the caller's.
    fn push_turn(&self, turn: &RawTurn, role: Role, document: &mut Document) -> Result<(), String> {
        let raw = turn
            .text
            .ok_or("\"text\" is missing; every message needs its words")?;
        let token = raw.get();
        if !token.starts_with('"') {
            return Err(format!("\"text\" must be a string, not {}", kind_of(raw)));
        }
        let token_start = token.as_ptr().addr() - self.line.as_ptr().addr();
        let span = string::decode(token, token_start, &mut document.text, &mut document.source);
        let start = turn
            .start
            .and_then(scalar)
            .and_then(|start| start.parse().ok());
        let cues = start
            .map(|start| Cue {
                at: span.start,
                start,
            })
            .into_iter()
            .collect();
        let speaker = turn
            .speaker
            .and_then(scalar)
            .map(|name| shared_name(&document.turns, &name));
        document.turns.push(Turn {
            span,
            role,
            speaker,
            cues,
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{NoteCode, SkipReason};
    use crate::input::{Options, Records, Text, jsonl};
    use crate::text::Span;
    use proptest::prelude::*;

    fn records(text: &str) -> Records {
        jsonl::read(Text::whole(text), &Options::default())
    }

    fn record(line: &str) -> Document {
        records(line).remove(0).expect("a good record")
    }

    fn error(line: &str) -> String {
        records(line).remove(0).expect_err("a bad record").message
    }

    #[test]
    fn a_message() {
        let line = r#"{"id": 7, "text": "Hello \u4f60\n> why?\n", "role": "客户", "team": "gold", "vip": true, "tags": [1]}"#;
        let document = record(line);
        assert_eq!(document.kind, Kind::Draft);
        assert_eq!(document.text, "Hello 你\n> why?\n");
        assert_eq!(document.id.as_deref(), Some("7"));
        assert_eq!(document.turns[0].role, Role::Customer);
        assert_eq!(document.skips[0].reason, SkipReason::Quote);
        assert_eq!(document.meta["team"], "gold");
        assert_eq!(document.meta["vip"], "true");
        assert_eq!(document.meta.len(), 2);
    }

    #[test]
    fn a_conversation() {
        let line = r#"{"id":"c","agent":"Kim","started_at":"2025-03-01","turns":[{"role":"agent","speaker":"Kim","start":2.5,"end":4,"text":"您\t好"},{"role":"customer","text":""},{"role":"ghost","text":"boo"},{"speaker":"客服小周","start":"9","text":"在"}]}"#;
        let document = record(line);
        assert_eq!(
            document.kind,
            Kind::Conversation {
                line_breaks: LineBreaks::Wrap
            }
        );
        assert_eq!(document.text, "您\t好\n\nboo\n在");
        let words: Vec<&str> = document
            .turns
            .iter()
            .map(|turn| turn.span.of(&document.text))
            .collect();
        assert_eq!(words, ["您\t好", "", "boo", "在"]);
        let roles: Vec<Role> = document.turns.iter().map(|turn| turn.role).collect();
        assert_eq!(
            roles,
            [Role::Agent, Role::Customer, Role::Unknown, Role::Agent]
        );
        assert_eq!(document.turns[0].time_at(0), Some(2.5));
        assert_eq!(document.agent.as_deref(), Some("Kim"));
        assert_eq!(document.started_at.as_deref(), Some("2025-03-01"));
        let boo = document.turns[2].span;
        let source = document
            .source
            .source_span(boo, &document.text)
            .expect("has a place");
        assert_eq!(source.of(line), "boo");
    }

    #[test]
    fn the_place_is_the_line_and_column_of_the_file() {
        let text = "\n{\"text\":\"好\"}\r\n  {\"text\":\"再见\"}";
        let text = Text {
            origin: Origin::at_line(10),
            ..Text::whole(text)
        };
        let documents = jsonl::read(text, &Options::default());
        let document = documents[1].as_ref().expect("a good record");
        let position = document
            .source
            .position(&document.text, 3)
            .expect("has a place");
        assert_eq!((position.line, position.column), (12, 13));
    }

    #[test]
    fn bad_records_are_named_and_the_others_read() {
        let text = "{\"text\":\"a\"}\n{oops}\n{\"text\":\"b\"}\n";
        let documents = records(text);
        assert_eq!(
            documents.iter().filter(|document| document.is_ok()).count(),
            2
        );
        assert_eq!(documents[1].as_ref().err().map(|error| error.line), Some(2));
    }

    #[test]
    fn what_is_wrong_is_said_in_plain_words() {
        let cases = [
            (
                r#"{"说明": 1,, }"#,
                "invalid JSON: key must be a string, column 10",
            ),
            (
                r#"{"text": "a""#,
                "the JSON ends in the middle of the record",
            ),
            ("[1]", "a list, not an object"),
            ("7", "invalid type: integer `7`, expected a record"),
            (
                r#"{"id": 1}"#,
                "the record has neither \"text\" nor \"turns\"",
            ),
            (r#"{"text": 5}"#, "\"text\" must be a string, not a number"),
            (
                r#"{"text": "a", "id": []}"#,
                "\"id\" must be a string or a number, not a list",
            ),
            (
                r#"{"turns": 1}"#,
                "invalid type: integer `1`, expected a sequence, column",
            ),
            (
                r#"{"turns": [{"role": "agent"}]}"#,
                "turn 0 (counted from 0): \"text\" is missing",
            ),
        ];
        for (line, message) in cases {
            let found = error(line);
            assert!(found.starts_with(message), "{line}: {found}");
            assert!(!found.contains("line 1"), "{line}: {found}");
        }
    }

    #[test]
    fn unknown_roles_are_told() {
        let document = record(r#"{"turns":[{"speaker":"spk_0","text":"hi"}]}"#);
        assert_eq!(document.notes[0].code, NoteCode::RolesUnknown);
        let roles = [("SPK_0".to_owned(), Role::Agent)].into();
        let options = Options {
            roles,
            ..Options::default()
        };
        let line = r#"{"turns":[{"speaker":"spk_0","text":"hi"}]}"#.to_owned();
        let documents = jsonl::read(Text::whole(&line), &options);
        assert!(
            documents[0]
                .as_ref()
                .is_ok_and(|document| document.notes.is_empty())
        );
    }

    proptest! {
        #[test]
        fn every_turn_stands_where_its_source_says(
            texts in proptest::collection::vec("[\\PC\n\t\"\\\\]{0,12}", 1..6),
            ascii in any::<bool>(),
        ) {
            let turns: Vec<_> =
                texts.iter().map(|text| serde_json::json!({"role": "agent", "text": text})).collect();
            let mut line = serde_json::json!({"turns": turns}).to_string();
            if ascii {
                let escaped = |character: char| match character.is_ascii() {
                    true => character.to_string(),
                    false => {
                        let mut units = [0; 2];
                        let units = character.encode_utf16(&mut units).iter();
                        units.map(|unit| format!("\\u{unit:04X}")).collect()
                    }
                };
                line = line.chars().map(escaped).collect();
            }
            let document = record(&line);
            prop_assert_eq!(document.turns.len(), texts.len());
            for (turn, text) in document.turns.iter().zip(&texts) {
                prop_assert_eq!(turn.span.of(&document.text), text);
                if let Some(last) = text.chars().next_back() {
                    let span = Span::new(turn.span.end - last.len_utf8(), turn.span.end);
                    let source = document.source.source_span(span, &document.text);
                    let quoted = format!("\"{}\"", source.expect("has a place").of(&line));
                    let again: String = serde_json::from_str(&quoted).expect("whole escapes");
                    prop_assert_eq!(again, last.to_string());
                }
            }
        }
    }
}
