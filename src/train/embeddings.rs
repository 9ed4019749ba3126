//! Word vectors from raw text, and clusters of them.

use rayon::prelude::*;

use crate::Result;

/// Length of a vector.
const SIZE: usize = 100;

/// Words on each side that predict a word.
const WINDOW: usize = 2;

/// Random words that each word is told from.
const NEGATIVES: usize = 5;

/// A small random number generator (SplitMix64), so that training gives the same everywhere.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to 1.
    pub(crate) fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }
}

/// Sums in eight lanes, which the compiler turns into vector instructions.
#[inline]
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 8];
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    for (a, b) in a.iter().zip(b) {
        for lane in 0..8 {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    lanes.iter().sum::<f32>() + rest
}

#[inline]
pub(crate) fn add_scaled(to: &mut [f32], from: &[f32], factor: f32) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += factor * from;
    }
}

/// Vectors of words by continuous bag of words with negative sampling (Mikolov et al. 2013).
/// `sentences` are words below `counts.len()`; words of `u32::MAX` are skipped. On one thread, since
/// threads that write to the same vectors give another result every time.
pub(crate) fn word_vectors(
    sentences: &[&[u32]],
    counts: &[u64],
    epochs: usize,
    mut progress: impl FnMut(usize) -> Result<()>,
) -> Result<Vec<f32>> {
    let mut random = Random(1);
    let words = counts.len();
    let total: u64 = counts.iter().sum();
    let mut vectors: Vec<f32> =
        (0..words * SIZE).map(|_| (random.unit() - 0.5) / SIZE as f32).collect();
    let mut outputs = vec![0.0f32; words * SIZE];
    // Negatives are drawn by count to the power 3/4.
    let mut table: Vec<u32> = Vec::with_capacity(1 << 20);
    let powers: Vec<f64> = counts.iter().map(|&count| (count as f64).powf(0.75)).collect();
    let sum: f64 = powers.iter().sum();
    let mut reached = 0.0;
    for (word, power) in powers.iter().enumerate() {
        reached += power;
        let upto = (reached / sum * (1 << 20) as f64) as usize;
        table.resize(upto.clamp(table.len(), 1 << 20), word as u32);
    }
    // Frequent words are skipped more often the more frequent they are.
    const SAMPLE: f64 = 1e-4;
    let keep: Vec<f32> = counts
        .iter()
        .map(|&count| {
            let share = count as f64 / total as f64 / SAMPLE;
            ((share.sqrt() + 1.0) / share).min(1.0) as f32
        })
        .collect();
    const RATE: f32 = 0.05;
    let all = (total * epochs as u64) as f32;
    let mut seen = 0u64;
    let mut kept = Vec::new();
    let mut middle = [0.0f32; SIZE];
    let mut error = [0.0f32; SIZE];
    for epoch in 0..epochs {
        for sentence in sentences {
            kept.clear();
            for &word in sentence.iter().filter(|&&word| word != u32::MAX) {
                seen += 1;
                if keep[word as usize] >= 1.0 || random.unit() < keep[word as usize] {
                    kept.push(word);
                }
            }
            let rate = RATE * (1.0 - seen as f32 / all).max(1e-4);
            for at in 0..kept.len() {
                let from = at.saturating_sub(WINDOW);
                let to = (at + WINDOW + 1).min(kept.len());
                if to - from < 2 {
                    continue;
                }
                middle.fill(0.0);
                for near in (from..to).filter(|&near| near != at) {
                    add_scaled(&mut middle, &vectors[kept[near] as usize * SIZE..], 1.0);
                }
                let scale = 1.0 / (to - from - 1) as f32;
                middle.iter_mut().for_each(|m| *m *= scale);
                error.fill(0.0);
                for negative in 0..=NEGATIVES {
                    let (word, right) = if negative == 0 {
                        (kept[at], 1.0)
                    } else {
                        let drawn = table[random.next() as usize % table.len()];
                        if drawn == kept[at] {
                            continue;
                        }
                        (drawn, 0.0)
                    };
                    let output = &mut outputs[word as usize * SIZE..][..SIZE];
                    let guess = 1.0 / (1.0 + (-dot(&middle, output)).exp());
                    let step = (right - guess) * rate;
                    add_scaled(&mut error, output, step);
                    add_scaled(output, &middle, step);
                }
                for near in (from..to).filter(|&near| near != at) {
                    add_scaled(&mut vectors[kept[near] as usize * SIZE..][..SIZE], &error, 1.0);
                }
            }
        }
        progress(epoch + 1)?;
    }
    vectors.par_chunks_exact_mut(SIZE).for_each(|vector| {
        let length = dot(vector, vector).sqrt().max(1e-9);
        vector.iter_mut().for_each(|v| *v /= length);
    });
    Ok(vectors)
}

/// Assigns vectors of length 1, the most frequent word first, to `count` clusters by k-means on
/// their directions. The centres are those of the first `sample` vectors.
pub(crate) fn clusters(
    vectors: &[f32],
    count: usize,
    sample: usize,
    iterations: usize,
) -> Vec<u16> {
    let words = vectors.len() / SIZE;
    let sample = sample.min(words);
    let count = count.min(sample);
    let mut random = Random(2);
    let mut chosen: Vec<usize> = Vec::with_capacity(count);
    while chosen.len() < count {
        let word = random.next() as usize % sample;
        if !chosen.contains(&word) {
            chosen.push(word);
        }
    }
    let mut centres: Vec<f32> =
        chosen.iter().flat_map(|&word| &vectors[word * SIZE..][..SIZE]).copied().collect();
    let nearest = |vector: &[f32], centres: &[f32]| -> u16 {
        let mut best = (f32::NEG_INFINITY, 0);
        for (number, centre) in centres.chunks_exact(SIZE).enumerate() {
            let near = dot(vector, centre);
            if near > best.0 {
                best = (near, number as u16);
            }
        }
        best.1
    };
    let assign = |words: usize, centres: &[f32]| -> Vec<u16> {
        vectors[..words * SIZE]
            .par_chunks_exact(SIZE)
            .with_min_len(256)
            .map(|vector| nearest(vector, centres))
            .collect()
    };
    for _ in 0..iterations {
        let assigned = assign(sample, &centres);
        let mut sums = vec![0.0f32; centres.len()];
        for (word, &cluster) in assigned.iter().enumerate() {
            let sum = &mut sums[usize::from(cluster) * SIZE..][..SIZE];
            add_scaled(sum, &vectors[word * SIZE..], 1.0);
        }
        for (centre, sum) in centres.chunks_exact_mut(SIZE).zip(sums.chunks_exact(SIZE)) {
            let length = dot(sum, sum).sqrt();
            if length > 0.0 {
                centre.iter_mut().zip(sum).for_each(|(c, s)| *c = s / length);
            }
        }
    }
    assign(words, &centres)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words that stand in the same places come out alike.
    #[test]
    fn words_in_like_places_are_near() {
        // 0 and 1 both stand between 2 and 3; 4 and 5 both between 6 and 7.
        let mut random = Random(7);
        let sentences: Vec<Vec<u32>> = (0..4000)
            .map(|_| match random.next() % 4 {
                0 => vec![2, 0, 3],
                1 => vec![2, 1, 3],
                2 => vec![6, 4, 7],
                _ => vec![6, 5, 7],
            })
            .collect();
        let mut counts = vec![0; 8];
        sentences.iter().flatten().for_each(|&word| counts[word as usize] += 1);
        let borrowed: Vec<&[u32]> = sentences.iter().map(Vec::as_slice).collect();
        let vectors = word_vectors(&borrowed, &counts, 20, |_| Ok(())).unwrap();
        let near =
            |a: usize, b: usize| dot(&vectors[a * SIZE..][..SIZE], &vectors[b * SIZE..][..SIZE]);
        assert!(near(0, 1) > near(0, 4) + 0.3, "{} {}", near(0, 1), near(0, 4));
        assert!(near(4, 5) > near(1, 5) + 0.3, "{} {}", near(4, 5), near(1, 5));
        let assigned = clusters(&vectors, 4, 8, 10);
        assert_eq!(assigned.len(), 8);
        assert!(assigned[0] == assigned[1] && assigned[0] != assigned[4]);
    }
}
