"""Writes src/transliterate/tables.rs from letters.tsv, romanization.tsv and whole.txt.

python data/transliteration/generate.py            # writes the file
python data/transliteration/generate.py --check    # fails if it is not what would be written
"""

import sys
import unicodedata
from pathlib import Path

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "src" / "transliterate" / "tables.rs"
STRICT = ["buckwalter", "safe-buckwalter", "xml-buckwalter", "hsb"]
ROMANIZATIONS = ["din-31635", "ala-lc"]


def rows(file):
    lines = (HERE / file).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def lookup(name):
    return unicodedata.lookup(f"ARABIC {name}")


def letter(name):
    return lookup(f"LETTER {name}")


def literal(text, quote):
    """A Rust literal; marks and right-to-left text, which do not read well in code, as escapes."""
    shown = (c if c.isascii() and c not in "'\"\\" else f"\\u{{{ord(c):X}}}" for c in text)
    return quote + "".join(shown) + quote


def constant(scheme):
    return scheme.upper().replace("-", "_")


def strict():
    table = sorted((lookup(name), targets) for name, *targets in rows("letters.tsv"))
    for at, scheme in enumerate(STRICT):
        pairs = [(c, targets[at]) for c, targets in table]
        # Lossless: each character has one of its own.
        assert all(len(target) == 1 for _, target in pairs)
        assert len({target for _, target in pairs}) == len(pairs)
        yield f"\npub(super) static {constant(scheme)}: &[(char, char)] = &[\n"
        for c, target in pairs:
            both = f"({literal(c, chr(39))}, {literal(target, chr(39))})"
            yield f"    {both}, // {unicodedata.name(c)}\n"
        yield "];\n"


def romanizations():
    letters, parts, words, sun = {}, {}, {}, []
    for first, *rest in rows("romanization.tsv"):
        values = ["" if value == "-" else value for value in rest]
        if first == "sun":
            sun.append(letter(values[0]))
        elif first == "word":
            words["".join(map(letter, values[0].split()))] = values[1:]
        elif first.islower():
            parts[first] = values
        else:
            letters[lookup(first)] = values
    for zero in "\N{ARABIC-INDIC DIGIT ZERO}\N{EXTENDED ARABIC-INDIC DIGIT ZERO}":
        letters |= {chr(ord(zero) + i): [str(i)] * len(ROMANIZATIONS) for i in range(10)}
    for at, scheme in enumerate(ROMANIZATIONS):
        yield f"\npub(super) static {constant(scheme)}: Romanization = Romanization {{\n"
        yield "    letters: dense(&[\n"
        for c, values in sorted(letters.items()):
            both = f"({literal(c, chr(39))}, {literal(values[at], chr(34))})"
            yield f"        {both}, // {unicodedata.name(c)}\n"
        yield "    ]),\n    words: &[\n"
        for word, values in words.items():
            yield f"        ({literal(word, chr(34))}, {literal(values[at], chr(34))}),\n"
        yield "    ],\n"
        for part, values in parts.items():
            value = values[at]
            value = value if value in ("true", "false") else literal(value, chr(34))
            yield f"    {part}: {value},\n"
        # What with an h would read as one letter.
        before_h = {values[at][0] for values in letters.values() if values[at][1:] == "h"}
        yield f"    before_h: {literal(''.join(sorted(before_h)), chr(34))},\n"
        yield "};\n"
    yield "\n/// The letters with which the lam of the article is assimilated.\n"
    yield "pub(super) static SUN_LETTERS: &[char] = &[\n"
    for c in sun:
        yield f"    {literal(c, chr(39))}, // {unicodedata.name(c)}\n"
    yield "];\n"
    yield "\n/// Words that begin like particles with the article, but have none.\n"
    yield "pub(super) static WHOLE_WORDS: &[&str] = &[\n"
    for (word,) in rows("whole.txt"):
        yield f"    {literal(word, chr(34))},\n"
    yield "];\n"


def main():
    header = "// Written by data/transliteration/generate.py; do not edit.\n\n"
    header += "use super::romanize::{Romanization, dense};\n"
    text = "".join([header, *strict(), *romanizations()])
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(text, encoding="utf-8")
    elif TARGET.read_text(encoding="utf-8") != text:
        sys.exit(f"{TARGET} is not what {__file__} writes")


if __name__ == "__main__":
    main()
