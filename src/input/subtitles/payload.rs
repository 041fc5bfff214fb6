//! The words of a cue without their tags and escapes, and the voices that its tags name.

use super::cues::moment;
use super::speakers::Found;
use crate::input::clock::Cursor;
use crate::input::line_spans;
use crate::text::{Mapped, Span};
use std::sync::Arc;

/// Who speaks, as far as the tags tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    /// No tag says so.
    Untold,
    /// A tag without a name: somebody.
    Nameless,
    /// `<v Ann>`
    Named(Arc<str>),
}

/// A line of a cue, or the part of it that one voice speaks.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) voice: Voice,
    /// The words, with their places in the text; never blank.
    pub(super) words: Mapped,
    /// It begins a line.
    pub(super) is_line: bool,
    /// What in front of its words may be a name.
    pub(super) name: Option<Found>,
}

/// What the payload of a cue holds.
#[derive(Debug, Default)]
pub(super) struct Payload {
    pub(super) parts: Vec<Part>,
    /// Some words have times of their own.
    pub(super) has_stamps: bool,
}

/// Tags that only say how words look or sound. Others may be words: `<order number>`.
const TAGS: [&str; 9] = ["b", "i", "u", "s", "c", "font", "lang", "ruby", "rt"];

/// A tag is no longer than this, in bytes.
const LONGEST_TAG: usize = 200;

/// Reads the lines of `span` of the text.
pub(super) fn read(text: &str, span: Span) -> Payload {
    let mut reading = Reading {
        payload: Payload::default(),
        voice: Voice::Untold,
        words: Mapped::default(),
        is_line: true,
    };
    for line in line_spans(span.of(text)) {
        reading.line(text, line.shifted(span.start));
        reading.end_part();
        reading.is_line = true;
    }
    reading.payload
}

struct Reading {
    payload: Payload,
    voice: Voice,
    words: Mapped,
    is_line: bool,
}

impl Reading {
    fn line(&mut self, text: &str, line: Span) {
        let mut at = line.start;
        while let Some(length) = text[at..line.end].find(['<', '&', '{']) {
            let mark = at + length;
            self.words.push_same(&text[at..mark], at);
            at = self.mark(text, Span::new(mark, line.end));
        }
        self.words.push_same(&text[at..line.end], at);
    }

    /// Reads the tag, the escape or the character that `rest` begins with; gives its end.
    fn mark(&mut self, text: &str, rest: Span) -> usize {
        let here = rest.of(text);
        let read = match here.as_bytes()[0] {
            b'<' => inside(here, '>')
                .filter(|tag| self.tag(tag))
                .map(|tag| tag.len() + 2),
            // `{\an8}`: where on the screen.
            b'{' => inside(here, '}')
                .filter(|tag| tag.starts_with('\\'))
                .map(|tag| tag.len() + 2),
            _ => entity(here).map(|(character, length)| {
                let source = Span::new(rest.start, rest.start + length);
                self.words
                    .push_decoded(character.encode_utf8(&mut [0; 4]), source);
                length
            }),
        };
        let length = read.unwrap_or_else(|| {
            self.words.push_same(&here[..1], rest.start);
            1
        });
        rest.start + length
    }

    /// Takes account of `<tag>`; false if it is no tag.
    fn tag(&mut self, tag: &str) -> bool {
        let (is_closing, name) = match tag.strip_prefix('/') {
            Some(name) => (true, name),
            None => (false, tag),
        };
        let end = name.find(['.', ' ', '\t', '=']).unwrap_or(name.len());
        let (name, rest) = name.split_at(end);
        if name.eq_ignore_ascii_case("v") {
            self.end_part();
            self.voice = match rest.split_once([' ', '\t']).map(|(_, name)| name.trim()) {
                _ if is_closing => Voice::Untold,
                Some(name) if !name.is_empty() => Voice::Named(unescaped(name).into()),
                _ => Voice::Nameless,
            };
            return true;
        }
        if TAGS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            return true;
        }
        let mut cursor = Cursor::new(tag, 0);
        let is_stamp = moment(&mut cursor).is_some() && cursor.rest().is_empty();
        self.payload.has_stamps |= is_stamp;
        is_stamp
    }

    fn end_part(&mut self) {
        let words = std::mem::take(&mut self.words);
        if words.text.trim().is_empty() {
            return;
        }
        self.payload.parts.push(Part {
            voice: self.voice.clone(),
            words,
            is_line: self.is_line,
            name: None,
        });
        self.is_line = false;
    }
}

/// What stands between the mark that `text` begins with and the first `closing`.
fn inside(text: &str, closing: char) -> Option<&str> {
    let reach = text.floor_char_boundary(LONGEST_TAG);
    let end = text[..reach].find(closing)?;
    Some(&text[1..end])
}

/// The character of the escape that `text` begins with, and the length of the escape.
fn entity(text: &str) -> Option<(char, usize)> {
    let name = inside(text, ';').filter(|name| name.len() <= 8)?;
    let number = |digits: &str, base| {
        let code = u32::from_str_radix(digits, base).ok()?;
        char::from_u32(code).filter(|character| !character.is_control())
    };
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        "lrm" => '\u{200E}',
        "rlm" => '\u{200F}',
        _ => match name.strip_prefix('#')? {
            digits if digits.starts_with(['x', 'X']) => number(&digits[1..], 16)?,
            digits => number(digits, 10)?,
        },
    };
    Some((character, name.len() + 2))
}

fn unescaped(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        let (character, length) = entity(&rest[at..]).unwrap_or(('&', 1));
        plain.push(character);
        rest = &rest[at + length..];
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(payload: &str) -> Vec<(String, String)> {
        let read = read(payload, Span::new(0, payload.len()));
        let voice = |voice: &Voice| match voice {
            Voice::Untold => "-".to_owned(),
            Voice::Nameless => "?".to_owned(),
            Voice::Named(name) => name.to_string(),
        };
        let parts = read.parts.iter();
        parts
            .map(|part| (voice(&part.voice), part.words.text.trim().to_owned()))
            .collect()
    }

    fn words(payload: &str) -> String {
        let parts = parts(payload);
        let words: Vec<&str> = parts.iter().map(|(_, words)| words.as_str()).collect();
        words.join("|")
    }

    #[test]
    fn tags_are_no_words_and_escapes_are_characters() {
        let cases = [
            ("<b>不是</b>我们的<i>责任</i>", "不是我们的责任"),
            ("<c.yellow.bg_blue>no</c>pe", "nope"),
            ("so<00:00:01.000><c> far</c>", "so far"),
            ("<lang zh>改天</lang>", "改天"),
            ("<font color=\"#fff\">a</font>{\\an8}b", "ab"),
            (
                "R&amp;D &lt;b&gt; &#39;x&#x27; &nbsp;y",
                "R&D <b> 'x' \u{A0}y",
            ),
            (
                "1 < 2 & 3 > 2, I <3 you; {curly}",
                "1 < 2 & 3 > 2, I <3 you; {curly}",
            ),
            ("press <Enter> & <b", "press <Enter> & <b"),
            ("&bogus; &#0; &#xD800;", "&bogus; &#0; &#xD800;"),
        ];
        for (payload, expected) in cases {
            assert_eq!(words(payload), expected, "{payload}");
        }
    }

    #[test]
    fn voices() {
        let cases: [(&str, &[(&str, &str)]); 5] = [
            ("<v Ann Lee>Hi.</v>", &[("Ann Lee", "Hi.")]),
            (
                "<v.loud R&amp;D>one\ntwo",
                &[("R&D", "one"), ("R&D", "two")],
            ),
            (
                "<v Ann>Hi.</v><v Bo>Hello.",
                &[("Ann", "Hi."), ("Bo", "Hello.")],
            ),
            ("<v >who?</v> then", &[("?", "who?"), ("-", "then")]),
            ("<v>who?\n \n", &[("?", "who?")]),
        ];
        for (payload, expected) in cases {
            let expected: Vec<(String, String)> = expected
                .iter()
                .map(|&(voice, words)| (voice.to_owned(), words.to_owned()))
                .collect();
            assert_eq!(parts(payload), expected, "{payload}");
        }
    }

    #[test]
    fn an_escape_has_its_place() {
        let text = "…a &amp; b";
        let read = read(text, Span::new(3, text.len()));
        let words = &read.parts[0].words;
        let place = words.runs.source_span(Span::new(2, 3), &words.text);
        assert_eq!(place.map(|place| place.of(text)), Some("&amp;"));
    }
}
