//! Columns in the Arrow format: string arrays in, string arrays and long tables out.

mod column;
mod long;
#[cfg(test)]
mod tests;
mod texts;

use std::borrow::Cow;
use std::mem::take;
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use arrow_array::{Float32Array, Int64Array, LargeStringArray, StringArray};
use arrow_schema::{DataType, Field};

use crate::batch::{self, Rows, Threads};
use crate::morphology::{Role, Scheme};
use crate::normalize::{Finder, Normalizer, SLACK};
use crate::stem::{self, Stemmer};
use crate::tokenize::{Newlines, Token, TokenKind};
use crate::{Error, Layers, Pipeline, Result, Span, Worker, tokenize};
pub use column::{OnError, TextColumn};
pub use long::{Batches, Layout};
use long::{Shape, named, names};
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

/// The column with stems in place of words, as [`normalize`] gives columns.
///
/// # Errors
/// As [`stem::stem`], with the row, and as [`batch::run`].
pub fn stem(
    stemmer: Stemmer,
    column: &TextColumn,
    threads: &Threads,
    watch: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<Vec<LargeStringArray>> {
    let step = |text: &str, out: &mut String| match stem::stem(text, stemmer)? {
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

/// What the finder finds in every row, in order: `row`, `start`, `end`, `text`. `watch` is as in
/// [`batch::run`].
///
/// # Errors
/// As [`Finder::find`], with the row, and as [`batch::run`].
pub fn find<R: Rows + ?Sized>(
    finder: &Finder,
    rows: &R,
    layout: Layout,
    threads: &Threads,
    watch: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<Batches> {
    Shape::new("matches", layout, []).fill(
        rows,
        threads,
        || (),
        |(), text, spans| {
            finder.find(text)?.into_iter().for_each(|span| spans.push(span));
            Ok(())
        },
        |()| vec![],
        watch,
    )
}

/// The tokens of every row, in order: `row`, `start`, `end`, `text`, `kind`. `watch` is as in
/// [`batch::run`].
///
/// # Errors
/// [`ErrorKind::Value`](crate::ErrorKind::Value) with the row if a text has 4 GiB or more, and as
/// [`batch::run`].
pub fn tokens<R: Rows + ?Sized>(
    rows: &R,
    layout: Layout,
    threads: &Threads,
    watch: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<Batches> {
    let kinds = TokenKind::all().map(TokenKind::name);
    let kinds = Arc::new(StringArray::from_iter_values(kinds));
    Shape::new("tokens", layout, [names("kind")]).fill(
        rows,
        threads,
        || (Vec::new(), Vec::new()),
        |(tokens, kinds), text, spans| {
            tokenized(text, tokens)?;
            for token in tokens.drain(..) {
                spans.push(token.span);
                kinds.push(token.kind as i16);
            }
            Ok(())
        },
        |(_, found)| vec![named(take(found), &kinds)],
        watch,
    )
}

/// The sentences of every row, in order: `row`, `start`, `end`, `text`. `watch` is as in
/// [`batch::run`].
///
/// # Errors
/// As [`tokens`].
pub fn sentences<R: Rows + ?Sized>(
    rows: &R,
    newlines: Newlines,
    layout: Layout,
    threads: &Threads,
    watch: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<Batches> {
    Shape::new("sentences", layout, []).fill(
        rows,
        threads,
        || (Vec::new(), Vec::new()),
        |(tokens, sentences), text, spans| {
            tokens.clear();
            tokenized(text, tokens)?;
            tokenize::sentences(text, tokens, newlines, sentences);
            sentences.drain(..).for_each(|span| spans.push(span));
            Ok(())
        },
        |_| vec![],
        watch,
    )
}

/// The columns of segments beyond where they are.
struct Parts {
    worker: Worker,
    token: Vec<i64>,
    form: TextsBuilder,
    role: Vec<i16>,
}

/// The clitic segments of every row, in order: `row`, `start`, `end`, `text`, `token` (the number of
/// the token that it is part of, from 0 in its text), `form`, `role`. `watch` is as in [`batch::run`].
///
/// # Errors
/// As [`tokens`].
pub fn segments<R: Rows + ?Sized>(
    pipeline: &Pipeline,
    rows: &R,
    scheme: Scheme,
    layout: Layout,
    threads: &Threads,
    watch: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<Batches> {
    let roles = Arc::new(StringArray::from_iter_values(Role::all().map(Role::name)));
    let more = [
        Field::new("token", DataType::Int64, false),
        Field::new("form", DataType::LargeUtf8, false),
        names("role"),
    ];
    Shape::new("segments", layout, more).fill(
        rows,
        threads,
        || Parts {
            worker: pipeline.worker(),
            token: Vec::new(),
            form: TextsBuilder::default(),
            role: Vec::new(),
        },
        |Parts { worker, token, form, role }, text, spans| {
            worker.annotate(text, Layers::SEGMENTS)?;
            for number in 0..worker.tokens().len() {
                for segment in scheme.join(worker.segments().of(number)) {
                    spans.push(segment.span);
                    token.push(number as i64);
                    form.text(|out| out.push_str(&segment.form(text)));
                    role.push(segment.role as i16);
                }
            }
            Ok(())
        },
        |found| {
            vec![
                Arc::new(Int64Array::from(take(&mut found.token))),
                Arc::new(take(&mut found.form).finish()),
                named(take(&mut found.role), &roles),
            ]
        },
        watch,
    )
}

fn tokenized(text: &str, tokens: &mut Vec<Token>) -> Result<()> {
    if text.len() > Span::MAX_TEXT {
        return Err(Error::text_too_long(text.len()));
    }
    tokenize::tokenize(text, tokens);
    Ok(())
}

/// What a task needs to find entities, and the columns of those that it found.
struct Entities {
    worker: Worker,
    label: Vec<i16>,
    name: TextsBuilder,
    score: Vec<f32>,
}

/// The entities of every row, in order: `row`, `start`, `end`, `text`, `label`, `name`, `score`.
/// `watch` is as in [`batch::run`].
///
/// # Errors
/// As [`Worker::annotate`], with the row, and as [`batch::run`].
pub fn entities<R: Rows + ?Sized>(
    pipeline: &Pipeline,
    rows: &R,
    layout: Layout,
    threads: &Threads,
    watch: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<Batches> {
    let labels = Arc::new(StringArray::from_iter_values(pipeline.labels()));
    let more = [
        names("label"),
        Field::new("name", DataType::LargeUtf8, false),
        Field::new("score", DataType::Float32, false),
    ];
    Shape::new("entities", layout, more).fill(
        rows,
        threads,
        || Entities {
            worker: pipeline.worker(),
            label: Vec::new(),
            name: TextsBuilder::default(),
            score: Vec::new(),
        },
        |Entities { worker, label, name, score }, text, spans| {
            worker.annotate(text, Layers::ENTITIES)?;
            for entity in worker.entities() {
                spans.push(entity.span);
                label.push(i16::from(entity.label));
                name.text(|out| out.push_str(&pipeline.name(text, entity)));
                score.push(entity.score);
            }
            Ok(())
        },
        |found| {
            let score = Float32Array::from(take(&mut found.score));
            vec![
                named(take(&mut found.label), &labels),
                Arc::new(take(&mut found.name).finish()),
                Arc::new(score),
            ]
        },
        watch,
    )
}
