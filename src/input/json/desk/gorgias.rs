//! Gorgias: a ticket `{"id": 1, "messages": [{"from_agent": true, "public": true,
//! "channel": "email", "stripped_text": …}]}`, or the messages alone, as a list or in `data`.
//!
//! `stripped_text` is the message without the mail that it answers. A message that is not public,
//! or of the channel `internal-note`, is an internal note.

use super::super::{Adapter, Reading, Rows};
use super::{
    Audience, Message, Moment, Thread, below, body, conversations, list_of, objects, owned,
};
use crate::document::Role;
use crate::input::json::node::{Node, Object};
use std::borrow::Cow;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Gorgias",
    matches: |object| list_of(object, &LISTS, is_message).is_some(),
    read: |object, reading| {
        let list = list_of(object, &LISTS, is_message).unwrap_or("messages");
        if list == "data" {
            return Ok(conversations(&object.list(list), id, message, reading));
        }
        let rows = objects(object, list);
        let assignee = below(object, "assignee_user", "name");
        let thread = Thread {
            id: owned(object.scalar("id")),
            agent: owned(assignee.or_else(|| below(object, "assignee_user", "email"))),
            started_at: owned(object.scalar("created_datetime")),
            ..Thread::new(rows.iter().map(|row| message(row, reading)).collect())
        };
        let meta = ["subject", "channel", "status", "priority", "language"];
        Ok(vec![thread.with_meta(object, &meta).document(reading)])
    },
};

const LISTS: [&str; 2] = ["messages", "data"];

pub(in crate::input::json) const ROWS: Rows = Rows {
    name: "Gorgias",
    matches: is_message,
    read: |rows, reading| Ok(conversations(rows, id, message, reading)),
};

fn is_message(object: &Object) -> bool {
    let bodies = ["stripped_text", "body_text", "stripped_html", "body_html"];
    object.has("from_agent") && bodies.iter().any(|name| object.has(name))
}

fn id<'a>(row: &Object<'a>) -> Option<Cow<'a, str>> {
    row.scalar("ticket_id")
}

fn message<'a>(row: &Object<'a>, reading: &Reading) -> Message<'a> {
    let truth = |name| row.get(name).and_then(Node::truth);
    let is_note =
        truth("public") == Some(false) || row.scalar("channel").as_deref() == Some("internal-note");
    let role = truth("from_agent").map(|from_agent| match from_agent {
        true => Role::Agent,
        false => Role::Customer,
    });
    Message {
        speaker: sender(row),
        role,
        audience: if is_note {
            Audience::Colleagues
        } else {
            Audience::Customer
        },
        at: ["sent_datetime", "created_datetime"]
            .iter()
            .find_map(|name| Moment::of(row.get(name)?)),
        words: words(row, reading),
    }
}

fn words(row: &Object, reading: &Reading) -> super::Visible {
    let stripped = body(row, &["stripped_text"], &["stripped_html"], reading);
    match stripped.text.text.trim().is_empty() {
        true => body(row, &["body_text"], &["body_html"], reading),
        false => stripped,
    }
}

fn sender<'a>(row: &Object<'a>) -> Option<Cow<'a, str>> {
    let fields = ["name", "email", "id"].iter();
    let mut fields = fields.filter_map(|field| below(row, "sender", field));
    fields.find(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::tests::turns_of_case;

    #[test]
    fn a_ticket() {
        assert_eq!(
            turns_of_case("desk-gorgias/ticket.json"),
            [
                "customer Uma 0: The lamp is broken.",
                "agent Tess 300: Sorry, that is not our problem.",
                "system Tess 360: let it rest till some other day",
            ]
        );
    }

    #[test]
    fn messages_alone() {
        assert_eq!(
            turns_of_case("desk-gorgias/messages.json"),
            ["agent a@example.org 0: 改天\n联系您",]
        );
    }
}
