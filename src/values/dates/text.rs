//! What a slot can take at a place in a text.

use std::cell::Cell;

use super::super::digits::{Digits, digits};
use super::super::{Class, Gender, Marks, Modifier, Numeral, Reader};
use super::grammar::{Ask, Place, Value};
use super::lexicon::{DateLexicon, NO_VALUE, Slots, Tag, slot};
use crate::Span;
use crate::stopwords::is_stop_word;
use crate::tokenize::TokenKind;

/// A text, its tokens, and what the lexicons know of them.
pub(crate) struct Text<'a> {
    pub reader: Reader<'a>,
    pub tags: &'a [Tag],
    pub lexicon: &'a DateLexicon,
    /// The slots that may take what begins at each token.
    pub sets: &'a [Slots],
    /// The last figures that were read, and where.
    pub figures: Cell<(usize, Option<Digits>)>,
    /// The last numeral that was read, and where.
    pub last: Cell<(usize, Option<Numeral>)>,
    /// Where the date before ends, and what a list that it begins is of.
    pub listed: Cell<(usize, Slots)>,
    /// Where the last point in time ends that is not to come.
    pub was: Cell<usize>,
    /// Whether a word has no proclitics.
    pub is_one_word: &'a dyn Fn(&str) -> bool,
    /// Whether what is only said to assistants is looked for.
    pub also: bool,
}

/// The slots that numbers can fill.
pub(crate) const NUMBERS: Slots = Slots::of(&[
    slot::Day,
    slot::NoDay,
    slot::MonthNumber,
    slot::YearAny,
    slot::Year4,
    slot::Year3,
    slot::Year2,
    slot::YearBare,
    slot::YearWords,
    slot::Ordinal,
    slot::Number,
    slot::Figures,
    slot::Hour,
    slot::HourWords,
    slot::Minute,
    slot::ClockDot,
]);

/// `قبل انطلاق المباراة الأولى بساعة` has no more words before the last.
const MOST_NOUNS: usize = 5;
/// No numeral of a date has more words.
const MOST_WORDS: usize = 12;

impl<'a> Text<'a> {
    pub(crate) fn tag(&self, at: usize) -> Tag {
        self.tags.get(at).copied().unwrap_or_default()
    }

    pub(crate) fn token(&self, at: usize) -> &'a str {
        self.reader.token(at)
    }

    /// From the first token, without its proclitics, to the one before `end`.
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        let tokens = self.reader.tokens;
        let tag = self.tags[start];
        let front = if tag.entry == 0 { self.reader.word(start).front } else { tag.front };
        Span { start: tokens[start].span.start + u32::from(front), end: tokens[end - 1].span.end }
    }

    /// Whether `في` follows.
    pub(crate) fn is_in(&self, at: usize) -> bool {
        self.lexicon.slots(self.tag(at)).has(slot::In)
    }

    /// Whether a length after `بعد` that begins a sentence is told from what the text told before: what
    /// follows it is no sentence of what is to come.
    ///
    /// `بعد عامين، عاد إلى بلاده` is no day two years from now; `بعد عامين ستعود` is.
    pub(crate) fn tells_what_was(&self, start: usize, end: usize) -> bool {
        let begins = start == 0
            || self.tags[start].marks.contains(Marks::BREAK)
            || matches!(self.token(start - 1), "." | "!" | "؟" | "?" | ":" | "…" | "..");
        let mark = |at: usize| matches!(self.token(at), "،" | "," | "." | ".." | "...");
        let next = (end..end + 3).find(|&at| !mark(at)).unwrap_or(end);
        let token = self.token(next);
        begins
            && self.kind(next) == Some(TokenKind::Arabic)
            && !self.tags[next].marks.contains(Marks::BREAK)
            && !token.starts_with(['س', 'ي', 'ت', 'ن'])
            && !is_stop_word(token)
    }

    /// Whether the sentence told before a place when something was, and of nothing that is or will be since:
    /// `بدأ أول أمس وانتهى بعد ساعتين`.
    pub(crate) fn told_what_was(&self, start: usize) -> bool {
        let was = self.was.get();
        let is_past = |at: usize| {
            let token = self.token(at);
            let verb = token.strip_prefix(['و', 'ف']).unwrap_or(token);
            !self.tags[at].marks.contains(Marks::BREAK)
                && !matches!(token, "." | "!" | "؟" | "?" | "…" | "..")
                && (!verb.starts_with(['س', 'ي', 'ت', 'ن'])
                    || self.lexicon.slots(self.tag(at - 1)).has(slot::Denied))
        };
        (1..start).contains(&was) && start - was <= MOST_WORDS && (was..start).all(is_past)
    }

    /// How many tokens to go on where no date begins: a very long numeral is none inside either.
    pub(crate) fn skip(&self, at: usize) -> usize {
        match self.numeral(at) {
            Some(found) if found.end > at + MOST_WORDS => found.end - at,
            _ => 1,
        }
    }

    pub(crate) fn kind(&self, at: usize) -> Option<TokenKind> {
        self.reader.kind(at)
    }

    /// Whether a slot may take what begins at a place.
    #[inline]
    pub(crate) fn may_take(&self, slot: u8, at: usize) -> bool {
        self.sets.get(at).is_some_and(|slots| slots.has(slot))
            || slot::TAKES_NOTHING.contains(&slot)
    }

    /// The numeral at a token.
    fn numeral(&self, at: usize) -> Option<Numeral> {
        let (place, found) = self.last.get();
        if place == at {
            return found;
        }
        let found = self.reader.numeral(at);
        self.last.set((at, found));
        found
    }

    /// The slots that may take what begins at a token, for [`sets`](Self::sets).
    #[inline]
    pub(crate) fn slots(&self, at: usize) -> Slots {
        let tag = self.tags[at];
        let mut slots = self.lexicon.slots(tag);
        match self.reader.tokens[at].kind {
            TokenKind::Number => slots = slots.or(NUMBERS),
            TokenKind::Date => slots.add(slot::Numeric),
            TokenKind::Time => slots.add(slot::Clock),
            _ => {
                if self.reader.may_begin(at) || slots.has(slot::Article) {
                    slots = slots.or(NUMBERS);
                }
            }
        }
        let word = self.reader.word(at);
        let marks = if tag.entry == 0 { word.marks } else { tag.marks };
        if marks.intersects(Marks::PREPOSITIONS | Marks::FA) && !slots.is_empty() {
            slots.add(slot::Prep);
        }
        if marks.contains(Marks::AND) {
            slots.add(slot::Or);
        }
        if self.reader.lexicon.classes(word).has(Class::Before) {
            slots.add(slot::Approximately);
        }
        if at > 0 && self.clock_before(at).is_some() {
            slots.add(slot::Offset);
        }
        if marks.contains(Marks::BA) && slots.has(slot::Unit) && self.is_by_length(at) {
            slots.add(slot::ByLength);
        }
        slots
    }

    /// Whether `قبل` or `بعد` stands before the nouns before a place: `قبل المباراة بساعة`.
    fn is_by_length(&self, at: usize) -> bool {
        const ORDER: Slots = Slots::of(&[slot::Before, slot::After]);
        let is_noun = |&at: &usize| {
            self.kind(at) == Some(TokenKind::Arabic)
                && !self.tags[at + 1].marks.contains(Marks::BREAK)
        };
        let nouns = (at.saturating_sub(MOST_NOUNS)..at).rev().take_while(is_noun);
        nouns.enumerate().any(|(between, at)| {
            let slots = self.lexicon.slots(self.tag(at));
            slots.has(slot::Order) || between > 0 && !slots.and(ORDER).is_empty()
        })
    }

    /// The clock in figures that the token before a place is or has.
    fn clock_before(&self, at: usize) -> Option<&'a str> {
        let kind = self.kind(at.checked_sub(1)?)?;
        let token = matches!(kind, TokenKind::Date | TokenKind::Time).then(|| self.token(at - 1));
        token.filter(|token| token.contains(':'))
    }

    /// What follows a clock as ISO 8601 has it: parts of a second, and how far the zone is from Greenwich. After `-`
    /// another clock may be the end of a range, so that is asked for where a date or seconds are written.
    fn offset(&self, at: usize) -> Option<(usize, Value)> {
        let clock = self.clock_before(at)?;
        let has_seconds = clock.bytes().filter(|&byte| byte == b':').count() > 1;
        let is_full = has_seconds || self.kind(at - 1) == Some(TokenKind::Date);
        let from = self.reader.tokens[at - 1].span.end as usize;
        let rest = self.reader.text.get(from..)?.as_bytes();
        let digits = |at: usize| {
            let rest = rest.get(at..).unwrap_or_default().iter();
            rest.take_while(|byte| byte.is_ascii_digit()).take(10).count()
        };
        let number = |at: usize| i64::from(rest[at] - b'0') * 10 + i64::from(rest[at + 1] - b'0');
        let mut end = 0;
        if has_seconds && matches!(rest.first(), Some(b'.' | b',')) {
            end = match digits(1) {
                0 => 0,
                count => 1 + count,
            };
        }
        let mut zone = None;
        let space = usize::from(has_seconds && rest.get(end) == Some(&b' '));
        match rest.get(end + space) {
            Some(b'Z' | b'z') if space == 0 => (zone, end) = (Some(0), end + 1),
            Some(&sign @ (b'+' | b'-')) if sign == b'+' || is_full => {
                let hours = end + space + 1;
                let minutes = match digits(hours) {
                    4 => Some(hours + 2),
                    2 if rest.get(hours + 2) == Some(&b':') && digits(hours + 3) == 2 => {
                        Some(hours + 3)
                    }
                    2 if space == 0 => None,
                    _ => return None,
                };
                let ahead = 60 * number(hours) + minutes.map_or(0, number);
                if number(hours) > 14 || minutes.map_or(0, number) > 59 {
                    return None;
                }
                zone = Some(if sign == b'-' { -ahead } else { ahead });
                end = minutes.unwrap_or(hours) + 2;
            }
            _ => {}
        }
        let end = from + end;
        let last = (at..at + 6).find(|&at| {
            self.reader.tokens.get(at).is_some_and(|token| token.span.end as usize == end)
        })?;
        Some((last + 1, Value::whole(zone.unwrap_or(i64::MIN))))
    }

    /// The days named before one, each with its token: those of `7 و8` before `9 مارس`. They are told from other
    /// figures by what they follow.
    pub(crate) fn days_before(
        &self,
        start: usize,
        day: u8,
        limit: u32,
        days: &mut Vec<(usize, u8)>,
    ) {
        const ANY: Place = Place { is_first: true, attached: Marks::empty() };
        const BEGINS: Slots = Slots::of(&[
            slot::In,
            slot::Prep,
            slot::DayWord,
            slot::DaysWord,
            slot::Weekday,
            slot::Before,
            slot::After,
            slot::Since,
        ]);
        let ask =
            Ask { slot: slot::Day, with_article: false, without_article: false, tight: false };
        let is_day = |at: usize| {
            let (end, value) = self.may_take(slot::Day, at).then(|| self.take(&ask, at, ANY))??;
            (end == at + 1).then_some(value.number as u8)
        };
        days.clear();
        if self.take(&ask, start, ANY).is_none_or(|(_, value)| value.number != i64::from(day)) {
            return;
        }
        let (mut first, mut has_and) = (start, false);
        loop {
            let before = first.wrapping_sub(1);
            let slots = self.lexicon.slots(self.tag(before));
            let end = if self.attached(slot::Or, first).is_some() {
                has_and = true;
                first
            } else if slots.has(slot::Or) || slots.has(slot::Comma) {
                has_and |= slots.has(slot::Or);
                before
            } else {
                break;
            };
            let Some(at) = end.checked_sub(1) else { break };
            if self.reader.tokens[at].span.start < limit
                || self.tag(end).marks.contains(Marks::BREAK)
            {
                break;
            }
            let Some(day) = is_day(at) else { break };
            days.push((at, day));
            first = at;
        }
        let follows = first.checked_sub(1).map(|at| self.lexicon.slots(self.tag(at)));
        if !has_and && days.len() < 2 || follows.is_some_and(|slots| slots.and(BEGINS).is_empty()) {
            days.clear();
        }
        days.reverse();
    }

    /// Whether bare figures after `أكثر من` or the like count something and are no year.
    pub(crate) fn is_count(&self, start: usize, end: usize) -> bool {
        let reader = &self.reader;
        (start.saturating_sub(5)..start).any(|at| {
            reader.lexicon.find(reader.words, at, Class::Before).is_some_and(|(sense, next)| {
                next == start
                    && (sense.value & 0xff != Modifier::Approximately as i64
                        || self.may_be_noun(end))
            })
        })
    }

    /// The clitic that says what the slot asks for, on the word at a place.
    pub(crate) fn attached(&self, slot: u8, at: usize) -> Option<Marks> {
        let tag = self.tag(at);
        let word = self.reader.word(at);
        let marks = if tag.entry == 0 { word.marks } else { tag.marks } & Marks::PROCLITICS;
        if marks.is_empty() || tag.marks.contains(Marks::BREAK) && slot == slot::Or {
            return None;
        }
        let fits = match slot {
            slot::Or => marks == Marks::AND,
            _ => marks.intersects(Marks::PREPOSITIONS | Marks::FA),
        };
        fits.then_some(marks)
    }

    /// Where the words end that a slot takes at a place, and what they say.
    pub(crate) fn take(&self, ask: &Ask, at: usize, place: Place) -> Option<(usize, Value)> {
        match ask.slot {
            slot::Offset => return self.offset(at),
            slot::ByLength => {
                return self.sets.get(at)?.has(ask.slot).then_some((at, Value::whole(0)));
            }
            slot::ListedMonth | slot::ListedYear | slot::ListedSet => {
                return self.listed_at(at).has(ask.slot).then_some((at, Value::whole(0)));
            }
            slot::Pause => return self.is_pause(at).then_some((at, Value::whole(0))),
            slot::Counted => return self.is_counted(at).then_some((at, Value::whole(0))),
            slot::Noun => {
                return (self.is_counted(at) || self.may_be_noun(at))
                    .then_some((at, Value::whole(0)));
            }
            slot::Construct => {
                let is_noun = self.kind(at) == Some(TokenKind::Arabic)
                    && self.token(at).starts_with("ال")
                    && !is_stop_word(self.token(at));
                return is_noun.then_some((at, Value::whole(0)));
            }
            slot::Approximately => {
                let reader = &self.reader;
                let (sense, end) = reader.lexicon.find(reader.words, at, Class::Before)?;
                return Some((end, Value::whole(sense.value)));
            }
            _ => {}
        }
        if at >= self.tags.len() {
            return None;
        }
        let tag = self.tags[at];
        if !place.is_first && tag.marks.contains(Marks::BREAK)
            || ask.tight && tag.marks.contains(Marks::SPACED)
        {
            return None;
        }
        if NUMBERS.has(ask.slot) {
            return self.number(ask, at, place);
        }
        match ask.slot {
            slot::Numeric => {
                return (self.kind(at) == Some(TokenKind::Date))
                    .then_some((at + 1, Value::whole(0)));
            }
            slot::Clock => {
                return (self.kind(at) == Some(TokenKind::Time))
                    .then_some((at + 1, Value::whole(0)));
            }
            _ => {}
        }
        if !self.lexicon.slots(tag).has(ask.slot) {
            return None;
        }
        let has_article = tag.marks.contains(Marks::ARTICLE);
        if ask.with_article && !has_article || ask.without_article && has_article {
            return None;
        }
        let mut senses = self.lexicon.senses(self.tags, at, ask.slot, self.token(at));
        let (sense, end) = senses.find(|(sense, _)| {
            place.is_first
                || (tag.marks ^ (sense.needs | place.attached)) & Marks::PROCLITICS
                    == Marks::empty()
        })?;
        let value = if sense.value == NO_VALUE { i64::MIN } else { i64::from(sense.value) };
        Some((end, Value { article: has_article, ..Value::whole(value) }))
    }

    /// A number as a slot wants it.
    fn number(&self, ask: &Ask, at: usize, place: Place) -> Option<(usize, Value)> {
        let mut article = false;
        let mut figures_at = at;
        if self.lexicon.slots(self.tags[at]).has(slot::Article)
            && self.kind(at + 1) == Some(TokenKind::Number)
        {
            (article, figures_at) = (true, at + 1);
        }
        if self.kind(figures_at) == Some(TokenKind::Number) {
            // الدقائق 11 are no eleven minutes.
            if ask.slot == slot::Number && ask.with_article && !article {
                return None;
            }
            if ask.slot == slot::ClockDot {
                let parts = self.token(at).split_once('.');
                let is_clock = parts.is_some_and(|(hour, minute)| {
                    (1..=2).contains(&hour.chars().count()) && minute.chars().count() == 2
                });
                return is_clock.then_some((at + 1, Value::whole(0)));
            }
            return self.figures(ask.slot, figures_at, article);
        }
        let word = self.reader.word(at);
        if !place.is_first && word.marks & Marks::PROCLITICS != place.attached
            || matches!(
                ask.slot,
                slot::Year4
                    | slot::Year3
                    | slot::Year2
                    | slot::YearBare
                    | slot::MonthNumber
                    | slot::NoDay
                    | slot::ClockDot
            )
            || ask.slot == slot::Figures
            || !self.reader.may_begin(at)
        {
            return None;
        }
        let reader = &self.reader;
        let is_percent = |from: usize| {
            let found = reader.lexicon.find(reader.words, from, Class::Percent);
            found.is_some_and(|(_, end)| end > at)
        };
        if is_percent(at) || at > 0 && is_percent(at - 1) {
            return None;
        }
        // الواحدة والنصف.
        if ask.slot == slot::HourWords
            && word.marks.contains(Marks::ARTICLE)
            && let Some((one, end)) = reader.lexicon.find(reader.words, at, Class::Unit)
            && (one.value, one.gender) == (1, Some(Gender::Feminine))
        {
            return Some((end, Value { article: true, ..Value::whole(1) }));
        }
        let found = self.numeral(at)?;
        // الساعة تسعة ونص.
        if ask.slot == slot::Hour && found.value?.as_whole().is_none() {
            let class = |class| reader.lexicon.find(reader.words, at, class);
            let (hour, end) = class(Class::Unit).or_else(|| class(Class::Ten))?;
            return Some((end, Value::whole(hour.value)));
        }
        if found.end - at > MOST_WORDS || found.percent {
            return None;
        }
        let exact = found.value?;
        let whole = exact.as_whole();
        let value = |number: i64| Value { article: found.definite, ..Value::whole(number) };
        match ask.slot {
            slot::Number => {
                if found.ordinal || ask.with_article && !found.definite {
                    return None;
                }
                let number = i64::try_from(exact.numerator()).ok()?;
                let divisor = i64::try_from(exact.denominator()).ok()?;
                ((1..1_000_000_000).contains(&number) && divisor <= 1000).then_some((
                    found.end,
                    Value { number, divisor, figures: 0, article: found.definite },
                ))
            }
            slot::Ordinal => {
                let number = whole?;
                let tens = number % 10 == 0 && number >= 20;
                ((found.ordinal || found.definite && (tens || number == 100)) && number > 0)
                    .then_some((found.end, value(number)))
            }
            slot::Day => {
                let number = whole?;
                ((1..=31).contains(&number) && !found.fraction)
                    .then_some((found.end, value(number)))
            }
            slot::HourWords | slot::Hour => {
                let number = whole?;
                let is_hour = match ask.slot {
                    slot::HourWords => {
                        found.ordinal
                            && found.gender != Some(Gender::Masculine)
                            && found.definite
                            && number <= 12
                    }
                    _ => number <= 24,
                };
                (is_hour && number > 0 && !found.fraction).then_some((found.end, value(number)))
            }
            slot::Minute => {
                let number = whole?;
                ((1..=59).contains(&number) && !found.ordinal).then_some((found.end, value(number)))
            }
            slot::YearAny | slot::YearWords => {
                if found.ordinal || found.fraction || found.scale.is_some_and(|it| it > 1000) {
                    return None;
                }
                let (mut number, mut end) = (whole?, found.end);
                // تسع وأربعين وستمئة.
                for step in [100, 1000] {
                    if number > 0
                        && number < step
                        && let Some(next) = self.reader.joined(end)
                        && let Some(more) = self.reader.cardinal(next)
                        && let Some(value) = more.value.and_then(|it| it.as_whole())
                        && value % step == 0
                        && value > 0
                    {
                        (number, end) = (number + value, more.end);
                    }
                }
                let least = if ask.slot == slot::YearWords { 1001 } else { 100 };
                ((least..3000).contains(&number)
                    && (ask.slot != slot::YearWords || number % 1000 != 0))
                    .then_some((end, value(number)))
            }
            _ => None,
        }
    }

    /// What a list that the date before a place begins is of.
    pub(crate) fn listed_at(&self, at: usize) -> Slots {
        let (end, slots) = self.listed.get();
        if end == at { slots } else { Slots::default() }
    }

    /// Figures as a slot wants them.
    fn figures(&self, slot: u8, at: usize, article: bool) -> Option<(usize, Value)> {
        if slot == slot::Number {
            let found = self.numeral(at).filter(|it| !it.ordinal)?;
            let exact = found.value?;
            let number = i64::try_from(exact.numerator()).ok()?;
            let divisor = i64::try_from(exact.denominator()).ok()?;
            return (!found.percent
                && found.end - at <= MOST_WORDS
                && (1..1_000_000_000).contains(&number)
                && divisor <= 1000)
                .then_some((found.end, Value { number, divisor, figures: 1, article }));
        }
        let (place, found) = self.figures.get();
        let found = if place == at { found } else { digits(self.token(at)) };
        self.figures.set((at, found));
        let found = found?;
        if !found.plain || found.percent || found.count > 4 {
            return None;
        }
        let number = found.value?.as_whole()?;
        let fits = match slot {
            slot::Day => (1..=31).contains(&number) && found.count <= 2,
            // Not one, but typed for one.
            slot::NoDay => (number == 0 || (32..40).contains(&number)) && found.count <= 2,
            slot::MonthNumber => (1..=12).contains(&number) && found.count <= 2,
            slot::Hour => number <= 24 && found.count <= 2,
            slot::Minute => number <= 59 && found.count <= 2,
            slot::Year4 => found.count == 4 && (1000..3000).contains(&number),
            slot::Year3 => found.count == 3 && number > 0,
            slot::Year2 => found.count == 2,
            slot::YearBare => found.count == 4 && (1900..2100).contains(&number),
            slot::YearAny => number > 0 && (found.count > 1 || !found.leading_zero),
            slot::Ordinal => article && number > 0,
            slot::Figures => true,
            _ => false,
        };
        fits.then_some((at + 1, Value { number, divisor: 1, figures: found.count as u8, article }))
    }

    /// Whether figures before a word count it, as its form or its meaning tells.
    fn is_counted(&self, at: usize) -> bool {
        const COUNTED: [Class; 4] = [Class::Currency, Class::Measure, Class::Percent, Class::Scale];
        let reader = &self.reader;
        let is_known = |at| {
            COUNTED.into_iter().any(|class| reader.lexicon.find(reader.words, at, class).is_some())
        };
        let token = self.token(at);
        match self.kind(at) {
            None => false,
            Some(TokenKind::Arabic) => {
                let tag = self.tags[at];
                if tag.marks.contains(Marks::BREAK) {
                    return false;
                }
                const UNITS: Slots = Slots::of(&[slot::Unit, slot::Units]);
                let word = self.reader.word(at);
                let is_known = is_known(at)
                    && word.marks & (Marks::PROCLITICS | Marks::ARTICLE) == Marks::empty();
                let is_unit = !self.lexicon.slots(tag).and(UNITS).is_empty()
                    && tag.marks & (Marks::PROCLITICS | Marks::ARTICLE) == Marks::empty();
                is_known || is_unit || is_accusative(token)
            }
            Some(_) => is_known(at) && !self.tags[at].marks.contains(Marks::BREAK),
        }
    }

    /// Whether a word may be a noun that figures before it count: no form tells.
    fn may_be_noun(&self, at: usize) -> bool {
        let token = self.token(at);
        self.kind(at) == Some(TokenKind::Arabic)
            && !self.tags[at].marks.contains(Marks::BREAK)
            && !token.starts_with("ال")
            && !token.starts_with("لل")
            && !is_stop_word(token)
            && (!token.starts_with(['ي', 'ت', 'س']) || token.ends_with('ة'))
            && (!token.starts_with(['و', 'ف', 'ب', 'ل', 'ك']) || (self.is_one_word)(token))
    }

    /// Whether what is before a place is not said of what is after it.
    fn is_pause(&self, at: usize) -> bool {
        match self.kind(at) {
            None => true,
            Some(TokenKind::Arabic) => {
                let token = self.token(at);
                self.tags[at].marks.contains(Marks::BREAK)
                    || token.starts_with(['و', 'ف'])
                    || is_stop_word(token)
            }
            Some(kind) => !kind.is_word() && kind != TokenKind::Number,
        }
    }
}

/// Whether a noun ends as one after figures does: `مهاجرا`.
fn is_accusative(token: &str) -> bool {
    let bare = token.trim_end_matches('\u{64b}');
    let letters = bare.chars().count();
    letters > 3
        && bare.ends_with('ا')
        && !bare.starts_with("ال")
        && !bare.starts_with(['و', 'ف', 'ب', 'ل'])
        && !is_stop_word(token)
}
