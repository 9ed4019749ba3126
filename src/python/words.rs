//! Users' own words.

use std::path::PathBuf;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyList, PyMapping, PyString, PyTuple};

use super::column::{self, Nulls, expected, integer, string, utf8_of};
use super::{breathe, detached};
use crate::Words;

/// Words in whatever form `Pipeline.add_words` takes them.
pub(super) fn words(given: &Bound<'_, PyAny>) -> PyResult<Words> {
    if given.is_instance_of::<PyString>() || given.hasattr("__fspath__")? {
        let path: PathBuf = given.extract()?;
        return detached(given.py(), || Words::from_path(path));
    }
    let mut words = Words::default();
    let Ok(kinds) = given.cast::<PyMapping>() else {
        let wanted = "a dict from kinds to words, an iterable of rows or a path";
        push_rows(&mut words, None, given, &|| expected("words", wanted, given))?;
        return Ok(words);
    };
    for item in kinds.items()?.iter() {
        let (kind, rows) = item.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
        let kind = string("a kind of word", &kind)?;
        let wrong = || expected(&format!("words of the kind {kind:?}"), "a dict or a list", &rows);
        match rows.cast::<PyMapping>() {
            Ok(rows) => push_rows(&mut words, Some(kind), rows.items()?.as_any(), &wrong)?,
            Err(_) => push_rows(&mut words, Some(kind), &rows, &wrong)?,
        }
    }
    Ok(words)
}

/// Appends rows; those of a kind do without it, and may be the word alone.
fn push_rows(
    words: &mut Words,
    kind: Option<&str>,
    rows: &Bound<'_, PyAny>,
    wrong: &dyn Fn() -> String,
) -> PyResult<()> {
    let py = rows.py();
    let rows = if rows.is_instance_of::<PyString>() { None } else { column::iterate(rows)? };
    let nulls = Nulls::new(py);
    for (number, row) in rows.ok_or_else(|| PyTypeError::new_err(wrong()))?.enumerate() {
        let row = row?;
        breathe(py, number)?;
        let mut columns = Vec::from_iter(kind.map(str::to_owned));
        let read = match kind.is_some() || is_row(&row) {
            true => push_columns(&mut columns, &row, &nulls),
            false => Err(PyTypeError::new_err(expected("a row", "a tuple or list", &row))),
        };
        read.map_err(|error| column::at_row(py, number, error, ""))?;
        let pushed = words.push(columns.iter().map(String::as_str));
        pushed.map_err(|error| error.at_row(number as u64))?;
    }
    Ok(())
}

fn is_row(value: &Bound<'_, PyAny>) -> bool {
    value.is_instance_of::<PyTuple>() || value.is_instance_of::<PyList>()
}

/// Appends the columns of a row; of a dict a word comes with a row of the others.
fn push_columns<'py>(
    columns: &mut Vec<String>,
    row: &Bound<'py, PyAny>,
    nulls: &Nulls<'py>,
) -> PyResult<()> {
    if !is_row(row) {
        columns.push(column(row, nulls)?);
        return Ok(());
    }
    for value in row.try_iter()? {
        let value = value?;
        match is_row(&value) {
            true => {
                for value in value.try_iter()? {
                    columns.push(column(&value?, nulls)?);
                }
            }
            false => columns.push(column(&value, nulls)?),
        }
    }
    Ok(())
}

fn column<'py>(value: &Bound<'py, PyAny>, nulls: &Nulls<'py>) -> PyResult<String> {
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(utf8_of("column", text)?.to_owned());
    }
    if nulls.contain(value) {
        return Ok(String::new());
    }
    let wrong = || PyTypeError::new_err(expected("a column", "str or int", value));
    if value.is_instance_of::<PyBool>() {
        return Err(wrong());
    }
    Ok(integer("a column", value).map_err(|_| wrong())?.to_string())
}
