//! Messages without a vendor: a list of objects that each have words and somebody who says them,
//! as `{"role": "客服", "content": "您好"}`, `{"sender": "Kim", "text": "Hello", "time": 3.5}`. The
//! list is the whole file, or a field of an object, such as `messages`.
//!
//! This comes last: whatever a vendor's adapter knows, it reads itself. Rows of one list are one
//! conversation, or as many as they have conversation ids.

use super::super::{Adapter, Reading, Rows};
use super::{Audience, Message, Moment, Thread, conversations, first, objects, owned, plain};
use crate::document::Role;
use crate::input::json::node::{Node, Object};
use std::borrow::Cow;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "dialogue",
    matches: |object| !object.has("text") && !object.has("turns") && list(object).is_some(),
    read: |object, reading| {
        let rows = objects(object, list(object).unwrap_or_default());
        let known = ["id", "agent", "started_at"].iter();
        let fields = object
            .fields()
            .filter(|(name, _)| known.clone().all(|one| one != name));
        let scalars = fields.filter_map(|(name, node)| Some((name.to_owned(), node.scalar()?)));
        let thread = Thread {
            id: owned(object.scalar("id").or_else(|| scalar(object, CONVERSATION))),
            agent: owned(object.scalar("agent")),
            started_at: owned(object.scalar("started_at")),
            meta: scalars.collect(),
            messages: rows.iter().map(|row| message(row, reading)).collect(),
        };
        Ok(vec![thread.document(reading)])
    },
};

pub(in crate::input::json) const ROWS: Rows = Rows {
    name: "dialogue",
    matches: |row| is_message(row) && !is_own(row),
    read: |rows, reading| {
        let id = |row: &_| scalar(row, CONVERSATION);
        Ok(conversations(rows, id, message, reading))
    },
};

/// Names of fields as they are compared: small letters, no marks between words.
const LISTS: &[&str] = &[
    "messages",
    "dialogue",
    "dialog",
    "dialogues",
    "conversation",
    "conversations",
    "utterances",
    "history",
    "transcript",
    "chat",
    "chats",
    "records",
    "convcontent",
    "对话",
    "消息",
    "聊天记录",
    "对话内容",
    "会话内容",
];
const TEXT: &[&str] = &[
    "text",
    "content",
    "message",
    "body",
    "msg",
    "words",
    "utterance",
    "内容",
    "消息",
    "消息内容",
    "文本",
    "发言内容",
    "对话内容",
];
const ROLE: &[&str] = &[
    "role",
    "sendertype",
    "speakerrole",
    "senderrole",
    "authortype",
    "fromtype",
    "participantrole",
    "角色",
    "发送方角色",
    "发送者类型",
    "身份",
];
const SPEAKER: &[&str] = &[
    "speaker",
    "sender",
    "from",
    "author",
    "sendername",
    "username",
    "nickname",
    "发送方",
    "发送人",
    "发送者",
    "发言人",
    "说话人",
    "昵称",
];
const TIME: &[&str] = &[
    "time",
    "timestamp",
    "createdat",
    "createtime",
    "createdtime",
    "sentat",
    "sendtime",
    "msgtime",
    "date",
    "datetime",
    "start",
    "starttime",
    "begin",
    "begintime",
    "时间",
    "发送时间",
    "消息时间",
    "创建时间",
];
const CONVERSATION: &[&str] = &[
    "conversationid",
    "conversation",
    "sessionid",
    "session",
    "callid",
    "chatid",
    "ticketid",
    "threadid",
    "dialogid",
    "dialogueid",
    "caseid",
    "会话id",
    "会话编号",
    "对话id",
    "通话id",
    "通话编号",
    "工单号",
    "工单编号",
];

/// The first of these fields that is there, however it is spelt.
fn field<'a>(object: &Object<'a>, names: &[&str]) -> Option<Node<'a>> {
    let spelt = |key: &str, name: &str| {
        let mut letters = key
            .chars()
            .filter(|letter| !matches!(letter, '_' | '-' | ' '))
            .flat_map(char::to_lowercase);
        name.chars().all(|letter| letters.next() == Some(letter)) && letters.next().is_none()
    };
    names.iter().find_map(|name| {
        let mut fields = object.fields();
        let (_, node) = fields.find(|(key, node)| spelt(key, name) && node.kind() != "null")?;
        Some(node)
    })
}

fn scalar<'a>(object: &Object<'a>, names: &[&str]) -> Option<Cow<'a, str>> {
    field(object, names)?.scalar()
}

/// The field of an object that is a list of messages, if there is one.
fn list<'o>(object: &'o Object) -> Option<&'o str> {
    LISTS.iter().find_map(|list| {
        let wanted = field(object, &[list])?;
        let (name, _) = object
            .fields()
            .find(|(_, node)| node.raw().as_ptr() == wanted.raw().as_ptr())?;
        first(object, name)
            .is_some_and(|first| is_message(&first))
            .then_some(name)
    })
}

fn is_message(row: &Object) -> bool {
    let has_words = field(row, TEXT).is_some_and(|words| words.string().is_some());
    has_words && (label(row).is_some() || who(row, SPEAKER).is_some())
}

/// Our own message, `{"id": …, "text": …, "role": …}`, which stands for itself.
fn is_own(row: &Object) -> bool {
    let is_of_many = [SPEAKER, TIME, CONVERSATION]
        .iter()
        .any(|names| field(row, names).is_some());
    row.has("turns") || (row.has("id") && row.has("text") && !is_of_many)
}

/// A name or a role: a field, or one of an object such as `"sender": {"type": "agent"}`.
fn who<'a>(row: &Object<'a>, names: &[&str]) -> Option<Cow<'a, str>> {
    let node = field(row, names)?;
    match node.object() {
        Some(person) => scalar(&person, &["name", "displayname", "nickname", "id"]),
        None => node.scalar(),
    }
    .filter(|name| !name.is_empty())
}

/// The word for the role: a field, or one of the person.
fn label<'a>(row: &Object<'a>) -> Option<Cow<'a, str>> {
    who(row, ROLE).or_else(|| {
        let person = field(row, SPEAKER)?.object()?;
        scalar(&person, &["role", "type", "sendertype"])
    })
}

fn message<'a>(row: &Object<'a>, reading: &Reading) -> Message<'a> {
    let label = label(row);
    let role = label.as_deref().map(|label| reading.names.role(label));
    let is_note = ["internal", "private", "is_private", "is_internal", "isnote"]
        .iter()
        .any(|name| row.get(name).and_then(Node::truth) == Some(true));
    Message {
        speaker: who(row, SPEAKER).or(label),
        role: role.filter(|&role| role != Role::Unknown),
        audience: if is_note {
            Audience::Colleagues
        } else {
            Audience::Customer
        },
        at: field(row, TIME).and_then(Moment::of),
        words: field(row, TEXT)
            .map(|words| plain(words, reading))
            .unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{case_documents, documents, turns};
    use crate::input::{Options, Text, jsonl};

    #[test]
    fn rows_belong_to_their_conversations() {
        let documents = case_documents("desk-dialogue/rows.json", &Options::default());
        let all: Vec<Vec<String>> = documents.iter().map(turns).collect();
        assert_eq!(
            all[0],
            ["customer 客户 0: 好了吗", "agent 客服 12: 改天给您"]
        );
        assert_eq!(all[1], ["agent agent 0: Some other day, please."]);
        assert_eq!(
            documents[0].started_at.as_deref(),
            Some("2024-05-11 10:00:00")
        );
    }

    #[test]
    fn messages_in_a_field() {
        let documents = case_documents("desk-dialogue/chat.json", &Options::default());
        let document = &documents[0];
        assert_eq!(
            turns(document),
            ["customer 用户: 退吗", "agent 客服: 改天退"]
        );
        assert_eq!(document.agent.as_deref(), Some("小周"));
        assert_eq!(document.meta["shop"], "东店");
    }

    #[test]
    fn names_of_fields_in_every_spelling() {
        for row in [
            r#"{"Sender_Type": "agent", "Message": "x", "Sent-At": "00:00:02"}"#,
            r#"{"角色": "客服", "内容": "x", "发送时间": "00:00:02"}"#,
            r#"{"from": {"role": "agent"}, "body": "x", "createTime": 2}"#,
            r#"{"speaker": "客服", "content": "x", "timestamp": "2.0", "role": null}"#,
        ] {
            let documents = documents(&format!("[{row}]"), &Options::default());
            let turn = turns(&documents[0]).remove(0);
            assert!(
                turn.starts_with("agent ") && turn.ends_with(" 2: x"),
                "{row}: {turn}"
            );
        }
    }

    #[test]
    fn our_own_messages_stay_single() {
        for (text, count) in [
            (
                r#"[{"id": "1", "text": "a", "role": "agent"}, {"id": "2", "text": "b"}]"#,
                2,
            ),
            (r#"[{"text": "a"}, {"text": "b"}]"#, 2),
            (
                r#"[{"role": "agent", "text": "a"}, {"role": "customer", "text": "b"}]"#,
                1,
            ),
            (
                r#"{"id": "1", "text": "a", "messages": [{"role": "agent", "content": "b"}]}"#,
                1,
            ),
        ] {
            let documents = documents(text, &Options::default());
            assert_eq!(documents.len(), count, "{text}");
        }
        let line = r#"{"role": "agent", "text": "a", "sender": "Kim", "time": 3}"#;
        let lines = format!("{line}\n{line}");
        let options = Options::default();
        let records = jsonl::read(Text::whole(&lines), &options);
        assert_eq!(records.count(), 2);
    }
}
