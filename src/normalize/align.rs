//! The alignment of a normalized text with its source.

use super::table::Sink;
use crate::{Error, Result, Span};

/// A normalized text that knows where it came from.
///
/// Spans are in bytes of UTF-8, on character boundaries, in the source or in the result.
///
/// - A span of the result maps to the smallest span of the source that produced it: of a character
///   that became several, any part maps to the whole character.
/// - A span of the source maps to the smallest span of the result that holds all that it became; a
///   span of which nothing is left maps to the empty span at its place.
/// - An empty span maps to the empty span before what the next character maps to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aligned {
    text: String,
    source_len: u32,
    edits: Vec<Edit>,
}

/// A part of the source that became another part of the result, as a whole. Between two edits the
/// texts are equal, or differ only in characters of the same length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Edit {
    source: Span,
    result: Span,
}

impl Aligned {
    /// The normalized text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The normalized text, without its alignment.
    pub fn into_text(self) -> String {
        self.text
    }

    /// The span of the source that produced a span of the result.
    ///
    /// # Panics
    /// If the span does not lie in the result.
    pub fn to_source(&self, span: Span) -> Span {
        assert!(span.end as usize <= self.text.len(), "{span:?} in {} bytes", self.text.len());
        self.map(span, |edit| edit.result, |edit| edit.source)
    }

    /// The span of the result that a span of the source became.
    ///
    /// # Panics
    /// If the span does not lie in the source.
    pub fn to_normalized(&self, span: Span) -> Span {
        assert!(span.end <= self.source_len, "{span:?} in {} bytes", self.source_len);
        self.map(span, |edit| edit.source, |edit| edit.result)
    }

    /// The span of the source that produced each character of the result, in order.
    pub fn source_spans(&self) -> impl Iterator<Item = Span> + '_ {
        self.text.char_indices().map(|(at, c)| self.to_source(Span::new(at, at + c.len_utf8())))
    }

    fn map(&self, span: Span, from: fn(&Edit) -> Span, to: fn(&Edit) -> Span) -> Span {
        // The last edit that begins at `span.start` or before it holds the first character, or is
        // followed by unchanged text up to it.
        let count = self.edits.partition_point(|edit| from(edit).start <= span.start);
        let start = match self.edits[..count].last() {
            None => span.start,
            Some(edit) if span.start < from(edit).end => to(edit).start,
            Some(edit) => to(edit).end + (span.start - from(edit).end),
        };
        if span.is_empty() {
            return Span { start, end: start };
        }
        // The same for the last character, the one before `span.end`.
        let count = self.edits.partition_point(|edit| from(edit).start < span.end);
        let end = match self.edits[..count].last() {
            None => span.end,
            Some(edit) if span.end <= from(edit).end => to(edit).end,
            Some(edit) => to(edit).end + (span.end - from(edit).end),
        };
        Span { start, end }
    }
}

/// Builds an [`Aligned`].
#[derive(Debug, Default)]
pub(super) struct Aligner {
    text: String,
    source_len: usize,
    edits: Vec<Edit>,
}

impl Aligner {
    /// # Errors
    /// If the source or the result is too long for spans.
    pub(super) fn finish(self) -> Result<Aligned> {
        let Self { text, source_len, edits } = self;
        match source_len.max(text.len()) {
            0..=Span::MAX_TEXT => Ok(Aligned { text, source_len: source_len as u32, edits }),
            longest => Err(Error::text_too_long(longest)),
        }
    }
}

impl Sink for Aligner {
    fn keep(&mut self, part: &str) {
        self.text.push_str(part);
        self.source_len += part.len();
    }

    fn replace(&mut self, bytes: usize, result: &str) {
        let (source, at) = (self.source_len, self.text.len());
        self.source_len += bytes;
        self.text.push_str(result);
        let same_length = result.len() == bytes && result.chars().nth(1).is_none();
        // A text that is too long for spans is refused at the end.
        if same_length || self.source_len.max(self.text.len()) > Span::MAX_TEXT {
            return;
        }
        if let Some(last) = self.edits.last_mut()
            && result.is_empty()
            && last.result == Span::new(at, at)
            && last.source.end as usize == source
        {
            last.source.end += bytes as u32;
            return;
        }
        self.edits.push(Edit {
            source: Span::new(source, self.source_len),
            result: Span::new(at, self.text.len()),
        });
    }
}
