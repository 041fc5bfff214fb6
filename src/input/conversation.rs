//! Puts a conversation together from its utterances, whatever format they come from.

use super::note_unknown_roles;
use super::roles::RoleNames;
use crate::document::{Cue, Document, Kind, Role, Skip, Turn};
use crate::text::{LineBreaks, Mapped, SourceMap, Span, is_spaceless};
use smol_str::SmolStr;

/// Who says something, and when.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Utterance<'a> {
    /// The name, number or channel of the speaker as the source has it.
    pub(super) speaker: Option<&'a str>,
    /// What the format's own fields say about the role, where they do.
    pub(super) role: Option<Role>,
    /// When it begins, in seconds.
    pub(super) start: Option<f64>,
}

/// A conversation that is being put together.
///
/// [`Self::cue`] or [`Self::message`] says who speaks, then [`Self::words`] follow, once or
/// several times. An utterance without words leaves no trace.
pub(super) struct Conversation<'a> {
    document: Document,
    names: &'a RoleNames,
    /// Who speaks next, until the first words come.
    next: Option<Next>,
}

/// What the next words begin.
enum Next {
    /// A turn, with its time.
    Turn(Turn, Option<f64>),
    /// Another cue of the last turn, with its time.
    Cue(Option<f64>),
}

impl<'a> Conversation<'a> {
    /// A conversation whose words were read from the source of `map`.
    pub(super) fn new(map: SourceMap, names: &'a RoleNames) -> Self {
        let kind = Kind::Conversation {
            line_breaks: LineBreaks::Wrap,
        };
        Conversation {
            document: Document::new(kind, String::new(), map),
            names,
            next: None,
        }
    }

    /// The document, for its id, agent, time and other fields.
    pub(super) fn document(&mut self) -> &mut Document {
        &mut self.document
    }

    /// A piece of speech begins: it goes on with the last turn if the same person speaks. Where
    /// nobody knows who speaks, a turn ends with its sentence, since the next may be another's.
    pub(super) fn cue(&mut self, utterance: Utterance) {
        let role = self.role_of(&utterance);
        let goes_on = self.document.turns.last().is_some_and(|last| {
            let same = last.speaker.as_deref() == utterance.speaker && last.role == role;
            let is_known = utterance.speaker.is_some() || role != Role::Unknown;
            same && (is_known || !ends_sentence(last.span.of(&self.document.text)))
        });
        self.next = Some(match goes_on {
            true => Next::Cue(utterance.start.map(to_ms)),
            false => Self::turn(utterance, role),
        });
    }

    /// A message begins, which is a turn of its own.
    pub(super) fn message(&mut self, utterance: Utterance) {
        let role = self.role_of(&utterance);
        self.next = Some(Self::turn(utterance, role));
    }

    /// A message begins that is nobody's, whoever it names: a notice of the system, a note that
    /// the customer never sees.
    pub(super) fn notice(&mut self, utterance: Utterance) {
        self.next = Some(Self::turn(utterance, Role::System));
    }

    /// What the user says about the speaker, else what the format says, else what the name says.
    fn role_of(&self, utterance: &Utterance) -> Role {
        let given = utterance.speaker.and_then(|name| self.names.given(name));
        let named = || utterance.speaker.map(|name| self.names.role(name));
        given
            .or(utterance.role)
            .or_else(named)
            .unwrap_or(Role::Unknown)
    }

    fn turn(utterance: Utterance, role: Role) -> Next {
        let turn = Turn {
            span: Span::new(0, 0),
            role,
            speaker: utterance.speaker.map(SmolStr::new),
        };
        Next::Turn(turn, utterance.start.map(to_ms))
    }

    /// Adds words to who speaks; their runs lead to the map's source. White space at their ends is
    /// left out. Words behind words are joined as they are written: with a space between letters,
    /// without one beside a Chinese character.
    pub(super) fn words(&mut self, words: &Mapped) {
        self.words_with_skips(words, &[]);
    }

    /// The same for words that stand in the source as they are, from byte `at` on.
    pub(super) fn words_as_written(&mut self, words: &str, at: usize) {
        let kept = super::trimmed(words, Span::new(0, words.len()));
        if kept.is_empty() {
            return;
        }
        let added = self.add(kept.of(words));
        self.document.source.push_same(added, at + kept.start);
    }

    /// Makes room for messages of so many bytes each.
    pub(super) fn reserve(&mut self, messages: impl ExactSizeIterator<Item = usize>) {
        let document = &mut self.document;
        document.turns.reserve_exact(messages.len());
        document.cues.reserve_exact(messages.len());
        document.source.reserve(messages.len());
        let bytes: usize = messages.map(|bytes| bytes + 1).sum();
        document.text.reserve_exact(bytes);
    }

    /// The same as [`Self::words`] for words of which some stretches are not judged.
    pub(super) fn words_with_skips(&mut self, words: &Mapped, skips: &[Skip]) {
        let all = Span::new(0, words.text.len());
        let kept = super::trimmed(&words.text, all);
        if kept.is_empty() {
            return;
        }
        let at = self.add(kept.of(&words.text)).start;
        self.document.source.carry(&words.runs, kept, at);
        let inside = skips.iter().filter(|skip| skip.span.overlaps(kept));
        self.document.skips.extend(inside.map(|skip| Skip {
            span: Span::new(
                at + skip.span.start.max(kept.start) - kept.start,
                at + skip.span.end.min(kept.end) - kept.start,
            ),
            reason: skip.reason,
        }));
    }

    /// Adds words to the last turn, or begins it with them. Tells where they stand in the text.
    fn add(&mut self, words: &str) -> Span {
        self.begin(words);
        let text = &mut self.document.text;
        let start = text.len();
        text.push_str(words);
        let added = Span::new(start, text.len());
        if let Some(turn) = self.document.turns.last_mut() {
            turn.span.end = added.end;
        }
        added
    }

    /// Begins what `words` are the first of, and parts them from what stands before.
    fn begin(&mut self, words: &str) {
        let text = &mut self.document.text;
        let start = match self.next.take() {
            Some(Next::Turn(mut turn, start)) => {
                if !self.document.turns.is_empty() {
                    text.push('\n');
                }
                turn.span = Span::new(text.len(), text.len());
                self.document.turns.push(turn);
                start
            }
            Some(Next::Cue(start)) => {
                join(text, words);
                start
            }
            None => {
                join(text, words);
                None
            }
        };
        let at = text.len();
        let cue = start.map(|start| Cue { at, start });
        self.document.cues.extend(cue);
    }

    /// The finished document.
    pub(super) fn finish(mut self) -> Document {
        note_unknown_roles(&mut self.document);
        self.document
    }
}

/// Seconds to the thousandth: sums and differences of floats are not exact, and nothing is said
/// more exactly.
fn to_ms(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}

/// Puts a space at the end of `text` if `words` are parted by one when they follow it.
fn join(text: &mut String, words: &str) {
    let (Some(last), Some(next)) = (text.chars().next_back(), words.chars().next()) else {
        return;
    };
    let sticks = |mark: char| {
        mark.is_whitespace() || is_spaceless(mark) || matches!(mark, '\u{FF01}'..='\u{FF60}')
    };
    let trails = matches!(next, ',' | '.' | '?' | '!' | ';' | ':' | '%' | ')');
    if !sticks(last) && !sticks(next) && !trails {
        text.push(' ');
    }
}

/// The words end a sentence, whatever brackets close behind it.
fn ends_sentence(words: &str) -> bool {
    let closing = |mark: char| mark.is_whitespace() || matches!(mark, '"' | '”' | '’' | ')' | '）');
    words
        .trim_end_matches(closing)
        .ends_with(['.', '?', '!', '…', '。', '？', '！'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::SkipReason;
    use crate::input::Options;
    use crate::text::Origin;

    fn said<'a>(speaker: &'a str, start: f64) -> Utterance<'a> {
        Utterance {
            speaker: (!speaker.is_empty()).then_some(speaker),
            role: None,
            start: Some(start),
        }
    }

    /// The turns that cues of these speakers and words make.
    fn turns(cues: &[(&str, &str)]) -> Vec<String> {
        let names = RoleNames::new(&Options::default());
        let source: String = cues.iter().map(|(_, words)| *words).collect();
        let map = SourceMap::decoded(source, Origin::default());
        let mut conversation = Conversation::new(map, &names);
        let mut at = 0;
        for (index, (speaker, words)) in cues.iter().enumerate() {
            conversation.cue(said(speaker, index as f64));
            conversation.words(&Mapped::same(words, at));
            at += words.len();
        }
        let document = conversation.finish();
        for turn in &document.turns {
            let source = document.source.source_span(turn.span, &document.text);
            assert!(source.is_some(), "{turn:?} has a place");
        }
        let words = |turn: &Turn| turn.span.of(&document.text).to_owned();
        document.turns.iter().map(words).collect()
    }

    #[test]
    fn cues_of_one_speaker_are_one_turn() {
        assert_eq!(
            turns(&[("坐席", "这不是我们的"), ("坐席", "责任"), ("客户", "啊")]),
            ["这不是我们的责任", "啊"]
        );
        assert_eq!(
            turns(&[
                ("Kim", " That is not"),
                ("Kim", "our fault"),
                ("Kim", ". Sorry")
            ]),
            ["That is not our fault. Sorry"]
        );
        assert_eq!(
            turns(&[("Kim", "one"), ("Bo", " "), ("Kim", "two")]),
            ["one two"]
        );
    }

    #[test]
    fn without_a_speaker_a_turn_ends_with_its_sentence() {
        assert_eq!(
            turns(&[("", "it is not"), ("", "our fault."), ("", "Sure?")]),
            ["it is not our fault.", "Sure?"]
        );
    }

    #[test]
    fn skips_move_with_their_words() {
        let names = RoleNames::new(&Options::default());
        let map = SourceMap::decoded(String::new(), Origin::default());
        let mut conversation = Conversation::new(map, &names);
        conversation.message(said("客服", 0.0));
        conversation.words(&Mapped::same("你好", 0));
        conversation.message(said("客服", 1.0));
        let skip = |start, end| Skip {
            span: Span::new(start, end),
            reason: SkipReason::Quote,
        };
        let words = Mapped::same("\n\n好\n> 问\n", 0);
        conversation.words_with_skips(&words, &[skip(0, 2), skip(6, words.text.len())]);
        let document = conversation.finish();
        let skipped = document
            .skips
            .iter()
            .map(|skip| skip.span.of(&document.text));
        assert_eq!(skipped.collect::<Vec<_>>(), ["> 问"]);
    }

    #[test]
    fn a_notice_is_nobodys_whatever_the_user_says() {
        let options = Options {
            roles: [("小周".to_owned(), Role::Agent)].into(),
            ..Options::default()
        };
        let names = RoleNames::new(&options);
        let map = SourceMap::decoded(String::new(), Origin::default());
        let mut conversation = Conversation::new(map, &names);
        conversation.notice(said("小周", 0.0));
        conversation.words(&Mapped::same("加入了会话", 0));
        let document = conversation.finish();
        assert_eq!(document.turns[0].role, Role::System);
        assert!(document.notes.is_empty());
    }

    #[test]
    fn every_cue_keeps_its_time() {
        let names = RoleNames::new(&Options::default());
        let map = SourceMap::decoded(String::new(), Origin::default());
        let mut conversation = Conversation::new(map, &names);
        for (start, words) in [(1.5, "改天"), (4.0, "再说")] {
            conversation.cue(said("客服", start));
            conversation.words(&Mapped::same(words, 0));
        }
        let document = conversation.finish();
        let turn = &document.turns[0];
        assert_eq!(turn.role, Role::Agent);
        assert_eq!(
            (document.time_at(turn, 3), document.time_at(turn, 6)),
            (Some(1.5), Some(4.0))
        );
    }
}
