//! The text of a mail: the form that its writer saw, decoded.

use super::charset::{self, Charset};
use super::parts::{Leaf, Texts};
use super::source::Region;
use super::transfer::Transfer;
use crate::document::{Note, Skip};
use crate::input::encoding::Encoding;
use crate::input::{html, quotes};
use crate::text::Mapped;

/// The text, with runs to the bytes of the mail.
#[derive(Default)]
pub(super) struct Body {
    pub(super) text: Mapped,
    pub(super) skips: Vec<Skip>,
    pub(super) notes: Vec<Note>,
    /// Where the mail holds text in another charset than UTF-8.
    pub(super) regions: Vec<Region>,
}

/// A mail whose text is being decoded.
#[derive(Clone, Copy)]
pub(super) struct Decoding<'r> {
    pub(super) raw: &'r [u8],
    /// A mailbox put a `>` in front of the lines that begin with `From `.
    pub(super) is_escaped: bool,
    /// The encoding that the user names.
    pub(super) asked: Option<&'static Encoding>,
}

impl Decoding<'_> {
    /// The text of the mail: its plain text, unless that only says that there is HTML. `None` if
    /// the mail has no text.
    pub(super) fn body(self, texts: &Texts) -> Option<Body> {
        let plain = (!texts.plain.is_empty()).then(|| self.plain(&texts.plain));
        match plain {
            Some(plain) if texts.html.is_empty() || !is_stub(&plain.text.text) => Some(plain),
            None if texts.html.is_empty() => None,
            plain => {
                let html = self.html(&texts.html);
                let is_empty = html.text.text.trim().is_empty();
                Some(plain.filter(|_| is_empty).unwrap_or(html))
            }
        }
    }

    fn plain(self, leaves: &[Leaf]) -> Body {
        let mut body = Body::default();
        for leaf in leaves {
            let text = self.text(leaf, &mut body);
            body.add_text(text);
        }
        body.skips = quotes::skips(&body.text.text);
        body
    }

    fn html(self, leaves: &[Leaf]) -> Body {
        let mut body = Body::default();
        for leaf in leaves {
            let written = self.text(leaf, &mut body);
            let page = html::visible(&written.text);
            let at = body.add_text(page.text.through(&written.runs));
            body.skips.extend(page.skips.into_iter().map(|skip| Skip {
                span: skip.span.shifted(at),
                ..skip
            }));
        }
        body
    }

    /// The text of a part as it is written, with runs to the bytes of the mail.
    fn text(self, leaf: &Leaf, body: &mut Body) -> Mapped {
        let raw = &self.raw[leaf.body.range()];
        let decoded = leaf.transfer.decode(raw, leaf.body.start, self.is_escaped);
        let mut choice = charset::choose(leaf.charset.as_deref(), &decoded.bytes, self.asked);
        body.notes.extend(choice.note.take());
        if let (Transfer::Plain, Charset::Known(encoding)) = (leaf.transfer, choice.charset)
            && !raw.is_ascii()
            && !choice.is_own(&decoded.bytes)
        {
            body.regions.push(Region {
                bytes: leaf.body,
                encoding,
            });
        }
        choice.text(&decoded.bytes, decoded.runs)
    }
}

impl Body {
    /// Adds a text, parted from the one before; gives where it begins.
    fn add_text(&mut self, text: Mapped) -> usize {
        let before = &self.text.text;
        if before.trim().is_empty() {
            self.text = text;
            return 0;
        }
        let missing = match (before.ends_with("\n\n"), before.ends_with('\n')) {
            (true, _) => "",
            (_, true) => "\n",
            _ => "\n\n",
        };
        self.text.push_made(missing);
        let at = self.text.text.len();
        self.text.append(&text);
        at
    }
}

/// A text longer than this is one, whatever it says about HTML.
const LONGEST_STUB: usize = 600;

/// What a text says, in lower case, that only points to the HTML: each row holds words that must
/// all be there.
const STUBS: [&[&str]; 12] = [
    &["html", "view"],
    &["html", "support"],
    &["html", "enable"],
    &["html", "display"],
    &["html", "mail client"],
    &["html", "查看"],
    &["html", "支持"],
    &["html", "显示"],
    &["view", "in", "your browser"],
    &["view", "in a browser"],
    &["multi-part message in mime format"],
    &["无法", "显示", "邮件"],
];

/// True if the plain text of a mail is none: empty, or a sentence that sends to the HTML.
pub(super) fn is_stub(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() {
        return true;
    }
    if text.len() > LONGEST_STUB {
        return false;
    }
    let text = text.to_lowercase();
    STUBS
        .iter()
        .any(|words| words.iter().all(|word| text.contains(word)))
}
