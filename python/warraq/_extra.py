"""What needs libraries that are not there unless they were asked for."""

from __future__ import annotations

import importlib
from types import ModuleType


def need(library: str, extra: str) -> ModuleType:
    """Imports an optional library.

    Raises ImportError, which names the command that installs it.
    """
    try:
        return importlib.import_module(library)
    except ImportError as error:
        raise ImportError(
            f'this needs {library}: pip install "warraq[{extra}]" ({error})', name=library
        ) from error
