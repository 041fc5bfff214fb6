//! AssemblyAI: `{"id": …, "audio_url": …, "text": …, "words": [{"text": "Yeah.", "start": 170,
//! "speaker": "A"}], "utterances": [{"speaker": "A", "start": 170, "text": …}]}`, in milliseconds.
//!
//! `utterances` may be null, and `words` and `text` repeat them. In recordings of two channels
//! (`dual_channel`, `multichannel`) the `channel` speaks.

use super::super::{Adapter, Reading};
use super::fields::{each, find, first_has, list, number, scalar};
use super::talk::{Fields, Talk};
use crate::document::Document;
use crate::input::json::node::{Node, Object};

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "AssemblyAI",
    matches: |object| {
        let is_job = object.has("audio_url") && (object.has("words") || object.has("utterances"));
        is_job
            || first_has(
                object,
                "utterances",
                &["confidence", "start", "text", "words"],
            )
    },
    read,
};

const BY_SPEAKER: Fields = Fields {
    text: &["text"],
    name: &["speaker", "channel"],
    role: &[],
    start: |piece| number(piece, &["start"], 0.001),
};

const BY_CHANNEL: Fields = Fields {
    name: &["channel", "speaker"],
    ..BY_SPEAKER
};

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let mut talk = Talk::new(reading);
    talk.id = scalar(object, &["id"]);
    talk.note("language", scalar(object, &["language_code"]));
    let is_set = |name: &&str| find(object, name).and_then(Node::truth) == Some(true);
    let fields = match ["dual_channel", "multichannel"].iter().any(is_set) {
        true => &BY_CHANNEL,
        false => &BY_SPEAKER,
    };
    talk.say_all(object, "utterances", fields)?;
    if talk.is_empty() {
        each(object, "words", |word| {
            let who = talk.named(scalar(word, fields.name));
            let words = talk.text(word, fields.text)?;
            talk.word(who, (fields.start)(word), words);
            Ok(())
        })?;
    }
    if talk.is_empty() && list(object, "words")?.is_empty() {
        let words = talk.text(object, &["text"])?;
        talk.say(talk.named(None), None, words);
    }
    Ok(vec![talk.finish()])
}

#[cfg(test)]
mod tests {
    use super::super::trial::turns;

    #[test]
    fn channels_speak() {
        assert_eq!(
            turns("stt-assemblyai/dual-channel.json"),
            [
                "0.17 unknown 1: My chain broke.",
                "1.5 unknown 2: Not our fault."
            ]
        );
    }

    #[test]
    fn text_where_there_is_nothing_else() {
        assert_eq!(
            turns("stt-assemblyai/text.json"),
            ["- unknown -: My chain broke. Not our fault."]
        );
    }

    #[test]
    fn utterances() {
        assert_eq!(
            turns("stt-assemblyai/utterances.json"),
            [
                "0.17 unknown A: My chain broke.",
                "1.5 unknown B: Not our fault."
            ]
        );
    }

    #[test]
    fn words_without_utterances() {
        assert_eq!(
            turns("stt-assemblyai/words.json"),
            [
                "0.17 unknown A: My chain broke.",
                "1.5 unknown B: Not our fault."
            ]
        );
    }
}
