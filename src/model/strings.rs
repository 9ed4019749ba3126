//! Many strings in a section, each by what it has in common with the one before: little space where
//! they are sorted.

use super::{Reader, SectionWriter};
use crate::Result;

/// The longest string, in bytes.
pub(crate) const LONGEST_STRING: usize = 255;

/// Writes strings of at most [`LONGEST_STRING`] bytes: for each how many bytes it shares with the one
/// before, then of each how many more it has, then those.
pub(crate) fn write_strings<'a>(
    out: &mut SectionWriter,
    strings: impl Iterator<Item = &'a str> + Clone,
) {
    let (mut shared, mut more, mut tails) = (Vec::new(), Vec::new(), String::new());
    let mut last = "";
    for text in strings {
        let mut same = text.bytes().zip(last.bytes()).take_while(|(a, b)| a == b).count();
        while !text.is_char_boundary(same) {
            same -= 1;
        }
        shared.push(same as u8);
        more.push(u8::try_from(text.len() - same).expect("a string of at most 255 bytes"));
        tails.push_str(&text[same..]);
        last = text;
    }
    out.count(shared.len()).raw(&shared).raw(&more).str(&tails);
}

/// Reads what [`write_strings`] wrote.
pub(crate) struct Strings<'a> {
    shared: &'a [u8],
    more: &'a [u8],
    tails: &'a str,
    at: usize,
    text: String,
}

impl<'a> Strings<'a> {
    pub(crate) fn read(reader: &mut Reader<'a>) -> Result<Self> {
        let count = reader.count(2)?;
        let [shared, more] = [reader.take(count)?, reader.take(count)?];
        let tails = reader.str()?;
        if more.iter().map(|&more| usize::from(more)).sum::<usize>() != tails.len() {
            return Err(reader.error("the lengths of strings do not add up"));
        }
        Ok(Self { shared, more, tails, at: 0, text: String::new() })
    }

    pub(crate) fn len(&self) -> usize {
        self.shared.len()
    }

    /// The next string.
    ///
    /// # Panics
    /// After the last.
    #[inline]
    pub(crate) fn next(&mut self, reader: &Reader) -> Result<&str> {
        let shared = usize::from(self.shared[self.at]);
        let more = usize::from(self.more[self.at]);
        self.at += 1;
        match (self.text.is_char_boundary(shared), self.tails.split_at_checked(more)) {
            (true, Some((tail, tails))) => {
                self.text.truncate(shared);
                self.text.push_str(tail);
                self.tails = tails;
                Ok(&self.text)
            }
            _ => Err(reader.error("a string is cut inside a character")),
        }
    }
}
