//! The clitic model: word counts of raw text, lists of names, and a ranker of readings trained on
//! segmented words.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::conll::{self, Sentence};
use super::gazetteers::{self, Names};
use super::{input, owlqn, wordfreq};
use crate::model::{Component, ModelFile, ModelWriter, SectionWriter};
use crate::morphology::{
    Analysis, FEATURES, Folded, Known, LAYOUT, Lexicon, SCALE, SEEN_UNIT, Segmenter, WordTable,
    letter,
};
use crate::unicode::{Class, class};
use crate::{Error, Result};

/// What the clitic model is trained on.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct CliticOptions {
    /// Segmented words: a word and its segments (`و+ل+كتاب`) on each line, tab-separated; a third
    /// column has their lemmas in the same way.
    pub segments: Vec<PathBuf>,
    /// The same sentences in CoNLL twice: with whole words, and with و ف split off everywhere and
    /// ب ل ك before names. Every tenth sentence is held out.
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
    /// Segmented words to measure the result on.
    pub dev: Option<PathBuf>,
}

/// How well the model cuts proclitics.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CliticScores {
    /// Words in all.
    pub words: usize,
    /// Words whose proclitics are exactly right.
    pub correct: usize,
    /// Words that begin with letters that could be proclitics.
    pub ambiguous: usize,
    /// Words cut too far.
    pub over: usize,
    /// Words not cut far enough.
    pub under: usize,
    /// Words cut rightly after ل, of which it is known whether the article was elided.
    pub after_lam: usize,
    /// Those of them where the model knows it too.
    pub elision: usize,
    /// The words cut wrongly: the word, the bytes it should have lost, the bytes it lost.
    pub errors: Vec<(String, u32, u32)>,
}

impl CliticScores {
    /// The part of the words that are exactly right.
    pub fn accuracy(&self) -> f64 {
        self.correct as f64 / self.words.max(1) as f64
    }
}

/// What [`train_clitics`] measures on data it did not train on.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CliticEvaluation {
    /// On [`CliticOptions::dev`].
    pub dev: Option<CliticScores>,
    /// On the first words of names in the held-out sentences of [`CliticOptions::names`].
    pub names: Option<CliticScores>,
}

/// A word whose proclitics are known.
struct Labelled {
    word: String,
    /// 0 none, 1 و, 2 ف.
    first: usize,
    /// What may follow, a bit for each of: none, ب, ل, ك, ل with the article elided.
    seconds: u8,
}

const FIRST: [char; 3] = ['\0', 'و', 'ف'];
const SECOND: [char; 4] = ['\0', 'ب', 'ل', 'ك'];
const ANY_SECOND: u8 = 0b11111;
const LAM: u8 = 0b10100;

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
        (2, Some(true)) => 1 << 4,
        (2, None) => LAM,
        _ => 1 << second,
    };
    (first, seconds)
}

/// Reads segmented words: see [`CliticOptions::segments`]. Lines whose segments are `_` are skipped.
fn read_segments(path: &Path) -> Result<Vec<Labelled>> {
    let mut words = Vec::new();
    input::each_line(path, |number, line| {
        let columns: Vec<_> = line.split('\t').collect();
        if line.trim().is_empty() || number == 1 && line.starts_with("# ") {
            return Ok(());
        }
        let [word, segments, rest @ ..] = &columns[..] else {
            return Err(Error::data(format!(
                "expected a word and its segments with a tab between, found {line:?}"
            )));
        };
        if word.is_empty() || segments.is_empty() {
            return Err(Error::data("a word or its segments are empty"));
        }
        if *segments == "_" {
            return Ok(());
        }
        let segments: Vec<_> = segments.split('+').collect();
        // Full segments (`ل+ال+محتوى`) or lemmas (`لِ+سُلطَة`) tell whether the ل that the stem begins
        // with is its own.
        let more: Vec<_> =
            rest.first().map(|lemmas| lemmas.split('+').collect()).unwrap_or_default();
        let lam = segments.iter().position(|&segment| segment == "ل");
        let elided = match lam {
            Some(lam) if segments.get(lam + 1).is_some_and(|stem| stem.starts_with("ال")) => {
                Some(word.contains("لل"))
            }
            Some(lam) if segments.get(lam + 1).is_some_and(|stem| stem.starts_with('ل')) => {
                more.get(lam + 1).map(|stem| *stem == "ال" || !stem.starts_with('ل'))
            }
            _ => Some(false),
        };
        let (first, seconds) = leading(&segments, elided);
        words.push(Labelled { word: (*word).to_owned(), first, seconds });
        Ok(())
    })?;
    Ok(words)
}

/// Words that begin names, whose proclitics are known, and other words of which only و ف are.
struct Aligned {
    first: Vec<Labelled>,
    other: Vec<Labelled>,
}

/// Aligns whole words with segments: see [`CliticOptions::names`]. Sentences that do not align are
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
            let word = word.to_owned();
            if tag.starts_with("B-") {
                // Where the article is elided, ل is never split off.
                let rest = word.trim_start_matches(['و', 'ف']);
                let seconds = if seconds == 1 && rest.starts_with("لل") { LAM } else { seconds };
                names.first.push(Labelled { word, first, seconds });
            } else {
                names.other.push(Labelled { word, first, seconds: ANY_SECOND });
            }
        }
    }
    Ok(names)
}

/// The segments of each word, if they can be told.
fn align<'a>(words: &Sentence, segmented: &'a Sentence) -> Option<Vec<Vec<&'a str>>> {
    // Letters that change when a pronoun follows: مدينة + ها, مدى + ه, أعضاء + ه.
    let loose = |letter: u8| match letter {
        26 => 3,
        28 => 1,
        30 | 31 => 29,
        other => other,
    };
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

/// Counts the words of raw text by their hashes.
fn count_words(options: &CliticOptions) -> Result<FxHashMap<u64, f64>> {
    let mut counts = FxHashMap::default();
    for path in &options.frequencies {
        wordfreq::each_word(path, |word, frequency| {
            let is_arabic = word.chars().map(letter).all(|letter| letter < 32);
            if let Some(folded) = Folded::new(word).filter(|_| is_arabic) {
                *counts.entry(folded.whole().hash()).or_insert(0.0) += FREQUENCY * frequency;
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
                    *counts.entry(folded.whole().hash()).or_insert(0.0) += 1.0;
                }
            }
            Ok(())
        })?;
    }
    Ok(counts)
}

/// The lists of names, and those of their words that the news has and that are surely names.
fn read_lists(
    options: &CliticOptions,
    words: &mut FxHashMap<u64, Known>,
) -> Result<BTreeSet<String>> {
    let mut names = Names::new();
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
    let mut sure = BTreeSet::new();
    for (name, kinds) in names {
        let Some(folded) = Folded::new(&name) else { continue };
        let known = words.entry(folded.whole().hash()).or_default();
        for (kind, weight) in kinds {
            let (list, enough) = match kind.as_bytes()[0] {
                b'c' => (Known::PLACE, CITY),
                b'n' => (Known::PROPER_NOUN, u64::MAX),
                _ => (Known::PERSON, BEARERS),
            };
            known.lists |= list;
            if weight >= enough && known.level > 0 && folded.letters().len() > 2 {
                sure.insert(name.clone());
            }
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
fn with_proclitics(name: &str) -> (String, usize, usize) {
    let hash = Folded::new(name).map_or(0, |folded| folded.whole().hash());
    let mut place = (hash % 100) as usize;
    let chosen = ATTACHED.iter().find(|&&(.., share)| {
        let found = place < share;
        place = place.saturating_sub(share);
        found
    });
    let &(clitics, first, second, _) = chosen.unwrap_or(&ATTACHED[0]);
    match name.strip_prefix('ا') {
        Some(rest) if second == 2 && rest.starts_with('ل') => {
            (format!("{clitics}{rest}"), first, 4)
        }
        _ => (format!("{clitics}{name}"), first, second),
    }
}

/// Words as the ranker sees them: for each the features of its readings, and which are right.
#[derive(Default)]
struct Examples {
    /// Feature and value; the features past [`FEATURES`] are keys of seen stems and words.
    features: Vec<(u32, f32)>,
    /// Where the features of each reading end.
    readings: Vec<u32>,
    /// Where the readings of each word end, which of them are right, and what it counts.
    words: Vec<(u32, u8, f64)>,
    seen: FxHashMap<u64, u32>,
    keys: Vec<u64>,
}

impl Examples {
    fn add(
        &mut self,
        word: &str,
        right: impl Fn(usize, usize) -> bool,
        weight: f64,
        lexicon: &Lexicon,
    ) {
        let Some(analysis) = Analysis::new(word, lexicon) else { return };
        let right = (0..analysis.len()).filter(|&at| {
            let (first, second) = analysis.clitics(at);
            right(first, second)
        });
        let right = right.fold(0u8, |right, at| right | 1 << at);
        if right == 0 || right == (1 << analysis.len()) - 1 {
            return;
        }
        for at in 0..analysis.len() {
            analysis.features(at, lexicon, |feature, value| {
                if value != 0 {
                    self.features.push((feature as u32, value as f32));
                }
            });
            for key in analysis.seen(at) {
                let next = (FEATURES + self.keys.len()) as u32;
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
            let mut scores = [0.0; 4];
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
const L1: f64 = 0.1;
const L2: f64 = 1.0;

/// From how many bearers, and thousands of inhabitants, on a listed name is taken for one without
/// proclitics.
const BEARERS: u64 = 3;
const CITY: u64 = 50;

/// Trains the component `clitics` and puts it into `model` in place of the one that is there. The
/// version and the figures of `metadata` are filled in.
///
/// `progress` is called with a line about each step.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io) and [`ErrorKind::Data`](crate::ErrorKind::Data) with file
/// and line.
pub fn train_clitics(
    options: &CliticOptions,
    metadata: Component,
    model: &mut ModelWriter,
    mut progress: impl FnMut(&str) -> Result<()>,
) -> Result<CliticEvaluation> {
    let counts = count_words(options)?;
    progress(&format!("{} different words counted", counts.len()))?;
    let mut words: FxHashMap<u64, Known> = counts
        .into_iter()
        .map(|(hash, count)| (hash, Known { level: level(count), lists: 0 }))
        .filter(|(_, known)| known.level > 0)
        .collect();
    let names = read_lists(options, &mut words)?;
    let table = WordTable::new(words.into_iter().map(|(hash, known)| (hash, known.to_byte())));
    let lexicon = Lexicon(table);
    progress("lexicon built")?;

    // Each different word once, or those that are frequent would be all that is learnt.
    let mut totals: BTreeMap<(String, usize, u8), f64> = BTreeMap::new();
    let mut add = |labelled: Vec<Labelled>, weight: f64| {
        for Labelled { word, first, seconds } in labelled {
            *totals.entry((word, first, seconds)).or_default() += weight;
        }
    };
    for path in &options.segments {
        add(read_segments(path)?, 1.0);
    }
    if let Some((whole, segmented)) = &options.names {
        let names = read_names(whole, segmented, false)?;
        progress(&format!(
            "{} first words of names, {} others",
            names.first.len(),
            names.other.len()
        ))?;
        add(names.first, FIRST_OF_NAME);
        add(names.other, OTHER);
    }
    let mut examples = Examples::default();
    for ((word, first, seconds), weight) in totals {
        let right = |f, s| f == first && seconds >> s & 1 == 1;
        examples.add(&word, right, weight.sqrt().min(weight), &lexicon);
    }
    for name in &names {
        examples.add(name, |first, second| (first, second) == (0, 0), LISTED, &lexicon);
        let (word, first, second) = with_proclitics(name);
        examples.add(&word, |f, s| (f, s) == (first, second), LISTED, &lexicon);
    }
    progress(&format!("{} ambiguous words, {} keys", examples.words.len(), examples.keys.len()))?;

    let mut weights = vec![0.0; FEATURES + examples.keys.len()];
    let settings = owlqn::Options { l1: L1, free: 0, iterations: 200, tolerance: 1e-5 };
    owlqn::minimize(
        &mut weights,
        &settings,
        |weights, gradient| {
            let mut loss = examples.loss(weights, gradient);
            for (weight, slope) in weights.iter().zip(gradient) {
                loss += 0.5 * L2 * weight * weight;
                *slope += L2 * weight;
            }
            loss
        },
        |iteration, loss| {
            if iteration % 20 == 0 { progress(&format!("{iteration}: {loss:.1}")) } else { Ok(()) }
        },
    )?;
    write(model, &lexicon, &examples, &weights);

    let bytes = model.to_bytes()?;
    let trained = Segmenter::from_file(&ModelFile::parse(&bytes)?)?;
    let evaluation = CliticEvaluation {
        dev: options.dev.as_ref().map(|path| evaluate_clitics(&trained, path)).transpose()?,
        names: match &options.names {
            Some((words, segments)) => Some(evaluate_clitics_of_names(&trained, words, segments)?),
            None => None,
        },
    };
    let mut metadata = Component { warraq: env!("CARGO_PKG_VERSION").into(), ..metadata };
    let scores = [("dev accuracy", &evaluation.dev), ("names accuracy", &evaluation.names)];
    for (figure, scores) in scores {
        if let Some(scores) = scores {
            metadata.figures.insert(figure.into(), (1e4 * scores.accuracy()).round() / 100.0);
        }
    }
    model.set_component_metadata("clitics", metadata);
    Ok(evaluation)
}

fn write(model: &mut ModelWriter, lexicon: &Lexicon, examples: &Examples, weights: &[f64]) {
    let mut section = SectionWriter::new();
    lexicon.0.write(&mut section);
    model.remove_component("clitics");
    model.set_section("clitics.lexicon", section.into_bytes());

    let rounded =
        |weight: f64, unit: f64, max: f64| (weight * unit).round().clamp(-max, max) as i16;
    let (features, seen) = weights.split_at(FEATURES);
    let mut section = SectionWriter::new();
    let features: Vec<_> = features
        .iter()
        .map(|&weight| rounded(weight, SCALE, 32767.0))
        .enumerate()
        .filter(|&(_, weight)| weight != 0)
        .collect();
    section.u8(LAYOUT).count(features.len());
    let mut next = 0;
    for (feature, weight) in features {
        section.count(feature - next).u16(weight as u16);
        next = feature + 1;
    }
    model.set_section("clitics.weights", section.into_bytes());

    let unit = SCALE / f64::from(SEEN_UNIT);
    let seen = examples
        .keys
        .iter()
        .zip(seen)
        .map(|(&key, &weight)| (key, rounded(weight, unit, 127.0) as i8 as u8))
        .filter(|&(_, weight)| weight != 0);
    let mut section = SectionWriter::new();
    WordTable::new(seen).write(&mut section);
    model.set_section("clitics.seen", section.into_bytes());
}

/// Measures the model on segmented words in the format of [`CliticOptions::segments`].
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io) and [`ErrorKind::Data`](crate::ErrorKind::Data) with file
/// and line.
pub fn evaluate_clitics(model: &Segmenter, path: impl AsRef<Path>) -> Result<CliticScores> {
    Ok(score(model, &read_segments(path.as_ref())?))
}

/// Measures the model on the words of names in the sentences held out of [`CliticOptions::names`].
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io) and [`ErrorKind::Data`](crate::ErrorKind::Data) with file
/// and line.
pub fn evaluate_clitics_of_names(
    model: &Segmenter,
    words: impl AsRef<Path>,
    segments: impl AsRef<Path>,
) -> Result<CliticScores> {
    Ok(score(model, &read_names(words.as_ref(), segments.as_ref(), true)?.first))
}

fn score(model: &Segmenter, words: &[Labelled]) -> CliticScores {
    let mut scores = CliticScores { words: words.len(), ..Default::default() };
    for Labelled { word, first, seconds } in words {
        let cut = usize::from(*first > 0) + usize::from(seconds & 1 == 0);
        let expected = match Folded::new(word) {
            Some(folded) if cut > 0 => folded.start(cut),
            _ => 0,
        };
        let found = model.proclitics(word);
        scores.ambiguous += usize::from(Analysis::new(word, model.lexicon()).is_some());
        match found.bytes.cmp(&expected) {
            std::cmp::Ordering::Less => scores.under += 1,
            std::cmp::Ordering::Greater => scores.over += 1,
            std::cmp::Ordering::Equal => scores.correct += 1,
        }
        if found.bytes != expected {
            scores.errors.push((word.clone(), expected, found.bytes));
        } else if matches!(*seconds, 0b100 | 0b10000) {
            scores.after_lam += 1;
            scores.elision += usize::from(found.elided_article == (*seconds == 0b10000));
        }
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_give_proclitics() {
        // Which of (none, و, ف), and a bit for each of (none, ب, ل, ك, ل with the article elided).
        assert_eq!(leading(&["كتاب"], Some(false)), (0, 0b00001));
        assert_eq!(leading(&["و", "كتاب"], Some(false)), (1, 0b00001));
        assert_eq!(leading(&["ف", "ب", "كتاب", "ه"], Some(false)), (2, 0b00010));
        assert_eq!(leading(&["ل", "لصين"], Some(true)), (0, 0b10000));
        assert_eq!(leading(&["ل", "لجنة"], None), (0, 0b10100));
        // A stem is left, even of one letter; و alone is a word.
        assert_eq!(leading(&["و"], Some(false)), (0, 0b00001));
        assert_eq!(leading(&["ب", "ك"], Some(false)), (0, 0b00010));
    }

    #[test]
    fn words_align_with_segments() {
        let sentence = |words: &[&str]| Sentence {
            tokens: words.iter().map(|word| (*word).to_owned()).collect(),
            tags: vec!["O".to_owned(); words.len()],
        };
        // The article loses its alef after ل; ة is ت before a pronoun.
        let words = sentence(&["وللصين", "مدينتها", "."]);
        let segments = sentence(&["و", "ل", "الصين", "مدينة", "ها", "."]);
        let expected = vec![vec!["و", "ل", "الصين"], vec!["مدينة", "ها"], vec!["."]];
        assert_eq!(align(&words, &segments), Some(expected));
        assert_eq!(align(&words, &sentence(&["و", "ل", "الصين", "مدينة", "ها"])), None);
        assert_eq!(align(&sentence(&["مدينتها"]), &sentence(&["مدينة", "ها", "."])), None);
    }

    #[test]
    fn malformed_lines_are_named() {
        let path = std::env::temp_dir().join(format!("warraq-segments-{}", std::process::id()));
        std::fs::write(&path, "وكتاب\tو+كتاب\n\nكتاب\n").unwrap();
        let error = read_segments(&path).err().unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!((error.kind(), error.line()), (crate::ErrorKind::Data, Some(3)));
    }

    #[test]
    fn levels_step_evenly() {
        // 2 · 2^(2/3 · 3) = 8 is three steps above 2.
        assert_eq!([0.0, 1.9, 2.0, 3.0, 7.9, 8.1, 1e12].map(level), [0, 0, 1, 1, 3, 4, 31]);
    }

    #[test]
    fn gradient_is_the_slope_of_the_loss() {
        let lexicon = Lexicon(WordTable::new([]));
        let mut examples = Examples::default();
        examples.add("وللصين", |first, second| (first, second) == (1, 4), 1.5, &lexicon);
        examples.add("بيروت", |first, _| first == 0, 1.0, &lexicon);
        examples.add("فرنسا", |first, _| first == 0, 0.5, &lexicon);
        let mut weights = vec![0.0; FEATURES + examples.keys.len()];
        for (at, weight) in weights.iter_mut().enumerate() {
            *weight = (at % 7) as f64 / 10.0;
        }
        let mut gradient = vec![0.0; weights.len()];
        examples.loss(&weights, &mut gradient);
        let mut unused = vec![0.0; weights.len()];
        for &(feature, _) in &examples.features {
            let at = feature as usize;
            let mut slope = 0.0;
            for step in [1e-5, -1e-5] {
                weights[at] += step;
                slope += examples.loss(&weights, &mut unused) / (2.0 * step);
                weights[at] -= step;
            }
            assert!((slope - gradient[at]).abs() < 1e-6, "{slope} {}", gradient[at]);
        }
    }
}
