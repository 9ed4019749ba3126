//! Normalization.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, OnceLock};

use pyo3::IntoPyObjectExt;
use pyo3::exceptions::{PyIndexError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::string::PyStringData;
use pyo3::types::{IntoPyDict, PyBool, PyDict, PyIterator, PyList, PyString, PyTuple};
use rayon::prelude::*;

use super::column::{
    self, Argument, Nulls, ThreadCount, WholeWord, expected, integer, string, text as str_argument,
    text_alone, utf8, utf8_of,
};
use super::document::match_tuple;
use super::reader::Answer;
use super::table::{Column, Labels};
use super::{Progress, Signals, breathe, detached, strings};
use crate::arrow::{self, Layout, OnError};
use crate::batch::{TASK_BYTES, Threads};
use crate::normalize::{Alignment, Finder, Normalizer as Rules, Options, Outcome, PRESETS, Units};
use crate::{Error, Result, Span};

/// Bytes of a list that are normalized at a time.
const WINDOW: usize = 1 << 22;

/// Rules, and the same for strings as CPython keeps them, if they are such; these are made with the
/// GIL held, so that no fork finds them half done.
#[derive(Clone)]
struct Compiled {
    rules: Rules,
    units: Arc<OnceLock<Option<Units>>>,
}

impl Compiled {
    fn new(rules: Rules) -> Self {
        Self { rules, units: Arc::default() }
    }

    fn units(&self) -> Option<&Units> {
        self.units.get_or_init(|| Units::new(&self.rules)).as_ref()
    }
}

/// What takes columns instead.
const COLUMNS: &str = "Normalizer(...).arrow and Normalizer(...).map take a column";

/// The presets that were asked for in this process.
static COMPILED: Mutex<BTreeMap<String, Compiled>> = Mutex::new(BTreeMap::new());

fn compiled(preset: &str) -> Result<Compiled> {
    // A fork may have copied the lock while another thread held it: never wait for it.
    if let Ok(compiled) = COMPILED.try_lock()
        && let Some(known) = compiled.get(preset)
    {
        return Ok(known.clone());
    }
    let made = Rules::preset(preset)
        .map_err(|error| Error::value(format!("{error}; None for no rules to begin with")))?;
    let made = Compiled::new(made);
    if let Ok(mut compiled) = COMPILED.try_lock() {
        compiled.insert(preset.to_owned(), made.clone());
    }
    Ok(made)
}

/// The name of a preset, or None for no rules to begin with.
pub(super) struct Preset(Option<String>);

impl Preset {
    fn named(name: &str) -> Self {
        Self(Some(name.to_owned()))
    }
}

impl<'py> FromPyObject<'_, 'py> for Preset {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if value.is_none() {
            return Ok(Self(None));
        }
        let name = value
            .cast::<PyString>()
            .map_err(|_| PyTypeError::new_err(expected("preset", "str or None", &value)))?;
        Ok(Self(Some(utf8_of("preset", &name)?.to_owned())))
    }
}

/// Normalizes texts by rules fixed when it was made.
///
/// `preset` names the rules to begin with, None for none; each further argument is an option and
/// its value: `Normalizer("search", digits="keep")`. `presets()` lists the presets, and `options()`
/// all options and their values.
///
/// Raises ValueError for a preset or a value that does not exist, TypeError for such an option.
#[pyclass(frozen, module = "warraq")]
pub(super) struct Normalizer {
    preset: Option<String>,
    compiled: Compiled,
}

/// What becomes of a string.
enum Normalized {
    Same,
    Two(Vec<u16>),
    Four(Vec<u32>),
    Text(String),
    /// It has no UTF-8, or is refused.
    Unknown,
}

impl<T> From<(Outcome<T>, fn(Vec<T>) -> Normalized)> for Normalized {
    fn from((outcome, changed): (Outcome<T>, fn(Vec<T>) -> Self)) -> Self {
        match outcome {
            Outcome::Same => Self::Same,
            Outcome::Changed(units) => changed(units),
            Outcome::Unknown => Self::Unknown,
        }
    }
}

fn run(units: &Units, text: &PyStringData<'_>) -> Normalized {
    match *text {
        PyStringData::Ucs1(bytes) if units.keep(bytes) => Normalized::Same,
        PyStringData::Ucs1(_) => Normalized::Unknown,
        PyStringData::Ucs2(text) => {
            (units.run(text), Normalized::Two as fn(Vec<u16>) -> Normalized).into()
        }
        PyStringData::Ucs4(text) => {
            (units.run(text), Normalized::Four as fn(Vec<u32>) -> Normalized).into()
        }
    }
}

/// The UTF-8 of a string, if it has one.
fn decode(text: &PyStringData<'_>) -> Option<String> {
    fn all<T: Copy + Into<u32>>(units: &[T]) -> Option<String> {
        let mut text = String::with_capacity(2 * units.len());
        for &unit in units {
            text.push(char::from_u32(unit.into())?);
        }
        Some(text)
    }
    match text {
        PyStringData::Ucs1(units) => all(units),
        PyStringData::Ucs2(units) => all(units),
        PyStringData::Ucs4(units) => all(units),
    }
}

impl Normalizer {
    fn rules(&self) -> &Rules {
        &self.compiled.rules
    }

    /// Normalizes without the GIL, by way of UTF-8 where the code points alone do not do.
    fn run(&self, units: Option<&Units>, text: &PyStringData<'_>) -> Normalized {
        let by_units = units.map_or(Normalized::Unknown, |units| run(units, text));
        let Normalized::Unknown = by_units else { return by_units };
        let Some(given) = decode(text) else { return Normalized::Unknown };
        match self.rules().checked(&given) {
            Ok(Cow::Borrowed(same)) if same.len() == given.len() => Normalized::Same,
            Ok(other) => Normalized::Text(other.into_owned()),
            Err(_) => Normalized::Unknown,
        }
    }

    /// The string that a source became.
    fn string<'py>(
        &self,
        source: &Bound<'py, PyString>,
        normalized: Normalized,
    ) -> PyResult<Bound<'py, PyString>> {
        let py = source.py();
        match normalized {
            Normalized::Same => Ok(source.clone()),
            Normalized::Two(units) => strings::string(py, &units),
            Normalized::Four(units) => strings::string(py, &units),
            Normalized::Text(text) => Ok(PyString::new(py, &text)),
            Normalized::Unknown => {
                let given = utf8(source)?;
                let normalized = detached(py, || self.rules().checked(given))?;
                Ok(match normalized {
                    Cow::Borrowed(same) if same.len() == given.len() => source.clone(),
                    other => PyString::new(py, &other),
                })
            }
        }
    }

    /// Strings one by one, some megabytes at a time.
    fn map_rows<'py>(
        &self,
        mut rows: Bound<'py, PyIterator>,
        threads: &Threads,
        on_error: OnError,
    ) -> PyResult<Bound<'py, PyList>> {
        let py = rows.py();
        let units = self.compiled.units();
        let nulls = Nulls::new(py);
        let out = PyList::empty(py);
        let mut row = 0;
        loop {
            let first = row;
            // None for a null.
            let mut sources: Vec<Option<Bound<'_, PyString>>> = Vec::new();
            let mut length = 0;
            while length < WINDOW
                && let Some(value) = rows.next()
            {
                let value = column::scalar(value?)?;
                let source = match value.cast_into::<PyString>() {
                    Ok(source) => Some(source),
                    Err(error) => {
                        let value = error.into_inner();
                        if !nulls.contain(&value) && on_error == OnError::Raise {
                            let error =
                                PyTypeError::new_err(expected("a text", "str or None", &value));
                            return Err(column::at_row(py, row, error, column::AS_NULL));
                        }
                        None
                    }
                };
                if let Some(source) = &source {
                    // Not by `len`, which a subclass may have changed.
                    length += strings::units(source)?.as_bytes().len();
                }
                // What a row takes by itself.
                length += 64;
                breathe(py, row)?;
                sources.push(source);
                row += 1;
            }
            if sources.is_empty() {
                return Ok(out);
            }
            let texts = sources.iter().map(|text| text.as_ref().map(strings::units).transpose());
            let texts = texts.collect::<PyResult<Vec<_>>>()?;
            let normalized: Vec<Option<Normalized>> = detached(py, || {
                let run = |text: &Option<PyStringData<'_>>| {
                    text.as_ref().map(|text| self.run(units, text))
                };
                // One thread is this one, whose caches the strings are made from.
                if length <= TASK_BYTES || threads.count() == 1 {
                    Ok(texts.iter().map(run).collect())
                } else {
                    threads.install(|| texts.par_iter().map(run).collect())
                }
            })?;
            drop(texts);
            for (at, (source, normalized)) in sources.iter().zip(normalized).enumerate() {
                let (Some(source), Some(normalized)) = (source, normalized) else {
                    out.append(py.None())?;
                    continue;
                };
                match self.string(source, normalized) {
                    Ok(text) => out.append(text)?,
                    Err(error) if on_error == OnError::Raise => {
                        return Err(column::at_row(py, first + at, error, column::AS_NULL));
                    }
                    Err(error) if column::is_no_text(py, &error) => out.append(py.None())?,
                    Err(error) => return Err(error),
                }
            }
            py.check_signals()?;
        }
    }

    /// What its options have that its preset does not.
    fn overrides(&self) -> Vec<(&'static str, &'static str)> {
        let preset = self.preset.as_deref().and_then(|name| Options::preset(name).ok());
        let base = preset.unwrap_or_default();
        let pairs = self.rules().options().iter().zip(base.iter());
        pairs.filter(|(own, base)| own != base).map(|(own, _)| own).collect()
    }

    fn finder(&self, pattern: &Bound<'_, PyAny>, whole_word: WholeWord) -> PyResult<Finder> {
        let pattern = string("pattern", pattern)?;
        Ok(self.rules().finder(pattern)?.whole_word(whole_word.0))
    }
}

#[pymethods]
impl Normalizer {
    #[new]
    #[pyo3(
        signature = (preset = Preset::named("search"), **options),
        text_signature = "(preset=\"search\", **options)"
    )]
    fn new(preset: Preset, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let preset = preset.0;
        let base = preset.as_deref().map(compiled).transpose()?;
        let mut chosen = base.as_ref().map_or(Options::KEEP, |base| *base.rules.options());
        for (name, value) in options.into_iter().flatten() {
            let name = name.cast::<PyString>()?.to_str()?;
            let Ok(value) = value.cast::<PyString>() else {
                let kind = value.get_type().name()?;
                let hint = match kind == "int" {
                    true => format!(": write \"{value}\""),
                    false => String::new(),
                };
                return Err(PyTypeError::new_err(format!("{name} must be str, not {kind}{hint}")));
            };
            let result = chosen.set(name, utf8_of(name, value)?);
            if !Options::NAMES.contains(&name) {
                return Err(PyTypeError::new_err(result.err().map(|error| error.to_string())));
            }
            result?;
        }
        let compiled = match base {
            Some(base) if *base.rules.options() == chosen => base,
            _ => Compiled::new(Rules::new(chosen)),
        };
        Ok(Self { preset, compiled })
    }

    /// The name of the rules it began with.
    #[getter]
    fn preset(&self) -> Option<&str> {
        self.preset.as_deref()
    }

    /// Every option and its value.
    #[getter]
    fn options<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let options = PyDict::new(py);
        for (name, value) in self.rules().options().iter() {
            options.set_item(name, value)?;
        }
        Ok(options)
    }

    /// The signature of a call, which `inspect` asks for from Python 3.13 on: pyo3 can give none to
    /// `__call__`.
    #[getter]
    fn __text_signature__(&self) -> &'static str {
        "(text, /)"
    }

    /// The normalized text; the very string passed in if nothing changes.
    #[pyo3(signature = (text, /))]
    fn __call__<'py>(&self, text: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyString>> {
        let source = text_alone(text, COLUMNS)?;
        let Some(units) = self.compiled.units() else {
            return self.string(source, Normalized::Unknown);
        };
        let given = strings::units(source)?;
        let normalized = detached(text.py(), || Ok(run(units, &given)))?;
        self.string(source, normalized)
    }

    /// A column of texts, normalized by `threads` threads (by default `WARRAQ_NUM_THREADS`, or one
    /// for each processor), as a `Column` in Arrow's memory format. Nulls stay null.
    ///
    /// `column` and `on_error` are as in `Pipeline.entities`; of a stream the answer is a `Reader` of a column
    /// with the same name.
    #[pyo3(
        signature = (column, *, threads = ThreadCount(None), on_error = OnError::Raise),
        text_signature = "($self, column, *, threads=None, on_error='raise')"
    )]
    fn arrow(
        &self,
        column: &Bound<'_, PyAny>,
        threads: ThreadCount,
        on_error: OnError,
    ) -> PyResult<Answer> {
        let rules = self.rules().clone();
        Answer::texts(
            Argument::Column,
            column,
            threads,
            on_error,
            move |texts, threads, signals| {
                arrow::normalize(&rules, texts, threads, |rows| signals.watch(rows))
            },
        )
    }

    /// The normalized texts of a column, as a list of str with None for nulls: see `arrow`. Of a list
    /// or a tuple, the very strings that were in it where nothing changes; a stream is read to its end.
    #[pyo3(
        signature = (column, *, threads = ThreadCount(None), on_error = OnError::Raise),
        text_signature = "($self, column, *, threads=None, on_error='raise')"
    )]
    fn map<'py>(
        &self,
        py: Python<'py>,
        column: &Bound<'py, PyAny>,
        threads: ThreadCount,
        on_error: OnError,
    ) -> PyResult<Bound<'py, PyList>> {
        if column.is_exact_instance_of::<PyList>() || column.is_exact_instance_of::<PyTuple>() {
            let threads = detached(py, || Threads::new(threads.0))?;
            return self.map_rows(column.try_iter()?, &threads, on_error);
        }
        let threads = detached(py, || Threads::new(threads.0))?;
        let texts = column::read(Argument::Column, column, on_error, &threads)?;
        let mut signals = Signals::new();
        let normalized = detached(py, || {
            arrow::normalize(self.rules(), &texts, &threads, |rows| signals.watch(rows))
        });
        Column::new(signals.result(py, normalized)?, Labels::default()).to_pylist(py)
    }

    /// The normalized text, aligned with the text.
    #[pyo3(signature = (text, /))]
    fn align(slf: &Bound<'_, Self>, text: &Bound<'_, PyAny>) -> PyResult<Aligned> {
        let (py, normalizer) = (slf.py(), slf.get());
        let source = str_argument(text)?;
        let aligned = match (normalizer.compiled.units(), strings::units(source)?) {
            (Some(units), PyStringData::Ucs2(text)) => {
                let aligned = detached(py, || Ok(units.align(text)))?;
                aligned.map(|(text, alignment)| (strings::string(py, &text), alignment))
            }
            (Some(units), PyStringData::Ucs4(text)) => {
                let aligned = detached(py, || Ok(units.align(text)))?;
                aligned.map(|(text, alignment)| (strings::string(py, &text), alignment))
            }
            _ => None,
        };
        let (text, alignment) = match aligned {
            Some((text, alignment)) => (text?, alignment),
            None => {
                let given = utf8(source)?;
                let (normalized, alignment) = detached(py, || {
                    let (text, alignment) = normalizer.rules().align(given)?.into_parts();
                    let alignment = alignment.in_characters(given, &text);
                    Ok((text, alignment))
                })?;
                (PyString::new(py, &normalized), alignment)
            }
        };
        let same = strings::units(&text)? == strings::units(source)?;
        let text = if same { source.clone() } else { text };
        Ok(Aligned {
            origin: Origin::Normalizer(slf.clone().unbind()),
            source: source.clone().unbind(),
            text: text.unbind(),
            alignment,
        })
    }

    /// What `pattern` is found in once both are normalized: see the function `find`.
    #[pyo3(
        signature = (
            text, pattern, *, whole_word = WholeWord(false), threads = ThreadCount(None),
            on_error = OnError::Raise
        ),
        text_signature =
            "($self, text, pattern, *, whole_word=False, threads=None, on_error='raise')"
    )]
    fn find<'py>(
        &self,
        text: &Bound<'py, PyAny>,
        pattern: &Bound<'py, PyAny>,
        whole_word: WholeWord,
        threads: ThreadCount,
        on_error: OnError,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = text.py();
        let finder = self.finder(pattern, whole_word)?;
        if let Ok(source) = text.cast::<PyString>() {
            let given = utf8(source)?;
            let found = detached(py, || finder.find(given))?;
            return Ok(match_tuple(source, &found)?.to_list().into_any());
        }
        let layout = Layout::Long;
        let progress = (Progress(Some(false)), "find");
        let find = move |texts: &_, threads: &_, signals: &mut Signals| {
            arrow::find(&finder, texts, layout, threads, |rows| signals.watch(rows))
        };
        Answer::table(Argument::Text, text, layout, threads, on_error, progress, find)?
            .into_bound_py_any(py)
    }

    /// Whether `pattern` is found: see the function `contains`.
    #[pyo3(
        signature = (
            text, pattern, *, whole_word = WholeWord(false), threads = ThreadCount(None),
            on_error = OnError::Raise
        ),
        text_signature =
            "($self, text, pattern, *, whole_word=False, threads=None, on_error='raise')"
    )]
    fn contains<'py>(
        &self,
        text: &Bound<'py, PyAny>,
        pattern: &Bound<'py, PyAny>,
        whole_word: WholeWord,
        threads: ThreadCount,
        on_error: OnError,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = text.py();
        let finder = self.finder(pattern, whole_word)?;
        if let Ok(source) = text.cast::<PyString>() {
            let given = utf8(source)?;
            let found = detached(py, || finder.find(given))?;
            return Ok(PyBool::new(py, !found.is_empty()).to_owned().into_any());
        }
        let progress = (Progress(Some(false)), "contains");
        let contains = move |texts: &_, threads: &_, signals: &mut Signals| {
            arrow::contains(&finder, texts, threads, |rows| signals.watch(rows))
        };
        // One row a text, as lists have it.
        let layout = Layout::Lists;
        Answer::table(Argument::Text, text, layout, threads, on_error, progress, contains)?
            .into_bound_py_any(py)
    }

    /// The text with `replacement` for what `find` finds: see the function `replace`.
    #[pyo3(
        signature = (
            text, pattern, replacement, *, whole_word = WholeWord(false), threads = ThreadCount(None),
            on_error = OnError::Raise
        ),
        text_signature = "($self, text, pattern, replacement, *, whole_word=False, threads=None, \
                          on_error='raise')"
    )]
    fn replace<'py>(
        &self,
        text: &Bound<'py, PyAny>,
        pattern: &Bound<'py, PyAny>,
        replacement: &Bound<'py, PyAny>,
        whole_word: WholeWord,
        threads: ThreadCount,
        on_error: OnError,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = text.py();
        let finder = self.finder(pattern, whole_word)?;
        let replacement = string("replacement", replacement)?;
        if let Ok(source) = text.cast::<PyString>() {
            let given = utf8(source)?;
            let replaced = detached(py, || finder.replace(given, replacement))?;
            return Ok(match replaced {
                Cow::Borrowed(_) => source.clone().into_any(),
                Cow::Owned(text) => PyString::new(py, &text).into_any(),
            });
        }
        let replacement = replacement.to_owned();
        Answer::texts(Argument::Text, text, threads, on_error, move |texts, threads, signals| {
            arrow::replace(&finder, texts, &replacement, threads, |rows| signals.watch(rows))
        })?
        .into_bound_py_any(py)
    }

    fn __repr__(&self) -> String {
        let preset = self.preset.as_ref().map_or("None".into(), |name| format!("{name:?}"));
        let overrides = self.overrides();
        let overrides = overrides.iter().map(|(name, value)| format!(", {name}={value:?}"));
        format!("Normalizer({preset}{})", overrides.collect::<String>())
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.rules() == other.rules()
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.rules().hash(&mut hasher);
        hasher.finish()
    }

    fn __reduce__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let options = PyDict::new(py);
        for (name, value) in self.overrides() {
            options.set_item(name, value)?;
        }
        let arguments = (py.get_type::<Self>(), (self.preset(),), options);
        let make = py.import("copyreg")?.getattr("__newobj_ex__")?;
        Ok((make, arguments.into_pyobject(py)?))
    }
}

/// A normalized text that knows where it came from. Places are in characters.
///
/// A span of the result maps to the smallest span of the source that produced it; a span of the
/// source that was removed maps to the empty span at its place. What was inserted maps to what it was
/// inserted beside; an empty span, to the empty span before what the next character maps to.
///
/// A mark that was removed after the last letter of a span is left out, unlike in what `find` finds:
/// with all that was removed after it, the span from `start` to `end` goes up to `to_source(end, end)`.
///
/// What is normalized twice is aligned with the first text by `first.then(second)`.
#[pyclass(frozen, module = "warraq")]
pub(super) struct Aligned {
    origin: Origin,
    /// The text that was normalized.
    #[pyo3(get)]
    source: Py<PyString>,
    /// The normalized text.
    #[pyo3(get)]
    text: Py<PyString>,
    alignment: Alignment,
}

/// What an alignment was made from.
enum Origin {
    Normalizer(Py<Normalizer>),
    Both(Py<Aligned>, Py<Aligned>),
}

impl Aligned {
    fn span(start: &Bound<'_, PyAny>, end: &Bound<'_, PyAny>, length: usize) -> PyResult<Span> {
        let (start, end) = (integer("start", start)?, integer("end", end)?);
        if let (Ok(start), Ok(end)) = (usize::try_from(start), usize::try_from(end))
            && start <= end
            && end <= length
        {
            return Ok(Span::new(start, end));
        }
        if end < start {
            let message = format!("the span {start} to {end} ends before it starts");
            return Err(PyIndexError::new_err(message));
        }
        Err(PyIndexError::new_err(format!(
            "the span {start} to {end} does not lie in a text of {length} characters"
        )))
    }
}

#[pymethods]
impl Aligned {
    /// The span of the source that produced a span of the result.
    ///
    /// Raises IndexError for a span that does not lie in the result.
    fn to_source(&self, start: &Bound<'_, PyAny>, end: &Bound<'_, PyAny>) -> PyResult<(u32, u32)> {
        let span = self.alignment.to_source(Self::span(start, end, self.alignment.result_len())?);
        Ok((span.start, span.end))
    }

    /// The span of the result that a span of the source became.
    ///
    /// Raises IndexError for a span that does not lie in the source.
    fn to_normalized(
        &self,
        start: &Bound<'_, PyAny>,
        end: &Bound<'_, PyAny>,
    ) -> PyResult<(u32, u32)> {
        let length = self.alignment.source_len();
        let span = self.alignment.to_normalized(Self::span(start, end, length)?);
        Ok((span.start, span.end))
    }

    /// The span of the source that produced each character of the result.
    fn source_spans(&self, py: Python<'_>) -> PyResult<Vec<(u32, u32)>> {
        detached(py, || {
            let spans = (0..self.alignment.result_len()).map(|at| {
                let span = self.alignment.to_source(Span::new(at, at + 1));
                (span.start, span.end)
            });
            Ok(spans.collect())
        })
    }

    /// This alignment followed by that of its result: one from this source to the next result.
    ///
    /// Raises ValueError if `next` is not an alignment of this text.
    #[pyo3(signature = (next, /))]
    fn then(slf: &Bound<'_, Self>, next: &Bound<'_, Self>) -> PyResult<Self> {
        let (py, first, second) = (slf.py(), slf.get(), next.get());
        if strings::units(first.text.bind(py))? != strings::units(second.source.bind(py))? {
            return Err(
                Error::value("next is an alignment of another text than this result").into()
            );
        }
        let alignment = detached(py, || Ok(first.alignment.then(&second.alignment)))?;
        Ok(Self {
            origin: Origin::Both(slf.clone().unbind(), next.clone().unbind()),
            source: first.source.clone_ref(py),
            text: second.text.clone_ref(py),
            alignment,
        })
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("Aligned({})", self.text.bind(py).repr()?))
    }

    /// Pickled as what it was made from.
    fn __reduce__<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        match &self.origin {
            Origin::Normalizer(normalizer) => {
                Ok((normalizer.bind(py).getattr("align")?, (&self.source,).into_pyobject(py)?))
            }
            Origin::Both(first, second) => {
                Ok((first.bind(py).getattr("then")?, (second,).into_pyobject(py)?))
            }
        }
    }
}

/// Normalizes a text; the very string passed in if nothing changes.
///
/// `preset` names the rules; `presets()` lists them. For other rules, and for columns, make a
/// `Normalizer`.
///
/// Raises ValueError for another preset, TypeError if `text` is no str.
#[pyfunction]
#[pyo3(
    signature = (text, preset = Preset::named("search"), **others),
    text_signature = "(text, preset='search')"
)]
pub(super) fn normalize<'py>(
    text: &Bound<'py, PyAny>,
    preset: Preset,
    others: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyString>> {
    if let Some((name, value)) = others.and_then(|others| others.iter().next()) {
        let preset = preset.0.map_or("None".into(), |preset| format!("{preset:?}"));
        let hint = match Options::NAMES.contains(&name.to_string().as_str()) {
            true => format!(": options are for Normalizer({preset}, {name}={})", value.repr()?),
            false => String::new(),
        };
        let message = format!("normalize() got an unexpected keyword argument '{name}'{hint}");
        return Err(PyTypeError::new_err(message));
    }
    Normalizer::new(preset, None)?.__call__(text)
}

/// Where a text has what `pattern` is once both are normalized, as a list of `Match`, in order and
/// without overlap.
///
/// A match has what normalization removes right after it of marks, of tatweels, of a hamza, and of a
/// run of its last character that is cut; a hamza that is removed where a word begins goes with the
/// letter after it. White space at an end of the pattern counts, though normalization trims texts. Of a
/// ligature in which it begins or ends it has all; it is no part of anything else that becomes
/// something as a whole, or of an emoji, and does not end before a mark that stays; but U+FE0E and
/// U+FE0F, which choose how a character looks, belong to it, and do not count at the end of the
/// pattern. Of a run that is cut, each part that became the pattern is a match: with
/// `preset="social"`, `ا` is found in `ااا` as `ا` and `اا`. With `whole_word`, neither before nor after
/// it is a letter, mark, digit, tatweel, zero-width joiner or non-joiner.
///
/// `text` may also be a column, with `threads` and `on_error`, as in `Pipeline.entities`: then the
/// answer is a `Table` with one row a match: `row` (counted from 0), `start`, `end`, `text`.
///
/// Raises ValueError for a preset that does not exist, or if nothing is left of the pattern when it
/// is normalized.
#[pyfunction]
#[pyo3(
    signature = (
        text, pattern, preset = Preset::named("matching"), *, whole_word = WholeWord(false), threads = ThreadCount(None),
        on_error = OnError::Raise
    ),
    text_signature = "(text, pattern, preset='matching', *, whole_word=False, threads=None, \
                      on_error='raise')"
)]
pub(super) fn find<'py>(
    text: &Bound<'py, PyAny>,
    pattern: &Bound<'py, PyAny>,
    preset: Preset,
    whole_word: WholeWord,
    threads: ThreadCount,
    on_error: OnError,
) -> PyResult<Bound<'py, PyAny>> {
    Normalizer::new(preset, None)?.find(text, pattern, whole_word, threads, on_error)
}

/// Whether `find` finds `pattern` in a text, a bool.
///
/// `text` may also be a column, with `threads` and `on_error`, as in `Pipeline.entities`: then the
/// answer is a `Table` with one row a text and the column `contains` (bool), null where the text is.
///
/// Raises ValueError for a preset that does not exist, or if nothing is left of the pattern when it
/// is normalized.
#[pyfunction]
#[pyo3(
    signature = (
        text, pattern, preset = Preset::named("matching"), *, whole_word = WholeWord(false), threads = ThreadCount(None),
        on_error = OnError::Raise
    ),
    text_signature = "(text, pattern, preset='matching', *, whole_word=False, threads=None, \
                      on_error='raise')"
)]
pub(super) fn contains<'py>(
    text: &Bound<'py, PyAny>,
    pattern: &Bound<'py, PyAny>,
    preset: Preset,
    whole_word: WholeWord,
    threads: ThreadCount,
    on_error: OnError,
) -> PyResult<Bound<'py, PyAny>> {
    Normalizer::new(preset, None)?.contains(text, pattern, whole_word, threads, on_error)
}

/// A text with `replacement`, as it is, for all that `find` finds. The rest is not normalized, but what
/// is left of a ligature in which a match begins or ends is written as letters. If nothing is found,
/// the very string passed in.
///
/// `text` may also be a column: then the answer is a `Column`, in which nulls stay null.
///
/// Raises ValueError for a preset that does not exist, or if nothing is left of the pattern when it
/// is normalized.
#[pyfunction]
#[pyo3(
    signature = (
        text, pattern, replacement, preset = Preset::named("matching"), *, whole_word = WholeWord(false),
        threads = ThreadCount(None), on_error = OnError::Raise
    ),
    text_signature = "(text, pattern, replacement, preset='matching', *, whole_word=False, \
                      threads=None, on_error='raise')"
)]
pub(super) fn replace<'py>(
    text: &Bound<'py, PyAny>,
    pattern: &Bound<'py, PyAny>,
    replacement: &Bound<'py, PyAny>,
    preset: Preset,
    whole_word: WholeWord,
    threads: ThreadCount,
    on_error: OnError,
) -> PyResult<Bound<'py, PyAny>> {
    let normalizer = Normalizer::new(preset, None)?;
    normalizer.replace(text, pattern, replacement, whole_word, threads, on_error)
}

/// The runs of a text that are stored in visual order, as old PDF files give it: from left to right as
/// it is seen, so that Arabic is reversed. A list of `Match`, in order and without overlap; nothing is
/// turned around.
///
/// Only presentation forms tell, since they say on which sides a letter is joined: a word is reversed
/// if it can be read as letters joined from a final through medials to an initial form, and isolated
/// ones, but not the other way around. A run goes from one word with such forms to another on the
/// same line, with digits and other words between them; it holds a reversed word and none in logical
/// order or of plain Arabic letters alone.
///
/// Raises TypeError if `text` is no str.
#[pyfunction]
#[pyo3(signature = (text, /))]
pub(super) fn visual_order<'py>(text: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
    let source = str_argument(text)?;
    let given = utf8(source)?;
    let runs = detached(text.py(), || crate::normalize::visual_order(given))?;
    Ok(match_tuple(source, &runs)?.to_list())
}

/// Every option of normalization, in the order in which they apply: what it is about (`doc`), the
/// `group` that it is in, and its `values`, each with what it does. The first value, `keep`, is the
/// default.
#[pyfunction]
pub(super) fn options(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    let options = PyDict::new(py);
    for option in Options::DESCRIPTIONS {
        let values = PyDict::new(py);
        for (value, doc) in option.values {
            values.set_item(value, doc)?;
        }
        let description = PyDict::new(py);
        description.set_item("group", option.group)?;
        description.set_item("doc", option.doc)?;
        description.set_item("values", values)?;
        options.set_item(option.name, description)?;
    }
    Ok(options)
}

/// The presets of normalization, each with its purpose.
#[pyfunction]
pub(super) fn presets(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    PRESETS.iter().map(|preset| (preset.name, preset.purpose)).into_py_dict(py)
}
