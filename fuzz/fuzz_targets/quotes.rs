//! Quotations lie in their text, whatever that is.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use warraq::{Layers, Pipeline};

static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| Pipeline::embedded().expect("the models"));

/// What quotations are made of: a byte each, so that few of them reach much.
const PIECES: [&str; 32] = [
    "قال ", "أضافت ", "مؤكدا ", "وفق ", "على حد قوله ", "كما ", "أن ", "إن ", "بأنه ", "الوزير ", "محمد علي ",
    "صحيفة ", "لن نعود ", "في ", "و", "، ", ": ", ". ", "\n", "«", "»", "“", "”", "\"", "'", "‹", "›", "عن ",
    "جاء ", "قوله ", "أما ", "- ",
];

fuzz_target!(|input: &[u8]| {
    let mut text = String::new();
    for &byte in input {
        match PIECES.get(usize::from(byte)) {
            Some(piece) => text.push_str(piece),
            None => text.push(char::from(byte)),
        }
    }
    let mut worker = PIPELINE.worker();
    worker.annotate(&text, Layers::QUOTES).expect("a short text");
    let mut start = 0;
    for quote in worker.quotes().all() {
        assert!(quote.span.start >= start && !quote.span.is_empty());
        start = quote.span.start;
        assert!(text.get(quote.outer.range()).is_some() && quote.outer.contains(quote.span));
        assert!(worker.quotes().parts(quote).iter().all(|part| text.get(part.range()).is_some()));
        for span in quote.cue.map(|cue| cue.span).into_iter().chain(quote.speaker.map(|it| it.span)) {
            assert!(text.get(span.range()).is_some_and(|text| !text.is_empty()));
        }
    }
});
