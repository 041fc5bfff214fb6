//! From the bytes of a part to its text: the charset that its label names, or the one that fits
//! better, and where each character was written.

use super::transfer::digit;
use crate::document::{Note, NoteCode};
use crate::input::encoding::{self, Encoding, Evidence, UTF_8, UTF_16BE, UTF_16LE};
use crate::text::{Mapped, Runs, Span};
use encoding_rs::{BIG5, EUC_KR, GBK, REPLACEMENT, SHIFT_JIS, WINDOWS_1252};
use memchr::memchr;
use simdutf8::basic::from_utf8 as utf8;
use std::borrow::Cow;

/// How bytes stand for characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charset {
    /// As on the web.
    Known(&'static Encoding),
    /// What old gateways wrote, which the web has dropped.
    Utf7,
}

/// A charset, and what the user should know about how it was found.
#[derive(Clone, Debug)]
pub(super) struct Choice<'b> {
    pub(super) charset: Charset,
    pub(super) note: Option<Note>,
    /// The text, if it took decoding to find the charset.
    text: Option<Cow<'b, str>>,
}

impl From<Charset> for Choice<'_> {
    fn from(charset: Charset) -> Self {
        Choice {
            charset,
            note: None,
            text: None,
        }
    }
}

/// The charset of `bytes` that are labelled `label`. Labels are often wrong, so they are believed
/// only as far as the bytes agree. `asked` is the encoding that the user names for bytes whose
/// label says nothing.
pub(super) fn choose<'b>(
    label: Option<&str>,
    bytes: &'b [u8],
    asked: Option<&'static Encoding>,
) -> Choice<'b> {
    let labelled = label.and_then(|label| of_label(label, bytes));
    let is_plain = bytes.is_ascii() && memchr(0x1B, bytes).is_none();
    match labelled {
        Some(Charset::Utf7) => return Charset::Utf7.into(),
        Some(Charset::Known(encoding)) if !encoding.is_ascii_compatible() => {
            return Charset::Known(encoding).into();
        }
        _ if is_plain => return Charset::Known(UTF_8).into(),
        Some(Charset::Known(encoding)) if encoding != WINDOWS_1252 => {
            return checked(encoding, label, bytes, asked);
        }
        _ => {}
    }
    // No label, or one that programs write without looking: us-ascii, iso-8859-1.
    if utf8(bytes).is_ok() && !bytes.is_ascii() {
        return Charset::Known(UTF_8).into();
    }
    if let Some(asked) = asked {
        return Charset::Known(asked).into();
    }
    match fitting(bytes) {
        // Western text is what the label says, whichever of its sisters fits best.
        Some((found, _)) if labelled.is_some() && found.is_single_byte() => {
            Charset::Known(WINDOWS_1252).into()
        }
        Some((found, evidence)) => Choice {
            note: (evidence == Evidence::Guessed && !bytes.is_ascii())
                .then(|| guessed(label, found)),
            ..Charset::Known(found).into()
        },
        None => Charset::Known(labelled_encoding(labelled)).into(),
    }
}

/// What a label that means something says, unless the bytes refute it.
fn checked<'b>(
    labelled: &'static Encoding,
    label: Option<&str>,
    bytes: &'b [u8],
    asked: Option<&'static Encoding>,
) -> Choice<'b> {
    let text = match labelled == UTF_8 {
        true => utf8(bytes).ok().map(Cow::Borrowed),
        false => decoded(labelled, bytes),
    };
    let is_utf8 = labelled != UTF_8
        && utf8(bytes).is_ok_and(|text| labelled.is_single_byte() || is_surely_utf8(text));
    if is_utf8 {
        return Choice {
            note: Some(guessed(label, UTF_8)),
            ..Charset::Known(UTF_8).into()
        };
    }
    if text.is_some() {
        return Choice {
            text,
            ..Charset::Known(labelled).into()
        };
    }
    let fitting = match asked {
        Some(asked) => Some(asked),
        None => fitting(bytes).map(|(found, _)| found),
    };
    match fitting.filter(|found| *found != labelled && decoded(found, bytes).is_some()) {
        // Any byte is a letter of a one-byte charset, which proves nothing.
        Some(found) if !found.is_single_byte() || asked.is_some() => Choice {
            note: Some(guessed(label, found)),
            ..Charset::Known(found).into()
        },
        _ => Charset::Known(labelled).into(),
    }
}

/// Two-byte characters of other charsets come out as UTF-8 by chance, several of three bytes
/// hardly ever.
fn is_surely_utf8(text: &str) -> bool {
    let long = text
        .chars()
        .filter(|character| character.len_utf8() >= 3)
        .count();
    long >= 2 || text.chars().filter(|c| !c.is_ascii()).count() == long && long > 0
}

fn decoded<'b>(encoding: &'static Encoding, bytes: &'b [u8]) -> Option<Cow<'b, str>> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes)
}

fn fitting(bytes: &[u8]) -> Option<(&'static Encoding, Evidence)> {
    let choice = encoding::choose(bytes, true, None).ok()?;
    Some((choice.encoding, choice.evidence))
}

fn labelled_encoding(charset: Option<Charset>) -> &'static Encoding {
    match charset {
        Some(Charset::Known(encoding)) => encoding,
        _ => UTF_8,
    }
}

fn guessed(label: Option<&str>, found: &'static Encoding) -> Note {
    let label = label.map_or_else(
        || "names no charset".to_owned(),
        |label| format!("is labelled {label} and is not"),
    );
    Note {
        code: NoteCode::EncodingGuessed,
        message: format!(
            "a part of the mail {label}; it was read as {}, which fits best; \
             if words look wrong, name the right one with --encoding",
            found.name()
        ),
        subject: found.name().to_owned(),
    }
}

/// Names that mail programs use beside those of the web.
const ALIASES: [(&str, &Encoding); 12] = [
    ("cp936", GBK),
    ("ms936", GBK),
    ("gb-2312", GBK),
    ("euc-cn", GBK),
    ("cp950", BIG5),
    ("ms950", BIG5),
    ("cp932", SHIFT_JIS),
    ("ms932", SHIFT_JIS),
    ("cp949", EUC_KR),
    ("cp65001", UTF_8),
    ("utf8mb4", UTF_8),
    ("iso-10646-ucs-2", UTF_16BE),
];

/// What a label says; `None` if it says nothing that can be read.
fn of_label(label: &str, bytes: &[u8]) -> Option<Charset> {
    let label = label
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';'))
        .to_ascii_lowercase();
    match label.as_str() {
        "utf-8" => Some(Charset::Known(UTF_8)),
        "utf-7" | "unicode-1-1-utf-7" | "x-unicode-2-0-utf-7" | "utf7" => Some(Charset::Utf7),
        "utf-16" => Some(Charset::Known(byte_order(bytes))),
        _ => {
            let alias = ALIASES.iter().find(|(name, _)| *name == label);
            let encoding = alias
                .map(|&(_, encoding)| encoding)
                .or_else(|| Encoding::for_label(label.as_bytes()));
            // The web replaces by one sign what it finds dangerous.
            encoding
                .filter(|encoding| *encoding != REPLACEMENT)
                .map(Charset::Known)
        }
    }
}

/// The order of the bytes of UTF-16: what its mark says, else where the zeros of its ASCII stand.
fn byte_order(bytes: &[u8]) -> &'static Encoding {
    if let Some((marked, _)) = Encoding::for_bom(bytes) {
        return marked;
    }
    let zeros = |first: usize| {
        let places = bytes.iter().skip(first).step_by(2);
        places.filter(|&&byte| byte == 0).count()
    };
    match zeros(1) > zeros(0) {
        true => UTF_16LE,
        false => UTF_16BE,
    }
}

impl Charset {
    /// True if `bytes` are their own text.
    pub(super) fn is_own(self, bytes: &[u8]) -> bool {
        match self {
            Charset::Known(encoding) if encoding == UTF_8 => utf8(bytes).is_ok(),
            Charset::Known(encoding) => {
                encoding.is_ascii_compatible() && bytes.is_ascii() && memchr(0x1B, bytes).is_none()
            }
            Charset::Utf7 => false,
        }
    }
}

impl Choice<'_> {
    /// True if `bytes`, for which the choice was made, are their own text.
    pub(super) fn is_own(&self, bytes: &[u8]) -> bool {
        match (self.charset, &self.text) {
            (Charset::Known(encoding), Some(_)) if encoding == UTF_8 => true,
            _ => self.charset.is_own(bytes),
        }
    }

    /// The text of `bytes`, for which the choice was made, with runs to the mail, to which `runs`
    /// lead from the bytes. A byte order mark is left out.
    pub(super) fn text(self, bytes: &[u8], runs: Runs) -> Mapped {
        let mut mapped = match (self.charset, self.text) {
            (Charset::Known(encoding), Some(text)) if encoding == UTF_8 => own(&text, runs),
            (Charset::Known(encoding), Some(text)) => {
                encoding::mapped_text(encoding, bytes, text.into_owned()).through(&runs)
            }
            (Charset::Utf7, _) => utf7(bytes).through(&runs),
            (Charset::Known(encoding), None) => {
                let is_own = encoding == UTF_8 || self.charset.is_own(bytes);
                match utf8(bytes).ok().filter(|_| is_own) {
                    Some(text) => own(text, runs),
                    None => encoding::mapped(encoding, bytes).through(&runs),
                }
            }
        };
        if mapped.text.starts_with('\u{FEFF}') {
            mapped = mapped.part(Span::new('\u{FEFF}'.len_utf8(), mapped.text.len()));
        }
        mapped
    }
}

/// Bytes that are their own text.
fn own(text: &str, runs: Runs) -> Mapped {
    Mapped {
        text: text.to_owned(),
        runs: runs.by_bytes(),
    }
}

/// UTF-7 (RFC 2152). Characters between `+` and `-` are written in bits that run across letters,
/// so each such stretch is one piece.
fn utf7(bytes: &[u8]) -> Mapped {
    let mut mapped = Mapped::default();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let plain = rest
            .iter()
            .take_while(|byte| byte.is_ascii() && **byte != b'+')
            .count();
        mapped.push_same(&String::from_utf8_lossy(&rest[..plain]), at);
        at += plain;
        let Some(&mark) = bytes.get(at) else {
            break;
        };
        let (text, length) = match mark {
            b'+' => shifted(&bytes[at..]),
            _ => (char::REPLACEMENT_CHARACTER.to_string(), 1),
        };
        mapped.push_decoded(&text, Span::new(at, at + length));
        at += length;
    }
    mapped
}

/// The text of the stretch that begins with the `+` of `rest`, and the stretch's length.
fn shifted(rest: &[u8]) -> (String, usize) {
    let digits = rest[1..].iter().map_while(|&letter| digit(letter));
    let (mut units, mut bits, mut count, mut letters) = (Vec::new(), 0u32, 0, 0);
    for digit in digits {
        bits = bits << 6 | u32::from(digit);
        (count, letters) = (count + 6, letters + 1);
        if count >= 16 {
            count -= 16;
            units.push((bits >> count & 0xFFFF) as u16);
        }
    }
    let is_closed = rest.get(1 + letters) == Some(&b'-');
    let length = 1 + letters + usize::from(is_closed);
    match letters {
        0 => ("+".to_owned(), length),
        _ => (String::from_utf16_lossy(&units), length),
    }
}

#[cfg(test)]
mod tests {
    use super::super::transfer::Decoded;
    use super::*;
    use encoding_rs::{GB18030, ISO_2022_JP};
    use proptest::prelude::*;

    fn read(label: Option<&str>, bytes: &[u8]) -> (String, bool) {
        let choice = choose(label, bytes, None);
        let is_guessed = choice.note.is_some();
        let mapped = choice.text(bytes, Decoded::as_it_is(bytes, 0).runs);
        (mapped.text, is_guessed)
    }

    #[test]
    fn a_label_that_fits_is_believed() {
        let gb18030 = GB18030.encode("㐂朱镕基").0;
        assert_eq!(read(Some("gb2312"), &gb18030), ("㐂朱镕基".into(), false));
        assert_eq!(read(Some("CP936"), &GBK.encode("改天").0).0, "改天");
        // These four bytes are UTF-8, too.
        assert_eq!(read(Some("gbk"), &GBK.encode("联通").0).0, "联通");
        let japanese = ISO_2022_JP.encode("お待ち").0;
        assert_eq!(read(Some("iso-2022-jp"), &japanese).0, "お待ち");
        assert_eq!(
            read(Some("utf-8"), "改天".as_bytes()),
            ("改天".into(), false)
        );
        assert_eq!(read(Some("utf-16"), b"\0H\0i").0, "Hi");
        assert_eq!(read(Some("utf-16"), b"\xFF\xFEH\0i\0").0, "Hi");
        assert_eq!(read(Some("x-unknown"), b"plain").0, "plain");
    }

    #[test]
    fn a_label_that_says_nothing_or_lies_is_not() {
        let big5 = BIG5
            .encode("您好，這件事我們會在明天下午處理，請您放心。")
            .0;
        let text = "您好，這件事我們會在明天下午處理，請您放心。";
        for label in [
            Some("us-ascii"),
            Some("iso-8859-1"),
            None,
            Some("x-unknown"),
        ] {
            assert_eq!(read(label, &big5), (text.into(), true), "{label:?}");
        }
        assert_eq!(
            read(Some("us-ascii"), "改天".as_bytes()),
            ("改天".into(), false)
        );
        assert_eq!(
            read(Some("gb2312"), "我们改天".as_bytes()),
            ("我们改天".into(), true)
        );
        let gbk = GBK.encode("您好，我们改天给您处理。").0;
        assert_eq!(
            read(Some("utf-8"), &gbk),
            ("您好，我们改天给您处理。".into(), true)
        );
        let french = WINDOWS_1252.encode("Désolé, nous vérifions.").0;
        let read_french = read(Some("iso-8859-1"), &french);
        assert_eq!(read_french, ("Désolé, nous vérifions.".into(), false));
    }

    #[test]
    fn one_broken_character_breaks_no_label() {
        let mut bytes = GBK.encode("您好，我们改天给您处理。").0.into_owned();
        bytes.push(0xB8);
        assert_eq!(
            read(Some("gb2312"), &bytes).0,
            "您好，我们改天给您处理。\u{FFFD}"
        );
    }

    #[test]
    fn utf7_as_gateways_wrote_it() {
        assert_eq!(
            utf7(b"Hi +ZTlZKVGNi/Q- a+-b +2Dzf").text,
            "Hi 改天再说 a+b \u{FFFD}"
        );
        assert_eq!(utf7(b"+2D3eAA-!").text, "😀!");
        assert_eq!(utf7(b"+ZTlZKQ, +").text, "改天, +");
    }

    fn written_in_utf7(text: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        for character in text.chars() {
            if character.is_ascii() && character != '+' {
                bytes.push(character as u8);
                continue;
            }
            bytes.push(b'+');
            if character != '+' {
                let units = character.encode_utf16(&mut [0; 2]).to_vec();
                let bits: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
                bytes.extend(letters(&bits));
            }
            bytes.push(b'-');
        }
        bytes
    }

    fn letters(bytes: &[u8]) -> Vec<u8> {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let count = (bytes.len() * 8).div_ceil(6);
        let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| byte >> (7 - at % 8) & 1);
        let digit = |index: usize| (0..6).fold(0, |digit, at| digit << 1 | bit(index * 6 + at));
        (0..count)
            .map(|index| alphabet[usize::from(digit(index))])
            .collect()
    }

    proptest! {
        #[test]
        fn the_source_of_every_span_of_utf7_decodes_to_it(text in "[ab+ 改天😀é-]{1,16}") {
            let bytes = written_in_utf7(&text);
            let mapped = utf7(&bytes);
            prop_assert_eq!(&mapped.text, &text);
            let edges: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            for (index, &start) in edges.iter().enumerate() {
                for &end in &edges[index + 1..] {
                    let span = Span::new(start, end);
                    let source = mapped.runs.source_span(span, &text).expect("has a place");
                    prop_assert_eq!(span.of(&text), utf7(&bytes[source.range()]).text);
                }
            }
        }

        #[test]
        fn no_bytes_are_too_odd(bytes in proptest::collection::vec(any::<u8>(), 0..60), which in 0usize..6) {
            let labels = [None, Some("utf-7"), Some("gb2312"), Some("utf-8"), Some("utf-16"), Some("us-ascii")];
            read(labels[which], &bytes);
        }
    }
}
