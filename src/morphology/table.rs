//! A byte for each of many words, without the words.

use crate::Result;
use crate::model::Reader;
#[cfg(any(feature = "train", test))]
use crate::model::SectionWriter;

/// From the hash of a word to a byte.
///
/// A word is known by its bucket (the high bits of its hash) and 16 more bits, so that it takes
/// three bytes. A word that is not in the table is taken for one that is with a probability of the
/// words per bucket, 4 to 8 on average, over 65,536.
#[derive(Debug, Default)]
pub(crate) struct WordTable {
    bits: u32,
    /// Where each bucket begins, and one past the last.
    starts: Vec<u32>,
    /// Print (the upper half) and byte of each word, so that both come with one look at memory; then
    /// what is none, so that a chunk can be read from any.
    words: Vec<u32>,
}

const MAX_BITS: u32 = 20;

/// Words that are compared at once, seldom fewer than those of a bucket.
const CHUNK: usize = 8;

/// No words.
const PADDING: [u32; CHUNK] = [0; CHUNK];

fn entry(print: u16, byte: u8) -> u32 {
    u32::from(print) << 16 | u32::from(byte)
}

impl WordTable {
    /// The byte of the word with this hash; 0 for a word that is not in the table.
    #[inline]
    pub(crate) fn get(&self, hash: u64) -> u8 {
        let bucket = (hash >> (64 - self.bits)) as usize;
        let (from, to) = (self.starts[bucket] as usize, self.starts[bucket + 1] as usize);
        let print = u32::from(hash as u16);
        // No two have one print. Neither which fits nor how many there are can be foreseen: all of a
        // chunk are compared, without a branch, and one chunk nearly always has them all.
        let mut byte = 0;
        for at in (from..to).step_by(CHUNK) {
            let Some(words) = self.words[at..].first_chunk::<CHUNK>() else { break };
            let len = (to - at) as u32;
            for (lane, &word) in (0u32..).zip(words) {
                let fits = (word >> 16 == print) & (lane < len);
                byte |= word & u32::from(fits).wrapping_neg();
            }
        }
        byte as u8
    }

    /// Of two words that the table cannot tell apart, the one with the greater byte stays.
    #[cfg(any(feature = "train", test))]
    pub(crate) fn new(words: impl IntoIterator<Item = (u64, u8)>) -> Self {
        let mut words: Vec<_> = words.into_iter().collect();
        let bits = (words.len() / 4).max(2).ilog2().clamp(1, MAX_BITS);
        let place = |hash: u64| (hash >> (64 - bits), hash as u16);
        words.sort_unstable_by_key(|&(hash, value)| (place(hash), std::cmp::Reverse(value)));
        words.dedup_by_key(|&mut (hash, _)| place(hash));
        let mut starts = vec![0; (1 << bits) + 1];
        for &(hash, _) in &words {
            starts[place(hash).0 as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Self {
            bits,
            starts,
            words: words
                .iter()
                .map(|&(hash, byte)| entry(hash as u16, byte))
                .chain(PADDING)
                .collect(),
        }
    }

    #[cfg(any(feature = "train", test))]
    pub(crate) fn write(&self, to: &mut SectionWriter) {
        let words = &self.words[..self.words.len() - CHUNK];
        to.u8(self.bits as u8).count(words.len());
        for pair in self.starts.windows(2) {
            to.u8(u8::try_from(pair[1] - pair[0]).expect("hashes spread evenly"));
        }
        for &word in words {
            to.u16((word >> 16) as u16);
        }
        for &word in words {
            to.u8(word as u8);
        }
    }

    pub(crate) fn read(from: &mut Reader) -> Result<Self> {
        let bits = u32::from(from.u8()?);
        if !(1..=MAX_BITS).contains(&bits) {
            return Err(from.error(format_args!("a table of words with {bits} bits")));
        }
        let count = from.count(3)?;
        let sizes = from.take(1 << bits)?;
        let mut starts = Vec::with_capacity(sizes.len() + 1);
        let mut total = 0;
        starts.push(0);
        for &size in sizes {
            total += u32::from(size);
            starts.push(total);
        }
        if total as usize != count {
            return Err(from.error(format_args!("{count} words announced, {total} in buckets")));
        }
        let prints = from.take(2 * count)?.as_chunks::<2>().0.iter();
        let prints = prints.map(|&bytes| u16::from_le_bytes(bytes));
        let values = from.take(count)?.iter();
        let words = prints.zip(values).map(|(print, &byte)| entry(print, byte));
        let words = words.chain(PADDING).collect();
        Ok(Self { bits, starts, words })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// Hashes that share buckets and prints more often than chance would have it.
    fn hash() -> impl Strategy<Value = u64> {
        (any::<u8>(), any::<u32>()).prop_map(|(high, low)| u64::from(high) << 56 | u64::from(low))
    }

    fn reread(table: &WordTable) -> WordTable {
        let mut writer = SectionWriter::new();
        table.write(&mut writer);
        let bytes = writer.into_bytes();
        let mut reader = Reader::new("clitics.lexicon", &bytes);
        let table = WordTable::read(&mut reader).unwrap();
        reader.finish().unwrap();
        table
    }

    proptest! {
        #[test]
        fn agrees_with_a_map(words in prop::collection::vec((hash(), any::<u8>()), 0..600), others in prop::collection::vec(hash(), 0..50)) {
            let table = WordTable::new(words.iter().copied());
            // What the table can tell apart: the bucket and 16 more bits.
            let place = |hash: u64| (hash >> (64 - table.bits), hash as u16);
            let mut map = BTreeMap::new();
            for &(hash, value) in &words {
                let best = map.entry(place(hash)).or_insert(0);
                *best = value.max(*best);
            }
            let reread = reread(&table);
            for hash in words.iter().map(|&(hash, _)| hash).chain(others) {
                let expected = map.get(&place(hash)).copied().unwrap_or(0);
                prop_assert_eq!(table.get(hash), expected);
                prop_assert_eq!(reread.get(hash), expected);
            }
        }

        #[test]
        fn reading_never_panics(bytes: Vec<u8>, hash: u64) {
            for bits in 0..4 {
                let bytes = [&[bits], &bytes[..]].concat();
                if let Ok(table) = WordTable::read(&mut Reader::new("clitics.lexicon", &bytes)) {
                    table.get(hash);
                }
            }
        }
    }
}
