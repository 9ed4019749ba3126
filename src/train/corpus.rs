//! Text as the trainer holds it: distinct words, and the words at each position.

use rustc_hash::FxHashMap;

use super::crf;
use crate::entities::features::REACH;
use crate::entities::units::units;

/// Distinct raw words, numbered in the order in which they came. Number 0 is what lies outside every
/// sentence.
#[derive(Clone, Debug)]
pub(crate) struct Vocabulary {
    pub(crate) words: Vec<Box<str>>,
    numbers: FxHashMap<Box<str>, u32>,
}

impl Vocabulary {
    pub(crate) const OUTSIDE: u32 = 0;

    pub(crate) fn new() -> Self {
        let mut new = Self { words: Vec::new(), numbers: FxHashMap::default() };
        new.number("");
        new
    }

    pub(crate) fn number(&mut self, word: &str) -> u32 {
        if let Some(&number) = self.numbers.get(word) {
            return number;
        }
        let number = self.words.len() as u32;
        self.words.push(word.into());
        self.numbers.insert(word.into(), number);
        number
    }
}

/// Sentences of words of a [`Vocabulary`], `REACH` positions outside before, between and after them.
#[derive(Clone, Debug)]
pub(crate) struct Corpus {
    pub(crate) positions: Vec<u32>,
    /// Whether a hyphen joins the word to the one before.
    pub(crate) joined: Vec<bool>,
    /// Start and length of each sentence.
    pub(crate) sentences: Vec<(usize, usize)>,
}

impl Corpus {
    pub(crate) fn new() -> Self {
        let mut new = Self { positions: Vec::new(), joined: Vec::new(), sentences: Vec::new() };
        new.end_sentence(0);
        new.sentences.clear();
        new
    }

    /// Appends the words of a token; returns how many.
    pub(crate) fn push_token(&mut self, token: &str, vocabulary: &mut Vocabulary) -> usize {
        let before = self.positions.len();
        units(token, |unit| {
            self.positions.push(vocabulary.number(&token[unit.start..unit.end]));
            self.joined.push(unit.joined);
        });
        self.positions.len() - before
    }

    /// The sentences, of so much weight each.
    pub(crate) fn sentences(&self, weights: &[f64]) -> impl Iterator<Item = crf::Sentence> {
        let weighted = self.sentences.iter().zip(weights);
        weighted.map(|(&(start, len), &weight)| crf::Sentence { start, len, weight })
    }

    /// Ends the sentence that began at `start`; returns where the next begins.
    pub(crate) fn end_sentence(&mut self, start: usize) -> usize {
        self.sentences.push((start, self.positions.len() - start));
        let len = self.positions.len() + REACH;
        self.positions.resize(len, Vocabulary::OUTSIDE);
        self.joined.resize(len, false);
        len
    }
}
