//! Tokens with kinds, and sentences: a scanner over the raw text.
//!
//! # What is a token
//!
//! Every character that is not white space (`White_Space` in Unicode) is in exactly one token, and
//! no token contains white space. Tokens are in order and do not overlap, so the text can be
//! rebuilt from them and the gaps between them.
//!
//! - A word takes its combining marks, tatweel, joiners and invisible format characters inside and
//!   after it. A token of another kind takes those that follow it. Invisible characters that follow
//!   nothing are a [`Control`](TokenKind::Control) token.
//! - A hyphen between letters, or between a letter and a digit, is inside the word: `جونغ-أون`,
//!   `كوفيد-19`; [`Token::parts`] yields the parts.
//! - A quotation mark between Arabic letters is inside the word when no quotation begins or ends
//!   there: `تل"أبيب`.
//! - Tatweel at the end of a proclitic belongs to it: `لـ`. Before a word, or after a word that
//!   needs none, a single tatweel is a dash, and punctuation.
//! - Proclitics right before digits or Latin letters are a token: `و` `2019`.
//! - An abbreviation keeps its full stop: `د.`, `ق.م.`, `U.S.`, initials too: `جي.`.
//! - A number keeps its separators, sign and percent sign: `-1,250.5`, `٪١٢٫٥`; an Arabic word that
//!   follows it without a space is the next token: `20` `مليون`.
//! - A mark of punctuation is a token; a run of the same one (`...`), or of `!` and `؟`, is one.
//!   Quotation marks and brackets never form runs.
//!
//! On text in other scripts these are the word boundaries of Unicode (UAX #29) but for: hyphens
//! inside words; full stops of abbreviations; signs, percent signs, dates and times; addresses,
//! mentions and hashtags; runs of punctuation; `:` and `;`, which always stand apart; `_`, which
//! joins only what stands on both its sides; quotation marks inside Hebrew words; scripts written
//! without spaces, where a run of letters is one token, save that Han and Hiragana letters stand
//! alone; circled letters that are emoji; invisible signs before numbers and abbreviations, which
//! stand apart; combining marks and invisible characters that follow nothing, or that stand between
//! a word and punctuation or digits inside it, or between emoji.

mod evidence;
mod kind;
mod layout;
mod lists;
mod scan;
mod sentence;
#[cfg(test)]
mod tests;

pub use kind::TokenKind;
pub(crate) use lists::entries;
pub(crate) use scan::{is_hyphen, is_percent};
pub use sentence::{Newlines, sentences};

use crate::Span;

/// A token: where, and what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Token {
    /// The bytes it covers.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
}

impl Token {
    /// The parts of a hyphenated word, without the hyphens; of any other token, the whole of it.
    pub fn parts(self, text: &str) -> impl Iterator<Item = Span> {
        let hyphenated = self.kind.is_word();
        let mut at = self.span.start as usize;
        self.span.of(text).split_inclusive(move |c| hyphenated && scan::is_hyphen(c)).map(
            move |piece| {
                let from = at;
                at += piece.len();
                let part = if hyphenated { piece.trim_end_matches(scan::is_hyphen) } else { piece };
                Span::new(from, from + part.len())
            },
        )
    }
}

/// Appends the tokens of `text` to `out`, in order. Takes time linear in the text.
///
/// # Panics
/// If the text is longer than [`Span::MAX_TEXT`].
pub fn tokenize(text: &str, out: &mut Vec<Token>) {
    scan::Scanner::new(text, out).run();
}

/// Reads the lists now: see [`crate::prepare`].
pub(crate) fn prepare() {
    lists::prepare();
    evidence::prepare();
}
