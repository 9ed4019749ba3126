//! Scores of predicted tags against the right ones, by exact spans, as conlleval counts.

use std::collections::BTreeMap;
use std::time::Instant;

use rustc_hash::FxHashSet;
use serde::Serialize;

use super::calibration::Calibration;
use super::compare::Comparison;
use super::conll::Sentence;
use crate::Pipeline;
use crate::entities::{EntityModel, EntityScratch};
use crate::morphology::Segmenter;

/// Precision, recall and F1 in percent, rounded to two decimals; 0 where undefined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Scores {
    /// Of the predicted names, how many are right.
    pub precision: f64,
    /// Of the right names, how many are predicted.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
    /// Number of right names.
    pub gold: usize,
    /// Number of predicted names.
    pub predicted: usize,
    /// Number of names in both.
    pub correct: usize,
}

impl Scores {
    pub(super) fn new(gold: usize, predicted: usize, correct: usize) -> Self {
        let part = |of: usize| if of == 0 { 0.0 } else { 100.0 * correct as f64 / of as f64 };
        let both = gold + predicted;
        let f1 = if both == 0 { 0.0 } else { 200.0 * correct as f64 / both as f64 };
        Self {
            precision: round(part(predicted)),
            recall: round(part(gold)),
            f1: round(f1),
            gold,
            predicted,
            correct,
        }
    }
}

/// How many a second `work` does, which gives the number that it did, on this thread.
pub(super) fn per_second(mut work: impl FnMut() -> usize) -> f64 {
    let (start, mut done) = (Instant::now(), 0);
    while done == 0 || start.elapsed().as_millis() < 200 {
        done += work().max(1);
    }
    (done as f64 / start.elapsed().as_secs_f64()).round()
}

pub(super) fn round(percent: f64) -> f64 {
    (percent * 100.0).round() / 100.0
}

/// How well a model tags a file. Serializes to the JSON of `warraq eval ner --json`.
#[derive(Clone, Debug, Serialize)]
pub struct Evaluation {
    /// All names together.
    pub micro: Scores,
    /// The names of each label, of the model or of the file.
    pub labels: BTreeMap<String, Scores>,
    /// Percent of the tokens whose tag is right.
    pub token_accuracy: f64,
    /// Number of tokens.
    pub tokens: usize,
    /// For each right label of a token (`O` outside names), how often each label was predicted.
    pub confusion: BTreeMap<String, BTreeMap<String, usize>>,
    /// Percent of the right names found, among those that the training data has with their label
    /// and those that it has not. Absent where no training data was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recall_by_training: Option<SeenRecall>,
    /// How far the scores of the predicted names can be believed. Absent where only tags are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calibration: Option<Calibration>,
    /// Another tagger on the same sentences. Absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<Comparison>,
    /// Tokens tagged a second, on one thread.
    pub words_per_second: f64,
}

/// Recall by whether a name occurs in the training data, by label.
#[derive(Clone, Debug, Serialize)]
pub struct SeenRecall {
    /// Names in the training data with the same label.
    pub seen: BTreeMap<String, Scores>,
    /// All others.
    pub unseen: BTreeMap<String, Scores>,
}

/// A name: label, first token, one past its last.
pub(super) type Name<'a> = (&'a str, usize, usize);

/// The names of IOB2 tags. An `I` that continues nothing begins a name, as for conlleval.
pub(super) fn names(tags: &[impl AsRef<str>]) -> Vec<Name<'_>> {
    let mut names: Vec<Name<'_>> = Vec::new();
    let mut open = false;
    for (at, tag) in tags.iter().enumerate() {
        match tag.as_ref().split_once('-') {
            Some(("I", label)) if open && names.last().is_some_and(|name| name.0 == label) => {
                names.last_mut().expect("an open name").2 = at + 1;
            }
            Some((_, label)) => {
                names.push((label, at, at + 1));
                open = true;
            }
            None => open = false,
        }
    }
    names
}

fn label(tag: &str) -> &str {
    tag.split_once('-').map_or(tag, |(_, label)| label)
}

/// The names of labelled sentences: label, and tokens with spaces between them.
pub(super) fn known_names(sentences: &[Sentence]) -> FxHashSet<(&str, String)> {
    let mut known = FxHashSet::default();
    for sentence in sentences {
        for (label, from, to) in names(&sentence.tags) {
            known.insert((label, sentence.tokens[from..to].join(" ")));
        }
    }
    known
}

/// The tags that a model gives to the tokens of `sentences`.
pub(super) fn tag(
    model: &EntityModel,
    clitics: &Segmenter,
    sentences: &[Sentence],
) -> Vec<Vec<String>> {
    let mut scratch = EntityScratch::default();
    let tag = |sentence: &Sentence| model.tag_tokens(&sentence.tokens, clitics, &mut scratch);
    sentences.iter().map(tag).collect()
}

/// Tags `sentences` with the tagger of `pipeline` and compares; given what it was trained on, also
/// tells the recall of the names that occur there from that of others.
pub fn evaluate(
    pipeline: &Pipeline,
    sentences: &[Sentence],
    training: Option<&[Sentence]>,
) -> Evaluation {
    evaluate_model(pipeline.entity_model(), pipeline.segmenter(), sentences, training)
}

pub(super) fn evaluate_model(
    model: &EntityModel,
    clitics: &Segmenter,
    sentences: &[Sentence],
    training: Option<&[Sentence]>,
) -> Evaluation {
    let begun = Instant::now();
    let predicted = tag(model, clitics, sentences);
    let seconds = begun.elapsed().as_secs_f64();
    let mut evaluation = score(sentences, &predicted, training);
    // Apart, since scores take time that tags do not.
    let mut scratch = EntityScratch::default();
    let scored = |sentence: &Sentence| model.name_tokens(&sentence.tokens, clitics, &mut scratch);
    let scored: Vec<_> = sentences.iter().map(scored).collect();
    evaluation.calibration = Some(Calibration::new(sentences, &scored, model.labels()));
    for label in model.labels() {
        evaluation.labels.entry(label.clone()).or_default();
    }
    evaluation.words_per_second = (evaluation.tokens as f64 / seconds.max(1e-9)).round();
    evaluation
}

/// Compares predicted tags with the right ones.
///
/// # Panics
/// If the predicted tags are not one a token.
pub fn score(
    sentences: &[Sentence],
    predicted: &[Vec<String>],
    training: Option<&[Sentence]>,
) -> Evaluation {
    assert_eq!(sentences.len(), predicted.len());
    let known = known_names(training.unwrap_or_default());
    // Gold, predicted, correct.
    let mut labels: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut by_seen: [BTreeMap<&str, [usize; 3]>; 2] = Default::default();
    let mut confusion: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    let (mut tokens, mut right) = (0, 0);
    for (sentence, predicted) in sentences.iter().zip(predicted) {
        assert_eq!(sentence.tags.len(), predicted.len());
        tokens += predicted.len();
        for (gold, predicted) in sentence.tags.iter().zip(predicted) {
            right += usize::from(gold == predicted);
            *confusion
                .entry(label(gold).to_owned())
                .or_default()
                .entry(label(predicted).to_owned())
                .or_default() += 1;
        }
        let found: FxHashSet<_> = names(predicted).into_iter().collect();
        for name in &found {
            labels.entry(name.0).or_default()[1] += 1;
        }
        for name in names(&sentence.tags) {
            let correct = found.contains(&name);
            let seen = known.contains(&(name.0, sentence.tokens[name.1..name.2].join(" ")));
            for counts in [&mut labels, &mut by_seen[usize::from(seen)]] {
                let counts = counts.entry(name.0).or_default();
                counts[0] += 1;
                counts[2] += usize::from(correct);
            }
        }
    }
    let scores = |counts: &BTreeMap<&str, [usize; 3]>| -> BTreeMap<String, Scores> {
        counts.iter().map(|(&label, &[g, p, c])| (label.to_owned(), Scores::new(g, p, c))).collect()
    };
    let sum = |of: usize| labels.values().map(|counts| counts[of]).sum();
    // What is predicted is neither seen nor unseen: only recall means something here.
    let recall = |counts: &BTreeMap<&str, [usize; 3]>| -> BTreeMap<String, Scores> {
        let mut recalls = scores(counts);
        recalls.values_mut().for_each(|s| *s = Scores { precision: 0.0, f1: 0.0, ..*s });
        recalls
    };
    Evaluation {
        micro: Scores::new(sum(0), sum(1), sum(2)),
        labels: scores(&labels),
        token_accuracy: round(100.0 * right as f64 / tokens.max(1) as f64),
        tokens,
        confusion,
        recall_by_training: training
            .map(|_| SeenRecall { seen: recall(&by_seen[1]), unseen: recall(&by_seen[0]) }),
        calibration: None,
        against: None,
        words_per_second: 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(tagged: &str) -> Sentence {
        let tags: Vec<String> = tagged.split(' ').map(str::to_owned).collect();
        Sentence { tokens: (0..tags.len()).map(|at| format!("w{at}")).collect(), tags }
    }

    /// ```text
    ///            w0    w1    w2    w3  w4    w5
    /// gold       B-PER I-PER O     O   B-LOC B-LOC
    /// predicted  B-PER I-PER B-LOC O   B-LOC I-LOC
    /// ```
    /// One person, right. Two places, of which none is found: the prediction joins them, and has one
    /// more. So 1 of 3 predicted and 1 of 3 right; 4 of 6 tags.
    #[test]
    fn counts_exact_spans() {
        let gold = [sentence("B-PER I-PER O O B-LOC B-LOC")];
        let predicted = [sentence("B-PER I-PER B-LOC O B-LOC I-LOC").tags];
        let training = [Sentence {
            tokens: vec!["w0".into(), "w1".into()],
            tags: vec!["B-PER".into(), "I-PER".into()],
        }];
        let e = score(&gold, &predicted, Some(&training));
        assert_eq!((e.micro.gold, e.micro.predicted, e.micro.correct), (3, 3, 1));
        assert_eq!((e.micro.precision, e.micro.recall, e.micro.f1), (33.33, 33.33, 33.33));
        assert_eq!((e.labels["PER"].f1, e.labels["LOC"].f1), (100.0, 0.0));
        assert_eq!(e.token_accuracy, 66.67);
        assert_eq!(e.confusion["O"], BTreeMap::from([("LOC".into(), 1), ("O".into(), 1)]));
        assert_eq!(e.confusion["LOC"], BTreeMap::from([("LOC".into(), 2)]));
        let seen = e.recall_by_training.unwrap();
        assert_eq!((seen.seen["PER"].recall, seen.unseen["LOC"].recall), (100.0, 0.0));
    }

    /// As conlleval reads tags that no scheme allows: an `I` after `O`, or of another label, begins
    /// a name.
    #[test]
    fn broken_tags_begin_names() {
        let tags = ["I-PER", "I-PER", "I-LOC", "O", "I-LOC", "B-LOC"];
        let expected = [("PER", 0, 2), ("LOC", 2, 3), ("LOC", 4, 5), ("LOC", 5, 6)];
        assert_eq!(names(&tags), expected);
    }

    #[test]
    fn nothing_is_zero() {
        let e = score(&[sentence("O O")], &[sentence("O O").tags], None);
        assert_eq!((e.micro.precision, e.micro.recall, e.micro.f1), (0.0, 0.0, 0.0));
        assert_eq!(e.token_accuracy, 100.0);
        assert!(e.recall_by_training.is_none());
    }
}
