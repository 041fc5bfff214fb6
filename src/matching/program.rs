//! A phrase ready to run: from a set of positions to the set of positions after it.
//!
//! Position sets instead of backtracking: nothing is tried twice, so a phrase costs at most its
//! length times the places it may reach, whatever its author wrote.

use super::buckets::hash;
use super::needs::{Needs, NeedsCompiler};
use super::number::{number_ends, number_openings};
use super::sentence::{Sentence, is_word_char};
use crate::rules::phrase::{Gap, List, Node, SHORT_GAP};
use smallvec::SmallVec;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Words that may stand before what `^` calls the start of a clause.
const LEAD_INS: [&str; 22] = [
    "嗯", "亲", "那", "好的", "好", "哦", "噢", "啊", "哎", "呃", "额", "诶", "喂", "对", "okay",
    "ok", "so", "well", "oh", "um", "uh", "right",
];

/// Particles that may stand after what `$` calls the end of a clause.
pub(super) const PARTICLES: [char; 14] = [
    '哦', '呢', '哈', '啊', '呀', '啦', '嘞', '噢', '喔', '哟', '呐', '哒', '亲', '喽',
];

/// Where a partly matched phrase stands, and how wide its gaps were on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Reached {
    position: usize,
    gaps: u32,
}

/// Where a part leads, in order: hardly ever to more than a few places.
type Places = SmallVec<[Reached; 6]>;

/// A compiled phrase.
#[derive(Debug)]
pub(crate) struct Program {
    op: Op,
    opening: Opening,
    needs: Needs,
    names_here: bool,
    begins_here: bool,
}

#[derive(Debug)]
enum Op {
    Literal(Box<[char]>),
    Space,
    Sequence(Box<[Op]>),
    OneOf(Choices),
    Optional(Box<Op>),
    Shared(Arc<SharedOp>),
    Number,
    Gap { most: u32, word: u32 },
    SentenceGap,
    ClauseStart,
    ClauseEnd,
    Here,
}

/// A list, compiled once.
#[derive(Debug)]
struct SharedOp {
    op: Op,
    first: First,
    opening: Opening,
}

/// Alternatives, looked up by the character at hand.
#[derive(Debug)]
struct Choices {
    ops: Box<[Op]>,
    /// Choices that begin with that character, ascending.
    by_first: Box<[(char, u16)]>,
    /// Choices that may begin with anything.
    others: Box<[u16]>,
}

/// The characters with which a part may begin, each with the one behind it where that is known.
#[derive(Debug, Default)]
struct First {
    chars: Vec<(char, Option<char>)>,
    /// It may begin with anything.
    is_any: bool,
}

/// The same as bits: a look at two characters spares most places the reading.
#[derive(Debug)]
struct Opening {
    is_any: bool,
    singles: [u64; Opening::WORDS],
    pairs: [u64; Opening::WORDS],
}

impl Opening {
    const WORDS: usize = 8;

    fn new(first: &First) -> Self {
        let mut opening = Opening {
            is_any: first.is_any,
            singles: [0; Opening::WORDS],
            pairs: [0; Opening::WORDS],
        };
        for &(c, next) in &first.chars {
            let (bit, bits) = match next {
                Some(next) => (Opening::bit(c, next), &mut opening.pairs),
                None => (Opening::bit(c, c), &mut opening.singles),
            };
            bits[bit / 64] |= 1 << (bit % 64);
        }
        opening
    }

    /// False if the part surely does not begin at `position`.
    fn admits(&self, sentence: &Sentence<'_>, position: usize) -> bool {
        let holds = |bits: &[u64], bit: usize| bits[bit / 64] & 1 << (bit % 64) != 0;
        let chars = sentence.chars.get(position..).unwrap_or_default();
        self.is_any
            || match chars {
                [] => false,
                [only] => holds(&self.singles, Opening::bit(only.c, only.c)),
                [at, next, ..] => {
                    holds(&self.singles, Opening::bit(at.c, at.c))
                        || holds(&self.pairs, Opening::bit(at.c, next.c))
                }
            }
    }

    fn bit(c: char, next: char) -> usize {
        let key = u64::from(c as u32) << 21 | u64::from(next as u32);
        hash(key) as usize >> (32 - (Opening::WORDS * 64).ilog2())
    }
}

/// Compiles phrases; lists are compiled once.
#[derive(Default)]
pub(crate) struct Compiler {
    /// By the address of the shared list.
    lists: HashMap<usize, Arc<SharedOp>>,
    needs: NeedsCompiler,
}

impl Compiler {
    pub(crate) fn compile(&mut self, node: &Node) -> Program {
        let opening = Opening::new(&self.first(node));
        Program {
            op: self.op(node),
            opening,
            needs: self.needs.of(node),
            names_here: names_here(node),
            begins_here: begins_here(node),
        }
    }

    fn op(&mut self, node: &Node) -> Op {
        match node {
            Node::Literal(text) => Op::Literal(text.clone()),
            Node::Space => Op::Space,
            Node::Sequence(parts) => Op::Sequence(parts.iter().map(|part| self.op(part)).collect()),
            Node::OneOf(choices) => Op::OneOf(self.choices(choices)),
            Node::Optional(inner) => Op::Optional(Box::new(self.op(inner))),
            Node::List(list) => Op::Shared(self.list(list)),
            Node::Number => Op::Number,
            Node::Gap(Gap::Short) => Op::Gap {
                most: SHORT_GAP,
                word: 2,
            },
            Node::Gap(Gap::UpTo(width)) => Op::Gap {
                most: u32::from(*width),
                word: 1,
            },
            Node::Gap(Gap::Sentence) => Op::SentenceGap,
            Node::ClauseStart => Op::ClauseStart,
            Node::ClauseEnd => Op::ClauseEnd,
            Node::Here => Op::Here,
        }
    }

    fn choices(&mut self, choices: &[Node]) -> Choices {
        let mut by_first = Vec::new();
        let mut others = Vec::new();
        for (index, choice) in choices.iter().enumerate() {
            let index = index as u16;
            let first = self.first(choice);
            if first.is_any || choice.is_nullable() {
                others.push(index);
            } else {
                by_first.extend(first.chars.into_iter().map(|(c, _)| (c, index)));
            }
        }
        by_first.sort_unstable();
        by_first.dedup();
        Choices {
            ops: choices.iter().map(|choice| self.op(choice)).collect(),
            by_first: by_first.into(),
            others: others.into(),
        }
    }

    fn list(&mut self, list: &Arc<List>) -> Arc<SharedOp> {
        if let Some(known) = self.lists.get(&Arc::as_ptr(list).addr()) {
            return known.clone();
        }
        let mut first = self.first(&list.entries);
        first.chars.sort_unstable();
        first.chars.dedup();
        let compiled = Arc::new(SharedOp {
            op: self.op(&list.entries),
            opening: Opening::new(&first),
            first,
        });
        self.lists
            .insert(Arc::as_ptr(list).addr(), compiled.clone());
        compiled
    }

    fn first(&mut self, node: &Node) -> First {
        let mut first = First::default();
        self.add_first(node, &mut first);
        first
    }

    /// Adds what a part may begin with.
    fn add_first(&mut self, node: &Node, first: &mut First) {
        match node {
            Node::Literal(text) => first.chars.push((text[0], text.get(1).copied())),
            Node::Sequence(parts) => self.add_first_of_sequence(parts, first),
            Node::OneOf(choices) => {
                for choice in choices {
                    self.add_first(choice, first);
                }
            }
            Node::Optional(inner) => self.add_first(inner, first),
            Node::List(list) => {
                let list = self.list(list);
                first.chars.extend_from_slice(&list.first.chars);
                first.is_any |= list.first.is_any;
            }
            Node::Number => first.chars.extend(number_openings()),
            Node::ClauseStart | Node::ClauseEnd => {}
            Node::Space | Node::Gap(_) | Node::Here => first.is_any = true,
        }
    }

    /// What a sequence may begin with: its parts up to the first that cannot be absent.
    fn add_first_of_sequence(&mut self, parts: &[Node], first: &mut First) {
        for part in parts {
            self.add_first(part, first);
            if !part.is_nullable() {
                return;
            }
        }
        first.is_any = true;
    }
}

fn names_here(node: &Node) -> bool {
    match node {
        Node::Here => true,
        Node::Sequence(parts) | Node::OneOf(parts) => parts.iter().any(names_here),
        Node::Optional(inner) => names_here(inner),
        _ => false,
    }
}

/// True if it cannot stand but behind the start of the found words.
fn begins_here(node: &Node) -> bool {
    match node {
        Node::Here => true,
        Node::Sequence(parts) => parts.first().is_some_and(begins_here),
        _ => false,
    }
}

impl Program {
    /// Every place where the phrase stands that begins within `starts`, at most one for each start: the least gap, then the
    /// longest.
    pub(crate) fn find_all(
        &self,
        sentence: &Sentence<'_>,
        starts: Range<usize>,
    ) -> Vec<Range<usize>> {
        if !self.needs.are_met_by(sentence.traits()) {
            return Vec::new();
        }
        let run = Run {
            sentence,
            end: sentence.len(),
            here: None,
        };
        let starts = starts.filter(|&start| self.may_begin(&run, start));
        let found = starts.filter_map(|start| {
            let ends = run.ends(&self.op, start);
            let best = ends
                .into_iter()
                .filter(|reached| reached.position > start && sentence.may_end(reached.position));
            let best = best.min_by_key(|reached| (reached.gaps, usize::MAX - reached.position))?;
            Some(start..best.position)
        });
        found.collect()
    }

    /// True if the phrase, as a context, stands in `region` with the found words at `here`. Unless
    /// it names `{here}`, a place wholly inside the found words is none.
    pub(crate) fn holds(
        &self,
        sentence: &Sentence<'_>,
        region: &Range<usize>,
        here: Option<&Range<usize>>,
    ) -> bool {
        self.any_place(sentence, region, here, |place| {
            let Some(here) = here else { return true };
            self.names_here || place.start < here.start || here.end < place.end
        })
    }

    /// True if the phrase shares a character with the found words at `here`.
    pub(crate) fn overlaps(&self, sentence: &Sentence<'_>, here: &Range<usize>) -> bool {
        self.any_place(sentence, &(0..sentence.len()), Some(here), |place| {
            place.start < here.end && here.start < place.end
        })
    }

    fn any_place(
        &self,
        sentence: &Sentence<'_>,
        region: &Range<usize>,
        here: Option<&Range<usize>>,
        counts: impl Fn(Range<usize>) -> bool,
    ) -> bool {
        if !self.needs.are_met_by(sentence.traits()) {
            return false;
        }
        let run = Run {
            sentence,
            end: region.end,
            here,
        };
        let mut starts = match here {
            Some(here) if self.begins_here => here.start..here.start + 1,
            _ => region.clone(),
        };
        starts.any(|start| {
            self.may_begin(&run, start)
                && run.ends(&self.op, start).into_iter().any(|reached| {
                    reached.position > start
                        && sentence.may_end(reached.position)
                        && counts(start..reached.position)
                })
        })
    }

    fn may_begin(&self, run: &Run<'_, '_>, start: usize) -> bool {
        self.opening.admits(run.sentence, start) && run.sentence.may_begin(start)
    }
}

/// One phrase at work on one sentence.
struct Run<'r, 't> {
    sentence: &'r Sentence<'t>,
    /// No part may reach beyond.
    end: usize,
    here: Option<&'r Range<usize>>,
}

impl Run<'_, '_> {
    fn ends(&self, op: &Op, start: usize) -> Places {
        let mut ends = Places::new();
        self.step(
            op,
            &[Reached {
                position: start,
                gaps: 0,
            }],
            &mut ends,
        );
        ends
    }

    /// Adds to `to` what `op` reaches from `from`.
    fn step(&self, op: &Op, from: &[Reached], to: &mut Places) {
        match op {
            Op::Sequence(parts) => self.sequence(parts, from, to),
            Op::OneOf(choices) => self.one_of(choices, from, to),
            Op::Optional(inner) => {
                self.step(inner, from, to);
                from.iter().for_each(|&reached| add(to, reached));
            }
            Op::Shared(shared) => {
                let admits =
                    |reached: &Reached| shared.opening.admits(self.sentence, reached.position);
                if from.iter().any(admits) {
                    self.step(&shared.op, from, to);
                }
            }
            Op::Gap { most, word } => {
                from.iter()
                    .for_each(|&reached| self.gap(*most, *word, reached, to));
            }
            Op::SentenceGap => from
                .iter()
                .for_each(|&reached| self.sentence_gap(reached, to)),
            _ => from.iter().for_each(|reached| {
                let gaps = reached.gaps;
                self.simple(op, reached.position, |position| {
                    if position <= self.end {
                        add(to, Reached { position, gaps });
                    }
                });
            }),
        }
    }

    fn sequence(&self, parts: &[Op], from: &[Reached], to: &mut Places) {
        let (first, last, between) = match parts {
            [] => return from.iter().for_each(|&reached| add(to, reached)),
            [only] => return self.step(only, from, to),
            [first, between @ .., last] => (first, last, between),
        };
        // Most sequences end at their first part: nothing is allocated until one goes on.
        let mut now = Places::new();
        self.step(first, from, &mut now);
        let mut next = Places::new();
        for part in between {
            if now.is_empty() {
                return;
            }
            self.step(part, &now, &mut next);
            std::mem::swap(&mut now, &mut next);
            next.clear();
        }
        if !now.is_empty() {
            self.step(last, &now, to);
        }
    }

    fn one_of(&self, choices: &Choices, from: &[Reached], to: &mut Places) {
        for &reached in from {
            let mut choose = |index: u16| match &choices.ops[usize::from(index)] {
                // Most choices are words, and most are not the one at hand.
                Op::Literal(text) if !self.stands_at(text, reached.position) => {}
                choice => self.step(choice, &[reached], to),
            };
            choices.others.iter().for_each(|&index| choose(index));
            let Some(c) = self.char(reached.position) else {
                continue;
            };
            let first = choices.by_first.partition_point(|&(first, _)| first < c);
            let fitting = choices.by_first[first..]
                .iter()
                .take_while(|&&(first, _)| first == c);
            fitting.for_each(|&(_, index)| choose(index));
        }
    }

    /// Parts that reach from one position to others without widening a gap.
    fn simple(&self, op: &Op, at: usize, mut reach: impl FnMut(usize)) {
        match op {
            Op::Literal(text) => {
                if self.stands_at(text, at) {
                    reach(at + text.len());
                }
            }
            Op::Space => {
                if self.char(at) == Some(' ') {
                    reach(at + 1);
                }
                // Beside Han characters, marks and another space of the phrase there is none.
                if !self.sentence.is_between_letters(at) {
                    reach(at);
                }
            }
            Op::Number => number_ends(&self.sentence.chars, at, reach),
            Op::ClauseStart => {
                if self.is_clause_start(at) {
                    reach(at);
                }
            }
            Op::ClauseEnd => {
                if self.is_clause_end(at) {
                    reach(at);
                }
            }
            Op::Here => {
                if let Some(here) = self.here.filter(|here| here.start == at) {
                    reach(here.end);
                }
            }
            _ => unreachable!("handled by `step`"),
        }
    }

    fn stands_at(&self, text: &[char], at: usize) -> bool {
        let chars = self.sentence.chars.get(at..at + text.len());
        chars.is_some_and(|chars| chars.iter().zip(text).all(|(at, &c)| at.c == c))
    }

    fn gap(&self, most: u32, word: u32, from: Reached, to: &mut Places) {
        let sentence = self.sentence;
        if sentence.is_inside_word(from.position) {
            return;
        }
        let mut used = 0;
        for position in from.position..=self.end {
            if !sentence.is_inside_word(position) {
                add(
                    to,
                    Reached {
                        position,
                        gaps: from.gaps + used,
                    },
                );
            }
            if position == self.end || sentence.is_mark(position) || self.is_quote(position) {
                break;
            }
            used += match sentence.chars[position].c {
                ' ' => 0,
                _ if sentence.is_inside_word(position) => 0,
                c if is_word_char(c) => word,
                _ => 1,
            };
            if used > most {
                break;
            }
        }
    }

    fn sentence_gap(&self, from: Reached, to: &mut Places) {
        if self.sentence.is_inside_word(from.position) {
            return;
        }
        for position in from.position..=self.end {
            if !self.sentence.is_inside_word(position) {
                let gaps = from.gaps + (position - from.position) as u32;
                add(to, Reached { position, gaps });
            }
            if position < self.end && self.is_quote(position) {
                break;
            }
        }
    }

    /// A quotation mark; an apostrophe inside a word is none.
    fn is_quote(&self, position: usize) -> bool {
        let is_letter = |c: Option<char>| c.is_some_and(is_word_char);
        match self.char(position) {
            Some('"') => true,
            Some('\'') => {
                let before = position.checked_sub(1).and_then(|before| self.char(before));
                !is_letter(before) || !is_letter(self.char(position + 1))
            }
            _ => false,
        }
    }

    fn is_clause_start(&self, at: usize) -> bool {
        self.opens_clause(self.sentence.clause_at(at).start, at)
    }

    /// True if only signs and lead-ins stand from `from` to `at`. Each lead-in is tried: 好的 may
    /// be one itself, or 好 before a phrase that begins with 的.
    fn opens_clause(&self, from: usize, at: usize) -> bool {
        let is_sign = |position: &usize| !is_alphanumeric(self.sentence.chars[*position].c);
        let from = from + (from..at).take_while(is_sign).count();
        from == at
            || LEAD_INS
                .iter()
                .filter(|words| self.is_whole(words, from))
                .map(|words| from + words.chars().count())
                .any(|end| end <= at && self.opens_clause(end, at))
    }

    fn is_whole(&self, words: &str, at: usize) -> bool {
        let len = words.chars().count();
        let chars = self.sentence.chars[at..].iter().map(|at| at.c);
        chars.take(len).eq(words.chars()) && !self.sentence.is_inside_word(at + len)
    }

    fn is_clause_end(&self, at: usize) -> bool {
        let rest = &self.sentence.chars[at..self.sentence.clause_at(at).end];
        rest.iter()
            .all(|at| !is_alphanumeric(at.c) || PARTICLES.contains(&at.c))
    }

    fn char(&self, position: usize) -> Option<char> {
        self.sentence.chars.get(position).map(|at| at.c)
    }
}

/// The same as for any character, but quick for the most common ones.
pub(super) fn is_alphanumeric(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}') || c.is_alphanumeric()
}

/// Adds a place, in order; of two ways to the same place the one with less gap counts.
fn add(to: &mut Places, reached: Reached) {
    if to
        .last()
        .is_none_or(|last| last.position < reached.position)
    {
        return to.push(reached);
    }
    match to.binary_search_by_key(&reached.position, |known| known.position) {
        Ok(known) => to[known].gaps = to[known].gaps.min(reached.gaps),
        Err(place) => to.insert(place, reached),
    }
}
