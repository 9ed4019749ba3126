//! The Arabic stemmer of Snowball, by A. Chelli and A. Aries, as of version 3.
//!
//! Not from the Rust that Snowball writes: that moves the rest of the word at each mark it removes,
//! which takes a second for a word of 400 kB, and allocates for each word.
//!
//! Where a step of Snowball leaves its place in the word after the beginning, the next looks there:
//! what looks like a slip in [`remove_prefixes`] is as it is there.

use crate::unicode::rules::{LAM_ALEF, PRESENTATION_FORMS};

/// Writes the stem of `word` to `letters`, which are empty.
pub(super) fn stem(word: &str, letters: &mut Vec<char>) {
    let is_defined = has_article(word);
    normalize(word, letters);
    remove_suffixes(letters, is_defined);
    remove_prefixes(letters, is_defined);
    settle_hamzas(letters);
}

/// Whether a word looks like a noun with its article, marks and all. Others may be verbs.
fn has_article(word: &str) -> bool {
    let longer_than = |length| word.chars().nth(length).is_some();
    let starts = |prefixes: [&str; 2]| prefixes.iter().any(|prefix| word.starts_with(prefix));
    starts(["بال", "كال"]) && longer_than(4) || starts(["لل", "ال"]) && longer_than(3)
}

fn normalize(word: &str, letters: &mut Vec<char>) {
    for c in word.chars() {
        match c {
            '\u{64b}'..='\u{652}' | '\u{640}' => {}
            '٠'..='٩' => letters.push(char::from(b'0' + (u32::from(c) - 0x660) as u8)),
            '\u{fe80}'..='\u{fefc}' => {
                let form = |rule: &'static [(char, &'static str)]| {
                    rule.binary_search_by_key(&c, |&(form, _)| form).ok().map(|at| rule[at].1)
                };
                match form(LAM_ALEF).or_else(|| form(PRESENTATION_FORMS)) {
                    Some(plain) => letters.extend(plain.chars()),
                    None => letters.push(c),
                }
            }
            _ => letters.push(c),
        }
    }
}

/// How many letters the longest suffix of a kind has, and the fewest that the word must have.
type Suffix = Option<(usize, usize)>;

/// Removes a suffix if the word is long enough for it, and says whether it did.
fn strip(word: &mut Vec<char>, suffix: fn(&[char]) -> Suffix) -> bool {
    match suffix(word) {
        Some((length, least)) if word.len() >= least => {
            word.truncate(word.len() - length);
            true
        }
        _ => false,
    }
}

fn remove_suffixes(word: &mut Vec<char>, is_defined: bool) {
    if !is_defined && strip_verb(word) || strip_noun(word, is_defined) {
        return;
    }
    if let Some(last @ 'ى') = word.last_mut() {
        *last = 'ي';
    }
}

fn strip_verb(word: &mut Vec<char>) -> bool {
    if strip(word, object) {
        while strip(word, object) {}
        let _ = strip(word, subject) || strip(word, subject_waw);
        return true;
    }
    strip(word, subject_past) || strip(word, subject)
}

fn object(word: &[char]) -> Suffix {
    Some(match word {
        [.., 'ه' | 'ك', 'م', 'ا'] | [.., 'ك', 'م', 'و'] => (3, 6),
        [.., 'ن', 'ي' | 'ا'] | [.., 'ه', 'ا'] | [.., 'ه' | 'ك', 'م' | 'ن'] => (2, 5),
        [.., 'ه' | 'ك'] => (1, 4),
        _ => return None,
    })
}

fn subject(word: &[char]) -> Suffix {
    Some(match word {
        [.., 'ت', 'م', 'ا'] => (3, 6),
        [.., 'ا' | 'و' | 'ي', 'ن'] => (2, 6),
        [.., 'ن' | 'ت', 'ا'] | [.., 'ت', 'ن'] => (2, 5),
        [.., 'ت' | 'ا' | 'ن' | 'ي'] => (1, 4),
        _ => return None,
    })
}

fn subject_past(word: &[char]) -> Suffix {
    matches!(word, [.., 'و', 'ا'] | [.., 'ت', 'م']).then_some((2, 5))
}

fn subject_waw(word: &[char]) -> Suffix {
    Some(match word {
        [.., 'ت', 'م', 'و'] => (3, 6),
        [.., 'و'] => (1, 4),
        _ => return None,
    })
}

/// Snowball's steps for possessives are not here: where they apply a verb's have applied before.
fn strip_noun(word: &mut Vec<char>, is_defined: bool) -> bool {
    if strip(word, ta_marbuta) {
    } else if !is_defined {
        strip(word, vowel);
    } else if strip(word, nun) {
        let _ = strip(word, vowel) || strip(word, plural) || strip(word, feminine);
    } else {
        strip(word, plural);
    }
    let is_nisba = word.len() >= 3 && word.last() == Some(&'ي');
    if is_nisba {
        word.pop();
    }
    is_nisba
}

fn nun(word: &[char]) -> Suffix {
    matches!(word, [.., 'ن']).then_some((1, 6))
}

fn vowel(word: &[char]) -> Suffix {
    matches!(word, [.., 'ا' | 'ي' | 'و']).then_some((1, 5))
}

fn plural(word: &[char]) -> Suffix {
    matches!(word, [.., 'ا', 'ت']).then_some((2, 5))
}

fn feminine(word: &[char]) -> Suffix {
    matches!(word, [.., 'ت']).then_some((1, 4))
}

fn ta_marbuta(word: &[char]) -> Suffix {
    matches!(word, [.., 'ة']).then_some((1, 4))
}

/// Of a conjunction, then an article or a preposition, or the beginning of a verb.
fn remove_prefixes(word: &mut Vec<char>, is_defined: bool) {
    // The letter at which the next step looks.
    let mut at = 0;
    if word.len() > 3 {
        match word[..] {
            ['أ', 'أ' | 'آ' | 'ا' | 'إ', ..] => {
                word.remove(0);
                at = 1;
            }
            ['أ', 'ؤ', ..] => {
                word.remove(1);
                at = 1;
            }
            _ => {}
        }
    }
    if word.len() > 3 && matches!(word[at..], ['ف' | 'و', next, ..] if next != 'ا') {
        word.remove(at);
    }
    let length = word.len();
    match word[at..] {
        ['ب' | 'ك', 'ا', 'ل', ..] if length > 5 => drop(word.drain(at..at + 3)),
        ['ل' | 'ا', 'ل', ..] if length > 4 => drop(word.drain(at..at + 2)),
        ['ب', 'ا', ..] => {}
        ['ب', ..] | ['ك', 'ك', ..] if length > 3 => drop(word.remove(at)),
        _ if is_defined => {}
        _ => {
            if length > 4 && matches!(word[at..], ['س', 'ي' | 'ت' | 'ن' | 'أ', ..]) {
                word.remove(at);
                at += 1;
            }
            if word.len() > 4 && matches!(word[at..], ['ي' | 'ن' | 'ت', 'س', 'ت', ..]) {
                word[at] = 'ا';
            }
        }
    }
}

/// At the end of the word they become `ء`, elsewhere their carrier.
fn settle_hamzas(word: &mut [char]) {
    if let Some(last @ ('أ' | 'إ' | 'آ' | 'ؤ' | 'ئ')) = word.last_mut() {
        *last = 'ء';
    }
    for letter in word {
        *letter = match *letter {
            'أ' | 'إ' | 'آ' => 'ا',
            'ؤ' => 'و',
            'ئ' => 'ي',
            other => other,
        };
    }
}
