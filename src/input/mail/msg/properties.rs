//! The properties of a mail and the document that they make.

use super::rtf;
use crate::document::{Document, Kind, Role};
use crate::input::encoding::{self, Encoding, UTF_16LE};
use crate::input::mail::body::is_stub;
use crate::input::mail::{Address, Letter, Reading, subject};
use crate::input::roles::RoleNames;
use crate::input::{Options, html, quotes};
use crate::text::{Mapped, SourceMap};
use cfb::CompoundFile;
use encoding_rs::{BIG5, EUC_KR, GBK, SHIFT_JIS, UTF_8, WINDOWS_1252};
use std::collections::HashMap;
use std::io::{Cursor, Read};

/// Numbers of properties (MS-OXPROPS).
mod id {
    pub(super) const SUBJECT: u16 = 0x0037;
    pub(super) const SUBMITTED: u16 = 0x0039;
    pub(super) const SENT_FOR_NAME: u16 = 0x0042;
    pub(super) const SENT_FOR_ADDRESS: u16 = 0x0065;
    pub(super) const SENDER_NAME: u16 = 0x0C1A;
    pub(super) const SENDER_ADDRESS: u16 = 0x0C1F;
    pub(super) const DISPLAY_TO: u16 = 0x0E04;
    pub(super) const DELIVERED: u16 = 0x0E06;
    pub(super) const FLAGS: u16 = 0x0E07;
    pub(super) const BODY: u16 = 0x1000;
    pub(super) const RTF: u16 = 0x1009;
    pub(super) const HTML: u16 = 0x1013;
    pub(super) const MESSAGE_ID: u16 = 0x1035;
    pub(super) const INTERNET_CODE_PAGE: u16 = 0x3FDE;
    pub(super) const MESSAGE_CODE_PAGE: u16 = 0x3FFD;
    pub(super) const SENDER_SMTP: u16 = 0x5D01;
}

/// The flag of a mail that was not sent yet.
const UNSENT: u64 = 8;

/// The properties of a mail.
pub(super) struct Properties<'b> {
    file: CompoundFile<Cursor<&'b [u8]>>,
    /// Those of a fixed length.
    numbers: HashMap<u16, u64>,
}

impl<'b> Properties<'b> {
    /// # Errors
    /// If `bytes` are no such container.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, String> {
        let file = CompoundFile::open(Cursor::new(bytes))
            .map_err(|error| format!("not a mail that Outlook saved ({error})"))?;
        let mut properties = Properties {
            file,
            numbers: HashMap::new(),
        };
        let list = properties
            .stream("__properties_version1.0")
            .unwrap_or_default();
        // A header of 32 bytes, then entries: type, number, flags, value.
        for entry in list.get(32..).unwrap_or_default().as_chunks::<16>().0 {
            let [_, _, low, high, _, _, _, _, value @ ..] = *entry;
            let number = u16::from_le_bytes([low, high]);
            properties.numbers.insert(number, u64::from_le_bytes(value));
        }
        Ok(properties)
    }

    fn stream(&mut self, name: &str) -> Option<Vec<u8>> {
        let mut stream = self.file.open_stream(name).ok()?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    /// A property of text or bytes by its number and type.
    fn bytes(&mut self, number: u16, kind: u16) -> Option<Vec<u8>> {
        self.stream(&format!("__substg1.0_{number:04X}{kind:04X}"))
    }

    fn text(&mut self, number: u16) -> Option<String> {
        let text = match self.bytes(number, 0x001F) {
            Some(wide) => UTF_16LE.decode_without_bom_handling(&wide).0.into_owned(),
            None => {
                let bytes = self.bytes(number, 0x001E)?;
                self.decoded(&bytes, id::MESSAGE_CODE_PAGE)
            }
        };
        let text = text.trim_end_matches('\0');
        (!text.trim().is_empty()).then(|| text.to_owned())
    }

    /// Text in the code page of that property, or in what it looks like.
    fn decoded(&self, bytes: &[u8], code_page: u16) -> String {
        if let Ok(text) = str::from_utf8(bytes) {
            return text.to_owned();
        }
        let said = self.numbers.get(&code_page).map(|page| *page as u32 as u64);
        let encoding = said.and_then(of_code_page).unwrap_or_else(|| {
            encoding::choose(bytes, true, None).map_or(UTF_8, |choice| choice.encoding)
        });
        encoding.decode_without_bom_handling(bytes).0.into_owned()
    }

    fn html(&mut self) -> Option<String> {
        match self.bytes(id::HTML, 0x0102) {
            Some(bytes) => Some(self.decoded(&bytes, id::INTERNET_CODE_PAGE)),
            None => self.text(id::HTML),
        }
    }

    /// The words of the body and how they are skipped: the text, else the HTML, else what the
    /// compressed RTF holds.
    fn body(&mut self) -> Option<html::Visible> {
        let text = self.text(id::BODY).filter(|text| !is_stub(text));
        if let Some(text) = text {
            return Some(plain(text));
        }
        let page = self.html().map(|page| html::visible(&page));
        let is_shown = |page: &html::Visible| !page.text.text.trim().is_empty();
        page.filter(is_shown).or_else(|| {
            let rtf = rtf::decompressed(&self.bytes(id::RTF, 0x0102)?)?;
            Some(match rtf::text(&rtf) {
                rtf::Text::Html(page) => html::visible(&page),
                rtf::Text::Plain(text) => plain(text),
            })
        })
    }

    /// # Errors
    /// If the mail holds no text.
    pub(super) fn document(&mut self, options: &Options) -> Result<Document, String> {
        let subject = self.text(id::SUBJECT).unwrap_or_default();
        let Some(body) = self.body() else {
            return Err(format!(
                "the mail “{subject}” has no text part that can be read"
            ));
        };
        let names = [id::SENDER_NAME, id::SENT_FOR_NAME];
        let addresses = [id::SENDER_SMTP, id::SENDER_ADDRESS, id::SENT_FOR_ADDRESS];
        let from = Address {
            name: names.into_iter().find_map(|name| self.text(name)),
            address: addresses.into_iter().find_map(|address| self.text(address)),
        };
        let names = RoleNames::new(options);
        let role = Reading::new(options, &names, false).role(&from);
        let mut letter = Letter {
            document: Document::new(Kind::Draft, String::new(), SourceMap::cells()),
            role,
            from: Some(from.shown()).filter(|from| !from.is_empty()),
        };
        letter.add(without_places(subject.trim()), subject::skips);
        let end = letter.document.text.len();
        letter.document.source.push_cell(end, "subject");
        letter.add(without_places(&body.text.text), |_| body.skips);
        let end = letter.document.text.len();
        letter.document.source.push_cell(end, "body");
        let mut document = letter.document;
        document.agent = letter.from.filter(|_| role == Role::Agent).map(Into::into);
        self.describe(&mut document);
        Ok(document)
    }

    fn describe(&mut self, document: &mut Document) {
        document.id = self
            .text(id::MESSAGE_ID)
            .map(|id| id.trim_matches(['<', '>', ' ']).to_owned());
        let times = [id::SUBMITTED, id::DELIVERED];
        let time = times.iter().find_map(|time| self.numbers.get(time));
        document.started_at = time.and_then(|&time| iso_time(time)).map(Into::into);
        if let Some(to) = self.text(id::DISPLAY_TO) {
            document.meta.insert("to", to);
        }
        if self
            .numbers
            .get(&id::FLAGS)
            .is_some_and(|flags| flags & UNSENT != 0)
        {
            document.meta.insert("flags", "D");
        }
    }
}

fn plain(text: String) -> html::Visible {
    html::Visible {
        skips: quotes::skips(&text),
        text: without_places(&text),
    }
}

fn without_places(text: &str) -> Mapped {
    let mut mapped = Mapped::default();
    mapped.push_made(text);
    mapped
}

/// 100 nanoseconds since 1601 as a date and time.
fn iso_time(time: u64) -> Option<String> {
    let seconds = i64::try_from(time / 10_000_000).ok()? - 11_644_473_600;
    (seconds > 0).then(|| mail_parser::DateTime::from_timestamp(seconds).to_rfc3339())
}

/// The encoding of a code page of Windows.
pub(super) fn of_code_page(page: u64) -> Option<&'static Encoding> {
    match page {
        936 | 54936 => Some(GBK),
        950 => Some(BIG5),
        932 => Some(SHIFT_JIS),
        949 => Some(EUC_KR),
        65001 => Some(UTF_8),
        1252 | 20127 | 28591 => Some(WINDOWS_1252),
        _ => Encoding::for_label(format!("windows-{page}").as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    /// A mail with these properties, by number and type.
    fn saved(properties: &[(&str, &[u8])], code_page: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut file = CompoundFile::create(Cursor::new(&mut bytes)).expect("a container");
        let mut list = vec![0; 32];
        list.extend([0x03, 0x00, 0xFD, 0x3F, 0, 0, 0, 0]);
        list.extend(u64::from(code_page).to_le_bytes());
        list.extend([0x03, 0x00, 0x07, 0x0E, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0]);
        let list: (&str, &[u8]) = ("__properties_version1.0", &list);
        let named = |number: &&str| format!("__substg1.0_{number}");
        let streams = properties
            .iter()
            .map(|(number, value)| (named(number), *value));
        for (name, value) in streams.chain([(list.0.to_owned(), list.1)]) {
            let mut stream = file.create_stream(name).expect("a stream");
            stream.write_all(value).expect("in memory");
        }
        file.flush().expect("in memory");
        drop(file);
        bytes
    }

    fn read(bytes: &[u8]) -> Result<Document, String> {
        Properties::open(bytes)?.document(&Options::default())
    }

    #[test]
    fn a_draft_in_a_chinese_code_page() {
        let gbk = |text: &str| GBK.encode(text).0.into_owned();
        let wide: Vec<u8> = "小林".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let html = gbk("<p>改天给您处理。</p><blockquote>又坏了</blockquote>");
        let properties: [(&str, &[u8]); 3] = [
            ("0037001E", &gbk("关于订单")),
            ("10130102", &html),
            ("0C1A001F", &wide),
        ];
        let document = read(&saved(&properties, 936)).expect("a mail");
        assert_eq!(document.text, "关于订单\n\n改天给您处理。\n\n又坏了");
        assert_eq!(document.agent.as_deref(), Some("小林"));
        assert_eq!(document.meta["flags"], "D");
        let cell = |words: &str| {
            document
                .source
                .cell(document.text.find(words).expect("in it"))
        };
        assert_eq!(
            (cell("订单"), cell("处理")),
            (Some("subject"), Some("body"))
        );
        assert_eq!(document.skips[0].span.of(&document.text), "又坏了");
    }

    #[test]
    fn what_is_no_mail_is_told() {
        assert!(read(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1").is_err());
        let empty = read(&saved(&[("0037001E", b"photo")], 0)).expect_err("no text");
        assert!(empty.contains("“photo”"), "{empty}");
    }
}
