//! Sentences of raw text to learn from, tagged by a first model, by another tagger or by both.

use std::iter::once;
use std::mem::take;
use std::path::Path;

use super::conll::Sentence;
use super::embeddings::Random;
use super::input::each_line;
use super::knowledge::Raw;
use crate::entities::model::{may_follow, tags};
use crate::entities::units::units;
use crate::entities::{EntityModel, EntityScratch};
use crate::morphology::Segmenter;
use crate::{Error, Result};

/// A sentence with a tag less probable than this is passed over.
const CERTAIN: f32 = 0.4;

/// A sentence of raw text, and what another tagger says of it.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Silver {
    tokens: Vec<String>,
    /// For each token the probability of each tag, in the order of the labels.
    probabilities: Vec<f32>,
}

/// Reads raw text with what another tagger says of it: a first line of `#` and the tags, then for each
/// token a line with the probability of each tag in thousandths; tabs between, and a blank line between
/// sentences.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io) if the file cannot be read,
/// [`ErrorKind::Data`](crate::ErrorKind::Data) with the line if it is malformed, or its tags are not
/// those of the labels; without a line if there are no sentences in it.
pub(crate) fn read_silver(path: &Path, labels: &[String]) -> Result<Vec<Silver>> {
    let names = tag_names(labels);
    // Of each column the number of its tag.
    let mut columns: Vec<usize> = Vec::new();
    let mut sentences = Vec::new();
    let mut sentence = Silver::default();
    each_line(path, |_, line| {
        let mut fields = line.split('\t');
        let token = fields.next().unwrap_or_default();
        if columns.is_empty() {
            let known = fields.map(|tag| names.iter().position(|name| name == tag));
            columns = known.collect::<Option<_>>().unwrap_or_default();
            let mut all = columns.clone();
            all.sort_unstable();
            if token != "#" || !all.into_iter().eq(0..names.len()) {
                let tags = names.join(", ");
                return Err(Error::data(format!(
                    "expected # and these tags, in any order: {tags}"
                )));
            }
        } else if line.is_empty() {
            sentences.extend(Some(take(&mut sentence)).filter(|own| !own.tokens.is_empty()));
        } else {
            let start = sentence.probabilities.len();
            sentence.probabilities.resize(start + names.len(), 0.0);
            let mut count = 0;
            for (&column, field) in columns.iter().zip(&mut fields) {
                let thousandths: Option<u16> = field.parse().ok().filter(|&number| number <= 1000);
                let Some(thousandths) = thousandths else { break };
                sentence.probabilities[start + column] = f32::from(thousandths) / 1e3;
                count += 1;
            }
            if token.is_empty() || count < columns.len() || fields.next().is_some() {
                return Err(Error::data(format!(
                    "expected a token and the probabilities of {} tags in thousandths, found {line:?}",
                    columns.len()
                )));
            }
            sentence.tokens.push(token.to_owned());
        }
        Ok(())
    })?;
    sentences.extend(Some(sentence).filter(|own| !own.tokens.is_empty()));
    match sentences.is_empty() {
        true => Err(Error::data("there are no sentences in it").in_file(path)),
        false => Ok(sentences),
    }
}

/// Tags sentences with what another tagger says of them, those that name nothing, or are doubtful,
/// passed over.
pub(crate) fn tag_silver(silver: &[Silver], labels: &[String]) -> Vec<Sentence> {
    let names = tag_names(labels);
    let tag = |sentence: &Silver| sentence.tagged(&mut sentence.probabilities.clone(), &names);
    silver.iter().filter_map(tag).collect()
}

/// The same with what a model says too: the mean of the logarithms of both probabilities.
pub(crate) fn tag_silver_with(
    model: &EntityModel,
    silver: &[Silver],
    clitics: &Segmenter,
) -> Vec<Sentence> {
    let names = tag_names(model.labels());
    let mut scratch = EntityScratch::default();
    let mut marginals = Vec::new();
    let mut tag = |sentence: &Silver| {
        // Of a token with hyphens, which is several words here, the first word tells.
        let mut words = Vec::new();
        for token in &sentence.tokens {
            units(token, |unit| words.push((&token[unit.start..unit.end], unit.joined)));
        }
        marginals.clear();
        marginals.resize(words.len() * names.len(), 0.0);
        model.add_marginals(words.iter().copied(), clitics, &mut scratch, &mut marginals);
        let rows = words.iter().zip(marginals.chunks_exact(names.len()));
        let own = rows.filter(|(word, _)| !word.1).flat_map(|(_, row)| row);
        let both = own.zip(&sentence.probabilities).map(|(own, other)| mean(*own, *other));
        let mut both: Vec<f32> = both.collect();
        for row in both.chunks_exact_mut(names.len()) {
            let sum: f32 = row.iter().sum();
            row.iter_mut().for_each(|probability| *probability /= sum);
        }
        sentence.tagged(&mut both, &names)
    };
    silver.iter().filter_map(&mut tag).collect()
}

impl Silver {
    fn tagged(&self, probabilities: &mut [f32], names: &[String]) -> Option<Sentence> {
        let tags = sure(probabilities, names)?;
        Some(Sentence { tokens: self.tokens.clone(), tags })
    }
}

/// The geometric mean; what is told in thousandths is not nothing.
fn mean(one: f32, other: f32) -> f32 {
    const LEAST: f32 = 1e-4;
    (one.max(LEAST) * other.max(LEAST)).sqrt()
}

/// Tags sentences of the raw text, drawn at random, until they have `words` words. Those that name
/// nothing, or are doubtful, are passed over.
pub(crate) fn tag_raw(
    model: &EntityModel,
    raw: &Raw,
    clitics: &Segmenter,
    words: usize,
) -> Vec<Sentence> {
    let names = tag_names(model.labels());
    let mut scratch = EntityScratch::default();
    let mut random = Random::new(3);
    let mut marginals = Vec::new();
    let mut out = Vec::new();
    let mut taken = 0;
    let mut seen = vec![false; raw.corpus.sentences.len()];
    for _ in 0..4 * seen.len() {
        if taken >= words {
            break;
        }
        let number = random.next() as usize % seen.len();
        let (start, len) = raw.corpus.sentences[number];
        if std::mem::replace(&mut seen[number], true) || !(4..=80).contains(&len) {
            continue;
        }
        let positions = start..start + len;
        // A token of a file cannot say that a hyphen joins it to the one before.
        if positions.clone().any(|at| raw.corpus.joined[at]) {
            continue;
        }
        let word = |at: usize| &*raw.vocabulary.words[raw.corpus.positions[at] as usize];
        marginals.clear();
        marginals.resize(len * names.len(), 0.0);
        let raw_words = positions.clone().map(|at| (word(at), false));
        model.add_marginals(raw_words, clitics, &mut scratch, &mut marginals);
        if let Some(tags) = sure(&mut marginals, &names) {
            taken += len;
            out.push(Sentence { tokens: positions.map(|at| word(at).to_owned()).collect(), tags });
        }
    }
    out
}

fn tag_names(labels: &[String]) -> Vec<String> {
    let of = |label: &String| [format!("B-{label}"), format!("I-{label}")];
    let names: Vec<_> = once("O".to_owned()).chain(labels.iter().flat_map(of)).collect();
    debug_assert_eq!(names.len(), tags(labels.len()));
    names
}

/// The best tags by these probabilities, which become logarithms, if there is a name among them and
/// none is doubtful.
fn sure(probabilities: &mut [f32], names: &[String]) -> Option<Vec<String>> {
    let tags = best(probabilities, names.len());
    let rows = probabilities.chunks_exact(names.len());
    let is_sure = tags.iter().zip(rows).all(|(&tag, row)| row[tag].exp() >= CERTAIN);
    let is_named = tags.iter().any(|&tag| tag != 0);
    (is_sure && is_named).then(|| tags.into_iter().map(|tag| names[tag].clone()).collect())
}

/// Turns probabilities into their logarithms, and finds the allowed tags with the greatest sum.
fn best(marginals: &mut [f32], tag_count: usize) -> Vec<usize> {
    marginals.iter_mut().for_each(|m| *m = m.max(1e-10).ln());
    let len = marginals.len() / tag_count;
    let mut scores = vec![f32::NEG_INFINITY; len * tag_count];
    let mut back = vec![0; len * tag_count];
    for at in 0..len {
        for tag in 0..tag_count {
            let (score, before) = if at == 0 {
                (if may_follow(None, tag) { 0.0 } else { f32::NEG_INFINITY }, 0)
            } else {
                (0..tag_count)
                    .filter(|&before| may_follow(Some(before), tag))
                    .map(|before| (scores[(at - 1) * tag_count + before], before))
                    .fold((f32::NEG_INFINITY, 0), |a, b| if b.0 > a.0 { b } else { a })
            };
            scores[at * tag_count + tag] = score + marginals[at * tag_count + tag];
            back[at * tag_count + tag] = before;
        }
    }
    let mut tags = vec![0; len];
    let last = &scores[(len - 1) * tag_count..];
    let mut tag = (0..tag_count).fold(0, |a, b| if last[b] > last[a] { b } else { a });
    for at in (0..len).rev() {
        tags[at] = tag;
        tag = back[at * tag_count + tag];
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, content: &str) -> Result<Vec<Silver>> {
        let path = std::env::temp_dir().join(format!("warraq-{}-{name}", std::process::id()));
        std::fs::write(&path, content).unwrap();
        let read = read_silver(&path, &["LOC".to_owned()]);
        std::fs::remove_file(&path).unwrap();
        read
    }

    #[test]
    fn silver_is_read_in_the_order_of_the_labels() {
        let file = "#\tI-LOC\tO\tB-LOC\nفي\t0\t990\t10\n\n\nلندن\t1\t0\t999\n#\t0\t1000\t0\n";
        let sentence = |tokens: &[&str], probabilities: &[f32]| Silver {
            tokens: tokens.iter().map(|&token| token.to_owned()).collect(),
            probabilities: probabilities.to_vec(),
        };
        let expected = [
            sentence(&["في"], &[0.99, 0.01, 0.0]),
            sentence(&["لندن", "#"], &[0.0, 0.999, 0.001, 1.0, 0.0, 0.0]),
        ];
        assert_eq!(read("order.tsv", file).unwrap(), expected);
        for none in ["", "#\tO\tB-LOC\tI-LOC\n"] {
            let error = read("none.tsv", none).unwrap_err().to_string();
            assert!(error.contains("there are no sentences in it"), "{error}");
        }
    }

    #[test]
    fn malformed_silver_says_where() {
        let head = "#\tO\tB-LOC\tI-LOC\n";
        for (content, line) in [
            ("في\t1\t2\t3\n".to_owned(), 1),
            ("#\tO\tB-LOC\n".to_owned(), 1),
            ("#\tO\tB-LOC\tB-LOC\n".to_owned(), 1),
            ("#\tO\tB-LOC\tI-LOC\tB-PER\n".to_owned(), 1),
            (format!("{head}في\t990\t10\n"), 2),
            (format!("{head}في\t990\t10\t0\t0\n"), 2),
            (format!("{head}في\t990\t10\t0\n\nفي\t0.9\t10\t0\n"), 4),
            (format!("{head}في\t1001\t0\t0\n"), 2),
            (format!("{head}\t1000\t0\t0\n"), 2),
        ] {
            let error = read("malformed.tsv", &content).unwrap_err();
            assert_eq!(error.line(), Some(line), "{content:?}: {error}");
        }
    }

    #[test]
    fn sure_tags_are_allowed_ones() {
        let names = tag_names(&["LOC".to_owned()]);
        // Inside is likelier than the beginning, but cannot begin a sentence.
        let tags = |mut rows: Vec<f32>| sure(&mut rows, &names);
        assert_eq!(tags(vec![0.1, 0.44, 0.46]), Some(vec!["B-LOC".to_owned()]));
        assert_eq!(tags(vec![0.35, 0.34, 0.31]), None);
        assert_eq!(tags(vec![0.9, 0.1, 0.0]), None);
    }
}
