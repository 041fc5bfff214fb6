//! What a reader makes of a file and a checker judges: one message, mail or conversation.

use crate::text::{LineBreaks, SourceMap, Span};
use serde::ser::{Serialize, SerializeMap, Serializer};
use smallvec::SmallVec;
use smol_str::SmolStr;

/// Who speaks in a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Support staff: the people whose wording is judged.
    Agent,
    /// The customer.
    Customer,
    /// A machine that answers. Only rules for `any` role judge it.
    Bot,
    /// Nobody: a notice of the chat system, a queue message. Never judged.
    System,
    /// The labels do not tell.
    Unknown,
}

impl Role {
    /// Every role, for parsing and for help texts.
    pub const ALL: [Role; 5] = [
        Role::Agent,
        Role::Customer,
        Role::Bot,
        Role::System,
        Role::Unknown,
    ];

    /// The name used in JSON, on the command line and in `[roles]`.
    pub fn name(self) -> &'static str {
        match self {
            Role::Agent => "agent",
            Role::Customer => "customer",
            Role::Bot => "bot",
            Role::System => "system",
            Role::Unknown => "unknown",
        }
    }

    /// The role of that name.
    pub fn from_name(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// What kind of thing a document is. It decides how turns relate and how line breaks count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One message or mail: one turn, the writer's own, or two where a mail has a subject; line
    /// breaks wrap.
    Draft,
    /// Many messages that have nothing to do with each other, one turn each (`lines`).
    Messages,
    /// Turns that answer each other. `line_breaks` says whether a turn's lines are wrapped text
    /// (a chat message) or end a sentence each (a labelled transcript).
    Conversation {
        /// How a line break inside a turn counts.
        line_breaks: LineBreaks,
    },
}

impl Kind {
    /// How a line break inside a turn counts.
    pub fn line_breaks(self) -> LineBreaks {
        match self {
            Kind::Draft => LineBreaks::Wrap,
            Kind::Messages => LineBreaks::EndSentence,
            Kind::Conversation { line_breaks } => line_breaks,
        }
    }

    /// True if it was said rather than written, so that fillers such as 嗯 and "um" mean nothing.
    pub fn is_spoken(self) -> bool {
        matches!(self, Kind::Conversation { .. })
    }
}

/// Where a cue (a piece of a turn with its own time) begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cue {
    /// First byte of the cue in the document's text.
    pub at: usize,
    /// Seconds from the beginning of the conversation.
    pub start: f64,
}

/// One utterance or message of one speaker.
#[derive(Clone, Debug)]
pub struct Turn {
    /// Its words in the document's text, without label or time.
    pub span: Span,
    /// Who speaks.
    pub role: Role,
    /// The label as the source has it.
    pub speaker: Option<SmolStr>,
}

/// Why a stretch of a turn is kept but not judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SkipReason {
    /// Somebody else's words, quoted with `>` or below an attribution.
    Quote,
    /// A forwarded mail.
    Forward,
    /// A signature or a disclaimer.
    Signature,
    /// Source code or a log, fenced in Markdown.
    Code,
    /// Not a turn: a label, a time, a table frame, a comment of the format.
    Markup,
}

impl SkipReason {
    /// The name used in JSON and in explanations.
    pub fn name(self) -> &'static str {
        match self {
            SkipReason::Quote => "quote",
            SkipReason::Forward => "forward",
            SkipReason::Signature => "signature",
            SkipReason::Code => "code",
            SkipReason::Markup => "markup",
        }
    }
}

/// A stretch of text that no rule judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skip {
    /// The stretch, in the document's text.
    pub span: Span,
    /// Why.
    pub reason: SkipReason,
}

/// Something the reader must tell the user about a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoteCode {
    /// The labels do not tell who is the agent, so every turn is judged.
    RolesUnknown,
    /// Bytes that are no text in the file's encoding were replaced.
    MalformedBytes,
    /// The encoding was guessed.
    EncodingGuessed,
    /// Cues that name nobody were taken for the last speaker's.
    SpeakerInherited,
}

impl NoteCode {
    /// The name used in JSON.
    pub fn name(self) -> &'static str {
        match self {
            NoteCode::RolesUnknown => "roles-unknown",
            NoteCode::MalformedBytes => "malformed-bytes",
            NoteCode::EncodingGuessed => "encoding-guessed",
            NoteCode::SpeakerInherited => "speaker-inherited",
        }
    }
}

/// A remark about how a document was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What kind of remark.
    pub code: NoteCode,
    /// The remark in a sentence, in English.
    pub message: String,
    /// What it is about, for remarks in another language: names, an encoding, a number.
    pub subject: String,
}

/// Scalar fields of a record by name, in the order of their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta(Vec<(SmolStr, SmolStr)>);

impl Meta {
    /// Room for so many fields.
    pub fn with_capacity(fields: usize) -> Self {
        Meta(Vec::with_capacity(fields))
    }

    /// Sets a field; what stood under that name before is gone.
    #[inline]
    pub fn insert(&mut self, name: impl Into<SmolStr>, value: impl Into<SmolStr>) {
        let (name, value) = (name.into(), value.into());
        if self.0.last().is_none_or(|(last, _)| *last < name) {
            return self.0.push((name, value));
        }
        match self.place(&name) {
            Ok(index) => self.0[index].1 = value,
            Err(index) => self.0.insert(index, (name, value)),
        }
    }

    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&str> {
        let index = self.place(name).ok()?;
        Some(&self.0[index].1)
    }

    /// All fields, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    fn place(&self, name: &str) -> Result<usize, usize> {
        self.0
            .binary_search_by(|(known, _)| known.as_str().cmp(name))
    }
}

impl<N: Into<SmolStr>, V: Into<SmolStr>> FromIterator<(N, V)> for Meta {
    fn from_iter<T: IntoIterator<Item = (N, V)>>(fields: T) -> Self {
        let fields = fields.into_iter();
        let mut meta = Meta::with_capacity(fields.size_hint().0);
        fields.for_each(|(name, value)| meta.insert(name, value));
        meta
    }
}

#[cfg(test)]
impl std::ops::Index<&str> for Meta {
    type Output = SmolStr;

    fn index(&self, name: &str) -> &SmolStr {
        &self.0[self.place(name).expect("a field of that name")].1
    }
}

impl Serialize for Meta {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.iter() {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// One message, mail or conversation, decoded, with everything needed to judge it and to say
/// where in the file a word stands. A reader never alters a character that it keeps.
#[derive(Debug)]
pub struct Document {
    /// What it is.
    pub kind: Kind,
    /// The decoded text.
    pub text: String,
    /// Where the text stands in the file.
    pub source: SourceMap,
    /// Its turns, in the order of the text, not overlapping. A draft has one, a mail a second one
    /// in front for its subject.
    pub turns: SmallVec<[Turn; 1]>,
    /// When parts of the turns begin, as far as that is known, in the order of the text.
    pub cues: Vec<Cue>,
    /// What inside the turns is not judged, in the order of the text, not overlapping.
    pub skips: Vec<Skip>,
    /// Which shape of record it was read from, where a format has many: `Deepgram`.
    pub shape: Option<&'static str>,
    /// The record's own id, where the format has one.
    pub id: Option<SmolStr>,
    /// The agent's name or number, where the format has one.
    pub agent: Option<SmolStr>,
    /// When it began, as the source writes it.
    pub started_at: Option<SmolStr>,
    /// Other scalar fields of the record by name, for grouping.
    pub meta: Meta,
    /// What the reader has to say.
    pub notes: Vec<Note>,
}

impl Document {
    /// A document of `kind` without turns yet.
    pub fn new(kind: Kind, text: String, source: SourceMap) -> Self {
        Document {
            kind,
            text,
            source,
            turns: SmallVec::new(),
            cues: Vec::new(),
            skips: Vec::new(),
            shape: None,
            id: None,
            agent: None,
            started_at: None,
            meta: Meta::default(),
            notes: Vec::new(),
        }
    }

    /// One message of the agent, as written; line breaks wrap.
    pub fn draft(text: impl Into<String>) -> Self {
        let text = text.into();
        let turn = Turn {
            span: Span::new(0, text.len()),
            role: Role::Agent,
            speaker: None,
        };
        let mut draft = Document::new(Kind::Draft, text, SourceMap::identity(1));
        draft.turns.push(turn);
        draft
    }

    /// True if at least one turn is known to be the agent's or the customer's. Without that,
    /// the agent's rules judge every turn.
    pub fn roles_known(&self) -> bool {
        self.turns
            .iter()
            .any(|turn| matches!(turn.role, Role::Agent | Role::Customer))
    }

    /// When the words of `turn` at byte `offset` of the text were said, in seconds.
    pub fn time_at(&self, turn: &Turn, offset: usize) -> Option<f64> {
        let first = self.cues.partition_point(|cue| cue.at < turn.span.start);
        let of_turn = &self.cues[first..];
        let begun = of_turn.partition_point(|cue| cue.at <= offset);
        let cue = of_turn.get(begun.saturating_sub(1))?;
        (cue.at <= turn.span.end).then_some(cue.start)
    }

    /// The stretches of `turn` that are judged: the turn less what is skipped.
    pub fn judged(&self, turn: &Turn) -> impl Iterator<Item = Span> + use<'_> {
        let turn = turn.span;
        let first = self
            .skips
            .partition_point(|skip| skip.span.end <= turn.start);
        let skips = self.skips[first..]
            .iter()
            .take_while(move |skip| skip.span.start < turn.end);
        let ends = skips
            .clone()
            .map(|skip| skip.span.start)
            .chain(Some(turn.end));
        let starts = Some(turn.start)
            .into_iter()
            .chain(skips.map(|skip| skip.span.end));
        starts
            .zip(ends)
            .filter(|(start, end)| start < end)
            .map(|(start, end)| Span::new(start, end))
    }

    /// The text in which positions of turn `index` are counted: the whole text of a draft, a
    /// mail's subject or its body, the turn's own text of a conversation.
    pub fn judged_unit(&self, index: usize) -> Span {
        match self.kind {
            Kind::Draft if self.turns.len() < 2 => Span::new(0, self.text.len()),
            Kind::Draft | Kind::Messages | Kind::Conversation { .. } => self.turns[index].span,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_skipped_is_not_judged() {
        let mut draft = Document::draft("> asked\nanswer\n> again\n");
        let skip = |start, end| Skip {
            span: Span::new(start, end),
            reason: SkipReason::Quote,
        };
        draft.skips = vec![skip(0, 8), skip(15, 23)];
        let judged: Vec<&str> = draft
            .judged(&draft.turns[0])
            .map(|span| span.of(&draft.text))
            .collect();
        assert_eq!(judged, ["answer\n"]);
    }
}
