//! Vosk: `{"result": [{"word": "hello", "start": 0.4}], "text": "hello"}`, one utterance of nobody
//! known; `result` repeats `text`.

use super::super::{Adapter, Reading};
use super::fields::{first, first_has, number};
use super::talk::Talk;
use crate::document::Document;
use crate::input::json::node::Object;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Vosk",
    matches: |object| object.has("text") && first_has(object, "result", &["word", "start"]),
    read,
};

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let mut talk = Talk::new(reading);
    let start = first(object, "result").and_then(|word| number(&word, &["start"], 1.0));
    let words = talk.text(object, &["text"])?;
    talk.say(talk.named(None), start, words);
    Ok(vec![talk.finish()])
}

#[cfg(test)]
mod tests {
    use super::super::trial::turns;

    #[test]
    fn an_utterance() {
        assert_eq!(
            turns("stt-vosk/call.json"),
            ["0.39 unknown -: not our fault"]
        );
    }
}
