//! Transliteration.

use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::column::{Argument, ThreadCount, string, utf8};
use super::detached;
use super::reader::Answer;
use crate::arrow::{self, OnError};
use crate::transliterate::{Direction, Scheme, Unmapped};

impl<'py> FromPyObject<'_, 'py> for Scheme {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        Ok(Self::from_name(string("scheme", &value)?)?)
    }
}

impl<'py> FromPyObject<'_, 'py> for Unmapped {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        Ok(Self::from_name(string("unmapped", &value)?)?)
    }
}

impl<'py> FromPyObject<'_, 'py> for Direction {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        Ok(Self::from_name(string("to", &value)?)?)
    }
}

/// Arabic text in Latin letters, or back with `to="arabic"`.
///
/// `scheme` is "buckwalter", "safe-buckwalter", "xml-buckwalter" or "hsb" (Habash, Soudi and
/// Buckwalter), which put one character for one and go both ways; or "din-31635" or "ala-lc", which
/// write what is heard in vocalized text and do not come back: the letters that carry hamzas, silent
/// letters and tatweel are lost, and a vowel that is not written is not seen.
///
/// A character outside the scheme is kept, dropped or an error, as `unmapped` says; white space is
/// in every scheme. Text comes back as it was if nothing was kept that is also a letter of the
/// scheme on the other side, as Latin letters in Arabic text are: `unmapped="error"` makes sure, and
/// lets all else through, digits and punctuation among it. Of "din-31635" and "ala-lc", of which
/// nothing comes back, it lets only numbers, punctuation, symbols and emoji through.
///
/// Normalize text of mixed origin first: presentation forms and ligatures are in no scheme, letters
/// as ک and ی and a hamza that is a mark of its own only in "din-31635" and "ala-lc":
/// `Normalizer(None, presentation_forms="fold", ligatures="fold", lookalikes="fold",
/// hamza_marks="compose")`.
///
/// `text` may also be a column, with `threads` and `on_error`, as in `Pipeline.entities`: then the
/// answer is a `Column`, in which nulls stay null.
///
/// Raises ValueError for a character that `unmapped` refuses, with its position and of a column its
/// row, for another scheme, or for one that does not go back; TypeError for what is neither a str nor a
/// column.
#[pyfunction]
#[pyo3(
    signature = (
        text, scheme = Scheme::Buckwalter, *, to = Direction::ToLatin, unmapped = Unmapped::Keep,
        threads = ThreadCount(None), on_error = OnError::Raise
    ),
    text_signature = "(text, scheme='buckwalter', *, to='latin', unmapped='keep', threads=None, \
                      on_error='raise')"
)]
pub(super) fn transliterate<'py>(
    text: &Bound<'py, PyAny>,
    scheme: Scheme,
    to: Direction,
    unmapped: Unmapped,
    threads: ThreadCount,
    on_error: OnError,
) -> PyResult<Bound<'py, PyAny>> {
    let py = text.py();
    if let Ok(source) = text.cast::<PyString>() {
        let given = utf8(source)?;
        let converted = detached(py, || to.convert(given, scheme, unmapped))?;
        return Ok(PyString::new(py, &converted).into_any());
    }
    Answer::texts(Argument::Text, text, threads, on_error, move |texts, threads, signals| {
        arrow::transliterate(scheme, to, unmapped, texts, threads, |rows| signals.watch(rows))
    })?
    .into_bound_py_any(py)
}
