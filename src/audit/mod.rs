//! Conversations counted: what the audit reads, adds up and shows.

pub mod mask;
