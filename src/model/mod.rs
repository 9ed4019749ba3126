//! The model file: named sections with lengths and checksums, and metadata. Loading trusts nothing.

use crate::Result;

/// A model file that has been read and verified. Borrows the bytes.
#[derive(Debug)]
pub struct ModelFile<'a> {
    _bytes: &'a [u8],
}

impl<'a> ModelFile<'a> {
    /// Reads and verifies a model file.
    ///
    /// # Errors
    /// [`ErrorKind::Model`](crate::ErrorKind::Model) naming what is wrong.
    pub fn parse(bytes: &'a [u8]) -> Result<Self> {
        Ok(Self { _bytes: bytes })
    }
}

/// The default models, built into the library.
#[cfg(feature = "embedded-models")]
pub fn embedded() -> &'static [u8] {
    &[]
}

/// What a model file says of itself.
#[derive(Clone, Debug, Default)]
pub struct Metadata {}

impl ModelFile<'_> {
    /// What the file says of itself.
    pub fn metadata(&self) -> &Metadata {
        &Metadata {}
    }
}
