use std::io;
use std::process::ExitCode;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Nothing at or above the fail level.
    Clean,
    /// Findings.
    Flagged,
    /// Not all that was asked could be done.
    Incomplete,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        ExitCode::from(match outcome {
            Outcome::Clean => 0,
            Outcome::Flagged => 1,
            Outcome::Incomplete => 2,
        })
    }
}

/// Why a run stopped before its end.
#[derive(Debug)]
pub(super) enum Failure {
    /// The reader of our output has gone: `saywell … | head`.
    ClosedPipe,
    /// What is wrong and what to do.
    Message(String),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::ClosedPipe,
            _ => Failure::Message(error.to_string()),
        }
    }
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Failure::Message(message)
    }
}
