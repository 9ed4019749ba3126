//! Normalization against memcpy of the same bytes: `cargo bench --bench normalize`.

mod texts;

use std::fmt;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use texts::{TEXTS, Text, search};
use warraq::normalize::{Normalizer, Options, PRESETS};

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

/// Each value of each option alone, on plain and on vocalized news: none should stand out.
#[divan::bench(args = values(), sample_count = 5)]
fn one_option(bencher: Bencher, choice: &Choice) {
    let &Choice { option, value, text } = choice;
    let mut options = Options::KEEP;
    options.set(option, value).expect("a value of the option");
    let normalizer = Normalizer::new(options);
    bench(bencher, text, |text, _| {
        black_box(normalizer.normalize(text));
    });
}

struct Choice {
    option: &'static str,
    value: &'static str,
    text: Text,
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={} {:?}", self.option, self.value, self.text)
    }
}

fn values() -> Vec<Choice> {
    let choices = Options::DESCRIPTIONS.iter().flat_map(|option| {
        option.values[1..].iter().flat_map(|&(value, _)| {
            [Text::Plain, Text::Vocalized].map(|text| Choice { option: option.name, value, text })
        })
    });
    choices.collect()
}

#[divan::bench(args = PRESETS.iter().map(|preset| preset.name))]
fn preset(bencher: Bencher, name: &str) {
    let normalizer = Normalizer::preset(name).expect("a preset");
    bench(bencher, Text::Plain, |text, _| {
        black_box(normalizer.normalize(text));
    });
}
