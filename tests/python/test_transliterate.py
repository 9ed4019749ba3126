"""Transliteration as Python sees it, and that it equals CAMeL Tools where that has the scheme."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Literal

import pandas as pd
import polars as pl
import pytest
import warraq
from hypothesis import given
from hypothesis import strategies as st

To = Literal["latin", "arabic"]
Unmapped = Literal["keep", "drop", "error"]

# The schemes that go both ways, and what CAMeL Tools calls them.
SCHEMES = {
    "buckwalter": "bw",
    "safe-buckwalter": "safebw",
    "xml-buckwalter": "xmlbw",
    "hsb": "hsb",
}
ONE_WAY = ["din-31635", "ala-lc"]

TEXTS = st.text(
    st.one_of(
        st.characters(min_codepoint=0x600, max_codepoint=0x6FF),
        st.characters(max_codepoint=0x3FF),
        st.characters(exclude_categories=["Cs"]),
    )
)
ALL = "".join(map(chr, [*range(0xD800), *range(0xE000, sys.maxunicode + 1)]))


def converter(scheme: str, to: To, unmapped: Unmapped = "keep") -> Callable[[str], str]:
    return partial(warraq.transliterate, scheme=scheme, to=to, unmapped=unmapped)


@pytest.mark.parametrize("to", ["latin", "arabic"])
@pytest.mark.parametrize(("scheme", "name"), SCHEMES.items())
def test_equals_camel_tools(scheme: str, name: str, to: To) -> None:
    charmap = pytest.importorskip("camel_tools.utils.charmap", reason="make install has it")
    names = {"latin": f"ar2{name}", "arabic": f"{name}2ar"}
    theirs = charmap.CharMapper.builtin_mapper(names[to])
    ours = converter(scheme, to)

    @given(TEXTS)
    def equal(text: str) -> None:
        assert ours(text) == theirs(text)

    equal()
    # Every character there is.
    assert ours(ALL) == theirs(ALL)


@pytest.mark.parametrize(("to", "back"), [("latin", "arabic"), ("arabic", "latin")])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_comes_back(scheme: str, to: To, back: To) -> None:
    is_known = converter(scheme, to, "drop")
    there, return_ = converter(scheme, to, "error"), converter(scheme, back, "error")

    @given(st.text([c for c in map(chr, range(0x700)) if is_known(c)]))
    def returns(text: str) -> None:
        assert return_(there(text)) == text

    returns()


@given(TEXTS, st.sampled_from([*SCHEMES, *ONE_WAY]))
def test_any_text(text: str, scheme: str) -> None:
    kept = warraq.transliterate(text, scheme)
    dropped = warraq.transliterate(text, scheme, unmapped="drop")
    try:
        assert warraq.transliterate(text, scheme, unmapped="error") == kept
        if scheme in SCHEMES:
            assert warraq.transliterate(kept, scheme, to="arabic") == text
    except ValueError as error:
        assert kept != dropped
        at = int(str(error).partition(" at character ")[2].split()[0])
        assert f"U+{ord(text[at]):04X}" in str(error)


def test_refuses_only_what_does_not_come_back() -> None:
    for scheme in SCHEMES:
        there = converter(scheme, "latin", "error")(text := "كتاب، 1 (٢) 😀!")
        assert converter(scheme, "arabic", "error")(there) == text
        with pytest.raises(ValueError, match=r'character "b" \(U\+0062\) at character 5 '):
            warraq.transliterate("كتاب b", scheme, unmapped="error")
    assert warraq.transliterate("كتاب.", unmapped="error") == "ktAb."
    with pytest.raises(ValueError, match=r'character "\." \(U\+002E\) at character 4 '):
        warraq.transliterate("كتاب.", "hsb", unmapped="error")
    for scheme in ONE_WAY:
        assert warraq.transliterate("بَاب 1 (٢) 😀!", scheme, unmapped="error") == "bāb 1 (2) 😀!"
        with pytest.raises(ValueError, match=r"U\+FDF2 at character 0 |U\+FDF2\) at character 0 "):
            warraq.transliterate("ﷲ", scheme, unmapped="error")


def test_columns() -> None:
    texts = ["كِتَابٌ", None, "", "Latin", "مَعَ الشَّمْسِ 😀"] * 3000
    for scheme in [*SCHEMES, *ONE_WAY]:
        expected = [None if text is None else warraq.transliterate(text, scheme) for text in texts]
        assert list(warraq.transliterate(texts, scheme, threads=2)) == expected
        if scheme in SCHEMES:
            back = warraq.transliterate(expected, scheme, to="arabic")
            assert back[0] == texts[0]
    series = pd.Series(["كتاب"], index=["x"], name="t")
    assert warraq.transliterate(series).to_pandas().to_dict() == {"x": "ktAb"}
    assert warraq.transliterate(pl.Series("t", ["كتاب"])).to_polars().name == "t"
    assert list(warraq.transliterate([3, "كتاب"], on_error="null")) == [None, "ktAb"]
    with pytest.raises(ValueError, match="row 1: the character") as info:
        warraq.transliterate(["كتاب", "A"], unmapped="error")
    assert info.value.row == 1  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="goes one way"):
        warraq.transliterate([], "ala-lc", to="arabic")


def test_romanizes() -> None:
    text = "قَرَأْتُ فِي المَدْرَسَةِ الكَبِيرَةِ ٣ كُتُبٍ"
    assert warraq.transliterate(text, "din-31635") == "qaraʾtu fī l-madrasati l-kabīrati 3 kutubin"
    assert warraq.transliterate(text, "ala-lc") == "qaraʼtu fī al-madrasati al-kabīrati 3 kutubin"
    # In pause, as catalogues have it: the endings are removed before.
    pause = warraq.Normalizer(None, case_endings="remove")
    assert warraq.transliterate(pause("المَدْرَسَةُ الكَبِيرَةُ"), "ala-lc") == "al-madrasah al-kabīrah"
