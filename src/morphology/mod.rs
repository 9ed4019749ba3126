//! Morphology: the clitics that Arabic writes attached to a word.

mod fold;
mod segment;
mod segmenter;
mod table;

pub(crate) use fold::prepare;
#[cfg(feature = "train")]
pub(crate) use fold::{Folded, letter};
pub use segment::{Back, Edit, Front, Role, Scheme, Segment, Segments};
#[cfg(feature = "train")]
pub(crate) use segmenter::{Analysis, FEATURES, Known, LAYOUT, Lexicon, SCALE, SEEN_UNIT};
pub use segmenter::{Proclitics, Segmenter};
#[cfg(feature = "train")]
pub(crate) use table::WordTable;

#[cfg(all(test, feature = "embedded-models"))]
mod tests;
