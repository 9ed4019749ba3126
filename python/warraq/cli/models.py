"""The commands about models."""

from __future__ import annotations

import argparse
from typing import Any

import warraq


def add_commands(commands: Any) -> None:
    models = commands.add_parser(
        "models",
        help="what the models are, and where they come from",
        description="What the models are, and where they come from.",
        allow_abbrev=False,
    )
    models.add_argument("--model", metavar="M", help="a model file, instead of the default")
    models.set_defaults(run=show_models)


def show_models(options: argparse.Namespace) -> None:
    nlp = warraq.load(options.model) if options.model else warraq.load()
    print(f"{nlp.model}")
    for name, component in nlp.metadata["components"].items():
        print(f"\n{name}")
        sources = [f"{source['name']} ({source['licence']})" for source in component["data"]]
        figures = [f"{name} {value:g}" for name, value in component["figures"].items()]
        for field, value in (
            ("labels", ", ".join(component["labels"])),
            ("licence", component["licence"]),
            ("data", "; ".join(sources)),
            ("date", component["date"]),
            ("figures", "; ".join(figures)),
            ("command", component["command"]),
            ("warraq", component["warraq"]),
        ):
            if value:
                print(f"  {field:<8} {value}")
