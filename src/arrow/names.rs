//! The names of a column: one row an entity, with all its spellings.

use std::cmp::Reverse;
use std::ops::ControlFlow;
use std::sync::Arc;

use arrow_array::builder::LargeStringBuilder;
use arrow_array::{
    ArrayRef, Int64Array, LargeListArray, LargeStringArray, RecordBatch, StringArray,
};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{DataType, Field, Schema};
use rustc_hash::FxHashMap;

use super::long::{Batches, named, names as label_field};
use crate::batch::{self, Rows, Threads};
use crate::names::{Clusterer, Groups, Spelling, Units, is_person, mentions};
use crate::{Error, Layers, Pipeline, Result};

/// An entity of one row.
struct Found {
    row: usize,
    label: u8,
    name: String,
    /// The names of its mentions, each with its count, in the order of the first mentions.
    mentions: Vec<(String, i64)>,
}

/// A name and its label.
struct Name {
    label: u8,
    name: String,
    count: i64,
}

/// What the entities of all rows are called, the most frequent first: `name`, the most frequent of the
/// full names; `label`; `count`, the number of mentions; `rows`, the number of rows; `variants`, the
/// names of all mentions, the most frequent first. With a label, those of that label only. `watch` is
/// as in [`batch::run`].
///
/// The mentions of a row are clustered as in a [`Document`](crate::Document); the full names of all
/// rows that are spellings of one then become one.
///
/// # Errors
/// [`ErrorKind::Value`](crate::ErrorKind::Value) if there is no such label, and as
/// [`entities`](super::entities).
pub fn names<R: Rows + ?Sized>(
    pipeline: &Pipeline,
    rows: &R,
    label: Option<&str>,
    threads: &Threads,
    watch: impl FnMut(usize) -> ControlFlow<()>,
) -> Result<Batches> {
    let labels = pipeline.labels();
    if let Some(label) = label
        && !labels.iter().any(|known| known == label)
    {
        let known: Vec<_> = labels.iter().map(String::as_str).collect();
        return Err(Error::unknown("label", label, &known));
    }
    let state = || (pipeline.worker(), Clusterer::new());
    let found = batch::run(
        rows,
        threads,
        state,
        |(worker, clusterer), rows, range| {
            let mut found = Vec::new();
            for row in range {
                let Some(text) = rows.text(row) else { continue };
                let annotated = worker.annotate(text, Layers::ENTITIES);
                annotated.map_err(|error| error.at_row(row as u64))?;
                let entities = worker.entities();
                let names: Vec<_> = entities.iter().map(|it| pipeline.name(text, it)).collect();
                let clusters = clusterer.cluster(&mentions(pipeline, entities, &names));
                let first = found.len();
                for &at in clusters.names() {
                    let (label, name) =
                        (entities[at as usize].label, names[at as usize].to_string());
                    found.push(Found { row, label, name, mentions: Vec::new() });
                }
                // Where in its entity a name is.
                let mut places = FxHashMap::default();
                for (name, &cluster) in names.iter().zip(clusters.of()) {
                    let own = &mut found[first + cluster as usize].mentions;
                    let at = *places.entry((cluster, &**name)).or_insert_with(|| {
                        own.push((name.to_string(), 0));
                        own.len() - 1
                    });
                    own[at].1 += 1;
                }
            }
            found.retain(|it| label.is_none_or(|label| labels[usize::from(it.label)] == label));
            Ok(found)
        },
        watch,
    )?;
    let found: Vec<_> = found.into_iter().flatten().collect();
    table(labels, &found)
}

fn table(labels: &[String], found: &[Found]) -> Result<Batches> {
    let mut numbers: FxHashMap<(u8, &str), usize> = FxHashMap::default();
    let mut names: Vec<Name> = Vec::new();
    let mut number_of = Vec::with_capacity(found.len());
    for Found { label, name, mentions, .. } in found {
        let number = *numbers.entry((*label, name)).or_insert_with(|| {
            names.push(Name { label: *label, name: name.clone(), count: 0 });
            names.len() - 1
        });
        names[number].count += mentions.iter().map(|mention| mention.1).sum::<i64>();
        number_of.push(number);
    }

    // The most frequent spelling first: it gives its name to the group.
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|&number| Reverse(names[number].count));
    let (mut units, mut groups) = (Units::default(), Groups::default());
    let mut group_of = vec![0; names.len()];
    let mut first_of = Vec::new();
    for number in order {
        let Name { label, name, .. } = &names[number];
        let person = is_person(&labels[usize::from(*label)]);
        let spelling = Spelling::new(name, person, &mut units);
        let group = groups.add(u32::from(*label), spelling) as usize;
        group_of[number] = group;
        if group == first_of.len() {
            first_of.push(number);
        }
    }

    let mut counts = vec![0_i64; first_of.len()];
    let mut rows = vec![(0_i64, usize::MAX); first_of.len()];
    let mut variants: Vec<Vec<(&str, i64)>> = vec![Vec::new(); first_of.len()];
    let mut places = FxHashMap::default();
    for (it, &number) in found.iter().zip(&number_of) {
        let group = group_of[number];
        let (count, last) = &mut rows[group];
        if *last != it.row {
            (*count, *last) = (*count + 1, it.row);
        }
        for (name, times) in &it.mentions {
            counts[group] += times;
            let own = &mut variants[group];
            let at = *places.entry((group, name.as_str())).or_insert_with(|| {
                own.push((name, 0));
                own.len() - 1
            });
            own[at].1 += times;
        }
    }

    let mut order: Vec<usize> = (0..first_of.len()).collect();
    order.sort_by_key(|&group| Reverse(counts[group]));
    let (mut lengths, mut texts) = (Vec::new(), LargeStringBuilder::new());
    for &group in &order {
        let own = &mut variants[group];
        own.sort_by_key(|variant| Reverse(variant.1));
        own.iter().for_each(|variant| texts.append_value(variant.0));
        lengths.push(own.len());
    }
    let name = |group: &usize| &*names[first_of[*group]].name;
    let label = |group: &usize| i16::from(names[first_of[*group]].label);
    let numbers = |of: &dyn Fn(usize) -> i64| -> ArrayRef {
        Arc::new(order.iter().map(|&group| of(group)).collect::<Int64Array>())
    };
    let item = Arc::new(Field::new("item", DataType::LargeUtf8, false));
    let fields = vec![
        Field::new("name", DataType::LargeUtf8, false),
        label_field("label"),
        Field::new("count", DataType::Int64, false),
        Field::new("rows", DataType::Int64, false),
        Field::new("variants", DataType::LargeList(item.clone()), false),
    ];
    let data = |error: arrow_schema::ArrowError| Error::data(error.to_string());
    let offsets = OffsetBuffer::from_lengths(lengths);
    let lists = LargeListArray::try_new(item, offsets, Arc::new(texts.finish()), None);
    let columns: Vec<ArrayRef> = vec![
        Arc::new(LargeStringArray::from_iter_values(order.iter().map(name))),
        named(order.iter().map(label).collect(), &Arc::new(StringArray::from_iter_values(labels))),
        numbers(&|group| counts[group]),
        numbers(&|group| rows[group].0),
        Arc::new(lists.map_err(data)?),
    ];
    let schema = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new(schema.clone(), columns).map_err(data)?;
    let batches = if batch.num_rows() > 0 { vec![batch] } else { Vec::new() };
    Ok(Batches { schema, batches })
}
