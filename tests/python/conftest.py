from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import warraq

ROOT = Path(__file__).parents[2]

# The machine that runs the tests may be slow; a slow example is not a failure.
hypothesis.settings.register_profile("explore", deadline=None, max_examples=60)
hypothesis.settings.register_profile("fixed", deadline=None, max_examples=60, derandomize=True)
hypothesis.settings.load_profile("fixed" if "PROPTEST_RNG_SEED" in os.environ else "explore")


@pytest.fixture(scope="session")
def nlp() -> warraq.Pipeline:
    return warraq.load()


@pytest.fixture(scope="session")
def news() -> str:
    return (ROOT / "examples" / "news.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def texts(news: str) -> list[str | None]:
    """A column: paragraphs and lines of news, an astral character here and there, odd rows."""
    rows: list[str | None] = []
    for number, line in enumerate(news.split("\n")):
        rows += [line, "😀" * (number % 3) + line, None, "", "\u064b\u0651", "a\x00ب", line * 3]
    return rows


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """Two tasks at once, each in a Python process of its own."""
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java")
    from pyspark.sql import SparkSession

    # Workers are of this Python, and not of the first one in the path.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.memory", "1g")
        .config("spark.log.level", "OFF")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.sql.session.timeZone", "Asia/Riyadh")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "500")
        .getOrCreate()
    )
    yield session
    session.stop()
