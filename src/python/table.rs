//! What columns give: long tables, columns of texts.

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Int16Type, Int64Type};
use arrow_array::{Array, ArrayRef, LargeStringArray, RecordBatch, RecordBatchIterator};
use arrow_schema::DataType;
use pyo3::exceptions::{PyImportError, PyIndexError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyIterator, PyList, PyModule, PyString, PyTuple};
use pyo3::{IntoPyObjectExt, intern};

use super::breathe;
use super::capsule;
use super::document::shortest;
use crate::Error;

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
            breathe(py, row)?;
            let dict = PyDict::new(py);
            for (name, array) in self.columns() {
                dict.set_item(name, value(py, array, row)?)?;
            }
            rows.append(dict)?;
        }
        Ok(rows)
    }

    /// `length` rows from `offset` on, or all that there are, sharing the memory.
    ///
    /// Raises ValueError for a negative number.
    #[pyo3(signature = (offset = 0, length = None))]
    fn slice(&self, offset: isize, length: Option<isize>) -> PyResult<Self> {
        let [offset, length] = [offset, length.unwrap_or(isize::MAX)].map(usize::try_from);
        let (Ok(offset), Ok(length)) = (offset, length) else {
            return Err(PyValueError::new_err("offset and length must not be negative"));
        };
        let offset = offset.min(self.0.num_rows());
        Ok(Self(self.0.slice(offset, length.min(self.0.num_rows() - offset))))
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

/// What pandas and Polars call the rows of a column, and the column itself.
#[derive(Default)]
pub(super) struct Labels {
    index: Option<Py<PyAny>>,
    name: Option<Py<PyAny>>,
}

impl Labels {
    /// Those of the column that was passed in, if it is a Series.
    pub(super) fn of(column: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = column.py();
        let modules = py.import(intern!(py, "sys"))?.getattr(intern!(py, "modules"))?;
        let is_series = |library| -> PyResult<bool> {
            // Of a library that was not imported it is no object.
            match modules.get_item(library).and_then(|module| module.getattr("Series")) {
                Ok(series) => column.is_instance(&series),
                Err(_) => Ok(false),
            }
        };
        let attribute = |name| column.getattr(name).map(|value| Some(value.unbind()));
        let mut labels = Self::default();
        if is_series("pandas")? {
            labels.index = attribute("index")?;
            labels.name = attribute("name")?;
        } else if is_series("polars")? {
            labels.name = attribute("name")?;
        }
        Ok(labels)
    }

    fn set<'py>(
        py: Python<'py>,
        arguments: &Bound<'py, PyDict>,
        name: &str,
        label: &Option<Py<PyAny>>,
    ) -> PyResult<()> {
        label.as_ref().map_or(Ok(()), |label| arguments.set_item(name, label.bind(py)))
    }
}

/// A column of texts in Arrow's memory format, and a sequence of str and None. Whatever speaks Arrow
/// takes it: `pyarrow.chunked_array(x)`, `polars.Series(x)`, `pandas.Series.from_arrow(x)`.
#[pyclass(frozen, module = "warraq", weakref)]
pub(super) struct Column {
    arrays: Vec<LargeStringArray>,
    labels: Labels,
}

impl Column {
    pub(super) fn new(arrays: Vec<LargeStringArray>, labels: Labels) -> Self {
        Self { arrays, labels }
    }
}

#[pymethods]
impl Column {
    fn __len__(&self) -> usize {
        self.arrays.iter().map(Array::len).sum()
    }

    /// The text of a row, or None; a negative number counts from the end.
    fn __getitem__(&self, row: isize) -> PyResult<Option<&str>> {
        let rows = self.__len__();
        let at = if row < 0 { row.checked_add_unsigned(rows) } else { Some(row) };
        let outside = || PyIndexError::new_err(format!("row {row} of a column of {rows} texts"));
        let mut at = at.and_then(|at| usize::try_from(at).ok()).ok_or_else(outside)?;
        for array in &self.arrays {
            if at < array.len() {
                return text(array, at);
            }
            at -= array.len();
        }
        Err(outside())
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {
        self.to_pylist(py)?.try_iter()
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
        capsule::write_texts(py, self.arrays.clone())
    }

    /// The column as a `pyarrow.ChunkedArray`, without a copy.
    ///
    /// Raises ImportError if pyarrow is not installed.
    fn to_arrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        need(slf.py(), "pyarrow", "arrow")?.call_method1("chunked_array", (slf,))
    }

    /// The column as a `polars.Series`, with the name of the Series that it was made from.
    ///
    /// Raises ImportError if Polars is not installed.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let series = need(py, "polars", "polars")?.call_method1("Series", (slf,))?;
        match &slf.get().labels.name {
            // To pandas any object is a name.
            Some(name) if name.bind(py).is_instance_of::<PyString>() => {
                series.call_method1("alias", (name,))
            }
            _ => Ok(series),
        }
    }

    /// The column as a `pandas.Series`, with the index and the name of the Series that it was made
    /// from.
    ///
    /// Raises ImportError if pandas or pyarrow is not installed.
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let pandas = need(py, "pandas", "pandas")?;
        let values = need(py, "pyarrow", "pandas")?
            .call_method1("chunked_array", (slf,))?
            .call_method0("to_pandas")?
            .getattr("array")?;
        let Self { labels, .. } = slf.get();
        let arguments = PyDict::new(py);
        Labels::set(py, &arguments, "index", &labels.index)?;
        Labels::set(py, &arguments, "name", &labels.name)?;
        pandas.getattr("Series")?.call((values,), Some(&arguments))
    }

    /// The column as a list of str, with None for nulls.
    pub(super) fn to_pylist<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let list = PyList::empty(py);
        for array in &self.arrays {
            for row in 0..array.len() {
                breathe(py, row)?;
                list.append(text(array, row)?)?;
            }
        }
        Ok(list)
    }

    fn __repr__(&self) -> String {
        match self.__len__() {
            1 => "<warraq.Column of 1 text>".into(),
            rows => format!("<warraq.Column of {rows} texts>"),
        }
    }
}

/// A text of a column. It may share the memory of another library, which should not change it; what
/// does is an error here, and no string that is none.
fn text(array: &LargeStringArray, row: usize) -> PyResult<Option<&str>> {
    if array.is_null(row) {
        return Ok(None);
    }
    let offsets = array.value_offsets();
    let bytes = &array.value_data()[offsets[row] as usize..offsets[row + 1] as usize];
    let text = str::from_utf8(bytes).map_err(|error| {
        Error::data(format!("the memory of the column was changed; it is not valid UTF-8: {error}"))
    })?;
    Ok(Some(text))
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
