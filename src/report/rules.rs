//! Rules for people: the list of them, one in full, and what their proof came to.
//!
//! A rule in full begins with what everybody understands, why and what to say instead and examples;
//! how it is written comes after.

mod words;

use super::Style;
use super::labels::Labels;
use super::layout::{Paint, columns, foreground, shown, wrap};
use super::visible::visible;
use crate::prove::{Problem, Proof};
use crate::rules::phrase::{List, Node, Phrase};
use crate::rules::{Example, Rule, Severity};
use crate::text::Span;
use anstyle::AnsiColor;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;
use words::Words;

const NARROWEST: usize = 40;
/// Longer lines are hard to read, however wide the terminal is.
const WIDEST: usize = 100;

/// One row for each rule: id, severity, family, title, number of phrases and patterns. `left_out`
/// more would be shown with `--all`.
///
/// # Errors
/// Only those of `out`; the same holds for the other functions.
pub fn write_list(
    out: &mut dyn Write,
    rules: &[&Rule],
    left_out: usize,
    style: &Style,
) -> io::Result<()> {
    let words = Words::of(style.language);
    let paint = Paint { color: style.color };
    let head = words.columns.map(str::to_owned);
    let rows: Vec<[String; 5]> = rules.iter().map(|rule| words.row(rule)).collect();
    let widths: [usize; 5] = std::array::from_fn(|column| {
        let cells = rows.iter().chain([&head]).map(|row| columns(&row[column]));
        cells.max().unwrap_or(0)
    });
    writeln!(
        out,
        "{}",
        paint.bold(&line_of(&head, &widths, |_, cell| cell))
    )?;
    for (row, rule) in rows.iter().zip(rules) {
        let line = line_of(row, &widths, |column, cell| match column {
            1 => paint.with(foreground(color_of(rule.severity)), &cell),
            _ => cell,
        });
        writeln!(out, "{line}")?;
    }
    writeln!(out, "\n{}", words.total(rules.len(), left_out))
}

/// The cells of a row, padded; the last column holds numbers and stands right.
fn line_of(
    row: &[String; 5],
    widths: &[usize; 5],
    paint: impl Fn(usize, String) -> String,
) -> String {
    let mut line = String::new();
    for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
        let padding = " ".repeat(width - columns(cell));
        if column > 0 {
            line.push_str("  ");
        }
        if column == row.len() - 1 {
            line.push_str(&padding);
            line.push_str(&paint(column, cell.clone()));
        } else {
            line.push_str(&paint(column, cell.clone()));
            line.push_str(&padding);
        }
    }
    line
}

fn color_of(severity: Severity) -> AnsiColor {
    match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Info => AnsiColor::Cyan,
    }
}

/// One rule in full: why, what it finds and leaves alone, and what to say instead.
pub fn write_rule(out: &mut dyn Write, rule: &Rule, style: &Style) -> io::Result<()> {
    let mut sheet = Sheet {
        out,
        room: style.width.clamp(NARROWEST, WIDEST),
        paint: Paint { color: style.color },
        labels: Labels::of(style.language),
        words: Words::of(style.language),
    };
    sheet.title(rule)?;
    sheet.section(sheet.labels.why, &[visible(&rule.why).into_owned()])?;
    sheet.section(sheet.labels.instead, &rule.instead)?;
    sheet.section(sheet.labels.fix, &rule.fix)?;
    sheet.examples(sheet.words.found, &rule.flags)?;
    sheet.examples(sheet.words.left_alone, &rule.allows)?;
    sheet.finds(rule)?;
    sheet.contexts(rule)?;
    let source: Vec<String> = rule
        .source
        .iter()
        .map(|source| source.to_string())
        .collect();
    sheet.section(sheet.words.source, &source)?;
    let origin = &rule.origin;
    let place = format!("{}:{}", origin.file, origin.line);
    sheet.section(sheet.words.stands_in, &[place])
}

struct Sheet<'o> {
    out: &'o mut dyn Write,
    room: usize,
    paint: Paint,
    labels: &'static Labels,
    words: &'static Words,
}

impl Sheet<'_> {
    fn title(&mut self, rule: &Rule) -> io::Result<()> {
        let Sheet { paint, words, .. } = *self;
        let id = paint.bold(&shown(&rule.id));
        writeln!(self.out, "{id}  {}", shown(&rule.title))?;
        let severity = self.labels.severity(rule.severity);
        let severity = paint.with(foreground(color_of(rule.severity)), severity);
        let rest = words.facts(rule).join(" · ");
        writeln!(self.out, "{severity} · {}", shown(&rest))
    }

    fn section(&mut self, head: &str, items: &[String]) -> io::Result<()> {
        if items.iter().all(String::is_empty) {
            return Ok(());
        }
        self.head(head)?;
        items.iter().try_for_each(|item| self.item(item))
    }

    fn head(&mut self, head: &str) -> io::Result<()> {
        writeln!(self.out, "\n{}", self.paint.bold(head))
    }

    fn item(&mut self, item: &str) -> io::Result<()> {
        self.indented(&wrap(item, self.room - 4))
    }

    /// Lines below a heading; what goes on stands a little further right.
    fn indented(&mut self, lines: &[String]) -> io::Result<()> {
        for (index, line) in lines.iter().enumerate() {
            let indent = if index == 0 { "  " } else { "    " };
            writeln!(self.out, "{indent}{line}")?;
        }
        Ok(())
    }

    fn finds(&mut self, rule: &Rule) -> io::Result<()> {
        let phrases = rule.phrases.iter().map(|phrase| phrase.source.clone());
        let patterns = rule.patterns.iter().map(|pattern| &pattern.source);
        let patterns = patterns.map(|pattern| format!("/{pattern}/"));
        self.head(self.words.finds)?;
        for written in phrases.chain(patterns) {
            self.indented(&wrap_phrase(&written, self.room - 4))?;
        }
        let legend = self.legend(rule);
        let mut lines = legend.iter().flat_map(|line| wrap(line, self.room - 4));
        lines.try_for_each(|line| writeln!(self.out, "    {}", self.paint.dim(&line)))
    }

    /// What the signs in the rule's phrases and contexts mean; only those that occur.
    fn legend(&self, rule: &Rule) -> Vec<String> {
        let mut seen = Signs::default();
        let contexts = rule.harmless.iter().chain(rule.unless.all());
        let all = rule.phrases.iter().chain(contexts).chain(rule.only.all());
        all.for_each(|phrase| seen.look(&phrase.node));
        let signs = seen.signs();
        let meanings = self.words.signs.iter().zip(signs);
        let meanings: Vec<&str> = meanings
            .filter_map(|(meaning, occurs)| occurs.then_some(*meaning))
            .collect();
        let mut legend = filled(&meanings, self.room - 4);
        let lists = seen.lists.values();
        legend.extend(lists.map(|list| self.words.list(list)));
        legend
    }

    fn contexts(&mut self, rule: &Rule) -> io::Result<()> {
        let Words {
            harmless,
            unless,
            only,
            regions,
            ..
        } = *self.words;
        if !rule.harmless.is_empty() || !rule.unless.is_empty() {
            self.head(unless)?;
            self.context(harmless, &rule.harmless)?;
            for (region, phrases) in regions.iter().zip(rule.unless.by_region()) {
                self.context(region, phrases)?;
            }
        }
        if !rule.only.is_empty() {
            self.head(only)?;
            for (region, phrases) in regions.iter().zip(rule.only.by_region()) {
                self.context(region, phrases)?;
            }
        }
        Ok(())
    }

    fn context(&mut self, region: &str, phrases: &[Arc<Phrase>]) -> io::Result<()> {
        if phrases.is_empty() {
            return Ok(());
        }
        let phrases: Vec<&str> = phrases.iter().map(|phrase| &*phrase.source).collect();
        let item = format!("{region}{}{}", self.labels.colon, phrases.join(" · "));
        self.indented(&wrap_phrase(&item, self.room - 4))
    }

    fn examples(&mut self, head: &str, examples: &[Example]) -> io::Result<()> {
        if examples.is_empty() {
            return Ok(());
        }
        self.head(head)?;
        for example in examples {
            for line in example_lines(example, self.paint) {
                writeln!(self.out, "  {line}")?;
            }
        }
        Ok(())
    }
}

/// A phrase in lines, broken after `|` and blanks, so that its parts stay readable.
fn wrap_phrase(phrase: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in phrase.split_inclusive(['|', ' ']) {
        let piece = shown(piece);
        if let Some(line) = lines.last_mut()
            && (line.is_empty() || columns(line) + columns(piece.trim_end()) <= room)
        {
            line.push_str(&piece);
        } else {
            lines.push(piece.into_owned());
        }
    }
    lines
        .iter()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

/// As many items in a line as it has room for; no item is broken.
fn filled(items: &[&str], room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for item in items {
        match lines.last_mut() {
            Some(line) if columns(line) + 3 + columns(item) <= room => {
                line.push_str("   ");
                line.push_str(item);
            }
            _ => lines.push((*item).to_owned()),
        }
    }
    lines
}

/// The lines of an example, its marked words in colour, or in brackets where there is none.
fn example_lines(example: &Example, paint: Paint) -> Vec<String> {
    let mark = |words: &str| match paint.color {
        true => paint.with(foreground(AnsiColor::Red).underline(), &shown(words)),
        false => format!("[[{}]]", shown(words)),
    };
    let mut lines = Vec::new();
    let mut start = 0;
    for text in example.text.trim_end().split('\n') {
        let line = Span::new(start, start + text.len());
        let mut at = line.start;
        let mut out = String::new();
        for &span in example.marked.iter().filter(|span| line.contains(**span)) {
            out.push_str(&shown(Span::new(at, span.start).of(&example.text)));
            out.push_str(&mark(span.of(&example.text)));
            at = span.end;
        }
        out.push_str(&shown(Span::new(at, line.end).of(&example.text)));
        lines.push(out);
        start = line.end + 1;
    }
    lines
}

/// The signs of the phrase language that occur in some phrases.
#[derive(Default)]
struct Signs {
    one_of: bool,
    optional: bool,
    gap: bool,
    sentence_gap: bool,
    number: bool,
    edge: bool,
    here: bool,
    lists: BTreeMap<String, Arc<List>>,
}

impl Signs {
    /// In the order of [`Words::signs`].
    fn signs(&self) -> [bool; 7] {
        let Signs {
            one_of,
            optional,
            gap,
            sentence_gap,
            number,
            edge,
            here,
            ..
        } = *self;
        [one_of, optional, gap, sentence_gap, number, edge, here]
    }

    fn look(&mut self, node: &Node) {
        use crate::rules::phrase::Gap;
        match node {
            Node::Sequence(parts) => parts.iter().for_each(|part| self.look(part)),
            Node::OneOf(choices) => {
                self.one_of = true;
                choices.iter().for_each(|choice| self.look(choice));
            }
            Node::Optional(inner) => {
                self.optional = true;
                self.look(inner);
            }
            Node::List(list) => {
                self.lists.insert(list.name.clone(), list.clone());
            }
            Node::Gap(Gap::Sentence) => self.sentence_gap = true,
            Node::Gap(Gap::Short | Gap::UpTo(_)) => self.gap = true,
            Node::Number => self.number = true,
            Node::ClauseStart | Node::ClauseEnd => self.edge = true,
            Node::Here => self.here = true,
            Node::Literal(_) | Node::Space => {}
        }
    }
}

/// The problems, then what was proved in one line.
pub fn write_proof(out: &mut dyn Write, proof: &Proof, style: &Style) -> io::Result<()> {
    let paint = Paint { color: style.color };
    for problem in &proof.problems {
        write_problem(out, problem, paint)?;
    }
    if !proof.problems.is_empty() {
        writeln!(out)?;
    }
    let summary = Words::of(style.language).proof(proof);
    let summary = match proof.problems.is_empty() {
        true => paint.green(&summary),
        false => paint.bold(&summary),
    };
    writeln!(out, "{summary}")
}

fn write_problem(out: &mut dyn Write, problem: &Problem, paint: Paint) -> io::Result<()> {
    let origin = &problem.origin;
    let place = format!("{}:{}:{}", origin.file, origin.line, origin.column);
    let severity = match problem.is_error {
        true => Severity::Error,
        false => Severity::Warning,
    };
    let name = format!("{}[{}]", severity.name(), shown(&problem.rule));
    let name = paint.with(foreground(color_of(severity)).bold(), &name);
    let message = shown(&problem.message);
    writeln!(out, "{}: {name}: {message}", shown(&place))?;
    match &problem.help {
        Some(help) => writeln!(out, "  = {}", shown(help)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Language;
    use super::*;
    use crate::prove::{Choices, prove};
    use crate::rules::{RuleFile, RuleSet, load};

    const FILE: &str = r#"
lang = "zh"
family = "vague-timing"
why = "“改天”没有时间，客户听到的是推托。"
source = "服务手册"
[lists]
later = ["改天", "改日", "过几天", "过一阵[子]", "回头", "有空"]
[[rule]]
id = "some-other-day"
severity = "error"
title = "改天再说"
phrases = ["{later}[再|就]..4(给|帮)"]
harmless = ["改天换地"]
unless.clause = ["{here}..吗"]
instead = ["我会在<具体时间>前为您处理好。"]
flags = ["您的问题[[改天给]]您处理。", '''
客户：怎么样了
客服：[[过几天给]]您''']
allows = ["改天换地"]
[[rule]]
id = "soon"
severity = "info"
enabled = "audit"
title = "Soon"
phrases = ["尽快", "尽早"]
"#;

    fn set() -> RuleSet {
        let file = RuleFile {
            name: "our.toml",
            text: FILE,
            is_built_in: false,
        };
        let (set, errors) = load(&[file]);
        assert!(errors.is_empty(), "{}", errors[0]);
        set
    }

    fn style(language: Language) -> Style {
        Style {
            language,
            ..Style::default()
        }
    }

    fn written(write: impl Fn(&mut dyn Write) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).expect("a vector takes all");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn the_list_is_aligned_under_full_width_titles() {
        let set = set();
        let rules: Vec<&Rule> = set.rules.iter().collect();
        let list = written(|out| write_list(out, &rules, 0, &style(Language::Zh)));
        assert_eq!(
            list,
            "规则               级别  类别          标题                  说法\n\
             zh/some-other-day  错误  vague-timing  改天再说                 1\n\
             zh/soon            提示  vague-timing  Soon（只在质检时用）     2\n\
             \n2 条规则\n"
        );
        let list = written(|out| write_list(out, &rules[1..], 1, &style(Language::En)));
        assert_eq!(
            list,
            "RULE     SEVERITY  FAMILY        TITLE                  PHRASES\n\
             zh/soon  info      vague-timing  Soon (in audits only)        2\n\
             \n1 rule; 1 more runs only by name, see --all\n"
        );
    }

    #[test]
    fn a_rule_is_shown_in_full() {
        let set = set();
        let shown = written(|out| write_rule(out, &set.rules[0], &style(Language::Zh)));
        assert_eq!(
            shown,
            "zh/some-other-day  改天再说
错误 · vague-timing · 检查客服的话 · 质检扣 10 分

为什么
  “改天”没有时间，客户听到的是推托。

换个说法
  我会在<具体时间>前为您处理好。

例子：会找出
  您的问题[[改天给]]您处理。
  客户：怎么样了
  客服：[[过几天给]]您

例子：没问题
  改天换地

会找出这些说法
  {later}[再|就]..4(给|帮)
    (a|b) 其中一个   [a] 可有可无   ..N 隔几个字   {here} 找到的字
    {later} 改天、改日、过几天、过一阵、回头……

这些情况不算
  属于更长的说法：改天换地
  同一小句里有：{here}..吗

依据
  服务手册

写在
  our.toml:8
"
        );
    }

    #[test]
    fn a_long_phrase_breaks_between_its_choices() {
        assert_eq!(
            wrap_phrase("(probably|most likely|supposedly) an", 14),
            ["(probably|most", "likely|", "supposedly) an"]
        );
    }

    #[test]
    fn english_labels_and_colour() {
        let set = set();
        let shown = written(|out| write_rule(out, &set.rules[1], &style(Language::En)));
        assert!(
            shown.starts_with(
                "zh/soon  Soon\ninfo · vague-timing · judges the agent · 0 points in audits · in audits only\n\nwhy\n"
            ),
            "{shown}"
        );
        assert!(
            shown.contains("\nfinds\n  尽快\n  尽早\n\nsource\n"),
            "{shown}"
        );
        let color = Style {
            color: true,
            ..Style::default()
        };
        let shown = written(|out| write_rule(out, &set.rules[0], &color));
        assert!(shown.contains("改天给\u{1b}[0m您处理。"), "{shown:?}");
        assert!(!shown.contains("[["), "{shown}");
    }

    #[test]
    fn a_proof_ends_with_one_line() {
        let proof = Proof {
            rules: 148,
            flags: 300,
            allows: 112,
            mutations: 1630,
            suggestions: 310,
            choices: Choices {
                reached: 512,
                written: 1830,
            },
            ..Proof::default()
        };
        let zh = written(|out| write_proof(out, &proof, &style(Language::Zh)));
        assert_eq!(
            zh,
            "148 条规则、412 个例句、1,630 种变体、310 条建议：全部通过（例句用到 1,830 个备选说法中的 512 个）\n"
        );
        let en = written(|out| write_proof(out, &proof, &style(Language::En)));
        assert_eq!(
            en,
            "148 rules, 412 examples, 1,630 variants, 310 suggestions: all passed (examples use 512 of 1,830 written choices)\n"
        );
    }

    #[test]
    fn problems_stand_above_it() {
        let set = set();
        let proof = prove(&set, |rule| rule.name() == "soon", |_| false).expect("good patterns");
        let shown = written(|out| write_proof(out, &proof, &style(Language::En)));
        assert_eq!(
            shown,
            "our.toml:20:1: warning[zh/soon]: the rule has no `flags`
  = write a sentence that the rule must find
our.toml:20:1: warning[zh/soon]: the rule has no `allows`
  = write a sentence that looks alike and is fine

1 rule, 0 examples, 0 variants, 0 suggestions: passed, with 2 warnings
"
        );
    }

    #[test]
    fn nothing_of_a_rule_file_drives_the_terminal() {
        let mut set = set();
        let rule = &mut set.rules[0];
        let escape = "a\u{1b}[31m";
        for field in [&mut rule.title, &mut rule.why, &mut rule.family] {
            *field = escape.into();
        }
        rule.instead = vec![escape.to_owned()];
        rule.flags[0].text = escape.to_owned();
        rule.flags[0].marked.clear();
        let rule = &set.rules[0];
        let shown = written(|out| {
            write_list(out, &[rule], 0, &Style::default())?;
            write_rule(out, rule, &Style::default())
        });
        assert!(!shown.contains('\u{1b}'), "{shown:?}");
    }
}
