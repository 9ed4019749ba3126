"""Which terms classify Arabic texts best: the accuracy of plain TfidfVectorizer and of others.

    python examples/classify.py labelled.tsv        # a label, a tab and a text a line
    python examples/classify.py treebank.conllu     # news or Wikipedia, by the first letter of ids
    python examples/classify.py raw.txt.xz --parts 10

With --parts, lines without labels, in an order that means something, as by source and topic. Five
lines are a text, and its label is which of so many equal parts of the file it is from.

Cross-validated, with several seeds. Sentences of one document, and texts near each other in a file
of lines, are never divided between training and test.
"""

from __future__ import annotations

import argparse
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedGroupKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC
from warraq.sklearn import ArabicTokenizer

# Lines of a text; texts that stay together.
LINES, NEAR = 5, 20

# What takes the texts to what the vectorizer takes, and the vectorizer. The first is the baseline.
METHODS: dict[str, tuple[Any, Any]] = {
    "TfidfVectorizer()": (None, TfidfVectorizer()),
    "words": (ArabicTokenizer(), TfidfVectorizer(analyzer=list)),
    "words, no stop words": (ArabicTokenizer(stop_words="all"), TfidfVectorizer(analyzer=list)),
    "stems": (ArabicTokenizer(unit="stem"), TfidfVectorizer(analyzer=list)),
    "lemmas": (ArabicTokenizer(unit="lemma"), TfidfVectorizer(analyzer=list)),
    "segments": (ArabicTokenizer(unit="segment"), TfidfVectorizer(analyzer=list)),
    "characters, plain": (None, TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4))),
}


def read(path: Path, parts: int) -> Iterator[tuple[str, str, str]]:
    """Label, group and text."""
    file = lzma.open if path.suffix == ".xz" else open
    with file(path, "rt", encoding="utf-8") as stream:
        lines = stream.read().rstrip("\n").split("\n")
    if path.suffix == ".conllu":
        group = ""
        for line in lines:
            value = line.partition(" = ")[2]
            if line.startswith("# newdoc id"):
                group = value
            elif line.startswith("# text ="):
                yield group[0], group, value
    elif parts:
        texts = [" ".join(lines[i : i + LINES]) for i in range(0, len(lines), LINES)]
        for number, text in enumerate(texts):
            yield str(number * parts // len(texts)), str(number // NEAR), text
    else:
        for number, line in enumerate(filter(None, lines)):
            label, _, text = line.partition("\t")
            yield label, str(number), text


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--parts", type=int, default=0)
    parser.add_argument("--documents", type=int, nargs="*", default=[0], help="take so many")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    rows = list(read(options.file, options.parts))

    for count in options.documents:
        some = rows[:: max(len(rows) // count, 1)][:count] if count else rows
        labels, groups, texts = (list(column) for column in zip(*some, strict=True))
        _, sizes = np.unique(labels, return_counts=True)
        most = max(sizes) / len(texts)
        print(f"{len(texts)} texts, {len(sizes)} labels, the most frequent {most:.1%}")
        print(f"{'':24}accuracy   of seeds    gain   better in folds")
        baseline = np.zeros(0)
        for name, (terms, vectorizer) in METHODS.items():
            # Terms learn nothing, so they are made once for all folds.
            column = terms.fit_transform(texts) if terms else texts
            model = make_pipeline(vectorizer, LinearSVC())
            scores = np.array(
                [
                    cross_val_score(
                        model,
                        column,
                        labels,
                        groups=groups,
                        cv=StratifiedGroupKFold(options.folds, shuffle=True, random_state=seed),
                        n_jobs=options.jobs,
                    )
                    for seed in range(options.seeds)
                ]
            )
            if not len(baseline):
                baseline = scores
            gain = scores.mean() - baseline.mean()
            better = f"{(scores > baseline).sum()} of {scores.size}"
            print(
                f"{name:24}{scores.mean():8.1%}   ±{scores.mean(axis=1).std():5.1%}"
                f"   {gain * 100:+5.1f}   {better}",
                flush=True,
            )


if __name__ == "__main__":
    main()
