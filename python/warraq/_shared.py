"""What faces share: the pipeline of a call, in other processes made once in each, and anchors."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

import warraq


def pipeline_of(nlp: warraq.Pipeline | None) -> warraq.Pipeline:
    """The pipeline of a call, by default `warraq.load()`.

    Raises TypeError for what is no pipeline.
    """
    if nlp is None:
        return warraq.load()
    if not isinstance(nlp, warraq.Pipeline):
        raise TypeError(f"nlp must be a Pipeline or None, not {type(nlp).__name__}")
    return nlp


class Shared:
    """Holds a pipeline; tasks that unpickle it one after another have the same."""

    def __init__(self, nlp: warraq.Pipeline | None) -> None:
        self.nlp = pipeline_of(nlp)

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpickled, (pickle.dumps(self.nlp),)


# A process may work for several pipelines at a time; that of long ago is not kept.
@lru_cache(maxsize=4)
def _unpickled(pickled: bytes) -> Shared:
    return Shared(pickle.loads(pickled))


def day_said(anchor: str, columns: Iterable[Any]) -> date:
    """The day that an anchor says which is the name of no column.

    Raises ValueError if it is no day, either.
    """
    try:
        return date.fromisoformat(anchor)
    except ValueError:
        known = ", ".join(repr(column) for column in columns)
        message = f"anchor {anchor!r} is neither a day, such as '2023-09-05', nor a column: {known}"
        raise ValueError(message) from None
