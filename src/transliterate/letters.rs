//! The schemes that put one character for one.

use super::{Kept, Output, tables};
use crate::Result;

/// One scheme, both ways.
pub(super) struct Letters {
    /// By the code point of the Arabic character, from U+0600; NUL where there is none.
    latin: [char; 0x100],
    /// By the code point of the other one; NUL where there is none.
    arabic: [char; 0x400],
}

pub(super) static BUCKWALTER: Letters = Letters::new(tables::BUCKWALTER);
pub(super) static SAFE_BUCKWALTER: Letters = Letters::new(tables::SAFE_BUCKWALTER);
pub(super) static XML_BUCKWALTER: Letters = Letters::new(tables::XML_BUCKWALTER);
pub(super) static HSB: Letters = Letters::new(tables::HSB);

const ARABIC: usize = 0x600;

impl Letters {
    const fn new(pairs: &[(char, char)]) -> Self {
        let mut letters = Self { latin: ['\0'; 0x100], arabic: ['\0'; 0x400] };
        let mut at = 0;
        while at < pairs.len() {
            let (arabic, latin) = pairs[at];
            letters.latin[arabic as usize - ARABIC] = latin;
            letters.arabic[latin as usize] = arabic;
            at += 1;
        }
        letters
    }

    pub(super) fn to_latin(&self, out: &mut Output<'_>) -> Result<()> {
        map(out, |c| self.latin(c), |c| self.arabic(c))
    }

    pub(super) fn to_arabic(&self, out: &mut Output<'_>) -> Result<()> {
        map(out, |c| self.arabic(c), |c| self.latin(c))
    }

    fn latin(&self, c: char) -> Option<char> {
        let found = self.latin.get((c as usize).wrapping_sub(ARABIC)).copied();
        found.filter(|&latin| latin != '\0')
    }

    fn arabic(&self, c: char) -> Option<char> {
        self.arabic.get(c as usize).copied().filter(|&arabic| arabic != '\0')
    }
}

fn map(
    out: &mut Output<'_>,
    letter: impl Fn(char) -> Option<char>,
    back: impl Fn(char) -> Option<char>,
) -> Result<()> {
    for (at, c) in out.text.char_indices() {
        match letter(c) {
            Some(mapped) => out.result.push(mapped),
            None => out.unmapped(at, c, back(c).map_or(Kept::Harmless, Kept::ReadAs))?,
        }
    }
    Ok(())
}
