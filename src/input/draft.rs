//! One message or mail as written.

use super::{Options, Records, Text, quotes};
use crate::document::Document;
use crate::text::SourceMap;

/// One document with one turn, the writer's; what others wrote is skipped.
pub(super) fn read(text: Text, _: &Options) -> Records {
    let mut draft = Document::draft(text.text);
    draft.source = SourceMap::own(text.origin);
    draft.skips = quotes::skips(&draft.text);
    vec![Ok(draft)]
}
