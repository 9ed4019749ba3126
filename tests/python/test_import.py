from __future__ import annotations

import subprocess
import sys

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
