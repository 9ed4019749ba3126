"""A pipeline that travels between processes, and is made once in each."""

from __future__ import annotations

import pickle
from functools import lru_cache
from typing import Any

import warraq


class Shared:
    """Holds a pipeline; tasks that unpickle it one after another have the same."""

    def __init__(self, nlp: warraq.Pipeline | None) -> None:
        if nlp is None:
            nlp = warraq.load()
        if not isinstance(nlp, warraq.Pipeline):
            raise TypeError(f"nlp must be a Pipeline or None, not {type(nlp).__name__}")
        self.nlp = nlp

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpickled, (pickle.dumps(self.nlp),)


# A process may work for several pipelines at a time; that of long ago is not kept.
@lru_cache(maxsize=4)
def _unpickled(pickled: bytes) -> Shared:
    return Shared(pickle.loads(pickled))
