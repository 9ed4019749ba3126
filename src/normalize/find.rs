//! Search under normalization, with answers in the source.

use std::borrow::Cow;
use std::ops::ControlFlow;

use memchr::memmem;
use unicode_normalization::UnicodeNormalization;

use super::{Aligned, Normalizer, Options, Presence};
use crate::error::quoted;
use crate::tokenize::{TokenKind, tokenize};
use crate::unicode::rules::BARE_HAMZA;
use crate::unicode::{Class, class};
use crate::{Error, Result, Span};

/// Finds a pattern where it is the same once normalized, made by [`Normalizer::finder`].
///
/// What a match is:
/// - It is the smallest span of the source that became the pattern, and what normalization removes
///   right after it of marks, of tatweels, of a hamza, and of a run of its last character that is cut.
/// - A hamza that is removed goes with the letter before it. Where it begins a word, or the pattern
///   begins with one, it goes with the letter after it.
/// - White space at an end of the pattern counts, though normalization trims texts.
/// - It may begin or end inside a ligature that normalization takes apart, and then has all of it. It
///   does not divide anything else that became something as a whole, such as a letter and its hamza
///   that are joined.
/// - It does not end before a mark that stays: that makes its last letter another. A variation
///   selector, U+FE0E or U+FE0F, makes only another look: it belongs to the match before it, and one
///   that ends the pattern does not count, so that `❤` finds `❤️` and `❤️` finds `❤`.
/// - Of a run that is cut, each part that became the pattern is a match, though alone it might become
///   another: where two alefs stay of `ااا`, `ا` finds `ا` and `اا`.
/// - It neither begins nor ends inside an emoji, which may be a sequence of several. What is not seen
///   after an emoji, such as a bidirectional control, is no part of it.
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
    /// Whether the pattern begins with a hamza that is removed.
    hamza_first: bool,
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
        let mut normalizer = self.clone();
        let mut wanted = self.checked(pattern)?.into_owned();
        let inner = pattern.trim_matches(is_space);
        if inner.len() < pattern.len()
            && self.options.outer_space == Presence::Remove
            && !wanted.is_empty()
        {
            let trim = Options { outer_space: Presence::Keep, ..self.options };
            normalizer = Self::new(trim);
            let (before, after) = pattern.split_once(inner).expect("a part of it");
            wanted.insert_str(0, &normalizer.checked(before)?);
            wanted.push_str(&normalizer.checked(after)?);
        }
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
            borders: borders(wanted.as_bytes()),
            pattern: wanted,
            whole_word: false,
            hamza_first: self.options.bare_hamza == Presence::Remove && inner.starts_with(is_hamza),
            cuts: normalizer.cuts_runs(),
            normalizer,
        })
    }

    /// What a ligature is taken apart into, with as much of its letters as the rules leave; `None` for
    /// any other character.
    fn letters(&self, c: char) -> Option<String> {
        if !class(c).is_letter() || c.nfkc().nth(1).is_none() {
            return None;
        }
        let letters: String = c.nfkc().collect();
        let normalized = self.normalize(c.encode_utf8(&mut [0; 4])).into_owned();
        let several = normalized.chars().nth(1).is_some();
        several.then(|| if self.normalize(&letters) == normalized { letters } else { normalized })
    }
}

fn is_space(c: char) -> bool {
    class(c).is_space()
}

/// Whether a character is a hamza that stands for itself, also as a presentation form.
fn is_hamza(c: char) -> bool {
    class(c) == Class::ArabicLetter && BARE_HAMZA.iter().any(|&(hamza, _)| c.nfkc().eq([hamza]))
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
    /// Whether only whole words are found: those with no letter, mark, digit, tatweel, zero-width
    /// joiner or non-joiner before and after them.
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
            let done = found.last().map_or(0, |last| last.end);
            let span = self.source(text, &aligned, at, done);
            let span = span.filter(|span| done <= span.start);
            found.extend(span.filter(|&span| !emoji.divides(span)));
            ControlFlow::Continue(())
        });
        Ok(found)
    }

    /// Whether anything in `text` matches: looks no further than the first match.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub fn is_in(&self, text: &str) -> Result<bool> {
        let normalized = self.normalizer.checked(text)?;
        if memmem::find(normalized.as_bytes(), self.pattern.as_bytes()).is_none() {
            return Ok(false);
        }
        let aligned = self.normalizer.align(text)?;
        let mut emoji = Emoji { text, spans: None };
        let mut is_in = false;
        self.occurrences(aligned.text(), |at| {
            let span = self.source(text, &aligned, at, 0);
            is_in = span.is_some_and(|span| !emoji.divides(span));
            if is_in { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        Ok(is_in)
    }

    /// `text` with `replacement` for every match; the text itself if there is none. The rest is not
    /// normalized, but what is left of a ligature of which a part matches is written as letters.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub fn replace<'t>(&self, text: &'t str, replacement: &str) -> Result<Cow<'t, str>> {
        let mut found = self.find(text)?;
        if found.is_empty() {
            return Ok(text.into());
        }
        let apart = self.take_apart(text, &found);
        if let Some(text) = &apart {
            found = self.find(text)?;
        }
        let text = apart.as_deref().unwrap_or(text);
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

    /// The text with letters for the ligatures in what was found, if there are any.
    fn take_apart(&self, text: &str, found: &[Span]) -> Option<String> {
        let mut out = String::new();
        let mut done = 0;
        for span in found {
            for (at, c) in span.of(text).char_indices() {
                let Some(letters) = self.normalizer.letters(c) else { continue };
                let at = span.start as usize + at;
                out.push_str(&text[done..at]);
                out.push_str(&letters);
                done = at + c.len_utf8();
            }
        }
        (done > 0).then(|| out + &text[done..])
    }

    /// Every place of the pattern, also where they overlap: after Knuth, Morris and Pratt, so that
    /// no byte is looked at again, however often the pattern repeats itself.
    fn occurrences(&self, text: &str, mut each: impl FnMut(usize) -> ControlFlow<()>) {
        let pattern = self.pattern.as_bytes();
        let mut length = 0;
        for (at, &byte) in text.as_bytes().iter().enumerate() {
            while length > 0 && (length == pattern.len() || pattern[length] != byte) {
                length = self.borders[length];
            }
            length += usize::from(pattern[length] == byte);
            if length == pattern.len() && each(at + 1 - length).is_break() {
                return;
            }
        }
    }

    /// Whether a character is the last one of the pattern, once normalized.
    fn is_last(&self, c: char) -> bool {
        let mut buffer = [0; 4];
        let normalized = self.normalizer.normalize(c.encode_utf8(&mut buffer));
        normalized.chars().eq(self.pattern.chars().next_back())
    }

    /// The match at a place of the normalized text, if there is one; what it has before the pattern
    /// does not go back before `done`.
    fn source(&self, text: &str, aligned: &Aligned, at: usize, done: u32) -> Option<Span> {
        let (before, rest) = aligned.text().split_at(at);
        let after = &rest[self.pattern.len()..];
        let end = at + self.pattern.len();
        let mut span = aligned.to_source(Span::new(at, end));
        // The characters around it in the result, each with its source.
        let before = before.chars().next_back();
        let before = before.map(|c| (c, aligned.to_source(Span::new(at - c.len_utf8(), at))));
        let after = after.chars().next();
        let after = after.map(|c| (c, aligned.to_source(Span::new(end, end + c.len_utf8()))));
        // Of a ligature that is divided they are of the same word, if not apart in it.
        let divided_before = before.filter(|(_, source)| source.end > span.start);
        let divided_after = after.filter(|(_, source)| source.start < span.end);
        let is_ligature = |source: Span| {
            let mut characters = source.of(text).chars();
            let c = characters.next().filter(|_| characters.next().is_none());
            c.is_some_and(|c| self.normalizer.letters(c).is_some())
        };
        let mut divided = divided_before.into_iter().chain(divided_after);
        if !divided.all(|(_, source)| is_ligature(source)) {
            return None;
        }
        if divided_before.is_none() {
            // From here on everything is removed.
            let gap = before.map_or(0, |(_, source)| source.end).max(done) as usize;
            span.start = self.with_hamza(text, gap, span.start as usize) as u32;
        }
        if divided_after.is_none() {
            let next = after.map_or(text.len(), |(_, source)| source.start as usize);
            let removed = text.get(span.end as usize..next)?;
            let in_word = text[..span.end as usize].chars().next_back().map(class);
            let in_word = in_word.is_some_and(Class::is_of_word);
            let belongs = |c| {
                matches!(class(c), Class::Mark | Class::Tatweel)
                    || in_word && is_hamza(c)
                    || self.cuts && self.is_last(c)
            };
            let rest = removed.find(|c| !belongs(c));
            span.end += rest.unwrap_or(removed.len()) as u32;
            let after = &text[span.end as usize..];
            span.end += (after.len() - after.trim_start_matches(is_selector).len()) as u32;
        }
        let left = text[..span.start as usize].chars().next_back();
        let right = text[span.end as usize..].chars().next();
        let left = divided_before.map(|(c, _)| c).or(left).map(class);
        let right = divided_after.map(|(c, _)| c).or(right).map(class);
        let whole = !self.whole_word
            || !left.is_some_and(Class::is_of_word) && !right.is_some_and(Class::is_of_word);
        (right != Some(Class::Mark) && whole).then_some(span)
    }

    /// Where a match begins whose first letter is at `start`: at the hamza that was removed before it,
    /// if that is no part of a word before. All from `gap` to `start` was removed.
    fn with_hamza(&self, text: &str, gap: usize, start: usize) -> usize {
        let Some(removed) = text.get(gap..start) else { return start };
        let is_part = |c| matches!(class(c), Class::Mark | Class::Tatweel) || is_hamza(c);
        let part = removed.trim_end_matches(is_part).len();
        let Some(hamza) = removed[part..].find(is_hamza) else { return start };
        let hamza = gap + part + hamza;
        let before = text[..hamza].chars().next_back().map(class);
        let goes_on = before.is_some_and(Class::is_of_word);
        if self.hamza_first || !goes_on { hamza } else { start }
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
            tokens.into_iter().map(|token| seen(self.text, token.span)).collect()
        });
        let next = spans.partition_point(|span| span.end <= at);
        spans.get(next).is_some_and(|span| span.start < at)
    }
}

/// An emoji without what is not seen after it; the tags of a flag are part of it.
fn seen(text: &str, span: Span) -> Span {
    let is_tag = |c| ('\u{E0020}'..='\u{E007F}').contains(&c);
    let unseen = |c| matches!(class(c), Class::Joiner | Class::Invisible) && !is_tag(c);
    Span::new(
        span.start as usize,
        span.start as usize + span.of(text).trim_end_matches(unseen).len(),
    )
}
