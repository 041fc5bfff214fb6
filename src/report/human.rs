//! What a support agent reads: the words in their line, why they harm, what to say instead.
//!
//! The layout is that of compilers, which editors and terminals know. It is drawn here and not by
//! a renderer for source code, as those take line and column from the text that they draw; here the
//! text may be a window of a long line, or the decoded words of a JSON record.
//!
//! Findings of one rule stand together, in the order of the first: the reason and the better
//! wording are read once, and the places below each other.

use super::brief::place_name;
use super::excerpt::{Excerpt, Excerpts};
use super::labels::Labels;
use super::layout::{Paint, columns, foreground, wrap};
use super::places::{Location, Places};
use super::visible::visible;
use super::{Page, Style, Summary};
use crate::check::Finding;
use crate::document::SkipReason;
use crate::rules::{Rule, Severity};
use anstyle::AnsiColor;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// More advice than this is not read.
const MOST_SUGGESTIONS: usize = 4;
/// Lines longer than this are hard to read, however wide the terminal is.
const WIDEST_PROSE: usize = 100;
const NARROWEST: usize = 40;

pub(super) fn write_page(out: &mut dyn Write, page: &Page, style: &Style) -> io::Result<()> {
    let blocks = Blocks::new(page, style).of_page();
    let gutter = blocks.iter().map(Block::line_digits).max().unwrap_or(1);
    let mut sheet = Sheet {
        out,
        gutter,
        width: style.width.max(NARROWEST),
        paint: Paint { color: style.color },
        labels: Labels::of(style.language),
    };
    if style.explain || !page.checked.findings.is_empty() {
        sheet.notes(page)?;
    }
    blocks.iter().try_for_each(|block| sheet.block(block))
}

pub(super) fn write_summary(
    out: &mut dyn Write,
    summary: &Summary,
    style: &Style,
) -> io::Result<()> {
    let labels = Labels::of(style.language);
    let paint = Paint { color: style.color };
    let line = labels.summary(summary);
    let all_is_well = summary.documents > 0 && summary.findings == 0 && summary.errors == 0;
    let line = if all_is_well {
        paint.green(&line)
    } else {
        paint.bold(&line)
    };
    writeln!(out, "{line}")?;
    if style.explain && summary.suppressed.total() > 0 {
        writeln!(out, "{}", paint.dim(&labels.suppressed(summary)))?;
    }
    Ok(())
}

/// A title, the places it is about, and remarks.
struct Block<'a> {
    tone: Tone,
    /// What it is, in the colour of its tone: `error[zh/not-ours]`.
    head: String,
    /// Beside the head, with a blank before it; empty if the head says it all.
    title: String,
    /// Behind the title, less loud.
    aside: Option<&'a str>,
    /// `path:line:col` of the first place.
    place: String,
    excerpts: Vec<Excerpt>,
    remarks: Vec<Remark<'a>>,
}

impl Block<'_> {
    fn line_digits(&self) -> usize {
        let lines = self.excerpts.iter().filter_map(|excerpt| excerpt.line);
        lines.max().map_or(1, |line| line.to_string().len())
    }
}

/// `label: text` below the places.
struct Remark<'a> {
    label: &'static str,
    text: Cow<'a, str>,
    is_advice: bool,
}

/// How loud a block is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tone {
    Finding(Severity),
    Aside,
}

impl Tone {
    fn style(self) -> anstyle::Style {
        match self {
            Tone::Finding(Severity::Error) => foreground(AnsiColor::BrightRed).bold(),
            Tone::Finding(Severity::Warning) => foreground(AnsiColor::Yellow).bold(),
            Tone::Finding(Severity::Info) => foreground(AnsiColor::BrightCyan).bold(),
            Tone::Aside => anstyle::Style::new().dimmed(),
        }
    }

    fn underline(self) -> &'static str {
        match self {
            Tone::Finding(_) => "^",
            Tone::Aside => "~",
        }
    }
}

/// Makes the blocks of a page.
struct Blocks<'a> {
    page: &'a Page<'a>,
    explain: bool,
    labels: &'static Labels,
    excerpts: Excerpts<'a>,
}

impl<'a> Blocks<'a> {
    fn new(page: &'a Page<'a>, style: &Style) -> Self {
        let labels = Labels::of(style.language);
        // Room for line numbers of six digits and the rule beside them.
        let room = style.width.max(NARROWEST) - "123456 | ".len();
        let places = Places::new(page.document);
        let excerpts = Excerpts {
            document: page.document,
            places,
            labels,
            room,
        };
        Blocks {
            page,
            explain: style.explain,
            labels,
            excerpts,
        }
    }

    fn of_page(mut self) -> Vec<Block<'a>> {
        let mut blocks = self.findings();
        if self.explain {
            blocks.extend(self.excused());
            blocks.extend(self.skipped());
        }
        blocks
    }

    fn findings(&mut self) -> Vec<Block<'a>> {
        let findings = self.page.checked.findings.iter().copied();
        let groups = grouped(findings.map(|finding| (finding.rule, finding)));
        groups
            .into_iter()
            .map(|(rule, hits)| self.finding(rule, &hits))
            .collect()
    }

    fn finding(&mut self, rule: usize, hits: &[Finding]) -> Block<'a> {
        let rule = &self.page.rules.rules[rule];
        Block {
            tone: Tone::Finding(rule.severity),
            head: format!(
                "{}[{}]",
                self.labels.severity(rule.severity),
                visible(&rule.id)
            ),
            title: format!(" {}", visible(&rule.title)),
            aside: (rule.family != rule.title).then_some(&*rule.family),
            place: self.place(hits[0].span.start),
            excerpts: self.excerpts.of_hits(hits),
            remarks: self.advice(rule),
        }
    }

    fn advice(&self, rule: &'a Rule) -> Vec<Remark<'a>> {
        let labels = self.labels;
        let remark = |label, text: &'a str, is_advice| Remark {
            label,
            text: text.into(),
            is_advice,
        };
        let instead = rule.instead.iter().map(|text| (labels.instead, text));
        let fix = rule.fix.iter().map(|text| (labels.fix, text));
        let why = Some(&*rule.why).filter(|why| !why.is_empty());
        let mut remarks = Vec::from_iter(why.map(|why| remark(labels.why, why, false)));
        let mut last = "";
        for (label, text) in instead.chain(fix).take(MOST_SUGGESTIONS) {
            let shown = if label == last { labels.or } else { label };
            remarks.push(remark(shown, text, true));
            last = label;
        }
        remarks
    }

    fn excused(&mut self) -> Vec<Block<'a>> {
        let excused = self.page.checked.excused.iter();
        let groups = grouped(excused.map(|excused| {
            let because = excused.because.as_deref();
            ((excused.finding.rule, excused.excuse, because), excused)
        }));
        groups
            .into_iter()
            .map(|((rule, excuse, because), group)| {
                let rule = &self.page.rules.rules[rule];
                let hits: Vec<Finding> = group.iter().map(|excused| excused.finding).collect();
                let text = self.labels.excuse(excuse, because);
                Block {
                    tone: Tone::Aside,
                    head: format!("{}[{}]", self.labels.excused, visible(&rule.id)),
                    title: format!(" {}", visible(&rule.title)),
                    aside: None,
                    place: self.place(hits[0].span.start),
                    excerpts: self.excerpts.of_hits(&hits),
                    remarks: vec![Remark {
                        label: self.labels.because,
                        text: text.into(),
                        is_advice: false,
                    }],
                }
            })
            .collect()
    }

    /// One block for each reason. Labels, times and table frames are no words, so they are left out.
    fn skipped(&mut self) -> Vec<Block<'a>> {
        let skips = self.page.document.skips.iter();
        let words = skips.filter(|skip| skip.reason != SkipReason::Markup);
        let groups = grouped(words.map(|skip| (skip.reason, skip)));
        groups
            .into_iter()
            .map(|(reason, skips)| Block {
                tone: Tone::Aside,
                head: format!("{}{}", self.labels.not_judged, self.labels.skip(reason)),
                title: String::new(),
                aside: None,
                place: self.place(skips[0].span.start),
                excerpts: skips
                    .iter()
                    .map(|skip| self.excerpts.of_skip(skip))
                    .collect(),
                remarks: Vec::new(),
            })
            .collect()
    }

    fn place(&mut self, offset: usize) -> String {
        let at = place_name(self.page.path, self.excerpts.places.location(offset));
        match &self.page.document.id {
            Some(id) => format!("{at} ({})", visible(id)),
            None => at,
        }
    }
}

/// Items with the same key together, in the order of each key's first item.
fn grouped<K: Copy + Ord, T>(items: impl Iterator<Item = (K, T)>) -> Vec<(K, Vec<T>)> {
    let mut groups: Vec<(K, Vec<T>)> = Vec::new();
    let mut index = BTreeMap::new();
    for (key, item) in items {
        let at = *index.entry(key).or_insert(groups.len());
        match groups.get_mut(at) {
            Some((_, group)) => group.push(item),
            None => groups.push((key, vec![item])),
        }
    }
    groups
}

/// Where blocks are drawn.
struct Sheet<'a> {
    out: &'a mut dyn Write,
    /// Columns of the line numbers.
    gutter: usize,
    width: usize,
    paint: Paint,
    labels: &'static Labels,
}

impl Sheet<'_> {
    fn notes(&mut self, page: &Page) -> io::Result<()> {
        for note in &page.document.notes {
            let head = format!("{}[{}]", self.labels.note, note.code.name());
            let place = place_name(page.path, Location::default());
            let text = self.labels.note_text(note);
            let head = self.paint.with(foreground(AnsiColor::BrightCyan), &head);
            writeln!(
                self.out,
                "{head} {place}{}{}\n",
                self.labels.colon,
                visible(&text)
            )?;
        }
        Ok(())
    }

    fn block(&mut self, block: &Block) -> io::Result<()> {
        self.heading(block)?;
        let mut last_line = None;
        for excerpt in &block.excerpts {
            let number = excerpt.line.filter(|_| excerpt.line != last_line);
            last_line = excerpt.line;
            self.excerpt(excerpt, number, block.tone)?;
        }
        self.remarks(&block.remarks, block.tone)?;
        writeln!(self.out)
    }

    fn heading(&mut self, block: &Block) -> io::Result<()> {
        let head = self.paint.with(block.tone.style(), &block.head);
        let title = match block.tone {
            Tone::Finding(_) => self.paint.bold(&block.title),
            Tone::Aside => self.paint.dim(&block.title),
        };
        let aside = block
            .aside
            .map(|aside| format!(" · {}", visible(aside)))
            .unwrap_or_default();
        writeln!(self.out, "{head}{title}{}", self.paint.dim(&aside))?;
        let arrow = format!("{:gutter$}-->", "", gutter = self.gutter);
        writeln!(self.out, "{} {}", self.frame(&arrow), block.place)?;
        let edge = self.edge("");
        writeln!(self.out, "{}", edge.trim_end())
    }

    fn excerpt(&mut self, excerpt: &Excerpt, number: Option<usize>, tone: Tone) -> io::Result<()> {
        let number = number.map(|line| line.to_string()).unwrap_or_default();
        let edge = self.edge(&number);
        let label = self.paint.dim(&excerpt.label);
        writeln!(
            self.out,
            "{edge} {label}{}",
            self.highlighted(excerpt, tone)
        )?;
        if excerpt.marks.is_empty() {
            return Ok(());
        }
        let edge = self.edge("");
        writeln!(self.out, "{edge} {}", self.carets(excerpt, tone))
    }

    fn highlighted(&self, excerpt: &Excerpt, tone: Tone) -> String {
        let mut line = String::new();
        let mut at = 0;
        for mark in &excerpt.marks {
            line += &self.around(&excerpt.text[at..mark.start], tone);
            line += &self.paint.with(tone.style(), &excerpt.text[mark.clone()]);
            at = mark.end;
        }
        line + &self.around(&excerpt.text[at..], tone)
    }

    fn around(&self, words: &str, tone: Tone) -> String {
        match tone {
            Tone::Finding(_) => words.to_owned(),
            Tone::Aside => self.paint.dim(words),
        }
    }

    fn carets(&self, excerpt: &Excerpt, tone: Tone) -> String {
        let mut line = String::new();
        let mut at = 0;
        for mark in &excerpt.marks {
            let start = columns(&excerpt.label) + columns(&excerpt.text[..mark.start]);
            // Words of no width, such as a lone zero-width blank, are pointed at all the same.
            let length = columns(&excerpt.text[mark.clone()]).max(1);
            line += &" ".repeat(start.saturating_sub(at));
            line += &self
                .paint
                .with(tone.style(), &tone.underline().repeat(length));
            at = start.max(at) + length;
        }
        line
    }

    /// Labels end in one column, so that their texts begin in one.
    fn remarks(&mut self, remarks: &[Remark], tone: Tone) -> io::Result<()> {
        let labels = remarks.iter().map(|remark| columns(remark.label));
        let label_columns = labels.max().unwrap_or(0);
        for remark in remarks {
            let blanks = " ".repeat(label_columns - columns(remark.label));
            let label = format!("{blanks}{}{}", remark.label, self.labels.colon);
            self.remark(&label, remark, tone)?;
        }
        Ok(())
    }

    fn remark(&mut self, label: &str, remark: &Remark, tone: Tone) -> io::Result<()> {
        let indent = self.gutter + " = ".len() + columns(label);
        let room = self
            .width
            .min(WIDEST_PROSE)
            .saturating_sub(indent)
            .max(NARROWEST / 2);
        let mark = format!("{:gutter$} =", "", gutter = self.gutter);
        let label = match tone {
            Tone::Finding(_) => self.paint.bold(label),
            Tone::Aside => self.paint.dim(label),
        };
        let mut start = format!("{} {label}", self.frame(&mark));
        for line in wrap(&remark.text, room) {
            let line = if remark.is_advice {
                self.paint.green(&line)
            } else {
                self.around(&line, tone)
            };
            writeln!(self.out, "{start}{line}")?;
            start = " ".repeat(indent);
        }
        Ok(())
    }

    /// `12 |`
    fn edge(&self, number: &str) -> String {
        self.frame(&format!("{number:>gutter$} |", gutter = self.gutter))
    }

    fn frame(&self, mark: &str) -> String {
        self.paint.with(foreground(AnsiColor::BrightBlue), mark)
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{self, Sample};
    use super::super::visible::drives_terminal;
    use super::super::{Format, Language};
    use super::*;
    use crate::check::Excuse;
    use proptest::prelude::*;

    const ZH: Style = Style {
        color: false,
        language: Language::Zh,
        explain: false,
        width: 72,
    };
    const EN: Style = Style {
        language: Language::En,
        ..ZH
    };

    fn human(style: Style, sample: &Sample) -> String {
        samples::render(Format::Human, style, sample)
    }

    #[test]
    fn a_transcript_in_chinese() {
        let expected = "\
错误[zh/not-ours] 急于推脱 · deny-responsibility
 --> call.txt:2:4
  |
2 | 客服：这不是我们的责任，您找厂家吧。
  |       ^^^^^^^^^^^^^^^^
4 | 客服：都说了这不是我们的责任，改天，最晚今天18点前给您处理。
  |             ^^^^^^^^^^^^^^^^
  =   为什么：急于辩解只会激化客户情绪。
  = 换个说法：您的心情我理解，我马上帮您核实。
  =     或者：我来负责跟进，有结果第一时间告诉您。

警告[zh/some-other-day] 消极拖延 · vague-timing
 --> call.txt:3:14
  |
3 | 客服 10:32:05: 改天给您处理。
  |                ^^^^^^^^^^^^
  =   为什么：“改天”属于不确定的时间，客户听到的是推托。应说明具体的解决
              时间，给客户信心。
  = 换个说法：我会在<具体时间>前为您处理好，并给您回电。

";
        assert_eq!(human(ZH, &samples::transcript()), expected);
    }

    #[test]
    fn a_draft_in_english() {
        let expected = "\
error[en/not-our-fault] Denies responsibility · deny-responsibility
 --> draft.md:3:9
  |
3 | That is not our fault, we will fix it soon.
  |         ^^^^^^^^^^^^^
  =          why: Customers hear that they are on their own. Take the
                  case first, find the cause later.
  =  say instead: I'm sorry about this. Let me find out what happened
                  and fix it.
  = replace with: something I will look into right away

info[en/soon] vague-timing
 --> draft.md:3:39
  |
3 | That is not our fault, we will fix it soon.
  |                                       ^^^^

";
        assert_eq!(human(EN, &samples::english_draft()), expected);
    }

    #[test]
    fn a_record_is_shown_decoded_with_speaker_and_time() {
        let shown = human(ZH, &samples::decoded_conversation());
        let place = " --> calls.jsonl:3:70 (call-0042)\n";
        let line = "3 | [01:23] 客服：您好，这不是我们的责任\n";
        let carets = "  |                     ^^^^^^^^^^^^^^^^\n";
        assert!(
            shown.contains(&[place, "  |\n", line, carets].concat()),
            "{shown}"
        );
    }

    #[test]
    fn words_over_two_lines_are_marked_on_both() {
        let shown = human(ZH, &samples::wrapped_draft());
        let expected = "\
2 | 👩‍🔧说：这不是我们的
  |       ^^^^^^^^^^^^
3 | 责任，请见谅。
  | ^^^^
";
        assert!(shown.contains(expected), "{shown}");
    }

    #[test]
    fn words_without_a_place_are_shown_without_numbers() {
        let shown = human(EN, &samples::without_places());
        assert!(
            shown.contains(" --> call.docx\n  |\n  | 这不是我们的责任\n"),
            "{shown}"
        );
    }

    #[test]
    fn explain_tells_what_does_not_count() {
        let sample = samples::transcript();
        let explained = Style {
            explain: true,
            ..ZH
        };
        let expected = "\
不算[zh/some-other-day] 消极拖延
 --> call.txt:4:16
  |
4 | 客服：都说了这不是我们的责任，改天，最晚今天18点前给您处理。
  |                               ~~~~
  = 原因：上下文里有 “{deadline}”，所以没有问题

";
        assert_eq!(human(explained, &sample), human(ZH, &sample) + expected);
    }

    #[test]
    fn explain_tells_what_is_not_judged() {
        let sample = samples::draft_with_quote();
        let explained = Style {
            explain: true,
            ..EN
        };
        let expected = "\
not checked: quoted words
 --> draft.md:2:1
  |
2 | > 这不是你们的责任吗？…

";
        assert_eq!(human(explained, &sample), expected);
        assert_eq!(human(EN, &sample), "");
    }

    #[test]
    fn a_note_stands_before_the_findings_it_explains() {
        let shown = human(EN, &samples::unknown_roles());
        let note = "note[roles-unknown] call.txt: no label tells who is the agent, so every turn is judged\n\n";
        assert!(shown.starts_with(note), "{shown}");
        let shown = human(ZH, &samples::unknown_roles());
        assert!(
            shown.starts_with("说明[roles-unknown] call.txt：看不出哪些话是客服说的"),
            "{shown}"
        );
    }

    #[test]
    fn places_far_apart_in_a_long_line_are_shown_apart() {
        let middle = "因为最近要处理的事情比较多，系统也正在升级，".repeat(4);
        let line = format!("您好，这不是我们的责任，{middle}这不是我们的责任，再见。");
        let sample = samples::draft("draft.txt", &line)
            .find("zh/not-ours", "这不是我们的责任", 0)
            .find("zh/not-ours", "这不是我们的责任", 1);
        let expected = "\
1 | 您好，这不是我们的责任，因为最近要处理的事情比较多，系统也正…
  |       ^^^^^^^^^^^^^^^^
  | …要处理的事情比较多，系统也正在升级，这不是我们的责任，再见。
  |                                      ^^^^^^^^^^^^^^^^
";
        let shown = human(ZH, &sample);
        assert!(shown.contains(expected), "{shown}");
    }

    #[test]
    fn nothing_of_the_input_drives_the_terminal() {
        let line = "a\u{1b}[2J\u{9b}1m\u{202e}\u{7}\t这不是\u{8}我们的责任\u{200f}";
        let mut sample = samples::draft("x\u{1b}]0;\u{7}.txt", line)
            .find("zh/not-ours", "这不是\u{8}我们的责任", 0)
            .excuse("zh/not-ours", "a\u{1b}", 0, Excuse::Unless, Some("\u{1b}c"));
        sample.document.id = Some("id\u{1b}[1m".into());
        let rule = &mut sample.rules.rules[0];
        (rule.id, rule.title) = ("zh/\u{1b}".to_owned(), "\u{1b}[3m".into());
        (rule.why, rule.instead) = ("\u{1b}[4m\u{2066}".into(), vec!["\u{1b}[5m".to_owned()]);
        let shown = human(
            Style {
                explain: true,
                ..EN
            },
            &sample,
        );
        let raw = |character| drives_terminal(character) && character != '\n';
        assert!(!shown.chars().any(raw), "{shown:?}");
        assert!(
            shown.contains(r"a␛[2J\u{9b}1m\u{202e}␇    这不是␈我们的责任\u{200f}"),
            "{shown}"
        );
    }

    #[test]
    fn colour_changes_no_words() {
        let plain = human(ZH, &samples::transcript());
        let colored = human(Style { color: true, ..ZH }, &samples::transcript());
        assert!(colored.contains("\u{1b}["));
        assert_eq!(anstream::adapter::strip_str(&colored).to_string(), plain);
    }

    #[test]
    fn at_most_four_suggestions() {
        let mut sample = samples::transcript();
        sample.rules.rules[0].instead = (1..=6).map(|number| format!("说法{number}")).collect();
        let shown = human(ZH, &sample);
        assert!(
            shown.contains("说法4") && !shown.contains("说法5"),
            "{shown}"
        );
    }

    #[test]
    fn the_last_line_sums_up() {
        let mut summary = Summary::default();
        summary.count(&samples::transcript().page());
        let finish = |style| samples::render_summary(Format::Human, style, &summary);
        assert_eq!(
            finish(ZH),
            "3 处需要改写（错误 2、警告 1），共检查 1 份文档、4 段话。\n"
        );
        let explained = finish(Style {
            explain: true,
            ..EN
        });
        let expected = "3 places to reword (2 errors, 1 warning). Checked 1 document, 4 turns.\n\
                        1 excused: 1 fine in context.\n";
        assert_eq!(explained, expected);
    }

    /// The words above the carets, by columns.
    fn pointed_at<'a>(line: &'a str, carets: &str) -> &'a str {
        let blanks = columns(carets.trim_end_matches('^'));
        let ends = |width| {
            line.char_indices()
                .map(|(at, _)| at)
                .chain([line.len()])
                .find(|&at| columns(&line[..at]) == width)
        };
        let start = ends(blanks).expect("carets begin below a character");
        let end = ends(columns(carets)).expect("carets end below a character");
        &line[start..end]
    }

    proptest! {
        #[test]
        fn carets_stand_below_the_words(
            before in "[a 您ｗｶ，\u{1b}\t]{0,60}", after in "[a 好，é\u{9b}]{0,60}", width in 40usize..90
        ) {
            let words = "这不是our责任";
            let line = format!("{before}|{words}|{after}");
            let sample = samples::draft("draft.txt", &line).find("zh/not-ours", words, 0);
            let shown = human(Style { width, ..EN }, &sample);
            let lines: Vec<&str> = shown.lines().collect();
            prop_assert_eq!(pointed_at(lines[3], lines[4]), words, "{}", shown);
            prop_assert!(lines.iter().skip(3).all(|line| columns(line) <= width), "{}", shown);
        }
    }
}
