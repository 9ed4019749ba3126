//! What a word says to the hidden layer: its vector times the weights of each place, in whole numbers,
//! so that every processor gives the same.
//!
//! The only `unsafe` of the tagger that is written by hand: compilers do not find the instruction that
//! adds up the products of pairs, and the products are what a new word near a name costs most. Its invariants: a
//! kernel is called only where the processor has its features, and reads whole rows, as their types
//! have them.
#![allow(unsafe_code)]

use super::network::{HIDDEN, Row, SIZE, WordVector};

/// The weights of a place: of two numbers of a word's vector for each unit.
pub(super) type Window = [[[i16; 2]; HIDDEN]; COUNT];

/// Pairs of numbers of a word's vector.
const COUNT: usize = SIZE / 2;

const _: () =
    assert!(SIZE.is_multiple_of(2) && HIDDEN.is_multiple_of(32), "whole pairs and vectors");

/// The most steps of a number of a word's vector, and of a weight.
pub(super) const WORD: i16 = 2_047;
pub(super) const WEIGHT: i16 = 16_383;

const _: () = assert!(
    SIZE as i64 * WORD as i64 * WEIGHT as i64 <= i32::MAX as i64,
    "no sum of products overflows"
);

/// Writes the products of a word's vector, of at most [`WORD`] steps, with the weights of a place, of at
/// most [`WEIGHT`] steps; `ratio` is a product of both steps in steps of the row, each of which is at
/// most 127 of them.
pub(super) fn project(word: &WordVector, window: &Window, ratio: f32, row: &mut Row) {
    debug_assert!(word.iter().all(|number| number.abs() <= WORD), "sums do not overflow");
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512bw") {
            // SAFETY: the processor has both.
            return unsafe { project_avx512(word, window, ratio, row) };
        }
        if is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has it.
            return unsafe { project_avx2(word, window, ratio, row) };
        }
    }
    plain(word, window, ratio, row);
}

fn plain(word: &WordVector, window: &Window, ratio: f32, row: &mut Row) {
    let mut sums = [0; HIDDEN];
    for (numbers, weights) in word.as_chunks::<2>().0.iter().zip(window) {
        for (sum, weights) in sums.iter_mut().zip(weights) {
            *sum += i32::from(numbers[0]) * i32::from(weights[0])
                + i32::from(numbers[1]) * i32::from(weights[1]);
        }
    }
    round(&sums, ratio, row);
}

#[inline(always)]
fn round(sums: &[i32; HIDDEN], ratio: f32, row: &mut Row) {
    // What is added to it is rounded: of a number so large the last bit is 1.
    const ROUND: f32 = 12_582_912.0;
    const MOST: f32 = i8::MAX as f32;
    for (to, &sum) in row.iter_mut().zip(sums) {
        let steps = (sum as f32 * ratio).clamp(-MOST, MOST);
        *to = (steps + ROUND).to_bits() as i8;
    }
}

#[cfg(target_arch = "x86_64")]
macro_rules! kernel {
    ($name:ident, $features:literal, $vector:ty, $zero:ident, $set:ident, $load:ident, $add:ident, $products:ident) => {
        #[target_feature(enable = $features)]
        fn $name(word: &WordVector, window: &Window, ratio: f32, row: &mut Row) {
            use std::arch::x86_64::*;
            const VECTORS: usize = size_of::<[i32; HIDDEN]>() / size_of::<$vector>();
            const _: () = assert!(
                VECTORS * size_of::<$vector>() == size_of::<[[i16; 2]; HIDDEN]>(),
                "a row of pairs is so many vectors, none of which goes over its end"
            );
            let mut sums = [$zero(); VECTORS];
            for (&[first, second], weights) in word.as_chunks::<2>().0.iter().zip(window) {
                let pair = i32::from(first as u16) | i32::from(second) << 16;
                let pair = $set(pair);
                let weights = weights.as_ptr().cast::<$vector>();
                for (at, sum) in sums.iter_mut().enumerate() {
                    // SAFETY: `at` is less than `VECTORS`, and the load needs no alignment.
                    let weights = unsafe { $load(weights.add(at)) };
                    *sum = $add(*sum, $products(weights, pair));
                }
            }
            // SAFETY: as many bytes, any of which are numbers.
            let sums: [i32; HIDDEN] = unsafe { std::mem::transmute(sums) };
            round(&sums, ratio, row);
        }
    };
}

#[cfg(target_arch = "x86_64")]
kernel!(
    project_avx512,
    "avx512f,avx512bw",
    __m512i,
    _mm512_setzero_si512,
    _mm512_set1_epi32,
    _mm512_loadu_si512,
    _mm512_add_epi32,
    _mm512_madd_epi16
);
#[cfg(target_arch = "x86_64")]
kernel!(
    project_avx2,
    "avx2",
    __m256i,
    _mm256_setzero_si256,
    _mm256_set1_epi32,
    _mm256_loadu_si256,
    _mm256_add_epi32,
    _mm256_madd_epi16
);

/// Asserts that the kernels that this processor has agree with the plain loop on what `number` gives,
/// which is asked for numbers of at most so many steps.
#[cfg(any(test, fuzzing))]
pub(crate) fn assert_kernels_agree(ratio: f32, mut number: impl FnMut(i16) -> i16) {
    let word: WordVector = std::array::from_fn(|_| number(WORD));
    let mut pairs = || std::array::from_fn(|_| [number(WEIGHT), number(WEIGHT)]);
    let window: Window = std::array::from_fn(|_| pairs());
    let mut expected = [0; HIDDEN];
    plain(&word, &window, ratio, &mut expected);
    let mut row = [1; HIDDEN];
    project(&word, &window, ratio, &mut row);
    assert_eq!(row, expected);
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        row = [1; HIDDEN];
        // SAFETY: the processor has it.
        unsafe { project_avx2(&word, &window, ratio, &mut row) };
        assert_eq!(row, expected);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn kernels_agree_with_their_naive_twin(seed: u64, ratio in 1e-8f32..1e-5) {
            // Whatever numbers, the greatest among them.
            let mut state = seed | 1;
            assert_kernels_agree(ratio, |most| {
                state = state.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23);
                match state % 5 {
                    0 => most,
                    1 => -most,
                    _ => (state >> 32) as i16 % (most + 1),
                }
            });
        }
    }
}
