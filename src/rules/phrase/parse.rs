use super::{Gap, List, Node, PhraseError, WIDEST_GAP, anchors};
use crate::fold::fold_to_string;
use std::sync::Arc;

/// Finds a list by name.
pub(crate) type Lookup<'a> = &'a mut dyn FnMut(&str) -> Result<Arc<List>, LookupError>;

/// Why a name gives no list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LookupError {
    /// There is none of that name; what to do about it.
    Unknown(String),
    /// The list itself has an error, which is reported where the list stands.
    Broken,
}

/// What a phrase is for: what must be found needs anchors, a context may speak of `{here}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Looked for in every text.
    Search,
    /// Looked for beside a hit.
    Context,
    /// An entry of a list.
    ListEntry,
}

/// Parses `source`; for [`Purpose::Search`] its anchors and their reach come with it.
pub(crate) fn parse(
    source: &str,
    purpose: Purpose,
    lookup: Lookup<'_>,
) -> Result<(Node, Vec<String>, Option<u32>), PhraseError> {
    let mut parser = Parser {
        source,
        at: 0,
        purpose,
        lookup,
    };
    let node = parser.sequence(&[])?;
    check_whole(source, &node, purpose)?;
    let (anchors, reach) = match purpose {
        Purpose::Search => anchors::anchors(&node)?,
        Purpose::Context | Purpose::ListEntry => (Vec::new(), None),
    };
    Ok((node, anchors, reach))
}

fn check_whole(source: &str, node: &Node, purpose: Purpose) -> Result<(), PhraseError> {
    if node.is_nullable() && !(purpose == Purpose::Context && source.contains(['^', '$'])) {
        return Err(PhraseError::new(
            0,
            "this phrase can stand for no words at all",
            "write at least one part that is not optional",
        ));
    }
    for (last, at, side) in [(false, 0, "begins"), (true, source.len(), "ends")] {
        if node.has_gap_at_edge(last) {
            return Err(PhraseError::new(
                at.min(source.len().saturating_sub(1)),
                format!("this phrase {side} with a gap"),
                "a gap stands between two parts; leave it out here",
            ));
        }
    }
    Ok(())
}

struct Parser<'a> {
    source: &'a str,
    at: usize,
    purpose: Purpose,
    lookup: Lookup<'a>,
}

impl Parser<'_> {
    /// Reads parts up to one of `closers` (or the end of the phrase), which it leaves in place.
    fn sequence(&mut self, closers: &[char]) -> Result<Node, PhraseError> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        while let Some(c) = self.peek() {
            if closers.contains(&c) {
                break;
            }
            if let Some(plain) = self.plain_character()? {
                literal.push(plain);
                continue;
            }
            push_literal(&mut literal, &mut parts);
            parts.push(self.special(c)?);
        }
        push_literal(&mut literal, &mut parts);
        Ok(if parts.len() == 1 {
            parts.remove(0)
        } else {
            Node::Sequence(parts)
        })
    }

    /// Takes the next character if it stands for itself.
    fn plain_character(&mut self) -> Result<Option<char>, PhraseError> {
        let Some(c) = self.peek() else {
            return Ok(None);
        };
        match c {
            '\\' => self.escaped().map(Some),
            '(' | ')' | '[' | ']' | '{' | '}' | '|' | '^' | '$' => Ok(None),
            '.' if self.rest().starts_with("..") => Ok(None),
            '.' if self.rest()[1..].starts_with(['*', '+', '?']) => Err(self.error(
                format!("`{}` is a regular expression", &self.rest()[..2]),
                "write `..` for a gap inside the clause, `...` for one inside the sentence",
            )),
            _ if c.is_whitespace() => Ok(None),
            _ => {
                self.at += c.len_utf8();
                Ok(Some(c))
            }
        }
    }

    fn escaped(&mut self) -> Result<char, PhraseError> {
        let Some(c) = self.rest()[1..].chars().next() else {
            return Err(self.error("the phrase ends with `\\`", "write `\\\\` for a backslash"));
        };
        if c.is_ascii_alphanumeric() {
            let help = match c {
                'd' | 'D' => "write `{number}` for a number",
                'b' | 'B' => "leave it out: English words are always found whole",
                's' | 'S' => "a space stands for any white space",
                _ => {
                    "write `..` for some words in between, or use `patterns` for a regular expression"
                }
            };
            return Err(self.error(format!("`\\{c}` is a regular expression"), help));
        }
        self.at += 1 + c.len_utf8();
        Ok(c)
    }

    fn special(&mut self, c: char) -> Result<Node, PhraseError> {
        match c {
            '(' => self.group(')').map(one_of),
            '[' => self
                .group(']')
                .map(|choices| Node::Optional(Box::new(one_of(choices)))),
            '{' => self.list(),
            '.' => self.gap(),
            '^' | '$' => {
                self.at += 1;
                Ok(if c == '^' {
                    Node::ClauseStart
                } else {
                    Node::ClauseEnd
                })
            }
            '|' => Err(self.error(
                "`|` outside brackets",
                "write `(a|b)` for one of several, or make two phrases of it",
            )),
            ')' | ']' | '}' => Err(self.error(
                format!("`{c}` closes nothing"),
                format!("open it before, or write `\\{c}` for the character itself"),
            )),
            _ => {
                self.at += c.len_utf8();
                Ok(Node::Space)
            }
        }
    }

    fn group(&mut self, close: char) -> Result<Vec<Node>, PhraseError> {
        let open = self.at;
        self.at += 1;
        let mut choices = Vec::new();
        loop {
            let start = self.at;
            let choice = self.sequence(&['|', close])?;
            if choice == Node::Sequence(Vec::new()) {
                return Err(PhraseError::new(
                    start,
                    "an empty choice",
                    "write `[a|b]` where the words may be missing",
                ));
            }
            choices.push(choice);
            match self.peek() {
                Some(c) if c == close => break,
                Some(_) => self.at += 1,
                None => {
                    let message = format!("`{}` is never closed", &self.source[open..open + 1]);
                    return Err(PhraseError::new(
                        open,
                        message,
                        format!("close it with `{close}`"),
                    ));
                }
            }
        }
        self.at += 1;
        self.refuse_quantifier(close)?;
        Ok(choices)
    }

    fn refuse_quantifier(&self, close: char) -> Result<(), PhraseError> {
        let Some(c) = self.peek().filter(|c| matches!(c, '?' | '*' | '+')) else {
            return Ok(());
        };
        Err(self.error(
            format!("`{close}{c}` is a regular expression"),
            if c == '?' {
                "write `[a|b]` for words that may be missing, or `\\?` for a question mark"
            } else {
                "a phrase has no repetition; name the words, or use `patterns` for a regular expression"
            },
        ))
    }

    fn list(&mut self) -> Result<Node, PhraseError> {
        let open = self.at;
        let Some(len) = self.rest().find('}') else {
            return Err(self.error("`{` is never closed", "close it with `}`"));
        };
        let name = &self.source[open + 1..open + len];
        self.at = open + len + 1;
        match name {
            "number" => Ok(Node::Number),
            "here" if self.purpose == Purpose::Context => Ok(Node::Here),
            "here" => Err(PhraseError::new(
                open,
                "`{here}` in a phrase that is no context",
                "`{here}` stands for the found words: use it in `unless`, `only` and `harmless`",
            )),
            _ => match (self.lookup)(name) {
                Ok(list) => Ok(Node::List(list)),
                Err(LookupError::Unknown(help)) => Err(PhraseError::new(
                    open,
                    format!("there is no list `{{{name}}}`"),
                    help,
                )),
                Err(LookupError::Broken) => Err(PhraseError {
                    is_reported: true,
                    ..PhraseError::new(open, "", "")
                }),
            },
        }
    }

    fn gap(&mut self) -> Result<Node, PhraseError> {
        let dots = self.rest().len() - self.rest().trim_start_matches('.').len();
        let after = &self.rest()[dots..];
        let digits =
            &after[..after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len()];
        let gap = match (dots, digits.is_empty()) {
            (2, true) => Gap::Short,
            (3, true) => Gap::Sentence,
            (2, false) => match digits.parse() {
                Ok(width @ 1..=WIDEST_GAP) => Gap::UpTo(width),
                _ => {
                    return Err(self.error(
                        format!("the gap `..{digits}` is too wide"),
                        format!("write `..1` to `..{WIDEST_GAP}`, or `...` for the whole sentence"),
                    ));
                }
            },
            _ => {
                return Err(self.error(
                    format!("`{}{digits}` is no gap", ".".repeat(dots)),
                    "write `..` or `..N` inside the clause, `...` inside the sentence, `\\.` for a dot",
                ));
            }
        };
        self.at += dots + digits.len();
        Ok(Node::Gap(gap))
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn rest(&self) -> &str {
        &self.source[self.at..]
    }

    fn error(&self, message: impl Into<String>, help: impl Into<String>) -> PhraseError {
        PhraseError::new(self.at, message, help)
    }
}

fn push_literal(literal: &mut String, parts: &mut Vec<Node>) {
    let folded: Box<[char]> = fold_to_string(literal).chars().collect();
    literal.clear();
    if !folded.is_empty() {
        parts.push(Node::Literal(folded));
    }
}

fn one_of(mut choices: Vec<Node>) -> Node {
    if choices.len() == 1 {
        choices.remove(0)
    } else {
        Node::OneOf(choices)
    }
}
