"""Writes nationalities.tsv: the adjectives of countries, peoples and religions, in all their forms.

pip install -r requirements.txt
python generate.py           writes the file
python generate.py --check   tells whether it is what would be written
"""

import re
import sys
from pathlib import Path

from babel import Locale

HERE = Path(__file__).parent
OUTPUT = HERE / "nationalities.tsv"
#: Of these words another is written with a final alef maqsura: "right (hand)", "course".
STRICT = {"يمني", "مجري"}
#: The ends of the forms of an adjective: masculine, feminine, sound plurals, duals, accusative.
ENDS = ("", "ة", "ون", "ين", "ات", "ان", "تان", "تين", "ا")


def lines(name: str) -> list[list[str]]:
    text = (HERE / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and line[0] != "#"]


def nisba(country: str) -> str | None:
    """The adjective of a country's name by rule, if that is one word."""
    name = re.sub("[\u064b-\u0652]", "", country).removeprefix("ال")
    if not name.isalpha():
        return None
    if name.endswith("يا"):
        return name[:-1]
    if name[-1] in "اة":
        return name[:-1] + "ي"
    return name if name.endswith("ي") else None if name.endswith("و") else name + "ي"


def content() -> str:
    countries = {
        code: name
        for code, name in Locale("ar").territories.items()
        if re.fullmatch("[A-Z]{2}", code)
    }
    given: dict[str, list[str]] = {}
    for code, adjective in lines("nisbas.tsv"):
        given.setdefault(code, []).append(adjective)
    adjectives: dict[str, str] = {}
    for code in sorted({*countries, *given}):
        made = given.get(code) or [nisba(countries[code])]
        for adjective in made:
            # Of two words the parts are known by themselves, or mean something else.
            if adjective and adjective != "-" and " " not in adjective:
                adjectives.setdefault(adjective, code)
    plurals = []
    for *kind, word in lines("peoples.tsv"):
        if kind:
            plurals.append(word)
        else:
            adjectives.setdefault(word, "")
    names = {name.removeprefix("ال") for name in countries.values()}
    out = [
        "# Written by generate.py from the Arabic names of countries in CLDR (Babel), nisbas.tsv",
        "# and peoples.tsv: form, adjective, ISO 3166 code; strict where a final ى makes another"
        " word.",
    ]
    seen = set()
    for adjective, code in sorted(adjectives.items()):
        for end in ENDS:
            form = adjective + end
            # `روسيا` is a country.
            if form in names or form in seen:
                continue
            seen.add(form)
            strict = "strict" if form in STRICT else ""
            out.append("\t".join((form, adjective, code, strict)).rstrip("\t"))
    out += sorted(plural for plural in plurals if plural not in seen)
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(OUTPUT.read_text(encoding="utf-8") != content() and f"{OUTPUT} is out of date")
    OUTPUT.write_text(content(), encoding="utf-8")
