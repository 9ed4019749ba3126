//! The trained tagger as strings and weights, and the sections of a model file that hold it.

use std::collections::BTreeMap;
#[cfg(feature = "train")]
use std::collections::BTreeSet;

use super::features::{PLACES, Template};
#[cfg(doc)]
use super::network::{HIDDEN, SIZE};
use crate::Result;
#[cfg(feature = "train")]
use crate::model::Strings;
use crate::model::{ModelFile, Reader};
#[cfg(feature = "train")]
use sections::{Tags, VECTOR, read_places, read_row};

/// Weights of one tag each, from one place.
pub(crate) type Row = Vec<f32>;

/// Preferred by so much is no tag.
pub(crate) const ALWAYS_ASKED: f32 = f32::MAX;

/// A feature of a word.
pub(crate) type Feature = (Template, String);

/// A trained tagger, portable: what training gives and a model file holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Model {
    /// `PER`, `LOC`, … Tags are numbered O, then B and I of each label in turn.
    pub(crate) labels: Vec<String>,
    /// The weight of each pair of tags, `before * tags + after`.
    pub(crate) pairs: Vec<f32>,
    /// What all scores are divided by where probabilities are told of them.
    pub(crate) temperature: f32,
    /// By how much what is not of the hidden layer must prefer `O` to every tag of a name for the layer not
    /// to be asked; [`ALWAYS_ASKED`] if it is of every word.
    pub(crate) certain: f32,
    /// For each feature of a word its rows, by place.
    pub(crate) features: BTreeMap<Feature, BTreeMap<u8, Row>>,
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
            certain: ALWAYS_ASKED,
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
    pub(crate) vectors: BTreeMap<Feature, Vec<f32>>,
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
    /// Reads the chain of a model file, all but its lexicon and hidden layer, and which features have a
    /// vector in that layer. What the chain is written to with other rows still fits that layer.
    ///
    /// # Errors
    /// [`ErrorKind::Model`](crate::ErrorKind::Model) if a section is missing or malformed.
    pub(crate) fn chain_from_file(file: &ModelFile) -> Result<(Self, BTreeSet<Feature>)> {
        let Tags { labels, pairs, temperature, certain } = Tags::read(file)?;
        let tags = tags(labels.len());
        let mut model = Self { labels, pairs, temperature, certain, ..Self::default() };
        let mut vectors = BTreeSet::new();
        let mut reader = file.reader(sections::FEATURES)?;
        let scale = reader.f32()?;
        let row = |reader: &mut Reader| -> Result<Option<Row>> {
            let mut row = vec![0.0; tags];
            Ok(read_row(reader, scale, tags, || &mut row)?.then_some(row))
        };
        for template in Template::ALL {
            let mut values = Strings::read(&mut reader)?;
            let mut last: Option<String> = None;
            for _ in 0..values.len() {
                let value = values.next(&reader)?.to_owned();
                // Vectors are known by their number alone.
                if last.as_ref().is_some_and(|last| *last >= value) {
                    return Err(reader.error("features are not in order"));
                }
                let bits = read_places(&mut reader)?;
                let mut rows = BTreeMap::new();
                for place in (0..PLACES as u8).filter(|place| bits >> place & 1 == 1) {
                    rows.extend(row(&mut reader)?.map(|row| (place, row)));
                }
                let feature = (template, value.clone());
                if bits & VECTOR != 0 {
                    vectors.insert(feature.clone());
                }
                if !rows.is_empty() {
                    model.features.insert(feature, rows);
                }
                last = Some(value);
            }
        }
        let [mut first, mut second] = [Strings::read(&mut reader)?, Strings::read(&mut reader)?];
        if first.len() != second.len() {
            return Err(reader.error("pairs of words lack a word"));
        }
        for _ in 0..first.len() {
            let pair = (first.next(&reader)?.to_owned(), second.next(&reader)?.to_owned());
            let rows = [row(&mut reader)?, row(&mut reader)?];
            model.bigrams.insert(pair, rows);
        }
        reader.finish()?;
        Ok((model, vectors))
    }

    /// Adds the rows and pairs of a chain with the same labels, so many times.
    pub(crate) fn add(&mut self, other: Self, times: f32) {
        let sum = |to: &mut Row, from: Row| {
            to.resize(to.len().max(from.len()), 0.0);
            to.iter_mut().zip(from).for_each(|(to, from)| *to += from * times);
        };
        sum(&mut self.pairs, other.pairs);
        for (feature, rows) in other.features {
            let own = self.features.entry(feature).or_default();
            for (place, row) in rows {
                sum(own.entry(place).or_default(), row);
            }
        }
        for (pair, rows) in other.bigrams {
            let own = self.bigrams.entry(pair).or_default();
            for (own, row) in own.iter_mut().zip(rows) {
                if let Some(row) = row {
                    sum(own.get_or_insert_default(), row);
                }
            }
        }
    }

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
    //! written, and what is common to those who read it.

    use std::ops::RangeInclusive;

    use super::*;
    use crate::model::{SectionWriter, write_strings};

    pub(crate) const TAGS: &str = "ner.tags";
    pub(crate) const FEATURES: &str = "ner.features";
    pub(crate) const LEXICON: &str = "ner.lexicon";
    pub(crate) const NETWORK: &str = "ner.network";

    /// To be raised when the sections change: what was written so is not read otherwise.
    pub(crate) const LAYOUT: u8 = 4;

    /// The bit of a feature that has a vector, beside those of its places.
    pub(crate) const VECTOR: u8 = 1 << PLACES;

    const _: () = assert!(PLACES < 8, "places and what else a feature has are bits of a byte");

    /// The greatest number that a quantized weight reaches.
    const GREATEST: f32 = i16::MAX as f32;

    /// The greatest weights in a model file: sums of them stay what a float tells apart.
    const GREATEST_OF_ROWS: f32 = 1e3;
    const GREATEST_OF_PAIRS: f32 = 32.0;

    /// What scores may be divided by; that of a pair stays one whose exponential is a number.
    const TEMPERATURES: RangeInclusive<f32> = 0.4..=8.0;

    /// What a model file says of the tags.
    pub(crate) struct Tags {
        pub(crate) labels: Vec<String>,
        /// Of all pairs, also of those that may not be: `before * tags + after`.
        pub(crate) pairs: Vec<f32>,
        pub(crate) temperature: f32,
        pub(crate) certain: f32,
    }

    impl Tags {
        pub(crate) fn read(file: &ModelFile) -> Result<Self> {
            let mut reader = file.reader(TAGS)?;
            reader.layout(LAYOUT)?;
            let mut labels: Vec<String> = Vec::new();
            let count = reader.count(1)?;
            if count > MAX_LABELS {
                return Err(reader.error(format_args!("{count} labels; the most is {MAX_LABELS}")));
            }
            for _ in 0..count {
                let label = reader.str()?;
                if label.is_empty() || label.contains(char::is_control) {
                    return Err(reader.error(format_args!("the label {label:?}")));
                }
                if labels.iter().any(|known| known == label) {
                    return Err(reader.error(format_args!("the label {label:?} is there twice")));
                }
                labels.push(label.to_owned());
            }
            if let Some(ner) = file.metadata().components.get("ner")
                && !ner.labels.is_empty()
                && ner.labels != labels
            {
                let (told, found) = (ner.labels.join(", "), labels.join(", "));
                let what = format_args!("the labels {found}; the metadata has {told}");
                return Err(reader.error(what));
            }
            let tags = tags(labels.len());
            let pair = |_| reader.f32().and_then(|pair| reader.weight(pair, GREATEST_OF_PAIRS));
            let pairs = (0..tags * tags).map(pair).collect::<Result<_>>()?;
            let temperature = reader.f32()?;
            if !TEMPERATURES.contains(&temperature) {
                return Err(reader.error(format_args!("the temperature {temperature}")));
            }
            let certain = reader.f32()?;
            if certain < 0.0 {
                return Err(reader.error(format_args!("{certain} as what is certain")));
            }
            reader.finish()?;
            Ok(Self { labels, pairs, temperature, certain })
        }
    }

    /// Reads what a feature has: bits of its places, and [`VECTOR`].
    pub(crate) fn read_places(reader: &mut Reader) -> Result<u8> {
        match reader.u8()? {
            bits if bits == 0 || bits >= VECTOR << 1 => {
                Err(reader.error(format_args!("the places {bits:#x}")))
            }
            bits => Ok(bits),
        }
    }

    /// Reads a row into what `row` gives, and says whether there is anything in it; else `row` is not
    /// called.
    #[inline]
    pub(crate) fn read_row<'r>(
        reader: &mut Reader,
        scale: f32,
        tags: usize,
        row: impl FnOnce() -> &'r mut [f32],
    ) -> Result<bool> {
        let count = reader.u8()?;
        if count == 0 {
            return Ok(false);
        }
        let row = row();
        for _ in 0..count {
            let tag = usize::from(reader.u8()?);
            let weight = f32::from(reader.u16()? as i16) * scale;
            if tag >= tags {
                return Err(reader.error(format_args!("tag {tag} of {tags}")));
            }
            row[tag] = reader.weight(weight, GREATEST_OF_ROWS)?;
        }
        Ok(true)
    }

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
        /// The sections of the chain but its lexicon, by name; these features have a vector.
        pub(crate) fn chain_to_sections<'a>(
            &'a self,
            vectors: impl Iterator<Item = &'a Feature>,
        ) -> [(&'static str, Vec<u8>); 2] {
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
            out.f32(self.certain);
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
            for key in vectors {
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
            [(TAGS, tags_section), (FEATURES, out.into_bytes())]
        }

        /// The sections, by name.
        pub(crate) fn to_sections(&self) -> Vec<(&'static str, Vec<u8>)> {
            let vectors = self.network.iter().flat_map(|network| network.vectors.keys());
            let mut sections = self.chain_to_sections(vectors).to_vec();

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
            sections.push((LEXICON, out.into_bytes()));

            let mut out = SectionWriter::new();
            out.u8(u8::from(self.network.is_some()));
            if let Some(network) = &self.network {
                network.write(&mut out);
            }
            sections.push((NETWORK, out.into_bytes()));
            sections
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
