//! How fast the parts of the engine are, on Chinese and on English.
//!
//! `cargo bench` measures time. Where a machine is noisy, count instructions instead, of one part at
//! a time:
//!
//! ```text
//! CARGO_PROFILE_BENCH_DEBUG=1 cargo bench --no-run
//! valgrind --tool=callgrind target/release/deps/speed-<hash> --test 'scan/zh'
//! callgrind_annotate callgrind.out.<pid> | head -40
//! ```

#![allow(missing_docs, reason = "criterion's macros write undocumented items")]

mod corpus;
mod files;

use aho_corasick::automaton::Automaton;
use aho_corasick::{MatchKind, dfa};
use corpus::{Corpus, Language};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use files::File;
use saywell::audit::{Auditor, Names, Rules, Source, Tally, Terms, mask::Masker};
use saywell::check::Checker;
use saywell::document::Document;
use saywell::input::{self, Format, Options};
use saywell::packs;
use saywell::rules::{RuleFile, load};
use std::hint::black_box;

/// A megabyte is more than any cache near a core holds, and still quick to go through.
const SIZE: usize = 1 << 20;

fn corpora() -> [Corpus; 2] {
    [Language::Chinese, Language::English].map(|language| Corpus::new(language, SIZE))
}

/// A checker for the corpus's own phrases and nothing else.
fn phrase_checker(corpus: &Corpus) -> Checker {
    let lines = corpus
        .phrases
        .iter()
        .map(|phrase| format!("{phrase:?} = \"\"\n"));
    let file = RuleFile {
        name: "terms.toml",
        text: &format!("[terms]\n{}", lines.collect::<String>()),
        is_built_in: false,
    };
    let (rules, mistakes) = load(&[file]);
    assert!(mistakes.is_empty(), "{mistakes:?}");
    Checker::new(rules).expect("terms need no regex")
}

fn lines(corpus: &Corpus) -> Document {
    let options = Options {
        format: Some(Format::Lines),
        ..Options::default()
    };
    let bytes = corpus.text.clone().into_bytes();
    let plan = input::plan("lines.txt", &bytes, true, &options).expect("a text");
    let mut records = input::read(&plan, bytes, &options).expect("a text");
    let first = records.next().expect("a document");
    first.expect("lines can always be read")
}

/// Folding alone.
fn fold(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("fold");
    for corpus in corpora() {
        group.throughput(Throughput::Bytes(corpus.text.len() as u64));
        group.bench_function(corpus.name, |bencher| {
            bencher.iter(|| saywell::folded(black_box(&corpus.text)));
        });
    }
}

/// Finding the places worth a closer look, for a thousand phrases; beside it an automaton of them, which
/// folds nothing, over the bytes.
fn scan(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("scan");
    for corpus in corpora() {
        let checker = phrase_checker(&corpus);
        checker.check(&lines(&corpus));
        group.throughput(Throughput::Bytes(corpus.text.len() as u64));
        group.bench_function(corpus.name, |bencher| {
            bencher.iter(|| checker.count_places(black_box(&corpus.text)));
        });
        let automaton = dfa::Builder::new()
            .match_kind(MatchKind::Standard)
            .build(&corpus.phrases)
            .expect("a small automaton");
        group.bench_function(format!("{}/aho-corasick", corpus.name), |bencher| {
            bencher.iter(|| {
                let found = automaton.try_find_overlapping_iter(black_box(&corpus.text).into());
                found.expect("it overlaps").count()
            });
        });
    }
}

/// From documents to findings: a thousand phrases, and the built-in packs.
fn check(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("check");
    for corpus in corpora() {
        let document = lines(&corpus);
        let built_in = Checker::new(packs::built_in()).expect("the packs compile");
        for (rules, checker) in [("phrases", phrase_checker(&corpus)), ("packs", built_in)] {
            group.throughput(Throughput::Bytes(corpus.text.len() as u64));
            group.bench_function(format!("{}/{rules}", corpus.name), |bencher| {
                bencher.iter(|| checker.check(black_box(&document)));
            });
        }
    }
}

/// From bytes to documents.
fn read(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read");
    for corpus in corpora() {
        group.throughput(Throughput::Bytes(corpus.text.len() as u64));
        group.bench_function(format!("{}/lines", corpus.name), |bencher| {
            bencher.iter(|| lines(&corpus));
        });
        for File { name, bytes, other } in files::files(&corpus) {
            group.throughput(Throughput::Bytes(bytes.len() as u64));
            group.bench_function(format!("{}/{name}", corpus.name), |bencher| {
                let given = || bytes.clone();
                bencher.iter_batched(given, |bytes| documents(name, bytes), BatchSize::LargeInput);
            });
            let path = format!("{}/{name}/{}", corpus.name, other.name);
            group.bench_function(path, |bencher| {
                bencher.iter(|| (other.read)(black_box(&bytes)));
            });
        }
    }
}

/// The number of documents in a file.
fn documents(name: &str, bytes: Vec<u8>) -> usize {
    let options = Options::default();
    let head = &bytes[..bytes.len().min(64 << 10)];
    let plan = input::plan(name, head, false, &options).expect("a format");
    let read = input::read(&plan, bytes, &options).expect("a text");
    read.map(|document| usize::from(document.is_ok())).sum()
}

/// From the bytes of calls to everything that an audit counts; beside it serde_json alone.
fn audit(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("audit");
    for corpus in corpora() {
        let checker = phrase_checker(&corpus);
        let messages: Vec<&str> = corpus.text.lines().collect();
        let calls = files::calls(&messages).into_bytes();
        group.throughput(Throughput::Bytes(calls.len() as u64));
        group.bench_function(corpus.name, |bencher| {
            let given = || calls.clone();
            let auditor = auditor(&checker);
            let tally = |bytes| tally(&checker, &auditor, bytes);
            bencher.iter_batched(given, tally, BatchSize::LargeInput);
        });
        group.bench_function(format!("{}/serde_json", corpus.name), |bencher| {
            bencher.iter(|| files::records(black_box(&calls)));
        });
    }
}

fn auditor(checker: &Checker) -> Auditor<'_> {
    Auditor {
        rules: checker.rules(),
        terms: Terms {
            rules: Rules::of(checker.rules()),
            by: vec!["agent".to_owned()],
            masked: true,
            ..Terms::default()
        },
        masker: Masker::new(&[]).expect("no patterns"),
        names: Names::Plain,
        baseline: None,
    }
}

fn tally(checker: &Checker, auditor: &Auditor, bytes: Vec<u8>) -> Tally {
    let file = Source {
        path: "calls.jsonl",
        holds_many: true,
    };
    let options = Options::default();
    let plan = input::plan(file.path, &bytes, true, &options).expect("a format");
    let mut tally = Tally::new(auditor.terms.clone());
    let documents = input::read(&plan, bytes, &options).expect("a text");
    for document in documents.flatten() {
        let checked = checker.check(&document);
        auditor.add(file, &document, &checked, &mut tally, None);
    }
    tally
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = fold, scan, check, read, audit
}
criterion_main!(benches);
