//! Morphology: the clitics that Arabic writes attached to a word.

pub(crate) mod allowed;
mod article;
mod back;
mod closed;
mod features;
pub(crate) mod fold;
mod front;
pub(crate) mod lemma;
mod lexicon;
pub(crate) mod memory;
pub(crate) mod pos;
mod ranker;
mod segment;
mod segmenter;
mod table;
mod tagger;

#[cfg(feature = "train")]
pub(crate) use article::Articles;
#[cfg(feature = "train")]
pub(crate) use back::{Backs, PRONOUNS};
pub use features::Features;
#[cfg(feature = "train")]
pub(crate) use fold::{Folded, Part, letter};
#[cfg(feature = "train")]
pub(crate) use front::Fronts;
#[cfg(feature = "train")]
pub(crate) use lexicon::{Known, Lexicon};
pub use pos::Upos;
#[cfg(feature = "train")]
pub(crate) use ranker::{MOST, Readings, SCALE, SEEN_UNIT};
pub use segment::{Back, Edit, Front, Role, Scheme, Segment, Segments};
pub use segmenter::{Proclitics, SegmentMemory, Segmenter};
#[cfg(feature = "train")]
pub(crate) use table::WordTable;

pub use tagger::Lemmas;
pub(crate) use tagger::{TagScratch, Tagged, Tagger, Wanted};

/// Makes the tables now: see [`crate::prepare`].
pub(crate) fn prepare() {
    fold::prepare();
    allowed::prepare();
    closed::prepare();
    features::prepare();
}

#[cfg(all(test, feature = "embedded-models"))]
mod tests;
