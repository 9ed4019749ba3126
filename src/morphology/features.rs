//! Morphological features, where they are certain: what all readings of a form with its part of
//! speech and its lemma agree on. The readings are those of `data/morphology/features.tsv`.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::lemma::{Kind, spell, without_article};
use super::pos::Upos;
use crate::normalize::fold;
use crate::{Error, Result};

/// The features of a segment that are certain, as Universal Dependencies name them; what is not
/// certain is not there. Displays as `Gender=Fem|Number=Sing`; empty, as nothing.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Features(u16);

/// How many bits the value of a feature takes; 0 is none.
const BITS: usize = 2;

/// The features and their values, in the order of their names: the one list of them.
const FEATURES: [(&str, &[&str]); 5] = [
    ("Aspect", &["Imp", "Perf"]),
    ("Definite", &["Def", "Ind"]),
    ("Gender", &["Fem", "Masc"]),
    ("Number", &["Dual", "Plur", "Sing"]),
    ("Person", &["1", "2", "3"]),
];

impl Features {
    const DEFINITE: Self = Self(1 << BITS);
    const INDEFINITE: Self = Self(2 << BITS);
    const PLURAL: Self = Self(2 << (3 * BITS));

    /// The names of all features, in their order, each with its values.
    pub fn all() -> impl ExactSizeIterator<Item = (&'static str, &'static [&'static str])> {
        FEATURES.into_iter()
    }

    /// Whether nothing is certain.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// The value of the feature of that name, if it is certain.
    pub fn get(self, name: &str) -> Option<&'static str> {
        self.iter().find(|entry| entry.0 == name).map(|entry| entry.1)
    }

    /// Names and values, in the order of the names.
    pub fn iter(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        FEATURES.iter().enumerate().filter_map(move |(at, (name, values))| {
            Some((*name, values[self.value(at).checked_sub(1)?]))
        })
    }

    fn value(self, at: usize) -> usize {
        usize::from(self.0 >> (at * BITS)) & ((1 << BITS) - 1)
    }

    /// What both say.
    fn common(self, other: Self) -> Self {
        let same = |at: &usize| self.value(*at) == other.value(*at);
        let mask = |at: usize| ((1 << BITS) - 1) << (at * BITS);
        let kept: u16 = (0..FEATURES.len()).filter(same).map(mask).sum();
        Self(self.0 & kept)
    }

    fn without_gender(self) -> Self {
        Self(self.0 & !(((1 << BITS) - 1) << (2 * BITS)))
    }

    /// These, and a definiteness.
    fn with(self, definiteness: Self) -> Self {
        let mask = ((1 << BITS) - 1) << BITS;
        Self(self.0 & !mask | definiteness.0)
    }
}

impl fmt::Display for Features {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, (name, value)) in self.iter().enumerate() {
            let bar = if number == 0 { "" } else { "|" };
            write!(f, "{bar}{name}={value}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Features {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Features({self})")
    }
}

/// From what [`Display`](fmt::Display) writes.
impl FromStr for Features {
    type Err = Error;

    fn from_str(written: &str) -> Result<Self> {
        let mut features = Self::default();
        for feature in written.split('|').filter(|_| !written.is_empty()) {
            let place = feature.split_once('=').and_then(|(name, value)| {
                let at = FEATURES.iter().position(|entry| entry.0 == name)?;
                Some((at, FEATURES[at].1.iter().position(|&known| known == value)?))
            });
            let Some((at, value)) = place.filter(|&(at, _)| features.value(at) == 0) else {
                return Err(Error::value(format!(
                    "{feature:?} is no feature that is known, or there twice"
                )));
            };
            features.0 |= (value as u16 + 1) << (at * BITS);
        }
        Ok(features)
    }
}

/// What a form with such affixes may be.
struct Reading {
    /// Of a verb the letter that it begins with; of others the ending of the lemma.
    at: &'static str,
    ending: &'static str,
    features: Features,
}

#[derive(Default)]
struct Rules {
    verbs: Vec<Reading>,
    nouns: Vec<Reading>,
    adjectives: Vec<Reading>,
    /// By their folded forms.
    pronouns: FxHashMap<String, Features>,
    enclitics: FxHashMap<String, Features>,
    /// Endings of the feminine of adjectives like أكبر.
    elatives: Vec<Reading>,
    /// What no plural that is formed inside the word ends in.
    suffixes: Vec<&'static str>,
    /// Nouns whose form does not tell gender, and those whose form does not tell number either.
    either: FxHashSet<&'static str>,
    uninflected: FxHashSet<&'static str>,
}

static RULES: LazyLock<Rules> =
    LazyLock::new(|| parse(include_str!("../../data/morphology/features.tsv")));

/// Reads the table now: see [`crate::prepare`].
pub(super) fn prepare() {
    LazyLock::force(&RULES);
}

fn parse(table: &'static str) -> Rules {
    let mut rules = Rules::default();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let known = |written: &str| written.parse().expect("features");
        match columns[..] {
            ["verb", at, ending, features] => {
                rules.verbs.push(Reading { at, ending, features: known(features) });
            }
            ["noun", ending, at, features] => {
                rules.nouns.push(Reading { at, ending, features: known(features) });
            }
            ["adjective", ending, at, features] => {
                rules.adjectives.push(Reading { at, ending, features: known(features) });
            }
            [kind @ ("pronoun" | "enclitic"), form, features] => {
                let mut folded = String::new();
                fold(form, &mut folded);
                let words =
                    if kind == "pronoun" { &mut rules.pronouns } else { &mut rules.enclitics };
                words.insert(folded, known(features));
            }
            ["elative", ending, features] => {
                rules.elatives.push(Reading { at: "*", ending, features: known(features) });
            }
            ["suffix", ending] => rules.suffixes.push(ending),
            ["either", lemma] => _ = rules.either.insert(lemma),
            ["uninflected", lemma] => _ = rules.uninflected.insert(lemma),
            _ => unreachable!("{line:?} in the table of features"),
        }
    }
    rules
}

/// A segment, as far as it decides its features.
pub(super) struct Word<'a> {
    /// As it underlies, with its article.
    pub(super) form: &'a str,
    pub(super) upos: Upos,
    /// Whether it is a pronoun attached to the segment before.
    pub(super) enclitic: bool,
    pub(super) article: bool,
    /// Whether a possessive pronoun follows.
    pub(super) possessed: bool,
    pub(super) lemma: &'a str,
    /// Whether the lemma is from the table rather than from a rule.
    pub(super) known: bool,
}

/// The longest form that is looked at, in bytes.
const LONGEST: usize = 64;

/// Buffers.
#[derive(Debug, Default)]
pub(super) struct FeatureScratch {
    spelling: String,
    lemma: String,
}

impl Word<'_> {
    pub(super) fn features(&self, scratch: &mut FeatureScratch) -> Features {
        if self.form.len() > LONGEST {
            return Features::default();
        }
        let FeatureScratch { spelling, lemma } = scratch;
        spelling.clear();
        lemma.clear();
        match Kind::of(self.upos, self.enclitic) {
            Kind::Verb => {
                spell(self.form, spelling);
                spell(self.lemma, lemma);
                verb(spelling, lemma)
            }
            kind @ (Kind::Noun | Kind::Adjective) => {
                spell(self.form, spelling);
                spell(self.lemma, lemma);
                let article =
                    self.article || spelling.starts_with("ال") && !lemma.starts_with("ال");
                let bare = match article {
                    true => without_article(spelling).unwrap_or(spelling),
                    false => spelling,
                };
                let noun = kind == Kind::Noun;
                let definite = article || self.possessed && noun;
                let features = if noun {
                    self.noun(bare, lemma, definite)
                } else {
                    adjective(bare, lemma, definite)
                };
                if definite {
                    features.with(Features::DEFINITE)
                } else if self.form.contains(['\u{64b}', '\u{64c}', '\u{64d}']) {
                    features.with(Features::INDEFINITE)
                } else {
                    features
                }
            }
            kind @ (Kind::Function | Kind::Enclitic)
                if matches!(self.upos, Upos::Pron | Upos::Det) =>
            {
                fold(self.form, spelling);
                let words =
                    if kind == Kind::Enclitic { &RULES.enclitics } else { &RULES.pronouns };
                words.get(spelling.as_str()).copied().unwrap_or_default()
            }
            _ => Features::default(),
        }
    }

    fn noun(&self, bare: &str, lemma: &str, definite: bool) -> Features {
        if RULES.uninflected.contains(lemma) {
            return Features::default();
        }
        let mut features = nominal(&RULES.nouns, bare, lemma, definite);
        // A noun that the lexicon leads back to another without taking an ending off.
        if features.is_none()
            && self.known
            && !RULES.suffixes.iter().any(|ending| bare.ends_with(ending))
        {
            features = Some(Features::PLURAL);
        }
        let features = features.unwrap_or_default();
        let unsure = lemma.ends_with(['ى', 'ا', 'ء']) || RULES.either.contains(lemma);
        if unsure { features.without_gender() } else { features }
    }
}

fn adjective(bare: &str, lemma: &str, definite: bool) -> Features {
    let elative = lemma.starts_with(['أ', 'آ']) && lemma.chars().nth(4).is_none();
    if elative && bare == lemma && lemma.starts_with('أ') {
        return Features::default();
    }
    nominal(&RULES.adjectives, bare, lemma, definite)
        .or_else(|| nominal(&RULES.elatives, bare, lemma, definite).filter(|_| elative))
        .unwrap_or_default()
}

fn nominal(readings: &[Reading], bare: &str, lemma: &str, definite: bool) -> Option<Features> {
    agreed(readings.iter().filter(|reading| {
        let Some(stem) = bare.strip_suffix(reading.ending) else { return false };
        if definite && reading.features.common(Features::INDEFINITE) == Features::INDEFINITE {
            return false;
        }
        reading.at == "*"
            || lemma.strip_suffix(reading.at) == Some(stem)
                && !(reading.ending.is_empty() && bare.ends_with('ة'))
    }))
}

/// What all readings say; nothing if there are none.
fn agreed<'a>(readings: impl Iterator<Item = &'a Reading>) -> Option<Features> {
    readings.map(|reading| reading.features).reduce(Features::common)
}

/// Letters that come, go and change within the forms of a verb.
fn is_weak(c: char) -> bool {
    matches!(c, 'ا' | 'و' | 'ي' | 'ى' | 'أ' | 'إ' | 'آ' | 'ء' | 'ؤ' | 'ئ')
}

fn is_alef(c: char) -> bool {
    matches!(c, 'ا' | 'أ' | 'إ' | 'آ')
}

fn verb(form: &str, lemma: &str) -> Features {
    let (Some(first), Some(first_of_lemma)) = (form.chars().next(), lemma.chars().next()) else {
        return Features::default();
    };
    let trailing = |word: &str| word.chars().rev().take_while(|&c| is_weak(c)).count();
    let of_lemma = trailing(lemma);
    agreed(RULES.verbs.iter().filter(|reading| {
        let Some(rest) = form.strip_suffix(reading.ending) else { return false };
        let stem = match reading.at.chars().next() {
            None if first == first_of_lemma || is_alef(first) && is_alef(first_of_lemma) => rest,
            // Without its hamza, أ of the first person is ا, which of a verb like استخدم it is not.
            Some('أ') if matches!(first, 'أ' | 'آ') || first == 'ا' && first_of_lemma == 'أ' => {
                rest.strip_prefix(first).unwrap_or("")
            }
            Some(at) if at == first => rest.strip_prefix(first).unwrap_or(""),
            _ => return false,
        };
        // ن and ت of the stem and of the ending are written once: كنا, سكت.
        let joined = match (reading.ending, lemma.chars().last()) {
            ("ت" | "تم" | "تما" | "تا", Some('ت')) => Some('ت'),
            ("نا", Some('ن')) => Some('ن'),
            _ => None,
        };
        let strong = |word: &str| word.chars().filter(|&c| !is_weak(c)).count();
        let same = |more: Option<char>| {
            let letters = stem.chars().chain(more).filter(|&c| !is_weak(c));
            letters.eq(lemma.chars().filter(|&c| !is_weak(c)))
        };
        let fits = more_fits(trailing(stem), of_lemma);
        strong(lemma) > 0 && (same(None) && fits || joined.is_some() && same(joined))
    }))
    .unwrap_or_default()
}

/// Of the weak letters that a stem ends with no more may be there than its lemma ends with.
fn more_fits(stem: usize, lemma: usize) -> bool {
    stem <= lemma
}
