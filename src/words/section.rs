//! Words in a model file: a byte for the layout, the number of rows, and of each the number of its columns
//! and each of them as text.

use super::Words;
use crate::Result;
use crate::model::{Reader, SectionWriter};

/// The section with the words of a pipeline.
pub(crate) const SECTION: &str = "words.own";

const LAYOUT: u8 = 1;

/// Words as a section.
pub(crate) fn write(words: &Words) -> Vec<u8> {
    let mut out = SectionWriter::new();
    out.u8(LAYOUT).count(words.len());
    for row in words.rows() {
        out.count(row.len());
        for column in row {
            out.str(column);
        }
    }
    out.into_bytes()
}

/// What [`write`] wrote, of at least one row.
pub(crate) fn read(mut reader: Reader) -> Result<Words> {
    reader.layout(LAYOUT)?;
    let mut words = Words::default();
    let count = reader.count(3)?;
    for number in 0..count {
        let columns = reader.count(1)?;
        let row = (0..columns).map(|_| reader.str()).collect::<Result<Vec<_>>>()?;
        words.push(row).map_err(|error| reader.error(format_args!("row {number}: {error}")))?;
        if words.len() != number + 1 {
            return Err(reader.error(format_args!("row {number} is there twice")));
        }
    }
    if words.is_empty() {
        return Err(reader.error("it has no words"));
    }
    reader.finish()?;
    Ok(words)
}
