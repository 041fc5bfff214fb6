//! From bytes to [`Document`]s: one file per format, one table that knows them all.
//!
//! - [`plan`] looks at the beginning of a file: its [`Format`], its encoding, whether it can be
//!   read in pieces;
//! - [`read`] reads a whole file, [`read_piece`] a run of whole records, and
//!   [`transcript::LiveTranscript`] a conversation that is still going on;
//! - [`encoding`] turns bytes into text.
//!
//! `roles` knows what a label says about its speaker (by `role_words`), `labels` and `clock` read
//! the line starts of a transcript, `midline` finds several turns on a line, `saved_chat` and
//! `ticket` know what programs write around messages, `quotes` finds what in a mail is not the
//! writer's own, `html` what a reader of HTML sees, `instant` reads the times of exports,
//! `conversation` puts turns together, `dialogue` reads a conversation out of a field, `table`
//! reads tables, `json` every shape of JSON record by a table of its own.
//!
//! A new format is a variant of [`Format`], a file, and a row in the table `READERS`.

mod clock;
mod conversation;
mod dialogue;
mod draft;
pub mod encoding;
mod html;
mod instant;
mod json;
mod jsonl;
mod labels;
mod lines;
mod mail;
mod midline;
mod quotes;
mod role_words;
mod roles;
mod saved_chat;
mod subtitles;
mod table;
mod ticket;
pub mod transcript;

use crate::document::{Document, Note, NoteCode, Role, Turn};
use crate::text::{Origin, Position, Span};
pub use instant::written_day;
pub use table::ColumnNames;

use encoding::{Choice, Decoded, Encoding, NotText};
pub use json::mapping::Mapping;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

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
    /// A JSON document: a conversation, or a list of them.
    Json,
    /// A table as text: CSV, TSV.
    Csv,
    /// A spreadsheet: xlsx, xls, ods.
    Workbook,
    /// WebVTT: subtitles, and what meetings and recognisers save.
    Vtt,
    /// SubRip: subtitles.
    Srt,
    /// Lines that begin with their times in brackets.
    TimedLines,
    /// A mail as it is sent.
    Mail,
    /// A mailbox: mails one after the other.
    Mbox,
    /// A mail as Outlook saves it.
    Msg,
}

type Record = Result<Document, RecordError>;
type Records = Vec<Record>;
type Stream<'o> = Box<dyn Iterator<Item = Record> + 'o>;

/// The documents of a file or a piece of one, in its order, and what could not be read. Of files
/// with many records each is read when it is asked for.
pub struct Documents<'o> {
    records: Stream<'o>,
    /// What the decoder has to say goes with the first document.
    notes: Vec<Note>,
}

impl Iterator for Documents<'_> {
    type Item = Result<Document, RecordError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.notes.is_empty() {
            return self.records.next();
        }
        let mut record = self.records.next()?;
        if let Ok(document) = &mut record {
            document.notes.append(&mut self.notes);
        }
        Some(record)
    }
}

impl<'o> Documents<'o> {
    fn all(records: Records) -> Self {
        Documents {
            records: Box::new(records.into_iter()),
            notes: Vec::new(),
        }
    }
}

/// What the rest of the program may know of a format.
struct Reader {
    format: Format,
    name: &'static str,
    /// File name endings that settle the format, without the dot.
    extensions: &'static [&'static str],
    /// What shows the format where no name tells it, for people.
    evidence: &'static str,
    looks_like: Look,
    read: Read,
    /// How the file can be cut into pieces that are read by themselves, if it can.
    cut: fn(&Head, &Options) -> Option<Cut>,
}

/// Tells a format by the beginning of a file.
enum Look {
    /// By bytes that are no text, or whose encoding does not matter.
    Bytes(fn(&[u8]) -> bool),
    /// By its text.
    Text(fn(&Head, &Options) -> bool),
}

/// Reads a format.
#[derive(Clone, Copy)]
enum Read {
    /// From its bytes: it has encodings of its own, or none.
    Bytes(fn(&[u8], &Origin, &Options) -> Records),
    /// From its text.
    Text(fn(Text, &Options) -> Records),
    /// The same record by record.
    Stream(for<'o> fn(Text, &'o Options) -> Stream<'o>),
}

/// The text of a file, or of a run of whole records of it.
struct Text {
    text: String,
    /// Where the text begins in the file.
    origin: Origin,
    /// What stands before the first record, where the text is a piece. `None`: it is the file.
    preamble: Option<Arc<str>>,
}

#[cfg(test)]
impl Text {
    /// A whole file.
    fn whole(text: &str) -> Self {
        Text {
            text: text.to_owned(),
            origin: Origin::default(),
            preamble: None,
        }
    }
}

/// How a file is cut into pieces.
#[derive(Clone, Copy, Debug)]
struct Cut {
    /// Bytes of the decoded text before the first record, which every piece is read with.
    preamble: usize,
    /// The length of the longest beginning of the bytes that holds nothing but whole records;
    /// the flag says that nothing follows.
    whole_records: fn(&[u8], bool) -> usize,
}

/// Cuts behind line breaks.
fn whole_lines(bytes: &[u8], is_over: bool) -> usize {
    match is_over {
        true => bytes.len(),
        false => bytes
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |last| last + 1),
    }
}

const BY_LINES: Cut = Cut {
    preamble: 0,
    whole_records: whole_lines,
};

/// Every format. The first row that says it looks like one wins; a draft is what is left.
const READERS: [Reader; 13] = [
    WORKBOOK,
    Reader {
        format: Format::Mbox,
        name: "mbox",
        extensions: &["mbox", "mbx"],
        evidence: "it begins as a mailbox does",
        looks_like: Look::Bytes(mail::looks_like_mailbox),
        read: Read::Bytes(mail::read_mailbox),
        cut: mail::cut_mailbox,
    },
    Reader {
        format: Format::Mail,
        name: "mail",
        extensions: &["eml"],
        evidence: "it begins with the header of a mail",
        looks_like: Look::Bytes(mail::looks_like_mail),
        read: Read::Bytes(mail::read),
        cut: |_, _| None,
    },
    Reader {
        format: Format::Msg,
        name: "msg",
        extensions: &["msg"],
        evidence: "it is a mail saved by Outlook",
        looks_like: Look::Bytes(mail::msg::looks_like),
        read: Read::Bytes(mail::msg::read),
        cut: |_, _| None,
    },
    Reader {
        format: Format::Jsonl,
        name: "jsonl",
        extensions: &["jsonl", "ndjson"],
        evidence: "its first line is a JSON object",
        looks_like: Look::Text(jsonl::looks_like),
        read: Read::Stream(jsonl::read),
        cut: jsonl::cut,
    },
    Reader {
        format: Format::Json,
        name: "json",
        extensions: &["json"],
        evidence: "it begins as JSON does",
        looks_like: Look::Text(json::looks_like),
        read: Read::Text(json::read),
        cut: json::cut,
    },
    Reader {
        format: Format::Vtt,
        name: "vtt",
        extensions: &["vtt"],
        evidence: "it begins with WEBVTT",
        looks_like: Look::Text(subtitles::looks_like_vtt),
        read: Read::Text(subtitles::read_vtt),
        cut: |_, _| None,
    },
    Reader {
        format: Format::Srt,
        name: "srt",
        extensions: &["srt"],
        evidence: "it begins with the time of a subtitle",
        looks_like: Look::Text(subtitles::looks_like_srt),
        read: Read::Text(subtitles::read_srt),
        cut: |_, _| None,
    },
    Reader {
        format: Format::TimedLines,
        name: "timed-lines",
        extensions: &[],
        evidence: "its lines begin with the times of a stretch of speech",
        looks_like: Look::Text(subtitles::looks_like_timed_lines),
        read: Read::Text(subtitles::read_timed_lines),
        cut: |_, _| None,
    },
    Reader {
        format: Format::Csv,
        name: "csv",
        extensions: &["csv", "tsv", "tab"],
        evidence: "its first row names columns",
        looks_like: Look::Text(table::csv::looks_like),
        read: Read::Stream(table::csv::read),
        cut: table::csv::cut,
    },
    Reader {
        format: Format::Transcript,
        name: "transcript",
        extensions: &[],
        evidence: "its lines begin with speakers",
        looks_like: Look::Text(transcript::looks_like),
        read: Read::Text(transcript::read),
        cut: |_, _| None,
    },
    Reader {
        format: Format::Lines,
        name: "lines",
        extensions: &[],
        evidence: "asked for",
        looks_like: Look::Text(|_, _| false),
        read: Read::Text(lines::read),
        cut: |_, _| Some(BY_LINES),
    },
    Reader {
        format: Format::Draft,
        name: "draft",
        extensions: &[],
        evidence: "it looks like nothing else, so it is taken for one message",
        looks_like: Look::Text(|_, _| true),
        read: Read::Text(draft::read),
        cut: |_, _| None,
    },
];

const WORKBOOK: Reader = Reader {
    format: Format::Workbook,
    name: "workbook",
    extensions: &["xlsx", "xlsm", "xlsb", "xls", "ods"],
    evidence: "it is an archive with a workbook in it",
    #[cfg(feature = "xlsx")]
    looks_like: Look::Bytes(table::workbook::looks_like),
    #[cfg(feature = "xlsx")]
    read: Read::Bytes(table::workbook::read),
    #[cfg(not(feature = "xlsx"))]
    looks_like: Look::Bytes(|_| false),
    #[cfg(not(feature = "xlsx"))]
    read: Read::Bytes(|_, _, _| {
        vec![Err(RecordError {
            line: 1,
            message: "this saywell was built without workbooks; save the sheet as .csv, or \
                      build with `--features xlsx`"
                .to_owned(),
        })]
    }),
    cut: |_, _| None,
};

impl Format {
    /// Every format, for parsing and for help texts.
    pub const ALL: [Format; READERS.len()] = {
        let mut all = [Format::Draft; READERS.len()];
        let mut index = 0;
        while index < all.len() {
            all[index] = READERS[index].format;
            index += 1;
        }
        all
    };

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

    /// The endings of files, without the dot, that say by themselves how they are read.
    pub fn extensions() -> impl Iterator<Item = &'static str> {
        READERS.iter().flat_map(|reader| reader.extensions).copied()
    }

    fn reader(self) -> &'static Reader {
        READERS
            .iter()
            .find(|reader| reader.format == self)
            .unwrap_or(&READERS[READERS.len() - 1])
    }
}

/// What the user says about the input.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Who speaks under a label, however it is spelt: `--role LABEL=ROLE` and `[roles]`.
    pub roles: BTreeMap<String, Role>,
    /// The format, if it is not to be detected.
    pub format: Option<Format>,
    /// The encoding, if it is not to be detected.
    pub encoding: Option<&'static Encoding>,
    /// Judge notes that agents write for each other, too.
    pub include_notes: bool,
    /// The columns of tables, where their names do not tell.
    pub columns: ColumnNames,
    /// Where words and speakers stand in JSON documents: `--map`, `[input.json]`.
    pub mapping: Option<Mapping>,
    /// The same in JSON line by line: `--map`, `[input.jsonl]`, else `[input.json]`.
    pub line_mapping: Option<Mapping>,
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

/// How a file is read: settled once, by its beginning.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The format.
    pub format: Format,
    /// Why that format.
    pub why: Why,
    /// True if the user or the file's name says so, or its content leaves no doubt.
    pub is_sure: bool,
    /// The encoding; `None` for formats that have their own, or none.
    pub choice: Option<Choice>,
    cut: Option<Cut>,
    first_record: usize,
    preamble: Arc<str>,
    /// What the name of a mail says about it, in a Maildir.
    flags: Option<String>,
}

/// How much of a text is looked at to tell its format.
const LOOKED_AT: usize = 64 << 10;

/// Looks at `head`, the first 64 KiB or so of a file; `complete` says that this is all. `name` is
/// its path, or empty. What the options say wins, then the name, then the content. Of a longer
/// head only the encoding takes account as a whole.
///
/// # Errors
/// If the file is neither text nor one of the formats that are not.
pub fn plan(name: &str, head: &[u8], complete: bool, options: &Options) -> Result<Plan, NotText> {
    let by_bytes = |reader: &&Reader| match reader.looks_like {
        Look::Bytes(looks_like) => looks_like(head),
        Look::Text(_) => false,
    };
    let named = |reader: &&Reader| {
        let mut endings = reader.extensions.iter();
        endings.any(|ending| has_ending(name, ending))
    };
    let asked = options.format.map(Format::reader);
    let of_name = READERS.iter().find(named);
    let of_bytes = || READERS.iter().find(by_bytes);
    let settled = asked.or(of_name).or_else(of_bytes);
    if let Some(reader) = settled
        && let Read::Bytes(_) = reader.read
    {
        let why = why(name, reader, asked, of_name);
        return Ok(Plan {
            flags: mail::flags(name).filter(|_| reader.format == Format::Mail),
            ..Plan::new(reader, why, None, complete, options)
        });
    }
    let choice = encoding::choose(head, complete, options.encoding)?;
    let looked_at = &head[..head.len().min(LOOKED_AT)];
    let complete = complete && looked_at.len() == head.len();
    let text = decoded_head(looked_at, choice);
    let head_text = Head {
        text: &text,
        complete,
    };
    let by_text = |reader: &&Reader| match reader.looks_like {
        Look::Text(looks_like) => looks_like(&head_text, options),
        Look::Bytes(_) => false,
    };
    let reader = settled
        .or_else(|| READERS.iter().find(by_text))
        .unwrap_or(Format::Draft.reader());
    Ok(Plan::new(
        reader,
        why(name, reader, asked, of_name),
        Some((choice, &text)),
        complete,
        options,
    ))
}

/// The text of a head; the characters that were cut off at its end are left out.
fn decoded_head(head: &[u8], choice: Choice) -> String {
    let mut decoder = choice.encoding.new_decoder_without_bom_handling();
    let bytes = &head[choice.bom..];
    let mut text = String::new();
    text.reserve(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(0));
    let _ = decoder.decode_to_string(bytes, &mut text, false);
    text
}

/// Why a file is read in its format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The user says so.
    Asked,
    /// Its name ends so.
    Ending(String),
    /// Its content shows it: how, in words.
    Content(&'static str),
}

fn why(name: &str, reader: &Reader, asked: Option<&Reader>, named: Option<&Reader>) -> Why {
    match (asked, named) {
        (Some(_), _) => Why::Asked,
        (None, Some(_)) => {
            let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
            Why::Ending(ending.to_lowercase())
        }
        (None, None) => Why::Content(reader.evidence),
    }
}

impl Plan {
    fn new(
        reader: &Reader,
        why: Why,
        text: Option<(Choice, &str)>,
        complete: bool,
        options: &Options,
    ) -> Plan {
        let head_text = Head {
            text: text.map_or("", |(_, text)| text),
            complete,
        };
        let can_be_cut =
            text.is_none_or(|(choice, _)| encoding::decodes_in_pieces(choice.encoding));
        let cut = (reader.cut)(&head_text, options).filter(|_| can_be_cut);
        let preamble = match (text, cut) {
            (Some((_, text)), Some(cut)) => &text[..cut.preamble.min(text.len())],
            _ => "",
        };
        Plan {
            format: reader.format,
            is_sure: reader.format != Format::Draft || options.format.is_some(),
            why,
            choice: text.map(|(choice, _)| choice),
            first_record: text.map_or(0, |(choice, _)| {
                choice.bom + choice.encoding.encode(preamble).0.len()
            }),
            cut,
            preamble: preamble.into(),
            flags: None,
        }
    }

    /// True if the file can be read piece by piece, in flat memory: [`Self::first_record`],
    /// [`Self::whole_records`], [`read_piece`].
    pub fn has_pieces(&self) -> bool {
        self.cut.is_some()
    }

    /// Bytes before the first record: a byte order mark, a table's head.
    pub fn first_record(&self) -> usize {
        self.first_record
    }

    /// The length of the longest beginning of `bytes`, which begin with a record, that holds
    /// nothing but whole records. `is_over` says that the file ends with them.
    pub fn whole_records(&self, bytes: &[u8], is_over: bool) -> usize {
        match self.cut {
            Some(cut) => (cut.whole_records)(bytes, is_over),
            None => 0,
        }
    }

    /// The origin of what follows `bytes`, a piece that begins at `origin`.
    pub fn after(&self, origin: &Origin, bytes: &[u8]) -> Origin {
        let is_utf8 = self
            .choice
            .is_none_or(|choice| choice.encoding == encoding::UTF_8);
        let decoded = match self.choice {
            Some(choice) if !is_utf8 => choice.encoding.decode_without_bom_handling(bytes).0,
            _ => Cow::Borrowed(""),
        };
        let text = if is_utf8 { bytes } else { decoded.as_bytes() };
        let Position { line, column } = origin.position_after(text);
        Origin {
            line,
            column,
            file_at: origin.file_at + bytes.len(),
            decoded_at: 0,
            ..origin.clone()
        }
    }
}

fn has_ending(name: &str, ending: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, found)| found.eq_ignore_ascii_case(ending))
}

/// The format in which piped input is answered while it still grows, told by its first line that
/// is not blank: a complete JSON object, or a known label with its words or its time. `None`:
/// read to the end, then [`plan`]. Where this names a format, so does [`plan`], so that a
/// file and a pipe are read alike. What the options ask for is not looked at.
pub fn stream_format(first_line: &str, options: &Options) -> Option<Format> {
    if json::is_object(first_line) && json::rows_of(first_line, options).is_none() {
        Some(Format::Jsonl)
    } else if transcript::begins_with_known_label(first_line, options) {
        Some(Format::Transcript)
    } else {
        None
    }
}

/// All documents of a file, in its order, and what could not be read.
///
/// # Errors
/// If the bytes are no text and the format is one of text.
pub fn read<'o>(
    plan: &Plan,
    bytes: Vec<u8>,
    options: &'o Options,
) -> Result<Documents<'o>, NotText> {
    match plan.choice {
        Some(choice) => Ok(read_text(
            plan.format,
            encoding::decode_as(bytes, choice)?,
            options,
        )),
        None => {
            let mut records = read_bytes(plan.format, &bytes, &Origin::default(), options);
            if let Some(flags) = &plan.flags {
                let documents = records.iter_mut().flatten();
                documents.for_each(|document| {
                    document.meta.insert("flags", flags.as_str());
                });
            }
            Ok(Documents::all(records))
        }
    }
}

/// All documents of a text that was decoded already.
pub fn read_text(format: Format, decoded: Decoded, options: &Options) -> Documents<'_> {
    let origin = decoded.origin(&Origin::default());
    records(format, decoded, origin, None, options)
}

/// The documents of a piece of whole records that begins at `origin`. Piece by piece gives the
/// same documents as [`read`], except that `lines` makes one document of each piece.
///
/// # Errors
/// If the bytes are no text and the format is one of text.
pub fn read_piece<'o>(
    plan: &Plan,
    bytes: Vec<u8>,
    origin: &Origin,
    options: &'o Options,
) -> Result<Documents<'o>, NotText> {
    let Some(choice) = plan.choice else {
        let records = read_bytes(plan.format, &bytes, origin, options);
        return Ok(Documents::all(records));
    };
    let decoded = encoding::decode_as(bytes, Choice { bom: 0, ..choice })?;
    let origin = decoded.origin(origin);
    let preamble = Some(Arc::clone(&plan.preamble));
    Ok(records(plan.format, decoded, origin, preamble, options))
}

fn read_bytes(format: Format, bytes: &[u8], origin: &Origin, options: &Options) -> Records {
    match format.reader().read {
        Read::Bytes(read) => read(bytes, origin, options),
        Read::Text(_) | Read::Stream(_) => Vec::new(),
    }
}

fn records(
    format: Format,
    decoded: Decoded,
    origin: Origin,
    preamble: Option<Arc<str>>,
    options: &Options,
) -> Documents<'_> {
    let Decoded { text, notes, .. } = decoded;
    let text = Text {
        text,
        origin,
        preamble,
    };
    let documents = match format.reader().read {
        Read::Text(read) => Documents::all(read(text, options)),
        Read::Stream(read) => Documents {
            records: read(text, options),
            notes: Vec::new(),
        },
        Read::Bytes(read) => Documents::all(read(text.text.as_bytes(), &text.origin, options)),
    };
    Documents { notes, ..documents }
}

/// The lines of `text`, each with its break: `\n`, `\r\n` or a lone `\r`.
fn line_spans(text: &str) -> impl Iterator<Item = Span> + '_ {
    let bytes = text.as_bytes();
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = bytes.get(start..).filter(|rest| !rest.is_empty())?;
        let length = match memchr::memchr2(b'\n', b'\r', rest) {
            Some(at) if rest[at..].starts_with(b"\r\n") => at + 2,
            Some(at) => at + 1,
            None => rest.len(),
        };
        let line = Span::new(start, start + length);
        start = line.end;
        Some(line)
    })
}

/// True if a text that begins with `byte` surely does not begin with white space.
fn begins_word(byte: &u8) -> bool {
    matches!(byte, 0x21..=0x7E | 0xE4..=0xE9)
}

/// True if there is nothing but white space in `text`.
fn is_blank(text: &str) -> bool {
    !text.as_bytes().first().is_some_and(begins_word) && text.trim_start().is_empty()
}

/// True if no white space stands at either end of `text`, as far as a look at its bytes tells.
fn is_trim(text: &str) -> bool {
    let bytes = text.as_bytes();
    let ends = match bytes {
        [.., 0x21..=0x7E] => true,
        // Han characters, the marks of their fonts (U+3001 to U+303F), full-width ones.
        [.., 0xE4..=0xE9 | 0xEF, 0x80..=0xBF, 0x80..=0xBF] => true,
        [.., 0xE3, 0x80, 0x81..=0xBF] => true,
        _ => false,
    };
    ends && bytes.first().is_some_and(begins_word)
}

/// [`str::trim`], quicker where there is nothing to do.
fn trim(text: &str) -> &str {
    match is_trim(text) {
        true => text,
        false => text.trim(),
    }
}

/// `span` without the white space at its ends.
fn trimmed(text: &str, span: Span) -> Span {
    let words = span.of(text);
    if is_trim(words) {
        return span;
    }
    let words = words.trim_start();
    let start = span.end - words.len();
    Span::new(start, start + words.trim_end().len())
}

/// Says so if a conversation has speakers and nobody is known to be the agent or the customer.
fn note_unknown_roles(document: &mut Document) {
    let is_open = |turn: &Turn| turn.role == Role::Unknown;
    if document.roles_known() || !document.turns.iter().any(is_open) {
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
        None => "nothing says who speaks, so every turn is checked; a recording on two channels, \
                 or speakers told apart, would let the agent be checked alone"
            .to_owned(),
    };
    document.notes.push(Note {
        code: NoteCode::RolesUnknown,
        message,
        subject: speakers.join(", "),
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn planned(name: &str, head: &str, complete: bool, options: &Options) -> Format {
        let plan = plan(name, head.as_bytes(), complete, options);
        plan.expect("is text").format
    }

    fn detected(head: &str) -> &'static str {
        planned("", head, true, &Options::default()).name()
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
        assert_eq!(detected("{\"text\":\"not closed\n"), "json");
        assert_eq!(detected("[{\"a\": 1},\n{"), "json");
        assert_eq!(detected("[1] is a footnote"), "draft");
        let options = Options::default();
        assert_eq!(
            planned("", "{\"turns\":[{\"te", false, &options),
            Format::Jsonl
        );
        assert_eq!(
            planned("calls.NDJSON", "oops", true, &options),
            Format::Jsonl
        );
        let lines = Options {
            format: Some(Format::Lines),
            ..Options::default()
        };
        assert_eq!(planned("calls.jsonl", "{}", true, &lines), Format::Lines);
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

    proptest! {
        #[test]
        fn to_trim_is_to_trim(text in "[ \t\n\u{85}\u{A0}\u{1680}\u{2003}\u{2028}\u{3000}a。、好！\u{FEFF}é😀\u{10C80}]{0,4}") {
            prop_assert_eq!(trim(&text), text.trim());
            let span = trimmed(&text, Span::new(0, text.len()));
            prop_assert_eq!(span.of(&text), text.trim());
        }
    }

    #[test]
    fn every_kind_of_line_break_ends_a_line() {
        let text = "a\r\nb\rc\n\nd";
        let lines: Vec<&str> = line_spans(text).map(|line| line.of(text)).collect();
        assert_eq!(lines, ["a\r\n", "b\r", "c\n", "\n", "d"]);
    }
}
