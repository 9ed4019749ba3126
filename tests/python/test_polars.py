"""The expressions and Series of `warraq.polars`, in every way in which Polars runs them."""

from __future__ import annotations

import doctest
import itertools
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timezone
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import warraq
import warraq.polars
from columns import odd_column
from polars.testing import assert_frame_equal, assert_series_equal

TEXTS = odd_column()
NLP = warraq.load()
ENGINES: list[Any] = ["in-memory", "streaming"]
OWN = NLP.add_entities({"ORG": ["وكالة الأنباء"]}).add_labels(["NORP", "TITLE"])


def lists(method: str, *args: Any, **options: Any) -> Callable[[Any], Any]:
    """What the call of Arrow gives."""

    def call(column: Any) -> Any:
        table = getattr(options.get("nlp") or NLP, method)(
            column, *args, layout="lists", **{k: v for k, v in options.items() if k != "nlp"}
        )
        return table.to_polars().to_series()

    return call


def contained(column: Any, *args: Any, **options: Any) -> pl.Series:
    rows = set(warraq.find(column, *args, **options).to_dict()["row"])
    texts = list(column)
    return pl.Series([None if text is None else row in rows for row, text in enumerate(texts)])


def column(of: Any) -> Any:
    return of.to_polars()


# Of each case: the method and its arguments, and the same by a call of Arrow.
Case = tuple[str, tuple[Any, ...], dict[str, Any], Callable[[Any], Any]]


def case(method: str, *args: Any, **options: Any) -> Case:
    return method, args, options, lists(method, *args, **options)


CASES: dict[str, Case] = {
    "normalize": ("normalize", (), {}, lambda c: column(warraq.Normalizer().arrow(c))),
    "normalize, options": (
        "normalize",
        (None,),
        {"harakat": "remove", "alef": "carrier"},
        lambda c: column(warraq.Normalizer(None, harakat="remove", alef="carrier").arrow(c)),
    ),
    "stem": ("stem", ("isri",), {}, lambda c: column(warraq.stem(c, "isri"))),
    "contains": ("contains", ("القاهره",), {}, lambda c: contained(c, "القاهره")),
    "contains, whole words": (
        "contains",
        ("القاهرة", "search"),
        {"whole_word": True},
        lambda c: contained(c, "القاهرة", "search", whole_word=True),
    ),
    "transliterate": (
        "transliterate",
        ("hsb",),
        {"unmapped": "drop"},
        lambda c: column(warraq.transliterate(c, "hsb", unmapped="drop")),
    ),
    "tokens": case("tokens"),
    "tokens, columns": case("tokens", ["is_stop", "pos", "lemma"], newlines="always"),
    "sentences": case("sentences", newlines="never"),
    "segments": case("segments"),
    "segments, columns": case("segments", "d3", ["pos", "vocalized_lemma", "features"]),
    "entities": case("entities"),
    "entities, options": case("entities", clusters=True, min_score=0.9),
    "entities, own": case("entities", nlp=OWN),
    "dates": case("dates"),
    "dates, anchor": case("dates", anchor="2023-09-05", month_first=True),
    "numbers": case("numbers"),
    "quotes": case("quotes", newlines="always"),
}


def ar(of: Any) -> Any:
    """The namespace, which Polars' types do not know."""
    return of.ar


def expression(name: str) -> pl.Expr:
    method, args, options, _ = CASES[name]
    made = getattr(ar(pl.col("text")), method)(*args, **options)
    assert isinstance(made, pl.Expr)
    return made


@pytest.fixture(scope="module")
def expected() -> dict[str, pl.Series]:
    return {name: case[3](TEXTS) for name, case in CASES.items()}


@pytest.fixture(scope="module")
def frame() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "row": pl.Series(range(len(TEXTS)), dtype=pl.Int64),
            "text": pl.Series(TEXTS, dtype=pl.String),
        }
    )


@pytest.mark.parametrize("name", CASES)
def test_same_as_arrow(name: str, frame: pl.DataFrame, expected: dict[str, pl.Series]) -> None:
    query = frame.lazy().select(expression(name))
    schema = query.collect_schema()
    eager = frame.select(expression(name))
    assert eager.schema == schema
    assert eager.columns == ["text"]
    assert_series_equal(eager.to_series(), expected[name], check_names=False)
    for engine in ENGINES:
        collected = query.collect(engine=engine)
        assert collected.schema == schema
        assert_frame_equal(collected, eager)
    method, args, options, _ = CASES[name]
    series = getattr(ar(frame["text"]), method)(*args, **options)
    assert_series_equal(series, eager.to_series())


def shapes() -> dict[str, pl.Series]:
    """The same texts, kept in other ways."""
    texts = TEXTS[:300]
    whole = pl.Series("text", texts, dtype=pl.String)
    chunks = pl.concat([whole[:100], whole[100:100], whole[100:101], whole[101:]], rechunk=False)
    assert chunks.n_chunks() > 1
    categories = whole.drop_nulls().unique()
    return {
        "chunks": chunks,
        "slice": pl.Series("text", ["x", *texts, "y"], dtype=pl.String).slice(1, len(texts)),
        "slice of chunks": pl.concat([whole, whole], rechunk=False).slice(150, 300),
        "categorical": whole.cast(pl.Categorical),
        "enum": whole.cast(pl.Enum(categories)),
        "no rows": whole.clear(),
        "one row": whole[:1],
        "all null": pl.Series("text", [None] * 5, dtype=pl.String),
    }


@pytest.mark.parametrize("name", ["normalize", "contains", "tokens", "entities", "dates"])
@pytest.mark.parametrize("shape", shapes())
def test_shapes(name: str, shape: str) -> None:
    series = shapes()[shape]
    frame = pl.DataFrame({"text": series})
    found = frame.lazy().select(expression(name))
    wanted = CASES[name][3](series.to_list()).rename("text")
    assert_series_equal(found.collect().to_series(), wanted.cast(found.collect_schema()["text"]))


@pytest.mark.parametrize("name", CASES)
def test_null_type(name: str) -> None:
    for rows in [0, 1, 3]:
        found = pl.DataFrame({"text": pl.Series([None] * rows, dtype=pl.Null)}).lazy()
        found = found.select(expression(name))
        assert found.collect()["text"].to_list() == [None] * rows
        assert found.collect().schema == found.collect_schema()


def test_parquet_by_streaming(tmp_path: Path, frame: pl.DataFrame) -> None:
    """Of many row groups, written out again without collecting them."""
    file = tmp_path / "texts.parquet"
    many = pl.concat([frame.with_columns(part=pl.lit(part)) for part in range(3)])
    many.write_parquet(file, row_group_size=500)
    query = pl.scan_parquet(file).with_columns(
        normalized=ar(pl.col("text")).normalize(), entities=ar(pl.col("text")).entities()
    )
    out = tmp_path / "out.parquet"
    query.sink_parquet(out)
    found = pl.read_parquet(out)
    assert len(found) == len(many)
    whole = frame.with_columns(
        normalized=ar(pl.col("text")).normalize(), entities=ar(pl.col("text")).entities()
    )
    names = pl.element().struct.field("name")
    whole, found = (
        it.with_columns(pl.col("entities").list.eval(names)).sort("row") for it in (whole, found)
    )
    for part in found.partition_by("part", include_key=False):
        assert_frame_equal(part, whole)
    # What is filtered by an expression, and grouped.
    query = pl.scan_parquet(file).filter(ar(pl.col("text")).contains("القاهره"))
    counted = query.group_by("part").agg(pl.len()).collect(engine="streaming")
    rows = ar(frame["text"]).contains("القاهره").sum()
    assert counted["len"].to_list() == [rows] * 3


def test_contexts(frame: pl.DataFrame, expected: dict[str, pl.Series]) -> None:
    frame = frame.with_columns(group=pl.col("row") % 7)
    entities = expected["entities"].alias("entities")
    whole = frame.with_columns(entities)
    text = ar(pl.col("text"))
    grouped = frame.lazy().group_by("group", maintain_order=True).agg(text.entities(), "row")
    collected = grouped.collect()
    assert collected.schema == grouped.collect_schema()
    rows = collected.explode("text", "row").sort("row")
    assert_series_equal(rows["text"], entities, check_names=False)
    first = frame.group_by("group", maintain_order=True).agg(text.normalize().drop_nulls().first())
    wanted = whole.with_columns(text.normalize()).drop_nulls("text")
    wanted = wanted.group_by("group", maintain_order=True).agg(pl.col("text").first())
    assert_frame_equal(first.sort("group"), wanted.sort("group"))
    # Over windows, by conditions and in filters.
    over = frame.select(text.entities().list.len().sum().over("group"))
    wanted = whole.select(text=pl.col("entities").list.len().sum().over("group"))
    assert_frame_equal(over, wanted)
    assert_series_equal(
        frame.select(text.entities().over("group")).to_series(), entities, check_names=False
    )
    chosen = frame.select(pl.when(pl.col("row") % 2 == 0).then(text.normalize()).otherwise("text"))
    pairs = zip(expected["normalize"], TEXTS, strict=True)
    assert chosen.to_series().to_list() == [pair[row % 2] for row, pair in enumerate(pairs)]
    kept = frame.filter(text.contains("القاهره"))
    assert kept["row"].to_list() == expected["contains"].arg_true().to_list()
    # A literal is one row, as long as the others.
    constant = frame.head(3).with_columns(name=ar(pl.lit("أحمد")).normalize())
    assert constant["name"].to_list() == ["احمد"] * 3
    assert frame.select(ar(pl.lit("أحمد")).normalize()).shape == (1, 1)
    # The categories of labels are those of all rows.
    labels = frame.select(text.entities().explode().drop_nulls().struct.field("label"))
    counts = labels.group_by("label").len()
    assert sum(counts["len"]) == sum(map(len, entities.drop_nulls()))


def test_names_of_series() -> None:
    for name in ["text", "", "^.*$", "*"]:
        found = ar(pl.Series(name, ["أ", None])).normalize()
        assert (found.name, found.to_list()) == (name, ["ا", None])


def test_anchors() -> None:
    texts = ["وصل أمس", "يصل غدا", None, "غدا"]
    days = [date(2023, 9, 5), None, date(2024, 1, 1), date(2024, 3, 1)]
    wanted = [
        [(date(2023, 9, 4), date(2023, 9, 5))],
        [(None, None)],
        None,
        [(date(2024, 3, 2), date(2024, 3, 3))],
    ]

    def resolved(frame: pl.DataFrame, expr: pl.Expr) -> list[Any]:
        lazy = frame.lazy().select(expr)
        for engine in ENGINES:
            found = lazy.collect(engine=engine)
            assert found.schema == lazy.collect_schema()
        column = found.to_series().to_list()
        return [
            row and [(it["resolved_start"], it["resolved_end"]) for it in row] for row in column
        ]

    day = pl.Series("day", days)
    frame = pl.DataFrame({"text": texts, "day": day})
    text = ar(pl.col("text"))
    anchors = [
        pl.col("day"),
        pl.col("day").cast(pl.Datetime("ms")),
        pl.col("day").cast(pl.Datetime("us")),
        pl.col("day").cast(pl.Datetime("ns")),
        pl.col("day").cast(pl.String),
        pl.col("day").cast(pl.String).cast(pl.Categorical),
        day,
    ]
    for anchor in anchors:
        assert resolved(frame, text.dates(anchor=anchor)) == wanted
    before = pl.lit(datetime(1969, 12, 31, 23, 59))
    assert resolved(frame[:1], text.dates(anchor=before)) == [
        [(date(1969, 12, 30), date(1969, 12, 31))]
    ]
    one = [[(date(2023, 9, 4), date(2023, 9, 5))], [(date(2023, 9, 6), date(2023, 9, 7))]]
    for given in [
        date(2023, 9, 5),
        datetime(2023, 9, 5, 12, 30),
        datetime(2023, 9, 5, tzinfo=timezone.utc),
        "2023-09-05",
        "2023-09-05T10:00:00Z",
        pl.lit(date(2023, 9, 5)),
        pl.col("day").first(),
        pl.lit("2023-09-05"),
    ]:
        assert resolved(frame[:2], text.dates(anchor=given)) == one
    assert resolved(frame[:2], text.dates(anchor=pl.lit(None)))[0] == [(None, None)]
    assert resolved(frame.clear(), text.dates(anchor=pl.col("day"))) == []
    # One text, and many days.
    many = resolved(frame, ar(pl.lit("أمس")).dates(anchor=pl.col("day")))
    assert [row[0][0] for row in many] == [
        date(2023, 9, 4),
        None,
        date(2023, 12, 31),
        date(2024, 2, 29),
    ]
    assert ar(frame["text"]).dates(anchor=day)[0][0]["resolved_start"] == date(2023, 9, 4)
    # What is no day.
    wrong = pl.DataFrame({"text": texts[:2], "day": ["2023-09-05", "yesterday"]})
    with pytest.raises(pl.exceptions.ComputeError, match=r"row 1: anchor: \"yesterday\""):
        wrong.select(text.dates(anchor=pl.col("day")))
    found = resolved(wrong, text.dates(anchor=pl.col("day"), on_error="null"))
    assert found == [[(date(2023, 9, 4), date(2023, 9, 5))], [(None, None)]]
    far = pl.DataFrame({"text": ["أمس"], "day": pl.Series([2**30], dtype=pl.Int32).cast(pl.Date)})
    with pytest.raises(pl.exceptions.ComputeError, match="row 0: anchor: the year"):
        far.select(text.dates(anchor=pl.col("day")))
    zone = frame.with_columns(pl.col("day").cast(pl.Datetime("us", "Asia/Riyadh")))
    with pytest.raises(
        pl.exceptions.ComputeError, match=r"column \"day\": anchor must be.*dt\.date"
    ):
        zone.lazy().select(text.dates(anchor=pl.col("day"))).collect_schema()
    with pytest.raises(pl.exceptions.ComputeError, match="anchor must be dates"):
        frame.select(text.dates(anchor=pl.lit(5)))


WRONG: dict[str, tuple[pl.Series, str]] = {
    "integers": (pl.Series([1, 2]), "not of Int64"),
    "floats": (pl.Series([1.0, float("nan")]), "not of Float64"),
    "null integers": (pl.Series([None], dtype=pl.Int64), "not of Int64"),
    "booleans": (pl.Series([True]), "not of Boolean"),
    "dates": (pl.Series([date(2020, 1, 1)]), "not of Date32"),
    "bytes": (pl.Series([b"a", b"\xff"]), "not of BinaryView: decode it first"),
    "lists": (pl.Series([["a"], None]), "List.*: explode it"),
    "structs": (pl.Series([{"a": "b"}]), "Struct.*: pass one of its fields"),
    "no rows": (pl.Series([], dtype=pl.Int64), "not of Int64"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_types(name: str) -> None:
    series, message = WRONG[name]
    frame = pl.DataFrame({"wrong": series})
    for expr in [ar(pl.col("wrong")).normalize(), ar(pl.col("wrong")).entities()]:
        lazy = frame.lazy().select(expr)
        streamed = partial(lazy.collect, engine="streaming")
        runs: list[Callable[[], object]] = [lazy.collect_schema, lazy.collect, streamed]
        for run in runs:
            with pytest.raises(pl.exceptions.ComputeError, match=f'column "wrong": .*{message}'):
                run()
    with pytest.raises(pl.exceptions.ComputeError, match=message):
        ar(series).tokens()


def test_other_wrong_input() -> None:
    text = ar(pl.col("text"))
    frame = pl.DataFrame({"text": ["a", "أ"]})
    with pytest.raises(pl.exceptions.ColumnNotFoundError, match="other"):
        frame.select(ar(pl.col("other")).normalize())
    with pytest.raises(pl.exceptions.DuplicateError):
        frame.select(text.normalize(), text.stem())
    # Python objects have no Arrow type: Polars itself refuses them.
    objects = pl.DataFrame({"text": pl.Series([object()], dtype=pl.Object)})
    with pytest.raises((pl.exceptions.PolarsError, pl.exceptions.PanicException)):
        objects.select(text.normalize())
    # A row that is refused is named.
    with pytest.raises(pl.exceptions.ComputeError, match="row 1: "):
        pl.DataFrame({"text": ["كتاب", "xyz"]}).select(
            ar(pl.col("text")).transliterate(unmapped="error")
        )


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda ar: ar.normalize("serch"), ValueError, 'unknown preset "serch"'),
        (lambda ar: ar.normalize(digits="roman"), ValueError, "unknown value"),
        (lambda ar: ar.normalize(nothing="keep"), TypeError, "nothing"),
        (lambda ar: ar.normalize(threads=0), ValueError, "threads"),
        (lambda ar: ar.stem("porter"), ValueError, "porter"),
        (lambda ar: ar.stem(threads="two"), TypeError, "threads must be int or None"),
        (lambda ar: ar.contains("\u064b"), ValueError, "nothing of the pattern"),
        (lambda ar: ar.contains(pl.col("text")), TypeError, "pattern must be str"),
        (lambda ar: ar.contains("a", whole_word="no"), TypeError, "whole_word must be bool"),
        (lambda ar: ar.transliterate("xml"), ValueError, "xml"),
        (lambda ar: ar.transliterate("din-31635", to="arabic"), ValueError, "din-31635"),
        (lambda ar: ar.tokens("kind"), TypeError, "columns must be a list of str"),
        (lambda ar: ar.tokens(["kinds"]), ValueError, 'unknown column "kinds"'),
        (lambda ar: ar.sentences(newlines="sometimes"), ValueError, "sometimes"),
        (lambda ar: ar.segments("d4"), ValueError, "d4"),
        (lambda ar: ar.segments("d3", ["kind"]), ValueError, 'unknown column "kind"'),
        (lambda ar: ar.entities(min_score=2), ValueError, "2"),
        (lambda ar: ar.entities(clusters=3), TypeError, "clusters must be bool"),
        (lambda ar: ar.entities(nlp="default"), TypeError, "nlp must be a Pipeline or None"),
        (lambda ar: ar.dates(anchor="tomorrow"), ValueError, "tomorrow"),
        (lambda ar: ar.dates(anchor=3), TypeError, "anchor must be"),
        (lambda ar: ar.dates(anchor=["2020-01-01"]), TypeError, "anchor must be .*list"),
        (lambda ar: ar.dates(on_error="skip"), ValueError, "on_error"),
    ],
)
def test_wrong_options(call: Callable[[Any], object], error: type[Exception], message: str) -> None:
    """Refused where they are written, as by the calls of Arrow."""
    for it in [pl.col("text"), pl.Series(["a"])]:
        with pytest.raises(error, match=message):
            call(ar(it))


def test_threads(frame: pl.DataFrame, expected: dict[str, pl.Series]) -> None:
    for threads in [1, 2, 5]:
        found = frame.select(ar(pl.col("text")).entities(threads=threads)).to_series()
        assert_series_equal(found, expected["entities"], check_names=False)
    both = [ar(pl.col("text")).normalize().alias(str(number)) for number in range(8)]
    for column in frame.select(both):
        assert_series_equal(column, expected["normalize"], check_names=False)


RUN = """
import io, sys
import polars as pl
query = pl.LazyFrame.deserialize(io.BytesIO(sys.stdin.buffer.read()))
print(query.collect().to_series().to_list())
"""


def test_other_process() -> None:
    """An expression of the default pipeline runs anywhere, one of another only here."""
    frame = pl.LazyFrame({"text": ["وصل إلى القاهرة", None]})

    def run(expr: pl.Expr) -> subprocess.CompletedProcess[bytes]:
        plan = frame.select(expr).serialize()
        return subprocess.run([sys.executable, "-c", RUN], input=plan, capture_output=True)

    names = pl.element().struct.field("name")
    done = run(ar(pl.col("text")).entities().list.eval(names))
    assert done.stdout.decode().strip() == "[['القاهرة'], None]", done.stderr.decode()
    refused = run(ar(pl.col("text")).entities(nlp=OWN))
    assert b"not known in this process" in refused.stderr


def test_own_pipelines() -> None:
    """One that nothing else keeps still runs, and each expression has its own."""
    frame = pl.DataFrame({"text": ["كتاب وقلم"]})

    def expr(name: str) -> Any:
        found = ar(pl.col("text")).entities(nlp=NLP.add_entities({"THING": [name]}))
        return found.list.eval(pl.element().struct.field("name")).alias(name)

    exprs = [expr("كتاب"), expr("قلم"), ar(pl.col("text")).entities().list.len()]
    for engine in ENGINES:
        found = frame.lazy().select(exprs).collect(engine=engine)
        assert found.row(0) == (["كتاب"], ["قلم"], 0)
    assert OWN._number() == OWN._number() != NLP._number()


@pytest.mark.parametrize(
    "kwargs",
    [
        None,
        {"options": 5},
        {"options": "not json"},
        {"options": "{}"},
        {"options": json.dumps({"algorithm": "light10", "threads": None, "more": 1})},
        {"options": json.dumps({"algorithm": "porter", "threads": None})},
        {"options": json.dumps({"algorithm": "light10", "threads": -1})},
        {"a": "b", "c": "d"},
        {"options": print},
    ],
)
def test_damaged_options(kwargs: dict[str, Any] | None) -> None:
    """What no method writes is refused, and never run."""
    from polars.plugins import register_plugin_function

    expr = register_plugin_function(
        plugin_path=warraq._core.__file__,
        function_name="stem",
        args=[pl.col("text")],
        kwargs=kwargs,
        is_elementwise=True,
    )
    with pytest.raises(
        pl.exceptions.ComputeError, match=r"options of the expression|algorithm|threads"
    ):
        pl.DataFrame({"text": ["a"]}).select(expr)


def test_long_options() -> None:
    """Of any length: Python's pickles frame and count long strings in other ways."""
    for length in [1, 100, 127, 255, 256, 70_000]:
        pattern = "أ" * length
        found = ar(pl.Series([pattern, pattern[1:], None])).contains(pattern)
        assert found.to_list() == [True, False, None]


def test_missing_library() -> None:
    code = "import sys; sys.modules['polars'] = None; import warraq.polars"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert 'pip install "warraq[polars]"' in done.stderr
    assert "ImportError" in done.stderr


def test_all_methods_of_series() -> None:
    own = {name for name in vars(warraq.polars.ArabicExpr) if not name.startswith("_")}
    assert own <= set(vars(warraq.polars.ArabicSeries))
    assert own == set(itertools.chain(*[[case[0]] for case in CASES.values()]))


def test_docstrings() -> None:
    results = doctest.testmod(warraq.polars)
    assert (results.attempted > 0, results.failed) == (True, 0)
