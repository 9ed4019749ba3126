//! The segmenter: word counts of raw text, lists of names and verbs, and rankers of readings trained
//! on segmented words.

use std::collections::{BTreeMap, BTreeSet};
use std::iter;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::conll::{self, Sentence};
use super::gazetteers::{self, Names};
use super::inflect::{self, Use};
use super::{input, owlqn, wordfreq};
use crate::model::{Component, ModelFile, ModelWriter, SectionWriter};
use crate::morphology::{
    Articles, Backs, Folded, Fronts, Known, Lexicon, MOST, PRONOUNS, Part, Readings, SCALE,
    SEEN_UNIT, Scheme, Segment, SegmentMemory, Segmenter, WordTable, fold, letter,
};
use crate::unicode::{Class, class};
use crate::{Error, Result};

/// What the segmenter is trained on.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct SegmenterOptions {
    /// Segmented words: a word and its segments (`و+ل+كتاب`) on each line, tab-separated, sentences
    /// apart by an empty line; a third column has their lemmas in the same way.
    pub segments: Vec<PathBuf>,
    /// The same sentences in CoNLL twice: with whole words, and with و ف and pronouns split off
    /// everywhere and ب ل ك before names. Every tenth sentence is held out.
    pub names: Option<(PathBuf, PathBuf)>,
    /// Raw text to count words in, plain or `.xz`.
    pub raw: Vec<PathBuf>,
    /// Word lists of the Python package wordfreq (`large_ar.msgpack.gz`), which add to the counts.
    pub frequencies: Vec<PathBuf>,
    /// Names of persons as Wikidata has them: name, `given` or `surname`, bearers, countries.
    pub persons: Vec<PathBuf>,
    /// Cities as GeoNames has them: name, name in Latin letters, country, inhabitants.
    pub places: Vec<PathBuf>,
    /// JSON objects from names in Latin letters to the same in Arabic.
    pub transliterated: Vec<PathBuf>,
    /// The proper nouns of Camel Morph.
    pub proper_nouns: Vec<PathBuf>,
    /// The verb stems of Camel Morph.
    pub verbs: Vec<PathBuf>,
    /// The adjectives of Camel Morph.
    pub adjectives: Vec<PathBuf>,
    /// Plurals formed inside the word: plural, tab, singular.
    pub plurals: Vec<PathBuf>,
    /// Segmented words to measure the result on.
    pub dev: Option<PathBuf>,
    /// If more than 1, so many models are trained besides, each without a part of the sentences of
    /// [`segments`](Self::segments), and measured on that part.
    pub folds: usize,
}

/// How well words are segmented, by the scheme [`Scheme::Atb`].
#[derive(Clone, Debug, Default, Serialize)]
pub struct SegmentScores {
    /// Words in all.
    pub words: usize,
    /// Words whose segments are exactly right, as they stand in the word or in their form.
    pub correct: usize,
    /// Words of several segments, in the file or as found.
    pub segmented: usize,
    /// Those of them that are exactly right.
    pub segmented_correct: usize,
    /// The part of the words that are exactly right, in percent.
    pub accuracy: f64,
    /// Words with Arabic letters: all others are one segment, and so easily right.
    pub words_arabic: usize,
    /// The part of them that are exactly right, in percent.
    pub accuracy_arabic: f64,
    /// Different words taken apart in a second, without remembering any.
    pub new_words_per_second: f64,
    /// Words in a second as they follow one another, over and over; what was seen is remembered.
    pub words_per_second: f64,
    /// The words wrongly segmented: the word, its segments in the file, those found.
    pub errors: Vec<(String, String, String)>,
    /// The lines of the file whose segments do not spell their word, which cannot be right: the
    /// number, from 1, the word, its segments.
    pub misspelt: Vec<(u64, String, String)>,
}

/// What [`train_segmenter`] measures on data it did not train on.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SegmenterEvaluation {
    /// On [`SegmenterOptions::dev`].
    pub dev: Option<SegmentScores>,
    /// On the parts of [`SegmenterOptions::segments`] that were left out.
    pub folds: Option<SegmentScores>,
}

/// A word of which it is known, at least in part, how it is segmented.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Labelled {
    word: String,
    /// 0 none, 1 و, 2 ف.
    first: usize,
    /// What may follow, a bit for each of: none, ب, ل, ك, س, ل with the article elided.
    seconds: u8,
    /// How many letters are a pronoun, if that is known.
    pronoun: Option<usize>,
    /// Whether the stem begins with the article, if that is known.
    article: Option<bool>,
}

impl Labelled {
    /// Whether it is known to have several segments, the article aside.
    fn is_taken_apart(&self) -> bool {
        self.first > 0 || self.seconds & 1 == 0 || self.pronoun.is_some_and(|letters| letters > 0)
    }
}

const FIRST: [char; 3] = ['\0', 'و', 'ف'];
const SECOND: [char; 5] = ['\0', 'ب', 'ل', 'ك', 'س'];
const ANY_SECOND: u8 = 0b11_1111;
const LAM: u8 = 0b10_0100;
const ELIDED: usize = 5;

fn letters(text: &str) -> usize {
    text.chars().filter(|&c| letter(c) != 0).count()
}

/// How many letters the last of several segments has, if it is a pronoun.
fn trailing(segments: &[&str]) -> usize {
    match segments {
        [_, .., last] => Folded::new(last)
            .filter(|folded| PRONOUNS.contains(&folded.letters()))
            .map_or(0, |folded| folded.letters().len()),
        _ => 0,
    }
}

/// The proclitics among the segments of a word, the last of which is the stem or follows it.
/// `elided` tells whether ل is followed by an article without alef, if that is known.
fn leading(segments: &[&str], elided: Option<bool>) -> (usize, u8) {
    let place = |of: &[char], at: usize| {
        let segment = segments[..segments.len().saturating_sub(1)].get(at)?;
        let mut letters = segment.chars().filter(|&c| letter(c) != 0);
        let only = letters.next().filter(|_| letters.next().is_none())?;
        of.iter().position(|&other| other == only)
    };
    let first = place(&FIRST, 0).unwrap_or(0);
    let second = place(&SECOND, usize::from(first > 0)).unwrap_or(0);
    let seconds = match (second, elided) {
        (2, Some(false)) => 1 << 2,
        (2, Some(true)) => 1 << ELIDED,
        (2, None) => LAM,
        _ => 1 << second,
    };
    (first, seconds)
}

/// Calls `each` with the line and the columns of each segmented word: see
/// [`SegmenterOptions::segments`]; with none where a sentence ends.
fn each_segmented(
    path: &Path,
    mut each: impl FnMut(u64, &str, &[&str], &[&str]) -> Result<()>,
) -> Result<()> {
    input::each_line(path, |number, line| {
        if line.trim().is_empty() || number == 1 && line.starts_with("# ") {
            return each(number, "", &[], &[]);
        }
        let columns: Vec<_> = line.split('\t').collect();
        let [word, segments, rest @ ..] = &columns[..] else {
            return Err(Error::data(format!(
                "expected a word and its segments with a tab between, found {line:?}"
            )));
        };
        if word.is_empty() || segments.is_empty() {
            return Err(Error::data("a word or its segments are empty"));
        }
        let parts = if word == segments { vec![*word] } else { segments.split('+').collect() };
        if parts.contains(&"") {
            return Err(Error::data(format!("a segment of {word:?} is empty")));
        }
        if *segments == "_" {
            return Ok(());
        }
        each(number, word, &parts, rest)
    })
}

/// A letter, those as one that change where a pronoun follows: مدينة + ها, مدى + ه, أعضاء + ه.
fn loose(letter: u8) -> u8 {
    match letter {
        26 => 3,
        28 => 1,
        30 | 31 => 29,
        other => other,
    }
}

/// Whether segments, each as it stands in the word or in its form, are all of a word and no more.
fn spell(segments: &[&str], word: &str) -> bool {
    if segments == [word] {
        return true;
    }
    let fold = |text: &str| -> Vec<u32> {
        let text: String = text.chars().filter(|&c| class(c).is_letter()).collect();
        plain(&text)
            .map(|letter| u8::try_from(letter).map_or(letter, |near| loose(near).into()))
            .collect()
    };
    let word = fold(word);
    let mut ends = BTreeSet::from([0]);
    for segment in segments {
        let segment = fold(segment);
        let mut surfaces = vec![&segment[..]];
        // The article loses its alef, or all of it; ن, ى and a silent ا are lost at the end.
        for lost in 1..=2 {
            if segment
                .iter()
                .zip([fold::ALEF, fold::LAM])
                .take(lost)
                .all(|(&a, b)| a == u32::from(b))
            {
                surfaces.extend(segment.get(lost..));
            }
        }
        if let Some((&last, before)) = segment.split_last()
            && [fold::NUN, fold::ALEF].contains(&(last as u8))
        {
            surfaces.push(before);
        }
        let begin = |&from: &usize| {
            let word = &word[from..];
            let there = surfaces.iter().filter(move |surface| word.starts_with(surface));
            there.map(move |surface| from + surface.len()).collect::<Vec<_>>()
        };
        ends = ends.iter().flat_map(begin).collect();
    }
    ends.contains(&word.len())
}

/// Reads sentences of segmented words.
fn read_segments(path: &Path) -> Result<Vec<Vec<Labelled>>> {
    let mut sentences = vec![Vec::new()];
    each_segmented(path, |_, word, segments, rest| {
        if segments.is_empty() {
            sentences.push(Vec::new());
            return Ok(());
        }
        if !spell(segments, word) {
            let segments = segments.join("+");
            return Err(Error::data(format!("{segments:?} does not spell {word:?}")));
        }
        // Lemmas (`لِ+سُلطَة`) tell whether the ل or ال that the stem begins with is its own.
        let lemmas: Vec<_> =
            rest.first().map(|lemmas| lemmas.split('+').collect()).unwrap_or_default();
        let own = |at: usize, with: &str| {
            let lemma: &&str = lemmas.get(at)?;
            let mut letters = lemma.chars().map(letter).filter(|&letter| letter != 0);
            Some(with.chars().all(|c| letters.next() == Some(letter(c))))
        };
        let lam = segments.iter().position(|&segment| segment == "ل");
        let elided = match lam {
            Some(lam) if segments.get(lam + 1).is_some_and(|stem| stem.starts_with("ال")) => {
                Some(word.contains("لل"))
            }
            Some(lam) if segments.get(lam + 1).is_some_and(|stem| stem.starts_with('ل')) => {
                own(lam + 1, "ل").map(|own| !own)
            }
            _ => Some(false),
        };
        let (first, seconds) = leading(segments, elided);
        let pronoun = trailing(segments);
        let stem = segments.len() - 1 - usize::from(pronoun > 0);
        let article = match segments[stem].starts_with("ال") {
            true => own(stem, "ال").map(|own| !own),
            false => None,
        };
        let word = word.to_owned();
        let labelled = Labelled { word, first, seconds, pronoun: Some(pronoun), article };
        sentences.last_mut().expect("one at least").push(labelled);
        Ok(())
    })?;
    sentences.retain(|sentence| !sentence.is_empty());
    Ok(sentences)
}

/// Words that begin names, whose proclitics are known, and other words of which only و ف are. Of the
/// pronouns ه ها هم هما are split off everywhere, others here and there.
struct Aligned {
    first: Vec<Labelled>,
    other: Vec<Labelled>,
}

/// Aligns whole words with segments: see [`SegmenterOptions::names`]. Sentences that do not align are
/// left out.
fn read_names(words: &Path, segments: &Path, held_out: bool) -> Result<Aligned> {
    let (words, segmented) = (conll::read_conll(words)?, conll::read_conll(segments)?);
    let mut names = Aligned { first: Vec::new(), other: Vec::new() };
    // The two files may differ in empty sentences.
    let mut others = segmented.iter();
    for (number, sentence) in words.iter().enumerate() {
        let Some(aligned) = others.clone().take(3).find_map(|other| align(sentence, other)) else {
            others.next();
            continue;
        };
        others.next();
        if (number % 10 == 9) != held_out {
            continue;
        }
        for ((word, tag), segments) in sentence.tokens.iter().zip(&sentence.tags).zip(aligned) {
            let lam = segments.iter().position(|&segment| segment == "ل");
            let elided = lam
                .and_then(|lam| segments.get(lam + 1))
                .is_some_and(|stem| stem.starts_with("ال") && word.contains("لل"));
            let (first, seconds) = leading(&segments, Some(elided));
            let pronoun = match trailing(&segments) {
                0 => (!["ك", "كم", "كن", "ي", "نا", "ني", "هن"]
                    .iter()
                    .any(|end| word.ends_with(end)))
                .then_some(0),
                letters => Some(letters)
                    .filter(|_| ["ه", "ها", "هم", "هما"].contains(&segments[segments.len() - 1])),
            };
            let word = word.to_owned();
            let article = None;
            if tag.starts_with("B-") {
                // Where the article is elided, ل is never split off.
                let rest = word.trim_start_matches(['و', 'ف']);
                let seconds = if seconds == 1 && rest.starts_with("لل") { LAM } else { seconds };
                names.first.push(Labelled { word, first, seconds, pronoun, article });
            } else {
                let seconds = ANY_SECOND;
                names.other.push(Labelled { word, first, seconds, pronoun, article });
            }
        }
    }
    Ok(names)
}

/// The segments of each word, if they can be told.
fn align<'a>(words: &Sentence, segmented: &'a Sentence) -> Option<Vec<Vec<&'a str>>> {
    let fold = |text: &str| -> Vec<u8> {
        text.chars().map(letter).filter(|&letter| letter != 0).map(loose).collect()
    };
    let mut segments = segmented.tokens.iter();
    let mut aligned = Vec::with_capacity(words.tokens.len());
    for word in &words.tokens {
        let whole = fold(word);
        let mut joined: Vec<u8> = Vec::new();
        let mut parts = Vec::new();
        while joined != whole || parts.is_empty() {
            let segment = segments.next()?;
            let mut folded = fold(segment);
            if parts.last() == Some(&"ل") && segment.starts_with("ال") {
                folded.remove(0);
            }
            joined.extend(folded);
            if !whole.starts_with(&joined) {
                return None;
            }
            parts.push(segment.as_str());
        }
        aligned.push(parts);
    }
    segments.next().is_none().then_some(aligned)
}

/// The words that a frequency stands for.
const FREQUENCY: f64 = 2e7;

/// The keys of a word: its own, and that of its spelling if it ends with ه, not with ة, or with ى.
fn keys(folded: &Folded) -> impl Iterator<Item = u64> {
    let whole = folded.whole();
    let last = folded.chars().last();
    let is_marked = match folded.letters().last() {
        Some(&fold::HA) => last != Some(&'ة'),
        _ => last == Some(&'ى'),
    };
    iter::once(whole.hash()).chain(is_marked.then(|| whole.and(fold::MARKED).hash()))
}

/// Says of the word with these keys in which lists it is.
fn mark(words: &mut FxHashMap<u64, Known>, keys: impl Iterator<Item = u64>, lists: u8) {
    keys.for_each(|key| words.entry(key).or_default().lists |= lists);
}

/// Counts the words of raw text by their hashes; gives also those with an article that begin or end
/// with what could be a clitic, which they cannot have, without their article.
fn count_words(options: &SegmenterOptions) -> Result<(FxHashMap<u64, f64>, BTreeSet<String>)> {
    let mut counts = FxHashMap::default();
    let mut definite = BTreeSet::new();
    let mut see = |word: &str| {
        if let Some(bare) = word.strip_prefix("ال")
            && (["ه", "ك", "كم", "ي", "نا"].iter().any(|end| bare.ends_with(end))
                || bare.starts_with(['و', 'ف', 'ب', 'ل', 'ك', 'س']))
        {
            definite.insert(bare.to_owned());
        }
    };
    let mut count = |folded: &Folded, times: f64| {
        keys(folded).for_each(|key| *counts.entry(key).or_insert(0.0) += times);
    };
    for path in &options.frequencies {
        wordfreq::each_word(path, |word, frequency| {
            let is_arabic = word.chars().map(letter).all(|letter| letter < 32);
            if let Some(folded) = Folded::new(word).filter(|_| is_arabic) {
                count(&folded, FREQUENCY * frequency);
                see(word);
            }
        })?;
    }
    for path in &options.raw {
        input::each_line(path, |_, line| {
            let is_letter = |c: char| {
                matches!(
                    class(c),
                    Class::ArabicLetter | Class::Mark | Class::Tatweel | Class::Joiner
                )
            };
            for word in line.split(|c| !is_letter(c)).filter(|word| !word.is_empty()) {
                if let Some(folded) = Folded::new(word) {
                    count(&folded, 1.0);
                }
                see(word);
            }
            Ok(())
        })?;
    }
    Ok((counts, definite))
}

/// Marks the words of the lists of names; gives those that are surely names, with how much they count
/// and how many letters are a pronoun, if that is known.
fn read_lists(
    options: &SegmenterOptions,
    words: &mut FxHashMap<u64, Known>,
) -> Result<BTreeMap<String, (f64, Option<usize>)>> {
    // The ه of a name that is written with ة would look like no pronoun.
    let mut names = Names { spelt: true, ..Names::default() };
    for path in &options.persons {
        gazetteers::person_names(path, &mut names)?;
    }
    for path in &options.places {
        gazetteers::cities(path, &mut names)?;
    }
    for path in &options.transliterated {
        gazetteers::transliterated(path, &mut names)?;
    }
    for path in &options.proper_nouns {
        gazetteers::proper_nouns(path, &mut names)?;
    }
    let mut sure = BTreeMap::new();
    for (name, kinds) in names.words {
        let Some(folded) = Folded::new(&name) else { continue };
        let hash = folded.whole().hash();
        let level_of = |hash: u64| words.get(&hash).map_or(0, |known| known.level);
        let pronoun = ends_with_pronoun(&folded, |part| level_of(part.hash()));
        let level = level_of(hash);
        let weight = if level > 0 { LISTED } else { FORM };
        let mut lists = 0;
        for (kind, size) in kinds {
            let (list, enough) = match kind.as_bytes()[0] {
                b'c' => (Known::PLACE, CITY),
                b'n' => (Known::PLACE, u64::MAX),
                b'l' => (Known::PERSON, 0),
                _ => (Known::PERSON, BEARERS),
            };
            lists |= list;
            if size >= enough && folded.letters().len() > 2 {
                sure.insert(name.clone(), (weight, if pronoun { None } else { Some(0) }));
            }
        }
        // Some of the rarest stay unknown, so that it is learnt how unknown names look.
        if level > 0 || hash % 4 > 0 {
            mark(words, keys(&folded).take(if pronoun { 1 } else { 2 }), lists);
        }
    }
    Ok(sure)
}

/// The step of [`Known::level`] for a count: 2 is the first, each next is 2^(2/3) times as much.
fn level(count: f64) -> u8 {
    let mut level = 0;
    let mut next = 2.0;
    while count >= next && level < 31 {
        level += 1;
        next *= 1.587_401_051_968_199_4;
    }
    level
}

/// Proclitics put before names to learn from, with how many of a hundred names get them.
const ATTACHED: [(&str, usize, usize, usize); 11] = [
    ("و", 1, 0, 35),
    ("ف", 2, 0, 4),
    ("ب", 0, 1, 20),
    ("ل", 0, 2, 20),
    ("ك", 0, 3, 6),
    ("وب", 1, 1, 5),
    ("ول", 1, 2, 5),
    ("وك", 1, 3, 2),
    ("فب", 2, 1, 1),
    ("فل", 2, 2, 1),
    ("فك", 2, 3, 1),
];

/// A name with proclitics that depend on nothing but itself.
fn with_proclitics(name: &str, article: Option<bool>) -> (String, usize, usize) {
    let hash = Folded::new(name).map_or(0, |folded| folded.whole().hash());
    let mut place = (hash % 100) as usize;
    let chosen = ATTACHED.iter().find(|&&(.., share)| {
        let found = place < share;
        place = place.saturating_sub(share);
        found
    });
    let &(clitics, first, second, _) = chosen.unwrap_or(&ATTACHED[0]);
    match name.strip_prefix('ا') {
        Some(rest) if second == 2 && rest.starts_with('ل') && article != Some(false) => {
            (format!("{clitics}{rest}"), first, ELIDED)
        }
        _ => (format!("{clitics}{name}"), first, second),
    }
}

/// Words as a ranker sees them: for each the features of its readings, and which are right.
#[derive(Default)]
struct Examples {
    /// How many features there are; those past them are keys of seen stems and words.
    count: usize,
    /// Feature and value.
    features: Vec<(u32, f32)>,
    /// Where the features of each reading end.
    readings: Vec<u32>,
    /// Where the readings of each word end, which of them are right, and what it counts.
    words: Vec<(u32, u8, f64)>,
    seen: FxHashMap<u64, u32>,
    keys: Vec<u64>,
}

impl Examples {
    fn new<R: Readings>() -> Self {
        Self { count: R::FEATURES, ..Self::default() }
    }

    fn add<R: Readings>(
        &mut self,
        readings: &R,
        right: impl Fn(usize) -> bool,
        weight: f64,
        lexicon: &Lexicon,
    ) {
        let right =
            (0..readings.len()).filter(|&at| right(at)).fold(0u8, |right, at| right | 1 << at);
        if right == 0 || right == (1 << readings.len()) - 1 {
            return;
        }
        for at in 0..readings.len() {
            readings.features(at, lexicon, |feature, value| {
                if value != 0 {
                    self.features.push((feature as u32, value as f32));
                }
            });
            for key in readings.seen(at) {
                let next = (self.count + self.keys.len()) as u32;
                let feature = *self.seen.entry(key).or_insert_with(|| {
                    self.keys.push(key);
                    next
                });
                self.features.push((feature, 1.0));
            }
            self.readings.push(self.features.len() as u32);
        }
        self.words.push((self.readings.len() as u32, right, weight));
    }

    /// The negated log-likelihood, and its gradient.
    fn loss(&self, weights: &[f64], gradient: &mut [f64]) -> f64 {
        gradient.fill(0.0);
        let mut loss = 0.0;
        let mut reading = 0;
        let mut from = 0;
        let mut parts = Vec::new();
        for &(end, right, weight) in &self.words {
            parts.clear();
            let mut scores = [0.0; MOST];
            let ends = &self.readings[reading..end as usize];
            for (score, &end) in scores.iter_mut().zip(ends) {
                let features = &self.features[from..end as usize];
                from = end as usize;
                *score = features.iter().map(|&(f, v)| weights[f as usize] * f64::from(v)).sum();
                parts.push(features);
            }
            reading = end as usize;
            let scores = &mut scores[..parts.len()];
            let max = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            scores.iter_mut().for_each(|score| *score = (*score - max).exp());
            let total: f64 = scores.iter().sum();
            let good: f64 = scores
                .iter()
                .enumerate()
                .filter(|(at, _)| right >> at & 1 == 1)
                .map(|(_, s)| s)
                .sum();
            loss += weight * (total / good).ln();
            for (at, (score, features)) in scores.iter().zip(&parts).enumerate() {
                let wanted = if right >> at & 1 == 1 { score / good } else { 0.0 };
                let slope = weight * (score / total - wanted);
                for &(feature, value) in *features {
                    gradient[feature as usize] += slope * f64::from(value);
                }
            }
        }
        loss
    }
}

/// How much the first word of a name counts, and how much another word of the same sentences; a
/// segmented word counts 1.
const FIRST_OF_NAME: f64 = 0.5;
const OTHER: f64 = 0.1;
/// How much a listed name counts, and how much the same with proclitics.
const LISTED: f64 = 0.3;
/// How much a form of a listed verb or adjective counts.
const FORM: f64 = 0.1;
const L1: f64 = 0.1;
const L2: f64 = 1.0;

/// From how many bearers, and thousands of inhabitants, on a listed name is taken for one without
/// proclitics.
const BEARERS: u64 = 3;
const CITY: u64 = 50;

/// What the segmenter learns from: words weighted, and the lexicon by which they are described.
struct Material {
    lexicon: Lexicon,
    /// Sentences of segmented words.
    sentences: Vec<Vec<Labelled>>,
    /// Words of sentences with names.
    names: Vec<(Labelled, f64)>,
    /// Words of lists.
    listed: Vec<(Labelled, f64)>,
}

impl Material {
    fn read(
        options: &SegmenterOptions,
        progress: &mut impl FnMut(&str) -> Result<()>,
    ) -> Result<Self> {
        let (counts, definite) = count_words(options)?;
        progress(&format!("{} different words counted", counts.len()))?;
        let mut words: FxHashMap<u64, Known> = counts
            .into_iter()
            .map(|(hash, count)| (hash, Known { level: level(count), lists: 0 }))
            .filter(|(_, known)| known.level > 0)
            .collect();
        let mut listed = Vec::new();
        for (name, (weight, pronoun)) in read_lists(options, &mut words)? {
            let pronoun = pronoun.filter(|_| !is_mine(&name, &words));
            list(&mut listed, &name, pronoun, None, weight);
        }
        list_verbs(options, &mut words, &mut listed)?;
        list_adjectives(options, &words, &mut listed)?;
        list_nouns(options, &mut listed)?;
        list_definite(&definite, &words, &mut listed);
        let table = WordTable::new(words.into_iter().map(|(hash, known)| (hash, known.to_byte())));
        progress(&format!("lexicon built; {} words of lists", listed.len()))?;

        let mut sentences = Vec::new();
        for path in &options.segments {
            sentences.extend(read_segments(path)?);
        }
        let words = || sentences.iter().flatten();
        let taken_apart = words().filter(|word| word.is_taken_apart()).count();
        progress(&format!(
            "learning from {} sentences, {} words, {taken_apart} of several segments\n",
            sentences.len(),
            words().count()
        ))?;
        let mut names = Vec::new();
        if let Some((whole, segmented)) = &options.names {
            let read = read_names(whole, segmented, false)?;
            let counts = (read.first.len(), read.other.len());
            progress(&format!("{} first words of names, {} others", counts.0, counts.1))?;
            names.extend(read.first.into_iter().map(|word| (word, FIRST_OF_NAME)));
            names.extend(read.other.into_iter().map(|word| (word, OTHER)));
        }
        let lexicon = Lexicon(table);
        names.retain(|(word, _)| !is_doubtful(word, &lexicon));
        if sentences.is_empty() && names.is_empty() && listed.is_empty() {
            return Err(Error::data("neither segmented words nor lists; nothing can be learned"));
        }
        Ok(Self { lexicon, sentences, names, listed })
    }

    /// Trains on all but the sentences of a fold, and puts the sections into `model`.
    fn train(
        &self,
        fold: impl Fn(usize) -> bool,
        model: &mut ModelWriter,
        progress: &mut impl FnMut(&str) -> Result<()>,
    ) -> Result<()> {
        // Each different word once, or those that are frequent would be all that is learnt.
        let mut totals: BTreeMap<&Labelled, f64> = BTreeMap::new();
        for (number, sentence) in self.sentences.iter().enumerate() {
            for word in sentence.iter().filter(|_| !fold(number)) {
                *totals.entry(word).or_default() += 1.0;
            }
        }
        for (word, weight) in &self.names {
            *totals.entry(word).or_default() += weight;
        }
        let mut derived = BTreeMap::new();
        for &word in totals.keys() {
            derive(word, &self.lexicon, &mut derived);
        }
        let words = totals.into_iter().map(|(word, total)| (word, total.sqrt().min(total)));
        let derived = derived.iter().map(|(word, weight)| (word, *weight));
        let listed = self.listed.iter().map(|(word, weight)| (word, *weight));
        let words: Vec<(&Labelled, f64)> = words.chain(derived).chain(listed).collect();

        model.remove_component(COMPONENT);
        let mut section = SectionWriter::new();
        self.lexicon.0.write(&mut section);
        model.set_section("segmenter.lexicon", section.into_bytes());

        let lexicon = &self.lexicon;
        let (mut fronts, mut backs, mut articles) =
            (Examples::new::<Fronts>(), Examples::new::<Backs>(), Examples::new::<Articles>());
        for &(labelled, weight) in &words {
            let Some(folded) = Folded::new(&labelled.word) else { continue };
            // How the front is cut, if only one way of cutting it is right.
            let mut cut = Some((0, false));
            if let Some(readings) = Fronts::new(&folded, lexicon) {
                let right = |at| {
                    let (first, second) = readings.clitics(at);
                    first == labelled.first && labelled.seconds >> second & 1 == 1
                };
                fronts.add(&readings, right, weight, lexicon);
                let mut all = (0..readings.len()).filter(|&at| right(at));
                cut = all.next().filter(|_| all.next().is_none()).map(|at| readings.cut(at));
            }
            let Some(cut) = cut else { continue };
            if let Some(pronoun) = labelled.pronoun
                && let Some(readings) = Backs::new(&folded, cut, lexicon)
            {
                let right = |at| readings.pronoun_letters(at) == pronoun;
                backs.add(&readings, right, weight, lexicon);
            }
            if let Some(article) = labelled.article
                && !cut.1
                && let Some(readings) = Articles::new(&folded, cut.0)
            {
                articles.add(&readings, |at| (at == 1) == article, weight, lexicon);
            }
        }
        fronts.train::<Fronts>(model, progress)?;
        backs.train::<Backs>(model, progress)?;
        articles.train::<Articles>(model, progress)
    }

    /// What models score that did not see the sentences they are measured on.
    fn cross_validate(
        &self,
        folds: usize,
        progress: &mut impl FnMut(&str) -> Result<()>,
        options: &SegmenterOptions,
    ) -> Result<SegmentScores> {
        let mut scores = SegmentScores::default();
        let gold = read_gold(&options.segments, |_, _, _| {})?;
        for fold in 0..folds {
            let mut model = ModelWriter::new();
            let mut silent = |_: &str| Ok(());
            self.train(|sentence| sentence % folds == fold, &mut model, &mut silent)?;
            let segmenter = Segmenter::from_file(&ModelFile::parse(&model.to_bytes()?)?)?;
            let own = gold.iter().enumerate().filter(|(number, _)| number % folds == fold);
            score(&segmenter, own.flat_map(|(_, sentence)| sentence), &mut scores);
            let accuracy = scores.accuracy;
            progress(&format!("fold {}: {accuracy:.2} so far", fold + 1))?;
        }
        Ok(scores)
    }
}

const COMPONENT: &str = "segmenter";

/// Lists a word that has no clitics, and the same with proclitics before it.
fn list(
    listed: &mut Vec<(Labelled, f64)>,
    word: &str,
    pronoun: Option<usize>,
    article: Option<bool>,
    weight: f64,
) {
    let bare = Labelled { word: word.to_owned(), first: 0, seconds: 1, pronoun, article };
    listed.push((bare, weight));
    let (word, first, second) = with_proclitics(word, article);
    let seconds = 1 << second;
    let article = article.filter(|_| second != ELIDED);
    listed.push((Labelled { word, first, seconds, pronoun, article }, weight));
}

/// Whether a word that ends with ه rather has a pronoun: its stem has others (`اسمه`).
fn ends_with_pronoun(folded: &Folded, level: impl Fn(Part) -> u8) -> bool {
    let len = folded.letters().len();
    let is_ha = folded.letters().last() == Some(&fold::HA);
    if !is_ha || keys(folded).count() < 2 || len < 4 {
        return false;
    }
    let stem = folded.part(0, len - 1);
    let others: [&[u8]; 3] =
        [&[fold::HA, fold::ALEF], &[fold::HA, fold::MIM], &[fold::NUN, fold::ALEF]];
    let with = |pronoun: &[u8]| pronoun.iter().fold(stem, |word, &letter| word.and(letter));
    let seen = others.map(|pronoun| level(with(pronoun)) > 0);
    level(stem) >= RARE && seen[0] && (seen[1] || seen[2])
}

/// Whether و or ف was cut from a word that is known, and left none that is (`و` + `هران`), or ه was
/// left where it is a pronoun. The sentences with names have many of these.
fn is_doubtful(labelled: &Labelled, lexicon: &Lexicon) -> bool {
    let Some(folded) = Folded::new(&labelled.word) else { return false };
    if labelled.pronoun == Some(0) && ends_with_pronoun(&folded, |part| lexicon.level(part)) {
        return true;
    }
    if labelled.first == 0 {
        return false;
    }
    let rest = folded.part(1, folded.letters().len());
    let definite = Part::before(fold::ALEF, Part::before(fold::LAM, rest));
    lexicon.level(folded.whole()) >= RARE && lexicon.level(rest).max(lexicon.level(definite)) == 0
}

/// How often a word of lists of names must occur to be more than a name, as a level.
const USUAL: u8 = 11;

/// Whether the news has a word so many levels more often than with the article, with ة or with ن, of
/// which adjectives in ي and plurals have one.
fn is_without_article(word: Part, there: u8, rarer: u8, level: impl Fn(Part) -> u8) -> bool {
    let definite = Part::before(fold::ALEF, Part::before(fold::LAM, word));
    let others = [definite, word.and(fold::HA), word.and(fold::NUN)];
    there > 0 && others.into_iter().all(|other| level(other) + rarer <= there.max(rarer))
}

/// Derives words from one that is known: with other pronouns, and with particles before it. What
/// people write of themselves and to each other is rare in the news and in encyclopedias, and so are
/// words with clitics on both sides.
fn derive(known: &Labelled, lexicon: &Lexicon, derived: &mut BTreeMap<Labelled, f64>) {
    let Some(folded) = Folded::new(&known.word) else { return };
    let (len, hash) = (folded.letters().len(), folded.whole().hash());
    let begins_like_proclitic = known.word.starts_with(['و', 'ف', 'ب', 'ل', 'ك', 'س']);
    let is_bare = known.first == 0
        && (known.seconds == 1 || known.seconds == ANY_SECOND && !begins_like_proclitic);
    let Some(pronoun) = known.pronoun else { return };
    let stem = folded.part(0, len - pronoun);
    let (level, definite) =
        (lexicon.get(stem), lexicon.get(Part::before(fold::ALEF, Part::before(fold::LAM, stem))));
    let is_verb = level.is_verb() && definite.level + 4 <= level.level;
    if pronoun > 0 {
        let stem = &known.word[..folded.start(len - pronoun) as usize];
        let others: &[&str] = match (stem.chars().last(), is_verb) {
            (Some('ا' | 'ى' | 'ي' | 'و' | 'ئ' | 'ؤ'), _) => &["ك", "نا", "كم", "هن", "هما"],
            (_, true) => &["ه", "ني", "ك", "نا", "كم", "هن"],
            _ => &["ه", "ه", "ي", "ك", "ك", "نا", "كم", "هن"],
        };
        for place in [hash, hash >> 16] {
            let other = others[place as usize % others.len()];
            let word = format!("{stem}{other}");
            let labelled = Labelled { word, pronoun: Some(letters(other)), ..known.clone() };
            derived.entry(labelled).or_insert(FORM);
        }
    }
    if pronoun > 0 && is_bare && !is_verb && !known.word.starts_with("ال") {
        // My and your, where other text has it and it is no adjective or plural.
        let stem = &known.word[..folded.start(len - pronoun) as usize];
        for (other, rarer) in [("ي", 4), ("ك", 8)] {
            let word = format!("{stem}{other}");
            let is_own = |folded: Folded| {
                let there = lexicon.get(folded.whole());
                (there.lists == 0 || there.level >= USUAL)
                    && is_without_article(folded.whole(), there.level, rarer, |p| lexicon.level(p))
            };
            if Folded::new(&word).is_some_and(is_own) {
                let labelled = Labelled { word, pronoun: Some(letters(other)), ..known.clone() };
                derived.insert(labelled, LISTED);
            }
        }
    }
    let mut before = |clitics: &str, first, second: usize| {
        let word = format!("{clitics}{}", known.word);
        let labelled = Labelled { word, first, seconds: 1 << second, ..known.clone() };
        derived.entry(labelled).or_insert(FORM);
    };
    if known.first == 0 && known.seconds.is_power_of_two() && known.seconds != 1 {
        before("و", 1, known.seconds.trailing_zeros() as usize);
    }
    if is_bare && !is_verb && known.article.is_none() && !known.word.starts_with("ال") {
        // A noun, by its pronoun, or because the news has it with the article and with ب.
        let with_ba = lexicon.level(Part::before(fold::BA, folded.whole()));
        if pronoun > 0 || definite.level > 4 && with_ba > 0 {
            match hash >> 32 & 3 {
                0 => before("ب", 0, 1),
                1 => before("ل", 0, 2),
                2 => before("وب", 1, 1),
                _ => before("ول", 1, 2),
            }
        }
    }
}

/// Whether a name in ي, such as بيتي, is as well a noun with a pronoun.
fn is_mine(name: &str, words: &FxHashMap<u64, Known>) -> bool {
    let Some(stem) = name.strip_suffix('ي') else { return false };
    let level = |part: Part| words.get(&part.hash()).map_or(0, |known| known.level);
    let whole = Folded::new(name).map(|folded| folded.whole());
    let noun = [format!("ال{stem}"), format!("{stem}ها"), format!("{stem}هم")];
    whole.is_some_and(|whole| is_without_article(whole, level(whole), 4, level))
        && noun.iter().all(|word| level_of(words, word) >= RARE)
}

fn level_of(words: &FxHashMap<u64, Known>, word: &str) -> u8 {
    let known = Folded::new(word).and_then(|folded| words.get(&folded.whole().hash()));
    known.map_or(0, |known| known.level)
}

/// A form of a verb, as [`list_verbs`] needs it.
#[derive(Clone, Copy)]
struct Verb {
    usage: Use,
    aspect: char,
    transitive: bool,
}

/// Marks the verbs in the lexicon, and lists their forms that the news has: alone, with particles
/// before them, and with pronouns; and the verbal nouns that begin with ال of their own.
fn list_verbs(
    options: &SegmenterOptions,
    words: &mut FxHashMap<u64, Known>,
    listed: &mut Vec<(Labelled, f64)>,
) -> Result<()> {
    let mut forms: BTreeMap<String, Verb> = BTreeMap::new();
    for path in &options.verbs {
        inflect::each_form(path, |entry| {
            let Some(aspect) = entry.aspect else { return };
            let verb = Verb { usage: entry.usage, aspect, transitive: entry.transitive };
            let known = forms.entry(entry.form.to_owned()).or_insert(verb);
            if verb.usage < known.usage {
                *known = Verb { transitive: verb.transitive || known.transitive, ..verb };
            } else {
                known.transitive |= verb.transitive;
            }
        })?;
    }
    for (form, verb) in &forms {
        if verb.usage != Use::Rare
            && let Some(folded) = Folded::new(form)
            && words.contains_key(&folded.whole().hash())
        {
            mark(words, keys(&folded), Known::VERB);
        }
    }
    let level = |word: &str| level_of(words, word);
    // Whether ال is not the article of another word: التزم, but not التقني.
    let is_own = |word: &str| {
        let rest = word.strip_prefix(['ا', 'أ']).and_then(|rest| rest.strip_prefix('ل'));
        rest.is_none_or(|rest| level(rest) + 3 <= level(word))
    };
    for (form, verb) in &forms {
        let Some(folded) = Folded::new(form) else { continue };
        let (len, hash) = (folded.letters().len(), folded.whole().hash());
        let mut add = |before: &str, first, second: usize, pronoun: &str| {
            let word = format!("{before}{form}{pronoun}");
            let (pronoun, article) = (Some(letters(pronoun)), Some(false));
            let weight = if form.starts_with("ال") { OWN } else { FORM };
            let seconds = 1 << second;
            listed.push((Labelled { word, first, seconds, pronoun, article }, weight));
        };
        let alone = level(form);
        let future = verb.aspect == 'i';
        if verb.usage != Use::Rare && alone >= RARE && len >= 3 {
            // Endings of the verb itself look like pronouns, and another word may have one: أحب + ك.
            let is_other = PRONOUNS.iter().any(|pronoun| {
                let stem = folded.letters().strip_suffix(*pronoun).map_or(0, <[u8]>::len);
                stem > 0
                    && words
                        .get(&folded.part(0, stem).hash())
                        .is_some_and(|known| known.level >= alone)
            });
            if !is_other && !form.ends_with("نا") && is_own(form) {
                add("", 0, 0, "");
                match hash % 4 {
                    _ if !future => {}
                    0 => add("وس", 1, 4, ""),
                    1 => add("ل", 0, 2, ""),
                    _ => add("س", 0, 4, ""),
                }
            }
        }
        // تريدي, اكتبي.
        if verb.usage == Use::Rare
            && alone >= RARE
            && verb.aspect != 'p'
            && !form.starts_with("ال")
            && form.strip_suffix('ي').is_some_and(|stem| level(&format!("ال{stem}")) == 0)
        {
            add("", 0, 0, "");
        }
        if !verb.transitive || len < 3 || form.ends_with(['ى', 'أ']) || form.ends_with("وا") {
            continue;
        }
        if verb.usage != Use::Rare && alone >= RARE && !form.ends_with(['ا', 'ي', 'ن']) {
            let pronoun = ["ه", "ها", "هم", "ها"][(hash >> 8) as usize % 4];
            match (hash >> 16) % 4 {
                0 => add("و", 1, 0, pronoun),
                1 if future => add("س", 0, 4, pronoun),
                _ => add("", 0, 0, pronoun),
            }
        }
        // What people say to each other, as far as there is no other word of these letters.
        for pronoun in ["ني", "ك", "نا", "كم", "ه", "ها", "هم"] {
            if form.ends_with(['ن', 'ا']) && pronoun == "نا" {
                continue;
            }
            let word = format!("{form}{pronoun}");
            let there = level(&word);
            let rest = |letter: char| word.strip_prefix(letter).map_or(0, level);
            let other = ['و', 'ف', 'ب', 'ل', 'ك', 'س'].into_iter().map(rest).max().unwrap_or(0);
            let accusative = word.strip_suffix('ا').filter(|_| pronoun == "نا").map_or(0, level);
            if there >= RARE
                && !forms.contains_key(&word)
                && level(&format!("ال{word}")) == 0
                && other.max(accusative) < there
                && is_own(&word)
                && words[&Folded::new(&word).expect("known").whole().hash()].lists == 0
            {
                add("", 0, 0, pronoun);
            }
        }
    }
    for (form, verb) in &forms {
        // التقى, التقاء; التزم, التزام.
        let Some(last) = form.chars().next_back() else { continue };
        if !form.starts_with("ال") || verb.aspect != 'p' || verb.usage != Use::Common {
            continue;
        }
        let stem = &form[..form.len() - last.len_utf8()];
        let noun = if last == 'ى' { format!("{stem}اء") } else { format!("{stem}ا{last}") };
        if letters(&noun) < 6 || level(&noun) < RARE || !is_own(&noun) {
            continue;
        }
        list(listed, &noun, Some(0), Some(false), OWN);
        list(listed, &format!("ال{noun}"), Some(0), Some(true), OWN);
        for clitics in ["ل", "ب"] {
            let second = if clitics == "ب" { 1 } else { 2 };
            let word = format!("{clitics}{noun}");
            let labelled = Labelled {
                word,
                first: 0,
                seconds: 1 << second,
                pronoun: Some(0),
                article: Some(false),
            };
            listed.push((labelled, OWN));
        }
    }
    Ok(())
}

/// How much a noun counts that begins with ال of its own: there are few.
const OWN: f64 = 1.0;

/// How often the news must have a form of a verb or adjective, as a level, to learn from it.
const RARE: u8 = 3;

/// Lists the forms of adjectives that the news has, with and without the article.
fn list_adjectives(
    options: &SegmenterOptions,
    words: &FxHashMap<u64, Known>,
    listed: &mut Vec<(Labelled, f64)>,
) -> Result<()> {
    let mut forms = BTreeSet::new();
    for path in &options.adjectives {
        inflect::each_form(path, |entry| {
            forms.insert(entry.form.to_owned());
        })?;
    }
    let level = |word: &str| level_of(words, word);
    for form in forms {
        let definite = format!("ال{form}");
        let (alone, with_article) = (level(&form), level(&definite));
        // An adjective in ي has its article and its ة, too: حياتي rather is "my life".
        let possessive = form.ends_with('ي')
            && with_article.max(level(&format!("{form}ة"))).max(level(&format!("{form}ن"))) + 3
                <= alone;
        // Two of what ends in ة are as well mine: صغيرتي.
        if alone >= RARE && !possessive && !form.ends_with("تي") {
            list(listed, &form, Some(0), Some(false), FORM);
        }
        if with_article >= RARE {
            list(listed, &definite, Some(0), Some(true), FORM);
        }
    }
    Ok(())
}

/// Lists the nouns of the list of plurals, with and without the article, and with a pronoun.
fn list_nouns(options: &SegmenterOptions, listed: &mut Vec<(Labelled, f64)>) -> Result<()> {
    let mut nouns = BTreeSet::new();
    for path in &options.plurals {
        input::each_plural(path, |plural, singular| {
            nouns.extend([plural.to_owned(), singular.to_owned()]);
        })?;
    }
    for noun in nouns {
        list(listed, &noun, Some(0), Some(false), FORM);
        list(listed, &format!("ال{noun}"), Some(0), Some(true), FORM);
        let Some(last) = noun.chars().last().filter(|last| !"ىاءيو".contains(*last)) else {
            continue;
        };
        let stem = match last {
            'ة' => format!("{}ت", noun.trim_end_matches('ة')),
            _ => noun,
        };
        let Some(folded) = Folded::new(&stem) else { continue };
        let pronoun = ["ه", "ه", "ها", "هم"][folded.whole().hash() as usize % 4];
        let word = format!("{stem}{pronoun}");
        let pronoun = Some(letters(pronoun));
        let article = Some(false);
        listed.push((Labelled { word, first: 0, seconds: 1, pronoun, article }, FORM));
    }
    Ok(())
}

/// Lists words that the news has with the article, which therefore have no clitics of their own: what
/// it has seldom with the article, others do.
fn list_definite(
    definite: &BTreeSet<String>,
    words: &FxHashMap<u64, Known>,
    listed: &mut Vec<(Labelled, f64)>,
) {
    // Many write ه for ة: a word in ه is hardly ever written with ة.
    let level = |word: &str| {
        let Some(folded) = Folded::new(word) else { return 0 };
        let get = |key: u64| words.get(&key).map_or(0, |known| known.level);
        let [whole, spelt] = match keys(&folded).collect::<Vec<_>>()[..] {
            [whole, spelt] => [whole, spelt].map(get),
            _ => [get(folded.whole().hash()); 2],
        };
        if word.ends_with('ه') && spelt + 1 < whole { 0 } else { spelt }
    };
    for bare in definite {
        let word = format!("ال{bare}");
        let (alone, with_article) = (level(bare), level(&word));
        if alone.min(with_article) >= RARE && with_article + SELDOM >= alone {
            let whole = |word: &str| Labelled {
                word: word.to_owned(),
                first: 0,
                seconds: 1,
                pronoun: Some(0),
                article: None,
            };
            listed.push((whole(bare), DEFINITE));
            let accusative = format!("{bare}ا");
            if !bare.ends_with(['ا', 'ة', 'ى', 'ء', 'ن', 'ه']) && level(&accusative) >= RARE {
                listed.push((whole(&accusative), FORM));
            }
        }
    }
}

/// How much rarer, in levels, a word may be with the article that is listed as having no clitics, and
/// how much it counts.
const SELDOM: u8 = 5;
const DEFINITE: f64 = 0.5;

impl Examples {
    fn train<R: Readings>(
        &self,
        model: &mut ModelWriter,
        progress: &mut impl FnMut(&str) -> Result<()>,
    ) -> Result<()> {
        progress(&format!("{}: {} words, {} keys", R::SECTION, self.words.len(), self.keys.len()))?;
        let mut weights = vec![0.0; self.count + self.keys.len()];
        let settings = owlqn::Options { l1: L1, free: 0, iterations: 200, tolerance: 1e-5 };
        owlqn::minimize(
            &mut weights,
            &settings,
            |weights, gradient| {
                let mut loss = self.loss(weights, gradient);
                for (weight, slope) in weights.iter().zip(gradient) {
                    loss += 0.5 * L2 * weight * weight;
                    *slope += L2 * weight;
                }
                loss
            },
            |iteration, loss| match iteration % 50 {
                0 => progress(&format!("{iteration}: {loss:.1}")),
                _ => Ok(()),
            },
        )?;
        model.set_section(R::SECTION, self.section::<R>(&weights));
        Ok(())
    }

    fn section<R: Readings>(&self, weights: &[f64]) -> Vec<u8> {
        let rounded =
            |weight: f64, unit: f64, max: f64| (weight * unit).round().clamp(-max, max) as i16;
        let (features, seen) = weights.split_at(self.count);
        let mut section = SectionWriter::new();
        let features: Vec<_> = features
            .iter()
            .map(|&weight| rounded(weight, SCALE, 32767.0))
            .enumerate()
            .filter(|&(_, weight)| weight != 0)
            .collect();
        section.u8(R::LAYOUT).count(features.len());
        let mut next = 0;
        for (feature, weight) in features {
            section.count(feature - next).u16(weight as u16);
            next = feature + 1;
        }
        let unit = SCALE / f64::from(SEEN_UNIT);
        let seen = self
            .keys
            .iter()
            .zip(seen)
            .map(|(&key, &weight)| (key, rounded(weight, unit, 127.0) as i8 as u8))
            .filter(|&(_, weight)| weight != 0);
        WordTable::new(seen).write(&mut section);
        section.into_bytes()
    }
}

/// Trains the component `segmenter` and puts it into `model` in place of the one that is there. The
/// version and the figures of `metadata` are filled in.
///
/// `progress` is called with a line about each step.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io) and [`ErrorKind::Data`](crate::ErrorKind::Data) with file
/// and line.
pub fn train_segmenter(
    options: &SegmenterOptions,
    metadata: Component,
    model: &mut ModelWriter,
    mut progress: impl FnMut(&str) -> Result<()>,
) -> Result<SegmenterEvaluation> {
    let material = Material::read(options, &mut progress)?;
    let folds = match options.folds {
        0 | 1 => None,
        folds => Some(material.cross_validate(folds, &mut progress, options)?),
    };
    material.train(|_| false, model, &mut progress)?;
    let bytes = model.to_bytes()?;
    let trained = Segmenter::from_file(&ModelFile::parse(&bytes)?)?;
    let dev = options.dev.as_ref().map(|path| evaluate_segmenter(&trained, path)).transpose()?;
    let evaluation = SegmenterEvaluation { dev, folds };
    let mut metadata = Component { warraq: env!("CARGO_PKG_VERSION").into(), ..metadata };
    let scores = [("dev accuracy", &evaluation.dev), ("folds accuracy", &evaluation.folds)];
    for (figure, scores) in scores {
        if let Some(scores) = scores {
            metadata.figures.insert(figure.into(), scores.accuracy);
        }
    }
    model.set_component_metadata(COMPONENT, metadata);
    Ok(evaluation)
}

/// A word and its segments as a file has them.
type Gold = (String, Vec<String>);

/// Reads sentences of segmented words, empty ones left out. Calls `misspelt` with the line of each
/// word that its segments do not spell.
fn read_gold(
    paths: &[PathBuf],
    mut misspelt: impl FnMut(u64, &str, &[&str]),
) -> Result<Vec<Vec<Gold>>> {
    let mut sentences = Vec::new();
    for path in paths {
        sentences.push(Vec::new());
        each_segmented(path, |line, word, segments, _| {
            if segments.is_empty() {
                sentences.push(Vec::new());
                return Ok(());
            }
            if !spell(segments, word) {
                misspelt(line, word, segments);
            }
            let segments = segments.iter().map(|&segment| segment.to_owned()).collect();
            sentences.last_mut().expect("one at least").push((word.to_owned(), segments));
            Ok(())
        })?;
    }
    sentences.retain(|sentence| !sentence.is_empty());
    Ok(sentences)
}

/// Measures the segmenter on segmented words in the format of [`SegmenterOptions::segments`]: the
/// words of which the segments are exactly right by the scheme [`Scheme::Atb`], each either as it
/// stands in the word or in its form; marks, tatweel and what writers confuse (أ and ا, ى and ي, ة and
/// ه) do not count. Words whose segments are `_`
/// are skipped.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io) and [`ErrorKind::Data`](crate::ErrorKind::Data) with file
/// and line.
pub fn evaluate_segmenter(segmenter: &Segmenter, path: impl AsRef<Path>) -> Result<SegmentScores> {
    let path = path.as_ref();
    let mut scores = SegmentScores::default();
    let misspelt = |line, word: &str, segments: &[&str]| {
        scores.misspelt.push((line, word.to_owned(), segments.join("+")));
    };
    let gold: Vec<Gold> = read_gold(&[path.to_owned()], misspelt)?.into_iter().flatten().collect();
    if gold.is_empty() {
        return Err(Error::data("no segmented words").in_file(path));
    }
    score(segmenter, gold.iter(), &mut scores);
    let words: Vec<&str> = gold.iter().map(|(word, _)| word.as_str()).collect();
    let different: BTreeSet<&str> = words.iter().copied().collect();
    let different: Vec<&str> = different.into_iter().collect();
    let mut segments = Vec::new();
    scores.new_words_per_second = speed(&different, |word| {
        segments.clear();
        segmenter.segment(word, 0, &mut segments);
    });
    let mut memory = SegmentMemory::default();
    let mut segments = Vec::new();
    scores.words_per_second = speed(&words, |word| {
        segments.clear();
        segmenter.segment_remembered(word, 0, &mut memory, &mut segments);
    });
    Ok(scores)
}

/// How many words `work` does in a second.
fn speed(words: &[&str], mut work: impl FnMut(&str)) -> f64 {
    const LEAST: Duration = Duration::from_millis(200);
    let start = Instant::now();
    let mut done = 0;
    while start.elapsed() < LEAST && !words.is_empty() {
        words.iter().for_each(|word| work(word));
        done += words.len();
    }
    done as f64 / start.elapsed().as_secs_f64()
}

/// The letters of a segment, those that writers confuse as one, without marks and tatweel; of other
/// scripts the characters.
fn plain(text: &str) -> impl Iterator<Item = u32> {
    text.chars().filter_map(|c| match letter(c) {
        0 => None,
        fold::OTHER => Some(c.into()),
        letter => Some(letter.into()),
    })
}

fn is_arabic(word: &str) -> bool {
    word.chars().any(|c| class(c) == Class::ArabicLetter)
}

fn score<'a>(
    segmenter: &Segmenter,
    words: impl Iterator<Item = &'a Gold>,
    scores: &mut SegmentScores,
) {
    let mut segments: Vec<Segment> = Vec::new();
    for (word, expected) in words {
        segments.clear();
        segmenter.segment(word, 0, &mut segments);
        let found: Vec<Segment> = Scheme::Atb.join(&segments).collect();
        // A dash of tatweel is no segment.
        let expected: Vec<&String> =
            expected.iter().filter(|segment| plain(segment).next().is_some()).collect();
        let same = |(found, expected): (&Segment, &&String)| {
            plain(found.span.of(word)).eq(plain(expected))
                || plain(&found.form(word)).eq(plain(expected))
        };
        let correct = found.len() == expected.len() && found.iter().zip(&expected).all(same);
        let segmented = found.len().max(expected.len()) > 1;
        scores.words += 1;
        scores.words_arabic += usize::from(is_arabic(word));
        scores.correct += usize::from(correct);
        scores.segmented += usize::from(segmented);
        scores.segmented_correct += usize::from(segmented && correct);
        if !correct {
            let found: Vec<&str> = found.iter().map(|segment| segment.span.of(word)).collect();
            let expected: Vec<&str> = expected.iter().map(|segment| segment.as_str()).collect();
            scores.errors.push((word.clone(), expected.join("+"), found.join("+")));
        }
    }
    let percent = |part: usize, of: usize| (1e4 * part as f64 / of.max(1) as f64).round() / 100.0;
    scores.accuracy = percent(scores.correct, scores.words);
    let wrong = scores.errors.iter().filter(|(word, ..)| is_arabic(word)).count();
    scores.accuracy_arabic = percent(scores.words_arabic - wrong, scores.words_arabic);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_have_an_article_have_no_clitics() {
        let mut counts: FxHashMap<u64, f64> = FxHashMap::default();
        for (word, times) in [
            ("بعيد", 4000.0),
            ("البعيد", 500.0),
            ("بشكل", 9000.0),
            ("البشكل", 9.0),
            ("تشويه", 400.0),
            ("التشويه", 60.0),
            ("مدرسه", 50.0),
            ("المدرسه", 50.0),
            ("مدرسة", 900.0),
            ("المدرسة", 900.0),
        ] {
            let folded = Folded::new(word).unwrap();
            keys(&folded).for_each(|key| *counts.entry(key).or_default() += times);
        }
        let known = |count| Known { level: level(count), lists: 0 };
        let words = counts.into_iter().map(|(key, count)| (key, known(count))).collect();
        let definite = ["بعيد", "بشكل", "تشويه", "مدرسه"].map(str::to_owned).into();
        let mut listed = Vec::new();
        list_definite(&definite, &words, &mut listed);
        let is_whole = |of: &str| {
            let same = |it: &Labelled| it.word == of && it.first == 0 && it.seconds == 1;
            listed.iter().any(|(it, _)| same(it) && it.pronoun == Some(0))
        };
        assert!(is_whole("بعيد") && is_whole("تشويه"));
        assert!(!is_whole("بشكل") && !is_whole("مدرسه"));
    }

    #[test]
    fn segments_spell_their_word() {
        for (word, segments) in [
            ("وكتاب", "و+كتاب"),
            ("للصين", "ل+الصين"),
            ("للصين", "ل+لصين"),
            ("للجنة", "ل+اللجنة"),
            ("مدرستهم", "مدرسة+هم"),
            ("مداه", "مدى+ه"),
            ("أعضائه", "أعضاء+ه"),
            ("كتبوه", "كتبوا+ه"),
            ("منا", "من+نا"),
            ("ألا", "أن+لا"),
            ("عما", "عن+ما"),
            ("عنما", "عن+ما"),
            ("وCNN", "و+CNN"),
        ] {
            assert!(spell(&segments.split('+').collect::<Vec<_>>(), word), "{word} {segments}");
        }
        for (word, segments) in [
            ("xx", "yy"),
            ("وكتاب", "و+كتاب+zz"),
            ("وكتاب", "و+كتب"),
            ("كتاب", "و+كتاب"),
            ("كتابه", "كتاب"),
            ("كتاب", "بيت"),
        ] {
            assert!(!spell(&segments.split('+').collect::<Vec<_>>(), word), "{word} {segments}");
        }
    }
}
