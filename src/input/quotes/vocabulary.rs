//! The words that the rest of `quotes` goes by, in the languages that mail programs speak. Those
//! that are compared in small letters are written so; those that a name follows are not.

use super::device::first_three;
use super::headers::Field;
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

/// Words that say that somebody wrote, with which an attribution ends.
const VERBS: &str = "\
    wrote, writes, has written, wrote the following, a écrit, écrit, escribió, escribio, \
    escreveu, ha scritto, napisał, napisała, napisał(a), napisao, napísal, napísal(a), \
    napsal, napsala, napsal(a), kirjoitti, пишет, писал, писал(а), написал, написала, \
    написал(а), пише, написав, написа, yazdı, írta, ezt írta, a scris, έγραψε, đã viết, \
    viết, menulis, schrieb, schrieb folgendes, geschrieben, schreef, schreef het volgende, \
    geschreven, skrev, skrev följande, skrifaði, rašė, rakstīja, kirjutas, va escriure, כתב, \
    写道, 寫道, 撰写, 撰寫, のメール, のメッセージ, 書きました, 작성, 작성함, 님이 씀, \
    님이 작성, เขียนว่า, كتب";

/// Verbs behind which the name may stand: `Am … schrieb Ida Holm:`.
const VERBS_BEFORE_NAMES: &str = "\
    schrieb, schreef, skrev, napsal";

/// Verbs behind which the day may stand: `Ida <ida@example.org> schrieb am …:`.
const VERBS_BEFORE_DAYS: &str = "\
    schrieb, schreef, skrev, napsal, napisał, escreveu, escribió, a écrit, ha scritto, \
    ezt írta, wrote";

/// Words with which an attribution begins, before the day.
const OPENINGS: &str = "\
    On, At, In a message dated, Le, Am, El, Em, No dia, Il, In data, Op, Den, den, På, \
    W dniu, Dnia, Dne, Dňa, Dana, Vào, La data, Pe, Pada, Στις, Tarihinde, A(z), Ngày, \
    Quoting, Kl., În, 在, 于, 於";

/// What mail programs write between dashes above the mail that is answered.
const ANSWERED: &str = "\
    original message, original, original mail, original e-mail, original email, \
    original message follows, reply message, ursprüngliche nachricht, ursprüngliche mail, \
    originalnachricht, original-nachricht, message d'origine, message d’origine, \
    message original, message initial, mensaje original, mensagem original, \
    messaggio originale, oorspronkelijk bericht, origineel bericht, oprindelig meddelelse, \
    oprindelig besked, original besked, opprinnelig melding, original melding, \
    ursprungligt meddelande, originalmeddelande, alkuperäinen viesti, wiadomość oryginalna, \
    oryginalna wiadomość, původní zpráva, původní e-mail, pôvodná správa, \
    исходное сообщение, оригинальное сообщение, вихідне повідомлення, orijinal mesaj, \
    özgün ileti, eredeti üzenet, mesaj original, mesajul original, αρχικό μήνυμα, thư gốc, \
    pesan asli, 元のメッセージ, 원본 메시지, 원본 메일, 原始邮件, 原始郵件, 原始信件, \
    原始消息, 邮件原件, 郵件原件, 邮件原文, 原邮件, 原邮件信息, 回复的原邮件, 回复的邮件";

/// What they write between dashes above a mail that is passed on.
const FORWARDED: &str = "\
    forwarded message, forwarded mail, forwarded email, begin forwarded message, \
    start of forwarded message, weitergeleitete nachricht, message transféré, \
    message réexpédié, mensaje reenviado, mensagem encaminhada, mensagem reencaminhada, \
    messaggio inoltrato, doorgestuurd bericht, videresendt meddelelse, videresendt besked, \
    videresendt melding, videresendt e-mail, vidarebefordrat meddelande, \
    vidarebefordrat mejl, välitetty viesti, wiadomość przekazana, przekazana wiadomość, \
    přeposlaná zpráva, preposlaná správa, пересылаемое сообщение, пересланное сообщение, \
    переадресованное сообщение, iletilen mesaj, továbbított üzenet, mesaj redirecționat, \
    προωθημένο μήνυμα, thư đã chuyển tiếp, pesan terusan, 転送メッセージ, 전달된 메시지, \
    转发邮件, 转发的邮件, 转发的消息, 转发邮件信息, 转发信息, 已转发的邮件, 轉寄郵件, \
    轉寄的郵件, 轉寄訊息, 轉寄的訊息, 轉發郵件";

/// What they write above it on a line of its own, without dashes but with a colon.
const ANNOUNCED: &str = "\
    begin forwarded message, forwarded message, anfang der weitergeleiteten nachricht, \
    début du message réexpédié, début du message transféré, inizio messaggio inoltrato, \
    inicio del mensaje reenviado, início da mensagem encaminhada, \
    início da mensagem reencaminhada, begin doorgestuurd bericht, \
    start på videresendt besked, vidarebefordrat brev, videresendt melding, \
    välitetty viesti alkaa, początek przekazywanej wiadomości, \
    начало переадресованного сообщения, 下面是被转发的邮件, 开始转发的邮件, \
    以下是转发的邮件, 以下是被转发的邮件, 開始轉寄郵件, 以下是轉寄的郵件, \
    転送されたメッセージ, 전달된 메시지 시작";

/// What helpdesks ask their customers to write above.
const REPLY_ABOVE: &str = "\
    reply above this line, reply above the line, type your reply above, \
    write above this line, 请在此行上方回复, 請在此行上方回覆";

/// Set forms with which a message closes and that say nothing.
const FAREWELLS: &str = "\
    regards, best regards, kind regards, warm regards, warmest regards, kindest regards, \
    with kind regards, with best regards, best wishes, with best wishes, yours sincerely, \
    yours faithfully, yours truly, sincerely, sincerely yours, cheers, best, all the best, \
    respectfully, cordially, rgds, br, brgds, mit freundlichen grüßen, \
    mit freundlichen grüssen, mit freundlichem gruß, freundliche grüße, viele grüße, \
    beste grüße, liebe grüße, mfg, cordialement, bien cordialement, salutations, saludos, \
    un saludo, saludos cordiales, atentamente, atenciosamente, cumprimentos, \
    cordiali saluti, distinti saluti, saluti, met vriendelijke groet, \
    met vriendelijke groeten, groeten, groet, mvg, med vänliga hälsningar, \
    vänliga hälsningar, mvh, hälsningar, med venlig hilsen, venlig hilsen, \
    med vennlig hilsen, vennlig hilsen, ystävällisin terveisin, z poważaniem, pozdrawiam, \
    s pozdravem, с уважением, saygılarımla, 此致, 敬礼, 敬禮, 此致敬礼, 此致敬禮, 祝好, \
    顺颂商祺, 順頌商祺, 顺祝商祺, 順祝商祺";

/// Words of thanks, which are the writer's own.
const THANKS: &str = "\
    thanks, thank you, many thanks, thanks again, thanks in advance, thx, \
    thanks and regards, thanks & regards, thanks and best regards, danke, vielen dank, \
    merci, gracias, obrigado, obrigada, grazie, bedankt, tack, 谢谢, 謝謝, 多谢, 感谢, \
    谢谢您, 谢谢配合";

/// Words with which a sentence addresses somebody or asks for something.
const SENTENCE_WORDS: &str = "\
    i, i'm, i'll, we, we'll, you, your, our, please, will, can, is, are, have, has, if, \
    this, that, see, ps, p.s, p.s.";

/// What stands before a number or an address on a visiting card.
const CONTACTS: &str = "\
    tel, phone, mobile, fax, cell, direct, office, email, e-mail, mail, web, website, skype, \
    wechat, whatsapp, telefon, téléphone, teléfono, t, m, p, e, w, f, 电话, 電話, 手机, \
    手機, 传真, 邮箱, 微信, 热线, 热线电话, 网址";

/// Words of which names of firms, offices and posts are made.
const OFFICES: &str = "\
    公司, 集团, 集團, 部, 中心, 客服, 客户, 團隊, 团队, 经理, 經理, 顾问, 专员, 主管, 工号, \
    店, 组, 科技, 银行, 平台, 服务, 专席";

/// Words behind which any proper name is a device.
const DEVICE_MINE: &str = "\
    sent from my, envoyé de mon, envoyé depuis mon, envoyé de ma, gesendet von meinem, \
    von meinem, enviado desde mi, enviado de mi, enviado do meu, enviado de meu, \
    inviato dal mio, inviato da mio, verstuurd vanaf mijn, verzonden vanaf mijn, \
    verzonden met mijn, skickat från min, skickat från mitt, sendt fra min, sendt fra mitt, \
    lähetetty, wysłane z mojego, wysłano z mojego, odesláno z mého, отправлено с моего, \
    발신: 나의, 发自我的, 發自我的, 从我的, 從我的, 來自我的, 寄自我的, 傳送自我的, \
    发送自我的";

/// Words behind which only a known name is one.
const DEVICE_SENT: &str = "\
    sent from, sent via, sent using, sent with, envoyé de, envoyé depuis, \
    envoyé à partir de, envoyé à partir d', envoyé avec, gesendet von, gesendet mit, \
    gesendet über, enviado desde, enviado de, enviado via, enviado con, inviato da, \
    verzonden vanuit, verzonden via, verzonden met, skickat från, skickat med, sendt fra, \
    wysłane z, wysłano z, odesláno z, отправлено из, отправлено с, 发自, 發自, 發送自, \
    发送自, 傳送自, 寄自, 来自, 來自, 签名由";

/// Words with which such a line ends.
const DEVICE_ENDS: &str = "\
    から送信, 에서 보냄, 에서 보냈습니다, 发送, 發送, 傳送, 寄出, 定制, gesendet, \
    gönderildi, verzonden";

/// Words with which a mail program offers itself, and its names.
const DEVICE_GET: &str = "\
    get, download, télécharger, obtenez, holen sie sich, obtener, obter, ottieni, scarica, \
    hämta, hent, pobierz, 取得, 获取, 下载";

const DEVICE_PROGRAMS: &str = "\
    outlook, bluemail, blue mail, spark, 邮箱大师";

/// Proper names of devices and mail programs.
const DEVICE_BRANDS: &str = "\
    iphone, ipad, ipod, ios, android, outlook, samsung, galaxy, blackberry, huawei, honor, \
    xiaomi, redmi, oppo, vivo, oneplus, nokia, htc, xperia, motorola, pixel, windows, mac, \
    macbook, yahoo, gmail, aol, typeapp, bluemail, proton, protonmail, thunderbird, airmail, \
    spark, boxer, zoho, mailbird, maildroid, foxmail, 邮箱大师";

/// Other things to write with.
const DEVICE_THINGS: &str = "\
    mobile, smartphone, phone, tablet, handy, mobil, mobiltelefon, telefon, device";
const DEVICE_THINGS_HAN: &str = "\
    手机, 手機, 平板, 邮箱, 电脑, 客户端, 行動電話, 小米, 华为, 荣耀";

const DEVICE_BETWEEN_HAN: &str = "\
    适用于, 適用於, 应用程序, 應用程式, 我的, 邮件, 郵件, 应用, 网易, 企业, 新浪, 腾讯, 安卓, 从, 從, \
    苹果, 三星, 红米, 版, 的, 나의";

/// Small words between and around the names.
const DEVICE_BETWEEN: &str = "\
    for, on, a, an, the, my, and, or, app, from, via, using, with, by, powered, wireless, \
    handheld, für, pour, para, per, voor, till, til, dla, pro, для, de, di, auf, mail, \
    email, e-mail, mit, client, cell";

/// What a disclaimer speaks of, what it says of it, and what it asks for. One of each makes one.
const DISCLAIMER_ABOUT: &str = "\
    this e-mail, this email, this message, this communication, this transmission, \
    this electronic, the information contained, the contents of this, information in this, \
    diese e-mail, diese mail, diese nachricht, ce message, ce courriel, cet e-mail, \
    este mensaje, este correo, esta mensagem, este e-mail, questo messaggio, questa e-mail, \
    presente messaggio, dit bericht, deze e-mail, 本邮件, 此邮件, 该邮件, 本電子郵件, \
    本电子邮件, 本郵件, 此郵件, 本信件, 此电子邮件, 此電子郵件";

const DISCLAIMER_SECRET: &str = "\
    confiden, privileged, intended recipient, intended only, intended solely, \
    solely for the, vertraulich, riservat, vertrouwelijk, 保密, 机密, 機密, 商业秘密, \
    商業秘密, 秘密, 特定收件人, 指定收件人, 指定的收件人";

const DISCLAIMER_DUTY: &str = "\
    delete, destroy, notify, in error, disclos, unauthori, prohibited, liab, löschen, \
    irrtümlich, vernichten, supprimer, détruire, par erreur, eliminar, por error, \
    por engano, cancell, per errore, distrugg, verwijder, 删除, 刪除, 误收, 誤收, 泄露, \
    洩漏, 披露, 揭露, 转发给, 通知发件人, 通知寄件";

const DISCLAIMER_HEADINGS: &str = "\
    disclaimer, confidentiality notice, confidentiality, legal notice, legal disclaimer, \
    haftungsausschluss, 免责声明, 免責聲明, 保密声明, 保密聲明, 保密提示, 机密声明, \
    法律声明, 郵件聲明";

const FIELD_FROM: &str = "\
    from, von, de, da, van, från, fra, od, lähettäjä, от, від, kimden, gönderen, feladó, \
    expéditeur, remitente, mittente, remetente, afzender, nadawca, odesílatel, odosielateľ, \
    expeditor, de la, từ, dari, pengirim, από, מאת, saatja, 发件人, 發件人, 寄件者, 寄件人, \
    發信人, 发信人, 從, 差出人, 送信者, 보낸사람, 보낸 사람";

/// Words for a day that only mail has.
const FIELD_SENT: &str = "\
    sent, sent on, date sent, gesendet, gesendet am, envoyé, envoyé le, date d'envoi, \
    message du, enviado, enviado el, enviada, enviada em, enviado em, inviato, inviato il, \
    verzonden, verzonden op, skickat, sendt, wysłano, wysłane, data wysłania, odesláno, \
    odoslané, lähetetty, отправлено, дата отправки, надіслано, gönderildi, gönderme tarihi, \
    elküldve, trimis, đã gửi, terkirim, στάλθηκε, 发送时间, 发送日期, 發送時間, 發送日期, \
    傳送時間, 傳送日期, 寄件日期, 寄件時間, 送信日時, 보낸날짜, 보낸 날짜";

/// Words for a day that any table may have.
const FIELD_DATE: &str = "\
    date, datum, fecha, data, dato, dátum, päivämäärä, дата, tarih, ngày, tanggal, \
    ημερομηνία, 日期, 时间, 時間, 日付, 日時, 날짜";

const FIELD_TO: &str = "\
    to, an, à, a, aan, para, til, till, do, komu, pro, vastaanottaja, кому, kime, alıcı, \
    címzett, către, destinatario, destinataire, destinatário, đến, kepada, προς, 收件人, \
    收件者, 收信人, 至, 宛先, 받는사람, 받는 사람";

const FIELD_SUBJECT: &str = "\
    subject, betreff, objet, sujet, asunto, assunto, oggetto, onderwerp, ämne, emne, temat, \
    předmět, predmet, aihe, тема, konu, tárgy, subiect, chủ đề, subjek, θέμα, 主题, 主題, \
    主旨, 标题, 標題, 件名, 제목";

const FIELD_OTHER: &str = "\
    cc, bcc, cci, copie à, copia, con copia, kopie, kopia, kopi, dw, udw, kopio, копия, \
    bilgi, 抄送, 抄送人, 密送, 副本, 密件副本, 참조, reply-to, reply to, importance, \
    priority, wichtigkeit, attachments, attachment, anlagen, pièces jointes, 附件, 重要性, \
    优先级, organization";

/// Fields of a parcel or an order: a block with one of them is the writer's own table.
const OF_ORDERS: &str = "\
    地址, 电话, 電話, 手机, 手機, 订单, 訂單, 单号, 單號, 数量, 金额, 快递, 物流, 邮编";

/// The tables above, made ready for looking up.
pub(super) struct Vocabulary {
    /// By their last character.
    pub(super) verbs: HashMap<char, Vec<&'static str>>,
    pub(super) verb_lasts: Characters,
    pub(super) verbs_before_names: Vec<&'static str>,
    pub(super) verbs_before_days: Vec<&'static str>,
    pub(super) openings: Vec<&'static str>,
    pub(super) answered: HashSet<&'static str>,
    pub(super) forwarded: HashSet<&'static str>,
    pub(super) announced: HashSet<&'static str>,
    pub(super) reply_above: Vec<&'static str>,
    pub(super) fields: HashMap<&'static str, Field>,
    /// The characters with which they begin.
    pub(super) field_firsts: Characters,
    pub(super) of_orders: Vec<&'static str>,
    pub(super) farewells: HashSet<&'static str>,
    pub(super) thanks: HashSet<&'static str>,
    pub(super) sentence_words: HashSet<&'static str>,
    pub(super) contacts: HashSet<&'static str>,
    pub(super) offices: Vec<&'static str>,
    pub(super) device: DeviceWords,
    pub(super) disclaimer: DisclaimerWords,
}

/// Some characters.
#[derive(Debug, Default)]
pub(super) struct Characters {
    /// A bit for each that is ASCII.
    ascii: u128,
    /// The others, sorted.
    others: Vec<char>,
}

impl Characters {
    pub(super) fn has(&self, character: char) -> bool {
        match character.is_ascii() {
            true => self.ascii >> u32::from(character) & 1 == 1,
            false => self.others.binary_search(&character).is_ok(),
        }
    }
}

impl FromIterator<char> for Characters {
    fn from_iter<T: IntoIterator<Item = char>>(characters: T) -> Self {
        let (ascii, others): (BTreeSet<char>, BTreeSet<char>) =
            characters.into_iter().partition(char::is_ascii);
        let bits = ascii.into_iter().map(|character| 1 << u32::from(character));
        Characters {
            ascii: bits.fold(0, |all, bit: u128| all | bit),
            others: others.into_iter().collect(),
        }
    }
}

pub(super) struct DeviceWords {
    /// The characters with which each of `mine`, `sent` and `get` begins, sorted.
    pub(super) starts: Vec<[char; 3]>,
    /// The first and the second ones of these.
    pub(super) firsts: Characters,
    pub(super) seconds: Characters,
    /// The characters with which one of `ends` ends.
    pub(super) lasts: Characters,
    pub(super) mine: Vec<&'static str>,
    pub(super) sent: Vec<&'static str>,
    pub(super) ends: Vec<&'static str>,
    pub(super) get: Vec<&'static str>,
    pub(super) programs: Vec<&'static str>,
    pub(super) brands: Vec<&'static str>,
    pub(super) things: HashSet<&'static str>,
    pub(super) things_han: Vec<&'static str>,
    pub(super) between: HashSet<&'static str>,
    pub(super) between_han: Vec<&'static str>,
}

pub(super) struct DisclaimerWords {
    pub(super) about: Vec<&'static str>,
    /// Finds in small letters a word of every text with one of `secret` or `headings` in it, at
    /// many times the speed of those; `None` if that can't be built.
    pub(super) hints: Option<AhoCorasick>,
    /// Finds them in letters of either case; `None` if that can't be built.
    pub(super) secret: Option<AhoCorasick>,
    pub(super) duty: Vec<&'static str>,
    pub(super) headings: Vec<&'static str>,
}

pub(super) static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary {
    verbs: by_last_character(VERBS),
    verb_lasts: by_last_character(VERBS).into_keys().collect(),
    verbs_before_names: words(VERBS_BEFORE_NAMES).collect(),
    verbs_before_days: words(VERBS_BEFORE_DAYS).collect(),
    openings: words(OPENINGS).collect(),
    answered: words(ANSWERED).collect(),
    forwarded: words(FORWARDED).collect(),
    announced: words(ANNOUNCED).collect(),
    reply_above: words(REPLY_ABOVE).collect(),
    fields: fields(),
    field_firsts: fields()
        .into_keys()
        .filter_map(|name| name.chars().next())
        .collect(),
    of_orders: words(OF_ORDERS).collect(),
    farewells: words(FAREWELLS).collect(),
    thanks: words(THANKS).collect(),
    sentence_words: words(SENTENCE_WORDS).collect(),
    contacts: words(CONTACTS).collect(),
    offices: words(OFFICES).collect(),
    device: DeviceWords {
        firsts: device_starts().map(|[first, ..]| first).collect(),
        seconds: device_starts().map(|[_, second, _]| second).collect(),
        starts: device_starts()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect(),
        lasts: by_last_character(DEVICE_ENDS).into_keys().collect(),
        mine: words(DEVICE_MINE).collect(),
        sent: words(DEVICE_SENT).collect(),
        ends: words(DEVICE_ENDS).collect(),
        get: words(DEVICE_GET).collect(),
        programs: words(DEVICE_PROGRAMS).collect(),
        brands: words(DEVICE_BRANDS).collect(),
        things: words(DEVICE_THINGS).collect(),
        things_han: words(DEVICE_THINGS_HAN).collect(),
        between: words(DEVICE_BETWEEN).collect(),
        between_han: words(DEVICE_BETWEEN_HAN).collect(),
    },
    disclaimer: DisclaimerWords {
        about: words(DISCLAIMER_ABOUT).collect(),
        hints: {
            let tables = [DISCLAIMER_SECRET, DISCLAIMER_HEADINGS].into_iter();
            let phrases = tables.flat_map(words);
            // Between two words a line may end.
            let firsts = phrases.filter_map(|phrase| phrase.split(' ').next());
            // Of other kinds, none is looked for in vectors.
            AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostFirst)
                .build(firsts.collect::<BTreeSet<_>>())
                .ok()
        },
        secret: AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(words(DISCLAIMER_SECRET))
            .ok(),
        duty: words(DISCLAIMER_DUTY).collect(),
        headings: words(DISCLAIMER_HEADINGS).collect(),
    },
});

fn words(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.split(", ")
}

/// The first of the small letters of a character.
pub(super) fn small(character: char) -> char {
    match character {
        _ if character.is_ascii() => character.to_ascii_lowercase(),
        '\u{2E80}'..='\u{9FFF}' => character,
        _ => character.to_lowercase().next().unwrap_or(character),
    }
}

fn device_starts() -> impl Iterator<Item = [char; 3]> {
    let tables = [DEVICE_MINE, DEVICE_SENT, DEVICE_GET].into_iter();
    tables.flat_map(words).filter_map(first_three)
}

fn by_last_character(table: &'static str) -> HashMap<char, Vec<&'static str>> {
    let mut groups: HashMap<char, Vec<&'static str>> = HashMap::new();
    for word in words(table) {
        if let Some(last) = word.chars().next_back() {
            groups.entry(last).or_default().push(word);
        }
    }
    groups
}

fn fields() -> HashMap<&'static str, Field> {
    let tables = [
        (FIELD_FROM, Field::From),
        (FIELD_SENT, Field::Sent),
        (FIELD_DATE, Field::Date),
        (FIELD_TO, Field::To),
        (FIELD_SUBJECT, Field::Subject),
        (FIELD_OTHER, Field::Other),
    ];
    let tables = tables.into_iter();
    tables
        .flat_map(|(table, field)| words(table).map(move |word| (word, field)))
        .collect()
}

/// What follows in `text` behind the words `start`, if it begins with them.
pub(super) fn after<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(start)?;
    let is_letter = |c: char| c.is_lowercase() || c.is_uppercase();
    let goes_on = start.ends_with(is_letter) && rest.starts_with(is_letter);
    (!goes_on).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_in_one_table_of_fields_only() {
        let tables = [
            FIELD_FROM,
            FIELD_SENT,
            FIELD_DATE,
            FIELD_TO,
            FIELD_SUBJECT,
            FIELD_OTHER,
        ];
        let count: usize = tables.into_iter().map(|table| words(table).count()).sum();
        assert_eq!(count, VOCABULARY.fields.len());
    }

    #[test]
    fn words_that_are_compared_in_small_letters_are_written_so() {
        for table in [
            ANSWERED,
            FORWARDED,
            ANNOUNCED,
            REPLY_ABOVE,
            FAREWELLS,
            THANKS,
            CONTACTS,
            DEVICE_MINE,
            DEVICE_SENT,
            DEVICE_BRANDS,
            DISCLAIMER_ABOUT,
            DISCLAIMER_DUTY,
        ] {
            assert_eq!(table, table.to_lowercase());
        }
    }
}
