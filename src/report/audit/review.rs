//! What reviewers found: the precision of rules, families and all, for people and as JSON.

use super::super::layout::{Paint, foreground, shown, wrap};
use super::super::records::append_json;
use super::super::{Language, Style};
use super::table::{Block, Figure, name};
use super::words::{self, counted, thousands};
use crate::audit::{Mark, Marks, Review, ReviewedRule};
use anstyle::AnsiColor;
use serde::Serialize;
use std::io::{self, Write};

/// The marks of reviewers, ready to be shown.
pub struct ReviewReport<'a> {
    /// The marks.
    pub review: &'a Review,
    /// How many sheets they come from.
    pub sheets: usize,
    /// Rows whose verdict is no known word.
    pub unknown: u64,
}

impl ReviewReport<'_> {
    /// One JSON object on one line.
    ///
    /// # Errors
    /// Only those of `out`; the same holds for people.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        let families = self.review.families.iter();
        let agreement = self.review.agreement();
        let json = Json {
            sheets: self.sheets,
            overall: Precision::of(self.review.overall),
            families: families
                .map(|(id, marks)| FamilyJson {
                    family: id,
                    marks: Precision::of(*marks),
                })
                .collect(),
            rules: self.review.worst_first().into_iter().map(rule).collect(),
            marked_twice: agreement.trials,
            agreed: agreement.hits,
            unknown_words: self.unknown,
        };
        let mut line = Vec::new();
        append_json(&json, &mut line)?;
        line.push(b'\n');
        out.write_all(&line)
    }

    /// A page for a terminal.
    pub fn write_human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        let paint = Paint { color: style.color };
        let language = style.language;
        writeln!(out, "{}\n", paint.bold(&self.headline(language)))?;
        for block in [self.families(language), self.rules(language)] {
            if !block.lines.is_empty() {
                block.write(out, style)?;
            }
        }
        self.comments(out, style)?;
        writeln!(out, "{}", paint.dim(&self.closing(language)))
    }

    fn headline(&self, language: Language) -> String {
        let marks = self.review.overall;
        let precision = marks.precision();
        let Some(share) = precision.value() else {
            return match language {
                Language::Zh => "还没有可以统计的判定：请在判定一列填 是、否 或 不确定。",
                Language::En => {
                    "No verdict to count yet: write yes, no or unsure in the verdict column."
                }
            }
            .to_owned();
        };
        let interval = precision.interval();
        let [share, low, high] =
            [share, interval.low, interval.high].map(|it| words::percent(language, Some(it)));
        let (right, clear) = (thousands(precision.hits), thousands(precision.trials));
        match language {
            Language::Zh => format!(
                "准确率 {share}（95% 区间 {low}～{high}）：{clear} 处有明确判定，其中 {right} 处提示得对"
            ),
            Language::En => format!(
                "Precision {share} (95 % interval {low} to {high}): {right} of {clear} findings \
                 with a clear verdict are right"
            ),
        }
    }

    fn families(&self, language: Language) -> Block {
        let mut block = block(language, ("类别", "Families"), &[("类别", "family")]);
        let mut families: Vec<_> = self.review.families.iter().collect();
        families.sort_by_key(|(_, marks)| std::cmp::Reverse(marks.wrong));
        let families = families.into_iter();
        block.lines = families
            .map(|(id, marks)| {
                let mut line = vec![Figure::text(words::family(language, id))];
                line.extend(figures(*marks));
                line
            })
            .collect();
        block
    }

    fn rules(&self, language: Language) -> Block {
        let titles = ("规则（误报多的在前）", "Rules, most disagreements first");
        let names = [("规则", "rule"), ("问题", "title")];
        let mut block = block(language, titles, &names);
        let rules = self.review.worst_first().into_iter();
        block.lines = rules
            .map(|(id, rule)| {
                let mut line = vec![Figure::text(id), Figure::text(&rule.title)];
                line.extend(figures(rule.marks));
                line
            })
            .collect();
        block
    }

    /// What reviewers wrote, under the rules they wrote it about.
    fn comments(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        let rules = self.review.worst_first().into_iter();
        let mut rules = rules
            .filter(|(_, rule)| !rule.comments.is_empty())
            .peekable();
        if rules.peek().is_none() {
            return Ok(());
        }
        let paint = Paint { color: style.color };
        let title = match style.language {
            Language::Zh => "复核人的备注",
            Language::En => "What the reviewers say",
        };
        writeln!(out, "{}", paint.bold(title))?;
        for (id, rule) in rules {
            let title = match rule.title.as_str() {
                "" => String::new(),
                title => format!("  {}", paint.dim(&name(title))),
            };
            writeln!(out, "  {}{title}", shown(id))?;
            for comment in &rule.comments {
                write_comment(out, comment, style)?;
            }
        }
        writeln!(out)
    }

    fn closing(&self, language: Language) -> String {
        let marks = self.review.overall;
        let agreement = self.review.agreement();
        let mut parts = match language {
            Language::Zh => vec![
                format!("{} 张表，{} 处", self.sheets, thousands(marks.total())),
                format!("不确定 {}", thousands(marks.unsure)),
                format!("没有判定 {}", thousands(marks.unmarked)),
            ],
            Language::En => vec![
                counted(self.sheets as u64, "sheet", "sheets"),
                counted(marks.total(), "finding", "findings"),
                format!("{} unsure", thousands(marks.unsure)),
                format!("{} not marked", thousands(marks.unmarked)),
            ],
        };
        let (agreed, twice) = (thousands(agreement.hits), thousands(agreement.trials));
        if agreement.trials > 0 {
            parts.push(match language {
                Language::Zh => format!("{twice} 处有不止一人判定，其中 {agreed} 处意见一致"),
                Language::En => {
                    format!("{twice} marked by more than one reviewer, who agree on {agreed}")
                }
            });
        }
        if self.unknown > 0 {
            parts.push(match language {
                Language::Zh => format!("{} 处的判定看不懂，未计入", thousands(self.unknown)),
                Language::En => format!(
                    "{} with a verdict that we cannot read, counted as not marked",
                    thousands(self.unknown)
                ),
            });
        }
        parts.join(" · ")
    }
}

fn write_comment(
    out: &mut dyn Write,
    (mark, found, comment): &(Option<Mark>, String, String),
    style: &Style,
) -> io::Result<()> {
    let paint = Paint { color: style.color };
    let (word, colour) = match (mark, style.language) {
        (Some(Mark::Right), Language::Zh) => ("对", AnsiColor::Green),
        (Some(Mark::Right), Language::En) => ("right", AnsiColor::Green),
        (Some(Mark::Wrong), Language::Zh) => ("误报", AnsiColor::Red),
        (Some(Mark::Wrong), Language::En) => ("false alarm", AnsiColor::Red),
        (Some(Mark::Unsure), Language::Zh) => ("不确定", AnsiColor::Yellow),
        (Some(Mark::Unsure), Language::En) => ("unsure", AnsiColor::Yellow),
        (None, Language::Zh) => ("未判定", AnsiColor::Yellow),
        (None, Language::En) => ("not marked", AnsiColor::Yellow),
    };
    let word = paint.with(foreground(colour), word);
    let found = match (found.is_empty(), style.language) {
        (true, _) => String::new(),
        (false, Language::Zh) => format!("“{}”：", name(found)),
        (false, Language::En) => format!("“{}”: ", name(found)),
    };
    let text = format!("{found}{comment}");
    let mut start = format!("    {word}  ");
    for line in wrap(&text, style.width.clamp(40, 100) - 6) {
        writeln!(out, "{start}{line}")?;
        start = " ".repeat(6);
    }
    Ok(())
}

fn block(language: Language, titles: (&str, &str), names: &[(&str, &str)]) -> Block {
    let numbers = [
        ("准确率", "precision"),
        ("95% 下限", "95 % from"),
        ("上限", "to"),
        ("对", "right"),
        ("误报", "false alarms"),
        ("不确定", "unsure"),
        ("未判定", "not marked"),
    ];
    let say = |(chinese, english)| match language {
        Language::Zh => chinese,
        Language::En => english,
    };
    let head: Vec<&str> = names.iter().chain(&numbers).map(|&it| say(it)).collect();
    Block::new(say(titles), &head)
}

fn figures(marks: Marks) -> [Figure; 7] {
    let precision = marks.precision();
    let interval = precision.value().map(|_| precision.interval());
    [
        Figure::Share(precision.value()),
        Figure::Share(interval.map(|it| it.low)),
        Figure::Share(interval.map(|it| it.high)),
        Figure::Count(marks.right),
        Figure::Count(marks.wrong),
        Figure::Count(marks.unsure),
        Figure::Count(marks.unmarked),
    ]
}

/// The report for programs.
#[derive(Serialize)]
struct Json<'a> {
    sheets: usize,
    overall: Precision,
    families: Vec<FamilyJson<'a>>,
    rules: Vec<RuleJson<'a>>,
    marked_twice: u64,
    agreed: u64,
    unknown_words: u64,
}

#[derive(Serialize)]
struct FamilyJson<'a> {
    family: &'a str,
    #[serde(flatten)]
    marks: Precision,
}

#[derive(Serialize)]
struct RuleJson<'a> {
    rule: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    #[serde(flatten)]
    marks: Precision,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    comments: Vec<CommentJson<'a>>,
}

#[derive(Serialize)]
struct CommentJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    found: &'a str,
    comment: &'a str,
}

#[derive(Serialize)]
struct Precision {
    #[serde(flatten)]
    marks: Marks,
    #[serde(skip_serializing_if = "Option::is_none")]
    precision: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    high: Option<f64>,
}

impl Precision {
    fn of(marks: Marks) -> Precision {
        let share = marks.precision();
        let interval = share.value().map(|_| share.interval());
        Precision {
            marks,
            precision: share.value().map(words::rounded),
            low: interval.map(|it| words::rounded(it.low)),
            high: interval.map(|it| words::rounded(it.high)),
        }
    }
}

fn rule<'a>((id, rule): (&'a str, &'a ReviewedRule)) -> RuleJson<'a> {
    let comment = |(mark, found, comment): &'a (Option<Mark>, String, String)| CommentJson {
        verdict: mark.map(|mark| match mark {
            Mark::Right => "yes",
            Mark::Wrong => "no",
            Mark::Unsure => "unsure",
        }),
        found,
        comment,
    };
    RuleJson {
        rule: id,
        title: &rule.title,
        marks: Precision::of(rule.marks),
        comments: rule.comments.iter().map(comment).collect(),
    }
}
