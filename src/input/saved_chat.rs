//! The chat that a Zoom meeting saves:
//!
//! ```text
//! 10:02:11 From Ann to Everyone: …
//! 2024-05-01 10:02:11 From Ann (she/her)  to  Bo(Direct Message):
//! <TAB>…
//! 10:02:11 From Ann : …
//! ```
//!
//! Lines that begin with a tab go on with the message above.

use super::clock::Cursor;
use crate::text::Span;

/// How far a sender and a receiver may reach, in bytes.
const REACH: usize = 240;

/// Reads up to the words of a message, from behind its time; gives the sender's name.
pub(super) fn sender(cursor: &mut Cursor) -> Option<Span> {
    cursor.attempt(|cursor| {
        cursor.eat_word(&["From ", "From\t", "来自 ", "來自 "])?;
        cursor.spaces();
        let start = cursor.at;
        let colon = cursor
            .rest()
            .find([':', '：'])
            .filter(|&length| length <= REACH)?;
        let people = Span::new(start, start + colon);
        cursor.at = people.end;
        cursor.eat(&[':', '：']);
        let name = sending(people.of(cursor.line));
        (!name.is_empty()).then(|| Span::new(start, start + name.len()))
    })
}

/// The sender in `Ann to Everyone`.
fn sending(people: &str) -> &str {
    let spaces = people.match_indices(char::is_whitespace);
    let receiver = spaces.map(|(at, _)| at).find(|&at| {
        let rest = people[at..].trim_start();
        let words = ["to", "到", "至", "发送给", "發送給"];
        let rest = words.iter().find_map(|word| rest.strip_prefix(word));
        rest.is_some_and(|rest| rest.starts_with(char::is_whitespace))
    });
    people[..receiver.unwrap_or(people.len())].trim_end()
}

/// The line is no words of the sender's: `Reacted to "…" with 👍`.
pub(super) fn is_notice(line: &str) -> bool {
    let line = line.trim();
    let quotes = |word: &str| {
        let rest = line.strip_prefix(word);
        rest.is_some_and(|rest| rest.trim_start().starts_with(['"', '“']))
    };
    let is_taken_back = line.starts_with("Removed a ") && line.contains(" reaction from \"");
    quotes("Reacted to") || quotes("Replying to") || is_taken_back
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(line: &str) -> Option<(&str, &str)> {
        let mut cursor = Cursor::new(line, 0);
        let name = sender(&mut cursor)?;
        Some((name.of(line), cursor.rest()))
    }

    #[test]
    fn who_sends_to_whom() {
        let cases = [
            (
                "From Ann Lee to Everyone: hi: there",
                ("Ann Lee", " hi: there"),
            ),
            (
                "From  李娜 3 (她)  to  Bo(Direct Message):",
                ("李娜 3 (她)", ""),
            ),
            ("From Ann to  Host(Direct:", ("Ann", "")),
            ("From Ann : hi", ("Ann", " hi")),
            ("From Tomoko to 所有人：好", ("Tomoko", "好")),
            ("来自 李娜 到 所有人:\t好", ("李娜", "\t好")),
        ];
        for (line, expected) in cases {
            assert_eq!(sent(line), Some(expected), "{line}");
        }
        for line in ["From: Ann", "From Ann to Bo", "Fromage: brie", "From : hi"] {
            assert_eq!(sent(line), None, "{line}");
        }
    }

    #[test]
    fn notices() {
        for line in [
            "Reacted to \"Hi…\" with 👍",
            "\tReplying to \"Hi\"",
            "Removed a 👍 reaction from \"Hi\"",
        ] {
            assert!(is_notice(line), "{line}");
        }
        for line in [
            "Reacted to it badly",
            "Replying to your mail:",
            "Removed a line",
        ] {
            assert!(!is_notice(line), "{line}");
        }
    }
}
