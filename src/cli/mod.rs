//! The command line: the only place with arguments, files, environment, threads and standard output.

mod args;
mod audit;
mod check;
mod config;
mod diff;
mod edits;
mod eval;
mod files;
mod inspect;
mod jobs;
mod outcome;
mod reading;
mod rules;
mod settings;
mod stdin;

pub use outcome::Outcome;

use args::{Cli, Command, RulesCommand};
use clap::{CommandFactory, Parser};
use outcome::Failure;
use std::io::{self, Write};

/// Runs the program as the arguments say. Everything that was to be printed has been printed.
pub fn run() -> Outcome {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, everything else is a mistake; clap prints both.
            let outcome = if error.use_stderr() {
                Outcome::Incomplete
            } else {
                Outcome::Clean
            };
            return error.print().map_or(Outcome::Incomplete, |()| outcome);
        }
    };
    match dispatch(cli) {
        Ok(outcome) => outcome,
        Err(Failure::ClosedPipe) => Outcome::Clean,
        Err(Failure::Message(message)) => {
            complain(&format!("saywell: {message}"));
            Outcome::Incomplete
        }
    }
}

fn dispatch(cli: Cli) -> Result<Outcome, Failure> {
    match cli.command {
        None => check::run(&cli.check),
        Some(Command::Check(check)) => check::run(&check),
        Some(Command::Audit(args)) => audit::run(&args),
        Some(Command::Inspect(args)) => inspect::run(&args),
        Some(Command::Rules { command }) => match command {
            RulesCommand::List(args) => rules::list(&args),
            RulesCommand::Show(args) => rules::show(&args),
            RulesCommand::Test(args) => rules::test(&args),
            RulesCommand::Eval(args) => eval::run(&args),
            RulesCommand::Diff(args) => diff::run(&args),
            RulesCommand::Schema => rules::schema(),
            RulesCommand::New { lang } => rules::new(lang),
        },
        Some(Command::Config(args)) => settings::print(&args),
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "saywell", &mut script);
            io::stdout().write_all(&script)?;
            Ok(Outcome::Clean)
        }
        Some(Command::Man) => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Cli::command()).render(&mut page)?;
            io::stdout().write_all(&page)?;
            Ok(Outcome::Clean)
        }
    }
}

/// Says something on standard error. If even that is closed there is nobody left to tell.
fn complain(message: &str) {
    let _ = writeln!(io::stderr(), "{message}");
}
