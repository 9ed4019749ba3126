from __future__ import annotations

import copy
import datetime
import json
import pickle
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import warraq
from hypothesis import given
from hypothesis import strategies as st
from warraq.cli import main

TEXT = "عقدت القمة في نيسان/ أبريل 2019، وتعقد الخميس المقبل بعد 31/2/2024، منذ ثلاثة أشهر."


def test_dates() -> None:
    dates = warraq.load()(TEXT).dates
    assert [(it.text, it.kind, it.value) for it in dates] == [
        ("نيسان/ أبريل 2019", "date", "2019-04"),
        ("الخميس المقبل", "date", "ANCHOR+WXX-4"),
        ("31/2/2024", "date", None),
        ("منذ ثلاثة أشهر", "date", "ANCHOR-P3M"),
    ]
    month, thursday, no_day, _ = dates
    assert month.resolved == (datetime.date(2019, 4, 1), datetime.date(2019, 5, 1))
    assert (month.iso, month.granularity, month.calendar) == ("2019-04", "month", "gregorian")
    assert (thursday.resolved, thursday.iso) == (None, None)
    assert (no_day.reason, no_day.modifier) == ("no such day", "after")
    for date in dates:
        assert TEXT[date.start : date.end] == date.text
        assert pickle.loads(pickle.dumps(date)) == date
    assert copy.deepcopy(dates) == dates
    assert repr(month).endswith("kind='date', value='2019-04')")


@pytest.mark.parametrize(
    "anchor",
    [
        "2023-09-05",
        "2023-09-05T10:00",
        datetime.date(2023, 9, 5),
        datetime.datetime(2023, 9, 5),
        np.datetime64("2023-09-05"),
        np.datetime64("2023-09-05T10:00", "ns"),
    ],
)
def test_anchors(anchor: Any) -> None:
    document = warraq.load()(TEXT)
    resolved = document.resolve(anchor)[1].resolved
    assert resolved == (datetime.date(2023, 9, 7), datetime.date(2023, 9, 8))
    assert document.dates[1].resolved is None
    table = warraq.load().dates([TEXT], anchor=anchor)
    assert table.to_pylist()[1]["resolved_start"] == datetime.date(2023, 9, 7)


def test_bad_anchors() -> None:
    nlp = warraq.load()
    with pytest.raises(ValueError, match="not a date"):
        nlp(TEXT).resolve("2023-02-31")
    with pytest.raises(TypeError):
        nlp(TEXT).resolve(5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not a date"):
        nlp(TEXT).resolve("2023-09-05T99:99")
    hijri = types.SimpleNamespace(year=1445, month=2, day=20, isoformat=lambda: "1445-02-20")
    with pytest.raises(TypeError, match="anchor must be a date"):
        nlp.dates([TEXT], anchor=hijri)
    with pytest.raises(TypeError, match="row 1") as caught:
        nlp.dates([TEXT, TEXT], anchor=["2023-09-05", 6])
    assert caught.value.row == 1  # type: ignore[attr-defined]
    for unordered in ({"2023-09-05"}, {"2023-09-05": 1}, b"2023-09-05"):
        with pytest.raises(TypeError, match="anchor must be"):
            nlp.dates([TEXT], anchor=unordered)

    def interrupted() -> Iterator[str]:
        yield "2023-09-05"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        nlp.dates([TEXT, TEXT], anchor=interrupted(), on_error="null")
    with pytest.raises(ValueError, match="2 rows"):
        nlp.dates([TEXT], anchor=["2023-09-05"] * 2)
    with pytest.raises(ValueError, match="row 1"):
        nlp.dates([TEXT, TEXT], anchor=["2023-09-05", "أمس"])
    table = nlp.dates([TEXT, TEXT], anchor=["أمس", "2023-09-05"], on_error="null")
    assert [row["resolved_start"] for row in table.to_pylist()][1::4] == [
        None,
        datetime.date(2023, 9, 7),
    ]


def test_columns() -> None:
    nlp = warraq.load()
    values = [nlp.dates(["في 5/9/2023"], month_first=it).to_pylist() for it in (False, True)]
    assert [rows[0]["value"] for rows in values] == ["2023-09-05", "2023-05-09"]
    days = pa.array([datetime.date(2023, 9, 5), None, None])
    table = pa.table(nlp.dates([TEXT, None, "لا شيء"], anchor=days))
    assert table.schema.field("resolved_start").type == pa.date32()
    assert table["row"].to_pylist() == [0] * 4
    assert table["value"].to_pylist()[0] == "2019-04"
    lists = pa.table(nlp.dates([TEXT, None, ""], layout="lists"))
    assert [row and len(row) for row in lists["dates"].to_pylist()] == [4, None, []]


def test_days_that_python_has_not() -> None:
    nlp = warraq.load()
    texts = ["قبل 2500 سنة", "القرن الأول الميلادي", "بعد 9000 سنة", "أمس"]
    first = (datetime.date(1, 1, 1), datetime.date(100, 1, 1))
    days = [nlp(text).resolve("2023-09-05")[0].resolved for text in texts[:3]]
    assert days == [None, first, None]
    table = nlp.dates(texts, anchor="2023-09-05")
    starts = [row["resolved_start"] for row in table.to_pylist()]
    assert starts == [None, first[0], None, datetime.date(2023, 9, 4)]
    written = json.loads(nlp(texts[0]).to_json(dates=True, anchor="2023-09-05"))["dates"]
    assert written[0]["resolved"] is None
    assert nlp("أمس").resolve("0001-01-01")[0].resolved is None


def test_dict_and_json() -> None:
    document = warraq.load()(TEXT)
    assert "dates" not in document.to_dict()
    dates = document.to_dict(morphology=False, dates=True, anchor="2023-09-05")["dates"]
    assert dates[1]["resolved"] == ["2023-09-07", "2023-09-08"]
    written = json.loads(document.to_json(dates=True))["dates"]
    assert [date["value"] for date in written] == [it.value for it in document.dates]


def test_numbers_of_dates_are_no_numbers() -> None:
    document = warraq.load()("قتل خمسة رجال في 5 مايو 2019 الساعة الثالثة بعد ثلاثة أشهر.")
    assert [number.text for number in document.numbers] == ["خمسة"]


def test_page_has_values() -> None:
    assert "2019-04" in warraq.load()(TEXT)._repr_html_()


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "text.txt"
    file.write_text(TEXT, "utf-8")
    assert main(["dates", str(file), "--anchor", "2023-09-05", "--format", "jsonl"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert rows[1]["resolved_start"] == "2023-09-07"
    assert (rows[0]["granularity"], rows[0]["calendar"]) == ("month", "gregorian")
    assert [row["reason"] for row in rows if row["value"] is None] == ["no such day"]
    with pytest.raises(SystemExit):
        main(["dates", str(file), "--anchor", "أمس"])


def test_evaluation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "dates.jsonl"
    marked = {"text": "أمس", "start": 0, "end": 3, "kind": "date", "value": "ANCHOR-P1D"}
    marked |= {"granularity": "day", "resolved": ["2023-09-04", "2023-09-05"]}
    line = {"text": "أمس", "anchor": "2023-09-05", "dates": [marked]}
    file.write_text(json.dumps(line), "utf-8")
    assert main(["eval", "dates", str(file), "--errors"]) == 0
    assert "F1 100.00 %" in capsys.readouterr().out
    file.write_text('{"text": "", "dates": 1}', "utf-8")
    assert main(["eval", "dates", str(file)]) == 1


@given(st.text("قبلعدشهر يوم5٣/-:م،ـ0129", max_size=40))
def test_dates_lie_in_the_text(text: str) -> None:
    last = 0
    for date in warraq.load()(text).dates:
        assert last <= date.start < date.end <= len(text)
        assert text[date.start : date.end] == date.text
        assert date.value is not None or date.reason is not None
        last = date.end
