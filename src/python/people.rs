//! The people of a document.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};

use super::document::Match;

/// A person of a document: all mentions of one.
#[pyclass(frozen, module = "warraq")]
pub(super) struct Person {
    /// The best name: of those with the most words, and without a title, the most frequent.
    #[pyo3(get)]
    pub(super) name: String,
    /// The number of the person among the entities of the document: `cluster` of its mentions.
    #[pyo3(get)]
    pub(super) cluster: u32,
    /// Its mentions, as a tuple of `Entity`, in order.
    #[pyo3(get)]
    pub(super) mentions: Py<PyTuple>,
    /// The titles before these, as a tuple of `Match`, in order.
    #[pyo3(get)]
    pub(super) titles: Py<PyTuple>,
}

/// What makes it again.
type Reduced<'py, 'a> = (Bound<'py, PyAny>, (&'a str, u32, &'a Py<PyTuple>, &'a Py<PyTuple>));

#[pymethods]
impl Person {
    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let name = PyString::new(py, &self.name).repr()?;
        let mentions = match self.mentions.bind(py).len() {
            1 => "1 mention".into(),
            count => format!("{count} mentions"),
        };
        let mut titles = Vec::new();
        for title in self.titles.bind(py) {
            titles.push(title.cast::<Match>()?.get().text(py)?.to_owned());
        }
        titles.dedup();
        let titles = PyTuple::new(py, titles)?.repr()?;
        Ok(format!("<warraq.Person {name}: {mentions}, titles {titles}>"))
    }

    fn __eq__(&self, other: &Self, py: Python<'_>) -> PyResult<bool> {
        Ok((&self.name, self.cluster) == (&other.name, other.cluster)
            && self.mentions.bind(py).eq(&other.mentions)?
            && self.titles.bind(py).eq(&other.titles)?)
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        self.mentions.bind(py).hash()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Reduced<'py, '_>> {
        let restore = py.get_type::<Self>().getattr(intern!(py, "_restore"))?;
        Ok((restore, (&self.name, self.cluster, &self.mentions, &self.titles)))
    }

    #[staticmethod]
    fn _restore(name: String, cluster: u32, mentions: Py<PyTuple>, titles: Py<PyTuple>) -> Self {
        Self { name, cluster, mentions, titles }
    }
}
