//! Header values: unfolded, their encoded words (RFC 2047) decoded, with the place of every
//! character.

use super::charset;
use super::transfer::{Decoded, Transfer, quoted_word};
use crate::document::Note;
use crate::input::encoding::Encoding;
use crate::text::{Mapped, Span};
use memchr::{memchr, memmem};

/// What is known about bytes that no encoded word labels.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hint<'a> {
    /// The charset of the mail's text, which raw bytes in its header are often in, too.
    pub(super) label: Option<&'a str>,
    /// What the user says.
    pub(super) asked: Option<&'static Encoding>,
}

/// The text of `value`, which stands at byte `at` of its mail, and what is to be said about it.
/// White space at its ends is left out.
pub(super) fn text(value: &[u8], at: usize, hint: Hint) -> (Mapped, Option<Note>) {
    let words = value.trim_ascii_start();
    let mut reading = Reading {
        value: words,
        at: at + value.len() - words.len(),
        hint,
        text: Mapped::default(),
        note: None,
    };
    reading.read();
    let Reading { text, note, .. } = reading;
    let all = Span::new(0, text.text.len());
    let kept = crate::input::trimmed(&text.text, all);
    let text = if kept == all { text } else { text.part(kept) };
    (text, note)
}

struct Reading<'v> {
    value: &'v [u8],
    at: usize,
    hint: Hint<'v>,
    text: Mapped,
    note: Option<Note>,
}

impl<'v> Reading<'v> {
    fn read(&mut self) {
        let mut done = 0;
        while let Some((start, word)) = next_word(self.value, done) {
            // White space between two words is none of the text.
            let is_between = done > 0 && self.value[done..start].trim_ascii().is_empty();
            if !is_between {
                self.plain(done, start);
            }
            done = self.words(word);
        }
        self.plain(done, self.value.len());
    }

    /// Adds the value as it is written, less the line breaks of its folds.
    fn plain(&mut self, start: usize, end: usize) {
        if start == end {
            return;
        }
        let mut raw = Decoded::default();
        let mut at = self.at + start;
        for piece in self.value[start..end].split_inclusive(|&byte| byte == b'\n') {
            let kept = piece
                .strip_suffix(b"\n")
                .map_or(piece, |line| line.strip_suffix(b"\r").unwrap_or(line));
            raw.append(&Decoded::as_it_is(kept, at));
            at += piece.len();
        }
        let own = str::from_utf8(&raw.bytes).is_ok();
        let label = self.hint.label.filter(|_| !own);
        self.add(label, raw);
    }

    /// Adds `first` and the words of its charset right behind it, between which a character may be
    /// split; gives where they end.
    fn words(&mut self, first: Word<'v>) -> usize {
        let mut raw = first.decode(self.value, self.at);
        let mut last = first;
        while let Some(next) = word_behind(self.value, last.end)
            && next.charset.eq_ignore_ascii_case(first.charset)
            && !first.charset.eq_ignore_ascii_case("utf-7")
        {
            raw.append(&next.decode(self.value, self.at));
            last = next;
        }
        self.add(Some(first.charset), raw);
        last.end
    }

    fn add(&mut self, label: Option<&str>, raw: Decoded) {
        let mut choice = charset::choose(label, &raw.bytes, self.hint.asked);
        self.note = self.note.take().or_else(|| choice.note.take());
        let text = choice.text(&raw.bytes, raw.runs);
        match self.text.text.is_empty() {
            true => self.text = text,
            false => self.text.append(&text),
        }
    }
}

/// `=?gb2312?B?uMTM7A==?=`
#[derive(Clone, Copy)]
struct Word<'v> {
    charset: &'v str,
    is_base64: bool,
    /// Its letters in the value.
    letters: Span,
    end: usize,
}

impl Word<'_> {
    fn decode<'v>(&self, value: &'v [u8], at: usize) -> Decoded<'v> {
        let letters = &value[self.letters.range()];
        let at = at + self.letters.start;
        match self.is_base64 {
            true => Transfer::Base64.decode(letters, at, false),
            false => quoted_word(letters, at),
        }
    }
}

/// The first word from byte `from` on, and where it begins.
fn next_word(value: &[u8], from: usize) -> Option<(usize, Word<'_>)> {
    let mut at = from;
    loop {
        let rest = value.get(at..)?;
        at += memmem::find(rest, b"=?")?;
        match word_at(value, at) {
            Some(word) => return Some((at, word)),
            None => at += 2,
        }
    }
}

/// The word that follows byte `end` with nothing but white space in between.
fn word_behind(value: &[u8], end: usize) -> Option<Word<'_>> {
    let blank = value[end..]
        .iter()
        .take_while(|byte| byte.is_ascii_whitespace());
    word_at(value, end + blank.count())
}

fn word_at(value: &[u8], at: usize) -> Option<Word<'_>> {
    let rest = value.get(at..)?.strip_prefix(b"=?")?;
    // The standard allows 75 characters, and programs write more.
    let (charset, rest) = cut(rest, 40)?;
    let (kind, rest) = cut(rest, 1)?;
    let is_base64 = match kind {
        b"B" | b"b" => true,
        b"Q" | b"q" => false,
        _ => return None,
    };
    // The first `?` ends the letters; if no `=` follows, it is no word.
    let length = memchr(b'?', rest).filter(|at| rest.get(at + 1) == Some(&b'='))?;
    let charset = str::from_utf8(charset)
        .ok()
        .filter(|name| !name.is_empty())?;
    let start = value.len() - rest.len();
    Some(Word {
        // A language may stand behind the charset.
        charset: charset.split('*').next().unwrap_or(charset),
        is_base64,
        letters: Span::new(start, start + length),
        end: start + length + 2,
    })
}

/// What stands before the next `?`, at most `most` bytes of it, and what stands behind.
fn cut(rest: &[u8], most: usize) -> Option<(&[u8], &[u8])> {
    let end = rest.iter().take(most + 1).position(|&byte| byte == b'?')?;
    Some((&rest[..end], &rest[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::GBK;
    use proptest::prelude::*;

    fn read(value: &[u8]) -> String {
        text(value, 0, Hint::default()).0.text
    }

    #[test]
    fn words_and_plain_text_side_by_side() {
        assert_eq!(
            read(b" =?utf-8?Q?Caf=C3=A9_today?= now \r\n"),
            "Café today now"
        );
        assert_eq!(
            read(b"=?gb2312?B?uMTM7A==?=\r\n =?GB2312?B?1NnLtQ==?="),
            "改天再说"
        );
        assert_eq!(read(b"a =?utf-8*en?q?b?= c"), "a b c");
        assert_eq!(read(b"Re:=?utf-8?b?5pS55aSp?=!"), "Re:改天!");
        assert_eq!(read(b"=?utf-8?Q?one?= =?us-ascii?Q?_two?="), "one two");
        assert_eq!(read(b"folded\r\n\tonce"), "folded\tonce");
        assert_eq!(read(b"=?UTF-8?Q?a b=3F?="), "a b?");
    }

    #[test]
    fn a_character_may_be_split_between_two_words() {
        // 改天: the three bytes of each character lie in different words.
        let value = b"=?utf-8?B?5pQ=?= =?utf-8?Q?=B9=E5?=\r\n =?utf-8?Q?=A4=A9?=";
        let (mapped, _) = text(value, 100, Hint::default());
        assert_eq!(mapped.text, "改天");
        let sky = mapped.runs.source_span(Span::new(3, 6), &mapped.text);
        let last = value.len() - 8;
        assert_eq!(sky, Some(Span::new(130, 100 + last + 6)));
    }

    #[test]
    fn a_very_long_subject_is_read_in_time() {
        let value = "=?utf-8?Q?a?= =?gbk?Q?b?= ".repeat(20_000) + &"=?utf-8?Q?".repeat(50_000);
        assert!(read(value.as_bytes()).starts_with("abab"));
    }

    #[test]
    fn what_is_no_word_stays() {
        for plain in [
            "=?utf-8?X?abc?=",
            "=?utf-8?Q?abc",
            "=?",
            "a=?b?=c",
            "=??Q?a?=",
        ] {
            assert_eq!(read(plain.as_bytes()), plain);
        }
    }

    #[test]
    fn raw_bytes_are_read_as_the_text_is() {
        let raw = GBK.encode("改天").0;
        let hint = Hint {
            label: Some("gb2312"),
            asked: None,
        };
        assert_eq!(text(&raw, 0, hint).0.text, "改天");
        assert_eq!(text("改天".as_bytes(), 0, hint).0.text, "改天");
        let (mapped, note) = text(&GBK.encode("答复：关于改天").0, 0, Hint::default());
        assert_eq!(mapped.text, "答复：关于改天");
        assert!(note.is_some());
    }

    proptest! {
        #[test]
        fn no_value_is_too_odd(value in "([=?UTF8utfBbQq ab\r\n_é-]|=\\?utf-8\\?[bq]\\?|\\?=){0,30}") {
            read(value.as_bytes());
        }
    }
}
