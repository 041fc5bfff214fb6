use super::*;
use crate::audit::{Rules, Sampling};
use crate::check::Checker;
use crate::input::{Options, plan, read};
use crate::rules::{RuleFile, load};

const RULES: &str = r#"
pack = "our"
[[rule]]
id = "not-ours"
family = "deny-responsibility"
severity = "error"
phrases = ["不是我们的责任"]
unless.sentence = ["先说明"]
[[rule]]
id = "later"
family = "vague-timing"
phrases = ["改天", "some other day"]
[[rule]]
id = "anybody"
family = "tone"
role = "any"
phrases = ["说实话"]
[[rule]]
id = "complains"
family = "escalation-risk"
role = "customer"
severity = "info"
phrases = ["我要投诉", "manager"]
"#;

/// What an audit of a file counts, after `change` of its terms.
fn audit_with(path: &str, text: &str, change: impl Fn(&mut Auditor)) -> (Tally, Vec<Row>) {
    let (rules, mistakes) = load(&[RuleFile {
        name: "our.toml",
        text: RULES,
        is_built_in: false,
    }]);
    assert!(mistakes.is_empty(), "{}", mistakes[0]);
    let checker = Checker::new(rules).expect("no patterns");
    let mut auditor = Auditor {
        rules: checker.rules(),
        terms: Terms {
            rules: Rules::of(checker.rules()),
            by: vec!["agent".to_owned(), "month".to_owned()],
            worst: 5,
            ..Terms::default()
        },
        masker: Masker::none(),
        names: Names::Plain,
        baseline: None,
    };
    change(&mut auditor);
    let mut tally = Tally::new(auditor.terms.clone());
    let mut rows = Vec::new();
    let options = Options {
        format: path
            .ends_with(".lines")
            .then_some(crate::input::Format::Lines),
        ..Options::default()
    };
    let plan = plan(path, text.as_bytes(), true, &options).expect("a format");
    for document in read(&plan, text.as_bytes().to_vec(), &options).expect("text") {
        let document = document.expect("a record");
        let checked = checker.check(&document);
        let file = Source {
            path,
            holds_many: plan.has_pieces(),
        };
        let rows = &mut |row| rows.push(row);
        auditor.add(file, &document, &checked, &mut tally, Some(rows));
    }
    auditor.describe(&mut tally);
    (tally, rows)
}

fn audit(path: &str, text: &str) -> (Tally, Vec<Row>) {
    audit_with(path, text, |_| {})
}

const CALL: &str = "客户：我的订单呢？\n客服小王：这不是我们的责任。\n客户：我要投诉！\n\
                    客服小王：改天给您处理，改天再说。\n机器人：说实话，请评价。\n";

#[test]
fn only_the_agents_words_cost_points() {
    let (tally, rows) = audit("call.txt", CALL);
    let Counts {
        conversations,
        agent_turns,
        flagged_turns,
        hits,
        score_sum,
        coach,
        ..
    } = tally.total;
    assert_eq!(
        (conversations, agent_turns, flagged_turns, hits),
        (1, 2, 2, 3)
    );
    assert_eq!((score_sum, coach), (80, 1));
    assert_eq!(tally.rules["our/later"].hits, 2);
    assert_eq!(tally.rules["our/complains"].customer_hits, 1);
    assert_eq!(tally.rules["our/anybody"].bot_hits, 1);
    assert_eq!(
        tally.families.keys().collect::<Vec<_>>(),
        ["deny-responsibility", "vague-timing"]
    );
    assert_eq!(tally.coverage.turns["customer"], 2);
    assert_eq!(rows[0].families["vague-timing"], 2);
    assert_eq!(
        (rows[0].score, rows[0].verdict),
        (Some(80), Some(Verdict::Coach))
    );
    assert_eq!(rows[0].record, "call.txt");
}

#[test]
fn a_signal_knows_what_the_agent_had_said_before() {
    let (tally, _) = audit("call.txt", CALL);
    let signal = &tally.signals["our/complains"];
    assert_eq!(
        (signal.hits, signal.conversations, signal.after_finding),
        (1, 1, 1)
    );
    assert_eq!(
        signal.after_rules.keys().collect::<Vec<_>>(),
        ["our/not-ours"]
    );
    let case = &tally.signal_cases.items()[0];
    assert_eq!(case.evidence.text, "我要投诉！");
    assert_eq!(case.evidence.before, "这不是我们的责任。");
    assert_eq!(case.after[0].rule, "our/not-ours");
    let (tally, _) = audit("call.txt", "客户：我要投诉！\n客服：改天给您处理。\n");
    assert_eq!(tally.signals["our/complains"].after_finding, 0);
}

#[test]
fn where_no_label_tells_the_role_every_turn_is_the_agents() {
    let call = r#"{"turns":[{"speaker":"A","text":"改天给您处理。"},{"speaker":"B","text":"好的，改天。"},{"speaker":"A","text":"再见。"}]}"#;
    let (tally, _) = audit("call.jsonl", call);
    assert_eq!(tally.coverage.notes["roles-unknown"], 1);
    assert_eq!((tally.total.agent_turns, tally.total.hits), (3, 2));
}

#[test]
fn a_conversation_without_the_agent_has_no_score() {
    let (tally, rows) = audit("call.txt", "客户：有人吗？\n客户：我要投诉！\n");
    assert_eq!((tally.total.conversations, tally.total.scored), (1, 0));
    assert_eq!((rows[0].score, rows[0].verdict), (None, None));
    assert!(tally.worst.items().is_empty());
}

#[test]
fn each_line_of_messages_is_a_conversation() {
    let (tally, rows) = audit(
        "sent.lines",
        "您好。\n改天给您处理。\n这不是我们的责任，改天再说。\n",
    );
    assert_eq!((tally.total.conversations, tally.total.flagged), (3, 2));
    let scores: Vec<_> = rows.iter().map(|row| (&*row.record, row.score)).collect();
    let wanted = [
        ("sent.lines:1", 100),
        ("sent.lines:2", 95),
        ("sent.lines:3", 85),
    ];
    assert_eq!(scores, wanted.map(|(record, score)| (record, Some(score))));
    let worst = tally.worst.items();
    assert_eq!(worst[0].reference.record, "sent.lines:3");
    assert_eq!(worst[0].evidence[0].found, [1, 8]);
}

#[test]
fn what_was_excused_is_counted_by_reason() {
    let (tally, _) = audit("a.md", "先说明一下，这不是我们的责任。");
    let rule = &tally.rules["our/not-ours"];
    assert_eq!((rule.hits, rule.unless, rule.suppressed()), (0, 1, 1));
    assert_eq!(tally.total.flagged, 0);
    assert_eq!(tally.facts["our/not-ours"].points, 10);
}

fn records() -> String {
    let record = |number: usize| {
        format!(
            r#"{{"id":"c-{number}","agent":"王芳","customer":"139{number:08}","started_at":"2024-0{}-02","text":"改天给您处理，电话13800138000，我是王芳。"}}"#,
            number % 2 + 1
        )
    };
    (0..40).map(|number| record(number) + "\n").collect()
}

#[test]
fn groups_and_days() {
    let (tally, rows) = audit("calls.jsonl", &records());
    assert_eq!(tally.groups["agent"]["王芳"].counts.conversations, 40);
    assert_eq!(tally.groups["agent"]["王芳"].rules["our/later"], 40);
    assert_eq!(
        tally.groups["month"].keys().collect::<Vec<_>>(),
        ["2024-01", "2024-02"]
    );
    assert_eq!(tally.days["2024-01-02"].counts.hits, 20);
    assert_eq!(rows[1].fields, ["2024-02"]);
}

#[test]
fn a_seed_chooses_the_sample() {
    let sample = |seed: u64| {
        let (tally, _) = audit_with("calls.jsonl", &records(), |auditor| {
            auditor.terms.sampling = Sampling {
                size: 6,
                per_agent: 2,
                seed,
            };
        });
        assert_eq!(
            tally.agent_samples["王芳"].items(),
            &tally.sample.items()[..2]
        );
        let items = tally.sample.items().iter();
        items
            .map(|item| item.reference.record.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(sample(1).len(), 6);
    assert_eq!(sample(1), sample(1));
    assert_ne!(sample(1), sample(2));
}

#[test]
fn names_and_numbers_are_hidden_everywhere() {
    let (tally, rows) = audit_with("calls.jsonl", &records(), |auditor| {
        auditor.masker = Masker::new(&[]).expect("no patterns");
        auditor.names = Names::Hashed {
            salt: "salt".to_owned(),
        };
        auditor.terms.masked = true;
        auditor.terms.by.push("customer".to_owned());
        auditor.terms.sampling.size = 5;
    });
    // Each customer stays one.
    assert_eq!(tally.groups["customer"].len(), 40);
    let shown = serde_json::to_string(&(&tally, &rows)).expect("JSON");
    for secret in ["王芳", "13800138000", "13900000"] {
        assert!(!shown.contains(secret), "{secret}");
    }
    assert!(shown.contains("电话***********，我是**。"));
}
