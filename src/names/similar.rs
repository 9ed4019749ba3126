//! Whether two names are spellings of one.
//!
//! Names with the same consonants, those of a class in `data/names/letters.tsv` being the same, are
//! compared word by word: an edit has a cost, and what they cost together must be small for the length
//! of the word. Costs and threshold were chosen on the development half of the pairs that
//! `data/names/pairs.py` makes; `warraq eval names` measures them.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::words::Units;
use crate::tokenize::entries;

/// The most that edits of a word may cost, in percent of a letter, for each letter of it.
const THRESHOLD: u32 = 14;

/// What edits cost, in percent of a letter that is not the same.
mod costs {
    /// A letter for one that is near it.
    pub(super) const NEAR: u32 = 20;
    /// A letter written once or twice.
    pub(super) const TWICE: u32 = 20;
    /// An alef, or a waw or ya, that is written or not.
    pub(super) const ALEF: u32 = 25;
    pub(super) const LONG: u32 = 40;
    /// One of them at the beginning; a waw or ya at the end.
    pub(super) const FIRST: u32 = 50;
    pub(super) const LAST: u32 = 100;
    /// A vowel for another: inside, at the end, and waw for ya.
    pub(super) const VOWEL: u32 = 70;
    pub(super) const LAST_VOWEL: u32 = 160;
    pub(super) const FRONT_BACK: u32 = 100;
    /// A ه that is written or not, and one for an alef at the end.
    pub(super) const HA: u32 = 50;
    pub(super) const HA_ALEF: u32 = 20;
    /// An ayn that is written or not, and one for an alef.
    pub(super) const AYN: u32 = 100;
    pub(super) const AYN_ALEF: u32 = 70;
    pub(super) const NEVER: u32 = 10_000;
}

/// In words of so few consonants vowels tell more (`سمر`, `سامر`; `محمد`, `محمود`): they cost double.
const SHORT: usize = 4;

/// The most letters of a name that is compared other than as a whole.
const MOST: usize = 64;

const ALEF: char = 'ا';
const WAW: char = 'و';
const YA: char = 'ي';
const HA: char = 'ه';
const AYN: char = 'ع';

/// What may be written or not.
fn is_weak(c: char) -> bool {
    matches!(c, ALEF | WAW | YA | HA | AYN)
}

fn is_vowel(c: char) -> bool {
    matches!(c, ALEF | WAW | YA)
}

struct Letters {
    /// Of a letter the first of its class.
    classes: FxHashMap<char, char>,
    near: FxHashSet<(char, char)>,
}

static LETTERS: LazyLock<Letters> = LazyLock::new(|| {
    let mut letters = Letters { classes: FxHashMap::default(), near: FxHashSet::default() };
    for line in entries(include_str!("../../data/names/letters.tsv")) {
        let Some((kind, of)) = line.split_once('\t') else { continue };
        let of: Vec<char> = of.chars().filter(|c| *c != ' ').collect();
        match kind {
            "class" => letters.classes.extend(of.iter().map(|&c| (c, of[0]))),
            _ => {
                letters.near.insert((of[0], of[1]));
                letters.near.insert((of[1], of[0]));
            }
        }
    }
    letters
});

/// Compiles the tables now: see [`crate::prepare`].
pub(super) fn prepare() {
    LazyLock::force(&LETTERS);
}

/// Appends the consonants of a word by class, of the same in a row one.
fn consonants(word: &[char], out: &mut Vec<char>) {
    for &c in word.iter().filter(|&&c| !is_weak(c)) {
        let class = LETTERS.classes.get(&c).copied().unwrap_or(c);
        if out.last() != Some(&class) {
            out.push(class);
        }
    }
}

/// A name as it is compared with others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spelling {
    letters: Vec<char>,
    /// Where each word ends.
    ends: Vec<usize>,
    /// Names with another key are no spellings of this one: its consonants.
    key: String,
}

impl Spelling {
    pub(crate) fn new(name: &str, person: bool, units: &mut Units) -> Self {
        let (mut letters, mut ends, mut key) = (Vec::new(), Vec::new(), Vec::new());
        units.of(name, person, |word| {
            letters.extend(word.chars());
            ends.push(letters.len());
        });
        consonants(&letters, &mut key);
        let key = if key.is_empty() || letters.len() > MOST { &letters } else { &key };
        Self { key: key.iter().collect(), letters, ends }
    }

    /// Whether the names are the same but for what writers do not tell apart.
    #[cfg(feature = "train")]
    pub(crate) fn has_letters_of(&self, other: &Self) -> bool {
        self.letters == other.letters
    }

    fn words(&self) -> impl Iterator<Item = &[char]> {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let word = &self.letters[start..end];
            start = end;
            word
        })
    }

    /// Whether these are spellings of one name.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        if self.letters == other.letters {
            return true;
        }
        if self.key != other.key || self.letters.len().max(other.letters.len()) > MOST {
            return false;
        }
        match self.ends.len() == other.ends.len() {
            true => self.words().zip(other.words()).all(|(one, other)| are_like(one, other)),
            // `بور سعيد`, `بورسعيد`.
            false => are_like(&self.letters, &other.letters),
        }
    }
}

fn are_like(one: &[char], other: &[char]) -> bool {
    // Half of the letters of both.
    2 * cost(one, other) <= THRESHOLD * (one.len() + other.len()) as u32
}

/// What it costs to make one word the other.
fn cost(one: &[char], other: &[char]) -> u32 {
    let mut key = Vec::new();
    consonants(one, &mut key);
    let times = if key.len() <= SHORT { 2 } else { 1 };
    let drop = |word: &[char], at: usize| {
        let (c, last) = (word[at], at + 1 == word.len());
        match c {
            _ if at > 0 && word[at - 1] == c => costs::TWICE,
            ALEF | WAW | YA if at == 0 => costs::FIRST,
            ALEF => times * costs::ALEF,
            WAW | YA if last => costs::LAST,
            WAW | YA => times * costs::LONG,
            HA => costs::HA,
            AYN => costs::AYN,
            _ => costs::NEVER,
        }
    };
    let swap = |at: usize, to: usize| {
        let (a, b) = (one[at], other[to]);
        let last = [at + 1 == one.len(), to + 1 == other.len()];
        match (a, b) {
            _ if a == b => 0,
            (WAW, YA) | (YA, WAW) => costs::FRONT_BACK,
            _ if is_vowel(a) && is_vowel(b) && last.contains(&true) => costs::LAST_VOWEL,
            _ if is_vowel(a) && is_vowel(b) => costs::VOWEL,
            (ALEF, HA) | (HA, ALEF) if last == [true; 2] => costs::HA_ALEF,
            (ALEF, HA) | (HA, ALEF) => 2 * costs::HA,
            (ALEF, AYN) | (AYN, ALEF) => costs::AYN_ALEF,
            _ if LETTERS.near.contains(&(a, b)) => costs::NEAR,
            _ => costs::NEVER,
        }
    };
    let mut row = vec![0];
    for to in 0..other.len() {
        row.push(row[to] + drop(other, to));
    }
    for at in 0..one.len() {
        let mut before = row[0];
        row[0] += drop(one, at);
        for to in 0..other.len() {
            let best = (row[to + 1] + drop(one, at))
                .min(row[to] + drop(other, to))
                .min(before + swap(at, to));
            before = std::mem::replace(&mut row[to + 1], best);
        }
    }
    row[other.len()]
}

/// Groups spellings of one name.
///
/// Each name, in the order in which they come, joins the first group of its key to whose first name it
/// is like, or else begins one. A key has no more than [`LEADERS`] groups that others may join, so that
/// this takes linear time.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    /// By label and key.
    leaders: FxHashMap<(u32, String), Vec<(Spelling, u32)>>,
    count: u32,
}

/// The most groups of a key.
const LEADERS: usize = 16;

impl Groups {
    /// The number of the group of a name.
    pub(crate) fn add(&mut self, label: u32, spelling: Spelling) -> u32 {
        let leaders = self.leaders.entry((label, spelling.key.clone())).or_default();
        if let Some((_, group)) = leaders.iter().find(|(leader, _)| leader.is_like(&spelling)) {
            return *group;
        }
        let group = self.count;
        self.count += 1;
        if leaders.len() < LEADERS {
            leaders.push((spelling, group));
        }
        group
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn spelling(name: &str) -> Spelling {
        Spelling::new(name, true, &mut Units::default())
    }

    #[test]
    fn spellings_of_a_name_are_like() {
        for (one, other, expected) in [
            ("غورباتشوف", "جورباتشوف", true),
            ("شيكاغو", "شيكاجو", true),
            ("بنيامين نتنياهو", "بنيامين نتانياهو", true),
            ("كوندوليزا رايس", "كوندوليسا رايس", true),
            ("بطرس", "بترس", true),
            ("كيم جونغ-أون", "كيم جونغ اون", true),
            ("فاطمة الزهراء", "فاطمه الزهرا", true),
            ("بور سعيد", "بورسعيد", true),
            ("فؤاد", "فواد", true),
            ("سمر", "سامر", false),
            ("سمير", "سامر", false),
            ("مارينا", "مارينو", false),
            ("كريم", "حريم", false),
            ("محمد", "محمود", false),
            ("حسن", "حسين", false),
            ("علي", "عالية", false),
            ("جورج بوش", "لورا بوش", false),
            ("آية", "آوي", false),
        ] {
            assert_eq!(spelling(one).is_like(&spelling(other)), expected, "{one} {other}");
        }
    }

    proptest! {
        #[test]
        fn likeness_is_mutual(one in "(ال)?[ابتطجغقويهع]{1,6}( [اسصبوي]{1,4})?", other in "(ال)?[ابتطجغقويهع]{1,6}( [اسصبوي]{1,4})?") {
            let (one, other) = (spelling(&one), spelling(&other));
            prop_assert_eq!(one.is_like(&other), other.is_like(&one));
            prop_assert!(one.is_like(&one));
            // The key loses none.
            if !one.key.is_empty() && one.is_like(&other) {
                prop_assert_eq!(one.key, other.key);
            }
        }
    }

    #[test]
    fn hostile_names_take_linear_time() {
        crate::testing::assert_linear(
            |bytes| {
                let vowels =
                    |at: usize| (0..6).map(move |bit| ['ا', 'و', 'ي'][at / 3_usize.pow(bit) % 3]);
                let name =
                    |at| vowels(at).map(|vowel| format!("ب{vowel}")).collect::<String>() + "\n";
                (0..bytes / 32).map(name).collect()
            },
            |text| {
                let (mut units, mut groups) = (Units::default(), Groups::default());
                for name in text.lines() {
                    groups.add(0, Spelling::new(name, true, &mut units));
                }
            },
        );
    }
}
