"""Times warraq and its peers in one process, in turn, and prints ratios.

    python benches/peers.py [--megabytes 8] [--rounds 5] [--text FILE]

Each peer's time is its best round; rounds go through all peers in turn, so that a machine whose
speed drifts slows all alike. Peers that are not installed are left out, and said so. Rates are
megabytes (1e6 bytes) of UTF-8 a second.

Results are dropped at once, so that the next round finds its memory warm. That holds up to some
30 MB a thread: of larger columns, as of every first result, the rates are also those at which the
system zeroes pages. Two threads want two cores that nobody else uses.
"""

from __future__ import annotations

import argparse
import importlib
import re
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

import pyarrow as pa
import warraq

DIACRITICS = "".join(map(chr, [*range(0x610, 0x61B), *range(0x64B, 0x660), 0x670]))
FOLDS = {0x622: "ا", 0x623: "ا", 0x625: "ا", 0x671: "ا", 0x649: "ي", 0x629: "ه"}
Task = Callable[[], object]


def corpus(text: str, megabytes: float) -> list[str]:
    count = max(1, round(megabytes * 1e6 / len(text.encode())))
    return [f"{text} {number}" for number in range(count)]


def vocalized(text: str) -> str:
    """The text with a mark on every letter, as fully vocalized text has."""
    marks = "\u064e\u064f\u0650\u0652"
    return "".join(
        c + marks[at % 4] if "\u0621" <= c <= "\u064a" else c for at, c in enumerate(text)
    )


def compare(title: str, tasks: dict[str, Task | None], size: float, unit: str, rounds: int) -> None:
    best = {name: float("inf") for name, task in tasks.items() if task}
    for task in filter(None, tasks.values()):
        task()
    for _ in range(rounds):
        for name in best:
            start = time.perf_counter()
            tasks[name]()  # type: ignore[misc]
            best[name] = min(best[name], time.perf_counter() - start)
    ours = next(seconds for name, seconds in best.items() if name.startswith("warraq"))
    print(f"\n{title}\n{'':44}{unit:>12}{'time / warraq':>16}")
    for name in tasks:
        if name in best:
            print(f"{name:44}{size / best[name]:12,.1f}{best[name] / ours:16.2f}")
        else:
            print(f"{name:44}{'not installed':>12}")


def optional(module: str) -> object | None:
    try:
        return importlib.import_module(module)
    except ImportError:
        return None


def normalizers(texts: list[str]) -> dict[str, Task | None]:
    column = pa.array(texts)
    joined = "".join(texts).encode()
    search = warraq.Normalizer(preset="search")
    # Already normalized, and as many bytes.
    clean = search.map(texts)
    clean *= round(len(joined) / len("".join(clean).encode()))
    unchanged = pa.array(clean)
    table = {**dict.fromkeys([*map(ord, DIACRITICS), 0x640]), **FOLDS}
    norm, araby = optional("arabic_norm"), optional("pyarabic.araby")
    dediac, folds = optional("camel_tools.utils.dediac"), optional("camel_tools.utils.normalize")

    def pyarabic(text: str) -> str:
        text = araby.strip_tatweel(araby.strip_tashkeel(text)).replace("ى", "ي")
        return araby.normalize_teh(araby.normalize_alef(text))

    def camel(text: str) -> str:
        text = folds.normalize_alef_maksura_ar(folds.normalize_alef_ar(dediac.dediac_ar(text)))
        return folds.normalize_teh_marbuta_ar(text).replace("\u0640", "")

    return {
        "warraq, Arrow column, 1 thread": lambda: search.arrow(column, threads=1),
        "warraq, Arrow column, 2 threads": lambda: search.arrow(column, threads=2),
        "warraq, unchanged Arrow column, 1 thread": lambda: search.arrow(unchanged, threads=1),
        "warraq, list of str, 1 thread": lambda: search.map(texts, threads=1),
        "warraq, list of str, 2 threads": lambda: search.map(texts, threads=2),
        "warraq, one str at a time, aligned": lambda: [search.align(text) for text in texts],
        "memcpy of the same bytes": lambda: bytearray(joined),
        "str.encode and decode": lambda: [text.encode().decode() for text in texts],
        "arabic-norm, normalize": norm
        and (lambda: [norm.normalize(text, ta_marbuta=True) for text in texts]),
        "pyarabic": araby and (lambda: [pyarabic(text) for text in texts]),
        "camel-tools": dediac and (lambda: [camel(text) for text in texts]),
        "str.translate": lambda: [text.translate(table) for text in texts],
    }


def tokenizers(texts: list[str]) -> dict[str, Task | None]:
    find = re.compile(r"\w+|[^\w\s]").finditer
    norm, araby = optional("arabic_norm"), optional("pyarabic.araby")
    camel, spacy = optional("camel_tools.tokenizers.word"), optional("spacy")
    blank = spacy and spacy.blank("ar")
    return {
        "warraq, token objects with spans": lambda: [warraq.tokenize(text) for text in texts],
        "arabic-norm (no spans, no punctuation)": norm
        and (lambda: [norm.tokenize(text) for text in texts]),
        "re.finditer, with spans": lambda: [
            [(match.group(), *match.span()) for match in find(text)] for text in texts
        ],
        "pyarabic, with spans": araby
        and (lambda: [araby.tokenize_with_location(text) for text in texts]),
        "camel-tools (no spans)": camel
        and (lambda: [camel.simple_word_tokenize(text) for text in texts]),
        "spaCy blank ar, with spans": blank and (lambda: [blank.tokenizer(text) for text in texts]),
    }


def varied(texts: list[str], share: float) -> list[str]:
    """The texts with letters changed in a share of the words, so that few words come back."""
    random = Random(1)
    letters = [chr(code) for code in range(0x628, 0x63B)]

    def vary(word: str) -> str:
        if len(word) < 3 or random.random() > share:
            return word
        at = random.randrange(1, len(word))
        return word[:at] + random.choice(letters) + random.choice(letters) + word[at + 1 :]

    return [" ".join(map(vary, text.split(" "))) for text in texts]


def entities(texts: list[str]) -> dict[str, Task | None]:
    nlp = warraq.load()
    columns = {"all words known": texts, "a third new": varied(texts, 1 / 3)}
    return {
        f"warraq, {name}, {threads} thread{'s'[threads < 2 :]}": partial(
            nlp.entities, pa.array(column), threads=threads
        )
        for name, column in columns.items()
        for threads in (1, 2)
    }


def stemmers(words: list[str]) -> dict[str, Task | None]:
    column = pa.array(words)
    snowball, isri = optional("Stemmer"), optional("nltk.stem.isri")
    pystemmer = snowball and snowball.Stemmer("arabic", 0)
    nltk = isri and isri.ISRIStemmer()
    ours = {
        f"warraq, {algorithm}, Arrow column, 1 thread": partial(
            warraq.stem, column, algorithm, threads=1
        )
        for algorithm in ("light10", "snowball", "isri")
    }
    return ours | {
        "warraq, snowball, one str at a time": lambda: [warraq.stem(w, "snowball") for w in words],
        "warraq.is_stop": lambda: [warraq.is_stop(word) for word in words],
        "PyStemmer, Snowball, without its cache": pystemmer
        and (lambda: pystemmer.stemWords(words)),
        "NLTK, ISRI": nltk and (lambda: [nltk.stem(word) for word in words]),
    }


def starts(rounds: int) -> None:
    print(f"\nstarting up (best of {rounds})\n{'':44}{'ms':>12}")
    for name, code in {
        "python -c pass": "pass",
        "import warraq": "import warraq",
        "import warraq; warraq.load()": "import warraq; warraq.load()",
    }.items():
        best = float("inf")
        for _ in range(rounds):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            best = min(best, time.perf_counter() - start)
        print(f"{name:44}{best * 1e3:12.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--megabytes", type=float, default=8)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--text", type=Path, default=Path(__file__).parents[1] / "examples/news.txt"
    )
    options = parser.parse_args()
    text = options.text.read_text(encoding="utf-8")
    for kind, seed in {"plain": text, "vocalized": vocalized(text)}.items():
        texts = corpus(seed, options.megabytes)
        size = sum(len(text.encode()) for text in texts) / 1e6
        compare(f"normalize, {kind}", normalizers(texts), size, "MB/s", options.rounds)
    texts = corpus(text, options.megabytes / 4)
    size = sum(len(text.encode()) for text in texts) / 1e6
    compare("tokenize", tokenizers(texts), size, "MB/s", options.rounds)
    words = sum(len(text.split()) for text in texts) / 1e3
    compare("raw text to entities", entities(texts), words, "1,000 words/s", options.rounds)
    # Each word once: no cache helps.
    different = sorted({word for text in varied(texts, 1 / 3) for word in text.split()})[:50_000]
    compare("stem", stemmers(different), len(different) / 1e3, "1,000 words/s", options.rounds)
    starts(options.rounds)


if __name__ == "__main__":
    main()
