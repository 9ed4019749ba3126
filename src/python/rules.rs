//! Users' own names and rules.

use std::ffi::OsStr;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::Mutex;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyMapping, PyString, PyTuple};

use super::column::{self, Argument, Nulls, expected, string, utf8_of};
use super::table::need;
use super::{breathe, detached};
use crate::arrow::{OnError, TextColumn};
use crate::batch::{Rows, Threads};
use crate::entities::rules::{Conflict, Pattern, Policy, Rule, RulesBuilder};

impl<'py> FromPyObject<'_, 'py> for Policy {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        Ok(Self::from_name(string("policy", &value)?)?)
    }
}

impl<'py> FromPyObject<'_, 'py> for Conflict {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        Ok(Self::from_name(string("conflict", &value)?)?)
    }
}

/// What was unpickled last: it is compiled once, however many tasks of a process bring it.
static RESTORED: Mutex<Vec<(Vec<u8>, crate::EntityRules)>> = Mutex::new(Vec::new());

/// How many of these are kept.
const KEPT: usize = 2;

/// Names and rules of your own, for `Pipeline.add_entities`: phrases, and regular expressions.
///
/// `rules` is a dict from labels to their phrases: `{"ORG": ["الهلال الأحمر"], "PER": […]}`. What is
/// given twice counts once. Of one phrase with two labels, or ids or metadata, where it can have them,
/// `conflict="first"` keeps the first given and leaves out the others; `"error"`, the default, refuses
/// it. Immutable; two are equal if they have the same rules in the same order.
///
/// Raises DataError for a phrase that is empty, of which normalization leaves nothing or that has more
/// than 64 words, for a label that is empty, has more than 64 characters or control characters, for
/// more than 256 labels, and for one phrase with two labels; TypeError or ValueError for what is no
/// text. The exception has the place in its list as `row`.
#[pyclass(frozen, module = "warraq", weakref)]
pub(super) struct EntityRules(pub(super) crate::EntityRules);

#[pymethods]
impl EntityRules {
    #[new]
    #[pyo3(signature = (rules, *, conflict = Conflict::Error), text_signature = "(rules, *, conflict='error')")]
    fn new(rules: &Bound<'_, PyAny>, conflict: Conflict) -> PyResult<Self> {
        let Ok(mapping) = rules.cast::<PyMapping>() else {
            let message = expected("rules", "a dict of labels and their phrases", rules);
            let hint =
                match column::iterate(rules)?.is_some() && !rules.is_instance_of::<PyString>() {
                    true => ": EntityRules.from_patterns takes a list of dicts",
                    false => "",
                };
            return Err(PyTypeError::new_err(message + hint));
        };
        let mut builder = crate::EntityRules::builder().conflict(conflict);
        for item in mapping.items()?.iter() {
            let (label, phrases) = item.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
            let label = string("label", &label)?;
            builder = push_column(builder, &phrases, label, None)?;
        }
        Ok(Self(builder.finish()))
    }

    /// The rules of dicts, as spaCy's EntityRuler takes them: each has `label`, and `pattern`, a phrase,
    /// or `regex`, a regular expression in the syntax of the Rust crate regex; it may have `id`, a str.
    /// All other keys are metadata, whatever JSON can hold. A null, be it None, NaN or pandas', is as if
    /// its key were not there.
    ///
    /// Raises as `EntityRules`, with the number of the dict as the exception's `row`; DataError also for
    /// an expression that is malformed, too large, or matches the empty string, and for one phrase with
    /// two labels, ids or metadata.
    #[staticmethod]
    #[pyo3(signature = (patterns, *, conflict = Conflict::Error), text_signature = "(patterns, *, conflict='error')")]
    fn from_patterns(patterns: &Bound<'_, PyAny>, conflict: Conflict) -> PyResult<Self> {
        from_patterns(patterns, conflict).map(Self)
    }

    /// The rules of a file, by the end of its name: .csv or .tsv, whose first line names the columns;
    /// .jsonl or .ndjson, an object a line; .parquet, which needs pyarrow. Columns or keys are as of
    /// `from_patterns`. What is empty or null is as if it were not there.
    ///
    /// Raises OSError if it cannot be read, ValueError for another name, ImportError where pyarrow is
    /// needed and missing, and DataError with the exception's `path` and `line` (of Parquet its `row`)
    /// for what is malformed, and as `from_patterns`.
    #[staticmethod]
    #[pyo3(signature = (path, *, conflict = Conflict::Error), text_signature = "(path, *, conflict='error')")]
    fn from_file(py: Python<'_>, path: PathBuf, conflict: Conflict) -> PyResult<Self> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        match &*ending {
            "parquet" => from_parquet(py, &path, conflict).map(Self),
            "csv" | "tsv" | "jsonl" | "ndjson" => {
                detached(py, || crate::EntityRules::from_path(&path, conflict)).map(Self)
            }
            _ => Err(PyValueError::new_err(format!(
                "{}: unknown kind of file; known: .csv, .tsv, .jsonl, .ndjson, .parquet",
                path.display()
            ))),
        }
    }

    /// The rules of a column of phrases, all with one label. A column is as of `Pipeline.entities`;
    /// `ids` is one of the same length, null where a phrase has none.
    ///
    /// Raises as `EntityRules`, and TypeError for a null.
    #[staticmethod]
    #[pyo3(
        signature = (column, label, ids = None, *, conflict = Conflict::Error),
        text_signature = "(column, label, ids=None, *, conflict='error')"
    )]
    fn from_column(
        column: &Bound<'_, PyAny>,
        label: &Bound<'_, PyAny>,
        ids: Option<&Bound<'_, PyAny>>,
        conflict: Conflict,
    ) -> PyResult<Self> {
        let label = string("label", label)?;
        let builder = crate::EntityRules::builder().conflict(conflict);
        let builder = push_column(builder, column, label, ids)?;
        Ok(Self(builder.finish()))
    }

    /// The rules as dicts, as `from_patterns` takes them.
    fn to_patterns<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let patterns = PyList::empty(py);
        for (number, Rule { label, pattern, id, metadata }) in self.0.iter().enumerate() {
            breathe(py, number)?;
            let dict = PyDict::new(py);
            dict.set_item(intern!(py, "label"), label)?;
            match pattern {
                Pattern::Phrase(phrase) => dict.set_item(intern!(py, "pattern"), phrase)?,
                Pattern::Regex(regex) => dict.set_item(intern!(py, "regex"), regex)?,
            }
            if let Some(id) = id {
                dict.set_item(intern!(py, "id"), id)?;
            }
            if let Some(metadata) = metadata {
                dict.update(loads(py, metadata)?.cast::<PyMapping>()?)?;
            }
            patterns.append(dict)?;
        }
        Ok(patterns)
    }

    /// The labels, in the order in which they were first given.
    #[getter]
    fn labels<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.labels())
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }

    /// Bytes of memory that they take, which pipelines with them share.
    fn __sizeof__(&self) -> usize {
        self.0.memory()
    }

    fn __repr__(&self) -> String {
        const SHOWN: usize = 8;
        let counted = self.0.labels().iter().zip(self.0.counts());
        let mut labels: Vec<_> =
            counted.take(SHOWN).map(|(label, count)| format!("{label} {count}")).collect();
        if self.0.labels().len() > SHOWN {
            labels.push("…".into());
        }
        let expressions = match self.0.expressions() {
            0 => "",
            1 => ", 1 a regular expression",
            _ => &format!(", {} regular expressions", self.0.expressions()),
        };
        let colon = if labels.is_empty() { "" } else { ": " };
        let count = counted_rules(self.0.len());
        format!("<warraq.EntityRules of {count}{colon}{}{expressions}>", labels.join(", "))
    }

    fn __eq__(&self, other: &Self, py: Python<'_>) -> PyResult<bool> {
        detached(py, || Ok(self.0 == other.0))
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.0.labels(), self.0.counts()).hash(&mut hasher);
        hasher.finish()
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        let restore = py.get_type::<Self>().getattr(intern!(py, "_restore"))?;
        let bytes = detached(py, || Ok(self.0.to_bytes()))?;
        Ok((restore, (PyBytes::new(py, &bytes),)))
    }

    #[staticmethod]
    fn _restore(py: Python<'_>, bytes: &[u8]) -> PyResult<Self> {
        detached(py, || {
            // A fork may have copied the lock while another thread held it: never wait for it.
            if let Ok(restored) = RESTORED.try_lock()
                && let Some(known) = restored.iter().find(|known| known.0 == bytes)
            {
                return Ok(Self(known.1.clone()));
            }
            let rules = crate::EntityRules::from_bytes(bytes)?;
            if let Ok(mut restored) = RESTORED.try_lock() {
                if restored.len() == KEPT {
                    restored.remove(0);
                }
                restored.push((bytes.to_vec(), rules.clone()));
            }
            Ok(Self(rules))
        })
    }
}

/// `3 rules`.
pub(super) fn counted_rules(count: usize) -> String {
    if count == 1 { "1 rule".into() } else { format!("{count} rules") }
}

/// Rules in whatever form `Pipeline.add_entities` takes them.
pub(super) fn rules(value: &Bound<'_, PyAny>) -> PyResult<crate::EntityRules> {
    if let Ok(rules) = value.cast::<EntityRules>() {
        return Ok(rules.get().0.clone());
    }
    if value.cast::<PyMapping>().is_ok() {
        return Ok(EntityRules::new(value, Conflict::Error)?.0);
    }
    if value.is_instance_of::<PyString>() || column::iterate(value)?.is_none() {
        let wanted = "EntityRules, a dict of labels and their phrases, or a list of dicts";
        return Err(PyTypeError::new_err(expected("rules", wanted, value)));
    }
    from_patterns(value, Conflict::Error)
}

/// What JSON says, in Python.
pub(super) fn loads<'py>(py: Python<'py>, json: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import(intern!(py, "json"))?.call_method1(intern!(py, "loads"), (json,))
}

/// Appends the phrases of a column.
fn push_column(
    mut builder: RulesBuilder,
    phrases: &Bound<'_, PyAny>,
    label: &str,
    ids: Option<&Bound<'_, PyAny>>,
) -> PyResult<RulesBuilder> {
    let py = phrases.py();
    let threads = detached(py, || Threads::new(None))?;
    let read = |column: &Bound<'_, PyAny>| -> PyResult<TextColumn> {
        column::read(Argument::Column, column, OnError::Raise, &threads)
    };
    let phrases = read(phrases)?;
    let ids = ids.map(read).transpose()?;
    if let Some(ids) = &ids
        && ids.len() != phrases.len()
    {
        let (ids, phrases) = (ids.len(), phrases.len());
        return Err(PyValueError::new_err(format!("{ids} ids for {phrases} phrases")));
    }
    detached(py, move || {
        for row in 0..phrases.len() {
            let at = row as u64;
            let phrase = phrases.text(row).ok_or_else(|| {
                crate::Error::wrong_type(format!("a phrase of {label:?} is null")).at_row(at)
            })?;
            let id = ids.as_ref().and_then(|ids| ids.text(row));
            let rule = Rule { label, pattern: Pattern::Phrase(phrase), id, metadata: None };
            builder.push(rule, at).map_err(|error| error.at_row(at))?;
        }
        Ok(builder)
    })
}

fn from_patterns(patterns: &Bound<'_, PyAny>, conflict: Conflict) -> PyResult<crate::EntityRules> {
    let py = patterns.py();
    let single = patterns.is_instance_of::<PyString>() || patterns.cast::<PyMapping>().is_ok();
    let Some(patterns) = column::iterate(patterns)?.filter(|_| !single) else {
        return Err(PyTypeError::new_err(expected("patterns", "a list of dicts", patterns)));
    };
    let nulls = Nulls::new(py);
    let mut builder = crate::EntityRules::builder().conflict(conflict);
    for (row, pattern) in patterns.enumerate() {
        let pattern = pattern?;
        breathe(py, row)?;
        push_pattern(&mut builder, &pattern, row, &nulls)
            .map_err(|error| column::at_row(py, row, error, ""))?;
    }
    detached(py, || Ok(builder.finish()))
}

fn push_pattern<'py>(
    builder: &mut RulesBuilder,
    given: &Bound<'py, PyAny>,
    row: usize,
    nulls: &Nulls<'py>,
) -> PyResult<()> {
    let py = given.py();
    let dict = given
        .cast::<PyDict>()
        .map_err(|_| PyTypeError::new_err(expected("a pattern", "a dict", given)))?;
    let (mut label, mut phrase, mut regex, mut id) = (None, None, None, None);
    let mut metadata = None;
    for (key, value) in dict.iter() {
        let name = string("a key", &key)?;
        if nulls.contain(&value) {
            continue;
        }
        let place = match name {
            "label" => &mut label,
            "pattern" => &mut phrase,
            "regex" => &mut regex,
            "id" => &mut id,
            _ => {
                metadata.get_or_insert_with(|| PyDict::new(py)).set_item(key, value)?;
                continue;
            }
        };
        let value = value.cast_into::<PyString>().map_err(|error| {
            let value = error.into_inner();
            let of = match value.is_instance_of::<PyList>() && name == "pattern" {
                true => ": patterns of tokens are not supported",
                false => "",
            };
            PyTypeError::new_err(expected(name, "str", &value) + of)
        })?;
        *place = Some(value);
    }
    let text = |name: &str, value: &'_ Option<Bound<'py, PyString>>| -> PyResult<Option<String>> {
        value.as_ref().map(|value| utf8_of(name, value).map(str::to_owned)).transpose()
    };
    // Only what Python itself refuses gets its row from the caller.
    let wrong = |what: &str| crate::Error::data(what).at_row(row as u64);
    let label = text("label", &label)?.ok_or_else(|| wrong("it has no label"))?;
    let (phrase, regex) = (text("pattern", &phrase)?, text("regex", &regex)?);
    let pattern = match (&phrase, &regex) {
        (Some(phrase), None) => Pattern::Phrase(phrase),
        (None, Some(regex)) => Pattern::Regex(regex),
        (None, None) => return Err(wrong("it has neither pattern nor regex").into()),
        _ => return Err(wrong("it has both pattern and regex: make it two").into()),
    };
    let id = text("id", &id)?;
    let metadata = metadata.map(|metadata| dumps(&metadata)).transpose()?;
    let metadata = metadata.as_deref();
    let (rule, row) = (Rule { label: &label, pattern, id: id.as_deref(), metadata }, row as u64);
    Ok(builder.push(rule, row).map_err(|error| error.at_row(row))?)
}

/// A dict as JSON.
fn dumps(dict: &Bound<'_, PyDict>) -> PyResult<String> {
    let py = dict.py();
    let options = PyDict::new(py);
    options.set_item("ensure_ascii", false)?;
    options.set_item("allow_nan", false)?;
    // As files are read: equal metadata are equal texts.
    options.set_item("separators", (",", ":"))?;
    let json = py.import(intern!(py, "json"))?.call_method("dumps", (dict,), Some(&options));
    let json = json.map_err(|error| {
        let message = format!("the metadata cannot be written as JSON: {}", error.value(py));
        match column::is_no_text(py, &error) {
            true => PyErr::from_type(error.get_type(py), message),
            false => error,
        }
    })?;
    Ok(string("metadata", &json)?.to_owned())
}

fn from_parquet(
    py: Python<'_>,
    path: &std::path::Path,
    conflict: Conflict,
) -> PyResult<crate::EntityRules> {
    need(py, "pyarrow", "arrow")?;
    // A file that is not there is to be the same error as of other kinds.
    detached(py, || match std::fs::File::open(path) {
        Ok(_) => Ok(()),
        Err(error) => Err(crate::Error::io(path, error)),
    })?;
    let name: &OsStr = path.as_os_str();
    let in_file = |error: PyErr| {
        if !error.is_instance_of::<pyo3::exceptions::PyException>(py)
            || error.is_instance_of::<pyo3::exceptions::PyOSError>(py)
            || error.is_instance_of::<pyo3::exceptions::PyMemoryError>(py)
        {
            return error;
        }
        let row = error.value(py).getattr(intern!(py, "row")).ok();
        let message = format!("{}: {}", path.display(), error.value(py));
        let error = super::error::DataError::new_err(message);
        let set = || {
            error.value(py).setattr(intern!(py, "path"), name)?;
            row.map_or(Ok(()), |row| error.value(py).setattr(intern!(py, "row"), row))
        };
        set().err().unwrap_or(error)
    };
    let table =
        py.import("pyarrow.parquet")?.call_method1("read_table", (name,)).map_err(in_file)?;
    let names: Vec<String> = table.getattr("column_names")?.extract()?;
    for (at, name) in names.iter().enumerate() {
        if names[..at].contains(name) {
            let message = format!("the column {name:?} is there twice");
            return Err(in_file(crate::Error::data(message).into()));
        }
    }
    let rows = table.call_method0("to_pylist")?;
    from_patterns(&rows, conflict).map_err(in_file)
}
