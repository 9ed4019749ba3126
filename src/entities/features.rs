//! What the tagger looks at in a word. Training and inference share this definition, so they
//! cannot disagree.

use crate::morphology::Segmenter;
use crate::normalize::fold;
use crate::unicode::{Class, class};

/// Words on each side of a label that bear on it.
pub(crate) const REACH: usize = 2;

/// Places from which a word can bear on a label: `REACH` before it, at it, `REACH` after it.
pub(crate) const PLACES: usize = 2 * REACH + 1;

/// A kind of feature of one word. The number is written in model files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Template {
    /// The word itself; empty outside the sentence.
    Word = 0,
    Prefix = 1,
    Suffix = 2,
    /// The word without proclitics, its article restored.
    Stem = 3,
    StemPrefix = 4,
    /// The stem without ال.
    Bare = 5,
    Proclitics = 6,
    Shape = 7,
    Length = 8,
    /// What the lexicon knows of the word.
    WordKnowledge = 9,
    /// What the lexicon knows of the stem.
    StemKnowledge = 10,
    /// Follows a hyphen without a space.
    Joined = 11,
}

impl Template {
    pub(crate) const ALL: [Template; 12] = [
        Template::Word,
        Template::Prefix,
        Template::Suffix,
        Template::Stem,
        Template::StemPrefix,
        Template::Bare,
        Template::Proclitics,
        Template::Shape,
        Template::Length,
        Template::WordKnowledge,
        Template::StemKnowledge,
        Template::Joined,
    ];

    /// The places, as bits, from which a feature of this kind bears on a label; bit `REACH` is the
    /// labelled word itself, lower bits are words before it.
    pub(crate) fn places(self, value: &str) -> u8 {
        const HERE: u8 = 0b00100;
        const NEAR: u8 = 0b01110;
        const ALL: u8 = 0b11111;
        match self {
            Template::Word | Template::WordKnowledge => ALL,
            Template::Stem | Template::Shape | Template::Proclitics | Template::StemKnowledge => {
                NEAR
            }
            Template::Prefix | Template::Suffix => match value.chars().count() {
                2 | 3 => NEAR,
                _ => HERE,
            },
            Template::StemPrefix | Template::Bare | Template::Length | Template::Joined => HERE,
        }
    }
}

/// A word of the tagger: its forms, ready to be described. Its buffers are reused from word to word.
#[derive(Clone, Debug, Default)]
pub(crate) struct Word {
    /// As the models compare words.
    pub(crate) folded: String,
    /// The folded word without proclitics, its article restored.
    pub(crate) stem: String,
    proclitics: String,
    shape: String,
    /// How many bytes of the raw word the proclitics take.
    pub(crate) clitic_bytes: u32,
    pub(crate) elided_article: bool,
}

impl Word {
    /// Bytes that its buffers hold.
    pub(crate) fn capacity(&self) -> usize {
        self.folded.capacity() + self.stem.capacity() + self.proclitics.capacity()
    }

    /// Looks at `raw`, a word as it stands in the text.
    pub(crate) fn analyse(&mut self, raw: &str, clitics: &Segmenter) {
        self.folded.clear();
        self.stem.clear();
        self.proclitics.clear();
        self.shape.clear();
        shape(raw, &mut self.shape);
        self.clitic_bytes = 0;
        self.elided_article = false;
        if self.shape == "ع" {
            let found = clitics.proclitics(raw);
            if let Some((front, rest)) = raw.split_at_checked(found.bytes as usize)
                && !rest.is_empty()
            {
                self.clitic_bytes = found.bytes;
                self.elided_article = found.elided_article;
                fold(front, &mut self.proclitics);
                if found.elided_article {
                    self.stem.push('ا');
                }
                fold(rest, &mut self.stem);
            }
        }
        fold(raw, &mut self.folded);
        if self.clitic_bytes == 0 {
            self.stem.push_str(&self.folded);
        }
    }

    /// Gives every feature of the word but those of the lexicon to `sink`.
    pub(crate) fn describe(&self, sink: &mut impl FnMut(Template, &str)) {
        sink(Template::Word, &self.folded);
        sink(Template::Stem, &self.stem);
        sink(Template::Shape, &self.shape);
        if self.shape != "ع" && self.shape != "a" && self.shape != "Aa" {
            return;
        }
        sink(Template::Proclitics, &self.proclitics);
        // A whole word is no affix of itself: `Word` says that.
        for (at, _) in self.folded.char_indices().skip(1).take(4) {
            sink(Template::Prefix, &self.folded[..at]);
        }
        for (at, _) in self.folded.char_indices().rev().take(4).filter(|&(at, _)| at > 0) {
            sink(Template::Suffix, &self.folded[at..]);
        }
        for (at, _) in self.stem.char_indices().skip(2).take(3) {
            sink(Template::StemPrefix, &self.stem[..at]);
        }
        sink(Template::Bare, self.stem.strip_prefix("ال").unwrap_or(&self.stem));
        const LENGTHS: [&str; 12] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"];
        sink(Template::Length, LENGTHS[self.folded.chars().take(11).count()]);
    }
}

/// Appends the classes of the characters of `word`, runs of one class once, at most six.
pub(crate) fn shape(word: &str, out: &mut String) {
    let mut last = None;
    let mut classes = 0;
    for c in word.chars() {
        let class = match class(c) {
            Class::Mark | Class::Tatweel | Class::Joiner | Class::Invisible => continue,
            Class::ArabicLetter => 'ع',
            digit if digit.is_digit() => '0',
            letter if letter.is_letter() => {
                if c.is_uppercase() {
                    'A'
                } else {
                    'a'
                }
            }
            _ => '.',
        };
        if last != Some(class) {
            out.push(class);
            last = Some(class);
            classes += 1;
            if classes == 6 {
                return;
            }
        }
    }
}
