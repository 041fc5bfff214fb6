//! However conversations are split and in whatever order the parts are added, the sum is the same.

use super::mask::Masker;
use super::*;
use crate::check::{Checked, Checker};
use crate::document::Document;
use crate::input::{Options, plan, read};
use crate::rules::{RuleFile, RuleSet, load};
use proptest::prelude::*;
use std::sync::LazyLock;

const RULES: &str = r#"
pack = "our"
[[rule]]
id = "not-ours"
family = "deny-responsibility"
severity = "error"
phrases = ["不是我们的责任", "not our fault"]
unless.sentence = ["先说明", "to be fair"]
[[rule]]
id = "later"
family = "vague-timing"
phrases = ["改天", "some other day"]
[[rule]]
id = "shut-up"
family = "impatient"
veto = true
phrases = ["闭嘴", "shut up"]
[[rule]]
id = "anybody"
family = "tone"
role = "any"
severity = "info"
phrases = ["说实话", "to be honest"]
[[rule]]
id = "complains"
family = "escalation-risk"
role = "customer"
phrases = ["我要投诉", "your manager"]
"#;

/// What people say, in both languages, with and without something to find.
const WORDS: [&str; 14] = [
    "这不是我们的责任。",
    "先说明一下，这不是我们的责任。",
    "改天给您处理，改天再说。",
    "您闭嘴！",
    "说实话，我也不清楚。",
    "我要投诉！请打 13812345678。",
    "您好，我马上帮您查。",
    "It is not our fault.",
    "To be fair, it is not our fault.",
    "Some other day, maybe.",
    "Shut up and wait.",
    "To be honest, no.",
    "I want your manager.",
    "Good morning, let me look into it.",
];

/// A conversation of few turns; ids, agents and days are few, so that they meet.
#[derive(Clone, Debug)]
struct Call {
    id: Option<u8>,
    agent: Option<&'static str>,
    day: Option<u8>,
    turns: Vec<(&'static str, &'static str)>,
}

impl Call {
    fn json(&self) -> String {
        let turns = self.turns.iter();
        let turn = |(role, text): &(&str, &str)| serde_json::json!({"role": role, "text": text});
        let mut record = serde_json::json!({"turns": turns.map(turn).collect::<Vec<_>>()});
        if let Some(id) = self.id {
            record["id"] = format!("K-{id}").into();
        }
        if let Some(agent) = self.agent {
            record["agent"] = agent.into();
        }
        if let Some(day) = self.day {
            record["started_at"] = format!("2024-05-{:02} 10:00", day + 1).into();
        }
        record.to_string()
    }
}

fn calls() -> impl Strategy<Value = Vec<Call>> {
    let role = prop::sample::select(vec!["agent", "agent", "customer", "bot"]);
    let turn = (role, prop::sample::select(WORDS.to_vec()));
    let agent = prop::option::of(prop::sample::select(vec!["王芳", "Kim", "李雷"]));
    let call = (
        prop::option::of(0_u8..6),
        agent,
        prop::option::of(0_u8..30),
        prop::collection::vec(turn, 1..6),
    );
    let call = call.prop_map(|(id, agent, day, turns)| Call {
        id,
        agent,
        day,
        turns,
    });
    prop::collection::vec(call, 1..16)
}

static CHECKER: LazyLock<Checker> = LazyLock::new(|| {
    let (rules, mistakes) = load(&[RuleFile {
        name: "our.toml",
        text: RULES,
        is_built_in: false,
    }]);
    assert!(mistakes.is_empty(), "{}", mistakes[0]);
    Checker::new(rules).expect("no patterns")
});

fn documents(calls: &[Call]) -> Vec<(Document, Checked)> {
    let lines: Vec<String> = calls.iter().map(Call::json).collect();
    let text = lines.join("\n") + "\n";
    let options = Options::default();
    let plan = plan("calls.jsonl", text.as_bytes(), true, &options).expect("a format");
    let records = read(&plan, text.into_bytes(), &options).expect("text");
    let records = records.map(|it| it.expect("a record"));
    records
        .map(|document| {
            let checked = CHECKER.check(&document);
            (document, checked)
        })
        .collect()
}

/// An auditor that knows the findings of the first conversation already.
fn auditor<'r>(rules: &'r RuleSet, documents: &[(Document, Checked)]) -> Auditor<'r> {
    let known = documents.iter().take(1).flat_map(|(document, checked)| {
        Conversation::all_of(document, checked).flat_map(|conversation| {
            let findings = conversation.findings.iter();
            let fingerprints =
                findings.map(|it| Fingerprint::of(&rules.rules[it.rule], &conversation, it));
            fingerprints.collect::<Vec<_>>()
        })
    });
    let baseline: Baseline = known.collect();
    let by = ["agent", "month", "team"].map(str::to_owned);
    Auditor {
        rules,
        terms: Terms {
            rules: Rules::of(rules),
            by: by.into(),
            worst: 3,
            sampling: Sampling {
                size: 4,
                per_agent: 2,
                seed: 7,
            },
            masked: true,
            baseline: Some(baseline.hash()),
            ..Terms::default()
        },
        masker: Masker::new(&[]).expect("no patterns"),
        names: Names::Plain,
        baseline: Some(baseline),
    }
}

fn tally<'d>(auditor: &Auditor, documents: impl Iterator<Item = &'d (Document, Checked)>) -> Tally {
    let mut tally = Tally::new(auditor.terms.clone());
    let file = Source {
        path: "calls.jsonl",
        holds_many: true,
    };
    for (document, checked) in documents {
        auditor.add(file, document, checked, &mut tally, None);
        if document.agent.is_none() {
            tally.add_unreadable("calls.jsonl", document.turns.len().into(), "no agent");
        }
    }
    auditor.describe(&mut tally);
    tally
}

fn json(tally: &Tally) -> String {
    serde_json::to_string(tally).expect("JSON")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn parts_add_up_to_the_whole(
        calls in calls(),
        shards in prop::collection::vec(0_usize..4, 16),
        order in Just(vec![0_usize, 1, 2, 3]).prop_shuffle(),
    ) {
        let documents = documents(&calls);
        let auditor = auditor(CHECKER.rules(), &documents);
        let whole = tally(&auditor, documents.iter());

        let mut sum = Tally::new(auditor.terms.clone());
        for shard in order {
            let of_shard = documents.iter().zip(&shards).filter(|(_, it)| **it == shard);
            let part = json(&tally(&auditor, of_shard.map(|(document, _)| document)));
            let read: Tally = serde_json::from_str(&part).expect("counts");
            prop_assert_eq!(json(&read), part, "reading and writing changes nothing");
            sum.merge(read);
        }
        prop_assert_eq!(json(&sum), json(&whole));
    }

    #[test]
    fn sums_do_not_depend_on_brackets(calls in calls(), cuts in (0_usize..16, 0_usize..16)) {
        let documents = documents(&calls);
        let auditor = auditor(CHECKER.rules(), &documents);
        let (one, other) = (cuts.0.min(cuts.1), cuts.0.max(cuts.1));
        let (one, other) = (one.min(documents.len()), other.min(documents.len()));
        let parts = [&documents[..one], &documents[one..other], &documents[other..]];
        let [a, b, c] = parts.map(|part| tally(&auditor, part.iter()));

        let mut left = a.clone();
        left.merge(b.clone());
        left.merge(c.clone());
        let mut right = b;
        right.merge(c);
        let mut outer = a;
        outer.merge(right);
        prop_assert_eq!(json(&left), json(&outer));
        // What is counted is consistent in itself.
        let total = left.total;
        prop_assert_eq!(total.scored, total.pass + total.coach + total.fail);
        prop_assert_eq!(total.hits, left.families.values().map(|it| it.hits).sum::<u64>());
        prop_assert_eq!(total.scored, left.scores.values().sum::<u64>());
        for groups in left.groups.values() {
            let turns = groups.values().map(|it| it.counts.flagged_turns).sum::<u64>();
            prop_assert_eq!(total.flagged_turns, turns);
        }
        for rule in left.rules.values() {
            prop_assert!(rule.conversations <= rule.turns && rule.turns <= rule.hits);
        }
    }
}

/// More copies of a message than a report shows, with nothing but their lines to tell them apart.
#[test]
fn copies_are_chosen_alike_in_any_order() {
    let copy = Call {
        id: None,
        agent: None,
        day: None,
        turns: vec![("agent", "这不是我们的责任。"), ("customer", "我要投诉！")],
    };
    let documents = documents(&vec![copy; 30]);
    let auditor = auditor(CHECKER.rules(), &documents);
    let whole = tally(&auditor, documents.iter());
    let mut sum = tally(&auditor, documents[15..].iter());
    sum.merge(tally(&auditor, documents[..15].iter()));
    assert_eq!(json(&sum), json(&whole));
    assert_eq!(json(&tally(&auditor, documents.iter().rev())), json(&whole));
}
