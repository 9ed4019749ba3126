//! Sentences of raw text, tagged by a first model, to learn from.

use super::conll::Sentence;
use super::embeddings::Random;
use super::knowledge::Raw;
use crate::entities::model::{may_follow, tags};
use crate::entities::{EntityModel, EntityScratch};
use crate::morphology::Segmenter;

/// A sentence with a tag less probable than this is passed over.
const CERTAIN: f32 = 0.4;

/// Tags sentences of the raw text, drawn at random, until they have `words` words. Those that name
/// nothing are passed over.
pub(crate) fn tag_raw(
    model: &EntityModel,
    raw: &Raw,
    clitics: &Segmenter,
    words: usize,
) -> Vec<Sentence> {
    let labels = model.labels();
    let tag_count = tags(labels.len());
    let names: Vec<String> = std::iter::once("O".to_owned())
        .chain(labels.iter().flat_map(|label| [format!("B-{label}"), format!("I-{label}")]))
        .collect();
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
        marginals.resize(len * tag_count, 0.0);
        let raw_words = positions.clone().map(|at| (word(at), false));
        model.add_marginals(raw_words, clitics, &mut scratch, &mut marginals);
        let tags = best(&mut marginals, tag_count);
        let least = tags
            .iter()
            .enumerate()
            .map(|(at, &tag)| marginals[at * tag_count + tag].exp())
            .fold(1.0f32, f32::min);
        if least < CERTAIN || tags.iter().all(|&tag| tag == 0) {
            continue;
        }
        taken += len;
        out.push(Sentence {
            tokens: positions.map(|at| word(at).to_owned()).collect(),
            tags: tags.iter().map(|&tag| names[tag].clone()).collect(),
        });
    }
    out
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
