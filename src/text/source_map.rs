use super::{LineIndex, Position, Span};
use std::sync::OnceLock;

/// Where a character of the decoded text stands in the file it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Exactly these bytes of the source.
    Exact(Span),
    /// Somewhere within these bytes: an escape such as `\u8D23`, a cell, an entity.
    Within(Span),
    /// The file holds no bytes for it (a separator that the reader put in).
    None,
}

/// From decoded text to the source it was decoded from.
///
/// The source is one file, or one record of a file that is read record by record; `first_line`
/// says where in the file it begins. Runs of text that are byte for byte the same as their source
/// cost one entry, whatever their length; a text that *is* its source costs none.
#[derive(Debug, Default)]
pub struct SourceMap {
    /// `None`: the decoded text is the source itself.
    source: Option<String>,
    runs: Vec<Run>,
    first_line: usize,
    lines: OnceLock<LineIndex>,
}

/// `text` bytes of the decoded text come from `source`; equal lengths mean equal bytes.
#[derive(Clone, Copy, Debug)]
struct Run {
    text: Span,
    source: Span,
    same_bytes: bool,
}

impl SourceMap {
    /// The text is its own source, which begins at line `first_line` (from 1) of the file.
    pub fn identity(first_line: usize) -> Self {
        SourceMap {
            first_line,
            ..SourceMap::default()
        }
    }

    /// A text decoded from `source`; describe its runs, in order, with [`Self::push_same`] and
    /// [`Self::push_decoded`]. Text that no run covers has no place.
    pub fn decoded(source: String, first_line: usize) -> Self {
        SourceMap {
            source: Some(source),
            first_line,
            ..SourceMap::default()
        }
    }

    /// The bytes of `text` stand unchanged from byte `source_start` of the source on.
    pub fn push_same(&mut self, text: Span, source_start: usize) {
        if text.is_empty() {
            return;
        }
        let source = Span::new(source_start, source_start + text.len());
        if let Some(last) = self.runs.last_mut()
            && last.same_bytes
            && last.text.end == text.start
            && last.source.end == source.start
        {
            last.text.end = text.end;
            last.source.end = source.end;
            return;
        }
        self.runs.push(Run {
            text,
            source,
            same_bytes: true,
        });
    }

    /// The bytes of `text` were written as `source` (an escape, an entity).
    pub fn push_decoded(&mut self, text: Span, source: Span) {
        self.runs.push(Run {
            text,
            source,
            same_bytes: false,
        });
    }

    /// The source, where `text` is the decoded text of this map.
    pub fn source<'a>(&'a self, text: &'a str) -> &'a str {
        self.source.as_deref().unwrap_or(text)
    }

    /// Line of the file, from 1, at which the source begins.
    pub fn first_line(&self) -> usize {
        self.first_line
    }

    /// Where the character at byte `offset` of the decoded text stands in the source.
    pub fn place(&self, offset: usize) -> Place {
        if self.source.is_none() {
            return Place::Exact(Span::new(offset, offset));
        }
        let after = self.runs.partition_point(|run| run.text.start <= offset);
        match after.checked_sub(1).map(|index| self.runs[index]) {
            Some(run) if offset < run.text.end => {
                if run.same_bytes {
                    let at = run.source.start + (offset - run.text.start);
                    Place::Exact(Span::new(at, at))
                } else {
                    Place::Within(run.source)
                }
            }
            _ => Place::None,
        }
    }

    /// The bytes of the source from which `span` of the decoded text was read: from the first
    /// character's first byte to the last character's last byte. `None` if either has no place.
    pub fn source_span(&self, span: Span, text: &str) -> Option<Span> {
        if self.source.is_none() {
            return Some(span);
        }
        let last = text[span.range()]
            .chars()
            .next_back()
            .map_or(0, char::len_utf8);
        let start = match self.place(span.start) {
            Place::Exact(at) | Place::Within(at) => at.start,
            Place::None => return None,
        };
        let end = match self.place(span.end - last) {
            Place::Exact(at) => at.start + last,
            Place::Within(at) => at.end,
            Place::None => return None,
        };
        Some(Span::new(start, end))
    }

    /// Line and column in the file of byte `offset` of `text`, if it has a place there.
    pub fn position(&self, text: &str, offset: usize) -> Option<Position> {
        let at = match self.place(offset) {
            Place::Exact(at) | Place::Within(at) => at.start,
            Place::None => return None,
        };
        let source = self.source(text);
        let lines = self.lines.get_or_init(|| LineIndex::new(source));
        let Position { line, column } = lines.position(source, at);
        Some(Position {
            line: line + self.first_line - 1,
            column,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_is_found_where_it_was_written() {
        let source = r#"{"text":"改\u5929给您"}"#;
        let mut map = SourceMap::decoded(source.to_owned(), 7);
        let text = "改天给您";
        map.push_same(Span::new(0, 3), 9);
        map.push_decoded(Span::new(3, 6), Span::new(12, 18));
        map.push_same(Span::new(6, 12), 18);
        let words = map.source_span(Span::new(0, 9), text).expect("has a place");
        assert_eq!(words.of(source), r"改\u5929给");
        assert_eq!(
            map.position(text, 6),
            Some(Position {
                line: 7,
                column: 17
            })
        );
    }

    #[test]
    fn text_without_a_source_has_no_place() {
        let mut map = SourceMap::decoded("ab".to_owned(), 1);
        map.push_same(Span::new(0, 1), 0);
        map.push_same(Span::new(2, 3), 1);
        assert_eq!(map.place(1), Place::None);
        assert_eq!(map.position("a b", 1), None);
        assert_eq!(
            map.position("a b", 2),
            Some(Position { line: 1, column: 2 })
        );
    }
}
