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
use super::numbers::{Numbers, Part};
use crate::Span;

/// Builds an array of texts in place.
pub(super) struct TextsBuilder {
    /// The texts, end to end, after others up to `start`. Only ever appended to.
    values: String,
    start: usize,
    offsets: Numbers<i64>,
    nulls: NullBufferBuilder,
}

impl Default for TextsBuilder {
    fn default() -> Self {
        let mut offsets = Numbers::default();
        offsets.push(0);
        Self { values: String::new(), start: 0, offsets, nulls: NullBufferBuilder::new(0) }
    }
}

impl TextsBuilder {
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
        let offsets = OffsetBuffer::new(self.offsets.finish());
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
    /// The capacity of the first buffer.
    bytes: usize,
}

/// The texts of one task, in a buffer that may not be complete yet.
pub(super) struct Piece {
    start: usize,
    offsets: Part<i64>,
    nulls: Option<NullBuffer>,
    buffer: Arc<OnceLock<Buffer>>,
}

/// The most that a thread takes at once. Of such blocks glibc keeps two when they are freed.
pub(super) const MOST: usize = (16 << 20) - PAGE;
const HUGE_PAGE: usize = 2 << 20;
const PAGE: usize = 4 << 10;

impl Pieces {
    /// For a thread that will make about so many bytes, or more.
    pub(super) fn new(bytes: usize) -> Self {
        let bytes = bytes.min(MOST);
        Self { builder: TextsBuilder::default(), buffer: Arc::default(), bytes }
    }

    /// Where to build the texts of a task, with room for so many bytes.
    pub(super) fn builder(&mut self, rows: usize, bytes: usize) -> &mut TextsBuilder {
        let capacity = self.builder.values.capacity();
        if capacity - self.builder.values.len() < bytes {
            self.close();
            let capacity = (4 * capacity).min(MOST).max(self.bytes).max(bytes);
            self.builder.values = String::with_capacity(capacity);
            advise_huge_pages(self.builder.values.as_ptr(), capacity);
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

    /// Appends a part of a text: see [`TextsBuilder::part`].
    pub(super) fn part(&mut self, text: &str, span: Span) {
        self.builder.part(text, span);
    }

    /// The bytes of all texts of this task so far.
    pub(super) fn bytes(&self) -> usize {
        self.builder.bytes()
    }

    /// What was built since the last time.
    pub(super) fn piece(&mut self) -> Piece {
        let TextsBuilder { values, start, offsets, nulls } = &mut self.builder;
        let piece = Piece {
            start: replace(start, values.len()),
            offsets: offsets.part(),
            nulls: nulls.finish(),
            buffer: self.buffer.clone(),
        };
        offsets.push(0);
        piece
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
        let offsets = OffsetBuffer::new(self.offsets.finish());
        let length = offsets[offsets.len() - 1] as usize;
        let values = buffer.slice_with_length(self.start, length);
        // SAFETY: the buffer is the builder's string, and offsets count from where it was then: see
        // `TextsBuilder::finish`.
        unsafe { LargeStringArray::new_unchecked(offsets, values, self.nulls) }
    }
}

/// Asks for huge pages: the system takes as long to find 4 KiB that are zero as we to fill them.
pub(super) fn advise_huge_pages(start: *const u8, bytes: usize) {
    #[cfg(target_os = "linux")]
    if bytes >= HUGE_PAGE {
        // Advice has whole pages; the first holds a header of the allocator too.
        let before = start.addr() % PAGE;
        let start = start.wrapping_sub(before).cast_mut();
        // SAFETY: no byte changes, whatever is there.
        unsafe { libc::madvise(start.cast(), (before + bytes) / PAGE * PAGE, libc::MADV_HUGEPAGE) };
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
