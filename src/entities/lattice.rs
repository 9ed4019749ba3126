//! The best tags of a sentence, and how probable a span is.

use super::model::may_follow;
use super::predictor::Predictor;

/// Viterbi and forward-backward over one sentence at a time, in buffers that are reused.
#[derive(Debug, Default)]
pub(crate) struct Lattice {
    /// In: the score of each tag of each word, rows of the predictor's width, then as much again for
    /// one row before and after.
    pub(crate) scores: Vec<f32>,
    /// Out: the best tag of each word.
    pub(crate) tags: Vec<u8>,
    back: Vec<u8>,
    /// The exponentials of the pair weights, for the predictor that `prepared` numbers.
    exp_pairs: Vec<f32>,
    weights: Vec<f32>,
    forward: Vec<f32>,
    backward: Vec<f32>,
}

impl Lattice {
    /// Forgets what was prepared for another model.
    pub(crate) fn prepare(&mut self, model: &Predictor) {
        self.exp_pairs.clear();
        self.exp_pairs.extend(model.pairs.iter().map(|weight| weight.exp()));
        // The padding takes no part.
        let Predictor { tags, width, .. } = *model;
        for row in self.exp_pairs.chunks_exact_mut(width) {
            row[tags..].fill(0.0);
        }
    }

    /// Finds the best tags; `scores` holds `len` rows.
    pub(crate) fn decode(&mut self, model: &Predictor, len: usize) {
        let Predictor { tags, width, .. } = *model;
        self.tags.clear();
        self.back.clear();
        if len == 0 {
            return;
        }
        self.tags.resize(len, 0);
        self.back.resize(len * width, 0);
        let mut last = vec_of(&mut self.forward, width);
        for tag in 0..tags {
            last[tag] = if may_follow(None, tag) { self.scores[tag] } else { f32::NEG_INFINITY };
        }
        let mut next = vec_of(&mut self.backward, width);
        for at in 1..len {
            let scores = &self.scores[at * width..][..width];
            let back = &mut self.back[at * width..][..width];
            next.copy_from_slice(&model.pairs[..width]);
            let first = last[0];
            next.iter_mut().for_each(|next| *next += first);
            for before in 1..tags {
                let from = last[before];
                let pairs = &model.pairs[before * width..][..width];
                for tag in 0..tags {
                    let score = from + pairs[tag];
                    if score > next[tag] {
                        next[tag] = score;
                        back[tag] = before as u8;
                    }
                }
            }
            for tag in 0..tags {
                next[tag] += scores[tag];
            }
            std::mem::swap(&mut last, &mut next);
        }
        let mut best = 0;
        for tag in 1..tags {
            if last[tag] > last[best] {
                best = tag;
            }
        }
        for at in (0..len).rev() {
            self.tags[at] = best as u8;
            best = usize::from(self.back[at * width + best]);
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
            let greatest = scores.iter().fold(f32::NEG_INFINITY, |a, &b| a.max(b));
            let weights = &mut self.weights[at * width..][..width];
            for (weight, score) in weights.iter_mut().zip(scores) {
                *weight = (score - greatest).exp();
            }
            let (before, here) = self.forward.split_at_mut(at * width);
            let here = &mut here[..width];
            if at == 0 {
                for (tag, (here, weight)) in here.iter_mut().zip(&*weights).enumerate().take(tags) {
                    *here = if may_follow(None, tag) { *weight } else { 0.0 };
                }
            } else {
                for (before, pairs) in
                    before[(at - 1) * width..].iter().zip(self.exp_pairs.chunks_exact(width))
                {
                    for (here, pair) in here.iter_mut().zip(pairs) {
                        *here += before * pair;
                    }
                }
                here.iter_mut().zip(&*weights).for_each(|(here, weight)| *here *= weight);
            }
            // What makes the forward scores probabilities is kept in the weights.
            let scale = here.iter().sum::<f32>().recip();
            here.iter_mut().for_each(|here| *here *= scale);
            weights.iter_mut().for_each(|weight| *weight *= scale);
        }
        for at in (0..len.saturating_sub(1)).rev() {
            let (here, after) = self.backward.split_at_mut((at + 1) * width);
            let after = &mut after[..width];
            let here = &mut here[at * width..];
            let weights = &self.weights[(at + 1) * width..][..width];
            for (here, pairs) in here.iter_mut().zip(self.exp_pairs.chunks_exact(width)) {
                *here = (0..width).map(|tag| pairs[tag] * weights[tag] * after[tag]).sum();
            }
        }
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
        probability.clamp(0.0, 1.0)
    }
}

/// The buffer with `len` elements.
fn vec_of(buffer: &mut Vec<f32>, len: usize) -> &mut [f32] {
    buffer.clear();
    buffer.resize(len, f32::NEG_INFINITY);
    buffer
}
