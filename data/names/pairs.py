"""Makes pairs of Arabic spellings that are, or are not, of one name, for `warraq eval names`.

python pairs.py LEXICONS dev.tsv test.tsv

LEXICONS is a folder with `arabnamer_ccby4.json` (Latin names, each with an Arabic one) and
`geonames_cities_ar.tsv` (Arabic name, Latin name, country, inhabitants). Two spellings of one
Latin name, in one of them or in both, are a positive pair if no more than half of the letters
differ. Two spellings, one or two letters apart, of Latin names that also sound different, roughly,
and that have no spelling in common, are a negative one; of these there are no more than of the
positive. A positive pair is in one half or the other by its Latin name, a negative one by all names
of both; it is left out if these are in different halves.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path


def plain(latin: str) -> str:
    """The letters of a Latin name without marks, in lower case."""
    letters = unicodedata.normalize("NFKD", latin.casefold())
    return " ".join(re.findall("[a-z]+", letters.replace("'", "").replace("-", " ")))


def sound(latin: str) -> str:
    """What two spellings of one sound have in common, roughly: `Abbott` and `Abot`."""
    for pattern, becomes in (
        ("ph", "f"),
        ("ck|q|c(?![eiyh])", "k"),
        ("c(?=[eiy])|ß|z|x", "s"),
        ("v", "w"),
        ("j(?=[aeiou])", "y"),
        (r"e\b", ""),
        ("[eiy]+", "i"),
        ("[ou]+", "u"),
        (r"(?<=[a-z])h", ""),
        (r"(.)\1+", r"\1"),
    ):
        latin = re.sub(pattern, becomes, latin)
    return latin


def bare(arabic: str) -> str:
    """An Arabic name without what writers do not tell apart."""
    arabic = re.sub("[\u064b-\u0652\u0640\u200c]", "", arabic)
    return arabic.translate(str.maketrans("أإآىةؤئ", "اااي" + "هوي", "ء"))


def distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def read(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Latin name, what tells it from others of its spelling, Arabic name."""
    named = json.loads((folder / "arabnamer_ccby4.json").read_text(encoding="utf-8"))
    places: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for line in (folder / "geonames_cities_ar.tsv").read_text(encoding="utf-8").splitlines():
        arabic, latin, country, inhabitants = line.split("\t")
        name = plain(latin)
        places[name].add((country, inhabitants))
        yield name, country + inhabitants, arabic
        if name in named:
            yield name, country + inhabitants, named[name]
    for latin, arabic in named.items():
        if plain(latin) not in places:
            yield plain(latin), "", arabic


def main(folder: Path, outputs: tuple[Path, Path]) -> None:
    groups: dict[tuple[str, str], set[str]] = defaultdict(set)
    latin_of: dict[str, set[str]] = defaultdict(set)
    for latin, which, arabic in read(folder):
        if latin and re.fullmatch("[\u0620-\u0652 -]+", arabic):
            groups[latin, which].add(arabic)
            latin_of[arabic].add(latin)
    positive: dict[tuple[str, str], str] = {}
    for (latin, _), names in sorted(groups.items()):
        for pair in combinations(sorted(names), 2):
            letters = bare(pair[0]), bare(pair[1])
            # A place may have several names: those are no spellings of one.
            if 2 * distance(*letters) <= max(map(len, letters)):
                positive.setdefault(pair, latin)
    same = {tuple(sorted(map(bare, pair))) for pair in positive}
    # Names that are one letter apart, or two with one in each place.
    near: dict[str, list[str]] = defaultdict(list)
    for arabic in sorted(latin_of):
        letters = bare(arabic)
        if len(letters) > 3:
            for at in range(len(letters)):
                near[letters[:at] + letters[at + 1 :]].append(arabic)
    negative: dict[tuple[str, str], str] = {}
    for names in near.values():
        for pair in combinations(sorted(set(names))[:12], 2):
            one, other = latin_of[pair[0]], latin_of[pair[1]]
            letters = tuple(sorted(map(bare, pair)))
            sounds = {sound(latin) for latin in one} & {sound(latin) for latin in other}
            if letters[0] != letters[1] and letters not in same and not sounds:
                close = min(distance(a, b) for a in one for b in other)
                if 1 <= close <= 2:
                    negative[pair] = min(one | other)
    chosen = sorted(negative, key=lambda pair: zlib.crc32("\t".join(pair).encode()))
    negative = {pair: negative[pair] for pair in chosen[: len(positive)]}
    for half, output in enumerate(outputs):
        rows = []
        for pairs, label in ((positive, 1), (negative, 0)):
            for pair, latin in sorted(pairs.items()):
                names = {latin} if label else latin_of[pair[0]] | latin_of[pair[1]]
                if {zlib.crc32(name.encode()) & 1 for name in names} == {half}:
                    rows.append(f"{pair[0]}\t{pair[1]}\t{label}\n")
        output.write_text("".join(rows), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), (Path(sys.argv[2]), Path(sys.argv[3])))
