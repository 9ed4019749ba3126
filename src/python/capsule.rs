//! Arrow's C interface in PyCapsules: the one place that takes a producer's pointers.
#![allow(unsafe_code)]

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::ffi_stream::{ArrayStreamReader, FFI_ArrowArrayStream};
use arrow_array::{Array, ArrayReader, RecordBatchReader};
use arrow_data::ArrayData;
use arrow_schema::{ArrowError, DataType, Schema};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::{Error, Result};

/// The type of a stream's arrays, and the arrays, unverified.
pub(super) fn read_stream(
    capsule: &Bound<'_, PyCapsule>,
) -> PyResult<(DataType, impl Iterator<Item = Result<ArrayData>> + Send + use<>)> {
    let pointer = capsule.pointer_checked(Some(c"arrow_array_stream"))?;
    // SAFETY: by its name, the capsule holds a stream, valid while the capsule lives; moving it out
    // leaves a released one behind.
    let stream = unsafe { FFI_ArrowArrayStream::from_raw(pointer.cast().as_ptr()) };
    let reader = ArrayStreamReader::try_new(stream).map_err(refused)?;
    let data_type = reader.field().data_type().clone();
    Ok((data_type, reader.map(|array| Ok(array.map_err(refused)?.to_data()))))
}

/// The array behind a pair of capsules, unverified.
pub(super) fn read_array(
    schema: &Bound<'_, PyCapsule>,
    array: &Bound<'_, PyCapsule>,
) -> PyResult<ArrayData> {
    let schema = schema.pointer_checked(Some(c"arrow_schema"))?;
    let array = array.pointer_checked(Some(c"arrow_array"))?;
    // SAFETY: by their names, the capsules hold a schema and an array of it, valid while the
    // capsules live; moving them out leaves released ones behind.
    unsafe {
        let schema = FFI_ArrowSchema::from_raw(schema.cast().as_ptr());
        let array = FFI_ArrowArray::from_raw(array.cast().as_ptr());
        Ok(from_ffi(array, &schema).map_err(refused)?)
    }
}

/// A stream for another library to read.
pub(super) fn write_stream<'py>(
    py: Python<'py>,
    batches: impl RecordBatchReader + Send + 'static,
) -> PyResult<Bound<'py, PyCapsule>> {
    let stream = FFI_ArrowArrayStream::new(Box::new(batches));
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
