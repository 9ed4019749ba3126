"""Nationalities and titles as labels beside those of the model."""

from __future__ import annotations

import copy
import json
import multiprocessing
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import generate
import pandas as pd
import pyarrow as pa
import pytest
import warraq
from hypothesis import given
from hypothesis import strategies as st
from warraq import display
from warraq.cli import main

TEXT = "😀 قال وزير خارجية روسيا سيرغي لافروف للرئيس الفرنسي فرانسوا هولاند وللروس نعم."
FOUND = [
    ("وزير خارجية روسيا", "TITLE", "وزير خارجية روسيا", "lists"),
    ("روسيا", "LOC", "روسيا", "model"),
    ("سيرغي لافروف", "PER", "سيرغي لافروف", "model"),
    ("لرئيس الفرنسي", "TITLE", "الرئيس الفرنسي", "lists"),
    ("فرانسوا هولاند", "PER", "فرانسوا هولاند", "model"),
    ("لروس", "NORP", "الروس", "lists"),
]


@pytest.fixture(scope="module")
def both(nlp: warraq.Pipeline) -> warraq.Pipeline:
    return nlp.add_labels(["NORP", "TITLE"])


def found(document: warraq.Document) -> list[tuple[str, str, str, str]]:
    return [(e.text, e.label, e.name, e.source) for e in document.entities]


def test_entities(nlp: warraq.Pipeline, both: warraq.Pipeline) -> None:
    document = both(TEXT)
    assert found(document) == FOUND
    for entity in document.entities:
        assert TEXT[entity.start : entity.end] == entity.text
        assert (entity.score == 1) == (entity.source == "lists")
        assert entity.id is None and entity.metadata is None
    assert "source='lists'" in repr(document.entities[0])
    assert "source='model'" in repr(document.entities[1])
    assert "source" not in repr(nlp(TEXT).entities[0])
    norp = nlp.add_labels("NORP")
    assert [e.text for e in norp(TEXT).entities if e.label == "NORP"] == ["الفرنسي", "لروس"]
    assert norp("").entities == both("").entities == ()
    # A new pipeline; the other is as it was.
    assert nlp.labels == ("LOC", "MISC", "ORG", "PER") and nlp.extra_labels == ()
    assert both.labels == (*nlp.labels, "NORP", "TITLE")
    assert both.extra_labels == ("NORP", "TITLE") and norp.extra_labels == ("NORP",)
    assert norp.add_labels(("TITLE", "NORP")).labels == both.labels
    assert nlp.add_labels([]).labels == nlp.labels
    assert repr(both) == '<warraq.Pipeline "default" with extra labels NORP, TITLE>'
    rules = both.add_entities({"X": ["نعم"]})
    assert repr(rules) == '<warraq.Pipeline "default" with 1 rule and extra labels NORP, TITLE>'
    # What else the model may say is the model's.
    assert {e.source for _, es in both.alternatives(TEXT)[0] for e in es} == {"model"}


def test_dicts_json_and_tables(nlp: warraq.Pipeline, both: warraq.Pipeline) -> None:
    document = both(TEXT)
    records = document.to_dict()["entities"]
    assert json.loads(document.to_json()) == document.to_dict()
    assert [record["source"] for record in records] == [entity[3] for entity in FOUND]
    assert all("id" not in record and "metadata" not in record for record in records)
    rules = both.add_entities({"X": ["نعم"]})(TEXT).to_dict()["entities"]
    assert [(record["source"], record["id"]) for record in rules[-2:]] == [
        ("lists", None),
        ("rules", None),
    ]

    table = both.entities([None, TEXT, ""], clusters=True).to_arrow()
    assert table.column_names == [
        *nlp.entities([TEXT], clusters=True).column_names,
        "source",
    ]
    assert both.add_entities({}).entities([TEXT]).column_names[-2:] == ("source", "id")
    for row, entity in zip(table.to_pylist(), document.entities, strict=True):
        assert row["row"] == 1
        for column in ("start", "end", "text", "label", "name", "source", "cluster"):
            assert row[column] == getattr(entity, column)
    lists = both.entities([None, TEXT, ""], layout="lists").to_pylist()
    assert [row["entities"] and len(row["entities"]) for row in lists] == [None, len(FOUND), []]
    # Categories are of what there can be.
    assert list(both.entities([TEXT]).to_pandas()["source"].cat.categories) == [
        "model",
        "rules",
        "lists",
    ]
    mine = nlp.add_entities({"X": ["نعم"]})
    assert list(mine.entities([TEXT]).to_pandas()["source"].cat.categories) == ["model", "rules"]


def test_formats_that_cannot_overlap(both: warraq.Pipeline, capsys: Any, tmp_path: Path) -> None:
    html = display.document_html(both(TEXT))
    assert [html.count(f">{label}</span>") for label in ("TITLE", "LOC", "NORP")] == [2, 1, 1]
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    options = ["--labels", "NORP, TITLE", str(path)]
    assert main(["annotate", "--format", "conll", *options]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2:7] == [
        "وزير\tB-TITLE",
        "خارجية\tI-TITLE",
        "روسيا\tI-TITLE",
        "سيرغي\tB-PER",
        "لافروف\tI-PER",
    ]
    assert "وللروس\tB-NORP" in lines


def test_command_line(capsys: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    for options in (["--labels", "TITLE,NORP"], ["--labels", "NORP", "--labels", "TITLE"]):
        assert main(["entities", *options, str(path)]) == 0
        rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
        assert [(row[4], row[2], row[5], row[6]) for row in rows] == FOUND
        assert {len(row) for row in rows} == {7}
        assert main(["annotate", *options, str(path)]) == 0
        assert "TITLE  1.00  لرئيس الفرنسي (الرئيس الفرنسي)" in capsys.readouterr().out
    for wrong in ("NORP,GPE", "norp", ""):
        assert main(["entities", "--labels", wrong, str(path)]) == 1
        assert "known: NORP, TITLE" in capsys.readouterr().err
    # Those of a model file are told, too.
    model = tmp_path / "mine.warraq"
    warraq.load().add_labels("NORP").save(model)
    assert main(["entities", "--model", str(model), "--format", "jsonl", str(path)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["text"] for row in rows if row["source"] == "lists"] == ["الفرنسي", "لروس"]
    assert "id" not in rows[0]


def test_the_model_alone_is_measured(
    nlp: warraq.Pipeline, both: warraq.Pipeline, tmp_path: Path
) -> None:
    path = tmp_path / "dev.conll"
    path.write_text("الرئيس O\nالروسي O\nبوتين B-PER\nفي O\nموسكو B-LOC\n", encoding="utf-8")
    expected, measured = (warraq._core.evaluate_ner(pipeline, path) for pipeline in (nlp, both))
    del expected["words_per_second"], measured["words_per_second"]
    assert measured == expected


def _labels(pair: tuple[warraq.Pipeline, str]) -> list[str]:
    pipeline, text = pair
    return [entity.label for entity in pipeline(text).entities]


def test_pipelines_are_pickled_and_saved(
    nlp: warraq.Pipeline, both: warraq.Pipeline, tmp_path: Path
) -> None:
    path = tmp_path / "mine.warraq"
    rules = {"DRUG": ["نعم"], "NORP": ["الفرنسي"]}
    for pipeline in (both, both.add_entities(rules), nlp.add_entities(rules).add_labels("TITLE")):
        document = pipeline(TEXT)
        pipeline.save(path)
        saved = warraq.load(path)
        for again in (pickle.loads(pickle.dumps(pipeline)), copy.deepcopy(pipeline), saved):
            again = pickle.loads(pickle.dumps(again))
            assert again.labels == pipeline.labels
            assert again.extra_labels == pipeline.extra_labels
            assert again.rules == pipeline.rules
            assert again(TEXT) == document
            assert again(TEXT).entities == document.entities
        again = pickle.loads(pickle.dumps(document))
        assert again == document and again.entities == document.entities
        assert found(again) == found(document) and again.people == document.people
        for entity in document.entities:
            alone = pickle.loads(pickle.dumps(entity))
            assert alone == entity and alone.source == entity.source
            assert repr(alone) == repr(entity)
        more = pickle.loads(pickle.dumps(saved.add_labels("NORP")))
        assert more.extra_labels == ("NORP", "TITLE")
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(_labels, [(both, TEXT)]) == [[entity[1] for entity in FOUND]]
    # What was saved without them has none.
    nlp.save(path)
    assert warraq.load(path).extra_labels == ()


def test_older_pickles() -> None:
    """Entities that were pickled before there were extra labels say whether a rule found them."""
    place = ("نعم", (0, 6), (0, 3))
    for rule, source in (((True, "7", None), "rules"), ((False, None, None), "model")):
        assert warraq.Entity._restore(place, "X", "نعم", 1.0, rule).source == source
    assert warraq.Entity._restore(place, "X", "نعم", 1.0).source == "model"
    with pytest.raises(warraq.DataError, match="no source"):
        warraq.Entity._restore(place, "X", "نعم", 1.0, (3, None, None))


def test_a_pickle_of_a_document_with_other_labels(nlp: warraq.Pipeline, tmp_path: Path) -> None:
    path = tmp_path / "mine.warraq"
    nlp.add_labels("NORP").save(path)
    pickled = pickle.dumps(warraq.load(path)("وللروس"))
    # The pickle brings its labels.
    nlp.save(path)
    assert [e.label for e in pickle.loads(pickled).entities] == ["NORP"]
    document = nlp.add_labels("NORP")("وللروس")
    reduced: Any = document.__reduce__()
    _, text, layers = reduced[1]
    for other in (nlp, nlp.add_entities({"NORP": ["نعم"]})):
        with pytest.raises(warraq.DataError, match="label"):
            warraq.Document._restore(other, text, layers)


def test_damaged_labels_are_refused(both: warraq.Pipeline, tmp_path: Path) -> None:
    path = tmp_path / "mine.warraq"
    both.save(path)
    content = bytearray(path.read_bytes())
    content[content.index(b"\x04NORP\x05TITLE") + 1] ^= 1
    path.write_bytes(content)
    with pytest.raises(warraq.ModelError, match=r'section "labels.extra" does not match'):
        warraq.load(path)


@pytest.mark.parametrize(
    ("labels", "error", "said"),
    [
        ("GPE", ValueError, "known: NORP, TITLE"),
        (["NORP", "title"], ValueError, 'unknown extra label "title"; known: NORP, TITLE'),
        ("NORP\ud800", ValueError, "lone surrogate"),
        (["NORP", None], TypeError, "a label must be str, not NoneType"),
        (None, TypeError, "labels must be str or an iterable of str, not NoneType"),
        (b"NORP", TypeError, "a label must be str, not int"),
    ],
)
def test_bad_labels(nlp: warraq.Pipeline, labels: Any, error: type[Exception], said: str) -> None:
    with pytest.raises(error) as raised:
        nlp.add_labels(labels)
    assert said in str(raised.value)


def test_too_many_labels(nlp: warraq.Pipeline, both: warraq.Pipeline) -> None:
    rules = {f"L{number}": [f"س{number}"] for number in range(251)}
    full = nlp.add_entities(rules).add_labels("NORP")
    calls: list[Callable[[], object]] = [
        lambda: full.add_labels("TITLE"),
        lambda: both.add_entities(rules),
    ]
    for call in calls:
        with pytest.raises(ValueError, match="more than 256"):
            call()


def test_names_of_a_column(nlp: warraq.Pipeline, both: warraq.Pipeline) -> None:
    column = [
        TEXT,
        None,
        "",
        "قال الروس والروس إنهم هنا.",
        "قال الرئيس الفرنسي فرانسوا هولاند نعم.",
    ]
    records = both.names(column).to_pylist()
    extra = {"NORP", "TITLE"}
    assert [record for record in records if record["label"] not in extra] == (
        nlp.names(column).to_pylist()
    )
    told = {(r["label"], r["name"]): (r["count"], r["rows"]) for r in records}
    assert told["NORP", "الروس"] == (3, 2)
    assert told["TITLE", "الرئيس الفرنسي"] == (2, 2)
    assert both.names(column, "NORP").to_pylist() == [r for r in records if r["label"] == "NORP"]
    with pytest.raises(ValueError, match="unknown label"):
        nlp.names(column, "NORP")


def test_same_names_are_one_cluster(both: warraq.Pipeline) -> None:
    document = both("قال الروس وروس آخرون للفرنسيين إن الروس هنا.")
    assert [e.label for e in document.entities] == ["NORP"] * 4
    assert [e.cluster for e in document.entities] == [0, 0, 1, 0]
    assert document.entities[1].canonical == "الروس"
    assert document.people == () and document.entities[0].title is None


PIECES = ["الرئيس ", "وزير خارجية روسيا ", "للرئيس الفرنسي ", "فلاديمير بوتين ", "وللروس ", "قال "]


@given(
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | generate.texts,
    st.sampled_from([["NORP"], ["TITLE"], ["NORP", "TITLE"]]),
    st.sampled_from(["rules", "model", "both", None]),
)
def test_all_else_is_the_same(text: str, labels: Any, policy: Any) -> None:
    plain = warraq.load()
    if policy is not None:
        plain = plain.add_entities({"X": ["فلاديمير"], "PER": ["بوتين"]}, policy)
    pipeline = plain.add_labels(labels)
    without, document = plain(text), pipeline(text)
    kept = [e for e in document.entities if e.source != "lists"]
    assert kept == list(without.entities)
    for attribute in ("cluster", "canonical", "title"):
        assert [getattr(e, attribute) for e in kept] == [
            getattr(e, attribute) for e in without.entities
        ]
    assert document.people == without.people
    assert document.nationalities == without.nationalities
    start = 0
    for entity in document.entities:
        assert text[entity.start : entity.end] == entity.text != ""
        assert entity.start >= start and entity.name
        start = entity.start
        if entity.source == "lists":
            assert entity.label in labels and entity.score == 1
            assert entity.title is None
    places = [(e.start, e.end) for e in document.entities if e.source == "lists"]
    if labels == ["NORP"]:
        assert places == [(word.start, word.end) for word in without.nationalities]
    if labels == ["TITLE"]:
        titles = [e.title for e in without.entities if e.title is not None]
        assert places == sorted({(title.start, title.end) for title in titles})
    columns = ["start", "end", "text", "label", "name", "score", "source", "cluster"]
    table = pipeline.entities([text, None, text], clusters=True)
    rows = [[row[column] for column in columns] for row in table.to_pylist()]
    told = [[getattr(e, column) for column in columns] for e in document.entities]
    # The column of a table has the score in 32 bits.
    for row in rows + told:
        row[5] = round(row[5], 5)
    assert rows == told + told
    pa.table(table).validate(full=True)
    assert pickle.loads(pickle.dumps(document)) == document
    assert next(pipeline.pipe([text])) == document
    display.document_html(document)


def test_news(nlp: warraq.Pipeline, both: warraq.Pipeline, news: str) -> None:
    document = both(news)
    labels = pd.Series([entity.label for entity in document.entities]).value_counts()
    assert labels["NORP"] > 1 and labels["TITLE"] > 1
    assert document.people == nlp(news).people
