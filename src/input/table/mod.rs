//! Tables: one row a message, or one row a conversation.
//!
//! Columns are found by their names (`columns`) or as the user names them. A cell may hold a whole
//! dialogue. Rows with speakers belong together: those of one conversation id, or all of them.

mod columns;
pub(super) mod csv;
#[cfg(feature = "xlsx")]
pub(super) mod workbook;

pub use columns::ColumnNames;

use super::conversation::{Conversation, Utterance};
use super::dialogue::{dialogue, is_one_message};
use super::instant::Instant;
use super::quotes;
use super::roles::RoleNames;
use super::trim;
use crate::document::{Document, Kind, Meta, Role, Turn};
use crate::text::{Mapped, Source, SourceMap, Span};
use columns::Columns;
use smallvec::SmallVec;
use smol_str::SmolStr;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// The cells of a row.
trait Row {
    /// What is kept of a cell with words.
    type Words: Words;
    /// How many there are.
    fn len(&self) -> usize;
    /// The text of a cell; empty if there is none.
    fn text(&self, index: usize) -> Cow<'_, str>;
    /// The same to be read later.
    fn words(&self, index: usize) -> Self::Words;
}

/// The words of a cell, in as little room as can be: all rows of a table are held at once. They
/// may need the text of the source.
trait Words {
    /// True if there is nothing but white space.
    fn is_blank(&self, source: &str) -> bool;
    /// Its bytes in the source, about.
    fn len(&self) -> usize;
    /// The text and its byte in the source, if it stands there as it is.
    fn as_written<'s>(&self, source: &'s str) -> Option<(&'s str, usize)>;
    /// The text with its places.
    fn mapped(&self, source: &str) -> Mapped;
    /// The name of a cell that has no bytes of its own.
    fn cell_name(&self) -> Option<String>;
}

/// A table being read row by row.
struct Table<W> {
    columns: Columns,
    names: RoleNames,
    source: Arc<Source>,
    speakers: Speakers,
    /// Conversations in the order of their first rows.
    heads: Vec<Head>,
    by_id: HashMap<SmolStr, u32>,
    messages: Vec<Message<W>>,
}

/// What is known of a conversation by its first row, and of its time by all of them.
#[derive(Default)]
struct Head {
    id: Option<SmolStr>,
    agent: Option<SmolStr>,
    /// The time of the earliest row, and how that is written.
    earliest: Option<Instant>,
    started_at: Option<SmolStr>,
    meta: Meta,
}

/// A row of a conversation.
struct Message<W> {
    /// The number of the conversation.
    conversation: u32,
    /// The number of the speaker.
    speaker: u32,
    /// When it was sent.
    time: Option<Instant>,
    words: W,
}

impl<W: Words> Table<W> {
    fn new(columns: Columns, names: RoleNames, source: Arc<Source>) -> Self {
        Table {
            columns,
            names,
            source,
            speakers: Speakers::default(),
            heads: Vec::new(),
            by_id: HashMap::new(),
            messages: Vec::new(),
        }
    }

    /// Takes a row in. If it is a document by itself, its words come out, for [`Self::document`].
    fn push(&mut self, row: &impl Row<Words = W>) -> Option<W> {
        let words = row.words(self.columns.text);
        if words.is_blank(self.source.text()) {
            return None;
        }
        let Some(role) = self.columns.role else {
            return Some(words);
        };
        let speaker = row.text(role);
        let speaker = trim(&speaker);
        // Who bears the agent's name is the agent.
        let agent = self.columns.agent.and_then(|agent| filled(row, agent));
        let is_agent = agent.is_some_and(|agent| agent == speaker);
        let when = self.columns.time.and_then(|time| filled(row, time));
        let time = when.as_ref().and_then(|when| instant(when));
        let message = Message {
            conversation: self.conversation(row, time),
            speaker: self.speakers.number(speaker, is_agent, &self.names),
            time,
            words,
        };
        self.messages.push(message);
        None
    }

    /// The number of the conversation to which a row of that time belongs.
    fn conversation(&mut self, row: &impl Row, time: Option<Instant>) -> u32 {
        let number = self.number(row);
        let head = self.heads.get_mut(number as usize);
        match head {
            // A row without a time counts as late as the one before it.
            Some(head) if time < head.earliest && time.is_some() => {
                head.earliest = time;
                head.started_at = field(row, self.columns.time);
            }
            Some(_) => {}
            None => {
                let head = self.head(row);
                self.heads.push(Head {
                    earliest: time,
                    ..head
                });
            }
        }
        number
    }

    /// The number of the conversation to which a row belongs, or the number that it will have.
    fn number(&mut self, row: &impl Row) -> u32 {
        let id = self.columns.id.and_then(|id| filled(row, id));
        let id = id.unwrap_or_default();
        if let Some(last) = self.messages.last() {
            let known = &self.heads[last.conversation as usize].id;
            if known.as_deref().unwrap_or_default() == id {
                return last.conversation;
            }
        }
        if let Some(&number) = self.by_id.get(&*id) {
            return number;
        }
        // So many conversations do not fit into any memory.
        let number = u32::try_from(self.heads.len()).unwrap_or(u32::MAX);
        self.by_id.insert(SmolStr::new(id), number);
        number
    }

    fn head(&self, row: &impl Row) -> Head {
        let columns = &self.columns;
        Head {
            id: field(row, columns.id),
            agent: field(row, columns.agent),
            earliest: None,
            started_at: field(row, columns.time),
            meta: self.meta(row),
        }
    }

    fn meta(&self, row: &impl Row) -> Meta {
        let others = &self.columns.others;
        let mut meta = Meta::with_capacity(others.len());
        for (index, name) in others {
            if let Some(value) = field(row, Some(*index)) {
                meta.insert(name.clone(), value);
            }
        }
        meta
    }

    /// A row as a document: a dialogue in a cell, or one message of an agent.
    fn document(&self, row: &impl Row, words: &W) -> Document {
        let source = self.source.text();
        match words.as_written(source) {
            Some((text, at)) if is_one_message(text, &self.names) => {
                let mut map = self.new_map();
                map.push_same(Span::new(0, text.len()), at);
                self.message(row, text.to_owned(), map)
            }
            _ => {
                let mut document = self.dialogue(row, words.mapped(source));
                if let Some(cell) = words.cell_name() {
                    document.source.push_cell(document.text.len(), cell);
                }
                document
            }
        }
    }

    fn dialogue(&self, row: &impl Row, words: Mapped) -> Document {
        let mut conversation = Conversation::new(self.new_map(), &self.names);
        if dialogue(&words, &self.names, &mut conversation) {
            let mut document = conversation.finish();
            self.head(row).name(&mut document);
            return document;
        }
        let mut map = self.new_map();
        map.take_runs(words.runs);
        self.message(row, words.text, map)
    }

    /// One message of an agent. It is written at one stroke, for a document is large and moves
    /// slowly.
    fn message(&self, row: &impl Row, text: String, source: SourceMap) -> Document {
        let turn = Turn {
            span: Span::new(0, text.len()),
            role: Role::Agent,
            speaker: None,
        };
        Document {
            kind: Kind::Draft,
            source,
            turns: SmallVec::from_buf([turn]),
            cues: Vec::new(),
            skips: quotes::skips(&text),
            shape: None,
            id: field(row, self.columns.id),
            agent: field(row, self.columns.agent),
            started_at: field(row, self.columns.time),
            meta: self.meta(row),
            notes: Vec::new(),
            text,
        }
    }

    fn new_map(&self) -> SourceMap {
        SourceMap::shared(Arc::clone(&self.source))
    }

    /// The conversations that rows made together.
    fn finish(self) -> Conversations<W> {
        let mut ends = vec![0; self.heads.len()];
        for message in &self.messages {
            ends[message.conversation as usize] += 1;
        }
        let mut start = 0;
        for end in &mut ends {
            (*end, start) = (start, start + *end);
        }
        // To count is quicker than to sort.
        let mut order = vec![0; self.messages.len()];
        for (index, message) in self.messages.iter().enumerate() {
            let end = &mut ends[message.conversation as usize];
            order[*end] = index;
            *end += 1;
        }
        Conversations {
            next: 0,
            start: 0,
            ends,
            order,
            table: self,
        }
    }
}

/// The conversations of a table, one after the other.
struct Conversations<W> {
    table: Table<W>,
    /// The numbers of the rows, those of each conversation one after the other.
    order: Vec<usize>,
    /// Where in them each conversation ends.
    ends: Vec<usize>,
    next: usize,
    /// The end of the last conversation.
    start: usize,
}

impl<W: Words> Iterator for Conversations<W> {
    type Item = Document;

    fn next(&mut self) -> Option<Document> {
        let end = *self.ends.get(self.next)?;
        let rows = self.order[self.start..end].iter();
        let head = std::mem::take(&mut self.table.heads[self.next]);
        (self.next, self.start) = (self.next + 1, end);
        let messages = in_order_of_time(rows.map(|&row| &self.table.messages[row]));
        Some(self.table.told(&messages, head))
    }
}

/// The messages of a conversation with their times. Those without one stay behind the one before
/// them.
fn in_order_of_time<'m, W>(
    messages: impl Iterator<Item = &'m Message<W>>,
) -> Vec<(Option<Instant>, &'m Message<W>)> {
    let mut last = None;
    let timed = messages.map(|message| {
        last = message.time.or(last);
        (last, message)
    });
    let mut timed: Vec<_> = timed.collect();
    timed.sort_by_key(|&(time, _)| time);
    timed
}

impl<W: Words> Table<W> {
    /// The conversation that those messages are.
    fn told(&self, messages: &[(Option<Instant>, &Message<W>)], head: Head) -> Document {
        let source = self.source.text();
        let mut conversation = Conversation::new(self.new_map(), &self.names);
        conversation.reserve(messages.iter().map(|(_, message)| message.words.len()));
        let zero = messages.iter().find_map(|&(time, _)| time);
        for &(time, message) in messages {
            let start = time.zip(zero);
            let speaker = &self.speakers.known[message.speaker as usize];
            let name = &speaker.name;
            conversation.message(Utterance {
                speaker: (!name.is_empty()).then_some(name),
                role: Some(speaker.role),
                start: start.map(|(time, zero)| time.seconds_in(zero)),
            });
            match message.words.as_written(source) {
                Some((words, at)) => conversation.words_as_written(words, at),
                None => conversation.words(&message.words.mapped(source)),
            }
            if let Some(cell) = message.words.cell_name() {
                let document = conversation.document();
                document.source.push_cell(document.text.len(), cell);
            }
        }
        let mut document = conversation.finish();
        head.name(&mut document);
        document
    }
}

/// Everybody who speaks in a table, and their roles: to look at a name closely costs more than to
/// read its row.
#[derive(Default)]
struct Speakers {
    known: Vec<Speaker>,
    by_name: HashMap<(SmolStr, bool), u32>,
    /// The numbers of the last two: most people take turns.
    last: [u32; 2],
}

struct Speaker {
    name: SmolStr,
    /// The row says so: it is the name in the agent's column.
    is_agent: bool,
    role: Role,
}

impl Speakers {
    fn number(&mut self, name: &str, is_agent: bool, names: &RoleNames) -> u32 {
        let is_same = |&number: &u32| {
            let known = self.known.get(number as usize);
            known.is_some_and(|known| known.name == name && known.is_agent == is_agent)
        };
        if let Some(number) = self.last.into_iter().find(is_same) {
            return number;
        }
        let key = (SmolStr::new(name), is_agent);
        let number = match self.by_name.get(&key) {
            Some(&number) => number,
            None => self.add(key, names),
        };
        self.last = [number, self.last[0]];
        number
    }

    fn add(&mut self, key: (SmolStr, bool), names: &RoleNames) -> u32 {
        let (name, is_agent) = key.clone();
        let role = match is_agent {
            true => Role::Agent,
            false if name.is_empty() => Role::Unknown,
            false => names.role(&name),
        };
        // So many names do not fit into any memory.
        let number = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        self.by_name.insert(key, number);
        self.known.push(Speaker {
            name,
            is_agent,
            role,
        });
        number
    }
}

/// The text of a cell without the white space around it; `None` if nothing is left.
#[inline]
fn filled(row: &impl Row, index: usize) -> Option<Cow<'_, str>> {
    let text = match row.text(index) {
        Cow::Borrowed(text) => Cow::Borrowed(trim(text)),
        Cow::Owned(text) => Cow::Owned(trim(&text).to_owned()),
    };
    Some(text).filter(|text| !text.is_empty())
}

/// The same, to be kept.
#[inline]
fn field(row: &impl Row, index: Option<usize>) -> Option<SmolStr> {
    filled(row, index?).map(SmolStr::new)
}

impl Head {
    fn name(self, document: &mut Document) {
        document.id = self.id;
        document.agent = self.agent;
        document.started_at = self.started_at;
        document.meta = self.meta;
    }
}

/// A moment as a table has it: as text, or as a spreadsheet's number of days since 1900, of which
/// 25,569 lie before 1970. 20,000 to 80,000 days are the years 1954 to 2119.
fn instant(text: &str) -> Option<Instant> {
    // No date begins with five digits.
    let days = text
        .as_bytes()
        .get(..5)
        .filter(|first| first.iter().all(u8::is_ascii_digit));
    match days.and_then(|_| text.parse::<f64>().ok()) {
        Some(days) if (20_000.0..80_000.0).contains(&days) => {
            let seconds = ((days - 25_569.0) * 86_400.0 * 1000.0).round() / 1000.0;
            Instant::from_number(seconds, 1e6)
        }
        _ => Instant::parse(text),
    }
}
