//! More sentences for a tagger whose own training data is not there.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::calibration::calibrate;
use super::conll::{Sentence, read_conll};
use super::corpus::Vocabulary;
use super::crf;
use super::evaluate::{Evaluation, evaluate_model};
use super::ner::{Labelled, counts, tagged, train_chain, with_figures};
use crate::entities::model::{ALWAYS_ASKED, Feature, Lexicon, Model};
use crate::entities::{EntityModel, EntityScratch};
use crate::model::{Component, ModelFile, ModelWriter, Source};
use crate::morphology::Segmenter;
use crate::{Error, Pipeline, Result};

/// What is added to a tagger, and how.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ExtendOptions {
    /// CoNLL files to learn from.
    pub train: Vec<PathBuf>,
    /// Sentences to learn from, beside those of the files.
    pub sentences: Vec<Sentence>,
    /// A CoNLL file to measure the result on. Nothing is learned from it but the temperature of the scores,
    /// and that only if a hundred names are found in it.
    pub dev: Option<PathBuf>,
    /// How often each sentence counts.
    pub weight: f64,
    /// Weight of the L1 penalty, under which what the sentences hardly speak for stays as it was.
    pub l1: f64,
    /// Weight of the L2 penalty.
    pub l2: f64,
    /// The most iterations of the optimizer.
    pub iterations: usize,
}

impl Default for ExtendOptions {
    fn default() -> Self {
        Self {
            train: Vec::new(),
            sentences: Vec::new(),
            dev: None,
            weight: 1.0,
            l1: 0.2,
            l2: 4.0,
            iterations: 120,
        }
    }
}

/// The greatest weight of a sentence: what counts more would drown all that was known.
const GREATEST_WEIGHT: f64 = 1000.0;

/// The greatest score, on the scale of probabilities, that more can be added to.
const GREATEST_SCORE: f64 = 200.0;

/// Extends the entity tagger in `model` by what sentences with its labels say, without the data that it was
/// trained on: to the rows of its chain are added those under which the sentences are most probable, given
/// all that it says of them already, at a penalty for each weight. Rows are only of what is particular to
/// some words, so that sentences chosen for their names do not teach that names are common. What the
/// sentences say nothing about stays, and so do the weights of pairs of tags, the hidden layer, the lexicon
/// and, unless there is a development file, the temperature. `metadata`
/// says where the sentences are from, and is told after what the file says of its tagger; figures of that
/// are dropped, since they are not this one's. `progress` is as of [`train_ner`](super::train_ner).
///
/// Takes some seconds. The same input gives the same bytes.
///
/// # Errors
/// [`ErrorKind::Value`](crate::ErrorKind::Value) if the weight is not a number above 0 and up to 1000,
/// [`ErrorKind::Data`](crate::ErrorKind::Data) with file and line for malformed data, if there are no
/// sentences, and, with the file or as row the number of the sentence in
/// [`sentences`](ExtendOptions::sentences), if one has a label that the tagger does not have,
/// [`ErrorKind::Model`](crate::ErrorKind::Model) if `model` has no sound tagger, and what `progress` returns.
pub fn extend_ner(
    options: &ExtendOptions,
    metadata: Component,
    model: &mut ModelWriter,
    mut progress: impl FnMut(&str) -> Result<()>,
) -> Result<Option<Evaluation>> {
    let weight = options.weight;
    // NaN is neither.
    if !(weight > 0.0 && weight <= GREATEST_WEIGHT) {
        return Err(Error::value(format!(
            "weight is {weight}; it must be a number above 0 and up to {GREATEST_WEIGHT}"
        )));
    }
    let bytes = model.to_bytes()?;
    let file = ModelFile::parse(&bytes)?;
    let clitics = Segmenter::from_file(&file)?;
    let tagger = EntityModel::from_file(&file)?;
    let (mut chain, vectors) = Model::chain_from_file(&file)?;
    let lexicon = Lexicon::from_file(&file)?;
    let sentences = options.read(&chain.labels)?;
    let dev = options.dev.as_ref().map(read_conll).transpose()?;
    progress(&counts(&sentences, &chain.labels))?;

    let parts = [Labelled { sentences: &sentences, weight }];
    let base = base(&parts, &tagger, &chain, &clitics)?;
    let crf = crf::Options {
        l1: options.l1,
        l2: options.l2,
        iterations: options.iterations,
        tolerance: 1e-4,
    };
    let added =
        train_chain(&parts, &chain.labels, lexicon, &clitics, &crf, Some(base), &mut progress)?;
    let temperature = chain.temperature;
    chain.add(added, temperature);
    // What is added was learnt on top of what the hidden layer says of all words.
    chain.certain = ALWAYS_ASKED;
    let mut compiled = compile(&chain, &vectors, model)?;
    if let Some(dev) = &dev {
        progress("fitting the scores")?;
        (compiled, chain.temperature) = calibrate(compiled, &clitics, dev);
        for (name, bytes) in chain.chain_to_sections(vectors.iter()) {
            model.set_section(name, bytes);
        }
    }
    let evaluation = dev.map(|dev| evaluate_model(&compiled, &clitics, &dev, Some(&sentences)));
    let known = file.metadata().components.get("ner").cloned().unwrap_or_default();
    let metadata = extended(known, metadata, sentences.len());
    let metadata = Component { labels: chain.labels, ..metadata };
    model.set_component_metadata("ner", with_figures(metadata, evaluation.as_ref()));
    Ok(evaluation)
}

/// A pipeline with the same rules, labels and settings whose tagger is extended: see [`extend_ner`].
///
/// # Errors
/// As [`extend_ner`].
pub fn update(
    pipeline: &Pipeline,
    options: &ExtendOptions,
    metadata: Component,
    progress: impl FnMut(&str) -> Result<()>,
) -> Result<Pipeline> {
    let mut model = ModelWriter::from(&ModelFile::parse(pipeline.model_file())?);
    extend_ner(options, metadata, &mut model, progress)?;
    pipeline.with_models(model.to_bytes()?)
}

impl ExtendOptions {
    /// All sentences, whose labels must be known.
    fn read(&self, labels: &[String]) -> Result<Vec<Sentence>> {
        let mut all = Vec::new();
        for path in &self.train {
            let sentences = read_conll(path)?;
            if let Some((at, label)) = unknown(&sentences, labels) {
                let what = format!("sentence {}: {}", at + 1, bad_label(label, labels));
                return Err(Error::data(what).in_file(path));
            }
            all.extend(sentences);
        }
        if let Some((at, label)) = unknown(&self.sentences, labels) {
            return Err(Error::data(bad_label(label, labels)).at_row(at as u64));
        }
        all.extend(self.sentences.iter().filter(|it| !it.tokens.is_empty()).cloned());
        match all.is_empty() {
            true => Err(Error::data("there are no sentences to learn from")),
            false => Ok(all),
        }
    }
}

/// The first label that is not one of these, and the number of its sentence.
fn unknown<'a>(sentences: &'a [Sentence], labels: &[String]) -> Option<(usize, &'a str)> {
    let tags =
        |(at, sentence): (usize, &'a Sentence)| sentence.tags.iter().map(move |tag| (at, tag));
    let label = |(at, tag): (usize, &'a String)| Some((at, tag.split_once('-')?.1));
    let mut of_names = sentences.iter().enumerate().flat_map(tags).filter_map(label);
    of_names.find(|&(_, label)| labels.iter().all(|known| known != label))
}

fn bad_label(label: &str, labels: &[String]) -> String {
    format!(
        "the label {label:?} is none of the model's, which are {}, and more sentences give it no other: \
         train a tagger of its own on such labels, or find their names by rules",
        labels.join(", ")
    )
}

/// What the tagger says of the sentences, on the scale on which its scores are probabilities: what it is
/// right about, but less sure than it seems, is then worth learning, and what was learned is as sure as
/// the rest.
fn base(
    parts: &[Labelled],
    tagger: &EntityModel,
    chain: &Model,
    clitics: &Segmenter,
) -> Result<crf::Base> {
    let mut vocabulary = Vocabulary::new();
    // Numbered as the optimizer's data is, which is made of the same parts.
    let corpus = tagged(parts, &chain.labels, &mut vocabulary)?.corpus;
    let tempered = |&weight: &f32| f64::from(weight) / f64::from(chain.temperature);
    let mut scratch = EntityScratch::default();
    let mut scores = Vec::new();
    for &(start, len) in &corpus.sentences {
        let word =
            |at: usize| (&*vocabulary.words[corpus.positions[at] as usize], corpus.joined[at]);
        let own = tagger.scores((start..start + len).map(word), clitics, &mut scratch);
        let tags = own.len() / len.max(1);
        scores.resize(start * tags, 0.0);
        scores.extend(own.iter().map(tempered));
    }
    // Their exponentials have to be numbers. No training gives greater ones.
    if scores.iter().any(|score| score.abs() > GREATEST_SCORE) {
        return Err(Error::model("the scores of the tagger are too large to be added to"));
    }
    Ok(crf::Base { scores, pairs: chain.pairs.iter().map(tempered).collect() })
}

/// Sets the sections of a chain in `model`, and compiles its tagger.
fn compile(
    chain: &Model,
    vectors: &BTreeSet<Feature>,
    model: &mut ModelWriter,
) -> Result<EntityModel> {
    for (name, bytes) in chain.chain_to_sections(vectors.iter()) {
        model.set_section(name, bytes);
    }
    EntityModel::from_file(&ModelFile::parse(&model.to_bytes()?)?)
}

/// What is said of a tagger that was extended: all that was said before but its figures, and what is new.
fn extended(known: Component, new: Component, sentences: usize) -> Component {
    let Component { labels, mut licence, mut data, mut command, .. } = known;
    let mut added = new.data;
    if added.is_empty() {
        let licence = if new.licence.is_empty() { "not stated" } else { &new.licence };
        let name = match sentences {
            1 => "1 sentence that was added".to_owned(),
            _ => format!("{sentences} sentences that were added"),
        };
        added.push(Source { name, licence: licence.to_owned() });
    }
    added.retain(|source| !data.contains(source));
    data.extend(added);
    if licence.is_empty() {
        licence = new.licence;
    } else if !new.licence.is_empty() && new.licence != licence {
        licence = format!("{licence}; of what was added: {}", new.licence);
    }
    if !command.is_empty() {
        command.push_str(", then ");
    }
    command.push_str(&new.command);
    Component {
        labels,
        licence,
        data,
        command,
        date: new.date,
        warraq: env!("CARGO_PKG_VERSION").into(),
        ..Component::default()
    }
}

#[cfg(all(test, feature = "embedded-models"))]
mod tests {
    use super::*;
    use crate::ErrorKind;
    use crate::entities::tests::naive_scores;
    use crate::model::embedded;
    use crate::train::parse_conll;

    const TAUGHT: &str = "\
        وصف O\nالطبيب O\nميتفورمين B-MISC\nلمريض O\nالسكري O\n. O\n\n\
        تناول O\nأسبرين B-MISC\nمع O\nليبيتور-بلس B-MISC\nفي O\nبيروت B-LOC\n. O\n\n\
        حذرت O\nوزارة B-ORG\nالصحة I-ORG\nمن O\nميتفورمين B-MISC\n";

    fn taught() -> ExtendOptions {
        let sentences = parse_conll(TAUGHT.as_bytes()).unwrap();
        ExtendOptions { sentences, ..ExtendOptions::default() }
    }

    fn extended(options: &ExtendOptions) -> Vec<u8> {
        let mut model = ModelWriter::from(&ModelFile::parse(embedded()).unwrap());
        extend_ner(options, Component::default(), &mut model, |_| Ok(())).unwrap();
        model.to_bytes().unwrap()
    }

    /// What a file's chain has more than that of the embedded one.
    fn added(bytes: &[u8]) -> Model {
        let chain = |bytes| Model::chain_from_file(&ModelFile::parse(bytes).unwrap()).unwrap().0;
        let mut more = chain(bytes);
        more.add(chain(embedded()), -1.0);
        more.lexicon = Lexicon::from_file(&ModelFile::parse(embedded()).unwrap()).unwrap();
        more
    }

    fn greatest(chain: &Model) -> f32 {
        let rows = chain.features.values().flat_map(|rows| rows.values());
        let rows = rows.chain(chain.bigrams.values().flatten().flatten()).chain([&chain.pairs]);
        rows.flatten().fold(0.0, |greatest, weight| greatest.max(weight.abs()))
    }

    #[test]
    fn what_is_added_is_the_sum_of_its_features() {
        let bytes = extended(&taught());
        let more = added(&bytes);
        assert!(greatest(&more) > 0.1);
        let [before, after] = [embedded(), &bytes].map(|bytes| {
            let file = ModelFile::parse(bytes).unwrap();
            (EntityModel::from_file(&file).unwrap(), Segmenter::from_file(&file).unwrap())
        });
        let mut scratch = EntityScratch::default();
        // Also where a sentence begins and ends, and of other words.
        for text in ["ميتفورمين", "وصف الطبيب ميتفورمين", "تناول أسبرين في بيروت ثم غادر", "نعم"]
        {
            let words: Vec<_> = text.split(' ').map(|word| (word, false)).collect();
            let [before, after] = [&before, &after]
                .map(|(model, clitics)| model.scores(words.iter().copied(), clitics, &mut scratch));
            let naive = naive_scores(
                &more,
                &words,
                &Segmenter::from_file(&ModelFile::parse(embedded()).unwrap()).unwrap(),
            );
            for ((before, after), naive) in before.iter().zip(&after).zip(naive.iter().flatten()) {
                assert!((after - before - naive).abs() < 0.02, "{text}: {before} {after} {naive}");
            }
        }
    }

    #[test]
    fn the_sentences_are_learnt_and_the_rest_stays() {
        let nlp = Pipeline::embedded().unwrap();
        let options = taught();
        let metadata = Component { command: "c".into(), ..Component::default() };
        let more = update(&nlp, &options, metadata, |_| Ok(())).unwrap();
        let tag = |sentence: &Sentence| more.worker().tag_tokens(&sentence.tokens);
        for sentence in &options.sentences {
            assert_eq!(tag(sentence), sentence.tags);
        }
        assert_ne!(
            nlp.worker().tag_tokens(&options.sentences[0].tokens),
            options.sentences[0].tags
        );
        let (base, ner) = (&nlp.metadata().components["ner"], &more.metadata().components["ner"]);
        assert_eq!(ner.command, format!("{}, then c", base.command));
        assert_eq!((&ner.licence, &ner.labels), (&base.licence, &base.labels));
        assert_eq!(ner.data[..base.data.len()], base.data);
        assert!(ner.figures.is_empty() && ner.date.is_empty());
        let sections = |pipeline: &Pipeline| {
            let bytes = pipeline.to_bytes().unwrap();
            let file = ModelFile::parse(&bytes).unwrap();
            file.sections()
                .map(|(name, bytes)| (name.to_owned(), bytes.to_vec()))
                .collect::<Vec<_>>()
        };
        let changed = sections(&nlp).into_iter().zip(sections(&more)).filter(|(a, b)| a != b);
        let changed: Vec<_> = changed.map(|(section, _)| section.0).collect();
        assert_eq!(changed, ["metadata", "ner.features", "ner.tags"]);
    }

    #[test]
    fn what_is_known_adds_nothing() {
        let known = "وصل O\nالرئيس O\nفلاديمير B-PER\nبوتين I-PER\nإلى O\nالقاهرة B-LOC\n. O\n";
        let sentences = parse_conll(known.as_bytes()).unwrap();
        let options = ExtendOptions { sentences, ..ExtendOptions::default() };
        let greatest = greatest(&added(&extended(&options)));
        assert!(greatest < 0.01, "{greatest}");
    }

    #[test]
    fn the_same_input_gives_the_same_bytes() {
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| extended(&taught()))
        };
        assert!(with(1) == with(3));
        let heavier = ExtendOptions { weight: 3.0, ..taught() };
        assert!(greatest(&added(&extended(&heavier))) > greatest(&added(&with(2))));
    }

    #[test]
    fn what_cannot_be_learnt_is_refused() {
        let mut model = ModelWriter::from(&ModelFile::parse(embedded()).unwrap());
        let mut fail = |options: ExtendOptions| {
            extend_ner(&options, Component::default(), &mut model, |_| Ok(())).unwrap_err()
        };
        let error = fail(ExtendOptions::default());
        assert_eq!(error.kind(), ErrorKind::Data);
        assert_eq!(error.to_string(), "there are no sentences to learn from");
        let mut unknown = taught();
        unknown.sentences[1].tags[0] = "B-DRUG".into();
        let error = fail(unknown);
        assert_eq!((error.kind(), error.row()), (ErrorKind::Data, Some(1)));
        assert!(error.to_string().contains("\"DRUG\" is none of the model's, which are LOC, "));
        for weight in [0.0, -1.0, 1001.0, f64::NAN, f64::INFINITY] {
            let error = fail(ExtendOptions { weight, ..taught() });
            assert_eq!(error.kind(), ErrorKind::Value);
        }
        let error =
            extend_ner(&taught(), Component::default(), &mut model, |_| Err(Error::cancelled()));
        assert_eq!(error.unwrap_err().kind(), ErrorKind::Cancelled);
        let error =
            extend_ner(&taught(), Component::default(), &mut ModelWriter::new(), |_| Ok(()));
        assert_eq!(error.unwrap_err().kind(), ErrorKind::Model);
    }

    /// Scores that no training gives are no numbers to learn by.
    #[test]
    fn scores_beyond_all_reason_are_refused() {
        let file = ModelFile::parse(embedded()).unwrap();
        let (mut chain, vectors) = Model::chain_from_file(&file).unwrap();
        for row in chain.features.values_mut().flat_map(|rows| rows.values_mut()) {
            row.iter_mut().enumerate().for_each(|(tag, weight)| *weight = 1e3 - tag as f32);
        }
        let mut model = ModelWriter::from(&file);
        for (name, bytes) in chain.chain_to_sections(vectors.iter()) {
            model.set_section(name, bytes);
        }
        let error = extend_ner(&taught(), Component::default(), &mut model, |_| Ok(()));
        let error = error.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Model);
        assert!(error.to_string().contains("too large"), "{error}");
    }
}
