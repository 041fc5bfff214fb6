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
    let meta = [
        "subject",
        "type",
        "priority",
        "status",
        "source",
        "group_id",
        "product_id",
    ];
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
        role: Some(if is_customer {
            Role::Customer
        } else {
            Role::Agent
        }),
        audience: match truth("private") {
            Some(true) => Audience::Colleagues,
            _ => Audience::Customer,
        },
        at: row.get("created_at").and_then(Moment::of),
        words: body(row, &["body_text"], &["body"], reading),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{documents, turns, turns_of_case};
    use crate::input::{Options, Text, json};

    #[test]
    fn a_ticket() {
        assert_eq!(
            turns_of_case("desk-freshdesk/ticket.json"),
            [
                "customer Ivo Lind 0: The kettle leaks.",
                "system 600 3236: customer is a pain, some other day",
                "agent 600 3610: It is not our problem & never was.",
                "customer Ivo Lind 5036: Some other day then",
            ]
        );
    }

    #[test]
    fn conversations_alone() {
        assert_eq!(
            turns_of_case("desk-freshdesk/conversations.json"),
            ["agent 2 0: 您好，\n改天给您换。", "customer 3 240: 好吧",]
        );
    }

    #[test]
    fn a_ticket_that_an_agent_opened() {
        let text = r#"{"id": 1, "source": 10, "requester_id": 5, "responder_id": 6,
            "description_text": "Hello", "conversations": [{"incoming": false, "private": false,
            "user_id": 5, "body_text": "again"}, {"private": false, "user_id": 5, "body": ""}]}"#;
        let documents = documents(text, &Options::default());
        assert_eq!(turns(&documents[0]), ["agent 6: Hello", "agent 5: again"]);
        assert_eq!(documents[0].meta["source"], "10");
    }

    #[test]
    fn a_list_of_tickets_has_no_words() {
        let text = r#"{"id": 1, "requester_id": 5, "responder_id": 6, "fr_escalated": false}"#;
        let wrong = json::read(Text::whole(text), &Options::default()).remove(0);
        let wrong = wrong.expect_err("nothing to read").message;
        assert!(
            wrong.starts_with("Freshdesk: a ticket without its description"),
            "{wrong}"
        );
    }
}
