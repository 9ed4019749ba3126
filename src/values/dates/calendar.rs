//! Days: Gregorian arithmetic, and the Hijri calendar.

use icu_calendar::cal::Hijri;
use icu_calendar::types::RataDie;
use icu_calendar::{Date as CalendarDate, Iso};
use jiff::civil::Date as Day;
use jiff::{Span as Step, ToSpan};

/// The years of the Hijri calendar in which days are those of Umm al-Qura as it was published.
pub(crate) const UMM_AL_QURA: std::ops::RangeInclusive<i32> = 1343..=1499;

/// The day on which a day of the Hijri calendar begins: by Umm al-Qura from 1300 to 1600, by the tabular calendar
/// (civil epoch, leap years 2, 5, 7, 10, …) before and after. None if there is no such day.
pub(crate) fn from_hijri(year: i32, month: u8, day: u8) -> Option<Day> {
    if !(1..=9000).contains(&year) {
        return None;
    }
    let calendar = Hijri::new_umm_al_qura();
    let date = CalendarDate::try_new_hijri_with_calendar(year, month, day, calendar).ok()?;
    let iso = date.to_calendar(Iso);
    let (year, month) = (iso.year().extended_year(), iso.month().ordinal);
    Day::new(i16::try_from(year).ok()?, month as i8, iso.day_of_month().0 as i8).ok()
}

/// The year, month and day of the Hijri calendar, as [`from_hijri`] has them; none before its first year.
pub(crate) fn to_hijri(day: Day) -> Option<(i32, u8, u8)> {
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
