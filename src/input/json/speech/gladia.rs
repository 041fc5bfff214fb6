//! Gladia: `{"id": …, "result": {"transcription": {"full_transcript": …, "utterances": [{"start":
//! 0.4, "speaker": 0, "channel": 0, "text": …}]}}}`; callbacks have `payload` for `result`.

use super::super::{Adapter, Reading};
use super::fields::{find, has_list, number, scalar};
use super::talk::{Fields, Talk};
use crate::document::Document;
use crate::input::json::node::Object;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Gladia",
    matches: |object| transcription(object).is_some(),
    read,
};

const UTTERANCE: Fields = Fields {
    text: &["text"],
    name: &["speaker", "channel"],
    role: &[],
    start: |utterance| number(utterance, &["start"], 1.0),
};

fn transcription<'a>(object: &Object<'a>) -> Option<Object<'a>> {
    let paths = [
        "transcription",
        "result/transcription",
        "payload/transcription",
    ];
    let mut found = paths.iter().filter_map(|path| find(object, path)?.object());
    found.find(|transcription| has_list(transcription, "utterances"))
}

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let mut talk = Talk::new(reading);
    talk.id = scalar(object, &["id"]);
    if let Some(transcription) = transcription(object) {
        talk.note("language", scalar(&transcription, &["languages/0"]));
        talk.say_all(&transcription, "utterances", &UTTERANCE)?;
    }
    Ok(vec![talk.finish()])
}

#[cfg(test)]
mod tests {
    use super::super::trial::turns;

    #[test]
    fn utterances() {
        assert_eq!(
            turns("stt-gladia/call.json"),
            ["0.4 unknown 0: Not our fault.", "1.4 unknown 1: Oh."]
        );
    }
}
