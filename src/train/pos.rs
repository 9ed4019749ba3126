//! Training of the tagger of parts of speech, and of the table of lemmas, which needs tagged text.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Instant;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::conllu::{TreebankWord, read_conllu};
use super::corpus::{Corpus, Vocabulary};
use super::crf::{self, Data, Lists, Rows, Transitions};
use super::gazetteers::{self, Names};
use super::knowledge::{Attributes, Raw, add_clusters, add_hints, add_names, add_profiles};
use super::segments::{read_segments, spellings, underlying};
use super::{inflect, lemma, read_conll};
use crate::entities::features::REACH;
use crate::model::{Component, ModelFile, ModelWriter};
use crate::morphology::allowed::Allowed;
use crate::morphology::pos::{
    Form, Known, MAX_TAGS, PosModel, PosScratch, Trained, Upos, VIEWS, describe_place,
};
use crate::morphology::{self, Role, Segmenter};
use crate::tokenize::{TokenKind, tokenize};
use crate::{Error, Result};

/// What the tagger of parts of speech and the lemmas are learned from.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct PosOptions {
    /// Treebanks in CoNLL-U, with parts of speech and lemmas.
    pub treebanks: Vec<PathBuf>,
    /// Raw text, a paragraph a line, plain or `.xz`.
    pub raw: Vec<PathBuf>,
    /// Person names: name, `given` or `surname`, bearers, countries, separated by tabs.
    pub persons: Vec<PathBuf>,
    /// Cities: name, name in Latin letters, country, inhabitants, separated by tabs.
    pub places: Vec<PathBuf>,
    /// JSON objects from names in Latin letters to Arabic ones.
    pub transliterated: Vec<PathBuf>,
    /// The proper nouns of Camel Morph.
    pub proper_nouns: Vec<PathBuf>,
    /// The other tables of Camel Morph: verbs, adjectives, numerals, function words.
    pub lexicon: Vec<PathBuf>,
    /// CoNLL files whose tagged names are hints about words.
    pub hints: Vec<PathBuf>,
    /// Plurals formed inside the word: plural and singular, separated by a tab.
    pub plurals: Vec<PathBuf>,
    /// Measure the tagger by training on all but one of so many parts of the treebanks' sentences, in
    /// turn; 0 for not at all.
    pub cross_validate: usize,
}

/// How well parts of speech are tagged. Serializes to the JSON of `warraq eval pos --json`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PosEvaluation {
    /// Percent of the words whose tag is right.
    pub accuracy: f64,
    /// Number of words: clitics, words without their clitics, and marks.
    pub words: usize,
    /// For each right tag, how often each tag was predicted.
    pub confusion: BTreeMap<String, BTreeMap<String, usize>>,
    /// Words tagged in a second, on one thread.
    pub words_per_second: f64,
    /// Percent of the words whose tag is right if segments have to be found, too: a word that is not
    /// cut into as many parts as it should be is wrong in all of them.
    pub accuracy_segmented: Option<f64>,
    /// Of each feature how well it is found, segments and tags found too.
    pub features: BTreeMap<String, FeatureScore>,
}

/// How well a feature is found. Serializes to part of the JSON of `warraq eval pos --json`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct FeatureScore {
    /// Percent of the given values that the treebank has, too.
    pub precision: f64,
    /// Percent of the treebank's values that are given.
    pub recall: f64,
    /// How many words are given the feature.
    pub given: usize,
    /// How many words of the treebank have it.
    pub gold: usize,
    /// How many have it of both with one value.
    pub right: usize,
}

impl PosEvaluation {
    pub(super) fn add(&mut self, gold: Upos, predicted: Upos) {
        self.words += 1;
        let row = self.confusion.entry(gold.name().to_owned()).or_default();
        *row.entry(predicted.name().to_owned()).or_default() += 1;
    }

    pub(super) fn finish(&mut self, seconds: f64) {
        let right: usize = self.confusion.iter().filter_map(|(gold, row)| row.get(gold)).sum();
        self.accuracy = percent(right, self.words);
        self.words_per_second = (self.words as f64 / seconds.max(1e-9)).round();
        for score in self.features.values_mut() {
            score.precision = percent(score.right, score.given);
            score.recall = percent(score.right, score.gold);
        }
    }

    /// Counts the features of a word: those of the treebank, as it writes them, and those found.
    pub(super) fn add_features(&mut self, gold: &str, found: morphology::Features) {
        for (name, _) in morphology::Features::all() {
            let score = self.features.entry(name.to_owned()).or_default();
            let gold = gold.split('|').find_map(|f| f.strip_prefix(name)?.strip_prefix('='));
            let found = found.get(name);
            score.gold += usize::from(gold.is_some());
            score.given += usize::from(found.is_some());
            score.right += usize::from(found.is_some() && found == gold);
        }
    }
}

pub(super) fn percent(part: usize, of: usize) -> f64 {
    (1e4 * part as f64 / of.max(1) as f64).round() / 100.0
}

/// A labelled sentence: for each segment its form, whether it is attached, and the number of its tag.
type Sentence = Vec<(String, bool, u8)>;

/// Trains the tagger and the lemmas into `model`, which must have the segmenter already. Gives the
/// cross-validated figures, if they were asked for. `progress` is told what is being done, lines that are
/// to stay with a line break at their end, and may stop it with an error. The same input gives the same bytes.
///
/// # Errors
/// [`ErrorKind::Data`](crate::ErrorKind::Data) with file and line for malformed data,
/// [`ErrorKind::Model`](crate::ErrorKind::Model) if `model` has no segmenter, and what `progress`
/// returns.
pub fn train_pos(
    options: &PosOptions,
    metadata: Component,
    model: &mut ModelWriter,
    mut progress: impl FnMut(&str) -> Result<()>,
) -> Result<Option<PosEvaluation>> {
    let bytes = model.to_bytes()?;
    let segmenter = Segmenter::from_file(&ModelFile::parse(&bytes)?)?;
    let treebank = read_treebanks(&options.treebanks)?;
    let knowledge = Knowledge::read(options, &segmenter, &mut progress)?;
    let tags = tags(&treebank)?;
    say_what_is_learned(&treebank, &tags, &mut progress)?;
    let counts = spellings(&knowledge.raw);
    let gold = labelled(&treebank, &tags, &segmenter);
    let evaluation = match options.cross_validate {
        0 => None,
        folds => Some(cross_validate(&treebank, &gold, &tags, &knowledge, folds, &mut progress)?),
    };
    let trained = fit(&gold, &tags, &knowledge, &mut progress)?;
    for (name, bytes) in trained.to_sections() {
        model.set_section(name, bytes);
    }
    progress("tagging raw text")?;
    let tagger = compile(&trained)?;
    let tagged = tag_counts(&tagger, &knowledge.raw);
    progress("leading forms back to lemmas")?;
    let entries = lemma::induce(options, &treebank, &segmenter, &counts, &tagged)?;
    let (name, bytes) = crate::morphology::lemma::write(&entries)?;
    model.set_section(name, bytes);
    let mut metadata = Component {
        labels: tags.iter().map(|tag| tag.name().to_owned()).collect(),
        warraq: env!("CARGO_PKG_VERSION").into(),
        ..metadata
    };
    if let Some(evaluation) = &evaluation {
        metadata.figures.insert("cross-validated accuracy".into(), evaluation.accuracy);
    }
    model.set_component_metadata("pos", metadata);
    Ok(evaluation)
}

/// Measures by cross-validation alone: see [`PosOptions::cross_validate`].
///
/// # Errors
/// As [`train_pos`].
pub fn cross_validate_pos(
    options: &PosOptions,
    segmenter: &Segmenter,
    mut progress: impl FnMut(&str) -> Result<()>,
) -> Result<PosEvaluation> {
    let treebank = read_treebanks(&options.treebanks)?;
    let knowledge = Knowledge::read(options, segmenter, &mut progress)?;
    let tags = tags(&treebank)?;
    let gold = labelled(&treebank, &tags, segmenter);
    let folds = options.cross_validate.max(2);
    cross_validate(&treebank, &gold, &tags, &knowledge, folds, &mut progress)
}

pub(super) fn read_treebanks(paths: &[PathBuf]) -> Result<Vec<Vec<TreebankWord>>> {
    let mut sentences = Vec::new();
    for path in paths {
        sentences.extend(read_conllu(path)?);
    }
    Ok(sentences)
}

fn tags(treebank: &[Vec<TreebankWord>]) -> Result<Vec<Upos>> {
    let mut tags: Vec<Upos> = treebank.iter().flatten().map(|word| word.upos).collect();
    tags.sort_unstable_by_key(|tag| tag.name());
    tags.dedup();
    match tags.len() {
        0 => Err(Error::data("the treebanks have no words; nothing can be learned")),
        1..=MAX_TAGS => Ok(tags),
        many => Err(Error::data(format!("{many} parts of speech; the most is {MAX_TAGS}"))),
    }
}

/// Tells `progress` of the words and their tags, and of tags that no word has.
fn say_what_is_learned(
    treebank: &[Vec<TreebankWord>],
    tags: &[Upos],
    progress: &mut dyn FnMut(&str) -> Result<()>,
) -> Result<()> {
    let words = treebank.iter().flatten();
    let count = |&tag: &Upos| words.clone().filter(|word| word.upos == tag).count();
    let counts: Vec<_> = tags.iter().map(|tag| format!("{} {}", count(tag), tag.name())).collect();
    progress(&format!(
        "learning from {} sentences, {} words: {}\n",
        treebank.len(),
        words.clone().count(),
        counts.join(", ")
    ))?;
    let missing: Vec<_> = Upos::all().filter(|tag| !tags.contains(tag)).map(Upos::name).collect();
    if missing.is_empty() {
        return Ok(());
    }
    progress(&format!("warning: no word is {}: none will be tagged so\n", missing.join(", ")))
}

fn labelled(treebank: &[Vec<TreebankWord>], tags: &[Upos], segmenter: &Segmenter) -> Vec<Sentence> {
    let number = |upos| tags.iter().position(|&tag| tag == upos).expect("collected");
    let sentence = |words: &Vec<TreebankWord>| {
        let forms = underlying(words, segmenter);
        let words = words.iter().zip(forms);
        words.map(|(word, form)| (form, word.attached, number(word.upos) as u8)).collect()
    };
    treebank.iter().map(sentence).collect()
}

/// What is known of forms whatever the treebank says.
struct Knowledge {
    raw: Raw,
    attributes: Attributes,
}

impl Knowledge {
    fn read(
        options: &PosOptions,
        segmenter: &Segmenter,
        progress: &mut dyn FnMut(&str) -> Result<()>,
    ) -> Result<Self> {
        progress("reading raw text")?;
        let raw = read_segments(&options.raw, segmenter)?;
        let mut attributes = Attributes::default();
        if !options.raw.is_empty() {
            add_clusters(&raw, &CLUSTERS, &mut attributes, &mut *progress)?;
        }
        progress("reading lists of names and the lexicon")?;
        let mut names = Names::default();
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
        add_names(&raw, &names, &mut attributes);
        let mut hints = Vec::new();
        for path in &options.hints {
            hints.extend(read_conll(path)?);
        }
        add_hints(&hints, segmenter, &mut attributes);
        add_lexicon(options, &raw, &mut attributes)?;
        Ok(Self { raw, attributes })
    }
}

/// Numbers of clusters, the coarsest first.
const CLUSTERS: [usize; 3] = [64, 256, 1024];

/// What the tables of Camel Morph say a form may be, each reading and all together.
fn add_lexicon(options: &PosOptions, raw: &Raw, attributes: &mut Attributes) -> Result<()> {
    let known: BTreeSet<&str> = raw.forms.iter().map(String::as_str).collect();
    let mut readings: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut form = Form::default();
    for path in options.lexicon.iter().chain(&options.proper_nouns) {
        inflect::each_form(path, |entry| {
            // Imperatives are spelt as other forms, and rare: they say nothing.
            if entry.aspect == Some('c') {
                return;
            }
            form.read(entry.form);
            if known.contains(form.folded.as_str()) {
                let reading = match entry.aspect {
                    Some(aspect) => format!("v{aspect}"),
                    None => entry.pos.to_owned(),
                };
                readings.entry(form.folded.clone()).or_default().insert(reading);
            }
        })?;
    }
    for (form, readings) in readings {
        let all: Vec<&str> = readings.iter().map(String::as_str).collect();
        attributes.add(&form, format!("m{}", all.join(",")));
        for reading in all {
            attributes.add(&form, format!("r{reading}"));
        }
    }
    Ok(())
}

/// Attributes as the tagger knows them: numbered, the coarse clusters first.
fn to_known(attributes: &Attributes) -> Result<Known> {
    let lexicon = attributes.to_lexicon()?;
    let is_coarse = |name: &String| {
        name.strip_prefix('a').is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
    };
    let mut order: Vec<u16> = (0..lexicon.attributes.len() as u16).collect();
    order.sort_by_key(|&id| !is_coarse(&lexicon.attributes[usize::from(id)]));
    let mut numbers = vec![0; order.len()];
    for (number, &id) in order.iter().enumerate() {
        numbers[usize::from(id)] = number as u16;
    }
    let words = lexicon.words.into_iter().map(|(word, ids)| {
        let mut ids: Vec<u16> = ids.into_iter().map(|id| numbers[usize::from(id)]).collect();
        ids.sort_unstable();
        (word, ids)
    });
    Ok(Known {
        attributes: numbers.len() as u16,
        coarse: lexicon.attributes.iter().filter(|name| is_coarse(name)).count() as u16,
        words: words.collect(),
    })
}

/// Whether tags depend on a segment and its neighbours, or on its neighbours alone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    All,
    Company,
}

/// Numbers the features of training data.
#[derive(Default)]
struct Features {
    numbers: FxHashMap<u32, u32>,
    rows: Vec<Rows>,
    next: u32,
}

impl Features {
    fn number(&mut self, feature: u32, places: u8) -> u32 {
        if let Some(&number) = self.numbers.get(&feature) {
            return number;
        }
        let number = self.rows.len() as u32;
        let (first, rows) = (places.trailing_zeros() as u8, places.count_ones() as u8);
        self.rows.push(Rows { at: self.next, first, rows });
        self.next += u32::from(rows);
        self.numbers.insert(feature, number);
        number
    }
}

/// A pair of neighbours that occurs less often says nothing.
const LEAST_PAIRS: u32 = 2;

fn prepare(sentences: &[Sentence], tags: usize, known: &Known, view: View) -> (Data, Features) {
    let mut vocabulary = Vocabulary::new();
    let mut corpus = Corpus::new();
    let mut gold = vec![0; corpus.positions.len()];
    let mut start = corpus.positions.len();
    for sentence in sentences {
        for (form, attached, tag) in sentence {
            corpus.positions.push(vocabulary.number(form));
            corpus.joined.push(*attached);
            gold.push(*tag);
        }
        start = corpus.end_sentence(start);
        gold.resize(corpus.positions.len(), 0);
    }
    let mut features = Features::default();
    let mut word_features = Lists::default();
    let mut views: Vec<[u32; VIEWS]> = Vec::new();
    let (mut form, mut list) = (Form::default(), Vec::new());
    for word in &vocabulary.words {
        list.clear();
        views.push(known.describe(word, &mut form, |feature, places| {
            if view == View::All || places != 1 << REACH {
                list.push(features.number(feature, places));
            }
        }));
        word_features.push(list.iter().copied());
    }
    let mut places: Vec<Vec<u32>> = vec![Vec::new(); corpus.positions.len()];
    let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
    if view == View::All {
        for &(start, len) in &corpus.sentences {
            let view = |at: usize| views[corpus.positions[at] as usize];
            for (at, features) in (start..).zip(&mut places[start..start + len]) {
                let after = (at + 1 < start + len).then_some(at + 1);
                describe_place(
                    (at > start).then(|| view(at - 1)),
                    view(at),
                    after.map(view),
                    corpus.joined[at],
                    after.is_some_and(|after| corpus.joined[after]),
                    |feature| {
                        *counts.entry(feature).or_default() += 1;
                        features.push(feature);
                    },
                );
            }
        }
    }
    let mut position_features = Lists::default();
    for place in places {
        let frequent = place.into_iter().filter(|feature| counts[feature] >= LEAST_PAIRS);
        position_features.push(frequent.map(|feature| features.number(feature, 1)));
    }
    let data = Data {
        transitions: Transitions {
            labels: tags,
            allowed: vec![true; tags * tags],
            may_begin: vec![true; tags],
            chain: view == View::All,
        },
        features: features.rows.clone(),
        word_features,
        position_features,
        sentences: corpus
            .sentences
            .iter()
            .map(|&(start, len)| crf::Sentence { start, len, weight: 1.0 })
            .collect(),
        words: corpus.positions,
        gold,
        own_word: view == View::All,
        base: None,
    };
    (data, features)
}

/// Trains on labelled sentences with what is known, and what the company of forms in raw text says
/// by what these sentences teach.
fn fit(
    sentences: &[Sentence],
    tags: &[Upos],
    knowledge: &Knowledge,
    progress: &mut dyn FnMut(&str) -> Result<()>,
) -> Result<Trained> {
    let mut attributes = knowledge.attributes.clone();
    if knowledge.raw.corpus.sentences.len() > 1 {
        progress("learning the company of words in raw text")?;
        add_company(sentences, tags, &knowledge.raw, &mut attributes)?;
    }
    train_tagger(sentences, tags, &attributes, progress)
}

/// Trains with what is known of forms.
fn train_tagger(
    sentences: &[Sentence],
    tags: &[Upos],
    attributes: &Attributes,
    progress: &mut dyn FnMut(&str) -> Result<()>,
) -> Result<Trained> {
    let known = to_known(attributes)?;
    let (data, features) = prepare(sentences, tags.len(), &known, View::All);
    let options = crf::Options { l1: 0.02, l2: 0.5, iterations: 120, tolerance: 1e-4 };
    let weights = crf::train(&data, &options, |iteration, objective| {
        progress(&format!("training, iteration {iteration}: {objective:.1}"))
    })?;
    let (pairs, rows) = weights.split_at(tags.len() * tags.len());
    let mut kept: BTreeMap<u32, BTreeMap<u8, Vec<f64>>> = BTreeMap::new();
    for (&feature, &number) in &features.numbers {
        let Rows { at, first, rows: count } = features.rows[number as usize];
        for place in 0..count {
            let row = &rows[(at as usize + usize::from(place)) * tags.len()..][..tags.len()];
            if row.iter().any(|&weight| weight != 0.0) {
                kept.entry(feature).or_default().insert(first + place, row.to_vec());
            }
        }
    }
    Ok(Trained { tags: tags.to_vec(), pairs: pairs.to_vec(), features: kept, lexicon: known })
}

/// Learns what tags the neighbours of a segment speak for, and adds to `attributes` what the raw text
/// says of each form by that.
fn add_company(
    sentences: &[Sentence],
    tags: &[Upos],
    raw: &Raw,
    attributes: &mut Attributes,
) -> Result<()> {
    let known = to_known(attributes)?;
    let (data, features) = prepare(sentences, tags.len(), &known, View::Company);
    let options = crf::Options { l1: 0.5, l2: 0.1, iterations: 80, tolerance: 1e-4 };
    let weights = crf::train(&data, &options, |_, _| Ok(()))?;
    let mut word_features = Lists::default();
    let (mut form, mut list) = (Form::default(), Vec::new());
    for word in &raw.vocabulary.words {
        list.clear();
        known.describe(word, &mut form, |feature, places| {
            if places != 1 << REACH
                && let Some(&number) = features.numbers.get(&feature)
            {
                list.push(number);
            }
        });
        word_features.push(list.iter().copied());
    }
    let data = Data { word_features, words: raw.corpus.positions.clone(), ..data };
    let scores = crf::word_scores(&data, &weights);
    let probabilities = |start: usize, len: usize, out: &mut [f32]| {
        let sentence = crf::Sentence { start, len, weight: 1.0 };
        let mut sums = vec![0.0; len * tags.len()];
        crf::sentence_scores(&data, &sentence, &scores, &mut sums);
        for (sums, out) in sums.chunks_exact_mut(tags.len()).zip(out.chunks_exact_mut(tags.len())) {
            let greatest = sums.iter().fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            sums.iter_mut().for_each(|s| *s = (*s - greatest).exp());
            let all: f64 = sums.iter().sum();
            out.iter_mut().zip(sums).for_each(|(out, sum)| *out = (*sum / all) as f32);
        }
    };
    let names: Vec<String> = tags.iter().map(|tag| tag.name().to_owned()).collect();
    add_profiles(raw, &names, &probabilities, attributes);
    Ok(())
}

/// The tags that a segment of a treebank or of raw text may have; its role is not known.
pub(super) fn allowed(form: &str) -> Allowed {
    let mut tokens = Vec::new();
    tokenize(form, &mut tokens);
    let kind = tokens.first().map_or(TokenKind::Symbol, |token| token.kind);
    Allowed::by_kind(kind, Role::Stem)
}

fn compile(trained: &Trained) -> Result<PosModel> {
    let mut writer = ModelWriter::new();
    for (name, bytes) in trained.to_sections() {
        writer.set_section(name, bytes);
    }
    PosModel::from_file(&ModelFile::parse(&writer.to_bytes()?)?)
}

/// How often each spelling of the raw text has each tag.
pub(super) type TagCounts = BTreeMap<String, BTreeMap<Upos, u64>>;

pub(super) fn tag_counts(model: &PosModel, raw: &Raw) -> TagCounts {
    let mut counts: Vec<[u32; 17]> = vec![[0; 17]; raw.vocabulary.words.len()];
    let limits: Vec<Allowed> = raw.vocabulary.words.iter().map(|word| allowed(word)).collect();
    let mut scratch = PosScratch::default();
    scratch.prepare(model);
    let mut tags = Vec::new();
    for &(start, len) in &raw.corpus.sentences {
        tags.clear();
        for at in start..start + len {
            let word = &raw.vocabulary.words[raw.corpus.positions[at] as usize];
            let allowed = limits[raw.corpus.positions[at] as usize];
            scratch.push(model, word, raw.corpus.joined[at], allowed, false, &mut tags);
        }
        scratch.finish(model, &mut tags);
        for (at, &tag) in (start..).zip(&tags) {
            counts[raw.corpus.positions[at] as usize][tag as usize] += 1;
        }
    }
    let words = raw.vocabulary.words.iter().zip(counts);
    words
        .map(|(word, counts)| {
            let tags = Upos::all().zip(counts).filter(|&(_, count)| count > 0);
            (word.to_string(), tags.map(|(tag, count)| (tag, u64::from(count))).collect())
        })
        .collect()
}

fn cross_validate(
    treebank: &[Vec<TreebankWord>],
    gold: &[Sentence],
    tags: &[Upos],
    knowledge: &Knowledge,
    folds: usize,
    progress: &mut dyn FnMut(&str) -> Result<()>,
) -> Result<PosEvaluation> {
    let mut evaluation = PosEvaluation::default();
    let mut seconds = 0.0;
    for fold in 0..folds {
        let (held, rest): (Vec<_>, Vec<_>) = (0..gold.len()).partition(|at| at % folds == fold);
        let rest: Vec<Sentence> = rest.into_iter().map(|at| gold[at].clone()).collect();
        let mut tell = |what: &str| progress(&format!("part {} of {folds}: {what}", fold + 1));
        let model = compile(&fit(&rest, tags, knowledge, &mut tell)?)?;
        let mut scratch = PosScratch::default();
        scratch.prepare(&model);
        let mut found = Vec::new();
        for at in held {
            found.clear();
            let begun = Instant::now();
            for (form, attached, _) in &gold[at] {
                scratch.push(&model, form, *attached, allowed(form), false, &mut found);
            }
            scratch.finish(&model, &mut found);
            seconds += begun.elapsed().as_secs_f64();
            for (word, tag) in treebank[at].iter().zip(&found) {
                evaluation.add(word.upos, *tag);
            }
        }
    }
    evaluation.finish(seconds);
    Ok(evaluation)
}
