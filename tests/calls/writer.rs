//! Puts one call together, sentence by sentence.

use super::agents::Agent;
use super::phrases::{Exchange, Phrases, Topic};
use super::random::Random;
use super::{Call, RARE_CALLS, Turn};

/// Days in the months that the records cover, January to June 2026.
const MONTHS: [usize; 6] = [31, 28, 31, 30, 31, 30];

/// The most exchanges between what all calls have at their beginning and at their end.
const LONGEST: usize = 13;

/// How likely a customer escalates after a slip, and otherwise.
const ESCALATES: [f64; 2] = [0.3, 0.006];

pub(super) struct Writer<'a> {
    random: &'a mut Random,
    agent: &'a Agent,
    phrases: &'static Phrases,
    topic: &'static Topic,
    number: usize,
    day: String,
    is_spoken: bool,
    /// What the `{…}` of this call stand for.
    slots: [(&'static str, String); 12],
    turns: Vec<Turn>,
    /// Tenths of a second since the beginning.
    clock: usize,
}

impl<'a> Writer<'a> {
    /// A writer for the call of that number.
    pub(super) fn new(agent: &'a Agent, number: usize, random: &'a mut Random) -> Self {
        let phrases = agent.phrases;
        Writer {
            topic: &phrases.topics[random.below(phrases.topics.len())],
            day: day(random),
            is_spoken: random.happens(0.8),
            slots: slots(agent, random),
            random,
            agent,
            phrases,
            number,
            turns: Vec::new(),
            clock: 0,
        }
    }

    pub(super) fn call(mut self) -> Call {
        self.begin();
        self.handle();
        self.end();
        Call {
            id: format!("call-{:07}", self.number),
            agent: self.agent.name,
            team: self.agent.team,
            queue: self.topic.queue,
            channel: if self.is_spoken { "phone" } else { "chat" },
            customer: format!("K-{}", 10_000 + self.random.below(80_000)),
            started_at: self.started_at(),
            turns: self.turns,
        }
    }

    fn started_at(&mut self) -> String {
        let hour = 8 + self.random.below(12);
        let [minute, second] = [(); 2].map(|()| self.random.below(60));
        let zone = if self.phrases.is_english {
            "Z"
        } else {
            "+08:00"
        };
        format!("{}T{hour:02}:{minute:02}:{second:02}{zone}", self.day)
    }

    /// Greeting and problem; who is calling.
    fn begin(&mut self) {
        let phrases = self.phrases;
        if !self.is_spoken && self.random.happens(0.4) {
            let text = self.random.pick(phrases.bot_greetings);
            self.say("bot", text, &[]);
        }
        let greeting = self.random.pick(phrases.greetings);
        let problem = self.random.pick(self.topic.opens);
        self.exchange((greeting, problem));
        if self.random.happens(0.8) {
            let identity = self.random.pick(phrases.identifies);
            self.exchange(identity);
            let confirmed = self.random.pick(phrases.confirms);
            self.exchange(confirmed);
        }
    }

    /// What is done about it. Here agents slip.
    fn handle(&mut self) {
        let chances = self.agent.chances(&self.day);
        let none: f64 = chances.iter().map(|(_, chance)| 1.0 - chance).product();
        for exchange in self.steps() {
            let slips = self.slips(&chances);
            let at = self.turns.len();
            if !slips.is_empty() {
                self.slip(&slips);
            } else if self.random.happens(0.1) {
                let look_alike = self.random.pick(self.phrases.look_alikes);
                self.exchange(look_alike);
            } else {
                self.exchange(exchange);
            }
            self.turns[at].chance = 1.0 - none;
            if self
                .random
                .happens(ESCALATES[usize::from(slips.is_empty())])
            {
                self.escalate();
            }
        }
    }

    /// Some of the topic's steps in their order, and other talk between them.
    fn steps(&mut self) -> Vec<Exchange> {
        let (steps, talk) = (self.topic.steps, self.phrases.talk);
        let mut placed: Vec<(f64, Exchange)> = Vec::new();
        for (index, &step) in steps.iter().enumerate() {
            placed.push((index as f64 / steps.len() as f64, step));
        }
        for &exchange in talk {
            placed.push((self.random.share(), exchange));
        }
        let mut placed = self.random.shuffled(placed);
        placed.truncate(1 + self.random.below(LONGEST));
        placed.sort_by(|a, b| a.0.total_cmp(&b.0));
        placed.into_iter().map(|(_, exchange)| exchange).collect()
    }

    /// The families of the slips in the next turn, mostly none.
    fn slips(&mut self, chances: &[(&'static str, f64)]) -> Vec<&'static str> {
        let has_slipped = self.turns.iter().any(|turn| !turn.planted.is_empty());
        if self.number == RARE_CALLS[0] && !has_slipped {
            return vec!["impatient"];
        }
        let happens = |&&(_, chance): &&(&str, f64)| self.random.happens(chance);
        let slips = chances.iter().filter(happens);
        slips.map(|&(family, _)| family).collect()
    }

    /// The agent says what should not be said, and the customer answers to that.
    fn slip(&mut self, families: &[&'static str]) {
        let mut text = self.random.pick(self.phrases.before_slips).to_owned();
        for family in families {
            let mut listed = self.phrases.slips.iter();
            let (_, sentences) = listed.find(|(name, _)| name == family).expect("listed");
            if text.ends_with('.') {
                text += " ";
            }
            text += self.random.pick(sentences);
        }
        self.say("agent", &text, families);
        let answer = self.random.pick(self.phrases.displeased);
        self.say("customer", answer, &[]);
    }

    /// The customer's last answer becomes one that escalates, and the agent answers to that.
    fn escalate(&mut self) {
        let answer = self.turns.pop().expect("an exchange was written");
        self.clock = (answer.start * 10.0).round() as usize;
        let (rule, text) = self.random.pick(self.phrases.escalations);
        self.say("customer", text, &[rule]);
        let soothing = self.random.pick(self.phrases.soothes);
        self.exchange(soothing);
    }

    /// What is settled, and goodbye.
    fn end(&mut self) {
        let phrases = self.phrases;
        let settled = self.random.pick(self.topic.ends);
        self.exchange(settled);
        if self.random.happens(0.85) {
            let more = self.random.pick(phrases.asks_more);
            self.exchange(more);
        }
        let farewell = self.random.pick(phrases.farewells);
        self.say("agent", farewell, &[]);
    }

    fn exchange(&mut self, (asked, answered): Exchange) {
        self.say("agent", asked, &[]);
        self.say("customer", answered, &[]);
    }

    fn say(&mut self, role: &'static str, text: &str, planted: &[&'static str]) {
        let text = self.filled(text);
        let fillers = match planted {
            [] => self.phrases.fillers,
            _ => self.phrases.pauses,
        };
        let text = match self.is_spoken {
            true => self.hesitating(&text, fillers),
            false => text,
        };
        let start = self.clock;
        self.clock += 15 + self.random.below(20) + 2 * text.chars().count();
        self.turns.push(Turn {
            role,
            speaker: (role == "agent").then_some(self.agent.name),
            start: start as f64 / 10.0,
            text,
            planted: planted.to_vec(),
            chance: 0.0,
        });
    }

    /// The text with what its `{…}` stand for.
    fn filled(&self, text: &str) -> String {
        let mut filled = String::with_capacity(2 * text.len());
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('{') {
            let (name, after) = behind.split_once('}').expect("a slot ends");
            let mut slots = self.slots.iter();
            let (_, value) = slots.find(|(slot, _)| *slot == name).expect(name);
            filled += before;
            filled += value;
            rest = after;
        }
        filled + rest
    }

    /// The text as people say it: `fillers` where clauses begin, pauses elsewhere.
    fn hesitating(&mut self, text: &str, fillers: &[&str]) -> String {
        let Phrases {
            pauses, is_english, ..
        } = self.phrases;
        let mut said = String::with_capacity(2 * text.len());
        let mut last = [' ', '，'];
        for c in text.chars() {
            // One word in eight is a filler then.
            let words = match last {
                _ if c.is_whitespace() || "，。？".contains(c) => None,
                [_, '，' | '。' | '？'] => Some((fillers, 0.3)),
                [_, '我' | '您' | '把' | '给' | '跟'] => Some((*pauses, 0.3)),
                [',', ' '] => Some((fillers, 0.3)),
                // A sentence goes on behind a full stop and a small letter.
                ['.' | '?', ' '] => None,
                [_, ' '] => Some((*pauses, 0.11)),
                _ => None,
            };
            if let Some((words, chance)) = words
                && self.random.happens(chance)
            {
                said += self.random.pick(words);
                said += if *is_english { " " } else { "" };
            }
            said.push(c);
            last = [last[1], c];
        }
        said
    }
}

fn slots(agent: &Agent, random: &mut Random) -> [(&'static str, String); 12] {
    let phrases = agent.phrases;
    let phone = match phrases.is_english {
        true => format!("07700 900{:03}", random.below(1000)),
        false => format!("1{}{:08}", 30 + random.below(70), random.below(100_000_000)),
    };
    let order = format!(
        "DD{:04}{:06}",
        random.below(10_000),
        random.below(1_000_000)
    );
    [
        ("agent", agent.name.to_owned()),
        ("badge", agent.badge.to_string()),
        ("name", random.pick(phrases.names).to_owned()),
        ("place", random.pick(phrases.places).to_owned()),
        ("product", random.pick(phrases.products).to_owned()),
        ("day", random.pick(phrases.days).to_owned()),
        ("clock", (2 + random.below(9)).to_string()),
        ("phone", phone),
        ("order", order),
        ("amount", (9 + random.below(190)).to_string()),
        // A day of the month that "th" fits.
        ("number", (4 + random.below(16)).to_string()),
        ("digits", format!("{:04}", random.below(10_000))),
    ]
}

/// A day of the half-year.
fn day(random: &mut Random) -> String {
    let mut day = random.below(MONTHS.iter().sum());
    let mut month = 0;
    while day >= MONTHS[month] {
        day -= MONTHS[month];
        month += 1;
    }
    format!("2026-{:02}-{:02}", month + 1, day + 1)
}
