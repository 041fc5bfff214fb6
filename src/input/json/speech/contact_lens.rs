//! Amazon Connect Contact Lens and Transcribe Call Analytics: `{"Participants": [{"ParticipantId":
//! …, "ParticipantRole": "AGENT"}], "Transcript": [{"ParticipantId": …, "Content": …}]}`.
//!
//! - Calls have `BeginOffsetMillis`; turns may overlap. Call Analytics writes the
//!   `ParticipantRole` on each turn, Contact Lens calls only in `Participants`.
//! - Chats have `AbsoluteTime` and a `Type`; events, attachments and forms have no words.
//! - While a call goes on, `Segments` hold one `Transcript` or `Utterance` each.

use super::super::{Adapter, Reading};
use super::fields::{any, each, first, has_list, number, scalar};
use super::talk::{Fields, Talk, Who};
use super::times::moment;
use crate::document::{Document, Role};
use crate::input::json::node::Object;
use std::collections::HashMap;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Amazon Connect Contact Lens",
    matches: |object| match first(object, "Transcript") {
        Some(turn) => turn.any(&["ParticipantRole", "ParticipantId"]).is_some(),
        None if has_list(object, "Transcript") => {
            object.any(&["Participants", "JobStatus"]).is_some()
        }
        None => first(object, "Segments").is_some_and(|segment| {
            let kinds = [
                "Transcript",
                "Utterance",
                "Categories",
                "PostContactSummary",
            ];
            segment.any(&kinds).is_some()
        }),
    },
    read,
};

const TURN: Fields = Fields {
    text: &["Content", "PartialContent"],
    name: &["DisplayName", "ParticipantId"],
    role: &["ParticipantRole"],
    start: |turn| {
        let at = || moment(&scalar(turn, &["AbsoluteTime"])?);
        number(turn, &["BeginOffsetMillis"], 0.001).or_else(at)
    },
};

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let mut talk = Talk::new(reading);
    about(object, &mut talk);
    let roles = roles(object)?;
    each(object, "Transcript", |turn| say(turn, &roles, &mut talk))?;
    each(object, "Segments", |segment| {
        match any(segment, &["Transcript", "Utterance"]).and_then(|turn| turn.object()) {
            Some(turn) => say(&turn, &roles, &mut talk),
            None => Ok(()),
        }
    })?;
    Ok(vec![talk.finish()])
}

fn about(object: &Object, talk: &mut Talk) {
    let metadata = "CustomerMetadata";
    let ids = [
        "ContactId",
        &format!("{metadata}/ContactId"),
        "JobName",
        "InitialContactId",
    ];
    talk.id = scalar(object, &ids);
    talk.started_at = first(object, "Transcript").and_then(|turn| scalar(&turn, &["AbsoluteTime"]));
    talk.note("language", scalar(object, &["LanguageCode"]));
    talk.note("channel", scalar(object, &["Channel"]));
    if talk.started_at.is_some() {
        talk.set_written();
    }
}

/// The roles of the participants by their ids.
fn roles(object: &Object) -> Result<HashMap<String, String>, String> {
    let mut roles = HashMap::new();
    each(object, "Participants", |person| {
        let role = scalar(person, &["ParticipantRole"]);
        roles.extend(scalar(person, &["ParticipantId"]).zip(role));
        Ok(())
    })?;
    Ok(roles)
}

fn say(turn: &Object, roles: &HashMap<String, String>, talk: &mut Talk) -> Result<(), String> {
    if !has_words(turn) {
        return Ok(());
    }
    let id = scalar(turn, &["ParticipantId"]);
    let label = scalar(turn, TURN.role).or_else(|| roles.get(id.as_deref()?).cloned());
    let who = who(turn, label.as_deref(), talk);
    let words = talk.text(turn, TURN.text)?;
    talk.say(who, (TURN.start)(turn), words);
    Ok(())
}

/// Calls have no names, and ids that say nothing where a role does.
fn who(turn: &Object, label: Option<&str>, talk: &Talk) -> Who {
    let name = scalar(turn, &["DisplayName"]);
    let id = || {
        label
            .map(str::to_owned)
            .or_else(|| scalar(turn, &["ParticipantId"]))
    };
    let is_bot = label.is_some_and(|label| label.ends_with("BOT"));
    talk.who(name.or_else(id), label)
        .with_role(is_bot.then_some(Role::Bot))
}

/// It is no event, attachment or form.
fn has_words(turn: &Object) -> bool {
    let kind = turn.scalar("Type");
    let content = turn.scalar("ContentType");
    kind.is_none_or(|kind| kind == "MESSAGE")
        && content.is_none_or(|content| content.starts_with("text/"))
}

#[cfg(test)]
mod tests {
    use super::super::trial::{about, error, turns};

    #[test]
    fn roles_on_turns() {
        assert_eq!(
            turns("stt-contact-lens/call-analytics.json"),
            [
                "0.04 agent AGENT: 您好，这不是我们的责任。",
                "2.6 customer CUSTOMER: 那是***的吗？"
            ]
        );
    }

    #[test]
    fn messages_of_a_chat_and_nothing_else() {
        assert_eq!(
            turns("stt-contact-lens/chat.json"),
            [
                "1 system SYSTEM_MESSAGE: You are in a queue.",
                "2 bot Lark: What can I do for you?",
                "11 customer Ida: Where is my **bike**?",
                "21 agent Ben: Not our fault.",
                "22 agent Ben: Bye."
            ]
        );
    }

    #[test]
    fn segments_of_a_call_that_goes_on() {
        assert_eq!(
            turns("stt-contact-lens/live.json"),
            [
                "0.5 customer CUSTOMER: Is it broken?",
                "1.5 agent AGENT: Not our fault"
            ]
        );
    }

    #[test]
    fn roles_of_participants_and_turns_in_order() {
        assert_eq!(
            turns("stt-contact-lens/voice.json"),
            [
                "0.16 customer CUSTOMER: Hi, my [PII] never came.",
                "4.7 agent AGENT: That is not our fault.",
                "6.14 customer CUSTOMER: Wait."
            ]
        );
    }

    #[test]
    fn what_the_record_says_of_itself() {
        let about = about("stt-contact-lens/chat.json");
        assert_eq!(
            about,
            [
                "c-78",
                "-",
                "2024-05-11T12:00:00.500Z",
                "channel=CHAT language=en-US"
            ]
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        let record = r#"{"Transcript": [{"ParticipantId": "AGENT", "Content": ["hi"]}]}"#;
        assert_eq!(
            error(record),
            "Amazon Connect Contact Lens: Transcript 0 (counted from 0): \"Content\" must be a string, not a list"
        );
    }
}
