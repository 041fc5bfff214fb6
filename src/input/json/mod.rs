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
mod scanner;
mod speech;
pub(super) mod string;

use super::conversation::Conversation;
use super::jsonl::error;
use super::roles::RoleNames;
use super::{Cut, Head, Options, RecordError, Records, Text};
use crate::document::Document;
use crate::text::{Mapped, Origin, Source, SourceMap, Span};
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
    /// All nodes are parts of its text.
    source: &'a Arc<Source>,
    /// What the user says.
    pub(super) options: &'a Options,
    /// What names say about roles.
    pub(super) names: &'a RoleNames,
}

impl<'a> Reading<'a> {
    fn new(source: &'a Arc<Source>, options: &'a Options, names: &'a RoleNames) -> Self {
        Reading {
            source,
            options,
            names,
        }
    }

    /// A conversation read from here.
    pub(super) fn conversation(&self) -> Conversation<'a> {
        Conversation::new(SourceMap::shared(Arc::clone(self.source)), self.names)
    }

    /// The words of a string, with their places; none if it is no string.
    pub(super) fn words(&self, node: Node) -> Mapped {
        node.mapped(self.source.text()).unwrap_or_default()
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
    let is_piece = text.preamble.is_some();
    let source = Source::new(text.text, text.origin);
    let content = source.text().trim_start();
    let takes_lists = options.mapping.as_ref().is_some_and(Mapping::takes_lists);
    match content.strip_prefix('[') {
        Some(_) if takes_lists => read_values(&source, options, &names),
        // Rows that belong together are never cut into pieces.
        _ if is_piece => read_list(elements(&source, 0), &source, options, &names),
        Some(list) => {
            let elements = elements(&source, source.text().len() - list.len());
            match first_element(list).and_then(|first| rows_of_list(first, options)) {
                Some(rows) => read_rows(rows, elements, &source, options),
                None => read_list(elements, &source, options, &names),
            }
        }
        None => read_values(&source, options, &names),
    }
}

/// The elements of a list, each a record.
fn read_list(
    elements: impl Iterator<Item = (Span, Origin)>,
    source: &Source,
    options: &Options,
    names: &RoleNames,
) -> Records {
    let mut records = Records::new();
    for (element, origin) in elements {
        read_record(
            source.part(element, origin),
            options.mapping.as_ref(),
            options,
            names,
            &mut records,
        );
    }
    records
}

/// The elements of the list that begins at byte `start`, each with its place in the file.
fn elements(source: &Source, start: usize) -> impl Iterator<Item = (Span, Origin)> {
    let text = source.text();
    let mut marks = Elements::new(&text.as_bytes()[start..]);
    let mut origin = source.origin().after(&text[..start]);
    let mut at = start;
    let mut is_closed = false;
    std::iter::from_fn(move || {
        while !is_closed && at < text.len() {
            let mark = marks.next_mark().map(|mark| start + mark);
            is_closed = mark.is_none_or(|mark| text.as_bytes()[mark - 1] == b']');
            let element = Span::new(at, mark.map_or(text.len(), |mark| mark - 1));
            let element = super::trimmed(text, element);
            let begins = origin.after(&text[at..element.start]);
            let next = mark.unwrap_or(text.len());
            origin = origin.after(&text[at..next]);
            at = next;
            if !element.is_empty() {
                return Some((element, begins));
            }
        }
        None
    })
}

/// Values one after the other; the usual file holds one.
fn read_values(source: &Source, options: &Options, names: &RoleNames) -> Records {
    let mut records = Records::new();
    let text = source.text();
    let mut origin = source.origin().clone();
    let mut at = 0;
    loop {
        let value = text[at..].trim_start();
        let start = text.len() - value.len();
        origin = origin.after(&text[at..start]);
        if value.is_empty() {
            return records;
        }
        let mut values = serde_json::Deserializer::from_str(value).into_iter::<IgnoredAny>();
        at = match values.next() {
            Some(Ok(_)) => start + values.byte_offset(),
            _ => text.len(),
        };
        read_record(
            source.part(Span::new(start, at), origin.clone()),
            options.mapping.as_ref(),
            options,
            names,
            &mut records,
        );
        origin = origin.after(&text[start..at]);
    }
}

/// Adds the documents of one record, or what is wrong with it.
pub(super) fn read_record(
    record: Arc<Source>,
    mapping: Option<&Mapping>,
    options: &Options,
    names: &RoleNames,
    records: &mut Records,
) {
    let read = match mapping {
        Some(mapping) => read_mapped(&record, mapping, options, names, records),
        None => read_known(&record, options, names, records),
    };
    records.extend(read.err().map(Err));
}

/// Adds the document of a record that the user describes.
fn read_mapped(
    record: &Arc<Source>,
    mapping: &Mapping,
    options: &Options,
    names: &RoleNames,
    records: &mut Records,
) -> Result<(), RecordError> {
    let node = Node::parse(record.text());
    let node = node.map_err(|wrong| explain(&wrong, record.text(), record.origin()))?;
    let document = mapping.document(node, &Reading::new(record, options, names));
    records.push(Ok(document.map_err(|wrong| error(record.origin(), wrong))?));
    Ok(())
}

/// Adds the documents of a record that tells its shape itself.
fn read_known(
    record: &Arc<Source>,
    options: &Options,
    names: &RoleNames,
    records: &mut Records,
) -> Result<(), RecordError> {
    let (text, origin) = (record.text(), record.origin());
    let own = own::parse(text);
    let is_foreign = match &own {
        Ok(own) => own.is_foreign(),
        Err(wrong) => wrong.is_data(),
    };
    if is_foreign && let Some((adapter, object)) = adapter_of(text) {
        let documents = (adapter.read)(&object, &Reading::new(record, options, names));
        let documents =
            documents.map_err(|wrong| error(origin, format!("{}: {wrong}", adapter.name)))?;
        records.extend(of_shape(adapter.name, documents).into_iter().map(Ok));
        return Ok(());
    }
    let own = own.map_err(|wrong| explain(&wrong, text, origin))?;
    let document = own::document(own, record, names);
    records.push(Ok(document.map_err(|wrong| error(origin, wrong))?));
    Ok(())
}

/// The shape of a record, and its fields.
fn adapter_of(record: &str) -> Option<(&'static Adapter, Object<'_>)> {
    let object = Node::parse(record).ok()?.object()?;
    let adapter = ADAPTERS.iter().find(|row| (row.matches)(&object))?;
    Some((adapter, object))
}

/// The conversations that messages make, and what could not be read. `elements` are parts of the
/// source.
pub(super) fn read_rows(
    rows: &Rows,
    elements: impl Iterator<Item = (Span, Origin)>,
    source: &Arc<Source>,
    options: &Options,
) -> Records {
    let names = RoleNames::new(options);
    let reading = Reading::new(source, options, &names);
    let mut records = Records::new();
    let mut nodes = Vec::new();
    for (element, origin) in elements {
        let element = element.of(source.text());
        match Node::parse(element) {
            Ok(node) => nodes.push(node),
            Err(wrong) => records.push(Err(explain(&wrong, element, &origin))),
        }
    }
    match (rows.read)(&nodes, &reading) {
        Ok(documents) => records.extend(of_shape(rows.name, documents).into_iter().map(Ok)),
        Err(wrong) => records.push(Err(error(
            source.origin(),
            format!("{}: {wrong}", rows.name),
        ))),
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
