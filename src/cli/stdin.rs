//! Standard input: answered line by line where its beginning allows, else read to its end.

use super::Failure;
use super::check::{Check, Output};
use super::reading::{HEAD, Pieces};
use crate::check::{Checked, Live};
use crate::document::Document;
use crate::input::encoding::{self, Choice};
use crate::input::transcript::LiveTranscript;
use crate::input::{self, Format, Plan, stream_format};
use crate::text::Origin;
use std::io::{self, BufRead, BufReader, Read, StdinLock, Write};
use std::path::Path;

/// Checks standard input and adds what it gave to `total`.
pub(super) fn run(
    check: &Check,
    name: Option<&str>,
    out: &mut dyn Write,
    total: &mut Output,
) -> Result<(), Failure> {
    let mut input = Input {
        reader: BufReader::with_capacity(1 << 17, io::stdin().lock()),
    };
    let path = name.unwrap_or("<stdin>");
    let head = input.first_lines()?;
    let asked = check.settings.input.format;
    let text = String::from_utf8_lossy(&head);
    let first = text
        .split(['\n', '\r'])
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let options = &check.settings.input;
    let choice = encoding::choose(&head, false, options.encoding).ok();
    let choice = choice.filter(|choice| encoding::decodes_in_pieces(choice.encoding));
    let is_cut = head.len() >= HEAD && !head.ends_with(b"\n");
    let streamed = match (asked, choice) {
        _ if check.is_fixing() || is_cut => None,
        (_, None) => None,
        (Some(format @ (Format::Lines | Format::Jsonl | Format::Transcript)), _) => Some(format),
        (Some(_), _) => None,
        (None, _) => stream_format(first, options),
    };
    match (streamed, choice) {
        (Some(Format::Transcript), Some(choice)) => {
            live_transcript(check, path, head, choice, input, out, total)
        }
        (Some(_), _) => records(check, path, head, input, out, total),
        (None, _) => whole(check, path, head, input, out, total),
    }
}

struct Input<'a> {
    reader: BufReader<StdinLock<'a>>,
}

impl Input<'_> {
    /// Up to and with the first line that is not blank, or the beginning of a very long one.
    fn first_lines(&mut self) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        loop {
            let before = head.len();
            let mut line = (&mut self.reader).take(HEAD as u64);
            if line.read_until(b'\n', &mut head)? == 0 || !head[before..].trim_ascii().is_empty() {
                return Ok(head);
            }
        }
    }

    /// The lines that have arrived, at least one; empty at the end.
    fn lines(&mut self) -> io::Result<Vec<u8>> {
        let arrived = self.reader.fill_buf()?;
        let whole = arrived
            .iter()
            .rposition(|&byte| byte == b'\n')
            .map_or(0, |last| last + 1);
        let mut lines = arrived[..whole].to_vec();
        self.reader.consume(whole);
        if lines.is_empty() {
            self.reader.read_until(b'\n', &mut lines)?;
        }
        Ok(lines)
    }
}

/// Prints at once: somebody may be watching.
fn show(output: Output, out: &mut dyn Write, total: &mut Output) -> Result<(), Failure> {
    total.add(output, out)?;
    out.flush()?;
    Ok(())
}

/// Answers records as they come.
fn records(
    check: &Check,
    path: &str,
    head: Vec<u8>,
    mut input: Input<'_>,
    out: &mut dyn Write,
    total: &mut Output,
) -> Result<(), Failure> {
    let plan = match input::plan(path, &head, false, &check.settings.input) {
        Ok(plan) if plan.has_pieces() => plan,
        _ => return whole(check, path, head, input, out, total),
    };
    let mut lines = head;
    let bom = plan.first_record();
    let mut origin = Origin {
        file_at: bom,
        ..Origin::default()
    };
    lines.drain(..bom);
    while !lines.is_empty() {
        let next = plan.after(&origin, &lines);
        let mut output = Output::default();
        check.piece(path, &plan, lines, &origin, &mut output);
        origin = next;
        show(output, out, total)?;
        lines = input.lines()?;
    }
    total.files_read += 1;
    Ok(())
}

fn live_transcript(
    check: &Check,
    path: &str,
    head: Vec<u8>,
    mut choice: Choice,
    mut input: Input<'_>,
    out: &mut dyn Write,
    total: &mut Output,
) -> Result<(), Failure> {
    let mut transcript = LiveTranscript::new(&check.settings.input);
    let mut live = Live::new(check.checker);
    let mut all = Checked::default();
    let mut notes = Vec::new();
    let mut lines = head;
    while !lines.is_empty() {
        let decoded = encoding::decode_as(lines, choice);
        // The mark stands in front of the first line only.
        choice.bom = 0;
        match decoded {
            Ok(decoded) => {
                notes.extend(decoded.notes);
                decoded
                    .text
                    .split_inclusive('\n')
                    .for_each(|line| transcript.push_line(line));
            }
            Err(error) => {
                let mut output = Output::default();
                check.fail(Path::new(path), None, &error.to_string(), &mut output);
                show(output, out, total)?;
            }
        }
        let checked = live.advance(transcript.document(), transcript.settled(), false);
        show_step(
            check,
            path,
            transcript.document(),
            checked,
            &mut all,
            out,
            total,
        )?;
        lines = input.lines()?;
    }
    transcript.finish();
    let mut document = transcript.into_document();
    document.notes.extend(notes);
    let checked = live.advance(&document, document.text.len(), true);
    show_step(check, path, &document, checked, &mut all, out, total)?;
    let mut output = Output {
        files_read: 1,
        ..Output::default()
    };
    check.count(path, &document, &all, &mut output);
    show(output, out, total)
}

/// Shows what can be said now; it is counted when all is known.
fn show_step(
    check: &Check,
    path: &str,
    document: &Document,
    checked: Checked,
    all: &mut Checked,
    out: &mut dyn Write,
    total: &mut Output,
) -> Result<(), Failure> {
    let rules = check.checker.rules();
    let settings = &check.settings;
    let mut checked = settings.apply_allows(rules, path, document, checked);
    let mut output = Output::default();
    check.show(path, document, &checked, &mut output);
    all.findings.append(&mut checked.findings);
    all.excused.append(&mut checked.excused);
    show(output, out, total)
}

fn whole(
    check: &Check,
    path: &str,
    head: Vec<u8>,
    mut input: Input<'_>,
    out: &mut dyn Write,
    total: &mut Output,
) -> Result<(), Failure> {
    let mut bytes = head;
    let options = &check.settings.input;
    (&mut input.reader)
        .take(HEAD as u64)
        .read_to_end(&mut bytes)?;
    if let Ok(plan) = input::plan(path, &bytes, false, options)
        && plan.has_pieces()
        && !check.is_fixing()
    {
        return pieces(check, path, &plan, bytes, input, out, total);
    }
    input.reader.read_to_end(&mut bytes)?;
    let mut output = Output::default();
    if bytes.trim_ascii().is_empty() {
        output.files_read = 1;
        return show(output, out, total);
    }
    let plan = input::plan(path, &bytes, true, options);
    let done = plan.and_then(|plan| {
        if check.is_fixing()
            && let Some(choice) = plan.choice
        {
            let decoded = encoding::decode_as(bytes, choice)?;
            check.fix_text(path, plan.format, &decoded, &mut output);
        } else {
            let records = input::read(&plan, bytes, options)?;
            check.documents(path, records, &mut output);
        }
        Ok(())
    });
    match done {
        Ok(()) => output.files_read = 1,
        Err(error) => check.fail(Path::new(path), None, &error.to_string(), &mut output),
    }
    show(output, out, total)
}

/// Checks a large input piece by piece.
fn pieces(
    check: &Check,
    path: &str,
    plan: &Plan,
    head: Vec<u8>,
    input: Input<'_>,
    out: &mut dyn Write,
    total: &mut Output,
) -> Result<(), Failure> {
    let mut pieces = Pieces::new(input.reader, head, plan);
    while let Some(piece) = pieces.next_piece() {
        let (bytes, origin) = piece?;
        let mut output = Output::default();
        check.piece(path, plan, bytes, &origin, &mut output);
        show(output, out, total)?;
    }
    total.files_read += 1;
    Ok(())
}
