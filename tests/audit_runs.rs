//! Audits that are split, repeated, stopped or piped count the same.

use serde_json::{Value, json};
use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// A call of some agent's, with or without a slip.
fn call(number: usize) -> String {
    let agent = ["王芳", "李雷", "Kim"][number % 3];
    let said = match number % 7 {
        0 => "这不是我们的责任。",
        1 => "改天给您处理。",
        2 => "That's not our fault.",
        _ => "我今天18点前给您回电话。",
    };
    let day = number % 28 + 1;
    json!({
        "id": format!("call-{number}"), "agent": agent, "team": format!("team {}", number % 2),
        "started_at": format!("2024-05-{day:02} 10:00"),
        // Some hundred calls are more than a piece.
        "remark": "x".repeat(3000),
        "turns": [
            {"role": "customer", "start": 0.0, "text": "我的订单还没到，再这样我就投诉了。"},
            {"role": "agent", "start": 5.5, "text": said},
        ],
    })
    .to_string()
}

fn calls(numbers: std::ops::Range<usize>) -> String {
    numbers.fold(String::new(), |mut lines, number| {
        let _ = writeln!(lines, "{}", call(number));
        lines
    })
}

fn saywell(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_saywell"));
    command.current_dir(folder).arg("audit").args(args);
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    saywell(folder, args).output().expect("the program starts")
}

/// The counts that a run printed.
fn counts(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).expect("counts")
}

#[test]
fn threads_and_pieces_change_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    // Several pieces.
    fs::write(folder.path().join("calls.jsonl"), calls(0..600)).expect("written");
    let args = [
        "--partial",
        "--sample",
        "9",
        "--by",
        "agent,team,week",
        "calls.jsonl",
    ];
    let one = run(folder.path(), &[&args[..], &["-j1"]].concat());
    assert_eq!(one.status.code(), Some(0));
    let three = run(folder.path(), &[&args[..], &["-j3"]].concat());
    assert!(
        one.stdout == three.stdout,
        "the number of threads makes a difference"
    );
    let counts = counts(&one);
    assert_eq!(counts["total"]["conversations"], 600);
    assert_eq!(counts["groups"]["agent"]["Kim"]["conversations"], 200);
    assert_eq!(counts["sample"].as_array().map(Vec::len), Some(9));
}

#[test]
fn shards_add_up_to_one_run_in_any_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let shards = ["a.jsonl", "b.jsonl", "c.jsonl"];
    for (index, shard) in shards.iter().enumerate() {
        fs::write(path(shard), calls(index * 40..index * 40 + 40)).expect("written");
    }
    let args = [
        "--partial",
        "--sample",
        "5",
        "--sample-per-agent",
        "2",
        "--worst",
        "7",
    ];
    let whole = run(folder.path(), &[&args[..], &shards].concat());
    for (index, shard) in shards.iter().enumerate() {
        let part = run(folder.path(), &[&args[..], &[shard]].concat());
        fs::write(path(&format!("{index}.json")), part.stdout).expect("written");
    }
    for order in [
        ["0.json", "1.json", "2.json"],
        ["2.json", "0.json", "1.json"],
    ] {
        let merged = run(
            folder.path(),
            &[&["merge", "--partial"], &order[..]].concat(),
        );
        assert_eq!(merged.status.code(), Some(0));
        assert!(merged.stdout == whole.stdout, "{order:?}");
    }
}

#[test]
fn standard_input_counts_as_a_file_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("calls.jsonl");
    fs::write(&path, calls(0..600)).expect("written");
    let file = run(folder.path(), &["--partial", "calls.jsonl"]);
    let piped = saywell(
        folder.path(),
        &["--partial", "--stdin-filename", "calls.jsonl"],
    )
    .stdin(fs::File::open(&path).expect("opened"))
    .output()
    .expect("the program starts");
    assert!(file.stdout == piped.stdout, "a pipe makes a difference");
}

#[test]
fn what_was_counted_is_not_read_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("calls")).expect("made");
    for (index, name) in ["calls/a.jsonl", "calls/b.jsonl"].iter().enumerate() {
        fs::write(path(name), calls(index * 30..index * 30 + 30)).expect("written");
    }
    // Large enough to be read in pieces.
    fs::write(path("calls/c.jsonl"), calls(60..600)).expect("written");
    let reports = [
        "--report",
        "rows.csv",
        "--report",
        "findings.jsonl",
        "--partial",
    ];
    let args = [&["calls", "--state", "state"], &reports[..]].concat();
    let read = |name: &str| fs::read(path(name)).expect("a report");
    let entries = || {
        let entries = fs::read_dir(path("state")).expect("a folder");
        let name = |entry: std::io::Result<fs::DirEntry>| entry.expect("an entry").file_name();
        let names = entries.map(|entry| name(entry).into_string().expect("UTF-8"));
        names.filter(|name| name.ends_with(".json")).count()
    };

    let fresh = run(folder.path(), &[&["calls"], &reports[..]].concat());
    let fresh_reports = (read("rows.csv"), read("findings.jsonl"));
    let first = run(folder.path(), &args);
    assert_eq!(entries(), 3);
    let second = run(folder.path(), &args);
    for again in [&first, &second] {
        assert_eq!(again.stderr, b"");
        assert!(again.stdout == fresh.stdout, "counts differ");
    }
    assert!((read("rows.csv"), read("findings.jsonl")) == fresh_reports);
    assert_eq!(entries(), 3);

    fs::write(path("calls/b.jsonl"), calls(30..45)).expect("written");
    let changed = run(folder.path(), &args);
    let fresh = run(folder.path(), &[&["calls"], &reports[..]].concat());
    assert!(
        changed.stdout == fresh.stdout,
        "the changed file is counted anew"
    );
    assert_eq!(entries(), 4);
    // Other terms are other counts.
    run(
        folder.path(),
        &["calls", "--state", "state", "--by", "team", "--partial"],
    );
    assert_eq!(entries(), 7);
}

#[test]
fn an_entry_is_used_and_a_broken_one_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("calls.jsonl"), calls(0..30)).expect("written");
    let args = ["calls.jsonl", "--state", "state", "--partial"];
    run(folder.path(), &args);
    let mut entries = fs::read_dir(folder.path().join("state")).expect("a folder");
    let entry = entries.next().expect("an entry").expect("an entry").path();
    let mut kept: Value = serde_json::from_slice(&fs::read(&entry).expect("read")).expect("counts");
    kept["total"]["conversations"] = json!(31);
    fs::write(&entry, kept.to_string()).expect("written");
    assert_eq!(
        counts(&run(folder.path(), &args))["total"]["conversations"],
        31
    );
    fs::write(&entry, "{").expect("written");
    let broken = run(folder.path(), &args);
    assert_eq!(broken.status.code(), Some(2));
    let message = String::from_utf8(broken.stderr).expect("UTF-8");
    assert!(message.contains("remove the file"), "{message}");
}

#[test]
fn a_file_with_a_bad_record_is_complained_of_every_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let broken = format!("{}{{\"id\": oops}}\n{}", calls(0..3), calls(3..6));
    fs::write(folder.path().join("calls.jsonl"), broken).expect("written");
    let args = ["calls.jsonl", "--state", "state", "--partial"];
    for _ in 0..2 {
        let output = run(folder.path(), &args);
        assert_eq!(output.status.code(), Some(2));
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(message.starts_with("calls.jsonl:4"), "{message}");
        let counts = counts(&output);
        assert_eq!(counts["total"]["conversations"], 6);
        assert_eq!(counts["coverage"]["unreadable"], 1);
        assert_eq!(counts["coverage"]["unreadable_cases"][0]["line"], 4);
    }
}

#[test]
fn a_baseline_tells_new_from_known() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    fs::write(path("before.txt"), "改天给您处理。\n\n这不是我们的责任。\n").expect("written");
    run(folder.path(), &["before.txt", "--report", "known.jsonl"]);
    // Moved, wrapped otherwise, in other characters, one gone, one new.
    let after = "您好，\n\n改天給您\n处理。\n\nThat's not our fault.\n";
    fs::write(path("after.txt"), after).expect("written");
    let args = ["after.txt", "--baseline", "known.jsonl", "--partial"];
    let output = run(folder.path(), &args);
    assert_eq!(output.status.code(), Some(0));
    let counts = counts(&output);
    assert_eq!(counts["baseline"]["new"], 1);
    assert_eq!(counts["baseline"]["known"], 2);
    assert_eq!(
        counts["baseline"]["seen"]
            .as_object()
            .map(serde_json::Map::len),
        Some(1)
    );
    let fail = run(folder.path(), &[&args[..], &["--fail-on", "new"]].concat());
    assert_eq!(fail.status.code(), Some(1));
    let known = [
        "before.txt",
        "--baseline",
        "known.jsonl",
        "--fail-on",
        "new",
    ];
    assert_eq!(run(folder.path(), &known).status.code(), Some(0));
    let without = run(folder.path(), &["before.txt", "--fail-on", "new"]);
    assert_eq!(without.status.code(), Some(2));
}

#[test]
fn one_bad_file_does_not_stop_a_run() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("calls.jsonl"), calls(0..5)).expect("written");
    fs::write(folder.path().join("logo.png"), b"\x89PNG\r\n\x1a\n\0\0").expect("written");
    let output = run(folder.path(), &["--partial", ".", "missing.jsonl"]);
    assert_eq!(output.status.code(), Some(2));
    let counts = counts(&output);
    assert_eq!(counts["total"]["conversations"], 5);
    assert_eq!(counts["coverage"]["skipped_files"], json!({"png": 1}));
    assert_eq!(
        counts["coverage"]["unreadable_cases"][0]["path"],
        "missing.jsonl"
    );
}

/// Ctrl-C.
#[cfg(unix)]
fn interrupt(child: &Child) {
    let id = child.id().to_string();
    let killed = Command::new("kill").args(["-INT", &id]).status();
    assert!(killed.expect("kill").success());
}

#[cfg(unix)]
#[test]
fn a_stopped_run_reports_what_is_done() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut child = saywell(
        folder.path(),
        &["--partial", "--input", "jsonl", "-j1", "-"],
    )
    .stdin(Stdio::piped())
    .stdout(Stdio::piped())
    .stderr(Stdio::piped())
    .spawn()
    .expect("the program starts");
    let mut input = child.stdin.take().expect("a pipe");
    // More than a piece: some of it is counted while the rest has not come yet.
    input.write_all(calls(0..300).as_bytes()).expect("taken");
    sleep(Duration::from_millis(500));
    interrupt(&child);
    sleep(Duration::from_millis(200));
    // What comes after is not read; the program may have closed its end.
    let _ = input.write_all(calls(300..900).as_bytes());
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(message.contains("stopped"), "{message}");
    let counts = counts(&output);
    assert_eq!(counts["coverage"]["interrupted"], 1);
    let conversations = counts["total"]["conversations"].as_u64().expect("a number");
    assert!((1..900).contains(&conversations), "{conversations}");
}
