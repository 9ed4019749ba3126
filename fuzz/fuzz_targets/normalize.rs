//! All ways to normalize a text agree, whatever the text and the options.

#![no_main]

use std::cell::RefCell;
use std::collections::HashMap;

use libfuzzer_sys::fuzz_target;
use warraq::normalize::{Normalizer, Options, PRESETS};

thread_local! {
    /// To compile the options takes longer than all that is done with them.
    static COMPILED: RefCell<HashMap<Options, Normalizer>> = RefCell::default();
}

fuzz_target!(|input: (u8, Vec<u8>, &[u8])| {
    let (preset, choices, text) = input;
    let (normalizer, text) = (compiled(options(preset, &choices)), arabic(text));

    // `align` looks up one character after another, the others blocks where the processor can.
    let aligned = normalizer.align(&text).expect("a short text");
    let normalized = normalizer.normalize(&text);
    let before = "قبل ";
    let mut appended = before.to_owned();
    normalizer.append(&text, &mut appended);

    // Not assumed: a kernel that cuts a character makes no UTF-8.
    for result in [normalized.as_bytes(), appended.as_bytes(), aligned.text().as_bytes()] {
        assert!(std::str::from_utf8(result).is_ok());
    }
    assert_eq!(normalized, aligned.text());
    assert_eq!(appended.strip_prefix(before), Some(aligned.text()));
    for span in aligned.source_spans() {
        assert!(text.get(span.range()).is_some_and(|source| !source.is_empty()));
    }
});

/// The options of a preset, or none, but for those that a choice names a value of.
fn options(preset: u8, choices: &[u8]) -> Options {
    let mut options = match PRESETS.get(preset as usize) {
        Some(preset) => preset.options,
        None => Options::KEEP,
    };
    for (option, &choice) in Options::DESCRIPTIONS.iter().zip(choices) {
        if let Some((value, _)) = option.values.get(choice as usize) {
            options.set(option.name, value).expect("a value of the option");
        }
    }
    options
}

fn compiled(options: Options) -> Normalizer {
    COMPILED.with_borrow_mut(|compiled| {
        if compiled.len() > 1000 {
            compiled.clear();
        }
        compiled.entry(options).or_insert_with(|| Normalizer::new(options)).clone()
    })
}

/// A text in which ASCII and U+0620 to U+069F are a byte a character, and all others four.
fn arabic(bytes: &[u8]) -> String {
    let mut bytes = bytes.iter().map(|&byte| u32::from(byte));
    let mut text = String::new();
    while let Some(byte) = bytes.next() {
        let code = match byte {
            0x80.. => 0x620 + (byte - 0x80),
            0x20.. | 0x0A => byte,
            _ => bytes.by_ref().take(3).fold(0, |code, byte| code << 8 | byte) & 0x1F_FFFF,
        };
        text.extend(char::from_u32(code));
    }
    text
}
