//! What columns give: long tables, columns of texts.

use arrow_array::builder::LargeStringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Float32Type, Int16Type, Int64Type};
use arrow_array::{Array, ArrayRef, LargeStringArray, RecordBatch, RecordBatchIterator};
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, DataType, Fields};
use pyo3::exceptions::{PyImportError, PyIndexError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCapsule, PyDict, PyList, PyModule, PySlice, PyString, PyTuple};
use pyo3::{IntoPyObjectExt, intern};

use super::capsule;
use super::column::{expected, integer, read_iterable};
use super::document::shortest;
use super::{breathe, detached};
use crate::arrow::{Batches, Ends, OnError};
use crate::{Error, Result};

/// A table in Arrow's memory format. Whatever speaks Arrow takes it: `pyarrow.table(x)`,
/// `polars.DataFrame(x)`, `pandas.DataFrame.from_arrow(x)`.
#[pyclass(frozen, module = "warraq", weakref)]
pub(super) struct Table {
    batches: Batches,
    /// Of the Series whose rows these are, if they are those of a Series.
    index: Option<Py<PyAny>>,
}

impl Table {
    pub(super) fn new(batches: Batches) -> Self {
        Self { batches, index: None }
    }

    /// Each row is what was found in a text of `column`.
    pub(super) fn of_rows(batches: Batches, column: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self { batches, index: Labels::of(column)?.index })
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.batches.schema.fields().iter().map(|field| field.name().as_str())
    }
}

#[pymethods]
impl Table {
    fn __len__(&self) -> usize {
        self.batches.batches.iter().map(RecordBatch::num_rows).sum()
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
        let Batches { schema, batches } = self.batches.clone();
        capsule::write_stream(py, RecordBatchIterator::new(batches.into_iter().map(Ok), schema))
    }

    /// The schema as a PyCapsule of an Arrow schema.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::write_schema(py, &self.batches.schema)
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

    /// The table as a `pandas.DataFrame`; labels are categorical, whole numbers and bools that may be
    /// null `Int64` and `boolean`. With one row a text (`layout="lists"`) it has the index of the Series
    /// that it was made from.
    ///
    /// Raises ImportError if pandas or pyarrow is not installed.
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let pandas = need(slf.py(), "pandas", "pandas")?;
        let table = need(slf.py(), "pyarrow", "pandas")?.call_method1("table", (slf,))?;
        let frame = table.call_method0("to_pandas")?;
        for field in slf.get().batches.schema.fields().iter().filter(|it| it.is_nullable()) {
            // What pyarrow makes of these with nulls are floats, which are no places and round, and
            // objects.
            let dtype = match field.data_type() {
                DataType::Int64 => "Int64Dtype",
                DataType::Boolean => "BooleanDtype",
                _ => continue,
            };
            let column = table.call_method1("column", (field.name(),))?;
            let values = pandas.call_method0(dtype)?.call_method1("__from_arrow__", (column,))?;
            frame.set_item(field.name(), values)?;
        }
        if let Some(index) = &slf.get().index {
            frame.setattr("index", index)?;
        }
        Ok(frame)
    }

    /// The table as a dict of lists, one a column.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for (column, name) in self.names().enumerate() {
            let values = PyList::empty(py);
            for batch in &self.batches.batches {
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
        for batch in &self.batches.batches {
            for row in 0..batch.num_rows() {
                breathe(py, row)?;
                rows.append(record(py, self.batches.schema.fields(), batch.columns(), row)?)?;
            }
        }
        Ok(rows)
    }

    /// `length` rows from `offset` on, or all that there are, sharing the memory.
    ///
    /// Raises ValueError for a negative number.
    #[pyo3(
        signature = (offset = None, length = None),
        text_signature = "($self, offset=0, length=None)"
    )]
    fn slice(
        &self,
        py: Python<'_>,
        offset: Option<&Bound<'_, PyAny>>,
        length: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let offset = offset.map_or(Ok(0), |offset| integer("offset", offset))?;
        let length = length.map_or(Ok(isize::MAX), |length| integer("length", length))?;
        let [offset, length] = [offset, length].map(usize::try_from);
        let (Ok(mut offset), Ok(mut length)) = (offset, length) else {
            return Err(PyValueError::new_err("offset and length must not be negative"));
        };
        let rows = (offset, offset.saturating_add(length).min(isize::MAX as usize));
        let mut batches = Vec::new();
        for batch in &self.batches.batches {
            let from = offset.min(batch.num_rows());
            let taken = length.min(batch.num_rows() - from);
            if taken > 0 {
                batches.push(batch.slice(from, taken));
            }
            offset -= from;
            length -= taken;
        }
        let rows = PySlice::new(py, rows.0 as isize, rows.1 as isize, 1);
        let index = self.index.as_ref().map(|index| index.bind(py).get_item(rows));
        Ok(Self {
            batches: Batches { schema: self.batches.schema.clone(), batches },
            index: index.transpose()?.map(Bound::unbind),
        })
    }

    /// Pickled as a stream of Arrow's IPC format, which has the rows of a slice alone.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<PickledTable<'py>> {
        let Batches { schema, batches } = &self.batches;
        let bytes = detached(py, || {
            let write = || {
                let mut writer = StreamWriter::try_new(Vec::new(), schema)?;
                batches.iter().try_for_each(|batch| writer.write(batch))?;
                writer.into_inner()
            };
            write().map_err(|error: ArrowError| Error::data(error.to_string()))
        })?;
        let restore = py.get_type::<Self>().getattr(intern!(py, "_restore"))?;
        let index = self.index.as_ref().map(|index| index.clone_ref(py));
        Ok((restore, (PyBytes::new(py, &bytes), index)))
    }

    #[staticmethod]
    fn _restore(py: Python<'_>, stream: &[u8], index: Option<Py<PyAny>>) -> PyResult<Self> {
        let batches = detached(py, || {
            let read = || {
                let reader = StreamReader::try_new(stream, None)?;
                let schema = reader.schema();
                Ok(Batches { schema, batches: reader.collect::<Result<_, _>>()? })
            };
            read()
                .map_err(|error: ArrowError| Error::data(format!("the pickle is damaged: {error}")))
        })?;
        Ok(Self { batches, index })
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

/// How a table is pickled: its rows and the index.
type PickledTable<'py> = (Bound<'py, PyAny>, (Bound<'py, PyBytes>, Option<Py<PyAny>>));

/// What pandas and Polars call the rows of a column, and the column itself.
#[derive(Default)]
pub(super) struct Labels {
    index: Option<Py<PyAny>>,
    name: Option<Py<PyAny>>,
}

impl Labels {
    /// Those of the column that was passed in, if it is a Series or an Index.
    pub(super) fn of(column: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = column.py();
        let modules = py.import(intern!(py, "sys"))?.getattr(intern!(py, "modules"))?;
        let is_a = |library, class| -> PyResult<bool> {
            // Of a library that was not imported it is no object.
            match modules.get_item(library).and_then(|module| module.getattr(class)) {
                Ok(class) => column.is_instance(&class),
                Err(_) => Ok(false),
            }
        };
        let attribute = |name| column.getattr(name).map(|value| Some(value.unbind()));
        let mut labels = Self::default();
        if is_a("pandas", "Series")? {
            labels.index = attribute("index")?;
            labels.name = attribute("name")?;
        } else if is_a("polars", "Series")? || is_a("pandas", "Index")? {
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

/// How a column is pickled: its texts, the index and the name.
type Pickled<'py> = (Bound<'py, PyAny>, (Bound<'py, PyList>, Option<Py<PyAny>>, Option<Py<PyAny>>));

/// A column of texts in Arrow's memory format, and an immutable sequence of str and None. Whatever
/// speaks Arrow takes it without a Python string in between: `pyarrow.chunked_array(x)`,
/// `polars.Series(x)`, `pandas.Series.from_arrow(x)`. Two of them are equal if their texts are.
#[pyclass(frozen, sequence, module = "warraq", weakref)]
pub(super) struct Column {
    arrays: Vec<LargeStringArray>,
    ends: Ends,
    labels: Labels,
}

impl Column {
    pub(super) fn new(arrays: Vec<LargeStringArray>, labels: Labels) -> Self {
        let ends = arrays.iter().map(Array::len).collect();
        Self { arrays, ends, labels }
    }

    /// The texts, row by row.
    fn texts(&self) -> impl Iterator<Item = Result<Option<&str>>> {
        self.arrays.iter().flat_map(|array| (0..array.len()).map(|row| text(array, row)))
    }

    /// The place of a row; a negative number counts from the end.
    fn find(&self, row: isize) -> PyResult<(&LargeStringArray, usize)> {
        let rows = self.__len__();
        let at = if row < 0 { row.checked_add_unsigned(rows) } else { Some(row) };
        let outside = || PyIndexError::new_err(format!("row {row} of a column of {rows} texts"));
        let at = at.and_then(|at| usize::try_from(at).ok()).ok_or_else(outside)?;
        let (chunk, at) = self.ends.find(at);
        Ok((self.arrays.get(chunk).ok_or_else(outside)?, at))
    }

    /// The rows from `start` to `end`, sharing the memory.
    fn range(&self, start: usize, end: usize) -> Vec<LargeStringArray> {
        let mut first = 0;
        let parts = self.arrays.iter().filter_map(|array| {
            let [from, to] = [start, end].map(|at| at.saturating_sub(first).min(array.len()));
            first += array.len();
            (from < to).then(|| array.slice(from, to - from))
        });
        parts.collect()
    }

    /// The rows that hold a value, from `start` on and before `end`.
    fn rows_of(
        &self,
        value: &Bound<'_, PyAny>,
        start: usize,
        end: usize,
    ) -> PyResult<impl Iterator<Item = Result<usize>>> {
        // Neither a text nor null, it is nowhere.
        let wanted = match value.cast::<PyString>() {
            // A text with a lone surrogate is nowhere either.
            Ok(text) => text.to_str().ok().map(|text| Some(text.to_owned())),
            Err(_) => value.is_none().then_some(None),
        };
        let end = if wanted.is_some() { end } else { start };
        let rows = self.texts().enumerate().take(end).skip(start);
        Ok(rows.filter_map(move |(row, text)| match text {
            Ok(text) => (wanted.as_ref().map(Option::as_deref) == Some(text)).then_some(Ok(row)),
            Err(error) => Some(Err(error)),
        }))
    }
}

/// Says that a [`Column`] is a sequence, of which no interface tells.
pub(super) fn declare_sequence(py: Python<'_>) -> PyResult<()> {
    let sequence = py.import("collections.abc")?.getattr("Sequence")?;
    sequence.call_method1("register", (py.get_type::<Column>(),))?;
    Ok(())
}

#[pymethods]
impl Column {
    fn __len__(&self) -> usize {
        self.ends.rows()
    }

    /// The text of a row, or None; a negative number counts from the end. Of a slice, a column of its
    /// rows, which shares the memory if they follow one another.
    fn __getitem__<'py>(
        &self,
        py: Python<'py>,
        row: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let Ok(slice) = row.cast::<PySlice>() else {
            let row = row.extract::<isize>().map_err(|error| {
                match error.is_instance_of::<PyTypeError>(py) {
                    true => PyTypeError::new_err(expected("row", "int or slice", row)),
                    // Too large.
                    false => PyIndexError::new_err(format!("row {row} of a column")),
                }
            })?;
            let (array, at) = self.find(row)?;
            return text(array, at)?.into_bound_py_any(py);
        };
        let range = slice.indices(self.__len__() as isize)?;
        let arrays = match range.step {
            1 => self.range(range.start as usize, range.stop.max(range.start) as usize),
            step => {
                let mut rows = LargeStringBuilder::new();
                for number in 0..range.slicelength {
                    breathe(py, number)?;
                    let (array, at) = self.find(range.start + number as isize * step)?;
                    rows.append_option(text(array, at)?);
                }
                vec![rows.finish()]
            }
        };
        let index = self.labels.index.as_ref().map(|index| index.bind(py).get_item(slice));
        let labels = Labels {
            index: index.transpose()?.map(Bound::unbind),
            name: self.labels.name.as_ref().map(|name| name.clone_ref(py)),
        };
        Bound::new(py, Self::new(arrays, labels)).map(Bound::into_any)
    }

    fn __contains__(&self, py: Python<'_>, value: &Bound<'_, PyAny>) -> PyResult<bool> {
        let mut rows = self.rows_of(value, 0, usize::MAX)?;
        Ok(detached(py, || rows.next().transpose())?.is_some())
    }

    /// The first row that holds a text, or None, of those from `start` on and before `stop`.
    ///
    /// Raises ValueError if none does.
    #[pyo3(signature = (value, start = 0, stop = isize::MAX))]
    fn index(&self, value: &Bound<'_, PyAny>, start: isize, stop: isize) -> PyResult<usize> {
        let place = |at: isize| match usize::try_from(at) {
            Ok(at) => at,
            Err(_) => self.__len__().saturating_sub(at.unsigned_abs()),
        };
        let mut rows = self.rows_of(value, place(start), place(stop))?;
        let found = detached(value.py(), || rows.next().transpose())?;
        found.ok_or_else(|| PyValueError::new_err("the column has no such text"))
    }

    /// How many rows hold a text, or None.
    fn count(&self, value: &Bound<'_, PyAny>) -> PyResult<usize> {
        let rows = self.rows_of(value, 0, usize::MAX)?;
        let count = || rows.map(|row| row.map(|_| 1)).sum::<Result<usize>>();
        detached(value.py(), count)
    }

    fn __eq__(&self, other: &Self, py: Python<'_>) -> PyResult<bool> {
        if self.__len__() != other.__len__() {
            return Ok(false);
        }
        detached(py, || {
            for (own, other) in self.texts().zip(other.texts()) {
                if own? != other? {
                    return Ok(false);
                }
            }
            Ok(true)
        })
    }

    /// The column as a NumPy array: of objects, str and None, unless `dtype` says another.
    ///
    /// Raises ValueError with `copy=False`, as the texts have to be copied.
    #[pyo3(signature = (dtype = None, copy = None))]
    fn __array__<'py>(
        &self,
        py: Python<'py>,
        dtype: Option<&Bound<'py, PyAny>>,
        copy: Option<bool>,
    ) -> PyResult<Bound<'py, PyAny>> {
        if copy == Some(false) {
            return Err(PyValueError::new_err("a column cannot become an array without a copy"));
        }
        let arguments = PyDict::new(py);
        match dtype {
            Some(dtype) => arguments.set_item("dtype", dtype)?,
            None => arguments.set_item("dtype", "object")?,
        }
        py.import("numpy")?.call_method("array", (self.to_pylist(py)?,), Some(&arguments))
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Pickled<'py>> {
        let restore = py.get_type::<Self>().getattr(intern!(py, "_restore"))?;
        let Labels { index, name } = &self.labels;
        let [index, name] = [index, name].map(|label| label.as_ref().map(|it| it.clone_ref(py)));
        Ok((restore, (self.to_pylist(py)?, index, name)))
    }

    #[staticmethod]
    fn _restore(
        texts: &Bound<'_, PyList>,
        index: Option<Py<PyAny>>,
        name: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        let rows = read_iterable(texts.try_iter()?, OnError::Raise)?;
        Ok(Self::new(vec![rows], Labels { index, name }))
    }

    fn __iter__(slf: Py<Self>) -> Rows {
        Rows { column: slf, next: 0 }
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

    /// The column as a `pandas.Series`, with the index and the name of the Series, or the name of the
    /// Index, that it was made from. Its dtype is what pandas makes of Arrow's strings, `str` from
    /// pandas 3 on, in which nulls are NaN, whatever the dtype of that Series: `.astype(it)` brings
    /// that back.
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

/// The iterator of a [`Column`].
#[pyclass(module = "warraq._core")]
struct Rows {
    column: Py<Column>,
    next: usize,
}

#[pymethods]
impl Rows {
    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let column = self.column.get();
        let (chunk, at) = column.ends.find(self.next);
        let Some(array) = column.arrays.get(chunk) else { return Ok(None) };
        self.next += 1;
        text(array, at)?.into_bound_py_any(py).map(Some)
    }

    fn __length_hint__(&self) -> usize {
        self.column.get().__len__() - self.next
    }
}

/// A text of a column. It may share the memory of another library, which should not change it; what
/// does is an error here, and no string that is none.
fn text(array: &LargeStringArray, row: usize) -> Result<Option<&str>> {
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
        DataType::Decimal128(..) => {
            let decimal = array.as_primitive::<Decimal128Type>().value(row);
            // All columns of decimals have 18.
            let power = 10_u128.pow(18);
            let (whole, rest) = (decimal.unsigned_abs() / power, decimal.unsigned_abs() % power);
            let sign = if decimal < 0 { "-" } else { "" };
            let value = format!("{sign}{whole}.{rest:018}");
            let value = value.trim_end_matches('0').trim_end_matches('.');
            py.import(intern!(py, "decimal"))?.getattr("Decimal")?.call1((value,))
        }
        DataType::Date32 => {
            let days = array.as_primitive::<Date32Type>().value(row);
            let since_first = i64::from(days) + 719_163;
            let date = py.import(intern!(py, "datetime"))?.getattr("date")?;
            date.call_method1("fromordinal", (since_first,))
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
pub(super) fn need<'py>(
    py: Python<'py>,
    library: &str,
    extra: &str,
) -> PyResult<Bound<'py, PyModule>> {
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
