//! Agents' names, as they are or made unreadable.

use std::borrow::Cow;

/// How agents are called in reports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Names {
    /// By their names.
    #[default]
    Plain,
    /// By a word that is the same for the same name in every run with the same salt, and from which
    /// nobody without the salt can tell the name.
    Hashed {
        /// A secret of the user's.
        salt: String,
    },
}

impl Names {
    /// The name as reports show it.
    pub fn shown<'n>(&self, name: &'n str) -> Cow<'n, str> {
        match self {
            Names::Plain => Cow::Borrowed(name),
            Names::Hashed { salt } => Cow::Owned(pseudonym("agent", salt, name)),
        }
    }

    /// What reports say of it: `plain`, or `hashed` and a mark that tells one salt from another.
    pub fn kind(&self) -> String {
        match self {
            Names::Plain => "plain".to_owned(),
            Names::Hashed { salt } => pseudonym("hashed", salt, ""),
        }
    }

    /// True if names are not to be shown.
    pub fn are_hidden(&self) -> bool {
        matches!(self, Names::Hashed { .. })
    }
}

/// `kind` and ten hexadecimal digits.
pub(super) fn pseudonym(kind: &str, salt: &str, name: &str) -> String {
    let key = blake3::derive_key("saywell 2026 names in reports", salt.as_bytes());
    let hash = blake3::keyed_hash(&key, name.trim().as_bytes());
    format!("{kind}-{}", &hash.to_hex()[..10])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_name_is_the_same_everywhere_and_depends_on_the_salt() {
        let names = |salt: &str| Names::Hashed {
            salt: salt.to_owned(),
        };
        let shown = names("s").shown("王芳").into_owned();
        assert_eq!(shown, names("s").shown(" 王芳 "));
        assert_ne!(shown, names("t").shown("王芳"));
        assert!(shown.starts_with("agent-") && shown.len() == 16, "{shown}");
        assert_eq!(Names::Plain.shown("王芳"), "王芳");
    }
}
