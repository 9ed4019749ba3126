"""Writes names.tsv: what emoji are called in Arabic, from Unicode CLDR.

pip install -r data/emoji/requirements.txt
npm pack cldr-annotations-full@48.2.0 cldr-annotations-derived-full@48.2.0
python data/emoji/generate.py            # reads the two archives here and writes the file
python data/emoji/generate.py --check    # fails if it is not what would be written
"""

import json
import sys
import tarfile
from pathlib import Path

import regex

VERSION = "48.2.0"
TARGET = Path(__file__).parent / "names.tsv"
PRESENTATION = "\N{VARIATION SELECTOR-16}"


def short_names(kind):
    """Emoji, and what CLDR has a screen reader say for each."""
    with tarfile.open(f"cldr-annotations-{kind}full-{VERSION}.tgz") as archive:
        folder = "annotationsDerived" if kind else "annotations"
        with archive.extractfile(f"package/{folder}/ar/annotations.json") as file:
            entries = json.load(file)[folder]["annotations"]
    return {emoji: entry["tts"][0] for emoji, entry in entries.items()}


def is_emoji(text):
    """Not so the digits alone, which begin emoji."""
    return regex.match(r"\p{Emoji}", text) and not text.isascii()


def lines():
    yield f"# Emoji without U+FE0F, and their Arabic names, by code point: CLDR {VERSION}.\n"
    names = short_names("derived-") | short_names("")
    for emoji, name in sorted(names.items()):
        if is_emoji(emoji):
            assert PRESENTATION not in emoji and not set("\t\n[]") & set(name), (emoji, name)
            yield f"{emoji}\t{name}\n"


def main():
    text = "".join(lines())
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(text, encoding="utf-8")
    elif TARGET.read_text(encoding="utf-8") != text:
        sys.exit(f"{TARGET} is not what {__file__} writes")


if __name__ == "__main__":
    main()
