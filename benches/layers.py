"""Times each layer on running text, and names of a user's own.

    python benches/layers.py FILE [--words 400000] [--rounds 5] [--names FILE]

FILE has a document a line; .xz is read too. All is Arrow in and out, the rounds go through all
layers in turn, and the best round of each counts. Entities are timed by themselves; numbers, dates
and quotations beyond what tokens take in the same run. Names are a million phrases, one a line of
--names, or else those that the text has with others made of their words; what they cost is the
share of time that they add to entities.
"""

from __future__ import annotations

import argparse
import lzma
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pyarrow as pa
import warraq


def documents(path: Path, words: int) -> list[str]:
    """The first lines that are not empty, up to so many words."""
    lines = []
    with (lzma.open if path.suffix == ".xz" else open)(path, "rt", encoding="utf-8") as file:
        for line in file:
            if words <= 0:
                break
            if line.strip():
                lines.append(line.rstrip("\n"))
                words -= len(line.split())
    return lines


def made_names(found: list[str], count: int) -> list[str]:
    """The names found, then pairs of their words."""
    random = Random(1)
    names = dict.fromkeys(found)
    words = sorted({word for name in names for word in name.split()})
    if len(words) ** 2 < 2 * count:
        raise SystemExit(f"the text has too few names to make {count:,} of: give --names")
    while len(names) < count:
        names[f"{random.choice(words)} {random.choice(words)}"] = None
    return list(names)


def best(tasks: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    seconds = dict.fromkeys(tasks, float("inf"))
    for _ in range(rounds + 1):
        for name, task in tasks.items():
            start = time.perf_counter()
            task()
            seconds[name] = min(seconds[name], time.perf_counter() - start)
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--words", type=int, default=400_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--names", type=Path)
    options = parser.parse_args()
    texts = documents(options.file, options.words)
    column = pa.array(texts)
    words = sum(len(text.split()) for text in texts)
    nlp = warraq.load()

    if options.names:
        names = options.names.read_text(encoding="utf-8").splitlines()
    else:
        found = pa.table(nlp.entities(column)).column("text").unique().to_pylist()
        names = made_names(found, 1_000_000)
    start = time.perf_counter()
    mine = nlp.add_entities({"NAME": names})
    compiled = time.perf_counter() - start

    seconds = best(
        {
            "tokens": lambda: nlp.tokens(column, threads=1),
            "segments": lambda: nlp.segments(column, threads=1),
            "entities": lambda: nlp.entities(column, threads=1),
            "entities, 2 threads": lambda: nlp.entities(column, threads=2),
            "with names": lambda: mine.entities(column, threads=1),
            "numbers": lambda: nlp.numbers(column, threads=1),
            "dates": lambda: nlp.dates(column, threads=1),
            "quotes": lambda: nlp.quotes(column, threads=1),
        },
        options.rounds,
    )
    print(f"{words:,} words in {len(texts):,} documents\n\n{'':28}{'words/s':>12}")
    for name in ["tokens", "segments", "entities", "entities, 2 threads"]:
        print(f"{name:28}{words / seconds[name]:12,.0f}")
    for name in ["numbers", "dates", "quotes"]:
        beyond = seconds[name] - seconds["tokens"]
        print(f"{name + ' beyond tokens':28}{words / beyond:12,.0f}")
    cost = seconds["with names"] / seconds["entities"] - 1
    rows = [pa.table(each.entities(column)).num_rows for each in (nlp, mine)]
    print(
        f"\n{len(names):,} names, compiled in {compiled:.1f} s, cost entities {cost:.1%}: "
        f"{rows[1]:,} are found, where the model alone finds {rows[0]:,}"
    )


if __name__ == "__main__":
    main()
