//! Cues, each with its times: WebVTT, SubRip, and the lines with times of recognisers.
//!
//! `cues` finds the cues of a file, `timed` those of lines with times, `payload` reads their words
//! and tags, `rolling` takes out what captions show twice, `speakers` finds who speaks. Cues of
//! one speaker that follow each other are one turn, so that what is parted by two cues is found.

mod cues;
mod payload;
mod rolling;
mod speakers;
mod timed;

use super::conversation::{Conversation, Utterance};
use super::roles::RoleNames;
use super::{Head, Options, Records, Text, line_spans};
use crate::document::{Note, NoteCode, Role};
use crate::text::{Mapped, Source, SourceMap};
use cues::{Cue, Cues, Flavour};
use payload::Part;
use speakers::{Names, Who};
use std::sync::Arc;

/// A WebVTT file.
pub(super) fn read_vtt(text: Text, options: &Options) -> Records {
    read(text, options, |text, line| {
        cues::scan(text, Flavour::Vtt, line)
    })
}

/// A SubRip file.
pub(super) fn read_srt(text: Text, options: &Options) -> Records {
    read(text, options, |text, line| {
        cues::scan(text, Flavour::Srt, line)
    })
}

/// Lines with times.
pub(super) fn read_timed_lines(text: Text, options: &Options) -> Records {
    read(text, options, |text, _| timed::scan(text))
}

/// `WEBVTT`
pub(super) fn looks_like_vtt(head: &Head, _: &Options) -> bool {
    cues::has_header(head.text)
}

/// The time of a cue, perhaps below its number.
pub(super) fn looks_like_srt(head: &Head, _: &Options) -> bool {
    begins_with_cue(head.text)
}

/// Times in brackets, and no label that a transcript may have behind them.
pub(super) fn looks_like_timed_lines(head: &Head, options: &Options) -> bool {
    timed::looks_like(head.text, &RoleNames::new(options))
}

fn begins_with_cue(text: &str) -> bool {
    let lines = line_spans(text).map(|line| line.of(text).trim());
    let mut lines = lines.filter(|line| !line.is_empty());
    let is_index = |line: &str| line.bytes().all(|byte| byte.is_ascii_digit());
    let first = lines.next().unwrap_or_default();
    let mut second = || lines.next().unwrap_or_default();
    cues::times(first).is_some() || (is_index(first) && cues::times(second()).is_some())
}

/// Tells the cues that `text`, a part of something larger, holds. False if it holds none.
pub(super) fn tell_all(text: &Mapped, names: &RoleNames, conversation: &mut Conversation) -> bool {
    let found = if timed::looks_like(&text.text, names) {
        timed::scan(&text.text)
    } else if cues::has_header(&text.text) || begins_with_cue(&text.text) {
        cues::scan(&text.text, Flavour::Srt, 1)
    } else {
        return false;
    };
    let through = |words: Mapped| words.through(&text.runs);
    tell(found.cues, &text.text, names, through, conversation);
    true
}

fn read(text: Text, options: &Options, scan: fn(&str, usize) -> Cues) -> Records {
    let names = RoleNames::new(options);
    let Cues { cues, errors } = scan(&text.text, text.origin.line);
    let mut records = Records::new();
    if !cues.is_empty() || errors.is_empty() {
        let source = Source::new(text.text, text.origin);
        let map = SourceMap::shared(Arc::clone(&source));
        let mut conversation = Conversation::new(map, &names);
        tell(
            cues,
            source.text(),
            &names,
            |words| words,
            &mut conversation,
        );
        records.push(Ok(conversation.finish()));
    }
    records.extend(errors.into_iter().map(Err));
    records
}

/// A cue and what is said in it.
struct Told {
    cue: Cue,
    parts: Vec<Part>,
    has_stamps: bool,
}

/// Makes turns of the cues of `text`; `through` leads from its words to the source of the
/// conversation.
fn tell(
    cues: Vec<Cue>,
    text: &str,
    names: &RoleNames,
    through: impl Fn(Mapped) -> Mapped,
    conversation: &mut Conversation,
) {
    let told = cues.into_iter().map(|cue| {
        let payload = payload::read(text, cue.payload);
        Told {
            cue,
            parts: payload.parts,
            has_stamps: payload.has_stamps,
        }
    });
    let mut told: Vec<Told> = told.collect();
    rolling::drop_repeats(&mut told);
    let mut telling = Telling {
        names: Names::of(&mut told, names),
        roles: names,
        text,
        conversation,
        last: None,
        inherited: 0,
    };
    for told in told {
        telling.cue(told, &through);
    }
    let inherited = telling.inherited;
    note_inherited(inherited, conversation);
}

struct Telling<'t, 'c> {
    names: Names,
    roles: &'t RoleNames,
    text: &'t str,
    conversation: &'t mut Conversation<'c>,
    /// Who was named last, and the role that the name tells.
    last: Option<(Arc<str>, Role)>,
    /// Cues that name nobody and were taken for the last speaker's.
    inherited: usize,
}

impl Telling<'_, '_> {
    fn cue(&mut self, told: Told, through: &impl Fn(Mapped) -> Mapped) {
        if let Some(number) = told.cue.speaker {
            self.name(number.of(self.text).into());
        }
        let start = told.cue.start;
        for (index, part) in told.parts.into_iter().enumerate() {
            let (who, span) = self.names.who(&part);
            match who {
                Who::Untold if index == 0 => self.go_on(start, told.cue.speaker.is_none()),
                Who::Untold => {}
                Who::Named(name) => {
                    self.name(name);
                    self.speak(start);
                }
                Who::Nameless => {
                    self.last = None;
                    self.speak(start);
                }
                Who::Another => {
                    self.last = None;
                    self.conversation.message(Utterance {
                        start,
                        ..Utterance::default()
                    });
                }
            }
            let words = match span.len() == part.words.text.len() {
                true => part.words,
                false => part.words.part(span),
            };
            self.conversation.words(&through(words));
        }
    }

    fn name(&mut self, name: Arc<str>) {
        if self.last.as_ref().is_none_or(|(last, _)| *last != name) {
            let role = self.roles.role(&name);
            self.last = Some((name, role));
        }
    }

    /// A cue that names nobody: usually the same speaker goes on.
    fn go_on(&mut self, start: Option<f64>, is_guess: bool) {
        self.inherited += usize::from(is_guess && self.last.is_some());
        self.speak(start);
    }

    fn speak(&mut self, start: Option<f64>) {
        let last = self.last.as_ref();
        self.conversation.cue(Utterance {
            speaker: last.map(|(name, _)| &**name),
            role: last.map(|&(_, role)| role),
            start,
        });
    }
}

fn note_inherited(inherited: usize, conversation: &mut Conversation) {
    let message = match inherited {
        0 => return,
        1 => "one cue names nobody; it was taken for the last speaker's, who may not be the one \
              who speaks"
            .to_owned(),
        count => format!(
            "{count} cues name nobody; they were taken for the last speaker's, who may not \
             always be the one who speaks"
        ),
    };
    conversation.document().notes.push(Note {
        code: NoteCode::SpeakerInherited,
        message,
        subject: String::new(),
    });
}

#[cfg(test)]
mod tests;
