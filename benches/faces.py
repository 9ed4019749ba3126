"""Times each face against the Arrow call that it stands on, in one process.

    python benches/faces.py FILE [--megabytes 100] [--rounds 3] [--only pandas,polars,...]

FILE has a document a line; .xz is read too, and lines are repeated until there is enough. All find
entities with two threads, Spark with two tasks. The rounds go through all faces in turn; the best
round of each counts, and what it takes beyond the Arrow call is its overhead.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import warraq
from layers import documents

Task = Callable[[], object]


def texts_of(path: Path, megabytes: float) -> list[str]:
    texts, left = [], megabytes * 1e6
    for text in itertools.cycle(documents(path, 3_000_000)):
        if left <= 0:
            return texts
        texts.append(text)
        left -= len(text.encode())
    raise SystemExit(f"{path} has no text")


def faces(texts: list[str], only: set[str]) -> dict[str, Task]:
    nlp = warraq.load()
    column = pa.array(texts)
    tasks: dict[str, Task] = {"Arrow": lambda: nlp.entities(column, threads=2)}

    def of_list() -> None:
        tasks["list of str"] = lambda: nlp.entities(texts, threads=2)

    def of_pandas() -> None:
        import pandas as pd
        import warraq.pandas  # noqa: F401

        series = pd.Series(texts, dtype="str")
        tasks["pandas, str"] = lambda: series.ar.entities(threads=2)

    def of_polars() -> None:
        import polars as pl
        import warraq.polars  # noqa: F401

        frame = pl.DataFrame({"text": texts}).lazy()
        tasks["Polars"] = lambda: frame.select(pl.col("text").ar.entities()).collect()

    def of_duckdb() -> None:
        import duckdb
        import warraq.duckdb

        connection = duckdb.connect()
        connection.execute("SET threads = 2")
        warraq.duckdb.register(connection)
        connection.register("news", pa.table({"text": column}))
        connection.execute("CREATE TABLE texts AS SELECT * FROM news")
        query = "SELECT sum(len(ar_entities(text))) FROM texts"
        tasks["DuckDB"] = lambda: connection.execute(query).fetchall()

    def of_spark() -> None:
        import warraq.spark
        from pyspark.sql import SparkSession

        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        session = (
            SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.driver.memory", "4g")
            .getOrCreate()
        )
        session.sparkContext.setLogLevel("ERROR")
        frame = session.createDataFrame(pa.table({"text": column})).repartition(8).cache()
        frame.count()
        tasks["Spark, local[2]"] = lambda: warraq.spark.entities(frame, "text").count()

    made = {
        "list": of_list,
        "pandas": of_pandas,
        "polars": of_polars,
        "duckdb": of_duckdb,
        "spark": of_spark,
    }
    for name, make in made.items():
        if not only or name in only:
            make()
    return tasks


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--megabytes", type=float, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    texts = texts_of(options.file, options.megabytes)
    tasks = faces(texts, set(filter(None, options.only.split(","))))
    best = dict.fromkeys(tasks, float("inf"))
    for _ in range(options.rounds + 1):
        for name, task in tasks.items():
            start = time.perf_counter()
            task()
            best[name] = min(best[name], time.perf_counter() - start)
    print(f"{len(texts):,} texts\n{'':20}{'MB/s':>8}{'overhead':>10}")
    for name, seconds in best.items():
        overhead = seconds / best["Arrow"] - 1
        print(f"{name:20}{options.megabytes / seconds:8.1f}{overhead:10.1%}")


if __name__ == "__main__":
    main()
