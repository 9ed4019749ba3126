//! Whether one tagger is better than another, or only luckier with the sentences of a file.

use rustc_hash::FxHashSet;
use serde::Serialize;

use super::Sentence;
use super::embeddings::Random;
use super::evaluate::{Scores, names, round, tag};
use crate::Pipeline;

/// How often sentences are drawn.
const RESAMPLES: usize = 1000;

/// Another tagger on the same file, compared by the paired bootstrap: of as many sentences, drawn with
/// replacement from those of the file, both get an F1, 1,000 times over (Koehn 2004, "Statistical
/// Significance Tests for Machine Translation Evaluation"; for F1 of names and the like Berg-Kirkpatrick
/// et al. 2012, "An Empirical Investigation of Statistical Significance in NLP"). What is drawn is the
/// same every time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// What the other predicts, all names together.
    pub micro: Scores,
    /// How much more F1 it has, in points of percent.
    pub difference: f64,
    /// Between what that lies in the middle 95 % of the resamples.
    pub interval: [f64; 2],
    /// Percent of the resamples in which it is better.
    pub better: f64,
    /// Percent of the resamples in which it is better or as good.
    pub not_worse: f64,
    /// The number of resamples.
    pub resamples: usize,
}

/// Compares the tagger of `against` with that of `pipeline` on `sentences`.
pub fn compare(pipeline: &Pipeline, against: &Pipeline, sentences: &[Sentence]) -> Comparison {
    let tag = |pipeline: &Pipeline| tag(pipeline.entity_model(), pipeline.segmenter(), sentences);
    compare_tags(sentences, &tag(pipeline), &tag(against))
}

/// Right names, predicted ones, and those in both.
type Counts = [usize; 3];

fn compare_tags(
    sentences: &[Sentence],
    first: &[Vec<String>],
    second: &[Vec<String>],
) -> Comparison {
    let counts: Vec<[Counts; 2]> = sentences
        .iter()
        .zip(first.iter().zip(second))
        .map(|(sentence, (first, second))| {
            let gold: FxHashSet<_> = names(&sentence.tags).into_iter().collect();
            [first, second].map(|tags| {
                let predicted = names(tags);
                let correct = predicted.iter().filter(|&name| gold.contains(name)).count();
                [gold.len(), predicted.len(), correct]
            })
        })
        .collect();
    let sum = |all: &mut dyn Iterator<Item = &[Counts; 2]>| {
        all.fold([[0; 3]; 2], |mut sums, counts| {
            for (sum, count) in sums.as_flattened_mut().iter_mut().zip(counts.as_flattened()) {
                *sum += count;
            }
            sums
        })
    };
    let difference = |[first, second]: [Counts; 2]| f1(second) - f1(first);
    let mut random = Random::new(1);
    let mut drawn: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let mut one = |_| &counts[random.next() as usize % counts.len()];
            difference(sum(&mut (0..counts.len()).map(&mut one)))
        })
        .collect();
    drawn.sort_unstable_by(f64::total_cmp);
    let percent = |count: usize| round(100.0 * count as f64 / RESAMPLES as f64);
    let all = sum(&mut counts.iter());
    let [gold, predicted, correct] = all[1];
    // Of each end 2.5 %.
    let tail = RESAMPLES / 40;
    Comparison {
        micro: Scores::new(gold, predicted, correct),
        difference: round(difference(all)),
        interval: [round(drawn[tail]), round(drawn[RESAMPLES - 1 - tail])],
        better: percent(RESAMPLES - drawn.partition_point(|&difference| difference <= 0.0)),
        not_worse: percent(RESAMPLES - drawn.partition_point(|&difference| difference < 0.0)),
        resamples: RESAMPLES,
    }
}

/// In percent; 0 where undefined. Equal counts give equal numbers.
fn f1([gold, predicted, correct]: Counts) -> f64 {
    let both = gold + predicted;
    if both == 0 { 0.0 } else { 200.0 * correct as f64 / both as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(tags: &str) -> Vec<String> {
        tags.split(' ').map(str::to_owned).collect()
    }

    fn sentences(count: usize) -> Vec<Sentence> {
        let tags = tags("B-PER O");
        vec![Sentence { tokens: vec!["a".into(), "b".into()], tags }; count]
    }

    #[test]
    fn the_same_is_neither_better_nor_worse() {
        let gold = sentences(9);
        let predicted: Vec<_> =
            (0..9).map(|at| tags(if at % 3 == 0 { "O B-PER" } else { "B-PER O" })).collect();
        let found = compare_tags(&gold, &predicted, &predicted);
        assert_eq!((found.difference, found.interval), (0.0, [0.0, 0.0]));
        assert_eq!((found.better, found.not_worse), (0.0, 100.0));
        assert_eq!(found.micro.f1, 66.67);
    }

    /// In a file of 100 sentences the second finds the name of 30 that the first does not find, or of
    /// one, and the first of one that the second does not find.
    #[test]
    fn many_sentences_decide_and_few_do_not() {
        let gold = sentences(100);
        let predict = |missed: &dyn Fn(usize) -> bool| -> Vec<Vec<String>> {
            (0..100).map(|at| tags(if missed(at) { "O O" } else { "B-PER O" })).collect()
        };
        let second = predict(&|at| at == 99);
        let much = compare_tags(&gold, &predict(&|at| at < 30), &second);
        // 2 · 99 / 199 and 2 · 70 / 170.
        assert_eq!((much.micro.f1, much.difference), (99.5, 17.14));
        assert!(0.0 < much.interval[0] && much.interval[0] < much.difference);
        assert!(much.difference < much.interval[1]);
        assert_eq!((much.better, much.not_worse), (100.0, 100.0));
        let little = compare_tags(&gold, &predict(&|at| at == 0), &second);
        assert_eq!(little.difference, 0.0);
        assert!(little.interval[0] < 0.0 && little.interval[1] > 0.0);
        // Both sentences are drawn equally often in about a third of the resamples.
        assert!((20.0..50.0).contains(&little.better), "{little:?}");
        assert!((50.0..80.0).contains(&little.not_worse), "{little:?}");
        // And the other way around.
        let worse = compare_tags(&gold, &second, &predict(&|at| at < 30));
        assert_eq!(worse.interval, [-much.interval[1], -much.interval[0]]);
        assert_eq!((worse.better, worse.not_worse), (0.0, 0.0));
    }

    #[test]
    fn nothing_is_no_difference() {
        assert_eq!(compare_tags(&[], &[], &[]).interval, [0.0, 0.0]);
    }
}
