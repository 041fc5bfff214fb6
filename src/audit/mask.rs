//! Hides personal data in text that is shown to people who did not hold the conversation.
//!
//! What could be a phone number, a card, an identity card, an order or a mail address becomes `*`,
//! one for one character, so that places in the text stay where they were. Dates, times and amounts
//! stay: without them nobody can judge a promise.
//!
//! No checksum is asked: a card number with one digit misheard is as private as a correct one.

mod identifiers;
mod kept;
mod plain;
#[cfg(test)]
mod tests;

use crate::text::Span;
use identifiers::Identifiers;
use kept::Kept;
use plain::{is_worth_reading, plain_char, plain_text};
use regex::Regex;
use std::borrow::Cow;

/// Hides personal data in shown text: one `*` for one character (code point).
#[derive(Debug)]
pub struct Masker {
    built_in: Option<BuiltIn>,
    patterns: Vec<Regex>,
}

/// What is hidden unless the user asks for nothing to be.
#[derive(Debug)]
struct BuiltIn {
    kept: Kept,
    identifiers: Identifiers,
    /// Mobile numbers, identity cards and mail addresses, as names of records hold them.
    personal: Regex,
}

const PERSONAL: &str =
    r"1[3-9][0-9]{9}|[1-9][0-9]{5}(?:19|20)[0-9]{9}[0-9Xx]|[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+";

impl Masker {
    /// Hides what always is hidden, and whatever one of `patterns` matches, the user's own regular
    /// expressions.
    ///
    /// # Errors
    /// Which pattern is no regular expression, and what the regex engine says about it.
    pub fn new(patterns: &[String]) -> Result<Masker, String> {
        let patterns = patterns.iter().map(|pattern| compile(pattern));
        Ok(Masker {
            built_in: Some(BuiltIn {
                kept: Kept::new(),
                identifiers: Identifiers::new(),
                personal: Regex::new(PERSONAL).expect("it is tested"),
            }),
            patterns: patterns.collect::<Result<_, _>>()?,
        })
    }

    /// Masks nothing, except names in [`Masker::mask_with_name`].
    pub fn none() -> Masker {
        Masker {
            built_in: None,
            patterns: Vec::new(),
        }
    }

    /// `text` with as many code points as before; borrowed if there is nothing to hide.
    pub fn mask<'t>(&self, text: &'t str) -> Cow<'t, str> {
        hide(text, self.hidden_plain(text), self.hidden_by_patterns(text))
    }

    /// Masks `name` too, wherever it stands in the text in any width and letter case, for agents
    /// whose names are hashed. A name of one character (王) is left: it stands in too many words.
    pub fn mask_with_name<'t>(&self, text: &'t str, name: &str) -> Cow<'t, str> {
        let mut hidden = self.hidden_plain(text);
        hidden.extend(places_of_name(text, name.trim()));
        hide(text, hidden, self.hidden_by_patterns(text))
    }

    /// A name by which something is found again: a record's id, a file's path, a queue. Only what is
    /// surely somebody's is hidden, mobile numbers, identity cards and mail addresses, since a
    /// number of another kind is just what a reader must be able to look up.
    pub fn mask_reference<'t>(&self, reference: &'t str) -> Cow<'t, str> {
        let hidden = self.built_in.as_ref().map_or_else(Vec::new, |built_in| {
            let mut hidden = Vec::new();
            for hit in built_in.personal.find_iter(reference) {
                let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
                let before = reference[..hit.start()].chars().next_back();
                let after = reference[hit.end()..].chars().next();
                if !is_digit(before) && !is_digit(after) {
                    hidden.push(Span::from(hit.range()));
                }
            }
            hidden
        });
        hide(reference, Vec::new(), hidden)
    }

    /// Spans of the plain text.
    fn hidden_plain(&self, text: &str) -> Vec<Span> {
        let Some(built_in) = &self.built_in else {
            return Vec::new();
        };
        if !is_worth_reading(text) && !built_in.identifiers.are_spelt_in(text) {
            return Vec::new();
        }
        built_in.all_hidden(plain_text(text))
    }

    /// Spans of the text itself.
    fn hidden_by_patterns(&self, text: &str) -> Vec<Span> {
        let hits = self.patterns.iter().flat_map(|p| p.find_iter(text));
        hits.map(|hit| hit.range().into()).collect()
    }
}

impl BuiltIn {
    /// Until nothing more is found: what is hidden may have been glued to a number (555-1234一三八…)
    /// that has the shape of one only without it. So a masked text is never masked any further.
    fn all_hidden(&self, mut plain: String) -> Vec<Span> {
        let mut all = Vec::new();
        loop {
            let hidden = joined(self.hidden(plain.clone()));
            if hidden.is_empty() {
                return all;
            }
            plain = blank(&plain, &hidden);
            all.extend(hidden);
        }
    }

    fn hidden(&self, mut plain: String) -> Vec<Span> {
        let mut hidden = self.identifiers.unmistakable(&plain);
        for kept in [Kept::times, Kept::dates, Kept::years] {
            plain = blank(&plain, &kept(&self.kept, &plain));
        }
        // Before amounts: in 单号12345次日到 nothing is counted.
        hidden.extend(self.identifiers.named(&plain));
        plain = blank(&plain, &self.kept.amounts(&plain));
        hidden.extend(self.identifiers.numbers(&plain));
        hidden
    }
}

fn compile(pattern: &str) -> Result<Regex, String> {
    Regex::new(pattern).map_err(|error| {
        let error = error.to_string();
        let reason = error.lines().last().unwrap_or_default();
        let reason = reason.trim_start_matches("error: ").trim_end_matches('.');
        format!("`{pattern}` is not a regular expression: {reason}")
    })
}

/// The same text for the searches to come, with nothing to find in `spans`.
fn blank(plain: &str, spans: &[Span]) -> String {
    let mut out = String::with_capacity(plain.len());
    let mut at = 0;
    for span in spans {
        out.push_str(&plain[at..span.start]);
        out.extend(std::iter::repeat_n('\0', span.len()));
        at = span.end;
    }
    out.push_str(&plain[at..]);
    out
}

/// Spans of the plain text; Latin names only as whole words, or Ann would be hidden in "annual".
fn places_of_name(text: &str, name: &str) -> Vec<Span> {
    if name.chars().nth(1).is_none() {
        return Vec::new();
    }
    let (plain, name) = (plain_text(text), plain_text(name));
    let glued = |one: Option<char>, other: Option<char>| {
        let is_latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        is_latin(one) && is_latin(other)
    };
    let places = plain.match_indices(&name).filter(|(start, name)| {
        let (before, after) = (&plain[..*start], &plain[start + name.len()..]);
        !glued(before.chars().next_back(), name.chars().next())
            && !glued(name.chars().next_back(), after.chars().next())
    });
    places
        .map(|(start, name)| Span::new(start, start + name.len()))
        .collect()
}

fn hide(text: &str, in_plain: Vec<Span>, in_text: Vec<Span>) -> Cow<'_, str> {
    let (in_plain, in_text) = (joined(in_plain), joined(in_text));
    if in_plain.is_empty() && in_text.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut plain_at = 0;
    let masked = text.char_indices().map(|(at, c)| {
        let is_hidden = covers(&in_plain, plain_at) || covers(&in_text, at);
        plain_at += plain_char(c).len_utf8();
        if is_hidden { '*' } else { c }
    });
    Cow::Owned(masked.collect())
}

/// In order, without overlaps and without empty spans.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| !span.is_empty());
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}

fn covers(joined: &[Span], at: usize) -> bool {
    let next = joined.partition_point(|span| span.end <= at);
    joined.get(next).is_some_and(|span| span.start <= at)
}
