//! Names as people use them: the mentions of one entity in a text, titles before names, and the
//! spellings of one name in a column.

mod cluster;
pub(crate) mod extra;
mod similar;
#[cfg(all(test, feature = "embedded-models"))]
mod tests;
mod title;
mod words;

pub use cluster::{Clusterer, Clusters, Mention};
pub use extra::ExtraLabel;
#[cfg_attr(not(feature = "arrow"), allow(unused_imports))]
pub(crate) use similar::{Groups, Spelling};
pub use title::Found;
pub(crate) use title::Layers;
#[cfg_attr(not(feature = "arrow"), allow(unused_imports))]
pub(crate) use words::Units;

use std::borrow::Cow;

use crate::entities::{Entity, Source};
use crate::tokenize::Token;
use crate::{Document, Pipeline, Span};

/// Whether entities of this label are people: only these have given names, surnames and titles.
pub fn is_person(label: &str) -> bool {
    matches!(label, "PER" | "PERS" | "PERSON")
}

/// Compiles the tables now: see [`crate::prepare`].
pub(crate) fn prepare() {
    words::prepare();
    title::prepare();
    similar::prepare();
}

impl Document<'_> {
    /// Which of the entities are mentions of one.
    pub fn clusters(&self) -> Clusters {
        clusters(self.pipeline(), self.text(), self.entities())
    }

    /// Of each entity the title before it, if it is a person's and has one.
    pub fn titles(&self) -> Vec<Option<Found>> {
        titles(self.pipeline(), self.text(), self.tokens(), self.sentences(), self.entities())
    }

    /// The words for nationalities, peoples and religions that are in no entity of the model or of
    /// rules, without clitics, in order.
    pub fn nationalities(&self) -> Vec<Span> {
        nationalities(self.text(), self.tokens(), self.entities())
    }
}

/// Which of the entities of a text are mentions of one.
pub(crate) fn clusters(pipeline: &Pipeline, text: &str, entities: &[Entity]) -> Clusters {
    let names: Vec<_> = entities.iter().map(|entity| pipeline.name(text, entity)).collect();
    Clusterer::new().cluster(&mentions(pipeline, entities, &names)).clone()
}

/// What a [`Clusterer`] needs to know of entities with these names.
pub(crate) fn mentions<'a>(
    pipeline: &Pipeline,
    entities: &[Entity],
    names: &'a [Cow<'_, str>],
) -> Vec<Mention<'a>> {
    let mention = |(entity, name): (&Entity, &'a Cow<'_, str>)| {
        let person = is_person(&pipeline.labels()[usize::from(entity.label)]);
        Mention { name, label: entity.label.into(), person, last: !is_found(entity) }
    };
    entities.iter().zip(names).map(mention).collect()
}

/// Whether the model or a rule found an entity: those of [extra labels](ExtraLabel) change nothing of
/// what is known of others.
fn is_found(entity: &Entity) -> bool {
    entity.source != Source::Lists
}

/// Of each entity of a text the title before it, if it is a person's and has one.
pub(crate) fn titles(
    pipeline: &Pipeline,
    text: &str,
    tokens: &[Token],
    sentences: &[Span],
    entities: &[Entity],
) -> Vec<Option<Found>> {
    if entities.iter().all(is_found) {
        return titles_of(text, tokens, sentences, pipeline.labels(), entities);
    }
    let found: Vec<_> = entities.iter().copied().filter(is_found).collect();
    let mut titles = titles_of(text, tokens, sentences, pipeline.labels(), &found).into_iter();
    let title = |entity| if is_found(entity) { titles.next().flatten() } else { None };
    entities.iter().map(title).collect()
}

/// The same of entities with these labels, none of which is an extra one.
fn titles_of(
    text: &str,
    tokens: &[Token],
    sentences: &[Span],
    labels: &[String],
    entities: &[Entity],
) -> Vec<Option<Found>> {
    let person = |entity: &Entity| is_person(&labels[usize::from(entity.label)]);
    let names: Vec<_> = entities.iter().map(|entity| (entity.span, person(entity))).collect();
    Layers { text, tokens, sentences, names: &names }.titles()
}

/// The words for nationalities, peoples and religions that are in no entity of the model or of rules,
/// without clitics, in order.
pub(crate) fn nationalities(text: &str, tokens: &[Token], entities: &[Entity]) -> Vec<Span> {
    let found = entities.iter().filter(|entity| is_found(entity));
    nationalities_of(text, tokens, found).into_iter().map(|found| found.span).collect()
}

/// The same of the words that are in none of these entities, which are in order.
fn nationalities_of<'a>(
    text: &str,
    tokens: &[Token],
    entities: impl IntoIterator<Item = &'a Entity>,
) -> Vec<Found> {
    let names: Vec<_> = entities.into_iter().map(|entity| (entity.span, false)).collect();
    Layers { text, tokens, sentences: &[], names: &names }.nationalities()
}
