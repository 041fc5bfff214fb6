//! Which rules run.

use super::error::did_you_mean;
use super::{Enabled, Rule, RuleSet};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Selectors as the command line and the config give them: a pack, `pack/id`, a family or a
/// language each.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Replaces the default set, if given.
    pub select: Option<Vec<String>>,
    /// Adds to it.
    pub extend_select: Vec<String>,
    /// Takes away; wins over both.
    pub ignore: Vec<String>,
    /// Whether rules for audits run too.
    pub is_audit: bool,
}

impl Selection {
    /// Keeps the selected rules.
    ///
    /// # Errors
    /// A selector that names nothing: a sentence that says so, and what was meant perhaps.
    pub fn apply(&self, set: &mut RuleSet) -> Result<(), String> {
        let given = self
            .select
            .iter()
            .flatten()
            .chain(&self.extend_select)
            .chain(&self.ignore);
        for selector in given {
            if !set.rules.iter().any(|rule| names(selector, rule)) {
                return Err(unknown(selector, set));
            }
        }
        let runs_by_default = set.rules.iter().filter(|rule| rule.enabled != Enabled::No);
        let families: BTreeSet<Arc<str>> = runs_by_default
            .map(|rule| Arc::clone(&rule.family))
            .collect();
        let switched_on = |selectors: &[String], rule: &Rule| {
            let switches_on = |selector: &String| self.switches_on(selector, rule, &families);
            selectors.iter().any(switches_on)
        };
        set.retain(|rule| {
            let is_chosen = match &self.select {
                Some(select) => switched_on(select, rule),
                None => self.runs_by_default(rule),
            };
            (is_chosen || switched_on(&self.extend_select, rule))
                && !self.ignore.iter().any(|selector| names(selector, rule))
        });
        Ok(())
    }

    fn runs_by_default(&self, rule: &Rule) -> bool {
        match rule.enabled {
            Enabled::Yes => true,
            Enabled::Audit => self.is_audit,
            Enabled::No => false,
        }
    }

    /// True if the selector lets the rule run. An optional rule must be meant: by its id, its pack,
    /// or a family with nothing else in it. A language, and a pack named after it, are only what
    /// runs of it anyway. `families` are those that are not all optional.
    fn switches_on(&self, selector: &str, rule: &Rule, families: &BTreeSet<Arc<str>>) -> bool {
        if selector == rule.id {
            return true;
        }
        if selector == &*rule.lang {
            return self.runs_by_default(rule);
        }
        let in_family = selector == &*rule.family
            && (rule.enabled != Enabled::No || !families.contains(&rule.family));
        selector == &*rule.pack || in_family
    }
}

/// True if the rule is, or belongs to, what the selector says.
pub(crate) fn names(selector: &str, rule: &Rule) -> bool {
    [&*rule.pack, &rule.id, &*rule.family, &*rule.lang].contains(&selector)
}

fn unknown(selector: &str, set: &RuleSet) -> String {
    let known = set
        .rules
        .iter()
        .flat_map(|rule| [&*rule.pack, &rule.id, &*rule.family, &*rule.lang]);
    match did_you_mean(selector, known) {
        Some(near) => {
            format!("`{selector}` names no rule, pack, family or language; did you mean `{near}`?")
        }
        None => format!(
            "`{selector}` names no rule, pack, family or language; `saywell rules list --all` shows them all"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{RuleFile, load};
    use super::*;

    fn chosen(selection: &Selection) -> Vec<String> {
        let files = [
            (
                "zh/impatient.toml",
                "lang = 'zh'\nfamily = 'impatient'\n[terms]\n'急什么' = ''\n",
            ),
            (
                "zh/risk.toml",
                "lang = 'zh'\nfamily = 'risk'\nenabled = 'audit'\n[terms]\n'投诉' = ''\n",
            ),
            (
                "bank.toml",
                "lang = 'zh'\npack = 'bank'\nfamily = 'impatient'\nenabled = false\n[terms]\n'不换钱' = ''\n",
            ),
            (
                "strict.toml",
                "lang = 'zh'\npack = 'strict'\nfamily = 'habits'\nenabled = false\n[terms]\n'呵呵' = ''\n",
            ),
        ];
        let files = files.map(|(name, text)| RuleFile {
            name,
            text,
            is_built_in: false,
        });
        let (mut set, errors) = load(&files);
        assert!(errors.is_empty(), "{}", errors[0]);
        selection.apply(&mut set).expect("known selectors");
        set.rules.into_iter().map(|rule| rule.id).collect()
    }

    fn select(selector: &str, is_audit: bool) -> Vec<String> {
        chosen(&Selection {
            select: Some(vec![selector.to_owned()]),
            is_audit,
            ..Selection::default()
        })
    }

    #[test]
    fn what_is_off_runs_only_when_it_is_meant() {
        assert_eq!(chosen(&Selection::default()), ["zh/急什么"]);
        assert_eq!(select("zh", false), ["zh/急什么"]);
        assert_eq!(select("zh", true), ["zh/急什么", "zh/投诉"]);
        assert_eq!(select("impatient", false), ["zh/急什么"]);
        assert_eq!(select("risk", false), ["zh/投诉"]);
        assert_eq!(select("zh/投诉", false), ["zh/投诉"]);
        assert_eq!(select("bank", false), ["bank/不换钱"]);
        assert_eq!(select("habits", false), ["strict/呵呵"]);
    }

    #[test]
    fn what_is_ignored_stays_out_however_it_was_switched_on() {
        let ignoring = |selector: &str| {
            chosen(&Selection {
                extend_select: vec!["bank".to_owned(), "strict".to_owned()],
                ignore: vec![selector.to_owned()],
                ..Selection::default()
            })
        };
        assert_eq!(ignoring("impatient"), ["strict/呵呵"]);
        assert_eq!(ignoring("strict"), ["zh/急什么", "bank/不换钱"]);
        assert_eq!(ignoring("zh"), Vec::<String>::new());
    }
}
