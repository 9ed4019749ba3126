//! The alignment of a normalized text with its source.

use super::table::Sink;
use crate::span::starts;
use crate::{Error, Result, Span};

/// A normalized text that knows where it came from.
///
/// Spans are in bytes of UTF-8, on character boundaries, in the source or in the result.
///
/// - A span of the result maps to the smallest span of the source that produced it: of a character
///   that became several, any part maps to the whole character.
/// - A span of the source maps to the smallest span of the result that holds all that it became; a
///   span of which nothing is left maps to the empty span at its place.
/// - What a rule inserts came from the character, or the part of the text, that it was inserted
///   beside: of `:` that became ` : `, all three map to `:`.
/// - An empty span of either text maps to the empty span before what the next character there maps
///   to; at the end of the text, to the end of the other.
///
/// So a mark that was removed after the last letter of a span is no part of what the span maps to,
/// as it is of what a [`Finder`](super::Finder) finds. With all that was removed after it, a span
/// `start..end` goes up to where `end..end` maps to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aligned {
    text: String,
    alignment: Alignment,
}

/// The alignment of two texts without the texts, stored as what differs: see [`Aligned`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alignment {
    source_len: u32,
    result_len: u32,
    edits: Edits,
}

/// Edits in the order of their texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Edits(Vec<Edit>);

impl Edits {
    pub(super) fn with_capacity(edits: usize) -> Self {
        Self(Vec::with_capacity(edits))
    }

    /// As [`push`](Self::push), of what is surely apart from what was pushed before.
    #[inline]
    pub(super) fn push_apart(&mut self, source: Span, result: Span) {
        self.0.push(Edit { source, result });
    }

    pub(super) fn shrink(&mut self) {
        self.0.shrink_to_fit();
    }

    /// Notes a part of the source that became a part of the result. Parts that go one after another
    /// go together.
    #[inline]
    pub(super) fn push(&mut self, source: Span, result: Span) {
        match self.0.last_mut() {
            Some(last)
                if result.is_empty()
                    && last.result == result
                    && last.source.end == source.start =>
            {
                last.source.end = source.end;
            }
            _ => self.0.push(Edit { source, result }),
        }
    }
}

/// A part of the source that became another part of the result, as a whole. Between two edits the
/// texts are equal, or differ only in characters of the same length. Sources may overlap, where one
/// character became several and some of these then others; both ends of both spans never decrease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Edit {
    source: Span,
    result: Span,
}

impl Aligned {
    pub(super) fn unchanged(text: &str) -> Result<Self> {
        let mut out = Aligner::default();
        out.keep(text);
        out.finish()
    }

    /// The normalized text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The alignment alone.
    pub fn alignment(&self) -> &Alignment {
        &self.alignment
    }

    /// The normalized text and the alignment.
    pub fn into_parts(self) -> (String, Alignment) {
        (self.text, self.alignment)
    }

    /// The span of the source that produced a span of the result.
    ///
    /// # Panics
    /// If the span does not lie in the result.
    pub fn to_source(&self, span: Span) -> Span {
        self.alignment.to_source(span)
    }

    /// The span of the result that a span of the source became.
    ///
    /// # Panics
    /// If the span does not lie in the source.
    pub fn to_normalized(&self, span: Span) -> Span {
        self.alignment.to_normalized(span)
    }

    /// The span of the source that produced each character of the result, in order.
    pub fn source_spans(&self) -> impl Iterator<Item = Span> + '_ {
        self.text.char_indices().map(|(at, c)| self.to_source(Span::new(at, at + c.len_utf8())))
    }

    /// This alignment followed by that of its result: one from this source to the next result.
    ///
    /// # Panics
    /// If `next` is not an alignment of this text.
    pub fn then(&self, next: &Self) -> Self {
        Self { text: next.text.clone(), alignment: self.alignment.then(&next.alignment) }
    }
}

impl Alignment {
    pub(super) fn new(source_len: u32, result_len: u32, edits: Edits) -> Self {
        Self { source_len, result_len, edits }
    }

    /// The length of the source.
    pub fn source_len(&self) -> usize {
        self.source_len as usize
    }

    /// The length of the result.
    pub fn result_len(&self) -> usize {
        self.result_len as usize
    }

    /// As [`Aligned::to_source`].
    ///
    /// # Panics
    /// If the span does not lie in the result.
    pub fn to_source(&self, span: Span) -> Span {
        assert!(span.end <= self.result_len, "{span:?} of {}", self.result_len);
        self.map(span, |edit| edit.result, |edit| edit.source)
    }

    /// As [`Aligned::to_normalized`].
    ///
    /// # Panics
    /// If the span does not lie in the source.
    pub fn to_normalized(&self, span: Span) -> Span {
        assert!(span.end <= self.source_len, "{span:?} of {}", self.source_len);
        self.map(span, |edit| edit.source, |edit| edit.result)
    }

    /// The same with all spans in characters instead of bytes, given both texts.
    pub fn in_characters(&self, source: &str, result: &str) -> Self {
        let (mut source, mut result) = (Characters::new(source), Characters::new(result));
        let edits = self.edits.0.iter().map(|edit| Edit {
            source: source.span(edit.source),
            result: result.span(edit.result),
        });
        let edits = Edits(edits.collect());
        let [source_len, result_len] = [
            source.span(Span { start: self.source_len, end: self.source_len }).end,
            result.span(Span { start: self.result_len, end: self.result_len }).end,
        ];
        Self { source_len, result_len, edits }
    }

    /// As [`Aligned::then`].
    ///
    /// # Panics
    /// If `next` is not an alignment of this result.
    pub fn then(&self, next: &Self) -> Self {
        assert_eq!(self.result_len, next.source_len, "the alignment of another text");
        let mut edits = Vec::with_capacity(self.edits.0.len() + next.edits.0.len());
        let mut own = self.edits.0.iter().copied().peekable();
        // Up to where the text between is done, and where that is in the next result.
        let (mut done, mut place) = (0, 0);
        let ends = next.edits.0.iter().map(|edit| edit.source.start).chain([next.source_len]);
        for (at, end) in ends.enumerate() {
            // Here the next alignment leaves text as it is: own edits hold, in another place. Where
            // sources overlap there is no such text.
            while let Some(edit) = own.peek().copied().filter(|_| done <= end) {
                let (from, to) = (edit.result.start.max(done), edit.result.end.min(end));
                if edit.result.start > end || (edit.result.start == end && !edit.result.is_empty())
                {
                    break;
                }
                edits.push(Edit {
                    source: edit.source,
                    result: Span { start: place + (from - done), end: place + (to - done) },
                });
                if edit.result.end > end {
                    break;
                }
                own.next();
            }
            // Then its own edit, which comes from all that its source came from.
            let Some(edit) = next.edits.0.get(at) else { break };
            let source = match own.peek() {
                Some(own) if edit.source.is_empty() && own.result.start < end => own.source,
                _ => self.to_source(edit.source),
            };
            edits.push(Edit { source, result: edit.result });
            (done, place) = (edit.source.end, edit.result.end);
            let swallowed = |own: &Edit| match own.result.is_empty() {
                true => own.result.start < done,
                false => own.result.end <= done,
            };
            while own.next_if(swallowed).is_some() {}
        }
        Self { source_len: self.source_len, result_len: next.result_len, edits: Edits(edits) }
    }

    fn map(&self, span: Span, from: fn(&Edit) -> Span, to: fn(&Edit) -> Span) -> Span {
        // The first edit that goes on after `span.start` holds the first character, or else it is
        // as far behind the edit before as in the other text.
        let edits = &self.edits.0;
        let next = edits.partition_point(|edit| from(edit).end <= span.start);
        let start = match (edits.get(next), edits[..next].last()) {
            (Some(edit), _) if from(edit).start <= span.start => to(edit).start,
            (_, Some(edit)) => to(edit).end + (span.start - from(edit).end),
            (_, None) => span.start,
        };
        if span.is_empty() {
            return Span { start, end: start };
        }
        // The same for the last character, the one before `span.end`.
        let count = edits.partition_point(|edit| from(edit).start < span.end);
        let end = match edits[..count].last() {
            Some(edit) if span.end <= from(edit).end => to(edit).end,
            Some(edit) => to(edit).end + (span.end - from(edit).end),
            None => span.end,
        };
        Span { start, end }
    }
}

/// Whether `text` is a single character.
fn is_char(text: &str) -> bool {
    text.chars().next().is_some_and(|c| c.len_utf8() == text.len())
}

/// Counts the characters up to the ends of one span after another. Neither end ever goes back, so
/// that all the counting together is at most two passes, however much spans overlap.
struct Characters<'t> {
    text: &'t str,
    /// The places of the last span, each in bytes and in characters.
    start: [u32; 2],
    end: [u32; 2],
}

impl<'t> Characters<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, start: [0; 2], end: [0; 2] }
    }

    fn span(&mut self, span: Span) -> Span {
        let near = if span.start < self.end[0] { self.start } else { self.end };
        self.start = self.advance(near, span.start);
        let near = if self.start[0] < self.end[0] { self.end } else { self.start };
        self.end = self.advance(near, span.end);
        Span { start: self.start[1], end: self.end[1] }
    }

    fn advance(&self, [byte, count]: [u32; 2], to: u32) -> [u32; 2] {
        let between = &self.text.as_bytes()[byte as usize..to as usize];
        [to, count + starts(between)]
    }
}

/// Builds an [`Aligned`].
#[derive(Debug, Default)]
pub(super) struct Aligner {
    text: String,
    source_len: usize,
    edits: Edits,
}

impl Aligner {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), ..Self::default() }
    }

    /// # Errors
    /// If the source or the result is too long for spans.
    pub(super) fn finish(self) -> Result<Aligned> {
        let Self { text, source_len, edits } = self;
        match source_len.max(text.len()) {
            0..=Span::MAX_TEXT => {
                let (source_len, result_len) = (source_len as u32, text.len() as u32);
                Ok(Aligned { text, alignment: Alignment { source_len, result_len, edits } })
            }
            longest => Err(Error::text_too_long(longest)),
        }
    }
}

impl Sink for Aligner {
    fn keep(&mut self, part: &str) {
        self.text.push_str(part);
        self.source_len += part.len();
    }

    fn change(&mut self, part: &str, result: &str) {
        let (source, at) = (self.source_len, self.text.len());
        self.source_len += part.len();
        self.text.push_str(result);
        let same_length = result.len() == part.len() && is_char(part) && is_char(result);
        // A text that is too long for spans is refused at the end.
        if same_length || self.source_len.max(self.text.len()) > Span::MAX_TEXT {
            return;
        }
        self.edits.push(Span::new(source, self.source_len), Span::new(at, self.text.len()));
    }
}
