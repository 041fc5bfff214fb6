//! Text measured in terminal columns: a Chinese character takes two.

use super::visible::visible;
use anstyle::{AnsiColor, Color};
use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Columns that `text`, already made visible, takes on a terminal.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

/// Text of a file as it is shown inside a line: visible, with tabs as blanks.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    if text.contains('\t') {
        Cow::Owned(visible(&text.replace('\t', "    ")).into_owned())
    } else {
        visible(text)
    }
}

/// The longest beginning of `text` that takes at most `room` columns when shown; words stay whole.
pub(super) fn head(text: &str, room: usize) -> &str {
    &text[..bytes_within(text.split_word_bounds(), room)]
}

/// The longest end of `text` that takes at most `room` columns when shown; words stay whole.
pub(super) fn tail(text: &str, room: usize) -> &str {
    &text[text.len() - bytes_within(text.split_word_bounds().rev(), room)..]
}

/// As [`head`], but cuts words.
pub(super) fn head_of_characters(text: &str, room: usize) -> &str {
    &text[..bytes_within(text.graphemes(true), room)]
}

fn bytes_within<'a>(pieces: impl Iterator<Item = &'a str>, mut room: usize) -> usize {
    let mut bytes = 0;
    for piece in pieces {
        match room.checked_sub(columns(&shown(piece))) {
            Some(left) => room = left,
            None => break,
        }
        bytes += piece.len();
    }
    bytes
}

/// `text` in lines of at most `room` columns, broken at blanks and beside full-width characters,
/// where no closing mark begins a line and no opening mark ends one.
pub(super) fn wrap(text: &str, room: usize) -> Vec<String> {
    text.lines()
        .flat_map(|line| wrap_line(line.trim(), room))
        .collect()
}

fn wrap_line(line: &str, room: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut current = String::new();
    for piece in unbreakable(line) {
        if columns(&current) + columns(&visible(piece.trim_end())) > room && !current.is_empty() {
            lines.push(current.trim_end().to_owned());
            current.clear();
        }
        current.push_str(&visible(piece));
    }
    lines.push(current.trim_end().to_owned());
    lines
}

/// Cuts a line wherever it may be broken.
fn unbreakable(line: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before = "";
    for (at, character) in line.grapheme_indices(true) {
        if at > start && may_break(before, character) {
            pieces.push(&line[start..at]);
            start = at;
        }
        before = character;
    }
    pieces.push(&line[start..]);
    pieces
}

fn may_break(before: &str, after: &str) -> bool {
    const OPENING: &str = "“‘（《〈「『【([{<";
    const CLOSING: &str = "”’）》〉」』】)]}>，。！？；：、…—·,.!?;:";
    let is_wide = |text: &str| columns(text) > 1;
    let blank = |text: &str| text.trim().is_empty();
    !blank(after)
        && (blank(before) || is_wide(before) || is_wide(after))
        && !CLOSING.contains(after)
        && !OPENING.contains(before)
}

/// Puts colours around words, or leaves them plain.
#[derive(Clone, Copy)]
pub(super) struct Paint {
    pub(super) color: bool,
}

impl Paint {
    pub(super) fn with(self, style: anstyle::Style, text: &str) -> String {
        if self.color && !text.is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    pub(super) fn bold(self, text: &str) -> String {
        self.with(anstyle::Style::new().bold(), text)
    }

    pub(super) fn dim(self, text: &str) -> String {
        self.with(anstyle::Style::new().dimmed(), text)
    }

    pub(super) fn green(self, text: &str) -> String {
        self.with(foreground(AnsiColor::Green), text)
    }
}

/// Letters of that colour.
pub(super) fn foreground(color: AnsiColor) -> anstyle::Style {
    anstyle::Style::new().fg_color(Some(Color::Ansi(color)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn chinese_breaks_between_characters_but_not_before_a_full_stop() {
        let wrapped = wrap("客户听到的是推托。应说明时间。", 16);
        assert_eq!(wrapped, ["客户听到的是推", "托。应说明时间。"]);
    }

    #[test]
    fn english_breaks_between_words() {
        assert_eq!(
            wrap("No one owns it, “it will do”.", 12),
            ["No one owns", "it, “it will", "do”."]
        );
        assert_eq!(wrap("one\ntwo", 12), ["one", "two"]);
    }

    #[test]
    fn words_stay_whole_at_both_ends() {
        assert_eq!(head("refund you today", 12), "refund you ");
        assert_eq!(tail("refund you today", 12), " you today");
        assert_eq!(head("您好，改天", 7), "您好，");
        assert_eq!(tail("您好\u{1b}改天", 5), "␛改天".replace('␛', "\u{1b}"));
    }

    proptest! {
        #[test]
        fn wrapping_loses_no_word(text in "[a客。“” ]{0,40}", room in 4usize..20) {
            let lines = wrap(&text, room);
            let letters = |text: &str| text.replace(char::is_whitespace, "");
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }
    }
}
