//! Numbers written out in words.

use super::lexicon::Gender;
use crate::{Error, Result};

/// The case that a number in words is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Case {
    /// Of a subject: `مئتان`.
    #[default]
    Nominative,
    /// Of an object: `مئتين`, `ألفا`.
    Accusative,
    /// After a preposition or a noun: `مئتين`, `ألف`.
    Genitive,
}

impl Case {
    const NAMES: [&'static str; 3] = ["nominative", "accusative", "genitive"];

    /// The case of that name: `nominative`, `accusative` or `genitive`.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for another name; the message lists the known.
    pub fn from_name(name: &str) -> Result<Self> {
        match name {
            "nominative" => Ok(Self::Nominative),
            "accusative" => Ok(Self::Accusative),
            "genitive" => Ok(Self::Genitive),
            _ => Err(Error::unknown("case", name, &Self::NAMES)),
        }
    }
}

impl Gender {
    /// The gender of that name: `masculine` or `feminine`.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for another name; the message lists the known.
    pub fn from_name(name: &str) -> Result<Self> {
        match name {
            "masculine" => Ok(Self::Masculine),
            "feminine" => Ok(Self::Feminine),
            _ => Err(Error::unknown("gender", name, &["masculine", "feminine"])),
        }
    }
}

/// The largest number that is written in words, and the negative of the least.
pub const MOST: i64 = 1_000_000_000_000_000_000;

/// What a feminine noun is counted with, from 3 on; a masculine one has ة at the end.
const UNITS: [&str; 7] = ["ثلاث", "أربع", "خمس", "ست", "سبع", "ثماني", "تسع"];
const TENS: [&str; 8] = ["عشر", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع"];
const HUNDREDS: [&str; 7] = ["ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع"];
/// From the largest: the value, the singular and the plural.
const SCALES: [(i64, &str, &str); 6] = [
    (1_000_000_000_000_000_000, "كوينتيليون", "كوينتيليونات"),
    (1_000_000_000_000_000, "كوادريليون", "كوادريليونات"),
    (1_000_000_000_000, "تريليون", "تريليونات"),
    (1_000_000_000, "مليار", "مليارات"),
    (1_000_000, "مليون", "ملايين"),
    (1_000, "ألف", "آلاف"),
];

/// A number in words, without diacritics, as it stands before or without what it counts, whose gender is
/// given: `ثلاث` are feminine. All parts agree and are in the case, with the accusative's alef; the hundreds
/// are written as one word, `ثلاثمئة`.
///
/// ```
/// use warraq::values::{Case, Gender, number_words};
/// # fn main() -> warraq::Result<()> {
/// let words = number_words(1250, Gender::Feminine, Case::Genitive)?;
/// assert_eq!(words, "ألف ومئتين وخمسين");
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`ErrorKind::Value`](crate::ErrorKind::Value) if it is more than 10¹⁸ from 0.
pub fn number_words(number: i64, gender: Gender, case: Case) -> Result<String> {
    if number.unsigned_abs() > MOST.unsigned_abs() {
        return Err(beyond_words(&number.to_string()));
    }
    let mut rest = number.abs();
    if rest == 0 {
        return Ok(accusative("صفر", case));
    }
    let mut parts: Vec<String> = Vec::new();
    for (value, one, many) in SCALES {
        let count = rest / value;
        rest %= value;
        scaled(count, one, many, case, &mut parts);
    }
    if rest > 0 {
        below_thousand(rest, gender, case, &mut parts);
    }
    let words = parts.join(" و");
    Ok(if number < 0 { format!("سالب {words}") } else { words })
}

/// What is too far from 0.
pub(crate) fn beyond_words(number: &str) -> Error {
    Error::value(format!(
        "number is {number}; it must be from -{MOST} to {MOST} to be written in words"
    ))
}

/// With the alef that an indefinite noun has in the accusative.
fn accusative(noun: &str, case: Case) -> String {
    if case == Case::Accusative { format!("{noun}ا") } else { noun.to_owned() }
}

/// A dual or sound plural: `ان` or `ون`, in the other cases `ين`.
fn ended(stem: &str, nominative: &str, case: Case) -> String {
    let end = if case == Case::Nominative { nominative } else { "ين" };
    format!("{stem}{end}")
}

/// Appends thousands, millions, …, of which there are fewer than a thousand.
fn scaled(count: i64, one: &str, many: &str, case: Case, parts: &mut Vec<String>) {
    let (hundreds, below) = (count / 100 * 100, count % 100);
    match below {
        0..=2 => {
            if hundreds > 0 {
                // In the construct state: مئتا ألف.
                let mut words = hundred(hundreds, case);
                if hundreds == 200 {
                    words.pop();
                }
                parts.push(format!("{words} {one}"));
            }
            match below {
                1 => parts.push(accusative(one, case)),
                2 => parts.push(ended(one, "ان", case)),
                _ => {}
            }
        }
        _ => {
            let mut group = Vec::new();
            below_thousand(count, Gender::Masculine, case, &mut group);
            let noun = match below {
                3..=10 => many.to_owned(),
                // What is counted is in the accusative, whatever the case.
                _ => accusative(one, Case::Accusative),
            };
            parts.push(format!("{} {noun}", group.join(" و")));
        }
    }
}

fn hundred(hundreds: i64, case: Case) -> String {
    match hundreds {
        100 => "مئة".to_owned(),
        200 => ended("مئت", "ان", case),
        _ => format!("{}مئة", HUNDREDS[(hundreds / 100 - 3) as usize]),
    }
}

/// Appends the parts of a number from 1 to 999.
fn below_thousand(number: i64, gender: Gender, case: Case, parts: &mut Vec<String>) {
    let (hundreds, below) = (number / 100 * 100, number % 100);
    if hundreds > 0 {
        parts.push(hundred(hundreds, case));
    }
    let (tens, unit) = (below / 10, below % 10);
    match (tens, unit) {
        (0, 0) => {}
        (0, unit) => parts.push(unit_word(unit, gender, case, false)),
        (1, unit) => parts.push(teen(unit, gender, case)),
        (tens, unit) => {
            if unit > 0 {
                parts.push(unit_word(unit, gender, case, true));
            }
            parts.push(ended(TENS[(tens - 2) as usize], "ون", case));
        }
    }
}

/// From 1 to 9; before tens in a form of its own.
fn unit_word(unit: i64, gender: Gender, case: Case, before_tens: bool) -> String {
    match (unit, gender) {
        (1, Gender::Masculine) => accusative("واحد", case),
        (1, Gender::Feminine) if before_tens => "إحدى".to_owned(),
        (1, Gender::Feminine) => "واحدة".to_owned(),
        (2, Gender::Masculine) => ended("اثن", "ان", case),
        (2, Gender::Feminine) => ended("اثنت", "ان", case),
        (_, Gender::Masculine) => format!("{}ة", UNITS[(unit - 3) as usize]),
        (8, Gender::Feminine) if before_tens && case != Case::Accusative => "ثمان".to_owned(),
        (_, Gender::Feminine) => {
            let word = UNITS[(unit - 3) as usize];
            if before_tens { accusative(word, case) } else { word.to_owned() }
        }
    }
}

/// From 10 to 19, by their unit.
fn teen(unit: i64, gender: Gender, case: Case) -> String {
    let ten = match gender {
        Gender::Masculine => "عشر",
        Gender::Feminine => "عشرة",
    };
    match (unit, gender) {
        // Ten alone is as the units are.
        (0, Gender::Masculine) => "عشرة".to_owned(),
        (0, Gender::Feminine) => "عشر".to_owned(),
        (1, Gender::Masculine) => format!("أحد {ten}"),
        (1, Gender::Feminine) => format!("إحدى {ten}"),
        (2, _) => {
            let mut two = unit_word(2, gender, case, false);
            two.pop();
            format!("{two} {ten}")
        }
        _ => format!("{} {ten}", unit_word(unit, gender, Case::Nominative, false)),
    }
}
