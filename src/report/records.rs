//! The records of `json` and `jsonl`. Names, order and absence of fields are a contract.

use super::places::{Location, Places};
use super::visible::drives_terminal;
use super::{ErrorRecord, Page, Summary, Suppressed};
use crate::check::{Excuse, Excused, Finding};
use crate::document::{Document, Kind, Note, Skip, Turn};
use crate::rules::Rule;
use crate::text::Span;
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// One record.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(super) enum Record<'a> {
    Finding(Hit<'a>),
    Suppressed(Hit<'a>),
    Skipped(Skipped<'a>),
    Note(NoteRecord<'a>),
    Error(ErrorFields<'a>),
    Summary(SummaryFields<'a>),
}

impl Record<'_> {
    /// Appends the record as one line of JSON, without a line break.
    pub(super) fn append_to(&self, buffer: &mut Vec<u8>) -> io::Result<()> {
        append_json(self, buffer)
    }
}

/// Appends `value` as JSON on one line, without a line break.
pub(super) fn append_json(value: &impl Serialize, buffer: &mut Vec<u8>) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(
        buffer,
        ForTerminals,
    ))?;
    Ok(())
}

/// JSON as usual, with everything escaped that could drive a terminal; JSON itself escapes only
/// the characters below U+0020.
struct ForTerminals;

impl serde_json::ser::Formatter for ForTerminals {
    fn write_string_fragment<W>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + Write,
    {
        // The first bytes of all such characters: DEL, C1, U+061C, U+200E and above.
        let suspect = |byte: u8| matches!(byte, 0x7f | 0xc2 | 0xd8 | 0xe2);
        if !fragment.bytes().any(suspect) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut rest = fragment;
        while let Some(at) = rest.find(drives_terminal) {
            writer.write_all(&rest.as_bytes()[..at])?;
            let mut after = rest[at..].chars();
            let escaped = after.next().map_or(0, u32::from);
            write!(writer, "\\u{escaped:04x}")?;
            rest = after.as_str();
        }
        writer.write_all(rest.as_bytes())
    }
}

/// A finding; with `reason` (and `because`) a hit that is none. An audit hides in it what leads to a
/// person.
#[derive(Serialize)]
pub(super) struct Hit<'a> {
    pub(super) path: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) record: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    turn: Option<usize>,
    role: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) speaker: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<f64>,
    rule: &'a str,
    family: &'a str,
    severity: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    why: &'a str,
    pub(super) text: Cow<'a, str>,
    span: Extent,
    bytes: Extent,
    #[serde(serialize_with = "suggestions")]
    suggestions: &'a Rule,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<&'a str>,
}

/// Text of a turn that no rule judges.
#[derive(Serialize)]
pub(super) struct Skipped<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    turn: Option<usize>,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    span: Option<Extent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<Extent>,
    reason: &'static str,
}

/// A remark about how a document was understood.
#[derive(Serialize)]
pub(super) struct NoteRecord<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<&'a str>,
    code: &'static str,
    message: &'a str,
}

impl<'a> NoteRecord<'a> {
    pub(super) fn new(path: &'a str, document: &'a Document, note: &'a Note) -> Self {
        NoteRecord {
            path,
            record: document.id.as_deref(),
            code: note.code.name(),
            message: &note.message,
        }
    }
}

#[derive(Serialize)]
pub(super) struct ErrorFields<'a> {
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    message: &'a str,
}

impl<'a> From<&ErrorRecord<'a>> for Record<'a> {
    fn from(error: &ErrorRecord<'a>) -> Self {
        let ErrorRecord {
            path,
            line,
            message,
        } = *error;
        Record::Error(ErrorFields {
            path,
            line,
            message,
        })
    }
}

#[derive(Serialize)]
pub(super) struct SummaryFields<'a> {
    documents: u64,
    turns: u64,
    characters: u64,
    findings: u64,
    by_family: &'a BTreeMap<String, u64>,
    suppressed: Suppressed,
    errors: u64,
}

impl<'a> From<&'a Summary> for Record<'a> {
    fn from(summary: &'a Summary) -> Self {
        Record::Summary(SummaryFields {
            documents: summary.documents,
            turns: summary.turns,
            characters: summary.characters,
            findings: summary.findings,
            by_family: &summary.by_family,
            suppressed: summary.suppressed,
            errors: summary.errors,
        })
    }
}

/// A span as JSON has it.
#[derive(Serialize)]
pub(super) struct Extent {
    start: usize,
    end: usize,
}

impl From<Span> for Extent {
    fn from(Span { start, end }: Span) -> Self {
        Extent { start, end }
    }
}

#[derive(Serialize)]
struct Suggestion<'a> {
    text: &'a str,
    applicability: &'static str,
}

fn suggestions<S: Serializer>(rule: &Rule, serializer: S) -> Result<S::Ok, S::Error> {
    let manual = rule.instead.iter().map(|text| Suggestion {
        text,
        applicability: "manual",
    });
    let safe = rule.fix.iter().map(|text| Suggestion {
        text,
        applicability: "safe",
    });
    serializer.collect_seq(manual.chain(safe))
}

fn reason(excuse: Excuse) -> &'static str {
    match excuse {
        Excuse::Harmless => "harmless",
        Excuse::Unless => "unless",
        Excuse::Only => "only",
        Excuse::Overlap => "overlap",
        Excuse::Allowed => "allowed",
    }
}

/// Hands every record of a page to `write`: notes, findings, then what `explain` asks for.
pub(super) fn each_record(
    page: &Page,
    explain: bool,
    mut write: impl FnMut(&Record) -> io::Result<()>,
) -> io::Result<()> {
    let mut records = PageRecords {
        page,
        places: Places::new(page.document),
    };
    for note in &page.document.notes {
        write(&Record::Note(records.note(note)))?;
    }
    for finding in &page.checked.findings {
        write(&Record::Finding(records.hit(finding)))?;
    }
    if explain {
        for excused in &page.checked.excused {
            write(&Record::Suppressed(records.excused(excused)))?;
        }
        for skip in &page.document.skips {
            write(&Record::Skipped(records.skipped(skip)))?;
        }
    }
    Ok(())
}

/// Hands every finding of a page to `write`, with its record.
pub(super) fn each_hit<'a>(
    page: &'a Page<'a>,
    mut write: impl FnMut(&'a Finding, Hit<'a>) -> io::Result<()>,
) -> io::Result<()> {
    let mut records = PageRecords {
        page,
        places: Places::new(page.document),
    };
    let mut findings = page.checked.findings.iter();
    findings.try_for_each(|finding| write(finding, records.hit(finding)))
}

struct PageRecords<'a> {
    page: &'a Page<'a>,
    places: Places<'a>,
}

impl<'a> PageRecords<'a> {
    fn note(&self, note: &'a Note) -> NoteRecord<'a> {
        NoteRecord::new(self.page.path, self.page.document, note)
    }

    fn hit(&mut self, finding: &Finding) -> Hit<'a> {
        let Page {
            path,
            document,
            rules,
            ..
        } = *self.page;
        let rule = &rules.rules[finding.rule];
        let turn = &document.turns[finding.turn];
        let Location { cell, line, column } = self.places.location(finding.span.start);
        Hit {
            path: path.into(),
            line,
            column,
            cell,
            record: document.id.as_deref().map(Cow::Borrowed),
            turn: self.turn_number(finding.turn),
            role: turn.role.name(),
            speaker: turn.speaker.as_deref().map(Cow::Borrowed),
            // JSON has no infinities, and an absent field is never null.
            time: document
                .time_at(turn, finding.span.start)
                .filter(|time| time.is_finite()),
            rule: &rule.id,
            family: &rule.family,
            severity: rule.severity.name(),
            message: &rule.title,
            why: &rule.why,
            text: finding.span.of(&document.text).into(),
            span: self.places.code_points(finding.turn, finding.span).into(),
            bytes: self.bytes_in_unit(finding.turn, finding.span),
            suggestions: rule,
            reason: None,
            because: None,
        }
    }

    fn excused(&mut self, excused: &'a Excused) -> Hit<'a> {
        Hit {
            reason: Some(reason(excused.excuse)),
            because: excused.because.as_deref(),
            ..self.hit(&excused.finding)
        }
    }

    fn skipped(&mut self, skip: &Skip) -> Skipped<'a> {
        let Page { path, document, .. } = *self.page;
        let Location { cell, line, column } = self.places.location(skip.span.start);
        let turn = self.turn_around(skip.span);
        Skipped {
            path,
            line,
            column,
            cell,
            record: document.id.as_deref(),
            turn: turn.and_then(|turn| self.turn_number(turn)),
            text: skip.span.of(&document.text),
            span: turn.map(|turn| self.places.code_points(turn, skip.span).into()),
            bytes: turn.map(|turn| self.bytes_in_unit(turn, skip.span)),
            reason: skip.reason.name(),
        }
    }

    /// Turns have numbers only where they follow each other.
    fn turn_number(&self, turn: usize) -> Option<usize> {
        matches!(self.page.document.kind, Kind::Conversation { .. }).then_some(turn)
    }

    fn turn_around(&self, span: Span) -> Option<usize> {
        let document = self.page.document;
        let turns: &[Turn] = &document.turns;
        let turn = turns.partition_point(|turn| turn.span.end < span.end);
        (turn < turns.len() && document.judged_unit(turn).contains(span)).then_some(turn)
    }

    fn bytes_in_unit(&self, turn: usize, span: Span) -> Extent {
        let start = self.page.document.judged_unit(turn).start;
        Extent {
            start: span.start - start,
            end: span.end - start,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn json(message: &str) -> String {
        let mut buffer = Vec::new();
        let record = Record::Error(ErrorFields {
            path: "p",
            line: None,
            message,
        });
        record
            .append_to(&mut buffer)
            .expect("a vector takes everything");
        String::from_utf8(buffer).expect("JSON is UTF-8")
    }

    #[test]
    fn what_drives_a_terminal_is_escaped() {
        let expected =
            r#"{"type":"error","path":"p","message":"“改\u001b[1m\u009b1m\u007f\u202e\u2028”"}"#;
        assert_eq!(
            json("“改\u{1b}[1m\u{9b}1m\u{7f}\u{202e}\u{2028}”"),
            expected
        );
    }

    proptest! {
        #[test]
        fn json_reads_back_and_drives_no_terminal(message in any::<String>()) {
            let written = json(&message);
            prop_assert!(!written.chars().any(drives_terminal));
            let read: serde_json::Value = serde_json::from_str(&written).expect("valid JSON");
            prop_assert_eq!(read["message"].as_str(), Some(message.as_str()));
        }
    }
}
