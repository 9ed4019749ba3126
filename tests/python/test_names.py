"""Clusters of mentions, titles, and the names of a column."""

from __future__ import annotations

import copy
import json
import pickle
import random
from pathlib import Path

import generate
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import warraq
from hypothesis import given
from hypothesis import strategies as st

TEXT = (
    "التقى الرئيس الروسي فلاديمير بوتين مع كيم جونغ-أون في موسكو. وقال بوتين في موسكو إن روسيا "
    "وكوريا الشمالية دولتان. وأضاف كيم جونغ أون أنه زار روسيا. ثم غادر كيم إلى كوريا الشمالية."
)

names = st.sampled_from(
    ["محمد علي", "محمد حسن", "علي", "محمد", "باراك أوباما", "أوباما", "القاهرة"]
)
people = st.lists(names, max_size=9).map(
    lambda names: " ".join(f"قال الرئيس المصري {name} أمس." for name in names)
)


def test_people(nlp: warraq.Pipeline) -> None:
    document = nlp(TEXT)
    putin, kim = document.people
    assert putin.name == "فلاديمير بوتين"
    assert [mention.text for mention in putin.mentions] == ["فلاديمير بوتين", "بوتين"]
    assert [title.text for title in putin.titles] == ["الرئيس الروسي"]
    assert kim.name in ("كيم جونغ-أون", "كيم جونغ أون")
    assert [m.text for m in kim.mentions] == ["كيم جونغ-أون", "كيم جونغ أون", "كيم"]
    places = [(e.name, e.cluster) for e in document.entities if e.label == "LOC"]
    # As many clusters as names, each name with one of them.
    assert len({name for name, _ in places}) == len({cluster for _, cluster in places})
    assert len(set(places)) == len({name for name, _ in places}) < len(places)
    assert document.people is document.people
    assert repr(putin) == (
        "<warraq.Person 'فلاديمير بوتين': 2 mentions, titles ('الرئيس الروسي',)>"
    )
    again = pickle.loads(pickle.dumps(putin))
    assert again == putin and hash(again) == hash(putin) and again != kim
    assert copy.deepcopy(document.people) == document.people
    alone = pickle.loads(pickle.dumps(document.entities[0]))
    assert (alone.cluster, alone.canonical, alone.title) == (None, None, None)
    assert [word.text for word in document.nationalities] == ["الروسي"]


def check(document: warraq.Document) -> None:
    text, entities = document.text, document.entities
    clusters = [entity.cluster for entity in entities]
    assert list(dict.fromkeys(clusters)) == list(range(len(set(clusters))))
    for entity in entities:
        same = [other for other in entities if other.cluster == entity.cluster]
        assert {other.label for other in same} == {entity.label}
        assert {other.canonical for other in same} == {entity.canonical}
        assert entity.canonical in {other.name for other in same}
        if (title := entity.title) is not None:
            assert entity.label == "PER"
            assert text[title.start : title.end] == title.text != ""
            assert title.end <= entity.start
    # All people, each mention once, in order.
    mentions = [mention for person in document.people for mention in person.mentions]
    assert sorted(mentions, key=lambda mention: mention.start) == [
        entity for entity in entities if entity.label == "PER"
    ]
    for person in document.people:
        assert {mention.cluster for mention in person.mentions} == {person.cluster}
        assert {mention.canonical for mention in person.mentions} == {person.name}
    end = 0
    for word in document.nationalities:
        assert text[word.start : word.end] == word.text != ""
        assert word.start >= end
        end = word.end
        assert all(e.end <= word.start or word.end <= e.start for e in entities)


@given(generate.texts | people)
def test_clusters_are_a_partition(text: str) -> None:
    document = warraq.load()(text)
    check(document)
    for entity, record in zip(document.entities, document.to_dict()["entities"], strict=True):
        assert (record["cluster"], record["canonical"]) == (entity.cluster, entity.canonical)
        title = entity.title
        assert record["title"] == (
            title and {"text": title.text, "start": title.start, "end": title.end}
        )


def test_news(nlp: warraq.Pipeline, news: str) -> None:
    document = nlp(news)
    check(document)
    assert any(len(person.mentions) > 1 for person in document.people)
    assert any(person.titles for person in document.people)


def test_names_of_a_column(nlp: warraq.Pipeline, texts: list[str | None]) -> None:
    table = nlp.names(texts)
    assert table.column_names == ("name", "label", "count", "rows", "variants")
    records = table.to_pylist()
    mentions = nlp.entities(texts).to_pylist()
    assert sum(record["count"] for record in records) == len(mentions) > 0
    for record in records:
        assert record["name"] in record["variants"]
        assert len(set(record["variants"])) == len(record["variants"])
        assert 1 <= record["rows"] <= record["count"]
    known = {(mention["label"], mention["name"]) for mention in mentions}
    assert {(r["label"], name) for r in records for name in r["variants"]} == known
    counts = [record["count"] for record in records]
    assert counts == sorted(counts, reverse=True)
    for threads in (1, 3):
        assert nlp.names(texts, threads=threads).to_pylist() == records
    only = nlp.names(texts, "LOC").to_pylist()
    assert only == [record for record in records if record["label"] == "LOC"]
    with pytest.raises(ValueError, match="PER"):
        nlp.names(texts, "LOCATION")
    pa.table(table).validate(full=True)
    assert isinstance(table.to_polars().schema["variants"], pl.List)
    assert isinstance(table.to_pandas(), pd.DataFrame)
    assert nlp.names([None, ""]).to_pylist() == []


def test_spellings_of_a_column(nlp: warraq.Pipeline) -> None:
    column = ["زار الرئيس شيكاغو أمس."] * 3 + ["زار الرئيس شيكاجو أمس.", "زار الرئيس باريس أمس."]
    records = nlp.names(column, "LOC").to_pylist()
    assert [(r["name"], r["count"], r["rows"], r["variants"]) for r in records] == [
        ("شيكاغو", 4, 4, ["شيكاغو", "شيكاجو"]),
        ("باريس", 1, 1, ["باريس"]),
    ]
    many = column * 3000
    random.Random(0).shuffle(many)
    assert [r["count"] for r in nlp.names(many, "LOC").to_pylist()] == [12_000, 3_000]


def test_evaluate_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from warraq.cli import main

    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("شيكاغو\tشيكاجو\t1\nأحمد\tاحمد\t1\nسمر\tسامر\t0\nمارسيليا\tليون\t1\n", "utf-8")
    assert main(["eval", "names", str(pairs), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["pairs"], result["same_letters"]) == (4, 1)
    assert (result["scores"]["precision"], result["scores"]["recall"]) == (100.0, 66.67)
    assert result["errors"] == [["مارسيليا", "ليون", True]]
    assert main(["eval", "names", str(pairs)]) == 0
    assert "66.67" in capsys.readouterr().out
    for damaged in ("a\tb\n", "a\tb\t2\n", "a\tb\t1\tc\n"):
        pairs.write_text(damaged, "utf-8")
        with pytest.raises(warraq.DataError, match="expected two names") as raised:
            warraq._core.evaluate_names(pairs)
        assert raised.value.line == 1
    pairs.write_text("", "utf-8")
    assert main(["eval", "names", str(pairs)]) == 1
