use proptest::prelude::*;

use super::*;
use crate::Span;
use crate::unicode::rules::Rule;

/// Text of every kind, with what normalization is about made frequent.
fn text() -> impl Strategy<Value = String> {
    let c = prop_oneof![
        4 => prop::char::range('\u{621}', '\u{64A}'),
        3 => prop::char::range('\u{64B}', '\u{65F}'),
        2 => prop::char::range('\u{600}', '\u{6FF}'),
        1 => prop::char::range('\u{870}', '\u{8FF}'),
        1 => prop::char::range('\u{FB50}', '\u{FEFF}'),
        1 => prop::char::range('\u{1EE00}', '\u{1EEFF}'),
        1 => prop::char::range('\u{2000}', '\u{206F}'),
        2 => prop::char::range(' ', '~'),
        1 => any::<char>(),
    ];
    prop::collection::vec(c, 0..40).prop_map(String::from_iter)
}

/// Any options at all: each has one of its values.
fn options() -> impl Strategy<Value = Options> {
    prop::collection::vec(any::<prop::sample::Index>(), Options::NAMES.len()).prop_map(|picks| {
        let mut options = Options::KEEP;
        for (name, pick) in Options::NAMES.iter().zip(picks) {
            // The refusal of a value that does not exist lists those that do.
            let refusal = options.set(name, "?").unwrap_err().to_string();
            let values: Vec<_> = refusal.split("known: ").nth(1).unwrap().split(", ").collect();
            options.set(name, values[pick.index(values.len())]).unwrap();
        }
        options
    })
}

fn presets() -> Vec<Normalizer> {
    let presets = PRESETS.iter().map(|preset| preset.options);
    presets.chain([FEATURES, Options::KEEP]).map(Normalizer::new).collect()
}

/// A character of a result, and the span of the source that it comes from.
type Traced = (char, Span);

fn trace(text: &str) -> Vec<Traced> {
    text.char_indices().map(|(at, c)| (c, Span::new(at, at + c.len_utf8()))).collect()
}

fn apply(rule: Rule, text: Vec<Traced>) -> Vec<Traced> {
    text.into_iter()
        .flat_map(|(c, span)| match rule.iter().find(|(source, _)| *source == c) {
            Some((_, result)) => result.chars().map(|c| (c, span)).collect(),
            None => vec![(c, span)],
        })
        .collect()
}

/// The naive twin: every rule over the whole text, one after another, a span a character.
fn naive(options: &Options, text: &str) -> Vec<Traced> {
    options.rules().into_iter().fold(trace(text), |text, rule| apply(rule, text))
}

proptest! {
    #[test]
    fn equals_the_naive_twin(text in text(), options in options()) {
        let normalizer = Normalizer::new(options);
        let expected: String = naive(&options, &text).iter().map(|(c, _)| c).collect();
        prop_assert_eq!(&*normalizer.normalize(&text), &expected);
        let mut out = String::from("before");
        normalizer.append(&text, &mut out);
        prop_assert_eq!(out, format!("before{expected}"));
        let aligned = normalizer.align(&text).unwrap();
        prop_assert_eq!(aligned.text(), &expected);
    }

    #[test]
    fn doing_it_twice_changes_nothing(text in text(), options in options()) {
        for normalizer in [vec![Normalizer::new(options)], presets()].concat() {
            let once = normalizer.normalize(&text);
            prop_assert_eq!(normalizer.normalize(&once), &*once);
        }
    }

    #[test]
    fn borrows_what_does_not_change(text in text(), options in options()) {
        let normalizer = Normalizer::new(options);
        let result = normalizer.normalize(&text);
        prop_assert_eq!(matches!(result, Cow::Borrowed(_)), result == text);
    }

    /// Every span of either text against the characters that the twin traced.
    #[test]
    fn spans_map_to_the_smallest(text in text(), options in options()) {
        let aligned = Normalizer::new(options).align(&text).unwrap();
        let traced = naive(&options, &text);

        // A result span comes from the span around the sources of its characters.
        let mut starts: Vec<usize> = aligned.text().char_indices().map(|(at, _)| at).collect();
        starts.push(aligned.text().len());
        for from in 0..traced.len() {
            for to in from..traced.len() {
                let expected = Span { start: traced[from].1.start, end: traced[to].1.end };
                let span = Span::new(starts[from], starts[to + 1]);
                prop_assert_eq!(aligned.to_source(span), expected);
            }
        }
        prop_assert!(aligned.source_spans().eq(traced.iter().map(|(_, span)| *span)));

        // A source span becomes all that came from within it, or the empty span at its place.
        let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for (i, &from) in bounds.iter().enumerate() {
            for &to in &bounds[i..] {
                let span = Span::new(from, to);
                let before = traced.iter().filter(|(_, source)| (source.end as usize) <= from).count();
                let within = traced.iter().filter(|(_, source)| span.contains(*source)).count();
                let expected = Span::new(starts[before], starts[before + within]);
                prop_assert_eq!(aligned.to_normalized(span), expected);
            }
        }
    }

    /// Larger spans map to larger spans, both ways; the whole maps to the whole.
    #[test]
    fn the_mapping_is_monotone_and_total(text in text(), options in options()) {
        let aligned = Normalizer::new(options).align(&text).unwrap();
        let ends = |text: &str| -> Vec<usize> {
            text.char_indices().map(|(at, _)| at).chain([text.len()]).collect()
        };
        let sources: Vec<Span> = ends(aligned.text())
            .into_iter()
            .map(|at| aligned.to_source(Span::new(at, at)))
            .collect();
        prop_assert!(sources.is_sorted());
        let results: Vec<Span> =
            ends(&text).into_iter().map(|at| aligned.to_normalized(Span::new(at, at))).collect();
        prop_assert!(results.is_sorted());
        let whole = aligned.to_normalized(Span::new(0, text.len()));
        prop_assert_eq!(whole, Span::new(0, aligned.text().len()));
    }
}

#[test]
fn light_takes_no_letter_for_another() {
    let light = Normalizer::preset("light").unwrap();
    let cases = [
        ("أُحِبُّ ٱلْقِرَاءَةَ", "أحب ٱلقراءة"),
        ("العـــربيّة", "العربية"),
        ("هٰذا", "هذا"),
        ("ﺍﻟﻜﺘﺎﺏ ﻻ ﷲ", "الكتاب لا الله"),
        ("ﷺ", "صلى الله عليه وسلم"),
        ("کتاب ۱۲ ٣", "کتاب ۱۲ ٣"),
        ("é café 😀", "é café 😀"),
    ];
    for (text, expected) in cases {
        assert_eq!(light.normalize(text), expected);
    }
}

#[test]
fn search_joins_what_writers_do_not_tell_apart() {
    let search = Normalizer::preset("search").unwrap();
    let cases = [
        ("أإآٱا", "ااااا"),
        ("مدرسةٌ", "مدرسه"),
        ("على علي", "علي علي"),
        ("کتاب علی", "كتاب علي"),
        ("مسؤول شيء", "مسؤول شيء"),
        ("٢٠٢٤ ۲۰۲۴ 2024", "2024 2024 2024"),
        ("ﻵ", "لا"),
    ];
    for (text, expected) in cases {
        assert_eq!(search.normalize(text), expected);
    }
}

#[test]
fn names_are_known_or_refused() {
    assert_eq!(
        Normalizer::preset("lite").unwrap_err().to_string(),
        "unknown preset \"lite\"; known: light, search"
    );
    let mut options = Options::KEEP;
    assert_eq!(
        options.set("alef", "bare").unwrap_err().to_string(),
        "unknown value of the option alef \"bare\"; known: keep, carrier, hamza"
    );
    let error = options.set("aleph", "keep").unwrap_err().to_string();
    assert!(error.starts_with("unknown option \"aleph\"; known: presentation_forms, "));
    for preset in PRESETS {
        let mut rebuilt = Options::KEEP;
        for (option, value) in preset.options.iter() {
            rebuilt.set(option, value).unwrap();
        }
        assert_eq!(rebuilt, preset.options);
    }
}

/// Texts made to hurt: linear time, and one edit for what is removed together.
#[test]
fn hostile_texts() {
    let light = Normalizer::preset("light").unwrap();
    let marks = format!("ب{}", "\u{64E}".repeat(1_000_000));
    let aligned = light.align(&marks).unwrap();
    assert_eq!(aligned.text(), "ب");
    assert_eq!(aligned.to_source(Span::new(0, 2)), Span::new(0, 2));
    assert_eq!(aligned.to_normalized(Span::new(2, 2_000_002)), Span::new(2, 2));
    assert_eq!(light.normalize("\0\u{FFFF}\u{10FFFF}\u{E000}"), "\0\u{FFFF}\u{10FFFF}\u{E000}");
    let ligatures = "ﷺ".repeat(10_000);
    assert_eq!(light.normalize(&ligatures).len(), 10_000 * "صلى الله عليه وسلم".len());
}
