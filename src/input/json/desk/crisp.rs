//! Crisp: `{"data": [{"session_id": "session_1", "from": "user", "type": "text", "content": …,
//! "timestamp": 1715421603000, "user": {"nickname": …}}]}`, or the list alone.
//!
//! `from` is `user`, the visitor, or `operator`. Messages of type `note` are internal; of type
//! `text` they are messages, and of all others files and events.

use super::super::{Adapter, Reading, Rows};
use super::{Audience, Message, Moment, below, conversations, list_of, plain};
use crate::document::Role;
use crate::input::json::node::{Node, Object};
use std::borrow::Cow;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Crisp",
    matches: |object| list_of(object, &LISTS, is_message).is_some(),
    read: |object, reading| {
        let list = list_of(object, &LISTS, is_message).unwrap_or(LISTS[0]);
        Ok(conversations(&object.list(list), id, message, reading))
    },
};

const LISTS: [&str; 2] = ["data", "messages"];

pub(in crate::input::json) const ROWS: Rows = Rows {
    name: "Crisp",
    matches: is_message,
    read: |rows, reading| Ok(conversations(rows, id, message, reading)),
};

fn is_message(object: &Object) -> bool {
    let from = object.scalar("from");
    matches!(from.as_deref(), Some("user" | "operator"))
        && object.has("fingerprint")
        && object.has("content")
}

fn id<'a>(row: &Object<'a>) -> Option<Cow<'a, str>> {
    row.scalar("session_id")
}

fn message<'a>(row: &Object<'a>, reading: &Reading) -> Message<'a> {
    let is_automatic = row.get("automated").and_then(Node::truth) == Some(true);
    let role = match row.scalar("from").as_deref() {
        Some("user") => Some(Role::Customer),
        Some("operator") if is_automatic => Some(Role::Bot),
        Some("operator") => Some(Role::Agent),
        _ => None,
    };
    let words = row
        .get("content")
        .filter(|content| content.string().is_some());
    Message {
        speaker: below(row, "user", "nickname").filter(|name| !name.is_empty()),
        role,
        audience: match row.scalar("type").as_deref() {
            Some("text") | None => Audience::Customer,
            Some("note") => Audience::Colleagues,
            Some(_) => Audience::Nobody,
        },
        at: row.get("timestamp").and_then(Moment::of),
        words: words.map(|words| plain(words, reading)).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::turns_of_case;

    #[test]
    fn messages_of_a_session() {
        assert_eq!(
            turns_of_case("desk-crisp/messages.json"),
            [
                "customer visitor1 0: Hello?",
                "agent Dee 10: Come back some other day 🙂",
                "system Dee 11: not our problem",
            ]
        );
    }
}
