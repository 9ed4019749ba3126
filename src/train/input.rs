//! Text files, plain or compressed.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use crate::{Error, Result};

/// Calls `each` with the number, from 1, and the content of every line of a file in UTF-8, `.xz` or
/// plain.
pub(crate) fn each_line(path: &Path, mut each: impl FnMut(u64, &str) -> Result<()>) -> Result<()> {
    let io = |error| Error::io(path, error);
    let file = File::open(path).map_err(io)?;
    let mut reader: Box<dyn BufRead> = if path.extension().is_some_and(|ext| ext == "xz") {
        Box::new(BufReader::new(lzma_rust2::XzReader::new(BufReader::new(file), true)))
    } else {
        Box::new(BufReader::with_capacity(1 << 16, file))
    };
    let mut bytes = Vec::new();
    for number in 1.. {
        bytes.clear();
        if reader.read_until(b'\n', &mut bytes).map_err(io)? == 0 {
            break;
        }
        let at = |error: Error| error.in_file(path).at_line(number);
        let line = std::str::from_utf8(&bytes).map_err(|_| at(Error::data("not UTF-8")))?;
        each(number, line.trim_end_matches(['\n', '\r'])).map_err(at)?;
    }
    Ok(())
}

/// The whole content of a file in UTF-8, `.xz` or plain.
pub(crate) fn read(path: &Path) -> Result<String> {
    let mut text = String::new();
    each_line(path, |_, line| {
        text.push_str(line);
        text.push('\n');
        Ok(())
    })?;
    Ok(text)
}

/// Calls `each` with the lines of a list of plurals formed inside the word: plural, tab, singular.
pub(crate) fn each_plural(path: &Path, mut each: impl FnMut(&str, &str)) -> Result<()> {
    each_line(path, |_, line| {
        if line.trim().is_empty() || line.starts_with('#') {
            return Ok(());
        }
        let (plural, singular) = line
            .split_once('\t')
            .ok_or_else(|| Error::data("expected a plural and its singular, with a tab between"))?;
        each(plural, singular);
        Ok(())
    })
}
