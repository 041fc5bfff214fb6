//! Whether agents' words have changed between two audits, such as before and after a training.

use super::interval::{Interval, wilson};
use super::score::Verdict;
use super::tally::{Counts, Tally};
use super::terms::Terms;
use std::collections::{BTreeMap, BTreeSet};

/// How many of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Those with something.
    pub hits: u64,
    /// All of them.
    pub trials: u64,
}

impl Share {
    /// The share, 0 to 1; nothing of nothing is none.
    pub fn value(self) -> Option<f64> {
        (self.trials > 0).then(|| self.hits as f64 / self.trials as f64)
    }

    /// Wilson's interval at 95 %.
    pub fn interval(self) -> Interval {
        wilson(self.hits, self.trials)
    }
}

/// What two audits tell of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Clearly fewer: the whole interval of the difference lies below 0.
    Fewer,
    /// Clearly more.
    More,
    /// Chance alone can explain it.
    Unclear,
}

impl Change {
    /// The name used in data.
    pub fn name(self) -> &'static str {
        match self {
            Change::Fewer => "fewer",
            Change::More => "more",
            Change::Unclear => "unclear",
        }
    }

    fn of(interval: Interval) -> Change {
        match interval {
            Interval { high, .. } if high < 0.0 => Change::Fewer,
            Interval { low, .. } if low > 0.0 => Change::More,
            _ => Change::Unclear,
        }
    }
}

/// A share before and after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// In the first audit.
    pub before: Share,
    /// In the second.
    pub after: Share,
}

impl Compared {
    /// The second share less the first; none where one of them is of nothing.
    pub fn difference(self) -> Option<f64> {
        Some(self.after.value()? - self.before.value()?)
    }

    /// The interval at 95 % of the difference, by Newcombe's method 10: the distances of both shares
    /// from the ends of their Wilson intervals, added as squares. Source: R. G. Newcombe, "Interval
    /// estimation for the difference between independent proportions", Statistics in Medicine 17
    /// (1998).
    pub fn interval(self) -> Option<Interval> {
        let difference = self.difference()?;
        let (before, after) = (self.before.value()?, self.after.value()?);
        let (of_before, of_after) = (self.before.interval(), self.after.interval());
        Some(Interval {
            low: difference - (after - of_after.low).hypot(of_before.high - before),
            high: difference + (of_after.high - after).hypot(before - of_before.low),
        })
    }

    /// What can be said of the difference.
    pub fn change(self) -> Change {
        self.interval().map_or(Change::Unclear, Change::of)
    }
}

/// The mean wording score before and after.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanScore {
    /// In the first audit.
    pub before: f64,
    /// In the second.
    pub after: f64,
    /// The interval at 95 % of the difference, by both variances.
    pub interval: Interval,
}

impl MeanScore {
    /// What can be said of the difference: fewer points or more.
    pub fn change(self) -> Change {
        Change::of(self.interval)
    }
}

/// Two audits side by side. Shares are of agents' turns with a finding, where not said otherwise.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// All turns of agents.
    pub overall: Compared,
    /// By family.
    pub families: BTreeMap<String, Compared>,
    /// By rule.
    pub rules: BTreeMap<String, Compared>,
    /// By grouping field, by its value, where both audits group by the field and it is no time.
    pub groups: BTreeMap<String, BTreeMap<String, Compared>>,
    /// Conversations with each verdict among those that have one, the best first.
    pub verdicts: Vec<(Verdict, Compared)>,
    /// The mean score, if both have one.
    pub mean_score: Option<MeanScore>,
    /// Why the numbers may not be comparable: what differs, and both values.
    pub differences: Vec<(&'static str, String, String)>,
}

impl Comparison {
    /// Compares two audits.
    pub fn of(before: &Tally, after: &Tally) -> Comparison {
        let turns = |tally: &Tally, hits: Option<u64>| Share {
            hits: hits.unwrap_or(0),
            trials: tally.total.agent_turns,
        };
        let of_turns = |hits: &dyn Fn(&Tally) -> Option<u64>| Compared {
            before: turns(before, hits(before)),
            after: turns(after, hits(after)),
        };
        let families = before.families.keys().chain(after.families.keys());
        let family = |name: &String| {
            let hits = |tally: &Tally| tally.families.get(name).map(|family| family.turns);
            (name.clone(), of_turns(&hits))
        };
        let rules = before.rules.iter().chain(&after.rules);
        let rules = rules.filter(|(_, rule)| rule.turns > 0);
        let rule = |(name, _): (&String, _)| {
            let hits = |tally: &Tally| tally.rules.get(name).map(|rule| rule.turns);
            (name.clone(), of_turns(&hits))
        };
        Comparison {
            overall: of_turns(&|tally| Some(tally.total.flagged_turns)),
            families: families.map(family).collect(),
            rules: rules.map(rule).collect(),
            groups: groups(before, after),
            verdicts: verdicts(&before.total, &after.total),
            mean_score: mean_score(before, after),
            differences: differences(&before.terms, &after.terms),
        }
    }
}

fn groups(before: &Tally, after: &Tally) -> BTreeMap<String, BTreeMap<String, Compared>> {
    let is_time = |field: &str| matches!(field, "day" | "week" | "month");
    let share = |counts: Counts| Share {
        hits: counts.flagged_turns,
        trials: counts.agent_turns,
    };
    let mut fields = BTreeMap::new();
    for (field, one) in before.groups.iter().filter(|(field, _)| !is_time(field)) {
        let Some(other) = after.groups.get(field) else {
            continue;
        };
        let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
        let compared = names.into_iter().map(|name| {
            let of = |groups: &BTreeMap<String, super::tally::Group>| {
                groups.get(name).map(|group| share(group.counts))
            };
            let compared = Compared {
                before: of(one).unwrap_or_default(),
                after: of(other).unwrap_or_default(),
            };
            (name.clone(), compared)
        });
        fields.insert(field.clone(), compared.collect());
    }
    fields
}

fn verdicts(before: &Counts, after: &Counts) -> Vec<(Verdict, Compared)> {
    let share = |counts: &Counts, verdict| Share {
        hits: counts.of(verdict),
        trials: counts.scored,
    };
    let compared = |verdict| Compared {
        before: share(before, verdict),
        after: share(after, verdict),
    };
    let verdicts = Verdict::ALL.into_iter();
    verdicts
        .map(|verdict| (verdict, compared(verdict)))
        .collect()
}

fn mean_score(before: &Tally, after: &Tally) -> Option<MeanScore> {
    let (one, of_one) = mean_and_variance(&before.scores)?;
    let (other, of_other) = mean_and_variance(&after.scores)?;
    let reach = super::interval::Z * (of_one + of_other).sqrt();
    Some(MeanScore {
        before: one,
        after: other,
        interval: Interval {
            low: other - one - reach,
            high: other - one + reach,
        },
    })
}

/// The mean of numbers that were counted, and the variance of that mean.
fn mean_and_variance(scores: &BTreeMap<u32, u64>) -> Option<(f64, f64)> {
    let count = scores.values().sum::<u64>() as f64;
    if count < 2.0 {
        return None;
    }
    let sum = |of: &dyn Fn(f64) -> f64| -> f64 {
        let parts = scores.iter();
        parts
            .map(|(&score, &times)| of(f64::from(score)) * times as f64)
            .sum()
    };
    let mean = sum(&|score| score) / count;
    let variance = sum(&|score| (score - mean).powi(2)) / (count - 1.0);
    Some((mean, variance / count))
}

/// What of the terms decides the numbers that are compared. How much is quoted or drawn does not.
fn differences(before: &Terms, after: &Terms) -> Vec<(&'static str, String, String)> {
    let mut differences = before.differences(after);
    let decides = ["version", "rules", "scoring", "by", "names"];
    differences.retain(|(what, _, _)| decides.contains(what));
    differences
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn compared(before: (u64, u64), after: (u64, u64)) -> Compared {
        let share = |(hits, trials)| Share { hits, trials };
        Compared {
            before: share(before),
            after: share(after),
        }
    }

    #[test]
    fn published_values() {
        // Newcombe (1998), table II, method 10, with the shares the other way round.
        for (one, other, low, high) in [
            ((56, 70), (48, 80), 0.0524, 0.3339),
            ((9, 10), (3, 10), 0.1705, 0.8090),
            ((6, 7), (2, 7), 0.0582, 0.8062),
            ((5, 56), (0, 29), -0.0381, 0.1926),
            ((0, 10), (0, 20), -0.1611, 0.2775),
            ((0, 10), (0, 10), -0.2775, 0.2775),
            ((10, 10), (0, 20), 0.6791, 1.0),
            ((10, 10), (0, 10), 0.6075, 1.0),
        ] {
            let interval = compared(other, one)
                .interval()
                .expect("both are of something");
            assert!((interval.low - low).abs() < 6e-5, "{one:?} {interval:?}");
            assert!((interval.high - high).abs() < 6e-5, "{one:?} {interval:?}");
        }
    }

    #[test]
    fn only_a_clear_difference_is_called_one() {
        assert_eq!(compared((300, 1000), (200, 1000)).change(), Change::Fewer);
        assert_eq!(compared((200, 1000), (300, 1000)).change(), Change::More);
        assert_eq!(compared((3, 10), (2, 10)).change(), Change::Unclear);
        assert_eq!(compared((3, 10), (0, 0)).change(), Change::Unclear);
        assert_eq!(compared((3, 10), (0, 0)).difference(), None);
    }

    #[test]
    fn the_mean_score_has_an_interval() {
        let tally = |scores: &[(u32, u64)]| Tally {
            scores: scores.iter().copied().collect(),
            ..Tally::default()
        };
        let means = mean_score(
            &tally(&[(80, 50), (90, 50)]),
            &tally(&[(90, 50), (100, 50)]),
        );
        let means = means.expect("both have scores");
        assert_eq!((means.before, means.after), (85.0, 95.0));
        assert_eq!(means.change(), Change::More);
        // 1.96 · √(2 · 25.2525 / 100)
        assert!((means.interval.low - (10.0 - 1.3929)).abs() < 1e-3);
        assert_eq!(mean_score(&tally(&[(80, 1)]), &tally(&[(80, 9)])), None);
    }

    proptest! {
        #[test]
        fn turning_round_turns_the_sign(
            one in 1_u64..500, other in 1_u64..500, part in 0.0..=1.0, other_part in 0.0..=1.0
        ) {
            let share = |trials: u64, part: f64| ((trials as f64 * part) as u64, trials);
            let (before, after) = (share(one, part), share(other, other_part));
            let there = compared(before, after).interval().expect("both are of something");
            let back = compared(after, before).interval().expect("both are of something");
            prop_assert!((there.low + back.high).abs() < 1e-12);
            prop_assert!((there.high + back.low).abs() < 1e-12);
            prop_assert!(there.low >= -1.0 - 1e-12 && there.high <= 1.0 + 1e-12);
        }
    }
}
