//! Numerals: the reading of number words and digits at a place in a text.
//!
//! A numeral is a sum of terms, each a group below 1,000, or digits, times scales, in falling order. No
//! look ahead is longer than what is then read, so that a text of numerals alone takes linear time.

use super::digits::{Digits, digits};
use super::{Class, Count, Exact, Gender, Lexicon, Marks, Word};
use crate::Span;
use crate::tokenize::{Token, TokenKind};

/// A number as it is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Numeral {
    /// The token after it.
    pub end: usize,
    /// From its first word, without proclitics, to its last.
    pub span: Span,
    /// None if it is more than a value may be.
    pub value: Option<Exact>,
    pub ordinal: bool,
    /// It is or ends with a part of a whole.
    pub fraction: bool,
    /// Digits have a percent sign.
    pub percent: bool,
    /// It begins with digits.
    pub digits: bool,
    /// Of what is counted, where a form tells.
    pub gender: Option<Gender>,
    /// Its first word has the article.
    pub definite: bool,
    /// The last scale: 1,000,000 of `مليونا`.
    pub scale: Option<i64>,
    /// Its last word is a dual, or may be one, in the construct state: `مليوني`.
    pub dual: bool,
}

/// A text with its tokens, as the lexicon knows them.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub words: &'a [Word],
    pub lexicon: &'a Lexicon,
}

/// A value on the way to a numeral; none where it became too large.
type Sum = Option<Exact>;

fn plus(a: Sum, b: Sum) -> Sum {
    a?.plus(b?)
}

fn times(a: Sum, b: i64) -> Sum {
    a?.times(Exact::whole(b))
}

/// More decimals in words are not read.
const MOST_FIGURES: u32 = 15;

/// A number below 1,000, or one in digits.
struct Group {
    value: Sum,
    end: usize,
    digits: bool,
    gender: Option<Gender>,
}

impl<'a> Reader<'a> {
    /// The token's text.
    pub(crate) fn token(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| token.span.of(self.text))
    }

    pub(crate) fn word(&self, at: usize) -> Word {
        self.words.get(at).copied().unwrap_or_default()
    }

    pub(crate) fn is(&self, at: usize, class: Class) -> bool {
        self.lexicon.classes(self.word(at)).has(class)
    }

    pub(crate) fn kind(&self, at: usize) -> Option<TokenKind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    /// From the first token, without its proclitics, to the one before `end`.
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        let front = u32::from(self.word(start).front);
        Span { start: self.tokens[start].span.start + front, end: self.tokens[end - 1].span.end }
    }

    /// The value and the end of a single word of a class that goes on with what is before it.
    fn next(&self, at: usize, class: Class) -> Option<i64> {
        let word = self.word(at);
        if word.marks.intersects(Marks::PROCLITICS | Marks::BREAK) {
            return None;
        }
        self.value(at, class)
    }

    /// The value of a single word of a class, whatever is attached to it.
    fn value(&self, at: usize, class: Class) -> Option<i64> {
        let (sense, _) = self.lexicon.find(self.words, at, class)?;
        Some(sense.value)
    }

    /// The place of the word that `و` joins to what is before `at`.
    pub(crate) fn joined(&self, at: usize) -> Option<usize> {
        let marks = self.word(at).marks;
        if marks.contains(Marks::BREAK) {
            return None;
        }
        if self.kind(at) == Some(TokenKind::Arabic) && marks & Marks::PROCLITICS == Marks::AND {
            return Some(at);
        }
        let apart = self.is(at, Class::And) && self.token(at).starts_with('و');
        let next = self.word(at + 1).marks;
        (apart && !next.intersects(Marks::PROCLITICS | Marks::BREAK)).then_some(at + 1)
    }

    /// Digits at a place, and where they end: `40 000` are several tokens.
    pub(crate) fn digits(&self, at: usize) -> Option<(Digits, usize)> {
        match self.kind(at)? {
            TokenKind::Number => {}
            TokenKind::Mixed => return Some((self.shortened(at)?, at + 1)),
            TokenKind::Punctuation => return Some((self.bare_decimals(at)?, at + 2)),
            _ => return None,
        }
        let mut found = digits(self.token(at))?;
        let mut end = at + 1;
        let groups = found.plain && !found.leading_zero && (1..=3).contains(&found.count);
        if !groups {
            return Some((found, end));
        }
        // Groups of three digits; of the last also decimals. One more of another length, and it is none.
        let mut sum = found.value;
        let spaced = |at: usize| {
            self.kind(at) == Some(TokenKind::Number)
                && self.is_narrow_gap(at)
                && !self.word(at).marks.contains(Marks::BREAK)
        };
        let mut last = found;
        while last.plain && end - at < 7 && spaced(end) {
            let Some(group) = digits(self.token(end)) else { break };
            if group.count != 3 || group.signed {
                break;
            }
            sum = plus(times(sum, 1000), group.value);
            (last, end) = (group, end + 1);
        }
        if end > at + 1 {
            found = Digits { value: sum, plain: false, percent: last.percent, ..found };
            found.count = 3 * (end - at);
        }
        Some((found, end))
    }

    /// Digits with a scale in letters right after them: `1.5M`.
    pub(crate) fn shortened(&self, at: usize) -> Option<Digits> {
        let (figures, scale) = self.lexicon.suffixed(self.token(at))?;
        let found = digits(figures)?;
        Some(Digits { value: times(found.value, scale), plain: false, ..found })
    }

    /// Digits after a decimal mark without any before it: `٫٥`.
    fn bare_decimals(&self, at: usize) -> Option<Digits> {
        let mark = self.token(at);
        let tight = |at: usize| !self.word(at).marks.contains(Marks::SPACED);
        if !matches!(mark, "." | "٫")
            || self.kind(at + 1) != Some(TokenKind::Number)
            || !tight(at + 1)
        {
            return None;
        }
        let before = at.checked_sub(1).map(|at| (self.kind(at), self.token(at)));
        let begins = before.is_none_or(|(kind, token)| {
            !tight(at) || kind == Some(TokenKind::Symbol) || matches!(token, "(" | "[" | "«" | "\"")
        });
        // انتهى .5 أشخاص: the end of a sentence.
        const OF: super::Classes =
            super::Classes::of(&[Class::Percent, Class::Currency, Class::Measure, Class::Scale]);
        let ends = mark == "."
            && before.is_some_and(|it| it.0 == Some(TokenKind::Arabic))
            && !self.word(at).marks.contains(Marks::BREAK)
            && self.kind(at + 2) == Some(TokenKind::Arabic)
            && !self.lexicon.classes(self.word(at + 2)).intersects(OF);
        let after = digits(self.token(at + 1)).filter(|it| it.plain || it.percent && !it.signed)?;
        if !begins || ends || after.part {
            return None;
        }
        let both = self.tokens[at].span.start as usize..self.tokens[at + 1].span.end as usize;
        digits(&self.text[both])
    }

    /// Whether figures begin at a token.
    #[inline]
    pub(crate) fn is_figure(&self, at: usize) -> bool {
        match self.kind(at) {
            Some(TokenKind::Number) => true,
            Some(TokenKind::Mixed | TokenKind::Punctuation) => self.digits(at).is_some(),
            _ => false,
        }
    }

    /// A fraction in digits: `3/4`. What could be a day of a month is one only of usual parts.
    pub(crate) fn slashed(&self, at: usize) -> Option<(Exact, usize)> {
        let plain = |at: usize| {
            let number = self.kind(at) == Some(TokenKind::Number);
            let found = number.then(|| digits(self.token(at))).flatten()?;
            found.value.filter(|_| found.plain && !found.leading_zero)
        };
        let tight = |at: usize| !self.word(at).marks.contains(Marks::SPACED);
        if !matches!(self.token(at + 1), "/" | "⁄") || !tight(at + 1) || !tight(at + 2) {
            return None;
        }
        let (part, whole) = (plain(at)?, plain(at + 2)?);
        let more =
            matches!(self.token(at + 3), "/" | "-") && tight(at + 3) && plain(at + 4).is_some();
        let usual =
            (2..=10).contains(&whole.as_whole()?) || matches!(whole.as_whole()?, 16 | 20 | 100);
        (part < whole && usual && !more).then_some((part.over(whole)?, at + 3))
    }

    /// Whether one character of white space stands before a token.
    fn is_narrow_gap(&self, at: usize) -> bool {
        let gap = self.tokens[at - 1].span.end as usize..self.tokens[at].span.start as usize;
        self.text[gap].chars().count() == 1
    }

    /// Whether a numeral can begin at a token.
    #[inline]
    pub(crate) fn may_begin(&self, at: usize) -> bool {
        const BEGINS: super::Classes = super::Classes::of(&[
            Class::Unit,
            Class::One,
            Class::Ten,
            Class::Teen,
            Class::Tens,
            Class::Hundred,
            Class::Scale,
            Class::Zero,
            Class::Fraction,
            Class::WeakFraction,
            Class::JoinedFraction,
            Class::Ordinal,
            Class::OrdinalUnit,
            Class::Negative,
            Class::PartOf,
            Class::Dash,
        ]);
        self.is_figure(at) || self.lexicon.classes(self.word(at)).intersects(BEGINS)
    }

    /// The numeral that begins at a token: the longest reading, an ordinal before a cardinal.
    pub(crate) fn numeral(&self, at: usize) -> Option<Numeral> {
        if !self.may_begin(at) {
            return None;
        }
        let ordinal = self.ordinal(at);
        match self.cardinal(at) {
            Some(cardinal) if ordinal.is_none_or(|it| it.end < cardinal.end) => Some(cardinal),
            _ => ordinal,
        }
    }

    /// The ordinal in words that begins at a token.
    pub(crate) fn ordinal(&self, at: usize) -> Option<Numeral> {
        let made = |end, value: i64, gender| Numeral {
            end,
            span: self.span(at, end),
            value: Some(Exact::whole(value)),
            ordinal: true,
            fraction: false,
            percent: false,
            digits: false,
            gender,
            definite: self.word(at).marks.contains(Marks::ARTICLE),
            scale: None,
            dual: false,
        };
        // المئة والخامسة والعشرون.
        if let Some(hundreds) = self.value(at, Class::Hundred)
            && self.word(at).marks.contains(Marks::ARTICLE)
            && let Some(next) = self.joined(at + 1)
            && let Some((value, end, gender)) = self.small_ordinal(next)
        {
            return Some(made(end, hundreds + value, gender));
        }
        let (value, end, gender) = self.small_ordinal(at)?;
        Some(made(end, value, gender))
    }

    /// An ordinal below 100: value, end, gender.
    fn small_ordinal(&self, at: usize) -> Option<(i64, usize, Option<Gender>)> {
        let word = self.word(at);
        let has_article = word.marks.contains(Marks::ARTICLE);
        let tens = |at: usize| {
            let tens = self.joined(at)?;
            let value = self.value(tens, Class::Tens)?;
            (self.word(tens).marks.contains(Marks::ARTICLE) == has_article)
                .then_some((value, tens + 1))
        };
        let find = |class| self.lexicon.find(self.words, at, class);
        let unit = find(Class::OrdinalUnit).or_else(|| find(Class::Ordinal));
        if let Some((unit, end)) = unit {
            if unit.value < 10 {
                if self.next(end, Class::Ten).is_some() {
                    return Some((unit.value + 10, end + 1, unit.gender));
                }
                if let Some((tens, end)) = tens(end) {
                    return Some((unit.value + tens, end, unit.gender));
                }
            }
            return (unit.class == Class::Ordinal).then_some((unit.value, end, unit.gender));
        }
        // القرن الواحد والعشرون.
        let (unit, end) = find(Class::Unit)?;
        if unit.value == 1
            && has_article
            && let Some((tens, end)) = tens(end)
        {
            return Some((1 + tens, end, unit.gender));
        }
        None
    }

    /// The cardinal, with fractions, that begins at a token.
    pub(crate) fn cardinal(&self, at: usize) -> Option<Numeral> {
        // <-30.
        let tight = |at: usize| !self.word(at).marks.contains(Marks::SPACED);
        let sign = self.is(at, Class::Dash)
            && at > 0
            && self.is(at - 1, Class::Before)
            && tight(at)
            && tight(at + 1)
            && self.kind(at + 1) == Some(TokenKind::Number);
        let sign = sign.then_some(at + 1);
        let word = || Some(self.lexicon.find(self.words, at, Class::Negative)?.1);
        if let Some(next) = sign.or_else(word) {
            if self.word(next).marks.intersects(Marks::PROCLITICS | Marks::BREAK) {
                return None;
            }
            let positive = self.unsigned(next)?;
            let value = positive.value.map(Exact::negative);
            return Some(Numeral { value, span: self.span(at, positive.end), ..positive });
        }
        self.unsigned(at)
    }

    fn unsigned(&self, at: usize) -> Option<Numeral> {
        let mut found = self.sum(at)?;
        // 2 على 3, 3 أجزاء من 5.
        if let Some((value, end)) = self.divided(&found, at) {
            found = Numeral { value, end, fraction: true, ..found };
        }
        found.span = self.span(at, found.end);
        Some(found)
    }

    /// The number that another is divided by.
    fn whole(&self, at: usize) -> Option<Numeral> {
        let marks = self.word(at).marks;
        if marks.intersects(Marks::PROCLITICS | Marks::ARTICLE | Marks::BREAK)
            || self.is(at, Class::PartOf)
        {
            return None;
        }
        self.sum(at).filter(|it| !it.percent && !it.fraction)
    }

    fn divided(&self, found: &Numeral, at: usize) -> Option<(Sum, usize)> {
        let end = found.end;
        if self.word(end).marks.intersects(Marks::PROCLITICS | Marks::BREAK) {
            return None;
        }
        let over = |whole: Numeral| {
            let value = found.value.and_then(|a| a.over(whole.value?));
            Some((value, whole.end))
        };
        let is_one = found.value == Some(Exact::ONE) && !found.definite;
        if let Some((_, next)) = self.lexicon.find(self.words, end, Class::PartOf) {
            return over(self.whole(next)?);
        }
        if let Some((_, next)) = self.lexicon.find(self.words, end, Class::Of) {
            // واحد من كل عشرة.
            let each = self.is(next, Class::Each);
            if is_one || each && found.scale.is_none() && !found.definite {
                let whole = self.whole(next + usize::from(each))?;
                return if is_one || found.value < whole.value { over(whole) } else { None };
            }
        }
        let negative = at > 0 && self.is(at - 1, Class::Negative);
        if let Some((_, next)) = self.lexicon.find(self.words, end, Class::Over)
            && !found.percent
        {
            let whole = self.whole(next)?;
            return if negative || is_one { over(whole) } else { None };
        }
        None
    }

    /// A sum of terms.
    fn sum(&self, at: usize) -> Option<Numeral> {
        let first = self.word(at);
        let mut found = Numeral {
            end: at,
            span: Span::default(),
            value: Some(Exact::ZERO),
            ordinal: false,
            fraction: false,
            percent: false,
            digits: false,
            gender: None,
            definite: first.marks.contains(Marks::ARTICLE),
            scale: None,
            dual: false,
        };
        if let Some((value, end)) = self.fraction(at, false) {
            let (value, end, scale) = self.scaled(value, end);
            return Some(Numeral { value, end, scale, fraction: true, ..found });
        }
        // نص مليون.
        if let Some((sense, end)) = self.lexicon.find(self.words, at, Class::JoinedFraction) {
            let (value, end, scale) = self.scaled(Exact::fraction(1, sense.value.into()), end);
            scale?;
            return Some(Numeral { value, end, scale, fraction: true, ..found });
        }
        if let Some((_, next)) = self.lexicon.find(self.words, at, Class::PartOf) {
            // جزء من مئة.
            let plain = Numeral { value: Some(Exact::ONE), ..found };
            let whole = self.whole(next)?;
            let value = plain.value.and_then(|a| a.over(whole.value?));
            return Some(Numeral { value, end: whole.end, fraction: true, ..found });
        }
        // What every further term is less than.
        let mut limit: Option<i64> = None;
        loop {
            let is_first = found.end == at;
            let start = match is_first {
                true => at,
                false => match self.joined(found.end) {
                    Some(next) => next,
                    None => break,
                },
            };
            if !is_first {
                if let Some((value, end)) = self.joined_fraction(start, found.scale) {
                    found.value = plus(found.value, value);
                    (found.end, found.fraction) = (end, true);
                    break;
                }
                if found.definite
                    && !self.word(start).marks.contains(Marks::ARTICLE)
                    && self.kind(start) == Some(TokenKind::Arabic)
                    && found.scale.is_none()
                {
                    break;
                }
            }
            let group = self.group(start);
            let Some((value, end, scale, dual)) = self.term(start, group.as_ref()) else { break };
            let fits = |value: Sum| {
                let least = limit.map(Exact::whole);
                is_first || value.is_some_and(|value| least.is_some_and(|least| value < least))
            };
            // مئة ألف وألفان: of hundreds the last is said by itself.
            let again = |value: Sum| {
                let (Some(limit), Some(total)) = (limit, found.value) else { return false };
                let hundreds = Exact::whole(100).times(Exact::whole(limit));
                let count = total.as_whole().zip(hundreds.and_then(Exact::as_whole));
                group.is_none()
                    && scale == Some(limit)
                    && limit >= 1000
                    && value <= times(Some(Exact::whole(limit)), 2)
                    && count.is_some_and(|(total, hundreds)| total % hundreds == 0)
            };
            if let (false, Some(scale), Some(total)) =
                (fits(value) || again(value), scale, found.value)
            {
                // ألف ومئتان وخمسون مليونا.
                let small = group.as_ref().and_then(|it| plus(found.value, it.value));
                let rises = limit.is_some_and(|limit| limit < scale)
                    && group.as_ref().is_some_and(|it| fits(it.value))
                    && total < Exact::whole(scale)
                    && small.is_some_and(|small| small < Exact::whole(1_000_000));
                if !rises {
                    break;
                }
                found.value = times(small, scale);
            } else if fits(value) || again(value) {
                found.value = if is_first { value } else { plus(found.value, value) };
            } else {
                break;
            }
            if is_first {
                found.fraction =
                    self.slashed(at).is_some() || self.digits(at).is_some_and(|it| it.0.part);
                found.digits = group.as_ref().is_some_and(|it| it.digits);
                found.gender = group.as_ref().and_then(|it| it.gender);
            } else if let Some(group) = &group {
                found.gender = group.gender;
            }
            (found.end, found.scale, found.dual) = (end, scale, dual);
            limit = scale;
            if scale.is_none() {
                // Only a fraction may follow.
                if found.digits && is_first {
                    found.percent = self.token_has_percent(found.end - 1);
                }
                if let Some(next) = self.joined(found.end).filter(|_| !found.digits)
                    && let Some((value, end)) = self.joined_fraction(next, None)
                {
                    found.value = plus(found.value, value);
                    (found.end, found.fraction) = (end, true);
                }
                break;
            }
        }
        if found.end == at {
            return None;
        }
        if let Some((value, end)) = self.decimals(&found) {
            let (value, end, scale) = self.scaled(value, end);
            found = Numeral { value, end, scale, ..found };
        }
        Some(found)
    }

    fn token_has_percent(&self, at: usize) -> bool {
        self.kind(at) == Some(TokenKind::Number)
            && self.token(at).contains(crate::tokenize::is_percent)
    }

    /// `فاصلة ثلاثة [من مئة]` after a numeral: the value with it.
    fn decimals(&self, found: &Numeral) -> Option<(Sum, usize)> {
        if found.fraction || found.percent {
            return None;
        }
        let (_, next) = self.lexicon.find(self.words, found.end, Class::Point)?;
        if self.kind(next) == Some(TokenKind::Number) {
            let (part, end) = self.digits(next).filter(|it| it.0.plain)?;
            let power = 10_i128.checked_pow(u32::try_from(part.count).ok()?)?;
            let of = self.lexicon.find(self.words, end, Class::Of).is_some();
            if !of {
                let part = part.value?.times(Exact::fraction(1, power)?);
                return Some((plus(found.value, part), end));
            }
        }
        // صفر خمسة, one figure after the other.
        let (mut figures, mut units, mut end) = (0, 0_i64, next);
        while figures < MOST_FIGURES
            && (end == next || !self.word(end).marks.intersects(Marks::PROCLITICS | Marks::BREAK))
            && let Some(figure) =
                self.value(end, Class::Zero).or_else(|| self.value(end, Class::Unit))
            && self.group(end).is_none_or(|it| it.end <= end + 1)
        {
            (figures, units, end) = (figures + 1, units * 10 + figure, end + 1);
        }
        let last = self.group(end).filter(|last| {
            let zeros = figures > 0 && units == 0;
            let marks = self.word(end).marks;
            zeros && !last.digits && !marks.intersects(Marks::PROCLITICS | Marks::BREAK)
        });
        if let Some(last) = last {
            let value = last.value?.as_whole()?;
            let power = 10_i64.checked_pow(figures + value.max(1).ilog10() + 1)?;
            return Some((plus(found.value, last.value?.over(Exact::whole(power))), last.end));
        }
        if figures > 1 {
            let power = 10_i64.checked_pow(figures)?;
            return Some((plus(found.value, Exact::whole(units).over(Exact::whole(power))), end));
        }
        let group = self.group(next)?;
        let places = group.value?.as_whole()?;
        if let Some((_, of)) = self.lexicon.find(self.words, group.end, Class::Of)
            && let Some(power) = self.group(of)
            && [100, 1000].map(Exact::whole).map(Some).contains(&power.value)
        {
            return Some((plus(found.value, group.value?.over(power.value?)), power.end));
        }
        let power = 10_i64.checked_pow(places.max(1).ilog10() + 1)?;
        let part = group.value?.over(Exact::whole(power));
        Some((plus(found.value, part), group.end))
    }

    /// A term: value, end, the last scale, whether it is or may be a dual in the construct state.
    fn term(&self, at: usize, group: Option<&Group>) -> Option<(Sum, usize, Option<i64>, bool)> {
        if let Some(group) = group {
            let (value, end, scale) = self.scaled(group.value, group.end);
            // After a hundred too there may be less: 3 مئة و21.
            let scale = scale.or_else(|| {
                let hundred = group.end > at && self.is(group.end - 1, Class::Hundred);
                (hundred && group.digits).then_some(100)
            });
            return Some((value, end, scale, self.is_construct_dual(end - 1)));
        }
        let (sense, end) = self.lexicon.find(self.words, at, Class::Scale)?;
        let dual = self.is_construct_dual(at);
        let value = match sense.count {
            Count::Plural => return None,
            Count::Dual => 2,
            Count::Accusative if self.is_dual_here(at) => 2,
            _ => 1,
        };
        let value = times(Some(Exact::whole(sense.value)), value);
        let (value, end, scale) = self.scaled(value, end);
        Some((value, end, Some(scale.unwrap_or(sense.value)), dual))
    }

    /// Whether the last word may be a dual before what it counts.
    fn is_construct_dual(&self, at: usize) -> bool {
        let ends = self.token(at);
        self.kind(at) == Some(TokenKind::Arabic)
            && (ends.ends_with('ي') || ends.ends_with('ا'))
            && (self.is(at, Class::Scale) || self.is(at, Class::Hundred))
    }

    /// Whether `ألفا` without a number before it is two thousand: before what it counts, and not with
    /// tanwin.
    fn is_dual_here(&self, at: usize) -> bool {
        let next = self.word(at + 1);
        !self.token(at).contains('\u{64b}')
            && self.kind(at + 1) == Some(TokenKind::Arabic)
            && !next.marks.intersects(Marks::PROCLITICS | Marks::BREAK)
            && !crate::stopwords::is_stop_word(self.token(at + 1))
            && !self.token(at + 1).starts_with('و')
    }

    /// A value times the scales after it: value, end, the last scale.
    pub(crate) fn scaled(&self, mut value: Sum, mut end: usize) -> (Sum, usize, Option<i64>) {
        let mut last: Option<i64> = None;
        while let Some((sense, next)) = self.lexicon.find(self.words, end, Class::Scale) {
            let marks = self.word(end).marks;
            if marks.intersects(Marks::PROCLITICS | Marks::BREAK) || sense.count == Count::Dual {
                break;
            }
            value = times(value, sense.value);
            last = Some(last.map_or(sense.value, |last| last.saturating_mul(sense.value)));
            end = next;
        }
        (value, end, last)
    }

    /// A number below 1,000 in words, or one in digits.
    fn group(&self, at: usize) -> Option<Group> {
        let made = |value: i64, end, gender| Group {
            value: Some(Exact::whole(value)),
            end,
            digits: false,
            gender,
        };
        if let Some((value, end)) = self.slashed(at) {
            return Some(Group { value: Some(value), end, digits: true, gender: None });
        }
        if let Some((found, end)) = self.digits(at) {
            if let Some(hundred) = self.next(end, Class::Hundred)
                && hundred == 100
            {
                let value = times(found.value, 100);
                return Some(Group { value, end: end + 1, digits: true, gender: None });
            }
            // 3 1/2.
            if found.plain
                && found.count <= 3
                && self.tokens.len() > end
                && self.is_narrow_gap(end)
                && !self.word(end).marks.contains(Marks::BREAK)
                && let Some((part, end)) = self.slashed(end).or_else(|| {
                    let (part, after) = self.digits(end).filter(|it| it.0.part && !it.0.percent)?;
                    Some((part.value?, after))
                })
            {
                let value = plus(found.value, Some(part));
                return Some(Group { value, end, digits: true, gender: None });
            }
            return Some(Group { value: found.value, end, digits: true, gender: None });
        }
        let find = |class| self.lexicon.find(self.words, at, class);
        if let Some((zero, end)) = find(Class::Zero) {
            return Some(made(zero.value, end, None));
        }
        let (hundreds, end) = match find(Class::Hundred) {
            Some((sense, _)) if sense.count == Count::Plural => return None,
            Some((sense, end)) => (sense.value, end),
            None => {
                let (value, end, gender) = self.below_hundred(at)?;
                match self.next(end, Class::Hundred) {
                    Some(100) if (3..10).contains(&value) => (value * 100, end + 1),
                    _ => return Some(made(value, end, gender)),
                }
            }
        };
        let rest = self.joined(end).filter(|&next| self.joined_fraction(next, None).is_none());
        match rest.and_then(|next| self.below_hundred(next)) {
            Some((value, end, gender)) => Some(made(hundreds + value, end, gender)),
            None => Some(made(hundreds, end, None)),
        }
    }

    /// A number below 100 in words: value, end, gender.
    fn below_hundred(&self, at: usize) -> Option<(i64, usize, Option<Gender>)> {
        for class in [Class::Ten, Class::Teen, Class::Tens] {
            if let Some((sense, end)) = self.lexicon.find(self.words, at, class) {
                return Some((sense.value, end, None));
            }
        }
        let one = self.lexicon.find(self.words, at, Class::One);
        let (unit, end) = one.or_else(|| self.lexicon.find(self.words, at, Class::Unit))?;
        if self.next(end, Class::Ten).is_some() {
            return Some((unit.value + 10, end + 1, unit.gender));
        }
        if let Some(next) = self.joined(end)
            && let Some(tens) = self.value(next, Class::Tens)
            && self.word(at).marks.contains(Marks::ARTICLE)
                >= self.word(next).marks.contains(Marks::ARTICLE)
        {
            return Some((unit.value + tens, next + 1, unit.gender));
        }
        (unit.class == Class::Unit).then_some((unit.value, end, unit.gender))
    }

    /// A fraction in words that begins at a token.
    pub(crate) fn fraction(&self, at: usize, joined: bool) -> Option<(Sum, usize)> {
        if let Some((value, end)) = self.counted_fraction(at, joined) {
            return Some((value, end));
        }
        let find = |class| self.lexicon.find(self.words, at, class);
        let fraction = find(Class::Fraction).or_else(|| {
            // خمس السكان, but خمس سيارات.
            let (sense, end) = find(Class::WeakFraction)?;
            let whole = self.is_definite(end) && !self.may_begin(end);
            // ثمن is the price.
            let rises = sense.value != 8 && sense.count != Count::Plural;
            let plain = !self.word(at).marks.contains(Marks::ARTICLE) && !self.is(at, Class::Tens);
            // خُمس.
            let stem = &self.token(at)[usize::from(self.word(at).front)..];
            let vocalized = stem.chars().nth(1) == Some('\u{64f}');
            (vocalized || whole && rises && plain).then_some((sense, end))
        });
        let (sense, end) = fraction?;
        let parts = match sense.count {
            Count::Plural => return None,
            // ثلثا السكان, but ثلثا لهم.
            Count::Dual
                if self.token(at).ends_with('ا')
                    && !self.word(at).marks.contains(Marks::PRONOUN)
                    && !self.is_definite(end) =>
            {
                1
            }
            Count::Dual => 2,
            _ => 1,
        };
        if self.is(end, Class::NotFraction)
            && self.lexicon.find(self.words, end, Class::NotFraction).is_some()
        {
            return None;
        }
        Some((Exact::fraction(parts, sense.value.into()), end))
    }

    /// Whether a noun with the article or a pronoun stands at a token.
    pub(crate) fn is_definite(&self, at: usize) -> bool {
        let token = self.token(at);
        self.kind(at) == Some(TokenKind::Arabic)
            && !self.word(at).marks.contains(Marks::BREAK)
            && (token.starts_with("ال")
                || ["ها", "هم", "هن", "هما"].iter().any(|end| token.ends_with(end)))
    }

    /// Several parts: `ثلاثة أرباع`, `21 خمسا`.
    fn counted_fraction(&self, at: usize, joined: bool) -> Option<(Sum, usize)> {
        let group = self.group(at)?;
        let marks = self.word(group.end).marks;
        if marks.intersects(Marks::PROCLITICS | Marks::BREAK) {
            return None;
        }
        let strong = self.lexicon.find(self.words, group.end, Class::Fraction);
        let many = group.value.is_some_and(|value| value > Exact::whole(10));
        let few = (Some(Exact::whole(3))..=Some(Exact::whole(10))).contains(&group.value);
        let weak = || self.lexicon.find(self.words, group.end, Class::WeakFraction);
        let (sense, end) = strong.or_else(|| weak().filter(|_| many && !group.digits))?;
        // مئة واثنان وثلاثون خمسا are no hundred and 32 fifths.
        let counts = !(many && joined)
            && match sense.count {
                Count::Plural => few || many && !group.digits,
                Count::Dual => false,
                // 2020 ربع السكان is no quarter of 2020.
                _ => many && !group.digits,
            };
        let whole = Exact::whole(sense.value);
        counts.then(|| (group.value.and_then(|value| value.over(whole)), end))
    }

    /// A fraction that `و` joins to a numeral, of its last scale if that is a thousand or more.
    pub(crate) fn joined_fraction(&self, at: usize, scale: Option<i64>) -> Option<(Sum, usize)> {
        let half = || {
            let (sense, end) = self.lexicon.find(self.words, at, Class::JoinedFraction)?;
            Some((Exact::fraction(1, sense.value.into()), end))
        };
        let (value, end) = self.fraction(at, true).or_else(half)?;
        let (value, end, own) = self.scaled(value, end);
        // مليون وثلث السكان are two.
        if own.is_none() && end == at + 1 && self.is_definite(end) {
            return None;
        }
        match scale {
            Some(scale) if own.is_none() && scale >= 1000 => Some((times(value, scale), end)),
            _ => Some((value, end)),
        }
    }
}
