//! The hidden layer of the tagger: what the words around a word say together.
//!
//! A word is the squashed sum of the vectors of its features. A unit of the hidden layer is the
//! squashed sum of five such words, each by the weights of its place; tags add up the units. The
//! products of a word with the weights of a place depend on that word alone and are remembered, in 8
//! bits: what is left for each position that is asked about are five sums and one small product.

use super::features::{PLACES, REACH};
use super::project::{self, Window};
use crate::Result;
use crate::model::Reader;

/// Length of the vector of a word.
pub(crate) const SIZE: usize = 48;

/// Units of the hidden layer.
pub(crate) const HIDDEN: usize = 160;

/// What a word says to the hidden layer from a place, in steps of [`Hidden::step`].
pub(crate) type Row = [i8; HIDDEN];

/// The sum of the vectors of a word's features, in steps of [`Hidden::scale`].
pub(crate) type Sums = [i16; SIZE];

/// The vector of a word, in steps of which 1 has [`project::WORD`].
pub(crate) type WordVector = [i16; SIZE];

/// Nearly tanh, exactly between −1 and 1: a convergent of its continued fraction, which a processor
/// computes for several numbers at once.
#[inline]
pub(crate) fn squash(x: f32) -> f32 {
    let x = x.clamp(-3.0, 3.0);
    x * (27.0 + x * x) / (27.0 + 9.0 * x * x)
}

/// The number of the vector that says nothing.
pub(crate) const NO_VECTOR: u32 = 0;

/// The greatest weight in a file.
const GREATEST: f32 = 1e3;

/// A weight that says nothing, so that what is divided by the greatest stays a number.
const SMALLEST: f32 = 1e-9;

/// The most that a word says to a unit from one place; a unit is nearly full at 3.
const SAID: f32 = 4.0;

/// The compiled network.
#[derive(Debug)]
pub(crate) struct Hidden {
    /// The first is of zeros.
    vectors: Vec<[i8; SIZE]>,
    scale: f32,
    word_bias: [f32; SIZE],
    /// For each place.
    window: Box<[Window; PLACES]>,
    /// What the product of a step of a word's vector with a step of the window is in steps of rows.
    ratio: f32,
    step: f32,
    bias: [f32; HIDDEN],
    /// What each unit says of each tag, and each number of the word's own vector.
    out: Weights,
    skip: Weights,
    out_bias: Vec<f32>,
    /// What the words say that lie outside the sentence.
    pub(crate) outside: [Row; PLACES],
}

impl Hidden {
    /// Reads what [`Network::write`](super::model::Network) wrote, so many vectors, for rows of `width`.
    pub(crate) fn read(
        reader: &mut Reader,
        vectors: usize,
        tags: usize,
        width: usize,
    ) -> Result<Self> {
        fn row<const N: usize>(reader: &mut Reader) -> Result<[f32; N]> {
            let mut row = [0.0; N];
            reader.weights(&mut row, GREATEST)?;
            Ok(row)
        }
        fn weights(reader: &mut Reader, rows: usize, tags: usize) -> Result<Weights> {
            let mut weights = vec![Vec::with_capacity(rows); tags.div_ceil(WIDTH)];
            for _ in 0..rows {
                for (number, block) in weights.iter_mut().enumerate() {
                    let mut row = [0.0; WIDTH];
                    let lanes = WIDTH.min(tags - number * WIDTH);
                    reader.weights(&mut row[..lanes], GREATEST)?;
                    block.push(row);
                }
            }
            Ok(weights)
        }
        let scale = reader.f32()?;
        let scale = reader.weight(scale, GREATEST)?;
        let bytes = reader.take(vectors.saturating_mul(SIZE))?;
        let none = std::iter::once([0; SIZE]);
        let read = bytes.as_chunks().0.iter().map(|bytes| bytes.map(|byte| byte as i8));
        let vectors = none.chain(read).collect();
        let word_bias = row(reader)?;
        let window: Vec<[f32; HIDDEN]> =
            (0..PLACES * SIZE).map(|_| row(reader)).collect::<Result<_>>()?;
        let bias = row(reader)?;
        let [out, skip] = [weights(reader, HIDDEN, tags)?, weights(reader, SIZE, tags)?];
        let mut out_bias = vec![0.0; width];
        reader.weights(&mut out_bias[..tags], GREATEST)?;
        let most = (0..HIDDEN)
            .flat_map(|unit| {
                let places = window.as_chunks::<SIZE>().0.iter();
                places.map(move |place| place.iter().map(|row| row[unit].abs()).sum::<f32>())
            })
            .fold(SMALLEST, f32::max);
        let step = most.min(SAID) / f32::from(i8::MAX);
        let greatest = window.iter().flatten().fold(SMALLEST, |a, w| a.max(w.abs()));
        let steps = f32::from(project::WEIGHT) / greatest;
        let quantized = |weight: f32| (weight * steps).round() as i16;
        let pairs = |place: usize| -> Window {
            let rows = window[place * SIZE..][..SIZE].as_chunks::<2>().0;
            std::array::from_fn(|pair| {
                let [a, b] = &rows[pair];
                std::array::from_fn(|unit| [quantized(a[unit]), quantized(b[unit])])
            })
        };
        let window = Box::new(std::array::from_fn(pairs));
        Ok(Self {
            vectors,
            scale,
            word_bias,
            window,
            ratio: 1.0 / (steps * f32::from(project::WORD) * step),
            step,
            bias,
            out,
            skip,
            out_bias,
            outside: [[0; HIDDEN]; PLACES],
        })
    }

    /// The first number of the vector of a feature.
    #[inline]
    pub(crate) fn first(&self, vector: u32) -> u32 {
        self.vectors[vector as usize][0] as u32
    }

    /// Adds the vector of a feature to a word.
    #[inline]
    pub(crate) fn add(&self, vector: u32, word: &mut Sums) {
        for (sum, &number) in word.iter_mut().zip(&self.vectors[vector as usize]) {
            *sum = sum.saturating_add(i16::from(number));
        }
    }

    /// The vector of a word; adds what it says of its own tags to their scores.
    pub(crate) fn finish(&self, sums: &Sums, scores: &mut [f32]) -> WordVector {
        let mut word = self.word_bias;
        for (number, &sum) in word.iter_mut().zip(sums) {
            *number = squash(*number + f32::from(sum) * self.scale);
        }
        let width = self.out_bias.len();
        let own = &mut scores[REACH * width..][..width];
        add_products(&word, &self.skip, own);
        word.map(|number| (number * f32::from(project::WORD)).round() as i16)
    }

    /// Writes what a word says from a place.
    pub(crate) fn project(&self, word: &WordVector, place: usize, row: &mut Row) {
        project::project(word, &self.window[place], self.ratio, row);
    }

    /// Adds to the scores of a word what the words around it say, each from its place.
    pub(crate) fn add_scores(&self, said: &[Row; PLACES], scores: &mut [f32]) {
        let mut units = [0.0; HIDDEN];
        super::predictor::add(scores, &self.out_bias);
        wide::squashed(said, self.step, &self.bias, &mut units);
        add_products(&units, &self.out, scores);
    }
}

/// Weights of tags: for so many tags together a row for each number that they weigh.
type Weights = Vec<Vec<[f32; WIDTH]>>;

/// Tags whose weights stand together.
const WIDTH: usize = 16;

/// Adds to the scores of tags what numbers say of them.
fn add_products(numbers: &[f32], weights: &Weights, scores: &mut [f32]) {
    for (scores, weights) in scores.chunks_mut(WIDTH).zip(weights) {
        let sums = wide::products(numbers, weights);
        scores.iter_mut().zip(&sums).for_each(|(score, sum)| *score += sum);
    }
}

/// The loops over many numbers, compiled for several processors, of which the best that this one is
/// runs; without closures, which would not be part of them. Each adds in the order that is written, so
/// that all give the same. What is unsafe is written by the macro: it calls a version only after it has
/// asked the processor for what that version needs.
#[allow(unsafe_code)]
mod wide {
    use multiversion::multiversion;

    use super::{HIDDEN, PLACES, Row, WIDTH, squash};

    /// The units of the hidden layer.
    #[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
    pub(super) fn squashed(
        said: &[Row; PLACES],
        step: f32,
        bias: &[f32; HIDDEN],
        units: &mut [f32; HIDDEN],
    ) {
        for unit in 0..HIDDEN {
            let mut sum = 0;
            for row in said {
                sum += row[unit] as i32;
            }
            units[unit] = squash(sum as f32 * step + bias[unit]);
        }
    }

    /// The sum of rows of weights, each as often as a number says; in four sums, none of which waits
    /// for another.
    #[multiversion(targets("x86_64+avx512f+avx512bw+avx512dq+avx512vl", "x86_64+avx2"))]
    pub(super) fn products(numbers: &[f32], weights: &[[f32; WIDTH]]) -> [f32; WIDTH] {
        let [mut first, mut second, mut third, mut fourth] = [[0.0; WIDTH]; 4];
        let (numbers, weights) = (numbers.as_chunks::<4>().0, weights.as_chunks::<4>().0);
        for (numbers, rows) in numbers.iter().zip(weights) {
            // One loop for each sum: of one loop over all the compiler may make single steps.
            for lane in 0..WIDTH {
                first[lane] += numbers[0] * rows[0][lane];
            }
            for lane in 0..WIDTH {
                second[lane] += numbers[1] * rows[1][lane];
            }
            for lane in 0..WIDTH {
                third[lane] += numbers[2] * rows[2][lane];
            }
            for lane in 0..WIDTH {
                fourth[lane] += numbers[3] * rows[3][lane];
            }
        }
        for lane in 0..WIDTH {
            first[lane] = (first[lane] + second[lane]) + (third[lane] + fourth[lane]);
        }
        first
    }
}
