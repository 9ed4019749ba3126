"""What the command line says beside its output."""

from __future__ import annotations

import sys


def complain(error: BaseException) -> None:
    """Tells of an error in one line."""
    if isinstance(error, OSError) and error.strerror:
        message = error.strerror
        if error.filename is not None:
            message = f"{error.filename or repr(error.filename)}: {message}"
    else:
        message = str(error) or type(error).__name__
    tell("warraq: error: " + " ".join(message.split()))


def tell(line: str) -> None:
    """Tells of something beside the output: nobody, where the standard error is closed."""
    if sys.stderr is not None:
        print(line, file=sys.stderr, flush=True)
