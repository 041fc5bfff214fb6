//! Front: `{"_results": [{"id": "msg_1", "is_inbound": true, "created_at": 1715421603.5, "text":
//! …, "body": "<p>…</p>", "author": {…}}]}`, or `messages` of a conversation, or the list alone.
//!
//! An author is a colleague; who writes from outside stands among the recipients, as `from`.

use super::super::{Adapter, Reading, Rows};
use super::{Audience, Message, Moment, Thread, body, list_of, objects, owned};
use crate::document::Role;
use crate::input::json::node::{Node, Object};
use std::borrow::Cow;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Front",
    matches: |object| list_of(object, &LISTS, is_message).is_some(),
    read: |object, reading| {
        let list = list_of(object, &LISTS, is_message).unwrap_or(LISTS[0]);
        let rows = objects(object, list);
        let thread = Thread {
            id: owned(object.scalar("id")),
            ..Thread::new(rows.iter().map(|row| message(row, reading)).collect())
        };
        let thread = thread.with_meta(object, &["subject", "status"]);
        Ok(vec![thread.document(reading)])
    },
};

const LISTS: [&str; 2] = ["_results", "messages"];

pub(in crate::input::json) const ROWS: Rows = Rows {
    name: "Front",
    matches: is_message,
    read: |rows, reading| {
        let rows = rows.iter().filter_map(|row| row.object());
        let messages = rows.map(|row| message(&row, reading)).collect();
        Ok(vec![Thread::new(messages).document(reading)])
    },
};

fn is_message(object: &Object) -> bool {
    object.has("is_inbound") && object.any(&["text", "body"]).is_some()
}

fn message<'a>(row: &Object<'a>, reading: &Reading) -> Message<'a> {
    let truth = |name| row.get(name).and_then(Node::truth);
    let role = truth("is_inbound").map(|is_inbound| match is_inbound {
        true => Role::Customer,
        false => Role::Agent,
    });
    Message {
        speaker: author(row).or_else(|| sender(row)),
        role,
        audience: match truth("is_draft") {
            Some(true) => Audience::Colleagues,
            _ => Audience::Customer,
        },
        at: row.get("created_at").and_then(Moment::of),
        words: body(row, &["text"], &["body"], reading),
    }
}

fn author<'a>(row: &Object<'a>) -> Option<Cow<'a, str>> {
    let author = row.get("author")?.object()?;
    let part = |field| author.scalar(field).filter(|part| !part.is_empty());
    match (part("first_name"), part("last_name")) {
        (Some(first), Some(last)) => Some(Cow::Owned(format!("{first} {last}"))),
        (first, last) => first.or(last).or_else(|| part("email")),
    }
}

fn sender<'a>(row: &Object<'a>) -> Option<Cow<'a, str>> {
    let mut recipients = objects(row, "recipients").into_iter();
    let from = recipients.find(|one| one.scalar("role").as_deref() == Some("from"))?;
    from.scalar("name").or_else(|| from.scalar("handle"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::turns_of_case;

    #[test]
    fn messages_of_a_conversation() {
        assert_eq!(
            turns_of_case("desk-front/messages.json"),
            [
                "customer Bea 0: When must I pay?",
                "agent Kai Roe 60.5: Pay some other day.",
            ]
        );
    }
}
