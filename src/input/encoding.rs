//! From bytes to text.

use crate::document::{Note, NoteCode};
use encoding_rs::{Encoding, UTF_8};
use std::fmt;

/// A text and what decoding it brought to light.
#[derive(Debug)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// The encoding's name, such as `UTF-8`.
    pub encoding: &'static str,
    /// A byte order mark stood in front, which a rewritten file must get back.
    pub bom: bool,
    /// What the user should know.
    pub notes: Vec<Note>,
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

/// Decodes `bytes`: the encoding of the byte order mark, else UTF-8. Malformed bytes become
/// U+FFFD and a note.
///
/// # Errors
/// If a zero byte shows that this is no text.
pub fn decode(bytes: Vec<u8>) -> Result<Decoded, NotText> {
    let marked = Encoding::for_bom(&bytes);
    // Other encodings are told apart here, before UTF-8 is taken for granted.
    let (encoding, bom) = marked.unwrap_or((UTF_8, 0));
    if encoding == UTF_8
        && let Some(at) = bytes.iter().position(|&byte| byte == 0)
    {
        return Err(NotText { at });
    }
    let (text, malformed) = decode_as(encoding, bytes, bom);
    let notes = malformed
        .then(|| malformed_note(encoding, &text))
        .into_iter()
        .collect();
    Ok(Decoded {
        text,
        encoding: encoding.name(),
        bom: bom > 0,
        notes,
    })
}

/// True if bytes that begin with `head` may be cut at line feeds and decoded piece by piece. A
/// byte order mark counts as part of the first piece.
pub fn decodes_in_chunks(head: &[u8]) -> bool {
    Encoding::for_bom(head).is_none_or(|(encoding, _)| encoding == UTF_8)
}

/// The text after the first `bom` bytes, and whether something was malformed.
fn decode_as(encoding: &'static Encoding, bytes: Vec<u8>, bom: usize) -> (String, bool) {
    let bytes = match (encoding == UTF_8, bom) {
        (true, 0) => match String::from_utf8(bytes) {
            Ok(text) => return (text, false),
            Err(error) => error.into_bytes(),
        },
        _ => bytes,
    };
    let (text, malformed) = encoding.decode_without_bom_handling(&bytes[bom..]);
    (text.into_owned(), malformed)
}

fn malformed_note(encoding: &'static Encoding, text: &str) -> Note {
    let count = text.matches('\u{FFFD}').count();
    let (noun, verb) = if count == 1 {
        ("place", "was")
    } else {
        ("places", "were")
    };
    let message = format!(
        "{count} {noun} that cannot be read as {} {verb} replaced by \u{FFFD}; \
         save the file as UTF-8 to have every word checked",
        encoding.name()
    );
    Note {
        code: NoteCode::MalformedBytes,
        message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(bytes: &[u8]) -> String {
        let decoded = decode(bytes.to_vec()).expect("is text");
        assert!(decoded.notes.is_empty(), "{:?}", decoded.notes);
        decoded.text
    }

    #[test]
    fn a_byte_order_mark_names_the_encoding_and_is_dropped() {
        assert_eq!(text_of("您好".as_bytes()), "您好");
        assert_eq!(text_of("\u{FEFF}您好".as_bytes()), "您好");
        assert_eq!(text_of(b"\xFF\xFE\xA8\x60a\0"), "您a");
        assert_eq!(text_of(b"\xFE\xFF\x60\xA8\0a"), "您a");
        assert!(decodes_in_chunks("\u{FEFF}您好".as_bytes()));
        assert!(!decodes_in_chunks(b"\xFF\xFE\xA8\x60"));
    }

    #[test]
    fn malformed_bytes_are_replaced_and_told() {
        let decoded = decode(b"ok \xFF\xFE fine".to_vec()).expect("is text");
        assert_eq!(decoded.text, "ok \u{FFFD}\u{FFFD} fine");
        assert_eq!(decoded.notes[0].code, NoteCode::MalformedBytes);
        assert!(
            decoded.notes[0].message.starts_with("2 places"),
            "{:?}",
            decoded.notes
        );
        let odd = decode(b"\xFF\xFE\xA8\x60\x01".to_vec()).expect("is text");
        assert_eq!(odd.text, "您\u{FFFD}");
    }

    #[test]
    fn zero_bytes_are_no_text() {
        let error = decode(b"PK\x03\x04\0\0".to_vec()).expect_err("is an archive");
        assert_eq!(error.at, 4);
    }
}
