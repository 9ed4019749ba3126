//! Arrays of texts made from strings, without verifying again that they are UTF-8.
//!
//! The only `unsafe` of this folder. Its invariant: offsets never decrease and lie on characters of
//! the bytes, which are UTF-8 between the first and the last. (What asks for huge pages changes no
//! memory.)
#![allow(unsafe_code)]

use std::mem::{replace, take};
use std::sync::{Arc, OnceLock};

use arrow_array::LargeStringArray;
use arrow_buffer::{Buffer, NullBuffer, NullBufferBuilder, OffsetBuffer};

use super::column::Parts;
use crate::Span;

/// Builds an array of texts in place.
pub(super) struct TextsBuilder {
    /// The texts, end to end, after others up to `start`. Only ever appended to.
    values: String,
    start: usize,
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
        let (values, nulls) = (String::with_capacity(bytes), NullBufferBuilder::new(rows));
        Self { values, start: 0, offsets, nulls }
    }

    /// Appends a text, which `write` appends to the string that it is given.
    pub(super) fn text<T>(&mut self, write: impl FnOnce(&mut String) -> T) -> T {
        let result = write(&mut self.values);
        self.offsets.push(self.bytes() as i64);
        self.nulls.append_non_null();
        result
    }

    /// Appends a part of a text: a word, without a branch on its length.
    pub(super) fn part(&mut self, text: &str, span: Span) {
        const WINDOW: usize = 32;
        let part = span.of(text);
        self.text(|out| match text.as_bytes()[span.start as usize..].first_chunk::<WINDOW>() {
            Some(window) if part.len() <= WINDOW => {
                let length = out.len() + part.len();
                // SAFETY: what is more than the part goes again.
                let out = unsafe { out.as_mut_vec() };
                out.extend_from_slice(window);
                out.truncate(length);
            }
            _ => out.push_str(part),
        });
    }

    /// The bytes of all texts so far.
    pub(super) fn bytes(&self) -> usize {
        self.values.len() - self.start
    }

    pub(super) fn null(&mut self) {
        self.offsets.push(self.bytes() as i64);
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

/// Texts that a thread makes, task after task, in few large buffers.
///
/// A buffer a task would be taken from the heap and given back to it page by page, which takes as
/// long as to fill it.
pub(super) struct Pieces {
    builder: TextsBuilder,
    /// Where the buffer will be that the builder fills.
    buffer: Arc<OnceLock<Buffer>>,
    /// The capacity of a buffer.
    bytes: usize,
}

/// The texts of one task, in a buffer that may not be complete yet.
pub(super) struct Piece {
    start: usize,
    offsets: Vec<i64>,
    nulls: Option<NullBuffer>,
    buffer: Arc<OnceLock<Buffer>>,
}

/// The most that a thread takes at once. Of such blocks glibc keeps two when they are freed.
const MOST: usize = (16 << 20) - PAGE;
const HUGE_PAGE: usize = 2 << 20;
const PAGE: usize = 4 << 10;

impl Pieces {
    /// For a thread that will make about so many bytes.
    pub(super) fn new(bytes: usize) -> Self {
        let bytes = bytes.min(MOST);
        Self { builder: TextsBuilder::default(), buffer: Arc::default(), bytes }
    }

    /// Where to build the texts of a task, with room for so many bytes.
    pub(super) fn builder(&mut self, rows: usize, bytes: usize) -> &mut TextsBuilder {
        if self.builder.values.capacity() - self.builder.values.len() < bytes {
            self.close();
            self.builder.values = String::with_capacity(bytes.max(self.bytes));
            advise_huge_pages(&mut self.builder.values);
        }
        self.builder.offsets.reserve(rows);
        &mut self.builder
    }

    /// Takes a text as that of a task of one row, with its memory.
    pub(super) fn adopt(&mut self, mut text: String) {
        self.close();
        text.shrink_to_fit();
        let TextsBuilder { values, offsets, nulls, .. } = &mut self.builder;
        offsets.push(text.len() as i64);
        nulls.append_non_null();
        *values = text;
    }

    /// What was built since the last time.
    pub(super) fn piece(&mut self) -> Piece {
        let TextsBuilder { values, start, offsets, nulls } = &mut self.builder;
        Piece {
            start: replace(start, values.len()),
            offsets: replace(offsets, vec![0]),
            nulls: nulls.finish(),
            buffer: self.buffer.clone(),
        }
    }

    fn close(&mut self) {
        let values = take(&mut self.builder.values);
        self.builder.start = 0;
        // It is set here alone, and replaced by another.
        let _ = take(&mut self.buffer).set(values.into_bytes().into());
    }
}

impl Drop for Pieces {
    fn drop(&mut self) {
        self.close();
    }
}

impl Piece {
    /// The texts, once the [`Pieces`] that made it are dropped.
    pub(super) fn finish(self) -> LargeStringArray {
        let buffer = self.buffer.get().expect("a complete buffer");
        let length = self.offsets[self.offsets.len() - 1] as usize;
        let values = buffer.slice_with_length(self.start, length);
        // SAFETY: the buffer is the builder's string, and offsets count from where it was then: see
        // `TextsBuilder::finish`.
        unsafe {
            LargeStringArray::new_unchecked(
                OffsetBuffer::new(self.offsets.into()),
                values,
                self.nulls,
            )
        }
    }
}

/// Asks for huge pages: the system takes as long to find 4 KiB that are zero as we to fill them.
fn advise_huge_pages(values: &mut String) {
    #[cfg(target_os = "linux")]
    if values.capacity() >= HUGE_PAGE {
        // Advice has whole pages; the first holds a header of the allocator too.
        let before = values.as_ptr().addr() % PAGE;
        let start = values.as_mut_ptr().wrapping_sub(before);
        let bytes = (before + values.capacity()) / PAGE * PAGE;
        // SAFETY: the pages are mapped, and what is there stays there.
        unsafe { libc::madvise(start.cast(), bytes, libc::MADV_HUGEPAGE) };
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
