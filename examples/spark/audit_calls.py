#!/usr/bin/env python3
"""Audits call records with Apache Spark, one run of saywell for each partition.

    spark-submit audit_calls.py calls.parquet --report calls.html -- --by agent,team,month

reads Parquet (or JSON lines, if the name says so) on all executors. The records of a partition go
through `saywell audit --input jsonl --partial -`, which prints its counts on one line. The driver
adds the lines up with `saywell audit merge`, which prints the summary and writes the reports. What
follows `--` is handed on to `saywell audit`.

Counts are whole numbers, and the examples in a report are chosen by a hash of their content. So the
result is the same however the records are cut, and a partition that Spark runs again counts once.

A row becomes a record: JSON with the names of the columns, or the column itself if there is only
one and it is called `value`. `id`, `agent`, `started_at` and `turns` (or `text`) are what saywell
knows; any other column can be grouped by. Other shapes are read by `-- --map …`. Timestamps become
local times of `spark.sql.session.timeZone`.

Needed are Spark 3.3 or later with pandas and pyarrow (`pip install 'pyspark[sql]'`). saywell must be
on the path of the driver and of every worker, or sent along, as must be rules of your own:

    spark-submit --files saywell,acme.toml audit_calls.py calls.parquet --saywell ./saywell \\
        --report calls.html -- --rules acme.toml
"""

import argparse
import re
import subprocess
import sys
import tempfile

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from pyspark.sql.functions import col, struct, to_json

# With 2 a record could not be read: that is counted, and stands in the report.
COUNTED = (0, 2)


class SaywellError(Exception):
    """saywell could not do its work; the message says why."""


def start(command, **streams):
    try:
        return subprocess.Popen(command, **streams)
    except OSError as error:
        raise SaywellError(
            f"{command[0]} can't be started: {error.strerror}; install saywell on the driver and "
            "every worker, or send it along with `--files saywell` and name it by `--saywell ./saywell`"
        ) from None


def counting(command):
    """What workers do: batches of records in, one row with their counts out."""

    def count(batches):
        from pyarrow import RecordBatch

        # Files, since a pipe that nobody empties holds up its writer.
        with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as counted:
            saywell = start(command, stdin=subprocess.PIPE, stdout=counted, stderr=said)
            rows = 0
            try:
                with saywell.stdin as records:
                    for batch in batches:
                        rows += batch.num_rows
                        for record in batch.column(0).to_pylist():
                            # JSON over several lines is still one record.
                            records.write((record or "").replace("\n", " ").encode() + b"\n")
            except BrokenPipeError:
                pass  # saywell ended early; its exit code and messages tell why.
            code = saywell.wait()
            if rows == 0:
                return
            said.seek(0)
            counted.seek(0)
            counts = counted.read().decode()
            if code not in COUNTED or not counts:
                why = said.read().decode(errors="replace").strip()
                raise SaywellError(f"`{' '.join(command)}` ended with {code}: {why}")
        yield RecordBatch.from_pydict({"counts": [counts]})

    return count


def read(spark, path):
    """The records as one column of JSON."""
    if re.search(r"\.(json|jsonl|ndjson)(\.\w+)?$", path.rstrip("/")):
        return spark.read.text(path)
    table = spark.read.parquet(path)
    if table.columns == ["value"]:
        return table
    return table.select(to_json(struct(*(col(f"`{name}`") for name in table.columns))))


def merge(saywell, counts, reports):
    """Adds up the counts, and reports on the sum; saywell's exit code."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as lines:
        lines.writelines(counts)
        lines.flush()
        command = [saywell, "audit", "merge", lines.name]
        for report in reports:
            command += ["--report", report]
        code = start(command).wait()
    if code not in COUNTED:
        raise SaywellError(f"`{' '.join(command)}` ended with {code}")
    return code


def arguments(given):
    """This job's own, and those for `saywell audit`."""
    end = given.index("--") if "--" in given else len(given)
    parser = argparse.ArgumentParser(
        description="Audits call records with Apache Spark.",
        epilog="What follows `--` goes to `saywell audit`: -- --by agent,team,month --sample 50",
    )
    parser.add_argument("records", help="Parquet or JSON lines: a file, a folder or a pattern")
    parser.add_argument(
        "--report", action="append", default=[], help="a report on the sum, .html or .json (repeatable)"
    )
    parser.add_argument("--saywell", default="saywell", help="the program, if it is not on the path")
    return parser.parse_args(given[:end]), given[end + 1 :]


def main():
    own, others = arguments(sys.argv[1:])
    command = [own.saywell, "audit", "--input", "jsonl", "--partial", *others, "-"]
    spark = SparkSession.builder.appName("saywell audit").getOrCreate()
    rows = read(spark, own.records).mapInArrow(counting(command), "counts string").collect()
    spark.stop()
    if not rows:
        raise SaywellError(f"{own.records} holds no records")
    return merge(own.saywell, [row.counts for row in rows], own.report)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SaywellError as error:
        sys.exit(f"audit_calls.py: {error}")
    except PySparkException as error:
        # A worker's error comes with the stacks of three programs; ours is one line among them.
        why = re.search(r"SaywellError: (.*)", str(error))
        sys.exit(f"audit_calls.py: {why[1] if why else error}")
