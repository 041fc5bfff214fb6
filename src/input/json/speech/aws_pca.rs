//! AWS Post Call Analytics: `{"ConversationAnalytics": {"SpeakerLabels": [{"Speaker": "spk_0",
//! "DisplayText": "Agent"}], …}, "SpeechSegments": [{"SegmentStartTime": 0.4, "SegmentSpeaker":
//! "spk_0", "DisplayText": …}]}`.
//!
//! The labels may be changed by people, so that they name roles or just count speakers. A
//! segment may be a machine's (`IVRSegment`).

use super::super::{Adapter, Reading};
use super::fields::{each, find, has_list, number, scalar};
use super::talk::Talk;
use crate::document::{Document, Role};
use crate::input::json::node::{Node, Object};
use std::collections::HashMap;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "AWS Post Call Analytics",
    matches: |object| has_list(object, "SpeechSegments"),
    read,
};

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let mut talk = Talk::new(reading);
    about(object, &mut talk);
    let labels = labels(object)?;
    each(object, "SpeechSegments", |segment| {
        let speaker = scalar(segment, &["SegmentSpeaker"]);
        let label = speaker.as_ref().and_then(|speaker| labels.get(speaker));
        let is_machine = find(segment, "IVRSegment").and_then(Node::truth) == Some(true);
        let who = talk
            .who(speaker, label.map(String::as_str))
            .with_role(is_machine.then_some(Role::Bot));
        let words = talk.text(segment, &["DisplayText", "OriginalText"])?;
        talk.say(who, number(segment, &["SegmentStartTime"], 1.0), words);
        Ok(())
    })?;
    Ok(vec![talk.finish()])
}

fn about(object: &Object, talk: &mut Talk) {
    talk.id = scalar(object, &["ConversationAnalytics/GUID"]);
    talk.agent = scalar(object, &["ConversationAnalytics/Agent"]);
    talk.started_at = scalar(object, &["ConversationAnalytics/ConversationTime"]);
    talk.note(
        "language",
        scalar(object, &["ConversationAnalytics/LanguageCode"]),
    );
}

/// What people call the speakers.
fn labels(object: &Object) -> Result<HashMap<String, String>, String> {
    let mut labels = HashMap::new();
    each(object, "ConversationAnalytics/SpeakerLabels", |label| {
        let text = scalar(label, &["DisplayText"]);
        labels.extend(scalar(label, &["Speaker"]).zip(text));
        Ok(())
    })?;
    Ok(labels)
}

#[cfg(test)]
mod tests {
    use super::super::trial::{about, turns};

    #[test]
    fn labels_say_the_roles() {
        assert_eq!(
            turns("stt-aws-pca/call.json"),
            [
                "0 bot spk_2: Press one.",
                "1.5 customer spk_0: My chain broke.",
                "3.5 agent spk_1: Not our fault."
            ]
        );
    }

    #[test]
    fn what_the_record_says_of_itself() {
        let about = about("stt-aws-pca/call.json");
        assert_eq!(
            about,
            ["g-5", "Ben", "2024-05-11 12:00:00", "language=en-US"]
        );
    }
}
