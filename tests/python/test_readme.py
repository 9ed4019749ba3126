"""The Python of the documentation is run, in order, as one session would."""

from __future__ import annotations

import ast
import doctest
import re
import runpy
from pathlib import Path

import pytest
import warraq

README = Path(__file__).parents[2] / "README.md"


CLAIM = re.compile(r"^(\S.*?) +# ([\[('].*[\])']|True|False)(?:[;,:].*)?$", re.M)
DOCS = README.parent / "docs"


PAGES = ("entities", "morphology", "pandas", "polars", "sklearn", "spacy", "stemming", "values")


@pytest.mark.parametrize("page", [README, *(DOCS / f"{name}.md" for name in PAGES)])
def test_pages(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(README.parent)
    run_page(page, {})


def run_page(page: Path, session: dict[str, object]) -> None:
    """What a comment says of a line is its value, if it reads as one."""
    text = page.read_text("utf-8")
    for block in re.finditer(r"^```python\n(.*?)^```", text, re.M | re.S):
        # Placed where it stands, so that a failure names the line of the page.
        line = text.count("\n", 0, block.start(1))
        exec(compile("\n" * line + block[1], str(page), "exec"), session)
        for claim in CLAIM.finditer(block[1]):
            try:
                expected = ast.literal_eval(claim[2])
            except (SyntaxError, ValueError):
                continue
            assert eval(claim[1], session) == expected, claim[0]


def test_reference_of_normalization() -> None:
    docs = README.parent / "docs"
    page = docs / "normalization.md"
    written = runpy.run_path(str(docs / "generate.py"))["page"]()
    assert page.read_text("utf-8") == written, "make docs"
    results = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert results.attempted > 0
    assert results.failed == 0


@pytest.mark.parametrize(
    "name", ["arrow.md", "duckdb.md", "quotes.md", "search.md", "transliteration.md"]
)
def test_console_pages(name: str) -> None:
    page = README.parent / "docs" / name
    results = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert results.attempted > 0
    assert results.failed == 0


def test_docstrings() -> None:
    results = doctest.testmod(warraq)
    assert results.attempted > 0
    assert results.failed == 0
