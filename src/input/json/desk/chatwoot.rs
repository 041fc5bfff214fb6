//! Chatwoot: `{"id": 1, "messages": [{"content": …, "message_type": 0, "private": false,
//! "created_at": 1715421603, "sender": {"name": …}}]}`, or the messages in `payload`.
//!
//! Types are numbers or words: 0 `incoming`, 1 `outgoing`, 2 `activity`, 3 `template`. Private
//! messages are internal notes.

use super::super::{Adapter, Reading, Rows};
use super::{
    Audience, Message, Moment, Thread, below, conversations, list_of, objects, owned, plain,
};
use crate::document::{Document, Role};
use crate::input::json::node::{Node, Object};

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Chatwoot",
    matches: |object| {
        let conversation = |one: &Object| list_of(one, &["messages"], is_message).is_some();
        list_of(object, &LISTS, is_message).is_some()
            || list_of(object, &["payload"], conversation).is_some()
    },
    read: |object, reading| {
        let list = list_of(object, &LISTS, is_message);
        Ok(match list {
            Some(list) => vec![conversation(object, list, reading)],
            None => {
                let all = objects(object, "payload");
                let read = |one| conversation(one, "messages", reading);
                all.iter().map(read).collect()
            }
        })
    },
};

const LISTS: [&str; 2] = ["messages", "payload"];

pub(in crate::input::json) const ROWS: Rows = Rows {
    name: "Chatwoot",
    matches: is_message,
    read: |rows, reading| {
        let id = "conversation_id";
        Ok(conversations(rows, |row| row.scalar(id), message, reading))
    },
};

fn is_message(object: &Object) -> bool {
    object.has("message_type") && object.has("private") && object.has("content")
}

fn conversation(object: &Object, list: &str, reading: &Reading) -> Document {
    let rows = objects(object, list);
    let meta = object.get("meta").and_then(Node::object);
    let assignee = meta.and_then(|meta| below(&meta, "assignee", "name"));
    let first = rows.first().and_then(|row| row.scalar("conversation_id"));
    let thread = Thread {
        id: owned(object.scalar("id").or(first)),
        agent: owned(assignee),
        ..Thread::new(rows.iter().map(|row| message(row, reading)).collect())
    };
    let meta = ["status", "priority", "channel", "inbox_id", "team_id"];
    thread.with_meta(object, &meta).document(reading)
}

fn message<'a>(row: &Object<'a>, reading: &Reading) -> Message<'a> {
    let is_private = row.get("private").and_then(Node::truth) == Some(true);
    let by_bot = below(row, "sender", "type").as_deref() == Some("agent_bot");
    let kind = row.scalar("message_type").unwrap_or_default();
    let role = match &*kind {
        "0" | "incoming" => Some(Role::Customer),
        "1" | "outgoing" if by_bot => Some(Role::Bot),
        "1" | "outgoing" => Some(Role::Agent),
        "3" | "template" => Some(Role::Bot),
        _ => None,
    };
    let words = row.get("content");
    Message {
        speaker: below(row, "sender", "name").filter(|name| !name.is_empty()),
        role,
        audience: match &*kind {
            _ if is_private => Audience::Colleagues,
            "2" | "activity" => Audience::Nobody,
            _ => Audience::Customer,
        },
        at: row.get("created_at").and_then(Moment::of),
        words: words.map(|words| plain(words, reading)).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::turns_of_case;

    #[test]
    fn a_conversation() {
        assert_eq!(
            turns_of_case("desk-chatwoot/conversation.json"),
            [
                "customer Lin 0: 什么时候发货？",
                "system - 1: 小何 joined, 改天",
                "agent 小何 6: 改天吧",
                "system 小何 7: 不是我们的问题",
                "bot - 8: 改天",
            ]
        );
    }
}
