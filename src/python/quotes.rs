//! Quotations as Python objects.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};
use serde::Serialize;

use super::column::utf8;
use super::document::{Match, Pickle, Place, PlaceRecord, Reduced, list};
use super::{breathe, detached};
use crate::quotes::{Form, Quotes};
use crate::{CharIndex, Span, quotes};

/// Who says something: the noun phrase, with a title before the name.
#[pyclass(frozen, module = "warraq")]
pub(super) struct Speaker {
    place: Place,
    /// Of a person the best name among the mentions of the same, without clitics; of others the noun phrase
    /// on one line, without diacritics.
    #[pyo3(get)]
    name: String,
    /// Whether it stands with the cue; else it is a mention before, to which a pronoun or a verb refers.
    #[pyo3(get)]
    explicit: bool,
}

#[pymethods]
impl Speaker {
    /// The speaker as it stands in the text.
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

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let name = PyString::new(py, &self.name).repr()?;
        let explicit = if self.explicit { "True" } else { "False" };
        Ok(format!("Speaker({}, name={name}, explicit={explicit})", self.place.repr(py)?))
    }

    fn __eq__(&self, other: &Self, py: Python<'_>) -> PyResult<bool> {
        Ok((&self.name, self.explicit) == (&other.name, other.explicit)
            && self.place.same(&other.place, py)?)
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<u64> {
        self.place.hash(py)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> Reduced<'py, (Pickle, &str, bool)> {
        let restore = py.get_type::<Self>().getattr(intern!(py, "_restore"))?;
        Ok((restore, (self.place.pickle(py), &self.name, self.explicit)))
    }

    #[staticmethod]
    fn _restore(py: Python<'_>, place: Pickle, name: String, explicit: bool) -> PyResult<Self> {
        Ok(Self { place: Place::restore(place, py)?, name, explicit })
    }
}

/// What somebody is said to have said or written.
#[pyclass(frozen, module = "warraq")]
pub(super) struct Quote {
    place: Place,
    /// The words with their marks, as a `Match`; the same place where there are no marks.
    #[pyo3(get)]
    outer: Py<Match>,
    form: Form,
    /// The word that introduces it, without conjunctions, as a `Match`, or None.
    #[pyo3(get)]
    cue: Option<Py<Match>>,
    /// The lemma of the cue, as the lexicon has it, or None.
    #[pyo3(get)]
    cue_lemma: Option<String>,
    /// Whose words they are, as a `Speaker`, or None.
    #[pyo3(get)]
    speaker: Option<Py<Speaker>>,
    /// Its parts, as a tuple of `Match`: one, or more if its cue interrupts it.
    #[pyo3(get)]
    parts: Py<PyTuple>,
    /// In how many other quotations it stands.
    #[pyo3(get)]
    depth: u8,
}

/// What makes a quotation again: place, outer place, form, cue and its lemma, speaker, parts and depth.
type PickledQuote<'a> = (
    Pickle,
    &'a Py<Match>,
    &'static str,
    (&'a Option<Py<Match>>, &'a Option<String>),
    &'a Option<Py<Speaker>>,
    (&'a Py<PyTuple>, u8),
);

/// Whether both are there and the same, or neither is.
fn same<T: pyo3::PyClass>(py: Python<'_>, a: &Option<Py<T>>, b: &Option<Py<T>>) -> PyResult<bool> {
    match (a, b) {
        (Some(a), Some(b)) => a.bind(py).as_any().eq(b.bind(py)),
        (None, None) => Ok(true),
        _ => Ok(false),
    }
}

#[pymethods]
impl Quote {
    /// The words said, as they stand in the text, without marks; of one that its cue interrupts all from the
    /// first part to the last.
    #[getter]
    fn text<'a>(&'a self, py: Python<'a>) -> PyResult<&'a str> {
        self.place.text(py)
    }

    /// Where they start, in characters of the text.
    #[getter]
    fn start(&self) -> usize {
        self.place.start
    }

    /// Where they end, in characters of the text: one past the last.
    #[getter]
    fn end(&self) -> usize {
        self.place.end
    }

    /// "direct", between marks or after a colon, or "indirect".
    #[getter]
    fn form(&self) -> &'static str {
        self.form.name()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let shown = |text: Option<&str>| match text {
            Some(text) => Ok::<_, PyErr>(PyString::new(py, text).repr()?.to_string()),
            None => Ok("None".to_owned()),
        };
        let cue = self.cue.as_ref().map(|cue| cue.get().text(py)).transpose()?;
        let speaker = self.speaker.as_ref().map(|speaker| speaker.get().name.as_str());
        Ok(format!(
            "Quote({}, form='{}', cue={}, speaker={})",
            self.place.repr(py)?,
            self.form(),
            shown(cue)?,
            shown(speaker)?,
        ))
    }

    fn __eq__(&self, other: &Self, py: Python<'_>) -> PyResult<bool> {
        let (a, b) = (self, other);
        Ok((a.form, &a.cue_lemma, a.depth) == (b.form, &b.cue_lemma, b.depth)
            && a.place.same(&b.place, py)?
            && a.outer.bind(py).eq(&b.outer)?
            && same(py, &a.cue, &b.cue)?
            && same(py, &a.speaker, &b.speaker)?
            && a.parts.bind(py).eq(&b.parts)?)
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<u64> {
        self.place.hash(py)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> Reduced<'py, PickledQuote<'_>> {
        let restore = py.get_type::<Self>().getattr(intern!(py, "_restore"))?;
        let Self { place, outer, cue, cue_lemma, speaker, parts, depth, .. } = self;
        let place = place.pickle(py);
        Ok((restore, (place, outer, self.form(), (cue, cue_lemma), speaker, (parts, *depth))))
    }

    #[staticmethod]
    fn _restore(
        py: Python<'_>,
        place: Pickle,
        outer: Py<Match>,
        form: &str,
        cue: (Option<Py<Match>>, Option<String>),
        speaker: Option<Py<Speaker>>,
        parts: (Py<PyTuple>, u8),
    ) -> PyResult<Self> {
        let (place, form) = (Place::restore(place, py)?, Form::from_name(form)?);
        let ((cue, cue_lemma), (parts, depth)) = (cue, parts);
        Ok(Self { place, outer, form, cue, cue_lemma, speaker, parts, depth })
    }
}

/// The quotations of a text as Python objects.
pub(super) fn quote_tuple<'py>(
    source: &Bound<'py, PyString>,
    pipeline: &crate::Pipeline,
    quotes: &Quotes,
) -> PyResult<Bound<'py, PyTuple>> {
    let py = source.py();
    let text = utf8(source)?;
    let index = detached(py, || Ok(CharIndex::new(text)))?;
    let place = |bytes: Span| {
        let (start, end) = index.chars(bytes);
        Place { source: source.clone().unbind(), bytes, start, end }
    };
    let found = |span: Span| Py::new(py, Match(place(span)));
    let quote = |(number, quote): (usize, &quotes::Quote)| {
        breathe(py, number)?;
        let speaker = quote.speaker.map(|speaker| {
            let name = pipeline.speaker_name(text, &speaker).into_owned();
            Py::new(py, Speaker { place: place(speaker.span), name, explicit: speaker.explicit })
        });
        let parts = quotes.parts(quote).iter().copied().map(found).collect::<PyResult<Vec<_>>>()?;
        let made = Quote {
            place: place(quote.span),
            outer: found(quote.outer)?,
            form: quote.form,
            cue: quote.cue.map(|cue| found(cue.span)).transpose()?,
            cue_lemma: quote.cue.map(|cue| pipeline.cue_lemma(cue).to_owned()),
            speaker: speaker.transpose()?,
            parts: PyTuple::new(py, parts)?.unbind(),
            depth: quote.depth,
        };
        Bound::new(py, made)
    };
    PyTuple::new(py, quotes.all().iter().enumerate().map(quote).collect::<PyResult<Vec<_>>>()?)
}

/// A quotation as it is written to JSON and to a dict.
#[derive(Serialize)]
pub(super) struct QuoteRecord<'a> {
    #[serde(flatten)]
    place: PlaceRecord<'a>,
    outer: PlaceRecord<'a>,
    form: &'static str,
    cue: Option<PlaceRecord<'a>>,
    cue_lemma: Option<&'a str>,
    speaker: Option<SpeakerRecord<'a>>,
    parts: Vec<PlaceRecord<'a>>,
    depth: u8,
}

#[derive(Serialize)]
struct SpeakerRecord<'a> {
    #[serde(flatten)]
    place: PlaceRecord<'a>,
    name: String,
    explicit: bool,
}

/// What is written of a quotation.
pub(super) fn quote_record<'a>(
    text: &'a str,
    pipeline: &'a crate::Pipeline,
    index: &CharIndex<'_>,
    quotes: &Quotes,
    quote: &quotes::Quote,
) -> QuoteRecord<'a> {
    let place = |span: Span| {
        let (start, end) = index.chars(span);
        PlaceRecord { text: span.of(text), start, end }
    };
    QuoteRecord {
        place: place(quote.span),
        outer: place(quote.outer),
        form: quote.form.name(),
        cue: quote.cue.map(|cue| place(cue.span)),
        cue_lemma: quote.cue.map(|cue| pipeline.cue_lemma(cue)),
        speaker: quote.speaker.map(|speaker| SpeakerRecord {
            place: place(speaker.span),
            name: pipeline.speaker_name(text, &speaker).into_owned(),
            explicit: speaker.explicit,
        }),
        parts: quotes.parts(quote).iter().copied().map(place).collect(),
        depth: quote.depth,
    }
}

impl QuoteRecord<'_> {
    pub(super) fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = self.place.to_dict(py)?;
        dict.set_item("outer", self.outer.to_dict(py)?)?;
        dict.set_item("form", self.form)?;
        dict.set_item("cue", self.cue.as_ref().map(|cue| cue.to_dict(py)).transpose()?)?;
        dict.set_item("cue_lemma", self.cue_lemma)?;
        let speaker = self.speaker.as_ref().map(|speaker| {
            let dict = speaker.place.to_dict(py)?;
            dict.set_item("name", &speaker.name)?;
            dict.set_item("explicit", speaker.explicit)?;
            Ok::<_, PyErr>(dict)
        });
        dict.set_item("speaker", speaker.transpose()?)?;
        dict.set_item("parts", list(py, &self.parts, PlaceRecord::to_dict)?)?;
        dict.set_item("depth", self.depth)?;
        Ok(dict)
    }
}
