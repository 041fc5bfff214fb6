use super::*;
use crate::document::{NoteCode, SkipReason};
use crate::input::{Format, plan, read, read_piece};
use proptest::prelude::*;

const INBOX: &[u8] = include_bytes!("../../../tests/mail/inbox.mbox");

fn records(name: &str, bytes: &[u8], options: &Options) -> Records {
    let plan = plan(name, bytes, true, options).expect("a mail");
    let documents = read(&plan, bytes.to_vec(), options).expect("a mail");
    documents.collect()
}

fn documents(bytes: &[u8]) -> Vec<Document> {
    records("a.mbox", bytes, &Options::default())
        .into_iter()
        .map(|record| record.expect("can be read"))
        .collect()
}

fn mail(bytes: &[u8]) -> Document {
    let record = records("a.eml", bytes, &Options::default()).remove(0);
    record.expect("can be read")
}

/// The texts of the turns.
fn turns(document: &Document) -> Vec<&str> {
    let turns = document.turns.iter();
    turns.map(|turn| turn.span.of(&document.text)).collect()
}

/// The bytes of the file in which the words stand.
fn bytes_of(document: &Document, words: &str) -> Span {
    let at = document.text.find(words).expect("in the text");
    let span = Span::new(at, at + words.len());
    let bytes = document.source.file_span(span, &document.text);
    bytes.expect("stands in the file")
}

#[test]
fn the_texts_of_a_mailbox() {
    let inbox = documents(INBOX);
    let bodies: Vec<&str> = inbox
        .iter()
        .filter_map(|document| turns(document).pop())
        .collect();
    assert!(bodies[0].starts_with("王女士您好：\n\n这件事改天给您处理，"));
    assert_eq!(
        bodies[1],
        "朱镕先生：\r\n\r\n您的快递不是我们的责任，改天我再帮您查。\r\n\r\n客服 小林\r\n"
    );
    assert!(bodies[2].starts_with("您好，\n\n這不是我們的責任，改天再說。"));
    assert_eq!(
        bodies[3],
        "Dear Ann,\n\nit is\u{A0}not our fault & we will call some other day.\n\nnot our fault, you said"
    );
    assert_eq!(
        bodies[4],
        "Hello,\n\nFrom now on it is not our fault.\n>From the shop: as soon as possible.\n"
    );
    assert_eq!(bodies[5], "改天给您处理。\n");
    let subjects: Vec<&str> = inbox.iter().map(|document| turns(document)[0]).collect();
    assert_eq!(
        subjects,
        [
            "回复：申请",
            "快递改天再查",
            "order",
            "Your parcel",
            "rules",
            "关于改天的说明"
        ]
    );
    let skips: Vec<usize> = inbox.iter().map(|document| document.skips.len()).collect();
    assert_eq!(skips, [2, 0, 0, 1, 1, 0]);
    assert_eq!(inbox[2].notes[0].code, NoteCode::EncodingGuessed);
}

/// The numbers come from a program of another language, which searched the file for the encoded
/// form of the words.
#[test]
fn words_stand_where_they_were_written() {
    let inbox = documents(INBOX);
    let cases = [
        (0, "改天给您", 465, 501),
        (1, "不是我们的责任", 1456, 1476),
        (2, "不是我們的責任", 1699, 1713),
        (4, "From now on", 2841, 2852),
        (5, "改天的", 3370, 3379),
        (5, "改天给您", 3459, 3471),
    ];
    for (index, words, start, end) in cases {
        assert_eq!(
            bytes_of(&inbox[index], words),
            Span::new(start, end),
            "{words}"
        );
    }
    let raw = |words| &INBOX[bytes_of(&inbox[3], words).range()];
    assert_eq!(raw("not our fault"), b"not our\n fault");
    assert_eq!(raw("is\u{A0}not"), b"is&nbsp;not");
    assert_eq!(raw("Your parcel"), b"Your\n parcel");
}

#[test]
fn lines_and_columns_are_those_of_the_file() {
    let inbox = documents(INBOX);
    let position = |index: usize, words: &str| {
        let document: &Document = &inbox[index];
        let at = document.text.find(words).expect("in the text");
        let found = document.source.position(&document.text, at);
        found.map(|position| (position.line, position.column))
    };
    // Behind "改天" lies a row of bytes in Big5, a character each.
    assert_eq!(position(2, "改天再說"), Some((50, 10)));
    assert_eq!(position(4, "now on"), Some((93, 7)));
    assert_eq!(position(5, "改天的"), Some((119, 12)));
    let lines = INBOX.split(|&byte| byte == b'\n');
    assert!(
        lines
            .clone()
            .nth(92)
            .is_some_and(|line| line.starts_with(b">From now on"))
    );
}

#[test]
fn another_reader_decodes_the_same_texts() {
    let inbox = documents(INBOX);
    let messages = mailbox::messages(INBOX, true);
    for (index, message) in messages.iter().enumerate() {
        let parsed = mailparse::parse_mail(&INBOX[message.mail.range()]).expect("a mail");
        let body = turns(&inbox[index]).pop().expect("a body");
        match index {
            // It knows no other charset than the label's, and no mailbox.
            2 | 4 => continue,
            3 => {
                let html = parsed.subparts[1].get_body().expect("a text");
                assert_eq!(crate::input::html::visible(&html).text.text, body);
            }
            _ => {
                let text = parsed.get_body().expect("a text").replace("\r\n", "\n");
                assert_eq!(text, body.replace("\r\n", "\n"));
            }
        }
    }
}

#[test]
fn what_is_known_of_a_mail() {
    let first = &documents(INBOX)[0];
    assert_eq!(first.id.as_deref(), Some("1@example.com"));
    assert_eq!(first.agent.as_deref(), Some("小林"));
    assert_eq!(
        first.started_at.as_deref(),
        Some("2026-01-05T10:00:00+08:00")
    );
    assert_eq!(first.meta["to"], "wangfang@example.com");
    assert_eq!(first.turns[1].speaker.as_deref(), Some("小林"));
    assert_eq!(first.judged_unit(1), first.turns[1].span);
    let record = records(
        "inbox/cur/1767578400.M1P2.host:2,DS",
        b"Message-ID: <a>\nMIME-Version: 1.0\n\nhi\n",
        &Options::default(),
    );
    let flagged = record[0].as_ref().expect("can be read");
    assert_eq!(flagged.meta["flags"], "DS");
}

#[test]
fn the_user_says_who_is_the_customer() {
    for name in ["ann@example.com", "ANN LEE", "@example.com"] {
        let options = Options {
            roles: [(name.to_owned(), Role::Customer)].into(),
            ..Options::default()
        };
        let bytes = b"From: \"Ann Lee\" <Ann@example.com>\nSubject: late\n\nagain\n";
        let record = records("a.eml", bytes, &options).remove(0);
        let document = record.expect("can be read");
        assert!(
            document
                .turns
                .iter()
                .all(|turn| turn.role == Role::Customer),
            "{name}"
        );
        assert_eq!(document.agent, None);
    }
}

#[test]
fn what_looks_like_a_mail() {
    let detected = |head: &str| {
        let plan = plan("", head.as_bytes(), true, &Options::default());
        plan.expect("can be read").format
    };
    let mails = [
        "Received: from a\n by b\nSubject: c\nMessage-ID: <d>\n\ne",
        "\u{FEFF}\n \nDate: Mon, 5 Jan 2026 10:00:00 +0800\nFrom: a@example.com\nMIME-Version: 1.0\n\nx",
        "Delivered-To: a\r\nReturn-Path: <b>\r\n\r\n客服：您好\r\n客户：你好\r\n",
    ];
    for head in mails {
        assert_eq!(detected(head), Format::Mail, "{head}");
    }
    let others = [
        "Subject: Your parcel\nFrom: Nora\nTo: Tom\n\nHi Tom,\n",
        "Date: today\nFrom: Nora\n\nHi\n",
        "From: Nora\nSubject: MIME-Version: 1.0\n\nReceived: your letter\nMessage-ID: none\n",
        "Received: your letter\n\nMIME-Version: 1.0\n",
    ];
    for head in others {
        assert_ne!(detected(head), Format::Mail, "{head}");
    }
}

#[test]
fn broken_mails_are_read_as_far_as_they_go() {
    let body = |bytes: &str| {
        turns(&mail(bytes.as_bytes()))
            .pop()
            .expect("a text")
            .to_owned()
    };
    let head = "MIME-Version: 1.0\nContent-Type: multipart/alternative";
    let part = "Content-Type: text/plain\n\nnot our fault\n";
    assert_eq!(
        body(&format!("{head}\n\nnot our fault\n")),
        "not our fault\n"
    );
    assert_eq!(
        body(&format!("{head}\n\n--x\n{part}--x--\n")),
        "not our fault"
    );
    assert_eq!(
        body(&format!("{head}; boundary=y\n\n--x\n{part}")),
        "not our fault\n"
    );
    assert_eq!(
        body(&format!("{head}; boundary=x\n\n--x\n{part}")),
        "not our fault\n"
    );
    let base64 = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n";
    assert_eq!(body(&format!("{base64}5pS5 5aSp\n5pS55aS")), "改\u{FFFD}");
    assert_eq!(
        body(&format!("{base64}It is not our fault.\n")),
        "It is not our fault.\n"
    );
    assert_eq!(body("not our fault\n"), "not our fault\n");
    assert_eq!(
        body("Content-Type: text/plain\nnot our fault\n"),
        "not our fault\n"
    );
    let nested: String = (0..100)
        .map(|depth| format!("Content-Type: multipart/mixed; boundary=b{depth}.\n\n--b{depth}.\n"))
        .collect();
    assert_eq!(body(&format!("{nested}{part}")), "not our fault\n");
}

#[test]
fn a_mail_without_text_is_named() {
    let bytes = b"Message-ID: <7@example.com>\nMIME-Version: 1.0\nContent-Type: image/png\n\nx\n";
    let record = records("a.eml", bytes, &Options::default()).remove(0);
    let error = record.expect_err("has no text");
    assert!(
        error
            .message
            .starts_with("the mail “7@example.com” has no text part"),
        "{error}"
    );
}

#[test]
fn the_text_is_read_in_one_form_only() {
    let parts = |kind: &str, parts: &[&str]| {
        let parts: String = parts.iter().map(|part| format!("--x\n{part}\n")).collect();
        let bytes = format!("Content-Type: multipart/{kind}; boundary=\"x\"\n\n{parts}--x--\n");
        turns(&mail(bytes.as_bytes())).concat()
    };
    let (plain, html) = ("\nplain\n", "Content-Type: text/html\n\n<p>html</p>");
    assert_eq!(parts("alternative", &[plain, html]), "plain\n");
    assert_eq!(parts("alternative", &["\n \n", html]), "html");
    assert_eq!(
        parts("mixed", &[plain, "Content-Type: image/png\n\nx", "\nmore"]),
        "plain\n\nmore"
    );
    assert_eq!(parts("mixed", &[html, "\n____\nthe list"]), "html");
    assert_eq!(
        parts(
            "report",
            &[plain, "Content-Type: message/rfc822\n\nSubject: a\n\nb"]
        ),
        "plain\n"
    );
    let attached = "Content-Disposition: attachment; filename=a.txt\n\nnot our fault";
    assert_eq!(parts("mixed", &[plain, attached]), "plain\n");
}

#[test]
fn a_forwarded_subject_is_not_judged() {
    let document = mail(b"Subject: Fwd: not our fault\nMIME-Version: 1.0\n\nsee below\n");
    assert_eq!(document.skips[0].reason, SkipReason::Forward);
    assert_eq!(document.skips[0].span, document.turns[0].span);
}

#[test]
fn raw_bytes_in_a_header_are_read_as_the_body_is() {
    let text = "From: 小林 <lin@example.com>\nSubject: 快递改天再查\n\
                Content-Type: text/plain; charset=gb2312\n\n不是我们的责任\n";
    let bytes = encoding_rs::GBK.encode(text).0;
    let document = mail(&bytes);
    assert_eq!(turns(&document), ["快递改天再查", "不是我们的责任\n"]);
    assert_eq!(document.agent.as_deref(), Some("小林"));
    assert_eq!(document.source.source(&document.text), text);
    for words in ["改天再查", "我们的责任"] {
        let raw = &bytes[bytes_of(&document, words).range()];
        assert_eq!(encoding_rs::GBK.decode(raw).0, words);
    }
}

#[test]
fn pieces_of_a_mailbox_are_read_as_the_whole() {
    let options = Options::default();
    let plan = plan("a.mbox", INBOX, false, &options).expect("a mailbox");
    let whole = documents(INBOX);
    let (mut at, mut seen, mut origin) = (0, 0, Origin::default());
    while at < INBOX.len() {
        let mut size = 1;
        let length = loop {
            let end = (at + size).min(INBOX.len());
            match plan.whole_records(&INBOX[at..end], end == INBOX.len()) {
                0 => size += 700,
                length => break length,
            }
        };
        let piece = &INBOX[at..at + length];
        for record in read_piece(&plan, piece.to_vec(), &origin, &options).expect("mails") {
            let document = record.expect("can be read");
            let place = |document: &Document| {
                let span = document.turns[0].span;
                let position = document.source.position(&document.text, span.start);
                (position, document.source.file_span(span, &document.text))
            };
            assert_eq!(document.text, whole[seen].text);
            assert_eq!(place(&document), place(&whole[seen]));
            seen += 1;
        }
        origin = plan.after(&origin, piece);
        at += length;
    }
    assert_eq!(seen, whole.len());
}

/// What every document must hold, whatever it was read from.
fn check(document: &Document) {
    let mut end = 0;
    for turn in &document.turns {
        assert!(turn.span.start >= end);
        end = turn.span.end;
        assert!(document.text.is_char_boundary(turn.span.start));
        assert!(document.text.is_char_boundary(end));
    }
    let mut end = 0;
    for skip in &document.skips {
        assert!(skip.span.start >= end && document.text.get(skip.span.range()).is_some());
        end = skip.span.end;
    }
    for (at, character) in document.text.char_indices() {
        let span = Span::new(at, at + character.len_utf8());
        document.source.file_span(span, &document.text);
        document.source.position(&document.text, at);
    }
}

proptest! {
    #[test]
    fn no_bytes_are_too_odd(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        for name in ["a.eml", "a.mbox"] {
            records(name, &bytes, &Options::default()).iter().flatten().for_each(check);
        }
    }

    #[test]
    fn no_damage_is_too_bad(
        cut in 0..INBOX.len(),
        length in 0usize..60,
        to in 0..INBOX.len(),
        byte in any::<u8>(),
    ) {
        let mut bytes = INBOX.to_vec();
        let moved: Vec<u8> = bytes.drain(cut..(cut + length).min(INBOX.len())).collect();
        let to = to.min(bytes.len());
        bytes.splice(to..to, moved);
        bytes[cut.min(INBOX.len() - 1)] = byte;
        records("a.mbox", &bytes, &Options::default()).iter().flatten().for_each(check);
        records("a.eml", &bytes[to..], &Options::default()).iter().flatten().for_each(check);
    }
}
