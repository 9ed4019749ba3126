//! From tokens to tags to spans.

use std::ops::Range;

use super::features::{PLACES, REACH, Word};
use super::lattice::Lattice;
use super::network::{self, HIDDEN, add_row, add_rows};
use super::predictor::{Described, Predictor, add};
use super::units::units;
use super::{Alternative, Entity, EntityModel, Source};
use crate::Span;
use crate::morphology::Segmenter;
use crate::morphology::memory::{self, Memory};
use crate::tokenize::{Token, TokenKind};
use crate::unicode::{Class, class};

/// The most tokens that are tagged together. A longer sentence is cut, at punctuation if there is
/// some, so that memory stays bounded.
const MOST_WORDS: usize = 2048;

/// Half as many words as a scratch remembers: so many bits.
const MEMORY: u32 = 14;

/// The number of a word that is too long for that.
const TOO_LONG: usize = 2 << MEMORY;

/// What is remembered of a word, beside its scores: all that its own letters decide.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    clitic_bytes: u32,
    elided_article: bool,
    hash: u64,
}

/// A word being tagged.
#[derive(Clone, Copy, Debug)]
struct Tagged {
    span: Span,
    /// Whether a hyphen joins it to the word before.
    joined: bool,
    /// Whether it can stand at the edge of a name.
    edge: bool,
}

/// Buffers that one thread reuses from text to text. What it remembers of words changes no result.
#[derive(Debug, Default)]
pub(crate) struct EntityScratch {
    known: Memory<Known>,
    /// The scores of the known words, by number, and of one that is too long to remember.
    scores: Vec<f32>,
    /// What the same words say to the hidden layer.
    rows: Vec<[network::Row; PLACES]>,
    word: Word,
    described: Described,
    /// What the words around each position of a sentence say to the hidden layer.
    sums: Vec<network::RowSums>,
    lattice: Lattice,
    tagged: Vec<Tagged>,
    /// For each word of the sentence, the bytes of its proclitics, and whether they elide an article.
    clitics: Vec<(u32, bool)>,
}

impl EntityScratch {
    /// Whether a very long word has made it larger than it needs to be.
    pub(crate) fn is_outgrown(&self) -> bool {
        self.word.capacity() > 1 << 16
    }

    fn prepare(&mut self, model: &EntityModel) {
        if !self.known.serves(model.id) {
            self.known.serve(model.id, MEMORY);
            // Zeros that nothing was written to take no memory.
            self.scores = vec![0.0; (TOO_LONG + 1) * PLACES * model.predictor.width];
            let rows = if model.predictor.hidden.is_some() { TOO_LONG + 1 } else { 1 };
            self.rows = vec![[[0; HIDDEN]; PLACES]; rows];
            self.lattice.prepare(&model.predictor);
        }
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
            let size = PLACES * predictor.width;
            let scores = &mut self.scores[number * size..][..size];
            let rows = if predictor.hidden.is_some() { number } else { 0 };
            *known = Known {
                hash: predictor.score(
                    &self.word,
                    &mut self.described,
                    scores,
                    &mut self.rows[rows],
                ),
                clitic_bytes: self.word.clitic_bytes,
                elided_article: self.word.elided_article,
            };
        }
        (*known, number)
    }

    /// Scores one sentence, whose words `words` gives, one after another, with whether a hyphen joins
    /// it to the word before. Returns how many there are.
    fn score<'t>(
        &mut self,
        predictor: &Predictor,
        clitics: &Segmenter,
        words: impl Iterator<Item = (&'t str, bool)>,
    ) -> usize {
        self.clitics.clear();
        let width = predictor.width;
        // Row r belongs to word r - REACH while rows are added: words near the edges bear on rows
        // that are none.
        let mut rows = std::mem::take(&mut self.lattice.scores);
        rows.clear();
        rows.resize(2 * REACH * width, 0.0);
        let mut sums = std::mem::take(&mut self.sums);
        sums.clear();
        sums.resize(2 * REACH, [0; HIDDEN]);
        let mut len = 0;
        let mut before = 0;
        for (raw, joined) in words {
            rows.resize(rows.len() + width, 0.0);
            let (known, number) = self.look_up(predictor, raw, clitics);
            // Place p of this word bears on the label p - REACH words before it.
            let around = rows[len * width..][..PLACES * width].chunks_exact_mut(width);
            let scores = self.scores[number * PLACES * width..].chunks_exact(width);
            around.rev().zip(scores).for_each(|(row, from)| add(row, from));
            if predictor.hidden.is_some() {
                sums.push([0; HIDDEN]);
                add_rows(&mut sums[len..], &self.rows[number]);
            }
            self.clitics.push((known.clitic_bytes, known.elided_article));
            if len > 0 {
                predictor.bigram(before, known.hash, &mut rows[(len + REACH - 1) * width..]);
            }
            if joined {
                predictor.joined(&mut rows[(len + REACH) * width..]);
            }
            before = known.hash;
            len += 1;
        }
        // What lies outside the sentence bears on its edges.
        let outside = &predictor.outside;
        for distance in 1..=REACH {
            // A word `distance` before word at: place REACH - distance; after it: REACH + distance.
            for at in 0..distance.min(len) {
                for (place, at) in [(REACH - distance, at), (REACH + distance, len - 1 - at)] {
                    let row = &mut rows[(at + REACH) * width..][..width];
                    let from = &outside[place * width..][..width];
                    add(row, from);
                    if let Some(hidden) = &predictor.hidden {
                        add_row(&mut sums[at + REACH], &hidden.outside[place]);
                    }
                }
            }
        }
        rows.drain(..REACH * width);
        rows.truncate(len * width);
        if let Some(hidden) = &predictor.hidden {
            hidden.add_scores(&sums[REACH..REACH + len], &mut rows);
        }
        self.sums = sums;
        self.lattice.scores = rows;
        len
    }
}

/// The scores of each tag of each word, rows of the predictor's width.
#[cfg(any(test, feature = "train"))]
pub(super) fn scores<'t>(
    model: &EntityModel,
    words: impl Iterator<Item = (&'t str, bool)>,
    clitics: &Segmenter,
    scratch: &mut EntityScratch,
) -> Vec<f32> {
    scratch.prepare(model);
    scratch.score(&model.predictor, clitics, words);
    scratch.lattice.scores.clone()
}

pub(super) fn tag_tokens(
    model: &EntityModel,
    tokens: &[impl AsRef<str>],
    clitics: &Segmenter,
    scratch: &mut EntityScratch,
) -> Vec<String> {
    let mut tags = vec!["O".to_owned(); tokens.len()];
    each_name(model, tokens, clitics, scratch, false, |label, named, _| {
        for (number, tag) in tags[named].iter_mut().enumerate() {
            let prefix = if number == 0 { 'B' } else { 'I' };
            *tag = format!("{prefix}-{}", model.predictor.labels[label]);
        }
    });
    tags
}

/// The names that [`tag_tokens`] tells, with their scores.
#[cfg(feature = "train")]
pub(super) fn name_tokens(
    model: &EntityModel,
    tokens: &[impl AsRef<str>],
    clitics: &Segmenter,
    scratch: &mut EntityScratch,
) -> Vec<TokenName> {
    let mut found = Vec::new();
    each_name(model, tokens, clitics, scratch, true, |label, tokens, score| {
        found.push(TokenName { label, tokens, score });
    });
    found
}

/// A name among given tokens.
#[cfg(feature = "train")]
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TokenName {
    /// Index into the model's labels.
    pub(crate) label: usize,
    pub(crate) tokens: Range<usize>,
    /// As of an [`Entity`].
    pub(crate) score: f32,
}

/// Calls `each` with the label, the tokens and the score (0 unless `scored`) of each name of a
/// sentence, in order.
fn each_name(
    model: &EntityModel,
    tokens: &[impl AsRef<str>],
    clitics: &Segmenter,
    scratch: &mut EntityScratch,
    scored: bool,
    mut each: impl FnMut(usize, Range<usize>, f32),
) {
    scratch.prepare(model);
    // As in raw text, what has no letter or digit is at no edge of a name, and may end a cut.
    let edge = |token: &str| token.chars().map(class).any(|c| c.is_letter() || c.is_digit());
    let edges: Vec<bool> = tokens.iter().map(|token| edge(token.as_ref())).collect();
    let mut words = Vec::new();
    let mut done = 0;
    while done < tokens.len() {
        let count = cut(&edges[done..], |edge| !edge);
        words.clear();
        for (at, token) in tokens.iter().enumerate().skip(done).take(count) {
            let token = token.as_ref();
            units(token, |unit| words.push((at, &token[unit.start..unit.end], unit.joined)));
        }
        done += count;
        let tagged = words.iter().map(|&(_, word, joined)| (word, joined));
        let len = scratch.score(&model.predictor, clitics, tagged);
        let lattice = &mut scratch.lattice;
        lattice.decode(&model.predictor, len);
        if scored {
            lattice.forward_backward(&model.predictor, len);
        }
        for Name { label, words: range } in names(&lattice.tags) {
            // The tokens whose first word is in the name.
            let mut named = words[range.clone()].iter().filter(|word| !word.2).map(|word| word.0);
            let mut named = match (named.next(), named.next_back()) {
                (Some(first), last) => first..last.unwrap_or(first) + 1,
                (None, _) => continue,
            };
            let Some(skipped) = edges[named.clone()].iter().position(|&edge| edge) else {
                continue;
            };
            named.start += skipped;
            let kept = edges[named.clone()].iter().rposition(|&edge| edge);
            named.end = named.start + kept.map_or(0, |last| last + 1);
            let score = match scored {
                true => lattice.probability(&model.predictor, label, range.start, range.end, len),
                false => 0.0,
            };
            each(label, named, score);
        }
    }
}

/// Words that are a name.
struct Name {
    label: usize,
    words: Range<usize>,
}

/// The names that these tags tell, in order.
fn names(tags: &[u8]) -> impl Iterator<Item = Name> {
    let mut at = 0;
    std::iter::from_fn(move || {
        at += tags[at..].iter().position(|&tag| tag != 0)?;
        let (start, label) = (at, usize::from(tags[at] - 1) / 2);
        at += 1;
        while tags.get(at).is_some_and(|&tag| usize::from(tag) == 2 * label + 2) {
            at += 1;
        }
        Some(Name { label, words: start..at })
    })
}

/// Adds the probability of each tag of each word to `out`, a row of the number of tags a word.
#[cfg(feature = "train")]
pub(super) fn add_marginals<'t>(
    model: &EntityModel,
    words: impl Iterator<Item = (&'t str, bool)>,
    clitics: &Segmenter,
    scratch: &mut EntityScratch,
    out: &mut [f32],
) {
    scratch.prepare(model);
    let Predictor { tags, width, .. } = model.predictor;
    let len = scratch.score(&model.predictor, clitics, words);
    scratch.lattice.forward_backward(&model.predictor, len);
    for (at, marginal) in scratch.lattice.marginals().enumerate() {
        if at % width < tags {
            out[at / width * tags + at % width] += marginal;
        }
    }
}

pub(super) fn find(
    model: &EntityModel,
    text: &str,
    tokens: &[Token],
    sentences: &[Span],
    clitics: &Segmenter,
    scratch: &mut EntityScratch,
    out: &mut Vec<Entity>,
) {
    scratch.prepare(model);
    for_each_part(tokens, sentences, |part| {
        find_in_sentence(model, text, part, clitics, scratch, out);
    });
}

/// Calls `each` with the tokens of each sentence, or of each part of one that is cut.
fn for_each_part<'t>(tokens: &'t [Token], sentences: &[Span], mut each: impl FnMut(&'t [Token])) {
    let mut rest = tokens;
    for sentence in sentences {
        let count = rest.partition_point(|token| token.span.start < sentence.end);
        let (mut own, after) = rest.split_at(count);
        rest = after;
        while !own.is_empty() {
            let is_mark = |token: &Token| token.kind == TokenKind::Punctuation;
            let (now, later) = own.split_at(cut(own, is_mark));
            each(now);
            own = later;
        }
    }
}

/// How many tokens of a sentence to tag together.
fn cut<T>(tokens: &[T], is_mark: impl Fn(&T) -> bool) -> usize {
    if tokens.len() <= MOST_WORDS {
        return tokens.len();
    }
    let window = &tokens[MOST_WORDS / 2..MOST_WORDS];
    window.iter().rposition(is_mark).map_or(MOST_WORDS, |at| MOST_WORDS / 2 + at + 1)
}

fn find_in_sentence(
    model: &EntityModel,
    text: &str,
    tokens: &[Token],
    clitics: &Segmenter,
    scratch: &mut EntityScratch,
    out: &mut Vec<Entity>,
) {
    let predictor = &model.predictor;
    let len = score_tokens(predictor, text, tokens, clitics, scratch);
    scratch.lattice.decode(predictor, len);
    if scratch.lattice.tags.iter().any(|&tag| tag != 0) {
        scratch.lattice.forward_backward(predictor, len);
        entities(predictor, text, scratch, &scratch.lattice.tags, out);
    }
}

/// Scores the words of these tokens, which it puts into `scratch.tagged`. Returns how many there are.
fn score_tokens(
    predictor: &Predictor,
    text: &str,
    tokens: &[Token],
    clitics: &Segmenter,
    scratch: &mut EntityScratch,
) -> usize {
    let mut tagged = std::mem::take(&mut scratch.tagged);
    tagged.clear();
    for token in tokens {
        let from = token.span.start as usize;
        let edge = token.kind.is_word() || token.kind == TokenKind::Number;
        units(token.span.of(text), |unit| {
            let span = Span::new(from + unit.start, from + unit.end);
            tagged.push(Tagged { span, joined: unit.joined, edge });
        });
    }
    let words = tagged.iter().map(|word| (word.span.of(text), word.joined));
    let len = scratch.score(predictor, clitics, words);
    scratch.tagged = tagged;
    len
}

/// Appends the entities that the tags of the words of `scratch.tagged` tell.
fn entities(
    predictor: &Predictor,
    text: &str,
    scratch: &EntityScratch,
    tags: &[u8],
    out: &mut Vec<Entity>,
) {
    let EntityScratch { tagged, lattice, .. } = scratch;
    for Name { label, words } in names(tags) {
        let edges = |at: &usize| tagged[*at].edge;
        let (Some(first), Some(last)) =
            (words.clone().find(edges), words.clone().rev().find(edges))
        else {
            continue;
        };
        let (clitic_bytes, elided_article) = scratch.clitics[first];
        out.push(Entity {
            span: seen(
                text,
                tagged[first].span.start as usize + clitic_bytes as usize,
                tagged[last].span.end as usize,
            ),
            label: label as u8,
            elided_article,
            score: lattice.probability(predictor, label, words.start, words.end, tags.len()),
            source: Source::Model,
        });
    }
}

/// The `count` best labellings of each sentence, the best first; of a sentence that is cut, of each part.
pub(super) fn alternatives(
    model: &EntityModel,
    text: &str,
    tokens: &[Token],
    sentences: &[Span],
    count: usize,
    clitics: &Segmenter,
    scratch: &mut EntityScratch,
) -> Vec<Vec<Alternative>> {
    scratch.prepare(model);
    let predictor = &model.predictor;
    let mut found = Vec::new();
    for_each_part(tokens, sentences, |part| {
        let len = score_tokens(predictor, text, part, clitics, scratch);
        scratch.lattice.forward_backward(predictor, len);
        let best = scratch.lattice.decode_best(predictor, len, count);
        let alternative = |(tags, probability): (Vec<u8>, f64)| {
            let mut own = Vec::new();
            entities(predictor, text, scratch, &tags, &mut own);
            Alternative { probability, entities: own }
        };
        found.push(best.into_iter().map(alternative).collect());
    });
    found
}

/// The span without direction marks and the like at its ends: a token has them, a name does not.
pub(super) fn seen(text: &str, start: usize, end: usize) -> Span {
    let unseen = |c| matches!(class(c), Class::Invisible | Class::Joiner);
    let name = text[start..end].trim_start_matches(unseen);
    let start = end - name.len();
    Span::new(start, start + name.trim_end_matches(unseen).len())
}
