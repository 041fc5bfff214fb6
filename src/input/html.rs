//! HTML as a reader of the message sees it.

use crate::document::{Skip, SkipReason};
use crate::text::{Mapped, Span};

/// The visible words of a piece of HTML.
#[derive(Clone, Debug, Default)]
pub(super) struct Visible {
    /// The words, with runs to the HTML.
    pub(super) text: Mapped,
    /// What in them is not the writer's own.
    pub(super) skips: Vec<Skip>,
}

/// What `html` shows: tags, comments, scripts and styles left out, blocks on lines of their own,
/// entities decoded.
pub(super) fn visible(html: &str) -> Visible {
    let mut page = Page::default();
    let mut at = 0;
    while at < html.len() {
        at = match html.as_bytes()[at] {
            b'<' => page.tag(html, at),
            b'&' => page.entity(html, at),
            _ => page.words(html, at),
        };
    }
    page.close_quote();
    page.visible
}

/// Elements that stand on lines of their own.
const BLOCKS: [&str; 17] = [
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "pre",
    "blockquote",
    "hr",
    "section",
    "figure",
];

#[derive(Default)]
struct Page {
    visible: Visible,
    /// White space that was read and not shown yet: where it stands.
    space: Option<Span>,
    /// Nested quotes, and where the outermost begins.
    quotes: usize,
    quote: usize,
}

impl Page {
    fn words(&mut self, html: &str, at: usize) -> usize {
        let rest = &html[at..];
        let space = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
        if space > 0 {
            self.space.get_or_insert(Span::new(at, at + space));
            return at + space;
        }
        let stop = |mark: char| matches!(mark, '<' | '&' | ' ' | '\t' | '\r' | '\n');
        let end = rest.find(stop).map_or(html.len(), |end| at + end);
        self.show_space();
        self.visible.text.push_same(&html[at..end], at);
        end
    }

    fn show_space(&mut self) {
        let text = &mut self.visible.text;
        if let Some(space) = self.space.take()
            && !text.text.is_empty()
            && !text.text.ends_with('\n')
        {
            text.push_decoded(" ", space);
        }
    }

    fn entity(&mut self, html: &str, at: usize) -> usize {
        let rest = &html[at..];
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        match end.and_then(|end| Some((decoded(&rest[1..end])?, end + 1))) {
            Some((character, length)) => {
                self.show_space();
                let source = Span::new(at, at + length);
                let text = &mut self.visible.text;
                text.push_decoded(character.encode_utf8(&mut [0; 4]), source);
                at + length
            }
            None => {
                self.show_space();
                self.visible.text.push_same("&", at);
                at + 1
            }
        }
    }

    fn tag(&mut self, html: &str, at: usize) -> usize {
        let rest = &html[at..];
        if rest.starts_with("<!--") {
            return rest.find("-->").map_or(html.len(), |end| at + end + 3);
        }
        let is_closing = rest[1..].starts_with('/');
        let name = &rest[1 + usize::from(is_closing)..];
        if !name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '!') {
            self.show_space();
            self.visible.text.push_same("<", at);
            return at + 1;
        }
        let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let name = name[..length].to_ascii_lowercase();
        let end = rest.find('>').map_or(html.len(), |end| at + end + 1);
        if matches!(&*name, "script" | "style" | "head") && !is_closing {
            let close = format!("</{name}");
            let over = html[end..].to_ascii_lowercase().find(&close);
            return over.map_or(html.len(), |over| end + over);
        }
        self.block(&name, is_closing);
        end
    }

    fn block(&mut self, name: &str, is_closing: bool) {
        if BLOCKS.contains(&name) {
            self.space = None;
            let text = &mut self.visible.text;
            if !text.text.is_empty() && (name == "br" || !text.text.ends_with('\n')) {
                text.push_made("\n");
            }
        }
        match (name, is_closing) {
            ("blockquote", false) => {
                if self.quotes == 0 {
                    self.quote = self.visible.text.text.len();
                }
                self.quotes += 1;
            }
            ("blockquote", true) if self.quotes > 0 => {
                self.quotes -= 1;
                if self.quotes == 0 {
                    self.quotes = 1;
                    self.close_quote();
                }
            }
            _ => {}
        }
    }

    fn close_quote(&mut self) {
        let span = Span::new(self.quote, self.visible.text.text.len());
        if self.quotes > 0 && !span.is_empty() {
            let reason = SkipReason::Quote;
            self.visible.skips.push(Skip { span, reason });
        }
        self.quotes = 0;
    }
}

fn decoded(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{A0}'),
        _ => {
            let code = name.strip_prefix('#')?;
            let code = match code.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => code.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}
