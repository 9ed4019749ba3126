use std::fs::{self, OpenOptions};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use std::path::Path;

use crate::{Error, Result};

/// Writes a file as a whole or not at all: beside its place first, then renamed.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io) with the path. What was at `path` is then unchanged.
pub fn save(path: impl AsRef<Path>, bytes: &[u8]) -> Result<()> {
    let path = path.as_ref();
    let write = || -> io::Result<()> {
        let name = path.file_name().ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidInput, "the path names no file to write")
        })?;
        let mut beside = std::ffi::OsString::from(".");
        beside.push(name);
        beside.push(format!(".{:016x}", RandomState::new().hash_one(std::process::id())));
        let beside = path.with_file_name(beside);
        // `create_new` follows no link that someone else put there.
        let mut file = OpenOptions::new().write(true).create_new(true).open(&beside)?;
        let written = file.write_all(bytes).and_then(|()| file.sync_all());
        drop(file);
        written.and_then(|()| fs::rename(&beside, path)).inspect_err(|_| {
            let _ = fs::remove_file(&beside);
        })
    };
    write().map_err(|error| Error::io(path, error))
}
