//! Quotations: what is said in a text, directly or indirectly, by which cue, and by whom.
//!
//! A pass over the words finds cues (`data/quotes/cues.tsv`) and marks. Only sentences that have a cue
//! with something that it may introduce are tagged, for parts of speech and for names, and of these only
//! windows around what decisions look at; a grammar over their words then says what is speech, where it
//! ends, and whose it is.

mod cues;
mod grammar;
mod implied;
mod marks;
mod speaker;
#[cfg(all(test, feature = "embedded-models"))]
mod tests;
mod windows;

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::Span;
use crate::entities::Entity;
use crate::morphology::lemma::LemmaModel;
use crate::morphology::{Segmenter, Upos};
use crate::tokenize::{Token, TokenKind};
use cues::{Classes, Known, Marks, Words};
pub(crate) use cues::{LEXICON, Lexicon, check_cue, cue_key};
use marks::Pair;
use windows::Sentences;

/// Compiles the tables now: see [`crate::prepare`].
pub(crate) fn prepare() {
    LazyLock::force(&LEXICON);
}

/// Whether the words are given as they were said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Form {
    /// Between marks, or after a colon.
    Direct,
    /// After أن, إن and the like, or in a sentence that says whose view it is.
    Indirect,
}

impl Form {
    const NAMES: [(Self, &'static str); 2] =
        [(Self::Direct, "direct"), (Self::Indirect, "indirect")];

    /// All, in the order of their numbers.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        Self::NAMES.into_iter().map(|entry| entry.0)
    }

    /// The name, in lower case.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize].1
    }

    /// The form of that name: `direct` or `indirect`.
    ///
    /// # Errors
    /// [`ErrorKind::Value`](crate::ErrorKind::Value) for another name; the message lists the known.
    pub fn from_name(name: &str) -> crate::Result<Self> {
        match Self::NAMES.iter().find(|entry| entry.1 == name) {
            Some(entry) => Ok(entry.0),
            None => Err(crate::Error::unknown("form", name, &Self::NAMES.map(|entry| entry.1))),
        }
    }
}

/// What somebody is said to have said or written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quote {
    /// The words, without marks: of one that its cue interrupts, from the first part to the last.
    pub span: Span,
    /// The words with their marks.
    pub outer: Span,
    /// Direct or indirect.
    pub form: Form,
    /// The word that introduces it.
    pub cue: Option<Cue>,
    /// Whose words they are.
    pub speaker: Option<Speaker>,
    /// In how many other quotations it stands; what stands in more than sixteen is not given.
    pub depth: u8,
    /// Its parts among [all parts](Quotes::parts): from here on, and how many.
    parts: (u32, u32),
}

/// What introduces a quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cue {
    /// The word, without و and ف.
    pub span: Span,
    /// The number of its entry.
    entry: u16,
}

impl Cue {
    /// The lemma, as the lexicon has it that it was found with.
    pub(crate) fn lemma(self, lexicon: &Lexicon) -> &str {
        &lexicon.cue(self.entry).lemma
    }
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Speaker {
    /// The noun phrase, with a title before the name.
    pub span: Span,
    /// Whether it stands with the cue; else it is a mention before.
    pub explicit: bool,
    /// Whether it begins with an article whose ا is not written: `لتقرير` of `للتقرير`.
    pub elided_article: bool,
    /// Of a person the mention whose name is the best.
    pub person: Option<Entity>,
}

/// The quotations of a text, in the order of their starts, an outer one before what it has within.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Quotes {
    all: Vec<Quote>,
    parts: Vec<Span>,
}

impl Quotes {
    /// All of them.
    pub fn all(&self) -> &[Quote] {
        &self.all
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The parts of one of these: one, or more if it is interrupted.
    ///
    /// # Panics
    /// If it is of another text that has more parts.
    pub fn parts(&self, quote: &Quote) -> &[Span] {
        let (first, count) = quote.parts;
        &self.parts[first as usize..][..count as usize]
    }

    pub(crate) fn clear(&mut self) {
        self.all.clear();
        self.parts.clear();
    }

    pub(crate) fn all_mut(&mut self) -> &mut [Quote] {
        &mut self.all
    }
}

/// So many words between marks tell whether they are a clause.
const SHOWN: u32 = 10;

/// Whether a cue stands soon before or after what is between marks, or within.
fn near_cue(known: &[Known], pair: Pair) -> bool {
    const NEAR: usize = 40;
    let (open, close) = (pair.open as usize, pair.close as usize);
    let around = known[open.saturating_sub(NEAR)..known.len().min(close + NEAR)].iter();
    around.take(3 * NEAR).any(|word| word.is_cue())
}

/// Whether a phrase that a word begins may go on with the next: most words `على` begin none.
fn may_be_phrase(
    lexicon: &Lexicon,
    text: &str,
    tokens: &[Token],
    known: &[Known],
    at: usize,
) -> bool {
    let Some((next, word)) = tokens.get(at + 1).zip(known.get(at + 1)) else { return false };
    let next = next.span.of(text);
    let first = tokens[at].span.of(text).get(usize::from(known[at].conjunction)..);
    let phrases = lexicon.phrases(first.unwrap_or_default());
    // As it is spelt by others.
    phrases.is_empty()
        || phrases.iter().any(|(rest, cue)| match rest.first().map(String::as_str) {
            None => lexicon.cue(*cue).kind != cues::Kind::Relative || word.cue != 0,
            Some("ل") => word.has(Marks::LAM),
            Some(rest) => next.starts_with(rest),
        })
}

/// Buffers that one thread reuses. What it remembers changes no result.
#[derive(Debug, Default)]
pub(crate) struct QuoteScratch {
    words: Words,
    /// Of each token of the text.
    known: Vec<Known>,
    /// The tokens that are quotation marks.
    marks: Vec<u32>,
    /// One past the last token of each paragraph.
    paragraphs: Vec<u32>,
    pairs: Vec<Pair>,
    /// The number of the sentence of each token.
    sentence: Vec<u32>,
    /// Whether each sentence is to be tagged.
    wanted: Vec<bool>,
    /// What is within long pairs, from a token up to another: it has no cue and need not be tagged.
    within: Vec<(u32, u32)>,
    /// What is tagged, from a token up to another: the windows of sentences that are wanted.
    pieces: Vec<(u32, u32)>,
    /// Those of them that are searched for names.
    named: Vec<(u32, u32)>,
    /// The sentences before those in which somebody speaks whom they do not name.
    before: Vec<u32>,
    /// Whether all sentences are tagged, to see that it changes nothing.
    #[cfg(test)]
    pub(crate) whole: bool,
}

impl QuoteScratch {
    /// Whether a very long text has made it larger than it needs to be.
    pub(crate) fn is_outgrown(&self) -> bool {
        self.known.capacity() > 1 << 17
    }

    /// Looks at the words of a text. Gives whether it may have quotations.
    pub(crate) fn read(
        &mut self,
        text: &str,
        tokens: &[Token],
        lexicon: &Lexicon,
        segmenter: &Segmenter,
        lemmas: &LemmaModel,
    ) -> bool {
        let Self { words, known, marks, .. } = self;
        words.prepare(lexicon, lemmas);
        known.clear();
        marks.clear();
        let mut may = false;
        for (at, token) in (0..).zip(tokens) {
            let word = match token.kind {
                TokenKind::Arabic => words.look_up(token.span.of(text), lexicon, segmenter, lemmas),
                _ => {
                    if marks::is_mark(token, text) {
                        marks.push(at);
                    }
                    Known::default()
                }
            };
            may |= word.is_cue();
            // `وبين أن`: a verb, though the word alone is a preposition.
            if word.is_that()
                && !word.has(Marks::AND)
                && let Some(before) = known.last_mut()
                && before.is(Classes::PREPOSITION)
                && before.has(Marks::AND)
            {
                before.cue = std::mem::take(&mut before.other);
                may |= before.cue != 0;
            }
            known.push(word);
        }
        may
    }

    /// The number of the cue that a word is.
    #[cfg(test)]
    pub(crate) fn cue(&mut self, word: &str, segmenter: &Segmenter, lemmas: &LemmaModel) -> u16 {
        self.words.prepare(&LEXICON, lemmas);
        self.words.look_up(word, &LEXICON, segmenter, lemmas).cue
    }

    /// Finds out which sentences have to be tagged.
    pub(crate) fn choose(
        &mut self,
        text: &str,
        tokens: &[Token],
        sentences: &[Span],
        lexicon: &Lexicon,
    ) {
        let Self {
            known,
            marks,
            paragraphs,
            pairs,
            sentence,
            wanted,
            within,
            pieces,
            named,
            before,
            ..
        } = self;
        sentence.clear();
        paragraphs.clear();
        wanted.clear();
        let mut mark = marks.iter().peekable();
        let mut first = 0;
        for (number, span) in (0..).zip(sentences) {
            let last = first + tokens[first..].partition_point(|it| it.span.start < span.end);
            // A cue with something that it may introduce.
            let (mut cue, mut found, mut marked) = (false, false, false);
            for at in first..last {
                let word = known[at];
                while mark.next_if(|&&mark| (mark as usize) < at).is_some() {}
                let is_mark = mark.peek().is_some_and(|&&mark| mark as usize == at);
                let introduces = is_mark
                    || word.is_that()
                    || tokens[at].kind == TokenKind::Punctuation
                        && tokens[at].span.of(text).starts_with(':');
                found |= cue && introduces
                    || marked && word.cue != 0
                    || word.has(Marks::PHRASE) && may_be_phrase(lexicon, text, tokens, known, at);
                cue |= word.cue != 0;
                marked |= is_mark;
            }
            wanted.push(found);
            sentence.resize(last, number);
            let ends = sentences.get(number as usize + 1).is_none_or(|next| {
                text[span.end as usize..next.start as usize].contains(['\n', '\r', '\u{2029}'])
            });
            if ends {
                paragraphs.push(last as u32);
            }
            first = last;
        }
        sentence.resize(tokens.len(), sentences.len() as u32);
        // Who speaks may be named before.
        let all = Sentences { lexicon, text, tokens, known, marks };
        before.clear();
        let mut first = 0;
        let mut spoke = false;
        for (number, &own) in (0..).zip(&*wanted) {
            let last = first + sentence[first..].partition_point(|&it| it <= number);
            if own && !all.names_its_speaker(first, last) {
                // Where nobody spoke before, who speaks may have been named long ago.
                let reach = if spoke { 1 } else { 3 };
                let near = number.saturating_sub(reach)..number;
                before.extend(near.filter(|&it| !wanted[it as usize]));
            }
            spoke |= own;
            first = last;
        }
        // What is said can go on, and be closed, in sentences without a cue of their own.
        pairs.clear();
        marks::pairs(text, tokens, marks, paragraphs, pairs);
        within.clear();
        let mut end = 0;
        for pair in &*pairs {
            let inner = pair.open + 1 + SHOWN..pair.close;
            if pair.open >= end {
                end = pair.close;
                let words = known.get(pair.open as usize..pair.close as usize);
                if inner.len() > 1 && !words.unwrap_or_default().iter().any(|word| word.is_cue()) {
                    within.push((inner.start, inner.end));
                }
            }
        }
        for pair in &*pairs {
            // Less is no sentence by itself.
            if pair.close - pair.open < 5 || !near_cue(known, *pair) {
                continue;
            }
            let last = sentence.get(pair.close as usize);
            let next = last.map(|last| last + 1);
            let around = [
                sentence.get(pair.open as usize).copied(),
                last.copied(),
                next.filter(|&next| {
                    let first = sentence.partition_point(|&it| it < next);
                    let Some(word) = known.get(first) else { return false };
                    let words = known.get(first + 1);
                    word.cue != 0 || words.is_some_and(|it| it.is(Classes::WORDS))
                }),
            ];
            for number in around.into_iter().flatten() {
                if let Some(wanted) = wanted.get_mut(number as usize) {
                    *wanted = true;
                }
            }
        }
        pieces.clear();
        named.clear();
        let mut first = 0;
        for (number, own) in (0..).zip(&mut *wanted) {
            let count = sentence[first..].partition_point(|&it| it <= number);
            let range = (first as u32, (first + count) as u32);
            first += count;
            if before.contains(&number) {
                *own = true;
                pieces.push(range);
                named.push(range);
            } else if *own {
                all.windows(range.0 as usize, first, false, pieces);
                all.windows(range.0 as usize, first, true, named);
            }
        }
        #[cfg(test)]
        if self.whole {
            let mut first = 0;
            let sentences = sentence.chunk_by(|one, next| one == next).map(|tokens| {
                let from = first;
                first += tokens.len() as u32;
                (from, first)
            });
            *pieces = sentences.collect();
            named.clone_from(pieces);
            within.clear();
        }
    }

    /// What is to be tagged for parts of speech, each piece a sentence by itself: its tokens, from one up to
    /// another.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        self.without_long(&self.pieces)
    }

    /// What is to be searched for names.
    pub(crate) fn named(&self) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        self.without_long(&self.named)
    }

    fn without_long<'a>(
        &'a self,
        pieces: &'a [(u32, u32)],
    ) -> impl Iterator<Item = std::ops::Range<usize>> + 'a {
        let mut within = self.within.iter().copied().peekable();
        pieces.iter().flat_map(move |&(from, to)| {
            let mut parts = Vec::new();
            let mut at = from;
            while within.next_if(|it| it.1 <= at).is_some() {}
            while let Some(&(open, close)) = within.peek().filter(|it| it.0 < to) {
                if at < open {
                    parts.push(at as usize..open as usize);
                }
                at = close.min(to);
                if close > to {
                    break;
                }
                within.next();
            }
            if at < to {
                parts.push(at as usize..to as usize);
            }
            parts
        })
    }

    /// The stretches of tokens that were not searched and have a word of the name of a speaker: the full
    /// name may be there. Only where a name is one word.
    pub(crate) fn with_names(
        &self,
        text: &str,
        tokens: &[Token],
        quotes: &Quotes,
    ) -> Vec<std::ops::Range<usize>> {
        let people = quotes.all().iter().filter_map(|quote| quote.speaker?.person);
        let names = people.map(|person| person.span.of(text));
        let short: FxHashSet<&str> = names.filter(|name| !name.contains(' ')).collect();
        let mut found = Vec::new();
        if short.is_empty() {
            return found;
        }
        let has = |at: usize| {
            let word = tokens[at].span.of(text);
            short.contains(word)
                || word
                    .get(usize::from(self.known[at].clitics)..)
                    .is_some_and(|word| short.contains(word))
        };
        let mut pieces = self.named().peekable();
        let mut at = 0;
        while at < tokens.len() {
            while pieces.next_if(|piece| piece.end <= at).is_some() {}
            if let Some(piece) = pieces.peek().filter(|piece| piece.start <= at) {
                at = piece.end;
                continue;
            }
            let number = self.sentence[at];
            let count = self.sentence[at..].partition_point(|&it| it <= number);
            let end = pieces.peek().map_or(at + count, |piece| piece.start.min(at + count));
            if (at..end).any(has) {
                found.push(at..end);
            }
            at = end;
        }
        found
    }

    /// Takes from names what is none: `لي` of `قال لي محمد`, and a word after them that says how.
    pub(crate) fn trim_names(
        &self,
        tokens: &[Token],
        lexicon: &Lexicon,
        entities: &mut Vec<Entity>,
    ) {
        entities.retain_mut(|entity| {
            let first = tokens.partition_point(|token| token.span.end <= entity.span.start);
            let is = |at: usize, classes| self.known.get(at).is_some_and(|known| known.is(classes));
            // `نادى السائق` where a sentence begins.
            let begins = first == 0 || !tokens[first - 1].kind.is_word();
            let verb = |known: &Known| {
                begins && known.cue != 0 && {
                    let cue = lexicon.cue(known.cue);
                    cue.kind == cues::Kind::Verb && (cue.saying || cue.told || cue.impersonal)
                }
            };
            if let Some(known) = self.known.get(first)
                && (verb(known)
                    || usize::from(known.clitics) >= tokens[first].span.len()
                    || known.is(Classes::PREPOSITION))
                && let Some(next) = tokens.get(first + 1)
                && next.span.start < entity.span.end
            {
                entity.span.start = next.span.start;
            }
            // `حمزة الفيلالي مبتسما`.
            let last = tokens.partition_point(|token| token.span.end < entity.span.end);
            if last > first && is(last, Classes::BREAK | Classes::PREPOSITION) {
                entity.span.end = tokens[last - 1].span.end;
            }
            // `قال صيدلي`, `قال باكيا`.
            let cue = self.known.get(last).is_some_and(|known| known.has(Marks::NOMINAL));
            !(last == first && (cue || is(last, Classes::SOURCE | Classes::BREAK)))
        });
    }

    /// Appends the quotations. `pos` is the part of speech of each token, [`Upos::X`] where it is not
    /// known, `entities` are those of [what is searched for names](Self::named), and whether each is a
    /// person.
    pub(crate) fn find(
        &mut self,
        text: &str,
        tokens: &[Token],
        pos: &[Upos],
        entities: &[(Entity, bool)],
        lexicon: &Lexicon,
        out: &mut Quotes,
    ) {
        let Self { known, pairs, sentence, wanted, .. } = self;
        grammar::find(
            grammar::Text { lexicon, text, tokens, known, pos, entities, pairs, sentence, wanted },
            out,
        );
    }
}
