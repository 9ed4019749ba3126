//! The words that the tagger sees: tokens, cut at the hyphens inside them.
//!
//! ANERcorp writes a hyphen inside a name apart (`كيم جونغ - ايل`), and so do not its readers. Here a
//! hyphen between letters is no word: `جونغ-أون` is two words, the second marked as joined, which is
//! a feature of its own. So `كيم جونغ-أون` looks like `كيم جونغ أون`, and `طهران-بغداد` can still be
//! two places.

use crate::tokenize::is_hyphen;
use crate::unicode::{Class, class};

/// A word of the tagger: bytes `start..end` of its token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unit {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Whether a hyphen joins it to the unit before.
    pub(crate) joined: bool,
}

/// The most units of a token: what has more hyphens is no name.
const MOST: usize = 8;

/// Gives the units of a token to `sink`: the parts between hyphens if all parts are letters and they
/// are not too many, else the token whole.
pub(crate) fn units(token: &str, mut sink: impl FnMut(Unit)) {
    if token.len() < 3 || !has_inner_hyphen(token) {
        sink(Unit { start: 0, end: token.len(), joined: false });
        return;
    }
    let mut start = 0;
    for (at, c) in token.char_indices() {
        if is_hyphen(c) {
            sink(Unit { start, end: at, joined: start > 0 });
            start = at + c.len_utf8();
        }
    }
    sink(Unit { start, end: token.len(), joined: true });
}

/// Whether a token is letters with single hyphens between them.
fn has_inner_hyphen(token: &str) -> bool {
    // Hyphen-minus, or the first byte of the others.
    if !token.bytes().any(|byte| byte == b'-' || byte == 0xe2) {
        return false;
    }
    let mut hyphens = 0;
    let mut letter = false;
    for c in token.chars() {
        if is_hyphen(c) {
            if !letter {
                return false;
            }
            letter = false;
            hyphens += 1;
        } else {
            match class(c) {
                Class::Mark | Class::Tatweel | Class::Joiner => {}
                c if c.is_letter() => letter = true,
                _ => return false,
            }
        }
    }
    (1..MOST).contains(&hyphens) && letter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_letters_are_cut() {
        let cut = |token: &'static str| {
            let mut parts = Vec::new();
            units(token, |unit| parts.push((&token[unit.start..unit.end], unit.joined)));
            parts
        };
        assert_eq!(cut("جونغ-أون"), [("جونغ", false), ("أون", true)]);
        assert_eq!(cut("أ\u{64e}-ب‐ج"), [("أ\u{64e}", false), ("ب", true), ("ج", true)]);
        for whole in [
            "جونغ",
            "-",
            "-أون",
            "جونغ-",
            "أ--ب",
            "10-13",
            "كوفيد-19",
            "a.b-c",
            "\u{64e}-أ",
            "",
            "أ-ب-ت-ث-ج-ح-خ-د-ذ",
        ] {
            assert_eq!(cut(whole), [(whole, false)]);
        }
    }
}
