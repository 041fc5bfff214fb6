//! Two audits side by side, for people and as JSON.

use super::super::layout::{Paint, foreground, wrap};
use super::super::records::append_json;
use super::super::{Language, Style};
use super::table::{Block, Figure};
use super::words::{self, rounded, thousands};
use crate::audit::{Change, Compared, Comparison, MeanScore, RuleFacts, Share};
use anstyle::AnsiColor;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// So many rules and groups fit on a page.
const SHOWN: usize = 20;

/// From so many comparisons on, some look clear by chance.
const MANY: usize = 20;

/// A comparison, ready to be shown.
pub struct ComparisonReport<'a> {
    /// The comparison.
    pub comparison: &'a Comparison,
    /// What the rules of both audits are, by id.
    pub facts: &'a BTreeMap<String, RuleFacts>,
    /// Agent turns, in either audit, below which a group is not compared.
    pub min_turns: u64,
}

impl ComparisonReport<'_> {
    /// One JSON object on one line.
    ///
    /// # Errors
    /// Only those of `out`; the same holds for people.
    pub fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        let comparison = self.comparison;
        let all = |compared: &BTreeMap<String, Compared>| -> BTreeMap<String, ComparedJson> {
            let compared = compared.iter();
            compared
                .map(|(name, it)| (name.clone(), ComparedJson::of(*it)))
                .collect()
        };
        let groups = comparison.groups.iter();
        let verdicts = comparison.verdicts.iter();
        let differences = comparison.differences.iter();
        let json = Json {
            overall: ComparedJson::of(comparison.overall),
            verdicts: verdicts
                .map(|(verdict, it)| (verdict.name(), ComparedJson::of(*it)))
                .collect(),
            mean_score: comparison.mean_score.map(MeanJson::of),
            families: all(&comparison.families),
            rules: all(&comparison.rules),
            groups: groups
                .map(|(field, groups)| (&**field, all(groups)))
                .collect(),
            different_terms: differences
                .map(|(what, before, after)| TermJson {
                    what,
                    before,
                    after,
                })
                .collect(),
        };
        let mut line = Vec::new();
        append_json(&json, &mut line)?;
        line.push(b'\n');
        out.write_all(&line)
    }

    /// A page for a terminal.
    pub fn write_human(&self, out: &mut dyn Write, style: &Style) -> io::Result<()> {
        let page = Page {
            report: self,
            language: style.language,
        };
        let paint = Paint { color: style.color };
        let room = style.width.clamp(40, 100);
        let warning = foreground(AnsiColor::Yellow);
        for line in page.warnings().iter().flat_map(|text| wrap(text, room)) {
            writeln!(out, "{}", paint.with(warning, &line))?;
        }
        if !self.comparison.differences.is_empty() {
            writeln!(out)?;
        }
        writeln!(out, "{}\n", paint.bold(&page.headline()))?;
        for block in page.blocks() {
            if !block.lines.is_empty() {
                block.write(out, style)?;
            }
        }
        for line in page.closing().iter().flat_map(|text| wrap(text, room)) {
            writeln!(out, "{}", paint.dim(&line))?;
        }
        Ok(())
    }
}

struct Page<'a> {
    report: &'a ComparisonReport<'a>,
    language: Language,
}

impl Page<'_> {
    fn say<'w>(&self, chinese: &'w str, english: &'w str) -> &'w str {
        match self.language {
            Language::Zh => chinese,
            Language::En => english,
        }
    }

    fn warnings(&self) -> Vec<String> {
        let differences = self.report.comparison.differences.iter();
        let shown = |(what, before, after): &(&'static str, String, String)| {
            let what = self.term(what);
            match self.language {
                Language::Zh => format!(
                    "注意：两次质检的{what}不同（之前 {before}，之后 {after}），变化可能由此而来，\
                     不一定是客服的用语变了。"
                ),
                Language::En => format!(
                    "Mind: the {what} differs ({before} before, {after} after), so a change may \
                     come from there and not from what agents say."
                ),
            }
        };
        differences.map(shown).collect()
    }

    fn term(&self, name: &'static str) -> &'static str {
        match (self.language, name) {
            (Language::Zh, "version") => "程序版本",
            (Language::Zh, "rules") => "规则",
            (Language::Zh, "scoring") => "评分办法",
            (Language::Zh, "by") => "分组字段",
            (Language::Zh, "names") => "客服姓名的显示方式",
            (Language::En, "version") => "version of saywell",
            (Language::En, "rules") => "set of rules",
            (Language::En, "by") => "grouping",
            (Language::En, "names") => "way of showing names",
            (_, name) => name,
        }
    }

    fn headline(&self) -> String {
        let compared = self.report.comparison.overall;
        let [before, after] =
            [compared.before, compared.after].map(|share| words::per_thousand(share.value()));
        let change = self.change(compared.change());
        match self.language {
            Language::Zh => format!("每千条客服发言里的问题发言：{before} → {after}，{change}"),
            Language::En => {
                format!("Flagged turns per 1,000 agent turns: {before} → {after}, {change}")
            }
        }
    }

    fn change(&self, change: Change) -> &'static str {
        match (self.language, change) {
            (Language::Zh, Change::Fewer) => "明显减少",
            (Language::Zh, Change::More) => "明显增多",
            (Language::Zh, Change::Unclear) => "看不出明显变化",
            (Language::En, Change::Fewer) => "clearly fewer",
            (Language::En, Change::More) => "clearly more",
            (Language::En, Change::Unclear) => "no clear change",
        }
    }

    fn blocks(&self) -> Vec<Block> {
        let comparison = self.report.comparison;
        let family = |id: &str| vec![Figure::text(words::family(self.language, id))];
        let rule = |id: &str| {
            let facts = self.report.facts.get(id);
            let title = facts.map_or("", |facts| &facts.title);
            vec![Figure::text(id), Figure::text(title)]
        };
        let mut blocks = vec![self.overall()];
        let names = [("类别", "family")];
        let titles = ("问题类别", "Families");
        blocks.push(self.compared(titles, &names, comparison.families.iter(), family));
        let names = [("规则", "rule"), ("问题", "title")];
        blocks.push(self.compared(("规则", "Rules"), &names, comparison.rules.iter(), rule));
        for (field, groups) in &comparison.groups {
            blocks.extend(self.groups(field, groups));
        }
        blocks
    }

    /// Verdicts and score.
    fn overall(&self) -> Block {
        let mut block = self.block(
            ("结论（只看用语）", "Verdicts, by wording alone"),
            &[
                ("", ""),
                ("之前", "before"),
                ("之后", "after"),
                ("变化", "change"),
                ("95% 下限", "95 % from"),
                ("上限", "to"),
                ("", ""),
            ],
        );
        for (verdict, compared) in &self.report.comparison.verdicts {
            let Some((difference, interval)) = compared.difference().zip(compared.interval())
            else {
                continue;
            };
            let points = |share: f64| Figure::Change(Some(share * 100.0));
            block.lines.push(vec![
                Figure::text(words::verdict(self.language, *verdict)),
                Figure::Share(compared.before.value()),
                Figure::Share(compared.after.value()),
                points(difference),
                points(interval.low),
                points(interval.high),
                Figure::text(self.change(compared.change())),
            ]);
        }
        if let Some(mean) = self.report.comparison.mean_score {
            let signed = |number: f64| Figure::Change(Some(number));
            let change = match (self.language, mean.change()) {
                (Language::Zh, Change::Fewer) => "明显下降",
                (Language::Zh, Change::More) => "明显上升",
                (Language::En, Change::Fewer) => "clearly lower",
                (Language::En, Change::More) => "clearly higher",
                (_, Change::Unclear) => self.change(Change::Unclear),
            };
            block.lines.push(vec![
                Figure::text(self.say("平均用语得分", "mean wording score")),
                Figure::Mean(Some(mean.before)),
                Figure::Mean(Some(mean.after)),
                signed(mean.after - mean.before),
                signed(mean.interval.low),
                signed(mean.interval.high),
                Figure::text(change),
            ]);
        }
        block
    }

    fn block(&self, titles: (&str, &str), head: &[(&str, &str)]) -> Block {
        let head: Vec<&str> = head.iter().map(|(zh, en)| self.say(zh, en)).collect();
        let mut block = Block::new(self.say(titles.0, titles.1), &head);
        block.most = SHOWN;
        block
    }

    /// Rates of turns, those with the clearest changes first.
    fn compared<'n>(
        &self,
        titles: (&str, &str),
        names: &[(&str, &str)],
        compared: impl Iterator<Item = (&'n String, &'n Compared)>,
        name: impl Fn(&str) -> Vec<Figure>,
    ) -> Block {
        let numbers = [
            ("之前", "before"),
            ("之后", "after"),
            ("变化", "change"),
            ("95% 下限", "95 % from"),
            ("上限", "to"),
            ("", ""),
        ];
        let title = match self.language {
            Language::Zh => format!("{}：每千条客服发言中的问题发言", titles.0),
            Language::En => format!("{}: flagged turns per 1,000 agent turns", titles.1),
        };
        let mut block = self.block((&title, &title), &[names, &numbers].concat());
        let mut compared: Vec<(&String, Compared)> = compared.map(|(id, it)| (id, *it)).collect();
        let by = |compared: Compared| {
            let size = compared.difference().unwrap_or(0.0).abs();
            (compared.change() == Change::Unclear, -size)
        };
        compared.sort_by(|(_, one), (_, other)| {
            let (one, other) = (by(*one), by(*other));
            one.0.cmp(&other.0).then(one.1.total_cmp(&other.1))
        });
        let signed = |share: Option<f64>| Figure::Change(share.map(|share| share * 1000.0));
        for (id, compared) in compared {
            let interval = compared.interval();
            let mut line = name(id);
            line.extend([
                Figure::PerThousand(compared.before.value()),
                Figure::PerThousand(compared.after.value()),
                signed(compared.difference()),
                signed(interval.map(|it| it.low)),
                signed(interval.map(|it| it.high)),
                Figure::text(self.change(compared.change())),
            ]);
            block.lines.push(line);
        }
        block
    }

    fn groups(&self, field: &str, groups: &BTreeMap<String, Compared>) -> Vec<Block> {
        if groups.keys().all(String::is_empty) {
            return Vec::new();
        }
        let least = self.report.min_turns.max(1);
        let is_enough = |it: &Compared| it.before.trials.min(it.after.trials) >= least;
        let groups = groups.iter();
        let (enough, few): (Vec<_>, Vec<_>) = groups
            .filter(|(_, it)| it.before.trials + it.after.trials > 0)
            .partition(|(_, it)| is_enough(it));
        let chinese = words::fields(Language::Zh, field);
        let english = words::fields(Language::En, field);
        let names = [(
            words::field(Language::Zh, field),
            words::field(Language::En, field),
        )];
        let name = |id: &str| vec![Figure::text(words::group(self.language, id))];
        let titles = (chinese, english);
        let compared = self.compared(titles, &names, enough.into_iter(), name);
        let titles = (
            format!("{chinese}：有一次的客服发言不足 {least} 条，不作比较"),
            format!(
                "{english} with fewer than {least} agent turns in one of the two, not compared"
            ),
        );
        let turns = [
            ("之前发言", "turns before"),
            ("问题发言", "flagged"),
            ("之后发言", "turns after"),
            ("问题发言", "flagged"),
        ];
        let head = [&names[..], &turns].concat();
        let mut apart = self.block((&titles.0, &titles.1), &head);
        for (id, compared) in few {
            let mut line = name(id);
            for Share { hits, trials } in [compared.before, compared.after] {
                line.extend([Figure::Count(trials), Figure::Count(hits)]);
            }
            apart.lines.push(line);
        }
        vec![compared, apart]
    }

    fn closing(&self) -> Vec<String> {
        let comparison = self.report.comparison;
        let [before, after] =
            [comparison.overall.before, comparison.overall.after].map(|it| thousands(it.trials));
        let groups = comparison.groups.values().map(BTreeMap::len).sum::<usize>();
        let count = comparison.families.len() + comparison.rules.len() + groups;
        let mut lines = vec![match self.language {
            Language::Zh => format!(
                "客服发言：之前 {before} 条，之后 {after} 条。变化是每千条里问题发言数之差，附 95% 区间\
                 （Newcombe 法）；区间不含 0 才说“明显”。"
            ),
            Language::En => format!(
                "Agent turns: {before} before, {after} after. A change is the difference of flagged \
                 turns per 1,000 with its 95 % interval (Newcombe's method 10); it is called clear if \
                 0 lies outside."
            ),
        }];
        if count >= MANY {
            lines.push(match self.language {
                Language::Zh => format!(
                    "这里一次比较了 {count} 项，即使什么都没变，也可能有 {} 项左右碰巧显得“明显”。",
                    count.div_ceil(MANY)
                ),
                Language::En => format!(
                    "With {count} comparisons at once, about {} may look clear by chance alone.",
                    count.div_ceil(MANY)
                ),
            });
        }
        lines
    }
}

/// The report for programs.
#[derive(Serialize)]
struct Json<'a> {
    overall: ComparedJson,
    verdicts: BTreeMap<&'static str, ComparedJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mean_score: Option<MeanJson>,
    families: BTreeMap<String, ComparedJson>,
    rules: BTreeMap<String, ComparedJson>,
    groups: BTreeMap<&'a str, BTreeMap<String, ComparedJson>>,
    different_terms: Vec<TermJson<'a>>,
}

/// Shares are 0 to 1.
#[derive(Serialize)]
struct ComparedJson {
    before: ShareJson,
    after: ShareJson,
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    high: Option<f64>,
    change: &'static str,
}

#[derive(Serialize)]
struct ShareJson {
    count: u64,
    of: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<f64>,
}

#[derive(Serialize)]
struct MeanJson {
    before: f64,
    after: f64,
    difference: f64,
    low: f64,
    high: f64,
    change: &'static str,
}

#[derive(Serialize)]
struct TermJson<'a> {
    what: &'a str,
    before: &'a str,
    after: &'a str,
}

impl ComparedJson {
    fn of(compared: Compared) -> ComparedJson {
        let interval = compared.interval();
        ComparedJson {
            before: ShareJson::of(compared.before),
            after: ShareJson::of(compared.after),
            difference: compared.difference().map(rounded),
            low: interval.map(|it| rounded(it.low)),
            high: interval.map(|it| rounded(it.high)),
            change: compared.change().name(),
        }
    }
}

impl ShareJson {
    fn of(share: Share) -> ShareJson {
        ShareJson {
            count: share.hits,
            of: share.trials,
            share: share.value().map(rounded),
        }
    }
}

impl MeanJson {
    fn of(mean: MeanScore) -> MeanJson {
        MeanJson {
            before: rounded(mean.before),
            after: rounded(mean.after),
            difference: rounded(mean.after - mean.before),
            low: rounded(mean.interval.low),
            high: rounded(mean.interval.high),
            change: mean.change().name(),
        }
    }
}
