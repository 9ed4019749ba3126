from __future__ import annotations

import inspect
import pydoc
import subprocess
import sys

import pytest
import warraq

LOADED = """
import sys
before = set(sys.modules)
import warraq
print(sorted({name.partition(".")[0] for name in set(sys.modules) - before}))
"""


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True)
    assert not done.stderr
    return done.stdout


def test_imports_the_standard_library_only() -> None:
    loaded = set(eval(run(LOADED)))
    assert loaded - set(sys.stdlib_module_names) == {"warraq"}


def test_signatures_are_shown() -> None:
    assert str(inspect.signature(warraq.Normalizer)) == "(preset='search', **options)"
    assert " Normalizer(preset='search', **options)\n" in pydoc.plain(
        pydoc.render_doc(warraq.Normalizer)
    )
    for name in warraq.__all__:
        public = getattr(warraq, name)
        functions = [(name, public)] if inspect.isroutine(public) else []
        if inspect.isclass(public) and not issubclass(public, Exception):
            functions = inspect.getmembers(public, inspect.isroutine)
        for own, function in functions:
            if not own.startswith("__"):
                assert "args" not in inspect.signature(function).parameters


@pytest.mark.skipif(sys.version_info < (3, 13), reason="Python does not ask objects for it")
def test_signatures_of_calls_are_shown(nlp: warraq.Pipeline) -> None:
    for function in (nlp, warraq.Normalizer()):
        assert str(inspect.signature(function)) == "(text, /)"
