//! From what the slots of a pattern took to a date.

use super::super::Modifier;
use super::calendar;
use super::grammar::{Capture, Kind, Match};
use super::lexicon::slot;
use super::text::Text;
use super::value::{
    Base, CENTURY, DAY, DECADE, Inner, Length, MONTH, Point, Scale, Unit, WEEK, YEAR,
};
use super::{Date, DateKind, DateModifier, DateReason};
use crate::unicode::digit_value;

/// The place of the half of the day after noon among the parts of the day.
const AFTER_NOON: u8 = 5;
const MORNING: u8 = 1;
const MIDDAY: u8 = 2;
const NIGHT: u8 = 4;

/// One end of what is read.
#[derive(Clone, Copy, Debug, Default)]
struct Side {
    point: Point,
    length: Length,
    /// The month that another name says.
    other: u8,
    is_two_months: bool,
    /// Which part the time of day is of: as in `PARTS`, from 1.
    clock_part: u8,
    dir: Option<i32>,
    edge: Option<i32>,
    /// The slot of the last head.
    head: u8,
    unit: Option<Unit>,
    pending: Option<(i64, i64)>,
    less: bool,
    sign: Option<u8>,
    several: bool,
    is_rounded: bool,
    /// The decade alone: 70.
    decade: Option<u16>,
    /// A year of two figures.
    short_year: Option<u16>,
    /// Its era is said.
    ad: bool,
    /// Figures with spaces between, which may be month first.
    is_spaced: bool,
    /// The figures alone are taken for a year.
    is_bare_year: bool,
    reason: Option<DateReason>,
}

/// Reads a match; none if it says nothing, so that no such date is there. The inner is none for what is no date.
#[allow(clippy::option_option)]
pub(super) fn read(
    text: &Text<'_>,
    found: Match,
    captures: &[Capture],
    day_first: bool,
) -> Option<Option<Date>> {
    if found.kind == Kind::Nothing {
        return Some(None);
    }
    let mut sides = [Side::default(); 2];
    for capture in captures {
        let side = &mut sides[usize::from(capture.second)];
        side.fill(text, found.kind, capture, day_first)?;
    }
    let [from, to] = &mut sides;
    if found.kind == Kind::Range
        && let (Some((number, divisor)), Some(unit)) = (from.pending, to.unit)
        && !from.length.add(number, divisor, unit)
    {
        return None;
    }
    for side in &mut sides {
        side.finish(found.kind)?;
    }
    let [mut from, mut to] = sides;
    let span = text.span(found.start, found.end);
    let mut date = Date { span, ..Date::default() };
    date.modifier = from.edge.or(to.edge).and_then(DateModifier::edge);
    date.kind = match found.kind {
        Kind::Duration => DateKind::Duration,
        Kind::Set => DateKind::Set,
        Kind::Range => DateKind::Range,
        Kind::Date | Kind::Nothing if from.point.is_time() => DateKind::Time,
        Kind::Date | Kind::Nothing => DateKind::Date,
    };
    match found.kind {
        Kind::Duration => {
            if from.length.terms().is_empty() {
                return None;
            }
            if from.several {
                date.modifier = Some(DateModifier::Several);
            }
            (date.length, date.is_length) = (from.length, true);
        }
        Kind::Set => {
            if from.point.weekday > 0 {
                date.from = from.point;
            } else if from.length.terms().is_empty() {
                return None;
            } else {
                (date.length, date.is_length) = (from.length, true);
            }
        }
        Kind::Date | Kind::Nothing => {
            if from.point == Point::default() {
                return None;
            }
            if from.is_bare_year && text.is_count(found.start, found.end) {
                return None;
            }
            if from.is_spaced && !day_first {
                let Point { month, day, .. } = from.point;
                (from.point.month, from.point.day) = (day.min(12), month);
                if day > 12 {
                    from.reason = Some(DateReason::NoSuchMonth);
                }
            }
            if let Base::Length { later } = from.point.base
                && later
                && (from.length.unit().is_some_and(|unit| unit >= YEAR) && text.is_in(found.end)
                    || text.tells_what_was(found.start, found.end)
                    || text.told_what_was(found.start))
            {
                return None;
            }
            if from.several {
                date.modifier = Some(DateModifier::Several);
            } else if from.is_rounded {
                date.modifier = Some(DateModifier::Approximately);
            }
            (date.from, date.length) = (from.point, from.length);
            date.alternative = from.other;
            date.reason = from.reason.or_else(|| impossible(&from.point));
        }
        Kind::Range if to.is_counted() => {
            if from.length.terms().is_empty() || from.point != Point::default() {
                return None;
            }
            (date.length, date.longest, date.is_length) = (from.length, to.length, true);
            if from.length.is_longer(&to.length) {
                date.reason = Some(DateReason::Backwards);
            }
        }
        Kind::Range => {
            join(&mut from, &mut to);
            if from.point.scale == Scale::Fiscal {
                from.point.scale = Scale::Year;
            }
            if from.point == Point::default() || to.point == Point::default() {
                return None;
            }
            (date.from, date.to) = (from.point, to.point);
            date.reason = [from.reason, to.reason].into_iter().flatten().find(|it| it.is_fatal());
            date.reason = date.reason.or_else(|| impossible(&from.point));
            date.reason = date.reason.or_else(|| impossible(&to.point));
            if date.reason.is_none() && runs_backwards(&from.point, &to.point) {
                date.reason = Some(DateReason::Backwards);
            }
        }
    }
    Some(Some(date))
}

/// Why no such day is there.
pub(super) fn impossible(point: &Point) -> Option<DateReason> {
    let Point { month, day, .. } = *point;
    if let (Inner::Week(53), Scale::Year, Some(year)) = (point.inner, point.scale, point.year) {
        let is_there = point.bc || point.hijri || calendar::has_week_53(year.into());
        return (!is_there).then_some(DateReason::NoSuchDay);
    }
    if day == 0 || month == 0 {
        return None;
    }
    let is_there = match (point.hijri, point.year) {
        (true, Some(year)) if calendar::UMM_AL_QURA.contains(&i32::from(year)) => {
            // The day may have been seen, and the calendar not have it.
            day <= 30
        }
        (true, _) => day <= 30,
        (false, Some(year)) if !point.bc => calendar::day(year.into(), month, day).is_some(),
        (false, _) => day <= calendar::longest_month(month),
    };
    (!is_there).then_some(DateReason::NoSuchDay)
}

fn runs_backwards(from: &Point, to: &Point) -> bool {
    if from.base != Base::Calendar || to.base != Base::Calendar || from.hijri != to.hijri {
        return false;
    }
    let (Some(first), Some(last)) = (from.year, to.year) else {
        return from.year.is_none()
            && to.year.is_none()
            && from.month == to.month
            && from.month > 0
            && from.day > to.day
            && to.day > 0;
    };
    if from.scale != to.scale {
        return false;
    }
    match (from.bc, to.bc) {
        (true, false) => return false,
        (false, true) => return true,
        _ => {}
    }
    if first != last {
        return (first > last) != from.bc;
    }
    let key = |point: &Point| (point.month, point.day);
    let (a, b) = (key(from), key(to));
    (a.0 > 0 && b.0 > 0 && a.0 > b.0) || (a.0 == b.0 && a.1 > 0 && b.1 > 0 && a.1 > b.1)
}

/// Gives each end of a range what only the other says.
fn join(from: &mut Side, to: &mut Side) {
    if let Some(short) = from.short_year.take() {
        // (80-150هـ); what has no era is no year.
        let says_era = |side: &Side| side.ad || side.point.bc || side.point.hijri;
        from.point.year = (says_era(from) || says_era(to)).then_some(short);
    }
    if let Some(short) = to.short_year.take()
        && let Some(year) = from.point.year
    {
        let whole = year / 100 * 100 + short % 100;
        to.point.year = Some(match whole {
            // 150 - 62 ق.م.
            _ if to.point.bc => short,
            // 1999/00.
            _ if whole < year && whole + 100 - year <= 20 => whole + 100,
            _ => whole,
        });
    }
    let (a, b) = (&mut from.point, &mut to.point);
    let says_day = |point: &Point| {
        point.day > 0
            || point.month > 0
            || point.weekday > 0
            || point.year.is_some()
            || point.base != Base::Calendar
    };
    if !says_day(a) && says_day(b) && a.is_time() {
        let Point { hour, minute, second, part, zone, .. } = *a;
        *a = Point { hour, minute, second, part, zone, ..*b };
    } else if !says_day(b) && says_day(a) && b.is_time() {
        let Point { hour, minute, second, part, zone, .. } = *b;
        *b = Point { hour, minute, second, part, zone, ..*a };
    } else {
        if a.day > 0 && a.month == 0 && a.base == Base::Calendar {
            (a.month, a.base, a.hijri) = (b.month, b.base, b.hijri);
        }
        if b.day > 0 && b.month == 0 && b.base == Base::Calendar {
            (b.month, b.base, b.hijri) = (a.month, a.base, a.hijri);
        }
        if a.base == Base::Calendar && b.base == Base::Calendar {
            if a.hijri == b.hijri || (a.month == 0) != (b.month == 0) {
                let is_day = |point: &Point| point.month > 0;
                if a.year.is_none() && is_day(a) {
                    (a.year, a.bc) = (b.year, b.bc);
                } else if b.year.is_none() && is_day(b) {
                    (b.year, b.bc) = (a.year, a.bc);
                }
            }
            if b.bc && a.year.is_some() && a.scale == b.scale {
                a.bc = true;
            }
            if b.hijri && a.month == 0 && a.year.is_some() && a.scale == b.scale {
                a.hijri = true;
            }
        } else if a.base == Base::Calendar && a.month > 0 && a.year.is_none() {
            a.base = b.base;
        } else if a.base == Base::Calendar && a.weekday > 0 && b.weekday > 0 {
            // يومي الخميس والجمعة الماضيين.
            a.base = b.base;
        } else if b.base == Base::Calendar
            && b.month > 0
            && b.year.is_none()
            && matches!(a.base, Base::Within(..))
        {
            b.base = a.base;
        }
    }
    // من 5 إلى 6 مساء.
    if let (Some(first), Some(last)) = (a.hour, b.hour) {
        let minutes = |hour: u8, point: &Point| 60 * u32::from(hour) + u32::from(point.minute);
        if from.clock_part == 0 && to.clock_part > 0 && first < 12 && last >= 12 {
            let moved = first + 12;
            if minutes(moved, a) < minutes(last, b) {
                a.hour = Some(moved);
            }
        } else if to.clock_part == 0
            && from.clock_part > 1
            && last < 12
            && minutes(last, b) < minutes(first, a)
        {
            b.hour = Some(last + 12);
        }
        if a.zone.is_none() {
            a.zone = b.zone;
        }
    }
}

/// The hour of the day that an hour of a part of it is.
fn hour_in_part(hour: u8, part: u8) -> u8 {
    match (part, hour) {
        (MORNING, 12) => 0,
        (MORNING, _) => hour,
        (MIDDAY, 1..=9) => hour + 12,
        (MIDDAY, _) => hour,
        (NIGHT, 12) => 0,
        (NIGHT, 6..=11) => hour + 12,
        (NIGHT, _) => hour,
        (AFTER_NOON, 1..=11) => hour + 12,
        (3, 1..=11) => hour + 12,
        (3, 12) => 0,
        _ => hour,
    }
}

/// A year of two figures.
fn full_year(short: u16) -> u16 {
    if short < 30 { 2000 + short } else { 1900 + short }
}

impl Side {
    fn fill(
        &mut self,
        text: &Text<'_>,
        kind: Kind,
        capture: &Capture,
        day_first: bool,
    ) -> Option<()> {
        let value = capture.value;
        let number = value.number;
        let point = &mut self.point;
        match capture.field {
            slot::Month | slot::WeakMonth | slot::BareMonth | slot::MonthNumber => {
                point.month = number as u8;
            }
            slot::TwoMonths => {
                point.month = number as u8;
                self.is_two_months = true;
            }
            slot::Other => self.other = number as u8,
            // يونيو حزيران.
            slot::SameMonth if i64::from(point.month) != number => return None,
            slot::HijriMonth | slot::WeakHijri => (point.month, point.hijri) = (number as u8, true),
            slot::NoDay => {
                point.day = 1;
                self.reason = Some(DateReason::NoSuchDay);
            }
            slot::Spaced => self.is_spaced = true,
            slot::Offset => {
                if let Ok(zone) = i16::try_from(number) {
                    point.zone = Some(zone);
                }
            }
            slot::Day | slot::FirstDay => point.day = number as u8,
            slot::EdgeFirst => point.day = 1,
            slot::Weekday => point.weekday = number as u8,
            slot::Numeric => self.numeric(text.token(capture.at as usize), day_first)?,
            slot::YearAny
            | slot::Year4
            | slot::Year3
            | slot::Year2
            | slot::YearBare
            | slot::YearWords => {
                let year = number as u16;
                self.is_bare_year = capture.field == slot::YearBare;
                match value.figures {
                    1 | 2 => self.short_year = Some(year),
                    _ => point.year = Some(year),
                }
            }
            slot::EraAd => self.ad = true,
            slot::EraBc => point.bc = true,
            slot::EraAh | slot::HijriWord => point.hijri = true,
            slot::YearWord
            | slot::MonthWord
            | slot::WeekWord
            | slot::HourWord
            | slot::CenturyWord
            | slot::CenturyPair
            | slot::DecadeWord
            | slot::MillenniumWord
            | slot::QuarterWord
            | slot::HalfWord => {
                self.head = capture.field;
            }
            slot::FiscalWord => point.scale = Scale::Fiscal,
            slot::Ordinal => self.ordinal(kind, number)?,
            slot::Number => self.pending = Some((number, value.divisor)),
            slot::Unit | slot::Unit2 | slot::Units | slot::UnitsAccusative | slot::SetAdverb => {
                self.unit_said(capture.field, number as Unit)?;
            }
            slot::ThisUnit => {
                self.unit = Some(number as Unit);
                self.dir = Some(0);
            }
            slot::Several | slot::Few => {
                if capture.field == slot::Several {
                    self.several = true;
                }
                if let Some(unit) = self.unit.filter(|_| self.length.terms().is_empty()) {
                    return self.length.add_vague(unit).then_some(());
                }
            }
            slot::Less => self.less = true,
            slot::Approximately => {
                self.is_rounded = number & 0xff == Modifier::Approximately as i64
            }
            slot::Half | slot::Quarter | slot::Third | slot::TwoThirds => {
                let part = match capture.field {
                    slot::Half => (1, 2),
                    slot::Quarter => (1, 4),
                    slot::Third => (1, 3),
                    _ => (2, 3),
                };
                let less = std::mem::take(&mut self.less);
                if let Some(unit) = self.unit {
                    return self.length.add_part(part, less, unit).then_some(());
                }
                if self.point.hour.is_some() {
                    self.minutes(60 * part.0 / part.1, less)?;
                } else {
                    self.pending = Some(part);
                }
            }
            slot::Minute => {
                let less = std::mem::take(&mut self.less);
                self.minutes(number, less)?;
            }
            slot::Before | slot::After | slot::Since => self.sign = Some(capture.field),
            slot::Dir | slot::Recent | slot::Earlier => {
                if self.head == slot::QuarterWord && capture.field == slot::Recent {
                    point.inner = Inner::Quarter(4);
                    self.head = 0;
                } else {
                    self.dir = Some(number as i32);
                }
            }
            slot::This => self.dir = Some(0),
            slot::DayOf | slot::TodayWord | slot::TomorrowDialect => {
                point.base = Base::Days(number as i32);
            }
            slot::TonightWord | slot::Tonight => {
                (point.base, point.part) = (Base::Days(0), NIGHT);
                self.clock_part = NIGHT;
            }
            slot::Now | slot::NowDialect if self.sign.is_none() => point.base = Base::Present,
            slot::Part | slot::PartDay => {
                point.part = number as u8 + 1;
                self.clock_part = number as u8 + 1;
            }
            slot::PartAdverb | slot::PartBare | slot::PartClock | slot::PartLetter => {
                self.clock_part = number as u8 + 1;
                point.part = (number as u8 + 1).min(NIGHT);
                if number as u8 + 1 == AFTER_NOON {
                    point.part = MIDDAY;
                }
            }
            slot::Midnight | slot::Noon => {
                if self.point.hour.is_none() {
                    self.point.hour = Some(number as u8);
                } else if capture.field == slot::Midnight {
                    self.clock_part = NIGHT;
                }
            }
            slot::Hour | slot::HourWords => point.hour = Some(number as u8),
            slot::Clock => self.clock(text.token(capture.at as usize))?,
            slot::Zone => point.zone = i16::try_from(number).ok(),
            slot::Edge => self.edge = Some(number as i32),
            slot::Season => point.inner = Inner::Season(number as u8),
            slot::Decade => self.decade = Some(number as u16),
            slot::Feast | slot::HijriFeast => {
                point.hijri = capture.field == slot::HijriFeast;
                // ثاني أيام العيد.
                let later = point.day.saturating_sub(1);
                (point.month, point.day) = ((number / 100) as u8, (number % 100) as u8 + later);
            }
            _ => {}
        }
        Some(())
    }

    fn minutes(&mut self, minutes: i64, less: bool) -> Option<()> {
        let point = &mut self.point;
        let hour = i64::from(point.hour.filter(|&hour| hour < 24)?);
        let sum = i64::from(point.minute) + if less { -minutes } else { minutes };
        let total = (60 * hour + sum).rem_euclid(24 * 60);
        point.hour = Some((total / 60) as u8);
        point.minute = (total % 60) as u8;
        // الواحدة إلا ربعا.
        if hour == 1 && total < 60 {
            point.hour = Some(12);
        }
        Some(())
    }

    fn ordinal(&mut self, kind: Kind, number: i64) -> Option<()> {
        let point = &mut self.point;
        match self.head {
            slot::CenturyWord | slot::CenturyPair if (1..=40).contains(&number) => {
                (point.scale, point.year) = (Scale::Century, Some(number as u16 - 1));
            }
            slot::MillenniumWord if (1..=9).contains(&number) => {
                let year = number as u16 - 1;
                (point.scale, point.year) = (Scale::Millennium, Some(year));
            }
            slot::QuarterWord if (1..=4).contains(&number) => {
                point.inner = Inner::Quarter(number as u8);
            }
            slot::HalfWord if (1..=2).contains(&number) => point.inner = Inner::Half(number as u8),
            slot::MonthWord if (1..=12).contains(&number) => point.month = number as u8,
            slot::DecadeWord if (1..=10).contains(&number) => {
                self.decade = Some(10 * (number as u16 - 1));
            }
            slot::WeekWord if (1..=53).contains(&number) => {
                point.inner = Inner::Week(number as u8);
            }
            // The second of two centuries.
            0 if kind == Kind::Range && (1..=40).contains(&number) => {
                (point.scale, point.year) = (Scale::Century, Some(number as u16 - 1));
            }
            _ => return None,
        }
        self.head = 0;
        Some(())
    }

    fn unit_said(&mut self, field: u8, unit: Unit) -> Option<()> {
        // Two lengths are no one.
        if self.unit.is_some_and(|last| last <= unit) {
            return None;
        }
        self.unit = Some(unit);
        let fits = match (self.pending.take(), field) {
            (Some((number, divisor)), _) => self.length.add(number, divisor, unit),
            (None, slot::Unit2) => self.length.add(2, 1, unit),
            (None, slot::Unit | slot::SetAdverb) => self.length.add(1, 1, unit),
            (None, _) if self.several => self.length.add_vague(unit),
            // الأشهر الستة: the number follows.
            (None, _) => true,
        };
        fits.then_some(())
    }

    fn numeric(&mut self, token: &str, day_first: bool) -> Option<()> {
        let (date, time) = match token.split_once(['T', 't']) {
            Some((date, time)) => (date, Some(time)),
            None => (token, None),
        };
        let mut parts = [(0_u32, 0_usize); 3];
        let mut used = 0;
        let mut in_part = false;
        for c in date.chars() {
            if let Some(digit) = digit_value(c) {
                if !in_part {
                    used += 1;
                    in_part = true;
                }
                let (number, count) = parts.get_mut(used - 1)?;
                *number = number.checked_mul(10)?.checked_add(u32::from(digit))?;
                *count += 1;
            } else {
                in_part = false;
            }
        }
        if used != 3 {
            return None;
        }
        let [first, second, third] = parts;
        let (year, month, day) = match (first.1, third.1) {
            (4, 1 | 2) => (first, second, third),
            (1 | 2, 4) | (1 | 2, 2) if day_first => (third, second, first),
            (1 | 2, 4) | (1 | 2, 2) => (third, first, second),
            _ => return None,
        };
        let point = &mut self.point;
        let number = u16::try_from(year.0).ok()?;
        if number == 0 && year.1 == 4 {
            return None;
        }
        match year.1 {
            2 => self.short_year = Some(number),
            _ => point.year = Some(number),
        }
        let (month, day) = (month.0, day.0);
        if !(1..=12).contains(&month) {
            self.reason = Some(DateReason::NoSuchMonth);
        } else if day == 0 || day > 31 {
            self.reason = Some(DateReason::NoSuchDay);
        }
        point.month = u8::try_from(month).unwrap_or(u8::MAX).max(1);
        point.day = u8::try_from(day).unwrap_or(u8::MAX).max(1);
        if let Some(time) = time {
            self.clock(time)?;
        }
        Some(())
    }

    fn clock(&mut self, token: &str) -> Option<()> {
        let mut parts = [0_u8; 3];
        let mut used = 0;
        let mut in_part = false;
        let mut zone = None;
        for c in token.chars() {
            if let Some(digit) = digit_value(c) {
                if !in_part {
                    used += 1;
                    in_part = true;
                }
                let part = parts.get_mut(used - 1)?;
                *part = part.checked_mul(10)?.checked_add(digit)?;
            } else if matches!(c, 'Z' | 'z') {
                zone = Some(0);
            } else {
                in_part = false;
            }
        }
        let [hour, minute, second] = parts;
        // 24:00 is the end of the day; there is nothing after.
        let is_past = hour > 24 || hour == 24 && (minute, second) != (0, 0);
        if is_past || minute > 59 || second > 59 || used < 2 {
            return None;
        }
        let point = &mut self.point;
        (point.hour, point.minute) = (Some(hour), minute);
        point.second = (used == 3).then_some(second);
        if zone.is_some() {
            point.zone = zone;
        }
        Some(())
    }

    /// Whether it is a length and no unit of the calendar.
    fn is_counted(&self) -> bool {
        self.unit.is_some()
            && (self.dir, self.edge) == (None, None)
            && !self.length.terms().is_empty()
    }

    /// What has to be seen together.
    fn finish(&mut self, kind: Kind) -> Option<()> {
        // الأشهر الستة.
        if let (Some((number, divisor)), Some(unit)) = (self.pending.take(), self.unit)
            && !self.length.add(number, divisor, unit)
        {
            return None;
        }
        if (matches!(kind, Kind::Duration | Kind::Set) || self.sign.is_some())
            && self.length.terms().is_empty()
            && let Some(unit) = self.unit
            && !self.length.add_vague(unit)
        {
            return None;
        }
        let point = &mut self.point;
        if let Some(sign) = self.sign
            && kind == Kind::Date
        {
            if self.length.terms().is_empty() {
                return None;
            }
            point.base = Base::Length { later: sign == slot::After };
            return Some(());
        }
        if matches!(kind, Kind::Duration | Kind::Set) {
            return Some(());
        }
        if kind == Kind::Range && self.is_counted() {
            return Some(());
        }
        let point = &mut self.point;
        if point.base == Base::Present && self.unit.is_some() {
            // يومين من الآن.
            point.base = Base::Length { later: true };
            return Some(());
        }
        if let Some(short) = self.short_year
            && (kind != Kind::Range || point.month > 0)
        {
            let spelled = point.month == 0 || self.head == slot::YearWord;
            let is_full = point.hijri || point.bc || self.ad && spelled;
            point.year = Some(if is_full { short } else { full_year(short) });
            self.short_year = None;
        }
        if let Some(decade) = self.decade {
            let century = match (point.scale, point.year) {
                (Scale::Century, Some(century)) => century,
                _ => 19,
            };
            let century = if self.head == slot::CenturyWord {
                match self.dir.take() {
                    Some(0) => 20,
                    Some(dir) if dir > 0 => 21,
                    _ => 19,
                }
            } else {
                century
            };
            self.head = 0;
            (point.scale, point.year) = (Scale::Decade, Some(10 * century + decade / 10));
        }
        if let Some(dir) = self.dir {
            self.point_from(dir)?;
        } else if let Some(unit) = self.unit
            && self.point.base == Base::Calendar
        {
            // نهاية العام.
            if self.edge.is_none() || unit <= DAY {
                return None;
            }
            self.point.base = match unit {
                CENTURY => return None,
                unit => Base::Within(0, unit),
            };
        }
        let point = &mut self.point;
        // A weekday beside a date says nothing more.
        if point.day > 0 || matches!(point.base, Base::Days(_)) {
            point.weekday = 0;
        }
        if let (Some(hour), part) = (point.hour, self.clock_part) {
            if part > 0 && hour <= 12 {
                point.hour = Some(hour_in_part(hour, part));
            }
            point.part = 0;
        }
        if self.is_two_months {
            self.other = if point.month == 12 { 1 } else { point.month + 1 };
            self.reason = self.reason.or(Some(DateReason::WhichMonth));
        } else if self.other == point.month {
            self.other = 0;
        } else if self.other > 0 {
            self.reason = self.reason.or(Some(DateReason::MonthsDisagree));
        }
        Some(())
    }

    /// The base of what is told from now by a step.
    fn point_from(&mut self, dir: i32) -> Option<()> {
        let point = &mut self.point;
        let nearest = Base::Nearest { later: dir > 0 };
        let has_year = point.year.is_some();
        if self.head == slot::CenturyWord {
            let century = match dir {
                0 => 20,
                dir if dir > 0 => 21,
                _ => 19,
            };
            (point.scale, point.year) = (Scale::Century, Some(century));
            return Some(());
        }
        if point.scale == Scale::Fiscal {
            point.scale = Scale::Year;
        }
        if self.head == slot::YearWord && !has_year {
            point.base = Base::Within(dir, YEAR);
        } else if has_year {
            // شهر مايو الماضي 2019 says its year.
        } else if point.month > 0 {
            if dir == 0 && point.hijri {
                // The year of the Hijri calendar is that of the anchor.
                point.base = Base::Calendar;
            } else {
                point.base = if dir == 0 { Base::Within(0, YEAR) } else { nearest };
            }
        } else if point.day > 0 && self.head == slot::MonthWord {
            point.base = Base::Within(dir, MONTH);
        } else if matches!(point.inner, Inner::Season(_)) {
            point.base = if dir == 0 { Base::Within(0, YEAR) } else { nearest };
        } else if point.weekday > 0 {
            point.base = match (self.head, dir) {
                (slot::WeekWord, dir) => Base::Within(dir, WEEK),
                (_, 0) => Base::Within(0, WEEK),
                (_, -2 | 2) => Base::Second { later: dir > 0 },
                _ => nearest,
            };
        } else if point.part > 0 && matches!(point.base, Base::Days(0) | Base::Calendar) {
            point.base = Base::Days(dir);
        } else if let Some(unit) = self.unit {
            point.base = match unit {
                DAY => Base::Days(dir),
                WEEK | MONTH | YEAR | DECADE => Base::Within(dir, unit),
                CENTURY => {
                    let century = 20 + dir.clamp(-1, 1);
                    (point.scale, point.year) = (Scale::Century, Some(century as u16));
                    Base::Calendar
                }
                _ => return None,
            };
        } else if matches!(point.base, Base::Days(_)) {
            // هذا اليوم.
        } else {
            return None;
        }
        Some(())
    }
}
