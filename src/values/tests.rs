//! Tests of numerals.

use proptest::prelude::*;

use super::*;
use crate::testing::{assert_linear, repeated};
use crate::tokenize::tokenize;

/// All numerals of a text, one after another, with their values.
fn numerals(text: &str) -> Vec<(String, String)> {
    let mut tokens = Vec::new();
    tokenize(text, &mut tokens);
    let mut scratch = ValueScratch::default();
    let words = scratch.classify(text, &tokens, &LEXICON);
    let reader = Reader { text, tokens: &tokens, words, lexicon: &LEXICON };
    let (mut at, mut found) = (0, Vec::new());
    while at < tokens.len() {
        match reader.numeral(at) {
            Some(numeral) => {
                assert!(numeral.end > at);
                let value = numeral.value.map_or("-".to_owned(), |value| value.to_string());
                let ordinal = if numeral.ordinal { "." } else { "" };
                found.push((numeral.span.of(text).to_owned(), value + ordinal));
                at = numeral.end;
            }
            None => at += 1,
        }
    }
    found
}

fn check(text: &str, expected: &[(&str, &str)]) {
    let found = numerals(text);
    let found: Vec<_> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn reads_whole_numerals() {
    for (text, value) in [
        ("صفر", "0"),
        ("أحد عشر", "11"),
        ("إثنا عشر", "12"),
        ("اثنتي عشرة", "12"),
        ("ستة عشر", "16"),
        ("خمسة وعشرون", "25"),
        ("مائة و واحد و ستون", "161"),
        ("مئة وواحدُ وستون", "161"),
        ("أربعة مئة", "400"),
        ("ثمانمئة", "800"),
        ("ثلاثة آلاف وأربعمئة وخمسة وعشرون", "3425"),
        ("ألفين وثمانية عشر", "2018"),
        ("مائتان و اثنان ألف", "202000"),
        ("واحد و عشرون تريليون و ثلاثمائة", "21000000000300"),
        ("3.5 مليون", "3500000"),
        ("مليونا و200 ألف", "1200000"),
        ("مليوني", "2000000"),
        ("٣ مئة و ٢١", "321"),
        ("مئة ألف مليون", "100000000000"),
        ("ألف ومئتان وخمسون مليون", "1250000000"),
        ("٣ دزينات", "36"),
        ("40 000", "40000"),
        ("1 234 567.89", "1234567.89"),
        ("نصف مليون", "500000"),
        ("ثلاثة أرباع", "0.75"),
        ("مليون ونصف", "1500000"),
        ("مليون ونصف المليون", "1500000"),
        ("خمسة وربع", "5.25"),
        ("عشرون وثلاثة اخماس", "20.6"),
        ("واحد و عشرون خمس", "4.2"),
        ("مليون وألفين ومائتين وثلاثة أخماس", "1002200.6"),
        ("واحد من تريليون", "0.000000000001"),
        ("سالب واحد على ٢٠", "-0.05"),
        ("مائتين فاصلة ثلاثة من مائة", "200.03"),
        ("ثلاثة فاصلة خمسة", "3.5"),
        ("الحادي عشر", "11."),
        ("الثانية والعشرين", "22."),
        ("الواحد والعشرون", "21."),
        ("المئة والخامسة والعشرون", "125."),
        ("ألف ألف ألف ألف ألف ألف ألف", "-"),
    ] {
        check(text, &[(text, value)]);
    }
}

#[test]
fn ends_numerals_where_they_end() {
    check("ثلاثمائة و مائتين", &[("ثلاثمائة", "300"), ("مائتين", "200")]);
    check("300 و 212", &[("300", "300"), ("212", "212")]);
    check("بخمسة وثلاثين، وستة", &[("خمسة وثلاثين", "35"), ("ستة", "6")]);
    check("ألف وخمسة آلاف", &[("ألف", "1000"), ("خمسة آلاف", "5000")]);
    check("423 0000", &[("423", "423"), ("0000", "0")]);
    check("ألفا دولار", &[("ألفا", "2000")]);
    check("ألفاً دولار", &[("ألفاً", "1000")]);
    check("خمس السكان وخمس سيارات", &[("خمس", "0.2"), ("خمس", "5")]);
    check("لست وحدي", &[]);
}

#[test]
fn many_numerals_take_linear_time() {
    for piece in [
        "ألف ",
        "9",
        "9 ",
        "999 ",
        "ألف و",
        "خمسة و",
        "ثلاثة أرباع و",
        "واحد من ",
        "سالب ",
        "جزء من ",
    ] {
        assert_linear(|bytes| repeated(piece, bytes), |text| drop(numerals(text)));
    }
}

proptest! {
    /// Whatever the words, spans lie in the text and follow each other.
    #[test]
    fn numerals_lie_in_the_text(
        text in "((و|ب|ال|لل)?(ثلاثة|خمس|عشر|مئة|ألفا|مليون|ثلث|أول|واحد|على|من|جزء|فاصلة|سالب|أرباع|١٢|1,5|½)[ \n,]){0,20}"
    ) {
        let mut from = 0;
        for (numeral, _) in numerals(&text) {
            let at = text[from..].find(&numeral);
            prop_assert!(at.is_some());
            from += at.unwrap_or(0) + numeral.len();
        }
    }
}
