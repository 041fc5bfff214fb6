//! Exports of help desks and chats: one file for each vendor.
//!
//! Every vendor's file makes [`Message`]s of its own fields; a [`Thread`] sorts them by time and
//! makes a conversation of them. Notes that colleagues write for each other are kept as notices,
//! which nobody judges, unless the user asks for them.

pub(super) mod chatwoot;
pub(super) mod crisp;
pub(super) mod dialogue;
pub(super) mod easemob;
pub(super) mod freshdesk;
pub(super) mod front;
pub(super) mod gorgias;
pub(super) mod helpscout;
pub(super) mod hubspot;
pub(super) mod intercom;
pub(super) mod livechat;
pub(super) mod slack;
pub(super) mod tinet;
pub(super) mod wecom;
pub(super) mod zendesk;

use super::Reading;
use super::node::{Node, Object};
use crate::document::{Document, Meta, Role, Skip};
use crate::input::conversation::{Conversation, Utterance};
use crate::input::html::{self, Visible};
use crate::input::instant::Instant;
use crate::input::quotes;
use smol_str::SmolStr;
use std::borrow::Cow;
use std::collections::HashMap;

/// One message of an export.
#[derive(Default)]
struct Message<'a> {
    /// Who wrote it: a name, else a number.
    speaker: Option<Cow<'a, str>>,
    /// Who that is, where the vendor's fields say so.
    role: Option<Role>,
    /// Who sees it.
    audience: Audience,
    at: Option<Moment<'a>>,
    words: Visible,
}

/// Who sees a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Audience {
    /// Everybody.
    #[default]
    Customer,
    /// Colleagues: an internal note.
    Colleagues,
    /// It is no message but a notice of the system.
    Nobody,
}

/// When a message was written.
struct Moment<'a> {
    instant: Instant,
    written: Cow<'a, str>,
}

impl<'a> Moment<'a> {
    /// A date, or a number whose size tells its unit.
    fn of(node: Node<'a>) -> Option<Self> {
        let written = node.scalar()?;
        let instant = Instant::parse(&written)?;
        Some(Moment { instant, written })
    }

    /// A number of milliseconds, since 1970 or since the call began.
    fn of_milliseconds(node: Node<'a>) -> Option<Self> {
        let written = node.scalar()?;
        let instant = Instant::from_number(node.number()?, 1000.0)?;
        Some(Moment { instant, written })
    }
}

/// A conversation of an export.
#[derive(Default)]
struct Thread<'a> {
    messages: Vec<Message<'a>>,
    id: Option<SmolStr>,
    /// Whose conversation it is; else the first agent who writes in it.
    agent: Option<SmolStr>,
    /// When it began; else when its first message was written.
    started_at: Option<SmolStr>,
    meta: Meta,
}

impl<'a> Thread<'a> {
    fn new(messages: Vec<Message<'a>>) -> Self {
        Thread {
            messages,
            ..Thread::default()
        }
    }

    /// Takes over fields of `object` that are no lists or objects.
    fn with_meta(mut self, object: &Object, names: &[&str]) -> Self {
        for name in names {
            if let Some(value) = object.scalar(name).filter(|value| !value.is_empty()) {
                self.meta.insert(*name, value);
            }
        }
        self
    }

    /// The conversation, in the order of time.
    fn document(mut self, reading: &Reading) -> Document {
        sort(&mut self.messages);
        let mut moments = self.messages.iter().filter_map(|one| one.at.as_ref());
        let first = moments.next();
        let zero = first.map(|moment| moment.instant);
        let written = first
            .filter(|moment| moment.instant.is_date())
            .map(|moment| SmolStr::new(&moment.written));
        let mut conversation = reading.conversation();
        for message in &self.messages {
            let start = message.at.as_ref().zip(zero);
            let start = start.map(|(at, zero)| at.instant.seconds_in(zero));
            message.put(start, reading.options.include_notes, &mut conversation);
        }
        let mut document = conversation.finish();
        document.id = self.id;
        document.agent = self.agent.or_else(|| first_agent(&document));
        document.started_at = self.started_at.or(written);
        document.meta = self.meta;
        document
    }
}

/// By time; a message without one stays behind the message before it.
fn sort(messages: &mut [Message]) {
    let mut last = None;
    let times: Vec<Option<Instant>> = messages
        .iter()
        .map(|message| {
            last = message.at.as_ref().map(|moment| moment.instant).or(last);
            last
        })
        .collect();
    if !times.is_sorted() {
        let mut index = 0;
        messages.sort_by_cached_key(|_| {
            index += 1;
            (times[index - 1], index)
        });
    }
}

fn first_agent(document: &Document) -> Option<SmolStr> {
    let mut agents = document
        .turns
        .iter()
        .filter(|turn| turn.role == Role::Agent);
    agents.find_map(|turn| turn.speaker.clone())
}

impl Message<'_> {
    /// Adds the message to the conversation, at `start` seconds.
    fn put(&self, start: Option<f64>, include_notes: bool, conversation: &mut Conversation) {
        let utterance = Utterance {
            speaker: self.speaker.as_deref(),
            role: self.role,
            start,
        };
        match self.audience {
            Audience::Customer => conversation.message(utterance),
            Audience::Colleagues if include_notes => conversation.message(Utterance {
                role: Some(Role::Agent),
                ..utterance
            }),
            Audience::Colleagues | Audience::Nobody => conversation.notice(utterance),
        }
        conversation.words_with_skips(&self.words.text, &self.words.skips);
    }
}

/// The words of a string, and what in them is quoted.
fn plain(node: Node, reading: &Reading) -> Visible {
    let text = reading.words(node);
    let skips = quotes::skips(&text.text);
    Visible { text, skips }
}

/// What a string of HTML shows, and what in it is quoted.
fn rich(node: Node, reading: &Reading) -> Visible {
    let written = reading.words(node);
    let Visible { text, skips } = html::visible(&written.text);
    Visible {
        text: text.through(&written.runs),
        skips,
    }
}

/// The words of a string that may be HTML or not.
fn either(node: Node, reading: &Reading) -> Visible {
    let is_rich = node.string().is_some_and(|text| is_html(&text));
    match is_rich {
        true => rich(node, reading),
        false => plain(node, reading),
    }
}

/// It has an element that closes, or one that breaks the line.
fn is_html(text: &str) -> bool {
    let Some(at) = text.find('<') else {
        return false;
    };
    let text = &text[at..];
    let tags = ["</", "<br", "<p>", "<div", "<img", "<p "];
    tags.iter().any(|tag| text.contains(tag)) && text.contains('>')
}

/// The first of these fields with words in it: those in `plain` are plain text, those in `rich`
/// HTML.
fn body(object: &Object, plain: &[&str], rich: &[&str], reading: &Reading) -> Visible {
    let words = |name: &&str| {
        let node = object.get(name)?;
        let has_words = node.string().is_some_and(|text| !text.trim().is_empty());
        has_words.then_some(node)
    };
    let written = plain.iter().find_map(words);
    if let Some(node) = written {
        return self::plain(node, reading);
    }
    let shown = rich.iter().find_map(words);
    shown.map_or_else(Visible::default, |node| self::rich(node, reading))
}

/// In order, what overlaps as one.
fn merged(mut skips: Vec<Skip>) -> Vec<Skip> {
    skips.sort_by_key(|skip| (skip.span.start, skip.span.end));
    let mut merged: Vec<Skip> = Vec::with_capacity(skips.len());
    for skip in skips {
        match merged.last_mut() {
            Some(last) if skip.span.start < last.span.end => {
                last.span.end = last.span.end.max(skip.span.end);
            }
            _ => merged.push(skip),
        }
    }
    merged
}

/// The objects in a field that is a list.
fn objects<'a>(object: &Object<'a>, name: &str) -> Vec<Object<'a>> {
    let elements = object.list(name).into_iter();
    elements.filter_map(Node::object).collect()
}

/// The first object in a field that is a list.
fn first<'a>(object: &Object<'a>, name: &str) -> Option<Object<'a>> {
    object.list(name).first()?.object()
}

/// The first of these fields that is a list of objects like this.
fn list_of<'n>(
    object: &Object,
    names: &[&'n str],
    is_one: impl Fn(&Object) -> bool,
) -> Option<&'n str> {
    let mut names = names.iter().copied();
    names.find(|name| first(object, name).is_some_and(|first| is_one(&first)))
}

/// A field below a field.
fn below<'a>(object: &Object<'a>, name: &str, field: &str) -> Option<Cow<'a, str>> {
    object.get(name)?.object()?.scalar(field)
}

fn owned(value: Option<Cow<str>>) -> Option<SmolStr> {
    let value = value.filter(|value| !value.is_empty())?;
    Some(value.into())
}

/// Rows of one conversation stay together; a conversation stands where its first row does. Rows
/// without a conversation are one.
fn grouped<'a>(
    rows: &[Node<'a>],
    key: impl Fn(&Object<'a>) -> Option<Cow<'a, str>>,
) -> Vec<(Option<SmolStr>, Vec<Object<'a>>)> {
    let mut groups: Vec<(Option<SmolStr>, Vec<Object>)> = Vec::new();
    let mut places = HashMap::new();
    for row in rows.iter().filter_map(|row| row.object()) {
        let id = owned(key(&row));
        let place = *places.entry(id.clone()).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((id, vec![row])),
        }
    }
    groups
}

/// The conversations that rows make.
fn conversations<'a>(
    rows: &[Node<'a>],
    key: impl Fn(&Object<'a>) -> Option<Cow<'a, str>>,
    message: impl Fn(&Object<'a>, &Reading) -> Message<'a>,
    reading: &Reading,
) -> Vec<Document> {
    let mut documents = Vec::new();
    for (id, rows) in grouped(rows, key) {
        let messages = rows.iter().map(|row| message(row, reading)).collect();
        let thread = Thread {
            id,
            ..Thread::new(messages)
        };
        documents.push(thread.document(reading));
    }
    documents
}

/// What an export says about the people in it, by their ids.
#[derive(Default)]
struct People<'a>(HashMap<String, Person<'a>>);

#[derive(Default)]
struct Person<'a> {
    name: Option<Cow<'a, str>>,
    role: Option<Role>,
}

impl<'a> People<'a> {
    /// Adds a person; what is known already stays.
    fn add(&mut self, person: &Object<'a>, role: impl Fn(&str) -> Option<Role>, word: &str) {
        let Some(id) = person.scalar("id") else {
            return;
        };
        let known = self.0.entry(id.into_owned()).or_default();
        let name = person.scalar("name").filter(|name| !name.is_empty());
        known.name = known.name.take().or(name);
        let said = person.scalar(word);
        known.role = known.role.or_else(|| said.and_then(|said| role(&said)));
    }

    fn role(&self, id: &str) -> Option<Role> {
        self.0.get(id)?.role
    }

    /// The name, else the id.
    fn name(&self, id: Cow<'a, str>) -> Cow<'a, str> {
        let known = self.0.get(&*id).and_then(|person| person.name.clone());
        known.unwrap_or(id)
    }
}

#[cfg(test)]
mod tests;
