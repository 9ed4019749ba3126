//! Normalization of text in units of a fixed width, as Python keeps strings: code points of two or
//! four bytes.

use super::align::Edits;
use super::table::Table;
use super::{Alignment, Normalizer, Pass};
use crate::Span;
use crate::unicode::rules::HAMZA_MARKS;

/// A code point as it is kept.
pub(crate) trait Unit: Copy + Default + Send + Sync {
    fn code(self) -> u32;

    /// The unit of a code point less than 2¹⁶, or one that was a unit of this kind.
    fn of(code: u32) -> Self;
}

impl Unit for u8 {
    fn code(self) -> u32 {
        self.into()
    }

    fn of(code: u32) -> Self {
        code as u8
    }
}

impl Unit for u16 {
    fn code(self) -> u32 {
        self.into()
    }

    fn of(code: u32) -> Self {
        code as u16
    }
}

impl Unit for u32 {
    fn code(self) -> u32 {
        self
    }

    fn of(code: u32) -> Self {
        code
    }
}

/// What becomes of each code point below 2¹⁶.
pub(crate) struct Units {
    /// The same, or another, or [`NOTHING`], or [`MORE`].
    results: Box<[u16]>,
    normalizer: Normalizer,
}

/// Noncharacters: no text that is normalized here has them, since they map to [`MORE`].
const NOTHING: u16 = 0xFFFE;
/// To be looked at apart.
const MORE: u16 = 0xFFFF;

/// Characters that are read before the string is made longer.
const WINDOW: usize = 4096;

/// What a text becomes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome<T> {
    Same,
    Changed(Vec<T>),
    /// More than its characters one by one decide; or it is too long, or becomes so.
    Unknown,
}

/// Whether a text has no more than `limit` bytes of UTF-8.
pub(super) fn fits<T: Unit>(text: &[T], limit: usize) -> bool {
    let bytes = |unit: &T| match unit.code() {
        0..0x80 => 1,
        0x80..0x800 => 2,
        0x800..0x1_0000 => 3,
        _ => 4,
    };
    text.len() <= limit / 4 || text.iter().map(bytes).sum::<usize>() <= limit
}

impl Units {
    /// `None` if the rules look at more than single characters.
    pub(crate) fn new(normalizer: &Normalizer) -> Option<Self> {
        let (table, composes, joins) = match &*normalizer.passes {
            [Pass::Letters(letters)] => (letters.table(), letters.composes(), false),
            [Pass::Letters(letters), Pass::Joiners] => (letters.table(), letters.composes(), true),
            _ => return None,
        };
        let apart = |c: char| {
            composes && HAMZA_MARKS.iter().any(|&(mark, _)| mark == c) || joins && c == '\u{200D}'
        };
        let result = |code: u16| {
            // Surrogates are no characters.
            let Some(c) = char::from_u32(code.into()).filter(|&c| !apart(c)) else { return MORE };
            match table.get(c).map(|result| (result.chars().count(), result.chars().next())) {
                None if code >= NOTHING => MORE,
                None => code,
                Some((0, _)) => NOTHING,
                Some((1, Some(result))) => u16::try_from(u32::from(result)).unwrap_or(MORE),
                Some(_) => MORE,
            }
        };
        let results = (0..=u16::MAX).map(result).collect();
        Some(Self { results, normalizer: normalizer.clone() })
    }

    fn table(&self) -> &Table {
        match &self.normalizer.passes[0] {
            Pass::Letters(letters) => letters.table(),
            _ => unreachable!("made for letters"),
        }
    }

    /// Whether all of these characters of one byte each stay.
    pub(crate) fn keep(&self, bytes: &[u8]) -> bool {
        fits(bytes, Span::MAX_TEXT)
            && bytes.iter().all(|&byte| self.results[usize::from(byte)] == u16::from(byte))
    }

    /// What becomes of a text.
    pub(crate) fn run<T: Unit>(&self, text: &[T]) -> Outcome<T> {
        self.run_limited(text, Span::MAX_TEXT)
    }

    pub(super) fn run_limited<T: Unit>(&self, text: &[T], limit: usize) -> Outcome<T> {
        if !fits(text, limit) {
            return Outcome::Unknown;
        }
        let results: &[u16; 1 << 16] = self.results[..].try_into().expect("one of each");
        let look_up =
            |unit: T| u16::try_from(unit.code()).map_or(MORE, |code| results[code as usize]);
        let stays = |unit: &&T| u32::from(look_up(**unit)) == unit.code();
        let mut done = text.iter().take_while(stays).count();
        if done == text.len() {
            return Outcome::Same;
        }
        let mut out: Vec<T> = Vec::with_capacity(text.len());
        out.extend_from_slice(&text[..done]);
        while done < text.len() {
            // Room for some of them, if each becomes one.
            let (start, rest) = (out.len(), &text[done..text.len().min(done + WINDOW)]);
            out.resize(start + rest.len(), T::default());
            let room = &mut out[start..];
            let (mut length, mut read, mut more) = (0, 0, false);
            for &unit in rest {
                let result = look_up(unit);
                more = result == MORE;
                if more {
                    break;
                }
                room[length] = T::of(result.into());
                length += usize::from(result != NOTHING);
                read += 1;
            }
            out.truncate(start + length);
            done += read;
            if !more {
                continue;
            }
            let unit = text[done];
            match char::from_u32(unit.code()) {
                Some(c) if u16::try_from(unit.code()).is_err() || self.is_more(c) => {
                    match self.table().get(c) {
                        None => out.push(unit),
                        Some(result) => {
                            for c in result.chars() {
                                if u16::try_from(u32::from(c)).is_err() && size_of::<T>() == 2 {
                                    return Outcome::Unknown;
                                }
                                out.push(T::of(c.into()));
                            }
                        }
                    }
                }
                _ => return Outcome::Unknown,
            }
            done += 1;
        }
        // Some stay that had to be looked at apart.
        let same = out.len() == text.len()
            && out.iter().map(|u| u.code()).eq(text.iter().map(|u| u.code()));
        match same {
            true => Outcome::Same,
            false if fits(&out, limit) => Outcome::Changed(out),
            false => Outcome::Unknown,
        }
    }

    /// What a text becomes, with its alignment in characters; `None` if more than its characters one
    /// by one decide, or if it is too long for spans.
    pub(crate) fn align<T: Unit>(&self, text: &[T]) -> Option<(Vec<T>, Alignment)> {
        self.align_limited(text, Span::MAX_TEXT)
    }

    pub(super) fn align_limited<T: Unit>(
        &self,
        text: &[T],
        limit: usize,
    ) -> Option<(Vec<T>, Alignment)> {
        if !fits(text, limit) {
            return None;
        }
        let results: &[u16; 1 << 16] = self.results[..].try_into().expect("one of each");
        let look_up =
            |unit: T| u16::try_from(unit.code()).map_or(MORE, |code| results[code as usize]);
        let mut out: Vec<T> = Vec::with_capacity(text.len());
        let mut edits = Edits::with_capacity(text.len() / 4);
        let mut at = 0;
        while let Some(&unit) = text.get(at) {
            let result = look_up(unit);
            if result < NOTHING {
                out.push(T::of(result.into()));
                at += 1;
                continue;
            }
            // A text of less than 4 GiB: so are its offsets.
            let (from, start) = (at as u32, out.len() as u32);
            at += 1;
            if result == NOTHING {
                while text.get(at).is_some_and(|&unit| look_up(unit) == NOTHING) {
                    at += 1;
                }
                let result = Span { start, end: start };
                edits.push_apart(Span { start: from, end: at as u32 }, result);
                continue;
            }
            let c = char::from_u32(unit.code()).filter(|&c| self.is_more(c))?;
            let Some(result) = self.table().get(c) else {
                out.push(unit);
                continue;
            };
            for c in result.chars() {
                if u16::try_from(u32::from(c)).is_err() && size_of::<T>() == 2 {
                    return None;
                }
                out.push(T::of(c.into()));
            }
            if out.len() > limit {
                return None;
            }
            let result = Span { start, end: out.len() as u32 };
            edits.push(Span { start: from, end: at as u32 }, result);
        }
        if !fits(&out, limit) {
            return None;
        }
        edits.shrink();
        let (source, result) = (text.len() as u32, out.len() as u32);
        Some((out, Alignment::new(source, result, edits)))
    }

    /// Whether a character becomes something by itself, though not another character.
    fn is_more(&self, c: char) -> bool {
        !HAMZA_MARKS.iter().any(|&(mark, _)| mark == c) && c != '\u{200D}'
    }
}
