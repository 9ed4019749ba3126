"""Arabic text in Spark: functions from DataFrame to DataFrame, and functions for SQL.

>>> import warraq.spark as ar                               # doctest: +SKIP
>>> ar.entities(news, "text", keep=["id"])                  # doctest: +SKIP
DataFrame[id: bigint, start: bigint, end: bigint, text: string, label: string, …]
>>> ar.register(spark)                                      # doctest: +SKIP
>>> spark.sql("SELECT id, ar_normalize(text) FROM news")    # doctest: +SKIP

What all functions have in common:

`df` is any DataFrame, `text` the name of a column of strings. Names are resolved as Spark does,
but a dot in one is part of it. Work is done when Spark asks for it, task by task, by
`mapInArrow`; what is wrong with the arguments is raised at once.

`layout="long"` gives one row a result: the columns that are kept, by default all but `text`, and
those of the result, without the column `row` of the other faces, as rows of a DataFrame have no
number. Keep what identifies a row. `layout="lists"` gives one row a text: the columns that are
kept, by default all, and one named as the function, a list of structs, null where the text is
null. `keep` names the columns to keep. `start` and `end` are in characters, counted from 0.

`nlp` is the pipeline; by default `warraq.load()`. Each Python worker makes it once. One loaded
from a file is loaded from the same path there. `threads` is that of one task: Spark runs as many
tasks at once as it has cores.

Null texts have no results. A text that is not valid UTF-8 is an error that names the column, the
partition and the row in it; with `on_error="null"` it counts as null.

Raises AnalysisException for a column that is not there or ambiguous, and for two of the same name
in what is returned; PySparkTypeError for a column of another type; ValueError for an option's
value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import warraq
from warraq._extra import need
from warraq._shared import Shared, day_said

need("pyspark", "spark")
need("pyarrow", "spark")

import pyarrow as pa  # noqa: E402
from pyspark.errors import AnalysisException, PySparkTypeError  # noqa: E402
from pyspark.sql import functions as sql  # noqa: E402
from pyspark.sql import types  # noqa: E402

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = [
    "contains",
    "dates",
    "entities",
    "normalize",
    "numbers",
    "quotes",
    "register",
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

_Work: TypeAlias = Callable[..., Any]

# What is worked on at once has some so many bytes, lest the tokens of a batch of Spark's take all
# memory; what is given back at once, at most so many rows, as Spark's own batches, and not much
# more bytes.
_WORK_BYTES = 16 << 20
_BATCH_BYTES = 64 << 20
_BATCH_ROWS = 10_000


def entities(
    df: DataFrame,
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
) -> DataFrame:
    """The entities of each text: `start`, `end`, `text`, `label`, `name` (string), `score`
    (float); with `clusters` also `cluster`; of a pipeline with rules or extra labels also
    `source`, with rules `id`.
    """
    options = {"clusters": clusters, "newlines": newlines, "min_score": min_score}
    return _layer(df, text, "entities", options, keep, nlp, layout, threads, on_error)


def tokens(
    df: DataFrame,
    text: str,
    columns: Iterable[str] | None = None,
    *,
    keep: Iterable[str] | None = None,
    nlp: warraq.Pipeline | None = None,
    newlines: _Newlines = "smart",
    layout: _Layout = "long",
    threads: int | None = 1,
    on_error: _OnError = "raise",
) -> DataFrame:
    """The tokens of each text: `start`, `end`, `text`, and the `columns` asked for, by default
    `kind`; also `is_stop` (boolean), `pos`, `lemma`, `vocalized_lemma`, `features`.
    """
    options = {"columns": _names(columns), "newlines": newlines}
    return _layer(df, text, "tokens", options, keep, nlp, layout, threads, on_error)


def sentences(
    df: DataFrame,
    text: str,
    *,
    keep: Iterable[str] | None = None,
    nlp: warraq.Pipeline | None = None,
    newlines: _Newlines = "smart",
    layout: _Layout = "long",
    threads: int | None = 1,
    on_error: _OnError = "raise",
) -> DataFrame:
    """The sentences of each text: `start`, `end`, `text`."""
    options = {"newlines": newlines}
    return _layer(df, text, "sentences", options, keep, nlp, layout, threads, on_error)


def segments(
    df: DataFrame,
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
) -> DataFrame:
    """The clitic segments of each text: `start`, `end`, `text`, `token` (the number of the token,
    from 0), `form`, `role`, and the `columns` asked for: `pos`, `lemma`, `vocalized_lemma`,
    `features`.
    """
    options = {"scheme": scheme, "columns": _names(columns), "newlines": newlines}
    return _layer(df, text, "segments", options, keep, nlp, layout, threads, on_error)


def dates(
    df: DataFrame,
    text: str,
    *,
    anchor: str | date | None = None,
    month_first: bool = False,
    keep: Iterable[str] | None = None,
    nlp: warraq.Pipeline | None = None,
    layout: _Layout = "long",
    threads: int | None = 1,
    on_error: _OnError = "raise",
) -> DataFrame:
    """The dates of each text: `start`, `end`, `text`, `kind`, `value`, `granularity`, `calendar`,
    `modifier`, `alternative`, `reason` (string), `resolved_start` and `resolved_end` (date; the
    day after the last).

    `anchor` is the day that relative dates are told from: a day, as a datetime.date or written
    `2019-05-03`, or the name of a
    column of dates, timestamps (their day in the session's time zone) or strings that begin with
    a date.
    """
    options = {"anchor": anchor, "month_first": month_first}
    return _layer(df, text, "dates", options, keep, nlp, layout, threads, on_error)


def numbers(
    df: DataFrame,
    text: str,
    *,
    keep: Iterable[str] | None = None,
    nlp: warraq.Pipeline | None = None,
    layout: _Layout = "long",
    threads: int | None = 1,
    on_error: _OnError = "raise",
) -> DataFrame:
    """The numbers of each text: `start`, `end`, `text`, `kind`, `value`, `upper`
    (decimal(38,18)), `numerator`, `denominator`, `upper_numerator`, `upper_denominator` (bigint),
    `unit`, `currency`, `modifier`, `counted`, `reason` (string).
    """
    return _layer(df, text, "numbers", {}, keep, nlp, layout, threads, on_error)


def quotes(
    df: DataFrame,
    text: str,
    *,
    keep: Iterable[str] | None = None,
    nlp: warraq.Pipeline | None = None,
    newlines: _Newlines = "smart",
    layout: _Layout = "long",
    threads: int | None = 1,
    on_error: _OnError = "raise",
) -> DataFrame:
    """The quotations of each text: `start`, `end`, `text`, `form`, `cue`, `cue_start`, `cue_end`,
    `cue_lemma`, `speaker`, `speaker_start`, `speaker_end`, `speaker_name`, `explicit`, `depth`.
    """
    options = {"newlines": newlines}
    return _layer(df, text, "quotes", options, keep, nlp, layout, threads, on_error)


def normalize(
    df: DataFrame,
    text: str,
    preset: str | None = "search",
    *,
    keep: Iterable[str] | None = None,
    threads: int | None = 1,
    on_error: _OnError = "raise",
    **options: str,
) -> DataFrame:
    """The kept columns, by default all, and `normalized` (string), the text under a preset and
    options of normalization.
    """
    work = _normalize_work(warraq.Normalizer(preset, **options))
    return _map(df, text, work, keep, threads, on_error)


def stem(
    df: DataFrame,
    text: str,
    algorithm: str = "light10",
    *,
    keep: Iterable[str] | None = None,
    threads: int | None = 1,
    on_error: _OnError = "raise",
) -> DataFrame:
    """The kept columns, by default all, and `stemmed` (string), the text with its words
    stemmed."""
    return _map(df, text, _stem_work(algorithm), keep, threads, on_error)


def transliterate(
    df: DataFrame,
    text: str,
    scheme: str = "buckwalter",
    *,
    to: _Script = "latin",
    unmapped: _Unmapped = "keep",
    keep: Iterable[str] | None = None,
    threads: int | None = 1,
    on_error: _OnError = "raise",
) -> DataFrame:
    """The kept columns, by default all, and `transliterated` (string): it in another script."""
    work = _transliterate_work(scheme, to, unmapped)
    return _map(df, text, work, keep, threads, on_error)


def contains(
    df: DataFrame,
    text: str,
    pattern: str,
    preset: str | None = "matching",
    *,
    whole_word: bool = False,
    keep: Iterable[str] | None = None,
    threads: int | None = 1,
    on_error: _OnError = "raise",
) -> DataFrame:
    """The kept columns, by default all, and `contains` (boolean): whether the text has the
    pattern when both are normalized by the preset.
    """
    work = _contains_work(warraq.Normalizer(preset), pattern, whole_word)
    return _map(df, text, work, keep, threads, on_error)


def register(
    spark: SparkSession,
    nlp: warraq.Pipeline | None = None,
    *,
    prefix: str = "ar_",
    threads: int | None = 1,
) -> None:
    """Makes functions for SQL, which Spark calls with columns of Arrow.

    These give a string, and `ar_contains` a boolean:

        ar_normalize(text, preset = 'search')
        ar_stem(text, algorithm = 'light10')
        ar_transliterate(text, scheme = 'buckwalter', to = 'latin')
        ar_contains(text, pattern, preset = 'matching', whole_word = false)

    and these an array of structs, as `layout="lists"` does:

        ar_tokens(text), ar_sentences(text), ar_segments(text, scheme = 'atb'), ar_entities(text),
        ar_dates(text, anchor = NULL, month_first = false), ar_numbers(text), ar_quotes(text)

    Arguments are told by their places or, as `preset => 'light'`, by their names; but for `text`
    and `anchor`, a date, a timestamp or a string, they are constants. `nlp` is the pipeline, by
    default `warraq.load()`; `prefix` is what the names begin with; `threads` is how many a call
    uses, one by default, since Spark runs a task on each core.

    Raises NotImplementedError before Spark 4.1. What is wrong with the arguments fails the query
    when it runs, as a text does that is not valid UTF-8.
    """
    if not hasattr(sql, "arrow_udf"):
        raise NotImplementedError("functions for SQL need Spark 4.1 or newer; the others do not")
    shared = _shared(nlp)

    # Spark tells the kind of a function by its types.
    def layer(name: str) -> _Work:
        def found(text: pa.Array) -> pa.Array:
            return _only(_layer_work(shared, name, {}, "lists")(text, threads=threads))

        return found

    def segments(text: pa.Array, scheme: pa.Array = None) -> pa.Array:
        options = {} if scheme is None else {"scheme": _constant(scheme, "scheme")}
        return _only(_layer_work(shared, "segments", options, "lists")(text, threads=threads))

    def dates(text: pa.Array, anchor: pa.Array = None, month_first: pa.Array = None) -> pa.Array:
        first = month_first is not None and _constant(month_first, "month_first", bool)
        return _only(
            _layer_work(shared, "dates", {"month_first": first}, "lists")(
                text, anchor, threads=threads
            )
        )

    def normalize(text: pa.Array, preset: pa.Array = None) -> pa.Array:
        name = "search" if preset is None else _constant(preset, "preset")
        return _only(_normalize_work(_normalizer(name))(text, threads=threads))

    def stem(text: pa.Array, algorithm: pa.Array = None) -> pa.Array:
        name = "light10" if algorithm is None else _constant(algorithm, "algorithm")
        return _only(_stem_work(name)(text, threads=threads))

    def transliterate(text: pa.Array, scheme: pa.Array = None, to: pa.Array = None) -> pa.Array:
        name = "buckwalter" if scheme is None else _constant(scheme, "scheme")
        script: Any = "latin" if to is None else _constant(to, "to")
        return _only(_transliterate_work(name, script, "keep")(text, threads=threads))

    def contains(
        text: pa.Array, pattern: pa.Array, preset: pa.Array = None, whole_word: pa.Array = None
    ) -> pa.Array:
        name = "matching" if preset is None else _constant(preset, "preset")
        whole = whole_word is not None and _constant(whole_word, "whole_word", bool)
        work = _contains_work(_normalizer(name), _constant(pattern, "pattern"), whole)
        return _only(work(text, threads=threads))

    functions: dict[str, _Work] = {
        name: layer(name) for name in ("entities", "tokens", "sentences", "numbers", "quotes")
    }
    functions |= {f.__name__: f for f in (segments, dates, normalize, stem, transliterate)}
    empty = pa.array([], pa.string())
    for name, function in functions.items():
        returned = _spark_type(function(empty).type)
        spark.udf.register(prefix + name, sql.arrow_udf(function, returned))
    spark.udf.register(prefix + "contains", sql.arrow_udf(contains, types.BooleanType()))


def _layer(
    df: DataFrame,
    text: str,
    name: str,
    options: dict[str, Any],
    keep: Iterable[str] | None,
    nlp: warraq.Pipeline | None,
    layout: _Layout,
    threads: int | None,
    on_error: _OnError,
) -> DataFrame:
    """What a method of the pipeline finds in a column."""
    anchor = options.pop("anchor", None)
    if isinstance(anchor, str) and anchor not in df.columns:
        anchor = day_said(anchor, df.columns)
    named = anchor if isinstance(anchor, str) else None
    if named is None and anchor is not None:
        options["anchor"] = anchor
    work = _layer_work(_shared(nlp), name, options, layout)
    return _map(df, text, work, keep, threads, on_error, named)


def _map(
    df: DataFrame,
    text: str,
    work: _Work,
    keep: Iterable[str] | None,
    threads: int | None,
    on_error: _OnError,
    anchor: str | None = None,
) -> DataFrame:
    """The kept columns beside what `work` makes of a column of texts."""
    # What is wrong with the options is raised here, and not by a worker.
    empty = work(pa.array([], pa.string()), threads=threads, on_error=on_error)
    long = "row" in empty.column_names
    found = [_spark_field(field) for field in empty.schema if field.name != "row"]
    fields = df.schema.fields

    at = _position(df, text, "text")
    if not isinstance(fields[at].dataType, (types.StringType, types.NullType)):
        raise PySparkTypeError(
            f"column {text!r} must be of strings, not {fields[at].dataType.simpleString()}"
        )
    if keep is None:
        kept = [place for place in range(len(fields)) if not (long and place == at)]
    else:
        kept = [_position(df, name, "keep") for name in dict.fromkeys(_names(keep) or ())]
    _check_names(df, [fields[place].name for place in kept], [field.name for field in found])

    # By position from here on: so names may be anything, and others may be there twice.
    sent = list(dict.fromkeys([at, *kept]))
    columns = [sql.col(f"_{place}") for place in sent]
    if anchor is not None:
        place = _position(df, anchor, "anchor")
        days = _days(sql.col(f"_{place}"), fields[place].dataType, anchor)
        columns.append(days.alias("anchor"))
    source = df.toDF(*[f"_{place}" for place in range(len(fields))]).select(*columns)
    places = [sent.index(place) for place in kept]

    def run(batches: Iterator[Any]) -> Iterator[Any]:
        first = 0
        for batch in _slices(batches):
            arguments = [batch.column(0)]
            if anchor is not None:
                arguments.append(batch.column(len(sent)))
            try:
                results = work(*arguments, threads=threads, on_error=on_error)
            except (TypeError, ValueError, warraq.DataError) as error:
                raise _located(error, text, batch.column(0), first) from error
            first += batch.num_rows
            yield from _beside([batch.column(place) for place in places], results)

    schema = types.StructType([*(fields[place] for place in kept), *found])
    return source.mapInArrow(run, schema)


def _position(df: DataFrame, name: object, role: str) -> int:
    """Where a column is; Spark says if it is not there, or there twice."""
    if not isinstance(name, str):
        raise PySparkTypeError(f"{role} must be the name of a column, not {type(name).__name__}")
    columns: list[str] = df.columns
    _ = df.select("`" + name.replace("`", "``") + "`").schema
    if name in columns:
        return columns.index(name)
    lower = [column.lower() for column in columns]
    return lower.index(name.lower())


def _names(names: Iterable[str] | None) -> list[str] | None:
    """A str is no list of names, though it could be iterated."""
    if isinstance(names, str):
        raise PySparkTypeError(f"a list of names of columns is needed, not the str {names!r}")
    return None if names is None else list(names)


def _check_names(df: DataFrame, kept: list[str], found: list[str]) -> None:
    exact = df.sparkSession.conf.get("spark.sql.caseSensitive", "false") == "true"
    taken = {name if exact else name.lower() for name in found}
    for name in kept:
        if (name if exact else name.lower()) in taken:
            raise AnalysisException(
                f"column {name!r} is also one of the result: rename it, or name with keep=[…] the"
                " columns to keep"
            )


def _days(column: Any, kind: Any, name: str) -> Any:
    """The column of an anchor as days; strings are read by the core, which names the row that is
    none."""
    if isinstance(kind, (types.StringType, types.NullType)):
        return column
    if isinstance(kind, (types.DateType, types.TimestampType, types.TimestampNTZType)):
        return column.cast("date")
    raise PySparkTypeError(
        f"column {name!r}, the anchor, must be of dates, timestamps or strings, not"
        f" {kind.simpleString()}"
    )


def _slices(batches: Iterator[Any]) -> Iterator[Any]:
    """The batches in parts, of texts that are not too many at once."""
    for batch in batches:
        rows = batch.num_rows
        step = max(1, rows * _WORK_BYTES // max(_WORK_BYTES, batch.column(0).nbytes))
        for start in range(0, rows, step):
            yield batch.slice(start, step)


def _located(error: Exception, text: str, texts: Any, first: int) -> Exception:
    """The error of a row with where it is for Spark: the column, the partition, its place and
    beginning."""
    from pyspark import TaskContext

    row = getattr(error, "row", None)
    context = TaskContext.get()
    place = f"column {text!r}"
    if context is not None:
        place += f", partition {context.partitionId()}"
    if row is None:
        return type(error)(f"{place}: {error}")
    begin = texts[row : row + 1].cast(pa.binary())[0].as_py()
    begin = "null" if begin is None else repr(begin[:120].decode("utf-8", "replace")[:40])
    reason = str(error).removeprefix(f"row {row}: ")
    return type(error)(f"{place}, row {first + row}, which begins {begin}: {reason}")


def _beside(kept: list[Any], results: Any) -> Iterator[Any]:
    """Record batches of the kept columns beside the results."""
    names = [f"_{place}" for place in range(len(kept) + results.num_columns)]
    if "row" not in results.column_names:
        columns = [*kept, *map(_whole, results.columns)]
        yield pa.RecordBatch.from_arrays(columns, names)
        return
    wide = sum(column.nbytes for column in kept) // max(1, len(kept[0]) if kept else 1)
    rows = max(1, min(_BATCH_ROWS, _BATCH_BYTES // max(1, wide)))
    for part in results.to_batches(max_chunksize=rows):
        row, *found = part.columns
        columns = [*(column.take(row) for column in kept), *found]
        yield pa.RecordBatch.from_arrays(columns, names[:-1])


def _whole(column: Any) -> Any:
    """A column in one piece."""
    return column.combine_chunks()


def _only(results: Any) -> Any:
    return _whole(results.column(0))


def _shared(nlp: warraq.Pipeline | None) -> Shared:
    try:
        return Shared(nlp)
    except TypeError as error:
        raise PySparkTypeError(str(error)) from None


@lru_cache(maxsize=4)
def _normalizer(preset: str) -> warraq.Normalizer:
    return warraq.Normalizer(preset)


def _layer_work(shared: Shared, name: str, options: dict[str, Any], layout: _Layout) -> _Work:
    def work(texts: Any, anchor: Any = None, **how: Any) -> Any:
        given = options if anchor is None else options | {"anchor": anchor}
        found = getattr(shared.nlp, name)(texts, layout=layout, progress=False, **given, **how)
        return _plain(pa.table(found))

    return work


def _normalize_work(normalizer: warraq.Normalizer) -> _Work:
    def work(texts: Any, **how: Any) -> Any:
        return _plain(pa.table([normalizer.arrow(texts, **how).to_arrow()], ["normalized"]))

    return work


def _stem_work(algorithm: str) -> _Work:
    def work(texts: Any, **how: Any) -> Any:
        stemmed = warraq.stem(texts, algorithm, **how)
        return _plain(pa.table([stemmed.to_arrow()], ["stemmed"]))

    return work


def _transliterate_work(scheme: str, to: _Script, unmapped: _Unmapped) -> _Work:
    def work(texts: Any, **how: Any) -> Any:
        written = warraq.transliterate(texts, scheme, to=to, unmapped=unmapped, **how)
        return _plain(pa.table([written.to_arrow()], ["transliterated"]))

    return work


def _contains_work(normalizer: warraq.Normalizer, pattern: str, whole_word: bool) -> _Work:
    def work(texts: Any, **how: Any) -> Any:
        return pa.table(normalizer.contains(texts, pattern, whole_word=whole_word, **how))

    return work


def _constant(values: pa.Array, name: str, kind: type = str) -> Any:
    """The one value of an argument of SQL."""
    unique = values.unique()
    value = unique[0].as_py() if len(unique) == 1 else None
    if not isinstance(value, kind):
        raise ValueError(f"{name} must be a constant of type {kind.__name__}, the same in all rows")
    return value


def _plain(table: Any) -> Any:
    """The table with the types that Spark has: strings without dictionaries, lists of 32 bits."""
    return table.cast(pa.schema([_plain_field(field) for field in table.schema]))


def _plain_field(field: Any) -> Any:
    kind = field.type
    if pa.types.is_dictionary(kind) or pa.types.is_large_string(kind):
        return field.with_type(pa.string())
    if pa.types.is_large_list(kind):
        return field.with_type(pa.list_(_plain_field(kind.value_field)))
    if pa.types.is_struct(kind):
        return field.with_type(pa.struct([_plain_field(inner) for inner in kind]))
    return field


def _spark_field(field: Any) -> Any:
    return types.StructField(field.name, _spark_type(field.type), field.nullable)


def _spark_type(kind: Any) -> Any:
    if pa.types.is_list(kind):
        inner = kind.value_field
        return types.ArrayType(_spark_type(inner.type), inner.nullable)
    if pa.types.is_struct(kind):
        return types.StructType([_spark_field(inner) for inner in kind])
    if pa.types.is_decimal(kind):
        return types.DecimalType(kind.precision, kind.scale)
    return {
        pa.string(): types.StringType(),
        pa.int64(): types.LongType(),
        pa.float32(): types.FloatType(),
        pa.bool_(): types.BooleanType(),
        pa.date32(): types.DateType(),
    }[kind]
