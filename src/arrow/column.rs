//! Columns of texts in Arrow's memory format, read in place.

use std::fmt::Debug;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::builder::LargeStringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type,
    UInt32Type, UInt64Type,
};
use arrow_array::{
    Array, ArrayRef, GenericStringArray, LargeStringArray, OffsetSizeTrait, PrimitiveArray,
    StringArray, StringViewArray, UInt64Array, make_array,
};
use arrow_buffer::{Buffer, NullBuffer};
use arrow_data::{ArrayData, ByteView, MAX_INLINE_VIEW_LEN};
use arrow_schema::{ArrowError, DataType};
use rayon::prelude::*;

use crate::batch::{Rows, Threads};
use crate::{Error, ErrorKind, Result};

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

impl OnError {
    /// The policy of that name: `raise` or `null`.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for another name; the message lists the known.
    pub fn from_name(name: &str) -> Result<Self> {
        match name {
            "raise" => Ok(Self::Raise),
            "null" => Ok(Self::Null),
            other => Err(Error::unknown("on_error", other, &["raise", "null"])),
        }
    }
}

/// A column of texts in one or more Arrow arrays, read in place.
#[derive(Debug, Default)]
pub struct TextColumn {
    chunks: Vec<Chunk>,
    /// The last dictionary: most often the next array has it too.
    dictionary: Option<Arc<Values>>,
    ends: Ends,
}

/// Where each of some chunks ends: one past its last row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ends(Vec<usize>);

impl Ends {
    /// Of how many rows the chunks are.
    pub(crate) fn rows(&self) -> usize {
        self.0.last().copied().unwrap_or(0)
    }

    fn push(&mut self, rows: usize) {
        self.0.push(self.rows() + rows);
    }

    /// The number of the chunk that has a row, and the place in it; past the last row, a number
    /// that no chunk has.
    pub(crate) fn find(&self, row: usize) -> (usize, usize) {
        let chunk = self.0.partition_point(|&end| end <= row);
        (chunk, row - if chunk == 0 { 0 } else { self.0[chunk - 1] })
    }
}

impl FromIterator<usize> for Ends {
    fn from_iter<T: IntoIterator<Item = usize>>(chunks: T) -> Self {
        let mut ends = Self::default();
        chunks.into_iter().for_each(|rows| ends.push(rows));
        ends
    }
}

/// One array of texts.
#[derive(Debug)]
enum Chunk {
    Null,
    Utf8(StringArray),
    LargeUtf8(LargeStringArray),
    Utf8View(StringViewArray),
    Dictionary { keys: Box<dyn Keys>, values: Arc<Values> },
}

/// The values of a dictionary, which the arrays of a column share.
#[derive(Debug)]
struct Values {
    data: ArrayData,
    /// Null also where they are no text.
    texts: Chunk,
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

    /// Whether a type is one of texts, and so need not be null throughout.
    ///
    /// # Errors
    /// [`ErrorKind::Type`](crate::ErrorKind::Type) if not.
    pub fn check_text_type(data_type: &DataType) -> Result<()> {
        if is_text(data_type) { Ok(()) } else { Err(not_text(data_type)) }
    }

    /// Appends the rows of an array that is known to be sound, as its type says: nothing is verified but
    /// dictionaries and runs. The types are those of [`check_text_type`](Self::check_text_type).
    ///
    /// # Errors
    /// [`ErrorKind::Type`](crate::ErrorKind::Type) if it is an array of something else.
    pub fn push_sound(&mut self, array: &ArrayRef, threads: &Threads) -> Result<()> {
        Self::check_text_type(array.data_type())?;
        if !is_plain_text(array.data_type()) {
            return self.push(array.to_data(), OnError::Raise, threads);
        }
        if !array.is_empty() {
            self.chunks.push(Chunk::from_valid(array));
            self.ends.push(array.len());
        }
        Ok(())
    }

    /// Appends the rows of an array of type Utf8, LargeUtf8, Utf8View, Null, or of those a dictionary
    /// or runs. Of other types only arrays that are null throughout are taken.
    ///
    /// The array may come from anywhere: its offsets, keys and text are verified, by all threads.
    ///
    /// # Errors
    /// [`ErrorKind::Type`](crate::ErrorKind::Type) if it is an array of something else,
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) if it is malformed, with the row if it is one
    /// row's text that is not UTF-8.
    pub fn push(&mut self, data: ArrayData, on_error: OnError, threads: &Threads) -> Result<()> {
        Self::check_type(data.data_type())?;
        let first_row = self.len();
        let rows = data.len();
        if rows > 0 {
            let chunk = match data.data_type() {
                DataType::Dictionary(..) => self.read_dictionary(data, on_error, threads),
                DataType::RunEndEncoded(..) => self.read_runs(&data, on_error, threads),
                _ => Chunk::read(data, on_error, threads),
            };
            let chunk = chunk.map_err(|error| match error.row() {
                Some(row) => error.at_row(row + first_row as u64),
                None => error,
            })?;
            self.chunks.push(chunk);
            self.ends.push(rows);
        }
        Ok(())
    }
}

impl From<LargeStringArray> for TextColumn {
    fn from(array: LargeStringArray) -> Self {
        let ends = Ends::from_iter([array.len()]);
        Self { ends, chunks: vec![Chunk::LargeUtf8(array)], dictionary: None }
    }
}

impl TextColumn {
    #[cfg(test)]
    pub(super) fn shares_its_dictionary(&self) -> bool {
        self.dictionary.as_ref().is_some_and(|values| Arc::strong_count(values) > 2)
    }

    fn read_dictionary(
        &mut self,
        data: ArrayData,
        on_error: OnError,
        threads: &Threads,
    ) -> Result<Chunk> {
        let (DataType::Dictionary(key_type, _), [values]) = (data.data_type(), data.child_data())
        else {
            return Err(not_text(data.data_type()));
        };
        let keys = data.clone().into_builder().data_type((**key_type).clone()).child_data(vec![]);
        let keys = make_array(keys.build().map_err(|error| malformed(&error))?);
        let keys = typed_keys(&*keys).ok_or_else(|| not_text(data.data_type()))?;
        self.read_keyed(data.data_type(), keys, values, on_error, threads)
    }

    /// Reads runs as keys, of each row the number of its run.
    fn read_runs(
        &mut self,
        data: &ArrayData,
        on_error: OnError,
        threads: &Threads,
    ) -> Result<Chunk> {
        let [ends, values] = data.child_data() else { return Err(not_text(data.data_type())) };
        let ends = make_array(ends.clone());
        let ends = typed_keys(&*ends).ok_or_else(|| not_text(data.data_type()))?;
        let (mut keys, mut run) = (Vec::with_capacity(data.len()), 0);
        for row in data.offset()..data.offset() + data.len() {
            while run < ends.len() && ends.key(run).is_none_or(|end| end <= row) {
                run += 1;
            }
            keys.push(run as u64);
        }
        let keys = Box::new(UInt64Array::from(keys));
        self.read_keyed(data.data_type(), keys, values, on_error, threads)
    }

    fn read_keyed(
        &mut self,
        data_type: &DataType,
        keys: Box<dyn Keys>,
        values: &ArrayData,
        on_error: OnError,
        threads: &Threads,
    ) -> Result<Chunk> {
        let values = match &self.dictionary {
            Some(last) if last.data.ptr_eq(values) => last.clone(),
            _ => {
                let texts = Chunk::read(values.clone(), OnError::Null, threads).map_err(
                    |error| match error.kind() {
                        ErrorKind::Type => not_text(data_type),
                        _ => error,
                    },
                )?;
                self.dictionary.insert(Arc::new(Values { data: values.clone(), texts })).clone()
            }
        };
        let count = values.data.len();
        for row in 0..keys.len() {
            let Some(key) = keys.key(row) else { continue };
            if key >= count {
                let error = format!("the key {key} of a dictionary of {count} values");
                return Err(Error::data(format!("the Arrow array is malformed: {error}")));
            }
            if on_error == OnError::Raise
                && values.texts.get(key).is_none()
                && values.data.is_valid(key)
                && !matches!(values.texts, Chunk::Null)
            {
                let error = Error::data("the text is not valid UTF-8");
                return Err(error.at_row(row as u64));
            }
        }
        Ok(Chunk::Dictionary { keys, values })
    }
}

/// The keys of a dictionary, of any type of integers.
trait Keys: Debug + Send + Sync {
    /// That of a row, unless it is null; a negative one is too great.
    fn key(&self, row: usize) -> Option<usize>;

    fn len(&self) -> usize;
}

impl<T: ArrowPrimitiveType> Keys for PrimitiveArray<T>
where
    usize: TryFrom<T::Native>,
{
    fn key(&self, row: usize) -> Option<usize> {
        self.is_valid(row).then(|| usize::try_from(self.value(row)).unwrap_or(usize::MAX))
    }

    fn len(&self) -> usize {
        Array::len(self)
    }
}

/// `None` if they are no integers.
fn typed_keys(keys: &dyn Array) -> Option<Box<dyn Keys>> {
    Some(match keys.data_type() {
        DataType::Int8 => Box::new(keys.as_primitive::<Int8Type>().clone()),
        DataType::Int16 => Box::new(keys.as_primitive::<Int16Type>().clone()),
        DataType::Int32 => Box::new(keys.as_primitive::<Int32Type>().clone()),
        DataType::Int64 => Box::new(keys.as_primitive::<Int64Type>().clone()),
        DataType::UInt8 => Box::new(keys.as_primitive::<UInt8Type>().clone()),
        DataType::UInt16 => Box::new(keys.as_primitive::<UInt16Type>().clone()),
        DataType::UInt32 => Box::new(keys.as_primitive::<UInt32Type>().clone()),
        DataType::UInt64 => Box::new(keys.as_primitive::<UInt64Type>().clone()),
        _ => return None,
    })
}

/// Rows of texts as Arrow keeps them.
pub(super) struct Parts {
    pub(super) offsets: Vec<i64>,
    pub(super) values: Buffer,
    pub(super) nulls: Option<NullBuffer>,
}

impl TextColumn {
    /// About how many bytes the texts have.
    pub(super) fn bytes(&self) -> usize {
        self.chunks.iter().map(Chunk::bytes).sum()
    }

    /// How some rows are kept, if all of them are in one array that has them so.
    pub(super) fn parts(&self, rows: Range<usize>) -> Option<Parts> {
        let (chunk, start) = self.ends.find(rows.start);
        let within = rows.end <= *self.ends.0.get(chunk)?;
        within.then(|| self.chunks[chunk].parts(start..start + rows.len()))?
    }
}

impl Rows for TextColumn {
    fn len(&self) -> usize {
        self.ends.rows()
    }

    fn text(&self, row: usize) -> Option<&str> {
        let (chunk, row) = self.ends.find(row);
        self.chunks[chunk].get(row)
    }
}

impl Chunk {
    fn read(data: ArrayData, on_error: OnError, threads: &Threads) -> Result<Self> {
        if !is_plain_text(data.data_type()) {
            let all_null = data.null_count() == data.len();
            return if all_null { Ok(Self::Null) } else { Err(not_text(data.data_type())) };
        }
        let sound = match data.data_type() {
            DataType::Utf8 => is_sound::<i32>(&data, threads)?,
            DataType::LargeUtf8 => is_sound::<i64>(&data, threads)?,
            DataType::Utf8View => views_are_sound(&data, threads)?,
            _ => false,
        };
        // Arrow's own verification is slow, but knows what is wrong.
        match if sound { Ok(()) } else { data.validate_full() } {
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
            _ => Self::Null,
        }
    }

    /// Reads an array that did not pass its verification row by row, to find the row at fault.
    fn decode(data: ArrayData, error: ArrowError, on_error: OnError) -> Result<Self> {
        let bytes = match data.data_type() {
            DataType::Utf8 => DataType::Binary,
            DataType::LargeUtf8 => DataType::LargeBinary,
            DataType::Utf8View => DataType::BinaryView,
            _ => return Err(malformed(&error)),
        };
        let row = wrong_offset(&data);
        let data = data.into_builder().data_type(bytes).build().map_err(|error| match row {
            Some(row) => malformed(&error).at_row(row),
            None => malformed(&error),
        })?;
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

    /// The offsets, the bytes and the nulls of some rows, where they are kept so.
    fn parts(&self, rows: Range<usize>) -> Option<Parts> {
        fn parts<O: OffsetSizeTrait>(array: &GenericStringArray<O>, rows: Range<usize>) -> Parts {
            let offsets = &array.value_offsets()[rows.start..=rows.end];
            Parts {
                offsets: offsets.iter().map(|offset| offset.as_usize() as i64).collect(),
                values: array.values().clone(),
                nulls: array.nulls().map(|nulls| nulls.slice(rows.start, rows.len())),
            }
        }
        match self {
            Self::Utf8(array) => Some(parts(array, rows)),
            Self::LargeUtf8(array) => Some(parts(array, rows)),
            _ => None,
        }
    }

    /// About how many bytes the texts have.
    fn bytes(&self) -> usize {
        fn bytes<O: OffsetSizeTrait>(array: &GenericStringArray<O>) -> usize {
            let offsets = array.value_offsets();
            (offsets[offsets.len() - 1] - offsets[0]).as_usize()
        }
        match self {
            Self::Null => 0,
            Self::Utf8(array) => bytes(array),
            Self::LargeUtf8(array) => bytes(array),
            Self::Utf8View(array) => array.total_bytes_len(),
            // As if all values came equally often.
            Self::Dictionary { keys, values } => {
                values.texts.bytes() / values.data.len().max(1) * keys.len()
            }
        }
    }

    fn get(&self, row: usize) -> Option<&str> {
        match self {
            Self::Null => None,
            Self::Utf8(array) => array.is_valid(row).then(|| array.value(row)),
            Self::LargeUtf8(array) => array.is_valid(row).then(|| array.value(row)),
            Self::Utf8View(array) => array.is_valid(row).then(|| array.value(row)),
            Self::Dictionary { keys, values } => values.texts.get(keys.key(row)?),
        }
    }
}

/// Bytes that a thread verifies at a time.
const PIECE: usize = if cfg!(test) { 5 } else { 1 << 20 };

/// Whether an array of texts is what [`ArrayData::validate_full`] calls valid; not if in doubt.
pub(super) fn is_sound<O: OffsetSizeTrait>(data: &ArrayData, threads: &Threads) -> Result<bool> {
    // Buffers and their sizes, the first and the last offset, and the count of nulls.
    if data.is_empty() || data.validate().is_err() || data.validate_nulls().is_err() {
        return Ok(false);
    }
    let offsets = &data.buffers()[0].typed_data::<O>()[data.offset()..][..=data.len()];
    if offsets.windows(2).any(|pair| pair[1] < pair[0]) {
        return Ok(false);
    }
    let (first, last) = (offsets[0].as_usize(), offsets[data.len()].as_usize());
    let bytes = &data.buffers()[1].as_slice()[first..last];
    let is_start = |at: usize| bytes.get(at).is_none_or(|&byte| (byte as i8) >= -0x40);
    // No character has more than three bytes after its first.
    let cut = |at: usize| (at..at + 4).find(|&at| is_start(at)).unwrap_or(at).min(bytes.len());
    let is_utf8 = |piece: usize| {
        let piece = &bytes[cut(piece * PIECE)..cut((piece + 1) * PIECE)];
        simdutf8::basic::from_utf8(piece).is_ok()
    };
    let pieces = 0..bytes.len().div_ceil(PIECE);
    let valid = match pieces.len() {
        0 | 1 => pieces.into_iter().all(is_utf8),
        _ => threads.install(|| pieces.into_par_iter().all(is_utf8))?,
    };
    Ok(valid && offsets.iter().all(|offset| is_start(offset.as_usize() - first)))
}

/// The same of an array of views on texts.
pub(super) fn views_are_sound(data: &ArrayData, threads: &Threads) -> Result<bool> {
    if data.is_empty() || data.validate().is_err() || data.validate_nulls().is_err() {
        return Ok(false);
    }
    let (views, buffers) = (&data.buffers()[0], &data.buffers()[1..]);
    let views = &views.typed_data::<u128>()[data.offset()..][..data.len()];
    let is_sound = |&view: &u128| {
        let length = view as u32;
        if length <= MAX_INLINE_VIEW_LEN {
            let bytes = view.to_le_bytes();
            let (text, padding) = bytes[4..].split_at(length as usize);
            return padding.iter().all(|&byte| byte == 0)
                && simdutf8::basic::from_utf8(text).is_ok();
        }
        let view = ByteView::from(view);
        let start = view.offset as usize;
        let text = buffers.get(view.buffer_index as usize);
        let text = text.and_then(|buffer| buffer.get(start..start + length as usize));
        text.is_some_and(|text| {
            text.starts_with(&view.prefix.to_le_bytes()) && simdutf8::basic::from_utf8(text).is_ok()
        })
    };
    let bytes: usize = views.iter().map(|&view| view as u32 as usize).sum();
    match bytes <= PIECE {
        true => Ok(views.iter().all(is_sound)),
        false => threads.install(|| views.par_iter().with_min_len(256).all(is_sound)),
    }
}

fn is_text(data_type: &DataType) -> bool {
    match data_type {
        DataType::Dictionary(_, values) => is_plain_text(values),
        DataType::RunEndEncoded(_, values) => is_plain_text(values.data_type()),
        other => is_plain_text(other),
    }
}

fn is_plain_text(data_type: &DataType) -> bool {
    use DataType::{LargeUtf8, Null, Utf8, Utf8View};
    matches!(data_type, Utf8 | LargeUtf8 | Utf8View | Null)
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

/// The first row that does not end where its text can end, if rows have offsets.
fn wrong_offset(data: &ArrayData) -> Option<u64> {
    let width = match data.data_type() {
        DataType::Utf8 => size_of::<i32>(),
        DataType::LargeUtf8 => size_of::<i64>(),
        _ => return None,
    };
    let offset = |bytes: &[u8]| match bytes.try_into() {
        Ok(bytes) => i64::from(i32::from_ne_bytes(bytes)),
        Err(_) => bytes.try_into().map_or(-1, i64::from_ne_bytes),
    };
    let [offsets, values] = data.buffers() else { return None };
    let offsets = offsets.as_slice().get(data.offset() * width..)?;
    let mut offsets = offsets.chunks_exact(width).map(offset);
    let mut start = offsets.next()?;
    let bytes = i64::try_from(values.len()).ok()?;
    let is_wrong = |end: i64| {
        let wrong = start < 0 || end < start || end > bytes;
        start = end;
        wrong
    };
    offsets.take(data.len()).position(is_wrong).map(|row| row as u64)
}

fn malformed(error: &ArrowError) -> Error {
    Error::data(format!("the Arrow array is malformed: {error}"))
}
