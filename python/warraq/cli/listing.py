"""Documents for people to read in a terminal, and for programs line by line."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from warraq import Document, Entity

_COLOURS = {"PER": "35", "LOC": "32", "ORG": "34", "MISC": "33"}


def wants_colour(stream: TextIO) -> bool:
    """Whether to write colours there: to a terminal, unless its user does not want them."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return stream.isatty()


def lines(document: Document, heading: str | None, colour: bool) -> Iterator[str]:
    """The entities of a document, one a line: place, label, score, text.

    The text comes last and alone: two columns of Arabic on a line would change places where the
    terminal orders them from right to left. What one would look up follows in brackets where it
    differs.
    """
    if heading is not None:
        yield (f"\x1b[1m{heading}\x1b[0m\n" if colour else f"{heading}\n")
    entities = document.entities
    places = [f"{entity.start}–{entity.end}" for entity in entities]
    place_width = max(map(len, places), default=0)
    label_width = max((len(entity.label) for entity in entities), default=0)
    for place, entity in zip(places, entities, strict=True):
        label = f"{entity.label:<{label_width}}"
        if colour:
            label = f"\x1b[{_COLOURS.get(entity.label, '36')}m{label}\x1b[0m"
        yield f"{place:>{place_width}}  {label}  {entity.score:.2f}  {_shown(entity)}\n"
    counts = (
        f"{_count(len(entities), 'entity', 'entities')} in "
        f"{_count(len(document.sentences), 'sentence', 'sentences')}"
    )
    yield (f"\x1b[2m{counts}\x1b[0m\n" if colour else f"{counts}\n")


def apart(entities: Iterable[Entity]) -> Iterator[Entity]:
    """Entities without those that begin inside one before."""
    end = 0
    for entity in entities:
        if entity.start >= end:
            yield entity
            end = entity.end


def _shown(entity: Entity) -> str:
    text = "".join(c if c.isprintable() else " " for c in " ".join(entity.text.split()))
    return text if entity.name == text else f"{text} ({entity.name})"


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def conll(document: Document) -> Iterator[str]:
    """A token and its IOB2 tag a line, a blank line after each sentence.

    A token is tagged whole, with the particle attached to a name. Of entities that overlap,
    the first is told, of those that begin together the longest.
    """
    sentences, entities = iter(document.sentences), apart(document.entities)
    sentence, entity = next(sentences, None), next(entities, None)
    begun = False
    for token in document.tokens:
        while sentence is not None and sentence.end <= token.start:
            sentence = next(sentences, None)
            yield "\n"
        while entity is not None and entity.end <= token.start:
            entity, begun = next(entities, None), False
        tag = "O"
        if entity is not None and entity.start < token.end:
            tag = f"{'I' if begun else 'B'}-{entity.label}"
            begun = True
        yield f"{token.text}\t{tag}\n"
    if document.tokens:
        yield "\n"
