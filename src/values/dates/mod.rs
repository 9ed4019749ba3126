//! Dates, times, durations and ranges of them.
//!
//! What is a date is decided by the grammar and the words of `data/values/`; what it says, and which days
//! that are, is in code.

pub(crate) mod calendar;
mod grammar;
mod lexicon;
mod reading;
#[cfg(test)]
mod tests;
mod text;
mod value;

use std::cell::Cell;
use std::sync::LazyLock;

pub use jiff::civil::Date as Day;

use super::{Class, Classes, LEXICON, Lexicon, Lines, Reader, ValueScratch};
use crate::morphology::memory::{Memory, key};
use crate::tokenize::{Token, TokenKind, tokenize};
use crate::{Error, Result, Span};
use grammar::{GRAMMAR, Grammar, MatchScratch};
pub(crate) use lexicon::{DATE_LEXICON, DateLexicon};
use lexicon::{Slots, Tag, slot};
use text::Text;
use value::{Base, Length, Point};

/// What a [`Date`] is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DateKind {
    /// A point or period of a calendar, a feast.
    #[default]
    Date,
    /// A time of day, with or without its day.
    Time,
    /// How long.
    Duration,
    /// How often.
    Set,
    /// What has two ends.
    Range,
}

impl DateKind {
    /// The names, in order.
    pub const NAMES: [&'static str; 5] = ["date", "time", "duration", "set", "range"];

    /// The name.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// The one of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        use DateKind::*;
        let all = [Date, Time, Duration, Set, Range];
        all.into_iter().find(|it| it.name() == name)
    }
}

/// What a text says of a date beside what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateModifier {
    /// `مطلع`.
    Start,
    /// `منتصف`.
    Mid,
    /// `أواخر`.
    End,
    /// `نحو`, before it.
    Approximately,
    /// `قبل`, before it.
    Before,
    /// `بعد`, before it.
    After,
    /// `أكثر من`, before a duration.
    MoreThan,
    /// `أقل من`, before a duration.
    LessThan,
    /// `على الأقل`.
    AtLeast,
    /// `على الأكثر`.
    AtMost,
    /// `بضعة`.
    Several,
}

impl DateModifier {
    /// The names, in order.
    pub const NAMES: [&'static str; 11] = [
        "start",
        "mid",
        "end",
        "approximately",
        "before",
        "after",
        "more than",
        "less than",
        "at least",
        "at most",
        "several",
    ];

    /// The name.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// The one of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        use DateModifier::*;
        let all = [
            Start,
            Mid,
            End,
            Approximately,
            Before,
            After,
            MoreThan,
            LessThan,
            AtLeast,
            AtMost,
            Several,
        ];
        all.into_iter().find(|it| it.name() == name)
    }

    fn edge(number: i32) -> Option<Self> {
        match number {
            0 => Some(Self::Start),
            1 => Some(Self::Mid),
            2 => Some(Self::End),
            _ => None,
        }
    }
}

/// Why a date has no value, or may have another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateReason {
    /// 31 February.
    NoSuchDay,
    /// The 13th month.
    NoSuchMonth,
    /// The last is before the first.
    Backwards,
    /// Two names of different months; the value is that of the first.
    MonthsDisagree,
    /// `تشرين` alone; the value is that of the first of the two.
    WhichMonth,
}

impl DateReason {
    /// The texts, in order.
    pub const NAMES: [&'static str; 5] =
        ["no such day", "no such month", "range runs backwards", "months disagree", "which month"];

    /// The text.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// The one of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        use DateReason::*;
        let all = [NoSuchDay, NoSuchMonth, Backwards, MonthsDisagree, WhichMonth];
        all.into_iter().find(|it| it.name() == name)
    }

    /// Whether no value is given for it.
    pub fn is_fatal(self) -> bool {
        matches!(self, Self::NoSuchDay | Self::NoSuchMonth | Self::Backwards)
    }
}

/// A date, a time, a duration, a set of them or a range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Date {
    /// From its first word to its last, without a preposition before it.
    pub span: Span,
    /// What it is.
    pub kind: DateKind,
    /// What is said beside it.
    pub modifier: Option<DateModifier>,
    /// Why it has no value, or may have another.
    pub reason: Option<DateReason>,
    from: Point,
    to: Point,
    length: Length,
    /// The longer end of a range of lengths.
    longest: Length,
    is_length: bool,
    /// Another month.
    alternative: u8,
}

impl Date {
    /// The value as TIMEX3 and ISO 8601 write it; none where there is no such day, or a range runs backwards.
    pub fn value(&self) -> Option<String> {
        if self.reason.is_some_and(DateReason::is_fatal) {
            return None;
        }
        let mut value = String::new();
        if self.is_length {
            value = self.length.to_string();
            if self.kind == DateKind::Range {
                value.push('/');
                value += &self.longest.to_string();
            }
        } else {
            self.from.write(&self.length, &mut value);
            if self.kind == DateKind::Range {
                value.push('/');
                self.to.write(&self.length, &mut value);
            }
        }
        Some(value)
    }

    /// The other value of a pair of months that disagree, or of a month that may be two.
    pub fn alternative(&self) -> Option<String> {
        if self.alternative == 0 || self.reason.is_some_and(DateReason::is_fatal) {
            return None;
        }
        let other = Point { month: self.alternative, ..self.from };
        let mut value = String::new();
        other.write(&self.length, &mut value);
        Some(value)
    }

    /// The value where it is a plain day, month or year of ISO 8601, or a time of day.
    pub fn iso(&self) -> Option<String> {
        let is_plain = !self.is_length
            && self.kind != DateKind::Range
            && self.from.base == Base::Calendar
            && !self.from.hijri
            && !self.from.bc
            && self.from.scale == value::Scale::Year
            && self.from.inner == value::Inner::Whole
            && self.from.part == 0
            && (self.from.year.is_some() || self.from.month == 0)
            && self.from.weekday == 0;
        if is_plain { self.value() } else { None }
    }

    /// `second`, `minute`, `hour`, `part` (of a day), `day`, `week`, `month`, `quarter`, `half`, `season`, `year`,
    /// `decade`, `century` or `millennium` for a date or time; none for what has a length or two ends.
    pub fn granularity(&self) -> Option<&'static str> {
        match self.kind {
            _ if self.reason.is_some_and(DateReason::is_fatal) => None,
            DateKind::Date | DateKind::Time => self.from.granularity(&self.length),
            _ => None,
        }
    }

    /// `gregorian` or `hijri`; none for what is of no calendar.
    pub fn calendar(&self) -> Option<&'static str> {
        match self.kind {
            DateKind::Duration | DateKind::Set => None,
            DateKind::Range if self.is_length => None,
            _ if self.from.hijri => Some("hijri"),
            _ => Some("gregorian"),
        }
    }

    /// The first day, and the day after the last; none for what says no day, for what needs an anchor if there is
    /// none, for Hijri dates before 1343 or after 1499, and for days before the year 1 or after 9999.
    pub fn resolve(&self, anchor: Option<Day>) -> Option<(Day, Day)> {
        if self.reason.is_some_and(DateReason::is_fatal) || self.is_length {
            return None;
        }
        let (start, end) = match self.kind {
            DateKind::Duration | DateKind::Set => return None,
            DateKind::Date | DateKind::Time => self.from.resolve(&self.length, anchor)?,
            DateKind::Range => {
                let (start, _) = self.from.resolve(&self.length, anchor)?;
                let (_, end) = self.to.resolve(&self.length, anchor)?;
                (start, end)
            }
        };
        // Other calendars of days, as Python's, have no year 0 and none before.
        (start.year() >= 1 && start < end).then_some((start, end))
    }
}

/// The day that a text says: `2023-09-05`, also with a time of ISO 8601 after it.
///
/// # Errors
/// [`ErrorKind::Value`](crate::ErrorKind::Value) if it is no date of ISO 8601.
pub fn parse_anchor(text: &str) -> Result<Day> {
    let text = text.trim();
    let (date, time) = match text.split_once(['T', ' ']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let bad = || Error::value(format!("{text:?} is not a date such as 2023-09-05"));
    let day: Day = date.parse().map_err(|_| bad())?;
    // A day in another zone is not asked for: the offset is only looked at.
    let is_time = |time: &str| time.parse::<jiff::civil::Time>().is_ok_and(|_| time.contains(':'));
    let fits = time.is_none_or(|time| is_time(time.strip_suffix(['Z', 'z']).unwrap_or(time)));
    if date.len() != 10 || day.year() < 1 || !fits {
        return Err(bad());
    }
    Ok(day)
}

/// The Gregorian day on which a day of the Hijri calendar begins: by Umm al-Qura, from 1343 to 1500 as it was
/// published, from 1300 to 1600 as it is computed, else by the tabular calendar (civil epoch). None if there is no such day.
pub fn from_hijri(year: i32, month: u8, day: u8) -> Option<Day> {
    calendar::from_hijri(year, month, day)
}

/// The year, month and day of the Hijri calendar of a Gregorian day, by the same calendars; none before its first.
pub fn to_hijri(day: Day) -> Option<(i32, u8, u8)> {
    calendar::to_hijri(day)
}

/// Buffers, and what is remembered of words.
#[derive(Debug, Default)]
pub(crate) struct DateScratch {
    memory: Memory<Tag>,
    tags: Vec<Tag>,
    sets: Vec<Slots>,
    parted: Vec<Token>,
    matcher: MatchScratch,
    /// Days that share a month: each with its token.
    days: Vec<(usize, u8)>,
    /// Whether figures are read month first.
    pub month_first: bool,
    /// Whether what is only said to assistants is looked for.
    also: bool,
}

/// Twice as many words are remembered, as a power of two.
const REMEMBERED: u32 = 12;
/// More tokens than this are not kept for.
const SPARE_WORDS: usize = 1 << 20;
/// No chain that is parted is longer, in bytes.
const MOST_CHAIN: usize = 64;
/// No letter that stands for a word is longer, in bytes.
const MOST_LETTER: usize = 8;
/// No modifier before a date has more words.
const MOST_BEFORE: usize = 5;

impl DateScratch {
    /// Whether a very long text has made it larger than it needs to be.
    pub(crate) fn is_outgrown(&self) -> bool {
        self.tags.capacity().max(self.parted.capacity()) > SPARE_WORDS
    }

    fn classify(&mut self, text: &str, tokens: &[Token], lexicon: &DateLexicon) {
        self.memory.serve(lexicon.id(), REMEMBERED);
        self.tags.clear();
        self.tags.reserve(tokens.len());
        let (mut before, mut lines) = (0, Lines::default());
        for token in tokens {
            let gap = &text.as_bytes()[before..token.span.start as usize];
            before = token.span.end as usize;
            let mut tag = match token.kind {
                TokenKind::Arabic
                | TokenKind::Latin
                | TokenKind::Number
                | TokenKind::Punctuation
                | TokenKind::Symbol => self.tag(token.span.of(text), lexicon),
                _ => Tag::default(),
            };
            tag.marks |= lines.marks(gap, token.span);
            self.tags.push(tag);
        }
    }

    fn tag(&mut self, token: &str, lexicon: &DateLexicon) -> Tag {
        let Some(key) = key(token, 0) else { return lexicon.look_up(token) };
        let (tag, known) = self.memory.entry(&key);
        if !known {
            *tag = lexicon.look_up(token);
        }
        *tag
    }

    /// Appends the dates of a text to `out`, in order. Takes time linear in the text.
    pub(crate) fn dates(
        &mut self,
        text: &str,
        tokens: &[Token],
        (lexicon, words): (&DateLexicon, &Lexicon),
        is_one_word: &dyn Fn(&str) -> bool,
        values: &mut ValueScratch,
        out: &mut Vec<Date>,
    ) {
        // Own words bring no slots of their own: one grammar serves all lexicons.
        let grammar = &*GRAMMAR;
        let mut room = std::mem::take(&mut self.parted);
        let tokens = parted(text, tokens, &mut room);
        self.classify(text, tokens, lexicon);
        let reader =
            Reader { text, tokens, words: values.classify(text, tokens, words), lexicon: words };
        let (last, figures) = (Cell::new((usize::MAX, None)), Cell::new((usize::MAX, None)));
        let (tags, also) = (&*self.tags, self.also);
        let blank = Text {
            reader,
            tags,
            lexicon,
            sets: &[],
            last: last.clone(),
            figures: figures.clone(),
            listed: Cell::default(),
            was: Cell::default(),
            is_one_word,
            also,
        };
        self.sets.clear();
        self.sets.extend((0..tags.len()).map(|at| blank.slots(at)));
        let text = Text { sets: &self.sets, last, figures, ..blank };
        find(&text, grammar, &mut self.matcher, !self.month_first, &mut self.days, out);
        self.parted = room;
    }
}

/// The tokens, each parted in two where figures were typed onto a word that they only follow: `لعام2017`,
/// `يناير2017`, but not `فرانس24`; where they stand before `pm`; and where a stop after `م` or `هـ` is the
/// sentence's. `room` takes them if there is one.
pub(super) fn parted<'a>(text: &str, tokens: &'a [Token], room: &'a mut Vec<Token>) -> &'a [Token] {
    let is_parted = |&token: &Token| {
        glued(text, token).is_some() || is_chain(text, token) || is_stopped(text, token)
    };
    let Some(first) = tokens.iter().position(is_parted) else {
        return tokens;
    };
    room.clear();
    room.extend_from_slice(&tokens[..first]);
    for &token in &tokens[first..] {
        match glued(text, token) {
            Some(at) => {
                let (word, figures) =
                    (Span { end: at, ..token.span }, Span { start: at, ..token.span });
                room.push(Token { kind: TokenKind::Arabic, span: word });
                room.push(Token { kind: TokenKind::Number, span: figures });
            }
            None if is_stopped(text, token) => {
                let at = token.span.end - 1;
                room.push(Token { span: Span { end: at, ..token.span }, ..token });
                let stop = Span { start: at, ..token.span };
                room.push(Token { kind: TokenKind::Punctuation, span: stop });
            }
            None if is_chain(text, token) => links(text, token, room),
            None => room.push(token),
        }
    }
    room
}

/// Whether a token is a letter that stands for a word after figures, with the stop of a sentence: `م.` of `1918م.`
fn is_stopped(text: &str, token: Token) -> bool {
    const LETTERS: Slots = Slots::of(&[slot::EraAd, slot::EraAh, slot::PartLetter]);
    let letter = token.span.of(text).strip_suffix('.').filter(|it| it.len() <= MOST_LETTER);
    let is_last = || matches!(text.as_bytes().get(token.span.end as usize), None | Some(b'\n'));
    token.kind == TokenKind::Arabic
        && letter.is_some_and(|letter| {
            let slots = DATE_LEXICON.slots(DATE_LEXICON.look_up(letter));
            !slots.and(LETTERS).is_empty() || slots.has(slot::EraBc) && is_last()
        })
}

/// Whether a token is a chain of months, weekdays or years with their eras: `يناير-مارس`, `م-1918م`; or an hour with
/// its half of the day: `3pm`.
fn is_chain(text: &str, token: Token) -> bool {
    const LINKS: Slots = Slots::of(&[
        slot::Month,
        slot::WeakMonth,
        slot::BareMonth,
        slot::HijriMonth,
        slot::WeakHijri,
        slot::Weekday,
        slot::EraAd,
        slot::EraAh,
        slot::PartLetter,
    ]);
    let written = token.span.of(text);
    let is_link = |link: &str| {
        let (figures, word) = split_figures(link);
        let is_word = || {
            let slots = DATE_LEXICON.slots(DATE_LEXICON.look_up(word));
            !slots.and(LINKS).is_empty()
        };
        figures.len() + word.len() > 0 && (word.is_empty() || is_word())
    };
    let is_hour = || {
        let (figures, word) = split_figures(written);
        let slots = DATE_LEXICON.slots(DATE_LEXICON.look_up(word));
        (1..=2).contains(&figures.chars().count()) && slots.has(slot::PartLatin)
    };
    matches!(token.kind, TokenKind::Arabic | TokenKind::Mixed)
        && written.len() <= MOST_CHAIN
        && match written.as_bytes().contains(&b'-') {
            true => written.split('-').all(is_link),
            false => token.kind == TokenKind::Mixed && is_hour(),
        }
}

/// The figures that a text begins with, and the rest.
fn split_figures(text: &str) -> (&str, &str) {
    let end = text.find(|c| crate::unicode::digit_value(c).is_none());
    text.split_at(end.unwrap_or(text.len()))
}

/// Appends the tokens of a chain.
fn links(text: &str, token: Token, room: &mut Vec<Token>) {
    let mut at = token.span.start;
    for (number, link) in token.span.of(text).split('-').enumerate() {
        let mut push = |kind, length: usize| {
            let end = at + length as u32;
            if length > 0 {
                room.push(Token { kind, span: Span { start: at, end } });
            }
            at = end;
        };
        push(TokenKind::Punctuation, usize::from(number > 0));
        let (figures, word) = split_figures(link);
        push(TokenKind::Number, figures.len());
        push(TokenKind::Arabic, word.len());
        // 3:30pm.
        if let [.., hour, colon, minute, _] = room.as_slice()
            && colon.span.of(text) == ":"
            && (hour.kind, minute.kind) == (TokenKind::Number, TokenKind::Number)
            && (hour.span.end, colon.span.end) == (colon.span.start, minute.span.start)
        {
            let span = Span { end: minute.span.end, ..hour.span };
            let word = room.split_off(room.len() - 1);
            room.truncate(room.len() - 3);
            room.push(Token { kind: TokenKind::Time, span });
            room.extend(word);
        }
    }
}

/// Where the figures begin that were typed onto a word.
fn glued(text: &str, token: Token) -> Option<u32> {
    const FOLLOWED: Slots = Slots::of(&[
        slot::Month,
        slot::WeakMonth,
        slot::BareMonth,
        slot::YearWord,
        slot::MonthWord,
        slot::HourWord,
        slot::Since,
        slot::Before,
        slot::After,
        slot::Edge,
        slot::Prep,
    ]);
    const SAID: Classes = Classes::of(&[
        Class::In,
        Class::From,
        Class::To,
        Class::Between,
        Class::Before,
        Class::Label,
        Class::Named,
    ]);
    if token.kind != TokenKind::Mixed {
        return None;
    }
    let written = token.span.of(text);
    let at = written.find(|c| crate::unicode::digit_value(c).is_some())?;
    let (word, rest) = written.split_at(at);
    word.chars().nth(1)?;
    let figures = super::digits::digits(rest)?;
    let slots = DATE_LEXICON.slots(DATE_LEXICON.look_up(word));
    let year = figures.plain
        && figures.count == 4
        && matches!(rest.as_bytes(), [b'1', b'9', ..] | [b'2', b'0', ..]);
    let known = !slots.and(FOLLOWED).is_empty()
        || LEXICON.classes(LEXICON.look_up(word)).intersects(SAID)
        || year && DATE_LEXICON.slot_named("event").is_some_and(|event| slots.has(event));
    known.then_some(token.span.start + at as u32)
}

fn find(
    text: &Text<'_>,
    grammar: &Grammar,
    scratch: &mut MatchScratch,
    day_first: bool,
    days: &mut Vec<(usize, u8)>,
    out: &mut Vec<Date>,
) {
    let mut at = 0;
    while at < text.tags.len() {
        let slots = text.sets[at].or(text.listed_at(at));
        if slots.and(grammar.begins()).is_empty() {
            at += 1;
            continue;
        }
        let Some((mut found, mut date)) = best(text, grammar, at, scratch, day_first) else {
            at += text.skip(at);
            continue;
        };
        // What is before a date does not make it shorter: منذ شهر آب.
        let next = if found.start > at || !slots.has_any(&BEFORE) { found.start } else { at + 1 };
        if next > at
            && let Some((longer, other)) = best(text, grammar, next, scratch, day_first)
            && longer.end > found.end
            && longer.start < found.end
        {
            (found, date) = (longer, other);
        }
        if let Some(mut date) = date {
            modify(text, found.start, found.end, &mut date);
            if let Some(day) = date.from.listed_day().filter(|_| date.kind == DateKind::Date) {
                let limit = out.last().map_or(0, |it| it.span.end);
                text.days_before(found.start, day, limit, days);
                for &(at, day) in &*days {
                    let (span, from) = (text.span(at, at + 1), Point { day, ..date.from });
                    let reason = reading::impossible(&from);
                    out.push(Date { span, from, reason, ..date });
                }
            }
            text.listed.set((found.end, listed(&date)));
            if is_reached(&date) {
                text.was.set(found.end);
            }
            out.push(date);
        }
        at = found.end.max(at + 1);
    }
}

/// Whether a date is a point in time that is not told from now as one to come.
fn is_reached(date: &Date) -> bool {
    let is_to_come = match date.from.base {
        Base::Calendar | Base::Present => false,
        Base::Days(days) => days > 0,
        Base::Within(step, _) => step > 0,
        Base::Nearest { later } | Base::Second { later } | Base::Length { later } => later,
    };
    !is_to_come && matches!(date.kind, DateKind::Date | DateKind::Time)
}

/// What a list that a date begins is of.
fn listed(date: &Date) -> Slots {
    let Point { month, day, weekday, year, hijri, .. } = date.from;
    match date.kind {
        DateKind::Date if month > 0 && day == 0 && !hijri => Slots::of(&[slot::ListedMonth]),
        DateKind::Date if month == 0 && year.is_some() && !hijri => Slots::of(&[slot::ListedYear]),
        DateKind::Set if weekday > 0 => Slots::of(&[slot::ListedSet]),
        _ => Slots::default(),
    }
}

/// What a length that is told from now begins with.
const BEFORE: [u8; 3] = [slot::Before, slot::After, slot::Since];

/// The best match at a token.
fn best(
    text: &Text<'_>,
    grammar: &Grammar,
    at: usize,
    scratch: &mut MatchScratch,
    day_first: bool,
) -> Option<(grammar::Match, Option<Date>)> {
    let slots = text.sets[at].or(text.listed_at(at));
    grammar.best(text, at, slots, scratch, |found, captures| {
        reading::read(text, found, captures, day_first)
    })
}

/// Adds what the words around a date say of it.
fn modify(text: &Text<'_>, start: usize, end: usize, date: &mut Date) {
    if date.modifier.is_some() || matches!(date.from.base, Base::Length { .. }) {
        return;
    }
    let front = text.tag(start).front;
    let reader = &text.reader;
    if front == 0 {
        let first = start.saturating_sub(MOST_BEFORE);
        for at in first..start {
            if let Some((sense, next)) = reader.lexicon.find(reader.words, at, Class::Before)
                && next == start
            {
                date.modifier = number_modifier(sense.value);
                break;
            }
        }
    }
    if date.modifier.is_none()
        && let Some((sense, _)) = reader.lexicon.find(reader.words, end, Class::After)
    {
        date.modifier = number_modifier(sense.value);
    }
    let is_point = matches!(date.kind, DateKind::Date | DateKind::Time | DateKind::Range);
    if is_point && !matches!(date.modifier, None | Some(DateModifier::Approximately)) {
        // More than a point is none.
        date.modifier = None;
    }
    if date.modifier.is_none() && is_point && start > 0 && front == 0 {
        let slots = text.lexicon.slots(text.tag(start - 1));
        if slots.has(slot::Before) {
            date.modifier = Some(DateModifier::Before);
        } else if slots.has(slot::After) {
            date.modifier = Some(DateModifier::After);
        }
    }
}

fn number_modifier(value: i64) -> Option<DateModifier> {
    use DateModifier::{Approximately, AtLeast, AtMost, LessThan, MoreThan, Several};
    let all = [Approximately, MoreThan, LessThan, AtLeast, AtMost, Several];
    usize::try_from(value & 0xff).ok().and_then(|at| all.get(at)).copied()
}

/// Compiles the tables now: see [`crate::prepare`].
pub(crate) fn prepare() {
    LazyLock::force(&DATE_LEXICON);
    LazyLock::force(&GRAMMAR);
    calendar::prepare();
}

/// The dates of a text, in order and without overlap, without a pipeline.
///
/// ```
/// let text = "في الثالث من آب/ أغسطس 2015";
/// let dates = warraq::values::dates::dates_of(text);
/// assert_eq!(dates[0].span.of(text), "الثالث من آب/ أغسطس 2015");
/// assert_eq!(dates[0].value().as_deref(), Some("2015-08-03"));
/// ```
///
/// # Panics
/// If the text has 4 GiB or more.
pub fn dates_of(text: &str) -> Vec<Date> {
    dates_with(text, &is_one_word)
}

/// The same with what tells whether a word has no proclitics.
pub(crate) fn dates_with(text: &str, is_one_word: &dyn Fn(&str) -> bool) -> Vec<Date> {
    let (mut tokens, mut found) = (Vec::new(), Vec::new());
    tokenize(text, &mut tokens);
    let lexicons = (&*DATE_LEXICON, &*LEXICON);
    let values = &mut ValueScratch::default();
    DateScratch::default().dates(text, &tokens, lexicons, is_one_word, values, &mut found);
    found
}

/// Whether a word that no segmenter sees has surely no proclitics.
fn is_one_word(word: &str) -> bool {
    !word.starts_with(['و', 'ف', 'ب', 'ل', 'ك'])
}

/// The dates of a text, and what is only said to assistants.
#[cfg(any(test, feature = "train"))]
pub(crate) fn dates_and_orders(text: &str) -> Vec<Date> {
    let (mut tokens, mut found) = (Vec::new(), Vec::new());
    tokenize(text, &mut tokens);
    let mut scratch = DateScratch { also: true, ..DateScratch::default() };
    let lexicons = (&*DATE_LEXICON, &*LEXICON);
    let values = &mut ValueScratch::default();
    scratch.dates(text, &tokens, lexicons, &is_one_word, values, &mut found);
    found
}

/// What of the grammar is not understood.
#[cfg(test)]
pub(crate) fn grammar_errors() -> Vec<String> {
    let text = include_str!("../../../data/values/dates.grammar");
    Grammar::compile(text, &DATE_LEXICON).1
}
