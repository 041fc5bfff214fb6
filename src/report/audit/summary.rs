//! What an audit came to, on one page for a terminal and as sums for a workbook.

use super::super::labels::Labels;
use super::super::layout::{Paint, foreground, wrap};
use super::super::{Language, Style};
use super::table::{Block, Figure};
use super::words::{self, share};
use crate::audit::{Coverage, Group, RuleTally, Tally, Terms, Unreadable, Verdict, wilson};
use crate::document::{NoteCode, SkipReason};
use anstyle::AnsiColor;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// So many rules and groups fit on a page.
const SHOWN: usize = 15;

/// So many unreadable files and records are named on a page.
const UNREADABLE_SHOWN: usize = 5;

/// So many rules of a group are named.
const RULES_OF_A_GROUP: usize = 3;

/// Writes the page for a terminal.
///
/// # Errors
/// Those of `out`.
pub fn write_summary(out: &mut dyn Write, tally: &Tally, style: &Style) -> io::Result<()> {
    let language = style.language;
    let paint = Paint { color: style.color };
    writeln!(out, "{}\n", paint.bold(&headline(tally, language)))?;
    if tally.coverage.interrupted > 0 {
        let warning = foreground(AnsiColor::Yellow).bold();
        writeln!(out, "{}\n", paint.with(warning, interrupted(language)))?;
    }
    for block in blocks(tally, language) {
        block.write(out, style)?;
    }
    for line in wrap(&terms(&tally.terms, language), style.width.clamp(40, 100)) {
        writeln!(out, "{}", paint.dim(&line))?;
    }
    Ok(())
}

fn headline(tally: &Tally, language: Language) -> String {
    let total = &tally.total;
    let hits = total.hits;
    let conversations = match language {
        Language::Zh => format!("{} 个会话", words::thousands(total.conversations)),
        Language::En => words::counted(total.conversations, "conversation", "conversations"),
    };
    match (language, hits) {
        (Language::Zh, 0) => format!("用语质检：{conversations}，客服的用语都没有问题"),
        (Language::En, 0) => {
            format!("Wording audit: {conversations}, nothing to reword in what agents said")
        }
        (Language::Zh, hits) => format!(
            "用语质检：{conversations}，客服的话里有 {} 处需要改",
            words::thousands(hits)
        ),
        (Language::En, hits) => format!(
            "Wording audit: {conversations}, {} to reword in what agents said",
            words::counted(hits, "place", "places")
        ),
    }
}

fn interrupted(language: Language) -> &'static str {
    match language {
        Language::Zh => "这次运行中途停止了，下面只统计了停止之前读到的内容。",
        Language::En => "This run was stopped before its end: what follows counts what was read.",
    }
}

/// Everything that is counted, as tables.
pub(super) fn blocks(tally: &Tally, language: Language) -> Vec<Block> {
    let page = Summary { tally, language };
    let mut blocks = vec![page.coverage(), page.verdicts(), page.families()];
    blocks.push(page.rules());
    for (field, groups) in &tally.groups {
        blocks.extend(page.groups(field, groups));
    }
    blocks.push(page.signals());
    blocks.extend(page.baseline());
    blocks.retain(|block| !block.lines.is_empty());
    blocks
}

struct Summary<'a> {
    tally: &'a Tally,
    language: Language,
}

impl Summary<'_> {
    /// The word of the report's language.
    fn say<'w>(&self, chinese: &'w str, english: &'w str) -> &'w str {
        match self.language {
            Language::Zh => chinese,
            Language::En => english,
        }
    }

    fn block(&self, titles: (&str, &str), head: &[(&str, &str)]) -> Block {
        let head: Vec<&str> = head.iter().map(|(zh, en)| self.say(zh, en)).collect();
        Block::new(self.say(titles.0, titles.1), &head)
    }

    fn coverage(&self) -> Block {
        let Coverage {
            files,
            bytes: _,
            skipped_files,
            conversations,
            turns,
            characters,
            skipped_text,
            notes,
            unreadable,
            unreadable_cases,
            interrupted: _,
        } = &self.tally.coverage;
        let mut block = self.block(("读取范围", "What was read"), &[]);
        let mut line = |titles: (&str, &str), count: u64, detail: String| {
            let title = Figure::text(self.say(titles.0, titles.1));
            let mut line = vec![title, Figure::Count(count)];
            line.extend((!detail.is_empty()).then_some(Figure::Text(detail)));
            block.lines.push(line);
        };
        line(("文件", "files"), *files, String::new());
        line(("会话", "conversations"), *conversations, String::new());
        let all_turns = turns.values().sum();
        let roles = turns.iter().map(|(role, count)| (self.role(role), *count));
        line(("发言", "turns"), all_turns, self.list(roles));
        let agents = self.tally.total.agent_turns;
        line(("其中客服的", "agents' turns"), agents, String::new());
        line(
            ("检查的字数", "characters judged"),
            *characters,
            String::new(),
        );
        let skipped = skipped_files.iter();
        let skipped = skipped.map(|(ending, count)| (self.ending(ending), *count));
        let skipped = self.list(skipped);
        let total = |counts: &BTreeMap<String, u64>| counts.values().sum::<u64>();
        if total(skipped_files) > 0 {
            let titles = ("跳过的文件", "files passed over");
            line(titles, total(skipped_files), skipped);
        }
        let kept = skipped_text.iter().filter_map(|(reason, count)| {
            let reason = self.skip(reason)?;
            Some((reason.to_owned(), *count))
        });
        let kept: Vec<(String, u64)> = kept.collect();
        if !kept.is_empty() {
            let count = kept.iter().map(|(_, count)| count).sum();
            let titles = ("没有检查的片段", "stretches not judged");
            line(titles, count, self.list(kept.into_iter()));
        }
        for (note, count) in notes {
            line((self.note(note), self.note(note)), *count, String::new());
        }
        if *unreadable > 0 {
            let titles = ("读不了的文件和记录", "files and records unreadable");
            line(titles, *unreadable, String::new());
        }
        for case in unreadable_cases.items().iter().take(UNREADABLE_SHOWN) {
            block
                .lines
                .push(vec![Figure::Text(format!("  {}", place(case)))]);
        }
        let more = unreadable.saturating_sub(UNREADABLE_SHOWN as u64);
        if more > 0 {
            let more = match self.language {
                Language::Zh => format!("  ……还有 {more} 个"),
                Language::En => format!("  … and {more} more"),
            };
            block.lines.push(vec![Figure::Text(more)]);
        }
        block
    }

    /// `a 3, b 1`
    fn list(&self, counts: impl Iterator<Item = (String, u64)>) -> String {
        let parts = counts.map(|(name, count)| format!("{name} {}", words::thousands(count)));
        let parts: Vec<String> = parts.collect();
        parts.join(self.say("、", ", "))
    }

    fn role(&self, name: &str) -> String {
        let role = crate::document::Role::from_name(name);
        let labels = Labels::of(self.language);
        role.map_or(name, |role| labels.role(role)).to_owned()
    }

    fn ending(&self, ending: &str) -> String {
        match ending {
            "" => self.say("无后缀", "no ending").to_owned(),
            ending => format!(".{ending}"),
        }
    }

    /// Why text is not judged; labels and times are no words, so they are left out.
    fn skip(&self, name: &str) -> Option<&'static str> {
        let mut reasons = [
            SkipReason::Quote,
            SkipReason::Forward,
            SkipReason::Signature,
            SkipReason::Code,
        ]
        .into_iter();
        let reason = reasons.find(|reason| reason.name() == name)?;
        Some(Labels::of(self.language).skip(reason))
    }

    fn note<'n>(&self, name: &'n str) -> &'n str {
        let is = |code: NoteCode| code.name() == name;
        match name {
            _ if is(NoteCode::RolesUnknown) => self.say("看不出谁是客服", "nobody known as agent"),
            _ if is(NoteCode::MalformedBytes) => self.say("有乱码", "with broken characters"),
            _ if is(NoteCode::EncodingGuessed) => self.say("编码是推测的", "encoding guessed"),
            _ if is(NoteCode::SpeakerInherited) => {
                self.say("有字幕没写说话人", "cues without a speaker")
            }
            name => name,
        }
    }

    fn verdicts(&self) -> Block {
        let total = &self.tally.total;
        let titles = ("结论（只看用语）", "Verdicts, by wording alone");
        let head = [("", ""), ("会话", "conversations"), ("占比", "share")];
        let mut block = self.block(titles, &head);
        if total.scored == 0 {
            return block;
        }
        for verdict in Verdict::ALL {
            let count = total.of(verdict);
            let mut line = vec![
                Figure::text(words::verdict(self.language, verdict)),
                Figure::Count(count),
                Figure::Share(share(count, total.scored)),
            ];
            if verdict == Verdict::Fail && total.vetoed > 0 {
                line.push(Figure::Text(match self.language {
                    Language::Zh => format!("其中一票否决 {} 通", words::thousands(total.vetoed)),
                    Language::En => format!("{} by a veto", words::thousands(total.vetoed)),
                }));
            }
            block.lines.push(line);
        }
        let silent = total.conversations - total.scored;
        if silent > 0 {
            let silent = Figure::Count(silent);
            let title = self.say("没有客服发言，不评分", "no words of an agent's");
            block.lines.push(vec![Figure::text(title), silent]);
        }
        let mean = self.say("平均用语得分", "mean wording score");
        let mean = vec![Figure::text(mean), Figure::Mean(total.mean_score())];
        block.lines.push(mean);
        block
    }

    fn families(&self) -> Block {
        let head = [
            ("类别", "family"),
            ("处", "hits"),
            ("会话", "conversations"),
            ("每千条发言", "per 1,000 turns"),
        ];
        let mut block = self.block(("问题类别", "Families"), &head);
        let mut families: Vec<_> = self.tally.families.iter().collect();
        families.retain(|(_, family)| family.hits > 0);
        families.sort_by_key(|(_, family)| std::cmp::Reverse(family.hits));
        block.lines = families
            .into_iter()
            .map(|(id, family)| {
                vec![
                    Figure::text(words::family(self.language, id)),
                    Figure::Count(family.hits),
                    Figure::Count(family.conversations),
                    Figure::PerThousand(share(family.hits, self.tally.total.agent_turns)),
                ]
            })
            .collect();
        block
    }

    fn rules(&self) -> Block {
        let head = [
            ("规则", "rule"),
            ("问题", "title"),
            ("处", "hits"),
            ("会话", "conversations"),
            ("每千条发言", "per 1,000 turns"),
            ("不算的", "excused"),
        ];
        let mut block = self.block(("最常见的问题", "Most frequent rules"), &head);
        let mut rules: Vec<(&String, &RuleTally)> = self.tally.rules.iter().collect();
        rules.retain(|(_, rule)| rule.hits > 0);
        rules.sort_by_key(|(_, rule)| std::cmp::Reverse(rule.hits));
        block.most = SHOWN;
        block.lines = rules
            .into_iter()
            .map(|(id, rule)| {
                vec![
                    Figure::text(id),
                    Figure::text(self.title(id)),
                    Figure::Count(rule.hits),
                    Figure::Count(rule.conversations),
                    Figure::PerThousand(share(rule.hits, self.tally.total.agent_turns)),
                    Figure::Count(rule.suppressed()),
                ]
            })
            .collect();
        block
    }

    /// What a rule is called.
    fn title(&self, id: &str) -> &str {
        let facts = self.tally.facts.get(id);
        facts.map_or("", |facts| &facts.title)
    }

    /// The groups that are ranked, and those with too few turns for that.
    fn groups(&self, field: &str, groups: &BTreeMap<String, Group>) -> Vec<Block> {
        // All in the group without a name: the records do not have the field.
        if groups.keys().all(String::is_empty) {
            return Vec::new();
        }
        let is_time = matches!(field, "day" | "week" | "month");
        let least = self.tally.terms.min_turns;
        let groups = groups.iter();
        let (mut ranked, few): (Vec<_>, Vec<_>) = groups
            .filter(|(_, group)| group.counts.agent_turns > 0)
            .partition(|(_, group)| is_time || group.counts.agent_turns >= least);
        if !is_time {
            let rate = |group: &Group| {
                let counts = group.counts;
                share(counts.flagged_turns, counts.agent_turns).unwrap_or(0.0)
            };
            ranked.sort_by(|(_, one), (_, other)| rate(other).total_cmp(&rate(one)));
        }
        let name = words::fields(self.language, field);
        let title = match self.language {
            Language::Zh => format!("{name}：每千条客服发言中的问题发言"),
            Language::En => format!("{name}: flagged turns per 1,000 agent turns"),
        };
        let mut block = self.groups_block(&title, field, &ranked);
        block.most = SHOWN;
        let title = match self.language {
            Language::Zh => format!("{name}：客服发言不足 {least} 条，只列出，不排名"),
            Language::En => format!("{name} with fewer than {least} agent turns, not ranked"),
        };
        let mut apart = self.groups_block(&title, field, &few);
        apart.most = SHOWN;
        vec![block, apart]
    }

    fn groups_block(&self, title: &str, field: &str, groups: &[(&String, &Group)]) -> Block {
        let mut block = self.block(
            (title, title),
            &[
                (
                    words::field(Language::Zh, field),
                    words::field(Language::En, field),
                ),
                ("会话", "conversations"),
                ("客服发言", "agent turns"),
                ("每千条", "per 1,000"),
                ("95% 下限", "95 % from"),
                ("上限", "to"),
                ("得分", "score"),
                ("最常见的规则", "top rules"),
            ],
        );
        let groups = groups.iter();
        block.lines = groups
            .map(|(name, group)| self.group(name, group))
            .collect();
        block
    }

    fn group(&self, name: &str, group: &Group) -> Vec<Figure> {
        let counts = group.counts;
        let interval = wilson(counts.flagged_turns, counts.agent_turns);
        let limit = |limit: f64| Figure::PerThousand((counts.agent_turns > 0).then_some(limit));
        let mut rules: Vec<(&String, &u64)> = group.rules.iter().collect();
        rules.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let rules = rules.into_iter().take(RULES_OF_A_GROUP);
        let rules = rules.map(|(id, count)| (id.clone(), *count));
        vec![
            Figure::text(words::group(self.language, name)),
            Figure::Count(counts.conversations),
            Figure::Count(counts.agent_turns),
            Figure::PerThousand(share(counts.flagged_turns, counts.agent_turns)),
            limit(interval.low),
            limit(interval.high),
            Figure::Mean(counts.mean_score()),
            Figure::Text(self.list(rules)),
        ]
    }

    fn signals(&self) -> Block {
        let head = [
            ("规则", "rule"),
            ("客户说", "what customers say"),
            ("次", "hits"),
            ("会话", "conversations"),
            ("客服先说了问题用语", "after an agent's slip"),
        ];
        let mut block = self.block(("客户的升级信号", "Signals of customers"), &head);
        let mut signals: Vec<_> = self.tally.signals.iter().collect();
        signals.sort_by_key(|(_, signal)| std::cmp::Reverse(signal.hits));
        block.most = SHOWN;
        block.lines = signals
            .into_iter()
            .map(|(id, signal)| {
                vec![
                    Figure::text(id),
                    Figure::text(self.title(id)),
                    Figure::Count(signal.hits),
                    Figure::Count(signal.conversations),
                    Figure::Count(signal.after_finding),
                ]
            })
            .collect();
        block
    }

    fn baseline(&self) -> Option<Block> {
        let baseline = self.tally.baseline.as_ref()?;
        let mut block = self.block(("与上次相比", "Against the baseline"), &[]);
        for (chinese, english, count) in [
            ("新出现", "new", baseline.new),
            ("仍在", "unchanged", baseline.unchanged()),
            ("已消失", "gone", baseline.gone()),
        ] {
            let title = Figure::text(self.say(chinese, english));
            block.lines.push(vec![title, Figure::Count(count)]);
        }
        Some(block)
    }
}

/// `calls.jsonl:12: what is wrong`
fn place(case: &Unreadable) -> String {
    let Unreadable {
        path,
        line,
        message,
    } = case;
    match line {
        Some(line) => format!("{path}:{line}: {message}"),
        None => format!("{path}: {message}"),
    }
}

/// How the numbers came about, so that they can be had again.
pub(super) fn terms(terms: &Terms, language: Language) -> String {
    let Terms {
        saywell,
        rules,
        scoring,
        sampling,
        ..
    } = terms;
    match language {
        Language::Zh => format!(
            "saywell {saywell} · 规则 {}（{} 条）· 用语得分 = 100 − 扣分（错误 10，警告 5，提示 0，\
             规则另有规定的除外），同一规则每个会话最多计 {} 次，一票否决得 0 分 · 合格 ≥ {}，待辅导 ≥ {} · 抽样种子 {}",
            rules.hash, rules.count, scoring.cap, scoring.pass, scoring.coach, sampling.seed
        ),
        Language::En => format!(
            "saywell {saywell} · rules {} ({}) · wording score = 100 − points (error 10, warning \
             5, info 0, unless a rule says otherwise), at most {} hits of a rule in a conversation, \
             0 after a veto · pass ≥ {}, coach ≥ {} · seed {}",
            rules.hash, rules.count, scoring.cap, scoring.pass, scoring.coach, sampling.seed
        ),
    }
}
