from __future__ import annotations

import copy
import io
import json
import pickle
import re
import tempfile
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal

import generate
import pytest
import warraq
from hypothesis import given
from hypothesis import strategies as st

SCHEMES: tuple[Literal["d1", "d2", "atb", "d3"], ...] = ("d1", "d2", "atb", "d3")


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


def test_entities_alone_need_no_morphology(nlp: warraq.Pipeline, news: str) -> None:
    document = nlp(news)
    short = document.to_dict(morphology=False)
    assert json.loads(document.to_json(morphology=False)) == short
    whole = document.to_dict()
    of_words = ("is_stop", "pos", "lemma", "vocalized_lemma", "features")
    for token, record in zip(document.tokens, whole["tokens"], strict=True):
        for of_word in of_words:
            assert record.pop(of_word) == getattr(token, of_word)
        parts = [(part["text"], part["start"], part["end"]) for part in record.pop("parts")]
        assert parts == [(part.text, part.start, part.end) for part in token.parts]
        for segment, part in zip(token.segments or (), record.pop("segments"), strict=True):
            assert {name: getattr(segment, name) for name in part} == part
            assert set(part) > {"form", "role", *of_words[1:]}
    assert short == whole


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
        '{"tokens": [[[2, 2], "arabic"]], "sentences": [], "entities": []}',
        '{"tokens": [[[0, 4], "arabic"], [[2, 4], "arabic"]], "sentences": [], "entities": []}',
        '{"tokens": [], "sentences": [[2, 4], [0, 2]], "entities": []}',
        '{"tokens": [], "sentences": [],'
        ' "entities": [[[0, 4], "PER", false, 1], [[0, 2], "PER", false, 1]]}',
        '{"tokens": [], "sentences": [], "entities": [[[0, 2], "لا", false, 0.5]]}',
    ],
)
def test_damaged_pickles_are_refused(nlp: warraq.Pipeline, layers: str) -> None:
    with pytest.raises(warraq.DataError, match=r"^the pickle is damaged: "):
        warraq.Document._restore(nlp, "نص", layers)


def test_words_are_those_of_the_pickle(nlp: warraq.Pipeline) -> None:
    """Another version may have split the text otherwise."""
    text = "وكتبها المعلم"
    layers = (
        f'{{"tokens": [[[13, {len(text.encode())}], "arabic"]], "sentences": [], "entities": []}}'
    )
    document = warraq.Document._restore(nlp, text, layers)
    (token,) = document.tokens
    assert token.segments is not None
    assert token.text == "".join(segment.text for segment in token.segments) == "المعلم"
    assert [token["text"] for token in document.to_dict()["tokens"]] == ["المعلم"]


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


def test_line_breaks(nlp: warraq.Pipeline) -> None:
    text = "وصل الرئيس إلى\nالقاهرة"
    for newlines, count in (("smart", 1), ("never", 1), ("always", 2)):
        options: Any = {"newlines": newlines}
        document = nlp(text, **options)
        assert document.sentences == warraq.sentences(text, **options)
        assert len(document.sentences) == count
        assert next(iter(nlp.pipe([text], **options))) == document
        tags = [token.pos for token in document.tokens]
        assert nlp.tokens([text], ["pos"], **options).to_dict()["pos"] == tags
        segments = nlp.segment(text, **options)
        assert segments == warraq.segment(text, **options)
        assert segments == tuple(part for it in document.tokens for part in it.segments or ())
        table = nlp.segments([text], columns=["pos"], **options).to_dict()
        assert table["pos"] == [segment.pos for segment in segments]
        found = nlp.entities([text], **options).to_dict()["text"]
        assert found == [entity.text for entity in document.entities]
    with pytest.raises(ValueError, match="smart, always, never"):
        nlp(text, newlines="x")  # type: ignore[arg-type]


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


def test_segments_of_tokens(nlp: warraq.Pipeline) -> None:
    text = "وصل للصين 😀 وزيرهم."
    doc = nlp(text)
    for token in doc.tokens:
        assert token.segments is not None
        assert "".join(segment.text for segment in token.segments) == token.text
        for segment in token.segments:
            assert text[segment.start : segment.end] == segment.text
            assert pickle.loads(pickle.dumps(segment)) == segment
    lam, china = doc.tokens[1].segments or ()
    assert (lam.text, lam.form, lam.role) == ("ل", "ل", "preposition")
    assert (china.text, china.form, china.role) == ("لصين", "الصين", "stem")
    # Without the text around it, nothing is known of a token.
    assert warraq.tokenize(text)[0].segments is None
    assert pickle.loads(pickle.dumps(doc.tokens[0])) == doc.tokens[0]
    assert pickle.loads(pickle.dumps(doc)).tokens[1].segments == doc.tokens[1].segments


def test_segments_of_a_text_are_those_of_its_tokens(nlp: warraq.Pipeline, news: str) -> None:
    tokens = nlp(news).tokens
    assert nlp.segment(news) == tuple(part for token in tokens for part in token.segments or ())


def test_segments_by_scheme(nlp: warraq.Pipeline) -> None:
    text = "وصل للصين"
    forms = {scheme: [s.form for s in warraq.segment(text, scheme)] for scheme in SCHEMES}
    assert forms["d1"] == ["وصل", "للصين"]
    assert forms["d2"] == forms["atb"] == ["وصل", "ل", "الصين"]
    assert warraq.segment(text) == nlp.segment(text, scheme="atb")
    with pytest.raises(ValueError, match="d1, d2, atb, d3"):
        warraq.segment(text, "d4")  # type: ignore[arg-type]


def test_words_of_tokens(nlp: warraq.Pipeline) -> None:
    doc = nlp("وصلت الوزيرة إلى المدرسة.")
    for token in doc.tokens:
        segments = token.segments or ()
        stem = next(segment for segment in segments if segment.role == "stem")
        assert (token.pos, token.lemma) == (stem.pos, stem.lemma)
        assert token.vocalized_lemma == stem.vocalized_lemma
        assert not re.search("[\u064b-\u0652]", token.lemma or "")
        vocalized = re.sub("[\u064b-\u0652\u0670]", "", token.vocalized_lemma or "")
        assert vocalized.replace("ٱ", "ا") == token.lemma
    assert [token.pos for token in doc.tokens] == ["VERB", "NOUN", "ADP", "NOUN", "PUNCT"]
    assert doc.tokens[3].lemma == "مدرسة"
    token = warraq.tokenize(doc.text)[0]
    assert (token.pos, token.lemma, token.vocalized_lemma, token.features) == (None,) * 4


def test_features(nlp: warraq.Pipeline) -> None:
    doc = nlp("وصلت الوزيرة إلى مدرستهم.")
    arrived, minister, to, school, mark = doc.tokens
    assert minister.features == {"Definite": "Def", "Gender": "Fem", "Number": "Sing"}
    # She, or I, or you.
    assert arrived.features == {"Aspect": "Perf", "Number": "Sing"}
    assert to.features == mark.features == {}
    stem, pronoun = school.segments or ()
    assert stem.features == school.features == minister.features
    assert pronoun.features == {"Gender": "Masc", "Number": "Plur", "Person": "3"}
    assert pickle.loads(pickle.dumps(stem)).features == stem.features
    assert nlp.segment(doc.text)[3].features == stem.features
    assert doc.to_dict()["tokens"][1]["features"] == minister.features
    assert json.loads(doc.to_json()) == doc.to_dict()
    written = "Definite=Def|Gender=Fem|Number=Sing"
    for columns in (
        nlp.tokens([doc.text], ["features"]),
        nlp.segments([doc.text], "atb", ["features"]),
    ):
        features = columns.to_dict()["features"]
        assert (features[1], features[2]) == (written, "")
    assert f"\tNOUN\t_\t{written}\t_" in doc.to_conllu()


def test_what_a_word_of_clitics_is(nlp: warraq.Pipeline) -> None:
    token = nlp("قال وله كتاب").tokens[1]
    assert [segment.role for segment in token.segments or ()][:2] == ["conjunction", "preposition"]
    assert (token.pos, token.lemma) == ("ADP", "ل")


@given(generate.texts)
def test_words_of_any_text(text: str) -> None:
    doc = warraq.load()(text)
    for token in doc.tokens:
        segments = token.segments or ()
        assert "".join(segment.text for segment in segments) == token.text
        assert token.pos and token.lemma
        assert all(segment.pos and segment.lemma and segment.form for segment in segments)
        assert token.features is not None
        for features in (token.features, *(segment.features for segment in segments)):
            assert set(features) <= {"Aspect", "Definite", "Gender", "Number", "Person"}
            assert list(features) == sorted(features)


def conllu_of(text: str, name: str | None = None) -> str:
    return warraq.load()(text).to_conllu(name)


def complaints(conllu: str, level: int) -> list[str]:
    """What the validator of Universal Dependencies says of it."""
    from udtools import Validator

    out = io.StringIO()
    with tempfile.NamedTemporaryFile("w", suffix=".conllu", encoding="utf-8") as file:
        file.write(conllu)
        file.flush()
        state = Validator(lang="ar", level=level, output=out).validate_files([file.name])
    return [out.getvalue()] if not state.passed() else []


def test_conllu_is_valid(news: str) -> None:
    """Level 1 is the format. What is above it asks for syntax, which is not given."""
    # Python takes U+001C to U+001F for white space.
    text = (
        "\x1c " + news + "\n\tوصل\u00a0للصين\u2028 _ 20% 😀\x1d\x1eكما\n\x1f\u200b\n\nنعم\x1f\r\n"
    )
    for conllu in (conllu_of(text), conllu_of(text, "news one")):
        assert complaints(conllu, 1) == []
    assert conllu_of("\x1c \x1f\n") == ""
    assert complaints("1\tكتاب\n\n", 1)


@given(generate.texts)
def test_conllu_has_the_whole_text(text: str) -> None:
    doc = warraq.load()(text)
    escapes = {"\\s": " ", "\\t": "\t", "\\n": "\n", "\\r": "\r"}

    def spaces(misc: str, name: str) -> str:
        for field in misc.split("|"):
            key, _, value = field.partition("=")
            if key == name:
                value = re.sub(r"\\[stnr]", lambda escape: escapes[escape[0]], value)
                return re.sub(r"\\u([0-9A-F]{4})", lambda code: chr(int(code[1], 16)), value)
        return "" if name == "SpacesBefore" or "SpaceAfter=No" in misc else " "

    rebuilt, within = [], 0
    for line in doc.to_conllu().split("\n"):
        if line and not line.startswith("# "):
            columns = line.split("\t")
            assert len(columns) == 10
            if "-" in columns[0]:
                within = int(columns[0].split("-")[1])
            elif int(columns[0]) <= within:
                continue
            misc = columns[9]
            rebuilt += [spaces(misc, "SpacesBefore"), columns[1], spaces(misc, "SpacesAfter")]
        elif not line:
            within = 0
    separators = set("\x1c\x1d\x1e\x1f")
    assert "".join(rebuilt) == ("" if all(separators & set(t.text) for t in doc.tokens) else text)


def test_many_threads_ask_for_segments(nlp: warraq.Pipeline) -> None:
    doc = nlp("وصل للصين. " * 500)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda token: token.segments, doc.tokens))
    assert found == [token.segments for token in doc.tokens]


def test_parts_of_hyphenated_words() -> None:
    text = "كيم جونغ-أون كوفيد-19"
    _, name, virus = warraq.tokenize(text)
    assert [part.text for part in name.parts] == ["جونغ", "أون"]
    assert [part.text for part in virus.parts] == ["كوفيد", "19"]
    for part in (*name.parts, *virus.parts):
        assert text[part.start : part.end] == part.text


@pytest.mark.parametrize(
    ("word", "segments"),
    [
        ("ساعدني", ["ساعد", "ني"]),
        ("أحبك", ["أحب", "ك"]),
        ("اسمي", ["اسم", "ي"]),
        ("حياتي", ["حياة", "ي"]),
        ("تنفيذي", ["تنفيذي"]),
        ("البنك", ["البنك"]),
    ],
)
def test_what_people_say_to_each_other(word: str, segments: list[str]) -> None:
    assert [part.form for part in warraq.segment(word)] == segments


@pytest.mark.parametrize("word", ["التقى", "التزام", "التهاب"])
def test_words_that_begin_like_an_article(word: str) -> None:
    assert [part.form for part in warraq.segment(word, scheme="d3")] == [word]


@pytest.mark.parametrize(
    ("text", "lemmas"),
    [
        ("المدن الكبيره في البلاد", ["مدينة", "كبير", "في", "بلد"]),
        ("أولئك الذين", ["أولئك", "الذي"]),
        ("يعمل حاليا", ["عمل", "حالي"]),
        ("زار كوبا", ["زار", "كوبا"]),
        # Whatever is attached to them.
        ("والذين وهؤلاء ولتلك", ["الذي", "هذا", "ذلك"]),
        ("ولله والله اللهم", ["الله", "الله", "اللهم"]),
        ("كليهما وكلتاهما لدي", ["كلا", "كلتا", "لدى"]),
    ],
)
def test_lemmas_of_other_spellings(nlp: warraq.Pipeline, text: str, lemmas: list[str]) -> None:
    assert [token.lemma for token in nlp(text).tokens] == lemmas


def test_verbs_in_alef_before_pronouns(nlp: warraq.Pipeline) -> None:
    for text, form in [
        ("رماها", "رمى"),
        ("بناه", "بنى"),
        ("دعاه", "دعا"),
        ("اشتراها", "اشترى"),
    ]:
        stem = (nlp(text).tokens[0].segments or ())[0]
        assert (stem.form, stem.pos) == (form, "VERB")


def test_words_that_are_always_tagged_alike(nlp: warraq.Pipeline) -> None:
    for text in ["الله أكبر", "ما شاء الله", "قال الله", "لله"]:
        assert [token.pos for token in nlp(text).tokens if token.lemma == "الله"] == ["PROPN"]
    for text in ["أن يكتب", "قال إنه يريد أن يكتب"]:
        assert [token.pos for token in nlp(text).tokens if token.text == "أن"] == ["ADP"]
    for text in ["إن أن عدد المصابين ارتفع", "زعموا أن الأسد قادم"]:
        assert [token.pos for token in nlp(text).tokens if token.text == "أن"] == ["SCONJ"]
    assert [token.pos for token in nlp("لعل المدرسة ليت الشباب").tokens][::2] == ["PART"] * 2


@given(st.integers(0, 1000).map(lambda n: n / 1000))
def test_least_score(nlp: warraq.Pipeline, news: str, least: float) -> None:
    def kept(text: str) -> list[warraq.Entity]:
        return [entity for entity in nlp(text).entities if entity.score >= least]

    texts = news.split("\n")
    documents = list(nlp.pipe(texts, min_score=least))
    assert [list(document.entities) for document in documents] == [kept(text) for text in texts]
    assert [nlp(text, min_score=least) for text in texts] == documents
    assert pickle.loads(pickle.dumps(documents[0])) == documents[0]
    column = nlp.entities(texts, min_score=least).to_dict()
    assert column["text"] == [entity.text for document in documents for entity in document.entities]
    count = sum(nlp.names(texts, min_score=least).to_dict()["count"])
    assert count == len(column["text"])


def test_least_score_takes_nothing_from_rules(nlp: warraq.Pipeline) -> None:
    text = "زار لوران فابيوس بيروت"
    mine = nlp.add_entities({"CITY": ["بيروت"]}, policy="model")
    assert [entity.label for entity in mine(text).entities] == ["PER", "LOC"]
    assert [entity.label for entity in mine(text, min_score=1).entities] == ["CITY"]


@pytest.mark.parametrize(
    "score", [-0.1, 1.1, 2, float("nan"), float("inf"), pytest.param(10**400, id="huge")]
)
def test_wrong_least_scores(nlp: warraq.Pipeline, score: float) -> None:
    calls: list[Callable[[], object]] = [
        lambda: nlp("x", min_score=score),
        lambda: nlp.pipe(["x"], min_score=score),
        lambda: nlp.entities(["x"], min_score=score),
        lambda: nlp.names(["x"], min_score=score),
    ]
    for call in calls:
        with pytest.raises(ValueError, match=r"^min_score is .*; it must be a number from 0 to 1"):
            call()
    with pytest.raises(TypeError, match=r"^min_score must be a number, not str"):
        nlp("x", min_score="1")  # type: ignore[arg-type]


@given(generate.texts, st.integers(1, 8))
def test_alternatives(nlp: warraq.Pipeline, text: str, n: int) -> None:
    sentences = nlp.alternatives(text, n)
    first = [entity for pairs in sentences for entity in pairs[0][1]]
    assert first == list(nlp(text).entities)
    for pairs in sentences:
        probabilities = [probability for probability, _ in pairs]
        assert 1 <= len(pairs) <= n
        assert probabilities == sorted(probabilities, reverse=True)
        assert sum(probabilities) <= 1 + 1e-6
        for _, entities in pairs:
            assert all(text[e.start : e.end] == e.text for e in entities)
    assert [pairs[:1] for pairs in sentences] == nlp.alternatives(text, 1)


def test_alternatives_add_up_to_scores(nlp: warraq.Pipeline) -> None:
    text = "زار لوران فابيوس بيروت"
    (pairs,) = nlp.alternatives(text, 50)
    assert sum(probability for probability, _ in pairs) > 0.99
    for entity in pairs[0][1]:
        # All ways in which it is found, whatever else is; the rest is as good as none.
        having = sum(probability for probability, entities in pairs if entity in entities)
        assert having == pytest.approx(entity.score, abs=0.01)
    assert pairs[0][1][0].cluster is None
    mine = nlp.add_entities({"CITY": ["بيروت"]})
    assert [e.label for e in mine.alternatives(text, 1)[0][0][1]] == ["PER", "LOC"]
    assert nlp.alternatives("") == []
    two = nlp.alternatives("سطر\nآخر", newlines="always")
    # No tag but `O` can be that of the second.
    assert [len(pairs) for pairs in two] == [5, 1]
    assert two[1] == [(1.0, ())]


def test_wrong_numbers_of_alternatives(nlp: warraq.Pipeline) -> None:
    for wrong in (0, -1, 51):
        with pytest.raises(ValueError, match="it must be a number from 1 to 50"):
            nlp.alternatives("x", wrong)
    with pytest.raises(TypeError, match="n must be int, not str"):
        nlp.alternatives("x", "1")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="text must be str, not list"):
        nlp.alternatives(["x"])  # type: ignore[arg-type]
