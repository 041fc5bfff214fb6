//! LiveChat: `{"chats": [{"id": "A1", "users": [{"id": "a@b.c", "type": "agent", "name": …}],
//! "thread": {"created_at": …, "events": [{"type": "message", "text": …, "author_id": …}]}}]}`,
//! or one chat.
//!
//! Events of other types are notices; those that only agents see are internal notes.

use super::super::{Adapter, Reading};
use super::{Audience, Message, Moment, People, Thread, list_of, objects, owned, plain};
use crate::document::{Document, Role};
use crate::input::json::node::{Node, Object};

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "LiveChat",
    matches: |object| is_chat(object) || list_of(object, &["chats"], is_chat).is_some(),
    read: |object, reading| {
        let chats = objects(object, "chats");
        Ok(match chats.is_empty() {
            true => chat(object, reading),
            false => chats.iter().flat_map(|one| chat(one, reading)).collect(),
        })
    },
};

fn is_chat(object: &Object) -> bool {
    let has_events = |thread: Object| thread.has("events");
    object.has("users") && threads(object).into_iter().any(has_events)
}

fn threads<'a>(object: &Object<'a>) -> Vec<Object<'a>> {
    match object.get("thread").and_then(Node::object) {
        Some(thread) => vec![thread],
        None => objects(object, "threads"),
    }
}

/// A document for each thread of a chat.
fn chat(object: &Object, reading: &Reading) -> Vec<Document> {
    let mut people = People::default();
    for user in objects(object, "users") {
        people.add(&user, role, "type");
    }
    let threads = threads(object);
    let document = |thread: &Object| {
        let events = objects(thread, "events");
        let messages = events.iter().map(|event| message(event, &people, reading));
        let thread = Thread {
            id: owned(thread.scalar("id").or_else(|| object.scalar("id"))),
            started_at: owned(thread.scalar("created_at")),
            ..Thread::new(messages.collect())
        };
        thread.document(reading)
    };
    threads.iter().map(document).collect()
}

fn role(kind: &str) -> Option<Role> {
    match kind {
        "customer" => Some(Role::Customer),
        "agent" => Some(Role::Agent),
        _ => None,
    }
}

fn message<'a>(event: &Object<'a>, people: &People<'a>, reading: &Reading) -> Message<'a> {
    let author = event.scalar("author_id");
    let seen_by = event
        .any(&["visibility", "recipients"])
        .and_then(Node::scalar);
    let is_message = event.scalar("type").as_deref() == Some("message");
    let words = event.get("text");
    Message {
        role: author.as_deref().and_then(|id| people.role(id)),
        speaker: author.map(|id| people.name(id)),
        audience: match seen_by.as_deref() {
            _ if !is_message => Audience::Nobody,
            Some("agents") => Audience::Colleagues,
            _ => Audience::Customer,
        },
        at: event.get("created_at").and_then(Moment::of),
        words: words.map(|words| plain(words, reading)).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::turns_of_case;

    #[test]
    fn a_chat() {
        assert_eq!(
            turns_of_case("desk-livechat/chats.json"),
            [
                "customer Gil 0: Hi, is it back?",
                "system - 0.9: Zoe will be back some other day",
                "agent Zoe 9.5: Ask some other day.",
                "system Zoe 11.9: not our problem",
            ]
        );
    }
}
