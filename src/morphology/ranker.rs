//! Log-linear models that choose among the readings of a word.

use super::lexicon::Lexicon;
use super::table::WordTable;
use crate::Result;
use crate::model::{ModelFile, Reader};

/// A word and its possible readings.
pub(crate) trait Readings {
    /// The section of a model file that has the weights.
    const SECTION: &'static str;
    /// To be raised when features change their meaning: weights do not fit another layout.
    const LAYOUT: u8;
    /// How many features there are.
    const FEATURES: usize;

    /// How many readings there are, at most [`MOST`].
    fn len(&self) -> usize;

    /// Calls `each` with the number and the value of every feature that a reading has.
    fn features(&self, at: usize, lexicon: &Lexicon, each: impl FnMut(usize, i32));

    /// The keys under which a reading's stem, and the word with this reading, may have been seen.
    fn seen(&self, at: usize) -> [u64; 2];
}

/// The most readings of a word.
pub(crate) const MOST: usize = 4;

/// Scores are whole numbers: what stands for a weight of one.
#[cfg(feature = "train")]
pub(crate) const SCALE: f64 = 256.0;
pub(crate) const SEEN_UNIT: i32 = 16;

/// The weights of one kind of choice.
#[derive(Debug)]
pub(super) struct Ranker {
    /// Weights of stems and words seen in segmented text, as `i8` in 1/16.
    seen: WordTable,
    /// Weights of the features, in 1/256.
    weights: Vec<i16>,
}

impl Ranker {
    pub(super) fn from_file<R: Readings>(file: &ModelFile) -> Result<Self> {
        let mut reader = file.reader(R::SECTION)?;
        let weights = read_weights::<R>(&mut reader)?;
        let seen = WordTable::read(&mut reader)?;
        reader.finish()?;
        Ok(Self { seen, weights })
    }

    /// The number of the best reading.
    pub(super) fn best<R: Readings>(&self, readings: &R, lexicon: &Lexicon) -> usize {
        let mut best = (i32::MIN, 0);
        for at in 0..readings.len() {
            let mut score = 0;
            readings.features(at, lexicon, |feature, value| {
                score += i32::from(self.weights[feature]) * value;
            });
            for key in readings.seen(at) {
                score += i32::from(self.seen.get(key) as i8) * SEEN_UNIT;
            }
            if score > best.0 {
                best = (score, at);
            }
        }
        best.1
    }
}

/// Most weights are zero: each that is not follows the number of zeros before it.
fn read_weights<R: Readings>(reader: &mut Reader) -> Result<Vec<i16>> {
    reader.layout(R::LAYOUT)?;
    let mut weights = vec![0; R::FEATURES];
    let mut at = 0usize;
    for _ in 0..reader.count(3)? {
        at = at.saturating_add(reader.varint()? as usize);
        let weight = reader.u16()? as i16;
        *weights.get_mut(at).ok_or_else(|| reader.error("a weight of no feature"))? = weight;
        at += 1;
    }
    Ok(weights)
}

/// Numbers the features: one block after another, each once for every context.
pub(super) struct Layout {
    pub(super) next: usize,
    pub(super) context: usize,
    pub(super) contexts: usize,
}

impl Layout {
    /// The next block has `size` features for each context; the number of the one at `at`.
    pub(super) fn feature(&mut self, size: usize, at: usize) -> usize {
        debug_assert!(at < size);
        let feature = self.next + self.context * size + at;
        self.next += self.contexts * size;
        feature
    }
}
