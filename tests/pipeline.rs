//! The promises of the whole pipeline, on the embedded models.
#![cfg(feature = "embedded-models")]

use std::ops::ControlFlow;
use std::sync::LazyLock;

use proptest::prelude::*;
use warraq::batch::{self, Rows, Threads};
use warraq::{Layers, Pipeline};

static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| Pipeline::embedded().unwrap());

/// Text of every kind: Arabic words and names with clitics, marks, other scripts, punctuation, line
/// ends, controls, and anything at all.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => "[ء-ي]{1,8}",
        4 => prop::sample::select(vec![
            "للصين", "وبريطانيا", "كيم جونغ-أون", "بالقاهرة", "فلاديمير بوتين", "الأمم\nالمتحدة",
            "مُحَمَّد", "محـــمد", "«لوموند»", "خمسة آلاف", "بمليوني دولار", "3/4", "ل", "ول", "وال", "(القدس)", "تل\"أبيب", "٪١٢٫٥",
        ]).prop_map(String::from),
        2 => "[ \n\t\u{200c}\u{200f}\u{64b}-\u{652}\u{640}\u{feff}]{1,3}",
        2 => "[.،؛:؟!\"'«»()\\[\\]/@#_-]{1,3}",
        1 => "[a-zA-Z0-9٠-٩۰-۹]{1,6}",
        1 => "\\PC{1,4}",
        1 => any::<String>(),
        // Clitics under more marks than a byte counts.
        1 => "[وفبلك][\u{fe20}\u{e0100}]{60,125}القاهرة",
    ];
    prop::collection::vec((piece, prop::sample::select(vec!["", " ", "\n", "  "])), 0..40)
        .prop_map(|pieces| pieces.into_iter().map(|(piece, space)| piece + space).collect())
}

/// A mark in its isolated form is a word, of which a name keeps nothing.
#[test]
fn names_are_never_empty() {
    for text in ["በ=ﹰ&0", "ﹰ", "قال ﹰ في القاهرة"] {
        let document = PIPELINE.annotate(text).unwrap();
        assert!(document.entities().iter().all(|entity| !document.name(entity).is_empty()));
    }
}

proptest! {
    #[test]
    fn layers_lie_in_the_text(text in any_text()) {
        let document = PIPELINE.annotate(&text).unwrap();
        let mut covered = 0;
        for token in document.tokens() {
            // Between tokens there is nothing to see.
            prop_assert!(text[covered..token.span.start as usize].chars().all(char::is_whitespace));
            prop_assert!(!token.span.of(&text).is_empty());
            covered = token.span.end as usize;
        }
        prop_assert!(text[covered..].chars().all(char::is_whitespace));

        let mut end = 0;
        for number in document.numbers() {
            prop_assert!(number.span.start >= end && !number.span.of(&text).is_empty());
            end = number.span.end;
        }

        let mut tokens = document.tokens().iter().peekable();
        for sentence in document.sentences() {
            prop_assert_eq!(tokens.peek().map(|token| token.span.start), Some(sentence.start));
            let mut end = sentence.start;
            while let Some(token) = tokens.next_if(|token| sentence.contains(token.span)) {
                end = token.span.end;
            }
            prop_assert_eq!(end, sentence.end);
        }
        prop_assert!(tokens.next().is_none());

        let mut end = 0;
        for entity in document.entities() {
            prop_assert!(entity.span.start >= end && !entity.span.is_empty());
            prop_assert!(!entity.span.of(&text).starts_with(char::is_whitespace));
            let unseen = |c: char| c.is_whitespace() || "\u{200c}\u{200f}\u{feff}".contains(c);
            prop_assert!(!entity.span.of(&text).ends_with(unseen));
            prop_assert!((0.0..=1.0).contains(&entity.score));
            prop_assert!(!document.label(entity).is_empty());
            prop_assert!(!document.name(entity).is_empty());
            end = entity.span.end;
        }
    }

    #[test]
    fn threads_and_batches_change_nothing(
        texts in prop::collection::vec(prop::option::of(any_text()), 0..12),
        threads in 1_usize..4,
    ) {
        let alone: Vec<_> = texts
            .iter()
            .map(|text| match text {
                Some(text) => PIPELINE.annotate(text).unwrap().entities().to_vec(),
                None => Vec::new(),
            })
            .collect();
        let together = batch::run(
            texts.as_slice(),
            &Threads::new(Some(threads)).unwrap(),
            || PIPELINE.worker(),
            |worker, rows, range| {
                range
                    .map(|row| {
                        let Some(text) = rows.text(row) else { return Ok(Vec::new()) };
                        worker.annotate(text, Layers::ENTITIES)?;
                        Ok(worker.entities().to_vec())
                    })
                    .collect::<warraq::Result<Vec<_>>>()
            },
            |_| ControlFlow::Continue(()),
        )
        .unwrap();
        prop_assert_eq!(together.concat(), alone);
    }
}

#[test]
fn the_example_text_has_its_names() {
    let text = include_str!("../examples/news.txt");
    let document = PIPELINE.annotate(text).unwrap();
    let names: Vec<_> = document
        .entities()
        .iter()
        .map(|entity| (document.label(entity), document.name(entity)))
        .collect();
    for (label, name) in [
        ("PER", "باراك أوباما"),
        ("PER", "لوران فابيوس"),
        ("PER", "شي جين بينغ"),
        ("ORG", "الأمم المتحدة"),
        ("LOC", "نيويورك"),
        ("LOC", "الصين"),
    ] {
        assert!(
            names.iter().any(|found| found.0 == label && found.1 == name),
            "{name} in {names:?}"
        );
    }
}

#[test]
fn stopping_is_an_error_of_its_own() {
    let texts = vec![Some("قال بوتين في موسكو. ".repeat(20_000)); 40];
    let error = batch::run(
        texts.as_slice(),
        &Threads::new(Some(2)).unwrap(),
        || PIPELINE.worker(),
        |worker, rows, range| {
            range
                .clone()
                .try_for_each(|row| worker.annotate(rows.text(row).unwrap(), Layers::ENTITIES))
        },
        |_| ControlFlow::Break(()),
    )
    .unwrap_err();
    assert_eq!(error.kind(), warraq::ErrorKind::Cancelled);
}

#[test]
fn odd_texts() {
    for text in
        ["", " ", "\n\n", "\u{64e}\u{64f}\u{650}", "\0", "ـــ", "\u{feff}", "\u{202e}قال\u{202c}"]
    {
        PIPELINE.annotate(text).unwrap();
    }
}

#[test]
fn spans_leave_clitics_out_and_hyphens_in() {
    let found = |text: &str| -> Vec<(String, String)> {
        let document = PIPELINE.annotate(text).unwrap();
        let surface = |entity: &warraq::entities::Entity| entity.span.of(text).to_owned();
        let entities = document.entities().iter();
        entities.map(|entity| (surface(entity), document.name(entity).into_owned())).collect()
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(
        found("سافر الوزير إلى بكين ثم توجه للصين."),
        [pair("بكين", "بكين"), pair("لصين", "الصين"),]
    );
    // A name on two lines is one, with its name on one.
    assert_eq!(
        found("قال الرئيس فلاديمير\nبوتين إن موسكو لن تتراجع.")[0],
        pair("فلاديمير\nبوتين", "فلاديمير بوتين")
    );
    assert_eq!(
        found("التقى الزعيم الكوري الشمالي كيم جونغ-أون نظيره.")[0],
        pair("كيم جونغ-أون", "كيم جونغ-أون")
    );
    for whole in ["وهران", "بيروت", "ليبيا", "كولومبيا", "فنلندا"] {
        let text = format!("وصل الوفد إلى {whole} أمس.");
        assert_eq!(found(&text), [pair(whole, whole)]);
    }
}

#[test]
fn clitics_may_have_any_number_of_marks() {
    for mark in ["\u{64e}", "\u{fe20}", "\u{e0100}"] {
        for count in [60, 84, 100, 125, 300] {
            let text = format!("زار أوباما مدينة دمشق و{}القاهرة في مصر.", mark.repeat(count));
            for entity in PIPELINE.annotate(&text).unwrap().entities() {
                assert!(!entity.span.of(&text).is_empty());
            }
        }
    }
}
