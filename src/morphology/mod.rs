//! Clitics: the particles that Arabic writes attached to a word.

use crate::Result;
use crate::model::ModelFile;

/// The proclitics (و ف, then ب ل ك) at the front of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Proclitics {
    /// How many bytes of the word they take, diacritics and tatweel among them.
    pub bytes: u32,
    /// Whether the ل that now begins the rest stands for ال: `للصين` is ل + `لصين`, underlying
    /// `الصين`.
    pub elided_article: bool,
}

/// Decides which letters at the front of a word are proclitics.
#[derive(Debug)]
pub struct CliticModel {}

impl CliticModel {
    /// Compiles the model from the sections `clitics.*` of a model file.
    pub fn from_file(_file: &ModelFile) -> Result<Self> {
        Ok(Self {})
    }

    /// The proclitics of `word`, an Arabic word as it stands in the text.
    pub fn proclitics(&self, _word: &str) -> Proclitics {
        Proclitics::default()
    }
}
