"""Learns `boundaries.tsv`: what the words around a line break say for a sentence boundary there.

    python generate.py TEXT.xz... [--to boundaries.tsv]

Each TEXT is plain Arabic news, one headline or paragraph a line. Where a full stop or the end of a
line stands between two words is a boundary, and between any two headlines; where nothing but a
space does is none. A logistic regression tells them apart by the two tokens on each side, their
first and last letters and the shapes of those beside each other. It learns from the first nine
tenths of each TEXT and is measured on what the last says that they do not. Only its weights are
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
# No headline is longer, in characters; so many pairs of them for each boundary of the text.
HEADLINE = 110
HEADLINES = 1 / 3
# What stands before the stem, as shapes tell it.
ARTICLE = re.compile("(و?)(?:ال|لل|بال|كال|فال)")
PREFIXES = "وفبلكسيتنا"


def fold(token):
    if token.isdigit():
        return "0"
    return {",": "،", ";": "؛"}.get(token, MARKS.sub("", token).translate(FOLD))


def shape(token):
    """Of a word how it begins and its last letter; of a mark itself; of a number `0`."""
    if not token[:1].isalnum() or token == "0":
        return token
    article = ARTICLE.match(token)
    if article and len(token) > 4:
        return article[1] + "ال-" + token[-1]
    return (token[0] if token[0] in PREFIXES else "x") + "-" + token[-1]


def features(*tokens):
    """Of the two tokens before a gap and the two after it: the same as `evidence.rs` makes."""
    made = []
    tokens = [fold(token) for token in tokens]
    shapes = [shape(token) for token in tokens]
    made += [f"{PLACES[n]}-pair\t{shapes[n]}|{shapes[n + 1]}" for n in range(3)]
    for place, token in zip(PLACES, tokens, strict=True):
        made.append(f"{place}\t{token}")
        made += [f"{place}-start\t{token[:n]}" for n in (1, 2, 3) if len(token) >= n]
        made += [f"{place}-end\t{token[-n:]}" for n in (1, 2) if len(token) >= n]
    return made


def lines(texts):
    """The lines to learn from, and those to measure on."""
    learned, held = [], []
    for path in texts:
        with lzma.open(path, "rt", encoding="utf-8") as file:
            all_lines = [line.strip() for line in file]
        cut = len(all_lines) * 9 // 10
        learned += all_lines[:cut]
        held += all_lines[cut:]
    known = set(learned)
    return learned, [line for line in held if line not in known]


def pairs(lines, rng):
    """Boundaries and gaps inside sentences: the two tokens before each, and the two after."""
    yes, no, headlines = [], [], []
    # No token before the first line.
    end = ["", ""]
    marked = True
    for line in lines:
        tokens = TOKEN.findall(MARKS.sub("", line))
        if len(tokens) < 3:
            continue
        yes.append((*end, tokens[0], tokens[1]))
        if marked and tokens[-1].isalnum() and len(line) <= HEADLINE:
            headlines.append(tokens)
        marked = not tokens[-1].isalnum()
        end = tokens[-3:-1] if tokens[-1] in STOPS else tokens[-2:]
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
    yes, no = rng.sample(yes, count), rng.sample(no, count)
    for _ in range(round(count * HEADLINES)):
        one, other = rng.sample(headlines, 2)
        yes.append((*one[-2:], *other[:2]))
    return yes, no


def matrix(rows, index):
    columns, starts = [], [0]
    for row in rows:
        columns.extend(index[name] for name in row if name in index)
        starts.append(len(columns))
    return csr_matrix((np.ones(len(columns)), columns, starts), (len(rows), len(index)))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="+")
    parser.add_argument("--to", default=Path(__file__).with_name("boundaries.tsv"), type=Path)
    options = parser.parse_args()
    rng = random.Random(1)

    learned, held = lines(options.texts)
    yes, no = pairs(learned, rng)
    rows = [features(*pair) for pair in yes + no]
    counts = Counter(name for row in rows for name in row)
    names = sorted(name for name, count in counts.items() if count >= SEEN_AT_LEAST)
    index = {name: number for number, name in enumerate(names)}
    model = LogisticRegression(l1_ratio=1, C=0.2, solver="liblinear", random_state=1, tol=1e-3)
    model.fit(matrix(rows, index), [True] * len(yes) + [False] * len(no))
    # As if there were as many boundaries as other gaps.
    bias = model.intercept_[0] - np.log(len(yes) / len(no))

    weights = sorted(zip(names, model.coef_[0], strict=True))
    weights = [(name, round(weight * SCALE)) for name, weight in weights]
    weights = [(name, weight) for name, weight in weights if abs(weight) >= 5]
    known = dict(weights)
    bias = round(bias * SCALE)
    yes, no = pairs(held, rng)
    right = [
        np.mean(
            [
                (bias + sum(known.get(name, 0) for name in features(*pair)) > 0) == is_boundary
                for pair in group
            ]
        )
        for group, is_boundary in ((yes, True), (no, False))
    ]
    print(
        f"{len(rows)} pairs, {len(names)} features; of {len(yes)} boundaries and {len(no)} other "
        f"gaps held out {np.mean(right):.4f} right"
    )
    with options.to.open("w", encoding="utf-8") as file:
        file.write(
            "# Evidence for a sentence boundary between two words, in hundredths of a logit.\n"
        )
        file.write("# Made by generate.py; source and licence in README.md.\n")
        file.write(f"bias\t\t{bias}\n")
        file.writelines(f"{name}\t{weight}\n" for name, weight in weights)
    print(f"{len(weights)} weights")


if __name__ == "__main__":
    main()
