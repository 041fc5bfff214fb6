//! Numbers and addresses that lead to a person: mails, telephones, cards, orders, spoken or written.

use super::plain::{HAN_DIGITS, count_digits, regex, search};
use crate::text::Span;
use regex::{Captures, Regex};

/// Finds what is hidden, in plain text.
#[derive(Debug)]
pub(super) struct Identifiers {
    mails: Regex,
    said_in_chinese: Regex,
    said_in_english: Regex,
    dotted_phones: Regex,
    one_by_one: Regex,
    named: Regex,
    called: Regex,
    codes: Regex,
    groups: Regex,
}

/// What separates groups of digits in one number.
const SEPARATOR: &str = r"[ ()·\u{200B}-]";

/// Behind these words a number of four digits is an order, an account, a secret.
const NUMBER_WORDS: &str = "(?:单号|编号|号码|尾号|账号|帐号|卡号|工号|会员号|客户号|流水号|合同号|发票号|保单号|\
    订单号|工单号|运单号|身份证号?|验证码|校验码|取件码|提货码|密码)(?:码)?|\
    (?-u:\\b)(?:(?:order|ticket|case|ref|reference|invoice|incident|account|acct|card|tracking|booking|reservation|\
    confirmation|customer|member|membership|policy|serial|contract|request|verification|phone|passport)\\.? ?\
    (?:number|num|no\\.?|id|code|#|nr\\.?)|password|passcode|pin)";

/// So it is behind these, unless it counts something: 订单2000元, order 5000 items.
const THING_WORDS: &str = "(?:订单|工单|运单|包裹|快递|保单|发票|合同|单子|qq|微信)|\
    (?-u:\\b)(?:order|ticket|case|ref|reference|invoice|incident|tracking|booking|account|acct|ending in)s?(?-u:\\b)\\.?|#";

const ENGLISH_DIGIT: &str =
    "(?:zero|oh|o|one|two|three|four|five|six|seven|eight|nine|double|triple|[0-9])";

impl Identifiers {
    pub(super) fn new() -> Self {
        let han = format!("[{HAN_DIGITS}]");
        let any = format!("[0-9{HAN_DIGITS}]");
        let spelt = format!(r"{ENGLISH_DIGIT}(?:[ ,.\u{{200B}}-]{{1,3}}{ENGLISH_DIGIT}){{6,}}");
        let token = format!(
            r"([0-9](?: [0-9]){{3,}}(?-u:\b)|[a-z0-9]+(?:[-_/]+[a-z0-9]+){{0,9}}(?: [0-9]{{3,}}(?-u:\b))*|{han}{{4,}})"
        );
        let glue = r#"(?:[ :#=是为"'(\[【<]|is |was ){0,4}"#;
        // Letters of scripts that set spaces; Han before a mail address is the sentence around it.
        let letter = r"[\p{Latin}\p{M}\p{Cyrillic}\p{Greek}0-9._%+-]";
        Identifiers {
            mails: regex(&format!(
                r"{letter}+(?: ?@ ?[\p{{Latin}}0-9-]+(?:\.[\p{{Latin}}0-9-]+)+|@[a-z][a-z0-9-]+)"
            )),
            said_in_chinese: regex(&format!(r"{any}(?:[ ,、.\u{{200B}}-]{{0,2}}{any}){{6,}}")),
            said_in_english: regex(&format!(r"(?i)(?-u:\b){spelt}(?-u:\b)")),
            dotted_phones: regex(
                r"(?:\+?[0-9]{1,3}[.·] ?)?(?:1[3-9][0-9][.,、·] ?[0-9]{4}[.,、·] ?[0-9]{4}|[2-9][0-9]{2}[.·][0-9]{3}[.·][0-9]{4})(?-u:\b)",
            ),
            one_by_one: regex(r"(?-u:\b)[0-9](?:[ ,、\u{200B}-]{1,2}[0-9]){6,}(?-u:\b)"),
            named: regex(&format!("(?:{NUMBER_WORDS}){glue}{token}")),
            called: regex(&format!("(?:{THING_WORDS}){glue}{token}")),
            codes: regex("[a-z0-9]+(?:[-_]+[a-z0-9]+)*"),
            groups: regex(&format!(
                r"[+(]{{0,2}}[0-9]+(?:{SEPARATOR}{{1,3}}[0-9]+)*x?"
            )),
        }
    }

    /// True if English digits are spelt out in the text as it was written.
    pub(super) fn are_spelt_in(&self, text: &str) -> bool {
        self.said_in_english.is_match(text)
    }

    /// What nothing in its surroundings could make a date or an amount.
    pub(super) fn unmistakable(&self, plain: &str) -> Vec<Span> {
        let apart = |hit: Captures| whole(&hit).filter(|&span| stands_apart(plain, span));
        let mut spans = search(&self.dotted_phones, plain, apart);
        spans.extend(
            self.mails
                .captures_iter(plain)
                .filter_map(|hit| whole(&hit)),
        );
        spans.extend(
            self.one_by_one
                .captures_iter(plain)
                .filter_map(|hit| whole(&hit)),
        );
        let said = self.said_in_english.captures_iter(plain);
        spans.extend(said.filter_map(|hit| said_in_english(&hit)));
        spans
    }

    /// Numbers behind a word that says what they are, and those read out in Chinese.
    pub(super) fn named(&self, plain: &str) -> Vec<Span> {
        let said = self.said_in_chinese.captures_iter(plain);
        let mut spans = search(&self.named, plain, |hit| token(&hit));
        spans.extend(said.filter_map(|hit| said_in_chinese(&hit)));
        spans
    }

    /// All other numbers, once dates and amounts are out of the way.
    pub(super) fn numbers(&self, plain: &str) -> Vec<Span> {
        let code = |hit: Captures| whole(&hit).filter(|span| count_digits(span.of(plain)) >= 8);
        let mut spans = search(&self.called, plain, |hit| token(&hit));
        spans.extend(self.codes.captures_iter(plain).filter_map(code));
        let groups = self.groups.find_iter(plain);
        spans.extend(groups.filter_map(|hit| number(plain, hit.range().into())));
        spans
    }
}

fn whole(hit: &Captures) -> Option<Span> {
    hit.get(0).map(|whole| whole.range().into())
}

fn token(hit: &Captures) -> Option<Span> {
    let token = hit.get(1)?;
    (count_digits(token.as_str()) >= 4).then(|| token.range().into())
}

/// 一三八 among figures may be a count; three and more of seven are read out.
fn said_in_chinese(hit: &Captures) -> Option<Span> {
    let is_han = |c: &char| HAN_DIGITS.contains(*c);
    let han = hit.get(0)?.as_str().chars().filter(is_han).count();
    (han >= 3).then(|| whole(hit)).flatten()
}

/// Figures alone are no words.
fn said_in_english(hit: &Captures) -> Option<Span> {
    let said = hit.get(0)?.as_str();
    let words = said.split(|c: char| !c.is_ascii_alphabetic());
    let words = words.filter(|word| !word.is_empty()).count();
    (words >= 3).then(|| whole(hit)).flatten()
}

/// True if no digit stands directly before or behind.
fn stands_apart(plain: &str, span: Span) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    !plain[..span.start].ends_with(is_digit) && !plain[span.end..].starts_with(is_digit)
}

/// A row of groups of digits, if it is long enough or has the shape of a telephone number.
fn number(plain: &str, row: Span) -> Option<Span> {
    let row = without_x(plain, row);
    let written = row.of(plain);
    let groups: Vec<&str> = written
        .split(|c: char| !c.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .collect();
    let digits: usize = groups.iter().map(|group| group.len()).sum();
    let longest = groups.iter().map(|group| group.len()).max()?;
    let is_abroad = written.starts_with('+') || written.starts_with("(+");
    let is_hidden = longest >= 8
        || longest == 1 && digits >= 7
        || digits >= 8 && is_abroad
        || digits >= 9 && groups[0].starts_with('0')
        || digits >= 10 && (longest > 2 || is_mobile_in_pairs(&groups))
        || is_local_phone(&groups);
    is_hidden.then(|| without_open_bracket(plain, row))
}

/// The last place of an identity card may be an X.
fn without_x(plain: &str, row: Span) -> Span {
    let written = row.of(plain);
    let goes_on = plain[row.end..].starts_with(|c: char| c.is_ascii_alphanumeric());
    if written.ends_with('x') && (goes_on || count_digits(written) < 17) {
        return Span::new(row.start, row.end - 1);
    }
    row
}

/// The bracket in (电话：010-12345678) is hidden only if it is closed inside: (010) 12345678.
fn without_open_bracket(plain: &str, row: Span) -> Span {
    let written = row.of(plain);
    if written.contains(')') {
        return row;
    }
    let rest = written.trim_start_matches('(');
    Span::new(row.end - rest.len(), row.end)
}

/// 13 80 01 38 00 0, as recognisers write it, whatever stands before (+86); 10 20 30 40 50 60 is a
/// list.
fn is_mobile_in_pairs(groups: &[&str]) -> bool {
    let digits = groups.concat();
    let last_eleven = digits
        .len()
        .checked_sub(11)
        .map(|start| &digits.as_bytes()[start..]);
    digits.len() >= 15 || matches!(last_eleven, Some([b'1', b'3'..=b'9', ..]))
}

/// 8765 4321, 555-1234, 91 318 9032; not 2024 1500, a year and a count.
fn is_local_phone(groups: &[&str]) -> bool {
    let ([first, second] | [_, first, second]) = groups else {
        return false;
    };
    let is_year = |group: &str| group.len() == 4 && matches!(&group[..2], "19" | "20");
    matches!((first.len(), second.len()), (3 | 4, 4))
        && matches!(first.as_bytes()[0], b'2'..=b'9')
        && !is_year(first)
        && !is_year(second)
}
