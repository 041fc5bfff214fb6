//! A conversation as text, each turn with a label in front.
//!
//! A file and a pipe are read by the same [`LiveTranscript`], line by line. Which names are labels
//! is not always known at once: role words are, other names must repeat, and single letters count
//! only where nobody has a name. So a line may be read anew when a later one settles what it is;
//! [`LiveTranscript::settled`] says up to where that can no longer happen.

use super::clock::Time;
use super::labels::{Columns, Shape, label, may_count_at_once, time_alone};
use super::midline::{self, Proof};
use super::quotes::is_quoted;
use super::roles::{Claim, RoleNames, Standing, normal};
use super::{
    Head, Options, Records, Text, line_spans, note_unknown_roles, saved_chat, ticket, trimmed,
};
use crate::document::{Cue, Document, Kind, Role, Skip, SkipReason, Turn};
use crate::text::{LineBreaks, SourceMap, Span};
use smol_str::SmolStr;
use std::collections::{HashMap, HashSet, VecDeque};

/// A name must repeat within so many lines to count as a label. The bound keeps a stray name in
/// an agent's words from holding back all that follows while a call goes on.
const REPEATS_WITHIN: usize = 200;

/// The document of a whole transcript.
pub(super) fn read(text: Text, options: &Options) -> Records {
    let Text { text, origin, .. } = text;
    let mut live = LiveTranscript::new(options);
    live.document.text.reserve(text.len());
    live.document.source = SourceMap::own(origin);
    live.push_line(&text);
    live.finish();
    vec![Ok(live.into_document())]
}

/// A transcript that grows line by line.
pub struct LiveTranscript {
    names: RoleNames,
    document: Document,
    /// The lines that may still be read anew, the first of them number `first`.
    lines: VecDeque<Line>,
    first: usize,
    /// Numbers of the lines whose name still has to repeat, ascending.
    undecided: VecDeque<usize>,
    sightings: HashMap<(String, Shape), Sighting>,
    letters: Letters,
    /// An agent or a customer was named.
    role_named: bool,
    columns: Columns,
    times: Times,
    /// A message of a saved chat was seen, so that nothing else begins a turn.
    is_saved_chat: bool,
    /// How much it takes to find several turns on a line.
    proof: Proof,
    open: Open,
    finished: bool,
}

/// What earlier lines tell about times.
#[derive(Default)]
struct Times {
    /// The time that the line above consists of.
    above: Option<Time>,
    /// Such a line stood above a label.
    lead_labels: bool,
    /// Whether `10:07` is the tenth minute: the first such time tells, since calls begin at zero.
    count_minutes: Option<bool>,
}

impl Times {
    fn seconds(&mut self, time: Time) -> Option<f64> {
        let minutes = time
            .if_minutes
            .filter(|&seconds| *self.count_minutes.get_or_insert(seconds < 60.0));
        time.seconds.or(minutes)
    }
}

/// A line, and how things stood before it.
struct Line {
    /// Its words and label, without the white space around them.
    span: Span,
    quoted: bool,
    /// Nobody's words: what a chat program says, or the time of the line below.
    is_notice: bool,
    label: Option<Label>,
    before: Mark,
}

/// A label that a line may begin with.
#[derive(Clone)]
struct Label {
    speaker: SmolStr,
    claim: Claim,
    shape: Shape,
    time: Option<f64>,
    words: Span,
}

/// Where a name that must repeat was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sighting {
    /// In one line so far.
    Once(usize),
    /// Again: it is a label from that line on.
    LabelFrom(usize),
}

/// Single capital letters in front of lines.
struct Letters {
    /// The user named one of them, so that all are speakers.
    given: bool,
    seen: HashSet<char>,
    repeated: bool,
}

/// Enough to read on from a line again.
#[derive(Clone)]
struct Mark {
    turns: usize,
    cues: usize,
    skips: usize,
    last_turn_end: usize,
    open: Open,
}

/// What an unlabelled line belongs to.
#[derive(Clone)]
enum Open {
    /// Nobody's turn.
    Nothing,
    /// The turn of a label that has no words yet.
    Heading(Label, Quoted),
    /// The last turn.
    Turn(Quoted),
}

type Quoted = bool;

impl LiveTranscript {
    /// No line yet.
    pub fn new(options: &Options) -> Self {
        LiveTranscript::with_names(RoleNames::new(options), Proof::Repetition)
    }

    pub(super) fn with_names(names: RoleNames, proof: Proof) -> Self {
        let kind = Kind::Conversation {
            line_breaks: LineBreaks::EndSentence,
        };
        let given = names.gives_letters();
        LiveTranscript {
            names,
            document: Document::new(kind, String::new(), SourceMap::identity(1)),
            lines: VecDeque::new(),
            first: 0,
            undecided: VecDeque::new(),
            sightings: HashMap::new(),
            letters: Letters {
                given,
                seen: HashSet::new(),
                repeated: false,
            },
            role_named: false,
            columns: Columns::default(),
            times: Times::default(),
            is_saved_chat: false,
            proof,
            open: Open::Nothing,
            finished: false,
        }
    }

    /// Reads `line`, which has its line break unless it is the last one. Several lines at once
    /// are read one by one.
    pub fn push_line(&mut self, line: &str) {
        for part in line_spans(line) {
            let part = part.of(line);
            let mut start = 0;
            for at in self.turns_inside(part) {
                self.push_one(&part[start..at]);
                start = at;
            }
            self.push_one(&part[start..]);
        }
    }

    /// Where turns begin in the middle of `line`.
    fn turns_inside(&self, line: &str) -> Vec<usize> {
        let is_row = line.trim_start().starts_with('|');
        match self.is_saved_chat || is_row || is_quoted(line) {
            true => Vec::new(),
            false => midline::turns_inside(line, &self.names, self.proof),
        }
    }

    /// No line follows: names that did not repeat are words, and letters take sides.
    pub fn finish(&mut self) {
        if self.finished {
            return;
        }
        self.finished = true;
        self.undecided.clear();
        if self.letters_speak() {
            self.read_again(self.first);
        }
        note_unknown_roles(&mut self.document);
    }

    /// The conversation as it is understood so far.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The conversation; [`Self::finish`] it first.
    pub fn into_document(self) -> Document {
        self.document
    }

    /// Byte offset in the document's text up to which lines, turns and roles no longer change.
    /// It never goes back. 0 until an agent or a customer is known.
    pub fn settled(&self) -> usize {
        let text = &self.document.text;
        if self.finished {
            return text.len();
        }
        let waiting = self
            .undecided
            .front()
            .map(|&number| self.line(number).span.start);
        let complete = if text.ends_with(['\n', '\r']) {
            text.len()
        } else {
            self.last_start()
        };
        let limit = waiting.unwrap_or(complete);
        let names = |turn: &Turn| matches!(turn.role, Role::Agent | Role::Customer);
        let known = |turn: &Turn| names(turn) && turn.span.start < limit;
        // White space after a turn becomes part of it if the turn goes on.
        if self.document.turns.iter().any(known) {
            text[..limit].trim_end().len()
        } else {
            0
        }
    }

    fn last_start(&self) -> usize {
        self.lines.back().map_or(0, |line| line.span.start)
    }

    fn line(&self, number: usize) -> &Line {
        &self.lines[number - self.first]
    }

    fn push_one(&mut self, line: &str) {
        let changed = self.take_line(line);
        self.read_again(changed);
        self.drop_settled_lines();
    }

    /// Takes `line` in without making turns of it. Gives the first line to be read because of it.
    fn take_line(&mut self, line: &str) -> usize {
        let start = self.document.text.len();
        self.document.text.push_str(line);
        let span = trimmed(line, Span::new(0, line.len())).shifted(start);
        if let Some(columns) = Columns::of_head(line) {
            self.columns = columns;
        }
        let (label, quoted, before) = (self.label(line, start), is_quoted(line), self.mark());
        let number = self.first + self.lines.len();
        let is_notice = self.is_notice(label.as_ref().map_or(span, |label| label.words));
        self.lines.push_back(Line {
            span,
            quoted,
            is_notice,
            label,
            before,
        });
        self.forget_names_that_did_not_repeat(number);
        self.weigh(number).unwrap_or(number)
    }

    /// The last line, whose words are these, is nobody's.
    fn is_notice(&self, words: Span) -> bool {
        match self.is_saved_chat {
            true => saved_chat::is_notice(words.of(&self.document.text)),
            false => self.times.lead_labels && self.times.above.is_some(),
        }
    }

    /// The label that `line`, which begins at byte `start` of the text, may have.
    fn label(&mut self, line: &str, start: usize) -> Option<Label> {
        let line = line.trim_end_matches(['\n', '\r']);
        let above = self.times.above.take();
        let found = label(line, &self.names, self.columns, above);
        self.times.lead_labels |= above.is_some() && found.is_some();
        self.is_saved_chat |= found.is_some_and(|label| label.shape == Shape::Message);
        let found = found.filter(|label| !self.is_saved_chat || label.shape == Shape::Message);
        if found.is_none() {
            self.times.above = time_alone(line);
        }
        let found = found?;
        let words = found.words.shifted(start);
        Some(Label {
            speaker: SmolStr::new(found.name),
            claim: found.claim,
            shape: found.shape,
            time: found.time.and_then(|time| self.times.seconds(time)),
            words,
        })
    }

    /// Takes account of the label of line `number`. Gives the first line that must be read anew
    /// because of it, if that is not the line itself.
    fn weigh(&mut self, number: usize) -> Option<usize> {
        let label = self.line(number).label.clone()?;
        match label.claim.standing {
            Standing::Known => self.name_role(label.claim.role),
            Standing::Letter => self.weigh_letter(&label),
            Standing::IfRepeated => {
                let key = (normal(&label.speaker), label.shape);
                match self.sightings.get(&key) {
                    Some(Sighting::LabelFrom(_)) => None,
                    Some(&Sighting::Once(first)) => {
                        self.sightings.insert(key, Sighting::LabelFrom(first));
                        self.name_role(label.claim.role).or(Some(first))
                    }
                    None => {
                        self.sightings.insert(key, Sighting::Once(number));
                        self.undecided.push_back(number);
                        None
                    }
                }
            }
        }
    }

    /// Somebody of `role` speaks. The first time that is told, letters stop being speakers.
    fn name_role(&mut self, role: Role) -> Option<usize> {
        let telling = matches!(role, Role::Agent | Role::Customer);
        if !telling || self.role_named {
            return None;
        }
        let letters_spoke = self.letters_speak();
        self.role_named = true;
        (letters_spoke && !self.letters_speak()).then_some(self.first)
    }

    fn weigh_letter(&mut self, label: &Label) -> Option<usize> {
        let spoke = self.letters_speak();
        let new = self.letters.seen.insert(letter(label));
        self.letters.repeated |= !new;
        (!spoke && self.letters_speak()).then_some(self.first)
    }

    /// A letter is a speaker if one repeats and nobody has a role by name.
    fn letters_speak(&self) -> bool {
        self.letters.given || (self.letters.repeated && !self.role_named)
    }

    fn forget_names_that_did_not_repeat(&mut self, now: usize) {
        while let Some(&number) = self.undecided.front() {
            let Some(label) = self.line(number).label.as_ref() else {
                break;
            };
            let key = (normal(&label.speaker), label.shape);
            let once = self.sightings.get(&key) == Some(&Sighting::Once(number));
            if once && now - number <= REPEATS_WITHIN {
                break;
            }
            if once {
                self.sightings.remove(&key);
            }
            self.undecided.pop_front();
        }
    }

    /// Lines that can't be read otherwise any more are only text.
    fn drop_settled_lines(&mut self) {
        while let Some(&number) = self.undecided.front() {
            match self.is_label(number) {
                true => self.undecided.pop_front(),
                false => break,
            };
        }
        let next = self.first + self.lines.len();
        let keep = self.undecided.front().copied().unwrap_or(next - 1);
        while (self.role_named && !self.finished) && self.first < keep {
            self.lines.pop_front();
            self.first += 1;
        }
    }

    fn is_label(&self, number: usize) -> bool {
        let Some(label) = &self.line(number).label else {
            return false;
        };
        match label.claim.standing {
            Standing::Known => true,
            Standing::Letter => self.letters_speak(),
            Standing::IfRepeated => {
                let sighting = self.sightings.get(&(normal(&label.speaker), label.shape));
                matches!(sighting, Some(&Sighting::LabelFrom(from)) if from <= number)
            }
        }
    }

    fn mark(&self) -> Mark {
        Mark {
            turns: self.document.turns.len(),
            cues: self.document.cues.len(),
            skips: self.document.skips.len(),
            last_turn_end: self.document.turns.last().map_or(0, |turn| turn.span.end),
            open: self.open.clone(),
        }
    }

    fn go_back(&mut self, mark: Mark) {
        self.document.turns.truncate(mark.turns);
        self.document.cues.truncate(mark.cues);
        self.document.skips.truncate(mark.skips);
        if let Some(turn) = self.document.turns.last_mut() {
            turn.span.end = mark.last_turn_end;
        }
        self.open = mark.open;
    }

    /// Makes turns of line `from` and all that follow.
    fn read_again(&mut self, from: usize) {
        let Some(line) = self.lines.get(from - self.first) else {
            return;
        };
        self.go_back(line.before.clone());
        for number in from..self.first + self.lines.len() {
            let mark = self.mark();
            let at = number - self.first;
            self.lines[at].before = mark;
            let Line {
                span,
                quoted,
                is_notice,
                ..
            } = self.lines[at];
            match self.lines[at]
                .label
                .clone()
                .filter(|_| self.is_label(number))
            {
                Some(label) => {
                    let words = label.words;
                    self.begin_turn(label, quoted);
                    self.pass_over(words, is_notice && !quoted);
                }
                None => {
                    self.go_on(span, quoted);
                    self.pass_over(span, is_notice && !quoted);
                }
            }
        }
    }

    fn pass_over(&mut self, span: Span, is_notice: bool) {
        if is_notice {
            self.skip(span, SkipReason::Markup);
        }
    }

    /// `span` is not judged, if it is part of the last turn.
    fn skip(&mut self, span: Span, reason: SkipReason) {
        let turn = self.document.turns.last();
        if turn.is_some_and(|turn| turn.span.end >= span.end && !span.is_empty()) {
            self.document.skips.push(Skip { span, reason });
        }
    }

    fn begin_turn(&mut self, label: Label, quoted: Quoted) {
        let words = label.words;
        // Nothing can go on behind a table's row.
        let closed = label.shape == Shape::Row;
        self.open = Open::Heading(label, quoted);
        if !words.is_empty() {
            self.go_on(words, quoted);
        }
        if closed {
            self.open = Open::Nothing;
        }
    }

    /// `span` belongs to whoever speaks. What stands below quoted words without a mark of its
    /// own is not the quoted speaker's.
    fn go_on(&mut self, span: Span, quoted: Quoted) {
        if span.is_empty() {
            return;
        }
        match std::mem::replace(&mut self.open, Open::Nothing) {
            Open::Heading(label, heading_quoted) if quoted || !heading_quoted => {
                self.push_turn(label, span);
                self.open = Open::Turn(heading_quoted);
            }
            Open::Turn(turn_quoted) if quoted || !turn_quoted => {
                if let Some(turn) = self.document.turns.last_mut() {
                    turn.span.end = span.end;
                }
                self.open = Open::Turn(turn_quoted);
            }
            _ => return,
        }
        if quoted {
            self.skip(span, SkipReason::Quote);
        }
    }

    fn push_turn(&mut self, label: Label, span: Span) {
        let role = match label.claim.standing {
            Standing::Letter => self.side(letter(&label)),
            Standing::Known | Standing::IfRepeated => label.claim.role,
        };
        let cue = label.time.map(|start| Cue {
            at: span.start,
            start,
        });
        self.document.cues.extend(cue);
        self.document.turns.push(Turn {
            span,
            role,
            speaker: Some(label.speaker),
        });
    }

    /// `A` beside `C` or `Q` is the agent, the other the customer.
    fn side(&self, letter: char) -> Role {
        let other = ['C', 'Q']
            .into_iter()
            .find(|other| self.letters.seen.contains(other));
        let paired = self.finished && !self.letters.given && self.letters.seen.contains(&'A');
        match other {
            Some(_) if paired && letter == 'A' => Role::Agent,
            Some(other) if paired && letter == other => Role::Customer,
            _ => Role::Unknown,
        }
    }
}

fn letter(label: &Label) -> char {
    normal(&label.speaker)
        .chars()
        .next()
        .map_or(' ', |letter| letter.to_ascii_uppercase())
}

/// The first line that is not blank begins with a label that says who speaks, beside its words
/// or its time. A bare "家长：" may as well open a letter to parents, "Customer: Ann" the head of
/// a ticket, and a cell a table.
pub(super) fn begins_with_known_label(line: &str, options: &Options) -> bool {
    let names = RoleNames::new(options);
    known_words(line, &names).is_some_and(|words| !ticket::is_name(words))
}

/// The words behind a label that says at once who speaks, or the label's time if there are none.
fn known_words<'a>(line: &'a str, names: &RoleNames) -> Option<&'a str> {
    let line = line.trim();
    let label = label(line, names, Columns::default(), None).filter(|_| !is_quoted(line))?;
    let known = label.claim.standing == Standing::Known && label.claim.role != Role::Unknown;
    let says = label.time.is_some() || !label.words.is_empty();
    (known && says && label.shape != Shape::Cell).then(|| label.words.of(line))
}

/// False if `line`, which has no break, is surely no conversation by itself: it begins with no label
/// that counts at once, and no turn begins inside it.
pub(super) fn may_speak(line: &str, names: &RoleNames) -> bool {
    let first = || label(line, names, Columns::default(), None);
    line.starts_with('|')
        || !midline::turns_inside(line, names, Proof::TwoSpeakers).is_empty()
        || may_count_at_once(line, names)
            && first().is_some_and(|label| label.claim.standing != Standing::IfRepeated)
}

/// Labelled lines make up much of the text, and either it begins with them (below a title or
/// two) or it is clear who speaks.
pub(super) fn looks_like(head: &Head, options: &Options) -> bool {
    if begins_with_known_label(head.first_line(), options) {
        return true;
    }
    let mut live = LiveTranscript::new(options);
    live.push_line(head.whole_lines());
    live.finish();
    is_conversation(&live)
}

/// Lines that are not blank.
fn lines(text: &str) -> usize {
    line_spans(text)
        .filter(|line| !line.of(text).trim().is_empty())
        .count()
}

/// The same, of a text that was read to its end.
pub(super) fn is_conversation(live: &LiveTranscript) -> bool {
    let document = live.document();
    let Some(first) = document.turns.first() else {
        return false;
    };
    if ticket::has_head(&document.text, &live.names) {
        return false;
    }
    let first_line = document.text.trim_start().split(['\n', '\r']).next();
    let is_told = first_line.is_some_and(|line| known_words(line, &live.names).is_some());
    let above = lines(&document.text[..first.span.start]);
    if is_told || (live.is_saved_chat && above <= 3) {
        return true;
    }
    let titles = above.saturating_sub(1);
    let quoted = |turn: &&Turn| {
        document
            .skips
            .iter()
            .any(|skip| skip.span.start == turn.span.start)
    };
    let labelled = document.turns.iter().filter(|turn| !quoted(turn)).count();
    let speakers: HashSet<_> = document
        .turns
        .iter()
        .map(|turn| turn.speaker.as_deref())
        .collect();
    let mostly = labelled >= 6 || labelled * 4 >= lines(&document.text);
    let begins = titles <= 2 && labelled >= 2 && (document.roles_known() || speakers.len() >= 2);
    let clear = labelled >= 3 && document.roles_known() && speakers.len() >= 2;
    mostly && (begins || clear)
}

#[cfg(test)]
mod tests;
