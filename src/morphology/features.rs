//! Morphological features, where they are certain: what all readings of a form with its part of
//! speech and its lemma agree on. The readings are those of `data/morphology/features.tsv`.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Serialize, Serializer};

use super::lemma::{spell, without_article};
use super::pos::Upos;
use crate::normalize::fold;
use crate::unicode::{Class, class};
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

    /// Appends what it displays as.
    pub(crate) fn push(self, out: &mut String) {
        for (number, (name, value)) in self.iter().enumerate() {
            out.extend([if number == 0 { "" } else { "|" }, name, "=", value]);
        }
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
        let mut written = String::new();
        self.push(&mut written);
        f.pad(&written)
    }
}

impl fmt::Debug for Features {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Features({self})")
    }
}

/// A map from names to values.
impl Serialize for Features {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
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
    /// The letter that the form of a verb begins with; none where that is of the stem.
    prefix: &'static str,
    ending: &'static str,
    /// What the lemma of a noun or adjective ends in there; none for whatever lemma.
    lemma: Option<&'static str>,
    features: Features,
}

/// The table, by the first of its columns.
#[derive(Default)]
struct Rules {
    verbs: Vec<Reading>,
    nouns: Vec<Reading>,
    adjectives: Vec<Reading>,
    elatives: Vec<Reading>,
    /// By their folded forms.
    pronouns: FxHashMap<String, Features>,
    enclitics: FxHashMap<String, Features>,
    no_plural: Vec<&'static str>,
    no_singular: Vec<&'static str>,
    no_gender: FxHashSet<&'static str>,
    no_number: FxHashSet<&'static str>,
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
            ["verb", prefix, ending, features] => {
                let features = known(features);
                rules.verbs.push(Reading { prefix, ending, lemma: None, features });
            }
            [kind @ ("noun" | "adjective" | "elative"), ending, lemma, features] => {
                let lemma = Some(lemma).filter(|&lemma| lemma != "*");
                let features = known(features);
                let readings = match kind {
                    "noun" => &mut rules.nouns,
                    "adjective" => &mut rules.adjectives,
                    _ => &mut rules.elatives,
                };
                readings.push(Reading { prefix: "", ending, lemma, features });
            }
            [kind @ ("pronoun" | "enclitic"), form, features] => {
                let mut folded = String::new();
                fold(form, &mut folded);
                let words =
                    if kind == "pronoun" { &mut rules.pronouns } else { &mut rules.enclitics };
                words.insert(folded, known(features));
            }
            ["no_plural", ending] => rules.no_plural.push(ending),
            ["no_singular", pattern] => rules.no_singular.push(pattern),
            ["no_gender", lemma] => _ = rules.no_gender.insert(lemma),
            ["no_number", lemma] => _ = rules.no_number.insert(lemma),
            _ => unreachable!("{line:?} in the table of features"),
        }
    }
    rules
}

/// A segment, as far as it decides its features.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'a> {
    /// As it underlies, with its article.
    pub(super) form: &'a str,
    pub(super) upos: Upos,
    /// Whether it is a pronoun that is attached to what is before.
    pub(super) enclitic: bool,
    pub(super) article: bool,
    /// Whether a pronoun is attached to it.
    pub(super) possessed: bool,
    pub(super) lemma: &'a str,
    /// Whether the lemma is from the table rather than from a rule.
    pub(super) known: bool,
}

/// The longest form that is looked at, in bytes.
const LONGEST: usize = 64;

/// Buffers: a form and a lemma as they are spelt.
#[derive(Debug, Default)]
pub(super) struct FeatureScratch {
    spelling: String,
    lemma: String,
}

impl FeatureScratch {
    /// Those that grow with a word.
    pub(super) fn buffers(&self) -> [&String; 2] {
        [&self.spelling, &self.lemma]
    }
}

impl Word<'_> {
    /// The features that are certain.
    pub(super) fn features(&self, scratch: &mut FeatureScratch) -> Features {
        let none = Features::default();
        let FeatureScratch { spelling, lemma } = scratch;
        spelling.clear();
        lemma.clear();
        if self.form.len() > LONGEST {
            return none;
        }
        if matches!(self.upos, Upos::Pron | Upos::Det) {
            fold(self.form, spelling);
            let words = if self.enclitic { &RULES.enclitics } else { &RULES.pronouns };
            return words.get(spelling.as_str()).copied().unwrap_or(none);
        }
        spell(self.form, spelling);
        spell(self.lemma, lemma);
        let is_word = |word: &str| {
            word.chars().nth(1).is_some() && word.chars().all(|c| class(c) == Class::ArabicLetter)
        };
        if !is_word(spelling) || !is_word(lemma) {
            return none;
        }
        match self.upos {
            // What begins with ا may be an imperative, unless a lemma begins so: اكتبوا.
            Upos::Verb | Upos::Aux
                if spelling.starts_with('ا') && !(self.known && lemma.starts_with('ا')) =>
            {
                none
            }
            Upos::Verb | Upos::Aux => verb(spelling, lemma),
            Upos::Noun | Upos::Adj => self.nominal(spelling, lemma),
            _ => none,
        }
    }

    fn nominal(&self, spelling: &str, lemma: &str) -> Features {
        let article = self.article || spelling.starts_with("ال") && !lemma.starts_with("ال");
        let bare = without_article(spelling).filter(|_| article).unwrap_or(spelling);
        let noun = self.upos == Upos::Noun;
        let definite = article || self.possessed && noun;
        let mut features = match noun {
            true => self.noun(bare, lemma, definite),
            false => adjective(bare, lemma, definite),
        };
        if definite {
            features = features.with(Features::DEFINITE);
        } else if self.form.contains(TANWIN) {
            features = features.with(Features::INDEFINITE);
        }
        features
    }

    fn noun(&self, bare: &str, lemma: &str, definite: bool) -> Features {
        if RULES.no_number.contains(lemma)
            || bare == lemma && RULES.no_singular.iter().any(|pattern| has_pattern(bare, pattern))
        {
            return Features::default();
        }
        let found = agreed(&RULES.nouns, |reading| reading.explains(bare, lemma, definite));
        // What the lexicon leads back to another word, though no ending explains it, is a plural.
        let inside = || self.known && !RULES.no_plural.iter().any(|ending| bare.ends_with(ending));
        let features = match found {
            Some(features) => features,
            None if inside() => Features::PLURAL,
            None => Features::default(),
        };
        let either = lemma.ends_with(['ى', 'ا', 'ء']) || RULES.no_gender.contains(lemma);
        if either { features.without_gender() } else { features }
    }
}

/// Whether a word has the letters of a pattern, in which a hyphen is any letter.
fn has_pattern(word: &str, pattern: &str) -> bool {
    let (mut letters, mut wanted) = (word.chars(), pattern.chars());
    wanted.all(|wanted| letters.next().is_some_and(|c| wanted == '-' || wanted == c))
        && letters.next().is_none()
}

const TANWIN: [char; 3] = ['\u{64b}', '\u{64c}', '\u{64d}'];

fn adjective(bare: &str, lemma: &str, definite: bool) -> Features {
    if RULES.no_number.contains(lemma) {
        return Features::default();
    }
    let explains = |reading: &Reading| reading.explains(bare, lemma, definite);
    // أكبر is of any gender and number, or its feminine is كبرى.
    let elative = lemma.chars().nth(4).is_none();
    let features = if elative && lemma.starts_with('أ') && bare == lemma {
        None
    } else if elative && lemma.starts_with(['أ', 'آ']) {
        agreed(&RULES.adjectives, explains).or_else(|| agreed(&RULES.elatives, explains))
    } else {
        agreed(&RULES.adjectives, explains)
    };
    features.unwrap_or_default()
}

impl Reading {
    /// Whether a nominal without its article may be so read.
    fn explains(&self, bare: &str, lemma: &str, definite: bool) -> bool {
        let Some(stem) = bare.strip_suffix(self.ending) else { return false };
        let indefinite = self.features.common(Features::INDEFINITE) == Features::INDEFINITE;
        match self.lemma {
            _ if definite && indefinite => false,
            // ة is never of the stem.
            _ if self.ending.is_empty() && bare.ends_with('ة') => false,
            Some(ending) => lemma.strip_suffix(ending) == Some(stem),
            None => true,
        }
    }

    /// What the form of a verb leaves for the stem, if it has these affixes.
    fn stem<'f>(&self, form: &'f str, lemma: &str) -> Option<&'f str> {
        let rest = form.strip_suffix(self.ending)?;
        let (first, of_lemma) = (form.chars().next()?, lemma.chars().next()?);
        let begins = match self.prefix {
            "" if first == of_lemma || is_alef(first) && is_alef(of_lemma) => return Some(rest),
            // It is written without its hamza, too; but then استخدم begins with another ا.
            "أ" => matches!(first, 'أ' | 'آ') || first == 'ا' && of_lemma == 'أ',
            prefix => form.starts_with(prefix) && !prefix.is_empty(),
        };
        if begins { rest.strip_prefix(first) } else { None }
    }
}

/// What all readings that fit say, if any do.
fn agreed(readings: &[Reading], fits: impl Fn(&Reading) -> bool) -> Option<Features> {
    let fitting = readings.iter().filter(|reading| fits(reading));
    fitting.map(|reading| reading.features).reduce(Features::common)
}

/// Whether a letter comes, goes and changes within the forms of a verb.
fn is_weak(c: char) -> bool {
    matches!(c, 'و' | 'ي' | 'ى' | 'ء' | 'ؤ' | 'ئ') || is_alef(c)
}

fn is_alef(c: char) -> bool {
    matches!(c, 'ا' | 'أ' | 'إ' | 'آ')
}

/// The features of a verb: what all affixes say that leave the strong letters of the lemma, and at
/// its end no more weak ones than it has.
fn verb(form: &str, lemma: &str) -> Features {
    let weak_at_end = |word: &str| word.chars().rev().take_while(|&c| is_weak(c)).count();
    let strong = || lemma.chars().filter(|&c| !is_weak(c));
    let last = lemma.chars().last();
    let fits = |reading: &Reading| {
        let Some(stem) = reading.stem(form, lemma) else { return false };
        let leaves =
            |more: Option<char>| stem.chars().chain(more).filter(|&c| !is_weak(c)).eq(strong());
        // ت and ن are written once for two, of the stem and of the ending: سكت, كنا. (So is that of
        // the feminine plural; but it is so rare that يكن is better read as a singular.)
        let first = reading.ending.chars().next();
        let twice = |&c: &char| Some(c) == last && !is_weak(c) && reading.ending != "ن";
        let joined = first.filter(twice);
        let (here, whole) = (weak_at_end(stem), weak_at_end(lemma));
        // The dual keeps a weak letter: دعا, دعوا.
        let ends = here == whole || here < whole && first != Some('ا');
        leaves(None) && ends || joined.is_some() && leaves(joined)
    };
    // What ends in ة is no verb.
    if strong().next().is_none() || form.ends_with('ة') {
        return Features::default();
    }
    agreed(&RULES.verbs, fits).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn features(form: &str, upos: Upos, lemma: &str) -> String {
        let (article, known) = (form.starts_with("ال"), true);
        let (enclitic, possessed) = (false, false);
        let word = Word { form, upos, enclitic, article, possessed, lemma, known };
        word.features(&mut FeatureScratch::default()).to_string()
    }

    #[test]
    fn verbs() {
        for (form, lemma, wanted) in [
            ("كتب", "كتب", "Aspect=Perf|Gender=Masc|Number=Sing|Person=3"),
            // I, you or she.
            ("كتبت", "كتب", "Aspect=Perf|Number=Sing"),
            ("كتبوا", "كتب", "Aspect=Perf|Gender=Masc|Number=Plur|Person=3"),
            ("كتبنا", "كتب", "Aspect=Perf|Number=Plur|Person=1"),
            ("يكتب", "كتب", "Aspect=Imp|Gender=Masc|Number=Sing|Person=3"),
            ("يكتبون", "كتب", "Aspect=Imp|Gender=Masc|Number=Plur|Person=3"),
            ("تكتب", "كتب", "Aspect=Imp|Number=Sing"),
            ("نكتب", "كتب", "Aspect=Imp|Number=Plur|Person=1"),
            ("أكتب", "كتب", "Aspect=Imp|Number=Sing|Person=1"),
            // An imperative, or written without its hamza.
            ("اكتب", "كتب", ""),
            // He announced, or I announce.
            ("أعلن", "أعلن", "Number=Sing"),
            ("أعلنت", "أعلن", "Aspect=Perf|Number=Sing"),
            ("استخدم", "استخدم", "Aspect=Perf|Gender=Masc|Number=Sing|Person=3"),
            ("تكلم", "تكلم", "Aspect=Perf|Gender=Masc|Number=Sing|Person=3"),
            ("تتكلم", "تكلم", "Aspect=Imp|Number=Sing"),
            ("نشر", "نشر", "Aspect=Perf|Gender=Masc|Number=Sing|Person=3"),
            ("يكون", "كان", "Aspect=Imp|Gender=Masc|Number=Sing|Person=3"),
            ("يكونون", "كان", "Aspect=Imp|Gender=Masc|Number=Plur|Person=3"),
            ("لم", "لم", "Aspect=Perf|Gender=Masc|Number=Sing|Person=3"),
            ("سكت", "سكت", "Aspect=Perf|Number=Sing"),
            // We were, or both were.
            ("كنا", "كان", "Aspect=Perf"),
            // They, men or women, call.
            ("يدعون", "دعا", "Aspect=Imp|Number=Plur|Person=3"),
            ("دعا", "دعا", "Aspect=Perf|Gender=Masc|Number=Sing|Person=3"),
            ("يقضي", "قضى", "Aspect=Imp|Gender=Masc|Number=Sing|Person=3"),
        ] {
            assert_eq!(features(form, Upos::Verb, lemma), wanted, "{form}");
        }
    }

    #[test]
    fn nouns_and_adjectives() {
        use Upos::{Adj, Noun};
        for (form, upos, lemma, wanted) in [
            ("مدرسة", Noun, "مدرسة", "Gender=Fem|Number=Sing"),
            ("المدارس", Noun, "مدرسة", "Definite=Def|Number=Plur"),
            ("مهندسون", Noun, "مهندس", "Gender=Masc|Number=Plur"),
            // Two engineers, or many.
            ("مهندسين", Noun, "مهندس", ""),
            ("قانون", Noun, "قانون", "Gender=Masc|Number=Sing"),
            ("سنتان", Noun, "سنة", "Gender=Fem|Number=Dual"),
            ("كتابا", Noun, "كتاب", "Definite=Ind|Gender=Masc|Number=Sing"),
            ("كتابٌ", Noun, "كتاب", "Definite=Ind|Gender=Masc|Number=Sing"),
            ("الشمس", Noun, "شمس", "Definite=Def|Number=Sing"),
            ("سنوات", Noun, "سنة", "Gender=Fem|Number=Plur"),
            ("ترشيحات", Noun, "ترشيح", "Number=Plur"),
            ("كل", Noun, "كل", ""),
            ("الكبيرة", Adj, "كبير", "Definite=Def|Gender=Fem|Number=Sing"),
            ("كبار", Adj, "كبير", ""),
            ("أكبر", Adj, "أكبر", ""),
            ("الكبرى", Adj, "أكبر", "Definite=Def|Gender=Fem|Number=Sing"),
            ("حمراء", Adj, "أحمر", "Gender=Fem|Number=Sing"),
            ("GIF", Noun, "GIF", ""),
        ] {
            assert_eq!(features(form, upos, lemma), wanted, "{form}");
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for bad in ["Case=Nom", "Gender", "Gender=Neut", "Number=Sing|Number=Plur", "|", " "] {
            assert!(bad.parse::<Features>().is_err(), "{bad}");
        }
        let features: Features = "Gender=Fem|Number=Sing".parse().unwrap();
        assert_eq!(features.get("Gender"), Some("Fem"));
        assert_eq!(features.get("Person"), None);
        assert_eq!(features.iter().last(), Some(("Number", "Sing")));
        assert_eq!(format!("{features:?}"), "Features(Gender=Fem|Number=Sing)");
        let json = serde_json::to_string(&features).unwrap();
        assert_eq!(json, r#"{"Gender":"Fem","Number":"Sing"}"#);
        assert_eq!("".parse::<Features>().unwrap(), Features::default());
        assert!(Features::all().is_sorted_by_key(|feature| feature.0));
    }

    proptest! {
        #[test]
        fn any_form_of_any_lemma(
            form in "[ء-يًـa-z😀ﻻ\u{200d}]{0,40}",
            lemma in "[ء-يًـa-z😀ﻻ\u{200d}]{0,40}",
            upos in 0..17usize,
            flags in 0..16u8,
        ) {
            let upos = Upos::all().nth(upos).unwrap();
            let flag = |at: u8| flags >> at & 1 == 1;
            let word = Word {
                form: &form,
                upos,
                enclitic: flag(0),
                article: flag(1),
                possessed: flag(2),
                lemma: &lemma,
                known: flag(3),
            };
            let found = word.features(&mut FeatureScratch::default());
            prop_assert_eq!(found.to_string().parse::<Features>().unwrap(), found);
        }
    }
}
