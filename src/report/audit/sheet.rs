//! The sheet on which reviewers mark whether findings are right: what is written, and what is read
//! back.

use super::super::Language;
use super::rows::{Cell, csv_writer, without_formula};
use super::words;
use crate::audit::{Mark, Marked, Sampled, Tally, UnknownWord};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// A column: its name in Chinese and in English, and other names by which it is read.
struct Column {
    is: Is,
    chinese: &'static str,
    english: &'static str,
    others: &'static [&'static str],
    /// Characters wide in a workbook.
    width: u16,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Is {
    Key,
    Record,
    Agent,
    Time,
    Turn,
    At,
    Family,
    Rule,
    Title,
    Found,
    Sentence,
    Before,
    Suggestion,
    Verdict,
    Comment,
}

const fn column(
    is: Is,
    chinese: &'static str,
    english: &'static str,
    others: &'static [&'static str],
    width: u16,
) -> Column {
    Column {
        is,
        chinese,
        english,
        others,
        width,
    }
}

const COLUMNS: [Column; 15] = [
    column(Is::Key, "编号", "Key", &[], 10),
    column(Is::Record, "会话编号", "Record", &[], 18),
    column(Is::Agent, "客服", "Agent", &[], 12),
    column(Is::Time, "时间", "Time", &[], 20),
    column(Is::Turn, "第几句", "Turn", &[], 8),
    column(Is::At, "通话时刻", "At", &[], 10),
    column(Is::Family, "类别", "Family", &[], 18),
    column(Is::Rule, "规则", "Rule", &[], 22),
    column(Is::Title, "问题", "Title", &[], 20),
    column(Is::Found, "用语", "Found", &[], 20),
    column(Is::Sentence, "原句", "Sentence", &[], 50),
    column(Is::Before, "上文", "Before", &[], 36),
    column(Is::Suggestion, "换个说法", "Suggestion", &[], 40),
    column(
        Is::Verdict,
        "判定（是/否/不确定）",
        "Verdict (yes/no/unsure)",
        &["结论", "复核结论", "复核", "review", "right"],
        22,
    ),
    column(
        Is::Comment,
        "备注",
        "Comment",
        &["批注", "评语", "说明", "comments", "remark", "notes"],
        40,
    ),
];

/// The words that the sheet offers for a verdict.
#[cfg(feature = "xlsx")]
pub(super) fn verdict_words(language: Language) -> [&'static str; 3] {
    match language {
        Language::Zh => ["是", "否", "不确定"],
        Language::En => ["yes", "no", "unsure"],
    }
}

/// The columns' names and widths.
pub(super) fn head(language: Language) -> impl Iterator<Item = (&'static str, u16)> {
    COLUMNS.iter().map(move |column| match language {
        Language::Zh => (column.chinese, column.width),
        Language::En => (column.english, column.width),
    })
}

/// The column of the verdict, from 0.
#[cfg(feature = "xlsx")]
pub(super) fn verdict_column() -> usize {
    let mut columns = COLUMNS.iter();
    columns.position(|it| it.is == Is::Verdict).unwrap_or(0)
}

/// The findings to be reviewed, each once, in a random order that stays the same.
pub(super) fn sampled(tally: &Tally) -> Vec<&Sampled> {
    let of_agents = tally.agent_samples.values();
    let all = of_agents.chain([&tally.sample]);
    let all = all.flat_map(|sample| sample.items());
    let place = |sampled: &'_ Sampled| {
        let reference = &sampled.reference;
        (reference.key.clone(), reference.path.clone())
    };
    let once: BTreeMap<_, _> = all.map(|sampled| (place(sampled), sampled)).collect();
    once.into_values().collect()
}

/// A finding as a row.
pub(super) fn cells(tally: &Tally, sampled: &Sampled, language: Language) -> Vec<Cell> {
    let Sampled {
        reference,
        evidence,
    } = sampled;
    let facts = tally.facts.get(&evidence.rule);
    let number = |number: u64| Cell::Number(number);
    COLUMNS
        .iter()
        .map(|column| match column.is {
            Is::Key => Cell::text(&reference.key),
            Is::Record => Cell::text(&reference.record),
            Is::Agent => Cell::text(reference.agent.as_deref().unwrap_or_default()),
            Is::Time => Cell::text(reference.started_at.as_deref().unwrap_or_default()),
            // People count from 1.
            Is::Turn => (evidence.turn).map_or(Cell::Empty, |turn| number(turn as u64 + 1)),
            Is::At => Cell::text(&evidence.time_ms.map(clock).unwrap_or_default()),
            Is::Family => {
                let family = facts.map(|facts| words::family(language, &facts.family));
                Cell::text(family.unwrap_or_default())
            }
            Is::Rule => Cell::text(&evidence.rule),
            Is::Title => Cell::text(facts.map_or("", |facts| &facts.title)),
            Is::Found => Cell::text(&found(&evidence.text, evidence.found)),
            Is::Sentence => Cell::text(&evidence.text),
            Is::Before => Cell::text(&evidence.before),
            Is::Suggestion => {
                let first = facts.and_then(|facts| facts.instead.first());
                Cell::text(first.map_or("", String::as_str))
            }
            Is::Verdict | Is::Comment => Cell::Empty,
        })
        .collect()
}

/// Writes the sample as a CSV file for reviewers.
///
/// # Errors
/// Those of `out`.
pub fn write_csv_sheet(out: impl Write, tally: &Tally, language: Language) -> io::Result<()> {
    let mut out = csv_writer(out)?;
    out.write_record(head(language).map(|(name, _)| name))?;
    for sampled in sampled(tally) {
        let cells = cells(tally, sampled, language);
        out.write_record(cells.iter().map(|cell| cell.in_csv().into_owned()))?;
    }
    out.flush()
}

/// `12:05`, or with hours `1:02:05`.
fn clock(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes:02}:{seconds:02}"),
        hours => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

fn found(text: &str, [start, end]: [usize; 2]) -> String {
    text.chars()
        .skip(start)
        .take(end.saturating_sub(start))
        .collect()
}

/// Where the columns of a marked sheet stand, in whatever order and language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetColumns {
    places: BTreeMap<Is, usize>,
}

impl SheetColumns {
    /// The columns that these cells name, if rule and verdict are among them.
    pub fn named<'c>(cells: impl Iterator<Item = &'c str>) -> Option<SheetColumns> {
        let mut places = BTreeMap::new();
        for (place, cell) in cells.enumerate() {
            if let Some(is) = named(cell) {
                places.entry(is).or_insert(place);
            }
        }
        let is_sheet = places.contains_key(&Is::Rule) && places.contains_key(&Is::Verdict);
        is_sheet.then_some(SheetColumns { places })
    }

    /// A row of the sheet; none if it has no rule, as a row of sums or remarks below the sheet. The
    /// word in the verdict's cell is given back if it means nothing; the row is unmarked then.
    pub fn row(&self, cells: &[&str]) -> Option<(Marked, Option<String>)> {
        let cell = |is: Is| {
            let place = self.places.get(&is)?;
            cells.get(*place).map(|cell| unguarded(cell.trim()))
        };
        let text = |is: Is| cell(is).unwrap_or_default().to_owned();
        let rule = cell(Is::Rule).filter(|rule| !rule.is_empty())?;
        let word = cell(Is::Verdict).unwrap_or_default();
        let (mark, unknown) = match Mark::of(word) {
            Ok(mark) => (mark, None),
            Err(UnknownWord) => (None, Some(word.to_owned())),
        };
        let marked = Marked {
            key: text(Is::Key),
            rule: rule.to_owned(),
            family: words::family_of(cell(Is::Family).unwrap_or_default()).to_owned(),
            title: text(Is::Title),
            found: text(Is::Found),
            mark,
            comment: text(Is::Comment),
        };
        Some((marked, unknown))
    }
}

/// What a column of that name holds. What a name says in brackets is for the reader.
fn named(cell: &str) -> Option<Is> {
    let bare = |name: &str| {
        let name = name.trim().trim_start_matches('\u{feff}');
        let name = name
            .split(['(', '（', '[', '【'])
            .next()
            .unwrap_or_default();
        name.trim().to_lowercase()
    };
    let name = bare(cell);
    let is_named = |column: &&Column| {
        let own = [column.chinese, column.english];
        own.iter().chain(column.others).any(|own| bare(own) == name)
    };
    COLUMNS.iter().find(is_named).map(|column| column.is)
}

/// A cell without the apostrophe that keeps it from being a formula.
fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if *without_formula(text) != *text => text,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    fn sheet(language: Language) -> String {
        let mut out = Vec::new();
        write_csv_sheet(&mut out, &samples::tally(), language).expect("a vector");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn what_is_written_is_read_back() {
        for language in Language::ALL {
            let sheet = sheet(language);
            let mut reader = csv::ReaderBuilder::new();
            let mut reader = reader.has_headers(false).from_reader(sheet.as_bytes());
            let records: Vec<csv::StringRecord> =
                reader.records().map(|it| it.expect("CSV")).collect();
            let columns = SheetColumns::named(records[0].iter()).expect("a sheet");
            let cells: Vec<&str> = records[1].iter().collect();
            let (row, unknown) = columns.row(&cells).expect("a finding");
            assert_eq!((row.mark, unknown), (None, None));
            let sample = samples::tally();
            let first = &sample.sample.items()[0];
            assert_eq!(row.rule, first.evidence.rule);
            assert_eq!(row.family, sample.facts[&row.rule].family);
            assert_eq!(row.key, first.reference.key);
            assert!(first.evidence.text.contains(&row.found), "{row:?}");
        }
    }

    #[test]
    fn columns_in_any_order_and_with_others_between() {
        let head = ["评语", "随便", "复核结论", "规则"];
        let columns = SheetColumns::named(head.into_iter()).expect("a sheet");
        let (row, unknown) = columns.row(&["还行", "", " 是 ", "zh/a"]).expect("a row");
        assert_eq!(
            (row.mark, row.comment),
            (Some(Mark::Right), "还行".to_owned())
        );
        assert_eq!(unknown, None);
        let (row, unknown) = columns.row(&["", "", "也许吧", "zh/a"]).expect("a row");
        assert_eq!((row.mark, unknown), (None, Some("也许吧".to_owned())));
        assert_eq!(columns.row(&["合计", "", "1"]), None);
        assert_eq!(SheetColumns::named(["规则", "备注"].into_iter()), None);
    }

    #[test]
    fn an_apostrophe_that_guards_is_taken_off() {
        assert_eq!(unguarded("'=1"), "=1");
        assert_eq!(unguarded("'tis"), "'tis");
    }

    #[test]
    fn clocks() {
        assert_eq!(
            [0, 65_000, 3_725_000].map(clock),
            ["00:00", "01:05", "1:02:05"]
        );
    }
}
