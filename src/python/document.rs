//! Documents and their elements.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};
use pyo3::{PyClass, intern};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::column::{flag, string, utf8};
use super::people::Person;
use super::pipeline::Pipeline;
use super::quotes::{QuoteRecord, quote_record, quote_tuple};
use super::rules::loads;
use super::values::{Date, DateRecord, Number, NumberRecord};
use super::{breathe, detached};
use crate::conllu::{self, Words};
use crate::entities::rules::Policy;
use crate::morphology::{self, Features, Lemmas, Role, Scheme, Segments, Upos};
use crate::names::{self, Clusters, ExtraLabel, is_person};
use crate::quotes::Quotes;
use crate::stopwords::is_stop_word;
use crate::tokenize::TokenKind;
use crate::values::dates::Day;
use crate::{CharIndex, Span, Worker, entities, tokenize, values};

/// What makes an object again that was pickled, and the arguments for it.
pub(super) type Reduced<'py, T> = PyResult<(Bound<'py, PyAny>, T)>;

/// A place in a pickle: the text, bytes of its UTF-8, and characters.
pub(super) type Pickle = (Py<PyString>, (u32, u32), (usize, usize));

/// How a segment is pickled: its place, form, role, part of speech, lemmas and features.
type PickledSegment<'a> = (Pickle, &'a str, &'static str, &'static str, (&'a str, &'a str), String);

/// Where an element stands in its text.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) source: Py<PyString>,
    pub(super) bytes: Span,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Place {
    pub(super) fn restore(pickle: Pickle, py: Python<'_>) -> PyResult<Self> {
        let (source, (from, to), (start, end)) = pickle;
        match utf8(source.bind(py))?.get(from as usize..to as usize) {
            Some(_) => Ok(Self { bytes: Span { start: from, end: to }, source, start, end }),
            None => Err(damaged(format!("no characters at bytes {from} to {to}"))),
        }
    }

    /// What [`restore`](Self::restore) takes.
    pub(super) fn pickle(&self, py: Python<'_>) -> Pickle {
        let bytes = (self.bytes.start, self.bytes.end);
        (self.source.clone_ref(py), bytes, (self.start, self.end))
    }

    pub(super) fn clone_ref(&self, py: Python<'_>) -> Self {
        Self { source: self.source.clone_ref(py), ..*self }
    }

    pub(super) fn text<'a>(&'a self, py: Python<'a>) -> PyResult<&'a str> {
        Ok(self.bytes.of(utf8(self.source.bind(py))?))
    }

    pub(super) fn same(&self, other: &Self, py: Python<'_>) -> PyResult<bool> {
        Ok((self.start, self.end) == (other.start, other.end)
            && self.text(py)? == other.text(py)?)
    }

    pub(super) fn hash(&self, py: Python<'_>) -> PyResult<u64> {
        let mut hasher = DefaultHasher::new();
        (self.start, self.end, self.text(py)?).hash(&mut hasher);
        Ok(hasher.finish())
    }

    /// `text='…', start=0, end=3`, as Python writes it.
    pub(super) fn repr(&self, py: Python<'_>) -> PyResult<String> {
        let text = PyString::new(py, self.text(py)?).repr()?;
        Ok(format!("text={text}, start={}, end={}", self.start, self.end))
    }
}

/// A token: a word, a number, a punctuation mark or the like.
#[pyclass(frozen, module = "warraq")]
pub(super) struct Token {
    place: Place,
    kind: TokenKind,
    /// The text that it is a token of, and its number there, if that was annotated.
    of: Option<(Arc<Annotated>, usize)>,
}

#[pymethods]
impl Token {
    /// The token as it stands in the text.
    #[getter]
    fn text<'a>(&'a self, py: Python<'a>) -> PyResult<&'a str> {
        self.place.text(py)
    }

    /// Where it starts, in characters of the text.
    #[getter]
    fn start(&self) -> usize {
        self.place.start
    }

    /// Where it ends, in characters of the text: one past its last.
    #[getter]
    fn end(&self) -> usize {
        self.place.end
    }

    /// What it is: arabic, latin, other, mixed, number, date, time, url, email, mention, hashtag,
    /// emoji, punctuation, symbol or control.
    #[getter]
    fn kind(&self) -> &'static str {
        self.kind.name()
    }

    /// The parts of a hyphenated word, as a tuple of `Match`, without the hyphens; of any other token
    /// one, the whole of it.
    #[getter]
    fn parts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let text = utf8(self.place.source.bind(py))?;
        let token = tokenize::Token { span: self.place.bytes, kind: self.kind };
        let part = |(bytes, start, end)| {
            Match(Place { source: self.place.source.clone_ref(py), bytes, start, end })
        };
        PyTuple::new(py, parts(text, token, self.place.start).map(part).collect::<Vec<_>>())
    }

    /// Its clitics and its stem, as a tuple of `Segment`, by the scheme "atb": the article stays with
    /// its stem. None if the token is not of a document, as those of `tokenize`, or was pickled; so
    /// are `pos`, `lemma`, `vocalized_lemma` and `features`.
    #[getter]
    fn segments<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyTuple>>> {
        let Some((of, number)) = &self.of else { return Ok(None) };
        let text = utf8(of.source.bind(py))?;
        let Morphology { segments, pos, lemmas, vocalized, features } = of.morphology(py)?;
        // Counted from the token: its own place is known.
        let mut start = self.place.start;
        let segment = |(segment, head): (morphology::Segment, usize)| {
            let end = start + segment.span.of(text).chars().count();
            let place = Place { source: of.source.clone_ref(py), bytes: segment.span, start, end };
            start = end;
            Segment {
                place,
                form: segment.form(text).into_owned(),
                role: segment.role,
                pos: pos[head],
                lemma: lemmas.of(head).to_owned(),
                vocalized_lemma: vocalized.of(head).to_owned(),
                features: features[head],
            }
        };
        let segments = segments.joined(*number, Scheme::Atb);
        PyTuple::new(py, segments.map(segment).collect::<Vec<_>>()).map(Some)
    }

    /// Its part of speech, that of its stem, as Universal Dependencies name it: "NOUN", "VERB".
    #[getter]
    fn pos(&self, py: Python<'_>) -> PyResult<Option<&'static str>> {
        let Some((of, number)) = &self.of else { return Ok(None) };
        let Morphology { segments, pos, .. } = of.morphology(py)?;
        Ok(Some(pos[segments.stem(*number)].name()))
    }

    /// Its lemma, that of its stem, without diacritics.
    #[getter]
    fn lemma(&self, py: Python<'_>) -> PyResult<Option<&str>> {
        let Some((of, number)) = &self.of else { return Ok(None) };
        let Morphology { segments, lemmas, .. } = of.morphology(py)?;
        Ok(Some(lemmas.of(segments.stem(*number))))
    }

    /// Its lemma with diacritics, where the lexicon knows them.
    #[getter]
    fn vocalized_lemma(&self, py: Python<'_>) -> PyResult<Option<&str>> {
        let Some((of, number)) = &self.of else { return Ok(None) };
        let Morphology { segments, vocalized, .. } = of.morphology(py)?;
        Ok(Some(vocalized.of(segments.stem(*number))))
    }

    /// Its features that are certain, those of its stem, as Universal Dependencies name them:
    /// `{'Gender': 'Fem', 'Number': 'Sing'}`; what is not certain is not there.
    #[getter]
    fn features<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
        let Some((of, number)) = &self.of else { return Ok(None) };
        let Morphology { segments, features, .. } = of.morphology(py)?;
        feature_dict(py, features[segments.stem(*number)]).map(Some)
    }

    /// Whether it is a stop word of any set, in any spelling and with clitics: see the function
    /// `is_stop`.
    #[getter]
    fn is_stop(&self, py: Python<'_>) -> PyResult<bool> {
        Ok(self.kind.is_word() && is_stop_word(self.place.text(py)?))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("Token({}, kind='{}')", self.place.repr(py)?, self.kind()))
    }

    fn __eq__(&self, other: &Self, py: Python<'_>) -> PyResult<bool> {
        Ok(self.kind == other.kind && self.place.same(&other.place, py)?)
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<u64> {
        self.place.hash(py)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> Reduced<'py, (Pickle, &'static str)> {
        let restore = py.get_type::<Self>().getattr(intern!(py, "_restore"))?;
        Ok((restore, (self.place.pickle(py), self.kind())))
    }

    #[staticmethod]
    fn _restore(py: Python<'_>, place: Pickle, kind: &str) -> PyResult<Self> {
        Ok(Self { place: Place::restore(place, py)?, kind: TokenKind::from_name(kind)?, of: None })
    }
}

/// The parts of a token that starts at character `start`, with the characters at which each starts
/// and ends.
fn parts(
    text: &str,
    token: tokenize::Token,
    mut start: usize,
) -> impl Iterator<Item = (Span, usize, usize)> {
    let mut byte = token.span.start as usize;
    token.parts(text).map(move |part| {
        // Counted from the token: its own place is known.
        let from = start + text[byte..part.start as usize].chars().count();
        let to = from + part.of(text).chars().count();
        (byte, start) = (part.end as usize, to);
        (part, from, to)
    })
}

/// A part of a token: a clitic, or the stem that is left without them.
#[pyclass(frozen, module = "warraq")]
pub(super) struct Segment {
    place: Place,
    form: String,
    role: Role,
    pos: Upos,
    lemma: String,
    vocalized_lemma: String,
    features: Features,
}

/// Features as Python has them.
fn feature_dict(py: Python<'_>, features: Features) -> PyResult<Bound<'_, PyDict>> {
    let dict = PyDict::new(py);
    for (name, value) in features.iter() {
        dict.set_item(name, value)?;
    }
    Ok(dict)
}

#[pymethods]
impl Segment {
    /// The segment as it stands in the text: `لصين` in `للصين`.
    #[getter]
    fn text<'a>(&'a self, py: Python<'a>) -> PyResult<&'a str> {
        self.place.text(py)
    }

    /// Where it starts, in characters of the text.
    #[getter]
    fn start(&self) -> usize {
        self.place.start
    }

    /// Where it ends, in characters of the text: one past its last.
    #[getter]
    fn end(&self) -> usize {
        self.place.end
    }

    /// The segment as it is written where it stands alone: `الصين` for the `لصين` of `للصين`.
    #[getter]
    fn form(&self) -> &str {
        &self.form
    }

    /// What it is for: stem, conjunction, preposition, article, future, interrogative, emphatic,
    /// possessive or object.
    #[getter]
    fn role(&self) -> &'static str {
        self.role.name()
    }

    /// Its part of speech, as Universal Dependencies name it: "NOUN", "ADP".
    #[getter]
    fn pos(&self) -> &'static str {
        self.pos.name()
    }

    /// Its lemma, without diacritics.
    #[getter]
    fn lemma(&self) -> &str {
        &self.lemma
    }

    /// Its lemma with diacritics, where the lexicon knows them.
    #[getter]
    fn vocalized_lemma(&self) -> &str {
        &self.vocalized_lemma
    }

    /// Its features that are certain, as Universal Dependencies name them:
    /// `{'Gender': 'Fem', 'Number': 'Sing'}`; what is not certain is not there.
    #[getter]
    fn features<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        feature_dict(py, self.features)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let [form, lemma] = [&self.form, &self.lemma].map(|text| PyString::new(py, text).repr());
        Ok(format!(
            "Segment({}, form={}, role='{}', pos='{}', lemma={})",
            self.place.repr(py)?,
            form?,
            self.role(),
            self.pos(),
            lemma?,
        ))
    }

    fn __eq__(&self, other: &Self, py: Python<'_>) -> PyResult<bool> {
        let (a, b) = (self, other);
        Ok((&a.form, a.role, a.pos, &a.lemma, &a.vocalized_lemma, a.features)
            == (&b.form, b.role, b.pos, &b.lemma, &b.vocalized_lemma, b.features)
            && a.place.same(&b.place, py)?)
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<u64> {
        self.place.hash(py)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> Reduced<'py, PickledSegment<'_>> {
        let restore = py.get_type::<Self>().getattr(intern!(py, "_restore"))?;
        let (place, features) = (self.place.pickle(py), self.features.to_string());
        let Self { form, lemma, vocalized_lemma, .. } = self;
        Ok((restore, (place, form, self.role(), self.pos(), (lemma, vocalized_lemma), features)))
    }

    #[staticmethod]
    fn _restore(
        py: Python<'_>,
        place: Pickle,
        form: String,
        role: &str,
        pos: &str,
        lemmas: (String, String),
        features: &str,
    ) -> PyResult<Self> {
        let place = Place::restore(place, py)?;
        let (role, pos) = (Role::from_name(role)?, Upos::from_name(pos)?);
        let ((lemma, vocalized_lemma), features) = (lemmas, features.parse()?);
        Ok(Self { place, form, role, pos, lemma, vocalized_lemma, features })
    }
}

/// A sentence, from its first token to its last.
#[pyclass(frozen, module = "warraq")]
pub(super) struct Sentence(Place);

#[pymethods]
impl Sentence {
    /// The sentence as it stands in the text.
    #[getter]
    fn text<'a>(&'a self, py: Python<'a>) -> PyResult<&'a str> {
        self.0.text(py)
    }

    /// Where it starts, in characters of the text.
    #[getter]
    fn start(&self) -> usize {
        self.0.start
    }

    /// Where it ends, in characters of the text: one past its last.
    #[getter]
    fn end(&self) -> usize {
        self.0.end
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("Sentence({})", self.0.repr(py)?))
    }

    fn __eq__(&self, other: &Self, py: Python<'_>) -> PyResult<bool> {
        self.0.same(&other.0, py)
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<u64> {
        self.0.hash(py)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> Reduced<'py, (Pickle,)> {
        let restore = py.get_type::<Self>().getattr(intern!(py, "_restore"))?;
        Ok((restore, (self.0.pickle(py),)))
    }

    #[staticmethod]
    fn _restore(py: Python<'_>, place: Pickle) -> PyResult<Self> {
        Place::restore(place, py).map(Self)
    }
}

/// A place in a text: where a pattern was found, or a part of a token is.
#[pyclass(frozen, module = "warraq")]
pub(super) struct Match(pub(super) Place);

#[pymethods]
impl Match {
    /// What was found, as it stands in the text.
    #[getter]
    pub(super) fn text<'a>(&'a self, py: Python<'a>) -> PyResult<&'a str> {
        self.0.text(py)
    }

    /// Where it starts, in characters of the text.
    #[getter]
    fn start(&self) -> usize {
        self.0.start
    }

    /// Where it ends, in characters of the text: one past its last.
    #[getter]
    fn end(&self) -> usize {
        self.0.end
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("Match({})", self.0.repr(py)?))
    }

    fn __eq__(&self, other: &Self, py: Python<'_>) -> PyResult<bool> {
        self.0.same(&other.0, py)
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<u64> {
        self.0.hash(py)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> Reduced<'py, (Pickle,)> {
        let restore = py.get_type::<Self>().getattr(intern!(py, "_restore"))?;
        Ok((restore, (self.0.pickle(py),)))
    }

    #[staticmethod]
    fn _restore(py: Python<'_>, place: Pickle) -> PyResult<Self> {
        Place::restore(place, py).map(Self)
    }
}

/// A named entity, without the clitics attached to it.
#[pyclass(frozen, module = "warraq")]
pub(super) struct Entity {
    place: Place,
    /// Its class, as in the data that the model was trained on, PER, LOC, ORG, MISC, or as the rule has
    /// it.
    #[pyo3(get)]
    label: String,
    /// The name as one would look it up: on one line, without clitics, diacritics and tatweel, with
    /// its article written out.
    #[pyo3(get)]
    name: String,
    /// The model's probability for exactly this span and label, from 0 to 1; 1 of a rule and of an extra
    /// label.
    #[pyo3(get)]
    score: f64,
    source: entities::Source,
    /// The id that the rule has, or None.
    #[pyo3(get)]
    id: Option<String>,
    /// A JSON object.
    metadata: Option<String>,
    /// Whether its pipeline has rules or extra labels.
    has_sources: bool,
    /// The text that it is an entity of, and its number there.
    of: Option<(Arc<Annotated>, usize)>,
}

#[pymethods]
impl Entity {
    /// The number of what it is a mention of, the same for all its mentions in the document; numbered
    /// from 0 in the order of the first mentions, what only extra labels find after all else. None if the entity was pickled by itself; so are
    /// `canonical` and `title`.
    #[getter]
    pub(super) fn cluster(&self, py: Python<'_>) -> PyResult<Option<u32>> {
        let Some((of, number)) = &self.of else { return Ok(None) };
        Ok(Some(of.names(py)?.clusters.of()[*number]))
    }

    /// The best name among the mentions of the same: of a person one with the most words.
    #[getter]
    fn canonical(&self, py: Python<'_>) -> PyResult<Option<&str>> {
        let Some((of, number)) = &self.of else { return Ok(None) };
        let Names { clusters, names, .. } = of.names(py)?;
        Ok(Some(&names[clusters.of()[*number] as usize]))
    }

    /// The title or role before a person's name, as a `Match`: `الرئيس الروسي` before `بوتين`. None
    /// where there is none.
    #[getter]
    pub(super) fn title(&self, py: Python<'_>) -> PyResult<Option<Match>> {
        let Some((of, number)) = &self.of else { return Ok(None) };
        let Some(title) = of.names(py)?.titles[*number] else { return Ok(None) };
        let text = utf8(of.source.bind(py))?;
        // Counted from the name: its own place is known.
        let between = title.end as usize..self.place.bytes.start as usize;
        let end = self.place.start - text[between].chars().count();
        let start = end - title.of(text).chars().count();
        Ok(Some(Match(Place { source: of.source.clone_ref(py), bytes: title, start, end })))
    }

    /// The entity as it stands in the text.
    #[getter]
    fn text<'a>(&'a self, py: Python<'a>) -> PyResult<&'a str> {
        self.place.text(py)
    }

    /// Where it starts, in characters of the text.
    #[getter]
    fn start(&self) -> usize {
        self.place.start
    }

    /// Where it ends, in characters of the text: one past its last.
    #[getter]
    fn end(&self) -> usize {
        self.place.end
    }

    /// What found it: "model", "rules", or "lists", from which the extra labels are made.
    #[getter]
    fn source(&self) -> &'static str {
        self.source.name()
    }

    /// What else the rule that found it says, as a dict; None if it says nothing else.
    #[getter]
    fn metadata<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.metadata.as_deref().map(|json| loads(py, json)).transpose()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let mut more = String::new();
        if self.has_sources {
            more = format!(", source='{}'", self.source());
        }
        if let Some(id) = &self.id {
            more += &format!(", id={}", PyString::new(py, id).repr()?);
        }
        Ok(format!(
            "Entity({}, label={}, name={}, score={:.3}{more})",
            self.place.repr(py)?,
            PyString::new(py, &self.label).repr()?,
            PyString::new(py, &self.name).repr()?,
            self.score,
        ))
    }

    fn __eq__(&self, other: &Self, py: Python<'_>) -> PyResult<bool> {
        Ok((&self.label, &self.name, self.score) == (&other.label, &other.name, other.score)
            && self.source() == other.source()
            && (&self.id, &self.metadata) == (&other.id, &other.metadata)
            && self.place.same(&other.place, py)?)
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<u64> {
        self.place.hash(py)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> Reduced<'py, EntityPickle<'_>> {
        let restore = py.get_type::<Self>().getattr(intern!(py, "_restore"))?;
        let rule = self
            .has_sources
            .then(|| (self.source.number() as u8, self.id.as_deref(), self.metadata.as_deref()));
        Ok((restore, (self.place.pickle(py), &self.label, &self.name, self.score, rule)))
    }

    #[staticmethod]
    #[pyo3(signature = (place, label, name, score, rule = None))]
    fn _restore(
        py: Python<'_>,
        place: Pickle,
        label: String,
        name: String,
        score: f64,
        rule: Option<(u8, Option<String>, Option<String>)>,
    ) -> PyResult<Self> {
        let has_sources = rule.is_some();
        let (source, id, metadata) = rule.unwrap_or_default();
        let source = match source {
            0 => entities::Source::Model,
            1 => entities::Source::Rule(0),
            2 => entities::Source::Lists,
            other => return Err(damaged(format!("no source has the number {other}"))),
        };
        let place = Place::restore(place, py)?;
        Ok(Self { place, label, name, score, source, id, metadata, has_sources, of: None })
    }
}

/// Place, label, name, score; where there are rules or extra labels the number of its source, its id and
/// its metadata.
type EntityPickle<'a> =
    (Pickle, &'a str, &'a str, f64, Option<(u8, Option<&'a str>, Option<&'a str>)>);

/// The number with the fewest digits that is this score in 32 bits: `0.97`, not `0.9700000286102295`.
pub(super) fn shortest(score: f32) -> f64 {
    score.to_string().parse().unwrap_or(f64::from(score))
}

/// The elements of a layer as a tuple. `describe` gives the span of an item and what else `make`
/// needs of it; it runs without the GIL.
fn elements<'py, T: Sync, U: Send, P: PyClass + Into<PyClassInitializer<P>>>(
    source: &Bound<'py, PyString>,
    items: &[T],
    describe: impl Fn(&T, &str) -> (Span, U) + Sync,
    mut make: impl FnMut(Place, U) -> P,
) -> PyResult<Bound<'py, PyTuple>> {
    let py = source.py();
    let text = utf8(source)?;
    let described = detached(py, || {
        let index = CharIndex::new(text);
        let describe = |item| {
            let (span, rest) = describe(item, text);
            (span, index.chars(span), rest)
        };
        Ok(items.iter().map(describe).collect::<Vec<_>>())
    })?;
    let element = |(number, (bytes, (start, end), rest))| {
        breathe(py, number)?;
        Bound::new(py, make(Place { source: source.clone().unbind(), bytes, start, end }, rest))
    };
    PyTuple::new(py, described.into_iter().enumerate().map(element).collect::<PyResult<Vec<_>>>()?)
}

/// Tokens as Python objects.
pub(super) fn token_tuple<'py>(
    source: &Bound<'py, PyString>,
    tokens: &[tokenize::Token],
    of: Option<&Arc<Annotated>>,
) -> PyResult<Bound<'py, PyTuple>> {
    let mut numbers = 0..;
    elements(
        source,
        tokens,
        |t, _| (t.span, t.kind),
        |place, kind| Token { place, kind, of: of.cloned().zip(numbers.next()) },
    )
}

/// The segments of a text, each with its lemma without and with diacritics, as Python objects.
pub(super) fn segment_tuple<'py>(
    source: &Bound<'py, PyString>,
    segments: &[(morphology::Segment, Upos, [String; 2], Features)],
) -> PyResult<Bound<'py, PyTuple>> {
    elements(
        source,
        segments,
        |(segment, pos, lemmas, features), text| {
            let form = segment.form(text).into_owned();
            (segment.span, (form, segment.role, *pos, lemmas.clone(), *features))
        },
        |place, (form, role, pos, [lemma, vocalized_lemma], features)| Segment {
            place,
            form,
            role,
            pos,
            lemma,
            vocalized_lemma,
            features,
        },
    )
}

/// Sentences as Python objects.
pub(super) fn sentence_tuple<'py>(
    source: &Bound<'py, PyString>,
    sentences: &[Span],
) -> PyResult<Bound<'py, PyTuple>> {
    elements(source, sentences, |span, _| (*span, ()), |place, ()| Sentence(place))
}

/// Matches as Python objects.
pub(super) fn match_tuple<'py>(
    source: &Bound<'py, PyString>,
    matches: &[Span],
) -> PyResult<Bound<'py, PyTuple>> {
    elements(source, matches, |span, _| (*span, ()), |place, ()| Match(place))
}

/// The alternatives of each sentence, as pairs of probability and entities.
pub(super) fn alternatives<'py>(
    source: &Bound<'py, PyString>,
    pipeline: &crate::Pipeline,
    sentences: &[Vec<entities::Alternative>],
) -> PyResult<Bound<'py, PyList>> {
    let py = source.py();
    // All at once, since places in characters are counted once a text.
    let all: Vec<_> = sentences.iter().flatten().flat_map(|it| &it.entities).collect();
    let describe = |entity: &&entities::Entity, text: &str| {
        let label = pipeline.labels()[usize::from(entity.label)].clone();
        let name = pipeline.name(text, entity).into_owned();
        (entity.span, (label, name, shortest(entity.score), entity.source))
    };
    let has_sources = pipeline.has_sources();
    let make = |place, (label, name, score, source)| Entity {
        place,
        label,
        name,
        score,
        source,
        id: None,
        metadata: None,
        has_sources,
        of: None,
    };
    let made = elements(source, &all, describe, make)?;
    let mut at = 0;
    let sentences = sentences.iter().map(|alternatives| {
        let pairs = alternatives.iter().map(|it| {
            let from = at;
            at += it.entities.len();
            (it.probability, made.get_slice(from, at))
        });
        PyList::new(py, pairs.collect::<Vec<_>>())
    });
    PyList::new(py, sentences.collect::<PyResult<Vec<_>>>()?)
}

/// The layers of one text, in bytes.
pub(super) struct Layers {
    tokens: Vec<tokenize::Token>,
    sentences: Vec<Span>,
    entities: Vec<entities::Entity>,
}

impl Layers {
    /// The layers of `text` that a document has.
    pub(super) fn compute(worker: &mut Worker, text: &str) -> crate::Result<Self> {
        worker.annotate(text, crate::Layers::SENTENCES | crate::Layers::ENTITIES)?;
        Ok(Self {
            tokens: worker.tokens().to_vec(),
            sentences: worker.sentences().to_vec(),
            entities: worker.entities().to_vec(),
        })
    }
}

/// A text that was annotated.
pub(super) struct Annotated {
    source: Py<PyString>,
    pipeline: Py<Pipeline>,
    layers: Layers,
    /// Made when it is first asked for.
    morphology: OnceLock<Morphology>,
    names: OnceLock<Names>,
    numbers: OnceLock<Vec<values::Number>>,
    dates: OnceLock<Vec<values::Date>>,
    quotes: OnceLock<Quotes>,
}

/// What is known of the words of a text.
struct Morphology {
    segments: Segments,
    pos: Vec<Upos>,
    lemmas: Lemmas,
    vocalized: Lemmas,
    features: Vec<Features>,
}

impl Morphology {
    /// That of the document's own tokens: a pickle may have those of another version.
    fn compute(pipeline: &crate::Pipeline, text: &str, layers: &Layers) -> Self {
        use crate::Layers;
        let mut worker = pipeline.worker();
        let wanted = Layers::LEMMAS | Layers::VOCALIZED | Layers::FEATURES;
        worker.annotate_tokens(text, &layers.tokens, &layers.sentences, wanted);
        Self {
            segments: worker.segments().clone(),
            pos: worker.pos().to_vec(),
            lemmas: worker.lemmas().clone(),
            vocalized: worker.vocalized_lemmas().clone(),
            features: worker.features().to_vec(),
        }
    }
}

/// What is known of the names of a text.
struct Names {
    clusters: Clusters,
    /// Of each cluster its name.
    names: Vec<String>,
    /// Of each entity the title before it.
    titles: Vec<Option<Span>>,
}

impl Names {
    fn find(pipeline: &crate::Pipeline, text: &str, layers: &Layers) -> Self {
        let Layers { tokens, sentences, entities } = layers;
        let clusters = names::clusters(pipeline, text, entities);
        let name = |&at: &u32| pipeline.name(text, &entities[at as usize]).into_owned();
        let titles = names::titles(pipeline, text, tokens, sentences, entities);
        Self {
            names: clusters.names().iter().map(name).collect(),
            clusters,
            titles: titles.into_iter().map(|title| Some(title?.span)).collect(),
        }
    }
}

impl Annotated {
    fn quotes(&self, py: Python<'_>) -> PyResult<&Quotes> {
        let text = utf8(self.source.bind(py))?;
        if self.quotes.get().is_none() {
            let made = detached(py, || {
                let Layers { tokens, sentences, .. } = &self.layers;
                let mut worker = self.pipeline().worker();
                worker.annotate_tokens(text, tokens, sentences, crate::Layers::QUOTES);
                Ok(worker.quotes().clone())
            })?;
            // Another thread may have been faster.
            let _ = self.quotes.set(made);
        }
        Ok(self.quotes.get().expect("was set"))
    }

    fn names(&self, py: Python<'_>) -> PyResult<&Names> {
        let text = utf8(self.source.bind(py))?;
        if self.names.get().is_none() {
            let made = detached(py, || Ok(Names::find(self.pipeline(), text, &self.layers)))?;
            // Another thread may have been faster.
            let _ = self.names.set(made);
        }
        Ok(self.names.get().expect("was set"))
    }

    fn pipeline(&self) -> &crate::Pipeline {
        &self.pipeline.get().pipeline
    }

    fn numbers(&self, py: Python<'_>) -> PyResult<&[values::Number]> {
        let text = utf8(self.source.bind(py))?;
        if self.numbers.get().is_none() {
            let made = detached(py, || {
                let mut worker = self.pipeline().worker();
                let Layers { tokens, sentences, .. } = &self.layers;
                worker.annotate_tokens(text, tokens, sentences, crate::Layers::NUMBERS);
                Ok(worker.numbers().to_vec())
            })?;
            // Another thread may have been faster.
            let _ = self.numbers.set(made);
        }
        Ok(self.numbers.get().expect("was set"))
    }

    fn dates(&self, py: Python<'_>) -> PyResult<&[values::Date]> {
        let text = utf8(self.source.bind(py))?;
        if self.dates.get().is_none() {
            let made = detached(py, || {
                let mut worker = self.pipeline().worker();
                let Layers { tokens, sentences, .. } = &self.layers;
                worker.annotate_tokens(text, tokens, sentences, crate::Layers::DATES);
                Ok(worker.dates().to_vec())
            })?;
            // Another thread may have been faster.
            let _ = self.dates.set(made);
        }
        Ok(self.dates.get().expect("was set"))
    }

    fn morphology(&self, py: Python<'_>) -> PyResult<&Morphology> {
        let text = utf8(self.source.bind(py))?;
        if self.morphology.get().is_none() {
            let made =
                detached(py, || Ok(Morphology::compute(self.pipeline(), text, &self.layers)))?;
            // Another thread may have been faster.
            let _ = self.morphology.set(made);
        }
        Ok(self.morphology.get().expect("was set"))
    }
}

/// A text with its tokens, sentences and entities. Immutable.
#[pyclass(frozen, module = "warraq", weakref)]
pub(super) struct Document {
    annotated: Arc<Annotated>,
    // Python's objects are made when they are first asked for.
    tokens: PyOnceLock<Py<PyTuple>>,
    sentences: PyOnceLock<Py<PyTuple>>,
    entities: PyOnceLock<Py<PyTuple>>,
    people: PyOnceLock<Py<PyTuple>>,
    numbers: PyOnceLock<Py<PyTuple>>,
    dates: PyOnceLock<Py<PyTuple>>,
    quotes: PyOnceLock<Py<PyTuple>>,
}

impl Document {
    pub(super) fn new(source: Py<PyString>, pipeline: Py<Pipeline>, layers: Layers) -> Self {
        let annotated = Annotated {
            source,
            pipeline,
            layers,
            morphology: OnceLock::new(),
            names: OnceLock::new(),
            numbers: OnceLock::new(),
            dates: OnceLock::new(),
            quotes: OnceLock::new(),
        };
        Self {
            annotated: Arc::new(annotated),
            tokens: PyOnceLock::new(),
            sentences: PyOnceLock::new(),
            entities: PyOnceLock::new(),
            people: PyOnceLock::new(),
            numbers: PyOnceLock::new(),
            dates: PyOnceLock::new(),
            quotes: PyOnceLock::new(),
        }
    }

    fn pipeline(&self) -> &crate::Pipeline {
        self.annotated.pipeline()
    }

    fn label(&self, entity: &entities::Entity) -> &str {
        &self.pipeline().labels()[usize::from(entity.label)]
    }

    /// The pattern of the rule that found an entity, if one did.
    fn pattern(&self, entity: &entities::Entity) -> &str {
        self.pipeline().rule(entity).map_or("", |rule| rule.pattern.text())
    }

    fn counts(&self) -> String {
        let counted = |count: usize, one: &str, many: &str| {
            format!("{count} {}", if count == 1 { one } else { many })
        };
        format!(
            "{}, {}, {}",
            counted(self.annotated.layers.tokens.len(), "token", "tokens"),
            counted(self.annotated.layers.sentences.len(), "sentence", "sentences"),
            counted(self.annotated.layers.entities.len(), "entity", "entities"),
        )
    }

    /// What is known of the words, unless the argument `morphology` says that it is not asked for.
    fn morphology(
        &self,
        py: Python<'_>,
        asked: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Option<&Morphology>> {
        let asked = asked.map_or(Ok(true), |asked| flag("morphology", asked))?;
        asked.then(|| self.annotated.morphology(py)).transpose()
    }

    /// The numbers, if the argument `numbers` says that they are asked for.
    fn asked_numbers(
        &self,
        py: Python<'_>,
        asked: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Option<&[values::Number]>> {
        let asked = asked.map_or(Ok(false), |asked| flag("numbers", asked))?;
        asked.then(|| self.annotated.numbers(py)).transpose()
    }

    /// The dates with what they are by an anchor, if the argument `dates` says that they are asked for.
    fn asked_dates(
        &self,
        py: Python<'_>,
        asked: Option<&Bound<'_, PyAny>>,
        anchor: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Option<(&[values::Date], Option<Day>)>> {
        let anchor = anchor.filter(|it| !it.is_none()).map(super::values::anchor).transpose()?;
        let asked = asked.map_or(Ok(false), |asked| flag("dates", asked))?;
        asked.then(|| Ok((self.annotated.dates(py)?, anchor))).transpose()
    }

    /// The dates as Python has them.
    fn date_tuple<'py>(
        &self,
        py: Python<'py>,
        anchor: Option<Day>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let source = self.annotated.source.bind(py);
        let found = self.annotated.dates(py)?;
        let text = utf8(source)?;
        let index = CharIndex::new(text);
        let mut dates = Vec::with_capacity(found.len());
        for (number, it) in found.iter().enumerate() {
            breathe(py, number)?;
            let (start, end) = index.chars(it.span);
            let place = Place { source: source.clone().unbind(), bytes: it.span, start, end };
            dates.push(Bound::new(py, Date::new(place, it, anchor))?);
        }
        PyTuple::new(py, dates)
    }

    /// The document as it is written to JSON and to a dict.
    fn record<'a>(
        &'a self,
        text: &'a str,
        morphology: Option<&'a Morphology>,
        names: &'a Names,
        numbers: Option<&'a [values::Number]>,
        dates: Option<(&[values::Date], Option<Day>)>,
        quotes: Option<&'a Quotes>,
    ) -> Record<'a> {
        let index = CharIndex::new(text);
        let place = |span: Span| {
            let (start, end) = index.chars(span);
            PlaceRecord { text: span.of(text), start, end }
        };
        let Layers { tokens, sentences, entities } = &self.annotated.layers;
        let word = |number: usize, morphology: &'a Morphology| {
            let Morphology { segments, pos, lemmas, vocalized, features } = morphology;
            let segment = |(segment, head): (morphology::Segment, usize)| SegmentRecord {
                place: place(segment.span),
                form: segment.form(text),
                role: segment.role.name(),
                pos: pos[head].name(),
                lemma: lemmas.of(head),
                vocalized_lemma: vocalized.of(head),
                features: features[head],
            };
            let stem = segments.stem(number);
            let token = tokens[number];
            let start = index.chars(token.span).0;
            let part =
                |(part, start, end): (Span, _, _)| PlaceRecord { text: part.of(text), start, end };
            WordRecord {
                is_stop: token.kind.is_word() && is_stop_word(token.span.of(text)),
                parts: parts(text, token, start).map(part).collect(),
                pos: pos[stem].name(),
                lemma: lemmas.of(stem),
                vocalized_lemma: vocalized.of(stem),
                features: features[stem],
                segments: segments.joined(number, Scheme::Atb).map(segment).collect(),
            }
        };
        let token = |(number, token): (usize, &tokenize::Token)| TokenRecord {
            place: place(token.span),
            kind: token.kind.name(),
            word: morphology.map(|morphology| word(number, morphology)),
        };
        let entity = |(number, entity): (usize, &entities::Entity)| EntityRecord {
            place: place(entity.span),
            label: self.label(entity),
            name: self.pipeline().name(text, entity).into_owned(),
            score: shortest(entity.score),
            cluster: names.clusters.of()[number],
            canonical: &names.names[names.clusters.of()[number] as usize],
            title: names.titles[number].map(place),
            source: self.pipeline().has_sources().then(|| entity.source.name()),
            rule: (self.pipeline().rules().len() > 0).then(|| {
                let rule = self.pipeline().rule(entity);
                RuleRecord {
                    id: rule.and_then(|rule| rule.id),
                    metadata: rule.and_then(|rule| rule.metadata).map(|json| {
                        serde_json::from_str(json).expect("JSON, as every rule was checked to have")
                    }),
                }
            }),
        };
        Record {
            text,
            tokens: tokens.iter().enumerate().map(token).collect(),
            sentences: sentences.iter().copied().map(place).collect(),
            entities: entities.iter().enumerate().map(entity).collect(),
            numbers: numbers.map(|numbers| {
                numbers.iter().map(|it| NumberRecord::new(it, text, &index)).collect()
            }),
            dates: dates.map(|(dates, anchor)| {
                dates.iter().map(|it| DateRecord::new(it, anchor, text, &index)).collect()
            }),
            quotes: quotes.map(|quotes| {
                let record = |quote| quote_record(text, self.pipeline(), &index, quotes, quote);
                quotes.all().iter().map(record).collect()
            }),
        }
    }

    /// The quotations, if the argument `quotes` asks for them.
    fn asked_quotes(
        &self,
        py: Python<'_>,
        asked: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Option<&Quotes>> {
        let asked = asked.map_or(Ok(false), |asked| flag("quotes", asked))?;
        asked.then(|| self.annotated.quotes(py)).transpose()
    }
}

#[pymethods]
impl Document {
    /// The text that was passed in.
    #[getter]
    fn text(&self, py: Python<'_>) -> Py<PyString> {
        self.annotated.source.clone_ref(py)
    }

    /// The tokens, in order.
    #[getter]
    fn tokens<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let source = self.annotated.source.bind(py);
        let make = || {
            Ok(token_tuple(source, &self.annotated.layers.tokens, Some(&self.annotated))?.unbind())
        };
        self.tokens.get_or_try_init(py, make).map(|tuple| tuple.bind(py).clone())
    }

    /// The sentences, in order.
    #[getter]
    fn sentences<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let make = || {
            Ok(sentence_tuple(self.annotated.source.bind(py), &self.annotated.layers.sentences)?
                .unbind())
        };
        self.sentences.get_or_try_init(py, make).map(|tuple| tuple.bind(py).clone())
    }

    /// The named entities, in order, and without overlap unless rules were added that keep both, or
    /// the label TITLE.
    #[getter]
    fn entities<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let make = || {
            let pipeline = self.pipeline();
            let describe = |entity: &entities::Entity, text: &str| {
                let label = pipeline.labels()[usize::from(entity.label)].clone();
                let name = pipeline.name(text, entity).into_owned();
                let rule = pipeline.rule(entity);
                let owned = |text: Option<&str>| text.map(str::to_owned);
                let id = owned(rule.and_then(|rule| rule.id));
                let metadata = owned(rule.and_then(|rule| rule.metadata));
                let score = shortest(entity.score);
                (entity.span, (label, name, score, entity.source, id, metadata))
            };
            let has_sources = pipeline.has_sources();
            let mut numbers = 0..;
            let make = |place, (label, name, score, source, id, metadata)| {
                let of = Some(self.annotated.clone()).zip(numbers.next());
                Entity { place, label, name, score, source, id, metadata, has_sources, of }
            };
            let (source, entities) =
                (self.annotated.source.bind(py), &self.annotated.layers.entities);
            Ok(elements(source, entities, describe, make)?.unbind())
        };
        self.entities.get_or_try_init(py, make).map(|tuple| tuple.bind(py).clone())
    }

    /// The people that the document names, in the order of their first mentions: a tuple of `Person`,
    /// each with all its mentions, whether by the full name or a part of it.
    #[getter]
    fn people<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let make = || {
            let entities = self.entities(py)?;
            let Names { clusters, names, .. } = self.annotated.names(py)?;
            let mut mentions = vec![Vec::new(); clusters.len()];
            for (entity, &cluster) in entities.iter().zip(clusters.of()) {
                let entity = entity.cast_into::<Entity>()?;
                if is_person(&entity.get().label) {
                    mentions[cluster as usize].push(entity);
                }
            }
            let mut people = Vec::new();
            for (cluster, mentions) in mentions.into_iter().enumerate() {
                if mentions.is_empty() {
                    continue;
                }
                breathe(py, cluster)?;
                let mut titles = Vec::new();
                for mention in &mentions {
                    titles.extend(mention.get().title(py)?);
                }
                let person = Person {
                    name: names[cluster].clone(),
                    cluster: cluster as u32,
                    mentions: PyTuple::new(py, mentions)?.unbind(),
                    titles: PyTuple::new(py, titles)?.unbind(),
                };
                people.push(Bound::new(py, person)?);
            }
            Ok::<_, PyErr>(PyTuple::new(py, people)?.unbind())
        };
        self.people.get_or_try_init(py, make).map(|tuple| tuple.bind(py).clone())
    }

    /// The quotations, direct and indirect, in the order of their starts, an outer one before those within:
    /// a tuple of `Quote`.
    #[getter]
    fn quotes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let make = || {
            let quotes = self.annotated.quotes(py)?;
            let source = self.annotated.source.bind(py);
            Ok::<_, PyErr>(quote_tuple(source, self.pipeline(), quotes)?.unbind())
        };
        self.quotes.get_or_try_init(py, make).map(|tuple| tuple.bind(py).clone())
    }

    /// The words for nationalities, peoples and religions that are in no entity of the model or of
    /// rules, as a tuple of `Match`, without clitics: `الفرنسي` in `الوزير الفرنسي`.
    #[getter]
    fn nationalities<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let source = self.annotated.source.bind(py);
        let text = utf8(source)?;
        let Layers { tokens, entities, .. } = &self.annotated.layers;
        let found = detached(py, || Ok(names::nationalities(text, tokens, entities)))?;
        match_tuple(source, &found)
    }

    /// The numbers, in order and without overlap, as a tuple of `Number`; found when they are first asked
    /// for. Numbers of dates, times and durations are none of them.
    #[getter]
    fn numbers<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let make = || {
            let source = self.annotated.source.bind(py);
            let found = self.annotated.numbers(py)?;
            let text = utf8(source)?;
            let index = CharIndex::new(text);
            let mut numbers = Vec::with_capacity(found.len());
            for (number, it) in found.iter().enumerate() {
                breathe(py, number)?;
                let (start, end) = index.chars(it.span);
                let place = Place { source: source.clone().unbind(), bytes: it.span, start, end };
                let counted = it.counted.map(|span| (span, index.chars(span)));
                numbers.push(Bound::new(py, Number::new(place, it, counted, py))?);
            }
            Ok::<_, PyErr>(PyTuple::new(py, numbers)?.unbind())
        };
        self.numbers.get_or_try_init(py, make).map(|tuple| tuple.bind(py).clone())
    }

    /// The dates, times, durations and ranges, in order and without overlap, as a tuple of `Date`; found when
    /// they are first asked for. What is told from now is not resolved: see `resolve`.
    #[getter]
    fn dates<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let make = || Ok::<_, PyErr>(self.date_tuple(py, None)?.unbind());
        self.dates.get_or_try_init(py, make).map(|tuple| tuple.bind(py).clone())
    }

    /// The same as `dates`, with what is told from now resolved: `anchor` is the day on which the text was
    /// written, a datetime.date or datetime, or a string that begins with a date of ISO 8601.
    ///
    /// Raises TypeError or ValueError if it is none of these.
    #[pyo3(text_signature = "($self, anchor)")]
    fn resolve<'py>(
        &self,
        py: Python<'py>,
        anchor: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyTuple>> {
        self.date_tuple(py, Some(super::values::anchor(anchor)?))
    }

    /// The document as plain dicts and lists: text, tokens, sentences, entities; with `numbers=True`
    /// also numbers, with `quotes=True` also quotes, with `dates=True` also dates, resolved by `anchor` if there
    /// is one.
    ///
    /// With `morphology=False` the tokens lack is_stop, parts, pos, lemma, vocalized_lemma, features and
    /// segments, and these are not computed.
    #[pyo3(
        signature = (
            *, morphology = None, numbers = None, dates = None, anchor = None, quotes = None
        ),
        text_signature = "($self, *, morphology=True, numbers=False, dates=False, anchor=None, \
                          quotes=False)"
    )]
    fn to_dict<'py>(
        &self,
        py: Python<'py>,
        morphology: Option<&Bound<'py, PyAny>>,
        numbers: Option<&Bound<'py, PyAny>>,
        dates: Option<&Bound<'py, PyAny>>,
        anchor: Option<&Bound<'py, PyAny>>,
        quotes: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let text = utf8(self.annotated.source.bind(py))?;
        let morphology = self.morphology(py, morphology)?;
        let numbers = self.asked_numbers(py, numbers)?;
        let dates = self.asked_dates(py, dates, anchor)?;
        let quotes = self.asked_quotes(py, quotes)?;
        let names = self.annotated.names(py)?;
        let record =
            detached(py, || Ok(self.record(text, morphology, names, numbers, dates, quotes)))?;
        let dict = PyDict::new(py);
        dict.set_item("text", &self.annotated.source)?;
        dict.set_item("tokens", list(py, &record.tokens, TokenRecord::to_dict)?)?;
        dict.set_item("sentences", list(py, &record.sentences, PlaceRecord::to_dict)?)?;
        dict.set_item("entities", list(py, &record.entities, EntityRecord::to_dict)?)?;
        if let Some(numbers) = &record.numbers {
            dict.set_item("numbers", list(py, numbers, NumberRecord::to_dict)?)?;
        }
        if let Some(dates) = &record.dates {
            dict.set_item("dates", list(py, dates, DateRecord::to_dict)?)?;
        }
        if let Some(quotes) = &record.quotes {
            dict.set_item("quotes", list(py, quotes, QuoteRecord::to_dict)?)?;
        }
        Ok(dict)
    }

    /// The document as JSON, on one line, with Arabic written as it is; the same content as
    /// `to_dict`, but for values that are not whole, which are strings: `"2.5"`, `"1/3"`.
    #[pyo3(
        signature = (
            *, morphology = None, numbers = None, dates = None, anchor = None, quotes = None
        ),
        text_signature = "($self, *, morphology=True, numbers=False, dates=False, anchor=None, \
                          quotes=False)"
    )]
    fn to_json(
        &self,
        py: Python<'_>,
        morphology: Option<&Bound<'_, PyAny>>,
        numbers: Option<&Bound<'_, PyAny>>,
        dates: Option<&Bound<'_, PyAny>>,
        anchor: Option<&Bound<'_, PyAny>>,
        quotes: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<String> {
        let text = utf8(self.annotated.source.bind(py))?;
        let morphology = self.morphology(py, morphology)?;
        let numbers = self.asked_numbers(py, numbers)?;
        let dates = self.asked_dates(py, dates, anchor)?;
        let quotes = self.asked_quotes(py, quotes)?;
        let names = self.annotated.names(py)?;
        detached(py, || {
            serde_json::to_string(&self.record(text, morphology, names, numbers, dates, quotes))
                .map_err(|error| crate::Error::data(error.to_string()))
        })
    }

    /// The document in CoNLL-U, the format of Universal Dependencies: of each word its form, lemma,
    /// part of speech and the features that are certain; tokens with clitics as multiword tokens; the
    /// space between tokens in MISC (`SpaceAfter=No`, `SpacesAfter`). There is no syntax: HEAD and
    /// DEPREL are `_`.
    ///
    /// `id` names the document, and begins the names of its sentences.
    #[pyo3(signature = (id = None))]
    fn to_conllu(&self, py: Python<'_>, id: Option<&Bound<'_, PyAny>>) -> PyResult<String> {
        let id = id.map(|id| string("id", id)).transpose()?;
        let text = utf8(self.annotated.source.bind(py))?;
        let Layers { tokens, sentences, .. } = &self.annotated.layers;
        let Morphology { segments, pos, lemmas, features, .. } = self.annotated.morphology(py)?;
        let words = Words { text, tokens, sentences, segments, pos, lemmas, features };
        detached(py, || {
            let mut out = String::new();
            conllu::write(words, id, &mut out);
            Ok(out)
        })
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    /// Pickled with its layers, so that it need not be annotated again, and with its pipeline, as
    /// that is pickled.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, State<'_>)> {
        let restore = py.get_type::<Self>().getattr("_restore")?;
        let Layers { tokens, sentences, entities } = &self.annotated.layers;
        let place = |span: Span| (span.start, span.end);
        let state = Pickled {
            tokens: tokens.iter().map(|t| (place(t.span), t.kind.name().into())).collect(),
            sentences: sentences.iter().copied().map(place).collect(),
            entities: entities
                .iter()
                .map(|e| {
                    let label = self.label(e).into();
                    let rule = match e.source {
                        entities::Source::Model | entities::Source::Lists => None,
                        entities::Source::Rule(number) => Some((number, self.pattern(e).into())),
                    };
                    let listed = e.source == entities::Source::Lists;
                    PickledEntity(place(e.span), label, e.elided_article, e.score, rule, listed)
                })
                .collect(),
        };
        let layers = serde_json::to_string(&state).map_err(damaged)?;
        Ok((restore, (&self.annotated.pipeline, &self.annotated.source, layers)))
    }

    #[staticmethod]
    fn _restore(pipeline: Py<Pipeline>, text: Py<PyString>, layers: &str) -> PyResult<Self> {
        let layers = Python::attach(|py| {
            let state: Pickled = serde_json::from_str(layers).map_err(damaged)?;
            state.layers(utf8(text.bind(py))?, &pipeline.get().pipeline)
        })?;
        Ok(Self::new(text, pipeline, layers))
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("warraq.display")?.call_method1("document_html", (slf,))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        const SHOWN: usize = 40;
        let text = utf8(self.annotated.source.bind(py))?;
        let (shown, rest) = match text.char_indices().nth(SHOWN) {
            Some((end, _)) => (&text[..end], "…"),
            None => (text, ""),
        };
        let shown = PyString::new(py, &format!("{shown}{rest}")).repr()?;
        Ok(format!("<warraq.Document {shown}: {}>", self.counts()))
    }

    fn __eq__(&self, other: &Self, py: Python<'_>) -> PyResult<bool> {
        let texts = (utf8(self.annotated.source.bind(py))?, utf8(other.annotated.source.bind(py))?);
        let (a, b) = (&self.annotated.layers, &other.annotated.layers);
        Ok(texts.0 == texts.1
            && a.tokens == b.tokens
            && a.sentences == b.sentences
            && a.entities == b.entities
            && self.pipeline().labels() == other.pipeline().labels()
            && self.pipeline().rules().eq(other.pipeline().rules())
            && self.pipeline().words() == other.pipeline().words())
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        self.annotated.source.bind(py).hash()
    }
}

type State<'a> = (&'a Py<Pipeline>, &'a Py<PyString>, String);

/// The layers in a pickle: bytes, and names that stay the same from version to version.
#[derive(Serialize, Deserialize)]
struct Pickled<'a> {
    #[serde(borrow)]
    tokens: Vec<((u32, u32), Cow<'a, str>)>,
    sentences: Vec<(u32, u32)>,
    entities: Vec<PickledEntity<'a>>,
}

/// Bytes, label, whether the article was elided, score, if a rule found it its number and pattern, and
/// whether the label is an extra one.
#[derive(Serialize, Deserialize)]
struct PickledEntity<'a>(
    (u32, u32),
    Cow<'a, str>,
    bool,
    f32,
    #[serde(default)] Option<(u32, Cow<'a, str>)>,
    #[serde(default)] bool,
);

pub(super) fn damaged(error: impl std::fmt::Display) -> PyErr {
    crate::Error::data(format!("the pickle is damaged: {error}")).into()
}

impl Pickled<'_> {
    fn layers(self, text: &str, pipeline: &crate::Pipeline) -> PyResult<Layers> {
        let labels = pipeline.labels();
        let span = |(start, end): (u32, u32)| match text.get(start as usize..end as usize) {
            Some(_) => Ok(Span { start, end }),
            None => Err(damaged(format!("no characters at bytes {start} to {end}"))),
        };
        let token = |(place, kind): (_, Cow<'_, str>)| {
            Ok(tokenize::Token { span: span(place)?, kind: TokenKind::from_name(&kind)? })
        };
        let entity = |pickled: PickledEntity<'_>| {
            let PickledEntity(place, label, elided_article, score, rule, listed) = pickled;
            let at = labels.iter().position(|known| *known == label);
            let at = at.ok_or_else(|| damaged(format!("the model has no label {label:?}")))?;
            let (span, label) = (span(place)?, at as u8);
            let mut entity = entities::Entity {
                span,
                label,
                elided_article,
                score,
                source: entities::Source::Model,
            };
            if listed {
                entity.source = entities::Source::Lists;
                // The model file may have no such label now, or of its model alone.
                if !pipeline.extra_labels().any(|known| known.name() == labels[at]) {
                    return Err(damaged(format!(
                        "the pipeline has no extra label {:?}",
                        labels[at]
                    )));
                }
            } else if let Some((number, pattern)) = rule {
                entity.source = entities::Source::Rule(number);
                // The model file may have other rules now.
                let count: usize = pipeline.rules().map(|(rules, _)| rules.len()).sum();
                let known = (number as usize) < count
                    && pipeline.rule(&entity).is_some_and(|rule| rule.pattern.text() == pattern);
                if !known {
                    return Err(damaged(format!("the pipeline has no rule {number}, {pattern:?}")));
                }
            }
            Ok(entity)
        };
        let tokens = self.tokens.into_iter().map(token).collect::<PyResult<Vec<_>>>()?;
        let sentences = self.sentences.into_iter().map(span).collect::<PyResult<Vec<_>>>()?;
        let entities = self.entities.into_iter().map(entity).collect::<PyResult<Vec<_>>>()?;
        in_order(tokens.iter().map(|token| token.span))?;
        in_order(sentences.iter().copied())?;
        let overlap = pipeline.rules().any(|(_, policy)| policy == Policy::Both)
            || pipeline.extra_labels().any(|label| label == ExtraLabel::Title);
        match overlap {
            false => in_order(entities.iter().map(|entity| entity.span))?,
            true if entities.is_sorted_by_key(|entity| entity.span.start)
                && entities.iter().all(|entity| !entity.span.is_empty()) => {}
            true => return Err(damaged("the entities are out of order")),
        }
        Ok(Layers { tokens, sentences, entities })
    }
}

/// Refuses spans that are empty, overlap or go backwards.
fn in_order(mut spans: impl Iterator<Item = Span>) -> PyResult<()> {
    let mut end = 0;
    spans.try_for_each(|span| {
        if span.start < end || span.end <= span.start {
            return Err(damaged(format!("bytes {} to {} are out of order", span.start, span.end)));
        }
        end = span.end;
        Ok(())
    })
}

#[derive(Serialize)]
struct Record<'a> {
    text: &'a str,
    tokens: Vec<TokenRecord<'a>>,
    sentences: Vec<PlaceRecord<'a>>,
    entities: Vec<EntityRecord<'a>>,
    /// Where they are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    numbers: Option<Vec<NumberRecord<'a>>>,
    /// Where they are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    dates: Option<Vec<DateRecord<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quotes: Option<Vec<QuoteRecord<'a>>>,
}

#[derive(Serialize)]
pub(super) struct PlaceRecord<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
    pub(super) end: usize,
}

#[derive(Serialize)]
struct TokenRecord<'a> {
    #[serde(flatten)]
    place: PlaceRecord<'a>,
    kind: &'static str,
    #[serde(flatten)]
    word: Option<WordRecord<'a>>,
}

#[derive(Serialize)]
struct WordRecord<'a> {
    is_stop: bool,
    parts: Vec<PlaceRecord<'a>>,
    pos: &'static str,
    lemma: &'a str,
    vocalized_lemma: &'a str,
    features: Features,
    segments: Vec<SegmentRecord<'a>>,
}

#[derive(Serialize)]
struct SegmentRecord<'a> {
    #[serde(flatten)]
    place: PlaceRecord<'a>,
    form: Cow<'a, str>,
    role: &'static str,
    pos: &'static str,
    lemma: &'a str,
    vocalized_lemma: &'a str,
    features: Features,
}

#[derive(Serialize)]
struct EntityRecord<'a> {
    #[serde(flatten)]
    place: PlaceRecord<'a>,
    label: &'a str,
    name: String,
    score: f64,
    cluster: u32,
    canonical: &'a str,
    title: Option<PlaceRecord<'a>>,
    /// Of a pipeline with rules or extra labels.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'static str>,
    #[serde(flatten)]
    rule: Option<RuleRecord<'a>>,
}

/// What only a pipeline with rules says of its entities.
#[derive(Serialize)]
struct RuleRecord<'a> {
    id: Option<&'a str>,
    metadata: Option<&'a RawValue>,
}

impl PlaceRecord<'_> {
    pub(super) fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item("text", self.text)?;
        dict.set_item("start", self.start)?;
        dict.set_item("end", self.end)?;
        Ok(dict)
    }
}

impl TokenRecord<'_> {
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = self.place.to_dict(py)?;
        dict.set_item("kind", self.kind)?;
        if let Some(word) = &self.word {
            dict.set_item("is_stop", word.is_stop)?;
            dict.set_item("parts", list(py, &word.parts, PlaceRecord::to_dict)?)?;
            dict.set_item("pos", word.pos)?;
            dict.set_item("lemma", word.lemma)?;
            dict.set_item("vocalized_lemma", word.vocalized_lemma)?;
            dict.set_item("features", feature_dict(py, word.features)?)?;
            dict.set_item("segments", list(py, &word.segments, SegmentRecord::to_dict)?)?;
        }
        Ok(dict)
    }
}

impl SegmentRecord<'_> {
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = self.place.to_dict(py)?;
        dict.set_item("form", &self.form)?;
        dict.set_item("role", self.role)?;
        dict.set_item("pos", self.pos)?;
        dict.set_item("lemma", self.lemma)?;
        dict.set_item("vocalized_lemma", self.vocalized_lemma)?;
        dict.set_item("features", feature_dict(py, self.features)?)?;
        Ok(dict)
    }
}

impl EntityRecord<'_> {
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = self.place.to_dict(py)?;
        dict.set_item("label", self.label)?;
        dict.set_item("name", &self.name)?;
        dict.set_item("score", self.score)?;
        dict.set_item("cluster", self.cluster)?;
        dict.set_item("canonical", self.canonical)?;
        dict.set_item("title", self.title.as_ref().map(|title| title.to_dict(py)).transpose()?)?;
        if let Some(source) = self.source {
            dict.set_item("source", source)?;
        }
        if let Some(RuleRecord { id, metadata }) = &self.rule {
            dict.set_item("id", id)?;
            let metadata = metadata.map(|json| loads(py, json.get())).transpose()?;
            dict.set_item("metadata", metadata)?;
        }
        Ok(dict)
    }
}

pub(super) fn list<'py, T>(
    py: Python<'py>,
    items: &[T],
    to_dict: impl Fn(&T, Python<'py>) -> PyResult<Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyList>> {
    let dict = |(number, item)| {
        breathe(py, number)?;
        to_dict(item, py)
    };
    let dicts = items.iter().enumerate().map(dict).collect::<PyResult<Vec<_>>>()?;
    PyList::new(py, dicts)
}
