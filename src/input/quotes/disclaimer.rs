//! The paragraph in which lawyers say for whom a mail is meant.

use super::Line;
use super::signature::skip;
use super::vocabulary::VOCABULARY;

/// Cuts the paragraphs that say for whom a mail is meant and what others must do.
pub(super) fn cut(lines: &mut [Line]) {
    if !may_be_in(lines) {
        return;
    }
    let mut headed = false;
    for paragraph in lines.chunk_by_mut(|one, next| one.words.is_empty() == next.words.is_empty()) {
        if paragraph[0].words.is_empty() {
            continue;
        }
        let length: usize = paragraph.iter().map(|line| line.words.len()).sum();
        let is_heading = paragraph.len() == 1 && heading(paragraph[0].words) == Some("");
        if is_heading || (60..=6000).contains(&length) && is_disclaimer(paragraph, headed) {
            skip(paragraph);
        }
        headed = is_heading;
    }
}

/// False of nearly every text without a disclaimer.
fn may_be_in(lines: &[Line]) -> bool {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
        return false;
    };
    let text = &first.text[first.span.start..last.span.end];
    let hints = VOCABULARY.disclaimer.hints.as_ref();
    hints.is_none_or(|hints| hints.is_match(&text.to_ascii_lowercase()))
}

fn is_disclaimer(paragraph: &[Line], headed: bool) -> bool {
    let text: Vec<&str> = paragraph.iter().map(|line| line.words).collect();
    let text = text.join(" ");
    let known = &VOCABULARY.disclaimer;
    if !known
        .secret
        .as_ref()
        .is_some_and(|secret| secret.is_match(&text))
    {
        return false;
    }
    let text = text.to_lowercase();
    let any = |table: &[&str]| table.iter().any(|word| text.contains(word));
    let headed = headed || heading(paragraph[0].words).is_some();
    let proofs = [any(&known.about), any(&known.duty), headed];
    proofs.iter().filter(|proof| **proof).count() >= 2
}

/// What follows on a line that begins with the heading of a disclaimer.
fn heading(words: &str) -> Option<&str> {
    let bare = words.trim_start_matches(['*', '【', '[', '#', ' ', '_']);
    let known = |name: &&&str| {
        bare.get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name))
    };
    let headings = VOCABULARY.disclaimer.headings.iter();
    let name = headings.filter(known).max_by_key(|name| name.len())?;
    let rest = &bare[name.len()..];
    let parted =
        rest.is_empty() || rest.starts_with([':', '：', '】', ']', '*', ' ', '-', '—', '.']);
    parted.then(|| rest.trim_matches(|c: char| !c.is_alphanumeric()))
}
