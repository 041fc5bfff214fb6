//! Writes call records in any amount, the same ones for the same seed: something to measure with.
//!
//! ```text
//! cargo bench --bench calls -- --seed 7 --bytes 1GB > calls.jsonl
//! ```

#[allow(dead_code, reason = "the tests ask for more")]
#[path = "../tests/calls/mod.rs"]
mod calls;

use std::io::{self, BufWriter, ErrorKind, Write};
use std::process::ExitCode;

const USAGE: &str = "to write call records: \
    cargo bench --bench calls -- --seed 7 --bytes 1GB > calls.jsonl";

fn main() -> ExitCode {
    match bytes_and_seed(std::env::args().skip(1)) {
        // `cargo bench` runs everything, and then there is nothing to measure here.
        Ok((0, _)) => note(USAGE, ExitCode::SUCCESS),
        Ok((bytes, seed)) => match write(bytes, seed) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                note(&error.to_string(), ExitCode::FAILURE)
            }
            _ => ExitCode::SUCCESS,
        },
        Err(error) => note(&format!("{error}\n{USAGE}"), ExitCode::FAILURE),
    }
}

#[allow(clippy::print_stderr, reason = "a program of its own")]
fn note(text: &str, code: ExitCode) -> ExitCode {
    eprintln!("{text}");
    code
}

fn bytes_and_seed(mut args: impl Iterator<Item = String>) -> Result<(u64, u64), String> {
    let (mut bytes, mut seed) = (0, 7);
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or(format!("{arg} needs a value"));
        match arg.as_str() {
            "--bytes" => bytes = parse_bytes(&value()?)?,
            "--seed" => {
                seed = value()?
                    .parse()
                    .map_err(|error| format!("--seed: {error}"))?
            }
            "--bench" => {}
            _ => return Err(format!("{arg} is not known here")),
        }
    }
    Ok((bytes, seed))
}

/// `1000`, `20MB`, `1GB`.
fn parse_bytes(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(char::is_alphabetic);
    let unit = match &text[digits.len()..] {
        "" => 1,
        "KB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        unit => return Err(format!("--bytes: {unit} is none of KB, MB, GB")),
    };
    let number: u64 = digits
        .parse()
        .map_err(|error| format!("--bytes: {error}"))?;
    Ok(number * unit)
}

/// Whole records, until there are so many bytes.
fn write(bytes: u64, seed: u64) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    let mut written = 0;
    for call in calls::Generator::new(seed) {
        if written >= bytes {
            break;
        }
        let line = serde_json::to_string(&call)?;
        writeln!(out, "{line}")?;
        written += line.len() as u64 + 1;
    }
    out.flush()
}
