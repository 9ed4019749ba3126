//! Transliteration.

use pyo3::prelude::*;

use super::column::{text as str_argument, utf8};
use super::detached;
use crate::transliterate::{Scheme, Unmapped, to_arabic, to_latin};
use crate::{Error, Result};

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
/// nothing comes back, it lets only digits, punctuation and symbols through.
///
/// Normalize text of mixed origin first: presentation forms and ligatures are in no scheme, letters
/// as ک and ی and a hamza that is a mark of its own only in "din-31635" and "ala-lc":
/// `Normalizer(None, presentation_forms="fold", ligatures="fold", lookalikes="fold",
/// hamza_marks="compose")`.
///
/// Raises ValueError for a character that `unmapped` refuses, with its position, for another scheme, or
/// for one that does not go back; TypeError if `text` is no str.
#[pyfunction]
#[pyo3(signature = (text, scheme = "buckwalter", *, to = "latin", unmapped = "keep"))]
pub(super) fn transliterate(
    text: &Bound<'_, PyAny>,
    scheme: &str,
    to: &str,
    unmapped: &str,
) -> PyResult<String> {
    let scheme = Scheme::from_name(scheme)?;
    let unmapped = Unmapped::from_name(unmapped)?;
    let convert: fn(&str, Scheme, Unmapped) -> Result<String> = match to {
        "latin" => to_latin,
        "arabic" => to_arabic,
        other => return Err(Error::unknown("to", other, &["latin", "arabic"]).into()),
    };
    let source = str_argument(text)?;
    let given = utf8(source)?;
    detached(source.py(), || convert(given, scheme, unmapped))
}
