//! Which part of a phrase is looked for: of the words between two gaps those that tell most.

use super::units::is_unit;
use crate::rules::phrase::{Gap, List, Node, SHORT_GAP, rarity_of};
use crate::text::is_han;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Instructions spent on a place where a chain stands and its phrase does not.
const COST_OF_A_PLACE: f64 = 20_000.0;

/// Instructions spent on a look at what stands near a chain.
const COST_OF_A_LOOK: f64 = 100.0;

/// Instructions spent on a character of a chain, spread over the units of a long text.
const COST_OF_A_CHARACTER: f64 = 1e-4;

/// The share of all places in a text below which a chain needs no other sign.
const RARE: f64 = 2e-6;

/// Parts of a phrase side by side, with no gap among them, and what stands near them.
pub(super) struct Chain<'n> {
    pub(super) parts: &'n [Node],
    /// Units it has at most.
    pub(super) longest: u32,
    pub(super) before: Option<Near<'n>>,
    pub(super) behind: Option<Near<'n>>,
    /// The clause must end with it.
    pub(super) ends_clause: bool,
}

/// Parts that must stand near a chain.
pub(super) struct Near<'n> {
    pub(super) parts: &'n [Node],
    /// What the gap between may hold at most: Han characters and words.
    pub(super) reach: u32,
    /// Marks that may stand between: the chain's own and those of the parts. The gap ends at the next.
    pub(super) marks: u32,
    /// How often they stand near by chance.
    share: f64,
}

/// Chains one of which stands wherever a phrase does.
struct Choice<'n> {
    chains: Vec<Chain<'n>>,
    cost: f64,
}

/// How often a part is to be expected, and how large it is.
#[derive(Clone, Copy)]
struct Weight {
    /// Its share of all places in a text.
    share: f64,
    characters: usize,
    /// It cannot stand for marks and spaces alone.
    has_unit: bool,
    /// Units at most.
    longest: u32,
}

/// What may stand right beside some parts, with no space between.
#[derive(Clone, Copy, Default)]
struct Beside {
    letter_before: bool,
    letter_behind: bool,
    number_behind: bool,
}

/// Chooses chains; what lists weigh is worked out once.
#[derive(Default)]
pub(super) struct Chooser {
    /// By the address of the shared list.
    lists: HashMap<usize, Option<Weight>>,
    /// Marks in a list at most, in the same way.
    marks: HashMap<usize, u32>,
}

impl Chooser {
    /// The cheapest chains of a phrase; `None` if nothing of it is sure to stand in the text as
    /// units of its own.
    pub(super) fn chains_of<'n>(&mut self, node: &'n Node) -> Option<Vec<Chain<'n>>> {
        Some(self.best(node, Beside::default())?.chains)
    }

    fn best<'n>(&mut self, node: &'n Node, beside: Beside) -> Option<Choice<'n>> {
        match node {
            Node::Sequence(parts) => self.best_of_parts(parts, beside),
            Node::List(list) => self.best(&list.entries, beside),
            Node::OneOf(choices) if beside.number_behind || self.measure(node).is_none() => {
                self.best_of_each(choices, beside)
            }
            Node::OneOf(_) | Node::Literal(_) => {
                self.best_of_parts(std::slice::from_ref(node), beside)
            }
            _ => None,
        }
    }

    /// Every choice needs a chain of its own.
    fn best_of_each<'n>(&mut self, choices: &'n [Node], beside: Beside) -> Option<Choice<'n>> {
        let mut all = Choice {
            chains: Vec::new(),
            cost: 0.0,
        };
        for choice in choices {
            let best = self.best(choice, beside)?;
            all.chains.extend(best.chains);
            all.cost += best.cost;
        }
        Some(all)
    }

    fn best_of_parts<'n>(&mut self, nodes: &'n [Node], beside: Beside) -> Option<Choice<'n>> {
        let weights = nodes.iter().map(|node| self.measure(node)).collect();
        let marks = nodes.iter().map(|node| self.most_marks(node)).collect();
        let parts = Parts::new(nodes, beside, weights, marks);
        let mut choices: Vec<Choice<'_>> = Vec::new();
        for (at, node) in nodes.iter().enumerate() {
            if parts.weights[at].is_some() {
                choices.extend(parts.chains_from(at));
            } else if !matches!(node, Node::Literal(_)) {
                choices.extend(self.best(node, parts.beside(at)));
            }
        }
        choices
            .into_iter()
            .min_by(|one, other| one.cost.total_cmp(&other.cost))
    }

    /// `None` if a gap or a number is among the parts, or a character that texts are not read by.
    fn measure(&mut self, node: &Node) -> Option<Weight> {
        match node {
            Node::Literal(text) => measure_literal(text),
            Node::Space | Node::ClauseStart | Node::ClauseEnd => Some(Weight::NOTHING),
            Node::Sequence(parts) => parts.iter().try_fold(Weight::NOTHING, |whole, part| {
                Some(whole.then(self.measure(part)?))
            }),
            Node::OneOf(choices) => self.measure_choices(choices),
            Node::Optional(inner) => Some(Weight {
                share: 1.0,
                has_unit: false,
                ..self.measure(inner)?
            }),
            Node::List(list) => self.measure_list(list),
            Node::Number | Node::Gap(_) | Node::Here => None,
        }
    }

    fn measure_list(&mut self, list: &Arc<List>) -> Option<Weight> {
        let address = Arc::as_ptr(list).addr();
        if let Some(&known) = self.lists.get(&address) {
            return known;
        }
        let weight = self.measure(&list.entries);
        self.lists.insert(address, weight);
        weight
    }

    fn measure_choices(&mut self, choices: &[Node]) -> Option<Weight> {
        let mut all = Weight {
            share: 0.0,
            characters: 0,
            has_unit: true,
            longest: 0,
        };
        for choice in choices {
            let choice = self.measure(choice)?;
            all.share = (all.share + choice.share).min(1.0);
            all.characters += choice.characters;
            all.has_unit &= choice.has_unit;
            all.longest = all.longest.max(choice.longest);
        }
        Some(all)
    }
}

impl Chooser {
    /// Marks in a part at most.
    fn most_marks(&mut self, node: &Node) -> u32 {
        match node {
            Node::Literal(text) => marks_in(text),
            Node::Sequence(parts) => parts.iter().map(|part| self.most_marks(part)).sum(),
            Node::OneOf(choices) => {
                let of_choices = choices.iter().map(|choice| self.most_marks(choice));
                of_choices.max().unwrap_or(0)
            }
            Node::Optional(inner) => self.most_marks(inner),
            Node::List(list) => {
                let address = Arc::as_ptr(list).addr();
                if let Some(&known) = self.marks.get(&address) {
                    return known;
                }
                let marks = self.most_marks(&list.entries);
                self.marks.insert(address, marks);
                marks
            }
            _ => 0,
        }
    }
}

fn measure_literal(text: &[char]) -> Option<Weight> {
    let is_unread = |c: &char| is_han(*c) && !is_unit(*c);
    if text.iter().any(is_unread) {
        return None;
    }
    Some(Weight {
        share: (-(rarity_of(text) as f64)).exp2(),
        characters: text.len(),
        has_unit: text.iter().copied().any(is_unit),
        longest: runs_of(text).filter(|run| is_unit(run[0])).count() as u32,
    })
}

/// The parts of a sequence, each with its weight where it is fixed.
struct Parts<'n> {
    nodes: &'n [Node],
    weights: Vec<Option<Weight>>,
    /// Marks in each part at most.
    marks: Vec<u32>,
    /// What may stand right beside each part.
    beside: Vec<Beside>,
    /// Whether a word may begin before each part, or before the end, and go on in it.
    splits_word: Vec<bool>,
}

impl<'n> Parts<'n> {
    fn new(
        nodes: &'n [Node],
        beside: Beside,
        mut weights: Vec<Option<Weight>>,
        marks: Vec<u32>,
    ) -> Self {
        let is_letter = char::is_ascii_alphanumeric;
        let (mut before, mut behind) =
            (vec![beside; nodes.len() + 1], vec![beside; nodes.len() + 1]);
        for (at, node) in nodes.iter().enumerate() {
            before[at + 1].letter_before =
                ends_in(node, is_letter).unwrap_or(before[at].letter_before);
        }
        for (at, node) in nodes.iter().enumerate().rev() {
            let (next, this) = (behind[at + 1], &mut behind[at]);
            this.letter_behind = begins_in_letter(node).unwrap_or(next.letter_behind);
            this.number_behind = begins_with_number(node).unwrap_or(next.number_behind);
        }
        for (at, node) in nodes.iter().enumerate() {
            // "no2" holds "no" as a unit, "notwo" does not.
            let may_end_in_letter = ends_in(node, char::is_ascii_alphabetic) != Some(false);
            if behind[at + 1].number_behind && may_end_in_letter {
                weights[at] = None;
            }
        }
        let beside = |at: usize| Beside {
            letter_before: before[at].letter_before,
            ..behind[at + 1]
        };
        let splits_word = |at: usize| before[at].letter_before && behind[at].letter_behind;
        Parts {
            nodes,
            weights,
            marks,
            beside: (0..nodes.len()).map(beside).collect(),
            splits_word: (0..=nodes.len()).map(splits_word).collect(),
        }
    }

    fn beside(&self, at: usize) -> Beside {
        self.beside[at]
    }

    fn splits_word(&self, at: usize) -> bool {
        self.splits_word[at]
    }

    fn weight(&self, first: usize, end: usize) -> Option<Weight> {
        let mut weights = self.weights[first..end].iter();
        weights.try_fold(Weight::NOTHING, |whole, weight| {
            Some(whole.then((*weight)?))
        })
    }

    fn chains_from(&self, first: usize) -> Vec<Choice<'n>> {
        let mut chains = Vec::new();
        if self.splits_word(first) {
            return chains;
        }
        for end in first + 1..=self.nodes.len() {
            let Some(weight) = self.weight(first, end) else {
                break;
            };
            if weight.has_unit && !self.splits_word(end) {
                // To know what stands near a rare chain costs more than it saves.
                let is_common = weight.share > RARE;
                let chain = Chain {
                    parts: &self.nodes[first..end],
                    longest: weight.longest,
                    before: is_common.then(|| self.near_before(first, end)).flatten(),
                    behind: is_common.then(|| self.near_behind(first, end)).flatten(),
                    ends_clause: matches!(self.nodes.get(end - 1), Some(Node::ClauseEnd)),
                };
                chains.push(Choice {
                    cost: weight.cost(&chain),
                    chains: vec![chain],
                });
            }
        }
        chains
    }

    /// The parts before the chain that begins with part `first`.
    fn near_before(&self, first: usize, chain_end: usize) -> Option<Near<'n>> {
        let (end, reach) = match self.nodes.get(first.checked_sub(1)?)? {
            Node::Gap(gap) => (first - 1, width(*gap)?),
            _ => (first, 0),
        };
        let begins = (0..end).rev().filter(|&at| !self.splits_word(at));
        let begin = enough(begins, |&at| self.has_enough(at, end))?;
        Some(self.near(begin..end, reach, first..chain_end))
    }

    /// The parts behind it.
    fn near_behind(&self, first: usize, chain_end: usize) -> Option<Near<'n>> {
        let (begin, reach) = match self.nodes.get(chain_end)? {
            Node::Gap(gap) => (chain_end + 1, width(*gap)?),
            _ => (chain_end, 0),
        };
        let ends = (begin + 1..=self.nodes.len()).filter(|&end| !self.splits_word(end));
        let end = enough(ends, |&end| self.has_enough(begin, end))?;
        Some(self.near(begin..end, reach, first..chain_end))
    }

    /// True if the parts surely have two units, or one and so many choices that more would only take
    /// up room.
    fn has_enough(&self, begin: usize, end: usize) -> bool {
        const MANY: usize = 40;
        let parts = begin..end;
        let (mut units, mut characters) = (0, 0);
        for at in parts {
            match self.weights[at] {
                Some(weight) => {
                    units += usize::from(weight.has_unit);
                    characters += weight.characters;
                }
                // Nothing is known of what lies beyond a gap or a number.
                None => return !self.nodes[at].is_nullable() || units > 0,
            }
        }
        units >= 2 || units == 1 && characters >= MANY
    }

    fn near(&self, parts: Range<usize>, reach: u32, chain: Range<usize>) -> Near<'n> {
        let marks_in = |parts: &Range<usize>| self.marks[parts.clone()].iter().sum::<u32>();
        let weight = self.weight(parts.start, parts.end);
        let share = weight.map_or(1.0, |weight| weight.share * f64::from(reach + 1));
        Near {
            reach,
            marks: marks_in(&chain) + marks_in(&parts),
            // Of the parts two units are looked for.
            share: share.clamp(0.05, 1.0),
            parts: &self.nodes[parts],
        }
    }
}

/// The first that is enough, or else the last.
fn enough<T>(mut several: impl Iterator<Item = T>, is_enough: impl Fn(&T) -> bool) -> Option<T> {
    let mut last = several.next()?;
    while !is_enough(&last)
        && let Some(next) = several.next()
    {
        last = next;
    }
    Some(last)
}

/// What a gap may hold at most: Han characters and words; `None` for one without a limit.
fn width(gap: Gap) -> Option<u32> {
    match gap {
        Gap::Short => Some(SHORT_GAP),
        Gap::UpTo(width) => Some(u32::from(width)),
        Gap::Sentence => None,
    }
}

impl Weight {
    const NOTHING: Weight = Weight {
        share: 1.0,
        characters: 0,
        has_unit: false,
        longest: 0,
    };

    fn then(self, next: Weight) -> Self {
        Weight {
            share: self.share * next.share,
            characters: self.characters + next.characters,
            has_unit: self.has_unit | next.has_unit,
            longest: self.longest + next.longest,
        }
    }

    fn cost(self, chain: &Chain<'_>) -> f64 {
        let nears = chain.before.iter().chain(&chain.behind);
        let of_clause_ends = if chain.ends_clause { 0.5 } else { 1.0 };
        let remaining: f64 = nears.map(|near| near.share).product::<f64>() * of_clause_ends;
        let of_places = self.share * (COST_OF_A_LOOK + remaining * COST_OF_A_PLACE);
        of_places + self.characters as f64 * COST_OF_A_CHARACTER
    }
}

/// What of a literal is one unit each, and what lies between.
pub(super) fn runs_of(text: &[char]) -> impl Iterator<Item = &[char]> {
    // "24h" is two units, and so are two Han characters.
    text.chunk_by(|one, next| {
        one.is_ascii_alphabetic() && next.is_ascii_alphabetic()
            || one.is_ascii_digit() && next.is_ascii_digit()
    })
}

fn marks_in(text: &[char]) -> u32 {
    text.iter().filter(|&&c| !is_unit(c) && c != ' ').count() as u32
}

/// Whether a number may be the first of a part; `None` if the part may stand for nothing.
fn begins_with_number(node: &Node) -> Option<bool> {
    match node {
        Node::Number | Node::Here => Some(true),
        Node::Literal(_) => Some(false),
        _ => of_inner(node, false, &begins_with_number),
    }
}

/// Whether the first character may be a letter or a digit; `None` as above. A number's letters and
/// digits are units of their own.
fn begins_in_letter(node: &Node) -> Option<bool> {
    match node {
        Node::Literal(text) => Some(text.first().is_some_and(char::is_ascii_alphanumeric)),
        Node::Number | Node::Here => Some(false),
        _ => of_inner(node, false, &begins_in_letter),
    }
}

/// Whether the last character may be such a one; `None` as above.
fn ends_in(node: &Node, is_such: fn(&char) -> bool) -> Option<bool> {
    match node {
        Node::Literal(text) => Some(text.last().is_some_and(is_such)),
        Node::Number | Node::Here => Some(false),
        _ => of_inner(node, true, &|node| ends_in(node, is_such)),
    }
}

/// The answer for what is inside a part: of a sequence the first that counts, or the last; yes if it
/// is yes for one of several choices.
fn of_inner(node: &Node, from_end: bool, ask: &dyn Fn(&Node) -> Option<bool>) -> Option<bool> {
    match node {
        Node::Sequence(parts) if from_end => parts.iter().rev().find_map(ask),
        Node::Sequence(parts) => parts.iter().find_map(ask),
        Node::List(list) => ask(&list.entries),
        Node::Optional(inner) => ask(inner).filter(|&is_so| is_so),
        Node::OneOf(choices) => {
            let worst = |one: Option<bool>, other: Option<bool>| match (one, other) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (None, _) | (_, None) => None,
                _ => Some(false),
            };
            choices.iter().map(ask).reduce(worst)?
        }
        Node::Space | Node::Gap(_) => Some(false),
        _ => None,
    }
}
