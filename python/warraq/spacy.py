"""warraq in spaCy: a tokenizer and pipeline components.

They are entry points, so that spaCy finds them by their names and nothing needs to be imported:

    nlp = spacy.blank("ar", config={"nlp": {"tokenizer": {"@tokenizers": "warraq.Tokenizer.v1"}}})
    nlp.add_pipe("warraq_sentences")    # doc.sents
    nlp.add_pipe("warraq_ner")          # doc.ents
    nlp.add_pipe("warraq_morphology")   # token.lemma_, token.pos_, token.morph
    nlp.add_pipe("warraq_values")       # doc.spans["dates"], ["numbers"], ["quotes"]

The components work after any tokenizer, since they align by characters; of what begins or ends
inside a token the whole token is in the span, and the exact place in an extension attribute:

- `span._.entity`, `span._.date`, `span._.number`, `span._.quote`: a dict as `Document.to_dict` has
  it, or None. Its `start` and `end` are characters of `doc.text`. `span._.entities` and so on are
  lists, where several lie in the same tokens.
- `token._.segments`: the clitics and the stem, a list of such dicts; `token._.vocalized_lemma`.
- `doc._.anchor`: the day on which the text was written, for the dates in it.

They are kept in `doc.user_data` as plain values, and so by `DocBin(store_user_data=True)`, by
`to_bytes`, and from process to process.
"""

# No annotations from __future__: spaCy reads those of factories, to check their settings.

import hashlib
import json
import multiprocessing
import tempfile
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeAlias
from weakref import WeakKeyDictionary, WeakValueDictionary

import warraq
from warraq._extra import need

need("spacy", "spacy")

import numpy as np  # noqa: E402
from spacy.attrs import IDX, LEMMA, LENGTH, MORPH, POS, SENT_START  # noqa: E402
from spacy.language import Language  # noqa: E402
from spacy.parts_of_speech import IDS as UPOS  # noqa: E402
from spacy.pipeline import Pipe  # noqa: E402
from spacy.pipeline.lemmatizer import lemmatizer_score  # noqa: E402
from spacy.pipeline.morphologizer import morphologizer_score  # noqa: E402
from spacy.pipeline.senter import senter_score  # noqa: E402
from spacy.scorer import get_ner_prf  # noqa: E402
from spacy.tokens import Doc, Span, Token  # noqa: E402
from spacy.util import DummyTokenizer, minibatch, registry  # noqa: E402
from spacy.vocab import Vocab  # noqa: E402

__all__ = ["Entities", "Morphology", "Sentences", "Tokenizer", "Values", "register_extensions"]

_Newlines: TypeAlias = Literal["smart", "always", "never"]
_Layer: TypeAlias = Literal["dates", "numbers", "quotes"]
_Record: TypeAlias = dict[str, Any]


class Tokenizer(DummyTokenizer):  # type: ignore[misc]
    """Tokens of spaCy that are those of `warraq.tokenize`, of every text: `doc.text == text`.

    White space is as spaCy has it: one space after a token belongs to it (`token.whitespace_`),
    what else stands between two tokens is a token of its own. With `segments=True` clitics and
    stems are the tokens, as in Universal Dependencies (`و` `س` `يكتبون` `ها`), each as it stands in
    the text.

    Raises TypeError if the text is no str, ValueError if it has a lone surrogate.
    """

    def __init__(self, vocab: Vocab, *, segments: bool = False) -> None:
        self.vocab = vocab
        self.segments = segments

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []

        def space(start: int, end: int) -> None:
            if words and start < end and text[start] == " ":
                spaces[-1] = True
                start += 1
            if start < end:
                words.append(text[start:end])
                spaces.append(False)

        end = 0
        for piece in warraq.segment(text) if self.segments else warraq.tokenize(text):
            space(end, piece.start)
            words.append(piece.text)
            spaces.append(False)
            end = piece.end
        space(end, len(text))
        return Doc(self.vocab, words=words, spaces=spaces)


@registry.tokenizers("warraq.Tokenizer.v1")  # type: ignore[untyped-decorator]
def make_tokenizer(segments: bool = False) -> Callable[[Language], Tokenizer]:
    """The tokenizer as the configuration of a pipeline names it: `@tokenizers`."""

    def tokenizer(nlp: Language) -> Tokenizer:
        return Tokenizer(nlp.vocab, segments=segments)

    return tokenizer


# What was loaded, by what is in the file: components of one model share it, wherever each has its
# copy of the file.
_pipelines: WeakValueDictionary[str, warraq.Pipeline] = WeakValueDictionary()


def _load(model: str) -> warraq.Pipeline:
    key = model if model == "default" else hashlib.sha256(Path(model).read_bytes()).hexdigest()
    found = _pipelines.get(key)
    if found is None:
        found = _pipelines[key] = warraq.load(model)
    return found


class _Component(Pipe):  # type: ignore[misc]
    """What all components share: a pipeline of warraq, which reads texts in batches.

    `pipe` and calls raise what `Pipeline` raises, of a wrong setting ValueError, and give it to the
    error handler of spaCy where one is set.
    """

    def __init__(
        self,
        name: str,
        *,
        model: str,
        newlines: _Newlines,
        threads: int | None,
    ) -> None:
        register_extensions()
        self.name = name
        self.model = model
        self.newlines = newlines
        self.threads = threads
        self._pipeline: warraq.Pipeline | None = None
        self._own = model != "default"

    @property
    def pipeline(self) -> warraq.Pipeline:
        """The pipeline of warraq, loaded when it is first needed: a saved folder brings its own. It
        can be set, to one with rules or words of one's own; the component saves it then.

        Raises FileNotFoundError or ModelError if the model cannot be read.
        """
        if self._pipeline is None:
            self._pipeline = _load(self.model)
        return self._pipeline

    @pipeline.setter
    def pipeline(self, pipeline: warraq.Pipeline) -> None:
        self._pipeline, self._own = pipeline, True

    def _found(self, docs: list[Doc]) -> Iterable[Any]:
        """What `_set` takes, of each document."""
        raise NotImplementedError

    def _set(self, doc: Doc, found: Any) -> None:
        raise NotImplementedError

    def _options(self) -> dict[str, Any]:
        # Where spaCy has made processes, the other processors have texts of their own.
        apart = multiprocessing.parent_process() is not None
        threads = 1 if self.threads is None and apart else self.threads
        return {"newlines": self.newlines, "threads": threads}

    def __call__(self, doc: Doc) -> Doc:
        for found in self._found([doc]):
            self._set(doc, found)
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Batches are read on all processors; what fails is given to the error handler."""
        failed = self.get_error_handler()
        for batch in minibatch(stream, batch_size):
            docs = list(batch)
            try:
                all_found = list(self._found(docs))
            except Exception as error:
                failed(self.name, self, docs, error)
                continue
            for doc, found in zip(docs, all_found, strict=True):
                try:
                    self._set(doc, found)
                except Exception as error:
                    failed(self.name, self, [doc], error)
                else:
                    yield doc

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Writes the model, unless it is the built-in one."""
        if self._own:
            Path(path).mkdir(parents=True, exist_ok=True)
            self.pipeline.save(Path(path) / "model")

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "_Component":
        if (Path(path) / "model").exists():
            self.pipeline = _load(str(Path(path) / "model"))
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The model, or nothing of the built-in one."""
        with tempfile.TemporaryDirectory() as folder:
            self.to_disk(folder)
            model = Path(folder) / "model"
            return model.read_bytes() if model.exists() else b""

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "_Component":
        if data:
            with tempfile.TemporaryDirectory() as folder:
                (Path(folder) / "model").write_bytes(data)
                self.from_disk(folder)
        return self

    def __reduce__(self) -> Any:
        # The model itself: its file may not be where the pickle is read.
        state = {name: value for name, value in vars(self).items() if name[0] != "_"}
        return _restore, (type(self), self.name, state, self.to_bytes())


def _restore(kind: type[_Component], name: str, state: _Record, data: bytes) -> _Component:
    register_extensions()
    component = kind.__new__(kind)
    component.name = name
    component.__dict__.update(state, _pipeline=None, _own=False)
    return component.from_bytes(data)


def _by_row(table: warraq.Table, count: int) -> Iterator[dict[str, list[Any]]]:
    """The columns of each row of the column that a table is of."""
    columns = table.to_dict()
    rows = columns.pop("row")
    end = 0
    for row in range(count):
        start, end = end, bisect_right(rows, row)
        yield {name: values[start:end] for name, values in columns.items()}


class Sentences(_Component):
    """Sets `token.is_sent_start`, and so `doc.sents`, by the sentences of warraq."""

    scorer = staticmethod(senter_score)

    def _found(self, docs: list[Doc]) -> Iterable[Any]:
        texts = [doc.text for doc in docs]
        return _by_row(self.pipeline.sentences(texts, progress=False, **self._options()), len(docs))

    def _set(self, doc: Doc, found: Any) -> None:
        if not len(doc):
            return
        # This is where spaCy says that a parsed document keeps the sentences of the parser.
        doc[0].is_sent_start = True
        # White space before the first sentence is part of it, as spaCy has it.
        starts = np.searchsorted(doc.to_array(IDX), found["start"][1:], side="right") - 1
        values = np.full(len(doc), -1)
        values[0] = 1
        values[starts] = 1
        doc.from_array([SENT_START], values.astype(np.uint64))


class _Reader(_Component):
    """A component that reads documents of warraq, which the components of a pipeline share."""

    min_score = 0.0

    def _annotator(self) -> warraq.Pipeline:
        return self.pipeline

    def _found(self, docs: list[Doc]) -> Iterable[Any]:
        how = (self._annotator(), self.newlines, self.min_score)
        new = [doc for doc in docs if _known(doc, how) is None]
        documents = how[0].pipe(
            [doc.text for doc in new],
            min_score=self.min_score,
            batch_size=max(len(new), 1),
            **self._options(),
        )
        for doc, document in zip(new, documents, strict=True):
            _documents.setdefault(doc, []).append((how, document))
        return [_known(doc, how) for doc in docs]


# What warraq found in a text, and how, as long as its Doc lives. It is not in `doc.user_data`,
# which is serialized.
_How: TypeAlias = tuple[warraq.Pipeline, str, float]
_documents: WeakKeyDictionary[Doc, list[tuple[_How, warraq.Document]]] = WeakKeyDictionary()


def _known(doc: Doc, how: _How) -> warraq.Document | None:
    for known, document in _documents.get(doc, ()):
        if known[0] is how[0] and known[1:] == how[1:]:
            return document
    return None


class Entities(_Reader):
    """Sets `doc.ents` and `doc.spans["entities"]`.

    In `doc.spans["entities"]` are all; in `doc.ents`, whose spans must not overlap, what was there
    before, and then the longest. `ent.ent_id_` is the id that a rule gave.
    """

    scorer = staticmethod(get_ner_prf)
    _labelled: tuple[warraq.Pipeline, warraq.Pipeline] | None = None

    def __init__(
        self, name: str, *, only: list[str] | None, min_score: float, **settings: Any
    ) -> None:
        super().__init__(name, **settings)
        if not 0 <= min_score <= 1:
            raise ValueError(f"min_score must be between 0 and 1, not {min_score}")
        self.only = only
        self.min_score = min_score

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that entities can have; none as long as the model cannot be read."""
        if self.only is not None:
            return tuple(self.only)
        try:
            return self.pipeline.labels
        except (OSError, warraq.WarraqError):
            # spaCy asks for them before it reads the model of a saved folder.
            return ()

    def _annotator(self) -> warraq.Pipeline:
        more: Any = [label for label in self.only or () if label not in self.pipeline.labels]
        if not more:
            return self.pipeline
        if self._labelled is None or self._labelled[0] is not self.pipeline:
            self._labelled = (self.pipeline, self.pipeline.add_labels(more))
        return self._labelled[1]

    def _set(self, doc: Doc, found: Any) -> None:
        entities = [
            (entity, entity.id)
            for entity in found.entities
            if self.only is None or entity.label in self.only
        ]
        spans = _set_spans(doc, "entities", entities)
        kept = list(doc.ents)
        taken = {token.i for span in kept for token in span}
        for span in sorted(spans, key=lambda span: span.start - span.end):
            if taken.isdisjoint(range(span.start, span.end)):
                taken.update(range(span.start, span.end))
                kept.append(span)
        doc.ents = kept


class Values(_Reader):
    """Sets `doc.spans["dates"]`, `["numbers"]` and `["quotes"]`, labelled by what kind they are of.

    Dates that are told from now are resolved by the day that `doc._.anchor` has, or else the
    setting `anchor`.
    """

    def __init__(
        self, name: str, *, layers: list[_Layer], anchor: str | None, **settings: Any
    ) -> None:
        super().__init__(name, **settings)
        self.layers = layers
        self.anchor = anchor

    def _set(self, doc: Doc, found: Any) -> None:
        if "dates" in self.layers:
            anchor = doc._.anchor if doc._.anchor is not None else self.anchor
            dates = found.dates if anchor is None else found.resolve(anchor)
            _set_spans(doc, "dates", [(it, None) for it in dates])
        if "numbers" in self.layers:
            _set_spans(doc, "numbers", [(it, None) for it in found.numbers])
        if "quotes" in self.layers:
            _set_spans(doc, "quotes", [(it, None) for it in found.quotes])


class Morphology(_Component):
    """Sets `token.lemma_`, `token.pos_`, `token.morph` and `token._.segments`.

    They are those of the word that the token is; of a token that is none, as other tokenizers and
    `segments=True` make them, those of the segments in it, or in which it is. White space is
    `SPACE`, as spaCy has it.
    """

    @staticmethod
    def scorer(examples: Iterable[Any], **settings: Any) -> _Record:
        examples = list(examples)
        scores: _Record = morphologizer_score(examples, **settings)
        scores |= lemmatizer_score(examples, **settings)
        return scores

    def _found(self, docs: list[Doc]) -> Iterable[Any]:
        texts = [doc.text for doc in docs]
        segments = self.pipeline.segments(
            texts,
            columns=("pos", "lemma", "vocalized_lemma", "features"),
            progress=False,
            **self._options(),
        )
        return _by_row(segments, len(docs))

    def _set(self, doc: Doc, found: Any) -> None:
        if not len(doc):
            return
        segments = list(zip(*(found[name] for name in _SEGMENT), strict=True))
        add, add_features = doc.vocab.strings.add, doc.vocab.morphology.add
        values = []
        at = 0
        for token, (start, length) in zip(doc, doc.to_array([IDX, LENGTH]).tolist(), strict=True):
            while at < len(segments) and segments[at][1] <= start:
                at += 1
            after = at
            while after < len(segments) and segments[after][0] < start + length:
                after += 1
            here = segments[at:after]
            if not here:
                values.append((UPOS["SPACE"], token.orth, add_features("")))
                continue
            head = _head([segment[3] for segment in here])
            _, _, _, _, pos, lemma, _, features = here[head]
            values.append((UPOS[pos], add(lemma), add_features(features)))
            # As one string, which takes a quarter of the memory of what it says.
            doc.user_data["._.", "segments", start, None] = "\n".join(
                "\t".join((str(begins - start), str(ends - start), *rest))
                for begins, ends, *rest in here
            )
        doc.from_array([POS, LEMMA, MORPH], np.array(values, np.uint64))


# The columns of segments, as they are kept.
_SEGMENT = ("start", "end", "form", "role", "pos", "lemma", "vocalized_lemma", "features")


def _head(roles: list[str]) -> int:
    """Which segment carries what is known of all: the stem, or what follows the conjunction."""
    if "stem" in roles:
        return roles.index("stem")
    return next((at for at, role in enumerate(roles) if role != "conjunction"), 0)


def _segments(token: Token) -> list[_Record]:
    """The getter of `token._.segments`."""
    segments = []
    kept = token.doc.user_data.get(("._.", "segments", token.idx, None), "")
    for line in kept.split("\n") if kept else ():
        segment: _Record = dict(zip(_SEGMENT, line.split("\t"), strict=True))
        start, end = int(segment["start"]), int(segment["end"])
        # The text of a document is put together each time that it is asked for.
        if start >= 0 and end <= len(token):
            text = token.text[start:end]
        else:
            text = token.doc.text[token.idx + start : token.idx + end]
        segment["start"], segment["end"] = token.idx + start, token.idx + end
        pairs = (pair.split("=") for pair in segment["features"].split("|") if pair)
        segment["features"] = dict(pairs)
        segments.append({"text": text} | segment)
    return segments


def _vocalized(token: Token) -> str | None:
    """The getter of `token._.vocalized_lemma`."""
    segments = _segments(token)
    if not segments:
        return None
    lemma: str = segments[_head([it["role"] for it in segments])]["vocalized_lemma"]
    return lemma


def _span(doc: Doc, found: Any, label: str, id: str | None) -> Span:
    """The tokens in which it is."""
    return doc.char_span(
        found.start, found.end, label=label, span_id=id or 0, alignment_mode="expand"
    )


# What is kept of each, as `Document.to_dict` has it.
_PLACE = ("text", "start", "end")
_FIELDS: dict[type, tuple[str, ...]] = {
    warraq.Match: _PLACE,
    warraq.Speaker: (*_PLACE, "name", "explicit"),
    warraq.Entity: (
        *_PLACE,
        *("label", "name", "score", "cluster", "canonical", "title", "source", "id", "metadata"),
    ),
    warraq.Date: (
        *_PLACE,
        *("kind", "value", "granularity", "calendar", "modifier", "alternatives", "reason"),
        "resolved",
    ),
    warraq.Number: (
        *_PLACE,
        *("kind", "value", "upper", "reason", "modifier", "unit", "currency", "counted"),
    ),
    warraq.Quote: (*_PLACE, "outer", "form", "cue", "cue_lemma", "speaker", "parts", "depth"),
}


def _record(found: Any, origin: int) -> _Record:
    """Plain values, which spaCy can serialize. Places are counted from the start of the span, so
    that they stay true in `Doc.from_docs` and `span.as_doc`."""
    record = {name: _plain(getattr(found, name), origin) for name in _FIELDS[type(found)]}
    record["start"] -= origin
    record["end"] -= origin
    return record


def _plain(value: Any, origin: int) -> Any:
    kind = type(value)
    if kind in _FIELDS:
        return _record(value, origin)
    if kind in (tuple, list):
        return [_plain(item, origin) for item in value]
    if kind is dict:
        return json.dumps(value)
    return str(value) if kind in (date, Decimal, Fraction) else value


def _placed(record: _Record, origin: int) -> _Record:
    """A record as it was before it was kept; lists may be tuples by now."""
    placed = {}
    for name, value in record.items():
        if name in ("start", "end"):
            value += origin
        elif name == "metadata" and value is not None:
            value = json.loads(value)
        elif isinstance(value, dict):
            value = _placed(value, origin)
        elif isinstance(value, tuple | list):
            value = [_placed(it, origin) if isinstance(it, dict) else it for it in value]
        placed[name] = value
    return placed


# The layers that are spans, and in which field of a record the label of its span is.
_LABELS = {"entities": "label", "dates": "kind", "numbers": "kind", "quotes": "form"}


def _set_spans(doc: Doc, layer: str, found: Iterable[tuple[Any, str | None]]) -> list[Span]:
    """Sets the group of a layer to what was found, each with the id of its span."""
    for key in list(doc.user_data):
        if isinstance(key, tuple) and key[:2] == ("._.", layer):
            del doc.user_data[key]
    spans: dict[tuple[int, int, str], Span] = {}
    for it, id in found:
        label = getattr(it, _LABELS[layer])
        span = _span(doc, it, label, id)
        spans.setdefault((span.start, span.end, label), span)
        key = ("._.", layer, span.start_char, span.end_char)
        doc.user_data.setdefault(key, []).append(_record(it, span.start_char))
    doc.spans[layer] = list(spans.values())
    return list(spans.values())


def _all(layer: str, span: Span) -> list[_Record]:
    """The getter of `span._.entities`, `span._.dates` and so on: what has the label of the span; if
    nothing has, as where the span is one of your own, all."""
    start, end = span.start_char, span.end_char
    kept = span.doc.user_data.get(("._.", layer, start, end), ())
    labelled = [record for record in kept if record[_LABELS[layer]] == span.label_]
    records = [_placed(record, start) for record in labelled or kept]
    length = len(span.doc.text)
    for record in records:
        # In a part of a document a title or a speaker may be left out.
        for name in record.keys() - {"metadata"}:
            part = record[name]
            if isinstance(part, dict) and not 0 <= part["start"] <= part["end"] <= length:
                record[name] = None
    if layer == "numbers":
        for record in records:
            record["value"], record["upper"] = _exact(record["value"]), _exact(record["upper"])
    return records


def _one(layer: str, span: Span) -> _Record | None:
    """The getter of `span._.entity`, `span._.date` and so on."""
    return next(iter(_all(layer, span)), None)


def _exact(value: int | str | None) -> int | Decimal | Fraction | None:
    if isinstance(value, str):
        return Fraction(value) if "/" in value else Decimal(value)
    return value


_EXTENSIONS: list[tuple[Any, str, dict[str, Any]]] = [
    (Doc, "anchor", {"default": None}),
    (Span, "entity", {"getter": partial(_one, "entities")}),
    (Span, "entities", {"getter": partial(_all, "entities")}),
    (Span, "date", {"getter": partial(_one, "dates")}),
    (Span, "dates", {"getter": partial(_all, "dates")}),
    (Span, "number", {"getter": partial(_one, "numbers")}),
    (Span, "numbers", {"getter": partial(_all, "numbers")}),
    (Span, "quote", {"getter": partial(_one, "quotes")}),
    (Span, "quotes", {"getter": partial(_all, "quotes")}),
    (Token, "segments", {"getter": _segments}),
    (Token, "vocalized_lemma", {"getter": _vocalized}),
]


def register_extensions() -> None:
    """Registers the extension attributes, as making a component does: to read documents that others
    annotated. Those that are registered already stay.

    Raises ValueError, as spaCy does, if another library or you gave one of the names to something
    else.
    """
    for kind, name, how in _EXTENSIONS:
        getter = how.get("getter")
        if kind.has_extension(name):
            default, method, other, setter = kind.get_extension(name)
            # A partial that went to another process is another object.
            same = [(getattr(it, "func", it), getattr(it, "args", ())) for it in (getter, other)]
            if same[0] == same[1] and (default, method, setter) == (None, None, None):
                continue
        kind.set_extension(name, **how)


_SETTINGS: dict[str, Any] = {"model": "default", "newlines": "smart", "threads": None}


@Language.factory(  # type: ignore[untyped-decorator]
    "warraq_sentences",
    default_config=_SETTINGS,
    assigns=["token.is_sent_start", "doc.sents"],
    default_score_weights={"sents_f": 1.0, "sents_p": 0.0, "sents_r": 0.0},
)
def make_sentences(
    nlp: Language, name: str, model: str, newlines: _Newlines, threads: int | None
) -> Sentences:
    return Sentences(name, model=model, newlines=newlines, threads=threads)


@Language.factory(  # type: ignore[untyped-decorator]
    "warraq_ner",
    default_config={**_SETTINGS, "labels": None, "min_score": 0.0},
    assigns=["doc.ents", "token.ent_iob", "token.ent_type", "span._.entity"],
    default_score_weights={"ents_f": 1.0, "ents_p": 0.0, "ents_r": 0.0, "ents_per_type": None},
)
def make_entities(
    nlp: Language,
    name: str,
    model: str,
    newlines: _Newlines,
    threads: int | None,
    labels: list[str] | None,
    min_score: float,
) -> Entities:
    settings: Any = {"model": model, "newlines": newlines, "threads": threads}
    return Entities(name, only=labels, min_score=min_score, **settings)


@Language.factory(  # type: ignore[untyped-decorator]
    "warraq_morphology",
    default_config=_SETTINGS,
    assigns=["token.lemma", "token.pos", "token.morph", "token._.segments"],
    default_score_weights={
        "pos_acc": 0.5,
        "morph_acc": 0.0,
        "morph_per_feat": None,
        "lemma_acc": 0.5,
    },
)
def make_morphology(
    nlp: Language, name: str, model: str, newlines: _Newlines, threads: int | None
) -> Morphology:
    return Morphology(name, model=model, newlines=newlines, threads=threads)


@Language.factory(  # type: ignore[untyped-decorator]
    "warraq_values",
    default_config={**_SETTINGS, "layers": ["dates", "numbers", "quotes"], "anchor": None},
    assigns=["doc.spans", "span._.date", "span._.number", "span._.quote"],
)
def make_values(
    nlp: Language,
    name: str,
    model: str,
    newlines: _Newlines,
    threads: int | None,
    layers: list[_Layer],
    anchor: str | None,
) -> Values:
    settings: Any = {"model": model, "newlines": newlines, "threads": threads}
    return Values(name, layers=layers, anchor=anchor, **settings)
