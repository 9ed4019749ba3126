//! Days: Gregorian arithmetic, and the Hijri calendar.

use std::sync::LazyLock;

use icu_calendar::cal::Hijri;
use icu_calendar::types::RataDie;
use icu_calendar::{Date as CalendarDate, Iso};
use jiff::civil::Date as Day;
use jiff::{Span as Step, ToSpan};

use crate::tokenize::entries;

/// The years of the Hijri calendar in which days are those of Umm al-Qura as it was published.
pub(crate) const UMM_AL_QURA: std::ops::RangeInclusive<i32> = 1343..=1499;

/// The published calendar: of each month of its years the first day, since 1970, and the day after the last.
static MONTHS: LazyLock<Vec<i32>> = LazyLock::new(|| {
    let mut starts = Vec::new();
    let mut next = 0;
    for line in entries(include_str!("../../../data/values/umm-al-qura.tsv")) {
        let mut row = line.split('\t').skip(1);
        let first = row.next().and_then(|day| day.parse().ok());
        next = first.map_or(next, since_1970);
        for length in row.next().unwrap_or_default().split(' ') {
            starts.push(next);
            next += length.parse::<i32>().unwrap_or(30);
        }
    }
    starts.push(next);
    starts
});

/// The first year of the published calendar.
const FIRST_YEAR: i32 = 1343;

/// Compiles the table now.
pub(super) fn prepare() {
    LazyLock::force(&MONTHS);
}

/// The day so many days after 1970-01-01.
fn of_1970(days: i32) -> Option<Day> {
    later(Day::constant(1970, 1, 1), 0, 0, 0, days.into())
}

/// The day on which a day of the Hijri calendar begins: by Umm al-Qura as it was published from 1343 to 1500, as it
/// is computed from 1300 to 1600, by the tabular calendar (civil epoch, leap years 2, 5, 7, 10, …) before and after.
/// None if there is no such day.
pub(crate) fn from_hijri(year: i32, month: u8, day: u8) -> Option<Day> {
    if !(1..=9000).contains(&year) || !(1..=12).contains(&month) {
        return None;
    }
    let at = usize::try_from(12 * (year - FIRST_YEAR) + i32::from(month) - 1);
    if let Some((&start, &end)) = at.ok().and_then(|at| MONTHS.get(at).zip(MONTHS.get(at + 1))) {
        let days = start + i32::from(day) - 1;
        return if day > 0 && days < end { of_1970(days) } else { None };
    }
    let calendar = Hijri::new_umm_al_qura();
    let date = CalendarDate::try_new_hijri_with_calendar(year, month, day, calendar).ok()?;
    let iso = date.to_calendar(Iso);
    let (year, month) = (iso.year().extended_year(), iso.month().ordinal);
    Day::new(i16::try_from(year).ok()?, month as i8, iso.day_of_month().0 as i8).ok()
}

/// The year, month and day of the Hijri calendar, as [`from_hijri`] has them; none before its first year.
pub(crate) fn to_hijri(day: Day) -> Option<(i32, u8, u8)> {
    let days = since_1970(day);
    let after = MONTHS.partition_point(|&start| start <= days);
    if (1..MONTHS.len()).contains(&after) {
        let at = after - 1;
        let year = FIRST_YEAR + (at / 12) as i32;
        return Some((year, (at % 12) as u8 + 1, (days - MONTHS[at]) as u8 + 1));
    }
    let iso = CalendarDate::try_new_iso(day.year().into(), day.month() as u8, day.day() as u8);
    let date = iso.ok()?.to_calendar(Hijri::new_umm_al_qura());
    let year = date.year().extended_year();
    (year > 0).then(|| (year, date.month().ordinal, date.day_of_month().0))
}

/// How many days a month of the Gregorian calendar has at most.
pub(crate) fn longest_month(month: u8) -> u8 {
    match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Whether a year of ISO 8601 has a week 53.
pub(crate) fn has_week_53(year: i32) -> bool {
    day(year, 12, 28).is_some_and(|day| day.iso_week_date().week() == 53)
}

/// The day of that year, month and day.
pub(crate) fn day(year: i32, month: u8, day: u8) -> Option<Day> {
    Day::new(i16::try_from(year).ok()?, month as i8, day as i8).ok()
}

/// A day so many units later, the day of the month kept or the month's last.
pub(crate) fn later(day: Day, years: i64, months: i64, weeks: i64, days: i64) -> Option<Day> {
    let step = Step::new()
        .try_years(years)
        .and_then(|step| step.try_months(months))
        .and_then(|step| step.try_weeks(weeks))
        .and_then(|step| step.try_days(days))
        .ok()?;
    day.checked_add(step).ok()
}

/// The day after.
pub(crate) fn next(day: Day) -> Option<Day> {
    day.checked_add(1.day()).ok()
}

/// Days since 1970-01-01, as Arrow counts them.
pub(crate) fn since_1970(day: Day) -> i32 {
    let iso = CalendarDate::try_new_iso(day.year().into(), day.month() as u8, day.day() as u8);
    let epoch = RataDie::new(719_163);
    iso.map_or(0, |it| (it.to_rata_die() - epoch) as i32)
}
