"""All faces find the same in the same texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import spacy
import warraq
import warraq.dask
import warraq.duckdb
import warraq.pandas
import warraq.polars
import warraq.sklearn
import warraq.spark
from columns import odd_column

Found = tuple[int, int, int, str, str]

COLUMN = odd_column()
FIELDS = ("row", "start", "end", "text", "label")


def of_table(table: Any) -> list[Found]:
    columns = pa.table(table).select(FIELDS).to_pydict()
    return list(zip(*columns.values(), strict=True))


def of_lists(lists: list[list[dict[str, Any]] | None]) -> list[Found]:
    assert [row is None for row in lists] == [text is None for text in COLUMN]
    return [
        (row, *(item[field] for field in FIELDS[1:]))
        for row, items in enumerate(lists)
        for item in items or []
    ]


@pytest.fixture(scope="module")
def expected(nlp: warraq.Pipeline) -> list[Found]:
    return of_table(nlp.entities(pa.array(COLUMN)))


def from_list(nlp: warraq.Pipeline) -> list[Found]:
    return of_table(nlp.entities(COLUMN))


def from_documents(nlp: warraq.Pipeline) -> list[Found]:
    documents = [None if text is None else nlp(text) for text in COLUMN]
    return [
        (row, it.start, it.end, it.text, it.label)
        for row, document in enumerate(documents)
        for it in (document.entities if document else ())
    ]


def from_batches(nlp: warraq.Pipeline) -> list[Found]:
    table = pa.table({"text": COLUMN})
    return of_table(nlp.entities(table.to_reader(max_chunksize=700)))


def from_pandas(nlp: warraq.Pipeline) -> list[Found]:
    frame = pd.DataFrame({"text": COLUMN})["text"].ar.entities()
    return list(frame[list(FIELDS)].itertuples(index=False, name=None))


def from_polars(nlp: warraq.Pipeline) -> list[Found]:
    arabic = pl.col("text").ar  # type: ignore[attr-defined]
    frame = pl.LazyFrame({"text": COLUMN}).select(arabic.entities())
    return of_lists(frame.collect()["text"].to_list())


def from_duckdb(nlp: warraq.Pipeline) -> list[Found]:
    with duckdb.connect() as connection:
        warraq.duckdb.register(connection)
        rows = list(enumerate(COLUMN))
        connection.register("texts", pa.table({"row": range(len(rows)), "text": COLUMN}))
        query = "SELECT ar_entities(text) FROM texts ORDER BY row"
        return of_lists([row for (row,) in connection.execute(query).fetchall()])


def from_dask(nlp: warraq.Pipeline) -> list[Found]:
    import dask.dataframe as dd

    frame = pd.DataFrame({"row": range(len(COLUMN)), "text": COLUMN})
    found = warraq.dask.entities(dd.from_pandas(frame, npartitions=3), "text", keep=["row"])
    return list(found.compute()[list(FIELDS)].itertuples(index=False, name=None))


def from_spacy(nlp: warraq.Pipeline) -> list[Found]:
    pipeline = spacy.blank(
        "ar", config={"nlp": {"tokenizer": {"@tokenizers": "warraq.Tokenizer.v1"}}}
    )
    pipeline.add_pipe("warraq_ner")
    rows = [(text, row) for row, text in enumerate(COLUMN) if text is not None]
    return [
        (row, it["start"], it["end"], it["text"], it["label"])
        for document, row in pipeline.pipe(rows, as_tuples=True)
        for span in document.spans["entities"]
        for it in [span._.entity]
    ]


@pytest.mark.parametrize(
    "face",
    [
        from_list,
        from_documents,
        from_batches,
        from_pandas,
        from_polars,
        from_duckdb,
        from_dask,
        from_spacy,
    ],
)
def test_same_answers(
    nlp: warraq.Pipeline, expected: list[Found], face: Callable[[warraq.Pipeline], list[Found]]
) -> None:
    assert face(nlp) == expected


@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
def test_same_answers_from_spark(spark: Any, expected: list[Found]) -> None:
    table = pa.table({"row": range(len(COLUMN)), "text": pa.array(COLUMN, pa.string())})
    found = warraq.spark.entities(spark.createDataFrame(table), "text", keep=["row"]).toArrow()
    assert sorted(of_table(found)) == sorted(expected)


def test_same_counts_from_sklearn(expected: list[Found]) -> None:
    features = warraq.sklearn.EntityFeatures(by="label")
    # Estimators take no nulls.
    counts = features.fit_transform([text or "" for text in COLUMN])
    sums = dict(zip(features.get_feature_names_out(), counts.sum(axis=0).A1, strict=True))
    assert sums == Counter(label for *_, label in expected)
