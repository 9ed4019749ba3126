//! ISRI, after K. Taghva, R. Elkhoury and J. Coombs, Arabic Stemming without a Root Dictionary
//! (2005), with what NLTK changes: hamzas stay but at the beginning, one pattern more, and words
//! that are left alone.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// Words that are left alone.
static KEPT: LazyLock<FxHashSet<Box<[char]>>> = LazyLock::new(|| {
    let lines = include_str!("../../data/stem/isri.txt").lines();
    lines.filter(|line| !line.starts_with('#')).map(|line| line.chars().collect()).collect()
});

/// Makes the table now: see [`crate::prepare`].
pub(super) fn prepare() {
    LazyLock::force(&KEPT);
}

/// Writes the root of `word` to `letters`, which are empty, or what it is left with.
pub(super) fn stem(word: &str, letters: &mut Vec<char>) {
    letters.extend(word.chars().filter(|c| !('\u{64b}'..='\u{652}').contains(c)));
    if KEPT.contains(&letters[..]) {
        return;
    }
    let prefix = match letters[..] {
        ['ك' | 'ب', 'ا', 'ل', _, _, _, ..] | ['و', 'ل' | 'ا', 'ل', _, _, _, ..] => 3,
        ['ا' | 'ل', 'ل', _, _, _, ..] => 2,
        _ => 0,
    };
    letters.drain(..prefix);
    letters.truncate(letters.len() - long_suffix(letters));
    if let ['و', 'و', _, _, ..] = letters[..] {
        letters.remove(0);
    }
    if let Some(first @ ('آ' | 'أ' | 'إ')) = letters.first_mut() {
        *first = 'ا';
    }
    match letters.len() {
        4 => four(letters),
        5 => five(letters),
        6 => six(letters),
        7 => {
            strip_one(letters);
            if letters.len() == 6 {
                six(letters);
            }
        }
        _ => {}
    }
}

fn long_suffix(word: &[char]) -> usize {
    match word {
        [_, _, _, .., 'ت' | 'ه' | 'ك', 'م', 'ل'] | [_, _, _, .., 'ت', 'ا' | 'ي', 'ن'] => 3,
        [_, _, _, .., 'و' | 'ا' | 'ي' | 'ت' | 'ه' | 'ك', 'ن']
        | [_, _, _, .., 'ا', 'ت']
        | [_, _, _, .., 'ك' | 'ت' | 'ه', 'م']
        | [_, _, _, .., 'ن' | 'ي' | 'ه' | 'و' | 'م', 'ا']
        | [_, _, _, .., 'ن', 'ي'] => 2,
        _ => 0,
    }
}

/// Removes a suffix of one letter or, if there is none, a prefix.
fn strip_one(word: &mut Vec<char>) {
    match word[..] {
        [.., 'ة' | 'ه' | 'ي' | 'ك' | 'ت' | 'ا' | 'ن'] => drop(word.pop()),
        ['ل' | 'ب' | 'ف' | 'س' | 'و' | 'ي' | 'ت' | 'ن' | 'ا', ..] => drop(word.remove(0)),
        _ => {}
    }
}

/// Keeps the letters that a pattern has for those of the root.
fn keep<const N: usize>(word: &mut Vec<char>, root: [usize; N]) {
    for (to, from) in root.into_iter().enumerate() {
        word[to] = word[from];
    }
    word.truncate(N);
}

fn four(word: &mut Vec<char>) {
    match word[..] {
        ['م', ..] => keep(word, [1, 2, 3]),
        [_, 'ا', ..] => keep(word, [0, 2, 3]),
        [_, _, 'ا' | 'و' | 'ي', _] => keep(word, [0, 1, 3]),
        [.., 'ة'] => keep(word, [0, 1, 2]),
        _ => strip_one(word),
    }
}

fn five(word: &mut Vec<char>) {
    five_to_three(word);
    match word.len() {
        4 => four(word),
        5 => five_to_four(word),
        _ => {}
    }
}

fn five_to_three(word: &mut Vec<char>) {
    match word[..] {
        ['ا', _, 'ا' | 'ت', _, _] => keep(word, [1, 3, 4]),
        ['م', _, _, 'ا' | 'ي' | 'و', _] => keep(word, [1, 2, 4]),
        ['ا' | 'ت' | 'م', _, _, _, 'ة'] => keep(word, [1, 2, 3]),
        ['م' | 'ي' | 'ت', _, 'ت', _, _] => keep(word, [1, 3, 4]),
        ['م' | 'ت', _, 'ا', _, _] => keep(word, [1, 3, 4]),
        [_, _, 'ا' | 'و', _, 'ة'] => keep(word, [0, 1, 3]),
        ['ا' | 'م', 'ن', ..] => keep(word, [2, 3, 4]),
        ['ا', _, _, 'ا', _] => keep(word, [1, 2, 4]),
        [_, _, _, 'ا', 'ن'] => keep(word, [0, 1, 2]),
        ['ت', _, _, 'ي', _] => keep(word, [1, 2, 4]),
        [_, 'ا', _, 'و', _] => keep(word, [0, 2, 4]),
        [_, 'و', 'ا', _, _] => keep(word, [0, 3, 4]),
        [_, _, 'ا', 'ئ', _] => keep(word, [0, 1, 4]),
        [_, 'ا', _, _, 'ة'] => keep(word, [0, 2, 3]),
        [_, _, 'ا', _, 'ي'] => keep(word, [0, 1, 3]),
        _ => strip_one(word),
    }
}

fn five_to_four(word: &mut Vec<char>) {
    match word[..] {
        ['ا' | 'ت' | 'م', ..] => keep(word, [1, 2, 3, 4]),
        [.., 'ة'] => keep(word, [0, 1, 2, 3]),
        [_, _, 'ا', ..] => keep(word, [0, 1, 3, 4]),
        _ => {}
    }
}

fn six(word: &mut Vec<char>) {
    match word[..] {
        ['ا' | 'م', 'س', 'ت', ..] => keep(word, [3, 4, 5]),
        ['م', _, _, 'ا', _, 'ة'] => keep(word, [1, 2, 4]),
        ['ا', _, 'ت', _, 'ا', _] => keep(word, [1, 3, 5]),
        ['ا', _, before, 'و', after, _] if before == after => keep(word, [1, 4, 5]),
        ['ت', _, 'ا', _, 'ي', _] => keep(word, [1, 3, 5]),
        _ => strip_one(word),
    }
    match word.len() {
        5 => five(word),
        6 => six_to_four(word),
        _ => {}
    }
}

fn six_to_four(word: &mut Vec<char>) {
    match word[..] {
        ['ا', _, _, _, 'ا', _] => keep(word, [1, 2, 3, 5]),
        ['م', 'ت', ..] => keep(word, [2, 3, 4, 5]),
        _ => {}
    }
}
