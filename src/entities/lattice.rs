//! The best tags of a sentence, and how probable a span is.

use super::model::may_follow;
use super::predictor::{Predictor, add, zip};

/// Viterbi and forward-backward over one sentence at a time, in buffers that are reused.
#[derive(Debug, Default)]
pub(crate) struct Lattice {
    /// In: the score of each tag of each word, rows of the predictor's width.
    pub(crate) scores: Vec<f32>,
    /// Out: the best tag of each word.
    pub(crate) tags: Vec<u8>,
    /// The exponentials of the pair weights, and the same by the tag after.
    exp_pairs: Vec<f32>,
    weights: Vec<f32>,
    forward: Vec<f32>,
    backward: Vec<f32>,
}

impl Lattice {
    /// Prepares for a model.
    pub(crate) fn prepare(&mut self, model: &Predictor) {
        let Predictor { tags, width, .. } = *model;
        self.exp_pairs.clear();
        self.exp_pairs.resize(2 * tags * width, 0.0);
        let (straight, transposed) = self.exp_pairs.split_at_mut(tags * width);
        for before in 0..tags {
            for after in 0..tags {
                let weight = model.pairs[before * width + after].exp();
                straight[before * width + after] = weight;
                transposed[after * width + before] = weight;
            }
        }
    }

    /// Finds the best tags; `scores` holds `len` rows.
    pub(crate) fn decode(&mut self, model: &Predictor, len: usize) {
        let Predictor { tags, width, .. } = *model;
        self.tags.clear();
        if len == 0 {
            return;
        }
        // The best score of all tags up to each, by the tag there.
        let best = &mut self.forward;
        best.clear();
        best.resize(len * width, f32::NEG_INFINITY);
        for (tag, (best, score)) in best.iter_mut().zip(&self.scores).enumerate().take(tags) {
            if may_follow(None, tag) {
                *best = *score;
            }
        }
        for at in 1..len {
            let (before, here) = best.split_at_mut(at * width);
            let here = &mut here[..width];
            for (before, pairs) in
                before[(at - 1) * width..][..tags].iter().zip(model.pairs.chunks_exact(width))
            {
                // Unlike `f32::max`, one instruction for all lanes.
                zip(here, pairs, |here, pair| {
                    let new = before + pair;
                    if new > here { new } else { here }
                });
            }
            add(here, &self.scores[at * width..][..width]);
        }
        // What each tag came from is looked up only on the way back, for the tags that are taken.
        let greatest = |scores: &mut dyn Iterator<Item = f32>| -> usize {
            let first = (0, f32::NEG_INFINITY);
            scores.enumerate().fold(first, |best, new| if new.1 > best.1 { new } else { best }).0
        };
        self.tags.resize(len, 0);
        let last = &best[(len - 1) * width..][..tags];
        let mut tag = greatest(&mut last.iter().copied());
        for at in (0..len).rev() {
            self.tags[at] = tag as u8;
            if at > 0 {
                let before = &best[(at - 1) * width..][..tags];
                tag = greatest(
                    &mut before.iter().enumerate().map(|(b, s)| s + model.pairs[b * width + tag]),
                );
            }
        }
    }

    /// Prepares for [`probability`](Self::probability). `scores` holds `len` rows.
    pub(crate) fn forward_backward(&mut self, model: &Predictor, len: usize) {
        let Predictor { tags, width, .. } = *model;
        self.weights.clear();
        self.weights.resize(len * width, 0.0);
        self.forward.clear();
        self.forward.resize(len * width, 0.0);
        self.backward.clear();
        self.backward.resize(len * width, 1.0);
        for at in 0..len {
            let scores = &self.scores[at * width..][..tags];
            // Of the tags that may stand here: one that may not must not make all others nothing.
            let may = |&(tag, _): &(usize, &f32)| at > 0 || may_follow(None, tag);
            let greatest = scores
                .iter()
                .enumerate()
                .filter(may)
                .fold(f32::NEG_INFINITY, |a, (_, &b)| a.max(b));
            let weights = &mut self.weights[at * width..][..width];
            for (weight, score) in weights.iter_mut().zip(scores) {
                *weight = (score - greatest).min(0.0).exp();
            }
            let (before, here) = self.forward.split_at_mut(at * width);
            let here = &mut here[..width];
            if at == 0 {
                for (tag, (here, weight)) in here.iter_mut().zip(&*weights).enumerate().take(tags) {
                    *here = if may_follow(None, tag) { *weight } else { 0.0 };
                }
            } else {
                for (before, pairs) in before[(at - 1) * width..][..tags]
                    .iter()
                    .zip(self.exp_pairs.chunks_exact(width))
                {
                    zip(here, pairs, |here, pair| here + before * pair);
                }
                zip(here, weights, |here, weight| here * weight);
            }
            // What makes the forward scores probabilities is kept in the weights.
            let sum = here.iter().sum::<f32>();
            let scale = if sum > 0.0 { sum.recip() } else { 1.0 };
            here.iter_mut().for_each(|here| *here *= scale);
            weights.iter_mut().for_each(|weight| *weight *= scale);
        }
        // Pairs are summed by the tag before, so that rows of the transposed matrix are added up.
        let transposed = &self.exp_pairs[tags * width..];
        for at in (0..len.saturating_sub(1)).rev() {
            let (here, after) = self.backward.split_at_mut((at + 1) * width);
            let here = &mut here[at * width..];
            here.fill(0.0);
            let weights = &self.weights[(at + 1) * width..][..tags];
            for ((weight, after), pairs) in
                weights.iter().zip(&after[..tags]).zip(transposed.chunks_exact(width))
            {
                let factor = weight * after;
                zip(here, pairs, |here, pair| here + factor * pair);
            }
        }
    }

    /// The probability of each tag of each word, rows of the model's width.
    #[cfg(feature = "train")]
    pub(crate) fn marginals(&self) -> impl Iterator<Item = f32> {
        self.forward.iter().zip(&self.backward).map(|(forward, backward)| forward * backward)
    }

    /// The probability that words `from..to` are exactly one name of `label`.
    pub(crate) fn probability(
        &self,
        model: &Predictor,
        label: usize,
        from: usize,
        to: usize,
        len: usize,
    ) -> f32 {
        let width = model.width;
        let begin = 2 * label + 1;
        let inside = begin + 1;
        let mut probability = self.forward[from * width + begin];
        let mut before = begin;
        for at in from + 1..to {
            probability *=
                self.exp_pairs[before * width + inside] * self.weights[at * width + inside];
            before = inside;
        }
        if to < len {
            let pairs = &self.exp_pairs[before * width..][..width];
            let weights = &self.weights[to * width..][..width];
            let backward = &self.backward[to * width..][..width];
            probability *= (0..width)
                .filter(|&tag| tag != inside)
                .map(|tag| pairs[tag] * weights[tag] * backward[tag])
                .sum::<f32>();
        }
        // Not so with weights that no training gives.
        if probability.is_nan() { 0.0 } else { probability.clamp(0.0, 1.0) }
    }
}
