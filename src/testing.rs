//! What several test modules use.

use std::time::Duration;

use cpu_time::ThreadTime;

/// Text of `piece` again and again, of about `bytes` bytes.
pub(crate) fn repeated(piece: &str, bytes: usize) -> String {
    piece.repeat(bytes.div_ceil(piece.len()))
}

/// Checks that `work` on a text 16 times as long takes about 16 times as long, and not 256 times, as
/// in quadratic time. Counts the time of this thread alone, the best of some, so that it does not
/// matter how busy the machine is.
pub(crate) fn assert_linear(text: impl Fn(usize) -> String, mut work: impl FnMut(&str)) {
    const TIMES: u32 = 16;
    const BYTES: usize = 1 << 14;
    let texts = [text(BYTES), text(BYTES * TIMES as usize)];
    let mut best = [Duration::MAX; 2];
    for _ in 0..10 {
        for (best, text) in best.iter_mut().zip(&texts) {
            let start = ThreadTime::now();
            work(text);
            *best = start.elapsed().min(*best);
        }
        if best[1] < 4 * TIMES * best[0] + Duration::from_millis(1) {
            return;
        }
    }
    let beginning: String = texts[0].chars().take(20).collect();
    panic!("{beginning:?}…: {:?} for {TIMES} times the text of {:?}", best[1], best[0]);
}
