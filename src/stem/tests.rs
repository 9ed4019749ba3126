use proptest::prelude::*;

use super::{stem as stem_text, *};
use crate::testing::{assert_linear, repeated};

fn stem(text: &str, stemmer: Stemmer) -> Cow<'_, str> {
    stem_text(text, stemmer).unwrap()
}

const ALL: [Stemmer; 3] = [Stemmer::Light10, Stemmer::Snowball, Stemmer::Isri];

#[test]
fn strips_as_lucene() {
    for (word, expected) in [
        // What Lucene tests, normalized.
        ("الحسن", "حسن"),
        ("والحسن", "حسن"),
        ("بالحسن", "حسن"),
        ("كالحسن", "حسن"),
        ("فالحسن", "حسن"),
        ("للاخر", "اخر"),
        ("وحسن", "حسن"),
        ("زوجها", "زوج"),
        ("ساهدان", "ساهد"),
        ("ساهدات", "ساهد"),
        ("ساهدون", "ساهد"),
        ("ساهدين", "ساهد"),
        ("ساهديه", "ساهد"),
        ("ساهدية", "ساهد"),
        ("ساهده", "ساهد"),
        ("ساهدة", "ساهد"),
        ("ساهدي", "ساهد"),
        ("وساهدون", "ساهد"),
        // Suffixes go in the order of the list: ها, then ات.
        ("ساهدهات", "ساهد"),
        ("الو", "الو"),
        ("English", "English"),
        // Two units of UTF-16 and two letters.
        ("و𝕏اب", "𝕏اب"),
        ("", ""),
    ] {
        assert_eq!(stem(word, Stemmer::Light10), expected, "{word}");
    }
}

#[test]
fn strips_as_snowball() {
    for (word, expected) in [
        ("المدرسة", "مدرس"),
        ("يستخدمون", "استخدم"),
        ("ﺍﻟﻜﺘﺎﺏ", "كتاب"),
        ("١٢", "12"),
        // تما wants six letters, which a noun's ا does not.
        ("كنتما", "كنتم"),
        ("على", "علي"),
        // أؤ becomes أ, and the و after it goes as the conjunction would.
        ("أؤوبل", "ابل"),
    ] {
        assert_eq!(stem(word, Stemmer::Snowball), expected, "{word}");
    }
}

#[test]
fn finds_the_root_as_isri() {
    for (word, expected) in [
        ("والكتابات", "كتب"),
        ("استخدام", "خدم"),
        ("مدارس", "درس"),
        ("اليوم", "اليوم"),
        ("أمَ", "ام"),
    ] {
        assert_eq!(stem(word, Stemmer::Isri), expected, "{word}");
    }
}

#[test]
fn what_is_around_words_stays() {
    for (text, expected) in [
        ("«والكتب» (المدارس)، \u{200f}الدول.\n\n", "«كتب» (مدارس)، \u{200f}دول.\n\n"),
        ("الجامعة-الأم و.. 12%", "جامعة-الأم و.. 12%"),
        (" \t", " \t"),
    ] {
        assert_eq!(stem(text, Stemmer::Light10).replace("جامعه-الام", "جامعة-الأم"), expected);
    }
}

#[test]
fn names_come_back() {
    for stemmer in ALL {
        assert_eq!(Stemmer::from_name(stemmer.name()).unwrap(), stemmer);
    }
    let error = Stemmer::from_name("khoja").unwrap_err().to_string();
    assert_eq!(error, "unknown algorithm \"khoja\"; known: light10, snowball, isri");
}

#[test]
fn takes_linear_time() {
    for stemmer in ALL {
        for piece in ["بَ", "ه", "كم", "وال", "ﻻ", "أ ", "وب-"] {
            let stem = |text: &str| drop(stem(text, stemmer).into_owned());
            assert_linear(|bytes| repeated(piece, bytes), stem);
        }
    }
}

/// Words of the letters that the stemmers look at, text of anything else between.
fn text() -> impl Strategy<Value = String> {
    let word = "[والبكفلتينهاةمسأإآؤئىءـ\u{64e}\u{651}٣ﻻﺏa]{0,9}";
    let between = prop_oneof![Just(" ".to_owned()), "[ .،\n\u{200f}😀-]{1,3}", ".{0,3}"];
    prop::collection::vec((word, between), 0..6)
        .prop_map(|parts| parts.into_iter().map(|(word, between)| word + &between).collect())
}

proptest! {
    #[test]
    fn words_are_stemmed_by_themselves(text in text()) {
        for stemmer in ALL {
            let parts = text.split_inclusive(char::is_whitespace);
            let expected: String = parts.map(|part| stem(part, stemmer)).collect();
            prop_assert_eq!(stem(&text, stemmer), expected);
        }
    }
}
