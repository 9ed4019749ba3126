//! Arabic text analytics: from raw text to normalized text, tokens, sentences and named entities,
//! each with its exact place in the text that was passed in.

#[cfg(feature = "arrow")]
pub mod arrow;
pub mod batch;
pub mod entities;
mod error;
pub mod model;
pub mod morphology;
pub mod normalize;
mod pipeline;
#[cfg(feature = "python")]
mod python;
mod span;
pub mod tokenize;
#[cfg(feature = "train")]
pub mod train;
pub mod unicode;

pub use error::{Error, ErrorKind, Result};
pub use pipeline::{Document, Layers, Pipeline, Worker};
pub use span::{CharIndex, Span};
