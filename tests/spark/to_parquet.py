"""Writes JSON lines as Parquet: to_parquet.py calls.jsonl calls.parquet"""

import sys

from pyspark.sql import SparkSession

source, target = sys.argv[1:]
spark = SparkSession.builder.appName("to Parquet").getOrCreate()
spark.read.json(source).write.parquet(target)
spark.stop()
