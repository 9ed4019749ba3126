"""Arabic text in Dask: functions from DataFrame to DataFrame, and the accessor `.ar` of a Series.

>>> import dask.dataframe as dd
>>> import pandas as pd
>>> import warraq.dask
>>> news = pd.DataFrame({"id": ["a", "b"], "text": ["وصل الرئيس إلى القاهرة.", None]})
>>> news = dd.from_pandas(news, npartitions=2)
>>> warraq.dask.entities(news, "text").compute()[["id", "start", "text", "label"]]
  id  start     text label
0  a     15  القاهرة   LOC
>>> news["text"].ar.normalize().compute().tolist()
['وصل الرييس الي القاهره.', nan]

What all functions have in common:

`df` is a Dask DataFrame, `text` the name of a column of texts. Nothing is computed before Dask is
asked for it, partition by partition; what is wrong with the arguments is raised at once.

`layout="long"` gives one row a result: the columns that are kept, by default all but `text`, and
those of the result. `layout="lists"` gives one row a text: the columns that are kept, by default
all, and one named as the function, of arrays of dicts, None where the text is null. `keep` names
the columns to keep. The index is that of `df`, in the long layout repeated for each result. Where
its labels are not unique, as those of several files are not, keep a column that tells rows apart:
the column `row` of the other faces, a position in one partition, is left out. `start` and `end`
are in characters, counted from 0. Small sets of values are categorical, with known categories;
whole numbers and booleans that may be null are `Int64` and `boolean`; the rest is as of
`warraq.Table.to_pandas`.

`nlp` is the pipeline; by default `warraq.load()`. Each process makes it once. One loaded from a
file is loaded from the same path there. `threads` is that of one task: Dask runs as many tasks at
once as it has workers.

Nulls have no results. A row that is no text raises TypeError, ValueError or `warraq.DataError`
with the column and the label of the row; with `on_error="null"` it counts as null.

Raises KeyError for a column that is not there, TypeError for one of another type, ValueError for
a name that is there twice, for a kept column named as one of the result, and for an option's
value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import warraq
from warraq._extra import need
from warraq._shared import Shared, day_said

need("dask.dataframe", "dask")
need("pyarrow", "dask")

import pandas as pd  # noqa: E402
import pyarrow as pa  # noqa: E402
from dask.dataframe.extensions import register_series_accessor  # noqa: E402

if TYPE_CHECKING:
    import dask.dataframe as dd

__all__ = [
    "ArabicAccessor",
    "contains",
    "dates",
    "entities",
    "normalize",
    "numbers",
    "quotes",
    "segments",
    "sentences",
    "stem",
    "tokens",
    "transliterate",
]

_Layout: TypeAlias = Literal["long", "lists"]
_OnError: TypeAlias = Literal["raise", "null"]
_Newlines: TypeAlias = Literal["smart", "always", "never"]
_Script: TypeAlias = Literal["latin", "arabic"]
_Unmapped: TypeAlias = Literal["keep", "drop", "error"]

# It has what every layer finds, so that a table of it has all categories.
_SAMPLE = 'قال محمد علي في 5 مايو 2019 إنه باع "نحو" 3 كيلوغرامات في القاهرة.'


def entities(
    df: dd.DataFrame,
    text: str,
    *,
    keep: Iterable[str] | None = None,
    nlp: warraq.Pipeline | None = None,
    clusters: bool = False,
    newlines: _Newlines = "smart",
    min_score: float = 0.0,
    layout: _Layout = "long",
    threads: int | None = 1,
    on_error: _OnError = "raise",
) -> dd.DataFrame:
    """The entities of each text: `start`, `end` (int64), `text`, `label` (category), `name`,
    `score` (float32); with `clusters` also `cluster`; of a pipeline with rules or extra labels
    also `source`, with rules `id`.
    """
    options = {"clusters": clusters, "newlines": newlines, "min_score": min_score}
    return _of_frame(df, text, keep, _Layer("entities", options, nlp, layout, threads, on_error))


def tokens(
    df: dd.DataFrame,
    text: str,
    columns: Iterable[str] | None = None,
    *,
    keep: Iterable[str] | None = None,
    nlp: warraq.Pipeline | None = None,
    newlines: _Newlines = "smart",
    layout: _Layout = "long",
    threads: int | None = 1,
    on_error: _OnError = "raise",
) -> dd.DataFrame:
    """The tokens of each text: `start`, `end`, `text`, and the `columns` asked for, by default
    `kind` (category); also `is_stop` (bool), `pos` (category), `lemma`, `vocalized_lemma`,
    `features`.
    """
    options = {"columns": columns, "newlines": newlines}
    return _of_frame(df, text, keep, _Layer("tokens", options, nlp, layout, threads, on_error))


def sentences(
    df: dd.DataFrame,
    text: str,
    *,
    keep: Iterable[str] | None = None,
    nlp: warraq.Pipeline | None = None,
    newlines: _Newlines = "smart",
    layout: _Layout = "long",
    threads: int | None = 1,
    on_error: _OnError = "raise",
) -> dd.DataFrame:
    """The sentences of each text: `start`, `end`, `text`."""
    options = {"newlines": newlines}
    return _of_frame(df, text, keep, _Layer("sentences", options, nlp, layout, threads, on_error))


def segments(
    df: dd.DataFrame,
    text: str,
    scheme: str = "atb",
    columns: Iterable[str] | None = None,
    *,
    keep: Iterable[str] | None = None,
    nlp: warraq.Pipeline | None = None,
    newlines: _Newlines = "smart",
    layout: _Layout = "long",
    threads: int | None = 1,
    on_error: _OnError = "raise",
) -> dd.DataFrame:
    """The clitic segments of each text: `start`, `end`, `text`, `token` (the number of the token,
    from 0), `form`, `role` (category), and the `columns` asked for: `pos`, `lemma`,
    `vocalized_lemma`, `features`.
    """
    options = {"scheme": scheme, "columns": columns, "newlines": newlines}
    return _of_frame(df, text, keep, _Layer("segments", options, nlp, layout, threads, on_error))


def dates(
    df: dd.DataFrame,
    text: str,
    *,
    anchor: str | date | None = None,
    month_first: bool = False,
    keep: Iterable[str] | None = None,
    nlp: warraq.Pipeline | None = None,
    layout: _Layout = "long",
    threads: int | None = 1,
    on_error: _OnError = "raise",
) -> dd.DataFrame:
    """The dates of each text: `start`, `end`, `text`, `kind` (category), `value`, `granularity`,
    `calendar`, `modifier` (category), `alternative`, `reason` (category), `resolved_start` and
    `resolved_end` (datetime.date; the day after the last).

    `anchor` is the day that relative dates are told from: a day, as a datetime.date or written
    `2019-05-03`, or the name of a column
    of datetimes, dates or strings that begin with a date.
    """
    options = {"month_first": month_first}
    layer = _Layer("dates", options, nlp, layout, threads, on_error)
    return _of_frame(df, text, keep, layer, anchor)


def numbers(
    df: dd.DataFrame,
    text: str,
    *,
    keep: Iterable[str] | None = None,
    nlp: warraq.Pipeline | None = None,
    layout: _Layout = "long",
    threads: int | None = 1,
    on_error: _OnError = "raise",
) -> dd.DataFrame:
    """The numbers of each text: `start`, `end`, `text`, `kind` (category), `value`, `upper`
    (Decimal), `numerator`, `denominator`, `upper_numerator`, `upper_denominator` (Int64), `unit`,
    `currency`, `modifier` (category), `counted`, `reason` (category).
    """
    return _of_frame(df, text, keep, _Layer("numbers", {}, nlp, layout, threads, on_error))


def quotes(
    df: dd.DataFrame,
    text: str,
    *,
    keep: Iterable[str] | None = None,
    nlp: warraq.Pipeline | None = None,
    newlines: _Newlines = "smart",
    layout: _Layout = "long",
    threads: int | None = 1,
    on_error: _OnError = "raise",
) -> dd.DataFrame:
    """The quotations of each text: `start`, `end`, `text`, `form` (category), `cue`, `cue_start`,
    `cue_end` (Int64), `cue_lemma`, `speaker`, `speaker_start`, `speaker_end` (Int64),
    `speaker_name`, `explicit` (boolean), `depth`.
    """
    options = {"newlines": newlines}
    return _of_frame(df, text, keep, _Layer("quotes", options, nlp, layout, threads, on_error))


def normalize(
    df: dd.DataFrame,
    text: str,
    preset: str | None = "search",
    *,
    keep: Iterable[str] | None = None,
    threads: int | None = 1,
    on_error: _OnError = "raise",
    **options: str,
) -> dd.DataFrame:
    """The kept columns, by default all, and `normalized`, the text under a preset and options of
    normalization, in the dtype of the text.
    """
    normalizer = warraq.Normalizer(preset, **options)
    return _of_frame(df, text, keep, _Normalize(normalizer, threads, on_error))


def stem(
    df: dd.DataFrame,
    text: str,
    algorithm: str = "light10",
    *,
    keep: Iterable[str] | None = None,
    threads: int | None = 1,
    on_error: _OnError = "raise",
) -> dd.DataFrame:
    """The kept columns, by default all, and `stemmed`, the text with its words stemmed, in the
    dtype of the text.
    """
    return _of_frame(df, text, keep, _Stem(algorithm, threads, on_error))


def transliterate(
    df: dd.DataFrame,
    text: str,
    scheme: str = "buckwalter",
    *,
    to: _Script = "latin",
    unmapped: _Unmapped = "keep",
    keep: Iterable[str] | None = None,
    threads: int | None = 1,
    on_error: _OnError = "raise",
) -> dd.DataFrame:
    """The kept columns, by default all, and `transliterated`, the text in another script, in the
    dtype of the text.
    """
    work = _Transliterate(scheme, to, unmapped, threads, on_error)
    return _of_frame(df, text, keep, work)


def contains(
    df: dd.DataFrame,
    text: str,
    pattern: str,
    preset: str | None = "matching",
    *,
    whole_word: bool = False,
    keep: Iterable[str] | None = None,
    threads: int | None = 1,
    on_error: _OnError = "raise",
) -> dd.DataFrame:
    """The kept columns, by default all, and `contains` (boolean): whether the text has the pattern
    when both are normalized by the preset; null where the text is null.
    """
    normalizer = warraq.Normalizer(preset)
    work = _Contains(normalizer, pattern, whole_word, threads, on_error)
    return _of_frame(df, text, keep, work)


@register_series_accessor("ar")
class ArabicAccessor:
    """What warraq knows of a Series of texts: `series.ar`.

    The methods are the functions of this module without `df`, `text` and `keep`. Tables are
    DataFrames of the columns of the result alone, with the index repeated for each result; what
    has one value a text is a Series with the index and the name of the column. The `anchor` of
    `dates` may be a Series, too, partitioned as the texts are.
    """

    def __init__(self, series: dd.Series) -> None:
        try:
            _check(series.dtype, series.name)
        except TypeError as error:
            # As pandas does where an accessor does not fit.
            raise AttributeError(str(error)) from None
        self._series = series

    def entities(self, **options: Any) -> dd.DataFrame | dd.Series:
        """See `warraq.dask.entities`."""
        return _of_series(self._series, _layer("entities", **options))

    def tokens(
        self, columns: Iterable[str] | None = None, **options: Any
    ) -> dd.DataFrame | dd.Series:
        """See `warraq.dask.tokens`."""
        return _of_series(self._series, _layer("tokens", columns=columns, **options))

    def sentences(self, **options: Any) -> dd.DataFrame | dd.Series:
        """See `warraq.dask.sentences`."""
        return _of_series(self._series, _layer("sentences", **options))

    def segments(
        self, scheme: str = "atb", columns: Iterable[str] | None = None, **options: Any
    ) -> dd.DataFrame | dd.Series:
        """See `warraq.dask.segments`."""
        work = _layer("segments", scheme=scheme, columns=columns, **options)
        return _of_series(self._series, work)

    def dates(
        self, *, anchor: dd.Series | date | str | None = None, **options: Any
    ) -> dd.DataFrame | dd.Series:
        """See `warraq.dask.dates`."""
        return _of_series(self._series, _layer("dates", **options), anchor)

    def numbers(self, **options: Any) -> dd.DataFrame | dd.Series:
        """See `warraq.dask.numbers`."""
        return _of_series(self._series, _layer("numbers", **options))

    def quotes(self, **options: Any) -> dd.DataFrame | dd.Series:
        """See `warraq.dask.quotes`."""
        return _of_series(self._series, _layer("quotes", **options))

    def normalize(
        self,
        preset: str | None = "search",
        *,
        threads: int | None = 1,
        on_error: _OnError = "raise",
        **options: str,
    ) -> dd.Series:
        """The texts under a preset and options of normalization, in the dtype of the column."""
        normalizer = warraq.Normalizer(preset, **options)
        return _of_series(self._series, _Normalize(normalizer, threads, on_error))

    def stem(
        self,
        algorithm: str = "light10",
        *,
        threads: int | None = 1,
        on_error: _OnError = "raise",
    ) -> dd.Series:
        """The texts with their words stemmed, in the dtype of the column."""
        return _of_series(self._series, _Stem(algorithm, threads, on_error))

    def transliterate(
        self,
        scheme: str = "buckwalter",
        *,
        to: _Script = "latin",
        unmapped: _Unmapped = "keep",
        threads: int | None = 1,
        on_error: _OnError = "raise",
    ) -> dd.Series:
        """The texts in another script, in the dtype of the column."""
        work = _Transliterate(scheme, to, unmapped, threads, on_error)
        return _of_series(self._series, work)

    def contains(
        self,
        pattern: str,
        preset: str | None = "matching",
        *,
        whole_word: bool = False,
        na: bool | None = None,
        threads: int | None = 1,
        on_error: _OnError = "raise",
    ) -> dd.Series:
        """Whether texts have the pattern when both are normalized by the preset (boolean); nulls
        give `na`, by default null.
        """
        normalizer = warraq.Normalizer(preset)
        work = _Contains(normalizer, pattern, whole_word, threads, on_error, na)
        return _of_series(self._series, work)


# What is done with the texts of a partition: a table with the column `row`, or a Series with the
# index of the texts. Their names are those of the columns that the functions add.


class _Layer:
    def __init__(
        self,
        name: str,
        options: dict[str, Any],
        nlp: warraq.Pipeline | None,
        layout: _Layout,
        threads: int | None,
        on_error: _OnError,
    ) -> None:
        if options.get("columns") is not None and not isinstance(options["columns"], str):
            options = options | {"columns": list(options["columns"])}
        self.name = name
        self._options = options | {"layout": layout, "threads": threads, "on_error": on_error}
        # Dask has a bar of its own, over all tasks.
        self._options["progress"] = False
        self._shared = Shared(nlp)
        # The types of all columns, which a partition without results does not know.
        self._dtypes = self._found([_SAMPLE], None).dtypes

    def _found(self, texts: Any, anchor: Any) -> pd.DataFrame:
        options = self._options if anchor is None else self._options | {"anchor": anchor}
        table = getattr(self._shared.nlp, self.name)(texts, **options)
        frame = table.to_pandas()
        arrow = pa.table(table)
        for field in arrow.schema:
            if field.nullable and field.type in _NULLABLE:
                column = arrow.column(field.name)
                frame[field.name] = column.to_pandas(types_mapper=_NULLABLE.get).array
        return frame

    def __call__(self, texts: pd.Series, anchor: Any = None) -> pd.DataFrame | pd.Series:
        found = self._found(texts, anchor)
        if self._options["layout"] == "lists":
            return found[self.name].set_axis(texts.index)
        return found if len(found) else found.astype(self._dtypes)


_NULLABLE: dict[Any, Any] = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}


def _layer(
    name: str,
    *,
    nlp: warraq.Pipeline | None = None,
    layout: _Layout = "long",
    threads: int | None = 1,
    on_error: _OnError = "raise",
    **options: Any,
) -> _Layer:
    return _Layer(name, options, nlp, layout, threads, on_error)


@dataclass(frozen=True)
class _Normalize:
    normalizer: warraq.Normalizer
    threads: int | None
    on_error: _OnError
    name = "normalized"

    def __call__(self, texts: pd.Series) -> pd.Series:
        how: Any = {"threads": self.threads, "on_error": self.on_error}
        return _as_given(self.normalizer.arrow(texts, **how), texts)


@dataclass(frozen=True)
class _Stem:
    algorithm: str
    threads: int | None
    on_error: _OnError
    name = "stemmed"

    def __call__(self, texts: pd.Series) -> pd.Series:
        how: Any = {"threads": self.threads, "on_error": self.on_error}
        return _as_given(warraq.stem(texts, self.algorithm, **how), texts)


@dataclass(frozen=True)
class _Transliterate:
    scheme: str
    to: _Script
    unmapped: _Unmapped
    threads: int | None
    on_error: _OnError
    name = "transliterated"

    def __call__(self, texts: pd.Series) -> pd.Series:
        how: Any = {"threads": self.threads, "on_error": self.on_error}
        how |= {"to": self.to, "unmapped": self.unmapped}
        return _as_given(warraq.transliterate(texts, self.scheme, **how), texts)


@dataclass(frozen=True)
class _Contains:
    normalizer: warraq.Normalizer
    pattern: str
    whole_word: bool
    threads: int | None
    on_error: _OnError
    na: bool | None = None
    name = "contains"

    def __call__(self, texts: pd.Series) -> pd.Series:
        how: Any = {"threads": self.threads, "on_error": self.on_error}
        found = self.normalizer.contains(texts, self.pattern, whole_word=self.whole_word, **how)
        answers = pa.table(found).column(0)
        if self.na is not None:
            answers = answers.fill_null(self.na)
        null = answers.is_null().to_numpy()
        return pd.Series(
            pd.arrays.BooleanArray(answers.fill_null(False).to_numpy(), null), texts.index
        )


def _as_given(column: warraq.Column, texts: pd.Series) -> pd.Series:
    dtype = texts.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        dtype = dtype.categories.dtype
    return column.to_pandas().astype(dtype).set_axis(texts.index)


_Work: TypeAlias = Callable[..., Any]


def _of_series(series: dd.Series, work: Any, anchor: Any = None) -> Any:
    """What `work` finds in a Series."""
    if not (anchor is None or isinstance(anchor, date | str) or hasattr(anchor, "_meta")):
        raise TypeError(f"anchor must be a day or a Series of Dask, not {type(anchor).__name__}")
    meta = series._meta
    anchors = () if anchor is None else (anchor,)
    empty = [getattr(each, "_meta", each) for each in anchors]
    made = _series(meta, work, series.name, *empty)
    return series.map_partitions(_series, work, series.name, *anchors, meta=made)


def _series(texts: pd.Series, work: Any, name: Any, *anchor: Any) -> Any:
    # By label, as in pandas; where labels are there twice only the same index will do.
    anchor = tuple(
        one.reindex(texts.index)
        if isinstance(one, pd.Series) and not one.index.equals(texts.index)
        else one
        for one in anchor
    )
    found = _worked(work, texts, name, *anchor)
    if isinstance(found, pd.Series):
        return found.rename(name)
    rows = found.pop("row").to_numpy()
    return found.set_axis(texts.index[rows])


def _of_frame(
    df: dd.DataFrame, text: str, keep: Iterable[str] | None, work: Any, anchor: Any = None
) -> dd.DataFrame:
    """The kept columns of a DataFrame beside what `work` finds in one."""
    _check(_column(df, text).dtype, text)
    if isinstance(keep, str):
        raise TypeError(f"keep must be a list of names, not the str {keep!r}")
    if keep is None:
        long = isinstance(work, _Layer) and work._options["layout"] == "long"
        names = [name for name in df.columns if not (long and name == text)]
    else:
        names = list(dict.fromkeys(keep))
    for name in names:
        _column(df, name)
    if not (anchor is None or isinstance(anchor, date | str)):
        raise TypeError(
            f"anchor must be a day or the name of a column, not {type(anchor).__name__}"
        )
    if isinstance(anchor, str) and anchor not in df.columns:
        anchor = day_said(anchor, df.columns)
    # Only what is used is read.
    used = dict.fromkeys([text, *names, *([anchor] if isinstance(anchor, str) else [])])
    df = df[list(used)]
    made = _frame(df._meta, work, text, names, anchor)
    return df.map_partitions(_frame, work, text, names, anchor, meta=made)


def _frame(frame: pd.DataFrame, work: Any, text: str, names: list[str], anchor: Any) -> Any:
    if isinstance(anchor, str):
        anchor = frame[anchor]
    found = _worked(work, frame[text], text, *([] if anchor is None else [anchor]))
    kept = frame[names]
    if isinstance(found, pd.Series):
        found = found.to_frame(work.name)
    else:
        kept = kept.take(found.pop("row").to_numpy())
    for name in kept.columns:
        if name in found.columns:
            raise ValueError(
                f"column {name!r} is also one of the result: rename it, or name with keep=[…] the"
                " columns to keep"
            )
    return pd.concat([kept, found.set_axis(kept.index)], axis=1)


def _worked(work: _Work, texts: pd.Series, name: Any, *anchor: Any) -> Any:
    """What is wrong with a row is told with its column and label."""
    try:
        return work(texts, *anchor)
    except (TypeError, ValueError, warraq.DataError) as error:
        row = getattr(error, "row", None)
        if row is None:
            raise
        reason = str(error).removeprefix(f"row {row}: ")
        place = f"column {name!r}, row {texts.index[row]!r} (number {row} of its partition)"
        raise type(error)(f"{place}: {reason}") from error


def _column(df: dd.DataFrame, name: str) -> dd.Series:
    """A column of the DataFrame, which says if it is not there."""
    if list(df.columns).count(name) > 1:
        raise ValueError(f"column {name!r} is there twice")
    return df[name]


def _check(dtype: Any, name: Any) -> None:
    """An empty column is a column of texts for the core, whatever its type."""
    values = dtype.categories.dtype if isinstance(dtype, pd.CategoricalDtype) else dtype
    if isinstance(values, pd.ArrowDtype):
        arrow = values.pyarrow_dtype
        arrow = arrow.value_type if pa.types.is_dictionary(arrow) else arrow
        fits = arrow in (pa.string(), pa.large_string(), pa.string_view(), pa.null())
    else:
        fits = isinstance(values, pd.StringDtype) or pd.api.types.is_object_dtype(values)
    if not fits:
        raise TypeError(f"column {name!r} must be of texts, not {dtype}")
