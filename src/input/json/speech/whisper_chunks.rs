//! Whisper by other programs.
//!
//! - Transformers: `{"text": …, "chunks": [{"timestamp": [0.0, 3.2], "text": " …"}]}`;
//!   `speakers` holds the same again with a `speaker` each, where somebody told them apart.
//! - whisper.cpp: `{"result": {"language": "en"}, "transcription": [{"offsets": {"from": 0, "to":
//!   3240}, "text": " …"}]}`, in milliseconds; `speaker` where it was recorded in two channels.

use super::super::{Adapter, Reading};
use super::fields::{find, first, first_has, number, scalar};
use super::talk::{Fields, Talk};
use crate::document::Document;
use crate::input::json::node::Object;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Whisper chunks",
    matches: |object| {
        first_has(object, "chunks", &["timestamp", "text"])
            || first_has(object, "transcription", &["offsets", "text"])
    },
    read,
};

const CHUNK: Fields = Fields {
    text: &["text"],
    name: &["speaker"],
    role: &[],
    start: |piece| {
        let seconds = || find(piece, "timestamp")?.at("0")?.number();
        number(piece, &["offsets/from"], 0.001).or_else(seconds)
    },
};

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let mut talk = Talk::new(reading);
    talk.note("language", scalar(object, &["result/language", "language"]));
    let names = ["speakers", "chunks", "transcription"];
    let list = names.into_iter().find(|name| first(object, name).is_some());
    talk.say_all(object, list.unwrap_or("chunks"), &CHUNK)?;
    Ok(vec![talk.finish()])
}

#[cfg(test)]
mod tests {
    use super::super::trial::turns;

    #[test]
    fn chunks_with_speakers() {
        assert_eq!(
            turns("stt-whisper/chunks.json"),
            [
                "0.1 unknown SPEAKER_00: Not our fault.",
                "1.6 unknown SPEAKER_01: Fine."
            ]
        );
    }

    #[test]
    fn two_channels() {
        assert_eq!(
            turns("stt-whisper/cpp.json"),
            ["0 unknown 0: 不是我们的责任", "1.5 unknown 1: 好吧"]
        );
    }
}
