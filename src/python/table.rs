//! What columns give: long tables, columns of texts.

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Int16Type, Int64Type};
use arrow_array::{Array, ArrayRef, LargeStringArray, RecordBatch, RecordBatchIterator};
use arrow_schema::DataType;
use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PyImportError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyList, PyModule, PyTuple};

use super::capsule;
use super::document::shortest;

/// A table in Arrow's memory format. Whatever speaks Arrow takes it: `pyarrow.table(x)`,
/// `polars.DataFrame(x)`, `pandas.DataFrame.from_arrow(x)`.
#[pyclass(frozen, module = "warraq", weakref)]
pub(super) struct Table(RecordBatch);

impl Table {
    pub(super) fn new(batch: RecordBatch) -> Self {
        Self(batch)
    }

    fn columns(&self) -> impl Iterator<Item = (&String, &ArrayRef)> {
        self.0.schema_ref().fields().iter().map(|field| field.name()).zip(self.0.columns())
    }
}

#[pymethods]
impl Table {
    fn __len__(&self) -> usize {
        self.0.num_rows()
    }

    /// The names of the columns.
    #[getter]
    fn column_names<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.columns().map(|(name, _)| name).collect::<Vec<_>>())
    }

    /// The table as a PyCapsule of an Arrow stream. `requested_schema` is not acted on, as the
    /// interface allows.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let batches = RecordBatchIterator::new([Ok(self.0.clone())], self.0.schema());
        capsule::write_stream(py, batches)
    }

    /// The schema as a PyCapsule of an Arrow schema.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::write_schema(py, self.0.schema_ref())
    }

    /// The table as a `pyarrow.Table`, without a copy.
    ///
    /// Raises ImportError if pyarrow is not installed.
    fn to_arrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        need(slf.py(), "pyarrow", "arrow")?.call_method1("table", (slf,))
    }

    /// The table as a `polars.DataFrame`, without a copy; labels are categorical.
    ///
    /// Raises ImportError if Polars is not installed.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        need(slf.py(), "polars", "polars")?.call_method1("DataFrame", (slf,))
    }

    /// The table as a `pandas.DataFrame`; labels are categorical.
    ///
    /// Raises ImportError if pandas or pyarrow is not installed.
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        need(slf.py(), "pandas", "pandas")?;
        need(slf.py(), "pyarrow", "pandas")?
            .call_method1("table", (slf,))?
            .call_method0("to_pandas")
    }

    /// The table as a dict of lists, one a column.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for (name, array) in self.columns() {
            let values = (0..array.len()).map(|row| value(py, array, row));
            dict.set_item(name, PyList::new(py, values.collect::<PyResult<Vec<_>>>()?)?)?;
        }
        Ok(dict)
    }

    /// The table as a list of dicts, one a row.
    fn to_pylist<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let rows = PyList::empty(py);
        for row in 0..self.0.num_rows() {
            let dict = PyDict::new(py);
            for (name, array) in self.columns() {
                dict.set_item(name, value(py, array, row)?)?;
            }
            rows.append(dict)?;
        }
        Ok(rows)
    }

    /// The rows from `start` to `stop`, sharing the memory.
    fn slice(&self, start: usize, stop: usize) -> Self {
        let stop = stop.min(self.0.num_rows());
        let start = start.min(stop);
        Self(self.0.slice(start, stop - start))
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("warraq.display")?.call_method1("table_html", (slf,))
    }

    fn __repr__(&self) -> String {
        let rows = self.0.num_rows();
        let names: Vec<_> = self.columns().map(|(name, _)| name.as_str()).collect();
        let rows = if rows == 1 { "1 row".into() } else { format!("{rows} rows") };
        format!("<warraq.Table of {rows}: {}>", names.join(", "))
    }
}

/// A column of texts in Arrow's memory format. Whatever speaks Arrow takes it:
/// `pyarrow.chunked_array(x)`, `polars.Series(x)`, `pandas.Series.from_arrow(x)`.
#[pyclass(frozen, module = "warraq", weakref)]
pub(super) struct Column(Vec<LargeStringArray>);

impl Column {
    pub(super) fn new(arrays: Vec<LargeStringArray>) -> Self {
        Self(arrays)
    }
}

#[pymethods]
impl Column {
    fn __len__(&self) -> usize {
        self.0.iter().map(Array::len).sum()
    }

    /// The column as a PyCapsule of an Arrow stream of LargeUtf8 arrays. `requested_schema` is not
    /// acted on, as the interface allows.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        capsule::write_texts(py, self.0.clone())
    }

    /// The column as a `pyarrow.ChunkedArray`, without a copy.
    ///
    /// Raises ImportError if pyarrow is not installed.
    fn to_arrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        need(slf.py(), "pyarrow", "arrow")?.call_method1("chunked_array", (slf,))
    }

    /// The column as a `polars.Series`.
    ///
    /// Raises ImportError if Polars is not installed.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        need(slf.py(), "polars", "polars")?.call_method1("Series", (slf,))
    }

    /// The column as a `pandas.Series`.
    ///
    /// Raises ImportError if pandas or pyarrow is not installed.
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        need(slf.py(), "pandas", "pandas")?;
        need(slf.py(), "pyarrow", "pandas")?
            .call_method1("chunked_array", (slf,))?
            .call_method0("to_pandas")
    }

    /// The column as a list of str, with None for nulls.
    pub(super) fn to_pylist<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let texts: Vec<Option<&str>> = self.0.iter().flatten().collect();
        PyList::new(py, texts)
    }

    fn __repr__(&self) -> String {
        match self.__len__() {
            1 => "<warraq.Column of 1 text>".into(),
            rows => format!("<warraq.Column of {rows} texts>"),
        }
    }
}

/// One cell as a Python object.
fn value<'py>(py: Python<'py>, array: &ArrayRef, row: usize) -> PyResult<Bound<'py, PyAny>> {
    match array.data_type() {
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).into_bound_py_any(py),
        DataType::Float32 => {
            shortest(array.as_primitive::<Float32Type>().value(row)).into_bound_py_any(py)
        }
        DataType::Dictionary(..) => {
            let labels = array.as_dictionary::<Int16Type>();
            let label = labels.keys().value(row) as usize;
            labels.values().as_string::<i32>().value(label).into_bound_py_any(py)
        }
        _ => array.as_string::<i64>().value(row).into_bound_py_any(py),
    }
}

/// Imports an optional library.
fn need<'py>(py: Python<'py>, library: &str, extra: &str) -> PyResult<Bound<'py, PyModule>> {
    py.import(library).map_err(|error| {
        if error.is_instance_of::<PyImportError>(py) {
            let message = format!(
                "this needs {library}: pip install \"warraq[{extra}]\" ({})",
                error.value(py)
            );
            PyImportError::new_err(message)
        } else {
            error
        }
    })
}
