"""Where the presets named after others are known to do otherwise than these, and do not follow.

The tests and docs/normalization.md both read this.
"""

import html
import re
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


def _plain(pattern: str) -> Callable[[str], bool]:
    """Whether a pattern is found without references, vowel marks and tatweels, as AraBERT looks."""
    found = re.compile(pattern).search
    return lambda text: found(re.sub("[\u064b-\u0652ـ]", "", html.unescape(text))) is not None


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
    Difference(
        "arabert",
        "Whatever stands between `<` and a later `>` is a tag, also where it was escaped.",
        _plain("<[^>]+>"),
        "3 < 5 و 7 > 2",
    ),
    Difference(
        "arabert",
        "References by number to control characters and to what is no character leave nothing.",
        lambda text: "&#" in text,
        "ب&#1;ب",
    ),
    Difference(
        "arabert",
        "E-mail addresses and dotted words are web addresses, as is what begins with `http` or "
        "`www` and each `://`; whatever has an `@` inside is an e-mail address.",
        _plain(r"@|://|http|www|[-\w%+~#=:][.]\w"),
        "a@b.org",
    ),
    Difference(
        "arabert",
        "Persian digits are left out.",
        _plain("[۰-۹]"),
        "۱۲",
    ),
    Difference(
        "arabert",
        "Where a number and an Arabic word touch, both are set apart from Latin letters and square "
        "brackets as well.",
        _plain(r"[a-zA-Z\[\]](\d+[ء-غف-ي]|[ء-غف-ي]+\d)|(\d[ء-غف-ي]+|[ء-غف-ي]\d+)[a-zA-Z\[\]]"),
        "a1ب",
    ),
]


def differs(preset: str, text: str) -> bool:
    return any(known.preset == preset and known.concerns(text) for known in DIFFERENCES)
