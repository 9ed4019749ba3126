//! From tokens to tags to spans.

use std::ops::Range;

use super::predictor::Predictor;
use super::scores::EntityScratch;
use super::units::units;
use super::{Alternative, Entity, EntityModel, MOST_ALTERNATIVES, Source};
use crate::Span;
use crate::morphology::Segmenter;
use crate::tokenize::{Token, TokenKind};
use crate::unicode::{Class, class};

/// How many labellings are looked at for the ways of a sentence, whatever number of ways is wanted: their
/// probabilities must not depend on it.
const LABELLINGS: usize = 2 * MOST_ALTERNATIVES;

/// The most tokens that are tagged together. A longer sentence is cut, at punctuation if there is
/// some, so that memory stays bounded.
const MOST_WORDS: usize = 2048;

/// A word being tagged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tagged {
    span: Span,
    /// Whether a hyphen joins it to the word before.
    pub(super) joined: bool,
    /// Whether it can stand at the edge of a name.
    edge: bool,
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
    let words: Vec<_> = words.collect();
    scratch.score(&model.predictor, clitics, words.len(), |at| words[at], true);
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
        let tagged = |at: usize| (words[at].1, words[at].2);
        let len = scratch.score(&model.predictor, clitics, words.len(), tagged, false);
        let lattice = &mut scratch.lattice;
        lattice.decode(&model.predictor, len);
        if scored {
            lattice.forward_backward(&model.predictor, len);
        }
        for Name { label, rows } in names(&scratch.lattice.tags) {
            // The tokens whose first word is in the name.
            let named = &words[scratch.words_of(&rows)];
            let mut named = named.iter().filter(|word| !word.2).map(|word| word.0);
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
                true => {
                    scratch.lattice.probability(&model.predictor, label, rows.start, rows.end, len)
                }
                false => 0.0,
            };
            each(label, named, score);
        }
    }
}

/// Rows of the lattice that are a name.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) label: usize,
    pub(super) rows: Range<usize>,
}

/// The names that these tags tell, in order.
pub(super) fn names(tags: &[u8]) -> impl Iterator<Item = Name> {
    let mut at = 0;
    std::iter::from_fn(move || {
        at += tags[at..].iter().position(|&tag| tag != 0)?;
        let (start, label) = (at, usize::from(tags[at] - 1) / 2);
        at += 1;
        while tags.get(at).is_some_and(|&tag| usize::from(tag) == 2 * label + 2) {
            at += 1;
        }
        Some(Name { label, rows: start..at })
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
    let words: Vec<_> = words.collect();
    let len = scratch.score(&model.predictor, clitics, words.len(), |at| words[at], true);
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

/// Scores the words of these tokens, which it puts into `scratch.tagged`. Returns how many rows
/// the lattice has.
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
    let words = |at: usize| (tagged[at].span.of(text), tagged[at].joined);
    let len = scratch.score(predictor, clitics, tagged.len(), words, false);
    scratch.note(&tagged);
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
    for Name { label, rows } in names(tags) {
        let words = scratch.words_of(&rows);
        let edges = |at: &usize| tagged[*at].edge;
        let (Some(first), Some(last)) = (words.clone().find(edges), words.rev().find(edges)) else {
            continue;
        };
        let (clitic_bytes, elided_article) = scratch.clitics(first);
        out.push(Entity {
            span: seen(
                text,
                tagged[first].span.start as usize + clitic_bytes,
                tagged[last].span.end as usize,
            ),
            label: label as u8,
            elided_article,
            score: lattice.probability(predictor, label, rows.start, rows.end, tags.len()),
            source: Source::Model,
        });
    }
}

/// The `count` best ways to label each sentence, the best first; of a sentence that is cut, of each part.
/// Labellings that differ only in marks at the ends of names are one way.
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
        let best = scratch.lattice.decode_best(predictor, len, LABELLINGS);
        let mut ways: Vec<Alternative> = Vec::new();
        for (tags, probability) in best {
            let mut own = Vec::new();
            entities(predictor, text, scratch, &tags, &mut own);
            let name = |entity: &Entity| (entity.span, entity.label);
            let same =
                ways.iter_mut().find(|way| way.entities.iter().map(name).eq(own.iter().map(name)));
            match same {
                Some(way) => way.probability += probability,
                None => ways.push(Alternative { probability, entities: own }),
            }
        }
        // The first stays, as it is what is found.
        if let Some((_, others)) = ways.split_first_mut() {
            others.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        }
        ways.truncate(count);
        found.push(ways);
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
