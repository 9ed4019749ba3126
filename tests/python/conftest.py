from __future__ import annotations

import os
from pathlib import Path

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
