//! light10, after L. Larkey, L. Ballesteros and M. Connell, Light Stemming for Arabic Information
//! Retrieval (2007), with the order and the shortest stems of Lucene's `ArabicStemmer`.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::Result;
use crate::normalize::{Normalizer, Options};

static LUCENE: LazyLock<Normalizer> =
    LazyLock::new(|| Normalizer::new(Options::preset("lucene").unwrap_or_default()));

/// Compiles the table now: see [`crate::prepare`].
pub(super) fn prepare() {
    LazyLock::force(&LUCENE);
}

/// What becomes of a text before its words are stemmed. It changes no boundary of a word.
pub(super) fn normalize(text: &str) -> Result<Cow<'_, str>> {
    LUCENE.checked(text)
}

/// The first of them that is there goes, with the fewest units that the word must have.
const PREFIXES: [(&str, usize); 7] =
    [("ال", 4), ("وال", 5), ("بال", 5), ("كال", 5), ("فال", 5), ("لل", 4), ("و", 4)];

/// Each that is there goes, in turn, with the fewest units that the word must have.
const SUFFIXES: [(&str, usize); 10] = [
    ("ها", 4),
    ("ان", 4),
    ("ات", 4),
    ("ون", 4),
    ("ين", 4),
    ("يه", 4),
    ("ية", 4),
    ("ه", 3),
    ("ة", 3),
    ("ي", 3),
];

/// The stem of a normalized word.
pub(super) fn stem(mut word: &str) -> &str {
    // Lucene counts as Java does: two units for what is beyond U+FFFF.
    let mut units = word.encode_utf16().count();
    for (prefix, least) in PREFIXES {
        if units >= least
            && let Some(rest) = word.strip_prefix(prefix)
        {
            units -= prefix.len() / 2;
            word = rest;
            break;
        }
    }
    for (suffix, least) in SUFFIXES {
        if units >= least
            && let Some(rest) = word.strip_suffix(suffix)
        {
            units -= suffix.len() / 2;
            word = rest;
        }
    }
    word
}
