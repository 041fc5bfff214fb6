//! Puts in order what a recogniser heard.

use super::fields;
use super::times::moment;
use crate::document::{Document, Meta, Role};
use crate::input::conversation::{Conversation, Utterance};
use crate::input::json::Reading;
use crate::input::json::node::{Node, Object};
use crate::text::{Mapped, Runs};

/// A pause after which a speaker begins anew, in seconds: what others say in it comes in between.
const PAUSE: f64 = 2.0;

/// Times from here on, in seconds, are moments of the calendar, not of a call.
const EPOCH: f64 = 1e8;

/// Zones differ by hours.
const HOUR: f64 = 3600.0;

/// Where the pieces of a vendor have what: paths below the piece, the first that is there counts.
pub(super) struct Fields {
    /// The words.
    pub(super) text: &'static [&'static str],
    /// The speaker's name, number or channel.
    pub(super) name: &'static [&'static str],
    /// The speaker's role.
    pub(super) role: &'static [&'static str],
    /// The beginning, in seconds.
    pub(super) start: fn(&Object) -> Option<f64>,
}

/// Who says something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Who {
    name: Option<String>,
    role: Option<Role>,
}

impl Who {
    /// Somebody of that role, told by a field that only that vendor has.
    pub(super) fn with_role(self, role: Option<Role>) -> Who {
        Who {
            role: role.or(self.role),
            ..self
        }
    }

    fn is_known(&self) -> bool {
        self.name.is_some() || self.role.is_some()
    }

    fn says(&self, start: Option<f64>) -> Utterance<'_> {
        Utterance {
            speaker: self.name.as_deref(),
            role: self.role,
            start,
        }
    }
}

/// What one speaker says without another in between.
struct Piece {
    who: Who,
    /// The words and when they begin, in the order of the record.
    words: Vec<(Option<f64>, Mapped)>,
}

impl Piece {
    fn start(&self) -> Option<f64> {
        self.words.first().and_then(|(start, _)| *start)
    }

    /// `start` follows so soon, and without a full stop before it, that it belongs to this.
    fn goes_on_at(&self, start: Option<f64>) -> bool {
        let Some((last, words)) = self.words.last() else {
            return false;
        };
        let is_near = match (last, start) {
            (Some(last), Some(start)) => (start - last).abs() < PAUSE,
            _ => true,
        };
        is_near
            && !words
                .text
                .trim_end()
                .ends_with(['.', '?', '!', '。', '？', '！'])
    }
}

/// A conversation as a recogniser tells it: piece by piece, not always in order.
pub(super) struct Talk<'a> {
    reading: &'a Reading<'a>,
    /// The text that the nodes are parts of.
    text: &'a str,
    /// From that text to the source, if it is not the source itself.
    between: Option<&'a Runs>,
    pieces: Vec<Piece>,
    is_written: bool,
    /// The record's own id.
    pub(super) id: Option<String>,
    /// The agent's name or number.
    pub(super) agent: Option<String>,
    /// When the conversation began, as the record writes it.
    pub(super) started_at: Option<String>,
    meta: Meta,
}

impl<'a> Talk<'a> {
    /// A conversation in a record.
    pub(super) fn new(reading: &'a Reading<'a>) -> Self {
        Talk {
            reading,
            text: reading.source.text(),
            between: None,
            pieces: Vec::new(),
            is_written: false,
            id: None,
            agent: None,
            started_at: None,
            meta: Meta::default(),
        }
    }

    /// A conversation in JSON that stands in a string of the record.
    pub(super) fn within(reading: &'a Reading<'a>, json: &'a Mapped) -> Self {
        Talk {
            text: &json.text,
            between: Some(&json.runs),
            ..Talk::new(reading)
        }
    }

    /// Its pieces are messages that were written, each of which is a turn.
    pub(super) fn set_written(&mut self) {
        self.is_written = true;
    }

    /// True if nothing was said so far.
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Notes a field of the record for grouping.
    pub(super) fn note(&mut self, name: &str, value: Option<String>) {
        if let Some(value) = value {
            self.meta.insert(name, value);
        }
    }

    /// The speaker of that name and of the role that `label` names.
    pub(super) fn who(&self, name: Option<String>, label: Option<&str>) -> Who {
        let role = label.map(|label| self.reading.names.role(label));
        Who {
            name: name.or_else(|| label.map(str::to_owned)),
            role: role.filter(|&role| role != Role::Unknown),
        }
    }

    /// A speaker of whom there is only a number, a channel or a name.
    pub(super) fn named(&self, name: Option<String>) -> Who {
        self.who(name, None)
    }

    /// The words of a string; none if there is no such string.
    pub(super) fn words(&self, node: Option<Node<'_>>) -> Mapped {
        let mapped = node.and_then(|node| node.mapped(self.text));
        let mapped = mapped.unwrap_or_default();
        match self.between {
            Some(between) => mapped.through(between),
            None => mapped,
        }
    }

    /// The words of the first of these fields that is not null.
    pub(super) fn text(&self, object: &Object, paths: &[&str]) -> Result<Mapped, String> {
        let found = paths
            .iter()
            .find_map(|path| Some((path, fields::find(object, path)?)));
        match found {
            Some((path, node)) if node.string().is_none() => {
                Err(format!("\"{path}\" must be a string, not {}", node.kind()))
            }
            found => Ok(self.words(found.map(|(_, node)| node))),
        }
    }

    /// A piece as it stands in the record.
    pub(super) fn say(&mut self, who: Who, start: Option<f64>, words: Mapped) {
        if !words.text.trim().is_empty() {
            let words = vec![(start, words)];
            self.pieces.push(Piece { who, words });
        }
    }

    /// A word, which goes on with the words before it if the same person says it.
    pub(super) fn word(&mut self, who: Who, start: Option<f64>, words: Mapped) {
        if words.text.trim().is_empty() {
            return;
        }
        match self.pieces.last_mut() {
            Some(last) if last.who == who && last.goes_on_at(start) => {
                last.words.push((start, words));
            }
            _ => self.say(who, start, words),
        }
    }

    /// More words of the last piece, without a time of their own.
    pub(super) fn more(&mut self, words: Mapped) {
        if let Some(last) = self.pieces.last_mut() {
            last.words.push((None, words));
        }
    }

    /// A punctuation mark behind the last word.
    pub(super) fn mark(&mut self, mark: &Mapped) {
        let last = self.pieces.last_mut();
        if let Some((_, words)) = last.and_then(|piece| piece.words.last_mut()) {
            words.append(mark);
        }
    }

    /// All pieces of the list at `path`.
    pub(super) fn say_all(
        &mut self,
        object: &Object,
        path: &str,
        fields: &Fields,
    ) -> Result<(), String> {
        fields::each(object, path, |piece| self.say_piece(piece, fields))
    }

    /// One piece with such fields.
    pub(super) fn say_piece(&mut self, piece: &Object, fields: &Fields) -> Result<(), String> {
        let label = fields::scalar(piece, fields.role);
        let who = self.who(fields::scalar(piece, fields.name), label.as_deref());
        let words = self.text(piece, fields.text)?;
        self.say(who, (fields.start)(piece), words);
        Ok(())
    }

    /// The moment from which times count: none for a call, else that of the beginning, or of the
    /// first words where the beginning is not known or written in a zone of its own.
    fn zero(&self) -> f64 {
        let starts = self.pieces.iter().filter_map(Piece::start);
        let Some(first) = starts.reduce(f64::min).filter(|&first| first > EPOCH) else {
            return 0.0;
        };
        let begun = self.started_at.as_deref().and_then(moment);
        let is_near = |begun: &f64| (0.0..HOUR).contains(&(first - begun));
        begun.filter(is_near).unwrap_or(first)
    }

    /// The conversation, its pieces in the order in which they begin.
    pub(super) fn finish(mut self) -> Document {
        order(&mut self.pieces);
        let zero = self.zero();
        let mut conversation = self.reading.conversation();
        for piece in &self.pieces {
            tell(piece, zero, self.is_written, &mut conversation);
        }
        let document = conversation.document();
        document.id = self.id.map(Into::into);
        document.agent = self.agent.map(Into::into);
        document.started_at = self.started_at.map(Into::into);
        document.meta = self.meta;
        conversation.finish()
    }
}

/// By their beginnings; a piece without a time stays behind the one before it.
fn order(pieces: &mut Vec<Piece>) {
    let mut last = f64::NEG_INFINITY;
    let mut timed: Vec<(f64, Piece)> = std::mem::take(pieces)
        .into_iter()
        .map(|piece| {
            last = piece.start().unwrap_or(last);
            (last, piece)
        })
        .collect();
    timed.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    pieces.extend(timed.into_iter().map(|(_, piece)| piece));
}

fn tell(piece: &Piece, zero: f64, is_written: bool, conversation: &mut Conversation) {
    for (index, (start, words)) in piece.words.iter().enumerate() {
        let start = start.map(|start| start - zero);
        if index == 0 && is_written {
            conversation.message(piece.who.says(start));
        } else if index == 0 || (piece.who.is_known() && start.is_some()) {
            conversation.cue(piece.who.says(start));
        }
        conversation.words(words);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Options;
    use crate::input::roles::RoleNames;
    use crate::text::{Origin, Source};

    /// The turns that words of (speaker, start, word) make; `.` and `，` are marks.
    fn turns(words: &[(&str, f64, &str)]) -> Vec<String> {
        let (options, names) = (Options::default(), RoleNames::new(&Options::default()));
        let source = Source::new(String::new(), Origin::default());
        let reading = Reading::new(&source, &options, &names);
        let mut talk = Talk::new(&reading);
        for &(speaker, start, word) in words {
            let who = talk.named((!speaker.is_empty()).then(|| speaker.to_owned()));
            match word {
                "." | "，" => talk.mark(&Mapped::same(word, 0)),
                _ => talk.word(who, Some(start), Mapped::same(word, 0)),
            }
        }
        let document = talk.finish();
        let text = |turn: &crate::document::Turn| {
            let start = document.time_at(turn, turn.span.start).unwrap_or(-1.0);
            format!("{start} {}", turn.span.of(&document.text))
        };
        document.turns.iter().map(text).collect()
    }

    #[test]
    fn words_of_two_channels_are_not_shuffled() {
        let words = [
            ("ch_0", 1.0, "I'll"),
            ("ch_0", 1.5, "call"),
            ("ch_0", 2.0, "back"),
            ("ch_0", 2.1, "."),
            ("ch_0", 9.0, "Bye"),
            ("ch_1", 1.7, "Okay"),
            ("ch_1", 4.0, "fine"),
        ];
        assert_eq!(
            turns(&words),
            ["1 I'll call back.", "1.7 Okay fine", "9 Bye"]
        );
    }

    #[test]
    fn marks_stick_to_words_and_han_words_to_each_other() {
        let words = [
            ("a", 0.0, "改天"),
            ("a", 0.1, "，"),
            ("a", 0.5, "再"),
            ("a", 0.9, "说"),
        ];
        assert_eq!(turns(&words), ["0 改天，再说"]);
        let words = [
            ("", 0.0, "No"),
            ("", 0.1, "."),
            ("", 0.5, "Mr"),
            ("", 0.9, "Li"),
        ];
        assert_eq!(turns(&words), ["0 No.", "0.5 Mr Li"]);
    }

    #[test]
    fn moments_of_the_calendar_count_from_the_first() {
        let words = [
            ("b", 1_715_428_803.5, "hi"),
            ("a", 1_715_428_800.0, "hello"),
        ];
        assert_eq!(turns(&words), ["0 hello", "3.5 hi"]);
    }
}
