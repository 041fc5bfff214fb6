//! What a user sees: every folder below `tests/cases` is a run of the program.
//!
//! `cmd.toml` says how it is started (`args`, and perhaps `stdin`, a file; `status`, 0 by default;
//! `dir`, the working directory; `env`), `stdout` and `stderr` hold what it prints, `after/` the
//! files as they are afterwards where that is the point; all else is input. No `stdout` or `stderr`
//! means that nothing is printed there. `SNAPSHOTS=overwrite cargo test --test cases` writes them
//! anew: read the difference before you keep it. `CASE=name` runs the cases with that in their name.

use serde::Deserialize;
use similar::TextDiff;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    args: Vec<String>,
    stdin: Option<String>,
    #[serde(default)]
    status: i32,
    #[serde(default)]
    dir: PathBuf,
    #[serde(default)]
    env: BTreeMap<String, String>,
}

/// Parts of a case that are no input.
const EXPECTED: [&str; 4] = ["cmd.toml", "stdout", "stderr", "after"];

fn overwrite() -> bool {
    std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite")
}

#[test]
fn every_case_prints_what_it_should() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let wanted = std::env::var("CASE").unwrap_or_default();
    let mut names: Vec<String> = entries(&root);
    names.retain(|name| name.contains(&wanted));
    assert!(!names.is_empty(), "no case is named {wanted}");
    let failed: Vec<String> = names
        .iter()
        .filter_map(|name| {
            run(&root.join(name))
                .err()
                .map(|wrong| format!("=== {name}\n{wrong}"))
        })
        .collect();
    assert!(
        failed.is_empty(),
        "{} of {} cases:\n{}",
        failed.len(),
        names.len(),
        failed.join("\n")
    );
}

fn entries(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let name = |entry: fs::DirEntry| entry.file_name().into_string().expect("a name in UTF-8");
    let mut names: Vec<String> = entries
        .map(|entry| name(entry.expect("an entry")))
        .collect();
    names.sort();
    names
}

fn run(folder: &Path) -> Result<(), String> {
    let case = fs::read_to_string(folder.join("cmd.toml"))
        .map_err(|error| format!("cmd.toml: {error}"))?;
    let case: Case = toml::from_str(&case).map_err(|error| format!("cmd.toml: {error}"))?;
    let temp = tempfile::tempdir().expect("a temporary folder");
    let place = temp.path().canonicalize().expect("it is there");
    for name in entries(folder)
        .iter()
        .filter(|name| !EXPECTED.contains(&name.as_str()))
    {
        copy(&folder.join(name), &place.join(name));
    }
    let output = start(&case, &place);
    let shown =
        |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(&*place.to_string_lossy(), "[CASE]");
    let mut wrong = Vec::new();
    if output.status.code() != Some(case.status) {
        wrong.push(format!(
            "exit code {:?}, wanted {}",
            output.status.code(),
            case.status
        ));
    }
    wrong.extend(compare(&folder.join("stdout"), &shown(&output.stdout)));
    wrong.extend(compare(&folder.join("stderr"), &shown(&output.stderr)));
    if folder.join("after").is_dir() {
        for name in entries(&folder.join("after")) {
            let now = fs::read(place.join(&name)).expect("a file of the case");
            wrong.extend(compare(&folder.join("after").join(&name), &shown(&now)));
        }
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(wrong.join("\n"))
    }
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir(to).expect("a new folder");
        entries(from)
            .iter()
            .for_each(|name| copy(&from.join(name), &to.join(name)));
    } else {
        fs::copy(from, to).expect("a copy");
    }
}

/// Runs the program with nothing of the user's own around it.
fn start(case: &Case, place: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_saywell"));
    command
        .args(&case.args)
        .current_dir(place.join(&case.dir))
        .env_clear()
        .env("HOME", place.join("nobody"))
        .env("LANG", "en_US.UTF-8")
        .envs(&case.env)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let input = case
        .stdin
        .as_ref()
        .map(|name| fs::read(place.join(name)).expect("the file for stdin"));
    // A program that does not read its input closes it; that is no mistake of the test.
    let _ = child
        .stdin
        .take()
        .expect("piped")
        .write_all(&input.unwrap_or_default());
    child.wait_with_output().expect("the program ends")
}

/// What differs between `shown` and the file.
fn compare(file: &Path, shown: &str) -> Option<String> {
    let wanted = fs::read(file)
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_default();
    if wanted == shown {
        return None;
    }
    if overwrite() {
        match shown {
            "" => fs::remove_file(file),
            _ => fs::write(file, shown),
        }
        .expect("the expected output can be written");
        return None;
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let diff = TextDiff::from_lines(&wanted, shown);
    Some(
        diff.unified_diff()
            .header(&format!("{name} wanted"), &format!("{name} shown"))
            .to_string(),
    )
}
