//! From bytes to text: which encoding it is, and where each character stood.
//!
//! In this order: what the user says, a byte order mark, zero bytes that show UTF-16, strict
//! UTF-8, UTF-8 with a few broken places, a guess, which is named in a note.

use crate::document::{Note, NoteCode};
use crate::text::{Mapped, Origin, Runs, Span};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, DecoderResult, EUC_JP, EUC_KR, GB18030, GBK, SHIFT_JIS};
pub use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memchr;
use std::fmt;
use std::sync::Arc;

/// A text and what decoding it brought to light.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// Its encoding.
    pub encoding: &'static Encoding,
    /// How that is known.
    pub evidence: Evidence,
    /// From the text to its bytes behind the byte order mark; `None` if they are the same.
    pub charset: Option<Arc<Runs>>,
    /// Length of the byte order mark, which a rewritten file must get back.
    pub bom: usize,
    /// What the user should know.
    pub notes: Vec<Note>,
}

impl Decoded {
    /// Another text in its place, as UTF-8.
    pub fn with_text(&self, text: String) -> Decoded {
        Decoded {
            text,
            charset: None,
            ..self.clone()
        }
    }

    /// The origin of the text in a file whose bytes were decoded from `piece` on.
    pub fn origin(&self, piece: &Origin) -> Origin {
        Origin {
            file_at: piece.file_at + self.bom,
            charset: self.charset.clone(),
            ..piece.clone()
        }
    }
}

/// How an encoding is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The user says so: `--encoding`.
    Asked,
    /// A byte order mark.
    ByteOrderMark,
    /// Every other byte of many is zero, as UTF-16 writes English letters and line breaks.
    ZeroBytes,
    /// It is sound UTF-8.
    Valid,
    /// It is UTF-8 but for a few places.
    MostlyValid,
    /// The letters look like it.
    Guessed,
}

/// The bytes are no text: a picture, an archive, a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotText {
    /// Byte offset at which that shows.
    pub at: usize,
}

impl fmt::Display for NotText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "not a text file (byte {} is zero); save it as UTF-8 text first",
            self.at
        )
    }
}

impl std::error::Error for NotText {}

/// An encoding and how it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The encoding.
    pub encoding: &'static Encoding,
    /// How it is known.
    pub evidence: Evidence,
    /// Length of the byte order mark.
    pub bom: usize,
}

/// The encoding of bytes that begin with `head`; `complete` says that this is all. `asked` is
/// what the user says.
///
/// # Errors
/// If a zero byte shows that this is no text.
pub fn choose(
    head: &[u8],
    complete: bool,
    asked: Option<&'static Encoding>,
) -> Result<Choice, NotText> {
    let marked = Encoding::for_bom(head);
    let choice = |encoding, evidence, bom| {
        Ok(Choice {
            encoding,
            evidence,
            bom,
        })
    };
    if let Some(encoding) = asked {
        let bom = marked.filter(|&(marked, _)| marked == encoding);
        return choice(encoding, Evidence::Asked, bom.map_or(0, |(_, bom)| bom));
    }
    if let Some((encoding, bom)) = marked {
        return choice(encoding, Evidence::ByteOrderMark, bom);
    }
    if let Some(at) = memchr(0, head) {
        let unmarked = unmarked_utf16(head).ok_or(NotText { at })?;
        return choice(unmarked, Evidence::ZeroBytes, 0);
    }
    if str::from_utf8(head).is_ok() {
        return choice(UTF_8, Evidence::Valid, 0);
    }
    match Validity::of(head, complete) {
        Validity { broken: 0, .. } => choice(UTF_8, Evidence::Valid, 0),
        Validity { whole, broken } if whole >= 4 * broken => {
            choice(UTF_8, Evidence::MostlyValid, 0)
        }
        _ => choice(guess(head, complete), Evidence::Guessed, 0),
    }
}

/// Decodes `bytes`. Malformed ones become U+FFFD and a note.
///
/// # Errors
/// If a zero byte shows that this is no text.
pub fn decode(bytes: Vec<u8>, asked: Option<&'static Encoding>) -> Result<Decoded, NotText> {
    let choice = choose(&bytes, true, asked)?;
    decode_as(bytes, choice)
}

/// Decodes `bytes`, a file or a piece of one, whose encoding is known.
///
/// # Errors
/// If a zero byte shows that this is no text.
pub fn decode_as(bytes: Vec<u8>, choice: Choice) -> Result<Decoded, NotText> {
    let Choice { encoding, bom, .. } = choice;
    if !is_utf16(encoding)
        && let Some(at) = memchr(0, &bytes)
    {
        return Err(NotText { at });
    }
    let bytes = &bytes[bom..];
    // On Chinese text the standard library takes longer to check the bytes than this takes to check
    // and to copy them.
    let checked = (encoding == UTF_8).then(|| simdutf8::basic::from_utf8(bytes));
    let (text, charset) = match checked {
        Some(Ok(text)) => (text.to_owned(), None),
        _ => {
            let Mapped { text, runs } = mapped(encoding, bytes);
            (text, Some(runs))
        }
    };
    let notes = notes(choice, &text, charset.is_some());
    Ok(Decoded {
        text,
        encoding,
        evidence: choice.evidence,
        charset: charset.map(Arc::new),
        bom,
        notes,
    })
}

/// The encoding of that name, as mail and web pages write it: `gbk`, `big5`, `utf-16le` …
///
/// # Errors
/// What to write instead.
pub fn named(name: &str) -> Result<&'static Encoding, String> {
    Encoding::for_label(name.as_bytes()).ok_or_else(|| {
        format!(
            "`{name}` is no encoding that can be read; \
             some that can: utf-8, gbk, gb18030, big5, utf-16le, utf-16be, shift_jis, windows-1252"
        )
    })
}

/// True if text in it may be cut at line feeds and decoded piece by piece: none of its
/// characters has the byte of a line feed in it, and pieces do not depend on each other.
pub fn decodes_in_pieces(encoding: &'static Encoding) -> bool {
    encoding.is_single_byte()
        || [UTF_8, GBK, GB18030, BIG5, SHIFT_JIS, EUC_JP, EUC_KR].contains(&encoding)
}

/// Decodes `bytes` in `encoding` and remembers where every character stood.
pub(crate) fn mapped(encoding: &'static Encoding, bytes: &[u8]) -> Mapped {
    let is_paced = [GBK, GB18030, BIG5].contains(&encoding);
    let text = is_paced
        .then(|| encoding.decode_without_bom_handling_and_without_replacement(bytes))
        .flatten();
    match text {
        Some(text) => mapped_text(encoding, bytes, text.into_owned()),
        None => stepwise(encoding, bytes),
    }
}

/// The same for sound bytes, whose text is known.
pub(crate) fn mapped_text(encoding: &'static Encoding, bytes: &[u8], text: String) -> Mapped {
    match paces(encoding, bytes, text.as_bytes()) {
        Some(runs) => Mapped { text, runs },
        None => stepwise(encoding, bytes),
    }
}

/// The runs of sound text of the Chinese encodings, whose bytes tell by themselves how long a
/// character is. Decoding it at one stroke is many times faster.
fn paces(encoding: &'static Encoding, bytes: &[u8], text: &[u8]) -> Option<Runs> {
    if ![GBK, GB18030, BIG5].contains(&encoding) {
        return None;
    }
    let mut runs = Runs::default();
    // A sentence is hardly shorter, and neither is a line.
    runs.reserve(bytes.len() / 32 + 1);
    let (mut at, mut start) = (0, 0);
    while at < bytes.len() {
        let plain = Encoding::ascii_valid_up_to(&bytes[at..]);
        runs.push_same(Span::new(start, start + plain), at);
        (at, start) = (at + plain, start + plain);
        while let Some((length, width)) = character(encoding, bytes.get(at..)?, text.get(start..)?)
        {
            // Most characters have two bytes, and three in the text.
            let count = match (length, width) {
                (2, 3) => common(encoding, &bytes[at..], &text[start..]).max(1),
                _ => 1,
            };
            let text = Span::new(start, start + count * width);
            let source = Span::new(at, at + count * length);
            runs.push_steps(text, source, width, length);
            (at, start) = (source.end, text.end);
        }
    }
    (at == bytes.len() && start == text.len()).then_some(runs)
}

/// With how many characters of two bytes, three in the text, `bytes` begin.
fn common(encoding: &'static Encoding, bytes: &[u8], text: &[u8]) -> usize {
    let accents = if encoding == BIG5 { 0x88 } else { 0x80 };
    let is_common = |pair: &(&[u8; 2], &[u8; 3])| {
        let (&[lead, trail], &[first, ..]) = *pair;
        lead > 0x80 && lead != accents && !trail.is_ascii_digit() && first & 0xF0 == 0xE0
    };
    let pairs = bytes.as_chunks().0.iter().zip(text.as_chunks().0);
    pairs.take_while(is_common).count()
}

/// How long the character beyond ASCII is with which `bytes` begin, and how long the text is that
/// was decoded from it. `None` if they don't begin with one.
fn character(encoding: &'static Encoding, bytes: &[u8], text: &[u8]) -> Option<(usize, usize)> {
    let width = |at: usize| match text.get(at) {
        None | Some(..0xC0) => 1,
        Some(0xC0..0xE0) => 2,
        Some(0xE0..0xF0) => 3,
        Some(0xF0..) => 4,
    };
    let (length, two) = match (bytes.first()?, bytes.get(1)) {
        (..0x80, _) => return None,
        // Two characters of Big5 are written as one, a letter and its accent.
        (0x88, Some(0x62 | 0x64 | 0xA3 | 0xA5)) if encoding == BIG5 => (2, true),
        (0x80, _) if encoding != BIG5 => (1, false),
        (_, Some(b'0'..=b'9')) => (4, false),
        _ => (2, false),
    };
    let first = width(0);
    let second = if two { width(first) } else { 0 };
    Some((length, first + second))
}

/// The same for any encoding and any bytes.
fn stepwise(encoding: &'static Encoding, bytes: &[u8]) -> Mapped {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 2);
    let mut runs = Runs::default();
    let mut decoder = encoding.new_decoder_without_bom_handling();
    // Longer than any one character, or two, that a byte can bring out.
    let mut out = [0; 16];
    let (mut at, mut begun) = (0, 0);
    while begun < bytes.len() {
        if at == begun && encoding.is_ascii_compatible() {
            let plain = Encoding::ascii_valid_up_to(&bytes[at..]);
            if plain > 0 {
                let start = text.len();
                // ASCII is UTF-8.
                text.push_str(str::from_utf8(&bytes[at..at + plain]).unwrap_or_default());
                runs.push_same(Span::new(start, text.len()), at);
                at += plain;
                begun = at;
                continue;
            }
        }
        let step = &bytes[at..bytes.len().min(at + 1)];
        let is_last = at + step.len() == bytes.len();
        let (result, read, written) =
            decoder.decode_to_utf8_without_replacement(step, &mut out, is_last);
        at += read;
        let start = text.len();
        text.push_str(str::from_utf8(&out[..written]).unwrap_or_default());
        if let DecoderResult::Malformed(..) = result {
            text.push('\u{FFFD}');
        }
        if text.len() > start {
            runs.push_decoded(Span::new(start, text.len()), Span::new(begun, at));
            begun = at;
        }
        // Bytes without a character, such as the escape that ends ISO-2022-JP, may come last.
        if is_last && result == DecoderResult::InputEmpty {
            break;
        }
    }
    Mapped { text, runs }
}

fn notes(choice: Choice, text: &str, may_be_malformed: bool) -> Vec<Note> {
    let name = choice.encoding.name();
    let guessed = (choice.evidence == Evidence::Guessed).then(|| Note {
        code: NoteCode::EncodingGuessed,
        message: format!(
            "the file does not say its encoding; it was read as {name}, which fits best; \
             if words look wrong, name the right one with --encoding"
        ),
        subject: name.to_owned(),
    });
    let count = match may_be_malformed {
        true => text.matches('\u{FFFD}').count(),
        false => 0,
    };
    let (noun, verb) = match count {
        1 => ("place", "was"),
        _ => ("places", "were"),
    };
    let malformed = (count > 0).then(|| Note {
        code: NoteCode::MalformedBytes,
        message: format!(
            "{count} {noun} that cannot be read as {name} {verb} replaced by \u{FFFD}; \
             save the file as UTF-8 to have every word checked"
        ),
        subject: count.to_string(),
    });
    guessed.into_iter().chain(malformed).collect()
}

fn is_utf16(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

/// How much of some bytes is UTF-8 beyond ASCII.
struct Validity {
    /// Characters of several bytes.
    whole: usize,
    /// Places that are no UTF-8.
    broken: usize,
}

impl Validity {
    fn of(bytes: &[u8], complete: bool) -> Validity {
        let mut validity = Validity {
            whole: 0,
            broken: 0,
        };
        let mut chunks = bytes.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            let beyond_ascii = |character: &char| !character.is_ascii();
            validity.whole += chunk.valid().chars().filter(beyond_ascii).count();
            // A character may be cut off at the end of a head.
            let is_cut = !complete && chunks.peek().is_none();
            if !chunk.invalid().is_empty() && !is_cut {
                validity.broken += 1;
            }
        }
        validity
    }
}

/// UTF-16 without a mark, told by its zero bytes, which all stand in odd or all in even places.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let bytes = &bytes[..bytes.len().min(64 << 10) & !1];
    let zeros = |odd: usize| {
        let places = bytes.iter().skip(odd).step_by(2);
        places.filter(|&&byte| byte == 0).count()
    };
    let encoding = match (zeros(0), zeros(1)) {
        (0, 1..) => UTF_16LE,
        (1.., 0) => UTF_16BE,
        _ => return None,
    };
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    let odd = |character: &char| {
        let is_white = matches!(character, '\n' | '\r' | '\t' | '\u{C}');
        (character.is_control() && !is_white) || matches!(character, '\u{E000}'..='\u{F8FF}')
    };
    (!malformed && !text.chars().any(|character| odd(&character))).then_some(encoding)
}

fn guess(head: &[u8], complete: bool) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(head, complete);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if guess.is_single_byte() && is_common_chinese(head) {
        return GBK;
    }
    guess
}

/// Nearly all bytes beyond ASCII are pairs of GB 2312's marks and common characters (rows 1, 3
/// and 16 to 55). A few words are too little for the detector, which then takes them for
/// accented letters.
fn is_common_chinese(bytes: &[u8]) -> bool {
    let (mut common, mut all, mut at) = (0, 0, 0);
    while at < bytes.len() {
        if bytes[at].is_ascii() {
            at += 1;
            continue;
        }
        let trail = bytes.get(at + 1).is_some_and(|&trail| trail >= 0xA1);
        common += usize::from(trail && matches!(bytes[at], 0xA1 | 0xA3 | 0xB0..=0xD7));
        all += 1;
        at += 2;
    }
    all >= 2 && common * 10 >= all * 9
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decoded(bytes: &[u8]) -> Decoded {
        decode(bytes.to_vec(), None).expect("is text")
    }

    fn text_of(bytes: &[u8]) -> String {
        let decoded = decoded(bytes);
        assert!(decoded.notes.is_empty(), "{:?}", decoded.notes);
        decoded.text
    }

    #[test]
    fn a_byte_order_mark_names_the_encoding_and_is_dropped() {
        assert_eq!(text_of("您好".as_bytes()), "您好");
        assert_eq!(text_of("\u{FEFF}您好".as_bytes()), "您好");
        assert_eq!(text_of(b"\xFF\xFE\xA8\x60a\0"), "您a");
        assert_eq!(text_of(b"\xFE\xFF\x60\xA8\0a"), "您a");
    }

    #[test]
    fn utf16_without_a_mark_is_told_by_its_zero_bytes() {
        for (encoding, bytes) in [
            (UTF_16LE, utf16("您好，\r\n再见", u16::to_le_bytes)),
            (UTF_16BE, utf16("Agent: hello", u16::to_be_bytes)),
        ] {
            let decoded = decoded(&bytes);
            assert_eq!(decoded.encoding, encoding);
            assert_eq!(decoded.evidence, Evidence::ZeroBytes);
            assert!(decoded.notes.is_empty());
        }
    }

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn a_guess_is_named() {
        let text = "客服：您好，请问有什么可以帮您？\n客户：我的包裹还没有到。";
        for encoding in [GBK, BIG5] {
            let text = if encoding == BIG5 {
                "客服：您好，請問有什麼可以幫您？\n客戶：我的包裹還沒有到，已經等了三天。"
            } else {
                text
            };
            let (bytes, _, _) = encoding.encode(text);
            let decoded = decoded(&bytes);
            assert_eq!(decoded.encoding, encoding);
            assert_eq!(decoded.text, text);
            assert_eq!(decoded.notes[0].code, NoteCode::EncodingGuessed);
            assert!(decoded.notes[0].message.contains(encoding.name()));
        }
        for short in ["改天再说", "您好。"] {
            assert_eq!(decoded(&GBK.encode(short).0).text, short);
        }
        let french = "Votre colis est arrivé à Genève, désolé.";
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(french);
        assert_eq!(decoded(&bytes).text, french);
    }

    #[test]
    fn what_the_user_says_wins() {
        let (bytes, _, _) = BIG5.encode("您好");
        let asked = decode(bytes.to_vec(), Some(BIG5)).expect("is text");
        assert_eq!((asked.text.as_str(), asked.notes.len()), ("您好", 0));
        assert_eq!(named("gb2312"), Ok(GBK));
        assert!(named("gb-2312x").is_err());
    }

    #[test]
    fn malformed_bytes_are_replaced_and_told() {
        let decoded = decoded(b"\xE6\x82\xA8\xE5\xA5\xBD\xE6\x82\xA8\xE5\xA5\xBD ok \xE6\x82 fine");
        assert_eq!(decoded.text, "您好您好 ok \u{FFFD} fine");
        assert_eq!(decoded.encoding, UTF_8);
        assert_eq!(decoded.notes[0].code, NoteCode::MalformedBytes);
        assert!(decoded.notes[0].message.starts_with("1 place "));
        let odd = decode(b"\xFF\xFE\xA8\x60\x01".to_vec(), None).expect("is text");
        assert_eq!(odd.text, "您\u{FFFD}");
    }

    #[test]
    fn an_escape_at_the_end_brings_out_nothing() {
        let (bytes, _, _) = encoding_rs::ISO_2022_JP.encode("お待ち");
        assert!(bytes.ends_with(b"\x1B(B"));
        assert_eq!(mapped(encoding_rs::ISO_2022_JP, &bytes).text, "お待ち");
    }

    #[test]
    fn zero_bytes_are_no_text() {
        let error = decode(b"PK\x03\x04\0\0\x01\0".to_vec(), None).expect_err("is an archive");
        assert_eq!(error.at, 4);
    }

    proptest! {
        #[test]
        fn the_bytes_of_every_span_decode_to_the_span(
            text in "[ab \n改天给您處理，。é€あア한]{1,30}", which in 0usize..8, cut in 0usize..3
        ) {
            let encoding =
                [GBK, GB18030, BIG5, UTF_16LE, UTF_16BE, SHIFT_JIS, EUC_KR, UTF_8][which];
            let mut bytes = match which {
                3 => utf16(&text, u16::to_le_bytes),
                4 => utf16(&text, u16::to_be_bytes),
                _ => encoding.encode(&text).0.into_owned(),
            };
            bytes.truncate(bytes.len().saturating_sub(cut));
            let Mapped { text: decoded, runs } = mapped(encoding, &bytes);
            let (expected, _) = encoding.decode_without_bom_handling(&bytes);
            prop_assert_eq!(&decoded, &expected);
            let edges: Vec<usize> =
                decoded.char_indices().map(|(at, _)| at).chain([decoded.len()]).collect();
            for (index, &start) in edges.iter().enumerate() {
                for &end in &edges[index + 1..] {
                    let span = Span::new(start, end);
                    let source = runs.source_span(span, &decoded).expect("has a place");
                    let again = encoding.decode_without_bom_handling(&bytes[source.range()]).0;
                    prop_assert_eq!(span.of(&decoded), again);
                }
            }
        }
    }
}
