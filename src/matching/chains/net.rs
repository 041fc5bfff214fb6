//! Chains as a net: from a state by a unit to other states.

use super::super::oddities::HAN;
use super::choose::{Chain, Near, runs_of};
use super::near::{Neighbour, Trigger, UnitSet};
use super::units::{Numbering, UNKNOWN};
use crate::rules::phrase::Node;
use crate::text::is_han;
use std::collections::HashMap;
use std::sync::Arc;

/// Where no chain has begun.
const START: u32 = 0;

/// All chains, each state with the units that may follow.
pub(super) struct Net {
    /// Units and where they lead, state by state.
    edges: Vec<(u32, u32)>,
    /// Where the edges of each state begin; one more than there are states.
    firsts: Vec<u32>,
    /// What is to be done where a chain ends in the state.
    ends: Vec<Option<u32>>,
    triggers: Vec<Trigger>,
}

impl Net {
    /// Where a unit leads from a state.
    pub(super) fn follow(&self, state: u32, unit: u32) -> impl Iterator<Item = u32> {
        let edges = self.edges(state);
        let first = edges.partition_point(|&(of, _)| of < unit);
        let fitting = edges[first..]
            .iter()
            .take_while(move |&&(of, _)| of == unit);
        fitting.map(|&(_, target)| target)
    }

    /// The states in which chains are after their first unit, by unit.
    pub(super) fn beginnings(&self) -> impl Iterator<Item = (u32, Vec<u32>)> {
        let by_unit = self.edges(START).chunk_by(|one, next| one.0 == next.0);
        by_unit.map(|edges| {
            (
                edges[0].0,
                edges.iter().map(|&(_, target)| target).collect(),
            )
        })
    }

    /// Units that may follow, with repetitions.
    pub(super) fn units_behind(&self, state: u32) -> impl Iterator<Item = u32> {
        self.edges(state).iter().map(|&(unit, _)| unit)
    }

    /// The number of the chain that ends in the state.
    pub(super) fn end(&self, state: u32) -> Option<u32> {
        self.ends[state as usize]
    }

    /// What a chain tells.
    pub(super) fn trigger(&self, chain: u32) -> &Trigger {
        &self.triggers[chain as usize]
    }

    fn edges(&self, state: u32) -> &[(u32, u32)] {
        let state = state as usize;
        &self.edges[self.firsts[state] as usize..self.firsts[state + 1] as usize]
    }
}

/// A net being knotted.
pub(super) struct Knotting {
    pub(super) numbering: Numbering,
    edges: Vec<Edge>,
    ends: Vec<Option<u32>>,
    triggers: Vec<Trigger>,
    /// What was worked out for parts that stand near, by their address.
    neighbours: HashMap<Key, Option<Arc<Neighbour>>>,
    /// On which side of a chain the parts stand that are added, if they are no chain.
    side: Option<Side>,
    /// States before gaps among such parts, and behind them all.
    gap_ends: Vec<u32>,
}

/// What makes a neighbour, its parts by their address, or by that of a list if they are one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    address: usize,
    len: usize,
    reach: u32,
    marks: u32,
    side: Side,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Side {
    Before,
    Behind,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    from: u32,
    unit: u32,
    to: u32,
}

/// Where the parts so far may have led.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Point {
    state: u32,
    /// Letters or digits behind it to which more may come.
    word: String,
}

impl Knotting {
    pub(super) fn new(numbering: Numbering) -> Self {
        Knotting {
            numbering,
            edges: Vec::new(),
            ends: vec![None],
            triggers: Vec::new(),
            neighbours: HashMap::new(),
            side: None,
            gap_ends: Vec::new(),
        }
    }

    /// Adds a chain of a phrase.
    pub(super) fn add(&mut self, chain: &Chain<'_>, phrase: u32) {
        let number = self.triggers.len() as u32;
        for state in self.knot(chain.parts) {
            self.ends[state as usize] = Some(number);
        }
        let before = chain.before.as_ref();
        let behind = chain.behind.as_ref();
        let trigger = Trigger {
            phrase,
            longest: chain.longest,
            before: before.and_then(|near| self.neighbour(near, Side::Before)),
            behind: behind.and_then(|near| self.neighbour(near, Side::Behind)),
            ends_clause: chain.ends_clause,
        };
        self.triggers.push(trigger);
    }

    /// Adds parts from the start on; tells in which states they end.
    fn knot(&mut self, parts: &[Node]) -> Vec<u32> {
        let start = Point {
            state: START,
            word: String::new(),
        };
        let points = parts
            .iter()
            .fold(vec![start], |points, part| self.part(part, points));
        self.close(points).iter().map(|point| point.state).collect()
    }

    /// `None`: anything may stand there.
    fn neighbour(&mut self, near: &Near<'_>, side: Side) -> Option<Arc<Neighbour>> {
        let (address, len) = match near.parts {
            [Node::List(list)] => (Arc::as_ptr(list).addr(), 0),
            parts => (parts.as_ptr().addr(), parts.len()),
        };
        let key = Key {
            address,
            len,
            reach: near.reach,
            marks: near.marks,
            side,
        };
        if let Some(known) = self.neighbours.get(&key) {
            return known.clone();
        }
        let mut apart = Knotting::new(std::mem::take(&mut self.numbering));
        apart.side = Some(side);
        let ends = apart.knot(near.parts);
        apart.gap_ends.extend(ends);
        let units = match side {
            Side::Before => apart.lasts(),
            Side::Behind => apart.firsts(),
        };
        self.numbering = apart.numbering;
        let neighbour = units.map(|units| {
            Arc::new(Neighbour {
                reach: near.reach,
                marks: near.marks,
                units,
            })
        });
        self.neighbours.insert(key, neighbour.clone());
        neighbour
    }

    /// The units with which the parts may begin, each with the next; `None` if they may begin with
    /// anything.
    fn firsts(&mut self) -> Option<UnitSet> {
        self.gap_ends.sort_unstable();
        if self.gap_ends.first() == Some(&START) {
            return None;
        }
        self.edges.sort_unstable();
        let mut units = Vec::new();
        let from = |state: u32| {
            let first = self.edges.partition_point(|edge| edge.from < state);
            self.edges[first..]
                .iter()
                .take_while(move |edge| edge.from == state)
        };
        for first in from(START) {
            if self.gap_ends.binary_search(&first.to).is_ok() {
                units.push((first.unit, UNKNOWN));
            }
            units.extend(from(first.to).map(|second| (first.unit, second.unit)));
        }
        Some(UnitSet::new(units))
    }

    /// The units with which the parts may end, each with the one before; `None` as above.
    fn lasts(&mut self) -> Option<UnitSet> {
        self.gap_ends.sort_unstable();
        if self.gap_ends.first() == Some(&START) {
            return None;
        }
        self.edges.sort_unstable_by_key(|edge| edge.to);
        let mut units = Vec::new();
        let to = |state: u32| {
            let first = self.edges.partition_point(|edge| edge.to < state);
            self.edges[first..]
                .iter()
                .take_while(move |edge| edge.to == state)
        };
        for &end in &self.gap_ends {
            for last in to(end) {
                if last.from == START {
                    units.push((last.unit, UNKNOWN));
                }
                units.extend(to(last.from).map(|before| (last.unit, before.unit)));
            }
        }
        Some(UnitSet::new(units))
    }

    /// A gap, a number or the like among parts that stand near a chain: what lies beyond is not
    /// looked at.
    fn beyond(&mut self, is_number: bool, points: Vec<Point>) -> Vec<Point> {
        let Some(side) = self.side else {
            unreachable!("a chain is measured, and has nothing of the kind");
        };
        match side {
            Side::Before => vec![Point {
                state: START,
                word: String::new(),
            }],
            Side::Behind => {
                let (cut, whole): (Vec<Point>, Vec<Point>) =
                    points.into_iter().partition(|point| {
                        // In "notwo" there is no "no".
                        is_number && point.word.ends_with(|c: char| c.is_ascii_alphabetic())
                    });
                let ends = self.close(whole);
                let ends = ends.iter().chain(&cut).map(|point| point.state);
                self.gap_ends.extend(ends);
                Vec::new()
            }
        }
    }

    pub(super) fn finish(mut self) -> (Net, Numbering) {
        self.edges.sort_unstable();
        self.edges.dedup();
        let mut firsts = vec![0; self.ends.len() + 1];
        for edge in &self.edges {
            firsts[edge.from as usize + 1] += 1;
        }
        for state in 1..firsts.len() {
            firsts[state] += firsts[state - 1];
        }
        let net = Net {
            edges: self.edges.iter().map(|edge| (edge.unit, edge.to)).collect(),
            firsts,
            ends: self.ends,
            triggers: self.triggers,
        };
        (net, self.numbering)
    }

    fn part(&mut self, node: &Node, from: Vec<Point>) -> Vec<Point> {
        match node {
            Node::Literal(text) => self.literal(text, from),
            Node::Sequence(parts) => parts.iter().fold(from, |from, part| self.part(part, from)),
            Node::OneOf(choices) => self.choices(choices, from),
            Node::Optional(inner) => {
                let mut points = self.part(inner, from.clone());
                points.extend(from);
                points.sort_unstable();
                points.dedup();
                points
            }
            Node::List(list) => self.part(&list.entries, from),
            Node::Space => self.close(from),
            Node::ClauseStart | Node::ClauseEnd => from,
            Node::Gap(_) => self.beyond(false, from),
            Node::Number | Node::Here => self.beyond(true, from),
        }
    }

    fn literal(&mut self, text: &[char], mut points: Vec<Point>) -> Vec<Point> {
        for run in runs_of(text) {
            points = match run[0] {
                c if c.is_ascii_alphanumeric() => self.letters(run, points),
                c if HAN.contains(&c) => self.han(c, points),
                c if is_han(c) => self.beyond(false, points),
                _ => self.close(points),
            };
        }
        points
    }

    fn letters(&mut self, run: &[char], points: Vec<Point>) -> Vec<Point> {
        let is_digit = run[0].is_ascii_digit();
        let goes_on = |point: &Point| {
            let last = point.word.as_bytes().last();
            last.is_none_or(|last| last.is_ascii_digit() == is_digit)
        };
        let (mut points, ended): (Vec<Point>, Vec<Point>) = points.into_iter().partition(goes_on);
        points.extend(self.close(ended));
        for point in &mut points {
            point.word.extend(run);
        }
        points
    }

    fn han(&mut self, c: char, points: Vec<Point>) -> Vec<Point> {
        let unit = self.numbering.of_han(c);
        let to = self.state();
        for Point { state: from, .. } in self.close(points) {
            self.edges.push(Edge { from, unit, to });
        }
        vec![Point {
            state: to,
            word: String::new(),
        }]
    }

    fn choices(&mut self, choices: &[Node], from: Vec<Point>) -> Vec<Point> {
        let first_edge = self.edges.len();
        let first_state = self.ends.len() as u32;
        let mut points = Vec::new();
        for choice in choices {
            points.extend(self.part(choice, from.clone()));
        }
        points.sort_unstable();
        points.dedup();
        self.join(points, first_state, first_edge)
    }

    /// Makes one state of those that choices ended in: what follows is the same behind all of them.
    fn join(&mut self, points: Vec<Point>, first_state: u32, first_edge: usize) -> Vec<Point> {
        let edges = &mut self.edges[first_edge..];
        let open = points.iter().filter(|point| !point.word.is_empty());
        let going_on = edges.iter().map(|edge| edge.from);
        let mut goes_on: Vec<u32> = going_on.chain(open.map(|point| point.state)).collect();
        goes_on.sort_unstable();
        let is_end = |point: &Point| {
            point.word.is_empty()
                && point.state >= first_state
                && goes_on.binary_search(&point.state).is_err()
        };
        let (ends, mut others): (Vec<Point>, Vec<Point>) = points.into_iter().partition(is_end);
        if let Some(one) = ends.first().cloned() {
            for end in &mut self.gap_ends {
                if ends.binary_search_by_key(end, |point| point.state).is_ok() {
                    *end = one.state;
                }
            }
            for edge in edges {
                if ends.binary_search_by_key(&edge.to, |end| end.state).is_ok() {
                    edge.to = one.state;
                }
            }
            others.push(one);
        }
        others
    }

    /// Ends the words that are open.
    fn close(&mut self, points: Vec<Point>) -> Vec<Point> {
        let (mut closed, open): (Vec<Point>, Vec<Point>) =
            points.into_iter().partition(|point| point.word.is_empty());
        if open.is_empty() {
            return closed;
        }
        let to = self.state();
        for Point { state: from, word } in open {
            let unit = self.numbering.of_word(&word);
            self.edges.push(Edge { from, unit, to });
        }
        closed.push(Point {
            state: to,
            word: String::new(),
        });
        closed
    }

    fn state(&mut self) -> u32 {
        self.ends.push(None);
        self.ends.len() as u32 - 1
    }
}
