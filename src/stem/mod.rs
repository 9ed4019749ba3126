//! Stemmers: words without their affixes, as other tools strip them.
//!
//! A stemmer makes one index term of many forms of a word. It knows letters, not words: what it
//! gives need not be a word, and what belongs to the word goes where it looks like an affix.
//!
//! ```
//! use warraq::stem::{Stemmer, stem};
//!
//! assert_eq!(stem("والمكتبات", Stemmer::Light10)?, "مكتب");
//! assert_eq!(stem("يستخدمون الحاسوب.", Stemmer::Isri)?, "خدم حسب.");
//! # Ok::<(), warraq::Error>(())
//! ```
//!
//! # What is a word
//!
//! What stands between white space, without what is no letter, mark, digit, tatweel or zero-width
//! joiner at its ends. Each word of a text is stemmed by itself; what stands between words stays, so
//! that whole texts can be stemmed as they are.

mod isri;
mod light10;
mod snowball;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;

use crate::unicode::class;
use crate::{Error, Result, Span};

/// A way to strip affixes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stemmer {
    /// Larkey, Ballesteros and Connell's light10 as Lucene has it: `ArabicStemmer`, after what
    /// precedes it in `ArabicAnalyzer` but for lower case, which is the preset `lucene` of
    /// [normalization](crate::normalize).
    #[default]
    Light10,
    /// The Arabic stemmer of Snowball 3, which normalizes by itself: it removes vowel marks and
    /// tatweel, takes presentation forms for letters, writes ASCII digits, and in the end hamzas as
    /// `ء` or their carrier.
    Snowball,
    /// Taghva, Elkhoury and Coombs' ISRI as NLTK has it, which looks for a root: it removes vowel
    /// marks, and takes an alef with a hamza or madda that begins the stem for an alef.
    Isri,
}

const STEMMERS: [(Stemmer, &str); 3] =
    [(Stemmer::Light10, "light10"), (Stemmer::Snowball, "snowball"), (Stemmer::Isri, "isri")];

impl Stemmer {
    /// The name: `"light10"`, `"snowball"`, `"isri"`.
    pub fn name(self) -> &'static str {
        STEMMERS[self as usize].1
    }

    /// The stemmer of that name.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for another name; the message lists the known.
    pub fn from_name(name: &str) -> Result<Self> {
        let found = STEMMERS.iter().find(|entry| entry.1 == name);
        let known = || Error::unknown("algorithm", name, &STEMMERS.map(|entry| entry.1));
        found.map(|entry| entry.0).ok_or_else(known)
    }
}

/// The text with the stem of each word in place of the word; the text itself when it stays as it is.
///
/// # Errors
/// [`ErrorKind::Value`](crate::ErrorKind::Value) if the text has 4 GiB or more.
pub fn stem(text: &str, stemmer: Stemmer) -> Result<Cow<'_, str>> {
    if text.len() > Span::MAX_TEXT {
        return Err(Error::text_too_long(text.len()));
    }
    let mut out = String::with_capacity(text.len());
    match stemmer {
        Stemmer::Light10 => {
            let normalized = light10::normalize(text)?;
            each_word(&normalized, &mut out, |word, out| out.push_str(light10::stem(word)));
        }
        Stemmer::Snowball => by_letters(text, &mut out, snowball::stem),
        Stemmer::Isri => by_letters(text, &mut out, isri::stem),
    }
    Ok(if out == text { Cow::Borrowed(text) } else { Cow::Owned(out) })
}

/// Makes the tables now: see [`crate::prepare`].
pub(crate) fn prepare() {
    light10::prepare();
    isri::prepare();
}

/// Appends the text with what `stem` makes of the letters of each word.
fn by_letters(text: &str, out: &mut String, stem: impl Fn(&str, &mut Vec<char>)) {
    let mut letters = Vec::new();
    each_word(text, out, |word, out| {
        letters.clear();
        stem(word, &mut letters);
        out.extend(&letters);
    });
}

/// Appends the text with what `append` appends for each word.
fn each_word(text: &str, out: &mut String, mut append: impl FnMut(&str, &mut String)) {
    // Where what has been appended ends, and the word that has begun.
    let mut done = 0;
    let mut word: Option<Range<usize>> = None;
    let mut end = |word: Range<usize>, out: &mut String| {
        out.push_str(&text[done..word.start]);
        append(&text[word.clone()], out);
        done = word.end;
    };
    for (at, c) in text.char_indices() {
        let class = class(c);
        if class.is_of_word() {
            let start = word.map_or(at, |word| word.start);
            word = Some(start..at + c.len_utf8());
        } else if class.is_space()
            && let Some(word) = word.take()
        {
            end(word, out);
        }
    }
    if let Some(word) = word {
        end(word, out);
    }
    out.push_str(&text[done..]);
}
