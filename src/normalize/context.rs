//! The passes over characters whose neighbours matter.

use std::sync::LazyLock;

use memchr::memmem;

use super::table::{Sink, has_pair};
use crate::Span;
use crate::tokenize::{Token, TokenKind, tokenize};
use crate::unicode::rules::{HARAKAT, LATIN_REMOVE, PUNCTUATION_ARABIC, Rule, SUKUN, TANWIN};
use crate::unicode::{Class, class, combining_class};

fn is_one_of(c: char, rules: &[Rule]) -> bool {
    rules.iter().any(|rule| rule.binary_search_by_key(&c, |&(source, _)| source).is_ok())
}

const JOINER: &str = "\u{200D}";

/// Made once: names are short, and each is searched.
static JOINERS: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new(JOINER));

pub(super) fn prepare() {
    LazyLock::force(&JOINERS);
}

pub(super) fn has_joiner(text: &str) -> bool {
    // Its last two bytes are rarer than its first.
    has_pair(text, 0x80, 0x8D, 0x8D) && text.contains(JOINER)
}

/// Removes zero-width joiners, except between the parts of an emoji.
pub(super) fn remove_joiners(text: &str, sink: &mut impl Sink) {
    let mut done = 0;
    for at in JOINERS.find_iter(text.as_bytes()) {
        let before = text[..at].chars().next_back().map(class);
        let after = text[at + JOINER.len()..].chars().next().map(class);
        // A mark before it is a variation selector.
        let in_emoji =
            matches!(before, Some(Class::Emoji | Class::Mark)) && after == Some(Class::Emoji);
        if !in_emoji {
            sink.keep(&text[done..at]);
            sink.change(JOINER, "");
            done = at + JOINER.len();
        }
    }
    sink.keep(&text[done..]);
}

/// Removes the vowel, tanwin or sukun that ends a word, and the fathatan before a silent alef or
/// alef maqsura that ends it.
pub(super) fn remove_case_endings(text: &str, sink: &mut impl Sink) {
    const ENDINGS: &[Rule] = &[HARAKAT, TANWIN, SUKUN];
    let mut done = 0;
    let mut characters = text.char_indices().peekable();
    // Of the current word: where the marks of its last letter begin, and of the letter before.
    let (mut last, mut before) = (0, 0);
    let mut letter = None;
    while let Some((at, c)) = characters.next() {
        let end = at + c.len_utf8();
        match class(c) {
            Class::ArabicLetter => {
                before = if letter.is_some() { last } else { end };
                (letter, last) = (Some((at, c)), end);
            }
            Class::Mark | Class::Tatweel if letter.is_some() => {}
            _ => letter = None,
        }
        let goes_on = |&(_, c): &(usize, char)| {
            matches!(class(c), Class::ArabicLetter | Class::Mark | Class::Tatweel)
        };
        if characters.peek().is_some_and(goes_on) {
            continue;
        }
        let Some((place, c)) = letter.take() else { continue };
        let mut remove = |from: usize, to: usize, which: &[Rule]| {
            for (at, c) in text[from..to].char_indices().filter(|&(_, c)| is_one_of(c, which)) {
                let at = from + at;
                sink.keep(&text[done..at]);
                done = at + c.len_utf8();
                sink.change(&text[at..done], "");
            }
        };
        if matches!(c, 'ا' | 'ى') {
            remove(before.min(place), place, &[TANWIN]);
        }
        remove(last, end, ENDINGS);
    }
    sink.keep(&text[done..]);
}

/// Removes the marks of Latin letters, which the letters themselves do not take with them.
pub(super) fn remove_latin_marks(text: &str, sink: &mut impl Sink) {
    let mut done = 0;
    // The letter that the next mark is on.
    let mut letter = ' ';
    for (at, c) in text.char_indices() {
        if class(c) != Class::Mark {
            letter = c;
        } else if is_one_of(letter, &[LATIN_REMOVE]) {
            sink.keep(&text[done..at]);
            done = at + c.len_utf8();
            sink.change(&text[at..done], "");
        }
    }
    sink.keep(&text[done..]);
}

/// Puts Arabic punctuation for ASCII, except for a comma between digits, and in addresses.
pub(super) fn write_arabic_punctuation(text: &str, sink: &mut impl Sink) {
    let mut done = 0;
    let mut addresses = Addresses::of(text);
    let is_digit = |c: char| class(c).is_digit();
    for (at, c) in text.char_indices() {
        let Some(&(_, result)) = PUNCTUATION_ARABIC.iter().find(|(source, _)| *source == c) else {
            continue;
        };
        let (before, after) = (&text[..at], &text[at + c.len_utf8()..]);
        let in_number = c == ',' && before.ends_with(is_digit) && after.starts_with(is_digit);
        if !in_number && !addresses.contain(at) {
            sink.keep(&text[done..at]);
            done = at + c.len_utf8();
            sink.change(&text[at..done], result);
        }
    }
    sink.keep(&text[done..]);
}

/// Puts the marks of a letter into canonical order.
pub(super) fn order_marks(text: &str, sink: &mut impl Sink) {
    let mut done = 0;
    let mut marks: Vec<(u8, char)> = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let order = combining_class(c);
        if order != 0 {
            if marks.is_empty() {
                start = at;
            }
            marks.push((order, c));
            continue;
        }
        if !marks.is_sorted_by_key(|mark| mark.0) {
            marks.sort_by_key(|mark| mark.0);
            sink.keep(&text[done..start]);
            sink.change(&text[start..at], &marks.iter().map(|mark| mark.1).collect::<String>());
            done = at;
        }
        marks.clear();
    }
    sink.keep(&text[done..]);
}

/// Cuts runs of one character: letters from three on, punctuation and symbols from two on, any but
/// digits from three on. Addresses and the names of users stay as they are.
pub(super) fn cut_runs(
    text: &str,
    letters: Option<usize>,
    punctuation: Option<usize>,
    any: Option<usize>,
    sink: &mut impl Sink,
) {
    let mut done = 0;
    let mut addresses = Addresses::of(text);
    let (mut current, mut start, mut count) = (None, 0, 0);
    for (at, c) in text.char_indices().map(|(at, c)| (at, Some(c))).chain([(text.len(), None)]) {
        if c == current {
            count += 1;
            continue;
        }
        if let Some(run) = current.filter(|_| count > 1) {
            let most = match class(run) {
                // Brackets nest; the masks of parts have some too.
                _ if "()[]{}".contains(run) => None,
                Class::Punctuation | Class::Symbol => punctuation,
                // The article before a lam makes two of them, and three of any letter are no word.
                class if class.is_letter() && count > 2 => {
                    letters.map(|n| if run == 'ل' { n.max(2) } else { n })
                }
                _ => None,
            };
            let any = any.filter(|_| count > 2 && !class(run).is_digit());
            let most = most.into_iter().chain(any).min();
            if let Some(most) = most.filter(|&most| most < count)
                && !addresses.contain(start)
            {
                let rest = start + most * run.len_utf8();
                sink.keep(&text[done..rest]);
                sink.change(&text[rest..at], "");
                done = at;
            }
        }
        (current, start, count) = (c, at, 1);
    }
    sink.keep(&text[done..]);
}

/// The addresses and names of users in a text, found when they are first asked for.
struct Addresses<'t> {
    text: &'t str,
    spans: Option<Vec<Span>>,
    /// How many of them are done with.
    done: usize,
}

impl<'t> Addresses<'t> {
    fn of(text: &'t str) -> Self {
        Self { text, spans: None, done: 0 }
    }

    /// Whether one holds the byte `at`, which must not be less than the last time.
    fn contain(&mut self, at: usize) -> bool {
        let spans = self.spans.get_or_insert_with(|| {
            let mut tokens = Vec::new();
            tokenize(self.text, &mut tokens);
            let is_address = |token: &Token| {
                matches!(token.kind, TokenKind::Url | TokenKind::Email | TokenKind::Mention)
            };
            tokens.into_iter().filter(is_address).map(|token| token.span).collect()
        });
        self.done += spans[self.done..].iter().take_while(|span| span.end as usize <= at).count();
        spans.get(self.done).is_some_and(|span| span.start as usize <= at)
    }
}

/// Cuts several plain spaces to the first, and space at both ends of the text.
pub(super) fn cut_space(text: &str, collapse: bool, outer: bool, sink: &mut impl Sink) {
    let is_space = |c| class(c).is_space();
    let inner = if outer { text.trim_start_matches(is_space) } else { text };
    let mut done = text.len() - inner.len();
    let inner = if outer { inner.trim_end_matches(is_space) } else { inner };
    let end = done + inner.len();
    if done > 0 {
        sink.change(&text[..done], "");
    }
    while let Some(two) =
        collapse.then(|| memmem::find(&text.as_bytes()[done..end], b"  ")).flatten()
    {
        let rest = done + two + 1;
        let after = end - text[rest..end].trim_start_matches(' ').len();
        sink.keep(&text[done..rest]);
        sink.change(&text[rest..after], "");
        done = after;
    }
    sink.keep(&text[done..end]);
    if end < text.len() {
        sink.change(&text[end..], "");
    }
}
