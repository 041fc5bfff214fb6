//! One character at a time: what it becomes when spelling does not matter.

use crate::text::is_ignorable;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;

/// Traditional characters and their simplified forms, one pair a line, from OpenCC's
/// `TSCharacters.txt` (Apache-2.0, <https://github.com/BYVoid/OpenCC>).
const TRADITIONAL: &[u8] = include_bytes!("traditional-simplified.tsv");

/// Spellings that the table leaves apart and that customers' texts mix freely.
const VARIANTS: [(char, char); 4] = [('妳', '你'), ('著', '着'), ('唸', '念'), ('甦', '苏')];

const HAN_FIRST: u32 = 0x3400;
const HAN_END: u32 = 0xA000;
const HAN_LEN: usize = (HAN_END - HAN_FIRST) as usize;

/// Simplified form of every character from U+3400 to U+9FFF.
static HAN: [u32; HAN_LEN] = simplified_table();

/// The pairs beyond U+FFFF, in order.
static BEYOND: [(u32, u32); count_beyond()] = table_beyond();

/// What folding makes of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Folded {
    /// It counts for nothing: zero-width, control.
    Nothing,
    /// White space of any kind.
    Space,
    /// One character.
    One(char),
    /// Several, or one that needs the Unicode tables: see [`decompose`].
    Many,
}

/// The fold of one character.
#[inline]
pub(crate) fn fold(c: char) -> Folded {
    let code = c as u32;
    match code {
        0x41..=0x5A => Folded::One(c.to_ascii_lowercase()),
        0x21..=0x7E if c != '`' => Folded::One(c),
        0x09..=0x0D | 0x20 => Folded::Space,
        // The most common marks, which nothing else is written for.
        0x3001 | 0x3002 | 0x3008..=0x300B | 0x3010 | 0x3011 => Folded::One(c),
        HAN_FIRST..HAN_END => {
            char::from_u32(HAN[(code - HAN_FIRST) as usize]).map_or(Folded::Nothing, Folded::One)
        }
        _ => fold_rare(c),
    }
}

fn fold_rare(c: char) -> Folded {
    match c {
        '‘' | '’' | '‛' | 'ʼ' | '′' | '`' | '´' | '＇' => Folded::One('\''),
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' | '「' | '」' | '『' | '』' | '〝' | '〞'
        | '＂' => Folded::One('"'),
        '‐' | '‑' | '–' | '−' | '﹣' => Folded::One('-'),
        '〜' | '∼' => Folded::One('~'),
        // Full width ASCII stands at a fixed distance from its half width form.
        '！'..='～' => fold(char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)),
        // NFKD would turn these into full stops and lose the sentence mark.
        '…' | '‥' => Folded::One('…'),
        _ if is_ignorable(c) => Folded::Nothing,
        _ if c.is_whitespace() => Folded::Space,
        _ => Folded::Many,
    }
}

/// The compatibility decomposition in lower case and simplified characters, for [`Folded::Many`].
/// Accents come apart from their letters, so that both ways to write é are the same.
pub(crate) fn decompose(c: char) -> impl Iterator<Item = char> {
    std::iter::once(c)
        .nfkd()
        .flat_map(char::to_lowercase)
        .filter_map(|c| match fold(c) {
            Folded::One(folded) => Some(folded),
            Folded::Many if c as u32 >= 0x20000 => Some(simplified_beyond_table(c)),
            Folded::Many => Some(c),
            Folded::Nothing | Folded::Space => None,
        })
}

/// Some traditional characters lie beyond U+FFFF; texts hold almost none of them.
fn simplified_beyond_table(c: char) -> char {
    let found = BEYOND.binary_search_by_key(&(c as u32), |&(from, _)| from);
    found
        .ok()
        .and_then(|index| char::from_u32(BEYOND[index].1))
        .unwrap_or(c)
}

/// A traditional spelling of every simplified character that has one, the most common block first.
/// Built on demand: matching never needs it.
pub(super) fn traditional_forms() -> HashMap<char, char> {
    let char_of = |code: u32| char::from_u32(code).unwrap_or('\0');
    let extension = HAN_FIRST..0x4E00;
    let codes = (0x4E00..HAN_END).chain(extension);
    let mut forms = HashMap::new();
    for code in codes {
        let simplified = HAN[(code - HAN_FIRST) as usize];
        if simplified != code {
            forms.entry(char_of(simplified)).or_insert(char_of(code));
        }
    }
    forms
}

#[allow(long_running_const_eval)]
const fn simplified_table() -> [u32; HAN_LEN] {
    let mut table = [0; HAN_LEN];
    let mut code = 0;
    while code < HAN_LEN {
        table[code] = HAN_FIRST + code as u32;
        code += 1;
    }
    let mut at = 0;
    while at < TRADITIONAL.len() {
        let (from, to, next) = table_line(at);
        if from >= HAN_FIRST && from < HAN_END {
            table[(from - HAN_FIRST) as usize] = to;
        }
        at = next;
    }
    let mut variant = 0;
    while variant < VARIANTS.len() {
        let (from, to) = VARIANTS[variant];
        table[(from as u32 - HAN_FIRST) as usize] = to as u32;
        variant += 1;
    }
    follow_chains(table)
}

const fn count_beyond() -> usize {
    let mut count = 0;
    let mut at = 0;
    while at < TRADITIONAL.len() {
        let (from, _, next) = table_line(at);
        if from >= HAN_END {
            count += 1;
        }
        at = next;
    }
    count
}

#[allow(long_running_const_eval)]
const fn table_beyond() -> [(u32, u32); count_beyond()] {
    let mut table = [(0, 0); count_beyond()];
    let mut len = 0;
    let mut at = 0;
    while at < TRADITIONAL.len() {
        let (from, to, next) = table_line(at);
        if from >= HAN_END {
            let mut slot = len;
            while slot > 0 && table[slot - 1].0 > from {
                table[slot] = table[slot - 1];
                slot -= 1;
            }
            table[slot] = (from, to);
            len += 1;
        }
        at = next;
    }
    table
}

/// A simplified form that is itself the traditional form of another (薴 → 苧 → 苎) folds to the
/// last, so that all three are the same.
const fn follow_chains(mut table: [u32; HAN_LEN]) -> [u32; HAN_LEN] {
    let mut code = 0;
    while code < HAN_LEN {
        let to = table[code];
        if to >= HAN_FIRST && to < HAN_END {
            table[code] = table[(to - HAN_FIRST) as usize];
        }
        code += 1;
    }
    table
}

/// The pair in the line at byte `at`, and where the next line begins. Of several simplified forms
/// the first that differs from the traditional one counts: 覆 is 复 in 回覆.
const fn table_line(at: usize) -> (u32, u32, usize) {
    let (from, mut at) = decode_utf8(TRADITIONAL, at);
    let mut to = from;
    while at < TRADITIONAL.len() && TRADITIONAL[at] != b'\n' {
        let (candidate, next) = decode_utf8(TRADITIONAL, at + 1);
        if to == from {
            to = candidate;
        }
        at = next;
    }
    (from, to, at + 1)
}

/// One character of valid UTF-8 and where the next begins; `str::chars` is not const.
const fn decode_utf8(bytes: &[u8], at: usize) -> (u32, usize) {
    let lead = bytes[at] as u32;
    let (len, bits) = match lead {
        0..0x80 => return (lead, at + 1),
        0x80..0xE0 => (2, lead & 0x1F),
        0xE0..0xF0 => (3, lead & 0x0F),
        _ => (4, lead & 0x07),
    };
    let mut code = bits;
    let mut next = at + 1;
    while next < at + len {
        code = code << 6 | (bytes[next] as u32 & 0x3F);
        next += 1;
    }
    (code, next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut out = String::new();
        for c in text.chars() {
            match fold(c) {
                Folded::Nothing => {}
                Folded::Space => out.push(' '),
                Folded::One(c) => out.push(c),
                Folded::Many => out.extend(decompose(c)),
            }
        }
        out
    }

    /// What a way of folding makes of a character.
    fn made(c: char, folded: Folded) -> String {
        match folded {
            Folded::Nothing => String::new(),
            Folded::Space => " ".to_owned(),
            Folded::One(c) => c.to_string(),
            Folded::Many => decompose(c).collect(),
        }
    }

    #[test]
    fn the_short_way_makes_what_the_long_way_makes() {
        for c in (' '..='~').chain('\u{3000}'..='\u{303F}') {
            assert_eq!(made(c, fold(c)), made(c, fold_rare(c)), "{c}");
        }
    }

    #[test]
    fn quotation_marks_of_every_kind_are_one() {
        assert_eq!(folded("“”„‟″«»「」『』〝〞"), "\"".repeat(13));
        assert_eq!(folded("《》【】、。"), "《》【】、。");
    }

    #[test]
    fn one_spelling_for_all() {
        assert_eq!(folded("這不是我們的責任"), "这不是我们的责任");
        assert_eq!(folded("ＦＵＬＬ　ｗｉｄｔｈ，“Ok”"), "full width,\"ok\"");
        assert_eq!(folded("回覆、瞭解、憑藉、妳"), "回复、了解、凭借、你");
        assert_eq!(folded("ﾃﾞﾝﾜ"), folded("デンワ"));
        assert_eq!(folded("e\u{301}"), folded("é"));
        assert_eq!(folded("责\u{200B}任\u{202E}"), "责任");
    }

    #[test]
    fn a_traditional_form_folds_back() {
        let forms = traditional_forms();
        assert!(forms.len() > 2000, "{}", forms.len());
        for (&simplified, &traditional) in &forms {
            assert_eq!(folded(&traditional.to_string()), simplified.to_string());
        }
    }

    const BY_WORD: &str = "OpenCC changes it in some words only, such as 瞭解; folding always does";
    const MIXED: &str = "a variant that texts mix freely, see VARIANTS";

    /// Characters that OpenCC, asked about them alone, writes otherwise, and why.
    const DISPUTED: [(char, &str); 11] = [
        ('妳', MIXED),
        ('著', MIXED),
        (
            '薴',
            "its simplified form 苧 is itself a traditional form of 苎",
        ),
        ('彷', BY_WORD),
        ('牴', BY_WORD),
        ('瞭', BY_WORD),
        ('祇', BY_WORD),
        ('藉', BY_WORD),
        ('衹', BY_WORD),
        ('覆', BY_WORD),
        ('阪', BY_WORD),
    ];

    #[test]
    fn traditional_characters_are_those_of_opencc() {
        let opencc =
            ferrous_opencc::OpenCC::from_config(ferrous_opencc::config::BuiltinConfig::T2s)
                .expect("a built-in table");
        // Compatibility forms, from U+2F800 on, are decomposed first here and not there.
        let han = ('\u{3400}'..'\u{A000}').chain('\u{20000}'..'\u{2F800}');
        let mut apart = Vec::new();
        for c in han {
            let is_disputed = DISPUTED.iter().any(|&(disputed, _)| disputed == c);
            let theirs = opencc.convert(&c.to_string());
            let ours = folded(&c.to_string());
            if (ours != theirs) != is_disputed {
                apart.push(format!(
                    "{c} U+{:04X}: {ours} here, {theirs} there",
                    c as u32
                ));
            }
        }
        assert!(
            apart.is_empty(),
            "{} characters:\n{}",
            apart.len(),
            apart.join("\n")
        );
    }

    #[test]
    fn every_fold_is_final() {
        for c in ('\0'..=char::MAX).filter(|&c| fold(c) != Folded::Space) {
            let once = folded(&c.to_string());
            assert_eq!(folded(&once), once, "{c:?} U+{:04X}", c as u32);
        }
    }
}
