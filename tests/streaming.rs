//! A pipe says the same as a file, says it at once, and threads change nothing.

use proptest::prelude::*;
use proptest::sample::select;
use saywell::check::{Checked, Checker, Live};
use saywell::input::transcript::LiveTranscript;
use saywell::input::{Format, Options, plan, read, stream_format};
use saywell::rules::{RuleFile, load};
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};

const RULES: &str = r#"
pack = "zh"
[[rule]]
id = "later"
family = "timing"
phrases = ["改天..(给|帮)", "call you later"]
unless.turn = ["{number}点", "by noon"]

[[rule]]
id = "unclear"
family = "knowledge"
phrases = ["不清楚", "not sure"]
unless.next-turn = ["查到了", "found it"]

[[rule]]
id = "very-unclear"
family = "knowledge"
severity = "error"
phrases = ["我也不清楚"]

[[rule]]
id = "refused"
family = "refusal"
phrases = ["不行", "can't do that"]
only.customer = ["退款", "refund"]

[[rule]]
id = "said"
family = "refusal"
phrases = ["真的不行"]
only.turn = ["规定"]

[[rule]]
id = "everybody"
family = "tone"
role = "any"
phrases = ["说实话", "honestly"]

[[rule]]
id = "angry"
family = "tone"
role = "customer"
phrases = ["气死了"]
"#;

fn checker() -> Checker {
    let (set, errors) = load(&[RuleFile {
        name: "our.toml",
        text: RULES,
        is_built_in: false,
    }]);
    assert!(errors.is_empty(), "{}", errors[0]);
    Checker::new(set).expect("no patterns")
}

/// A line of a transcript, with or without a label.
fn line() -> impl Strategy<Value = String> {
    let label = select(
        &[
            "客服：",
            "客服：",
            "客户：",
            "客户：",
            "坐席: ",
            "[客户]",
            "Agent: ",
            "Customer: ",
            "[00:01:23] 客服: ",
            "李娜：",
            "李娜：",
            "王先生：",
            "机器人：",
            "系统：",
            "A: ",
            "B: ",
            "注意：",
            "> ",
            "",
            "",
            "  ",
            "客服：\n",
            "客服 10:32:05\n",
        ][..],
    );
    let words = select(
        &[
            "改天给您处理",
            "18点前",
            "by noon",
            "不清楚",
            "我也不清楚",
            "查到了",
            "found it",
            "I'm not sure",
            "不行",
            "真的不行",
            "规定",
            "我要退款",
            "refund please",
            "说实话",
            "honestly",
            "气死了",
            "嗯",
            "。",
            "，",
            "？",
            "好的",
            " ",
            "call you later",
            "时间：",
            "",
        ][..],
    );
    (
        label,
        prop::collection::vec(words, 0..4),
        select(&["\n", "\n", "\r\n", "\n\n", "\r"][..]),
    )
        .prop_map(|(label, words, end)| format!("{label}{}{end}", words.concat()))
}

fn transcript() -> impl Strategy<Value = String> {
    (prop::collection::vec(line(), 1..16), any::<bool>()).prop_map(|(lines, ends)| {
        let text = lines.concat();
        if ends {
            text
        } else {
            text.trim_end().to_owned()
        }
    })
}

/// What was found, in a form that can be compared.
fn told(checker: &Checker, text: &str, checked: &Checked) -> Vec<String> {
    let id = |rule: usize| &checker.rules().rules[rule].id;
    let findings = checked.findings.iter().map(|finding| {
        format!(
            "{} turn {} {:?} {}",
            id(finding.rule),
            finding.turn,
            finding.span,
            finding.span.of(text)
        )
    });
    let excused = checked.excused.iter().map(|excused| {
        format!(
            "{} {:?} {:?} {:?}",
            id(excused.finding.rule),
            excused.finding,
            excused.excuse,
            excused.because
        )
    });
    let mut told: Vec<String> = findings.chain(excused).collect();
    told.sort();
    told
}

proptest! {
    #[test]
    fn a_pipe_finds_what_a_file_does(text in transcript(), cuts in prop::collection::vec(any::<bool>(), 16)) {
        let checker = checker();
        let options = Options::default();
        let options = Options { format: Some(Format::Transcript), ..options.clone() };
        let plan = plan("", text.as_bytes(), true, &options).expect("is text");
        let mut documents = read(&plan, text.clone().into_bytes(), &options).expect("is text");
        let whole = documents.next().expect("a document");
        let whole = whole.as_ref().expect("a transcript can always be read");
        let wanted = told(&checker, &text, &checker.check(whole));

        let mut transcript = LiveTranscript::new(&options);
        let mut live = Live::new(&checker);
        let mut all = Checked::default();
        let mut take = |mut checked: Checked| {
            all.findings.append(&mut checked.findings);
            all.excused.append(&mut checked.excused);
        };
        for (line, advances) in text.split_inclusive('\n').zip(cuts.iter().cycle()) {
            transcript.push_line(line);
            if *advances {
                take(live.advance(transcript.document(), transcript.settled(), false));
            }
        }
        transcript.finish();
        let document = transcript.into_document();
        take(live.advance(&document, document.text.len(), true));
        prop_assert_eq!(told(&checker, &text, &all), wanted, "{}", text);
    }
}

proptest! {
    #[test]
    fn what_is_answered_while_it_grows_is_read_alike_as_a_file(text in transcript()) {
        let options = Options::default();
        let first = text.split(['\n', '\r']).find(|line| !line.trim().is_empty()).unwrap_or_default();
        if let Some(format) = stream_format(first, &options) {
            prop_assert_eq!(format.name(), plan("", text.as_bytes(), true, &options).expect("is text").format.name(), "{}", text);
        }
    }
}

fn saywell(folder: &Path, args: &[&str]) -> Child {
    fs::write(folder.join("rules.toml"), RULES).expect("a temporary file");
    Command::new(env!("CARGO_BIN_EXE_saywell"))
        .args(["--no-builtin", "--rules", "rules.toml"])
        .args(args)
        .current_dir(folder)
        .env("HOME", folder)
        .env("XDG_CONFIG_HOME", folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

fn printed(mut child: Child, input: &[u8]) -> (String, Option<i32>) {
    let mut stdin = child.stdin.take().expect("piped");
    let input = input.to_owned();
    // Written beside the reading: neither pipe may fill up.
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().expect("the program ends");
    writer.join().expect("no panic").expect("all is read");
    (
        String::from_utf8(output.stdout).expect("UTF-8"),
        output.status.code(),
    )
}

/// The finding records, whatever their order.
fn findings(jsonl: &str) -> Vec<String> {
    let records = jsonl
        .lines()
        .filter(|line| line.starts_with(r#"{"type":"finding""#));
    let mut records: Vec<String> = records
        .map(|line| line.replace("<stdin>", "call.txt"))
        .collect();
    records.sort();
    records
}

#[test]
fn the_program_says_of_a_pipe_what_it_says_of_a_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let call = "客服：您好\n客户：我要退款\n客服：改天给您处理，\n最晚今天18点前\n客户：说实话，气死了\n\
                客服：不行。我也不清楚\n客户：啊？\n客服：不清楚，改天给您看\n李娜：插一句\n客服：查到了\n";
    fs::write(folder.path().join("call.txt"), call).expect("a temporary file");
    let args = ["--format", "jsonl"];
    let (of_file, code) = printed(
        saywell(folder.path(), &["--format", "jsonl", "call.txt"]),
        b"",
    );
    let (of_pipe, code_of_pipe) = printed(saywell(folder.path(), &args), call.as_bytes());
    assert_eq!(findings(&of_file), findings(&of_pipe));
    assert_eq!(findings(&of_file).len(), 5, "{of_file}");
    assert_eq!((code, code_of_pipe), (Some(1), Some(1)));
    let summary = |output: &str| output.lines().last().map(str::to_owned);
    assert_eq!(summary(&of_file), summary(&of_pipe));
}

#[test]
fn an_answer_comes_while_the_call_goes_on() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (format, line) in [
        ("brief", "客服：说实话，这个\n"),
        ("jsonl", "Agent: honestly, no\n"),
        ("human", "客服：说实话，这个\n"),
        ("brief", "{\"text\":\"说实话\"}\n"),
    ] {
        let mut child = saywell(folder.path(), &["--format", format]);
        let mut stdin = child.stdin.take().expect("piped");
        let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
        stdin.write_all(line.as_bytes()).expect("the program reads");
        stdin.flush().expect("the program reads");
        let mut answer = String::new();
        // Blocks for ever if the program waits for the end of its input.
        stdout.read_line(&mut answer).expect("the program answers");
        assert!(answer.contains("everybody"), "{format}: {answer}");
        drop(stdin);
        stdout
            .read_to_string(&mut answer)
            .expect("the program ends");
        assert_eq!(child.wait().expect("the program ends").code(), Some(1));
    }
}

#[test]
fn a_reader_that_goes_away_ends_the_run_quietly() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let lines = "改天给您处理\n".repeat(20_000);
    fs::write(folder.path().join("messages.txt"), lines).expect("a temporary file");
    for args in [
        ["--input", "lines", "--format", "brief", "messages.txt"],
        ["--input", "lines", "--format", "human", "messages.txt"],
    ] {
        let mut child = saywell(folder.path(), &args);
        let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
        let mut first = String::new();
        stdout.read_line(&mut first).expect("a line");
        assert!(first.contains("later"), "{first}");
        drop(stdout);
        assert_eq!(child.wait().expect("the program ends").code(), Some(0));
    }
}

/// Hundreds of drafts and transcripts, and two files that are read in pieces.
fn fill(folder: &Path) {
    let batch = folder.join("batch");
    for number in 0..300 {
        let place = batch.join(format!("day-{}", number % 7));
        fs::create_dir_all(&place).expect("a temporary folder");
        let text = match number % 4 {
            0 => format!("您好，第{number}单改天给您处理。\n"),
            1 => format!("客服：改天给您处理\n客户：{number}？\n客服：不清楚\n"),
            2 => format!("Hello {number}, I am not sure. honestly.\n> not sure\n"),
            _ => "您好，已经发出。\n".to_owned(),
        };
        fs::write(place.join(format!("{number}.txt")), text).expect("a temporary file");
    }
    let mut lines = String::new();
    let mut records = String::new();
    for number in 0..30_000 {
        let words = if number % 97 == 0 {
            "改天给您处理"
        } else {
            "您好，已经为您登记，请留意短信。"
        };
        writeln!(lines, "{number} {words}").expect("a string");
        match number % 5_001 {
            5_000 => writeln!(records, "{{\"id\":\"{number}\",\"text\":"),
            _ => writeln!(records, "{{\"id\":\"{number}\",\"text\":\"{words}\"}}"),
        }
        .expect("a string");
    }
    assert!(lines.len() > 1 << 20 && records.len() > 1 << 20);
    fs::write(folder.join("messages.txt"), lines).expect("a temporary file");
    fs::write(batch.join("records.jsonl"), records).expect("a temporary file");
}

#[test]
fn threads_change_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fill(folder.path());
    for format in ["jsonl", "human"] {
        let run = |jobs: &str, rest: &[&str]| {
            let args = [&["--format", format, "-j", jobs], rest].concat();
            printed(saywell(folder.path(), &args), b"")
        };
        let one = run("1", &["batch"]);
        assert_eq!(one.1, Some(2), "some records can't be read");
        assert!(one == run("2", &["batch"]), "the folder, as {format}");
        let lines = run("1", &["--input", "lines", "messages.txt"]);
        assert_eq!(lines.1, Some(1));
        assert!(
            lines == run("2", &["--input", "lines", "messages.txt"]),
            "the lines, as {format}"
        );
        assert!(lines.0.contains("29974"), "the line of the last hit");
    }
}

#[test]
fn shells_and_man_get_their_pages() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_saywell"))
            .args(args)
            .current_dir(folder.path())
            .output();
        let output = output.expect("the program starts");
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(&["completions", shell]);
        assert!(
            script.contains("saywell") && script.contains("fail-level"),
            "{shell}"
        );
    }
    let page = run(&["man"]);
    assert!(
        page.contains(".TH saywell 1") && page.contains("Exit codes"),
        "{page}"
    );
    assert!(run(&["--version"]).starts_with("saywell "));
}
