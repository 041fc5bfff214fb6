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
use super::dialogue::{dialogue, may_be_dialogue};
use super::instant::Instant;
use super::quotes;
use super::roles::RoleNames;
use crate::document::{Document, Role};
use crate::text::{Mapped, SourceMap};
use columns::Columns;
use std::borrow::Cow;
use std::collections::HashMap;

/// The cells of a row.
trait Row {
    /// How many there are.
    fn len(&self) -> usize;
    /// The text of a cell; empty if there is none.
    fn text(&self, index: usize) -> Cow<'_, str>;
    /// The same with its places.
    fn words(&self, index: usize) -> Mapped;
    /// The name of a cell that has no bytes of its own.
    fn cell_name(&self, index: usize) -> Option<String>;
}

/// A table being read row by row.
struct Table<'a> {
    columns: &'a Columns,
    names: &'a RoleNames,
    new_map: Box<dyn Fn() -> SourceMap + 'a>,
    /// Conversations in the order of their first rows.
    groups: Vec<Group>,
    by_id: HashMap<String, usize>,
}

/// The rows of one conversation.
#[derive(Default)]
struct Group {
    head: Head,
    messages: Vec<Message>,
}

/// What is known of a conversation by its first row.
#[derive(Default)]
struct Head {
    id: Option<String>,
    agent: Option<String>,
    started_at: Option<String>,
    meta: Vec<(String, String)>,
}

struct Message {
    speaker: String,
    role: Option<Role>,
    time: Option<Instant>,
    /// The time as written.
    when: String,
    words: Mapped,
    cell: Option<String>,
}

impl<'a> Table<'a> {
    fn new(
        columns: &'a Columns,
        names: &'a RoleNames,
        new_map: Box<dyn Fn() -> SourceMap + 'a>,
    ) -> Self {
        Table {
            columns,
            names,
            new_map,
            groups: Vec::new(),
            by_id: HashMap::new(),
        }
    }

    /// Takes a row in. A document comes out if the row is one.
    fn push(&mut self, row: &dyn Row) -> Option<Document> {
        let words = row.words(self.columns.text);
        if words.text.trim().is_empty() {
            return None;
        }
        let cell = row.cell_name(self.columns.text);
        let Some(role) = self.columns.role else {
            return Some(self.document(self.head(row), words, cell));
        };
        let head = self.head(row);
        let when = self
            .columns
            .time
            .map(|time| row.text(time).trim().to_owned());
        let when = when.unwrap_or_default();
        let time = instant(&when);
        let speaker = row.text(role).trim().to_owned();
        // Who bears the agent's name is the agent.
        let is_agent = head.agent.as_ref() == Some(&speaker) && !speaker.is_empty();
        let message = Message {
            speaker,
            role: is_agent.then_some(Role::Agent),
            time,
            when,
            words,
            cell,
        };
        let id = head.id.clone().unwrap_or_default();
        let index = *self.by_id.entry(id).or_insert_with(|| {
            self.groups.push(Group {
                head,
                messages: Vec::new(),
            });
            self.groups.len() - 1
        });
        self.groups[index].messages.push(message);
        None
    }

    fn head(&self, row: &dyn Row) -> Head {
        let filled = |index: usize| {
            let text = row.text(index);
            let text = text.trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let others = self.columns.others.iter();
        Head {
            id: self.columns.id.and_then(filled),
            agent: self.columns.agent.and_then(filled),
            started_at: self.columns.time.and_then(filled),
            meta: others
                .filter_map(|(index, name)| Some((name.clone(), filled(*index)?)))
                .collect(),
        }
    }

    /// A row as a document: a dialogue in a cell, or one message of an agent.
    fn document(&self, head: Head, words: Mapped, cell: Option<String>) -> Document {
        let spoken = may_be_dialogue(&words.text)
            .then(|| Conversation::new((self.new_map)(), self.names))
            .and_then(|mut conversation| {
                let is_dialogue = dialogue(&words, self.names, &mut conversation);
                is_dialogue.then(|| conversation.finish())
            });
        let mut document = spoken.unwrap_or_else(|| message((self.new_map)(), words));
        if let Some(cell) = cell {
            document.source.push_cell(document.text.len(), cell);
        }
        head.name(&mut document);
        document
    }

    /// The conversations that rows made together.
    fn finish(self) -> Vec<Document> {
        let Table {
            names,
            new_map,
            groups,
            ..
        } = self;
        let conversation = |group: Group| {
            let mut messages = group.messages;
            // Rows without a time stay behind the one before them.
            let mut last = None;
            for message in &mut messages {
                last = message.time.or(last);
                message.time = last;
            }
            messages.sort_by_key(|message| message.time);
            let first = messages.iter().find_map(|message| message.time);
            let begins = messages.first().map(|message| message.when.clone());
            let mut conversation = Conversation::new(new_map(), names);
            for message in messages {
                let start = message.time.zip(first);
                let start = start.map(|(time, first)| time.seconds_in(first));
                conversation.message(Utterance {
                    speaker: (!message.speaker.is_empty()).then_some(&message.speaker),
                    role: message.role,
                    start,
                });
                conversation.words(&message.words);
                if let Some(cell) = message.cell {
                    let document = conversation.document();
                    document.source.push_cell(document.text.len(), cell);
                }
            }
            let mut document = conversation.finish();
            group.head.name(&mut document);
            document.started_at = begins.filter(|when| !when.is_empty());
            document
        };
        groups.into_iter().map(conversation).collect()
    }
}

impl Head {
    fn name(self, document: &mut Document) {
        document.id = self.id;
        document.agent = self.agent;
        document.started_at = self.started_at;
        document.meta = self.meta.into_iter().collect();
    }
}

/// One message of an agent.
fn message(mut map: SourceMap, words: Mapped) -> Document {
    map.take_runs(words.runs);
    let mut document = Document::draft(words.text);
    document.source = map;
    document.skips = quotes::skips(&document.text);
    document
}

/// A moment as a table has it: as text, or as a spreadsheet's number of days since 1900, of which
/// 25,569 lie before 1970. 20,000 to 80,000 days are the years 1954 to 2119.
fn instant(text: &str) -> Option<Instant> {
    match text.parse::<f64>() {
        Ok(days) if (20_000.0..80_000.0).contains(&days) => {
            let seconds = ((days - 25_569.0) * 86_400.0 * 1000.0).round() / 1000.0;
            Instant::from_number(seconds, 1e6)
        }
        _ => Instant::parse(text),
    }
}
