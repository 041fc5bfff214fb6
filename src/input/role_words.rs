//! The words that [`super::roles`] goes by, in both languages. Names are compared in one case and
//! one width, with `_` and `-` as spaces, and the words are written so.

use super::clock::HALVES;
use crate::document::Role;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

const AGENT: &str = "\
    客服, 坐席, 座席, 话务员, 話務員, 接线员, 接線員, 顾问, 顧問, 商家, 卖家, 賣家, 店家, \
    店主, 掌柜, 小二, 店小二, 专员, 專員, 员工, 客服代表, 客服专员, 客服專員, 客服人员, \
    客服人員, 客服经理, 客服主管, 客服组长, 服务人员, 客户服务, 客戶服務, 客户经理, \
    客戶經理, 客户顾问, 在线客服, 線上客服, 人工客服, 售后客服, 售后, 售后服务, 售前客服, \
    售前, 销售, 工程师, 工程師, 技术支持, 技術支援, 管家, 主管, 店长, 店長, 柜员, 櫃員, \
    前台, 物业, 话务, 客服员, 理财经理, agent, agt, rep, representative, advisor, \
    adviser, support, staff, operator, associate, csr, consultant, specialist, \
    technician, seller, merchant, salesperson, supervisor, host, teller, clerk, \
    receptionist, concierge, assistant, helpdesk, help desk, customer service, \
    customer support, customer care, support agent, service agent, call center agent, \
    sales rep, support rep, service rep, support team, service desk, \
    customer service representative, customer service rep, customer service agent, \
    customer support agent, customer success, technical support, tech support";

const CUSTOMER: &str = "\
    客户, 客戶, 用户, 用戶, 顾客, 顧客, 客人, 游客, 遊客, 访客, 訪客, 买家, 買家, 会员, \
    會員, 旅客, 乘客, 业主, 業主, 住户, 住戶, 租户, 租客, 患者, 病人, 家长, 家長, 车主, \
    車主, 投保人, 储户, 来电人, 来电者, 來電者, customer, cust, cx, client, user, caller, \
    visitor, end user, enduser, buyer, guest, passenger, shopper, patient, subscriber, \
    tenant, prospect, consumer, requester, member, resident, cardholder, policyholder, \
    claimant";

const BOT: &str = "\
    机器人, 機器人, 智能客服, 智能机器人, 智能助手, 智能助理, 机器人客服, 语音机器人, \
    智慧客服, 自动回复, bot, chatbot, chat bot, virtual assistant, virtual agent, \
    automated agent, ai assistant, ai agent, auto reply, ivr";

const SYSTEM: &str = "\
    系统, 系統, 系统消息, 系统提示, 系統訊息, system, system message";

/// Speakers by number, as speech recognition names them. They are labels and tell no role.
const NUMBERED: &str = "\
    speaker, spk, participant, channel, 说话人, 說話人, 发言人, 發言人, 讲话人";

/// Words before a colon that nobody speaks under.
const LOOK_ALIKES: &str = "\
    注意, 注意事项, 时间, 時間, 日期, 地址, 地点, 地點, 备注, 備註, 说明, 說明, 提示, \
    温馨提示, 溫馨提示, 友情提示, 重要提示, 提醒, 温馨提醒, 电话, 電話, 手机, 热线, 邮箱, \
    邮件, 网址, 链接, 单号, 订单, 订单号, 訂單, 订单编号, 运单号, 快递单号, 金额, 价格, \
    数量, 编号, 工号, 姓名, 主题, 主旨, 标题, 发件人, 收件人, 寄件者, 收件者, 抄送, 副本, \
    密送, 发送时间, 附件, 原因, 结果, 问题, 方案, 解决方案, 解决办法, 处理结果, 步骤, \
    方法, 建议, 例如, 比如, 如下, 总结, 另外, 其他, 您好, 你好, 亲爱的, 通话时间, \
    通话时长, 通话记录, 内容, 类型, 状态, 备案, 签名, 此致, from, to, cc, bcc, subject, \
    sent, date, re, fw, fwd, reply to, attachment, attachments, note, notes, please note, \
    nb, ps, p.s, p.p.s, tip, tips, warning, important, attention, caution, update, edit, \
    example, e.g, i.e, http, https, ftp, mailto, file, tel, phone, mobile, fax, email, \
    e mail, mail, website, web, url, link, links, address, order, order id, order number, \
    ticket, ticket id, case, case id, reference, ref, tracking, tracking number, amount, \
    total, price, quantity, qty, time, location, venue, status, type, name, title, id, \
    summary, steps, step, reason, result, solution, question, questions, answer, options, \
    option, details, next steps, hours, duration, hello, hi, thanks";

/// What opens a greeting or an instruction that ends in a role word: 尊敬的客户, "Dear customer".
const OPENINGS: &str = "\
    尊敬, 亲爱, 親愛, 各位, 全体, 广大, 新老, 致, 请, 联系, 联络, 咨询, 拨打, 转接, dear, \
    hi, hello, our, your, the, a, an, to, for, from, please, contact, call, ask, all, \
    valued";

/// What behind a role word makes it the name of a field: 客户姓名, "Customer ID".
const FIELDS_ZH: &str = "\
    姓名, 名称, 名字, 名单, 名, 电话, 手机, 号码, 号, 编号, 编码, 热线, 邮箱, 微信, 地址, \
    类型, 类别, 等级, 级别, 资料, 信息, 须知, 协议, 需求, 诉求, 要求, 问题, 反馈, 意见, \
    建议, 投诉, 评价, 满意度, 来电, 来源, 身份, 证件, 性别, 年龄, 生日, 余额, 金额, 高峰, \
    方案, 方式, 任务, 程序, 文件, 常见, 钱包, 账号, 账户, 密码, 端, 中心, 平台, 系统, 群, \
    权益, 卡, 积分, 工作时间, 时间, 备注, 回复, 话术, 服务, 经理电话, 表示, 说, 称, 问, \
    答, 姓氏, 電話, 號碼, 編號, 熱線, 類型, 資料, 須知";

const FIELDS_EN: &str = "\
    name, names, id, ids, email, mail, phone, number, no, notes, note, hours, address, \
    type, guide, feedback, request, requests, account, comment, comments, reference, ref, \
    status, details, info, since, code, link, url, portal, policy, experience, review, \
    reviews, manual, line, desk, center, centre, ticket, tickets, agreement, rights, \
    data, says, said, asks, asked, wrote, level, tier, plan, hotline, issue, issues, \
    question, questions, value";

/// What may follow a family name.
const TITLES: &str = "\
    经理, 主管, 组长, 老师, 师傅, 女士, 先生, 小姐";

/// Family names, so that 客服李娜 is a person and 客服热线 is none.
const FAMILY_NAMES: &str = "\
    王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯\
    馮于董萧程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾丁魏薛叶葉阎余潘杜戴夏钟鐘汪田\
    任姜范方石姚谭譚廖邹熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹\
    黎易常武乔賀贺赖龚文小老阿";

/// The tables above, made ready for looking up.
pub(super) struct Vocabulary {
    pub(super) roles: HashMap<&'static str, Role>,
    /// The first characters of those words.
    pub(super) role_initials: HashSet<char>,
    /// The [`opening`] of each of those words, of the numbered ones and of the halves of a day,
    /// ascending.
    pub(super) openings_of_roles: Vec<u64>,
    pub(super) numbered: HashSet<&'static str>,
    pub(super) look_alikes: HashSet<&'static str>,
    pub(super) openings: Vec<&'static str>,
    pub(super) fields_zh: Vec<&'static str>,
    pub(super) fields_en: HashSet<&'static str>,
    pub(super) titles: Vec<&'static str>,
    pub(super) family_names: HashSet<char>,
}

pub(super) static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let tables = [
        (AGENT, Role::Agent),
        (CUSTOMER, Role::Customer),
        (BOT, Role::Bot),
        (SYSTEM, Role::System),
    ];
    let roles = tables.into_iter();
    let roles: HashMap<_, _> = roles
        .flat_map(|(table, role)| words(table).map(move |word| (word, role)))
        .collect();
    Vocabulary {
        openings_of_roles: {
            let roles = roles.keys().copied();
            let words = roles.chain(words(NUMBERED)).chain(HALVES);
            let openings: BTreeSet<u64> = words.map(|word| opening(word.as_bytes())).collect();
            openings.into_iter().collect()
        },
        role_initials: roles.keys().flat_map(|word| word.chars().next()).collect(),
        roles,
        numbered: words(NUMBERED).collect(),
        look_alikes: words(LOOK_ALIKES).collect(),
        openings: words(OPENINGS).collect(),
        fields_zh: words(FIELDS_ZH).collect(),
        fields_en: words(FIELDS_EN).collect(),
        titles: words(TITLES).collect(),
        family_names: FAMILY_NAMES.chars().collect(),
    }
});

/// What tells most words of a line's beginning from those of the tables, as a number: the first
/// two characters of Chinese, which have three bytes each, else the first letters of the word, no
/// more than eight, in one case.
pub(super) fn opening(line: &[u8]) -> u64 {
    let mut opening = [0; 8];
    match line.first() {
        Some(first) if first.is_ascii() => {
            let letters = line.iter().take_while(|byte| byte.is_ascii_alphabetic());
            let places = opening.iter_mut().zip(letters);
            places.for_each(|(place, letter)| *place = letter.to_ascii_lowercase());
        }
        _ => {
            let pair = &line[..line.len().min(6)];
            opening[..pair.len()].copy_from_slice(pair);
        }
    }
    u64::from_le_bytes(opening)
}

fn words(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.split(", ")
}

#[cfg(test)]
mod tests {
    use super::super::roles::normal;
    use super::*;

    #[test]
    fn words_are_written_as_they_are_compared_and_once() {
        for table in [
            AGENT,
            CUSTOMER,
            BOT,
            SYSTEM,
            NUMBERED,
            LOOK_ALIKES,
            FIELDS_ZH,
            FIELDS_EN,
        ] {
            let mut seen = HashSet::new();
            for word in words(table) {
                assert_eq!(normal(word), word);
                assert!(seen.insert(word), "{word} stands twice");
            }
        }
        let numbered = words(NUMBERED);
        for word in VOCABULARY.roles.keys().copied().chain(numbered) {
            let is_han = |mark: char| ('\u{4E00}'..='\u{9FFF}').contains(&mark);
            let is_pair = word.chars().take(2).filter(|&mark| is_han(mark)).count() == 2;
            let is_word = word.is_ascii() && opening(word.as_bytes()) > 0xFF;
            assert!(is_pair || is_word, "{word}");
        }
        let count = [AGENT, CUSTOMER, BOT, SYSTEM]
            .into_iter()
            .flat_map(words)
            .count();
        assert_eq!(VOCABULARY.roles.len(), count, "a word of two roles");
        assert!(
            VOCABULARY
                .roles
                .keys()
                .all(|word| !VOCABULARY.look_alikes.contains(word))
        );
    }
}
