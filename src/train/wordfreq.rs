//! The word lists of the Python package wordfreq: MessagePack, gzipped.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use flate2::bufread::GzDecoder;

use crate::{Error, Result};

/// Calls `each` with every word of a list in the format cB and its frequency, from 0 to 1: the
/// words at place n of the outer array have the frequency 10^(-n / 100).
pub(crate) fn each_word(path: &Path, mut each: impl FnMut(&str, f64)) -> Result<()> {
    let io = |error| Error::io(path, error);
    let mut bytes = Vec::new();
    let file = BufReader::new(File::open(path).map_err(io)?);
    GzDecoder::new(file).read_to_end(&mut bytes).map_err(io)?;
    let mut reader = MessagePack(&bytes);
    let mut read = || {
        let lists = reader.array()?;
        // The header: {"format": "cB", "version": 1}.
        if reader.byte()? != 0x82
            || [reader.str()?, reader.str()?, reader.str()?] != ["format", "cB", "version"]
            || reader.byte()? != 1
        {
            return None;
        }
        for place in 1..lists {
            let frequency = 10f64.powf(place as f64 / -100.0);
            for _ in 0..reader.array()? {
                each(reader.str()?, frequency);
            }
        }
        Some(())
    };
    read().ok_or_else(|| Error::data("no word list of wordfreq in the format cB").in_file(path))
}

struct MessagePack<'a>(&'a [u8]);

impl<'a> MessagePack<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    fn number(&mut self, length: usize) -> Option<usize> {
        Some(self.take(length)?.iter().fold(0, |number, &byte| number << 8 | usize::from(byte)))
    }

    fn array(&mut self) -> Option<usize> {
        match self.byte()? {
            short @ 0x90..=0x9f => Some(usize::from(short & 0xf)),
            0xdc => self.number(2),
            0xdd => self.number(4),
            _ => None,
        }
    }

    fn str(&mut self) -> Option<&'a str> {
        let length = match self.byte()? {
            short @ 0xa0..=0xbf => usize::from(short & 0x1f),
            0xd9 => self.number(1)?,
            0xda => self.number(2)?,
            _ => return None,
        };
        std::str::from_utf8(self.take(length)?).ok()
    }
}
