//! How well spellings of one name are told from other names.

use std::path::Path;

use serde::Serialize;

use super::Scores;
use super::input;
use crate::names::{Spelling, Units};
use crate::{Error, Result};

/// Pairs of names that are, or are not, spellings of one. Serializes to the JSON of
/// `warraq eval names --json`.
#[derive(Clone, Debug, Serialize)]
pub struct NameEvaluation {
    /// Number of pairs.
    pub pairs: usize,
    /// Precision and recall of the pairs that are.
    pub scores: Scores,
    /// Those of them that differ in no more than diacritics, hamza, article, hyphen, space and the
    /// forms of alef, ya and ta marbuta.
    pub same_letters: usize,
    /// Pairs that are found and are none, or are not found; and whether they are.
    pub errors: Vec<(String, String, bool)>,
}

/// Measures on a file of pairs: two names and 1 or 0, separated by tabs.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io) if the file cannot be read,
/// [`ErrorKind::Data`](crate::ErrorKind::Data) with the line if that is no such pair.
pub fn evaluate_names(path: impl AsRef<Path>) -> Result<NameEvaluation> {
    let mut units = Units::default();
    let (mut pairs, mut gold, mut predicted, mut correct) = (0, 0, 0, 0);
    let (mut same_letters, mut errors) = (0, Vec::new());
    input::each_line(path.as_ref(), |_, line| {
        if line.is_empty() || line.starts_with('#') {
            return Ok(());
        }
        let fields: Vec<_> = line.split('\t').collect();
        let &[one, other, label @ ("0" | "1")] = fields.as_slice() else {
            return Err(Error::data("expected two names and 0 or 1, with tabs between"));
        };
        let [a, b] = [one, other].map(|name| Spelling::new(name, false, &mut units));
        let (is, found) = (label == "1", a.is_like(&b));
        pairs += 1;
        gold += usize::from(is);
        predicted += usize::from(found);
        correct += usize::from(is && found);
        same_letters += usize::from(is && a.has_letters_of(&b));
        if is != found {
            errors.push((one.to_owned(), other.to_owned(), is));
        }
        Ok(())
    })?;
    let scores = Scores::new(gold, predicted, correct);
    Ok(NameEvaluation { pairs, scores, same_letters, errors })
}
