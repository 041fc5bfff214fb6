//! The rule file from which a user writes a first rule.

/// A rule file with every key explained by example, in Chinese for `zh`, else in English. It loads
/// and proves as it is.
pub fn skeleton(lang: &str) -> &'static str {
    match lang {
        "zh" => include_str!("skeleton/zh.toml"),
        _ => include_str!("skeleton/en.toml"),
    }
}
