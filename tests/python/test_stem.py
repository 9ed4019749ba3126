"""Stemming equals the packages that it is named after; stop words are found as they are written."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgpack
import polars as pl
import pytest
import Stemmer
import warraq
from hypothesis import given
from hypothesis import strategies as st
from nltk.stem.isri import ISRIStemmer

FREQUENCIES = Path(__file__).parents[3] / "shared/data/lexicons/wordfreq_large_ar.msgpack.gz"

LUCENE = warraq.Normalizer("lucene")
PREFIXES = ["ال", "وال", "بال", "كال", "فال", "لل", "و"]
SUFFIXES = ["ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي"]


def light10(word: str) -> str:
    """Lucene's ArabicStemmer, after its DecimalDigitFilter and its ArabicNormalizer."""
    word = LUCENE(word)

    def units(text: str) -> int:
        return len(text.encode("utf-16-le")) // 2

    for prefix in PREFIXES:
        stem = units(word) - len(prefix)
        if word.startswith(prefix) and stem >= (3 if prefix == "و" else 2):
            word = word[len(prefix) :]
            break
    for suffix in SUFFIXES:
        if word.endswith(suffix) and units(word) - len(suffix) >= 2:
            word = word[: -len(suffix)]
    return word


PEERS: dict[str, Callable[[str], str]] = {
    "light10": light10,
    "snowball": Stemmer.Stemmer("arabic", 0).stemWord,
    "isri": ISRIStemmer().stem,
}

# What the affixes and patterns of all three are made of, and some of what is in no affix.
LETTERS = st.one_of(
    st.sampled_from("اأإآءؤئىةبتسفكلمنهويدر"),
    st.sampled_from("\u064b\u064e\u0651\u0652\u0670ـ٣۴3a𝕏é"),
    st.characters(min_codepoint=0xFE70, max_codepoint=0xFEFC, categories=["Lo"]),
)
WORDS = st.builds(
    lambda *parts: "".join(parts),
    st.sampled_from(["", "", "ال", "وال", "بال", "لل", "أأ", "ست", "است", "م", "ي"]),
    st.text(LETTERS, max_size=7),
    st.sampled_from(["", "", "هما", "كم", "ون", "تان", "ية", "تما", "ات", "نا", "ي"]),
)


@pytest.mark.parametrize("algorithm", PEERS)
def test_equals_the_package_on_generated_words(algorithm: str) -> None:
    theirs, ours = PEERS[algorithm], partial(warraq.stem, algorithm=algorithm)

    @given(WORDS)
    def equal(word: str) -> None:
        assert ours(word) == theirs(word)

    equal()


@pytest.mark.parametrize("algorithm", PEERS)
def test_equals_the_package_on_frequent_words(algorithm: str) -> None:
    if not FREQUENCIES.exists():
        pytest.skip("the development data is not there: ../shared/data/lexicons")
    lists = msgpack.unpackb(gzip.decompress(FREQUENCIES.read_bytes()))
    words = [word for words in lists[1:] for word in words][:100_000]
    assert len(words) == 100_000
    stems = warraq.stem(words, algorithm).to_pylist()
    theirs = PEERS[algorithm]
    assert [(w, s) for w, s in zip(words, stems, strict=True) if s != theirs(w)] == []


@given(st.text(st.one_of(LETTERS, st.sampled_from(" \n\t.،«-"))), st.sampled_from([*PEERS]))
def test_texts_are_stemmed_word_by_word(text: str, algorithm: str) -> None:
    parts = re.split(r"(\s+)", text)
    assert warraq.stem(text, algorithm) == "".join(warraq.stem(p, algorithm) for p in parts)
    assert warraq.stem([text, None], algorithm).to_pylist() == [warraq.stem(text, algorithm), None]


def test_columns_and_texts() -> None:
    text = "«والمكتبات» العامة، 2 للقراء."
    assert warraq.stem(text) == "«مكتب» عام، 2 قراء."
    column = pl.Series("body", [text, None, "", "في"])
    assert warraq.stem(column, threads=1).to_polars().to_list() == [
        warraq.stem(text),
        None,
        "",
        "في",
    ]
    same = "كتب"
    assert warraq.stem(same, "isri") is same


def test_stop_words() -> None:
    words = warraq.stop_words()
    assert {"في", "إلى", "هذا", "التي", "ليس", "كان"} <= words
    assert all(warraq.is_stop(word) for word in words)
    assert warraq.stop_words("negations") < words
    for word in ["وفي", "فهو", "بهذا", "ولكنهم", "منها", "فِيـــهِ", "الى", "التى"]:
        assert warraq.is_stop(word)
    assert not warraq.is_stop("وفي", "pronouns") and warraq.is_stop("وفي", "prepositions")
    for word in ["كتاب", "", "في بيت", "ولاية"]:
        assert not warraq.is_stop(word)


@given(st.sampled_from(sorted(warraq.stop_words())), st.sampled_from([*warraq.presets()]))
def test_stop_words_match_under_any_preset(word: str, preset: str) -> None:
    assert warraq.is_stop(warraq.normalize(word, preset))
    assert warraq.is_stop(warraq.normalize("و" + word, preset)) or warraq.is_stop(word)


def test_tokens_know_stop_words() -> None:
    tokens = warraq.tokenize("ذهبت إلى المدرسة، ومنها.")
    assert [token.text for token in tokens if token.is_stop] == ["إلى", "ومنها"]
