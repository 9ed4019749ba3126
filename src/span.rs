//! Spans of text, and the one place where bytes become characters.
//!
//! Inside the crate every offset is a byte offset into the text that was passed in. Python counts
//! characters, so offsets cross [`CharIndex`] once, at that edge.

/// A half-open range of bytes `start..end` in the original text, always on character boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The longest text, in bytes, that spans can address.
    pub const MAX_TEXT: usize = u32::MAX as usize;

    /// A span of the bytes `start..end`.
    ///
    /// # Panics
    /// If `start > end`, or an offset does not fit 32 bits.
    pub fn new(start: usize, end: usize) -> Self {
        assert!(start <= end && end <= Self::MAX_TEXT, "span {start}..{end}");
        Self { start: start as u32, end: end as u32 }
    }

    /// The range of bytes, to index a `str` or a slice with.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The part of `text` that this span covers.
    ///
    /// # Panics
    /// If the span does not lie in `text`.
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// Number of bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies within this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// Bytes a checkpoint of a [`CharIndex`] covers.
const BLOCK: usize = 128;

/// Converts between byte and character offsets of one text.
///
/// Built in one sweep; each conversion then looks at no more than one block of 128 bytes. A text
/// of ASCII alone stores nothing, since its offsets are the same.
#[derive(Clone, Debug)]
pub struct CharIndex<'t> {
    text: &'t str,
    /// Characters that begin before each block; empty for ASCII.
    before: Vec<u32>,
}

/// Whether a character begins at this byte: all but continuation bytes (`10xxxxxx`).
fn is_start(byte: u8) -> bool {
    (byte as i8) >= -0x40
}

/// The characters that begin in these bytes.
#[inline]
pub(crate) fn starts(bytes: &[u8]) -> u32 {
    // Few bytes are most often asked for, and not worth starting a vector loop.
    if bytes.len() < 32 {
        let (words, rest) = bytes.as_chunks::<8>();
        let mut count = bytes.len() as u32;
        for &word in words {
            count -= sum(continuations(word));
        }
        for &byte in rest {
            count -= u32::from(!is_start(byte));
        }
        return count;
    }
    bytes.iter().map(|&byte| u32::from(is_start(byte))).sum()
}

/// The characters that begin in `bytes[start..end]`: for a word, without a branch on its length.
#[inline]
pub(crate) fn starts_between(bytes: &[u8], start: usize, end: usize) -> u32 {
    const WINDOW: usize = 32;
    /// From `WINDOW - n` on, `n` bytes that count and others that do not.
    static COUNTED: [u8; 2 * WINDOW] = {
        let mut counted = [0; 2 * WINDOW];
        let mut at = 0;
        while at < WINDOW {
            counted[at] = 1;
            at += 1;
        }
        counted
    };
    let length = end - start;
    match bytes[start..].first_chunk::<WINDOW>() {
        Some(window) if length <= WINDOW => {
            let (words, _) = window.as_chunks::<8>();
            let (counted, _) = COUNTED[WINDOW - length..].as_chunks::<8>();
            let mut found = 0;
            for at in 0..WINDOW / 8 {
                found += continuations(words[at]) & u64::from_le_bytes(counted[at]);
            }
            length as u32 - sum(found)
        }
        _ => starts(&bytes[start..end]),
    }
}

/// A 1 for each byte that begins no character.
#[inline]
fn continuations(bytes: [u8; 8]) -> u64 {
    let word = u64::from_le_bytes(bytes);
    word >> 7 & !(word >> 6) & ONES
}

/// The bytes added up, if that makes less than 256.
#[inline]
fn sum(bytes: u64) -> u32 {
    (bytes.wrapping_mul(ONES) >> 56) as u32
}

const ONES: u64 = u64::MAX / 255;

impl<'t> CharIndex<'t> {
    /// Indexes `text`.
    pub fn new(text: &'t str) -> Self {
        let mut before = Vec::new();
        if !text.is_ascii() {
            before.reserve_exact(text.len().div_ceil(BLOCK));
            let mut total = 0;
            for block in text.as_bytes().chunks(BLOCK) {
                before.push(total);
                total += starts(block);
            }
        }
        Self { text, before }
    }

    /// The number of characters before byte `byte`.
    ///
    /// # Panics
    /// If `byte` is past the end of the text.
    pub fn to_char(&self, byte: usize) -> usize {
        let bytes = self.text.as_bytes();
        assert!(byte <= bytes.len(), "byte {byte} of {}", bytes.len());
        if self.before.is_empty() {
            return byte;
        }
        // The end of the text may fall just past the last block.
        let block = (byte / BLOCK).min(self.before.len() - 1);
        (self.before[block] + starts(&bytes[block * BLOCK..byte])) as usize
    }

    /// The byte at which character `character` begins, or `None` past the end of the text.
    pub fn to_byte(&self, character: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        if self.before.is_empty() {
            return (character <= bytes.len()).then_some(character);
        }
        let block = self.before.partition_point(|&count| count as usize <= character) - 1;
        let mut left = character - self.before[block] as usize;
        for (at, &byte) in bytes.iter().enumerate().skip(block * BLOCK) {
            if is_start(byte) {
                if left == 0 {
                    return Some(at);
                }
                left -= 1;
            }
        }
        (left == 0).then_some(bytes.len())
    }

    /// The span in characters.
    pub fn chars(&self, span: Span) -> (usize, usize) {
        (self.to_char(span.start as usize), self.to_char(span.end as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_counting(
            text in "[a-zاأبت\u{64b}😀\u{0} ]{0,600}", from in 0_usize..600,
        ) {
            let index = CharIndex::new(&text);
            for (character, (byte, _)) in text.char_indices().enumerate() {
                let start = from.min(byte);
                let between = starts(&text.as_bytes()[start..byte]);
                prop_assert_eq!(starts_between(text.as_bytes(), start, byte), between);
                prop_assert_eq!(index.to_char(byte), character);
                prop_assert_eq!(index.to_byte(character), Some(byte));
            }
            let count = text.chars().count();
            prop_assert_eq!(index.to_char(text.len()), count);
            prop_assert_eq!(index.to_byte(count), Some(text.len()));
            prop_assert_eq!(index.to_byte(count + 1), None);
        }
    }
}
