"""A column of texts for all faces: news in parts and variants, nulls and odd rows."""

from __future__ import annotations

from random import Random

from conftest import ROOT

_ODD: list[str | None] = [
    None,
    "",
    " \t\n",
    "\u064b\u0651",
    "a\x00ب",
    "\ufeffوصل إلى القاهرة",
    "\u202eعكس\u202c",
    "😀" * 50,
    "no Arabic at all, 2020-01-05",
    "«" * 40,
    "كلمة" * 500,
    "وقال:\r\n«نعم»\u2028ثم مضى",
    "ﻗﺎﻝ ﺍﻟﻮﺯﻳﺮ",
]


def odd_column(rows: int = 3000) -> list[str | None]:
    """Every kind of row, in a fixed order; every eighth is odd."""
    random = Random(8)
    news = (ROOT / "examples" / "news.txt").read_text("utf-8")
    pieces = [piece for piece in news.replace(". ", ".\n").split("\n") if piece]
    column: list[str | None] = []
    for row in range(rows):
        if row % 8 == 7:
            column.append(_ODD[row // 8 % len(_ODD)])
        else:
            count = random.randint(1, 4)
            text = " ".join(random.choices(pieces, k=count))
            column.append("😀" * (row % 3) + text + f" {row}")
    return column
