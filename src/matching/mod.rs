//! Finding phrases: the *scan* looks once at every character for the anchors of all rules, the
//! *confirm* reads the rest of a phrase, its edges and its contexts, only where an anchor stands.

mod number;
mod program;
mod scan;
mod sentence;

pub(crate) use program::{Compiler, Program};
pub(crate) use scan::{Candidate, Scanner};
pub(crate) use sentence::Sentence;
