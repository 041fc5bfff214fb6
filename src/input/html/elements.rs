//! What is known of the elements of HTML: which break lines, which end each other, which hide.

/// The name of an element in lower case. Longer ones than any that matter are cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name {
    letters: [u8; 15],
    length: u8,
}

impl Name {
    pub(super) fn new(name: &[u8]) -> Name {
        let mut letters = [0; 15];
        let length = name.len().min(letters.len());
        letters[..length].copy_from_slice(&name[..length]);
        Name {
            letters,
            length: length as u8,
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.letters[..usize::from(self.length)]
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.bytes() == name.as_bytes()
    }
}

/// The attributes of a tag that say something about what is seen and who wrote it.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    pub(super) class: String,
    pub(super) id: String,
    /// In small letters and without white space.
    style: String,
    pub(super) kind: String,
    pub(super) smart_mail: String,
    is_hidden: bool,
}

impl Attributes {
    pub(super) fn clear(&mut self) {
        self.class.clear();
        self.id.clear();
        self.style.clear();
        self.kind.clear();
        self.smart_mail.clear();
        self.is_hidden = false;
    }

    /// Keeps an attribute if it is one of these; of several of one name the first counts.
    pub(super) fn keep(&mut self, name: &[u8], value: &[u8]) {
        let kept = match name {
            b"class" => &mut self.class,
            b"id" => &mut self.id,
            b"style" => return self.keep_style(value),
            b"type" => &mut self.kind,
            b"data-smartmail" => &mut self.smart_mail,
            b"hidden" => {
                self.is_hidden = true;
                return;
            }
            _ => return,
        };
        if kept.is_empty() {
            kept.push_str(&String::from_utf8_lossy(value));
        }
    }

    fn keep_style(&mut self, value: &[u8]) {
        if !self.style.is_empty() {
            return;
        }
        match str::from_utf8(value) {
            Ok(style) if style.is_ascii() => {
                let letters = style.chars().filter(|letter| !letter.is_whitespace());
                self.style
                    .extend(letters.map(|letter| letter.to_ascii_lowercase()));
            }
            _ => {
                let style = String::from_utf8_lossy(value);
                let letters = style.chars().filter(|letter| !letter.is_whitespace());
                self.style.extend(letters.flat_map(char::to_lowercase));
            }
        }
        if self.style.contains('!') {
            self.style = self.style.replace("!important", "");
        }
        // Of several the first counts, even if it says nothing.
        if self.style.is_empty() && !value.is_empty() {
            self.style.push(';');
        }
    }

    /// True if a declaration of the style is one of those.
    fn has_style(&self, is: impl Fn(&str, &str) -> bool) -> bool {
        self.style
            .split(';')
            .filter_map(|declaration| declaration.split_once(':'))
            .any(|(name, value)| is(name, value))
    }

    /// Nothing of the frame that a quotation has on its side: an indented paragraph.
    pub(super) fn is_indent(&self) -> bool {
        self.class.is_empty()
            && self.kind.is_empty()
            && self.has_style(|name, value| {
                matches!(name, "border" | "border-left" | "border-style")
                    && (value == "none" || value.starts_with("none") || is_zero(value))
            })
    }
}

/// The line breaks that part the element from what stands around it: two where there is room.
pub(super) fn line_breaks(name: Name) -> usize {
    match name.bytes() {
        b"p" | b"blockquote" | b"li" | b"ul" | b"ol" | b"dl" | b"pre" | b"hr" | b"h1" | b"h2"
        | b"h3" | b"h4" | b"h5" | b"h6" | b"figure" => 2,
        b"div" | b"tr" | b"address" | b"article" | b"aside" | b"body" | b"center" | b"dd"
        | b"details" | b"dt" | b"fieldset" | b"figcaption" | b"footer" | b"form" | b"header"
        | b"html" | b"legend" | b"main" | b"menu" | b"nav" | b"section" | b"summary" | b"table"
        | b"tbody" | b"thead" | b"tfoot" | b"caption" | b"option" => 1,
        _ => 0,
    }
}

/// True if the element holds nothing and has no end.
pub(super) fn is_void(name: Name) -> bool {
    matches!(
        name.bytes(),
        b"br"
            | b"img"
            | b"hr"
            | b"meta"
            | b"link"
            | b"input"
            | b"wbr"
            | b"area"
            | b"base"
            | b"col"
            | b"embed"
            | b"param"
            | b"source"
            | b"track"
    )
}

/// True if no reader sees the text of the element.
pub(super) fn is_hidden(name: Name, attributes: &Attributes) -> bool {
    let never_shown = matches!(
        name.bytes(),
        b"style"
            | b"script"
            | b"title"
            | b"template"
            | b"textarea"
            | b"xml"
            | b"noscript"
            | b"object"
            | b"iframe"
            | b"noembed"
            | b"noframes"
            | b"datalist"
    );
    never_shown || attributes.is_hidden || is_hidden_by_style(attributes)
}

/// The ways to hide, among others, the line that mailboxes show beside the subject.
fn is_hidden_by_style(attributes: &Attributes) -> bool {
    let hides = |name: &str, value: &str| match name {
        "display" => value == "none",
        "visibility" => value == "hidden",
        "font-size" | "max-height" | "opacity" => is_zero(value),
        _ => false,
    };
    let is_flat = |name: &str, value: &str| {
        matches!(name, "height" | "width" | "max-width") && is_zero(value)
    };
    let is_cut = |name: &str, value: &str| name == "overflow" && value == "hidden";
    attributes.has_style(hides) || (attributes.has_style(is_flat) && attributes.has_style(is_cut))
}

/// `0`, `0px`, `0.0em`.
fn is_zero(value: &str) -> bool {
    let number = value.trim_end_matches(|unit: char| unit.is_ascii_alphabetic() || unit == '%');
    number.parse() == Ok(0.0)
}

/// True if the element keeps its white space.
pub(super) fn is_preformatted(name: Name, attributes: &Attributes) -> bool {
    let keeps = |name: &str, value: &str| {
        name == "white-space" && matches!(value, "pre" | "pre-wrap" | "break-spaces")
    };
    name.is("pre") || attributes.has_style(keeps)
}

/// True if an open element `inner` keeps an end tag of `name` from what lies around it.
pub(super) fn is_barrier(inner: Name, name: Name) -> bool {
    let ends_tables = matches!(
        name.bytes(),
        b"table" | b"tbody" | b"thead" | b"tfoot" | b"tr" | b"td" | b"th" | b"body" | b"html"
    );
    matches!(inner.bytes(), b"td" | b"th" | b"table" | b"caption") && !ends_tables
}

/// An open element that a new one ends, unless one of the barriers lies in between.
pub(super) type Ended = (&'static str, fn(Name) -> bool);

/// What ends by itself where an element of that name begins: `<li>` ends the item before.
pub(super) fn ended_by(name: Name) -> &'static [Ended] {
    const PARAGRAPH: Ended = ("p", |inner| {
        line_breaks(inner) > 0 || matches!(inner.bytes(), b"td" | b"th")
    });
    const ITEM: Ended = ("li", |inner| {
        matches!(inner.bytes(), b"ul" | b"ol" | b"table" | b"td" | b"th")
    });
    const TERM: Ended = ("dt", |inner| {
        matches!(inner.bytes(), b"dl" | b"table" | b"td")
    });
    const MEANING: Ended = ("dd", |inner| {
        matches!(inner.bytes(), b"dl" | b"table" | b"td")
    });
    const CELL: Ended = ("td", |inner| inner.is("table"));
    const HEAD_CELL: Ended = ("th", |inner| inner.is("table"));
    const ROW: Ended = ("tr", |inner| inner.is("table"));
    match name.bytes() {
        b"li" => &[PARAGRAPH, ITEM],
        b"dt" | b"dd" => &[PARAGRAPH, TERM, MEANING],
        b"td" | b"th" => &[CELL, HEAD_CELL],
        b"tr" => &[CELL, HEAD_CELL, ROW],
        _ if line_breaks(name) > 0 => &[PARAGRAPH],
        _ => &[],
    }
}
