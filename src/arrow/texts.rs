//! Arrays of texts made from strings, without verifying again that they are UTF-8.
//!
//! The only `unsafe` of this folder. Its invariant: offsets never decrease and lie on characters of
//! the bytes, which are UTF-8 between the first and the last.
#![allow(unsafe_code)]

use arrow_array::LargeStringArray;
use arrow_buffer::{NullBufferBuilder, OffsetBuffer};

use super::column::Parts;

/// Builds an array of texts in place.
pub(super) struct TextsBuilder {
    /// The texts, end to end. Only ever appended to.
    values: String,
    offsets: Vec<i64>,
    nulls: NullBufferBuilder,
}

impl Default for TextsBuilder {
    fn default() -> Self {
        Self::with_capacity(0, 0)
    }
}

impl TextsBuilder {
    pub(super) fn with_capacity(rows: usize, bytes: usize) -> Self {
        let mut offsets = Vec::with_capacity(rows + 1);
        offsets.push(0);
        Self { values: String::with_capacity(bytes), offsets, nulls: NullBufferBuilder::new(rows) }
    }

    /// Appends a text, which `write` appends to the string that it is given.
    pub(super) fn text<T>(&mut self, write: impl FnOnce(&mut String) -> T) -> T {
        let result = write(&mut self.values);
        self.offsets.push(self.values.len() as i64);
        self.nulls.append_non_null();
        result
    }

    /// The bytes of all texts so far.
    pub(super) fn bytes(&self) -> usize {
        self.values.len()
    }

    pub(super) fn null(&mut self) {
        self.offsets.push(self.values.len() as i64);
        self.nulls.append_null();
    }

    pub(super) fn finish(mut self) -> LargeStringArray {
        let nulls = self.nulls.finish();
        let offsets = OffsetBuffer::new(self.offsets.into());
        // SAFETY: each offset is the length that the string had, which has only grown since: it lies
        // on a character.
        unsafe { LargeStringArray::new_unchecked(offsets, self.values.into_bytes().into(), nulls) }
    }
}

impl Parts {
    /// All texts of the rows, end to end; of null rows what is kept there.
    pub(super) fn joined(&self) -> &str {
        let [first, last] = [self.offsets[0], self.offsets[self.offsets.len() - 1]];
        // SAFETY: they are the parts of an array of strings.
        unsafe { str::from_utf8_unchecked(&self.values[first as usize..last as usize]) }
    }

    /// The rows as an array that shares the bytes.
    pub(super) fn shared(self) -> LargeStringArray {
        let Self { offsets, values, nulls } = self;
        // SAFETY: they are the parts of an array of strings.
        unsafe { LargeStringArray::new_unchecked(OffsetBuffer::new(offsets.into()), values, nulls) }
    }
}
