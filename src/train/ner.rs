//! Training of the entity tagger.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use super::augment::{NamePool, joined, replace_names, unended};
use super::calibration::{calibrate, fit_certain};
use super::conll::{Sentence, read_conll};
use super::corpus::{Corpus, Vocabulary};
use super::crf::{self, Data, Lists, Rows, Transitions};
use super::evaluate::{Evaluation, evaluate_model};
use super::gazetteers::{self, Names};
use super::knowledge::{Attributes, Raw, add_clusters, add_hints, add_names, add_profiles};
use super::network::{self, Examples, Inputs};
use super::teach::{read_silver, tag_raw, tag_silver, tag_silver_with};
use crate::entities::EntityModel;
use crate::entities::features::{REACH, Template, Word};
use crate::entities::model::{Lexicon, MAX_LABELS, Model, may_follow, tags};
use crate::model::{Component, LONGEST_STRING, ModelFile, ModelWriter};
use crate::morphology::Segmenter;
use crate::{Error, Result};

/// What the tagger learns from, and how.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NerOptions {
    /// CoNLL files to learn from.
    pub train: Vec<PathBuf>,
    /// A CoNLL file to measure the result on. Nothing is learned from it but the temperature of the
    /// scores, and where the hidden layer need not be asked.
    pub dev: Option<PathBuf>,
    /// Raw text, a paragraph a line, plain or `.xz`: for clusters of words, and for the labels that
    /// the company of a word speaks for. Without it, names are known by letters and lists alone.
    pub raw: Vec<PathBuf>,
    /// Person names: name, `given` or `surname`, bearers, countries, separated by tabs.
    pub persons: Vec<PathBuf>,
    /// Cities: name, name in Latin letters, country, inhabitants, separated by tabs.
    pub places: Vec<PathBuf>,
    /// JSON objects from names in Latin letters to Arabic ones.
    pub transliterated: Vec<PathBuf>,
    /// The proper nouns of Camel Morph.
    pub proper_nouns: Vec<PathBuf>,
    /// CoNLL files whose tags are taken as hints about words, not as truth.
    pub hints: Vec<PathBuf>,
    /// CoNLL files of other texts, or with other labels, of which the hidden layer learns what words
    /// and their neighbours are like.
    pub others: Vec<PathBuf>,
    /// Sentences of raw text with the probabilities that another tagger gives to tags of the same
    /// labels: silver data, as `models/teacher.py` writes it. It takes the place of raw text that a
    /// first model tags alone.
    pub silver: Vec<PathBuf>,
    /// Numbers of clusters that the words of the raw text are put into.
    pub clusters: Vec<usize>,
    /// Weight of the L1 penalty, which removes features.
    pub l1: f64,
    /// Weight of the L2 penalty.
    pub l2: f64,
    /// The most iterations of the optimizer.
    pub iterations: usize,
    /// How much sentences count in which other names stand in the place of people and cities, next to
    /// those of the training data. They teach to look at more than the name itself.
    pub replaced: f64,
    /// Words of raw text to tag with a first model and to learn from again, where there is no silver
    /// data.
    pub self_labelled: usize,
    /// Taken from the score of `O` after training: finds more names, and more that are none.
    pub outside_bias: f64,
}

impl Default for NerOptions {
    fn default() -> Self {
        Self {
            train: Vec::new(),
            dev: None,
            raw: Vec::new(),
            persons: Vec::new(),
            places: Vec::new(),
            transliterated: Vec::new(),
            proper_nouns: Vec::new(),
            hints: Vec::new(),
            others: Vec::new(),
            silver: Vec::new(),
            clusters: vec![64, 256, 1024],
            l1: 0.1,
            l2: 0.1,
            iterations: 120,
            replaced: 0.3,
            self_labelled: 350_000,
            outside_bias: 0.3,
        }
    }
}

impl NerOptions {
    fn names_no_knowledge(&self) -> bool {
        let Self { raw, persons, places, transliterated, proper_nouns, hints, .. } = self;
        [raw, persons, places, transliterated, proper_nouns, hints].iter().all(|p| p.is_empty())
    }

    /// What the lists of names say.
    fn names(&self) -> Result<Names> {
        type Read = fn(&Path, &mut Names) -> Result<()>;
        let lists: [(&[PathBuf], Read); 4] = [
            (&self.persons, gazetteers::person_names),
            (&self.places, gazetteers::cities),
            (&self.transliterated, gazetteers::transliterated),
            (&self.proper_nouns, gazetteers::proper_nouns),
        ];
        let mut names = Names::default();
        for (paths, read) in lists {
            for path in paths {
                read(path, &mut names)?;
            }
        }
        Ok(names)
    }
}

/// How much a sentence of raw text counts that a first model has tagged, and one of silver data, of which
/// there is more.
const SELF_LABELLED: f64 = 0.4;
const SILVER: f64 = 0.2;

/// Taken from the score of `O` where raw text is tagged.
const TEACHER_BIAS: f64 = 0.3;

/// How much a sentence of another file counts.
const OTHER: f64 = 0.3;

/// How much a sentence counts again without the mark at its end.
const UNENDED: f64 = 0.3;

/// Trains an entity tagger and sets it in `model`, which must have the clitic model already, since
/// the tagger compares stems. Without raw text, lists and hints, what the tagger of `model` knows of
/// words is used again, so that a file of other labels learns from it too. `metadata` says where the
/// data is from; its labels, figures and version are filled in. `progress` is told what is being done, lines that are to
/// stay with a line break at their end, and may stop it with an error.
///
/// Takes a minute; with raw text, some minutes. The same input gives the same bytes.
///
/// # Errors
/// [`ErrorKind::Data`](crate::ErrorKind::Data) with file and line for malformed data,
/// [`ErrorKind::Model`](crate::ErrorKind::Model) if `model` has no clitic model, and what `progress`
/// returns.
pub fn train_ner(
    options: &NerOptions,
    metadata: Component,
    model: &mut ModelWriter,
    mut progress: impl FnMut(&str) -> Result<()>,
) -> Result<Option<Evaluation>> {
    let bytes = model.to_bytes()?;
    let clitics = Segmenter::from_file(&ModelFile::parse(&bytes)?)?;
    let train = read_all(&options.train)?;
    let dev = options.dev.as_ref().map(read_conll).transpose()?;
    let labels = labels(&train)?;
    progress(&counts(&train, &labels))?;
    let pool = NamePool::read(&options.persons, &options.transliterated, &options.places)?;
    let replaced = replace_names(&train, &pool, &clitics);
    let joined = joined(&train);
    let unended = unended(&train);
    let mut silver = Vec::new();
    for path in &options.silver {
        silver.extend(read_silver(path, &labels)?);
    }
    let mut parts = vec![
        Labelled { sentences: &train, weight: 1.0 },
        Labelled { sentences: &joined, weight: 1.0 },
        Labelled { sentences: &unended, weight: UNENDED },
        Labelled { sentences: &replaced, weight: options.replaced },
    ];

    let mut tell = |what: &str| -> Result<()> { progress(what) };
    let (mut trained, mut more) = if options.names_no_knowledge() {
        // Other labels, the same words.
        let lexicon = Lexicon::from_file(&ModelFile::parse(&bytes)?).unwrap_or_default();
        (train_tagger(&parts, &labels, lexicon, &clitics, options, &mut tell)?, Vec::new())
    } else {
        let hints = read_all(&options.hints)?;
        tell("reading raw text")?;
        let raw = Raw::read(&options.raw, &[&train, &hints], &clitics)?;
        let mut attributes = Attributes::default();
        if !options.raw.is_empty() {
            add_clusters(&raw, &options.clusters, &mut attributes, &mut tell)?;
        }
        tell("reading lists of names")?;
        add_names(&raw, &options.names()?, &mut attributes);
        add_hints(&hints, &clitics, &mut attributes);
        if !options.raw.is_empty() {
            tell("learning the company of words in raw text")?;
            let silver = tag_silver(&silver, &labels);
            let company = [parts[0], Labelled { sentences: &silver, weight: SILVER }];
            add_company(&company, &labels, &raw, &clitics, &mut attributes)?;
        }
        let lexicon = attributes.to_lexicon()?;
        let chain = train_tagger(&parts, &labels, lexicon, &clitics, options, &mut tell)?;
        let mut more = Vec::new();
        if !options.raw.is_empty() && silver.is_empty() && options.self_labelled > 0 {
            tell("tagging raw text")?;
            more = tag_raw(&teacher(&chain)?, &raw, &clitics, options.self_labelled);
        }
        (chain, more)
    };
    if !silver.is_empty() {
        tell("tagging silver data")?;
        more = tag_silver_with(&teacher(&trained)?, &silver, &clitics);
    }
    let weight = if silver.is_empty() { SELF_LABELLED } else { SILVER };
    parts.push(Labelled { sentences: &more, weight });
    if !silver.is_empty() {
        // What another tagger knows the chain learns too; of what it tags alone it learns nothing.
        trained = train_tagger(&parts, &labels, trained.lexicon, &clitics, options, &mut tell)?;
    }
    let others = options.others.iter().map(read_conll).collect::<Result<Vec<_>>>()?;
    add_network(&parts, &others, &mut trained, &clitics, &mut tell)?;
    bias(&mut trained, options.outside_bias);
    trained.prune();
    let mut compiled = trained.compile()?;
    if let Some(dev) = &dev {
        tell("fitting the scores")?;
        (compiled, trained.certain) = fit_certain(compiled, &clitics, dev);
        (compiled, trained.temperature) = calibrate(compiled, &clitics, dev);
    }
    for (name, bytes) in trained.to_sections() {
        model.set_section(name, bytes);
    }
    let metadata = Component { labels, warraq: env!("CARGO_PKG_VERSION").into(), ..metadata };
    let evaluation = dev.map(|dev| evaluate_model(&compiled, &clitics, &dev, Some(&train)));
    model.set_component_metadata("ner", with_figures(metadata, evaluation.as_ref()));
    Ok(evaluation)
}

/// The description of a tagger, with what was measured of it.
pub(crate) fn with_figures(mut metadata: Component, evaluation: Option<&Evaluation>) -> Component {
    if let Some(evaluation) = evaluation {
        for (name, figure) in [
            ("dev micro precision", evaluation.micro.precision),
            ("dev micro recall", evaluation.micro.recall),
            ("dev micro F1", evaluation.micro.f1),
        ] {
            metadata.figures.insert(name.into(), figure);
        }
    }
    metadata
}

/// What is learned from, as a line for people.
pub(crate) fn counts(train: &[Sentence], labels: &[String]) -> String {
    let tags = || train.iter().flat_map(|sentence| &sentence.tags);
    let names = labels.iter().map(|label| {
        let begins = |tag: &&String| tag.strip_prefix("B-") == Some(label);
        format!("{} {label}", tags().filter(begins).count())
    });
    let names: Vec<_> = names.collect();
    let (sentences, tokens) = (train.len(), tags().count());
    format!("learning from {sentences} sentences, {tokens} tokens, names: {}\n", names.join(", "))
}

fn read_all(paths: &[PathBuf]) -> Result<Vec<Sentence>> {
    let mut sentences = Vec::new();
    for path in paths {
        sentences.extend(read_conll(path)?);
    }
    Ok(sentences)
}

/// Sentences to learn from, and how much each counts.
#[derive(Clone, Copy)]
pub(crate) struct Labelled<'a> {
    pub(crate) sentences: &'a [Sentence],
    pub(crate) weight: f64,
}

/// The labels of IOB2 tags, in alphabetical order.
pub(crate) fn labels(sentences: &[Sentence]) -> Result<Vec<String>> {
    let mut labels: Vec<String> = sentences
        .iter()
        .flat_map(|sentence| &sentence.tags)
        .filter_map(|tag| tag.split_once('-').map(|(_, label)| label.to_owned()))
        .collect();
    labels.sort_unstable();
    labels.dedup();
    if labels.is_empty() {
        return Err(Error::data("no names are tagged; nothing can be learned"));
    }
    if labels.len() > MAX_LABELS {
        return Err(Error::data(format!(
            "{} labels; the most that a model can have is {MAX_LABELS}",
            labels.len()
        )));
    }
    Ok(labels)
}

/// The number of an IOB2 tag.
fn number(tag: &str, labels: &[String]) -> Result<u8> {
    match tag.split_once('-') {
        None => Ok(0),
        Some((prefix, label)) => {
            let at = labels.iter().position(|known| known == label).ok_or_else(|| {
                Error::data(format!("the label {label:?} is not one of {}", labels.join(", ")))
            })?;
            Ok((2 * at + if prefix == "B" { 1 } else { 2 }) as u8)
        }
    }
}

/// Labelled sentences as words and tags.
pub(crate) struct Tagged {
    pub(crate) corpus: Corpus,
    pub(crate) gold: Vec<u8>,
    pub(crate) weights: Vec<f64>,
}

pub(crate) fn tagged(
    parts: &[Labelled],
    labels: &[String],
    vocabulary: &mut Vocabulary,
) -> Result<Tagged> {
    let mut corpus = Corpus::new();
    let mut gold = vec![0; corpus.positions.len()];
    let mut weights = Vec::new();
    let mut start = corpus.positions.len();
    for part in parts {
        for sentence in part.sentences {
            for (token, tag) in sentence.tokens.iter().zip(&sentence.tags) {
                let number = number(tag, labels)?;
                gold.push(number);
                // What a hyphen joins to the beginning of a name is inside it.
                let inside = if number % 2 == 1 { number + 1 } else { number };
                for _ in 1..corpus.push_token(token, vocabulary) {
                    gold.push(inside);
                }
            }
            start = corpus.end_sentence(start);
            gold.resize(corpus.positions.len(), 0);
            weights.push(part.weight);
        }
    }
    Ok(Tagged { corpus, gold, weights })
}

/// Numbers the features of training data.
#[derive(Default)]
pub(crate) struct Features {
    pub(crate) numbers: FxHashMap<(Template, Box<str>), u32>,
    pub(crate) rows: Vec<Rows>,
    next_row: u32,
}

impl Features {
    fn number(&mut self, template: Template, value: &str) -> u32 {
        if let Some(&number) = self.numbers.get(&(template, value.into())) {
            return number;
        }
        let places = template.places(value);
        let first = places.trailing_zeros() as u8;
        let rows = places.count_ones() as u8;
        let number = self.push_rows(first, rows);
        self.numbers.insert((template, value.into()), number);
        number
    }

    fn push_rows(&mut self, first: u8, rows: u8) -> u32 {
        let number = self.rows.len() as u32;
        self.rows.push(Rows { at: self.next_row, first, rows });
        self.next_row += u32::from(rows);
        number
    }
}

/// Gives every feature of a word to `sink`.
pub(crate) fn describe(word: &Word, lexicon: &Lexicon, mut sink: impl FnMut(Template, &str)) {
    word.describe(&mut sink);
    for attribute in lexicon.get(&word.folded) {
        sink(Template::WordKnowledge, attribute);
    }
    for attribute in lexicon.get(&word.stem) {
        sink(Template::StemKnowledge, attribute);
    }
}

/// Training data for the optimizer, and the names of its features.
struct Prepared {
    data: Data,
    features: Features,
    /// The features of each pair of adjacent folded words: to the second and to the first.
    pairs: BTreeMap<(String, String), [u32; 2]>,
}

/// What labels depend on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    /// The labelled word and its neighbours.
    All,
    /// Its neighbours alone.
    Company,
    /// What is particular to some words. What all have says how common names are, and that is not to be
    /// learned from sentences that were chosen for their names.
    Particular,
}

impl View {
    fn has(self, template: Template, value: &str, outside: bool) -> bool {
        match self {
            Self::All => true,
            Self::Company => template.places(value) != 1 << REACH,
            Self::Particular => {
                !outside
                    && !matches!(
                        template,
                        Template::Shape | Template::Length | Template::Proclitics
                    )
            }
        }
    }
}

/// Tags of names: one goes on only after its own beginning.
fn transitions(tags: usize) -> Transitions {
    Transitions {
        labels: tags,
        allowed: (0..tags * tags).map(|pair| may_follow(Some(pair / tags), pair % tags)).collect(),
        may_begin: (0..tags).map(|tag| may_follow(None, tag)).collect(),
        chain: true,
    }
}

fn prepare(
    parts: &[Labelled],
    labels: &[String],
    lexicon: &Lexicon,
    clitics: &Segmenter,
    view: View,
) -> Result<Prepared> {
    let tag_count = tags(labels.len());
    let mut vocabulary = Vocabulary::new();
    let Tagged { corpus, gold, weights } = tagged(parts, labels, &mut vocabulary)?;

    let mut features = Features::default();
    let mut word_features = Lists::default();
    let mut folded: Vec<String> = Vec::with_capacity(vocabulary.words.len());
    let mut word = Word::default();
    let mut list = Vec::new();
    for (number, raw) in (0..).zip(&vocabulary.words) {
        word.analyse(raw, clitics);
        list.clear();
        describe(&word, lexicon, |template, value| {
            if view.has(template, value, number == Vocabulary::OUTSIDE) {
                list.push(features.number(template, value));
            }
        });
        word_features.push(list.iter().copied());
        folded.push(word.folded.clone());
    }

    // Pairs of adjacent words that occur at least twice, to both words.
    let pair_at = |at: usize| {
        let [a, b] = [at - 1, at].map(|at| &*folded[corpus.positions[at] as usize]);
        (a, b)
    };
    let mut pairs: BTreeMap<(&str, &str), [u32; 2]> = BTreeMap::new();
    if view != View::Company {
        for &(start, len) in &corpus.sentences {
            for at in start + 1..start + len {
                pairs.entry(pair_at(at)).or_default()[0] += 1;
            }
        }
    }
    pairs.retain(|_, counts| counts[0] >= 2);
    for numbers in pairs.values_mut() {
        *numbers = [features.push_rows(0, 1), features.push_rows(0, 1)];
    }
    let joined = features.number(Template::Joined, "");
    let mut position_features = Lists::default();
    for &(start, len) in &corpus.sentences {
        while position_features.len() < start {
            position_features.push([]);
        }
        for at in start..start + len {
            list.clear();
            if view != View::Company {
                if at > start
                    && let Some(numbers) = pairs.get(&pair_at(at))
                {
                    list.push(numbers[0]);
                }
                if at + 1 < start + len
                    && let Some(numbers) = pairs.get(&pair_at(at + 1))
                {
                    list.push(numbers[1]);
                }
                if corpus.joined[at] {
                    list.push(joined);
                }
            }
            position_features.push(list.iter().copied());
        }
    }
    while position_features.len() < corpus.positions.len() {
        position_features.push([]);
    }

    let pairs = pairs
        .into_iter()
        .map(|((first, second), numbers)| ((first.to_owned(), second.to_owned()), numbers))
        .collect();
    let data = Data {
        transitions: Transitions { chain: view != View::Company, ..transitions(tag_count) },
        features: features.rows.clone(),
        word_features,
        position_features,
        sentences: corpus.sentences(&weights).collect(),
        words: corpus.positions,
        gold,
        own_word: view != View::Company,
        base: None,
    };
    Ok(Prepared { data, features, pairs })
}

/// Trains on labelled sentences with what the lexicon knows.
pub(crate) fn train_tagger(
    parts: &[Labelled],
    labels: &[String],
    lexicon: Lexicon,
    clitics: &Segmenter,
    options: &NerOptions,
    tell: &mut dyn FnMut(&str) -> Result<()>,
) -> Result<Model> {
    let options = crf::Options {
        l1: options.l1,
        l2: options.l2,
        iterations: options.iterations,
        tolerance: 1e-4,
    };
    train_chain(parts, labels, lexicon, clitics, &options, None, tell)
}

/// Trains a chain, or what is to be added to the rows of a tagger that gives these scores already.
pub(crate) fn train_chain(
    parts: &[Labelled],
    labels: &[String],
    lexicon: Lexicon,
    clitics: &Segmenter,
    options: &crf::Options,
    base: Option<crf::Base>,
    tell: &mut dyn FnMut(&str) -> Result<()>,
) -> Result<Model> {
    let tag_count = tags(labels.len());
    let view = if base.is_some() { View::Particular } else { View::All };
    let Prepared { data, features, pairs } = prepare(parts, labels, &lexicon, clitics, view)?;
    let data = Data { base, ..data };
    let trained = crf::train(&data, options, |iteration, objective| {
        tell(&format!("training, iteration {iteration}: {objective:.1}"))
    })?;
    drop(data);

    let (pair_weights, row_weights) = trained.split_at(tag_count * tag_count);
    let mut model = Model {
        labels: labels.to_vec(),
        pairs: pair_weights.iter().map(|&w| w as f32).collect(),
        lexicon,
        ..Model::default()
    };
    let row = |at: u32| -> Option<Vec<f32>> {
        let row = &row_weights[at as usize * tag_count..][..tag_count];
        row.iter().any(|&w| w != 0.0).then(|| row.iter().map(|&w| w as f32).collect())
    };
    for ((template, value), &number) in &features.numbers {
        let rows = features.rows[number as usize];
        let kept: BTreeMap<u8, Vec<f32>> = (0..rows.rows)
            .filter_map(|at| Some((rows.first + at, row(rows.at + u32::from(at))?)))
            .collect();
        // A model file holds no longer strings; no word is so long.
        if !kept.is_empty() && value.len() <= LONGEST_STRING {
            model.features.insert((*template, value.to_string()), kept);
        }
    }
    for (pair, numbers) in pairs {
        let rows = numbers.map(|number| row(features.rows[number as usize].at));
        let short = pair.0.len().max(pair.1.len()) <= LONGEST_STRING;
        if short && rows.iter().any(Option::is_some) {
            model.bigrams.insert(pair, rows);
        }
    }
    Ok(model)
}

/// Trains a hidden layer, on `others` as well, which may have other labels, and joins it to the chain:
/// the mean of two taggers that err in different ways.
fn add_network(
    parts: &[Labelled],
    others: &[Vec<Sentence>],
    model: &mut Model,
    clitics: &Segmenter,
    tell: &mut dyn FnMut(&str) -> Result<()>,
) -> Result<()> {
    const HALF: f32 = 0.5;
    let mut vocabulary = Vocabulary::new();
    let Tagged { mut corpus, mut gold, weights } = tagged(parts, &model.labels, &mut vocabulary)?;
    let inputs = Inputs::new(&vocabulary, &corpus.positions, &model.lexicon, clitics);
    let mut sentences: Vec<crf::Sentence> = corpus.sentences(&weights).collect();
    let mut tasks = vec![0; sentences.len()];
    let mut transitions = vec![self::transitions(tags(model.labels.len()))];
    for (task, other) in (1..).zip(others) {
        let labels = labels(other)?;
        let part = Labelled { sentences: other, weight: OTHER };
        let other = tagged(&[part], &labels, &mut vocabulary)?;
        let from = corpus.positions.len();
        let moved = |own: crf::Sentence| crf::Sentence { start: own.start + from, ..own };
        sentences.extend(other.corpus.sentences(&other.weights).map(moved));
        corpus.positions.extend(other.corpus.positions);
        gold.extend(other.gold);
        tasks.resize(sentences.len(), task);
        transitions.push(self::transitions(tags(labels.len())));
    }
    let words = inputs.of_words(&vocabulary, &model.lexicon, clitics);
    let examples = Examples {
        inputs: &inputs,
        words: &words,
        positions: &corpus.positions,
        sentences: &sentences,
        tasks: &tasks,
        gold: &gold,
        transitions: &transitions,
    };
    let network = network::train(&examples, |pass, loss| {
        tell(&format!("training the hidden layer, pass {pass}: {loss:.1}"))
    })?;
    let (network, pairs) = network.to_model(&inputs, HALF);
    for (pair, other) in model.pairs.iter_mut().zip(pairs) {
        *pair = *pair * HALF + other;
    }
    let rows = model.features.values_mut().flat_map(|rows| rows.values_mut());
    let rows = rows.chain(model.bigrams.values_mut().flatten().flatten());
    rows.flatten().for_each(|weight| *weight *= HALF);
    model.network = Some(network);
    Ok(())
}

/// A tagger for raw text: it finds a little more, or else what learns from that would find too little.
fn teacher(model: &Model) -> Result<EntityModel> {
    let mut teacher = model.clone();
    bias(&mut teacher, TEACHER_BIAS);
    teacher.compile()
}

/// Takes `bias` from the score of `O` wherever the sentence goes on.
pub(crate) fn bias(model: &mut Model, bias: f64) {
    let tag_count = tags(model.labels.len());
    for before in 0..tag_count {
        model.pairs[before * tag_count] -= bias as f32;
    }
}

/// Learns what labels the words around a word speak for, and adds to `attributes` what the raw text
/// says of each word by that.
pub(crate) fn add_company(
    parts: &[Labelled],
    labels: &[String],
    raw: &Raw,
    clitics: &Segmenter,
    attributes: &mut Attributes,
) -> Result<()> {
    let tag_count = tags(labels.len());
    let lexicon = attributes.to_lexicon()?;
    let Prepared { data, features, .. } = prepare(parts, labels, &lexicon, clitics, View::Company)?;
    let options = crf::Options { l1: 0.5, l2: 0.1, iterations: 80, tolerance: 1e-4 };
    let weights = crf::train(&data, &options, |_, _| Ok(()))?;
    let mut word = Word::default();
    let mut list = Vec::new();
    let mut word_features = Lists::default();
    for text in &raw.vocabulary.words {
        word.analyse(text, clitics);
        list.clear();
        describe(&word, &lexicon, |template, value| {
            if template.places(value) != 1 << REACH
                && let Some(&number) = features.numbers.get(&(template, value.into()))
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
        let mut sums = vec![0.0; len * tag_count];
        crf::sentence_scores(&data, &sentence, &scores, &mut sums);
        for (sums, out) in sums.chunks_exact_mut(tag_count).zip(out.chunks_exact_mut(tag_count - 1))
        {
            let greatest = sums.iter().fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            sums.iter_mut().for_each(|s| *s = (*s - greatest).exp());
            let all: f64 = sums.iter().sum();
            for (out, sum) in out.iter_mut().zip(&sums[1..]) {
                *out = (sum / all) as f32;
            }
        }
    };
    let names: Vec<String> =
        labels.iter().flat_map(|label| [format!("B{label}"), format!("I{label}")]).collect();
    add_profiles(raw, &names, &probabilities, attributes);
    Ok(())
}

impl Model {
    fn compile(&self) -> Result<EntityModel> {
        let mut writer = ModelWriter::new();
        for (name, bytes) in self.to_sections() {
            writer.set_section(name, bytes);
        }
        EntityModel::from_file(&ModelFile::parse(&writer.to_bytes()?)?)
    }
}
