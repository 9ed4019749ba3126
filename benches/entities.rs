//! The whole pipeline against memcpy of the same bytes: `cargo bench --bench entities`.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use warraq::entities::rules::{Pattern, Rule};
use warraq::{EntityRules, Layers, Pipeline, Policy};

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

/// Pairs of words of the news, each with a number of others: a hundred thousand phrases, of which those
/// with the first number are found.
fn phrases() -> Vec<String> {
    let news = include_str!("../examples/news.txt");
    let words: Vec<_> = news.split_whitespace().collect();
    let pairs = words.windows(2).enumerate();
    let all = (0..).flat_map(|number| {
        pairs.clone().map(move |(at, pair)| match (number, at % 16) {
            (0, 0) => pair.join(" "),
            _ => format!("{} {} {number}", pair[0], pair[1]),
        })
    });
    all.take(100_000).collect()
}

fn rules(phrases: &[String]) -> EntityRules {
    let rule =
        |phrase| Rule { label: "X", pattern: Pattern::Phrase(phrase), id: None, metadata: None };
    EntityRules::new(phrases.iter().map(|phrase| rule(phrase))).unwrap()
}

/// Entities with those of rules, by a worker that knows the words.
#[divan::bench]
fn annotate_with_rules(bencher: Bencher) {
    let text = news();
    let rules = rules(&phrases());
    let mut worker =
        Pipeline::embedded().unwrap().with_rules(rules, Policy::Rules).unwrap().worker();
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        worker.annotate(black_box(&text), Layers::ENTITIES).unwrap();
        black_box(worker.entities());
    });
}

/// From phrases to compiled rules.
#[divan::bench]
fn compile_rules(bencher: Bencher) {
    let phrases = phrases();
    let bytes: usize = phrases.iter().map(String::len).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| rules(black_box(&phrases)));
}

/// From the bytes of the model file to a pipeline.
#[divan::bench]
fn load(bencher: Bencher) {
    bencher.bench_local(|| Pipeline::embedded().unwrap());
}
