//! Columns in the Arrow format: string arrays in, string arrays and long tables out.

mod column;
#[cfg(test)]
mod tests;
mod texts;

use std::borrow::Cow;
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use arrow_array::builder::{Float32Builder, Int16Builder, Int64Builder, LargeStringBuilder};
use arrow_array::{ArrayRef, DictionaryArray, LargeStringArray, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};

use crate::batch::{self, Rows, Threads};
use crate::entities::Entity;
use crate::normalize::{Finder, Normalizer, SLACK};
use crate::{CharIndex, Error, Layers, Pipeline, Result, Span, Worker};
pub use column::{OnError, TextColumn};
use texts::TextsBuilder;

/// The column normalized, in as many arrays as there were tasks; nulls stay null, and what stays as
/// it is shares the memory of the column. `watch` is as in [`batch::run`].
///
/// # Errors
/// As [`batch::run`].
pub fn normalize(
    normalizer: &Normalizer,
    column: &TextColumn,
    threads: &Threads,
    watch: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<Vec<LargeStringArray>> {
    // Texts that are refused are looked at one by one.
    let stay = |texts: &str| texts.len() <= Span::MAX_TEXT && normalizer.keeps_all(texts);
    let step = |text: &str, out: &mut String| normalizer.append_changed(text, out);
    map(column, threads, watch, stay, step)
}

/// The column with `replacement` for every match of the finder, as [`normalize`] gives columns.
///
/// # Errors
/// As [`Finder::find`], with the row, and as [`batch::run`].
pub fn replace(
    finder: &Finder,
    column: &TextColumn,
    replacement: &str,
    threads: &Threads,
    watch: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<Vec<LargeStringArray>> {
    let step = |text: &str, out: &mut String| match finder.replace(text, replacement)? {
        Cow::Borrowed(_) => Ok(false),
        Cow::Owned(text) => {
            out.push_str(&text);
            Ok(true)
        }
    };
    map(column, threads, watch, |_| false, step)
}

/// The column with what `step` makes of each text: it appends it to the string that it is given, or
/// else says that the text stays. `stay` may say so of many texts at once, given end to end.
fn map(
    column: &TextColumn,
    threads: &Threads,
    watch: impl FnMut(usize) -> ControlFlow<()>,
    stay: impl Fn(&str) -> bool + Sync,
    step: impl Fn(&str, &mut String) -> Result<bool> + Sync,
) -> Result<Vec<LargeStringArray>> {
    let work = |first: &mut String, column: &TextColumn, rows: Range<usize>| {
        let step = |row: usize, text: &str, out: &mut String| {
            step(text, out).map_err(|error| error.at_row(row as u64))
        };
        let parts = column.parts(rows.clone());
        let parts = match parts {
            Some(parts) if stay(parts.joined()) => return Ok(parts.shared()),
            parts => parts,
        };
        // Up to the first text that changes nothing is copied.
        first.clear();
        let mut unchanged = 0;
        for row in rows.clone() {
            if let Some(text) = column.text(row)
                && step(row, text, first)?
            {
                break;
            }
            unchanged += 1;
        }
        if unchanged == rows.len()
            && let Some(parts) = parts
        {
            return Ok(parts.shared());
        }
        let bytes = rows.clone().filter_map(|row| column.text(row)).map(str::len).sum::<usize>();
        let mut out = TextsBuilder::with_capacity(rows.len(), bytes + SLACK);
        for (number, row) in rows.enumerate() {
            match column.text(row) {
                None => out.null(),
                Some(text) if number < unchanged => out.text(|out| out.push_str(text)),
                Some(_) if number == unchanged => out.text(|out| out.push_str(first)),
                Some(text) => out.text(|out| {
                    if !step(row, text, out)? {
                        out.push_str(text);
                    }
                    Ok(())
                })?,
            }
        }
        Ok(out.finish())
    };
    batch::run(column, threads, String::new, work, watch)
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
