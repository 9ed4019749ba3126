//! Columns of texts as Python has them: anything with the Arrow interface, or any iterable of str.

use arrow_array::LargeStringArray;
use arrow_array::builder::LargeStringBuilder;
use arrow_data::ArrayData;
use arrow_schema::{DataType, Fields};
use pyo3::exceptions::{
    PyAttributeError, PyException, PyOverflowError, PyTypeError, PyUnicodeEncodeError, PyValueError,
};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{
    PyByteArray, PyBytes, PyCapsule, PyDict, PyFloat, PyIterator, PyMemoryView, PyString,
};

use super::capsule::Arrays;
use super::{breathe, detached};
use crate::arrow::{Layout, OnError, TextColumn};
use crate::batch::{self, Threads};
use crate::morphology::Scheme;
use crate::pipeline;
use crate::tokenize::Newlines;

impl<'py> FromPyObject<'_, 'py> for OnError {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        Ok(Self::from_name(string("on_error", &value)?)?)
    }
}

impl<'py> FromPyObject<'_, 'py> for Layout {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        Ok(Self::from_name(string("layout", &value)?)?)
    }
}

impl<'py> FromPyObject<'_, 'py> for Newlines {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        Ok(Self::from_name(string("newlines", &value)?)?)
    }
}

impl<'py> FromPyObject<'_, 'py> for Scheme {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        Ok(Self::from_name(string("scheme", &value)?)?)
    }
}

/// A number of threads: `None`, or an integer in the range that
/// [`Threads::new`](crate::batch::Threads::new) accepts.
#[derive(Clone, Copy, Debug)]
pub(super) struct ThreadCount(pub Option<usize>);

impl<'py> FromPyObject<'_, 'py> for ThreadCount {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if value.is_none() {
            return Ok(Self(None));
        }
        let py = value.py();
        let index =
            value.call_method0(intern!(py, "__index__")).map_err(|error| match error
                .is_instance_of::<PyAttributeError>(
                py,
            ) {
                true => PyTypeError::new_err(expected("threads", "int or None", &value)),
                false => error,
            })?;
        match index.extract() {
            Ok(count) => Ok(Self(Some(batch::checked("threads", count)?))),
            // What does not fit is out of range in any case.
            Err(_) => Err(batch::bad_count("threads", &index.to_string()).into()),
        }
    }
}

/// The least score of an entity.
#[derive(Clone, Copy, Debug)]
pub(super) struct MinScore(pub f32);

impl<'py> FromPyObject<'_, 'py> for MinScore {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let py = value.py();
        match value.extract::<f64>() {
            Ok(score) if (0.0..=1.0).contains(&score) => Ok(Self(score as f32)),
            Ok(score) => Err(pipeline::bad_score(&score.to_string()).into()),
            Err(error) if error.is_instance_of::<PyTypeError>(py) => {
                Err(PyTypeError::new_err(expected("min_score", "a number", &value)))
            }
            // An int that no float reaches.
            Err(error) if error.is_instance_of::<PyOverflowError>(py) => {
                Err(pipeline::bad_score("out of range").into())
            }
            Err(error) => Err(error),
        }
    }
}

/// Whether only whole words are found.
#[derive(Clone, Copy, Debug)]
pub(super) struct WholeWord(pub bool);

impl<'py> FromPyObject<'_, 'py> for WholeWord {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        flag("whole_word", &value).map(Self)
    }
}

/// `name must be a str, not int`.
pub(super) fn expected(name: &str, wanted: &str, value: &Bound<'_, PyAny>) -> String {
    format!("{name} must be {wanted}, not {}{}", type_name(value), hint(value))
}

fn type_name(value: &Bound<'_, PyAny>) -> String {
    value.get_type().name().map_or_else(|_| "object".into(), |name| name.to_string())
}

fn hint(value: &Bound<'_, PyAny>) -> &'static str {
    if is_bytes(value) { ": decode it first, as in data.decode(\"utf-8\")" } else { "" }
}

fn is_bytes(value: &Bound<'_, PyAny>) -> bool {
    value.is_instance_of::<PyBytes>()
        || value.is_instance_of::<PyByteArray>()
        || value.is_instance_of::<PyMemoryView>()
}

/// The argument `text`.
pub(super) fn text<'a, 'py>(value: &'a Bound<'py, PyAny>) -> PyResult<&'a Bound<'py, PyString>> {
    value.cast().map_err(|_| PyTypeError::new_err(expected("text", "str", value)))
}

/// The argument `text` of a function beside which another takes columns: see `columns`.
pub(super) fn text_alone<'a, 'py>(
    value: &'a Bound<'py, PyAny>,
    columns: &str,
) -> PyResult<&'a Bound<'py, PyString>> {
    text(value).map_err(|error| {
        let many = value.hasattr(intern!(value.py(), "__iter__")).unwrap_or(false);
        match many && !is_bytes(value) {
            true => PyTypeError::new_err(format!("{}: {columns}", error.value(value.py()))),
            false => error,
        }
    })
}

/// An argument that is a str.
pub(super) fn string<'a>(name: &str, value: &'a Bound<'_, PyAny>) -> PyResult<&'a str> {
    let text = value.cast().map_err(|_| PyTypeError::new_err(expected(name, "str", value)))?;
    utf8_of(name, text)
}

/// An argument that is an int.
pub(super) fn integer(name: &str, value: &Bound<'_, PyAny>) -> PyResult<isize> {
    value.extract().map_err(|error: PyErr| match error.is_instance_of::<PyTypeError>(value.py()) {
        true => PyTypeError::new_err(expected(name, "int", value)),
        // Too large.
        false => error,
    })
}

/// An argument that is a number.
pub(super) fn number(name: &str, value: &Bound<'_, PyAny>) -> PyResult<f64> {
    let py = value.py();
    value.extract().or_else(|error: PyErr| match () {
        () if error.is_instance_of::<PyTypeError>(py) => {
            Err(PyTypeError::new_err(expected(name, "a number", value)))
        }
        // An int that no float reaches.
        () if error.is_instance_of::<PyOverflowError>(py) => Ok(f64::INFINITY),
        () => Err(error),
    })
}

/// An argument that is a bool.
pub(super) fn flag(name: &str, value: &Bound<'_, PyAny>) -> PyResult<bool> {
    value.extract().map_err(|_| PyTypeError::new_err(expected(name, "bool", value)))
}

/// The UTF-8 of a text, which Python keeps with it.
pub(super) fn utf8<'a>(text: &'a Bound<'_, PyString>) -> PyResult<&'a str> {
    utf8_of("text", text)
}

/// The UTF-8 of the argument that is called so.
pub(super) fn utf8_of<'a>(name: &str, text: &'a Bound<'_, PyString>) -> PyResult<&'a str> {
    text.to_str().map_err(|error| surrogate(text.py(), name, error))
}

/// The error for a string that is no text, from Python's own; another one, as for want of memory,
/// stays.
fn surrogate(py: Python<'_>, name: &str, error: PyErr) -> PyErr {
    let place = || {
        let error = error.value(py);
        let at: usize = error.getattr(intern!(py, "start"))?.extract()?;
        let unit = error.getattr(intern!(py, "object"))?.get_item(at)?;
        let code: u32 =
            py.import(intern!(py, "builtins"))?.call_method1("ord", (unit,))?.extract()?;
        PyResult::Ok((at, code))
    };
    if !error.is_instance_of::<PyUnicodeEncodeError>(py) {
        return error;
    }
    match place() {
        Ok((at, code)) => PyValueError::new_err(format!(
            "the {name} has a lone surrogate (U+{code:04X}) at character {at}, which no text can \
             contain: mend it where it was decoded, or use \
             {name}.encode(\"utf-8\", \"replace\").decode()"
        )),
        Err(_) => PyValueError::new_err(error.to_string()),
    }
}

/// What else can be done about a row that is no text.
pub(super) const AS_NULL: &str = " (on_error=\"null\" takes it as null)";

/// Puts the row before an exception's message and advice after it, if it is the row's fault. The
/// exception has it as its attribute `row`, too.
pub(super) fn at_row(py: Python<'_>, row: usize, error: PyErr, advice: &str) -> PyErr {
    if !is_no_text(py, &error) {
        return error;
    }
    let kind = error.get_type(py);
    let error = PyErr::from_type(kind, format!("row {row}: {}{advice}", error.value(py)));
    match error.value(py).setattr(intern!(py, "row"), row) {
        Ok(()) => error,
        Err(error) => error,
    }
}

/// Whether an error says that a row is no text; else it is no matter of the row.
pub(super) fn is_no_text(py: Python<'_>, error: &PyErr) -> bool {
    error.is_instance_of::<PyTypeError>(py) || error.is_instance_of::<PyValueError>(py)
}

/// A str, or what gives one, like the scalars of pyarrow.
pub(super) fn scalar<'py>(value: Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    if value.is_instance_of::<PyString>() {
        return Ok(value);
    }
    match value.getattr_opt(intern!(value.py(), "as_py"))? {
        Some(method) => method.call0(),
        None => Ok(value),
    }
}

/// An argument that is a column: its name, and what it may be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Argument {
    /// `column`.
    Column,
    /// `text`, which may also be a str.
    Text,
}

impl Argument {
    fn expected(self, value: &Bound<'_, PyAny>) -> PyErr {
        self.expected_with(value, "")
    }

    fn expected_with(self, value: &Bound<'_, PyAny>, advice: &str) -> PyErr {
        let message = match self {
            Self::Column => expected("column", "a column of texts", value),
            Self::Text => expected("text", "str or a column of texts", value),
        };
        PyTypeError::new_err(message + advice)
    }
}

/// Record batches of one column of texts, each read when it is asked for.
pub(super) struct TextStream {
    /// What the column is called.
    pub(super) name: String,
    batches: Arrays,
}

impl Iterator for TextStream {
    type Item = crate::Result<ArrayData>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = match self.batches.next()? {
            Ok(batch) => batch,
            Err(error) => return Some(Err(error)),
        };
        Some(match batch.child_data() {
            [texts] if batch.null_count() == 0 && texts.len() == batch.len() => Ok(texts.clone()),
            _ => Err(crate::Error::data("the Arrow stream is malformed: no record batch")),
        })
    }
}

/// What an argument `column` holds.
pub(super) enum Input {
    Column(TextColumn),
    Stream(TextStream),
}

/// Reads a column of texts; of a stream of record batches all that it has.
pub(super) fn read(
    argument: Argument,
    column: &Bound<'_, PyAny>,
    on_error: OnError,
    threads: &Threads,
) -> PyResult<TextColumn> {
    match open(argument, column, on_error, threads)? {
        Input::Column(texts) => Ok(texts),
        Input::Stream(stream) => detached(column.py(), || collect(stream, on_error, threads)),
    }
}

fn collect(
    arrays: impl Iterator<Item = crate::Result<ArrayData>>,
    on_error: OnError,
    threads: &Threads,
) -> crate::Result<TextColumn> {
    let mut texts = TextColumn::new();
    for array in arrays {
        texts.push(array?, on_error, threads)?;
    }
    Ok(texts)
}

/// Reads a column of texts, or opens a stream of record batches.
pub(super) fn open(
    argument: Argument,
    column: &Bound<'_, PyAny>,
    on_error: OnError,
    threads: &Threads,
) -> PyResult<Input> {
    let py = column.py();
    if column.is_instance_of::<PyString>() {
        let message = "column must hold many texts, not be one str: pass a list, even of one";
        return Err(PyTypeError::new_err(message));
    }
    if is_bytes(column) || column.is_instance_of::<PyDict>() {
        return Err(argument.expected(column));
    }
    // A data frame gives structs, or only the names of its columns. Asked of the type, since what is
    // in a column may itself be called so.
    if column.get_type().hasattr(intern!(py, "columns"))? {
        return Err(argument.expected_with(column, ": pass one of its columns"));
    }
    let refused = match read_arrow(column, on_error, threads) {
        Ok(Some(column)) => return Ok(column),
        Ok(None) => None,
        // pandas exports what it cannot tell apart only in part, and without saying which row is at
        // fault; row by row we can say. What is no exception, like Ctrl-C, is not for us.
        Err(Refused::Export(error)) if error.is_instance_of::<PyException>(py) => Some(error),
        Err(Refused::Export(error) | Refused::Content(error)) => return Err(error),
    };
    match (iterate(column)?, refused) {
        (Some(rows), _) => Ok(Input::Column(read_iterable(rows, on_error)?.into())),
        (None, Some(error)) => Err(error),
        (None, None) => Err(argument.expected(column)),
    }
}

/// The iterator of what has one.
pub(super) fn iterate<'py>(value: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyIterator>>> {
    match value.try_iter() {
        Ok(iterator) => Ok(Some(iterator)),
        Err(error) if error.is_instance_of::<PyTypeError>(value.py()) => Ok(None),
        Err(error) => Err(error),
    }
}

enum Refused {
    /// The object did not give its data.
    Export(PyErr),
    /// It did, but not what we need.
    Content(PyErr),
}

/// Reads what has the Arrow interface; `None` if it does not.
fn read_arrow(
    column: &Bound<'_, PyAny>,
    on_error: OnError,
    threads: &Threads,
) -> Result<Option<Input>, Refused> {
    let py = column.py();
    let export = |name| match column.getattr_opt(name).map_err(Refused::Export)? {
        Some(method) => method.call0().map(Some).map_err(Refused::Export),
        None => Ok(None),
    };
    let texts = if let Some(capsule) = export(intern!(py, "__arrow_c_stream__"))? {
        let capsule = capsule.cast::<PyCapsule>().map_err(|e| Refused::Export(e.into()))?;
        let (data_type, arrays) = super::capsule::read_stream(capsule).map_err(Refused::Content)?;
        if let DataType::Struct(fields) = &data_type {
            let stream = text_stream(fields, arrays);
            return stream.map(|stream| Some(Input::Stream(stream))).map_err(Refused::Content);
        }
        TextColumn::check_type(&data_type).map_err(|error| Refused::Content(error.into()))?;
        // Polars gives arrays of type Null a buffer that Arrow's own library then refuses.
        let refused = if data_type == DataType::Null { Refused::Export } else { Refused::Content };
        detached(py, || collect(arrays, on_error, threads)).map_err(refused)?
    } else if let Some(pair) = export(intern!(py, "__arrow_c_array__"))? {
        let (schema, array) = pair
            .extract::<(Bound<'_, PyCapsule>, Bound<'_, PyCapsule>)>()
            .map_err(Refused::Export)?;
        let array = super::capsule::read_array(&schema, &array).map_err(Refused::Content)?;
        let arrays = std::iter::once(Ok(array));
        detached(py, || collect(arrays, on_error, threads)).map_err(Refused::Content)?
    } else {
        return Ok(None);
    };
    Ok(Some(Input::Column(texts)))
}

/// The stream of record batches with those columns, if it is one column of texts.
fn text_stream(fields: &Fields, batches: Arrays) -> PyResult<TextStream> {
    match &**fields {
        [field] => {
            TextColumn::check_text_type(field.data_type())?;
            Ok(TextStream { name: field.name().clone(), batches })
        }
        fields => {
            let names: Vec<_> = fields.iter().map(|field| field.name().as_str()).collect();
            Err(PyTypeError::new_err(format!(
                "record batches must have one column, that of the texts, not {} ({}): select it",
                fields.len(),
                names.join(", ")
            )))
        }
    }
}

/// Reads str and what is null row by row.
pub(super) fn read_iterable(
    rows: Bound<'_, PyIterator>,
    on_error: OnError,
) -> PyResult<LargeStringArray> {
    let py = rows.py();
    let nulls = Nulls::new(py);
    let mut texts = LargeStringBuilder::new();
    for (row, value) in rows.enumerate() {
        let value = scalar(value?)?;
        breathe(py, row)?;
        // Encoded here and not by `utf8`, which would double the memory of the caller's strings.
        let encoded = match value.cast::<PyString>() {
            Ok(text) => text.encode_utf8().map_err(|error| surrogate(py, "text", error)),
            Err(_) if nulls.contain(&value) => {
                texts.append_null();
                continue;
            }
            Err(_) => Err(PyTypeError::new_err(expected("a text", "str or None", &value))),
        };
        match encoded {
            Ok(bytes) => {
                let text = str::from_utf8(bytes.as_bytes());
                texts.append_value(text.map_err(|e| PyValueError::new_err(e.to_string()))?);
            }
            Err(error) if on_error == OnError::Raise => {
                return Err(at_row(py, row, error, AS_NULL));
            }
            Err(error) if is_no_text(py, &error) => texts.append_null(),
            Err(error) => return Err(error),
        }
    }
    Ok(texts.finish())
}

/// What Python users mean by a missing text: `None`, NaN, `pandas.NA`, `pandas.NaT`.
pub(super) struct Nulls<'py>(Vec<Bound<'py, PyAny>>);

impl<'py> Nulls<'py> {
    pub(super) fn new(py: Python<'py>) -> Self {
        // Where pandas was not imported, none of its objects exists.
        let pandas = py
            .import(intern!(py, "sys"))
            .and_then(|sys| sys.getattr(intern!(py, "modules")))
            .and_then(|modules| modules.get_item("pandas"));
        let named = |name| pandas.as_ref().ok().and_then(|pandas| pandas.getattr(name).ok());
        Self(["NA", "NaT"].into_iter().filter_map(named).collect())
    }

    pub(super) fn contain(&self, value: &Bound<'py, PyAny>) -> bool {
        value.is_none()
            || value.cast::<PyFloat>().is_ok_and(|number| number.value().is_nan())
            || self.0.iter().any(|null| null.is(value))
    }
}
