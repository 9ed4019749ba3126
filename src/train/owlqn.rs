//! Minimization of a smooth function plus an L1 penalty: OWL-QN (Andrew and Gao 2007), which is
//! L-BFGS where the penalty is zero.

use std::collections::VecDeque;

use rayon::prelude::*;

use crate::Result;

/// Corrections that approximate the curvature.
const HISTORY: usize = 7;

/// Elements a thread sums at a time. Sums are always taken over the same pieces in the same order,
/// so that the number of threads changes nothing.
const PIECE: usize = 1 << 14;

pub(crate) struct Options {
    /// Weight of the L1 penalty.
    pub(crate) l1: f64,
    /// How many of the first parameters the L1 penalty leaves alone.
    pub(crate) free: usize,
    pub(crate) iterations: usize,
    /// Ends when the last ten iterations improved the objective by less than this part of it.
    pub(crate) tolerance: f64,
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    let pieces: Vec<f64> = a
        .par_chunks(PIECE)
        .zip(b.par_chunks(PIECE))
        .map(|(a, b)| a.iter().zip(b).map(|(a, b)| a * b).sum())
        .collect();
    pieces.iter().sum()
}

fn add_scaled(to: &mut [f64], from: &[f64], factor: f64) {
    to.par_chunks_mut(PIECE).zip(from.par_chunks(PIECE)).for_each(|(to, from)| {
        for (to, from) in to.iter_mut().zip(from) {
            *to += factor * from;
        }
    });
}

/// Minimizes `function`, which returns its value and writes its gradient, from `x` on. Calls
/// `progress` with the number of each iteration and its objective.
pub(crate) fn minimize(
    x: &mut Vec<f64>,
    options: &Options,
    mut function: impl FnMut(&[f64], &mut [f64]) -> f64,
    mut progress: impl FnMut(usize, f64) -> Result<()>,
) -> Result<()> {
    let size = x.len();
    let penalty = |x: &[f64]| -> f64 {
        let pieces: Vec<f64> =
            x[options.free..].par_chunks(PIECE).map(|x| x.iter().map(|x| x.abs()).sum()).collect();
        options.l1 * pieces.iter().sum::<f64>()
    };
    // The direction of steepest descent, negated, where the penalty has a kink at zero.
    let pseudo = |x: &[f64], gradient: &[f64], out: &mut [f64]| {
        out.par_iter_mut().enumerate().with_min_len(PIECE).for_each(|(at, out)| {
            let (x, g, l1) =
                (x[at], gradient[at], if at < options.free { 0.0 } else { options.l1 });
            *out = if x > 0.0 {
                g + l1
            } else if x < 0.0 {
                g - l1
            } else if g + l1 < 0.0 {
                g + l1
            } else if g - l1 > 0.0 {
                g - l1
            } else {
                0.0
            };
        });
    };
    let mut gradient = vec![0.0; size];
    let mut value = function(x, &mut gradient) + penalty(x);
    let mut descent = vec![0.0; size];
    let mut direction = vec![0.0; size];
    let mut next = vec![0.0; size];
    let mut next_gradient = vec![0.0; size];
    let mut history: VecDeque<(Vec<f64>, Vec<f64>, f64)> = VecDeque::new();
    let mut values = VecDeque::from([value]);
    for iteration in 1..=options.iterations {
        pseudo(x, &gradient, &mut descent);
        direction.clear();
        direction.extend(descent.iter().map(|g| -g));
        let mut factors = Vec::with_capacity(history.len());
        for (step, change, curvature) in history.iter().rev() {
            let factor = dot(step, &direction) / curvature;
            add_scaled(&mut direction, change, -factor);
            factors.push(factor);
        }
        if let Some((_, change, curvature)) = history.back() {
            let scale = curvature / dot(change, change);
            direction.par_iter_mut().with_min_len(PIECE).for_each(|d| *d *= scale);
        }
        for ((step, change, curvature), factor) in history.iter().zip(factors.iter().rev()) {
            let back = dot(change, &direction) / curvature;
            add_scaled(&mut direction, step, factor - back);
        }
        // Stay in the orthant that steepest descent points into.
        direction.par_iter_mut().zip(&descent).with_min_len(PIECE).for_each(|(d, g)| {
            if *d * g >= 0.0 {
                *d = 0.0;
            }
        });
        let slope = dot(&direction, &descent);
        if slope >= 0.0 {
            break;
        }
        let mut rate = if history.is_empty() { 1.0 / dot(&descent, &descent).sqrt() } else { 1.0 };
        let mut next_value = f64::INFINITY;
        for _ in 0..30 {
            next.par_iter_mut().enumerate().with_min_len(PIECE).for_each(|(at, next)| {
                let moved = x[at] + rate * direction[at];
                let orthant = if x[at] != 0.0 { x[at] } else { -descent[at] };
                *next = if at >= options.free && options.l1 > 0.0 && moved * orthant <= 0.0 {
                    0.0
                } else {
                    moved
                };
            });
            next_value = function(&next, &mut next_gradient) + penalty(&next);
            if next_value <= value + 1e-4 * rate * slope {
                break;
            }
            rate *= 0.5;
        }
        if next_value >= value {
            break;
        }
        let (mut step, mut change) = match history.len() {
            HISTORY => history.pop_front().map(|(step, change, _)| (step, change)).expect("full"),
            _ => (vec![0.0; size], vec![0.0; size]),
        };
        for at in 0..size {
            step[at] = next[at] - x[at];
            change[at] = next_gradient[at] - gradient[at];
        }
        let curvature = dot(&step, &change);
        if curvature > 1e-10 {
            history.push_back((step, change, curvature));
        }
        std::mem::swap(x, &mut next);
        std::mem::swap(&mut gradient, &mut next_gradient);
        value = next_value;
        progress(iteration, value)?;
        values.push_back(value);
        if values.len() > 10 {
            let before = values.pop_front().expect("ten values");
            if (before - value) < options.tolerance * value.abs() {
                break;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Σ (xᵢ − tᵢ)² · wᵢ + |x|₁ has its minimum at tᵢ moved towards zero by 1 / 2wᵢ, no further than
    /// zero.
    #[test]
    fn finds_the_minimum_of_a_quadratic() {
        let targets = [3.0, -2.0, 0.3, -0.2, 7.0, 0.0];
        let weights = [1.0, 2.0, 1.0, 0.5, 10.0, 1.0];
        let mut x = vec![0.0; 6];
        let options = Options { l1: 1.0, free: 1, iterations: 200, tolerance: 1e-12 };
        minimize(
            &mut x,
            &options,
            |x, gradient| {
                let mut value = 0.0;
                for at in 0..6 {
                    let off = x[at] - targets[at];
                    value += weights[at] * off * off;
                    gradient[at] = 2.0 * weights[at] * off;
                }
                value
            },
            |_, _| Ok(()),
        )
        .unwrap();
        let expected = [3.0, -1.75, 0.0, 0.0, 6.95, 0.0];
        for (x, expected) in x.iter().zip(expected) {
            assert!((x - expected).abs() < 1e-3, "{x} for {expected}");
        }
        assert!(x[2] == 0.0 && x[3] == 0.0);
    }
}
