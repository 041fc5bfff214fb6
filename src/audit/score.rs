//! The wording score of a conversation: what a coach takes off for words, and nothing else.

use crate::check::Finding;
use crate::rules::RuleSet;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Points of a conversation without a finding.
const FULL: u32 = 100;

/// How findings become a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scoring {
    /// From this score on a conversation passes.
    pub pass: u32,
    /// From this score on it is one to coach; below, it fails.
    pub coach: u32,
    /// So many findings of one rule count in one conversation.
    pub cap: u32,
}

impl Default for Scoring {
    fn default() -> Self {
        Scoring {
            pass: 85,
            coach: 70,
            cap: 3,
        }
    }
}

impl fmt::Display for Scoring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Scoring { pass, coach, cap } = self;
        write!(f, "pass {pass}, coach {coach}, cap {cap}")
    }
}

/// What becomes of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing, or little, to reword.
    Pass,
    /// Worth a talk.
    Coach,
    /// Words that lose customers, or one that a veto forbids.
    Fail,
}

impl Verdict {
    /// Every verdict, the best first.
    pub const ALL: [Verdict; 3] = [Verdict::Pass, Verdict::Coach, Verdict::Fail];

    /// The name used in data.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Coach => "coach",
            Verdict::Fail => "fail",
        }
    }
}

/// The score of one conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Score {
    /// 100 less the deduction, never below 0; 0 after a veto.
    pub score: u32,
    /// Points taken off, before the score stops at 0.
    pub deduction: u32,
    /// A rule with `veto` found something.
    pub is_vetoed: bool,
    /// What becomes of it.
    pub verdict: Verdict,
}

impl Scoring {
    /// The score of a conversation with these findings of the agent.
    pub fn score<'f>(
        self,
        findings: impl IntoIterator<Item = &'f Finding>,
        rules: &RuleSet,
    ) -> Score {
        let mut hits: BTreeMap<usize, u32> = BTreeMap::new();
        for finding in findings {
            *hits.entry(finding.rule).or_default() += 1;
        }
        let points = hits
            .iter()
            .map(|(&rule, &count)| rules.rules[rule].points.saturating_mul(count.min(self.cap)));
        let deduction = points.fold(0, u32::saturating_add);
        let is_vetoed = hits.keys().any(|&rule| rules.rules[rule].veto);
        let score = match is_vetoed {
            true => 0,
            false => FULL.saturating_sub(deduction),
        };
        let verdict = match score {
            _ if is_vetoed => Verdict::Fail,
            score if score >= self.pass => Verdict::Pass,
            score if score >= self.coach => Verdict::Coach,
            _ => Verdict::Fail,
        };
        Score {
            score,
            deduction,
            is_vetoed,
            verdict,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Checker;
    use crate::document::Document;
    use crate::rules::{RuleFile, load};

    const RULES: &str = r#"
pack = "our"
family = "custom"
[[rule]]
id = "error"
severity = "error"
phrases = ["责任"]
[[rule]]
id = "warning"
phrases = ["可能"]
[[rule]]
id = "info"
severity = "info"
phrases = ["亲亲"]
[[rule]]
id = "dear"
points = 40
phrases = ["滚开"]
[[rule]]
id = "veto"
veto = true
phrases = ["赌咒"]
"#;

    fn score(text: &str) -> (u32, u32, Verdict) {
        let file = RuleFile {
            name: "our.toml",
            text: RULES,
            is_built_in: false,
        };
        let (rules, mistakes) = load(&[file]);
        assert!(mistakes.is_empty(), "{}", mistakes[0]);
        let checker = Checker::new(rules).expect("no patterns");
        let findings = checker.check(&Document::draft(text)).findings;
        let score = Scoring::default().score(&findings, checker.rules());
        (score.score, score.deduction, score.verdict)
    }

    #[test]
    fn points_caps_bands_and_vetoes() {
        assert_eq!(score("您好。"), (100, 0, Verdict::Pass));
        assert_eq!(score("亲亲，亲亲。"), (100, 0, Verdict::Pass));
        assert_eq!(score("可能吧。责任？"), (85, 15, Verdict::Pass));
        assert_eq!(score("责任。责任。"), (80, 20, Verdict::Coach));
        assert_eq!(score("责任。责任。责任。"), (70, 30, Verdict::Coach));
        // The fourth finding of a rule costs nothing.
        assert_eq!(score("责任。责任。责任。责任。"), (70, 30, Verdict::Coach));
        assert_eq!(score("责任。责任。责任。可能。"), (65, 35, Verdict::Fail));
        assert_eq!(score("滚开。滚开。滚开。"), (0, 120, Verdict::Fail));
        assert_eq!(score("赌咒。"), (0, 5, Verdict::Fail));
    }
}
