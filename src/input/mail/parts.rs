//! The parts of a mail: header fields, boundaries, and which parts hold its text.
//!
//! Only what is needed to find the text is read; no attachment is decoded.

use super::transfer::Transfer;
use crate::text::Span;
use mail_parser::ContentType;
use mail_parser::parsers::MessageStream;
use memchr::{memchr, memmem};

/// How deep parts may hold parts. What lies deeper is taken as text of the part that holds it.
const DEEPEST: usize = 100;

/// The fields of a header, as bytes of the mail.
#[derive(Debug, Default)]
pub(super) struct Header(Vec<Field>);

#[derive(Debug)]
struct Field {
    name: Span,
    /// What stands behind the colon, folds included, without the last line break.
    value: Span,
}

impl Header {
    /// Reads the fields from byte `at` on; gives them and where the body begins. A line that is
    /// no field ends the header, whether or not a blank line stands before the body.
    pub(super) fn read(raw: &[u8], mut at: usize) -> (Header, usize) {
        let mut header = Header(Vec::with_capacity(16));
        while at < raw.len() {
            let end = line_end(raw, at);
            let line = &raw[at..end];
            match (name_length(line), header.0.last_mut()) {
                (Some(name), _) => {
                    let colon = name + memchr(b':', &line[name..]).unwrap_or_default();
                    header.0.push(Field {
                        name: Span::new(at, at + name),
                        value: Span::new(at + colon + 1, without_break(raw, at + colon + 1, end)),
                    });
                }
                (None, Some(last)) if line.starts_with(b" ") || line.starts_with(b"\t") => {
                    last.value.end = without_break(raw, last.value.start, end);
                }
                (None, _) if is_blank(line) => return (header, end),
                // What mailboxes put on top of a message or inside of its header.
                _ if line.starts_with(b"From ") || line.starts_with(b">From ") => {}
                _ => return (header, at),
            }
            at = end;
        }
        (header, at)
    }

    /// The value of the first field of that name.
    pub(super) fn value(&self, raw: &[u8], name: &str) -> Option<Span> {
        let field = self
            .0
            .iter()
            .find(|field| raw[field.name.range()].eq_ignore_ascii_case(name.as_bytes()));
        field.map(|field| field.value)
    }

    /// The bytes of that value.
    pub(super) fn bytes<'r>(&self, raw: &'r [u8], name: &str) -> Option<&'r [u8]> {
        self.value(raw, name).map(|value| &raw[value.range()])
    }

    /// The same with its line break, without which the parser does not believe that it ends.
    pub(super) fn line<'r>(&self, raw: &'r [u8], name: &str) -> Option<&'r [u8]> {
        let value = self.value(raw, name)?;
        Some(&raw[value.start..line_end(raw, value.end)])
    }
}

/// True for the line that ends a header. A blank line with an indent goes on with a field.
fn is_blank(line: &[u8]) -> bool {
    line.trim_ascii().is_empty() && !line.starts_with(b" ") && !line.starts_with(b"\t")
}

/// One past the line break of the line at `at`.
pub(super) fn line_end(raw: &[u8], at: usize) -> usize {
    memchr(b'\n', &raw[at..]).map_or(raw.len(), |length| at + length + 1)
}

fn without_break(raw: &[u8], start: usize, end: usize) -> usize {
    let line = &raw[start..end];
    let line = line
        .strip_suffix(b"\n")
        .map_or(line, |line| line.strip_suffix(b"\r").unwrap_or(line));
    start + line.len()
}

/// The length of the name of a field with which `line` begins.
pub(super) fn name_length(line: &[u8]) -> Option<usize> {
    let length = line
        .iter()
        .take_while(|&&byte| matches!(byte, b'!'..=b'9' | b';'..=b'~'))
        .count();
    let rest = line[length..].trim_ascii_start();
    (length > 0 && rest.starts_with(b":")).then_some(length)
}

/// A part without parts: the text, a picture, another mail.
#[derive(Debug)]
pub(super) struct Leaf {
    pub(super) body: Span,
    pub(super) transfer: Transfer,
    /// What it says of its charset.
    pub(super) charset: Option<String>,
    kind: Kind,
    /// It has the name of a file.
    is_named: bool,
    is_attachment: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Plain,
    Html,
    /// A calendar, a table.
    OtherText,
    Other,
}

#[derive(Debug)]
enum Part {
    Leaf(Leaf),
    Multi { kind: Multi, parts: Vec<Part> },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Multi {
    /// The same in several forms.
    Alternative,
    /// A text and what belongs to it: pictures, a signature, a report for programs.
    First,
    /// One after the other.
    Mixed,
}

/// The text of a mail in the forms that it has.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub(super) plain: Vec<Leaf>,
    pub(super) html: Vec<Leaf>,
}

/// The parts of the mail that hold its text.
pub(super) fn texts(raw: &[u8], header: &Header, body: usize) -> Texts {
    let mut groups = Vec::new();
    match Walk::new(raw).part(header, body) {
        // A mail that is nothing but one text is read, whatever it is called.
        Part::Leaf(mut leaf) => {
            (leaf.is_named, leaf.is_attachment) = (false, false);
            if leaf.kind == Kind::OtherText {
                leaf.kind = Kind::Plain;
            }
            Part::Leaf(leaf).groups(&mut groups);
        }
        part => part.groups(&mut groups),
    }
    // Plain text behind an HTML mail is the footer of a mailing list.
    let is_plain = groups.first().is_some_and(|group| !group.plain.is_empty());
    let mut texts = Texts::default();
    for group in groups {
        texts
            .plain
            .extend(group.plain.into_iter().filter(|_| is_plain));
        texts.html.extend(group.html);
    }
    texts
}

impl Part {
    /// Adds the texts that follow each other, each in its forms.
    fn groups(self, groups: &mut Vec<Texts>) {
        match self {
            Part::Leaf(leaf) if leaf.is_attachment || (leaf.is_named && !groups.is_empty()) => {}
            Part::Leaf(leaf) => match leaf.kind {
                Kind::Plain => groups.push(Texts {
                    plain: vec![leaf],
                    html: Vec::new(),
                }),
                Kind::Html => groups.push(Texts {
                    plain: Vec::new(),
                    html: vec![leaf],
                }),
                Kind::OtherText | Kind::Other => {}
            },
            Part::Multi { kind, parts } => match kind {
                Multi::Alternative => groups.push(Texts::alternatives(parts)),
                Multi::First => parts
                    .into_iter()
                    .take(1)
                    .for_each(|part| part.groups(groups)),
                Multi::Mixed => parts.into_iter().for_each(|part| part.groups(groups)),
            },
        }
    }
}

impl Texts {
    /// The first text and the first HTML of several forms of the same. A form may be in pieces,
    /// with pictures in between.
    fn alternatives(parts: Vec<Part>) -> Texts {
        let mut texts = Texts::default();
        for part in parts {
            let mut pieces = Vec::new();
            part.groups(&mut pieces);
            let (is_plain, is_html) = (!texts.plain.is_empty(), !texts.html.is_empty());
            for piece in pieces {
                texts
                    .plain
                    .extend(piece.plain.into_iter().filter(|_| !is_plain));
                texts
                    .html
                    .extend(piece.html.into_iter().filter(|_| !is_html));
            }
        }
        texts
    }
}

/// A part that holds parts and has not ended yet.
struct Open {
    boundary: Vec<u8>,
    kind: Multi,
    parts: Vec<Part>,
}

/// One walk over the lines of a mail, whatever its parts hold.
struct Walk<'r> {
    raw: &'r [u8],
    open: Vec<Open>,
    at: usize,
}

impl<'r> Walk<'r> {
    fn new(raw: &'r [u8]) -> Self {
        Walk {
            raw,
            open: Vec::new(),
            at: 0,
        }
    }

    /// The part with that header, whose body begins at byte `body`.
    fn part(mut self, header: &Header, body: usize) -> Part {
        self.at = body;
        if let Err(leaf) = self.begin(header) {
            return Part::Leaf(leaf.ending(self.raw.len()));
        }
        while self.next_delimiter() {
            let (header, body) = Header::read(self.raw, self.at);
            self.at = body;
            if let Err(leaf) = self.begin(&header) {
                let end = self.next_delimiter_at().unwrap_or(self.raw.len());
                self.at = end;
                let end = self.end_before(body, end);
                self.add(Part::Leaf(leaf.ending(end)));
            }
        }
        // Where the mail was cut off, all that is open ends.
        loop {
            let part = self.close();
            match self.open.is_empty() {
                true => return part,
                false => self.add(part),
            }
        }
    }

    /// Opens a part that holds parts, or gives the leaf that it is.
    fn begin(&mut self, header: &Header) -> Result<(), Leaf> {
        let content_type = content_type(self.raw, header, "Content-Type");
        let boundary = content_type
            .as_ref()
            .filter(|found| found.c_type.eq_ignore_ascii_case("multipart"))
            .filter(|_| self.open.len() < DEEPEST)
            .and_then(|found| self.boundary(found.attribute("boundary")));
        let Some(boundary) = boundary else {
            return Err(self.leaf(header, content_type));
        };
        let subtype = content_type.and_then(|found| found.c_subtype);
        self.open.push(Open {
            boundary,
            kind: Multi::named(subtype.as_deref().unwrap_or_default()),
            parts: Vec::new(),
        });
        Ok(())
    }

    /// The boundary that parts the body, if there is one: what the header says, or what the first
    /// line shows that parts something which has a header.
    fn boundary(&self, said: Option<&str>) -> Option<Vec<u8>> {
        // The part goes up to the next delimiter of one that holds it.
        let mut inside =
            delimiters(self.raw, self.at).take_while(|(_, line)| self.delimited(line).is_none());
        let said = said.map(|said| said.trim_end().as_bytes());
        let said = said.filter(|said| {
            !said.is_empty()
                && inside
                    .clone()
                    .any(|(_, line)| delimits(line, said).is_some())
        });
        let shown = || {
            inside.find_map(|(at, line)| {
                let next = &self.raw[line_end(self.raw, at)..];
                let is_header = next
                    .get(..8)
                    .is_some_and(|name| name.eq_ignore_ascii_case(b"Content-"));
                is_header.then(|| line[2..].trim_ascii_end())
            })
        };
        said.or_else(shown).map(<[u8]>::to_vec)
    }

    fn leaf(&self, header: &Header, content_type: Option<ContentType>) -> Leaf {
        let disposition = content_type_of(self.raw, header, "Content-Disposition");
        let is_named = content_type
            .as_ref()
            .is_some_and(|found| found.has_attribute("name"))
            || disposition
                .as_ref()
                .is_some_and(|found| found.has_attribute("filename"));
        let charset = content_type
            .as_ref()
            .and_then(|found| found.attribute("charset"));
        let transfer = header.bytes(self.raw, "Content-Transfer-Encoding");
        Leaf {
            body: Span::new(self.at, self.at),
            transfer: transfer.map_or(Transfer::Plain, Transfer::named),
            charset: charset.map(str::to_owned),
            kind: Kind::of(content_type.as_ref()),
            is_named,
            is_attachment: disposition
                .is_some_and(|found| found.c_type.eq_ignore_ascii_case("attachment")),
        }
    }

    /// Goes to the line behind the next delimiter that begins a part; ends those that end before
    /// it. False at the end of the mail.
    fn next_delimiter(&mut self) -> bool {
        while let Some(at) = self.next_delimiter_at() {
            let line = &self.raw[at..line_end(self.raw, at)];
            self.at = at + line.len();
            let Some((depth, is_last)) = self.delimited(line) else {
                continue;
            };
            while self.open.len() > depth + 1 {
                let part = self.close();
                self.add(part);
            }
            if !is_last {
                return true;
            }
            if depth == 0 {
                // What follows is no part of the mail.
                return false;
            }
            let part = self.close();
            self.add(part);
        }
        false
    }

    /// Where the next line begins that delimits a part which is open.
    fn next_delimiter_at(&self) -> Option<usize> {
        delimiters(self.raw, self.at)
            .find(|(_, line)| self.delimited(line).is_some())
            .map(|(at, _)| at)
    }

    /// Which open part the line delimits, and whether it ends it.
    fn delimited(&self, line: &[u8]) -> Option<(usize, bool)> {
        let mut open = self.open.iter().enumerate().rev();
        open.find_map(|(depth, open)| Some((depth, delimits(line, &open.boundary)?)))
    }

    /// Where a body ends that begins at `start` and goes up to a delimiter at `end`, whose own is
    /// the line break before it.
    fn end_before(&self, start: usize, end: usize) -> usize {
        match end == self.raw.len() {
            true => end,
            false => without_break(self.raw, start.min(end), end),
        }
    }

    fn add(&mut self, part: Part) {
        if let Some(open) = self.open.last_mut() {
            open.parts.push(part);
        }
    }

    /// Ends the innermost part.
    fn close(&mut self) -> Part {
        match self.open.pop() {
            Some(Open { kind, parts, .. }) => Part::Multi { kind, parts },
            None => Part::Multi {
                kind: Multi::Mixed,
                parts: Vec::new(),
            },
        }
    }
}

impl Leaf {
    fn ending(self, end: usize) -> Leaf {
        Leaf {
            body: Span::new(self.body.start, end.max(self.body.start)),
            ..self
        }
    }
}

impl Multi {
    fn named(subtype: &str) -> Multi {
        match subtype.to_ascii_lowercase().as_str() {
            "alternative" => Multi::Alternative,
            "related" | "signed" | "report" | "appledouble" => Multi::First,
            _ => Multi::Mixed,
        }
    }
}

impl Kind {
    fn of(content_type: Option<&ContentType>) -> Kind {
        let Some(ContentType {
            c_type, c_subtype, ..
        }) = content_type
        else {
            return Kind::Plain;
        };
        let subtype = c_subtype.as_deref().unwrap_or("plain");
        let is = |kind: &str| c_type.eq_ignore_ascii_case(kind);
        let is_one = |known: &[&str]| known.iter().any(|name| subtype.eq_ignore_ascii_case(name));
        if is("text") && is_one(&["html", "xhtml"]) || is("application") && is_one(&["xhtml+xml"]) {
            Kind::Html
        } else if is("text") {
            match is_one(&["plain", "markdown", "x-markdown", "enriched", "richtext"]) {
                true => Kind::Plain,
                false => Kind::OtherText,
            }
        // Neither the body of a broken type nor a multipart without parts has another form.
        } else if is("multipart") || is("plain") || is("") {
            Kind::Plain
        } else {
            Kind::Other
        }
    }
}

fn content_type<'r>(raw: &'r [u8], header: &Header, name: &str) -> Option<ContentType<'r>> {
    content_type_of(raw, header, name).filter(|found| !found.c_type.is_empty())
}

fn content_type_of<'r>(raw: &'r [u8], header: &Header, name: &str) -> Option<ContentType<'r>> {
    let value = header.line(raw, name)?;
    MessageStream::new(value)
        .parse_content_type()
        .into_content_type()
}

/// The lines from byte `at` on that begin with `--`, each with its line break, and where they
/// begin; `at` is the beginning of a line.
fn delimiters(raw: &[u8], at: usize) -> impl Iterator<Item = (usize, &[u8])> + Clone {
    let first = raw[at..].starts_with(b"--").then_some(at);
    let others = memmem::find_iter(&raw[at..], b"\n--").map(move |found| at + found + 1);
    let lines = first.into_iter().chain(others);
    lines.map(|at| (at, &raw[at..line_end(raw, at)]))
}

/// True or false if the line is a delimiter with that boundary: whether it is the last.
fn delimits(line: &[u8], boundary: &[u8]) -> Option<bool> {
    let rest = line.strip_prefix(b"--")?.strip_prefix(boundary)?;
    match rest.strip_prefix(b"--") {
        Some(rest) if rest.trim_ascii().is_empty() => Some(true),
        _ if rest.trim_ascii().is_empty() => Some(false),
        _ => None,
    }
}
