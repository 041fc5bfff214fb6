use super::needs::Traits;
use crate::fold::{FoldedChar, Medium, fold_text};
use crate::text::{Span, WordEdges, clause_marks, is_han, is_spaceless};
use std::cell::OnceCell;
use std::ops::Range;

/// Text without any mark is speech as a recogniser writes it: a clause longer than this is no
/// clause, and the words around a hit stand for its clause and its sentence.
const LONGEST_CLAUSE_HAN: usize = 40;
const LONGEST_CLAUSE_WORDS: usize = 30;
const WINDOW_HAN: usize = 15;
const WINDOW_WORDS: usize = 10;

/// A sentence, folded. Positions are indices of folded characters.
pub(crate) struct Sentence<'t> {
    original: &'t str,
    /// First byte in the document's text.
    start: usize,
    pub(crate) chars: Vec<FoldedChar>,
    /// Whether the folded character is a clause mark.
    marks: Vec<bool>,
    words: OnceCell<WordEdges>,
    traits: OnceCell<Traits>,
}

impl<'t> Sentence<'t> {
    /// Folds the sentence `span` of `text`.
    pub(crate) fn new(text: &'t str, span: Span, medium: Medium) -> Self {
        let original = span.of(text);
        let mut chars = Vec::with_capacity(original.len() / 2);
        fold_text(original, medium, |at| chars.push(at));
        let mut spans = clause_marks(original).into_iter().peekable();
        let is_mark = |at: &FoldedChar| {
            while spans
                .next_if(|mark| mark.end <= at.start as usize)
                .is_some()
            {}
            spans
                .peek()
                .is_some_and(|mark| mark.start <= at.start as usize)
        };
        let marks = chars.iter().map(is_mark).collect();
        Sentence {
            original,
            start: span.start,
            chars,
            marks,
            words: OnceCell::new(),
            traits: OnceCell::new(),
        }
    }

    /// Where it stands in the document's text.
    pub(crate) fn span(&self) -> Span {
        Span::new(self.start, self.start + self.original.len())
    }

    /// Number of folded characters.
    pub(crate) fn len(&self) -> usize {
        self.chars.len()
    }

    /// What it holds, for a first look.
    pub(super) fn traits(&self) -> &Traits {
        self.traits
            .get_or_init(|| Traits::of(&self.chars, self.original))
    }

    /// The folded sentence as a string, and the position of every byte in it and of its end.
    pub(crate) fn folded(&self) -> (String, Vec<usize>) {
        let mut folded = String::with_capacity(self.len() * 3);
        let mut positions = Vec::with_capacity(self.len() * 3 + 1);
        for (position, at) in self.chars.iter().enumerate() {
            folded.push(at.c);
            positions.resize(folded.len(), position);
        }
        positions.push(self.len());
        (folded, positions)
    }

    /// The original words at `range`, in the document's text.
    pub(crate) fn original_span(&self, range: Range<usize>) -> Span {
        let first = self.chars[range.start].start as usize;
        let last = self.chars[range.end - 1].end as usize;
        Span::new(self.start + first, self.start + last)
    }

    /// The positions of the words at `span` of the document's text.
    pub(crate) fn range_of(&self, span: Span) -> Range<usize> {
        let (from, to) = (
            (span.start - self.start) as u32,
            (span.end - self.start) as u32,
        );
        let start = self.chars.partition_point(|at| at.end <= from);
        start..self.chars.partition_point(|at| at.start < to)
    }

    /// Where a phrase may begin of which an anchor ends with the character at `last`, if the anchor
    /// ends at most `reach` characters behind the phrase's start.
    pub(crate) fn starts(&self, last: u32, reach: Option<u32>) -> Range<usize> {
        let end = last as usize + 1;
        match reach {
            Some(reach) => end.saturating_sub(reach as usize)..end,
            None => 0..self.len(),
        }
    }

    /// True if a phrase may begin at `position`: not inside an original character or a word.
    pub(super) fn may_begin(&self, position: usize) -> bool {
        let Some(at) = self.chars.get(position) else {
            return false;
        };
        let before = position.checked_sub(1).map(|before| self.chars[before]);
        // "isn't our fault" holds "not our fault", and the whole of "isn't" belongs to it. The other
        // way round nothing ends inside: "you can" is not in "you can't".
        let splits = |before: FoldedChar| before.start == at.start && before.c != ' ';
        if at.c == ' ' || before.is_some_and(splits) {
            return false;
        }
        !needs_edge(at.c) || self.has_word_start(at.start)
    }

    /// True if a phrase may end before `position`.
    pub(super) fn may_end(&self, position: usize) -> bool {
        let Some(last) = position.checked_sub(1).map(|last| self.chars[last]) else {
            return false;
        };
        if last.c == ' ' {
            return false;
        }
        if let Some(next) = self.chars.get(position)
            && (next.start == last.start || is_combining_mark(next.c))
        {
            return false;
        }
        let base = self.chars[..position]
            .iter()
            .rfind(|at| !is_combining_mark(at.c));
        !base.is_some_and(|base| needs_edge(base.c))
            || self.words().has_end(self.original, last.end)
    }

    fn words(&self) -> &WordEdges {
        self.words.get_or_init(|| WordEdges::of(self.original))
    }

    fn has_word_start(&self, at: u32) -> bool {
        self.words().has_start(self.original, at)
    }

    /// True if letters or digits stand on both sides of `position`.
    pub(super) fn is_between_letters(&self, position: usize) -> bool {
        position > 0
            && position < self.len()
            && is_word_char(self.chars[position - 1].c)
            && is_word_char(self.chars[position].c)
    }

    /// True if `position` is inside a word of letters or digits, such as `that's` and `3.5`, or
    /// between a letter and its accent.
    pub(super) fn is_inside_word(&self, position: usize) -> bool {
        if position == 0 || position >= self.len() {
            return false;
        }
        let (before, at) = (self.chars[position - 1], self.chars[position]);
        if before.start == at.start {
            return self.is_between_letters(position);
        }
        (is_word_char(before.c) || is_word_char(at.c) || is_combining_mark(at.c))
            && !self.has_word_start(at.start)
    }

    pub(super) fn is_mark(&self, position: usize) -> bool {
        self.marks[position]
    }

    /// The clause around `position`, without its marks.
    pub(super) fn clause_at(&self, position: usize) -> Range<usize> {
        let before = self.marks[..position].iter().rposition(|&is_mark| is_mark);
        let after = self.marks[position..].iter().position(|&is_mark| is_mark);
        before.map_or(0, |mark| mark + 1)..after.map_or(self.len(), |mark| position + mark)
    }

    /// Clause and sentence of the found words, in which contexts are looked for.
    pub(crate) fn regions(&self, found: &Range<usize>) -> (Range<usize>, Range<usize>) {
        let clause = self.clause_at(found.start).start..self.clause_at(found.end).end;
        let (han, words) = self.count(clause.clone());
        if han > LONGEST_CLAUSE_HAN || words > LONGEST_CLAUSE_WORDS {
            let window = self.window(found);
            (window.clone(), window)
        } else {
            (clause, 0..self.len())
        }
    }

    /// Han characters and words of a range.
    fn count(&self, range: Range<usize>) -> (usize, usize) {
        let han = self.chars[range.clone()]
            .iter()
            .filter(|at| is_han(at.c))
            .count();
        (han, range.filter(|&at| self.begins_word(at)).count())
    }

    fn window(&self, found: &Range<usize>) -> Range<usize> {
        // A Han character and a word use up different shares of the same window.
        const FULL: usize = WINDOW_HAN * WINDOW_WORDS;
        let cost = |at: usize, is_word: bool| match self.chars[at].c {
            c if is_han(c) => WINDOW_WORDS,
            _ if is_word => WINDOW_HAN,
            _ => 0,
        };
        let mut used = 0;
        let start = (0..found.start).rev().take_while(|&at| {
            used += cost(at, self.begins_word(at));
            used <= FULL
        });
        let start = start.last().unwrap_or(found.start);
        used = 0;
        let end = (found.end..self.len()).take_while(|&at| {
            used += cost(at, self.begins_word(at));
            used <= FULL
        });
        start..end.last().map_or(found.end, |last| last + 1)
    }

    /// True if a word of letters or digits begins at `position`.
    pub(super) fn begins_word(&self, position: usize) -> bool {
        is_word_char(self.chars[position].c) && !self.is_inside_word(position)
    }
}

/// Letters and digits of scripts that set spaces between words.
pub(super) fn is_word_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || (!c.is_ascii() && !is_spaceless(c) && c.is_alphanumeric())
}

/// An accent or the like, which belongs to the character before it.
fn is_combining_mark(c: char) -> bool {
    !matches!(c, '\0'..='\u{2FF}' | '\u{3400}'..='\u{9FFF}')
        && unicode_normalization::char::is_combining_mark(c)
}

fn needs_edge(c: char) -> bool {
    is_word_char(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(text: &str) -> Sentence<'_> {
        Sentence::new(text, Span::new(0, text.len()), Medium::Written)
    }

    #[test]
    fn a_long_run_without_marks_is_a_window() {
        let text = "我".repeat(50) + "改天" + &"您".repeat(50);
        let sentence = sentence(&text);
        assert_eq!(sentence.regions(&(50..52)), (35..67, 35..67));
        let text = "w ".repeat(40) + "soon" + &" w".repeat(40);
        let sentence = self::sentence(&text);
        let (clause, _) = sentence.regions(&(80..84));
        assert_eq!((clause.start, clause.end), (59, 105));
    }

    #[test]
    fn a_clause_lies_between_its_marks() {
        let sentence = sentence("您好，改天给您，好吗");
        assert_eq!(sentence.regions(&(3..5)), (3..7, 0..10));
    }

    #[test]
    fn a_zero_width_space_hides_in_a_word() {
        let sentence = sentence("cl\u{200B}ass ass");
        assert!(!sentence.may_begin(2));
        assert!(sentence.may_begin(6) && sentence.may_end(9));
    }
}
