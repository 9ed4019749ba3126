//! The whole pipeline against memcpy of the same bytes: `cargo bench --bench entities`.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use warraq::{Layers, Pipeline};

fn main() {
    divan::main();
}

/// A megabyte and more, so that it does not stay in the nearest caches.
const BYTES: usize = 1 << 21;

fn news() -> String {
    let news = include_str!("../examples/news.txt");
    news.repeat(BYTES / news.len())
}

#[divan::bench]
fn memcpy(bencher: Bencher) {
    let text = news();
    let mut out = String::with_capacity(text.len());
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        out.clear();
        out.push_str(black_box(&text));
        black_box(&out);
    });
}

/// Each layer with all that it needs, by a worker that knows the words.
#[divan::bench(args = [Layers::TOKENS, Layers::SENTENCES, Layers::ENTITIES])]
fn annotate(bencher: Bencher, layers: Layers) {
    let text = news();
    let mut worker = Pipeline::embedded().unwrap().worker();
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        worker.annotate(black_box(&text), layers).unwrap();
        black_box(worker.entities());
    });
}

/// From the bytes of the model file to a pipeline.
#[divan::bench]
fn load(bencher: Bencher) {
    bencher.bench_local(|| Pipeline::embedded().unwrap());
}
