//! A whole dialogue in one field of a table or a record.

use super::transcript::LiveTranscript;
use super::{Head, Options, transcript};
use crate::document::Role;
use crate::text::Span;

/// A turn of a dialogue in a field.
pub(super) struct Spoken {
    pub(super) speaker: Option<String>,
    pub(super) role: Role,
    /// Seconds.
    pub(super) start: Option<f64>,
    /// The words in the field.
    pub(super) words: Span,
}

/// The turns of a field that holds a dialogue; `None` if it is just a text.
pub(super) fn dialogue(text: &str, options: &Options) -> Option<Vec<Spoken>> {
    let head = Head {
        text,
        complete: true,
    };
    if !text.contains('\n') || !transcript::looks_like(&head, options) {
        return None;
    }
    let mut live = LiveTranscript::new(options);
    live.push_line(text);
    live.finish();
    let turns = live.document().turns.iter().map(|turn| Spoken {
        speaker: turn.speaker.as_deref().map(str::to_owned),
        role: turn.role,
        start: turn.cues.first().map(|cue| cue.start),
        words: turn.span,
    });
    Some(turns.collect())
}
