//! What a change of rules gains and loses, in numbers and in examples.

use super::brief::place_name;
use super::layout::{Paint, columns, foreground, head, shown, tail};
use super::places::{Location, Places};
use super::records::append_json;
use super::visible::visible;
use super::{Language, Style};
use crate::check::Finding;
use crate::diff::{Changes, Differ};
use crate::document::Document;
use crate::rules::Rule;
use crate::text::Span;
use anstyle::AnsiColor;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// What a change of rules came to in many documents.
#[derive(Debug, Default, Serialize)]
pub struct DiffReport {
    documents: usize,
    rules: BTreeMap<String, RuleChanges>,
    #[serde(skip)]
    examples_shown: usize,
}

/// What became of one rule's findings.
#[derive(Debug, Default, Serialize)]
struct RuleChanges {
    gained: usize,
    lost: usize,
    unchanged: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    gained_examples: Vec<Example>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lost_examples: Vec<Example>,
}

/// A finding that only one side has.
#[derive(Debug, Serialize)]
struct Example {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    /// The line of text that it stands in, up to the found words, these, and the rest.
    before: String,
    text: String,
    after: String,
    /// The rule of the same family that holds the words on the other side.
    #[serde(skip_serializing_if = "Option::is_none")]
    elsewhere: Option<String>,
}

impl DiffReport {
    /// A report with no documents yet, and at most so many examples of each rule's gains and of its
    /// losses.
    pub fn new(examples_shown: usize) -> Self {
        DiffReport {
            examples_shown,
            ..DiffReport::default()
        }
    }

    /// Number of documents.
    pub fn documents(&self) -> usize {
        self.documents
    }

    /// Takes in one document.
    pub fn add(&mut self, path: &str, document: &Document, differ: &Differ, changes: &Changes) {
        self.documents += 1;
        let id = |rules: &[Rule], finding: &Finding| rules[finding.rule].id.clone();
        let (old, new) = (&differ.old.rules().rules, &differ.new.rules().rules);
        let example = |finding: &Finding, elsewhere: Option<&Rule>| {
            Example::new(path, document, finding, elsewhere)
        };
        for finding in &changes.unchanged {
            self.rules.entry(id(new, finding)).or_default().unchanged += 1;
        }
        for finding in &changes.gained {
            let rule = self.rules.entry(id(new, finding)).or_default();
            rule.gained += 1;
            if rule.gained_examples.len() < self.examples_shown {
                let before = differ.before(finding, changes);
                rule.gained_examples.push(example(finding, before));
            }
        }
        for finding in &changes.lost {
            let rule = self.rules.entry(id(old, finding)).or_default();
            rule.lost += 1;
            if rule.lost_examples.len() < self.examples_shown {
                let now = differ.now(finding, changes);
                rule.lost_examples.push(example(finding, now));
            }
        }
    }

    /// Takes in the documents of a later part.
    pub fn merge(&mut self, later: DiffReport) {
        self.documents += later.documents;
        for (id, changes) in later.rules {
            let own = self.rules.entry(id).or_default();
            own.gained += changes.gained;
            own.lost += changes.lost;
            own.unchanged += changes.unchanged;
            own.gained_examples.extend(changes.gained_examples);
            own.gained_examples.truncate(self.examples_shown);
            own.lost_examples.extend(changes.lost_examples);
            own.lost_examples.truncate(self.examples_shown);
        }
    }

    /// One JSON object in one line: `documents`, and `rules` by id.
    ///
    /// # Errors
    /// Only those of `out`; the same holds for the table.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut line = Vec::new();
        append_json(self, &mut line)?;
        line.push(b'\n');
        out.write_all(&line)
    }

    /// A table of the rules whose findings change, then examples.
    pub fn write_human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        let words = match style.language {
            Language::Zh => &ZH,
            Language::En => &EN,
        };
        let changed = self.rules.iter();
        let changed: Vec<_> = changed
            .filter(|(_, rule)| rule.gained + rule.lost > 0)
            .collect();
        if changed.is_empty() {
            let found = self.rules.values().map(|rule| rule.unchanged).sum();
            return writeln!(out, "{}", words.nothing(self.documents, found));
        }
        self.table(out, &changed, words, style)?;
        for (id, rule) in &changed {
            let gained = (words.gained, &rule.gained_examples, words.before);
            let lost = (words.lost, &rule.lost_examples, words.now);
            for (what, examples, elsewhere) in [gained, lost] {
                if !examples.is_empty() {
                    writeln!(out, "\n{what}{}{}", words.colon, shown(id))?;
                }
                for example in examples {
                    example.write_human(out, elsewhere, style)?;
                }
            }
        }
        Ok(())
    }

    fn table(
        &self,
        out: &mut dyn Write,
        changed: &[(&String, &RuleChanges)],
        words: &Words,
        style: &Style,
    ) -> io::Result<()> {
        let count = |count: usize| count.to_string();
        let row = |id: &str, [gained, lost, unchanged]: [usize; 3]| {
            [
                shown(id).into_owned(),
                count(gained),
                count(lost),
                count(unchanged),
            ]
        };
        let mut rows =
            vec![[words.rule, words.gained, words.lost, words.unchanged].map(str::to_owned)];
        let counts = |rule: &RuleChanges| [rule.gained, rule.lost, rule.unchanged];
        rows.extend(changed.iter().map(|(id, rule)| row(id, counts(rule))));
        let others = self
            .rules
            .values()
            .filter(|rule| rule.gained + rule.lost == 0);
        let others = others.map(|rule| rule.unchanged).sum::<usize>();
        if others > 0 {
            rows.push(row(words.other_rules, [0, 0, others]));
        }
        let all = self.rules.values().map(counts);
        let all = all.fold([0; 3], |sum, rule| {
            std::array::from_fn(|at| sum[at] + rule[at])
        });
        rows.push(row(words.all, all));
        let widths: [usize; 4] = std::array::from_fn(|column| {
            let cells = rows.iter().map(|row| columns(&row[column]));
            cells.max().unwrap_or(0)
        });
        let paint = Paint { color: style.color };
        for (index, row) in rows.iter().enumerate() {
            let pad = |column: usize| " ".repeat(widths[column] - columns(&row[column]));
            let numbers = (1..4).map(|column| format!("  {}{}", pad(column), row[column]));
            let line = format!("{}{}{}", row[0], pad(0), numbers.collect::<String>());
            let line = match index {
                0 => paint.bold(&line),
                _ => line,
            };
            writeln!(out, "{line}")?;
        }
        writeln!(out, "{}", words.documents(self.documents))
    }
}

impl Example {
    fn new(path: &str, document: &Document, finding: &Finding, elsewhere: Option<&Rule>) -> Self {
        let span = finding.span;
        let Location { cell, line, column } = Places::new(document).location(span.start);
        let turn = document.turns[finding.turn].span;
        let is_break = |c: char| matches!(c, '\n' | '\r');
        let before = Span::new(turn.start, span.start).of(&document.text);
        let after = Span::new(span.end, turn.end).of(&document.text);
        Example {
            path: path.to_owned(),
            record: document.id.as_ref().map(ToString::to_string),
            cell: cell.map(str::to_owned),
            line,
            column,
            before: before
                .rsplit(is_break)
                .next()
                .unwrap_or_default()
                .to_owned(),
            text: span.of(&document.text).to_owned(),
            after: after.split(is_break).next().unwrap_or_default().to_owned(),
            elsewhere: elsewhere.map(|rule| rule.id.clone()),
        }
    }

    fn write_human(&self, out: &mut dyn Write, elsewhere: &str, style: &Style) -> io::Result<()> {
        let paint = Paint { color: style.color };
        let location = Location {
            cell: self.cell.as_deref(),
            line: self.line,
            column: self.column,
        };
        let place = place_name(&self.path, location);
        let record = self
            .record
            .as_deref()
            .map(|id| format!(" ({})", visible(id)));
        let rule = self.elsewhere.as_deref();
        let rule = rule.map(|rule| format!("  [{elsewhere} {}]", shown(rule)));
        let place = format!("{place}{}", record.unwrap_or_default());
        let rule = rule.unwrap_or_default();
        writeln!(out, "  {}{}", paint.dim(&place), rule)?;
        writeln!(
            out,
            "    {}",
            self.excerpt(style.width.saturating_sub(4), paint)
        )
    }

    /// The found words, and as much around them as `room` columns hold.
    fn excerpt(&self, room: usize, paint: Paint) -> String {
        const CUT: &str = "…";
        let words: Vec<&str> = self.text.split_whitespace().collect();
        let words = words.join(" ");
        let words = shown(&words);
        let room = room.saturating_sub(columns(&words) + "[[]]".len() + 2 * columns(CUT));
        let before = tail(&self.before, room / 2);
        let after = head(&self.after, room.saturating_sub(columns(&shown(before))));
        let cut = |is_cut: bool| if is_cut { CUT } else { "" };
        let words = match paint.color {
            true => paint.with(foreground(AnsiColor::Red).underline(), &words),
            false => format!("[[{words}]]"),
        };
        format!(
            "{}{}{words}{}{}",
            cut(before.len() < self.before.len()),
            shown(before),
            shown(after),
            cut(after.len() < self.after.len())
        )
    }
}

/// The labels of one language.
struct Words {
    rule: &'static str,
    gained: &'static str,
    lost: &'static str,
    unchanged: &'static str,
    other_rules: &'static str,
    all: &'static str,
    before: &'static str,
    now: &'static str,
    colon: &'static str,
    is_chinese: bool,
}

const ZH: Words = Words {
    rule: "规则",
    gained: "新增",
    lost: "消失",
    unchanged: "不变",
    other_rules: "其他规则",
    all: "合计",
    before: "原来归",
    now: "现在归",
    colon: "：",
    is_chinese: true,
};

const EN: Words = Words {
    rule: "rule",
    gained: "gained",
    lost: "lost",
    unchanged: "unchanged",
    other_rules: "other rules",
    all: "all",
    before: "was",
    now: "now",
    colon: ": ",
    is_chinese: false,
};

impl Words {
    fn documents(&self, count: usize) -> String {
        match (self.is_chinese, count) {
            (true, _) => format!("{count} 份文档"),
            (false, 1) => "1 document".to_owned(),
            (false, _) => format!("{count} documents"),
        }
    }

    fn nothing(&self, documents: usize, found: usize) -> String {
        let documents = self.documents(documents);
        match (self.is_chinese, found) {
            (true, _) => format!("{documents}：没有变化，两边都找出 {found} 处"),
            (false, 1) => format!("no difference: both find the same place in {documents}"),
            (false, _) => {
                format!("no difference: both find the same {found} places in {documents}")
            }
        }
    }
}
