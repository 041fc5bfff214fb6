//! What people say of a sample of findings: how often the rules are right.

use super::compare::Share;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a reviewer says of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// The words were rightly found.
    Right,
    /// A false alarm.
    Wrong,
    /// The reviewer cannot tell.
    Unsure,
}

/// Words by which reviewers say so, in lower case.
const WORDS: [(Mark, &[&str]); 3] = [
    (
        Mark::Right,
        &[
            "yes", "y", "agree", "agreed", "right", "correct", "true", "ok", "1", "✓", "✔", "√",
            "是", "是的", "对", "对的", "同意", "正确", "属实", "成立",
        ],
    ),
    (
        Mark::Wrong,
        &[
            "no",
            "n",
            "disagree",
            "wrong",
            "incorrect",
            "false",
            "false alarm",
            "0",
            "✗",
            "✘",
            "×",
            "否",
            "不",
            "不是",
            "错",
            "错误",
            "不对",
            "不同意",
            "误报",
            "误判",
            "不成立",
        ],
    ),
    (
        Mark::Unsure,
        &[
            "unsure",
            "not sure",
            "maybe",
            "unclear",
            "?",
            "？",
            "不确定",
            "不清楚",
            "存疑",
            "说不准",
        ],
    ),
];

impl Mark {
    /// The mark that a word in a sheet means; none if the cell is empty.
    ///
    /// # Errors
    /// It is no word that reviewers use.
    pub fn of(word: &str) -> Result<Option<Mark>, UnknownWord> {
        let word = word.trim().trim_end_matches(['.', '。', '!', '！']);
        if word.is_empty() {
            return Ok(None);
        }
        let word = word.to_lowercase();
        let mut marks = WORDS.iter();
        let known = marks.find(|(_, words)| words.contains(&word.as_str()));
        known.map(|(mark, _)| Some(*mark)).ok_or(UnknownWord)
    }
}

/// A word that means no mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownWord;

/// One row of a marked sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    /// The finding, the same in every copy of a sheet; empty if the sheet does not say.
    pub key: String,
    /// The rule.
    pub rule: String,
    /// Its family; empty if the sheet does not say.
    pub family: String,
    /// What the rule is called; empty if the sheet does not say.
    pub title: String,
    /// The found words.
    pub found: String,
    /// What the reviewer says, if anything.
    pub mark: Option<Mark>,
    /// In their own words.
    pub comment: String,
}

/// Marks, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Marks {
    /// Rightly found.
    pub right: u64,
    /// False alarms.
    pub wrong: u64,
    /// The reviewer could not tell.
    pub unsure: u64,
    /// Not looked at.
    pub unmarked: u64,
}

impl Marks {
    /// All rows.
    pub fn total(self) -> u64 {
        self.right + self.wrong + self.unsure + self.unmarked
    }

    /// The precision that the reviewers found: those rightly found among those with a clear mark.
    pub fn precision(self) -> Share {
        Share {
            hits: self.right,
            trials: self.right + self.wrong,
        }
    }

    fn count(&mut self, mark: Option<Mark>) {
        *match mark {
            Some(Mark::Right) => &mut self.right,
            Some(Mark::Wrong) => &mut self.wrong,
            Some(Mark::Unsure) => &mut self.unsure,
            None => &mut self.unmarked,
        } += 1;
    }
}

/// What reviewers say of a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewedRule {
    /// What it is called.
    pub title: String,
    /// Its marks.
    pub marks: Marks,
    /// Comments, with the words that they are about; those of false alarms first.
    pub comments: Vec<(Option<Mark>, String, String)>,
}

/// The marks of one or more sheets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Review {
    /// All of them.
    pub overall: Marks,
    /// By family, where the sheet says it.
    pub families: BTreeMap<String, Marks>,
    /// By rule.
    pub rules: BTreeMap<String, ReviewedRule>,
    /// Clear marks of each finding, to see whether reviewers agree.
    opinions: BTreeMap<String, Marks>,
}

impl Review {
    /// Takes in a row.
    pub fn add(&mut self, row: Marked) {
        self.overall.count(row.mark);
        if !row.family.is_empty() {
            self.families.entry(row.family).or_default().count(row.mark);
        }
        if !row.key.is_empty() {
            self.opinions.entry(row.key).or_default().count(row.mark);
        }
        let rule = self.rules.entry(row.rule).or_default();
        rule.marks.count(row.mark);
        if rule.title.is_empty() {
            rule.title = row.title;
        }
        if !row.comment.is_empty() {
            rule.comments.push((row.mark, row.found, row.comment));
            rule.comments
                .sort_by_key(|(mark, _, _)| *mark != Some(Mark::Wrong));
        }
    }

    /// Rules, those with the most false alarms first, then by their names.
    pub fn worst_first(&self) -> Vec<(&str, &ReviewedRule)> {
        let rules = self.rules.iter();
        let mut rules: Vec<_> = rules.map(|(id, rule)| (id.as_str(), rule)).collect();
        rules.sort_by_key(|(_, rule)| std::cmp::Reverse((rule.marks.wrong, rule.marks.unsure)));
        rules
    }

    /// Findings that more than one reviewer marked clearly, and of them those with one opinion.
    pub fn agreement(&self) -> Share {
        let clear = self.opinions.values();
        let several = clear.filter(|marks| marks.precision().trials > 1);
        several.fold(Share::default(), |sum, marks| Share {
            hits: sum.hits + u64::from(marks.right == 0 || marks.wrong == 0),
            trials: sum.trials + 1,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reviewers_write_as_they_like() {
        for (mark, words) in [
            (
                Mark::Right,
                "yes Y agree 1 是 对 同意 正确 Yes. 是。 TRUE √",
            ),
            (Mark::Wrong, "no N disagree 0 否 错 不同意 误报 FALSE"),
            (Mark::Unsure, "unsure 不确定 ? ？ Maybe"),
        ] {
            for word in words.split(' ') {
                assert_eq!(Mark::of(word), Ok(Some(mark)), "{word}");
            }
        }
        assert_eq!(Mark::of("  "), Ok(None));
        assert_eq!(Mark::of("x"), Err(UnknownWord));
    }

    #[test]
    fn precision_is_of_clear_marks() {
        let mut review = Review::default();
        let row = |rule: &str, mark, comment: &str| Marked {
            rule: rule.to_owned(),
            family: "f".to_owned(),
            mark,
            comment: comment.to_owned(),
            ..Marked::default()
        };
        for (rule, mark, comment) in [
            ("a", Some(Mark::Right), "fine"),
            ("a", Some(Mark::Wrong), "he quotes her"),
            ("b", Some(Mark::Right), ""),
            ("b", Some(Mark::Unsure), ""),
            ("b", None, ""),
        ] {
            review.add(row(rule, mark, comment));
        }
        assert_eq!(review.overall.precision(), Share { hits: 2, trials: 3 });
        assert_eq!(review.families["f"], review.overall);
        assert_eq!(review.overall.total(), 5);
        let order: Vec<&str> = review.worst_first().iter().map(|(id, _)| *id).collect();
        assert_eq!(order, ["a", "b"]);
        assert_eq!(review.rules["a"].comments[0].2, "he quotes her");
    }

    #[test]
    fn two_sheets_of_the_same_findings_show_whether_reviewers_agree() {
        let mut review = Review::default();
        for (key, mark) in [
            ("1", Mark::Right),
            ("2", Mark::Right),
            ("3", Mark::Wrong),
            ("1", Mark::Right),
            ("2", Mark::Wrong),
            ("3", Mark::Unsure),
        ] {
            review.add(Marked {
                key: key.to_owned(),
                mark: Some(mark),
                ..Marked::default()
            });
        }
        assert_eq!(review.agreement(), Share { hits: 1, trials: 2 });
    }
}
