from __future__ import annotations

import datetime
import pickle
import subprocess
import sys
from typing import Any

import dask
import dask.dataframe as dd
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import warraq
import warraq.dask
from columns import odd_column
from dask.tokenize import tokenize
from warraq._shared import Shared

# As users, who are not told of types.
ar: Any = warraq.dask

LAYERS = ("entities", "tokens", "sentences", "segments", "dates", "numbers", "quotes")


@pytest.fixture(autouse=True)
def threaded() -> Any:
    with dask.config.set(scheduler="threads"):
        yield


@pytest.fixture(scope="module")
def odd() -> Any:
    column = odd_column()
    frame = pd.DataFrame({"id": range(len(column)), "text": pd.Series(column, dtype="str")})
    frame.index += 7000
    return dd.from_pandas(frame, npartitions=7)


def texts_of(*texts: str | None, partitions: int = 2) -> Any:
    frame = pd.DataFrame({"id": range(len(texts)), "text": pd.Series(texts, dtype="str")})
    return dd.from_pandas(frame, npartitions=partitions)


def computed(lazy: Any) -> Any:
    """What is computed, which is as was said."""
    found = lazy.compute()
    assert type(found) is type(lazy._meta)
    assert found.index.dtype == lazy._meta.index.dtype
    if isinstance(found, pd.Series):
        assert (found.name, found.dtype) == (lazy.name, lazy.dtype)
    else:
        assert list(found.columns) == list(lazy.columns)
        for name in found.columns:
            assert found[name].dtype == lazy.dtypes[name], name
    if lazy.known_divisions and len(found):
        assert lazy.divisions[0] <= found.index.min()
        assert found.index.max() <= lazy.divisions[-1]
    for part in lazy.partitions:
        pd.testing.assert_frame_equal(
            pd.DataFrame(part.compute()[:0]), pd.DataFrame(lazy._meta), check_index_type=False
        )
    return found


def rows(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    return [
        tuple(None if value is None or value is pd.NA or value != value else value for value in row)
        for row in frame.astype(object).itertuples(index=False)
    ]


@pytest.mark.parametrize("layer", LAYERS)
def test_same_as_arrow(odd: Any, nlp: warraq.Pipeline, layer: str) -> None:
    column = odd_column()
    table = pa.table(getattr(nlp, layer)(column))
    found = computed(getattr(ar, layer)(odd, "text"))
    assert list(found.columns) == ["id", *table.column_names[1:]]
    wanted = [tuple(row.values()) for row in table.to_pylist()]
    assert len(wanted) > 500
    assert rows(found) == wanted
    assert (found.index == found["id"] + 7000).all()
    alone = computed(getattr(odd["text"].ar, layer)())
    pd.testing.assert_frame_equal(alone, found.drop(columns="id"))

    lists = pa.table(getattr(nlp, layer)(column, layout="lists")).column(0).to_pylist()
    found = getattr(ar, layer)(odd, "text", keep=["id"], layout="lists").compute()
    same = [None if row is None else list(row) for row in found[layer]]
    assert same == lists
    series = getattr(odd["text"].ar, layer)(layout="lists")
    assert (series.name, series.dtype) == ("text", object)
    assert [None if row is None else list(row) for row in series.compute()] == lists
    assert (series.compute().index == odd.compute().index).all()


def test_same_as_arrow_with_options(odd: Any, nlp: warraq.Pipeline) -> None:
    column = odd_column()
    mine = nlp.add_entities({"ORG": ["وزير"]}).add_labels("TITLE")
    options: dict[str, Any] = {"clusters": True, "min_score": 0.7, "newlines": "always"}
    found = computed(ar.entities(odd.rename(columns={"id": "row"}), "text", nlp=mine, **options))
    assert {*found["source"]} == {"model", "rules", "lists"}
    assert rows(found) == [
        tuple(row.values()) for row in pa.table(mine.entities(column, **options)).to_pylist()
    ]
    names: Any = ["is_stop", "pos", "lemma"]
    found = computed(odd["text"].ar.tokens(names))
    assert rows(found) == [tuple(row.values())[1:] for row in nlp.tokens(column, names).to_pylist()]
    found = computed(odd["text"].ar.segments("d3", ["pos"]))
    assert len(found) == len(nlp.segments(column, "d3"))
    day = datetime.date(2020, 1, 5)
    found = computed(ar.dates(odd, "text", anchor=day, month_first=True, keep=[]))
    assert rows(found) == [
        tuple(row.values())[1:]
        for row in nlp.dates(column, anchor=day, month_first=True).to_pylist()
    ]


def test_texts_same_as_arrow(odd: Any) -> None:
    column = odd_column()
    matches = set(warraq.find(column, "الخارجيه", whole_word=True).to_dict()["row"])
    expected: dict[str, tuple[Any, list[Any]]] = {
        "normalized": (
            ("normalize", "light", {"digits": "ascii"}),
            warraq.Normalizer("light", digits="ascii").map(column),
        ),
        "stemmed": (("stem", "isri", {}), warraq.stem(column, "isri").to_pylist()),
        "transliterated": (
            ("transliterate", "ala-lc", {"unmapped": "drop"}),
            warraq.transliterate(column, "ala-lc", unmapped="drop").to_pylist(),
        ),
        "contains": (
            ("contains", "الخارجيه", {"whole_word": True}),
            [None if text is None else row in matches for row, text in enumerate(column)],
        ),
    }
    for name, ((function, argument, options), values) in expected.items():
        frame = computed(getattr(ar, function)(odd, "text", argument, **options))
        assert list(frame.columns) == ["id", "text", name]
        assert [None if pd.isna(value) else value for value in frame[name]] == values
        series = computed(getattr(odd["text"].ar, function)(argument, **options))
        assert series.name == "text"
        pd.testing.assert_series_equal(series, frame[name], check_names=False, check_index=False)
        assert series.index.equals(frame.index)
        assert series.dtype == ("boolean" if name == "contains" else odd["text"].dtype)


@pytest.mark.parametrize("scheduler", ["threads", "processes", "synchronous"])
def test_schedulers(nlp: warraq.Pipeline, scheduler: Any) -> None:
    mine = nlp.add_entities({"GREETING": ["صباح الخير"]})
    df = texts_of(*["صباح الخير يا محمد علي"] * 40, partitions=4)
    found = ar.entities(df, "text", keep=[], nlp=mine).compute(scheduler=scheduler, num_workers=2)
    assert found["label"].tolist() == ["GREETING", "PER"] * 40
    assert df["text"].ar.normalize().compute(scheduler=scheduler, num_workers=2).nunique() == 1


def test_a_pipeline_travels_once(nlp: warraq.Pipeline) -> None:
    mine = nlp.add_entities({"GREETING": ["صباح الخير"]})
    lazy = texts_of("صباح الخير")["text"].ar.entities(nlp=mine)
    # The same call is the same task to Dask.
    assert lazy._name == texts_of("صباح الخير")["text"].ar.entities(nlp=mine)._name
    assert lazy._name != texts_of("صباح الخير")["text"].ar.entities()._name
    shared = Shared(mine)
    assert tokenize(shared) == tokenize(Shared(mine))
    again, more = (pickle.loads(pickle.dumps(shared)) for _ in range(2))
    assert again is more
    assert len(pickle.dumps(shared)) < 1000


def test_partitions(nlp: warraq.Pipeline) -> None:
    """Empty ones, ones without results, and one with nearly all."""
    column = ["زار القاهرة"] * 200
    frame = pd.DataFrame({"text": pd.Series([*column, "نص", None, "زار بيروت"], dtype="str")})
    df = dd.concat([dd.from_pandas(frame[at:end], npartitions=1) for at, end in
                    ((0, 200), (200, 202), (202, 203))])  # fmt: skip
    df = df[df["text"] != "زار بيروت"]
    assert df.npartitions == 3
    for layer in LAYERS:
        found = computed(getattr(ar, layer)(df, "text"))
        assert len(found) == len(getattr(nlp, layer)([*column, "نص", None]))
    assert computed(df["text"].ar.entities())["label"].value_counts()["LOC"] == 200
    counts = df["text"].ar.entities().groupby("label", observed=True).size().compute()
    assert counts.to_dict() == {"LOC": 200}


def test_lazy(odd: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any, **__: Any) -> Any:
        raise AssertionError

    failing = odd.map_partitions(never, meta=odd._meta)
    lazy = ar.entities(failing, "text")
    assert lazy.dtypes["label"].categories.tolist() == ["LOC", "MISC", "ORG", "PER"]
    assert lazy.divisions == odd.divisions
    assert lazy.npartitions == 7


@pytest.mark.parametrize(
    "dtype", ["str", "string[pyarrow]", "string[python]", object, "category", "arrow", "dictionary"]
)
def test_dtypes(nlp: warraq.Pipeline, dtype: Any) -> None:
    dtype = {
        "arrow": pd.ArrowDtype(pa.large_string()),
        "dictionary": pd.ArrowDtype(pa.dictionary(pa.int32(), pa.string())),
    }.get(dtype, dtype)
    texts = pd.Series(["زار أحمد القاهرة", None, ""] * 5, dtype=dtype, name="text")
    with dask.config.set({"dataframe.convert-string": False}):
        series = dd.from_pandas(texts, npartitions=3)
        assert series.dtype == texts.dtype
        found = computed(series.ar.entities())
        assert found["text"].tolist() == [e.text for e in nlp("زار أحمد القاهرة").entities] * 5
        normalized = computed(series.ar.normalize())
        assert normalized.dropna().tolist() == ["زار احمد القاهره", ""] * 5
        assert normalized.isna().sum() == 5


def test_anchor_is_a_day_or_a_column() -> None:
    frame = texts_of("وصل أمس.")
    for anchor in ("2019-05-03", datetime.date(2019, 5, 3)):
        found = computed(ar.dates(frame, "text", anchor=anchor))
        assert found["resolved_start"].tolist() == [datetime.date(2019, 5, 2)]
    with pytest.raises(ValueError, match=r"neither a day, such as .* nor a column: 'id', 'text'"):
        ar.dates(frame, "text", anchor="day")


def test_anchors_go_by_label() -> None:
    texts = texts_of("أمس", "أمس", partitions=1)["text"]
    days = pd.Series(pd.to_datetime(["2001-01-01", "2002-01-01"]), index=[1, 0])
    found = computed(texts.ar.dates(anchor=dd.from_pandas(days, npartitions=1, sort=False)))
    assert [day.year for day in found["resolved_start"]] == [2001, 2000]
    with pytest.raises(TypeError, match="anchor must be a day or a Series of Dask, not list"):
        texts.ar.dates(anchor=["2001-01-01"])
    with pytest.raises(TypeError, match="anchor must be a day or the name of a column"):
        ar.dates(texts.to_frame(), "text", anchor=texts)


def test_contains_with_nulls() -> None:
    texts = texts_of("إلى بيروت", None)["text"]
    assert computed(texts.ar.contains("الى")).tolist() == [True, pd.NA]
    assert computed(texts.ar.contains("الى", na=False)).tolist() == [True, False]


def test_anchors() -> None:
    frame = pd.DataFrame({"text": pd.Series(["غدا"] * 4, dtype="str")})
    frame["at"] = pd.to_datetime(["2020-01-05 23:30"] * 4)
    frame["written"] = "2020-01-05"
    frame["bad"] = "القاهرة"
    df = dd.from_pandas(frame, npartitions=2)
    day = datetime.date(2020, 1, 6)
    for name in ("at", "written"):
        for found in (
            computed(ar.dates(df, "text", anchor=name)),
            computed(df["text"].ar.dates(anchor=df[name])),
        ):
            assert found["resolved_start"].tolist() == [day] * 4
    assert (
        computed(df["text"].ar.dates(anchor="2020-01-05"))["resolved_start"].tolist() == [day] * 4
    )
    with pytest.raises(ValueError, match=r"column 'text', row \d .*is not a date"):
        ar.dates(df, "text", anchor="bad").compute()
    assert len(ar.dates(df, "text", anchor="bad", on_error="null").compute()) == 4


def test_a_failing_row() -> None:
    with dask.config.set({"dataframe.convert-string": False}):
        texts = pd.Series(["زار القاهرة"] * 9 + [3], index=list("abcdefghij"), dtype=object)
        df = dd.from_pandas(texts.to_frame("text"), npartitions=2)
        for lazy in (ar.entities(df, "text"), df["text"].ar.normalize()):
            with pytest.raises(
                TypeError,
                match=r"column 'text', row 'j' \(number 4 of its partition\): a text must be str",
            ):
                lazy.compute()
        assert len(ar.entities(df, "text", on_error="null").compute()) == 9
        assert df["text"].ar.contains("زار", on_error="null").compute().isna().sum() == 1


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda df: ar.entities(df, "no"), KeyError, "no"),
        (lambda df: ar.entities(df, "id"), TypeError, "column 'id' must be of texts, not int64"),
        (
            lambda df: ar.normalize(df, "at"),
            TypeError,
            "column 'at' must be of texts, not datetime",
        ),
        (lambda df: df["id"].ar, AttributeError, "column 'id' must be of texts"),
        (lambda df: ar.entities(df, "text", keep="id"), TypeError, "keep must be a list of names"),
        (lambda df: ar.entities(df, "text", keep=["no"]), KeyError, "no"),
        (lambda df: ar.entities(df, "text", keep=["text"]), ValueError, "'text' is also one of"),
        (lambda df: ar.entities(df, "text", nlp=df), TypeError, "nlp must be a Pipeline"),
        (lambda df: ar.entities(df, "text", layout="x"), ValueError, "long, lists"),
        (lambda df: ar.normalize(df, "text", "x"), ValueError, "unknown preset"),
        (lambda df: ar.stem(df, "text", "x"), ValueError, "light10"),
        (lambda df: ar.contains(df, "text", ""), ValueError, "pattern"),
        (lambda df: df["text"].ar.entities(anything=1), TypeError, "anything"),
        (lambda df: df["text"].ar.segments("d9"), ValueError, "d1, d2, atb, d3"),
    ],
)
def test_wrong_arguments(call: Any, error: Any, message: str) -> None:
    """Before anything is computed."""
    frame = pd.DataFrame({"id": [1], "text": ["نص"], "at": pd.to_datetime(["2020-01-05"])})
    with pytest.raises(error, match=message):
        call(dd.from_pandas(frame, npartitions=1))


def test_names_of_columns() -> None:
    for name in ("a.b", "نص الخبر", "index", 3):
        frame = pd.DataFrame({"k": [1], name: ["زار القاهرة"]})
        df = dd.from_pandas(frame, npartitions=1)
        assert ar.entities(df, name).compute()["k"].tolist() == [1]
    frame = pd.DataFrame([["زار القاهرة", 1, 2]], columns=["text", "id", "id"])
    df = dd.from_pandas(frame, npartitions=1)
    with pytest.raises(ValueError, match="column 'id' is there twice"):
        ar.entities(df, "text")
    assert len(ar.entities(df, "text", keep=[]).compute()) == 1


def test_an_index_stays() -> None:
    index = pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b", 1)])
    frame = pd.DataFrame({"text": ["زار القاهرة وبيروت", None, "زار دمشق"]}, index=index)
    found = ar._frame(frame, ar._layer("entities"), "text", [], None)
    assert found.index.tolist() == [("a", 1), ("a", 1), ("b", 1)]
    labels = pd.Series(["زار القاهرة", "زار دمشق"], index=["x", "x"], name="text")
    lists = dd.from_pandas(labels, npartitions=1, sort=False).ar.entities(layout="lists")
    assert lists.compute().index.tolist() == ["x", "x"]
    assert isinstance(lists.compute().iloc[0], np.ndarray)


@pytest.mark.parametrize("module", ["dask", "pyarrow"])
def test_a_missing_library(module: str) -> None:
    code = f"import sys; sys.modules[{module!r}] = None; import warraq.dask"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert 'pip install "warraq[dask]"' in run.stderr
