//! Evaluation of the values that texts say: on texts with their numbers marked, and on the cases of
//! Recognizers-Text, which are of other conventions.

use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::dates::agree;
use crate::tokenize::{TokenKind, tokenize};
use crate::unicode::digit_value;
use crate::values::dates::dates_with;
use crate::values::numbers::{Also, numbers};
use crate::values::{Exact, Modifier, NoValue, Number, NumberKind, part};
use crate::{CharIndex, Error, Pipeline, Result, Span};

/// How what was found agrees with what was marked.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ValueEvaluation {
    /// How many texts there are.
    pub texts: usize,
    /// How many items are marked.
    pub marked: usize,
    /// How many are found.
    pub found: usize,
    /// How many are found with the same span.
    pub matched: usize,
    /// Of those, how many have the same value: of a range both ends.
    pub values: usize,
    /// Of those with the same span, how many agree in each other field, by its name.
    pub fields: Vec<(&'static str, usize)>,
    /// What disagrees, in order.
    pub disagreements: Vec<Disagreement>,
}

impl ValueEvaluation {
    /// Matched items a found one.
    pub fn precision(&self) -> f64 {
        ratio(self.matched, self.found)
    }

    /// Matched items a marked one.
    pub fn recall(&self) -> f64 {
        ratio(self.matched, self.marked)
    }

    /// The harmonic mean of precision and recall.
    pub fn f1(&self) -> f64 {
        ratio(2 * self.matched, self.found + self.marked)
    }

    /// Right values a matched item.
    pub fn accuracy(&self) -> f64 {
        ratio(self.values, self.matched)
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// One disagreement.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Disagreement {
    /// The line of the file, from 1.
    pub line: u64,
    /// `missed`, `spurious`, or the name of the field that differs.
    pub what: &'static str,
    /// The words that are marked or, if none are, found.
    pub text: String,
    /// What is marked; empty if nothing is.
    pub expected: String,
    /// What is found; empty if nothing is.
    pub found: String,
}

#[derive(Deserialize)]
struct Line {
    text: String,
    numbers: Vec<Marked>,
}

#[derive(Deserialize)]
struct Marked {
    text: String,
    start: usize,
    end: usize,
    kind: String,
    #[serde(default)]
    value: Value,
    #[serde(default)]
    upper: Value,
    #[serde(default)]
    reason: Option<String>,
    #[serde(default)]
    modifier: Option<String>,
    #[serde(default)]
    unit: Option<String>,
    #[serde(default)]
    currency: Option<String>,
    #[serde(default)]
    counted: Option<Place>,
}

#[derive(Deserialize)]
struct Place {
    start: usize,
    end: usize,
}

/// A value as files write it: a whole number, or a decimal or a fraction as a string.
fn exact(value: &Value) -> Option<Exact> {
    match value {
        Value::Number(number) => {
            number.as_i64().map(Exact::whole).or_else(|| Exact::parse(&number.to_string()))
        }
        Value::String(text) => Exact::parse(text),
        _ => None,
    }
}

fn shown(value: Option<Exact>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// The lines of a file, with their numbers.
pub(super) fn read(path: &Path) -> Result<Vec<(u64, String)>> {
    let text = std::fs::read_to_string(path).map_err(|error| Error::io(path, error))?;
    let lines = (1..).zip(text.lines()).filter(|line| !line.1.trim().is_empty());
    Ok(lines.map(|(number, line)| (number, line.to_owned())).collect())
}

/// The fields that are compared beside values.
const FIELDS: [&str; 6] = ["kind", "unit", "currency", "modifier", "counted", "reason"];

/// Compares the numbers that a pipeline finds with those that are marked in a file of JSON lines: `text`,
/// and `numbers`, each with `text`, `start` and `end` in characters, `kind`, `value`, and where there are
/// any `upper`, `reason`, `modifier`, `unit`, `currency` and `counted` (`start`, `end`).
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io) if the file cannot be read,
/// [`ErrorKind::Data`](crate::ErrorKind::Data) with the line if it is not such a file.
pub fn evaluate_numbers(pipeline: &Pipeline, path: impl AsRef<Path>) -> Result<ValueEvaluation> {
    let segmenter = pipeline.segmenter();
    evaluate_with(path.as_ref(), &|word| segmenter.proclitics(word).bytes == 0)
}

pub(crate) fn evaluate_with(
    path: &Path,
    is_one_word: &dyn Fn(&str) -> bool,
) -> Result<ValueEvaluation> {
    let mut evaluation = ValueEvaluation {
        fields: FIELDS.map(|name| (name, 0)).to_vec(),
        ..ValueEvaluation::default()
    };
    for (number, line) in read(path)? {
        let line: Line = serde_json::from_str(&line).map_err(|error| {
            Error::data(format!("no line with numbers: {error}")).at_line(number).in_file(path)
        })?;
        let mut found = numbers(&line.text, Also::default(), is_one_word);
        part(&mut found, &mut dates_with(&line.text, is_one_word));
        compare(number, &line, &found, &mut evaluation);
    }
    Ok(evaluation)
}

fn compare(number: u64, line: &Line, found: &[Number], evaluation: &mut ValueEvaluation) {
    let text = &line.text;
    let chars = CharIndex::new(text);
    let place = |span: Span| chars.chars(span);
    evaluation.texts += 1;
    evaluation.marked += line.numbers.len();
    evaluation.found += found.len();
    let mut disagreements = Vec::new();
    let mut tell = |what, text: &str, expected: String, found: String| {
        let text = text.to_owned();
        disagreements.push(Disagreement { line: number, what, text, expected, found });
    };
    for it in found {
        let span = place(it.span);
        if !line.numbers.iter().any(|marked| (marked.start, marked.end) == span) {
            let said = format!("{} {}", it.kind.name(), shown(it.value));
            tell("spurious", it.span.of(text), String::new(), said);
        }
    }
    for marked in &line.numbers {
        let Some(it) = found.iter().find(|it| place(it.span) == (marked.start, marked.end)) else {
            let said = format!("{} {}", marked.kind, shown(exact(&marked.value)));
            tell("missed", &marked.text, said, String::new());
            continue;
        };
        evaluation.matched += 1;
        let values = (exact(&marked.value), exact(&marked.upper));
        if values == (it.value, it.upper) {
            evaluation.values += 1;
        } else {
            let both = |(a, b)| format!("{} {}", shown(a), shown(b)).trim_end().to_owned();
            tell("value", &marked.text, both(values), both((it.value, it.upper)));
        }
        let counted = marked.counted.as_ref().map(|it| format!("{}..{}", it.start, it.end));
        let own = it.counted.map(place).map(|(start, end)| format!("{start}..{end}"));
        let fields: [(Option<String>, Option<String>); FIELDS.len()] = [
            (Some(marked.kind.clone()), Some(it.kind.name().to_owned())),
            (marked.unit.clone(), it.unit().map(str::to_owned)),
            (marked.currency.clone(), it.currency().map(str::to_owned)),
            (marked.modifier.clone(), it.modifier.map(|it| Modifier::name(it).to_owned())),
            (counted, own),
            (marked.reason.clone(), it.reason.map(|it| NoValue::name(it).to_owned())),
        ];
        for ((name, count), (expected, own)) in evaluation.fields.iter_mut().zip(fields) {
            if expected == own {
                *count += 1;
            } else {
                tell(name, &marked.text, expected.unwrap_or_default(), own.unwrap_or_default());
            }
        }
    }
    evaluation.disagreements.extend(disagreements);
}

// --- the cases of others ---------------------------------------------------------------------

/// How the cases of one kind agree.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CaseEvaluation {
    /// What the cases are of: `Number/NumberModel`.
    pub spec: String,
    /// How many there are.
    pub cases: usize,
    /// In how many all spans agree.
    pub spans: usize,
    /// In how many all spans and values agree.
    pub values: usize,
    /// What disagrees, a case each: all that is expected, all that is found.
    pub disagreements: Vec<Disagreement>,
}

/// A case of whatever spec.
#[derive(Deserialize)]
struct RawCase {
    spec: String,
    input: String,
    #[serde(default)]
    reference: Option<String>,
    expected: Vec<Value>,
}

#[derive(Deserialize)]
struct Case {
    spec: String,
    input: String,
    expected: Vec<Expected>,
}

#[derive(Deserialize)]
struct Expected {
    text: String,
    #[serde(default)]
    value: Option<String>,
}

/// What is compared: words, and a value that may be told.
type Told = (String, Option<String>);

/// Compares with the cases of Recognizers-Text in a file of JSON lines: `spec`, `input`, `expected`, each
/// with `text` and `value`. A case agrees if all its spans do, in order, and all values. Specs that are not
/// read are left out.
///
/// What is a matter of convention is bridged: currencies, units and counted nouns are no part of a number
/// there; a number with `أكثر من` or the like is a range without an end, and two such joined by `و` are one
/// range, which may be half open;numbers of dates are numbers, and digits with letters
/// right after them are none;words for tens and more may be ordinals; what
/// follows `نسبة` is a percentage without a sign;   `الأخير` and the like are ordinals, told
/// from the end; fractions are told in 15 digits.
///
/// # Errors
/// As [`evaluate_numbers`].
pub fn evaluate_values(path: impl AsRef<Path>) -> Result<Vec<CaseEvaluation>> {
    let path = path.as_ref();
    let mut specs: Vec<CaseEvaluation> = Vec::new();
    for (number, line) in read(path)? {
        let bad = |error: serde_json::Error| {
            Error::data(format!("no case: {error}")).at_line(number).in_file(path)
        };
        let raw: RawCase = serde_json::from_str(&line).map_err(bad)?;
        if let Some(it) = agree(&raw.spec, &raw.input, raw.reference.as_deref(), &raw.expected) {
            let own = spec(&mut specs, &raw.spec);
            own.cases += 1;
            own.spans += usize::from(it.spans);
            own.values += usize::from(it.values);
            if !it.values {
                own.disagreements.push(Disagreement {
                    line: number,
                    what: if it.spans { "value" } else { "span" },
                    text: raw.input,
                    expected: it.expected,
                    found: it.found,
                });
            }
            continue;
        }
        let case: Case = serde_json::from_str(&line).map_err(bad)?;
        let Some(found) = told(&case) else { continue };
        let own = spec(&mut specs, &case.spec);
        own.cases += 1;
        let texts = found.len() == case.expected.len()
            && found.iter().zip(&case.expected).all(|(a, b)| same_text(&a.0, &b.text));
        let values = texts
            && found
                .iter()
                .zip(&case.expected)
                .all(|(a, b)| same_value(a.1.as_deref(), b.value.as_deref()));
        own.spans += usize::from(texts);
        own.values += usize::from(values);
        if !values {
            let list = |items: Vec<(&str, &str)>| {
                let items = items.iter().map(|(text, value)| format!("{text} = {value}"));
                items.collect::<Vec<_>>().join("; ")
            };
            let expected = case.expected.iter();
            let expected = expected.map(|it| (it.text.as_str(), it.value.as_deref().unwrap_or("")));
            let found =
                found.iter().map(|it| (it.0.as_str(), it.1.as_deref().unwrap_or(""))).collect();
            own.disagreements.push(Disagreement {
                line: number,
                what: if texts { "value" } else { "span" },
                text: case.input.clone(),
                expected: list(expected.collect()),
                found: list(found),
            });
        }
    }
    Ok(specs)
}

/// The evaluation of a spec.
fn spec<'a>(specs: &'a mut Vec<CaseEvaluation>, name: &str) -> &'a mut CaseEvaluation {
    let at = specs.iter().position(|it| it.spec == name).unwrap_or_else(|| {
        let spec = name.to_owned();
        let (cases, spans, values, disagreements) = (0, 0, 0, Vec::new());
        specs.push(CaseEvaluation { spec, cases, spans, values, disagreements });
        specs.len() - 1
    });
    &mut specs[at]
}

/// What is found of a case, as its spec tells it; none for specs that are not read.
fn told(case: &Case) -> Option<Vec<Told>> {
    let text = case.input.as_str();
    match case.spec.strip_prefix("Number/")? {
        "NumberModel" => Some(told_numbers(text)),
        "OrdinalModel" => Some(told_ordinals(text)),
        "PercentModel" => Some(told_percents(text)),
        "NumberRangeModel" => Some(told_ranges(text)),
        _ => None,
    }
}

/// White space apart.
fn same_text(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}

fn same_value(own: Option<&str>, expected: Option<&str>) -> bool {
    let (Some(own), Some(expected)) = (own, expected) else {
        return own.is_some() || expected.is_none();
    };
    if own == expected {
        return true;
    }
    match (Exact::parse(own), Exact::parse(expected)) {
        (Some(a), Some(b)) => {
            // 15 digits.
            let float = |it: Exact| it.numerator() as f64 / it.denominator() as f64;
            a == b || (float(a) - float(b)).abs() <= 1e-14 * float(a).abs()
        }
        _ => false,
    }
}

fn all(text: &str) -> Vec<Number> {
    numbers(text, Also { times: true, relative: true }, &|_| true)
}

fn told_numbers(text: &str) -> Vec<Told> {
    let wanted = |it: &Number| {
        !matches!(it.kind, NumberKind::Ordinal | NumberKind::Phone | NumberKind::Identifier)
    };
    let found = all(text);
    // Not where letters follow at once: there that is a measure, or nothing.
    let apart = |it: &Number| {
        let letters = it.numeral.of(text).ends_with(|c: char| c.is_ascii_alphabetic());
        !letters && !text[it.numeral.end as usize..].starts_with(char::is_alphabetic)
    };
    let found = found.iter().filter(|it| wanted(it) && apart(it));
    let mut told: Vec<_> = found
        .map(|it| (it.numeral.start, (it.numeral.of(text).to_owned(), Some(shown(it.value)))))
        .collect();
    // The digits of a date are numbers.
    let mut tokens = Vec::new();
    tokenize(text, &mut tokens);
    for token in tokens.iter().filter(|token| token.kind == TokenKind::Date) {
        let mut at = token.span.start;
        for group in token.span.of(text).split(|c| digit_value(c).is_none()) {
            let value =
                group.chars().fold(0, |sum, c| sum * 10 + i64::from(digit_value(c).unwrap_or(0)));
            told.push((at, (group.to_owned(), Some(value.to_string()))));
            at += group.len() as u32 + 1;
        }
    }
    told.sort_by_key(|it| it.0);
    told.into_iter().map(|it| it.1).collect()
}

fn told_ordinals(text: &str) -> Vec<Told> {
    let found = all(text);
    // Of tens and more, cardinals and ordinals are the same words.
    let high = |it: &&Number| {
        it.kind == NumberKind::Cardinal
            && it.counted.is_none()
            && it.value >= Some(Exact::whole(20))
            && it.numeral.of(text).starts_with(char::is_alphabetic)
    };
    let ordinals = found.iter().filter(|it| it.kind == NumberKind::Ordinal || high(it));
    ordinals
        .map(|it| {
            let value = it.relative().map_or_else(|| shown(it.value), str::to_owned);
            (it.span.of(text).to_owned(), Some(value))
        })
        .collect()
}

fn told_percents(text: &str) -> Vec<Told> {
    let found = all(text);
    let told = |it: &Number| {
        let value = Some(format!("{}%", shown(it.value)));
        if it.kind == NumberKind::Percent {
            return Some((it.span.of(text).to_owned(), value));
        }
        let before = text[..it.numeral.start as usize].trim_end();
        let word = before.rsplit(char::is_whitespace).next().filter(|&word| word == "نسبة")?;
        Some((text[before.len() - word.len()..it.numeral.end as usize].to_owned(), value))
    };
    found.iter().filter_map(told).collect()
}

/// A number that a text bounds: its span, the lower and the upper bound with whether they are included.
type Bounds = (Span, Option<(Exact, bool)>, Option<(Exact, bool)>);

fn told_ranges(text: &str) -> Vec<Told> {
    let mut ranges: Vec<Bounds> = Vec::new();
    for it in all(text) {
        let Some(bounds) = bounds(text, &it) else { continue };
        // أكثر من 10 وأقل من 20.
        if let Some(last) = ranges.last_mut()
            && let (Some(lower), Some(upper)) = (last.1.or(bounds.1), last.2.or(bounds.2))
            && (last.1.is_some() != last.2.is_some())
            && (bounds.1.is_some() != bounds.2.is_some())
            && last.1.is_some() != bounds.1.is_some()
            && lower.0 < upper.0
            && is_joint(&text[last.0.end as usize..bounds.0.start as usize])
        {
            last.0.end = bounds.0.end;
            (last.1, last.2) = (Some(lower), Some(upper));
            continue;
        }
        ranges.push(bounds);
    }
    let end = |bound: Option<(Exact, bool)>| bound.map_or_else(String::new, |it| shown(Some(it.0)));
    ranges
        .iter()
        .map(|&(span, lower, upper)| {
            let open = if lower.is_some_and(|it| it.1) { '[' } else { '(' };
            let close = if upper.is_some_and(|it| it.1) { ']' } else { ')' };
            let value = format!("{open}{},{}{close}", end(lower), end(upper));
            (span.of(text).to_owned(), Some(value))
        })
        .collect()
}

/// `و`, with or without a comma.
fn is_joint(gap: &str) -> bool {
    let gap = gap.trim().trim_start_matches(['،', ',']).trim();
    matches!(gap, "" | "و" | "أو" | "او")
}

fn bounds(text: &str, it: &Number) -> Option<Bounds> {
    let with_modifier = |span: Span| match it.modifier_span {
        Some(said) => Span { start: said.start.min(span.start), end: said.end.max(span.end) },
        None => span,
    };
    let span = with_modifier(it.numeral);
    let value = it.value?;
    Some(match (it.kind, it.modifier) {
        (NumberKind::Range, _) => {
            // Half open there; its span has the word before it.
            let before = text[..it.numeral.start as usize].trim_end();
            let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
            let own = matches!(word, "من" | "بين");
            let start = if own { before.len() - word.len() } else { it.numeral.start as usize };
            let span = Span { start: start as u32, end: it.numeral.end };
            (span, Some((value, true)), Some((it.upper?, false)))
        }
        (_, Some(Modifier::MoreThan)) => (span, Some((value, false)), None),
        (_, Some(Modifier::AtLeast)) => (span, Some((value, true)), None),
        (_, Some(Modifier::LessThan)) => (span, None, Some((value, false))),
        (_, Some(Modifier::AtMost)) => (span, None, Some((value, true))),
        // يصل إلى 5 is at most 5 there.
        (_, None) if it.modifier_span.is_some_and(|said| said.of(text).contains("صل")) => {
            (span, None, Some((value, true)))
        }
        (_, None) if it.modifier_span.is_some() => (span, Some((value, true)), Some((value, true))),
        _ => return None,
    })
}
