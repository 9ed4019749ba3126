//! Arabic text analytics: from raw text to normalized text, tokens, sentences and named entities,
//! each with its exact place in the text that was passed in.
//!
//! ```
//! # #[cfg(feature = "embedded-models")]
//! # fn main() -> warraq::Result<()> {
//! let pipeline = warraq::Pipeline::embedded()?;
//! let document = pipeline.annotate("وصل لوران فابيوس إلى بيروت، ثم توجه للصين.")?;
//! for entity in document.entities() {
//!     // `للصين`: the span is `لصين`, what stands in the text; the name is `الصين`.
//!     println!("{:?} {} {}", entity.span, document.label(entity), document.name(entity));
//! }
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "embedded-models"))]
//! # fn main() {}
//! ```
//!
//! A [`Pipeline`] is immutable and shared; a [`Worker`] holds one thread's buffers and runs it over
//! one text after another; [`batch`] shares the rows of a column out over threads. [`normalize`],
//! [`tokenize`], [`morphology`], [`names`], [`values`], [`stem`] and [`stopwords`] can be used on their own. All offsets are bytes of UTF-8;
//! [`CharIndex`] turns them into characters.
//!
//! # Features
//!
//! - `embedded-models` (default): the trained models, inside the library.
//! - `arrow`: columns of text in, tables out, in Arrow's memory format.
//! - `train`: training and evaluation of the models.
//! - `python`: the extension module of the Python package.

// What only some features need is unused without them.
#![cfg_attr(not(feature = "python"), allow(dead_code))]

#[cfg(feature = "arrow")]
pub mod arrow;
pub mod batch;
mod conllu;
pub mod entities;
mod error;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
pub mod model;
pub mod morphology;
pub mod names;
pub mod normalize;
mod pipeline;
#[cfg(feature = "python")]
mod python;
pub mod quotes;
mod span;
pub mod stem;
pub mod stopwords;
#[cfg(test)]
mod testing;
pub mod tokenize;
#[cfg(feature = "train")]
pub mod train;
pub mod transliterate;
pub mod unicode;
pub mod values;
mod words;

pub use entities::rules::{EntityRules, Policy};
pub use error::{Error, ErrorKind, Result};
pub use names::ExtraLabel;
pub use pipeline::{Document, Layers, Pipeline, Worker};
pub use span::{CharIndex, Span};
pub use words::Words;

/// Makes the tables that are made once, and not when they are first used: a fork at that moment
/// would leave the new process waiting for a thread that it does not have.
pub(crate) fn prepare() {
    tokenize::prepare();
    normalize::prepare();
    morphology::prepare();
    stem::prepare();
    stopwords::prepare();
    names::prepare();
    values::prepare();
    quotes::prepare();
}
