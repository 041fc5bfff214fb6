//! Mails: single ones and mailboxes, whatever encodings and parts they are written in.
//!
//! `mailbox` cuts a mailbox into mails, `parts` finds the header and the parts that hold the text,
//! `transfer` and `charset` decode them, `words` decodes header fields, `body` puts the text
//! together, `source` is the mail as text, for lines and columns. All that is decoded is decoded
//! from the bytes of the mail, so that every word knows where in the file it was written.

mod body;
mod charset;
mod mailbox;
pub(super) mod msg;
mod parts;
mod source;
mod subject;
mod transfer;
mod words;

use super::encoding::Encoding;
use super::roles::RoleNames;
use super::{Cut, Head, Options, RecordError, Records};
use crate::document::{Document, Kind, Note, Role, Skip, Turn};
use crate::text::{Mapped, Origin, Source, SourceMap, Span};
use body::{Body, Decoding};
use mail_parser::parsers::MessageStream;
use mail_parser::{Addr, HeaderValue};
use memchr::memchr_iter;
use parts::Header;
use smol_str::SmolStr;
use source::{Begin, MailSource, Region};
use std::sync::Arc;
use words::Hint;

/// The fields that mail programs write and people do not. Two of them make a mail; without them it
/// may be a draft that begins with `Subject:` and `From:`.
const TELLING: [&str; 10] = [
    "Received",
    "Return-Path",
    "Message-ID",
    "MIME-Version",
    "Delivered-To",
    "Content-Type",
    "Content-Transfer-Encoding",
    "DKIM-Signature",
    "X-Mailer",
    "In-Reply-To",
];

/// True if `head` begins with the header of a mail.
pub(super) fn looks_like_mail(head: &[u8]) -> bool {
    let head = behind_blank(head).1;
    if parts::name_length(head).is_none() {
        return false;
    }
    let (header, _) = Header::read(head, 0);
    let has = |name: &str| header.value(head, name).is_some();
    let telling = TELLING.iter().filter(|name| has(name)).count();
    telling + usize::from(has("Date") && has("From")) >= 2
}

/// True if `head` begins as a mailbox does.
pub(super) fn looks_like_mailbox(head: &[u8]) -> bool {
    mailbox::looks_like(head)
}

/// What the name of a file in a Maildir says of its mail: `D` for a draft, `S` for seen, and so on.
pub(super) fn flags(name: &str) -> Option<String> {
    let file = name.rsplit(['/', '\\']).next()?;
    // Where a colon is no letter of a name, programs write another mark.
    let (_, flags) = file.rsplit_once([':', ';', '!'])?;
    let flags = flags.strip_prefix("2,")?;
    let is_sound = !flags.is_empty() && flags.bytes().all(|flag| flag.is_ascii_alphabetic());
    is_sound.then(|| flags.to_owned())
}

/// At the beginnings of mails.
pub(super) fn cut_mailbox(_: &Head, _: &Options) -> Option<Cut> {
    Some(Cut {
        preamble: 0,
        whole_records: mailbox::whole_mails,
    })
}

/// What a mail may have in front of it: a byte order mark, blank lines. Gives its length, too.
fn behind_blank(bytes: &[u8]) -> (usize, &[u8]) {
    let rest = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let rest = rest.trim_ascii_start();
    (bytes.len() - rest.len(), rest)
}

/// One mail.
pub(super) fn read(bytes: &[u8], origin: &Origin, options: &Options) -> Records {
    if behind_blank(bytes).1.is_empty() {
        return Records::new();
    }
    let names = RoleNames::new(options);
    let begin = Begin {
        origin: origin.clone(),
        text: None,
    };
    vec![Reading::new(options, &names, false).mail(bytes, begin)]
}

/// Every mail of a mailbox, or of a piece of one.
pub(super) fn read_mailbox(bytes: &[u8], origin: &Origin, options: &Options) -> Records {
    let messages = mailbox::messages(bytes, true);
    if messages.is_empty() {
        return read(bytes, origin, options);
    }
    let names = RoleNames::new(options);
    let reading = Reading::new(options, &names, true);
    // All mails share it.
    let text = simdutf8::basic::from_utf8(bytes).ok();
    let text = text.map(|text| Source::new(text.to_owned(), Origin::default()));
    let mut records = Records::with_capacity(messages.len());
    let (mut line, mut counted) = (origin.line, 0);
    for mailbox::Message { mail, .. } in messages {
        line += line_breaks(&bytes[counted..mail.start]);
        counted = mail.start;
        let origin = Origin {
            line,
            column: 1,
            file_at: origin.file_at + mail.start,
            ..Origin::default()
        };
        let begin = Begin {
            text: text.as_ref().map(|text| text.part(mail, origin.clone())),
            origin,
        };
        records.push(reading.mail(&bytes[mail.range()], begin));
    }
    records
}

/// As lines are counted everywhere: `\n`, `\r\n` or a lone `\r` ends one.
fn line_breaks(bytes: &[u8]) -> usize {
    let lone =
        memchr_iter(b'\r', bytes).filter(|at| bytes.get(at + 1).is_some_and(|&next| next != b'\n'));
    lone.count() + memchr_iter(b'\n', bytes).count()
}

/// What mails are read with.
struct Reading<'o> {
    names: &'o RoleNames,
    /// The mails stand in a mailbox.
    is_escaped: bool,
    asked: Option<&'static Encoding>,
}

impl<'o> Reading<'o> {
    fn new(options: &Options, names: &'o RoleNames, is_escaped: bool) -> Self {
        Reading {
            names,
            is_escaped,
            asked: options.encoding,
        }
    }

    /// The document of one mail.
    fn mail(&self, raw: &[u8], begin: Begin) -> Result<Document, RecordError> {
        let (blank, _) = behind_blank(raw);
        let (header, at) = Header::read(raw, blank);
        let decoding = Decoding {
            raw,
            is_escaped: self.is_escaped,
            asked: self.asked,
        };
        let texts = parts::texts(raw, &header, at);
        let mut leaves = texts.plain.iter().chain(&texts.html);
        let hint = Hint {
            label: leaves.find_map(|leaf| leaf.charset.as_deref()),
            asked: self.asked,
        };
        let fields = Fields { raw, header, hint };
        let Some(body) = decoding.body(&texts) else {
            return Err(RecordError {
                line: begin.origin.line,
                message: format!(
                    "the mail {}has no text part that can be read: \
                     it holds nothing but attachments, or it is encrypted",
                    fields.name()
                ),
            });
        };
        Ok(self.document(&fields, body, Span::new(0, at), begin))
    }

    fn document(&self, fields: &Fields, body: Body, header: Span, begin: Begin) -> Document {
        let (subject, note) = fields.text("Subject").unwrap_or_default();
        let mut regions = body.regions;
        regions.extend(fields.region(header));
        let source = MailSource::new(fields.raw, regions, begin);
        let from = fields.address("From").or_else(|| fields.address("Sender"));
        let length = subject.text.len() + GAP.len() + body.text.text.len();
        let mut letter = Letter {
            document: Document::new(
                Kind::Draft,
                String::with_capacity(length),
                SourceMap::shared(Arc::clone(&source.source)),
            ),
            role: from.as_ref().map_or(Role::Agent, |from| self.role(from)),
            from: from.map(|from| from.shown().into()),
        };
        letter.add(source.text_of(subject), subject::skips);
        letter.add(source.text_of(body.text), |_| body.skips);
        let mut document = letter.document;
        document.agent = letter.from.filter(|_| letter.role == Role::Agent);
        fields.describe(&mut document);
        document.notes = distinct(note.into_iter().chain(body.notes));
        document
    }

    /// What the user says of the sender's address, name or `@domain`; else the agent's.
    fn role(&self, from: &Address) -> Role {
        let domain = from
            .address
            .as_deref()
            .and_then(|address| address.rfind('@').map(|at| &address[at..]));
        let known = [from.address.as_deref(), from.name.as_deref(), domain];
        let given = known.into_iter().flatten();
        given
            .filter_map(|name| self.names.given(name))
            .next()
            .unwrap_or(Role::Agent)
    }
}

fn distinct(notes: impl Iterator<Item = Note>) -> Vec<Note> {
    let mut kept = Vec::new();
    for note in notes {
        if !kept.contains(&note) {
            kept.push(note);
        }
    }
    kept
}

/// A document that is being written: the subject, then the body, a turn each.
struct Letter {
    document: Document,
    role: Role,
    from: Option<SmolStr>,
}

/// What parts them.
const GAP: &str = "\n\n";

impl Letter {
    fn add(&mut self, words: Mapped, skips: impl FnOnce(&str) -> Vec<Skip>) {
        if words.text.trim().is_empty() {
            return;
        }
        let text = &mut self.document.text;
        if !text.is_empty() {
            text.push_str(GAP);
        }
        let at = text.len();
        text.push_str(&words.text);
        self.document.source.append(&words.runs, at);
        self.document.turns.push(Turn {
            span: Span::new(at, at + words.text.len()),
            role: self.role,
            speaker: self.from.clone(),
        });
        let skips = skips(&words.text).into_iter();
        self.document.skips.extend(skips.map(|skip| Skip {
            span: skip.span.shifted(at),
            ..skip
        }));
    }
}

/// The fields of a mail that say something about it.
struct Fields<'r> {
    raw: &'r [u8],
    header: Header,
    hint: Hint<'r>,
}

impl Fields<'_> {
    /// The text of a field, with runs to the bytes of the mail.
    fn text(&self, name: &str) -> Option<(Mapped, Option<Note>)> {
        let value = self.header.value(self.raw, name)?;
        Some(words::text(
            &self.raw[value.range()],
            value.start,
            self.hint,
        ))
    }

    /// How the mail is called in an error: by its id, or else by its subject.
    fn name(&self) -> String {
        let subject = || self.text("Subject").map(|(subject, _)| subject.text);
        let name = self.id().or_else(subject).filter(|name| !name.is_empty());
        name.map_or_else(String::new, |name| format!("“{name}” "))
    }

    fn id(&self) -> Option<String> {
        let value = self.header.bytes(self.raw, "Message-ID")?;
        let id = String::from_utf8_lossy(value);
        let id = id.trim().trim_start_matches('<').trim_end_matches('>');
        (!id.is_empty()).then(|| id.to_owned())
    }

    /// The first address of a field.
    fn address(&self, name: &str) -> Option<Address> {
        self.addresses(name).into_iter().next()
    }

    fn addresses(&self, name: &str) -> Vec<Address> {
        let Some(value) = self.header.line(self.raw, name) else {
            return Vec::new();
        };
        // Raw bytes are decoded first: the parser takes them for UTF-8.
        let decoded = match str::from_utf8(value) {
            Ok(_) => None,
            Err(_) => self.text(name).map(|(text, _)| text.text + "\n"),
        };
        let value = decoded.as_deref().map_or(value, str::as_bytes);
        match MessageStream::new(value).parse_address() {
            HeaderValue::Address(found) => found.iter().filter_map(Address::of).collect(),
            _ => Vec::new(),
        }
    }

    /// The charset of the header, if it holds bytes that are no UTF-8.
    fn region(&self, header: Span) -> Option<Region> {
        let bytes = &self.raw[header.range()];
        if str::from_utf8(bytes).is_ok() {
            return None;
        }
        match charset::choose(self.hint.label, bytes, self.hint.asked).charset {
            charset::Charset::Known(encoding) => Some(Region {
                bytes: header,
                encoding,
            }),
            charset::Charset::Utf7 => None,
        }
    }

    /// Id, date and what audits group by.
    fn describe(&self, document: &mut Document) {
        document.id = self.id().map(Into::into);
        let date = self.header.line(self.raw, "Date");
        document.started_at = date.and_then(|date| {
            let date = MessageStream::new(date).parse_date().into_datetime()?;
            date.is_valid().then(|| date.to_rfc3339().into())
        });
        let to: Vec<String> = self
            .addresses("To")
            .into_iter()
            .filter_map(|to| to.address.or(to.name))
            .collect();
        if !to.is_empty() {
            document.meta.insert("to", to.join(", "));
        }
        if let Some((list, _)) = self
            .text("List-Id")
            .filter(|(list, _)| !list.text.is_empty())
        {
            document.meta.insert("list", list.text);
        }
    }
}

/// Who wrote a mail or gets it.
struct Address {
    name: Option<String>,
    address: Option<String>,
}

impl Address {
    fn of(found: &Addr) -> Option<Address> {
        let kept = |text: Option<&str>| {
            let text = text.unwrap_or_default().trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let (name, address) = (kept(found.name()), kept(found.address()));
        (name.is_some() || address.is_some()).then_some(Address { name, address })
    }

    fn shown(self) -> String {
        self.name.or(self.address).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
