"""What the command line accepts."""

from __future__ import annotations

import argparse
import difflib
from typing import Any, NoReturn

import warraq
from warraq.cli import models, texts


class _Parser(argparse.ArgumentParser):
    """A parser, also of each command's arguments, that complains in one line."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: error: {message} (see {self.prog} --help)\n")

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        # Told by the parser of the command, whose help has the options.
        known, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}{self._near(unknown)}")
        return known, unknown

    def _near(self, unknown: list[str]) -> str:
        # Compared without the dashes, which all have.
        options = [option.strip("-") for option in self._option_string_actions]
        given = [argument.partition("=")[0].replace("_", "-") for argument in unknown]
        given = [argument.strip("-") for argument in given if argument.startswith("--")]
        near = [it for name in given for it in difflib.get_close_matches(name, options, 1, 0.7)]
        return f"; did you mean {' '.join('--' + it for it in near)}?" if near else ""


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
