//! Digits that are only names: phone numbers, and chains of digits, letters and marks.

use super::{Finder, NoValue, Number, NumberKind, Step};
use crate::Span;
use crate::tokenize::TokenKind;
use crate::unicode::digit_value;
use crate::values::{Class, Classes, Code, Exact, Marks};

/// The digits of a phone number (E.164).
const PHONE: std::ops::RangeInclusive<usize> = 7..=15;
/// The tokens of a phone number.
const LONGEST_PHONE: usize = 16;
/// From so many digits on, a number after the word for one that names is only a name.
const LONG: usize = 7;

/// The classes of small numbers in words.
const SMALL: Classes = Classes::of(&[Class::Zero, Class::Unit, Class::Ten, Class::Teen]);

/// The marks that make a chain.
fn is_link(token: &str) -> bool {
    matches!(token, "-" | "/" | ":" | "." | "_" | "\u{2010}" | "\u{2011}" | "\\")
}

fn count_digits(token: &str) -> usize {
    token.chars().filter(|&c| digit_value(c).is_some()).count()
}

impl Finder<'_> {
    /// What the chain of tokens without spaces that begins at a token is, if it is no plain number.
    pub(super) fn chain(&self, at: usize) -> Option<Step> {
        if let Some(end) = self.phone(at) {
            return Some(self.name(NumberKind::Phone, at, end));
        }
        let kind = self.kind(at)?;
        if matches!(kind, TokenKind::Punctuation | TokenKind::Symbol) {
            return None;
        }
        let tight = |at: usize| {
            self.tokens.get(at).is_some() && !self.word(at).marks.contains(Marks::SPACED)
        };
        let (mut end, mut links) = (at + 1, 0);
        while tight(end) && is_link(self.token(end)) && tight(end + 1) {
            // رقم 123/2019/ج.
            let letter = self.is_arabic(end + 1) && self.token(end + 1).chars().count() <= 2;
            let named = letter
                || matches!(
                    self.kind(end + 1),
                    Some(
                        TokenKind::Number
                            | TokenKind::Mixed
                            | TokenKind::Latin
                            | TokenKind::Date
                            | TokenKind::Time
                    )
                );
            if !named {
                break;
            }
            (end, links) = (end + 2, links + 1);
        }
        let identifier = || Some(self.name(NumberKind::Identifier, at, end));
        if links >= 2 {
            return identifier();
        }
        match kind {
            TokenKind::Date | TokenKind::Time if self.also.times => None,
            TokenKind::Date | TokenKind::Time => Some(Step::Skip(end)),
            TokenKind::Mixed if links == 0 => self.mixed(at),
            TokenKind::Mixed => identifier(),
            _ if links == 1 => {
                let (mark, last) = (self.token(at + 1), at + 2);
                if !matches!(self.kind(last), Some(TokenKind::Number)) {
                    return if self.is_arabic(last) && mark != "/" { None } else { identifier() };
                }
                match mark {
                    "/" if self.slashed(at).is_some() => None,
                    "/" if self.is_date(at, last) => Some(Step::Skip(end)),
                    "/" | ":" | "\\" | "_" => identifier(),
                    _ => None,
                }
            }
            _ => {
                let (found, end) = self.digits(at)?;
                let version = found.value.is_none()
                    && self.token(at).chars().filter(|&c| c == '.').count() > 1;
                let long = found.plain && found.count >= LONG && self.is_named(at);
                (version || long).then(|| self.name(NumberKind::Identifier, at, end))
            }
        }
    }

    /// Whether `2018/2019` are years, or `5/9` after `يوم` a day.
    fn is_date(&self, first: usize, last: usize) -> bool {
        let value = |at| self.digits(at).and_then(|it| it.0.value).and_then(Exact::as_whole);
        let (Some(a), Some(b)) = (value(first), value(last)) else { return false };
        let years = |value| (1300..2100).contains(&value);
        years(a) && (years(b) || b == (a + 1) % 100)
            || first > 0
                && self.is(first - 1, Class::DayMonth)
                && (1..=31).contains(&a)
                && (1..=31).contains(&b)
    }

    /// Whether a word before a long number says that it only names.
    fn is_named(&self, at: usize) -> bool {
        (at.saturating_sub(3)..at)
            .any(|at| self.is(at, Class::Label) || self.is(at, Class::Account))
    }

    /// A token of digits and letters.
    fn mixed(&self, at: usize) -> Option<Step> {
        let token = self.token(at);
        if count_digits(token) == 0 || self.word(at).entry != 0 {
            return None;
        }
        // 1.5M, but 5G.
        match self.shortened(at) {
            Some(found) if found.value == Some(Exact::ZERO) => {
                return Some(self.name(NumberKind::Identifier, at, at + 1));
            }
            Some(_) => return None,
            None => {}
        }
        if let Some(step) = self.with_code(at) {
            return Some(step);
        }
        let letters = token.find(|c: char| c.is_alphabetic()).unwrap_or(0);
        if letters > 0
            && let Some(value) = crate::values::digits::digits(&token[..letters])
        {
            let unit = self.lexicon.look_up(&token[letters..]);
            let words = [unit];
            for (class, kind) in
                [(Class::Measure, NumberKind::Measure), (Class::Currency, NumberKind::Money)]
            {
                if let Some((sense, _)) = self.lexicon.find(&words, 0, class) {
                    let start = self.tokens[at].span.start as usize;
                    let mut number = Number {
                        numeral: Span::new(start, start + letters),
                        kind,
                        value: value.value,
                        reason: value.value.is_none().then_some(match value.malformed {
                            true => NoValue::Malformed,
                            false => NoValue::TooLarge,
                        }),
                        code: self.lexicon.code(sense.value as u16),
                        ..self.named(kind, at, at + 1)
                    };
                    self.complete(&mut number, at, at + 1, None);
                    return Some(Step::Found(number, at + 1));
                }
            }
        }
        // صفر-1: the goals of a match.
        let mut parts = self.tokens[at].parts(self.text).map(|part| part.of(self.text));
        let is_number = |part: &str| {
            part.chars().all(|c| digit_value(c).is_some())
                || self.lexicon.classes(self.lexicon.look_up(part)).intersects(SMALL)
        };
        if parts.all(is_number) {
            return Some(Step::Skip(at + 1));
        }
        Some(self.name(NumberKind::Identifier, at, at + 1))
    }

    /// A code of money right before digits: `SAR100`.
    fn with_code(&self, at: usize) -> Option<Step> {
        let token = self.token(at);
        let figures = token.find(|c| digit_value(c).is_some())?;
        let code = token[..figures].chars().count() == 3
            && token[..figures].chars().all(|c| c.is_ascii_uppercase());
        let found =
            crate::values::digits::digits(&token[figures..]).filter(|it| code && !it.percent)?;
        let words = [self.lexicon.look_up(&token[..figures])];
        let (sense, _) = self.lexicon.find(&words, 0, Class::Currency)?;
        let (value, end, _) = self.scaled(found.value, at + 1);
        let start = self.tokens[at].span.start as usize + figures;
        let mut number = Number {
            numeral: Span::new(start, self.tokens[end - 1].span.end as usize),
            value,
            reason: value.is_none().then_some(match found.malformed {
                true => NoValue::Malformed,
                false => NoValue::TooLarge,
            }),
            code: self.lexicon.code(sense.value as u16),
            ..self.named(NumberKind::Money, at, end)
        };
        self.complete(&mut number, at, end, None);
        Some(Step::Found(number, end))
    }

    pub(super) fn named(&self, kind: NumberKind, at: usize, end: usize) -> Number {
        let span = self.span(at, end);
        Number {
            span,
            numeral: span,
            kind,
            value: None,
            upper: None,
            reason: Some(NoValue::Name),
            modifier: None,
            modifier_span: None,
            counted: None,
            code: Code::default(),
        }
    }

    fn name(&self, kind: NumberKind, at: usize, end: usize) -> Step {
        Step::Found(self.named(kind, at, end), end)
    }

    /// The end of a phone number that begins at a token.
    fn phone(&self, at: usize) -> Option<usize> {
        let token = self.token(at);
        let is_number = self.kind(at) == Some(TokenKind::Number);
        let plus = token.starts_with(['+', '＋']);
        if !is_number && !plus && token != "(" {
            return None;
        }
        let labelled = (at.saturating_sub(3)..at).any(|at| self.is(at, Class::Phone));
        let zero = is_number && digit_value(token.chars().next()?) == Some(0);
        // Groups of digits, with one mark or space between them.
        let (mut end, mut next, mut total, mut groups) = (at, at, 0, Vec::new());
        let mut hyphens = 0;
        while next < at + LONGEST_PHONE && next < self.tokens.len() {
            let token = self.token(next);
            let marks = self.word(next).marks;
            if next > at && marks.contains(Marks::BREAK) {
                break;
            }
            match self.kind(next) {
                Some(TokenKind::Number | TokenKind::Date) => {
                    let count = count_digits(token);
                    let rest = token.trim_start_matches('+');
                    let plain = rest
                        .chars()
                        .all(|c| digit_value(c).is_some() || matches!(c, '-' | '.' | '/'));
                    if !plain || rest.len() < token.len() && next > at {
                        break;
                    }
                    groups.push(count);
                    total += count;
                    (next, end) = (next + 1, next + 1);
                }
                _ if next == at && (plus || token == "(") => next += 1,
                _ if matches!(token, "-" | "/" | "." | "(" | ")" | "–") => {
                    hyphens += usize::from(token == "-");
                    next += 1;
                }
                _ => break,
            }
            if total > *PHONE.end() {
                return None;
            }
        }
        if !PHONE.contains(&total) || end == at {
            return None;
        }
        let international = zero && digit_value(token.chars().nth(1)?) == Some(0);
        let is_phone = plus && total >= 8
            || international && total >= 10
            || labelled
            || zero && (9..=11).contains(&total) && groups[0] >= 2
            || hyphens == 2 && groups == [3, 3, 4]
            || token == "(" && groups.len() > 1 && (9..=12).contains(&total);
        is_phone.then_some(end)
    }
}
