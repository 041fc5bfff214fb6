use super::Origin;
use crate::text::{LineIndex, Position, Span};
use std::fmt;
use std::sync::Arc;
use unicode_width::UnicodeWidthStr;

/// What is wrong with a rule file: where, what was found, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError {
    origin: Origin,
    key: Option<String>,
    message: String,
    help: Option<String>,
    /// The line and the characters of it that are meant.
    line: String,
    marked: Span,
}

impl RuleError {
    pub(super) fn new(file: &RuleText, at: Span, key: Option<&str>, message: String) -> Self {
        let Position { line, column } = file.lines.position(&file.text, at.start);
        let whole = file.lines.line_span(&file.text, line);
        let shown = whole.of(&file.text).trim_end();
        let from = (at.start - whole.start).min(shown.len());
        let to = (at.end.saturating_sub(whole.start)).clamp(from, shown.len());
        RuleError {
            origin: Origin {
                file: file.name.clone(),
                line,
                column,
            },
            key: key.map(str::to_owned),
            message,
            help: None,
            line: shown.to_owned(),
            marked: Span::new(from, to),
        }
    }

    pub(super) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Where the error stands.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }
}

impl RuleError {
    /// The line, cut to what a screen shows around the marked words, and the place of those in it.
    fn excerpt(&self) -> (String, Span) {
        const BEFORE: usize = 40;
        const AFTER: usize = 50;
        let (before, rest) = self.line.split_at(self.marked.start);
        let cut = before
            .char_indices()
            .rev()
            .nth(BEFORE)
            .map_or(0, |(at, _)| at);
        let lead = if cut > 0 { "…" } else { "" };
        let end = rest
            .char_indices()
            .nth(AFTER)
            .map_or(rest.len(), |(at, _)| at);
        let tail = if end < rest.len() { "…" } else { "" };
        let start = lead.len() + before.len() - cut;
        let marked = Span::new(start, start + self.marked.len().min(end));
        let shown = format!("{lead}{}{}{tail}", &before[cut..], &rest[..end]);
        (shown.replace('\t', " "), marked)
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Origin { file, line, column } = &self.origin;
        write!(f, "{file}:{line}:{column}: ")?;
        if let Some(key) = &self.key {
            write!(f, "`{key}`: ")?;
        }
        writeln!(f, "{}", self.message)?;
        let number = line.to_string();
        let margin = " ".repeat(number.len());
        let (shown, marked) = self.excerpt();
        let indent = " ".repeat(shown[..marked.start].width());
        let carets = "^".repeat(shown[marked.range()].width().max(1));
        writeln!(
            f,
            " {margin} |\n {number} | {shown}\n {margin} | {indent}{carets}"
        )?;
        match &self.help {
            Some(help) => write!(f, " {margin} = {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for RuleError {}

/// A rule file as it was read, with its lines.
#[derive(Clone, Debug)]
pub(super) struct RuleText {
    pub(super) name: Arc<str>,
    pub(super) text: Arc<str>,
    lines: Arc<LineIndex>,
}

impl RuleText {
    pub(super) fn new(name: &str, text: &str) -> Self {
        RuleText {
            name: name.into(),
            text: text.into(),
            lines: Arc::new(LineIndex::new(text)),
        }
    }

    pub(super) fn origin(&self, at: usize) -> Origin {
        let Position { line, column } = self.lines.position(&self.text, at);
        Origin {
            file: self.name.clone(),
            line,
            column,
        }
    }
}

/// The name nearest to a misspelt one, if it is near at all.
pub(crate) fn did_you_mean<'a>(
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|&(likeness, _)| likeness > 0.75)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, candidate)| candidate)
}
