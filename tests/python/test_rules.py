"""Names and rules of one's own."""

from __future__ import annotations

import copy
import datetime
import json
import math
import multiprocessing
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import generate
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import warraq
from hypothesis import given
from hypothesis import strategies as st
from warraq import EntityRules, display

PATTERNS: list[dict[str, Any]] = [
    {"label": "ORG", "pattern": "الهلال الأحمر", "id": "Q123", "country": "SA", "since": 1963},
    {"label": "CASE", "regex": r"قضية رقم \d+"},
    {"label": "PER", "pattern": "بنان"},
]
TEXT = "😀 تبرّع للهلال الاحمر في القاهرة، وقيل في قضية رقم ١٢ إن بنان غابت."


@pytest.fixture(scope="module")
def mine(nlp: warraq.Pipeline) -> warraq.Pipeline:
    return nlp.add_entities(PATTERNS)


def test_entities_of_rules(nlp: warraq.Pipeline, mine: warraq.Pipeline) -> None:
    document = mine(TEXT)
    found = [(e.text, e.label, e.source, e.id) for e in document.entities]
    assert found == [
        ("لهلال الاحمر", "ORG", "rules", "Q123"),
        ("القاهرة", "LOC", "model", None),
        ("قضية رقم ١٢", "CASE", "rules", None),
        ("بنان", "PER", "rules", None),
    ]
    first, second = document.entities[:2]
    assert (first.name, first.score) == ("الهلال الاحمر", 1.0)
    assert first.metadata == {"country": "SA", "since": 1963}
    assert second.metadata is None and second.score < 1
    assert TEXT[first.start : first.end] == first.text
    assert "source='rules', id='Q123'" in repr(first)
    assert mine.labels == (*nlp.labels, "CASE")
    assert repr(mine) == '<warraq.Pipeline "default" with 3 rules>'
    # The pipeline that they were added to is as it was.
    assert [e.label for e in nlp(TEXT).entities if e.source == "rules"] == []
    assert nlp.rules == () and mine.rules == ((EntityRules.from_patterns(PATTERNS), "rules"),)


def test_dicts_json_and_tables(nlp: warraq.Pipeline, mine: warraq.Pipeline) -> None:
    document = mine(TEXT)
    assert json.loads(document.to_json()) == document.to_dict()
    first, second = document.to_dict()["entities"][:2]
    assert (first["source"], first["id"]) == ("rules", "Q123")
    assert first["metadata"] == {"country": "SA", "since": 1963}
    assert (second["source"], second["id"], second["metadata"]) == ("model", None, None)
    assert "source" not in nlp(TEXT).to_dict()["entities"][0]

    table = mine.entities([None, TEXT]).to_arrow()
    assert table.column_names[-2:] == ["source", "id"]
    assert pa.types.is_dictionary(table.schema.field("source").type)
    for row, entity in zip(table.to_pylist(), document.entities, strict=True):
        assert row["row"] == 1
        for column in ("start", "end", "text", "label", "name", "source", "id"):
            assert row[column] == getattr(entity, column)
    lists = mine.entities([None, TEXT], layout="lists").to_pylist()
    assert [e["id"] for e in lists[1]["entities"]] == ["Q123", None, None, None]
    assert "source" not in nlp.entities([TEXT]).column_names


@pytest.mark.parametrize(
    ("policy", "labels"),
    [("rules", ["X", "LOC"]), ("model", ["PER", "LOC"]), ("both", ["PER", "X", "LOC"])],
)
def test_policies(nlp: warraq.Pipeline, policy: Any, labels: list[str]) -> None:
    pipeline = nlp.add_entities({"X": ["بوتين"]}, policy)
    document = pipeline("وصل فلاديمير بوتين إلى القاهرة.")
    assert [e.label for e in document.entities] == labels
    assert pickle.loads(pickle.dumps(document)) == document
    html = display.document_html(document)
    assert html.count("<mark") == len(labels) and all(
        f">{label}</span>" in html for label in labels
    )


@pytest.mark.parametrize(
    "rules",
    [
        EntityRules({}),
        EntityRules({"ORG": ["الهلال الأحمر", "إل جي"], "شركة": ["سابك"]}),
        EntityRules.from_patterns(PATTERNS),
    ],
)
def test_rules_are_values(rules: EntityRules) -> None:
    again = pickle.loads(pickle.dumps(rules))
    assert again == rules and hash(again) == hash(rules) and len(again) == len(rules)
    assert copy.deepcopy(rules) is rules
    assert EntityRules.from_patterns(rules.to_patterns()) == rules
    assert rules != EntityRules({"ORG": ["غيره"]})


def test_repr() -> None:
    assert repr(EntityRules({})) == "<warraq.EntityRules of 0 rules>"
    assert repr(EntityRules({"ORG": ["a"]})) == "<warraq.EntityRules of 1 rule: ORG 1>"
    expected = "<warraq.EntityRules of 3 rules: ORG 1, CASE 1, PER 1, 1 a regular expression>"
    assert repr(EntityRules.from_patterns(PATTERNS)) == expected
    assert EntityRules.from_patterns(PATTERNS).to_patterns() == PATTERNS


def test_many_phrases_take_little_memory() -> None:
    names = [f"{first} {last}" for first in range(1000) for last in range(100)]
    rules = EntityRules({"X": names})
    assert len(rules) == len(names)
    assert 16 * len(names) < sys.getsizeof(rules) < 100 * len(names)


PHRASES = ["الهلال الأحمر", "إل جي", "😀 سين"]


@pytest.mark.parametrize(
    "make",
    [
        list,
        tuple,
        pd.Series,
        pl.Series,
        pa.array,
        lambda it: pa.chunked_array([it[:1], it[1:]]),
        iter,
    ],
)
def test_columns(make: Callable[[list[Any]], Any]) -> None:
    expected = EntityRules({"ORG": PHRASES})
    assert EntityRules.from_column(make(PHRASES), "ORG") == expected
    assert EntityRules({"ORG": make(PHRASES)}) == expected
    ids = ["1", None, "3"]
    rules = EntityRules.from_column(make(PHRASES), "ORG", ids=make(ids))
    assert [rule.get("id") for rule in rules.to_patterns()] == ids
    assert EntityRules({"ORG": [*PHRASES, "الهِلال الاحمر"]}) == expected


@pytest.mark.parametrize(
    ("patterns", "error", "row", "said"),
    [
        ([{"label": "X", "pattern": "س"}, {"label": "X"}], warraq.DataError, 1, "neither"),
        ([{"pattern": "س"}], warraq.DataError, 0, "no label"),
        ([{"label": "X", "pattern": "س", "regex": "س"}], warraq.DataError, 0, "both"),
        ([{"label": "X", "pattern": [{"LOWER": "a"}]}], TypeError, 0, "tokens are not supported"),
        ([{"label": "X", "pattern": "س", "id": 7}], TypeError, 0, "id must be str, not int"),
        ([{"label": "X", "pattern": "س", 7: 8}], TypeError, 0, "a key must be str"),
        (["س"], TypeError, 0, "a pattern must be a dict, not str"),
        ([{"label": "X", "pattern": "س\ud800"}], ValueError, 0, "lone surrogate"),
        ([{"label": "X", "regex": "أ("}], warraq.DataError, 0, "unclosed group at character 1"),
        ([{"label": "X", "regex": "أ*"}], warraq.DataError, 0, "empty string"),
        ([{"label": "X", "pattern": " "}], warraq.DataError, 0, "is empty"),
        ([{"label": "X", "pattern": "\u064b"}], warraq.DataError, 0, "U+064B nothing is left"),
        ([{"label": "", "pattern": "س"}], warraq.DataError, 0, "label is empty"),
        ([{"label": "X", "pattern": "س", "a": math.inf}], ValueError, 0, "metadata"),
        ([{"label": "X", "pattern": "س", "a": datetime.date.min}], TypeError, 0, "metadata"),
        (
            [{"label": "X", "pattern": "احمد"}, {"label": "Y", "pattern": "أحمد"}],
            warraq.DataError,
            1,
            "contradicts row 0",
        ),
    ],
)
def test_bad_patterns(
    nlp: warraq.Pipeline, patterns: Any, error: type[Exception], row: int, said: str
) -> None:
    for make in (EntityRules.from_patterns, nlp.add_entities):
        with pytest.raises(error) as raised:
            make(patterns)
        assert said in str(raised.value)
        assert str(raised.value).startswith(f"row {row}: ")
        assert getattr(raised.value, "row", None) == row


def test_conflicts(tmp_path: Path) -> None:
    patterns = [
        {"label": "PER", "pattern": "محمد علي", "id": "Q1"},
        {"label": "PER", "pattern": "مُحمّد على", "id": "Q2"},
        {"label": "X", "regex": "a+"},
        {"label": "Y", "regex": "a+"},
    ]
    first = [patterns[0], patterns[2]]
    frame = pd.DataFrame(patterns)
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.to_json(tmp_path / "a.jsonl", orient="records", lines=True)
    frame.to_parquet(tmp_path / "a.parquet")
    for name in ("a.csv", "a.jsonl", "a.parquet"):
        rules = EntityRules.from_file(tmp_path / name, conflict="first")
        assert rules.to_patterns() == first and rules.labels == ("PER", "X")
        with pytest.raises(warraq.DataError, match="contradicts"):
            EntityRules.from_file(tmp_path / name)
    assert EntityRules.from_patterns(patterns, conflict="first").to_patterns() == first
    column = EntityRules.from_column(["س", "س"], "X", ids=["1", "2"], conflict="first")
    assert column.to_patterns() == [{"label": "X", "pattern": "س", "id": "1"}]
    assert EntityRules({"X": ["س"], "Y": ["س", "ص"]}, conflict="first").labels == ("X", "Y")


@pytest.mark.parametrize("null", [None, math.nan, pd.NA, pd.NaT])
def test_nulls_are_not_there(null: object) -> None:
    (pattern,) = EntityRules.from_patterns(
        [{"label": "X", "pattern": "س", "regex": null, "id": null, "a": null, "b": [None]}]
    ).to_patterns()
    assert pattern == {"label": "X", "pattern": "س", "b": [None]}


@pytest.mark.parametrize(
    ("make", "error", "said"),
    [
        (lambda: EntityRules(["س"], conflict="last"), ValueError, "error, first"),  # type: ignore[arg-type]
        (lambda: EntityRules(["س"]), TypeError, "from_patterns takes"),  # type: ignore[arg-type]
        (lambda: EntityRules("س"), TypeError, "rules must be a dict"),  # type: ignore[arg-type]
        (lambda: EntityRules({"X": "س"}), TypeError, "not be one str"),
        (lambda: EntityRules({"X": ["س", None]}), TypeError, 'row 1: a phrase of "X" is null'),
        (lambda: EntityRules({"X": ["س", 7]}), TypeError, "row 1: "),
        (lambda: EntityRules({"X": ["س", ""]}), warraq.DataError, "row 1: the phrase is empty"),
        (lambda: EntityRules({7: ["س"]}), TypeError, "label must be str"),  # type: ignore[dict-item]
        (lambda: EntityRules({"X": ["س"], "Y": ["س"]}), warraq.DataError, "contradicts row 0"),
        (lambda: EntityRules.from_column(["س"], "X", ids=[]), ValueError, "0 ids for 1 phrases"),
        (lambda: EntityRules.from_patterns({}), TypeError, "a list of dicts"),
        (lambda: warraq.load().add_entities("س"), TypeError, "EntityRules, a dict"),  # type: ignore[arg-type]
        (lambda: warraq.load().add_entities({}, "mine"), ValueError, "rules, model, both"),  # type: ignore[arg-type]
        (
            lambda: warraq.load().add_entities({f"L{n}": [f"س{n}"] for n in range(253)}),
            ValueError,
            "one too many",
        ),
        (
            lambda: EntityRules({f"L{n}": [f"س{n}"] for n in range(257)}),
            warraq.DataError,
            "too many",
        ),
        (lambda: EntityRules._restore(b"\x01"), warraq.DataError, "rules.entities"),
        (lambda: EntityRules.from_file("a.xlsx"), ValueError, ".parquet"),
        (lambda: EntityRules.from_file("no.csv"), FileNotFoundError, "no.csv"),
        (lambda: EntityRules.from_file("no.parquet"), FileNotFoundError, "no.parquet"),
    ],
)
def test_bad_arguments(make: Callable[[], object], error: type[Exception], said: str) -> None:
    with pytest.raises(error) as raised:
        make()
    assert said in str(raised.value)


def test_files(tmp_path: Path) -> None:
    patterns = [
        {"label": "ORG", "pattern": 'قناة "س"، الأولى', "id": "7", "note": "a\nb"},
        {"label": "CASE", "regex": r"قضية \d+"},
    ]
    rules = EntityRules.from_patterns(patterns)
    frame = pd.DataFrame(patterns, columns=["note", "label", "id", "pattern", "regex"])
    writers: dict[str, Callable[[Path], Any]] = {
        "a.csv": lambda path: frame.to_csv(path, index=False),
        "a.tsv": lambda path: frame.to_csv(path, index=False, sep="\t"),
        "a.jsonl": lambda path: frame.to_json(path, orient="records", lines=True),
        "a.parquet": lambda path: frame.to_parquet(path),
    }
    for name, write in writers.items():
        write(tmp_path / name)
        assert EntityRules.from_file(tmp_path / name) == rules, name
    (tmp_path / "b.csv").write_text("label,pattern\nX,\n", encoding="utf-8")
    with pytest.raises(warraq.DataError, match=r"b.csv:2: the row has neither") as raised:
        EntityRules.from_file(tmp_path / "b.csv")
    assert (raised.value.path, raised.value.line) == (str(tmp_path / "b.csv"), 2)
    pq.write_table(pa.table({"label": ["X", "X"], "pattern": ["س", None]}), tmp_path / "b.parquet")
    with pytest.raises(warraq.DataError, match=r"b.parquet: row 1: it has neither") as raised:
        EntityRules.from_file(tmp_path / "b.parquet")
    assert (raised.value.path, raised.value.row) == (str(tmp_path / "b.parquet"), 1)
    (tmp_path / "c.parquet").write_bytes(b"none")
    with pytest.raises(warraq.DataError, match=r"c.parquet"):
        EntityRules.from_file(tmp_path / "c.parquet")


def test_parquet_needs_pyarrow(tmp_path: Path) -> None:
    code = """
import sys
sys.modules["pyarrow"] = None
import warraq
try:
    warraq.EntityRules.from_file("a.parquet")
except ImportError as error:
    assert "needs pyarrow" in str(error)
else:
    raise AssertionError
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path)


def _labels(pair: tuple[warraq.Pipeline, str]) -> list[str]:
    pipeline, text = pair
    return [entity.label for entity in pipeline(text).entities]


def test_pipelines_are_pickled_and_saved(
    nlp: warraq.Pipeline, mine: warraq.Pipeline, tmp_path: Path
) -> None:
    more = mine.add_entities({"Y": ["القاهرة"]}, "both")
    document = more(TEXT)
    path = tmp_path / "mine.warraq"
    more.save(path)
    saved = warraq.load(path)
    for pipeline in (pickle.loads(pickle.dumps(more)), saved, pickle.loads(pickle.dumps(saved))):
        assert pipeline.rules == more.rules
        assert pipeline.labels == more.labels
        assert pipeline(TEXT) == document
        assert pipeline(TEXT).entities == document.entities
    again = pickle.loads(pickle.dumps(saved.add_entities({"Z": ["س"]})))
    assert [len(rules) for rules, _ in again.rules] == [3, 1, 1]
    assert again.labels == (*more.labels, "Z")
    assert pickle.loads(pickle.dumps(document)) == document
    assert pickle.loads(pickle.dumps(document)).entities == document.entities
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(_labels, [(more, TEXT)]) == [[e.label for e in document.entities]]
    # What was saved without rules has none.
    nlp.save(path)
    assert warraq.load(path).rules == ()
    with pytest.raises(FileNotFoundError):
        nlp.save(tmp_path / "no" / "such")


def test_a_pickle_of_a_document_with_other_rules(nlp: warraq.Pipeline, tmp_path: Path) -> None:
    path = tmp_path / "mine.warraq"
    nlp.add_entities({"Y": ["سين"]}).save(path)
    pickled = pickle.dumps(warraq.load(path)("سين"))
    nlp.add_entities({"Y": ["صاد", "عين"]}).save(path)
    with pytest.raises(warraq.DataError, match="no rule 0"):
        pickle.loads(pickled)


def test_damaged_rules_are_refused(mine: warraq.Pipeline, tmp_path: Path) -> None:
    path = tmp_path / "mine.warraq"
    mine.save(path)
    content = bytearray(path.read_bytes())
    at = content.rindex("قضية رقم".encode())
    content[at] ^= 1
    path.write_bytes(content)
    with pytest.raises(warraq.ModelError, match=r'section "rules.entities" does not match'):
        warraq.load(path)


@given(
    st.lists(st.sampled_from(["س", "سين صاد", "لبنان", "ولد", "الولد", "باء-تاء"]), max_size=4),
    st.lists(st.sampled_from([r"\d+", r"\w+ ص", "لد"]), max_size=2),
    st.sampled_from(["rules", "model", "both"]),
    st.lists(
        st.sampled_from(["س ", "سين ", "صاد", " وللولد ", "باء تاء", "لبنان\n", "😀", "12 "]),
        max_size=12,
    ).map("".join)
    | generate.texts,
)
def test_offsets(phrases: list[str], expressions: list[str], policy: Any, text: str) -> None:
    patterns = [{"label": "X", "pattern": phrase, "id": phrase} for phrase in phrases]
    patterns += [{"label": "Y", "regex": expression} for expression in expressions]
    pipeline = warraq.load().add_entities(patterns, policy)
    document = pipeline(text)
    start = 0
    for entity in document.entities:
        assert text[entity.start : entity.end] == entity.text != ""
        assert entity.start >= start and entity.name
        start = entity.start
    as_dict = document.to_dict(morphology=False)["entities"]
    for entity, told in zip(document.entities, as_dict, strict=True):
        assert {name: told[name] for name in FIELDS} == {
            name: getattr(entity, name) for name in FIELDS
        }
        if entity.title is not None:
            assert text[entity.title.start : entity.title.end] == entity.title.text
    assert len(document.people) <= len(document.entities)
    assert all(text[it.start : it.end] == it.text for it in document.nationalities)
    table = pipeline.entities([text]).to_pylist()
    assert [(row["start"], row["end"], row["id"]) for row in table] == [
        (entity.start, entity.end, entity.id) for entity in document.entities
    ]
    assert pickle.loads(pickle.dumps(document)) == document
    display.document_html(document)


FIELDS = ["text", "start", "end", "label", "name", "score", "source", "id", "metadata"]
