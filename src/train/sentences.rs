//! How well sentences are found: on sentences whose boundaries are known, put together again.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Serialize;

use super::Scores;
use super::evaluate::per_second;
use super::input;
use crate::tokenize::{Newlines, sentences, tokenize};
use crate::{Error, Result};

/// Boundaries between the sentences of a file, found again in three layouts of it. Serializes to the
/// JSON of `warraq eval sentences --json`.
#[derive(Clone, Debug, Serialize)]
pub struct SentenceEvaluation {
    /// Number of sentences.
    pub sentences: usize,
    /// Joined by spaces.
    pub joined: Scores,
    /// Joined by spaces, then broken into lines of at most 60 characters.
    pub wrapped: Scores,
    /// Joined by line breaks, the closing mark of a third of them removed, as headings and captions
    /// have none.
    pub unended: Scores,
    /// Boundaries that were not found and places that are none, by layout: the characters around.
    pub errors: Vec<BoundaryError>,
    /// Tokens found and split into sentences a second, on one thread.
    pub words_per_second: f64,
}

/// A boundary missed, or found where there is none.
#[derive(Clone, Debug, Serialize)]
pub struct BoundaryError {
    /// `joined`, `wrapped` or `unended`.
    pub layout: &'static str,
    /// Whether a boundary is there, and was not found.
    pub missed: bool,
    /// The characters before.
    pub before: String,
    /// The characters after.
    pub after: String,
}

/// The characters of a line in [`SentenceEvaluation::wrapped`].
const WIDTH: usize = 60;

/// Measures the sentence splitter on the sentences of a CoNLL-U file, which are its lines
/// `# text = …`.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io) if the file cannot be read,
/// [`ErrorKind::Data`](crate::ErrorKind::Data) if it has fewer than two sentences, or with the line
/// if that is not UTF-8.
pub fn evaluate_sentences(path: impl AsRef<Path>) -> Result<SentenceEvaluation> {
    let path = path.as_ref();
    let mut texts = Vec::new();
    input::each_line(path, |_, line| {
        if let Some(text) = line.strip_prefix("# text =").map(str::trim)
            && !text.is_empty()
        {
            texts.push(text.to_owned());
        }
        Ok(())
    })?;
    if texts.len() < 2 {
        let error = "needs two sentences or more, each a line `# text = …` as CoNLL-U has it";
        return Err(Error::data(error).in_file(path));
    }

    let mut errors = Vec::new();
    let mut measure = |layout, pieces: &[String], by: &str, width: Option<usize>| {
        let mut text = String::new();
        let mut ends = BTreeSet::new();
        for piece in pieces {
            text.push_str(piece);
            ends.insert(text.len());
            text.push_str(by);
        }
        ends.remove(&(text.len() - by.len()));
        // Line breaks take the place of spaces: the boundaries stay where they are.
        let text = width.map_or(text.clone(), |width| wrap(&text, width));
        boundaries(layout, &text, &ends, &mut errors)
    };
    let joined = measure("joined", &texts, " ", None);
    let wrapped = measure("wrapped", &texts, " ", Some(WIDTH));
    let unended = measure("unended", &without_marks(&texts), "\n", None);

    let text = texts.join("\n");
    let words_per_second = per_second(|| {
        let (mut tokens, mut found) = (Vec::new(), Vec::new());
        tokenize(&text, &mut tokens);
        sentences(&text, &tokens, Newlines::Smart, &mut found);
        tokens.len()
    });
    Ok(SentenceEvaluation {
        sentences: texts.len(),
        joined,
        wrapped,
        unended,
        errors,
        words_per_second,
    })
}

/// How many of the boundaries, which are ends of tokens of the text, are found.
fn boundaries(
    layout: &'static str,
    text: &str,
    gold: &BTreeSet<usize>,
    errors: &mut Vec<BoundaryError>,
) -> Scores {
    let (mut tokens, mut found) = (Vec::new(), Vec::new());
    tokenize(text, &mut tokens);
    sentences(text, &tokens, Newlines::Smart, &mut found);
    found.pop();
    let found: BTreeSet<usize> = found.iter().map(|span| span.end as usize).collect();
    errors.extend(gold.symmetric_difference(&found).map(|&at| {
        let before = text[..at].char_indices().nth_back(29).map_or(0, |(from, _)| from);
        BoundaryError {
            layout,
            missed: gold.contains(&at),
            before: text[before..at].to_owned(),
            after: text[at..].chars().take(30).collect(),
        }
    }));
    Scores::new(gold.len(), found.len(), gold.intersection(&found).count())
}

/// The text with line breaks instead of spaces, so that lines have at most `width` characters where
/// words allow it.
fn wrap(text: &str, width: usize) -> String {
    let (mut out, mut line) = (String::with_capacity(text.len()), 0);
    for word in text.split(' ') {
        let length = word.chars().count();
        if !out.is_empty() {
            let full = line + 1 + length > width;
            out.push(if full { '\n' } else { ' ' });
            line = if full { 0 } else { line + 1 };
        }
        out.push_str(word);
        line += length;
    }
    out
}

/// The sentences, a third of them without the mark at their end. Which, a linear congruential
/// generator with a fixed seed says.
fn without_marks(texts: &[String]) -> Vec<String> {
    let mut random = 1u64;
    let cut = |text: &String| {
        random =
            random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        if (random >> 33).is_multiple_of(3) {
            text.trim_end_matches(['.', '؟', '!', '?']).trim_end().to_owned()
        } else {
            text.clone()
        }
    };
    texts.iter().map(cut).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_at_spaces_alone() {
        let text = "سطر طويل  فيه كلمات, وكلمةأطولمنالسطر .";
        let wrapped = wrap(text, 10);
        assert_eq!(wrapped.len(), text.len());
        assert_eq!(wrapped.replace('\n', " "), text);
        assert!(wrapped.lines().all(|line| line.chars().count() <= 10 || !line.contains(' ')));
    }

    #[test]
    #[ignore = "reads ../shared/data/segmentation/ar_pud-dev.conllu"]
    fn sentences_of_pud() {
        let found = evaluate_sentences("../shared/data/segmentation/ar_pud-dev.conllu").unwrap();
        let f1 = [found.joined.f1, found.wrapped.f1, found.unended.f1];
        assert!(f1[0] >= 99.4 && f1[1] >= 99.0 && f1[2] >= 95.0, "{f1:?} {:#?}", found.errors);
    }

    #[test]
    fn needs_sentences() {
        let path = std::env::temp_dir().join(format!("warraq-{}.conllu", std::process::id()));
        std::fs::write(&path, "# text = واحدة.\n1\tواحدة\n").unwrap();
        let error = evaluate_sentences(&path).unwrap_err().to_string();
        std::fs::remove_file(&path).unwrap();
        assert!(error.contains("two sentences"), "{error}");
    }
}
