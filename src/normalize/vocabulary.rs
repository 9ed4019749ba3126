//! The pass that sets characters apart and leaves out those that a model does not know.

use std::fmt::Write;

use super::options::{Options, Spacing, Vocabulary};
use super::parts::MASKS;
use super::table::Sink;
use crate::Span;
use crate::tokenize::{TokenKind, tokenize};
use crate::unicode::rules::{ARABERT_APART, ARABERT_WORD, Ranges};
use crate::unicode::{Class, class};

#[derive(Debug)]
pub(super) struct Selection {
    apart: bool,
    known: bool,
}

fn is_in(c: char, ranges: Ranges) -> bool {
    let after = ranges.partition_point(|&(first, _)| first <= c);
    after > 0 && c <= ranges[after - 1].1
}

impl Selection {
    /// `None` if all stays as it is.
    pub(super) fn new(options: &Options) -> Option<Self> {
        let apart = options.spacing == Spacing::Apart;
        let known = options.vocabulary == Vocabulary::Arabert;
        (apart || known).then_some(Self { apart, known })
    }

    pub(super) fn run(&self, text: &str, sink: &mut impl Sink) {
        let mut done = 0;
        // The last character of the result; a space where there is none.
        let mut last = ' ';
        let mut result = String::new();
        // A model that knows no emoji sees their characters.
        let mut emoji = if self.known { Vec::new() } else { emoji(text) }.into_iter().peekable();
        for (at, c) in text.char_indices() {
            if at < done {
                continue;
            }
            let whole = emoji.next_if(|span| span.start as usize == at).map(|span| span.of(text));
            let mask = || MASKS.into_iter().find(|mask| self.apart && text[at..].starts_with(mask));
            // What stands together.
            let unit = whole.or_else(mask);
            let part = unit.unwrap_or(&text[at..at + c.len_utf8()]);
            let end = at + part.len();
            let stands_apart = self.apart && (unit.is_some() || !is_in(c, ARABERT_WORD));
            let becomes = match c {
                _ if unit.is_some() || class(c).is_space() || !self.known => part,
                '/' => "-",
                _ if is_in(c, ARABERT_WORD) || is_in(c, ARABERT_APART) => part,
                _ => " ",
            };
            let is_space = |c: char| class(c).is_space();
            result.clear();
            if !becomes.starts_with(is_space) {
                let next = text[end..].chars().next();
                let before = stands_apart || self.apart && divides(last, c);
                let after = stands_apart && next.is_some_and(|next| !is_space(next));
                let [before, after] =
                    [before && !is_space(last), after].map(|space| if space { " " } else { "" });
                _ = write!(result, "{before}{becomes}{after}");
            } else {
                result.push_str(becomes);
            }
            last = result.chars().next_back().unwrap_or(last);
            if result != part {
                sink.keep(&text[done..at]);
                sink.change(part, &result);
                done = end;
            } else if unit.is_some() {
                sink.keep(&text[done..end]);
                done = end;
            }
        }
        sink.keep(&text[done..]);
    }
}

/// Emoji are often sequences of characters.
fn emoji(text: &str) -> Vec<Span> {
    let mut tokens = Vec::new();
    tokenize(text, &mut tokens);
    let emoji = tokens.into_iter().filter(|token| token.kind == TokenKind::Emoji);
    emoji.map(|token| token.span).collect()
}

/// Whether one is a digit and the other an Arabic letter.
fn divides(before: char, after: char) -> bool {
    let (before, after) = (class(before), class(after));
    before.is_digit() && after == Class::ArabicLetter
        || before == Class::ArabicLetter && after.is_digit()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::normalize::Normalizer;
    use crate::testing::{assert_linear, repeated};

    fn apart() -> Normalizer {
        Normalizer::new(Options { spacing: Spacing::Apart, ..Options::KEEP })
    }

    fn known() -> Normalizer {
        Normalizer::new(Options { vocabulary: Vocabulary::Arabert, ..Options::KEEP })
    }

    #[test]
    fn sets_apart_and_selects() {
        let cases = [
            ("نعم، (لا)!", "نعم ، ( لا ) !", "نعم، (لا)!"),
            ("سنة2024م و12كتاب", "سنة 2024 م و 12 كتاب", "سنة2024م و12كتاب"),
            ("a1 [ب] ", "a1 [ب] ", "a1 [ب] "),
            ("في[رابط]و [بريد].", "في [رابط] و [بريد] .", "في[رابط]و [بريد]."),
            ("1/2 é پ\u{200C}", "1 / 2 é پ \u{200C}", "1-2     "),
        ];
        for (text, spaced, selected) in cases {
            assert_eq!(apart().normalize(text), spaced, "{text}");
            assert_eq!(known().normalize(text), selected, "{text}");
        }
        let aligned = apart().align("نعم،لا").unwrap();
        assert_eq!(aligned.text(), "نعم ، لا");
        assert_eq!(aligned.to_source(crate::Span::new(7, 9)), crate::Span::new(6, 8));
    }

    proptest! {
        #[test]
        fn only_spaces_come_in(text in "([ -~]|[\u{600}-\u{6FF}]|\\[رابط\\]|\\[رقم\\]|é|\n){0,30}") {
            let spaced = apart().normalize(&text);
            prop_assert_eq!(apart().normalize(&spaced), &*spaced);
            let solid = |text: &str| text.replace(' ', "");
            prop_assert_eq!(solid(&spaced), solid(&text));
            prop_assert!(!spaced.contains("  ") || text.contains("  "));

            let selected = known().normalize(&text);
            prop_assert_eq!(known().normalize(&selected), &*selected);
            prop_assert_eq!(selected.chars().count(), text.chars().count());
        }
    }

    #[test]
    fn hostile_texts_take_linear_time() {
        for piece in ["،", "[رابط]", "[", "é", "1ب"] {
            assert_linear(
                |bytes| repeated(piece, bytes),
                |text| {
                    apart().align(text).unwrap();
                    known().align(text).unwrap();
                },
            );
        }
    }
}
