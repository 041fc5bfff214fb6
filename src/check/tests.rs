use super::*;
use crate::rules::{RuleFile, load};
use crate::text::LineBreaks;

fn checker(rules: &str) -> Checker {
    let file = RuleFile {
        name: "our.toml",
        text: rules,
        is_built_in: false,
    };
    let (set, errors) = load(&[file]);
    assert!(errors.is_empty(), "{}", errors[0]);
    Checker::new(set).expect("good patterns")
}

/// The found words of a draft.
fn found(checker: &Checker, text: &str) -> Vec<String> {
    let draft = Document::draft(text);
    let checked = checker.check(&draft);
    checked
        .findings
        .iter()
        .map(|finding| finding.span.of(text).to_owned())
        .collect()
}

#[test]
fn every_spelling_is_found_with_exactly_its_own_words() {
    let checker = checker(
        "[terms]\n\"这不是我们的责任\" = \"\"\n\"that's not our fault\" = \"\"\n\"full width\" = \"\"\n\"ass\" = \"\"\n",
    );
    for (text, words) in [
        ("您好，这不是我们的责任。", "这不是我们的责任"),
        ("您好，這不是我們的責任。", "這不是我們的責任"),
        ("这 不 是 我 们 的 责 任", "这 不 是 我 们 的 责 任"),
        (
            "这不是\u{200B}我们的责\u{200B}任!",
            "这不是\u{200B}我们的责\u{200B}任",
        ),
        ("您好，这不是我们的\n责任。", "这不是我们的\n责任"),
        ("ｆｕｌｌ　ｗｉｄｔｈ", "ｆｕｌｌ　ｗｉｄｔｈ"),
        ("Sorry, That’s not our\n  fault.", "That’s not our\n  fault"),
    ] {
        assert_eq!(found(&checker, text), [words], "{text}");
    }
    for text in [
        "这不是我们的。责任在谁",
        "first class, we assess",
        "这不是我们的\n\n责任",
    ] {
        assert_eq!(found(&checker, text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn after_much_text_the_same_is_found() {
    let checker = checker(
        r#"
lang = "zh"
[[rule]]
id = "outside"
phrases = ["打..4(315|12315)", "(unable|able) to help"]
"#,
    );
    let much = "Thank you for your call. ".repeat(20_000);
    for _ in 0..2 {
        assert_eq!(found(&checker, &much), Vec::<String>::new());
        assert_eq!(found(&checker, "我就打12315。"), ["打12315"]);
        assert_eq!(found(&checker, "I'm unable to help."), ["unable to help"]);
    }
}

#[test]
fn contexts_clear_a_hit() {
    let checker = checker(
        r#"
lang = "zh"
[lists]
deadline = ["{number}点前", "{number}小时[之]内"]
[[rule]]
id = "later"
phrases = ["改天..(给|帮)"]
unless.sentence = ["{deadline}"]
[[rule]]
id = "no-way"
phrases = ["没有办法", "可能", "不知道"]
harmless = ["有没有办法", "不可能", "您知不知道"]
unless.clause = ["(如果|若){here}", "{here}..(吗|么)"]
"#,
    );
    let none = Vec::<String>::new();
    assert_eq!(found(&checker, "我们改天给您处理，最晚今天18点前"), none);
    assert_eq!(
        found(&checker, "我们改天再给您处理，几小时内吧"),
        ["改天再给"]
    );
    for text in [
        "有没有办法",
        "不可能",
        "您知不知道",
        "如果没有办法",
        "没有办法登录吗，亲",
    ] {
        assert_eq!(found(&checker, text), none, "{text}");
    }
    assert_eq!(found(&checker, "没有办法，您登录吗"), ["没有办法"]);
}

#[test]
fn gaps_are_as_short_as_possible_and_stay_inside_quotes_and_clauses() {
    let checker = checker(
        "[[rule]]\nid = \"gap\"\nphrases = [\"不是..(责任|问题)\", \"not .. fault\", \"好的...不行\"]\n",
    );
    assert_eq!(found(&checker, "不是我们的问题的责任"), ["不是我们的问题"]);
    assert_eq!(found(&checker, "不是“我们”的问题"), Vec::<String>::new());
    assert_eq!(found(&checker, "不是我，责任在谁"), Vec::<String>::new());
    assert_eq!(
        found(&checker, "It is not really our fault, faulty"),
        ["not really our fault"]
    );
    assert_eq!(
        found(&checker, "not one two three four fault"),
        Vec::<String>::new()
    );
    assert_eq!(
        found(&checker, "好的，亲，真的不行"),
        ["好的，亲，真的不行"]
    );
}

#[test]
fn clause_edges_ignore_lead_ins_and_particles() {
    let checker = checker("[[rule]]\nid = \"no\"\nphrases = [\"^不行[的]$\", \"^no way$\"]\n");
    assert_eq!(found(&checker, "亲，不行的哦~"), ["不行的"]);
    assert_eq!(found(&checker, "嗯那不行呢[笑]"), Vec::<String>::new());
    assert_eq!(found(&checker, "嗯那不行呢😊，好吗"), ["不行"]);
    assert_eq!(found(&checker, "这不行"), Vec::<String>::new());
    assert_eq!(found(&checker, "Ok so no way, sir"), ["no way"]);
}

#[test]
fn of_overlapping_hits_of_a_family_the_worst_and_longest_stays() {
    let checker = checker(
        r#"
family = "x"
[[rule]]
id = "short"
severity = "error"
phrases = ["不知道"]
[[rule]]
id = "long"
phrases = ["我也不知道怎么办"]
[[rule]]
id = "other"
family = "y"
phrases = ["也不知"]
"#,
    );
    let draft = Document::draft("我也不知道怎么办");
    let checked = checker.check(&draft);
    let ids: Vec<&str> = checked
        .findings
        .iter()
        .map(|f| checker.rules().rules[f.rule].id.as_str())
        .collect();
    assert_eq!(ids, ["our/other", "our/short"]);
    assert_eq!(checked.excused[0].excuse, Excuse::Overlap);
}

#[test]
fn a_pattern_runs_on_the_folded_sentence() {
    let checker = checker(
        "[[rule]]\nid = \"p\"\npatterns = ['不(?:太|是很)?清楚[。]?$', '\\bnot \\w+ sure']\n",
    );
    assert_eq!(found(&checker, "這個不 太 清 楚。"), ["不 太 清 楚。"]);
    assert_eq!(
        found(&checker, "I'm NOT  really\nsure."),
        ["NOT  really\nsure"]
    );
}

#[test]
fn a_phrase_may_begin_at_the_seam_of_a_contraction_but_not_end_there() {
    let checker = checker("[terms]\n\"not our fault\" = \"\"\n\"you can\" = \"\"\n");
    assert_eq!(
        found(&checker, "This isn’t our fault."),
        ["isn’t our fault"]
    );
    assert_eq!(found(&checker, "you can't, you can"), ["you can"]);
}

#[test]
fn a_harmless_expression_may_stand_inside_the_found_words() {
    let checker = checker(
        "[[rule]]\nid = \"later\"\nphrases = [\"会..6联系您\"]\nharmless = [\"{number}小时内\"]\n",
    );
    assert_eq!(found(&checker, "会在24小时内联系您"), Vec::<String>::new());
    assert_eq!(
        found(&checker, "会在几小时内联系您"),
        ["会在几小时内联系您"]
    );
}

/// Every example of the built-in rules, written and spoken, alone and in the middle of a text.
#[test]
fn chains_hide_no_hit_of_the_built_in_rules() {
    let slow = Checker::new(crate::packs::built_in()).expect("good patterns");
    let fast = Checker::new(crate::packs::built_in()).expect("good patterns");
    assert!(fast.read_by_chains(), "every phrase has a chain");
    let mut hits = 0;
    for rule in &slow.rules().rules {
        for example in rule.flags.iter().chain(rule.allows.iter()) {
            for text in [
                example.text.clone(),
                format!("您好。{} Thank you 谢谢", example.text.to_uppercase()),
            ] {
                let line_breaks = LineBreaks::EndSentence;
                for kind in [Kind::Draft, Kind::Conversation { line_breaks }] {
                    let mut document = Document::draft(text.clone());
                    document.kind = kind;
                    let wanted = slow.check(&document);
                    hits += wanted.findings.len() + wanted.excused.len();
                    assert_eq!(fast.check(&document), wanted, "{}: {text}", rule.id);
                }
            }
        }
    }
    assert!(hits > 10_000, "the examples hold hits: {hits}");
}
