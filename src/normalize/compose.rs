//! The pass that brings text into a Unicode normalization form, piece by piece.

use unicode_normalization::char::{decompose_canonical, decompose_compatible};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick, is_nfkc_quick};

use super::options::Composition;
use super::table::Sink;
use crate::unicode::combining_class;

#[derive(Debug)]
pub(super) struct Form {
    kind: Kind,
    /// Of each character below U+0800 whether it stays where no mark follows it, which joins nothing
    /// before it either: nearly all of Arabic text, and the crate's own tables are slow.
    inert: Box<[bool]>,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Nfc,
    Nfkc,
}

impl Form {
    /// `None` if text keeps the form that it has.
    pub(super) fn of(composition: Composition) -> Option<Self> {
        let kind = match composition {
            Composition::Keep => return None,
            Composition::Nfc => Kind::Nfc,
            Composition::Nfkc => Kind::Nfkc,
        };
        let inert = ('\0'..'\u{800}').map(|c| kind.stays(c) && combining_class(c) == 0);
        Some(Self { kind, inert: inert.collect() })
    }

    fn is_inert(&self, c: char) -> bool {
        self.inert.get(c as usize).is_some_and(|&inert| inert)
    }

    pub(super) fn run(&self, text: &str, sink: &mut impl Sink) {
        let (mut done, mut start) = (0, 0);
        let starts = text
            .char_indices()
            .skip(1)
            .filter(|&(_, c)| self.is_inert(c) || self.kind.begins_piece(c));
        for end in starts.map(|(at, _)| at).chain([text.len()]) {
            let piece = &text[start..end];
            if !self.surely_has(piece) {
                let result = self.kind.compose(piece);
                // What stays at both ends is no part of the change.
                let before = equal_start(piece.chars(), result.chars());
                let after =
                    equal_start(piece[before..].chars().rev(), result[before..].chars().rev());
                if before + after < piece.len() {
                    sink.keep(&text[done..start + before]);
                    done = end - after;
                    sink.change(&text[start + before..done], &result[before..result.len() - after]);
                }
            }
            start = end;
        }
        sink.keep(&text[done..]);
    }

    fn surely_has(&self, piece: &str) -> bool {
        let mut characters = piece.chars();
        characters.next().is_none_or(|c| self.is_inert(c)) && characters.next().is_none()
            || self.kind.surely_has(piece)
    }
}

impl Kind {
    /// Whether nothing before `c` can change with it, however it goes on: what it decomposes into
    /// begins with a starter that joins nothing before it.
    fn begins_piece(self, c: char) -> bool {
        let joins_nothing = |c| combining_class(c) == 0 && self.stays(c);
        if self.quick_check(c) != IsNormalized::No {
            return joins_nothing(c);
        }
        let mut first = None;
        let emit = |part| _ = first.get_or_insert(part);
        match self {
            Self::Nfc => decompose_canonical(c, emit),
            Self::Nfkc => decompose_compatible(c, emit),
        }
        first.is_some_and(joins_nothing)
    }

    fn stays(self, c: char) -> bool {
        self.quick_check(c) == IsNormalized::Yes
    }

    fn quick_check(self, c: char) -> IsNormalized {
        match self {
            Self::Nfc => is_nfc_quick([c].into_iter()),
            Self::Nfkc => is_nfkc_quick([c].into_iter()),
        }
    }

    fn surely_has(self, piece: &str) -> bool {
        let answer = match self {
            Self::Nfc => is_nfc_quick(piece.chars()),
            Self::Nfkc => is_nfkc_quick(piece.chars()),
        };
        answer == IsNormalized::Yes
    }

    fn compose(self, piece: &str) -> String {
        match self {
            Self::Nfc => piece.nfc().collect(),
            Self::Nfkc => piece.nfkc().collect(),
        }
    }
}

/// Bytes of the characters with which both begin.
fn equal_start(a: impl Iterator<Item = char>, b: impl Iterator<Item = char>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}
