"""The gold files of dates, numbers and quotations are well formed."""

from __future__ import annotations

import datetime
import json
import re
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

GOLD = Path(__file__).parents[1] / "gold"
LAYERS = ("dates", "numbers", "quotes")
HALVES = ("dev", "test")
FILES = [(layer, half) for layer in LAYERS for half in HALVES]

GENRES = {"news", "sport", "economy", "history", "social"}
# Those of texts that were written later.
MORE_GENRES = {
    *("announcement", "court", "culture", "feature", "interview", "novel", "science", "weather"),
}
MODIFIERS = {"approximately", "more than", "less than", "at least", "at most", "several"}
SPAN = {"text", "start", "end"}
FIELDS = {
    "dates": SPAN
    | {
        "kind",
        "value",
        "reason",
        "granularity",
        "calendar",
        "modifier",
        "alternatives",
        "resolved",
    },
    "numbers": SPAN
    | {"kind", "value", "upper", "reason", "modifier", "unit", "currency", "counted"},
    "quotes": SPAN | {"form", "cue", "speaker", "depth", "parts"},
}
KINDS = {
    "dates": {"date", "time", "duration", "set", "range"},
    "numbers": {
        "cardinal",
        "ordinal",
        "fraction",
        "percent",
        "money",
        "measure",
        "range",
        "phone",
        "identifier",
    },
}
GRANULARITIES = {
    *("second", "minute", "hour", "part", "day", "week", "month", "quarter", "half", "season"),
    *("year", "decade", "century", "millennium"),
}

# A point: year, decade, century; Hijri and before Christ marked; month and day, week day, part.
POINT = (
    r"(?:(?:FY|BC|HX|H)?[\dX]{1,4}|HXXXX)"
    r"(?:-(?:[01]\d(?:-[0-3]\d)?|Q[1-4]|H[12]|SP|SU|FA|WI|WXX-[1-7]))?"
)
CLOCK = r"T(?:[0-2]\d:[0-5]\d(?::[0-5]\d)?(?:Z|[+-]\d\d:\d\d)?|MO|AF|EV|NI)"
LENGTH = r"P(?:T(?:[\dX]+H)?(?:[\dX]+M)?(?:[\dX]+S)?|(?:[\d.X]+[YMWD])+)"
RELATIVE = (
    rf"ANCHOR[+-](?:{LENGTH}(?:@[WMYE](?:-(?:\d\d(?:-\d\d)?|Q[1-4]|H[12]|SP|SU|FA|WI))?)?"
    r"|2?WXX-[1-7]|M[01]\d(?:-[0-3]\d)?|SP|SU|FA|WI)"
)
END = rf"(?:(?:{POINT}|{RELATIVE})(?:{CLOCK})?|{CLOCK}|{LENGTH})"
VALUES = {
    "date": re.compile(rf"PRESENT_REF|{POINT}|{RELATIVE}"),
    "time": re.compile(rf"(?:{POINT}|{RELATIVE})?{CLOCK}"),
    "duration": re.compile(LENGTH),
    "set": re.compile(rf"{LENGTH}|XXXX-WXX-[1-7]"),
    "range": re.compile(rf"{END}/{END}"),
}


def read(layer: str, half: str) -> list[dict[str, Any]]:
    rows = (GOLD / f"{layer}-{half}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(row) for row in rows]


def spans(item: dict[str, Any]) -> list[dict[str, Any]]:
    return [item, *(item[name] for name in ("cue", "speaker", "counted") if name in item)]


@pytest.mark.parametrize(("layer", "half"), FILES)
def test_lines_hold_what_the_guide_says(layer: str, half: str) -> None:
    lines = read(layer, half)
    for number, line in enumerate(lines, 1):
        assert line["id"] == f"{layer}-{half}-{number:03}"
        assert line["genre"] in GENRES | MORE_GENRES
        assert set(line) - {"anchor"} == {"id", "genre", "text", layer}
        assert line["text"] == line["text"].strip()
        if "anchor" in line:
            datetime.date.fromisoformat(line["anchor"])
    assert {line["genre"] for line in lines} >= GENRES


@pytest.mark.parametrize(("layer", "half"), FILES)
def test_spans_hold_their_text(layer: str, half: str) -> None:
    for line in read(layer, half):
        for item in line[layer]:
            assert set(item) <= FIELDS[layer], line["id"]
            assert all(value is not None or name == "value" for name, value in item.items())
            for span in spans(item):
                assert line["text"][span["start"] : span["end"]] == span["text"], line["id"]
                assert span["text"] == span["text"].strip() != "", line["id"]
        starts = [(item["start"], -item["end"]) for item in line[layer]]
        assert starts == sorted(set(starts)), line["id"]


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("layer", ["dates", "numbers"])
def test_items_do_not_overlap(layer: str, half: str) -> None:
    for line in read(layer, half):
        for first, second in zip(line[layer], line[layer][1:], strict=False):
            assert first["end"] <= second["start"], line["id"]


@pytest.mark.parametrize("half", HALVES)
def test_dates_have_values_of_their_kind(half: str) -> None:
    for line in read("dates", half):
        for item in line["dates"]:
            assert item["kind"] in KINDS["dates"], line["id"]
            assert item.get("granularity", "day") in GRANULARITIES
            assert item.get("modifier", "start") in MODIFIERS | {
                "start",
                "mid",
                "end",
                "before",
                "after",
            }
            values = [item["value"], *item.get("alternatives", [])]
            assert item["value"] is not None or item["reason"], line["id"]
            for value in values:
                assert value is None or VALUES[item["kind"]].fullmatch(value), (line["id"], value)
            assert ("calendar" in item) == (item["value"] or "").startswith("H"), line["id"]
            if "resolved" in item:
                first, end = map(datetime.date.fromisoformat, item["resolved"])
                assert first < end
                assert "anchor" in line or item["calendar"] == "hijri", line["id"]


def exact(value: int | str) -> Fraction:
    """The value of a field, which must be written in one way only."""
    if isinstance(value, int):
        return Fraction(value)
    number = Fraction(value)
    if "/" in value:
        assert value == f"{number.numerator}/{number.denominator}"
    else:
        assert value == str(Decimal(value).normalize())
    assert number.denominator > 1
    return number


@pytest.mark.parametrize("half", HALVES)
def test_numbers_have_values_of_their_kind(half: str) -> None:
    for line in read("numbers", half):
        for item in line["numbers"]:
            kind, value = item["kind"], item["value"]
            assert kind in KINDS["numbers"], line["id"]
            assert item.get("modifier", "several") in MODIFIERS, line["id"]
            assert (value is None) == ("reason" in item), line["id"]
            assert ("upper" in item) == (kind == "range" and value is not None), line["id"]
            assert ("unit" in item) <= (kind in {"measure", "range"}), line["id"]
            assert ("unit" in item) or kind != "measure", line["id"]
            assert ("currency" in item) <= (kind in {"money", "range"}), line["id"]
            assert ("counted" in item) <= (kind in {"cardinal", "range"}), line["id"]
            assert re.fullmatch("[A-Z]{3}", item.get("currency", "USD")), line["id"]
            if value is not None:
                number = exact(value)
                assert kind != "range" or number < exact(item["upper"]), line["id"]
                assert kind != "ordinal" or isinstance(value, int), line["id"]


@pytest.mark.parametrize("half", HALVES)
def test_quotes_have_forms_and_depths(half: str) -> None:
    for line in read("quotes", half):
        items = line["quotes"]
        for item in items:
            assert item["form"] in {"direct", "indirect"}
            assert set(item.get("cue", {})) <= SPAN
            assert set(item.get("speaker", {})) <= SPAN | {"explicit"}
            around = [
                other
                for other in items
                if other is not item
                and other["start"] <= item["start"]
                and item["end"] <= other["end"]
            ]
            assert item.get("depth", 0) == len(around), line["id"]
            if "parts" in item:
                parts = item["parts"]
                assert len(parts) > 1 and parts == sorted(parts)
                assert (parts[0][0], parts[-1][1]) == (item["start"], item["end"]), line["id"]


@pytest.mark.parametrize("layer", LAYERS)
def test_no_text_is_there_twice(layer: str) -> None:
    lines = [line for half in HALVES for line in read(layer, half)]
    for key in ("id", "text"):
        assert len({line[key] for line in lines}) == len(lines)


def test_there_are_enough() -> None:
    counts = {layer: [len(read(layer, half)) for half in HALVES] for layer in LAYERS}
    assert min(counts["dates"]) >= 210 and min(counts["numbers"]) >= 210
    assert min(counts["quotes"]) >= 65
    for layer in LAYERS:
        # What was written later is in the first alone.
        assert counts[layer][0] >= counts[layer][1] - 1
    assert sum(len(line["quotes"]) for half in HALVES for line in read("quotes", half)) >= 270


@pytest.mark.parametrize("layer", ["dates", "numbers"])
def test_variants_keep_values_and_spans(layer: str) -> None:
    path = GOLD / f"{layer}-dev.jsonl"
    command = [sys.executable, str(GOLD / "generate.py"), str(path)]
    runs = [
        subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout
        for _ in range(2)
    ]
    assert runs[0] == runs[1]
    lines = {line["id"]: line for line in read(layer, "dev")}
    variants = [json.loads(row) for row in runs[0].splitlines()]
    assert len(variants) > len(lines)
    for variant in variants:
        line = lines[variant["id"].rsplit("-", 1)[0]]
        assert variant["text"] != line["text"]
        for item, origin in zip(variant[layer], line[layer], strict=True):
            for span in spans(item):
                assert variant["text"][span["start"] : span["end"]] == span["text"], variant["id"]
            spoken = SPAN | {"counted"}
            assert {k: v for k, v in item.items() if k not in spoken} == {
                k: v for k, v in origin.items() if k not in spoken
            }
