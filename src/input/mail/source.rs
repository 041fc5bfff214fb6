//! The source of a mail: its file as text, decoded so that lines and columns are right.

use crate::input::encoding::{self, Encoding, UTF_8};
use crate::text::{Mapped, Origin, Place, Runs, Source, Span};
use std::sync::Arc;

/// Bytes of the mail that are written in another charset than UTF-8, as they are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Region {
    pub(super) bytes: Span,
    pub(super) encoding: &'static Encoding,
}

/// The mail as text. Whatever is decoded from it is decoded from its bytes; [`Self::text_of`]
/// leads from there to the source.
pub(super) struct MailSource {
    pub(super) source: Arc<Source>,
    /// From the bytes of the mail to the text of the source; `None` if they are the same.
    back: Option<Runs>,
}

/// Where a mail begins.
pub(super) struct Begin {
    pub(super) origin: Origin,
    /// Its text, as a part of its mailbox's; `None` if that is not UTF-8, or not read.
    pub(super) text: Option<Arc<Source>>,
}

impl MailSource {
    /// The mail `raw`, which begins at `begin`. `regions` are those of its bytes that are known
    /// to be in another charset; elsewhere, bytes that are no UTF-8 are replaced.
    pub(super) fn new(raw: &[u8], mut regions: Vec<Region>, begin: Begin) -> Self {
        let Begin { origin, text } = begin;
        if regions.is_empty() {
            let own = || simdutf8::basic::from_utf8(raw).ok();
            let source = match text {
                Some(text) => Some(text),
                None => own().map(|text| Source::new(text.to_owned(), origin.clone())),
            };
            if let Some(source) = source {
                return MailSource { source, back: None };
            }
        }
        regions.sort_unstable_by_key(|region| region.bytes);
        let mut text = Mapped::default();
        let mut done = 0;
        for Region { bytes, encoding } in regions {
            if bytes.start < done {
                continue;
            }
            decode(UTF_8, raw, Span::new(done, bytes.start), &mut text);
            decode(encoding, raw, bytes, &mut text);
            done = bytes.end;
        }
        decode(UTF_8, raw, Span::new(done, raw.len()), &mut text);
        let back = back(&text);
        let charset = Some(Arc::new(text.runs));
        MailSource {
            source: Source::new(text.text, Origin { charset, ..origin }),
            back: Some(back),
        }
    }

    /// `mapped`, which was decoded from the bytes of the mail, with runs to the source.
    pub(super) fn text_of(&self, mapped: Mapped) -> Mapped {
        match &self.back {
            Some(back) => mapped.through(back),
            None => mapped,
        }
    }
}

fn decode(encoding: &'static Encoding, raw: &[u8], bytes: Span, to: &mut Mapped) {
    let mut place = Runs::default();
    place.push_same(Span::new(0, bytes.len()), bytes.start);
    to.append(&encoding::mapped(encoding, &raw[bytes.range()]).through(&place));
}

/// From the bytes of a text to the text.
fn back(text: &Mapped) -> Runs {
    let mut back = Runs::default();
    for (at, character) in text.text.char_indices() {
        let span = Span::new(at, at + character.len_utf8());
        match text.runs.place(at) {
            Place::Exact(bytes) => {
                back.push_same(Span::new(bytes.start, bytes.start + span.len()), at);
            }
            Place::Within(bytes) => back.push_decoded(bytes, span),
            Place::None => {}
        }
    }
    back
}
