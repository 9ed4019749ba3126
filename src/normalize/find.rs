//! Search under normalization, with answers in the source.

use std::borrow::Cow;

use memchr::memmem;

use super::Normalizer;
use crate::unicode::{Class, class};
use crate::{Error, Result, Span};

impl Normalizer {
    /// The spans of `text` that are `pattern` once both are normalized, in order; of those that
    /// overlap, as all within one ligature do, the first.
    ///
    /// The marks on its last letter belong to a span if normalization removes them. Where one
    /// character became several, as a ligature does, and the pattern begins or ends among them, the
    /// span takes the whole character.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) if nothing is left of the pattern when it is
    /// normalized, or if a text has 4 GiB or more.
    pub fn find(&self, text: &str, pattern: &str) -> Result<Vec<Span>> {
        let wanted = self.normalize(pattern);
        if wanted.is_empty() {
            return Err(Error::value(format!(
                "nothing of the pattern {pattern:?} is left when it is normalized"
            )));
        }
        let finder = memmem::Finder::new(&*wanted);
        // Most texts do not have it, and need no alignment.
        let Some(first) = finder.find(self.normalize(text).as_bytes()) else {
            return Ok(Vec::new());
        };
        let aligned = self.align(text)?;
        let bytes = aligned.text().as_bytes();
        let mut found: Vec<Span> = Vec::new();
        for at in finder.find_iter(&bytes[first..]).map(|at| first + at) {
            let mut span = aligned.to_source(Span::new(at, at + wanted.len()));
            if found.last().is_some_and(|last| span.start < last.end) {
                continue;
            }
            for c in text[span.end as usize..].chars() {
                let end = span.end + c.len_utf8() as u32;
                let removed = || aligned.to_normalized(Span { start: span.end, end }).is_empty();
                if class(c) != Class::Mark || !removed() {
                    break;
                }
                span.end = end;
            }
            found.push(span);
        }
        Ok(found)
    }

    /// `text` with `replacement` for all that [`find`](Self::find) finds; the text itself when that
    /// is nothing. The rest is not normalized.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub fn replace<'t>(
        &self,
        text: &'t str,
        pattern: &str,
        replacement: &str,
    ) -> Result<Cow<'t, str>> {
        let found = self.find(text, pattern)?;
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
}
