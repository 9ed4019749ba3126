from __future__ import annotations

import copy
import itertools
import json
import pickle
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import generate
import pyarrow as pa
import pytest
import warraq
from hypothesis import example, given
from hypothesis import strategies as st
from warraq import _core
from warraq.cli import main

TEXT = "دفع نحو 2.5 مليون دولار وثلثي المبلغ لخمسة رجال، من 5 إلى 10 كيلومترات، ومئات الناس."


def test_numbers() -> None:
    numbers = warraq.load()(TEXT).numbers
    assert [(it.text, it.kind, it.value, it.upper) for it in numbers] == [
        ("2.5 مليون دولار", "money", 2_500_000, None),
        ("ثلثي", "fraction", Fraction(2, 3), None),
        ("خمسة", "cardinal", 5, None),
        ("5 إلى 10 كيلومترات", "range", 5, 10),
        ("مئات", "cardinal", None, None),
    ]
    money, _, men, distance, people = numbers
    assert (money.currency, money.unit, money.modifier) == ("USD", None, "approximately")
    assert men.counted is not None
    assert TEXT[men.counted.start : men.counted.end] == men.counted.text == "رجال"
    assert distance.unit == "km"
    assert (people.reason, people.modifier) == ("indefinite", "several")
    assert isinstance(warraq.load()("بنسبة 2.5%").numbers[0].value, Decimal)
    for number in numbers:
        assert pickle.loads(pickle.dumps(number)) == number
    assert copy.deepcopy(numbers) == numbers
    assert repr(money).endswith(
        "kind='money', value=2500000, modifier='approximately', currency='USD')"
    )


def test_dict_and_json() -> None:
    document = warraq.load()(TEXT)
    assert "numbers" not in document.to_dict()
    numbers = document.to_dict(morphology=False, numbers=True)["numbers"]
    assert [number["value"] for number in numbers] == [it.value for it in document.numbers]
    written = json.loads(document.to_json(numbers=True))["numbers"]
    assert [number["value"] for number in written] == [2_500_000, "2/3", 5, 5, None]
    assert written[2]["counted"]["text"] == "رجال"
    with pytest.raises(TypeError):
        document.to_dict(numbers="yes")  # type: ignore[arg-type]


def test_columns() -> None:
    nlp = warraq.load()
    table = nlp.numbers([TEXT, None, "لا شيء", "30%"])
    assert table.column_names[:5] == ("row", "start", "end", "text", "kind")
    columns = table.to_dict()
    assert columns["row"] == [0, 0, 0, 0, 0, 3]
    assert columns["value"] == [2_500_000, None, 5, 5, None, 30]
    assert columns["upper"] == [None, None, None, 10, None, None]
    assert (columns["numerator"][1], columns["denominator"][1]) == (2, 3)
    assert columns["counted"][2] == "رجال"
    arrow = table.to_arrow()
    assert arrow.schema.field("value").type == pa.decimal128(38, 18)
    assert arrow["value"].to_pylist() == columns["value"]
    lists = nlp.numbers([TEXT, None], layout="lists").to_pylist()
    assert len(lists[0]["numbers"]) == 5
    assert lists[1]["numbers"] is None


WORDS = [
    *("ثلاثة", "أربعة", "خمس", "عشر", "عشرون", "مئة", "ألف", "ألفا", "مليون", "ملايين", "نصف"),
    *("ثلث", "ثلثي", "أرباع", "فاصلة", "صفر", "من", "إلى", "بين", "على", "كل", "نحو", "أكثر"),
    *("إلا", "دولار", "دولاران", "كيلو", "كم", "%", "بالمئة", "12", "05", "1/3", "1,23", ".5"),
    *("2.5M", "-", "و", "$", "مئات", "بضعة", "رجال", "عام", "2020", "مايو", "الأحد", "ساعة"),
]
spoken = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


def _of_row(table: dict[str, list[Any]], name: str, at: int) -> Any:
    """A value of a row: the decimal, or the fraction of the columns for these."""
    parts = ("upper_numerator", "upper_denominator")
    if name == "value":
        parts = ("numerator", "denominator")
    part, whole = (table[column][at] for column in parts)
    assert table[name][at] is None or whole is None
    return table[name][at] if whole is None else Fraction(part, whole)


@given(st.one_of(generate.texts, spoken))
@example("بين ثلث وثلثين")
@example("كوينتيليون")
@example("خمسون بالمئة من ألف رجل")
def test_columns_are_documents(text: str) -> None:
    nlp = warraq.load()
    table = nlp.numbers([text]).to_dict()
    document = nlp(text)
    numbers = document.numbers
    same = ("start", "end", "text", "kind", "unit", "currency", "modifier", "reason")
    for name in same:
        assert table[name] == [getattr(it, name) for it in numbers]
    assert table["counted"] == [it.counted and it.counted.text for it in numbers]
    for at, it in enumerate(numbers):
        assert (it.value is None) == (it.reason is not None)
        assert _of_row(table, "value", at) == it.value
        assert _of_row(table, "upper", at) == it.upper
    dates = nlp.dates([text]).to_dict()
    assert dates["start"] == [it.start for it in document.dates]
    ends = [(it.start, it.end) for it in numbers]
    ends = sorted(ends + [(it.start, it.end) for it in document.dates])
    for (_, end), (start, _) in itertools.pairwise(ends):
        assert end <= start


def test_numbers_and_dates_are_apart() -> None:
    nlp = warraq.load()
    for text, numbers, dates in [
        ("عام 31 ألف", ["31 ألف"], []),
        ("اللاعبين الأحد عشر", ["الأحد عشر"], []),
        ("في عام 2020 ربع السكان", ["ربع"], ["عام 2020"]),
        ("رقم 123/2019/ج", ["123/2019/ج"], []),
        ("في 5 مايو 2020", [], ["5 مايو 2020"]),
    ]:
        document = nlp(text)
        assert [it.text for it in document.numbers] == numbers
        assert [it.text for it in document.dates] == dates
        assert nlp.numbers([text]).to_dict()["text"] == numbers
        assert nlp.dates([text]).to_dict()["text"] == dates
        assert nlp.dates([text], anchor="2020-01-01").to_dict()["text"] == dates


def test_too_large_in_the_table() -> None:
    for text in ("كوينتيليونان", "كوينتيليونين وواحد", "1000000000000000001"):
        table = warraq.load().numbers([text]).to_dict()
        assert (table["value"][0], table["reason"][0]) == (None, "too large")
    assert warraq.load().numbers(["كوينتيليون"]).to_dict()["value"] == [10**18]


def test_words() -> None:
    assert warraq.number_words(1250, gender="feminine", case="genitive") == "ألف ومئتين وخمسين"
    assert warraq.number_words(-3) == "سالب ثلاثة"
    for wrong in ({"gender": "neuter"}, {"case": "vocative"}):
        with pytest.raises(ValueError, match="known: "):
            warraq.number_words(1, **wrong)  # type: ignore[arg-type]
    for number in (10**18 + 1, 10**40, -(10**18) - 1):
        with pytest.raises(ValueError, match="number"):
            warraq.number_words(number)
    with pytest.raises(TypeError):
        warraq.number_words(1.5)  # type: ignore[arg-type]


def test_display() -> None:
    page = warraq.load()("دفع 5 دولارات")._repr_html_()
    assert 'title="5 USD (money)"' in page


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "text.txt"
    file.write_text(TEXT, "utf-8")
    assert main(["numbers", str(file)]) == 0
    first = capsys.readouterr().out.splitlines()[0].split("\t")
    assert first[2:] == [
        *("money", "2500000", "", "", "USD", "approximately", "", "", "2.5 مليون دولار")
    ]
    assert main(["numbers", "--format", "jsonl", str(file)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["value"] for row in rows] == [2_500_000, "2/3", 5, 5, None]
    assert [row["counted"] for row in rows] == [None, None, "رجال", None, "الناس"]
    assert [row["reason"] for row in rows] == [None, None, None, None, "indefinite"]


def test_evaluation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    marked: dict[str, Any] = {"text": "خمسة", "start": 3, "end": 7, "kind": "cardinal", "value": 6}
    file = tmp_path / "numbers.jsonl"
    file.write_text(json.dumps({"text": "عن خمسة و7", "numbers": [marked]}) + "\n", "utf-8")
    assert main(["eval", "numbers", "--errors", str(file)]) == 0
    out = capsys.readouterr().out
    assert "precision 50.00 %, recall 100.00 %" in out
    assert "value 0.00 %" in out
    assert "spurious" in out
    case = {
        "spec": "Number/NumberModel",
        "input": "عدد ٢٠",
        "expected": [{"text": "٢٠", "value": "20"}],
    }
    cases = tmp_path / "cases.jsonl"
    cases.write_text(json.dumps(case) + "\n", "utf-8")
    assert main(["eval", "values", "--json", str(cases)]) == 0
    assert json.loads(capsys.readouterr().out)[0]["values"] == 1
    cases.write_text("{}\n", "utf-8")
    assert main(["eval", "values", str(cases)]) == 1


RECOGNIZERS = Path(__file__).parents[3] / "shared" / "data" / "values" / "recognizers-dev.jsonl"


@pytest.mark.skipif(not RECOGNIZERS.exists(), reason="the cases of others are not here")
@pytest.mark.parametrize(("kind", "least"), [("numbers", 0.9), ("dates", 0.75)])
def test_disagreements_are_sorted(kind: str, least: float) -> None:
    """The table says of each case that disagrees who is right, and of no other."""
    table = Path(__file__).parents[1] / "gold" / f"recognizers-{kind}.tsv"
    lines = [line.split("\t") for line in table.read_text("utf-8").splitlines() if line[0] != "#"]
    assert {line[2] for line in lines} <= {"ours right", "theirs right", "convention"}
    assert all(line[3] for line in lines)
    prefix = "Number/" if kind == "numbers" else "DateTime/"
    specs = _core.evaluate_values(str(RECOGNIZERS))
    found = {(spec["spec"], it["line"]) for spec in specs for it in spec["disagreements"]}
    assert {(line[0], int(line[1])) for line in lines} == {
        case for case in found if case[0].startswith(prefix)
    }
    own = [spec for spec in specs if spec["spec"].startswith(prefix)]
    agree, cases = (sum(spec[name] for spec in own) for name in ("values", "cases"))
    assert agree / cases >= least
