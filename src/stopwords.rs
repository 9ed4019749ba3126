//! Stop words: the closed-class words of Arabic, with the clitics attached to them.
//!
//! ```
//! use warraq::stopwords::{StopWords, is_stop_word, stop_words};
//!
//! assert!(is_stop_word("وفي") && is_stop_word("لِأَنَّهُم") && !is_stop_word("كتاب"));
//! assert_eq!(stop_words("بهذا"), StopWords::DEMONSTRATIVES);
//! ```
//!
//! A word is a stop word in whatever spelling normalization leaves it: with or without vowel marks
//! and tatweel, alefs with or without their hamza or madda, ى for ي, ه for ة, presentation forms.
//! Before it may stand `و` or `ف`, and what else attaches to it: `ب`, `ل`, `ك`; `س` before verbs;
//! pronouns after it. Words that look so and are mostly something else are none: `ولاية`, `فلك`.
//!
//! A word is looked at by itself: `على` is a stop word, and so is the name `علي`, which many write
//! with the same letters.

use std::sync::LazyLock;

use bitflags::bitflags;
use rustc_hash::FxHashMap;

use crate::normalize::folded;
use crate::unicode::{Class, class};
use crate::{Error, Result};

bitflags! {
    /// Sets of stop words. A word may be in several.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct StopWords: u16 {
        /// Prepositions: `في`, `إلى`, `عند`.
        const PREPOSITIONS = 1;
        /// Conjunctions, with `إن` and its sisters: `ثم`, `لكن`, `عندما`.
        const CONJUNCTIONS = 1 << 1;
        /// Pronouns that stand alone, and reflexives: `هو`, `إياه`, `نفسها`.
        const PRONOUNS = 1 << 2;
        /// Demonstratives: `هذا`, `تلك`, `هناك`.
        const DEMONSTRATIVES = 1 << 3;
        /// Relative pronouns: `الذي`, `من`, `ما`.
        const RELATIVES = 1 << 4;
        /// Interrogatives: `هل`, `لماذا`, `كيف`.
        const INTERROGATIVES = 1 << 5;
        /// Negations: `لا`, `لم`, `ليس`, `بدون`.
        const NEGATIONS = 1 << 6;
        /// Other particles: `قد`, `سوف`, `يا`, `إلا`.
        const PARTICLES = 1 << 7;
        /// `كان` and its sisters, and verbs of nearness, in all forms: `يكون`, `مازالت`, `كاد`.
        const AUXILIARIES = 1 << 8;
        /// Quantifiers: `كل`, `بعض`, `جميع`.
        const QUANTIFIERS = 1 << 9;
        /// Adverbs that are a closed class: `أيضا`, `الآن`, `عندئذ`.
        const ADVERBS = 1 << 10;
    }
}

const NAMES: [(&str, StopWords); 12] = [
    ("all", StopWords::all()),
    ("prepositions", StopWords::PREPOSITIONS),
    ("conjunctions", StopWords::CONJUNCTIONS),
    ("pronouns", StopWords::PRONOUNS),
    ("demonstratives", StopWords::DEMONSTRATIVES),
    ("relatives", StopWords::RELATIVES),
    ("interrogatives", StopWords::INTERROGATIVES),
    ("negations", StopWords::NEGATIONS),
    ("particles", StopWords::PARTICLES),
    ("auxiliaries", StopWords::AUXILIARIES),
    ("quantifiers", StopWords::QUANTIFIERS),
    ("adverbs", StopWords::ADVERBS),
];

impl StopWords {
    /// The set of that name: `"all"`, `"prepositions"`, `"conjunctions"`, `"pronouns"`,
    /// `"demonstratives"`, `"relatives"`, `"interrogatives"`, `"negations"`, `"particles"`,
    /// `"auxiliaries"`, `"quantifiers"`, `"adverbs"`.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for another name; the message lists the known.
    pub fn named(name: &str) -> Result<Self> {
        let found = NAMES.iter().find(|entry| entry.0 == name);
        let known = || Error::unknown("set of stop words", name, &NAMES.map(|entry| entry.0));
        found.map(|entry| entry.1).ok_or_else(known)
    }

    /// The words of these sets, in full spelling, without clitics. One that is in several sets may
    /// come several times.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        let listed = listed().filter(move |listed| {
            self.intersects(listed.sets) && listed.clitics.contains(Clitics::NONE)
        });
        listed.map(|listed| listed.word)
    }
}

/// Whether a word is a stop word, of any set.
pub fn is_stop_word(word: &str) -> bool {
    !stop_words(word).is_empty()
}

/// The sets that a word is in.
pub fn stop_words(word: &str) -> StopWords {
    let Some(letters) = Letters::of(word) else { return StopWords::empty() };
    let word = letters.all();
    if table(word).clitics.contains(Clitics::HOMOGRAPH) {
        return StopWords::empty();
    }
    let mut sets = after_conjunction(word);
    if let ['و' | 'ف', rest @ ..] = word {
        sets |= after_conjunction(rest);
    }
    sets
}

fn after_conjunction(word: &[char]) -> StopWords {
    let mut sets = with_pronoun(word, Clitics::empty());
    match word {
        ['ب' | 'ل' | 'ك', rest @ ..] => {
            sets |= with_pronoun(rest, Clitics::PREPOSITION);
        }
        ['س', rest @ ..] => sets |= with_pronoun(rest, Clitics::FUTURE),
        _ => {}
    }
    sets
}

/// The sets of a word that may have `prefix` before it, with and without a pronoun after it.
fn with_pronoun(word: &[char], prefix: Clitics) -> StopWords {
    let sets = |word, clitics: Clitics| {
        let entry = table(word);
        if entry.clitics.contains(clitics) { entry.sets } else { StopWords::empty() }
    };
    let mut found = sets(word, prefix | Clitics::NONE);
    let length = match word {
        [.., 'ه' | 'ك', 'م', 'ا'] => 3,
        [.., 'ه' | 'ك', 'م' | 'ن'] | [.., 'ن', 'ا' | 'ي'] | [.., 'ه', 'ا'] => 2,
        [.., 'ه' | 'ك' | 'ي'] => 1,
        _ => return found,
    };
    found |= sets(&word[..word.len() - length], prefix | Clitics::PRONOUN);
    if length == 2 && word.ends_with(&['ي']) {
        // `مني`, of `من` and `ي`.
        found |= sets(&word[..word.len() - 1], prefix | Clitics::PRONOUN);
    }
    found
}

bitflags! {
    /// What may attach to a word.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    struct Clitics: u8 {
        /// It may stand without a pronoun.
        const NONE = 1;
        const PREPOSITION = 1 << 1;
        const FUTURE = 1 << 2;
        const PRONOUN = 1 << 3;
        /// It is no stop word, whatever clitics it seems to have.
        const HOMOGRAPH = 1 << 4;
    }
}

#[derive(Clone, Copy, Default)]
struct Entry {
    sets: StopWords,
    clitics: Clitics,
}

struct Listed {
    sets: StopWords,
    word: &'static str,
    clitics: Clitics,
}

fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.starts_with('#'))
}

fn listed() -> impl Iterator<Item = Listed> {
    lines(include_str!("../data/stopwords/words.tsv")).filter_map(|line| {
        let mut fields = line.split('\t');
        let sets = StopWords::named(fields.next()?).ok()?;
        let word = fields.next()?;
        let mut clitics = Clitics::NONE;
        for name in fields.next()?.split(',') {
            match name {
                "-" => {}
                "prep" => clitics |= Clitics::PREPOSITION,
                "fut" => clitics |= Clitics::FUTURE,
                "pron" => clitics |= Clitics::PRONOUN,
                "pron!" => {
                    clitics |= Clitics::PRONOUN;
                    clitics -= Clitics::NONE;
                }
                _ => return None,
            }
        }
        Some(Listed { sets, word, clitics })
    })
}

/// What is known of each word, in every spelling of it.
static TABLE: LazyLock<FxHashMap<u64, Entry>> =
    LazyLock::new(|| {
        let mut table: FxHashMap<u64, Entry> = FxHashMap::default();
        let homographs = lines(include_str!("../data/stopwords/homographs.txt"))
            .map(|word| Listed { sets: StopWords::empty(), word, clitics: Clitics::HOMOGRAPH });
        for listed in listed().chain(homographs) {
            for spelling in spellings(listed.word) {
                if let Some(key) = Letters::of(&spelling).and_then(|letters| key(letters.all())) {
                    let entry = table.entry(key).or_default();
                    entry.sets |= listed.sets;
                    entry.clitics |= listed.clitics;
                }
            }
        }
        table
    });

/// Makes the table now: see [`crate::prepare`].
pub(crate) fn prepare() {
    LazyLock::force(&TABLE);
}

fn table(word: &[char]) -> Entry {
    key(word).and_then(|key| TABLE.get(&key)).copied().unwrap_or_default()
}

/// A word as normalizations may leave it: each group of letters stays or becomes one of the others.
fn spellings(word: &str) -> Vec<String> {
    const GROUPS: [(&[char], &[&str]); 6] = [
        (&['ء'], &[""]),
        (&['أ', 'إ'], &["ا", "ء"]),
        (&['آ'], &["ا", "ء", "ءا", "ءء"]),
        (&['ؤ'], &["و", "ء"]),
        (&['ئ'], &["ي", "ء"]),
        (&['ة'], &["ه"]),
    ];
    let mut spellings = vec![word.to_owned()];
    for (letters, others) in GROUPS.iter().filter(|(letters, _)| word.contains(*letters)) {
        for at in 0..spellings.len() {
            for other in *others {
                spellings.push(spellings[at].replace(*letters, other));
            }
        }
    }
    spellings
}

/// A word as its letters are compared.
struct Letters {
    letters: [char; Self::MOST],
    len: usize,
}

impl Letters {
    /// No stop word has more, with all clitics.
    const MOST: usize = 16;

    /// `None` if there are more letters, or others than those of Arabic.
    fn of(word: &str) -> Option<Self> {
        let mut letters = Self { letters: ['\0'; Self::MOST], len: 0 };
        for c in word.chars() {
            match c {
                'ى' => letters.push('ي')?,
                'ء'..='غ' | 'ف'..='ي' => letters.push(c)?,
                _ if matches!(
                    class(c),
                    Class::Mark | Class::Tatweel | Class::Joiner | Class::Invisible
                ) => {}
                _ => folded(c)?.chars().try_for_each(|c| letters.push(c))?,
            }
        }
        Some(letters)
    }

    fn push(&mut self, letter: char) -> Option<()> {
        let is_known = matches!(letter, 'ء'..='غ' | 'ف'..='ي');
        *self.letters.get_mut(self.len).filter(|_| is_known)? = letter;
        self.len += 1;
        Some(())
    }

    fn all(&self) -> &[char] {
        &self.letters[..self.len]
    }
}

/// The letters in one number; `None` if they are too many for a word of the list.
fn key(word: &[char]) -> Option<u64> {
    // From 1 for ء to 42 for ي.
    const BITS: u32 = 6;
    let number = |letter: char| u64::from(u32::from(letter) - 0x620);
    let fits = word.len() <= (u64::BITS / BITS) as usize;
    fits.then(|| word.iter().fold(0, |key, &letter| key << BITS | number(letter)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::normalize::{Normalizer, Options, PRESETS};
    use crate::testing::{assert_linear, repeated};

    #[test]
    fn list_is_well_formed() {
        let lines = lines(include_str!("../data/stopwords/words.tsv")).count();
        assert_eq!(listed().count(), lines);
        for listed in listed() {
            let letters = Letters::of(listed.word).unwrap();
            assert!(key(letters.all()).is_some(), "{}", listed.word);
        }
        for (name, set) in &NAMES[1..] {
            assert!(set.words().count() > 5, "{name}");
        }
    }

    #[test]
    fn listed_words_are_found_under_every_normalization() {
        let mut options: Vec<_> = PRESETS
            .iter()
            .filter(|preset| preset.name != "social")
            .map(|preset| (preset.name.to_owned(), preset.options))
            .collect();
        for option in Options::DESCRIPTIONS.iter().filter(|option| option.name != "letters") {
            for (value, _) in option.values {
                let mut single = Options::KEEP;
                single.set(option.name, value).unwrap();
                options.push((format!("{}={value}", option.name), single));
            }
        }
        for (name, options) in options {
            let normalizer = Normalizer::new(options);
            for listed in listed().filter(|listed| listed.clitics.contains(Clitics::NONE)) {
                let normalized = normalizer.normalize(listed.word);
                let found = stop_words(&normalized);
                assert!(found.contains(listed.sets), "{name}: {} {normalized}", listed.word);
            }
        }
    }

    #[test]
    fn finds_words_with_clitics() {
        for word in [
            "وفي",
            "فهو",
            "بهذا",
            "ولكنهم",
            "منها",
            "عليه",
            "إليكم",
            "فإنه",
            "لأننا",
            "وسيكون",
            "بدونه",
            "كلاهما",
            "نفسه",
            "لنفسها",
            "إياها",
            "وله",
            "بي",
            "مني",
            "إنني",
            "وللذين",
            "أولئك",
            "لهؤلاء",
            "فى",
            "التى",
            "الى",
            "اولئك",
            "اوليك",
            "هٰذا",
            "لـ",
            "فِيـــهِ",
            "ﻓﻲ",
            "ڡى",
            "کل",
            "وبالرغم",
        ] {
            assert_eq!(is_stop_word(word), word != "ڡى", "{word}");
        }
        for word in [
            "",
            "كتاب",
            "ولاية",
            "معنى",
            "فلك",
            "فئة",
            "كلية",
            "آلية",
            "نفس",
            "الله",
            "بيت",
            "in",
            "في بيت",
            "3",
            "وو3",
            "كتبها",
            "سكون",
            "،",
            "ـ",
        ] {
            assert!(!is_stop_word(word), "{word}");
        }
        assert_eq!(stop_words("ولم"), StopWords::NEGATIONS | StopWords::INTERROGATIVES);
        let error = StopWords::named("nouns").unwrap_err().to_string();
        assert!(
            error.starts_with("unknown set of stop words \"nouns\"; known: all, prep"),
            "{error}"
        );
    }

    #[test]
    fn takes_linear_time() {
        for piece in ["و", "\u{64e}", "ﷺ", "a"] {
            assert_linear(|bytes| repeated(piece, bytes), |text| _ = stop_words(text));
        }
    }

    /// Takes a word apart in every way, one string at a time.
    fn naive(word: &str) -> StopWords {
        let fold = |word: &str| -> String {
            word.chars()
                .filter(|c| *c != 'ـ' && *c != '\u{64e}')
                .map(|c| if c == 'ى' { 'ي' } else { c })
                .collect()
        };
        let word = fold(word);
        let is = |listed: &str, word: &str| spellings(listed).iter().any(|s| fold(s) == word);
        if lines(include_str!("../data/stopwords/homographs.txt")).any(|known| is(known, &word)) {
            return StopWords::empty();
        }
        let prefixes = [
            ("", Clitics::empty()),
            ("ب", Clitics::PREPOSITION),
            ("ل", Clitics::PREPOSITION),
            ("ك", Clitics::PREPOSITION),
            ("س", Clitics::FUTURE),
        ];
        let pronouns = ["", "ه", "ها", "هما", "هم", "هن", "ك", "كما", "كم", "كن", "ي", "ني", "نا"];
        let all: Vec<_> = listed().collect();
        let mut sets = StopWords::empty();
        for conjunction in ["", "و", "ف"] {
            for (prefix, clitic) in prefixes {
                for pronoun in pronouns {
                    let Some(stem) = word
                        .strip_prefix(conjunction)
                        .and_then(|rest| rest.strip_prefix(prefix))
                        .and_then(|rest| rest.strip_suffix(pronoun))
                    else {
                        continue;
                    };
                    let bare = if pronoun.is_empty() { Clitics::NONE } else { Clitics::PRONOUN };
                    let same: Vec<_> = all.iter().filter(|l| is(l.word, stem)).collect();
                    let entry = same.iter().fold(Entry::default(), |entry, l| Entry {
                        sets: entry.sets | l.sets,
                        clitics: entry.clitics | l.clitics,
                    });
                    if entry.clitics.contains(clitic | bare) {
                        sets |= entry.sets;
                    }
                }
            }
        }
        sets
    }

    fn word() -> impl Strategy<Value = String> {
        let all: Vec<_> = listed().map(|listed| listed.word).collect();
        let prefix = "[وف]?[بلكس]?";
        let pronoun =
            prop::sample::select(vec!["", "", "ه", "ها", "هما", "كم", "ني", "نا", "ي", "كن"]);
        (prefix, prop::sample::select(all), pronoun)
            .prop_map(|(prefix, word, pronoun)| format!("{prefix}{word}{pronoun}"))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn agrees_with_taking_words_apart(word in prop_oneof![word(), "[وفبلكسمنيهاأىةءئـ\u{64e}]{0,6}"]) {
            prop_assert_eq!(stop_words(&word), naive(&word));
        }

        #[test]
        fn takes_any_text(word in any::<String>()) {
            stop_words(&word);
        }
    }
}
