//! Standard input: answered line by line where its beginning allows, else read to its end.

use super::Failure;
use super::check::{Check, Output, count_lines};
use crate::check::{Checked, Live};
use crate::document::Document;
use crate::input::transcript::LiveTranscript;
use crate::input::{Format, encoding, stream_format};
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
        line: 1,
    };
    let path = name.unwrap_or("<stdin>");
    let head = input.first_lines()?;
    let asked = check.settings.input.format;
    let text = String::from_utf8_lossy(&head);
    let first = text
        .split(['\n', '\r'])
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let streamed = match asked {
        _ if check.is_fixing() || !encoding::decodes_in_chunks(&head) => None,
        Some(Format::Draft) => None,
        Some(format) => Some(format),
        None => stream_format(first, &check.settings.input),
    };
    match streamed {
        Some(Format::Transcript) => live_transcript(check, path, head, input, out, total),
        Some(format) => records(check, path, format, head, input, out, total),
        None => whole(check, name, head, input, out, total),
    }
}

struct Input<'a> {
    reader: BufReader<StdinLock<'a>>,
    line: usize,
}

impl Input<'_> {
    /// Up to and with the first line that is not blank.
    fn first_lines(&mut self) -> io::Result<Vec<u8>> {
        let mut head = Vec::new();
        loop {
            let before = head.len();
            if self.reader.read_until(b'\n', &mut head)? == 0
                || !head[before..].trim_ascii().is_empty()
            {
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

fn records(
    check: &Check,
    path: &str,
    format: Format,
    head: Vec<u8>,
    mut input: Input<'_>,
    out: &mut dyn Write,
    total: &mut Output,
) -> Result<(), Failure> {
    let mut lines = head;
    while !lines.is_empty() {
        let mut output = Output {
            files_read: 1,
            ..Output::default()
        };
        let count = count_lines(&lines);
        check.chunk(path, format, lines, input.line, &mut output);
        input.line += count;
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
        match encoding::decode(lines) {
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
    let mut checked = check.apply_allows(path, document, checked);
    let mut output = Output::default();
    check.show(path, document, &checked, &mut output);
    all.findings.append(&mut checked.findings);
    all.excused.append(&mut checked.excused);
    show(output, out, total)
}

fn whole(
    check: &Check,
    name: Option<&str>,
    head: Vec<u8>,
    mut input: Input<'_>,
    out: &mut dyn Write,
    total: &mut Output,
) -> Result<(), Failure> {
    let path = name.unwrap_or("<stdin>");
    let mut bytes = head;
    input.reader.read_to_end(&mut bytes)?;
    let mut output = Output {
        files_read: 1,
        ..Output::default()
    };
    match encoding::decode(bytes) {
        Ok(decoded) if check.is_fixing() => check.fix_text(path, &decoded, &mut output),
        Ok(decoded) if decoded.text.trim().is_empty() => {}
        Ok(decoded) => check.text(path, decoded, &mut output),
        Err(error) => check.fail(Path::new(path), None, &error.to_string(), &mut output),
    }
    show(output, out, total)
}
