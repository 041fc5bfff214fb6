//! Names and numbers in the language of a report.

use super::super::Language;
use crate::audit::Verdict;

/// Families of the packs that come with the program: id, Chinese title, English title.
const FAMILIES: [(&str, &str, &str); 17] = [
    ("blame-customer", "责怪客户", "Blames the customer"),
    ("condescending", "施舍语气", "Talks down"),
    ("deny-responsibility", "推脱责任", "Denies responsibility"),
    ("escalation-risk", "升级信号", "Escalation signals"),
    ("flat-refusal", "急于否定", "Flat refusal"),
    ("impatient", "不耐烦", "Impatient or rude"),
    ("internal-exposure", "暴露内部问题", "Airs internal trouble"),
    ("no-knowledge", "一问三不知", "Does not know, and stops"),
    ("not-listening", "没有倾听", "Does not listen"),
    ("over-promise", "过度承诺", "Promises too much"),
    ("pass-the-buck", "踢皮球", "Sends the customer away"),
    ("phone-manners", "电话礼仪", "Phone manners"),
    ("policy-shield", "拿规定挡", "Hides behind a rule"),
    ("strict", "用语习惯", "Habits of speech"),
    ("trade-ban", "行业禁语", "Banned in the trade"),
    ("vague-timing", "消极拖延", "Vague timing"),
    ("vague-wording", "含糊其辞", "Hedges a fact"),
];

/// Grouping fields that have a name in both languages: id, Chinese, English, English in plural.
const FIELDS: [(&str, &str, &str, &str); 8] = [
    ("agent", "客服", "Agent", "Agents"),
    ("team", "班组", "Team", "Teams"),
    ("queue", "队列", "Queue", "Queues"),
    ("channel", "渠道", "Channel", "Channels"),
    ("customer", "客户", "Customer", "Customers"),
    ("day", "日期", "Day", "Days"),
    ("week", "周", "Week", "Weeks"),
    ("month", "月份", "Month", "Months"),
];

/// What a family is called in a report; one of the user's own by its id.
pub(super) fn family(language: Language, id: &str) -> &str {
    let known = FAMILIES.iter().find(|(name, _, _)| *name == id);
    match (known, language) {
        (Some((_, chinese, _)), Language::Zh) => chinese,
        (Some((_, _, english)), Language::En) => english,
        (None, _) => id,
    }
}

/// The id of the family with that title in either language.
pub(super) fn family_of(title: &str) -> &str {
    let known = FAMILIES.iter();
    let mut known = known.filter(|(_, chinese, english)| [*chinese, *english].contains(&title));
    known.next().map_or(title, |(id, _, _)| id)
}

/// What a grouping field is called.
pub(super) fn field(language: Language, id: &str) -> &str {
    let known = FIELDS.iter().find(|(name, ..)| *name == id);
    match (known, language) {
        (Some((_, chinese, ..)), Language::Zh) => chinese,
        (Some((_, _, english, _)), Language::En) => english,
        (None, _) => id,
    }
}

/// What its values are called together.
pub(super) fn fields(language: Language, id: &str) -> &str {
    let known = FIELDS.iter().find(|(name, ..)| *name == id);
    match (known, language) {
        (Some((.., english)), Language::En) => english,
        _ => field(language, id),
    }
}

/// The value of a grouping field; conversations without one have a group of their own.
pub(super) fn group(language: Language, value: &str) -> &str {
    match (value, language) {
        ("", Language::Zh) => "（未注明）",
        ("", Language::En) => "(not given)",
        (value, _) => value,
    }
}

/// The word for a verdict.
pub(super) fn verdict(language: Language, verdict: Verdict) -> &'static str {
    match (language, verdict) {
        (Language::Zh, Verdict::Pass) => "合格",
        (Language::Zh, Verdict::Coach) => "待辅导",
        (Language::Zh, Verdict::Fail) => "不合格",
        (Language::En, Verdict::Pass) => "pass",
        (Language::En, Verdict::Coach) => "coach",
        (Language::En, Verdict::Fail) => "fail",
    }
}

/// `1,234,567`
pub(super) fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// `12.3%`, as each language writes it; a dash for a share of nothing.
pub(super) fn percent(language: Language, share: Option<f64>) -> String {
    match (share, language) {
        (None, _) => "–".to_owned(),
        (Some(share), Language::Zh) => format!("{:.1}%", share * 100.0),
        (Some(share), Language::En) => format!("{:.1} %", share * 100.0),
    }
}

/// A share as so many of a thousand: `12.3`.
pub(super) fn per_thousand(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.1}", share * 1000.0))
}

/// `count` of `of` as a share.
pub(super) fn share(count: u64, of: u64) -> Option<f64> {
    (of > 0).then(|| count as f64 / of as f64)
}

/// `12 files`; English only.
pub(super) fn counted(count: u64, one: &str, many: &str) -> String {
    let noun = if count == 1 { one } else { many };
    format!("{} {noun}", thousands(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_easy_to_read() {
        let shown = [0, 999, 1000, 1_234_567].map(thousands);
        assert_eq!(shown, ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(percent(Language::Zh, share(1, 8)), "12.5%");
        assert_eq!(percent(Language::En, None), "–");
        assert_eq!(per_thousand(share(1, 80)), "12.5");
    }

    #[test]
    fn a_family_is_found_by_its_title_in_either_language() {
        for (id, chinese, english) in FAMILIES {
            assert_eq!((family_of(chinese), family_of(english)), (id, id));
        }
        assert_eq!(family_of("our-own"), "our-own");
    }

    #[test]
    fn every_family_of_the_packs_has_a_title() {
        for rule in &crate::packs::built_in().rules {
            let is_titled = FAMILIES.iter().any(|(id, ..)| *id == &*rule.family);
            assert!(is_titled, "{}", rule.family);
        }
    }
}
