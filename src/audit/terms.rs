//! What must be the same for counts to be added up; it stands in every report.

use super::score::Scoring;
use crate::rules::{JudgedRole, RuleSet, meaning};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// The rules, the formula and the choices of an audit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The program's version.
    pub saywell: String,
    /// Which rules ran.
    pub rules: Rules,
    /// How findings become a score.
    pub scoring: Scoring,
    /// The fields by which conversations are grouped.
    pub by: Vec<String>,
    /// Agent turns below which a group is listed, but not ranked.
    pub min_turns: u64,
    /// How many of the worst conversations are shown.
    pub worst: usize,
    /// Which findings people are asked to look at.
    pub sampling: Sampling,
    /// Personal data is masked in shown text.
    pub masked: bool,
    /// Patterns of the user's that are masked too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mask_patterns: Vec<String>,
    /// How agents are called: `plain`, or `hashed` and a mark of the salt.
    pub names: String,
    /// Findings that were known before: their fingerprints' hash, if a baseline was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<String>,
}

/// The rules that ran.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Of everything in the rules that decides what they find and what it costs.
    pub hash: String,
    /// How many there are.
    pub count: usize,
    /// Their families, and of each how many rules judge the agent.
    pub families: BTreeMap<String, usize>,
}

/// A random choice of findings that can be repeated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sampling {
    /// So many of all findings.
    pub size: usize,
    /// So many of each agent's findings.
    pub per_agent: usize,
    /// Another seed is another choice.
    pub seed: u64,
}

impl Rules {
    /// What a report says about these rules.
    pub fn of(set: &RuleSet) -> Rules {
        let mut families: BTreeMap<String, usize> = BTreeMap::new();
        for rule in set
            .rules
            .iter()
            .filter(|rule| rule.role != JudgedRole::Customer)
        {
            *families.entry(rule.family.to_string()).or_default() += 1;
        }
        Rules {
            hash: blake3::hash(&meaning(set)).to_hex()[..16].to_owned(),
            count: set.rules.len(),
            families,
        }
    }
}

impl Terms {
    /// What keeps counts made on other terms from being added: the name of the first difference and
    /// both values.
    pub fn difference(&self, other: &Terms) -> Option<(&'static str, String, String)> {
        self.differences(other).into_iter().next()
    }

    /// Everything in which the terms differ: its name and both values.
    pub fn differences(&self, other: &Terms) -> Vec<(&'static str, String, String)> {
        let Terms {
            saywell,
            rules,
            scoring,
            by,
            min_turns,
            worst,
            sampling,
            masked,
            mask_patterns,
            names,
            baseline,
        } = self;
        let pairs = [
            ("version", saywell.clone(), other.saywell.clone()),
            ("rules", rules.hash.clone(), other.rules.hash.clone()),
            differs("scoring", scoring, &other.scoring),
            ("by", by.join(","), other.by.join(",")),
            differs("min-turns", min_turns, &other.min_turns),
            differs("worst", worst, &other.worst),
            differs("sample", sampling, &other.sampling),
            differs("masking", masked, &other.masked),
            (
                "mask",
                mask_patterns.join(" "),
                other.mask_patterns.join(" "),
            ),
            ("names", names.clone(), other.names.clone()),
            ("baseline", known(baseline), known(&other.baseline)),
        ];
        let differ = pairs.into_iter().filter(|(_, one, two)| one != two);
        differ.collect()
    }
}

fn differs<T: fmt::Display>(
    name: &'static str,
    one: &T,
    two: &T,
) -> (&'static str, String, String) {
    (name, one.to_string(), two.to_string())
}

fn known(baseline: &Option<String>) -> String {
    baseline.clone().unwrap_or_else(|| "none".to_owned())
}

impl fmt::Display for Sampling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Sampling {
            size,
            per_agent,
            seed,
        } = self;
        write!(f, "{size} (per agent {per_agent}, seed {seed})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packs;
    use crate::rules::{BUILT_IN, RuleFile, load};

    fn hash(text: &str) -> String {
        let file = |name| RuleFile {
            name,
            text,
            is_built_in: false,
        };
        Rules::of(&load(&[file("a.toml")]).0).hash
    }

    #[test]
    fn a_hash_stands_for_what_rules_do() {
        let rules = "pack = \"our\"\n[[rule]]\nid = \"later\"\nphrases = [\"改天给您\"]\n";
        assert_eq!(
            hash(rules),
            hash(&format!("# a comment\n\n{rules}flags = [\"改天给您打\"]\n"))
        );
        assert_ne!(hash(rules), hash(&rules.replace("改天", "改日")));
        assert_ne!(hash(rules), hash(&format!("{rules}points = 7\n")));
    }

    #[test]
    fn built_in_rules_have_one_hash_however_they_were_read() {
        let (read, mistakes) = load(BUILT_IN);
        assert!(mistakes.is_empty());
        assert_eq!(Rules::of(&packs::built_in()).hash, Rules::of(&read).hash);
    }
}
