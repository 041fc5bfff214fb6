use super::*;

fn lists(name: &str) -> Result<Arc<List>, LookupError> {
    let words = match name {
        "later" => "(改天|改日|过几天)",
        "we" => "(我|我们|本店)",
        _ => {
            return Err(LookupError::Unknown(
                "the lists are {later} and {we}".to_owned(),
            ));
        }
    };
    let (entries, ..) = parse(words, Purpose::ListEntry, &mut lists).expect("a good list");
    Ok(Arc::new(List::new(name.to_owned(), entries)))
}

fn anchors(phrase: &str) -> Vec<String> {
    parse(phrase, Purpose::Search, &mut lists)
        .expect("a good phrase")
        .1
}

fn error(phrase: &str) -> PhraseError {
    parse(phrase, Purpose::Search, &mut lists).expect_err(phrase)
}

#[test]
fn anchors_are_the_cheapest_literals_that_must_occur() {
    assert_eq!(anchors("这不是我们的责任"), ["们的责任"]);
    assert_eq!(
        anchors("{later}[再|就]..4(给|帮)"),
        ["改天", "改日", "过几天"]
    );
    assert_eq!(anchors("{we}..不(负责|管)"), ["不管", "不负责"]);
    assert_eq!(anchors("(no idea|haven't..clue)"), ["have not", "no idea"]);
    assert_eq!(anchors("that is [really] not our fault"), ["not our fault"]);
}

#[test]
fn spaces_beside_an_absent_part_collapse_in_anchors() {
    assert_eq!(anchors("call [you] back"), ["call back", "call you back"]);
}

#[test]
fn regex_habits_are_errors_with_the_right_form_beside_them() {
    for (phrase, help) in [
        ("(改天|改日)?再说", "[a|b]"),
        ("不(行)*吧", "no repetition"),
        (r"\w+不行", "patterns"),
        ("我们.*不管", "`..`"),
        ("改天|改日", "(a|b)"),
        ("改天(再说", "close it"),
        ("改天)再说", "\\)"),
        ("(改天|)再说", "[a|b]"),
        ("..改天再说", "leave it out"),
        ("改天再说...", "leave it out"),
        ("改天..13再说", "..12"),
        ("改天....再说", "`...`"),
        ("[改天][再说]", "not optional"),
        ("{latr}再说", "{later}"),
        ("不{number}", "two Chinese characters"),
        ("不..管", "two Chinese characters"),
        ("{here}吗吗", "unless"),
    ] {
        let error = error(phrase);
        assert!(error.help.contains(help), "{phrase}: {error:?}");
    }
}

#[test]
fn an_error_points_at_its_place() {
    assert_eq!(error("改天{latr}再说").at, "改天".len());
    assert_eq!(error("不行(a|b)?").at, "不行(a|b)".len());
}

#[test]
fn a_backslash_takes_the_next_character_as_it_is() {
    let (node, ..) = parse(r"不行\?\(真\)", Purpose::Search, &mut lists).expect("a good phrase");
    assert_eq!(node, Node::Literal("不行?(真)".chars().collect()));
}

#[test]
fn of_too_many_combinations_the_beginnings_are_anchors() {
    let many = "(不|别|没)(来|再|为您|替您)[任何|这个|那个|全部|相关](承担|负|担|赔)[什么|一切|您的](责|任|失|用)";
    assert!(anchors(many).len() < 100, "{:?}", anchors(many));
}

#[test]
fn common_words_make_poor_anchors() {
    assert_eq!(anchors("(you|we) will [not] be refunded"), ["be refunded"]);
    assert_eq!(anchors("我们会给您(办|弄)[了]"), ["我们会给"]);
}

#[test]
fn the_reach_says_how_far_behind_the_start_an_anchor_may_end() {
    let reach = |phrase: &str| {
        parse(phrase, Purpose::Search, &mut lists)
            .expect("a phrase")
            .2
    };
    assert_eq!(reach("{later}[再|就]..4(给|帮)"), Some(3));
    assert_eq!(reach("[您的]这边{later}给您"), Some(9));
    assert_eq!(reach("不..负责"), None);
    assert_eq!(reach("you [really] should have"), Some(22));
}
