//! Tokens, sentences and segments of a text, without a pipeline.

use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::column::{text as str_argument, utf8};
use super::detached;
use super::document::{sentence_tuple, token_tuple};
use super::pipeline::{DEFAULT, load};
use crate::morphology::Scheme;
use crate::tokenize::{Newlines, Token, sentences as split, tokenize as scan};
use crate::{Error, Result, Span};

fn tokens_of(text: &str) -> Result<Vec<Token>> {
    if text.len() > Span::MAX_TEXT {
        return Err(Error::text_too_long(text.len()));
    }
    let mut tokens = Vec::new();
    scan(text, &mut tokens);
    Ok(tokens)
}

/// The tokens of a text, as a tuple of `Token`. Every visible character is in exactly one.
///
/// Raises TypeError if `text` is no str.
#[pyfunction]
pub(super) fn tokenize<'py>(text: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyTuple>> {
    let source = str_argument(text)?;
    let text = utf8(source)?;
    let tokens = detached(source.py(), || tokens_of(text))?;
    token_tuple(source, &tokens, None)
}

/// The sentences of a text, as a tuple of `Sentence`.
///
/// `newlines` says whether a line break ends a sentence: "smart" if a heading, a list item or a
/// paragraph ends there, "always", or "never", when only a blank line does.
///
/// Raises ValueError for another value of `newlines`, TypeError if `text` is no str.
#[pyfunction]
#[pyo3(
    signature = (text, *, newlines = Newlines::Smart),
    text_signature = "(text, *, newlines='smart')"
)]
pub(super) fn sentences<'py>(
    text: &Bound<'py, PyAny>,
    newlines: Newlines,
) -> PyResult<Bound<'py, PyTuple>> {
    let source = str_argument(text)?;
    let text = utf8(source)?;
    let sentences = detached(source.py(), || {
        let tokens = tokens_of(text)?;
        let mut sentences = Vec::new();
        split(text, &tokens, newlines, &mut sentences);
        Ok(sentences)
    })?;
    sentence_tuple(source, &sentences)
}

/// The clitic segments of a text, as a tuple of `Segment`, by the built-in models: see
/// `Pipeline.segment`.
#[pyfunction]
#[pyo3(
    signature = (text, scheme = Scheme::Atb, *, newlines = Newlines::Smart),
    text_signature = "(text, scheme='atb', *, newlines='smart')"
)]
pub(super) fn segment<'py>(
    text: &Bound<'py, PyAny>,
    scheme: Scheme,
    newlines: Newlines,
) -> PyResult<Bound<'py, PyTuple>> {
    load(text.py(), DEFAULT.into())?.segment(text, scheme, newlines)
}
