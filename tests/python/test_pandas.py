"""The accessor `.ar` of pandas: the answers of the Arrow call, at home in pandas."""

from __future__ import annotations

import datetime
import doctest
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import warraq
import warraq.pandas
from columns import odd_column

Texts = list["str | None"]

# What a Series of str is by default.
TEXT = pd.Series(["x"]).dtype
PANDAS_2 = pd.__version__ < "3"

DTYPES: dict[str, Any] = {
    "object": object,
    "str": "string[pyarrow_numpy]" if PANDAS_2 else "str",
    "string, python": "string[python]",
    "string, pyarrow": "string[pyarrow]",
    "Arrow": pd.ArrowDtype(pa.string()),
    "Arrow, large": pd.ArrowDtype(pa.large_string()),
    "Arrow, dictionary": pd.ArrowDtype(pa.dictionary(pa.int16(), pa.string())),
    "category": "category",
}

# A method that gives a table, and options.
TABLES: list[tuple[str, dict[str, Any]]] = [
    ("tokens", {}),
    ("tokens", {"columns": ["kind", "is_stop", "pos", "lemma"]}),
    ("segments", {"scheme": "d3", "columns": ["pos"]}),
    ("sentences", {"newlines": "always"}),
    ("entities", {"clusters": True, "min_score": 0.3}),
    ("numbers", {}),
    ("dates", {"anchor": "2023-09-05", "month_first": True}),
    ("quotes", {}),
]


def segmented(nlp: warraq.Pipeline, texts: Texts) -> Texts:
    """As the command line does it: the segments of each token with + between."""
    forms: dict[tuple[int, int], list[str]] = {}
    for found in nlp.segments(texts, "d3").to_pylist():
        forms.setdefault((found["row"], found["token"]), []).append(found["form"])
    words: list[list[str]] = [[] for _ in texts]
    for (row, _), parts in forms.items():
        words[row].append("+".join(parts))
    return [None if text is None else " ".join(words[row]) for row, text in enumerate(texts)]


def contained(nlp: warraq.Pipeline, texts: Texts) -> list[bool | None]:
    normalize = warraq.Normalizer("matching")
    return [None if text is None else normalize("إلى") in normalize(text) for text in texts]


# What gives one result a row, and what the Arrow call gives.
RESULTS: list[tuple[Callable[[Any], Any], Callable[[warraq.Pipeline, Texts], Any]]] = [
    (
        lambda it: it.ar.normalize("light", digits="ascii"),
        lambda _, texts: warraq.Normalizer("light", digits="ascii").map(texts),
    ),
    (lambda it: it.ar.stem("isri"), lambda _, texts: warraq.stem(texts, "isri").to_pylist()),
    (
        lambda it: it.ar.transliterate("hsb", unmapped="drop"),
        lambda _, texts: warraq.transliterate(texts, "hsb", unmapped="drop").to_pylist(),
    ),
    (lambda it: it.ar.segment("d3"), segmented),
    (lambda it: it.ar.contains("إلى"), contained),
    (
        lambda it: it.ar.annotate(),
        lambda nlp, texts: [None if text is None else nlp(text) for text in texts],
    ),
]


def series(texts: Texts, dtype: Any) -> pd.Series:
    """With labels that repeat, so that nothing can be found by them."""
    index = pd.Index([row // 3 for row in range(len(texts))], name="id")
    return pd.Series(texts, index=index, name="text", dtype=DTYPES[dtype])


def rows(result: pd.Series) -> list[Any]:
    return [
        None if value is None or value is pd.NA or value != value else value for value in result
    ]


def plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    columns = {name: rows(frame[name]) for name in frame.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def rounded(table: warraq.Table) -> list[dict[str, Any]]:
    """As pandas has it, with scores of 32 bits."""
    return [dict(row) for row in pa.table(table).to_pylist()]


@pytest.fixture(scope="module")
def odd() -> Texts:
    return odd_column()


@pytest.mark.parametrize(("method", "options"), TABLES, ids=lambda it: str(it))
def test_tables(nlp: warraq.Pipeline, odd: Texts, method: str, options: dict[str, Any]) -> None:
    column = series(odd, "str")
    frame = getattr(column.ar, method)(**options)
    expected = getattr(nlp, method)(odd, **options)
    assert len(expected) > 100
    pd.testing.assert_frame_equal(frame.reset_index(drop=True), expected.to_pandas())
    assert frame.index.name == "id"
    assert frame.index.equals(column.index[frame["row"].to_numpy()])
    lists = getattr(column.ar, method)(**options, layout="lists")
    assert (lists.dtype, lists.name, lists.index.equals(column.index)) == (object, "text", True)
    expected = pa.table(getattr(nlp, method)(odd, **options, layout="lists"))[method].to_pylist()
    assert [None if found is None else list(found) for found in lists] == expected


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_dtype(nlp: warraq.Pipeline, odd: Texts, dtype: str) -> None:
    texts = odd[:160] * 2
    column = series(texts, dtype)
    text_dtype = {"category": TEXT, "Arrow, dictionary": DTYPES["Arrow"]}.get(dtype, column.dtype)
    for work, expected in RESULTS:
        result = work(column)
        assert rows(result) == [
            # The one place where pandas itself has no null.
            (found or False) if result.dtype == bool else found
            for found in expected(nlp, texts)
        ]
        assert result.name == "text"
        assert result.index.equals(column.index)
        if isinstance(result.iloc[1], str):
            assert result.dtype == text_dtype
    arrow = isinstance(text_dtype, pd.ArrowDtype)
    for method, options in TABLES:
        frame = getattr(column.ar, method)(**options)
        assert plain(frame) == rounded(getattr(nlp, method)(texts, **options))
        assert frame.index.equals(column.index[frame["row"].to_numpy()])
        if not arrow:
            expected = getattr(nlp, method)(texts, **options).to_pandas().dtypes
            pd.testing.assert_series_equal(frame.dtypes, expected)
        else:
            assert all(isinstance(dtype, pd.ArrowDtype) for dtype in frame.dtypes)
        lists = getattr(column.ar, method)(**options, layout="lists")
        expected = getattr(nlp, method)(texts, **options, layout="lists").to_arrow()[method]
        assert [None if it is None or it is pd.NA else list(it) for it in lists] == (
            expected.to_pylist()
        )
        assert isinstance(lists.dtype, pd.ArrowDtype) == arrow
    names = column.ar.names("PER")
    assert [list(row.values()) for row in plain(names.drop(columns="variants"))] == [
        list(row.values())[:4] for row in nlp.names(texts, "PER").to_pylist()
    ]
    assert list(map(list, names["variants"])) == nlp.names(texts, "PER").to_dict()["variants"]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("texts", [[], [None, None], ["", None]], ids=repr)
def test_nothing(nlp: warraq.Pipeline, texts: Texts, dtype: str) -> None:
    column = series(texts, dtype)
    for work, expected in RESULTS:
        result = work(column)
        assert len(result) == len(texts)
        assert [found or None for found in rows(result)] == [
            (found or None) if found is None or isinstance(found, bool | str) else found
            for found in expected(nlp, texts)
        ]
        assert result.index.equals(column.index)
    for method, options in TABLES:
        frame = getattr(column.ar, method)(**options)
        found = getattr(nlp, method)(["القاهرة"], **options).to_pandas()
        assert (len(frame), list(frame.columns)) == (0, list(found.columns))
        assert frame.index.name == "id"
        assert len(getattr(column.ar, method)(**options, layout="lists")) == len(texts)
    assert len(column.ar.names()) == 0


def test_an_empty_frame() -> None:
    for frame in (pd.DataFrame({"text": []}), pd.DataFrame({"text": []}, dtype="str")):
        assert frame["text"].ar.normalize().tolist() == []
        entities = frame["text"].ar.entities()
        assert list(entities.columns)[:2] == ["row", "start"]
        assert frame[[]].join(entities).empty


def test_columns_of_nulls() -> None:
    """As files with an empty column are read."""
    for column in (
        pd.Series([None, None]),
        pd.Series([np.nan, np.nan]),
        pd.Series([np.nan, np.nan], dtype="category"),
        pd.Series([pd.NA, None], dtype="Float64"),
        pd.Series([pd.NA, None], dtype=pd.ArrowDtype(pa.null())),
        pd.Series([pd.NA, None], dtype=pd.ArrowDtype(pa.float64())),
        pd.Series([None, None], dtype=pd.ArrowDtype(pa.dictionary(pa.int8(), pa.string()))),
    ):
        assert column.ar.normalize().isna().tolist() == [True, True]
        assert len(column.ar.tokens()) == 0
        assert column.ar.annotate().tolist() == [None, None]
        assert column.ar.contains("x", na=False).tolist() == [False, False]


def test_nulls_of_object_stay_what_they_are() -> None:
    column = pd.Series(["كِتاب", None, np.nan, pd.NA], dtype=object)
    clean = column.ar.normalize()
    assert clean.dtype == object
    assert clean.iloc[0] == "كتاب"
    assert clean.iloc[1] is None and np.isnan(clean.iloc[2]) and clean.iloc[3] is pd.NA
    found = column.ar.contains("كتاب")
    assert found.iloc[0] is True
    assert found.iloc[1] is None and np.isnan(found.iloc[2]) and found.iloc[3] is pd.NA


@pytest.mark.parametrize("dtype", DTYPES)
def test_contains_as_str_contains(dtype: str) -> None:
    frame = pd.DataFrame({"text": series(["مصر", None, "الصين"], dtype)})
    for part in (frame, frame.iloc[::2]):
        found = part["text"].ar.contains("مصر")
        if dtype == "Arrow, dictionary":
            # Which have no .str.
            assert rows(found) == [True, None, False][:: 3 - len(part) + 1]
            continue
        expected = part["text"].str.contains("مصر")
        if dtype == "str" and PANDAS_2:
            # Before pandas 3 NaN, in a Series of object.
            expected = expected.eq(True)
        pd.testing.assert_series_equal(found, expected)
    for na in (True, False):
        found = frame["text"].ar.contains("مصر", na=na)
        assert found.tolist() == [True, na, False]
        assert len(frame[found]) == 1 + na
    assert frame["text"].ar.contains("صين", whole_word=True, na=False).tolist() == [False] * 3
    assert frame["text"].ar.contains("صين", na=False).tolist() == [False, False, True]


def test_what_is_no_pipeline() -> None:
    column: Any = pd.Series(["زار القاهرة"])
    for method in ("entities", "annotate", "names", "segment"):
        with pytest.raises(TypeError, match="nlp must be a Pipeline or None, not str"):
            getattr(column.ar, method)(nlp="default")


def test_contains_and_what_is_no_text() -> None:
    column = pd.Series(["abc", b"abc", 5, None], dtype=object)
    assert column.ar.contains("abc", on_error="null").tolist() == [True, None, None, None]
    assert column.ar.contains("abc", na=False, on_error="null").tolist() == [True] + [False] * 3
    for null in (np.nan, pd.NA):
        assert column.iloc[[0, 3]].ar.contains("abc", na=null).tolist() == [True, None]
    with pytest.raises(TypeError, match="na must be a bool or null, not str"):
        column.ar.contains("abc", na="x")


@pytest.mark.parametrize("dtype", DTYPES)
def test_find_and_replace(dtype: str) -> None:
    column = series(["إلى مكّة", None, "مَكَّة", "إلى مكّة"], dtype)
    found = column.ar.find("مكه")
    assert list(found.columns) == ["row", "start", "end", "text"]
    assert found["row"].tolist() == [0, 2, 3]
    assert found.index.tolist() == column.index[[0, 2, 3]].tolist()
    assert found["text"].tolist() == ["مكّة", "مَكَّة", "مكّة"]
    assert column.ar.find("مك", whole_word=True).empty
    replaced = column.ar.replace("مكه", "جدة")
    assert rows(replaced) == ["إلى جدة", None, "جدة", "إلى جدة"]
    assert replaced.index.equals(column.index) and replaced.name == column.name


def test_tables_go_with_their_frame(nlp: warraq.Pipeline) -> None:
    index = pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b", 1)], names=["source", "number"])
    texts = ["زار محمود عباس بيروت.", None, "وصل وفد إلى القاهرة وبيروت."]
    frame = pd.DataFrame({"text": texts, "year": [2001, 2002, 2003]}, index=index)
    entities = frame["text"].ar.entities()
    assert entities.index.names == ["source", "number"]
    assert entities.index.tolist() == [("a", 1), ("a", 1), ("b", 1), ("b", 1)]
    joined = frame[["year"]].join(entities, how="inner")
    assert joined["year"].tolist() == [2001, 2001, 2003, 2003]
    assert entities.groupby(level="source")["name"].agg(list).to_dict() == {
        "a": ["محمود عباس", "بيروت"],
        "b": ["القاهرة", "بيروت"],
    }
    assert frame.assign(clean=frame["text"].ar.normalize())["clean"].iloc[0].startswith("زار")
    counts = frame["text"].ar.entities(layout="lists").str.len()
    assert rows(counts) == [2, None, 2]
    # Of a part of the frame, whatever the order.
    part = frame["text"].iloc[::-2]
    assert part.ar.entities().index.tolist() == [("b", 1)] * 2 + [("a", 1)] * 2
    assert part.ar.entities()["row"].tolist() == [0, 0, 1, 1]
    for labels in (
        pd.date_range("2023-09-05", periods=3, name="day"),
        pd.CategoricalIndex(["x", "y", "x"]),
        pd.Index([1.5, np.nan, 1.5]),
    ):
        column = frame["text"].set_axis(labels)
        entities = column.ar.entities()
        assert entities.index.equals(labels[[0, 0, 2, 2]])
        assert type(entities.index) is type(labels)
        assert entities.index.name == labels.name


class Recorder:
    """A pipeline that knows how long the columns were that it was asked for."""

    def __init__(self) -> None:
        self.lengths: list[int] = []

    def __getattr__(self, name: str) -> Any:
        def work(column: Any, *arguments: Any, **options: Any) -> Any:
            self.lengths.append(len(column))
            return getattr(warraq.load(), name)(column, *arguments, **options)

        return work


@pytest.mark.parametrize("dtype", ["category", "Arrow, dictionary"])
def test_a_category_is_computed_once(dtype: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warraq.pandas.pipeline_of", lambda nlp: nlp or warraq.load())
    texts = ["زار محمود عباس بيروت أمس.", None, "نص", "في القاهرة غدا"] * 100 + ["unused"]
    column = series(texts, dtype).iloc[:-1]
    recorder: Any = Recorder()
    for method, options in TABLES:
        getattr(column.ar, method)(**options, nlp=recorder)
    documents = column.ar.annotate(nlp=recorder)
    column.ar.segment(nlp=recorder)
    assert set(recorder.lengths) == {3}
    assert len({id(document) for document in documents if document}) == 3
    # A name is counted as often as it is there.
    assert column.ar.names()["count"].tolist() == [100, 100, 100]
    # An anchor of its own gives a row dates of its own.
    days = [f"2023-09-{1 + row % 28:02}" for row in range(400)]
    for lists in (False, True):
        options = {"anchor": days, "layout": "lists" if lists else "long"}
        found = column.ar.dates(**options)
        expected = series(texts[:-1], "str").ar.dates(**options)
        if lists:
            assert [None if it is None or it is pd.NA else list(it) for it in found] == [
                it if it is None else list(it) for it in expected
            ]
        else:
            assert plain(found) == plain(expected)


def test_categories_of_other_dtypes() -> None:
    for dtype in ("object", "string, python", "string, pyarrow", "Arrow"):
        categories = pd.Index(["كِتاب", "قلم"], dtype=DTYPES[dtype])
        column = pd.Series(pd.Categorical.from_codes([1, 0, -1], categories=categories))
        clean = column.ar.normalize()
        assert (rows(clean), clean.dtype) == (["قلم", "كتاب", None], categories.dtype)
        tokens = column.ar.tokens()
        assert tokens["text"].tolist() == ["قلم", "كِتاب"]
        assert isinstance(tokens["text"].dtype, pd.ArrowDtype) == (dtype == "Arrow")


def test_anchors_are_aligned() -> None:
    frame = pd.DataFrame(
        {"text": ["أمس", "غدا", None], "published": pd.to_datetime(["2023-09-05", None, None])},
        index=["a", "b", "c"],
    )
    day = datetime.date(2023, 9, 4)
    for anchor in (
        frame["published"],
        frame["published"].iloc[::-1],
        frame["published"].dropna(),
        frame["published"].dt.tz_localize("Africa/Cairo"),
        frame["published"].dt.date,
        frame["published"].astype("string"),
        frame["published"].astype(pd.ArrowDtype(pa.timestamp("us"))),
        ["2023-09-05", None, None],
        np.array(["2023-09-05", "NaT", "NaT"], "datetime64[s]"),
    ):
        found = frame["text"].ar.dates(anchor=anchor)
        assert found["resolved_start"].tolist() == [day, None]
    for one in ("2023-09-05", datetime.date(2023, 9, 5), pd.Timestamp("2023-09-05T10:00")):
        for text in (frame["text"], frame["text"].astype("category")):
            found = text.ar.dates(anchor=one)
            assert found["resolved_start"].tolist() == [day, datetime.date(2023, 9, 6)]
    # The same labels are the same rows, even if they repeat; others cannot be told apart.
    repeated = frame.set_axis(["a", "a", "b"])
    found = repeated["text"].ar.dates(anchor=repeated["published"])
    assert found["resolved_start"].tolist() == [day, None]
    with pytest.raises(ValueError, match="duplicate labels"):
        frame["text"].ar.dates(anchor=repeated["published"])
    with pytest.raises(ValueError, match="anchor has 2 rows, and the column 3"):
        frame["text"].ar.dates(anchor=["2023-09-05", None])


def test_whole_numbers_stay_whole() -> None:
    """Through floats, as pyarrow gives whole numbers with nulls, they would be rounded."""
    texts = pd.Series(
        ["وصل ثلث السكان و5 من ضيوفهم", "قال: نعم، إنه هنا", "وفق بيان الوزارة: «نعم، هنا نعم»."]
    )
    numbers = texts.ar.numbers()
    assert numbers["numerator"].dtype == numbers["upper_denominator"].dtype == "Int64"
    assert numbers["numerator"].tolist() == [1, pd.NA]
    quotes = texts.ar.quotes()
    assert quotes["explicit"].dtype == "boolean"
    assert quotes["cue_start"].dtype == "Int64"
    assert quotes["start"].dtype == quotes["row"].dtype == "int64"


def test_chunks_and_slices(nlp: warraq.Pipeline) -> None:
    texts: Texts = ["زار محمود عباس بيروت", None, "", "في القاهرة"]
    chunks = pa.chunked_array([texts[:1], [], texts[1:]], pa.large_string())
    dictionaries = pa.chunked_array(
        [pa.array(part, pa.string()).dictionary_encode() for part in (texts[:2], texts[2:])]
    )
    for array in (chunks, dictionaries):
        column = pd.Series(pd.arrays.ArrowExtensionArray(array))
        assert plain(column.ar.entities()) == rounded(nlp.entities(texts))
        assert plain(column[1:].ar.entities()) == rounded(nlp.entities(texts[1:]))
        assert rows(column[1:].ar.normalize()) == [None, "", "في القاهره"]
        assert rows(column[2:].ar.segment("d3")) == ["", "في ال+قاهرة"]
    # As many tasks as give several chunks.
    many = pd.Series(texts * 20_000)
    assert rows(many.ar.segment("d3")) == segmented(nlp, texts) * 20_000
    assert rows(many.ar.normalize()) == warraq.Normalizer().map(texts) * 20_000


def test_a_pipeline_of_ones_own(nlp: warraq.Pipeline) -> None:
    mine = nlp.add_entities({"DRUG": ["ميتفورمين"]}).add_labels("TITLE")
    column = pd.Series(["تناول ميتفورمين"], dtype="category")
    frame = column.ar.entities(nlp=mine)
    assert frame["label"].tolist() == ["DRUG"]
    assert frame["source"].tolist() == ["rules"]
    assert column.ar.names("DRUG", nlp=mine)["name"].tolist() == ["ميتفورمين"]
    assert [e.label for e in column.ar.annotate(nlp=mine)[0].entities] == ["DRUG"]
    assert column.ar.tokens(threads=1, progress=False)["text"].tolist() == ["تناول", "ميتفورمين"]


def test_results_are_pickled_and_written() -> None:
    column = pd.Series(["زار محمود عباس بيروت", None], name="text")
    frame = column.ar.entities()
    pd.testing.assert_frame_equal(pickle.loads(pickle.dumps(frame)), frame)
    assert pa.Table.from_pandas(frame).num_rows == len(frame)


def bad(*values: Any, **options: Any) -> pd.Series:
    return pd.Series([*values], index=[f"i{row}" for row in range(len(values))], **options)


ONLY = "can only use .ar with texts, and column 'n' is "
NOT_TEXT = "a text must be str or None, not "
NULL = ' (on_error="null" takes it as null)'
DECODE = ': decode it first, as in data.decode("utf-8")'

BAD_DTYPES: list[tuple[pd.Series, str]] = [
    (pd.Series([1, 2]), "int64"),
    (pd.Series([1.5, np.nan]), "float64"),
    (pd.Series([True]), "bool"),
    (pd.Series([1], dtype="Int64"), "Int64"),
    (pd.Series(pd.to_datetime(["2023-09-05"]).as_unit("ns")), "datetime64[ns]"),
    (pd.Series([1], dtype="category"), "category"),
    (
        pd.Series([["x"]], dtype=pd.ArrowDtype(pa.list_(pa.string()))),
        "list<item: string>[pyarrow]: explode it, or join its elements",
    ),
    (
        pd.Series([b"x"], dtype=pd.ArrowDtype(pa.binary())),
        "binary[pyarrow]: decode it first",
    ),
    (
        pd.Series([1], dtype=pd.ArrowDtype(pa.dictionary(pa.int8(), pa.int64()))),
        "dictionary<values=int64, indices=int8, ordered=0>[pyarrow]",
    ),
]

BAD_ROWS: list[tuple[pd.Series, type[Exception], int, str]] = [
    (bad("x", 3), TypeError, 1, NOT_TEXT + "int" + NULL),
    (bad("x", None, b"x"), TypeError, 2, NOT_TEXT + "bytes" + DECODE + NULL),
    (bad(b"x"), TypeError, 0, NOT_TEXT + "bytes" + DECODE + NULL),
    (bad("x", ["y"]), TypeError, 1, NOT_TEXT + "list" + NULL),
    (bad(np.nan, 1.5, dtype=object), TypeError, 1, NOT_TEXT + "float" + NULL),
    (bad("x", "\ud800", dtype=object), ValueError, 1, "the text has a lone surrogate (U+D800)"),
    (bad("x", "x", 3, 3).astype("category"), TypeError, 2, NOT_TEXT + "int" + NULL),
]


@pytest.mark.parametrize(("column", "what"), BAD_DTYPES, ids=[it[1] for it in BAD_DTYPES])
def test_bad_dtypes(column: pd.Series, what: str) -> None:
    with pytest.raises(AttributeError) as info:
        _ = column.rename("n").ar
    assert str(info.value) == ONLY + what
    with pytest.raises(AttributeError, match="and this column is "):
        _ = column.ar
    assert not hasattr(column, "ar")


@pytest.mark.parametrize(
    ("column", "kind", "row", "message"), BAD_ROWS, ids=[it[3] for it in BAD_ROWS]
)
def test_bad_rows(column: pd.Series, kind: type[Exception], row: int, message: str) -> None:
    column = column.rename("n")
    for method in ("normalize", "stem", "segment", "entities", "names", "annotate"):
        with pytest.raises(kind) as info:
            getattr(column.ar, method)()
        place = f"column 'n', row {row} (index 'i{row}'): "
        expected = message
        if method == "annotate":
            expected = message.replace("str or None", "str").removesuffix(NULL)
        assert str(info.value).startswith(place + expected)
        assert type(info.value) is kind
        assert info.value.row == row  # type: ignore[attr-defined]
    with pytest.raises(kind, match=rf"^row {row} \(index 'i{row}'\): "):
        column.rename(None).ar.contains("x")
    null = column.ar.normalize(on_error="null").isna()
    assert null.iloc[row]
    assert [it is None for it in column.ar.annotate(on_error="null")] == null.tolist()
    assert column.ar.tokens(on_error="null")["row"].tolist() == np.flatnonzero(~null).tolist()
    assert column.ar.contains("y", on_error="null", na=True).tolist() == null.tolist()


def test_a_broken_array() -> None:
    buffers = [None, pa.py_buffer(np.array([0, 1, 2], "i4").tobytes()), pa.py_buffer(b"a\xff")]
    broken = pa.Array.from_buffers(pa.string(), 2, buffers)
    column = pd.Series(pd.arrays.ArrowExtensionArray(broken), index=[(1, 2), (3, 4)], name="n")
    with pytest.raises(warraq.DataError, match=r"^column 'n', row 1 \(index \(3, 4\)\): .*UTF-8"):
        column.ar.normalize()


def test_a_category_that_no_row_has_is_no_error() -> None:
    column = pd.Series(["نص", 3], dtype="category")[:1]
    assert column.ar.normalize().tolist() == ["نص"]


def test_other_mistakes() -> None:
    frame = pd.DataFrame([["x", "y"]], columns=["text", "text"])
    with pytest.raises(KeyError, match="body"):
        frame["body"].ar.normalize()
    with pytest.raises(AttributeError, match="'DataFrame' object has no attribute 'ar'"):
        frame["text"].ar.normalize()
    column = pd.Series(["نص", "قلم"], index=["a", "b"], name="text")
    calls: list[tuple[Callable[[], object], type[Exception], str]] = [
        (lambda: column.ar.normalize("x"), ValueError, 'unknown preset "x"'),
        (lambda: column.ar.normalize(digit="keep"), TypeError, "digit"),
        (lambda: column.ar.stem("x"), ValueError, 'unknown algorithm "x"'),
        (lambda: column.ar.segment("x"), ValueError, 'unknown scheme "x"'),
        (lambda: column.ar.entities(layout="list"), ValueError, "long, lists"),
        (lambda: column.ar.names("x"), ValueError, "x"),
        (lambda: column.ar.contains("ّ"), ValueError, "nothing of the pattern"),
        (lambda: column.ar.contains(3), TypeError, "pattern must be str, not int"),
        (lambda: column.ar.tokens(threads=0), ValueError, "threads"),
        (
            lambda: column.ar.dates(anchor=["2023-09-05", "x"]),
            ValueError,
            r"^column 'text', row 1 \(index 'b'\): \"x\" is not a date",
        ),
        (lambda: column.ar.transliterate(unmapped="error", to="arabic"), ValueError, "row 0"),
    ]
    for call, kind, message in calls:
        with pytest.raises(kind, match=message):
            call()


@pytest.mark.parametrize("library", ["pandas", "pyarrow"])
def test_without_a_library(library: str) -> None:
    program = f"import sys; sys.modules[{library!r}] = None; import warraq.pandas"
    if library == "pyarrow":
        # Of pandas too an optional part.
        program = f"import pandas; {program}"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    last = run.stderr.splitlines()[-1]
    assert last.startswith(f'ImportError: this needs {library}: pip install "warraq[pandas]" (')


def test_import_costs_little() -> None:
    program = """if True:
        import sys, time, pandas
        before, began = set(sys.modules), time.process_time()
        import warraq.pandas
        seconds = time.process_time() - began
        print(seconds, *{name.partition(".")[0] for name in set(sys.modules) - before})
    """
    for _ in range(3):
        output = subprocess.check_output([sys.executable, "-c", program], text=True)
        seconds, *modules = output.split()
        assert set(modules) - set(sys.stdlib_module_names) == {"warraq"}
        if float(seconds) < 0.02:
            return
    raise AssertionError(seconds)


def test_docstrings() -> None:
    results = doctest.testmod(warraq.pandas)
    assert results.attempted > 0
    assert results.failed == 0
