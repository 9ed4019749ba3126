//! Values that texts say, as Python sees them.

use pyo3::exceptions::PyOverflowError;
use pyo3::prelude::*;
use pyo3::types::PyString;
use pyo3::{IntoPyObjectExt, intern};
use serde::Serialize;

use super::column::integer;
use super::document::{Match, Pickle, Place, PlaceRecord, Reduced, damaged};
use crate::values::dates::{Day, parse_anchor};
use crate::values::{
    self, Case, DateKind, DateModifier, DateReason, Exact, Gender, Modifier, NoValue, NumberKind,
};
use crate::{CharIndex, Error, Span};

/// A number in a text: in words or digits, with what it is a number of.
#[pyclass(frozen, module = "warraq")]
pub(super) struct Number {
    place: Place,
    kind: NumberKind,
    value: Option<Exact>,
    upper: Option<Exact>,
    reason: Option<NoValue>,
    modifier: Option<Modifier>,
    /// Its unit, as a code of UCUM ("km"), or "%" of a range of percentages; None if it has none.
    #[pyo3(get)]
    unit: Option<String>,
    /// Its currency, as a code of ISO 4217 ("USD"); None if it has none, or its name is that of several
    /// currencies, as ريال.
    #[pyo3(get)]
    currency: Option<String>,
    counted: Option<Place>,
}

/// Kind, value, upper, reason, modifier, unit, currency, counted.
type State = (
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<Pickle>,
);

impl Number {
    /// A number of a text, and the characters of its counted noun.
    pub(super) fn new(
        place: Place,
        number: &values::Number,
        counted: Option<(Span, (usize, usize))>,
        py: Python<'_>,
    ) -> Self {
        let counted = counted.map(|(bytes, (start, end))| Place {
            source: place.source.clone_ref(py),
            bytes,
            start,
            end,
        });
        Self {
            place,
            kind: number.kind,
            value: number.value,
            upper: number.upper,
            reason: number.reason,
            modifier: number.modifier,
            unit: number.unit().map(str::to_owned),
            currency: number.currency().map(str::to_owned),
            counted,
        }
    }
}

#[pymethods]
impl Number {
    /// The number as it stands in the text: its words with unit, currency or percent sign, without
    /// proclitics, modifier and counted noun.
    #[getter]
    fn text<'a>(&'a self, py: Python<'a>) -> PyResult<&'a str> {
        self.place.text(py)
    }

    /// Where it starts, in characters of the text.
    #[getter]
    fn start(&self) -> usize {
        self.place.start
    }

    /// Where it ends, in characters of the text: one past its last.
    #[getter]
    fn end(&self) -> usize {
        self.place.end
    }

    /// What it is: "cardinal", "ordinal", "fraction", "percent", "money", "measure", "range", "phone" or
    /// "identifier".
    #[getter]
    fn kind(&self) -> &'static str {
        self.kind.name()
    }

    /// Its exact value: an int, a decimal.Decimal, or of what is no decimal a fractions.Fraction; of a
    /// range its lower end; of a percentage the number before the sign. None where `reason` says why.
    #[getter]
    fn value<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.value.map(|value| exact(py, value)).transpose()
    }

    /// The upper end of a range; None of all else.
    #[getter]
    fn upper<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.upper.map(|value| exact(py, value)).transpose()
    }

    /// Why it has no value: "too large" (beyond 10¹⁸), "range runs backwards", "not a value" (a phone
    /// number or identifier), "indefinite" (مئات) or "malformed" (9,999,99); else None.
    #[getter]
    fn reason(&self) -> Option<&'static str> {
        self.reason.map(NoValue::name)
    }

    /// What the text says of it: "approximately", "more than", "less than", "at least", "at most",
    /// "several", or None.
    #[getter]
    fn modifier(&self) -> Option<&'static str> {
        self.modifier.map(Modifier::name)
    }

    /// The counted noun, as a `Match`, or None: `رجال` of `خمسة رجال`.
    #[getter]
    fn counted(&self, py: Python<'_>) -> Option<Match> {
        self.counted.as_ref().map(|place| Match(place.clone_ref(py)))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let mut repr = format!("Number({}, kind='{}'", self.place.repr(py)?, self.kind.name());
        for (name, value) in [("value", self.value), ("upper", self.upper)] {
            if let Some(value) = value {
                repr += &format!(", {name}={}", exact(py, value)?.repr()?);
            }
        }
        let named = [
            ("reason", self.reason()),
            ("modifier", self.modifier()),
            ("unit", self.unit.as_deref()),
            ("currency", self.currency.as_deref()),
        ];
        for (name, value) in named {
            if let Some(value) = value {
                repr += &format!(", {name}={}", PyString::new(py, value).repr()?);
            }
        }
        Ok(repr + ")")
    }

    fn __eq__(&self, other: &Self, py: Python<'_>) -> PyResult<bool> {
        let counted = match (&self.counted, &other.counted) {
            (Some(a), Some(b)) => a.same(b, py)?,
            (a, b) => a.is_none() && b.is_none(),
        };
        Ok(counted
            && (self.kind, self.value, self.upper) == (other.kind, other.value, other.upper)
            && (self.reason, self.modifier) == (other.reason, other.modifier)
            && (&self.unit, &self.currency) == (&other.unit, &other.currency)
            && self.place.same(&other.place, py)?)
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<u64> {
        self.place.hash(py)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> Reduced<'py, (Pickle, State)> {
        let restore = py.get_type::<Self>().getattr(intern!(py, "_restore"))?;
        let owned = |name: Option<&'static str>| name.map(str::to_owned);
        let state = (
            self.kind.name().to_owned(),
            self.value.map(|value| value.to_string()),
            self.upper.map(|value| value.to_string()),
            owned(self.reason()),
            owned(self.modifier()),
            self.unit.clone(),
            self.currency.clone(),
            self.counted.as_ref().map(|place| place.pickle(py)),
        );
        Ok((restore, (self.place.pickle(py), state)))
    }

    #[staticmethod]
    fn _restore(py: Python<'_>, place: Pickle, state: State) -> PyResult<Self> {
        let (kind, value, upper, reason, modifier, unit, currency, counted) = state;
        let value_of = |value: Option<String>| {
            let parsed = |value: String| {
                Exact::parse(&value).ok_or_else(|| damaged(format!("{value:?} is no value")))
            };
            value.map(parsed).transpose()
        };
        let unknown = |name: &str| damaged(format!("{name:?} is not known"));
        Ok(Self {
            place: Place::restore(place, py)?,
            kind: NumberKind::from_name(&kind).ok_or_else(|| unknown(&kind))?,
            value: value_of(value)?,
            upper: value_of(upper)?,
            reason: reason
                .map(|name| NoValue::from_name(&name).ok_or_else(|| unknown(&name)))
                .transpose()?,
            modifier: modifier
                .map(|name| Modifier::from_name(&name).ok_or_else(|| unknown(&name)))
                .transpose()?,
            unit,
            currency,
            counted: counted.map(|place| Place::restore(place, py)).transpose()?,
        })
    }
}

/// A value as an int, a decimal.Decimal or a fractions.Fraction.
pub(super) fn exact(py: Python<'_>, value: Exact) -> PyResult<Bound<'_, PyAny>> {
    if let Some(whole) = value.as_whole() {
        return whole.into_bound_py_any(py);
    }
    match value.decimal() {
        Some(_) => py.import("decimal")?.getattr("Decimal")?.call1((value.to_string(),)),
        None => {
            let parts = (value.numerator(), value.denominator());
            py.import("fractions")?.getattr("Fraction")?.call1(parts)
        }
    }
}

/// A number as it is written to JSON and to a dict.
#[derive(Serialize)]
pub(super) struct NumberRecord<'a> {
    #[serde(flatten)]
    place: PlaceRecord<'a>,
    kind: &'static str,
    value: Option<ValueRecord>,
    upper: Option<ValueRecord>,
    reason: Option<&'static str>,
    modifier: Option<&'static str>,
    unit: Option<&'a str>,
    currency: Option<&'a str>,
    counted: Option<PlaceRecord<'a>>,
}

/// A value: in JSON a number if it is whole, else a string, `"2.5"` or `"1/3"`.
struct ValueRecord(Exact);

impl Serialize for ValueRecord {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_whole() {
            Some(whole) => serializer.serialize_i64(whole),
            None => serializer.collect_str(&self.0),
        }
    }
}

impl<'a> NumberRecord<'a> {
    pub(super) fn new(number: &'a values::Number, text: &'a str, index: &CharIndex<'_>) -> Self {
        let place = |span: Span| {
            let (start, end) = index.chars(span);
            PlaceRecord { text: span.of(text), start, end }
        };
        Self {
            place: place(number.span),
            kind: number.kind.name(),
            value: number.value.map(ValueRecord),
            upper: number.upper.map(ValueRecord),
            reason: number.reason.map(NoValue::name),
            modifier: number.modifier.map(Modifier::name),
            unit: number.unit(),
            currency: number.currency(),
            counted: number.counted.map(place),
        }
    }

    pub(super) fn to_dict<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<Bound<'py, pyo3::types::PyDict>> {
        let dict = self.place.to_dict(py)?;
        let value = |value: &Option<ValueRecord>| {
            value.as_ref().map(|value| exact(py, value.0)).transpose()
        };
        dict.set_item("kind", self.kind)?;
        dict.set_item("value", value(&self.value)?)?;
        dict.set_item("upper", value(&self.upper)?)?;
        dict.set_item("reason", self.reason)?;
        dict.set_item("modifier", self.modifier)?;
        dict.set_item("unit", self.unit)?;
        dict.set_item("currency", self.currency)?;
        let counted = self.counted.as_ref().map(|place| place.to_dict(py)).transpose()?;
        dict.set_item("counted", counted)?;
        Ok(dict)
    }
}

/// A whole number in Arabic words, without diacritics: `number_words(1250, "feminine", "genitive")` is
/// `ألف ومئتين وخمسين`.
///
/// `gender` is that of what is counted, "masculine" or "feminine": men are `ثلاثة`, women `ثلاث`. `case` is
/// "nominative", "accusative" or "genitive".
///
/// Raises ValueError for a number beyond 10¹⁸ or another gender or case, TypeError for a float.
#[pyfunction]
#[pyo3(
    signature = (number, gender = "masculine", case = "nominative"),
    text_signature = "(number, gender='masculine', case='nominative')"
)]
pub(super) fn number_words(
    number: &Bound<'_, PyAny>,
    gender: &str,
    case: &str,
) -> PyResult<String> {
    let (gender, case) = (Gender::from_name(gender)?, Case::from_name(case)?);
    let value = match integer("number", number) {
        Ok(value) => value as i64,
        Err(error) if error.is_instance_of::<PyOverflowError>(number.py()) => {
            return Err(values::beyond_words(&number.to_string()).into());
        }
        Err(error) => return Err(error),
    };
    Ok(values::number_words(value, gender, case)?)
}

/// A date, time, duration, set of them or range in a text.
#[pyclass(frozen, module = "warraq")]
pub(super) struct Date {
    place: Place,
    kind: DateKind,
    /// Its value as TIMEX3 and ISO 8601 write it: "2019-09-05", "XXXX-WXX-2", "P3M"; relative to an anchor
    /// "ANCHOR-P1D"; of the Islamic calendar "H1440-09-01". None where `reason` says why.
    #[pyo3(get)]
    value: Option<String>,
    /// The value where it is a plain year, month, day or time of day of ISO 8601; else None.
    #[pyo3(get)]
    iso: Option<String>,
    /// The other readings of the value, as of two months that disagree, as a list of strings.
    #[pyo3(get)]
    alternatives: Vec<String>,
    /// The smallest unit that it says: "second", "minute", "hour", "part" (of a day), "day", "week", "month",
    /// "quarter", "half", "season", "year", "decade", "century", "millennium"; None of durations, sets and ranges.
    #[pyo3(get)]
    granularity: Option<String>,
    /// "gregorian" or "hijri"; None of durations and sets.
    #[pyo3(get)]
    calendar: Option<String>,
    reason: Option<DateReason>,
    modifier: Option<DateModifier>,
    resolved: Option<(Day, Day)>,
}

/// Kind; value, iso, alternatives; granularity, calendar, reason, modifier; the days of `resolved`.
type DateState = (
    String,
    (Option<String>, Option<String>, Vec<String>),
    [Option<String>; 4],
    Option<(String, String)>,
);

impl Date {
    pub(super) fn new(place: Place, date: &values::Date, anchor: Option<Day>) -> Self {
        Self {
            place,
            kind: date.kind,
            value: date.value(),
            iso: date.iso(),
            alternatives: date.alternative().into_iter().collect(),
            granularity: date.granularity().map(str::to_owned),
            calendar: date.calendar().map(str::to_owned),
            reason: date.reason,
            modifier: date.modifier,
            resolved: date.resolve(anchor),
        }
    }
}

#[pymethods]
impl Date {
    /// The date as it stands in the text, without prepositions and proclitics before it.
    #[getter]
    fn text<'a>(&'a self, py: Python<'a>) -> PyResult<&'a str> {
        self.place.text(py)
    }

    /// Where it starts, in characters of the text.
    #[getter]
    fn start(&self) -> usize {
        self.place.start
    }

    /// Where it ends, in characters of the text: one past its last.
    #[getter]
    fn end(&self) -> usize {
        self.place.end
    }

    /// What it is: "date", "time", "duration", "set" or "range".
    #[getter]
    fn kind(&self) -> &'static str {
        self.kind.name()
    }

    /// Why it has no value: "no such day", "no such month", "range runs backwards"; or why it may have another:
    /// "months disagree", "which month"; else None.
    #[getter]
    fn reason(&self) -> Option<&'static str> {
        self.reason.map(DateReason::name)
    }

    /// What the text says of it: "start", "mid", "end", "approximately", "before", "after", of durations also
    /// "more than", "less than", "at least", "at most", "several"; or None.
    #[getter]
    fn modifier(&self) -> Option<&'static str> {
        self.modifier.map(DateModifier::name)
    }

    /// The first day and the day after the last, as a pair of datetime.date; None where the text does not say
    /// them, or they need an anchor that was not given.
    #[getter]
    fn resolved<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<Option<(Bound<'py, PyAny>, Bound<'py, PyAny>)>> {
        self.resolved.map(|(start, end)| Ok((day(py, start)?, day(py, end)?))).transpose()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let mut repr = format!("Date({}, kind='{}'", self.place.repr(py)?, self.kind.name());
        let named = [
            ("value", self.value.as_deref()),
            ("modifier", self.modifier()),
            ("reason", self.reason()),
        ];
        for (name, value) in named {
            if let Some(value) = value {
                repr += &format!(", {name}={}", PyString::new(py, value).repr()?);
            }
        }
        Ok(repr + ")")
    }

    fn __eq__(&self, other: &Self, py: Python<'_>) -> PyResult<bool> {
        Ok(self.kind == other.kind
            && (&self.value, &self.alternatives) == (&other.value, &other.alternatives)
            && (self.reason, self.modifier) == (other.reason, other.modifier)
            && self.resolved == other.resolved
            && self.place.same(&other.place, py)?)
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<u64> {
        self.place.hash(py)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> Reduced<'py, (Pickle, DateState)> {
        let restore = py.get_type::<Self>().getattr(intern!(py, "_restore"))?;
        let owned = |name: Option<&'static str>| name.map(str::to_owned);
        let state = (
            self.kind.name().to_owned(),
            (self.value.clone(), self.iso.clone(), self.alternatives.clone()),
            [
                self.granularity.clone(),
                self.calendar.clone(),
                owned(self.reason()),
                owned(self.modifier()),
            ],
            self.resolved.map(|(start, end)| (start.to_string(), end.to_string())),
        );
        Ok((restore, (self.place.pickle(py), state)))
    }

    #[staticmethod]
    fn _restore(py: Python<'_>, place: Pickle, state: DateState) -> PyResult<Self> {
        let (kind, (value, iso, alternatives), names, resolved) = state;
        let [granularity, calendar, reason, modifier] = names;
        let unknown = |name: &str| damaged(format!("{name:?} is not known"));
        let day = |text: String| text.parse::<Day>().map_err(damaged);
        Ok(Self {
            place: Place::restore(place, py)?,
            kind: DateKind::from_name(&kind).ok_or_else(|| unknown(&kind))?,
            value,
            iso,
            alternatives,
            granularity,
            calendar,
            reason: reason
                .map(|name| DateReason::from_name(&name).ok_or_else(|| unknown(&name)))
                .transpose()?,
            modifier: modifier
                .map(|name| DateModifier::from_name(&name).ok_or_else(|| unknown(&name)))
                .transpose()?,
            resolved: resolved
                .map(|(start, end)| Ok::<_, PyErr>((day(start)?, day(end)?)))
                .transpose()?,
        })
    }
}

/// A day as a datetime.date.
pub(super) fn day(py: Python<'_>, day: Day) -> PyResult<Bound<'_, PyAny>> {
    let parts = (day.year(), day.month(), day.day());
    py.import(intern!(py, "datetime"))?.getattr(intern!(py, "date"))?.call1(parts)
}

/// The day of an anchor: a datetime.date or datetime, a datetime64 of NumPy, or a string that begins with a date of
/// ISO 8601.
///
/// Raises TypeError for another type, ValueError for a string that is no date.
pub(super) fn anchor(value: &Bound<'_, PyAny>) -> PyResult<Day> {
    let py = value.py();
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(parse_anchor(text.to_str()?)?);
    }
    if is_datetime64(value)? {
        return Ok(parse_anchor(value.str()?.to_str()?)?);
    }
    // A date of another calendar has a year, a month and a day as well.
    let date = py.import(intern!(py, "datetime"))?.getattr(intern!(py, "date"))?;
    let part = |name: &str| value.getattr(name).ok()?.extract::<i8>().ok();
    let year = || value.getattr("year").ok()?.extract::<i16>().ok();
    if value.is_instance(&date)?
        && let (Some(year), Some(month), Some(day)) = (year(), part("month"), part("day"))
    {
        let made = Day::new(year, month, day);
        return Ok(made.map_err(|error| Error::value(error.to_string()))?);
    }
    let message = format!(
        "anchor must be a date, a datetime or a string such as '2023-09-05', not {}",
        value.get_type().name()?
    );
    Err(pyo3::exceptions::PyTypeError::new_err(message))
}

/// Whether a value is a scalar of NumPy's days and times.
pub(super) fn is_datetime64(value: &Bound<'_, PyAny>) -> PyResult<bool> {
    let kind = value.get_type();
    Ok(kind.name()? == "datetime64" && kind.module()? == "numpy")
}

/// A date as it is written to JSON and to a dict.
#[derive(Serialize)]
pub(super) struct DateRecord<'a> {
    #[serde(flatten)]
    place: PlaceRecord<'a>,
    kind: &'static str,
    value: Option<String>,
    granularity: Option<&'static str>,
    calendar: Option<&'static str>,
    modifier: Option<&'static str>,
    alternatives: Vec<String>,
    reason: Option<&'static str>,
    /// Days of ISO 8601.
    resolved: Option<[String; 2]>,
}

impl<'a> DateRecord<'a> {
    pub(super) fn new(
        date: &values::Date,
        anchor: Option<Day>,
        text: &'a str,
        index: &CharIndex<'_>,
    ) -> Self {
        let (start, end) = index.chars(date.span);
        let resolved = date.resolve(anchor);
        Self {
            place: PlaceRecord { text: date.span.of(text), start, end },
            kind: date.kind.name(),
            value: date.value(),
            granularity: date.granularity(),
            calendar: date.calendar(),
            modifier: date.modifier.map(DateModifier::name),
            alternatives: date.alternative().into_iter().collect(),
            reason: date.reason.map(DateReason::name),
            resolved: resolved.map(|(start, end)| [start.to_string(), end.to_string()]),
        }
    }

    pub(super) fn to_dict<'py>(
        &self,
        py: Python<'py>,
    ) -> PyResult<Bound<'py, pyo3::types::PyDict>> {
        let dict = self.place.to_dict(py)?;
        dict.set_item("kind", self.kind)?;
        dict.set_item("value", &self.value)?;
        dict.set_item("granularity", self.granularity)?;
        dict.set_item("calendar", self.calendar)?;
        dict.set_item("modifier", self.modifier)?;
        dict.set_item("alternatives", &self.alternatives)?;
        dict.set_item("reason", self.reason)?;
        dict.set_item("resolved", self.resolved.as_ref().map(|days| days.to_vec()))?;
        Ok(dict)
    }
}
