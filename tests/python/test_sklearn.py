"""scikit-learn: the same answers, and what its users expect of an estimator."""

from __future__ import annotations

import doctest
import pickle
import runpy
import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import sklearn
import warraq
import warraq.sklearn as face
from columns import odd_column
from conftest import ROOT
from scipy import sparse
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import NotFittedError, SkipTestWarning
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.utils import estimator_checks
from warraq.sklearn import ArabicNormalizer, ArabicTokenizer, EntityFeatures, TextStatistics

SAID = "قال محمود عباس في القاهرة"
PLAYED = "فاز الأهلي على الزمالك في المباراة 3"
ESTIMATORS: list[Any] = [ArabicNormalizer, ArabicTokenizer, EntityFeatures, TextStatistics]
MISSING = [None, float("nan"), np.nan, pd.NA, pd.NaT]


@pytest.fixture(scope="module")
def odd() -> list[str | None]:
    return odd_column()


@pytest.fixture(scope="module")
def whole(odd: list[str | None]) -> list[str]:
    """The rows that are texts."""
    return [text for text in odd if text is not None]


@pytest.fixture(scope="module")
def docs(whole: list[str], nlp: warraq.Pipeline) -> list[warraq.Document]:
    return [nlp(text) for text in whole[:400]]


# The same answers.


def test_normalizer(odd: list[str | None]) -> None:
    for preset in ("search", "light", None):
        expected = warraq.Normalizer(preset).arrow(odd).to_pylist()
        assert ArabicNormalizer(preset=preset).fit_transform(odd) == expected
    kept = ArabicNormalizer(options={"digits": "keep"}, threads=2)
    assert kept.transform(odd) == warraq.Normalizer("search", digits="keep").map(odd)


def is_term(token: warraq.Token) -> bool:
    return token.kind not in ("punctuation", "symbol", "control")


UNITS: dict[str, tuple[dict[str, Any], Callable[[warraq.Token], list[str]]]] = {
    "words": ({}, lambda token: [token.text]),
    "stems": ({"unit": "stem"}, lambda token: [warraq.stem(token.text)]),
    "isri": (
        {"unit": "stem", "algorithm": "isri"},
        lambda token: [warraq.stem(token.text, "isri")],
    ),
    "lemmas": ({"unit": "lemma"}, lambda token: [token.lemma or ""]),
    "segments": (
        {"unit": "segment"},
        lambda token: [segment.form for segment in token.segments or ()],
    ),
    "no stop words": (
        {"stop_words": "all"},
        lambda token: [] if token.is_stop else [token.text],
    ),
    "segments, no stop words": (
        {"unit": "segment", "stop_words": "all"},
        lambda token: [
            segment.form
            for segment in token.segments or ()
            if segment.role == "stem" and not token.is_stop
        ],
    ),
}


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("normalize", ["search", None])
def test_tokenizer(
    whole: list[str], docs: list[warraq.Document], unit: str, normalize: str | None
) -> None:
    options, terms = UNITS[unit]
    fold = warraq.Normalizer(normalize)
    expected = [
        [
            fold(term)
            for token in doc.tokens
            if is_term(token)
            for term in terms(token)
            if fold(term)
        ]
        for doc in docs
    ]
    tokenizer = ArabicTokenizer(normalize=normalize, **options)
    assert tokenizer.fit_transform(whole)[: len(docs)] == expected
    assert [tokenizer(text) for text in whole[:40]] == expected[:40]


def test_segments_of_a_scheme(whole: list[str], nlp: warraq.Pipeline) -> None:
    terms = ArabicTokenizer(unit="segment", scheme="d3", normalize=None)(whole[0])
    segments = nlp.segment(whole[0], "d3")
    kinds = {token.start: is_term(token) for token in nlp(whole[0]).tokens}
    place = 0
    expected = []
    for segment in segments:
        place = segment.start if segment.start in kinds else place
        expected += [segment.form] if kinds[place] else []
    assert terms == expected


def test_stop_words_of_ones_own() -> None:
    own = ArabicTokenizer(unit="lemma", stop_words=["طالب", "فِى"])
    # طالب is a lemma here, and the word في is under another spelling.
    assert own("الطلاب في مدرسة") == ["مدرسه"]
    assert ArabicTokenizer(stop_words={"الطلاب"})("الطلاب في مدرسة") == ["في", "مدرسه"]
    assert ArabicTokenizer(stop_words="prepositions")("لم يذهب وفي يده") == ["لم", "يذهب", "يده"]
    assert ArabicTokenizer(normalize=warraq.Normalizer("light"))("مَدرسة") == ["مدرسة"]


def test_labels(whole: list[str], nlp: warraq.Pipeline, docs: list[warraq.Document]) -> None:
    features = EntityFeatures()
    counts = features.fit_transform(whole)
    assert sparse.isspmatrix_csr(counts)
    assert counts.dtype == np.int64
    assert counts.shape == (len(whole), len(nlp.labels))
    assert features.get_feature_names_out().tolist() == list(nlp.labels)
    for row, doc in zip(counts.toarray(), docs, strict=False):
        labels = Counter(entity.label for entity in doc.entities)
        assert dict(zip(nlp.labels, row.tolist(), strict=True)) == dict.fromkeys(
            nlp.labels, 0
        ) | dict(labels)
    sure = EntityFeatures(min_score=0.9).fit_transform(whole)
    assert sure.sum() == len(nlp.entities(whole, min_score=0.9))


def test_names(whole: list[str], nlp: warraq.Pipeline) -> None:
    names = nlp.names(whole).to_dict()
    features = EntityFeatures(by="name", threads=2)
    counts = features.fit_transform(whole)
    assert features.get_feature_names_out().tolist() == [
        f"{label}_{name}" for label, name in zip(names["label"], names["name"], strict=True)
    ]
    assert np.asarray(counts.sum(axis=0)).ravel().tolist() == names["count"]
    assert np.asarray((counts > 0).sum(axis=0)).ravel().tolist() == names["rows"]

    some = EntityFeatures(by="name", min_df=names["rows"][5], max_features=3).fit(whole)
    assert list(some.vocabulary_) == list(features.vocabulary_)[:3]
    assert (some.transform(whole) != counts[:, :3]).nnz == 0
    share = EntityFeatures(by="name", min_df=0.2).fit(whole)
    assert len(share.vocabulary_) == sum(rows >= 0.2 * len(whole) for rows in names["rows"])


def test_names_of_other_texts() -> None:
    seen = ["التقى محمود عباس وفلاديمير بوتين في القاهرة. وقال بوتين نعم.", "وصل بوتين إلى باريس."]
    features = EntityFeatures(by="name").fit(seen)

    def counted(text: str) -> dict[str, int]:
        row = features.transform([text]).toarray()[0]
        return {
            name: count
            for name, count in zip(features.get_feature_names_out(), row.tolist(), strict=True)
            if count
        }

    # A surname alone is the name that it was alone; with the full name, that of the person.
    assert counted("وصل بوتين إلى القاهره.") == {"PER_بوتين": 1, "LOC_القاهرة": 1}
    assert counted("وصل فلاديمير بوتين، وقال بوتين نعم.") == {"PER_فلاديمير بوتين": 2}
    assert counted("وصل باراك أوباما إلى لندن.") == {}
    # What was seen and is left out is not counted as something else.
    one = EntityFeatures(by="name", max_features=1).fit(seen)
    assert len(one.vocabulary_) == 1
    with pytest.raises(ValueError, match=r"no name is in as many texts as min_df=7 asks for"):
        EntityFeatures(by="name", min_df=7).fit(seen)


def test_statistics(whole: list[str], docs: list[warraq.Document]) -> None:
    statistics = TextStatistics(threads=1)
    values = statistics.fit_transform(whole)
    assert values.dtype == np.float64
    names = statistics.get_feature_names_out().tolist()
    assert values.shape == (len(whole), len(names))
    assert np.isfinite(values).all()
    for row, doc in zip(values.tolist(), docs, strict=False):
        got = dict(zip(names, row, strict=True))
        words = [t for t in doc.tokens if t.kind in ("arabic", "latin", "other", "mixed")]
        assert got["characters"] == len(doc.text)
        assert got["words"] == len(words)
        assert got["word_length"] == pytest.approx(
            sum(len(word.text) for word in words) / max(len(words), 1)
        )
        for name in ("sentences", "numbers", "dates", "entities"):
            assert got[name] == len(getattr(doc, name)), name


def test_shares() -> None:
    names = ["arabic_share", "diacritic_share", "digit_share", "punctuation_share"]
    statistics = TextStatistics(features=names)
    assert statistics.fit_transform(["كُتبٌ، 1٢ ab", ""]).tolist() == [
        [3 / 12, 2 / 12, 2 / 12, 1 / 12],
        [0.0] * 4,
    ]
    assert statistics.get_feature_names_out().tolist() == names


# Kinds of columns.

KINDS: dict[str, Callable[[list[Any]], Any]] = {
    "tuple": tuple,
    "generator": iter,
    "array": lambda rows: np.array(rows, dtype=object),
    "array, 2-D": lambda rows: np.array(rows, dtype=object)[:, None],
    "Series": lambda rows: pd.Series(rows, index=range(5, 5 + len(rows)), name="body"),
    "Series, object": lambda rows: pd.Series(rows, dtype=object),
    "Series, category": lambda rows: pd.Series(rows, dtype="category"),
    "DataFrame": lambda rows: pd.DataFrame({"body": rows}, index=range(5, 5 + len(rows))),
    "polars": lambda rows: pl.Series("body", rows, dtype=pl.String),
    "polars frame": lambda rows: pl.DataFrame({"body": rows}, schema={"body": pl.String}),
    "arrow": lambda rows: pa.array(rows, pa.string()),
    "arrow chunks": lambda rows: pa.chunked_array([rows[:1], rows[1:]], type=pa.string()),
}


@pytest.mark.parametrize("kind", KINDS)
def test_kinds_of_columns(kind: str) -> None:
    rows = [SAID, "", PLAYED]
    make = KINDS[kind]
    assert ArabicTokenizer().fit(make(rows)).transform(make(rows)) == [
        ["قال", "محمود", "عباس", "في", "القاهره"],
        [],
        ["فاز", "الاهلي", "علي", "الزمالك", "في", "المباراه", "3"],
    ]
    assert EntityFeatures().fit(rows).transform(make(rows)).toarray().tolist() == [
        [1, 0, 0, 1],
        [0, 0, 0, 0],
        [0, 0, 2, 0],
    ]
    assert TextStatistics(features=["words"]).fit(rows).transform(make(rows)).tolist() == [
        [5],
        [0],
        [6],
    ]


NORMALIZED = ["فاز الاهلي", None, "ا"]


def missing_as_none(values: Any) -> list[str | None]:
    return [None if pd.isna(value) else value for value in values]


@pytest.mark.parametrize("kind", KINDS)
def test_same_kind_comes_out(kind: str) -> None:
    rows: list[str | None] = ["فاز الأهلي", None, "أ"]
    normalizer = ArabicNormalizer().fit(KINDS[kind](rows))
    X = KINDS[kind](rows)  # noqa: N806
    out = normalizer.transform(X)
    if kind in ("tuple", "generator"):
        assert out == NORMALIZED
        return
    if kind.startswith("arrow"):
        assert isinstance(out, pa.ChunkedArray)
        assert out.to_pylist() == NORMALIZED
        return
    assert type(out) is type(X)
    assert out.shape == X.shape
    flat: Any = out
    if kind == "array, 2-D":
        flat = out[:, 0]
    elif kind in ("DataFrame", "polars frame"):
        flat = out["body"]
    assert missing_as_none(flat) == NORMALIZED
    if isinstance(X, pd.Series | pd.DataFrame):
        assert out.index.equals(X.index)
    if isinstance(X, pd.Series | pl.Series):
        assert out.name == X.name


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_output_of_the_normalizer(kind: str, library: str) -> None:
    rows: list[str | None] = ["فاز الأهلي", None, "أ"]
    X = KINDS[kind](rows)  # noqa: N806
    normalizer = ArabicNormalizer().set_output(transform=library)  # type: ignore[arg-type]
    out = clone(normalizer).fit_transform(X) if kind != "generator" else normalizer.transform(X)
    module: Any = {"pandas": pd, "polars": pl}[library]
    if getattr(X, "ndim", len(getattr(X, "shape", (0,)))) == 2:
        assert isinstance(out, module.DataFrame)
        assert list(out.columns) == (["x0"] if kind == "array, 2-D" else ["body"])
        out = out[out.columns[0]]
    assert isinstance(out, module.Series)
    assert missing_as_none(out) == NORMALIZED
    with sklearn.config_context(transform_output=library):
        assert isinstance(ArabicNormalizer().transform(rows), module.Series)
        assert ArabicTokenizer().transform(["أ"]) == [["ا"]]


def test_unknown_output() -> None:
    with pytest.raises(ValueError, match="output config must be in"):
        ArabicNormalizer().set_output(transform="excel")  # type: ignore[arg-type]


def test_output_of_the_others() -> None:
    rows = pd.Series([SAID, PLAYED], index=[7, 7])
    for estimator in (TextStatistics(), EntityFeatures(sparse_output=False)):
        frame = estimator.set_output(transform="pandas").fit_transform(rows)
        assert list(frame.index) == [7, 7]
        assert list(frame.columns) == estimator.get_feature_names_out().tolist()
        frame = estimator.set_output(transform="polars").fit_transform(rows)
        assert isinstance(frame, pl.DataFrame)
        assert frame.columns == estimator.get_feature_names_out().tolist()
    with pytest.raises(ValueError, match="outputs a scipy sparse matrix"):
        EntityFeatures().set_output(transform="pandas").fit_transform(rows)
    if "sparse_interface" in sklearn.get_config():
        with sklearn.config_context(sparse_interface="sparray"):
            assert isinstance(EntityFeatures().fit_transform(rows), sparse.csr_array)


def test_nothing() -> None:
    empty = pd.DataFrame({"body": pd.Series([], dtype="str")})
    assert ArabicNormalizer().fit_transform([]) == []
    assert ArabicNormalizer().fit_transform(empty).shape == (0, 1)
    assert ArabicTokenizer(unit="segment").fit_transform([]) == []
    assert ArabicTokenizer().fit_transform(empty) == []
    assert EntityFeatures().fit_transform([]).shape == (0, 4)
    assert EntityFeatures().fit_transform(empty).shape == (0, 4)
    assert TextStatistics().fit_transform([]).shape == (0, 11)
    for unit in ("word", "stem", "lemma", "segment"):
        assert ArabicTokenizer(unit=unit)("") == []


# Bad input.

two = pd.DataFrame({"body": ["أ"], "title": ["ب"]})
WRONG: dict[str, tuple[Any, type[Exception], str, int | None]] = {
    "one text": ("نص", ValueError, "an iterable over texts is needed, not one str", None),
    "bytes": (b"x", ValueError, "an iterable over texts is needed, not one bytes", None),
    "None": (None, TypeError, "column must be a column of texts, not NoneType", None),
    "a number": (3, TypeError, "column must be a column of texts, not int", None),
    "NA": (pd.NA, TypeError, "column must be a column of texts, not NAType", None),
    "lazy": (pl.LazyFrame({"a": ["أ"]}), TypeError, "column must be .*not LazyFrame", None),
    "a dict": ({"a": 1}, TypeError, "column must be a column of texts, not dict", None),
    "numbers": ([1, 2], TypeError, "row 0: a text must be str or None, not int", 0),
    "mixed": (["أ", 2], TypeError, "row 1: a text must be str or None, not int", 1),
    "row of bytes": (["أ", b"x"], TypeError, "row 1: .*not bytes: decode it first", 1),
    "lists": ([["أ"]], TypeError, "row 0: a text must be str or None, not list", 0),
    "array of numbers": (np.ones(2), TypeError, "row 0: .*not float64", 0),
    "matrix": (np.ones((2, 3)), ValueError, r"one column .*not an array of shape \(2, 3\)", None),
    "cube": (np.ones((2, 1, 1)), ValueError, r"one column .*shape \(2, 1, 1\)", None),
    "scalar": (np.array("x"), TypeError, "a column of texts is needed, not ndarray", None),
    "sparse": (sparse.csr_matrix([[1]]), TypeError, "is needed, not csr_matrix", None),
    "two columns": (two, ValueError, r"shape \(1, 2\): 'body', 'title'", None),
    "one name twice": (
        two.set_axis(["body", "body"], axis=1),
        ValueError,
        r"shape \(1, 2\): 'body', 'body'",
        None,
    ),
    "no column": (two[[]], ValueError, r"shape \(1, 0\)", None),
    "polars, two": (pl.DataFrame(two), ValueError, "'body', 'title'", None),
    "arrow table": (pa.table({"a": ["أ"]}), TypeError, "is needed, not Table", None),
    "Series of numbers": (pd.Series([1]), TypeError, "is needed, not of Int64", None),
    "mixed Series": (pd.Series(["أ", 2.5], index=[8, 9]), TypeError, "row 1: .*not float", 1),
    "frame of numbers": (
        pd.DataFrame({"price": [1]}),
        TypeError,
        "column 'price': a column of text is needed, not of Int64",
        None,
    ),
    "mixed frame": (
        pd.DataFrame({"body": ["أ", 2]}),
        TypeError,
        "column 'body': row 1: a text must be str or None, not int",
        1,
    ),
    "polars numbers": (pl.DataFrame({"n": [1]}), TypeError, "column 'n': .*Int64", None),
    "polars lists": (pl.Series([["أ"]]), TypeError, "explode it", None),
}


@pytest.mark.parametrize("case", WRONG)
@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_wrong_input(estimator: Any, case: str) -> None:
    X, error, message, row = WRONG[case]  # noqa: N806
    with pytest.raises(error, match=message) as raised:
        estimator().fit(X).transform(X)
    if row is not None:
        assert getattr(raised.value, "row", None) == row


@pytest.mark.parametrize("missing", MISSING, ids=str)
@pytest.mark.parametrize("estimator", ESTIMATORS[1:])
def test_missing_texts(estimator: Any, missing: object) -> None:
    fitted = estimator().fit([SAID])
    for X in ([SAID, missing], pd.Series([SAID, missing], dtype=object)):  # noqa: N806
        with pytest.raises(
            ValueError, match=r"^row 1: the text is missing, and \w+ needs"
        ) as raised:
            fitted.transform(X)
        assert raised.value.row == 1  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match=r"^column 'body': row 1: the text is missing"):
        fitted.transform(pd.DataFrame({"body": [SAID, missing]}))


def test_missing_texts_of_the_normalizer() -> None:
    assert ArabicNormalizer().fit_transform(["أ", *MISSING]) == ["ا", *[None] * len(MISSING)]
    assert ArabicNormalizer(on_error="null").fit_transform(["أ", 3]) == ["ا", None]
    # An iterator is read once.
    counts = EntityFeatures().fit_transform(iter(["زار القاهرة", "زار بيروت"]))
    assert counts.shape[0] == 2 and counts.sum() == 2
    # What has no such parameter advises none.
    for estimator in (ArabicTokenizer(), EntityFeatures(), TextStatistics()):
        with pytest.raises(TypeError) as raised:
            estimator.fit_transform(["أ", 3])
        assert "row 1" in str(raised.value) and "on_error" not in str(raised.value)


@pytest.mark.parametrize(
    "estimator",
    [
        ArabicNormalizer(preset="serach"),
        ArabicNormalizer(options=3),  # type: ignore[arg-type]
        ArabicNormalizer(on_error="skip"),  # type: ignore[arg-type]
        ArabicTokenizer(unit="token"),  # type: ignore[arg-type]
        ArabicTokenizer(algorithm="khoja"),  # type: ignore[arg-type]
        ArabicTokenizer(scheme="d9"),  # type: ignore[arg-type]
        ArabicTokenizer(stop_words=3),  # type: ignore[arg-type]
        ArabicTokenizer(normalize="serach"),
        ArabicTokenizer(nlp="default"),  # type: ignore[arg-type]
        ArabicTokenizer(threads=0),
        EntityFeatures(by="cluster"),  # type: ignore[arg-type]
        EntityFeatures(min_df=-1),
        EntityFeatures(max_features=0),
        EntityFeatures(min_score=2),
        EntityFeatures(sparse_output=3),  # type: ignore[arg-type]
        TextStatistics(features=3),  # type: ignore[arg-type]
        TextStatistics(threads=1.5),  # type: ignore[arg-type]
    ],
    ids=str,
)
def test_wrong_parameters(estimator: Any) -> None:
    pattern = rf"The '\w+' parameter of {type(estimator).__name__} must be .* Got .* instead"
    with pytest.raises(ValueError, match=pattern) as raised:
        estimator.fit([SAID])
    assert type(raised.value).__name__ == "InvalidParameterError"
    if isinstance(estimator, ArabicTokenizer):
        with pytest.raises(ValueError, match=pattern):
            estimator(SAID)
        with pytest.raises(ValueError, match=pattern):
            CountVectorizer(analyzer=estimator).fit([SAID])


@pytest.mark.parametrize(
    ("estimator", "error", "message"),
    [
        (ArabicNormalizer(options={"digit": "keep"}), Exception, "digit"),
        (ArabicTokenizer(stop_words="english"), ValueError, "english"),
        (ArabicTokenizer(stop_words=["في", 3]), TypeError, "str"),  # type: ignore[list-item]
        (TextStatistics(features=["word"]), ValueError, "'word' is none of characters, words"),
        (TextStatistics(features=["words", "words"]), ValueError, "each once"),
        (TextStatistics(features=[]), ValueError, "must be some"),
    ],
    ids=str,
)
def test_wrong_values(estimator: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        estimator.fit([SAID])


def test_an_analyzer_takes_text() -> None:
    for wrong in (None, 3, b"x", ["x"]):
        with pytest.raises(TypeError, match=f"a text must be str, not {type(wrong).__name__}"):
            ArabicTokenizer()(wrong)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="invalid document"):
        CountVectorizer(analyzer=ArabicTokenizer()).fit([SAID, np.nan])


def test_names_of_columns_are_checked() -> None:
    frame = pd.DataFrame({"body": [SAID]})
    for estimator in (ArabicNormalizer(), TextStatistics(), EntityFeatures(), ArabicTokenizer()):
        estimator.fit(frame)
        assert estimator.feature_names_in_.tolist() == ["body"]
        assert estimator.n_features_in_ == 1
        with pytest.raises(ValueError, match="feature names should match"):
            estimator.transform(frame.rename(columns={"body": "text"}))
        estimator.transform(frame["body"])
    normalizer = ArabicNormalizer().fit(frame)
    assert normalizer.get_feature_names_out().tolist() == ["body"]
    with pytest.raises(ValueError, match="input_features is not equal"):
        normalizer.get_feature_names_out(["text"])
    assert normalizer.fit(["نص"]).get_feature_names_out().tolist() == ["x0"]


# What scikit-learn asks of an estimator.


@pytest.fixture
def unwarned() -> Iterator[None]:
    with warnings.catch_warnings():
        # Its checks pass numbers, and are left out where input is text, as of its own vectorizers.
        warnings.simplefilter("ignore", SkipTestWarning)
        yield


@pytest.mark.parametrize("estimator", ESTIMATORS)
@pytest.mark.usefixtures("unwarned")
def test_check_estimator(estimator: Any) -> None:
    estimator_checks.check_estimator(estimator())


# Those of its checks that pass no numbers.
CHECKS = (
    "check_do_not_raise_errors_in_init_or_set_param",
    "check_estimator_cloneable",
    "check_estimator_repr",
    "check_estimator_tags_renamed",
    "check_get_params_invariance",
    "check_no_attributes_set_in_init",
    "check_parameters_default_constructible",
    "check_set_params",
    "check_valid_tag_types",
)


@pytest.mark.parametrize("check", [name for name in CHECKS if hasattr(estimator_checks, name)])
@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_checks_without_data(estimator: Any, check: str) -> None:
    getattr(estimator_checks, check)(estimator.__name__, estimator())


def same(one: Any, other: Any) -> bool:
    if sparse.issparse(one):
        return bool((one != other).nnz == 0)
    return np.array_equal(one, other) if isinstance(one, np.ndarray) else one == other


def some_of(values: Any, rows: list[int]) -> Any:
    return [values[row] for row in rows] if isinstance(values, list) else values[rows]


@pytest.mark.parametrize(
    "estimator",
    [
        ArabicNormalizer(preset="light"),
        ArabicTokenizer(unit="lemma", stop_words="all"),
        ArabicTokenizer(stop_words=["في"], nlp=warraq.load()),
        EntityFeatures(),
        EntityFeatures(by="name", sparse_output=False),
        TextStatistics(),
    ],
    ids=str,
)
def test_checks_with_texts(estimator: Any, whole: list[str]) -> None:
    """As `check_estimator` has them for numbers."""
    texts = whole[:120]
    before = dict(vars(estimator))
    expected = estimator.fit(texts).transform(texts)
    # Parameters are as they were, what was learnt ends in an underscore or begins with one.
    assert estimator.get_params() == {**estimator.get_params(), **before}
    assert all(name.endswith("_") or name[0] == "_" for name in set(vars(estimator)) - set(before))
    state = dict(vars(estimator))
    assert same(estimator.transform(texts), expected)
    assert vars(estimator) == state
    # Fitted again, cloned, pickled, and with y.
    assert same(estimator.fit_transform(texts, [0] * len(texts)), expected)
    assert same(clone(estimator).fit(texts).transform(texts), expected)
    assert same(pickle.loads(pickle.dumps(estimator)).transform(texts), expected)
    # Each row by itself.
    rows = [5, 3, 100]
    assert same(estimator.transform(some_of(texts, rows)), some_of(expected, rows))
    fresh = clone(estimator)
    if isinstance(estimator, EntityFeatures):
        with pytest.raises(NotFittedError):
            fresh.transform(texts)
        with pytest.raises(NotFittedError):
            fresh.get_feature_names_out()
    else:
        assert same(fresh.transform(texts), expected)
    with pytest.raises(TypeError, match="positional"):
        type(estimator)("search")


def test_a_pipeline_of_ones_own() -> None:
    mine = warraq.load().add_entities({"DRUG": ["ميتفورمين"]})
    texts = ["تناول ميتفورمين في القاهرة"]
    for estimator in (EntityFeatures(nlp=mine), EntityFeatures(nlp=mine, by="name")):
        for copy in (estimator, clone(estimator), pickle.loads(pickle.dumps(estimator))):
            counts = copy.fit_transform(texts)
            column = [n.startswith("DRUG") for n in copy.get_feature_names_out()].index(True)
            assert counts.toarray()[0, column] == 1


# In scikit-learn's machinery.

TEXTS = [SAID, PLAYED, "قالت الوزيرة", "خسر الفريق مباراته", "قالوا ذلك", "فازوا بالمباريات"] * 4
TOPICS = [0, 1, 0, 1, 0, 1] * 4


@pytest.mark.parametrize("vectorizer", [CountVectorizer, TfidfVectorizer, HashingVectorizer])
def test_vectorizers(vectorizer: Any) -> None:
    tokenizer = ArabicTokenizer(unit="stem", stop_words="all")
    one = vectorizer(analyzer=tokenizer).fit(TEXTS)
    whole = make_pipeline(tokenizer, vectorizer(analyzer=list)).fit(TEXTS)
    assert same(one.transform(TEXTS), whole.transform(TEXTS))
    if vectorizer is not HashingVectorizer:
        names = one.get_feature_names_out().tolist()
        assert names == whole.get_feature_names_out().tolist()
        assert "مباراه" in names or "مبار" in names
    # With n-grams, which scikit-learn makes only where the analyzer is its own.
    pairs = {"ngram_range": (1, 2), "token_pattern": None, "lowercase": False}
    ngrams = vectorizer(tokenizer=tokenizer, **pairs).fit(TEXTS)
    taken = make_pipeline(tokenizer, vectorizer(tokenizer=list, **pairs)).fit(TEXTS)
    assert same(ngrams.transform(TEXTS), taken.transform(TEXTS))


def test_grid_search() -> None:
    pipeline = make_pipeline(
        ArabicNormalizer(),
        ArabicTokenizer(),
        TfidfVectorizer(analyzer=list),
        LogisticRegression(),
    )
    grid = {
        "arabicnormalizer__preset": ["light", "search"],
        "arabictokenizer__unit": ["word", "stem", "lemma"],
    }
    search = GridSearchCV(pipeline, grid, n_jobs=2, cv=2).fit(TEXTS, TOPICS)
    assert search.score(TEXTS, TOPICS) == 1
    again = pickle.loads(pickle.dumps(search))
    assert again.predict(TEXTS).tolist() == TOPICS
    inner = make_pipeline(TfidfVectorizer(analyzer=ArabicTokenizer()), LogisticRegression())
    nested = {"tfidfvectorizer__analyzer__unit": ["word", "segment"]}
    assert GridSearchCV(inner, nested, n_jobs=2, cv=2).fit(TEXTS, TOPICS).best_score_ > 0.5
    broken = GridSearchCV(pipeline, {"arabictokenizer__unit": ["wrod"]}, cv=2, error_score="raise")
    with pytest.raises(ValueError, match="The 'unit' parameter of ArabicTokenizer"):
        broken.fit(TEXTS, TOPICS)


def test_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WARRAQ_NUM_THREADS", raising=False)
    for value, expected in (("2", 2), ("0", 1), ("4,2", None), ("", None)):
        monkeypatch.setenv("OMP_NUM_THREADS", value)
        assert ArabicTokenizer()._threads == expected
        assert ArabicTokenizer(threads=3)._threads == 3
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    monkeypatch.setenv("WARRAQ_NUM_THREADS", "1")
    assert ArabicTokenizer()._threads is None


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame], ids=["pandas", "polars"])
def test_column_transformer(make: Any) -> None:
    frame = make({"title": TEXTS, "body": TEXTS[::-1], "year": range(len(TEXTS))})
    columns = ColumnTransformer(
        [
            ("clean", ArabicNormalizer(), ["title"]),
            ("names", EntityFeatures(sparse_output=False), "body"),
            ("about", TextStatistics(features=["words", "numbers"]), ["body"]),
        ],
        remainder="passthrough",
    )
    names = ["clean__title"]
    names += [f"names__{label}" for label in warraq.load().labels]
    names += ["about__words", "about__numbers", "remainder__year"]
    values = columns.fit_transform(frame)
    assert values.shape == (len(TEXTS), 8)
    assert columns.get_feature_names_out().tolist() == names
    library = "pandas" if make is pd.DataFrame else "polars"
    out = columns.set_output(transform=library).fit_transform(frame)
    assert isinstance(out, make)
    assert list(out.columns) == names
    assert out["clean__title"].to_list()[0] == "قال محمود عباس في القاهره"
    with pytest.raises(ValueError, match="headline"):
        ColumnTransformer([("clean", ArabicNormalizer(), ["headline"])]).fit(frame)

    words = make_pipeline(ArabicNormalizer(), ArabicTokenizer(), TfidfVectorizer(analyzer=list))
    both = ColumnTransformer([("title", words, "title"), ("body", clone(words), "body")])
    assert both.fit_transform(frame).shape[1] == len(both.get_feature_names_out())
    assert both.get_feature_names_out()[0].startswith("title__")


def test_feature_union() -> None:
    union = FeatureUnion(
        [
            ("words", TfidfVectorizer(analyzer=ArabicTokenizer())),
            ("names", EntityFeatures(by="name")),
            ("about", TextStatistics(features=["words"])),
        ],
        n_jobs=2,
    )
    X = union.fit_transform(TEXTS)  # noqa: N806
    names = union.get_feature_names_out().tolist()
    assert X.shape == (len(TEXTS), len(names))
    assert "names__PER_محمود عباس" in names
    assert names[-1] == "about__words"


def test_documentation() -> None:
    results = doctest.testmod(face)
    assert results.attempted > 5
    assert results.failed == 0


def test_the_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "labelled.tsv"
    rows = [f"{topic}\t{text}\n" for topic, text in zip(TOPICS, TEXTS, strict=True)]
    table.write_text("".join(rows), "utf-8")
    raw = tmp_path / "raw.txt"
    raw.write_text("".join(f"{text}\n" * 400 for text in TEXTS[:2]), "utf-8")
    treebank = tmp_path / "treebank.conllu"
    lines = [f"# newdoc id = {'nw'[i % 2]}{i}\n# text = {text}\n" for i, text in enumerate(TEXTS)]
    treebank.write_text("".join(lines), "utf-8")
    for file, more in ((table, []), (raw, ["--parts", "2"]), (treebank, [])):
        arguments = ["classify.py", str(file), "--seeds", "1", "--folds", "2", *more]
        monkeypatch.setattr(sys, "argv", arguments)
        runpy.run_path(str(ROOT / "examples" / "classify.py"), run_name="__main__")
        shown = capsys.readouterr().out
        assert " 2 labels, the most frequent 50.0%" in shown
        assert "100.0%" in shown.splitlines()[-1]


@pytest.mark.parametrize("library", ["sklearn", "pyarrow"])
def test_the_library_is_missing(library: str) -> None:
    code = f"import sys; sys.modules[{library!r}] = None; import warraq.sklearn"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert f'ImportError: this needs {library}: pip install "warraq[sklearn]"' in done.stderr
