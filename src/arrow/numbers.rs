//! Columns of numbers that a thread makes, task after task, in few large buffers.

use std::marker::PhantomData;
use std::mem::{replace, take};
use std::sync::{Arc, OnceLock};

use arrow_buffer::{ArrowNativeType, Buffer, ScalarBuffer};

use super::texts::{MOST, advise_huge_pages};

/// Numbers of the tasks of one thread: see [`Pieces`](super::texts::Pieces).
pub(super) struct Numbers<T: ArrowNativeType> {
    /// Those of this task, after those of others up to `start`. Only ever appended to.
    values: Vec<T>,
    start: usize,
    /// Where the buffer will be that `values` fills.
    buffer: Arc<OnceLock<Buffer>>,
}

/// The numbers of one task, in a buffer that may not be complete yet.
pub(super) struct Part<T> {
    start: usize,
    length: usize,
    buffer: Arc<OnceLock<Buffer>>,
    numbers: PhantomData<T>,
}

impl<T: ArrowNativeType> Default for Numbers<T> {
    fn default() -> Self {
        Self { values: Vec::new(), start: 0, buffer: Arc::default() }
    }
}

impl<T: ArrowNativeType> Numbers<T> {
    pub(super) fn push(&mut self, number: T) {
        self.values.push(number);
    }

    /// Appends a number until there are so many of this task.
    pub(super) fn resize(&mut self, length: usize, number: T) {
        self.values.resize(self.start + length, number);
    }

    pub(super) fn reserve(&mut self, more: usize) {
        self.values.reserve(more);
    }

    /// How many there are of this task.
    pub(super) fn len(&self) -> usize {
        self.values.len() - self.start
    }

    fn end(&mut self) -> Part<T> {
        let length = self.len();
        let start = replace(&mut self.start, self.values.len());
        Part { start, length, buffer: self.buffer.clone(), numbers: PhantomData }
    }

    /// The numbers of this task, which ends.
    pub(super) fn part(&mut self) -> Part<T> {
        let part = self.end();
        // The next task has about as many.
        let next = part.length + part.length / 8;
        if self.values.capacity() - self.values.len() < next {
            let capacity = (4 * self.values.capacity()).min(MOST / size_of::<T>()).max(next);
            self.close();
            self.values = Vec::with_capacity(capacity);
            advise_huge_pages(self.values.as_ptr().cast(), capacity * size_of::<T>());
        }
        part
    }

    /// The numbers of this task, where it is the last.
    pub(super) fn finish(mut self) -> ScalarBuffer<T> {
        let part = self.end();
        drop(self);
        part.finish()
    }

    fn close(&mut self) {
        self.start = 0;
        // It is set here alone, and replaced by another.
        let _ = take(&mut self.buffer).set(take(&mut self.values).into());
    }
}

impl<T: ArrowNativeType> Drop for Numbers<T> {
    fn drop(&mut self) {
        self.close();
    }
}

impl<T: ArrowNativeType> Part<T> {
    /// The numbers, once the [`Numbers`] that made it are dropped.
    pub(super) fn finish(self) -> ScalarBuffer<T> {
        let buffer = self.buffer.get().expect("a complete buffer");
        ScalarBuffer::new(buffer.clone(), self.start, self.length)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn parts_are_what_was_appended(
            tasks in prop::collection::vec(prop::collection::vec(any::<i64>(), 0..40), 0..9),
            copies in 1_usize..2_000,
        ) {
            let mut numbers = Numbers::default();
            let mut parts = Vec::new();
            for task in &tasks {
                for &number in task {
                    numbers.push(number);
                    numbers.resize(numbers.len() + copies - 1, number);
                }
                prop_assert_eq!(numbers.len(), task.len() * copies);
                parts.push(numbers.part());
            }
            drop(numbers);
            for (task, part) in tasks.iter().zip(parts) {
                let expected = task.iter().flat_map(|&number| std::iter::repeat_n(number, copies));
                prop_assert!(part.finish().iter().copied().eq(expected));
            }
        }
    }
}
