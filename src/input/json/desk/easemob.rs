//! The message log of Easemob (环信), one message a line: `{"msg_id": "1", "timestamp":
//! "1715421603000", "from": "kefu01", "to": "u77", "chat_type": "chat", "payload": {"bodies":
//! [{"type": "txt", "msg": "您好"}]}}`.
//!
//! People are ids, which say nothing about roles; the user does, by `--role`. Messages of a group
//! belong together, others those of two people.

use super::super::{Reading, Rows};
use super::{Message, Moment, conversations, objects};
use crate::input::html::Visible;
use crate::input::json::node::{Node, Object};
use crate::input::quotes;
use std::borrow::Cow;

pub(in crate::input::json) const ROWS: Rows = Rows {
    name: "Easemob",
    matches: |row| {
        let payload = row.get("payload").and_then(Node::object);
        row.has("msg_id") && payload.is_some_and(|payload| payload.has("bodies"))
    },
    read: |rows, reading| Ok(conversations(rows, room, message, reading)),
};

/// The group, else the two people, in an order that does not depend on who writes.
fn room<'a>(row: &Object<'a>) -> Option<Cow<'a, str>> {
    let (from, to) = (row.scalar("from")?, row.scalar("to")?);
    match row.scalar("chat_type").as_deref() {
        Some("groupchat" | "chatroom") => Some(to),
        _ => Some(Cow::Owned(match from < to {
            true => format!("{from}, {to}"),
            false => format!("{to}, {from}"),
        })),
    }
}

fn message<'a>(row: &Object<'a>, reading: &Reading) -> Message<'a> {
    Message {
        speaker: row.scalar("from"),
        at: row.get("timestamp").and_then(Moment::of_milliseconds),
        words: words(row, reading),
        ..Message::default()
    }
}

fn words(row: &Object, reading: &Reading) -> Visible {
    let mut all = Visible::default();
    let payload = row.get("payload").and_then(Node::object);
    for body in payload
        .iter()
        .flat_map(|payload| objects(payload, "bodies"))
    {
        let is_text = body.scalar("type").as_deref() == Some("txt");
        if let Some(words) = body.get("msg").filter(|_| is_text) {
            if !all.text.text.is_empty() {
                all.text.push_made("\n");
            }
            all.text.append(&reading.words(words));
        }
    }
    all.skips = quotes::skips(&all.text.text);
    all
}

#[cfg(test)]
mod tests {
    use super::super::tests::{case_documents, turns};
    use crate::document::Role;
    use crate::input::Options;

    #[test]
    fn two_people_are_a_conversation() {
        let roles = [("kefu01".to_owned(), Role::Agent)].into();
        let options = Options {
            roles,
            ..Options::default()
        };
        let documents = case_documents("desk-easemob/chatlog.jsonl", &options);
        let all: Vec<String> = documents.iter().flat_map(turns).collect();
        assert_eq!(
            all,
            [
                "unknown u77 0: 在吗",
                "agent kefu01 2: 改天吧",
                "unknown u78 0: 你好"
            ]
        );
        assert_eq!(documents[1].id.as_deref(), Some("kefu01, u78"));
    }
}
