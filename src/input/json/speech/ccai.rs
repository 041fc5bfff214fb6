//! Google contact-centre AI.
//!
//! - CCAI Insights and Agent Assist upload: `{"entries": [{"start_timestamp_usec": 1000000, "text":
//!   …, "role": "CUSTOMER", "user_id": 1}]}`; Agent Assist leaves time and user out, as chats do.
//! - A conversation of CCAI Insights: `{"transcript": {"transcriptSegments": [{"text": …,
//!   "segmentParticipant": {"role": "HUMAN_AGENT"}, "words": [{"startOffset": "1.2s"}]}]}}`.

use super::super::{Adapter, Reading};
use super::fields::{first, first_has, number, scalar};
use super::talk::{Fields, Talk};
use super::times::{duration_of, moment};
use crate::document::Document;
use crate::input::json::node::Object;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Google CCAI",
    matches: |object| first_has(object, "entries", &["text", "role"]) || segments(object).is_some(),
    read,
};

const ENTRY: Fields = Fields {
    text: &["text"],
    name: &[],
    role: &["role"],
    start: |entry| number(entry, &["start_timestamp_usec"], 1e-6),
};

const SEGMENT: Fields = Fields {
    text: &["text"],
    name: &[],
    role: &["segmentParticipant/role", "segment_participant/role"],
    start: |segment| {
        let spoken = first(segment, "words")
            .and_then(|word| duration_of(&word, &["startOffset", "start_offset"]));
        spoken.or_else(|| moment(&scalar(segment, &["messageTime", "message_time"])?))
    },
};

/// The path of the transcript of CCAI Insights.
fn segments(object: &Object) -> Option<&'static str> {
    [
        "transcript/transcriptSegments",
        "transcript/transcript_segments",
    ]
    .into_iter()
    .find(|path| first(object, path).is_some())
}

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let mut talk = Talk::new(reading);
    talk.id = scalar(object, &["name", "conversation_info/conversation_id"]);
    talk.agent = scalar(
        object,
        &["agentId", "agent_id", "conversation_info/agent_id"],
    );
    talk.started_at = scalar(object, &["startTime", "start_time"]);
    talk.note(
        "language",
        scalar(object, &["languageCode", "language_code"]),
    );
    talk.note("channel", scalar(object, &["medium"]));
    if let Some(path) = segments(object) {
        talk.say_all(object, path, &SEGMENT)?;
        return Ok(vec![talk.finish()]);
    }
    let is_timed = |entry: &Object| (ENTRY.start)(entry).is_some();
    if !first(object, "entries").is_some_and(|entry| is_timed(&entry)) {
        talk.set_written();
    }
    talk.say_all(object, "entries", &ENTRY)?;
    Ok(vec![talk.finish()])
}

#[cfg(test)]
mod tests {
    use super::super::trial::turns;

    #[test]
    fn entries_of_a_call() {
        assert_eq!(
            turns("stt-ccai/call.json"),
            [
                "1 customer CUSTOMER: My chain broke",
                "3.5 agent AGENT: Not our fault."
            ]
        );
    }

    #[test]
    fn entries_of_a_chat() {
        assert_eq!(
            turns("stt-ccai/chat.json"),
            [
                "- customer END_USER: 退款呢？",
                "- bot AUTOMATED_AGENT: 请稍等。",
                "- agent HUMAN_AGENT: 改天再给您答复。",
                "- agent HUMAN_AGENT: 不是我们的责任。"
            ]
        );
    }

    #[test]
    fn segments_of_insights() {
        assert_eq!(
            turns("stt-ccai/insights.json"),
            [
                "1 customer END_USER: It broke.",
                "3.5 agent HUMAN_AGENT: Not our fault."
            ]
        );
    }
}
