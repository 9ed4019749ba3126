"""Normalization as Python sees it, and that the presets named after others equal the others."""

import copy
import html
import html.entities
import pickle
import re
import sys
import unicodedata
from collections.abc import Callable
from functools import reduce
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import warraq
from differences import DIFFERENCES, Difference, differs
from hypothesis import given
from hypothesis import strategies as st

# Text in which what normalization is about is frequent.
ARABIC = st.text(
    st.one_of(
        st.characters(min_codepoint=0x600, max_codepoint=0x6FF),
        st.sampled_from("اأإآٱةىيهؤئءﻻﻷﷲـًٌٍَُِّْٰٕٔ کی٣۳3 "),
        st.characters(min_codepoint=0xFB50, max_codepoint=0xFEFF),
        st.sampled_from("abzAZ09 ٤.,:;!?()[]{}<>/\\&#_-+=%\"'«»…—\n\t"),
        st.characters(exclude_categories=["Cs"]),
    )
)


@given(ARABIC, st.sampled_from(sorted(warraq.presets())))
def test_presets(text: str, preset: str) -> None:
    normalizer = warraq.Normalizer(preset)
    result = normalizer(text)
    assert normalizer(result) == result
    aligned = normalizer.align(text)
    assert (aligned.source, aligned.text) == (text, result)
    spans = aligned.source_spans()
    assert len(spans) == len(result)
    for at, (start, end) in enumerate(spans):
        assert 0 <= start < end <= len(text)
        assert aligned.to_source(at, at + 1) == (start, end)
        first, last = aligned.to_normalized(start, end)
        assert first <= at < last
    if result == text:
        assert result is text


@given(ARABIC, ARABIC, st.booleans())
def test_find(text: str, pattern: str, whole_word: bool) -> None:
    text = f"{text} {pattern} {text}{pattern}"
    for preset in ("search", "matching"):
        normalizer = warraq.Normalizer(preset)
        if not (wanted := normalizer(pattern)):
            with pytest.raises(ValueError, match="is left when it is normalized"):
                warraq.find(text, pattern, preset)
            continue
        found = warraq.find(text, pattern, preset, whole_word=whole_word)
        assert found == normalizer.find(text, pattern, whole_word=whole_word)
        pieces, end = [], 0
        for match in found:
            assert text[match.start : match.end] == match.text
            assert match.start >= end
            assert wanted in normalizer(match.text)
            pieces += [text[end : match.start], "-"]
            end = match.end
        replaced = warraq.replace(text, pattern, "-", preset, whole_word=whole_word)
        # What is left of a ligature is written as letters.
        if all(len(unicodedata.normalize("NFKC", c)) == 1 for c in text):
            assert replaced == "".join([*pieces, text[end:]])
        assert found or replaced is text

        rows = [None, text, ""]
        table = warraq.find(rows, pattern, preset, whole_word=whole_word)
        assert table.to_pylist() == [
            {"row": 1, "start": match.start, "end": match.end, "text": match.text}
            for match in found
        ]
        column = warraq.replace(rows, pattern, "-", preset, whole_word=whole_word)
        assert column.to_pylist() == [None, replaced, ""]


def test_find_answers_in_the_source() -> None:
    text = "زار أحْمَدُ مكة، وأحمد عاد"
    found = warraq.find(text, "احمد")
    assert [match.text for match in found] == ["أحْمَدُ", "أحمد"]
    assert repr(found[1]) == "Match(text='أحمد', start=18, end=22)"
    assert found[0] == warraq.find(text, "احمد", whole_word=True)[0] != found[1]
    assert len({*found, *warraq.find(text, "أحمد")}) == 2
    assert warraq.replace(text, "احمد", "سعيد") == "زار سعيد مكة، وسعيد عاد"


def test_what_is_cut_belongs_to_a_match() -> None:
    social = warraq.Normalizer("social")
    assert social.replace("رااائع", "ا", "X") == "رXXئع"
    assert [(m.start, m.end) for m in social.find("!!!", "!")] == [(0, 3)]


def test_no_match_divides_an_emoji() -> None:
    family = "👨\u200d👩\u200d👧"
    assert warraq.find(family, "👨") == []
    assert warraq.replace(f"{family} 👨", "👨", "-") == f"{family} -"
    apart = warraq.Normalizer("matching", spacing="apart")
    assert apart("🤦\u200d♀️👍🏽") == "🤦\u200d♀️ 👍🏽"


def test_aligned_says_where_the_marks_of_a_word_end() -> None:
    aligned = warraq.Normalizer("light").align("كِتَابٌ جديد")
    (match,) = warraq.Normalizer("light").find(aligned.source, "كتاب")
    assert aligned.to_source(0, 4) == (0, 6)
    assert (match.start, match.end) == (0, aligned.to_source(4, 4)[1]) == (0, 7)


def test_alignments_compose() -> None:
    text = "قَالَ ﷺ: إِلـى الـمَدْرَسَةِ"
    first = warraq.Normalizer("light").align(text)
    second = warraq.Normalizer("search").align(first.text)
    both = first.then(second)
    assert (both.source, both.text) == (text, second.text)
    through = [first.to_source(*span) for span in second.source_spans()]
    assert both.source_spans() == through
    again = pickle.loads(pickle.dumps(both))
    assert (again.source, again.text, again.source_spans()) == (text, both.text, through)
    with pytest.raises(ValueError, match="next is an alignment of another text"):
        second.then(first)


def test_contains_what_is_found() -> None:
    texts = ["مكّة", None, "إلى مَكَّةَ", "", "جدة", "مكةالمكرمة"]
    for whole_word in (False, True):
        found = [
            None if text is None else bool(warraq.find(text, "مكه", whole_word=whole_word))
            for text in texts
        ]
        table = warraq.contains(texts, "مكه", whole_word=whole_word)
        assert table.to_dict() == {"contains": found}
        assert str(table.to_arrow().schema.field("contains").type) == "bool"
    assert warraq.contains("إلى مَكَّةَ", "مكه") is True
    assert warraq.Normalizer("light").contains("إلى مَكَّةَ", "مكه") is False
    assert warraq.contains(["مكة", 3], "مكة", on_error="null").to_pylist()[1]["contains"] is None
    with pytest.raises(TypeError, match="row 1"):
        warraq.contains(["مكة", 3], "مكة")
    with pytest.raises(ValueError, match="nothing of the pattern"):
        warraq.contains(texts, "ـ")


def test_find_in_columns() -> None:
    rows = ["مكّة", None, "😀 إلى مَكَّةَ", "x"] * 5000
    expected = [
        {"row": row, "start": match.start, "end": match.end, "text": match.text}
        for row, text in enumerate(rows)
        if text is not None
        for match in warraq.find(text, "مكه")
    ]
    assert len(expected) == 10_000
    replaced = [row and warraq.replace(row, "مكه", "-") for row in rows]
    for threads in (1, 3):
        for column in (rows, pa.array(rows), pl.Series(rows), pd.Series(rows)):
            found = warraq.find(column, "مكه", threads=threads)
            assert found.column_names == ("row", "start", "end", "text")
            assert found.to_pylist() == expected
            assert warraq.replace(column, "مكه", "-", threads=threads).to_pylist() == replaced


def test_alignment_is_pickled() -> None:
    normalizer = warraq.Normalizer("search", digits="keep")
    aligned = normalizer.align("إِلى ٣ ﷲ")
    for copied in (pickle.loads(pickle.dumps(aligned)), copy.deepcopy(aligned)):
        assert (copied.source, copied.text) == (aligned.source, aligned.text)
        assert copied.source_spans() == aligned.source_spans()


def test_options() -> None:
    normalizer = warraq.Normalizer("search", digits="keep", latin="lower")
    assert normalizer("مكتبة ABC ٣") == "مكتبه abc ٣"
    assert repr(normalizer) == 'Normalizer("search", digits="keep", latin="lower")'
    for same in (
        eval(repr(normalizer), {"Normalizer": warraq.Normalizer}),
        pickle.loads(pickle.dumps(normalizer)),
        copy.deepcopy(normalizer),
        warraq.Normalizer(None, **normalizer.options),
    ):
        assert same == normalizer
        assert hash(same) == hash(normalizer)
        assert same.options == normalizer.options
    assert normalizer != warraq.Normalizer("search")
    assert warraq.Normalizer(None)("أَ") == "أَ"
    assert warraq.Normalizer("search", digits="ascii") == warraq.Normalizer("search")


def test_options_are_described() -> None:
    options = warraq.options()
    kept = warraq.Normalizer(None).options
    assert list(options) == list(kept)
    for name, option in options.items():
        values = list(option["values"])
        assert values[0] == kept[name]
        for value in values:
            assert warraq.Normalizer(None, **{name: value}).options[name] == value
        with pytest.raises(ValueError, match=f"known: {', '.join(values)}$"):
            warraq.Normalizer(None, **{name: "?"})
        for doc in (option["group"], option["doc"], *option["values"].values()):
            assert doc == doc.strip() != ""
            assert "](" not in doc


def test_refusals() -> None:
    with pytest.raises(ValueError, match='unknown value of the option alef "x"; known: keep, '):
        warraq.Normalizer("search", alef="x")
    with pytest.raises(TypeError, match='unknown option "aleph"; known: html_tags, '):
        warraq.Normalizer("search", aleph="keep")
    with pytest.raises(TypeError, match="alef must be str, not bool"):
        warraq.Normalizer("search", alef=True)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r'^letter_runs must be str, not int: write "2"$'):
        warraq.Normalizer("search", letter_runs=2)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"^nothing of the pattern U\+0640 U\+064E is left "):
        warraq.find("ا", "\u0640\u064e")
    with pytest.raises(IndexError, match="the span 0 to 3 does not lie in a text of 2 characters"):
        warraq.Normalizer().align("نص").to_source(0, 3)


def lucene(text: str) -> str:
    """Lucene's DecimalDigitFilter and ArabicNormalizer, after their published rules."""
    removed = "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652"
    folds = {"آ": "ا", "أ": "ا", "إ": "ا", "ى": "ي", "ة": "ه"}
    digits = (str(unicodedata.decimal(c)) if unicodedata.category(c) == "Nd" else c for c in text)
    return "".join(folds.get(c, c) for c in digits if c not in removed)


def peer(name: str) -> Callable[[str], str]:
    if name == "lucene":
        return lucene
    if name == "pyarabic":
        araby = pytest.importorskip("pyarabic.araby")
        steps = ["strip_tashkeel", "strip_tatweel", "normalize_hamza", "normalize_ligature"]
        functions = [getattr(araby, step) for step in steps]
    elif name == "arabert":
        preprocess = pytest.importorskip("arabert.preprocess")
        functions = [preprocess.ArabertPreprocessor("bert-base-arabertv02").preprocess]
    else:
        dediac = pytest.importorskip("camel_tools.utils.dediac")
        normalize = pytest.importorskip("camel_tools.utils.normalize")
        steps = ["normalize_alef_ar", "normalize_alef_maksura_ar", "normalize_teh_marbuta_ar"]
        functions = [dediac.dediac_ar, *(getattr(normalize, step) for step in steps)]
    return lambda text: reduce(lambda text, function: function(text), functions, text)


@pytest.mark.parametrize("name", ["lucene", "pyarabic", "camel", "arabert"])
def test_equals_the_peer(name: str) -> None:
    theirs, ours = peer(name), warraq.Normalizer(name)

    @given(ARABIC)
    def equal(text: str) -> None:
        if not differs(name, text):
            assert ours(text) == theirs(text)

    equal()
    for code in range(sys.maxunicode + 1):
        c = f"ب{chr(code)}"
        if not 0xD800 <= code < 0xE000 and not differs(name, c):
            assert ours(c) == theirs(c), hex(code)


@given(
    st.lists(
        st.one_of(
            st.sampled_from([*html.entities.html5, "#1605", "#x645", "#128", "#0", "#xD800"]),
            st.text("abmpnotl;#& كتاب", max_size=4),
        )
    )
)
def test_entities_equal_the_standard_library(names: list[str]) -> None:
    text = "&".join(names)
    assert warraq.Normalizer(None, html_entities="decode")(text) == html.unescape(text)


def test_visual_order() -> None:
    text = "😀 ﻛﺘﺎﺑﺔ 12 ﺔﺑﺎﺘﻛ 34 ﺩﺍﺭ."
    assert [(m.text, m.start, m.end) for m in warraq.visual_order(text)] == [
        ("ﺔﺑﺎﺘﻛ 34 ﺩﺍﺭ", 11, 23)
    ]
    assert warraq.visual_order("كتابة") == []
    with pytest.raises(TypeError, match="text must be str, not int"):
        warraq.visual_order(1)  # type: ignore[arg-type]


def test_names_of_emoji_are_those_of_the_peer() -> None:
    emoji = pytest.importorskip("emoji")
    emoji.config.load_language("ar")
    describe = warraq.Normalizer(None, emoji="describe")
    # Letters and digits: the peer leaves out marks and punctuation, and has another CLDR.
    letters = warraq.Normalizer("light", punctuation="ascii", mark_order="canonical")

    def words(name: str) -> list[str]:
        return re.findall(r"\w+", letters(name.replace("_", " ")))

    names = {
        text: data["ar"]
        for text, data in emoji.EMOJI_DATA.items()
        if "ar" in data and data["status"] == emoji.STATUS["fully_qualified"]
    }
    same = [words(describe(text)) == words(name) for text, name in names.items()]
    assert len(same) > 3500
    assert sum(same) > 0.9 * len(same), [
        (describe(text), name)
        for text, name in names.items()
        if words(describe(text)) != words(name)
    ][:9]


@pytest.mark.parametrize("known", DIFFERENCES)
def test_known_differences_are_there(known: Difference) -> None:
    theirs, ours = peer(known.preset), warraq.Normalizer(known.preset)
    # A younger Python may know the digit.
    same = known.preset == "lucene" and not known.concerns(known.example)
    assert (ours(known.example) == theirs(known.example)) == same


@pytest.mark.parametrize(
    ("preset", "text", "expected"),
    [
        ("search", "\u200fمرحبا\u200f ك\u200cتب", "مرحبا كتب"),
        ("search", "👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("social", "شاهد https://t.co/xyz الآن!!!", "شاهد [رابط] الان!"),
        ("social", "http://مثال.com/م يا @aaaa رااااائع", "[رابط] يا [مستخدم] راائع"),
        ("social", "راسلنا a..b@c.org", "راسلنا [بريد]"),
        ("arabert", "شاهد https://t.co/xyz (الآن)!!!", "شاهد [رابط] ( الآن ) ! !"),
        ("arabert", "راسل a@b.org، و@user؟", "راسل [بريد] ، و [مستخدم] ؟"),
        ("arabert", "عام2024م: ١/٢ <b>جديد</b>&amp;3 < 5", "عام 2024 م : 1 - 2 جديد 3 < 5"),
        ("arabert", "سنة ۱۲ a1ب پ😀", "سنة 12 a1 ب"),
    ],
)
def test_presets_on_text_as_it_comes(preset: str, text: str, expected: str) -> None:
    assert warraq.normalize(text, preset) == expected


@pytest.mark.parametrize("preset", [None, *warraq.presets()])
def test_what_stays_is_the_very_string(preset: str | None) -> None:
    normalizer = warraq.Normalizer(preset)

    @given(ARABIC)
    def same(text: str) -> None:
        settled = normalizer(text)
        if normalizer(settled) != settled:
            return
        assert normalizer(settled) is settled
        for rows in ([settled, None], (settled, None)):
            assert normalizer.map(rows)[0] is settled
        assert normalizer.map([text]) == [settled]

    same()


@pytest.mark.parametrize("preset", [None, *warraq.presets()])
def test_a_list_is_its_strings_one_by_one(preset: str | None, texts: list[str | None]) -> None:
    normalizer = warraq.Normalizer(preset)
    # Strings of every width that CPython has, and enough of them for all threads.
    rows = [*texts, "caf\u00e9 &amp; x", "أحمد عليه", "😀 مَدرسة", "plain"]
    expected = [text and normalizer(text) for text in rows]
    for given_rows in (rows, tuple(rows)):
        assert normalizer.map(given_rows) == expected
    assert normalizer.map(rows * 200, threads=2) == expected * 200
    for bad in ("a\ud800", "\ud83d\ude00", 3):
        broken: list[Any] = [*rows, bad]
        with pytest.raises((ValueError, TypeError), match=f"row {len(rows)}: "):
            normalizer.map(broken)
        assert normalizer.map(broken, on_error="null") == [*expected, None]


def test_a_string_that_lies_about_its_length() -> None:
    class Lying(str):
        __slots__ = ()

        def __len__(self) -> int:
            return 10**6

    aligned = warraq.Normalizer().align(Lying("كِتاب"))
    assert aligned.to_source(0, 4) == (0, 5)
    assert len(aligned.source_spans()) == 4
    # Nor does a list of it ask.
    assert warraq.Normalizer().map([Lying("كِتاب")]) == ["كتاب"]
    for span in ((0, 500), (-1, 1), (2, 1)):
        with pytest.raises(IndexError):
            aligned.to_source(*span)
        with pytest.raises(IndexError):
            aligned.to_normalized(*span)


@pytest.mark.parametrize("name", warraq.presets())
@pytest.mark.parametrize(
    "piece", ["@a", "#a", "@ab#c", "www.a", "نصhttp://a.b", "a@b.com@", "@@www.", "@a@b.org"]
)
def test_long_chains_are_settled_at_once(name: str, piece: str) -> None:
    normalizer = warraq.Normalizer(name)
    once = normalizer(piece * 5000)
    assert normalizer(once) == once
