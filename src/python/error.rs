//! The crate's errors as Python exceptions.

use pyo3::create_exception;
use pyo3::exceptions::{PyException, PyKeyboardInterrupt, PyOSError, PyTypeError, PyValueError};
use pyo3::prelude::*;

use crate::{Error, ErrorKind};

create_exception!(warraq, WarraqError, PyException, "The base of warraq's own exceptions.");
create_exception!(
    warraq,
    ModelError,
    WarraqError,
    "A model file is damaged, of another version, or lacks what is asked of it.\n\n\
     `path` is the file, or None."
);
create_exception!(
    warraq,
    DataError,
    WarraqError,
    "Input data is malformed.\n\n\
     `path` is the file, `line` its line counted from 1, `row` the row of a column counted from 0; \
     each is None where it does not apply."
);

/// Gives the exceptions the attributes that say where, None until set.
pub(super) fn declare_attributes(py: Python<'_>) -> PyResult<()> {
    py.get_type::<ModelError>().setattr("path", py.None())?;
    for name in ["path", "line", "row"] {
        py.get_type::<DataError>().setattr(name, py.None())?;
    }
    Ok(())
}

impl From<Error> for PyErr {
    fn from(error: Error) -> Self {
        let message = error.to_string();
        match error.kind() {
            ErrorKind::Value => with_place(PyValueError::new_err(message), &error),
            ErrorKind::Type => with_place(PyTypeError::new_err(message), &error),
            ErrorKind::Cancelled => PyKeyboardInterrupt::new_err(message),
            ErrorKind::Model => with_place(ModelError::new_err(message), &error),
            ErrorKind::Data => with_place(DataError::new_err(message), &error),
            ErrorKind::Io => {
                let path = error.path().map(|path| path.as_os_str().to_owned());
                match error.io_error().and_then(std::io::Error::raw_os_error) {
                    // With a number, Python chooses the class: FileNotFoundError and the like.
                    Some(number) => PyOSError::new_err((number, strerror(number), path)),
                    None => PyOSError::new_err(message),
                }
            }
        }
    }
}

/// The system's text for an error, as Python words it.
fn strerror(number: i32) -> String {
    let text = std::io::Error::from_raw_os_error(number).to_string();
    match text.rfind(" (os error") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

fn with_place(exception: PyErr, error: &Error) -> PyErr {
    if (error.path(), error.line(), error.row()) == (None, None, None) {
        return exception;
    }
    Python::attach(|py| {
        let value = exception.value(py);
        let set = || {
            if let Some(path) = error.path() {
                value.setattr("path", path.as_os_str())?;
            }
            if let Some(line) = error.line() {
                value.setattr("line", line)?;
            }
            if let Some(row) = error.row() {
                value.setattr("row", row)?;
            }
            PyResult::Ok(())
        };
        set().err().unwrap_or(exception)
    })
}
