//! Words that a phrase stands for, to try it on and to show it to people.

use super::Node;
use crate::text::is_spaceless;

/// How a sample chooses where a phrase leaves a choice.
#[derive(Clone, Copy)]
struct Choice {
    takes_last: bool,
    takes_optional: bool,
}

const PLAINEST: Choice = Choice {
    takes_last: false,
    takes_optional: false,
};

impl Node {
    /// The plainest words that the phrase stands for, folded: first choices, nothing optional, no
    /// words in the gaps.
    pub(crate) fn plainest(&self) -> String {
        self.sample(PLAINEST)
    }

    /// A few different words that the phrase stands for, the plainest first.
    pub(crate) fn samples(&self) -> Vec<String> {
        let last = Choice {
            takes_last: true,
            ..PLAINEST
        };
        let full = Choice {
            takes_optional: true,
            ..PLAINEST
        };
        let mut samples = Vec::new();
        for choice in [PLAINEST, full, last] {
            let sample = self.sample(choice);
            if !samples.contains(&sample) {
                samples.push(sample);
            }
        }
        samples
    }

    /// The phrase once for every choice that is written in it, with only this choice left open.
    /// Lists stay as they are: their entries are not written in the phrase.
    pub(crate) fn written_choices(&self) -> Vec<Node> {
        match self {
            Node::Sequence(parts) => (0..parts.len())
                .flat_map(|index| {
                    let choices = parts[index].written_choices();
                    choices.into_iter().map(move |choice| {
                        let mut parts = parts.clone();
                        parts[index] = choice;
                        Node::Sequence(parts)
                    })
                })
                .collect(),
            Node::OneOf(choices) => choices.iter().flat_map(Node::and_its_choices).collect(),
            Node::Optional(inner) => match &**inner {
                Node::OneOf(_) => inner.written_choices(),
                _ => inner.and_its_choices(),
            },
            _ => Vec::new(),
        }
    }

    fn and_its_choices(&self) -> Vec<Node> {
        let mut all = vec![self.clone()];
        all.extend(self.written_choices());
        all
    }

    fn sample(&self, choice: Choice) -> String {
        let mut sample = Sample {
            choice,
            text: String::new(),
            may_space: false,
        };
        sample.write(self);
        sample.text
    }
}

struct Sample {
    choice: Choice,
    text: String,
    /// A gap or a space of the phrase stands here: a blank if two words meet.
    may_space: bool,
}

impl Sample {
    fn write(&mut self, node: &Node) {
        match node {
            Node::Literal(text) => text.iter().for_each(|&c| self.push(c)),
            Node::Number => self.push('3'),
            Node::Space | Node::Gap(_) => self.may_space = true,
            Node::Sequence(parts) => parts.iter().for_each(|part| self.write(part)),
            Node::OneOf(choices) => {
                let chosen = match self.choice.takes_last {
                    true => choices.last(),
                    false => choices.first(),
                };
                chosen.into_iter().for_each(|choice| self.write(choice));
            }
            Node::Optional(inner) if self.choice.takes_optional => self.write(inner),
            Node::List(list) => self.write(&list.entries),
            Node::Optional(_) | Node::ClauseStart | Node::ClauseEnd | Node::Here => {}
        }
    }

    fn push(&mut self, c: char) {
        let sets_spaces = |c: char| c.is_alphanumeric() && !is_spaceless(c);
        if self.may_space && sets_spaces(c) && self.text.ends_with(sets_spaces) {
            self.text.push(' ');
        }
        self.may_space = false;
        self.text.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{LookupError, Purpose, parse};
    use super::*;

    fn node(phrase: &str) -> Node {
        let mut none = |_: &str| Err(LookupError::Broken);
        parse(phrase, Purpose::Search, &mut none)
            .expect("a phrase")
            .0
    }

    #[test]
    fn the_plainest_sample_takes_first_choices_and_leaves_out_what_may_be_missing() {
        assert_eq!(node("(改天|改日)[再]..4给您").plainest(), "改天给您");
        assert_eq!(
            node("^not [really] our .. fault$").plainest(),
            "not our fault"
        );
        assert_eq!(node("等{number}天再说").plainest(), "等3天再说");
        assert_eq!(node("我们 不管").plainest(), "我们不管");
        let samples = node("(改天|改日)[再]给您").samples();
        assert_eq!(samples, ["改天给您", "改天再给您", "改日给您"]);
    }

    #[test]
    fn every_written_choice_is_a_phrase_of_its_own() {
        let plainest = |phrase: &str| -> Vec<String> {
            let choices = node(phrase).written_choices();
            choices.iter().map(Node::plainest).collect()
        };
        assert_eq!(plainest("等通知"), Vec::<String>::new());
        assert_eq!(
            plainest("(改天|改[日|期])给您[再|又]说"),
            [
                "改天给您说",
                "改给您说",
                "改日给您说",
                "改期给您说",
                "改天给您再说",
                "改天给您又说"
            ]
        );
    }
}
