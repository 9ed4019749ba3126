//! Training and evaluation, for the command line.

use std::path::PathBuf;

use pyo3::prelude::*;
use serde::Serialize;

use super::detached;
use super::pipeline::Pipeline;
use crate::model::{Component, ModelFile, ModelWriter, Source, embedded, embedded_cards, save};
use crate::train::{self, ExtendOptions, NerOptions, PosOptions, SegmenterOptions};
use crate::{Error, Result};

/// What the entity tagger learns from: see [`NerOptions`].
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(super) struct NerFiles {
    train: Vec<PathBuf>,
    dev: Option<PathBuf>,
    raw: Vec<PathBuf>,
    persons: Vec<PathBuf>,
    places: Vec<PathBuf>,
    transliterated: Vec<PathBuf>,
    proper_nouns: Vec<PathBuf>,
    hints: Vec<PathBuf>,
    others: Vec<PathBuf>,
    silver: Vec<PathBuf>,
}

/// What is added to the entity tagger: see [`ExtendOptions`].
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(super) struct ExtensionFiles {
    train: Vec<PathBuf>,
    dev: Option<PathBuf>,
    weight: f64,
}

/// What the segmenter learns from: see [`SegmenterOptions`].
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(super) struct SegmenterFiles {
    segments: Vec<PathBuf>,
    names: Option<(PathBuf, PathBuf)>,
    raw: Vec<PathBuf>,
    frequencies: Vec<PathBuf>,
    persons: Vec<PathBuf>,
    places: Vec<PathBuf>,
    transliterated: Vec<PathBuf>,
    proper_nouns: Vec<PathBuf>,
    verbs: Vec<PathBuf>,
    adjectives: Vec<PathBuf>,
    plurals: Vec<PathBuf>,
    dev: Option<PathBuf>,
    folds: usize,
}

/// What the tagger of parts of speech and the lemmas are learned from: see [`PosOptions`].
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(super) struct PosFiles {
    treebanks: Vec<PathBuf>,
    raw: Vec<PathBuf>,
    persons: Vec<PathBuf>,
    places: Vec<PathBuf>,
    transliterated: Vec<PathBuf>,
    proper_nouns: Vec<PathBuf>,
    lexicon: Vec<PathBuf>,
    hints: Vec<PathBuf>,
    plurals: Vec<PathBuf>,
}

impl PosFiles {
    fn options(self, cross_validate: usize) -> PosOptions {
        PosOptions {
            treebanks: self.treebanks,
            raw: self.raw,
            persons: self.persons,
            places: self.places,
            transliterated: self.transliterated,
            proper_nouns: self.proper_nouns,
            lexicon: self.lexicon,
            hints: self.hints,
            plurals: self.plurals,
            cross_validate,
        }
    }
}

/// What the model file will say of the component: see [`Component`].
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(super) struct Description {
    licence: String,
    /// Name and licence.
    sources: Vec<(String, String)>,
    command: String,
    date: String,
}

impl Description {
    fn component(self) -> Component {
        let source = |(name, licence)| Source { name, licence };
        Component {
            licence: self.licence,
            data: self.sources.into_iter().map(source).collect(),
            command: self.command,
            date: self.date,
            ..Component::default()
        }
    }
}

/// Runs long work, which tells `progress`, if that is wanted, of each step, and stops at Ctrl-C.
fn reporting<T: Send>(
    py: Python<'_>,
    progress: &Bound<'_, PyAny>,
    work: impl FnOnce(&mut dyn FnMut(&str) -> Result<()>) -> Result<T> + Send,
) -> PyResult<T> {
    let progress = progress.clone().unbind();
    let mut raised = None;
    let result = detached(py, || {
        let mut report = |line: &str| {
            Python::attach(|py| {
                py.check_signals()?;
                progress.call1(py, (line,)).map(drop)
            })
            .map_err(|error| {
                raised = Some(error);
                Error::cancelled()
            })
        };
        work(&mut report)
    });
    match raised {
        Some(error) => Err(error),
        None => result,
    }
}

/// Trains a component of the model file `base`, by default the embedded one, into `output`.
fn train<T: Send>(
    py: Python<'_>,
    base: Option<PathBuf>,
    output: &PathBuf,
    progress: &Bound<'_, PyAny>,
    work: impl FnOnce(&mut ModelWriter, &mut dyn FnMut(&str) -> Result<()>) -> Result<T> + Send,
) -> PyResult<T> {
    reporting(py, progress, |report| {
        let bytes = match &base {
            Some(path) => crate::model::read(path)?.into(),
            None => std::borrow::Cow::Borrowed(embedded()),
        };
        let base = ModelFile::parse(&bytes).map_err(|error| match base {
            Some(path) => error.in_file(path),
            None => error,
        })?;
        let mut model = ModelWriter::from(&base);
        let result = work(&mut model, report)?;
        save(output, &model.to_bytes()?)?;
        Ok(result)
    })
}

/// Trains the entity tagger into the model file `output`; gives its evaluation, as `evaluate_ner`
/// does, if there is development data.
///
/// `progress` is called with a line about each step.
#[pyfunction]
#[pyo3(signature = (files, output, description, progress, base = None))]
pub(super) fn train_ner<'py>(
    py: Python<'py>,
    files: NerFiles,
    output: PathBuf,
    description: Description,
    progress: &Bound<'py, PyAny>,
    base: Option<PathBuf>,
) -> PyResult<Bound<'py, PyAny>> {
    let options = NerOptions {
        train: files.train,
        dev: files.dev,
        raw: files.raw,
        persons: files.persons,
        places: files.places,
        transliterated: files.transliterated,
        proper_nouns: files.proper_nouns,
        hints: files.hints,
        others: files.others,
        silver: files.silver,
        ..NerOptions::default()
    };
    let component = description.component();
    let evaluation = self::train(py, base, &output, progress, |model, report| {
        train::train_ner(&options, component, model, report)
    })?;
    to_python(py, &evaluation)
}

/// Extends the entity tagger of the model file `base`, by default the embedded one, into the model file
/// `output`; gives its evaluation, as `evaluate_ner` does, if there is development data. The sentences must
/// have labels of that tagger, and each counts `weight` times.
///
/// `progress` is called with a line about each step.
///
/// Raises OSError if a file cannot be read or written, ValueError for a weight that is not above 0 and up to
/// 1000, and DataError with the file, and the line if it is malformed, if a label is unknown or there are no
/// sentences.
#[pyfunction]
#[pyo3(signature = (files, output, description, progress, base = None))]
pub(super) fn extend_ner<'py>(
    py: Python<'py>,
    files: ExtensionFiles,
    output: PathBuf,
    description: Description,
    progress: &Bound<'py, PyAny>,
    base: Option<PathBuf>,
) -> PyResult<Bound<'py, PyAny>> {
    let ExtensionFiles { train, dev, weight } = files;
    let options = ExtendOptions { train, dev, weight, ..ExtendOptions::default() };
    let component = description.component();
    let evaluation = self::train(py, base, &output, progress, |model, report| {
        train::extend_ner(&options, component, model, report)
    })?;
    to_python(py, &evaluation)
}

/// Trains the segmenter into the model file `output`; gives what was measured on the development
/// data, and by cross-validation if `folds` is more than 1.
///
/// `progress` is called with a line about each step.
#[pyfunction]
#[pyo3(signature = (files, output, description, progress, base = None))]
pub(super) fn train_segmenter<'py>(
    py: Python<'py>,
    files: SegmenterFiles,
    output: PathBuf,
    description: Description,
    progress: &Bound<'py, PyAny>,
    base: Option<PathBuf>,
) -> PyResult<Bound<'py, PyAny>> {
    let options = SegmenterOptions {
        segments: files.segments,
        names: files.names,
        raw: files.raw,
        frequencies: files.frequencies,
        persons: files.persons,
        places: files.places,
        transliterated: files.transliterated,
        proper_nouns: files.proper_nouns,
        verbs: files.verbs,
        adjectives: files.adjectives,
        plurals: files.plurals,
        dev: files.dev,
        folds: files.folds,
    };
    let component = description.component();
    let evaluation = self::train(py, base, &output, progress, |model, report| {
        train::train_segmenter(&options, component, model, report)
    })?;
    to_python(py, &evaluation)
}

/// Measures the segmenter of a pipeline on a file of segmented words: the words of which the
/// segments are exactly right, the others, words a second.
///
/// Raises OSError if the file cannot be read, DataError with file and line if it is malformed.
#[pyfunction]
pub(super) fn evaluate_segmenter<'py>(
    py: Python<'py>,
    pipeline: &Bound<'py, Pipeline>,
    file: PathBuf,
) -> PyResult<Bound<'py, PyAny>> {
    let pipeline = &pipeline.get().pipeline;
    let scores = detached(py, || train::evaluate_segmenter(pipeline.segmenter(), file))?;
    to_python(py, &scores)
}

/// Trains the tagger of parts of speech and the lemmas into the model file `output`; gives its
/// evaluation by cross-validation, as `evaluate_pos` does, if `cross_validate` is not 0.
///
/// `progress` is called with a line about each step.
#[pyfunction]
#[pyo3(signature = (files, cross_validate, output, description, progress, base = None))]
pub(super) fn train_pos<'py>(
    py: Python<'py>,
    files: PosFiles,
    cross_validate: usize,
    output: PathBuf,
    description: Description,
    progress: &Bound<'py, PyAny>,
    base: Option<PathBuf>,
) -> PyResult<Bound<'py, PyAny>> {
    let options = files.options(cross_validate);
    let component = description.component();
    let evaluation = self::train(py, base, &output, progress, |model, report| {
        train::train_pos(&options, component, model, report)
    })?;
    to_python(py, &evaluation)
}

/// Measures the tagger of parts of speech by training it on all but one of so many parts of the
/// treebanks' sentences, in turn, with the segmenter of a pipeline.
///
/// `progress` is called with a line about each step.
#[pyfunction]
pub(super) fn cross_validate_pos<'py>(
    py: Python<'py>,
    pipeline: &Bound<'py, Pipeline>,
    files: PosFiles,
    folds: usize,
    progress: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let options = files.options(folds);
    let segmenter = pipeline.get().pipeline.segmenter();
    let evaluation =
        reporting(py, progress, |report| train::cross_validate_pos(&options, segmenter, report))?;
    to_python(py, &evaluation)
}

/// Measures the tagger of parts of speech of a pipeline on a treebank in CoNLL-U, or on the stems of
/// the WikiNews set: accuracy in percent, confusion, words a second.
///
/// Raises OSError if the file cannot be read, DataError with file and line if it is malformed.
#[pyfunction]
pub(super) fn evaluate_pos<'py>(
    py: Python<'py>,
    pipeline: &Bound<'py, Pipeline>,
    file: PathBuf,
) -> PyResult<Bound<'py, PyAny>> {
    let pipeline = &pipeline.get().pipeline;
    to_python(py, &detached(py, || train::evaluate_pos(pipeline, file))?)
}

/// Measures the lemmas of a pipeline on a treebank in CoNLL-U, or on the stems of the WikiNews set:
/// accuracy in percent, marks aside, words a second, the errors.
///
/// Raises OSError if the file cannot be read, DataError with file and line if it is malformed.
#[pyfunction]
pub(super) fn evaluate_lemma<'py>(
    py: Python<'py>,
    pipeline: &Bound<'py, Pipeline>,
    file: PathBuf,
) -> PyResult<Bound<'py, PyAny>> {
    let pipeline = &pipeline.get().pipeline;
    to_python(py, &detached(py, || train::evaluate_lemma(pipeline, file))?)
}

/// Measures the entity tagger of a pipeline on a CoNLL file: precision, recall and F1 of exact
/// spans in percent, by label and together, accuracy and confusion of tokens, words a second.
///
/// With the file it was trained on, also the recall of names that occur there and of others; with
/// another pipeline, also how that compares with it, by the paired bootstrap.
///
/// Raises OSError if a file cannot be read, DataError with file and line if it is malformed.
#[pyfunction]
#[pyo3(signature = (pipeline, file, train = None, against = None))]
pub(super) fn evaluate_ner<'py>(
    py: Python<'py>,
    pipeline: &Bound<'py, Pipeline>,
    file: PathBuf,
    train: Option<PathBuf>,
    against: Option<&Bound<'py, Pipeline>>,
) -> PyResult<Bound<'py, PyAny>> {
    let pipeline = &pipeline.get().pipeline;
    let against = against.map(|other| &other.get().pipeline);
    let evaluation = detached(py, || {
        let training = train.map(train::read_conll).transpose()?;
        let sentences = train::read_conll(file)?;
        let mut evaluation = train::evaluate(pipeline, &sentences, training.as_deref());
        evaluation.against = against.map(|other| train::compare(pipeline, other, &sentences));
        Ok(evaluation)
    })?;
    to_python(py, &evaluation)
}

/// The errors of the entity tagger of a pipeline on a CoNLL file: how many of each kind, and each with
/// its sentence, what is right and what was predicted; with the file it was trained on, also whether
/// the name occurs there.
///
/// Raises OSError if a file cannot be read, DataError with file and line if it is malformed.
#[pyfunction]
#[pyo3(signature = (pipeline, file, train = None))]
pub(super) fn ner_errors<'py>(
    py: Python<'py>,
    pipeline: &Bound<'py, Pipeline>,
    file: PathBuf,
    train: Option<PathBuf>,
) -> PyResult<Bound<'py, PyAny>> {
    let pipeline = &pipeline.get().pipeline;
    let errors = detached(py, || {
        let training = train.map(train::read_conll).transpose()?;
        Ok(train::ner_errors(pipeline, &train::read_conll(file)?, training.as_deref()))
    })?;
    to_python(py, &errors)
}

/// Measures the sentence splitter on the sentences of a CoNLL-U file (`# text = …`) in three layouts:
/// joined by spaces, wrapped at 60 characters, and a line each with a third of the marks at their
/// ends removed. Precision, recall and F1 of the boundaries in percent, and the errors.
///
/// Raises OSError if the file cannot be read, DataError if it has not two sentences.
#[pyfunction]
pub(super) fn evaluate_sentences<'py>(
    py: Python<'py>,
    file: PathBuf,
) -> PyResult<Bound<'py, PyAny>> {
    to_python(py, &detached(py, || train::evaluate_sentences(file))?)
}

/// Measures how well spellings of one name are told from other names, on a file of pairs (two names and
/// 1 or 0, separated by tabs): precision, recall and F1 in percent, and the errors.
///
/// Raises OSError if the file cannot be read, DataError with the line if that is no such pair.
#[pyfunction]
pub(super) fn evaluate_names<'py>(py: Python<'py>, file: PathBuf) -> PyResult<Bound<'py, PyAny>> {
    to_python(py, &detached(py, || train::evaluate_names(file))?)
}

/// Compares the dates that are found with those of a file of JSON lines (docs/values.md has the format):
/// precision, recall and F1 of the spans, accuracy of the values and other fields, in percent, and the
/// disagreements.
///
/// Raises OSError if the file cannot be read, DataError with the line if it is not such a file.
#[pyfunction]
pub(super) fn evaluate_dates<'py>(
    py: Python<'py>,
    pipeline: &Pipeline,
    file: PathBuf,
) -> PyResult<Bound<'py, PyAny>> {
    to_python(py, &detached(py, || train::evaluate_dates(&pipeline.pipeline, file))?)
}

/// Compares the numbers that a pipeline finds with those of a file of JSON lines (docs/values.md has the
/// format): precision, recall and F1 of the spans, accuracy of the values and other fields, in percent, and
/// the disagreements.
///
/// Raises OSError if the file cannot be read, DataError with the line if it is not such a file.
#[pyfunction]
pub(super) fn evaluate_numbers<'py>(
    py: Python<'py>,
    pipeline: &Pipeline,
    file: PathBuf,
) -> PyResult<Bound<'py, PyAny>> {
    to_python(py, &detached(py, || train::evaluate_numbers(&pipeline.pipeline, file))?)
}

/// Compares with the cases of Recognizers-Text in a file of JSON lines: of each spec that is read how many
/// cases agree, and the disagreements.
///
/// Raises OSError if the file cannot be read, DataError with the line if it is not such a file.
#[pyfunction]
pub(super) fn evaluate_values<'py>(py: Python<'py>, file: PathBuf) -> PyResult<Bound<'py, PyAny>> {
    to_python(py, &detached(py, || train::evaluate_values(file))?)
}

/// The embedded components, each with its card in Markdown.
#[pyfunction]
pub(super) fn cards() -> Vec<(&'static str, &'static str)> {
    embedded_cards().to_vec()
}

fn to_python<'py>(py: Python<'py>, value: &impl Serialize) -> PyResult<Bound<'py, PyAny>> {
    let json = serde_json::to_string(value).map_err(|error| Error::data(error.to_string()))?;
    py.import("json")?.call_method1("loads", (json,))
}
