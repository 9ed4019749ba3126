"""Users' own words in dates, numbers and quotations."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import generate
import pandas as pd
import pytest
import warraq
from hypothesis import given
from hypothesis import strategies as st
from warraq.cli import main

WORDS: dict[str, Any] = {
    "month": {"دسمبر": 12},
    "noun": {"قصبة": (None, "قصبتان قصبتين", "قصبات")},
    "unit": {"قصبة": "{qasaba}"},
    "currency": {"ليرة فلسطيني~": "PSE"},
    "cue": ["على ذمة"],
}
ROWS = [
    ("month", "دسمبر", 12),
    ("noun", "قصبة", "", "قصبتان قصبتين", "قصبات"),
    ("unit", "قصبة", "{qasaba}"),
    ("currency", "ليرة فلسطيني~", "PSE"),
    ("cue", "على ذمة", "phrase"),
]
TEXT = "😀 بيعت في 3 دِسمبر 2019 أربع قصبات بخمس ليرات فلسطينية، على ذمة الوزارة."
FOUND = [
    ["3 دِسمبر 2019"],
    ["2019-12-03"],
    ["أربع قصبات", "خمس ليرات فلسطينية"],
    ["{qasaba}", "PSE"],
    ["على ذمة"],
]


@pytest.fixture(scope="module")
def mine(nlp: warraq.Pipeline) -> warraq.Pipeline:
    return nlp.add_words(WORDS)


def found(pipeline: warraq.Pipeline, text: str = TEXT) -> list[list[Any]]:
    document = pipeline(text)
    elements: Iterator[Any] = iter([*document.dates, *document.numbers, *document.quotes])
    for element in elements:
        assert text[element.start : element.end] == element.text
    return [
        [date.text for date in document.dates],
        [date.value for date in document.dates],
        [number.text for number in document.numbers],
        [number.unit or number.currency for number in document.numbers],
        [quote.cue_lemma for quote in document.quotes],
    ]


def test_documents_and_columns(nlp: warraq.Pipeline, mine: warraq.Pipeline) -> None:
    assert found(mine) == FOUND
    assert found(nlp) != FOUND
    assert next(mine.pipe([TEXT])).numbers == mine(TEXT).numbers
    column = [None, TEXT]
    assert [row["value"] for row in mine.dates(column).to_pylist()] == FOUND[1]
    assert [row["text"] for row in mine.numbers(column).to_pylist()] == FOUND[2]
    assert [row["cue_lemma"] for row in mine.quotes(column).to_pylist()] == FOUND[4]
    written = json.loads(mine(TEXT).to_json(numbers=True, dates=True, quotes=True))
    assert [it["unit"] or it["currency"] for it in written["numbers"]] == FOUND[3]
    assert written["quotes"][0]["cue_lemma"] == "على ذمة"


def test_forms(nlp: warraq.Pipeline, mine: warraq.Pipeline, tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    lines = ["# my words", "", *("\t".join(map(str, row)) for row in ROWS)]
    path.write_text("\n".join(lines), encoding="utf-8")
    frame = pd.DataFrame([row + (None,) * (5 - len(row)) for row in ROWS])
    forms: list[Any] = [
        ROWS,
        iter(ROWS),
        [list(row) for row in ROWS],
        frame.itertuples(index=False),
        path,
        str(path),
        mine.words,
        {kind: [row[1:] for row in ROWS if row[0] == kind] for kind in WORDS},
    ]
    for words in forms:
        pipeline = nlp.add_words(words)
        assert pipeline.words == mine.words
        assert found(pipeline) == FOUND
    assert mine.words[0] == ("month", "دسمبر", "12", "gregorian")
    assert mine.words[4] == ("cue", "على ذمة", "phrase", "marks,clause", "subject", "also", "-")
    assert nlp.words == nlp.add_words({}).words == nlp.add_words([]).words == ()
    assert repr(mine) == '<warraq.Pipeline "default" with 5 words>'
    assert repr(nlp.add_words([("cue", "دردش")])).endswith("with 1 word>")


def test_later_words_win(mine: warraq.Pipeline) -> None:
    later = mine.add_words({"month": {"دسمبر": 11}, "currency": {"قصبة": "XXX"}})
    assert found(later)[1] == ["2019-11-03"]
    assert found(later)[3] == ["XXX", "PSE"]
    assert ("unit", "قصبة", "{qasaba}") not in later.words
    assert found(mine) == FOUND


def test_words_stay_with_the_pipeline(nlp: warraq.Pipeline, tmp_path: Path) -> None:
    def words(pipeline: warraq.Pipeline) -> warraq.Pipeline:
        return pipeline.add_words(WORDS)

    def rules(pipeline: warraq.Pipeline) -> warraq.Pipeline:
        return pipeline.add_entities({"X": ["بيعت"]})

    def labels(pipeline: warraq.Pipeline) -> warraq.Pipeline:
        return pipeline.add_labels("NORP")

    def update(pipeline: warraq.Pipeline) -> warraq.Pipeline:
        return pipeline.update([(["وصل", "زيد"], ["O", "B-PER"])])

    steps: list[Callable[[warraq.Pipeline], warraq.Pipeline]] = [words, rules, labels, update]
    for order in (steps, steps[::-1], [rules, words, update, labels]):
        pipeline = nlp
        for step in order:
            pipeline = step(pipeline)
        path = tmp_path / "mine.warraq"
        pipeline.save(path)
        loaded = warraq.load(path)
        again = [pipeline, copy.deepcopy(pipeline), pickle.loads(pickle.dumps(pipeline))]
        again += [loaded, pickle.loads(pickle.dumps(loaded))]
        for other in again:
            assert found(other) == FOUND
            assert other.words == pipeline.words
            assert other.extra_labels == ("NORP",)
            assert other(TEXT).entities[0].label == "X"
        document = pickle.loads(pickle.dumps(pipeline(TEXT)))
        assert document.numbers == pipeline(TEXT).numbers
        # Added to what a file has.
        more = pickle.loads(pickle.dumps(loaded.add_words({"month": {"دسمبر": 10}})))
        assert found(more)[1] == ["2019-10-03"]
    assert nlp(TEXT) != nlp.add_words(WORDS)(TEXT)


def test_damaged_words_are_refused(mine: warraq.Pipeline, tmp_path: Path) -> None:
    path = tmp_path / "mine.warraq"
    mine.save(path)
    content = bytearray(path.read_bytes())
    content[content.index("دسمبر".encode())] ^= 1
    path.write_bytes(content)
    with pytest.raises(warraq.ModelError, match=r'section "words.own" does not match'):
        warraq.load(path)


@pytest.mark.parametrize(
    ("words", "error", "said"),
    [
        ({"month": {"دسمبر": 13}}, warraq.DataError, 'row 0: month "دسمبر": "13" is not'),
        ({"month": {"دسمبر": 12, "ترتيل": 0}}, warraq.DataError, 'row 1: month "ترتيل": "0"'),
        ([("month", "دسمبر")], warraq.DataError, "its number is missing"),
        ([("month", "", 2)], warraq.DataError, "row 0: a month without its name"),
        ([("year", "ا", 2)], warraq.DataError, 'unknown kind of word "year"; known: month, noun'),
        ({"currency": {"شلن": "shilling"}}, warraq.DataError, "no code of ISO 4217, three capital"),
        ({"unit": {"ـــ": "m"}}, warraq.DataError, "normalization leaves nothing"),
        ({"unit": {"كغم/م": "m"}}, warraq.DataError, 'several tokens: write "كغم / م"'),
        ({"month": {"أيلوول": 9, "ايلوول": 8}}, warraq.DataError, "row 1: month"),
        ({"unit": {"شلن": "x"}, "currency": {"شلن": "KES"}}, warraq.DataError, "contradicts unit"),
        ([()], warraq.DataError, "row 0: the row is empty"),
        ({"month": {"ا\ud800": 2}}, ValueError, "lone surrogate"),
        ({"month": {"دسمبر": True}}, TypeError, "row 0: a column must be str or int, not bool"),
        ({"month": {"دسمبر": 1.5}}, TypeError, "a column must be str or int, not float"),
        ({"month": "دسمبر"}, TypeError, 'words of the kind "month" must be a dict or a list'),
        ({"month": None}, TypeError, "must be a dict or a list, not NoneType"),
        ({1: {}}, TypeError, "a kind of word must be str, not int"),
        (["month"], TypeError, "row 0: a row must be a tuple or list, not str"),
        (None, TypeError, "words must be a dict from kinds to words, an iterable of rows or a"),
        (5, TypeError, "not int"),
    ],
)
def test_bad_words(nlp: warraq.Pipeline, words: Any, error: type[Exception], said: str) -> None:
    with pytest.raises(error) as raised:
        nlp.add_words(words)
    assert said in str(raised.value)
    if "row " in said:
        assert raised.value.row == int(said[said.index("row ") + 4])  # type: ignore[attr-defined]


def test_deep_rows_are_refused(nlp: warraq.Pipeline) -> None:
    row: list[Any] = []
    row.append(row)
    with pytest.raises(TypeError, match="a column must be str or int, not list"):
        nlp.add_words([row])


def test_bad_files(nlp: warraq.Pipeline, tmp_path: Path) -> None:
    path = tmp_path / "words.tsv"
    path.write_text("# months\nmonth\tدسمبر\t0\n", encoding="utf-8")
    with pytest.raises(warraq.DataError, match=r'words.tsv:2: month "دسمبر": "0" is not') as raised:
        nlp.add_words(path)
    assert raised.value.line == 2
    path.write_bytes(b"\xff")
    with pytest.raises(warraq.DataError, match="not UTF-8"):
        nlp.add_words(path)
    with pytest.raises(FileNotFoundError):
        nlp.add_words(tmp_path / "none.tsv")


def test_command_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    words, more, text = tmp_path / "words.tsv", tmp_path / "more.tsv", tmp_path / "text.txt"
    words.write_text("\n".join("\t".join(map(str, row)) for row in ROWS), encoding="utf-8")
    more.write_text("month\tدسمبر\t11\n", encoding="utf-8")
    text.write_text(TEXT, encoding="utf-8")

    def rows(command: str, *options: str) -> list[dict[str, Any]]:
        assert main([command, "--format", "jsonl", *options, str(text)]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    own = ["--words", str(words)]
    assert [row["text"] for row in rows("numbers", *own)] == FOUND[2]
    assert [row["value"] for row in rows("dates", *own)] == FOUND[1]
    assert [row["value"] for row in rows("dates", *own, "--words", str(more))] == ["2019-11-03"]
    assert [row["cue_lemma"] for row in rows("quotes", *own)] == FOUND[4]
    assert main(["annotate", "--format", "html", *own, str(text)]) == 0
    assert "2019-12-03" in capsys.readouterr().out
    assert rows("entities") is not None
    more.write_text("month\tدسمبر\t13\n", encoding="utf-8")
    assert main(["dates", "--words", str(more), str(text)]) == 1
    assert "more.tsv:1: month" in capsys.readouterr().err


@given(generate.texts, st.sampled_from(["قصبة", "في", "ا", "1", "،", "قال", "x"]))
def test_offsets(text: str, word: str) -> None:
    """Whatever the words, what is found lies in the text; and without them all is as it was."""
    nlp = warraq.load()
    pipeline = nlp
    for row in [("month", word, 3), ("unit", word, "x"), ("cue", word)]:
        try:
            pipeline = pipeline.add_words([row])
        except warraq.DataError:
            continue
    found(pipeline, text)
    assert found(nlp.add_words([("unit", "ظظظظ", "x")]), text) == found(nlp, text)
