//! Finding phrases: the *scan* looks for the anchors of all rules, the *confirm* reads the rest of a
//! phrase, its edges and its contexts, only where an anchor stands.

mod blocks;
mod buckets;
mod chains;
mod needs;
mod number;
mod oddities;
mod probes;
mod program;
mod ready;
mod scan;
mod sentence;
mod table;

pub(crate) use chains::{Place, Sought};
pub(crate) use program::{Compiler, Program};
pub(crate) use ready::Ready;
pub(crate) use scan::{Anchor, Scanner};
pub(crate) use sentence::Sentence;
pub(crate) use table::Candidate;
