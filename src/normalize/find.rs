//! Search under normalization, with answers in the source.

use std::borrow::Cow;

use memchr::memmem;

use super::{Aligned, Normalizer};
use crate::error::quoted;
use crate::tokenize::{TokenKind, tokenize};
use crate::unicode::{Class, class};
use crate::{Error, Result, Span};

/// Finds a pattern where it is the same once normalized, made by [`Normalizer::finder`].
///
/// What a match is:
/// - It is the smallest span of the source that became the pattern, and what normalization removes
///   right after it of marks, of tatweels, and of a run of its last character that is cut.
/// - It does not divide what became something as a whole: of a ligature that normalization takes
///   apart, or a letter and its hamza that it joins, a part is no match.
/// - It does not end before a mark that stays: that makes its last letter another. A variation
///   selector, U+FE0E or U+FE0F, makes only another look: it belongs to the match before it, and one
///   that ends the pattern does not count, so that `❤` finds `❤️` and `❤️` finds `❤`.
/// - Of a run that is cut, each part that became the pattern is a match, though alone it might become
///   another: where two alefs stay of `ااا`, `ا` finds `ا` and `اا`.
/// - It neither begins nor ends inside an emoji, which may be a sequence of several.
/// - Of matches that overlap the first counts.
///
/// The time is linear in the text, but for a search among the changes for each place where the
/// pattern is.
#[derive(Clone, Debug)]
pub struct Finder {
    normalizer: Normalizer,
    /// Normalized.
    pattern: String,
    /// For each length of a beginning of the pattern, that of the longest shorter beginning with
    /// which it also ends.
    borders: Vec<usize>,
    whole_word: bool,
    /// Whether the normalizer cuts runs of characters.
    cuts: bool,
}

impl Normalizer {
    /// A finder of `pattern`, which is normalized as a text of its own.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) if nothing is left of the pattern when it is
    /// normalized, or if it is too long for [`find`](Finder::find).
    pub fn finder(&self, pattern: &str) -> Result<Finder> {
        let mut wanted = self.checked(pattern)?.into_owned();
        let looks = wanted.trim_end_matches(is_selector).len();
        if looks > 0 {
            wanted.truncate(looks);
        }
        if wanted.is_empty() {
            return Err(Error::value(format!(
                "nothing of the pattern {} is left when it is normalized",
                quoted(pattern)
            )));
        }
        Ok(Finder {
            normalizer: self.clone(),
            borders: borders(wanted.as_bytes()),
            pattern: wanted,
            whole_word: false,
            cuts: self.cuts_runs(),
        })
    }
}

/// Whether a character chooses how the one before it looks: as text, or as an emoji.
fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE0E}' | '\u{FE0F}')
}

fn borders(pattern: &[u8]) -> Vec<usize> {
    let mut borders = vec![0; pattern.len() + 1];
    for end in 1..pattern.len() {
        let mut length = borders[end];
        while length > 0 && pattern[length] != pattern[end] {
            length = borders[length];
        }
        borders[end + 1] = length + usize::from(pattern[length] == pattern[end]);
    }
    borders
}

impl Finder {
    /// Whether only whole words are found: those with no letter, mark, digit, tatweel or zero-width
    /// joiner before and after them.
    #[must_use]
    pub fn whole_word(mut self, whole_word: bool) -> Self {
        self.whole_word = whole_word;
        self
    }

    /// The spans of `text` that match, in order.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) if the text, or what it becomes, has 4 GiB or
    /// more.
    pub fn find(&self, text: &str) -> Result<Vec<Span>> {
        let mut found: Vec<Span> = Vec::new();
        // Most texts do not have it, and need no alignment.
        let normalized = self.normalizer.checked(text)?;
        if memmem::find(normalized.as_bytes(), self.pattern.as_bytes()).is_none() {
            return Ok(found);
        }
        let aligned = self.normalizer.align(text)?;
        let mut emoji = Emoji { text, spans: None };
        self.occurrences(aligned.text(), |at| {
            let span = self.source(text, &aligned, at);
            let end = found.last().map_or(0, |last| last.end);
            let span = span.filter(|span| end <= span.start);
            found.extend(span.filter(|&span| !emoji.divides(span)));
        });
        Ok(found)
    }

    /// `text` with `replacement` for every match; the text itself if there is none. The rest is not
    /// normalized.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub fn replace<'t>(&self, text: &'t str, replacement: &str) -> Result<Cow<'t, str>> {
        let found = self.find(text)?;
        if found.is_empty() {
            return Ok(text.into());
        }
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for span in found {
            out.push_str(&text[done..span.start as usize]);
            out.push_str(replacement);
            done = span.end as usize;
        }
        out.push_str(&text[done..]);
        Ok(out.into())
    }

    /// Every place of the pattern, also where they overlap: after Knuth, Morris and Pratt, so that
    /// no byte is looked at again, however often the pattern repeats itself.
    fn occurrences(&self, text: &str, mut each: impl FnMut(usize)) {
        let pattern = self.pattern.as_bytes();
        let mut length = 0;
        for (at, &byte) in text.as_bytes().iter().enumerate() {
            while length > 0 && (length == pattern.len() || pattern[length] != byte) {
                length = self.borders[length];
            }
            length += usize::from(pattern[length] == byte);
            if length == pattern.len() {
                each(at + 1 - length);
            }
        }
    }

    /// Whether a character is the last one of the pattern, once normalized.
    fn is_last(&self, c: char) -> bool {
        let mut buffer = [0; 4];
        let normalized = self.normalizer.normalize(c.encode_utf8(&mut buffer));
        normalized.chars().eq(self.pattern.chars().next_back())
    }

    /// The match at a place of the normalized text, if there is one.
    fn source(&self, text: &str, aligned: &Aligned, at: usize) -> Option<Span> {
        let (before, rest) = aligned.text().split_at(at);
        let after = &rest[self.pattern.len()..];
        let end = at + self.pattern.len();
        let mut span = aligned.to_source(Span::new(at, end));
        let before = before.chars().next_back().map(|c| Span::new(at - c.len_utf8(), at));
        if before.is_some_and(|before| aligned.to_source(before).end > span.start) {
            return None;
        }
        // Up to here everything is removed.
        let next = after.chars().next().map(|c| Span::new(end, end + c.len_utf8()));
        let next = next.map_or(text.len(), |next| aligned.to_source(next).start as usize);
        let removed = text.get(span.end as usize..next)?;
        let belongs =
            |c| matches!(class(c), Class::Mark | Class::Tatweel) || self.cuts && self.is_last(c);
        let rest = removed.find(|c| !belongs(c));
        span.end += rest.unwrap_or(removed.len()) as u32;
        let after = &text[span.end as usize..];
        span.end += (after.len() - after.trim_start_matches(is_selector).len()) as u32;
        let (left, right) = (&text[..span.start as usize], &text[span.end as usize..]);
        let right = right.chars().next().map(class);
        let whole = !self.whole_word
            || !left.chars().next_back().map(class).is_some_and(Class::is_of_word)
                && !right.is_some_and(Class::is_of_word);
        (right != Some(Class::Mark) && whole).then_some(span)
    }
}

/// The emoji of a text, found when they are first asked for.
struct Emoji<'t> {
    text: &'t str,
    spans: Option<Vec<Span>>,
}

impl Emoji<'_> {
    /// Whether an end of the span lies inside an emoji.
    fn divides(&mut self, span: Span) -> bool {
        self.hold(span.start) || self.hold(span.end)
    }

    fn hold(&mut self, at: u32) -> bool {
        let (before, after) = self.text.split_at(at as usize);
        // The characters of an emoji, but for the first of a keycap.
        let may_be =
            |c| matches!(class(c), Class::Emoji | Class::Mark | Class::Joiner | Class::Invisible);
        if !(before.ends_with(may_be) || after.starts_with(may_be)) {
            return false;
        }
        let spans = self.spans.get_or_insert_with(|| {
            let mut tokens = Vec::new();
            // Each has one of these; most texts have none.
            let is_sign = |c| c > '\u{203B}' && matches!(class(c), Class::Emoji | Class::Mark);
            if self.text.contains(is_sign) {
                tokenize(self.text, &mut tokens);
            }
            tokens.retain(|token| token.kind == TokenKind::Emoji);
            tokens.into_iter().map(|token| token.span).collect()
        });
        let next = spans.partition_point(|span| span.end <= at);
        spans.get(next).is_some_and(|span| span.start < at)
    }
}
