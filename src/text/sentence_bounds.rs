//! Sentence boundaries as UAX #29 has them, without its tables where a text needs none.

use unicode_segmentation::UnicodeSegmentation;

/// Bytes at which the sentences of `text` end, ascending, with the white space after them. Line
/// breaks count as spaces.
pub(super) fn sentence_bounds(text: &str) -> Vec<usize> {
    bounds_of_ordinary(text).unwrap_or_else(|| bounds_by_tables(text))
}

fn bounds_by_tables(text: &str) -> Vec<usize> {
    let unwrapped = text.replace(['\n', '\r'], " ");
    unwrapped
        .split_sentence_bound_indices()
        .map(|(start, sentence)| start + sentence.len())
        .collect()
}

/// Sentence_Break classes of UAX #29.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Lower,
    Upper,
    OtherLetter,
    Digit,
    /// `.`
    FullStop,
    /// Marks that always end a sentence.
    Mark,
    /// Quotation marks and brackets.
    Close,
    Space,
    /// Marks after which a sentence goes on.
    Continue,
    Other,
}

/// The class of an ordinary character; `None` for one that needs the tables.
fn class(c: char) -> Option<Class> {
    Some(match c {
        'a'..='z' => Class::Lower,
        'A'..='Z' => Class::Upper,
        '0'..='9' => Class::Digit,
        '.' => Class::FullStop,
        '!' | '?' | '。' | '！' | '？' => Class::Mark,
        '"' | '\'' | '(' | ')' | '[' | ']' | '{' | '}' => Class::Close,
        '“' | '”' | '‘' | '’' | '（' | '）' | '《'..='】' => Class::Close,
        ' ' | '\t' | '\n' | '\r' | '\u{3000}' => Class::Space,
        ',' | '-' | ':' | ';' | '，' | '、' | '：' | '；' | '–' | '—' => Class::Continue,
        ' '..='~' | '…' | '～' => Class::Other,
        '\u{1F300}'..='\u{1F3FA}' | '\u{1F400}'..='\u{1FAFF}' => Class::Other,
        '\u{3400}'..='\u{9FFF}' => Class::OtherLetter,
        _ => return None,
    })
}

/// Rules SB6 to SB11; `None` if the text holds a character without a class.
fn bounds_of_ordinary(text: &str) -> Option<Vec<usize>> {
    let mut bounds = Vec::new();
    let mut before = Class::Other;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let class = class(c)?;
        let after = at + c.len_utf8();
        at = match class {
            Class::FullStop | Class::Mark => {
                let (end, is_bound) = behind_terminator(text, after, before, class)?;
                if is_bound {
                    bounds.push(end);
                }
                before = if end == after { class } else { Class::Close };
                end
            }
            _ => {
                before = class;
                after
            }
        };
    }
    if bounds.last() != Some(&text.len()) && !text.is_empty() {
        bounds.push(text.len());
    }
    Some(bounds)
}

/// Where what belongs to a full stop or mark ends, and whether the sentence ends there.
fn behind_terminator(
    text: &str,
    after: usize,
    before: Class,
    terminator: Class,
) -> Option<(usize, bool)> {
    let class_at = |at: usize| text[at..].chars().next().map(class);
    let is_stop = terminator == Class::FullStop;
    if is_stop {
        match class_at(after) {
            Some(next) if next? == Class::Digit => return Some((after, false)),
            Some(next)
                if next? == Class::Upper && matches!(before, Class::Lower | Class::Upper) =>
            {
                return Some((after, false));
            }
            _ => {}
        }
    }
    let skip = |from: usize, skipped: Class| {
        let rest = text[from..].trim_start_matches(|c| class(c) == Some(skipped));
        text.len() - rest.len()
    };
    let end = skip(skip(after, Class::Close), Class::Space);
    let is_bound = match class_at(end) {
        None => true,
        Some(next) => match next? {
            Class::Continue | Class::FullStop | Class::Mark => false,
            _ => !is_stop || !goes_on(&text[end..])?,
        },
    };
    Some((end, is_bound))
}

/// True if the next letter is a small one, with no mark before it.
fn goes_on(rest: &str) -> Option<bool> {
    for c in rest.chars() {
        match class(c)? {
            Class::Lower => return Some(true),
            Class::Upper | Class::OtherLetter | Class::FullStop | Class::Mark => break,
            _ => {}
        }
    }
    Some(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ordinary_text_needs_no_tables(
            text in "([a-cA-C1 .!?。？\"'(“”）】,;:—，；：…]|\\. |[ -~]|[、\n\t\r《》～😀我们]){0,14}"
        ) {
            prop_assert_eq!(bounds_of_ordinary(&text), Some(bounds_by_tables(&text)));
        }
    }
}
