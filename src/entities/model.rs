//! The trained tagger as strings and weights, and the sections of a model file that hold it.

use std::collections::BTreeMap;

use super::features::Template;

/// Weights of one tag each, from one place.
pub(crate) type Row = Vec<f32>;

/// A trained tagger, portable: what training gives and a model file holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Model {
    /// `PER`, `LOC`, … Tags are numbered O, then B and I of each label in turn.
    pub(crate) labels: Vec<String>,
    /// The weight of each pair of tags, `before * tags + after`.
    pub(crate) pairs: Vec<f32>,
    /// For each feature of a word its rows, by place.
    pub(crate) features: BTreeMap<(Template, String), BTreeMap<u8, Row>>,
    /// The row of each pair of adjacent folded words: from the second to its own tag, and from the
    /// first to its own.
    pub(crate) bigrams: BTreeMap<(String, String), [Option<Row>; 2]>,
    pub(crate) lexicon: Lexicon,
}

/// What is known of words beyond their letters: for each folded word or stem a few attributes, like
/// its cluster or the kinds of names it is part of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lexicon {
    pub(crate) attributes: Vec<String>,
    /// Indices into `attributes`, sorted.
    pub(crate) words: BTreeMap<String, Vec<u16>>,
}

impl Lexicon {
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
    let inside = after > 0 && after % 2 == 0;
    !inside || before == Some(after) || before == Some(after - 1)
}

/// The most labels that a model may have: tags are numbered in a byte.
pub(crate) const MAX_LABELS: usize = 60;

pub(crate) mod sections {
    //! `ner.tags`, `ner.features`, `ner.lexicon`: how a [`Model`](super::Model) is written.

    use super::*;
    use crate::model::SectionWriter;

    pub(crate) const TAGS: &str = "ner.tags";
    pub(crate) const FEATURES: &str = "ner.features";
    pub(crate) const LEXICON: &str = "ner.lexicon";

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

    /// Writes strings that are sorted: the number of bytes shared with the one before, then the rest.
    #[derive(Default)]
    struct FrontCoder {
        last: String,
    }

    impl FrontCoder {
        fn write(&mut self, out: &mut SectionWriter, text: &str) {
            let mut shared =
                text.bytes().zip(self.last.bytes()).take_while(|(a, b)| a == b).count();
            while !text.is_char_boundary(shared) {
                shared -= 1;
            }
            out.count(shared).str(&text[shared..]);
            self.last.clear();
            self.last.push_str(text);
        }
    }

    impl Model {
        /// The sections, by name.
        pub(crate) fn to_sections(&self) -> Vec<(&'static str, Vec<u8>)> {
            let mut out = SectionWriter::new();
            out.count(self.labels.len());
            for label in &self.labels {
                out.str(label);
            }
            for &weight in &self.pairs {
                out.f32(weight);
            }
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
            for template in Template::ALL {
                let features: Vec<_> =
                    self.features.iter().filter(|((of, _), _)| *of == template).collect();
                out.count(features.len());
                let mut coder = FrontCoder::default();
                for ((_, value), rows) in features {
                    coder.write(&mut out, value);
                    out.u8(rows.keys().fold(0, |mask, place| mask | 1 << place));
                    for row in rows.values() {
                        write_row(&mut out, row, scale);
                    }
                }
            }
            out.count(self.bigrams.len());
            let mut coder = FrontCoder::default();
            for ((first, second), rows) in &self.bigrams {
                coder.write(&mut out, first);
                out.str(second);
                for row in rows {
                    write_row(&mut out, row.as_deref().unwrap_or(&[]), scale);
                }
            }
            let features_section = out.into_bytes();

            let mut out = SectionWriter::new();
            out.count(self.lexicon.attributes.len());
            for attribute in &self.lexicon.attributes {
                out.str(attribute);
            }
            out.count(self.lexicon.words.len());
            let mut coder = FrontCoder::default();
            for (word, attributes) in &self.lexicon.words {
                coder.write(&mut out, word);
                out.count(attributes.len());
                for &attribute in attributes {
                    out.u16(attribute);
                }
            }
            vec![(TAGS, tags_section), (FEATURES, features_section), (LEXICON, out.into_bytes())]
        }
    }
}
