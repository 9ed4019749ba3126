//! Normalization.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::types::PyString;

use super::column::{text as str_argument, utf8};
use super::detached;
use crate::Result;
use crate::normalize::Normalizer as Rules;

/// The rules that were asked for in this process, compiled.
static COMPILED: Mutex<BTreeMap<String, Rules>> = Mutex::new(BTreeMap::new());

fn compiled(preset: &str) -> Result<Rules> {
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(rules) = compiled.get(preset) {
        return Ok(rules.clone());
    }
    let rules = Rules::preset(preset)?;
    compiled.insert(preset.to_owned(), rules.clone());
    Ok(rules)
}

/// Normalizes texts by rules fixed when it was made.
///
/// `preset` names the rules: "light" or "search".
///
/// Raises ValueError for another preset.
#[pyclass(frozen, module = "warraq")]
pub(super) struct Normalizer {
    preset: String,
    rules: Rules,
}

#[pymethods]
impl Normalizer {
    #[new]
    #[pyo3(signature = (preset = "search"))]
    fn new(preset: &str) -> PyResult<Self> {
        Ok(Self { preset: preset.to_owned(), rules: compiled(preset)? })
    }

    /// The name of the rules.
    #[getter]
    fn preset(&self) -> &str {
        &self.preset
    }

    /// The normalized text; the very string passed in if nothing changes.
    #[pyo3(signature = (text, /))]
    fn __call__<'py>(&self, text: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyString>> {
        let py = text.py();
        let source = str_argument(text)?;
        let given = utf8(source)?;
        let normalized = detached(py, || Ok(self.rules.normalize(given)))?;
        Ok(match normalized {
            std::borrow::Cow::Borrowed(same) if same.len() == given.len() => source.clone(),
            other => PyString::new(py, &other),
        })
    }

    fn __repr__(&self) -> String {
        format!("Normalizer({:?})", self.preset)
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.preset == other.preset
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        PyString::new(py, &self.preset).hash()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> (Bound<'py, PyAny>, (&str,)) {
        (py.get_type::<Self>().into_any(), (&self.preset,))
    }
}

/// Normalizes a text; the very string passed in if nothing changes.
///
/// `preset` names the rules: "light" or "search".
///
/// Raises ValueError for another preset, TypeError if `text` is no str.
#[pyfunction]
#[pyo3(signature = (text, preset = "search"))]
pub(super) fn normalize<'py>(
    text: &Bound<'py, PyAny>,
    preset: &str,
) -> PyResult<Bound<'py, PyString>> {
    Normalizer::new(preset)?.__call__(text)
}
