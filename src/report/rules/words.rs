//! What is said about rules, in each language.

use super::super::Language;
use super::super::labels::Labels;
use super::super::layout::{head_of_characters, shown};
use crate::prove::Proof;
use crate::rules::phrase::{List, Node};
use crate::rules::{Enabled, JudgedRole, Rule};

/// Entries of a list that show what it is about.
const ENTRIES_SHOWN: usize = 5;
const LONGEST_ENTRY: usize = 24;

/// The labels of one language.
pub(super) struct Words {
    language: Language,
    /// Heads of the list.
    pub(super) columns: [&'static str; 5],
    pub(super) finds: &'static str,
    pub(super) unless: &'static str,
    pub(super) only: &'static str,
    pub(super) harmless: &'static str,
    /// Clause, sentence, turn, next turn, the customer's last turns.
    pub(super) regions: [&'static str; 5],
    pub(super) found: &'static str,
    pub(super) left_alone: &'static str,
    pub(super) source: &'static str,
    pub(super) stands_in: &'static str,
    /// One of, optional, gap, gap in the sentence, number, edges, the found words.
    pub(super) signs: [&'static str; 7],
}

const ZH: Words = Words {
    language: Language::Zh,
    columns: ["规则", "级别", "类别", "标题", "说法"],
    finds: "会找出这些说法",
    unless: "这些情况不算",
    only: "只有这些情况才算",
    harmless: "属于更长的说法",
    regions: [
        "同一小句里有",
        "同一句里有",
        "同一段话里有",
        "下一段话里有",
        "客户刚说过",
    ],
    found: "例子：会找出",
    left_alone: "例子：没问题",
    source: "依据",
    stands_in: "写在",
    signs: [
        "(a|b) 其中一个",
        "[a] 可有可无",
        "..N 隔几个字",
        "... 隔多少字都行",
        "{number} 数字",
        "^ $ 小句的开头、结尾",
        "{here} 找到的字",
    ],
};

const EN: Words = Words {
    language: Language::En,
    columns: ["RULE", "SEVERITY", "FAMILY", "TITLE", "PHRASES"],
    finds: "finds",
    unless: "but not when",
    only: "and only when",
    harmless: "part of a longer expression",
    regions: [
        "the clause has",
        "the sentence has",
        "the message has",
        "the next message has",
        "the customer just said",
    ],
    found: "examples it finds",
    left_alone: "examples it leaves alone",
    source: "source",
    stands_in: "stands in",
    signs: [
        "(a|b) one of these",
        "[a] may be missing",
        "..N a few words between",
        "... any words between",
        "{number} any number",
        "^ $ start and end of a clause",
        "{here} the found words",
    ],
};

impl Words {
    pub(super) fn of(language: Language) -> &'static Words {
        match language {
            Language::Zh => &ZH,
            Language::En => &EN,
        }
    }

    pub(super) fn row(&self, rule: &Rule) -> [String; 5] {
        let mut title = shown(&rule.title).into_owned();
        if let Some(note) = self.enabled(rule.enabled) {
            title = match self.language {
                Language::Zh => format!("{title}（{note}）"),
                Language::En => format!("{title} ({note})"),
            };
        }
        let severity = Labels::of(self.language).severity(rule.severity);
        let phrases = rule.phrases.len() + rule.patterns.len();
        [
            shown(&rule.id).into_owned(),
            severity.to_owned(),
            shown(&rule.family).into_owned(),
            title,
            phrases.to_string(),
        ]
    }

    /// What a reader must know of a rule that does not always run.
    fn enabled(&self, enabled: Enabled) -> Option<&'static str> {
        match (self.language, enabled) {
            (_, Enabled::Yes) => None,
            (Language::Zh, Enabled::No) => Some("未启用"),
            (Language::Zh, Enabled::Audit) => Some("只在质检时用"),
            (Language::En, Enabled::No) => Some("off"),
            (Language::En, Enabled::Audit) => Some("in audits only"),
        }
    }

    /// Family, role, points and when it runs.
    pub(super) fn facts(&self, rule: &Rule) -> Vec<String> {
        let role = match (self.language, rule.role) {
            (Language::Zh, JudgedRole::Agent) => "检查客服的话",
            (Language::Zh, JudgedRole::Customer) => "检查客户的话",
            (Language::Zh, JudgedRole::Any) => "检查所有人的话",
            (Language::En, JudgedRole::Agent) => "judges the agent",
            (Language::En, JudgedRole::Customer) => "judges the customer",
            (Language::En, JudgedRole::Any) => "judges everybody",
        };
        let points = match self.language {
            Language::Zh => format!("质检扣 {} 分", rule.points),
            Language::En if rule.points == 1 => "1 point in audits".to_owned(),
            Language::En => format!("{} points in audits", rule.points),
        };
        let veto = match self.language {
            Language::Zh => "一票否决",
            Language::En => "fails the whole conversation",
        };
        let mut facts = vec![rule.family.to_string(), role.to_owned(), points];
        facts.extend(rule.veto.then(|| veto.to_owned()));
        facts.extend(self.enabled(rule.enabled).map(str::to_owned));
        facts
    }

    /// What a list is about: its first entries.
    pub(super) fn list(&self, list: &List) -> String {
        let entries = match &list.entries {
            Node::OneOf(entries) => &entries[..],
            one => std::slice::from_ref(one),
        };
        let mut samples: Vec<String> = Vec::new();
        for entry in entries.iter().map(entry_sample) {
            if samples.len() < ENTRIES_SHOWN && !samples.contains(&entry) {
                samples.push(entry);
            }
        }
        let (separator, more) = match self.language {
            Language::Zh => ("、", "……"),
            Language::En => (", ", ", …"),
        };
        let rest = if entries.len() > samples.len() {
            more
        } else {
            ""
        };
        format!("{{{}}} {}{rest}", list.name, samples.join(separator))
    }

    pub(super) fn count_rules(&self, count: usize) -> String {
        match (self.language, count) {
            (Language::Zh, _) => format!("{} 条规则", grouped(count)),
            (Language::En, 1) => "1 rule".to_owned(),
            (Language::En, _) => format!("{} rules", grouped(count)),
        }
    }

    /// The rules of a list, and how many more there are.
    pub(super) fn total(&self, shown: usize, left_out: usize) -> String {
        let shown = self.count_rules(shown);
        match (self.language, left_out) {
            (_, 0) => shown,
            (Language::Zh, _) => {
                format!(
                    "{shown}；另有 {} 条要点名才用，加 --all 可查看",
                    grouped(left_out)
                )
            }
            (Language::En, 1) => format!("{shown}; 1 more runs only by name, see --all"),
            (Language::En, _) => {
                let left_out = grouped(left_out);
                format!("{shown}; {left_out} more run only by name, see --all")
            }
        }
    }

    /// What a proof came to, in one line.
    pub(super) fn proof(&self, proof: &Proof) -> String {
        let Proof {
            mutations,
            suggestions,
            choices,
            ..
        } = *proof;
        let rules = self.count_rules(proof.rules);
        let examples = proof.flags + proof.allows;
        let [reached, written] = [choices.reached, choices.written].map(grouped);
        let (done, used) = match self.language {
            Language::Zh => (
                format!(
                    "{rules}、{} 个例句、{} 种变体、{} 条建议：{}",
                    grouped(examples),
                    grouped(mutations),
                    grouped(suggestions),
                    chinese_outcome(proof),
                ),
                format!("（例句用到 {written} 个备选说法中的 {reached} 个）"),
            ),
            Language::En => (
                format!(
                    "{rules}, {}, {}, {}: {}",
                    counted(examples, "example"),
                    counted(mutations, "variant"),
                    counted(suggestions, "suggestion"),
                    english_outcome(proof),
                ),
                format!(" (examples use {reached} of {written} written choices)"),
            ),
        };
        match choices.written {
            0 => done,
            _ => done + &used,
        }
    }
}

fn entry_sample(entry: &Node) -> String {
    let sample = entry.plainest();
    match head_of_characters(&sample, LONGEST_ENTRY) {
        whole if whole.len() == sample.len() => sample,
        head => format!("{head}…"),
    }
}

fn chinese_outcome(proof: &Proof) -> String {
    match (proof.errors(), proof.warnings()) {
        (0, 0) => "全部通过".to_owned(),
        (0, warnings) => format!("通过，{warnings} 个警告"),
        (errors, 0) => format!("{errors} 个错误"),
        (errors, warnings) => format!("{errors} 个错误、{warnings} 个警告"),
    }
}

fn english_outcome(proof: &Proof) -> String {
    match (proof.errors(), proof.warnings()) {
        (0, 0) => "all passed".to_owned(),
        (0, warnings) => format!("passed, with {}", counted(warnings, "warning")),
        (errors, 0) => counted(errors, "error"),
        (errors, warnings) => {
            let errors = counted(errors, "error");
            format!("{errors}, {}", counted(warnings, "warning"))
        }
    }
}

fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(count))
}

/// 1,630: digits in groups of three.
fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
