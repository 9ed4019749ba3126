//! Words from files.

use std::path::Path;

use super::Words;
use crate::{Error, Result};

impl Words {
    /// The words of a file in UTF-8, a row a line, with tabs between what [`push`](Self::push) takes. Lines
    /// that are empty or begin with `#` are left out.
    ///
    /// # Errors
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) if it cannot be read, and
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) with the line as [`push`](Self::push).
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|error| Error::io(path, error))?;
        Self::of_lines(&bytes).map_err(|error| error.in_file(path))
    }

    pub(super) fn of_lines(bytes: &[u8]) -> Result<Self> {
        let mut words = Self::default();
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        for (number, line) in (1..).zip(bytes.split(|&byte| byte == b'\n')) {
            let line = std::str::from_utf8(line)
                .map_err(|_| Error::data("the file is not UTF-8: convert it").at_line(number))?;
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            words.push(line.split('\t')).map_err(|error| error.at_line(number))?;
        }
        Ok(words)
    }
}
