//! Counts and rows for tests.

use crate::audit::{Row, Tally, Terms, Verdict};

pub(super) fn terms() -> Terms {
    let mut terms = Terms {
        by: vec!["agent".to_owned(), "team".to_owned()],
        min_turns: 200,
        ..Terms::default()
    };
    for family in ["deny-responsibility", "vague-timing"] {
        terms.rules.families.insert(family.to_owned(), 1);
    }
    terms
}

pub(super) fn rows() -> [Row; 2] {
    let row = Row {
        record: "K-1".to_owned(),
        path: "a.jsonl".to_owned(),
        agent: "王芳".to_owned(),
        started_at: "2024-05-11 10:00".to_owned(),
        fields: vec!["一组".to_owned()],
        agent_turns: 4,
        score: Some(75),
        verdict: Some(Verdict::Coach),
        families: [("deny-responsibility", 2), ("vague-timing", 1)]
            .map(|(family, count)| (family.to_owned(), count))
            .into(),
        rules: ["zh/not-ours", "zh/some-other-day"]
            .map(str::to_owned)
            .into(),
    };
    let silent = Row {
        record: "K-2".to_owned(),
        path: "a.jsonl".to_owned(),
        fields: vec![String::new()],
        ..Row::default()
    };
    [row, silent]
}

/// What an audit of six conversations counted, with two findings to review.
pub(super) fn tally() -> Tally {
    let counts = include_str!("../../../tests/cases/audit-merge/after/sum.json");
    serde_json::from_str(counts).expect("counts")
}
