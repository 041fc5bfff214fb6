//! An example as a reader would hand it to the checker.

use crate::check::Finding;
use crate::document::{Document, Kind, Role, Skip, SkipReason, Turn};
use crate::fold::{Medium, fold_text};
use crate::rules::JudgedRole;
use crate::text::{LineBreaks, SourceMap, Span};

/// Labels that make a conversation of an example, if every line has one.
const LABELS: [(&str, Role); 4] = [
    ("客户", Role::Customer),
    ("客服", Role::Agent),
    ("Customer", Role::Customer),
    ("Agent", Role::Agent),
];

/// The turns of an example: a message of its own, or a small conversation.
#[derive(Clone, Debug)]
pub(super) struct Scene {
    kind: Kind,
    lines: Vec<Line>,
}

#[derive(Clone, Debug)]
struct Line {
    /// With its colon; empty in a message.
    label: String,
    role: Role,
    words: String,
}

impl Scene {
    /// The example `text` of a rule for `role`.
    pub(super) fn new(text: &str, role: JudgedRole) -> Self {
        let lines = text.trim_end_matches('\n').split('\n');
        let labelled: Option<Vec<Line>> = lines.map(labelled).collect();
        if let Some(lines) = labelled {
            let line_breaks = LineBreaks::Wrap;
            let kind = Kind::Conversation { line_breaks };
            return Scene { kind, lines };
        }
        let role = match role {
            JudgedRole::Customer => Role::Customer,
            JudgedRole::Agent | JudgedRole::Any => Role::Agent,
        };
        let words = text.to_owned();
        let label = String::new();
        let lines = vec![Line { label, role, words }];
        let kind = Kind::Draft;
        Scene { kind, lines }
    }

    /// What the checker gets. Byte for byte the example's text, so that marked words keep their
    /// places.
    pub(super) fn document(&self) -> Document {
        let mut document = Document::new(self.kind, String::new(), SourceMap::identity(1));
        for line in &self.lines {
            if !document.text.is_empty() {
                document.text.push('\n');
            }
            document.text.push_str(&line.label);
            let start = document.text.len();
            document.text.push_str(&line.words);
            document.turns.push(Turn {
                span: Span::new(start, document.text.len()),
                role: line.role,
                speaker: None,
            });
        }
        document
    }

    /// The words of each turn changed by `change`, which gets the turn's number and its words.
    pub(super) fn map(&self, mut change: impl FnMut(usize, &str) -> String) -> Scene {
        let mut scene = self.clone();
        for (turn, line) in scene.lines.iter_mut().enumerate() {
            line.words = change(turn, &line.words);
        }
        scene
    }

    /// The same words in the mouth of `role`, as turns of a conversation.
    pub(super) fn said_by(&self, role: Role) -> Scene {
        let mut scene = self.clone();
        let line_breaks = LineBreaks::Wrap;
        scene.kind = Kind::Conversation { line_breaks };
        scene.lines.iter_mut().for_each(|line| line.role = role);
        scene
    }

    /// A mail that quotes the words. How quotes are recognised is the reader's business; here it is
    /// about what the checker makes of them.
    pub(super) fn quoted(&self) -> Document {
        let original = self.document().text;
        let quote: String = original
            .split('\n')
            .map(|line| format!("> {line}\n"))
            .collect();
        let span = Span::new(0, quote.len());
        let mut mail = Document::draft(quote);
        mail.skips.push(Skip {
            span,
            reason: SkipReason::Quote,
        });
        mail
    }

    /// The words of a turn.
    pub(super) fn words(&self, turn: usize) -> &str {
        &self.lines[turn].words
    }

    pub(super) fn medium(&self) -> Medium {
        match self.kind.is_spoken() {
            true => Medium::Spoken,
            false => Medium::Written,
        }
    }
}

fn labelled(line: &str) -> Option<Line> {
    let of_label = |&(label, role): &(&str, Role)| {
        let rest = line.strip_prefix(label)?.strip_prefix(['：', ':'])?;
        let words = rest.trim_start();
        Some(Line {
            label: line[..line.len() - words.len()].to_owned(),
            role,
            words: words.to_owned(),
        })
    };
    LABELS.iter().find_map(of_label)
}

/// The found words inside the words of their turn.
pub(super) fn span_in_turn(document: &Document, finding: &Finding) -> Span {
    let start = document.turns[finding.turn].span.start;
    Span::new(finding.span.start - start, finding.span.end - start)
}

/// The found words as matching sees them, the same in every spelling.
pub(super) fn folded_words(document: &Document, findings: &[Finding]) -> Vec<String> {
    let fold = |finding: &Finding| {
        let mut folded = String::new();
        let words = finding.span.of(&document.text);
        fold_text(words, Medium::Written, |at| folded.push(at.c));
        folded
    };
    findings.iter().map(fold).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_with_labels_are_a_conversation() {
        let text = "客户：怎么还没到\n客服: 您再等等吧\n";
        let scene = Scene::new(text, JudgedRole::Agent);
        let document = scene.document();
        let turns: Vec<(Role, &str)> = document
            .turns
            .iter()
            .map(|turn| (turn.role, turn.span.of(text)))
            .collect();
        assert_eq!(
            turns,
            [(Role::Customer, "怎么还没到"), (Role::Agent, "您再等等吧")]
        );
    }

    #[test]
    fn one_line_without_a_label_makes_it_a_message() {
        let scene = Scene::new("Customer: why?\nbecause", JudgedRole::Customer);
        assert_eq!(scene.kind, Kind::Draft);
        assert_eq!(scene.document().turns[0].role, Role::Customer);
    }
}
