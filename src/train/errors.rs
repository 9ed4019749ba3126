//! The errors of the entity tagger on labelled text, one by one.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use super::Sentence;
use super::evaluate::{Name, known_names, names};
use crate::Pipeline;
use crate::entities::EntityScratch;

/// How many tokens of the sentence are shown on each side of a name.
const CONTEXT: usize = 8;

/// What is wrong with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NerErrorKind {
    /// A right name, and nothing that was predicted there.
    Missed,
    /// A predicted name, and nothing that is right there.
    Spurious,
    /// The right tokens with a wrong label.
    Label,
    /// Some of the right tokens, or more, with the right label.
    Boundary,
    /// Some of the right tokens, or more, with a wrong label.
    Both,
}

impl NerErrorKind {
    const ALL: [Self; 5] = [Self::Missed, Self::Spurious, Self::Label, Self::Boundary, Self::Both];
}

/// A name in a labelled sentence.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LabelledName {
    /// Its label.
    pub label: String,
    /// Its tokens, with spaces between them.
    pub text: String,
    /// Its first token, counted from 0 in the sentence.
    pub start: usize,
    /// One past its last token.
    pub end: usize,
    /// The model's score, of a predicted name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f32>,
}

/// An error of the tagger.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NerError {
    /// Its kind.
    pub kind: NerErrorKind,
    /// The sentence of the file, counted from 1.
    pub sentence: usize,
    /// What is right; `None` if nothing is.
    pub gold: Option<LabelledName>,
    /// What was predicted; `None` if nothing was.
    pub predicted: Option<LabelledName>,
    /// Whether the training data has the right name with its label, or the predicted one where nothing
    /// is right. Absent where no training data was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_training: Option<bool>,
    /// The tokens around, with spaces between them and `…` where the sentence goes on.
    pub context: String,
}

/// The errors on a file. Serializes to the JSON of `warraq errors ner --json`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NerErrors {
    /// Number of tokens in the file.
    pub tokens: usize,
    /// How many of each kind.
    pub counts: BTreeMap<NerErrorKind, usize>,
    /// In the order of the file.
    pub errors: Vec<NerError>,
}

/// The errors of the tagger of `pipeline` on `sentences`, which are as many as the names that are not
/// found exactly and those that are found and not right, but for pairs of one and the other, which are
/// one: those with the same tokens; of others the pairs that share most tokens first.
pub fn ner_errors(
    pipeline: &Pipeline,
    sentences: &[Sentence],
    training: Option<&[Sentence]>,
) -> NerErrors {
    let (model, clitics) = (pipeline.entity_model(), pipeline.segmenter());
    let mut scratch = EntityScratch::default();
    let tag = |sentence: &Sentence| {
        model
            .name_tokens(&sentence.tokens, clitics, &mut scratch)
            .into_iter()
            .map(|name| (model.labels()[name.label].as_str(), name.tokens, name.score))
            .collect()
    };
    errors(sentences, tag, training)
}

/// Label, tokens and score.
type Predicted<'a> = (&'a str, Range<usize>, f32);

fn errors<'a>(
    sentences: &[Sentence],
    mut tag: impl FnMut(&Sentence) -> Vec<Predicted<'a>>,
    training: Option<&[Sentence]>,
) -> NerErrors {
    let known = training.map(known_names);
    let mut errors = Vec::new();
    for (number, sentence) in sentences.iter().enumerate() {
        let (mut gold, mut predicted) = (names(&sentence.tags), tag(sentence));
        // All names are in order and apart: their starts tell them from each other.
        let is_right = |found: &Predicted<'_>| {
            let at = gold.binary_search_by_key(&found.1.start, |name| name.1);
            at.is_ok_and(|at| gold[at] == (found.0, found.1.start, found.1.end))
        };
        let right: Vec<_> =
            predicted.iter().filter(|it| is_right(it)).map(|it| it.1.start).collect();
        gold.retain(|name| right.binary_search(&name.1).is_err());
        predicted.retain(|found| right.binary_search(&found.1.start).is_err());
        for (gold, predicted) in pairs(&gold, &predicted) {
            let kind = match (gold, predicted) {
                (Some(_), None) => NerErrorKind::Missed,
                (None, _) => NerErrorKind::Spurious,
                (Some(gold), Some(found)) => {
                    match (gold.0 == found.0, (gold.1, gold.2) == (found.1.start, found.1.end)) {
                        (false, true) => NerErrorKind::Label,
                        (true, _) => NerErrorKind::Boundary,
                        (false, false) => NerErrorKind::Both,
                    }
                }
            };
            let name = |label: &str, tokens: Range<usize>, score| LabelledName {
                label: label.to_owned(),
                text: sentence.tokens[tokens.clone()].join(" "),
                start: tokens.start,
                end: tokens.end,
                score,
            };
            let gold = gold.map(|&(label, from, to)| name(label, from..to, None));
            let predicted =
                predicted.map(|(label, tokens, score)| name(label, tokens.clone(), Some(*score)));
            let both = || gold.iter().chain(&predicted);
            let start = both().map(|name| name.start).min().unwrap_or(0);
            let end = both().map(|name| name.end).max().unwrap_or(0);
            errors.push(NerError {
                kind,
                sentence: number + 1,
                in_training: known
                    .as_ref()
                    .zip(both().next())
                    .map(|(known, name)| known.contains(&(name.label.as_str(), name.text.clone()))),
                context: context(&sentence.tokens, start..end),
                gold,
                predicted,
            });
        }
    }
    let mut counts: BTreeMap<_, _> = NerErrorKind::ALL.map(|kind| (kind, 0)).into();
    for error in &errors {
        *counts.entry(error.kind).or_default() += 1;
    }
    let tokens = sentences.iter().map(|sentence| sentence.tokens.len()).sum();
    NerErrors { tokens, counts, errors }
}

/// What is one error: a right name and a predicted one, or one of them.
type Pair<'n, 'a, 'b> = (Option<&'n Name<'a>>, Option<&'n Predicted<'b>>);

/// What belongs together of right and predicted names, none of which are the same, in their order.
fn pairs<'n, 'a, 'b>(
    gold: &'n [Name<'a>],
    predicted: &'n [Predicted<'b>],
) -> Vec<Pair<'n, 'a, 'b>> {
    // Names of one kind are in order and apart, so that few overlap.
    let mut overlaps = Vec::new();
    let mut first = 0;
    for (number, &(label, from, to)) in gold.iter().enumerate() {
        while predicted.get(first).is_some_and(|found| found.1.end <= from) {
            first += 1;
        }
        let near = predicted.iter().enumerate().skip(first);
        for (other, found) in near.take_while(|(_, found)| found.1.start < to) {
            let shared = found.1.end.min(to) - found.1.start.max(from);
            let same = (found.1.start, found.1.end) == (from, to);
            overlaps.push(((same, shared, found.0 == label), number, other));
        }
    }
    overlaps.sort_by_key(|overlap| Reverse(overlap.0));
    let mut of_gold = vec![None; gold.len()];
    let mut taken = vec![false; predicted.len()];
    for (_, number, other) in overlaps {
        if of_gold[number].is_none() && !taken[other] {
            of_gold[number] = Some(other);
            taken[other] = true;
        }
    }
    let mut pairs: Vec<_> = gold
        .iter()
        .zip(of_gold)
        .map(|(gold, other)| (Some(gold), other.map(|other| &predicted[other])))
        .chain(predicted.iter().zip(taken).filter(|it| !it.1).map(|(found, _)| (None, Some(found))))
        .collect();
    pairs.sort_by_key(|(gold, found)| match (gold, found) {
        (Some(gold), _) => gold.1,
        (None, found) => found.map_or(0, |found| found.1.start),
    });
    pairs
}

/// The tokens around a name.
fn context(tokens: &[String], name: Range<usize>) -> String {
    let (from, to) = (name.start.saturating_sub(CONTEXT), (name.end + CONTEXT).min(tokens.len()));
    let mut context = tokens[from..to].join(" ");
    if from > 0 {
        context.insert_str(0, "… ");
    }
    if to < tokens.len() {
        context.push_str(" …");
    }
    context
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sentence(tagged: &str) -> Sentence {
        let tags: Vec<String> = tagged.split(' ').map(str::to_owned).collect();
        Sentence { tokens: (0..tags.len()).map(|at| format!("w{at}")).collect(), tags }
    }

    fn predict(tagged: &str) -> Vec<Predicted<'_>> {
        let tags: Vec<&str> = tagged.split(' ').collect();
        let owned = |at: usize| tags[at].split_once('-').unwrap().1;
        names(&tags).into_iter().map(|(_, from, to)| (owned(from), from..to, 0.5)).collect()
    }

    /// The kinds, and the tokens of the right and of the predicted name.
    fn found(gold: &str, predicted: &str) -> Vec<(NerErrorKind, [Option<Range<usize>>; 2])> {
        let place = |name: Option<LabelledName>| name.map(|name| name.start..name.end);
        errors(&[sentence(gold)], |_| predict(predicted), None)
            .errors
            .into_iter()
            .map(|error| (error.kind, [place(error.gold), place(error.predicted)]))
            .collect()
    }

    #[test]
    fn kinds() {
        use NerErrorKind::*;
        for (gold, predicted, kind) in [
            ("B-PER I-PER O", "O O O", Missed),
            ("O O O", "O B-PER O", Spurious),
            ("B-PER I-PER O", "B-LOC I-LOC O", Label),
            ("B-PER I-PER O", "O B-PER I-PER", Boundary),
            ("B-PER I-PER O", "B-LOC I-LOC I-LOC", Both),
        ] {
            let found = found(gold, predicted);
            assert_eq!(found.len(), 1, "{found:?}");
            assert_eq!(found[0].0, kind);
        }
        assert_eq!(found("B-PER I-PER B-LOC", "B-PER I-PER B-LOC"), []);
    }

    #[test]
    fn what_shares_most_belongs_together() {
        use NerErrorKind::*;
        // One for two: the longer is cut wrongly, the other missed.
        assert_eq!(
            found("B-PER B-PER I-PER", "B-PER I-PER I-PER"),
            [(Missed, [Some(0..1), None]), (Boundary, [Some(1..3), Some(0..3)])]
        );
        // Two for one; what is right stays out of it.
        assert_eq!(
            found("B-ORG I-ORG I-ORG B-LOC", "B-ORG B-LOC I-LOC B-LOC"),
            [(Both, [Some(0..3), Some(1..3)]), (Spurious, [None, Some(0..1)])]
        );
        // Where as many are shared, the label decides.
        assert_eq!(
            found("B-ORG I-ORG I-ORG O", "B-PER O B-ORG I-ORG"),
            [(Boundary, [Some(0..3), Some(2..4)]), (Spurious, [None, Some(0..1)])]
        );
    }

    #[test]
    fn training_and_context() {
        let long = "O O O O O O O O O O B-PER O O O O O O O O O O";
        let training = [Sentence {
            tokens: vec!["w10".into(), "w3".into()],
            tags: vec!["B-PER".into(), "B-ORG".into()],
        }];
        let predicted = "O O O B-LOC O O O O O O O O O O O O O O O O O";
        let all = errors(
            &[sentence("O"), sentence(long)],
            |it| match it.tokens.len() {
                1 => vec![],
                _ => predict(predicted),
            },
            Some(&training),
        );
        assert_eq!(all.counts[&NerErrorKind::Spurious], 1);
        assert_eq!(all.counts[&NerErrorKind::Label], 0);
        let [spurious, missed] = &all.errors[..] else { panic!("{all:?}") };
        assert_eq!((spurious.in_training, missed.in_training), (Some(false), Some(true)));
        assert_eq!((spurious.sentence, missed.sentence), (2, 2));
        assert_eq!(spurious.context, "w0 w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 …");
        assert!(missed.context.starts_with("… w2 ") && missed.context.ends_with(" w18 …"));
        assert_eq!(spurious.predicted.as_ref().unwrap().score, Some(0.5));
    }

    proptest! {
        /// No name is lost and none told twice: what is wrong on each side is what is told of it.
        #[test]
        fn every_wrong_name_is_told_once(pairs in prop::collection::vec((0..5usize, 0..5usize), 1..12)) {
            let tag = |at: usize| ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"][at];
            let join = |side: fn(&(usize, usize)) -> usize| {
                pairs.iter().map(|pair| tag(side(pair))).collect::<Vec<_>>().join(" ")
            };
            let (gold, predicted) = (join(|pair| pair.0), join(|pair| pair.1));
            let told = found(&gold, &predicted);
            let places = |tagged: &str| -> Vec<(String, Range<usize>)> {
                predict(tagged).into_iter().map(|(l, tokens, _)| (l.to_owned(), tokens)).collect()
            };
            let sides = [places(&gold), places(&predicted)];
            for side in 0..2 {
                let wrong: Vec<Range<usize>> = sides[side]
                    .iter()
                    .filter(|name| !sides[1 - side].contains(name))
                    .map(|name| name.1.clone())
                    .collect();
                let mut found: Vec<_> = told.iter().filter_map(|it| it.1[side].clone()).collect();
                found.sort_by_key(|tokens| tokens.start);
                prop_assert_eq!(found, wrong);
            }
            for (kind, places) in told {
                prop_assert_eq!(places[0].is_some(), kind != NerErrorKind::Spurious);
                prop_assert_eq!(places[1].is_some(), kind != NerErrorKind::Missed);
            }
        }
    }
}
