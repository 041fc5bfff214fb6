use super::*;

fn masker() -> Masker {
    Masker::new(&[]).expect("no patterns")
}

/// What stays of the text: `<` and `>` stand around what must be hidden.
fn check(rows: &[&str]) {
    let masker = masker();
    let mut wrong = Vec::new();
    for row in rows {
        let text = row.replace(['<', '>'], "");
        let mut inside = false;
        let mut expected = String::new();
        for c in row.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                _ => expected.push(if inside { '*' } else { c }),
            }
        }
        let masked = masker.mask(&text);
        if masked != expected {
            wrong.push(format!("  text {text}\n  want {expected}\n   got {masked}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} rows:\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
}

#[test]
fn telephones_are_hidden() {
    check(&[
        "您好，我的手机是<13800138000>，麻烦今天下午回个电话。",
        "您留的电话<138 0013 8000>对吗？我核对一下。",
        "电话<138-0013-8000>，姓王。",
        "请打<+86 138 0013 8000>，<0086-13800138000>也行。",
        "我国内的号<(+86)13800138000>停机了",
        "复制过来的：\u{202D}<138\u{200B}0013\u{200B}8000>\u{202C}。",
        "座机<010-12345678>一直占线，<0571 8765 4321>也没人接。",
        "办公室<（010）12345678>没人接。",
        "您可以直接拨打<400-800-1234>，9:00-18:00都有人。",
        "我在香港，<+852 9123 4567>，别打错了。",
        "本地的话打<8765 4321>转分机12。",
        "打<87654321>人工服务也可以",
        "电话<138.0013.8000>，或者<138，0013，8000>",
        "Please call me back on <+44 20 7946 0958> after 17:30.",
        "You can reach our team at <(555) 123-4567> until 6 pm.",
        "My number is <555-123-4567>, not <555.123.4568>.",
        "I'm at <+1 (555) 123-4567> ext. 12 all day.",
        "The office line is <020 7946 0958>.",
        "Ring <555-1234> and ask for billing, or <91 318 9032> from abroad.",
        "对的，<86 1-3-8-0-0-1-3-8-0-0-0>，<13800-138000>元旦不关机",
        "房间里10 20 30 40 50个都行，2024 1500也行",
    ]);
}

#[test]
fn cards_and_identity_cards_are_hidden() {
    check(&[
        "卡号是<6222 0212 3456 7890 128>，尾号<0128>那张。",
        "退到我的卡<4111111111111111>上就行。",
        "扣款的卡是<4111-1111-1111-1111>元旦那天开的",
        "The charge is on <3782 822463 10005>, not on my debit card.",
        "I misread it, <4111 1111 1111 1112> is the one.",
        "身份证<11010519491231002X>，您帮我查一下。",
        "身份证号：<110105 19491231 002X>",
        "老证件是<110105491231002>。",
    ]);
}

#[test]
fn mail_addresses_are_hidden() {
    check(&[
        "请发到<zhang.san@example.com>吧，我马上看。",
        "发票发<zhangsan88＠example.com>就好",
        "我邮箱<zhang_san @ example.com.cn>，谢谢",
        "QQ邮箱<12345@qq.com>",
        "Send the label to <anna.o+returns@example.co.uk>, please.",
        "Mail <müller@example.de>.",
        "它提示<zhangsan@example>不存在",
        "@客服小美 这个怎么弄",
        "3 apples @ $2 each",
    ]);
}

#[test]
fn orders_are_hidden() {
    check(&[
        "订单<SO-2024-0012345>今天18点前发出，您放心。",
        "快递单号<SF1234567890123>，明天上午送到。",
        "京东<JD0012345678>到哪儿了？",
        "您的订单号是<4521>，对吗？",
        "工单<88213>我已经升级给主管了，11月22日10:32前给您回话。",
        "訂單號：<８８２１３>，請您核對。",
        "单号：<20261122-0007>",
        "订单2000元，分3期，订单号<2000>。",
        "订单2026年11月22日下的",
        "验证码<4821>千万别告诉别人。",
        "我是工号<10245>，很高兴为您服务。",
        "单号是<1 2 3 4 5>",
        "单号<三五六八>",
        "I've opened ticket <48213> for you and will call by 10:32.",
        "Your order #<A-10293> ships today.",
        "case no. <4821>, ref # <1234>",
        "Order number is <100245>; it left on 2026-11-22.",
        "Tracking <1Z999AA10123456784> shows Leeds.",
        "I placed 3 orders 2 weeks ago.",
        "In order to help, I need 1 minute.",
        "The order of 5000 items is complete.",
    ]);
}

#[test]
fn digits_that_are_said_are_hidden() {
    check(&[
        "我的电话是<1 3 8 0 0 1 3 8 0 0 0>，您记一下。",
        "我记一下，<13 80 01 38 00 0>，对吧？",
        "号码<一三八零零一三八零零零>，姓李。",
        "手机<幺三八零零幺三八零零零>您说对吗",
        "<幺三八，零零幺三，八零零零>，没错。",
        "手机<１３８００１３８０００>",
        "<１ ３ ８ ０ ０ １ ３ ８ ０ ０ ０>",
        "it's <five five five, one two three, four five six seven>, thank you",
        "<Oh seven double nine four six oh nine>",
        "我一个人等了二十一天，三番五次打电话，一点用都没有。",
        "星期一二三四五六日都行",
        "One or two of them, three at most, four if five people come",
    ]);
}

#[test]
fn dates_times_and_amounts_stay() {
    let rows = [
        "我在2026-11-22 10:32:05给您打过电话。",
        "2026年11月22日10:32，我们会给您一个准确答复。",
        "活动时间2026-11-22至2026-11-25，2026.11.22-2026.11.25也写着。",
        "2026/11/22 18:00前到账，11/22/2026也一样。",
        "2019-2024年一共5次",
        "退款1,280.50元已经原路退回。",
        "一共是12000元，优惠后12,000,000元",
        "总价￥12000000，定金5000-8000元。",
        "预算在5000-8000之间，月薪10000-20000元，贷100000-500000元",
        "余额12345678.90，没错吧？",
        "已为您补偿20000积分，共3000个，还差1200万。",
        "预计24-48小时，最多3-5个工作日。",
        "系统版本10.15.7，升级到了99.95%。",
        "房间101 102，2台，iPhone 15，8000元",
        "2024 1500台都卖完了",
        "The refund of $1,299.00 was sent on 2026-11-22 at 10:32 am.",
        "It starts 2026-11-22T10:32:05+08:00 and ends 2026-11-22T10:32:05Z.",
        "Between 1998 and 2005, or 1998-2005, 1,250,000 people.",
        "We wait 30-60 minutes, 10,000 users do, on 10.15.7 or 6.1.7601.",
        "USD 12000000 or 12000000 dollars; 5000 - 8000 points.",
        "[00:01:23.500 --> 00:01:28.250] 10:32-11:45",
    ];
    check(&rows);
    let masker = masker();
    for row in rows {
        assert!(matches!(masker.mask(row), Cow::Borrowed(_)), "{row}");
    }
}

#[test]
fn a_date_beside_a_number_stays() {
    check(&[
        "2026-11-22 10:32:05 <13800138000> 来电，时长00:03:12",
        "2026-11-22 <13800138000> 1,280.50元",
        "单号<SO-2026-11-22-001>，2026-11-22下单",
        "手机<13800138000>元旦前都能打",
        "<138 0013 8000> 个人用的",
    ]);
}

#[test]
fn numbers_side_by_side() {
    check(&[
        "<13800138000>，8000元一次付清",
        "<13800138000>/<13900139000>，哪个都行",
        "2026年11月22日<138 0013 8000>打来的，说12000元没到账",
        "2026-11-22 10:32-2026-11-22 11:32之间<010-12345678>打过三次",
        "22/11/2026, 10:32 - Anna: call <555 123 4567> about the $1,299.00",
        "At 10:32 <+44 20 7946 0958> rang about 3 items and $1299 2 days ago.",
        "请拨打95588转人工，或者10086。",
        "会议室1024，航班CA1234，1920x1080，满300减50",
        "规格100x200x300，温度37.5度，7x24小时",
        "Windows 11 build 19045, Chrome 122.0.6261.112, 2.4 GHz",
        "订单一共2000元，密码错误5次",
        "tel:<13800138000>;",
        "第1行\t<13800138000>\t<87654321>\n<13900139000>",
        "满意度4.5，1300-1500元/月，1000～2000次",
        "链接https://example.com/o/<20240012345>",
    ]);
}

#[test]
fn the_users_own_patterns() {
    let patterns = [r"[京沪粤][A-Z]\w{5}".to_owned(), r"(?i)wxid_\w+".to_owned()];
    let masker = Masker::new(&patterns).expect("two patterns");
    assert_eq!(masker.mask("车牌京A12345，下午来"), "车牌*******，下午来");
    assert_eq!(
        masker.mask("加我WXID_abc，手机１３８００１３８０００"),
        "加我********，手机***********"
    );
    assert_eq!(masker.mask("没有什么要遮的"), "没有什么要遮的");
}

#[test]
fn a_wrong_pattern_is_named() {
    let error = Masker::new(&["a+".to_owned(), "(王".to_owned()]).expect_err("unclosed");
    assert_eq!(error, "`(王` is not a regular expression: unclosed group");
}

#[test]
fn names_are_hidden_where_asked() {
    let masker = masker();
    let mask = |text, name| masker.mask_with_name(text, name).into_owned();
    assert_eq!(
        mask("您好，我是李晓梅，工号10245。", "李晓梅"),
        "您好，我是***，工号*****。"
    );
    assert_eq!(
        mask("ＡＮＮＡ here, Anna's shift; Annandale is a town", "Anna"),
        "**** here, ****'s shift; Annandale is a town"
    );
    assert_eq!(mask("我是陳靜，很高兴", " 陈静 "), "我是**，很高兴");
    assert_eq!(mask("王先生您好", "王"), "王先生您好");
    assert_eq!(mask("您好", ""), "您好");
    assert_eq!(
        Masker::none().mask_with_name("小美13800138000", "小美"),
        "**13800138000"
    );
}

#[test]
fn nothing_is_masked_where_not_asked() {
    let text = "手机13800138000，邮箱zhangsan@example.com";
    assert!(matches!(Masker::none().mask(text), Cow::Borrowed(_)));
}

mod properties {
    use super::*;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static MASKER: LazyLock<Masker> = LazyLock::new(masker);

    /// The last digit that makes the sum come out, after Luhn.
    fn with_luhn(mut digits: Vec<u32>) -> String {
        let doubled = |(at, &digit): (usize, &u32)| match (at % 2, digit * 2) {
            (0, twice) if twice > 9 => twice - 9,
            (0, twice) => twice,
            _ => digit,
        };
        let sum: u32 = digits.iter().rev().enumerate().map(doubled).sum();
        digits.push((10 - sum % 10) % 10);
        digits.iter().map(u32::to_string).collect()
    }

    /// GB 11643: weights are powers of two modulo 11.
    fn with_id_check(body: &str) -> String {
        let weighed =
            |(at, digit): (usize, u8)| u32::from(digit - b'0') * (2_u32.pow(17 - at as u32) % 11);
        let sum: u32 = body.bytes().enumerate().map(weighed).sum();
        let check = b"10X98765432"[(sum % 11) as usize];
        format!("{body}{}", char::from(check))
    }

    fn grouped(digits: &str, groups: &[usize], separator: &str) -> String {
        let mut rest = digits;
        let mut parts = Vec::new();
        for &len in groups {
            let (part, tail) = rest.split_at(len.min(rest.len()));
            parts.push(part);
            rest = tail;
        }
        parts.push(rest);
        parts.retain(|part| !part.is_empty());
        parts.join(separator)
    }

    fn full_width(text: &str) -> String {
        let wide = |c: char| match c {
            '!'..='~' => char::from_u32(c as u32 + 0xFEE0).unwrap_or(c),
            _ => c,
        };
        text.chars().map(wide).collect()
    }

    fn card() -> impl Strategy<Value = String> {
        let digits = prop::collection::vec(0..10_u32, 12..19);
        let groups = prop::sample::select(vec![vec![], vec![4, 4, 4, 4], vec![4, 6], vec![6]]);
        let separator = prop::sample::select(vec![" ", "-", "\u{A0}", " - "]);
        (digits, groups, separator)
            .prop_map(|(digits, groups, separator)| grouped(&with_luhn(digits), &groups, separator))
    }

    fn identity_card() -> impl Strategy<Value = String> {
        let body = "[1-8][1-5]0[1-9]0[1-9](19[3-9][0-9]|20[01][0-9])(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}";
        let groups = prop::sample::select(vec![vec![], vec![6, 8], vec![6, 4, 4]]);
        (body, groups).prop_map(|(body, groups)| grouped(&with_id_check(&body), &groups, " "))
    }

    fn mobile() -> impl Strategy<Value = String> {
        let prefix = prop::sample::select(vec!["", "+86", "+86 ", "0086-", "86 "]);
        let groups = prop::sample::select(vec![
            vec![],
            vec![3, 4],
            vec![4, 3],
            vec![1; 10],
            vec![2; 5],
        ]);
        let separator = prop::sample::select(vec!["-", " ", "\u{200B}"]);
        (prefix, "1[3-9][0-9]{9}", groups, separator).prop_map(
            |(prefix, digits, groups, separator)| {
                format!("{prefix}{}", grouped(&digits, &groups, separator))
            },
        )
    }

    fn private() -> impl Strategy<Value = String> {
        let one = prop_oneof![card(), identity_card(), mobile()];
        (one, any::<bool>()).prop_map(|(one, wide)| if wide { full_width(&one) } else { one })
    }

    /// Text without digits, and what could be taken for a part of the number behind or before it.
    fn before() -> impl Strategy<Value = String> {
        let end = prop::sample::select(vec![
            "",
            "，",
            "卡号",
            "手机：",
            "订单号是",
            "2026年",
            "2026-11-22 ",
            "10:32 ",
            "至",
            "$",
            "¥ ",
            "(",
            "@",
            ".",
            "call ",
            "to\n",
            "12000元，",
            "Nov 22, ",
            "a@b.cn ",
        ]);
        ("[一-龥，。？！、：a-zA-Z ,.?!元年月日号]{0,12}", end)
            .prop_map(|(text, end)| format!("{text}{end}"))
    }

    fn after() -> impl Strategy<Value = String> {
        let begin = prop::sample::select(vec![
            "",
            "。",
            "元",
            "年",
            "年11月",
            "个",
            "分机12",
            "日",
            "万",
            "元旦",
            ")",
            " 元",
            " dollars",
            ", 2026-11-22",
            " - 12000元",
            "-",
            "%",
            "\n12",
            "@",
        ]);
        (begin, "[一-龥，。？！、：，。 ,.?!元年月日号]{1,12}")
            .prop_map(|(begin, text)| format!("{begin}{text}"))
    }

    /// Shards of numbers, words and marks that hardly fit together.
    fn shards() -> impl Strategy<Value = String> {
        let shard = prop_oneof![
            "[0-9]{1,12}",
            "[0-9 -]{1,9}",
            "[0-9.,:/年月日]{1,9}",
            "[零一二三四五六七八九幺两]{1,8}",
            "[ ()·+@#$¥元，、。\n\t_-]{1,2}",
            "订单号?|单号|order|case|ticket|no\\.|one|two|o|oh|SO-|JD|元|分机|个|people|usd|x|X|ab@c|@qq.com|\u{200B}",
            "2026-11-22|10:32:05|2019-2024|5000-8000|1,280.50|555-1234|8765 4321",
            "[０-９＠Ａ-Ｚ]{1,6}",
        ];
        prop::collection::vec(shard, 0..12).prop_map(|shards| shards.concat())
    }

    proptest! {
        #[test]
        fn no_digit_of_a_number_stays(before in before(), number in private(), after in after()) {
            let text = format!("{before}{number}{after}");
            let masked: Vec<char> = MASKER.mask(&text).chars().collect();
            let start = before.chars().count();
            let shown = &masked[start..start + number.chars().count()];
            prop_assert!(
                shown.iter().all(|&c| c == '*'),
                "{text}\n{}", masked.iter().collect::<String>()
            );
        }

        #[test]
        fn a_mask_keeps_all_places(text in prop_oneof![shards(), any::<String>()]) {
            let masked = MASKER.mask(&text);
            prop_assert_eq!(masked.chars().count(), text.chars().count());
            for (now, was) in masked.chars().zip(text.chars()) {
                // An accent goes with its letter.
                let is_accent = unicode_normalization::char::is_combining_mark(was);
                let may_go = is_accent || was.is_alphanumeric() && (!crate::text::is_han(was) || plain::HAN_DIGITS.contains(plain_char(was)));
                let is_joint = " ()·+-_/.,、@%#".contains(plain_char(was)) || plain_char(was) == plain::INVISIBLE;
                prop_assert!(now == was || now == '*' && (may_go || is_joint), "{:?} became {:?}", was, now);
            }
        }

        #[test]
        fn a_masked_text_is_done(text in shards()) {
            let once = MASKER.mask(&text);
            prop_assert_eq!(MASKER.mask(&once), once.as_ref(), "{}", text);
        }

        #[test]
        fn text_without_numbers_is_borrowed(text in "[一-龥，。？！a-z ,.&&[^一二三四五六七八九两零〇幺]]{0,40}") {
            let is_said = MASKER.built_in.as_ref().is_some_and(|built_in| built_in.identifiers.are_spelt_in(&text));
            prop_assert!(is_said || matches!(MASKER.mask(&text), Cow::Borrowed(_)));
        }
    }
}

#[test]
fn names_of_records_stay_names() {
    let masker = Masker::new(&[]).expect("no patterns");
    for (reference, shown) in [
        ("call-20240511-000042", "call-20240511-000042"),
        ("SO2024001234", "SO2024001234"),
        ("20240511_13800138000_in.wav", "20240511_***********_in.wav"),
        ("110101199003071234", "******************"),
        ("mail/kim@shop.example", "mail/****************"),
        ("9138001380001", "9138001380001"),
    ] {
        assert_eq!(masker.mask_reference(reference), shown);
    }
    assert_eq!(Masker::none().mask_reference("13800138000"), "13800138000");
}
