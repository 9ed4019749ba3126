//! What the benches run on.
#![allow(dead_code)]

use warraq::normalize::Normalizer;

/// A megabyte and more, so that it does not stay in the nearest caches.
const BYTES: usize = 1 << 21;

#[derive(Clone, Copy, Debug)]
pub enum Text {
    /// News.
    Plain,
    /// The same with a mark on every letter.
    Vocalized,
    /// News already normalized.
    Unchanged,
    /// No Arabic at all.
    Ascii,
    /// The words of the news in random order, so that no processor learns what comes next.
    Shuffled,
    /// News in presentation forms, as in text taken from PDF files.
    Presentation,
}

pub const TEXTS: [Text; 5] =
    [Text::Plain, Text::Vocalized, Text::Unchanged, Text::Ascii, Text::Presentation];

impl Text {
    pub fn text(self) -> String {
        let news = include_str!("../../examples/news.txt");
        let text = match self {
            Self::Plain => news.to_string(),
            Self::Vocalized => vocalized(news),
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
            Self::Shuffled => return shuffled(news),
            Self::Ascii => "The committee met on Tuesday, 12 March, and adjourned. ".to_string(),
        };
        text.repeat(BYTES / text.len())
    }
}

pub fn search() -> Normalizer {
    Normalizer::preset("search").expect("a preset")
}

/// Words of the text, drawn at random.
pub fn shuffled(text: &str) -> String {
    let words: Vec<_> = text.split_inclusive(' ').collect();
    // Numerical Recipes' linear congruential generator.
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        words[(state >> 16) as usize % words.len()]
    };
    let mut out = String::new();
    while out.len() < BYTES {
        out.push_str(next());
    }
    out
}

/// The text with a mark on every letter.
pub fn vocalized(text: &str) -> String {
    let mut marks = "\u{64E}\u{64F}\u{650}\u{652}".chars().cycle();
    text.chars()
        .flat_map(|c| [Some(c), marks.next().filter(|_| ('ء'..='ي').contains(&c))])
        .flatten()
        .collect()
}
