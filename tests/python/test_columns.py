"""A column gives the same answer however it is passed in."""

from __future__ import annotations

import copy
import math
import operator
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import warraq
from hypothesis import given
from hypothesis import strategies as st

COLUMNS = ("row", "start", "end", "text", "label", "name", "score")

Texts = list["str | None"]

SHAPES: dict[str, Callable[[Texts], Any]] = {
    "list": list,
    "tuple": tuple,
    "generator": iter,
    "numpy": lambda rows: np.array(rows, dtype=object),
    "pandas object": lambda rows: pd.Series(rows, dtype=object),
    "pandas object, NaN": lambda rows: pd.Series(rows, dtype=object).fillna(np.nan),
    "pandas object, NA": lambda rows: pd.Series(
        [pd.NA if row is None else row for row in rows], dtype=object
    ),
    "pandas str": lambda rows: pd.Series(rows, dtype="str"),
    "pandas string, python": lambda rows: pd.Series(rows, dtype="string[python]"),
    "pandas string, pyarrow": lambda rows: pd.Series(rows, dtype="string[pyarrow]"),
    "pandas ArrowDtype": lambda rows: pd.Series(rows, dtype=pd.ArrowDtype(pa.string())),
    "pandas category": lambda rows: pd.Series(rows, dtype="category"),
    "pandas, odd index": lambda rows: pd.Series(rows, index=[7] * len(rows)),
    "polars": lambda rows: pl.Series(rows, dtype=pl.String),
    "polars categorical": lambda rows: pl.Series(rows, dtype=pl.Categorical),
    "polars, chunks": lambda rows: pl.concat(
        [pl.Series(rows[:5], dtype=pl.String), pl.Series(rows[5:], dtype=pl.String)], rechunk=False
    ),
    "polars slice": lambda rows: pl.Series(["x", *rows, "y"], dtype=pl.String).slice(1, len(rows)),
    "arrow string": lambda rows: pa.array(rows, pa.string()),
    "arrow large": lambda rows: pa.array(rows, pa.large_string()),
    "arrow view": lambda rows: pa.array(rows, pa.string_view()),
    "arrow dictionary": lambda rows: pa.array(rows, pa.string()).dictionary_encode(),
    "arrow dictionary, small keys": lambda rows: pa.array(
        rows, pa.dictionary(pa.uint8(), pa.large_string())
    ),
    "arrow dictionary, null value": lambda rows: pa.DictionaryArray.from_arrays(
        pa.array(range(len(rows)), pa.int16()), pa.array(rows, pa.string())
    ),
    "arrow slice": lambda rows: pa.array(["x", "y", *rows, "z"], pa.string()).slice(2, len(rows)),
    "arrow view slice": lambda rows: pa.array(["x", *rows], pa.string_view()).slice(1),
    "arrow dictionary slice": lambda rows: pa.array(["x", *rows]).dictionary_encode().slice(1),
    "arrow chunks": lambda rows: pa.chunked_array(
        [rows[:3], [], rows[3:4], rows[4:]], type=pa.string()
    ),
    "arrow chunks of slices": lambda rows: pa.chunked_array(
        [pa.array(rows, pa.large_string())[:6], pa.array(rows, pa.large_string())[6:]]
    ),
}


@pytest.fixture(scope="module")
def expected(nlp: warraq.Pipeline, texts: Texts) -> list[dict[str, Any]]:
    mentions = [
        {"row": row} | {column: getattr(entity, column) for column in COLUMNS[1:]}
        for row, text in enumerate(texts)
        if text is not None
        for entity in nlp(text).entities
    ]
    assert len({mention["row"] for mention in mentions}) > 10
    return mentions


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape(
    nlp: warraq.Pipeline, texts: Texts, expected: list[dict[str, Any]], shape: str
) -> None:
    assert nlp.entities(SHAPES[shape](texts)).to_pylist() == expected


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_normalized(texts: Texts, shape: str) -> None:
    search = warraq.Normalizer("search")
    normalized = [None if text is None else search(text) for text in texts]
    column = search.arrow(SHAPES[shape](texts))
    assert len(column) == len(texts)
    assert column.to_pylist() == normalized
    assert search.map(SHAPES[shape](texts)) == normalized
    assert column.to_arrow().to_pylist() == normalized
    assert pa.chunked_array(column).type == pa.large_string()
    assert column.to_polars().to_list() == normalized
    assert [None if pd.isna(text) else text for text in column.to_pandas()] == normalized
    # Other tasks than rows: the stream may be read more than once, and dropped half-way.
    many = search.arrow(texts * 9000, threads=2)
    assert pa.chunked_array(many).num_chunks > 1
    assert pl.Series(many).to_list() == normalized * 9000
    del many


@pytest.mark.parametrize("threads", [1, 2, 3, 8, None])
def test_every_number_of_threads(
    nlp: warraq.Pipeline, texts: Texts, expected: list[dict[str, Any]], threads: int | None
) -> None:
    assert nlp.entities(texts, threads=threads).to_pylist() == expected
    many = nlp.entities(texts * 50, threads=threads)
    assert len(many) == 50 * len(expected)
    assert many.to_dict()["row"] == [
        copy * len(texts) + mention["row"] for copy in range(50) for mention in expected
    ]


@pytest.mark.parametrize(
    "nothing",
    [
        [],
        [None, float("nan"), pd.NA, pd.NaT],
        pa.nulls(3),
        pa.array([], pa.string()),
        pa.array([None], pa.string()).dictionary_encode(),
        pa.chunked_array([], type=pa.string()),
        pd.Series([], dtype=object),
        pd.Series([None, None], dtype=object),
        pd.Series([math.nan, math.nan]),
        pd.Series([], dtype="category"),
        pl.Series([None, None]),
        pl.Series([], dtype=pl.String),
    ],
    ids=repr,
)
def test_nothing(nlp: warraq.Pipeline, nothing: Any) -> None:
    table = nlp.entities(nothing)
    assert len(table) == 0
    assert table.to_pylist() == []
    assert table.to_dict() == {column: [] for column in COLUMNS}


def test_a_column_may_contain_what_is_called_columns(nlp: warraq.Pipeline) -> None:
    assert len(nlp.entities(pd.Series({"columns": "القاهرة"}))) == 1


class Column:
    """A column of another library: an Arrow array that only its interface gives."""

    def __init__(self, array: Any) -> None:
        self.array = array


class StreamColumn(Column):
    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return pa.chunked_array([self.array]).__arrow_c_stream__(requested_schema)


class ArrayColumn(Column):
    def __arrow_c_array__(self, requested_schema: Any = None) -> Any:
        return self.array.__arrow_c_array__(requested_schema)


@pytest.mark.parametrize("kind", [StreamColumn, ArrayColumn])
def test_any_library(
    nlp: warraq.Pipeline, texts: Texts, expected: list[dict[str, Any]], kind: Any
) -> None:
    assert nlp.entities(kind(pa.array(texts))).to_pylist() == expected


def broken(kind: str) -> Any:
    """Arrow arrays that no sound producer makes."""

    def buffers(type_: Any, *parts: bytes | None) -> Any:
        return pa.Array.from_buffers(
            type_, 3, [None if part is None else pa.py_buffer(part) for part in parts]
        )

    def numbers(dtype: str, *values: int) -> bytes:
        return np.array(values, dtype=dtype).tobytes()

    text = "سلام".encode()
    if kind == "invalid UTF-8":
        return buffers(pa.string(), None, numbers("i4", 0, 2, 4, 8), b"ab\xd8\xd8" + text[:4])
    if kind == "invalid UTF-8, large":
        return buffers(pa.large_string(), None, numbers("i8", 0, 2, 3, 8), b"ab\xff" + text[:5])
    if kind == "invalid UTF-8, dictionary":
        values = buffers(pa.string(), None, numbers("i4", 0, 2, 4, 8), b"ab\xd8\xd8" + text[:4])
        keys = pa.array([None, 2, 1, 0, 1], pa.int8())
        return pa.DictionaryArray.from_arrays(keys, values, safe=False)
    if kind == "cut between the bytes of a character":
        return buffers(pa.string(), None, numbers("i4", 0, 2, 3, 8), text)
    if kind == "offsets that go back":
        return buffers(pa.string(), None, numbers("i4", 0, 8, 2, 8), text)
    if kind == "key out of range":
        return pa.DictionaryArray.from_arrays(
            pa.array([0, 1, 9], pa.int8()), pa.array(["a", "b"]), safe=False
        )
    if kind == "view out of range":
        view = numbers("i4", 40, 0, 0, 900)
        return buffers(pa.string_view(), None, view * 3, text * 5)
    raise AssertionError(kind)


@pytest.mark.parametrize(
    ("kind", "row", "rest"),
    [
        ("invalid UTF-8", 1, ["ab", None, "سل"]),
        ("invalid UTF-8, large", 1, ["ab", None, None]),
        ("invalid UTF-8, dictionary", 2, [None, "سل", None, "ab", None]),
        ("cut between the bytes of a character", 1, ["س", None, None]),
        ("offsets that go back", 1, None),
        ("key out of range", None, None),
        ("view out of range", None, None),
    ],
)
def test_broken_arrays(
    nlp: warraq.Pipeline, kind: str, row: int | None, rest: Texts | None
) -> None:
    with pytest.raises(warraq.DataError) as info:
        nlp.entities(StreamColumn(broken(kind)))
    assert info.value.row == row
    assert "malformed" in str(info.value) or "UTF-8" in str(info.value)
    if row is None or rest is None:
        return
    before = ["مصر", "y"]
    sound = pa.array(before)
    if pa.types.is_dictionary(broken(kind).type):
        sound = sound.dictionary_encode()
    column = pa.chunked_array([sound.cast(broken(kind).type), broken(kind)])
    with pytest.raises(warraq.DataError, match=f"^row {row + 2}: .*UTF-8"):
        nlp.entities(column)
    kept = nlp.entities(column, on_error="null")
    assert kept.to_pylist() == nlp.entities([*before, *rest]).to_pylist() != []


def test_an_arrow_array_is_read_once(nlp: warraq.Pipeline) -> None:
    class Twice:
        capsules = pa.array(["القاهرة"]).__arrow_c_array__()

        def __arrow_c_array__(self, requested_schema: Any = None) -> Any:
            return self.capsules

    assert len(nlp.entities(Twice())) == 1
    with pytest.raises(warraq.DataError, match="read already"):
        nlp.entities(Twice())


def test_a_schema_is_read_once(nlp: warraq.Pipeline) -> None:
    """Another library that took the schema leaves nothing of it to read."""

    class Cached:
        schema = pa.array(["القاهرة"]).__arrow_c_array__()[0]

        def __arrow_c_array__(self, requested_schema: Any = None) -> Any:
            return self.schema, pa.array(["القاهرة"]).__arrow_c_array__()[1]

    assert pa.array(Cached()).to_pylist() == ["القاهرة"]
    with pytest.raises(warraq.DataError, match="schema was read already"):
        nlp.entities(Cached())


def test_no_column_waits_for_another(nlp: warraq.Pipeline, news: str) -> None:
    long = threading.Thread(target=nlp.entities, args=([news] * 20_000,), kwargs={"threads": 2})
    long.start()
    for _ in range(3):
        assert len(nlp.entities(["القاهرة"], threads=2)) == 1
        assert long.is_alive()
    long.join()


@pytest.mark.parametrize("raised", [RuntimeError("no"), KeyboardInterrupt()])
def test_what_an_iterator_raises_is_raised(nlp: warraq.Pipeline, raised: BaseException) -> None:
    class Broken:
        def __iter__(self) -> Any:
            raise raised

        def __index__(self) -> int:
            raise raised

    def late() -> Any:
        yield "القاهرة"
        raise raised

    broken: Any = Broken()
    for work in (
        lambda: nlp.entities(broken),
        lambda: nlp.pipe(broken),
        lambda: nlp.entities(["x"], threads=broken),
        lambda: nlp.entities(late()),
        lambda: list(nlp.pipe(late())),
    ):
        with pytest.raises(type(raised)) as info:
            work()
        assert info.value is raised


def test_pipe_takes_columns(nlp: warraq.Pipeline) -> None:
    texts = ["القاهرة", None, "بيروت"]
    for column in (texts, pd.Series(texts), pl.Series(texts), pa.array(texts)):
        found = [document and document.text for document in nlp.pipe(column, on_error="null")]
        assert found == texts
        with pytest.raises(TypeError, match=r"^row 1: a text must be str, not .*on_error"):
            list(nlp.pipe(column))
    assert list(nlp.pipe([3, "\ud800"], on_error="null")) == [None, None]


def test_pipe_ends_with_an_error(nlp: warraq.Pipeline) -> None:
    """As a generator does: what comes after an error is not skipped in silence."""
    documents = nlp.pipe(["القاهرة", 3, "بيروت"], batch_size=1)
    assert next(documents).text == "القاهرة"
    with pytest.raises(TypeError, match=r"^row 1:"):
        next(documents)
    assert list(documents) == []


@given(
    st.lists(st.sampled_from(["كِتاب", "قلم", "", None, "x" * 300_000]), max_size=12),
    st.slices(12),
    st.integers(-14, 14),
    st.integers(-14, 14),
)
def test_a_column_is_a_sequence(texts: Texts, part: slice, start: int, stop: int) -> None:
    expected = [text and text.replace("ِ", "") for text in texts]
    # The one in as many pieces as it has long texts, and more; the other in one.
    pieces = warraq.Normalizer("search").arrow(texts)
    restored: warraq.Column = pickle.loads(pickle.dumps(pieces))
    for column in (pieces, restored):
        assert isinstance(column, Sequence)
        assert list(column) == column.to_pylist() == expected
        assert list(reversed(column)) == expected[::-1]
        assert column == pieces
        assert pa.array(column, pa.string()).to_pylist() == expected
        array = np.asarray(column)
        assert array.dtype == object and array.tolist() == expected
        sliced = column[part]
        assert isinstance(sliced, warraq.Column)
        assert sliced.to_pylist() == expected[part]
        assert (sliced == column) == (expected[part] == expected)
        for row in range(-len(texts), len(texts)):
            assert column[row] == expected[row]
        for row in (len(texts), -len(texts) - 1, 2**62, 2**70):
            with pytest.raises(IndexError):
                column[row]
        for value in ("كتاب", "كِتاب", "", None, 3, "\ud800"):
            assert (value in column) == (value in expected)
            assert column.count(value) == expected.count(value)  # type: ignore[arg-type]
            part_of = range(*slice(start, stop).indices(len(texts)))
            places = [at for at in part_of if expected[at] == value]
            if places:
                assert column.index(value, start, stop) == places[0]
            else:
                with pytest.raises(ValueError, match="no such text"):
                    column.index(value, start, stop)


def test_a_column_in_other_hands() -> None:
    column = warraq.Normalizer("search").arrow(["كِتاب", None, "قلم"])
    assert column != ["كتاب", None, "قلم"]
    assert column != warraq.Normalizer("search").arrow(["كتاب", "", "قلم"])
    with pytest.raises(TypeError, match="unhashable"):
        hash(column)
    with pytest.raises(TypeError, match=r"row must be int or slice, not str"):
        column["x"]  # type: ignore[call-overload]
    assert np.array(column, dtype="U9").dtype == "<U9"
    with pytest.raises(ValueError, match="without a copy"):
        column.__array__(copy=False)
    frame = pd.DataFrame({"text": ["a", "b", "c"]}).assign(clean=column)
    assert [None if pd.isna(text) else text for text in frame["clean"]] == list(column)


def test_a_column_keeps_the_index_and_name_of_its_series() -> None:
    normalizer = warraq.Normalizer("search")
    frame = pd.DataFrame({"text": ["أحمد", "إيمان", "القاهرة"]}, index=["c", "a", "b"])
    frame["clean"] = normalizer.arrow(frame["text"][["b", "a"]]).to_pandas()
    clean = [None if pd.isna(text) else text for text in frame["clean"]]
    assert clean == [None, "ايمان", "القاهره"]
    named = normalizer.arrow(frame["text"])
    assert named.to_pandas().name == "text"
    for part in (slice(1, None), slice(None, None, -2)):
        expected = named.to_pandas()[part]
        pd.testing.assert_series_equal(named[part].to_pandas(), expected)
        pd.testing.assert_series_equal(
            pickle.loads(pickle.dumps(named[part])).to_pandas(), expected
        )
    replaced = normalizer.replace(frame["text"], "احمد", "X").to_pandas()
    assert replaced.to_dict() == {"c": "X", "a": "إيمان", "b": "القاهرة"}
    assert normalizer.arrow(pl.Series("text", ["أ"])).to_polars().name == "text"
    assert normalizer.arrow(["أ"]).to_pandas().index.tolist() == [0]
    index = normalizer.arrow(pd.Index(["أ", "ب"], name="text")).to_pandas()
    assert (index.name, index.index.tolist()) == ("text", [0, 1])
    assert normalizer.arrow(frame["text"].astype("category")).to_pandas().dtype == "str"


def test_memory_that_changes_is_an_error() -> None:
    """What stays is not copied, so that a column may share memory that another one writes to."""
    memory = np.frombuffer(bytearray("مدabc".encode()), np.uint8)
    offsets = pa.py_buffer(np.array([0, 4, 7], np.int32))
    array = pa.Array.from_buffers(pa.string(), 2, [None, offsets, pa.py_buffer(memory)])
    column = warraq.Normalizer("search").arrow(array)
    assert column.to_pylist() == ["مد", "abc"]
    memory[4:7] = [255, 254, 253]
    for read in (column.to_pylist, lambda: column[1], lambda: list(column)):
        with pytest.raises(warraq.DataError, match="was changed"):
            read()


def test_a_column_is_read_row_by_row() -> None:
    memory = np.frombuffer(bytearray("مدabc".encode()), np.uint8)
    offsets = pa.py_buffer(np.array([0, 4, 7], np.int32))
    array = pa.Array.from_buffers(pa.string(), 2, [None, offsets, pa.py_buffer(memory)])
    rows = iter(warraq.Normalizer("search").arrow(array))
    assert iter(rows) is rows and operator.length_hint(rows) == 2
    memory[4:7] = [255, 254, 253]
    assert next(rows) == "مد"
    assert operator.length_hint(rows) == 1
    with pytest.raises(warraq.DataError, match="was changed"):
        next(rows)
    rows = iter(warraq.Normalizer("search").arrow([None]))
    assert [next(rows, 1), next(rows, 2), next(rows, 3)] == [None, 2, 3]


def test_slices_with_a_step_take_linear_time() -> None:
    # In so many chunks that to look through them for every row would show.
    column = warraq.Normalizer("search").arrow(["x"] * 3_000_000)

    def seconds(read: Callable[[], object]) -> float:
        start = time.process_time()
        read()
        return time.process_time() - start

    assert seconds(lambda: column[::-1]) < 4 * seconds(column.to_pylist)


@pytest.mark.skipif(sys.platform != "linux", reason="what ru_maxrss counts")
def test_the_keys_of_a_dictionary_are_read_in_place() -> None:
    measure = """if True:
        import resource, numpy, pyarrow, warraq
        keys = pyarrow.array(numpy.zeros(10_000_000, numpy.int8))
        column = pyarrow.DictionaryArray.from_arrays(keys, [""])
        peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        before = peak()
        assert len(warraq.find(column, "x")) == 0
        print(peak() - before)
    """
    # In KiB; 8 bytes a key would be 78,125.
    assert int(subprocess.check_output([sys.executable, "-I", "-c", measure])) < 32_000


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="where threads are seen")
def test_one_task_starts_no_thread() -> None:
    program = """if True:
        import os, warraq
        threads = lambda: len(os.listdir("/proc/self/task"))
        nlp, social, before = warraq.load(), warraq.Normalizer("social"), threads()
        texts = ["كِتاب"] * 3000
        for work in (warraq.Normalizer().map, social.map, social.arrow, warraq.stem):
            work(texts)
        warraq.find(texts, "كتاب")
        nlp.entities(["القاهرة"]), [*nlp.pipe(["القاهرة"])]
        assert threads() == before
        social.arrow(texts * 2, threads=2)
        assert threads() > before
    """
    subprocess.run([sys.executable, "-I", "-c", program], check=True)


def test_slices_of_a_table(nlp: warraq.Pipeline) -> None:
    table = nlp.entities(["القاهرة وبيروت", "دمشق"])
    rows = table.to_pylist()
    assert table.slice(1).to_pylist() == rows[1:]
    assert table.slice(1, 1).to_pylist() == rows[1:2]
    assert table.slice(9, 9).to_pylist() == table.slice(length=0).to_pylist() == []
    with pytest.raises(ValueError, match="negative"):
        table.slice(-1, 1)


def test_null_instead_of_error(nlp: warraq.Pipeline, news: str) -> None:
    alone = nlp.entities([news]).to_pylist()
    column = [3, b"x", "\ud800", news, ["x"]]
    table = nlp.entities(column, on_error="null").to_pylist()
    assert table == [mention | {"row": 3} for mention in alone]


def test_out(nlp: warraq.Pipeline, texts: Texts, expected: list[dict[str, Any]]) -> None:
    table = nlp.entities(texts)
    assert len(table) == len(expected)
    assert table.column_names == COLUMNS
    assert repr(table).startswith(f"<warraq.Table of {len(expected)} row")

    arrow = pa.table(table)
    assert arrow.equals(table.to_arrow())
    arrow.validate(full=True)
    assert arrow.schema == pa.schema(table)
    assert [str(field.type) for field in arrow.schema] == [
        "int64",
        "int64",
        "int64",
        "large_string",
        "dictionary<values=string, indices=int16, ordered=0>",
        "large_string",
        "float",
    ]
    rounded = [m | {"score": float(np.float32(m["score"]))} for m in expected]
    assert arrow.to_pylist() == rounded

    polars = table.to_polars()
    assert polars.equals(pl.DataFrame(table))
    assert polars.to_dicts() == rounded
    assert isinstance(polars.schema["label"], pl.Categorical | pl.Enum)

    frame = table.to_pandas()
    assert frame.to_dict("records") == rounded
    assert frame["label"].dtype == "category"
    assert frame["row"].dtype == "int64"
    if hasattr(pd.DataFrame, "from_arrow"):
        pd.testing.assert_frame_equal(pd.DataFrame.from_arrow(table), frame)

    with duckdb.connect() as connection:
        relation = connection.from_arrow(arrow)
        assert relation.project("text").fetchall() == [(m["text"],) for m in expected]


def test_table_outlives_what_it_came_from(nlp: warraq.Pipeline, texts: Texts) -> None:
    arrow = pa.table(nlp.entities(pl.Series(texts)))
    assert arrow.num_rows == len(nlp.entities(texts))
    arrow.validate(full=True)


def test_bad_environment(nlp: warraq.Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("0", "-1", "many", "1e3", "99999999999999999999"):
        monkeypatch.setenv("WARRAQ_NUM_THREADS", value)
        with pytest.raises(ValueError, match=f'WARRAQ_NUM_THREADS.*"{value}"'):
            nlp.entities(["x"])
        with pytest.raises(ValueError, match="WARRAQ_NUM_THREADS"):
            nlp.pipe(["x"])
        nlp.entities(["x"], threads=1)
    monkeypatch.setenv("WARRAQ_NUM_THREADS", "2")
    nlp.entities(["x"])
    if sys.platform != "win32":
        monkeypatch.setenv("WARRAQ_NUM_THREADS", "\udcff")
        with pytest.raises(ValueError, match="WARRAQ_NUM_THREADS"):
            nlp.entities(["x"])


def test_a_pipeline_serves_many_threads(
    nlp: warraq.Pipeline, texts: Texts, expected: list[dict[str, Any]]
) -> None:
    results: list[bool] = []

    def work(threads: int) -> None:
        for _ in range(5):
            results.append(nlp.entities(texts, threads=threads).to_pylist() == expected)

    workers = [threading.Thread(target=work, args=(1 + number % 3,)) for number in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert results == [True] * 40


FORK = """
import multiprocessing, warraq
nlp = warraq.load()
texts = ["قال محمد في القاهرة"] * 1000

def count(number):
    return len(nlp.entities(texts, threads=number)) + len(list(nlp.pipe(texts[:20])))

if __name__ == "__main__":
    expected = [count(2)] * 4
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map(count, [1, 2, 2, 3]) == expected
    assert count(2) == expected[0]
    print("done")
"""


#: Other threads take the locks of what is shared all the time while the process forks.
FORK_UNDER_LOAD = """
import itertools, os, threading, warraq
nlp = warraq.load()
texts = ["قال محمد في القاهرة"] * 10
numbers = itertools.cycle([1, 2])
stop = False

def work():
    while not stop:
        nlp.entities(texts, threads=next(numbers))
        warraq.normalize("كِتاب", "search")

workers = [threading.Thread(target=work) for _ in range(3)]
for worker in workers:
    worker.start()
for _ in range(150):
    child = os.fork()
    if not child:
        found = len(nlp.entities(texts, threads=2))
        os._exit(0 if found and warraq.normalize("كِتاب") == "كتاب" else 1)
    assert os.waitpid(child, 0)[1] == 0
stop = True
print("done")
"""


#: The first use of what is made once, while the process forks.
FORK_AT_FIRST_USE = """
import os, threading, warraq

def work():
    warraq.sentences("قال محمد. ثم عاد")
    warraq.load()

worker = threading.Thread(target=work)
worker.start()
child = os.fork()
if not child:
    work()
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
print("done")
"""


#: A child whose number is that of its parent, as the first of a container in a container has it.
FORK_INTO_A_NAMESPACE = """
import ctypes, os, sys, warraq
texts = ["قال محمد في القاهرة"] * 1000
libc = ctypes.CDLL(None, use_errno=True)
CLONE_NEWUSER, CLONE_NEWPID = 0x10000000, 0x20000000

def first_process(flags):
    if libc.unshare(flags):
        print("done")
        sys.exit()
    child = os.fork()
    if child:
        os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    assert os.getpid() == 1

if os.getuid():
    first_process(CLONE_NEWUSER | CLONE_NEWPID)
else:
    first_process(CLONE_NEWPID)
warraq.find(texts, "محمد", threads=2)
first_process(CLONE_NEWPID)
assert len(warraq.find(texts, "محمد", threads=2)) == 1000
print("done", flush=True)
os._exit(0)
"""


#: As many threads are kept as serve the next caller, and no more.
THREADS = """
import os, time, warraq
texts = ["قال محمد في القاهرة"] * 1000

def name(task):
    try:
        with open(f"/proc/self/task/{task}/comm") as file:
            return file.read()
    except OSError:
        return "has ended"

def threads():
    return {task for task in os.listdir("/proc/self/task") if name(task).startswith("warraq-")}

def settled(count):
    for _ in range(1000):
        if len(threads()) <= count:
            return threads()
        time.sleep(0.01)
    raise AssertionError(threads())

for count in range(1, 10):
    warraq.find(texts, "محمد", threads=count)
before = settled(9 + 8 + 7 + 6)
warraq.find(texts, "محمد", threads=9)
assert threads() == before
warraq.find(texts, "محمد", threads=250)
settled(250)
warraq.find(texts, "محمد", threads=3)
settled(253)
warraq.find(texts, "محمد", threads=4)
settled(7)
print("done")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="namespaces and /proc")
@pytest.mark.parametrize("program", [FORK_INTO_A_NAMESPACE, THREADS])
def test_processes_and_threads(program: str) -> None:
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, timeout=60
    )
    assert run.stdout == "done\n", run.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="limits and /proc")
def test_want_of_memory_is_no_null() -> None:
    program = """if True:
        import resource, warraq
        nlp = warraq.load()
        # More than the 64 MB that the C library may keep for each thread.
        text = "😀" * 20_000_000
        nlp.entities(["x"], threads=1), list(nlp.pipe(["x"], threads=1))
        with open("/proc/self/statm") as file:
            used = int(file.read().split()[0]) * resource.getpagesize()
        limits = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (used + 20_000_000, limits[1]))
        for work in (
            lambda: nlp.entities([text], threads=1, on_error="null"),
            lambda: list(nlp.pipe([text], threads=1, on_error="null")),
            lambda: list(nlp.pipe([text], threads=1)),
        ):
            try:
                work()
            except MemoryError:
                continue
            raise AssertionError
        print("done")
    """
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.stdout == "done\n", run.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.parametrize("program", [FORK, FORK_UNDER_LOAD, *[FORK_AT_FIRST_USE] * 5])
def test_fork(program: str) -> None:
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, timeout=120
    )
    assert run.stdout == "done\n", run.stderr


INTERRUPTED = """
import sys, warraq
nlp = warraq.load()
search = warraq.Normalizer()
line = sys.stdin.readline()
nothing = [""] * 20_000_000
print("ready", flush=True)
try:
    while True:
        {work}
except KeyboardInterrupt:
    print(len(nlp.entities([line])), flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize(
    "work",
    [
        "nlp.entities([line] * 300_000)",
        "list(nlp.pipe([line] * 300_000, batch_size=300_000))",
        "search.map(nothing)",
    ],
)
def test_interrupt(nlp: warraq.Pipeline, work: str) -> None:
    line = "وصل محمد علي إلى القاهرة وباريس قبل أن يغادر لروسيا. " * 10
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED.format(work=work)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin and process.stdout
        process.stdin.write(line + "\n")
        process.stdin.flush()
        assert process.stdout.readline() == "ready\n"
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        count = process.stdout.readline()
        assert time.monotonic() - began < 1
        # What was interrupted goes on working.
        assert int(count) == len(nlp.entities([line + "\n"]))
    assert process.returncode == 0


def test_tokens_and_sentences_of_a_column(nlp: warraq.Pipeline) -> None:
    texts = ["قال: «نعم».", None, "وصل 20 شخصا. ثم غادروا!", ""]
    tokens = nlp.tokens(texts)
    expected = [
        (row, token.start, token.end, token.text, token.kind)
        for row, text in enumerate(texts)
        for token in warraq.tokenize(text or "")
    ]
    assert list(zip(*tokens.to_dict().values(), strict=True)) == expected
    sentences = nlp.sentences(pa.array(texts))
    places = [
        (row, sentence.start, sentence.end, sentence.text)
        for row, text in enumerate(texts)
        for sentence in warraq.sentences(text or "")
    ]
    assert list(zip(*sentences.to_dict().values(), strict=True)) == places
    lines = nlp.sentences(["سطر\nآخر"], newlines="always")
    assert lines.to_dict()["text"] == ["سطر", "آخر"]
    assert nlp.sentences(["سطر\nآخر"], newlines="never").to_dict()["text"] == ["سطر\nآخر"]


@pytest.mark.parametrize("layer", ["tokens", "sentences", "entities"])
def test_layout_of_lists(nlp: warraq.Pipeline, layer: str) -> None:
    texts = ["زار أوباما القاهرة.", None, "", "تعادل الأهلي. في بيروت!"] * 3000
    long = getattr(nlp, layer)(texts)
    lists = getattr(nlp, layer)(texts, layout="lists")
    assert lists.column_names == (layer,)
    # Each list has the rows of its text, without their number.
    rows: list[Any] = [None if text is None else [] for text in texts]
    for record in long.to_pylist():
        rows[record.pop("row")].append(record)
    assert lists.to_dict() == {layer: rows}
    arrow = pa.table(lists).column(layer)
    assert arrow.is_null().to_pylist() == [row is None for row in rows]
    assert [row and [item["text"] for item in row] for row in arrow.to_pylist()] == [
        row and [item["text"] for item in row] for row in rows
    ]
    frame = lists.to_polars()
    assert isinstance(frame.schema[layer], pl.List)
    assert frame[layer].list.len().to_list() == [None if row is None else len(row) for row in rows]
    with pytest.raises(ValueError, match="long, lists"):
        getattr(nlp, layer)(texts, layout="list")


@pytest.mark.parametrize("layer", ["tokens", "segments", "sentences", "entities"])
def test_lists_keep_the_index_of_their_series(nlp: warraq.Pipeline, layer: str) -> None:
    frame = pd.DataFrame({"t": ["زار محمود عباس بيروت", None, "نص"]}, index=["c", "a", "b"])
    lists = getattr(nlp, layer)(frame["t"], layout="lists")
    assert frame.assign(found=lists.to_pandas()[layer])["found"].map(type).tolist() == [
        np.ndarray,
        type(None),
        np.ndarray,
    ]
    assert lists.slice(1).to_pandas().index.tolist() == ["a", "b"]
    assert lists.slice(1, 1).to_pandas().index.tolist() == ["a"]
    assert lists.slice(9).to_pandas().index.tolist() == []
    again = pickle.loads(pickle.dumps(lists.slice(1)))
    pd.testing.assert_frame_equal(again.to_pandas(), lists.slice(1).to_pandas())
    # A row a token has none of it, but the number of its text.
    long = getattr(nlp, layer)(frame["t"]).to_pandas()
    assert long.index.tolist() == list(range(len(long)))
    assert frame.index[long["row"]].isin(["c", "b"]).all()
    assert getattr(nlp, layer)(list(frame["t"]), layout="lists").to_pandas().index.tolist() == [
        0,
        1,
        2,
    ]


@pytest.mark.parametrize("layout", ["long", "lists"])
@pytest.mark.parametrize("texts", [[], [None], ["زار محمود عباس بيروت.", None, ""] * 20_000])
def test_a_table_is_pickled(nlp: warraq.Pipeline, texts: Texts, layout: Any) -> None:
    for table in (
        nlp.entities(texts, layout=layout),
        nlp.tokens(texts, ["kind", "is_stop"], layout=layout),
    ):
        for part in (table, table.slice(1, 1), table.slice(len(table))):
            pickled = pickle.dumps(part)
            assert pickle.loads(pickled).to_dict() == part.to_dict()
            assert pickle.loads(pickled).to_arrow().schema == part.to_arrow().schema
            # Not the memory that it shares with the whole.
            assert len(pickled) < 10_000 or len(part) > 1
        assert copy.deepcopy(table).to_dict() == table.to_dict()
    with pytest.raises(warraq.DataError, match="the pickle is damaged"):
        warraq.Table._restore(b"x", None)


def test_a_table_in_batches_slices_as_one(nlp: warraq.Pipeline) -> None:
    texts = ["وصل الوفد إلى بيروت ثم غادر. " * 2000] * 9
    tokens = nlp.tokens(texts)
    whole = pa.table(tokens)
    assert whole.column("row").num_chunks > 1
    rows = len(tokens)
    for offset, length in [(0, 0), (0, rows), (5, rows), (rows // 2, 7), (rows - 1, 5), (rows, 1)]:
        assert pa.table(tokens.slice(offset, length)).equals(whole.slice(offset, length))


@pytest.mark.parametrize("scheme", ["d1", "d2", "atb", "d3"])
def test_segments_of_a_column(nlp: warraq.Pipeline, scheme: Any) -> None:
    texts = ["وصل للصين وزيرهم.", None, "", "وبمدرستهم 20%"]
    table = nlp.segments(texts, scheme)
    names = ("row", "start", "end", "text", "token", "form", "role")
    assert table.column_names == names
    expected = [
        (row, segment.start, segment.end, segment.text, segment.form, segment.role)
        for row, text in enumerate(texts)
        for segment in nlp.segment(text or "", scheme)
    ]
    columns = table.to_dict()
    tokens = columns.pop("token")
    assert list(zip(*columns.values(), strict=True)) == expected
    for row, start, end, token in zip(
        columns["row"], columns["start"], columns["end"], tokens, strict=True
    ):
        whole = warraq.tokenize(texts[row] or "")[token]
        assert whole.start <= start < end <= whole.end
    lists = nlp.segments(texts, scheme, layout="lists").to_dict()["segments"]
    assert [row and [item["form"] for item in row] for row in lists] == [
        text and [segment.form for segment in nlp.segment(text, scheme)] for text in texts[:2]
    ] + [[], [segment.form for segment in nlp.segment(texts[3] or "", scheme)]]


def test_columns_of_words(nlp: warraq.Pipeline) -> None:
    texts = ["وصلت الوزيرة إلى مدرستهم.", None, "", "20 😀"]
    names: Any = ["kind", "is_stop", "pos", "lemma", "vocalized_lemma"]
    table = nlp.tokens(texts, names)
    assert table.column_names == ("row", "start", "end", "text", *names)
    tokens = [token for text in texts if text for token in nlp(text).tokens]
    columns = table.to_dict()
    for name in names:
        assert columns[name] == [getattr(token, name) for token in tokens]
    assert pa.table(table).column("is_stop").type == pa.bool_()
    # The columns are in the same order whatever the order they are asked for in.
    assert nlp.tokens(texts, reversed(names)).column_names == table.column_names
    assert nlp.tokens(texts, []).column_names == ("row", "start", "end", "text")
    assert nlp.tokens(texts, ["lemma"]).to_dict()["lemma"] == columns["lemma"]
    for written, token in zip(
        nlp.tokens(texts, ["features"]).to_dict()["features"], tokens, strict=True
    ):
        assert written == "|".join(
            f"{key}={value}" for key, value in (token.features or {}).items()
        )

    table = nlp.segments(texts, "d3", ["pos", "lemma", "vocalized_lemma"])
    segments = [segment for text in texts if text for segment in nlp.segment(text, "d3")]
    columns = table.to_dict()
    for name in ("pos", "lemma"):
        assert columns[name] == [getattr(segment, name) for segment in segments]
    for wrong, error in (
        (["kind"], ValueError),
        ("pos", TypeError),
        ([1], TypeError),
        (1, TypeError),
    ):
        with pytest.raises(error, match="column"):
            nlp.segments(texts, "d3", wrong)  # type: ignore[call-overload]
