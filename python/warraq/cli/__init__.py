"""The command line: `warraq`, or `python -m warraq`."""

from __future__ import annotations

import errno
import os
import sys
import threading
from collections.abc import Callable, Sequence
from typing import NoReturn

import warraq
from warraq.cli import arguments
from warraq.cli.complaint import complain

#: Statuses other than 0 for success and 2 for a wrong call.
FAILURE, INTERRUPTED, CLOSED_PIPE = 1, 130, 141


def console() -> NoReturn:
    """The command line as a process of its own."""
    for stream in (sys.stdout, sys.stderr):
        # UTF-8 whatever the locale. A file name that is not text must not stop a message.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    status = main()
    if status == INTERRUPTED:
        # At once: the work goes on in its thread until the process ends.
        os._exit(status)
    if status and sys.stdout is not None:
        # What could not be written is not to be tried, and to fail, again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(status)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command and gives its exit status. A wrong call raises SystemExit."""
    options = arguments.parser().parse_args(argv)
    try:
        if sys.stdout is None:
            raise OSError(errno.EBADF, "the standard output is closed")
        _interruptibly(lambda: options.run(options))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has enough; there is nothing to say, and nowhere to say it.
        return CLOSED_PIPE
    except (warraq.WarraqError, OSError, ValueError, MemoryError) as error:
        complain(error)
        return FAILURE
    return FAILURE if options.failed else 0


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
    while thread.is_alive():
        # Not without end: a signal that comes just before the wait begins does not end it.
        thread.join(0.1)
    if failures:
        raise failures[0]
