//! Normalization against memcpy of the same bytes: `cargo bench --bench normalize`.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use warraq::normalize::Normalizer;

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
    /// News already normalized.
    Unchanged,
    /// No Arabic at all.
    Ascii,
    /// News in presentation forms, as in text taken from PDF files.
    Presentation,
}

const TEXTS: [Text; 5] =
    [Text::Plain, Text::Vocalized, Text::Unchanged, Text::Ascii, Text::Presentation];

impl Text {
    fn text(self) -> String {
        let news = include_str!("../examples/news.txt");
        let text = match self {
            Self::Plain => news.to_string(),
            Self::Vocalized => {
                let mut marks = "\u{64E}\u{64F}\u{650}\u{652}".chars().cycle();
                news.chars()
                    .flat_map(|c| [Some(c), marks.next().filter(|_| ('ء'..='ي').contains(&c))])
                    .flatten()
                    .collect()
            }
            Self::Unchanged => search().normalize(news).into_owned(),
            Self::Presentation => {
                // The forms of each letter stand beside each other; which of them does not matter.
                let forms: String = (0xFE8D..=0xFEF4).filter_map(char::from_u32).collect();
                let letters =
                    Normalizer::preset("light").expect("a preset").normalize(&forms).into_owned();
                let form = |c| letters.chars().position(|letter| letter == c);
                news.chars()
                    .map(|c| form(c).and_then(|at| forms.chars().nth(at)).unwrap_or(c))
                    .collect()
            }
            Self::Ascii => "The committee met on Tuesday, 12 March, and adjourned. ".to_string(),
        };
        text.repeat(BYTES / text.len())
    }
}

fn search() -> Normalizer {
    Normalizer::preset("search").expect("a preset")
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
