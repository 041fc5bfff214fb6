//! Finding phrases: the *scan* looks for the anchors of all rules, the *confirm* reads the rest of a
//! phrase, its edges and its contexts, only where an anchor stands.

mod buckets;
mod needs;
mod number;
mod probes;
mod program;
mod ready;
mod scan;
mod sentence;
mod table;

pub(crate) use program::{Compiler, Program};
pub(crate) use ready::Ready;
pub(crate) use scan::{Anchor, Scanner};
pub(crate) use sentence::Sentence;
pub(crate) use table::Candidate;
