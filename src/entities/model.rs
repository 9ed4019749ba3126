//! The trained tagger as strings and weights, and the sections of a model file that hold it.

use std::collections::BTreeMap;

use super::features::{PLACES, Template};
#[cfg(doc)]
use super::network::{HIDDEN, SIZE};
#[cfg(feature = "train")]
use crate::Result;
#[cfg(feature = "train")]
use crate::model::{ModelFile, Strings};

/// Weights of one tag each, from one place.
pub(crate) type Row = Vec<f32>;

/// A trained tagger, portable: what training gives and a model file holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Model {
    /// `PER`, `LOC`, … Tags are numbered O, then B and I of each label in turn.
    pub(crate) labels: Vec<String>,
    /// The weight of each pair of tags, `before * tags + after`.
    pub(crate) pairs: Vec<f32>,
    /// What all scores are divided by where probabilities are told of them.
    pub(crate) temperature: f32,
    /// For each feature of a word its rows, by place.
    pub(crate) features: BTreeMap<(Template, String), BTreeMap<u8, Row>>,
    /// The row of each pair of adjacent folded words: from the second to its own tag, and from the
    /// first to its own.
    pub(crate) bigrams: BTreeMap<(String, String), [Option<Row>; 2]>,
    pub(crate) lexicon: Lexicon,
    pub(crate) network: Option<Network>,
}

impl Default for Model {
    fn default() -> Self {
        Self {
            labels: Vec::new(),
            pairs: Vec::new(),
            temperature: 1.0,
            features: BTreeMap::new(),
            bigrams: BTreeMap::new(),
            lexicon: Lexicon::default(),
            network: None,
        }
    }
}

/// The hidden layer of a trained tagger.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Network {
    /// The vector of each feature, of [`SIZE`].
    pub(crate) vectors: BTreeMap<(Template, String), Vec<f32>>,
    /// What every word's vector begins with.
    pub(crate) word_bias: Vec<f32>,
    /// For each place and number of a word's vector a row of [`HIDDEN`].
    pub(crate) window: Vec<f32>,
    pub(crate) bias: Vec<f32>,
    /// For each unit a row of one weight a tag.
    pub(crate) out: Vec<f32>,
    /// For each number of the word's own vector a row of one weight a tag.
    pub(crate) skip: Vec<f32>,
    pub(crate) out_bias: Vec<f32>,
}

/// What is known of words beyond their letters: for each folded word or stem a few attributes, like
/// its cluster or the kinds of names it is part of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lexicon {
    pub(crate) attributes: Vec<String>,
    /// Indices into `attributes`, sorted.
    pub(crate) words: BTreeMap<String, Vec<u16>>,
}

#[cfg(feature = "train")]
impl Model {
    /// Removes what says nothing: attributes without weights, and words without attributes.
    pub(crate) fn prune(&mut self) {
        let Lexicon { attributes, words } = &mut self.lexicon;
        let mut kept = Vec::new();
        let numbers: Vec<Option<u16>> = attributes
            .iter()
            .map(|name| {
                let used = [Template::WordKnowledge, Template::StemKnowledge].iter().any(|&of| {
                    let key = (of, name.clone());
                    let network = self.network.as_ref();
                    self.features.contains_key(&key)
                        || network.is_some_and(|network| network.vectors.contains_key(&key))
                });
                used.then(|| {
                    kept.push(name.clone());
                    kept.len() as u16 - 1
                })
            })
            .collect();
        *attributes = kept;
        words.retain(|_, ids| {
            *ids = ids.iter().filter_map(|&id| numbers[usize::from(id)]).collect();
            !ids.is_empty()
        });
    }
}

impl Lexicon {
    /// Reads the lexicon of a model file.
    #[cfg(feature = "train")]
    pub(crate) fn from_file(file: &ModelFile) -> Result<Self> {
        let mut reader = file.reader(sections::LEXICON)?;
        let mut attributes = Strings::read(&mut reader)?;
        let mut lexicon = Self::default();
        for _ in 0..attributes.len() {
            lexicon.attributes.push(attributes.next(&reader)?.to_owned());
        }
        let mut words = Strings::read(&mut reader)?;
        let counts = reader.take(words.len())?;
        for &count in counts {
            let ids = (0..count).map(|_| reader.u16()).collect::<Result<Vec<_>>>()?;
            if ids.iter().any(|&id| usize::from(id) >= lexicon.attributes.len()) {
                return Err(reader.error("an attribute that is not there"));
            }
            lexicon.words.insert(words.next(&reader)?.to_owned(), ids);
        }
        reader.finish()?;
        Ok(lexicon)
    }

    /// The names of the attributes of a folded word or stem.
    pub(crate) fn get(&self, word: &str) -> impl Iterator<Item = &str> {
        let ids = self.words.get(word).map_or(&[][..], Vec::as_slice);
        ids.iter().map(|&id| self.attributes[usize::from(id)].as_str())
    }
}

/// The number of tags of so many labels.
pub(crate) const fn tags(labels: usize) -> usize {
    2 * labels + 1
}

/// Whether tag `after` may follow tag `before`; `None` stands for the start of a sentence.
pub(crate) fn may_follow(before: Option<usize>, after: usize) -> bool {
    let inside = after > 0 && after.is_multiple_of(2);
    !inside || before == Some(after) || before == Some(after - 1)
}

/// The most labels that a model may have: tags are numbered in a byte.
pub(crate) const MAX_LABELS: usize = 60;

pub(crate) mod sections {
    //! `ner.tags`, `ner.features`, `ner.lexicon`, `ner.network`: how a [`Model`](super::Model) is
    //! written.

    use super::*;
    use crate::model::{SectionWriter, write_strings};

    pub(crate) const TAGS: &str = "ner.tags";
    pub(crate) const FEATURES: &str = "ner.features";
    pub(crate) const LEXICON: &str = "ner.lexicon";
    pub(crate) const NETWORK: &str = "ner.network";

    /// To be raised when the sections change: what was written so is not read otherwise.
    pub(crate) const LAYOUT: u8 = 2;

    /// The bit of a feature that has a vector, beside those of its places.
    pub(crate) const VECTOR: u8 = 1 << PLACES;

    const _: () = assert!(PLACES < 8, "places and what else a feature has are bits of a byte");

    /// The greatest number that a quantized weight reaches.
    const GREATEST: f32 = i16::MAX as f32;

    /// The weights of a row that are not zero, with their tags.
    fn write_row(out: &mut SectionWriter, row: &[f32], scale: f32) {
        let quantized: Vec<(u8, i16)> = (0u8..)
            .zip(row)
            .map(|(tag, weight)| (tag, (weight / scale).round() as i16))
            .filter(|&(_, weight)| weight != 0)
            .collect();
        out.u8(quantized.len() as u8);
        for (tag, weight) in quantized {
            out.u8(tag).u16(weight as u16);
        }
    }

    impl Model {
        /// The sections, by name.
        pub(crate) fn to_sections(&self) -> Vec<(&'static str, Vec<u8>)> {
            let mut out = SectionWriter::new();
            out.u8(LAYOUT);
            out.count(self.labels.len());
            for label in &self.labels {
                out.str(label);
            }
            for &weight in &self.pairs {
                out.f32(weight);
            }
            out.f32(self.temperature);
            let tags_section = out.into_bytes();

            let rows = self.features.values().flat_map(|rows| rows.values());
            let pair_rows = self.bigrams.values().flatten().flatten();
            let greatest = rows
                .chain(pair_rows)
                .flatten()
                .fold(0.0f32, |greatest, weight| greatest.max(weight.abs()));
            let scale = if greatest > 0.0 { greatest / GREATEST } else { 1.0 };
            let mut out = SectionWriter::new();
            out.f32(scale);
            // A feature may have rows, a vector or both.
            let places = |rows: &BTreeMap<u8, Row>| rows.keys().fold(0, |bits, at| bits | 1 << at);
            let mut features: BTreeMap<_, u8> =
                self.features.iter().map(|(key, rows)| (key, places(rows))).collect();
            for key in self.network.iter().flat_map(|network| network.vectors.keys()) {
                *features.entry(key).or_default() |= VECTOR;
            }
            for template in Template::ALL {
                let features = features.iter().filter(|((of, _), _)| *of == template);
                write_strings(&mut out, features.clone().map(|((_, value), _)| value.as_str()));
                for (key, bits) in features {
                    out.u8(*bits);
                    for row in self.features.get(*key).into_iter().flat_map(BTreeMap::values) {
                        write_row(&mut out, row, scale);
                    }
                }
            }
            write_strings(&mut out, self.bigrams.keys().map(|(first, _)| first.as_str()));
            write_strings(&mut out, self.bigrams.keys().map(|(_, second)| second.as_str()));
            for row in self.bigrams.values().flatten() {
                write_row(&mut out, row.as_deref().unwrap_or(&[]), scale);
            }
            let features_section = out.into_bytes();

            let mut out = SectionWriter::new();
            let Lexicon { attributes, words } = &self.lexicon;
            write_strings(&mut out, attributes.iter().map(String::as_str));
            write_strings(&mut out, words.keys().map(String::as_str));
            for ids in words.values() {
                out.u8(u8::try_from(ids.len()).expect("at most 255 attributes"));
            }
            for id in words.values().flatten() {
                out.u16(*id);
            }
            let lexicon_section = out.into_bytes();

            let mut out = SectionWriter::new();
            out.u8(u8::from(self.network.is_some()));
            if let Some(network) = &self.network {
                network.write(&mut out);
            }
            vec![
                (TAGS, tags_section),
                (FEATURES, features_section),
                (LEXICON, lexicon_section),
                (NETWORK, out.into_bytes()),
            ]
        }
    }
    impl Network {
        /// Vectors in eight bits, of one scale; other weights as they are.
        fn write(&self, out: &mut SectionWriter) {
            let Self { vectors, word_bias, window, bias, out: to_tags, skip, out_bias } = self;
            let numbers = vectors.values().flatten();
            let greatest = numbers.fold(0.0f32, |greatest, number| greatest.max(number.abs()));
            let scale = if greatest > 0.0 { greatest / f32::from(i8::MAX) } else { 1.0 };
            out.f32(scale);
            // In the order of the features that have one.
            for number in vectors.values().flatten() {
                out.u8((number / scale).round() as i8 as u8);
            }
            for weight in [word_bias, window, bias, to_tags, skip, out_bias].into_iter().flatten() {
                out.f32(*weight);
            }
        }
    }
}
