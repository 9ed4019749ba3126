//! Words as the models compare them. The models are trained on this fold: a change to it asks for
//! new ones.

use std::sync::LazyLock;

use super::table::Table;
use crate::unicode::rules::{
    ALEF, ALEF_MADDA, ALEF_MAQSURA, ALEF_OTHERS, ALEF_WASLA, DIGITS_ZERO, LAM_ALEF, LATIN_LOWER,
    LIGATURES, LOOKALIKES, PRESENTATION_FORMS, PUNCTUATION_ASCII, Rule, TA_MARBUTA, TATWEEL,
    TYPOGRAPHY_ASCII,
};
use crate::unicode::{Class, class, digit_value};

const RULES: &[Rule] = &[
    LAM_ALEF,
    PRESENTATION_FORMS,
    LIGATURES,
    TATWEEL,
    LOOKALIKES,
    ALEF,
    ALEF_MADDA,
    ALEF_WASLA,
    ALEF_OTHERS,
    ALEF_MAQSURA,
    TA_MARBUTA,
    DIGITS_ZERO,
    PUNCTUATION_ASCII,
    TYPOGRAPHY_ASCII,
    LATIN_LOWER,
];

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::compile(RULES));

/// What a character is folded to: nothing for a mark, tatweel and what is not seen; the plain letter
/// for the forms of alef, ya, kaf and ha; one quotation mark, dash and comma for all; 0 for digits;
/// `None` where it stays.
pub(crate) fn folded(c: char) -> Option<&'static str> {
    match class(c) {
        Class::Mark | Class::Joiner | Class::Invisible => Some(""),
        _ => TABLE.get(c),
    }
}

/// Compiles the table now: see [`crate::prepare`].
pub(super) fn prepare() {
    LazyLock::force(&TABLE);
}

/// Puts a hamza of its own on the last letter of `out`, if that is one after byte `from` that folding
/// tells from the same without: so that decomposed text is what it is composed.
pub(crate) fn compose_last(out: &mut String, from: usize, mark: char) {
    if mark != '\u{654}' {
        return;
    }
    let composed = match out[from..].chars().next_back() {
        Some('و') => 'ؤ',
        Some('ي') => 'ئ',
        _ => return,
    };
    out.pop();
    out.push(composed);
}

/// Appends the folded `word` to `out`.
pub(crate) fn fold(word: &str, out: &mut String) {
    let from = out.len();
    for c in word.chars() {
        match folded(c) {
            Some("") => compose_last(out, from, c),
            Some(result) => out.push_str(result),
            None => out.push(c),
        }
    }
}

/// Appends the `word` as users' own names are compared: folded, but with its digits, which the models
/// do not tell apart.
pub(crate) fn fold_with_digits(word: &str, out: &mut String) {
    let from = out.len();
    for c in word.chars() {
        let digit = if class(c).is_digit() { digit_value(c) } else { None };
        match (digit, folded(c)) {
            (Some(digit), _) => out.push(char::from(b'0' + digit)),
            (None, Some("")) => compose_last(out, from, c),
            (None, Some(result)) => out.push_str(result),
            (None, None) => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_with_digits() {
        let mut out = String::new();
        fold_with_digits("قناة٢٤ F-16 ۷", &mut out);
        assert_eq!(out, "قناه24 f-16 7");
    }

    #[test]
    fn folds() {
        for (word, expected) in [
            ("الآنِسَة", "الانسه"),
            ("إلـــى", "الي"),
            ("أإآٱٲٳٵ", "ااااااا"),
            ("کتابی", "كتابي"),
            ("\u{200f}«قال»\u{feff}", "\"قال\""),
            ("١٢٫٥٪", "00.0%"),
            ("ﺍﻟﻜﺘﺎﺏ", "الكتاب"),
            ("ﻻ", "لا"),
            ("CAIRO", "cairo"),
            ("é\u{301}", "é"),
            ("مسؤول رئيس سأل", "مسؤول رئيس سال"),
            ("مسو\u{654}ول ري\u{64e}\u{654}يس سا\u{654}ل", "مسؤول رئيس سال"),
        ] {
            let mut out = String::new();
            fold(word, &mut out);
            assert_eq!(out, expected, "{word}");
        }
    }
}
