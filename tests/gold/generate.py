"""Spelling variants of the sentences for dates and numbers, as JSON lines on standard output.

    python tests/gold/generate.py [--seed N] tests/gold/numbers-dev.jsonl ...

Every variant says the same as its sentence: items keep kind and value, spans are moved. They are
made anew at each run and kept out of the files, so that nothing is counted twice.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Edit = tuple[int, int, str]
Line = dict[str, Any]

ASCII = "0123456789"
ARABIC = "٠١٢٣٤٥٦٧٨٩"
PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
# Letters that join the next one: only after them can a tatweel stand.
JOINING = "بتثجحخسشصضطظعغفقكلمنهيئ"
LETTERS = re.compile("[ء-غف-ي]")

# Words as they are written with the marks that writers do set.
MARKED = {
    "صباحا": "صباحًا",
    "ظهرا": "ظهرًا",
    "فجرا": "فجرًا",
    "ليلا": "ليلًا",
    "غدا": "غدًا",
    "يوما": "يومًا",
    "شهرا": "شهرًا",
    "عاما": "عامًا",
    "يوميا": "يوميًّا",
    "سنويا": "سنويًّا",
    "شهريا": "شهريًّا",
    "مليونا": "مليونًا",
    "مليارا": "مليارًا",
    "مترا": "مترًا",
    "كيلومترا": "كيلومترًا",
    "دولارا": "دولارًا",
    "دينارا": "دينارًا",
    "أول": "أوّل",
    "الأول": "الأوّل",
    "محرم": "محرّم",
    "ثلث": "ثُلُث",
    "ربع": "رُبع",
    "خمس": "خَمس",
    "مليون": "مِليون",
    "مئة": "مِئة",
    "أيار": "أيّار",
    "تموز": "تمّوز",
}


def digits(line: Line, layer: str, _: random.Random, to: str) -> Iterator[Edit]:
    for word in re.finditer(r"\S+", line["text"]):
        if re.search("[A-Za-z@#]", word.group()):
            continue
        for at, char in enumerate(word.group(), word.start()):
            for script in (ASCII, ARABIC, PERSIAN):
                if char in script and script != to:
                    yield at, at + 1, to[script.index(char)]


def hundreds(line: Line, layer: str, _: random.Random) -> Iterator[Edit]:
    for found in re.finditer("(ما?ئ)(?=ة|تا|تي|ات)", line["text"]):
        yield found.start(), found.end(), "مئ" if found.group() == "مائ" else "مائ"


def hamzas(line: Line, layer: str, _: random.Random) -> Iterator[Edit]:
    for found in re.finditer("[أإآ]", line["text"]):
        yield found.start(), found.end(), "ا"


def tatweel(line: Line, layer: str, rng: random.Random) -> Iterator[Edit]:
    text = line["text"]
    for item in line[layer]:
        places = [
            at
            for at in range(item["start"] + 1, item["end"])
            if text[at - 1] in JOINING and LETTERS.match(text[at])
        ]
        if places:
            at = rng.choice(places)
            yield at, at, "ـ" * rng.randint(1, 3)


def marks(line: Line, layer: str, _: random.Random) -> Iterator[Edit]:
    for item in line[layer]:
        if item["kind"] == "fraction" and item["text"] == "خمس":
            continue
        for word in re.finditer("[ء-ي]+", item["text"]):
            if word.group() in MARKED:
                start = item["start"] + word.start()
                yield start, start + len(word.group()), MARKED[word.group()]


VARIANTS: dict[str, Callable[[Line, str, random.Random], Iterator[Edit]]] = {
    "ascii": lambda line, layer, rng: digits(line, layer, rng, ASCII),
    "arabic": lambda line, layer, rng: digits(line, layer, rng, ARABIC),
    "persian": lambda line, layer, rng: digits(line, layer, rng, PERSIAN),
    "hundreds": hundreds,
    "hamzas": hamzas,
    "tatweel": tatweel,
    "marks": marks,
}


def rewrite(line: Line, layer: str, name: str, edits: list[Edit]) -> Line:
    text = line["text"]
    parts, at = [], 0
    for start, end, new in sorted(edits):
        parts += [text[at:start], new]
        at = end
    changed = "".join([*parts, text[at:]])

    def move(position: int) -> int:
        return position + sum(
            len(new) - (end - start)
            for start, end, new in edits
            if end <= position and start < position
        )

    def moved(span: dict[str, Any]) -> dict[str, Any]:
        span = span | {"start": move(span["start"]), "end": move(span["end"])}
        span["text"] = changed[span["start"] : span["end"]]
        if "counted" in span:
            span["counted"] = moved(span["counted"])
        return span

    items = [moved(item) for item in line[layer]]
    return line | {"id": f"{line['id']}-{name}", "text": changed, layer: items}


def variants(line: Line, layer: str, rng: random.Random) -> Iterator[Line]:
    for name, make in VARIANTS.items():
        edits = list(make(line, layer, rng))
        if edits:
            yield rewrite(line, layer, name, edits)


def main() -> None:
    parser = argparse.ArgumentParser(description="Spelling variants of the sentences.")
    parser.add_argument("files", nargs="+", type=Path, help="files of dates or numbers")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    for path in arguments.files:
        with path.open(encoding="utf-8") as lines:
            for row in lines:
                line = json.loads(row)
                layer = "dates" if "dates" in line else "numbers"
                for variant in variants(line, layer, rng):
                    json.dump(variant, sys.stdout, ensure_ascii=False)
                    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
