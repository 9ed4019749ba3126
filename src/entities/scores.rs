//! The scores of the tags of a sentence, from what is remembered of its words.
//!
//! The chain, with what a word's own vector says, scores every word. Where by these scores no name begins,
//! nor goes on from a word where one may, the tag is `O` for certain: the rest of the hidden layer is not
//! asked there, and the lattice has one row for all such words that follow each other.

use std::ops::Range;

use super::EntityModel;
use super::features::{PLACES, REACH, Word};
use super::lattice::Lattice;
use super::network::{self, HIDDEN, Hidden, SIZE, WordVector};
use super::predictor::{Described, Predictor, add};
use super::tagger::Tagged;
use crate::morphology::Segmenter;
use crate::morphology::memory::{self, Memory};

/// At most `2 << MEMORY` words are remembered. Few in tests, so that they are forgotten.
const MEMORY: u32 = if cfg!(test) { 3 } else { 15 };

/// Of how many words what they say to the hidden layer is remembered: that of words near names alone is
/// asked for.
const ROWS: usize = if cfg!(test) { 4 } else { 1 << 15 };

/// What is remembered of a word, beside its scores: all that its own letters decide.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    hash: u64,
    /// How many words were new until it came: another that has its number came later.
    arrival: u64,
    clitic_bytes: u32,
    elided_article: bool,
}

/// A word of the sentence. Beyond the numbers of those that are remembered its number is its place among
/// the vectors that are the sentence's own.
#[derive(Clone, Copy, Debug)]
struct Scored {
    known: Known,
    number: usize,
    seen: Seen,
}

/// Arrivals before this one tell words apart.
const MOST_ARRIVALS: u32 = 1 << Seen::ARRIVAL_BITS;

/// A word as it is remembered: another that takes its place has another arrival. So others can keep what they
/// know of it, and need not look for it again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    pub(crate) place: u32,
    pub(crate) arrival: u32,
}

impl Seen {
    pub(crate) const ARRIVAL_BITS: u32 = 27;

    /// A word that is not remembered.
    pub(crate) const NOT: Self = Self { place: u32::MAX, arrival: 0 };

    fn new(place: usize, arrival: u64) -> Self {
        match u32::try_from(arrival) {
            Ok(arrival) if arrival < MOST_ARRIVALS => Self { place: place as u32, arrival },
            _ => Self::NOT,
        }
    }
}

/// The tokens of a text as the tagger remembers them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SeenTokens<'a> {
    /// Of one epoch no arrival came twice.
    pub(crate) epoch: u64,
    /// How many places there are.
    pub(crate) places: usize,
    /// In order from the first token on; those that the tagger did not see are not there.
    pub(crate) tokens: &'a [Seen],
}

/// Buffers that one thread reuses from text to text. What it remembers of words changes no result.
#[derive(Debug, Default)]
pub(crate) struct EntityScratch {
    known: Memory<Known>,
    /// How many words it remembers, which is also the number under which one that it does not is scored.
    remembered: usize,
    /// How many words were new in this epoch, of how many.
    arrivals: u64,
    epoch: u64,
    /// The scores of the words, by number.
    scores: Vec<f32>,
    /// The vectors of the remembered words, by number, and the arrivals of which they are.
    vectors: Vec<i16>,
    vectors_of: Vec<u64>,
    /// The vectors of the words of a sentence that are not remembered, or no more.
    own_vectors: Vec<WordVector>,
    /// What some words say to the hidden layer, a row for each place; of which arrivals that is, and in the
    /// last bits the places from which it is written.
    rows: Vec<i8>,
    rows_of: Vec<u64>,
    word: Word,
    described: Described,
    pub(super) lattice: Lattice,
    pub(super) tagged: Vec<Tagged>,
    words: Vec<Scored>,
    seen: Vec<Seen>,
    /// For each row of the lattice the first of its words.
    first: Vec<u32>,
}

impl EntityScratch {
    /// Whether a very long word has made it larger than it needs to be.
    pub(crate) fn is_outgrown(&self) -> bool {
        self.word.capacity() > 1 << 16
    }

    pub(super) fn prepare(&mut self, model: &EntityModel) {
        self.seen.clear();
        if self.arrivals >= u64::from(MOST_ARRIVALS) / 2 {
            self.known.forget();
        }
        if !self.known.serves(model.id) {
            (self.arrivals, self.epoch) = (0, self.epoch + 1);
            let Predictor { width, ref hidden, .. } = model.predictor;
            // Fewer with many labels, so that no model takes more memory.
            let bits = MEMORY - (width / 16).checked_ilog2().unwrap_or(0).min(MEMORY - 1);
            self.known.serve(model.id, bits);
            self.remembered = 2 << bits;
            let (vectors, rows) = hidden.as_ref().map_or((0, 0), |_| (self.remembered, ROWS));
            // Flat, since only of plain numbers are zeros that nothing was written to known to take none.
            self.scores = vec![0.0; (self.remembered + 1) * PLACES * width];
            self.vectors = vec![0; vectors * SIZE];
            self.vectors_of = vec![0; vectors];
            self.rows = vec![0; rows * PLACES * HIDDEN];
            self.rows_of = vec![0; rows];
            self.lattice.prepare(&model.predictor);
        }
    }

    /// The tokens that the tagger has [noted](Self::note) since it was [prepared](Self::prepare).
    pub(crate) fn seen(&self) -> SeenTokens<'_> {
        SeenTokens { epoch: self.epoch, places: self.remembered, tokens: &self.seen }
    }

    /// Notes the tokens of the sentence that was scored, of which `tagged` are the words.
    pub(super) fn note(&mut self, tagged: &[Tagged]) {
        for (word, scored) in tagged.iter().zip(&self.words) {
            match self.seen.last_mut().filter(|_| word.joined) {
                // A token of several words is remembered as none.
                Some(token) => *token = Seen::NOT,
                None => self.seen.push(scored.seen),
            }
        }
    }

    /// The words of rows of the lattice that are a name: a word has a row there.
    pub(super) fn words_of(&self, rows: &Range<usize>) -> Range<usize> {
        let first = self.first[rows.start] as usize;
        first..first + rows.len()
    }

    /// The bytes of a word's proclitics, and whether they elide an article.
    pub(super) fn clitics(&self, word: usize) -> (usize, bool) {
        let Known { clitic_bytes, elided_article, .. } = self.words[word].known;
        (clitic_bytes as usize, elided_article)
    }

    /// Looks up a word, and returns what is known of it and where its scores are.
    #[inline(always)]
    fn look_up(
        &mut self,
        predictor: &Predictor,
        raw: &str,
        clitics: &Segmenter,
    ) -> (Scored, usize) {
        let mut unremembered = Known::default();
        let (known, is_known, at) = match memory::key(raw, 0) {
            Some(key) => self.known.numbered(&key),
            None => (&mut unremembered, false, self.remembered),
        };
        let mut number = at;
        if !is_known {
            self.arrivals += 1;
            self.word.analyse(raw, clitics);
            let size = PLACES * predictor.width;
            let scores = &mut self.scores[at * size..][..size];
            let (hash, vector) = predictor.score(&self.word, &mut self.described, scores);
            *known = Known {
                hash,
                arrival: self.arrivals,
                clitic_bytes: self.word.clitic_bytes,
                elided_article: self.word.elided_article,
            };
            if at == self.remembered {
                number += self.own_vectors.len();
                self.own_vectors.push(vector);
            } else if predictor.hidden.is_some() {
                self.vectors_of[at] = self.arrivals;
                self.vectors.as_chunks_mut().0[at] = vector;
            }
        }
        let seen = if at == self.remembered { Seen::NOT } else { Seen::new(at, known.arrival) };
        (Scored { known: *known, number, seen }, at)
    }

    /// The vector of a word of the sentence; computed again if others have taken its place since.
    fn vector(
        &mut self,
        predictor: &Predictor,
        raw: &str,
        clitics: &Segmenter,
        word: usize,
    ) -> WordVector {
        let Scored { known, ref mut number, .. } = self.words[word];
        if *number < self.remembered {
            if self.vectors_of[*number] == known.arrival {
                return self.vectors.as_chunks().0[*number];
            }
            self.word.analyse(raw, clitics);
            // Its scores are added up already, so that it does not matter where they go.
            let size = PLACES * predictor.width;
            let scores = &mut self.scores[self.remembered * size..];
            let (_, vector) = predictor.score(&self.word, &mut self.described, scores);
            *number = self.remembered + self.own_vectors.len();
            self.own_vectors.push(vector);
        }
        self.own_vectors[*number - self.remembered]
    }

    /// What each of the words around `at` says to the hidden layer from its place.
    #[inline(always)]
    fn gather<'t>(
        &mut self,
        predictor: &Predictor,
        hidden: &Hidden,
        clitics: &Segmenter,
        words: &impl Fn(usize) -> (&'t str, bool),
        at: usize,
    ) -> [network::Row; PLACES] {
        let mut said = hidden.outside;
        for (place, said) in said.iter_mut().enumerate() {
            let Some(word) = (at + place).checked_sub(REACH).filter(|&w| w < self.words.len())
            else {
                continue;
            };
            let Scored { known, number, .. } = self.words[word];
            let row = number % ROWS;
            if self.rows_of[row] >> PLACES != known.arrival {
                self.rows_of[row] = known.arrival << PLACES;
            }
            if self.rows_of[row] >> place & 1 == 0 {
                self.rows_of[row] |= 1 << place;
                let vector = self.vector(predictor, words(word).0, clitics, word);
                let rows = self.rows.as_chunks_mut().0;
                hidden.project(&vector, place, &mut rows[row * PLACES + place]);
            }
            *said = self.rows.as_chunks().0[row * PLACES + place];
        }
        said
    }

    /// Scores one sentence into the lattice: so many words, each of which `words` gives with whether a
    /// hyphen joins it to the word before. Returns how many rows there are: unless `all` is wanted, not
    /// one for each word.
    pub(super) fn score<'t>(
        &mut self,
        predictor: &Predictor,
        clitics: &Segmenter,
        len: usize,
        words: impl Fn(usize) -> (&'t str, bool),
        all: bool,
    ) -> usize {
        let Predictor { tags, width, certain, .. } = *predictor;
        self.words.clear();
        self.own_vectors.clear();
        // Row r belongs to word r - REACH while rows are added: words near the edges bear on rows
        // that are none.
        let mut rows = std::mem::take(&mut self.lattice.scores);
        rows.clear();
        rows.resize((2 * REACH + len) * width, 0.0);
        let mut before = 0;
        for at in 0..len {
            let (raw, joined) = words(at);
            let (word, number) = self.look_up(predictor, raw, clitics);
            // Place p of this word bears on the label p - REACH words before it.
            let around = rows[at * width..][..PLACES * width].chunks_exact_mut(width);
            let scores = self.scores[number * PLACES * width..].chunks_exact(width);
            around.rev().zip(scores).for_each(|(row, from)| add(row, from));
            if at > 0 {
                predictor.bigram(before, word.known.hash, &mut rows[(at + REACH - 1) * width..]);
            }
            if joined {
                predictor.joined(&mut rows[(at + REACH) * width..]);
            }
            before = word.known.hash;
            self.words.push(word);
        }
        // What lies outside the sentence bears on its edges.
        for distance in 1..=REACH {
            // A word `distance` before word at: place REACH - distance; after it: REACH + distance.
            for at in 0..distance.min(len) {
                for (place, at) in [(REACH - distance, at), (REACH + distance, len - 1 - at)] {
                    let from = &predictor.outside[place * width..][..width];
                    add(&mut rows[(at + REACH) * width..][..width], from);
                }
            }
        }

        self.first.clear();
        let hidden = predictor.hidden.as_deref();
        let all = all || hidden.is_none();
        let (mut may_be_named, mut before_may) = (false, true);
        for at in 0..len {
            let from = (at + REACH) * width;
            let row = &rows[from..][..tags];
            let near = |&tag: &f32| row[0] - certain <= tag;
            let may_begin = || row.iter().skip(1).step_by(2).any(near);
            let may_go_on = || row.iter().skip(2).step_by(2).any(near);
            may_be_named = all || may_begin() || may_be_named && may_go_on();
            if may_be_named || before_may {
                let to = self.first.len() * width;
                self.first.push(at as u32);
                rows.copy_within(from..from + width, to);
                let row = &mut rows[to..][..width];
                if !may_be_named {
                    row[0] = 0.0;
                    row[1..].fill(f32::NEG_INFINITY);
                } else if let Some(hidden) = hidden {
                    let said = self.gather(predictor, hidden, clitics, &words, at);
                    hidden.add_scores(&said, row);
                }
            }
            before_may = may_be_named;
        }
        rows.truncate(self.first.len() * width);
        self.lattice.scores = rows;
        self.first.len()
    }
}
