"""The Python of the documentation is run, in order, as one session would."""

from __future__ import annotations

import doctest
import re
import runpy
from pathlib import Path

import pytest
import warraq

README = Path(__file__).parents[2] / "README.md"


def test_readme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(README.parent)
    blocks = re.finditer(r"^```python\n(.*?)^```", README.read_text("utf-8"), re.M | re.S)
    session: dict[str, object] = {}
    for block in blocks:
        # Placed where it stands, so that a failure names the line of the README.
        line = README.read_text("utf-8").count("\n", 0, block.start(1))
        code = compile("\n" * line + block[1], str(README), "exec")
        exec(code, session)


def test_reference_of_normalization() -> None:
    docs = README.parent / "docs"
    page = docs / "normalization.md"
    written = runpy.run_path(str(docs / "generate.py"))["page"]()
    assert page.read_text("utf-8") == written, "make docs"
    results = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert results.attempted > 0
    assert results.failed == 0


def test_docstrings() -> None:
    results = doctest.testmod(warraq)
    assert results.attempted > 0
    assert results.failed == 0
