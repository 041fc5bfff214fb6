//! Where words and speakers stand in JSON of a shape that only the user knows:
//! `turns=/call/lines,text=/words,role=/who,start=/begin,unit=ms`.

use super::Reading;
use super::node::Node;
use crate::document::{Document, Kind, Role};
use crate::input::conversation::Utterance;
use crate::input::instant::Instant;
use crate::input::quotes;
use crate::rules::did_you_mean;
use crate::text::Mapped;
use smol_str::SmolStr;
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// What the user says about records: where in each of them its turns stand, and where in a turn
/// its words, role, speaker and time. Without turns every record is one message.
///
/// A path is written as `/call/lines/0`; `~1` in it is a slash, `~0` a tilde. `turns=/` says that
/// a record is the list of turns itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    turns: Option<Path>,
    text: Path,
    role: Option<Path>,
    speaker: Option<Path>,
    start: Option<Path>,
    end: Option<Path>,
    unit: Option<Unit>,
    id: Option<Path>,
    agent: Option<Path>,
    started_at: Option<Path>,
}

/// Keys of a mapping, as they are written.
const KEYS: [&str; 10] = [
    "turns",
    "text",
    "role",
    "speaker",
    "start",
    "end",
    "unit",
    "id",
    "agent",
    "started_at",
];

/// What the numbers of a time count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Seconds,
    Milliseconds,
    Microseconds,
    /// Of 100 nanoseconds.
    Ticks,
}

impl Unit {
    const ALL: [Unit; 4] = [
        Unit::Seconds,
        Unit::Milliseconds,
        Unit::Microseconds,
        Unit::Ticks,
    ];

    fn name(self) -> &'static str {
        match self {
            Unit::Seconds => "s",
            Unit::Milliseconds => "ms",
            Unit::Microseconds => "us",
            Unit::Ticks => "ticks",
        }
    }

    fn micros(self) -> f64 {
        match self {
            Unit::Seconds => 1e6,
            Unit::Milliseconds => 1e3,
            Unit::Microseconds => 1.0,
            Unit::Ticks => 0.1,
        }
    }
}

/// The steps from a value to one below it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Path(Vec<String>);

impl Path {
    fn new(written: &str) -> Path {
        let written = written.strip_prefix('/').unwrap_or(written);
        let steps = written.split('/').filter(|_| !written.is_empty());
        Path(
            steps
                .map(|step| step.replace("~1", "/").replace("~0", "~"))
                .collect(),
        )
    }

    /// The value there; `None` if the path leads nowhere. A null is somewhere.
    fn find<'a>(&self, from: Node<'a>) -> Option<Node<'a>> {
        self.0.iter().try_fold(from, |node, step| {
            if node.is_list() {
                return node.list().get(step.parse::<usize>().ok()?).copied();
            }
            let object = node.object()?;
            let mut fields = object.fields();
            fields.find(|(key, _)| key == step).map(|(_, node)| node)
        })
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.0 {
            write!(f, "/{}", step.replace('~', "~0").replace('/', "~1"))?;
        }
        match self.0.is_empty() {
            true => f.write_str("/"),
            false => Ok(()),
        }
    }
}

impl FromStr for Mapping {
    type Err = String;

    /// Reads `text=/words,role=/who`.
    fn from_str(written: &str) -> Result<Mapping, String> {
        let pairs = written.split(',').filter(|pair| !pair.trim().is_empty());
        let pairs = pairs.map(|pair| match pair.split_once('=') {
            Some((key, value)) => Ok((key.trim(), value.trim())),
            None => Err(format!(
                "`{}` is no pair; write KEY=PATH, such as text=/words",
                pair.trim()
            )),
        });
        Mapping::from_pairs(pairs.collect::<Result<Vec<_>, _>>()?)
    }
}

impl Mapping {
    /// The mapping of keys and values: paths, and `s`, `ms`, `us` or `ticks` for `unit`.
    ///
    /// # Errors
    /// A key that is not known or stands there twice, an unknown unit, or no path to the words.
    pub fn from_pairs<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Mapping, String> {
        let mut found: [Option<&str>; KEYS.len()] = [None; KEYS.len()];
        for (key, value) in pairs {
            let index = KEYS.iter().position(|known| *known == key);
            let index = index.ok_or_else(|| unknown_key(key))?;
            if found[index].replace(value).is_some() {
                return Err(format!("`{key}` stands there twice; keep one of them"));
            }
        }
        let path = |key: &str| {
            let index = KEYS.iter().position(|known| *known == key)?;
            found[index].map(Path::new)
        };
        let unit = found[6].map(unit).transpose()?;
        let text = path("text").ok_or(
            "`text` is missing; say where the words stand, such as text=/words, and, if a \
             record holds many turns, where those stand, such as turns=/lines",
        )?;
        Ok(Mapping {
            turns: path("turns"),
            text,
            role: path("role"),
            speaker: path("speaker"),
            start: path("start"),
            end: path("end"),
            unit,
            id: path("id"),
            agent: path("agent"),
            started_at: path("started_at"),
        })
    }

    /// Keys and values as they are written, in the order of the manual.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let unit = self.unit.map(|unit| unit.name().to_owned());
        let paths = [
            ("turns", self.turns.as_ref()),
            ("text", Some(&self.text)),
            ("role", self.role.as_ref()),
            ("speaker", self.speaker.as_ref()),
            ("start", self.start.as_ref()),
            ("end", self.end.as_ref()),
            ("id", self.id.as_ref()),
            ("agent", self.agent.as_ref()),
            ("started_at", self.started_at.as_ref()),
        ];
        let paths = paths.into_iter();
        let mut pairs: Vec<_> = paths
            .filter_map(|(key, path)| Some((key, path?.to_string())))
            .collect();
        pairs.extend(unit.map(|unit| ("unit", unit)));
        pairs
    }

    /// True if a record is a list of turns itself.
    pub(super) fn takes_lists(&self) -> bool {
        self.turns.as_ref().is_some_and(|turns| turns.0.is_empty())
    }

    /// The document that a record is, or what leads nowhere in it.
    pub(super) fn document(&self, record: Node, reading: &Reading) -> Result<Document, String> {
        let mut document = match &self.turns {
            Some(turns) => self.conversation(self.turns_of(turns, record)?, reading)?,
            None => self.message(record, reading)?,
        };
        let named = |path: &Option<Path>| {
            let value = path.as_ref()?.find(record)?.scalar()?;
            Some(SmolStr::new(value))
        };
        document.id = named(&self.id);
        document.agent = named(&self.agent);
        document.started_at = named(&self.started_at);
        Ok(document)
    }

    fn turns_of<'a>(&self, path: &Path, record: Node<'a>) -> Result<Vec<Node<'a>>, String> {
        let node = path.find(record);
        let node = node.ok_or_else(|| nowhere("turns", path, "this record", record))?;
        match node.kind() {
            "a list" => Ok(node.list()),
            "null" => Ok(Vec::new()),
            kind => Err(format!(
                "`turns={path}` leads to {kind}, not to a list of turns"
            )),
        }
    }

    fn message(&self, record: Node, reading: &Reading) -> Result<Document, String> {
        let missing = || nowhere("text", &self.text, "this record", record);
        let words = self.text.find(record).ok_or_else(missing)?;
        let words = self.words(words, reading)?;
        self.check(&[record])?;
        let mut conversation = reading.conversation();
        let who = self.who(record);
        conversation.message(Utterance {
            speaker: who.speaker(),
            role: who.role(reading).or_else(|| who.writer(reading)),
            start: None,
        });
        conversation.words_with_skips(&words, &quotes::skips(&words.text));
        let document = conversation.finish();
        Ok(Document {
            kind: Kind::Draft,
            ..document
        })
    }

    fn conversation(&self, turns: Vec<Node>, reading: &Reading) -> Result<Document, String> {
        self.check(&turns)?;
        let mut conversation = reading.conversation();
        let first = turns.iter().find_map(|turn| self.start(*turn));
        for (index, turn) in turns.iter().enumerate() {
            let Some(words) = self.text.find(*turn) else {
                continue;
            };
            let words = self.words(words, reading);
            let words = words.map_err(|wrong| format!("turn {index} (counted from 0): {wrong}"))?;
            let who = self.who(*turn);
            conversation.message(Utterance {
                speaker: who.speaker(),
                role: who.role(reading),
                start: self
                    .start(*turn)
                    .zip(first)
                    .map(|(start, first)| start.seconds_in(first)),
            });
            conversation.words_with_skips(&words, &quotes::skips(&words.text));
        }
        Ok(conversation.finish())
    }

    /// A path that leads nowhere in all the turns is a mistake: what is judged hangs on it.
    fn check(&self, turns: &[Node]) -> Result<(), String> {
        let Some(&turn) = turns.first() else {
            return Ok(());
        };
        let place = match &self.turns {
            Some(_) => "any turn of this record",
            None => "this record",
        };
        let paths = [
            ("text", Some(&self.text)),
            ("role", self.role.as_ref()),
            ("speaker", self.speaker.as_ref()),
        ];
        for (key, path) in paths {
            if let Some(path) = path
                && turns.iter().all(|turn| path.find(*turn).is_none())
            {
                return Err(nowhere(key, path, place, turn));
            }
        }
        Ok(())
    }

    fn words(&self, node: Node, reading: &Reading) -> Result<Mapped, String> {
        match node.kind() {
            "a string" | "null" => Ok(reading.words(node)),
            kind => Err(format!(
                "`text={}` leads to {kind}, not to a string",
                self.text
            )),
        }
    }

    fn who<'a>(&self, turn: Node<'a>) -> Who<'a> {
        let scalar = |path: &Option<Path>| {
            let value = path.as_ref()?.find(turn)?.scalar()?;
            (!value.is_empty()).then_some(value)
        };
        Who {
            role: scalar(&self.role),
            speaker: scalar(&self.speaker),
        }
    }

    fn start(&self, turn: Node) -> Option<Instant> {
        let node = self.start.as_ref()?.find(turn)?;
        match (self.unit, node.number()) {
            (Some(unit), Some(number)) => Instant::from_number(number, unit.micros()),
            _ => Instant::parse(&node.scalar()?),
        }
    }
}

/// Who says something, by role and by name.
struct Who<'a> {
    role: Option<Cow<'a, str>>,
    speaker: Option<Cow<'a, str>>,
}

impl Who<'_> {
    /// The name, else the word for the role.
    fn speaker(&self) -> Option<&str> {
        self.speaker.as_deref().or(self.role.as_deref())
    }

    fn role(&self, reading: &Reading) -> Option<Role> {
        let role = reading.names.role(self.role.as_deref()?);
        (role != Role::Unknown).then_some(role)
    }

    /// Who writes a single message: what the name tells, else the agent, unless a word for the
    /// role is there that tells nothing.
    fn writer(&self, reading: &Reading) -> Option<Role> {
        if self.role.is_some() {
            return None;
        }
        let named = self.speaker.as_deref().map(|name| reading.names.role(name));
        Some(
            named
                .filter(|&role| role != Role::Unknown)
                .unwrap_or(Role::Agent),
        )
    }
}

fn unknown_key(key: &str) -> String {
    match did_you_mean(key, KEYS) {
        Some(near) => format!("`{key}` is no key of a mapping; did you mean `{near}`?"),
        None => format!(
            "`{key}` is no key of a mapping; the keys are {}",
            KEYS.join(", ")
        ),
    }
}

fn unit(name: &str) -> Result<Unit, String> {
    let unit = Unit::ALL.into_iter().find(|unit| unit.name() == name);
    unit.ok_or_else(|| {
        let names = Unit::ALL.map(Unit::name).join(", ");
        format!("`{name}` is no unit of time; the units are {names}")
    })
}

/// Says that a path leads nowhere, and what there is instead.
fn nowhere(key: &str, path: &Path, place: &str, node: Node) -> String {
    let mut last = node;
    let mut steps = Vec::new();
    for step in &path.0 {
        match Path(vec![step.clone()]).find(last) {
            Some(next) => last = next,
            None => break,
        }
        steps.push(step.clone());
    }
    let there = match last.object() {
        Some(object) => {
            const SHOWN: usize = 8;
            let keys: Vec<&str> = object.fields().map(|(key, _)| key).collect();
            let more = if keys.len() > SHOWN { ", …" } else { "" };
            let shown = &keys[..keys.len().min(SHOWN)];
            format!("the keys there are {}{more}", shown.join(", "))
        }
        None => format!("there is {}", last.kind()),
    };
    match steps.is_empty() {
        true => format!("`{key}={path}` leads nowhere in {place}; {there}"),
        false => {
            let steps = Path(steps);
            format!("`{key}={path}` leads nowhere behind {steps} in {place}; {there}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::{Options, Records, Text, json, jsonl};

    fn mapping(written: &str) -> Mapping {
        written.parse().expect("a good mapping")
    }

    fn wrong(written: &str) -> String {
        let read: Result<Mapping, String> = written.parse();
        read.expect_err("a mistake")
    }

    fn options(written: &str) -> Options {
        Options {
            mapping: Some(mapping(written)),
            line_mapping: Some(mapping(written)),
            ..Options::default()
        }
    }

    fn records(written: &str, text: &str) -> Records {
        json::read(Text::whole(text), &options(written))
    }

    fn document(written: &str, text: &str) -> Document {
        records(written, text).remove(0).expect("a good record")
    }

    fn turns(document: &Document) -> Vec<(Role, Option<&str>, Option<f64>, &str)> {
        document
            .turns
            .iter()
            .map(|turn| {
                let start = document.time_at(turn, turn.span.start);
                (
                    turn.role,
                    turn.speaker.as_deref(),
                    start,
                    turn.span.of(&document.text),
                )
            })
            .collect()
    }

    #[test]
    fn what_is_written_comes_back() {
        let written = "turns=/a/b~1c/0,text=/w,role=/r,speaker=/s,start=/t,end=/e,id=/i,\
                       agent=/g,started_at=/d,unit=ms";
        let pairs = mapping(written).pairs();
        let again: Vec<String> = pairs
            .iter()
            .map(|(key, value)| format!("{key}={value}"))
            .collect();
        assert_eq!(again.join(","), written);
        assert_eq!(mapping("text=words"), mapping(" text = /words , "));
        assert_eq!(mapping("turns=/,text=/w").pairs()[0].1, "/");
    }

    #[test]
    fn mistakes_are_named() {
        let cases = [
            ("", "`text` is missing; say where"),
            ("turns=/a", "`text` is missing; say where"),
            (
                "txet=/a",
                "`txet` is no key of a mapping; did you mean `text`?",
            ),
            (
                "q=/a",
                "`q` is no key of a mapping; the keys are turns, text, role",
            ),
            ("text=/a,text=/b", "`text` stands there twice"),
            ("text", "`text` is no pair; write KEY=PATH"),
            (
                "text=/a,unit=min",
                "`min` is no unit of time; the units are s, ms, us, ticks",
            ),
        ];
        for (written, message) in cases {
            let found = wrong(written);
            assert!(found.starts_with(message), "{written}: {found}");
        }
    }

    #[test]
    fn turns_of_a_record() {
        let text = r#"{"log": [{"by": "客户", "n": "Ola", "w": "好\u4e86吗", "at": 20000000},
            {"by": "x", "n": "客服小周", "w": "改天\n> 问\n", "at": "35000000"}, {"n": 1, "w": null}]}"#;
        let written = "turns=/log,text=/w,role=/by,speaker=/n,start=/at,unit=ticks";
        let document = document(written, text);
        assert_eq!(
            turns(&document),
            [
                (Role::Customer, Some("Ola"), Some(2.0), "好了吗"),
                (Role::Agent, Some("客服小周"), Some(3.5), "改天\n> 问"),
            ]
        );
        assert_eq!(document.skips.len(), 1);
        let words = document
            .source
            .source_span(document.turns[0].span, &document.text);
        assert_eq!(words.expect("has a place").of(text), r"好\u4e86吗");
    }

    #[test]
    fn times_of_every_unit() {
        let start = |unit: &str, at: &str| {
            let text = format!(r#"[{{"w": "a", "at": 0}}, {{"w": "b", "at": {at}}}]"#);
            let document = document(&format!("turns=/,text=/w,start=/at{unit}"), &text);
            turns(&document)[1].2
        };
        assert_eq!(start("", "2.5"), Some(2.5));
        assert_eq!(start(",unit=s", "2.5"), Some(2.5));
        assert_eq!(start(",unit=us", "2500000"), Some(2.5));
        assert_eq!(start(",unit=ms", "\"2500\""), Some(2.5));
        assert_eq!(start(",unit=ms", "\"00:00:02,500\""), Some(2.5));
        assert_eq!(start("", "null"), None);
        let dated = r#"{"t": [{"w": "a", "at": "2024-05-11 10:00"}, {"w": "b", "at": "2024-05-11 10:01"}]}"#;
        let document = document("turns=/t,text=/w,start=/at", dated);
        assert_eq!(turns(&document)[1].2, Some(60.0));
    }

    #[test]
    fn a_record_without_turns_is_a_message() {
        let text =
            "{\"w\": \"改天\", \"by\": \"客户\", \"no\": 5}\n{\"w\": \"改天\", \"by\": \"Kim\"}";
        let options = options("text=/w,speaker=/by,id=/no");
        let documents: Vec<_> = jsonl::read(Text::whole(text), &options).collect();
        let roles: Vec<Role> = documents
            .iter()
            .flatten()
            .map(|document| document.turns[0].role)
            .collect();
        assert_eq!(roles, [Role::Customer, Role::Agent]);
        let first = documents[0].as_ref().expect("a good record");
        assert_eq!((first.kind, first.id.as_deref()), (Kind::Draft, Some("5")));
    }

    #[test]
    fn a_path_that_leads_nowhere_is_named() {
        let cases = [
            (
                "turns=/a/b,text=/w",
                r#"{"a": {"c": 1}}"#,
                "`turns=/a/b` leads nowhere behind /a in this record; the keys there are c",
            ),
            (
                "turns=/a,text=/w",
                "[3, {}]",
                "`turns=/a` leads nowhere in this record; there is a number",
            ),
            (
                "turns=/a,text=/w",
                r#"{"a": {}}"#,
                "`turns=/a` leads to an object, not to a list",
            ),
            (
                "turns=/a,text=/w",
                r#"{"a": [{"v": ""}]}"#,
                "`text=/w` leads nowhere in any turn",
            ),
            (
                "turns=/a,text=/w",
                r#"{"a": [{"w": "x"}, {"w": 1}]}"#,
                "turn 1 (counted from 0): `text=/w` leads to a number",
            ),
            (
                "turns=/a,text=/w,role=/r",
                r#"{"a": [{"w": "x"}]}"#,
                "`role=/r` leads nowhere in any turn of this record; the keys there are w",
            ),
            (
                "text=/w",
                r#"{"v": "x"}"#,
                "`text=/w` leads nowhere in this record; the keys there are v",
            ),
            (
                "text=/w",
                r#"{"w": "#,
                "the JSON ends in the middle of the record",
            ),
        ];
        for (written, text, message) in cases {
            let found = records(written, text)
                .remove(0)
                .expect_err("a mistake")
                .message;
            assert!(found.starts_with(message), "{written} {text}: {found}");
        }
    }
}
