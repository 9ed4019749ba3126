//! The tagger compiled for speed: hash tables from features to rows of weights.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::features::{PLACES, REACH, Template, Word};
use super::model::{MAX_LABELS, may_follow, sections, tags};
use crate::Result;
use crate::model::{ModelFile, Reader};

/// Rows are padded to this many weights, so that sums vectorize.
const LANES: usize = 4;

/// The weights of one feature: `count` rows from `at` on in [`Predictor::rows`], for the places from
/// `first` on.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    at: u32,
    first: u8,
    count: u8,
}

/// A hash table that is filled once. Keys are hashes: two strings that share all 64 bits count as
/// one, which costs a wrong weight at worst.
#[derive(Debug, Default)]
struct Table<V> {
    keys: Vec<u64>,
    values: Vec<V>,
}

impl<V: Copy + Default> Table<V> {
    /// A table for up to `count` keys.
    fn for_count(count: usize) -> Self {
        let size = (count * 2).next_power_of_two().max(2);
        Self { keys: vec![0; size], values: vec![V::default(); size] }
    }

    /// Where the key is or belongs. The table is never full.
    #[inline]
    fn place(&self, key: u64) -> usize {
        let mask = self.keys.len() - 1;
        let mut at = (key >> 20) as usize & mask;
        while self.keys[at] != 0 && self.keys[at] != key {
            at = (at + 1) & mask;
        }
        at
    }

    /// Whether the key is new.
    fn insert(&mut self, key: u64, value: V) -> bool {
        let at = self.place(key);
        let new = self.keys[at] == 0;
        self.keys[at] = key;
        self.values[at] = value;
        new
    }

    #[inline]
    fn get(&self, key: u64) -> Option<V> {
        let at = self.place(key);
        (self.keys[at] == key).then(|| self.values[at])
    }
}

/// A hash of bytes under a number, never 0.
#[inline]
fn hash(number: u8, text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u8(number);
    hasher.write(text.as_bytes());
    hasher.finish().max(1)
}

/// The number that no template has.
const PLAIN: u8 = u8::MAX;

#[inline]
fn pair_hash(first: u64, second: u64) -> u64 {
    (first.rotate_left(23) ^ second).wrapping_mul(0x9e37_79b9_7f4a_7c15).max(1)
}

/// The compiled weights.
#[derive(Debug)]
pub(crate) struct Predictor {
    pub(crate) labels: Vec<String>,
    pub(crate) tags: usize,
    /// Length of a row: `tags` rounded up.
    pub(crate) width: usize,
    /// Weight of each pair of tags, `before * width + after`; −∞ where forbidden.
    pub(crate) pairs: Vec<f32>,
    rows: Vec<f32>,
    features: Table<Slot>,
    /// What a feature of [`Template::Joined`] adds.
    joined: Slot,
    bigrams: Table<[u32; 2]>,
    lexicon: Table<(u32, u32)>,
    lexicon_ids: Vec<u16>,
    /// For each attribute, what it says as knowledge of the word and of its stem.
    attributes: Vec<[Slot; 2]>,
    /// The scores of what lies outside the sentence.
    pub(crate) outside: Vec<f32>,
}

/// No row.
const NONE: u32 = u32::MAX;

impl Predictor {
    pub(crate) fn from_file(file: &ModelFile) -> Result<Self> {
        let mut reader = file.reader(sections::TAGS)?;
        let mut labels = Vec::new();
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
        let tags = tags(labels.len());
        let width = tags.next_multiple_of(LANES);
        let mut pairs = vec![f32::NEG_INFINITY; tags * width];
        for before in 0..tags {
            for after in 0..tags {
                let weight = reader.f32()?;
                if may_follow(Some(before), after) {
                    pairs[before * width + after] = weight;
                }
            }
        }
        reader.finish()?;

        let mut predictor = Self {
            labels,
            tags,
            width,
            pairs,
            rows: Vec::new(),
            features: Table::for_count(0),
            joined: Slot::default(),
            bigrams: Table::for_count(0),
            lexicon: Table::for_count(0),
            lexicon_ids: Vec::new(),
            attributes: Vec::new(),
            outside: Vec::new(),
        };
        predictor.read_features(file.reader(sections::FEATURES)?)?;
        predictor.read_lexicon(file.reader(sections::LEXICON)?)?;
        if let Some(joined) = predictor.features.get(hash(Template::Joined as u8, "")) {
            predictor.joined = joined;
        }
        let mut outside = vec![0.0; PLACES * width];
        predictor.add_feature(Template::Word, "", &mut outside);
        predictor.outside = outside;
        Ok(predictor)
    }

    fn read_features(&mut self, mut reader: Reader) -> Result<()> {
        let scale = reader.f32()?;
        // Shortest entry: shared, length, places, and a row that is empty.
        const SHORTEST: usize = 4;
        let mut text = String::new();
        let mut entries: Vec<(u64, Slot)> = Vec::new();
        for template in Template::ALL {
            let count = reader.count(SHORTEST)?;
            entries.reserve(count);
            text.clear();
            for _ in 0..count {
                read_front_coded(&mut reader, &mut text)?;
                let places = reader.u8()?;
                if places == 0 || places >> PLACES != 0 {
                    return Err(reader.error(format_args!("the places {places:#x}")));
                }
                let first = places.trailing_zeros() as u8;
                let end = (u8::BITS - places.leading_zeros()) as u8;
                let slot = Slot { at: self.row_count(), first, count: end - first };
                for place in first..end {
                    if places >> place & 1 == 1 {
                        self.read_row(&mut reader, scale)?;
                    } else {
                        self.push_row();
                    }
                }
                entries.push((hash(template as u8, &text), slot));
            }
        }
        self.features = Table::for_count(entries.len());
        for (key, slot) in entries {
            self.features.insert(key, slot);
        }
        let count = reader.count(SHORTEST)?;
        self.bigrams = Table::for_count(count);
        text.clear();
        for _ in 0..count {
            read_front_coded(&mut reader, &mut text)?;
            let second = reader.str()?;
            let key = pair_hash(hash(PLAIN, &text), hash(PLAIN, second));
            let second_row = self.row_count();
            self.read_row(&mut reader, scale)?;
            let first_row = self.row_count();
            self.read_row(&mut reader, scale)?;
            self.bigrams.insert(key, [second_row, first_row]);
        }
        reader.finish()
    }

    fn row_count(&self) -> u32 {
        (self.rows.len() / self.width) as u32
    }

    fn push_row(&mut self) {
        self.rows.resize(self.rows.len() + self.width, 0.0);
    }

    fn read_row(&mut self, reader: &mut Reader, scale: f32) -> Result<()> {
        let count = reader.u8()?;
        let from = self.rows.len();
        self.push_row();
        for _ in 0..count {
            let tag = usize::from(reader.u8()?);
            let weight = f32::from(reader.u16()? as i16) * scale;
            if tag >= self.tags {
                return Err(reader.error(format_args!("tag {tag} of {}", self.tags)));
            }
            if !weight.is_finite() {
                return Err(reader.error(format_args!("a weight is {weight}")));
            }
            self.rows[from + tag] = weight;
        }
        Ok(())
    }

    fn read_lexicon(&mut self, mut reader: Reader) -> Result<()> {
        let count = reader.count(1)?;
        for _ in 0..count {
            let name = reader.str()?;
            let slot = |template| self.features.get(hash(template as u8, name)).unwrap_or_default();
            let slots = [slot(Template::WordKnowledge), slot(Template::StemKnowledge)];
            self.attributes.push(slots);
        }
        let count = reader.count(3)?;
        self.lexicon = Table::for_count(count);
        let mut text = String::new();
        for _ in 0..count {
            read_front_coded(&mut reader, &mut text)?;
            let ids = reader.count(2)?;
            let entry = (self.lexicon_ids.len() as u32, ids as u32);
            for _ in 0..ids {
                let id = reader.u16()?;
                if usize::from(id) >= self.attributes.len() {
                    return Err(reader.error(format_args!("attribute {id}")));
                }
                self.lexicon_ids.push(id);
            }
            self.lexicon.insert(hash(PLAIN, &text), entry);
        }
        reader.finish()
    }

    #[inline]
    fn add(&self, slot: Slot, scores: &mut [f32]) {
        let len = usize::from(slot.count) * self.width;
        let from = &self.rows[slot.at as usize * self.width..][..len];
        let to = &mut scores[usize::from(slot.first) * self.width..][..len];
        for (to, from) in to.iter_mut().zip(from) {
            *to += from;
        }
    }

    fn add_feature(&self, template: Template, value: &str, scores: &mut [f32]) {
        if let Some(slot) = self.features.get(hash(template as u8, value)) {
            self.add(slot, scores);
        }
    }

    fn add_knowledge(&self, word: u64, of: usize, scores: &mut [f32]) {
        if let Some((at, count)) = self.lexicon.get(word) {
            for &id in &self.lexicon_ids[at as usize..][..count as usize] {
                self.add(self.attributes[usize::from(id)][of], scores);
            }
        }
    }

    /// Writes the scores of a word, a row of `width` for each place; returns its hash for
    /// [`bigram`](Self::bigram).
    pub(crate) fn score(&self, word: &Word, scores: &mut [f32]) -> u64 {
        scores.fill(0.0);
        word.describe(&mut |template, value| self.add_feature(template, value, scores));
        let folded = hash(PLAIN, &word.folded);
        self.add_knowledge(folded, 0, scores);
        self.add_knowledge(hash(PLAIN, &word.stem), 1, scores);
        folded
    }

    /// Adds to the rows of two adjacent words what they say together.
    #[inline]
    pub(crate) fn bigram(&self, first: u64, second: u64, rows: &mut [f32]) {
        if let Some([second_row, first_row]) = self.bigrams.get(pair_hash(first, second)) {
            for (at, row) in [(0, first_row), (1, second_row)] {
                if row != NONE {
                    let from = &self.rows[row as usize * self.width..][..self.width];
                    let to = &mut rows[at * self.width..][..self.width];
                    to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
                }
            }
        }
    }

    /// Adds to the row of a word that a hyphen joins to the word before.
    pub(crate) fn joined(&self, row: &mut [f32]) {
        if self.joined.count > 0 {
            let from = &self.rows[self.joined.at as usize * self.width..][..self.width];
            row.iter_mut().zip(from).for_each(|(to, from)| *to += from);
        }
    }
}

fn read_front_coded(reader: &mut Reader, text: &mut String) -> Result<()> {
    let shared = reader.count(0)?;
    if !text.is_char_boundary(shared) {
        return Err(reader.error(format_args!("{shared} bytes shared with {text:?}")));
    }
    text.truncate(shared);
    text.push_str(reader.str()?);
    Ok(())
}

const _: () = assert!(PLACES <= 8 && REACH < PLACES, "places are bits of a byte");
