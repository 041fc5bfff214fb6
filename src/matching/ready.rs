//! The table of the rules that run by default, made when the program is built: to make it takes
//! longer than to check a short text.

use super::table::Table;
use crate::rules::RuleSet;

/// A table of the anchors of all rules.
pub(crate) struct Ready {
    pub(crate) table: Table,
    /// How many phrases each rule has.
    pub(crate) phrases: Vec<usize>,
}

/// Writes the table of a rule set.
#[allow(
    dead_code,
    reason = "called by the build script, which shares this file"
)]
pub(crate) fn pack(set: &RuleSet) -> Vec<u8> {
    let mut out = Vec::new();
    for rule in &set.rules {
        out.extend(format!("{} {}\n", rule.id, rule.phrases.len()).into_bytes());
    }
    out.push(0);
    Table::new(set.anchors()).pack(&mut out);
    out
}

impl Ready {
    /// The table for a rule set.
    #[allow(
        dead_code,
        reason = "the build script shares this file and only writes"
    )]
    pub(crate) fn new(set: &RuleSet) -> Self {
        Ready {
            table: Table::new(set.anchors()),
            phrases: set.rules.iter().map(|rule| rule.phrases.len()).collect(),
        }
    }

    /// Reads what [`pack`] wrote. `None`: it was for other rules.
    #[allow(
        dead_code,
        reason = "the build script shares this file and only writes"
    )]
    pub(crate) fn unpack(bytes: &'static [u8], set: &RuleSet) -> Option<Self> {
        let end = memchr::memchr(0, bytes)?;
        let (rules, mut table) = (str::from_utf8(&bytes[..end]).ok()?, &bytes[end + 1..]);
        let mut rules = rules.lines();
        let phrases = set.rules.iter().map(|rule| {
            let (id, phrases) = rules.next()?.split_once(' ')?;
            // Phrases that nobody gave or changed are still those that were packed.
            let is_same = id == rule.id && rule.phrases.is_late() && rule.patterns.is_empty();
            phrases.parse().ok().filter(|_| is_same)
        });
        let phrases = phrases.collect::<Option<_>>()?;
        if rules.next().is_some() {
            return None;
        }
        let table = Table::unpack(&mut table)?;
        Some(Ready { table, phrases })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packs::{ANCHORS, built_in};
    use crate::rules::{Selection, phrase::Phrase};
    use std::sync::Arc;

    fn by_default() -> RuleSet {
        let mut set = built_in();
        Selection::default().apply(&mut set).expect("no selectors");
        set
    }

    #[test]
    fn the_table_of_the_default_rules_is_ready() {
        let set = by_default();
        let ready = Ready::unpack(ANCHORS, &set).expect("made for these rules");
        assert!(pack(&set) == ANCHORS);
        assert_eq!(ready.phrases, Ready::new(&set).phrases);
        assert!(
            ready
                .table
                .anchors()
                .eq(Table::new(set.anchors()).anchors())
        );
    }

    #[test]
    fn other_rules_have_another_table() {
        let changes: [fn(&mut RuleSet); 4] = [
            |set| drop(set.rules.pop()),
            |set| set.rules.swap(0, 1),
            |set| set.rules[0].phrases.truncate(1),
            |set| set.rules[0].phrases = Vec::<Arc<Phrase>>::new().into(),
        ];
        for change in changes {
            let mut set = by_default();
            change(&mut set);
            assert!(Ready::unpack(ANCHORS, &set).is_none());
        }
        assert!(Ready::unpack(ANCHORS, &built_in()).is_none());
    }
}
