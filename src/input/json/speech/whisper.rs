//! OpenAI Whisper and its relatives: `{"text": …, "language": …, "segments": [{"start": 0.0,
//! "end": 2.5, "text": " …"}]}`.
//!
//! - Whisper and whisper-timestamped name no speakers; `text` repeats all segments.
//! - WhisperX adds `word_segments` and a `speaker`, such as `SPEAKER_04`, to segments.
//!
//! Times are seconds. Segments may be empty; their texts begin with a space.

use super::super::{Adapter, Reading};
use crate::document::Document;
use crate::input::conversation::Utterance;
use crate::input::json::node::Object;

pub(in crate::input::json) const ADAPTER: Adapter = Adapter {
    name: "Whisper",
    matches: |object| {
        let first = object
            .list("segments")
            .first()
            .and_then(|node| node.object());
        let is_segment = |segment: Object| segment.has("text") && segment.has("start");
        match first {
            Some(segment) => is_segment(segment),
            None => object.has("segments") && object.any(&["language", "word_segments"]).is_some(),
        }
    },
    read,
};

fn read(object: &Object, reading: &Reading) -> Result<Vec<Document>, String> {
    let mut conversation = reading.conversation();
    for segment in object
        .list("segments")
        .iter()
        .filter_map(|node| node.object())
    {
        conversation.cue(Utterance {
            speaker: segment.scalar("speaker").as_deref(),
            role: None,
            start: segment.number("start"),
        });
        if let Some(text) = segment.get("text") {
            conversation.words(&reading.words(text));
        }
    }
    Ok(vec![conversation.finish()])
}
