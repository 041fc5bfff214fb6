//! Paragraphs, sentences and clauses.

use super::sentence_bounds::sentence_bounds;
use super::{Span, is_han, is_ignorable};

/// What a line break inside a turn means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineBreaks {
    /// White space: the text was wrapped. A blank line, a list mark or a heading still ends the
    /// paragraph.
    Wrap,
    /// The end of a sentence: labelled transcripts, one message per line.
    EndSentence,
}

/// A run without any sentence mark is cut at white space or a clause mark after this many bytes,
/// so that one line of hundreds of megabytes costs no more memory than many short ones.
const LONGEST_SENTENCE: usize = 8 * 1024;

/// The sentences of `stretch`, in order, without the white space around them.
///
/// A sentence ends with `。！？!?…` and the closing quotes after it, with a full stop as UAX #29
/// has it (not in "6 p.m.", addresses, initials), at the *chat space* (white space between two
/// or more Han characters on both sides), and with its paragraph.
pub fn sentences(text: &str, stretch: Span, line_breaks: LineBreaks) -> Vec<Span> {
    let mut sentences = Vec::new();
    for paragraph in paragraphs(text, stretch, line_breaks) {
        split_sentences(text, paragraph, line_breaks, &mut sentences);
    }
    sentences
}

fn paragraphs(text: &str, stretch: Span, line_breaks: LineBreaks) -> Vec<Span> {
    let mut paragraphs: Vec<Span> = Vec::new();
    let mut open = false;
    let mut start = stretch.start;
    for line in stretch.of(text).split_inclusive(['\n', '\r']) {
        let span = Span::new(start, start + line.len());
        start = span.end;
        if line.trim().is_empty() {
            // `\r\n` gives an empty second half, which is no blank line.
            open &= line == "\n" && text[..span.start].ends_with('\r');
            continue;
        }
        let joins = open && line_breaks == LineBreaks::Wrap && !starts_block(line);
        match paragraphs.last_mut() {
            Some(last) if joins => last.end = span.end,
            _ => paragraphs.push(span),
        }
        open = !line.trim_start().starts_with('#');
    }
    paragraphs
}

/// True if the line is a heading, a list item or a table row, which never continues the line above.
fn starts_block(line: &str) -> bool {
    let line = line.trim_start();
    if line.starts_with(['#', '|', '•', '●', '◆', '■', '·', '►', '→']) {
        return true;
    }
    if let Some(rest) = line.strip_prefix(['-', '*', '+', '–', '—']) {
        return rest.starts_with([' ', '\t', '-', '*']);
    }
    let after_bracket = line.trim_start_matches(['(', '（']);
    let digits = after_bracket
        .trim_start_matches(|c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c));
    let count = after_bracket.len() - digits.len();
    if count == 0 || count > 6 {
        return line.starts_with(|c| ('①'..='⑳').contains(&c));
    }
    let mut rest = digits.chars();
    match rest.next() {
        Some('、' | '）') => true,
        Some('.' | ')' | '．') => rest.next().is_none_or(|c| c.is_whitespace() || is_han(c)),
        _ => false,
    }
}

fn split_sentences(text: &str, paragraph: Span, breaks: LineBreaks, sentences: &mut Vec<Span>) {
    let words = paragraph.of(text);
    let full_stops = full_stops(words);
    let mut start = 0;
    let mut cut = |start: usize, end: usize| {
        let sentence = &words[start..end];
        let trimmed = sentence.trim_start();
        let from = end - trimmed.len();
        let span = Span::new(from, from + trimmed.trim_end().len());
        if !span.is_empty() {
            sentences.push(span.shifted(paragraph.start));
        }
    };
    let mut marks = words.char_indices().peekable();
    let mut before = ['\0'; 2];
    while let Some((at, c)) = marks.next() {
        let end = if is_sentence_mark(c) && !is_inside_address(words, at, c)
            || full_stops.binary_search(&at).is_ok()
        {
            let mut end = at + c.len_utf8();
            while let Some((next, c)) = marks.next_if(|&(_, c)| c == '.' || closes_sentence(c)) {
                end = next + c.len_utf8();
            }
            Some(end)
        } else if c.is_whitespace() && !before[1].is_whitespace() {
            is_chat_space(before, &words[at..], breaks).then_some(at)
        } else {
            (at - start >= LONGEST_SENTENCE && (c.is_whitespace() || is_clause_mark(c)))
                .then_some(at + c.len_utf8())
        };
        if let Some(end) = end {
            cut(start, end);
            start = end;
        }
        if !is_ignorable(c) {
            before = [before[1], c];
        }
    }
    cut(start, words.len());
}

fn is_sentence_mark(c: char) -> bool {
    matches!(
        c,
        '。' | '！' | '？' | '!' | '?' | '…' | '｡' | '‼' | '⁇' | '⁈' | '⁉'
    )
}

fn closes_sentence(c: char) -> bool {
    is_sentence_mark(c)
        || matches!(
            c,
            '”' | '’' | '"' | '\'' | '」' | '』' | '）' | ')' | '】' | '»'
        )
}

/// White space between words of two or more Han characters each: in chats it ends a sentence.
fn is_chat_space(before: [char; 2], rest: &str, breaks: LineBreaks) -> bool {
    if !before.into_iter().all(is_han) {
        return false;
    }
    let spaces = rest.len() - rest.trim_start().len();
    if breaks == LineBreaks::Wrap && rest[..spaces].contains(['\n', '\r']) {
        return false;
    }
    let mut after = rest[spaces..].chars().filter(|&c| !is_ignorable(c));
    after.next().is_some_and(is_han) && after.next().is_some_and(is_han)
}

/// `?` and `!` inside a web address end no sentence.
fn is_inside_address(words: &str, at: usize, c: char) -> bool {
    if !c.is_ascii() || !words[at + 1..].starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return false;
    }
    let token = words[..at]
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default();
    token.contains("://") || token.contains("www.")
}

/// Byte offsets of the full stops that end a sentence. UAX #29 decides, with line breaks taken as
/// spaces; abbreviations are ours, since it knows none.
fn full_stops(words: &str) -> Vec<usize> {
    if !words.contains(['.', '．']) {
        return Vec::new();
    }
    let mut start = 0;
    sentence_bounds(words)
        .into_iter()
        .filter_map(|end| {
            let sentence = &words[std::mem::replace(&mut start, end)..end];
            let start = end - sentence.len();
            let core = sentence.trim_end().trim_end_matches(closes_sentence);
            let stops = core.trim_end_matches(['.', '．']);
            let ends = stops.len() < core.len();
            // Only the first of "..." is needed: the rest of the run belongs to it.
            (ends && !is_abbreviation(stops)).then_some(start + stops.len())
        })
        .collect()
}

/// True if the words before a full stop end with an initial (but "I") or a common abbreviation.
fn is_abbreviation(words: &str) -> bool {
    let token = words
        .rsplit(|c: char| c.is_whitespace() || c == '(')
        .next()
        .unwrap_or_default();
    // Full width letters stand at a fixed distance from the half width ones.
    let narrow = |c: char| match c {
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    let token: String = token.chars().map(narrow).collect();
    let mut letters = token.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => letter.is_ascii_uppercase() && letter != 'I',
        _ => {
            let lower = token.to_ascii_lowercase();
            matches!(
                lower.as_str(),
                "mr" | "mrs"
                    | "ms"
                    | "dr"
                    | "prof"
                    | "st"
                    | "vs"
                    | "e.g"
                    | "i.e"
                    | "a.m"
                    | "p.m"
                    | "approx"
                    | "dept"
                    | "ext"
                    | "inc"
                    | "ltd"
                    | "jr"
                    | "sr"
                    | "ref"
            )
        }
    }
}

/// The clause marks of a sentence, as byte spans of `sentence`: `，,；;：:～~`, em dashes and spaced
/// dashes, but not the comma of 1,000 or the colon of 9:12; `、` only between clauses, not in a list
/// of words.
pub fn clause_marks(sentence: &str) -> Vec<Span> {
    let mut marks: Vec<Span> = Vec::new();
    let mut before = ' ';
    for (at, c) in sentence.char_indices() {
        let end = at + c.len_utf8();
        let after = sentence[end..].chars().next().unwrap_or(' ');
        let is_mark = match c {
            '、' => separates_clauses(sentence, at),
            '-' | '–' => before.is_whitespace() && after.is_whitespace(),
            ':' => !(after == '/' || is_digit(before) && is_digit(after)),
            ',' | '，' | '：' | '~' | '～' => !(is_digit(before) && is_digit(after)),
            _ => is_clause_mark(c),
        };
        if is_mark {
            marks.push(Span::new(at, end));
        }
        before = c;
    }
    marks
}

/// Of half or full width.
fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

fn is_clause_mark(c: char) -> bool {
    matches!(
        c,
        '，' | ',' | '；' | ';' | '：' | ':' | '～' | '~' | '—' | '﹐' | '﹔'
    )
}

/// `、` stands between clauses if both neighbours are as long as a clause is: four Han characters.
fn separates_clauses(sentence: &str, at: usize) -> bool {
    const SHORTEST_CLAUSE: usize = 4;
    let is_border = |c: char| c == '、' || is_clause_mark(c);
    let han = |words: &str| words.chars().filter(|&c| is_han(c)).count();
    let before = sentence[..at].rsplit(is_border).next().unwrap_or_default();
    let after = sentence[at + '、'.len_utf8()..]
        .split(is_border)
        .next()
        .unwrap_or_default();
    han(before) >= SHORTEST_CLAUSE && han(after) >= SHORTEST_CLAUSE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str, breaks: LineBreaks) -> Vec<&str> {
        let whole = Span::new(0, text.len());
        sentences(text, whole, breaks)
            .into_iter()
            .map(|span| span.of(text))
            .collect()
    }

    fn clauses(sentence: &str) -> Vec<&str> {
        clause_marks(sentence)
            .into_iter()
            .map(|span| span.of(sentence))
            .collect()
    }

    #[test]
    fn chinese_sentences_end_with_their_mark_and_the_quote_after_it() {
        let text = "他说：“这不是我们的。”责任在谁？！好…嗯";
        assert_eq!(
            split(text, LineBreaks::Wrap),
            ["他说：“这不是我们的。”", "责任在谁？！", "好…", "嗯"]
        );
    }

    #[test]
    fn a_wrapped_line_goes_on_and_a_blank_line_ends_the_paragraph() {
        let text = "这不是我们的\r\n责任\r\n\r\n再见\n- 一\n- 二\n2. three\n";
        assert_eq!(
            split(text, LineBreaks::Wrap),
            ["这不是我们的\r\n责任", "再见", "- 一", "- 二", "2. three"]
        );
        assert_eq!(
            split("好的\n再见", LineBreaks::EndSentence),
            ["好的", "再见"]
        );
    }

    #[test]
    fn a_full_stop_is_not_always_one() {
        let text = "We close at 6 p.m. on Monday. Mr. J. Smith (see www.a.com/x?b=1) is in. \
                    It is 3.5 kg... no\nway. I did. e.g. this";
        assert_eq!(
            split(text, LineBreaks::Wrap),
            [
                "We close at 6 p.m. on Monday.",
                "Mr. J. Smith (see www.a.com/x?b=1) is in.",
                "It is 3.5 kg... no\nway.",
                "I did. e.g. this"
            ]
        );
        assert_eq!(
            split("您好.我们不管.", LineBreaks::Wrap),
            ["您好.", "我们不管."]
        );
    }

    #[test]
    fn a_chat_space_ends_a_sentence_and_spaced_characters_do_not() {
        assert_eq!(
            split("好的 我们 不管", LineBreaks::Wrap),
            ["好的", "我们", "不管"]
        );
        assert_eq!(split("这 不 是 我 们 的 责 任", LineBreaks::Wrap).len(), 1);
        assert_eq!(split("亲 不清楚哦", LineBreaks::Wrap).len(), 1);
        assert_eq!(split("好的\n我们", LineBreaks::Wrap).len(), 1);
    }

    #[test]
    fn clause_marks_are_not_number_marks() {
        assert_eq!(
            clauses("共1,000元，9:12到，http://a.b：好"),
            ["，", "，", "："]
        );
        assert_eq!(clauses("满１，０００元"), Vec::<&str>::new());
        assert_eq!(clauses("可能、应该、好像"), Vec::<&str>::new());
        assert_eq!(clauses("我们处理不了、您去找厂家吧"), ["、"]);
        assert_eq!(clauses("well-known - yes—no 3-5"), ["-", "—"]);
    }
}
