//! How a file was understood: what a person looks at when a finding surprises them.

use super::labels::{Labels, Language};
use super::layout::{Paint, columns, head_of_characters, shown};
use super::places::{Location, Places};
use super::records::{Extent, NoteRecord, append_json};
use super::visible::visible;
use super::{ErrorRecord, Style};
use crate::document::{Document, Kind, Meta, Role, SkipReason, Turn};
use crate::input::Why;
use crate::input::encoding::Evidence;
use crate::text::Span;
use serde::Serialize;
use serde_json::value::RawValue;
use std::io::{self, Write};

/// What is known of a file before its documents are read.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The file as the user named it.
    pub path: &'a str,
    /// The name of its format.
    pub format: &'static str,
    /// Why that format.
    pub why: &'a Why,
    /// The name of its encoding, and how that is known; `None` if the format has its own.
    pub encoding: Option<(&'static str, Evidence)>,
}

/// A stretch of a turn that is either judged or not.
struct Stretch {
    span: Span,
    skipped: Option<SkipReason>,
}

/// The stretches of a turn, in order.
fn stretches(document: &Document, turn: &Turn) -> Vec<Stretch> {
    let judged = document.judged(turn).map(|span| Stretch {
        span,
        skipped: None,
    });
    let inside = |span: Span| turn.span.contains(span);
    let skips = document
        .skips
        .iter()
        .filter(|skip| inside(skip.span))
        .map(|skip| Stretch {
            span: skip.span,
            skipped: Some(skip.reason),
        });
    let mut all: Vec<Stretch> = judged.chain(skips).collect();
    all.retain(|stretch| !stretch.span.of(&document.text).trim().is_empty());
    all.sort_by_key(|stretch| stretch.span.start);
    all
}

/// True if the rules for agents judge the turn.
fn is_judged(document: &Document, turn: &Turn) -> bool {
    match turn.role {
        Role::Agent => true,
        Role::Unknown => !document.roles_known(),
        Role::Customer | Role::Bot | Role::System => false,
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Draft => "message",
        Kind::Messages => "messages",
        Kind::Conversation { .. } => "conversation",
    }
}

/// Tells people how files were understood.
#[derive(Debug)]
pub struct Inspection {
    style: Style,
    /// How many documents of a file are shown whole.
    most: usize,
    shown: usize,
    documents: usize,
    turns: usize,
}

impl Inspection {
    /// Shows up to `most` documents of each file.
    pub fn new(style: Style, most: usize) -> Self {
        Inspection {
            style,
            most,
            shown: 0,
            documents: 0,
            turns: 0,
        }
    }

    fn paint(&self) -> Paint {
        Paint {
            color: self.style.color,
        }
    }

    fn is_chinese(&self) -> bool {
        self.style.language == Language::Zh
    }

    /// What stands before a file's documents.
    ///
    /// # Errors
    /// Only those of `out`; the same holds for the other methods.
    pub fn begin(&mut self, out: &mut dyn Write, reading: &Reading) -> io::Result<()> {
        (self.shown, self.documents, self.turns) = (0, 0, 0);
        let (format, encoding) = match self.is_chinese() {
            true => ("格式", "编码"),
            false => ("format  ", "encoding"),
        };
        let path = visible(reading.path);
        writeln!(out, "{}", self.paint().bold(&path))?;
        let labels = Labels::of(self.style.language);
        let (colon, why) = (labels.colon, labels.format_reason(reading.why));
        writeln!(out, "  {format}  {}{colon}{why}", reading.format)?;
        if let Some((name, evidence)) = reading.encoding {
            let how = labels.encoding_reason(evidence);
            writeln!(out, "  {encoding}  {name}{colon}{how}")?;
        }
        Ok(())
    }

    /// One document, unless enough of them were shown.
    pub fn document(&mut self, out: &mut dyn Write, document: &Document) -> io::Result<()> {
        self.documents += 1;
        self.turns += document.turns.len();
        if self.shown == self.most {
            return Ok(());
        }
        self.shown += 1;
        writeln!(out)?;
        self.head(out, document)?;
        let labels = Labels::of(self.style.language);
        for note in &document.notes {
            let line = format!(
                "  {}{}{}",
                labels.note,
                labels.colon,
                labels.note_text(note)
            );
            writeln!(
                out,
                "{}",
                self.paint()
                    .with(anstyle::Style::new().italic(), &visible(&line))
            )?;
        }
        let mut places = Places::new(document);
        for turn in &document.turns {
            self.turn(out, document, turn, &mut places)?;
        }
        Ok(())
    }

    /// `conversation call-7 · agent Kim · 2026-03-01 · queue=gold`
    fn head(&self, out: &mut dyn Write, document: &Document) -> io::Result<()> {
        let name = match (self.is_chinese(), document.kind) {
            (false, document_kind) => kind(document_kind),
            (true, Kind::Draft) => "消息",
            (true, Kind::Messages) => "逐行消息",
            (true, Kind::Conversation { .. }) => "对话",
        };
        let agent = if self.is_chinese() { "客服" } else { "agent" };
        let mut parts = vec![match &document.id {
            Some(id) => format!("{name} {id}"),
            None => name.to_owned(),
        }];
        parts.extend(
            document
                .agent
                .iter()
                .map(|value| format!("{agent} {value}")),
        );
        parts.extend(document.started_at.as_ref().map(ToString::to_string));
        parts.extend(
            document
                .meta
                .iter()
                .map(|(key, value)| format!("{key}={value}")),
        );
        let line = parts.join(" · ");
        let line = head_of_characters(&line, self.style.width.saturating_sub(2));
        writeln!(out, "  {}", self.paint().bold(&shown(line)))
    }

    fn turn(
        &self,
        out: &mut dyn Write,
        document: &Document,
        turn: &Turn,
        places: &mut Places,
    ) -> io::Result<()> {
        let labels = Labels::of(self.style.language);
        let who = match turn.speaker.as_deref() {
            Some(speaker) if speaker != labels.role(turn.role) => {
                format!("{} ({speaker})", labels.role(turn.role))
            }
            _ => labels.role(turn.role).to_owned(),
        };
        for (index, stretch) in stretches(document, turn).iter().enumerate() {
            let who = if index == 0 { who.as_str() } else { "" };
            let place = place(stretch.span.start, places);
            let time = document
                .time_at(turn, stretch.span.start)
                .filter(|_| index == 0);
            let time = time.map_or(String::new(), |time| format!("{time:.1}s"));
            let status = self.status(document, turn, stretch);
            let left = format!(
                "  {} {} {} {} ",
                padded(&place, 8),
                padded(&time, 7),
                padded(who, 18),
                padded(&status, 10)
            );
            let room = self.style.width.saturating_sub(columns(&left)).max(20);
            let words = one_line(stretch.span.of(&document.text), room);
            let line = format!("{left}{words}");
            let checked = stretch.skipped.is_none() && is_judged(document, turn);
            let line = match checked {
                true => line.trim_end().to_owned(),
                false => self.paint().dim(line.trim_end()),
            };
            writeln!(out, "{line}")?;
        }
        Ok(())
    }

    /// Whether the stretch is checked, or why it is not.
    fn status(&self, document: &Document, turn: &Turn, stretch: &Stretch) -> String {
        let zh = self.is_chinese();
        match stretch.skipped {
            Some(reason) if zh => match reason {
                SkipReason::Quote => "引用",
                SkipReason::Forward => "转发",
                _ => Labels::of(self.style.language).skip(reason),
            },
            Some(reason) => reason.name(),
            None if is_judged(document, turn) && zh => "检查",
            None if is_judged(document, turn) => "checked",
            None if zh => "不检查",
            None => "not judged",
        }
        .to_owned()
    }

    /// A record that could not be read.
    pub fn error(&mut self, out: &mut dyn Write, error: &ErrorRecord) -> io::Result<()> {
        super::brief::write_error(out, error)
    }

    /// What stands behind a file's documents.
    pub fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let (documents, turns) = (self.documents, self.turns);
        let hidden = documents - self.shown;
        writeln!(out)?;
        if self.is_chinese() {
            write!(out, "  共 {documents} 份，{turns} 段话")?;
            if hidden > 0 {
                write!(out, "；另有 {hidden} 份没有显示（--all 显示全部）")?;
            }
        } else {
            let plural = |count: usize| if count == 1 { "" } else { "s" };
            write!(
                out,
                "  {documents} document{}, {turns} turn{}",
                plural(documents),
                plural(turns)
            )?;
            if hidden > 0 {
                write!(out, "; {hidden} more not shown (--all shows them)")?;
            }
        }
        writeln!(out)
    }
}

fn place(at: usize, places: &mut Places) -> String {
    match places.location(at) {
        Location {
            cell: Some(cell), ..
        } => visible(cell).into_owned(),
        Location {
            line: Some(line),
            column: Some(column),
            ..
        } => format!("{line}:{column}"),
        Location {
            line: Some(line), ..
        } => line.to_string(),
        _ => "-".to_owned(),
    }
}

fn padded(text: &str, width: usize) -> String {
    let text = shown(text);
    let blanks = width.saturating_sub(columns(&text));
    format!("{text}{}", " ".repeat(blanks))
}

/// The words in one line, cut where it ends.
fn one_line(words: &str, room: usize) -> String {
    let words: Vec<&str> = words.split_whitespace().collect();
    let words = words.join(" ");
    let kept = head_of_characters(&words, room.saturating_sub(1));
    match kept.len() == words.len() {
        true => shown(kept).into_owned(),
        false => format!("{}…", shown(kept)),
    }
}

#[derive(Serialize)]
struct FileRecord<'a> {
    path: &'a str,
    format: &'static str,
    why: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding_why: Option<&'static str>,
    documents: &'a [Box<RawValue>],
    errors: &'a [Box<RawValue>],
}

#[derive(Serialize)]
struct DocumentRecord<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    shape: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    started_at: Option<&'a str>,
    meta: &'a Meta,
    notes: Vec<NoteRecord<'a>>,
    turns: Vec<TurnRecord<'a>>,
}

#[derive(Serialize)]
struct TurnRecord<'a> {
    turn: usize,
    role: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<f64>,
    judged: bool,
    text: &'a str,
    stretches: Vec<StretchRecord<'a>>,
}

/// A stretch of a turn; `bytes` are those of the file, `span` counts code points of the unit.
#[derive(Serialize)]
struct StretchRecord<'a> {
    judged: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<&'a str>,
    span: Extent,
    #[serde(skip_serializing_if = "Option::is_none")]
    file_bytes: Option<Extent>,
    text: &'a str,
}

#[derive(Serialize)]
struct Problem<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    message: &'a str,
}

fn raw(record: &impl Serialize) -> io::Result<Box<RawValue>> {
    let mut json = Vec::new();
    append_json(record, &mut json)?;
    let json = String::from_utf8(json).map_err(io::Error::other)?;
    Ok(RawValue::from_string(json)?)
}

/// Gathers what programs are told of a file.
#[derive(Debug, Default)]
pub struct InspectionRecord {
    documents: Vec<Box<RawValue>>,
    errors: Vec<Box<RawValue>>,
}

impl InspectionRecord {
    /// One document.
    ///
    /// # Errors
    /// If it can't be written as JSON.
    pub fn document(&mut self, document: &Document, path: &str) -> io::Result<()> {
        let mut places = Places::new(document);
        let turns = document.turns.iter().enumerate();
        let turns = turns.map(|(index, turn)| turn_record(document, index, turn, &mut places));
        let record = DocumentRecord {
            kind: kind(document.kind),
            shape: document.shape,
            record: document.id.as_deref(),
            agent: document.agent.as_deref(),
            started_at: document.started_at.as_deref(),
            meta: &document.meta,
            turns: turns.collect(),
            notes: document
                .notes
                .iter()
                .map(|note| NoteRecord::new(path, document, note))
                .collect(),
        };
        self.documents.push(raw(&record)?);
        Ok(())
    }

    /// A record that could not be read.
    ///
    /// # Errors
    /// If it can't be written as JSON.
    pub fn error(&mut self, error: &ErrorRecord) -> io::Result<()> {
        let record = Problem {
            line: error.line,
            message: error.message,
        };
        self.errors.push(raw(&record)?);
        Ok(())
    }

    /// Writes the file's record on one line.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, out: &mut dyn Write, reading: &Reading) -> io::Result<()> {
        let record = FileRecord {
            path: reading.path,
            format: reading.format,
            why: Labels::of(Language::En).format_reason(reading.why),
            encoding: reading.encoding.map(|(name, _)| name),
            encoding_why: reading
                .encoding
                .map(|(_, evidence)| Labels::of(Language::En).encoding_reason(evidence)),
            documents: &self.documents,
            errors: &self.errors,
        };
        let mut line = Vec::new();
        append_json(&record, &mut line)?;
        line.push(b'\n');
        out.write_all(&line)
    }
}

fn turn_record<'a>(
    document: &'a Document,
    index: usize,
    turn: &'a Turn,
    places: &mut Places<'a>,
) -> TurnRecord<'a> {
    let judged = is_judged(document, turn);
    let stretch = |stretch: &Stretch| {
        let Location { cell, line, column } = places.location(stretch.span.start);
        let file_bytes = document.source.file_span(stretch.span, &document.text);
        StretchRecord {
            judged: judged && stretch.skipped.is_none(),
            reason: stretch.skipped.map(SkipReason::name),
            line,
            column,
            cell,
            span: places.code_points(index, stretch.span).into(),
            file_bytes: file_bytes.map(Extent::from),
            text: stretch.span.of(&document.text),
        }
    };
    TurnRecord {
        turn: index,
        role: turn.role.name(),
        speaker: turn.speaker.as_deref(),
        time: document
            .time_at(turn, turn.span.start)
            .filter(|time| time.is_finite()),
        judged,
        text: turn.span.of(&document.text),
        stretches: stretches(document, turn).iter().map(stretch).collect(),
    }
}
