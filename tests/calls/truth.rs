//! What an audit of the calls must find.

use super::Call;
use std::collections::{BTreeMap, BTreeSet};

/// What was planted, for each agent, team and month.
#[derive(Default)]
pub(crate) struct Truth {
    pub(crate) all: Counts,
    pub(crate) agents: BTreeMap<String, Counts>,
    pub(crate) teams: BTreeMap<String, Counts>,
    /// By `2026-05`.
    pub(crate) months: BTreeMap<String, Counts>,
    /// What customers say before a matter escalates, by rule.
    pub(crate) signals: BTreeMap<&'static str, Signals>,
}

/// What was planted in some of the calls.
#[derive(Default)]
pub(crate) struct Counts {
    pub(crate) conversations: u64,
    pub(crate) agent_turns: u64,
    /// Turns of the agent with one slip or more.
    pub(crate) flagged_turns: u64,
    /// How many of them the habits make one expect.
    pub(crate) expected_turns: f64,
    /// Slips by family.
    pub(crate) slips: BTreeMap<&'static str, u64>,
}

/// Where customers escalate.
#[derive(Default, Debug, PartialEq)]
pub(crate) struct Signals {
    /// Turns.
    pub(crate) turns: u64,
    pub(crate) conversations: u64,
    /// Conversations where the agent slipped before the first of them.
    pub(crate) after_slips: u64,
}

impl Truth {
    pub(crate) fn add(&mut self, call: &Call) {
        let month = &call.started_at[..7];
        for counts in [
            &mut self.all,
            self.agents.entry(call.agent.to_owned()).or_default(),
            self.teams.entry(call.team.to_owned()).or_default(),
            self.months.entry(month.to_owned()).or_default(),
        ] {
            counts.add(call);
        }
        self.add_signals(call);
    }

    fn add_signals(&mut self, call: &Call) {
        let mut has_slipped = false;
        let mut seen = BTreeSet::new();
        for turn in &call.turns {
            let is_agents = turn.role == "agent";
            has_slipped |= is_agents && !turn.planted.is_empty();
            for rule in turn.planted.iter().filter(|_| !is_agents) {
                let signals = self.signals.entry(rule).or_default();
                let is_first = seen.insert(rule);
                signals.turns += 1;
                signals.conversations += u64::from(is_first);
                signals.after_slips += u64::from(is_first && has_slipped);
            }
        }
    }
}

impl Counts {
    fn add(&mut self, call: &Call) {
        self.conversations += 1;
        for turn in call.turns.iter().filter(|turn| turn.role == "agent") {
            self.agent_turns += 1;
            self.flagged_turns += u64::from(!turn.planted.is_empty());
            self.expected_turns += turn.chance;
            for family in &turn.planted {
                *self.slips.entry(family).or_default() += 1;
            }
        }
    }

    /// The share of the agent's turns that the habits make one expect to be flagged.
    pub(crate) fn true_rate(&self) -> f64 {
        self.expected_turns / self.agent_turns as f64
    }
}
