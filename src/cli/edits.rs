//! `--fix` and `--diff`: safe replacements in plain texts.

use crate::check::Checker;
use crate::document::Document;
use crate::input::RecordError;
use crate::input::encoding::{self, Decoded};
use crate::text::Span;
use similar::TextDiff;
use std::io::{self, Write};
use std::path::Path;

/// A text with its replacements made.
pub(super) struct Edited {
    pub(super) text: String,
    pub(super) count: usize,
}

/// Makes every safe replacement in `decoded`. `None` if there is none. Only texts that are their
/// own source are rewritten: what stands inside JSON is left to the program that wrote it.
pub(super) fn apply(
    checker: &Checker,
    decoded: &Decoded,
    documents: &[Result<Document, RecordError>],
) -> Option<Edited> {
    let mut edits: Vec<(Span, &str)> = Vec::new();
    for document in documents
        .iter()
        .flatten()
        .filter(|document| document.text == decoded.text)
    {
        for finding in checker.check(document).findings {
            if let Some(replacement) = checker.rules().rules[finding.rule].fix.first() {
                edits.push((finding.span, replacement));
            }
        }
    }
    edits.sort_unstable();
    edits.dedup_by(|next, kept| next.0.overlaps(kept.0));
    let count = edits.len();
    let mut text = decoded.text.clone();
    for (span, replacement) in edits.into_iter().rev() {
        text.replace_range(span.range(), replacement);
    }
    (count > 0).then_some(Edited { text, count })
}

/// A unified diff.
pub(super) fn diff(name: &str, before: &str, after: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    diff.unified_diff().header(name, name).to_string()
}

/// Rewrites a file at one stroke: a reader sees the old text or the new one, never half of it.
pub(super) fn write(path: &Path, decoded: &Decoded, text: &str) -> io::Result<()> {
    if decoded.encoding != encoding::UTF_8 || !decoded.notes.is_empty() {
        return Err(io::Error::other("only sound UTF-8 files are rewritten"));
    }
    // A link is followed, so that it stays a link.
    let path = path.canonicalize()?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    if decoded.bom > 0 {
        new.write_all("\u{FEFF}".as_bytes())?;
    }
    new.write_all(text.as_bytes())?;
    new.as_file()
        .set_permissions(std::fs::metadata(&path)?.permissions())?;
    new.as_file().sync_all()?;
    new.persist(&path)?;
    Ok(())
}
