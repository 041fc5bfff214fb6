//! The page as a whole; what only a browser can tell is tested in `tests/report_page.rs`.

use super::*;
use crate::audit::{
    BaselineTally, Case, Counts, Evidence, FamilyTally, Group, Reference, RuleFacts, RuleTally,
    Sampled, SignalCase, SignalTally, Terms, Unreadable,
};

/// A name that would run if it were not escaped.
const EVIL: &str = "</script><script>alert('x')</script>\"onload=\"\u{202e}";

fn page(tally: &Tally, language: Language) -> String {
    let mut out = Vec::new();
    write_html(&mut out, tally, language).expect("memory is always writable");
    String::from_utf8(out).expect("UTF-8")
}

fn counts(turns: u64, flagged: u64) -> Counts {
    Counts {
        conversations: turns / 10,
        scored: turns / 10,
        flagged: flagged / 2,
        pass: turns / 10 - 2,
        coach: 1,
        fail: 1,
        vetoed: 1,
        score_sum: turns / 10 * 90,
        agent_turns: turns,
        flagged_turns: flagged,
        hits: flagged + 3,
    }
}

fn group(turns: u64, flagged: u64) -> Group {
    Group {
        counts: counts(turns, flagged),
        rules: [("zh/not-ours".to_owned(), flagged)].into(),
    }
}

fn evidence(text: &str) -> Evidence {
    Evidence {
        rule: "zh/not-ours".to_owned(),
        turn: Some(4),
        time_ms: Some(83_200),
        role: "agent".to_owned(),
        before: EVIL.to_owned(),
        text: text.to_owned(),
        found: [0, 2],
    }
}

fn reference(key: &str) -> Reference {
    Reference {
        key: key.to_owned(),
        record: format!("call-{key}"),
        path: EVIL.to_owned(),
        agent: Some(EVIL.to_owned()),
        started_at: Some("2026-05-11T10:00:00".to_owned()),
    }
}

/// Something in every part of the page, and [`EVIL`] wherever a text comes from outside.
#[allow(clippy::needless_update)] // families may get more counts
fn tally() -> Tally {
    let terms = Terms {
        saywell: "0.1.0".to_owned(),
        by: ["team", "agent", EVIL].map(str::to_owned).to_vec(),
        min_turns: 200,
        baseline: Some("b".to_owned()),
        ..Terms::default()
    };
    let mut tally = Tally::new(terms);
    tally.terms.rules.families = [("deny-responsibility".to_owned(), 16)].into();
    tally.total = counts(24_680, 1_234);
    tally.scores = [(100, 2_000), (90, 467), (0, 1)].into();
    let coverage = &mut tally.coverage;
    coverage.files = 7;
    coverage.conversations = 2_468;
    coverage.characters = 1_357_911;
    coverage.turns = [("agent".to_owned(), 24_680)].into();
    coverage.skipped_files = [(EVIL.to_owned(), 3)].into();
    coverage.notes = [("roles-unknown".to_owned(), 1)].into();
    coverage.unreadable = 1;
    coverage.unreadable_cases.add(
        10,
        Unreadable {
            path: EVIL.to_owned(),
            line: Some(3),
            message: EVIL.to_owned(),
        },
    );
    let found = RuleTally {
        hits: 4_321,
        conversations: 777,
        harmless: 55,
        bot_hits: 2,
        ..RuleTally::default()
    };
    tally.rules = [("zh/not-ours".to_owned(), found), (EVIL.to_owned(), found)].into();
    let family = FamilyTally {
        hits: 4_321,
        conversations: 777,
        ..FamilyTally::default()
    };
    tally.families = [
        ("deny-responsibility".to_owned(), family),
        (EVIL.to_owned(), family),
    ]
    .into();
    let groups = [
        ("", 300, 9),
        (EVIL, 400, 100),
        ("王芳", 500, 20),
        ("李伟", 12, 6),
    ];
    let groups =
        groups.map(|(name, turns, flagged)| (name.to_owned(), group(turns.max(40), flagged)));
    for field in ["agent", "team", EVIL] {
        tally.groups.insert(field.to_owned(), groups.clone().into());
    }
    for (day, flagged) in [
        ("2026-05-11", 3),
        ("2026-05-12", 9),
        ("2026-07-01", 2),
        ("", 1),
    ] {
        tally.days.insert(day.to_owned(), group(100, flagged));
    }
    let signal = SignalTally {
        hits: 13,
        conversations: 12,
        after_finding: 8,
        after_rules: [("zh/not-ours".to_owned(), 8)].into(),
    };
    tally.signals = [("zh/threatens-complaint".to_owned(), signal)].into();
    tally.worst.add(
        9,
        Case {
            reference: reference("w"),
            score: 37,
            deduction: 63,
            verdict: "fail".to_owned(),
            findings: 9,
            evidence: vec![evidence(EVIL)],
        },
    );
    tally.signal_cases.add(
        9,
        SignalCase {
            reference: reference("s"),
            evidence: evidence(EVIL),
            after: vec![evidence(EVIL)],
        },
    );
    tally.sample.add(
        9,
        Sampled {
            reference: reference("r"),
            evidence: evidence(EVIL),
        },
    );
    tally.baseline = Some(BaselineTally {
        known: 31,
        new: 17,
        seen: [("f".to_owned(), 23)].into(),
    });
    for id in ["zh/not-ours", EVIL] {
        let facts = RuleFacts {
            family: "deny-responsibility".to_owned(),
            title: EVIL.to_owned(),
            why: EVIL.to_owned(),
            severity: "error".to_owned(),
            role: "agent".to_owned(),
            points: 10,
            veto: true,
            instead: vec![EVIL.to_owned(), "<具体时间>前答复您".to_owned()],
            ..RuleFacts::default()
        };
        tally.facts.insert(id.to_owned(), facts);
    }
    tally
}

/// Tags that have no end.
const VOID: [&str; 6] = ["meta", "input", "br", "path", "rect", "polyline"];

/// What is wrong with the nesting of the page's elements, if anything.
fn misnested(page: &str) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let end = rest.find('>')?;
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        let name = tag.trim_start_matches('/').split([' ', '\n']).next()?;
        match tag {
            _ if tag.starts_with('!') || tag.ends_with('/') || VOID.contains(&name) => {}
            _ if tag.starts_with('/') => {
                let last = open.pop();
                if last != Some(name) {
                    return Some(format!("{last:?} is open where </{name}> stands"));
                }
            }
            _ => {
                // Neither the style nor the scripts hold elements.
                if let "style" | "script" = name {
                    rest = &rest[rest.find(&format!("</{name}>"))?..];
                }
                open.push(name);
            }
        }
    }
    (!open.is_empty()).then(|| format!("{open:?} are not closed"))
}

#[test]
fn no_text_from_outside_becomes_markup() {
    for language in Language::ALL {
        let page = page(&tally(), language);
        assert_eq!(
            page.matches("<script").count(),
            2,
            "the sheet and the script"
        );
        assert_eq!(page.matches("</script").count(), 2);
        // In the sheet's JSON the quotation mark has a backslash, and ends nothing.
        assert!(!page.replace("\\\"onload", "").contains("\"onload"));
        assert!(!page.contains('\u{202e}'));
        assert_eq!(misnested(&page), None);
    }
}

#[test]
fn every_count_of_the_tally_stands_in_the_page() {
    let page = page(&tally(), Language::En);
    for shown in [
        "2,468 conversations",
        "24,680",
        "1,357,911",
        "<b>1,234</b>",
        "<b>50.0</b>",
        "4,321",
        "777",
        "data-value=\"55\"",
        "call-w",
        "<span class=\"score\">37</span>",
        "turn 5 · 1:23",
        "<td>17</td>",
        "<td>30</td>",
        "<td>23</td>",
        "66.7 %",
    ] {
        assert!(page.contains(shown), "{shown}");
    }
}

#[test]
fn agents_come_first_and_small_groups_are_not_ranked() {
    let page = page(&tally(), Language::Zh);
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}"));
    assert!(at("id=\"by-agent\"") < at("id=\"by-team\""));
    let few = at("<table class=\"few\"");
    assert!(few < at(">李伟<") && at(">王芳<") < few);
    assert!(page.contains("未注明"));
    // 100 of 400 turns is apart from 50 in 1,000; 20 of 500 is not.
    assert_eq!(page.matches("明显偏高</b>").count(), 3);
    assert_eq!(page.matches("明显偏低</b>").count(), 0);
}

#[test]
fn nothing_is_asked_of_the_network() {
    let page = page(&tally(), Language::En);
    assert!(page.contains("default-src 'none'"));
    for reference in [
        "http:", "https:", "url(", "@import", " src=", "<link", "fetch(",
    ] {
        assert!(!page.contains(reference), "{reference}");
    }
}

#[test]
fn the_same_counts_give_the_same_bytes() {
    let tally = tally();
    let json = serde_json::to_string(&tally).expect("JSON");
    let again: Tally = serde_json::from_str(&json).expect("a tally");
    for language in Language::ALL {
        assert_eq!(page(&tally, language), page(&again, language));
    }
}

#[test]
fn an_empty_tally_has_a_page_too() {
    for language in Language::ALL {
        let page = page(&Tally::default(), language);
        assert_eq!(misnested(&page), None);
        assert!(!["NaN", ">inf<", "inf%"].iter().any(|no| page.contains(no)));
        assert!(!page.contains("100<small>"), "nothing was read");
    }
}

#[test]
fn an_interrupted_run_does_not_claim_the_whole() {
    let mut tally = tally();
    tally.coverage.interrupted = 1;
    let page = page(&tally, Language::En);
    assert!(page.contains("stopped before its end") && !page.contains("class=\"whole\""));
}
