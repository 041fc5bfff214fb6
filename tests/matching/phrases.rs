//! Random rules, and random texts in which they may be found.

use crate::reference::{LISTS, Phrase, words};
use proptest::prelude::*;
use proptest::sample::select;
use std::fmt::Write;

/// Words that are firm enough to be searched for.
const FIRM: [&str; 9] = [
    "改天",
    "责任",
    "我们的",
    "給您",
    "fault",
    "not",
    "can't",
    "don't",
    "café",
];

const LOOSE: [&str; 31] = [
    "不", "是", "的", "不是", "好", "亲", "嗯", "几", "十", "二十", "か", "ガ", "do", "no", "a",
    "can", "that's", "OK", "ｎｏ", "three", "3", "ﬁt", "policy", "'", "“", "-", "，", "?", ".",
    "😊", "(",
];

/// One of every kind of character that folding, words, clauses and quotes treat in its own way.
const CHARACTERS: [&str; 66] = [
    "不",
    "是",
    "我",
    "们",
    "們",
    "的",
    "责",
    "責",
    "改",
    "天",
    "给",
    "給",
    "您",
    "好",
    "嗯",
    "吗",
    "亲",
    "哦",
    "几",
    "十",
    "\u{F967}",
    "か",
    "ナ",
    "ﾅ",
    "ガ",
    "ｶ",
    "ﾞ",
    "a",
    "A",
    "b",
    "n",
    "o",
    "t",
    "Ｏ",
    "é",
    "e",
    "\u{301}",
    "ﬁ",
    "1",
    "３",
    "①",
    "😊",
    "👍🏽",
    "👩\u{200D}💻",
    "\u{200B}",
    "\u{200D}",
    "\u{FEFF}",
    "\u{AD}",
    "\u{202E}",
    "\u{1}",
    "\u{1B}",
    "\u{7F}",
    " ",
    "\t",
    "\n",
    "\u{3000}",
    "\u{A0}",
    "\r\n",
    "'",
    "’",
    "“",
    "\"",
    "-",
    "_",
    "/",
    "(",
];

const MARKS: [&str; 16] = [
    "，", ",", "、", "；", "：", ":", "～", "~", " - ", "—", "。", "！", "? ", ". ", ".", "…",
];

pub(crate) const SEVERITIES: [&str; 3] = ["info", "warning", "error"];

/// A rule and its contexts.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) severity: usize,
    pub(crate) family: usize,
    pub(crate) phrases: Vec<Phrase>,
    pub(crate) harmless: Vec<Phrase>,
    pub(crate) only_clause: Vec<Phrase>,
    pub(crate) only_sentence: Vec<Phrase>,
    pub(crate) unless_clause: Vec<Phrase>,
    pub(crate) unless_sentence: Vec<Phrase>,
}

impl Rule {
    fn contexts(&self) -> [(&'static str, &Vec<Phrase>); 5] {
        [
            ("harmless", &self.harmless),
            ("only.clause", &self.only_clause),
            ("only.sentence", &self.only_sentence),
            ("unless.clause", &self.unless_clause),
            ("unless.sentence", &self.unless_sentence),
        ]
    }
}

/// The rules as a rule file; their ids are 0, 1, 2 ...
pub(crate) fn rule_file(rules: &[Rule]) -> String {
    let quoted = |phrase: &Phrase| toml::Value::String(written(phrase)).to_string();
    let array = |phrases: &[Phrase]| phrases.iter().map(quoted).collect::<Vec<_>>().join(", ");
    let mut file = "[lists]\n".to_owned();
    for (name, entries) in LISTS {
        let entries: Vec<Phrase> = entries.iter().map(|entry| words(entry)).collect();
        writeln!(file, "{name} = [{}]", array(&entries)).expect("a string");
    }
    for (id, rule) in rules.iter().enumerate() {
        let severity = SEVERITIES[rule.severity];
        write!(
            file,
            "[[rule]]\nid = \"{id}\"\nfamily = \"{}\"\nseverity = \"{severity}\"\nphrases = [{}]\n",
            rule.family,
            array(&rule.phrases)
        )
        .expect("a string");
        for (key, phrases) in rule
            .contexts()
            .into_iter()
            .filter(|(_, phrases)| !phrases.is_empty())
        {
            writeln!(file, "{key} = [{}]", array(phrases)).expect("a string");
        }
    }
    file
}

/// The phrase as a rule author writes it.
pub(crate) fn written(phrase: &Phrase) -> String {
    let choices = |choices: &[Phrase]| choices.iter().map(written).collect::<Vec<_>>().join("|");
    match phrase {
        Phrase::Words(words, _) => escaped(words),
        Phrase::Space => " ".to_owned(),
        Phrase::All(parts) => parts.iter().map(written).collect(),
        Phrase::OneOf(of) => format!("({})", choices(of)),
        Phrase::Optional(inner) => match &**inner {
            Phrase::OneOf(of) => format!("[{}]", choices(of)),
            inner => format!("[{}]", written(inner)),
        },
        Phrase::List(name) => format!("{{{name}}}"),
        Phrase::Number => "{number}".to_owned(),
        Phrase::Gap(None) => "..".to_owned(),
        Phrase::Gap(Some(width)) => format!("..{width}"),
        Phrase::SentenceGap => "...".to_owned(),
        Phrase::ClauseStart => "^".to_owned(),
        Phrase::ClauseEnd => "$".to_owned(),
        Phrase::Here => "{here}".to_owned(),
    }
}

fn escaped(words: &str) -> String {
    let escaped = |c: char| {
        if "()[]{}|\\^$.?*+".contains(c) {
            format!("\\{c}")
        } else {
            c.to_string()
        }
    };
    let text: String = words.chars().map(escaped).collect();
    // A digit right after a gap would be its width.
    if words.starts_with(|c: char| c.is_ascii_digit()) {
        format!("({text})")
    } else {
        text
    }
}

fn loose_words() -> impl Strategy<Value = Phrase> {
    prop_oneof![1 => select(&FIRM[..]), 3 => select(&LOOSE[..])].prop_map(Phrase::of)
}

fn gap() -> impl Strategy<Value = Phrase> {
    prop_oneof![
        2 => Just(Phrase::Gap(None)),
        1 => (1..=12_usize).prop_map(|width| Phrase::Gap(Some(width))),
        1 => Just(Phrase::SentenceGap),
    ]
}

fn part(is_context: bool) -> impl Strategy<Value = Phrase> {
    let leaf = prop_oneof![
        8 => loose_words(),
        2 => Just(Phrase::Space),
        2 => select(&["later", "we"][..]).prop_map(Phrase::List),
        1 => Just(Phrase::Number),
        3 => gap(),
        1 => Just(Phrase::ClauseStart),
        1 => Just(Phrase::ClauseEnd),
        (if is_context { 4 } else { 0 }) => Just(Phrase::Here),
    ];
    leaf.prop_recursive(2, 12, 3, |inner| {
        let choice = prop::collection::vec(inner, 1..4).prop_map(|parts| tidied(parts, true));
        let choices = prop::collection::vec(choice, 1..4).prop_map(Phrase::OneOf);
        prop_oneof![
            choices.clone(),
            choices.prop_map(|choices| Phrase::Optional(Box::new(choices)))
        ]
    })
}

/// Parts that can stand beside each other in one phrase.
fn tidied(parts: Vec<Phrase>, needs_words: bool) -> Phrase {
    let is_gap = |part: &Phrase| matches!(part, Phrase::Gap(_) | Phrase::SentenceGap);
    let mut tidy: Vec<Phrase> = Vec::new();
    for part in parts {
        match (tidy.last(), &part) {
            (None, part) if is_gap(part) => continue,
            (Some(last), part) if is_gap(last) && is_gap(part) => continue,
            (Some(Phrase::Words(..)), Phrase::Words(..)) => tidy.push(Phrase::Space),
            _ => {}
        }
        tidy.push(part);
    }
    while tidy.last().is_some_and(is_gap) {
        tidy.pop();
    }
    if needs_words
        && tidy.iter().all(|part| {
            matches!(
                part,
                Phrase::Space | Phrase::ClauseStart | Phrase::ClauseEnd
            )
        })
    {
        tidy = vec![Phrase::of("的")];
    }
    Phrase::All(tidy)
}

/// A phrase to search for: some part of it is firm.
fn searched() -> impl Strategy<Value = Phrase> {
    let firm = select(&FIRM[..]).prop_map(Phrase::of);
    let around = prop::collection::vec(part(false), 0..4).boxed();
    (around.clone(), firm, around).prop_map(|(mut parts, firm, after)| {
        parts.push(firm);
        parts.extend(after);
        tidied(parts, true)
    })
}

fn contexts() -> impl Strategy<Value = Vec<Phrase>> {
    let context = prop::collection::vec(part(true), 1..4).prop_map(|parts| tidied(parts, true));
    prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(context, 1..3)]
}

fn rule() -> impl Strategy<Value = Rule> {
    let phrases = prop::collection::vec(searched(), 1..3);
    let only = prop_oneof![4 => Just((Vec::new(), Vec::new())), 1 => (contexts(), contexts())];
    (
        0..3_usize,
        0..2_usize,
        phrases,
        contexts(),
        only,
        contexts(),
        contexts(),
    )
        .prop_map(
            |(severity, family, phrases, harmless, only, unless_clause, unless_sentence)| Rule {
                severity,
                family,
                phrases,
                harmless,
                only_clause: only.0,
                only_sentence: only.1,
                unless_clause,
                unless_sentence,
            },
        )
}

/// A piece of a text.
#[derive(Clone, Debug)]
enum Piece {
    As(&'static str),
    /// A phrase of the rules in some spelling: which one, and the seed of the spelling.
    Said(usize, u64),
}

fn piece() -> impl Strategy<Value = Piece> {
    prop_oneof![
        3 => select(&CHARACTERS[..]).prop_map(Piece::As),
        2 => select(&MARKS[..]).prop_map(Piece::As),
        2 => select(&LOOSE[..]).prop_map(Piece::As),
        4 => (any::<usize>(), any::<u64>()).prop_map(|(which, seed)| Piece::Said(which, seed)),
    ]
}

/// Rules and a text.
pub(crate) fn rules_and_text() -> impl Strategy<Value = (Vec<Rule>, String)> {
    let rules = prop::collection::vec(rule(), 1..3);
    (rules, prop::collection::vec(piece(), 0..10)).prop_map(|(rules, pieces)| {
        let mut phrases: Vec<(&Phrase, &Phrase)> = Vec::new();
        for rule in &rules {
            let found = &rule.phrases[0];
            phrases.extend(rule.phrases.iter().map(|phrase| (phrase, found)));
            let contexts = rule
                .contexts()
                .into_iter()
                .flat_map(|(_, contexts)| contexts);
            phrases.extend(contexts.map(|context| (context, found)));
        }
        let text = pieces.iter().map(|piece| match piece {
            Piece::As(text) => (*text).to_owned(),
            Piece::Said(which, seed) => {
                let (phrase, found) = phrases[which % phrases.len()];
                Speaker { seed: *seed, found }.say(phrase)
            }
        });
        let text = text.collect();
        (rules, text)
    })
}

/// Says a phrase in one of its many ways.
pub(crate) struct Speaker<'a> {
    pub(crate) seed: u64,
    /// What `{here}` is.
    pub(crate) found: &'a Phrase,
}

impl Speaker<'_> {
    fn below(&mut self, end: usize) -> usize {
        self.seed = self
            .seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.seed >> 33) as usize % end
    }

    pub(crate) fn say(&mut self, phrase: &Phrase) -> String {
        match phrase {
            Phrase::Words(words, _) => self.spell(words),
            Phrase::Space => [" ", " ", "\n", "\u{3000}", "  "][self.below(5)].to_owned(),
            Phrase::All(parts) => parts.iter().map(|part| self.say(part)).collect(),
            Phrase::OneOf(choices) => {
                let choice = self.below(choices.len());
                self.say(&choices[choice])
            }
            Phrase::Optional(inner) => match self.below(2) {
                0 => String::new(),
                _ => self.say(inner),
            },
            Phrase::List(name) => {
                let (_, entries) = LISTS.iter().find(|(list, _)| list == name).expect("a list");
                let entry = self.below(entries.len());
                self.spell(entries[entry])
            }
            Phrase::Number => {
                ["3", "1,000", "9:30", "二十", "twenty one", "几十"][self.below(6)].to_owned()
            }
            Phrase::Gap(_) | Phrase::SentenceGap => [
                "",
                " ",
                "真的",
                " really ",
                "that's a café ",
                " 3.5 ",
                "“好”",
                "，",
                "我们今天不想给",
            ][self.below(9)]
            .to_owned(),
            Phrase::ClauseStart => {
                ["", "，", "亲", "嗯，好的", "ok so ", "好", "。"][self.below(7)].to_owned()
            }
            Phrase::ClauseEnd => {
                ["", "，", "哦", "呢😊", "~", "吧", "。"][self.below(7)].to_owned()
            }
            Phrase::Here => {
                let found = self.found;
                self.say(found)
            }
        }
    }

    /// Another spelling of the same words.
    pub(crate) fn spell(&mut self, words: &str) -> String {
        let is_han = |c: char| matches!(c, '\u{3400}'..='\u{9FFF}');
        let between = ["", "", "", "", "", "\u{200B}", "\n", " "][self.below(8)];
        let mut spelled = String::new();
        let mut before = ' ';
        for c in words.chars() {
            if is_han(c) && is_han(before) {
                spelled.push_str(between);
            }
            spelled.push_str(&self.spell_char(c));
            before = c;
        }
        spelled
    }

    fn spell_char(&mut self, c: char) -> String {
        match (self.below(12), c) {
            (0, _) => format!("{c}\u{200B}"),
            (1..4, 'a'..='z') => c.to_ascii_uppercase().to_string(),
            (4, 'a'..='z') => full_width(c).to_string(),
            (1..4, '\'') => "’".to_owned(),
            (4..8, '们') => "們".to_owned(),
            (4..8, '责') => "責".to_owned(),
            (4..8, '给') => "給".to_owned(),
            (4..8, '不') => "\u{F967}".to_owned(),
            (4..8, 'é') => "e\u{301}".to_owned(),
            _ => c.to_string(),
        }
    }
}

fn full_width(c: char) -> char {
    char::from_u32(c as u32 - 'a' as u32 + 'ａ' as u32).expect("a full width letter")
}
