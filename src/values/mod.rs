//! Values that texts say: numbers in words and digits, with what they are numbers of.
//!
//! What is a number is decided from the words alone, by the tables of `data/values/` and a grammar over
//! tokens: no model is asked.

pub mod dates;
mod digits;
mod exact;
mod lexicon;
pub(crate) mod numbers;
mod numeral;
#[cfg(test)]
mod tests;
mod words;

#[cfg(feature = "arrow")]
pub(crate) use dates::calendar::since_1970;
pub use dates::{Date, DateKind, DateModifier, DateReason};
pub use exact::Exact;
pub use lexicon::Gender;
pub(crate) use lexicon::{
    Class, Classes, Code, Count, LEXICON, LONGEST, LONGEST_CODE, Lexicon, Marks, OR_EQUAL, PERCENT,
    Word, clitics, fold,
};
pub use numbers::{NoValue, Number, NumberKind};
pub(crate) use numeral::{Numeral, Reader};

#[cfg(feature = "python")]
pub(crate) use words::beyond_words;
pub use words::{Case, MOST, number_words};

use std::sync::LazyLock;

use crate::Span;
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

    /// The modifier of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        use Modifier::*;
        let all = [Approximately, MoreThan, LessThan, AtLeast, AtMost, Several];
        all.into_iter().find(|modifier| modifier.name() == name)
    }
}

/// A line of fewer bytes is not one that was full, and its end is where something ends.
const FULL_LINE: u32 = 72;

/// The lines of a text, as its tokens come.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    /// Where the line began, and where its last token ended.
    start: u32,
    end: u32,
}

impl Lines {
    /// What stands between a token and the one before it. The end of a line that was full only wraps the text.
    pub(crate) fn marks(&mut self, gap: &[u8], token: Span) -> Marks {
        let mut marks = Marks::empty();
        if !gap.is_empty() {
            marks |= Marks::SPACED;
            if gap != b" " && gap.iter().any(|byte| matches!(byte, b'\n' | b'\r')) {
                let is_one = gap.iter().filter(|&&byte| byte == b'\n').count() == 1;
                marks.set(Marks::BREAK, !is_one || self.end - self.start < FULL_LINE);
                self.start = token.start;
            }
        }
        self.end = token.end;
        marks
    }
}

/// What is remembered of words, and the words of the text at hand.
#[derive(Debug, Default)]
pub(crate) struct ValueScratch {
    memory: Memory<Word>,
    words: Vec<Word>,
    parted: Vec<Token>,
}

/// Twice as many words are remembered, as a power of two.
const REMEMBERED: u32 = 12;
/// More tokens than this are not kept for.
const SPARE_WORDS: usize = 1 << 20;

impl ValueScratch {
    /// Whether a very long text has made it larger than it needs to be.
    pub(crate) fn is_outgrown(&self) -> bool {
        self.words.capacity().max(self.parted.capacity()) > SPARE_WORDS
    }

    /// What each token of a text is to the lexicon.
    pub(crate) fn classify(&mut self, text: &str, tokens: &[Token], lexicon: &Lexicon) -> &[Word] {
        self.memory.serve(lexicon.id(), REMEMBERED);
        self.words.clear();
        self.words.reserve(tokens.len());
        let (mut before, mut lines) = (0, Lines::default());
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
            word.marks |= lines.marks(gap, token.span);
            self.words.push(word);
        }
        &self.words
    }

    /// Appends the numbers of a text to `out`, in order and without overlap. `is_one_word` says whether a
    /// word has no proclitics.
    pub(crate) fn numbers(
        &mut self,
        text: &str,
        tokens: &[Token],
        lexicon: &Lexicon,
        is_one_word: &dyn Fn(&str) -> bool,
        out: &mut Vec<Number>,
    ) {
        let mut room = std::mem::take(&mut self.parted);
        let tokens = dates::parted(text, tokens, &mut room);
        let words = self.classify(text, tokens, lexicon);
        let reader = Reader { text, tokens, words, lexicon };
        numbers::find(reader, numbers::Also::default(), is_one_word, out);
        self.parted = room;
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

/// The numbers of a text, in order and without overlap, without a pipeline. What it lacks is to know of the
/// word after a number whether it has proclitics: a counted noun may be one that is none.
///
/// ```
/// let text = "قرابة مليوني دولار كندي";
/// let numbers = warraq::values::numbers_of(text);
/// assert_eq!(numbers[0].span.of(text), "مليوني دولار كندي");
/// assert_eq!(numbers[0].value.map(|value| value.to_string()).as_deref(), Some("2000000"));
/// assert_eq!(numbers[0].currency(), Some("CAD"));
/// ```
///
/// # Panics
/// If the text has 4 GiB or more.
pub fn numbers_of(text: &str) -> Vec<Number> {
    values_of(text).0
}

/// The numbers and the dates of a text, without a pipeline, each in order, and none of them over another.
pub fn values_of(text: &str) -> (Vec<Number>, Vec<Date>) {
    let mut numbers = numbers::numbers(text, numbers::Also::default(), &|_| true);
    let mut dates = dates::dates_of(text);
    part(&mut numbers, &mut dates);
    (numbers, dates)
}

/// Parts numbers and dates, both in order, so that none is over another: the longer stays, of two as long the one
/// that ends later (`31 ألف` of `عام 31 ألف`), of two of the same words the date.
pub(crate) fn part(numbers: &mut Vec<Number>, dates: &mut Vec<Date>) {
    let (mut number, mut date) = (0, 0);
    let (mut no_numbers, mut no_dates) = (Vec::new(), Vec::new());
    while let (Some(a), Some(b)) = (numbers.get(number), dates.get(date)) {
        let (a, b) = (a.span, b.span);
        if a.end <= b.start {
            number += 1;
        } else if b.end <= a.start {
            date += 1;
        } else if (a.end - a.start, a.end) > (b.end - b.start, b.end) {
            no_dates.push(date);
            date += 1;
        } else {
            no_numbers.push(number);
            number += 1;
        }
    }
    drop_at(numbers, &no_numbers);
    drop_at(dates, &no_dates);
}

/// Drops what is at these places, which rise.
fn drop_at<T>(items: &mut Vec<T>, places: &[usize]) {
    let (mut at, mut places) = (0, places.iter().peekable());
    items.retain(|_| {
        at += 1;
        places.next_if_eq(&&(at - 1)).is_none()
    });
}

/// Compiles the tables now: see [`crate::prepare`].
pub(crate) fn prepare() {
    LazyLock::force(&LEXICON);
    dates::prepare();
}
