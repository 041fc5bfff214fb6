//! Call records of an invented company, and the truth about them: who slipped, how often, when.
//!
//! A seed decides everything, so two runs write the same bytes. The sentences are our own: [`zh`]
//! and [`en`] hold them, [`agents`] the people and their habits.

pub(crate) mod agents;
mod en;
mod phrases;
mod random;
pub(crate) mod truth;
mod writer;
mod zh;

use agents::{Agent, RARE, agents};
use random::Random;
use serde::Serialize;
use writer::Writer;

/// The rare agent's calls are these, and the first of them has the slip.
const RARE_CALLS: [usize; 4] = [20, 120, 220, 320];

/// One conversation, as it stands in a line of JSON.
#[derive(Serialize)]
pub(crate) struct Call {
    pub(crate) id: String,
    pub(crate) agent: &'static str,
    pub(crate) team: &'static str,
    pub(crate) queue: &'static str,
    pub(crate) channel: &'static str,
    pub(crate) customer: String,
    pub(crate) started_at: String,
    pub(crate) turns: Vec<Turn>,
}

/// What one of the two says.
#[derive(Serialize)]
pub(crate) struct Turn {
    pub(crate) role: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) speaker: Option<&'static str>,
    /// Seconds.
    pub(crate) start: f64,
    pub(crate) text: String,
    /// What a checker must find here: families in the agent's turns, rules in the customer's.
    #[serde(skip)]
    pub(crate) planted: Vec<&'static str>,
    /// How likely it was that a slip was planted.
    #[serde(skip)]
    pub(crate) chance: f64,
}

/// Writes calls without end.
pub(crate) struct Generator {
    random: Random,
    agents: Vec<Agent>,
    written: usize,
}

impl Generator {
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        Generator {
            agents: agents(&mut random),
            random,
            written: 0,
        }
    }
}

impl Iterator for Generator {
    type Item = Call;

    fn next(&mut self) -> Option<Call> {
        let agent = answering(&self.agents, self.written, &mut self.random);
        let number = self.written;
        self.written += 1;
        Some(Writer::new(agent, number, &mut self.random).call())
    }
}

/// Who takes the call of that number.
fn answering<'a>(agents: &'a [Agent], number: usize, random: &mut Random) -> &'a Agent {
    let is_rare = RARE_CALLS.contains(&number);
    loop {
        let agent = &agents[random.below(agents.len())];
        if is_rare == (agent.name == RARE) && (is_rare || random.happens(agent.share / 1.4)) {
            return agent;
        }
    }
}
