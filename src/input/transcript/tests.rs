use super::*;
use crate::document::NoteCode;
use proptest::prelude::*;

fn document(text: &str, options: &Options) -> Document {
    let mut documents = super::read(Text::whole(text), options);
    documents
        .remove(0)
        .expect("a transcript can always be read")
}

/// Role and words of every turn.
fn turns(text: &str) -> Vec<(&'static str, String)> {
    let document = document(text, &Options::default());
    let turn = |turn: &Turn| (turn.role.name(), turn.span.of(&document.text).to_owned());
    document.turns.iter().map(turn).collect()
}

fn roles(list: &[(&str, Role)]) -> Options {
    let roles = list
        .iter()
        .map(|&(name, role)| (name.to_owned(), role))
        .collect();
    Options {
        roles,
        ..Options::default()
    }
}

/// One sample for each way of writing labels: text, then (role, words) of its turns.
const STYLES: &[(&str, &[(&str, &str)])] = &[
    (
        "客服：您好，这里是售后。\n客户：快递单号查不到\n请帮我看看\n\n客服:马上为您查。",
        &[
            ("agent", "您好，这里是售后。"),
            ("customer", "快递单号查不到\n请帮我看看"),
            ("agent", "马上为您查。"),
        ],
    ),
    (
        "[买家] [图片] 杯子裂了\n[商家] 马上补发\n[图片] 单号在这里\n[图片] 还有这张\n",
        &[
            ("customer", "[图片] 杯子裂了"),
            ("agent", "马上补发\n[图片] 单号在这里\n[图片] 还有这张"),
        ],
    ),
    (
        "【客服小林】已登记\n【旅客】：谢谢\n",
        &[("agent", "已登记"), ("customer", "谢谢")],
    ),
    (
        "客服 10:32:05\n您好，\n请讲。\n\n客户 10:32:40\n宽带断了\n",
        &[("agent", "您好，\n请讲。"), ("customer", "宽带断了")],
    ),
    (
        "旅客  2025-03-02 09:00:00\n行李没到\n\n客服小周  2025-03-02 09:01:10\n10:30 前给您回电。\n",
        &[("customer", "行李没到"), ("agent", "10:30 前给您回电。")],
    ),
    (
        "[00:00:02] 坐席1001: 请问贵姓？\n[00:00:05] 客户: 免贵姓何\n",
        &[("agent", "请问贵姓？"), ("customer", "免贵姓何")],
    ),
    (
        "10:00:00 亲：有红色吗\n10:01:02 小二：有的\n10:02:00 亲：要一件\n",
        &[
            ("customer", "有红色吗"),
            ("agent", "有的"),
            ("customer", "要一件"),
        ],
    ),
    (
        "Chat started: 08:40\n(08:41:10) Visitor 7: any rooms left?\n(08:41:52) Operator Ines: Two.\n",
        &[("customer", "any rooms left?"), ("agent", "Two.")],
    ),
    (
        "12/03/2024, 10:02 - Heron Tours: Hello Lia\n12/03/2024, 10:03 - Lia: hi\n\
         12/03/2024, 10:05 - Heron Tours: All booked\n12/03/2024, 10:06 - Lia: great\n",
        &[
            ("unknown", "Hello Lia"),
            ("unknown", "hi"),
            ("unknown", "All booked"),
            ("unknown", "great"),
        ],
    ),
    (
        "9:14 AM  Olga (Support)\nThe invoice is right.\n\n9:15 AM  Ben (Customer)\nIt is not.\n",
        &[
            ("agent", "The invoice is right."),
            ("customer", "It is not."),
        ],
    ),
    (
        "nina.support  14:31\nlooking now\nomar  14:32\nthanks\nomar  14:33\nno rush\n",
        &[
            ("agent", "looking now"),
            ("unknown", "thanks"),
            ("unknown", "no rush"),
        ],
    ),
    (
        "坐席 - 请稍等 - 马上好。\n客户 - 好\n",
        &[("agent", "请稍等 - 马上好。"), ("customer", "好")],
    ),
    (
        "AGENT> Which flight?\nCUST> KS 20: the late one\n",
        &[
            ("agent", "Which flight?"),
            ("customer", "KS 20: the late one"),
        ],
    ),
    (
        "Call 17 / recorded\n1. Rep - Your name?\n2. Caller - Ada\n",
        &[("agent", "Your name?"), ("customer", "Ada")],
    ),
    (
        "A: Good morning\nC: I lost my card\nA: I'll block it\n",
        &[
            ("agent", "Good morning"),
            ("customer", "I lost my card"),
            ("agent", "I'll block it"),
        ],
    ),
    (
        "Q：几点开门\nA：九点\nQ：周日呢\n",
        &[
            ("customer", "几点开门"),
            ("agent", "九点"),
            ("customer", "周日呢"),
        ],
    ),
    (
        "A：喂\nB：你好\nA：在家吗\n",
        &[
            ("unknown", "喂"),
            ("unknown", "你好"),
            ("unknown", "在家吗"),
        ],
    ),
    (
        "Agent: Choose one\nA: refund\nB: exchange\nB: or B again\nCustomer: A: please\n",
        &[
            ("agent", "Choose one\nA: refund\nB: exchange\nB: or B again"),
            ("customer", "A: please"),
        ],
    ),
    (
        "Speaker 1: hello\nSpeaker 2: hi\n",
        &[("unknown", "hello"), ("unknown", "hi")],
    ),
    (
        "说话人1 10:07 喂您好\n说话人2 10:14 你好\n",
        &[("unknown", "喂您好"), ("unknown", "你好")],
    ),
    (
        "**Agent:** One moment.\n**Customer**: ok\n**From:** nobody\n",
        &[
            ("agent", "One moment."),
            ("customer", "ok\n**From:** nobody"),
        ],
    ),
    (
        "| 角色 | 内容 |\n| --- | --- |\n| 客户 | 能退吗 |\n| 坐席 | 能 |\n通话结束\n",
        &[("customer", "能退吗"), ("agent", "能")],
    ),
    (
        "| time | text | speaker |\n|---|---|---|\n| 00:00:03 | a\\|b | agent |\n| 00:00:05 | ok | user |\n",
        &[("agent", "a\\|b"), ("customer", "ok")],
    ),
    (
        "> 顾客：何时发货？\n> 急用\n客服：今天。\n> 顾客：好\n没有标记的一行\n客服：再见\n",
        &[
            ("customer", "何时发货？\n> 急用"),
            ("agent", "今天。"),
            ("customer", "好"),
            ("agent", "再见"),
        ],
    ),
    (
        "<agent> which size?\n<user> small, <b>please</b>\n",
        &[
            ("agent", "which size?"),
            ("customer", "small, <b>please</b>"),
        ],
    ),
    (
        "Agent Kim, 10:32 AM\nAll set.\nGuest (10:33): thanks, bye\n",
        &[("agent", "All set."), ("customer", "thanks, bye")],
    ),
    (
        "[客服 10:32:05] 在\n[客户 10:32:09] 好\n客服——再见\n",
        &[("agent", "在"), ("customer", "好"), ("agent", "再见")],
    ),
    (
        "机器人：请描述问题\n系统：已转人工\n客服：您好\n",
        &[
            ("bot", "请描述问题"),
            ("system", "已转人工"),
            ("agent", "您好"),
        ],
    ),
    (
        "客服：请看说明。\n注意：请带证件\n时间：周一\nhttp://example.org/a\n客户姓名：何三\n注意：别忘了\n客户：好的\n",
        &[
            (
                "agent",
                "请看说明。\n注意：请带证件\n时间：周一\nhttp://example.org/a\n客户姓名：何三\n注意：别忘了",
            ),
            ("customer", "好的"),
        ],
    ),
    (
        "客服:\n您好\n客户:\n客服:在吗\n",
        &[("agent", "您好"), ("agent", "在吗")],
    ),
    (
        "10:02:11 From Ann Lee to Everyone: hi all\n10:02:15 From 李娜 (她) to Ann Lee(Direct Message):\n\
         \t改天吧\n\n\tNote: 客服：不在\n2024-05-01 10:03:00 From  Host  to  Bo(Direct:\n\tok\n",
        &[
            ("unknown", "hi all"),
            ("unknown", "改天吧\n\n\tNote: 客服：不在"),
            ("agent", "ok"),
        ],
    ),
    (
        "08:02:35 Host:\tgood morning\n08:02:40 Guest 1:\tmorning\n\tall\n",
        &[("agent", "good morning"), ("customer", "morning\n\tall")],
    ),
    (
        "Ann Lee   0:03\nShall we start?\n\nTom Fry   0:09\nYes.\nAnn Lee   1:12\nGood.\nTom Fry   1:15\nBye\n",
        &[
            ("unknown", "Shall we start?"),
            ("unknown", "Yes."),
            ("unknown", "Good."),
            ("unknown", "Bye"),
        ],
    ),
    (
        "0:0:0.0 --> 0:0:2.750\nAnn Lee\nShall we start?\n0:0:3.120 --> 0:0:5.430\nTom Fry\nYes.\n\
         0:0:6.0 --> 0:0:7.0\nAnn Lee\nGood.\n0:0:8.0 --> 0:0:9.0\nTom Fry\nBye\n",
        &[
            ("unknown", "Shall we start?\n0:0:3.120 --> 0:0:5.430"),
            ("unknown", "Yes.\n0:0:6.0 --> 0:0:7.0"),
            ("unknown", "Good.\n0:0:8.0 --> 0:0:9.0"),
            ("unknown", "Bye"),
        ],
    ),
    (
        "[10:32 AM] Ann (Support)\nLooking into it.\n[10:33 AM] Tom (Customer)\nThanks\n",
        &[("agent", "Looking into it."), ("customer", "Thanks")],
    ),
    (
        "客服\t您好\n客户\t在吗\n单号\t123\n",
        &[("agent", "您好"), ("customer", "在吗\n单号\t123")],
    ),
    (
        "Agent|hello\nCustomer|hi | there\n",
        &[("agent", "hello"), ("customer", "hi | there")],
    ),
    (
        "[00:00.4 → 00:03.8] Speaker 0: one\n[00:04.0 → 00:05.8] Speaker 1: two\n",
        &[("unknown", "one"), ("unknown", "two")],
    ),
    (
        "坐席：您好，请讲。用户：我查话费坐席：好的\n用户：谢谢\n",
        &[
            ("agent", "您好，请讲。"),
            ("customer", "我查话费"),
            ("agent", "好的"),
            ("customer", "谢谢"),
        ],
    ),
    (
        "<ul>\n<li start=13070 end=14870 speed=4.0 >坐席：您好</li>\n<li class=\"silences\"> 6S. </li>\n\
         <li start=20000 end=21000>客户：在吗</li>\n</ul>\n",
        &[("agent", "您好"), ("customer", "在吗")],
    ),
];

#[test]
fn the_label_styles_people_use() {
    for (text, expected) in STYLES {
        let expected: Vec<(&str, String)> = expected
            .iter()
            .map(|&(role, words)| (role, words.to_owned()))
            .collect();
        assert_eq!(turns(text), expected, "{text}");
        assert_eq!(
            turns(&text.replace('\n', "\r\n")).len(),
            expected.len(),
            "{text}"
        );
    }
}

#[test]
fn every_style_is_detected() {
    for (text, _) in STYLES {
        let head = Head {
            text,
            complete: true,
        };
        assert!(looks_like(&head, &Options::default()), "{text}");
    }
}

#[test]
fn times_become_seconds() {
    let document = document(
        "[00:01:23] 客服: 在\n[客户 10:00:01] 好\n9:14 PM  Ben (Customer)\nhi\n说话人1 10:07 喂\n",
        &Options::default(),
    );
    let times: Vec<Option<f64>> = document
        .turns
        .iter()
        .map(|turn| document.time_at(turn, turn.span.start))
        .collect();
    assert_eq!(times, [Some(83.0), Some(36001.0), Some(76440.0), None]);
}

#[test]
fn times_of_meetings_and_items() {
    let times = |text: &str| -> Vec<Option<f64>> {
        let document = document(text, &Options::default());
        let turns = document.turns.iter();
        turns
            .map(|turn| document.time_at(turn, turn.span.start))
            .collect()
    };
    let meeting = "Ann   0:03\nhi\nTom   1:09\nyes\nAnn   1:02:12\nso\nTom   62:15\nbye\n";
    assert_eq!(
        times(meeting),
        [Some(3.0), Some(69.0), Some(3732.0), Some(3735.0)]
    );
    let clock = "Ann   9:03\nhi\nTom   9:09\nyes\nAnn   9:12\nso\nTom   10:15\nbye\n";
    assert_eq!(times(clock), [None; 4]);
    let below = "0:0:3.120 --> 0:0:5.430\n客服\n您好\n00:00:07\n客户\n好\n";
    assert_eq!(times(below), [Some(3.12), Some(7.0)]);
    assert_eq!(
        times("<li start=13070>坐席：您好</li><li start=\"14000\">客户：在</li>\n"),
        [Some(13.07), Some(14.0)]
    );
}

#[test]
fn what_a_chat_program_says_is_not_judged() {
    let text = "10:02:11 From Ann to Everyone: Reacted to \"Hi\" with 👍\n\
                10:02:15 From Tom to Everyone:\n\tReplying to \"Can we start?\"\n\n\tYes we can\n\
                10:02:19 From Ann to Everyone:\tReacted to it well\n";
    let document = document(text, &Options::default());
    let judged: Vec<&str> = document
        .turns
        .iter()
        .flat_map(|turn| document.judged(turn))
        .map(|span| span.of(&document.text).trim())
        .filter(|words| !words.is_empty())
        .collect();
    assert_eq!(judged, ["Yes we can", "Reacted to it well"]);
    assert_eq!(document.turns.len(), 3);
    assert!(
        document
            .skips
            .iter()
            .all(|skip| skip.reason == SkipReason::Markup)
    );
}

#[test]
fn the_head_of_a_ticket_is_none_of_a_conversation() {
    let detected = |text: &str| {
        looks_like(
            &Head {
                text,
                complete: true,
            },
            &Options::default(),
        )
    };
    assert!(!detected(
        "Customer: Ann Lee\nAgent: Bo\nOrder: 123\n\nHi Ann,\nsorry for the delay.\n"
    ));
    assert!(!detected(
        "客户：张三\n客服：李娜\n\n张女士您好，\n您的订单已发出。\n"
    ));
    assert!(detected(
        "Customer: Ann Lee\nAgent: Bo\n\nAgent: Hello Ann\nCustomer: hi\n"
    ));
    assert!(detected("Customer: Refund\nAgent: Which order?\n"));
}

#[test]
fn quoted_lines_are_skipped() {
    let document = document(
        "> 顾客：何时发货？\n> 急用\n客服：今天。\n",
        &Options::default(),
    );
    let judged: Vec<&str> = document
        .turns
        .iter()
        .flat_map(|turn| document.judged(turn))
        .map(|span| span.of(&document.text).trim())
        .filter(|words| !words.is_empty())
        .collect();
    assert_eq!(judged, ["今天。"]);
}

#[test]
fn unknown_roles_are_said_once_with_the_way_out() {
    let text = "Lia: hi\nHeron: hello\nLia: open?\nHeron: yes\n";
    let unknown = document(text, &Options::default());
    assert_eq!(unknown.notes.len(), 1);
    assert_eq!(unknown.notes[0].code, NoteCode::RolesUnknown);
    assert!(
        unknown.notes[0].message.contains("--role 'Lia=agent'"),
        "{:?}",
        unknown.notes
    );
    let told = document(text, &roles(&[("heron", Role::Agent)]));
    assert!(told.notes.is_empty());
    assert_eq!(told.turns[1].role, Role::Agent);
    assert_eq!(
        &*told.turns[1].speaker.clone().expect("has a label"),
        "Heron"
    );
    assert!(document("", &Options::default()).notes.is_empty());
}

#[test]
fn a_letter_that_the_user_names_keeps_the_others_speaking() {
    let text = "A: hi\nB: hello\n客服: 在\n";
    let document = document(text, &roles(&[("B", Role::Agent)]));
    let found: Vec<Role> = document.turns.iter().map(|turn| turn.role).collect();
    assert_eq!(found, [Role::Unknown, Role::Agent, Role::Agent]);
}

#[test]
fn a_live_transcript_settles_line_by_line() {
    let mut live = LiveTranscript::new(&Options::default());
    let mut settled = Vec::new();
    for line in [
        "客户：在吗\n",
        "王芳：在的\n",
        "客服：您好\n",
        "王芳：我来接\n",
    ] {
        live.push_line(line);
        settled.push(live.document().text[..live.settled()].to_owned());
    }
    assert_eq!(settled[0], "客户：在吗");
    assert_eq!(settled[1], "客户：在吗");
    assert_eq!(settled[2], "客户：在吗");
    assert_eq!(
        settled[3],
        "客户：在吗\n王芳：在的\n客服：您好\n王芳：我来接"
    );
    let roles: Vec<Role> = live.document().turns.iter().map(|turn| turn.role).collect();
    assert_eq!(
        roles,
        [Role::Customer, Role::Unknown, Role::Agent, Role::Unknown]
    );
}

#[test]
fn nothing_settles_before_a_role_is_known() {
    let mut live = LiveTranscript::new(&Options::default());
    live.push_line("Lia: hi\nHeron: hello\nLia: open?\nHeron: yes\n");
    assert_eq!(live.settled(), 0);
    live.push_line("Agent: I take over\n");
    assert_eq!(live.settled(), live.document().text.trim_end().len());
}

#[test]
fn a_stray_name_does_not_hold_back_a_long_call() {
    let mut live = LiveTranscript::new(&Options::default());
    live.push_line("客服：您好\n赠品：一把伞\n");
    let held = live.settled();
    for _ in 0..=REPEATS_WITHIN {
        live.push_line("客服：请讲\n");
    }
    assert!(live.settled() > held);
    live.push_line("赠品：一把伞\n");
    live.finish();
    assert_eq!(
        live.document().turns[0].span.of(&live.document().text),
        "您好\n赠品：一把伞"
    );
}

/// What must no longer change: the turns and skips before `settled`, cut off there.
fn before(document: &Document, settled: usize) -> Vec<(usize, usize, Role, Option<SmolStr>)> {
    let turns = document
        .turns
        .iter()
        .filter(|turn| turn.span.start < settled);
    let turns = turns.map(|turn| {
        (
            turn.span.start,
            turn.span.end.min(settled),
            turn.role,
            turn.speaker.clone(),
        )
    });
    let skips = document
        .skips
        .iter()
        .filter(|skip| skip.span.start < settled);
    let skips = skips.map(|skip| {
        (
            skip.span.start,
            skip.span.end.min(settled),
            Role::System,
            None,
        )
    });
    turns.chain(skips).collect()
}

/// The same rules applied the slow way: all lines are weighed before the first turn is made.
fn in_one_go(text: &str, options: &Options) -> Document {
    let mut slow = LiveTranscript::new(options);
    for line in line_spans(text) {
        let line = line.of(text);
        let mut start = 0;
        for at in slow.turns_inside(line) {
            slow.take_line(&line[start..at]);
            start = at;
        }
        slow.take_line(&line[start..]);
    }
    slow.finished = true;
    slow.read_again(0);
    slow.into_document()
}

fn some_line() -> impl Strategy<Value = String> {
    let label = prop_oneof![
        4 => Just("客服："), 3 => Just("客户："), 2 => Just("王芳："), 2 => Just("Lia: "),
        2 => Just("A: "), 2 => Just("C: "), 1 => Just("淘宝客服："), 1 => Just("[00:00:09] 坐席: "),
        1 => Just("| 客户 | "), 2 => Just("> 顾客："), 1 => Just("> "), 1 => Just("注意："),
        1 => Just("Lia  14:02\n"), 4 => Just(""), 1 => Just("| 角色 | 内容 |\n"), 1 => Just("B - "),
        1 => Just("Speaker 1: "), 1 => Just("王芳 - "), 1 => Just("00:00:07\n"), 1 => Just("Lia\n"),
        1 => Just("坐席：在。客户：好。坐席："), 1 => Just("<li start=70>坐席：好</li>"),
        1 => Just("10:02:11 From Ann to Everyone: "), 1 => Just("\tReplying to \"x\" "),
        1 => Just("Lia   0:03 "),
    ];
    let words = prop_oneof![
        Just(""),
        Just("您好"),
        Just("改天再说"),
        Just("ok |"),
        Just("  ")
    ];
    let end = prop_oneof![8 => Just("\n"), 1 => Just("\n\n"), 2 => Just("\r\n")];
    (label, words, end).prop_map(|(label, words, end)| format!("{label}{words}{end}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn what_is_settled_stays_and_a_pipe_reads_like_a_file(
        lines in proptest::collection::vec(some_line(), 0..24),
        letter_given in any::<bool>(),
    ) {
        let options = if letter_given { roles(&[("A", Role::Agent)]) } else { Options::default() };
        let text = lines.concat();
        let mut live = LiveTranscript::new(&options);
        let mut promises = Vec::new();
        for line in line_spans(&text) {
            live.push_line(line.of(&text));
            let settled = live.settled();
            promises.push((settled, before(live.document(), settled), live.document().roles_known()));
        }
        live.finish();
        let live = live.into_document();
        let mut last = 0;
        for (settled, promised, roles_known) in promises {
            prop_assert!(settled >= last, "settled went back");
            last = settled;
            prop_assert_eq!(promised, before(&live, settled));
            prop_assert!(settled == 0 || roles_known);
        }
        let slow = in_one_go(&text, &options);
        prop_assert_eq!(before(&slow, text.len()), before(&live, text.len()));
        let whole = document(&text, &options);
        prop_assert_eq!(before(&whole, text.len()), before(&live, text.len()));
        prop_assert_eq!(&whole.notes, &live.notes);
        for pair in whole.turns.windows(2) {
            prop_assert!(pair[0].span.end <= pair[1].span.start);
        }
        for turn in &whole.turns {
            let words = turn.span.of(&whole.text);
            prop_assert!(!words.is_empty() && words.trim() == words);
        }
    }

    #[test]
    fn any_text_can_be_read(text in "(\\PC|[\r\n|>:：\\[\\] 0-9*-]){0,200}") {
        let options = Options::default();
        let document = document(&text, &options);
        prop_assert_eq!(&document.text, &text);
        let _ = looks_like(&Head { text: &text, complete: false }, &options);
    }
}
