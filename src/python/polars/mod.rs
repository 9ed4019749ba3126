//! The expressions of Polars: what its engine calls, on threads that know nothing of Python.
//!
//! Options come as JSON. A pipeline other than the default one comes as its [`number`].

mod plugin;

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::ops::ControlFlow;
use std::sync::{Arc, OnceLock, RwLock};

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType,
};
use arrow_array::{Array, ArrayRef, LargeStringArray, StringViewArray, new_empty_array};
use arrow_schema::{DataType, Field, TimeUnit};
use rayon::prelude::*;
use serde::Deserialize;

use crate::arrow::{self, Anchors, Batches, Layout, OnError, TextColumn, WordColumns};
use crate::batch::{Rows, Threads};
use crate::morphology::Scheme;
use crate::normalize::{Finder, Normalizer, Options};
use crate::stem::Stemmer;
use crate::tokenize::Newlines;
use crate::transliterate::{Direction, Scheme as Letters, Unmapped};
use crate::values::dates::{Day, parse_anchor};
use crate::{Error, Pipeline, Result};

/// Pipelines that have numbers: a list that only grows, which no fork finds locked.
struct Known {
    number: u64,
    pipeline: Pipeline,
    next: OnceLock<Box<Self>>,
}

static KNOWN: OnceLock<Box<Known>> = OnceLock::new();

/// The number of a pipeline, by which expressions of this process find it. It is drawn by lot, so that in
/// another process it is not that of another pipeline.
pub(super) fn number(pipeline: &Pipeline) -> u64 {
    let mut at = &KNOWN;
    loop {
        if let Some(known) = at.get() {
            if known.pipeline.is(pipeline) {
                return known.number;
            }
            at = &known.next;
            continue;
        }
        // The keys alone are drawn once a process, and a fork has those of its parent.
        let lot = (std::process::id(), std::time::SystemTime::now(), std::ptr::from_ref(at).addr());
        let number = RandomState::new().hash_one(lot);
        let known = Known { number, pipeline: pipeline.clone(), next: OnceLock::new() };
        // If another thread was quicker, we look at its pipeline next.
        let _ = at.set(Box::new(known));
    }
}

fn numbered(number: u64) -> Result<Pipeline> {
    let mut at = &KNOWN;
    while let Some(known) = at.get() {
        if known.number == number {
            return Ok(known.pipeline.clone());
        }
        at = &known.next;
    }
    Err(Error::value(
        "the pipeline of this expression is not known in this process: an expression with nlp= runs \
         only where it was made",
    ))
}

fn default_pipeline() -> Result<Pipeline> {
    static DEFAULT: OnceLock<Pipeline> = OnceLock::new();
    match DEFAULT.get() {
        Some(pipeline) => Ok(pipeline.clone()),
        None => {
            let pipeline = super::pipeline::default_pipeline()?;
            Ok(DEFAULT.get_or_init(|| pipeline).clone())
        }
    }
}

/// A column of Polars.
struct Series {
    field: Field,
    chunks: Vec<ArrayRef>,
}

/// A column for Polars.
struct Output {
    field: Field,
    arrays: Vec<ArrayRef>,
}

/// An expression's function with its options, as Python writes them.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Call {
    Normalize {
        rules: BTreeMap<String, String>,
        threads: Option<usize>,
    },
    Stem {
        algorithm: String,
        threads: Option<usize>,
    },
    Contains {
        rules: BTreeMap<String, String>,
        pattern: String,
        whole_word: bool,
        threads: Option<usize>,
    },
    Transliterate {
        scheme: String,
        to: String,
        unmapped: String,
        threads: Option<usize>,
    },
    Tokens {
        pipeline: Option<u64>,
        columns: Vec<String>,
        newlines: String,
        threads: Option<usize>,
    },
    Sentences {
        newlines: String,
        threads: Option<usize>,
    },
    Segments {
        pipeline: Option<u64>,
        scheme: String,
        columns: Vec<String>,
        newlines: String,
        threads: Option<usize>,
    },
    Entities {
        pipeline: Option<u64>,
        clusters: bool,
        newlines: String,
        min_score: f32,
        threads: Option<usize>,
    },
    Dates {
        pipeline: Option<u64>,
        anchor: Option<String>,
        month_first: bool,
        on_error: String,
        threads: Option<usize>,
    },
    Numbers {
        pipeline: Option<u64>,
        threads: Option<usize>,
    },
    Quotes {
        pipeline: Option<u64>,
        newlines: String,
        threads: Option<usize>,
    },
}

/// What is done with a column of texts.
enum Work {
    Normalize(Normalizer),
    Stem(Stemmer),
    Contains(Finder),
    Transliterate(Letters, Direction, Unmapped),
    Tokens(Pipeline, WordColumns),
    Sentences(Newlines),
    Segments(Pipeline, Scheme, WordColumns),
    Entities(Pipeline, bool),
    Dates { pipeline: Pipeline, anchor: Option<Day>, month_first: bool, on_error: OnError },
    Numbers(Pipeline),
    Quotes(Pipeline),
}

/// A function, ready to be called.
struct Function {
    work: Work,
    threads: Option<usize>,
}

/// The functions that were called last, each with its name and options: rules take a millisecond to
/// compile, and Polars may call for each batch of rows.
static READY: RwLock<Vec<(String, Arc<Function>)>> = RwLock::new(Vec::new());

/// How many are kept.
const KEPT: usize = 16;

impl Function {
    /// The function of that name with the options in a pickle.
    fn new(name: &str, pickle: &[u8]) -> Result<Arc<Self>> {
        let options = string_of(pickle)
            .ok_or_else(|| Error::data("the options of the expression cannot be read"))?;
        let call = format!("{{\"{name}\":{options}}}");
        // A fork may have copied the lock while another thread held it: never wait for it.
        if let Ok(ready) = READY.try_read()
            && let Some(known) = ready.iter().find(|known| known.0 == call)
        {
            return Ok(known.1.clone());
        }
        let parsed = serde_json::from_str(&call).map_err(|error| {
            Error::data(format!("the options of the expression cannot be read: {error}"))
        })?;
        let function = Arc::new(Self::compiled(parsed)?);
        if let Ok(mut ready) = READY.try_write() {
            if ready.len() == KEPT {
                ready.remove(0);
            }
            ready.push((call, function.clone()));
        }
        Ok(function)
    }

    fn compiled(call: Call) -> Result<Self> {
        let normalizer = |rules: BTreeMap<String, String>| {
            let mut options = Options::KEEP;
            rules.iter().try_for_each(|(name, value)| options.set(name, value))?;
            Ok(Normalizer::new(options))
        };
        let pipeline = |number: Option<u64>| number.map_or_else(default_pipeline, numbered);
        let words = |names: Vec<String>, known: WordColumns| {
            let mut columns = WordColumns::empty();
            for name in names {
                columns |= known.column(&name)?;
            }
            Result::Ok(columns)
        };
        let newlines = |name: String| Newlines::from_name(&name);
        let (work, threads) = match call {
            Call::Normalize { rules, threads } => (Work::Normalize(normalizer(rules)?), threads),
            Call::Stem { algorithm, threads } => {
                (Work::Stem(Stemmer::from_name(&algorithm)?), threads)
            }
            Call::Contains { rules, pattern, whole_word, threads } => {
                let finder = normalizer(rules)?.finder(&pattern)?.whole_word(whole_word);
                (Work::Contains(finder), threads)
            }
            Call::Transliterate { scheme, to, unmapped, threads } => {
                let scheme = Letters::from_name(&scheme)?;
                let (to, unmapped) = (Direction::from_name(&to)?, Unmapped::from_name(&unmapped)?);
                (Work::Transliterate(scheme, to, unmapped), threads)
            }
            Call::Tokens { pipeline: number, columns, newlines: breaks, threads } => {
                let pipeline = pipeline(number)?.with_newlines(newlines(breaks)?);
                (Work::Tokens(pipeline, words(columns, WordColumns::all())?), threads)
            }
            Call::Sentences { newlines: breaks, threads } => {
                (Work::Sentences(newlines(breaks)?), threads)
            }
            Call::Segments { pipeline: number, scheme, columns, newlines: breaks, threads } => {
                let pipeline = pipeline(number)?.with_newlines(newlines(breaks)?);
                let columns = words(columns, WordColumns::OF_SEGMENTS)?;
                (Work::Segments(pipeline, Scheme::from_name(&scheme)?, columns), threads)
            }
            Call::Entities { pipeline: number, clusters, newlines: breaks, min_score, threads } => {
                let pipeline = pipeline(number)?.with_newlines(newlines(breaks)?);
                (Work::Entities(pipeline.with_min_score(min_score)?, clusters), threads)
            }
            Call::Dates { pipeline: number, anchor, month_first, on_error, threads } => {
                let anchor = anchor.as_deref().map(parse_anchor).transpose()?;
                let on_error = OnError::from_name(&on_error)?;
                let pipeline = pipeline(number)?;
                (Work::Dates { pipeline, anchor, month_first, on_error }, threads)
            }
            Call::Numbers { pipeline: number, threads } => {
                (Work::Numbers(pipeline(number)?), threads)
            }
            Call::Quotes { pipeline: number, newlines: breaks, threads } => {
                (Work::Quotes(pipeline(number)?.with_newlines(newlines(breaks)?)), threads)
            }
        };
        Ok(Self { work, threads })
    }

    /// What the output is called, and its type.
    fn field(&self, inputs: &[Field]) -> Result<Field> {
        let texts = self.checked(inputs)?;
        let nothing = self.run(&TextColumn::new(), &Anchors::None, &Threads::new(Some(1))?)?;
        Ok(Field::new(texts.name(), nothing.0, true))
    }

    /// The field of the texts, if inputs of these types are what the function takes.
    fn checked<'a>(&self, inputs: &'a [Field]) -> Result<&'a Field> {
        let (texts, anchors) = match (&self.work, inputs) {
            (Work::Dates { anchor: None, .. }, [texts, anchors]) => (texts, Some(anchors)),
            (_, [texts]) => (texts, None),
            _ => return Err(Error::data(format!("{} inputs of an expression", inputs.len()))),
        };
        let refused = |field: &Field, error: Error| {
            Error::wrong_type(format!("column {:?}: {error}", field.name()))
        };
        TextColumn::check_text_type(texts.data_type()).map_err(|error| refused(texts, error))?;
        if let Some(anchors) = anchors {
            check_anchors(anchors.data_type()).map_err(|error| refused(anchors, error))?;
        }
        Ok(texts)
    }

    /// The output for the rows of the inputs, of which those with one row are as long as the others.
    fn call(&self, inputs: &[Series], parallel: bool) -> Result<Output> {
        let fields: Vec<_> = inputs.iter().map(|input| input.field.clone()).collect();
        let name = self.checked(&fields)?.name();
        let threads = match self.threads.or(parallel.then_some(1)) {
            None => Threads::shared()?,
            count => Threads::new(count)?,
        };
        let mut texts = TextColumn::new();
        for chunk in &inputs[0].chunks {
            texts.push_sound(chunk, &threads)?;
        }
        let mut anchors = Anchors::None;
        if let (Work::Dates { on_error, .. }, Some(given)) = (&self.work, inputs.get(1)) {
            let days = days(given, *on_error)?;
            anchors = match days.as_slice() {
                [day] => day.map_or(Anchors::None, Anchors::One),
                _ => {
                    if texts.len() == 1 {
                        let repeated = std::iter::repeat_n(texts.text(0), days.len());
                        texts = repeated.collect::<LargeStringArray>().into();
                    }
                    Anchors::Rows(days)
                }
            };
        }
        let (data_type, mut arrays) = self.run(&texts, &anchors, &threads)?;
        if arrays.is_empty() {
            arrays.push(new_empty_array(&data_type));
        }
        Ok(Output { field: Field::new(name, data_type, true), arrays })
    }

    fn run(
        &self,
        texts: &TextColumn,
        anchors: &Anchors,
        threads: &Threads,
    ) -> Result<(DataType, Vec<ArrayRef>)> {
        // Polars answers Ctrl-C when a call is done.
        let watch = |_| ControlFlow::Continue(());
        // Polars keeps views on texts. It would make them too, but with one thread.
        let strings = |arrays: Vec<LargeStringArray>| {
            let views = |array| Arc::new(StringViewArray::from(array)) as ArrayRef;
            let views = match arrays.as_slice() {
                [] => vec![],
                [array] => vec![views(array)],
                arrays => threads.install(|| arrays.par_iter().map(views).collect())?,
            };
            Ok((DataType::Utf8View, views))
        };
        let lists = Layout::Lists;
        let Batches { schema, batches } = match &self.work {
            Work::Normalize(rules) => {
                return strings(arrow::normalize(rules, texts, threads, watch)?);
            }
            Work::Stem(stemmer) => return strings(arrow::stem(*stemmer, texts, threads, watch)?),
            Work::Transliterate(scheme, to, unmapped) => {
                let (scheme, to, unmapped) = (*scheme, *to, *unmapped);
                return strings(arrow::transliterate(scheme, to, unmapped, texts, threads, watch)?);
            }
            Work::Contains(finder) => arrow::contains(finder, texts, threads, watch)?,
            Work::Tokens(pipeline, columns) => {
                arrow::tokens(pipeline, texts, *columns, lists, threads, watch)?
            }
            Work::Sentences(newlines) => arrow::sentences(texts, *newlines, lists, threads, watch)?,
            Work::Segments(pipeline, scheme, columns) => {
                arrow::segments(pipeline, texts, *scheme, *columns, lists, threads, watch)?
            }
            Work::Entities(pipeline, clusters) => {
                arrow::entities(pipeline, texts, *clusters, lists, threads, watch)?
            }
            Work::Dates { pipeline, anchor, month_first, .. } => {
                let own = anchor.map(Anchors::One);
                let anchors = own.as_ref().unwrap_or(anchors);
                arrow::dates(pipeline, texts, anchors, *month_first, lists, threads, watch)?
            }
            Work::Numbers(pipeline) => arrow::numbers(pipeline, texts, lists, threads, watch)?,
            Work::Quotes(pipeline) => arrow::quotes(pipeline, texts, lists, threads, watch)?,
        };
        let data_type = schema.field(0).data_type().clone();
        Ok((data_type, batches.iter().map(|batch| batch.column(0).clone()).collect()))
    }
}

/// The one value of a pickled dict that has one string. What Python pickles of it has these operations
/// alone, and nothing of a pickle is run.
fn string_of(pickle: &[u8]) -> Option<&str> {
    let mut strings = Vec::new();
    let mut rest = pickle;
    loop {
        let (&operation, after) = rest.split_first()?;
        let (skipped, length) = match operation {
            // PROTO, FRAME, and a string with its length in one byte or in four.
            0x80 => (1, 0),
            0x95 => (8, 0),
            0x8C => (1, usize::from(*after.first()?)),
            b'X' => (4, u32::from_le_bytes(*after.first_chunk()?) as usize),
            // EMPTY_DICT, MEMOIZE, SETITEM.
            b'}' | 0x94 | b's' => (0, 0),
            // STOP.
            b'.' => break,
            _ => return None,
        };
        let after = after.get(skipped..)?;
        if matches!(operation, 0x8C | b'X') {
            strings.push(str::from_utf8(after.get(..length)?).ok()?);
        }
        rest = after.get(length..)?;
    }
    match strings[..] {
        [_, value] => Some(value),
        _ => None,
    }
}

fn check_anchors(data_type: &DataType) -> Result<()> {
    let hint = match data_type {
        DataType::Date32 | DataType::Timestamp(_, None) | DataType::Null => return Ok(()),
        other if TextColumn::check_text_type(other).is_ok() => return Ok(()),
        DataType::Timestamp(..) => ": .dt.date() says which day it is there",
        _ => "",
    };
    Err(Error::wrong_type(format!(
        "anchor must be dates, datetimes without a zone or texts of them, not {data_type}{hint}"
    )))
}

/// The days of a column of anchors; its type was checked.
fn days(anchors: &Series, on_error: OnError) -> Result<Vec<Option<Day>>> {
    fn numbers<T: ArrowPrimitiveType<Native: Into<i64>>>(
        array: &ArrayRef,
        a_day: i64,
    ) -> impl Iterator<Item = Option<Result<Day>>> {
        let days = move |number: T::Native| day_since_1970(number.into().div_euclid(a_day));
        array.as_primitive::<T>().iter().map(move |number| number.map(days))
    }
    const SECONDS: i64 = 24 * 60 * 60;
    let mut days: Vec<Option<Day>> = Vec::new();
    for array in &anchors.chunks {
        let found: Vec<_> = match array.data_type() {
            DataType::Date32 => numbers::<Date32Type>(array, 1).collect(),
            DataType::Timestamp(TimeUnit::Millisecond, _) => {
                numbers::<TimestampMillisecondType>(array, SECONDS * 1_000).collect()
            }
            DataType::Timestamp(TimeUnit::Microsecond, _) => {
                numbers::<TimestampMicrosecondType>(array, SECONDS * 1_000_000).collect()
            }
            DataType::Timestamp(TimeUnit::Nanosecond, _) => {
                numbers::<TimestampNanosecondType>(array, SECONDS * 1_000_000_000).collect()
            }
            _ => {
                let mut texts = TextColumn::new();
                texts.push_sound(array, &Threads::new(Some(1))?)?;
                (0..texts.len()).map(|row| texts.text(row).map(parse_anchor)).collect()
            }
        };
        for day in found {
            let row = days.len() as u64;
            days.push(match day.transpose() {
                Err(_) if on_error == OnError::Null => None,
                day => day.map_err(|error| Error::value(format!("anchor: {error}")).at_row(row))?,
            });
        }
    }
    Ok(days)
}

fn day_since_1970(days: i64) -> Result<Day> {
    let span = jiff::Span::new().try_days(days).ok();
    let day = span.and_then(|span| Day::constant(1970, 1, 1).checked_add(span).ok());
    day.filter(|day| day.year() >= 1)
        .ok_or_else(|| Error::value("the year of a day is not from 1 to 9999"))
}
