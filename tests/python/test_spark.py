"""Spark in local mode: two tasks at once, each in a Python process of its own."""

from __future__ import annotations

import datetime
import json
import os
import pickle
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
import warraq
from columns import odd_column
from conftest import ROOT
from pyspark.errors import AnalysisException, PySparkTypeError, PythonException
from pyspark.sql import functions as sql
from test_readme import run_page
from warraq import _shared
from warraq import spark as ar

pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
    # Of Spark about pandas, of which it uses nothing here.
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
]

LAYERS = ("entities", "tokens", "sentences", "segments", "dates", "numbers", "quotes")


@pytest.fixture(scope="module")
def odd(spark: Any) -> Any:
    column = odd_column()
    table = pa.table({"id": range(len(column)), "text": pa.array(column, pa.string())})
    df = spark.createDataFrame(table).cache()
    df.createOrReplaceTempView("odd")
    return df


def texts_of(spark: Any, *texts: str | None) -> Any:
    ids = pa.array(range(len(texts)), pa.int32())
    return spark.createDataFrame(pa.table({"id": ids, "text": pa.array(texts, pa.string())}))


def broken(spark: Any, count: int = 30, at: int = 23) -> Any:
    """Texts of which one is not valid UTF-8, in one partition."""
    rows = [(row, "وصل إلى القاهرة ".encode() + b"\xff" * (row == at)) for row in range(count)]
    df = spark.createDataFrame(rows, "id int, raw binary").coalesce(1)
    return df.select("id", df.raw.cast("string").alias("text"))


def plain(found: Any) -> Any:
    """A table of the core with the types that Spark has."""
    return ar._plain(pa.table(found))


def same(df: Any, expected: Any, key: str = "id") -> None:
    got = df.toArrow()
    assert got.column_names == expected.column_names
    got = got.cast(expected.schema).sort_by(key)
    for name in expected.column_names:
        assert got.column(name).equals(expected.column(name)), name


@pytest.mark.parametrize("layer", LAYERS)
def test_same_as_arrow(spark: Any, odd: Any, nlp: warraq.Pipeline, layer: str) -> None:
    column = odd_column()
    found = plain(getattr(nlp, layer)(column))
    names = ["id", *found.column_names[1:]]
    same(getattr(ar, layer)(odd, "text"), found.rename_columns(names))
    lists = plain(getattr(nlp, layer)(column, layout="lists"))
    expected = pa.table({"id": range(len(column)), layer: lists.column(0)})
    same(getattr(ar, layer)(odd, "text", keep=["id"], layout="lists"), expected)
    assert lists.column(0).null_count > 10


def test_same_as_arrow_with_options(spark: Any, odd: Any, nlp: warraq.Pipeline) -> None:
    column = odd_column()
    ids = {"row": "id"}
    mine = nlp.add_entities({"ORG": ["وزير"]}).add_labels("TITLE")
    options: dict[str, Any] = {"clusters": True, "min_score": 0.7, "newlines": "always"}
    # What rules find has an id of its own.
    with pytest.raises(AnalysisException, match="column 'id' is also one of the result"):
        ar.entities(odd, "text", nlp=mine, **options)
    same(
        ar.entities(odd.withColumnRenamed("id", "row"), "text", nlp=mine, **options),
        plain(mine.entities(column, **options)),
        "row",
    )
    columns: Any = ["is_stop", "pos", "lemma", "features"]
    same(ar.tokens(odd, "text", columns), plain(nlp.tokens(column, columns)).rename_columns(ids))
    same(
        ar.segments(odd, "text", "d3", ["pos"]),
        plain(nlp.segments(column, "d3", ["pos"])).rename_columns(ids),
    )
    day = datetime.date(2020, 1, 5)
    options = {"anchor": day, "month_first": True}
    same(ar.dates(odd, "text", **options), plain(nlp.dates(column, **options)).rename_columns(ids))


def test_texts_same_as_arrow(spark: Any, odd: Any) -> None:
    column = odd_column()
    expected = pa.table({"id": range(len(column)), "text": pa.array(column, pa.string())})
    strip = warraq.Normalizer("light", digits="ascii").arrow(column).to_pylist()
    same(
        ar.normalize(odd, "text", "light", digits="ascii"),
        expected.append_column("normalized", pa.array(strip)),
    )
    stems = warraq.stem(column, "isri").to_pylist()
    same(ar.stem(odd, "text", "isri"), expected.append_column("stemmed", pa.array(stems)))
    latin = warraq.transliterate(column, "ala-lc", unmapped="drop").to_pylist()
    same(
        ar.transliterate(odd, "text", "ala-lc", unmapped="drop"),
        expected.append_column("transliterated", pa.array(latin)),
    )
    rows = set(warraq.find(column, "الخارجيه", whole_word=True).to_dict()["row"])
    found = [None if text is None else row in rows for row, text in enumerate(column)]
    assert {*found} == {None, True, False}
    same(
        ar.contains(odd, "text", "الخارجيه", whole_word=True),
        expected.append_column("contains", pa.array(found)),
    )


def test_sql(spark: Any, odd: Any, nlp: warraq.Pipeline) -> None:
    ar.register(spark)
    column = odd_column()
    texts = ["normalize", "stem", "transliterate", *LAYERS]
    calls = ", ".join(f"ar_{name}(text) AS {name}" for name in texts)
    expected = {"id": pa.array(range(len(column)))} | {
        "normalize": warraq.Normalizer().arrow(column).to_pylist(),
        "stem": warraq.stem(column).to_pylist(),
        "transliterate": warraq.transliterate(column).to_pylist(),
    }
    for layer in LAYERS:
        expected[layer] = plain(getattr(nlp, layer)(column, layout="lists")).column(0)
    same(spark.sql(f"SELECT id, {calls} FROM odd"), pa.table(expected))


def test_sql_with_arguments(spark: Any, odd: Any, nlp: warraq.Pipeline) -> None:
    ar.register(spark, nlp.add_entities({"GREETING": ["صباح الخير"]}), prefix="my_")
    row = spark.sql("""
        SELECT my_entities(text).label AS labels, my_segments(text, 'd3').form AS forms,
            my_dates(text, DATE '2020-01-05')[0].resolved_start AS day,
            my_normalize(text, 'light') AS light, my_normalize(text, preset => 'search') AS search,
            my_stem(text, 'isri') AS stem, my_transliterate(text) AS latin,
            my_contains(text, 'الخير', whole_word => true) AS whole,
            my_contains(text, 'الخير') AND NOT my_contains(text, 'شر', 'search') AS contains
        FROM VALUES ('صباح الخير، غداً للمدرسة') AS t(text)
    """).first()
    text = "صباح الخير، غداً للمدرسة"
    assert row.labels == ["GREETING"]
    assert row.forms == [segment.form for segment in nlp.segment(text, "d3")]
    assert row.day == datetime.date(2020, 1, 6)
    assert row.light == warraq.normalize(text, "light")
    assert row.search == warraq.normalize(text)
    assert row.stem == warraq.stem(text, "isri")
    assert row.latin == warraq.transliterate(text)
    assert row.contains
    assert row.whole
    # Where Spark asks for none of it, too.
    assert spark.sql("SELECT my_entities(text) FROM odd WHERE id < 0").collect() == []
    frame = odd.where("id < 8").select(sql.call_function("my_normalize", "text").alias("n"))
    assert frame.schema.simpleString() == "struct<n:string>"
    assert len(frame.collect()) == 8


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("my_entities(id)", "a column of text is needed, not of Int64"),
        ("my_normalize(text, 'no')", 'unknown preset "no"; known: light'),
        ("my_stem(text, text)", "algorithm must be a constant of type str"),
        ("my_contains(text, CAST(NULL AS STRING))", "pattern must be a constant of type str"),
        ("my_segments(text, 'd9')", "d1, d2, atb, d3"),
    ],
)
def test_sql_refuses(spark: Any, odd: Any, call: str, message: str) -> None:
    ar.register(spark, prefix="my_")
    with pytest.raises(PythonException, match=message):
        spark.sql(f"SELECT {call} FROM odd").collect()


def test_schemas(spark: Any) -> None:
    df = texts_of(spark, "وصل")
    assert ar.entities(df, "text", clusters=True).schema.simpleString() == (
        "struct<id:int,start:bigint,end:bigint,text:string,label:string,name:string,score:float,"
        "cluster:bigint>"
    )
    assert ar.sentences(df, "text", layout="lists").schema.simpleString() == (
        "struct<id:int,text:string,sentences:array<struct<start:bigint,end:bigint,text:string>>>"
    )
    numbers = ar.numbers(df, "text", keep=[])
    assert numbers.columns[0] == "start"
    assert dict(numbers.dtypes)["value"] == "decimal(38,18)"
    days = dict(ar.dates(df, "text").dtypes)
    assert days["resolved_end"] == "date"
    assert dict(ar.quotes(df, "text").dtypes)["explicit"] == "boolean"
    assert not ar.entities(df, "text").schema["score"].nullable
    assert ar.dates(df, "text").schema["value"].nullable
    assert ar.normalize(df, "text").columns == ["id", "text", "normalized"]


@pytest.mark.parametrize("layout", ["long", "lists"])
def test_partitions(spark: Any, odd: Any, nlp: warraq.Pipeline, layout: Any) -> None:
    """Nearly all rows in one partition, some partitions empty."""
    key = sql.when(odd.id < 2900, 0).otherwise(odd.id % 3)
    skewed = odd.repartition(8, key)
    sizes = [
        row.n
        for row in skewed.groupBy(sql.spark_partition_id()).agg(sql.count("*").alias("n")).collect()
    ]
    assert len(sizes) < 8
    assert max(sizes) >= 2900
    found = plain(nlp.entities(odd_column(), layout=layout))
    if layout == "long":
        expected = found.rename_columns({"row": "id"})
    else:
        expected = pa.table({"id": range(found.num_rows), "entities": found.column(0)})
    same(ar.entities(skewed, "text", keep=["id"], layout=layout), expected)


def test_nothing(spark: Any) -> None:
    for df in (
        spark.createDataFrame([], "id int, text string"),
        texts_of(spark, None, None).repartition(3),
        # A column of nulls has a type of its own.
        spark.sql("SELECT CAST(1 AS INT) AS id, NULL AS text"),
    ):
        for layer in LAYERS:
            full = getattr(ar, layer)(texts_of(spark, "وصل"), "text")
            assert getattr(ar, layer)(df, "text").dtypes == full.dtypes
        assert ar.dates(df, "text").collect() == []
        lists = ar.sentences(ar.tokens(df, "text", layout="lists"), "text", layout="lists")
        assert [row[2:] for row in lists.collect()] == [(None, None)] * df.count()
        texts = ar.stem(ar.normalize(df, "text"), "normalized")
        assert [row[2:] for row in texts.collect()] == [(None, None)] * df.count()


def test_names_of_columns(spark: Any) -> None:
    for name in ("a.b", "نص الخبر", "x`y", "*"):
        names = ["id.key", name, "day.1"]
        df = spark.sql("SELECT 'k', 'زار القاهرة', '2020-01-05'").toDF(*names)
        assert ar.entities(df, name, keep=["id.key"]).columns[:2] == ["id.key", "start"]
        lists = ar.dates(df, name, anchor="day.1", layout="lists")
        assert lists.columns == ["id.key", name, "day.1", "dates"]
        row = ar.entities(lists, name, layout="lists").first()
        assert row[:4] == ("k", "زار القاهرة", "2020-01-05", [])
        assert row.entities[0].name == "القاهرة"
    # Case is as Spark's.
    df = texts_of(spark, "زار القاهرة")
    assert ar.entities(df, "TEXT", keep=["ID"]).first()["id"] == 0
    spark.conf.set("spark.sql.caseSensitive", "true")
    try:
        both = spark.sql("SELECT 'زار القاهرة' AS text, 'زار بيروت' AS Text")
        assert ar.entities(both, "Text", keep=[]).first()["name"] == "بيروت"
        assert ar.entities(both, "text", keep=["Text"]).columns[:2] == ["Text", "start"]
        with pytest.raises(AnalysisException, match="TEXT"):
            ar.entities(both, "TEXT")
    finally:
        spark.conf.unset("spark.sql.caseSensitive")


def test_duplicate_names(spark: Any) -> None:
    df = spark.sql("SELECT 'زار القاهرة' AS text, 1 AS id, 2 AS id")
    # What is not named may be there twice.
    assert ar.entities(df, "text", layout="lists").columns == ["text", "id", "id", "entities"]
    assert ar.entities(df, "text").first()[:2] == (1, 2)
    with pytest.raises(AnalysisException, match="AMBIGUOUS"):
        ar.entities(df, "text", keep=["id"])
    with pytest.raises(AnalysisException, match="AMBIGUOUS"):
        ar.entities(df.toDF("text", "id", "text"), "text")
    for name in ("start", "Label"):
        with pytest.raises(AnalysisException, match=f"column '{name}' is also one of the result"):
            ar.entities(df.toDF("text", "id", name), "text")
    with pytest.raises(AnalysisException, match="column 'text' is also"):
        ar.tokens(df, "text", keep=["text"])
    twice = ar.sentences(df.drop("id"), "text", layout="lists")
    with pytest.raises(AnalysisException, match="column 'sentences' is also"):
        ar.sentences(twice, "text", layout="lists")


def test_kept_columns_of_any_type(spark: Any) -> None:
    df = spark.sql("""
        SELECT id, concat(text, repeat(' والقاهرة', 3)) AS text, array(1, NULL) AS list,
            map('k', id) AS map, struct(id, 'x' AS y) AS s, CAST(id AS DECIMAL(20, 3)) AS money,
            TIMESTAMP '2020-01-05 23:30:00' AS at, TIMESTAMP_NTZ '2020-01-05 23:30:00' AS local,
            DATE '2020-01-05' AS day, X'ff00' AS bytes, NULL AS nothing, id % 2 = 0 AS even
        FROM VALUES (1, 'زار بيروت'), (2, 'زار دمشق'), (3, NULL) AS t(id, text)
    """)
    rows = df.drop("text").orderBy("id").collect()
    long = ar.entities(df, "text").orderBy("id", "start").collect()
    assert [row[:11] for row in long] == [tuple(row) for row in rows[:2] for _ in range(4)]
    lists = ar.normalize(df, "text").drop("text", "normalized").orderBy("id").collect()
    assert lists == rows


def test_wide_rows_are_given_back_in_parts(spark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [pa.array(["x" * 100_000, "y"])]
    results = pa.table({"row": [0] * 5000 + [1], "text": ["a"] * 5001})
    batches = list(ar._beside(kept, results))
    assert len(batches) > 3
    assert sum(batch.num_rows for batch in batches) == 5001
    assert batches[-1].column(0)[-1].as_py() == "y"
    # And what is large is worked on in parts.
    monkeypatch.setattr(ar, "_WORK_BYTES", 1000)
    batch = pa.RecordBatch.from_arrays([pa.array(["z" * 100] * 95)], ["_0"])
    parts = list(ar._slices(iter([batch, batch.slice(0, 0)])))
    assert [part.num_rows for part in parts] == [9] * 10 + [5]


def test_anchor_is_a_day_or_a_column(spark: Any) -> None:
    df = texts_of(spark, "وصل أمس.")
    for anchor in ("2019-05-03", datetime.date(2019, 5, 3)):
        (row,) = ar.dates(df, "text", anchor=anchor).collect()
        assert row["resolved_start"] == datetime.date(2019, 5, 2)
    with pytest.raises(ValueError, match=r"neither a day, such as .* nor a column: 'id', 'text'"):
        ar.dates(df, "text", anchor="day")


def test_anchors(spark: Any) -> None:
    df = spark.sql("""
        SELECT id, 'غدا' AS text, DATE '2020-01-05' AS day, TIMESTAMP '2020-01-05 23:30:00' AS at,
            TIMESTAMP_NTZ '2020-01-05 00:30:00' AS local, '2020-01-05T10:00' AS written,
            NULL AS nothing, 'القاهرة' AS bad, 5 AS number
        FROM range(3)
    """)
    for name in ("day", "at", "local", "written"):
        found = ar.dates(df, "text", anchor=name, keep=["id"]).collect()
        assert [row.resolved_start for row in found] == [datetime.date(2020, 1, 6)] * 3, name
    assert ar.dates(df, "text", anchor="nothing", keep=["id"]).first().resolved_start is None
    with pytest.raises(
        PySparkTypeError, match=r"'number', the anchor, must be of dates, .* not int"
    ):
        ar.dates(df, "text", anchor="number")
    with pytest.raises(PythonException, match=r'row 0, .*"القاهرة" is not a date'):
        ar.dates(df, "text", anchor="bad", keep=["id"]).collect()
    null = ar.dates(df, "text", anchor="bad", keep=["id"], on_error="null").collect()
    assert [row.value for row in null] == ["ANCHOR+P1D"] * 3


def test_a_failing_row(spark: Any, odd: Any) -> None:
    df = broken(spark)
    for function in (ar.entities, ar.normalize):
        with pytest.raises(
            PythonException,
            match=r"warraq.DataError: column 'text', partition 0, row 23, which begins "
            r"'وصل إلى القاهرة \ufffd': the text is not valid UTF-8",
        ):
            function(df, "text", keep=["id"]).collect()
    found = ar.entities(df, "text", keep=["id"], on_error="null").collect()
    assert sorted(row.id for row in found) == [row for row in range(30) if row != 23]
    lists = ar.entities(df, "text", layout="lists", on_error="null").orderBy("id").collect()
    assert [row.entities is None for row in lists] == [row == 23 for row in range(30)]
    texts = ar.normalize(df, "text", on_error="null").orderBy("id").collect()
    assert [row.normalized is None for row in texts] == [row == 23 for row in range(30)]
    # The workers go on.
    assert ar.entities(odd.where("id < 8"), "text").count() > 0


def test_a_row_is_counted_in_its_partition(spark: Any) -> None:
    """Not in its batch of 500 rows."""
    with pytest.raises(PythonException, match="row 1201, "):
        ar.sentences(broken(spark, 1300, 1201), "text", keep=[]).collect()


@pytest.mark.parametrize(
    ("arguments", "options", "error", "message"),
    [
        (["no"], {}, AnalysisException, "no"),
        (["id"], {}, PySparkTypeError, "column 'id' must be of strings, not int"),
        (["raw"], {}, PySparkTypeError, "column 'raw' must be of strings, not binary"),
        (["list"], {}, PySparkTypeError, "column 'list' must be of strings, not array<string>"),
        ([3], {}, PySparkTypeError, "text must be the name of a column, not int"),
        (["text"], {"keep": ["no"]}, AnalysisException, "no"),
        (["text"], {"keep": "id"}, PySparkTypeError, "a list .* not the str 'id'"),
        (["text"], {"keep": [1]}, PySparkTypeError, "keep must be the name of a column, not int"),
        (["text"], {"nlp": "default"}, PySparkTypeError, "nlp must be a Pipeline or None, not str"),
        (["text"], {"layout": "wide"}, ValueError, "long, lists"),
        (["text"], {"on_error": "skip"}, ValueError, "raise, null"),
        (["text"], {"newlines": "no"}, ValueError, "smart, always, never"),
        (["text"], {"threads": 0}, ValueError, "threads"),
    ],
)
def test_wrong_arguments(
    spark: Any, arguments: list[Any], options: dict[str, Any], error: Any, message: str
) -> None:
    df = spark.sql("SELECT 1 AS id, 'نص' AS text, X'00' AS raw, array('نص') AS list")
    with pytest.raises(error, match=message):
        ar.sentences(df, *arguments, **options)


def test_one_pipeline_a_process(spark: Any, odd: Any, nlp: warraq.Pipeline) -> None:
    mine = nlp.add_entities({"GREETING": ["صباح الخير", "مساء الخير"]})
    many = odd.repartition(16)
    ar.entities(many, "text", nlp=mine, keep=[]).count()
    pickled = pickle.dumps(mine)
    # Spark sends a pipeline with every task, or as a broadcast if it is large.
    assert len(pickled) < 1000

    def probe(batches: Iterator[Any]) -> Iterator[Any]:
        before = _shared._unpickled.cache_info()
        _shared._unpickled(pickled)
        after = _shared._unpickled.cache_info()
        time.sleep(0.1)
        found = json.dumps([os.getpid(), after.hits - before.hits, before.misses])
        for _ in batches:
            pass
        yield pa.RecordBatch.from_pydict({"found": [found]})

    probed = [json.loads(row.found) for row in many.mapInArrow(probe, "found string").collect()]
    assert len({pid for pid, _, _ in probed}) >= 2
    # Those that had work have it; none made one for each of its tasks.
    assert sum(hits for _, hits, _ in probed) >= 14
    assert max(misses for _, _, misses in probed) < 10


def test_a_pipeline_of_a_file(spark: Any, nlp: warraq.Pipeline, tmp_path: Any) -> None:
    nlp.add_entities({"GREETING": ["صباح الخير"]}).save(tmp_path / "mine.model")
    mine = warraq.load(tmp_path / "mine.model")
    assert len(pickle.dumps(mine)) < 1000
    found = ar.entities(texts_of(spark, "صباح الخير"), "text", nlp=mine, keep=[]).collect()
    assert [row.label for row in found] == ["GREETING"]


def test_page(spark: Any) -> None:
    run_page(ROOT / "docs" / "spark.md", {"spark": spark, "warraq": warraq})


@pytest.mark.parametrize("module", ["pyspark", "pyarrow"])
def test_a_missing_library(module: str) -> None:
    code = f"import sys; sys.modules[{module!r}] = None; import warraq.spark"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert f'this needs {module}: pip install "warraq[spark]"' in run.stderr
