//! The scores of the tags of a sentence, from what is remembered of its words.
//!
//! The chain scores every word. Where by its scores no name begins, nor goes on from a word where one
//! may, the tag is `O` for certain: the hidden layer is not asked there, and the lattice has one row
//! for all such words that follow each other.

use std::ops::Range;

use super::EntityModel;
use super::features::{PLACES, REACH, Word};
use super::lattice::Lattice;
use super::network::{self, HIDDEN, Hidden, SIZE, WordVector};
use super::predictor::{Described, Predictor, add};
use super::tagger::Tagged;
use crate::morphology::Segmenter;
use crate::morphology::memory::{self, Memory};

/// Half as many words as a scratch remembers: so many bits. Few in tests, so that they are forgotten.
const MEMORY: u32 = if cfg!(test) { 3 } else { 15 };

/// The number of a word that is too long for that.
const TOO_LONG: usize = 2 << MEMORY;

/// Of how many words a scratch remembers what they say to the hidden layer: only that of words near
/// names is asked for.
const ROWS: usize = if cfg!(test) { 4 } else { 1 << 15 };

/// By how much the chain must prefer `O` to every tag of a name to be certain. On ANERcorp dev, Wojood
/// val and AQMAR dev no name changes from 5.5 on; at 6 half of the words of news are certain.
pub(super) const CERTAIN: f32 = 6.0;

/// What is remembered of a word, beside its scores: all that its own letters decide.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    hash: u64,
    /// Which word that was new it is: another has its number later.
    arrival: u64,
    clitic_bytes: u32,
    elided_article: bool,
}

/// A word of the sentence.
#[derive(Clone, Copy, Debug)]
struct Scored {
    arrival: u64,
    number: u32,
    clitic_bytes: u32,
    elided_article: bool,
}

/// Buffers that one thread reuses from text to text. What it remembers of words changes no result.
#[derive(Debug, Default)]
pub(crate) struct EntityScratch {
    known: Memory<Known>,
    /// How many words were new.
    arrivals: u64,
    /// The scores of the known words, by number, and of one that is too long to remember.
    scores: Vec<f32>,
    /// The vectors of the same words, and which words they are.
    vectors: Vec<(u64, WordVector)>,
    /// What some of them say to the hidden layer; which they are, and from which places it is written.
    rows: Vec<[network::Row; PLACES]>,
    rows_of: Vec<(u64, u8)>,
    word: Word,
    described: Described,
    pub(super) lattice: Lattice,
    pub(super) tagged: Vec<Tagged>,
    words: Vec<Scored>,
    /// For each row of the lattice the first of its words.
    first: Vec<u32>,
}

impl EntityScratch {
    /// Whether a very long word has made it larger than it needs to be.
    pub(crate) fn is_outgrown(&self) -> bool {
        self.word.capacity() > 1 << 16
    }

    pub(super) fn prepare(&mut self, model: &EntityModel) {
        if !self.known.serves(model.id) {
            self.known.serve(model.id, MEMORY);
            // Zeros that nothing was written to take no memory.
            self.scores = vec![0.0; (TOO_LONG + 1) * PLACES * model.predictor.width];
            let (vectors, rows) = match model.predictor.hidden {
                Some(_) => (TOO_LONG + 1, ROWS),
                None => (0, 0),
            };
            self.vectors = vec![(0, [0; SIZE]); vectors];
            self.rows = vec![[[0; HIDDEN]; PLACES]; rows];
            self.rows_of = vec![(0, 0); rows];
            self.lattice.prepare(&model.predictor);
        }
    }

    /// The words of rows of the lattice that are a name: a word has a row there.
    pub(super) fn words_of(&self, rows: &Range<usize>) -> Range<usize> {
        let first = self.first[rows.start] as usize;
        first..first + rows.len()
    }

    /// The bytes of a word's proclitics, and whether they elide an article.
    pub(super) fn clitics(&self, word: usize) -> (usize, bool) {
        let word = self.words[word];
        (word.clitic_bytes as usize, word.elided_article)
    }

    /// What is known of a word, and the number of its scores.
    #[inline]
    fn look_up(&mut self, predictor: &Predictor, raw: &str, clitics: &Segmenter) -> (Known, usize) {
        let mut unremembered = Known::default();
        let (known, is_known, number) = match memory::key(raw, 0) {
            Some(key) => self.known.numbered(&key),
            None => (&mut unremembered, false, TOO_LONG),
        };
        if !is_known {
            self.word.analyse(raw, clitics);
            self.arrivals += 1;
            let mut unasked = (0, [0; SIZE]);
            let (arrival, vector) = self.vectors.get_mut(number).unwrap_or(&mut unasked);
            *arrival = self.arrivals;
            let size = PLACES * predictor.width;
            let scores = &mut self.scores[number * size..][..size];
            *known = Known {
                hash: predictor.score(&self.word, &mut self.described, scores, vector),
                arrival: self.arrivals,
                clitic_bytes: self.word.clitic_bytes,
                elided_article: self.word.elided_article,
            };
        }
        (*known, number)
    }

    /// Writes what each of the words around `at` says to the hidden layer from its place.
    #[inline]
    fn gather<'t>(
        &mut self,
        predictor: &Predictor,
        hidden: &Hidden,
        clitics: &Segmenter,
        words: &impl Fn(usize) -> (&'t str, bool),
        at: usize,
        said: &mut [network::Row; PLACES],
    ) {
        for (place, said) in said.iter_mut().enumerate() {
            let Some(word) = (at + place).checked_sub(REACH).filter(|&w| w < self.words.len())
            else {
                *said = hidden.outside[place];
                continue;
            };
            let Scored { arrival, number, .. } = self.words[word];
            let row = number as usize % ROWS;
            let (of, places) = &mut self.rows_of[row];
            if *of != arrival {
                (*of, *places) = (arrival, 0);
            }
            if *places >> place & 1 == 0 {
                *places |= 1 << place;
                let vector = match &self.vectors[number as usize] {
                    (of, vector) if *of == arrival => *vector,
                    // Others have come since.
                    _ => {
                        self.word.analyse(words(word).0, clitics);
                        let mut scores = vec![0.0; PLACES * predictor.width];
                        let mut vector = [0; SIZE];
                        predictor.score(&self.word, &mut self.described, &mut scores, &mut vector);
                        vector
                    }
                };
                hidden.project(&vector, place, &mut self.rows[row][place]);
            }
            *said = self.rows[row][place];
        }
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
        let Predictor { tags, width, .. } = *predictor;
        self.words.clear();
        // Row r belongs to word r - REACH while rows are added: words near the edges bear on rows
        // that are none.
        let mut rows = std::mem::take(&mut self.lattice.scores);
        rows.clear();
        rows.resize((2 * REACH + len) * width, 0.0);
        let mut before = 0;
        for at in 0..len {
            let (raw, joined) = words(at);
            let (known, number) = self.look_up(predictor, raw, clitics);
            // Place p of this word bears on the label p - REACH words before it.
            let around = rows[at * width..][..PLACES * width].chunks_exact_mut(width);
            let scores = self.scores[number * PLACES * width..].chunks_exact(width);
            around.rev().zip(scores).for_each(|(row, from)| add(row, from));
            if at > 0 {
                predictor.bigram(before, known.hash, &mut rows[(at + REACH - 1) * width..]);
            }
            if joined {
                predictor.joined(&mut rows[(at + REACH) * width..]);
            }
            before = known.hash;
            let Known { arrival, clitic_bytes, elided_article, .. } = known;
            self.words.push(Scored {
                arrival,
                number: number as u32,
                clitic_bytes,
                elided_article,
            });
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
        let mut may_go_on = false;
        let mut asked = true;
        for at in 0..len {
            let from = (at + REACH) * width;
            let row = &rows[from..][..tags];
            let prefers = |first| {
                let others = row[first..].iter().step_by(2);
                row[0] - CERTAIN > others.fold(f32::NEG_INFINITY, |a, &b| if b > a { b } else { a })
            };
            may_go_on = all || !prefers(1) || (may_go_on && !prefers(2));
            if !may_go_on && !asked {
                continue;
            }
            asked = may_go_on;
            let to = self.first.len() * width;
            self.first.push(at as u32);
            if asked {
                rows.copy_within(from..from + width, to);
                if let Some(hidden) = hidden {
                    let mut said = [[0; HIDDEN]; PLACES];
                    self.gather(predictor, hidden, clitics, &words, at, &mut said);
                    hidden.add_scores(&said, &mut rows[to..][..width]);
                }
            } else {
                rows[to] = 0.0;
                rows[to + 1..][..width - 1].fill(f32::NEG_INFINITY);
            }
        }
        rows.truncate(self.first.len() * width);
        self.lattice.scores = rows;
        self.first.len()
    }
}
