//! The tables of Camel Morph: comma-separated, words in Buckwalter's transliteration.

use std::path::Path;

use super::input::each_line;
use crate::{Error, Result};

/// Buckwalter's transliteration of letters, then of diacritics.
const BUCKWALTER: (&str, &str) = (
    "'|>&<}AbptvjHxd*rzs$SDTZEgfqklmnhwYy{PJVGaiuo~`FKN",
    "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىياپچڤگ\u{64e}\u{650}\u{64f}\u{652}\u{651}\u{670}\u{64b}\u{64d}\u{64c}",
);

/// The Arabic of a transliterated form, with or without diacritics; what is none of Buckwalter's
/// letters ends it: lemmas are numbered and have the vowel of the imperfective behind a hyphen.
pub(crate) fn arabic(transliterated: &str, diacritics: bool) -> String {
    let end = transliterated.find(['-', '_']).unwrap_or(transliterated.len());
    transliterated[..end]
        .chars()
        .filter_map(|c| {
            let at = BUCKWALTER.0.chars().position(|b| b == c)?;
            BUCKWALTER.1.chars().nth(at)
        })
        .filter(|&c| diacritics || !('\u{64b}'..='\u{652}').contains(&c) && c != '\u{670}')
        .collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_fields_have_commas() {
        assert_eq!(fields(r#"a,"b,c",,d"#), ["a", "b,c", "", "d"]);
        assert_eq!(fields(""), [""]);
    }

    #[test]
    fn transliteration_is_read() {
        assert_eq!(arabic(">aqonaE_1", false), "أقنع");
        assert_eq!(arabic("qaDaY-i", true), "قَضَى");
        assert_eq!(arabic("{i$otiraAkiy~", false), "اشتراكي");
    }
}
