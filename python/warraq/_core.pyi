import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import (
    Any,
    ClassVar,
    Literal,
    Protocol,
    SupportsIndex,
    TypeAlias,
    TypedDict,
    final,
    overload,
)

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
from typing_extensions import CapsuleType

__all__ = [
    "Aligned",
    "Column",
    "DataError",
    "Date",
    "Document",
    "Entity",
    "EntityRules",
    "Match",
    "ModelError",
    "Normalizer",
    "Number",
    "Person",
    "Pipe",
    "Pipeline",
    "Quote",
    "Reader",
    "Segment",
    "Sentence",
    "Speaker",
    "Table",
    "Token",
    "WarraqError",
    "__version__",
    "cards",
    "contains",
    "cross_validate_pos",
    "evaluate_dates",
    "evaluate_lemma",
    "evaluate_names",
    "evaluate_ner",
    "evaluate_numbers",
    "evaluate_pos",
    "evaluate_segmenter",
    "evaluate_sentences",
    "evaluate_values",
    "extend_ner",
    "find",
    "is_stop",
    "load",
    "ner_errors",
    "normalize",
    "number_words",
    "options",
    "presets",
    "replace",
    "segment",
    "sentences",
    "stem",
    "stop_words",
    "tokenize",
    "train_ner",
    "train_pos",
    "train_segmenter",
    "transliterate",
    "visual_order",
]

__version__: str

class _ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...

class _ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: Any = None) -> Any: ...

_Path: TypeAlias = str | os.PathLike[str]

#: Record batches of one column, as pyarrow.RecordBatchReader.
class _BatchReader(Protocol):
    def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...
    def read_next_batch(self) -> object: ...

_Column: TypeAlias = _ArrowStream | _ArrowArray | Iterable[object]
_Policy: TypeAlias = Literal["rules", "model", "both"]
_WordRow: TypeAlias = tuple[Any, ...] | list[Any]
_Conflict: TypeAlias = Literal["error", "first"]
_ExtraLabel: TypeAlias = Literal["NORP", "TITLE"]

# A text, bytes of its UTF-8, and characters.
_Place: TypeAlias = tuple[str, tuple[int, int], tuple[int, int]]

# A date, a datetime, or a string that begins with a date of ISO 8601.
_Day: TypeAlias = date | str
_DateKind: TypeAlias = Literal["date", "time", "duration", "set", "range"]
_NumberKind: TypeAlias = Literal[
    "cardinal",
    "ordinal",
    "fraction",
    "percent",
    "money",
    "measure",
    "range",
    "phone",
    "identifier",
]
_Scheme: TypeAlias = Literal["d1", "d2", "atb", "d3"]
_Newlines: TypeAlias = Literal["smart", "always", "never"]

_SegmentColumn: TypeAlias = Literal["pos", "lemma", "vocalized_lemma", "features"]
_TokenColumn: TypeAlias = Literal["kind", "is_stop"] | _SegmentColumn

class WarraqError(Exception): ...

class ModelError(WarraqError):
    path: str | None

class DataError(WarraqError):
    path: str | None
    line: int | None
    row: int | None

@final
class Token:
    @property
    def text(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def parts(self) -> tuple[Match, ...]: ...
    @property
    def segments(self) -> tuple[Segment, ...] | None: ...
    @property
    def pos(self) -> str | None: ...
    @property
    def lemma(self) -> str | None: ...
    @property
    def vocalized_lemma(self) -> str | None: ...
    @property
    def features(self) -> dict[str, str] | None: ...
    @property
    def is_stop(self) -> bool: ...
    @staticmethod
    def _restore(place: _Place, kind: str) -> Token: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Segment:
    @property
    def text(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def form(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def pos(self) -> str: ...
    @property
    def lemma(self) -> str: ...
    @property
    def vocalized_lemma(self) -> str: ...
    @property
    def features(self) -> dict[str, str]: ...
    @staticmethod
    def _restore(
        place: _Place,
        form: str,
        role: str,
        pos: str,
        lemmas: tuple[str, str],
        features: str,
    ) -> Segment: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Sentence:
    @property
    def text(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @staticmethod
    def _restore(place: _Place) -> Sentence: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Match:
    @property
    def text(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @staticmethod
    def _restore(place: _Place) -> Match: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Entity:
    @property
    def text(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def label(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def score(self) -> float: ...
    @property
    def cluster(self) -> int | None: ...
    @property
    def canonical(self) -> str | None: ...
    @property
    def title(self) -> Match | None: ...
    @property
    def source(self) -> Literal["model", "rules", "lists"]: ...
    @property
    def id(self) -> str | None: ...
    @property
    def metadata(self) -> dict[str, Any] | None: ...
    @staticmethod
    def _restore(
        place: _Place,
        label: str,
        name: str,
        score: float,
        rule: tuple[int, str | None, str | None] | None = None,
    ) -> Entity: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class EntityRules:
    def __new__(
        cls, rules: Mapping[str, _Column], *, conflict: _Conflict = "error"
    ) -> EntityRules: ...
    @staticmethod
    def from_patterns(
        patterns: Iterable[dict[str, Any]], *, conflict: _Conflict = "error"
    ) -> EntityRules: ...
    @staticmethod
    def from_file(path: _Path, *, conflict: _Conflict = "error") -> EntityRules: ...
    @staticmethod
    def from_column(
        column: _Column, label: str, ids: _Column | None = None, *, conflict: _Conflict = "error"
    ) -> EntityRules: ...
    def to_patterns(self) -> list[dict[str, Any]]: ...
    @property
    def labels(self) -> tuple[str, ...]: ...
    def __len__(self) -> int: ...
    def __copy__(self) -> EntityRules: ...
    def __deepcopy__(self, _memo: Any, /) -> EntityRules: ...
    @staticmethod
    def _restore(bytes: bytes) -> EntityRules: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Person:
    @property
    def name(self) -> str: ...
    @property
    def cluster(self) -> int: ...
    @property
    def mentions(self) -> tuple[Entity, ...]: ...
    @property
    def titles(self) -> tuple[Match, ...]: ...
    @staticmethod
    def _restore(
        name: str, cluster: int, mentions: tuple[Entity, ...], titles: tuple[Match, ...]
    ) -> Person: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Number:
    @property
    def text(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def kind(self) -> _NumberKind: ...
    @property
    def value(self) -> int | Decimal | Fraction | None: ...
    @property
    def upper(self) -> int | Decimal | Fraction | None: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def modifier(self) -> str | None: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def currency(self) -> str | None: ...
    @property
    def counted(self) -> Match | None: ...
    @staticmethod
    def _restore(place: _Place, state: tuple[Any, ...]) -> Number: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Date:
    @property
    def text(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def kind(self) -> _DateKind: ...
    @property
    def value(self) -> str | None: ...
    @property
    def iso(self) -> str | None: ...
    @property
    def alternatives(self) -> list[str]: ...
    @property
    def granularity(self) -> str | None: ...
    @property
    def calendar(self) -> Literal["gregorian", "hijri"] | None: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def modifier(self) -> str | None: ...
    @property
    def resolved(self) -> tuple[date, date] | None: ...
    @staticmethod
    def _restore(place: _Place, state: tuple[Any, ...]) -> Date: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Speaker:
    @property
    def text(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def explicit(self) -> bool: ...
    @staticmethod
    def _restore(
        place: tuple[str, tuple[int, int], tuple[int, int]], name: str, explicit: bool
    ) -> Speaker: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Quote:
    @property
    def text(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def outer(self) -> Match: ...
    @property
    def form(self) -> Literal["direct", "indirect"]: ...
    @property
    def cue(self) -> Match | None: ...
    @property
    def cue_lemma(self) -> str | None: ...
    @property
    def speaker(self) -> Speaker | None: ...
    @property
    def parts(self) -> tuple[Match, ...]: ...
    @property
    def depth(self) -> int: ...
    @staticmethod
    def _restore(
        place: tuple[str, tuple[int, int], tuple[int, int]],
        outer: Match,
        form: str,
        cue: tuple[Match | None, str | None],
        speaker: Speaker | None,
        parts: tuple[tuple[Match, ...], int],
    ) -> Quote: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Document:
    @property
    def text(self) -> str: ...
    @property
    def tokens(self) -> tuple[Token, ...]: ...
    @property
    def sentences(self) -> tuple[Sentence, ...]: ...
    @property
    def entities(self) -> tuple[Entity, ...]: ...
    @property
    def people(self) -> tuple[Person, ...]: ...
    @property
    def quotes(self) -> tuple[Quote, ...]: ...
    @property
    def nationalities(self) -> tuple[Match, ...]: ...
    @property
    def numbers(self) -> tuple[Number, ...]: ...
    @property
    def dates(self) -> tuple[Date, ...]: ...
    def resolve(self, anchor: _Day) -> tuple[Date, ...]: ...
    def to_dict(
        self,
        *,
        morphology: bool = True,
        numbers: bool = False,
        dates: bool = False,
        anchor: _Day | None = None,
        quotes: bool = False,
    ) -> dict[str, Any]: ...
    def to_json(
        self,
        *,
        morphology: bool = True,
        numbers: bool = False,
        dates: bool = False,
        anchor: _Day | None = None,
        quotes: bool = False,
    ) -> str: ...
    def to_conllu(self, id: str | None = None) -> str: ...
    def __copy__(self) -> Document: ...
    def __deepcopy__(self, _memo: Any, /) -> Document: ...
    @staticmethod
    def _restore(pipeline: Pipeline, text: str, layers: str) -> Document: ...
    def _repr_html_(self) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Normalizer:
    def __new__(cls, preset: str | None = "search", **options: str) -> Normalizer: ...
    @property
    def preset(self) -> str | None: ...
    @property
    def options(self) -> dict[str, str]: ...
    def __call__(self, text: str, /) -> str: ...
    @overload
    def arrow(  # type: ignore[overload-overlap]
        self,
        column: _BatchReader | Reader,
        *,
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
    ) -> Reader: ...
    @overload
    def arrow(
        self,
        column: _ArrowStream | _ArrowArray | Iterable[object],
        *,
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
    ) -> Column: ...
    def map(
        self,
        column: _ArrowStream | _ArrowArray | Iterable[object],
        *,
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
    ) -> list[str | None]: ...
    def align(self, text: str, /) -> Aligned: ...
    @overload
    def find(  # type: ignore[overload-overlap]
        self,
        text: str,
        pattern: str,
        *,
        whole_word: bool = False,
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
    ) -> list[Match]: ...
    @overload
    def find(  # type: ignore[overload-overlap]
        self,
        text: _BatchReader | Reader,
        pattern: str,
        *,
        whole_word: bool = False,
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
    ) -> Reader: ...
    @overload
    def find(
        self,
        text: _ArrowStream | _ArrowArray | Iterable[object],
        pattern: str,
        *,
        whole_word: bool = False,
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
    ) -> Table: ...
    @overload
    def contains(  # type: ignore[overload-overlap]
        self,
        text: str,
        pattern: str,
        *,
        whole_word: bool = False,
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
    ) -> bool: ...
    @overload
    def contains(  # type: ignore[overload-overlap]
        self,
        text: _BatchReader | Reader,
        pattern: str,
        *,
        whole_word: bool = False,
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
    ) -> Reader: ...
    @overload
    def contains(
        self,
        text: _ArrowStream | _ArrowArray | Iterable[object],
        pattern: str,
        *,
        whole_word: bool = False,
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
    ) -> Table: ...
    @overload
    def replace(  # type: ignore[overload-overlap]
        self,
        text: str,
        pattern: str,
        replacement: str,
        *,
        whole_word: bool = False,
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
    ) -> str: ...
    @overload
    def replace(  # type: ignore[overload-overlap]
        self,
        text: _BatchReader | Reader,
        pattern: str,
        replacement: str,
        *,
        whole_word: bool = False,
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
    ) -> Reader: ...
    @overload
    def replace(
        self,
        text: _ArrowStream | _ArrowArray | Iterable[object],
        pattern: str,
        replacement: str,
        *,
        whole_word: bool = False,
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
    ) -> Column: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Aligned:
    @property
    def source(self) -> str: ...
    @property
    def text(self) -> str: ...
    def to_source(self, start: int, end: int) -> tuple[int, int]: ...
    def to_normalized(self, start: int, end: int) -> tuple[int, int]: ...
    def source_spans(self) -> list[tuple[int, int]]: ...
    def then(self, next: Aligned, /) -> Aligned: ...

@final
class Pipe(Iterator[Document | None]):
    def __iter__(self) -> Pipe: ...
    def __next__(self) -> Document | None: ...

@final
class Pipeline:
    def __call__(
        self, text: str, /, *, newlines: _Newlines = "smart", min_score: float = 0.0
    ) -> Document: ...
    @overload
    def pipe(
        self,
        texts: Iterable[object],
        *,
        newlines: _Newlines = "smart",
        min_score: float = 0.0,
        batch_size: int = 256,
        threads: SupportsIndex | None = None,
        on_error: Literal["raise"] = "raise",
    ) -> Iterator[Document]: ...
    @overload
    def pipe(
        self,
        texts: Iterable[object],
        *,
        newlines: _Newlines = "smart",
        min_score: float = 0.0,
        batch_size: int = 256,
        threads: SupportsIndex | None = None,
        on_error: Literal["null"],
    ) -> Iterator[Document | None]: ...
    @overload
    def entities(  # type: ignore[overload-overlap]
        self,
        column: _BatchReader | Reader,
        *,
        clusters: bool = False,
        newlines: _Newlines = "smart",
        min_score: float = 0.0,
        layout: Literal["long", "lists"] = "long",
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
        progress: bool | None = None,
    ) -> Reader: ...
    @overload
    def entities(
        self,
        column: _ArrowStream | _ArrowArray | Iterable[object],
        *,
        clusters: bool = False,
        newlines: _Newlines = "smart",
        min_score: float = 0.0,
        layout: Literal["long", "lists"] = "long",
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
        progress: bool | None = None,
    ) -> Table: ...
    @overload
    def quotes(  # type: ignore[overload-overlap]
        self,
        column: _BatchReader | Reader,
        *,
        newlines: _Newlines = "smart",
        layout: Literal["long", "lists"] = "long",
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
        progress: bool | None = None,
    ) -> Reader: ...
    @overload
    def quotes(
        self,
        column: _ArrowStream | _ArrowArray | Iterable[object],
        *,
        newlines: _Newlines = "smart",
        layout: Literal["long", "lists"] = "long",
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
        progress: bool | None = None,
    ) -> Table: ...
    @overload
    def dates(  # type: ignore[overload-overlap]
        self,
        column: _BatchReader | Reader,
        *,
        anchor: _Day | _ArrowStream | _ArrowArray | Iterable[object] | None = None,
        month_first: bool = False,
        layout: Literal["long", "lists"] = "long",
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
        progress: bool | None = None,
    ) -> Reader: ...
    @overload
    def dates(
        self,
        column: _ArrowStream | _ArrowArray | Iterable[object],
        *,
        anchor: _Day | _ArrowStream | _ArrowArray | Iterable[object] | None = None,
        month_first: bool = False,
        layout: Literal["long", "lists"] = "long",
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
        progress: bool | None = None,
    ) -> Table: ...
    @overload
    def numbers(  # type: ignore[overload-overlap]
        self,
        column: _BatchReader | Reader,
        *,
        layout: Literal["long", "lists"] = "long",
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
        progress: bool | None = None,
    ) -> Reader: ...
    @overload
    def numbers(
        self,
        column: _ArrowStream | _ArrowArray | Iterable[object],
        *,
        layout: Literal["long", "lists"] = "long",
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
        progress: bool | None = None,
    ) -> Table: ...
    def alternatives(
        self, text: str, n: int = 5, *, newlines: _Newlines = "smart"
    ) -> list[list[tuple[float, tuple[Entity, ...]]]]: ...
    def names(
        self,
        column: _ArrowStream | _ArrowArray | Iterable[object],
        label: str | None = None,
        *,
        newlines: _Newlines = "smart",
        min_score: float = 0.0,
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
        progress: bool | None = None,
    ) -> Table: ...
    @overload
    def tokens(  # type: ignore[overload-overlap]
        self,
        column: _BatchReader | Reader,
        columns: Iterable[_TokenColumn] | None = None,
        *,
        newlines: _Newlines = "smart",
        layout: Literal["long", "lists"] = "long",
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
        progress: bool | None = None,
    ) -> Reader: ...
    @overload
    def tokens(
        self,
        column: _ArrowStream | _ArrowArray | Iterable[object],
        columns: Iterable[_TokenColumn] | None = None,
        *,
        newlines: _Newlines = "smart",
        layout: Literal["long", "lists"] = "long",
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
        progress: bool | None = None,
    ) -> Table: ...
    @overload
    def sentences(  # type: ignore[overload-overlap]
        self,
        column: _BatchReader | Reader,
        *,
        newlines: _Newlines = "smart",
        layout: Literal["long", "lists"] = "long",
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
        progress: bool | None = None,
    ) -> Reader: ...
    @overload
    def sentences(
        self,
        column: _ArrowStream | _ArrowArray | Iterable[object],
        *,
        newlines: _Newlines = "smart",
        layout: Literal["long", "lists"] = "long",
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
        progress: bool | None = None,
    ) -> Table: ...
    def segment(
        self, text: str, scheme: _Scheme = "atb", *, newlines: _Newlines = "smart"
    ) -> tuple[Segment, ...]: ...
    @overload
    def segments(  # type: ignore[overload-overlap]
        self,
        column: _BatchReader | Reader,
        scheme: _Scheme = "atb",
        columns: Iterable[_SegmentColumn] | None = None,
        *,
        newlines: _Newlines = "smart",
        layout: Literal["long", "lists"] = "long",
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
        progress: bool | None = None,
    ) -> Reader: ...
    @overload
    def segments(
        self,
        column: _ArrowStream | _ArrowArray | Iterable[object],
        scheme: _Scheme = "atb",
        columns: Iterable[_SegmentColumn] | None = None,
        *,
        newlines: _Newlines = "smart",
        layout: Literal["long", "lists"] = "long",
        threads: SupportsIndex | None = None,
        on_error: Literal["raise", "null"] = "raise",
        progress: bool | None = None,
    ) -> Table: ...
    def add_entities(
        self,
        rules: EntityRules | Mapping[str, _Column] | Iterable[dict[str, Any]],
        policy: _Policy = "rules",
    ) -> Pipeline: ...
    @property
    def rules(self) -> tuple[tuple[EntityRules, _Policy], ...]: ...
    def add_words(
        self,
        words: _Path | Mapping[str, Any] | Iterable[_WordRow],
    ) -> Pipeline: ...
    @property
    def words(self) -> tuple[tuple[str, ...], ...]: ...
    def update(
        self,
        sentences: _Path | Iterable[tuple[Iterable[str], Iterable[str]]],
        *,
        weight: float = 1.0,
    ) -> Pipeline: ...
    def add_labels(self, labels: _ExtraLabel | Iterable[_ExtraLabel]) -> Pipeline: ...
    @property
    def extra_labels(self) -> tuple[_ExtraLabel, ...]: ...
    def save(self, path: _Path) -> None: ...
    def _number(self) -> int: ...
    @staticmethod
    def _restore(
        model: _Path,
        rules: list[tuple[EntityRules, _Policy]],
        labels: Iterable[_ExtraLabel] | None = None,
        change: bytes | None = None,
        words: Iterable[_WordRow] | None = None,
    ) -> Pipeline: ...
    @property
    def labels(self) -> tuple[str, ...]: ...
    @property
    def metadata(self) -> dict[str, Any]: ...
    @property
    def model(self) -> str: ...
    def __copy__(self) -> Pipeline: ...
    def __deepcopy__(self, _memo: Any, /) -> Pipeline: ...

@final
class Column(Sequence[str | None]):
    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, row: SupportsIndex, /) -> str | None: ...
    @overload
    def __getitem__(self, row: slice, /) -> Column: ...
    def __iter__(self) -> Iterator[str | None]: ...
    def __contains__(self, value: object, /) -> bool: ...
    def index(self, value: object, start: int = 0, stop: int = ...) -> int: ...
    def count(self, value: object) -> int: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]
    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]: ...
    def __arrow_c_stream__(self, requested_schema: object = None) -> CapsuleType: ...
    def to_arrow(self) -> pa.ChunkedArray: ...
    def to_polars(self) -> pl.Series: ...
    def to_pandas(self) -> pd.Series: ...
    def to_pylist(self) -> list[str | None]: ...
    @staticmethod
    def _restore(texts: list[str | None], index: Any, name: Any) -> Column: ...

@final
class Table:
    def __len__(self) -> int: ...
    @property
    def column_names(self) -> tuple[str, ...]: ...
    def __arrow_c_stream__(self, requested_schema: object = None) -> CapsuleType: ...
    def __arrow_c_schema__(self) -> CapsuleType: ...
    def to_arrow(self) -> pa.Table: ...
    def to_polars(self) -> pl.DataFrame: ...
    def to_pandas(self) -> pd.DataFrame: ...
    def to_dict(self) -> dict[str, list[Any]]: ...
    def to_pylist(self) -> list[dict[str, Any]]: ...
    def slice(self, offset: int = 0, length: int | None = None) -> Table: ...
    @staticmethod
    def _restore(stream: bytes, index: Any) -> Table: ...
    def _repr_html_(self) -> str: ...

@final
class Reader:
    @property
    def column_names(self) -> tuple[str, ...]: ...
    def __iter__(self) -> Reader: ...
    def __next__(self) -> Table: ...
    def close(self) -> None: ...
    def __arrow_c_stream__(self, requested_schema: object = None) -> CapsuleType: ...
    def __arrow_c_schema__(self) -> CapsuleType: ...
    def to_arrow(self) -> pa.RecordBatchReader: ...

class _NerFiles(TypedDict):
    train: list[str]
    dev: str | None
    raw: list[str]
    persons: list[str]
    places: list[str]
    transliterated: list[str]
    proper_nouns: list[str]
    hints: list[str]
    others: list[str]
    silver: list[str]

class _ExtensionFiles(TypedDict):
    train: list[str]
    dev: str | None
    weight: float

class _SegmenterFiles(TypedDict):
    segments: list[str]
    names: tuple[str, str] | None
    raw: list[str]
    frequencies: list[str]
    persons: list[str]
    places: list[str]
    transliterated: list[str]
    proper_nouns: list[str]
    verbs: list[str]
    adjectives: list[str]
    plurals: list[str]
    dev: str | None
    folds: int

class _PosFiles(TypedDict):
    treebanks: list[str]
    raw: list[str]
    persons: list[str]
    places: list[str]
    transliterated: list[str]
    proper_nouns: list[str]
    lexicon: list[str]
    hints: list[str]
    plurals: list[str]

class _Description(TypedDict):
    licence: str
    sources: list[tuple[str, str]]
    command: str
    date: str

def train_ner(
    files: _NerFiles,
    output: _Path,
    description: _Description,
    progress: Callable[[str], object],
    base: _Path | None = None,
) -> dict[str, Any] | None: ...
def extend_ner(
    files: _ExtensionFiles,
    output: _Path,
    description: _Description,
    progress: Callable[[str], object],
    base: _Path | None = None,
) -> dict[str, Any] | None: ...
def train_segmenter(
    files: _SegmenterFiles,
    output: _Path,
    description: _Description,
    progress: Callable[[str], object],
    base: _Path | None = None,
) -> dict[str, Any]: ...
def train_pos(
    files: _PosFiles,
    cross_validate: int,
    output: _Path,
    description: _Description,
    progress: Callable[[str], object],
    base: _Path | None = None,
) -> dict[str, Any] | None: ...
def cross_validate_pos(
    pipeline: Pipeline, files: _PosFiles, folds: int, progress: Callable[[str], object]
) -> dict[str, Any]: ...
def evaluate_pos(pipeline: Pipeline, file: _Path) -> dict[str, Any]: ...
def evaluate_lemma(pipeline: Pipeline, file: _Path) -> dict[str, Any]: ...
def evaluate_ner(
    pipeline: Pipeline, file: _Path, train: _Path | None = None, against: Pipeline | None = None
) -> dict[str, Any]: ...
def ner_errors(pipeline: Pipeline, file: _Path, train: _Path | None = None) -> dict[str, Any]: ...
def evaluate_sentences(file: _Path) -> dict[str, Any]: ...
def evaluate_names(file: _Path) -> dict[str, Any]: ...
def evaluate_dates(pipeline: Pipeline, file: _Path) -> dict[str, Any]: ...
def evaluate_numbers(pipeline: Pipeline, file: _Path) -> dict[str, Any]: ...
def evaluate_values(file: _Path) -> list[dict[str, Any]]: ...
def evaluate_segmenter(pipeline: Pipeline, file: _Path) -> dict[str, Any]: ...
def cards() -> list[tuple[str, str]]: ...
def load(model: _Path = "default") -> Pipeline: ...
def normalize(text: str, preset: str | None = "search") -> str: ...
@overload
def find(  # type: ignore[overload-overlap]
    text: str,
    pattern: str,
    preset: str | None = "matching",
    *,
    whole_word: bool = False,
    threads: SupportsIndex | None = None,
    on_error: Literal["raise", "null"] = "raise",
) -> list[Match]: ...
@overload
def find(  # type: ignore[overload-overlap]
    text: _BatchReader | Reader,
    pattern: str,
    preset: str | None = "matching",
    *,
    whole_word: bool = False,
    threads: SupportsIndex | None = None,
    on_error: Literal["raise", "null"] = "raise",
) -> Reader: ...
@overload
def find(
    text: _ArrowStream | _ArrowArray | Iterable[object],
    pattern: str,
    preset: str | None = "matching",
    *,
    whole_word: bool = False,
    threads: SupportsIndex | None = None,
    on_error: Literal["raise", "null"] = "raise",
) -> Table: ...
@overload
def contains(  # type: ignore[overload-overlap]
    text: str,
    pattern: str,
    preset: str | None = "matching",
    *,
    whole_word: bool = False,
    threads: SupportsIndex | None = None,
    on_error: Literal["raise", "null"] = "raise",
) -> bool: ...
@overload
def contains(  # type: ignore[overload-overlap]
    text: _BatchReader | Reader,
    pattern: str,
    preset: str | None = "matching",
    *,
    whole_word: bool = False,
    threads: SupportsIndex | None = None,
    on_error: Literal["raise", "null"] = "raise",
) -> Reader: ...
@overload
def contains(
    text: _ArrowStream | _ArrowArray | Iterable[object],
    pattern: str,
    preset: str | None = "matching",
    *,
    whole_word: bool = False,
    threads: SupportsIndex | None = None,
    on_error: Literal["raise", "null"] = "raise",
) -> Table: ...
@overload
def replace(  # type: ignore[overload-overlap]
    text: str,
    pattern: str,
    replacement: str,
    preset: str | None = "matching",
    *,
    whole_word: bool = False,
    threads: SupportsIndex | None = None,
    on_error: Literal["raise", "null"] = "raise",
) -> str: ...
@overload
def replace(  # type: ignore[overload-overlap]
    text: _BatchReader | Reader,
    pattern: str,
    replacement: str,
    preset: str | None = "matching",
    *,
    whole_word: bool = False,
    threads: SupportsIndex | None = None,
    on_error: Literal["raise", "null"] = "raise",
) -> Reader: ...
@overload
def replace(
    text: _ArrowStream | _ArrowArray | Iterable[object],
    pattern: str,
    replacement: str,
    preset: str | None = "matching",
    *,
    whole_word: bool = False,
    threads: SupportsIndex | None = None,
    on_error: Literal["raise", "null"] = "raise",
) -> Column: ...
def visual_order(text: str, /) -> list[Match]: ...

class _Option(TypedDict):
    group: str
    doc: str
    values: dict[str, str]

def options() -> dict[str, _Option]: ...
def presets() -> dict[str, str]: ...
def segment(
    text: str, scheme: _Scheme = "atb", *, newlines: _Newlines = "smart"
) -> tuple[Segment, ...]: ...
@overload
def stem(  # type: ignore[overload-overlap]
    text: str,
    algorithm: str = "light10",
    *,
    threads: SupportsIndex | None = None,
    on_error: Literal["raise", "null"] = "raise",
) -> str: ...
@overload
def stem(  # type: ignore[overload-overlap]
    text: _BatchReader | Reader,
    algorithm: str = "light10",
    *,
    threads: SupportsIndex | None = None,
    on_error: Literal["raise", "null"] = "raise",
) -> Reader: ...
@overload
def stem(
    text: _ArrowStream | _ArrowArray | Iterable[object],
    algorithm: str = "light10",
    *,
    threads: SupportsIndex | None = None,
    on_error: Literal["raise", "null"] = "raise",
) -> Column: ...
def stop_words(name: str = "all") -> frozenset[str]: ...
def is_stop(word: str, name: str = "all") -> bool: ...
def number_words(
    number: SupportsIndex,
    gender: Literal["masculine", "feminine"] = "masculine",
    case: Literal["nominative", "accusative", "genitive"] = "nominative",
) -> str: ...
def tokenize(text: str) -> tuple[Token, ...]: ...
def sentences(text: str, *, newlines: _Newlines = "smart") -> tuple[Sentence, ...]: ...
@overload
def transliterate(  # type: ignore[overload-overlap]
    text: str,
    scheme: str = "buckwalter",
    *,
    to: Literal["latin", "arabic"] = "latin",
    unmapped: Literal["keep", "drop", "error"] = "keep",
    threads: SupportsIndex | None = None,
    on_error: Literal["raise", "null"] = "raise",
) -> str: ...
@overload
def transliterate(  # type: ignore[overload-overlap]
    text: _BatchReader | Reader,
    scheme: str = "buckwalter",
    *,
    to: Literal["latin", "arabic"] = "latin",
    unmapped: Literal["keep", "drop", "error"] = "keep",
    threads: SupportsIndex | None = None,
    on_error: Literal["raise", "null"] = "raise",
) -> Reader: ...
@overload
def transliterate(
    text: _ArrowStream | _ArrowArray | Iterable[object],
    scheme: str = "buckwalter",
    *,
    to: Literal["latin", "arabic"] = "latin",
    unmapped: Literal["keep", "drop", "error"] = "keep",
    threads: SupportsIndex | None = None,
    on_error: Literal["raise", "null"] = "raise",
) -> Column: ...
