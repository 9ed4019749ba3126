//! What is known about words.

use super::fold::Part;
use super::table::WordTable;

/// What is known about folded words: a byte of [`Known`] for each.
#[derive(Debug)]
pub(crate) struct Lexicon(pub(crate) WordTable);

/// How often the news has a word, and which lists have it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// From 0, never, to 31; each step is 1.59 times as often.
    pub(crate) level: u8,
    /// The lists that have it, a bit each: persons; places and proper nouns; verbs.
    pub(crate) lists: u8,
}

impl Known {
    pub(crate) const PERSON: u8 = 1;
    pub(crate) const PLACE: u8 = 2;
    pub(crate) const VERB: u8 = 4;

    pub(crate) fn is_verb(self) -> bool {
        self.lists & Self::VERB != 0
    }

    #[cfg(feature = "train")]
    pub(crate) fn to_byte(self) -> u8 {
        self.lists << 5 | self.level
    }
}

impl Lexicon {
    pub(crate) fn get(&self, part: Part) -> Known {
        let byte = self.0.get(part.hash());
        Known { level: byte & 31, lists: byte >> 5 }
    }

    pub(crate) fn level(&self, part: Part) -> u8 {
        self.get(part).level
    }
}

/// Levels in eight coarser steps, fine where words are rare.
pub(super) const STEPS: [usize; 32] = [
    0, 1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
];
