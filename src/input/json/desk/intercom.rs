//! Intercom: `{"type": "conversation", "source": {"body": "<p>…</p>", "author": {"type": "user"}},
//! "conversation_parts": {"conversation_parts": [{"part_type": "comment", "body": …}]}}`.
//!
//! The source is the first message. Parts of type `note` are internal; parts without a body are
//! events. Authors are `admin` and `team`, `bot`, `user`, `lead` and `contact`. Times are seconds
//! since 1970; bodies are HTML.

use super::super::{Adapter, Reading};
use super::{Audience, Message, Moment, Thread, below, either, objects, owned};
use crate::document::{Document, Role};
use crate::input::json::node::{Node, Object};
use smol_str::SmolStr;
use std::borrow::Cow;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Intercom",
    matches: |object| list(object).is_some() || is_conversation(object),
    read: |object, reading| {
        let conversations = list(object).map(|name| objects(object, name));
        Ok(match conversations {
            Some(all) => all.iter().map(|one| conversation(one, reading)).collect(),
            None => vec![conversation(object, reading)],
        })
    },
};

/// The list of conversations that the object is, if it is one.
fn list(object: &Object) -> Option<&'static str> {
    super::list_of(object, &["conversations", "data"], is_conversation)
}

fn is_conversation(object: &Object) -> bool {
    let is_source = |source: Object| source.has("author") && source.has("body");
    object.has("conversation_parts")
        || (object.scalar("type").as_deref() == Some("conversation")
            && object
                .get("source")
                .and_then(Node::object)
                .is_some_and(is_source))
}

fn conversation(object: &Object, reading: &Reading) -> Document {
    let source = object
        .get("source")
        .or_else(|| object.get("conversation_message"));
    let source = source.and_then(Node::object).map(|source| {
        let mut first = message(&source, reading);
        let at = source
            .get("created_at")
            .or_else(|| object.get("created_at"));
        first.at = at.and_then(Moment::of);
        first
    });
    let parts = parts(object);
    let parts = parts.iter().map(|part| message(part, reading));
    let channel = below(object, "source", "type");
    let thread = Thread {
        id: owned(object.scalar("id")),
        agent: assignee(object),
        started_at: owned(object.scalar("created_at")),
        ..Thread::new(source.into_iter().chain(parts).collect())
    };
    let meta = ["title", "state", "priority", "team_assignee_id"];
    let mut thread = thread.with_meta(object, &meta);
    let subject = below(object, "source", "subject");
    for (name, value) in [("channel", channel), ("subject", subject)] {
        if let Some(value) = owned(value) {
            thread.meta.insert(name, value);
        }
    }
    thread.document(reading)
}

/// The parts, in a list or in an object of the same name.
fn parts<'a>(object: &Object<'a>) -> Vec<Object<'a>> {
    let parts = object.get("conversation_parts");
    match parts.and_then(Node::object) {
        Some(inner) => objects(&inner, "conversation_parts"),
        None => objects(object, "conversation_parts"),
    }
}

/// The name of the admin to whom the conversation is assigned, if one of the parts tells it.
fn assignee(object: &Object) -> Option<SmolStr> {
    let id = object
        .scalar("admin_assignee_id")
        .or_else(|| below(object, "assignee", "id"))?;
    let source = object.get("source").and_then(Node::object);
    let mut authors = source
        .into_iter()
        .chain(parts(object))
        .filter_map(|part| part.get("author")?.object());
    let author = authors.find(|author| author.scalar("id").as_ref() == Some(&id));
    owned(author.map_or(Some(id), |author| name(&author)))
}

fn name<'a>(author: &Object<'a>) -> Option<Cow<'a, str>> {
    let fields = ["name", "email", "id"].iter();
    let mut fields = fields.filter_map(|field| author.scalar(field));
    fields.find(|name| !name.trim().is_empty())
}

fn message<'a>(part: &Object<'a>, reading: &Reading) -> Message<'a> {
    let author = part.get("author").and_then(Node::object);
    let kind = part.scalar("part_type").unwrap_or_default();
    let is_gone = part.get("redacted").and_then(Node::truth) == Some(true);
    let audience = match &*kind {
        "note" => Audience::Colleagues,
        kind if kind.starts_with("note_") => Audience::Colleagues,
        _ if is_gone => Audience::Nobody,
        _ => Audience::Customer,
    };
    let role = author.as_ref().and_then(|author| author.scalar("type"));
    Message {
        speaker: author.as_ref().and_then(name),
        role: role.and_then(|role| self::role(&role)),
        audience,
        at: part.get("created_at").and_then(Moment::of),
        words: part
            .get("body")
            .map(|body| either(body, reading))
            .unwrap_or_default(),
    }
}

fn role(word: &str) -> Option<Role> {
    match word {
        "admin" | "team" | "teammate" => Some(Role::Agent),
        "bot" => Some(Role::Bot),
        "user" | "lead" | "contact" => Some(Role::Customer),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{case_documents, documents, turns, turns_of_case};
    use crate::input::Options;

    #[test]
    fn a_conversation() {
        assert_eq!(
            turns_of_case("desk-intercom/conversation.json"),
            [
                "customer Ray Moss 0: Can I send it back?",
                "bot Helper 3: One moment, a colleague will help you some other day.",
                "system Noor 11: not our problem, push back",
                "agent Noor 31: Hi Ray,\n\nthe courier is not our\u{A0}problem.",
            ]
        );
    }

    #[test]
    fn a_list() {
        assert_eq!(
            turns_of_case("desk-intercom/list.json"),
            ["customer 1 0: 在吗？", "agent 阿宁 60: 改天再回您 <稍等>",]
        );
    }

    #[test]
    fn what_the_conversation_says() {
        let documents = case_documents("desk-intercom/conversation.json", &Options::default());
        assert_eq!(documents[0].agent.as_deref(), Some("Noor"));
        assert_eq!(documents[0].started_at.as_deref(), Some("1719492849"));
        assert_eq!(documents[0].meta["team_assignee_id"], "501");
    }

    #[test]
    fn parts_without_a_list_of_their_own_and_a_deleted_one() {
        let text = r#"{"id": "1", "conversation_parts": [{"part_type": "comment", "redacted": true,
            "body": "<p>gone</p>", "author": {"type": "admin", "email": "k@example.org"}},
            {"part_type": "note_and_reopen", "body": "psst", "author": null}]}"#;
        let documents = documents(text, &Options::default());
        assert_eq!(
            turns(&documents[0]),
            ["system k@example.org: gone", "system -: psst"]
        );
    }
}
