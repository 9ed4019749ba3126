"""Record batches stream in and out: each function gives a reader of what it gives of the column."""

from __future__ import annotations

import gc
import pickle
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
import warraq
from columns import odd_column

TEXTS = odd_column(400)

WORKS: dict[str, Callable[[warraq.Pipeline, Any], Any]] = {
    "entities": lambda nlp, t: nlp.entities(t),
    "entities, clusters": lambda nlp, t: nlp.entities(t, clusters=True, threads=2),
    "tokens": lambda nlp, t: nlp.tokens(t, ["kind", "lemma"]),
    "sentences": lambda nlp, t: nlp.sentences(t),
    "segments": lambda nlp, t: nlp.segments(t, "d3"),
    "dates": lambda nlp, t: nlp.dates(t, anchor="2020-02-29"),
    "numbers": lambda nlp, t: nlp.numbers(t),
    "quotes": lambda nlp, t: nlp.quotes(t),
    "entities, lists": lambda nlp, t: nlp.entities(t, layout="lists"),
    "numbers, lists": lambda nlp, t: nlp.numbers(t, layout="lists"),
    "find": lambda nlp, t: warraq.find(t, "القاهره"),
    "normalize": lambda nlp, t: warraq.Normalizer().arrow(t),
    "replace": lambda nlp, t: warraq.replace(t, "القاهره", "بغداد"),
    "stem": lambda nlp, t: warraq.stem(t),
    "transliterate": lambda nlp, t: warraq.transliterate(t),
}


def reader(
    texts: Any = TEXTS, rows: int = 64, type_: Any = None, taken: list[int] | None = None
) -> Any:
    """A reader of batches of so many rows, which notes each that is taken."""
    schema = pa.schema([("text", type_ or pa.string())])

    def batches() -> Iterator[Any]:
        for start in range(0, len(texts), rows):
            if taken is not None:
                taken.append(start)
            array = pa.array(texts[start : start + rows], pa.string()).cast(schema.types[0])
            yield pa.record_batch([array], schema=schema)

    return pa.RecordBatchReader.from_batches(schema, batches())


@pytest.mark.parametrize("work", WORKS)
def test_a_stream_gives_what_the_column_gives(nlp: warraq.Pipeline, work: str) -> None:
    column = WORKS[work](nlp, TEXTS)
    expected = (
        pa.table(column)
        if isinstance(column, warraq.Table)
        else pa.table({"text": pa.chunked_array(column)})
    )
    for rows in (1, 64, 1000):
        made = WORKS[work](nlp, reader(rows=rows))
        assert isinstance(made, warraq.Reader)
        assert made.column_names == tuple(expected.column_names)
        assert pa.table(made).equals(expected)
    # By itself, without pyarrow.
    tables = list(WORKS[work](nlp, reader()))
    assert len(tables) == 7
    assert pa.concat_tables(pa.table(table) for table in tables).equals(expected)
    # Nothing in, nothing out, with the same columns.
    assert pa.table(WORKS[work](nlp, reader([]))).equals(expected.slice(0, 0))


@pytest.mark.parametrize(
    "type_",
    [
        pa.large_string(),
        pa.string_view(),
        pa.dictionary(pa.int32(), pa.string()),
        pa.dictionary(pa.uint8(), pa.large_string()),
    ],
    ids=str,
)
def test_types(nlp: warraq.Pipeline, type_: Any) -> None:
    expected = pa.table(nlp.entities(TEXTS))
    assert pa.table(nlp.entities(reader(type_=type_))).equals(expected)
    nothing = pa.RecordBatchReader.from_batches(
        schema := pa.schema([("text", pa.null())]), [pa.record_batch([pa.nulls(3)], schema=schema)]
    )
    assert pa.table(nlp.entities(nothing, layout="lists")).column(0).null_count == 3


@pytest.mark.parametrize("type_", [pa.int16(), pa.int32(), pa.int64()], ids=str)
def test_runs(nlp: warraq.Pipeline, type_: Any) -> None:
    texts = [text for text in TEXTS for _ in range(len(text or "") % 3 + 1)]
    runs = pc.run_end_encode(pa.array(texts), run_end_type=type_)
    expected = pa.table(nlp.entities(texts))
    assert pa.table(nlp.entities(runs)).equals(expected)
    assert pa.table(nlp.entities(pa.chunked_array([runs[:9], runs[9:]]))).equals(expected)
    assert nlp.tokens(runs[5:90]).to_dict() == nlp.tokens(texts[5:90]).to_dict()
    numbers = pc.run_end_encode(pa.array([1, 1, 2]))
    with pytest.raises(TypeError, match="column of text"):
        nlp.entities(numbers)


def test_batches_are_taken_one_by_one(nlp: warraq.Pipeline) -> None:
    taken: list[int] = []
    tables = nlp.tokens(reader(taken=taken))
    assert taken == []
    assert set(next(tables).to_dict()["row"]) <= set(range(64))
    assert taken == [0]
    assert min(next(tables).to_dict()["row"]) >= 64
    assert taken == [0, 64]
    assert repr(tables) == "<warraq.Reader of row, start, end, text, kind>"
    rest = tables.to_arrow()
    assert isinstance(rest, pa.RecordBatchReader)
    assert rest.read_next_batch().column("row")[0].as_py() >= 128
    assert len(taken) < 7
    # It is read by one.
    for again in (lambda: pa.table(tables), lambda: next(tables), tables.to_arrow):
        with pytest.raises(warraq.DataError, match="read already"):
            again()
    with pytest.raises(TypeError, match="pickle"):
        pickle.dumps(tables)


def test_streams_in_a_row(nlp: warraq.Pipeline) -> None:
    taken: list[int] = []
    search = warraq.Normalizer()
    made = nlp.tokens(search.arrow(reader(taken=taken)))
    next(made)
    assert taken == [0]
    expected = pa.table(nlp.tokens(search.arrow(TEXTS)))
    assert pa.table(nlp.tokens(search.arrow(reader()))).equals(expected)


def test_other_libraries(nlp: warraq.Pipeline) -> None:
    expected = nlp.tokens(TEXTS).to_polars()
    assert pl.DataFrame(nlp.tokens(reader())).equals(expected)
    made = nlp.tokens(reader())  # noqa: F841
    assert duckdb.sql("SELECT count(*), max(row) FROM made").fetchall() == [
        (len(expected), expected["row"].max())
    ]
    texts = pa.table({"text": TEXTS})  # noqa: F841
    rows = duckdb.sql("SELECT text FROM texts").to_arrow_reader(100)
    assert pl.DataFrame(nlp.tokens(rows)).equals(expected)


def test_aggregates_read_to_the_end(nlp: warraq.Pipeline) -> None:
    assert nlp.names(reader()).to_pylist() == nlp.names(TEXTS).to_pylist()
    search = warraq.Normalizer()
    assert search.map(reader()) == search.map(TEXTS)


@pytest.mark.parametrize("close", [warraq.Reader.close, lambda made: None])
def test_the_input_is_let_go(nlp: warraq.Pipeline, close: Any) -> None:
    class Source:
        pass

    source = Source()
    schema = pa.schema([("text", pa.string())])

    def batches(_: Source) -> Iterator[Any]:
        while True:
            yield pa.record_batch([pa.array(["القاهرة"])], schema=schema)

    held = weakref.ref(source)
    made = nlp.entities(pa.RecordBatchReader.from_batches(schema, batches(source)))
    assert len(next(made)) == 1
    exported = nlp.entities(pa.RecordBatchReader.from_batches(schema, batches(source))).to_arrow()
    exported.read_next_batch()
    del source
    gc.collect()
    assert held() is not None
    close(made)
    if close is warraq.Reader.close:
        assert list(made) == []
    del made, exported
    gc.collect()
    assert held() is None


def bad_text() -> Any:
    offsets = b"".join(offset.to_bytes(4, "little") for offset in (0, 2, 4, 6))
    return pa.Array.from_buffers(
        pa.string(), 3, [None, pa.py_buffer(offsets), pa.py_buffer(b"ab\xd8\xd8cd")]
    )


def test_errors_in_the_midst(nlp: warraq.Pipeline) -> None:
    schema = pa.schema([("text", pa.string())])

    def batches(*arrays: Any) -> Any:
        made = [pa.record_batch([array], schema=schema) for array in arrays]
        return pa.RecordBatchReader.from_batches(schema, made)

    sound = pa.array(["القاهرة", None, "بيروت"])
    made = nlp.entities(batches(sound, bad_text(), sound))
    assert len(next(made)) == 2
    with pytest.raises(warraq.DataError, match=r"^row 4: .*UTF-8") as info:
        next(made)
    assert info.value.row == 4
    # As with a generator, that is its end.
    assert list(made) == []
    with pytest.raises(pa.ArrowInvalid, match=r"row 4: .*UTF-8"):
        pa.table(nlp.entities(batches(sound, bad_text(), sound)))
    with pytest.raises(pl.exceptions.PolarsError, match=r"row 4: .*UTF-8"):
        pl.DataFrame(nlp.entities(batches(sound, bad_text(), sound)))
    kept = nlp.entities(batches(sound, bad_text(), sound), on_error="null")
    assert kept.to_arrow().read_all().column("row").to_pylist() == [0, 2, 6, 8]
    with pytest.raises(ValueError, match=r"^row 4: "):
        list(warraq.transliterate(batches(sound, pa.array(["ا", "b"])), unmapped="error"))

    def broken() -> Iterator[Any]:
        yield pa.record_batch([sound], schema=schema)
        raise RuntimeError("the disk is full")

    for read in (list, pa.table):
        made = nlp.entities(pa.RecordBatchReader.from_batches(schema, broken()))
        with pytest.raises((warraq.DataError, pa.ArrowInvalid), match="the disk is full"):
            read(made)


def test_what_is_no_stream_of_texts(nlp: warraq.Pipeline) -> None:
    def empty(**types: Any) -> Any:
        return pa.RecordBatchReader.from_batches(pa.schema(list(types.items())), [])

    two = empty(id=pa.int64(), text=pa.string())
    with pytest.raises(TypeError, match=r"one column, .* not 2 \(id, text\): select it"):
        nlp.entities(two)
    with pytest.raises(TypeError, match=r"one column, .* not 0"):
        nlp.entities(empty())
    for type_ in (pa.int64(), pa.binary(), pa.list_(pa.string()), pa.struct([("x", pa.string())])):
        with pytest.raises(TypeError, match="column of text"):
            nlp.entities(empty(text=type_))
    # What is wrong with the options is said before a batch is taken.
    taken: list[int] = []
    with pytest.raises(ValueError, match="scheme"):
        nlp.segments(reader(taken=taken), "d9")  # type: ignore[call-overload]
    with pytest.raises(ValueError, match="threads"):
        nlp.entities(reader(taken=taken), threads=0)
    with pytest.raises(ValueError, match="anchor must be one day"):
        nlp.dates(reader(taken=taken), anchor=["2020-01-01"] * 400)
    assert taken == []
    # A frame is not a stream, even of one column.
    for frame in (pa.table({"text": TEXTS}), pl.DataFrame({"text": TEXTS})):
        with pytest.raises(TypeError, match="pass one of its columns"):
            nlp.entities(frame)


def test_threads_read_one_each(nlp: warraq.Pipeline) -> None:
    expected = pa.table(nlp.entities(TEXTS))
    results = []

    def work() -> None:
        results.append(pa.table(nlp.entities(reader(), threads=2)).equals(expected))

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert results == [True] * 6


MEMORY = """
import resource, sys
import pyarrow as pa, warraq
nlp = warraq.load()
text = "وصل الوفد إلى بيروت ثم غادر. " * 40
schema = pa.schema([("text", pa.string())])

def batches(count):
    for _ in range(count):
        yield pa.record_batch([pa.array([text] * 500)], schema=schema)

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

def read(count):
    rows = 0
    stream = pa.RecordBatchReader.from_batches(schema, batches(count))
    for batch in nlp.sentences(warraq.Normalizer().arrow(stream)).to_arrow():
        rows += batch.num_rows
    assert rows == count * 500 * 40

read(10)
before = peak()
read(300)
print(peak() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the unit of ru_maxrss")
def test_memory_is_bounded() -> None:
    """300 batches of 1 MB, of which each makes about 4 MB."""
    run = subprocess.run(
        [sys.executable, "-c", MEMORY], capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) < 50_000


INTERRUPTED = """
import pyarrow as pa, warraq
nlp = warraq.load()
schema = pa.schema([("text", pa.string())])
batch = pa.record_batch([pa.array(["وصل محمد علي إلى القاهرة وباريس."] * 10)], schema=schema)

def batches():
    print("ready", flush=True)
    while True:
        yield batch

made = nlp.entities(pa.RecordBatchReader.from_batches(schema, batches()))
try:
    {read}
except KeyboardInterrupt:
    print("stopped", flush=True)
"""


#: What reads an Arrow stream has an error of its own first.
ARROW = """
    try:
        pa.table(made)
    except pa.ArrowInvalid as error:
        assert "interrupted" in str(error)
        [0 for _ in range(100)]
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("read", ["list(made)", ARROW])
def test_interrupt(read: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED.format(read=read)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        assert process.stdout.readline() == "stopped\n"
        assert time.monotonic() - began < 1
    assert process.returncode == 0
