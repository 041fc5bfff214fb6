use super::lines::lines_begun;
use super::{LineIndex, Place, Position, Runs, Span};
use std::sync::{Arc, OnceLock};

/// Where a source begins in its file: a source is the file itself, or one record of it.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Line of the file, from 1, at which the source begins.
    pub line: usize,
    /// Column of that line, in code points from 1.
    pub column: usize,
    /// Bytes of the file before `decoded_at`'s text was begun (its byte order mark, the pieces
    /// before this one).
    pub file_at: usize,
    /// Byte of the decoded text at which the source begins.
    pub decoded_at: usize,
    /// From the decoded text to its bytes; `None` if they are the same.
    pub charset: Option<Arc<Runs>>,
}

impl Default for Origin {
    fn default() -> Self {
        Origin::at_line(1)
    }
}

impl Origin {
    /// Line `line` (from 1) of a UTF-8 file, whose bytes nobody counts.
    pub fn at_line(line: usize) -> Self {
        Origin {
            line,
            column: 1,
            file_at: 0,
            decoded_at: 0,
            charset: None,
        }
    }

    /// The origin of what follows `text`, which begins here.
    pub fn after(&self, text: &str) -> Origin {
        let Position { line, column } = self.position_after(text.as_bytes());
        Origin {
            line,
            column,
            decoded_at: self.decoded_at + text.len(),
            ..self.clone()
        }
    }

    /// Line and column of the file behind some UTF-8 that begins here.
    pub fn position_after(&self, text: &[u8]) -> Position {
        let (lines, last) = lines_begun(text, 0..text.len());
        let before = if last.is_some() { 1 } else { self.column };
        // Every character has one byte that does not go on with another one.
        let begins = |byte: &&u8| **byte & 0xC0 != 0x80;
        let characters = text[last.unwrap_or(0)..].iter().filter(begins).count();
        Position {
            line: self.line + lines,
            column: before + characters,
        }
    }

    /// The bytes in the file of `span` of the source, whose decoded text is `source`.
    fn file_span(&self, span: Span, source: &str) -> Option<Span> {
        let Some(charset) = &self.charset else {
            return Some(span.shifted(self.decoded_at + self.file_at));
        };
        let end = span.of(source).char_indices().next_back();
        let last = end.map_or(0, |(at, _)| span.start + at);
        let bytes = |at: usize| match charset.place(self.decoded_at + at) {
            Place::Within(bytes) => Some(bytes),
            // A character is its own bytes, as many as UTF-8 gives it.
            Place::Exact(bytes) => {
                let length = source[at..].chars().next().map_or(0, char::len_utf8);
                Some(Span::new(bytes.start, bytes.start + length))
            }
            Place::None => None,
        };
        let (start, end) = (bytes(span.start)?.start, bytes(last)?.end);
        Some(Span::new(start, end).shifted(self.file_at))
    }
}

/// The text of a file or of a record, as written, from which documents are read.
#[derive(Debug)]
pub struct Source {
    /// The text of the file, or of the piece of it that was read at once: its records share it.
    file: Arc<String>,
    /// What of it the source is.
    span: Span,
    origin: Origin,
    lines: OnceLock<LineIndex>,
}

impl Source {
    /// `text` begins at `origin`.
    pub fn new(text: String, origin: Origin) -> Arc<Source> {
        let span = Span::new(0, text.len());
        Arc::new(Source {
            file: Arc::new(text),
            span,
            origin,
            lines: OnceLock::new(),
        })
    }

    /// The stretch `span` of the text as a source of its own, which begins at `origin`. The text
    /// is not copied.
    pub fn part(&self, span: Span, origin: Origin) -> Arc<Source> {
        Arc::new(Source {
            file: Arc::clone(&self.file),
            span: span.shifted(self.span.start),
            origin,
            lines: OnceLock::new(),
        })
    }

    /// The text as written.
    pub fn text(&self) -> &str {
        self.span.of(&self.file)
    }

    /// Where it begins in the file.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }
}

/// From the text of a document to its source, and from there to the bytes of the file.
#[derive(Debug)]
pub struct SourceMap {
    ground: Ground,
    runs: Runs,
    /// Cells of a workbook and parts of a container, which have a name and no place in the
    /// bytes: where the text of each ends, ascending.
    cells: Vec<(usize, Arc<str>)>,
}

/// What a text was decoded from.
#[derive(Debug)]
enum Ground {
    /// Itself. On the heap, for a record in a million is not read so and has no use for the room.
    Own(Box<(Origin, OnceLock<LineIndex>)>),
    Other(Arc<Source>),
}

impl SourceMap {
    /// The text is its own source, which begins at line `first_line` (from 1) of the file.
    pub fn identity(first_line: usize) -> Self {
        SourceMap::own(Origin::at_line(first_line))
    }

    /// The text is its own source.
    pub fn own(origin: Origin) -> Self {
        SourceMap::on(Ground::Own(Box::new((origin, OnceLock::new()))))
    }

    /// A text decoded from `source`; describe its runs, in order, with [`Self::push_same`] and
    /// [`Self::push_decoded`]. Text that no run covers has no place.
    pub fn decoded(source: String, origin: Origin) -> Self {
        SourceMap::shared(Source::new(source, origin))
    }

    /// The same for one of several texts decoded from one source.
    pub fn shared(source: Arc<Source>) -> Self {
        SourceMap::on(Ground::Other(source))
    }

    fn on(ground: Ground) -> Self {
        SourceMap {
            ground,
            runs: Runs::default(),
            cells: Vec::new(),
        }
    }

    /// A text without a place in the file's bytes; [`Self::push_cell`] names where it stands.
    pub fn cells() -> Self {
        SourceMap::decoded(String::new(), Origin::default())
    }

    /// The bytes of `text` stand unchanged from byte `source_start` of the source on.
    pub fn push_same(&mut self, text: Span, source_start: usize) {
        self.runs.push_same(text, source_start);
    }

    /// The bytes of `text` were written as `source` (an escape, an entity).
    pub fn push_decoded(&mut self, text: Span, source: Span) {
        self.runs.push_decoded(text, source);
    }

    /// Makes room for so many runs.
    pub fn reserve(&mut self, runs: usize) {
        self.runs.reserve(runs);
    }

    /// All runs of the text are these.
    pub fn take_runs(&mut self, runs: Runs) {
        self.runs = runs;
    }

    /// Adds the runs of a text that was appended at byte `at`.
    pub fn append(&mut self, runs: &Runs, at: usize) {
        self.runs.append(runs, at);
    }

    /// Adds the runs of the stretch `span` of a text, which was appended at byte `at`.
    pub fn carry(&mut self, runs: &Runs, span: Span, at: usize) {
        runs.carry(span, at, &mut self.runs);
    }

    /// The text up to byte `end` that is not in a cell yet stands in the cell of that name, such
    /// as `Calls!C7`.
    pub fn push_cell(&mut self, end: usize, name: impl Into<Arc<str>>) {
        self.cells.push((end, name.into()));
    }

    /// The source, where `text` is the decoded text of this map.
    pub fn source<'a>(&'a self, text: &'a str) -> &'a str {
        match &self.ground {
            Ground::Own(_) => text,
            Ground::Other(source) => source.text(),
        }
    }

    /// Where the source begins in the file.
    pub fn origin(&self) -> &Origin {
        match &self.ground {
            Ground::Own(own) => &own.0,
            Ground::Other(source) => &source.origin,
        }
    }

    /// The name of the cell in which byte `offset` of the text stands, if it stands in one.
    pub fn cell(&self, offset: usize) -> Option<&str> {
        let index = self.cells.partition_point(|&(end, _)| end <= offset);
        self.cells.get(index).map(|(_, name)| &**name)
    }

    /// Where the character at byte `offset` of the decoded text stands in the source.
    pub fn place(&self, offset: usize) -> Place {
        match self.ground {
            Ground::Own(_) => Place::Exact(Span::new(offset, offset)),
            Ground::Other(_) => self.runs.place(offset),
        }
    }

    /// The bytes of the source from which `span` of the decoded text was read: from the first
    /// character's first byte to the last character's last byte. `None` if either has no place.
    pub fn source_span(&self, span: Span, text: &str) -> Option<Span> {
        match self.ground {
            Ground::Own(_) => Some(span),
            Ground::Other(_) => self.runs.source_span(span, text),
        }
    }

    /// The bytes of the file from which `span` of the decoded text was read.
    pub fn file_span(&self, span: Span, text: &str) -> Option<Span> {
        let span = self.source_span(span, text)?;
        self.origin().file_span(span, self.source(text))
    }

    /// Line and column in the file of byte `offset` of `text`, if it has a place there.
    pub fn position(&self, text: &str, offset: usize) -> Option<Position> {
        let at = match self.place(offset) {
            Place::Exact(at) | Place::Within(at) => at.start,
            Place::None => return None,
        };
        let (source, origin) = (self.source(text), self.origin());
        let lines = match &self.ground {
            Ground::Own(own) => &own.1,
            Ground::Other(source) => &source.lines,
        };
        let lines = lines.get_or_init(|| LineIndex::new(source));
        let Position { line, column } = lines.position(source, at);
        let before = if line == 1 { origin.column - 1 } else { 0 };
        Some(Position {
            line: line + origin.line - 1,
            column: column + before,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_is_found_where_it_was_written() {
        let source = r#"{"text":"改\u5929给您"}"#;
        let mut map = SourceMap::decoded(source.to_owned(), Origin::at_line(7));
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
        let mut map = SourceMap::decoded("ab".to_owned(), Origin::default());
        map.push_same(Span::new(0, 1), 0);
        map.push_same(Span::new(2, 3), 1);
        assert_eq!(map.place(1), Place::None);
        assert_eq!(map.position("a b", 1), None);
        assert_eq!(
            map.position("a b", 2),
            Some(Position { line: 1, column: 2 })
        );
    }

    #[test]
    fn a_record_in_the_middle_of_a_line_knows_its_column_and_its_bytes() {
        let file = "[{\"a\":1},\n {\"b\":2}, {\"c\":3}]";
        let at = file.find("{\"c").expect("it is there");
        let origin = Origin::default().after(&file[..at]);
        let map = SourceMap::own(origin);
        let record = &file[at..at + 7];
        assert_eq!(
            map.position(record, 1),
            Some(Position {
                line: 2,
                column: 12
            })
        );
        let bytes = map.file_span(Span::new(1, 4), record).expect("has bytes");
        assert_eq!(bytes.of(file), "\"c\"");
    }

    #[test]
    fn bytes_of_another_encoding_are_the_files() {
        // "改天a" in GBK behind five bytes of an earlier piece.
        let mut charset = Runs::default();
        charset.push_decoded(Span::new(0, 3), Span::new(0, 2));
        charset.push_decoded(Span::new(3, 6), Span::new(2, 4));
        charset.push_same(Span::new(6, 7), 4);
        let map = SourceMap::own(Origin {
            file_at: 5,
            charset: Some(Arc::new(charset)),
            ..Origin::default()
        });
        let bytes = |start, end| map.file_span(Span::new(start, end), "改天a");
        assert_eq!(bytes(3, 7), Some(Span::new(7, 10)));
        assert_eq!(bytes(0, 3), Some(Span::new(5, 7)));
    }

    #[test]
    fn a_cell_has_a_name() {
        let mut map = SourceMap::cells();
        map.push_cell(3, "Calls!B2");
        map.push_cell(9, "Calls!B3");
        assert_eq!(map.cell(0), Some("Calls!B2"));
        assert_eq!(map.cell(3), Some("Calls!B3"));
        assert_eq!(map.cell(9), None);
        assert_eq!(map.position("改天再", 0), None);
    }
}
