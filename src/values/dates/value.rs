//! What dates say, and how that is written.

use std::fmt::{self, Display, Write};

use jiff::civil::Date as Day;

use super::calendar;
use super::lexicon::{PARTS, SEASONS, UNITS};

/// A unit of time, by its place in [`UNITS`].
pub(crate) type Unit = u8;
pub(crate) const SECOND: Unit = 0;
pub(crate) const MINUTE: Unit = 1;
pub(crate) const HOUR: Unit = 2;
pub(crate) const DAY: Unit = 3;
pub(crate) const WEEK: Unit = 4;
pub(crate) const MONTH: Unit = 5;
pub(crate) const YEAR: Unit = 6;
pub(crate) const DECADE: Unit = 7;
pub(crate) const CENTURY: Unit = 8;

/// What a point in time is told from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Base {
    /// The calendar.
    #[default]
    Calendar,
    Present,
    /// A length before or after the anchor.
    Length {
        later: bool,
    },
    /// So many days after it.
    Days(i32),
    /// The calendar unit that contains it, so many units later.
    Within(i32, Unit),
    /// The nearest one before it or after it that has this name.
    Nearest {
        later: bool,
    },
}

/// What the year of a point says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Scale {
    #[default]
    Year,
    /// 199 is that of the nineties.
    Decade,
    /// 19 is the twentieth.
    Century,
    Millennium,
    Fiscal,
}

/// A part of a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Inner {
    #[default]
    Whole,
    Quarter(u8),
    Half(u8),
    Season(u8),
    Week(u8),
}

/// A point in time or its period. What is not said is 0 or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Point {
    pub base: Base,
    pub scale: Scale,
    pub inner: Inner,
    pub hijri: bool,
    pub bc: bool,
    pub year: Option<u16>,
    pub month: u8,
    pub day: u8,
    /// From Monday, 1.
    pub weekday: u8,
    pub hour: Option<u8>,
    pub minute: u8,
    pub second: Option<u8>,
    /// Its place in [`PARTS`], from 1.
    pub part: u8,
    /// Minutes east of Greenwich.
    pub zone: Option<i16>,
}

/// How long, in one unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Term {
    pub whole: u32,
    pub thousandths: u16,
    pub unit: Unit,
    pub vague: bool,
}

/// How long, from the largest unit to the smallest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Length {
    terms: [Term; 4],
    used: u8,
}

impl Length {
    pub(crate) fn terms(&self) -> &[Term] {
        &self.terms[..usize::from(self.used)]
    }

    /// Adds so many of a unit; false if there is no room, or it is too much.
    #[must_use]
    pub(crate) fn add(&mut self, number: i64, divisor: i64, unit: Unit) -> bool {
        let (number, unit) = match unit {
            CENTURY => (number.saturating_mul(100), YEAR),
            DECADE => (number.saturating_mul(10), YEAR),
            unit => (number, unit),
        };
        let (whole, rest) = (number / divisor, number % divisor);
        let Ok(whole) = u32::try_from(whole) else { return false };
        let smaller = match unit {
            YEAR => Some((12, MONTH)),
            HOUR => Some((60, MINUTE)),
            MINUTE => Some((60, SECOND)),
            _ => None,
        };
        match smaller {
            Some((count, smaller)) if rest * count % divisor == 0 && rest != 0 => {
                let more = (rest * count / divisor) as u32;
                (whole == 0 || self.put(Term { whole, unit, ..Term::default() }))
                    && self.put(Term { whole: more, unit: smaller, ..Term::default() })
            }
            _ => {
                let thousandths = (rest * 1000 / divisor) as u16;
                self.put(Term { whole, thousandths, unit, vague: false })
            }
        }
    }

    #[must_use]
    pub(crate) fn add_vague(&mut self, unit: Unit) -> bool {
        self.put(Term { unit: unit.min(YEAR), vague: true, ..Term::default() })
    }

    fn put(&mut self, term: Term) -> bool {
        if let Some(same) = self.terms[..usize::from(self.used)]
            .iter_mut()
            .find(|it| it.unit == term.unit && !it.vague && !term.vague)
        {
            let thousandths = u32::from(same.thousandths) + u32::from(term.thousandths);
            same.whole = same.whole.saturating_add(term.whole).saturating_add(thousandths / 1000);
            same.thousandths = (thousandths % 1000) as u16;
            return true;
        }
        let Some(place) = self.terms.get_mut(usize::from(self.used)) else { return false };
        *place = term;
        self.used += 1;
        self.terms[..usize::from(self.used)].sort_by_key(|term| std::cmp::Reverse(term.unit));
        true
    }

    /// Adds a part of the last unit, or takes it off.
    #[must_use]
    pub(crate) fn add_part(&mut self, part: (i64, i64), less: bool, unit: Unit) -> bool {
        if !less {
            return self.add(part.0, part.1, unit);
        }
        let Some(term) = self.terms[..usize::from(self.used)].iter_mut().find(|it| it.unit == unit)
        else {
            return false;
        };
        if term.whole == 0 {
            return false;
        }
        term.whole -= 1;
        self.add(part.1 - part.0, part.1, unit)
    }

    /// The smallest unit.
    pub(crate) fn unit(&self) -> Option<Unit> {
        self.terms().last().map(|term| term.unit)
    }

    /// Whether it says how long exactly, in whole days or longer units.
    pub(crate) fn is_exact(&self) -> bool {
        self.terms().iter().all(|it| !it.vague && it.thousandths == 0 && it.unit >= DAY)
    }

    /// The day that is so long after another, or before.
    fn from(&self, day: Day, later: bool) -> Option<Day> {
        let of = |unit| -> i64 {
            let terms = self.terms().iter().filter(|term| term.unit == unit);
            let sum: i64 = terms.map(|term| i64::from(term.whole)).sum();
            if later { sum } else { -sum }
        };
        if !self.is_exact() {
            return None;
        }
        calendar::later(day, of(YEAR), of(MONTH), of(WEEK), of(DAY))
    }
}

impl Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('P')?;
        let mut in_time = false;
        for term in self.terms() {
            if term.unit <= HOUR && !in_time {
                in_time = true;
                f.write_char('T')?;
            }
            if term.vague {
                f.write_char('X')?;
            } else {
                write!(f, "{}", term.whole)?;
                if term.thousandths > 0 {
                    let digits = format!("{:03}", term.thousandths);
                    write!(f, ".{}", digits.trim_end_matches('0'))?;
                }
            }
            f.write_str(UNITS[usize::from(term.unit)].trim_start_matches('T'))?;
        }
        Ok(())
    }
}

impl Point {
    /// Writes the value; a length is that of [`Base::Length`].
    pub(crate) fn write(&self, length: &Length, out: &mut String) {
        let dash = |out: &mut String| {
            if !out.is_empty() && !out.ends_with('/') {
                out.push('-');
            }
        };
        let sign = |later: bool| if later { '+' } else { '-' };
        match self.base {
            Base::Present => {
                out.push_str("PRESENT_REF");
                return;
            }
            Base::Length { later } => {
                let _ = write!(out, "ANCHOR{}{length}", sign(later));
            }
            Base::Days(days) => {
                let _ = write!(out, "ANCHOR{}P{}D", sign(days >= 0), days.unsigned_abs());
            }
            Base::Within(n, unit) => {
                let count = n.unsigned_abs();
                let name = UNITS[usize::from(unit)];
                let _ = match unit {
                    DECADE => write!(out, "ANCHOR{}P{}Y@E", sign(n >= 0), 10 * count),
                    _ => write!(out, "ANCHOR{}P{count}{name}@{name}", sign(n >= 0)),
                };
                if self.month > 0 {
                    let _ = write!(out, "-{:02}", self.month);
                }
                if self.day > 0 {
                    let _ = write!(out, "-{:02}", self.day);
                }
                if self.weekday > 0 && self.day == 0 {
                    let _ = write!(out, "-{}", self.weekday);
                }
                self.write_inner(out);
            }
            Base::Nearest { later } => {
                let _ = write!(out, "ANCHOR{}", sign(later));
                if self.month > 0 {
                    let _ = write!(out, "{}M{:02}", if self.hijri { "H" } else { "" }, self.month);
                    if self.day > 0 {
                        let _ = write!(out, "-{:02}", self.day);
                    }
                } else if self.weekday > 0 {
                    let _ = write!(out, "WXX-{}", self.weekday);
                } else if let Inner::Season(season) = self.inner {
                    out.push_str(SEASONS[usize::from(season)]);
                }
            }
            Base::Calendar => {
                let is_clock = self.year.is_none()
                    && self.month == 0
                    && self.day == 0
                    && self.weekday == 0
                    && self.inner == Inner::Whole;
                if !is_clock {
                    if self.hijri {
                        out.push('H');
                    }
                    if self.bc {
                        out.push_str("BC");
                    }
                    let _ = match (self.year, self.scale) {
                        (None, _) => write!(out, "XXXX"),
                        (Some(year), Scale::Year) => write!(out, "{year:04}"),
                        (Some(year), Scale::Decade) => write!(out, "{year:03}"),
                        (Some(year), Scale::Century) => write!(out, "{year:02}"),
                        (Some(year), Scale::Millennium) => write!(out, "{year}"),
                        (Some(year), Scale::Fiscal) => write!(out, "FY{year:04}"),
                    };
                    if self.month > 0 {
                        let _ = write!(out, "-{:02}", self.month);
                    } else if self.day > 0 {
                        out.push_str("-XX");
                    }
                    if self.day > 0 {
                        let _ = write!(out, "-{:02}", self.day);
                    } else if self.weekday > 0 {
                        dash(out);
                        let _ = write!(out, "WXX-{}", self.weekday);
                    }
                    self.write_inner(out);
                }
            }
        }
        if let Some(hour) = self.hour {
            let _ = write!(out, "T{hour:02}:{:02}", self.minute);
            if let Some(second) = self.second {
                let _ = write!(out, ":{second:02}");
            }
        } else if self.part > 0 {
            let _ = write!(out, "T{}", PARTS[usize::from(self.part) - 1]);
        }
        match self.zone {
            None => {}
            Some(0) => out.push('Z'),
            Some(minutes) => {
                let (sign, ahead) = (sign(minutes >= 0), minutes.unsigned_abs());
                let _ = write!(out, "{sign}{:02}:{:02}", ahead / 60, ahead % 60);
            }
        }
    }

    fn write_inner(&self, out: &mut String) {
        let _ = match self.inner {
            Inner::Whole => Ok(()),
            Inner::Quarter(n) => write!(out, "-Q{n}"),
            Inner::Half(n) => write!(out, "-H{n}"),
            Inner::Season(season) => write!(out, "-{}", SEASONS[usize::from(season)]),
            Inner::Week(n) => write!(out, "-W{n:02}"),
        };
    }

    /// Whether it has a time of day.
    pub(crate) fn is_time(&self) -> bool {
        self.hour.is_some() || self.part > 0
    }

    /// The name of the smallest unit that it says.
    pub(crate) fn granularity(&self, length: &Length) -> Option<&'static str> {
        if self.base == Base::Present {
            return None;
        }
        if self.second.is_some() {
            return Some("second");
        }
        if self.hour.is_some() {
            return Some("minute");
        }
        if self.part > 0 {
            return Some("part");
        }
        let of_unit = |unit: Unit| {
            ["second", "minute", "hour", "day", "week", "month", "year", "decade", "century"]
                [usize::from(unit)]
        };
        if let Base::Length { .. } = self.base {
            return length.unit().map(of_unit);
        }
        if self.day > 0 || self.weekday > 0 || matches!(self.base, Base::Days(_)) {
            return Some("day");
        }
        let inner = match self.inner {
            Inner::Whole => None,
            Inner::Quarter(_) => Some("quarter"),
            Inner::Half(_) => Some("half"),
            Inner::Season(_) => Some("season"),
            Inner::Week(_) => Some("week"),
        };
        if inner.is_some() {
            return inner;
        }
        if self.month > 0 {
            return Some("month");
        }
        Some(match (self.base, self.scale) {
            (Base::Within(_, unit), _) => of_unit(unit),
            (_, Scale::Year | Scale::Fiscal) => "year",
            (_, Scale::Decade) => "decade",
            (_, Scale::Century) => "century",
            (_, Scale::Millennium) => "millennium",
        })
    }

    /// Its first day, and the day after its last; none where the anchor it needs is not there, or it says no day.
    pub(crate) fn resolve(&self, length: &Length, anchor: Option<Day>) -> Option<(Day, Day)> {
        let one = |day: Day| Some((day, calendar::next(day)?));
        match self.base {
            Base::Present => one(anchor?),
            Base::Length { later } => one(length.from(anchor?, later)?),
            Base::Days(days) => one(calendar::later(anchor?, 0, 0, 0, days.into())?),
            Base::Within(n, unit) => self.resolve_within(anchor?, n, unit),
            Base::Nearest { later } => self.resolve_nearest(anchor?, later),
            Base::Calendar => self.resolve_calendar(),
        }
    }

    fn resolve_within(&self, anchor: Day, n: i32, unit: Unit) -> Option<(Day, Day)> {
        let n = i64::from(n);
        let (start, end) = match unit {
            DAY => {
                let day = calendar::later(anchor, 0, 0, 0, n)?;
                (day, calendar::next(day)?)
            }
            WEEK => {
                let monday = 1 - i64::from(anchor.weekday().to_monday_one_offset());
                let start = calendar::later(anchor, 0, 0, 0, monday + 7 * n)?;
                (start, calendar::later(start, 0, 0, 1, 0)?)
            }
            MONTH => {
                let start = calendar::later(anchor.first_of_month(), 0, n, 0, 0)?;
                (start, calendar::later(start, 0, 1, 0, 0)?)
            }
            YEAR | DECADE | CENTURY => {
                let years = match unit {
                    YEAR => 1,
                    DECADE => 10,
                    _ => 100,
                };
                let year = i64::from(anchor.year()).div_euclid(years) * years + n * years;
                let first = |year: i64| calendar::day(i32::try_from(year).ok()?, 1, 1);
                (first(year)?, first(year + years)?)
            }
            _ => return None,
        };
        if self.weekday > 0 && unit == WEEK {
            let day = calendar::later(start, 0, 0, 0, i64::from(self.weekday) - 1)?;
            return Some((day, calendar::next(day)?));
        }
        if unit == MONTH && self.day > 0 {
            let day = calendar::day(start.year().into(), start.month() as u8, self.day)?;
            return Some((day, calendar::next(day)?));
        }
        if unit == YEAR {
            let whole = Self { base: Base::Calendar, ..*self };
            let year = u16::try_from(start.year()).ok()?;
            return Self { year: Some(year), ..whole }.resolve_calendar();
        }
        Some((start, end))
    }

    fn resolve_nearest(&self, anchor: Day, later: bool) -> Option<(Day, Day)> {
        if self.hijri {
            return self.resolve_nearest_hijri(anchor, later);
        }
        let sign = if later { 1 } else { -1 };
        if self.month > 0 {
            // The whole month, or the day, is before the anchor's or after it.
            let (month, day) = (anchor.month() as u8, anchor.day() as u8);
            let in_year = match self.day {
                0 => month.cmp(&self.month),
                own => (month, day).cmp(&(self.month, own)),
            };
            let is_passed = match later {
                true => in_year.is_ge(),
                false => in_year.is_le(),
            };
            let year = i32::from(anchor.year()) + if is_passed { sign } else { 0 };
            let year = u16::try_from(year).ok()?;
            return Self { base: Base::Calendar, year: Some(year), ..*self }.resolve_calendar();
        }
        if self.weekday > 0 {
            let from = i64::from(anchor.weekday().to_monday_one_offset());
            let steps = i64::from(self.weekday) - from;
            let days = match later {
                true => (steps - 1).rem_euclid(7) + 1,
                false => -((-steps - 1).rem_euclid(7) + 1),
            };
            let day = calendar::later(anchor, 0, 0, 0, days)?;
            return Some((day, calendar::next(day)?));
        }
        None
    }

    fn resolve_nearest_hijri(&self, anchor: Day, later: bool) -> Option<(Day, Day)> {
        let (year, _, _) = calendar::to_hijri(anchor)?;
        let mut years = [year - 1, year, year + 1];
        if !later {
            years.reverse();
        }
        years.into_iter().find_map(|year| {
            let year = u16::try_from(year).ok()?;
            let at = Self { base: Base::Calendar, year: Some(year), ..*self };
            let (start, end) = at.resolve_calendar()?;
            let fits = if later { start > anchor } else { end <= anchor };
            fits.then_some((start, end))
        })
    }

    fn resolve_calendar(&self) -> Option<(Day, Day)> {
        let year = i32::from(self.year?);
        if self.bc {
            return None;
        }
        if self.hijri {
            if self.scale != Scale::Year
                || self.inner != Inner::Whole
                || !calendar::UMM_AL_QURA.contains(&year)
            {
                return None;
            }
            let month = self.month.max(1);
            let start = calendar::from_hijri(year, month, self.day.max(1))?;
            let end = match (self.month, self.day) {
                (0, _) => calendar::from_hijri(year + 1, 1, 1)?,
                (12, 0) => calendar::from_hijri(year + 1, 1, 1)?,
                (month, 0) => calendar::from_hijri(year, month + 1, 1)?,
                _ => calendar::next(start)?,
            };
            return Some((start, end));
        }
        let years = |first: i32, count: i32| {
            // The first century has no year 0.
            let begins = if count > 1 { first.max(1) } else { first };
            Some((calendar::day(begins, 1, 1)?, calendar::day(first.checked_add(count)?, 1, 1)?))
        };
        match self.scale {
            Scale::Decade => return years(10 * year, 10),
            Scale::Century => return years(100 * year, 100),
            Scale::Millennium => return years(1000 * year, 1000),
            Scale::Fiscal => return None,
            Scale::Year => {}
        }
        let months = |first: u8, count: i64| {
            let start = calendar::day(year, first, 1)?;
            Some((start, calendar::later(start, 0, count, 0, 0)?))
        };
        match self.inner {
            Inner::Quarter(n) => return months(3 * n - 2, 3),
            Inner::Half(n) => return months(6 * n - 5, 6),
            Inner::Season(_) | Inner::Week(_) => return None,
            Inner::Whole => {}
        }
        match (self.month, self.day) {
            (0, 0) if self.weekday == 0 => years(year, 1),
            (0, _) => None,
            (month, 0) => months(month, 1),
            (month, day) => {
                let day = calendar::day(year, month, day)?;
                Some((day, calendar::next(day)?))
            }
        }
    }
}
