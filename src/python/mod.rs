//! The extension module `warraq._core`: the crate's types as Python sees them.
//!
//! Offsets become characters here. All work runs without the GIL, in [`detached`].

mod capsule;
mod column;
mod document;
mod error;
mod normalize;
mod people;
mod pipeline;
mod polars;
mod quotes;
mod reader;
mod rules;
mod stem;
mod strings;
mod table;
mod text;
mod train;
mod transliterate;
mod values;
mod words;

use std::any::Any;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// The compiled core of warraq.
#[pymodule]
mod _core {
    use super::*;

    #[pymodule_export]
    use super::document::{Document, Entity, Match, Segment, Sentence, Token};
    #[pymodule_export]
    use super::error::{DataError, ModelError, WarraqError};
    #[pymodule_export]
    use super::normalize::{
        Aligned, Normalizer, contains, find, normalize, options, presets, replace, visual_order,
    };
    #[pymodule_export]
    use super::people::Person;
    #[pymodule_export]
    use super::pipeline::{Pipe, Pipeline, load};
    #[pymodule_export]
    use super::quotes::{Quote, Speaker};
    #[pymodule_export]
    use super::reader::Reader;
    #[pymodule_export]
    use super::rules::EntityRules;
    #[pymodule_export]
    use super::stem::{is_stop, stem, stop_words};
    #[pymodule_export]
    use super::table::{Column, Table};
    #[pymodule_export]
    use super::text::{segment, sentences, tokenize};
    #[pymodule_export]
    use super::train::{
        cards, cross_validate_pos, evaluate_dates, evaluate_lemma, evaluate_names, evaluate_ner,
        evaluate_numbers, evaluate_pos, evaluate_segmenter, evaluate_sentences, evaluate_values,
        extend_ner, ner_errors, train_ner, train_pos, train_segmenter,
    };
    #[pymodule_export]
    use super::transliterate::transliterate;
    #[pymodule_export]
    use super::values::{Date, Number, number_words};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        error::declare_attributes(module.py())?;
        table::declare_sequence(module.py())?;
        watch_forks(module)
    }
}

/// Has Python tell of its forks. A process forked without Python is told by its number alone.
fn watch_forks(module: &Bound<'_, PyModule>) -> PyResult<()> {
    // Not when the module is imported, which would take ten times as long.
    #[pyfunction]
    fn prepare(py: Python<'_>) {
        py.detach(crate::prepare);
    }

    #[pyfunction]
    fn forked() {
        crate::batch::forked();
    }

    let py = module.py();
    // Not on Windows.
    let Some(register) = py.import("os")?.getattr_opt("register_at_fork")? else { return Ok(()) };
    let arguments = PyDict::new(py);
    arguments.set_item("before", wrap_pyfunction!(prepare, module)?)?;
    arguments.set_item("after_in_child", wrap_pyfunction!(forked, module)?)?;
    register.call((), Some(&arguments))?;
    Ok(())
}

/// Runs `work` without the GIL. A panic in it, a bug, becomes an ordinary exception.
fn detached<T: Send>(
    py: Python<'_>,
    work: impl FnOnce() -> crate::Result<T> + Send,
) -> PyResult<T> {
    match py.detach(|| catch_unwind(AssertUnwindSafe(work))) {
        Ok(result) => Ok(result?),
        Err(panic) => Err(PyRuntimeError::new_err(internal_error(&*panic))),
    }
}

/// The message for a panic, a bug.
fn internal_error(panic: &(dyn Any + Send)) -> String {
    let what = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("unknown");
    format!("internal error in warraq, please report it: {what}")
}

/// Lets other threads and the handlers of signals have their turn in a long loop that needs the
/// GIL; called for every item, it does so now and then.
fn breathe(py: Python<'_>, item: usize) -> PyResult<()> {
    if item.is_multiple_of(1 << 16) {
        py.detach(|| ());
        py.check_signals()?;
    }
    Ok(())
}

/// Whether the rows done are shown: if nobody says, where somebody sees it.
#[derive(Clone, Copy, Debug)]
struct Progress(Option<bool>);

impl<'py> FromPyObject<'_, 'py> for Progress {
    type Error = PyErr;

    fn extract(value: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let wanted = if value.is_none() { None } else { Some(column::flag("progress", &value)?) };
        if wanted == Some(true) {
            // Told before the work, not after its first second.
            value.py().import("warraq._progress")?.call_method0("check")?;
        }
        Ok(Self(wanted))
    }
}

/// Lets Python handle signals while it waits for work on a column, so that Ctrl-C stops it, and shows
/// how far it is.
struct Signals {
    began: Instant,
    checked: Instant,
    raised: Option<PyErr>,
    /// Of how many.
    rows: usize,
    /// The title of the bar and whether it is wanted, until it is known whether there is one.
    progress: Option<(&'static str, Option<bool>)>,
    bar: Option<Py<PyAny>>,
}

/// What is done before gets no bar unless one is asked for.
const SHORT: Duration = Duration::from_secs(1);

impl Signals {
    fn new() -> Self {
        let now = Instant::now();
        Self { began: now, checked: now, raised: None, rows: 0, progress: None, bar: None }
    }

    fn showing(progress: Progress, title: &'static str, rows: usize) -> Self {
        let progress = (progress.0 != Some(false)).then_some((title, progress.0));
        Self { rows, progress, ..Self::new() }
    }

    /// To be called again and again while so many rows are done.
    fn watch(&mut self, rows: usize) -> ControlFlow<()> {
        if self.checked.elapsed() < Duration::from_millis(40) {
            return ControlFlow::Continue(());
        }
        self.checked = Instant::now();
        match Python::attach(|py| self.tell(py, rows)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.raised = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    fn tell(&mut self, py: Python<'_>, rows: usize) -> PyResult<()> {
        py.check_signals()?;
        let is_long = self.began.elapsed() >= SHORT;
        if let Some((title, wanted)) = self.progress.take_if(|it| is_long || it.1 == Some(true)) {
            let module = py.import("warraq._progress")?;
            let bar = module.call_method1("bar", (title, self.rows, wanted))?;
            self.bar = (!bar.is_none()).then(|| bar.unbind());
        }
        match &self.bar {
            Some(bar) => bar.call_method1(py, "update", (rows,)).map(drop),
            None => Ok(()),
        }
    }

    /// The result of the work, or what the signal's handler raised if that ended it.
    fn result<T>(mut self, py: Python<'_>, result: PyResult<T>) -> PyResult<T> {
        if self.raised.is_none() && result.is_ok() {
            self.tell(py, self.rows)?;
        }
        if let Some(bar) = self.bar {
            bar.call_method0(py, "close")?;
        }
        self.raised.map_or(result, Err)
    }
}
