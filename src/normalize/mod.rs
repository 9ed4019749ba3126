//! Normalization: rules compiled into one table, applied in one pass, aligned with the source.

use crate::Result;

/// Normalizes text by rules fixed when it was made. Immutable: share it between threads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Normalizer {}

impl Normalizer {
    /// The named rules: `light` or `search`.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for another name; the message lists the known.
    pub fn preset(_name: &str) -> Result<Self> {
        Ok(Self {})
    }

    /// The normalized `text`, borrowed if nothing changed.
    pub fn normalize<'t>(&self, text: &'t str) -> std::borrow::Cow<'t, str> {
        std::borrow::Cow::Borrowed(text)
    }

    /// Appends the normalized `text` to `out`.
    pub fn append(&self, text: &str, out: &mut String) {
        out.push_str(text);
    }
}
