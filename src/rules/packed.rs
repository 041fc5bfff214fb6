//! Checked rules as bytes: what is known when the program is built is not worked out at every start.
//!
//! Lists and phrases that rules share are written once and named by their number. Their trees are
//! unpacked when they are first looked at: a short text meets few of the rules. The format is read
//! only by the program that wrote it, so it carries no version.

use super::model::{
    Contexts, Enabled, Example, JudgedRole, Origin, Pattern, Rule, RuleSet, Severity,
};
use super::phrase::{Gap, LazyNode, List, Node, Phrase};
use crate::text::Span;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, OnceLock};

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
/// When a phrase's tree is looked at that [`pack`] did not write.
#[allow(
    dead_code,
    reason = "the build script shares this file and only writes"
)]
pub fn unpack(bytes: &'static [u8]) -> Option<RuleSet> {
    let mut unpacker = Unpacker {
        bytes,
        ..Unpacker::default()
    };
    for _ in 0..unpacker.number()? {
        let file = unpacker.string()?.into();
        unpacker.files.push(file);
    }
    let mut lists = Lists::default();
    for _ in 0..unpacker.number()? {
        lists.packed.push(unpacker.part()?);
        lists.unpacked.push(OnceLock::new());
    }
    unpacker.lists = Arc::new(lists);
    for _ in 0..unpacker.number()? {
        let phrase = unpacker.phrase()?;
        unpacker.phrases.push(Arc::new(phrase));
    }
    (0..unpacker.number()?).map(|_| unpacker.rule()).collect()
}

/// Writes shared things where they belong and hands out their numbers.
#[derive(Default)]
struct Packer {
    files: HashMap<Arc<str>, usize>,
    file_bytes: Vec<u8>,
    /// By address.
    lists: HashMap<usize, usize>,
    list_bytes: Vec<u8>,
    /// By address.
    phrases: HashMap<usize, usize>,
    phrase_bytes: Vec<u8>,
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
        for (count, part) in [
            (self.files.len(), &self.file_bytes),
            (self.lists.len(), &self.list_bytes),
            (self.phrases.len(), &self.phrase_bytes),
        ] {
            self.number(count, &mut bytes);
            bytes.extend_from_slice(part);
        }
        bytes.extend_from_slice(&rules);
        bytes
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
        self.phrases(&rule.phrases, out);
        self.number(rule.patterns.len(), out);
        for pattern in &rule.patterns {
            self.string(&pattern.source, out);
            self.anchors(&pattern.anchors, out);
            self.origin(&pattern.origin, out);
        }
        self.phrases(&rule.harmless, out);
        self.contexts(&rule.unless, out);
        self.contexts(&rule.only, out);
        self.strings(rule.instead.iter().map(String::as_str), out);
        self.strings(rule.fix.iter().map(String::as_str), out);
        self.examples(&rule.flags, out);
        self.examples(&rule.allows, out);
        self.origin(&rule.origin, out);
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
                    let mut bytes = Vec::new();
                    self.string(&phrase.source, &mut bytes);
                    self.tree(&phrase.node, &mut bytes);
                    self.anchors(&phrase.anchors, &mut bytes);
                    let reach = phrase.reach.filter(|_| !self.meaning_only);
                    self.number(reach.map_or(0, |reach| reach as usize + 1), &mut bytes);
                    self.origin(&phrase.origin, &mut bytes);
                    self.phrase_bytes.extend(bytes);
                    self.phrases.insert(address, self.phrases.len());
                    self.phrases.len() - 1
                }
            };
            self.number(number, out);
        }
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
        let mut list_bytes = std::mem::take(&mut self.list_bytes);
        self.part(&bytes, &mut list_bytes);
        self.list_bytes = list_bytes;
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

/// Lists, each unpacked when it is first asked for.
#[derive(Default)]
struct Lists {
    packed: Vec<&'static [u8]>,
    unpacked: Vec<OnceLock<Arc<List>>>,
}

#[allow(dead_code, reason = "used by `unpack`")]
impl Lists {
    fn get(self: &Arc<Self>, number: usize) -> Option<Arc<List>> {
        let place = self.unpacked.get(number)?;
        if let Some(list) = place.get() {
            return Some(list.clone());
        }
        let mut unpacker = Unpacker::of_tree(self.packed[number], self.clone());
        let list = Arc::new(List::new(unpacker.string()?, unpacker.node()?));
        Some(place.get_or_init(|| list).clone())
    }
}

#[derive(Default)]
struct Unpacker {
    bytes: &'static [u8],
    files: Vec<Arc<str>>,
    lists: Arc<Lists>,
    phrases: Vec<Arc<Phrase>>,
}

#[allow(dead_code, reason = "used by `unpack`")]
impl Unpacker {
    fn of_tree(bytes: &'static [u8], lists: Arc<Lists>) -> Self {
        Unpacker {
            bytes,
            lists,
            ..Unpacker::default()
        }
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
            phrases: self.several(Self::shared_phrase)?,
            patterns: self.several(Self::pattern)?,
            harmless: self.several(Self::shared_phrase)?,
            unless: self.contexts()?,
            only: self.contexts()?,
            instead: self.several(Self::string)?,
            fix: self.several(Self::string)?,
            flags: self.several(Self::example)?,
            allows: self.several(Self::example)?,
            origin: self.origin()?,
        })
    }

    fn contexts(&mut self) -> Option<Contexts> {
        Some(Contexts {
            clause: self.several(Self::shared_phrase)?,
            sentence: self.several(Self::shared_phrase)?,
            turn: self.several(Self::shared_phrase)?,
            next_turn: self.several(Self::shared_phrase)?,
            customer: self.several(Self::shared_phrase)?,
        })
    }

    fn pattern(&mut self) -> Option<Pattern> {
        Some(Pattern {
            source: self.string()?,
            anchors: self.several(Self::string)?,
            origin: self.origin()?,
        })
    }

    fn shared_phrase(&mut self) -> Option<Arc<Phrase>> {
        let number = self.number()?;
        self.phrases.get(number).cloned()
    }

    fn phrase(&mut self) -> Option<Phrase> {
        Some(Phrase {
            source: self.string()?,
            node: self.tree()?,
            anchors: self.several(Self::string)?,
            reach: self.number()?.checked_sub(1).map(|reach| reach as u32),
            origin: self.origin()?,
        })
    }

    fn tree(&mut self) -> Option<LazyNode> {
        let (bytes, lists) = (self.part()?, self.lists.clone());
        let unpack = move || Unpacker::of_tree(bytes, lists).node();
        Some(LazyLock::new(Box::new(move || {
            unpack().expect("written by `pack`")
        })))
    }

    fn node(&mut self) -> Option<Node> {
        Some(match self.byte()? {
            0 => Node::Literal(self.string()?.chars().collect()),
            1 => Node::Space,
            2 => Node::Sequence(self.several(Self::node)?),
            3 => Node::OneOf(self.several(Self::node)?),
            4 => Node::Optional(Box::new(self.node()?)),
            5 => {
                let number = self.number()?;
                Node::List(self.lists.get(number)?)
            }
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
        let file = self.files.get(file)?.clone();
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
