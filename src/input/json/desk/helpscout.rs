//! Help Scout: `{"id": 1, "subject": …, "_embedded": {"threads": [{"type": "customer", "body":
//! "<p>…</p>", "createdBy": {"type": "customer", "first": …}, "createdAt": …}]}}`.
//!
//! Threads of type `note` are internal, those of type `lineitem` events; a draft has not been
//! sent. The newest thread stands first.

use super::super::{Adapter, Reading};
use super::{Audience, Message, Moment, Thread, below, either, objects, owned};
use crate::document::{Document, Role};
use crate::input::json::node::{Node, Object};
use std::borrow::Cow;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Help Scout",
    matches: |object| threads(object).first().is_some_and(is_thread) || has_conversations(object),
    read: |object, reading| {
        let conversations = conversations(object);
        Ok(match conversations.is_empty() {
            true => vec![conversation(object, reading)],
            false => conversations
                .iter()
                .map(|one| conversation(one, reading))
                .collect(),
        })
    },
};

fn is_thread(thread: &Object) -> bool {
    thread.has("createdBy") && thread.has("type") && thread.has("state")
}

fn embedded<'a>(object: &Object<'a>, name: &str) -> Vec<Object<'a>> {
    let inner = object.get("_embedded").and_then(Node::object);
    inner.map(|inner| objects(&inner, name)).unwrap_or_default()
}

fn conversations<'a>(object: &Object<'a>) -> Vec<Object<'a>> {
    embedded(object, "conversations")
}

fn has_conversations(object: &Object) -> bool {
    let first = conversations(object).into_iter().next();
    first.is_some_and(|first| threads(&first).first().is_some_and(is_thread))
}

fn threads<'a>(object: &Object<'a>) -> Vec<Object<'a>> {
    let threads = embedded(object, "threads");
    match threads.is_empty() {
        true => objects(object, "threads"),
        false => threads,
    }
}

fn conversation(object: &Object, reading: &Reading) -> Document {
    let threads = threads(object);
    let assignee = object.get("assignee").and_then(Node::object);
    let thread = Thread {
        id: owned(object.any(&["number", "id"]).and_then(Node::scalar)),
        agent: owned(assignee.as_ref().and_then(name)),
        started_at: owned(object.scalar("createdAt")),
        ..Thread::new(threads.iter().map(|one| message(one, reading)).collect())
    };
    let mut thread = thread.with_meta(object, &["subject", "status", "type", "mailboxId"]);
    if let Some(channel) = owned(below(object, "source", "type")) {
        thread.meta.insert("channel", channel);
    }
    thread.document(reading)
}

fn name<'a>(person: &Object<'a>) -> Option<Cow<'a, str>> {
    let part = |field| person.scalar(field).filter(|part| !part.is_empty());
    match (part("first"), part("last")) {
        (Some(first), Some(last)) => Some(Cow::Owned(format!("{first} {last}"))),
        (first, last) => first
            .or(last)
            .or_else(|| part("email"))
            .or_else(|| part("id")),
    }
}

fn message<'a>(thread: &Object<'a>, reading: &Reading) -> Message<'a> {
    let kind = thread.scalar("type").unwrap_or_default();
    let author = thread.get("createdBy").and_then(Node::object);
    let role = author.as_ref().and_then(|author| author.scalar("type"));
    let is_draft = thread.scalar("state").as_deref() == Some("draft");
    Message {
        speaker: author.as_ref().and_then(name),
        role: match role.as_deref() {
            Some("user" | "team") => Some(Role::Agent),
            Some("customer") => Some(Role::Customer),
            _ => None,
        },
        audience: match &*kind {
            "note" => Audience::Colleagues,
            "lineitem" => Audience::Nobody,
            _ if is_draft => Audience::Colleagues,
            _ => Audience::Customer,
        },
        at: thread.get("createdAt").and_then(Moment::of),
        words: thread
            .get("body")
            .map(|body| either(body, reading))
            .unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{case_documents, skipped, turns_of_case};
    use crate::input::Options;

    #[test]
    fn a_conversation() {
        assert_eq!(
            turns_of_case("desk-helpscout/conversation.json"),
            [
                "customer max@example.org 0: The sofa is gone.",
                "system Lea Fox 600: some other day",
                "agent Lea Fox 1200: Hello Max,\n\nthat is not our problem.\n\nsome other day",
            ]
        );
    }

    #[test]
    fn a_quote_is_not_judged() {
        let case = "desk-helpscout/conversation.json";
        let documents = case_documents(case, &Options::default());
        assert_eq!(skipped(&documents[0]), ["some other day"]);
    }
}
