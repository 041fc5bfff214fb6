//! Which rules run.

use super::error::did_you_mean;
use super::{Enabled, Rule, RuleSet};

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
        let any = |selectors: &[String], rule: &Rule| selectors.iter().any(|s| names(s, rule));
        set.retain(|rule| {
            let by_default = match &self.select {
                Some(select) => any(select, rule),
                None => self.runs_by_default(rule),
            };
            (by_default || any(&self.extend_select, rule)) && !any(&self.ignore, rule)
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
}

/// True if the selector names the rule. A language names only what runs by default, so that `zh`
/// does not switch on every optional pack.
pub(crate) fn names(selector: &str, rule: &Rule) -> bool {
    selector == &*rule.pack
        || selector == rule.id
        || selector == &*rule.family
        || (selector == &*rule.lang && rule.enabled != Enabled::No)
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
            "`{selector}` names no rule, pack, family or language; `saywell rules list` shows them all"
        ),
    }
}
