//! What is known of words beyond their letters: clusters, lists of names, and the company that words
//! keep in raw text.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::conll::Sentence;
use super::corpus::{Corpus, Vocabulary};
use super::embeddings;
use super::gazetteers::Names;
use super::input::each_line;
use crate::entities::features::Word;
use crate::entities::model::Lexicon;
use crate::model::LONGEST_STRING;
use crate::morphology::Segmenter;
use crate::tokenize::{Newlines, sentences, tokenize};
use crate::{Error, Result};

/// Raw text: its words and the folded forms of them.
pub(crate) struct Raw {
    pub(crate) vocabulary: Vocabulary,
    pub(crate) corpus: Corpus,
    /// For each word of the vocabulary its folded form and its stem, as numbers of `forms`.
    pub(crate) folded: Vec<u32>,
    pub(crate) stems: Vec<u32>,
    pub(crate) forms: Vec<String>,
    /// How often each form stands in the text as a word.
    pub(crate) counts: Vec<u64>,
}

impl Raw {
    /// Reads texts, a paragraph a line, and sentences.
    pub(crate) fn read(
        paths: &[PathBuf],
        tokenized: &[&[Sentence]],
        clitics: &Segmenter,
    ) -> Result<Self> {
        let mut vocabulary = Vocabulary::new();
        let mut corpus = Corpus::new();
        let mut start = corpus.positions.len();
        let (mut tokens, mut spans) = (Vec::new(), Vec::new());
        for path in paths {
            each_line(path, |_, line| {
                tokens.clear();
                spans.clear();
                tokenize(line, &mut tokens);
                sentences(line, &tokens, Newlines::Never, &mut spans);
                let mut rest = tokens.iter().peekable();
                for span in &spans {
                    while let Some(token) = rest.next_if(|token| token.span.start < span.end) {
                        corpus.push_token(token.span.of(line), &mut vocabulary);
                    }
                    start = corpus.end_sentence(start);
                }
                Ok(())
            })?;
        }
        for sentence in tokenized.iter().flat_map(|part| part.iter()) {
            for token in &sentence.tokens {
                corpus.push_token(token, &mut vocabulary);
            }
            start = corpus.end_sentence(start);
        }
        let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
        let mut forms: Vec<String> = Vec::new();
        let mut number = |form: &str| match numbers.get(form) {
            Some(&number) => number,
            None => {
                forms.push(form.to_owned());
                numbers.insert(form.to_owned(), forms.len() as u32 - 1);
                forms.len() as u32 - 1
            }
        };
        let mut word = Word::default();
        let (mut folded, mut stems) = (Vec::new(), Vec::new());
        for raw in &vocabulary.words {
            word.analyse(raw, clitics);
            folded.push(number(&word.folded));
            stems.push(number(&word.stem));
        }
        let mut counts = vec![0; forms.len()];
        for &(start, len) in &corpus.sentences {
            for &word in &corpus.positions[start..start + len] {
                counts[folded[word as usize] as usize] += 1;
            }
        }
        Ok(Self { vocabulary, corpus, folded, stems, forms, counts })
    }
}

/// Attributes by folded word or stem, before they are numbered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attributes(pub(crate) BTreeMap<String, BTreeSet<String>>);

impl Attributes {
    /// Words that are too long for a model file are left out.
    pub(crate) fn add(&mut self, word: &str, attribute: String) {
        if word.len() > LONGEST_STRING {
            return;
        }
        match self.0.get_mut(word) {
            Some(attributes) => {
                attributes.insert(attribute);
            }
            None => {
                self.0.insert(word.to_owned(), BTreeSet::from([attribute]));
            }
        }
    }

    pub(crate) fn to_lexicon(&self) -> Result<Lexicon> {
        let names: BTreeSet<&String> = self.0.values().flatten().collect();
        let attributes: Vec<String> = names.into_iter().cloned().collect();
        if attributes.len() > usize::from(u16::MAX) {
            return Err(Error::data(format!(
                "{} attributes of words; the most is {}",
                attributes.len(),
                u16::MAX
            )));
        }
        let number = |name: &String| attributes.binary_search(name).expect("collected") as u16;
        let words = self
            .0
            .iter()
            .map(|(word, names)| (word.clone(), names.iter().map(number).collect()))
            .collect();
        Ok(Lexicon { attributes, words })
    }
}

/// What an attribute is about. Clusters are a letter and a number (`b17`), the company of a word a `p`
/// and a tag (`pBPER:3`), all else the kinds of names that the word is part of (`g:23`, `wPER:51`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Knowledge {
    Cluster,
    Company,
    Name,
}

impl Knowledge {
    pub(crate) fn of(attribute: &str) -> Self {
        match attribute.as_bytes() {
            [_, second, ..] if second.is_ascii_digit() => Self::Cluster,
            [b'p', b'B' | b'I', ..] => Self::Company,
            _ => Self::Name,
        }
    }
}

/// A word that occurs less often is known too little by the words around it.
const LEAST: u64 = 5;

/// Passes over the text for word vectors.
const EPOCHS: usize = 5;

/// Clusters of the words of raw text, at several grains.
pub(crate) fn add_clusters(
    raw: &Raw,
    grains: &[usize],
    attributes: &mut Attributes,
    mut progress: impl FnMut(&str) -> Result<()>,
) -> Result<()> {
    let mut by_count: Vec<u32> = (0..raw.forms.len() as u32)
        .filter(|&form| raw.counts[form as usize] >= LEAST && !raw.forms[form as usize].is_empty())
        .collect();
    by_count.sort_by_key(|&form| (std::cmp::Reverse(raw.counts[form as usize]), form));
    let mut rank = vec![u32::MAX; raw.forms.len()];
    for (at, &form) in by_count.iter().enumerate() {
        rank[form as usize] = at as u32;
    }
    let words: Vec<u32> =
        raw.corpus.positions.iter().map(|&word| rank[raw.folded[word as usize] as usize]).collect();
    let sentences: Vec<&[u32]> =
        raw.corpus.sentences.iter().map(|&(start, len)| &words[start..start + len]).collect();
    let counts: Vec<u64> = by_count.iter().map(|&form| raw.counts[form as usize]).collect();
    let vectors = embeddings::word_vectors(&sentences, &counts, EPOCHS, |epoch| {
        progress(&format!("word vectors: {epoch} of {EPOCHS} passes"))
    })?;
    for (letter, &grain) in (b'a'..).zip(grains) {
        progress(&format!("{grain} clusters"))?;
        let assigned = embeddings::clusters(&vectors, grain, 30_000, 15);
        for (&form, cluster) in by_count.iter().zip(assigned) {
            attributes.add(&raw.forms[form as usize], format!("{}{cluster}", char::from(letter)));
        }
    }
    Ok(())
}

/// The number of digits of a count: how frequent a word is, in steps of ten times.
fn magnitude(count: u64) -> u32 {
    count.checked_ilog10().map_or(0, |log| log + 1).min(5)
}

/// What lists of names say, with how much stands behind it and how frequent the word is: that a
/// word of every day is also a rare name says little.
pub(crate) fn add_names(raw: &Raw, names: &Names, attributes: &mut Attributes) {
    let counts: FxHashMap<&str, u64> =
        raw.forms.iter().map(String::as_str).zip(raw.counts.iter().copied()).collect();
    for (word, kinds) in &names.words {
        let frequency = magnitude(counts.get(word.as_str()).copied().unwrap_or(0));
        for (kind, &weight) in kinds {
            let weight = magnitude(weight);
            attributes.add(word, format!("{kind}:{weight}{frequency}"));
        }
    }
}

/// How often, and how consistently, tagged sentences have a word inside a name.
pub(crate) fn add_hints(sentences: &[Sentence], clitics: &Segmenter, attributes: &mut Attributes) {
    let mut counts: BTreeMap<String, BTreeMap<&str, u64>> = BTreeMap::new();
    let mut word = Word::default();
    for sentence in sentences {
        for (token, tag) in sentence.tokens.iter().zip(&sentence.tags) {
            let label = tag.split_once('-').map_or("O", |(_, label)| label);
            word.analyse(token, clitics);
            *counts.entry(word.folded.clone()).or_default().entry(label).or_default() += 1;
            if word.stem != word.folded {
                *counts.entry(word.stem.clone()).or_default().entry(label).or_default() += 1;
            }
        }
    }
    for (word, labels) in counts {
        let all: u64 = labels.values().sum();
        for (label, count) in labels {
            if label != "O" {
                let share = (count * 5).div_ceil(all);
                let size = count.ilog2().min(5) / 2;
                attributes.add(&word, format!("w{label}:{share}{size}"));
            }
        }
    }
}

/// Adds, for each form that is not too rare, how probable each label is by the company
/// it keeps: `probabilities` gives those of every position of the text from the words around it.
pub(crate) fn add_profiles(
    raw: &Raw,
    labels: &[String],
    probabilities: &(dyn Fn(usize, usize, &mut [f32]) + Sync),
    attributes: &mut Attributes,
) {
    let kinds = labels.len();
    // Pieces in a fixed order, so that sums are the same for any number of threads.
    let pieces: Vec<Vec<(u32, Vec<f32>)>> = raw
        .corpus
        .sentences
        .par_chunks(20_000)
        .map(|sentences| {
            let mut sums: BTreeMap<u32, Vec<f32>> = BTreeMap::new();
            let mut of = Vec::new();
            for &(start, len) in sentences {
                of.clear();
                of.resize(len * kinds, 0.0);
                probabilities(start, len, &mut of);
                for (at, of) in of.chunks_exact(kinds).enumerate() {
                    let word = raw.corpus.positions[start + at] as usize;
                    let (form, stem) = (raw.folded[word], raw.stems[word]);
                    for form in std::iter::once(form).chain((stem != form).then_some(stem)) {
                        let sum = sums.entry(form).or_insert_with(|| vec![0.0; kinds + 1]);
                        sum.iter_mut().zip(of).for_each(|(sum, p)| *sum += p);
                        sum[kinds] += 1.0;
                    }
                }
            }
            sums.into_iter().collect()
        })
        .collect();
    let mut sums: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    let mut all = vec![0.0f64; kinds + 1];
    for (form, piece) in pieces.into_iter().flatten() {
        let sum = sums.entry(form).or_insert_with(|| vec![0.0; kinds + 1]);
        for ((sum, all), piece) in sum.iter_mut().zip(&mut all).zip(piece) {
            *sum += f64::from(piece);
            *all += f64::from(piece);
        }
    }
    for (form, sum) in sums {
        let count = sum[kinds];
        if count < LEAST as f64 || raw.forms[form as usize].is_empty() {
            continue;
        }
        for (label, name) in labels.iter().enumerate() {
            let prior = all[label] / all[kinds];
            let lift = ((sum[label] + 4.0 * prior) / (count + 4.0) / prior).ln();
            let bucket = (lift * 2.0).round().clamp(-8.0, 12.0) as i32;
            if bucket != 0 {
                attributes.add(&raw.forms[form as usize], format!("p{name}:{bucket}"));
            }
        }
    }
}
