"""Arabic text in Polars: expressions and Series have `.ar` once this is imported.

>>> import polars as pl
>>> import warraq.polars
>>> frame = pl.DataFrame({"text": ["أَهْلاً بالعالَم", None]})
>>> frame.select(pl.col("text").ar.normalize()).to_series().to_list()
['اهلا بالعالم', None]

They are native expressions: Polars calls the compiled library, without Python, in eager and lazy
frames and in the streaming engine.
"""

from __future__ import annotations

import functools
import json
import operator
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Literal, SupportsIndex

import warraq
from warraq import _core
from warraq._extra import need
from warraq._shared import pipeline_of

need("polars", "polars")

import polars as pl  # noqa: E402
from polars.plugins import register_plugin_function  # noqa: E402

__all__ = ["ArabicExpr", "ArabicSeries"]

# What is asked of the core on no rows, so that wrong options are refused where they are written.
_NOTHING: list[str] = []

_Newlines = Literal["smart", "always", "never"]


@pl.api.register_expr_namespace("ar")
class ArabicExpr:
    """Text analytics of an expression of strings: `pl.col("text").ar`.

    Each method is elementwise: a row's answer depends on that row alone, so that it may stand in
    `group_by`, `over`, `filter` and streaming queries. The input may be String, Categorical, Enum
    or Null; a null gives null. Offsets are in characters of the row's text.

    What finds spans gives `List(Struct)`, null where the text is null, empty where nothing is
    found; `.explode()` and `.unnest()` make a long table of it. Names of a small set, as `label`
    and `kind`, are Categorical.

    Wrong options raise TypeError or ValueError where they are written. A column of another type
    raises `polars.exceptions.ComputeError`, which names it, when the schema is asked for or the
    query is run; so does a text that is refused, with its row.

    `nlp` is a `warraq.Pipeline`, by default `warraq.load()`. An expression with one of your own
    runs only in this process, which then keeps it: it cannot be serialized to run elsewhere.
    `threads` are those that one call uses: by default one where Polars says that its own are at
    work, else as `WARRAQ_NUM_THREADS` says, or one for each processor.
    """

    def __init__(self, expr: pl.Expr) -> None:
        self._expr = expr

    def normalize(
        self,
        preset: str | None = "search",
        *,
        threads: SupportsIndex | None = None,
        **options: str,
    ) -> pl.Expr:
        """The texts normalized, as String; `options` are as of `warraq.Normalizer`."""
        normalizer = warraq.Normalizer(preset, **options)
        normalizer.arrow(_NOTHING, threads=threads)
        return self._call("normalize", threads, rules=normalizer.options)

    def stem(self, algorithm: str = "light10", *, threads: SupportsIndex | None = None) -> pl.Expr:
        """The texts with stems for words, as String: see `warraq.stem`."""
        warraq.stem(_NOTHING, algorithm, threads=threads)
        return self._call("stem", threads, algorithm=algorithm)

    def contains(
        self,
        pattern: str,
        preset: str | None = "matching",
        *,
        whole_word: bool = False,
        threads: SupportsIndex | None = None,
    ) -> pl.Expr:
        """Whether each has `pattern`, a text, as Boolean: see `warraq.contains`."""
        warraq.contains(_NOTHING, pattern, preset, whole_word=whole_word, threads=threads)
        return self._call(
            "contains",
            threads,
            rules=warraq.Normalizer(preset).options,
            pattern=pattern,
            whole_word=bool(whole_word),
        )

    def transliterate(
        self,
        scheme: str = "buckwalter",
        *,
        to: Literal["latin", "arabic"] = "latin",
        unmapped: Literal["keep", "drop", "error"] = "keep",
        threads: SupportsIndex | None = None,
    ) -> pl.Expr:
        """The texts in other letters, as String: see `warraq.transliterate`."""
        warraq.transliterate(_NOTHING, scheme, to=to, unmapped=unmapped, threads=threads)
        return self._call("transliterate", threads, scheme=scheme, to=to, unmapped=unmapped)

    def tokens(
        self,
        columns: Iterable[str] | None = None,
        *,
        newlines: _Newlines = "smart",
        nlp: warraq.Pipeline | None = None,
        threads: SupportsIndex | None = None,
    ) -> pl.Expr:
        """The tokens: `start`, `end`, `text` and the `columns` asked for, by default `kind`.

        They are as of `warraq.Pipeline.tokens`.
        """
        names: Any = _kept(["kind"] if columns is None else columns)
        pipeline_of(nlp).tokens(_NOTHING, names, newlines=newlines, threads=threads)
        return self._call("tokens", threads, nlp, columns=names, newlines=newlines)

    def sentences(
        self,
        *,
        newlines: _Newlines = "smart",
        threads: SupportsIndex | None = None,
    ) -> pl.Expr:
        """The sentences: `start`, `end`, `text`."""
        pipeline_of(None).sentences(_NOTHING, newlines=newlines, threads=threads)
        return self._call("sentences", threads, newlines=newlines)

    def segments(
        self,
        scheme: Literal["d1", "d2", "atb", "d3"] = "atb",
        columns: Iterable[str] | None = None,
        *,
        newlines: _Newlines = "smart",
        nlp: warraq.Pipeline | None = None,
        threads: SupportsIndex | None = None,
    ) -> pl.Expr:
        """The clitic segments: `start`, `end`, `text`, `token`, `form`, `role` and the `columns`.

        They are as of `warraq.Pipeline.segments`.
        """
        names: Any = _kept([] if columns is None else columns)
        pipeline_of(nlp).segments(_NOTHING, scheme, names, newlines=newlines, threads=threads)
        return self._call("segments", threads, nlp, scheme=scheme, columns=names, newlines=newlines)

    def entities(
        self,
        *,
        clusters: bool = False,
        newlines: _Newlines = "smart",
        min_score: float = 0.0,
        nlp: warraq.Pipeline | None = None,
        threads: SupportsIndex | None = None,
    ) -> pl.Expr:
        """The named entities: `start`, `end`, `text`, `label`, `name`, `score`.

        With `clusters` also `cluster`; of a pipeline with rules or extra labels also `source`, with
        rules also `id`: see `warraq.Pipeline.entities`.
        """
        pipeline_of(nlp).entities(
            _NOTHING, clusters=clusters, newlines=newlines, min_score=min_score, threads=threads
        )
        return self._call(
            "entities",
            threads,
            nlp,
            clusters=bool(clusters),
            newlines=newlines,
            min_score=float(min_score),
        )

    def dates(
        self,
        *,
        anchor: pl.Expr | pl.Series | date | str | None = None,
        month_first: bool = False,
        on_error: Literal["raise", "null"] = "raise",
        nlp: warraq.Pipeline | None = None,
        threads: SupportsIndex | None = None,
    ) -> pl.Expr:
        """The dates: `start`, `end`, `text`, `kind`, `value`, …, `resolved_start`, `resolved_end`.

        They are as of `warraq.Pipeline.dates`. `anchor`, the day that relative dates are told from,
        is one day for all rows, a `datetime.date` or a string as `"2023-09-05"`, or an expression
        or a Series of dates, datetimes without a time zone or such strings, with null where there
        is none. (A column is `pl.col("day")`, not its name.) What is no day raises, with its row;
        with `on_error="null"` that row has no anchor.
        """
        given: pl.Expr | None = None
        if isinstance(anchor, pl.Series):
            given, anchor = pl.lit(anchor), None
        elif isinstance(anchor, pl.Expr):
            given, anchor = anchor, None
        elif anchor is not None and not isinstance(anchor, str) and hasattr(anchor, "__len__"):
            kind = type(anchor).__name__
            raise TypeError(
                "anchor must be a date, a string such as '2023-09-05' or an expression of them, "
                f"not {kind}"
            )
        pipeline_of(nlp).dates(
            _NOTHING, anchor=anchor, month_first=month_first, on_error=on_error, threads=threads
        )
        return self._call(
            "dates",
            threads,
            nlp,
            more=[] if given is None else [given],
            # Of a datetime the day; NumPy's is a string of them.
            anchor=None if anchor is None else str(anchor)[:10],
            month_first=bool(month_first),
            on_error=on_error,
        )

    def numbers(
        self, *, nlp: warraq.Pipeline | None = None, threads: SupportsIndex | None = None
    ) -> pl.Expr:
        """The numbers: `start`, `end`, `text`, `kind`, `value`, `upper`, …, `unit`, `currency`, ….

        They are as of `warraq.Pipeline.numbers`; values are Decimal(38, 18).
        """
        pipeline_of(nlp).numbers(_NOTHING, threads=threads)
        return self._call("numbers", threads, nlp)

    def quotes(
        self,
        *,
        newlines: _Newlines = "smart",
        nlp: warraq.Pipeline | None = None,
        threads: SupportsIndex | None = None,
    ) -> pl.Expr:
        """The quotations: `start`, `end`, `text`, `form`, `cue`, …, `speaker`, …, `depth`.

        They are as of `warraq.Pipeline.quotes`.
        """
        pipeline_of(nlp).quotes(_NOTHING, newlines=newlines, threads=threads)
        return self._call("quotes", threads, nlp, newlines=newlines)

    def _call(
        self,
        function: str,
        threads: SupportsIndex | None,
        nlp: warraq.Pipeline | Literal[False] | None = False,
        more: Iterable[pl.Expr] = (),
        **options: Any,
    ) -> pl.Expr:
        """An expression that calls that function of the library."""
        if nlp is not False:
            # The default goes without a number, so that another process has it, too.
            own = nlp is not None and nlp is not warraq.load()
            options["pipeline"] = nlp._number() if own and nlp is not None else None
        options["threads"] = None if threads is None else operator.index(threads)
        return register_plugin_function(
            plugin_path=_core.__file__,
            function_name=function,
            args=[self._expr, *more],
            # Polars pickles them, which the library reads only so far as to find one string.
            kwargs={"options": json.dumps(options)},
            is_elementwise=True,
        )


@pl.api.register_series_namespace("ar")
class ArabicSeries:
    """Text analytics of a Series of strings: `series.ar`.

    Each method of `ArabicExpr`, with the same arguments, gives a Series as long as this one, with
    its name.
    """

    def __init__(self, series: pl.Series) -> None:
        self._series = series


def _of_series(method: Callable[..., pl.Expr]) -> Callable[..., pl.Series]:
    @functools.wraps(method)
    def call(self: ArabicSeries, *args: Any, **options: Any) -> pl.Series:
        # Not by its name, which may mean other columns to Polars.
        expr = method(ArabicExpr(pl.first()), *args, **options)
        return self._series.to_frame().select(expr).to_series()

    return call


for _name, _method in list(vars(ArabicExpr).items()):
    if not _name.startswith("_"):
        setattr(ArabicSeries, _name, _of_series(_method))


def _kept(names: Iterable[str]) -> Iterable[str]:
    """Names that can be read more than once; a str is left for the core to refuse."""
    return names if isinstance(names, str) else list(names)
