"""Every message, in one table."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import warraq

nlp: Any = warraq.load()
w: Any = warraq

UNKNOWN_PRESET = (
    'unknown preset "x"; known: light, search, matching, display, social, lucene, pyarabic, '
    "camel, arabert; None for no rules to begin with"
)


class Surrogate(str):
    """The message about a lone surrogate; another argument than the text has its name in it."""

    __slots__ = ()

    def of(self, name: str) -> Surrogate:
        return Surrogate(self.replace("the text", f"the {name}").replace("text.en", f"{name}.en"))


SURROGATE = Surrogate(
    "the text has a lone surrogate (U+D800) at character {}, which no text can contain: mend it "
    'where it was decoded, or use text.encode("utf-8", "replace").decode()'
)
DECODE = ': decode it first, as in data.decode("utf-8")'
ONE_STR = "column must hold many texts, not be one str: pass a list, even of one"
TEXTS_ONE_STR = "texts must be many texts, not one str: pass a list, or call nlp(text)"
AS_NULL = ' (on_error="null" takes it as null)'
FRAME = "column must be a column of texts, not {}: pass one of its columns"
KNOWN_NEWLINES = 'unknown newlines "x"; known: smart, always, never'

MESSAGES: list[tuple[Callable[[], object], type[Exception], str]] = [
    # One text.
    (lambda: nlp(None), TypeError, "text must be str, not NoneType"),
    (lambda: nlp(3), TypeError, "text must be str, not int"),
    (lambda: nlp(b"x"), TypeError, "text must be str, not bytes" + DECODE),
    (lambda: nlp(bytearray(b"x")), TypeError, "text must be str, not bytearray" + DECODE),
    (lambda: nlp(["x"]), TypeError, "text must be str, not list"),
    (lambda: nlp("ab\ud800"), ValueError, SURROGATE.format(2)),
    (lambda: w.tokenize(b"x"), TypeError, "text must be str, not bytes" + DECODE),
    (lambda: w.tokenize("\ud800"), ValueError, SURROGATE.format(0)),
    (lambda: w.sentences(3), TypeError, "text must be str, not int"),
    (lambda: w.sentences("x", newlines="x"), ValueError, KNOWN_NEWLINES),
    (lambda: w.normalize(3), TypeError, "text must be str, not int"),
    (lambda: w.normalize("😀\ud800"), ValueError, SURROGATE.format(1)),
    (lambda: w.normalize("x", "x"), ValueError, UNKNOWN_PRESET),
    (lambda: w.Normalizer("x"), ValueError, UNKNOWN_PRESET),
    (lambda: w.Normalizer()(None), TypeError, "text must be str, not NoneType"),
    (lambda: w.Normalizer("none"), ValueError, UNKNOWN_PRESET.replace('"x"', '"none"')),
    (lambda: w.Normalizer("\ud800"), ValueError, SURROGATE.of("preset").format(0)),
    (lambda: w.Normalizer(digits=None), TypeError, "digits must be str, not NoneType"),
    (lambda: w.Normalizer(digits=True), TypeError, "digits must be str, not bool"),
    (
        lambda: w.Normalizer().align("x").to_source(1, 0),
        IndexError,
        "the span 1 to 0 ends before it starts",
    ),
    (
        lambda: w.Normalizer().align("x").to_source(0, 2),
        IndexError,
        "the span 0 to 2 does not lie in a text of 1 characters",
    ),
    (lambda: w.find(3, "x"), TypeError, "text must be str or a column of texts, not int"),
    (
        lambda: w.replace(b"x", "x", ""),
        TypeError,
        "text must be str or a column of texts, not bytes" + DECODE,
    ),
    (
        lambda: w.find(pd.DataFrame({"a": ["x"]}), "x"),
        TypeError,
        "text must be str or a column of texts, not DataFrame: pass one of its columns",
    ),
    (lambda: w.find("x", 3), TypeError, "pattern must be str, not int"),
    (lambda: w.find("x", "\ud800"), ValueError, SURROGATE.of("pattern").format(0)),
    (
        lambda: w.replace("x", "x", "\ud800"),
        ValueError,
        SURROGATE.of("replacement").format(0),
    ),
    (
        lambda: w.find("x", "x", whole_word=1),
        TypeError,
        "whole_word must be bool, not int",
    ),
    (
        lambda: w.replace("x", "x", "", threads=0),
        ValueError,
        'threads is "0"; it must be a number from 1 to 1024',
    ),
    (lambda: w.replace("x", "x", None), TypeError, "replacement must be str, not NoneType"),
    (
        lambda: w.find(["x", 3], "x"),
        TypeError,
        "row 1: a text must be str or None, not int" + AS_NULL,
    ),
    (
        lambda: w.find("x", ""),
        ValueError,
        'nothing of the pattern "" is left when it is normalized',
    ),
    (lambda: w.transliterate(3), TypeError, "text must be str or a column of texts, not int"),
    (lambda: w.transliterate("\ud800"), ValueError, SURROGATE.format(0)),
    (
        lambda: w.transliterate("x", "x"),
        ValueError,
        'unknown scheme "x"; known: buckwalter, safe-buckwalter, xml-buckwalter, hsb, din-31635, '
        "ala-lc",
    ),
    (
        lambda: w.transliterate("x", to="x"),
        ValueError,
        'unknown to "x"; known: latin, arabic',
    ),
    (
        lambda: w.transliterate("x", unmapped="x"),
        ValueError,
        'unknown unmapped "x"; known: keep, drop, error',
    ),
    (lambda: w.transliterate("x", 3), TypeError, "scheme must be str, not int"),
    (lambda: w.transliterate("x", "\ud800"), ValueError, SURROGATE.of("scheme").format(0)),
    (lambda: w.transliterate("x", to=None), TypeError, "to must be str, not NoneType"),
    (lambda: w.transliterate("x", to="\ud800"), ValueError, SURROGATE.of("to").format(0)),
    (
        lambda: w.transliterate("x", unmapped=b"x"),
        TypeError,
        "unmapped must be str, not bytes" + DECODE,
    ),
    (
        lambda: w.transliterate("x", unmapped="x\ud800"),
        ValueError,
        SURROGATE.of("unmapped").format(1),
    ),
    (
        lambda: w.transliterate("😀 كتاب ok", unmapped="error"),
        ValueError,
        'the character "o" (U+006F) at character 7 is not in the scheme buckwalter, where it would '
        "come back as U+0652",
    ),
    (
        lambda: w.transliterate("كتب ok", unmapped="error"),
        ValueError,
        'the character "o" (U+006F) at character 4 is not in the scheme buckwalter, where it would '
        "come back as U+0652",
    ),
    (
        lambda: w.transliterate("x", "ala-lc", to="arabic"),
        ValueError,
        "the scheme ala-lc goes one way, from Arabic; back go buckwalter, safe-buckwalter, "
        "xml-buckwalter, hsb",
    ),
    (
        lambda: w.stem("x", "khoja"),
        ValueError,
        'unknown algorithm "khoja"; known: light10, snowball, isri',
    ),
    (lambda: w.stem("x", 3), TypeError, "algorithm must be str, not int"),
    (lambda: w.stem("x", "\ud800"), ValueError, SURROGATE.of("algorithm").format(0)),
    (lambda: w.stop_words(3), TypeError, "name must be str, not int"),
    (lambda: w.is_stop("x", None), TypeError, "name must be str, not NoneType"),
    (lambda: w.stem("\ud800"), ValueError, SURROGATE.format(0)),
    (lambda: w.stem(3), TypeError, "text must be str or a column of texts, not int"),
    (
        lambda: w.stop_words("nouns"),
        ValueError,
        'unknown set of stop words "nouns"; known: all, prepositions, conjunctions, pronouns, '
        "demonstratives, relatives, interrogatives, negations, particles, auxiliaries, "
        "quantifiers, adverbs",
    ),
    (lambda: w.is_stop(3), TypeError, "word must be str, not int"),
    (
        lambda: w.normalize(["x"]),
        TypeError,
        "text must be str, not list: Normalizer(...).arrow and Normalizer(...).map take a column",
    ),
    (
        lambda: w.normalize("x", None, digits="keep"),
        TypeError,
        "normalize() got an unexpected keyword argument 'digits': options are for "
        "Normalizer(None, digits='keep')",
    ),
    (
        lambda: w.normalize("x", digit="keep"),
        TypeError,
        "normalize() got an unexpected keyword argument 'digit'",
    ),
    (lambda: nlp("x").to_conllu(5), TypeError, "id must be str, not int"),
    (lambda: nlp("x").to_dict(morphology=3), TypeError, "morphology must be bool, not int"),
    (
        lambda: w.Normalizer().align("x").to_source("a", 1),
        TypeError,
        "start must be int, not str",
    ),
    (
        lambda: w.Normalizer().align("x").to_normalized(0, 1.5),
        TypeError,
        "end must be int, not float",
    ),
    (lambda: nlp.tokens([]).slice("a"), TypeError, "offset must be int, not str"),
    (lambda: nlp.tokens([]).slice(0, "a"), TypeError, "length must be int, not str"),
    # Many texts.
    (lambda: nlp.pipe([], batch_size="x"), TypeError, "batch_size must be int, not str"),
    (lambda: nlp.pipe("x"), TypeError, TEXTS_ONE_STR),
    (lambda: nlp.pipe(3), TypeError, "texts must be an iterable of str, not int"),
    (lambda: nlp.pipe([], batch_size=0), ValueError, "batch_size must be at least 1, not 0"),
    (
        lambda: nlp.pipe([], threads=0),
        ValueError,
        'threads is "0"; it must be a number from 1 to 1024',
    ),
    (
        lambda: list(nlp.pipe([None])),
        TypeError,
        'row 0: a text must be str, not NoneType (on_error="null" gives None for it)',
    ),
    (lambda: list(nlp.pipe([3])), TypeError, "row 0: a text must be str, not int"),
    (lambda: list(nlp.pipe(["a", "\ud800"])), ValueError, "row 1: " + SURROGATE.format(0)),
    # A column.
    (lambda: nlp.entities("x"), TypeError, ONE_STR),
    (lambda: nlp.entities(3), TypeError, "column must be a column of texts, not int"),
    (lambda: nlp.entities(None), TypeError, "column must be a column of texts, not NoneType"),
    (lambda: nlp.entities({"a": 1}), TypeError, "column must be a column of texts, not dict"),
    (lambda: nlp.entities(b"x"), TypeError, "column must be a column of texts, not bytes" + DECODE),
    (
        lambda: nlp.entities(["x", 3]),
        TypeError,
        "row 1: a text must be str or None, not int" + AS_NULL,
    ),
    (
        lambda: nlp.entities(["x", None, b"x"]),
        TypeError,
        "row 2: a text must be str or None, not bytes" + DECODE + AS_NULL,
    ),
    (
        lambda: nlp.entities(["x", ["y"]]),
        TypeError,
        "row 1: a text must be str or None, not list" + AS_NULL,
    ),
    (lambda: nlp.entities(["\ud800"]), ValueError, "row 0: " + SURROGATE.format(0) + AS_NULL),
    (
        lambda: nlp.entities(pd.Series(["x", 3], dtype=object)),
        TypeError,
        "row 1: a text must be str or None, not int" + AS_NULL,
    ),
    (
        lambda: nlp.entities(pa.array([1, 2])),
        TypeError,
        "a column of text is needed, not of Int64",
    ),
    (
        lambda: nlp.entities(pa.array([{"a": "x"}])),
        TypeError,
        'a column of text is needed, not of Struct("a": Utf8): pass one of its fields',
    ),
    (
        lambda: nlp.entities(pa.array([b"x"])),
        TypeError,
        "a column of text is needed, not of Binary: decode it first",
    ),
    (
        lambda: nlp.entities(pa.array([["x"]])),
        TypeError,
        "a column of text is needed, not of List(Utf8): explode it, or join its elements",
    ),
    (
        lambda: nlp.entities(pa.array([1, 2]).dictionary_encode()),
        TypeError,
        "a column of text is needed, not of Dictionary(Int32, Int64)",
    ),
    (
        lambda: nlp.entities(pd.DataFrame({"a": ["x"]})),
        TypeError,
        FRAME.format("DataFrame"),
    ),
    (
        lambda: nlp.entities(pl.DataFrame({"a": ["x"]})),
        TypeError,
        FRAME.format("DataFrame"),
    ),
    (
        lambda: nlp.entities(pa.table({"a": ["x"]})),
        TypeError,
        FRAME.format("Table"),
    ),
    (
        lambda: nlp.entities(
            pa.RecordBatchReader.from_batches(pa.schema({"a": pa.string(), "b": pa.int8()}), [])
        ),
        TypeError,
        "record batches must have one column, that of the texts, not 2 (a, b): select it",
    ),
    (lambda: nlp.entities(["x"], threads="2"), TypeError, "threads must be int or None, not str"),
    (
        lambda: nlp.entities(["x"], threads=-1),
        ValueError,
        'threads is "-1"; it must be a number from 1 to 1024',
    ),
    (
        lambda: nlp.entities(["x"], threads=10**30),
        ValueError,
        f'threads is "{10**30}"; it must be a number from 1 to 1024',
    ),
    (
        lambda: nlp.entities(["x"], on_error="skip"),
        ValueError,
        'unknown on_error "skip"; known: raise, null',
    ),
    (lambda: nlp.entities(["x"], on_error=3), TypeError, "on_error must be str, not int"),
    # Models.
    (
        lambda: w.load("no/such"),
        FileNotFoundError,
        "[Errno 2] No such file or directory: 'no/such'",
    ),
    (
        lambda: w.load(Path("no/such")),
        FileNotFoundError,
        "[Errno 2] No such file or directory: 'no/such'",
    ),
    (lambda: w.load("/"), IsADirectoryError, "[Errno 21] Is a directory: '/'"),
    (
        lambda: w.load(__file__),
        w.ModelError,
        f"{__file__}: this is not a warraq model file",
    ),
]


@pytest.mark.parametrize(("call", "kind", "message"), MESSAGES, ids=[m[2] for m in MESSAGES])
def test_message(call: Callable[[], object], kind: type[Exception], message: str) -> None:
    with pytest.raises(kind) as info:
        call()
    assert str(info.value) == message
    assert type(info.value) is kind
    assert "\n" not in str(info.value)


@pytest.mark.parametrize("bad", [3, "\ud800"])
def test_the_row_of_an_error(bad: object) -> None:
    rows: Any = ["x", bad]
    search = w.Normalizer()
    for work in (
        lambda: nlp.entities(rows),
        lambda: nlp.entities(pd.Series(rows, dtype=object)),
        lambda: list(nlp.pipe(rows)),
        lambda: search.map(rows),
        lambda: search.arrow(rows),
        lambda: w.find(rows, "x"),
    ):
        with pytest.raises((TypeError, ValueError), match=r"^row 1: ") as info:
            work()
        assert getattr(info.value, "row", None) == 1


def test_tree() -> None:
    assert issubclass(warraq.ModelError, warraq.WarraqError)
    assert issubclass(warraq.DataError, warraq.WarraqError)
    assert warraq.WarraqError.__bases__ == (Exception,)
    assert warraq.DataError("x").row is None


def test_model_error_has_its_path(tmp_path: Path) -> None:
    path = tmp_path / "نموذج.warraq"
    path.write_bytes(b"WARRAQ")
    with pytest.raises(warraq.ModelError) as info:
        warraq.load(path)
    assert Path(str(info.value.path)) == path
    assert str(info.value).startswith(f"{path}: ")


def test_model_cut_short_or_altered(tmp_path: Path) -> None:
    model = (Path(__file__).parents[2] / "models" / "default.warraq").read_bytes()
    path = tmp_path / "model"
    path.write_bytes(model)
    assert warraq.load(path)("نص") == nlp("نص")
    for end in {0, 1, 7, 8, 20, 40, len(model) // 2, len(model) - 1}:
        path.write_bytes(model[:end])
        with pytest.raises(warraq.ModelError):
            warraq.load(path)
    for at in {*range(40), *range(0, len(model), max(1, len(model) // 40))}:
        path.write_bytes(model[:at] + bytes([model[at] ^ 0x41]) + model[at + 1 :])
        with pytest.raises(warraq.ModelError):
            warraq.load(path)


@pytest.mark.parametrize(
    ("method", "library", "extra"),
    [
        ("to_pandas", "pandas", "pandas"),
        ("to_polars", "polars", "polars"),
        ("to_arrow", "pyarrow", "arrow"),
    ],
)
def test_missing_library(
    monkeypatch: pytest.MonkeyPatch, method: str, library: str, extra: str
) -> None:
    monkeypatch.setitem(__import__("sys").modules, library, None)
    message = re.escape(f'this needs {library}: pip install "warraq[{extra}]"')
    with pytest.raises(ImportError, match=message):
        getattr(nlp.entities([]), method)()
