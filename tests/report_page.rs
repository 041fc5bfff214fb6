//! The page of an audit in a real browser: its numbers are the tally's, it sorts, it filters, it
//! writes the reviewer's sheet, and it asks nobody for anything.

#[path = "report_page/browser.rs"]
mod browser;

use browser::Browser;
use saywell::audit::Tally;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// Agents, and of how many of their turns one is a slip.
const AGENTS: [(&str, usize); 6] = [
    ("王芳", 40),
    ("李伟", 12),
    ("Alice Morgan", 25),
    ("<script>alert(1)</script>", 5),
    ("O'Neill & \"Co\"", 60),
    ("", 30),
];

const SLIPS: [&str; 5] = [
    "这不是我们的责任。",
    "改天给您处理。",
    "That's not our fault.",
    "We'll get back to you at some point.",
    "我不知道。",
];

const COURTESIES: [&str; 3] = [
    "您好，请问有什么可以帮您？",
    "Let me look that up for you now.",
    "您的包裹今天18点前送到。",
];

const CUSTOMERS: [&str; 4] = [
    "我的包裹怎么还没到？",
    "Where is my parcel?",
    "我要投诉你们！",
    "好的。",
];

/// Calls over four months, the same in every run.
fn calls() -> String {
    let mut lines = String::new();
    let mut turn = 0;
    for number in 0..360 {
        let (agent, every) = AGENTS[number * 7 % 11 % AGENTS.len()];
        let mut turns = Vec::new();
        for index in 0..5 {
            turn += 1;
            let customer = CUSTOMERS[(number + index * index) % CUSTOMERS.len()];
            let said = match turn % every {
                0 => SLIPS[turn / every % SLIPS.len()],
                _ => COURTESIES[turn % COURTESIES.len()],
            };
            turns.push(json!({"role": "customer", "start": index * 20, "text": customer}));
            turns.push(json!({"role": "agent", "start": index * 20 + 8, "text": said}));
        }
        let team = ["一组", "二组"][number % 2];
        let (month, day) = (number / 90 + 3, number % 28 + 1);
        let mut call = json!({
            "id": format!("call-{number:03}"),
            "started_at": format!("2026-{month:02}-{day:02}T09:30:00"),
            "team": team,
            "turns": turns,
        });
        if !agent.is_empty() {
            call["agent"] = json!(agent);
        }
        let _ = writeln!(lines, "{call}");
    }
    lines + "{\"id\": \"broken\n"
}

/// Audits the calls with the program itself: the page and the counts.
fn audit(folder: &Path) -> (PathBuf, Tally) {
    let (page, counts) = (folder.join("calls.html"), folder.join("counts.json"));
    std::fs::write(folder.join("calls.jsonl"), calls()).expect("a file");
    let program = Command::new(env!("CARGO_BIN_EXE_saywell"))
        .current_dir(folder)
        .args([
            "audit",
            "calls.jsonl",
            "--by",
            "agent,team,month",
            "--min-turns",
            "100",
        ])
        .args(["--sample", "12", "--sample-per-agent", "1", "--ui", "en"])
        .arg("--report")
        .arg(&page)
        .arg("--report")
        .arg(&counts)
        .output()
        .expect("the program");
    assert_eq!(program.status.code(), Some(2), "one record is broken");
    let counts = std::fs::read(counts).expect("counts");
    (page, serde_json::from_slice(&counts).expect("a tally"))
}

#[test]
#[allow(clippy::print_stderr)] // a skipped test must not look like a passed one
fn the_page_of_an_audit_in_a_browser() {
    let Some(program) = browser::find() else {
        eprintln!("SKIPPED: no Chromium or Chrome here; install one, or name it in $CHROME");
        return;
    };
    let folder = TempDir::new().expect("a folder");
    let (path, tally) = audit(folder.path());
    let mut page = Browser::start(&program);
    let url = page.open(&path);

    coverage_is_told(&mut page, &tally);
    rules_are_counted(&mut page, &tally);
    groups_are_counted(&mut page, &tally);
    a_click_on_a_head_sorts(&mut page);
    the_filter_hides_rows(&mut page);
    the_trend_has_three_lengths(&mut page, &tally);
    the_sheet_is_written(&mut page, &tally, folder.path());

    assert_eq!(page.complaints(), Vec::<&Value>::new());
    let others: Vec<&str> = page
        .requests()
        .into_iter()
        .filter(|address| *address != url && !address.starts_with("blob:"))
        .collect();
    assert!(others.is_empty(), "{others:?}");
}

/// The numbers that an expression finds, a list.
fn numbers(page: &mut Browser, expression: &str) -> Vec<f64> {
    let value = page.value(&format!("{expression}.map(Number)"));
    let values = value.as_array().expect("a list").iter();
    values
        .map(|value| value.as_f64().expect("a number"))
        .collect()
}

fn coverage_is_told(page: &mut Browser, tally: &Tally) {
    let told = numbers(
        page,
        "[...document.querySelectorAll('#coverage .facts td')].map(cell => cell.textContent.replaceAll(',', ''))",
    );
    let coverage = &tally.coverage;
    let turns: u64 = coverage.turns.values().sum();
    let agents = coverage.turns["agent"];
    let counts = [
        coverage.files,
        coverage.conversations,
        turns,
        agents,
        coverage.turns["customer"],
        tally.total.agent_turns,
        coverage.characters,
    ];
    assert_eq!(told, counts.map(|count| count as f64));
    assert_eq!(agents, 1_800);
    let text = page.value("document.getElementById('coverage').textContent");
    let text = text.as_str().expect("a text");
    assert!(
        text.contains("100%") && text.contains("calls.jsonl:361"),
        "{text}"
    );
    let brief = page.value("document.querySelector('.standfirst b').textContent");
    assert_eq!(brief, json!(tally.total.flagged_turns.to_string()));
}

fn rules_are_counted(page: &mut Browser, tally: &Tally) {
    let found: Vec<_> = tally
        .rules
        .iter()
        .filter(|(_, rule)| rule.hits > 0)
        .collect();
    assert!(found.len() >= SLIPS.len(), "{found:?}");
    for (id, rule) in found {
        let row = format!("document.getElementById('rule-{id}')");
        let cells = format!("[...{row}.cells].slice(1, 5).map(cell => cell.dataset.value)");
        let told = numbers(page, &cells);
        let counts = [rule.hits, rule.conversations, rule.hits, rule.suppressed()];
        assert_eq!(told, counts.map(|count| count as f64), "{id}");
    }
    let hits = numbers(
        page,
        "[...document.querySelectorAll('.families tbody td:nth-child(2)')].map(cell => cell.dataset.value)",
    );
    let mut counts: Vec<f64> = tally
        .families
        .values()
        .map(|family| family.hits as f64)
        .collect();
    counts.sort_by(|one, two| two.total_cmp(one));
    assert_eq!(hits, counts);
}

fn groups_are_counted(page: &mut Browser, tally: &Tally) {
    for (name, group) in &tally.groups["agent"] {
        let counts = &group.counts;
        let name = json!(name).to_string();
        let row = format!(
            "[...document.querySelectorAll('#by-agent .groups tbody tr')]\
             .find(row => row.cells[0].dataset.value === {name})"
        );
        let told = page.value(&format!(
            "(row => [1, 3, 4].map(index => Number(row.cells[index].dataset.value)))({row})"
        ));
        let rate = counts.flagged_turns as f64 / counts.agent_turns as f64;
        let told: Vec<f64> = serde_json::from_value(told).expect("numbers");
        assert!((told[0] - rate).abs() < 1e-6, "{name}: {told:?}");
        let others = [counts.conversations, counts.agent_turns].map(|count| count as f64);
        assert_eq!(told[1..], others, "{name}");
    }
    let evil = page.value("[...document.querySelectorAll('#by-agent th')].some(head => head.textContent.includes('<script>alert(1)'))");
    assert_eq!(evil, json!(true), "the name is shown, and did not run");
}

fn a_click_on_a_head_sorts(page: &mut Browser) {
    let turns = "[...document.querySelectorAll('#by-agent .groups tbody td:nth-child(5)')].map(cell => cell.dataset.value)";
    let click = "document.querySelectorAll('#by-agent .groups thead .sort')[3].click()";
    let order =
        "document.querySelector('#by-agent .groups th[aria-sort]').getAttribute('aria-sort')";
    page.value(click);
    assert_eq!(page.value(order), json!("descending"));
    let falling = numbers(page, turns);
    assert!(
        falling.is_sorted_by(|one, two| one >= two) && falling.len() > 4,
        "{falling:?}"
    );
    page.value(click);
    assert_eq!(page.value(order), json!("ascending"));
    let mut rising = numbers(page, turns);
    rising.reverse();
    assert_eq!(rising, falling);
    // By keyboard, and by words.
    page.value("document.querySelector('.rules thead .sort').dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter'}))");
    let titles = page.value("[...document.querySelectorAll('.rules')[0].tBodies[0].rows].map(row => row.cells[0].dataset.value)");
    let sorted = page.value(
        "[...document.querySelectorAll('.rules')[0].tBodies[0].rows].map(row => row.cells[0].dataset.value)\
         .sort(new Intl.Collator('en', {numeric: true}).compare)",
    );
    assert_eq!(titles, sorted);
}

fn the_filter_hides_rows(page: &mut Browser) {
    let shown = "[...document.querySelectorAll('#by-agent .groups tbody tr')]\
                 .filter(row => row.offsetParent !== null).map(row => row.cells[0].dataset.value ?? '')";
    let filter = |text: &str| {
        format!(
            "(input => {{ input.value = {}; input.dispatchEvent(new Event('input', {{bubbles: true}})); }})\
             (document.getElementById('filter'))",
            json!(text)
        )
    };
    page.value(&filter("MORGAN"));
    assert_eq!(page.value(shown), json!(["Alice Morgan"]));
    page.value(&filter("nobody of this name"));
    assert_eq!(
        page.value(shown),
        json!([""]),
        "a row says that nothing fits"
    );
    page.value(&filter(""));
    assert_eq!(
        page.value(shown).as_array().map(Vec::len),
        Some(AGENTS.len())
    );
    page.value(
        "(select => { select.value = 'vague-timing'; select.dispatchEvent(new Event('input')); })\
         (document.getElementById('family'))",
    );
    let families = page.value(
        "[...new Set([...document.querySelectorAll('.rules tbody tr')]\
         .filter(row => row.offsetParent !== null).map(row => row.dataset.family))]",
    );
    assert_eq!(families, json!(["vague-timing"]));
    page.value("(select => { select.value = ''; select.dispatchEvent(new Event('input')); })(document.getElementById('family'))");
}

fn the_trend_has_three_lengths(page: &mut Browser, tally: &Tally) {
    let shown = "[...document.querySelectorAll('.grain')].filter(one => one.offsetParent !== null).map(one => one.className)";
    assert_eq!(
        page.value(shown),
        json!(["grain month"]),
        "four months are enough"
    );
    page.value("document.querySelector('label[for=grain-day]').click()");
    assert_eq!(page.value(shown), json!(["grain day"]));
    let dots = page.value("document.querySelectorAll('.grain.day .timeline .dot title').length");
    assert_eq!(dots, json!(tally.days.len()));
}

fn the_sheet_is_written(page: &mut Browser, tally: &Tally, folder: &Path) {
    page.value(
        "(() => { const row = document.querySelector('.sample tr[data-index=\"0\"]');\
         const select = row.querySelector('select'); select.value = 'no';\
         select.dispatchEvent(new Event('change'));\
         row.querySelector('td.verdict input').value = '=said, \"in jest\"'; })()",
    );
    let rows = page.value("document.querySelectorAll('.sample tbody tr').length");
    let progress = page.value("document.getElementById('progress').textContent");
    assert_eq!(progress, json!(format!("1 of {rows} marked")));
    page.call(
        "Browser.setDownloadBehavior",
        json!({"behavior": "allow", "downloadPath": folder, "eventsEnabled": true}),
    );
    page.value("document.getElementById('download').click()");
    page.wait("Browser.downloadProgress", |progress| {
        progress["state"] == "completed"
    });

    let path = folder.join("review-marked.csv");
    let sheet = std::fs::read_to_string(&path).expect("a sheet");
    let sheet = sheet
        .strip_prefix('\u{feff}')
        .expect("a mark for spreadsheets");
    let mut reader = csv::Reader::from_reader(sheet.as_bytes());
    let lines: Vec<csv::StringRecord> =
        reader.records().map(|line| line.expect("a line")).collect();
    assert_eq!(json!(lines.len()), rows);
    let marked: Vec<Vec<&str>> = lines
        .iter()
        .map(|line| line.iter().rev().take(2).collect())
        .filter(|marks: &Vec<&str>| marks.iter().any(|mark| !mark.is_empty()))
        .collect();
    assert_eq!(marked, [["'=said, \"in jest\"", "no"]]);
    let keys = tally
        .sample
        .items()
        .iter()
        .map(|sampled| &sampled.reference.key);
    assert!(
        keys.clone()
            .all(|key| lines.iter().any(|line| line[0] == **key))
    );

    let review = Command::new(env!("CARGO_BIN_EXE_saywell"))
        .args(["audit", "review", "--ui", "en"])
        .arg(&path)
        .output()
        .expect("the program");
    let told = String::from_utf8_lossy(&review.stdout);
    assert!(
        review.status.success()
            && told.contains("0 of 1 findings")
            && told.contains("=said, \"in jest\""),
        "{told}{}",
        String::from_utf8_lossy(&review.stderr)
    );
}
