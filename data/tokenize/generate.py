"""Learns `boundaries.tsv`: what the words around a line break say for a sentence boundary there.

    python generate.py TEXT.xz... [--to boundaries.tsv]

Each TEXT is plain Arabic news, one paragraph a line. Where a full stop or the end of a line stands
between two words is a boundary, where nothing but a space does is none; a logistic regression tells
them apart by the two tokens on each side and their first and last letters. Only its weights are
written. Needs scikit-learn (see requirements.txt).
"""

import argparse
import lzma
import random
import re
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

PAIRS = 1_000_000
SEEN_AT_LEAST = 50
SCALE = 100

PLACES = ("before", "last", "first", "after")
MARKS = re.compile("[\u0640\u064b-\u0652\u0670]")
FOLD = str.maketrans("أإآٱى", "ااااي")
TOKEN = re.compile(r"[^\W\d]+|\d+|\S")
STOPS = {".", "؟", "!"}
# Where a line ends in one of these the sentence goes on, with no need for evidence.
COMMAS = {"،", ",", "؛", ";", ":", "(", "[", "«", "/", "-"}


def fold(token):
    if token.isdigit():
        return "0"
    return {",": "،", ";": "؛"}.get(token, MARKS.sub("", token).translate(FOLD))


def features(*tokens):
    """Of the two tokens before a gap and the two after it: the same as `evidence.rs` makes."""
    made = []
    for place, token in zip(PLACES, map(fold, tokens), strict=True):
        made.append(f"{place}\t{token}")
        made += [f"{place}-start\t{token[:n]}" for n in (1, 2, 3) if len(token) >= n]
        made += [f"{place}-end\t{token[-n:]}" for n in (1, 2) if len(token) >= n]
    return made


def pairs(texts, rng):
    """Boundaries and gaps inside sentences: the two tokens before each, and the two after."""
    yes, no = [], []
    for path in texts:
        with lzma.open(path, "rt", encoding="utf-8") as file:
            # No token before the first line.
            end = ["", ""]
            for line in file:
                tokens = TOKEN.findall(MARKS.sub("", line))
                if len(tokens) < 3:
                    continue
                yes.append((*end, tokens[0], tokens[1]))
                marked = tokens[-1] in STOPS
                end = tokens[-3:-1] if marked else tokens[-2:]
                for at in range(2, len(tokens) - 2):
                    left, right = tokens[at], tokens[at + 1]
                    if left in STOPS and len(tokens[at - 1]) > 2:
                        yes.append((tokens[at - 2], tokens[at - 1], right, tokens[at + 2]))
                    elif (
                        rng.random() < 0.1
                        and (right.isalnum() or right in '"«(')
                        and left not in STOPS | COMMAS
                    ):
                        no.append((tokens[at - 1], left, right, tokens[at + 2]))
    count = min(len(yes), len(no), PAIRS // 2)
    return rng.sample(yes, count), rng.sample(no, count)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="+")
    parser.add_argument("--to", default=Path(__file__).with_name("boundaries.tsv"), type=Path)
    options = parser.parse_args()
    rng = random.Random(1)

    yes, no = pairs(options.texts, rng)
    rows = [(features(*pair), 1) for pair in yes] + [(features(*pair), 0) for pair in no]
    rng.shuffle(rows)
    counts = Counter(feature for row, _ in rows for feature in row)
    names = sorted(name for name, count in counts.items() if count >= SEEN_AT_LEAST)
    index = {name: number for number, name in enumerate(names)}
    columns, starts = [], [0]
    for row, _ in rows:
        columns.extend(index[name] for name in row if name in index)
        starts.append(len(columns))
    matrix = csr_matrix((np.ones(len(columns)), columns, starts), (len(rows), len(names)))
    labels = np.array([label for _, label in rows])
    held = len(rows) // 10
    model = LogisticRegression(l1_ratio=1, C=0.2, solver="liblinear", random_state=1, tol=1e-3)
    model.fit(matrix[held:], labels[held:])
    print(
        f"{len(rows)} pairs, {len(names)} features, held-out accuracy "
        f"{model.score(matrix[:held], labels[:held]):.4f}"
    )

    weights = sorted(zip(names, model.coef_[0], strict=True))
    weights = [(name, round(weight * SCALE)) for name, weight in weights]
    weights = [(name, weight) for name, weight in weights if abs(weight) >= 5]
    with options.to.open("w", encoding="utf-8") as file:
        file.write(
            "# Evidence for a sentence boundary between two words, in hundredths of a logit.\n"
        )
        file.write("# Made by generate.py; source and licence in README.md.\n")
        file.write(f"bias\t\t{round(model.intercept_[0] * SCALE)}\n")
        file.writelines(f"{name}\t{weight}\n" for name, weight in weights)
    print(f"{len(weights)} weights")


if __name__ == "__main__":
    main()
