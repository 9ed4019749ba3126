"""What the command line accepts."""

from __future__ import annotations

import argparse
from typing import Any, NoReturn

import warraq
from warraq.cli import models, texts


class _Parser(argparse.ArgumentParser):
    """A parser, also of each command's arguments, that complains in one line."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: error: {message} (see {self.prog} --help)\n")


def parser() -> argparse.ArgumentParser:
    """The parser of all commands. Each sets `run` to what is to be called with the options."""
    root = _Parser(prog="warraq", description="Arabic text analytics.")
    root.add_argument("--version", action="version", version=f"warraq {warraq.__version__}")
    # A command sets it when it cannot do a part of its work and goes on with the rest.
    root.set_defaults(failed=False)
    commands = root.add_subparsers(required=True, metavar="COMMAND", title="commands")
    texts.add_commands(commands)
    models.add_commands(commands)
    return root
