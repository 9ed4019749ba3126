"""What the command line says of an error."""

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
    print("warraq: error:", " ".join(message.split()), file=sys.stderr, flush=True)
