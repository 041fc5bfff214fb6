//! What a label says about its speaker: the role words of both languages, and the words that
//! look like labels and are none.

use super::Options;
use super::role_words::{VOCABULARY, opening};
use crate::document::Role;
use memchr::memchr3_iter;
use std::collections::HashMap;

/// What there is to know about a name in front of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Claim {
    /// Who speaks, as far as the name tells.
    pub(super) role: Role,
    /// When the name counts as a label.
    pub(super) standing: Standing,
}

/// When a name counts as a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// At once: a role word, or a name that the user gave.
    Known,
    /// If it stands in front of two lines at least: "Sofia" may be a speaker or just a word.
    IfRepeated,
    /// A single capital letter. `A:` is a speaker where `C:` or `Q:` is another, and an option
    /// in a list where speakers have names.
    Letter,
}

/// The role words, and the names that the user gave.
#[derive(Clone)]
pub(super) struct RoleNames {
    given: HashMap<String, Role>,
}

impl RoleNames {
    pub(super) fn new(options: &Options) -> Self {
        let given = options
            .roles
            .iter()
            .map(|(name, &role)| (normal(name), role))
            .collect();
        RoleNames { given }
    }

    /// True if the user gave a role to a single letter.
    pub(super) fn gives_letters(&self) -> bool {
        self.given
            .keys()
            .any(|name| name.len() == 1 && name.as_bytes()[0].is_ascii_alphabetic())
    }

    /// The role that the user gave this name.
    pub(super) fn given(&self, name: &str) -> Option<Role> {
        match self.given.is_empty() {
            true => None,
            false => self.given.get(&normal(name)).copied(),
        }
    }

    /// The role in a field that is known to hold one, such as `"role": "客服"`.
    pub(super) fn role(&self, label: &str) -> Role {
        match Role::from_name(label).filter(|_| self.given.is_empty()) {
            Some(role) => role,
            None => self.claim(label).map_or(Role::Unknown, |claim| claim.role),
        }
    }

    /// False if surely no name or time with which `line` begins says at once who speaks, so that at
    /// most it counts [`Standing::IfRepeated`]. No such name goes beyond `line`.
    pub(super) fn may_begin(&self, line: &str) -> bool {
        !self.given.is_empty() || may_open(line.as_bytes()) || may_hold_role_behind(line)
    }

    /// What `name`, found where a label may stand, says. `None`: it can't be a label.
    pub(super) fn claim(&self, name: &str) -> Option<Claim> {
        let key = normal(name);
        if let Some(&role) = self.given.get(&key) {
            return Some(known(role));
        }
        if !is_plausible(&key) || is_look_alike(&key) {
            return None;
        }
        if key.len() == 1 {
            let letter = Claim {
                role: Role::Unknown,
                standing: Standing::Letter,
            };
            return name.contains(char::is_uppercase).then_some(letter);
        }
        let name = Name {
            key: &key,
            capitalised: ends_capitalised(name),
        };
        name.claim().or(Some(if_repeated(Role::Unknown)))
    }
}

/// False if `line` surely begins with another word than any role word or time.
fn may_open(line: &[u8]) -> bool {
    let is_known = || {
        VOCABULARY
            .openings_of_roles
            .binary_search(&opening(line))
            .is_ok()
    };
    match line {
        [b'a' | b'A' | b'p' | b'P', b'm' | b'M', ..] => true,
        [b'A'..=b'Z' | b'a'..=b'z', rest @ ..] => {
            let letters = rest.iter().take_while(|byte| byte.is_ascii_alphabetic());
            let length = letters.count();
            // A letter of another width or accent makes another word; a single letter is a speaker.
            let goes_on = rest.get(length).is_some_and(|next| !next.is_ascii());
            length == 0 || goes_on || is_known()
        }
        [0xE4..=0xE9, ..] => line.len() < 6 || is_known(),
        _ => true,
    }
}

/// True if the role of a person may stand in `names` behind another name: `priya.support`,
/// `Ruth (Support)`.
fn may_hold_role_behind(names: &str) -> bool {
    let bytes = names.as_bytes();
    let is_mark = |at: usize| match bytes[at..] {
        [0xEF, second, third, ..] => second == 0xBC && matches!(third, 0x88 | 0x8E),
        _ => true,
    };
    memchr3_iter(b'.', b'(', 0xEF, bytes).any(is_mark)
}

fn known(role: Role) -> Claim {
    Claim {
        role,
        standing: Standing::Known,
    }
}

fn if_repeated(role: Role) -> Claim {
    Claim {
        role,
        standing: Standing::IfRepeated,
    }
}

/// The form in which names are compared: one case, one width, `_` and `-` as spaces.
pub(super) fn normal(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for character in name.chars().map(half_width) {
        match character {
            ' ' | '\t' | '_' | '-' | '\u{A0}' | '\u{3000}' if key.ends_with(' ') => {}
            ' ' | '\t' | '_' | '-' | '\u{A0}' | '\u{3000}' => key.push(' '),
            ascii if ascii.is_ascii() => key.push(ascii.to_ascii_lowercase()),
            // These scripts have one case.
            '\u{2E80}'..='\u{A63F}' => key.push(character),
            other => key.extend(other.to_lowercase()),
        }
    }
    let trimmed = key.trim();
    if trimmed.len() == key.len() {
        key
    } else {
        trimmed.to_owned()
    }
}

fn half_width(character: char) -> char {
    match character {
        '！'..='～' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
        other => other,
    }
}

/// The last word of `name` begins like a name: `Agent Mia`, not "agent says".
fn ends_capitalised(name: &str) -> bool {
    let last = name.rsplit([' ', '_', '-', '.']).next().unwrap_or(name);
    last.chars()
        .next()
        .is_some_and(|first| !first.is_lowercase())
}

/// Short, with a letter, and without the marks of a sentence.
fn is_plausible(key: &str) -> bool {
    let marked = |character: char| ",.!?;:\"“”‘|<>=…，。！？；：、{}[]\\`".contains(character);
    let inside = key.trim_end_matches('.');
    key.len() <= 96
        && key.chars().count() <= 32
        && key.split(' ').count() <= 4
        && key.chars().filter(|character| is_han(*character)).count() <= 10
        && key.chars().any(char::is_alphabetic)
        && inside.len() == key.len()
        && !key
            .chars()
            .any(|character| marked(character) && character != '.')
}

fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// The role of exactly this word.
fn role_word(key: &str) -> Option<Role> {
    VOCABULARY.roles.get(key).copied()
}

fn is_look_alike(key: &str) -> bool {
    role_word(key).is_none()
        && (VOCABULARY.look_alikes.contains(key) || is_opening(key) || is_field(key))
}

/// A greeting or an instruction that ends in a role word: 尊敬的客户, "Dear customer".
fn is_opening(key: &str) -> bool {
    let opens = |opening: &&&str| {
        let rest = key.strip_prefix(**opening);
        rest.is_some_and(|rest| !opening.is_ascii() || rest.starts_with(' '))
    };
    VOCABULARY.openings.iter().find(opens).is_some()
}

/// A role word and what one knows about such a person.
fn is_field(key: &str) -> bool {
    match leading_role(key) {
        Some((_, rest)) if rest.starts_with(is_han) => VOCABULARY
            .fields_zh
            .iter()
            .any(|field| rest.starts_with(field)),
        Some((_, rest)) => words(rest).any(|word| VOCABULARY.fields_en.contains(word)),
        None => false,
    }
}

fn words(key: &str) -> impl Iterator<Item = &str> {
    key.split([' ', '.', '/', '#', '(', ')'])
        .filter(|word| !word.is_empty())
}

/// The longest role word at the beginning, and what follows it.
fn leading_role(key: &str) -> Option<(Role, &str)> {
    // Most words in front of a colon are no names, and this spares them many looks.
    if !VOCABULARY.role_initials.contains(&key.chars().next()?) {
        return None;
    }
    let edges = key
        .char_indices()
        .map(|(at, _)| at)
        .skip(1)
        .chain([key.len()]);
    let edges: Vec<usize> = edges.filter(|&at| is_word_edge(key, at)).collect();
    edges
        .into_iter()
        .rev()
        .find_map(|at| Some((role_word(&key[..at])?, &key[at..])))
}

fn trailing_role(key: &str) -> Option<(&str, Role)> {
    let edges = key
        .char_indices()
        .map(|(at, _)| at)
        .filter(|&at| is_word_edge(key, at));
    edges
        .into_iter()
        .find_map(|at| Some((&key[..at], role_word(&key[at..])?)))
}

/// Two Latin letters side by side are inside a word; all else may part words.
fn is_word_edge(key: &str, at: usize) -> bool {
    let latin =
        |character: Option<char>| character.is_some_and(|c| c.is_alphabetic() && !is_han(c));
    !(latin(key[..at].chars().next_back()) && latin(key[at..].chars().next()))
}

/// A name that may be a label, in its normal form.
struct Name<'a> {
    key: &'a str,
    capitalised: bool,
}

impl Name<'_> {
    /// What a role word in it says.
    fn claim(&self) -> Option<Claim> {
        if self.key == "亲" || self.key == "親" {
            // What shops call their customers; also how they greet them.
            return Some(if_repeated(Role::Customer));
        }
        role_word(self.key)
            .map(known)
            .or_else(|| self.numbered())
            .or_else(|| self.with_parenthesis())
            .or_else(|| self.led_by_role())
            .or_else(|| self.ended_by_role())
    }

    fn numbered(&self) -> Option<Claim> {
        let word = self
            .key
            .trim_end_matches(|last: char| last.is_ascii_digit())
            .trim_end();
        (word.len() < self.key.len() && VOCABULARY.numbered.contains(word))
            .then_some(known(Role::Unknown))
    }

    /// `Ruth (Support)`, `客服（小林）`.
    fn with_parenthesis(&self) -> Option<Claim> {
        let (base, inner) = self.key.strip_suffix(')')?.split_once('(')?;
        [inner.trim(), base.trim()]
            .into_iter()
            .find_map(role_word)
            .map(known)
    }

    /// `Agent Mia`, `坐席1001`, `客服小林`.
    fn led_by_role(&self) -> Option<Claim> {
        let (role, rest) = leading_role(self.key)?;
        let rest = rest.trim_matches([' ', '.', '#', '/', '·']);
        let sure = if rest.starts_with(is_han) {
            is_han_name(rest)
        } else {
            let number = rest.chars().any(|character| character.is_ascii_digit());
            words(rest).count() == 1 && (number || self.capitalised)
        };
        Some(if sure { known(role) } else { if_repeated(role) })
    }

    /// `priya.support`, `Acme Support`, `13号坐席`.
    fn ended_by_role(&self) -> Option<Claim> {
        let (before, role) = trailing_role(self.key)?;
        Some(if before.ends_with('.') {
            known(role)
        } else {
            if_repeated(role)
        })
    }
}

/// A family name with what follows it: 李娜, 王经理.
pub(super) fn is_han_name(rest: &str) -> bool {
    let titled = VOCABULARY.titles.iter().any(|title| rest.ends_with(title));
    let length = rest.chars().count();
    rest.starts_with(|first| VOCABULARY.family_names.contains(&first))
        && rest.chars().all(is_han)
        && ((2..=3).contains(&length) || (titled && length <= 5))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Role::{Agent, Bot, Customer, System, Unknown};

    fn claim(name: &str) -> Option<(Role, bool)> {
        let claim = RoleNames::new(&Options::default()).claim(name)?;
        Some((claim.role, claim.standing == Standing::Known))
    }

    #[test]
    fn role_words_with_and_without_a_name() {
        let cases = [
            ("客服", Agent),
            ("坐席1001", Agent),
            ("客服小林", Agent),
            ("客服-李娜", Agent),
            ("客服（小林）", Agent),
            ("坐席 0815", Agent),
            ("客户经理王芳", Agent),
            ("客服張經理", Agent),
            ("Agent Mia", Agent),
            ("AGENT", Agent),
            ("agent_07", Agent),
            ("Operator Maria", Agent),
            ("Ruth (Support)", Agent),
            ("priya.support", Agent),
            ("Customer Service", Agent),
            ("客户", Customer),
            ("客戶2", Customer),
            ("Visitor 48213", Customer),
            ("CUST", Customer),
            ("END_USER", Customer),
            ("Dev (Customer)", Customer),
            ("机器人", Bot),
            ("AUTOMATED_AGENT", Bot),
            ("智能客服", Bot),
            ("系统", System),
            ("Speaker 1", Unknown),
            ("SPEAKER_00", Unknown),
            ("说话人2", Unknown),
        ];
        for (name, role) in cases {
            assert_eq!(claim(name), Some((role, true)), "{name}");
        }
    }

    #[test]
    fn names_that_must_repeat() {
        let cases = [
            ("Sofia", Unknown),
            ("王芳", Unknown),
            ("Acme Support", Agent),
            ("淘宝客服", Agent),
            ("亲", Customer),
            ("13号坐席", Agent),
            ("Bluejay Travel", Unknown),
            ("agent please", Agent),
        ];
        for (name, role) in cases {
            assert_eq!(claim(name), Some((role, false)), "{name}");
        }
    }

    #[test]
    fn what_only_looks_like_a_label() {
        for name in [
            "注意",
            "时间",
            "地址",
            "Subject",
            "From",
            "http",
            "客户姓名",
            "客服电话",
            "Note",
            "10",
            "您好",
            "尊敬的客户",
            "亲爱的会员",
            "各位家长",
            "Dear customer",
            "Customer Name",
            "Agent ID",
            "用户余额",
            "Contact support",
            "今天下午两点之前我会把结果告诉您",
            "he said, she said",
            "客户说",
        ] {
            assert_eq!(claim(name), None, "{name}");
        }
    }

    #[test]
    fn what_the_user_says_wins_however_it_is_spelt() {
        let roles = [
            ("Speaker 1".to_owned(), Agent),
            ("注意".to_owned(), Customer),
        ]
        .into();
        let names = RoleNames::new(&Options {
            roles,
            ..Options::default()
        });
        assert_eq!(names.claim("SPEAKER_1"), Some(known(Agent)));
        assert_eq!(names.claim("ｓｐｅａｋｅｒ　１"), Some(known(Agent)));
        assert_eq!(names.claim("注意"), Some(known(Customer)));
        assert_eq!(names.role("agent"), Agent);
        assert_eq!(names.role("somebody"), Unknown);
    }
}
