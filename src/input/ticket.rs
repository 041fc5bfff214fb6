//! The head of a ticket above a mail, which begins as a transcript does:
//!
//! ```text
//! Customer: Ann Lee
//! Agent: Bo
//! Order: 123
//!
//! Hi Ann, …
//! ```

use super::labels::{Columns, label};
use super::line_spans;
use super::roles::{RoleNames, Standing, is_han_name};
use crate::document::Role;
use std::collections::HashSet;

/// Capitalised words that are said rather than given to people.
const SAID: [&str; 36] = [
    "hello",
    "hi",
    "hey",
    "yes",
    "yeah",
    "yep",
    "no",
    "nope",
    "ok",
    "okay",
    "sure",
    "thanks",
    "thank",
    "good",
    "great",
    "right",
    "welcome",
    "sorry",
    "please",
    "oh",
    "well",
    "hmm",
    "um",
    "uh",
    "bye",
    "goodbye",
    "alright",
    "absolutely",
    "certainly",
    "understood",
    "perfect",
    "what",
    "why",
    "how",
    "when",
    "where",
];

/// `words` are a name, a number or an address, and nothing that is said.
pub(super) fn is_name(words: &str) -> bool {
    let words = words.trim();
    let is_name = |word: &str| {
        let word = word.trim_matches(['(', ')', '#', '.', '（', '）']);
        word.starts_with(|first: char| first.is_uppercase() || first.is_ascii_digit())
            && word
                .chars()
                .all(|character| character.is_alphanumeric() || "-_.'’/@".contains(character))
            && word.is_ascii()
            && !SAID.contains(&&*word.to_ascii_lowercase())
    };
    let han = words.chars().next().zip(words.chars().nth(1));
    // 谢谢 begins with a family name, too.
    let is_han = is_han_name(words) && han.is_some_and(|(first, second)| first != second);
    let is_address = words.contains('@') && !words.contains(char::is_whitespace);
    !words.is_empty()
        && (is_address
            || is_han
            || (words.split_whitespace().count() <= 4 && words.split_whitespace().all(is_name)))
}

/// The text begins with such a head, and nobody speaks below it.
pub(super) fn has_head(text: &str, names: &RoleNames) -> bool {
    let lines = line_spans(text).map(|line| line.of(text).trim());
    let mut lines = lines.skip_while(|line| line.is_empty());
    let (mut people, mut others) = (0, 0);
    let mut keys = HashSet::new();
    let mut has_more = false;
    for line in lines.by_ref() {
        let Some((key, value)) = field(line) else {
            has_more = !line.is_empty();
            if speaks(line, names).is_some() {
                return false;
            }
            break;
        };
        if !keys.insert(key.to_lowercase()) {
            return false;
        }
        match speaks(line, names) {
            Some(words) if !is_name(words) => return false,
            Some(_) => people += 1,
            None if value.is_empty() => return false,
            None => others += 1,
        }
    }
    for line in lines {
        if speaks(line, names).is_some() {
            return false;
        }
        has_more |= !line.is_empty();
    }
    people > 0 && (others > 0 || (people > 1 && has_more))
}

/// `Order: 123`
fn field(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once([':', '：'])?;
    let is_short = key.chars().count() <= 24 && key.split_whitespace().count() <= 3;
    let is_word = key.starts_with(char::is_alphabetic);
    (is_short && is_word).then(|| (key.trim(), value.trim()))
}

/// The words of `line`, if it begins with a label that says at once who speaks.
fn speaks<'a>(line: &'a str, names: &RoleNames) -> Option<&'a str> {
    let label = label(line, names, Columns::default(), None)?;
    let is_known = label.claim.standing == Standing::Known && label.claim.role != Role::Unknown;
    is_known.then(|| label.words.of(line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Options;

    #[test]
    fn names_and_what_is_said() {
        for name in [
            "Ann",
            "Ann Lee",
            "李娜",
            "王经理",
            "48213",
            "ann@example.org",
            "A-1093",
            "O'Neil (VIP)",
        ] {
            assert!(is_name(name), "{name}");
        }
        for said in [
            "",
            "Hello",
            "Hi Ann",
            "您好",
            "谢谢",
            "I lost it",
            "honestly, no",
            "我要退款",
            "好的",
            "Yes.",
            "Where?",
        ] {
            assert!(!is_name(said), "{said}");
        }
    }

    #[test]
    fn heads_of_tickets() {
        let names = RoleNames::new(&Options::default());
        for text in [
            "Customer: Ann\nAgent: Bo\nOrder: 123\n\nHi Ann,\nit has left.\n",
            "Customer: Ann Lee\nAgent: Bo\n\nHi Ann,\n",
            "Ticket: 4711\nCustomer: Ann\n\nHi Ann,\nNote: we are closed.\n",
            "客户：张三\n客服：李娜\n订单：20240501\n\n您好，已发出。\n",
        ] {
            assert!(has_head(text, &names), "{text}");
        }
        for text in [
            "Customer: Hello\nAgent: Hi\n\nEnd of chat\n",
            "Customer: Ann\nAgent: Bo\nOrder: 123\n\nAgent: Hello Ann\nCustomer: hi\n",
            "客服：您好\n客户：张三\n\n通话结束\n",
            "Agent: Bo\nCustomer: Ann\n",
            "Agent: Bo\nAgent: Ann\n\nthe end\n",
            "",
        ] {
            assert!(!has_head(text, &names), "{text}");
        }
    }
}
