//! Strings in CPython's own representation, without UTF-8 in between: the one place that reads and
//! writes it.
#![allow(unsafe_code)]

use std::ffi::c_int;

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyString;
use pyo3::types::string::PyStringData;

/// The code points of a string. It cannot change, so they may be read without the GIL for as long
/// as it lives.
pub(super) fn units<'a>(text: &'a Bound<'_, PyString>) -> PyResult<PyStringData<'a>> {
    // SAFETY: the string is a whole one, and what is read lives as long as it.
    unsafe { text.data() }
}

/// A code point as CPython keeps it.
pub(super) trait Kind {
    const KIND: c_int;
}

impl Kind for u16 {
    const KIND: c_int = 2;
}

impl Kind for u32 {
    const KIND: c_int = 4;
}

/// The string of these code points, which are all those of characters.
pub(super) fn string<'py, T: Kind>(py: Python<'py>, units: &[T]) -> PyResult<Bound<'py, PyString>> {
    // SAFETY: there are so many units of that size; CPython copies them into a string of the kind
    // that fits, or gives null with an exception set.
    let made = unsafe {
        let length = units.len() as ffi::Py_ssize_t;
        let made = ffi::PyUnicode_FromKindAndData(T::KIND, units.as_ptr().cast(), length);
        Bound::from_owned_ptr_or_err(py, made)?
    };
    Ok(made.cast_into()?)
}
