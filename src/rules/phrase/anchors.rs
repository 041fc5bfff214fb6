//! Anchors: the cheapest set of literals one of which must occur wherever a phrase does.

use super::frequency::{rarity_of, rarity_of_words};
use super::{Node, PhraseError};
use crate::fold::fold_to_string;
use crate::text::is_han;
use std::collections::BTreeSet;

/// More literals than this cost the scan more than they save.
const MOST_ANCHORS: usize = 256;

/// Up to this number of anchors those that contain another are looked for and left out.
const WORTH_COMPARING: usize = 32;

/// Longer anchors are cut: they would only make the automaton larger, since every hit is confirmed.
const LONGEST_HAN: usize = 4;
const LONGEST_LATIN: usize = 12;

/// The anchors of a phrase, folded, without duplicates, and how far they may lie behind its start.
pub(super) fn anchors(node: &Node) -> Result<(Vec<String>, Option<u32>), PhraseError> {
    let Some(best) = best(node) else {
        return Err(PhraseError::new(
            0,
            "nothing in this phrase is firm enough to search for",
            "write two Chinese characters or three letters that stand together without a gap, with \
             at most 256 combinations; or split the phrase in two",
        ));
    };
    let reach = match node {
        Node::Sequence(parts) => longest(&parts[..best.end]),
        _ => longest(std::slice::from_ref(node)),
    };
    let mut anchors = Vec::new();
    for run in best.runs {
        anchors.extend(expand(&run).iter().map(|text| cut(firmest_piece(text))));
    }
    anchors.extend(best.beginnings);
    anchors.sort();
    anchors.dedup();
    if anchors.len() <= WORTH_COMPARING {
        let all = anchors.clone();
        let has_part = |anchor: &String| {
            all.iter()
                .any(|other| other != anchor && holds(anchor, other))
        };
        anchors.retain(|anchor| !has_part(anchor));
    }
    Ok((anchors, reach))
}

/// True if wherever `anchor` is found `part` is, too. Inside a word it would not be: the filter looks
/// at beginnings of words, and passes over the 315 of 12315 and the "able" of "unable".
fn holds(anchor: &str, part: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() && !is_han(c);
    let begins_word =
        |at: usize| !(part.starts_with(is_letter) && anchor[..at].ends_with(is_letter));
    anchor.match_indices(part).any(|(at, _)| begins_word(at))
}

/// Folded characters that the parts stand for at most; `None` if a gap or a number is among them.
fn longest(parts: &[Node]) -> Option<u32> {
    parts
        .iter()
        .try_fold(0, |sum, part| Some(sum + longest_of(part)?))
}

fn longest_of(node: &Node) -> Option<u32> {
    match node {
        Node::Literal(text) => Some(text.len() as u32),
        Node::Space => Some(1),
        Node::Sequence(parts) => longest(parts),
        Node::OneOf(choices) => choices
            .iter()
            .try_fold(0, |most, choice| Some(longest_of(choice)?.max(most))),
        Node::Optional(inner) => longest_of(inner),
        Node::List(list) => longest_of(&list.entries),
        Node::ClauseStart | Node::ClauseEnd => Some(0),
        Node::Number | Node::Gap(_) | Node::Here => None,
    }
}

/// A set of literals: the expansions of all its runs.
#[derive(Clone)]
struct Candidate<'a> {
    runs: Vec<Vec<&'a Node>>,
    /// Literals that are expanded already.
    beginnings: Vec<String>,
    /// Parts of the sequence up to and with the last that is needed.
    end: usize,
    count: usize,
    cost: f64,
}

/// How firm the shortest expansion of a part is, without expanding it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Size {
    count: usize,
    han: usize,
    letters: usize,
    /// How rare it is: minus the logarithm to base 2 of its share of all places in a text.
    bits: usize,
}

impl Size {
    const EMPTY: Size = Size {
        count: 1,
        han: 0,
        letters: 0,
        bits: 0,
    };

    fn of_literal(text: &[char]) -> Size {
        let han = text.iter().filter(|&&c| is_han(c)).count();
        let letters = text.iter().filter(|&&c| c.is_alphanumeric()).count() - han;
        Size {
            count: 1,
            han,
            letters,
            bits: rarity_of(text),
        }
    }

    /// This part and the next one behind it.
    fn then(self, next: Size) -> Size {
        Size {
            count: self.count.saturating_mul(next.count),
            han: self.han + next.han,
            letters: self.letters + next.letters,
            bits: self.bits + next.bits,
        }
    }

    fn is_firm(self) -> bool {
        self.count <= MOST_ANCHORS && (self.han >= 2 || self.letters >= 3)
    }

    /// Expected hits in a text, and what the automaton costs for each literal.
    fn cost(self) -> f64 {
        const OF_A_LITERAL: f64 = 4e-5;
        let bits = self.bits.min(28) as f64;
        self.count as f64 * ((-bits).exp2() + OF_A_LITERAL)
    }
}

fn best(node: &Node) -> Option<Candidate<'_>> {
    let whole = || best_run(std::slice::from_ref(node), &[measure(node)]);
    match node {
        Node::Sequence(parts) => best_of_sequence(parts),
        Node::OneOf(choices) => whole().or_else(|| best_of_choices(choices)),
        Node::List(list) => whole().or_else(|| best(&list.entries)),
        _ => whole(),
    }
}

fn best_of_sequence(parts: &[Node]) -> Option<Candidate<'_>> {
    let sizes: Vec<Option<Size>> = parts.iter().map(measure).collect();
    let within = |(at, part)| {
        best(part).map(|best| Candidate {
            end: at + 1,
            ..best
        })
    };
    let whole = parts.iter().enumerate().map(within).fold(None, cheaper);
    (0..parts.len())
        .map(|start| behind(start, best_run(&parts[start..], &sizes[start..])))
        .fold(whole, cheaper)
        .or_else(|| {
            let tails =
                (0..parts.len()).map(|start| behind(start, best_beginnings(&parts[start..])));
            tails.fold(None, cheaper)
        })
}

/// What was found in the tail that begins with part `start`.
fn behind(start: usize, found: Option<Candidate<'_>>) -> Option<Candidate<'_>> {
    found.map(|best| Candidate {
        end: start + best.end,
        ..best
    })
}

/// Many combinations often begin alike: where no run is small enough as a whole, its firm
/// beginnings may be.
fn best_beginnings(parts: &[Node]) -> Option<Candidate<'_>> {
    let mut beginnings = Beginnings {
        firm: BTreeSet::new(),
        steps: 0,
    };
    let rest: Vec<&Node> = parts.iter().rev().collect();
    beginnings.follow(String::new(), rest)?;
    let size = Size {
        count: beginnings.firm.len(),
        bits: 10,
        ..Size::EMPTY
    };
    Some(Candidate {
        runs: Vec::new(),
        beginnings: beginnings.firm.into_iter().collect(),
        end: parts.len(),
        count: size.count,
        cost: size.cost(),
    })
}

/// Reads on in every possible way until what was read is firm.
struct Beginnings {
    firm: BTreeSet<String>,
    steps: usize,
}

impl Beginnings {
    /// `rest` is what follows `text`, last part first. `None`: some way is never firm, or there are
    /// too many.
    fn follow(&mut self, text: String, mut rest: Vec<&Node>) -> Option<()> {
        const MOST_STEPS: usize = 20_000;
        self.steps += 1;
        if is_firm(&text) {
            self.firm.insert(firm_beginning(&fold_to_string(&text)));
        }
        if self.firm.len() > MOST_ANCHORS || self.steps > MOST_STEPS {
            return None;
        }
        if is_firm(&text) {
            return Some(());
        }
        match rest.pop()? {
            Node::Literal(literal) => {
                self.follow(text.chars().chain(literal.iter().copied()).collect(), rest)
            }
            Node::Space => self.follow(text + " ", rest),
            Node::ClauseStart | Node::ClauseEnd => self.follow(text, rest),
            Node::Sequence(parts) => {
                rest.extend(parts.iter().rev());
                self.follow(text, rest)
            }
            Node::OneOf(choices) => choices.iter().try_for_each(|choice| {
                let mut rest = rest.clone();
                rest.push(choice);
                self.follow(text.clone(), rest)
            }),
            Node::Optional(inner) => {
                self.follow(text.clone(), rest.clone())?;
                rest.push(inner);
                self.follow(text, rest)
            }
            Node::List(list) => {
                rest.push(&list.entries);
                self.follow(text, rest)
            }
            Node::Number | Node::Gap(_) | Node::Here => None,
        }
    }
}

fn is_firm(text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    Size::of_literal(&text).is_firm()
}

/// The shortest beginning that is firm.
fn firm_beginning(text: &str) -> String {
    let mut ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    let end = ends
        .find(|&end| is_firm(&text[..end]))
        .unwrap_or(text.len());
    text[..end].to_owned()
}

/// Every choice needs anchors of its own; together they are one set.
fn best_of_choices(choices: &[Node]) -> Option<Candidate<'_>> {
    let mut all = Candidate {
        runs: Vec::new(),
        beginnings: Vec::new(),
        end: 1,
        count: 0,
        cost: 0.0,
    };
    for choice in choices {
        let best = best(choice)?;
        all.runs.extend(best.runs);
        all.beginnings.extend(best.beginnings);
        all.count += best.count;
        all.cost += best.cost;
    }
    (all.count <= MOST_ANCHORS).then_some(all)
}

/// The cheapest run that begins with the first part.
fn best_run<'a>(parts: &'a [Node], sizes: &[Option<Size>]) -> Option<Candidate<'a>> {
    let mut size = Size::EMPTY;
    let mut best = None;
    for (last, next) in sizes.iter().enumerate() {
        let Some(next) = *next else { break };
        size = size.then(next);
        if size.count > MOST_ANCHORS {
            break;
        }
        if size.is_firm() {
            let runs = vec![parts[..=last].iter().collect()];
            best = cheaper(
                best,
                Some(Candidate {
                    runs,
                    beginnings: Vec::new(),
                    end: last + 1,
                    count: size.count,
                    cost: size.cost(),
                }),
            );
        }
    }
    best
}

fn cheaper<'a>(one: Option<Candidate<'a>>, other: Option<Candidate<'a>>) -> Option<Candidate<'a>> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if other.cost < one.cost { other } else { one }),
        (one, other) => one.or(other),
    }
}

/// `None` if the part is no fixed text.
pub(super) fn measure(node: &Node) -> Option<Size> {
    match node {
        Node::Literal(text) => Some(Size::of_literal(text)),
        Node::Space | Node::ClauseStart | Node::ClauseEnd => Some(Size::EMPTY),
        Node::Sequence(parts) => parts
            .iter()
            .try_fold(Size::EMPTY, |sum, part| Some(sum.then(measure(part)?))),
        Node::OneOf(choices) => measure_choices(choices),
        Node::Optional(inner) => measure(inner).map(|size| Size {
            count: size.count + 1,
            ..Size::EMPTY
        }),
        Node::List(list) => list.size(),
        Node::Number | Node::Gap(_) | Node::Here => None,
    }
}

/// The least firm choice decides; of mixed scripts only what all share counts.
fn measure_choices(choices: &[Node]) -> Option<Size> {
    let sizes: Vec<Size> = choices.iter().map(measure).collect::<Option<_>>()?;
    Some(Size {
        count: sizes
            .iter()
            .map(|size| size.count)
            .fold(0, usize::saturating_add),
        han: sizes.iter().map(|size| size.han).min().unwrap_or(0),
        letters: sizes.iter().map(|size| size.letters).min().unwrap_or(0),
        bits: sizes.iter().map(|size| size.bits).min().unwrap_or(0),
    })
}

/// Every text that the parts stand for together, folded once more so that spaces fall where they
/// fall in a folded text.
fn expand(parts: &[&Node]) -> Vec<String> {
    let texts = parts
        .iter()
        .fold(vec![String::new()], |texts, part| append(texts, part));
    texts.iter().map(|text| fold_to_string(text)).collect()
}

fn append(texts: Vec<String>, node: &Node) -> Vec<String> {
    match node {
        Node::Literal(text) => each(texts, &[text.iter().collect()]),
        Node::Space => each(texts, &[" ".to_owned()]),
        Node::Sequence(parts) => parts.iter().fold(texts, append),
        Node::OneOf(choices) => {
            let start = vec![String::new()];
            let choices: Vec<String> = choices
                .iter()
                .flat_map(|choice| append(start.clone(), choice))
                .collect();
            each(texts, &choices)
        }
        Node::Optional(inner) => {
            let mut choices = append(vec![String::new()], inner);
            choices.push(String::new());
            each(texts, &choices)
        }
        Node::List(list) => append(texts, &list.entries),
        Node::ClauseStart | Node::ClauseEnd => texts,
        Node::Number | Node::Gap(_) | Node::Here => unreachable!("measured as no fixed text"),
    }
}

fn each(texts: Vec<String>, endings: &[String]) -> Vec<String> {
    texts
        .iter()
        .flat_map(|text| endings.iter().map(move |ending| format!("{text}{ending}")))
        .collect()
}

/// A space beside a mark may be missing in the text; only what lies between such spaces must occur.
fn firmest_piece(anchor: &str) -> &str {
    let mut start = 0;
    let mut best = "";
    let is_soft = |at: usize| {
        let before = anchor[..at].chars().next_back();
        let after = anchor[at + 1..].chars().next();
        [before, after]
            .into_iter()
            .any(|c| c.is_none_or(|c| !c.is_alphanumeric()))
    };
    for (at, _) in anchor
        .match_indices(' ')
        .filter(|&(at, _)| is_soft(at))
        .chain([(anchor.len(), "")])
    {
        if at - start > best.len() {
            best = &anchor[start..at];
        }
        start = at + 1;
    }
    best
}

/// The rarest piece of an anchor that is too long, beginning with a Han character or a word.
fn cut(anchor: &str) -> String {
    let chars: Vec<char> = anchor.chars().collect();
    let longest = if chars.iter().any(|&c| is_han(c)) {
        LONGEST_HAN
    } else {
        LONGEST_LATIN
    };
    if chars.len() <= longest {
        return anchor.trim_end().to_owned();
    }
    let may_begin = |at: usize| at == 0 || is_han(chars[at]) || chars[at - 1] == ' ';
    let pieces = (0..=chars.len() - longest).filter(|&at| may_begin(at));
    // A word is not cut: as a whole it is rarer, and quicker to tell from others.
    let end_of_word = |at: usize| {
        let rest = chars[at..].iter();
        at + rest.take_while(|c| c.is_ascii_alphanumeric()).count()
    };
    let pieces = pieces.map(|at| match chars[at + longest - 1].is_ascii_alphanumeric() {
        true => &chars[at..end_of_word(at + longest)],
        false => &chars[at..at + longest],
    });
    // The first of equals, so that anchors begin alike where phrases do.
    let rarest = pieces.rev().max_by_key(|piece| rarity_of_words(piece));
    let text: String = rarest.into_iter().flatten().collect();
    text.trim_end().to_owned()
}
