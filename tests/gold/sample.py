"""Paragraphs drawn at random from a text file with one a line, as JSON lines on standard output.

    python tests/gold/sample.py TEXT.txt.xz --seed 7 --count 1000 > sample.jsonl

Of the same file the same seed draws the same paragraphs. Each has its `line` in the file, counted
from 1; they come in the order of the file. Empty lines are passed over.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO


def paragraphs(stream: IO[str]) -> Iterator[tuple[int, str]]:
    """The lines of `stream` that are not empty, each with its number."""
    for number, line in enumerate(stream, 1):
        if text := line.strip():
            yield number, text


def main() -> None:
    description = (__doc__ or "").split("\n")[0]
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("path", type=Path, help="a text file of UTF-8, also with .xz")
    parser.add_argument("--count", type=int, default=1000, help="how many paragraphs")
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    opened = lzma.open if arguments.path.suffix == ".xz" else open
    # Only line feeds end a line: text may have other characters that split it.
    with opened(arguments.path, "rt", encoding="utf-8", newline="\n") as stream:
        everything = list(paragraphs(stream))
    if not 0 <= arguments.count <= len(everything):
        parser.error(f"--count is not between 0 and {len(everything)}")
    for number, text in sorted(random.Random(arguments.seed).sample(everything, arguments.count)):
        line = {"line": number, "text": text}
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
