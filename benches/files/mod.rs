//! Files of the formats that people have most, made of the messages of a corpus, and the quickest
//! other way to read each.

use crate::corpus::Corpus;
use memchr::memmem;
use serde::Deserialize;
use std::borrow::Cow;
use std::fmt::Write;

/// A file.
pub(crate) struct File {
    /// By which the format is told.
    pub(crate) name: &'static str,
    pub(crate) bytes: Vec<u8>,
    pub(crate) other: Other,
}

/// A library that reads the same without knowing who speaks, what is quoted and where a character
/// stands.
pub(crate) struct Other {
    pub(crate) name: &'static str,
    /// Gives the number of records, so that nothing is left out.
    pub(crate) read: fn(&[u8]) -> usize,
}

/// Messages in a call.
const TURNS: usize = 12;

/// The same messages as calls in JSON lines, as a table of calls, as a table of single messages and
/// as a mailbox.
pub(crate) fn files(corpus: &Corpus) -> [File; 4] {
    let messages: Vec<&str> = corpus.text.lines().collect();
    let file = |name, text: String, other| File {
        name,
        bytes: text.into_bytes(),
        other,
    };
    let csv = || Other {
        name: "csv",
        read: rows,
    };
    [
        file("calls.jsonl", calls(&messages), SERDE_JSON),
        file("calls.csv", table_of_calls(&messages), csv()),
        file("messages.csv", table_of_messages(&messages), csv()),
        file("mails.mbox", mailbox(&messages), MAIL_PARSER),
    ]
}

/// Calls in our own records.
pub(crate) fn calls(messages: &[&str]) -> String {
    let mut text = String::new();
    for (number, turns) in messages.chunks(TURNS).enumerate() {
        let turns = turns.iter().enumerate().map(|(index, words)| {
            let role = ["customer", "agent"][index % 2];
            let words = serde_json::Value::from(*words);
            format!(
                r#"{{"role":"{role}","start":{},"text":{words}}}"#,
                index * 4
            )
        });
        let turns: Vec<String> = turns.collect();
        let agent = number % 40;
        let _ = writeln!(
            text,
            r#"{{"id":"call-{number}","agent":"a{agent}","started_at":"2024-05-11T10:00:03","turns":[{}]}}"#,
            turns.join(",")
        );
    }
    text
}

fn table_of_calls(messages: &[&str]) -> String {
    let mut text = "call id,time,speaker,agent,text\n".to_owned();
    for (index, words) in messages.iter().enumerate() {
        let (call, turn) = (index / TURNS, index % TURNS);
        let role = ["customer", "agent"][turn % 2];
        let _ = writeln!(
            text,
            "20240511{call:06},2024-05-11 10:00:{:02},{role},a{},{}",
            turn * 4,
            call % 40,
            cell(words)
        );
    }
    text
}

fn table_of_messages(messages: &[&str]) -> String {
    let mut text = "ticket id,agent,time,channel,text\n".to_owned();
    for (index, words) in messages.iter().enumerate() {
        let channel = ["chat", "mail", "phone"][index % 3];
        let _ = writeln!(
            text,
            "T{index:07},a{},2024-05-11 10:00:03,{channel},{}",
            index % 40,
            cell(words)
        );
    }
    text
}

fn cell(words: &str) -> Cow<'_, str> {
    match words.contains([',', '"']) {
        true => Cow::Owned(format!("\"{}\"", words.replace('"', "\"\""))),
        false => Cow::Borrowed(words),
    }
}

/// Mails with a few lines of their own above what they answer.
fn mailbox(messages: &[&str]) -> String {
    let mut text = String::new();
    for (number, lines) in messages.chunks(TURNS).enumerate() {
        let (own, quoted) = lines.split_at(lines.len() * 2 / 3);
        let _ = write!(
            text,
            "From kim@example.com Sat May 11 10:00:03 2024\n\
             Received: from mx.example.com ([192.0.2.7])\n\tby in.example.org with ESMTPS id {number}\n\
             From: Kim <kim@example.com>\nTo: ann@example.org\nSubject: Re: order {number}\n\
             Message-ID: <{number}@example.com>\nDate: Sat, 11 May 2024 10:00:03 +0000\n\
             MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\
             Content-Transfer-Encoding: 8bit\n\n{}\n\n\
             On Fri, 10 May 2024 at 09:00, Ann <ann@example.org> wrote:\n",
            own.join("\n")
        );
        quoted.iter().for_each(|line| {
            let _ = writeln!(text, "> {line}");
        });
        text.push('\n');
    }
    text
}

const SERDE_JSON: Other = Other {
    name: "serde_json",
    read: records,
};

#[derive(Deserialize)]
struct Record<'a> {
    #[serde(borrow)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    agent: Option<Cow<'a, str>>,
    #[serde(borrow)]
    turns: Vec<Turn<'a>>,
}

#[derive(Deserialize)]
struct Turn<'a> {
    #[serde(borrow)]
    role: Option<Cow<'a, str>>,
    start: Option<f64>,
    #[serde(borrow)]
    text: Cow<'a, str>,
}

/// Lines into structs that borrow what they can, behind a quick check of the encoding.
pub(crate) fn records(bytes: &[u8]) -> usize {
    let text = simdutf8::basic::from_utf8(bytes).expect("UTF-8");
    let records = text.lines().map(|line| {
        let record: Record = serde_json::from_str(line).expect("a record");
        let said = record.turns.iter().map(|turn| {
            let is_told = turn.role.is_some() && turn.start.is_some();
            usize::from(is_told && !turn.text.is_empty())
        });
        let said: usize = said.sum();
        usize::from(said > 0 && record.id.is_some() && record.agent.is_some())
    });
    records.sum()
}

fn rows(bytes: &[u8]) -> usize {
    let mut reader = csv::Reader::from_reader(bytes);
    let mut row = csv::StringRecord::new();
    let mut rows = 0;
    while reader.read_record(&mut row).expect("a row") {
        rows += usize::from(!row[4].is_empty());
    }
    rows
}

const MAIL_PARSER: Other = Other {
    name: "mail-parser",
    read: mails,
};

/// All fields and the text of each mail.
fn mails(bytes: &[u8]) -> usize {
    let finder = memmem::Finder::new(b"\nFrom ");
    let ends = finder.find_iter(bytes).map(|at| at + 1);
    let mut start = 0;
    let mails = ends.chain([bytes.len()]).map(|end| {
        let mail = &bytes[start..end];
        start = end;
        let header = memchr::memchr(b'\n', mail).map_or(0, |line| line + 1);
        let parsed = mail_parser::MessageParser::default().parse(&mail[header..]);
        let text = parsed.as_ref().and_then(|mail| mail.body_text(0));
        usize::from(text.is_some_and(|text| !text.is_empty()))
    });
    mails.sum()
}
