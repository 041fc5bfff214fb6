use super::*;
use SkipReason::{Forward, Quote, Signature};
use proptest::prelude::*;

fn text(html: &str) -> String {
    visible(html).text.text
}

/// What is skipped, each with its reason, and what is left.
fn cut(html: &str) -> (Vec<(SkipReason, String)>, String) {
    let page = visible(html);
    let text = &page.text.text;
    let (mut left, mut end) = (String::new(), 0);
    for skip in &page.skips {
        left.push_str(&text[end..skip.span.start]);
        end = skip.span.end;
    }
    left.push_str(&text[end..]);
    while left.contains("\n\n\n") {
        left = left.replace("\n\n\n", "\n\n");
    }
    let skipped = |skip: &Skip| (skip.reason, skip.span.of(text).trim().to_owned());
    (
        page.skips.iter().map(skipped).collect(),
        left.trim().to_owned(),
    )
}

#[test]
fn white_space_collapses_and_blocks_break_lines() {
    assert_eq!(
        text(" <p>Not \n our <b> fault</b>.</p>\n<p>Sorry</p> "),
        "Not our fault.\n\nSorry"
    );
    assert_eq!(text("one<br>two<br/><br>three"), "one\ntwo\n\nthree");
    assert_eq!(
        text("<div>您好</div><div><br></div><div>改天</div><div>再说</div>"),
        "您好\n\n改天\n再说"
    );
    assert_eq!(text("<ul><li>a<li>b</ul>c"), "a\n\nb\n\nc");
    assert_eq!(
        text("<table><tr><td>订单</td><td> 12 </td></tr><tr><th>a<th>b</table>"),
        "订单\t12\na\tb"
    );
    assert_eq!(text("<pre>a  b\n c</pre>"), "a  b\n c");
    assert_eq!(
        text("<div style='white-space: pre-wrap'>a\r\n  b</div>"),
        "a\n  b"
    );
    assert_eq!(
        text("a &lt; b &amp; c&nbsp;d &#25913;&#x5929; &bogus; &copy 1"),
        "a < b & c\u{A0}d 改天 &bogus; © 1"
    );
}

#[test]
fn what_nobody_sees_is_left_out() {
    for hidden in [
        "<title>改天</title>",
        "<style>p { color: red }</style>",
        "<script>if (a < b) alert('改天')</script>",
        "<!-- 改天 -->",
        "<!--[if mso]><p>改天</p><![endif]-->",
        "<div style='DISPLAY : none !important'><p>改<b>天</b></p></div>",
        "<span style='font-size:0px'>改天</span>",
        "<p hidden>改天</p>",
        "<div style='max-height:0;overflow:hidden'>改天</div>",
        "<div style='height:0;width:0;overflow:hidden'>改天</div>",
        "<td style=\"opacity:0.0\">改天</td>",
    ] {
        assert_eq!(squeezed(&text(&format!("a{hidden} b"))), "a b", "{hidden}");
    }
    let shown = "<span style='font-size:0.9em'>a</span><p style='max-height:10px'>b</p><i style='opacity:0.5'>c</i>";
    assert_eq!(text(shown), "a\n\nb\n\nc");
    assert_eq!(text("<head><title>x</title><body>a"), "a");
    assert_eq!(text("<p style='display:none'>x<p>a"), "a");
}

#[test]
fn quotations_of_every_program() {
    let cases = [
        "<div>好的。</div><div class=\"gmail_quote gmail_quote_container\"><div class=gmail_attr>On Mon, 5 Jan 2026 at 10:00, Ann wrote:<br></div><blockquote class=\"gmail_quote\">又坏了</blockquote></div>",
        "好的。<blockquote type=\"cite\"><div>又坏了</div></blockquote>",
        "好的。<div class=\"moz-cite-prefix\">在 2025/3/4 9:57, 李雷 写道:</div><blockquote type=cite>又坏了</blockquote>",
        "<div>好的。</div><hr><div id=\"divRplyFwdMsg\"><b>发件人:</b> 李雷</div><div>又坏了</div><div>再说</div>",
        "<p>好的。</p><div class='ntes-mailmaster-quote'>又坏了</div>",
        "<p>好的。</p><blockquote id=isReplyContent>又坏了</blockquote>",
        "<div>好的。</div><div><includetail><div>又坏了</div></includetail></div>",
        "<p>好的。</p><div id=\"yahoo_quoted_0123\" class=yahoo_quoted>又坏了</div>",
        "<div>好的。</div><div style=\"font-size: 12px;\">------------------&nbsp;原始邮件&nbsp;------------------</div><div>又坏了</div>",
    ];
    for html in cases {
        let (skipped, left) = cut(html);
        assert_eq!(left, "好的。", "{html}");
        assert!(skipped.iter().all(|(reason, _)| *reason == Quote), "{html}");
    }
}

#[test]
fn an_answer_between_quotations_is_the_writers() {
    let html = "<div>您好</div><div class=gmail_quote><div class=gmail_attr>On Mon, 5 Jan 2026, Ann wrote:</div>\
                <blockquote class=gmail_quote>什么时候？<div class=gmail_quote><blockquote>older</blockquote>still hers</div></blockquote>\
                <div>明天。</div><blockquote class=gmail_quote>多少钱？</blockquote><div>免费。</div></div>";
    assert_eq!(cut(html).1, "您好\n\n明天。\n\n免费。");
    let bottom = "<div>On Mon, 5 Jan 2026 at 10:00, Ann &lt;a@example.com&gt; wrote:</div><blockquote>又坏了</blockquote><div>好的。</div>";
    assert_eq!(cut(bottom).1, "好的。");
    let indented = "<div>办法：</div><blockquote style=\"margin:0 0 0 40px;border:none;padding:0px\"><div>重启</div></blockquote>";
    assert_eq!(cut(indented).0, []);
}

#[test]
fn forwarded_mails_and_signatures_have_their_reason() {
    let html = "请看。<div class=gmail_quote><div class=gmail_attr>---------- Forwarded message ---------<br>From: Ann</div>又坏了</div>";
    let (skipped, left) = cut(html);
    assert_eq!(
        (skipped[0].0, skipped.len(), left.as_str()),
        (Forward, 1, "请看。")
    );
    let html = "<p>Done.</p><div data-smartmail=gmail_signature>Jo, Billing</div><p>PS: thanks</p>";
    assert_eq!(
        cut(html),
        (
            vec![(Signature, "Jo, Billing".to_owned())],
            "Done.\n\nPS: thanks".to_owned()
        )
    );
    assert_eq!(cut("<div id=isForwardContent>x</div>").0[0].0, Forward);
}

#[test]
fn tags_that_do_not_fit_harm_nobody() {
    assert_eq!(text("</div>a</b><table>b</div>c</table></td>d"), "a\nbc\nd");
    let deep = format!("{}改天{}再说", "<div>".repeat(3000), "</div>".repeat(3000));
    assert_eq!(text(&deep), "改天\n再说");
    let long = "<b><p></div></b></td>&#1;".repeat(20_000) + &"<blockquote>x".repeat(20_000);
    assert!(!text(&long).is_empty());
    assert_eq!(text("a < b &"), "a < b &");
    assert_eq!(text("a<"), "a<");
}

/// A piece of a page: what is written, and whether it is shown.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[ab改天😀]{1,4}",
        2 => Just(" ".to_owned()),
        1 => prop::sample::select(vec![
            "\r\n", "\n\t ", "&nbsp;", "&amp;", "&lt;", "&#25913;", "&#x5929", "&copy", "&semi;", "&foo;",
            "&", "<b>", "</b>", "<br>", "<p>", "</p>", "<div class=x>", "</div>", "<!-- a -->", "\u{A0}",
            "&NotEqualTilde;", "<td>", "</td>", "&#0;", "&#", "&#59;", "<", ">",
        ]).prop_map(str::to_owned),
    ]
}

fn squeezed(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() && c != '\u{A0}')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

proptest! {
    #[test]
    fn the_source_of_every_span_shows_it(pieces in prop::collection::vec(piece(), 1..12)) {
        let html: String = pieces.concat();
        let page = visible(&html).text;
        let text = &page.text;
        let edges: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for (index, &start) in edges.iter().enumerate() {
            for &end in &edges[index + 1..] {
                let span = Span::new(start, end);
                if let Some(source) = page.runs.source_span(span, text) {
                    let again = self::text(source.of(&html));
                    // An entity may stand for two characters, and what makes a break may stand outside
                    // of the words: the tag that a closing one belongs to.
                    let unparted = |text: &str| squeezed(text).replace(' ', "");
                    let (wanted, again) = (unparted(span.of(text)), unparted(&again));
                    prop_assert!(again.contains(&wanted), "{:?} of {:?}", source, html);
                }
            }
        }
    }

    #[test]
    fn no_page_is_too_odd(html in "(<|>|/|p|div|blockquote|&|#|;|!|-|\"|'| |=|class|改|\r|\n|\u{0}|x){0,40}") {
        let page = visible(&html);
        let mut end = 0;
        for skip in page.skips {
            prop_assert!(skip.span.start >= end && skip.span.end <= page.text.text.len());
            end = skip.span.end;
        }
    }
}
