"""Documents and tables as HTML, for notebooks and pages.

Everything that comes from a text is escaped. Colours come in pairs whose contrast does not depend
on the theme around them; what has no colour of its own takes the theme's.
"""

from __future__ import annotations

import itertools
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING

import warraq

if TYPE_CHECKING:
    from warraq import Date, Document, Entity, Number, Quote, Table

#: Background and text for each label; contrast at least 7:1.
COLOURS = {
    "PER": ("#ffd9e8", "#5c0a30"),
    "LOC": ("#cdeccf", "#0d3d18"),
    "ORG": ("#cfe2ff", "#0a2f66"),
    "MISC": ("#ffe8b8", "#4d3300"),
}
#: For other labels; a label has the same one in every document.
OTHERS = (
    ("#e3dcf5", "#33205c"),
    ("#c9eef0", "#06393d"),
    ("#f3dcc8", "#54260a"),
    ("#e4efb4", "#303d00"),
    ("#f0d4f0", "#4d0f4d"),
    ("#dfe3e8", "#263040"),
)

_TEXT = "direction:rtl;text-align:right;white-space:pre-wrap;line-height:2;unicode-bidi:isolate"
_MARK = "border-radius:.25em;padding-block:.1em;box-decoration-break:clone"
_LABEL = "font-size:.65em;font-weight:bold;padding-right:.4em;unicode-bidi:isolate"
_VALUE = "text-decoration:underline dotted;text-underline-offset:.3em"
_CELL = "text-align:start;padding:.2em .6em;white-space:pre-wrap"

#: How many rows of a table are shown.
ROWS = 20


def document_html(document: Document) -> str:
    """The text of a document from right to left, its entities highlighted, each with its label."""
    return f'<div dir="rtl" lang="ar" style="{_TEXT}">{"".join(_pieces(document))}</div>'


def _pieces(document: Document) -> Iterator[str]:
    text = document.text
    waiting = deque(document.entities)
    begun: list[Entity] = []
    values: list[Number | Date] = [*document.numbers, *document.dates]
    numbers = deque(sorted(values, key=lambda it: (it.start, -it.end)))
    spans: list[Entity | Number | Date] = [*waiting, *numbers]
    places = {place for span in spans for place in (span.start, span.end)}
    # Entities overlap where rules and the model both stay, and where a title has names in it: what
    # lies in several has the colours of the last that begins, and each has its label where it ends.
    for start, end in itertools.pairwise(sorted({0, *places, len(text)})):
        begun = [entity for entity in begun if entity.end > start]
        while waiting and waiting[0].start == start:
            begun.append(waiting.popleft())
        while numbers and numbers[0].end <= start:
            numbers.popleft()
        piece = _mark(begun, text, start, end) if begun else escape(text[start:end])
        if numbers and numbers[0].start <= start:
            piece = f'<u title="{escape(_told(numbers[0]))}" style="{_VALUE}">{piece}</u>'
        yield piece


def _told(number: Number | Date) -> str:
    """What a number or a date says, in a line."""
    if isinstance(number, warraq.Date):
        said = (number.modifier, number.value or number.reason, f"({number.kind})")
        return " ".join(part for part in said if part)
    ends = [str(end) for end in (number.value, number.upper) if end is not None]
    value = " to ".join(ends) or number.reason
    unit = "%" if number.kind == "percent" else number.unit or number.currency
    counted = number.counted and number.counted.text
    told = (number.modifier, value, unit, counted, f"({number.kind})")
    return " ".join(part for part in told if part)


def _colours(label: str) -> tuple[str, str]:
    return COLOURS.get(label) or OTHERS[zlib.crc32(label.encode()) % len(OTHERS)]


def _mark(entities: list[Entity], text: str, start: int, end: int) -> str:
    """A piece of text that lies in entities."""
    background, colour = _colours(entities[-1].label)
    # Space between two letters would break the join of an attached particle with its word.
    attached = start > 0 and not text[start - 1].isspace()
    style = f"background:{background};color:{colour};{_MARK};padding-inline:" + (
        "0 .3em" if attached else ".3em"
    )
    title = "; ".join(f"{entity.label} {entity.score:.2f}: {entity.name}" for entity in entities)
    labels = "".join(
        f'<span dir="ltr" style="{_LABEL}">{escape(entity.label)}</span>'
        for entity in entities
        if entity.end == end
    )
    return f'<mark style="{style}" title="{escape(title)}">{escape(text[start:end])}{labels}</mark>'


def quotes_html(document: Document) -> str:
    """The text from right to left, its quotations highlighted, each with its speaker on hover."""
    text = document.text
    marks = [(part.start, part.end, quote) for quote in document.quotes for part in quote.parts]
    waiting = deque(sorted(marks, key=lambda mark: (mark[0], -mark[1])))
    places = {place for start, end, _ in waiting for place in (start, end)}
    begun: list[tuple[int, int, Quote]] = []
    pieces = []
    for start, end in itertools.pairwise(sorted({0, *places, len(text)})):
        begun = [mark for mark in begun if mark[1] > start]
        while waiting and waiting[0][0] == start:
            begun.append(waiting.popleft())
        piece = escape(text[start:end])
        if begun:
            background, colour = OTHERS[begun[-1][2].form == "direct"]
            title = escape("; ".join(_said(quote) for _, _, quote in begun))
            style = f"background:{background};color:{colour};{_MARK}"
            piece = f'<mark style="{style}" title="{title}">{piece}</mark>'
        pieces.append(piece)
    return f'<div dir="rtl" lang="ar" style="{_TEXT}">{"".join(pieces)}</div>'


def _said(quote: Quote) -> str:
    speaker = quote.speaker.name if quote.speaker else "?"
    cue = f" ({quote.cue.text})" if quote.cue else ""
    return f"{quote.form}: {speaker}{cue}"


def table_html(table: Table) -> str:
    """The first rows of a table."""
    names = table.column_names
    head = "".join(f'<th scope="col" style="{_CELL}">{escape(name)}</th>' for name in names)
    rows = "".join(
        f"<tr>{''.join(_cell(row[name]) for name in names)}</tr>"
        for row in table.slice(0, ROWS).to_pylist()
    )
    more = f"<caption>{ROWS} of {len(table)} rows</caption>" if len(table) > ROWS else ""
    return f"<table>{more}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _cell(value: object) -> str:
    shown = f"{value:.3f}" if isinstance(value, float) else str(value)
    return f'<td dir="auto" style="{_CELL}">{escape(shown)}</td>'


def page(
    documents: Iterable[Document],
    title: str = "warraq",
    show: Callable[[Document], str] = document_html,
) -> Iterator[str]:
    """A whole page of documents, in pieces, each as `show` writes it."""
    yield (
        '<!doctype html>\n<html lang="ar" dir="rtl">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n</head>\n"
        '<body style="max-width:50em;margin:2em auto;padding:0 1em">\n'
    )
    for document in documents:
        yield f"<article>{show(document)}</article>\n"
    yield "</body>\n</html>\n"
