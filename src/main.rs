//! Parse, run, exit.

use std::process::ExitCode;

fn main() -> ExitCode {
    saywell::cli::run().into()
}
