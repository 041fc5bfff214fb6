//! Speechmatics: `{"format": "2.7", "job": {"id": …}, "results": [{"type": "word", "start_time":
//! 0.12, "channel": "agent", "alternatives": [{"content": "Hi", "speaker": "S1"}]}]}`.
//!
//! Marks stick to a neighbour (`attaches_to`). Channels may have names, which people chose.

use super::super::{Adapter, Reading};
use super::fields::{each, find, first, number, scalar};
use super::talk::Talk;
use crate::document::Document;
use crate::input::json::node::Object;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Speechmatics",
    matches: |object| {
        first(object, "results").is_some_and(|result| {
            result.has("type") && find(&result, "alternatives/0/content").is_some()
        })
    },
    read,
};

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let mut talk = Talk::new(reading);
    talk.id = scalar(object, &["job/id"]);
    talk.note(
        "language",
        scalar(object, &["metadata/transcription_config/language"]),
    );
    each(object, "results", |result| {
        let words = talk.text(result, &["alternatives/0/content"])?;
        match result.scalar("type").as_deref() {
            Some("punctuation") => talk.mark(&words),
            _ => {
                let speaker = scalar(result, &["channel", "alternatives/0/speaker"]);
                let who = talk.named(speaker.filter(|name| name != "UU"));
                talk.word(who, number(result, &["start_time"], 1.0), words);
            }
        }
        Ok(())
    })?;
    Ok(vec![talk.finish()])
}

#[cfg(test)]
mod tests {
    use super::super::trial::turns;

    #[test]
    fn marks_stick_and_unknown_speakers_have_no_name() {
        assert_eq!(
            turns("stt-speechmatics/call.json"),
            [
                "0.2 unknown S1: Not our fault.",
                "1.5 unknown S2: Oh?",
                "9.5 unknown -: Hm"
            ]
        );
    }
}
