from __future__ import annotations

from pathlib import Path

import hypothesis
import pytest
import warraq

ROOT = Path(__file__).parents[2]

# The machine that runs the tests may be slow; a slow example is not a failure.
hypothesis.settings.register_profile("warraq", deadline=None, max_examples=60)
hypothesis.settings.load_profile("warraq")


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
