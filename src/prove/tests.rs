//! For each check a rule that fails it, and the same rule repaired.

use super::*;
use crate::rules::{RuleFile, load};

/// The problems of the rules in a file of Chinese rules, without their places.
fn problems(rules: &str) -> Vec<String> {
    problems_of(&format!("lang = \"zh\"\n{rules}"), false)
}

fn problems_of(text: &str, is_built_in: bool) -> Vec<String> {
    let proof = proof_of(&[("our.toml", text)], |_| true, is_built_in);
    let shown = proof.problems.iter().map(ToString::to_string);
    shown.collect()
}

fn proof_of(files: &[(&str, &str)], tested: impl Fn(&Rule) -> bool, is_built_in: bool) -> Proof {
    let file = |&(name, text)| RuleFile {
        name,
        text,
        is_built_in,
    };
    let files: Vec<RuleFile<'_>> = files.iter().map(file).collect();
    let (set, errors) = load(&files);
    assert!(errors.is_empty(), "{}", errors[0]);
    prove(&set, tested, |_| is_built_in).expect("good patterns")
}

/// A rule about 改天 with some keys more.
fn later(keys: &str) -> String {
    format!(
        "[[rule]]\nid = \"later\"\nphrases = [\"改天[再]给您\"]\nallows = [\"改天换地\"]\n{keys}\n"
    )
}

/// The broken rule fails with exactly one problem that says `wanted`; the repaired one is fine.
#[track_caller]
fn fails(broken: &str, wanted: &[&str], repaired: &str) {
    let found = problems(broken);
    assert_eq!(found.len(), 1, "{found:#?}");
    for words in wanted {
        assert!(found[0].contains(words), "{words:?} in {}", found[0]);
    }
    assert_eq!(problems(repaired), Vec::<String>::new());
}

#[test]
fn an_example_must_be_found() {
    fails(
        &later("flags = [\"改日给您\", \"改天给您处理\"]"),
        &[
            "our.toml:6:10: error[zh/later]: “改日给您” is in `flags`, but no phrase",
            "\n  = add a phrase",
        ],
        &later("flags = [\"改天给您\"]"),
    );
}

#[test]
fn a_context_that_clears_an_example_is_named() {
    let example = "flags = [\"改天给您吧，好吗\", \"改天给您\"]";
    for (context, wanted) in [
        (
            "unless.sentence = [\"好吗\"]",
            "`unless` “好吗” clears “改天给您”",
        ),
        (
            "harmless = [\"改天给您吧\"]",
            "`harmless` “改天给您吧” clears “改天给您”",
        ),
    ] {
        fails(
            &later(&format!("{context}\n{example}")),
            &["error", wanted],
            &later(example),
        );
    }
}

#[test]
fn what_the_customer_must_have_said_needs_a_conversation() {
    let only = "only.customer = [\"着急\"]\n";
    fails(
        &later(&format!(
            "{only}flags = [\"改天给您\", '''\n客户：我着急\n客服：改天给您\n''']"
        )),
        &[
            "lacks an `only` such as “着急”",
            "write the example as a conversation",
        ],
        &later(&format!(
            "{only}flags = ['''\n客户：我很着急\n客服：那[[改天给您]]\n''']"
        )),
    );
}

#[test]
fn the_marked_words_are_the_found_words() {
    fails(
        &later("flags = [\"我[[改天]]给您\"]"),
        &[
            "“改天” marked, but the rule finds “改天给您”",
            "mark what is found: 我[[改天给您]]",
        ],
        &later("flags = [\"我[[改天给您]]，你也[[改天再给您]]\"]"),
    );
}

#[test]
fn a_look_alike_must_not_be_found() {
    fails(
        &later("flags = [\"改天给您\", \"改日换货\"]\nphrases-add = [\"(改天|改日)换\"]")
            .replace("[\"改天换地\"]", "[\"改日换地\"]"),
        &[
            "“改日换地” is in `allows`, but the rule finds “改日换”",
            "narrow “(改天|改日)换”",
        ],
        &later(
            "flags = [\"改天给您\", \"改日换货\"]\nphrases-add = [\"(改天|改日)换\"]\nharmless = [\"(改天|改日)换地\"]",
        ),
    );
    let of_file = |sentence: &str| {
        format!(
            "allows = [\"{sentence}\"]\n{}",
            later("flags = [\"改天给您\"]")
        )
    };
    fails(
        &of_file("我改天给您"),
        &["our.toml:2:11:", "“我改天给您” is in `allows`"],
        &of_file("今天给您"),
    );
}

#[test]
fn a_rule_carries_examples() {
    fails(
        &later("flags = []"),
        &["our.toml:2:1: warning[zh/later]: the rule has no `flags`"],
        &later("flags = [\"改天给您\"]"),
    );
    let flags = "flags = [\"改天给您\"]";
    fails(
        &format!(
            "allows = [\"您好\"]\n{}",
            later(flags).replace("allows = [\"改天换地\"]", "")
        ),
        &["warning[zh/later]: the rule has no `allows`"],
        &later(flags),
    );
    assert_eq!(
        problems("[terms]\n\"改天再说\" = \"\"\n"),
        Vec::<String>::new()
    );
}

#[test]
fn a_built_in_rule_has_everything() {
    let text = format!(
        "lang = \"zh\"\n{}",
        later("").replace("allows = [\"改天换地\"]", "")
    );
    let found = problems_of(&text, true).concat();
    for key in ["flags", "allows", "instead", "why", "title"] {
        let wanted = format!("error[zh/later]: the rule has no `{key}`");
        assert!(found.contains(&wanted), "{key} in {found}");
    }
    let whole = "title = \"t\"\nwhy = \"w\"\nfix = [\"今天给您\"]\nflags = [\"改天给您\"]";
    let text = format!("lang = \"zh\"\n{}", later(whole));
    assert_eq!(problems_of(&text, true), Vec::<String>::new());
}

#[test]
fn every_phrase_is_reached_by_an_example() {
    let phrases = "phrases-add = [\"(过几天|改日)再说\"]\n";
    fails(
        &later(&format!("{phrases}flags = [\"改天给您\"]")),
        &[
            "our.toml:6:16: warning",
            "`flags` has nothing for the phrase “(过几天|改日)再说”",
            "words such as “过几天再说”",
        ],
        &later(&format!("{phrases}flags = [\"改天给您\", \"改日再说\"]")),
    );
    fails(
        &later("patterns = ['改期.{1,3}再']\nflags = [\"改天给您\"]"),
        &["`flags` has nothing for the pattern `改期.{1,3}再`"],
        &later("patterns = ['改期.{1,3}再']\nflags = [\"改天给您\", \"改期之后再说\"]"),
    );
}

#[test]
fn choices_are_counted() {
    let text = "lang = \"zh\"\n[[rule]]\nid = \"later\"\nphrases = [\"(改天|改日)[再|又]给(您|你们(家|店))\"]\n\
                flags = [\"改天再给您\", \"改日给你们家\"]\nallows = [\"今天\"]\n";
    let proof = proof_of(&[("our.toml", text)], |_| true, false);
    assert_eq!(proof.problems, []);
    let choices = Choices {
        reached: 6,
        written: 8,
    };
    assert_eq!(proof.choices, choices);
    assert_eq!(
        (proof.rules, proof.flags, proof.allows, proof.suggestions),
        (1, 2, 1, 0)
    );
    // Traditional, spaced and wrapped, the customer's and quoted; nothing Latin for full width.
    assert_eq!(proof.mutations, 2 * 5);
}

#[test]
fn a_phrase_across_the_end_of_a_sentence_is_never_found() {
    fails(
        &later("phrases-add = [\"再见。改天\"]\nflags = [\"改天给您\"]"),
        &[
            "error[zh/later]: the phrase “再见。改天” can never be found",
            "a sentence ends after “再见。”",
        ],
        &later("phrases-add = [\"再见，改天\"]\nflags = [\"改天给您\", \"再见，改天\"]"),
    );
}

#[test]
fn a_contraction_over_brackets_is_never_found() {
    let rule = |phrase: &str| {
        format!(
            "[[rule]]\nid = \"no\"\nphrases = [\"{phrase} care\"]\nflags = [\"We don't care.\"]\nallows = [\"Take care.\"]\n"
        )
    };
    let found = problems(&rule("(do|does)n't"));
    assert!(
        found
            .iter()
            .any(|problem| problem.contains("can never be found")
                && problem.contains("(do not|does not)")),
        "{found:#?}"
    );
    assert_eq!(problems(&rule("(do not|does not)")), Vec::<String>::new());
}

#[test]
fn a_choice_that_is_never_found_is_named() {
    fails(
        &later("phrases-add = [\"(改日|明。天)再说\"]\nflags = [\"改天给您\", \"改日再说\"]"),
        &[
            "warning",
            "one choice in “(改日|明。天)再说” can never be found: “明。天再说” is not",
        ],
        &later("phrases-add = [\"(改日|明天)再说\"]\nflags = [\"改天给您\", \"改日再说\"]"),
    );
}

#[test]
fn a_rule_that_clears_itself_is_named() {
    let rule = |unless: &str| {
        later(&format!(
            "unless.clause = [\"{unless}\"]\nflags = [\"我改天给您\"]"
        ))
    };
    let found = problems(&rule("{here}")).concat();
    for wanted in [
        "its own `harmless` and `unless` clear whatever the rule looks for",
        "`flags` has nothing for the phrase “改天[再]给您”, and `unless` “{here}” clears “改天给您”",
        "`unless` “{here}” clears “改天给您”",
    ] {
        assert!(found.contains(wanted), "{wanted} in {found}");
    }
    assert_eq!(problems(&rule("您{here}")), Vec::<String>::new());
}

#[test]
fn the_same_phrase_twice_is_named_with_both_places() {
    fails(
        &later("phrases-add = [\"改天[再]給您\"]\nflags = [\"改天给您\"]"),
        &[
            "our.toml:6:16: warning",
            "stands twice in this rule: see our.toml:4",
        ],
        &later("phrases-add = [\"改日[再]给您\"]\nflags = [\"改天给您\", \"改日给您\"]"),
    );
    let other = |phrase: &str| {
        format!(
            "{}[[rule]]\nid = \"day\"\nphrases = [\"{phrase}\"]\nflags = [\"{phrase}的\"]\nallows = [\"您好\"]\n",
            later("flags = [\"[[改天给您]]\"]").replace("[再]", "")
        )
    };
    fails(
        &other("改天给您"),
        &["warning[zh/day]: “改天给您” stands in `zh/later` too: our.toml:4"],
        &other("改日给您"),
    );
}

#[test]
fn a_copied_rule_repeats_nothing() {
    let copy = format!(
        "{}[[rule]]\nuse = \"zh/later\"\nid = \"sooner\"\nseverity = \"info\"\n",
        later("flags = [\"改天给您\"]")
    );
    assert_eq!(problems(&copy), Vec::<String>::new());
}

#[test]
fn a_suggestion_is_fine_itself() {
    let with =
        |key: &str, text: &str| later(&format!("{key} = [\"{text}\"]\nflags = [\"改天给您\"]"));
    fails(
        &with("instead", "您好，改天再给您看"),
        &[
            "error",
            "`instead` “您好，改天再给您看” is flagged by the rule itself: “改天再给您”",
        ],
        &with("instead", "我<时间>前给您看"),
    );
    fails(
        &with("fix", "改天再给您"),
        &["`fix` “改天再给您” is flagged"],
        &with("fix", "今天给您"),
    );
}

#[test]
fn a_suggestion_is_judged_by_the_other_rules_of_its_language() {
    let ours = format!(
        "lang = \"zh\"\npack = \"our\"\n{}",
        later("instead = [\"我尽快给您看\"]\nflags = [\"改天给您\"]")
    );
    let soon = "[[rule]]\nid = \"soon\"\nphrases = [\"尽快\"]\n";
    let proof = |head: &str| {
        let files = [
            ("our.toml", &*ours),
            ("zh.toml", &format!("{head}\n{soon}")),
        ];
        let proof = proof_of(&files, |rule| &*rule.pack == "our", false);
        assert_eq!(proof.rules, 1);
        proof.problems.first().map(ToString::to_string)
    };
    let found = proof("lang = \"zh\"").expect("a problem");
    assert!(found.contains("is flagged by `zh/soon`: “尽快”"), "{found}");
    assert_eq!(proof("lang = \"zh\"\nenabled = false"), None);
    assert_eq!(proof("lang = \"en\""), None);
}

#[test]
fn a_suggestion_is_fine_in_its_place() {
    let with = |fix: &str| {
        later(&format!(
            "phrases-add = [\"我今天不给\"]\nfix = [\"{fix}\"]\nflags = [\"我[[改天给您]]\", \"[[我今天不给]]\"]"
        ))
    };
    fails(
        &with("今天不给您"),
        &[
            "with `fix` “今天不给您” the example reads “我今天不给您”, and `zh/later` flags “我今天不给”",
        ],
        &with("今天给您"),
    );
    let instead = |text: &str| {
        format!(
            "[[rule]]\nid = \"a\"\nphrases = [\"改天给您\"]\ninstead = [\"{text}\"]\nflags = [\"好的，改天给您。谢谢\"]\nallows = [\"您好\"]\n\
             [[rule]]\nid = \"b\"\nphrases = [\"好的，没办法\"]\nflags = [\"好的，没办法\"]\nallows = [\"您好\"]\n"
        )
    };
    fails(
        &instead("没办法。"),
        &["“好的，没办法。谢谢”, and `zh/b` flags “好的，没办法”"],
        &instead("今天给您。"),
    );
}

#[test]
fn a_seam_is_not_doubled() {
    let with = |fix: &str| {
        later(&format!(
            "fix = [\"{fix}\"]\nflags = [\"我会[[改天给您]]办\"]"
        ))
    };
    fails(
        &with("会给您"),
        &["error", "the example reads “我会会给您办”: “会会”"],
        &with("今天给您"),
    );
    fails(&with("给您办"), &["“办办”"], &with("今天给您"));
}

#[test]
fn a_rule_for_the_customer_is_proved_with_the_customers_words() {
    let rule = "[[rule]]\nid = \"upset\"\nrole = \"customer\"\nphrases = [\"我要投诉\"]\nflags = [\"[[我要投诉]]你们\", '''\nAgent: 您好\nCustomer: [[我要投诉]]\n''']\nallows = [\"投诉电话是多少\", \"Agent: 您说“我要投诉”吗\"]\n";
    assert_eq!(problems(rule), Vec::<String>::new());
}

#[test]
fn problems_stand_in_the_order_of_the_file() {
    let rules = format!(
        "{}{}",
        later("flags = [\"改日\", \"改期\"]"),
        later("flags = [\"改月\"]")
            .replace("later", "earlier")
            .replace("给您", "给你")
    );
    let proof = proof_of(
        &[("our.toml", &format!("lang = \"zh\"\n{rules}"))],
        |_| true,
        false,
    );
    let places: Vec<_> = proof.problems.iter().map(|p| &p.origin).collect();
    assert!(places.is_sorted() && places.len() >= 3, "{places:?}");
    assert_eq!(proof.errors() + proof.warnings(), proof.problems.len());
}
