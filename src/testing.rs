//! What several test modules use.

use std::time::{Duration, Instant};

/// Text of `piece` again and again, of about `bytes` bytes.
pub(crate) fn repeated(piece: &str, bytes: usize) -> String {
    piece.repeat(bytes.div_ceil(piece.len()))
}

/// Checks that `work` on a text four times as long takes about four times as long: quadratic time
/// would take sixteen times as long. Tries again when the machine was busy with something else.
pub(crate) fn assert_linear(text: impl Fn(usize) -> String, mut work: impl FnMut(&str)) {
    const BYTES: usize = 1 << 16;
    let texts = [text(BYTES), text(4 * BYTES)];
    let mut best = [Duration::MAX; 2];
    for _ in 0..20 {
        for (best, text) in best.iter_mut().zip(&texts) {
            let start = Instant::now();
            work(text);
            *best = start.elapsed().min(*best);
        }
        if best[1] < 8 * best[0] + Duration::from_millis(1) {
            return;
        }
    }
    let beginning: String = texts[0].chars().take(20).collect();
    panic!("{beginning:?}…: {:?} for four times the text of {:?}", best[1], best[0]);
}
