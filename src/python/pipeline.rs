//! The pipeline: one text, a stream of texts, a column of texts.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use pyo3::exceptions::{PyException, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyIterator, PyList, PyString, PyTuple};

use super::column::{
    self, Argument, Input, MinScore, Nulls, ThreadCount, expected, integer, string, utf8,
};
use super::document::{Document, Layers, alternatives, segment_tuple};
use super::reader::{Answer, made};
use super::rules::{self, EntityRules, counted_rules};
use super::table::Table;
use super::words;
use super::{Progress, Signals, breathe, detached};
use crate::arrow::{self, Anchors, Layout, OnError, WordColumns};
use crate::batch::{self, Threads};
use crate::entities::model::sections;
use crate::entities::rules::Policy;
use crate::model::{Component, ModelFile, ModelWriter};
use crate::morphology::Scheme;
use crate::names::ExtraLabel;
use crate::pipeline::bad_count;
use crate::tokenize::Newlines;
use crate::train::{self, ExtendOptions, Sentence};

pub(super) const DEFAULT: &str = "default";

/// What was loaded last, and what of: pipelines never change, and are pickled by their names.
static LOADED: Mutex<Vec<(Origin, crate::Pipeline)>> = Mutex::new(Vec::new());

/// How many pipelines are kept.
const KEPT: usize = 4;

/// A model's name; of a file also when it was written last, and its length; what updates changed.
#[derive(Clone, PartialEq)]
struct Origin {
    model: PathBuf,
    file: Option<(SystemTime, u64)>,
    change: Option<Vec<u8>>,
}

/// Loads a pipeline.
///
/// `model` is "default", the models that are part of the package, or the path of a model file.
///
/// Raises OSError (FileNotFoundError and the like) if the file cannot be read, and ModelError if it
/// is damaged, not a model, or of another version.
#[pyfunction]
#[pyo3(signature = (model = PathBuf::from("default")), text_signature = "(model='default')")]
pub(super) fn load(py: Python<'_>, model: PathBuf) -> PyResult<Pipeline> {
    load_changed(py, model, None)
}

/// Loads a pipeline, and changes it as updates did: see [`change`].
fn load_changed(py: Python<'_>, model: PathBuf, change: Option<Vec<u8>>) -> PyResult<Pipeline> {
    let updated = change.is_some();
    let base = match updated {
        true => Some(load(py, model.clone())?.pipeline),
        false => None,
    };
    let embedded = model.as_os_str() == DEFAULT;
    let given = model;
    let model = match embedded {
        true => given.clone(),
        false => std::path::absolute(&given).unwrap_or_else(|_| given.clone()),
    };
    let pipeline = detached(py, || {
        let file = std::fs::metadata(&model).ok().filter(|_| !embedded);
        let file = file.and_then(|file| Some((file.modified().ok()?, file.len())));
        let origin = Origin { model: model.clone(), file, change };
        if let Some(known) = known(&origin) {
            return Ok(known);
        }
        let pipeline = match (&base, &origin.change) {
            (Some(base), Some(change)) => {
                changed(base, change).map_err(|error| error.in_file(&given))?
            }
            _ if embedded => crate::Pipeline::embedded()?,
            _ => crate::Pipeline::from_path(&given)?,
        };
        keep(origin, &pipeline);
        Ok(pipeline)
    })?;
    let loaded = pipeline.rules().len();
    Ok(Pipeline { model, pipeline, loaded, updated })
}

/// The pipeline that was loaded of this, if it was one of the last.
fn known(origin: &Origin) -> Option<crate::Pipeline> {
    // A fork may have copied the lock while another thread held it: never wait for it.
    let loaded = LOADED.try_lock().ok()?;
    loaded.iter().find(|known| known.0 == *origin).map(|known| known.1.clone())
}

fn keep(origin: Origin, pipeline: &crate::Pipeline) {
    if let Ok(mut loaded) = LOADED.try_lock() {
        if loaded.len() == KEPT {
            loaded.remove(0);
        }
        loaded.push((origin, pipeline.clone()));
    }
}

/// What `load()` loads.
pub(super) fn default_pipeline() -> crate::Result<crate::Pipeline> {
    let origin = Origin { model: DEFAULT.into(), file: None, change: None };
    if let Some(known) = known(&origin) {
        return Ok(known);
    }
    let pipeline = crate::Pipeline::embedded()?;
    keep(origin, &pipeline);
    Ok(pipeline)
}

/// The sections of a model file that an update changes.
const CHANGED: [&str; 2] = [sections::TAGS, sections::FEATURES];

/// The section of a change that tells what it is a change of.
const CHANGE_OF: &str = "change.of";

/// The checksum of what an update leaves as it is; rules, labels and words have nothing to do with it.
fn unchanged(file: &ModelFile) -> Vec<u8> {
    let own = |name: &str| {
        !CHANGED.contains(&name)
            && name
                .split_once('.')
                .is_some_and(|(of, _)| !["rules", "labels", "words"].contains(&of))
    };
    let mut hasher = crc32fast::Hasher::new();
    for (name, bytes) in file.sections().filter(|section| own(section.0)) {
        hasher.update(name.as_bytes());
        hasher.update(bytes);
    }
    hasher.finalize().to_le_bytes().to_vec()
}

/// What its updates have changed in the model file of a pipeline, as a small model file.
fn change(pipeline: &crate::Pipeline) -> crate::Result<Vec<u8>> {
    let bytes = pipeline.to_bytes()?;
    let file = ModelFile::parse(&bytes)?;
    let mut change = ModelWriter::new();
    for name in CHANGED {
        change.set_section(name, file.section(name)?.to_vec());
    }
    change.set_section(CHANGE_OF, unchanged(&file));
    change.set_component_metadata("ner", file.metadata().component("ner")?.clone());
    change.to_bytes()
}

/// A pipeline with that change.
fn changed(pipeline: &crate::Pipeline, change: &[u8]) -> crate::Result<crate::Pipeline> {
    let bytes = pipeline.to_bytes()?;
    let (file, change) = (ModelFile::parse(&bytes)?, ModelFile::parse(change)?);
    if change.section(CHANGE_OF)? != unchanged(&file) {
        return Err(crate::Error::model("it is not the model that the pickled pipeline updated"));
    }
    let mut writer = ModelWriter::from(&file);
    for name in CHANGED {
        writer.set_section(name, change.section(name)?.to_vec());
    }
    writer.set_component_metadata("ner", change.metadata().component("ner")?.clone());
    crate::Pipeline::from_bytes(&writer.to_bytes()?)
}

/// The engine, made by `load`: `nlp(text)` gives the `Document` of a text;
/// `nlp.pipe(texts)` those of many; `nlp.entities(column)` and the like tables of a column.
///
/// Immutable: any number of threads may use it at once.
#[pyclass(frozen, module = "warraq", weakref)]
pub(super) struct Pipeline {
    /// What [`load`] was called with; a path is absolute.
    model: PathBuf,
    pub(super) pipeline: crate::Pipeline,
    /// How many sets of rules the model file has.
    loaded: usize,
    /// Whether the tagger is another than that of the model file.
    updated: bool,
}

/// Rules, and the name of the policy.
type Layer = (EntityRules, &'static str);

/// What makes a pipeline again: what it was loaded from, rules, extra labels, what its updates changed, and
/// words.
type State<'py, 'a> =
    (&'a OsStr, Vec<Layer>, Vec<&'static str>, Option<Bound<'py, PyBytes>>, Vec<Vec<&'a str>>);

/// How a pipeline is pickled.
type Reduced<'py, 'a> = PyResult<(Bound<'py, PyAny>, State<'py, 'a>)>;

#[pymethods]
impl Pipeline {
    /// The signature of a call, which `inspect` asks for from Python 3.13 on: pyo3 can give none to
    /// `__call__`.
    #[getter]
    fn __text_signature__(&self) -> &'static str {
        "(text, /, *, newlines='smart', min_score=0.0)"
    }

    /// All layers of one text: nlp(text, newlines='smart', min_score=0.0).
    ///
    /// `newlines` says whether a line break ends a sentence: see the function `sentences`. Names and
    /// parts of speech are those of sentences, so that it has a say in them, too.
    ///
    /// Entities that the model finds with a score below `min_score`, from 0 to 1, are left out, as if they
    /// had not been found; what rules find has the score 1.
    ///
    /// Raises TypeError if `text` is no str or `min_score` no number, ValueError if the text contains a
    /// lone surrogate or is longer than 4 GiB, or if `min_score` is not from 0 to 1.
    #[pyo3(signature = (text, /, *, newlines = Newlines::Smart, min_score = MinScore(0.0)))]
    fn __call__(
        slf: &Bound<'_, Self>,
        text: &Bound<'_, PyAny>,
        newlines: Newlines,
        min_score: MinScore,
    ) -> PyResult<Document> {
        let source = column::text(text)?;
        let text = utf8(source)?;
        let pipeline = slf.get().pipeline.with_newlines(newlines).with_min_score(min_score.0)?;
        let layers = detached(slf.py(), || Layers::compute(&mut pipeline.worker(), text))?;
        Ok(Document::new(source.clone().unbind(), slf.clone().unbind(), layers))
    }

    /// The documents of any iterable of texts, in order, as an iterator.
    ///
    /// Takes `batch_size` texts at a time and shares them out over `threads` threads (by default
    /// `WARRAQ_NUM_THREADS`, or one for each processor). `newlines` and `min_score` are as of a call.
    ///
    /// What is no text raises TypeError, or ValueError for a lone surrogate, with its index when its
    /// turn comes, after the documents before it; with `on_error="null"` it gives None, as do None,
    /// NaN and pandas.NA.
    #[pyo3(
        signature = (
            texts, *, newlines = Newlines::Smart, min_score = MinScore(0.0), batch_size = None,
            threads = ThreadCount(None), on_error = OnError::Raise
        ),
        text_signature = "($self, texts, *, newlines='smart', min_score=0.0, batch_size=256, \
                          threads=None, on_error='raise')"
    )]
    fn pipe(
        slf: &Bound<'_, Self>,
        texts: &Bound<'_, PyAny>,
        newlines: Newlines,
        min_score: MinScore,
        batch_size: Option<&Bound<'_, PyAny>>,
        threads: ThreadCount,
        on_error: OnError,
    ) -> PyResult<Pipe> {
        if texts.is_instance_of::<PyString>() {
            let message = "texts must be many texts, not one str: pass a list, or call nlp(text)";
            return Err(PyTypeError::new_err(message));
        }
        let batch_size = batch_size.map_or(Ok(256), |size| integer("batch_size", size))?;
        let batch_size =
            usize::try_from(batch_size).ok().filter(|&size| size > 0).ok_or_else(|| {
                PyValueError::new_err(format!("batch_size must be at least 1, not {batch_size}"))
            })?;
        // A wrong number is the caller's mistake, told here and not when the first text is asked for.
        detached(slf.py(), || Threads::new(threads.0))?;
        let texts = column::iterate(texts)?
            .ok_or_else(|| PyTypeError::new_err(expected("texts", "an iterable of str", texts)))?;
        let pipeline = slf.get().pipeline.with_newlines(newlines).with_min_score(min_score.0)?;
        Ok(Pipe {
            engine: pipeline,
            pipeline: slf.clone().unbind(),
            texts: Some(texts.unbind()),
            taken: 0,
            batch_size,
            threads: threads.0,
            on_error,
            ready: VecDeque::new(),
            failure: None,
        })
    }

    /// The entities of a column of texts, as a table with one row a mention: `row` (counted from 0),
    /// `start` and `end` (in characters of that row's text), `text`, `label`, `name`, `score`; with
    /// `clusters` also `cluster` (the number of what it is a mention of, among those of its row); of a
    /// pipeline with rules or extra labels also `source` ("model", "rules" or "lists"); of one with rules
    /// also `id`, null where there is none.
    ///
    /// `column` is anything with the Arrow interface (pandas, Polars, pyarrow), or any iterable of
    /// str in which None, NaN and pandas.NA are null. A null has no entities. The work is shared out
    /// over `threads` threads (by default `WARRAQ_NUM_THREADS`, or one for each processor). `newlines` and
    /// `min_score` are as of a call. Work of more than a second shows a progress bar (of tqdm) if that is
    /// installed and somebody sees it, at a terminal or in a notebook; `progress` True or False says whether to.
    ///
    /// `column` may also be a stream, whose record batches have one column of texts, as a
    /// `pyarrow.RecordBatchReader`: then the answer is a `Reader`, which makes a batch of it at a time.
    ///
    /// With `layout="lists"` the table is as long as the column and has one column, `entities`: of
    /// each text the list of its entities, null where the text is null; its `to_pandas` keeps the
    /// index of a Series. In the long table `row` is the position, whatever the index.
    ///
    /// A row that is no text raises TypeError, ValueError (a lone surrogate) or DataError (invalid
    /// UTF-8 in an Arrow array) naming it, also as the exception's `row`; with `on_error="null"` it
    /// counts as null.
    #[pyo3(
        signature = (
            column, *, clusters = None, newlines = Newlines::Smart, min_score = MinScore(0.0),
            layout = Layout::Long, threads = ThreadCount(None), on_error = OnError::Raise, progress = Progress(None)
        ),
        text_signature = "($self, column, *, clusters=False, newlines='smart', min_score=0.0, \
                          layout='long', threads=None, on_error='raise', progress=None)"
    )]
    #[allow(clippy::too_many_arguments)]
    fn entities(
        &self,
        column: &Bound<'_, PyAny>,
        clusters: Option<&Bound<'_, PyAny>>,
        newlines: Newlines,
        min_score: MinScore,
        layout: Layout,
        threads: ThreadCount,
        on_error: OnError,
        progress: Progress,
    ) -> PyResult<Answer> {
        let clusters = clusters.map_or(Ok(false), |it| column::flag("clusters", it))?;
        let pipeline = self.pipeline.with_newlines(newlines).with_min_score(min_score.0)?;
        Answer::table(
            Argument::Column,
            column,
            layout,
            threads,
            on_error,
            (progress, "entities"),
            move |texts, threads, signals| {
                arrow::entities(&pipeline, texts, clusters, layout, threads, |rows| {
                    signals.watch(rows)
                })
            },
        )
    }

    /// The numbers of a column of texts, as a table with one row a number: `row`, `start`, `end` and `text`
    /// as of `entities`; `kind`; `value` and of ranges `upper`, decimals of 38 digits, 18 after the mark,
    /// null where there is no value; `numerator` and `denominator` of values that are no decimals, as 1/3,
    /// `upper_numerator` and `upper_denominator` of such upper ends,
    /// else null; `unit`, `currency`, `modifier`, `counted` (the text of the counted noun) and `reason`, null
    /// where there is none. They are as of `Number`. The rest is as of `entities`; of `layout="lists"` the
    /// column is `numbers`.
    #[pyo3(
        signature = (
            column, *, layout = Layout::Long, threads = ThreadCount(None), on_error = OnError::Raise, progress = Progress(None)
        ),
        text_signature = "($self, column, *, layout='long', threads=None, on_error='raise', progress=None)"
    )]
    fn numbers(
        &self,
        column: &Bound<'_, PyAny>,
        layout: Layout,
        threads: ThreadCount,
        on_error: OnError,
        progress: Progress,
    ) -> PyResult<Answer> {
        let pipeline = self.pipeline.clone();
        Answer::table(
            Argument::Column,
            column,
            layout,
            threads,
            on_error,
            (progress, "numbers"),
            move |texts, threads, signals| {
                arrow::numbers(&pipeline, texts, layout, threads, |rows| signals.watch(rows))
            },
        )
    }

    /// The dates of a column of texts, as a table with one row a date: `row`, `start`, `end` and `text` as of
    /// `entities`; `kind`; `value`, null where there is none; `granularity`, `calendar`, `modifier`, `alternative`
    /// (the value of another reading) and `reason`, null where there is none; `resolved_start` and
    /// `resolved_end`, the first day and the day after the last, dates of 32 bits, null where the text does not
    /// say them. They are as of `Date`.
    ///
    /// `anchor` is the day that relative dates are told from: a datetime.date or datetime, a string that begins
    /// with a date of ISO 8601, or a column of these, as long as the column of texts, with null where there is
    /// none; of a stream one day alone. With `month_first=True` figures are read so where the year is last: `5/9/2023`
    /// is the ninth of May. The rest is as of `entities`; of `layout="lists"` the column is `dates`.
    ///
    /// Raises ValueError, with its row if it is of a column, for a string that is no date; with `on_error="null"`
    /// that row has no anchor.
    #[pyo3(
        signature = (
            column, *, anchor = None, month_first = false, layout = Layout::Long,
            threads = ThreadCount(None), on_error = OnError::Raise, progress = Progress(None)
        ),
        text_signature = "($self, column, *, anchor=None, month_first=False, layout='long', \
                          threads=None, on_error='raise', progress=None)"
    )]
    #[allow(clippy::too_many_arguments)]
    fn dates(
        &self,
        column: &Bound<'_, PyAny>,
        anchor: Option<&Bound<'_, PyAny>>,
        month_first: bool,
        layout: Layout,
        threads: ThreadCount,
        on_error: OnError,
        progress: Progress,
    ) -> PyResult<Answer> {
        let anchors = anchor.map_or(Ok(Anchors::None), |anchor| anchors(anchor, on_error))?;
        let is_column = matches!(anchors, Anchors::Rows(_));
        let pipeline = self.pipeline.clone();
        let work = move |texts: &_, threads: &_, signals: &mut Signals| {
            let watch = |rows| signals.watch(rows);
            arrow::dates(&pipeline, texts, &anchors, month_first, layout, threads, watch)
        };
        let progress = (progress, "dates");
        if !is_column {
            return Answer::table(
                Argument::Column,
                column,
                layout,
                threads,
                on_error,
                progress,
                work,
            );
        }
        let threads = detached(column.py(), || Threads::new(threads.0))?;
        match column::open(Argument::Column, column, on_error, &threads)? {
            Input::Column(texts) => {
                made(column, &texts, layout, &threads, progress, work).map(Answer::Table)
            }
            Input::Stream(_) => {
                let message = "anchor must be one day, not a column of them, for a stream of texts";
                Err(PyValueError::new_err(message))
            }
        }
    }

    /// The quotations of a column of texts, as a table with one row a quotation: `row`, `start`, `end`,
    /// `text` (the words said, without marks), `form` ("direct" or "indirect"), `cue`, `cue_start`,
    /// `cue_end`, `cue_lemma`, `speaker`, `speaker_start`, `speaker_end`, `speaker_name` (of a person the
    /// best name in that text), `explicit` (whether the speaker stands with the cue), `depth` (in how many
    /// other quotations it stands); places are in characters of that row's text, and what belongs to a cue or
    /// a speaker is null where there is none.
    ///
    /// `column`, `newlines`, `layout`, `threads` and `on_error` are as of `entities`; with
    /// `layout="lists"` the column is `quotes`. Raises what `entities` raises.
    #[pyo3(
        signature = (
            column, *, newlines = Newlines::Smart, layout = Layout::Long,
            threads = ThreadCount(None), on_error = OnError::Raise, progress = Progress(None)
        ),
        text_signature = "($self, column, *, newlines='smart', layout='long', threads=None, \
                          on_error='raise', progress=None)"
    )]
    fn quotes(
        &self,
        column: &Bound<'_, PyAny>,
        newlines: Newlines,
        layout: Layout,
        threads: ThreadCount,
        on_error: OnError,
        progress: Progress,
    ) -> PyResult<Answer> {
        let pipeline = self.pipeline.with_newlines(newlines);
        Answer::table(
            Argument::Column,
            column,
            layout,
            threads,
            on_error,
            (progress, "quotes"),
            move |texts, threads, signals| {
                arrow::quotes(&pipeline, texts, layout, threads, |rows| signals.watch(rows))
            },
        )
    }

    /// What else the entities of a text may be: of each sentence the `n` most probable ways in which the
    /// model labels it, the most probable first, as a list of pairs: the probability that this is right of
    /// the whole sentence, from 0 to 1, and a tuple of `Entity`. There are fewer where there are not so
    /// many ways.
    ///
    /// The first pair of each sentence has what the model finds in it, without rules and extra labels. An entity's `score`
    /// is the probability of that entity by itself, whatever else is in the sentence. The entities belong
    /// to no document and have no `cluster`, `canonical` and `title`. A sentence of more than 2,048 tokens
    /// is cut and has an item for each part.
    ///
    /// Raises ValueError if `n` is not from 1 to 50, and as a call does. `newlines` is as of a call.
    #[pyo3(
        signature = (text, n = None, *, newlines = Newlines::Smart),
        text_signature = "($self, text, n=5, *, newlines='smart')"
    )]
    fn alternatives<'py>(
        &self,
        text: &Bound<'py, PyAny>,
        n: Option<&Bound<'py, PyAny>>,
        newlines: Newlines,
    ) -> PyResult<Bound<'py, PyList>> {
        let source = column::text(text)?;
        let text = utf8(source)?;
        let n = n.map_or(Ok(5), |n| integer("n", n))?;
        let n = usize::try_from(n).map_err(|_| bad_count(&n.to_string()))?;
        let pipeline = self.pipeline.with_newlines(newlines);
        let found = detached(source.py(), || pipeline.worker().alternatives(text, n))?;
        alternatives(source, &pipeline, &found)
    }

    /// What the entities of a column of texts are called, as a table with one row an entity, the most
    /// frequent first: `name`, `label`, `count` (of mentions), `rows` (how many rows of the column
    /// mention it), `variants` (the list of its names, the most frequent first); those of one `label`
    /// alone if that is given.
    ///
    /// Mentions of one text are clustered as in a document. Of different texts full names are one if
    /// they are spellings of one name, such as `شيكاغو` and `شيكاجو`: docs/names.md says what counts.
    ///
    /// Raises ValueError for a label that the pipeline does not give; the rest is as of `entities`, but that a
    /// stream is read to its end.
    #[pyo3(
        signature = (
            column, label = None, *, newlines = Newlines::Smart, min_score = MinScore(0.0),
            threads = ThreadCount(None), on_error = OnError::Raise, progress = Progress(None)
        ),
        text_signature = "($self, column, label=None, *, newlines='smart', min_score=0.0, \
                          threads=None, on_error='raise', progress=None)"
    )]
    #[allow(clippy::too_many_arguments)]
    fn names(
        &self,
        column: &Bound<'_, PyAny>,
        label: Option<&Bound<'_, PyAny>>,
        newlines: Newlines,
        min_score: MinScore,
        threads: ThreadCount,
        on_error: OnError,
        progress: Progress,
    ) -> PyResult<Table> {
        let label = label.map(|label| column::string("label", label)).transpose()?;
        let threads = detached(column.py(), || Threads::new(threads.0))?;
        let texts = column::read(Argument::Column, column, on_error, &threads)?;
        made(
            column,
            &texts,
            Layout::Long,
            &threads,
            (progress, "names"),
            |texts, threads, signals| {
                let pipeline = self.pipeline.with_newlines(newlines).with_min_score(min_score.0)?;
                arrow::names(&pipeline, texts, label, threads, |rows| signals.watch(rows))
            },
        )
    }

    /// The tokens of a column of texts, as a table with one row a token: `row`, `start`, `end`,
    /// `text`, and the `columns` asked for: "kind", "is_stop" (whether it is a stop word), "pos",
    /// "lemma", "vocalized_lemma" and "features" (of its stem; features as "Gender=Fem|Number=Sing",
    /// "" where none is certain); by default "kind". The rest is as of `entities`.
    ///
    /// Only what is asked for is computed.
    #[pyo3(
        signature = (
            column, columns = None, *, newlines = Newlines::Smart, layout = Layout::Long,
            threads = ThreadCount(None), on_error = OnError::Raise, progress = Progress(None)
        ),
        text_signature = "($self, column, columns=None, *, newlines='smart', layout='long', \
                          threads=None, on_error='raise', progress=None)"
    )]
    #[allow(clippy::too_many_arguments)]
    fn tokens(
        &self,
        column: &Bound<'_, PyAny>,
        columns: Option<&Bound<'_, PyAny>>,
        newlines: Newlines,
        layout: Layout,
        threads: ThreadCount,
        on_error: OnError,
        progress: Progress,
    ) -> PyResult<Answer> {
        let columns = word_columns(columns, WordColumns::all(), WordColumns::KIND)?;
        let pipeline = self.pipeline.with_newlines(newlines);
        Answer::table(
            Argument::Column,
            column,
            layout,
            threads,
            on_error,
            (progress, "tokens"),
            move |texts, threads, signals| {
                arrow::tokens(&pipeline, texts, columns, layout, threads, |rows| {
                    signals.watch(rows)
                })
            },
        )
    }

    /// The clitic segments of a text, as a tuple of `Segment`: each word taken apart by a scheme,
    /// every other token whole.
    ///
    /// `scheme` is "d1" (conjunctions apart), "d2" (prepositions and the future particle too), "atb"
    /// (pronouns too, as the Penn Arabic Treebank) or "d3" (the article too).
    ///
    /// Raises ValueError for another scheme, and as a call does. `newlines` is as of a call.
    #[pyo3(
        signature = (text, scheme = Scheme::Atb, *, newlines = Newlines::Smart),
        text_signature = "($self, text, scheme='atb', *, newlines='smart')"
    )]
    pub(super) fn segment<'py>(
        &self,
        text: &Bound<'py, PyAny>,
        scheme: Scheme,
        newlines: Newlines,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let source = column::text(text)?;
        let text = utf8(source)?;
        let segments = detached(source.py(), || {
            use crate::Layers;
            let mut worker = self.pipeline.with_newlines(newlines).worker();
            worker.annotate(text, Layers::LEMMAS | Layers::VOCALIZED | Layers::FEATURES)?;
            let segments = worker.segments();
            let joined = (0..segments.len()).flat_map(|token| segments.joined(token, scheme));
            let known = |(segment, head): (_, usize)| {
                let lemmas = [worker.lemmas(), worker.vocalized_lemmas()];
                let lemmas = lemmas.map(|lemmas| lemmas.of(head).to_owned());
                (segment, worker.pos()[head], lemmas, worker.features()[head])
            };
            Ok(joined.map(known).collect::<Vec<_>>())
        })?;
        segment_tuple(source, &segments)
    }

    /// The clitic segments of a column of texts, as a table with one row a segment: `row`, `start`,
    /// `end`, `text`, `token` (the number of its token in its text, from 0), `form`, `role`, and the
    /// `columns` asked for: "pos", "lemma", "vocalized_lemma", "features" (as of `tokens`). `scheme` is as
    /// of `segment`, the rest as of `entities`.
    #[pyo3(
        signature = (
            column, scheme = Scheme::Atb, columns = None, *, newlines = Newlines::Smart,
            layout = Layout::Long, threads = ThreadCount(None), on_error = OnError::Raise, progress = Progress(None)
        ),
        text_signature = "($self, column, scheme='atb', columns=None, *, newlines='smart', \
                          layout='long', threads=None, on_error='raise', progress=None)"
    )]
    #[allow(clippy::too_many_arguments)]
    fn segments(
        &self,
        column: &Bound<'_, PyAny>,
        scheme: Scheme,
        columns: Option<&Bound<'_, PyAny>>,
        newlines: Newlines,
        layout: Layout,
        threads: ThreadCount,
        on_error: OnError,
        progress: Progress,
    ) -> PyResult<Answer> {
        let columns = word_columns(columns, WordColumns::OF_SEGMENTS, WordColumns::empty())?;
        let pipeline = self.pipeline.with_newlines(newlines);
        Answer::table(
            Argument::Column,
            column,
            layout,
            threads,
            on_error,
            (progress, "segments"),
            move |texts, threads, signals| {
                let watch = |rows| signals.watch(rows);
                arrow::segments(&pipeline, texts, scheme, columns, layout, threads, watch)
            },
        )
    }

    /// The sentences of a column of texts, as a table with one row a sentence: `row`, `start`, `end`,
    /// `text`. `newlines` is as of the function `sentences`, the rest as of `entities`.
    #[pyo3(
        signature = (
            column, *, newlines = Newlines::Smart, layout = Layout::Long,
            threads = ThreadCount(None), on_error = OnError::Raise, progress = Progress(None)
        ),
        text_signature = "($self, column, *, newlines='smart', layout='long', threads=None, \
                          on_error='raise', progress=None)"
    )]
    fn sentences(
        &self,
        column: &Bound<'_, PyAny>,
        newlines: Newlines,
        layout: Layout,
        threads: ThreadCount,
        on_error: OnError,
        progress: Progress,
    ) -> PyResult<Answer> {
        Answer::table(
            Argument::Column,
            column,
            layout,
            threads,
            on_error,
            (progress, "sentences"),
            move |texts, threads, signals| {
                arrow::sentences(texts, newlines, layout, threads, |rows| signals.watch(rows))
            },
        )
    }

    /// A pipeline that also finds your own names and rules. It shares the models of this one, which
    /// stays as it is.
    ///
    /// `rules` is an `EntityRules`, or what makes one: a dict from labels to phrases, or a list of dicts
    /// as `EntityRules.from_patterns` takes it. Where what they find overlaps what this pipeline finds,
    /// by its model and by rules that were added before, `policy` says what stays: "rules", what the new
    /// rules find; "model", what was found without them; "both", all: entities then overlap, and of those
    /// that begin at one place the longest comes first.
    ///
    /// Raises ValueError for another policy, or if there would be more than 256 labels, and as
    /// `EntityRules` and `EntityRules.from_patterns`.
    #[pyo3(
        signature = (rules, policy = Policy::Rules),
        text_signature = "($self, rules, policy='rules')"
    )]
    fn add_entities(&self, rules: &Bound<'_, PyAny>, policy: Policy) -> PyResult<Self> {
        let (py, rules) = (rules.py(), rules::rules(rules)?);
        let pipeline = detached(py, || self.pipeline.with_rules(rules, policy))?;
        Ok(Self { model: self.model.clone(), pipeline, ..*self })
    }

    /// A pipeline whose entities also have these labels, beside those that they have. It shares the models
    /// and rules of this one, which stays as it is.
    ///
    /// `labels` is one, or an iterable of them: "NORP", words for nationalities, peoples and religions
    /// where there is no other entity; "TITLE", the titles before people's names, with the names of places
    /// and organizations in them. What the model and rules find stays as it is, so that entities overlap
    /// where such a name is in a title; of those that begin at one place the longest comes first.
    ///
    /// Raises ValueError for another label, or if there would be more than 256; TypeError for what is no
    /// str.
    fn add_labels(&self, labels: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = labels.py();
        let labels = extra_labels(labels)?;
        let pipeline = detached(py, || self.pipeline.with_labels(labels))?;
        Ok(Self { model: self.model.clone(), pipeline, ..*self })
    }

    /// A pipeline whose model has also learnt from your sentences. This one stays as it is; rules and extra
    /// labels are shared.
    ///
    /// `sentences` is the path of a CoNLL file, or an iterable of pairs: the tokens of a sentence and the tag
    /// of each, in IOB1, IOB2, IOBES or BILOU, both iterables of str. Labels are those of the model, which are
    /// the first of `labels`: sentences with others need a model of their own, which `warraq train ner`
    /// trains, or rules. Words that share affixes, clusters or neighbours with those of the sentences move with
    /// them, and nothing else; what the sentences do not tag, they say is no name. Each counts `weight` times, a number above 0 and up to 1000.
    ///
    /// Takes from half a second for some sentences to some seconds for a thousand, and Ctrl-C stops it. The
    /// same sentences give the same model; docs/entities.md has figures. `save` writes it to a file.
    ///
    /// Raises OSError if the file cannot be read; DataError with its `path` and `line`, or with `row`, the
    /// number of the sentence from 0, for one that is malformed; the same, of a file without the line but
    /// with the sentence in the message, for another label; DataError if there are no sentences;
    /// TypeError and ValueError, with that `row`, for what is no pair of str; ValueError for another weight.
    #[pyo3(signature = (sentences, *, weight = None), text_signature = "($self, sentences, *, weight=1.0)")]
    fn update(
        &self,
        sentences: &Bound<'_, PyAny>,
        weight: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let py = sentences.py();
        let mut options = ExtendOptions::default();
        if let Some(weight) = weight {
            options.weight = column::number("weight", weight)?;
        }
        if sentences.is_instance_of::<PyString>() || sentences.hasattr("__fspath__")? {
            options.train = vec![sentences.extract()?];
        } else {
            options.sentences = tagged_sentences(sentences)?;
        }
        let datetime = py.import("datetime")?;
        let utc = datetime.getattr("timezone")?.getattr("utc")?;
        let now = datetime.getattr("datetime")?.call_method1("now", (utc,))?;
        let date = now.call_method0("date")?.call_method0("isoformat")?.extract()?;
        let command = "Pipeline.update".to_owned();
        let metadata = Component { command, date, ..Component::default() };
        // On threads of our own, which a fork does not leave dead, while this one listens for signals.
        let mut signals = Signals::new();
        let updated = detached(py, || {
            let work = |stop: &AtomicBool| {
                let go_on = |_: &str| match stop.load(Ordering::Relaxed) {
                    true => Err(crate::Error::cancelled()),
                    false => Ok(()),
                };
                train::update(&self.pipeline, &options, metadata, go_on)
            };
            Threads::new(None)?.watched(work, || signals.watch(0))?
        });
        let pipeline = signals.result(py, updated)?;
        Ok(Self { model: self.model.clone(), pipeline, loaded: self.loaded, updated: true })
    }

    /// A pipeline that also knows your own words in dates, numbers and quotations. It shares the models of
    /// this one, which stays as it is.
    ///
    /// `words` are rows, each a kind and then its columns, those of the tables that the built-in words are
    /// in: "month" (name; number, 1 to 12; calendar, "hijri" for one of the Islamic; "weak" or "bare" if it
    /// is also another word), "unit" (name; code of UCUM), "currency" (name; code of ISO 4217, or "-"), "noun"
    /// (first form; other singulars, duals and plurals, each with spaces between) and "cue" (lemma of a verb,
    /// or phrase; kind, what it takes, speaker, use, imperfect). Columns at the end may be left out, and are
    /// str or int. Rows are an iterable of tuples; a dict from kinds to the words of each, a list of words or
    /// rows without the kind, or a dict from words to a column or a tuple of columns; or the path of a file in
    /// UTF-8, a row a line with tabs between, in which lines that begin with # are left out.
    /// docs/values.md and docs/quotes.md say what the columns mean.
    ///
    /// Words are compared as the built-in ones are, in any spelling. One takes the place of another with the
    /// same name, built in or added before: a month of a month, a unit or currency of either, a cue of one of
    /// its kind. The forms of a noun are added to the built-in ones.
    ///
    /// Raises DataError, with the `row` of the exception counted from 0 (of a dict within the kind), or the
    /// `path` and `line` of a file, for an unknown kind, a name that is empty, of which normalization leaves
    /// nothing, that is no words or has more than 8, what a column cannot say, two rows that contradict, and
    /// more than 5,000 words in all; OSError if a file cannot be read; TypeError and ValueError for what is no
    /// text.
    fn add_words(&self, words: &Bound<'_, PyAny>) -> PyResult<Self> {
        let (py, words) = (words.py(), words::words(words)?);
        let pipeline = detached(py, || self.pipeline.with_words(&words))?;
        Ok(Self { model: self.model.clone(), pipeline, ..*self })
    }

    /// The words that were added with `add_words`: a tuple of rows, tuples of str, with all columns.
    #[getter]
    fn words<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let rows = self.pipeline.words().rows().map(|row| PyTuple::new(py, row));
        PyTuple::new(py, rows.collect::<PyResult<Vec<_>>>()?)
    }

    /// The labels that were added with `add_labels`, as a tuple of str.
    #[getter]
    fn extra_labels<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.extra_names())
    }

    /// The rules of this pipeline, in the order in which they were added: a tuple of pairs of
    /// `EntityRules` and policy.
    #[getter]
    fn rules<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.layers(0))
    }

    /// Writes the pipeline, models, rules, extra labels and words, to a file that `load` takes: as a whole or not
    /// at all.
    ///
    /// Raises OSError if it cannot be written.
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        detached(py, || self.pipeline.save(path))
    }

    /// The number by which functions called without Python know this pipeline, which then stays until the
    /// process ends.
    fn _number(&self) -> u64 {
        super::polars::number(&self.pipeline)
    }

    /// The labels that the entities of this pipeline have: those of the model, then others of rules, then
    /// other extra ones.
    #[getter]
    fn labels<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.pipeline.labels())
    }

    /// What the model file says of itself: `metadata["components"]` has for each component ("segmenter",
    /// "ner", "pos") its labels, licence, training data, command, date and figures.
    #[getter]
    fn metadata<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let json = serde_json::to_string(self.pipeline.metadata())
            .map_err(|error| crate::Error::model(error.to_string()))?;
        py.import("json")?.call_method1("loads", (json,))
    }

    /// What `load` was called with: "default", or the absolute path of the model file; of an updated pipeline
    /// what that was updated from.
    #[getter]
    fn model(&self) -> &OsStr {
        self.model.as_os_str()
    }

    fn __repr__(&self) -> String {
        let rules = match self.pipeline.rules().map(|(rules, _)| rules.len()).sum() {
            0 => None,
            count => Some(counted_rules(count)),
        };
        let labels = self.extra_names();
        let labels = (!labels.is_empty()).then(|| format!("extra labels {}", labels.join(", ")));
        let words = match self.pipeline.words().len() {
            0 => None,
            1 => Some("1 word".to_owned()),
            count => Some(format!("{count} words")),
        };
        let updates = self.updated.then(|| "updates".to_owned());
        let more: Vec<_> = updates.into_iter().chain(rules).chain(labels).chain(words).collect();
        let with = if more.is_empty() { "" } else { " with " };
        format!("<warraq.Pipeline {:?}{with}{}>", self.model.to_string_lossy(), more.join(" and "))
    }

    /// Pickled as what it was loaded from, and what was added: rules, labels, words, and what updates changed.
    fn __reduce__<'py>(&self, py: Python<'py>) -> Reduced<'py, '_> {
        let restore = py.get_type::<Self>().getattr("_restore")?;
        let rules = self.layers(self.loaded);
        let change = self.updated.then(|| detached(py, || change(&self.pipeline))).transpose()?;
        let change = change.map(|bytes| PyBytes::new(py, &bytes));
        let words = self.pipeline.words().rows().collect();
        Ok((restore, (self.model.as_os_str(), rules, self.extra_names(), change, words)))
    }

    #[staticmethod]
    #[pyo3(signature = (model, rules, labels = None, change = None, words = None))]
    fn _restore(
        py: Python<'_>,
        model: PathBuf,
        rules: Vec<(Bound<'_, EntityRules>, Policy)>,
        labels: Option<&Bound<'_, PyAny>>,
        change: Option<Vec<u8>>,
        words: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let mut restored = load_changed(py, model, change)?;
        for (rules, policy) in rules {
            let rules = rules.get().0.clone();
            restored.pipeline = detached(py, || restored.pipeline.with_rules(rules, policy))?;
        }
        if let Some(labels) = labels {
            restored = restored.add_labels(labels)?;
        }
        if let Some(words) = words {
            restored = restored.add_words(words)?;
        }
        Ok(restored)
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }
}

impl Pipeline {
    /// The rules but for the first so many.
    fn layers(&self, from: usize) -> Vec<Layer> {
        let layer = |(rules, policy): (&crate::EntityRules, Policy)| {
            (EntityRules(rules.clone()), policy.name())
        };
        self.pipeline.rules().skip(from).map(layer).collect()
    }

    fn extra_names(&self) -> Vec<&'static str> {
        self.pipeline.extra_labels().map(ExtraLabel::name).collect()
    }
}

/// The argument `labels`: a name, or many.
fn extra_labels(labels: &Bound<'_, PyAny>) -> PyResult<Vec<ExtraLabel>> {
    if labels.is_instance_of::<PyString>() {
        return Ok(vec![ExtraLabel::from_name(column::string("labels", labels)?)?]);
    }
    let names = column::iterate(labels)?.ok_or_else(|| {
        PyTypeError::new_err(expected("labels", "str or an iterable of str", labels))
    })?;
    names.map(|name| Ok(ExtraLabel::from_name(column::string("a label", &name?)?)?)).collect()
}

/// The argument `sentences`: pairs of tokens and tags.
fn tagged_sentences(given: &Bound<'_, PyAny>) -> PyResult<Vec<Sentence>> {
    let py = given.py();
    let wanted = "a path or an iterable of pairs of tokens and tags";
    let pairs = column::iterate(given)?
        .ok_or_else(|| PyTypeError::new_err(expected("sentences", wanted, given)))?;
    let mut sentences = Vec::new();
    for (row, pair) in pairs.enumerate() {
        let pair = pair?;
        breathe(py, row)?;
        let (tokens, tags) = tagged(&pair).map_err(|error| column::at_row(py, row, error, ""))?;
        let sentence = Sentence::new(tokens, &tags);
        sentences.push(sentence.map_err(|error| error.at_row(row as u64))?);
    }
    Ok(sentences)
}

/// The tokens and tags of a sentence.
fn tagged(pair: &Bound<'_, PyAny>) -> PyResult<(Vec<String>, Vec<String>)> {
    let strings = |name: &str, of: &str, value: &Bound<'_, PyAny>| -> PyResult<Vec<String>> {
        items(name, value)?.iter().map(|item| Ok(string(of, item)?.to_owned())).collect()
    };
    match &*items("a sentence", pair)? {
        [tokens, tags] => Ok((strings("tokens", "token", tokens)?, strings("tags", "tag", tags)?)),
        items => Err(PyTypeError::new_err(format!(
            "a sentence must be a pair of tokens and tags, not {} items",
            items.len()
        ))),
    }
}

/// What is in an iterable. The characters of a str are never meant.
fn items<'py>(name: &str, value: &Bound<'py, PyAny>) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let items = match value.is_instance_of::<PyString>() {
        true => None,
        false => column::iterate(value)?,
    };
    let wanted = if name == "a sentence" { "a pair of tokens and tags" } else { "a list of str" };
    items.ok_or_else(|| PyTypeError::new_err(expected(name, wanted, value)))?.collect()
}

/// The columns of that names, which are among `known`.
fn word_columns(
    names: Option<&Bound<'_, PyAny>>,
    known: WordColumns,
    default: WordColumns,
) -> PyResult<WordColumns> {
    let Some(names) = names else { return Ok(default) };
    let wrong = || PyTypeError::new_err(expected("columns", "a list of str", names));
    if names.is_instance_of::<PyString>() {
        return Err(wrong());
    }
    let mut columns = WordColumns::empty();
    for name in names.try_iter().map_err(|_| wrong())? {
        let name = name?;
        let name = name.cast::<PyString>().map_err(|_| wrong())?;
        columns |= known.column(column::utf8_of("columns", name)?)?;
    }
    Ok(columns)
}

/// The days that dates are told from: of one anchor, or of each row.
fn anchors(anchor: &Bound<'_, PyAny>, on_error: OnError) -> PyResult<Anchors> {
    let py = anchor.py();
    if anchor.is_none() {
        return Ok(Anchors::None);
    }
    let is_day = anchor.hasattr("isoformat")? && !anchor.hasattr("__len__")?;
    if anchor.cast::<PyString>().is_ok() || is_day || super::values::is_datetime64(anchor)? {
        return Ok(Anchors::One(super::values::anchor(anchor)?));
    }
    // What has no order of rows, or is no column of days.
    let builtins = py.import("builtins")?;
    for name in ["set", "frozenset", "dict", "bytes", "bytearray"] {
        if anchor.is_instance(&builtins.getattr(name)?)? {
            let wanted = "a date, a string such as '2023-09-05' or a column of them";
            return Err(PyTypeError::new_err(expected("anchor", wanted, anchor)));
        }
    }
    // Arrow and the like give Python's own dates.
    let listed = ["to_pylist", "to_list", "tolist"];
    let items = match listed.into_iter().find(|name| anchor.hasattr(*name).unwrap_or(false)) {
        Some(name) => anchor.call_method0(name)?,
        None => anchor.clone(),
    };
    let items = items.try_iter().map_err(|_| {
        let wanted = "a date, a string such as '2023-09-05' or a column of them";
        PyTypeError::new_err(expected("anchor", wanted, anchor))
    })?;
    let nulls = Nulls::new(py);
    let mut days = Vec::new();
    for (row, item) in items.enumerate() {
        breathe(py, row)?;
        let item = item?;
        if nulls.contain(&item) {
            days.push(None);
            continue;
        }
        days.push(match super::values::anchor(&item) {
            Ok(day) => Some(day),
            Err(error) if !column::is_no_text(py, &error) => return Err(error),
            Err(_) if on_error == OnError::Null => None,
            Err(error) if error.is_instance_of::<PyTypeError>(py) => {
                return Err(column::at_row(py, row, error, ""));
            }
            Err(error) => {
                let message = error.value(py).to_string();
                return Err(crate::Error::value(message).at_row(row as u64).into());
            }
        });
    }
    Ok(Anchors::Rows(days))
}

/// The iterator that `Pipeline.pipe` returns.
#[pyclass(module = "warraq._core")]
pub(super) struct Pipe {
    /// What the documents are of.
    pipeline: Py<Pipeline>,
    /// The same with the options of this iterator.
    engine: crate::Pipeline,
    /// `None` once it has ended.
    texts: Option<Py<PyIterator>>,
    /// How many texts were taken from it.
    taken: usize,
    batch_size: usize,
    threads: Option<usize>,
    on_error: OnError,
    /// `None` for what is no text.
    ready: VecDeque<Option<Document>>,
    /// What to raise after the documents that are ready.
    failure: Option<PyErr>,
}

#[pymethods]
impl Pipe {
    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        if self.ready.is_empty() && self.failure.is_none() {
            self.fill(py)?;
        }
        match self.ready.pop_front() {
            Some(Some(document)) => Ok(Some(Bound::new(py, document)?.into_any())),
            Some(None) => Ok(Some(py.None().into_bound(py))),
            None => self.failure.take().map_or(Ok(None), Err),
        }
    }
}

impl Pipe {
    /// Takes and works on the next batch.
    fn fill(&mut self, py: Python<'_>) -> PyResult<()> {
        let sources = self.take(py)?;
        let texts = sources.iter().map(|text| text.as_ref().map(utf8).transpose());
        let texts = texts.collect::<PyResult<Vec<_>>>()?;
        let mut signals = Signals::new();
        let (pipeline, threads) = (&self.engine, self.threads);
        let first = self.taken - texts.len();
        let layers = detached(py, || {
            batch::run(
                texts.as_slice(),
                &Threads::new(threads)?,
                || pipeline.worker(),
                |worker, texts, range| {
                    let layers = range.map(|row| {
                        let layers = texts[row].map(|text| Layers::compute(worker, text));
                        layers.transpose().map_err(|error| error.at_row((first + row) as u64))
                    });
                    layers.collect::<crate::Result<Vec<_>>>()
                },
                |rows| signals.watch(rows),
            )
        });
        // As with a generator, an error ends the iteration: going on would skip the batch.
        let layers = signals.result(py, layers).inspect_err(|_| self.texts = None)?;
        let layers = layers.into_iter().flatten();
        self.ready.extend(sources.into_iter().zip(layers).map(|(source, layers)| {
            Some(Document::new(source?.unbind(), self.pipeline.clone_ref(py), layers?))
        }));
        Ok(())
    }

    /// The next texts. What cannot be taken ends the iteration, as a failure after them.
    fn take<'py>(&mut self, py: Python<'py>) -> PyResult<Vec<Option<Bound<'py, PyString>>>> {
        let mut taken = Vec::new();
        let Some(texts) = &self.texts else { return Ok(taken) };
        let mut texts = texts.bind(py).clone();
        let nulls = Nulls::new(py);
        while taken.len() < self.batch_size {
            breathe(py, taken.len())?;
            let Some(value) = texts.next() else {
                self.texts = None;
                break;
            };
            match value.and_then(column::scalar).map(|value| (is_text(&value), value)) {
                Ok((Ok(()), value)) => taken.push(value.cast_into().ok()),
                Ok((Err(error), value)) => match self.on_error {
                    OnError::Null if column::is_no_text(py, &error) => taken.push(None),
                    OnError::Null => self.failure = Some(error),
                    OnError::Raise => {
                        let null = nulls.contain(&value);
                        let advice =
                            if null { " (on_error=\"null\" gives None for it)" } else { "" };
                        self.failure = Some(column::at_row(py, self.taken, error, advice));
                    }
                },
                Err(error) if error.is_instance_of::<PyException>(py) => {
                    self.failure = Some(error);
                }
                // Ctrl-C and the like are not for later.
                Err(error) => {
                    self.texts = None;
                    return Err(error);
                }
            }
            if self.failure.is_some() {
                self.texts = None;
                break;
            }
            self.taken += 1;
        }
        Ok(taken)
    }
}

fn is_text(value: &Bound<'_, PyAny>) -> PyResult<()> {
    match value.cast::<PyString>() {
        Ok(text) => utf8(text).map(drop),
        Err(_) => Err(PyTypeError::new_err(expected("a text", "str", value))),
    }
}
