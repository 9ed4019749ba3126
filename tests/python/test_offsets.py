"""text[start:end] == text, for every layer, on any text."""

from __future__ import annotations

from collections.abc import Sequence

import generate
import pytest
import warraq
from hypothesis import given

Spans = Sequence[warraq.Token | warraq.Sentence | warraq.Entity | warraq.Number | warraq.Segment]


def check(text: str, spans: Spans) -> None:
    end = 0
    for span in spans:
        # `span.text` is cut from the bytes of the text, so that this compares two reckonings.
        assert text[span.start : span.end] == span.text != ""
        assert span.start >= end
        end = span.end
    assert end <= len(text)


@given(generate.texts)
def test_layers(text: str) -> None:
    document = warraq.load()(text)
    assert document.text is text
    check(text, document.tokens)
    check(text, document.sentences)
    check(text, document.entities)
    check(text, document.numbers)
    for entity in document.entities:
        assert 0 <= entity.score <= 1
        assert entity.name.strip() == entity.name != ""


@given(generate.texts)
def test_segments_tile_their_tokens(text: str) -> None:
    tokens = warraq.tokenize(text)
    for scheme in ("d1", "d2", "atb", "d3"):
        segments = warraq.segment(text, scheme)
        check(text, segments)
        starts = [segment.start for segment in segments]
        ends = {segment.end for segment in segments}
        assert {token.start for token in tokens} <= set(starts)
        assert {token.end for token in tokens} <= ends
        # No gap within a token.
        assert set(starts) - {token.start for token in tokens} <= ends


HOSTILE = {
    "a word of a megabyte": "وبال" * 250_000,
    "marks": "ك" + "\u064b\u0651" * 500_000,
    "hashtags": "#كأس_العالم " * 10_000,
    "clitics": "وفبكلس" * 3 + " " + "و ف ب ك ل س " * 10_000,
    "Persian and Urdu": "می\u200cخواهم کتاب‌ها را بخوانم۔ یہ ہے ٹیلی فون " * 3_000,
    "Arabizi": "ya3ni el7amdulillah ma3lesh 5alas " * 3_000,
    "presentation forms": "ﻛﺘﺎﺏ ﻻ ﷲ ﷺ ﺍﻟﻠﻐﺔ " * 5_000,
    "directions": "\u202bكتاب\u202c abc \u2067قلم\u2069 \u200f123\u200e " * 5_000,
    "no spaces": "كتابabc123😀" * 20_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_words_of_hostile_text(name: str) -> None:
    text = HOSTILE[name]
    columns = warraq.load().tokens([text], ["pos", "lemma"]).to_dict()
    assert len(columns["text"]) == len(warraq.tokenize(text))
    assert "".join(columns["text"]) == "".join(text.split())
    assert all(columns["lemma"])
    assert "".join(segment.text for segment in warraq.segment(text)) == "".join(text.split())


@given(generate.texts)
def test_tokens_cover_what_is_not_space(text: str) -> None:
    tokens = warraq.tokenize(text)
    check(text, tokens)
    covered = {at for token in tokens for at in range(token.start, token.end)}
    # Python counts the separators U+001C to U+001F as space; Unicode's White_Space does not.
    blank = {at for at, c in enumerate(text) if c.isspace() and not "\x1c" <= c <= "\x1f"}
    assert covered == set(range(len(text))) - blank
    assert tokens == warraq.load()(text).tokens


@given(generate.texts)
def test_sentences_begin_and_end_with_tokens(text: str) -> None:
    tokens = warraq.tokenize(text)
    for newlines in ("smart", "always", "never"):
        sentences = warraq.sentences(text, newlines=newlines)
        check(text, sentences)
        starts, ends = {t.start for t in tokens}, {t.end for t in tokens}
        inside = 0
        for sentence in sentences:
            assert sentence.start in starts
            assert sentence.end in ends
            inside += sum(sentence.start <= t.start < t.end <= sentence.end for t in tokens)
        assert inside == len(tokens)


@given(generate.texts)
def test_table_says_the_same_as_the_document(text: str) -> None:
    nlp = warraq.load()
    rows = [
        {
            "row": 1,
            "start": entity.start,
            "end": entity.end,
            "text": entity.text,
            "label": entity.label,
            "name": entity.name,
            "score": entity.score,
            "cluster": entity.cluster,
        }
        for entity in nlp(text).entities
    ]
    assert nlp.entities([None, text], clusters=True).to_pylist() == rows
    for row in rows:
        del row["cluster"]
    assert nlp.entities([None, text]).to_pylist() == rows
