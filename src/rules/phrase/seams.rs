//! Where parts of a phrase meet inside a word.

use super::Node;

/// How the literals of a phrase join their neighbours: whether an anchor, a piece of the phrase,
/// begins where a word begins and ends where one ends. Words are runs of the letters and digits of
/// ASCII; nothing else is ever folded to one without being looked at by itself.
pub(crate) struct Seams<'n> {
    literals: Vec<Joint<'n>>,
}

/// A literal and what may stand right beside it.
struct Joint<'n> {
    text: &'n [char],
    /// A letter or a digit may stand before it, so that the two are one word.
    before: bool,
    behind: bool,
}

impl<'n> Seams<'n> {
    /// The seams of a phrase.
    pub(crate) fn of(node: &'n Node) -> Self {
        let mut seams = Seams {
            literals: Vec::new(),
        };
        seams.walk(node, false, false);
        seams
    }

    /// True if the anchor, one of the phrase's, surely begins where a word begins.
    pub(crate) fn begins_word(&self, anchor: &str) -> bool {
        let is_alike = |literal: &[char]| {
            anchor
                .chars()
                .zip(literal)
                .all(|(c, of_literal)| c == *of_literal)
        };
        let mut joined = self.literals.iter().filter(|joint| joint.before);
        !joined.any(|joint| is_alike(joint.text))
    }

    /// True if the anchor, one of the phrase's, surely ends where a word ends.
    pub(crate) fn ends_word(&self, anchor: &str) -> bool {
        let letters = anchor.chars().rev().take_while(char::is_ascii_alphanumeric);
        let word: Vec<char> = letters.collect();
        let word: Vec<char> = word.into_iter().rev().collect();
        if word.is_empty() {
            return true;
        }
        !self
            .literals
            .iter()
            .any(|joint| joint.may_go_on_behind(&word))
    }

    /// Walks a part with what may stand beside it; tells whether a letter may stand at its start and
    /// at its end.
    fn walk(&mut self, node: &'n Node, before: bool, behind: bool) -> (bool, bool) {
        match node {
            Node::Literal(text) => {
                let edges = (
                    text[0].is_ascii_alphanumeric(),
                    text[text.len() - 1].is_ascii_alphanumeric(),
                );
                self.literals.push(Joint {
                    text,
                    before: before && edges.0,
                    behind: behind && edges.1,
                });
                edges
            }
            Node::Sequence(parts) => self.walk_sequence(parts, before, behind),
            Node::OneOf(choices) => choices.iter().fold((false, false), |edges, choice| {
                let (start, end) = self.walk(choice, before, behind);
                (edges.0 | start, edges.1 | end)
            }),
            Node::Optional(inner) => {
                let (start, end) = self.walk(inner, before, behind);
                (start | behind, end | before)
            }
            Node::List(list) => self.walk(&list.entries, before, behind),
            Node::Number | Node::Here => (true, true),
            Node::Space | Node::Gap(_) => (false, false),
            Node::ClauseStart | Node::ClauseEnd => (behind, before),
        }
    }

    fn walk_sequence(&mut self, parts: &'n [Node], before: bool, behind: bool) -> (bool, bool) {
        // What may follow each part is known from the end on, and what stands before it from the
        // start on.
        let mut starts = vec![behind; parts.len() + 1];
        for (index, part) in parts.iter().enumerate().rev() {
            starts[index] = may_start_with_letter(part, starts[index + 1]);
        }
        let mut end = before;
        for (part, &next) in parts.iter().zip(&starts[1..]) {
            end = self.walk(part, end, next).1;
        }
        (starts[0], end)
    }
}

/// `behind`: what follows may start with a letter.
fn may_start_with_letter(node: &Node, behind: bool) -> bool {
    match node {
        Node::Literal(text) => text[0].is_ascii_alphanumeric(),
        Node::Sequence(parts) => parts
            .iter()
            .rev()
            .fold(behind, |behind, part| may_start_with_letter(part, behind)),
        Node::OneOf(choices) => choices
            .iter()
            .any(|choice| may_start_with_letter(choice, behind)),
        Node::Optional(inner) => behind || may_start_with_letter(inner, behind),
        Node::List(list) => may_start_with_letter(&list.entries, behind),
        Node::Number | Node::Here => true,
        Node::Space | Node::Gap(_) => false,
        Node::ClauseStart | Node::ClauseEnd => behind,
    }
}

impl Joint<'_> {
    /// True if a word may end inside this literal, or at its end, so that a letter follows.
    fn may_go_on_behind(&self, word: &[char]) -> bool {
        let mut ends =
            (1..=self.text.len()).filter(|&end| word.last() == Some(&self.text[end - 1]));
        ends.any(|end| {
            let read = &self.text[..end];
            // The beginning of the word may stand in literals before this one.
            let is_here = read.ends_with(word) || self.before && word.ends_with(read);
            is_here
                && match self.text.get(end) {
                    Some(next) => next.is_ascii_alphanumeric(),
                    None => self.behind,
                }
        })
    }
}
