//! Named entities: a trained linear-chain tagger over tokens.

pub(crate) mod features;
mod lattice;
pub(crate) mod model;
pub(crate) mod network;
mod predictor;
mod project;
pub mod rules;
mod scores;
mod tagger;
#[cfg(all(test, feature = "embedded-models"))]
pub(crate) mod tests;
pub(crate) mod units;

use std::borrow::Cow;

use crate::model::{ModelFile, unique};
use crate::morphology::Segmenter;
use crate::tokenize::Token;
use crate::{Result, Span};
use predictor::Predictor;
#[cfg(fuzzing)]
pub(crate) use project::assert_kernels_agree;
pub(crate) use scores::EntityScratch;
#[cfg(feature = "train")]
pub(crate) use tagger::TokenName;

/// A named entity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entity {
    /// The bytes of the name, without attached clitics: `روسيا` in `لروسيا`.
    pub span: Span,
    /// Index into [`Pipeline::labels`](crate::Pipeline::labels).
    pub label: u8,
    /// Whether the name lost the alef of its article to a proclitic: the span `لصين` of `للصين`.
    pub elided_article: bool,
    /// The model's probability that exactly this span has this label, from 0 to 1; 1 of rules
    /// and of extra labels.
    pub score: f32,
    /// What found it.
    pub source: Source,
}

/// One of the most probable ways to label a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// The model's probability that this labelling of the whole sentence is right, from 0 to 1.
    pub probability: f64,
    /// Its entities, in order and without overlap. Their scores are, as everywhere, the probabilities
    /// of each by itself, whatever else is in the sentence.
    pub entities: Vec<Entity>,
}

/// The most labellings that can be asked for.
pub(crate) const MOST_ALTERNATIVES: usize = 50;

/// What found an entity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Source {
    /// The trained model.
    #[default]
    Model,
    /// The [rule](crate::Pipeline::rule) of that number.
    Rule(u32),
    /// The lists behind the [extra labels](crate::names::ExtraLabel).
    Lists,
}

impl Source {
    /// The names of the sources, by [`number`](Self::number).
    pub const NAMES: [&'static str; 3] = ["model", "rules", "lists"];

    /// The number of the source's name.
    pub fn number(self) -> usize {
        match self {
            Self::Model => 0,
            Self::Rule(_) => 1,
            Self::Lists => 2,
        }
    }

    /// The name: `model`, `rules` or `lists`.
    pub fn name(self) -> &'static str {
        Self::NAMES[self.number()]
    }
}

/// The name with the alef of its article, which a proclitic had taken: `الصين` of `لصين`.
pub(crate) fn with_article(name: Cow<'_, str>) -> Cow<'_, str> {
    let mut name = name.into_owned();
    name.insert(0, 'ا');
    name.into()
}

/// The compiled tagger.
#[derive(Debug)]
pub(crate) struct EntityModel {
    predictor: Predictor,
    /// Tells a scratch that it served another model.
    id: u64,
}

impl EntityModel {
    /// Compiles the model from the sections `ner.*` of a model file.
    ///
    /// # Errors
    /// [`ErrorKind::Model`](crate::ErrorKind::Model) if a section is missing or malformed.
    pub(crate) fn from_file(file: &ModelFile) -> Result<Self> {
        Ok(Self { predictor: Predictor::from_file(file)?, id: unique() })
    }

    /// The labels this model gives, as in its training data.
    pub(crate) fn labels(&self) -> &[String] {
        &self.predictor.labels
    }

    /// What its scores are divided by where probabilities are told of them.
    #[cfg(feature = "train")]
    pub(crate) fn temperature(&self) -> f32 {
        self.predictor.temperature
    }

    /// The same tagger, what it finds as probable as the scores divided by `temperature` have it.
    #[cfg(feature = "train")]
    pub(crate) fn with_temperature(mut self, temperature: f32) -> Self {
        self.predictor.temperature = temperature;
        Self { id: unique(), ..self }
    }

    /// The same tagger, whose hidden layer is not asked where `O` is preferred by `certain`.
    #[cfg(feature = "train")]
    pub(crate) fn with_certain(mut self, certain: f32) -> Self {
        self.predictor.certain = certain;
        Self { id: unique(), ..self }
    }

    /// Whether there is a hidden layer.
    #[cfg(feature = "train")]
    pub(crate) fn has_hidden_layer(&self) -> bool {
        self.predictor.hidden.is_some()
    }

    /// Appends the entities of `text` to `out`, in order and without overlap.
    ///
    /// The clitics must be those that the model was trained with, and a scratch must see no others.
    pub(crate) fn find(
        &self,
        text: &str,
        tokens: &[Token],
        sentences: &[Span],
        clitics: &Segmenter,
        scratch: &mut EntityScratch,
        out: &mut Vec<Entity>,
    ) {
        tagger::find(self, text, tokens, sentences, clitics, scratch, out);
    }

    /// The `count` best labellings of each sentence, the best, that of [`find`](Self::find), first.
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn alternatives(
        &self,
        text: &str,
        tokens: &[Token],
        sentences: &[Span],
        count: usize,
        clitics: &Segmenter,
        scratch: &mut EntityScratch,
    ) -> Vec<Vec<Alternative>> {
        tagger::alternatives(self, text, tokens, sentences, count, clitics, scratch)
    }

    /// The tag of each token of a sentence in IOB2: `O`, `B-PER`, `I-PER`.
    pub(crate) fn tag_tokens(
        &self,
        tokens: &[impl AsRef<str>],
        clitics: &Segmenter,
        scratch: &mut EntityScratch,
    ) -> Vec<String> {
        tagger::tag_tokens(self, tokens, clitics, scratch)
    }

    /// The names that [`tag_tokens`](Self::tag_tokens) tells of a sentence, with their scores.
    #[cfg(feature = "train")]
    pub(crate) fn name_tokens(
        &self,
        tokens: &[impl AsRef<str>],
        clitics: &Segmenter,
        scratch: &mut EntityScratch,
    ) -> Vec<TokenName> {
        tagger::name_tokens(self, tokens, clitics, scratch)
    }

    /// The score of each tag of each word of a sentence, a row of the number of tags a word.
    #[cfg(feature = "train")]
    pub(crate) fn scores<'t>(
        &self,
        words: impl Iterator<Item = (&'t str, bool)>,
        clitics: &Segmenter,
        scratch: &mut EntityScratch,
    ) -> Vec<f32> {
        let Predictor { tags, width, .. } = self.predictor;
        let rows = tagger::scores(self, words, clitics, scratch);
        rows.chunks_exact(width).flat_map(|row| &row[..tags]).copied().collect()
    }

    /// Adds the probability of each tag of each word of a sentence to `out`.
    #[cfg(feature = "train")]
    pub(crate) fn add_marginals<'t>(
        &self,
        words: impl Iterator<Item = (&'t str, bool)>,
        clitics: &Segmenter,
        scratch: &mut EntityScratch,
        out: &mut [f32],
    ) {
        tagger::add_marginals(self, words, clitics, scratch, out);
    }
}
