//! Words as the models know them: without marks and tatweel, letters that writers confuse as one.

use std::sync::LazyLock;

use unicode_normalization::char::{compose, decompose_compatible};

use crate::model::mix;
use crate::normalize::folded;
use crate::unicode::class;

/// The letters of a word that are looked at. No word of Arabic is longer.
pub(crate) const MAX_LETTERS: usize = 32;

/// The characters of a word that are looked at, marks and tatweel among them.
const MAX_CHARS: usize = 4 * MAX_LETTERS;
const _: () = assert!(4 * MAX_CHARS <= u16::MAX as usize, "places are bytes in 16 bits");

/// The letters that are left after folding, numbered from 1.
const ALPHABET: &str = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءؤئپچژگڤ";

/// How many different letters [`letter`] gives, none (0) among them.
pub(crate) const LETTERS: usize = 38;

static NEAR: LazyLock<Box<[u8]>> = LazyLock::new(|| ('\0'..'\u{800}').map(number).collect());

/// Compiles the table now: see [`crate::prepare`].
pub(crate) fn prepare() {
    LazyLock::force(&NEAR);
}

/// The number of a letter after folding; 0 for what is no letter of its own (marks, tatweel,
/// joiners), and the last number for everything else.
#[inline]
pub(crate) fn letter(c: char) -> u8 {
    NEAR.get(c as usize).copied().unwrap_or_else(|| number(c))
}

fn number(c: char) -> u8 {
    let mut buffer = [0; 4];
    let mut letters = folded(c).unwrap_or(c.encode_utf8(&mut buffer)).chars();
    match (letters.next(), letters.next()) {
        (None, _) => 0,
        // A ligature is cut nowhere.
        (Some(_), Some(_)) => OTHER,
        (Some(letter), None) => match ALPHABET.chars().position(|known| known == letter) {
            Some(at) => at as u8 + 1,
            None => OTHER,
        },
    }
}

/// A letter as it is written in composed text: without the form of its place in the word, and those
/// of other languages that are the same letter as those of Arabic.
#[inline]
fn composed(c: char, letter: u8) -> char {
    if matches!(c, 'ء'..='ي') { c } else { uncommon(c, letter) }
}

#[cold]
fn uncommon(c: char, letter: u8) -> char {
    let mut plain = c;
    if matches!(c, '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}') {
        // A letter, or one and its hamza.
        let mut first = true;
        decompose_compatible(c, |part| {
            plain = if first { part } else { compose(plain, part).unwrap_or(plain) };
            first = false;
        });
    }
    match plain {
        _ if letter == OTHER => c,
        'ء'..='ي' => plain,
        _ => {
            // Each of them takes two bytes.
            let at = 2 * (usize::from(letter) - 1);
            ALPHABET[at..at + 2].chars().next().unwrap_or(c)
        }
    }
}

/// A letter that may carry a hamza or madda, with that among the marks that follow it: a lengthened
/// letter is told from a composed one beside it.
fn with_hamza(c: char, own: u8, after: &str) -> (char, u8) {
    let c = composed(c, own);
    let mut marks = after.chars().take_while(|&mark| letter(mark) == 0).take(MAX_LETTERS);
    match marks.find_map(|mark| match mark {
        '\u{653}'..='\u{655}' => compose(c, mark),
        _ => None,
    }) {
        Some(composed) => (composed, letter(composed)),
        None => (c, own),
    }
}

/// The marks on a letter, a bit each.
pub(crate) mod marks {
    pub(crate) const FATHA: u8 = 1;
    pub(crate) const DAMMA: u8 = 2;
    pub(crate) const KASRA: u8 = 4;
    pub(crate) const SUKUN: u8 = 8;
    pub(crate) const SHADDA: u8 = 16;
    pub(crate) const TANWIN: u8 = 32;

    pub(super) fn bit(mark: char) -> u8 {
        match mark {
            '\u{64b}'..='\u{64d}' => TANWIN,
            '\u{64e}' => FATHA,
            '\u{64f}' => DAMMA,
            '\u{650}' => KASRA,
            '\u{651}' => SHADDA,
            '\u{652}' => SUKUN,
            _ => 0,
        }
    }
}

pub(crate) const ALEF: u8 = 1;
pub(crate) const BA: u8 = 2;
pub(crate) const TA: u8 = 3;
pub(crate) const SIN: u8 = 12;
pub(crate) const FA: u8 = 20;
pub(crate) const KAF: u8 = 22;
pub(crate) const LAM: u8 = 23;
pub(crate) const MIM: u8 = 24;
pub(crate) const NUN: u8 = 25;
pub(crate) const HA: u8 = 26;
pub(crate) const WAW: u8 = 27;
pub(crate) const YA: u8 = 28;
pub(crate) const HAMZA: u8 = 29;
pub(crate) const HAMZA_ON_WAW: u8 = 30;
pub(crate) const HAMZA_ON_YA: u8 = 31;
/// What [`letter`] gives for everything else.
pub(crate) const OTHER: u8 = LETTERS as u8 - 1;
/// Stands after a word whose last letter is ه and no ة, which are folded together, or ى and no ي.
pub(crate) const MARKED: u8 = LETTERS as u8;

/// A folded word: its letters, where each begins, and the hash of any part of it.
pub(crate) struct Folded {
    letters: [u8; MAX_LETTERS],
    chars: [char; MAX_LETTERS],
    marks: [u8; MAX_LETTERS],
    starts: [u16; MAX_LETTERS],
    /// Of the letters before each place.
    prefixes: [u64; MAX_LETTERS + 1],
    len: usize,
    /// Whether a hyphen or the like follows, and more of the word after it.
    joined: bool,
    /// Whether a letter has a tanwin, which no pronoun and nothing before one has.
    tanwin: bool,
}

/// Odd, and random otherwise.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// [`Part`]s may be longer than a word by a clitic and an article.
const POWERS: [u64; MAX_LETTERS + 4] = {
    let mut powers = [1u64; MAX_LETTERS + 4];
    let mut at = 1;
    while at < powers.len() {
        powers[at] = powers[at - 1].wrapping_mul(BASE);
        at += 1;
    }
    powers
};

/// The hash of letters in a row, before its bits are mixed: letters can be put before and after.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    sum: u64,
    len: usize,
}

impl Part {
    pub(crate) fn before(letter: u8, rest: Self) -> Self {
        let sum = u64::from(letter).wrapping_mul(POWERS[rest.len]).wrapping_add(rest.sum);
        Self { sum, len: rest.len + 1 }
    }

    pub(crate) fn and(self, letter: u8) -> Self {
        let sum = self.sum.wrapping_mul(BASE).wrapping_add(u64::from(letter));
        Self { sum, len: self.len + 1 }
    }

    /// The hash, all bits of it equally good.
    pub(crate) fn hash(self) -> u64 {
        mix(self.sum)
    }
}

impl Folded {
    /// Folds `word`, or its first part if it is hyphenated; `None` if that has no letters, or too many
    /// to be a word. A letter that is lengthened by writing it three times or more counts once.
    #[inline]
    pub(crate) fn new(word: &str) -> Option<Self> {
        let mut folded = Self::EMPTY;
        folded.read(word).then_some(folded)
    }

    /// Of no word; there is nothing to ask it.
    pub(super) const EMPTY: Self = Self {
        letters: [0; MAX_LETTERS],
        chars: ['\0'; MAX_LETTERS],
        marks: [0; MAX_LETTERS],
        starts: [0; MAX_LETTERS],
        prefixes: [0; MAX_LETTERS + 1],
        len: 0,
        joined: false,
        tanwin: false,
    };

    /// Folds a word into what is empty, as [`new`](Self::new), which has to move it; `false` stands
    /// for `None`.
    pub(super) fn read(&mut self, word: &str) -> bool {
        let folded = self;
        // How often the last letter is written, and where first.
        let (mut run, mut first) = (0, 0);
        let mut chars = word.char_indices();
        // Marks and tatweel are no letters; a longer word is not worth reading to its end.
        for (at, c) in chars.by_ref().take(MAX_CHARS) {
            let letter = letter(c);
            if letter == 0 {
                folded.mark(c);
                continue;
            }
            if letter == OTHER && !class(c).is_letter() {
                folded.joined = true;
                break;
            }
            let (c, letter) = match letter {
                ALEF | WAW | YA => with_hamza(c, letter, &word[at + c.len_utf8()..]),
                _ => (composed(c, letter), letter),
            };
            if folded.len > 0 && folded.letters[folded.len - 1] == letter && letter != OTHER {
                run += 1;
                // At the front, three of a letter can be clitics and a stem: تتتابع.
                if run > 3 || run == 3 && first > 0 {
                    folded.len = first + 1;
                    continue;
                }
            } else {
                (run, first) = (1, folded.len);
            }
            if folded.len == MAX_LETTERS {
                return false;
            }
            folded.letters[folded.len] = letter;
            folded.marks[folded.len] = 0;
            folded.chars[folded.len] = c;
            folded.starts[folded.len] = at as u16;
            folded.prefixes[folded.len + 1] =
                folded.prefixes[folded.len].wrapping_mul(BASE).wrapping_add(u64::from(letter));
            folded.len += 1;
        }
        if run == 3 && folded.len == 3 {
            folded.len = 1;
        }
        folded.len > 0 && (folded.joined || chars.next().is_none())
    }

    /// Puts a mark on the last letter.
    fn mark(&mut self, mark: char) {
        let Some(last) = self.len.checked_sub(1) else { return };
        let bit = marks::bit(mark);
        self.marks[last] |= bit;
        self.tanwin |= bit == marks::TANWIN;
    }

    /// Whether this is the first part of a hyphenated word.
    pub(crate) fn is_joined(&self) -> bool {
        self.joined
    }

    /// Whether the last letter is one that a pronoun ends with, as it is written.
    pub(crate) fn may_end_in_pronoun(&self) -> bool {
        matches!(self.letters[self.len - 1], HA | ALEF | MIM | NUN | KAF | YA)
            && !matches!(self.chars[self.len - 1], 'ة' | 'ى')
            && !self.tanwin
            && !self.joined
    }

    /// Whether the نا at the end of the letters from `from` on is what "we" did, by the sukun before it:
    /// شَرِبْنا, but not والدَيْنا, nor يُخْبِرْنا and ارْحَمْنا, whose sukun is that of the jussive and imperative.
    pub(crate) fn is_ended_by_subject(&self, from: usize) -> bool {
        let Some(last) = self.len.checked_sub(3).filter(|&last| last > from) else { return false };
        if self.marks[last] & marks::SUKUN == 0 || matches!(self.letters[last], WAW | YA) {
            return false;
        }
        let has = |at: usize, mark: u8| self.marks[at] & mark != 0;
        match self.chars[from] {
            'ي' => false,
            // انتظَرنا, اتَّخذنا; four letters with another sukun are an imperative.
            'ا' => {
                (last - from > 3 || has(from + 1, marks::SHADDA)) && !has(last - 1, marks::KASRA)
            }
            'أ' => !has(last - 1, marks::KASRA),
            'ت' | 'ن' => !has(from, marks::DAMMA) && !has(from + 1, marks::SUKUN),
            _ => true,
        }
    }

    /// Whether the ي at the end is that of two before what they govern: مَدِينَتَيْ.
    pub(crate) fn is_dual(&self) -> bool {
        self.len > 1
            && self.marks[self.len - 1] & (marks::SUKUN | marks::KASRA) != 0
            && self.marks[self.len - 2] & marks::FATHA != 0
    }

    pub(crate) fn has_tanwin(&self) -> bool {
        self.tanwin
    }

    pub(crate) fn letters(&self) -> &[u8] {
        &self.letters[..self.len]
    }

    pub(crate) fn whole(&self) -> Part {
        Part { sum: self.prefixes[self.len], len: self.len }
    }

    /// The letters as they are written, composed.
    pub(crate) fn chars(&self) -> &[char] {
        &self.chars[..self.len]
    }

    /// A letter as it is written, composed.
    pub(crate) fn char(&self, letter: usize) -> char {
        self.chars[letter]
    }

    /// The [marks] on a letter.
    pub(crate) fn marks(&self, letter: usize) -> u8 {
        self.marks[letter]
    }

    /// Whether a word can begin at a letter, by its marks; one whose ل fell together with that of
    /// the article has a shadda.
    pub(crate) fn may_begin_at(&self, letter: usize) -> bool {
        match self.marks[letter] & (marks::SUKUN | marks::SHADDA) {
            0 => true,
            marks::SHADDA => letter > 0 && self.letters[letter - 1..=letter] == [LAM, LAM],
            // وَهْوَ.
            _ => matches!(self.letters[letter..self.len], [HA, WAW | YA]),
        }
    }

    /// Whether a letter can be the proclitic that it looks like, by its marks.
    pub(crate) fn may_be_proclitic(&self, letter: usize) -> bool {
        use marks::{DAMMA, FATHA, KASRA, SHADDA, SUKUN, TANWIN};
        let never = match self.letters[letter] {
            BA => FATHA | DAMMA | SHADDA | SUKUN | TANWIN,
            // فَلْيكتب.
            LAM if letter > 0 => DAMMA | SHADDA | TANWIN,
            LAM => DAMMA | SUKUN | TANWIN,
            _ => DAMMA | KASRA | SUKUN | TANWIN,
        };
        self.marks[letter] & never == 0
    }

    /// The byte at which a letter begins.
    pub(crate) fn start(&self, letter: usize) -> u32 {
        self.starts[letter].into()
    }

    pub(crate) fn part(&self, from: usize, to: usize) -> Part {
        let len = to - from;
        let before = self.prefixes[from].wrapping_mul(POWERS[len]);
        Part { sum: self.prefixes[to].wrapping_sub(before), len }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is not read to its end is no word, rather than the one that it begins with.
    #[test]
    fn long_words_are_not_what_they_begin_with() {
        let word = |tatweel| format!("كتاب{}", "ـ".repeat(tatweel));
        assert!(Folded::new(&word(MAX_CHARS - 4)).is_some());
        assert!(Folded::new(&word(MAX_CHARS - 3)).is_none());
        assert!(Folded::new(&(word(MAX_CHARS - 4) + "ه")).is_none());
        assert!(Folded::new(&"كت".repeat(MAX_LETTERS / 2)).is_some());
        assert!(Folded::new(&("كت".repeat(MAX_LETTERS / 2) + "ب")).is_none());
    }
}
