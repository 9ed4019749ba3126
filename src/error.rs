//! The one error type of the crate.

use std::fmt;
use std::path::{Path, PathBuf};

/// What went wrong, and where.
///
/// The message is one line and says what to do when there is something to do.
#[derive(Debug)]
pub struct Error(Box<Repr>);

/// `Result` with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The kind of an [`Error`], as coarse as a caller needs to react to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An argument has a value that is not accepted: an unknown preset, a text that is too long.
    Value,
    /// An argument has a type that is not accepted: a column of numbers.
    Type,
    /// A model file is damaged, of another version, or lacks what is asked of it.
    Model,
    /// Input data is malformed: a CoNLL file, a column.
    Data,
    /// A file could not be read or written.
    Io,
    /// The work was interrupted by its caller.
    Cancelled,
}

#[derive(Debug)]
struct Repr {
    kind: ErrorKind,
    message: String,
    path: Option<PathBuf>,
    line: Option<u64>,
    row: Option<u64>,
    source: Option<std::io::Error>,
}

impl Error {
    fn new(kind: ErrorKind, message: String) -> Self {
        Self(Box::new(Repr { kind, message, path: None, line: None, row: None, source: None }))
    }

    pub(crate) fn value(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Value, message.into())
    }

    /// `what` is the kind of name (`"preset"`); `known` lists every accepted one.
    pub(crate) fn unknown(what: &str, given: &str, known: &[&str]) -> Self {
        Self::value(format!("unknown {what} {given:?}; known: {}", known.join(", ")))
    }

    pub(crate) fn wrong_type(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Type, message.into())
    }

    pub(crate) fn text_too_long(bytes: usize) -> Self {
        Self::value(format!(
            "the text has {bytes} bytes of UTF-8; a text must be shorter than 4 GiB: split it"
        ))
    }

    pub(crate) fn model(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Model, message.into())
    }

    pub(crate) fn data(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Data, message.into())
    }

    pub(crate) fn io(path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        let mut error = Self::new(ErrorKind::Io, source.to_string());
        error.0.source = Some(source);
        error.in_file(path)
    }

    /// What the callback of a caller returns to stop the work.
    pub fn cancelled() -> Self {
        Self::new(ErrorKind::Cancelled, "interrupted".into())
    }

    pub(crate) fn in_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.0.path = Some(path.into());
        self
    }

    /// At that line, unless it says at which already.
    pub(crate) fn at_line(mut self, line: u64) -> Self {
        self.0.line.get_or_insert(line);
        self
    }

    pub(crate) fn at_row(mut self, row: u64) -> Self {
        self.0.row = Some(row);
        self
    }

    /// The kind of error.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The file that the error is about.
    pub fn path(&self) -> Option<&Path> {
        self.0.path.as_deref()
    }

    /// The line of [`path`](Self::path), counted from 1.
    pub fn line(&self) -> Option<u64> {
        self.0.line
    }

    /// The row of the column, counted from 0.
    pub fn row(&self) -> Option<u64> {
        self.0.row
    }

    /// The operating system's error behind an [`ErrorKind::Io`].
    pub fn io_error(&self) -> Option<&std::io::Error> {
        self.0.source.as_ref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Repr { path, line, row, message, .. } = &*self.0;
        match (path, line) {
            (Some(path), Some(line)) => write!(f, "{}:{line}: ", path.display())?,
            (Some(path), None) => write!(f, "{}: ", path.display())?,
            (None, Some(line)) => write!(f, "line {line}: ")?,
            (None, None) => {}
        }
        if let Some(row) = row {
            write!(f, "row {row}: ")?;
        }
        f.write_str(message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|source| source as _)
    }
}
/// Text in a message: in quotation marks, or what does not show well as `U+064E`.
pub(crate) fn quoted(text: &str) -> String {
    let quoted = format!("{text:?}");
    if !quoted.contains("\\u{") {
        return quoted;
    }
    let codes = text.chars().map(|c| format!("U+{:04X}", u32::from(c)));
    codes.collect::<Vec<_>>().join(" ")
}
