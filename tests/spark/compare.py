"""Compares the counts of two audits: compare.py whole.json merged.json

They must be the same, except for the number of inputs (each partition is one) and their bytes
(Parquet's rows are other JSON than the file they came from).
"""

import json
import sys


def counts(path):
    with open(path, encoding="utf-8") as file:
        tally = json.load(file)
    coverage = tally["coverage"]
    inputs = coverage.pop("files"), coverage.pop("bytes")
    return tally, inputs


(whole, whole_inputs), (merged, merged_inputs) = map(counts, sys.argv[1:])
differing = [key for key in sorted(whole.keys() | merged.keys()) if whole.get(key) != merged.get(key)]
if differing:
    sys.exit(f"{sys.argv[2]} differs from one run of saywell in: {', '.join(differing)}")
total = merged["total"]
print(
    f"{total['conversations']} conversations, {total['agent_turns']} agent turns, {total['hits']} findings, "
    f"{len(merged['groups']['agent'])} agents, {len(merged['sample'])} sampled: the same as in one run"
)
for name, one, other in zip(("inputs", "bytes"), whole_inputs, merged_inputs):
    print(f"  {name}: {one} in one run, {other} in partitions")
