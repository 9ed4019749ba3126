from __future__ import annotations

import subprocess
import sys

LOADED = """
import sys
before = set(sys.modules)
import warraq
print(sorted({name.partition(".")[0] for name in set(sys.modules) - before}))
"""

# The best of three imports, each in a fresh process.
TIME = "import time; t = time.perf_counter(); import warraq; print(time.perf_counter() - t)"


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True)
    assert not done.stderr
    return done.stdout


def test_imports_the_standard_library_only() -> None:
    loaded = set(eval(run(LOADED)))
    assert loaded - set(sys.stdlib_module_names) == {"warraq"}


def test_imports_fast() -> None:
    assert min(float(run(TIME)) for _ in range(3)) < 0.05
