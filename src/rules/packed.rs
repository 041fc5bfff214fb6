//! Checked rules as bytes: what is known when the program is built is not worked out at every start.
//!
//! Lists and phrases that rules share are written once and named by their number. What says more of
//! a rule than its name and advice is unpacked when it is first looked at: a short text meets few of
//! the rules. The format is read only by the program that wrote it, so it carries no version.

use super::Late;
use super::model::{
    Contexts, Enabled, Example, JudgedRole, Origin, Pattern, Rule, RuleSet, Severity,
};
use super::phrase::{Gap, List, Node, Phrase};
use crate::text::Span;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// Writes a rule set.
#[allow(
    dead_code,
    reason = "called by the build script, which shares this file"
)]
pub fn pack(set: &RuleSet) -> Vec<u8> {
    Packer::default().set(set)
}

/// Everything that decides what the rules find and say: without examples, and without the places
/// of rules in their files, which another machine may keep elsewhere.
#[allow(
    dead_code,
    reason = "the build script shares this file and has no use for it"
)]
pub fn meaning(set: &RuleSet) -> Vec<u8> {
    let mut packer = Packer {
        meaning_only: true,
        ..Packer::default()
    };
    packer.set(set)
}

/// Reads what [`pack`] wrote. `None`: the bytes are something else.
///
/// # Panics
/// When a part of a rule is looked at that [`pack`] did not write.
#[allow(
    dead_code,
    reason = "the build script shares this file and only writes"
)]
pub fn unpack(bytes: &'static [u8]) -> Option<RuleSet> {
    let mut head = Unpacker {
        bytes,
        ..Unpacker::default()
    };
    let files = head.several(|head| Some(head.string()?.into()))?;
    let lists = head.pool()?;
    let phrases = head.pool()?;
    let mut rules = Unpacker {
        bytes: head.bytes,
        trees: Arc::new(Trees { files, lists }),
        phrases: Some(Arc::new(phrases)),
    };
    (0..rules.number()?).map(|_| rules.rule()).collect()
}

/// Writes shared things where they belong and hands out their numbers.
#[derive(Default)]
struct Packer {
    files: HashMap<Arc<str>, usize>,
    file_bytes: Vec<u8>,
    /// By address.
    lists: HashMap<usize, usize>,
    list_parts: Vec<Vec<u8>>,
    /// By address.
    phrases: HashMap<usize, usize>,
    phrase_parts: Vec<Vec<u8>>,
    /// Examples and places are left out.
    meaning_only: bool,
}

#[allow(dead_code, reason = "used by `pack`")]
impl Packer {
    fn set(&mut self, set: &RuleSet) -> Vec<u8> {
        let mut rules = Vec::new();
        self.number(set.rules.len(), &mut rules);
        for rule in &set.rules {
            self.rule(rule, &mut rules);
        }
        let mut bytes = Vec::new();
        self.number(self.files.len(), &mut bytes);
        bytes.extend_from_slice(&self.file_bytes);
        self.lengths(&self.list_parts, &mut bytes);
        for list in &self.list_parts {
            match self.meaning_only {
                true => self.part(list, &mut bytes),
                false => bytes.extend_from_slice(list),
            }
        }
        self.lengths(&self.phrase_parts, &mut bytes);
        bytes.extend(self.phrase_parts.concat());
        bytes.extend_from_slice(&rules);
        bytes
    }

    /// The lengths of shared things, so that they can be passed over.
    fn lengths(&self, parts: &[Vec<u8>], out: &mut Vec<u8>) {
        self.number(parts.len(), out);
        if !self.meaning_only {
            parts.iter().for_each(|part| self.number(part.len(), out));
        }
    }

    fn rule(&mut self, rule: &Rule, out: &mut Vec<u8>) {
        for text in [
            &*rule.id,
            &rule.pack,
            &rule.lang,
            &rule.family,
            &rule.title,
            &rule.why,
        ] {
            self.string(text, out);
        }
        self.strings(rule.source.as_deref(), out);
        out.push(rule.severity as u8);
        out.push(rule.role as u8);
        out.push(rule.enabled as u8);
        self.number(rule.points as usize, out);
        out.push(u8::from(rule.veto));
        self.late(out, |packer, out| packer.phrases(&rule.phrases, out));
        self.number(rule.patterns.len(), out);
        for pattern in &rule.patterns {
            self.string(&pattern.source, out);
            self.anchors(&pattern.anchors, out);
            self.origin(&pattern.origin, out);
        }
        self.late(out, |packer, out| packer.phrases(&rule.harmless, out));
        self.late(out, |packer, out| packer.contexts(&rule.unless, out));
        self.late(out, |packer, out| packer.contexts(&rule.only, out));
        self.strings(rule.instead.iter().map(String::as_str), out);
        self.strings(rule.fix.iter().map(String::as_str), out);
        self.late(out, |packer, out| packer.examples(&rule.flags, out));
        self.late(out, |packer, out| packer.examples(&rule.allows, out));
        self.origin(&rule.origin, out);
    }

    /// With its length, so that it can be passed over until it is looked at.
    fn late(&mut self, out: &mut Vec<u8>, write: impl FnOnce(&mut Self, &mut Vec<u8>)) {
        if self.meaning_only {
            return write(self, out);
        }
        let mut bytes = Vec::new();
        write(self, &mut bytes);
        self.part(&bytes, out);
    }

    fn contexts(&mut self, contexts: &Contexts, out: &mut Vec<u8>) {
        for phrases in contexts.by_region() {
            self.phrases(phrases, out);
        }
    }

    fn phrases(&mut self, phrases: &[Arc<Phrase>], out: &mut Vec<u8>) {
        self.number(phrases.len(), out);
        for phrase in phrases {
            let address = Arc::as_ptr(phrase).addr();
            let number = match self.phrases.get(&address) {
                Some(&known) => known,
                None => {
                    let mut part = Vec::new();
                    self.phrase(phrase, &mut part);
                    self.phrase_parts.push(part);
                    self.phrases.insert(address, self.phrases.len());
                    self.phrases.len() - 1
                }
            };
            self.number(number, out);
        }
    }

    fn phrase(&mut self, phrase: &Phrase, out: &mut Vec<u8>) {
        self.string(&phrase.source, out);
        self.tree(&phrase.node, out);
        self.late(out, |packer, out| packer.anchors(&phrase.anchors, out));
        let reach = phrase.reach.filter(|_| !self.meaning_only);
        self.number(reach.map_or(0, |reach| reach as usize + 1), out);
        self.origin(&phrase.origin, out);
    }

    /// Anchors help to search; what is found does not depend on them.
    fn anchors(&self, anchors: &[String], out: &mut Vec<u8>) {
        if !self.meaning_only {
            self.strings(anchors.iter().map(String::as_str), out);
        }
    }

    /// A tree with its length, so that it can be passed over.
    fn tree(&mut self, node: &Node, out: &mut Vec<u8>) {
        let mut bytes = Vec::new();
        self.node(node, &mut bytes);
        self.part(&bytes, out);
    }

    fn node(&mut self, node: &Node, out: &mut Vec<u8>) {
        match node {
            Node::Literal(text) => {
                out.push(0);
                self.string(&text.iter().collect::<String>(), out);
            }
            Node::Space => out.push(1),
            Node::Sequence(parts) => self.nodes(2, parts, out),
            Node::OneOf(choices) => self.nodes(3, choices, out),
            Node::Optional(inner) => {
                out.push(4);
                self.node(inner, out);
            }
            Node::List(list) => {
                out.push(5);
                let number = self.list(list);
                self.number(number, out);
            }
            Node::Number => out.push(6),
            Node::Gap(Gap::Short) => out.push(7),
            Node::Gap(Gap::UpTo(width)) => out.extend([8, *width]),
            Node::Gap(Gap::Sentence) => out.push(9),
            Node::ClauseStart => out.push(10),
            Node::ClauseEnd => out.push(11),
            Node::Here => out.push(12),
        }
    }

    fn nodes(&mut self, tag: u8, nodes: &[Node], out: &mut Vec<u8>) {
        out.push(tag);
        self.number(nodes.len(), out);
        nodes.iter().for_each(|node| self.node(node, out));
    }

    /// A list is written after the lists that it names.
    fn list(&mut self, list: &Arc<List>) -> usize {
        let address = Arc::as_ptr(list).addr();
        if let Some(&known) = self.lists.get(&address) {
            return known;
        }
        let mut bytes = Vec::new();
        self.string(&list.name, &mut bytes);
        self.node(&list.entries, &mut bytes);
        self.list_parts.push(bytes);
        self.lists.insert(address, self.lists.len());
        self.lists.len() - 1
    }

    fn examples(&mut self, examples: &[Example], out: &mut Vec<u8>) {
        if self.meaning_only {
            return;
        }
        self.number(examples.len(), out);
        for example in examples {
            self.string(&example.text, out);
            self.number(example.marked.len(), out);
            for span in &example.marked {
                self.number(span.start, out);
                self.number(span.end, out);
            }
            self.origin(&example.origin, out);
        }
    }

    fn origin(&mut self, origin: &Origin, out: &mut Vec<u8>) {
        if self.meaning_only {
            return;
        }
        let file = match self.files.get(&origin.file) {
            Some(&known) => known,
            None => {
                let mut bytes = Vec::new();
                self.string(&origin.file, &mut bytes);
                self.file_bytes.extend(bytes);
                self.files.insert(origin.file.clone(), self.files.len());
                self.files.len() - 1
            }
        };
        [file, origin.line, origin.column]
            .into_iter()
            .for_each(|number| self.number(number, out));
    }

    fn strings<'a>(&self, texts: impl IntoIterator<Item = &'a str>, out: &mut Vec<u8>) {
        let texts: Vec<&str> = texts.into_iter().collect();
        self.number(texts.len(), out);
        texts.into_iter().for_each(|text| self.string(text, out));
    }

    fn string(&self, text: &str, out: &mut Vec<u8>) {
        self.part(text.as_bytes(), out);
    }

    fn part(&self, bytes: &[u8], out: &mut Vec<u8>) {
        self.number(bytes.len(), out);
        out.extend_from_slice(bytes);
    }

    /// Seven bits a byte, the lowest first; the eighth says that more follow.
    fn number(&self, mut number: usize, out: &mut Vec<u8>) {
        while number >= 0x80 {
            out.push(number as u8 | 0x80);
            number >>= 7;
        }
        out.push(number as u8);
    }
}

/// Shared things by number, each unpacked when it is first asked for.
struct Pool<T> {
    packed: Vec<&'static [u8]>,
    unpacked: Vec<OnceLock<Arc<T>>>,
}

impl<T> Default for Pool<T> {
    fn default() -> Self {
        Pool {
            packed: Vec::new(),
            unpacked: Vec::new(),
        }
    }
}

#[allow(dead_code, reason = "used by `unpack`")]
impl<T> Pool<T> {
    fn get(
        &self,
        number: usize,
        unpack: impl FnOnce(&'static [u8]) -> Option<T>,
    ) -> Option<Arc<T>> {
        let place = self.unpacked.get(number)?;
        if let Some(known) = place.get() {
            return Some(known.clone());
        }
        let unpacked = Arc::new(unpack(self.packed[number])?);
        Some(place.get_or_init(|| unpacked).clone())
    }
}

/// What the trees of phrases name.
#[derive(Default)]
struct Trees {
    files: Vec<Arc<str>>,
    lists: Pool<List>,
}

#[derive(Clone, Default)]
struct Unpacker {
    bytes: &'static [u8],
    trees: Arc<Trees>,
    /// Only rules name phrases.
    phrases: Option<Arc<Pool<Phrase>>>,
}

#[allow(dead_code, reason = "used by `unpack`")]
impl Unpacker {
    /// For bytes that name no phrases.
    fn of_tree(&self, bytes: &'static [u8]) -> Self {
        Unpacker {
            bytes,
            trees: self.trees.clone(),
            phrases: None,
        }
    }

    fn pool<T>(&mut self) -> Option<Pool<T>> {
        let lengths = self.several(Self::number)?;
        let packed = lengths.into_iter().map(|len| self.bytes_of(len));
        let packed: Vec<_> = packed.collect::<Option<_>>()?;
        let unpacked = packed.iter().map(|_| OnceLock::new()).collect();
        Some(Pool { packed, unpacked })
    }

    /// A part that is unpacked when it is first looked at.
    fn late<T>(&mut self, unpack: fn(&mut Self) -> Option<T>) -> Option<Late<T>>
    where
        T: 'static,
    {
        let bytes = self.part()?;
        let part = Unpacker {
            bytes,
            ..self.clone()
        };
        Some(Late::new(move || {
            unpack(&mut part.clone()).expect("written by `pack`")
        }))
    }

    fn rule(&mut self) -> Option<Rule> {
        Some(Rule {
            id: self.string()?,
            pack: self.string()?.into(),
            lang: self.string()?.into(),
            family: self.string()?.into(),
            title: self.string()?.into(),
            why: self.string()?.into(),
            source: self.several(Self::string)?.pop().map(Arc::from),
            severity: *Severity::ALL.get(usize::from(self.byte()?))?,
            role: *JudgedRole::ALL.get(usize::from(self.byte()?))?,
            enabled: *Enabled::ALL.get(usize::from(self.byte()?))?,
            points: self.number()? as u32,
            veto: self.byte()? == 1,
            phrases: self.late(Self::shared_phrases)?,
            patterns: self.several(Self::pattern)?,
            harmless: self.late(Self::shared_phrases)?,
            unless: self.late(Self::contexts)?,
            only: self.late(Self::contexts)?,
            instead: self.several(Self::string)?,
            fix: self.several(Self::string)?,
            flags: self.late(|part| part.several(Self::example))?,
            allows: self.late(|part| part.several(Self::example))?,
            origin: self.origin()?,
        })
    }

    fn contexts(&mut self) -> Option<Contexts> {
        Some(Contexts {
            clause: self.shared_phrases()?,
            sentence: self.shared_phrases()?,
            turn: self.shared_phrases()?,
            next_turn: self.shared_phrases()?,
            customer: self.shared_phrases()?,
        })
    }

    fn pattern(&mut self) -> Option<Pattern> {
        Some(Pattern {
            source: self.string()?,
            anchors: self.several(Self::string)?,
            origin: self.origin()?,
        })
    }

    fn shared_phrases(&mut self) -> Option<Vec<Arc<Phrase>>> {
        let phrases = self.phrases.clone()?;
        self.several(|part| {
            let number = part.number()?;
            phrases.get(number, |bytes| part.of_tree(bytes).phrase())
        })
    }

    fn phrase(&mut self) -> Option<Phrase> {
        Some(Phrase {
            source: self.string()?,
            node: self.late(Self::node)?,
            anchors: self.late(|part| part.several(Self::string))?,
            reach: self.number()?.checked_sub(1).map(|reach| reach as u32),
            origin: self.origin()?,
        })
    }

    fn list(&mut self) -> Option<Arc<List>> {
        let number = self.number()?;
        let trees = &self.trees;
        trees.lists.get(number, |bytes| {
            let mut part = self.of_tree(bytes);
            Some(List::new(part.string()?, part.node()?))
        })
    }

    fn node(&mut self) -> Option<Node> {
        Some(match self.byte()? {
            0 => Node::Literal(self.string()?.chars().collect()),
            1 => Node::Space,
            2 => Node::Sequence(self.several(Self::node)?),
            3 => Node::OneOf(self.several(Self::node)?),
            4 => Node::Optional(Box::new(self.node()?)),
            5 => Node::List(self.list()?),
            6 => Node::Number,
            7 => Node::Gap(Gap::Short),
            8 => Node::Gap(Gap::UpTo(self.byte()?)),
            9 => Node::Gap(Gap::Sentence),
            10 => Node::ClauseStart,
            11 => Node::ClauseEnd,
            12 => Node::Here,
            _ => return None,
        })
    }

    fn example(&mut self) -> Option<Example> {
        let span = |unpacker: &mut Self| {
            let start = unpacker.number()?;
            Some(Span::new(start, unpacker.number()?))
        };
        Some(Example {
            text: self.string()?,
            marked: self.several(span)?,
            origin: self.origin()?,
        })
    }

    fn origin(&mut self) -> Option<Origin> {
        let file = self.number()?;
        let file = self.trees.files.get(file)?.clone();
        Some(Origin {
            file,
            line: self.number()?,
            column: self.number()?,
        })
    }

    fn several<T>(&mut self, one: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.number()?;
        let mut all = Vec::with_capacity(count.min(self.bytes.len()));
        for _ in 0..count {
            all.push(one(self)?);
        }
        Some(all)
    }

    fn string(&mut self) -> Option<String> {
        str::from_utf8(self.part()?).ok().map(str::to_owned)
    }

    fn part(&mut self) -> Option<&'static [u8]> {
        let len = self.number()?;
        self.bytes_of(len)
    }

    fn bytes_of(&mut self, len: usize) -> Option<&'static [u8]> {
        let (part, rest) = self.bytes.split_at_checked(len)?;
        self.bytes = rest;
        Some(part)
    }

    fn number(&mut self) -> Option<usize> {
        let mut number = 0;
        for shift in (0..usize::BITS).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn byte(&mut self) -> Option<u8> {
        let (&byte, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{BUILT_IN, load};

    #[test]
    fn packing_loses_nothing() {
        let (set, errors) = load(BUILT_IN);
        assert!(errors.is_empty());
        let bytes: &[u8] = pack(&set).leak();
        let unpacked = unpack(bytes).expect("just packed");
        assert!(pack(&unpacked) == bytes);
        let rule = |set: &RuleSet| format!("{:?}", set.rules[0]);
        assert_eq!(rule(&unpacked), rule(&set));
    }

    #[test]
    fn cut_bytes_are_refused() {
        let (set, _) = load(&BUILT_IN[..3]);
        let bytes: &[u8] = pack(&set).leak();
        assert!(
            (0..bytes.len())
                .step_by(997)
                .all(|end| unpack(&bytes[..end]).is_none())
        );
    }
}
