//! Maximum-likelihood training of a linear-chain CRF.
//!
//! Most features depend on one word alone, wherever it stands. So each evaluation of the objective
//! sums the weights of every distinct word once, into one row of scores for each place from which
//! the word can bear on a label, and the sentences then add up such rows. The gradient goes the same
//! way back. Every sum is taken by one thread in a fixed order: the number of threads changes nothing.

use rayon::prelude::*;

use super::owlqn;
use crate::Result;
use crate::entities::features::{PLACES, REACH};

/// Sentences a thread takes at a time.
const SHARD: usize = 64;

/// Lists of numbers, one after another.
#[derive(Clone, Debug)]
pub(crate) struct Lists {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Default for Lists {
    fn default() -> Self {
        Self { starts: vec![0], items: Vec::new() }
    }
}

impl Lists {
    pub(crate) fn push(&mut self, list: impl IntoIterator<Item = u32>) {
        self.items.extend(list);
        self.starts.push(u32::try_from(self.items.len()).expect("fewer than 2^32 items"));
    }

    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    pub(crate) fn get(&self, at: usize) -> &[u32] {
        &self.items[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// For each of `count` numbers, the lists that have it.
    pub(crate) fn transposed(&self, count: usize) -> Self {
        let mut starts = vec![0u32; count + 1];
        for &item in &self.items {
            starts[item as usize + 1] += 1;
        }
        for at in 0..count {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut items = vec![0; self.items.len()];
        for list in 0..self.len() {
            for &item in self.get(list) {
                items[next[item as usize] as usize] = list as u32;
                next[item as usize] += 1;
            }
        }
        Self { starts, items }
    }
}

/// The weights of a feature: rows of one weight a label, for the places `first..first + rows`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rows {
    /// Index of the first row among the rows of all features.
    pub(crate) at: u32,
    pub(crate) first: u8,
    pub(crate) rows: u8,
}

/// A sentence: where its words are in [`Data::words`]. At least `REACH` positions before and after
/// belong to no sentence.
#[derive(Clone, Debug)]
pub(crate) struct Sentence {
    pub(crate) start: usize,
    pub(crate) len: usize,
    /// How much it counts.
    pub(crate) weight: f64,
}

/// How labels may follow each other.
#[derive(Clone, Debug)]
pub(crate) struct Transitions {
    pub(crate) labels: usize,
    /// Whether one label may follow another: `allowed[before * labels + after]`.
    pub(crate) allowed: Vec<bool>,
    /// Whether a label may begin a sentence.
    pub(crate) may_begin: Vec<bool>,
    /// Whether labels depend on the label before.
    pub(crate) chain: bool,
}

/// Labelled sentences and their features.
#[derive(Debug)]
pub(crate) struct Data {
    pub(crate) transitions: Transitions,
    /// The weights of each feature, in the order of their rows.
    pub(crate) features: Vec<Rows>,
    /// The features of each distinct word.
    pub(crate) word_features: Lists,
    /// The distinct word at each position.
    pub(crate) words: Vec<u32>,
    /// The features of each position that depend on more than one word; they have one row.
    pub(crate) position_features: Lists,
    pub(crate) sentences: Vec<Sentence>,
    /// The label at each position.
    pub(crate) gold: Vec<u8>,
    /// Whether labels depend on the labelled word itself.
    pub(crate) own_word: bool,
    /// What is known before anything is learned, and stays.
    pub(crate) base: Option<Base>,
}

/// Scores that the learned rows are added to. What labels follow each other is the base's alone to say.
#[derive(Debug)]
pub(crate) struct Base {
    /// The score of each label at each position.
    pub(crate) scores: Vec<f64>,
    /// The weight of each pair of labels, `before * labels + after`.
    pub(crate) pairs: Vec<f64>,
}

pub(crate) struct Options {
    pub(crate) l1: f64,
    pub(crate) l2: f64,
    pub(crate) iterations: usize,
    pub(crate) tolerance: f64,
}

/// Weights: first `labels²` for pairs of labels, `before * labels + after`, then the rows of the
/// features. What is added to a base has no pairs: theirs are zeros.
pub(crate) fn train(
    data: &Data,
    options: &Options,
    progress: impl FnMut(usize, f64) -> Result<()>,
) -> Result<Vec<f64>> {
    let objective = Objective::new(data, options.l2);
    let mut weights = vec![0.0; objective.size()];
    let owlqn_options = owlqn::Options {
        l1: options.l1,
        free: data.transitions.labels * data.transitions.labels,
        iterations: options.iterations,
        tolerance: options.tolerance,
    };
    owlqn::minimize(&mut weights, &owlqn_options, |w, g| objective.evaluate(w, g), progress)?;
    Ok(weights)
}

struct Objective<'a> {
    data: &'a Data,
    l2: f64,
    rows: usize,
    /// The words that have each feature.
    feature_words: Lists,
    /// The positions of each word.
    occurrences: Lists,
    /// The positions that have each feature.
    feature_positions: Lists,
}

/// The scores of each distinct word from each place.
pub(crate) fn word_scores(data: &Data, weights: &[f64]) -> Vec<f64> {
    let labels = data.transitions.labels;
    let row_weights = &weights[labels * labels..];
    let mut scores = vec![0.0; data.word_features.len() * PLACES * labels];
    scores.par_chunks_mut(PLACES * labels).enumerate().with_min_len(256).for_each(
        |(word, scores)| {
            for &feature in data.word_features.get(word) {
                let rows = data.features[feature as usize];
                let from = &row_weights[rows.at as usize * labels..];
                let to = &mut scores[rows.first as usize * labels..];
                for (to, from) in to.iter_mut().zip(from).take(rows.rows as usize * labels) {
                    *to += from;
                }
            }
        },
    );
    scores
}

/// Adds the scores of the words around each position of a sentence to `out`.
pub(crate) fn sentence_scores(data: &Data, sentence: &Sentence, scores: &[f64], out: &mut [f64]) {
    let labels = data.transitions.labels;
    for (at, out) in out.chunks_exact_mut(labels).enumerate() {
        for place in 0..PLACES {
            if place == REACH && !data.own_word {
                continue;
            }
            let word = data.words[sentence.start + at + place - REACH] as usize;
            let from = &scores[(word * PLACES + place) * labels..][..labels];
            for (out, from) in out.iter_mut().zip(from) {
                *out += from;
            }
        }
    }
}

impl<'a> Objective<'a> {
    fn new(data: &'a Data, l2: f64) -> Self {
        let mut by_position = Lists::default();
        for &word in &data.words {
            by_position.push([word]);
        }
        Self {
            data,
            l2,
            rows: data.features.iter().map(|rows| rows.rows as usize).sum(),
            feature_words: data.word_features.transposed(data.features.len()),
            occurrences: by_position.transposed(data.word_features.len()),
            feature_positions: data.position_features.transposed(data.features.len()),
        }
    }

    fn size(&self) -> usize {
        self.data.transitions.labels * (self.data.transitions.labels + self.rows)
    }

    /// The negative log-likelihood with its L2 penalty, and its gradient.
    fn evaluate(&self, weights: &[f64], gradient: &mut [f64]) -> f64 {
        let data = self.data;
        let labels = data.transitions.labels;
        let (pair_weights, row_weights) = weights.split_at(labels * labels);
        let pair_weights = data.base.as_ref().map_or(pair_weights, |base| &base.pairs);
        let scores = word_scores(data, weights);

        // Expected minus observed, a row a position, and the same for pairs, a shard at a time.
        let mut residuals = vec![0.0; data.words.len() * labels];
        let mut shards = Vec::new();
        let mut rest = &mut residuals[..];
        let mut taken = 0;
        for sentences in data.sentences.chunks(SHARD) {
            let last = &sentences[sentences.len() - 1];
            let end = last.start + last.len;
            let (piece, after) = rest.split_at_mut((end - taken) * labels);
            shards.push((sentences, taken, piece));
            rest = after;
            taken = end;
        }
        let exp_pairs: Vec<f64> = (0..labels * labels)
            .map(|pair| if data.transitions.allowed[pair] { pair_weights[pair].exp() } else { 0.0 })
            .collect();
        let results: Vec<(f64, Vec<f64>)> = shards
            .into_par_iter()
            .map(|(sentences, taken, residuals)| {
                let mut loss = 0.0;
                let mut pairs = vec![0.0; labels * labels];
                let mut chain = Chain::default();
                for sentence in sentences {
                    chain.scores.clear();
                    if let Some(base) = &data.base {
                        let own = &base.scores[sentence.start * labels..];
                        chain.scores.extend(&own[..sentence.len * labels]);
                    }
                    chain.scores.resize(sentence.len * labels, 0.0);
                    sentence_scores(data, sentence, &scores, &mut chain.scores);
                    for (at, out) in chain.scores.chunks_exact_mut(labels).enumerate() {
                        for &feature in data.position_features.get(sentence.start + at) {
                            let row = data.features[feature as usize].at as usize * labels;
                            for (out, from) in out.iter_mut().zip(&row_weights[row..]) {
                                *out += from;
                            }
                        }
                    }
                    let residuals = &mut residuals[(sentence.start - taken) * labels..]
                        [..sentence.len * labels];
                    let gold = &data.gold[sentence.start..][..sentence.len];
                    loss += sentence.weight
                        * chain.loss(
                            &data.transitions,
                            pair_weights,
                            &exp_pairs,
                            gold,
                            sentence.weight,
                            residuals,
                            &mut pairs,
                        );
                }
                (loss, pairs)
            })
            .collect();

        let mut loss = 0.0;
        let (pair_gradient, row_gradient) = gradient.split_at_mut(labels * labels);
        pair_gradient.fill(0.0);
        for (shard_loss, pairs) in &results {
            loss += shard_loss;
            if data.base.is_none() {
                pair_gradient.iter_mut().zip(pairs).for_each(|(to, from)| *to += from);
            }
        }

        let mut by_word = vec![0.0; scores.len()];
        by_word.par_chunks_mut(PLACES * labels).enumerate().with_min_len(256).for_each(
            |(word, out)| {
                for &position in self.occurrences.get(word) {
                    for place in 0..PLACES {
                        // The word is at `place` from the label at this position.
                        let Some(label_at) = (position as usize + REACH).checked_sub(place) else {
                            continue;
                        };
                        if place == REACH && !data.own_word || label_at >= data.words.len() {
                            continue;
                        }
                        let from = &residuals[label_at * labels..][..labels];
                        for (out, from) in out[place * labels..].iter_mut().zip(from) {
                            *out += from;
                        }
                    }
                }
            },
        );

        let mut by_feature = Vec::with_capacity(data.features.len());
        let mut rest = row_gradient;
        for rows in &data.features {
            let (piece, after) = rest.split_at_mut(rows.rows as usize * labels);
            by_feature.push(piece);
            rest = after;
        }
        by_feature.into_par_iter().enumerate().with_min_len(256).for_each(|(feature, out)| {
            out.fill(0.0);
            let first = data.features[feature].first as usize;
            for &word in self.feature_words.get(feature) {
                let from = &by_word[(word as usize * PLACES + first) * labels..];
                for (out, from) in out.iter_mut().zip(from) {
                    *out += from;
                }
            }
            for &position in self.feature_positions.get(feature) {
                let from = &residuals[position as usize * labels..];
                for (out, from) in out.iter_mut().zip(from) {
                    *out += from;
                }
            }
        });

        let mut penalty = 0.0;
        for (gradient, weight) in gradient.iter_mut().zip(weights) {
            *gradient += self.l2 * weight;
            penalty += weight * weight;
        }
        loss + 0.5 * self.l2 * penalty
    }
}

/// Forward-backward over one sentence, in probabilities scaled at each position.
#[derive(Debug, Default)]
pub(crate) struct Chain {
    /// In: the score of each label at each position.
    pub(crate) scores: Vec<f64>,
    forward: Vec<f64>,
    backward: Vec<f64>,
    scales: Vec<f64>,
}

impl Chain {
    /// The negative log-likelihood of `gold`. Writes `weight` times expected minus observed to
    /// `residuals`, and adds it for pairs of labels to `pairs`.
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn loss(
        &mut self,
        transitions: &Transitions,
        pair_weights: &[f64],
        exp_pairs: &[f64],
        gold: &[u8],
        weight: f64,
        residuals: &mut [f64],
        pairs: &mut [f64],
    ) -> f64 {
        let labels = transitions.labels;
        let mut gold_score = 0.0;
        for (at, &label) in gold.iter().enumerate() {
            gold_score += self.scores[at * labels + label as usize];
            if at > 0 && transitions.chain {
                gold_score += pair_weights[gold[at - 1] as usize * labels + label as usize];
            }
        }
        let log_z = self.marginals(transitions, exp_pairs, residuals);
        for (at, residuals) in residuals.chunks_exact_mut(labels).enumerate() {
            residuals.iter_mut().for_each(|r| *r *= weight);
            residuals[gold[at] as usize] -= weight;
        }
        if transitions.chain {
            for at in 1..gold.len() {
                let before = &self.forward[(at - 1) * labels..at * labels];
                // `scores` now holds exp(score), `scales` what makes them probabilities.
                let here = at * labels..(at + 1) * labels;
                for (b, before) in before.iter().enumerate() {
                    let factor = weight * before / self.scales[at];
                    for a in 0..labels {
                        pairs[b * labels + a] += factor
                            * exp_pairs[b * labels + a]
                            * self.scores[here.start + a]
                            * self.backward[here.start + a];
                    }
                }
                pairs[gold[at - 1] as usize * labels + gold[at] as usize] -= weight;
            }
        }
        log_z - gold_score
    }

    /// Turns `scores` into their exponentials (each position divided by its greatest), writes the
    /// probability of each label at each position to `out`, and returns the log of the partition
    /// function.
    pub(crate) fn marginals(
        &mut self,
        transitions: &Transitions,
        exp_pairs: &[f64],
        out: &mut [f64],
    ) -> f64 {
        let labels = transitions.labels;
        let len = self.scores.len() / labels;
        let mut log_z = 0.0;
        for scores in self.scores.chunks_exact_mut(labels) {
            let greatest = scores.iter().fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            log_z += greatest;
            scores.iter_mut().for_each(|s| *s = (*s - greatest).exp());
        }
        self.forward.clear();
        self.forward.resize(len * labels, 0.0);
        self.backward.clear();
        self.backward.resize(len * labels, 1.0);
        self.scales.clear();
        for at in 0..len {
            let (before, here) = self.forward.split_at_mut(at * labels);
            let here = &mut here[..labels];
            let scores = &self.scores[at * labels..][..labels];
            if at == 0 || !transitions.chain {
                for (a, here) in here.iter_mut().enumerate() {
                    let free = !transitions.chain || transitions.may_begin[a];
                    *here = if free { scores[a] } else { 0.0 };
                }
            } else {
                for (b, before) in before[(at - 1) * labels..].iter().enumerate() {
                    for (here, pair) in here.iter_mut().zip(&exp_pairs[b * labels..]) {
                        *here += before * pair;
                    }
                }
                here.iter_mut().zip(scores).for_each(|(here, score)| *here *= score);
            }
            let scale: f64 = here.iter().sum();
            here.iter_mut().for_each(|h| *h /= scale);
            self.scales.push(scale);
            log_z += scale.ln();
        }
        if transitions.chain {
            for at in (0..len.saturating_sub(1)).rev() {
                let (here, after) = self.backward.split_at_mut((at + 1) * labels);
                let here = &mut here[at * labels..];
                let scores = &self.scores[(at + 1) * labels..];
                for (b, here) in here.iter_mut().enumerate() {
                    *here = (0..labels)
                        .map(|a| exp_pairs[b * labels + a] * scores[a] * after[a])
                        .sum::<f64>()
                        / self.scales[at + 1];
                }
            }
        }
        for ((out, forward), backward) in out.iter_mut().zip(&self.forward).zip(&self.backward) {
            *out = forward * backward;
        }
        log_z
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two labels and a third that may not begin and only follows the second; three words with two
    /// features each, of different reach, and a feature of a position.
    fn data() -> Data {
        let mut word_features = Lists::default();
        for list in [vec![0], vec![1, 2], vec![0, 3], vec![1, 3]] {
            word_features.push(list);
        }
        let words = vec![0, 0, 1, 2, 3, 1, 0, 0, 2, 0, 0];
        let mut position_features = Lists::default();
        for at in 0..words.len() {
            position_features.push((at == 3 || at == 8).then_some(4));
        }
        let allowed =
            (0..9).map(|pair| [(1, 2), (2, 2)].contains(&(pair / 3, pair % 3)) || pair % 3 < 2);
        Data {
            transitions: Transitions {
                labels: 3,
                allowed: allowed.collect(),
                may_begin: vec![true, true, false],
                chain: true,
            },
            features: vec![
                Rows { at: 0, first: 0, rows: 5 },
                Rows { at: 5, first: 1, rows: 3 },
                Rows { at: 8, first: 2, rows: 1 },
                Rows { at: 9, first: 0, rows: 5 },
                Rows { at: 14, first: 0, rows: 1 },
            ],
            word_features,
            words,
            position_features,
            sentences: vec![
                Sentence { start: 2, len: 4, weight: 1.0 },
                Sentence { start: 8, len: 1, weight: 0.5 },
            ],
            gold: vec![0, 0, 1, 2, 2, 0, 0, 0, 1, 0, 0],
            own_word: true,
            base: None,
        }
    }

    /// The same, with scores that are there before.
    fn based() -> Data {
        let numbers = |count| weights(2 * count).split_off(count);
        let base = Base { scores: numbers(11 * 3), pairs: numbers(9) };
        Data { base: Some(base), ..data() }
    }

    fn weights(size: usize) -> Vec<f64> {
        (0..size).map(|at| ((at * 37 + 11) % 19) as f64 / 10.0 - 0.9).collect()
    }

    #[test]
    fn the_gradient_is_that_of_the_value() {
        for (chain, own_word, base) in [
            (true, true, None),
            (false, true, None),
            (false, false, None),
            (true, true, based().base),
        ] {
            let mut data = Data { own_word, base, ..data() };
            data.transitions.chain = chain;
            let objective = Objective::new(&data, 0.3);
            let mut weights = weights(objective.size());
            let mut gradient = vec![0.0; weights.len()];
            objective.evaluate(&weights, &mut gradient);
            let mut scratch = gradient.clone();
            for at in 0..weights.len() {
                const STEP: f64 = 1e-5;
                let here = weights[at];
                weights[at] = here + STEP;
                let above = objective.evaluate(&weights, &mut scratch);
                weights[at] = here - STEP;
                let below = objective.evaluate(&weights, &mut scratch);
                weights[at] = here;
                let slope = (above - below) / (2.0 * STEP);
                assert!((slope - gradient[at]).abs() < 1e-6, "{at}: {slope} {}", gradient[at]);
            }
        }
    }

    /// Against the sum over all labellings.
    #[test]
    fn the_value_is_the_likelihood() {
        for data in [data(), based()] {
            is_the_likelihood(&data);
        }
    }

    fn is_the_likelihood(data: &Data) {
        let objective = Objective::new(data, 0.0);
        let weights = weights(objective.size());
        let value = objective.evaluate(&weights, &mut vec![0.0; weights.len()]);
        let mut expected = 0.0;
        for sentence in &data.sentences {
            let score = |labels: &[usize]| -> Option<f64> {
                let mut score = 0.0;
                for (at, &label) in labels.iter().enumerate() {
                    if at == 0 && !data.transitions.may_begin[label] {
                        return None;
                    }
                    if at > 0 {
                        let pair = labels[at - 1] * 3 + label;
                        if !data.transitions.allowed[pair] {
                            return None;
                        }
                        score += data.base.as_ref().map_or(&weights[..], |it| &it.pairs)[pair];
                    }
                    let position = sentence.start + at;
                    let own = |base: &Base| base.scores[position * 3 + label];
                    score += data.base.as_ref().map_or(0.0, own);
                    for place in 0..PLACES {
                        let word = data.words[position + place - REACH] as usize;
                        for &feature in data.word_features.get(word) {
                            let rows = data.features[feature as usize];
                            if (rows.first..rows.first + rows.rows).contains(&(place as u8)) {
                                let row = rows.at as usize + place - rows.first as usize;
                                score += weights[9 + row * 3 + label];
                            }
                        }
                    }
                    for &feature in data.position_features.get(position) {
                        score +=
                            weights[9 + data.features[feature as usize].at as usize * 3 + label];
                    }
                }
                Some(score)
            };
            let mut all = 0.0;
            for number in 0..3usize.pow(sentence.len as u32) {
                let labels: Vec<usize> =
                    (0..sentence.len).map(|at| number / 3usize.pow(at as u32) % 3).collect();
                all += score(&labels).map_or(0.0, f64::exp);
            }
            let gold: Vec<usize> =
                data.gold[sentence.start..][..sentence.len].iter().map(|&g| g as usize).collect();
            expected += sentence.weight * (all.ln() - score(&gold).unwrap());
        }
        assert!((value - expected).abs() < 1e-9, "{value} {expected}");
    }
}
