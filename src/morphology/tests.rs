use proptest::prelude::*;

use super::*;
use crate::model::{ModelFile, embedded};

fn model() -> Segmenter {
    Segmenter::from_file(&ModelFile::parse(embedded()).unwrap()).unwrap()
}

/// The word with its proclitics in front of a `+`, a `*` after an elided article's ل.
fn cut(model: &Segmenter, word: &str) -> String {
    let Proclitics { bytes, elided_article } = model.proclitics(word);
    let (clitics, stem) = word.split_at(bytes as usize);
    match (clitics, elided_article) {
        ("", _) => stem.to_owned(),
        (_, true) => format!("{clitics}+*{stem}"),
        (_, false) => format!("{clitics}+{stem}"),
    }
}

#[test]
fn cuts_proclitics_of_names_and_words() {
    let model = model();
    for expected in [
        "ل+روسيا",
        "ك+ألمانيا",
        "ول+روسيا",
        "وب+بيروت",
        "ك+الصين",
        "و+وليد",
        "ب+ليبيا",
        "ل+*لصين",
        "و+بريطانيا",
        "ب+القاهرة",
        "ول+*لأردن",
        "وب+فرنسا",
        "ف+مصر",
        "و+الرئيس",
        "ب+محمد",
        "ول+علي",
        "ل+لبنان",
        "و+وزير",
        "و+بيروت",
        "ل+ه",
        "ب+ها",
        "وب+هذا",
    ] {
        let word = expected.replace(['+', '*'], "");
        assert_eq!(cut(&model, &word), expected);
    }
}

#[test]
fn names_that_begin_like_clitics_stay_whole() {
    let model = model();
    for word in [
        "وهران",
        "بوتين",
        "ليبيا",
        "كولومبيا",
        "فنلندا",
        "بيروت",
        "لبنان",
        "باريس",
        "لندن",
        "وليد",
        "بلال",
        "كوبا",
        "فيينا",
        "كيم",
        "ليون",
        "واشنطن",
        "فرنسا",
        "برلين",
        "كندا",
        "فلسطين",
        "و",
        "ل",
        "",
        "ـ",
        "\u{64e}",
        "في",
        "لا",
        "كل",
        "بن",
        "ABC",
        "12",
    ] {
        assert_eq!(cut(&model, word), word);
    }
}

#[test]
fn marks_and_tatweel_belong_to_the_letter_before() {
    let model = model();
    for expected in
        ["وَ+بِرِيطَانِيَا", "لـ+روسيا", "بِـ+القاهرة", "وَبِ+بَيروت", "لِ+*لصِّينِ", "و\u{200d}+بريطانيا"]
    {
        let word = expected.replace(['+', '*'], "");
        assert_eq!(cut(&model, &word), expected);
    }
}

proptest! {
    #[test]
    fn any_text_is_cut_between_letters(word in "[وفبلك]{0,3}[ء-يًـa-z😀\u{200d}]{0,40}") {
        let model = model();
        let Proclitics { bytes, elided_article } = model.proclitics(&word);
        // Something is left, it begins with a letter, and at most two letters were cut.
        let (clitics, stem) = word.split_at(bytes as usize);
        let letters = |text: &str| text.chars().filter(|&c| fold::letter(c) != 0).count();
        prop_assert!(letters(clitics) <= 2);
        if bytes > 0 {
            prop_assert!(stem.starts_with(|c| fold::letter(c) != 0));
        }
        prop_assert!(!elided_article || stem.starts_with('ل') && bytes > 0);
    }
}

#[test]
fn long_words_are_not_read_to_their_end() {
    let model = model();
    for word in
        ["و".repeat(1 << 20), format!("و{}", "\u{64e}".repeat(1 << 20)), "لـ".repeat(1 << 19)]
    {
        assert_eq!(model.proclitics(&word), Proclitics::default());
    }
}

/// The embedded model with other bytes in one of its sections.
fn with_section(name: &str, bytes: Vec<u8>) -> crate::Result<Segmenter> {
    let mut writer = crate::model::ModelWriter::from(&ModelFile::parse(embedded()).unwrap());
    writer.set_section(name, bytes);
    Segmenter::from_file(&ModelFile::parse(&writer.to_bytes().unwrap()).unwrap())
}

#[test]
fn malformed_sections_are_refused() {
    let file = ModelFile::parse(embedded()).unwrap();
    for name in ["clitics.lexicon", "clitics.seen", "clitics.weights"] {
        let whole = file.section(name).unwrap();
        let cut = whole[..whole.len() - 1].to_vec();
        for bytes in [vec![], vec![0xff; 100], cut, [whole, &[0]].concat()] {
            let error = with_section(name, bytes).unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::Model);
            assert!(error.to_string().contains(name), "{error}");
        }
    }
    let error = with_section("clitics.weights", vec![segmenter::LAYOUT + 1, 0]).unwrap_err();
    assert!(error.to_string().contains("train the model anew"), "{error}");
    // One weight, past the last feature: a gap of 2^32 - 1.
    let far = [&[segmenter::LAYOUT, 1][..], &[0xff, 0xff, 0xff, 0xff, 0xf, 0, 0]].concat();
    let error = with_section("clitics.weights", far).unwrap_err();
    assert!(error.to_string().contains("a weight of no feature"), "{error}");
}
