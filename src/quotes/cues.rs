//! The cues of quotations, and what else a word by itself tells of them.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::model::unique;
use crate::morphology::lemma::{LemmaModel, spell};
use crate::morphology::memory::{self, Memory};
use crate::morphology::{Role, Segment, Segmenter, Upos};
use crate::tokenize::entries;
use crate::words::{Kind as WordKind, Words as OwnWords};
use crate::{Error, Result};

bitflags::bitflags! {
    /// What may stand between a cue and the words said.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(super) struct Takes: u16 {
        const INNA = 1;
        const AN = 1 << 1;
        const BI_AN = 1 << 2;
        const ILA = 1 << 3;
        const ALA = 1 << 4;
        const MIN = 1 << 5;
        const AAN = 1 << 6;
        const MARKS = 1 << 7;
        const CLAUSE = 1 << 8;
        /// A noun of saying: `بالقول إن`.
        const NOUN = 1 << 9;
    }
}

impl Takes {
    const NAMES: [(&'static str, Self); 10] = [
        ("إن", Self::INNA),
        ("أن", Self::AN),
        ("بأن", Self::BI_AN),
        ("إلى", Self::ILA),
        ("على", Self::ALA),
        ("من", Self::MIN),
        ("عن", Self::AAN),
        ("قول", Self::NOUN),
        ("marks", Self::MARKS),
        ("clause", Self::CLAUSE),
    ];

    fn named(names: &str) -> Result<Self> {
        let one = |name| named("word that it takes", name, &Self::NAMES);
        names.split(',').map(one).try_fold(Self::empty(), |all, one| Ok(all | one?))
    }
}

/// What of a column has that name.
fn named<T: Copy>(what: &str, name: &str, names: &[(&str, T)]) -> Result<T> {
    let found = names.iter().find(|entry| entry.0 == name).map(|entry| entry.1);
    found.ok_or_else(|| {
        let known: Vec<_> = names.iter().map(|entry| entry.0).collect();
        Error::data(format!("unknown {what} {name:?}; known: {}", known.join(", ")))
    })
}

/// What a cue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Verb,
    Participle,
    /// With a pronoun: `قوله`.
    Noun,
    /// The speaker follows: `وفق`.
    Phrase,
    /// A verb and the speaker follow: `حسبما`.
    Relative,
}

impl Kind {
    const NAMES: [(&'static str, Self); 5] = [
        ("verb", Self::Verb),
        ("participle", Self::Participle),
        ("noun", Self::Noun),
        ("phrase", Self::Phrase),
        ("relative", Self::Relative),
    ];

    /// Whether it is looked for as it is written, and may have several words.
    fn is_phrase(self) -> bool {
        matches!(self, Self::Phrase | Self::Relative)
    }
}

/// Where the speaker stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Subject,
    /// After `عن`, if that is there.
    From,
    /// After `في`.
    In,
}

impl Place {
    const NAMES: [(&'static str, Self); 3] =
        [("subject", Self::Subject), ("عن", Self::From), ("في", Self::In)];
}

/// An entry of the lexicon.
#[derive(Clone, Debug)]
pub(super) struct Cue {
    pub(super) lemma: String,
    pub(super) kind: Kind,
    pub(super) takes: Takes,
    pub(super) place: Place,
    /// Whether it says hardly anything but that something is said.
    pub(super) saying: bool,
    /// Whether it goes on with what was said before.
    pub(super) more: bool,
    /// Whether it is a passive where no subject is named: `يتوقع أن`.
    pub(super) impersonal: bool,
    /// Whether its object is who is told: `أبلغ الوزير النواب أن`.
    pub(super) told: bool,
    /// Whether its imperfect with ت is also the past of another verb: `تبين أن`.
    pub(super) turns: bool,
    /// Of a verb, its imperfect without the letter of the person.
    imperfect: String,
}

/// The endings of the past and of the imperfect.
const PAST: [&str; 6] = ["", "ت", "وا", "ا", "تا", "نا"];
const IMPERFECT: [&str; 4] = ["", "ون", "ان", "وا"];

impl Cue {
    /// Reads a row of the table; what it lacks is as is usual for its kind.
    fn read(row: &[&str]) -> Result<Self> {
        let column = |at: usize| row.get(at).copied().filter(|column| !column.is_empty());
        let lemma = spelt(row.first().copied().unwrap_or_default());
        let kind = match column(1) {
            Some(kind) => named("kind of cue", kind, &Kind::NAMES)?,
            None if lemma.contains(' ') => Kind::Phrase,
            None => Kind::Verb,
        };
        let takes = match kind.is_phrase() {
            true => Takes::CLAUSE | Takes::MARKS,
            false => Takes::INNA | Takes::AN | Takes::BI_AN | Takes::MARKS,
        };
        let takes = column(2).map_or(Ok(takes), Takes::named)?;
        let place = column(3).map_or(Ok(Place::Subject), |name| {
            named("place of the speaker", name, &Place::NAMES)
        })?;
        let (mut saying, mut more, mut impersonal) = (false, false, false);
        let (mut told, mut turns) = (false, false);
        for name in column(4).unwrap_or("also").split(',') {
            match name {
                "saying" => saying = true,
                "more" => more = true,
                "impersonal" => impersonal = true,
                "told" => told = true,
                "turns" => turns = true,
                "also" => {}
                _ => {
                    let known = "saying, also, more, impersonal, told, turns";
                    return Err(Error::data(format!("unknown use {name:?}; known: {known}")));
                }
            }
        }
        let imperfect = spelt(column(5).unwrap_or("-"));
        Ok(Self { lemma, kind, takes, place, saying, more, impersonal, told, turns, imperfect })
    }

    /// Whether a form is a passive by its letters where it may be one: not of a hollow verb, `يقول`.
    pub(super) fn may_be_passive(&self, form: &str) -> bool {
        let mut letters = self.imperfect.chars().skip(1);
        let hollow = matches!((letters.next(), letters.nth(1)), (Some('و' | 'ي'), None));
        !(hollow && form.contains(&self.imperfect))
    }

    /// Gives the forms of a verb.
    fn forms(&self, mut sink: impl FnMut(String)) {
        // Before an ending a last ى or ا is lost: روت, شكوا.
        let short = self.lemma.strip_suffix(['ى', 'ا']);
        for ending in PAST {
            // `ردا على` is a noun.
            if ending == "ا" && self.lemma.chars().nth(2).is_none() {
                continue;
            }
            let stem = if ending.is_empty() { &self.lemma } else { short.unwrap_or(&self.lemma) };
            sink(format!("{stem}{ending}"));
            // As many write it: `اكد`; but `اقرا` is of another verb.
            if let Some(rest) = stem.strip_prefix('أ')
                && ending != "ا"
            {
                sink(format!("ا{rest}{ending}"));
            }
        }
        if self.imperfect == "-" {
            return;
        }
        // `يقال`.
        let mut letters = self.imperfect.chars();
        if self.impersonal
            && let (Some(first), Some('و' | 'ي'), Some(last), None) =
                (letters.next(), letters.next(), letters.next(), letters.next())
        {
            sink(format!("ي{first}ا{last}"));
        }
        let short = self.imperfect.strip_suffix(['ي', 'و', 'ى']);
        for person in ['ي', 'ت', 'ن', 'أ'] {
            for ending in IMPERFECT {
                let stem = match ending {
                    "" => &self.imperfect,
                    _ => short.unwrap_or(&self.imperfect),
                };
                sink(format!("{person}{stem}{ending}"));
            }
        }
    }
}

bitflags::bitflags! {
    /// The classes of words that bound a quotation or its speaker; see `data/quotes/words.tsv`.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(super) struct Classes: u64 {
        const TIME = 1;
        const BREAK = 1 << 1;
        const WORK = 1 << 2;
        const OCCASION = 1 << 3;
        const SOURCE = 1 << 4;
        const AUDIENCE = 1 << 5;
        const SOME = 1 << 6;
        const CLAUSE = 1 << 7;
        const RELATIVE = 1 << 8;
        const TITLE = 1 << 9;
        const NOT = 1 << 10;
        const DEGREE = 1 << 11;
        const SELF = 1 << 12;
        const BUT = 1 << 13;
        const ASIDE = 1 << 14;
        const COMPLEMENT = 1 << 15;
        const KIN = 1 << 16;
        const NORM = 1 << 17;
        const TURN = 1 << 18;
        const PRONOUN = 1 << 19;
        const PLURAL = 1 << 20;
        const FEMININE = 1 << 21;
        const MASCULINE = 1 << 22;
        /// A participle of circumstance, without its ending.
        const MANNER = 1 << 23;
        /// A noun that is a cue with a pronoun.
        const SAYING = 1 << 24;
        const PREPOSITION = 1 << 25;
        const PASSIVE = 1 << 26;
        const REPORT = 1 << 27;
        const COMMENT = 1 << 28;
        const WORDS = 1 << 29;
        const TOPIC = 1 << 30;
        const WAS = 1 << 31;
        const PERSON = 1 << 32;
        const WHEN = 1 << 33;
    }
}

impl Classes {
    const NAMES: [(&'static str, Self); 33] = [
        ("time", Self::TIME),
        ("break", Self::BREAK),
        ("work", Self::WORK),
        ("occasion", Self::OCCASION),
        ("source", Self::SOURCE),
        ("audience", Self::AUDIENCE),
        ("some", Self::SOME),
        ("clause", Self::CLAUSE),
        ("relative", Self::RELATIVE),
        ("title", Self::TITLE),
        ("not", Self::NOT),
        ("degree", Self::DEGREE),
        ("self", Self::SELF),
        ("but", Self::BUT),
        ("aside", Self::ASIDE),
        ("complement", Self::COMPLEMENT),
        ("kin", Self::KIN),
        ("norm", Self::NORM),
        ("turn", Self::TURN),
        ("pronoun", Self::PRONOUN),
        ("plural", Self::PLURAL),
        ("feminine", Self::FEMININE),
        ("masculine", Self::MASCULINE),
        ("manner", Self::MANNER),
        ("preposition", Self::PREPOSITION),
        ("passive", Self::PASSIVE),
        ("report", Self::REPORT),
        ("comment", Self::COMMENT),
        ("words", Self::WORDS),
        ("topic", Self::TOPIC),
        ("was", Self::WAS),
        ("person", Self::PERSON),
        ("when", Self::WHEN),
    ];

    fn named(names: &str) -> Option<Self> {
        let one = |name| Self::NAMES.iter().find(|entry| entry.0 == name).map(|entry| entry.1);
        names.split(',').map(one).try_fold(Self::empty(), |all, one| Some(all | one?))
    }
}

/// The lexicon, compiled.
#[derive(Debug)]
pub(crate) struct Lexicon {
    /// Tells a memory that it served another.
    id: u64,
    pub(super) cues: Vec<Cue>,
    /// By lemma.
    verbs: FxHashMap<String, u16>,
    /// By form.
    forms: FxHashMap<String, u16>,
    nouns: FxHashMap<String, u16>,
    /// By each form of the accusative.
    participles: FxHashMap<String, u16>,
    /// By the first word: the others, and the number of the cue. The longest first.
    phrases: FxHashMap<String, Vec<(Vec<String>, u16)>>,
    words: FxHashMap<String, Classes>,
}

/// The endings of an accusative of circumstance, and whether they are feminine, and plural.
const ACCUSATIVE: [(&str, bool, bool); 5] = [
    ("ا", false, false),
    ("ة", true, false),
    ("ه", true, false),
    ("ين", false, true),
    ("ات", true, true),
];

impl Lexicon {
    /// The tables of the library with users' own cues.
    pub(crate) fn new(own: &OwnWords) -> Self {
        let rows = own.table(WordKind::Cue, include_str!("../../data/quotes/cues.tsv"));
        let mut lexicon = Self {
            id: unique(),
            cues: rows.filter_map(|row| Cue::read(&row).ok()).collect(),
            verbs: FxHashMap::default(),
            forms: FxHashMap::default(),
            nouns: FxHashMap::default(),
            participles: FxHashMap::default(),
            phrases: FxHashMap::default(),
            words: FxHashMap::default(),
        };
        for (number, cue) in (1..).zip(&lexicon.cues) {
            match cue.kind {
                Kind::Verb => {
                    lexicon.verbs.entry(cue.lemma.clone()).or_insert(number);
                    cue.forms(|form| {
                        lexicon.forms.entry(form).or_insert(number);
                    });
                }
                Kind::Noun => {
                    lexicon.nouns.entry(cue.lemma.clone()).or_insert(number);
                    *lexicon.words.entry(cue.lemma.clone()).or_default() |= Classes::SAYING;
                }
                Kind::Participle => {
                    for (ending, ..) in ACCUSATIVE {
                        let form = format!("{}{ending}", cue.lemma);
                        lexicon.participles.entry(form).or_insert(number);
                    }
                }
                Kind::Phrase | Kind::Relative => {
                    let mut words = cue.lemma.split(' ').map(str::to_owned);
                    let first = words.next().unwrap_or_default();
                    lexicon.phrases.entry(first).or_default().push((words.collect(), number));
                }
            }
        }
        for phrases in lexicon.phrases.values_mut() {
            let rank = |phrase: &(Vec<String>, u16)| {
                let attached = phrase.0.last().is_some_and(|word| word == "ل");
                (std::cmp::Reverse(phrase.0.len()), attached)
            };
            phrases.sort_by_key(rank);
        }
        // Whoever has a title can speak.
        for line in entries(include_str!("../../data/names/titles.tsv")) {
            if let Some((word, "office" | "rank" | "honorific")) = line.split_once('\t') {
                for word in [word.to_owned(), format!("{word}ة")] {
                    *lexicon.words.entry(word).or_default() |= Classes::SOURCE | Classes::PERSON;
                }
            }
        }
        for line in entries(include_str!("../../data/quotes/words.tsv")) {
            if let Some((word, classes)) = line.split_once('\t')
                && let Some(classes) = Classes::named(classes)
            {
                if classes == Classes::MANNER {
                    for (ending, ..) in ACCUSATIVE {
                        let form = format!("{word}{ending}");
                        *lexicon.words.entry(form).or_default() |= Classes::BREAK;
                    }
                } else {
                    *lexicon.words.entry(word.into()).or_default() |= classes;
                }
            }
        }
        lexicon
    }

    /// The classes of a word.
    pub(super) fn classes(&self, word: &str) -> Classes {
        self.words.get(word).copied().unwrap_or_default()
    }

    /// The cue of that number, from 1.
    pub(super) fn cue(&self, number: u16) -> &Cue {
        &self.cues[usize::from(number) - 1]
    }

    /// The phrases that begin with a word: the words after it, and the number of the cue.
    pub(super) fn phrases(&self, first: &str) -> &[(Vec<String>, u16)] {
        self.phrases.get(first).map_or(&[], Vec::as_slice)
    }
}

/// The lexicon of the tables that are part of the library.
pub(crate) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(&OwnWords::default()));

/// What tells the row of a cue from those of others.
pub(crate) fn cue_key(row: &[&str]) -> String {
    match Cue::read(row) {
        Ok(cue) => format!("{} {}", kind_name(cue.kind), cue.lemma),
        Err(_) => String::new(),
    }
}

/// The row of a cue in full.
///
/// # Errors
/// [`ErrorKind::Data`](crate::ErrorKind::Data) for a column that says what no cue can.
pub(crate) fn check_cue(row: &[&str]) -> Result<Vec<String>> {
    let cue = Cue::read(row)?;
    let name = kind_name(cue.kind);
    if !cue.kind.is_phrase() && cue.lemma.contains(' ') {
        return Err(Error::data(format!("a {name} is one word: a phrase may have several")));
    }
    if cue.kind != Kind::Verb && cue.imperfect != "-" {
        return Err(Error::data(format!("a {name} has no imperfect")));
    }
    if cue.imperfect.contains(' ') {
        return Err(Error::data("the imperfect is one word"));
    }
    let takes =
        Takes::NAMES.iter().filter(|entry| cue.takes.contains(entry.1)).map(|entry| entry.0);
    let uses = [
        Some(if cue.saying { "saying" } else { "also" }),
        cue.more.then_some("more"),
        cue.impersonal.then_some("impersonal"),
    ];
    Ok(vec![
        cue.lemma,
        name.to_owned(),
        takes.collect::<Vec<_>>().join(","),
        Place::NAMES[cue.place as usize].0.to_owned(),
        uses.into_iter().flatten().collect::<Vec<_>>().join(","),
        cue.imperfect,
    ])
}

fn kind_name(kind: Kind) -> &'static str {
    Kind::NAMES[kind as usize].0
}

/// As words are compared: see [`spell`].
pub(super) fn spelt(written: &str) -> String {
    let mut spelling = String::new();
    spell(written, &mut spelling);
    spelling
}

bitflags::bitflags! {
    /// What is attached to a word, and how it is inflected.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub(super) struct Marks: u16 {
        /// Has و or ف.
        const AND = 1;
        /// Has a preposition.
        const PREPOSITION = 1 << 1;
        /// That is ل.
        const LAM = 1 << 2;
        const ARTICLE = 1 << 3;
        const PRONOUN = 1 << 4;
        /// A verb, or participle, that agrees with a feminine.
        const FEMININE = 1 << 5;
        const PLURAL = 1 << 6;
        /// A verb that may be of the first person alone.
        const FIRST = 1 << 7;
        /// May be أن.
        const AN = 1 << 8;
        /// May be إن.
        const INNA = 1 << 9;
        /// A phrase may begin here.
        const PHRASE = 1 << 10;
        /// The cue is a participle, or noun.
        const NOMINAL = 1 << 11;
        /// Its preposition is ب.
        const BA = 1 << 12;
        /// A verb that may be passive by its letters.
        const IMPERFECT = 1 << 13;
    }
}

/// What the letters of a word tell, remembered.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known {
    /// The number of its cue, from 1; 0 for none.
    pub(super) cue: u16,
    /// That of the same letters read with و; of a preposition that of a verb.
    pub(super) other: u16,
    pub(super) classes: Classes,
    pub(super) marks: Marks,
    /// The bytes of و or ف before it.
    pub(super) conjunction: u8,
    /// The bytes of all its proclitics but the article.
    pub(super) clitics: u8,
}

impl Known {
    pub(super) fn has(self, marks: Marks) -> bool {
        self.marks.contains(marks)
    }

    pub(super) fn is(self, class: Classes) -> bool {
        self.classes.intersects(class)
    }

    /// Whether it joins what was said to its cue.
    pub(super) fn is_that(self) -> bool {
        self.marks.intersects(Marks::AN | Marks::INNA)
    }

    /// Whether by itself it asks to look closer.
    pub(super) fn is_cue(self) -> bool {
        self.cue != 0 || self.has(Marks::PHRASE)
    }
}

/// The longest word, in bytes, that is looked at.
const LONGEST: usize = 64;

/// Half as many words as are remembered: so many bits.
const MEMORY: u32 = 14;

/// Looks words up. What it remembers changes no result.
#[derive(Debug, Default)]
pub(super) struct Words {
    memory: Memory<Known>,
    segments: Vec<Segment>,
    form: String,
    spelling: String,
    lemma: String,
}

impl Words {
    /// Makes ready for what words are looked up in.
    pub(super) fn prepare(&mut self, lexicon: &Lexicon, lemmas: &LemmaModel) {
        // No process makes 2³² of either.
        self.memory.serve(lexicon.id << 32 | lemmas.id(), MEMORY);
    }

    pub(super) fn look_up(
        &mut self,
        word: &str,
        lexicon: &Lexicon,
        segmenter: &Segmenter,
        lemmas: &LemmaModel,
    ) -> Known {
        if word.len() > LONGEST {
            return Known::default();
        }
        let Some(key) = memory::key(word, 0) else {
            return self.classify(word, lexicon, segmenter, lemmas);
        };
        let (known, is_known) = self.memory.entry(&key);
        if is_known {
            return *known;
        }
        let known = self.classify(word, lexicon, segmenter, lemmas);
        *self.memory.entry(&key).0 = known;
        known
    }

    fn classify(
        &mut self,
        word: &str,
        lexicon: &Lexicon,
        segmenter: &Segmenter,
        lemmas: &LemmaModel,
    ) -> Known {
        let mut known = Known::default();
        let Self { segments, form, spelling, lemma, .. } = self;
        segments.clear();
        segmenter.segment(word, 0, segments);
        let mut begins = 0;
        // As a whole, without و and ف, and the stem alone.
        let first = word.chars().next().filter(|first| matches!(first, 'و' | 'ف'));
        let rest = &word[first.map_or(0, char::len_utf8)..];
        for (written, conjunction) in [(word, 0), (rest, word.len() - rest.len())] {
            spelling.clear();
            spell(written, spelling);
            if let Some(classes) = lexicon.words.get(spelling.as_str()) {
                known.classes |= *classes;
            }
            if !known.has(Marks::PHRASE) && lexicon.phrases.contains_key(spelling.as_str()) {
                known.marks |= Marks::PHRASE;
                begins = conjunction;
            }
        }
        let Some(stem) = segments.iter().position(|it| it.role == Role::Stem) else {
            // Clitics alone: لي.
            known.marks |= Marks::PREPOSITION | Marks::PRONOUN;
            known.clitics = word.len() as u8;
            return known;
        };
        for segment in &segments[..stem] {
            let bytes = segment.span.len() as u8;
            match segment.role {
                Role::Conjunction => {
                    known.marks |= Marks::AND;
                    known.conjunction += bytes;
                }
                Role::Preposition => {
                    known.marks |= Marks::PREPOSITION;
                    let letter = segment.span.of(word).chars().next();
                    known.marks.set(Marks::LAM, letter == Some('ل'));
                    known.marks.set(Marks::BA, letter == Some('ب'));
                }
                Role::Article => {
                    known.marks |= Marks::ARTICLE;
                    continue;
                }
                Role::Future => continue,
                _ => {}
            }
            known.clitics += bytes;
        }
        // `الألماني`, `الإلكترونية`: the segmenter leaves them whole.
        let mut letters = segments[stem].span.of(word).chars();
        let whole = letters.by_ref().take(2).eq("ال".chars())
            && letters.next().is_some_and(|third| !matches!(third, 'ت' | 'ل' | 'ذ' | 'ـ'))
            && letters.nth(1).is_some();
        if whole && !known.has(Marks::PREPOSITION) {
            known.marks |= Marks::ARTICLE;
        }
        if known.has(Marks::PHRASE) {
            known.conjunction = begins as u8;
        }
        // صيدلي has none.
        let pronoun = segments.iter().any(|it| it.role.is_pronoun()) && !word.ends_with('ي');
        known.marks.set(Marks::PRONOUN, pronoun);
        form.clear();
        segments[stem].push_form(word, form);
        spelling.clear();
        spell(form, spelling);
        if let Some(classes) = lexicon.words.get(spelling.as_str()) {
            known.classes |= *classes;
        }
        // بين and عبر are prepositions.
        let preposition = known.is(Classes::TIME);
        if known.is(Classes::PREPOSITION) {
            known.other = lexicon.forms.get(spelling.as_str()).copied().unwrap_or(0);
        }
        if preposition || known.has(Marks::ARTICLE) || known.has(Marks::PHRASE) {
            return known;
        }
        if !known.has(Marks::PREPOSITION) || known.has(Marks::BA) {
            match spelling.as_str() {
                "أن" => known.marks |= Marks::AN,
                "إن" => known.marks |= Marks::INNA,
                "ان" => known.marks |= Marks::AN | Marks::INNA,
                _ => {}
            }
            if known.is_that() {
                return known;
            }
        }
        // Not `متابعته`; but `منوها` as a whole, though it may have a pronoun, as `لافتا` a preposition.
        let attached = Marks::PRONOUN | Marks::PREPOSITION | Marks::LAM | Marks::BA;
        if known.marks.intersects(attached) {
            spelling.clear();
            spell(&word[usize::from(known.conjunction)..], spelling);
        }
        if let Some(&cue) = lexicon.participles.get(spelling.as_str()) {
            known.cue = cue;
            known.clitics = known.conjunction;
            known.marks = known.marks.difference(attached) | Marks::NOMINAL;
            let ending = ACCUSATIVE.iter().find(|it| spelling.ends_with(it.0));
            if let Some(&(_, feminine, plural)) = ending {
                known.marks.set(Marks::FEMININE, feminine);
                known.marks.set(Marks::PLURAL, plural);
            }
            return known;
        }
        if known.has(Marks::PRONOUN) {
            lemma.clear();
            lemmas.lemma(form, Upos::Noun, false, spelling, lemma);
            if let Some(&cue) = lexicon.nouns.get(lemma.as_str()) {
                known.cue = cue;
                known.marks |= Marks::NOMINAL;
                return known;
            }
        }
        // بيقول, as it is spoken: a preposition is before no verb but ل.
        if known.has(Marks::PREPOSITION) && !spelling_is_imperfect(form, known, spelling) {
            return known;
        }
        spelling.clear();
        spell(form, spelling);
        let by_form = lexicon.forms.get(spelling.as_str()).copied();
        let mut by_lemma = None;
        if by_form.is_none() && spelling != "ردا" {
            lemma.clear();
            lemmas.lemma(form, Upos::Verb, false, spelling, lemma);
            by_lemma = lexicon.verbs.get(lemma.as_str()).copied();
            spelling.clear();
            spell(form, spelling);
        }
        if let Some(cue) = by_form.or(by_lemma) {
            known.verb(lexicon.cue(cue), cue, spelling);
        }
        // وردت, of ورد or of رد; فرد, a noun or of رد.
        if !known.has(Marks::AND) && !known.has(Marks::PHRASE) && first.is_some() {
            spelling.clear();
            spell(rest, spelling);
            let other = lexicon.forms.get(spelling.as_str()).copied().unwrap_or(0);
            if known.cue == 0 && other != 0 {
                known.verb(lexicon.cue(other), other, spelling);
                known.marks |= Marks::AND;
                known.conjunction = (word.len() - rest.len()) as u8;
            } else {
                known.other = other;
            }
        }
        // `أجابه`, and as it is spoken `قاللي`, `قالي`.
        if known.cue == 0 {
            let told = TOLD.iter().find_map(|told| {
                spelling.clear();
                spell(rest.strip_suffix(told)?, spelling);
                let &cue = lexicon.forms.get(spelling.as_str())?;
                let entry = lexicon.cue(cue);
                (entry.saying || entry.told).then_some(cue)
            });
            if let Some(cue) = told {
                known.verb(lexicon.cue(cue), cue, spelling);
                known.marks |= Marks::PRONOUN;
            }
        }
        // What a form is that begins with ب.
        if known.cue == 0 && word.starts_with('ب') {
            spelling.clear();
            spell(&word['ب'.len_utf8()..], spelling);
            if spelling.starts_with(['ي', 'ت', 'ن'])
                && let Some(&cue) = lexicon.forms.get(spelling.as_str())
            {
                known.verb(lexicon.cue(cue), cue, spelling);
            }
        }
        known
    }
}

/// Who is told, attached to a verb.
const TOLD: [&str; 12] = ["لي", "لك", "له", "لو", "لها", "لنا", "لهم", "ي", "ه", "ها", "هم", "ني"];

/// Whether a word with a preposition may be a verb: after ل or, as it is spoken, ب.
fn spelling_is_imperfect(form: &str, known: Known, spelling: &mut String) -> bool {
    spelling.clear();
    spell(form, spelling);
    (known.has(Marks::LAM) || known.has(Marks::BA)) && spelling.starts_with(['ي', 'ت', 'ن'])
}

impl Known {
    /// Notes that it is a form of a verb.
    fn verb(&mut self, entry: &Cue, number: u16, spelling: &str) {
        let lemma = &entry.lemma;
        self.cue = number;
        let begins = |letter: char| spelling.starts_with(letter) && !lemma.starts_with(letter);
        // `تتابع` of `تابع`, `لفتت` of `لفت`.
        let she = begins('ت') || spelling.starts_with("تت") && !lemma.starts_with("تت");
        let past =
            spelling.strip_suffix('ت').is_some_and(|stem| stem == lemma || !lemma.ends_with('ت'));
        self.marks.set(Marks::FEMININE, past || she);
        self.marks.set(Marks::PLURAL, ["وا", "ون"].iter().any(|it| spelling.ends_with(it)));
        self.marks.set(Marks::IMPERFECT, begins('ي') || she);
        // قلت, not قالت.
        let hollow = lemma.chars().nth(1) == Some('ا');
        let short = hollow && spelling.ends_with('ت') && !spelling.contains('ا');
        // `أخبرنا` is rather of whom we were told by.
        let we = spelling.ends_with("نا") && !(entry.told && lemma.starts_with('أ'));
        // `اقول`, as many write it.
        let bare = !lemma.starts_with(['أ', 'ا', 'إ', 'آ'])
            && spelling.strip_prefix('ا').is_some_and(|rest| rest == entry.imperfect);
        let first = begins('ن') || begins('أ') && !lemma.starts_with('ا') || bare;
        self.marks.set(Marks::FIRST, first || short || we);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_well_formed() {
        for line in entries(include_str!("../../data/quotes/cues.tsv")) {
            let row: Vec<_> = line.split('\t').collect();
            assert!(row.len() == 6 && Cue::read(&row).is_ok(), "{line}");
        }
        for line in entries(include_str!("../../data/quotes/words.tsv")) {
            let classes = line.split_once('\t').map(|it| it.1);
            assert!(classes.is_some_and(|it| Classes::named(it).is_some()), "{line}");
        }
        assert_eq!(LEXICON.cues.len(), entries(include_str!("../../data/quotes/cues.tsv")).count());
    }
}
