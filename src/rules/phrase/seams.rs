//! Where parts of a phrase meet inside a word.

use super::Node;

/// Literals that may stand right behind a letter or a digit: an anchor that begins with one may
/// begin inside a word.
pub(crate) struct Seams<'n> {
    literals: Vec<&'n [char]>,
}

impl<'n> Seams<'n> {
    /// The seams of a phrase.
    pub(crate) fn of(node: &'n Node) -> Self {
        let mut seams = Seams {
            literals: Vec::new(),
        };
        seams.walk(node, false);
        seams
    }

    /// True if the anchor, one of the phrase's, surely begins where a word begins.
    pub(crate) fn spare(&self, anchor: &str) -> bool {
        let is_alike = |literal: &[char]| {
            anchor
                .chars()
                .zip(literal)
                .all(|(c, of_literal)| c == *of_literal)
        };
        !self.literals.iter().any(|literal| is_alike(literal))
    }

    /// Walks a part that may stand behind a letter; tells whether a letter may stand at its end.
    fn walk(&mut self, node: &'n Node, behind_letter: bool) -> bool {
        match node {
            Node::Literal(text) => {
                if behind_letter && text[0].is_alphanumeric() {
                    self.literals.push(text);
                }
                text[text.len() - 1].is_alphanumeric()
            }
            Node::Sequence(parts) => parts
                .iter()
                .fold(behind_letter, |behind, part| self.walk(part, behind)),
            Node::OneOf(choices) => choices.iter().fold(false, |ends, choice| {
                self.walk(choice, behind_letter) | ends
            }),
            Node::Optional(inner) => self.walk(inner, behind_letter) | behind_letter,
            Node::List(list) => self.walk(&list.entries, behind_letter),
            Node::Number | Node::Here => true,
            Node::Space | Node::Gap(_) => false,
            Node::ClauseStart | Node::ClauseEnd => behind_letter,
        }
    }
}
