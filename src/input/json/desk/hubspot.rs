//! HubSpot conversations: `{"results": [{"type": "MESSAGE", "text": …, "direction": "INCOMING",
//! "senders": [{"actorId": "V-12"}], "createdAt": …, "conversationsThreadId": "7"}]}`, or the
//! list alone.
//!
//! Messages of type `COMMENT` are internal notes, other types but `MESSAGE` and
//! `WELCOME_MESSAGE` events. The first letter of an actor's id says who it is.

use super::super::{Adapter, Reading, Rows};
use super::{Audience, Message, Moment, body, conversations, list_of, objects};
use crate::document::Role;
use crate::input::json::node::Object;
use std::borrow::Cow;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "HubSpot",
    matches: |object| list_of(object, &LISTS, is_message).is_some(),
    read: |object, reading| {
        let list = list_of(object, &LISTS, is_message).unwrap_or(LISTS[0]);
        Ok(conversations(&object.list(list), id, message, reading))
    },
};

const LISTS: [&str; 2] = ["results", "messages"];

pub(in crate::input::json) const ROWS: Rows = Rows {
    name: "HubSpot",
    matches: is_message,
    read: |rows, reading| Ok(conversations(rows, id, message, reading)),
};

fn is_message(object: &Object) -> bool {
    let is_thread = object.has("conversationsThreadId") || object.has("direction");
    is_thread && object.has("senders") && object.has("type")
}

fn id<'a>(row: &Object<'a>) -> Option<Cow<'a, str>> {
    row.scalar("conversationsThreadId")
}

fn message<'a>(row: &Object<'a>, reading: &Reading) -> Message<'a> {
    let sender = objects(row, "senders").into_iter().next();
    let field = |name| sender.as_ref().and_then(|sender| sender.scalar(name));
    let actor = field("actorId").or_else(|| row.scalar("createdBy"));
    Message {
        role: actor.as_deref().and_then(role).or_else(|| direction(row)),
        speaker: field("name").filter(|name| !name.is_empty()).or(actor),
        audience: match row.scalar("type").as_deref() {
            Some("MESSAGE" | "WELCOME_MESSAGE") => Audience::Customer,
            Some("COMMENT") => Audience::Colleagues,
            _ => Audience::Nobody,
        },
        at: row.get("createdAt").and_then(Moment::of),
        words: body(row, &["text"], &["richText"], reading),
    }
}

fn role(actor: &str) -> Option<Role> {
    match actor.get(..2)? {
        "A-" => Some(Role::Agent),
        "V-" => Some(Role::Customer),
        "B-" | "I-" => Some(Role::Bot),
        "S-" => Some(Role::System),
        _ => None,
    }
}

fn direction(row: &Object) -> Option<Role> {
    match row.scalar("direction").as_deref() {
        Some("INCOMING") => Some(Role::Customer),
        Some("OUTGOING") => Some(Role::Agent),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::turns_of_case;

    #[test]
    fn a_thread() {
        assert_eq!(
            turns_of_case("desk-hubspot/thread.json"),
            [
                "customer V-12 0: It's gone",
                "agent Ann 60.5: It is not our problem.",
                "system Ann 120: some other day",
            ]
        );
    }
}
