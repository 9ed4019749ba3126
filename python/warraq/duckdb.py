"""Functions for SQL in DuckDB.

>>> import duckdb, warraq.duckdb
>>> con = warraq.duckdb.register(duckdb.connect())
>>> con.sql("SELECT ar_normalize('إِلى المَدْرَسَةِ')").fetchall()
[('الي المدرسه',)]
>>> con.sql("SELECT ar_entities('وصل إلى بيروت.')[1].label").fetchall()
[('LOC',)]
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from operator import index
from threading import Lock
from typing import Any, NamedTuple, SupportsIndex

import warraq
from warraq._extra import need
from warraq._shared import pipeline_of

duckdb: Any = need("duckdb", "duckdb")
pa: Any = need("pyarrow", "duckdb")
pc: Any = need("pyarrow.compute", "duckdb")

__all__ = ["register", "unregister"]


def register(
    con: Any,
    nlp: warraq.Pipeline | None = None,
    prefix: str = "ar_",
    *,
    threads: SupportsIndex | None = None,
) -> Any:
    """Makes functions for SQL on a DuckDB connection, which is returned.

    These give VARCHAR, and `ar_contains` BOOLEAN:

        ar_normalize(text, preset = 'search')
        ar_stem(text, algorithm = 'light10')
        ar_transliterate(text, scheme = 'buckwalter', to = 'latin')
        ar_contains(text, pattern, preset = 'matching', whole_word = false)

    and these STRUCT(...)[], a struct for each that is found:

        ar_tokens(text), ar_sentences(text), ar_segments(text, scheme = 'atb'), ar_entities(text),
        ar_dates(text, anchor = NULL, month_first = false), ar_numbers(text), ar_quotes(text)

    They do what the functions and the methods of `Pipeline` do that are called so; whether
    `ar_contains` finds the pattern is as of `warraq.find`. The fields are the columns of the tables
    but for `row`, `start` and `end` in characters. Arguments are told by their places; those after
    the text may differ from row to row. NULL gives NULL, but as an anchor says that there is none.

    `nlp` is None for `warraq.load()`. DuckDB calls the functions from its own threads, side by
    side; each call uses `threads`, by default its share of `WARRAQ_NUM_THREADS` or of the
    processors.

    All connections to a database have its functions, and so have those from `con.cursor()`.
    Registered again, they replace those that `con` registered before. A pipeline that was
    registered stays in memory, since DuckDB does not say when it is done with it.

    In a query, a text that is no VARCHAR is a duckdb.BinderException; a wrong option is a
    duckdb.InvalidInputException that names the function.

    Raises duckdb.CatalogException if another connection registered them with another pipeline or
    other threads; TypeError and ValueError for wrong arguments.
    """
    if not hasattr(con, "create_function"):
        raise TypeError(f"con must be a DuckDB connection, not {type(con).__name__}")
    pipeline_of(nlp)
    if not isinstance(prefix, str):
        raise TypeError(f"prefix must be str, not {type(prefix).__name__}")
    functions = _kept(nlp, threads, prefix)
    with _LOCK:
        # What is wrong with them is found before the old ones go.
        wanted = list(functions.arguments(con))
        _remove(con, prefix)
        known = _registered(con, prefix)
        if known is not None:
            if known == functions.number:
                return con
            raise _of_another(prefix, " with another pipeline or other threads")
        made: list[str] = []
        try:
            for name, *arguments in wanted:
                con.create_function(name, *arguments, type="arrow", null_handling="special")
                made.append(name)
        except BaseException:
            # As where a name is that of another function: all, or none.
            for name in made:
                con.remove_function(name)
            raise
    return con


def unregister(con: Any, prefix: str = "ar_") -> Any:
    """Removes the functions that `register` made on this connection, which is returned.

    Raises duckdb.CatalogException if another connection to the database registered them.
    """
    with _LOCK:
        _remove(con, prefix)
        if _registered(con, prefix) is not None:
            raise _of_another(prefix, "")
    return con


#: Of two threads, one registers.
_LOCK = Lock()

#: What `_functions` makes.
_NAMES = (
    *("normalize", "stem", "transliterate", "contains", "segments", "dates"),
    *("tokens", "sentences", "entities", "numbers", "quotes"),
)

#: The functions with a pipeline, threads and a prefix. A database goes on calling what was
#: registered when the connection that did so is closed, and does not keep it alive: so this does.
_KEPT: dict[tuple[int | None, int | None, str], _Functions] = {}


class _Threads:
    """How many threads a call uses, which is said or is its share of all. DuckDB works on row
    groups side by side: on many, one thread each will do; on the one group that some thousand
    long texts are, not."""

    def __init__(self, said: int | None) -> None:
        self._said = said
        self._lock = Lock()
        self._calls = 0

    def __enter__(self) -> None:
        with self._lock:
            self._calls += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._calls -= 1

    def __call__(self) -> int:
        if self._said is not None:
            return self._said
        everything = int(os.environ.get("WARRAQ_NUM_THREADS") or 0)
        if not everything:
            one_by_one = getattr(os, "sched_getaffinity", None)
            everything = len(one_by_one(0)) if one_by_one else os.cpu_count() or 1
        return max(1, everything // max(1, self._calls))


class _Functions:
    def __init__(self, nlp: warraq.Pipeline | None, threads: int | None, prefix: str) -> None:
        self._nlp = nlp
        self._prefix = prefix
        self._functions = _functions(pipeline_of(nlp), _Threads(threads))
        self._calls = [function.call(prefix) for function in self._functions]
        #: DuckDB lets no connection see or remove what another registered; so one more function
        #: gives this number.
        self.number = len(_KEPT)
        self._mark = lambda nothing: pa.nulls(len(nothing), pa.int64()).fill_null(self.number)

    def arguments(self, con: Any) -> Iterator[tuple[Any, ...]]:
        """What `create_function` is to be called with: name, function, parameters and type."""
        yield _mark(self._prefix), self._mark, ["VARCHAR"], "BIGINT"
        for function, call in zip(self._functions, self._calls, strict=True):
            name = self._prefix + function.name
            yield name, call, ["VARCHAR"] * function.least, function.type(con)


def _kept(nlp: warraq.Pipeline | None, threads: SupportsIndex | None, prefix: str) -> _Functions:
    threads = None if threads is None else index(threads)
    key = (None if nlp is None else id(nlp), threads, prefix)
    with _LOCK:
        if key not in _KEPT:
            _KEPT[key] = _Functions(nlp, threads, prefix)
        return _KEPT[key]


def _mark(prefix: str) -> str:
    return f"{prefix}_registration"


def _registered(con: Any, prefix: str) -> int | None:
    """The number of the functions that a database has."""
    name = _mark(prefix).replace('"', '""')
    try:
        # Not on the connection itself, whose last result somebody may be reading.
        ((number,),) = con.cursor().execute(f"SELECT \"{name}\"('')").fetchall()
    except duckdb.CatalogException:
        return None
    return int(number)


def _remove(con: Any, prefix: str) -> None:
    """Removes the functions, if this connection registered them."""
    for name in (_mark(prefix), *(prefix + name for name in _NAMES)):
        try:
            con.remove_function(name)
        except duckdb.InvalidInputException:
            if name == _mark(prefix):
                return


def _of_another(prefix: str, how: str) -> Exception:
    error: Exception = duckdb.CatalogException(
        f"another connection to this database registered the functions {prefix}*{how}: unregister "
        "them there, or choose another prefix"
    )
    return error


class _Function(NamedTuple):
    name: str
    #: How many arguments it has.
    least: int
    most: int
    #: What it does with an array of texts and a value of each other argument that was passed.
    work: Callable[..., Any]
    threads: _Threads
    #: How many of the others may be an array, too, of which NULL is a value like any other.
    columns: int = 0

    def nothing(self) -> Any:
        """What it gives for no texts."""
        return self.work(pa.array([], pa.string()), *["x"] * (self.least - 1))

    def type(self, con: Any) -> Any:
        """What DuckDB calls the Arrow type of what it gives."""
        return con.cursor().from_arrow(pa.table({"nothing": self.nothing()})).types[0]

    def call(self, prefix: str) -> Callable[..., Any]:
        """The function as DuckDB calls it: with as many arguments as it has, each of its type; if
        the last one is variadic, with more of any type."""

        def call(texts: Any, *others: Any) -> Any:
            with self.threads:
                made = self._call(prefix + self.name, texts, others)
            # Older versions look at the first chunk alone.
            return made if made.num_chunks == 1 else made.combine_chunks()

        if self.least == self.most:
            return lambda texts: call(texts)
        return (lambda *arguments: call(*arguments)) if self.least == 1 else call

    def _call(self, name: str, texts: Any, others: tuple[Any, ...]) -> Any:
        if len(others) >= self.most:
            raise TypeError(f"{name} takes {self.most} arguments, not {1 + len(others)}")
        # Most often each is the same in all rows.
        known = [other.unique() for other in others]
        values = [
            value[0].as_py() if len(value) == 1 else other
            for value, other in zip(known, others, strict=True)
        ]
        varying = [at for at in range(self.columns, len(known)) if len(known[at]) > 1]
        if not varying:
            return self._work(name, texts, values)
        # As often as there are different ones.
        keys = pc.index_in(others[varying[0]], value_set=known[varying[0]]).cast(pa.int64())
        for at in varying[1:]:
            places = pc.index_in(others[at], value_set=known[at])
            keys = pc.add(pc.multiply(keys, len(known[at])), places)
        rows = [pc.indices_nonzero(pc.equal(keys, key)) for key in pc.unique(keys)]
        made = []
        for some in rows:
            for at in range(len(others)):
                if at in varying:
                    values[at] = others[at][some[0].as_py()].as_py()
                elif len(known[at]) > 1:
                    values[at] = others[at].take(some)
            made.append(self._work(name, texts.take(some), values))
        chunks = [chunk for part in made for chunk in part.chunks]
        order = pc.sort_indices(pa.concat_arrays(rows))
        return pa.chunked_array(chunks, made[0].type).take(order)

    def _work(self, name: str, texts: Any, values: list[Any]) -> Any:
        if None in values[self.columns :]:
            return pa.chunked_array([pa.nulls(len(texts), self.nothing().type)])
        try:
            return self.work(texts, *values)
        except (TypeError, ValueError, warraq.DataError) as error:
            message, row = str(error), getattr(error, "row", None)
            # Nobody knows which rows DuckDB passes at a time.
            if row is not None:
                message = message.removeprefix(f"row {row}: ")
                message += f" (of the text {texts[row].as_py()[:50]!r})"
            raise type(error)(f"{name}: {message}") from None


def _functions(nlp: warraq.Pipeline, threads: _Threads) -> list[_Function]:
    def lists(method: Any, texts: Any, *arguments: Any, **options: Any) -> Any:
        table = method(texts, *arguments, layout="lists", threads=threads(), **options)
        column = pa.table(table).column(0)
        return column.cast(_plain(column.type))

    def normalize(texts: Any, preset: str = "search") -> Any:
        return pa.chunked_array(warraq.Normalizer(preset).arrow(texts, threads=threads()))

    def stem(texts: Any, algorithm: str = "light10") -> Any:
        return pa.chunked_array(warraq.stem(texts, algorithm, threads=threads()))

    def transliterate(texts: Any, scheme: str = "buckwalter", to: Any = "latin") -> Any:
        return pa.chunked_array(warraq.transliterate(texts, scheme, to=to, threads=threads()))

    def contains(
        texts: Any, pattern: str, preset: str = "matching", whole_word: bool = False
    ) -> Any:
        found = warraq.contains(texts, pattern, preset, whole_word=whole_word, threads=threads())
        return pa.table(found).column(0)

    def dates(texts: Any, anchor: Any = None, month_first: Any = False) -> Any:
        return lists(nlp.dates, texts, anchor=anchor, month_first=month_first)

    return [
        _Function("normalize", 1, 2, normalize, threads),
        _Function("stem", 1, 2, stem, threads),
        _Function("transliterate", 1, 3, transliterate, threads),
        _Function("contains", 2, 4, contains, threads),
        _Function("segments", 1, 2, partial(lists, nlp.segments), threads),
        _Function("dates", 1, 3, dates, threads, columns=1),
        *(
            _Function(name, 1, 1, partial(lists, getattr(nlp, name)), threads)
            for name in ("tokens", "sentences", "entities", "numbers", "quotes")
        ),
    ]


def _plain(type_: Any) -> Any:
    """The type without dictionaries: DuckDB before 2.0 writes beyond its memory where all of one
    are null."""
    if pa.types.is_dictionary(type_):
        return type_.value_type
    if pa.types.is_struct(type_):
        return pa.struct([field.with_type(_plain(field.type)) for field in type_])
    if pa.types.is_large_list(type_):
        return pa.large_list(type_.value_field.with_type(_plain(type_.value_type)))
    return type_
