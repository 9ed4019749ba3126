//! The compiled tagger against naive twins: features as strings, labellings one by one.

use std::collections::BTreeMap;
use std::ops::Range;

use proptest::prelude::*;

use super::features::{PLACES, REACH, Template, Word};
use super::lattice::Lattice;
use super::model::{Lexicon, Model, Network, may_follow, sections, tags};
use super::network::{HIDDEN, SIZE, squash};
use super::predictor::Predictor;
use super::{Entity, EntityModel, EntityScratch, units::units};
use crate::ErrorKind;
use crate::model::{ModelFile, ModelWriter, SectionWriter};
use crate::morphology::Segmenter;
use crate::tokenize::{Newlines, sentences, tokenize};

fn clitics() -> Segmenter {
    Segmenter::from_file(&ModelFile::parse(crate::model::embedded()).unwrap()).unwrap()
}

fn file(sections: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ModelWriter::new();
    for (name, bytes) in sections {
        writer.set_section(name, bytes.clone());
    }
    writer.to_bytes().unwrap()
}

fn compile(model: &Model) -> EntityModel {
    let sections = model.to_sections();
    EntityModel::from_file(&ModelFile::parse(&file(&sections)).unwrap()).unwrap()
}

/// Weights that a hash of what they are for decides, in steps that quantization keeps.
fn weight(of: &str, tag: usize) -> f32 {
    let hash = crc32fast::hash(format!("{of} {tag}").as_bytes());
    if hash.is_multiple_of(3) { 0.0 } else { ((hash >> 8) % 1024) as f32 / 256.0 - 2.0 }
}

fn row(of: &str, tags: usize) -> Vec<f32> {
    (0..tags).map(|tag| weight(of, tag)).collect()
}

/// A model that knows every feature of the words of `vocabulary`, and pairs of them.
fn model(vocabulary: &[&str], clitics: &Segmenter) -> Model {
    let labels = vec!["LOC".to_owned(), "PER".to_owned()];
    let tags = tags(labels.len());
    let pairs = row("pairs", tags * tags);
    let mut model = Model { labels, pairs, temperature: 1.5, ..Model::default() };
    let attributes = vec!["a".to_owned(), "b".to_owned(), "c".to_owned()];
    let mut word = Word::default();
    for (number, raw) in vocabulary.iter().chain([&""]).enumerate() {
        word.analyse(raw, clitics);
        let mut add = |template: Template, value: &str| {
            let places = template.places(value);
            let rows = (0..PLACES as u8)
                .filter(|place| places >> place & 1 == 1)
                .map(|place| (place, format!("{template:?} {value} {place}")))
                // Some places have no row.
                .filter(|(place, of)| {
                    template == Template::Joined
                        || crc32fast::hash(of.as_bytes()) % 5 > *place as u32 % 2
                })
                .map(|(place, of)| (place, row(&of, tags)))
                .collect::<BTreeMap<_, _>>();
            if !rows.is_empty() {
                model.features.insert((template, value.to_owned()), rows);
            }
        };
        word.describe(&mut add);
        for attribute in &attributes {
            add(Template::WordKnowledge, attribute);
            add(Template::StemKnowledge, attribute);
        }
        add(Template::Joined, "");
        let known = (0..3).filter(|attribute| number >> attribute & 1 == 1).collect();
        model.lexicon.words.insert(word.folded.clone(), known);
    }
    model.lexicon.attributes = attributes;
    for (number, pair) in vocabulary.windows(2).enumerate() {
        let [first, second] = [0, 1].map(|at| {
            word.analyse(pair[at], clitics);
            word.folded.clone()
        });
        let rows = [0, 1].map(|of| {
            (number % 3 != of).then(|| row(&format!("pair {first} {second} {of}"), tags))
        });
        model.bigrams.insert((first, second), rows);
    }
    // The greatest weight decides the steps: 128 / 32767 keeps no weight as it is, but nearly.
    model.features.insert(
        (Template::Word, "no word has this".into()),
        BTreeMap::from([(2, vec![4.0, 0.0, 0.0, 0.0, 0.0])]),
    );
    model
}

/// A hidden layer that knows the features of a model, all but some.
fn network(model: &Model) -> Network {
    let tags = tags(model.labels.len());
    let numbers = |of: &str, count: usize, width: f32| -> Vec<f32> {
        (0..count).map(|at| weight(of, at) * width).collect()
    };
    let keys = model.features.keys().enumerate().filter(|(at, _)| at % 5 != 0);
    Network {
        vectors: keys
            .map(|(_, key)| (key.clone(), numbers(&format!("vector {key:?}"), SIZE, 0.25)))
            .collect(),
        word_bias: numbers("word", SIZE, 0.25),
        window: numbers("window", PLACES * SIZE * HIDDEN, 0.1),
        bias: numbers("bias", HIDDEN, 0.25),
        out: numbers("out", HIDDEN * tags, 0.25),
        skip: numbers("skip", SIZE * tags, 0.25),
        out_bias: numbers("out bias", tags, 1.0),
    }
}

/// The model with a hidden layer, which is not asked where `O` is preferred.
fn with_network(model: &Model) -> Model {
    Model { network: Some(network(model)), certain: 0.0, ..model.clone() }
}

/// Words of the vocabulary, longer than what is remembered, and such that differ from them.
fn text_of((word, more): &(usize, u32)) -> String {
    match more {
        0 => WORDS[*word].repeat(31),
        1 | 2 => format!("{}{more}", WORDS[*word]),
        _ => WORDS[*word].to_owned(),
    }
}

/// What the hidden layer adds to the score of each tag of each word, number by number.
fn naive_network_scores(
    model: &Model,
    network: &Network,
    words: &[(&str, bool)],
    clitics: &Segmenter,
) -> Vec<Vec<f32>> {
    let tags = tags(model.labels.len());
    let inputs: Vec<Vec<f32>> = (0..words.len() + 2 * REACH)
        .map(|at| {
            let raw = at.checked_sub(REACH).and_then(|at| words.get(at)).map_or("", |word| word.0);
            let mut word = Word::default();
            word.analyse(raw, clitics);
            let mut features = Vec::new();
            word.describe(&mut |template, value| features.push((template, value.to_owned())));
            for (form, template) in
                [(&word.folded, Template::WordKnowledge), (&word.stem, Template::StemKnowledge)]
            {
                features.extend(model.lexicon.get(form).map(|a| (template, a.to_owned())));
            }
            let known = |(template, _): &(Template, String)| match template {
                _ if raw.is_empty() => *template == Template::Word,
                Template::Stem | Template::StemKnowledge => word.stem != word.folded,
                _ => true,
            };
            let mut sum = network.word_bias.clone();
            for vector in
                features.iter().filter(|f| known(f)).filter_map(|f| network.vectors.get(f))
            {
                sum.iter_mut().zip(vector).for_each(|(sum, number)| *sum += number);
            }
            sum.into_iter().map(squash).collect()
        })
        .collect();
    (0..words.len())
        .map(|at| {
            let around: Vec<f32> = inputs[at..at + PLACES].concat();
            let unit = |unit: usize| {
                let weights = network.window.iter().skip(unit).step_by(HIDDEN);
                let sum: f32 =
                    around.iter().zip(weights).map(|(number, weight)| number * weight).sum();
                squash(sum + network.bias[unit])
            };
            let units: Vec<f32> = (0..HIDDEN).map(unit).collect();
            let score = |tag: usize| {
                let of = |numbers: &[f32], weights: &[f32]| -> f32 {
                    let weights = weights.iter().skip(tag).step_by(tags);
                    numbers.iter().zip(weights).map(|(number, weight)| number * weight).sum()
                };
                of(&units, &network.out)
                    + of(&inputs[at + REACH], &network.skip)
                    + network.out_bias[tag]
            };
            (0..tags).map(score).collect()
        })
        .collect()
}

/// The score of each tag of each word, summed over features as strings.
pub(crate) fn naive_scores(
    model: &Model,
    words: &[(&str, bool)],
    clitics: &Segmenter,
) -> Vec<Vec<f32>> {
    let tags = tags(model.labels.len());
    let analysed = |at: i64| {
        let mut word = Word::default();
        let raw = usize::try_from(at).ok().and_then(|at| words.get(at)).map_or("", |w| w.0);
        word.analyse(raw, clitics);
        word
    };
    let mut scores = vec![vec![0.0; tags]; words.len()];
    for (at, scores) in scores.iter_mut().enumerate() {
        let mut add = |row: &[f32]| scores.iter_mut().zip(row).for_each(|(s, w)| *s += w);
        for place in 0..PLACES {
            let word = analysed(at as i64 + place as i64 - REACH as i64);
            let mut features = Vec::new();
            word.describe(&mut |template, value| features.push((template, value.to_owned())));
            for (form, template) in
                [(&word.folded, Template::WordKnowledge), (&word.stem, Template::StemKnowledge)]
            {
                // What lies outside is known by its being outside alone.
                if !word.folded.is_empty() {
                    features.extend(model.lexicon.get(form).map(|a| (template, a.to_owned())));
                }
            }
            for feature in features {
                // Outside the sentence only that is known.
                if word.folded.is_empty() && feature.0 != Template::Word {
                    continue;
                }
                if let Some(row) = model.features.get(&feature).and_then(|r| r.get(&(place as u8)))
                {
                    add(row);
                }
            }
        }
        for (first, of) in [(at as i64 - 1, 0), (at as i64, 1)] {
            if first >= 0 && (first as usize) + 1 < words.len() {
                let pair = (analysed(first).folded, analysed(first + 1).folded);
                if let Some(Some(row)) = model.bigrams.get(&pair).map(|rows| &rows[of]) {
                    add(row);
                }
            }
        }
        if words[at].1 {
            add(&model.features[&(Template::Joined, String::new())][&2]);
        }
    }
    scores
}

/// The rows of a model once more, with other weights.
#[cfg(feature = "train")]
fn other_rows(model: &Model) -> Model {
    let tags = tags(model.labels.len());
    let other = |of: String| row(&format!("other {of}"), tags);
    let mut more = Model { network: None, pairs: row("other", tags * tags), ..model.clone() };
    // Some are there already, some are not.
    more.features.insert((Template::Word, "another".into()), BTreeMap::from([(1, row("x", tags))]));
    for (feature, rows) in &mut more.features {
        for (place, row) in rows.iter_mut() {
            *row = other(format!("{feature:?} {place}"));
        }
        rows.entry(2).or_insert_with(|| other(format!("{feature:?}")));
    }
    for (pair, rows) in &mut more.bigrams {
        *rows = [0, 1].map(|of| (of == 0).then(|| other(format!("{pair:?}"))));
    }
    more
}

/// Every allowed labelling with its score.
fn labellings(model: &Model, scores: &[Vec<f32>]) -> Vec<(Vec<usize>, f64)> {
    let tags = tags(model.labels.len());
    let mut all: Vec<(Vec<usize>, f64)> = vec![(Vec::new(), 0.0)];
    for scores in scores {
        all = all
            .into_iter()
            .flat_map(|(labelling, sum)| {
                let before = labelling.last().copied();
                (0..tags).filter(move |&tag| may_follow(before, tag)).map(move |tag| {
                    let pair = before.map_or(0.0, |before| model.pairs[before * tags + tag]);
                    let mut longer = labelling.clone();
                    longer.push(tag);
                    (longer, sum + f64::from(pair) + f64::from(scores[tag]))
                })
            })
            .collect();
    }
    all
}

const WORDS: [&str; 9] = ["روسيا", "وروسيا", "كيم", "جونغ", "للصين", "-", "في", "BBC", "2023"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Scores, best tags and span probabilities, each against what is computed one by one.
    #[test]
    fn agrees_with_the_naive_twin(chosen in prop::collection::vec((0..WORDS.len(), any::<bool>()), 1..6)) {
        let clitics = clitics();
        let model = model(&WORDS, &clitics);
        let compiled = compile(&model);
        let Predictor { width, tags, .. } = compiled.predictor;
        let words: Vec<(&str, bool)> = chosen
            .iter()
            .enumerate()
            .map(|(at, &(word, joined))| (WORDS[word], joined && at > 0))
            .collect();
        let expected = naive_scores(&model, &words, &clitics);
        let mut scratch = EntityScratch::default();
        // The second time all words are remembered.
        for _ in 0..2 {
            let scores = super::tagger::scores(&compiled, words.iter().copied(), &clitics, &mut scratch);
            prop_assert_eq!(scores.len(), words.len() * width);
            for (row, expected) in scores.chunks_exact(width).zip(&expected) {
                for (score, expected) in row.iter().zip(expected) {
                    prop_assert!((score - expected).abs() < 0.02, "{score} {expected}");
                }
            }
        }

        // From here on the compiled scores are the truth.
        let scores = super::tagger::scores(&compiled, words.iter().copied(), &clitics, &mut scratch);
        let exact: Vec<Vec<f32>> =
            scores.chunks_exact(width).map(|row| row[..tags].to_vec()).collect();
        let all = labellings(&model, &exact);
        let mut lattice = Lattice::default();
        lattice.scores = scores;
        lattice.prepare(&compiled.predictor);
        lattice.decode(&compiled.predictor, words.len());
        let found: Vec<usize> = lattice.tags.iter().map(|&tag| usize::from(tag)).collect();
        let best = all.iter().map(|l| l.1).fold(f64::NEG_INFINITY, f64::max);
        let of_found = all.iter().find(|l| l.0 == found).expect("an allowed labelling").1;
        prop_assert!(best - of_found < 1e-3, "{best} {of_found}");

        // The best labellings, as many as there are, are all of them, each once, the best first.
        let ranked = lattice.decode_best(&compiled.predictor, words.len(), 40);
        prop_assert_eq!(ranked.len(), all.len().min(40));
        prop_assert_eq!(&ranked[0].0, &lattice.tags);
        prop_assert!(ranked.is_sorted_by(|a, b| a.1 >= b.1));
        let weight = |score: f64| ((score - best) / f64::from(model.temperature)).exp();
        let sum: f64 = all.iter().map(|l| weight(l.1)).sum();
        let mut exact: Vec<f64> = all.iter().map(|l| weight(l.1) / sum).collect();
        exact.sort_by(|a, b| b.total_cmp(a));
        for (number, (tags, probability)) in ranked.iter().enumerate() {
            let tags: Vec<usize> = tags.iter().map(|&tag| usize::from(tag)).collect();
            let of_tags = all.iter().find(|l| l.0 == tags).expect("an allowed labelling").1;
            prop_assert!((probability - weight(of_tags) / sum).abs() < 1e-4);
            prop_assert!((probability - exact[number]).abs() < 1e-4);
            prop_assert!(ranked[..number].iter().all(|before| before.0 != ranked[number].0));
        }
        prop_assert!(ranked.iter().map(|l| l.1).sum::<f64>() < 1.0 + 1e-6);

        lattice.forward_backward(&compiled.predictor, words.len());
        for label in 0..model.labels.len() {
            let (begin, inside) = (2 * label + 1, 2 * label + 2);
            for from in 0..words.len() {
                for to in from + 1..=words.len() {
                    let exactly = |tags: &[usize]| {
                        tags[from] == begin
                            && tags[from + 1..to].iter().all(|&tag| tag == inside)
                            && tags.get(to) != Some(&inside)
                    };
                    let expected: f64 =
                        all.iter().filter(|l| exactly(&l.0)).map(|l| weight(l.1)).sum();
                    let found =
                        lattice.probability(&compiled.predictor, label, from, to, words.len());
                    prop_assert!((f64::from(found) - expected / sum).abs() < 1e-4);
                }
            }
        }
    }

    /// Vectors and what words say are kept in 8 bits: not quite the same.
    #[test]
    fn the_hidden_layer_agrees_with_its_naive_twin(
        chosen in prop::collection::vec(((0..WORDS.len(), 0..9u32), any::<bool>()), 1..30)
    ) {
        let clitics = clitics();
        let plain = model(&WORDS, &clitics);
        let model = with_network(&plain);
        let texts: Vec<String> = chosen.iter().map(|(word, _)| text_of(word)).collect();
        let joined = chosen.iter().enumerate().map(|(at, chosen)| chosen.1 && at > 0);
        let words: Vec<(&str, bool)> = texts.iter().map(String::as_str).zip(joined).collect();
        let network = model.network.as_ref().expect("it has one");
        let expected = naive_network_scores(&model, network, &words, &clitics);
        let (plain, compiled) = (compile(&plain), compile(&model));
        let width = plain.predictor.width;
        let [mut scratch, mut scratch_of_plain] = [(); 2].map(|()| EntityScratch::default());
        // The second time words are remembered.
        for _ in 0..2 {
            let scores = |model, scratch: &mut _| {
                super::tagger::scores(model, words.iter().copied(), &clitics, scratch)
            };
            let without = scores(&plain, &mut scratch_of_plain);
            let with = scores(&compiled, &mut scratch);
            for ((without, with), expected) in
                without.chunks_exact(width).zip(with.chunks_exact(width)).zip(&expected)
            {
                for ((without, with), expected) in without.iter().zip(with).zip(expected) {
                    prop_assert!((with - without - expected).abs() < 0.3, "{with} {without} {expected}");
                }
            }
        }
    }

    /// Rows for several words change nothing of what a lattice with a row for each word would find, nor
    /// does what was forgotten within a sentence.
    #[test]
    fn certain_words_share_rows(chosen in prop::collection::vec((0..WORDS.len(), 0..9u32), 1..60)) {
        let clitics = clitics();
        let model = with_network(&model(&WORDS, &clitics));
        let tags = tags(model.labels.len());
        // The same without what the hidden layer says, but for the word's own vector.
        let mut chain = model.clone();
        let network = chain.network.as_mut().expect("it has one");
        (network.out, network.out_bias) = (vec![0.0; HIDDEN * tags], vec![0.0; tags]);
        let (chain, whole) = (compile(&chain), compile(&model));
        let texts: Vec<String> = chosen.iter().map(text_of).collect();
        let words = || texts.iter().map(|word| (word.as_str(), false));
        let mut scratch = EntityScratch::default();
        let all = |model, scratch: &mut _| super::tagger::scores(model, words(), &clitics, scratch);
        let (chain, mut rows) = (all(&chain, &mut scratch), all(&whole, &mut scratch));
        let Predictor { width, .. } = whole.predictor;
        let mut open = false;
        for (chain, row) in chain.chunks_exact(width).zip(rows.chunks_exact_mut(width)) {
            let near = |tags: [usize; 2]| tags.iter().any(|&tag| chain[0] - model.certain <= chain[tag]);
            open = near([1, 3]) || open && near([2, 4]);
            if !open {
                row[0] = 0.0;
                row[1..].fill(f32::NEG_INFINITY);
            }
        }
        let mut lattice = Lattice::default();
        lattice.scores = rows;
        lattice.prepare(&whole.predictor);
        lattice.decode(&whole.predictor, texts.len());
        lattice.forward_backward(&whole.predictor, texts.len());
        let expected: Vec<_> = super::tagger::names(&lattice.tags).collect();

        let word = |at: usize| (texts[at].as_str(), false);
        for _ in 0..2 {
            let count = scratch.score(&whole.predictor, &clitics, texts.len(), word, false);
            scratch.lattice.decode(&whole.predictor, count);
            scratch.lattice.forward_backward(&whole.predictor, count);
            let found: Vec<_> = super::tagger::names(&scratch.lattice.tags).collect();
            prop_assert_eq!(found.len(), expected.len());
            for (found, expected) in found.iter().zip(&expected) {
                prop_assert_eq!(found.label, expected.label);
                prop_assert_eq!(scratch.words_of(&found.rows), expected.rows.clone());
                let probability = |lattice: &Lattice, rows: &Range<usize>, len| {
                    lattice.probability(&whole.predictor, found.label, rows.start, rows.end, len)
                };
                let own = probability(&scratch.lattice, &found.rows, count);
                let other = probability(&lattice, &expected.rows, texts.len());
                prop_assert!((own - other).abs() < 1e-4, "{own} {other}");
            }
        }
    }

    /// Whatever the text: spans lie on characters, in order, apart, within their token's sentence,
    /// and begin and end with what can be part of a name.
    #[test]
    fn spans_are_sound(text in "([ابتروسيكمل«»\"().،؟\n -]|وكيم|روسيا |كيم جونغ-أون |للصين |\u{64e}|A|٣|😀|\u{200f}){0,60}") {
        let clitics = clitics();
        let plain = model(&WORDS, &clitics);
        let (mut tokens, mut spans) = (Vec::new(), Vec::new());
        tokenize(&text, &mut tokens);
        sentences(&text, &tokens, Newlines::Smart, &mut spans);
        let mut scratch = EntityScratch::default();
        for compiled in [compile(&plain), compile(&with_network(&plain))] {
        let mut found = Vec::new();
        compiled.find(&text, &tokens, &spans, &clitics, &mut scratch, &mut found);
        let mut end = 0;
        for &Entity { span, label, score, elided_article, .. } in &found {
            prop_assert!(span.start >= end && !span.is_empty());
            end = span.end;
            prop_assert!(text.is_char_boundary(span.start as usize));
            prop_assert!(text.is_char_boundary(span.end as usize));
            prop_assert!(usize::from(label) < compiled.labels().len());
            prop_assert!((0.0..=1.0).contains(&score));
            prop_assert!(!elided_article || span.of(&text).starts_with('ل'));
            let surface = span.of(&text);
            prop_assert!(!surface.starts_with(['"', '«', '(', ' ', '\n']), "{surface:?}");
            // The hyphen of `-3` is the sign of a number.
            let hyphen = surface.starts_with('-') && !surface[1..].starts_with('٣');
            prop_assert!(!hyphen, "{surface:?}");
            prop_assert!(!surface.ends_with(['"', '»', ')', '-', ' ', '\n', '،']), "{surface:?}");
            prop_assert!(spans.iter().any(|s| s.start <= span.start && span.end <= s.end));
        }
        // The first of the alternatives of all sentences is this, whatever comes after.
        let alternatives =
            compiled.alternatives(&text, &tokens, &spans, 3, &clitics, &mut scratch);
        let first = alternatives.iter().flat_map(|all| all[0].entities.iter().copied());
        prop_assert_eq!(first.collect::<Vec<_>>(), found.clone());
        for all in &alternatives {
            prop_assert!((1..=3).contains(&all.len()));
            prop_assert!(all[1..].is_sorted_by(|a, b| a.probability >= b.probability));
            let names = |at: usize| all[at].entities.iter().map(|it| (it.span, it.label));
            let differ = |at: usize| (0..at).all(|before| !names(before).eq(names(at)));
            prop_assert!((0..all.len()).all(differ));
            prop_assert!(all.iter().map(|it| it.probability).sum::<f64>() <= 1.0 + 1e-6);
        }
        // A scratch that has seen other text gives the same.
        let mut again = Vec::new();
        compiled.find("للصين روسيا", &[], &[], &clitics, &mut scratch, &mut again);
        compiled.find(&text, &tokens, &spans, &clitics, &mut scratch, &mut again);
        prop_assert_eq!(found, again);
        }
    }

    /// A token of a given sentence has the tag of its first part.
    #[test]
    fn given_tokens_have_one_tag_each(chosen in prop::collection::vec(0..WORDS.len() + 1, 0..8)) {
        let clitics = clitics();
        let compiled = compile(&model(&WORDS, &clitics));
        let tokens: Vec<&str> =
            chosen.iter().map(|&at| WORDS.get(at).copied().unwrap_or("كيم-جونغ")).collect();
        let tags = compiled.tag_tokens(&tokens, &clitics, &mut EntityScratch::default());
        prop_assert_eq!(tags.len(), tokens.len());
        let mut words = 0;
        tokens.iter().for_each(|token| units(token, |_| words += 1));
        prop_assert!(words >= tokens.len());
        for tag in &tags {
            prop_assert!(["O", "B-LOC", "I-LOC", "B-PER", "I-PER"].contains(&tag.as_str()));
        }
        // The names with their scores are those of the tags.
        #[cfg(feature = "train")]
        {
            let mut again = vec!["O".to_owned(); tokens.len()];
            let mut scratch = EntityScratch::default();
            for name in compiled.name_tokens(&tokens, &clitics, &mut scratch) {
                prop_assert!((0.0..=1.0).contains(&name.score));
                for at in name.tokens.clone() {
                    let prefix = if at == name.tokens.start { 'B' } else { 'I' };
                    again[at] = format!("{prefix}-{}", compiled.labels()[name.label]);
                }
            }
            prop_assert_eq!(again, tags);
        }
    }

    /// No section, however its bytes are changed, makes loading panic, nor tagging with what loads.
    #[test]
    fn hostile_sections(which in 0..4usize, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4), cut in any::<prop::sample::Index>(), shorten in any::<bool>()) {
        let clitics = clitics();
        let mut model = model(&WORDS, &clitics);
        model.network = Some(network(&model));
        let mut sections = model.to_sections();
        let bytes = &mut sections[which].1;
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if shorten {
            bytes.truncate(cut.index(bytes.len()));
        }
        #[cfg(feature = "train")]
        {
            let read = |sections: &[(&str, Vec<u8>)]| {
                Model::chain_from_file(&ModelFile::parse(&file(sections)).unwrap())
            };
            match read(&sections) {
                // What was read can be written and read again.
                Ok((chain, vectors)) => {
                    let written = chain.chain_to_sections(vectors.iter());
                    let (again, same) = read(&written).unwrap();
                    prop_assert_eq!(&again.labels, &chain.labels);
                    prop_assert_eq!(same, vectors);
                }
                Err(error) => prop_assert_eq!(error.kind(), ErrorKind::Model),
            }
        }
        match EntityModel::from_file(&ModelFile::parse(&file(&sections)).unwrap()) {
            Ok(compiled) => {
                let tags = compiled.tag_tokens(&WORDS, &clitics, &mut EntityScratch::default());
                prop_assert_eq!(tags.len(), WORDS.len());
                let text = WORDS.join(" ");
                let (mut tokens, mut found) = (Vec::new(), Vec::new());
                tokenize(&text, &mut tokens);
                let all = [crate::Span::new(0, text.len())];
                let mut scratch = EntityScratch::default();
                compiled.find(&text, &tokens, &all, &clitics, &mut scratch, &mut found);
                prop_assert!(found.iter().all(|entity| (0.0..=1.0).contains(&entity.score)));
                for it in compiled
                    .alternatives(&text, &tokens, &all, 5, &clitics, &mut scratch)
                    .iter()
                    .flatten()
                {
                    prop_assert!((0.0..=1.0).contains(&it.probability), "{}", it.probability);
                }
            }
            Err(error) => prop_assert_eq!(error.kind(), ErrorKind::Model),
        }
    }
}

/// A chain is read as it was written, but for the steps of its weights, and what is added to it adds to
/// the scores.
#[cfg(feature = "train")]
#[test]
fn chains_are_read_and_added_to() {
    let clitics = clitics();
    let mut model = model(&WORDS, &clitics);
    model.network = Some(network(&model));
    let bytes = file(&model.to_sections());
    let (mut chain, vectors) = Model::chain_from_file(&ModelFile::parse(&bytes).unwrap()).unwrap();
    assert!(vectors.iter().eq(model.network.as_ref().unwrap().vectors.keys()));
    assert_eq!((&chain.labels, chain.temperature), (&model.labels, model.temperature));
    assert_eq!(chain.pairs, model.pairs);
    chain.lexicon = model.lexicon.clone();
    let words = WORDS.map(|word| (word, word == "جونغ"));
    let (more, before) = (other_rows(&model), naive_scores(&model, &words, &clitics));
    let close = |a: &[Vec<f32>], b: &[Vec<f32>]| {
        a.iter().flatten().zip(b.iter().flatten()).all(|(a, b)| (a - b).abs() < 0.02)
    };
    assert!(close(&naive_scores(&chain, &words, &clitics), &before));
    let mut expected = naive_scores(&more, &words, &clitics);
    for (row, before) in expected.iter_mut().zip(&before) {
        row.iter_mut().zip(before).for_each(|(more, before)| *more = before + 2.0 * *more);
    }
    chain.add(more.clone(), 2.0);
    assert!(close(&naive_scores(&chain, &words, &clitics), &expected));
    for ((sum, own), more) in chain.pairs.iter().zip(&model.pairs).zip(&more.pairs) {
        assert!((sum - own - 2.0 * more).abs() < 1e-5);
    }
    // With its hidden layer, which stays where it was, it is a tagger.
    let network = model.to_sections().into_iter().skip(2);
    let sections: Vec<_> =
        chain.chain_to_sections(vectors.iter()).into_iter().chain(network).collect();
    let compiled = EntityModel::from_file(&ModelFile::parse(&file(&sections)).unwrap()).unwrap();
    let mut scratch = EntityScratch::default();
    let scores = compiled.scores(words.iter().copied(), &clitics, &mut scratch);
    let before = compile(&model).scores(words.iter().copied(), &clitics, &mut scratch);
    let more = naive_scores(&more, &words, &clitics);
    for ((score, before), more) in scores.iter().zip(&before).zip(more.iter().flatten()) {
        assert!((score - before - 2.0 * more).abs() < 0.02, "{score} {before} {more}");
    }
}

/// Vectors are numbered in the order of their features, which therefore has to be the right one.
#[cfg(feature = "train")]
#[test]
fn features_out_of_order_are_refused() {
    let mut model = model(&WORDS, &clitics());
    model.features.retain(|(template, _), _| *template == Template::Word);
    let mut sections = model.to_sections();
    let values: Vec<&str> = model.features.keys().map(|(_, value)| value.as_str()).collect();
    let mut writer = SectionWriter::new();
    crate::model::write_strings(&mut writer, values.iter().copied());
    let sorted = writer.into_bytes();
    let mut writer = SectionWriter::new();
    crate::model::write_strings(&mut writer, values.iter().rev().copied());
    let reversed = writer.into_bytes();
    assert!(sections[1].1[4..].starts_with(&sorted));
    let rest = sections[1].1.split_off(4 + sorted.len());
    sections[1].1.truncate(4);
    sections[1].1.extend(reversed.into_iter().chain(rest));
    let error = Model::chain_from_file(&ModelFile::parse(&file(&sections)).unwrap()).unwrap_err();
    assert!(error.to_string().contains("features are not in order"), "{error}");
}

#[test]
fn labels_that_mislead_are_refused() {
    let clitics = clitics();
    for (labels, message) in [
        (vec!["A\u{1b}[2J"], "the label \"A\\u{1b}[2J\""),
        (vec![""], "the label \"\""),
        (vec!["A", "A"], "the label \"A\" is there twice"),
        (vec!["A"; 61], "61 labels; the most is 60"),
    ] {
        let mut sections = model(&WORDS, &clitics).to_sections();
        let mut writer = SectionWriter::new();
        writer.u8(sections::LAYOUT).count(labels.len());
        labels.iter().for_each(|label| {
            writer.str(label);
        });
        sections[0].1 = writer.into_bytes();
        let error =
            EntityModel::from_file(&ModelFile::parse(&file(&sections)).unwrap()).unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
    }
}

/// What is written is read again, whatever the words.
#[cfg(feature = "train")]
#[test]
fn lexicons_are_read_as_written() {
    let words = prop::collection::btree_map(
        "[ابتثa😀é]{0,6}",
        prop::collection::btree_set(0..4_u16, 0..4),
        0..40,
    );
    proptest!(|(words in words)| {
        let mut model = model(&WORDS, &clitics());
        model.lexicon = Lexicon {
            attributes: ["a", "ab", "بيت", "بيوت"].map(str::to_owned).into(),
            words: words.into_iter().map(|(word, ids)| (word, ids.into_iter().collect())).collect(),
        };
        let bytes = file(&model.to_sections());
        let file = ModelFile::parse(&bytes).unwrap();
        prop_assert!(EntityModel::from_file(&file).is_ok());
        prop_assert_eq!(Lexicon::from_file(&file).unwrap(), model.lexicon);
    });
}

/// A row is kept for each that has weights, and for no other.
#[test]
fn empty_rows_take_no_memory() {
    let full = |tags| vec![1.0; tags];
    let labels: Vec<_> = (0..60).map(|label| format!("L{label}")).collect();
    let tags = tags(labels.len());
    let mut model = Model { labels, pairs: vec![0.0; tags * tags], ..Model::default() };
    for number in 0..1000 {
        let rows = BTreeMap::from([(0, full(tags)), (4, vec![0.0; tags])]);
        model.features.insert((Template::Word, format!("{number:04}")), rows);
        model.bigrams.insert((String::new(), format!("{number:04}")), [None, Some(full(tags))]);
    }
    assert_eq!(compile(&model).predictor.row_count(), 1 + 2 * 1000);
}

#[test]
fn weights_beyond_all_reason_are_refused() {
    let clitics = clitics();
    let sound = model(&WORDS, &clitics);
    let mut pairs = sound.clone();
    pairs.pairs[0] = 100.0;
    let mut rows = sound.clone();
    rows.features.values_mut().next().unwrap().values_mut().next().unwrap()[0] = 1e4;
    for model in [pairs, rows] {
        let bytes = file(&model.to_sections());
        let error = EntityModel::from_file(&ModelFile::parse(&bytes).unwrap()).unwrap_err();
        assert!(error.to_string().contains("; the greatest is "), "{error}");
    }
}

/// Strings whose hashes were chosen to fall together would take for ever to place.
#[test]
fn strings_that_collide_are_refused() {
    let colliding = super::predictor::colliding(2000);
    let mut model = model(&WORDS, &clitics());
    model.lexicon.words = colliding.into_iter().map(|word| (word, vec![0])).collect();
    let bytes = file(&model.to_sections());
    let error = EntityModel::from_file(&ModelFile::parse(&bytes).unwrap()).unwrap_err();
    assert!(error.to_string().contains("nearly the same hash"), "{error}");
}

/// The last feature may have a vector and no row, or rows in which nothing is left.
#[test]
fn features_without_rows() {
    let clitics = clitics();
    let mut plain = model(&WORDS, &clitics);
    plain.bigrams.clear();
    let last = |place| {
        ((Template::StemKnowledge, "c".to_owned()), BTreeMap::from([(place, vec![0.0; 5])]))
    };
    plain.features.retain(|(template, _), _| *template < Template::StemKnowledge);
    for features in [BTreeMap::from([last(2)]), BTreeMap::new()] {
        let mut model = plain.clone();
        model.features.extend(features);
        model.network = Some(network(&model));
        let vectors = &mut model.network.as_mut().unwrap().vectors;
        vectors.insert((Template::StemKnowledge, "c".to_owned()), vec![0.5; SIZE]);
        model.lexicon.attributes = vec!["a".into(), "b".into(), "c".into()];
        model.lexicon.words = [("روسيا".to_owned(), vec![2])].into();
        let compiled = compile(&model);
        let tags = compiled.tag_tokens(&WORDS, &clitics, &mut EntityScratch::default());
        assert_eq!(tags.len(), WORDS.len());
    }
}

/// One token with more parts than any name is one word.
#[test]
fn no_token_takes_more_than_its_share() {
    let clitics = clitics();
    let compiled = compile(&model(&WORDS, &clitics));
    let text = "ا-".repeat(100_000) + "ا";
    let mut scratch = EntityScratch::default();
    let tags = compiled.tag_tokens(&[text], &clitics, &mut scratch);
    assert_eq!(tags.len(), 1);
    assert!(scratch.is_outgrown());
}

/// Without this the tests above could compare lattices that are the same.
#[test]
fn some_words_are_certain() {
    let clitics = clitics();
    let model = compile(&with_network(&model(&WORDS, &clitics)));
    let mut scratch = EntityScratch::default();
    scratch.prepare(&model);
    let mut rows = |first: usize| {
        let word = |at: usize| (WORDS[(first + at * at) % WORDS.len()], false);
        scratch.score(&model.predictor, &clitics, 40, word, false)
    };
    let rows: Vec<usize> = (0..WORDS.len()).map(&mut rows).collect();
    assert!(rows.iter().any(|rows| (5..36).contains(rows)), "{rows:?}");
}

#[test]
fn a_lexicon_may_be_empty() {
    let clitics = clitics();
    let model = Model { lexicon: Lexicon::default(), ..model(&WORDS, &clitics) };
    assert_eq!(compile(&model).labels(), ["LOC", "PER"]);
}
