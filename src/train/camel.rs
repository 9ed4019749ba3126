//! The tables of Camel Morph: comma-separated, words in Buckwalter's transliteration.

use std::path::Path;

use super::input::each_line;
use crate::{Error, Result};

/// Buckwalter's transliteration; what it leaves out are diacritics.
const BUCKWALTER: (&str, &str) =
    ("'|>&<}AbptvjHxd*rzs$SDTZEgfqklmnhwYy{", "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيا");

/// A word without its diacritics, in Arabic letters.
pub(crate) fn word(transliterated: &str) -> String {
    let letter = |c| {
        let at = BUCKWALTER.0.chars().position(|b| b == c)?;
        BUCKWALTER.1.chars().nth(at)
    };
    transliterated.chars().filter_map(letter).collect()
}

/// The fields of a line; those in quotation marks may have commas.
fn fields(line: &str) -> Vec<&str> {
    let mut fields = Vec::new();
    let mut rest = line;
    loop {
        let quoted = rest.strip_prefix('"').and_then(|rest| Some((rest, rest.find("\",")?)));
        match (quoted, rest.find(',')) {
            (Some((inner, end)), _) => {
                fields.push(&inner[..end]);
                rest = &inner[end + 2..];
            }
            (None, Some(end)) => {
                fields.push(&rest[..end]);
                rest = &rest[end + 1..];
            }
            (None, None) => {
                fields.push(rest);
                return fields;
            }
        }
    }
}

/// Gives the fields of those columns of every row.
pub(crate) fn each_row<const N: usize>(
    path: &Path,
    columns: [&str; N],
    mut each: impl FnMut([&str; N]),
) -> Result<()> {
    let mut places: Option<[usize; N]> = None;
    each_line(path, |_, line| {
        let fields = fields(line);
        let Some(places) = places else {
            let mut found = [0; N];
            for (place, name) in found.iter_mut().zip(columns) {
                *place = fields
                    .iter()
                    .position(|&field| field == name)
                    .ok_or_else(|| Error::data(format!("no column {name}")))?;
            }
            places = Some(found);
            return Ok(());
        };
        each(places.map(|place| fields.get(place).copied().unwrap_or("")));
        Ok(())
    })
}

/// A form of a verb without clitics.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct VerbForm {
    pub(crate) form: String,
    /// Whether it is of the imperfective.
    pub(crate) present: bool,
    /// Whether no ending of its own looks like a pronoun.
    pub(crate) bare: bool,
    pub(crate) transitive: bool,
}

/// How a stem ends where no suffix follows, by its condition in the table.
const ENDINGS: [(&str, &str); 14] = [
    ("#-ay", "ى"),
    ("#-aY", "ى"),
    ("#-aw", "ا"),
    ("#-aA", "ا"),
    ("#-iy", "ي"),
    ("#-uw", "و"),
    ("#-a>", "أ"),
    ("#-u&", "ؤ"),
    ("#-i}", "ئ"),
    ("#-A'", "اء"),
    ("#-iy'", "يء"),
    ("#-uw'", "وء"),
    ("#->ay", "أى"),
    ("#-}iy", "ئي"),
];

/// Gives the usual forms of the verbs of a table of perfective or imperfective stems: with the
/// prefixes of person, and the endings ت, وا, نا and ون.
pub(crate) fn verb_forms(path: &Path, mut each: impl FnMut(VerbForm)) -> Result<()> {
    each_row(path, ["CLASS", "FORM", "COND-S"], |[class, form, conditions]| {
        let stem = word(form);
        let conditions: Vec<&str> = conditions.split(' ').collect();
        let ending = ENDINGS.iter().find(|(condition, _)| conditions.contains(condition));
        let transitive = conditions.contains(&"trans") || conditions.contains(&"ditrans");
        let present = class == "[STEM-IV]";
        if !present && class != "[STEM-PV]" || stem.is_empty() {
            return;
        }
        let alone = ending.map_or("", |(_, ending)| ending);
        // A weak last letter falls before a suffix; hamza stays.
        let kept = if alone.contains(['أ', 'ء', 'ؤ', 'ئ']) { alone } else { "" };
        let forms: &[(&str, &str, bool)] = if present {
            &[(alone, "", true), (kept, "ون", true), (kept, "وا", true)]
        } else {
            &[(alone, "", true), (kept, "ت", true), (kept, "وا", true), (kept, "نا", false)]
        };
        for prefix in if present { &["ي", "ت", "ن", "أ"][..] } else { &[""] } {
            for &(end, suffix, bare) in forms {
                if present && !suffix.is_empty() && !matches!(*prefix, "ي" | "ت") {
                    continue;
                }
                let form = format!("{prefix}{stem}{end}{suffix}");
                let transitive = transitive && suffix != "وا";
                each(VerbForm { form, present, bare, transitive });
            }
        }
    })
}

/// Gives the stems of a table of nominals.
pub(crate) fn stems(path: &Path, mut each: impl FnMut(String)) -> Result<()> {
    each_row(path, ["FORM"], |[form]| {
        let stem = word(form);
        if !stem.is_empty() {
            each(stem);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_fields_have_commas() {
        assert_eq!(fields(r#"a,"b,c",,d"#), ["a", "b,c", "", "d"]);
        assert_eq!(fields(""), [""]);
    }

    #[test]
    fn words_lose_their_diacritics() {
        assert_eq!(word("{isotaxodam~a"), "استخدم");
    }
}
