//! Findings that were known before.

use super::conversation::Conversation;
use crate::check::Finding;
use crate::fold::fold_to_string;
use crate::rules::Rule;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// What a finding is known by, wherever its sentence stands: the rule and the sentence, folded, so
/// that it survives another wrapping, another file and another spelling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(u128);

impl Fingerprint {
    /// Of what `rule` found.
    pub fn of(rule: &Rule, conversation: &Conversation, finding: &Finding) -> Self {
        let sentence = conversation
            .sentence(finding)
            .of(&conversation.document.text);
        let mut hasher = blake3::Hasher::new();
        hasher.update(rule.id.as_bytes());
        hasher.update(b"\0");
        hasher.update(fold_to_string(sentence).trim().as_bytes());
        Fingerprint(short(&hasher))
    }
}

/// The first half of a hash.
pub(super) fn short(hasher: &blake3::Hasher) -> u128 {
    let hash = hasher.finalize();
    hash.as_bytes()[..16]
        .iter()
        .fold(0, |number, &byte| number << 8 | u128::from(byte))
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl FromStr for Fingerprint {
    type Err = std::num::ParseIntError;

    fn from_str(written: &str) -> Result<Self, Self::Err> {
        u128::from_str_radix(written, 16).map(Fingerprint)
    }
}

/// The fingerprints of an earlier audit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    known: BTreeSet<Fingerprint>,
}

impl FromIterator<Fingerprint> for Baseline {
    fn from_iter<I: IntoIterator<Item = Fingerprint>>(fingerprints: I) -> Self {
        Baseline {
            known: fingerprints.into_iter().collect(),
        }
    }
}

impl Baseline {
    /// True if the finding was known.
    pub fn knows(&self, fingerprint: Fingerprint) -> bool {
        self.known.contains(&fingerprint)
    }

    /// How many different findings were known.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// True if none was.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// A hash of them all: tallies against different baselines do not add up.
    pub fn hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for fingerprint in &self.known {
            hasher.update(&fingerprint.0.to_be_bytes());
        }
        hasher.finalize().to_hex()[..16].to_owned()
    }
}
