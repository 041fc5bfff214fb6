//! Genesys Cloud: `{"conversationId": …, "mediaType": "call", "transcripts": [{"language": …,
//! "phrases": [{"participantPurpose": "internal", "startTimeMs": 1715428800500, "text": …}]}]}`.
//!
//! `internal` is the agent and `external` the customer; machines have purposes of their own.
//! Times are milliseconds of the calendar. `decoratedText` shows the text with masks.

use super::super::{Adapter, Reading};
use super::fields::{each, first_has, number, scalar};
use super::talk::Talk;
use crate::document::{Document, Role};
use crate::input::json::node::Object;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Genesys Cloud",
    matches: |object| first_has(object, "transcripts", &["phrases"]),
    read,
};

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let mut talk = Talk::new(reading);
    talk.id = scalar(object, &["conversationId"]);
    talk.started_at = scalar(object, &["conversationStartTime", "startTime"]);
    talk.note("channel", scalar(object, &["mediaType"]));
    if scalar(object, &["mediaType"]).is_some_and(|media| media != "call") {
        talk.set_written();
    }
    each(object, "participants", |person| {
        if person.scalar("participantPurpose").as_deref() == Some("internal") {
            talk.agent = scalar(person, &["userId"]).or(talk.agent.take());
            talk.note("queue", scalar(person, &["queueId"]));
        }
        Ok(())
    })?;
    each(object, "transcripts", |transcript| {
        talk.note("language", scalar(transcript, &["language"]));
        each(transcript, "phrases", |phrase| {
            let purpose = scalar(phrase, &["participantPurpose"]);
            let role = purpose.as_deref().and_then(role);
            let who = talk.who(None, purpose.as_deref()).with_role(role);
            let words = talk.text(phrase, &["text"])?;
            talk.say(who, number(phrase, &["startTimeMs"], 0.001), words);
            Ok(())
        })
    })?;
    Ok(vec![talk.finish()])
}

fn role(purpose: &str) -> Option<Role> {
    match purpose {
        "internal" | "agent" | "user" => Some(Role::Agent),
        "external" | "customer" => Some(Role::Customer),
        "acd" | "ivr" | "bot" | "botflow" | "workflow" | "voicemail" => Some(Role::Bot),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::trial::{about, turns};

    #[test]
    fn purposes_are_roles() {
        assert_eq!(
            turns("stt-genesys/call.json"),
            [
                "1 customer external: it broke",
                "3.5 agent internal: not our fault",
                "9.5 bot acd: goodbye"
            ]
        );
    }

    #[test]
    fn what_the_record_says_of_itself() {
        let about = about("stt-genesys/call.json");
        assert_eq!(
            about,
            [
                "c-5",
                "ben",
                "1715428800000",
                "channel=call language=en-us queue=q-2"
            ]
        );
    }
}
