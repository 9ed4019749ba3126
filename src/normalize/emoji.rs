//! The pass that describes emoji.

use super::parts::UNNAMED;
use super::table::Sink;
use crate::tokenize::{TokenKind, tokenize};

/// What emoji are called in Arabic, in the order of the emoji, which lack their variation selectors.
#[derive(Debug)]
pub(super) struct Names(Vec<(&'static str, &'static str)>);

impl Names {
    pub(super) fn new() -> Self {
        let lines = include_str!("../../data/emoji/names.tsv").lines();
        Self(lines.filter_map(|line| line.split_once('\t')).collect())
    }

    /// Puts the name of each emoji in its place, in brackets.
    pub(super) fn describe(&self, text: &str, sink: &mut impl Sink) {
        let mut tokens = Vec::new();
        tokenize(text, &mut tokens);
        let mut done = 0;
        let (mut bare, mut result) = (String::new(), String::new());
        for token in tokens.iter().filter(|token| token.kind == TokenKind::Emoji) {
            let span = token.span.range();
            sink.keep(&text[done..span.start]);
            done = span.end;
            let emoji = &text[span];
            bare.clear();
            bare.extend(emoji.chars().filter(|c| !matches!(c, '\u{FE0E}' | '\u{FE0F}')));
            let Some(name) = self.get(&bare) else {
                sink.change(emoji, UNNAMED);
                continue;
            };
            result.clear();
            result.extend(["[", name, "]"]);
            sink.change(emoji, &result);
        }
        sink.keep(&text[done..]);
    }

    fn get(&self, bare: &str) -> Option<&'static str> {
        let at = self.0.binary_search_by_key(&bare, |&(emoji, _)| emoji).ok()?;
        Some(self.0[at].1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::normalize::{Emoji, Normalizer, Options};
    use crate::testing::{assert_linear, repeated};

    fn describing() -> Normalizer {
        Normalizer::new(Options { emoji: Emoji::Describe, ..Options::KEEP })
    }

    #[test]
    fn names_are_found() {
        let Names(names) = Names::new();
        assert!(names.is_sorted() && names.len() > 3900);
        let normalizer = describing();
        let mut others = String::new();
        for (emoji, name) in names {
            assert!(!name.contains(['[', ']']));
            // As a keyboard writes it where the character alone is text.
            let mut full = String::from(emoji);
            full.insert(emoji.chars().next().unwrap().len_utf8(), '\u{FE0F}');
            let expected = format!("[{name}]");
            if normalizer.normalize(emoji) != expected && normalizer.normalize(&full) != expected {
                others += emoji;
            }
        }
        // Punctuation and a letter, to the tokenizer.
        assert_eq!(others, "‼⁉ℹ〰〽");
    }

    #[test]
    fn describes() {
        let cases = [
            ("صباح الخير😀", "صباح الخير[وجه بابتسامة عريضة]"),
            ("❤️ ☺︎", "[قلب أحمر] [وجه مبتسم]"),
            ("👍🏽", "[قبول: بشرة بلون معتدل]"),
            ("🇸🇦 1️⃣ 👩\u{200D}🚀", "[علم: المملكة العربية السعودية] [مفتاح: 1] [رائدة فضاء]"),
            ("🇸 😀\u{301}", "[رمز] [رمز]"),
        ];
        for (text, expected) in cases {
            assert_eq!(describing().normalize(text), expected, "{text}");
        }
        let aligned = describing().align("نعم👍🏽").unwrap();
        assert_eq!(aligned.to_source(crate::Span::new(7, 9)), crate::Span::new(6, 14));
    }

    proptest! {
        #[test]
        fn twice_as_once(
            pieces in prop::collection::vec(
                prop::sample::select(
                    "😀👍🏽🇸🇦❤©#*1\u{FE0F}\u{200D}\u{20E3}👩🚀 @نab./_[]".chars().collect::<Vec<_>>()
                ),
                0..20,
            ),
        ) {
            let text: String = pieces.into_iter().collect();
            let once = describing().normalize(&text);
            prop_assert_eq!(describing().normalize(&once), &*once);
            let aligned = describing().align(&text).unwrap();
            prop_assert_eq!(aligned.text(), &*once);
        }
    }

    #[test]
    fn hostile_texts_take_linear_time() {
        for piece in ["😀", "\u{200D}👩", "😀\u{FE0F}"] {
            assert_linear(
                |bytes| repeated(piece, bytes),
                |text| {
                    describing().align(text).unwrap();
                },
            );
        }
    }
}
