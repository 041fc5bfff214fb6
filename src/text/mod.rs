//! Positions and the shape of text: spans, source maps, lines, sentences, clauses and words.

mod characters;
mod lines;
mod mapped;
mod runs;
mod segments;
mod sentence_bounds;
mod source_map;
mod span;
mod words;

pub(crate) use characters::{is_han, is_ignorable, is_spaceless};
pub(crate) use lines::lines_begun;
pub use lines::{LineIndex, Position};
pub use mapped::Mapped;
pub use runs::{Place, Runs};
pub use segments::{LineBreaks, clause_marks, sentences};
pub use source_map::{Origin, Source, SourceMap};
pub use span::Span;
pub(crate) use words::WordEdges;
