//! Normalization against memcpy of the same bytes: `cargo bench --bench normalize`.

mod texts;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use texts::{TEXTS, Text, search};

fn main() {
    divan::main();
}

/// Runs `step` with an empty string of enough room for the result.
fn bench(bencher: Bencher, text: Text, mut step: impl FnMut(&str, &mut String)) {
    let text = text.text();
    let mut out = String::with_capacity(2 * text.len());
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        out.clear();
        step(black_box(&text), &mut out);
        black_box(&out);
    });
}

#[divan::bench(args = TEXTS)]
fn a_memcpy(bencher: Bencher, text: Text) {
    bench(bencher, text, |text, out| out.push_str(text));
}

#[divan::bench(args = TEXTS)]
fn append(bencher: Bencher, text: Text) {
    let search = search();
    bench(bencher, text, |text, out| search.append(text, out));
}

#[divan::bench(args = TEXTS)]
fn normalize(bencher: Bencher, text: Text) {
    let search = search();
    bench(bencher, text, |text, _| {
        black_box(search.normalize(text));
    });
}

#[divan::bench(args = TEXTS)]
fn align(bencher: Bencher, text: Text) {
    let search = search();
    bench(bencher, text, |text, _| {
        black_box(search.align(text)).expect("a short text");
    });
}

/// As Python has it.
#[divan::bench(args = TEXTS)]
fn align_in_characters(bencher: Bencher, text: Text) {
    let search = search();
    bench(bencher, text, |text, _| {
        let aligned = search.align(text).expect("a short text");
        black_box(aligned.alignment().in_characters(text, aligned.text()));
    });
}

/// Word by word into one string, as the entity tagger folds.
#[divan::bench(args = TEXTS)]
fn words(bencher: Bencher, text: Text) {
    let search = search();
    bench(bencher, text, |text, out| {
        for word in text.split(' ') {
            out.clear();
            search.append(word, out);
            black_box(&*out);
        }
    });
}
