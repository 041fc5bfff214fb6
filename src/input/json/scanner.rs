//! Goes over JSON without building values of it, several times faster than a parser.
//!
//! It knows objects, lists, and what stands in them: strings, numbers, `true`, `false` and
//! `null`. It gives up (`None`) on anything else, be it wrong or only unusual, such as a name
//! with an escape in it. Whoever asked goes on with serde_json then, which can say what is wrong.

use super::node::Node;

/// A place in a JSON text.
pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    /// At the beginning of `text`.
    pub(super) fn new(text: &'a str) -> Self {
        Scanner { text, at: 0 }
    }

    /// Goes over an object; `field` goes over the value of the name that it is given.
    pub(super) fn object(
        &mut self,
        mut field: impl FnMut(&mut Self, &'a str) -> Option<()>,
    ) -> Option<()> {
        self.expect(b'{')?;
        if self.peek()? == b'}' {
            return self.expect(b'}');
        }
        loop {
            let name = self.name()?;
            self.expect(b':')?;
            field(self, name)?;
            if self.ends_with(b'}')? {
                return Some(());
            }
        }
    }

    /// True if a list begins here.
    pub(super) fn begins_list(&mut self) -> bool {
        self.peek() == Some(b'[')
    }

    /// Goes over a list; `element` goes over each of its elements.
    pub(super) fn list(&mut self, mut element: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.expect(b'[')?;
        if self.peek()? == b']' {
            return self.expect(b']');
        }
        loop {
            element(self)?;
            if self.ends_with(b']')? {
                return Some(());
            }
        }
    }

    /// Goes over a string, a number, `true`, `false` or `null`.
    pub(super) fn scalar(&mut self) -> Option<Node<'a>> {
        let first = self.peek()?;
        let start = self.at;
        let length = match first {
            b'"' => string_length(self.rest())?.0,
            b't' => word_length(self.rest(), b"true")?,
            b'f' => word_length(self.rest(), b"false")?,
            b'n' => word_length(self.rest(), b"null")?,
            _ => number_length(self.rest())?,
        };
        self.at += length;
        Some(Node::scanned(self.text.get(start..self.at)?))
    }

    /// True if nothing but white space is left.
    pub(super) fn is_at_end(&mut self) -> bool {
        self.peek().is_none()
    }

    fn rest(&self) -> &'a [u8] {
        &self.text.as_bytes()[self.at..]
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        let blank = |byte: &&u8| matches!(byte, b' ' | b'\n' | b'\t' | b'\r');
        self.at += self.rest().iter().take_while(blank).count();
        self.rest().first().copied()
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        let is_here = self.peek()? == byte;
        self.at += 1;
        is_here.then_some(())
    }

    /// Whether an object or a list ends here with `mark`, or goes on behind a comma.
    fn ends_with(&mut self, mark: u8) -> Option<bool> {
        let found = self.peek()?;
        self.at += 1;
        match found {
            b',' => Some(false),
            _ if found == mark => Some(true),
            _ => None,
        }
    }

    /// The name of a field, if it is written without escapes.
    fn name(&mut self) -> Option<&'a str> {
        if self.peek()? != b'"' {
            return None;
        }
        let start = self.at + 1;
        let (length, is_plain) = string_length(self.rest())?;
        self.at += length;
        self.text.get(start..self.at - 1).filter(|_| is_plain)
    }
}

/// The length of the string with which `bytes` begin, and whether it has no escapes.
fn string_length(bytes: &[u8]) -> Option<(usize, bool)> {
    let (mut at, mut is_plain) = (1, true);
    loop {
        at += plain_length(bytes.get(at..)?);
        match bytes.get(at)? {
            b'"' => return Some((at + 1, is_plain)),
            b'\\' => at += escape_length(&bytes[at..])?,
            // A control character.
            _ => return None,
        }
        is_plain = false;
    }
}

/// How many bytes stand before the next quotation mark, backslash or control character. They are
/// looked at eight at a time: in each byte of `special` the highest bit is set if it is one of
/// them, and the lowest such byte is the first.
fn plain_length(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGHEST: u64 = ONES << 7;
    let below = |eight: u64, limit: u64| eight.wrapping_sub(ONES * limit) & !eight & HIGHEST;
    let (chunks, rest) = bytes.as_chunks::<8>();
    for (index, chunk) in chunks.iter().enumerate() {
        let eight = u64::from_le_bytes(*chunk);
        let is = |byte: u8| below(eight ^ (ONES * u64::from(byte)), 1);
        let special = below(eight, 0x20) | is(b'"') | is(b'\\');
        if special != 0 {
            return index * 8 + special.trailing_zeros() as usize / 8;
        }
    }
    let is_special = |&byte: &u8| byte < 0x20 || matches!(byte, b'"' | b'\\');
    let plain = rest.iter().position(is_special).unwrap_or(rest.len());
    bytes.len() - rest.len() + plain
}

/// The length of the escape with which `bytes` begin.
fn escape_length(bytes: &[u8]) -> Option<usize> {
    match bytes.get(1)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(2),
        b'u' => bytes
            .get(2..6)?
            .iter()
            .all(u8::is_ascii_hexdigit)
            .then_some(6),
        _ => None,
    }
}

fn word_length(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.starts_with(word).then_some(word.len())
}

/// The length of the number with which `bytes` begin. `01` begins with a number, too; what
/// follows it shows that it is none.
fn number_length(bytes: &[u8]) -> Option<usize> {
    let digits = |from: usize| {
        let digits = bytes
            .get(from..)?
            .iter()
            .take_while(|byte| byte.is_ascii_digit());
        Some(from + digits.count()).filter(|&end| end > from)
    };
    let first = usize::from(bytes.first() == Some(&b'-'));
    let mut end = match bytes.get(first) {
        Some(b'0') => first + 1,
        _ => digits(first)?,
    };
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(end) {
        let is_signed = matches!(bytes.get(end + 1), Some(b'+' | b'-'));
        end = digits(end + 1 + usize::from(is_signed))?;
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde::de::IgnoredAny;

    /// Goes over any value, as deep as it is.
    fn value(scanner: &mut Scanner) -> Option<()> {
        match scanner.peek()? {
            b'{' => scanner.object(|scanner, _| value(scanner)),
            b'[' => scanner.list(value),
            _ => scanner.scalar().map(|_| ()),
        }
    }

    fn is_sound(text: &str) -> bool {
        let mut scanner = Scanner::new(text);
        value(&mut scanner).is_some() && scanner.is_at_end()
    }

    #[test]
    fn what_json_allows_and_what_not() {
        for sound in [
            r#" { "a" : [ 1 , -0.5e+3, true, null, "x\u4F60\n/" ] , "b" : {} } "#,
            "[]",
            "0",
            "\"我们改天再说，好吗？\"",
        ] {
            assert!(is_sound(sound), "{sound}");
        }
        for wrong in [
            "",
            "{",
            "[1,]",
            "[1 2]",
            "{\"a\":1,}",
            "{a:1}",
            "01",
            "1.",
            ".5",
            "+1",
            "1e",
            "-",
            "\"a",
            "\"\t\"",
            r#""\x""#,
            r#""\u12G4""#,
            "nul",
            "truefalse",
            "1 2",
        ] {
            assert!(!is_sound(wrong), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn it_allows_what_serde_json_allows(
            text in "([\\[\\]{},:0-9eE.+\"\\\\ \t改-]|\"[a改]{0,9}\"|\\\\[nu\"]|true|null|\"a\":){0,12}"
        ) {
            let is_known = serde_json::from_str::<IgnoredAny>(&text).is_ok();
            prop_assert!(is_known || !is_sound(&text), "{}", text);
            // Names with escapes are unusual.
            prop_assert!(!is_known || text.contains('\\') || is_sound(&text), "{}", text);
        }

        #[test]
        fn the_first_special_byte_is_found(text in "[a改\"\\\\\t\u{7f}\u{80}é\u{1f}]{0,40}") {
            let special = |&byte: &u8| byte < 0x20 || matches!(byte, b'"' | b'\\');
            let slow = text.bytes().position(|byte| special(&byte)).unwrap_or(text.len());
            prop_assert_eq!(plain_length(text.as_bytes()), slow);
        }
    }
}
