//! Clitics: the particles that Arabic writes attached to a word.

mod clitics;
mod fold;
mod table;

#[cfg(feature = "train")]
pub(crate) use clitics::{Analysis, FEATURES, Known, LAYOUT, Lexicon, SCALE, SEEN_UNIT};
pub use clitics::{CliticModel, Proclitics};
pub(crate) use fold::prepare;
#[cfg(feature = "train")]
pub(crate) use fold::{Folded, letter};
#[cfg(feature = "train")]
pub(crate) use table::WordTable;

#[cfg(all(test, feature = "embedded-models"))]
mod tests;
