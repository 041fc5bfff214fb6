//! Tags and text of HTML, each with its place.

use super::Page;
use super::elements::{Attributes, Name};
use crate::text::Span;
use html5gum::{Emitter, Error, State, Tokenizer, naive_next_state};
use std::convert::Infallible;

/// Tells `page` every tag and every text of `html`, in order.
pub(super) fn read(html: &str, page: &mut Page) {
    let tokens = Tokens {
        html,
        page,
        position: 0,
        written: Span::new(0, 0),
        name: Vec::new(),
        last_start: Vec::new(),
        is_end: false,
        is_closed: false,
        attributes: Attributes::default(),
        attribute: Vec::new(),
        value: Vec::new(),
    };
    // A text in memory is read without errors.
    let _ = Tokenizer::new_with_emitter(html, tokens).finish();
}

/// What the tokenizer tells while it goes on.
struct Tokens<'h, 'p> {
    html: &'h str,
    page: &'p mut Page,
    /// How far the tokenizer is.
    position: usize,
    /// Text that is written as it reads and was not told yet, at the end of what was read. The
    /// tokenizer hands it over in pieces that may end inside of a character.
    written: Span,
    name: Vec<u8>,
    last_start: Vec<u8>,
    is_end: bool,
    is_closed: bool,
    attributes: Attributes,
    attribute: Vec<u8>,
    value: Vec<u8>,
}

impl Tokens<'_, '_> {
    fn begin_tag(&mut self, is_end: bool) {
        self.name.clear();
        self.attribute.clear();
        self.attributes.clear();
        self.is_end = is_end;
        self.is_closed = false;
    }

    /// Tells the text so far; what follows begins here.
    fn tell(&mut self) {
        let here = Span::new(self.position, self.position);
        let written = std::mem::replace(&mut self.written, here);
        if let Some(words) = self.html.get(written.range()) {
            self.page.words(words, written.start);
        }
    }

    /// Tells text that is written in another way: an entity, or the `\r` of a line break.
    fn tell_entity(&mut self, text: &[u8]) {
        let before = self.written.end;
        self.tell();
        let source = self.html.get(before..self.position).unwrap_or_default();
        // The line feed of `\r\n` is passed over.
        let from = before + source.find(['&', '\r']).unwrap_or(0);
        let text = str::from_utf8(text).unwrap_or_default();
        self.page
            .entity(text, Span::new(from, self.position.max(from)));
    }

    fn keep_attribute(&mut self) {
        self.attributes.keep(&self.attribute, &self.value);
        self.attribute.clear();
        self.value.clear();
    }
}

impl Emitter for Tokens<'_, '_> {
    type Token = Infallible;

    fn emit_string(&mut self, text: &[u8]) {
        let end = self.position;
        let start = end.saturating_sub(text.len());
        let is_written = self.html.as_bytes().get(start..end) == Some(text);
        let html = self.html.as_bytes();
        if is_written && start == self.written.end {
            self.written.end = end;
        } else if is_written && html.get(self.written.end..start) == Some(b"\n") {
            self.tell();
            self.written = Span::new(start, end);
        } else {
            self.tell_entity(text);
        }
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        self.keep_attribute();
        self.tell();
        let name = Name::new(&self.name);
        if self.is_end {
            self.last_start.clear();
            self.page.end_tag(name);
            return None;
        }
        self.last_start.clone_from(&self.name);
        self.page.start_tag(name, &self.attributes, self.is_closed);
        naive_next_state(&self.name)
    }

    fn move_position(&mut self, offset: isize) {
        self.position = self.position.saturating_add_signed(offset);
    }

    fn init_start_tag(&mut self) {
        self.begin_tag(false);
    }

    fn init_end_tag(&mut self) {
        self.begin_tag(true);
    }

    fn set_self_closing(&mut self) {
        self.is_closed = true;
    }

    fn push_tag_name(&mut self, name: &[u8]) {
        self.name.extend_from_slice(name);
    }

    fn init_attribute(&mut self) {
        self.keep_attribute();
    }

    fn push_attribute_name(&mut self, name: &[u8]) {
        self.attribute.extend_from_slice(name);
    }

    fn push_attribute_value(&mut self, value: &[u8]) {
        self.value.extend_from_slice(value);
    }

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        self.is_end && !self.last_start.is_empty() && self.last_start == self.name
    }

    fn emit_current_comment(&mut self) {
        self.tell();
    }

    fn emit_current_doctype(&mut self) {
        self.tell();
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn pop_token(&mut self) -> Option<Infallible> {
        None
    }

    fn set_last_start_tag(&mut self, name: Option<&[u8]>) {
        self.last_start = name.unwrap_or_default().to_vec();
    }

    fn emit_eof(&mut self) {
        self.tell();
    }

    fn emit_error(&mut self, _: Error) {}
    fn init_comment(&mut self) {}
    fn push_comment(&mut self, _: &[u8]) {}
    fn set_force_quirks(&mut self) {}
    fn push_doctype_name(&mut self, _: &[u8]) {}
    fn init_doctype(&mut self) {}
    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}
}
