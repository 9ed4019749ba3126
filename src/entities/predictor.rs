//! The tagger compiled for speed: hash tables from features to rows of weights.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::features::{PLACES, REACH, Template, Word};
use super::model::sections::{self, Tags, VECTOR};
use super::model::{may_follow, tags};
use super::network::{self, Hidden, NO_VECTOR, SIZE, Sums, WordVector};
use crate::Result;
use crate::model::{HashTable, ModelFile, Reader, Strings};

/// Rows are padded to a multiple of this many weights, and summed so many at a time.
const LANES: usize = 4;

/// Sets each element of a row to what `f` makes of it and that of another row.
#[inline(always)]
pub(crate) fn zip(to: &mut [f32], from: &[f32], f: impl Fn(f32, f32) -> f32) {
    let (to, from) = (to.as_chunks_mut::<LANES>().0, from.as_chunks::<LANES>().0);
    for (to, from) in to.iter_mut().zip(from) {
        for lane in 0..LANES {
            to[lane] = f(to[lane], from[lane]);
        }
    }
}

/// Adds rows to rows.
#[inline(always)]
pub(crate) fn add(to: &mut [f32], from: &[f32]) {
    zip(to, from, |to, from| to + from);
}

/// The weights of one feature: rows from `at` on in [`Predictor::rows`], one for each of its places,
/// which are bits; and its vector, for the hidden layer.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    at: u32,
    places: u8,
    vector: u32,
}

/// Buffers for what is known of a word.
#[derive(Debug, Default)]
pub(crate) struct Described {
    keys: Vec<u64>,
    slots: Vec<Slot>,
}

const _: () = assert!(NO_VECTOR == 0, "a slot without a vector is the default");

/// The row in [`Predictor::rows`] that adds nothing.
const NO_ROW: u32 = 0;

/// A hash of bytes under a number.
#[inline]
fn hash(number: u8, text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u8(number);
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// So many words, found by trying, whose keys fall into the same few buckets of their table.
#[cfg(test)]
pub(crate) fn colliding(count: usize) -> Vec<String> {
    let bits = count.ilog2();
    let wanted = |word: &String| crate::model::bucket(hash(PLAIN, word), bits) < 2;
    (0..).map(|number: u32| format!("{number:x}")).filter(wanted).take(count).collect()
}

/// The number that no template has.
const PLAIN: u8 = u8::MAX;

#[inline]
fn pair_hash(first: u64, second: u64) -> u64 {
    (first.rotate_left(23) ^ second).wrapping_mul(0x9e37_79b9_7f4a_7c15)
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
    /// What all scores are divided by where probabilities are told of them.
    pub(crate) temperature: f32,
    /// By how much `O` must be preferred for the hidden layer not to be asked.
    pub(crate) certain: f32,
    /// Rows of `width`, the first of zeros.
    rows: Vec<f32>,
    features: HashTable<Slot>,
    /// The row of [`Template::Joined`].
    joined: u32,
    /// The rows of two adjacent words: of the second, and of the first.
    bigrams: HashTable<[u32; 2]>,
    /// Where the attributes of a folded word or stem are in `lexicon_ids`, and how many.
    lexicon: HashTable<(u32, u8)>,
    lexicon_ids: Vec<u16>,
    /// For each attribute, what it says as knowledge of the word and of its stem.
    attributes: Vec<[Slot; 2]>,
    /// The scores of what lies outside the sentence.
    pub(crate) outside: Vec<f32>,
    pub(crate) hidden: Option<Box<Hidden>>,
}

impl Predictor {
    pub(crate) fn from_file(file: &ModelFile) -> Result<Self> {
        let Tags { labels, pairs: weights, temperature, certain } = Tags::read(file)?;
        let tags = tags(labels.len());
        let width = tags.next_multiple_of(LANES);
        let mut pairs = vec![f32::NEG_INFINITY; tags * width];
        for before in 0..tags {
            for after in (0..tags).filter(|&after| may_follow(Some(before), after)) {
                pairs[before * width + after] = weights[before * tags + after];
            }
        }

        let mut predictor = Self {
            labels,
            tags,
            width,
            pairs,
            temperature,
            certain,
            rows: vec![0.0; width],
            features: HashTable::default(),
            joined: NO_ROW,
            bigrams: HashTable::default(),
            lexicon: HashTable::default(),
            lexicon_ids: Vec::new(),
            attributes: Vec::new(),
            outside: Vec::new(),
            hidden: None,
        };
        let vectors = predictor.read_features(file.reader(sections::FEATURES)?)?;
        predictor.read_network(file.reader(sections::NETWORK)?, vectors)?;
        predictor.read_lexicon(file.reader(sections::LEXICON)?)?;
        if let Some(joined) = predictor.features.get(hash(Template::Joined as u8, ""))
            && joined.places != 0
        {
            predictor.joined = joined.at;
        }
        let mut outside = vec![0.0; PLACES * width];
        let word = predictor.score_word(&mut outside, |predictor, scores, word| {
            predictor.add_feature(Template::Word, "", scores, word);
        });
        predictor.outside = outside;
        if let Some(hidden) = &mut predictor.hidden {
            hidden.outside = std::array::from_fn(|place| {
                let mut row = [0; network::HIDDEN];
                hidden.project(&word, place, &mut row);
                row
            });
        }
        Ok(predictor)
    }

    /// Reads the hidden layer, if there is one; `vectors` features have a vector.
    fn read_network(&mut self, mut reader: Reader, vectors: usize) -> Result<()> {
        match reader.u8()? {
            0 if vectors == 0 => {}
            0 => return Err(reader.error(format_args!("{vectors} vectors lack a network"))),
            1 => {
                let hidden = Hidden::read(&mut reader, vectors, self.tags, self.width)?;
                self.hidden = Some(Box::new(hidden));
            }
            more => return Err(reader.error(format_args!("{more} networks"))),
        }
        reader.finish()
    }

    /// Reads the rows of features and of adjacent words; returns how many features have a vector.
    fn read_features(&mut self, mut reader: Reader) -> Result<usize> {
        let scale = reader.f32()?;
        let mut entries: Vec<(u64, Slot)> = Vec::new();
        let mut vectors = NO_VECTOR;
        for template in Template::ALL {
            let mut values = Strings::read(&mut reader)?;
            entries.reserve(values.len());
            for _ in 0..values.len() {
                let key = hash(template as u8, values.next(&reader)?);
                let bits = sections::read_places(&mut reader)?;
                let mut slot = Slot { at: self.row_count(), ..Slot::default() };
                if bits & VECTOR != 0 {
                    vectors += 1;
                    slot.vector = vectors;
                }
                for place in (0..PLACES).filter(|place| bits >> place & 1 == 1) {
                    if self.read_row(&mut reader, scale)? {
                        slot.places |= 1 << place;
                    }
                }
                if slot.places == 0 {
                    slot.at = NO_ROW;
                }
                entries.push((key, slot));
            }
        }
        self.features = HashTable::new(&entries, &reader)?;
        let mut first = Strings::read(&mut reader)?;
        let mut second = Strings::read(&mut reader)?;
        if first.len() != second.len() {
            return Err(reader.error("pairs of words lack a word"));
        }
        let mut entries = Vec::with_capacity(first.len());
        for _ in 0..first.len() {
            let key =
                pair_hash(hash(PLAIN, first.next(&reader)?), hash(PLAIN, second.next(&reader)?));
            let mut rows = [NO_ROW; 2];
            for row in &mut rows {
                let at = self.row_count();
                if self.read_row(&mut reader, scale)? {
                    *row = at;
                }
            }
            entries.push((key, rows));
        }
        self.bigrams = HashTable::new(&entries, &reader)?;
        reader.finish()?;
        Ok(vectors as usize)
    }

    pub(crate) fn row_count(&self) -> u32 {
        (self.rows.len() / self.width) as u32
    }

    /// Reads a row, and says whether there is anything in it: an empty one is not kept, so that no
    /// file takes more memory than its weights justify.
    fn read_row(&mut self, reader: &mut Reader, scale: f32) -> Result<bool> {
        let from = self.rows.len();
        let rows = &mut self.rows;
        sections::read_row(reader, scale, self.tags, || {
            rows.resize(from + self.width, 0.0);
            &mut rows[from..]
        })
    }

    fn read_lexicon(&mut self, mut reader: Reader) -> Result<()> {
        let mut names = Strings::read(&mut reader)?;
        for _ in 0..names.len() {
            let name = names.next(&reader)?;
            let slot = |template| self.features.get(hash(template as u8, name)).unwrap_or_default();
            let slots = [slot(Template::WordKnowledge), slot(Template::StemKnowledge)];
            self.attributes.push(slots);
        }
        let mut words = Strings::read(&mut reader)?;
        let counts = reader.take(words.len())?;
        let all = counts.iter().map(|&count| usize::from(count)).sum::<usize>();
        let ids = reader.take(2 * all)?;
        self.lexicon_ids = ids.as_chunks().0.iter().map(|&id| u16::from_le_bytes(id)).collect();
        if self.lexicon_ids.iter().any(|&id| usize::from(id) >= self.attributes.len()) {
            return Err(reader.error("an attribute that is not there"));
        }
        let mut entries = Vec::with_capacity(words.len());
        let mut at = 0;
        for &count in counts {
            let word = hash(PLAIN, words.next(&reader)?);
            entries.push((word, (at, count)));
            at += u32::from(count);
        }
        self.lexicon = HashTable::new(&entries, &reader)?;
        reader.finish()
    }

    #[inline]
    fn add_slot(&self, slot: Slot, scores: &mut [f32]) {
        let mut rows = self.rows[slot.at as usize * self.width..].chunks_exact(self.width);
        let mut places = slot.places;
        while places != 0 {
            let to = &mut scores[places.trailing_zeros() as usize * self.width..][..self.width];
            add(to, rows.next().expect("a row for each place"));
            places &= places - 1;
        }
    }

    #[inline]
    fn add_vector(&self, slot: Slot, word: &mut Sums) {
        if let Some(hidden) = &self.hidden
            && slot.vector != NO_VECTOR
        {
            hidden.add(slot.vector, word);
        }
    }

    fn add_feature(&self, template: Template, value: &str, scores: &mut [f32], word: &mut Sums) {
        if let Some(slot) = self.features.get(hash(template as u8, value)) {
            self.add_slot(slot, scores);
            self.add_vector(slot, word);
        }
    }

    /// Writes the scores of a word, whose features `add` adds to the scores and the vector; returns its
    /// vector.
    fn score_word(
        &self,
        scores: &mut [f32],
        add: impl FnOnce(&Self, &mut [f32], &mut Sums),
    ) -> WordVector {
        scores.fill(0.0);
        let mut sums = [0; SIZE];
        add(self, scores, &mut sums);
        self.hidden.as_ref().map_or([0; SIZE], |hidden| hidden.finish(&sums, scores))
    }

    /// Writes the scores of a word, a row of `width` for each place; returns its hash for
    /// [`bigram`](Self::bigram), and its vector.
    pub(crate) fn score(
        &self,
        word: &Word,
        described: &mut Described,
        scores: &mut [f32],
    ) -> (u64, WordVector) {
        let folded = hash(PLAIN, &word.folded);
        // What is said of a stem is not said again where it is the word itself.
        let whole = word.stem == word.folded;
        let Described { keys, slots } = described;
        keys.clear();
        slots.clear();
        let mut again = usize::MAX;
        word.describe(&mut |template, value| {
            if whole && template == Template::Stem {
                again = keys.len();
            }
            keys.push(hash(template as u8, value));
        });
        self.features.get_all(keys, |at, slot| {
            slots.push(if at == again { Slot { vector: NO_VECTOR, ..slot } } else { slot });
        });
        let forms = [folded, hash(PLAIN, &word.stem)];
        self.lexicon.get_all(&forms, |of, (at, count)| {
            for &id in &self.lexicon_ids[at as usize..][..usize::from(count)] {
                let slot = self.attributes[usize::from(id)][of];
                let again = of == 1 && whole;
                slots.push(if again { Slot { vector: NO_VECTOR, ..slot } } else { slot });
            }
        });
        // All are looked at first, so that memory answers for many at once.
        let touch = |slot: &Slot| {
            let vector = self.hidden.as_ref().map_or(0, |hidden| hidden.first(slot.vector));
            self.rows[slot.at as usize * self.width].to_bits() ^ vector
        };
        std::hint::black_box(slots.iter().map(touch).fold(0, u32::wrapping_add));
        let vector = self.score_word(scores, |_, scores, sums| {
            for &slot in &*slots {
                self.add_slot(slot, scores);
                self.add_vector(slot, sums);
            }
        });
        (folded, vector)
    }

    /// Adds to the rows of two adjacent words what they say together.
    #[inline]
    pub(crate) fn bigram(&self, first: u64, second: u64, rows: &mut [f32]) {
        if let Some(rows_of) = self.bigrams.get(pair_hash(first, second)) {
            let [to_second, to_first] =
                rows_of.map(|at| &self.rows[at as usize * self.width..][..self.width]);
            add(&mut rows[..self.width], to_first);
            add(&mut rows[self.width..][..self.width], to_second);
        }
    }

    /// Adds to the row of a word that a hyphen joins to the word before.
    pub(crate) fn joined(&self, row: &mut [f32]) {
        add(row, &self.rows[self.joined as usize * self.width..][..self.width]);
    }
}

const _: () = assert!(PLACES <= 8 && REACH < PLACES, "places are bits of a byte");
