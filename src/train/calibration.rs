//! How far the scores of entities can be believed.

use std::ops::Range;

use serde::Serialize;

use super::Sentence;
use super::evaluate::names;
use crate::entities::model::ALWAYS_ASKED;
use crate::entities::{EntityModel, EntityScratch, TokenName};
use crate::morphology::Segmenter;

/// Into how many parts of one width the scores from 0 to 1 are divided.
const BINS: usize = 10;

/// Predicted names by their scores. Where a score is a probability, of the names with a score of
/// about 0.7 some 70 of 100 are right.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibration {
    /// From the least scores to the greatest.
    pub bins: Vec<Bin>,
    /// The mean over all predicted names of the distance between the mean score of a name's bin and
    /// the share of that bin that is right, from 0 to 1: the expected calibration error of
    /// Guo et al. (2017), "On Calibration of Modern Neural Networks". `None` where nothing is predicted.
    pub expected_error: Option<f64>,
}

/// The predicted names with a score of at least `from` and less than `to`; the last bin has 1, too.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bin {
    /// The least score.
    pub from: f64,
    /// The score that it ends before.
    pub to: f64,
    /// How many names.
    pub count: usize,
    /// How many of them are exactly right.
    pub correct: usize,
    /// Their mean score; `None` where there are none.
    pub mean_score: Option<f64>,
    /// The share of them that is exactly right, from 0 to 1; `None` where there are none.
    pub share_correct: Option<f64>,
}

impl Calibration {
    /// Of the names predicted in each sentence.
    pub(super) fn new(
        sentences: &[Sentence],
        predicted: &[Vec<TokenName>],
        labels: &[String],
    ) -> Self {
        // Names, right ones, the sum of the scores.
        let mut bins = [(0, 0, 0.0); BINS];
        for (sentence, predicted) in sentences.iter().zip(predicted) {
            for (score, right) in scores(sentence, predicted, labels) {
                let bin = &mut bins[((score * BINS as f64) as usize).min(BINS - 1)];
                bin.0 += 1;
                bin.1 += usize::from(right);
                bin.2 += score;
            }
        }
        let all: usize = bins.iter().map(|bin| bin.0).sum();
        let distance: f64 = bins.iter().map(|bin| (bin.1 as f64 - bin.2).abs()).sum();
        let bins = bins.iter().enumerate().map(|(at, &(count, correct, sum))| Bin {
            from: at as f64 / BINS as f64,
            to: (at + 1) as f64 / BINS as f64,
            count,
            correct,
            mean_score: mean(sum, count),
            share_correct: mean(correct as f64, count),
        });
        Self { bins: bins.collect(), expected_error: mean(distance, all) }
    }
}

/// The score of each predicted name of a sentence, and whether it is right.
fn scores(sentence: &Sentence, predicted: &[TokenName], labels: &[String]) -> Vec<(f64, bool)> {
    let gold = names(&sentence.tags);
    let right = |name: &TokenName| {
        let TokenName { label, tokens, .. } = name;
        // Names are in order and apart: one begins there at most.
        gold.binary_search_by_key(&tokens.start, |name| name.1)
            .is_ok_and(|at| gold[at] == (labels[*label].as_str(), tokens.start, tokens.end))
    };
    predicted.iter().map(|name| (f64::from(name.score), right(name))).collect()
}

/// The fewest predicted names that say something of all others.
const FEWEST: usize = 100;

/// The tagger with its hidden layer asked only where a name can be, and by how much `O` must be preferred
/// elsewhere: by 1 more than the most at which what is found in `sentences` changes. Of fewer than a hundred
/// names nothing follows: it is always asked.
pub(super) fn fit_certain(
    mut model: EntityModel,
    clitics: &Segmenter,
    sentences: &[Sentence],
) -> (EntityModel, f32) {
    let mut scratch = EntityScratch::default();
    let mut found = |model: &EntityModel| -> Vec<Vec<(usize, Range<usize>)>> {
        let mut names = |sentence: &Sentence| {
            let names = model.name_tokens(&sentence.tokens, clitics, &mut scratch);
            names.into_iter().map(|name| (name.label, name.tokens)).collect()
        };
        sentences.iter().map(&mut names).collect()
    };
    model = model.with_certain(ALWAYS_ASKED);
    let all = found(&model);
    let mut certain = ALWAYS_ASKED;
    if model.has_hidden_layer() && all.iter().map(Vec::len).sum::<usize>() >= FEWEST {
        for half in (0..40).rev().map(|half| half as f32 / 2.0) {
            model = model.with_certain(half);
            if found(&model) != all {
                break;
            }
            certain = half + 0.5;
        }
    }
    (model.with_certain(certain), certain)
}

/// The tagger with the temperature (Guo et al. 2017) under which what it says of the names that it
/// predicts in `sentences` is least surprised by which of them are right, and that temperature; its own
/// if it predicts fewer than a hundred.
pub(super) fn calibrate(
    mut model: EntityModel,
    clitics: &Segmenter,
    sentences: &[Sentence],
) -> (EntityModel, f32) {
    let mut scratch = EntityScratch::default();
    let mut best = (f64::INFINITY, model.temperature());
    // Steps of 4 %, from one half to five.
    for step in -18..=41 {
        let temperature = 1.04_f32.powi(step);
        model = model.with_temperature(temperature);
        let (mut surprise, mut count) = (0.0, 0);
        for sentence in sentences {
            let predicted = model.name_tokens(&sentence.tokens, clitics, &mut scratch);
            for (score, right) in scores(sentence, &predicted, model.labels()) {
                let score = if right { score } else { 1.0 - score };
                surprise -= score.max(1e-6).ln();
                count += 1;
            }
        }
        if count < FEWEST {
            break;
        }
        if surprise < best.0 {
            best = (surprise, temperature);
        }
    }
    (model.with_temperature(best.1), best.1)
}

/// To four decimals.
fn mean(sum: f64, count: usize) -> Option<f64> {
    (count > 0).then(|| (10_000.0 * sum / count as f64).round() / 10_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two names of 0.95, of which one is right: 0.45 too sure. One of 0.25 that is right: 0.75 too
    /// little. Together (2 · 0.45 + 0.75) / 3.
    #[test]
    fn mean_distance_of_scores_and_shares() {
        let tags = ["B-PER", "I-PER", "O", "B-LOC", "B-LOC"].map(str::to_owned).to_vec();
        let tokens = ["a", "b", "c", "d", "e"].map(str::to_owned).to_vec();
        let name = |label, tokens, score| TokenName { label, tokens, score };
        let predicted = vec![name(1, 0..2, 0.95), name(0, 2..4, 0.95), name(0, 4..5, 0.25)];
        let labels = ["LOC".to_owned(), "PER".to_owned()];
        let sentences = [Sentence { tokens, tags }];
        let found = Calibration::new(&sentences, &[predicted], &labels);
        assert_eq!(found.expected_error, Some(0.55));
        let bin = |from, to, count, correct, mean_score, share_correct| Bin {
            from,
            to,
            count,
            correct,
            mean_score,
            share_correct,
        };
        assert_eq!(found.bins[2], bin(0.2, 0.3, 1, 1, Some(0.25), Some(1.0)));
        assert_eq!(found.bins[9], bin(0.9, 1.0, 2, 1, Some(0.95), Some(0.5)));
        assert_eq!(found.bins[0], bin(0.0, 0.1, 0, 0, None, None));
        // The label counts, and the greatest score has a bin.
        let wrong = Calibration::new(&sentences, &[vec![name(0, 0..2, 1.0)]], &labels);
        assert_eq!((wrong.bins[9].count, wrong.expected_error), (1, Some(1.0)));
        assert_eq!(Calibration::new(&sentences, &[vec![]], &labels).expected_error, None);
    }
}
