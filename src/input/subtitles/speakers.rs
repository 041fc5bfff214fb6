//! Who speaks where no tag says so: `Ann: …`, `[SPEAKER_00]: …`, `(Ann) …`, `- …`, `>> …`.
//!
//! None of this belongs to a standard, and recognisers write `I'm: more`. So a name counts if it
//! is a role word, if a tag or the user names it, or if it stands in front of words twice.

use super::Told;
use super::payload::{Part, Voice};
use crate::input::labels::{Shape, spoken_label};
use crate::input::roles::{Claim, RoleNames, Standing, normal};
use crate::text::Span;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Who says the words of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// Nothing tells.
    Untold,
    /// Somebody else than before: a dash tells.
    Another,
    /// A tag without a name tells: somebody.
    Nameless,
    Named(Arc<str>),
}

/// Names and sounds in brackets look the same: `(Ann)`, `(laughs)`.
const SOUNDS: [&str; 24] = [
    "laughs",
    "laughter",
    "laughing",
    "laugh",
    "music",
    "applause",
    "silence",
    "pause",
    "sighs",
    "coughs",
    "inaudible",
    "crosstalk",
    "unintelligible",
    "beep",
    "noise",
    "ringing",
    "笑",
    "笑声",
    "音乐",
    "掌声",
    "沉默",
    "听不清",
    "停顿",
    "噪音",
];

/// The names that stand in front of words in a file.
pub(super) struct Names {
    /// How often each stands there.
    seen: HashMap<String, usize>,
    /// Who is named by tags.
    voices: HashSet<String>,
    letters: HashSet<String>,
    letter_repeats: bool,
}

impl Names {
    /// Goes over all cues once and marks what may be a name.
    pub(super) fn of(told: &mut [Told], names: &RoleNames) -> Self {
        let mut all = Names {
            seen: HashMap::new(),
            voices: HashSet::new(),
            letters: HashSet::new(),
            letter_repeats: false,
        };
        let mut last: Option<Arc<str>> = None;
        for part in told.iter_mut().flat_map(|told| &mut told.parts) {
            match &part.voice {
                // The same voice goes on from cue to cue.
                Voice::Named(name) if last.as_deref() != Some(name) => {
                    all.voices.insert(normal(name));
                    last = Some(Arc::clone(name));
                }
                Voice::Named(_) | Voice::Nameless => {}
                Voice::Untold => {
                    part.name = find(part, names);
                    all.see(part);
                }
            }
        }
        all
    }

    fn see(&mut self, part: &Part) {
        let Some(found) = part.name else {
            return;
        };
        if found.claim.standing == Standing::Known {
            return;
        }
        let name = normal(found.span.of(&part.words.text));
        if found.claim.standing == Standing::Letter {
            self.letter_repeats |= !self.letters.insert(name);
            return;
        }
        *self.seen.entry(name).or_default() += 1;
    }

    /// Who says `part`, and where its words begin.
    pub(super) fn who(&self, part: &Part) -> (Who, Span) {
        let text = &part.words.text;
        let whole = Span::new(0, text.len());
        match &part.voice {
            Voice::Named(name) => return (Who::Named(Arc::clone(name)), whole),
            Voice::Nameless => return (Who::Nameless, whole),
            Voice::Untold if !part.is_line => return (Who::Untold, whole),
            Voice::Untold => {}
        }
        if let Some(found) = part.name {
            let name = found.span.of(text);
            if self.is_speaker(name, found.claim.standing) {
                let words = Span::new(found.words, text.len());
                return (Who::Named(name.into()), words);
            }
        }
        match change_mark(text) {
            0 => (Who::Untold, whole),
            at => (Who::Another, Span::new(at, text.len())),
        }
    }

    fn is_speaker(&self, name: &str, standing: Standing) -> bool {
        match standing {
            Standing::Known => true,
            Standing::IfRepeated => {
                let name = normal(name);
                let is_repeated = self.seen.get(&name).is_some_and(|&count| count > 1);
                is_repeated || self.voices.contains(&name)
            }
            Standing::Letter => self.letter_repeats && self.letters.len() > 1,
        }
    }
}

/// A name in front of words that may be the speaker's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    span: Span,
    claim: Claim,
    /// Where the words begin.
    words: usize,
}

fn find(part: &Part, names: &RoleNames) -> Option<Found> {
    if !part.is_line {
        return None;
    }
    let text = part.words.text.trim_end();
    let start = change_mark(text);
    let label = spoken_label(&text[start..], names)?;
    let name = start + text[start..].find(label.name)?;
    let is_sound = || SOUNDS.contains(&&*normal(label.name));
    // A sound alone in its brackets speaks to nobody.
    let is_alone = label.shape == Shape::Round && (label.words.is_empty() || is_sound());
    (!is_alone).then_some(Found {
        span: Span::new(name, name + label.name.len()),
        claim: label.claim,
        words: start + label.words.start,
    })
}

/// The bytes of the mark of a new speaker: `- `, `-`, `>> `.
fn change_mark(text: &str) -> usize {
    let words = text.trim_start();
    let rest = [">>", "»", "-", "–", "—", "‐"]
        .iter()
        .find_map(|mark| words.strip_prefix(mark));
    match rest {
        // A minus in front of a number, a rule of dashes.
        Some(rest) if rest.starts_with(|next: char| next == '-' || next.is_ascii_digit()) => 0,
        Some(rest) => text.len() - rest.trim_start_matches('>').trim_start().len(),
        None => 0,
    }
}
