//! Named entities: a trained linear-chain tagger over tokens.

use crate::model::ModelFile;
use crate::morphology::CliticModel;
use crate::tokenize::Token;
use crate::{Result, Span};

/// A named entity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entity {
    /// The bytes of the name, without attached clitics: `روسيا` in `لروسيا`.
    pub span: Span,
    /// Index into [`EntityModel::labels`].
    pub label: u8,
    /// Whether the name lost the alef of its article to a proclitic: the span `لصين` of `للصين`.
    pub elided_article: bool,
    /// The model's probability that exactly this span has this label, from 0 to 1.
    pub score: f32,
}

/// The compiled tagger.
#[derive(Debug)]
pub struct EntityModel {}

/// Buffers that one thread reuses from text to text.
#[derive(Debug, Default)]
pub struct EntityScratch {}

impl EntityModel {
    /// Compiles the model from the sections `ner.*` of a model file.
    pub fn from_file(_file: &ModelFile) -> Result<Self> {
        Ok(Self {})
    }

    /// The labels this model gives, as in its training data.
    pub fn labels(&self) -> &[String] {
        &[]
    }

    /// Appends the entities of `text` to `out`, in order and without overlap.
    pub fn find(
        &self,
        _text: &str,
        _tokens: &[Token],
        _sentences: &[Span],
        _clitics: &CliticModel,
        _scratch: &mut EntityScratch,
        _out: &mut Vec<Entity>,
    ) {
    }
}
