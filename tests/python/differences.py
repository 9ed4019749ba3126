"""Where the presets named after others are known to do otherwise than these, and do not follow.

The tests and docs/normalization.md both read this.
"""

import unicodedata
from collections.abc import Callable
from typing import NamedTuple


class Difference(NamedTuple):
    preset: str
    #: What the other does, in a sentence.
    what: str
    #: Whether it can be seen in a text.
    concerns: Callable[[str], bool]
    #: A text in which it is seen.
    example: str


DIFFERENCES = [
    Difference(
        "lucene",
        "Digits that came to Unicode after the version that it is built on stay.",
        # As the twin in the tests, which is built on the Unicode of this Python.
        lambda text: any(unicodedata.category(c) == "Cn" for c in text),
        "\U00011de3",
    ),
    Difference(
        "pyarabic",
        "The final forms of the ligatures of lam and alef stay.",
        lambda text: any(c in text for c in "ﻼﻸﻺﻶ"),
        "ﻼ",
    ),
    Difference(
        "pyarabic",
        "A text of three characters that begins with an alef with madda is taken for a word, in "
        "which it is a hamza and an alef.",
        lambda text: text.startswith("آ"),
        "آثر",
    ),
]


def differs(preset: str, text: str) -> bool:
    return any(known.preset == preset and known.concerns(text) for known in DIFFERENCES)
