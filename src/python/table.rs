//! What columns give: long tables, columns of texts.

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, Int16Type, Int64Type};
use arrow_array::{Array, ArrayRef, LargeStringArray, RecordBatch, RecordBatchIterator};
use arrow_schema::{DataType, Fields};
use pyo3::exceptions::{PyImportError, PyIndexError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyIterator, PyList, PyModule, PyString, PyTuple};
use pyo3::{IntoPyObjectExt, intern};

use super::breathe;
use super::capsule;
use super::document::shortest;
use crate::Error;
use crate::arrow::Batches;

/// A table in Arrow's memory format. Whatever speaks Arrow takes it: `pyarrow.table(x)`,
/// `polars.DataFrame(x)`, `pandas.DataFrame.from_arrow(x)`.
#[pyclass(frozen, module = "warraq", weakref)]
pub(super) struct Table(Batches);

impl Table {
    pub(super) fn new(batches: Batches) -> Self {
        Self(batches)
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.0.schema.fields().iter().map(|field| field.name().as_str())
    }
}

#[pymethods]
impl Table {
    fn __len__(&self) -> usize {
        self.0.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// The names of the columns.
    #[getter]
    fn column_names<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.names().collect::<Vec<_>>())
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
        let Batches { schema, batches } = self.0.clone();
        capsule::write_stream(py, RecordBatchIterator::new(batches.into_iter().map(Ok), schema))
    }

    /// The schema as a PyCapsule of an Arrow schema.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::write_schema(py, &self.0.schema)
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
        for (column, name) in self.names().enumerate() {
            let values = PyList::empty(py);
            for batch in &self.0.batches {
                for row in 0..batch.num_rows() {
                    breathe(py, row)?;
                    values.append(value(py, batch.column(column), row)?)?;
                }
            }
            dict.set_item(name, values)?;
        }
        Ok(dict)
    }

    /// The table as a list of dicts, one a row.
    fn to_pylist<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let rows = PyList::empty(py);
        for batch in &self.0.batches {
            for row in 0..batch.num_rows() {
                breathe(py, row)?;
                rows.append(record(py, self.0.schema.fields(), batch.columns(), row)?)?;
            }
        }
        Ok(rows)
    }

    /// `length` rows from `offset` on, or all that there are, sharing the memory.
    ///
    /// Raises ValueError for a negative number.
    #[pyo3(signature = (offset = 0, length = None))]
    fn slice(&self, offset: isize, length: Option<isize>) -> PyResult<Self> {
        let [offset, length] = [offset, length.unwrap_or(isize::MAX)].map(usize::try_from);
        let (Ok(mut offset), Ok(mut length)) = (offset, length) else {
            return Err(PyValueError::new_err("offset and length must not be negative"));
        };
        let mut batches = Vec::new();
        for batch in &self.0.batches {
            let from = offset.min(batch.num_rows());
            let taken = length.min(batch.num_rows() - from);
            if taken > 0 {
                batches.push(batch.slice(from, taken));
            }
            offset -= from;
            length -= taken;
        }
        Ok(Self(Batches { schema: self.0.schema.clone(), batches }))
    }

    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("warraq.display")?.call_method1("table_html", (slf,))
    }

    fn __repr__(&self) -> String {
        let names: Vec<_> = self.names().collect();
        let rows = match self.__len__() {
            1 => "1 row".into(),
            rows => format!("{rows} rows"),
        };
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

/// One row of some columns as a dict.
fn record<'py>(
    py: Python<'py>,
    fields: &Fields,
    columns: &[ArrayRef],
    row: usize,
) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (field, column) in fields.iter().zip(columns) {
        dict.set_item(field.name(), value(py, column, row)?)?;
    }
    Ok(dict)
}

/// One cell as a Python object.
fn value<'py>(py: Python<'py>, array: &ArrayRef, row: usize) -> PyResult<Bound<'py, PyAny>> {
    if array.is_null(row) {
        return Ok(py.None().into_bound(py));
    }
    match array.data_type() {
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).into_bound_py_any(py),
        DataType::Boolean => array.as_boolean().value(row).into_bound_py_any(py),
        DataType::Float32 => {
            shortest(array.as_primitive::<Float32Type>().value(row)).into_bound_py_any(py)
        }
        DataType::Dictionary(..) => {
            let labels = array.as_dictionary::<Int16Type>();
            let label = labels.keys().value(row) as usize;
            labels.values().as_string::<i32>().value(label).into_bound_py_any(py)
        }
        DataType::LargeList(_) => {
            let items = array.as_list::<i64>().value(row);
            let items = (0..items.len()).map(|item| value(py, &items, item));
            Ok(PyList::new(py, items.collect::<PyResult<Vec<_>>>()?)?.into_any())
        }
        DataType::Struct(fields) => {
            Ok(record(py, fields, array.as_struct().columns(), row)?.into_any())
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
