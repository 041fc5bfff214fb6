//! The message archive of WeCom (企业微信会话内容存档), one decrypted message a line:
//! `{"msgid": "1", "action": "send", "from": "LiMing", "tolist": ["wmxPkQ…"], "roomid": "",
//! "msgtime": 1715421603000, "msgtype": "text", "text": {"content": "您好"}}`.
//!
//! - Ids of customers begin with `wm` or `wo`, those of robots with `wb`; all others are
//!   colleagues.
//! - Messages of a group are told by `roomid`, others by the two people.
//! - `mixed` and `chatrecord` hold parts whose content is JSON in a string. A forwarded record is
//!   other people's words.
//! - A message of action `recall` takes back the one it names.

use super::super::{Reading, Rows};
use super::{Message, Moment, Thread, grouped, merged, owned, plain};
use crate::document::{Document, Role, Skip, SkipReason};
use crate::input::html::Visible;
use crate::input::json::node::{Node, Object};
use crate::text::{Mapped, Span};
use smol_str::SmolStr;
use std::borrow::Cow;
use std::collections::HashSet;

pub(in crate::input::json) const ROWS: Rows = Rows {
    name: "WeCom",
    matches: |row| {
        let is_message = row.has("msgtype") && row.has("from") && row.has("tolist");
        let is_switch = row.scalar("action").as_deref() == Some("switch") && row.has("user");
        row.has("msgid") && (is_message || is_switch)
    },
    read: |rows, reading| {
        let recalled = recalled(rows);
        let groups = grouped(rows, room);
        let documents = groups.into_iter().filter_map(|(id, rows)| {
            let kept = rows.iter().filter(|row| {
                let id = row.scalar("msgid");
                row.has("from") && !id.is_some_and(|id| recalled.contains(&*id))
            });
            let messages: Vec<Message> = kept.map(|row| message(row, reading)).collect();
            (!messages.is_empty()).then(|| document(id, messages, reading))
        });
        Ok(documents.collect())
    },
};

fn document(id: Option<SmolStr>, messages: Vec<Message>, reading: &Reading) -> Document {
    Thread {
        id,
        ..Thread::new(messages)
    }
    .document(reading)
}

/// The ids of the messages that were taken back.
fn recalled(rows: &[Node]) -> HashSet<SmolStr> {
    let recalls = rows.iter().filter_map(|row| row.object());
    recalls
        .filter(|row| row.scalar("action").as_deref() == Some("recall"))
        .filter_map(|row| owned(super::below(&row, "revoke", "pre_msgid")))
        .collect()
}

/// The group, else the people, in an order that does not depend on who writes.
fn room<'a>(row: &Object<'a>) -> Option<Cow<'a, str>> {
    let room = row.scalar("roomid").filter(|room| !room.is_empty());
    room.or_else(|| {
        let others = row.list("tolist").into_iter().filter_map(Node::scalar);
        let mut people: Vec<Cow<str>> = row.scalar("from").into_iter().chain(others).collect();
        people.sort();
        people.dedup();
        (!people.is_empty()).then(|| Cow::Owned(people.join(", ")))
    })
}

fn message<'a>(row: &Object<'a>, reading: &Reading) -> Message<'a> {
    let from = row.scalar("from");
    Message {
        role: from.as_deref().map(role),
        speaker: from,
        at: row.get("msgtime").and_then(Moment::of_milliseconds),
        words: words(row, reading),
        ..Message::default()
    }
}

/// Outside ids are long and mixed: `wmErxtDgAA9AW3`; a colleague may be called `wood`.
fn role(id: &str) -> Role {
    let is_made = id.len() >= 16 || !id.bytes().all(|byte| byte.is_ascii_lowercase());
    match id.get(..2) {
        Some("wm" | "wo") if is_made => Role::Customer,
        Some("wb") if is_made => Role::Bot,
        _ => Role::Agent,
    }
}

fn words(row: &Object, reading: &Reading) -> Visible {
    let kind = row.scalar("msgtype").unwrap_or_default();
    let body = match &*kind {
        // The content of Markdown stands in a field of its own name.
        "markdown" => row.any(&["markdown", "info"]),
        kind => row.get(kind),
    };
    let Some(body) = body.and_then(Node::object) else {
        return Visible::default();
    };
    match &*kind {
        "text" | "markdown" => match body.get("content") {
            Some(content) => plain(content, reading),
            None => Visible::default(),
        },
        "mixed" => parts(&body, reading),
        "chatrecord" => forwarded(parts(&body, reading)),
        _ => Visible::default(),
    }
}

/// The texts of the parts, a line each.
fn parts(body: &Object, reading: &Reading) -> Visible {
    let mut all = Visible::default();
    for part in body.list("item").into_iter().filter_map(Node::object) {
        let is_text = part.scalar("type").is_some_and(|kind| {
            kind == "text" || kind == "ChatRecordText" || kind == "ChatRecordMixed"
        });
        if !is_text {
            continue;
        }
        let words = part.get("content").map(|content| nested(content, reading));
        if let Some(words) = words.filter(|words| !words.text.is_empty()) {
            if !all.text.text.is_empty() {
                all.text.push_made("\n");
            }
            all.text.append(&words);
        }
    }
    all.skips = merged(crate::input::quotes::skips(&all.text.text));
    all
}

/// The text in a string that is JSON itself: `"{\"content\": \"您好\"}"`.
fn nested(content: Node, reading: &Reading) -> Mapped {
    let written = reading.words(content);
    let inner = Node::parse(&written.text).ok().and_then(Node::object);
    let words = inner.and_then(|inner| inner.get("content")?.mapped(&written.text));
    words.unwrap_or_default().through(&written.runs)
}

fn forwarded(mut record: Visible) -> Visible {
    let span = Span::new(0, record.text.text.len());
    let reason = SkipReason::Forward;
    record.skips = vec![Skip { span, reason }];
    record.skips.retain(|skip| !skip.span.is_empty());
    record
}

#[cfg(test)]
mod tests {
    use super::super::tests::{case_documents, skipped, turns};
    use crate::document::Role;
    use crate::input::Options;

    #[test]
    fn an_archive() {
        let documents = case_documents("desk-wecom/archive.jsonl", &Options::default());
        let ids: Vec<_> = documents.iter().map(|one| one.id.as_deref()).collect();
        assert_eq!(ids, [Some("LiuYan, wmPk7QdAAAx31kLm"), Some("wrGroup1")]);
        assert_eq!(
            turns(&documents[0]),
            [
                "customer wmPk7QdAAAx31kLm 0: 我的订单呢？",
                "agent LiuYan 30.5: 改天给您查\n\"好吗\"",
            ]
        );
        assert_eq!(
            turns(&documents[1]),
            [
                "agent ZhaoPeng 0: 请看图，改天寄出",
                "bot wbRobot01 10: 改天",
                "agent ZhaoPeng 20: 改天再说",
            ]
        );
        assert_eq!(skipped(&documents[1]), ["改天再说"]);
        assert_eq!(documents[0].agent.as_deref(), Some("LiuYan"));
        assert_eq!(documents[0].started_at.as_deref(), Some("1715421603000"));
    }

    #[test]
    fn who_an_id_is() {
        let cases = [
            ("wmErxtDgAA9AW3", Role::Customer),
            ("woAJ2GCAAAXtWy", Role::Customer),
            ("wm001", Role::Customer),
            ("wbRobot", Role::Bot),
            ("wood", Role::Agent),
            ("wmli", Role::Agent),
            ("ZhangSan", Role::Agent),
            ("张三", Role::Agent),
            ("w", Role::Agent),
        ];
        for (id, role) in cases {
            assert_eq!(super::role(id), role, "{id}");
        }
    }
}
