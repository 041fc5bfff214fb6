//! `{number}`: a number that says how many or when. Never 几 or "a few".

use crate::fold::FoldedChar;

const CHINESE: [char; 17] = [
    '零', '〇', '一', '二', '两', '三', '四', '五', '六', '七', '八', '九', '十', '百', '千', '万',
    '半',
];

const WORDS: [&str; 28] = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
];

/// The characters with which a number may begin, each with the next where that is known.
pub(super) fn number_openings() -> impl Iterator<Item = (char, Option<char>)> {
    let words = WORDS.iter().filter_map(|word| {
        let mut letters = word.chars();
        Some((letters.next()?, letters.next()))
    });
    let alone = ('0'..='9').chain(CHINESE).map(|c| (c, None));
    alone.chain(words)
}

/// Calls `ends` with every position at which a number that begins at `at` may end.
pub(super) fn number_ends(chars: &[FoldedChar], at: usize, mut ends: impl FnMut(usize)) {
    let Some(first) = chars.get(at) else { return };
    if first.c.is_ascii_digit() {
        if at == 0 || !chars[at - 1].c.is_ascii_digit() {
            ends(digits_end(chars, at));
        }
    } else if is_numeral(first.c) {
        if !is_vague(chars, at) {
            let len = chars[at..].iter().take_while(|at| is_numeral(at.c)).count();
            (at + 1..=at + len).for_each(ends);
        }
    } else if first.c.is_ascii_lowercase() {
        word_ends(chars, at, &mut ends);
    }
}

fn digits_end(chars: &[FoldedChar], at: usize) -> usize {
    let is_digit = |position: usize| chars.get(position).is_some_and(|at| at.c.is_ascii_digit());
    let mut end = at;
    while is_digit(end)
        || matches!(
            chars.get(end).map(|at| at.c),
            Some('.' | ':' | '/' | '-' | ',')
        ) && is_digit(end + 1)
    {
        end += 1;
    }
    end
}

fn is_numeral(c: char) -> bool {
    CHINESE.contains(&c)
}

/// 几十, 数百: no number that anybody could hold an agent to.
fn is_vague(chars: &[FoldedChar], at: usize) -> bool {
    let before = chars[..at]
        .iter()
        .rev()
        .map(|at| at.c)
        .find(|&c| !is_numeral(c));
    matches!(before, Some('几' | '数'))
}

fn word_ends(chars: &[FoldedChar], at: usize, ends: &mut impl FnMut(usize)) {
    let word = |from: usize| -> String {
        chars[from..]
            .iter()
            .map(|at| at.c)
            .take_while(char::is_ascii_lowercase)
            .collect()
    };
    let first = word(at);
    if !WORDS.contains(&first.as_str()) {
        return;
    }
    let end = at + first.len();
    ends(end);
    // twenty-four, two hundred
    if matches!(chars.get(end).map(|at| at.c), Some('-' | ' ')) {
        let second = word(end + 1);
        if WORDS.contains(&second.as_str()) {
            ends(end + 1 + second.len());
        }
    }
}
