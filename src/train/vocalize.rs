//! One way to write the diacritics of lemmas, which each source of them writes in its own.

use unicode_normalization::UnicodeNormalization;

use crate::unicode::{Class, class};

const FATHA: char = '\u{64e}';
const DAMMA: char = '\u{64f}';
const KASRA: char = '\u{650}';
const SHADDA: char = '\u{651}';
const SUKUN: char = '\u{652}';
const DAGGER: char = '\u{670}';

/// The lemma with every short vowel that its letters imply, and a sukun on each letter inside it that
/// has none: `كان` as `كَان`, `اِستَغَلّ` as `اِسْتَغَلّ`. The last letter keeps what it has. A lemma
/// without any mark stays as it is, and one that some vowels are left out of has no sukun.
pub(super) fn uniform(lemma: &str) -> String {
    // Letters with their marks, a shadda first; composed text has it last.
    let mut letters: Vec<(char, String)> = Vec::new();
    for c in lemma.chars() {
        match letters.last_mut() {
            Some((_, marks)) if class(c) == Class::Mark => match c {
                SUKUN => {}
                SHADDA => marks.insert(0, c),
                _ => marks.push(c),
            },
            _ => letters.push((if c == 'ٱ' { 'ا' } else { c }, String::new())),
        }
    }
    let is_consonant = |c: char| !matches!(c, 'ا' | 'ى' | 'آ');
    let is_bare = letters.iter().all(|(_, marks)| marks.is_empty());
    if is_bare || letters.iter().any(|&(c, _)| class(c) != Class::ArabicLetter) {
        return lemma.to_owned();
    }
    let len = letters.len();
    let has_vowel = |marks: &str| {
        marks.contains([FATHA, DAMMA, KASRA, DAGGER, '\u{64b}', '\u{64c}', '\u{64d}'])
    };
    for at in (0..len - 1).rev() {
        let (next, after) = (letters[at + 1].clone(), letters.get(at + 2).map(|l| l.0));
        let (c, marks) = &letters[at];
        if has_vowel(marks) || !is_consonant(*c) {
            continue;
        }
        // A long vowel: و and ي with no mark of their own, before a consonant.
        let is_long = next.1.is_empty() && after.is_none_or(|c| is_consonant(c) && c != 'ة');
        let vowel = match next.0 {
            'ا' | 'ى' | 'ة' => FATHA,
            'و' if is_long && after.is_some() => DAMMA,
            'ي' if is_long && after.is_some() => KASRA,
            _ => continue,
        };
        letters[at].1.push(vowel);
    }
    let is_long = |at: usize| match letters[at].0 {
        'ا' | 'ى' | 'آ' => true,
        'و' => at > 0 && letters[at - 1].1.ends_with(DAMMA),
        'ي' => at > 0 && letters[at - 1].1.ends_with(KASRA),
        _ => false,
    };
    let is_silent = |at: usize| !has_vowel(&letters[at].1) && !is_long(at);
    // No two letters in a row are without a vowel, nor is the first, nor one with a shadda.
    let is_whole = (0..len - 1).all(|at| {
        !is_silent(at)
            || at > 0 && letters[at].1.is_empty() && (at + 2 >= len || !is_silent(at + 1))
    });
    let mut out = String::new();
    for (at, (c, marks)) in letters.iter().enumerate() {
        out.push(*c);
        out.push_str(marks);
        // The ل of an article may fall together with what follows: اللّٰه.
        let is_article = at == 1 && *c == 'ل' && letters[0].0 == 'ا';
        if is_whole && at + 1 < len && is_silent(at) && !is_article {
            out.push(SUKUN);
        }
    }
    out.nfc().collect()
}

/// Whether a verb of three letters doubles its second one: فَعَّل.
pub(super) fn is_doubled(verb: &str) -> bool {
    let mut letters = 0;
    let doubled = verb.chars().any(|c| {
        letters += usize::from(class(c) != Class::Mark);
        c == SHADDA && letters == 2
    });
    doubled && verb.chars().filter(|&c| class(c) != Class::Mark).count() == 3
}

/// The order in which verbs of one spelling are likelier, by the vowel of their second letter:
/// فَعَل, فَعِل, فَعُل.
pub(super) fn vowel_rank(verb: &str) -> usize {
    let mut vowels = verb.chars().filter(|c| matches!(*c, FATHA | DAMMA | KASRA | SUKUN));
    match vowels.nth(1) {
        Some(KASRA) => 1,
        Some(DAMMA) => 2,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vowels_are_written_in_one_way() {
        for (written, expected) in [
            ("كان", "كان"),
            ("عَاد", "عَاد"),
            ("اِستَغَلّ", "اِسْتَغَلّ"),
            ("اِسْتَقْبَل", "اِسْتَقْبَل"),
            ("شَمالِيّ", "شَمَالِيّ"),
            ("مَدرَسَة", "مَدْرَسَة"),
            ("يَوم", "يَوْم"),
            ("رَسول", "رَسُول"),
            ("أَدوار", "أَدْوَار"),
            ("دَعوى", "دَعْوَى"),
            ("حُكُومَة", "حُكُومَة"),
            ("صَحِيح", "صَحِيح"),
            ("بَين", "بَيْن"),
            ("أُورُوبِيّ", "أُورُوبِيّ"),
            ("أَوَّل", "أَوَّل"),
            ("حَيثُ", "حَيْثُ"),
            ("لٰكِنَّ", "لٰكِنَّ"),
            ("جِدًّا", "جِدًّا"),
            ("أَيضًا", "أَيْضًا"),
            // Some vowels are not there.
            ("مِليون", "مِلْيُون"),
            ("إنجلترَا", "إنجلترَا"),
        ] {
            assert_eq!(uniform(written), expected);
            assert_eq!(uniform(expected), expected, "again");
        }
    }

    #[test]
    fn patterns_are_told_by_their_marks() {
        assert!(is_doubled("كَسَّر") && !is_doubled("كَسَر") && !is_doubled("مَدّ"));
        assert!(!is_doubled("تَكَسَّر"));
        assert_eq!(["كَسَر", "شَرِب", "كَبُر", "مَدّ"].map(vowel_rank), [0, 1, 2, 0]);
    }
}
