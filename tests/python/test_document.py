from __future__ import annotations

import copy
import json
import pickle
import weakref
from collections.abc import Iterator

import generate
import pytest
import warraq
from hypothesis import given


@given(generate.texts)
def test_json_and_dict_agree(text: str) -> None:
    document = warraq.load()(text)
    line = document.to_json()
    assert "\n" not in line
    assert json.loads(line) == document.to_dict()
    as_dict = document.to_dict()
    assert as_dict["text"] == text
    for layer in ("tokens", "sentences", "entities"):
        elements = getattr(document, layer)
        assert [e["text"] for e in as_dict[layer]] == [e.text for e in elements]
        assert [(e["start"], e["end"]) for e in as_dict[layer]] == [
            (e.start, e.end) for e in elements
        ]


def test_json_is_readable(nlp: warraq.Pipeline) -> None:
    assert "القاهرة" in nlp("القاهرة").to_json()


def test_elements_are_values(nlp: warraq.Pipeline, news: str) -> None:
    one, other = nlp(news), nlp("".join(news))
    assert one == other and hash(one) == hash(other)
    assert one != nlp(news + " ")
    assert one != news
    for layer in ("tokens", "sentences", "entities"):
        mine, theirs = getattr(one, layer), getattr(other, layer)
        assert mine == theirs
        assert set(mine) == set(theirs)
        assert len(set(mine)) == len(mine)
        # Made once, and not for changing.
        assert getattr(one, layer) is mine
        for element in mine[:1]:
            with pytest.raises(AttributeError):
                element.start = 3
    assert one.tokens[0] != one.sentences[0]


def test_elements_are_pickled(nlp: warraq.Pipeline, news: str) -> None:
    document = nlp(news)
    for elements in (document.tokens, document.sentences, document.entities):
        assert elements and pickle.loads(pickle.dumps(elements)) == elements
        assert repr(copy.deepcopy(elements)) == repr(elements)
    found = warraq.find(news, "باريس")
    assert found and pickle.loads(pickle.dumps(found)) == found
    place = ("قال", (0, 3), (0, 2))
    with pytest.raises(warraq.DataError, match="damaged"):
        warraq._core.Sentence._restore(place)


def test_repr(nlp: warraq.Pipeline, news: str) -> None:
    document = nlp("قال: 'نعم'")
    token = document.tokens[0]
    assert repr(token) == "Token(text='قال', start=0, end=3, kind='arabic')"
    assert repr(document.sentences[0]).startswith("Sentence(text=\"قال: 'نعم'\", start=0, end=10)")
    assert repr(document).startswith("<warraq.Document \"قال: 'نعم'\": 5 tokens, 1 sentence, 0 ")
    assert len(repr(nlp(news))) < 120
    assert repr(nlp) == '<warraq.Pipeline "default">'


def test_pipeline_is_copied_and_pickled_as_what_it_was_loaded_from(
    nlp: warraq.Pipeline, news: str
) -> None:
    assert copy.copy(nlp) is nlp
    assert copy.deepcopy(nlp) is nlp
    assert pickle.loads(pickle.dumps(nlp))(news) == nlp(news)


@given(generate.texts)
def test_document_is_pickled_with_its_layers(text: str) -> None:
    document = warraq.load()(text)
    again = pickle.loads(pickle.dumps(document))
    assert again == document
    assert again.to_dict() == document.to_dict()
    assert copy.deepcopy(document) is document


@pytest.mark.parametrize(
    "layers",
    [
        "",
        "{}",
        '{"tokens": [[[0, 9], "arabic"]], "sentences": [], "entities": []}',
        '{"tokens": [[[1, 2], "arabic"]], "sentences": [], "entities": []}',
        '{"tokens": [], "sentences": [[4, 2]], "entities": []}',
        '{"tokens": [], "sentences": [], "entities": [[[0, 2], "لا", false, 0.5]]}',
    ],
)
def test_damaged_pickles_are_refused(nlp: warraq.Pipeline, layers: str) -> None:
    with pytest.raises(warraq.DataError, match=r"^the pickle is damaged: "):
        warraq.Document._restore(nlp, "نص", layers)


def test_normalizer() -> None:
    search = warraq.Normalizer()
    assert search.preset == "search"
    assert search("أَهْلاً") == warraq.normalize("أَهْلاً") == "اهلا"
    assert search == warraq.Normalizer("search") != warraq.Normalizer("light")
    assert pickle.loads(pickle.dumps(search)) == search
    assert repr(search) == 'Normalizer("search")'
    plain = "سلام"
    assert warraq.normalize(plain) is plain


def test_odd_texts(nlp: warraq.Pipeline) -> None:
    assert nlp("").tokens == nlp("").sentences == nlp("").entities == ()
    assert nlp(" \n\t ").tokens == ()
    assert "".join(token.text for token in nlp("\u064b\u0651\u0652").tokens) == "\u064b\u0651\u0652"
    assert nlp("سلام\x00عليكم").text == "سلام\x00عليكم"


def test_pipe(nlp: warraq.Pipeline, texts: list[str | None]) -> None:
    rows = [text or "" for text in texts]
    expected = [nlp(text) for text in rows]
    for batch_size in (1, 7, 1000):
        for threads in (1, 2, None):
            assert list(nlp.pipe(rows, batch_size=batch_size, threads=threads)) == expected
    assert list(nlp.pipe([])) == []


def test_pipe_is_lazy(nlp: warraq.Pipeline) -> None:
    taken = []

    def source() -> Iterator[str]:
        for number in range(100):
            taken.append(number)
            yield f"نص {number}"

    documents = nlp.pipe(source(), batch_size=10)
    assert taken == []
    assert next(documents).text == "نص 0"
    assert len(taken) == 10
    assert iter(documents) is documents


def test_pipe_gives_what_came_before_the_failure(nlp: warraq.Pipeline) -> None:
    documents = nlp.pipe(["أ", "ب", 3, "ت"], batch_size=10)
    assert [next(documents).text, next(documents).text] == ["أ", "ب"]
    with pytest.raises(TypeError, match=r"^row 2: a text must be str, not int$"):
        next(documents)
    assert list(documents) == []

    def failing() -> Iterator[str]:
        yield "أ"
        raise KeyError("lost")

    documents = nlp.pipe(failing(), batch_size=10)
    assert next(documents).text == "أ"
    with pytest.raises(KeyError, match="lost"):
        next(documents)


def test_objects_can_be_referred_to_weakly(nlp: warraq.Pipeline) -> None:
    document = nlp("نص")
    assert weakref.ref(document)() is document


@pytest.mark.parametrize("letters", ["ب", "\u064b", "ab ", "😀", "«", "#"])
def test_a_long_text(nlp: warraq.Pipeline, letters: str) -> None:
    text = letters * (2_000_000 // len(letters))
    document = nlp(text)
    for layer in (document.tokens, document.sentences):
        assert text[layer[-1].start : layer[-1].end] == layer[-1].text
