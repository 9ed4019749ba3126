"""Quotations: what is said, by which cue, and by whom."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import generate
import pandas as pd
import pyarrow as pa
import pytest
import warraq
from hypothesis import given
from hypothesis import strategies as st
from warraq.cli import main
from warraq.display import quotes_html

GOLD = Path(__file__).parents[1] / "gold" / "quotes-dev.jsonl"

TEXT = (
    'قال الوزير سامح شكري: "لن نغير موقفنا من الأزمة"، مضيفا أن المحادثات مستمرة. '
    "وقتل شخصان في القصف، وفقا لما أعلنته وزارة الصحة."
)

words = st.sampled_from(
    [
        *("قال", "وأضافت", "مؤكدا", "أن", "إن", "بأنه", "وفق", "قوله", "الوزير", "محمد علي"),
        *("صحيفة", "لن نعود", "في", "«", "»", "“", "”", '"', "'", ":", ".", "،", "\n", "😀"),
    ]
)
made = st.one_of(generate.texts, st.lists(words, max_size=40).map(" ".join))


def test_attributes(nlp: warraq.Pipeline) -> None:
    first, second, third = nlp(TEXT).quotes
    assert (first.text, first.form, first.depth) == ("لن نغير موقفنا من الأزمة", "direct", 0)
    assert TEXT[first.start : first.end] == first.text
    assert first.outer.text == f'"{first.text}"'
    assert first.cue is not None and (first.cue.text, first.cue_lemma) == ("قال", "قال")
    assert first.speaker is not None and second.speaker is not None
    assert (first.speaker.text, first.speaker.name) == ("الوزير سامح شكري", "سامح شكري")
    assert (first.speaker.explicit, second.speaker.explicit) == (True, False)
    assert second.outer.text == second.text == "المحادثات مستمرة"
    assert third.cue is not None and third.cue.text == "وفقا لما أعلنته"
    assert repr(first).startswith("Quote(text='لن نغير")
    assert "explicit=True" in repr(first.speaker)
    assert nlp("لا أحد هنا.").quotes == ()


def same_as_column(nlp: warraq.Pipeline, text: str) -> None:
    rows = nlp.quotes([text]).to_pylist()
    assert [[*row.values()][1:] for row in rows] == [
        [
            *(quote.start, quote.end, quote.text, quote.form),
            *(
                (cue.text, cue.start, cue.end, quote.cue_lemma)
                if (cue := quote.cue)
                else [None] * 4
            ),
            *(
                (speaker.text, speaker.start, speaker.end, speaker.name, speaker.explicit)
                if (speaker := quote.speaker)
                else [None] * 5
            ),
            quote.depth,
        ]
        for quote in nlp(text).quotes
    ]


def test_columns_are_documents(nlp: warraq.Pipeline) -> None:
    """Of gold texts, and of two together: a text before or after another may name its speakers."""
    lines = GOLD.read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    assert len(texts) > 90
    for first, second in zip(texts, texts[1:] + texts[:1], strict=True):
        same_as_column(nlp, first)
        same_as_column(nlp, f"{first}\n{second}")
        same_as_column(nlp, f"{second} {first}")


@given(made)
def test_places(nlp: warraq.Pipeline, text: str) -> None:
    """Quotations are in the text, in order; the same in a column, pickled, and as dicts."""
    document = nlp(text)
    quotes = document.quotes
    assert [quote.start for quote in quotes] == sorted(quote.start for quote in quotes)
    for quote in quotes:
        assert quote.text == text[quote.start : quote.end] != ""
        assert quote.outer.start <= quote.start and quote.end <= quote.outer.end
        assert (quote.parts[0].start, quote.parts[-1].end) == (quote.start, quote.end)
        for place in (quote.cue, quote.speaker, *quote.parts):
            if place is not None:
                assert place.text == text[place.start : place.end] != ""
    assert pickle.loads(pickle.dumps(quotes)) == quotes
    assert len(set(quotes)) == len(quotes)
    rows = nlp.quotes([text]).to_pylist()
    assert [(row["start"], row["end"], row["form"], row["depth"]) for row in rows] == [
        (quote.start, quote.end, quote.form, quote.depth) for quote in quotes
    ]
    same_as_column(nlp, text)
    record = document.to_dict(morphology=False, quotes=True)
    assert json.loads(document.to_json(morphology=False, quotes=True)) == record
    assert [(quote["start"], quote["text"]) for quote in record["quotes"]] == [
        (quote.start, quote.text) for quote in quotes
    ]
    assert "quotes" not in document.to_dict(morphology=False)


def test_table(nlp: warraq.Pipeline) -> None:
    table = pa.table(nlp.quotes([TEXT, None, "لا شيء"]))
    types = {field.name: field.type for field in table.schema}
    assert types["cue_start"] == types["speaker_end"] == types["depth"] == pa.int64()
    assert types["explicit"] == pa.bool_()
    assert types["speaker_name"] == pa.large_string()
    assert table["row"].to_pylist() == [0, 0, 0]
    assert table["speaker_name"].to_pylist() == ["سامح شكري", "سامح شكري", "وزارة الصحة"]
    series = pd.Series([TEXT, None], index=["a", "b"])
    lists = nlp.quotes(series, layout="lists").to_pandas()
    assert list(lists.index) == ["a", "b"]
    assert len(lists["quotes"]["a"]) == 3 and lists["quotes"]["b"] is None
    with pytest.raises(TypeError) as raised:
        nlp.quotes([TEXT, 7])
    assert raised.value.row == 1  # type: ignore[attr-defined]


def test_hostile_marks(nlp: warraq.Pipeline) -> None:
    (quote,) = nlp("قال الوزير: «نعم سنعود غدا " + "«" * 10_000 + "»" * 10_001).quotes
    assert len(quote.text) == len("نعم سنعود غدا ") + 20_000
    # So many are given, and no more: their text is not much longer than that which they are in.
    text = "قال زيد: " + "«قال عمر: " * 10_000 + "نعم سنعود غدا" + "»" * 10_000
    quotes = nlp(text).quotes
    assert [quote.depth for quote in quotes] == list(range(17))
    assert nlp.quotes([text]).to_pylist()[16]["depth"] == 16
    text = 'قال الوزير: "' + "نعم سنعود قريبا " * 70_000 + '".'
    (quote,) = nlp(text).quotes
    assert len(quote.text) > 1_000_000


def test_display(nlp: warraq.Pipeline) -> None:
    html = quotes_html(nlp(TEXT))
    assert 'title="direct: سامح شكري (قال)"' in html and html.count("<mark") == 3


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "text.txt"
    file.write_text(TEXT, encoding="utf-8")
    main(["quotes", str(file)])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split("\t")[2:] == ["direct", "قال", "سامح شكري", "لن نغير موقفنا من الأزمة"]
    main(["quotes", "--format", "jsonl", str(file)])
    row = json.loads(capsys.readouterr().out.splitlines()[1])
    assert row["speaker"]["explicit"] is False and row["cue_lemma"] == "مضيف"
    main(["quotes", "--format", "html", str(file)])
    assert "<mark" in capsys.readouterr().out
    main(["quotes", "--format", "text", str(file)])
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_evaluation(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    speaker = {"text": "الوزير سامح شكري", "start": 4, "end": 20, "explicit": True}
    quote = {"text": "x", "start": 23, "end": 47, "form": "direct", "speaker": speaker}
    quote["cue"] = {"text": "قال", "start": 0, "end": 3}
    missed = {"text": "x", "start": 0, "end": 3, "form": "indirect"}
    file = tmp_path / "gold.jsonl"
    item = {"id": "a", "text": TEXT, "quotes": [quote, missed]}
    file.write_text(json.dumps(item), encoding="utf-8")
    main(["eval", "quotes", "--errors", str(file)])
    out = capsys.readouterr().out
    assert "missed" in out and "speaker   100.00 % right" in out
    main(["eval", "quotes", "--json", str(file)])
    scores = json.loads(capsys.readouterr().out)["scores"]["all"]
    assert (scores["gold"], scores["predicted"], scores["correct"]) == (2, 3, 1)
    file.write_text("{}", encoding="utf-8")
    assert main(["eval", "quotes", str(file)]) != 0
    assert "gold.jsonl:1" in capsys.readouterr().err


def test_what_stands_by_a_cue(nlp: warraq.Pipeline) -> None:
    """A clitic alone is no part of a name; what is said of a source ends with a comma."""
    for text, said, name in [
        ('قال لي محمد: "اذهب الآن".', "اذهب الآن", "محمد"),
        ('قالت لي جدتي: "لا تخرج من البيت".', "لا تخرج من البيت", "جدتي"),
        ("قال لي خالد إن القمة قريبة.", "القمة قريبة", "خالد"),
        ("اكد الوزير ان القمة قريبة.", "القمة قريبة", "الوزير"),
        (
            "وبحسب بيان صادر عن وزارة الداخلية، فقد أوقف خمسة.",
            "فقد أوقف خمسة",
            "بيان صادر عن وزارة الداخلية",
        ),
        ("وبحسب تقرير نشرته صحيفة الغارديان، فر السجناء.", "فر السجناء", "تقرير"),
    ]:
        (quote,) = nlp(text).quotes
        assert quote.speaker is not None
        assert (quote.text, quote.speaker.name) == (said, name)
    quotes = nlp("«نريد السلام» قال أحمد، «ولا نريد الحرب» أجاب الوزير.").quotes
    speakers = [quote.speaker and quote.speaker.text for quote in quotes]
    assert (speakers, [len(quote.parts) for quote in quotes]) == (["أحمد", "الوزير"], [1, 1])
