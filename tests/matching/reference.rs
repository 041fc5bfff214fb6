//! A slow, obvious matcher, written from the description of the phrase language and not from the
//! program: a phrase either stands at a stretch of folded characters or it does not, and every
//! stretch is tried.

use regex::Regex;
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;
use unicode_segmentation::UnicodeSegmentation;

/// A phrase as the tests make them up.
#[derive(Clone, Debug)]
pub(crate) enum Phrase {
    /// As written, and folded.
    Words(String, Vec<char>),
    Space,
    All(Vec<Phrase>),
    OneOf(Vec<Phrase>),
    Optional(Box<Phrase>),
    List(&'static str),
    Number,
    /// `..`, or `..N`.
    Gap(Option<usize>),
    SentenceGap,
    ClauseStart,
    ClauseEnd,
    Here,
}

impl Phrase {
    pub(crate) fn of(words: &str) -> Phrase {
        Phrase::Words(words.to_owned(), folded(words, false).chars().collect())
    }
}

/// The lists that phrases may name.
pub(crate) const LISTS: [(&str, &[&str]); 2] = [
    ("later", &["改天", "过几天", "soon", "in a bit"]),
    ("we", &["我", "我们", "we", "our"]),
];

static PARSED_LISTS: LazyLock<Vec<(&str, Vec<Phrase>)>> = LazyLock::new(|| {
    let parse = |entries: &[&str]| entries.iter().map(|entry| words(entry)).collect();
    LISTS
        .iter()
        .map(|&(name, entries)| (name, parse(entries)))
        .collect()
});

/// What one character is when spelling does not matter. `None`: white space.
fn fold_char(c: char) -> Option<String> {
    const DROPPED: &str = "\u{200B}\u{200D}\u{FEFF}\u{AD}\u{202E}\u{1}\u{1B}\u{7F}\u{FE0F}";
    const TABLE: [(&str, &str); 25] = [
        ("們", "们"),
        ("責", "责"),
        ("給", "给"),
        ("嗎", "吗"),
        ("過", "过"),
        ("\u{F967}", "不"),
        ("ﾅ", "ナ"),
        ("ガ", "カ\u{3099}"),
        ("ｶ", "カ"),
        ("ﾞ", "\u{3099}"),
        ("é", "e\u{301}"),
        ("ö", "o\u{308}"),
        ("ﬁ", "fi"),
        ("①", "1"),
        ("㎏", "kg"),
        ("K", "k"),
        ("’", "'"),
        ("‘", "'"),
        ("“", "\""),
        ("”", "\""),
        ("「", "\""),
        ("」", "\""),
        ("–", "-"),
        ("‑", "-"),
        ("〜", "~"),
    ];
    if c.is_whitespace() {
        return None;
    }
    let folded = TABLE.iter().find(|(from, _)| from.starts_with(c));
    Some(match (folded, c) {
        (Some((_, to)), _) => (*to).to_owned(),
        _ if DROPPED.contains(c) => String::new(),
        // Full width forms follow the order of ASCII.
        (_, '！'..='～') => half_width(c).to_ascii_lowercase().to_string(),
        _ => c.to_lowercase().to_string(),
    })
}

fn half_width(c: char) -> char {
    char::from_u32(c as u32 - '！' as u32 + '!' as u32).expect("a form of an ASCII character")
}

/// A folded character and the bytes it stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Unit {
    c: char,
    start: usize,
    end: usize,
}

pub(crate) fn fold(text: &str, spoken: bool) -> Vec<Unit> {
    let mut units = Vec::new();
    for (start, c) in text.char_indices() {
        let unit = |c| Unit {
            c,
            start,
            end: start + text[start..].chars().next().map_or(0, char::len_utf8),
        };
        match fold_char(c) {
            Some(folded) => units.extend(folded.chars().map(unit)),
            None => units.push(unit(' ')),
        }
    }
    fold_spaces(fold_words(&units, spoken))
}

/// Contractions become words, fillers of speech vanish.
fn fold_words(units: &[Unit], spoken: bool) -> Vec<Unit> {
    static WORD: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("[a-z](?:[a-z']*[a-z])?").expect("a pattern"));
    let folded: String = units.iter().map(|unit| unit.c).collect();
    let position = |byte: usize| folded[..byte].chars().count();
    let mut out = Vec::new();
    let mut done = 0;
    for word in WORD.find_iter(&folded) {
        let (from, to) = (position(word.start()), position(word.end()));
        out.extend_from_slice(&units[done..from]);
        done = to;
        let (start, end) = (units[from].start, units[to - 1].end);
        match expand(word.as_str()) {
            _ if spoken && ["um", "umm", "uh", "uhh", "uhm", "erm"].contains(&word.as_str()) => {}
            Some(words) => out.extend(words.chars().map(|c| Unit { c, start, end })),
            None => out.extend_from_slice(&units[from..to]),
        }
    }
    out.extend_from_slice(&units[done..]);
    out.retain(|unit| !(spoken && "嗯呃".contains(unit.c)));
    out
}

fn expand(word: &str) -> Option<String> {
    const WHOLE: [(&str, &str); 14] = [
        ("can't", "can not"),
        ("cant", "can not"),
        ("cannot", "can not"),
        ("won't", "will not"),
        ("wont", "will not"),
        ("shan't", "shall not"),
        ("im", "i am"),
        ("ive", "i have"),
        ("dont", "do not"),
        ("isnt", "is not"),
        ("arent", "are not"),
        ("wasnt", "was not"),
        ("didnt", "did not"),
        ("doesnt", "does not"),
    ];
    const ENDINGS: [(&str, &str); 5] = [
        ("n't", " not"),
        ("'re", " are"),
        ("'ll", " will"),
        ("'ve", " have"),
        ("'m", " am"),
    ];
    if word == "ain't" {
        return None;
    }
    if let Some((_, words)) = WHOLE.iter().find(|(whole, _)| *whole == word) {
        return Some((*words).to_owned());
    }
    ENDINGS.iter().find_map(|(ending, words)| {
        let stem = word.strip_suffix(ending).filter(|stem| !stem.is_empty())?;
        Some(format!("{stem}{words}"))
    })
}

/// White space is one space, and nothing at the ends and beside Han and kana.
fn fold_spaces(units: Vec<Unit>) -> Vec<Unit> {
    let mut out: Vec<Unit> = Vec::new();
    let mut index = 0;
    while index < units.len() {
        let run = units[index..]
            .iter()
            .take_while(|unit| unit.c == ' ')
            .count();
        if run > 0 {
            let neighbours = (out.last(), units.get(index + run));
            if let (Some(before), Some(after)) = neighbours
                && !is_spaceless(before.c)
                && !is_spaceless(after.c)
            {
                let (start, end) = (units[index].start, units[index + run - 1].end);
                out.push(Unit { c: ' ', start, end });
            }
            index += run;
        } else {
            out.push(units[index]);
            index += 1;
        }
    }
    out
}

pub(crate) fn folded(text: &str, spoken: bool) -> String {
    fold(text, spoken).iter().map(|unit| unit.c).collect()
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}')
}

fn is_spaceless(c: char) -> bool {
    is_han(c) || matches!(c, '\u{3001}'..='\u{303F}' | '\u{3040}'..='\u{30FF}')
}

fn is_latin(c: char) -> bool {
    c.is_alphanumeric() && !is_spaceless(c)
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{3099}' | '\u{309A}')
}

/// One sentence, ready to be tried.
pub(crate) struct Sentence {
    units: Vec<Unit>,
    /// Clause marks, by position.
    marks: Vec<bool>,
    /// Whether a word of UAX #29 may begin or end before the position.
    edges: Vec<bool>,
    known: RefCell<HashMap<Place, Option<usize>>>,
}

/// A part of a phrase by its address, how many parts of its sequence follow, and where it is tried.
type Place = (usize, usize, usize, usize, Option<Range<usize>>);

/// The found words, for `{here}`.
type Here<'a> = Option<&'a Range<usize>>;

impl Sentence {
    pub(crate) fn new(text: &str, spoken: bool) -> Self {
        let units = fold(text, spoken);
        let marks = clause_marks(text);
        let is_mark = |unit: &Unit| marks.contains(&unit.start);
        let starts = word_starts(text);
        let edge = |at: usize| match (at.checked_sub(1).map(|before| units[before]), units.get(at))
        {
            (Some(before), Some(unit)) if before.start == unit.start => {
                !(is_latin(before.c) && is_latin(unit.c))
            }
            (Some(_), Some(unit)) => starts.contains(&unit.start),
            _ => true,
        };
        let edges = (0..=units.len()).map(edge).collect();
        Sentence {
            marks: units.iter().map(is_mark).collect(),
            edges,
            units,
            known: RefCell::default(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.units.len()
    }

    /// The bytes of the original at `range`.
    /// A hit that begins at the seam of a contraction takes in the whole of it.
    pub(crate) fn whole(&self, hit: Range<usize>) -> Range<usize> {
        let original = |at: usize| self.units[at].start;
        let same = |&before: &usize| original(before) == original(hit.start);
        let first = (0..hit.start).rev().take_while(same).last();
        first.unwrap_or(hit.start)..hit.end
    }

    pub(crate) fn bytes(&self, range: &Range<usize>) -> Range<usize> {
        self.units[range.start].start..self.units[range.end - 1].end
    }

    fn c(&self, at: usize) -> Option<char> {
        self.units.get(at).map(|unit| unit.c)
    }

    /// True if both neighbours of the place come from the same original characters.
    fn splits(&self, at: usize) -> bool {
        at > 0 && at < self.len() && self.units[at - 1].start == self.units[at].start
    }

    fn may_begin(&self, at: usize) -> bool {
        let is_seam = self.splits(at) && self.c(at - 1) == Some(' ');
        // The whole contraction belongs to what begins at its seam, so that it must begin a word.
        let original = |at: usize| self.units[at].start;
        let first = (0..at)
            .rev()
            .take_while(|&before| original(before) == original(at))
            .last();
        self.c(at)
            .is_some_and(|c| c != ' ' && (!is_latin(c) || self.edges[first.unwrap_or(at)]))
            && (is_seam || !self.splits(at))
    }

    fn may_end(&self, at: usize) -> bool {
        if at == 0
            || self.splits(at)
            || self.c(at - 1) == Some(' ')
            || self.c(at).is_some_and(is_combining)
        {
            return false;
        }
        let base = self.units[..at]
            .iter()
            .map(|unit| unit.c)
            .rfind(|&c| !is_combining(c));
        !base.is_some_and(is_latin) || self.edges[at]
    }

    fn is_inside_word(&self, at: usize) -> bool {
        at > 0
            && at < self.len()
            && !self.edges[at]
            && (is_latin(self.units[at - 1].c)
                || is_latin(self.units[at].c)
                || is_combining(self.units[at].c))
    }

    fn is_between_letters(&self, at: usize) -> bool {
        let is_letter = |at: Option<usize>| at.and_then(|at| self.c(at)).is_some_and(is_latin);
        is_letter(at.checked_sub(1)) && is_letter(Some(at))
    }

    fn is_quote(&self, at: usize) -> bool {
        let is_letter = |c: Option<char>| c.is_some_and(is_latin);
        let before = at.checked_sub(1).and_then(|before| self.c(before));
        match self.c(at) {
            Some('"') => true,
            Some('\'') => !is_letter(before) || !is_letter(self.c(at + 1)),
            _ => false,
        }
    }

    /// The least gap with which the phrase stands exactly at `i..j`, if it does.
    fn stands(&self, phrase: &Phrase, i: usize, j: usize, here: Here<'_>) -> Option<usize> {
        let place = (std::ptr::from_ref(phrase).addr(), 0, i, j, here.cloned());
        self.known(place, || self.really_stands(phrase, i, j, here))
    }

    /// Nothing is tried twice, or long phrases would take for ever.
    fn known(&self, place: Place, look: impl FnOnce() -> Option<usize>) -> Option<usize> {
        if let Some(&known) = self.known.borrow().get(&place) {
            return known;
        }
        let gap = look();
        self.known.borrow_mut().insert(place, gap);
        gap
    }

    fn really_stands(&self, phrase: &Phrase, i: usize, j: usize, here: Here<'_>) -> Option<usize> {
        let yes = |is: bool| is.then_some(0);
        match phrase {
            Phrase::Words(_, words) => {
                yes(j - i == words.len() && self.units[i..j].iter().map(|unit| &unit.c).eq(words))
            }
            Phrase::Space => yes(match j - i {
                0 => !self.is_between_letters(i),
                len => len == 1 && self.c(i) == Some(' '),
            }),
            Phrase::All(parts) => self.all_stand(parts, i, j, here),
            Phrase::OneOf(choices) => choices
                .iter()
                .filter_map(|choice| self.stands(choice, i, j, here))
                .min(),
            Phrase::Optional(inner) if i == j => Some(self.stands(inner, i, j, here).unwrap_or(0)),
            Phrase::Optional(inner) => self.stands(inner, i, j, here),
            Phrase::List(name) => {
                let list = PARSED_LISTS.iter().find(|(list, _)| list == name);
                let (_, entries) = list.expect("a list");
                entries
                    .iter()
                    .filter_map(|entry| self.stands(entry, i, j, here))
                    .min()
            }
            Phrase::Number => yes(self.numbers(i).contains(&j)),
            Phrase::Gap(width) => {
                let (most, word) = width.map_or((6, 2), |width| (width, 1));
                let inside = i..j;
                let is_free = !inside.clone().any(|at| self.marks[at]) && self.is_free(&inside);
                is_free
                    .then(|| self.width(inside, word))
                    .filter(|&width| width <= most)
            }
            Phrase::SentenceGap => self.is_free(&(i..j)).then_some(j - i),
            Phrase::ClauseStart => yes(i == j && self.is_clause_start(self.clause(i).start, i)),
            Phrase::ClauseEnd => yes(i == j && self.is_clause_end(i)),
            Phrase::Here => yes(here == Some(&(i..j))),
        }
    }

    fn all_stand(&self, parts: &[Phrase], i: usize, j: usize, here: Here<'_>) -> Option<usize> {
        let Some((first, rest)) = parts.split_first() else {
            return (i == j).then_some(0);
        };
        if let Phrase::Words(_, words) = first {
            let k = i + words.len();
            return (k <= j && self.stands(first, i, k, here).is_some())
                .then(|| self.all_stand(rest, k, j, here))
                .flatten();
        }
        let place = (
            std::ptr::from_ref(first).addr(),
            rest.len() + 1,
            i,
            j,
            here.cloned(),
        );
        self.known(place, || {
            let splits = (i..=j).filter_map(|k| {
                let gap = self.stands(first, i, k, here)?;
                Some(gap + self.all_stand(rest, k, j, here)?)
            });
            splits.min()
        })
    }

    /// No quotation mark inside, no word cut in two.
    fn is_free(&self, gap: &Range<usize>) -> bool {
        !gap.clone().any(|at| self.is_quote(at))
            && !self.is_inside_word(gap.start)
            && !self.is_inside_word(gap.end)
    }

    /// A Han character (or sign) is one, a word is `word`.
    fn width(&self, gap: Range<usize>, word: usize) -> usize {
        let width = |at: usize| match self.units[at].c {
            ' ' => 0,
            _ if self.is_inside_word(at) => 0,
            c if is_latin(c) => word,
            _ => 1,
        };
        gap.map(width).sum()
    }

    /// Where numbers that begin at `at` may end.
    fn numbers(&self, at: usize) -> Vec<usize> {
        static DIGITS: LazyLock<Regex> =
            LazyLock::new(|| Regex::new("^[0-9]+(?:[-.:/,][0-9]+)*").expect("a pattern"));
        static WORDS: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new("^(one|two|three|ten|twenty)(?:[- ](one|two|three|ten|twenty))?")
                .expect("a pattern")
        });
        let rest: String = self.units[at..].iter().map(|unit| unit.c).collect();
        let before: String = self.units[..at].iter().map(|unit| unit.c).collect();
        if let Some(digits) = DIGITS.find(&rest) {
            let goes_on = before.ends_with(|c: char| c.is_ascii_digit());
            return if goes_on {
                Vec::new()
            } else {
                vec![at + digits.len()]
            };
        }
        if let Some(words) = WORDS.captures(&rest) {
            let is_whole =
                |end: &usize| !rest[*end..].starts_with(|c: char| c.is_ascii_lowercase());
            let ends = [1, 2]
                .into_iter()
                .filter_map(|group| Some(words.get(group)?.end()));
            return ends.filter(is_whole).map(|end| at + end).collect();
        }
        let is_numeral = |c: char| "零〇一二两三四五六七八九十百千万半".contains(c);
        let is_vague = before.trim_end_matches(is_numeral).ends_with(['几', '数']);
        let count = rest.chars().take_while(|&c| is_numeral(c)).count();
        if is_vague {
            Vec::new()
        } else {
            (at + 1..=at + count).collect()
        }
    }

    fn clause(&self, at: usize) -> Range<usize> {
        let start = (0..at)
            .rev()
            .find(|&at| self.marks[at])
            .map_or(0, |mark| mark + 1);
        start
            ..(at..self.len())
                .find(|&at| self.marks[at])
                .unwrap_or(self.len())
    }

    /// True if from `from` to `at` there are only signs and words that open a clause.
    fn is_clause_start(&self, from: usize, at: usize) -> bool {
        const LEAD_INS: [&str; 20] = [
            "嗯", "亲", "那", "好的", "好", "哦", "噢", "啊", "哎", "呃", "额", "诶", "喂", "对",
            "okay", "ok", "so", "well", "oh", "right",
        ];
        if from == at {
            return true;
        }
        if !self.units[from].c.is_alphanumeric() {
            return self.is_clause_start(from + 1, at);
        }
        LEAD_INS.iter().any(|words| {
            let end = from + words.chars().count();
            end <= at
                && self.units[from..end]
                    .iter()
                    .map(|unit| unit.c)
                    .eq(words.chars())
                && !self.is_inside_word(end)
                && self.is_clause_start(end, at)
        })
    }

    fn is_clause_end(&self, at: usize) -> bool {
        let rest = &self.units[at..self.clause(at).end];
        rest.iter().all(|unit| {
            !unit.c.is_alphanumeric() || "哦呢哈啊呀啦嘞噢喔哟呐哒亲喽".contains(unit.c)
        })
    }

    /// The best place for each start: the least gap, then the longest.
    pub(crate) fn find_all(&self, phrase: &Phrase) -> Vec<Range<usize>> {
        let starts = (0..self.len()).filter(|&start| self.may_begin(start));
        let found = starts.filter_map(|start| {
            let ends = (start + 1..=self.len()).filter(|&end| self.may_end(end));
            let places = ends.filter_map(|end| Some((self.stands(phrase, start, end, None)?, end)));
            let best = places.min_by_key(|&(gap, end)| (gap, usize::MAX - end));
            best.map(|(_, end)| start..end)
        });
        found.collect()
    }

    /// A place wholly inside the found words says nothing new, unless the phrase names them.
    fn adds(&self, phrase: &Phrase, here: &Range<usize>, place: &Range<usize>) -> bool {
        place.start < here.start || here.end < place.end || names_here(phrase)
    }

    /// True if the context phrase stands in `region` at a place that counts.
    fn holds(
        &self,
        phrase: &Phrase,
        region: &Range<usize>,
        here: &Range<usize>,
        counts: impl Fn(&Range<usize>) -> bool,
    ) -> bool {
        region
            .clone()
            .filter(|&start| self.may_begin(start))
            .any(|start| {
                (start + 1..=region.end)
                    .filter(|&end| self.may_end(end))
                    .any(|end| {
                        let place = start..end;
                        counts(&place) && self.stands(phrase, start, end, Some(here)).is_some()
                    })
            })
    }

    pub(crate) fn is_harmless(&self, phrase: &Phrase, here: &Range<usize>) -> bool {
        let overlaps = |place: &Range<usize>| place.start < here.end && here.start < place.end;
        self.holds(phrase, &(0..self.len()), here, overlaps)
    }

    pub(crate) fn holds_in_clause(&self, phrase: &Phrase, here: &Range<usize>) -> bool {
        self.holds(phrase, &self.regions(here).0, here, |place| {
            self.adds(phrase, here, place)
        })
    }

    pub(crate) fn holds_in_sentence(&self, phrase: &Phrase, here: &Range<usize>) -> bool {
        self.holds(phrase, &self.regions(here).1, here, |place| {
            self.adds(phrase, here, place)
        })
    }

    /// Clause and sentence; in a text without marks a window for both.
    fn regions(&self, here: &Range<usize>) -> (Range<usize>, Range<usize>) {
        let clause = self.clause(here.start).start..self.clause(here.end).end;
        let share = |range: Range<usize>, han: f64, words: f64| -> f64 {
            let of = |at: usize| match self.units[at].c {
                c if is_han(c) => 1.0 / han,
                c if is_latin(c) && !self.is_inside_word(at) => 1.0 / words,
                _ => 0.0,
            };
            range.map(of).sum::<f64>() - 1e-9
        };
        if share(clause.clone(), 40.0, f64::INFINITY) <= 1.0
            && share(clause.clone(), f64::INFINITY, 30.0) <= 1.0
        {
            return (clause, 0..self.len());
        }
        let start = (0..=here.start).find(|&start| share(start..here.start, 15.0, 10.0) <= 1.0);
        let end = (here.end..=self.len()).rfind(|&end| share(here.end..end, 15.0, 10.0) <= 1.0);
        let window = start.unwrap_or(here.start)..end.unwrap_or(here.end);
        (window.clone(), window)
    }
}

fn names_here(phrase: &Phrase) -> bool {
    match phrase {
        Phrase::Here => true,
        Phrase::All(parts) | Phrase::OneOf(parts) => parts.iter().any(names_here),
        Phrase::Optional(inner) => names_here(inner),
        _ => false,
    }
}

/// Words with single spaces between them, as a phrase.
pub(crate) fn words(text: &str) -> Phrase {
    let mut parts = Vec::new();
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            parts.push(Phrase::Space);
        }
        parts.push(Phrase::of(word));
    }
    Phrase::All(parts)
}

/// Where words of UAX #29 begin, in bytes, as if there were no characters that mean nothing.
fn word_starts(text: &str) -> Vec<usize> {
    let counts = |&(_, c): &(usize, char)| fold_char(c).is_none_or(|folded| !folded.is_empty());
    let kept: Vec<(usize, char)> = text.char_indices().filter(counts).collect();
    let cleaned: String = kept.iter().map(|&(_, c)| c).collect();
    let bounds = cleaned.split_word_bound_indices();
    bounds
        .map(|(at, _)| kept[cleaned[..at].chars().count()].0)
        .collect()
}

/// Where clause marks begin, in bytes.
fn clause_marks(sentence: &str) -> Vec<usize> {
    let chars: Vec<(usize, char)> = sentence.char_indices().collect();
    let c = |index: Option<usize>| {
        index
            .and_then(|index| chars.get(index))
            .map_or(' ', |&(_, c)| c)
    };
    let is_digit = |c: char| matches!(c, '0'..='9' | '０'..='９');
    let is_mark = |index: usize| {
        let (before, after) = (c(index.checked_sub(1)), c(Some(index + 1)));
        let between_digits = is_digit(before) && is_digit(after);
        match chars[index].1 {
            ';' | '；' | '—' => true,
            ',' | '，' | '：' | '~' | '～' => !between_digits,
            ':' => !between_digits && after != '/',
            '-' | '–' => before.is_whitespace() && after.is_whitespace(),
            '、' => {
                let is_border = |c: char| "，,；;：:～~—、".contains(c);
                let han = |part: &str| part.chars().filter(|&c| is_han(c)).count() >= 4;
                let at = chars[index].0;
                han(sentence[..at].rsplit(is_border).next().unwrap_or(""))
                    && han(sentence[at + 3..].split(is_border).next().unwrap_or(""))
            }
            _ => false,
        }
    };
    (0..chars.len())
        .filter(|&index| is_mark(index))
        .map(|index| chars[index].0)
        .collect()
}
