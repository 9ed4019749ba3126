//! Transliteration.

use pyo3::prelude::*;

use super::column::{string, text as str_argument, utf8};
use super::detached;
use crate::transliterate::{Scheme, Unmapped, to_arabic, to_latin};
use crate::{Error, Result};

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

/// The letters to write.
pub(super) enum To {
    Latin,
    Arabic,
}

impl<'py> FromPyObject<'_, 'py> for To {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match string("to", &value)? {
            "latin" => Ok(Self::Latin),
            "arabic" => Ok(Self::Arabic),
            other => Err(Error::unknown("to", other, &["latin", "arabic"]).into()),
        }
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
/// Raises ValueError for a character that `unmapped` refuses, with its position, for another scheme, or
/// for one that does not go back; TypeError if `text` is no str.
#[pyfunction]
#[pyo3(
    signature = (
        text, scheme = Scheme::Buckwalter, *, to = To::Latin, unmapped = Unmapped::Keep
    ),
    text_signature = "(text, scheme='buckwalter', *, to='latin', unmapped='keep')"
)]
pub(super) fn transliterate(
    text: &Bound<'_, PyAny>,
    scheme: Scheme,
    to: To,
    unmapped: Unmapped,
) -> PyResult<String> {
    let convert: fn(&str, Scheme, Unmapped) -> Result<String> = match to {
        To::Latin => to_latin,
        To::Arabic => to_arabic,
    };
    let source = str_argument(text)?;
    let given = utf8(source)?;
    detached(source.py(), || convert(given, scheme, unmapped))
}
