//! JSON records of every shape: our own (`own`), those of recognisers and contact centres
//! (`speech`), of help desks and chats (`desk`), and a user's (`mapping`).
//!
//! A shape that holds whole conversations is a row of [`ADAPTERS`], one whose elements are single
//! messages that belong together a row of [`ROWS`]. Both are told by their keys. Where the user
//! says where words and speakers stand, nothing is told by keys.

mod desk;
pub(super) mod mapping;
pub(super) mod node;
mod own;
mod speech;
pub(super) mod string;

use super::conversation::Conversation;
use super::jsonl::error;
use super::roles::RoleNames;
use super::{Cut, Head, Options, RecordError, Records, Text};
use crate::document::Document;
use crate::text::{Mapped, Origin, Source, SourceMap};
use mapping::Mapping;
use node::{Node, Object};
use serde::de::IgnoredAny;
use std::sync::Arc;

/// A shape of which one object holds one conversation or several.
struct Adapter {
    /// Its name, for people.
    name: &'static str,
    /// Tells it by its keys.
    matches: fn(&Object) -> bool,
    /// Its conversations, or what is wrong with the object.
    read: fn(&Object, &Reading) -> Result<Vec<Document>, String>,
}

/// A shape of which each object is one message; together they are conversations.
pub(super) struct Rows {
    /// Its name, for people.
    name: &'static str,
    /// Tells it by the keys of the first row.
    matches: fn(&Object) -> bool,
    /// The conversations that the rows make.
    read: fn(&[Node], &Reading) -> Result<Vec<Document>, String>,
}

/// Every shape of conversations. The first row that matches reads it.
const ADAPTERS: &[Adapter] = &[
    speech::aliyun_asr::ADAPTER,
    speech::aliyun_sca::ADAPTER,
    speech::assemblyai::ADAPTER,
    speech::aws_pca::ADAPTER,
    speech::aws_transcribe::ADAPTER,
    speech::azure::ADAPTER,
    speech::azure_language::ADAPTER,
    speech::ccai::ADAPTER,
    speech::contact_lens::ADAPTER,
    speech::deepgram::ADAPTER,
    speech::elevenlabs::ADAPTER,
    speech::funasr::ADAPTER,
    speech::genesys::ADAPTER,
    speech::gladia::ADAPTER,
    speech::gong::ADAPTER,
    speech::google::ADAPTER,
    speech::huawei::ADAPTER,
    speech::ibm::ADAPTER,
    speech::revai::ADAPTER,
    speech::speechmatics::ADAPTER,
    speech::tencent::ADAPTER,
    speech::tencent_meeting::ADAPTER,
    speech::volcengine::ADAPTER,
    speech::vosk::ADAPTER,
    speech::whisper::ADAPTER,
    speech::whisper_chunks::ADAPTER,
    desk::zendesk::ADAPTER,
    desk::freshdesk::ADAPTER,
    desk::intercom::ADAPTER,
    desk::gorgias::ADAPTER,
    desk::helpscout::ADAPTER,
    desk::front::ADAPTER,
    desk::hubspot::ADAPTER,
    desk::crisp::ADAPTER,
    desk::chatwoot::ADAPTER,
    desk::livechat::ADAPTER,
    desk::tinet::ADAPTER,
    desk::dialogue::ADAPTER,
];

/// Every shape of messages.
const ROWS: &[Rows] = &[
    desk::zendesk::ROWS,
    desk::freshdesk::ROWS,
    desk::gorgias::ROWS,
    desk::front::ROWS,
    desk::hubspot::ROWS,
    desk::crisp::ROWS,
    desk::chatwoot::ROWS,
    desk::slack::ROWS,
    desk::slack::DIRECTORY,
    desk::wecom::ROWS,
    desk::easemob::ROWS,
    speech::utterances::ROWS,
];

/// What the elements of a list are if no other shape knows them. On lines of their own they are
/// records.
const ROWS_OF_A_LIST: &Rows = &desk::dialogue::ROWS;

/// What an adapter reads from.
pub(super) struct Reading<'a> {
    source: Arc<Source>,
    /// What the user says.
    pub(super) options: &'a Options,
    /// What names say about roles.
    pub(super) names: &'a RoleNames,
    /// The text of which all nodes are parts; equal to the source's.
    text: &'a str,
}

impl<'a> Reading<'a> {
    fn new(text: &'a str, origin: Origin, options: &'a Options, names: &'a RoleNames) -> Self {
        Reading {
            source: Source::new(text.to_owned(), origin),
            options,
            names,
            text,
        }
    }

    /// A conversation read from here.
    pub(super) fn conversation(&self) -> Conversation<'a> {
        Conversation::new(SourceMap::shared(Arc::clone(&self.source)), self.names)
    }

    /// The words of a string, with their places; none if it is no string.
    pub(super) fn words(&self, node: Node) -> Mapped {
        node.mapped(self.text).unwrap_or_default()
    }
}

/// It begins as an object or a list does.
pub(super) fn looks_like(head: &Head, _: &Options) -> bool {
    let text = head.text.trim_start();
    begins_object(text) || begins_list(text)
}

/// True if `line` is a complete JSON object.
pub(super) fn is_object(line: &str) -> bool {
    begins_object(line.trim()) && serde_json::from_str::<IgnoredAny>(line).is_ok()
}

/// `{` and what may follow it.
pub(super) fn begins_object(text: &str) -> bool {
    text.strip_prefix('{')
        .is_some_and(|rest| rest.trim_start().starts_with(['"', '}']))
}

/// `[` and an object, or an empty list.
fn begins_list(text: &str) -> bool {
    text.strip_prefix('[')
        .map(str::trim_start)
        .is_some_and(|rest| rest.is_empty() || begins_object(rest) || rest.starts_with(']'))
}

/// A list of whole conversations is cut between them.
pub(super) fn cut(head: &Head, options: &Options) -> Option<Cut> {
    let list = head.text.trim_start().strip_prefix('[')?;
    if options.mapping.as_ref().is_some_and(Mapping::takes_lists) {
        return None;
    }
    let first = first_element(list)?;
    rows_of_list(first, options).is_none().then_some(Cut {
        preamble: head.text.len() - list.len(),
        whole_records: whole_elements,
    })
}

/// The first element of a list that begins with `list`, behind the bracket, if it is complete.
fn first_element(list: &str) -> Option<&str> {
    let list = list.trim_start();
    let end = Elements::new(list.as_bytes()).next_end()?;
    Some(&list[..end])
}

/// The length of the whole elements in `bytes`, each with the comma behind it.
fn whole_elements(bytes: &[u8], is_over: bool) -> usize {
    if is_over {
        return bytes.len();
    }
    let mut elements = Elements::new(bytes);
    let mut end = 0;
    while let Some(next) = elements.next_comma() {
        end = next;
    }
    end
}

/// Goes over the elements of a list without reading them.
struct Elements<'a> {
    bytes: &'a [u8],
    at: usize,
    depth: usize,
    in_string: bool,
}

impl<'a> Elements<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        Elements {
            bytes,
            at: 0,
            depth: 0,
            in_string: false,
        }
    }

    /// The byte behind the next comma between elements.
    fn next_comma(&mut self) -> Option<usize> {
        self.next_mark().filter(|&at| self.bytes[at - 1] == b',')
    }

    /// The end of the next element.
    fn next_end(&mut self) -> Option<usize> {
        self.next_mark().map(|at| at - 1)
    }

    /// The byte behind the next comma, or the bracket that closes the list.
    fn next_mark(&mut self) -> Option<usize> {
        while let Some(&byte) = self.bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'\\' if self.in_string => self.at += 1,
                b'"' => self.in_string = !self.in_string,
                _ if self.in_string => {}
                b'{' | b'[' => self.depth += 1,
                b']' if self.depth == 0 => return Some(self.at),
                b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                b',' if self.depth == 0 => return Some(self.at),
                _ => {}
            }
        }
        None
    }
}

/// The shape of messages that `record`, a line and the first of them, has.
pub(super) fn rows_of(record: &str, options: &Options) -> Option<&'static Rows> {
    match options.line_mapping {
        Some(_) => None,
        None => known_rows(&Node::parse(record).ok()?.object()?),
    }
}

/// The same for the first element of a list.
fn rows_of_list(record: &str, options: &Options) -> Option<&'static Rows> {
    if options.mapping.is_some() {
        return None;
    }
    let object = Node::parse(record).ok()?.object()?;
    let any = || (ROWS_OF_A_LIST.matches)(&object).then_some(ROWS_OF_A_LIST);
    known_rows(&object).or_else(any)
}

fn known_rows(object: &Object) -> Option<&'static Rows> {
    ROWS.iter().find(|rows| (rows.matches)(object))
}

/// A whole document: an object, a list, or several one after the other; or a piece of a list.
pub(super) fn read(text: Text, options: &Options) -> Records {
    let names = RoleNames::new(options);
    let mut records = Records::new();
    let content = text.text.trim_start();
    let takes_lists = options.mapping.as_ref().is_some_and(Mapping::takes_lists);
    match content.strip_prefix('[') {
        Some(_) if takes_lists => read_values(&text, options, &names, &mut records),
        Some(list) if text.preamble.is_none() => {
            let start = text.text.len() - list.len();
            read_list(&text, start, options, &names, &mut records);
        }
        _ if text.preamble.is_some() => read_list(&text, 0, options, &names, &mut records),
        _ => read_values(&text, options, &names, &mut records),
    }
    records
}

/// The elements of a list from byte `start` of the text on.
fn read_list(
    text: &Text,
    start: usize,
    options: &Options,
    names: &RoleNames,
    records: &mut Records,
) {
    let list = &text.text[start..];
    // Rows that belong together are never cut into pieces.
    let first = first_element(list).filter(|_| text.preamble.is_none());
    if let Some(rows) = first.and_then(|first| rows_of_list(first, options)) {
        records.extend(read_rows(rows, elements(text, start), text, options));
        return;
    }
    for (element, origin) in elements(text, start) {
        read_record(
            element,
            origin,
            options.mapping.as_ref(),
            options,
            names,
            records,
        );
    }
}

/// The elements of the list that begins at byte `start`, each with its place in the file.
fn elements(text: &Text, start: usize) -> impl Iterator<Item = (&str, Origin)> {
    let list = &text.text[start..];
    let mut marks = Elements::new(list.as_bytes());
    let mut origin = text.origin.after(&text.text[..start]);
    let mut at = 0;
    let mut is_closed = false;
    std::iter::from_fn(move || {
        while !is_closed && at < list.len() {
            let end = marks.next_mark();
            is_closed = end.is_none_or(|end| list.as_bytes()[end - 1] == b']');
            let stop = end.map_or(list.len(), |end| end - 1);
            let element = list[at..stop].trim();
            let lead = list[at..stop].len() - list[at..stop].trim_start().len();
            let begins = origin.after(&list[at..at + lead]);
            let next = end.unwrap_or(list.len());
            origin = origin.after(&list[at..next]);
            at = next;
            if !element.is_empty() {
                return Some((element, begins));
            }
        }
        None
    })
}

/// Values one after the other; the usual file holds one.
fn read_values(text: &Text, options: &Options, names: &RoleNames, records: &mut Records) {
    let mut rest = text.text.as_str();
    let mut origin = text.origin.clone();
    loop {
        let value = rest.trim_start();
        origin = origin.after(&rest[..rest.len() - value.len()]);
        if value.is_empty() {
            return;
        }
        let mut values = serde_json::Deserializer::from_str(value).into_iter::<IgnoredAny>();
        let end = match values.next() {
            Some(Ok(_)) => values.byte_offset(),
            _ => value.len(),
        };
        let mapping = options.mapping.as_ref();
        read_record(
            &value[..end],
            origin.clone(),
            mapping,
            options,
            names,
            records,
        );
        origin = origin.after(&value[..end]);
        rest = &value[end..];
    }
}

/// Adds the documents of one record, or what is wrong with it.
pub(super) fn read_record(
    record: &str,
    origin: Origin,
    mapping: Option<&Mapping>,
    options: &Options,
    names: &RoleNames,
    records: &mut Records,
) {
    let documents = match mapping {
        Some(mapping) => mapped_document(record, &origin, mapping, options, names),
        None => documents(record, &origin, options, names),
    };
    match documents {
        Ok(documents) => records.extend(documents.into_iter().map(Ok)),
        Err(wrong) => records.push(Err(wrong)),
    }
}

/// The document of a record that the user describes.
fn mapped_document(
    record: &str,
    origin: &Origin,
    mapping: &Mapping,
    options: &Options,
    names: &RoleNames,
) -> Result<Vec<Document>, RecordError> {
    let node = Node::parse(record).map_err(|wrong| explain(&wrong, record, origin))?;
    let reading = Reading::new(record, origin.clone(), options, names);
    mapping
        .document(node, &reading)
        .map(|document| vec![document])
        .map_err(|wrong| error(origin, wrong))
}

fn documents(
    record: &str,
    origin: &Origin,
    options: &Options,
    names: &RoleNames,
) -> Result<Vec<Document>, RecordError> {
    let own = own::parse(record);
    let is_foreign = match &own {
        Ok(own) => own.is_foreign(),
        Err(wrong) => wrong.is_data(),
    };
    let object = is_foreign
        .then(|| Node::parse(record).ok()?.object())
        .flatten();
    let adapter = object.and_then(|object| {
        let mut rows = ADAPTERS.iter();
        Some((rows.find(|row| (row.matches)(&object))?, object))
    });
    if let Some((adapter, object)) = adapter {
        let reading = Reading::new(record, origin.clone(), options, names);
        return (adapter.read)(&object, &reading)
            .map(|documents| of_shape(adapter.name, documents))
            .map_err(|wrong| error(origin, format!("{}: {wrong}", adapter.name)));
    }
    let own = own.map_err(|wrong| explain(&wrong, record, origin))?;
    own::document(own, record, origin.clone(), names)
        .map(|document| vec![document])
        .map_err(|wrong| error(origin, wrong))
}

/// The conversations that messages make, and what could not be read. `elements` are parts of
/// `text`.
pub(super) fn read_rows<'a>(
    rows: &Rows,
    elements: impl Iterator<Item = (&'a str, Origin)>,
    text: &'a Text,
    options: &Options,
) -> Records {
    let names = RoleNames::new(options);
    let reading = Reading::new(&text.text, text.origin.clone(), options, &names);
    let mut records = Records::new();
    let mut nodes = Vec::new();
    for (element, origin) in elements {
        match Node::parse(element) {
            Ok(node) => nodes.push(node),
            Err(wrong) => records.push(Err(explain(&wrong, element, &origin))),
        }
    }
    match (rows.read)(&nodes, &reading) {
        Ok(documents) => records.extend(of_shape(rows.name, documents).into_iter().map(Ok)),
        Err(wrong) => records.push(Err(error(&text.origin, format!("{}: {wrong}", rows.name)))),
    }
    records
}

/// The documents, each with the name of the shape that it was read from.
fn of_shape(name: &'static str, mut documents: Vec<Document>) -> Vec<Document> {
    for document in &mut documents {
        document.shape = Some(name);
    }
    documents
}

/// serde_json's message with the place in the file; its own place counts bytes, from the record's
/// beginning.
fn explain(wrong: &serde_json::Error, record: &str, origin: &Origin) -> RecordError {
    let (line, column) = place(wrong, record, origin);
    let message = wrong.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    let message = match wrong.classify() {
        serde_json::error::Category::Data if record.trim_start().starts_with('[') => {
            "a list, not an object; write each record on a line of its own".to_owned()
        }
        serde_json::error::Category::Data => format!("{message}, column {column}"),
        serde_json::error::Category::Eof if record.trim_end().contains('\n') => {
            "the file ends in the middle of its JSON; was it cut off?".to_owned()
        }
        serde_json::error::Category::Eof => {
            "the JSON ends in the middle of the record: it was cut off, or goes on in the next \
             line; write each record on one line"
                .to_owned()
        }
        _ => format!("invalid JSON: {message}, column {column}"),
    };
    RecordError { line, message }
}

/// Line and column, in characters, of an error in the file.
fn place(wrong: &serde_json::Error, record: &str, origin: &Origin) -> (usize, usize) {
    let line = wrong.line().max(1);
    let start: usize = record
        .split_inclusive('\n')
        .take(line - 1)
        .map(str::len)
        .sum();
    let end = record.floor_char_boundary(start + wrong.column().saturating_sub(1));
    let before = &record[start.min(end)..end];
    let shift = if line == 1 { origin.column - 1 } else { 0 };
    (origin.line + line - 1, before.chars().count() + 1 + shift)
}
