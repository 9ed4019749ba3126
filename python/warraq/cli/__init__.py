"""The command line: `warraq`, or `python -m warraq`."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Sequence

import warraq
from warraq.cli import arguments

#: Statuses other than 0 for success and 2 for a wrong call.
FAILURE, INTERRUPTED, CLOSED_PIPE = 1, 130, 141


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command and gives its exit status."""
    for stream in (sys.stdout, sys.stderr):
        # UTF-8 whatever the locale. A file name that is not text must not stop a message.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    options = arguments.parser().parse_args(argv)
    try:
        _interruptibly(lambda: options.run(options))
    except KeyboardInterrupt:
        # At once: the work goes on in its thread until the process ends.
        os._exit(INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has enough; there is nothing to say, and nowhere to say it.
        _discard_output()
        return CLOSED_PIPE
    except (warraq.WarraqError, OSError, ValueError, MemoryError) as error:
        _discard_output()
        print("warraq: error:", _one_line(error), file=sys.stderr)
        return FAILURE
    return 0


def _interruptibly(work: Callable[[], None]) -> None:
    """Calls `work` in a thread, so that Ctrl-C does not have to wait for one long text's end."""
    failures: list[BaseException] = []

    def run() -> None:
        try:
            try:
                work()
            finally:
                sys.stdout.flush()
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join()
    if failures:
        raise failures[0]


def _discard_output() -> None:
    """Keeps what could not be written from being tried, and failing, again when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _one_line(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        message = f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    else:
        message = str(error) or type(error).__name__
    return " ".join(message.split())
