//! Arrow's C interface in PyCapsules: the one place that handles another library's pointers.
#![allow(unsafe_code)]

use std::ffi::{c_char, c_int, c_void};

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{ArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{Array, ArrayReader, LargeStringArray, RecordBatchReader};
use arrow_data::ArrayData;
use arrow_schema::{ArrowError, DataType, Field, Schema};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use super::detached;
use crate::{Error, Result};

/// The type of a stream's arrays, and the arrays, unverified.
pub(super) fn read_stream(capsule: &Bound<'_, PyCapsule>) -> PyResult<(DataType, Arrays)> {
    let pointer = capsule.pointer_checked(Some(c"arrow_array_stream"))?;
    // SAFETY: by its name, the capsule holds a stream, valid while the capsule lives; moving it out
    // leaves a released one behind.
    let stream = unsafe { FFI_ArrowArrayStream::from_raw(pointer.cast().as_ptr()) };
    detached(capsule.py(), || {
        let reader = ArrayStreamReader::try_new(stream).map_err(refused)?;
        let data_type = reader.field().data_type().clone();
        let arrays = reader.map(|array| Ok(array.map_err(refused)?.to_data()));
        Ok((data_type, Box::new(arrays) as Arrays))
    })
}

/// What a stream gives, as it is asked for.
pub(super) type Arrays = Box<dyn Iterator<Item = Result<ArrayData>> + Send>;

/// A schema of the C interface as far as its release callback, which is null once it was moved.
#[repr(C)]
struct SchemaHead {
    texts: [*const c_char; 3],
    numbers: [i64; 2],
    children: *const c_void,
    dictionary: *const c_void,
    release: *const c_void,
}

/// The array behind a pair of capsules, unverified.
pub(super) fn read_array(
    schema: &Bound<'_, PyCapsule>,
    array: &Bound<'_, PyCapsule>,
) -> PyResult<ArrayData> {
    let py = array.py();
    let schema = schema.pointer_checked(Some(c"arrow_schema"))?;
    let pointer = array.pointer_checked(Some(c"arrow_array"))?;
    // SAFETY: by their names, the capsules hold a schema and an array of it, valid while the
    // capsules live; moving them out leaves released ones behind. A schema begins as its head does.
    let (schema, array) = unsafe {
        if schema.cast::<SchemaHead>().as_ref().release.is_null() {
            return Err(Error::data("the Arrow schema was read already").into());
        }
        (
            FFI_ArrowSchema::from_raw(schema.cast().as_ptr()),
            FFI_ArrowArray::from_raw(pointer.cast().as_ptr()),
        )
    };
    detached(py, move || {
        if array.is_released() {
            return Err(Error::data("the Arrow array was read already"));
        }
        // SAFETY: the producer says that the array is of this schema.
        unsafe { from_ffi(array, &schema) }.map_err(refused)
    })
}

/// A stream for another library to read.
pub(super) fn write_stream<'py>(
    py: Python<'py>,
    batches: impl RecordBatchReader + Send + 'static,
) -> PyResult<Bound<'py, PyCapsule>> {
    let stream = FFI_ArrowArrayStream::new(Box::new(batches));
    PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
}

/// A stream of text arrays for another library to read. `FFI_ArrowArrayStream::new` streams record
/// batches alone.
pub(super) fn write_texts<'py>(
    py: Python<'py>,
    arrays: Vec<LargeStringArray>,
) -> PyResult<Bound<'py, PyCapsule>> {
    type Arrays = std::vec::IntoIter<LargeStringArray>;

    unsafe extern "C" fn get_schema(
        _: *mut FFI_ArrowArrayStream,
        out: *mut FFI_ArrowSchema,
    ) -> c_int {
        match FFI_ArrowSchema::try_from(Field::new("", DataType::LargeUtf8, true)) {
            // SAFETY: the consumer passes a place for a schema, which holds none yet.
            Ok(schema) => unsafe { out.write(schema) },
            Err(_) => return EIO,
        }
        0
    }

    unsafe extern "C" fn get_next(
        stream: *mut FFI_ArrowArrayStream,
        out: *mut FFI_ArrowArray,
    ) -> c_int {
        // SAFETY: the consumer passes this stream, not released and from one thread at a time, so
        // that its private data is the `Arrays` it was made with, and a place for an array.
        unsafe {
            let arrays = &mut *(*stream).private_data().cast::<Arrays>();
            out.write(match arrays.next() {
                Some(array) => FFI_ArrowArray::new(&array.to_data()),
                None => FFI_ArrowArray::empty(),
            });
        }
        0
    }

    unsafe extern "C" fn get_last_error(_: *mut FFI_ArrowArrayStream) -> *const c_char {
        std::ptr::null()
    }

    unsafe extern "C" fn release(stream: *mut FFI_ArrowArrayStream) {
        // SAFETY: called once, as what follows leaves no release callback; the private data is the
        // box it was made with. The old value is forgotten, since dropping it would release again.
        unsafe {
            drop(Box::from_raw((*stream).private_data().cast::<Arrays>()));
            std::mem::forget(stream.replace(FFI_ArrowArrayStream::empty()));
        }
    }

    const EIO: c_int = 5;
    let arrays: Box<Arrays> = Box::new(arrays.into_iter());
    // SAFETY: the callbacks keep the stream interface's contract, each as said in it.
    let stream = unsafe {
        FFI_ArrowArrayStream::new_unchecked(
            Some(get_schema),
            Some(get_next),
            Some(get_last_error),
            Some(release),
            Box::into_raw(arrays).cast(),
        )
    };
    PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
}

/// A schema for another library to read.
pub(super) fn write_schema<'py>(
    py: Python<'py>,
    schema: &Schema,
) -> PyResult<Bound<'py, PyCapsule>> {
    let schema = FFI_ArrowSchema::try_from(schema).map_err(refused)?;
    PyCapsule::new_with_value(py, schema, c"arrow_schema")
}

fn refused(error: ArrowError) -> Error {
    Error::data(format!("the Arrow data cannot be read: {error}"))
}
