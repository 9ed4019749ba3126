//! Tokens and sentences against memcpy of the same bytes: `cargo bench --bench tokenize`.

mod texts;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use warraq::tokenize::{Newlines, sentences, tokenize};

fn main() {
    divan::main();
}

/// A megabyte and more, so that it does not stay in the nearest caches.
const BYTES: usize = 1 << 21;

#[derive(Clone, Copy, Debug)]
enum Text {
    /// News.
    Plain,
    /// The same with a mark on every letter.
    Vocalized,
    /// No Arabic at all.
    Ascii,
    /// Nothing but line breaks to decide on.
    Lines,
}

const TEXTS: [Text; 4] = [Text::Plain, Text::Vocalized, Text::Ascii, Text::Lines];

impl Text {
    fn text(self) -> String {
        let news = include_str!("../examples/news.txt");
        let text = match self {
            Self::Plain => news.to_string(),
            Self::Vocalized => texts::vocalized(news),
            Self::Ascii => "The committee met on Tuesday, 12 March, and adjourned. ".to_string(),
            Self::Lines => news.split_whitespace().flat_map(|word| [word, "\n"]).collect(),
        };
        text.repeat(BYTES / text.len())
    }
}

/// Runs `step` again and again.
fn bench(bencher: Bencher, text: &str, mut step: impl FnMut(&str)) {
    bencher.counter(BytesCount::of_str(text)).bench_local(|| step(black_box(text)));
}

#[divan::bench(args = TEXTS)]
fn memcpy(bencher: Bencher, text: Text) {
    let text = text.text();
    let mut out = String::with_capacity(text.len());
    bench(bencher, &text, |text| {
        out.clear();
        out.push_str(text);
        black_box(&out);
    });
}

#[divan::bench(args = TEXTS)]
fn tokens(bencher: Bencher, text: Text) {
    let text = text.text();
    let mut out = Vec::new();
    bench(bencher, &text, |text| {
        out.clear();
        tokenize(text, &mut out);
        black_box(&out);
    });
}

/// Of tokens that are there already.
#[divan::bench(args = TEXTS)]
fn splitting(bencher: Bencher, text: Text) {
    let text = text.text();
    let (mut tokens, mut out) = (Vec::new(), Vec::new());
    tokenize(&text, &mut tokens);
    bench(bencher, &text, |text| {
        out.clear();
        sentences(text, &tokens, Newlines::Smart, &mut out);
        black_box(&out);
    });
}
