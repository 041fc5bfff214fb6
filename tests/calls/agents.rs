//! Who answers the calls, and how they speak.

use super::phrases::Phrases;
use super::random::Random;
use super::{en, zh};

/// Says "some other day" all the time.
pub(crate) const OUTLIER: (&str, &str) = ("韩冬", "vague-timing");
/// Took a handful of calls, and slipped once.
pub(crate) const RARE: &str = "Kit Marlowe";
/// Had many slips, and few since the training on [`TRAINED`].
pub(crate) const IMPROVES: &str = "Joan Pryce";
/// The day of that training.
pub(crate) const TRAINED: &str = "2026-04-01";
/// In one month everybody promises more than before.
pub(crate) const RISING: (&str, &str) = ("over-promise", "2026-05");

/// Team, language, and who is in it.
const TEAMS: [(&str, &Phrases, [&str; 8]); 5] = [
    (
        "华东一组",
        &zh::PHRASES,
        [
            "方圆",
            "沈佳",
            "韩冬",
            "陆遥",
            "顾青",
            "邵宁",
            "钱一鸣",
            "汤雨",
        ],
    ),
    (
        "华东二组",
        &zh::PHRASES,
        [
            "白璐",
            "江帆",
            "范晨",
            "石磊磊",
            "俞欢",
            "任可",
            "毛毛雨",
            "洪亮",
        ],
    ),
    (
        "夜班组",
        &zh::PHRASES,
        [
            "龙小天",
            "段然",
            "雷鸣",
            "侯悦",
            "贺兰",
            "龚平",
            "尹航",
            "黎明",
        ],
    ),
    (
        "Leeds",
        &en::PHRASES,
        [
            "Joan Pryce",
            "Kit Marlowe",
            "Asha Rao",
            "Ben Holt",
            "Cleo Marsh",
            "Dev Patel",
            "Edie Lowe",
            "Finn Burke",
        ],
    ),
    (
        "Dublin",
        &en::PHRASES,
        [
            "Gwen Daly",
            "Hugo Stone",
            "Ines Moreau",
            "Jonah Reed",
            "Kara Quinn",
            "Liam Fox",
            "Mona Sayed",
            "Niall Byrne",
        ],
    ),
];

/// One who answers calls.
pub(super) struct Agent {
    pub(super) name: &'static str,
    pub(super) badge: usize,
    pub(super) team: &'static str,
    pub(super) phrases: &'static Phrases,
    /// How many calls, compared with the others.
    pub(super) share: f64,
    /// How likely a turn is that slips, by family as in [`Phrases::slips`].
    habit: Vec<f64>,
}

impl Agent {
    /// How likely a turn on that day slips into each family.
    pub(super) fn chances(&self, day: &str) -> Vec<(&'static str, f64)> {
        let families = self.phrases.slips.iter().zip(&self.habit);
        families
            .map(|(&(family, _), &habit)| (family, habit * self.factor(family, day)))
            .collect()
    }

    fn factor(&self, family: &str, day: &str) -> f64 {
        let rises = family == RISING.0 && day.starts_with(RISING.1);
        let trained = self.name == IMPROVES && day >= TRAINED;
        match (self.name == RARE, trained, rises) {
            (true, ..) => 0.0,
            (_, true, _) => 0.1,
            (_, _, true) => 6.0,
            _ => 1.0,
        }
    }
}

/// Everybody, each with habits that the seed decides.
pub(super) fn agents(random: &mut Random) -> Vec<Agent> {
    let mut agents = Vec::new();
    for (team, phrases, names) in TEAMS {
        for name in names {
            agents.push(Agent {
                name,
                badge: 3001 + 7 * agents.len(),
                team,
                phrases,
                share: 0.6 + 0.8 * random.share(),
                habit: habit(name, phrases, random),
            });
        }
    }
    agents
}

/// From one slip in 250 turns to one in 17, most of them of the families that the agent is prone to.
fn habit(name: &str, phrases: &Phrases, random: &mut Random) -> Vec<f64> {
    let all = match name {
        IMPROVES => 0.15,
        _ => 0.004 * 15_f64.powf(random.share()),
    };
    let weights: Vec<f64> = phrases
        .slips
        .iter()
        .map(|_| random.share().powi(3))
        .collect();
    let sum: f64 = weights.iter().sum();
    let families = phrases.slips.iter().zip(weights);
    families
        .map(|(&(family, _), weight)| match (name, family) {
            OUTLIER => 0.25,
            (_, family) if family == RISING.0 => 0.004,
            _ => all * weight / sum,
        })
        .collect()
}
