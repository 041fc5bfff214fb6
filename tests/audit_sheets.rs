//! Workbooks of an audit, as a spreadsheet reads and writes them.
#![cfg(feature = "xlsx")]

use calamine::{Data, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::Workbook;
use std::path::Path;
use std::process::{Command, Output};

const RULES: &str = r#"
pack = "our"
[[rule]]
id = "later"
family = "vague-timing"
title = "时间含糊"
phrases = ["改天", "some other day"]
instead = ["今天18点前给您答复。"]
"#;

fn saywell(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_saywell"))
        .args(args)
        .current_dir(folder)
        .env("LANG", "zh_CN.UTF-8")
        .output()
        .expect("the program starts")
}

fn calls(count: usize) -> String {
    let call = |number| {
        format!(
            "{{\"id\":\"K-{number}\",\"agent\":\"王芳\",\"turns\":[{{\"role\":\"customer\",\"text\":\"几点？\"}},\
             {{\"role\":\"agent\",\"text\":\"改天给您看，第{number}号。\"}}]}}\n"
        )
    };
    (0..count).map(call).collect()
}

fn sheet(path: &Path, name: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(path).expect("a workbook");
    let range = book.worksheet_range(name).expect("a sheet");
    let row = |row: &[Data]| row.iter().map(ToString::to_string).collect();
    range.rows().map(row).collect()
}

#[test]
fn a_sheet_goes_to_reviewers_and_comes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path();
    std::fs::write(place.join("rules.toml"), RULES).expect("a file");
    std::fs::write(place.join("calls.jsonl"), calls(6)).expect("a file");
    let args = [
        "audit",
        "--no-builtin",
        "--rules",
        "rules.toml",
        "calls.jsonl",
    ];
    let reports = ["--report", "rows.xlsx", "--review-sheet", "sheet.xlsx"];
    let output = saywell(place, &[&args[..], &reports].concat());
    assert!(output.status.success(), "{output:?}");

    let rows = sheet(&place.join("rows.xlsx"), "会话明细");
    assert_eq!(rows.len(), 7);
    assert_eq!(rows[0][..4], ["会话编号", "文件", "客服", "时间"]);
    assert_eq!(rows[1][4..], ["1", "95", "合格", "1", "our/later"]);
    let sums = sheet(&place.join("rows.xlsx"), "汇总");
    assert!(sums.iter().any(|row| row[0] == "王芳"), "{sums:?}");

    // A reviewer agrees with four findings, disagrees with one and leaves one open.
    let mut rows = sheet(&place.join("sheet.xlsx"), "复核");
    assert_eq!(rows.len(), 7);
    let verdict = rows[0].len() - 2;
    for (row, word) in rows[1..]
        .iter_mut()
        .zip(["是", "对", "yes", "1", "误报", ""])
    {
        row[verdict] = word.to_owned();
    }
    let mut book = Workbook::new();
    let marked = book.add_worksheet();
    for (number, row) in (0..).zip(&rows) {
        marked.write_row(number, 0, row).expect("a row");
    }
    book.save(place.join("marked.xlsx")).expect("a file");

    let output = saywell(
        place,
        &["audit", "review", "marked.xlsx", "--format", "json"],
    );
    assert!(output.status.success(), "{output:?}");
    let review: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let count = |name: &str| review["overall"][name].as_u64();
    assert_eq!((count("right"), count("wrong")), (Some(4), Some(1)));
    assert_eq!((count("unsure"), count("unmarked")), (Some(0), Some(1)));
    assert_eq!(review["families"][0]["family"], "vague-timing");
    assert_eq!(review["rules"][0]["title"], "时间含糊");
}

#[test]
fn a_failed_run_leaves_the_old_report_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path();
    std::fs::write(place.join("rules.toml"), RULES).expect("a file");
    std::fs::write(place.join("rows.xlsx"), "old").expect("a file");
    std::fs::write(place.join("calls.jsonl"), "").expect("a file");
    let args = [
        "audit",
        "--no-builtin",
        "--rules",
        "rules.toml",
        "calls.jsonl",
    ];
    let output = saywell(place, &[&args[..], &["--report", "rows.xlsx"]].concat());
    assert!(!output.status.success());
    let names = std::fs::read_dir(place).expect("a folder").count();
    assert_eq!(names, 3, "nothing half done is left");
    let kept = std::fs::read_to_string(place.join("rows.xlsx")).expect("a file");
    assert_eq!(kept, "old");
}
