//! A list of utterances, one object each, as small programs around recognisers write it:
//!
//! - `[{"time": {"start": "00:00:00,060", "end": "00:00:02,310"}, "role": "客服", "text": …}]`;
//! - `[{"start": 0.06, "end": 2.31, "speaker": "SPEAKER_00", "text": …}]`, in seconds;
//! - `[{"start": 60, "end": 2310, "spk": 0, "text": …}]`, FunASR's sentences, in milliseconds.

use super::super::{Reading, Rows};
use super::fields::{each_of, find, number, scalar};
use super::talk::{Fields, Talk};
use super::times::clock;
use crate::document::Document;
use crate::input::json::node::{Node, Object};

pub(in crate::input::json) const ROWS: Rows = Rows {
    name: "list of utterances",
    matches: |row| {
        let is_timed = row.has("start") && row.has("end");
        row.any(UTTERANCE.text).is_some() && (is_timed || find(row, "time/start").is_some())
    },
    read,
};

const UTTERANCE: Fields = Fields {
    text: &["text", "sentence"],
    name: &["speaker", "spk", "channel"],
    role: &["role"],
    start,
};

fn start(row: &Object) -> Option<f64> {
    let starts = ["time/start", "start"];
    // Only FunASR names its speakers so.
    let unit = if row.has("spk") { 0.001 } else { 1.0 };
    number(row, &starts, unit).or_else(|| clock(&scalar(row, &starts)?))
}

fn read(rows: &[Node], reading: &Reading) -> Result<Vec<Document>, String> {
    let mut talk = Talk::new(reading);
    each_of(rows, "element", |row| talk.say_piece(row, &UTTERANCE))?;
    Ok(vec![talk.finish()])
}

#[cfg(test)]
mod tests {
    use super::super::trial::turns;

    #[test]
    fn times_as_of_subtitles() {
        assert_eq!(
            turns("stt-utterances/call.json"),
            [
                "0.06 agent 客服: 您好，不是我们的责任",
                "3 customer 游客: 那是谁的？",
                "4 agent 客服: 改天再给您答复。"
            ]
        );
    }

    #[test]
    fn times_in_seconds() {
        assert_eq!(
            turns("stt-utterances/speakers.json"),
            [
                "0.06 unknown SPEAKER_00: Not our fault.",
                "2.5 unknown SPEAKER_01: Oh."
            ]
        );
    }

    #[test]
    fn sentences_in_milliseconds() {
        assert_eq!(
            turns("stt-utterances/sentences.json"),
            ["0.43 unknown 1: 不是我们的责任。", "0.9 unknown 0: 哦。"]
        );
    }
}
