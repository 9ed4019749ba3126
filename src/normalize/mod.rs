//! Normalization: rules compiled into one table, applied in one pass, aligned with the source.
//!
//! [`Options`] say what becomes of each kind of character; a [`Normalizer`] compiles them once.
//!
//! ```
//! use warraq::normalize::{Normalizer, Options, Presence};
//!
//! let search = Normalizer::preset("search")?;
//! assert_eq!(search.normalize("مَكْتَبَةٌ"), "مكتبه");
//!
//! let aligned = search.align("الـكِتاب")?;
//! let at = aligned.text().find("كتاب").unwrap();
//! let span = aligned.to_source(warraq::Span::new(at, at + "كتاب".len()));
//! assert_eq!(span.of("الـكِتاب"), "كِتاب");
//!
//! let mut options = Options::preset("light")?;
//! options.shadda = Presence::Keep;
//! assert_eq!(Normalizer::new(options).normalize("مُحَمَّد"), "محمّد");
//! # Ok::<(), warraq::Error>(())
//! ```

mod align;
mod options;
mod table;

use std::borrow::Cow;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

pub use align::Aligned;
#[allow(unused_imports, reason = "for the entity tagger")]
pub(crate) use options::FEATURES;
pub use options::{Digits, Fold, Hamza, Options, PRESETS, Presence, Preset};

use crate::Result;
use align::Aligner;
use table::Table;

#[cfg(test)]
mod tests;

/// Normalizes text by rules fixed when it was made. Immutable and cheap to clone: share it between
/// threads.
///
/// Two are equal when their options are.
#[derive(Clone, Debug)]
pub struct Normalizer {
    options: Options,
    table: Arc<Table>,
}

impl Normalizer {
    /// Compiles the options.
    pub fn new(options: Options) -> Self {
        Self { options, table: Arc::new(Table::compile(&options.rules())) }
    }

    /// A normalizer by one of the [`PRESETS`].
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for another name; the message lists the known.
    pub fn preset(name: &str) -> Result<Self> {
        Options::preset(name).map(Self::new)
    }

    /// The options it was made from.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The normalized text; the text itself when it stays as it is.
    pub fn normalize<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let Some(start) = self.table.first_change(text) else { return text.into() };
        let mut out = String::with_capacity(text.len());
        out.push_str(&text[..start]);
        self.table.run(text, start, &mut out);
        out.into()
    }

    /// Appends the normalized text to `out`.
    pub fn append(&self, text: &str, out: &mut String) {
        out.reserve(text.len());
        self.table.run(text, 0, out);
    }

    /// The normalized text, aligned with its source.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) if the text or the result has 4 GiB or more.
    pub fn align(&self, text: &str) -> Result<Aligned> {
        let mut out = Aligner::default();
        self.table.run(text, 0, &mut out);
        out.finish()
    }
}

impl PartialEq for Normalizer {
    fn eq(&self, other: &Self) -> bool {
        self.options == other.options
    }
}

impl Eq for Normalizer {}

impl Hash for Normalizer {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.options.hash(state);
    }
}
