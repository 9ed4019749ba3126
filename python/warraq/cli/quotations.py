"""How well quotations are found."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import warraq

if TYPE_CHECKING:
    from warraq import Pipeline

COLUMNS = ("precision", "recall", "f1", "gold", "predicted", "correct")
#: What is compared of the quotations whose place is right.
FIELDS = ("form", "cue", "depth", "speaker", "explicit")


def evaluate(nlp: Pipeline, path: str) -> dict[str, Any]:
    """The scores of a file, and all disagreements.

    Raises DataError with the `line` for one that is malformed, or if there are no quotations.
    """
    counts: dict[str, Counter[str]] = {}
    right: Counter[str] = Counter()
    disagreements: list[dict[str, Any]] = []
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
            gold = {(quote["start"], quote["end"]): _gold(quote) for quote in item["quotes"]}
            text = item["text"]
        except (ValueError, KeyError, TypeError) as error:
            failure = warraq.DataError(f"{path}:{number}: {error!r} in a labelled text")
            failure.path, failure.line = path, number
            raise failure from None
        found = {(quote.start, quote.end): _found(quote) for quote in nlp(text).quotes}
        name = item.get("id", number)
        for place, quote in gold.items():
            _count(counts, quote["form"], "gold")
            if place not in found:
                disagreements.append(_disagreement(name, text, place, "missed", quote))
                continue
            _count(counts, quote["form"], "correct")
            for field in FIELDS:
                if quote[field] == found[place][field]:
                    right[field] += 1
                else:
                    values = {"gold": quote, "found": found[place]}
                    shown = {side: _shown(text, it[field]) for side, it in values.items()}
                    entry = _disagreement(name, text, place, field, quote)
                    disagreements.append(entry | shown)
        for place, quote in found.items():
            _count(counts, quote["form"], "predicted")
            if place not in gold:
                disagreements.append(_disagreement(name, text, place, "false", quote))
    if not sum(count["gold"] for count in counts.values()):
        raise warraq.DataError(f"{path}: there are no quotations in it")
    correct = sum(count["correct"] for count in counts.values())
    forms = {form: _scored(counts[form]) for form in ("direct", "indirect") if form in counts}
    return {
        "scores": {**forms, "all": _scored(sum(counts.values(), Counter()))},
        "right": {field: 100 * right[field] / max(correct, 1) for field in FIELDS},
        "disagreements": disagreements,
    }


def _gold(quote: dict[str, Any]) -> dict[str, Any]:
    cue, speaker = quote.get("cue"), quote.get("speaker")
    return {
        "form": quote["form"],
        "cue": cue and (cue["start"], cue["end"]),
        "depth": quote.get("depth", 0),
        "speaker": speaker and (speaker["start"], speaker["end"]),
        "explicit": speaker and speaker.get("explicit", True),
    }


def _found(quote: warraq.Quote) -> dict[str, Any]:
    cue, speaker = quote.cue, quote.speaker
    return {
        "form": quote.form,
        "cue": cue and (cue.start, cue.end),
        "depth": quote.depth,
        "speaker": speaker and (speaker.start, speaker.end),
        "explicit": speaker and speaker.explicit,
    }


def _count(counts: dict[str, Counter[str]], form: str, what: str) -> None:
    counts.setdefault(form, Counter())[what] += 1


def _scored(count: Counter[str]) -> dict[str, Any]:
    precision = 100 * count["correct"] / max(count["predicted"], 1)
    recall = 100 * count["correct"] / max(count["gold"], 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    counted = {name: count[name] for name in ("gold", "predicted", "correct")}
    return {"precision": precision, "recall": recall, "f1": f1, **counted}


def _shown(text: str, value: Any) -> Any:
    return text[value[0] : value[1]] if isinstance(value, tuple) else value


def _disagreement(
    name: Any, text: str, place: tuple[int, int], kind: str, quote: dict[str, Any]
) -> dict[str, Any]:
    entry = {"id": name, "kind": kind, "start": place[0], "end": place[1]}
    entry |= {"text": text[place[0] : place[1]], "form": quote["form"]}
    return entry | {"cue": _shown(text, quote["cue"])}


def errors(result: dict[str, Any]) -> Iterator[str]:
    """A line for each disagreement: where, what, and what it should be."""
    for entry in result["disagreements"]:
        where = f"{entry['id']}  {entry['kind']:<9}{entry['form']:<10}"
        text = " ".join(entry["text"].split())
        if "gold" in entry:
            yield f"{where}{entry['gold']} / {entry['found']}  in: {text}"
        else:
            yield f"{where}{entry['cue']}  {text}"


def report(result: dict[str, Any]) -> Iterator[str]:
    """What part of the quotations that are found is right."""
    yield "of those in the right place:"
    for field, share in result["right"].items():
        yield f"{field:<9} {share:6.2f} % right"
