//! Where found words stand, counted once along a document instead of once for each finding.

use crate::document::Document;
use crate::text::{Place, Position, Span, lines_begun};

/// A place in the file; either number is absent where the file has no such place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Location<'a> {
    /// The cell or part of a file that has no lines, such as `Calls!C7`.
    pub(super) cell: Option<&'a str>,
    /// Line, from 1.
    pub(super) line: Option<usize>,
    /// Column in code points, from 1.
    pub(super) column: Option<usize>,
}

/// Finds lines, columns and code points of places that are asked for in the order of the text.
/// Any order is right; this one is linear.
pub(super) struct Places<'a> {
    document: &'a Document,
    source: SourceCursor<'a>,
    unit: UnitCursor<'a>,
}

impl<'a> Places<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Places {
            document,
            source: SourceCursor {
                source: document.source.source(&document.text),
                at: 0,
                position: Position {
                    line: document.source.origin().line,
                    column: document.source.origin().column,
                },
            },
            unit: UnitCursor {
                text: &document.text,
                start: 0,
                at: 0,
                count: 0,
            },
        }
    }

    /// Where the character at byte `offset` of the document's text stands in the file.
    pub(super) fn location(&mut self, offset: usize) -> Location<'a> {
        let place = self.document.source.place(offset);
        let at = match place {
            Place::Exact(at) | Place::Within(at) => at.start,
            Place::None => {
                return Location {
                    cell: self.document.source.cell(offset),
                    ..Location::default()
                };
            }
        };
        self.move_to(at, offset);
        let column = self
            .begins_here(offset, place)
            .then_some(self.source.position.column);
        Location {
            cell: None,
            line: Some(self.source.position.line),
            column,
        }
    }

    /// Moves to byte `at` of the source, where byte `offset` of the text was read from.
    fn move_to(&mut self, at: usize, offset: usize) {
        let Document { text, source, .. } = self.document;
        if let Some(step) = at.checked_sub(self.source.at) {
            self.source.advance(step);
        } else if let Some(position) = source.position(text, offset) {
            self.source.at = at;
            self.source.position = position;
        }
    }

    /// False inside of a cell or an entity that stands for several characters: the file has no
    /// column for them. A character written as one escape has one: where the escape begins.
    fn begins_here(&self, offset: usize, place: Place) -> bool {
        let Document { text, source, .. } = self.document;
        let length = |character: Option<char>| character.map_or(0, char::len_utf8);
        let before = length(text[..offset].chars().next_back());
        let after = length(text[offset..].chars().next());
        let written = |start, end| source.source_span(Span::new(start, end), text);
        matches!(place, Place::Exact(_))
            || before == 0
            || written(offset - before, offset) != written(offset, offset + after)
    }

    /// `span` in code points of the judged unit of turn `turn`.
    pub(super) fn code_points(&mut self, turn: usize, span: Span) -> Span {
        self.unit
            .measure(self.document.judged_unit(turn).start, span)
    }
}

struct SourceCursor<'a> {
    source: &'a str,
    at: usize,
    position: Position,
}

impl SourceCursor<'_> {
    fn advance(&mut self, step: usize) {
        let end = self.at + step;
        let (lines, last) = lines_begun(self.source.as_bytes(), self.at..end);
        if lines > 0 {
            self.position.line += lines;
            self.position.column = 1;
        }
        let counted = last.unwrap_or(self.at);
        self.position.column += self.source[counted..end].chars().count();
        self.at = end;
    }
}

struct UnitCursor<'a> {
    text: &'a str,
    start: usize,
    at: usize,
    count: usize,
}

impl UnitCursor<'_> {
    fn measure(&mut self, unit_start: usize, span: Span) -> Span {
        if unit_start != self.start || span.start < self.at {
            (self.start, self.at, self.count) = (unit_start, unit_start, 0);
        }
        self.count += self.text[self.at..span.start].chars().count();
        self.at = span.start;
        Span::new(self.count, self.count + span.of(self.text).chars().count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Kind;
    use crate::text::{Origin, SourceMap};
    use proptest::prelude::*;

    #[test]
    fn a_cell_has_a_line_but_no_columns_inside() {
        let mut map = SourceMap::decoded("a,\"x\"\"y\"\nb".to_owned(), Origin::at_line(4));
        map.push_decoded(Span::new(0, 3), Span::new(2, 8));
        let document = Document::new(Kind::Draft, "x\"y!".to_owned(), map);
        let mut places = Places::new(&document);
        assert_eq!(
            places.location(0),
            Location {
                cell: None,
                line: Some(4),
                column: Some(3)
            }
        );
        assert_eq!(
            places.location(2),
            Location {
                cell: None,
                line: Some(4),
                column: None
            }
        );
        assert_eq!(places.location(3), Location::default());
    }

    #[test]
    fn an_escape_has_a_column() {
        let mut map = SourceMap::decoded(r"\u6539\u5929".to_owned(), Origin::default());
        map.push_decoded(Span::new(0, 3), Span::new(0, 6));
        map.push_decoded(Span::new(3, 6), Span::new(6, 12));
        let document = Document::new(Kind::Draft, "改天".to_owned(), map);
        let location = Places::new(&document).location(3);
        assert_eq!(
            location,
            Location {
                cell: None,
                line: Some(1),
                column: Some(7)
            }
        );
    }

    proptest! {
        #[test]
        fn any_order_gives_the_places_of_the_source_map(
            text in "[a改\u{301}😀\r\n]{0,40}", picks in prop::collection::vec(0usize..40, 0..12)
        ) {
            let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            let document = Document::draft(text.clone());
            let mut places = Places::new(&document);
            for pick in picks.into_iter().filter(|&pick| pick < offsets.len()) {
                let at = offsets[pick];
                let Position { line, column } =
                    document.source.position(&text, at).expect("an own source has every place");
                let location = Location { cell: None, line: Some(line), column: Some(column) };
                prop_assert_eq!(places.location(at), location);
                let points = places.code_points(0, Span::new(at, text.len()));
                prop_assert_eq!(points, Span::new(pick, text.chars().count()));
            }
        }
    }
}
