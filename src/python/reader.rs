//! Streams: record batches of texts in, record batches of what is made of them out.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Int64Array, LargeStringArray, RecordBatch, RecordBatchReader};
use arrow_data::ArrayData;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};

use super::capsule;
use super::column::{self, Argument, Input, TextStream, ThreadCount};
use super::table::{Column, Labels, Table, need};
use super::{Progress, Signals, detached};
use crate::arrow::{Batches, Layout, OnError, TextColumn};
use crate::batch::{Rows, Threads};
use crate::{Error, Result};

/// What a reader makes of a batch of texts.
pub(super) type Work = Box<dyn Fn(&TextColumn, &Threads, &mut Signals) -> Result<Batches> + Send>;

/// What a method gives: of a column a table or a column, of a stream a reader.
#[derive(IntoPyObject)]
pub(super) enum Answer {
    Table(Table),
    Column(Column),
    Reader(Reader),
}

impl Answer {
    /// The table that `work` makes of the texts.
    pub(super) fn table(
        argument: Argument,
        column: &Bound<'_, PyAny>,
        layout: Layout,
        threads: ThreadCount,
        on_error: OnError,
        progress: (Progress, &'static str),
        work: impl Fn(&TextColumn, &Threads, &mut Signals) -> Result<Batches> + Send + 'static,
    ) -> PyResult<Self> {
        let py = column.py();
        let available = detached(py, || Threads::new(threads.0))?;
        match column::open(argument, column, on_error, &available)? {
            Input::Column(texts) => {
                made(column, &texts, layout, &available, progress, work).map(Self::Table)
            }
            Input::Stream(texts) => {
                let numbered = layout == Layout::Long;
                Reader::new(py, texts, numbered, threads, on_error, Box::new(work))
                    .map(Self::Reader)
            }
        }
    }

    /// The texts that `work` makes of the texts, row by row.
    pub(super) fn texts(
        argument: Argument,
        column: &Bound<'_, PyAny>,
        threads: ThreadCount,
        on_error: OnError,
        work: impl Fn(&TextColumn, &Threads, &mut Signals) -> Result<Vec<LargeStringArray>>
        + Send
        + 'static,
    ) -> PyResult<Self> {
        let py = column.py();
        let available = detached(py, || Threads::new(threads.0))?;
        match column::open(argument, column, on_error, &available)? {
            Input::Column(texts) => {
                let mut signals = Signals::new();
                let watched = &mut signals;
                let made = detached(py, move || work(&texts, &available, watched));
                Ok(Self::Column(Column::new(signals.result(py, made)?, Labels::of(column)?)))
            }
            Input::Stream(texts) => {
                Reader::of_texts(py, texts, threads, on_error, work).map(Self::Reader)
            }
        }
    }
}

/// The table that `work` makes of a column.
pub(super) fn made(
    column: &Bound<'_, PyAny>,
    texts: &TextColumn,
    layout: Layout,
    threads: &Threads,
    progress: (Progress, &'static str),
    work: impl FnOnce(&TextColumn, &Threads, &mut Signals) -> Result<Batches> + Send,
) -> PyResult<Table> {
    let mut signals = Signals::showing(progress.0, progress.1, texts.len());
    let table = detached(column.py(), || work(texts, threads, &mut signals));
    let table = signals.result(column.py(), table)?;
    match layout {
        Layout::Long => Ok(Table::new(table)),
        Layout::Lists => Table::of_rows(table, column),
    }
}

/// A stream of record batches, each made when it is asked for from the next batch of the stream that
/// was passed in, so that no more than that is in memory. It is read once: by iteration, which gives a
/// `Table` for each batch of the input, or by whatever takes Arrow streams
/// (`pyarrow.RecordBatchReader.from_stream(x)`, `polars.DataFrame(x)`, DuckDB).
///
/// An error ends it, names the row counted from the start of the stream, and is raised by iteration as
/// it is; other libraries raise their own with its message. Ctrl-C stops it.
#[pyclass(frozen, module = "warraq", weakref)]
pub(super) struct Reader {
    schema: SchemaRef,
    state: Mutex<State>,
}

enum State {
    Open(Box<Source>),
    Ended,
    /// Another reads it, or has.
    Taken,
}

/// What the batches are made from.
struct Source {
    texts: TextStream,
    /// How many rows it has given.
    rows: u64,
    /// Whether the first column of what is made is the number of the row.
    numbered: bool,
    threads: ThreadCount,
    on_error: OnError,
    work: Work,
    signals: Signals,
}

impl Reader {
    pub(super) fn new(
        py: Python<'_>,
        texts: TextStream,
        numbered: bool,
        threads: ThreadCount,
        on_error: OnError,
        work: Work,
    ) -> PyResult<Self> {
        let signals = Signals::new();
        let mut source = Source { texts, rows: 0, numbered, threads, on_error, work, signals };
        // What is wrong with the options is said now; no column, no texts.
        let (schema, source) = detached(py, move || {
            let nothing = TextColumn::new();
            let threads = Threads::new(threads.0)?;
            let made = (source.work)(&nothing, &threads, &mut source.signals)?;
            Ok((made.schema, source))
        })?;
        Ok(Self { schema, state: Mutex::new(State::Open(Box::new(source))) })
    }

    /// A reader of texts, in a column of the same name.
    pub(super) fn of_texts(
        py: Python<'_>,
        texts: TextStream,
        threads: ThreadCount,
        on_error: OnError,
        work: impl Fn(&TextColumn, &Threads, &mut Signals) -> Result<Vec<LargeStringArray>>
        + Send
        + 'static,
    ) -> PyResult<Self> {
        let field = Field::new(&texts.name, DataType::LargeUtf8, true);
        let schema = Arc::new(Schema::new(vec![field]));
        let work: Work = Box::new(move |texts, threads, signals| {
            let arrays = work(texts, threads, signals)?.into_iter();
            let batches = arrays
                .map(|array| RecordBatch::try_new(schema.clone(), vec![Arc::new(array)]))
                .collect::<Result<_, _>>();
            let batches = batches.map_err(|error| Error::data(error.to_string()))?;
            Ok(Batches { schema: schema.clone(), batches })
        });
        Self::new(py, texts, false, threads, on_error, work)
    }

    fn replace(&self, state: State) -> State {
        let mut held = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut held, state)
    }
}

impl Source {
    /// What is made of the next batch, unless there is none.
    fn pull(&mut self) -> Result<Option<Batches>> {
        let Some(array) = self.texts.next() else { return Ok(None) };
        // Work on a small batch does not look at signals.
        if self.signals.watch(0).is_break() {
            return Err(Error::cancelled());
        }
        let array = array.inspect_err(|error| {
            // The interface passes on by its message alone what a producer in Python raised.
            if error.to_string().trim_end().ends_with("KeyboardInterrupt") {
                self.signals.raised = Some(PyKeyboardInterrupt::new_err(()));
            }
        })?;
        let rows = array.len() as u64;
        let made = self.make(array).map_err(|error| match error.row() {
            Some(row) => error.at_row(self.rows + row),
            None => error,
        })?;
        self.rows += rows;
        Ok(Some(made))
    }

    fn make(&mut self, array: ArrayData) -> Result<Batches> {
        let threads = Threads::new(self.threads.0)?;
        let mut texts = TextColumn::new();
        texts.push(array, self.on_error, &threads)?;
        let mut made = (self.work)(&texts, &threads, &mut self.signals)?;
        if self.numbered && self.rows > 0 {
            let batches = made.batches.into_iter().map(|batch| counted_from(self.rows, batch));
            let batches: Result<_, ArrowError> = batches.collect();
            made.batches = batches.map_err(|error| Error::data(error.to_string()))?;
        }
        Ok(made)
    }
}

/// A batch whose first column counts rows, with so many before them.
fn counted_from(first: u64, batch: RecordBatch) -> Result<RecordBatch, ArrowError> {
    let rows = batch.column(0).as_primitive::<Int64Type>();
    let rows: Int64Array = rows.unary(|row| row + first as i64);
    let mut columns = batch.columns().to_vec();
    columns[0] = Arc::new(rows);
    RecordBatch::try_new(batch.schema(), columns)
}

#[pymethods]
impl Reader {
    /// The names of the columns.
    #[getter]
    fn column_names<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.schema.fields().iter().map(|field| field.name().as_str()))
    }

    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    /// The table that is made of the next batch of the input, which may be without rows.
    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Table>> {
        let mut source = match self.replace(State::Taken) {
            State::Open(source) => source,
            State::Ended => {
                self.replace(State::Ended);
                return Ok(None);
            }
            State::Taken => return Err(read_already().into()),
        };
        let pulled = detached(py, || source.pull());
        match pulled {
            Ok(Some(batches)) => {
                self.replace(State::Open(source));
                Ok(Some(Table::new(batches)))
            }
            Ok(None) => {
                self.replace(State::Ended);
                Ok(None)
            }
            // As with a generator, an error ends the iteration.
            Err(error) => {
                self.replace(State::Ended);
                Err(source.signals.raised.take().unwrap_or(error))
            }
        }
    }

    /// Ends it, and lets go of the stream that was passed in; so does the end of its life.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        let state = self.replace(State::Ended);
        detached(py, move || {
            drop(state);
            Ok(())
        })
    }

    /// The reader as a PyCapsule of an Arrow stream, which is then what reads it. `requested_schema` is
    /// not acted on, as the interface allows.
    ///
    /// Raises DataError if it was read already.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let State::Open(source) = self.replace(State::Taken) else {
            return Err(read_already().into());
        };
        let (schema, ready) = (self.schema.clone(), VecDeque::new());
        capsule::write_stream(py, Exported { source: Some(source), schema, ready })
    }

    /// The schema as a PyCapsule of an Arrow schema.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        capsule::write_schema(py, &self.schema)
    }

    /// The reader as a `pyarrow.RecordBatchReader`, which is then what reads it.
    ///
    /// Raises ImportError if pyarrow is not installed, DataError if it was read already.
    fn to_arrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let reader = need(slf.py(), "pyarrow", "arrow")?.getattr("RecordBatchReader")?;
        reader.call_method1("from_stream", (slf,))
    }

    fn __repr__(&self) -> String {
        let names: Vec<_> =
            self.schema.fields().iter().map(|field| field.name().as_str()).collect();
        format!("<warraq.Reader of {}>", names.join(", "))
    }
}

fn read_already() -> Error {
    Error::data("the stream was read already")
}

/// What another library reads.
struct Exported {
    /// `None` once it has ended.
    source: Option<Box<Source>>,
    schema: SchemaRef,
    /// What was made of the last batch of texts.
    ready: VecDeque<RecordBatch>,
}

impl RecordBatchReader for Exported {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
}

impl Iterator for Exported {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.ready.is_empty() {
            let source = self.source.as_mut()?;
            // A caller that holds the GIL would keep the producer of the texts from having it.
            let pulled = Python::try_attach(|py| detached(py, || source.pull()));
            match pulled {
                Some(Ok(Some(made))) => self.ready.extend(made.batches),
                Some(Ok(None)) => self.source = None,
                // Python is at its end.
                None => self.source = None,
                Some(Err(error)) => {
                    let raised =
                        self.source.take().and_then(|mut source| source.signals.raised.take());
                    return Some(Err(told(raised.unwrap_or(error))));
                }
            }
        }
        self.ready.pop_front().map(Ok)
    }
}

/// An exception as the interface can tell it: by its message.
fn told(error: PyErr) -> ArrowError {
    Python::attach(|py| {
        if !error.is_instance_of::<PyKeyboardInterrupt>(py) {
            return ArrowError::ComputeError(error.value(py).to_string());
        }
        // Raised again once Python goes on.
        let _ = py.import("_thread").and_then(|thread| thread.call_method0("interrupt_main"));
        ArrowError::ComputeError("interrupted".into())
    })
}
