//! From text to [`Document`]s: one file per format, one table that knows them all.
//!
//! - [`encoding`] turns bytes into text;
//! - [`detect`] looks at the beginning of a text and names its [`Format`];
//! - [`read`] reads a whole text, [`read_chunk`] a piece of a record-wise one, and
//!   [`transcript::LiveTranscript`] a conversation that is still going on.
//!
//! `roles` knows what a label says about its speaker (by `role_words`), `labels` and `clock` read the line starts
//! of a transcript, `quotes` finds what in a mail is not the writer's own.
//!
//! A new format is a variant of [`Format`], a file, and a row in the table `READERS`.

mod clock;
mod draft;
pub mod encoding;
mod json_string;
mod jsonl;
mod labels;
mod lines;
mod quotes;
mod role_words;
mod roles;
pub mod transcript;

use crate::document::{Document, Note, NoteCode, Role};
use crate::text::Span;
use std::collections::BTreeMap;
use std::fmt;

/// The shape in which a file holds its messages and conversations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// One message or mail, as written.
    Draft,
    /// One agent message per line. Never detected, only asked for.
    Lines,
    /// A conversation as text, each turn with a label in front.
    Transcript,
    /// One JSON object per line: a message or a conversation.
    Jsonl,
}

/// What the rest of the program may know of a format.
struct Reader {
    format: Format,
    name: &'static str,
    /// File name endings that settle the format, without the dot.
    extensions: &'static [&'static str],
    /// Records stand on lines of their own, so that any run of whole lines can be read by itself.
    record_wise: bool,
    looks_like: fn(&Head, &Options) -> bool,
    read: fn(String, usize, &Options) -> Vec<Result<Document, RecordError>>,
}

/// Every format. The first row that says it looks like one wins; a draft is what is left.
const READERS: [Reader; 4] = [
    Reader {
        format: Format::Jsonl,
        name: "jsonl",
        extensions: &["jsonl", "ndjson"],
        record_wise: true,
        looks_like: jsonl::looks_like,
        read: jsonl::read,
    },
    Reader {
        format: Format::Transcript,
        name: "transcript",
        extensions: &[],
        record_wise: false,
        looks_like: transcript::looks_like,
        read: transcript::read,
    },
    Reader {
        format: Format::Lines,
        name: "lines",
        extensions: &[],
        record_wise: true,
        looks_like: |_, _| false,
        read: lines::read,
    },
    Reader {
        format: Format::Draft,
        name: "draft",
        extensions: &[],
        record_wise: false,
        looks_like: |_, _| true,
        read: draft::read,
    },
];

impl Format {
    /// Every format, for parsing and for help texts.
    pub const ALL: [Format; 4] = [
        Format::Draft,
        Format::Lines,
        Format::Transcript,
        Format::Jsonl,
    ];

    /// The name used on the command line.
    pub fn name(self) -> &'static str {
        self.reader().name
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Format> {
        READERS
            .iter()
            .find(|reader| reader.name == name)
            .map(|reader| reader.format)
    }

    /// True if it can be read in chunks of whole lines with [`read_chunk`], in flat memory.
    pub fn is_record_wise(self) -> bool {
        self.reader().record_wise
    }

    fn reader(self) -> &'static Reader {
        const {
            assert!(
                Format::ALL.len() == READERS.len(),
                "a format without its row"
            )
        };
        READERS
            .iter()
            .find(|reader| reader.format == self)
            .unwrap_or(&READERS[0])
    }
}

/// What the user says about the input.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Who speaks under a label, however it is spelt: `--role LABEL=ROLE` and `[roles]`.
    pub roles: BTreeMap<String, Role>,
    /// The format, if it is not to be detected.
    pub format: Option<Format>,
}

/// A record that could not be read. The others of its file still can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordError {
    /// Line of the file, from 1.
    pub line: usize,
    /// What is wrong and what to do, without the place.
    pub message: String,
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for RecordError {}

/// The beginning of a text, for detection.
struct Head<'a> {
    text: &'a str,
    /// `text` is the whole of it.
    complete: bool,
}

impl<'a> Head<'a> {
    /// The first line that is not blank, without the white space around it.
    fn first_line(&self) -> &'a str {
        let text = self.text.trim_start();
        line_spans(text)
            .next()
            .map_or("", |line| line.of(text).trim())
    }

    /// The text without a last line that is cut off.
    fn whole_lines(&self) -> &'a str {
        let cut = line_spans(self.text).last().map_or(0, |last| last.start);
        match self.complete || cut == 0 {
            true => self.text,
            false => &self.text[..cut],
        }
    }
}

/// The format of a text of which `head` is the beginning, up to 64 KiB or so; `complete` says
/// that this is all. `name` is its path, or empty. What the options say wins.
pub fn detect(name: &str, head: &str, complete: bool, options: &Options) -> Format {
    if let Some(format) = options.format {
        return format;
    }
    let head = Head {
        text: head,
        complete,
    };
    let named = |reader: &&Reader| {
        reader
            .extensions
            .iter()
            .any(|ending| has_ending(name, ending))
    };
    let looking = |reader: &&Reader| (reader.looks_like)(&head, options);
    let reader = READERS
        .iter()
        .find(named)
        .or_else(|| READERS.iter().find(looking));
    reader.map_or(Format::Draft, |reader| reader.format)
}

fn has_ending(name: &str, ending: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, found)| found.eq_ignore_ascii_case(ending))
}

/// The format in which piped input is answered while it still grows, told by its first line that
/// is not blank: a complete JSON object, or a known label with its words or its time. `None`:
/// read to the end, then [`detect`]. Where this names a format, so does [`detect`], so that a
/// file and a pipe are read alike. What the options ask for is not looked at.
pub fn stream_format(first_line: &str, options: &Options) -> Option<Format> {
    if jsonl::is_object(first_line) {
        Some(Format::Jsonl)
    } else if transcript::begins_with_known_label(first_line, options) {
        Some(Format::Transcript)
    } else {
        None
    }
}

/// All documents of `text`, in its order, and what could not be read.
pub fn read(format: Format, text: String, options: &Options) -> Vec<Result<Document, RecordError>> {
    read_chunk(format, text, 1, options)
}

/// The same for a chunk of whole lines of a record-wise format that begins at line `first_line`
/// (from 1) of the file. Chunk by chunk gives the same documents as [`read`], except that
/// `lines` makes one document of each chunk.
pub fn read_chunk(
    format: Format,
    chunk: String,
    first_line: usize,
    options: &Options,
) -> Vec<Result<Document, RecordError>> {
    (format.reader().read)(chunk, first_line, options)
}

/// The lines of `text`, each with its break: `\n`, `\r\n` or a lone `\r`.
fn line_spans(text: &str) -> impl Iterator<Item = Span> + '_ {
    let bytes = text.as_bytes();
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = bytes.get(start..).filter(|rest| !rest.is_empty())?;
        let length = match rest.iter().position(|&byte| byte == b'\n' || byte == b'\r') {
            Some(at) if rest[at..].starts_with(b"\r\n") => at + 2,
            Some(at) => at + 1,
            None => rest.len(),
        };
        let line = Span::new(start, start + length);
        start = line.end;
        Some(line)
    })
}

/// `span` without the white space at its ends.
fn trimmed(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let start = span.start + (words.len() - words.trim_start().len());
    Span::new(start, start + words.trim().len())
}

/// Says so if a conversation has speakers and nobody is known to be the agent or the customer.
fn note_unknown_roles(document: &mut Document) {
    if document.turns.is_empty() || document.roles_known() {
        return;
    }
    let mut speakers: Vec<&str> = Vec::new();
    for speaker in document
        .turns
        .iter()
        .filter_map(|turn| turn.speaker.as_deref())
    {
        if speakers.len() < 3 && !speakers.contains(&speaker) {
            speakers.push(speaker);
        }
    }
    let message = match speakers.first() {
        Some(first) => format!(
            "the labels ({}) do not say who is the agent, so every turn is checked; \
             to check the agent only, name them: --role '{first}=agent'",
            speakers.join(", ")
        ),
        None => "nothing says who is the agent, so every turn is checked; \
                 to check the agent only, give each turn a \"role\""
            .to_owned(),
    };
    document.notes.push(Note {
        code: NoteCode::RolesUnknown,
        message,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detected(head: &str) -> &'static str {
        detect("", head, true, &Options::default()).name()
    }

    #[test]
    fn every_format_has_one_row_and_one_name() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.name()), Some(format));
            let rows = READERS.iter().filter(|reader| reader.format == format);
            assert_eq!(rows.count(), 1, "{format:?}");
        }
        assert_eq!(Format::from_name("docx"), None);
    }

    #[test]
    fn what_a_draft_looks_like() {
        let drafts = [
            "",
            "您好，您的包裹今天发出。\n",
            "注意：快递今天停运。\n时间：明天10点\n地址：中山路8号\n注意：请带身份证。\n",
            "尊敬的客户：\n您好！\n客服电话：10010\n客户姓名：张三\n",
            "亲爱的会员：\n积分明天到期。\n",
            "家长：\n您好！明天放假一天。\n",
            "Subject: Your parcel\nFrom: Nora\nTo: Tom\n\nHi Tom,\nNote: we are closed.\n",
            "http://example.org/a\nhttp://example.org/b\n",
            "10:30 we meet\n11:30 we leave\n",
            "Hi Ann,\n\nA: refund\nB: exchange\nC: credit\n\nTell me which one.\nBest,\nLeo\n",
            "> 客户：什么时候发货？\n> 客服：明天。\n\n您好，已经发出了。\n",
            "Hello,\nsupport: closed today, and the rest of this mail is prose.\nOne.\nTwo.\nThree.\n\
             Four.\nFive.\n",
        ];
        for draft in drafts {
            assert_eq!(detected(draft), "draft", "{draft}");
        }
    }

    #[test]
    fn what_a_transcript_looks_like() {
        let transcripts = [
            "客服：您好\n",
            "通话记录 0421\n2024-05-01\n坐席：您好\n客户：你好\n",
            "Sofia: hi\nBluejay: hello\nSofia: is it open?\nBluejay: till six\n",
            "Q: when do you open?\nA: at nine\nQ: on Sundays too?\nA: no\n",
            "| 角色 | 内容 |\n| --- | --- |\n| 客户 | 在吗 |\n| 坐席 | 在的 |\n",
            "a\nb\nc\nd\ncustomer: hi\nagent: hello\ncustomer: bye\n",
        ];
        for transcript in transcripts {
            assert_eq!(detected(transcript), "transcript", "{transcript}");
        }
    }

    #[test]
    fn records_are_told_by_name_or_by_their_first_line() {
        assert_eq!(detected("\n{\"text\":\"hi\"}\n"), "jsonl");
        assert_eq!(detected("{{name}}, hello\n"), "draft");
        assert_eq!(detected("{\"text\":\"not closed\n"), "draft");
        let options = Options::default();
        assert_eq!(
            detect("", "{\"turns\":[{\"te", false, &options),
            Format::Jsonl
        );
        assert_eq!(
            detect("calls.NDJSON", "oops", true, &options),
            Format::Jsonl
        );
        let lines = Options {
            format: Some(Format::Lines),
            ..Options::default()
        };
        assert_eq!(detect("calls.jsonl", "{}", true, &lines), Format::Lines);
    }

    #[test]
    fn what_streams_is_detected_the_same_way() {
        let options = Options::default();
        let streams = |line| stream_format(line, &options);
        assert_eq!(streams("客服：您好"), Some(Format::Transcript));
        assert_eq!(
            streams("[00:00:04] Agent Mia: hello"),
            Some(Format::Transcript)
        );
        assert_eq!(streams("{\"text\":\"hi\"}\n"), Some(Format::Jsonl));
        for line in [
            "Sofia: hi",
            "Speaker 1: hi",
            "> 客户：在吗",
            "家长：",
            "您好",
            "",
        ] {
            assert_eq!(streams(line), None, "{line}");
        }
    }

    #[test]
    fn every_kind_of_line_break_ends_a_line() {
        let text = "a\r\nb\rc\n\nd";
        let lines: Vec<&str> = line_spans(text).map(|line| line.of(text)).collect();
        assert_eq!(lines, ["a\r\n", "b\r", "c\n", "\n", "d"]);
    }
}
