//! Finds text that is stored in visual order.

use std::ops::Range;

use crate::unicode::{Class, Form, class, form};
use crate::{Error, Result, Span};

/// What the forms of a word's letters say about the order in which it is stored.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Order {
    Logical,
    Visual,
    /// Nothing: it reads both ways, as of isolated forms alone, or neither way.
    Unknown,
}

/// Reads a word as groups of joined letters.
#[derive(Clone, Copy)]
struct Reading {
    first: Form,
    last: Form,
    fits: bool,
    /// Whether a group has begun.
    open: bool,
}

impl Reading {
    fn new(first: Form, last: Form) -> Self {
        Self { first, last, fits: true, open: false }
    }

    fn read(&mut self, form: Form) {
        let inside = form == Form::Medial || form == self.last;
        self.fits &= self.open == inside;
        self.open = form == Form::Medial || form == self.first;
    }

    fn succeeds(self) -> bool {
        self.fits && !self.open
    }
}

struct Word {
    range: Option<Range<usize>>,
    letters: bool,
    forms: bool,
    logical: Reading,
    visual: Reading,
}

impl Word {
    fn new() -> Self {
        Self {
            range: None,
            letters: false,
            forms: false,
            logical: Reading::new(Form::Initial, Form::Final),
            visual: Reading::new(Form::Final, Form::Initial),
        }
    }

    fn extend(&mut self, from: usize, to: usize) {
        self.range.get_or_insert(from..to).end = to;
    }

    fn read(&mut self, form: Form) {
        self.letters = true;
        self.logical.read(form);
        self.visual.read(form);
    }

    /// Where it stands and how, if it has letters.
    fn end(self) -> Option<(Range<usize>, Order)> {
        let order = match (self.logical.succeeds(), self.visual.succeeds()) {
            _ if !self.forms => Order::Logical,
            (true, false) => Order::Logical,
            (false, true) => Order::Visual,
            _ => Order::Unknown,
        };
        self.range.filter(|_| self.letters).map(|range| (range, order))
    }
}

/// The runs of a text that are stored in visual order, as old PDF files give it: from left to right
/// as it is seen, so that Arabic is reversed. Spans are in bytes. Nothing is turned around.
///
/// Only presentation forms tell, since they say on which sides a letter is joined: Unicode
/// decomposes them as `<initial>`, `<medial>`, `<final>` or `<isolated>`. Read in logical order the
/// letters of a word are joined in groups of an initial, medials and a final form, or stand
/// isolated; in visual order each group begins with its final and ends with its initial form. So a
/// word is reversed if it can be cut into groups of the second kind but not of the first. Marks and
/// tatweels in it do not count, and plain letters among its forms count as isolated.
///
/// A run goes from one word with presentation forms to another on the same line, with all that
/// stands between, as digits and Latin words, which visual order leaves as they are. At least one of
/// its words is reversed and none stands in logical order; words of plain letters alone end it too.
/// Words that say nothing, of isolated forms, belong to it also at its ends.
///
/// # Errors
/// [`ErrorKind::Value`](crate::ErrorKind::Value) if the text has 4 GiB or more.
pub fn visual_order(text: &str) -> Result<Vec<Span>> {
    if text.len() > Span::MAX_TEXT {
        return Err(Error::text_too_long(text.len()));
    }
    let mut runs = Vec::new();
    let mut run: Option<(Range<usize>, bool)> = None;
    let mut end_run = |run: &mut Option<(Range<usize>, bool)>| {
        if let Some((range, true)) = run.take() {
            runs.push(Span::new(range.start, range.end));
        }
    };
    let mut word = Word::new();
    for (at, c) in text.char_indices().chain([(text.len(), '\n')]) {
        let (class, form) = (class(c), form(c));
        if let (Class::ArabicLetter | Class::Mark | Class::Tatweel, _) = (class, form) {
            word.extend(at, at + c.len_utf8());
            match form {
                Some(Form::Mark) => {}
                Some(form) => {
                    word.forms = true;
                    word.read(form);
                }
                None if class == Class::ArabicLetter => word.read(Form::Isolated),
                None => {}
            }
            continue;
        }
        match std::mem::replace(&mut word, Word::new()).end() {
            Some((_, Order::Logical)) => end_run(&mut run),
            Some((range, order)) => {
                let (whole, reversed) = run.get_or_insert((range.clone(), false));
                whole.end = range.end;
                *reversed |= order == Order::Visual;
            }
            None => {}
        }
        if class == Class::LineBreak {
            end_run(&mut run);
        }
    }
    Ok(runs)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;
    use crate::testing::{assert_linear, repeated};
    use crate::unicode::rules::PRESENTATION_FORMS;

    /// The forms of the letters and of lam-alef, by what they decompose into.
    fn forms() -> HashMap<(&'static str, Form), char> {
        // Of several the later one: plain letters are in the second block of forms.
        PRESENTATION_FORMS
            .iter()
            .filter_map(|&(c, letters)| Some(((letters, form(c)?), c)))
            .collect()
    }

    /// A word in presentation forms, in logical order, and whether letters are joined in it.
    fn shaped(word: &str) -> (String, bool) {
        let forms = forms();
        let mut units: Vec<&str> = Vec::new();
        for (at, c) in word.char_indices() {
            let before = units.last().copied();
            match before {
                Some("ل") if "اأإآ".contains(c) => {
                    units.pop();
                    units.push(&word[at - "ل".len()..at + c.len_utf8()]);
                }
                _ => units.push(&word[at..at + c.len_utf8()]),
            }
        }
        let joins_on = |unit: &str| forms.contains_key(&(unit, Form::Initial));
        let mut joined = false;
        let mut shaped = String::new();
        for (i, &unit) in units.iter().enumerate() {
            let before =
                i > 0 && joins_on(units[i - 1]) && forms.contains_key(&(unit, Form::Final));
            let after =
                units.get(i + 1).is_some_and(|next| forms.contains_key(&(*next, Form::Final)));
            let form = match (before, joins_on(unit) && after) {
                (false, false) => Form::Isolated,
                (false, true) => Form::Initial,
                (true, true) => Form::Medial,
                (true, false) => Form::Final,
            };
            joined |= before;
            shaped.push(forms[&(unit, form)]);
        }
        (shaped, joined)
    }

    /// A line as it is seen, from left to right: words of other scripts and numbers stay.
    fn seen(words: &[String]) -> String {
        let turned = |word: &String| match word.chars().any(|c| form(c).is_some()) {
            true => word.chars().rev().collect(),
            false => word.clone(),
        };
        words.iter().rev().map(turned).collect::<Vec<String>>().join(" ")
    }

    fn word() -> impl Strategy<Value = String> {
        let letters: Vec<char> = "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىأإآؤئء".chars().collect();
        let arabic = prop::collection::vec(prop::sample::select(letters), 1..8)
            .prop_map(|letters| letters.into_iter().collect::<String>());
        prop_oneof![4 => arabic, 1 => "[a-z]{1,4}", 1 => "[0-9]{1,4}", 1 => "[٠-٩]{1,4}"]
    }

    /// The naive twin: joined groups are struck out until nothing changes.
    fn reads(word: &[Form], first: char, last: char) -> bool {
        let name = |form: &Form| match form {
            Form::Isolated => 's',
            Form::Initial => 'i',
            Form::Medial => 'm',
            Form::Final => 'f',
            Form::Mark => unreachable!(),
        };
        let mut word: String = word.iter().map(name).collect();
        loop {
            let next = word
                .replace(&format!("{first}m"), &first.to_string())
                .replace(&format!("{first}{last}"), "s");
            if next == word {
                return word.chars().all(|c| c == 's');
            }
            word = next;
        }
    }

    proptest! {
        #[test]
        fn finds_what_is_turned_around(words in prop::collection::vec(word(), 1..8)) {
            let shaped: Vec<(String, bool)> = words
                .iter()
                .map(|word| match word.chars().all(|c| class(c) == Class::ArabicLetter) {
                    true => shaped(word),
                    false => (word.clone(), false),
                })
                .collect();
            let words: Vec<String> = shaped.iter().map(|(word, _)| word.clone()).collect();
            let logical = words.join(" ");
            prop_assert_eq!(visual_order(&logical).unwrap(), []);
            let visual = seen(&words);
            let first = visual.find(|c| form(c).is_some());
            let expected = shaped.iter().any(|(_, joined)| *joined).then(|| {
                let (last, c) = visual.char_indices().rfind(|&(_, c)| form(c).is_some()).unwrap();
                Span::new(first.unwrap(), last + c.len_utf8())
            });
            prop_assert_eq!(visual_order(&visual).unwrap(), Vec::from_iter(expected));
            // Each line alone; the plain text of the words says nothing.
            let both = format!("{logical}\n{visual}\nكتاب {visual}");
            prop_assert_eq!(visual_order(&both).unwrap().len(), 2 * usize::from(expected.is_some()));
        }

        #[test]
        fn words_read_as_the_naive_twin(
            word in prop::collection::vec(
                prop::sample::select(vec![Form::Isolated, Form::Initial, Form::Medial, Form::Final]),
                1..7,
            ),
        ) {
            let forms = forms();
            let text: String = word.iter().map(|&form| forms[&("ب", form)]).collect();
            let expected = reads(&word, 'f', 'i') && !reads(&word, 'i', 'f');
            prop_assert_eq!(!visual_order(&text).unwrap().is_empty(), expected);
        }

        #[test]
        fn spans_lie_in_the_text(text in "[\u{600}-\u{6FF}\u{FB50}-\u{FEFF} a1\n]{0,40}") {
            let spans = visual_order(&text).unwrap();
            prop_assert!(spans.is_sorted());
            for (i, span) in spans.iter().enumerate() {
                prop_assert!(!span.is_empty() && !span.of(&text).contains('\n'));
                prop_assert!(i == 0 || spans[i - 1].end <= span.start);
            }
        }
    }

    #[test]
    fn runs_of_a_text() {
        let found = |text| -> Vec<&str> {
            visual_order(text).unwrap().into_iter().map(|span| span.of(text)).collect()
        };
        // Reversed, in logical order, and plain.
        assert_eq!(found("ﺔﺑﺎﺘﻛ"), ["ﺔﺑﺎﺘﻛ"]);
        assert_eq!(found("ﻛﺘﺎﺑﺔ كتابة ﺩﺍﺭ"), [""; 0]);
        // The lam-alef ligatures, digits, Latin, and what stands outside.
        assert_eq!(found(".ﻢﻟﺎﻌﻟﺍ PDF 2024 ﻼﻌﻓ ﺩﺍﺭ (1)"), ["ﻢﻟﺎﻌﻟﺍ PDF 2024 ﻼﻌﻓ ﺩﺍﺭ"]);
        assert_eq!(found("ﺔﺑﺎﺘﻛ\nﺔﺑﺎﺘﻛ ﻛﺘﺎﺑﺔ ﺔﺑﺎﺘﻛ"), ["ﺔﺑﺎﺘﻛ", "ﺔﺑﺎﺘﻛ", "ﺔﺑﺎﺘﻛ"]);
        // Marks stand before their letters, and tatweels join.
        assert_eq!(found("\u{64C}ﺔﺑﺎـﺘﻛ"), ["\u{64C}ﺔﺑﺎـﺘﻛ"]);
    }

    #[test]
    fn hostile_texts_take_linear_time() {
        for piece in ["ﺔ", "ﺔﻛ ", "ﺔﻛ\n", "\u{64E}", "ﺩ "] {
            assert_linear(
                |bytes| repeated(piece, bytes),
                |text| {
                    visual_order(text).unwrap();
                },
            );
        }
    }
}
