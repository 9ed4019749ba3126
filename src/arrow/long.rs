//! Long tables: one row a span, in a batch for each task.

use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, DictionaryArray, Int16Array, Int64Array, LargeListArray, RecordBatch,
    StringArray, StructArray,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema, SchemaRef};

use super::numbers::{Numbers, Part};
use super::texts::{Piece, Pieces};
use crate::batch::{self, Rows, Threads};
use crate::span::{starts, starts_between};
use crate::{Error, Result, Span};

/// How the spans of a column of texts are laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Layout {
    /// One row a span: `row`, which counts from 0 in the column of texts, `start`, `end`, `text`, …
    #[default]
    Long,
    /// One row a text, as long as the column: a list of structs, null where the text is null.
    Lists,
}

impl Layout {
    /// The layout of that name: `long` or `lists`.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for another name; the message lists the known.
    pub fn from_name(name: &str) -> Result<Self> {
        match name {
            "long" => Ok(Self::Long),
            "lists" => Ok(Self::Lists),
            _ => Err(Error::unknown("layout", name, &["long", "lists"])),
        }
    }
}

/// A table of the Arrow format, in one batch or more, or none.
#[derive(Clone, Debug)]
pub struct Batches {
    /// The columns.
    pub schema: SchemaRef,
    /// The rows, all with that schema.
    pub batches: Vec<RecordBatch>,
}

/// What a long table has: its name as a list, and its columns.
///
/// Texts are LargeUtf8: one array then holds any column's mentions, and it is what pandas' `str`
/// keeps, so that nothing is copied there.
pub(super) struct Shape {
    name: &'static str,
    layout: Layout,
    columns: Fields,
}

impl Shape {
    /// With these columns after `row`, `start` and `end`, in characters of the row's text, and
    /// `text`.
    pub(super) fn new(
        name: &'static str,
        layout: Layout,
        more: impl IntoIterator<Item = Field>,
    ) -> Self {
        let number = |name| Field::new(name, DataType::Int64, false);
        let text = Field::new("text", DataType::LargeUtf8, false);
        let columns = ["row", "start", "end"].map(number).into_iter().chain([text]).chain(more);
        Self { name, layout, columns: columns.collect() }
    }

    fn structs(&self) -> Fields {
        self.columns.iter().skip(1).cloned().collect()
    }

    fn item(&self) -> Arc<Field> {
        Arc::new(Field::new("item", DataType::Struct(self.structs()), false))
    }

    fn schema(&self) -> SchemaRef {
        Arc::new(match self.layout {
            Layout::Long => Schema::new(self.columns.clone()),
            Layout::Lists => {
                let list = DataType::LargeList(self.item());
                Schema::new(vec![Field::new(self.name, list, true)])
            }
        })
    }

    /// The spans of every row, as the table of this shape.
    ///
    /// Of each text `find` appends the spans, in the order of their starts; `more` gives the other
    /// columns of all spans since it was last called.
    pub(super) fn fill<R: Rows + ?Sized, S>(
        self,
        rows: &R,
        threads: &Threads,
        state: impl Fn() -> S + Sync,
        find: impl Fn(&mut S, &str, &mut Spans<'_>) -> Result<()> + Sync,
        more: impl Fn(&mut S) -> Vec<ArrayRef> + Sync,
        watch: impl FnMut(usize) -> ControlFlow<()>,
    ) -> Result<Batches> {
        let schema = self.schema();
        let work = |(state, columns): &mut (S, Columns), rows: &R, range: Range<usize>| {
            columns.begin();
            let mut lists = (self.layout == Layout::Lists).then(Lists::default);
            for row in range {
                let before = columns.start.len();
                let text = rows.text(row);
                if let Some(text) = text {
                    let mut spans = Spans { columns, text, row, last: [(0, 0); 2] };
                    find(state, text, &mut spans).map_err(|error| error.at_row(row as u64))?;
                }
                match &mut lists {
                    Some(lists) => lists.push(text.map(|_| columns.start.len() - before)),
                    None => columns.row.resize(columns.start.len(), row as i64),
                }
            }
            Ok(columns.task(more(state), lists))
        };
        let state = || (state(), Columns::new());
        let tasks = batch::run(rows, threads, state, work, watch)?;
        let batches = tasks.into_iter().map(|task| self.batch(task, &schema));
        let batches = batches.filter(|batch| !matches!(batch, Ok(batch) if batch.num_rows() == 0));
        let batches: Result<_, ArrowError> = batches.collect();
        match batches {
            Ok(batches) => Ok(Batches { schema, batches }),
            Err(error) => Err(Error::data(error.to_string())),
        }
    }

    fn batch(&self, task: Task, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
        let Task { row, start, end, text, more, lists } = task;
        let spans: [ArrayRef; 3] = [numbers(start), numbers(end), Arc::new(text.finish())];
        let arrays = spans.into_iter().chain(more);
        let columns = match lists {
            None => [numbers(row)].into_iter().chain(arrays).collect(),
            Some(Lists { lengths, nulls }) => {
                let structs = StructArray::try_new(self.structs(), arrays.collect(), None)?;
                let offsets = OffsetBuffer::from_lengths(lengths);
                let nulls = Some(NullBuffer::from(nulls));
                let lists =
                    LargeListArray::try_new(self.item(), offsets, Arc::new(structs), nulls)?;
                vec![Arc::new(lists) as ArrayRef]
            }
        };
        RecordBatch::try_new(schema.clone(), columns)
    }
}

fn numbers(part: Part<i64>) -> ArrayRef {
    Arc::new(Int64Array::new(part.finish(), None))
}

/// The columns that every long table begins with, of a thread.
struct Columns {
    row: Numbers<i64>,
    start: Numbers<i64>,
    end: Numbers<i64>,
    text: Pieces,
    /// The bytes of the texts of the last task.
    bytes: usize,
}

/// What a task found, in buffers that may not be complete yet.
struct Task {
    row: Part<i64>,
    start: Part<i64>,
    end: Part<i64>,
    text: Piece,
    more: Vec<ArrayRef>,
    /// With [`Layout::Lists`].
    lists: Option<Lists>,
}

/// How many spans each text of a task has, and whether it is one.
#[derive(Default)]
struct Lists {
    lengths: Vec<usize>,
    nulls: Vec<bool>,
}

impl Lists {
    fn push(&mut self, length: Option<usize>) {
        self.lengths.push(length.unwrap_or(0));
        self.nulls.push(length.is_some());
    }
}

impl Columns {
    fn new() -> Self {
        let [row, start, end] = [(); 3].map(|()| Numbers::default());
        Self { row, start, end, text: Pieces::new(0), bytes: 0 }
    }

    fn begin(&mut self) {
        // The next task has about as many.
        self.text.builder(0, self.bytes + self.bytes / 8);
    }

    fn task(&mut self, more: Vec<ArrayRef>, lists: Option<Lists>) -> Task {
        let Self { row, start, end, text, bytes } = self;
        *bytes = text.bytes();
        let [row, start, end] = [row, start, end].map(Numbers::part);
        Task { row, start, end, text: text.piece(), more, lists }
    }
}

/// The spans of one text.
pub(super) struct Spans<'a> {
    columns: &'a mut Columns,
    text: &'a str,
    row: usize,
    /// The start and the end of the last span: a byte, and the number of characters before it.
    last: [(usize, i64); 2],
}

impl Spans<'_> {
    /// The row of the text.
    pub(super) fn row(&self) -> usize {
        self.row
    }

    /// Appends a span that begins no earlier than the one before.
    pub(super) fn push(&mut self, span: Span) {
        let (start, end) = (span.start as usize, span.end as usize);
        let bytes = self.text.as_bytes();
        let (at, chars) = if start < self.last[1].0 { self.last[0] } else { self.last[1] };
        let between = match start - at {
            // One byte between two spans is a character.
            gap @ 0..=1 => gap as i64,
            _ => starts(&bytes[at..start]).into(),
        };
        let first = chars + between;
        let last = first + i64::from(starts_between(bytes, start, end));
        self.last = [(start, first), (end, last)];
        self.columns.start.push(first);
        self.columns.end.push(last);
        self.columns.text.part(self.text, span);
    }
}

/// A column of names, each of which is one of few.
pub(super) fn names(name: &str) -> Field {
    let names = DataType::Dictionary(DataType::Int16.into(), DataType::Utf8.into());
    Field::new(name, names, false)
}

/// Such a column: of each row the number of its name.
pub(super) fn named(numbers: Vec<i16>, names: &Arc<StringArray>) -> ArrayRef {
    debug_assert!(numbers.iter().all(|&number| (number as usize) < names.len()));
    Arc::new(DictionaryArray::new(Int16Array::from(numbers), names.clone()))
}

/// Such a column in which some rows have no name.
pub(super) fn named_or_null(numbers: Vec<Option<i16>>, names: &Arc<StringArray>) -> ArrayRef {
    debug_assert!(numbers.iter().flatten().all(|&number| (number as usize) < names.len()));
    Arc::new(DictionaryArray::new(Int16Array::from(numbers), names.clone()))
}
