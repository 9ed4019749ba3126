"""warraq in spaCy."""

from __future__ import annotations

import pickle
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import spacy
import warraq
import warraq.spacy
from columns import odd_column
from hypothesis import example, given
from hypothesis import strategies as st
from spacy import displacy
from spacy.tokens import Doc, DocBin, Span, Token
from spacy.training import Example
from spacy.util import filter_spans

TOKENIZER = {"nlp": {"tokenizer": {"@tokenizers": "warraq.Tokenizer.v1"}}}
COMPONENTS = ("warraq_sentences", "warraq_ner", "warraq_morphology", "warraq_values")
TEXT = (
    'قال الوزير سامح شكري: "لن نغير موقفنا من الأزمة" في 3 نيسان 2019.\r\n  وصل 350 ألف راكب إلى '
    "لروسيا بنسبة 12.5 في المئة، وعاد شكري بعد ثلث ساعة."
)


def blank(*components: str, **tokenizer: Any) -> Any:
    config = {"nlp": {"tokenizer": TOKENIZER["nlp"]["tokenizer"] | tokenizer}}
    pipeline = spacy.blank("ar", config=config)
    for component in components:
        pipeline.add_pipe(component)
    return pipeline


@pytest.fixture(scope="module")
def full() -> Any:
    return blank(*COMPONENTS)


@pytest.fixture(scope="module")
def spacys() -> Any:
    """The components after the tokenizer of spaCy, whose tokens differ."""
    pipeline = spacy.blank("ar")
    for component in COMPONENTS:
        pipeline.add_pipe(component)
    return pipeline


@pytest.fixture(scope="module")
def column() -> list[str]:
    return [text for text in odd_column() if text is not None]


@pytest.fixture(scope="module")
def documents(nlp: warraq.Pipeline, column: list[str]) -> list[warraq.Document]:
    return list(nlp.pipe(column))


# What a document is, in the terms of spaCy: to see that it is the same after a way round.
def facts(doc: Doc) -> Any:
    return (
        [(token.text, token.whitespace_, token.pos_, token.lemma_) for token in doc],
        [(str(token.morph), token.is_sent_start) for token in doc],
        [(token._.segments, token._.vocalized_lemma) for token in doc],
        [(ent.start, ent.end, ent.label_, ent.ent_id_, ent._.entity) for ent in doc.ents],
        {
            layer: [
                (span.start, span.end, span.label_, span._.date, span._.number, span._.quote)
                for span in spans
            ]
            for layer, spans in doc.spans.items()
        },
    )


def test_entry_points() -> None:
    """Nothing of warraq is imported by name."""
    program = f"""
import sys, spacy
nlp = spacy.blank("ar", config={TOKENIZER!r})
for name in {COMPONENTS!r}:
    nlp.add_pipe(name)
print(type(nlp.tokenizer).__module__, len(nlp("وصل عباس إلى القاهرة.").ents))
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.stdout == "warraq.spacy 2\n", run.stderr


def test_missing_library() -> None:
    program = "import sys; sys.modules['spacy'] = None; import warraq, warraq.spacy"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.returncode == 1
    assert 'ImportError: this needs spacy: pip install "warraq[spacy]"' in run.stderr


WHITE = st.sampled_from([" ", "  ", "\n", "\r\n", "\t", "\u00a0", "\u2028", "\u3000", "\x1c"])
ODD = st.sampled_from(["\x00", "\u202e", "\u200f", "\ufeff", "\u064b", "😀", "NOUN", "«", ".", "٪"])
WORDS = st.sampled_from(["وسيكتبونها", "لروسيا", "كوفيد-19", "12.5%", "#كأس_العالم", "a@b.com"])
TEXTS = st.lists(WHITE | ODD | WORDS | st.text(max_size=3)).map("".join)


@pytest.mark.parametrize("segments", [False, True])
@given(text=TEXTS)
@example(text="")
@example(text=" ")
@example(text="  نعم \n لا  \r\n")
def test_every_text_is_kept(full: Any, segments: bool, text: str) -> None:
    tokenizer = warraq.spacy.Tokenizer(full.vocab, segments=segments)
    doc = tokenizer(text)
    assert doc.text == text
    pieces = warraq.segment(text) if segments else warraq.tokenize(text)
    places = [(piece.start, piece.end) for piece in pieces]
    tokens = [(token.idx, token.idx + len(token)) for token in doc]
    assert [place for place in tokens if place in set(places)] == places
    # The rest is white space, as spaCy cuts it.
    ends = {end for _, end in places}
    for start, end in set(tokens) - set(places):
        assert "".join(piece.text for piece in pieces if start <= piece.start < end) == ""
        assert start in ends or start == 0 or text[start - 1] == " "
    assert Doc(doc.vocab).from_bytes(doc.to_bytes()).text == text


@given(text=st.text(alphabet=st.sampled_from("اب \n\t"), max_size=12))
def test_white_space_is_as_spacy_has_it(full: Any, spacys: Any, text: str) -> None:
    ours, theirs = full.tokenizer(text), spacys.tokenizer(text)
    assert [(token.text, token.whitespace_) for token in ours] == [
        (token.text, token.whitespace_) for token in theirs
    ]


@given(text=TEXTS)
def test_every_text_is_annotated(full: Any, spacys: Any, text: str) -> None:
    for pipeline in (full, spacys):
        doc = pipeline(text)
        assert doc.text == text
        check(doc, warraq.load()(text))


def check(doc: Doc, document: warraq.Document) -> None:
    """That a document of spaCy has all that warraq has found in its text."""
    text = doc.text
    # The token that each character is in.
    owner = {place: token.i for token in doc for place in range(token.idx, token.idx + len(token))}
    found = document.to_dict(morphology=False, numbers=True, dates=True, quotes=True)

    # Every sentence begins at the token in which it begins, and no token else begins one.
    starts = [sent.start for sent in doc.sents]
    inside = {owner[sentence.start] for sentence in document.sentences[1:]}
    assert starts == (sorted({0} | inside) if len(doc) else [])

    records = [record for span in doc.spans["entities"] for record in span._.entities]
    for record in records:
        assert text[record["start"] : record["end"]] == record["text"]
        assert (record.pop("source"), record.pop("id"), record.pop("metadata")) == (
            "model",
            None,
            None,
        )
    assert sorted(records, key=_place) == found["entities"]
    expected = sorted(filter_spans(doc.spans["entities"]), key=lambda span: span.start)
    assert list(doc.ents) == expected
    for layer in ("dates", "numbers", "quotes"):
        records = [record for span in doc.spans[layer] for record in getattr(span._, layer)]
        assert sorted(records, key=_place) == sorted(found[layer], key=_place)
        values = [type(record.get("value")) for record in sorted(records, key=_place)]
        assert values == [type(record.get("value")) for record in sorted(found[layer], key=_place)]
        for span in doc.spans[layer]:
            record = getattr(span._, layer[:-1])
            assert span.label_ == record["form" if layer == "quotes" else "kind"]
    for layer in ("entities", "dates", "numbers", "quotes"):
        for span in doc.spans[layer]:
            for record in getattr(span._, layer):
                assert span.start == owner[record["start"]]
                assert span.end == owner[record["end"] - 1] + 1

    words = {(word.start, word.end): word for word in document.tokens}
    for token in doc:
        word = words.get((token.idx, token.idx + len(token)))
        segments = token._.segments
        if word is not None:
            assert (token.pos_, token.lemma_) == (word.pos, word.lemma)
            assert token.morph.to_dict() == word.features
            assert token._.vocalized_lemma == word.vocalized_lemma
            names = ("text", "start", "end", "form", "role", "pos", "lemma", "vocalized_lemma")
            assert [tuple(segment[name] for name in names) for segment in segments] == [
                tuple(getattr(segment, name) for name in names) for segment in word.segments or ()
            ]
        elif not segments:
            assert (token.pos_, token.lemma_, str(token.morph)) == ("SPACE", token.text, "")
        for segment in segments:
            assert segment["end"] > token.idx and segment["start"] < token.idx + len(token)
            assert segment["text"] == text[segment["start"] : segment["end"]]


def _place(record: dict[str, Any]) -> Any:
    return record["start"], -record["end"], record.get("label")


def test_the_same_as_the_document(
    full: Any, column: list[str], documents: list[warraq.Document]
) -> None:
    differing = 0
    for doc, text, document in zip(full.pipe(column), column, documents, strict=True):
        assert doc.text == text
        words = [token for token in doc if token.pos_ != "SPACE"]
        assert [(token.idx, token.text) for token in words] == [
            (token.start, token.text) for token in document.tokens
        ]
        check(doc, document)
        differing += any(ent.text != ent._.entity["text"] for ent in doc.ents)
        assert len(doc.ents) == len(document.entities)
    assert differing > 100
    # One by one as in batches.
    assert [facts(full(text)) for text in column[:40]] == [
        facts(doc) for doc in full.pipe(column[:40], batch_size=7)
    ]


def test_other_tokenizers(spacys: Any, column: list[str], documents: list[warraq.Document]) -> None:
    some = slice(0, 400)
    for doc, document in zip(spacys.pipe(column[some]), documents[some], strict=True):
        check(doc, document)


@given(text=TEXTS, length=st.integers(1, 9))
@example(text=TEXT, length=1)
@example(text=TEXT, length=3)
@example(text=TEXT * 2, length=200)
def test_any_tokens(full: Any, text: str, length: int) -> None:
    """Pieces of words, words and a half, several sentences: nothing is lost."""
    words = [text[start : start + length] for start in range(0, len(text), length)]
    doc = full(Doc(full.vocab, words=words, spaces=[False] * len(words)))
    check(doc, warraq.load()(text))


def test_segments_as_tokens() -> None:
    nlp = blank(*COMPONENTS, segments=True)
    doc = nlp("وسيكتبونها لروسيا ولبغداد")
    assert [token.text for token in doc] == [
        *("و", "س", "يكتبون", "ها"),
        *("ل", "روسيا", "و", "ل", "بغداد"),
    ]
    assert [token.pos_ for token in doc] == [
        *("PART", "PART", "VERB", "PRON", "ADP", "PROPN", "CCONJ", "ADP", "PROPN"),
    ]
    assert [token.lemma_ for token in doc][:4] == ["و", "س", "كتب", "هو"]
    assert [ent.text for ent in doc.ents] == ["روسيا", "بغداد"]
    assert [segment["text"] for segment in doc[2]._.segments] == ["يكتبون"]


def test_one_token_with_several_entities(nlp: warraq.Pipeline) -> None:
    """None is lost, and `doc.ents` does not overlap."""
    pipeline = spacy.blank("ar")
    pipeline.add_pipe("warraq_ner").pipeline = nlp.add_entities(
        warraq.EntityRules.from_patterns(
            [
                {"label": "CODE", "regex": r"[A-Z]\d", "id": "code", "start": 7},
                {"label": "PAIR", "regex": r"X\dY\dZ", "id": "pair"},
            ],
        ),
        policy="both",
    )
    doc = pipeline("رمز A1B2 ثم X1Y2Z في القاهرة")
    exact = [
        (record["text"], record["label"], record["start"], record["end"])
        for span in doc.spans["entities"]
        for record in span._.entities
    ]
    expected = [
        (entity.text, entity.label, entity.start, entity.end)
        for entity in pipeline.get_pipe("warraq_ner").pipeline(doc.text).entities
    ]
    assert sorted(exact) == sorted(expected)
    assert {("A1", "CODE", 4, 6), ("B2", "CODE", 6, 8)} <= set(exact)
    assert (doc.ents[0].text, doc.ents[0].label_) == ("A1B2", "CODE")
    assert doc.ents[0].ent_id_ == "code"
    assert doc.ents[0]._.entity["metadata"] == {"start": 7}
    for ent in doc.ents:
        assert ent._.entity["label"] == ent.label_
    tokens = [token.i for ent in doc.ents for token in ent]
    assert len(tokens) == len(set(tokens))


def test_entities_that_are_there_stay() -> None:
    nlp = blank()
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "MINE", "pattern": "سامح"}])
    nlp.add_pipe("warraq_ner")
    doc = nlp(TEXT)
    assert ("سامح", "MINE") in [(ent.text, ent.label_) for ent in doc.ents]
    assert "سامح شكري" not in [ent.text for ent in doc.ents]
    assert "سامح شكري" in [span.text for span in doc.spans["entities"]]
    # A second time nothing is doubled.
    before = facts(doc)
    assert facts(nlp(doc)) == before


def test_labels(nlp: warraq.Pipeline) -> None:
    pipeline = blank()
    component = pipeline.add_pipe("warraq_ner", config={"labels": ["PER", "TITLE"]})
    assert component.labels == ("PER", "TITLE")
    assert pipeline.pipe_labels == {"warraq_ner": ["PER", "TITLE"]}
    doc = pipeline(TEXT)
    assert [(ent.text, ent.label_) for ent in doc.ents][:2] == [
        ("الوزير", "TITLE"),
        ("سامح شكري", "PER"),
    ]
    assert {ent.label_ for ent in doc.ents} == {"PER", "TITLE"}
    assert blank("warraq_ner").get_pipe("warraq_ner").labels == nlp.labels


def test_min_score_and_newlines(nlp: warraq.Pipeline) -> None:
    pipeline = blank("warraq_sentences")
    pipeline.add_pipe("warraq_ner", config={"min_score": 0.9})
    pipeline.add_pipe("warraq_ner", "all")
    text = "وصل محمد علي إلى القاهرة\nسطر آخر"
    low = [entity for entity in nlp(text).entities if entity.score < 0.9]
    assert low
    doc = pipeline(text)
    # The second component adds what the first left out.
    assert len(doc.ents) == len(nlp(text).entities)
    pipeline.remove_pipe("all")
    assert [ent._.entity["text"] for ent in pipeline(text).ents] == [
        entity.text for entity in nlp(text, min_score=0.9).entities
    ]
    lines = blank()
    lines.add_pipe("warraq_sentences", config={"newlines": "always"})
    assert [sent.text for sent in lines("سطر\nآخر").sents] == ["سطر\n", "آخر"]


def test_anchor() -> None:
    nlp = blank()
    nlp.add_pipe("warraq_values", config={"anchor": "2023-09-05", "layers": ["dates"]})
    text = "تعقد القمة الخميس المقبل."
    doc = nlp(text)
    assert doc.spans["dates"][0]._.date["resolved"] == ["2023-09-07", "2023-09-08"]
    assert list(doc.spans) == ["dates"]
    dated = nlp.make_doc(text)
    dated._.anchor = "2020-01-01"
    (doc,) = nlp.pipe([dated])
    assert doc.spans["dates"][0]._.date["resolved"] == ["2020-01-02", "2020-01-03"]


def test_values_are_exact(full: Any) -> None:
    doc = full("دفع 1/3 المبلغ، 12.5 في المئة، و350 ألف ليرة.")
    values = [span._.number["value"] for span in doc.spans["numbers"]]
    assert values == [Fraction(1, 3), Decimal("12.5"), 350000]
    assert [type(value) for value in values] == [Fraction, Decimal, int]
    assert doc.spans["numbers"][0]._.date is None


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_processes(full: Any, column: list[str]) -> None:
    texts = [TEXT, *column[:60]]
    alone = [facts(doc) for doc in full.pipe(texts)]
    assert [facts(doc) for doc in full.pipe(texts, n_process=2, batch_size=10)] == alone


def test_contexts(full: Any) -> None:
    pairs = [("وصل عباس", 1), ("إلى القاهرة", 2)]
    assert [context for _, context in full.pipe(pairs, as_tuples=True)] == [1, 2]


def test_documents_are_serialized(full: Any) -> None:
    doc = full(TEXT)
    expected = facts(doc)
    assert any(span._.date for span in doc.spans["dates"])
    assert facts(Doc(full.vocab).from_bytes(doc.to_bytes())) == expected
    assert facts(pickle.loads(pickle.dumps(doc))) == expected
    assert facts(doc.copy()) == expected
    attributes = ["POS", "LEMMA", "MORPH", "SENT_START", "ENT_IOB", "ENT_TYPE", "ENT_ID"]
    stored = DocBin(attributes, store_user_data=True, docs=[doc]).to_bytes()
    (restored,) = DocBin().from_bytes(stored).get_docs(spacy.blank("ar").vocab)
    assert facts(restored) == expected
    written = doc.to_json(underscore=["entities", "segments"])
    assert written["text"] == TEXT and written["underscore_span"]["entities"]


def test_what_a_part_leaves_out(full: Any) -> None:
    doc = full("وصل الرئيس محمود عباس إلى القاهرة.")
    (person,) = (ent for ent in doc.ents if ent.label_ == "PER")
    assert person._.entity["title"]["text"] == "الرئيس"
    part = doc[person.start : person.end].as_doc(copy_user_data=True)
    assert part.ents[0]._.entity["title"] is None
    with pytest.raises(ValueError, match="between 0 and 1, not 3"):
        spacy.blank("ar").add_pipe("warraq_ner", config={"min_score": 3})


def test_places_follow_the_document(full: Any) -> None:
    doc = full(TEXT)
    _, second = doc.sents
    part = second.as_doc(copy_user_data=True)
    joined = Doc.from_docs([full("قبل هذا."), full(TEXT)])
    for other in (part, joined):
        records = [ent._.entity for ent in other.ents]
        records += [span._.number for span in other.spans.get("numbers", ())]
        assert len(records) >= 2
        for record in records:
            assert other.text[record["start"] : record["end"]] == record["text"]
        for token in other:
            for segment in token._.segments:
                assert token.text.startswith(segment["text"]) or segment["start"] > token.idx
    counted = next(it for it in joined.spans["numbers"] if it._.number["counted"])._.number
    place = counted["counted"]
    assert joined.text[place["start"] : place["end"]] == place["text"] == "راكب"


def test_pipelines_are_serialized(tmp_path: Path, full: Any) -> None:
    expected = facts(full(TEXT))
    full.to_disk(tmp_path / "nlp")
    loaded = spacy.load(tmp_path / "nlp")
    assert loaded.config.to_str() == full.config.to_str()
    assert facts(loaded(TEXT)) == expected
    # The built-in model is not copied.
    assert not list((tmp_path / "nlp").glob("warraq_*/model"))
    copied = blank(*COMPONENTS).from_bytes(full.to_bytes())
    assert facts(copied(TEXT)) == expected
    assert facts(pickle.loads(pickle.dumps(full))(TEXT)) == expected
    again = spacy.blank("ar", config=full.config)
    assert facts(again(TEXT)) == expected


def test_a_model_of_ones_own(tmp_path: Path, nlp: warraq.Pipeline) -> None:
    mine = nlp.add_entities([{"label": "WORD", "pattern": "الأزمة", "id": "w"}])
    mine.save(tmp_path / "my.model")
    pipeline = blank()
    config = {"model": str(tmp_path / "my.model")}
    pipeline.add_pipe("warraq_ner", config=config)
    pipeline.add_pipe("warraq_values", config=config)
    expected = facts(pipeline(TEXT))
    assert ("الأزمة", "WORD", "w") in [
        (ent.text, ent.label_, ent.ent_id_) for ent in pipeline(TEXT).ents
    ]
    assert "WORD" in pipeline.pipe_labels["warraq_ner"]
    pipeline.to_disk(tmp_path / "nlp")
    data, pickled = pipeline.to_bytes(), pickle.dumps(pipeline)
    (tmp_path / "my.model").unlink()

    loaded = spacy.load(tmp_path / "nlp")
    restored = blank()
    restored.add_pipe("warraq_ner", config=config)
    restored.add_pipe("warraq_values", config=config)
    # The model is not there, and is not needed before the bytes bring it.
    assert restored.pipe_labels["warraq_ner"] == []
    for other in (loaded, restored.from_bytes(data), pickle.loads(pickled)):
        assert facts(other(TEXT)) == expected
        # The copies of one model are one in memory, and its documents are shared.
        parts = [other.get_pipe(name).pipeline for name in other.pipe_names]
        assert parts[0] is parts[1]

    # A pipeline made here is saved as well.
    pipeline = blank("warraq_ner")
    pipeline.get_pipe("warraq_ner").pipeline = mine
    pipeline.to_disk(tmp_path / "again")
    assert "WORD" in {ent.label_ for ent in spacy.load(tmp_path / "again")(TEXT).ents}


def test_annotated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Components of one model share what it found."""
    nlp = blank("warraq_ner", "warraq_values")
    docs = [nlp.make_doc(TEXT) for _ in range(3)]
    ner, values = (component for _, component in nlp.pipeline)
    first = list(ner._found(docs))
    assert all(a is b for a, b in zip(first, values._found(docs), strict=True))
    known = len(warraq.spacy._documents)
    del docs
    assert len(warraq.spacy._documents) == known - 3


def test_displacy(full: Any) -> None:
    doc = full(TEXT)
    page = displacy.render(doc, style="ent", jupyter=False)
    assert "سامح شكري" in page and "direction: rtl" in page
    page = displacy.render(doc, style="span", options={"spans_key": "dates"}, jupyter=False)
    assert "نيسان" in page


def test_scores(full: Any) -> None:
    """nlp.evaluate works, as of any component."""
    text = TEXT.replace("\r\n ", "")  # spaCy counts white space in the one, and not in the other.
    scores = full.evaluate([Example(full.make_doc(text), full(text))])
    names = ("ents_f", "sents_f", "pos_acc", "lemma_acc", "morph_acc")
    assert {name: scores[name] for name in names} == dict.fromkeys(names, 1.0)


def test_extensions() -> None:
    warraq.spacy.register_extensions()
    warraq.spacy.register_extensions()
    # In another process getters are other objects.
    kind, name, how = warraq.spacy._EXTENSIONS[1]
    kind.set_extension(name, getter=pickle.loads(pickle.dumps(how["getter"])), force=True)
    warraq.spacy.register_extensions()
    Span.remove_extension("date")
    Span.set_extension("date", default="mine")
    try:
        with pytest.raises(ValueError, match="'date' already exists on Span"):
            blank("warraq_values")
    finally:
        Span.remove_extension("date")
        warraq.spacy.register_extensions()
    assert Token.has_extension("segments")


def test_analysis(full: Any) -> None:
    assert full.analyze_pipes()["problems"] == {name: [] for name in COMPONENTS}


def config(component: str, **settings: Any) -> Any:
    return lambda: blank().add_pipe(component, config=settings)


def runs(component: str, **settings: Any) -> Any:
    def run() -> None:
        nlp = blank()
        nlp.add_pipe(component, config=settings)
        nlp(TEXT)

    return run


def parsed() -> None:
    nlp = blank("warraq_sentences")
    nlp(Doc(nlp.vocab, ["a", "b"], heads=[0, 0], deps=["ROOT", "dep"]))


@pytest.mark.parametrize(
    ("bad", "error", "says"),
    [
        # spaCy's own of what is no text.
        (lambda: blank(*COMPONENTS)(3), ValueError, "E1041.*int"),
        (lambda: blank(*COMPONENTS)(None), ValueError, "E1041.*NoneType"),
        (lambda: blank(*COMPONENTS)(["نص"]), ValueError, "E1041.*list"),
        (lambda: list(blank(*COMPONENTS).pipe(["نص", float("nan")])), ValueError, "E1041.*float"),
        (lambda: blank().tokenizer(3), TypeError, "text must be str, not int"),
        (lambda: blank()("x" * 1_000_001), ValueError, "E088.*1000001"),
        (lambda: blank()("نص \ud800"), ValueError, r"lone surrogate \(U\+D800\) at character 3"),
        (parsed, ValueError, "E043"),
        # Settings.
        (config("warraq_sentences", newlines="often"), ValueError, "newlines"),
        (config("warraq_ner", labels="PER"), ValueError, "labels"),
        (config("warraq_ner", min_score="much"), ValueError, "min_score"),
        (config("warraq_ner", model=None), ValueError, "model"),
        (config("warraq_ner", threshold=0.5), ValueError, "threshold"),
        (config("warraq_values", layers=["times"]), ValueError, "layers"),
        (config("warraq_morphology", threads="all"), ValueError, "threads"),
        (lambda: blank(segments="many"), ValueError, "segments"),
        (runs("warraq_ner", labels=["PERSON"]), ValueError, "PERSON.*NORP.*TITLE"),
        (runs("warraq_ner", min_score=2.0), ValueError, "min_score"),
        (runs("warraq_ner", threads=0), ValueError, "threads"),
        (runs("warraq_values", anchor="yesterday"), ValueError, "yesterday"),
        (runs("warraq_ner", model="no/such.model"), FileNotFoundError, "no/such.model"),
        (runs("warraq_ner", model=__file__), warraq.ModelError, "test_spacy.py"),
    ],
)
def test_bad_input(bad: Any, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=f"(?s){says}"):
        bad()


def test_error_handler() -> None:
    """What fails goes where spaCy was told that failures go; the rest of the batch comes out."""
    failed: list[Any] = []
    nlp = blank("warraq_values")
    nlp.set_error_handler(lambda name, proc, docs, error: failed.append((name, len(docs), error)))
    docs = [nlp.make_doc(TEXT) for _ in range(3)]
    docs[1]._.anchor = "yesterday"
    assert len(list(nlp.pipe(docs))) == 2
    ((name, count, error),) = failed
    assert (name, count, type(error)) == ("warraq_values", 1, ValueError)
