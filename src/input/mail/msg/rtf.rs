//! RTF as Outlook keeps it: compressed (MS-OXRTFCP), and often nothing but the wrapping of HTML
//! (MS-OXRTFEX).

use super::properties::of_code_page;
use crate::input::encoding::Encoding;
use encoding_rs::{BIG5, EUC_KR, GBK, SHIFT_JIS, WINDOWS_1252};
use std::collections::HashMap;

/// What the window of the compression holds at its beginning.
const WINDOW: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \
\\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\
\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// The RTF of a compressed stream; `None` if it is none.
pub(super) fn decompressed(stream: &[u8]) -> Option<Vec<u8>> {
    let (header, data) = stream.split_at_checked(16)?;
    match &header[8..12] {
        b"MELA" => return Some(data.to_vec()),
        b"LZFu" => {}
        _ => return None,
    }
    let mut rtf = WINDOW.to_vec();
    let mut rest = data.iter().copied();
    'stream: while let Some(control) = rest.next() {
        for bit in 0..8 {
            let Some(byte) = rest.next() else {
                break 'stream;
            };
            if control >> bit & 1 == 0 {
                rtf.push(byte);
                continue;
            }
            let Some(low) = rest.next() else {
                break 'stream;
            };
            let reference = usize::from(byte) << 8 | usize::from(low);
            // A place in a window of 4096 bytes that goes round, and a length.
            let place = reference >> 4;
            let end = rtf.len() % 4096;
            if place == end {
                break 'stream;
            }
            let distance = (end + 4096 - place) % 4096;
            for _ in 0..(reference & 15) + 2 {
                let at = rtf.len().checked_sub(distance);
                rtf.push(at.map_or(b' ', |at| rtf[at]));
            }
        }
    }
    Some(rtf.split_off(WINDOW.len()))
}

/// What RTF holds.
pub(super) enum Text {
    Html(String),
    Plain(String),
}

/// The text of RTF, or the HTML that it wraps.
pub(super) fn text(rtf: &[u8]) -> Text {
    let mut reading = Reading {
        rest: rtf,
        groups: vec![Group::default()],
        fonts: HashMap::new(),
        code_page: WINDOWS_1252,
        is_html: false,
        bytes: Vec::new(),
        units: Vec::new(),
        left_out: 0,
        text: String::new(),
    };
    reading.read();
    match reading.is_html {
        true => Text::Html(reading.text),
        false => Text::Plain(reading.text),
    }
}

/// How deep groups may lie in each other.
const DEEPEST: usize = 1000;

/// What holds within a pair of braces.
#[derive(Clone, Copy)]
struct Group {
    /// Fonts, colours, pictures: no text.
    is_hidden: bool,
    /// A tag of the wrapped HTML.
    is_tag: bool,
    /// Formatting that stands for a tag of the wrapped HTML.
    is_double: bool,
    is_font_table: bool,
    font: i32,
    /// How many characters stand behind a `\u` for readers that don't know it.
    stand_ins: usize,
    /// It begins with `\*`.
    is_optional: bool,
}

impl Default for Group {
    fn default() -> Self {
        Group {
            is_hidden: false,
            is_tag: false,
            is_double: false,
            is_font_table: false,
            font: -1,
            stand_ins: 1,
            is_optional: false,
        }
    }
}

struct Reading<'r> {
    rest: &'r [u8],
    groups: Vec<Group>,
    fonts: HashMap<i32, &'static Encoding>,
    code_page: &'static Encoding,
    is_html: bool,
    /// `\'b8\'c4`, not decoded yet.
    bytes: Vec<u8>,
    /// `\u25913`, not decoded yet.
    units: Vec<u16>,
    left_out: usize,
    text: String,
}

impl Reading<'_> {
    fn read(&mut self) {
        while let Some((&byte, rest)) = self.rest.split_first() {
            self.rest = rest;
            match byte {
                b'{' => {
                    self.end_bytes();
                    let inner = self.group();
                    let is_optional = false;
                    if self.groups.len() < DEEPEST {
                        self.groups.push(Group {
                            is_optional,
                            ..inner
                        });
                    }
                }
                b'}' => {
                    self.end_bytes();
                    if self.groups.len() > 1 {
                        self.groups.pop();
                    }
                }
                b'\\' => self.control(),
                b'\r' | b'\n' => {}
                other => self.byte(other),
            }
        }
        self.end_bytes();
    }

    fn group(&self) -> Group {
        self.groups.last().copied().unwrap_or_default()
    }

    fn set(&mut self, change: impl FnOnce(&mut Group)) {
        if let Some(group) = self.groups.last_mut() {
            change(group);
        }
    }

    /// What follows a backslash.
    fn control(&mut self) {
        let letters = self
            .rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphabetic());
        let length = letters.count();
        if length == 0 {
            return self.symbol();
        }
        let (word, rest) = self.rest.split_at(length);
        let sign = usize::from(rest.starts_with(b"-"));
        let digits = rest[sign..].iter().take_while(|byte| byte.is_ascii_digit());
        let (number, rest) = rest.split_at(match digits.count() {
            0 => 0,
            digits => sign + digits,
        });
        self.rest = rest.strip_prefix(b" ").unwrap_or(rest);
        let number = str::from_utf8(number)
            .ok()
            .and_then(|number| number.parse().ok());
        self.word(word, number);
    }

    fn symbol(&mut self) {
        let Some((&symbol, rest)) = self.rest.split_first() else {
            return;
        };
        self.rest = rest;
        match symbol {
            b'\'' => {
                let digit = |at: usize| char::from(*rest.get(at)?).to_digit(16);
                let byte = digit(0).zip(digit(1)).map(|(high, low)| high * 16 + low);
                if let Some(byte) = byte.and_then(|byte| u8::try_from(byte).ok()) {
                    self.rest = &rest[2..];
                    self.byte(byte);
                }
            }
            b'*' => self.set(|group| group.is_optional = true),
            b'~' => self.put("\u{A0}"),
            b'_' => self.put("-"),
            b'-' => {}
            b'\r' | b'\n' => self.put("\n"),
            other => self.byte(other),
        }
    }

    fn word(&mut self, word: &[u8], number: Option<i32>) {
        match word {
            b"u" => return self.unit(number.unwrap_or_default()),
            b"fromhtml" => self.is_html = true,
            b"htmlrtf" => self.set(|group| group.is_double = number != Some(0)),
            b"htmltag" => self.set(|group| group.is_tag = true),
            b"ansicpg" => {
                let page = number.and_then(|page| of_code_page(page.try_into().ok()?));
                self.code_page = page.unwrap_or(self.code_page);
            }
            b"fonttbl" => self.set(|group| {
                (group.is_font_table, group.is_hidden) = (true, true);
            }),
            b"colortbl" | b"stylesheet" | b"info" | b"pict" | b"header" | b"footer" => {
                self.set(|group| group.is_hidden = true);
            }
            b"f" => {
                self.end_bytes();
                self.set(|group| group.font = number.unwrap_or_default());
            }
            b"fcharset" if self.group().is_font_table => {
                if let Some(encoding) = number.and_then(of_font) {
                    self.fonts.insert(self.group().font, encoding);
                }
            }
            b"uc" => {
                let count = number.and_then(|count| count.try_into().ok());
                self.set(|group| group.stand_ins = count.unwrap_or(1));
            }
            b"par" | b"line" => self.put("\n"),
            b"tab" => self.put("\t"),
            b"lquote" => self.put("‘"),
            b"rquote" => self.put("’"),
            b"ldblquote" => self.put("“"),
            b"rdblquote" => self.put("”"),
            b"emdash" => self.put("—"),
            b"endash" => self.put("–"),
            b"bullet" => self.put("•"),
            _ => {}
        }
        if self.group().is_optional && !self.group().is_tag {
            self.set(|group| group.is_hidden = true);
        }
    }

    /// Text is kept unless it repeats what a tag says, or is none.
    fn is_kept(&self) -> bool {
        let group = self.group();
        !group.is_hidden && (group.is_tag || !(self.is_html && group.is_double))
    }

    fn byte(&mut self, byte: u8) {
        if self.left_out > 0 {
            self.left_out -= 1;
        } else if self.is_kept() {
            self.end_units();
            self.bytes.push(byte);
        }
    }

    fn unit(&mut self, number: i32) {
        self.end_decoding();
        if self.is_kept() {
            // Numbers above 32767 are written as negative ones.
            self.units.push(number as u16);
        }
        self.left_out = self.group().stand_ins;
    }

    fn put(&mut self, text: &str) {
        self.end_bytes();
        if self.is_kept() {
            self.text.push_str(text);
        }
    }

    fn end_bytes(&mut self) {
        self.end_decoding();
        self.end_units();
        self.left_out = 0;
    }

    fn end_decoding(&mut self) {
        let font = self.fonts.get(&self.group().font);
        let encoding = font.unwrap_or(&self.code_page);
        let bytes = std::mem::take(&mut self.bytes);
        self.text
            .push_str(&encoding.decode_without_bom_handling(&bytes).0);
    }

    fn end_units(&mut self) {
        let units = std::mem::take(&mut self.units);
        self.text.push_str(&String::from_utf16_lossy(&units));
    }
}

/// The encoding of a font with that character set.
fn of_font(charset: i32) -> Option<&'static Encoding> {
    match charset {
        134 => Some(GBK),
        136 => Some(BIG5),
        128 => Some(SHIFT_JIS),
        129 => Some(EUC_KR),
        204 => of_code_page(1251),
        238 => of_code_page(1250),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn html(rtf: &str) -> String {
        match text(rtf.as_bytes()) {
            Text::Html(html) => html,
            Text::Plain(text) => panic!("plain: {text}"),
        }
    }

    #[test]
    fn html_is_unwrapped() {
        let rtf = r"{\rtf1\ansi\ansicpg936\fromhtml1 \deff0{\fonttbl{\f0\fnil Arial;}{\f1\fcharset136 M;}}
{\*\htmltag64 <p>}\htmlrtf {\f0 \htmlrtf0 \'b8\'c4\'cc\'ec\htmlrtf }\htmlrtf0 {\*\htmltag84 &nbsp;}\u20877 ?\u-10179 ?\u-8704 ?
{\f1 \'a7\'ef}{\*\generator X}\{a\}{\*\htmltag72 </p>}}";
        assert_eq!(html(rtf), "<p>改天&nbsp;再😀改{a}</p>");
    }

    #[test]
    fn plain_rtf_is_text() {
        let rtf = br"{\rtf1\ansi{\fonttbl{\f0 Arial;}}not our\par fault\tab \rquote{\pict 00ff}}";
        let Text::Plain(text) = text(rtf) else {
            panic!("no html");
        };
        assert_eq!(text, "not our\nfault\t’");
    }

    #[test]
    fn compressed_as_the_standard_shows() {
        let stream = b"\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\x03\0\n\0rcpg125B2\n\xf3 hel\t\0 bw\x05\xb0ld}\n\x80\x0f\xa0";
        let rtf = decompressed(stream).expect("is compressed");
        assert_eq!(rtf, b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_odd(bytes in proptest::collection::vec(any::<u8>(), 0..80), rtf in r"([{}\\a-z0-9' *-]|\\'|\\u1 ){0,40}") {
            let mut stream = [b"\0\0\0\0\0\0\0\0LZFu\0\0\0\0".to_vec(), bytes].concat();
            decompressed(&stream);
            stream.truncate(12);
            prop_assert_eq!(decompressed(&stream), None);
            text(rtf.as_bytes());
        }
    }
}
