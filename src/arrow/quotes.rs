//! Tables of quotations.

use std::mem::take;
use std::ops::ControlFlow;
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Int64Array, StringArray};
use arrow_schema::{DataType, Field};

use super::long::{self, Batches, Layout, Shape, named};
use super::texts::TextsBuilder;
use crate::batch::{Rows, Threads};
use crate::quotes::Form;
use crate::{CharIndex, Layers, Pipeline, Result, Span, Worker};

/// What a task needs to find quotations, and the columns of those that it found.
struct Quoted {
    worker: Worker,
    form: Vec<i16>,
    cue: Places,
    lemma: TextsBuilder,
    speaker: Places,
    name: TextsBuilder,
    explicit: Vec<Option<bool>>,
    depth: Vec<i64>,
}

/// Texts and places of what may not be there.
#[derive(Default)]
struct Places {
    text: TextsBuilder,
    start: Vec<Option<i64>>,
    end: Vec<Option<i64>>,
}

impl Places {
    fn push(&mut self, text: &str, index: &CharIndex<'_>, span: Option<Span>) {
        push(&mut self.text, span.map(|span| span.of(text)));
        let place = span.map(|span| index.chars(span));
        self.start.push(place.map(|place| place.0 as i64));
        self.end.push(place.map(|place| place.1 as i64));
    }

    fn finish(&mut self) -> [ArrayRef; 3] {
        [
            Arc::new(take(&mut self.text).finish()),
            Arc::new(Int64Array::from(take(&mut self.start))),
            Arc::new(Int64Array::from(take(&mut self.end))),
        ]
    }
}

fn push(texts: &mut TextsBuilder, text: Option<&str>) {
    match text {
        Some(text) => texts.text(|out| out.push_str(text)),
        None => texts.null(),
    }
}

/// The quotations of every row, in order: `row`, `start`, `end`, `text`, `form`, `cue`, `cue_start`,
/// `cue_end`, `cue_lemma`, `speaker`, `speaker_start`, `speaker_end`, `speaker_name`, `explicit`, `depth`;
/// null where there is no cue, or no speaker. `watch` is as in [`batch::run`](crate::batch::run).
///
/// # Errors
/// As [`Worker::annotate`], with the row, and as [`batch::run`](crate::batch::run).
pub fn quotes<R: Rows + ?Sized>(
    pipeline: &Pipeline,
    rows: &R,
    layout: Layout,
    threads: &Threads,
    watch: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<Batches> {
    let forms = Arc::new(StringArray::from_iter_values(Form::all().map(Form::name)));
    let text = |name| Field::new(name, DataType::LargeUtf8, true);
    let number = |name| Field::new(name, DataType::Int64, true);
    let more = [
        long::names("form"),
        text("cue"),
        number("cue_start"),
        number("cue_end"),
        text("cue_lemma"),
        text("speaker"),
        number("speaker_start"),
        number("speaker_end"),
        text("speaker_name"),
        Field::new("explicit", DataType::Boolean, true),
        Field::new("depth", DataType::Int64, false),
    ];
    Shape::new("quotes", layout, more).fill(
        rows,
        threads,
        || Quoted {
            worker: pipeline.worker(),
            form: Vec::new(),
            cue: Places::default(),
            lemma: TextsBuilder::default(),
            speaker: Places::default(),
            name: TextsBuilder::default(),
            explicit: Vec::new(),
            depth: Vec::new(),
        },
        |Quoted { worker, form, cue, lemma, speaker, name, explicit, depth }, text, spans| {
            worker.annotate(text, Layers::QUOTES)?;
            if worker.quotes().is_empty() {
                return Ok(());
            }
            let index = CharIndex::new(text);
            for quote in worker.quotes().all() {
                spans.push(quote.span);
                form.push(quote.form as i16);
                cue.push(text, &index, quote.cue.map(|cue| cue.span));
                push(lemma, quote.cue.map(|cue| pipeline.cue_lemma(cue)));
                speaker.push(text, &index, quote.speaker.map(|speaker| speaker.span));
                let own = quote.speaker.map(|speaker| pipeline.speaker_name(text, &speaker));
                push(name, own.as_deref());
                explicit.push(quote.speaker.map(|speaker| speaker.explicit));
                depth.push(i64::from(quote.depth));
            }
            Ok(())
        },
        |found| {
            let mut arrays: Vec<ArrayRef> = vec![named(take(&mut found.form), &forms)];
            arrays.extend(found.cue.finish());
            arrays.push(Arc::new(take(&mut found.lemma).finish()));
            arrays.extend(found.speaker.finish());
            arrays.push(Arc::new(take(&mut found.name).finish()));
            arrays.push(Arc::new(BooleanArray::from(take(&mut found.explicit))));
            arrays.push(Arc::new(Int64Array::from(take(&mut found.depth))));
            arrays
        },
        watch,
    )
}
