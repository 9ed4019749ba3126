//! Columns in the Arrow format: string arrays in, string arrays and long tables out.

use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use arrow_array::builder::{Float32Builder, Int16Builder, Int64Builder, LargeStringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::{
    Array, ArrayRef, DictionaryArray, LargeStringArray, RecordBatch, StringArray, StringViewArray,
    make_array,
};
use arrow_buffer::NullBuffer;
use arrow_data::ArrayData;
use arrow_schema::{ArrowError, DataType, Field, Schema};

use crate::batch::{self, Rows, Threads};
use crate::entities::Entity;
use crate::normalize::{Finder, Normalizer};
use crate::{CharIndex, Error, Layers, Pipeline, Result, Worker};

/// What becomes of a row that is not valid text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnError {
    /// The whole column is refused, with an error that names the row.
    #[default]
    Raise,
    /// The row counts as null.
    Null,
}

/// A column of texts in one or more Arrow arrays, read in place.
#[derive(Debug, Default)]
pub struct TextColumn {
    chunks: Vec<Chunk>,
    /// One past the last row of each chunk.
    ends: Vec<usize>,
}

/// One array of texts.
#[derive(Debug)]
enum Chunk {
    Null,
    Utf8(StringArray),
    LargeUtf8(LargeStringArray),
    Utf8View(StringViewArray),
    Dictionary { keys: Vec<usize>, nulls: Option<NullBuffer>, values: Box<Chunk> },
}

impl TextColumn {
    /// A column without rows.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether arrays of a type can be texts at all: no struct or list is, not even an empty one.
    ///
    /// # Errors
    /// [`ErrorKind::Type`](crate::ErrorKind::Type) if not.
    pub fn check_type(data_type: &DataType) -> Result<()> {
        if data_type.is_nested() { Err(not_text(data_type)) } else { Ok(()) }
    }

    /// Appends the rows of an array of type Utf8, LargeUtf8, Utf8View, Null, or a dictionary of
    /// those. Of other types only arrays that are null throughout are taken.
    ///
    /// The array may come from anywhere: its offsets, keys and text are verified.
    ///
    /// # Errors
    /// [`ErrorKind::Type`](crate::ErrorKind::Type) if it is an array of something else,
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if it is malformed, with the row if it is one
    /// row's text that is not UTF-8.
    pub fn push(&mut self, data: ArrayData, on_error: OnError) -> Result<()> {
        Self::check_type(data.data_type())?;
        let first_row = self.len();
        let rows = data.len();
        if rows > 0 {
            let chunk = Chunk::read(data, on_error).map_err(|error| match error.row() {
                Some(row) => error.at_row(row + first_row as u64),
                None => error,
            })?;
            self.chunks.push(chunk);
            self.ends.push(first_row + rows);
        }
        Ok(())
    }
}

impl From<LargeStringArray> for TextColumn {
    fn from(array: LargeStringArray) -> Self {
        Self { ends: vec![array.len()], chunks: vec![Chunk::LargeUtf8(array)] }
    }
}

impl Rows for TextColumn {
    fn len(&self) -> usize {
        self.ends.last().copied().unwrap_or(0)
    }

    fn text(&self, row: usize) -> Option<&str> {
        let index = self.ends.partition_point(|&end| end <= row);
        let first = if index == 0 { 0 } else { self.ends[index - 1] };
        self.chunks[index].get(row - first)
    }
}

impl Chunk {
    fn read(data: ArrayData, on_error: OnError) -> Result<Self> {
        let text = |data_type: &DataType| {
            matches!(data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
        };
        let known = match data.data_type() {
            DataType::Null => true,
            DataType::Dictionary(_, values) => text(values) || **values == DataType::Null,
            other => text(other),
        };
        if !known {
            let all_null = data.null_count() == data.len();
            return if all_null { Ok(Self::Null) } else { Err(not_text(data.data_type())) };
        }
        match data.validate_full() {
            Ok(()) => Ok(Self::from_valid(&make_array(data))),
            Err(error) => Self::decode(data, error, on_error),
        }
    }

    /// An array of a type that [`read`](Self::read) knows.
    fn from_valid(array: &ArrayRef) -> Self {
        match array.data_type() {
            DataType::Utf8 => Self::Utf8(array.as_string().clone()),
            DataType::LargeUtf8 => Self::LargeUtf8(array.as_string().clone()),
            DataType::Utf8View => Self::Utf8View(array.as_string_view().clone()),
            DataType::Dictionary(..) => {
                let dictionary = array.as_any_dictionary();
                if dictionary.values().is_empty() {
                    return Self::Null;
                }
                Self::Dictionary {
                    keys: dictionary.normalized_keys(),
                    nulls: dictionary.nulls().cloned(),
                    values: Box::new(Self::from_valid(dictionary.values())),
                }
            }
            _ => Self::Null,
        }
    }

    /// Reads an array that did not pass its verification row by row, to find the row at fault.
    fn decode(data: ArrayData, error: ArrowError, on_error: OnError) -> Result<Self> {
        let bytes = match data.data_type() {
            DataType::Utf8 => DataType::Binary,
            DataType::LargeUtf8 => DataType::LargeBinary,
            DataType::Utf8View => DataType::BinaryView,
            DataType::Dictionary(..) => return Self::decode_dictionary(data, error, on_error),
            _ => return Err(malformed(&error)),
        };
        let data =
            data.into_builder().data_type(bytes).build().map_err(|error| malformed(&error))?;
        data.validate_full().map_err(|error| malformed(&error))?;
        let array = make_array(data);
        let mut texts = LargeStringBuilder::new();
        for row in 0..array.len() {
            let bytes = match array.data_type() {
                _ if array.is_null(row) => None,
                DataType::Binary => Some(array.as_binary::<i32>().value(row)),
                DataType::LargeBinary => Some(array.as_binary::<i64>().value(row)),
                _ => Some(array.as_binary_view().value(row)),
            };
            match bytes.map(str::from_utf8) {
                Some(Ok(text)) => texts.append_value(text),
                Some(Err(error)) if on_error == OnError::Raise => {
                    let error = format!("the text is not valid UTF-8: {error}");
                    return Err(Error::data(error).at_row(row as u64));
                }
                _ => texts.append_null(),
            }
        }
        Ok(Self::LargeUtf8(texts.finish()))
    }

    /// The same of a dictionary: its values are read with null for each that is at fault.
    fn decode_dictionary(data: ArrayData, error: ArrowError, on_error: OnError) -> Result<Self> {
        let DataType::Dictionary(keys, _) = data.data_type().clone() else {
            return Err(malformed(&error));
        };
        let [values] = data.child_data() else { return Err(malformed(&error)) };
        let values = values.clone();
        let Self::LargeUtf8(decoded) = Self::decode(values.clone(), error, OnError::Null)? else {
            return Ok(Self::Null);
        };
        let data = data
            .into_builder()
            .data_type(DataType::Dictionary(keys, DataType::LargeUtf8.into()))
            .child_data(vec![decoded.to_data()])
            .build()
            .map_err(|error| malformed(&error))?;
        data.validate_full().map_err(|error| malformed(&error))?;
        let chunk = Self::from_valid(&make_array(data));
        if let (Self::Dictionary { keys, nulls, .. }, OnError::Raise) = (&chunk, on_error) {
            let at_fault = |&row: &usize| {
                let key = keys[row];
                nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row))
                    && decoded.is_null(key)
                    && values.is_valid(key)
            };
            if let Some(row) = (0..keys.len()).find(at_fault) {
                return Err(Error::data("the text is not valid UTF-8").at_row(row as u64));
            }
        }
        Ok(chunk)
    }

    fn get(&self, row: usize) -> Option<&str> {
        match self {
            Self::Null => None,
            Self::Utf8(array) => array.is_valid(row).then(|| array.value(row)),
            Self::LargeUtf8(array) => array.is_valid(row).then(|| array.value(row)),
            Self::Utf8View(array) => array.is_valid(row).then(|| array.value(row)),
            Self::Dictionary { keys, nulls, values } => {
                let valid = nulls.as_ref().is_none_or(|nulls| nulls.is_valid(row));
                if valid { values.get(keys[row]) } else { None }
            }
        }
    }
}

fn not_text(data_type: &DataType) -> Error {
    let hint = match data_type {
        DataType::Struct(_) => ": pass one of its fields",
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => ": decode it first",
        DataType::List(_) | DataType::LargeList(_) => ": explode it, or join its elements",
        _ => "",
    };
    Error::wrong_type(format!("a column of text is needed, not of {data_type}{hint}"))
}

fn malformed(error: &ArrowError) -> Error {
    Error::data(format!("the Arrow array is malformed: {error}"))
}

/// The column normalized, in as many arrays as there were tasks; nulls stay null. `watch` is as in
/// [`batch::run`].
///
/// # Errors
/// As [`batch::run`].
pub fn normalize<R: Rows + ?Sized>(
    normalizer: &Normalizer,
    rows: &R,
    threads: &Threads,
    watch: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<Vec<LargeStringArray>> {
    let work = |normalized: &mut String, rows: &R, range: Range<usize>| {
        let bytes = range.clone().map(|row| rows.text(row).map_or(0, str::len)).sum();
        let mut texts = LargeStringBuilder::with_capacity(range.len(), bytes);
        for row in range {
            texts.append_option(rows.text(row).map(|text| {
                normalized.clear();
                normalizer.append(text, normalized);
                normalized.as_str()
            }));
        }
        Ok(texts.finish())
    };
    batch::run(rows, threads, String::new, work, watch)
}

/// The column with `replacement` for every match of the finder, in as many arrays as there were
/// tasks; nulls stay null. `watch` is as in [`batch::run`].
///
/// # Errors
/// As [`Finder::find`], with the row, and as [`batch::run`].
pub fn replace<R: Rows + ?Sized>(
    finder: &Finder,
    rows: &R,
    replacement: &str,
    threads: &Threads,
    watch: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<Vec<LargeStringArray>> {
    let work = |(): &mut (), rows: &R, range: Range<usize>| {
        let mut texts = LargeStringBuilder::new();
        for row in range {
            let replaced = rows.text(row).map(|text| finder.replace(text, replacement));
            texts.append_option(replaced.transpose().map_err(|error| error.at_row(row as u64))?);
        }
        Ok(texts.finish())
    };
    batch::run(rows, threads, || (), work, watch)
}

/// The columns of the long table of matches, one row a match: `row` counts from 0 in the column of
/// texts; `start` and `end` are in characters of its text.
pub fn matches_schema() -> Schema {
    Schema::new(vec![
        Field::new("row", DataType::Int64, false),
        Field::new("start", DataType::Int64, false),
        Field::new("end", DataType::Int64, false),
        Field::new("text", DataType::LargeUtf8, false),
    ])
}

/// What the finder finds in every row, in order, as the long table of [`matches_schema`]. `watch`
/// is as in [`batch::run`].
///
/// # Errors
/// As [`Finder::find`], with the row, and as [`batch::run`].
pub fn find<R: Rows + ?Sized>(
    finder: &Finder,
    rows: &R,
    threads: &Threads,
    watch: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<RecordBatch> {
    let work = |(): &mut (), rows: &R, range: Range<usize>| {
        let mut matches = Vec::new();
        for row in range {
            let Some(text) = rows.text(row) else { continue };
            let found = finder.find(text).map_err(|error| error.at_row(row as u64))?;
            if !found.is_empty() {
                let index = CharIndex::new(text);
                matches.extend(found.into_iter().map(|span| (row, span, index.chars(span))));
            }
        }
        Ok(matches)
    };
    let tasks = batch::run(rows, threads, || (), work, watch)?;

    let count = tasks.iter().map(Vec::len).sum();
    let [mut row, mut start, mut end] = [(); 3].map(|()| Int64Builder::with_capacity(count));
    let mut text = LargeStringBuilder::new();
    for (number, span, chars) in tasks.into_iter().flatten() {
        row.append_value(number as i64);
        start.append_value(chars.0 as i64);
        end.append_value(chars.1 as i64);
        // A row that has a match has a text.
        text.append_value(rows.text(number).map_or("", |text| span.of(text)));
    }
    let columns: Vec<ArrayRef> = vec![
        Arc::new(row.finish()),
        Arc::new(start.finish()),
        Arc::new(end.finish()),
        Arc::new(text.finish()),
    ];
    RecordBatch::try_new(Arc::new(matches_schema()), columns)
        .map_err(|error| Error::data(error.to_string()))
}

/// The entities of one task's rows.
#[derive(Default)]
struct Mentions {
    mentions: Vec<Mention>,
    names: String,
}

struct Mention {
    row: usize,
    entity: Entity,
    /// In characters.
    chars: (usize, usize),
    /// Where the name ends in [`Mentions::names`].
    name_end: usize,
}

impl Mentions {
    fn find(
        pipeline: &Pipeline,
        worker: &mut Worker,
        rows: &(impl Rows + ?Sized),
        range: Range<usize>,
    ) -> Result<Self> {
        let mut found = Self::default();
        for row in range {
            let Some(text) = rows.text(row) else { continue };
            worker.annotate(text, Layers::ENTITIES).map_err(|error| error.at_row(row as u64))?;
            if worker.entities().is_empty() {
                continue;
            }
            let index = CharIndex::new(text);
            for &entity in worker.entities() {
                found.names.push_str(&pipeline.name(text, &entity));
                found.mentions.push(Mention {
                    row,
                    entity,
                    chars: index.chars(entity.span),
                    name_end: found.names.len(),
                });
            }
        }
        Ok(found)
    }
}

/// The columns of the long table, one row a mention.
///
/// `row` counts from 0 in the column of texts; `start` and `end` are in characters of its text.
/// Texts are LargeUtf8: one array then holds any column's mentions, and it is what pandas' `str`
/// keeps, so that nothing is copied there. Labels are a dictionary.
pub fn entities_schema() -> Schema {
    let label = DataType::Dictionary(DataType::Int16.into(), DataType::Utf8.into());
    Schema::new(vec![
        Field::new("row", DataType::Int64, false),
        Field::new("start", DataType::Int64, false),
        Field::new("end", DataType::Int64, false),
        Field::new("text", DataType::LargeUtf8, false),
        Field::new("label", label, false),
        Field::new("name", DataType::LargeUtf8, false),
        Field::new("score", DataType::Float32, false),
    ])
}

/// The entities of every row, in order, as the long table of [`entities_schema`]. `watch` is as in
/// [`batch::run`].
///
/// # Errors
/// As [`Worker::annotate`], with the row, and as [`batch::run`].
pub fn entities<R: Rows + ?Sized>(
    pipeline: &Pipeline,
    rows: &R,
    threads: &Threads,
    watch: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<RecordBatch> {
    let work = |worker: &mut Worker, rows: &R, range| Mentions::find(pipeline, worker, rows, range);
    let tasks = batch::run(rows, threads, || pipeline.worker(), work, watch)?;

    let count = tasks.iter().map(|task| task.mentions.len()).sum();
    let name_bytes = tasks.iter().map(|task| task.names.len()).sum();
    let [mut row, mut start, mut end] = [(); 3].map(|()| Int64Builder::with_capacity(count));
    let [mut text, mut name] =
        [(); 2].map(|()| LargeStringBuilder::with_capacity(count, name_bytes));
    let mut label = Int16Builder::with_capacity(count);
    let mut score = Float32Builder::with_capacity(count);
    for task in tasks {
        let mut name_start = 0;
        for mention in task.mentions {
            row.append_value(mention.row as i64);
            start.append_value(mention.chars.0 as i64);
            end.append_value(mention.chars.1 as i64);
            // A row that has an entity has a text.
            text.append_value(
                rows.text(mention.row).map_or("", |text| mention.entity.span.of(text)),
            );
            label.append_value(mention.entity.label.into());
            name.append_value(&task.names[name_start..mention.name_end]);
            name_start = mention.name_end;
            score.append_value(mention.entity.score);
        }
    }
    let labels = StringArray::from_iter_values(pipeline.labels());
    let columns: Vec<ArrayRef> = vec![
        Arc::new(row.finish()),
        Arc::new(start.finish()),
        Arc::new(end.finish()),
        Arc::new(text.finish()),
        Arc::new(DictionaryArray::new(label.finish(), Arc::new(labels))),
        Arc::new(name.finish()),
        Arc::new(score.finish()),
    ];
    RecordBatch::try_new(Arc::new(entities_schema()), columns)
        .map_err(|error| Error::data(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::types::{Int8Type, UInt32Type};
    use arrow_array::{Int32Array, NullArray, StructArray};
    use proptest::prelude::*;

    /// The rows in arrays of every type, with a row before and after them that is cut off again.
    fn arrays(rows: &[Option<String>]) -> Vec<ArrayRef> {
        let outer = Some("outer".to_owned());
        let rows: Vec<_> = [&outer].into_iter().chain(rows).chain([&outer]).cloned().collect();
        let texts = || rows.iter().map(Option::as_deref);
        let arrays: [ArrayRef; 5] = [
            Arc::new(texts().collect::<StringArray>()),
            Arc::new(texts().collect::<LargeStringArray>()),
            Arc::new(texts().collect::<StringViewArray>()),
            Arc::new(texts().collect::<DictionaryArray<Int8Type>>()),
            Arc::new(texts().collect::<DictionaryArray<UInt32Type>>()),
        ];
        arrays.iter().map(|array| array.slice(1, rows.len() - 2)).collect()
    }

    fn rows(column: &TextColumn) -> Vec<Option<&str>> {
        (0..column.len()).map(|row| column.text(row)).collect()
    }

    proptest! {
        #[test]
        fn reads_every_type_in_any_chunks(
            texts in prop::collection::vec(prop::option::of("[a-zب-ي😀]{0,20}"), 0..12),
            cuts in prop::collection::vec(0_usize..12, 0..4),
        ) {
            let expected: Vec<_> = texts.iter().map(Option::as_deref).collect();
            for array in arrays(&texts) {
                let mut cuts: Vec<_> = cuts.iter().map(|&cut| cut.min(texts.len())).collect();
                cuts.extend([0, texts.len()]);
                cuts.sort_unstable();
                let mut column = TextColumn::new();
                for ends in cuts.windows(2) {
                    let chunk = array.slice(ends[0], ends[1] - ends[0]);
                    column.push(chunk.to_data(), OnError::Raise).unwrap();
                }
                prop_assert_eq!(rows(&column), expected.clone(), "{}", array.data_type());
            }
        }
    }

    #[test]
    fn takes_other_types_only_where_they_are_null() {
        let mut column = TextColumn::new();
        column.push(NullArray::new(2).to_data(), OnError::Raise).unwrap();
        column.push(Int32Array::new_null(1).to_data(), OnError::Raise).unwrap();
        assert_eq!(rows(&column), [None; 3]);
        let numbers = Int32Array::from(vec![None, Some(1)]);
        let error = column.push(numbers.to_data(), OnError::Null).unwrap_err();
        assert_eq!(error.kind(), crate::ErrorKind::Type);
        let frame = StructArray::new_empty_fields(1, None);
        let error = column.push(frame.to_data(), OnError::Raise).unwrap_err();
        assert!(error.to_string().ends_with("pass one of its fields"), "{error}");
    }
}
