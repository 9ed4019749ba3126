//! Whether ال at the front of a stem is the article.

use super::fold::{ALEF, Folded, LAM, LETTERS, Part};
use super::lexicon::{Lexicon, STEPS};
use super::ranker::{Layout, Readings};
use crate::model::mix;

/// A stem that begins with ال: left as it is, or without it.
pub(crate) struct Articles<'a> {
    folded: &'a Folded,
    from: usize,
}

impl<'a> Articles<'a> {
    /// `None` if what is left without proclitics does not begin with ال, or little follows.
    pub(crate) fn new(folded: &'a Folded, from: usize) -> Option<Self> {
        let letters = &folded.letters()[from..];
        let possible = letters.starts_with(&[ALEF, LAM])
            && letters.len() >= 4
            && !matches!(folded.char(from), 'أ' | 'إ' | 'آ');
        possible.then_some(Self { folded, from })
    }
}

impl Readings for Articles<'_> {
    const SECTION: &'static str = "segmenter.article";
    const LAYOUT: u8 = 1;
    const FEATURES: usize = 2 * (1 + 5 + 5 * 16 + 4 * 64 + 12 + LETTERS + 2 * LETTERS * LETTERS);

    fn len(&self) -> usize {
        2
    }

    fn features(&self, at: usize, lexicon: &Lexicon, mut each: impl FnMut(usize, i32)) {
        let letters = self.folded.letters();
        let end = letters.len();
        let whole = self.folded.part(self.from, end);
        let rest = self.folded.part(self.from + 2, end);
        let (known, bare) = (lexicon.get(whole), lexicon.get(rest));
        // للكتاب has an article, لالتزام has none, nor has what another article precedes.
        let elided = lexicon.level(Part::before(LAM, Part::before(LAM, rest)));
        let kept = lexicon.level(Part::before(LAM, whole));
        let twice = lexicon.level(Part::before(ALEF, Part::before(LAM, whole)));
        let letters = &letters[self.from + 2..];
        let step = |level: u8| STEPS[usize::from(level)];
        let mut layout = Layout { next: 0, context: at, contexts: 2 };
        each(layout.feature(1, 0), 1);
        for level in [known.level, bare.level, elided, kept, twice] {
            each(layout.feature(1, 0), i32::from(level));
        }
        for level in [known.level, bare.level, elided, kept, twice] {
            each(layout.feature(16, usize::from(level / 2)), 1);
        }
        each(layout.feature(64, step(known.level) * 8 + step(bare.level)), 1);
        each(layout.feature(64, step(elided) * 8 + step(kept.max(twice))), 1);
        each(layout.feature(64, step(bare.level) * 8 + step(elided)), 1);
        each(layout.feature(64, usize::from(known.lists * 8 + bare.lists)), 1);
        each(layout.feature(12, letters.len().min(12) - 1), 1);
        let pair = |a: u8, b: u8| usize::from(a) * LETTERS + usize::from(b);
        each(layout.feature(LETTERS, usize::from(letters[0])), 1);
        each(layout.feature(LETTERS * LETTERS, pair(letters[0], letters[1])), 1);
        let third = letters.get(2).copied().unwrap_or(0);
        each(layout.feature(LETTERS * LETTERS, pair(letters[1], third)), 1);
        debug_assert_eq!(layout.next, Self::FEATURES);
    }

    fn seen(&self, at: usize) -> [u64; 2] {
        let end = self.folded.letters().len();
        let mark = (at as u64 + 1).wrapping_mul(0xd6e8_feb8_6659_fd93);
        let key = |from| mix(self.folded.part(from, end).hash() ^ mark);
        [key(self.from), key(self.from + 2).rotate_left(32)]
    }
}
