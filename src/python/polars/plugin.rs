//! The functions that Polars calls in an extension library, by its stable interface in C.
//!
//! They take and give series as Arrow's C structs and need none of Polars' crates. All that Polars
//! asks is here, as its loader (version 0.1 of the interface, the only one so far) has it:
//! - A function is called with inputs that it owns from then on, options in a pickle, and a place
//!   for a series that holds none yet; the fields of its inputs it only borrows. It returns nothing:
//!   if the place stays as it was, the loader asks this thread for a message.
//! - The arrays of a series are moved out of where its pointers point; `release` then frees the
//!   places, not the arrays.
#![allow(unsafe_code)]

use std::cell::RefCell;
use std::ffi::{CString, c_char, c_void};
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::slice_from_raw_parts_mut;

use arrow_array::ffi::{FFI_ArrowArray, FFI_ArrowSchema, from_ffi};
use arrow_array::{Array, ArrayRef, make_array, new_null_array};
use arrow_schema::{ArrowError, DataType, Field};

use super::{Function, Output, Series};
use crate::{Error, Result};

/// A series on its way between two libraries.
#[repr(C)]
pub struct SeriesExport {
    field: *mut FFI_ArrowSchema,
    arrays: *mut *mut FFI_ArrowArray,
    len: usize,
    release: Option<unsafe extern "C" fn(*mut SeriesExport)>,
    private_data: *mut c_void,
}

impl Drop for SeriesExport {
    fn drop(&mut self) {
        if let Some(release) = self.release {
            // SAFETY: who made it gave this to be called once, which is here: it is never copied.
            unsafe { release(self) }
        }
    }
}

impl SeriesExport {
    /// # Safety
    /// It is one that Polars exported, and its arrays were not taken yet.
    unsafe fn take(self) -> Result<Series> {
        // SAFETY: the field lives until the release at the end; each pointer is to an array, which
        // moves to us: the release leaves the arrays alone.
        let (schema, arrays) = unsafe {
            let pointers = std::slice::from_raw_parts(self.arrays, self.len);
            let arrays: Vec<_> = pointers.iter().map(|array| array.read()).collect();
            (&*self.field, arrays)
        };
        let field = field(schema)?;
        let read = |array: FFI_ArrowArray| match field.data_type() {
            // Polars gives it a buffer, which Arrow's own library refuses.
            DataType::Null => Ok(new_null_array(&DataType::Null, array.len())),
            // SAFETY: Polars exports arrays of the field that it exports with them, and keeps the texts in
            // them, as we do, as Rust's strings: its own functions do not verify them again either.
            _ => match unsafe { from_ffi(array, schema) } {
                Ok(data) => Ok(make_array(data)),
                Err(error) => Err(refused(&error)),
            },
        };
        let chunks = arrays.into_iter().map(read).collect::<Result<_>>()?;
        Ok(Series { field, chunks })
    }

    fn new(output: &Output) -> Result<Self> {
        let field = Box::into_raw(Box::new(schema(&output.field)?));
        let place =
            |array: &ArrayRef| Box::into_raw(Box::new(FFI_ArrowArray::new(&array.to_data())));
        let arrays: Box<[_]> = output.arrays.iter().map(place).collect();
        let len = arrays.len();
        Ok(Self {
            field,
            arrays: Box::into_raw(arrays).cast(),
            len,
            release: Some(release),
            // The loader takes a series without for none.
            private_data: field.cast(),
        })
    }
}

unsafe extern "C" fn release(series: *mut SeriesExport) {
    // SAFETY: it is one of `SeriesExport::new`, called once, as what follows leaves no release. The
    // arrays were boxed there and have moved to who took them: the boxes alone are freed.
    unsafe {
        let series = &mut *series;
        series.release = None;
        drop(Box::from_raw(series.field));
        for array in Box::from_raw(slice_from_raw_parts_mut(series.arrays, series.len)) {
            drop(Box::from_raw(array.cast::<ManuallyDrop<FFI_ArrowArray>>()));
        }
    }
}

fn field(schema: &FFI_ArrowSchema) -> Result<Field> {
    // Its metadata would say only how Polars calls categories.
    let data_type = DataType::try_from(schema).map_err(|error| refused(&error))?;
    Ok(Field::new(schema.name().unwrap_or_default(), data_type, true))
}

fn schema(field: &Field) -> Result<FFI_ArrowSchema> {
    FFI_ArrowSchema::try_from(field).map_err(|error| refused(&error))
}

fn refused(error: &ArrowError) -> Error {
    Error::data(format!("the Arrow data cannot be read: {error}"))
}

thread_local! {
    static MESSAGE: RefCell<CString> = RefCell::default();
}

/// Runs `work`, and keeps the message of its error, or of its panic, a bug, for who asks this thread.
fn report<T>(work: impl FnOnce() -> Result<T>) -> Option<T> {
    let message = match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(done)) => return Some(done),
        Ok(Err(error)) => error.to_string(),
        Err(panic) => crate::python::internal_error(&*panic),
    };
    let message = CString::new(message.replace('\0', "\u{FFFD}")).unwrap_or_default();
    MESSAGE.with(|last| last.replace(message));
    None
}

/// The version of the interface: 0 in the upper half, 1 in the lower.
#[unsafe(no_mangle)]
pub extern "C" fn _polars_plugin_get_version() -> u32 {
    1
}

/// The message of this thread's last error; it stays until the next.
#[unsafe(no_mangle)]
pub extern "C" fn _polars_plugin_get_last_error_message() -> *const c_char {
    MESSAGE.with(|last| last.borrow().as_ptr())
}

/// # Safety
/// Called by Polars' loader, with its arguments.
unsafe fn call(
    function: &str,
    inputs: *mut SeriesExport,
    count: usize,
    (options, length): (*const u8, usize),
    output: *mut SeriesExport,
    context: *const u8,
) {
    let output_of = || {
        // SAFETY: so many inputs of Polars, which are ours from now on: the loader forgets them. All
        // are taken before one is refused.
        let inputs = (0..count).map(|at| unsafe { inputs.add(at).read().take() });
        let inputs = inputs.collect::<Vec<_>>().into_iter().collect::<Result<Vec<_>>>()?;
        // SAFETY: bytes that the loader lends for the call.
        let options = unsafe { bytes(options, length) };
        // SAFETY: the context, of one byte or more, whose lowest bit says so.
        let parallel = unsafe { context.read() } & 1 == 1;
        SeriesExport::new(&Function::new(function, options)?.call(&inputs, parallel)?)
    };
    if let Some(series) = report(output_of) {
        // SAFETY: the loader's place for it, which holds none yet.
        unsafe { output.write(series) }
    }
}

/// # Safety
/// Called by Polars' loader, with its arguments.
unsafe fn output_field(
    function: &str,
    inputs: *const FFI_ArrowSchema,
    count: usize,
    output: *mut FFI_ArrowSchema,
    (options, length): (*const u8, usize),
) {
    let output_of = || {
        // SAFETY: so many fields, and bytes, which the loader lends for the call.
        let (inputs, options) =
            unsafe { (std::slice::from_raw_parts(inputs, count), bytes(options, length)) };
        let inputs = inputs.iter().map(field).collect::<Result<Vec<_>>>()?;
        schema(&Function::new(function, options)?.field(&inputs)?)
    };
    if let Some(field) = report(output_of) {
        // SAFETY: the loader's place for it, which holds none yet.
        unsafe { output.write(field) }
    }
}

/// # Safety
/// As of a slice, unless there are none.
unsafe fn bytes<'a>(start: *const u8, length: usize) -> &'a [u8] {
    // SAFETY: as the caller says.
    if length == 0 { &[] } else { unsafe { std::slice::from_raw_parts(start, length) } }
}

/// Exports functions by their names.
macro_rules! export {
    ($($name:literal: $call:ident, $field:ident;)*) => {
        $(
            #[unsafe(no_mangle)]
            unsafe extern "C" fn $call(
                inputs: *mut SeriesExport,
                count: usize,
                options: *const u8,
                length: usize,
                output: *mut SeriesExport,
                context: *const u8,
            ) {
                // SAFETY: the loader calls this, and these are its arguments.
                unsafe { call($name, inputs, count, (options, length), output, context) }
            }

            #[unsafe(no_mangle)]
            unsafe extern "C" fn $field(
                inputs: *const FFI_ArrowSchema,
                count: usize,
                output: *mut FFI_ArrowSchema,
                options: *const u8,
                length: usize,
            ) {
                // SAFETY: as above.
                unsafe { output_field($name, inputs, count, output, (options, length)) }
            }
        )*
    };
}

export! {
    "normalize": _polars_plugin_normalize, _polars_plugin_field_normalize;
    "stem": _polars_plugin_stem, _polars_plugin_field_stem;
    "contains": _polars_plugin_contains, _polars_plugin_field_contains;
    "transliterate": _polars_plugin_transliterate, _polars_plugin_field_transliterate;
    "tokens": _polars_plugin_tokens, _polars_plugin_field_tokens;
    "sentences": _polars_plugin_sentences, _polars_plugin_field_sentences;
    "segments": _polars_plugin_segments, _polars_plugin_field_segments;
    "entities": _polars_plugin_entities, _polars_plugin_field_entities;
    "dates": _polars_plugin_dates, _polars_plugin_field_dates;
    "numbers": _polars_plugin_numbers, _polars_plugin_field_numbers;
    "quotes": _polars_plugin_quotes, _polars_plugin_field_quotes;
}
