//! Our own shape of a record, a message or a conversation:
//!
//! ```json
//! {"id": "m-1", "text": "您好，……", "role": "agent"}
//! {"id": "c-1", "turns": [{"role": "customer", "text": "hi"}, {"role": "agent", "start": 2.5, "text": "hello"}]}
//! ```

use super::node::{Key, Node};
use super::scanner::Scanner;
use super::string;
use crate::document::{Cue, Document, Kind, Meta, Role, Turn};
use crate::input::roles::RoleNames;
use crate::input::{note_unknown_roles, quotes};
use crate::text::{LineBreaks, Mapped, Source, SourceMap};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use smol_str::SmolStr;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// The fields of a record.
pub(super) fn parse(record: &str) -> Result<Record<'_>, serde_json::Error> {
    Record::scanned(record).map_or_else(|| serde_json::from_str(record), Ok)
}

/// The document that a record is; `source` is its text.
pub(super) fn document(
    record: Record,
    source: &Arc<Source>,
    names: &RoleNames,
) -> Result<Document, String> {
    let reading = Reading { source, names };
    let mut document = match (&record.turns, record.text) {
        (Some(turns), _) => reading.conversation(turns)?,
        (None, Some(text)) => reading.message(text, record.role)?,
        (None, None) => return Err(NEITHER.to_owned()),
    };
    let written = |field: Option<Node>| Some(SmolStr::new(field?.scalar()?));
    document.id = record
        .id
        .map(|id| named_scalar("id", id))
        .transpose()?
        .flatten();
    document.agent = written(record.agent);
    document.started_at = written(record.started_at);
    document.meta = record.meta;
    Ok(document)
}

const NEITHER: &str = "the record has neither \"text\" nor \"turns\"; write a message as \
    {\"text\": \"…\"} and a conversation as {\"turns\": [{\"role\": \"agent\", \"text\": \"…\"}]}, \
    or say with --map where the words stand";

/// What a line holds; every string still as it was written.
#[derive(Debug, Default)]
pub(super) struct Record<'a> {
    id: Option<Node<'a>>,
    text: Option<Node<'a>>,
    role: Option<Node<'a>>,
    agent: Option<Node<'a>>,
    started_at: Option<Node<'a>>,
    turns: Option<Vec<RawTurn<'a>>>,
    meta: Meta,
    has_structure: bool,
}

impl<'a> Record<'a> {
    /// It may be of another shape: it has lists or objects of its own, or no words.
    pub(super) fn is_foreign(&self) -> bool {
        self.has_structure || (self.text.is_none() && self.turns.is_none())
    }

    /// Reads a record that holds nothing unusual. `None`: it does, or something is wrong.
    fn scanned(record: &'a str) -> Option<Record<'a>> {
        let mut found = Record::default();
        let mut scanner = Scanner::new(record);
        scanner.object(|scanner, key| {
            if key == "turns" && scanner.begins_list() {
                let mut turns = Vec::new();
                scanner.list(|scanner| {
                    turns.push(RawTurn::scanned(scanner)?);
                    Some(())
                })?;
                found.turns = Some(turns);
                return Some(());
            }
            let value = scanner.scalar()?;
            found.set(Cow::Borrowed(key), value);
            (key != "turns" || value.is_null()).then_some(())
        })?;
        scanner.is_at_end().then_some(found)
    }

    /// Takes a field in that is no list of turns.
    fn set(&mut self, key: Cow<'a, str>, value: Node<'a>) {
        let known = Some(value).filter(|value| !value.is_null());
        match &*key {
            "id" => self.id = known,
            "text" => self.text = known,
            "role" => self.role = known,
            "agent" => self.agent = known,
            "started_at" => self.started_at = known,
            "turns" => self.turns = None,
            _ => {
                self.has_structure |= value.raw().starts_with(['{', '[']);
                if let Some(value) = value.scalar() {
                    self.meta.insert(key, value);
                }
            }
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(expecting = "a turn, an object with \"text\"")]
struct RawTurn<'a> {
    #[serde(borrow)]
    text: Option<Node<'a>>,
    #[serde(borrow)]
    role: Option<Node<'a>>,
    #[serde(borrow)]
    speaker: Option<Node<'a>>,
    #[serde(borrow)]
    start: Option<Node<'a>>,
}

/// Role and speaker of a turn as written.
type RawLabels<'a> = (Option<&'a str>, Option<&'a str>);

impl<'a> RawTurn<'a> {
    /// As [`Record::scanned`].
    fn scanned(scanner: &mut Scanner<'a>) -> Option<RawTurn<'a>> {
        let mut turn = RawTurn::default();
        scanner.object(|scanner, key| {
            let value = scanner.scalar()?;
            let field = match key {
                "text" => &mut turn.text,
                "role" => &mut turn.role,
                "speaker" => &mut turn.speaker,
                "start" => &mut turn.start,
                _ => return Some(()),
            };
            // A field that stands twice is a mistake.
            field.replace(value).is_none().then_some(())
        })?;
        let fields = [
            &mut turn.text,
            &mut turn.role,
            &mut turn.speaker,
            &mut turn.start,
        ];
        for field in fields {
            field.take_if(|value| value.is_null());
        }
        Some(turn)
    }

    fn labels(&self) -> RawLabels<'a> {
        (self.role.map(Node::raw), self.speaker.map(Node::raw))
    }
}

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
                "turns" => record.turns = map.next_value()?,
                _ => record.set(key, map.next_value()?),
            }
        }
        Ok(record)
    }
}

/// The text of a field, or an error if it is a list or an object. Null is as good as absent.
fn named_scalar(name: &str, value: Node) -> Result<Option<SmolStr>, String> {
    match value.scalar() {
        None if !value.is_null() => Err(format!(
            "\"{name}\" must be a string or a number, not {}",
            value.kind()
        )),
        scalar => Ok(scalar.map(SmolStr::new)),
    }
}

/// A record being made a document.
struct Reading<'a> {
    source: &'a Arc<Source>,
    names: &'a RoleNames,
}

impl Reading<'_> {
    fn message(&self, text: Node, role: Option<Node>) -> Result<Document, String> {
        let role = role
            .and_then(Node::scalar)
            .map_or(Role::Agent, |role| self.names.role(&role));
        let turn = RawTurn {
            text: Some(text),
            ..RawTurn::default()
        };
        let mut words = Mapped::default();
        words.reserve(text.raw().len(), 1);
        let turn = self.turn(&turn, role, &mut Vec::new(), &mut words)?;
        let mut document = self.document(Kind::Draft, words);
        document.turns.push(turn);
        document.skips = quotes::skips(&document.text);
        Ok(document)
    }

    fn conversation(&self, raw_turns: &[RawTurn]) -> Result<Document, String> {
        let written = raw_turns.iter().filter_map(|turn| turn.text);
        let length: usize = written.map(|text| text.raw().len()).sum();
        let mut words = Mapped::default();
        words.reserve(length, raw_turns.len());
        let mut turns = Vec::with_capacity(raw_turns.len());
        let mut cues = Vec::new();
        // Two people take turns: their roles are looked up once.
        let mut known: [Option<(RawLabels, Role)>; 2] = [None; 2];
        for (index, raw) in raw_turns.iter().enumerate() {
            if index > 0 {
                words.push_made("\n");
            }
            let labels = raw.labels();
            let seen = known.iter().flatten().find(|(seen, _)| *seen == labels);
            let role = seen.map_or_else(|| self.role_of(raw), |&(_, role)| role);
            known[index % 2] = Some((labels, role));
            let turn = self.turn(raw, role, &mut cues, &mut words);
            turns
                .push(turn.map_err(|problem| format!("turn {index} (counted from 0): {problem}"))?);
        }
        let kind = Kind::Conversation {
            line_breaks: LineBreaks::Wrap,
        };
        let mut document = self.document(kind, words);
        document.turns = turns.into();
        document.cues = cues;
        note_unknown_roles(&mut document);
        Ok(document)
    }

    fn document(&self, kind: Kind, words: Mapped) -> Document {
        let mut map = SourceMap::shared(Arc::clone(self.source));
        map.take_runs(words.runs);
        Document::new(kind, words.text, map)
    }

    /// What the turn's role says, else what its speaker's name says.
    fn role_of(&self, turn: &RawTurn) -> Role {
        let said = [turn.role, turn.speaker]
            .into_iter()
            .flatten()
            .filter_map(Node::scalar);
        let mut roles = said.map(|label| self.names.role(&label));
        roles
            .find(|&role| role != Role::Unknown)
            .unwrap_or(Role::Unknown)
    }

    /// The turn that `raw` is; its words are added to `words`, its time to `cues`. The word
    /// separator is the caller's.
    fn turn(
        &self,
        raw: &RawTurn,
        role: Role,
        cues: &mut Vec<Cue>,
        words: &mut Mapped,
    ) -> Result<Turn, String> {
        let text = raw
            .text
            .ok_or("\"text\" is missing; every message needs its words")?;
        if !text.raw().starts_with('"') {
            return Err(format!("\"text\" must be a string, not {}", text.kind()));
        }
        let span = string::append(text.raw(), text.offset_in(self.source.text()), words);
        let start = raw.start.and_then(Node::scalar);
        let start = start.and_then(|start| start.parse().ok());
        cues.extend(start.map(|start| Cue {
            at: span.start,
            start,
        }));
        let speaker = raw.speaker.and_then(Node::scalar);
        Ok(Turn {
            span,
            role,
            speaker: speaker.map(SmolStr::new),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{NoteCode, SkipReason};
    use crate::input::{Options, Records, Text, jsonl};
    use crate::text::{Origin, Span};
    use proptest::prelude::*;

    fn records(text: &str) -> Records {
        jsonl::read(Text::whole(text), &Options::default()).collect()
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
        assert_eq!(document.meta.iter().count(), 2);
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
        assert_eq!(document.time_at(&document.turns[0], 0), Some(2.5));
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
        let documents: Records = jsonl::read(text, &Options::default()).collect();
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
        let documents: Records = jsonl::read(Text::whole(&line), &options).collect();
        assert!(
            documents[0]
                .as_ref()
                .is_ok_and(|document| document.notes.is_empty())
        );
    }

    /// A field of a record or a turn, usual or not.
    fn field() -> impl Strategy<Value = String> {
        let name = prop_oneof![
            Just("id"),
            Just("text"),
            Just("role"),
            Just("start"),
            Just("turns"),
            Just("queue"),
            Just("\\u0061"),
        ];
        let value = prop_oneof![
            Just("\"改 \\n天\""),
            Just("2.50"),
            Just("null"),
            Just("true"),
            Just("[]"),
            Just("{\"a\":1}"),
            Just("01"),
        ];
        (name, value).prop_map(|(name, value)| format!("\"{name}\": {value}"))
    }

    proptest! {
        #[test]
        fn the_scanner_and_the_parser_find_the_same(
            fields in proptest::collection::vec(field(), 0..4),
            turns in proptest::collection::vec(proptest::collection::vec(field(), 0..4), 0..3),
        ) {
            let turns: Vec<String> =
                turns.iter().map(|fields| format!("{{{}}}", fields.join(","))).collect();
            let turns = format!("\"turns\":[{}]", turns.join(", "));
            for record in [
                format!("{{{}}}", fields.join(",")),
                format!("{{{}}}", [&fields[..], &[turns]].concat().join(",")),
            ] {
                let scanned = Record::scanned(&record);
                let parsed = serde_json::from_str::<Record>(&record).ok();
                if scanned.is_some() {
                    prop_assert_eq!(format!("{scanned:?}"), format!("{parsed:?}"), "{}", record);
                }
            }
        }

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
