"""Arabic text in pandas: importing this gives each Series of texts the accessor `.ar`.

>>> import pandas as pd
>>> import warraq.pandas
>>> news = pd.Series(["وصل الرئيس إلى القاهرة.", None], index=["a", "b"])
>>> news.ar.entities()[["row", "start", "end", "text", "label"]]
   row  start  end     text label
a    0     15   22  القاهرة   LOC

`ArabicAccessor` says what all of its methods have in common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import warraq
from warraq._extra import need
from warraq._shared import pipeline_of

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa
else:
    pd = need("pandas", "pandas")
    pa = need("pyarrow", "pandas")
    np = need("numpy", "pandas")

__all__ = ["ArabicAccessor"]

_Layout: TypeAlias = Literal["long", "lists"]
_Newlines: TypeAlias = Literal["smart", "always", "never"]
_OnError: TypeAlias = Literal["raise", "null"]
_Scheme: TypeAlias = Literal["d1", "d2", "atb", "d3"]

# The numbers of the categories of a column's rows, -1 where there is none.
_Codes: TypeAlias = "np.ndarray[Any, np.dtype[np.intp]]"


@pd.api.extensions.register_series_accessor("ar")  # type: ignore[untyped-decorator, unused-ignore]
class ArabicAccessor:
    """What warraq knows of a Series of texts: `series.ar`.

    **Columns.** The dtype is object, `str`, `string` of either storage, an `ArrowDtype` of strings
    or of a dictionary of strings, or a category of texts, of which each category is computed once,
    however many rows have it. A column of floats in which all is NaN, as an empty column of a file
    is read, counts as nulls. Any other raises AttributeError, as `.str` does.

    **One result a row.** `normalize`, `stem`, `transliterate`, `segment`, `contains`, `replace` and
    `annotate` give a Series with the index and the name of the column. Texts come in the dtype
    that the column has, those of a category in the dtype of the categories. Nulls stay null.

    **Tables.** `tokens`, `segments`, `sentences`, `entities`, `numbers`, `dates`, `quotes` and
    `find` give a DataFrame with one row a result. Its index is that of the column, each label
    repeated for every result of its row, as `explode` does it, so that `join` and
    `groupby(level=0)` work; its first column `row` (int64) is the number of the row in the
    column, from 0, which tells rows apart whose labels are the same. `start` and `end` are
    characters of that row's text, `text[start:end]` (int64). Texts are what pandas makes of
    Arrow's strings (`str`; before pandas 3 object), small sets of values are categorical, and
    whole numbers that may be null `Int64`. A table without rows has all its columns. With
    `layout="lists"` they give a Series instead, with the index and name of the column: of each
    text an array of dicts, None where the text is null. Of an Arrow-backed column all results
    are Arrow-backed.

    **Options.** `nlp` is the pipeline; by default `warraq.load()`, which is loaded once. `threads`
    is a number of threads; by default `WARRAQ_NUM_THREADS`, or one for each processor. `progress`
    says whether a bar is shown; by default of long work where somebody sees it. A row that is no
    text raises TypeError, ValueError (a lone surrogate) or `warraq.DataError` (invalid UTF-8) with
    the name of the column, the number of the row, which is also the exception's `row`, and its
    label; with `on_error="null"` it counts as null. What else methods raise, those of
    `warraq.Pipeline` raise, too.
    """

    def __init__(self, series: pd.Series) -> None:
        if not _holds_texts(series):
            raise AttributeError(_refusal(series))
        self._series = series

    def normalize(
        self,
        preset: str | None = "search",
        *,
        threads: int | None = None,
        on_error: _OnError = "raise",
        **options: str,
    ) -> pd.Series:
        """The texts normalized as `warraq.Normalizer(preset, **options)` does."""
        normalizer = warraq.Normalizer(preset, **options)
        # From str to str there is a shorter way than by Arrow.
        is_object = pd.api.types.is_object_dtype(_text_dtype(self._series.dtype))
        work: Any = normalizer.map if is_object else normalizer.arrow
        return self._texts(lambda it: work(it, threads=threads, on_error=on_error))

    def stem(
        self,
        algorithm: str = "light10",
        *,
        threads: int | None = None,
        on_error: _OnError = "raise",
    ) -> pd.Series:
        """The texts with each word replaced by its stem, as `warraq.stem` does."""
        return self._texts(
            lambda it: warraq.stem(it, algorithm, threads=threads, on_error=on_error)
        )

    def transliterate(
        self,
        scheme: str = "buckwalter",
        *,
        to: Literal["latin", "arabic"] = "latin",
        unmapped: Literal["keep", "drop", "error"] = "keep",
        threads: int | None = None,
        on_error: _OnError = "raise",
    ) -> pd.Series:
        """The texts in another script, as `warraq.transliterate` does."""
        options: Any = {"to": to, "unmapped": unmapped, "threads": threads, "on_error": on_error}
        return self._texts(lambda it: warraq.transliterate(it, scheme, **options))

    def segment(
        self,
        scheme: _Scheme = "atb",
        *,
        newlines: _Newlines = "smart",
        nlp: warraq.Pipeline | None = None,
        threads: int | None = None,
        on_error: _OnError = "raise",
        progress: bool | None = None,
    ) -> pd.Series:
        """The texts with their words taken apart: the forms of the segments of each word with +
        between, as `warraq segment` prints them, and a space between tokens.

        `segments` has their places.
        """
        pipeline = pipeline_of(nlp)

        def work(column: Any) -> pa.ChunkedArray:
            return _joined(
                pipeline.segments(
                    column,
                    scheme,
                    newlines=newlines,
                    layout="lists",
                    threads=threads,
                    on_error=on_error,
                    progress=progress,
                )
            )

        return self._texts(work)

    def contains(
        self,
        pattern: str,
        preset: str | None = "matching",
        *,
        whole_word: bool = False,
        na: bool | None = None,
        threads: int | None = None,
        on_error: _OnError = "raise",
    ) -> pd.Series:
        """Whether texts contain the pattern, both normalized by the preset: `إلى` is found as
        `الي`.

        The pattern is no regular expression. With `whole_word` it is found as whole words only.
        Nulls give `na`; by default what `.str.contains` gives: False of `str`, else null, in a
        Series of bool, `boolean`, Arrow's bool, or object.

        Raises ValueError if nothing of the pattern is left when it is normalized.
        """
        if na is None or (pd.api.types.is_scalar(na) and pd.isna(na)):
            na = None
        elif not isinstance(na, bool | np.bool_):
            raise TypeError(f"na must be a bool or null, not {type(na).__name__}")
        normalizer = warraq.Normalizer(preset)
        series, dtype = self._series, _text_dtype(self._series.dtype)
        values, codes = _distinct(series)
        with self._naming(codes):
            found = normalizer.contains(
                _column(values), pattern, whole_word=whole_word, threads=threads, on_error=on_error
            )
        answers = found.to_arrow().column(0)
        null = answers.is_null().to_numpy()
        contained = answers.fill_null(False).to_numpy()
        if codes is not None:
            contained = np.append(contained, False)[codes]
            null = np.append(null, True)[codes]
        result: Any = contained
        if na is not None:
            result[null] = na
            null[:] = False
        if isinstance(dtype, pd.ArrowDtype):
            result = pd.ArrowDtype(pa.bool_()).__from_arrow__(pa.array(contained, mask=null))
        elif isinstance(dtype, pd.StringDtype):
            if dtype.na_value is pd.NA:
                result = pd.arrays.BooleanArray(contained, null)
        elif null.any():
            result = contained.astype(object)
            given = _nulls(series).copy()
            # What was no text, and counts as null, is not given back.
            given[~np.asarray(pd.isna(given))] = None
            result[null] = given[null]
        return self._series_of(result)

    def find(
        self,
        pattern: str,
        preset: str | None = "matching",
        *,
        whole_word: bool = False,
        threads: int | None = None,
        on_error: _OnError = "raise",
    ) -> pd.DataFrame:
        """Where texts have the pattern, as `warraq.find` says: `row`, `start`, `end` and `text`, as
        it is written there, with one row a match.

        Raises ValueError if nothing of the pattern is left when it is normalized.
        """
        find = warraq.Normalizer(preset).find
        options: Any = {"whole_word": whole_word, "threads": threads, "on_error": on_error}
        return self._frame_of(lambda column: find(column, pattern, **options))

    def replace(
        self,
        pattern: str,
        replacement: str,
        preset: str | None = "matching",
        *,
        whole_word: bool = False,
        threads: int | None = None,
        on_error: _OnError = "raise",
    ) -> pd.Series:
        """The texts with the replacement for what `find` finds, the rest as it is: see
        `warraq.replace`.
        """
        replace = warraq.Normalizer(preset).replace
        options: Any = {"whole_word": whole_word, "threads": threads, "on_error": on_error}
        return self._texts(lambda column: replace(column, pattern, replacement, **options))

    def annotate(
        self,
        *,
        newlines: _Newlines = "smart",
        min_score: float = 0.0,
        nlp: warraq.Pipeline | None = None,
        threads: int | None = None,
        on_error: _OnError = "raise",
    ) -> pd.Series:
        """The `warraq.Document` of each text, None where the text is null, in a Series of object.

        Tables hold the same in far less memory. Rows of one category share one document.
        """
        values, codes = _distinct(self._series)
        pipe = pipeline_of(nlp).pipe
        options: Any = {"newlines": newlines, "min_score": min_score, "threads": threads}
        filled = np.flatnonzero(~np.asarray(pd.isna(values)))
        texts = values.to_numpy(dtype=object)[filled]
        documents = np.full(len(values), None, object)
        with self._naming(codes, filled):
            documents[filled] = np.fromiter(
                pipe(texts, on_error=on_error, **options), object, len(texts)
            )
        return self._series_of(documents if codes is None else _take(documents, codes))

    def tokens(
        self,
        columns: Iterable[str] | None = None,
        *,
        newlines: _Newlines = "smart",
        layout: _Layout = "long",
        nlp: warraq.Pipeline | None = None,
        threads: int | None = None,
        on_error: _OnError = "raise",
        progress: bool | None = None,
    ) -> pd.DataFrame | pd.Series:
        """The tokens of each text: `row`, `start`, `end`, `text` and the `columns` asked for, by
        default "kind" (category); also "is_stop" (bool), "pos" (category), "lemma",
        "vocalized_lemma", "features".
        """
        return self._table(
            "tokens",
            layout,
            nlp,
            columns=columns,
            newlines=newlines,
            threads=threads,
            on_error=on_error,
            progress=progress,
        )

    def segments(
        self,
        scheme: _Scheme = "atb",
        columns: Iterable[str] | None = None,
        *,
        newlines: _Newlines = "smart",
        layout: _Layout = "long",
        nlp: warraq.Pipeline | None = None,
        threads: int | None = None,
        on_error: _OnError = "raise",
        progress: bool | None = None,
    ) -> pd.DataFrame | pd.Series:
        """The clitic segments of each text: `row`, `start`, `end`, `text`, `token` (the number of
        its token in its text, int64), `form`, `role` (category), and the `columns` asked for:
        "pos" (category), "lemma", "vocalized_lemma", "features".
        """
        return self._table(
            "segments",
            layout,
            nlp,
            scheme=scheme,
            columns=columns,
            newlines=newlines,
            threads=threads,
            on_error=on_error,
            progress=progress,
        )

    def sentences(
        self,
        *,
        newlines: _Newlines = "smart",
        layout: _Layout = "long",
        nlp: warraq.Pipeline | None = None,
        threads: int | None = None,
        on_error: _OnError = "raise",
        progress: bool | None = None,
    ) -> pd.DataFrame | pd.Series:
        """The sentences of each text: `row`, `start`, `end`, `text`."""
        return self._table(
            "sentences",
            layout,
            nlp,
            newlines=newlines,
            threads=threads,
            on_error=on_error,
            progress=progress,
        )

    def entities(
        self,
        *,
        clusters: bool = False,
        newlines: _Newlines = "smart",
        min_score: float = 0.0,
        layout: _Layout = "long",
        nlp: warraq.Pipeline | None = None,
        threads: int | None = None,
        on_error: _OnError = "raise",
        progress: bool | None = None,
    ) -> pd.DataFrame | pd.Series:
        """The names in each text: `row`, `start`, `end`, `text`, `label` (category), `name`,
        `score` (float32); with `clusters` also `cluster` (int64); of a pipeline with rules or
        extra labels also `source` (category), of one with rules `id`.
        """
        return self._table(
            "entities",
            layout,
            nlp,
            clusters=clusters,
            newlines=newlines,
            min_score=min_score,
            threads=threads,
            on_error=on_error,
            progress=progress,
        )

    def numbers(
        self,
        *,
        layout: _Layout = "long",
        nlp: warraq.Pipeline | None = None,
        threads: int | None = None,
        on_error: _OnError = "raise",
        progress: bool | None = None,
    ) -> pd.DataFrame | pd.Series:
        """The numbers in each text: `row`, `start`, `end`, `text`, `kind` (category), `value` and
        `upper` (Decimal), `numerator`, `denominator`, `upper_numerator` and `upper_denominator`
        (Int64), `unit`, `currency`, `modifier` (category), `counted`, `reason` (category).
        """
        return self._table(
            "numbers", layout, nlp, threads=threads, on_error=on_error, progress=progress
        )

    def dates(
        self,
        *,
        anchor: Any = None,
        month_first: bool = False,
        layout: _Layout = "long",
        nlp: warraq.Pipeline | None = None,
        threads: int | None = None,
        on_error: _OnError = "raise",
        progress: bool | None = None,
    ) -> pd.DataFrame | pd.Series:
        """The dates in each text: `row`, `start`, `end`, `text`, `kind` (category), `value`,
        `granularity`, `calendar` and `modifier` (category), `alternative`, `reason` (category),
        `resolved_start` and `resolved_end` (`datetime.date`: the first day and the day after the
        last).

        `anchor` is the day that relative dates are told from, for all rows, or a column of days. A
        Series is aligned by its index: with other labels than the column's, rows that it lacks
        have no anchor. Any other column is as long as this one.

        Raises ValueError if an anchor is no date, and if a Series is to be aligned in which labels
        repeat.
        """
        if isinstance(anchor, pd.Series) and not anchor.index.equals(self._series.index):
            anchor = anchor.reindex(self._series.index)
        # With an anchor of its own a row has dates of its own, whatever its category.
        whole = not pd.api.types.is_scalar(anchor)
        return self._table(
            "dates",
            layout,
            nlp,
            whole,
            anchor=anchor,
            month_first=month_first,
            threads=threads,
            on_error=on_error,
            progress=progress,
        )

    def quotes(
        self,
        *,
        newlines: _Newlines = "smart",
        layout: _Layout = "long",
        nlp: warraq.Pipeline | None = None,
        threads: int | None = None,
        on_error: _OnError = "raise",
        progress: bool | None = None,
    ) -> pd.DataFrame | pd.Series:
        """The quotations in each text: `row`, `start`, `end`, `text`, `form` (category), `cue`,
        `cue_start` and `cue_end` (Int64), `cue_lemma`, `speaker`, `speaker_start` and
        `speaker_end` (Int64), `speaker_name`, `explicit` (boolean), `depth` (int64).
        """
        return self._table(
            "quotes",
            layout,
            nlp,
            newlines=newlines,
            threads=threads,
            on_error=on_error,
            progress=progress,
        )

    def names(
        self,
        label: str | None = None,
        *,
        newlines: _Newlines = "smart",
        min_score: float = 0.0,
        nlp: warraq.Pipeline | None = None,
        threads: int | None = None,
        on_error: _OnError = "raise",
        progress: bool | None = None,
    ) -> pd.DataFrame:
        """What the entities of the whole column are called, the most frequent first: `name`,
        `label` (category), `count` and `rows` (int64), `variants` (arrays of str). The index is 0,
        1, 2, …

        Raises ValueError for a label that the pipeline does not give.
        """
        values, _ = _distinct(self._series, whole=True)
        with self._naming(None):
            found = pipeline_of(nlp).names(
                _column(values),
                label,
                newlines=newlines,
                min_score=min_score,
                threads=threads,
                on_error=on_error,
                progress=progress,
            )
        return _frame(found, _text_dtype(self._series.dtype))

    def _texts(self, work: Callable[[Any], Any]) -> pd.Series:
        """What `work` makes of a column of texts, in this column's dtype."""
        values, codes = _distinct(self._series)
        with self._naming(codes):
            texts = work(_column(values))
        dtype = _text_dtype(self._series.dtype)
        if isinstance(dtype, pd.ArrowDtype | pd.StringDtype):
            texts = pa.chunked_array(texts)
            if isinstance(dtype, pd.ArrowDtype):
                texts = texts.cast(dtype.pyarrow_dtype)
            result = dtype.__from_arrow__(texts)
            return self._series_of(result if codes is None else result.take(codes, allow_fill=True))
        result = np.empty(len(values), object)
        result[:] = texts
        if codes is not None:
            result = _take(result, codes)
        nulls = _nulls(self._series)
        null = pd.isna(nulls)
        result[null] = nulls[null]
        return self._series_of(result)

    def _table(
        self,
        method: str,
        layout: _Layout,
        nlp: warraq.Pipeline | None,
        whole: bool = False,
        **options: Any,
    ) -> pd.DataFrame | pd.Series:
        """What a method of the pipeline finds in this column."""

        def find(column: Any) -> Any:
            return getattr(pipeline_of(nlp), method)(column, layout=layout, **options)

        if layout == "lists":
            values, codes = _distinct(self._series, whole)
            with self._naming(codes):
                found = find(_column(values))
            lists = _frame(found, _text_dtype(self._series.dtype))[method].array
            if isinstance(lists, pd.arrays.NumpyExtensionArray):
                lists = lists.to_numpy()
            return self._series_of(lists if codes is None else _take(lists, codes))
        return self._frame_of(find, whole)

    def _frame_of(self, find: Callable[[Any], Any], whole: bool = False) -> pd.DataFrame:
        """What is found in this column, with one row a find."""
        series = self._series
        values, codes = _distinct(series, whole)
        with self._naming(codes):
            found = find(_column(values))
        frame = _frame(found, _text_dtype(series.dtype))
        rows = frame["row"].to_numpy()
        if codes is not None:
            # Of the results of each category as many copies as it has rows.
            counts = np.append(np.bincount(rows, minlength=len(values)), 0)
            starts = np.cumsum(counts) - counts
            copies = counts[codes]
            before = np.cumsum(copies) - copies
            rows = np.repeat(np.arange(len(codes)), copies)
            frame = frame.iloc[np.arange(len(rows)) + (starts[codes] - before)[rows]]
            frame = frame.assign(row=pd.array(rows, dtype=frame["row"].dtype))
        return frame.set_axis(series.index.take(rows))

    def _series_of(self, values: Any) -> pd.Series:
        return pd.Series(
            values,
            index=self._series.index,
            name=self._series.name,
            # Nothing is guessed from what is in it.
            dtype=values.dtype,
            copy=False,
        )

    @contextmanager
    def _naming(self, codes: _Codes | None, places: Any = None) -> Iterator[None]:
        """Puts the column and the label into errors that name a row of those with these codes, or
        of these places among them."""
        try:
            yield
        except (TypeError, ValueError, warraq.DataError) as error:
            row = getattr(error, "row", None)
            if row is not None:
                message = str(error).removeprefix(f"row {row}: ")
                if places is not None:
                    row = int(places[row])
                if codes is not None:
                    row = int(np.flatnonzero(codes == row)[0])
                label = self._series.index[row : row + 1].tolist()[0]
                place = f"row {row} (index {label!r})"
                if self._series.name is not None:
                    place = f"column {self._series.name!r}, {place}"
                error.args = (f"{place}: {message}",)
                error.row = row  # type: ignore[union-attr]
            raise


def _is_text(arrow: pa.DataType) -> bool:
    types = pa.types
    if types.is_dictionary(arrow):
        return _is_text(arrow.value_type)
    is_text = types.is_string(arrow) or types.is_large_string(arrow) or types.is_string_view(arrow)
    return bool(is_text or types.is_null(arrow))


def _holds_texts(series: pd.Series) -> bool:
    """By its dtype: of object that is seen only when it is read."""
    dtype = series.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return len(dtype.categories) == 0 or _holds_texts(dtype.categories.to_series())
    if isinstance(dtype, pd.ArrowDtype) and _is_text(dtype.pyarrow_dtype):
        return True
    if isinstance(dtype, pd.StringDtype) or pd.api.types.is_object_dtype(dtype):
        return True
    return bool(pd.api.types.is_float_dtype(dtype) and series.isna().all())


def _refusal(series: pd.Series) -> str:
    name, dtype = series.name, series.dtype
    column = "this column" if name is None else f"column {name!r}"
    hint = ""
    if isinstance(dtype, pd.ArrowDtype):
        arrow = dtype.pyarrow_dtype
        if pa.types.is_binary(arrow) or pa.types.is_large_binary(arrow):
            hint = ": decode it first"
        elif pa.types.is_nested(arrow):
            hint = ": explode it, or join its elements"
    return f"can only use .ar with texts, and {column} is {dtype}{hint}"


def _text_dtype(dtype: Any) -> Any:
    """The dtype of texts that are made of a column of this one."""
    if isinstance(dtype, pd.CategoricalDtype):
        return _text_dtype(dtype.categories.dtype)
    if isinstance(dtype, pd.ArrowDtype):
        arrow = dtype.pyarrow_dtype
        if pa.types.is_dictionary(arrow):
            arrow = arrow.value_type
        known = _is_text(arrow) and not pa.types.is_null(arrow)
        return pd.ArrowDtype(arrow if known else pa.string())
    if isinstance(dtype, pd.StringDtype) or pd.api.types.is_object_dtype(dtype):
        return dtype
    # Of nulls alone.
    return pd.Series([], dtype=str).dtype


def _distinct(series: pd.Series, whole: bool = False) -> tuple[Any, _Codes | None]:
    """The categories that rows have, and the number of that of each row; of another column its
    texts.

    If the `whole` column is asked for, categories are its texts, too.
    """
    dtype = series.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        codes, values = series.cat.codes.to_numpy(), dtype.categories.array
    elif isinstance(dtype, pd.ArrowDtype) and pa.types.is_dictionary(dtype.pyarrow_dtype):
        column = pa.chunked_array(pa.array(series.array)).combine_chunks()
        codes = column.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        values = _text_dtype(dtype).__from_arrow__(column.dictionary)
    else:
        return series.array, None
    if whole:
        return values.take(codes, allow_fill=True), None
    # Part of a column has often few of the categories. Index -1 is the last.
    used = np.zeros(len(values) + 1, bool)
    used[codes] = True
    numbers = np.append(np.cumsum(used[:-1]) - 1, -1)
    return values[used[:-1]], numbers[codes]


def _column(values: Any) -> Any:
    """An array of pandas as the engine reads it, without a copy."""
    dtype = values.dtype
    if isinstance(dtype, pd.ArrowDtype) and _is_text(dtype.pyarrow_dtype):
        return pa.array(values)
    if isinstance(dtype, pd.StringDtype) and dtype.storage != "python":
        return pa.array(values)
    if dtype.kind == "O":
        # Not by way of Arrow, which does not say which row it refuses.
        return values.to_numpy(dtype=object).tolist()
    return pa.nulls(len(values))


def _take(values: Any, codes: _Codes) -> Any:
    """The values of these numbers, null for -1."""
    if not isinstance(values, np.ndarray):
        return values.take(codes, allow_fill=True)
    padded = np.empty(len(values) + 1, object)
    padded[:-1] = values
    return padded[codes]


def _nulls(series: pd.Series) -> Any:
    """The values of a column, whose nulls may be None, NaN or pandas.NA: they stay what they
    are."""
    return series.to_numpy(dtype=object)


def _frame(table: warraq.Table, dtype: Any) -> pd.DataFrame:
    if isinstance(dtype, pd.ArrowDtype):
        return pa.table(table).to_pandas(types_mapper=pd.ArrowDtype)
    return table.to_pandas()


def _joined(lists: warraq.Table) -> pa.ChunkedArray:
    """Of lists of segments the texts that they are."""
    from pyarrow import compute

    texts = []
    for chunk in pa.table(lists)["segments"].chunks:
        ends = chunk.offsets.to_numpy()
        token = compute.struct_field(chunk.values, "token").to_numpy()
        # What stands after each segment: nothing after the last of a text.
        after = np.ones(len(token), np.int8)
        after[:-1] = token[1:] != token[:-1]
        after[ends[1:][ends[1:] > ends[:-1]] - 1] = 2
        pieces = compute.binary_join_element_wise(
            compute.struct_field(chunk.values, "form"),
            pa.array(["+", " ", ""], pa.large_string()).take(pa.array(after)),
            pa.scalar("", pa.large_string()),
        )
        # They follow each other in memory, so that a text is all from its first to its last.
        _, offsets, data = pieces.buffers()
        offsets = np.frombuffer(offsets, np.int64)[ends]
        buffers = [chunk.is_valid().buffers()[1], pa.py_buffer(offsets), data]
        texts.append(pa.Array.from_buffers(pa.large_string(), len(chunk), buffers))
    return pa.chunked_array(texts, pa.large_string())
