//! Labels beside those of the model, of what lists of words know: nationalities, and the titles before
//! people's names.
//!
//! In a model file they are a byte for the layout, their number, and the name of each as text.

use std::cmp::Reverse;

use super::{Found, nationalities_of, titles_of};
use crate::entities::rules::MOST_LABELS;
use crate::entities::{Entity, Source};
use crate::model::{Reader, SectionWriter};
use crate::tokenize::Token;
use crate::{Error, Result, Span};

/// A label that entities have only if it is asked for: see
/// [`Pipeline::with_labels`](crate::Pipeline::with_labels).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ExtraLabel {
    /// `NORP`: a word for a nationality, a people or a religion, where there is no other entity.
    Norp,
    /// `TITLE`: the title before a person's name, with the names of places and organizations in it.
    Title,
}

impl ExtraLabel {
    const NAMES: [(Self, &'static str); 2] = [(Self::Norp, "NORP"), (Self::Title, "TITLE")];

    /// All, in the order in which pipelines have them.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        Self::NAMES.into_iter().map(|entry| entry.0)
    }

    /// The name, as entities have it.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize].1
    }

    /// The label of that name: `NORP` or `TITLE`.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for another name; the message lists the known.
    pub fn from_name(name: &str) -> Result<Self> {
        match Self::NAMES.iter().find(|entry| entry.1 == name) {
            Some(entry) => Ok(entry.0),
            None => Err(Error::unknown("extra label", name, &Self::NAMES.map(|entry| entry.1))),
        }
    }
}

/// The extra labels of a pipeline: of each its number there, if it was asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Extra([Option<u8>; ExtraLabel::NAMES.len()]);

impl Extra {
    /// Those asked for; what the pipeline has no label for yet is appended to its labels.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) if there are too many labels.
    pub(crate) fn new(asked: &[ExtraLabel], labels: &mut Vec<String>) -> Result<Self> {
        let mut extra = Self::default();
        for label in ExtraLabel::all().filter(|label| asked.contains(label)) {
            let name = label.name();
            let number = labels.iter().position(|known| known == name).unwrap_or_else(|| {
                labels.push(name.to_owned());
                labels.len() - 1
            });
            extra.0[label as usize] = Some(u8::try_from(number).map_err(|_| {
                Error::value(format!(
                    "with the label {name:?} the pipeline would have more than {MOST_LABELS}, the \
                     most that it can have"
                ))
            })?);
        }
        Ok(extra)
    }

    /// Those asked for, in their order.
    pub(crate) fn labels(self) -> impl Iterator<Item = ExtraLabel> {
        ExtraLabel::all().filter(move |&label| self.number(label).is_some())
    }

    /// The number of a label among those of the pipeline, if it was asked for.
    pub(crate) fn number(self, label: ExtraLabel) -> Option<u8> {
        self.0[label as usize]
    }

    /// Adds what has these labels to the entities that model and rules found, which are in order and
    /// stay. `labels` are those of the pipeline.
    pub(crate) fn add(
        self,
        text: &str,
        tokens: &[Token],
        sentences: &[Span],
        labels: &[String],
        entities: &mut Vec<Entity>,
    ) {
        let entity = |found: Found, label: u8| Entity {
            span: found.span,
            label,
            elided_article: found.elided_article,
            score: 1.0,
            source: Source::Lists,
        };
        // What was there comes first where something new has its span: the sort is stable.
        let order = |span: Span| (span.start, Reverse(span.end));
        let add = |found: Vec<Found>, label: u8, entities: &mut Vec<Entity>| {
            if !found.is_empty() {
                entities.extend(found.into_iter().map(|found| entity(found, label)));
                entities.sort_by_key(|entity| order(entity.span));
            }
        };
        if let Some(label) = self.number(ExtraLabel::Title) {
            let titles = titles_of(text, tokens, sentences, labels, entities);
            let mut titles: Vec<_> = titles.into_iter().flatten().collect();
            // Names that begin together, of the model and of rules, have one title.
            titles.sort_by_key(|title| order(title.span));
            titles.dedup_by_key(|title| title.span);
            add(titles, label, entities);
        }
        if let Some(label) = self.number(ExtraLabel::Norp) {
            add(nationalities_of(text, tokens, &*entities), label, entities);
        }
    }
}

/// The section with the extra labels of a pipeline.
pub(crate) const SECTION: &str = "labels.extra";

const LAYOUT: u8 = 1;

/// Extra labels as a section.
pub(crate) fn write(labels: &[ExtraLabel]) -> Vec<u8> {
    let mut out = SectionWriter::new();
    out.u8(LAYOUT).count(labels.len());
    for label in labels {
        out.str(label.name());
    }
    out.into_bytes()
}

/// What [`write`] wrote, of at least one label.
pub(crate) fn read(mut reader: Reader) -> Result<Vec<ExtraLabel>> {
    reader.layout(LAYOUT)?;
    let mut labels: Vec<ExtraLabel> = Vec::new();
    for _ in 0..reader.count(1)? {
        let name = reader.str()?;
        let label = ExtraLabel::from_name(name).map_err(|error| reader.error(error))?;
        if labels.last().is_some_and(|&before| before >= label) {
            return Err(reader.error(format_args!("{name} is there twice, or out of order")));
        }
        labels.push(label);
    }
    if labels.is_empty() {
        return Err(reader.error("it has no labels"));
    }
    reader.finish()?;
    Ok(labels)
}
