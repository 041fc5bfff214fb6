//! OpenAI Whisper and its relatives: `{"text": …, "language": …, "segments": [{"start": 0.0,
//! "end": 2.5, "text": " …"}]}`.
//!
//! - Whisper and whisper-timestamped name no speakers; `text` repeats all segments. With times
//!   for words only there are no segments, and `text` is what has the punctuation.
//! - WhisperX adds `word_segments` and a `speaker`, such as `SPEAKER_04`, to segments and words.
//!   Where only words have one, a segment may be of two speakers.
//! - Others write segments of the same kind with `speaker` or `role` of their own.
//!
//! Times are seconds. Segments may be empty; their texts begin with a space.

use super::super::{Adapter, Reading};
use super::fields::{each, first, first_has, list, number, scalar};
use super::talk::{Fields, Talk};
use crate::document::Document;
use crate::input::json::node::Object;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Whisper",
    matches: |object| match first(object, "segments") {
        Some(segment) => segment.has("text") && STARTS.iter().any(|name| segment.has(name)),
        None if object.has("segments") => {
            object.any(&["language", "word_segments"]).is_some() && !object.has("utterances")
        }
        None => object.has("text") && first_has(object, "words", &["word", "start"]),
    },
    read,
};

const STARTS: [&str; 3] = ["start", "start_time", "speaker"];

const SEGMENT: Fields = Fields {
    text: &["text"],
    name: &["speaker", "speaker_id"],
    role: &["role"],
    start,
};

fn start(piece: &Object) -> Option<f64> {
    number(piece, &["start", "start_time"], 1.0)
}

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let mut talk = Talk::new(reading);
    talk.note("language", scalar(object, &["language"]));
    each(object, "segments", |segment| {
        match scalar(segment, &["speaker", "speaker_id", "role"]) {
            None if words_have_speakers(segment)? => by_words(segment, &mut talk),
            _ => talk.say_piece(segment, &SEGMENT),
        }
    })?;
    if list(object, "segments")?.is_empty() {
        let begins = first(object, "words").and_then(|word| start(&word));
        let words = talk.text(object, &["text"])?;
        talk.say(talk.named(None), begins, words);
    }
    Ok(vec![talk.finish()])
}

fn words_have_speakers(segment: &Object) -> Result<bool, String> {
    let mut words = list(segment, "words")?.into_iter();
    Ok(words.any(|word| word.at("speaker").is_some()))
}

/// A word without a speaker, such as a number, is of the one before it.
fn by_words(segment: &Object, talk: &mut Talk) -> Result<(), String> {
    let mut speaker = None;
    each(segment, "words", |word| {
        speaker = scalar(word, &["speaker"]).or(speaker.take());
        let words = talk.text(word, &["word", "text"])?;
        talk.word(talk.named(speaker.clone()), start(word), words);
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::super::trial::{error, turns};

    #[test]
    fn speakers_of_segments() {
        assert_eq!(
            turns("stt-whisper/diarized.json"),
            ["0.2 agent agent: Hello.", "1.1 unknown A: Hi."]
        );
    }

    #[test]
    fn no_segments() {
        assert!(turns("stt-whisper/empty.json").is_empty());
    }

    #[test]
    fn segments_and_not_the_text_that_repeats_them() {
        assert_eq!(
            turns("stt-whisper/plain.json"),
            [
                "0 unknown -: Thanks for calling Larkspur Bikes.",
                "3.6 unknown -: That is not our fault, I'm afraid."
            ]
        );
    }

    #[test]
    fn words_are_not_read_twice() {
        assert_eq!(
            turns("stt-whisper/timestamped.json"),
            [
                "0.12 unknown -: 改天再给您回电吧。",
                "2.5 unknown -: 好的。"
            ]
        );
    }

    #[test]
    fn speakers_on_words_only() {
        assert_eq!(
            turns("stt-whisper/whisperx-words.json"),
            [
                "0.5 unknown SPEAKER_01: 押金什么时候退",
                "2 unknown SPEAKER_00: 改天再给您答复"
            ]
        );
    }

    #[test]
    fn a_segment_without_a_speaker() {
        assert_eq!(
            turns("stt-whisper/whisperx.json"),
            [
                "0.5 unknown SPEAKER_01: My chain broke on day 3.",
                "3 unknown SPEAKER_00: That is not our fault.",
                "4.6 unknown -: Hm."
            ]
        );
    }

    #[test]
    fn text_where_words_have_no_marks() {
        assert_eq!(
            turns("stt-whisper/words-only.json"),
            ["0.3 unknown -: Sorry, we are closed."]
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        let cases = [
            (
                r#"{"segments": [{"start": 1, "text": "hi"}, 7]}"#,
                "Whisper: segments 1 (counted from 0): must be an object, not a number",
            ),
            (
                r#"{"segments": [{"start": 1, "text": 7}]}"#,
                "Whisper: segments 0 (counted from 0): \"text\" must be a string, not a number",
            ),
        ];
        for (record, message) in cases {
            assert_eq!(error(record), message);
        }
    }
}
