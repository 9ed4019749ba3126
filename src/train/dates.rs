//! Evaluation of dates: on texts with their dates marked, and on the cases of Recognizers-Text, which are of other
//! conventions.

use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::values::{Disagreement, ValueEvaluation, read};
use crate::values::dates::{Day, dates_and_orders, dates_with, parse_anchor};
use crate::values::numbers::{Also, numbers};
use crate::values::{Date, DateKind, DateModifier, DateReason, part};
use crate::{CharIndex, Error, Pipeline, Result};

#[derive(Deserialize)]
struct Line {
    text: String,
    #[serde(default)]
    anchor: Option<String>,
    dates: Vec<Marked>,
}

#[derive(Deserialize)]
struct Marked {
    text: String,
    start: usize,
    end: usize,
    kind: String,
    value: Option<String>,
    #[serde(default)]
    granularity: Option<String>,
    #[serde(default)]
    calendar: Option<String>,
    #[serde(default)]
    modifier: Option<String>,
    #[serde(default)]
    reason: Option<String>,
    #[serde(default)]
    alternatives: Vec<String>,
    #[serde(default)]
    resolved: Option<(String, String)>,
}

/// The fields that are compared beside values.
const FIELDS: [&str; 7] =
    ["kind", "granularity", "calendar", "modifier", "reason", "alternatives", "resolved"];

/// Compares the dates that are found with those that are marked in a file of JSON lines: `text`, where there is
/// one `anchor`, and `dates`, each with `text`, `start` and `end` in characters, `kind`, `value`, and where there
/// are any `granularity`, `calendar`, `modifier`, `reason`, `alternatives` and `resolved`, which is compared only
/// where it is marked.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io) if the file cannot be read,
/// [`ErrorKind::Data`](crate::ErrorKind::Data) with the line if it is not such a file.
pub fn evaluate_dates(pipeline: &Pipeline, path: impl AsRef<Path>) -> Result<ValueEvaluation> {
    let segmenter = pipeline.segmenter();
    let is_one_word = |word: &str| segmenter.proclitics(word).bytes == 0;
    let path = path.as_ref();
    let mut evaluation = ValueEvaluation {
        fields: FIELDS.map(|name| (name, 0)).to_vec(),
        ..ValueEvaluation::default()
    };
    for (number, line) in read(path)? {
        let at = |error: Error| error.at_line(number).in_file(path);
        let line: Line = serde_json::from_str(&line)
            .map_err(|error| at(Error::data(format!("no line with dates: {error}"))))?;
        let anchor = line.anchor.as_deref().map(parse_anchor).transpose();
        let mut found = dates_with(&line.text, &is_one_word);
        part(&mut numbers(&line.text, Also::default(), &is_one_word), &mut found);
        compare(number, &line, &found, anchor.map_err(at)?, &mut evaluation);
    }
    Ok(evaluation)
}

fn compare(
    number: u64,
    line: &Line,
    found: &[Date],
    anchor: Option<Day>,
    evaluation: &mut ValueEvaluation,
) {
    let chars = CharIndex::new(&line.text);
    let place = |date: &Date| chars.chars(date.span);
    evaluation.texts += 1;
    evaluation.marked += line.dates.len();
    evaluation.found += found.len();
    let shown = |value: &Option<String>| value.clone().unwrap_or_default();
    let mut tell = |what, text: &str, expected: String, found: String| {
        let text = text.to_owned();
        let told = Disagreement { line: number, what, text, expected, found };
        evaluation.disagreements.push(told);
    };
    for it in found {
        if !line.dates.iter().any(|marked| (marked.start, marked.end) == place(it)) {
            tell("spurious", it.span.of(&line.text), String::new(), shown(&it.value()));
        }
    }
    for marked in &line.dates {
        let Some(it) = found.iter().find(|it| place(it) == (marked.start, marked.end)) else {
            tell("missed", &marked.text, shown(&marked.value), String::new());
            continue;
        };
        evaluation.matched += 1;
        if marked.value == it.value() {
            evaluation.values += 1;
        } else {
            tell("value", &marked.text, shown(&marked.value), shown(&it.value()));
        }
        let owned = |name: Option<&str>| name.map(str::to_owned);
        let days = it.resolve(anchor).map(|(a, b)| format!("{a}/{b}"));
        let resolved = marked.resolved.as_ref().map(|(a, b)| format!("{a}/{b}"));
        let calendar = it.calendar().filter(|&calendar| calendar == "hijri");
        let alternatives = Some(marked.alternatives.join(" ")).filter(|it| !it.is_empty());
        let fields: [(Option<String>, Option<String>); FIELDS.len()] = [
            (Some(marked.kind.clone()), owned(Some(it.kind.name()))),
            (marked.granularity.clone(), owned(it.granularity())),
            (marked.calendar.clone(), owned(calendar)),
            (marked.modifier.clone(), owned(it.modifier.map(DateModifier::name))),
            (marked.reason.clone(), owned(it.reason.map(DateReason::name))),
            (alternatives, it.alternative()),
            (resolved.clone(), days.filter(|_| resolved.is_some())),
        ];
        for ((name, count), (expected, own)) in evaluation.fields.iter_mut().zip(fields) {
            if expected == own {
                *count += 1;
            } else {
                tell(name, &marked.text, expected.unwrap_or_default(), own.unwrap_or_default());
            }
        }
    }
}

// --- the cases of others ---------------------------------------------------------------------

/// What is expected of a case.
#[derive(Deserialize)]
pub(super) struct Expected {
    text: String,
    #[serde(default)]
    timex: Option<String>,
}

/// How a case about dates agrees: in all spans, in all values; what is expected, what is found.
pub(crate) struct Agreement {
    pub spans: bool,
    pub values: bool,
    pub expected: String,
    pub found: String,
}

/// Compares one of the cases about dates; none if the spec is none of them.
///
/// What is a matter of convention is bridged: prepositions, `الساعة`, `يوم` and `هذا` before a date are or are not
/// part of it, and so is `كامل` after a length; the ends of ranges are `(start,end,length)` there and the last is
/// the day after in what is told by length; what is told from the reference is compared by the days that it is;
/// `T08` is `T08:00`, `PT0.5H` is `PT30M`, and a few days are three.
pub(crate) fn agree(
    spec: &str,
    input: &str,
    reference: Option<&str>,
    expected: &[Value],
) -> Option<Agreement> {
    spec.strip_prefix("DateTime/")?;
    let expected: Vec<Expected> =
        expected.iter().map(|it| serde_json::from_value(it.clone()).ok()).collect::<Option<_>>()?;
    let anchor = reference.and_then(|text| parse_anchor(text).ok());
    let mut found = dates_and_orders(input);
    // One specification reads one kind.
    let reads_all = spec.contains("Merged") || spec.contains("Model");
    if !reads_all && !spec.contains("Duration") && !spec.contains("Set") {
        let is_length = |it: &Date| matches!(it.kind, DateKind::Duration | DateKind::Set);
        if !found.iter().all(is_length) {
            found.retain(|it| !is_length(it));
        }
    }
    let words = |text: &str| bare(text);
    let spans = found.len() == expected.len()
        && found.iter().zip(&expected).all(|(a, b)| words(a.span.of(input)) == words(&b.text));
    let values = spans
        && found.iter().zip(&expected).all(|(a, b)| match b.timex.as_deref() {
            None | Some("") => true,
            Some(timex) => same_value(a, timex, anchor),
        });
    let list = |items: Vec<(String, String)>| {
        let items = items.iter().map(|(text, value)| format!("{text} = {value}"));
        items.collect::<Vec<_>>().join("; ")
    };
    let told = |it: &Date| (it.span.of(input).to_owned(), it.value().unwrap_or_default());
    let marked = |it: &Expected| (it.text.clone(), it.timex.clone().unwrap_or_default());
    Some(Agreement {
        spans,
        values,
        expected: list(expected.iter().map(marked).collect()),
        found: list(found.iter().map(told).collect()),
    })
}

/// The words of a date without those that are part of it by convention alone.
fn bare(text: &str) -> Vec<String> {
    const BEFORE: [&str; 20] = [
        "في",
        "من",
        "عند",
        "إلى",
        "منذ",
        "بين",
        "ما",
        "قبل",
        "بعد",
        "خلال",
        "غضون",
        "يوم",
        "الساعة",
        "هذا",
        "هذه",
        "طوال",
        "حوالي",
        "تمام",
        "وقت",
        "شهر",
    ];
    const AFTER: [&str; 2] = ["كامل", "كاملة"];
    let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    while words.len() > 1 && AFTER.contains(&words[words.len() - 1].as_str()) {
        words.pop();
    }
    while words.len() > 1 && BEFORE.contains(&words[0].as_str()) {
        words.remove(0);
    }
    if let Some(first) = words.first_mut() {
        // للثاني.
        let bare = first.trim_start_matches("ال").trim_start_matches('ل');
        if bare.len() < first.len() {
            *first = bare.to_owned();
        }
    }
    for word in &mut words {
        let end = word.trim_end_matches(['؟', '.', '!', '\u{64b}']).len();
        word.truncate(end);
    }
    words
}

/// The days from and to, in ISO 8601.
fn days(text: &str) -> Option<(Day, Day)> {
    let next = |day: Day| crate::values::dates::calendar::next(day);
    if let Some(inner) = text.strip_prefix('(') {
        let mut parts = inner.trim_end_matches(')').split(',');
        let day = |text: &str| text.split('T').next()?.parse::<Day>().ok();
        return Some((day(parts.next()?)?, day(parts.next()?)?));
    }
    if let Some((year, week)) = text.split_once("-W") {
        let year: i16 = year.parse().ok()?;
        let week: i8 = week.parse().ok()?;
        let monday = jiff::civil::ISOWeekDate::new(year, week, jiff::civil::Weekday::Monday);
        let monday = monday.ok()?.date();
        return Some((monday, crate::values::dates::calendar::later(monday, 0, 0, 1, 0)?));
    }
    let date = text.split('T').next()?;
    match date.len() {
        10 => date.parse::<Day>().ok().and_then(|day| Some((day, next(day)?))),
        7 => {
            let first: Day = format!("{date}-01").parse().ok()?;
            Some((first, crate::values::dates::calendar::later(first, 0, 1, 0, 0)?))
        }
        4 => {
            let first: Day = format!("{date}-01-01").parse().ok()?;
            Some((first, crate::values::dates::calendar::later(first, 1, 0, 0, 0)?))
        }
        _ => None,
    }
}

/// The time of day, with its minutes.
fn time(text: &str) -> Option<String> {
    let (_, time) = text.split_once('T')?;
    if time.len() == 2 && time.starts_with(|c: char| c.is_ascii_digit()) {
        return Some(format!("{time}:00"));
    }
    Some(time.to_owned())
}

fn same_value(own: &Date, timex: &str, anchor: Option<Day>) -> bool {
    let Some(value) = own.value() else { return false };
    if value == timex {
        return true;
    }
    // The length of what is told by length.
    if let Some((_, length)) = timex.trim_end_matches(')').rsplit_once(',') {
        let own = value.trim_start_matches("ANCHOR").trim_start_matches(['+', '-']);
        if own.replace('X', "3") == length {
            return true;
        }
    }
    // The decade of no century; the season and the week of a year.
    if let (Some(decade), Some(rest)) = (value.strip_prefix("19"), timex.strip_prefix("(XX")) {
        return rest.starts_with(&format!("{decade}0-"));
    }
    let year = |text: &str| {
        let year = anchor.map_or(0, Day::year).to_string();
        text.replace("ANCHOR+P0Y@Y", &year).replace("XXXX-", "")
    };
    if ["SP", "SU", "FA", "WI"].iter().any(|season| timex.ends_with(season)) {
        return year(&value) == timex;
    }
    if timex.contains("-01-W") && value == timex.replacen("-01-W", "-W", 1) {
        return true;
    }
    // What is told with the date of the reference.
    if let (Some((day, _)), Some(anchor)) = (days(timex), anchor) {
        let same_time = time(&value) == time(timex);
        let near = (i64::from(crate::values::dates::calendar::since_1970(day))
            - i64::from(crate::values::dates::calendar::since_1970(anchor)))
        .abs();
        let weekday = day.weekday().to_monday_one_offset();
        let said = value.split('T').next().unwrap_or_default();
        if same_time
            && near < 32
            && !timex.starts_with('(')
            && (said.is_empty()
                || said == format!("XXXX-WXX-{weekday}")
                || said == format!("XXXX-XX-{:02}", day.day()))
        {
            return true;
        }
    }
    // Ranges.
    if let (Some((a, b)), Some(inner)) = (value.split_once('/'), timex.strip_prefix('(')) {
        let mut parts = inner.trim_end_matches(')').split(',');
        let (Some(c), Some(d)) = (parts.next(), parts.next()) else { return false };
        if same_point(a, c) && same_point(b, d) {
            return true;
        }
    }
    if value.starts_with("ANCHOR") || timex.starts_with('(') {
        let Some(anchor) = anchor else { return false };
        let times = time(&value) == time(timex) || timex.starts_with('(');
        let (own, theirs) = (own.resolve(Some(anchor)), days(timex));
        return match (own, theirs) {
            (Some((a, b)), Some((c, d))) => {
                times && a == c && (b == d || crate::values::dates::calendar::next(d) == Some(b))
            }
            _ => false,
        };
    }
    if let ("PXD" | "PTXH" | "PXW" | "PXM" | "PXY", Some(_)) = (value.as_str(), timex.find('3')) {
        return value.replace('X', "3") == timex;
    }
    same_point(&value, timex) || (value == "PT30M" && timex == "PT0.5H")
}

fn same_point(own: &str, theirs: &str) -> bool {
    let date = |text: &str| text.split('T').next().unwrap_or_default().to_owned();
    date(own) == date(theirs) && time(own) == time(theirs)
}
