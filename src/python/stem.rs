//! Stemmers and stop words.

use std::borrow::Cow;

use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::{PyFrozenSet, PyString};

use super::column::{Argument, ThreadCount, string, utf8};
use super::detached;
use super::reader::Answer;
use crate::arrow::{self, OnError};
use crate::stem::Stemmer;
use crate::stopwords::StopWords;

impl<'py> FromPyObject<'_, 'py> for Stemmer {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        Ok(Self::from_name(string("algorithm", &value)?)?)
    }
}

/// The stop words that an argument `name` names.
impl<'py> FromPyObject<'_, 'py> for StopWords {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        Ok(Self::named(string("name", &value)?)?)
    }
}

/// A word without its affixes; of a text, every word in its place.
///
/// `algorithm` is "light10", as Lucene has it, "snowball", as PyStemmer, or "isri", as NLTK. Each
/// normalizes as it does there. A word is what stands between white space, without what is no
/// letter, mark, digit, tatweel or zero-width joiner at its ends; all else stays as it is.
///
/// `text` may also be a column, with `threads` and `on_error`, as in `Pipeline.entities`: then the
/// answer is a `Column`, in which nulls stay null.
///
/// Raises ValueError for another algorithm, TypeError for what is neither a str nor a column.
#[pyfunction]
#[pyo3(
    signature = (
        text, algorithm = Stemmer::Light10, *, threads = ThreadCount(None), on_error = OnError::Raise
    ),
    text_signature = "(text, algorithm='light10', *, threads=None, on_error='raise')"
)]
pub(super) fn stem<'py>(
    text: &Bound<'py, PyAny>,
    algorithm: Stemmer,
    threads: ThreadCount,
    on_error: OnError,
) -> PyResult<Bound<'py, PyAny>> {
    let py = text.py();
    if let Ok(source) = text.cast::<PyString>() {
        let given = utf8(source)?;
        return Ok(match detached(py, || crate::stem::stem(given, algorithm))? {
            Cow::Borrowed(_) => source.clone().into_any(),
            Cow::Owned(text) => PyString::new(py, &text).into_any(),
        });
    }
    Answer::texts(Argument::Text, text, threads, on_error, move |texts, threads, signals| {
        arrow::stem(algorithm, texts, threads, |rows| signals.watch(rows))
    })?
    .into_bound_py_any(py)
}

/// A set of stop words: closed-class words in full spelling, without clitics.
///
/// `name` is "all", "prepositions", "conjunctions", "pronouns", "demonstratives", "relatives",
/// "interrogatives", "negations", "particles", "auxiliaries", "quantifiers" or "adverbs".
///
/// Raises ValueError for another name.
#[pyfunction]
#[pyo3(signature = (name = StopWords::all()), text_signature = "(name='all')")]
pub(super) fn stop_words<'py>(
    py: Python<'py>,
    name: StopWords,
) -> PyResult<Bound<'py, PyFrozenSet>> {
    PyFrozenSet::new(py, name.words())
}

/// Whether a word is a stop word of a set, in any spelling that normalization leaves and with
/// clitics attached.
///
/// `name` is as in `stop_words`. A text of several words is no stop word.
///
/// Raises ValueError for another name, TypeError if `word` is no str.
#[pyfunction]
#[pyo3(signature = (word, name = StopWords::all()), text_signature = "(word, name='all')")]
pub(super) fn is_stop(word: &Bound<'_, PyAny>, name: StopWords) -> PyResult<bool> {
    let word = string("word", word)?;
    Ok(crate::stopwords::stop_words(word).intersects(name))
}
