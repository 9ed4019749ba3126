//! Values that texts say: numbers in words and digits, with what they are numbers of.
//!
//! What is a number is decided from the words alone, by the tables of `data/values/` and a grammar over
//! tokens: no model is asked.

// Until the layers that read them stand.
#![allow(dead_code, unused_imports)]

mod digits;
mod exact;
mod lexicon;
mod numeral;
#[cfg(test)]
mod tests;

pub use exact::Exact;
pub use lexicon::Gender;
pub(crate) use lexicon::{Class, Classes, Count, LEXICON, Lexicon, Marks, Word};
pub(crate) use numeral::{Numeral, Reader};

use std::sync::LazyLock;

use crate::morphology::memory::{Memory, key};
use crate::tokenize::{Token, TokenKind};

/// What a text says of a number beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Modifier {
    /// `نحو`, `حوالي`.
    Approximately,
    /// `أكثر من`.
    MoreThan,
    /// `أقل من`.
    LessThan,
    /// `على الأقل`.
    AtLeast,
    /// `على الأكثر`.
    AtMost,
    /// `بضعة`.
    Several,
}

impl Modifier {
    /// The names, in order.
    pub const NAMES: [&'static str; 6] =
        ["approximately", "more than", "less than", "at least", "at most", "several"];

    /// The name.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

/// What is remembered of words, and the words of the text at hand.
#[derive(Debug, Default)]
pub(crate) struct ValueScratch {
    memory: Memory<Word>,
    words: Vec<Word>,
}

/// Twice as many words are remembered, as a power of two.
const REMEMBERED: u32 = 12;
/// More tokens than this are not kept for.
const SPARE_WORDS: usize = 1 << 20;

impl ValueScratch {
    /// Whether a very long text has made it larger than it needs to be.
    pub(crate) fn is_outgrown(&self) -> bool {
        self.words.capacity() > SPARE_WORDS
    }

    /// What each token of a text is to the lexicon.
    pub(crate) fn classify(&mut self, text: &str, tokens: &[Token], lexicon: &Lexicon) -> &[Word] {
        self.memory.serve(lexicon.id(), REMEMBERED);
        self.words.clear();
        self.words.reserve(tokens.len());
        let mut before = 0;
        for token in tokens {
            let gap = &text.as_bytes()[before..token.span.start as usize];
            before = token.span.end as usize;
            let mut word = match token.kind {
                TokenKind::Arabic
                | TokenKind::Latin
                | TokenKind::Mixed
                | TokenKind::Punctuation
                | TokenKind::Symbol => self.word(token.span.of(text), lexicon),
                _ => Word::default(),
            };
            match gap {
                [] => {}
                b" " => word.marks |= Marks::SPACED,
                _ => {
                    word.marks |= Marks::SPACED;
                    word.marks
                        .set(Marks::BREAK, gap.iter().any(|byte| matches!(byte, b'\n' | b'\r')));
                }
            }
            self.words.push(word);
        }
        &self.words
    }

    fn word(&mut self, token: &str, lexicon: &Lexicon) -> Word {
        let Some(key) = key(token, 0) else { return lexicon.look_up(token) };
        let (word, known) = self.memory.entry(&key);
        if !known {
            *word = lexicon.look_up(token);
        }
        *word
    }
}

/// Compiles the tables now: see [`crate::prepare`].
pub(crate) fn prepare() {
    LazyLock::force(&LEXICON);
}
