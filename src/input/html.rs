//! The text that a reader of HTML sees, and what of it others wrote.

mod containers;
mod elements;
mod tokens;

use super::quotes;
use crate::document::{Skip, SkipReason};
use crate::text::{Mapped, Span};
use containers::Container;
use elements::{Attributes, Name};

/// The visible text of a page.
#[derive(Debug, Default)]
pub(super) struct Visible {
    /// The text, with runs to the HTML.
    pub(super) text: Mapped,
    /// What of it nobody should judge, in order.
    pub(super) skips: Vec<Skip>,
}

/// Reads HTML as a browser shows it: white space collapses, blocks and `<br>` break lines, what is
/// hidden is left out. Any text can be read.
pub(super) fn visible(html: &str) -> Visible {
    let mut page = Page::default();
    tokens::read(html, &mut page);
    page.close_to(0);
    page.end_skip();
    let skips = with_text_rules(&page.text.text, page.skips);
    Visible {
        text: page.text,
        skips,
    }
}

/// How deep elements are told apart; browsers stop there, too.
const DEEPEST: usize = 512;

/// A page that is being read.
#[derive(Default)]
struct Page {
    text: Mapped,
    open: Vec<Element>,
    /// Elements open beyond the deepest.
    beyond: usize,
    /// Open elements whose text is not shown, and those that keep their white space.
    hidden: usize,
    preformatted: usize,
    gap: Gap,
    skip: Option<OpenSkip>,
    skips: Vec<Skip>,
}

/// What must stand between the words so far and the next ones.
#[derive(Default)]
struct Gap {
    /// White space that collapses into one.
    space: Option<Span>,
    /// They are in different cells of a table.
    is_cell: bool,
    line_breaks: usize,
}

struct Element {
    name: Name,
    is_hidden: bool,
    is_preformatted: bool,
}

/// Somebody else's words, not at their end yet.
struct OpenSkip {
    start: usize,
    reason: SkipReason,
    /// It ends when no more elements than these are open; `None`: with the page.
    depth: Option<usize>,
    /// The element holds a quotation and what is answered to it: it is the writer's own again
    /// once that quotation ends.
    ends_with_quotation: bool,
}

impl Page {
    /// Text that stands in the HTML from byte `at` on.
    fn words(&mut self, words: &str, at: usize) {
        if self.hidden > 0 {
            return;
        }
        if self.preformatted > 0 {
            self.begin_words();
            self.text.push_same(words, at);
            return;
        }
        let bytes = words.as_bytes();
        let mut start = 0;
        while start < bytes.len() {
            let end = start + shown_as_written(&bytes[start..]);
            if end > start {
                self.begin_words();
                self.text.push_same(&words[start..end], at + start);
            }
            let blank = bytes[end..].iter().take_while(|&&byte| is_blank(byte));
            start = end + blank.count();
            self.space(Span::new(at + end, at + start));
        }
    }

    /// Text that is written as `source`: an entity.
    fn entity(&mut self, text: &str, source: Span) {
        if self.hidden > 0 {
        } else if self.preformatted == 0 && text.bytes().all(is_blank) {
            self.space(source);
        } else {
            self.begin_words();
            self.text.push_decoded(text, source);
        }
    }

    fn space(&mut self, source: Span) {
        if !source.is_empty() && self.gap.space.is_none() {
            self.gap.space = Some(source);
        }
    }

    /// Parts the next words from those before.
    fn begin_words(&mut self) {
        let Gap {
            space,
            is_cell,
            line_breaks,
        } = std::mem::take(&mut self.gap);
        let text = &self.text.text;
        if text.is_empty() {
            return;
        }
        match (line_breaks, space) {
            (0, _) if text.ends_with('\n') => {}
            (0, _) if is_cell => self.text.push_made("\t"),
            (0, Some(source)) => self.text.push_decoded(" ", source),
            (0, None) => {}
            (1, _) => self.text.push_made("\n"),
            _ => self.text.push_made("\n\n"),
        }
    }

    /// A block begins or ends: at least so many line breaks.
    fn part(&mut self, line_breaks: usize) {
        self.gap.line_breaks = self.gap.line_breaks.max(line_breaks);
    }

    fn start_tag(&mut self, name: Name, attributes: &Attributes, is_closed: bool) {
        self.close_implied(name);
        self.part(elements::line_breaks(name));
        if name.is("br") {
            self.gap.line_breaks += 1;
        }
        self.gap.is_cell |= name.is("td") || name.is("th");
        if elements::is_void(name) || is_closed {
            return;
        }
        if self.open.len() == DEEPEST {
            self.beyond += 1;
            return;
        }
        let element = Element {
            name,
            is_hidden: elements::is_hidden(name, attributes),
            is_preformatted: elements::is_preformatted(name, attributes),
        };
        if self.hidden == 0 && !element.is_hidden {
            self.begin_skip(name, attributes);
        }
        self.hidden += usize::from(element.is_hidden);
        self.preformatted += usize::from(element.is_preformatted);
        self.open.push(element);
    }

    /// Begins to skip if the element holds what others wrote.
    fn begin_skip(&mut self, name: Name, attributes: &Attributes) {
        let depth = self.open.len();
        match &mut self.skip {
            Some(skip) if skip.ends_with_quotation => {
                // A child of the container; deeper ones belong to what is quoted.
                if name.is("blockquote") && skip.depth == Some(depth - 1) {
                    skip.depth = Some(depth);
                    skip.ends_with_quotation = false;
                }
            }
            Some(_) => {}
            None => {
                let Some(Container { reason, extent }) = containers::of(name, attributes) else {
                    return;
                };
                self.skip = Some(OpenSkip {
                    start: self.text.text.len(),
                    reason,
                    depth: match extent {
                        containers::Extent::AllBehind => depth.checked_sub(1),
                        _ => Some(depth),
                    },
                    ends_with_quotation: extent == containers::Extent::ToQuotation,
                });
            }
        }
    }

    fn end_skip(&mut self) {
        if let Some(OpenSkip { start, reason, .. }) = self.skip.take() {
            let text = &self.text.text;
            let span = super::trimmed(text, Span::new(start, text.len()));
            if !span.is_empty() {
                self.skips.push(Skip { span, reason });
            }
        }
    }

    fn end_tag(&mut self, name: Name) {
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        match self.innermost(name.bytes(), |inner| elements::is_barrier(inner, name)) {
            Some(index) => self.close_to(index),
            None if name.is("p") => self.part(2),
            None if name.is("br") => self.gap.line_breaks += 1,
            None => {}
        }
    }

    /// The innermost open element of that name that no barrier hides.
    fn innermost(&self, name: &[u8], is_barrier: impl Fn(Name) -> bool) -> Option<usize> {
        let is_it = |element: &Element| element.name.bytes() == name;
        let open = self.open.iter().enumerate().rev();
        let mut near = open.take_while(|(_, inner)| is_it(inner) || !is_barrier(inner.name));
        near.find(|(_, inner)| is_it(inner)).map(|(index, _)| index)
    }

    /// Ends what ends by itself where `name` begins.
    fn close_implied(&mut self, name: Name) {
        for (ended, is_barrier) in elements::ended_by(name) {
            if let Some(index) = self.innermost(ended.as_bytes(), is_barrier) {
                self.close_to(index);
            }
        }
    }

    /// Ends the elements from the one at `depth` on.
    fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            let Some(element) = self.open.pop() else {
                return;
            };
            self.hidden -= usize::from(element.is_hidden);
            self.preformatted -= usize::from(element.is_preformatted);
            self.part(elements::line_breaks(element.name));
            let left = self.open.len();
            let is_over = |skip: &OpenSkip| skip.depth.is_some_and(|depth| left <= depth);
            if self.skip.as_ref().is_some_and(is_over) {
                self.end_skip();
            }
        }
    }
}

/// White space that HTML collapses; a no-break space is none.
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0xC)
}

/// How many bytes of `text`, words with single spaces between them, are shown as they are written.
fn shown_as_written(text: &[u8]) -> usize {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let word = rest.iter().position(|&byte| is_blank(byte));
        let word = word.unwrap_or(rest.len());
        match rest[word..] {
            [b' ', next, ..] if word > 0 && !is_blank(next) => at += word + 1,
            _ if word > 0 => return at + word,
            // Behind a single space stands a word.
            _ => return at,
        }
    }
}

/// The containers of the page together with what the text itself shows to be quoted.
fn with_text_rules(text: &str, mut containers: Vec<Skip>) -> Vec<Skip> {
    if containers.is_empty() {
        return quotes::skips(text);
    }
    for skip in &mut containers {
        if skip.reason == SkipReason::Quote && is_forwarded(skip.span.of(text)) {
            skip.reason = SkipReason::Forward;
        }
    }
    // The rules see a quoted line in place of what is quoted, so that they know its attribution
    // and do not take for history what is answered below.
    let mut seen = Mapped::default();
    let mut done = 0;
    for skip in &containers {
        seen.push_same(&text[done..skip.span.start], done);
        let line = match skip.reason {
            SkipReason::Quote if seen.text.ends_with('\n') => "> .\n",
            SkipReason::Quote => "\n> .\n",
            _ => "\n\n",
        };
        seen.push_decoded(line, skip.span);
        done = skip.span.end;
    }
    seen.push_same(&text[done..], done);
    let found = quotes::skips(&seen.text).into_iter().filter_map(|skip| {
        let span = seen.runs.source_span(skip.span, &seen.text)?;
        Some(Skip { span, ..skip })
    });
    merged(containers.iter().copied().chain(found).collect())
}

/// True if a container begins with the words above a forwarded mail: Gmail has one for both.
fn is_forwarded(quoted: &str) -> bool {
    let first = quotes::skips(quoted).into_iter().next();
    first.is_some_and(|skip| {
        skip.reason == SkipReason::Forward && quoted[..skip.span.start].trim().is_empty()
    })
}

/// In order, each stretch once. A forwarded mail stays one, whatever it quotes.
fn merged(mut skips: Vec<Skip>) -> Vec<Skip> {
    let rank = |reason| match reason {
        SkipReason::Forward => 0,
        SkipReason::Quote => 1,
        _ => 2,
    };
    skips.sort_by_key(|skip| (skip.span.start, rank(skip.reason)));
    let mut kept: Vec<Skip> = Vec::new();
    for skip in skips {
        match kept.last_mut() {
            Some(last) if last.span.end > skip.span.start => {
                last.span.end = last.span.end.max(skip.span.end);
                if rank(skip.reason) < rank(last.reason) {
                    last.reason = skip.reason;
                }
            }
            _ => kept.push(skip),
        }
    }
    kept
}

#[cfg(test)]
mod tests;
