"""The progress bar of long work on columns."""

from __future__ import annotations

import sys
import threading
import warnings
from typing import Any

from warraq._extra import need


def check() -> None:
    """Raises ImportError, which names the command that installs it, if there can be no bar."""
    need("tqdm", "notebook")


def is_watched() -> bool:
    """Whether somebody sees a bar that was not asked for: in a notebook or at a terminal.

    Threads other than the main one stay silent: their bars would write over each other.
    """
    if threading.current_thread() is not threading.main_thread():
        return False
    try:
        return "ipykernel" in sys.modules or sys.stderr.isatty()
    except (AttributeError, OSError, ValueError):
        # No standard error, or one that is closed.
        return False


class Bar:
    """Shows how many of `total` rows are done. Where it is written to may go: the work goes on."""

    def __init__(self, title: str, total: int) -> None:
        with warnings.catch_warnings():
            # Without ipywidgets a notebook gets a bar of text, and a warning.
            warnings.simplefilter("ignore")
            from tqdm.auto import tqdm

            self._bar: Any = tqdm(total=total, desc=title, unit=" rows", unit_scale=True)

    def update(self, rows: int) -> None:
        self._call("update", rows - self._bar.n if self._bar else 0)

    def close(self) -> None:
        self._call("close")

    def _call(self, method: str, *arguments: object) -> None:
        if self._bar is not None:
            try:
                getattr(self._bar, method)(*arguments)
            except OSError:
                self._bar = None


def bar(title: str, total: int, wanted: bool | None) -> Bar | None:
    """A bar for work that takes long: if it is wanted, or by itself where somebody sees it."""
    if wanted is None:
        try:
            return Bar(title, total) if is_watched() else None
        except (ImportError, OSError):
            return None
    return Bar(title, total) if wanted else None
