use super::*;

fn load_text(text: &str) -> (RuleSet, Vec<String>) {
    load_files(&[("rules/our.toml", text)])
}

fn load_files(files: &[(&str, &str)]) -> (RuleSet, Vec<String>) {
    let files: Vec<RuleFile<'_>> = files
        .iter()
        .map(|&(name, text)| RuleFile {
            name,
            text,
            is_built_in: false,
        })
        .collect();
    let (set, errors) = load(&files);
    (set, errors.iter().map(ToString::to_string).collect())
}

const SHARED: (&str, &str) = (
    "zh/lists.toml",
    r#"
lang = "zh"
[lists]
later = ["改天", "改日"]
deadline = ["{number}点前"]
[unless]
sentence = ["不要对客户说"]
"#,
);

const TIMING: (&str, &str) = (
    "zh/vague-timing.toml",
    r#"
lang = "zh"
family = "vague-timing"
title = "消极拖延"
[[rule]]
id = "some-other-day"
severity = "error"
phrases = ["{later}..(给|帮)", "等通知"]
unless.sentence = ["{deadline}"]
instead = ["我会在<具体时间>前为您处理好。"]
flags = ["您的问题[[改天给]]您处理。"]
allows = ["今天18点前给您。"]
"#,
);

#[test]
fn a_rule_takes_the_files_defaults_and_the_languages_lists() {
    let (set, errors) = load_files(&[SHARED, TIMING]);
    assert_eq!(errors, Vec::<String>::new());
    let rule = set.get("zh/some-other-day").expect("loaded");
    assert_eq!(
        (&*rule.family, &*rule.title, rule.points),
        ("vague-timing", "消极拖延", 10)
    );
    assert_eq!(*rule.phrases[0].anchors, ["改天", "改日"]);
    assert_eq!(
        rule.unless.sentence.len(),
        2,
        "its own and the shared context"
    );
    assert_eq!(rule.flags[0].text, "您的问题改天给您处理。");
    assert_eq!(rule.flags[0].marked[0].of(&rule.flags[0].text), "改天给");
}

#[test]
fn an_error_names_file_line_column_and_key_and_says_what_to_do() {
    let (_, errors) = load_text(
        "lang = \"zh\"\n[[rule]]\nid = \"later\"\nphrases = [\"等通知\", \"改天{latr}给您\"]\n[lists]\nlater = [\"改日\"]\n",
    );
    let wanted = "\
rules/our.toml:4:22: `phrases`: there is no list `{latr}`
   |
 4 | phrases = [\"等通知\", \"改天{latr}给您\"]
   |                           ^^^^^^^^^^
   = did you mean `{later}`?";
    assert_eq!(errors, [wanted]);
}

#[test]
fn a_misspelt_key_is_named_with_the_right_one() {
    let (set, errors) = load_text(
        "[[rule]]\nid = \"one\"\nphrase = [\"改天再说\"]\n[[rule]]\nid = \"two\"\nphrases = [\"改日再说\"]\n",
    );
    assert!(
        errors[0].starts_with("rules/our.toml:3:1: `phrase`: there is no such key"),
        "{errors:?}"
    );
    assert!(errors[0].contains("did you mean `phrases`?"), "{errors:?}");
    assert!(set.get("our/two").is_some(), "the other rule is kept");
}

#[test]
fn what_is_planned_is_not_supported_yet() {
    let (_, errors) =
        load_text("[[rule]]\nid = \"one\"\nphrases = [\"改天再说\"]\nchannel = \"mail\"\n");
    assert!(errors[0].contains("not supported yet"), "{errors:?}");
    let (_, errors) = load_text("[[require]]\nid = \"greeting\"\n");
    assert!(errors[0].contains("not supported yet"), "{errors:?}");
}

#[test]
fn a_wrong_type_names_its_key() {
    let (_, errors) = load_text("[[rule]]\nid = \"one\"\nphrases = \"改天再说\"\n");
    assert!(
        errors[0].starts_with("rules/our.toml:3:11: `phrases`: invalid type"),
        "{errors:?}"
    );
    let (_, errors) =
        load_text("[[rule]]\nid = \"one\"\nphrases = [\"改天再说\"]\nseverity = \"bad\"\n");
    assert!(errors[0].contains("`severity`"), "{errors:?}");
}

#[test]
fn the_same_id_twice_names_both_places() {
    let rule = "[[rule]]\nid = \"one\"\nphrases = [\"改天再说\"]\n";
    let (_, errors) = load_files(&[
        ("our/a.toml", &format!("lang = \"zh\"\n{rule}")),
        ("our/b.toml", &format!("lang = \"zh\"\n\n{rule}")),
    ]);
    assert!(errors[0].starts_with("our/b.toml:3"), "{errors:?}");
    assert!(errors[0].contains("our/a.toml:2"), "{errors:?}");
}

#[test]
fn lists_may_not_shadow_loop_or_miss() {
    let own = |lists: &str| {
        let text = format!("lang = \"zh\"\n[lists]\n{lists}\n");
        load_files(&[SHARED, ("our.toml", &text)]).1.join("\n")
    };
    assert!(own("later = [\"以后\"]").contains("`later-add`"));
    assert_eq!(own("later-add = [\"以后\"]"), "");
    assert_eq!(own("later-override = [\"以后\"]"), "");
    assert!(own("a = [\"{b}x\"]\nb = [\"{a}y\"]").contains("names itself: a → b → a"));
    assert!(own("late-add = [\"以后\"]").contains("no list `late` to add to"));
    assert!(
        own("a=[\"{b}x\"]\nb=[\"{c}x\"]\nc=[\"{d}x\"]\nd=[\"{e}x\"]\ne=[\"x\"]")
            .contains("at most 4 deep")
    );
}

#[test]
fn terms_are_the_short_form() {
    let (set, errors) = load_text(
        "[terms]\n\"爱买不买\" = \"您可以再考虑一下\"\n\"急什么急\" = [\"我马上帮您看\", \"请您稍等\"]\n\"懒得理你\" = \"\"\n",
    );
    assert_eq!(errors, Vec::<String>::new());
    let ids: Vec<&str> = set.rules.iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(ids, ["our/爱买不买", "our/急什么急", "our/懒得理你"]);
    assert_eq!(set.rules[1].instead, ["我马上帮您看", "请您稍等"]);
    assert!(set.rules[2].instead.is_empty());
    assert_eq!(&*set.rules[0].family, "custom");
}

#[test]
fn use_changes_a_rule_or_copies_it() {
    let changes = r#"
pack = "our"
[[rule]]
use = "zh/some-other-day"
severity = "info"
phrases-add = ["等消息"]
phrases-drop = ["等通知"]
[[rule]]
use = "zh/some-other-day"
id = "some-day"
severity = "warning"
"#;
    let (set, errors) = load_files(&[("our.toml", changes), SHARED, TIMING]);
    assert_eq!(errors, Vec::<String>::new());
    let changed = set.get("zh/some-other-day").expect("changed in place");
    let phrases: Vec<&str> = changed
        .phrases
        .iter()
        .map(|phrase| phrase.source.as_str())
        .collect();
    assert_eq!(phrases, ["{later}..(给|帮)", "等消息"]);
    assert_eq!((changed.severity, changed.points), (Severity::Info, 0));
    let copy = set.get("our/some-day").expect("copied");
    assert_eq!(
        (copy.severity, &*copy.title),
        (Severity::Warning, "消极拖延")
    );
    let (_, errors) = load_files(&[
        ("our.toml", "[[rule]]\nuse = \"zh/some-other-dya\"\n"),
        SHARED,
        TIMING,
    ]);
    assert!(
        errors[0].contains("did you mean `zh/some-other-day`?"),
        "{errors:?}"
    );
}

#[test]
fn broken_toml_is_shown_with_its_line() {
    let (_, errors) = load_text("[[rule]]\nid = \"one\nphrases = []\n");
    assert!(errors[0].starts_with("rules/our.toml:2:"), "{errors:?}");
    assert!(errors[0].contains("2 | id = \"one"), "{errors:?}");
}

#[test]
fn a_users_shared_lists_stand_on_top_of_the_built_in_ones() {
    let own = "lang = \"zh\"\n[lists]\nlater-add = [\"回头\"]\nours = [\"本行\"]\n";
    let rule = "lang = \"zh\"\npack = \"our\"\n[[rule]]\nid = \"one\"\nphrases = [\"{later}吧\", \"{ours}不管\"]\n";
    let file = |name, text, is_built_in| RuleFile {
        name,
        text,
        is_built_in,
    };
    let (set, errors) = load(&[
        file(SHARED.0, SHARED.1, true),
        file(TIMING.0, TIMING.1, true),
        file("our/lists.toml", own, false),
        file("our/rules.toml", rule, false),
    ]);
    assert!(errors.is_empty(), "{}", errors[0]);
    let anchors = |id: &str| set.get(id).expect("loaded").phrases[0].anchors.len();
    assert_eq!((anchors("our/one"), anchors("zh/some-other-day")), (3, 2));
}
