//! Lists of names, read as what they say of single words.

use std::collections::BTreeMap;
use std::path::Path;

use super::camel;
use super::input::each_line;
use crate::normalize::fold;
use crate::{Error, Result};

/// What lists say of words: for each word the kinds of names it is part of, and how much stands
/// behind that: people who bear the name, inhabitants of the city.
#[derive(Default)]
pub(crate) struct Names {
    pub(crate) words: BTreeMap<String, BTreeMap<String, u64>>,
    /// Whether words are kept as the lists spell them; else they are folded.
    pub(crate) spelt: bool,
}

/// Letters of Persian and Urdu that no Arabic spelling of a name has.
const FOREIGN: &str = "پچژگٹڈڑںےھڤڨڭۆێەکیہ";

/// Countries whose names are mostly Persian or Urdu.
const PERSIANATE: [&str; 3] = ["IR", "PK", "AF"];

fn add(names: &mut Names, name: &str, kind: &str, weight: u64) {
    if name.contains(|c| FOREIGN.contains(c)) {
        return;
    }
    let mut folded = String::new();
    if names.spelt {
        folded.push_str(name);
    } else {
        fold(name, &mut folded);
    }
    let parts: Vec<&str> =
        folded.split([' ', '-', '_', '\u{a0}']).filter(|p| !p.is_empty()).collect();
    for part in &parts {
        // A letter or two are an initial or a particle.
        if part.chars().count() < 2 {
            continue;
        }
        let kind = if parts.len() > 1 { format!("{kind}+") } else { kind.to_owned() };
        let known = names.words.entry((*part).to_owned()).or_default().entry(kind).or_default();
        *known = (*known).max(weight);
    }
}

fn columns<const N: usize>(line: &str) -> Result<[&str; N]> {
    let columns: Vec<&str> = line.split('\t').collect();
    columns.try_into().map_err(|columns: Vec<&str>| {
        Error::data(format!("{} columns; {N} expected", columns.len()))
    })
}

fn whole(number: &str) -> Result<u64> {
    number.parse().map_err(|_| Error::data(format!("{number:?} is no number")))
}

/// A line of a list of person names.
pub(crate) struct Person<'a> {
    pub(crate) name: &'a str,
    /// `given`, `surname` or `unknown`.
    pub(crate) kind: &'a str,
    /// How many bear it.
    pub(crate) bearers: u64,
    /// Whether all of them are from countries whose names are mostly Persian or Urdu.
    pub(crate) persianate: bool,
}

pub(crate) fn each_person(path: &Path, mut each: impl FnMut(Person)) -> Result<()> {
    each_line(path, |_, line| {
        let [name, kind, bearers, countries] = columns(line)?;
        let persianate = countries.split(',').all(|country| PERSIANATE.contains(&country));
        each(Person { name, kind, bearers: whole(bearers)?, persianate });
        Ok(())
    })
}

/// Gives the name and the inhabitants of each city.
pub(crate) fn each_city(path: &Path, mut each: impl FnMut(&str, u64)) -> Result<()> {
    each_line(path, |_, line| {
        let [name, _, _, inhabitants] = columns(line)?;
        each(name, whole(inhabitants)?);
        Ok(())
    })
}

/// Gives the Arabic names of a JSON object from names in Latin letters to Arabic ones.
pub(crate) fn each_transliterated(path: &Path, mut each: impl FnMut(&str)) -> Result<()> {
    let text = super::input::read(path)?;
    let map: BTreeMap<String, String> = serde_json::from_str(&text)
        .map_err(|error| Error::data(error.to_string()).in_file(path))?;
    map.values().for_each(|name| each(name));
    Ok(())
}

pub(crate) fn person_names(path: &Path, names: &mut Names) -> Result<()> {
    each_person(path, |Person { name, kind, bearers, persianate }| {
        let kind = match (kind, persianate) {
            ("given", false) => "g",
            ("given", true) => "pg",
            ("surname", false) => "s",
            ("surname", true) => "ps",
            (_, false) => "u",
            (_, true) => "pu",
        };
        add(names, name, kind, bearers);
    })
}

pub(crate) fn cities(path: &Path, names: &mut Names) -> Result<()> {
    each_city(path, |name, inhabitants| add(names, name, "c", inhabitants / 1000))
}

pub(crate) fn transliterated(path: &Path, names: &mut Names) -> Result<()> {
    each_transliterated(path, |name| add(names, name, "l", 0))
}

/// The proper nouns of Camel Morph: what they name is in the features `rat` (`r` a person, `i`
/// not) and `gen`.
pub(crate) fn proper_nouns(path: &Path, names: &mut Names) -> Result<()> {
    camel::each_row(path, ["LEMMA", "FEAT"], |[lemma, features]| {
        let value = |key: &str| {
            features.split(' ').find_map(|f| f.strip_prefix(key)).unwrap_or("-").to_owned()
        };
        let rationality = value("rat:");
        let gender = if rationality == "r" { value("gen:") } else { String::new() };
        add(names, &camel::arabic(lemma, false), &format!("n{rationality}{gender}"), 0);
    })
}
