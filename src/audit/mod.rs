//! What an audit counts in many conversations, and what follows from the counts.
//!
//! An [`Auditor`] looks at one [`Document`](crate::document::Document) and what a checker found in
//! it, and adds it to a [`Tally`]: integers, and the few conversations that a report shows. Tallies
//! [`merge`](Tally::merge) in any order to the same sum, so threads, files and machines can share
//! the work. Ratios, intervals and bands are worked out of the sum when a report is written.

mod auditor;
mod baseline;
mod compare;
mod conversation;
mod evidence;
mod field;
mod interval;
pub mod mask;
mod names;
mod period;
mod review;
mod score;
mod smallest;
mod tally;
mod terms;

pub use auditor::{Auditor, Row, Source};
pub use baseline::{Baseline, Fingerprint};
pub use compare::{Change, Compared, Comparison, MeanScore, Share};
pub use conversation::Conversation;
pub use evidence::{Case, Evidence, Reference, Sampled, SignalCase};
pub use interval::{Interval, wilson};
pub use names::Names;
pub use period::Day;
pub use review::{Mark, Marked, Marks, Review, ReviewedRule, UnknownWord};
pub use score::{Score, Scoring, Verdict};
pub use smallest::{Ranked, Smallest};
pub use tally::{
    BaselineTally, Counts, Coverage, FamilyTally, Group, RuleFacts, RuleTally, SignalTally, Tally,
    Unreadable,
};
pub use terms::{Rules, Sampling, Terms};

#[cfg(test)]
mod tests;
