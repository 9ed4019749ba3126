//! The best tags of a sentence, and how probable a span is.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::ops::Range;

use super::model::may_follow;
use super::predictor::{Predictor, add, zip};

/// Viterbi and forward-backward over one sentence at a time, in buffers that are reused. It has a row for
/// each word, or one for several that follow each other and can have but one tag, which then has no score
/// but that of `O`: the same is found.
#[derive(Debug, Default)]
pub(crate) struct Lattice {
    /// In: the score of each tag, rows of the predictor's width.
    pub(crate) scores: Vec<f32>,
    /// Out: the best tag of each row.
    pub(crate) tags: Vec<u8>,
    /// The exponentials of the pair weights, as probabilities need them, and the same by the tag after.
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
                let weight = (model.pairs[before * width + after] / model.temperature).exp();
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

    /// The `count` best labellings, fewer if there are not so many, the best first: their tags and their
    /// probabilities. Of equals the first is what [`decode`](Self::decode) finds. `scores` holds `len`
    /// rows.
    ///
    /// Each tag of each row keeps the best `count` ways there, of which the next is one step from
    /// those of the tags before (Huang and Chiang 2005, "Better k-best Parsing", algorithm 2).
    pub(crate) fn decode_best(
        &self,
        model: &Predictor,
        len: usize,
        count: usize,
    ) -> Vec<(Vec<u8>, f64)> {
        let Predictor { tags, width, .. } = *model;
        if len == 0 || count == 0 {
            return Vec::new();
        }
        // The ways to each tag of each row, the best first, one cell after another.
        let mut ways: Vec<Way> = Vec::new();
        let mut cells: Vec<Range<usize>> = Vec::with_capacity(len * tags);
        let mut open = BinaryHeap::new();
        for at in 0..len {
            for tag in 0..tags {
                let (from, own) = (ways.len(), self.scores[at * width + tag]);
                // What cannot be would take the places of ways that can.
                let possible = own > f32::NEG_INFINITY;
                if at == 0 {
                    if possible && may_follow(None, tag) {
                        ways.push(Way { score: own, before: 0, rank: 0 });
                    }
                } else if possible {
                    let pair = |before: usize| model.pairs[before * width + tag];
                    let before = &cells[(at - 1) * tags..][..tags];
                    open.extend(before.iter().enumerate().filter_map(|(number, cell)| {
                        let possible = !cell.is_empty() && pair(number) > f32::NEG_INFINITY;
                        possible.then(|| Way {
                            score: ways[cell.start].score + pair(number),
                            before: number as u8,
                            rank: 0,
                        })
                    }));
                    take_best(&mut open, count, |best| {
                        ways.push(Way { score: best.score + own, ..best });
                        let (number, rank) = (usize::from(best.before), best.rank + 1);
                        let next = before[number].start + usize::from(rank);
                        (next < before[number].end).then(|| Way {
                            score: ways[next].score + pair(number),
                            rank,
                            ..best
                        })
                    });
                }
                cells.push(from..ways.len());
            }
        }
        let last = &cells[(len - 1) * tags..];
        open.extend(
            last.iter().enumerate().filter(|(_, cell)| !cell.is_empty()).map(|(tag, cell)| Way {
                score: ways[cell.start].score,
                before: tag as u8,
                rank: 0,
            }),
        );
        let partition = self.log_partition(model, len);
        let mut found: Vec<(Vec<u8>, f64)> = Vec::new();
        take_best(&mut open, count, |best| {
            let (mut tag, mut rank) = (usize::from(best.before), usize::from(best.rank));
            let cell = &last[tag];
            let mut labelling = vec![0; len];
            for at in (0..len).rev() {
                labelling[at] = tag as u8;
                let way = ways[cells[at * tags + tag].start + rank];
                (tag, rank) = (usize::from(way.before), usize::from(way.rank));
            }
            // Summed anew, since a long sum in 32 bits is none to take the exponential of. Where these
            // have rounded, what comes later is as probable. No number only of weights that no training
            // gives.
            let probability = (self.exact_score(model, &labelling) - partition).exp();
            let most = found.last().map_or(1.0, |before| before.1);
            let probability = if probability.is_nan() { 0.0 } else { probability.min(most) };
            found.push((labelling, probability));
            let next = cell.start + usize::from(best.rank) + 1;
            (next < cell.end).then(|| Way { score: ways[next].score, rank: best.rank + 1, ..best })
        });
        found
    }

    /// The score of a labelling, as probabilities need it.
    fn exact_score(&self, model: &Predictor, labelling: &[u8]) -> f64 {
        let width = model.width;
        let own = |(at, &tag): (usize, &u8)| f64::from(self.scores[at * width + usize::from(tag)]);
        let pair = |pair: &[u8]| {
            f64::from(model.pairs[usize::from(pair[0]) * width + usize::from(pair[1])])
        };
        let own: f64 = labelling.iter().enumerate().map(own).sum();
        (own + labelling.windows(2).map(pair).sum::<f64>()) / f64::from(model.temperature)
    }

    /// The logarithm of the sum over all labellings of the exponentials of their scores.
    fn log_partition(&self, model: &Predictor, len: usize) -> f64 {
        let Predictor { tags, width, .. } = *model;
        let temperature = f64::from(model.temperature);
        let log_sum = |terms: &mut dyn Iterator<Item = f64>| {
            // With the greatest so far as the unit, in one pass.
            let (greatest, sum) = terms.filter(|&term| term > f64::NEG_INFINITY).fold(
                (f64::NEG_INFINITY, 0.0),
                |(greatest, sum), term| match term > greatest {
                    true => (term, sum * f64::exp(greatest - term) + 1.0),
                    false => (greatest, sum + f64::exp(term - greatest)),
                },
            );
            greatest + f64::ln(sum)
        };
        let mut sums: Vec<f64> = (0..tags)
            .map(|tag| match may_follow(None, tag) {
                true => f64::from(self.scores[tag]) / temperature,
                false => f64::NEG_INFINITY,
            })
            .collect();
        for at in 1..len {
            sums = (0..tags)
                .map(|tag| {
                    let pair = |before: usize| f64::from(model.pairs[before * width + tag]);
                    let mut terms = sums
                        .iter()
                        .enumerate()
                        .map(|(before, sum)| sum + pair(before) / temperature);
                    log_sum(&mut terms) + f64::from(self.scores[at * width + tag]) / temperature
                })
                .collect();
        }
        log_sum(&mut sums.into_iter())
    }

    /// Prepares for [`probability`](Self::probability). `scores` holds `len` rows.
    pub(crate) fn forward_backward(&mut self, model: &Predictor, len: usize) {
        let Predictor { tags, width, temperature, .. } = *model;
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
                *weight = ((score - greatest).min(0.0) / temperature).exp();
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

    /// The probability of each tag, rows of the model's width.
    #[cfg(feature = "train")]
    pub(crate) fn marginals(&self) -> impl Iterator<Item = f32> {
        self.forward.iter().zip(&self.backward).map(|(forward, backward)| forward * backward)
    }

    /// The probability that rows `from..to` are exactly one name of `label`.
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

/// A way to a tag: its score, the tag before, and which of the ways to that it goes on from.
#[derive(Clone, Copy, Debug)]
struct Way {
    score: f32,
    before: u8,
    rank: u8,
}

impl Ord for Way {
    /// What is better is greater: of equals the first tag, as for [`Lattice::decode`].
    fn cmp(&self, other: &Self) -> Ordering {
        let first = |way: &Self| (way.before, way.rank);
        self.score.total_cmp(&other.score).then_with(|| first(other).cmp(&first(self)))
    }
}

impl PartialOrd for Way {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Way {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Way {}

/// Takes the best `count` ways; `took` gives the one that each makes room for. Leaves none.
fn take_best(open: &mut BinaryHeap<Way>, count: usize, mut took: impl FnMut(Way) -> Option<Way>) {
    for _ in 0..count {
        let Some(best) = open.pop() else { break };
        open.extend(took(best));
    }
    open.clear();
}
