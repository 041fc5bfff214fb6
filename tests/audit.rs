//! An audit finds what was planted in generated calls, however the work is split.

mod calls;

use calls::agents::{IMPROVES, OUTLIER, RARE, RISING, TRAINED};
use calls::truth::{Counts, Truth};
use calls::{Call, Generator};
use saywell::audit::{Group, Interval, SignalTally, Tally, wilson};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

const SEED: u64 = 7;

/// So many that every agent but the rare one speaks often enough to be ranked.
const MANY: usize = 2000;

/// Enough to be split.
const SOME: usize = 600;

fn calls(number: usize) -> Vec<Call> {
    Generator::new(SEED).take(number).collect()
}

fn write<'c>(calls: impl IntoIterator<Item = &'c Call>, path: &Path) {
    let lines = calls
        .into_iter()
        .map(|call| serde_json::to_string(call).expect("plain data"));
    let lines: String = lines.map(|line| line + "\n").collect();
    fs::write(path, lines).expect("a temporary file");
}

/// The program, with nothing of the user's own around it.
fn saywell(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_saywell"));
    command.args(args).current_dir(folder).env_clear();
    command.env("HOME", folder.join("nobody"));
    command.env("LANG", "en_US.UTF-8");
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    let output = saywell(folder, args).output().expect("the program starts");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?}: {error}");
    output
}

fn audit(calls: &[&Call]) -> Tally {
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(calls.iter().copied(), &folder.path().join("calls.jsonl"));
    let args = [
        "audit",
        "--partial",
        "--by",
        "agent,team,month",
        "calls.jsonl",
    ];
    let output = run(folder.path(), &args);
    serde_json::from_slice(&output.stdout).expect("counts")
}

/// The other tests stand on this one.
#[test]
fn every_slip_is_found_once_and_nothing_else_is() {
    #[derive(Deserialize)]
    struct Finding {
        record: String,
        turn: usize,
        role: String,
        family: String,
        rule: String,
    }
    let calls = calls(MANY);
    let folder = tempfile::tempdir().expect("a temporary folder");
    write(&calls, &folder.path().join("calls.jsonl"));
    let args =
        "check --fail-level never --format jsonl --extend-select escalation-risk calls.jsonl";
    let output = run(folder.path(), &args.split(' ').collect::<Vec<&str>>());
    let output = String::from_utf8(output.stdout).expect("UTF-8");
    let mut found: BTreeMap<(String, usize), Vec<String>> = BTreeMap::new();
    for line in output
        .lines()
        .filter(|line| line.contains(r#""type":"finding""#))
    {
        let finding: Finding = serde_json::from_str(line).expect("a finding");
        let turn = found.entry((finding.record, finding.turn)).or_default();
        turn.push(match finding.role.as_str() {
            "agent" => finding.family,
            _ => finding.rule,
        });
    }
    let mut wrong = Vec::new();
    for call in &calls {
        for (index, turn) in call.turns.iter().enumerate() {
            let mut found = found.remove(&(call.id.clone(), index)).unwrap_or_default();
            let mut planted = turn.planted.clone();
            found.sort();
            planted.sort_unstable();
            if found != planted {
                wrong.push(format!(
                    "{planted:?} planted, {found:?} found: {}",
                    turn.text
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} turns:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn an_audit_finds_the_truth() {
    let calls = calls(MANY);
    let mut truth = Truth::default();
    calls.iter().for_each(|call| truth.add(call));
    let tally = audit(&calls.iter().collect::<Vec<_>>());

    counts_are_true(&tally, &truth);
    agents_are_ranked_fairly(&tally, &truth);
    the_rise_shows(&tally);
    signals_are_true(&tally, &truth);
}

fn counts_are_true(tally: &Tally, truth: &Truth) {
    assert_eq!(tally.coverage.conversations, truth.all.conversations);
    assert_eq!(tally.coverage.unreadable, 0);
    let families = tally.families.iter();
    let families = families
        .map(|(family, counts)| (family.as_str(), counts.hits))
        .collect();
    assert_eq!(truth.all.slips, families);
    for (field, planted) in [
        ("agent", &truth.agents),
        ("team", &truth.teams),
        ("month", &truth.months),
    ] {
        let groups = &tally.groups[field];
        assert!(groups.keys().eq(planted.keys()), "{field}");
        for (name, group) in groups {
            group_is_true(group, &planted[name], tally, name);
        }
    }
}

fn group_is_true(group: &Group, planted: &Counts, tally: &Tally, name: &str) {
    let counted = group.counts;
    assert_eq!(counted.conversations, planted.conversations, "{name}");
    assert_eq!(counted.agent_turns, planted.agent_turns, "{name}");
    assert_eq!(counted.flagged_turns, planted.flagged_turns, "{name}");
    assert_eq!(by_family(group, tally), planted.slips, "{name}");
}

fn by_family<'t>(group: &Group, tally: &'t Tally) -> BTreeMap<&'t str, u64> {
    let mut families = BTreeMap::new();
    for (rule, hits) in &group.rules {
        *families
            .entry(tally.facts[rule].family.as_str())
            .or_default() += hits;
    }
    families
}

fn interval(group: &Group) -> Interval {
    wilson(group.counts.flagged_turns, group.counts.agent_turns)
}

/// One agent in twenty may lie outside an interval of 95 %; here there are forty.
fn agents_are_ranked_fairly(tally: &Tally, truth: &Truth) {
    let agents = &tally.groups["agent"];
    let covers_truth = |(name, group): &(&String, &Group)| {
        let rate = truth.agents[*name].true_rate();
        (interval(group).low..=interval(group).high).contains(&rate)
    };
    let right = agents.iter().filter(covers_truth).count();
    assert!(
        right * 10 >= agents.len() * 9,
        "{right} of {} agents",
        agents.len()
    );

    let rate = |group: &Group| group.counts.flagged_turns as f64 / group.counts.agent_turns as f64;
    let is_ranked = |group: &Group| group.counts.agent_turns >= tally.terms.min_turns;
    let mut ranked: Vec<_> = agents
        .iter()
        .filter(|(_, group)| is_ranked(group))
        .collect();
    ranked.sort_by(|a, b| rate(b.1).total_cmp(&rate(a.1)));
    let (worst, second) = (ranked[0], ranked[1]);
    assert_eq!(worst.0, OUTLIER.0);
    assert!(interval(worst.1).is_apart_from(interval(second.1)));
    let families = by_family(worst.1, tally);
    assert_eq!(
        families
            .iter()
            .max_by_key(|(_, hits)| **hits)
            .map(|most| *most.0),
        Some(OUTLIER.1)
    );
    assert_eq!(ranked.len(), agents.len() - 1);
    assert_eq!(agents[RARE].counts.hits, 1);
    assert!(!is_ranked(&agents[RARE]));
}

fn the_rise_shows(tally: &Tally) {
    let (family, month) = RISING;
    let share = |group: &Group| {
        let hits = by_family(group, tally)[family];
        wilson(hits, group.counts.agent_turns)
    };
    let months = &tally.groups["month"];
    assert_eq!(months.len(), 6);
    for (other, group) in months.iter().filter(|(name, _)| *name != month) {
        assert!(
            share(group).high < share(&months[month]).low,
            "{family} in {other}"
        );
    }
}

fn signals_are_true(tally: &Tally, truth: &Truth) {
    assert!(tally.signals.keys().eq(truth.signals.keys()));
    for (rule, counted) in &tally.signals {
        let planted = &truth.signals[rule.as_str()];
        assert_eq!(counted.hits, planted.turns, "{rule}");
        assert_eq!(counted.conversations, planted.conversations, "{rule}");
        assert_eq!(counted.after_finding, planted.after_slips, "{rule}");
    }
    let all = |count: fn(&SignalTally) -> u64| tally.signals.values().map(count).sum::<u64>();
    assert!(2 * all(|signal| signal.after_finding) > all(|signal| signal.conversations));
}

#[test]
fn an_agent_is_better_after_the_training() {
    let calls = calls(3 * MANY);
    let calls = calls.iter().filter(|call| call.agent == IMPROVES);
    let (before, after): (Vec<&Call>, Vec<&Call>) =
        calls.partition(|call| call.started_at.as_str() < TRAINED);
    let [before, after] = [before, after].map(|calls| {
        let tally = audit(&calls);
        interval(&tally.groups["agent"][IMPROVES])
    });
    assert!(after.high < before.low, "{before:?} {after:?}");
}

/// As an engine does it that deals records out to many machines.
#[test]
fn dealt_out_records_add_up_to_one_run_in_any_order() {
    let calls = calls(SOME);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let part = |name: &str, part: &[&Call]| {
        write(part.iter().copied(), &folder.path().join("dealt.jsonl"));
        let input = fs::File::open(folder.path().join("dealt.jsonl")).expect("it was written");
        let args = "audit --by agent,team,month --sample 30 --sample-per-agent 2 --seed 5 \
                    --input jsonl --partial -";
        let mut command = saywell(folder.path(), &args.split(' ').collect::<Vec<&str>>());
        let output = command.stdin(input).output().expect("the program starts");
        assert!(output.status.success());
        fs::write(folder.path().join(name), output.stdout).expect("a temporary file");
    };
    for hand in 0..3 {
        // Neither equal parts nor neighbours.
        let dealt = calls
            .iter()
            .enumerate()
            .filter(|(at, _)| (at * at) % 7 % 3 == hand);
        let dealt: Vec<&Call> = dealt.map(|(_, call)| call).collect();
        part(&format!("{hand}.json"), &dealt);
    }
    part("whole.json", &calls.iter().collect::<Vec<&Call>>());
    let merged = |order: &str| {
        let args = format!("audit merge --partial {order}");
        run(folder.path(), &args.split(' ').collect::<Vec<&str>>()).stdout
    };
    let sum = merged("0.json 1.json 2.json");
    assert!(sum == merged("2.json 0.json 1.json"), "the order matters");
    let mut sum: Tally = serde_json::from_slice(&sum).expect("counts");
    assert_eq!(sum.coverage.files, 3);
    sum.coverage.files = 1;
    let whole = fs::read(folder.path().join("whole.json")).expect("it was written");
    let whole: Tally = serde_json::from_slice(&whole).expect("counts");
    assert!(sum == whole, "the sum differs from one run");
}

#[cfg(unix)]
#[test]
fn a_stopped_run_is_taken_up_where_it_stood() {
    let calls = calls(SOME);
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir(folder.path().join("calls")).expect("a new folder");
    for (index, part) in calls.chunks(20).enumerate() {
        write(part, &folder.path().join(format!("calls/{index:02}.jsonl")));
    }
    let args = ["audit", "--partial", "--state", "state", "-j", "1", "calls"];
    let entries = || {
        let entries = fs::read_dir(folder.path().join("state"))
            .into_iter()
            .flatten()
            .flatten();
        entries
            .filter(|entry| {
                entry
                    .path()
                    .extension()
                    .is_some_and(|ending| ending == "json")
            })
            .count()
    };

    let mut command = saywell(folder.path(), &args);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().expect("the program starts");
    while entries() < 3 {
        std::thread::sleep(Duration::from_millis(2));
    }
    let interrupt = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(interrupt.expect("kill").success());
    assert_eq!(child.wait().expect("it ends").code(), Some(2));
    assert!((3..30).contains(&entries()), "{}", entries());

    let resumed = run(folder.path(), &args);
    let fresh = run(folder.path(), &["audit", "--partial", "calls"]);
    assert_eq!(entries(), 30);
    assert!(resumed.stdout == fresh.stdout, "the counts differ");
}
