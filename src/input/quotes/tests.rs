use super::*;
use SkipReason::{Code, Forward, Quote, Signature};
use proptest::prelude::*;

/// What is skipped, each with its reason, and what is left.
fn cut(text: &str) -> (Vec<(SkipReason, &str)>, String) {
    let skips = skips(text);
    let mut left = String::new();
    let mut end = 0;
    for skip in &skips {
        left.push_str(&text[end..skip.span.start]);
        end = skip.span.end;
    }
    left.push_str(&text[end..]);
    (
        skips
            .iter()
            .map(|skip| (skip.reason, skip.span.of(text)))
            .collect(),
        left,
    )
}

#[test]
fn quoted_lines_of_any_depth_but_no_lazy_lines() {
    let text =
        "> 还要等多久？\r\n> > 请稍等\r\n今天下午发出。\r\n   >最好快点\r\nok\r\n    > code\r\n";
    let (skipped, left) = cut(text);
    assert_eq!(
        skipped,
        [
            (Quote, "> 还要等多久？\r\n> > 请稍等\r\n"),
            (Quote, "   >最好快点\r\n")
        ]
    );
    assert_eq!(left, "今天下午发出。\r\nok\r\n    > code\r\n");
}

#[test]
fn an_attribution_goes_with_its_quote() {
    let one = "Done.\n\nOn Tue, 4 Mar 2025 at 10:11, Ida <ida@example.org> wrote:\n> when?\n";
    assert_eq!(cut(one).1, "Done.\n\n");
    let wrapped =
        "Done.\nOn Tue, 4 Mar 2025 at 10:11, Ida Holm\n<ida@example.org> wrote:\n\n> when?\n";
    assert_eq!(cut(wrapped).1, "Done.\n");
    let chinese =
        "已经补发。\n在 2025年3月4日，上午9:12，李雷 <lilei@example.com> 写道：\n> 少一件\n";
    assert_eq!(cut(chinese).1, "已经补发。\n");
    let gmail =
        "已经补发。\n李雷 <l@example.com> 于2025年3月4日周二 上午9:12写道：\n\n> 少一件\n好的\n";
    assert_eq!(cut(gmail).1, "已经补发。\n好的\n");
}

#[test]
fn prose_that_introduces_a_quote_stays() {
    for text in [
        "在他的书中，作者写道：\n> 万事开头难\n",
        "The manual wrote:\n> press F2\n",
    ] {
        let (skipped, left) = cut(text);
        assert_eq!(skipped.len(), 1, "{text}");
        assert!(
            left.ends_with("写道：\n") || left.ends_with("wrote:\n"),
            "{text}"
        );
    }
}

#[test]
fn the_mail_below_a_mark_is_history() {
    for mark in [
        "-----Original Message-----",
        "-----原始邮件-----",
        "------------------ 原始邮件 ------------------",
        "------------------\u{A0}Original\u{A0}------------------",
    ] {
        let text = format!("Yours, Kim\n{mark}\nFrom: Bo\nNobody answers.\n");
        let (skipped, left) = cut(&text);
        assert_eq!(left, "Yours, Kim\n", "{mark}");
        assert_eq!(skipped[0].0, Quote, "{mark}");
    }
    let forwarded = "Please see.\n---------- Forwarded message ---------\nFrom: Bo\nhelp\n";
    assert_eq!(cut(forwarded).0[0].0, Forward);
    assert_eq!(cut("a -----Original Message----- b\n---\nnext\n").0, []);
}

#[test]
fn a_signature_reaches_to_the_end_or_to_the_quote_below() {
    let text =
        "Fixed.\n-- \nJo, Billing\nlowest prices, promised\n\nOn 3 May 2025, Al wrote:\n> hm\n";
    let (skipped, left) = cut(text);
    assert_eq!(left, "Fixed.\n");
    assert_eq!(
        skipped[0],
        (Signature, "-- \nJo, Billing\nlowest prices, promised\n\n")
    );
    assert_eq!(cut("Fixed.\n--\nJo").1, "Fixed.\n");
    let parted = format!("First.\n--\n{}", "Second.\n".repeat(12));
    assert_eq!(cut(&parted).0, []);
}

#[test]
fn fenced_code_is_no_wording() {
    let text = "Run this:\n```sh\nrm -rf old # you must\n```\nThen restart.\n";
    assert_eq!(cut(text).0, [(Code, "```sh\nrm -rf old # you must\n```\n")]);
    assert_eq!(cut("~~~\nnever closed\n```\n").0, []);
}

/// Own words above, history below: only the own words are left.
fn assert_history(history: &str, reason: SkipReason) {
    for own in ["I have sent the part today.\n\n", "配件今天已经寄出。\n\n"] {
        let text = format!("{own}{history}");
        let (skipped, left) = cut(&text);
        assert_eq!(left, own, "{history}");
        assert_eq!(skipped.len(), 1, "{history}: {skipped:?}");
        assert_eq!(skipped[0].0, reason, "{history}");
    }
}

fn assert_untouched(text: &str) {
    assert_eq!(cut(text).0, [], "{text}");
}

#[test]
fn attributions_of_many_programs_part_history_without_marks() {
    for attribution in [
        "On Mon, 3 May 2021 at 10:02, Ida Holm <ida@example.org> wrote:",
        "On Mon, May 3, 2021 at 10:02 AM Ida Holm <\nida@example.org> wrote:",
        "On May 3, 2021, at 10:02 AM, Ida Holm\n<ida@example.org>\nwrote:",
        "On 3/5/21 10:02, Ida Holm wrote:",
        "On 2021-05-03 at 10:02 , Ida Holm <ida@example.org>wrote:",
        "*On Mon, 3 May 2021 at 10:02, Ida Holm <ida@example.org> wrote:*",
        "On Mon, 3 May 2021 10:02:41 -0200 Ida Holm <ida@example.org> wrote",
        "---- On Mon, 3 May 2021 10:02:41 +0530 ida@example.org wrote ----",
        "---- Ida Holm wrote ----",
        "--- On Mon, 3/5/21, Ida Holm <ida@example.org> wrote:",
        "In a message dated 5/3/2021 10:02:41 A.M. Eastern Time, ida@example.org writes:",
        "At 2021-05-03 10:02:41, \"Ida Holm\" <ida@example.org> wrote:",
        "Ida Holm <ida@example.org> wrote on Mon, 3 May 2021 at 10:02:",
        "2021-05-03 10:02 GMT+02:00 Ida Holm <ida@example.org>:",
        "2021-05-03 10:02 GMT+02:00 Ida Holm:",
        "03.05.2021, 10:02, \"Ida Holm\" <ida@example.org>:",
        "10:02 AM, May 3, 2021, \"Ida Holm\" <ida@example.org>:",
        "Monday, 3 May 2021, 10:02 AM +0300 from Ida <ida@example.org>:",
        "Am 03.05.2021 um 10:02 schrieb Ida Holm <ida@example.org>:",
        "Am Mo., 3. Mai 2021 um 10:02 Uhr schrieb Ida Holm <\nida@example.org>:",
        "Ida Holm <ida@example.org> schrieb am Mo., 3. Mai 2021, 10:02:",
        "Le lun. 3 mai 2021 à 10:02, Ida Holm <ida@example.org>\na écrit :",
        "Le 3 mai 2021 à 10:02, Ida Holm <ida@example.org> a écrit\u{A0}:",
        "El lun., 3 may. 2021 a las 10:02, Ida Holm (<ida@example.org>) escribió:",
        "Em seg., 3 de mai. de 2021 às 10:02, Ida Holm <ida@example.org> escreveu:",
        "Ida Holm <ida@example.org> escreveu no dia segunda, 3/05/2021 à(s) 10:02:",
        "Il giorno lun 3 mag 2021 alle ore 10:02 Ida Holm <ida@example.org>\nha scritto:",
        "Op ma 3 mei 2021 om 10:02 schreef Ida Holm <ida@example.org>:",
        "Op 3 mei 2021 om 10:02 heeft Ida Holm <ida@example.org> het volgende geschreven:",
        "Den mån 3 maj 2021 kl 10:02 skrev Ida Holm <ida@example.org>:",
        "man. 3. mai 2021 kl. 10:02 skrev Ida Holm <ida@example.org\n>:",
        "Den man. 3. maj 2021 kl. 10.02 skrev Ida Holm <ida@example.org>:",
        "ma 3. toukokuuta 2021 klo 10.02 Ida Holm\n<ida@example.org> kirjoitti:",
        "W dniu 2021-05-03 10:02:41 użytkownik Ida Holm <ida@example.org> napisał:",
        "pon., 3 maj 2021 o 10:02 Ida Holm <ida@example.org> napisał(a):",
        "Dne 3. 5. 2021 v 10:02 Ida Holm <ida@example.org> napsal(a):",
        "po 3. 5. 2021 v 10:02 odesílatel Ida Holm <ida@example.org> napsal:",
        "Ida Holm <ida@example.org> ezt írta (időpont: 2021. máj. 3., H, 10:02):",
        "În lun., 3 mai 2021 la 10:02, Ida Holm <ida@example.org> a scris:",
        "Ida Holm <ida@example.org>, 3 May 2021 Pzt, 10:02 tarihinde şunu yazdı:",
        "пн, 3 мая 2021 г. в 10:02, Ida Holm <ida@example.org>:",
        "3 мая 2021 г., в 10:02, Ida Holm <ida@example.org> написал(а):",
        "Vào 10:02, Th 2, 3 thg 5, 2021 Ida Holm <ida@example.org> đã viết:",
        "2021年5月3日(月) 10:02 Ida Holm <ida@example.org>:",
        "2021/05/03 10:02、Ida Holm <ida@example.org>のメール:",
        "2021년 5월 3일 (월) 오전 10:02, Ida Holm <ida@example.org>님이 작성:",
        "李雷 <lilei@example.com> 于2021年5月3日周一 上午10:02写道：",
        "李雷 <lilei@example.com> 於 2021年5月3日 週一 上午10:02寫道：",
        "李雷 于2021年5月3日周一 上午10:02写道：",
        "在 2021年5月3日，上午10:02，李雷 <lilei@example.com> 写道：",
        "在 2021年5月3日，10:02，lilei ***@***.***> 写道：",
        "在 2021年5月3日周一 10:02，李雷 <\nlilei@example.com> 写道：",
        "在 2021/5/3 10:02, 李雷 写道:",
        "李雷 在 2021/5/3 10:02 写道:",
        "在 2021-05-03 10:02:41，\"李雷\" <lilei@example.com> 写道：",
        "在2021年5月3日星期一 UTC+8 10:02:41<lilei> 写道：",
        "---- 在 星期一, 03 五月 2021 10:02:41 +0800 lilei@example.com 撰写 ----",
    ] {
        assert_history(
            &format!("{attribution}\n\nWhere is my part?\n改天再说吗？\n"),
            Quote,
        );
        assert_history(
            &format!("{attribution}\n> Where is my part?\n> 改天再说吗？\n"),
            Quote,
        );
    }
}

#[test]
fn a_weaker_attribution_needs_a_quote_below() {
    for attribution in [
        "On Tue, Nov 4, Ida wrote:",
        "Ida Holm <ida@example.org> wrote:",
        "Ida Holm wrote:",
        "2021/5/3 Ida Holm <ida@example.org>",
        "On Mon, 3 May 2021, you wrote:",
        "2021-05-03 10:02 李雷：",
    ] {
        assert_history(&format!("{attribution}\n\n> Where is it?\n"), Quote);
        assert_untouched(&format!("Sent today.\n\n{attribution}\n\nWhere is it?\n"));
    }
}

#[test]
fn an_attribution_may_share_its_line_with_the_reply() {
    for (text, own) in [
        (
            "Sent today. On Mon, 3 May 2021 at 10:02, Ida <ida@example.org> wrote:\n> hm\n",
            "Sent today. ",
        ),
        (
            "  sent On Mon, 3 May 2021 at 10:02, Ida <ida@example.org> wrote:\n> hm\n",
            "  sent ",
        ),
        (
            "已经寄出。在 2021年5月3日，上午10:02，李雷 <l@example.com> 写道：\n> 嗯\n",
            "已经寄出。",
        ),
    ] {
        assert_eq!(cut(text).1, own);
    }
}

#[test]
fn the_line_above_an_attribution_stays_whatever_it_holds() {
    for own in [
        "Parcel 4711 left at 10:15",
        "写信到 help@example.org 也可以",
        "On Monday we pack it and",
    ] {
        let text =
            format!("{own}\nOn 3 May 2021 at 10:02, Ida Holm <ida@example.org> wrote:\n> hm\n");
        assert_eq!(cut(&text).1, format!("{own}\n"));
    }
}

#[test]
fn answers_below_and_between_quotes_stay() {
    let below =
        "On Mon, 3 May 2021 at 10:02, Ida <ida@example.org> wrote:\n> one?\n> two?\n\nYes.\n";
    assert_eq!(cut(below).1, "\nYes.\n");
    let between = "在 2021/5/3 10:02, 李雷 写道:\n> 一？\n\n是。\n\n> 二？\n\n也是。\n";
    assert_eq!(cut(between).1, "\n是。\n\n\n也是。\n");
    // Nobody can tell where the history ends here.
    let unmarked = "在 2021/5/3 10:02, 李雷 写道:\n一？\n是。\n";
    assert_eq!(cut(unmarked).1, "一？\n是。\n");
}

#[test]
fn a_wrapped_line_of_a_quote_belongs_to_it_and_a_short_answer_does_not() {
    let long = "> the part that I have ordered from you in the first days of the last";
    let wrapped = format!("{long}\nmonth has not come.\n> Why?\n");
    assert_eq!(cut(&wrapped).1, "");
    let answer = format!("{long} month?\nyes, today.\n> Really?\n");
    assert_eq!(cut(&answer).1, "yes, today.\n");
}

#[test]
fn header_blocks_of_many_languages() {
    for block in [
        "From: Ida Holm\nSent: Monday, May 3, 2021 10:02 AM\nTo: Kim Roe\nSubject: RE: part",
        "From: Ida Holm [mailto:ida@example.org]\nSent: Monday, 3 May 2021 10:02\nTo: Kim",
        "*From:* Ida Holm [mailto:\nida@example.org]\n*Sent:* Monday, May 3, 2021 10:02 AM\n*To:* Kim\n*Subject:* part",
        "From: ida@example.org\nDate: Mon, 3 May 2021 10:02:41 -0600",
        "Date: Mon, 3 May 2021 10:02:41 -0600\nTo: kim@example.org",
        "Date: Mon=2C 3 May 2021 10:02:41 +0000\nFrom: ida@example.org\nTo: kim@example.org",
        "Subject: part\nFrom: ida@example.org\nTo: kim@example.org\nDate: Mon, 3 May 2021 10:02",
        "   From: Ida Holm\n   <ida@example.org>\n   Sent: Monday, May 3, 2021\n   To: Kim Roe; Al Ray;\n   Bo Lind\n   Subject: part",
        "From: Ida\n\nSent: 3 May 2021 10:02\n\nTo: Kim\n\nSubject: part",
        "________________________________\nFrom: Ida <ida@example.org>\nSent: 3 May 2021\nTo: Kim",
        "------------------------------\n\n*From:* Ida <ida@example.org>\n*Sent:* 3 May 2021\n*To:* Kim",
        "Von: Ida Holm\nGesendet: Montag, 3. Mai 2021 10:02\nAn: Kim Roe\nBetreff: AW: Teil",
        "De : Ida Holm <ida@example.org>\nEnvoyé : lundi 3 mai 2021 10:02\nÀ : Kim\nObjet : pièce",
        "De : Ida<mailto:ida@example.org>\nEnvoyé le :lundi 3 mai 2021 10:02\nÀ : kim@example.org",
        "Message du : 03/05/2021 10:02\nDe : \"Ida \" <ida@example.org>\nA : kim@example.org\nSujet : pièce",
        "De: Ida Holm\nEnviado el: lunes, 3 de mayo de 2021 10:02\nPara: Kim\nAsunto: pieza",
        "De: Ida\nEnviada em: segunda-feira, 3 de maio de 2021 10:02\nPara: Kim\nAssunto: peça",
        "Da: Ida Holm\nInviato: lunedì 3 maggio 2021 10:02\nA: Kim\nOggetto: pezzo",
        "Van: Ida Holm\nVerzonden: maandag 3 mei 2021 10:02\nAan: Kim\nOnderwerp: deel",
        "Från: Ida Holm\nSkickat: den 3 maj 2021 10:02\nTill: Kim\nÄmne: del",
        "Fra: Ida Holm\nSendt: 3. maj 2021 10:02\nTil: Kim\nEmne: del",
        "Od: Ida Holm\nWysłano: poniedziałek, 3 maja 2021 10:02\nDo: Kim\nTemat: część",
        "Od: Ida Holm\nOdesláno: pondělí 3. května 2021 10:02\nKomu: Kim\nPředmět: díl",
        "От: Ida Holm\nОтправлено: 3 мая 2021 г. 10:02\nКому: Kim\nТема: деталь",
        "差出人: Ida <ida@example.org>\n送信日時: 2021年5月3日 10:02\n宛先: Kim\n件名: 部品",
        "보낸 사람: Ida\n보낸 날짜: 2021년 5월 3일 월요일 오전 10:02\n받는 사람: Kim\n제목: 부품",
        "发件人: 李雷 <lilei@example.com>\n发送时间: 2021年5月3日 10:02\n收件人: 客服\n主题: 配件",
        "发件人： 李雷\n发送时间： 2021-05-03 10:02\n收件人： 客服\n抄送： 经理\n主题： Re: 配件",
        "*发件人:* 李雷 <lilei@example.com>\n*日期:* 2021年5月3日 星期一 10:02\n*收件人:* 客服\n*主题:* 配件",
        "发件人：李雷<lilei@example.com>\n发送时间：2021年5月3日(星期一) 10:02\n收件人：客服\n主　题：配件",
        "发件人: 李雷\n<lilei@example.com>\n发送时间: 2021年5月3日\n10:02\n收件人: 客服;\n经理\n主题: 配件",
        "寄件者: 李雷\n寄件日期: 2021年5月3日 上午 10:02\n收件者: 客服\n主旨: RE: 配件",
        "________________________________________\n從: 李雷 [lilei@example.com]\n寄件日期: 2021年5月3日 上午 10:02\n至: 客服\n副本: 經理\n主旨: 配件",
        "| 发件人 | 李雷<lilei@example.com> |\n| 发送日期 | 2021年05月03日 10:02 |\n| 收件人 | 客服 |\n| 主题 | 配件 |",
        "发件人 李雷<lilei@example.com>\n发送日期 2021年5月3日 10:02\n收件人 客服\n主题 配件",
    ] {
        assert_history(
            &format!("{block}\n\n我的订单地址：上海\nWhere is it?\n"),
            Quote,
        );
    }
}

#[test]
fn header_fields_on_top_may_be_the_writers_own() {
    let own = "From: kim@example.org\nTo: ida@example.org\nSubject: your part\n\nDear Ida,\n\nsent today.\n";
    assert_untouched(own);
    let history =
        "\nFrom: ida@example.org\nSent: 3 May 2021 10:02\nTo: kim@example.org\n\nWhere is it?\n";
    assert_eq!(cut(&format!("{own}{history}")).1, format!("{own}\n"));
    // Below a line of the mail program they are not, even if the writer added nothing.
    let empty = format!("\n________________________________{history}");
    assert_eq!(cut(&empty).1, "\n");
}

#[test]
fn marks_of_many_programs() {
    for (mark, reason) in [
        ("-----Original Message-----", Quote),
        ("----- Original message -----", Quote),
        ("-------- Original Message --------", Quote),
        ("*-----Original Message-----*", Quote),
        ("_____Original Message_____", Quote),
        ("-----Ursprüngliche Nachricht-----", Quote),
        ("-------- Message d'origine --------", Quote),
        ("-----Mensaje original-----", Quote),
        ("-----Oorspronkelijk bericht-----", Quote),
        ("-------- Oprindelig besked --------", Quote),
        ("-----Původní zpráva-----", Quote),
        ("-----邮件原件-----", Quote),
        ("------------------ 原始邮件 ------------------", Quote),
        (
            "------------------\u{A0}原始邮件\u{A0}------------------",
            Quote,
        ),
        (
            "------------------\u{A0}Original\u{A0}------------------",
            Quote,
        ),
        ("---Original---", Quote),
        ("---- 回复的原邮件 ----", Quote),
        ("-----原始郵件-----", Quote),
        ("---------- Forwarded message ---------", Forward),
        ("-------- Forwarded Message --------", Forward),
        (
            "---------------------- Forwarded by Ida Holm/Acme on 05/03/2021 10:02 AM ----",
            Forward,
        ),
        ("-------- Weitergeleitete Nachricht --------", Forward),
        ("---------- Mensaje reenviado ----------", Forward),
        ("---- 转发的邮件 ----", Forward),
        ("-------- 转发邮件信息 --------", Forward),
        ("---------- 轉寄郵件 ----------", Forward),
        ("Begin forwarded message:", Forward),
        ("Début du message réexpédié :", Forward),
        ("Anfang der weitergeleiteten Nachricht:", Forward),
        ("下面是被转发的邮件：", Forward),
    ] {
        assert_history(&format!("{mark}\nFrom: Ida\n\nWhere is it?\n"), reason);
        assert_history(&format!("{mark}\n| 发件人 | 李雷 |\n还没到。\n"), reason);
        // Quoted history ends with the quote.
        let quoted = format!("See below.\n{mark}\n\n> Where is it?\n\nOn its way.\n");
        assert_eq!(cut(&quoted).1, "See below.\n\nOn its way.\n", "{mark}");
    }
}

#[test]
fn a_helpdesk_asks_to_write_above_its_line() {
    let mark = "##- Please type your reply above this line -##";
    assert_eq!(
        cut(&format!("Sent today.\n{mark}\nWhere?\n")).1,
        "Sent today.\n"
    );
    assert_eq!(cut(&format!("{mark}\nDear Ida,\n")).1, "Dear Ida,\n");
}

#[test]
fn lines_that_name_the_device() {
    for line in [
        "Sent from my iPhone",
        "*Sent from my iPhone*",
        "Sent from my Verizon Wireless 4G LTE smartphone",
        "Sent from my Fairphone FP4",
        "Sent from my phone. Please excuse my brevity and typos.",
        "Sent from Yahoo Mail on Android",
        "Sent from Mail for Windows 10",
        "Sent from Outlook for iOS<https://example.org/o>",
        "Sent via the Samsung Galaxy S21, an AT&T 5G smartphone",
        "Get Outlook for iOS<https://example.org/o>",
        "Get Outlook for Android",
        "Envoyé de mon iPhone",
        "Envoyé à partir de Outlook pour iOS<https://example.org/o>",
        "Von meinem iPhone gesendet",
        "Gesendet von Outlook für Android<https://example.org/o>",
        "Enviado desde mi iPhone",
        "Enviado do meu iPhone",
        "Inviato da iPhone",
        "Verstuurd vanaf mijn iPad",
        "Skickat från min iPhone",
        "Sendt fra min iPhone",
        "Lähetetty iPhonesta",
        "Wysłane z iPhone'a",
        "Отправлено с iPhone",
        "iPhone'umdan gönderildi",
        "iPhoneから送信",
        "나의 iPhone에서 보냄",
        "发自我的iPhone",
        "发自我的 iPhone",
        "发自我的手机",
        "发自我的小米手机",
        "发自 网易邮箱大师",
        "签名由 网易邮箱大师 定制",
        "从我的 iPhone 发送",
        "從我的 iPhone 傳送",
        "取得 iOS 版 Outlook<https://example.org/o>",
        "获取适用于 Android 的 Outlook",
        "从 Windows 版邮件发送",
        "来自 Outlook for Android",
    ] {
        let text = format!("Sent today.\n\n{line}\n\nAsk me if not.\n");
        assert_eq!(cut(&text).1, "Sent today.\n\n\nAsk me if not.\n", "{line}");
        assert_eq!(cut(line).0, [(Signature, line)]);
    }
}

#[test]
fn a_visiting_card_is_hidden_and_thanks_are_not() {
    for (text, own) in [
        (
            "Sent today.\n\nBest regards,\nIda Holm\nHolm Spares Ltd.\nTel: +44 20 5550 1234\n",
            "Sent today.\n\n",
        ),
        (
            "Sent today.\n\nKind regards\n\nIda Holm\nHead of Spares\n",
            "Sent today.\n\n",
        ),
        (
            "Sent today.\n\nThanks,\nIda Holm\nida@example.org\n",
            "Sent today.\n\nThanks,\n",
        ),
        (
            "Sent today.\n\n-----\nIda Holm\nSpares\nwww.example.org\n",
            "Sent today.\n\n",
        ),
        (
            "Sent today.\n\n_______________\nspares mailing list\nspares@example.org\n",
            "Sent today.\n\n",
        ),
        ("Sent today.\n\n-Ida Holm\n", "Sent today.\n\n"),
        (
            "今天已经寄出。\n\n此致\n敬礼\n\n李梅\n青禾配件公司客服部\n电话：400-555-0134\n",
            "今天已经寄出。\n\n",
        ),
        (
            "今天已经寄出。\n谢谢！\n\n李梅\n青禾配件公司\n邮箱：limei@example.com\n",
            "今天已经寄出。\n谢谢！\n\n",
        ),
        ("今天已经寄出。\n祝好\n李梅\n客服部\n", "今天已经寄出。\n"),
    ] {
        let (skipped, left) = cut(text);
        assert_eq!(left, own, "{text}");
        assert!(skipped.iter().all(|skip| skip.0 == Signature), "{text}");
    }
}

#[test]
fn a_closing_that_says_something_stays() {
    for text in [
        "Sent today.\n\nBest regards,\nIda\n",
        "Sent today.\n\nBest regards,\nIda\nPS: Please call us at +44 20 5550 1234\n",
        "Sent today.\n\nThanks,\nplease call +44 20 5550 1234\n",
        "Sent today.\n\nThanks!\nYou can reach us at ida@example.org\n",
        "今天已经寄出。\n谢谢\n",
        "今天已经寄出。\n谢谢！\n请尽快回复\n",
        "今天已经寄出。\n祝好\n李梅\n请拨打 400-555-0134\n",
        "今天已经寄出。\n祝好\n李梅\n明天再联系\n",
        "今天已经寄出。\n谢谢！\n电话：400-555-0134\n",
        "Steps:\n- open\n-close\n",
        "Steps\n---\nOrder: 4711\nMail: ida@example.org\n",
    ] {
        assert_untouched(text);
    }
}

#[test]
fn disclaimers_are_paragraphs() {
    for disclaimer in [
        "This e-mail and any attachments are confidential. If you are not the intended\nrecipient, please delete it.\n",
        "CONFIDENTIALITY NOTICE: The contents of this mail are privileged and meant for its addressee.\n",
        "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie sie irrtümlich erhalten haben, löschen Sie sie.\n",
        "Ce message et ses pièces jointes sont confidentiels ; si vous l'avez reçu par erreur, détruisez-le.\n",
        "本邮件及其附件含有保密信息，仅限于发送给上面地址中列出的个人。如果您误收了本邮件，请立即删除。\n",
        "免责声明：此邮件可能含有机密内容，仅供指定收件人使用，未经许可不得披露或者转发给他人。\n",
        "免责声明\n\n本邮件内容仅供收件人参考，含有保密信息，不构成任何承诺，未经许可不得传播给其他人。\n",
    ] {
        let text = format!("Sent today.\n\n{disclaimer}");
        let (skipped, left) = cut(&text);
        assert_eq!(left.trim(), "Sent today.", "{disclaimer}");
        assert!(skipped.iter().all(|skip| skip.0 == Signature));
    }
    for own in [
        "Your data stay confidential with us, and nobody else can read what you have written here.\n",
        "请阅读我们网站上的免责声明，其中说明了保密条款以及您的权利，如有疑问请随时联系我们客服。\n",
        "Please delete this e-mail from the list of drafts and write a new one to the same address.\n",
    ] {
        assert_untouched(own);
    }
}

#[test]
fn look_alikes_stay() {
    for text in [
        "在他的书中，作者写道：\n\n万事开头难。\n",
        "您在2021年5月3日 10:15的邮件中写道：\n\n配件未到。\n\n现在已经寄出。\n",
        "客户在 2021年5月3日 10:15 的来信中写道：\n\n配件未到。\n",
        "On the forum, Bob wrote:\n\nIt works.\n",
        "On 3 May 2021 at 10:15 our driver wrote:\n\nNobody at home.\n",
        "On 3 May 2021 at 10:15 I wrote the following to ida@example.org: sent.\n",
        "On the other hand, on 3 May:\n\nit was sent.\n",
        "Our team at help@example.org wrote on 3 May 2021 at 10:02:\n\nIt is sent.\n",
        "Please write to Ida <ida@example.org> before 2021-05-03 10:00:\n\nShe helps.\n",
        "We met on 2021-05-03 at 10:00:\n\n- one\n- two\n",
        "2021-05-03 10:00 客服：\n您好\n",
        "Here you are.\nFrom: our house\n\nEnjoy it.\n",
        "Hi,\nFrom: all of us\nThanks for all\nSent: with love\n",
        "Your trip:\nFrom: Leeds\nTo: York\nDate: 2021-05-03 10:02\n",
        "Your parcel:\nFrom: Leeds\nSent: 3 May 2021\nTo: York\n",
        "We write From: kim@example.org to: ida@example.org here.\n",
        "您好：\n订单：4711\n时间：2021-05-03 10:02\n地址：上海\n",
        "您好：\n时间：2021-05-03 10:02\n主题：端午礼盒\n收件人：李雷\n",
        "您好：\n发件人：青禾\n收件人：李雷\n地址：上海市\n电话：13800000000\n时间：2021-05-03 10:02\n",
        "您好：\n| 收件人 | 李雷 |\n| 时间 | 2021-05-03 10:02 |\n| 地址 | 上海 |\n",
        "The line -----Original Message----- parts them.\n",
        "这里说的 ---- 回复的原邮件 ---- 是一行标记。\n",
        "The forwarded message: see above.\n",
        "One\n---\nTwo\n***\nThree\n___\nFour\n",
        "**Original message**\n\nis what we call it.\n",
        "- one\n- two\n  - three\n* four\n+ five\n",
        "-- one\n-- two\n",
        "It fits -- more or less.\n",
        "Sent from my desk\n",
        "Sent from my desk, which is easier.\n",
        "Sent from a parcel shop\n",
        "Sent via email\n",
        "Sent from my iPhone app to everybody, it says.\n",
        "发自内心地感谢您\n",
        "通过手机号登录\n",
        "从手机发送短信到 10086\n",
        "来自华为客服的电话\n",
        "发自三星手机店的包裹\n",
        "客户在2021/5/3 10:15写道：\n\n配件未到。\n",
        "请取得收据后联系我们\n",
        "Get well soon\n",
        "Visit us:\n>>> https://example.org <<<\n",
        "x = 5 if\n>= 3\n",
        "价格：\n<50 元\n",
    ] {
        assert_untouched(text);
    }
}

#[test]
fn fences_that_stay_open_are_looked_at_once() {
    let many = "```sh\nls\n".repeat(20_000);
    assert_eq!(cut(&many).0, []);
}

/// Lines of all kinds, to be put together at random.
fn any_line() -> impl Strategy<Value = String> {
    let lines = [
        "",
        "",
        "Sent today.",
        "今天寄出。",
        "> quoted",
        ">> 引用",
        "-- ",
        "--",
        "---",
        "____",
        "```",
        "~~~",
        "On Mon, 3 May 2021 at 10:02, Ida <ida@example.org>",
        "wrote:",
        "On 3 May 2021 at 10:02, Ida Holm <ida@example.org> wrote:",
        "李雷 <l@example.com> 于2021年5月3日 10:02写道：",
        "在 2021/5/3 10:02, 李雷 写道:",
        "From: Ida <ida@example.org>",
        "Sent: 3 May 2021 10:02",
        "To: Kim",
        "Subject: part",
        "发件人: 李雷 <l@example.com>",
        "发送时间: 2021-05-03 10:02",
        "地址：上海",
        "| 主题 | 配件 |",
        "-----Original Message-----",
        "Begin forwarded message:",
        "Best regards,",
        "谢谢！",
        "Ida Holm",
        "Tel: +44 20 5550 1234",
        "发自我的iPhone",
        "-Ida",
        "## reply above this line ##",
        "免责声明：",
        "İ ẞ ﬁ :",
        ">:",
    ];
    prop_oneof![
        4 => proptest::sample::select(lines.to_vec()).prop_map(String::from),
        1 => "\\PC{0,12}[:：>]?",
    ]
}

fn any_mail() -> impl Strategy<Value = String> {
    let breaks = prop_oneof![4 => Just("\n"), 1 => Just("\r\n")];
    (proptest::collection::vec(any_line(), 0..14), breaks)
        .prop_map(|(lines, line_break)| lines.join(line_break))
}

proptest! {
    #[test]
    fn skips_are_in_order_apart_and_on_characters(text in any_mail()) {
        let mut end = 0;
        for (index, skip) in skips(&text).into_iter().enumerate() {
            prop_assert!(skip.span.start >= end && (index == 0 || !skip.span.is_empty()));
            prop_assert!(text.is_char_boundary(skip.span.start));
            prop_assert!(text.is_char_boundary(skip.span.end));
            end = skip.span.end;
        }
        prop_assert!(end <= text.len());
    }

    #[test]
    fn words_without_any_mark_stay(text in "([a-z ]{0,30}[,.]?|[您好已经寄出，。]{0,20}|\n){0,12}") {
        prop_assert_eq!(skips(&text), []);
    }

    #[test]
    fn history_below_changes_nothing_above(own in any_mail()) {
        let history = "\n\nOn Tue, 4 May 2021 at 9:30, Bo Lind <bo@example.org> wrote:\n> hm\n";
        let own = format!("{own}\n");
        let left = cut(&format!("{own}{history}")).1;
        let alone = cut(&own).1;
        prop_assert_eq!(left.trim_end(), alone.trim_end());
    }
}
