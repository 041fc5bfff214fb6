//! One message or mail as written.

use super::{Options, RecordError, quotes};
use crate::document::Document;

/// One document with one turn, the writer's; what others wrote is skipped.
pub(super) fn read(text: String, _: usize, _: &Options) -> Vec<Result<Document, RecordError>> {
    let mut draft = Document::draft(text);
    draft.skips = quotes::skips(&draft.text);
    vec![Ok(draft)]
}
