//! Word edges as UAX #29 has them.

use super::is_ignorable;
use unicode_segmentation::UnicodeSegmentation;

/// The word edges of a text, with zero-width characters taken out: they may hide in a word.
///
/// Texts of ordinary characters answer by a look at the neighbours (see [`is_edge`]); only others are
/// cut into words as a whole.
#[derive(Debug)]
pub(crate) enum WordEdges {
    /// Every character is of a class that [`class`] knows.
    Local,
    /// Where words begin and end, in bytes, ascending.
    Listed {
        /// First bytes.
        starts: Vec<u32>,
        /// One past the last bytes.
        ends: Vec<u32>,
    },
}

impl WordEdges {
    /// The edges of `text`; later calls must be given the same text.
    pub(crate) fn of(text: &str) -> Self {
        if text.chars().all(|c| class(c).is_some()) {
            WordEdges::Local
        } else {
            listed(text)
        }
    }

    /// True if a word begins at byte `at` of the text.
    pub(crate) fn has_start(&self, text: &str, at: u32) -> bool {
        match self {
            WordEdges::Local => is_edge(text, at as usize),
            WordEdges::Listed { starts, .. } => starts.binary_search(&at).is_ok(),
        }
    }

    /// True if a word ends before byte `at` of the text.
    pub(crate) fn has_end(&self, text: &str, at: u32) -> bool {
        match self {
            WordEdges::Local => is_edge(text, at as usize),
            WordEdges::Listed { ends, .. } => ends.binary_search(&at).is_ok(),
        }
    }
}

/// Word_Break classes of UAX #29, as far as they matter here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    /// `_`
    Joiner,
    /// `.` and apostrophes: inside words and inside numbers.
    MidAny,
    /// Colons: inside words.
    MidLetter,
    /// Commas and semicolons: inside numbers.
    MidDigit,
    /// Stands alone.
    Other,
}

/// The class of an ordinary character; `None` for one that needs the whole of UAX #29.
fn class(c: char) -> Option<Class> {
    Some(match c {
        'a'..='z' | 'A'..='Z' => Class::Letter,
        '0'..='9' => Class::Digit,
        '_' => Class::Joiner,
        '.' | '\'' | '‘' | '’' => Class::MidAny,
        ':' | '：' => Class::MidLetter,
        ',' | ';' | '，' | '；' => Class::MidDigit,
        ' '..='~' | '\t' | '\n' => Class::Other,
        '\u{3400}'..='\u{9FFF}' | '、' | '。' | '《'..='】' => Class::Other,
        '！' | '？' | '（' | '）' | '～' | '“' | '”' | '…' | '–' | '—' => {
            Class::Other
        }
        '\u{1F300}'..='\u{1F3FA}' | '\u{1F400}'..='\u{1FAFF}' => Class::Other,
        _ => return None,
    })
}

/// True if a word may begin or end at byte `at`: rules WB5 to WB13b, which ask two neighbours on
/// each side. `text` holds only characters with a class.
fn is_edge(text: &str, at: usize) -> bool {
    use Class::{Digit, Joiner, Letter, MidAny, MidDigit, MidLetter};
    let mut before = text[..at].chars().rev().filter_map(class);
    let mut after = text[at..].chars().filter_map(class);
    let (Some(one), Some(other)) = (before.next(), after.next()) else {
        return true;
    };
    let is_word = |class| matches!(class, Letter | Digit);
    let joins = |class, middle| match class {
        Letter => matches!(middle, MidAny | MidLetter),
        Digit => matches!(middle, MidAny | MidDigit),
        _ => false,
    };
    match (one, other) {
        (Letter | Digit | Joiner, Joiner) => false,
        (Joiner, other) if is_word(other) => false,
        (one, other) if is_word(one) && is_word(other) => false,
        (one, middle) if joins(one, middle) => after.next() != Some(one),
        (middle, other) if joins(other, middle) => before.next() != Some(other),
        _ => true,
    }
}

fn listed(text: &str) -> WordEdges {
    let kept: Vec<(usize, char)> = text
        .char_indices()
        .filter(|&(_, c)| !is_ignorable(c))
        .collect();
    let cleaned: String = kept.iter().map(|&(_, c)| c).collect();
    let (mut starts, mut ends) = (Vec::new(), Vec::new());
    let mut index = 0;
    for word in cleaned.split_word_bounds() {
        let count = word.chars().count();
        let (start, _) = kept[index];
        let (last, c) = kept[index + count - 1];
        starts.push(start as u32);
        ends.push((last + c.len_utf8()) as u32);
        index += count;
    }
    WordEdges::Listed { starts, ends }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Beside letters and digits, which is where edges are asked for; runs of white space are
        /// one word to UAX #29 and never asked about.
        #[test]
        fn a_look_at_the_neighbours_is_enough(
            text in "([a-zA-Z0-9_.'‘’:：,;，；]|[ -~]|[我们不。！“”—😀]){0,16}"
        ) {
            let WordEdges::Listed { starts, ends } = listed(&text) else {
                unreachable!("`listed` lists");
            };
            let is_asked = |at: usize| {
                let beside = text[..at].chars().next_back().into_iter().chain(text[at..].chars().next());
                beside.into_iter().any(|c| c.is_ascii_alphanumeric())
            };
            for (at, c) in text.char_indices() {
                let end = at + c.len_utf8();
                if is_asked(at) {
                    prop_assert_eq!(is_edge(&text, at), starts.contains(&(at as u32)), "start {}", at);
                }
                if is_asked(end) {
                    prop_assert_eq!(is_edge(&text, end), ends.contains(&(end as u32)), "end {}", end);
                }
            }
        }
    }
}
