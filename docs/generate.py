"""Writes docs/normalization.md, from the options as the installed package has them.

python docs/generate.py            # writes the page
python docs/generate.py --check    # fails if it is not what would be written
"""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import warraq

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "normalization.md"
sys.path.append(str(ROOT / "tests" / "python"))
from differences import DIFFERENCES  # noqa: E402

CHARACTERS = pa.array(c for c in map(chr, range(0x110000)) if not "\ud800" <= c <= "\udfff")
#: The most characters with their names; and in ranges, the most lines of a value, and ranges.
NAMED, LINES, RANGES = 12, 24, 60

INTRODUCTION = """\
# Normalization

Written by `docs/generate.py`, which `make docs` runs; do not edit.

A normalizer is a preset, or none, but for the options that are given:

```python
>>> import warraq
>>> warraq.normalize("إِلى المَدْرَسَةِ ٣", "search")
'الي المدرسه 3'
>>> warraq.Normalizer("search", digits="keep", latin="lower")("المدرسة ABC ٣")
'المدرسه abc ٣'
>>> warraq.Normalizer(None, tatweel="remove")("مـــدرسة")
'مدرسة'

```

On the command line the same is `warraq normalize --preset search --no-digits --latin lower`;
`--preset none` begins with no rules. There each line is a text of its own, and the breaks between
lines stay whatever the rules. `warraq.presets()` and `warraq.options()` have in Python what stands
here; in Rust it is `normalize::PRESETS` and `Options::DESCRIPTIONS`.
"""

ALIGNMENT = """\
## Alignment

`Normalizer.align` gives the text with the place in the source of all that is in it.

- **Many to one.** What became something as a whole is what it maps back to, as a whole: of a letter
  and the hamza mark that joined it, both.
- **One to many.** Every part of what a character became maps back to that character.
- **Deletion.** What is removed maps to the empty span at its place. No span of the result includes
  it, unless both its neighbours are in the span.
- **Insertion.** What a rule inserts maps back to the character, or the part of the text, that it
  was inserted beside: of `:` that became ` : `, all three map to the `:`.
- **Nothing.** An empty span of either text maps to the empty span before what the next character
  there maps to; at the end of the text, to the end of the other.

```python
>>> many = warraq.Normalizer("light").align("ا\\u0654ب")
>>> many.text, many.to_source(0, 1), many.to_normalized(1, 2)
('أب', (0, 2), (0, 1))
>>> one = warraq.Normalizer("light").align("ﷲ ب")
>>> one.text, one.to_source(1, 3), one.to_normalized(0, 1)
('الله ب', (0, 1), (0, 4))
>>> none = warraq.Normalizer("light").align("كـتاب")
>>> none.text, none.to_normalized(1, 2), none.to_source(0, 1), none.to_source(0, 2)
('كتاب', (1, 1), (0, 1), (0, 3))
>>> more = warraq.Normalizer(None, spacing="apart").align("قال:نعم")
>>> more.text, more.to_source(3, 4), more.to_source(4, 5), more.to_source(5, 6)
('قال : نعم', (3, 4), (3, 4), (3, 4))
>>> none.to_source(1, 1), none.to_source(4, 4)
((2, 2), (5, 5))

```

By the rule of deletion a mark that is removed after the last letter of a span is left out, while
`find` counts it, and whatever it says belongs to a match, to that letter. Where a span ends with
all that is removed after it, the empty span at its end says:

```python
>>> word = warraq.Normalizer("light").align("كِتَابٌ جديد")
>>> word.to_source(0, 4), word.to_source(4, 4)
((0, 6), (7, 7))
>>> warraq.Normalizer("light").find("كِتَابٌ جديد", "كتاب")
[Match(text='كِتَابٌ', start=0, end=7)]

```
"""


def page() -> str:
    return "\n".join([INTRODUCTION, *presets(), *differences(), ALIGNMENT, *options()]) + "\n"


def presets() -> Iterator[str]:
    yield "## Presets\n"
    for name, purpose in warraq.presets().items():
        chosen = warraq.Normalizer(name).options.items() - warraq.Normalizer(None).options.items()
        yield f"### `{name}`\n"
        yield f"{sentence(purpose)}\n"
        values = [f"`{option}={value}`" for option, value in ordered(chosen)]
        yield f"{', '.join(values)}\n"


def ordered(chosen: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    names = list(warraq.options())
    return sorted(chosen, key=lambda pair: names.index(pair[0]))


def sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:].removesuffix('.')}."


def differences() -> Iterator[str]:
    yield "## Known differences\n"
    yield (
        "The presets named after others are tested against them, on every code point and on "
        "generated text. They differ where of the other is true:\n"
    )
    for known in DIFFERENCES:
        yield f"- `{known.preset}`: {known.what}"
    yield ""


def options() -> Iterator[str]:
    yield "## Options\n"
    yield (
        "Where several meet in one character they apply in this order. The first value is the "
        "default. Under a value stand the characters that it changes by itself and wherever they "
        "are, and what they become; where they are too many, their number: `src/unicode/rules.rs` "
        "lists what is a rule of ours.\n"
    )
    names = character_names()
    group = None
    for name, option in warraq.options().items():
        if option["group"] != group:
            group = option["group"]
            yield f"### {group}\n"
        yield f"#### `{name}`\n"
        yield f"{option['doc']}\n"
        for value, doc in option["values"].items():
            yield f"- `{value}`: {doc}"
            changed = list(changes(warraq.Normalizer(None, **{name: value})))
            yield from (f"  - {line}" for line in described(changed, names))
        yield ""


def changes(normalizer: warraq.Normalizer) -> Iterator[tuple[str, str]]:
    """The characters that do not stay where they are alone, and what they become."""
    results = normalizer.arrow(CHARACTERS, threads=1).to_arrow().combine_chunks()
    differ = pc.not_equal(CHARACTERS.cast(results.type), results)
    sources = CHARACTERS.filter(differ).to_pylist()
    return zip(sources, results.filter(differ).to_pylist(), strict=True)


def described(changed: list[tuple[str, str]], names: dict[str, str]) -> Iterator[str]:
    if len(changed) <= NAMED and all(source in names for source, _ in changed):
        for source, result in changed:
            yield f"{shown(source)} {names[source]}{becomes(result)}"
        return
    by_result: dict[str, list[str]] = {}
    for source, result in changed:
        by_result.setdefault(result, []).append(source)
    lines = [
        f"{', '.join(ranges(sources))}{becomes(result)}" for result, sources in by_result.items()
    ]
    if len(lines) <= LINES and sum(line.count(",") + 1 for line in lines) <= RANGES:
        yield from lines
    else:
        yield f"{len(changed):,} characters from {shown(changed[0][0])} to {shown(changed[-1][0])}"


def becomes(result: str) -> str:
    return f" → {' '.join(map(shown, result))}" if result else ""


def shown(c: str) -> str:
    # What stands well in running text; a mark would join what is before it.
    own = f"`{c}` " if re.fullmatch("[!-_a-~ء-ي٠-٩۰-۹ٮ-ٯٱ-ە٪،؛؟ﭐ-﯁ﯓ-ﴽﵐ-ﷇﷰ-ﷻﹰ-ﻼ]", c) else ""
    return f"{own}U+{ord(c):04X}"


def ranges(characters: Iterable[str]) -> Iterator[str]:
    runs: list[list[int]] = []
    for code in map(ord, characters):
        if runs and code == runs[-1][-1] + 1:
            runs[-1].append(code)
        else:
            runs.append([code])
    for run in runs:
        first, last = shown(chr(run[0])), shown(chr(run[-1]))
        yield first if len(run) == 1 else f"{first}{', ' if len(run) == 2 else ' to '}{last}"


def character_names() -> dict[str, str]:
    """From the rules, and not from this Python, whose Unicode may be older."""
    rules = (ROOT / "src" / "unicode" / "rules.rs").read_text(encoding="utf-8")
    lines = re.findall(r"^    \('(?:\\u\{(\w+)\}|(.))', .*\), // (.+)$", rules, re.M)
    return {chr(int(code, 16)) if code else plain: name for code, plain, name in lines}


def main() -> None:
    text = page()
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(text, encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != text:
        sys.exit(f"{PAGE} is not what {__file__} writes")


if __name__ == "__main__":
    main()
