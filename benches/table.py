#!/usr/bin/env python3
"""Measures saywell against ripgrep and prints a table of ratios.

    cargo build --release
    benches/table.py CORPUS [--saywell target/release/saywell] [--runs 5] [--only WORD]

CORPUS is a folder with zh.txt and en.txt (a message on each line), calls.jsonl (calls in saywell's
own records), drafts/ (many small texts), zh_phrases.txt and en_phrases.txt (a phrase on each line).
`cargo bench --bench calls -- --bytes 256MB > calls.jsonl` writes calls. What is missing is left out.

Both commands of a row run in turn, so that a noisy machine disturbs both. The figures are CPU seconds
of the whole process, user and system, or seconds on the wall where that is said: medians, with the
spread of the ratio from run to run. The scan alone is measured by `cargo bench --bench speed -- scan`.
"""

import argparse
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

QUIET = ["--fail-level", "never"]


def run(command, stdin=None):
    """CPU seconds, seconds on the wall and peak KiB of one run."""
    with open(stdin or os.devnull, "rb") as source, open(os.devnull, "wb") as sink:
        begun = time.monotonic()
        process = subprocess.Popen(command, stdin=source, stdout=sink)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begun
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1):
        sys.exit(f"{' '.join(map(str, command))} ended with {code}")
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss


def count(command):
    """Lines that a command prints."""
    printed = subprocess.run(command, stdout=subprocess.PIPE).stdout
    return printed.count(b"\n")


class Table:
    def __init__(self, options):
        self.options = options
        print(f"{'work':<44}{'ours':>9}{'theirs':>9}{'ratio':>7}  spread       goal  findings/MB")

    def row(self, name, ours, theirs, goal, wall=False, size=0, findings=None):
        if self.options.only and self.options.only not in name:
            return
        pick = 1 if wall else 0
        ratios, one, other = [], [], []
        run(ours), run(theirs)
        for _ in range(self.options.runs):
            one.append(run(ours)[pick])
            other.append(run(theirs)[pick])
            ratios.append(one[-1] / max(other[-1], 1e-3))
        density = f"{findings / (size / 1e6):.2f}" if findings is not None and size else ""
        print(
            f"{name:<44}{statistics.median(one):>8.2f}s{statistics.median(other):>8.2f}s"
            f"{statistics.median(ratios):>7.2f}  {min(ratios):.2f}-{max(ratios):.2f}"
            f"{goal:>10}  {density}",
            flush=True,
        )

    def note(self, text):
        print(text, flush=True)


def pack(folder, name, phrases, extra=""):
    """A rule file with the phrases as terms."""
    path = folder / name
    quoted = (phrase.replace("\\", "\\\\").replace('"', '\\"') for phrase in phrases)
    path.write_text(extra + "[terms]\n" + "".join(f'"{phrase}" = ""\n' for phrase in quoted))
    return path


def patterns(folder):
    """A hundred rules with a pattern each."""
    rules = [
        f'[[rule]]\nid = "p{n}"\nfamily = "measured"\npatterns = ["工单{n:03}[0-9]+(号|件)", "case {n:03}[0-9]+"]\n'
        for n in range(100)
    ]
    path = folder / "patterns.toml"
    path.write_text('pack = "measured"\n' + "".join(rules))
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("--saywell", default="target/release/saywell")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", help="only rows with this in their name")
    options = parser.parse_args()
    if not shutil.which("rg"):
        sys.exit("ripgrep (rg) is not installed")
    for program in ([options.saywell, "--version"], ["rg", "--version"]):
        print(subprocess.run(program, stdout=subprocess.PIPE, text=True).stdout.splitlines()[0])
    with tempfile.TemporaryDirectory() as scratch:
        measure(options, pathlib.Path(scratch))


def measure(options, scratch):
    table, corpus = Table(options), options.corpus
    own = [options.saywell, "check", "-j1", "--format", "jsonl", *QUIET]
    terms = {}
    for lang in ("zh", "en"):
        text, listed = corpus / f"{lang}.txt", corpus / f"{lang}_phrases.txt"
        if not (text.exists() and listed.exists()):
            table.note(f"{lang}: no {text.name} or {listed.name}")
            continue
        phrases = listed.read_text().split("\n")[:-1]
        rules = terms[lang] = ["--no-builtin", "--rules", pack(scratch, f"{lang}.toml", phrases)]
        ours = own + rules + ["--input", "lines", text]
        rg = ["rg", "-j1", "-n", "-o", "-b", "-F", "-f", listed, text]
        size = text.stat().st_size
        table.row(f"{lang}: 1,000 phrases / rg", ours, rg, "<= 0.8", size=size, findings=count(ours) - 1)
        packs = own + ["--input", "lines", text]
        table.row(f"{lang}: built-in packs / 1,000 phrases", packs, ours, "<= 1.5", size=size, findings=count(packs) - 1)
        more = own + rules + ["--rules", patterns(scratch), "--input", "lines", text]
        table.row(f"{lang}: and 100 patterns / without", more, ours, "<= 1.2")
        many(table, own, lang, phrases, scratch, text, ours)
        longer(table, own + rules, scratch, text)
        dense(table, options, rules, lang, phrases, scratch)
        two = [part if part != "-j1" else "-j2" for part in packs]
        table.row(f"{lang}: two threads / one, wall", two, packs, "<= 0.6", wall=True)
    records(table, options, own, terms)
    drafts(table, options, terms, scratch)


def many(table, own, lang, phrases, scratch, text, ours):
    """Twenty thousand phrases: pairs of pieces of the given ones."""
    source, seen = random.Random(1), set(phrases)
    joint = "" if lang == "zh" else " "
    while len(seen) < 20_000:
        seen.add(joint.join(source.sample(phrases, 2)))
    listed = scratch / "many.txt"
    listed.write_text("\n".join(sorted(seen)) + "\n")
    command = own + ["--no-builtin", "--rules", pack(scratch, "many.toml", sorted(seen)), "--input", "lines", text]
    table.row(f"{lang}: 20,000 phrases / 1,000", command, ours, "<= 3")
    table.row(f"{lang}: 20,000 phrases / rg", command, ["rg", "-j1", "-n", "-o", "-b", "-F", "-f", listed, text], "<= 1.0")


def longer(table, command, scratch, text):
    """A tenth of the text."""
    tenth = scratch / "tenth.txt"
    with open(text, "rb") as source:
        tenth.write_bytes(source.read(text.stat().st_size // 10))
    table.row(f"{text.stem}: 10 x the text", command + ["--input", "lines", text], command + ["--input", "lines", tenth], "<= 10.5")


def dense(table, options, rules, lang, phrases, scratch):
    """Nothing but phrases."""
    source, text = random.Random(2), scratch / "dense.txt"
    joint = "，" if lang == "zh" else ", "
    lines = (joint.join(source.choices(phrases, k=8)) for _ in range(60_000))
    text.write_text("\n".join(lines) + "\n")
    brief = [options.saywell, "check", "-j1", "--format", "brief", *QUIET, *rules, "--input", "lines", text]
    listed = options.corpus / f"{lang}_phrases.txt"
    table.row(f"{lang}: nothing but phrases, brief / rg", brief, ["rg", "-j1", "-n", "-o", "-b", "-F", "-f", listed, text], "<= 2.0")


def records(table, options, own, terms):
    calls = options.corpus / "calls.jsonl"
    if not calls.exists():
        return table.note("no calls.jsonl")
    size = calls.stat().st_size
    if "zh" in terms:
        ours = own + terms["zh"] + [calls]
        rg = ["rg", "-j1", "-c", "-F", "-f", options.corpus / "zh_phrases.txt", calls]
        table.row("calls: 1,000 phrases / rg -c", ours, rg, "<= 1.4", size=size, findings=count(ours) - 1)
    audit = [options.saywell, "audit", "--partial", "-j1", calls]
    table.row("calls: audit / check, built-in packs", audit, own + [calls], "")
    table.row("calls: audit with two threads / one, wall", audit[:3] + ["-j2", calls], audit, "<= 0.6", wall=True)
    _, _, kib = run(audit)
    table.note(f"calls: peak memory of an audit {kib / 1024:.0f} MiB")


def drafts(table, options, terms, scratch):
    folder = options.corpus / "drafts"
    if not folder.is_dir() or "zh" not in terms:
        return table.note("no drafts/")
    own = [options.saywell, "check", "--format", "jsonl", *QUIET]
    listed = options.corpus / "zh_phrases.txt"
    everything = own + terms["zh"] + [folder]
    table.row("drafts: 1,000 phrases / rg, wall", everything, ["rg", "-n", "-o", "-b", "-F", "-f", listed, folder], "<= 1.3", wall=True)
    table.row("drafts: two threads / one, wall", everything + ["-j2"], everything + ["-j1"], "<= 0.6", wall=True)
    one = next(path for path in sorted(folder.rglob("*")) if path.is_file())
    both = scratch / "both.txt"
    both.write_text("".join((options.corpus / f"{lang}_phrases.txt").read_text() for lang in terms))
    table.row("one draft, built-in packs / rg, all phrases", own + [one], ["rg", "-F", "-f", both, one], "<= 1.0")
    walls = sorted(run(own + [one])[1] for _ in range(21))
    table.note(f"one draft: {walls[10] * 1000:.0f} ms from start to exit")


if __name__ == "__main__":
    main()
