//! Aliyun conversation analysis (SCA) and contact centre (CCC).
//!
//! - Upload: `{"tickets": [{"tid": …, "dialogue": [{"role": "客服", "identity": …, "begin": 0, "end":
//!   760, "hourMinSec": "00:21", "words": …}]}]}`, often inside the string `JsonStr`. Chats have
//!   no `begin`, or always 0; then `beginTime` counts. One ticket may stand alone, and `dialogues`
//!   are the same for trying rules.
//! - Result: `{"Data": {"ResultInfo": [{"AsrResult": {"AsrResult": [{"Role": …, "Words": …}]}}]}}`;
//!   any list may lie below its own name once more.
//! - CCC: `{"Phrases": [{"Role": "客服", "Identity": "agent@…", "Begin": 240, "Words": …}]}`.

use super::super::{Adapter, Reading};
use super::fields::{any, each_of, find, number, scalar};
use super::talk::{Fields, Talk};
use super::times::{clock, moment};
use crate::document::Document;
use crate::input::json::node::{Node, Object};

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Aliyun SCA",
    matches: |object| {
        let inner = inner_json(object).and_then(Node::string);
        has_words(object) || inner.is_some_and(|json| is_upload(&json))
    },
    read,
};

/// Strings that hold the whole record once more.
const INNER: [&str; 4] = ["JsonStr", "jsonStr", "json_str", "Data"];

/// What the pieces of a ticket lie under.
const DIALOGUES: [&str; 8] = [
    "dialogue",
    "dialogues",
    "Dialogue",
    "Dialogues",
    "AsrResult",
    "asrResult",
    "Phrases",
    "Data/Phrases",
];

/// What tickets lie under.
const TICKETS: [&str; 5] = [
    "tickets",
    "Tickets",
    "Data/ResultInfo",
    "data/resultInfo",
    "Data/Tickets",
];

const PHRASE: Fields = Fields {
    text: &["words", "Words"],
    name: &["identity", "Identity"],
    role: &["role", "Role"],
    start: begin,
};

fn begin(piece: &Object) -> Option<f64> {
    number(piece, &["begin", "Begin"], 0.001)
}

/// When a message of a chat was sent.
fn sent(piece: &Object) -> Option<f64> {
    let at = || moment(&scalar(piece, &["beginTime", "BeginTime"])?);
    at().or_else(|| clock(&scalar(piece, &["hourMinSec", "HourMinSec"])?))
}

fn inner_json<'a>(object: &Object<'a>) -> Option<Node<'a>> {
    any(object, &INNER).filter(|node| node.string().is_some())
}

fn is_upload(json: &str) -> bool {
    let object = Node::parse(json).ok().and_then(Node::object);
    match object {
        Some(object) => has_words(&object),
        None => json.contains("\"dialogue\""),
    }
}

fn has_words(object: &Object) -> bool {
    !tickets(object).is_empty() || dialogue(object).is_some()
}

/// The elements of a list, even if it lies below its own name once more.
fn elements(node: Node<'_>) -> Vec<Node<'_>> {
    let fields = node.object();
    let mut below = fields.iter().flat_map(Object::fields).map(|(_, node)| node);
    match (below.next(), below.next()) {
        (Some(only), None) => only.list(),
        _ => node.list(),
    }
}

/// The tickets, of which the first that is an object has a dialogue.
fn tickets<'a>(object: &Object<'a>) -> Vec<Node<'a>> {
    let mut lists = TICKETS
        .iter()
        .filter_map(|path| find(object, path))
        .map(elements);
    let has_dialogue = |tickets: &Vec<Node>| {
        let first = tickets.iter().find_map(|ticket| ticket.object());
        first.is_some_and(|first| DIALOGUES.iter().any(|path| find(&first, path).is_some()))
    };
    lists.find(has_dialogue).unwrap_or_default()
}

/// The pieces of one ticket.
fn dialogue<'a>(ticket: &Object<'a>) -> Option<(&'static str, Vec<Node<'a>>)> {
    let lists = DIALOGUES
        .iter()
        .chain(&["Data/Dialogues", "Data/AsrResult"]);
    let mut lists = lists.filter_map(|path| Some((*path, elements(find(ticket, path)?))));
    lists.find(|(_, pieces)| {
        let first = pieces.iter().find_map(|piece| piece.object());
        first.is_some_and(|first| any(&first, PHRASE.text).is_some() || first.has("words"))
    })
}

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let Some(node) = inner_json(object).filter(|_| !has_words(object)) else {
        return conversations(object, || Talk::new(reading));
    };
    let json = reading.words(node);
    let inner = Node::parse(&json.text)
        .map_err(|wrong| format!("the JSON inside the string is invalid: {wrong}"))?;
    match inner.object() {
        Some(inner) => conversations(&inner, || Talk::within(reading, &json)),
        None => Err(format!(
            "the JSON inside the string must be an object, not {}",
            inner.kind()
        )),
    }
}

fn conversations<'a>(
    object: &Object,
    talk: impl Fn() -> Talk<'a>,
) -> Result<Vec<Document>, String> {
    let tickets = tickets(object);
    if tickets.is_empty() {
        return Ok(vec![conversation(object, talk())?]);
    }
    let mut documents = Vec::new();
    each_of(&tickets, "tickets", |ticket| {
        documents.push(conversation(ticket, talk())?);
        Ok(())
    })?;
    Ok(documents)
}

fn conversation(ticket: &Object, mut talk: Talk) -> Result<Document, String> {
    about(ticket, &mut talk);
    let Some((path, pieces)) = dialogue(ticket) else {
        return Ok(talk.finish());
    };
    let mut begins = pieces.iter().filter_map(|piece| begin(&piece.object()?));
    let start = match begins.any(|begin| begin > 0.0) || pieces.len() == 1 {
        true => begin,
        false => {
            talk.set_written();
            sent
        }
    };
    let fields = Fields { start, ..PHRASE };
    each_of(&pieces, path, |piece| talk.say_piece(piece, &fields))?;
    Ok(talk.finish())
}

fn about(ticket: &Object, talk: &mut Talk) {
    talk.id = scalar(
        ticket,
        &["tid", "callId", "Tid", "TaskId", "Recording/CallId"],
    );
    let agent = [
        "customerServiceName",
        "customerServiceId",
        "Agent/Name",
        "Agent/Id",
    ];
    talk.agent = scalar(ticket, &agent);
    talk.started_at = scalar(ticket, &["callStartTime", "Recording/CallTime"]);
    let queue = ["skillGroupName", "skillGroupId", "Agent/SkillGroup"];
    talk.note("queue", scalar(ticket, &queue));
    talk.note(
        "business",
        scalar(ticket, &["business", "Recording/Business"]),
    );
}

#[cfg(test)]
mod tests {
    use super::super::trial::{about, error, turns};

    #[test]
    fn phrases_of_the_contact_centre() {
        assert_eq!(
            turns("stt-aliyun-sca/ccc.json"),
            [
                "0.24 agent agent@bikes: 改天再给您修",
                "1.5 customer 139****0000: 行吧"
            ]
        );
    }

    #[test]
    fn lists_below_their_own_names() {
        assert_eq!(
            turns("stt-aliyun-sca/result-nested.json"),
            [
                "0.34 agent 2203: 不是我们的责任。",
                "1.34 customer 客户: 哦。",
                "--"
            ]
        );
    }

    #[test]
    fn a_result() {
        assert_eq!(
            turns("stt-aliyun-sca/result.json"),
            [
                "0.34 agent 2203: 不是我们的责任。",
                "1.34 customer 客户: 哦。"
            ]
        );
    }

    #[test]
    fn a_dialogue_for_trying_rules() {
        assert_eq!(
            turns("stt-aliyun-sca/rules-tried.json"),
            [
                "0 customer 客户: 我的车坏了，\"响\"个不停。",
                "21.004 agent 小周: 这不是我们的责任"
            ]
        );
    }

    #[test]
    fn escapes_in_a_string_in_a_string() {
        assert_eq!(
            turns("stt-aliyun-sca/upload-in-ascii-string.json"),
            [
                "0 customer 客户: 我的车坏了，\"响\"个不停。",
                "21.004 agent 小周: 这不是我们的责任改天再给您修。",
                "--",
                "0 customer u1: 退款呢",
                "9.5 agent a1: 改天再给您答复",
                "10.5 agent a1: 不是我们的责任"
            ]
        );
    }

    #[test]
    fn json_in_a_string() {
        assert_eq!(
            turns("stt-aliyun-sca/upload-in-string.json"),
            [
                "0 customer 客户: 我的车坏了，\"响\"个不停。",
                "21.004 agent 小周: 这不是我们的责任改天再给您修。",
                "--",
                "0 customer u1: 退款呢",
                "9.5 agent a1: 改天再给您答复",
                "10.5 agent a1: 不是我们的责任"
            ]
        );
    }

    #[test]
    fn a_call_and_a_chat() {
        assert_eq!(
            turns("stt-aliyun-sca/upload.json"),
            [
                "0 customer 客户: 我的车坏了，\"响\"个不停。",
                "21.004 agent 小周: 这不是我们的责任改天再给您修。",
                "--",
                "0 customer u1: 退款呢",
                "9.5 agent a1: 改天再给您答复",
                "10.5 agent a1: 不是我们的责任"
            ]
        );
    }

    #[test]
    fn what_the_record_says_of_itself() {
        let about = about("stt-aliyun-sca/result.json");
        assert_eq!(about, ["k-1", "小周", "2024-05-11T12:00Z", "queue=售后"]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let cases = [
            (
                r#"{"tickets": [{"dialogue": [{"words": "a"}, {"words": 7}]}]}"#,
                "Aliyun SCA: tickets 0 (counted from 0): dialogue 1 (counted from 0): \"words\" must be a string, not a number",
            ),
            (
                r#"{"JsonStr": "{\"tickets\": [{\"dialogue\": "}"#,
                "Aliyun SCA: the JSON inside the string is invalid: EOF while parsing",
            ),
        ];
        for (record, message) in cases {
            assert!(error(record).starts_with(message), "{}", error(record));
        }
    }
}
