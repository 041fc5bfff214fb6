//! Lines of speech with their times in front, as recognisers write them:
//!
//! - `[0:0.020,0:2.380]  …` and `[0:0.020,0:2.380,0]  …` (with the speaker's number): Tencent;
//! - `[00:00.000 --> 00:04.000]  …`: Whisper;
//! - `[00:00.4 → 00:03.8] Speaker 0: …`: FunASR.

use super::cues::{Cue, Cues, moment};
use crate::input::clock::Cursor;
use crate::input::labels::{Columns, label};
use crate::input::line_spans;
use crate::input::roles::{RoleNames, Standing};
use crate::text::Span;

/// The first lines begin with times, and no label follows that says at once who speaks: with
/// one, the text is a transcript.
pub(super) fn looks_like(text: &str, names: &RoleNames) -> bool {
    let lines = line_spans(text).map(|line| line.of(text).trim());
    let mut lines = lines.filter(|line| !line.is_empty()).take(2).peekable();
    let label = lines
        .peek()
        .and_then(|first| label(first, names, Columns::default(), None));
    let is_transcript = label.is_some_and(|label| label.claim.standing == Standing::Known);
    let is_any = lines.peek().is_some();
    is_any && !is_transcript && lines.all(|line| times(line).is_some())
}

/// The cues of the lines; a line without times goes on with the one above.
pub(super) fn scan(text: &str) -> Cues {
    let mut cues: Vec<Cue> = Vec::new();
    for line in line_spans(text) {
        match (times(line.of(text)), cues.last_mut()) {
            (Some(times), _) => cues.push(times.cue(line)),
            (None, Some(cue)) => cue.payload.end = line.end,
            (None, None) => {}
        }
    }
    Cues {
        cues,
        errors: Vec::new(),
    }
}

/// What stands in the brackets.
struct Times {
    start: f64,
    end: f64,
    speaker: Option<Span>,
    /// Where the words begin.
    words: usize,
}

impl Times {
    fn cue(&self, line: Span) -> Cue {
        Cue {
            start: Some(self.start),
            end: Some(self.end),
            speaker: self.speaker.map(|speaker| speaker.shifted(line.start)),
            payload: Span::new(line.start + self.words, line.end),
        }
    }
}

fn times(line: &str) -> Option<Times> {
    let mut cursor = Cursor::new(line, 0);
    cursor.spaces();
    cursor.eat(&['['])?;
    let start = moment(&mut cursor)?;
    cursor.spaces();
    cursor.eat_word(&["-->", "->", "→", ",", "-", "~"])?;
    cursor.spaces();
    let end = moment(&mut cursor)?;
    let speaker = cursor.attempt(|cursor| {
        cursor.eat(&[','])?;
        cursor.spaces();
        let at = cursor.at;
        cursor.digits(1, 4)?;
        Some(Span::new(at, cursor.at))
    });
    cursor.eat(&[']'])?;
    Some(Times {
        start,
        end,
        speaker,
        words: cursor.at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Options;

    fn lines(text: &str) -> Vec<(f64, Option<&str>, &str)> {
        let cues = scan(text).cues;
        let line = |cue: &Cue| {
            let speaker = cue.speaker.map(|speaker| speaker.of(text));
            (
                cue.start.unwrap_or(-1.0),
                speaker,
                cue.payload.of(text).trim(),
            )
        };
        cues.iter().map(line).collect()
    }

    #[test]
    fn lines_with_times() {
        assert_eq!(
            lines("\n[0:0.020,0:2.380,0]  您好\n[1:2.500,1:4.000,12]  请讲\n接着讲\n"),
            [
                (0.02, Some("0"), "您好"),
                (62.5, Some("12"), "请讲\n接着讲")
            ]
        );
        assert_eq!(
            lines("[00:00.000 --> 00:04.000]  hi\n[00:00:04.000 --> 00:00:05.000] yes"),
            [(0.0, None, "hi"), (4.0, None, "yes")]
        );
        assert_eq!(lines("[1,2] no\n[0:1] no\n[0:1,0:2 no"), []);
    }

    #[test]
    fn what_looks_like_lines_with_times() {
        let names = RoleNames::new(&Options::default());
        assert!(looks_like("[0:0.020,0:2.380]  您好\n", &names));
        assert!(looks_like(
            "[0:0.0,0:2.3,0] 您好\n\n[0:2.5,0:3.3,1] 好\n",
            &names
        ));
        for text in [
            "",
            "[0:0.020,0:2.380]  您好\n再见\n",
            "[00:00.4 → 00:03.8] Speaker 0: hi\n",
            "[00:00.4 → 00:03.8] 客服: hi\n",
            "[10:30] we meet\n",
        ] {
            assert!(!looks_like(text, &names), "{text}");
        }
    }
}
