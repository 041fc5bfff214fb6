//! What tests of all adapters share: the files of `tests/cases/stt-*`.

use crate::document::{Document, Turn};
use crate::input::json::node::Node;
use crate::input::json::{ADAPTERS, ROWS, read};
use crate::input::{Options, Records, Text};
use crate::text::Span;
use smol_str::SmolStr;
use std::path::{Path, PathBuf};

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn records(text: &str) -> Records {
    read(Text::whole(text), &Options::default())
}

fn documents(name: &str) -> Vec<Document> {
    let text = std::fs::read_to_string(cases().join(name)).expect("a file of a case");
    let documents = records(&text).into_iter();
    documents
        .map(|document| document.expect("a good record"))
        .collect()
}

/// Id, agent, beginning and other fields of the first conversation of a file; `-` where there is
/// none.
pub(super) fn about(name: &str) -> [String; 4] {
    let document = documents(name).remove(0);
    let or_none = |value: Option<SmolStr>| value.map_or("-".to_owned(), String::from);
    let fields = document.meta.iter();
    let fields: Vec<String> = fields
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    [
        or_none(document.id),
        or_none(document.agent),
        or_none(document.started_at),
        fields.join(" "),
    ]
}

/// The turns of a file: when, in what role, who, and the words; `-` is nobody or never. The
/// conversations of a file are parted by `--`.
pub(super) fn turns(name: &str) -> Vec<String> {
    let of = |document: &Document| {
        let turns = document.turns.iter();
        turns.map(|turn| shown(turn, document)).collect::<Vec<_>>()
    };
    documents(name)
        .iter()
        .map(of)
        .collect::<Vec<_>>()
        .join(&"--".to_owned())
}

fn shown(turn: &Turn, document: &Document) -> String {
    let start = match document.time_at(turn, turn.span.start) {
        Some(start) => format!("{}", (start * 1000.0).round() / 1000.0),
        None => "-".to_owned(),
    };
    let words = turn.span.of(&document.text);
    let speaker = turn.speaker.as_deref().unwrap_or("-");
    format!("{start} {} {speaker}: {words}", turn.role.name())
}

/// What is wrong with a record.
pub(super) fn error(record: &str) -> String {
    records(record).remove(0).expect_err("a bad record").message
}

/// Every JSON file of the cases, by its name, and its text.
fn files() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for folder in std::fs::read_dir(cases()).expect("a folder") {
        let folder = folder.expect("an entry").path();
        let name = folder
            .file_name()
            .expect("named")
            .to_string_lossy()
            .into_owned();
        if !name.starts_with("stt-") || name == "stt-invalid" {
            continue;
        }
        for file in std::fs::read_dir(&folder).expect("a folder") {
            let file = file.expect("an entry").path();
            if file.extension().is_some_and(|ending| ending == "json") {
                let text = std::fs::read_to_string(&file).expect("a file");
                files.push((
                    file.strip_prefix(cases())
                        .expect("below")
                        .display()
                        .to_string(),
                    text,
                ));
            }
        }
    }
    files.sort();
    assert!(files.len() > 40, "{} files", files.len());
    files
}

/// The adapters that claim a record.
fn claims(record: &str) -> Vec<&'static str> {
    let object = Node::parse(record)
        .expect("valid")
        .object()
        .expect("an object");
    let adapters = ADAPTERS
        .iter()
        .filter(|row| (row.matches)(&object))
        .map(|row| row.name);
    let rows = ROWS
        .iter()
        .filter(|row| (row.matches)(&object))
        .map(|row| row.name);
    // What takes any list of messages comes last and claims what is left.
    let claims = adapters.chain(rows);
    claims.filter(|&name| name != "dialogue").collect()
}

/// A list's first element, or the record itself.
fn first_record(text: &str) -> &str {
    let node = Node::parse(text).expect("valid");
    node.list().first().map_or(text, |first| first.raw())
}

#[test]
fn every_record_is_claimed_once_and_by_its_own_adapter() {
    for (name, text) in files() {
        let vendor = name.split('/').next().unwrap_or_default();
        let wanted = VENDORS.iter().find(|(folder, _)| *folder == vendor);
        let (_, wanted) = wanted.unwrap_or_else(|| panic!("{vendor} has no row in VENDORS"));
        let claims = claims(first_record(&text));
        assert_eq!(claims.len(), 1, "{name}: {claims:?}");
        assert!(wanted.contains(&claims[0]), "{name}: {claims:?}");
    }
}

/// Which adapters read the files of a case.
const VENDORS: [(&str, &[&str]); 26] = [
    ("stt-aliyun-asr", &["Aliyun ASR"]),
    ("stt-aliyun-sca", &["Aliyun SCA"]),
    ("stt-assemblyai", &["AssemblyAI"]),
    ("stt-aws-pca", &["AWS Post Call Analytics"]),
    ("stt-aws-transcribe", &["AWS Transcribe"]),
    ("stt-azure", &["Azure Speech"]),
    ("stt-azure-language", &["Azure Language"]),
    ("stt-ccai", &["Google CCAI"]),
    ("stt-contact-lens", &["Amazon Connect Contact Lens"]),
    ("stt-deepgram", &["Deepgram"]),
    ("stt-elevenlabs", &["ElevenLabs"]),
    ("stt-funasr", &["FunASR"]),
    ("stt-genesys", &["Genesys Cloud"]),
    ("stt-gladia", &["Gladia"]),
    ("stt-gong", &["Gong"]),
    ("stt-google", &["Google Speech-to-Text"]),
    ("stt-huawei", &["Huawei SIS"]),
    ("stt-ibm", &["IBM Watson"]),
    ("stt-revai", &["Rev AI"]),
    ("stt-speechmatics", &["Speechmatics"]),
    ("stt-tencent", &["Tencent ASR"]),
    ("stt-tencent-meeting", &["Tencent Meeting"]),
    ("stt-utterances", &["list of utterances"]),
    ("stt-volcengine", &["Volcengine"]),
    ("stt-vosk", &["Vosk"]),
    ("stt-whisper", &["Whisper", "Whisper chunks"]),
];

#[test]
fn our_own_records_are_claimed_by_none() {
    for record in [
        r#"{"text": "hi", "tags": [1], "words": 3}"#,
        r#"{"id": 1, "text": "hi", "role": "agent", "data": {}}"#,
        r#"{"turns": [{"role": "agent", "start": 1, "text": "hi"}], "result": null}"#,
        r#"{"text": "hi", "speaker": "Kim", "start": 4}"#,
        "{}",
    ] {
        assert_eq!(claims(record), [""; 0], "{record}");
    }
}

/// True if JSON strings within JSON strings, as deep as it takes, write `wanted` so.
fn decodes_to(written: &str, wanted: &str) -> bool {
    let mut written = written.to_owned();
    while written != wanted {
        match serde_json::from_str::<String>(&format!("\"{written}\"")) {
            Ok(decoded) if decoded != written => written = decoded,
            _ => return false,
        }
    }
    true
}

#[test]
fn every_character_stands_where_its_source_says() {
    for (name, text) in files() {
        for document in records(&text).into_iter().flatten() {
            for (at, character) in document.text.char_indices() {
                assert!(is_in_place(&document, at, character), "{name}: byte {at}");
            }
        }
    }
}

/// The source of a character decodes to it; spaces between words may have none.
fn is_in_place(document: &Document, at: usize, character: char) -> bool {
    let span = Span::new(at, at + character.len_utf8());
    let source = document.source.source(&document.text);
    match document.source.source_span(span, &document.text) {
        Some(written) => decodes_to(written.of(source), span.of(&document.text)),
        None => matches!(character, ' ' | '\n'),
    }
}

/// Every record that differs from `value` in one place, where now `other` stands.
fn changed(value: &serde_json::Value, other: &serde_json::Value) -> Vec<serde_json::Value> {
    let mut all = vec![other.clone()];
    match value {
        serde_json::Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                all.extend(changed(element, other).into_iter().map(|element| {
                    let mut elements = elements.clone();
                    elements[index] = element;
                    elements.into()
                }));
            }
        }
        serde_json::Value::Object(fields) => {
            for (key, field) in fields {
                all.extend(changed(field, other).into_iter().map(|field| {
                    let mut fields = fields.clone();
                    fields.insert(key.clone(), field);
                    fields.into()
                }));
            }
        }
        _ => {}
    }
    all
}

#[test]
fn what_is_missing_or_of_the_wrong_kind_breaks_nothing() {
    for (name, text) in files() {
        let value: serde_json::Value = serde_json::from_str(&text).expect("valid");
        for other in ["null", "7", "{}", "[[1]]", "\"{\\\"a\\\":\""] {
            let other = serde_json::from_str(other).expect("valid");
            for record in changed(&value, &other) {
                for read in records(&record.to_string()) {
                    let wrong = read.err().map(|wrong| wrong.message);
                    assert!(wrong.is_none_or(|wrong| wrong.len() > 20), "{name}");
                }
            }
        }
    }
}
