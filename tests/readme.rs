//! The documentation is true: what it shows is run, from the top of a page to its end.
//!
//! - A block with a file name behind its language is saved under that name. The rule files among
//!   them must pass `saywell rules test --strict` as they stand at the end of the page.
//! - A `console` block is a shell session and must show what the program prints today. `...` as a
//!   paragraph of its own leaves paragraphs out.
//! - A row of the table of exit codes ends with a command, which must exit so.
//!
//! `SNAPSHOTS=overwrite cargo test --test readme` writes today's output into the pages.

#![cfg(unix)]

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};
use tempfile::TempDir;

const FROM_SOURCE: &str = "cargo run --release --";

#[test]
fn readme() {
    check_page("README.md");
}

#[test]
fn page_for_rule_authors() {
    check_page("rules/README.md");
}

#[test]
fn exit_codes() {
    let folder = folder_with_examples();
    let page = fs::read_to_string(in_repository("README.md")).expect("the page");
    let rows = page.lines().filter_map(|line| {
        let (code, rest) = line.strip_prefix("| ")?.split_once(" | ")?;
        let (_, command) = rest.strip_suffix("` |")?.rsplit_once('`')?;
        Some((code.parse::<i32>().ok()?, command))
    });
    let rows: Vec<_> = rows.collect();
    assert!(rows.iter().map(|row| row.0).eq(0..=2), "{rows:?}");
    for (code, command) in rows {
        let output = shell(folder.path(), command);
        assert_eq!(output.status.code(), Some(code), "{command}");
    }
}

fn check_page(name: &str) {
    let folder = folder_with_examples();
    let page = fs::read_to_string(in_repository(name)).expect("the page");
    let today = run_page(&page, folder.path());
    rule_files_pass(folder.path());
    if env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        fs::write(in_repository(name), today).expect("a writable page");
        return;
    }
    let diff = similar::TextDiff::from_lines(&page, &today);
    let diff = diff.unified_diff().header(name, "today").to_string();
    let advice = "SNAPSHOTS=overwrite cargo test --test readme";
    assert!(diff.is_empty(), "{diff}\nto write this: {advice}");
}

/// The page as it would be if it were written today.
fn run_page(page: &str, folder: &Path) -> String {
    let mut today = String::new();
    let mut lines = page.split_inclusive('\n');
    while let Some(line) = lines.next() {
        today.push_str(line);
        let Some(info) = line.strip_prefix("```").map(str::trim_end) else {
            continue;
        };
        let block: String = lines.by_ref().take_while(|line| *line != "```\n").collect();
        if let Some((_, file)) = info.split_once(' ') {
            fs::write(folder.join(file), &block).expect("a writable folder");
        }
        match info {
            "console" => today.push_str(&run_session(&block, folder)),
            _ => today.push_str(&block),
        }
        today.push_str("```\n");
    }
    today
}

fn run_session(session: &str, folder: &Path) -> String {
    let lines: Vec<_> = session.split_inclusive('\n').collect();
    let mut today = String::new();
    for step in lines.chunk_by(|_, next| !next.starts_with("$ ")) {
        let command = step[0].strip_prefix("$ ").expect("`$ ` and a command");
        let output = String::from_utf8(shell(folder, command).stdout).expect("UTF-8");
        today.push_str(step[0]);
        today.push_str(&shortened(&output, &step[1..].concat(), command));
    }
    today
}

/// The paragraphs of `output` that the page shows.
fn shortened(output: &str, shown: &str, command: &str) -> String {
    if !shown.contains("...\n") {
        return output.to_owned();
    }
    let paragraphs: Vec<_> = output.trim_end().split("\n\n").collect();
    let shown: Vec<_> = shown.trim_end().split("\n\n").collect();
    let today = shown.iter().enumerate().map(|(index, paragraph)| {
        let same = |other: &&&str| rule_of(other) == rule_of(paragraph);
        match rule_of(paragraph) {
            _ if *paragraph == "..." => "...",
            None if index + 1 == shown.len() => paragraphs[paragraphs.len() - 1],
            rule => (paragraphs.iter().find(same))
                .unwrap_or_else(|| panic!("`{command}` prints nothing for {rule:?} any more")),
        }
    });
    today.collect::<Vec<_>>().join("\n\n") + "\n"
}

/// `zh/not-ours` of a finding's first line, `error[zh/not-ours] …`.
fn rule_of(paragraph: &str) -> Option<&str> {
    Some(paragraph.split_once('[')?.1.split_once(']')?.0)
}

fn rule_files_pass(folder: &Path) {
    let files = fs::read_dir(folder).expect("a readable folder");
    let names = files.map(|file| {
        file.expect("a file")
            .file_name()
            .into_string()
            .expect("UTF-8")
    });
    let rules: Vec<_> = names
        .filter(|name| name.ends_with(".toml") && name != "saywell.toml")
        .collect();
    assert!(!rules.is_empty(), "the page has a rule file");
    let settings = shell(folder, "saywell config");
    assert!(settings.status.success(), "the page's saywell.toml");
    // It may load a rule file, which can't be loaded twice.
    let _ = fs::remove_file(folder.join("saywell.toml"));
    for file in rules {
        let output = shell(folder, &format!("saywell rules test --strict {file}"));
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}");
    }
}

/// Runs a command of a page; both streams come as standard output.
fn shell(folder: &Path, command: &str) -> Output {
    let binary = Path::new(env!("CARGO_BIN_EXE_saywell"));
    let mut path = binary.parent().expect("a folder").as_os_str().to_owned();
    path.push(":");
    path.push(env::var_os("PATH").unwrap_or_default());
    let command = command.replace(FROM_SOURCE, "saywell");
    (Command::new("sh")
        .arg("-c")
        .arg(format!("exec 2>&1\n{command}")))
    .current_dir(folder)
    .env("PATH", path)
    .env("LC_ALL", "C.UTF-8")
    .env_remove("LANGUAGE")
    .env("HOME", folder)
    .env_remove("XDG_CONFIG_HOME")
    .env("NO_COLOR", "1")
    .output()
    .expect("a shell")
}

fn folder_with_examples() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    symlink(in_repository("examples"), folder.path().join("examples")).expect("a link");
    folder
}

fn in_repository(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}
