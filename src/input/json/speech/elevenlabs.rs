//! ElevenLabs: `{"language_code": "en", "text": …, "words": [{"type": "word", "text": "Hi", "start":
//! 0.1, "speaker_id": "speaker_0"}, {"type": "spacing", "text": " "}]}`; `text` repeats the words.

use super::super::{Adapter, Reading};
use super::fields::{each, first_has, number, scalar};
use super::talk::Talk;
use crate::document::Document;
use crate::input::json::node::Object;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "ElevenLabs",
    matches: |object| {
        first_has(object, "words", &["text", "type", "start"]) && !object.has("audio_url")
    },
    read,
};

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let mut talk = Talk::new(reading);
    talk.id = scalar(object, &["transcription_id"]);
    talk.note("language", scalar(object, &["language_code"]));
    each(object, "words", |word| {
        if word.scalar("type").as_deref() == Some("word") {
            let words = talk.text(word, &["text"])?;
            let who = talk.named(scalar(word, &["speaker_id"]));
            talk.word(who, number(word, &["start"], 1.0), words);
        }
        Ok(())
    })?;
    Ok(vec![talk.finish()])
}

#[cfg(test)]
mod tests {
    use super::super::trial::turns;

    #[test]
    fn words_without_spacing_and_events() {
        assert_eq!(
            turns("stt-elevenlabs/call.json"),
            [
                "0.1 unknown speaker_0: Not our fault.",
                "1.5 unknown speaker_1: Oh."
            ]
        );
    }
}
