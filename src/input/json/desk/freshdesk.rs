//! Freshdesk: `{"id": 1, "description_text": …, "conversations": [{"body_text": …,
//! "incoming": true, "private": false}]}`, or the list of conversations alone.
//!
//! The description is the first message: the customer's, except in a ticket that an agent opened
//! by mail (source 10). Private conversations are internal notes. Times are ISO 8601.

use super::super::{Adapter, Reading, Rows};
use super::{Audience, Message, Moment, Thread, below, body, conversations, first, objects, owned};
use crate::document::{Document, Role};
use crate::input::json::node::{Node, Object};
use std::borrow::Cow;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Freshdesk",
    matches: |object| {
        first(object, "conversations").is_some_and(|first| is_message(&first))
            || (object.has("description_text") && object.has("requester_id"))
            || (object.has("responder_id") && object.has("fr_escalated"))
    },
    read,
};

pub(in crate::input::json) const ROWS: Rows = Rows {
    name: "Freshdesk",
    matches: is_message,
    read: |rows, reading| {
        Ok(conversations(
            rows,
            |row| row.scalar("ticket_id"),
            |row, reading| message(row, None, reading),
            reading,
        ))
    },
};

fn is_message(object: &Object) -> bool {
    object.has("incoming") && object.has("private") && object.any(&["body_text", "body"]).is_some()
}

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let conversations = objects(object, "conversations");
    let description = description(object, reading);
    if conversations.is_empty() && description.words.text.text.trim().is_empty() {
        return Err(NO_MESSAGES.to_owned());
    }
    let requester = Requester {
        id: object.scalar("requester_id"),
        name: below(object, "requester", "name"),
    };
    let rows = conversations.iter();
    let messages = rows.map(|row| message(row, Some(&requester), reading));
    let thread = Thread {
        id: owned(object.scalar("id").or_else(|| {
            let first = conversations.first()?;
            first.scalar("ticket_id")
        })),
        agent: owned(below(object, "responder", "name").or_else(|| object.scalar("responder_id"))),
        started_at: owned(object.scalar("created_at")),
        ..Thread::new(std::iter::once(description).chain(messages).collect())
    };
    let meta = ["subject", "type", "priority", "status", "source", "group_id", "product_id"];
    Ok(vec![thread.with_meta(object, &meta).document(reading)])
}

const NO_MESSAGES: &str = "a ticket without its description and conversations has nothing to \
    read; export each ticket with its conversations";

struct Requester<'a> {
    id: Option<Cow<'a, str>>,
    name: Option<Cow<'a, str>>,
}

fn description<'a>(ticket: &Object<'a>, reading: &Reading) -> Message<'a> {
    let is_outbound = ticket.scalar("source").as_deref() == Some("10");
    let (role, speaker) = match is_outbound {
        true => (Role::Agent, ticket.scalar("responder_id")),
        false => (
            Role::Customer,
            below(ticket, "requester", "name").or_else(|| ticket.scalar("requester_id")),
        ),
    };
    Message {
        speaker,
        role: Some(role),
        at: ticket.get("created_at").and_then(Moment::of),
        words: body(ticket, &["description_text"], &["description"], reading),
        ..Message::default()
    }
}

fn message<'a>(
    row: &Object<'a>,
    requester: Option<&Requester<'a>>,
    reading: &Reading,
) -> Message<'a> {
    let truth = |name| row.get(name).and_then(Node::truth);
    let user = row.scalar("user_id");
    let known = requester.filter(|known| known.id.is_some() && known.id == user);
    let is_customer = truth("incoming").unwrap_or(known.is_some());
    Message {
        speaker: known.and_then(|known| known.name.clone()).or(user),
        role: Some(if is_customer { Role::Customer } else { Role::Agent }),
        audience: match truth("private") {
            Some(true) => Audience::Colleagues,
            _ => Audience::Customer,
        },
        at: row.get("created_at").and_then(Moment::of),
        words: body(row, &["body_text"], &["body"], reading),
    }
}
