//! What is done to the bytes of a text for its way through the mail: quoted-printable, base64 and
//! the `>` in front of a `From`; undone so that every byte remembers where it was written.

use crate::text::{Runs, Span};
use memchr::{memchr, memchr2, memmem};
use std::borrow::Cow;

/// How the body of a part is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transfer {
    /// As it is: `7bit`, `8bit`, `binary`, and whatever nobody knows.
    Plain,
    /// `=E4=BD=A0`.
    QuotedPrintable,
    /// Three bytes in four letters.
    Base64,
}

impl Transfer {
    /// What `Content-Transfer-Encoding` says.
    pub(super) fn named(name: &[u8]) -> Transfer {
        let is = |known: &str| {
            let name = name.trim_ascii_start();
            name.get(..known.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(known.as_bytes()))
        };
        match (is("base64"), is("quoted-printable")) {
            (true, _) => Transfer::Base64,
            (_, true) => Transfer::QuotedPrintable,
            _ => Transfer::Plain,
        }
    }

    /// Decodes `raw`, which begins at byte `at` of its mail. `is_escaped` says that a `>` was put
    /// in front of the lines that begin with `From `, as mailboxes have it. What is no base64 at
    /// all is taken as it is: some programs say base64 and forget to do it.
    pub(super) fn decode(self, raw: &[u8], at: usize, is_escaped: bool) -> Decoded<'_> {
        match self {
            Transfer::Base64 => {
                let decoded = base64(raw, at);
                match decoded.bytes.is_empty() {
                    true => Transfer::Plain.decode(raw, at, is_escaped),
                    false => decoded,
                }
            }
            Transfer::Plain | Transfer::QuotedPrintable => {
                let escapes = if is_escaped { escapes(raw) } else { Vec::new() };
                if self == Transfer::Plain && escapes.is_empty() {
                    return Decoded::as_it_is(raw, at);
                }
                let mut decoded = Decoded::default();
                let mut start = 0;
                for end in escapes.into_iter().chain([raw.len()]) {
                    let piece = &raw[start..end];
                    match self {
                        Transfer::QuotedPrintable => {
                            quoted_printable(piece, at + start, &mut decoded)
                        }
                        _ => decoded.push_same(piece, at + start),
                    }
                    start = end + 1;
                }
                decoded
            }
        }
    }
}

/// Decoded bytes and where in the mail each was written.
#[derive(Debug, Default)]
pub(super) struct Decoded<'a> {
    pub(super) bytes: Cow<'a, [u8]>,
    /// From the bytes to those of the mail.
    pub(super) runs: Runs,
    /// They stand in the mail as they are.
    pub(super) is_same: bool,
}

impl<'a> Decoded<'a> {
    /// Bytes that stand in the mail from byte `at` on.
    pub(super) fn as_it_is(bytes: &'a [u8], at: usize) -> Self {
        let mut runs = Runs::default();
        runs.push_same(Span::new(0, bytes.len()), at);
        Decoded {
            bytes: Cow::Borrowed(bytes),
            runs,
            is_same: true,
        }
    }

    fn push_same(&mut self, bytes: &[u8], at: usize) {
        let start = self.bytes.len();
        self.bytes.to_mut().extend_from_slice(bytes);
        self.runs.push_same(Span::new(start, self.bytes.len()), at);
    }

    fn push_decoded(&mut self, bytes: &[u8], source: Span) {
        let start = self.bytes.len();
        self.bytes.to_mut().extend_from_slice(bytes);
        self.runs
            .push_decoded(Span::new(start, self.bytes.len()), source);
    }

    /// Adds others, decoded from the same mail.
    pub(super) fn append(&mut self, other: &Decoded) {
        self.runs.append(&other.runs, self.bytes.len());
        self.bytes.to_mut().extend_from_slice(&other.bytes);
        self.is_same = false;
    }
}

/// Where the `>` stand that a mailbox put in front of `From `, `>From ` and so on.
fn escapes(raw: &[u8]) -> Vec<usize> {
    let first = raw.starts_with(b">").then_some(0);
    let others = memmem::find_iter(raw, b"\n>").map(|found| found + 1);
    let is_escape = |at: &usize| {
        let marks = raw[*at..].iter().take_while(|&&byte| byte == b'>').count();
        raw[at + marks..].starts_with(b"From ")
    };
    first.into_iter().chain(others).filter(is_escape).collect()
}

/// White space before a line break is kept, though the standard has it removed: `-- ` opens a
/// signature.
fn quoted_printable(raw: &[u8], at: usize, to: &mut Decoded) {
    let (bytes, runs) = (to.bytes.to_mut(), &mut to.runs);
    bytes.reserve(raw.len());
    // A line is hardly longer, and ends a run.
    runs.reserve(raw.len() / 72 + 2);
    let mut done = 0;
    while done < raw.len() {
        let rest = &raw[done..];
        let mut plain = memchr(b'=', rest).unwrap_or(rest.len());
        let soft_break = soft_break(&rest[plain..]);
        if soft_break.is_none() && plain < rest.len() && escaped_byte(&rest[plain..]).is_none() {
            // A mark that marks nothing.
            plain += 1;
        }
        runs.push_same(Span::new(bytes.len(), bytes.len() + plain), at + done);
        bytes.extend_from_slice(&rest[..plain]);
        done += plain + soft_break.unwrap_or(0);
        let start = bytes.len();
        let escapes = raw[done..].as_chunks::<3>().0.iter();
        bytes.extend(escapes.map_while(|escape| escaped_byte(escape)));
        let text = Span::new(start, bytes.len());
        let source = Span::new(at + done, at + done + text.len() * 3);
        runs.push_steps(text, source, 1, 3);
        done += text.len() * 3;
    }
}

/// `=E4`, in either case.
fn escaped_byte(rest: &[u8]) -> Option<u8> {
    let &[b'=', high, low] = rest.first_chunk()? else {
        return None;
    };
    let [high, low] = [high, low].map(|digit| HEX[usize::from(digit)]);
    (high | low < 16).then_some(high << 4 | low)
}

/// The value of each hexadecimal digit.
const HEX: [u8; 256] = {
    let mut values = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        let digit = b"0123456789abcdef"[value];
        values[digit as usize] = value as u8;
        values[digit.to_ascii_uppercase() as usize] = value as u8;
        value += 1;
    }
    values
};

/// The length of a `=` at the end of its line, line break included.
fn soft_break(rest: &[u8]) -> Option<usize> {
    let blank = rest
        .strip_prefix(b"=")?
        .iter()
        .take_while(|&&byte| matches!(byte, b' ' | b'\t'))
        .count();
    match &rest[1 + blank..] {
        [] => Some(1 + blank),
        [b'\r', b'\n', ..] => Some(3 + blank),
        [b'\r' | b'\n', ..] => Some(2 + blank),
        _ => None,
    }
}

/// The text of a header word: as in a body, but `_` is a space.
pub(super) fn quoted_word(raw: &[u8], at: usize) -> Decoded<'_> {
    let mut decoded = Decoded::default();
    quoted_printable(raw, at, &mut decoded);
    // An underscore that was written as `=5F` is one.
    let written: Vec<usize> = decoded
        .bytes
        .iter()
        .enumerate()
        .filter(|&(index, &byte)| byte == b'_' && is_plain(&decoded.runs, index))
        .map(|(index, _)| index)
        .collect();
    let bytes = decoded.bytes.to_mut();
    written.into_iter().for_each(|index| bytes[index] = b' ');
    decoded
}

fn is_plain(runs: &Runs, index: usize) -> bool {
    matches!(runs.place(index), crate::text::Place::Exact(_))
}

const NO_DIGIT: u8 = 0xFF;

/// The value of each letter of base64.
const DIGITS: [u8; 256] = {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut digits = [NO_DIGIT; 256];
    let mut value = 0;
    while value < letters.len() {
        digits[letters[value] as usize] = value as u8;
        value += 1;
    }
    digits
};

/// The value of a letter of base64.
pub(super) fn digit(letter: u8) -> Option<u8> {
    Some(DIGITS[usize::from(letter)]).filter(|&digit| digit != NO_DIGIT)
}

/// Bytes that are no letters of base64 are passed over, and so are lines of several words, such
/// as the footer that a mailing list puts below.
pub(super) fn base64(raw: &[u8], at: usize) -> Decoded<'_> {
    let mut decoded = Decoded::default();
    decoded.bytes.to_mut().reserve(raw.len() / 4 * 3);
    // A line is hardly shorter, and is a run.
    decoded.runs.reserve(raw.len() / 72 + 2);
    let mut group = Group::default();
    let mut start = 0;
    while start < raw.len() {
        let rest = &raw[start..];
        let space = memchr2(b' ', b'\n', rest).unwrap_or(rest.len());
        let end = memchr(b'\n', &rest[space..]).map_or(rest.len(), |end| space + end + 1);
        let line = &rest[..end];
        let has_space = rest.get(space) == Some(&b' ');
        if !has_space || !line.trim_ascii().contains(&b' ') {
            group.read(line, at + start, &mut decoded);
        }
        start += line.len();
    }
    group.flush(&mut decoded);
    decoded
}

/// Up to four letters, which are up to three bytes.
#[derive(Default)]
struct Group {
    bits: u32,
    letters: usize,
    /// Where its letters stand in the mail.
    span: Option<Span>,
}

impl Group {
    fn read(&mut self, line: &[u8], at: usize, to: &mut Decoded) {
        let mut index = 0;
        while index < line.len() {
            if self.letters == 0 {
                index += whole_groups(&line[index..], at + index, to);
            }
            let Some(&letter) = line.get(index) else {
                return;
            };
            match digit(letter) {
                Some(digit) => self.push(digit, at + index, to),
                None if letter == b'=' => self.flush(to),
                None => {}
            }
            index += 1;
        }
    }

    fn push(&mut self, digit: u8, at: usize, to: &mut Decoded) {
        self.bits = self.bits << 6 | u32::from(digit);
        self.letters += 1;
        let start = self.span.map_or(at, |span| span.start);
        self.span = Some(Span::new(start, at + 1));
        if self.letters == 4 {
            self.flush(to);
        }
    }

    /// What the letters so far give: none of one, a byte of two, two of three.
    fn flush(&mut self, to: &mut Decoded) {
        let Group {
            bits,
            letters,
            span,
        } = std::mem::take(self);
        let [_, bytes @ ..] = (bits << (6 * (4 - letters))).to_be_bytes();
        if let (Some(span), 2..) = (span, letters) {
            to.push_decoded(&bytes[..letters - 1], span);
        }
    }
}

/// The bits of each letter of base64 in each place of its group; more than 24 of them for what is
/// no letter.
const BITS: [[u32; 256]; 4] = {
    let mut bits = [[0; 256]; 4];
    let mut at = 0;
    while at < 4 * 256 {
        let (place, letter) = (at / 256, at % 256);
        bits[place][letter] = match DIGITS[letter] {
            NO_DIGIT => 1 << 24,
            digit => (digit as u32) << (18 - 6 * place),
        };
        at += 1;
    }
    bits
};

/// Decodes the groups of four letters at the beginning of `line`; gives their length.
fn whole_groups(line: &[u8], at: usize, to: &mut Decoded) -> usize {
    let bytes = to.bytes.to_mut();
    let start = bytes.len();
    // Whatever ends them, no more than a few in vain.
    for groups in line.as_chunks::<4>().0.chunks(64) {
        let begun = bytes.len();
        bytes.resize(begun + groups.len() * 3, 0);
        let decoded = bytes[begun..].as_chunks_mut::<3>().0;
        let pairs = groups.iter().zip(decoded);
        let are_letters = pairs.map(|(letters, decoded)| decode_group(letters, decoded));
        let whole = are_letters.take_while(|&are_letters| are_letters).count();
        if whole < groups.len() {
            bytes.truncate(begun + whole * 3);
            break;
        }
    }
    let text = Span::new(start, bytes.len());
    let length = text.len() / 3 * 4;
    to.runs.push_steps(text, Span::new(at, at + length), 3, 4);
    length
}

/// Decodes a group; false if it holds what is no letter.
fn decode_group(letters: &[u8; 4], decoded: &mut [u8; 3]) -> bool {
    let bits = |place: usize| BITS[place][usize::from(letters[place])];
    let [beyond, group @ ..] = (bits(0) | bits(1) | bits(2) | bits(3)).to_be_bytes();
    *decoded = group;
    beyond == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(decoded: &Decoded) -> String {
        String::from_utf8_lossy(&decoded.bytes).into_owned()
    }

    #[test]
    fn quoted_printable_as_it_is_written_and_as_it_should_be() {
        let decoded = |raw: &str| text(&Transfer::QuotedPrintable.decode(raw.as_bytes(), 0, false));
        assert_eq!(decoded("=E6=94=b9=E5=A4=A9 a=3Db"), "改天 a=b");
        assert_eq!(
            decoded("not our =\r\nfault=  \nat=\rall="),
            "not our faultatall"
        );
        assert_eq!(decoded("a = b =C =E"), "a = b =C =E");
        assert_eq!(decoded("-- \r\nJo"), "-- \r\nJo");
        assert_eq!(text(&quoted_word(b"a_b=5Fc", 0)), "a b_c");
    }

    #[test]
    fn base64_with_all_that_comes_in_between() {
        let decoded = |raw: &str| text(&Transfer::Base64.decode(raw.as_bytes(), 0, false));
        assert_eq!(decoded("5pS55aSp\r\n5YaN6K+0"), "改天再说");
        assert_eq!(decoded("5pS\n5*5a-Sp"), "改天");
        assert_eq!(decoded("bm90IG91cg==\n IGZhdWx0"), "not our fault");
        assert_eq!(decoded("bm90IG91cg"), "not our");
        assert_eq!(decoded("bm90\n_____________\nThe shop list\n"), "not");
        assert_eq!(decoded("It is plain text.\n"), "It is plain text.\n");
    }

    #[test]
    fn the_mark_before_from_is_a_mailboxs() {
        let raw = b">From here on\n>>From\tno\n>>From me\n> From you\n";
        let plain = Transfer::Plain.decode(raw, 10, true);
        assert_eq!(
            text(&plain),
            "From here on\n>>From\tno\n>From me\n> From you\n"
        );
        let at = |words: &str| {
            let start = text(&plain).find(words).expect("in the text");
            let span = Span::new(start, start + words.len());
            plain.runs.source_span(span, &text(&plain))
        };
        assert_eq!(at("From here"), Some(Span::new(11, 20)));
        assert_eq!(at(">From me"), Some(Span::new(35, 43)));
        let quoted = Transfer::QuotedPrintable.decode(b">From =\n>From you\n", 0, true);
        assert_eq!(text(&quoted), "From From you\n");
        assert_eq!(text(&Transfer::Plain.decode(raw, 0, false)).as_bytes(), raw);
    }

    /// `bytes` in quoted-printable, with more or less of it escaped and soft breaks in between.
    fn quoted(bytes: &[u8], habits: &[u8]) -> Vec<u8> {
        let mut raw = Vec::new();
        for (byte, habit) in bytes.iter().zip(habits.iter().cycle()) {
            match (byte, habit) {
                (b'a'..=b'z' | b' ', 0..=5) => raw.push(*byte),
                _ => raw.extend(format!("={byte:02X}").into_bytes()),
            }
            match habit {
                0 => raw.extend(b"=\r\n"),
                1 => raw.extend(b"= \n"),
                _ => {}
            }
        }
        raw
    }

    fn letters(bytes: &[u8], habits: &[u8]) -> Vec<u8> {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut raw = Vec::new();
        for (index, group) in bytes.chunks(3).enumerate() {
            let all = group.iter().chain([&0, &0]).take(3);
            let bits = all.fold(0u32, |bits, &byte| bits << 8 | u32::from(byte));
            for letter in 0..4 {
                let digit = bits >> (18 - 6 * letter) & 63;
                raw.push(match letter > group.len() {
                    true => b'=',
                    false => alphabet[digit as usize],
                });
                match habits[(index * 4 + letter) % habits.len()] {
                    0 => raw.extend(b"\r\n"),
                    1 => raw.push(b'*'),
                    _ => {}
                }
            }
        }
        raw
    }

    /// The source of every span decodes to that span, or to a little more.
    fn check(bytes: &[u8], decoded: &Decoded, again: impl Fn(Span) -> Vec<u8>) {
        assert_eq!(*decoded.bytes, *bytes);
        for start in 0..bytes.len() {
            for end in start + 1..=bytes.len() {
                // A span of bytes, each a character of its own.
                let first = place(&decoded.runs, start);
                let last = place(&decoded.runs, end - 1);
                let source = Span::new(first.start, last.end);
                let found = again(source);
                let wanted = &bytes[start..end];
                assert!(
                    found.windows(wanted.len()).any(|part| part == wanted),
                    "{wanted:?} in {found:?}"
                );
            }
        }
    }

    fn place(runs: &Runs, at: usize) -> Span {
        match runs.place(at) {
            crate::text::Place::Exact(at) => Span::new(at.start, at.start + 1),
            crate::text::Place::Within(span) => span,
            crate::text::Place::None => panic!("byte {at} has no place"),
        }
    }

    proptest! {
        #[test]
        fn the_source_of_every_span_decodes_to_it(
            bytes in proptest::collection::vec(prop_oneof![Just(b'a'), Just(b' '), any::<u8>()], 1..24),
            habits in proptest::collection::vec(0u8..10, 1..9),
        ) {
            let raw = quoted(&bytes, &habits);
            let decode = |raw: &[u8]| Transfer::QuotedPrintable.decode(raw, 0, false).bytes.into_owned();
            check(&bytes, &Transfer::QuotedPrintable.decode(&raw, 0, false), |span| decode(&raw[span.range()]));
            let raw = letters(&bytes, &habits);
            check(&bytes, &base64(&raw, 0), |span| base64(&raw[span.range()], 0).bytes.into_owned());
        }

        #[test]
        fn no_bytes_are_too_odd(raw in proptest::collection::vec(any::<u8>(), 0..80)) {
            for transfer in [Transfer::Plain, Transfer::QuotedPrintable, Transfer::Base64] {
                let decoded = transfer.decode(&raw, 0, true);
                prop_assert!(decoded.bytes.len() <= raw.len());
            }
        }
    }
}
