//! Columns in the Arrow format: string arrays in, string arrays and long tables out.

mod column;
mod long;
mod names;
mod numbers;
mod quotes;
#[cfg(test)]
mod tests;
mod texts;

use std::borrow::Cow;
use std::mem::take;
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use arrow_array::builder::LargeStringBuilder;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float32Array, Int64Array,
    LargeStringArray, RecordBatch, StringArray,
};
use arrow_schema::{DataType, Field, Schema, SchemaRef};

use crate::batch::{self, Rows, Threads};
use crate::entities::Source;
use crate::morphology::{Role, Scheme, Upos};
use crate::names::Clusterer;
use crate::normalize::{Finder, Normalizer, SLACK};
use crate::stem::{self, Stemmer};
use crate::stopwords::is_stop_word;
use crate::tokenize::{Newlines, Token, TokenKind};
use crate::transliterate::{Direction, Scheme as Letters, Unmapped};
use crate::values::dates::Day;
use crate::values::{
    DateKind, DateModifier, DateReason, Exact, Modifier, NoValue, NumberKind, since_1970,
};
use crate::{Error, Layers, Pipeline, Result, Span, Worker, tokenize};
#[cfg(feature = "python")]
pub(crate) use column::Ends;
pub use column::{OnError, TextColumn};
pub use long::{Batches, Layout};
use long::{Shape, named, named_or_null};
pub use names::names;
pub use quotes::quotes;
use texts::{Piece, Pieces, TextsBuilder};

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

/// The column in other letters, as [`normalize`] gives columns.
///
/// # Errors
/// As [`Direction::convert`], with the row, and as [`batch::run`].
pub fn transliterate(
    scheme: Letters,
    direction: Direction,
    unmapped: Unmapped,
    column: &TextColumn,
    threads: &Threads,
    watch: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<Vec<LargeStringArray>> {
    // Refused whatever the column holds.
    direction.convert("", scheme, unmapped)?;
    let step = |text: &str, out: &mut String| {
        let converted = direction.convert(text, scheme, unmapped)?;
        let changed = converted != text;
        if changed {
            out.push_str(&converted);
        }
        Ok(changed)
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
    let work = |(first, pieces): &mut (String, Pieces), column: &TextColumn, rows: Range<usize>| {
        let step = |row: usize, text: &str, out: &mut String| {
            step(text, out).map_err(|error| error.at_row(row as u64))
        };
        let parts = column.parts(rows.clone());
        let parts = match parts {
            Some(parts) if stay(parts.joined()) => return Ok(Mapped::Shared(parts.shared())),
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
            return Ok(Mapped::Shared(parts.shared()));
        }
        // A long text is a task of its own: it is not copied either.
        if rows.len() == 1 && unchanged == 0 && first.len() > batch::TASK_BYTES {
            pieces.adopt(take(first));
            return Ok(Mapped::Made(pieces.piece()));
        }
        let bytes = rows.clone().filter_map(|row| column.text(row)).map(str::len).sum::<usize>();
        let out = pieces.builder(rows.len(), bytes + SLACK);
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
        Ok(Mapped::Made(pieces.piece()))
    };
    // One may have done a task more than another.
    let share = column.bytes() / threads.count() + batch::TASK_BYTES;
    let state = || (String::new(), Pieces::new(share));
    let mapped = batch::run(column, threads, state, work, watch)?;
    Ok(mapped.into_iter().map(Mapped::finish).collect())
}

/// What became of the rows of one task.
enum Mapped {
    Shared(LargeStringArray),
    Made(Piece),
}

impl Mapped {
    fn finish(self) -> LargeStringArray {
        match self {
            Self::Shared(array) => array,
            Self::Made(piece) => piece.finish(),
        }
    }
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

/// Of each row whether the finder finds something in it, as a table with the column `contains`; nulls stay
/// null. `watch` is as in [`batch::run`].
///
/// # Errors
/// As [`Finder::find`], with the row, and as [`batch::run`].
pub fn contains<R: Rows + ?Sized>(
    finder: &Finder,
    rows: &R,
    threads: &Threads,
    watch: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<Batches> {
    let schema: SchemaRef =
        Arc::new(Schema::new(vec![Field::new("contains", DataType::Boolean, true)]));
    let work = |(): &mut (), rows: &R, range: Range<usize>| {
        let found = range.map(|row| {
            let found = rows.text(row).map(|text| finder.is_in(text)).transpose();
            found.map_err(|error| error.at_row(row as u64))
        });
        let found = found.collect::<Result<BooleanArray>>()?;
        RecordBatch::try_new(schema.clone(), vec![Arc::new(found)])
            .map_err(|error| Error::data(error.to_string()))
    };
    let batches = batch::run(rows, threads, || (), work, watch)?;
    Ok(Batches { schema, batches })
}

bitflags::bitflags! {
    /// What a table of tokens or of segments tells, beyond where they are.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct WordColumns: u8 {
        /// `kind`: the name of the token's kind.
        const KIND = 1;
        /// `is_stop`: whether the token is a stop word of any set.
        const STOP = 1 << 1;
        /// `pos`: the part of speech, of a token that of its stem.
        const POS = 1 << 2;
        /// `lemma`: the lemma without diacritics, of a token that of its stem.
        const LEMMA = 1 << 3;
        /// `vocalized_lemma`: with diacritics where the lexicon knows them.
        const VOCALIZED = 1 << 4;
        /// `features`: what is certain of the features, in the syntax of Universal Dependencies
        /// (`Gender=Fem|Number=Sing`), empty where nothing is; of a token those of its stem.
        const FEATURES = 1 << 5;
    }
}

impl WordColumns {
    const NAMES: [(Self, &str); 6] = [
        (Self::KIND, "kind"),
        (Self::STOP, "is_stop"),
        (Self::POS, "pos"),
        (Self::LEMMA, "lemma"),
        (Self::VOCALIZED, "vocalized_lemma"),
        (Self::FEATURES, "features"),
    ];
    /// Those that tables of segments have.
    pub const OF_SEGMENTS: Self =
        Self::POS.union(Self::LEMMA).union(Self::VOCALIZED).union(Self::FEATURES);

    /// The column of that name, if it is one of these.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for another name; the message lists the known.
    pub fn column(self, name: &str) -> Result<Self> {
        let known = Self::NAMES.iter().filter(|entry| self.contains(entry.0));
        match known.clone().find(|entry| entry.1 == name) {
            Some(entry) => Ok(entry.0),
            None => {
                let known: Vec<_> = known.map(|entry| entry.1).collect();
                Err(Error::unknown("column", name, &known))
            }
        }
    }

    fn fields(self) -> impl Iterator<Item = Field> {
        Self::NAMES.into_iter().filter(move |entry| self.contains(entry.0)).map(|(column, name)| {
            match column {
                Self::STOP => Field::new(name, DataType::Boolean, false),
                Self::LEMMA | Self::VOCALIZED | Self::FEATURES => {
                    Field::new(name, DataType::LargeUtf8, false)
                }
                _ => long::names(name),
            }
        })
    }

    fn layers(self) -> Layers {
        let mut layers = Layers::TOKENS;
        layers.set(Layers::POS, self.contains(Self::POS));
        layers.set(Layers::LEMMAS, self.contains(Self::LEMMA));
        layers.set(Layers::VOCALIZED, self.contains(Self::VOCALIZED));
        layers.set(Layers::FEATURES, self.contains(Self::FEATURES));
        layers
    }
}

/// What a task needs to look at words.
struct Words {
    worker: Worker,
    found: Found,
}

/// The columns of words, as they are found.
#[derive(Default)]
struct Found {
    kind: Vec<i16>,
    is_stop: Vec<bool>,
    pos: Vec<i16>,
    lemma: TextsBuilder,
    vocalized: TextsBuilder,
    features: TextsBuilder,
}

impl Words {
    fn new(pipeline: &Pipeline) -> Self {
        Self { worker: pipeline.worker(), found: Found::default() }
    }
}

impl Found {
    fn token(&mut self, token: Token, text: &str, columns: WordColumns) {
        if columns.contains(WordColumns::KIND) {
            self.kind.push(token.kind as i16);
        }
        if columns.contains(WordColumns::STOP) {
            self.is_stop.push(token.kind.is_word() && is_stop_word(token.span.of(text)));
        }
    }

    /// Appends what is known of the segment of that number.
    fn segment(&mut self, number: usize, worker: &Worker, columns: WordColumns) {
        if columns.contains(WordColumns::POS) {
            self.pos.push(worker.pos()[number] as i16);
        }
        if columns.contains(WordColumns::LEMMA) {
            self.lemma.text(|out| out.push_str(worker.lemmas().of(number)));
        }
        if columns.contains(WordColumns::VOCALIZED) {
            self.vocalized.text(|out| out.push_str(worker.vocalized_lemmas().of(number)));
        }
        if columns.contains(WordColumns::FEATURES) {
            self.features.text(|out| worker.features()[number].push(out));
        }
    }

    fn finish(&mut self, columns: WordColumns, names: &Names) -> Vec<ArrayRef> {
        let column = |&(column, _): &(WordColumns, &str)| -> Option<ArrayRef> {
            columns.contains(column).then(|| match column {
                WordColumns::KIND => named(take(&mut self.kind), &names.kinds),
                WordColumns::STOP => Arc::new(BooleanArray::from(take(&mut self.is_stop))),
                WordColumns::POS => named(take(&mut self.pos), &names.pos),
                WordColumns::LEMMA => Arc::new(take(&mut self.lemma).finish()) as ArrayRef,
                WordColumns::FEATURES => Arc::new(take(&mut self.features).finish()),
                _ => Arc::new(take(&mut self.vocalized).finish()),
            })
        };
        WordColumns::NAMES.iter().filter_map(column).collect()
    }
}

/// What the columns of names choose from.
struct Names {
    kinds: Arc<StringArray>,
    pos: Arc<StringArray>,
    roles: Arc<StringArray>,
}

impl Names {
    fn new() -> Self {
        Self {
            kinds: Arc::new(StringArray::from_iter_values(TokenKind::all().map(TokenKind::name))),
            pos: Arc::new(StringArray::from_iter_values(Upos::all().map(Upos::name))),
            roles: Arc::new(StringArray::from_iter_values(Role::all().map(Role::name))),
        }
    }
}

/// The tokens of every row, in order: `row`, `start`, `end`, `text`, and the columns asked for.
/// `watch` is as in [`batch::run`].
///
/// # Errors
/// [`ErrorKind::Value`](crate::ErrorKind::Value) with the row if a text has 4 GiB or more, and as
/// [`batch::run`].
pub fn tokens<R: Rows + ?Sized>(
    pipeline: &Pipeline,
    rows: &R,
    columns: WordColumns,
    layout: Layout,
    threads: &Threads,
    watch: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<Batches> {
    let names = Names::new();
    let tagged = columns.intersects(WordColumns::OF_SEGMENTS);
    Shape::new("tokens", layout, columns.fields()).fill(
        rows,
        threads,
        || Words::new(pipeline),
        |words, text, spans| {
            let Words { worker, found } = words;
            worker.annotate(text, columns.layers())?;
            for (number, &token) in worker.tokens().iter().enumerate() {
                spans.push(token.span);
                found.token(token, text, columns);
                if tagged {
                    let stem = worker.segments().stem(number);
                    found.segment(stem, worker, columns);
                }
            }
            Ok(())
        },
        |words| words.found.finish(columns, &names),
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

/// The clitic segments of every row, in order: `row`, `start`, `end`, `text`, `token` (the number of
/// the token that it is part of, from 0 in its text), `form`, `role`, and the columns asked for, of
/// [`WordColumns::OF_SEGMENTS`]. `watch` is as in [`batch::run`].
///
/// # Errors
/// As [`tokens`].
pub fn segments<R: Rows + ?Sized>(
    pipeline: &Pipeline,
    rows: &R,
    scheme: Scheme,
    columns: WordColumns,
    layout: Layout,
    threads: &Threads,
    watch: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<Batches> {
    let columns = columns & WordColumns::OF_SEGMENTS;
    let names = Names::new();
    let more = [
        Field::new("token", DataType::Int64, false),
        Field::new("form", DataType::LargeUtf8, false),
        long::names("role"),
    ];
    Shape::new("segments", layout, more.into_iter().chain(columns.fields())).fill(
        rows,
        threads,
        || (Words::new(pipeline), Vec::new(), TextsBuilder::default(), Vec::new()),
        |(words, token, form, role), text, spans| {
            let Words { worker, found } = words;
            worker.annotate(text, columns.layers() | Layers::SEGMENTS)?;
            for number in 0..worker.tokens().len() {
                for (segment, head) in worker.segments().joined(number, scheme) {
                    spans.push(segment.span);
                    token.push(number as i64);
                    form.text(|out| out.push_str(&segment.form(text)));
                    role.push(segment.role as i16);
                    found.segment(head, worker, columns);
                }
            }
            Ok(())
        },
        |(words, token, form, role)| {
            let mut arrays: Vec<ArrayRef> = vec![
                Arc::new(Int64Array::from(take(token))),
                Arc::new(take(form).finish()),
                named(take(role), &names.roles),
            ];
            arrays.extend(words.found.finish(columns, &names));
            arrays
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
    clusterer: Clusterer,
    label: Vec<i16>,
    name: TextsBuilder,
    score: Vec<f32>,
    cluster: Vec<i64>,
    source: Vec<i16>,
    id: TextsBuilder,
}

/// The entities of every row, in order: `row`, `start`, `end`, `text`, `label`, `name`, `score`; with
/// `clusters` also `cluster`, the number of what it is a mention of among those of its row; if the
/// pipeline has rules or extra labels also `source` (`model`, `rules` or `lists`); if it has rules also
/// `id`, null where there is none. `watch` is as in [`batch::run`].
///
/// # Errors
/// As [`Worker::annotate`], with the row, and as [`batch::run`].
pub fn entities<R: Rows + ?Sized>(
    pipeline: &Pipeline,
    rows: &R,
    clusters: bool,
    layout: Layout,
    threads: &Threads,
    watch: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<Batches> {
    let labels = Arc::new(StringArray::from_iter_values(pipeline.labels()));
    let mut more = vec![
        long::names("label"),
        Field::new("name", DataType::LargeUtf8, false),
        Field::new("score", DataType::Float32, false),
    ];
    if clusters {
        more.push(Field::new("cluster", DataType::Int64, false));
    }
    let (has_sources, has_rules) = (pipeline.has_sources(), pipeline.rules().len() > 0);
    // A user sees the categories: only those that there can be.
    let last =
        if pipeline.extra_labels().next().is_some() { Source::Lists } else { Source::Rule(0) };
    let sources = Source::NAMES.into_iter().take(last.number() + 1);
    let sources = Arc::new(StringArray::from_iter_values(sources));
    if has_sources {
        more.push(long::names("source"));
    }
    if has_rules {
        more.push(Field::new("id", DataType::LargeUtf8, true));
    }
    Shape::new("entities", layout, more).fill(
        rows,
        threads,
        || Entities {
            worker: pipeline.worker(),
            clusterer: Clusterer::new(),
            label: Vec::new(),
            name: TextsBuilder::default(),
            score: Vec::new(),
            cluster: Vec::new(),
            source: Vec::new(),
            id: TextsBuilder::default(),
        },
        |Entities { worker, clusterer, label, name, score, cluster, source, id }, text, spans| {
            worker.annotate(text, Layers::ENTITIES)?;
            let mut names = Vec::new();
            for entity in worker.entities() {
                spans.push(entity.span);
                label.push(i16::from(entity.label));
                let own = pipeline.name(text, entity);
                name.text(|out| out.push_str(&own));
                score.push(entity.score);
                if has_sources {
                    source.push(entity.source.number() as i16);
                }
                if has_rules {
                    match pipeline.rule(entity).and_then(|rule| rule.id) {
                        Some(own) => id.text(|out| out.push_str(own)),
                        None => id.null(),
                    }
                }
                if clusters {
                    names.push(own);
                }
            }
            if clusters {
                let mentions = crate::names::mentions(pipeline, worker.entities(), &names);
                let found = clusterer.cluster(&mentions);
                cluster.extend(found.of().iter().copied().map(i64::from));
            }
            Ok(())
        },
        |found| {
            let mut arrays: Vec<ArrayRef> = vec![
                named(take(&mut found.label), &labels),
                Arc::new(take(&mut found.name).finish()),
                Arc::new(Float32Array::from(take(&mut found.score))),
            ];
            if clusters {
                arrays.push(Arc::new(Int64Array::from(take(&mut found.cluster))));
            }
            if has_sources {
                arrays.push(named(take(&mut found.source), &sources));
            }
            if has_rules {
                arrays.push(Arc::new(take(&mut found.id).finish()));
            }
            arrays
        },
        watch,
    )
}

/// The columns of numbers, as they are found.
#[derive(Default)]
struct Numbers {
    kind: Vec<i16>,
    value: Vec<Option<i128>>,
    upper: Vec<Option<i128>>,
    fractions: Vec<Option<(i64, i64)>>,
    upper_fractions: Vec<Option<(i64, i64)>>,
    unit: LargeStringBuilder,
    currency: LargeStringBuilder,
    modifier: Vec<Option<i16>>,
    counted: LargeStringBuilder,
    reason: Vec<Option<i16>>,
}

/// The decimals of the columns of values, and their digits.
const SCALE: i8 = 18;
const PRECISION: u8 = 38;

/// A value in units of 10⁻¹⁸; none of a fraction that is no such decimal.
fn decimal(value: Option<Exact>) -> Option<i128> {
    let (units, places) = value?.decimal()?;
    // At most 10¹⁸ with 18 decimals: that many fit.
    units.checked_mul(10_i128.pow(u32::from(SCALE as u8) - places))
}

/// Numerator and denominator; none where one is beyond 64 bits.
fn parts(value: Exact) -> Option<(i64, i64)> {
    Some((value.numerator().try_into().ok()?, value.denominator().try_into().ok()?))
}

/// The numbers of every row, in order: `row`, `start`, `end`, `text`, `kind`; `value` and of ranges `upper`
/// as decimals of 38 digits, 18 of them decimals, null where there is no value; `numerator` and
/// `denominator` of values that are no decimals, as 1/3, else null, and `upper_numerator` and
/// `upper_denominator` of upper ends; `unit`, `currency`, `modifier`,
/// `counted` (the counted noun's text) and `reason`, null where there is none. `watch` is as in
/// [`batch::run`].
///
/// # Errors
/// As [`tokens`].
pub fn numbers<R: Rows + ?Sized>(
    pipeline: &Pipeline,
    rows: &R,
    layout: Layout,
    threads: &Threads,
    watch: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<Batches> {
    let names = |names: &[&str]| Arc::new(StringArray::from_iter_values(names));
    let kinds = names(&NumberKind::NAMES);
    let modifiers = names(&Modifier::NAMES);
    let reasons = names(&NoValue::NAMES);
    let decimals = DataType::Decimal128(PRECISION, SCALE);
    let more = [
        long::names("kind"),
        Field::new("value", decimals.clone(), true),
        Field::new("upper", decimals, true),
        Field::new("numerator", DataType::Int64, true),
        Field::new("denominator", DataType::Int64, true),
        Field::new("upper_numerator", DataType::Int64, true),
        Field::new("upper_denominator", DataType::Int64, true),
        Field::new("unit", DataType::LargeUtf8, true),
        Field::new("currency", DataType::LargeUtf8, true),
        long::names("modifier").with_nullable(true),
        Field::new("counted", DataType::LargeUtf8, true),
        long::names("reason").with_nullable(true),
    ];
    Shape::new("numbers", layout, more).fill(
        rows,
        threads,
        || (pipeline.worker(), Numbers::default()),
        |(worker, found), text, spans| {
            worker.annotate(text, Layers::NUMBERS)?;
            for number in worker.numbers() {
                spans.push(number.span);
                found.kind.push(number.kind as i16);
                let decimals = [number.value, number.upper].map(decimal);
                found.value.push(decimals[0]);
                found.upper.push(decimals[1]);
                let [value, upper] = [(number.value, decimals[0]), (number.upper, decimals[1])]
                    .map(|(value, decimal)| value.filter(|_| decimal.is_none()));
                found.fractions.push(value.and_then(parts));
                found.upper_fractions.push(upper.and_then(parts));
                found.unit.append_option(number.unit());
                found.currency.append_option(number.currency());
                found.modifier.push(number.modifier.map(|it| it as i16));
                found.counted.append_option(number.counted.map(|span| span.of(text)));
                found.reason.push(number.reason.map(|it| it as i16));
            }
            Ok(())
        },
        |(_, found)| {
            let decimals = |values: Vec<Option<i128>>| -> ArrayRef {
                let array = Decimal128Array::from(values);
                Arc::new(array.with_data_type(DataType::Decimal128(PRECISION, SCALE)))
            };
            let integers = |fractions: &[Option<(i64, i64)>]| -> [ArrayRef; 2] {
                let numerators = fractions.iter().map(|it| it.map(|it| it.0));
                let denominators = fractions.iter().map(|it| it.map(|it| it.1));
                [
                    Arc::new(numerators.collect::<Int64Array>()),
                    Arc::new(denominators.collect::<Int64Array>()),
                ]
            };
            let [numerators, denominators] = integers(&take(&mut found.fractions));
            let [upper_numerators, upper_denominators] =
                integers(&take(&mut found.upper_fractions));
            vec![
                named(take(&mut found.kind), &kinds),
                decimals(take(&mut found.value)),
                decimals(take(&mut found.upper)),
                numerators,
                denominators,
                upper_numerators,
                upper_denominators,
                Arc::new(found.unit.finish()),
                Arc::new(found.currency.finish()),
                named_or_null(take(&mut found.modifier), &modifiers),
                Arc::new(found.counted.finish()),
                named_or_null(take(&mut found.reason), &reasons),
            ]
        },
        watch,
    )
}

/// What the dates of a column are told from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Anchors {
    /// Nothing: what needs an anchor is not resolved.
    #[default]
    None,
    /// One day for all rows.
    One(Day),
    /// A day for each row, none where it is not known.
    Rows(Vec<Option<Day>>),
}

impl Anchors {
    fn of_row(&self, row: usize) -> Option<Day> {
        match self {
            Self::None => None,
            Self::One(day) => Some(*day),
            Self::Rows(days) => days.get(row).copied().flatten(),
        }
    }
}

/// The columns of dates, as they are found.
#[derive(Default)]
struct Dates {
    kind: Vec<i16>,
    value: LargeStringBuilder,
    granularity: LargeStringBuilder,
    calendar: Vec<Option<i16>>,
    modifier: Vec<Option<i16>>,
    alternative: LargeStringBuilder,
    reason: Vec<Option<i16>>,
    start: Vec<Option<i32>>,
    end: Vec<Option<i32>>,
}

/// The dates of every row, in order: `row`, `start`, `end`, `text`, `kind`; `value` as TIMEX3 writes it, null
/// where `reason` says why there is none; `granularity`, `calendar`, `modifier`, `alternative` (the value of
/// another reading) and `reason`, null where there is none; `resolved_start` and `resolved_end`, the first day and
/// the day after the last, null where none is known. With `month_first` figures are read so where the year is
/// last. `watch` is as in [`batch::run`].
///
/// # Errors
/// As [`tokens`], and [`ErrorKind::Value`](crate::ErrorKind::Value) if there are not as many anchors as rows.
pub fn dates<R: Rows + ?Sized>(
    pipeline: &Pipeline,
    rows: &R,
    anchors: &Anchors,
    month_first: bool,
    layout: Layout,
    threads: &Threads,
    watch: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<Batches> {
    if let Anchors::Rows(days) = anchors
        && days.len() != rows.len()
    {
        return Err(Error::value(format!(
            "anchor has {} rows, and the column {}",
            days.len(),
            rows.len()
        )));
    }
    let names = |names: &[&str]| Arc::new(StringArray::from_iter_values(names));
    let kinds = names(&DateKind::NAMES);
    let calendars = names(&["gregorian", "hijri"]);
    let modifiers = names(&DateModifier::NAMES);
    let reasons = names(&DateReason::NAMES);
    let more = [
        long::names("kind"),
        Field::new("value", DataType::LargeUtf8, true),
        Field::new("granularity", DataType::LargeUtf8, true),
        long::names("calendar").with_nullable(true),
        long::names("modifier").with_nullable(true),
        Field::new("alternative", DataType::LargeUtf8, true),
        long::names("reason").with_nullable(true),
        Field::new("resolved_start", DataType::Date32, true),
        Field::new("resolved_end", DataType::Date32, true),
    ];
    Shape::new("dates", layout, more).fill(
        rows,
        threads,
        || (pipeline.worker().with_month_first(month_first), Dates::default()),
        |(worker, found), text, spans| {
            worker.annotate(text, Layers::DATES)?;
            let anchor = anchors.of_row(spans.row());
            for date in worker.dates() {
                spans.push(date.span);
                found.kind.push(date.kind as i16);
                found.value.append_option(date.value());
                found.granularity.append_option(date.granularity());
                found.calendar.push(date.calendar().map(|it| i16::from(it == "hijri")));
                found.modifier.push(date.modifier.map(|it| it as i16));
                found.alternative.append_option(date.alternative());
                found.reason.push(date.reason.map(|it| it as i16));
                let resolved = date.resolve(anchor);
                found.start.push(resolved.map(|days| since_1970(days.0)));
                found.end.push(resolved.map(|days| since_1970(days.1)));
            }
            Ok(())
        },
        |(_, found)| {
            let days = |days: Vec<Option<i32>>| -> ArrayRef { Arc::new(Date32Array::from(days)) };
            vec![
                named(take(&mut found.kind), &kinds),
                Arc::new(found.value.finish()),
                Arc::new(found.granularity.finish()),
                named_or_null(take(&mut found.calendar), &calendars),
                named_or_null(take(&mut found.modifier), &modifiers),
                Arc::new(found.alternative.finish()),
                named_or_null(take(&mut found.reason), &reasons),
                days(take(&mut found.start)),
                days(take(&mut found.end)),
            ]
        },
        watch,
    )
}
