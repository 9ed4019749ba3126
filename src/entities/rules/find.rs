//! From tokens to what the rules find, and how that joins what was found before.

use std::cmp::Reverse;

use super::phrases::{NONE, Phrases, key};
use super::{EntityRules, Layer, Pattern, Policy};
use crate::Span;
use crate::entities::tagger::seen;
use crate::entities::{Entity, Source};
use crate::morphology::Segmenter;
use crate::morphology::fold::{BA, FA, HAMZA_ON_WAW, KAF, LAM, WAW, letter};
use crate::morphology::memory::{self, Memory, ShortMemory};
use crate::normalize::folded;
use crate::tokenize::{Token, TokenKind, is_hyphen};

/// Half as many words as are remembered, of short ones and of others: so many bits.
const SHORT_MEMORY: u32 = 15;
const MEMORY: u32 = 14;

/// The most readings of remembered words that are kept.
const MOST_KEPT: usize = 1 << 16;

/// The article, as it stands before a word that is folded, and what of it a ل before it takes.
const ARTICLE: &str = "ال";
const ALEF: &str = "ا";

/// A reading of a word with proclitics, without which it begins phrases.
#[derive(Clone, Copy, Debug, Default)]
struct Cut {
    /// The node of these phrases.
    node: u32,
    /// How many bytes of the word the proclitics take.
    bytes: u32,
    elided_article: bool,
    /// Whether the word alone says so: a phrase of one word has no other evidence.
    sure: bool,
}

/// What is known of a word: all that its own letters decide. Lies in a line of the processor's memory
/// with its key.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    /// Its number, or none.
    number: u32,
    /// The node of the phrases that begin with it, or none.
    node: u32,
    /// Its readings with proclitics, in the scratch.
    cuts: u32,
    count: u8,
    /// Whether it is a phrase by itself, with its proclitics or without.
    is_phrase: bool,
    /// Whether nothing is left of it: phrases do not see it.
    is_empty: bool,
    /// Whether it is several words with hyphens between them.
    is_hyphenated: bool,
}

/// A word of the text.
#[derive(Clone, Copy, Debug)]
struct Word {
    span: Span,
    number: u32,
    node: u32,
    cuts: u32,
    count: u8,
    is_phrase: bool,
    /// Whether no phrase goes on from the word before: a sentence ended there, with its line.
    apart: bool,
}

impl Word {
    /// Whether a phrase may begin with it, if these words follow it.
    fn begins(self, after: &[Word]) -> bool {
        let goes_on = || after.first().is_some_and(|next| !next.apart && next.number != NONE);
        self.is_phrase || (self.node != NONE || self.count > 0) && goes_on()
    }
}

/// What was found, of one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Hit {
    span: Span,
    rule: u32,
    elided_article: bool,
}

/// Buffers that one thread reuses from text to text. What it remembers of words changes no result.
#[derive(Debug, Default)]
pub(crate) struct RuleScratch {
    short: ShortMemory<Known>,
    memory: Memory<Known>,
    /// The readings of the words that are remembered, and of others of this text.
    cuts: Vec<Cut>,
    key: String,
    /// A word with its article.
    definite: String,
    words: Vec<Word>,
    /// What the regular expressions found.
    expressions: Vec<Hit>,
    hits: Vec<Hit>,
}

impl RuleScratch {
    /// Whether a very long text has made it larger than it needs to be.
    pub(crate) fn is_outgrown(&self) -> bool {
        self.key.capacity() > 1 << 16
            || self.words.capacity() > 1 << 17
            || self.cuts.capacity() > 4 * MOST_KEPT
    }
}

/// Finds the words of phrases.
struct Reader<'a> {
    phrases: &'a Phrases,
    clitics: &'a Segmenter,
    cuts: &'a mut Vec<Cut>,
    key: &'a mut String,
    definite: &'a mut String,
}

/// Whether the و that `rest` begins with has a hamza of its own among its marks, so that it is none.
fn is_composed(c: char, rest: &str) -> bool {
    let mut marks = rest.chars().skip(1).take_while(|&mark| letter(mark) == 0).take(8);
    c == 'و' && marks.any(|mark| mark == '\u{654}')
}

impl Reader<'_> {
    /// What is known of a token, or of the part of one.
    fn look_at(&mut self, raw: &str, kind: TokenKind, is_part: bool) -> Known {
        if !is_part && kind.is_word() && raw.contains(is_hyphen) {
            return Known { is_hyphenated: true, ..Known::default() };
        }
        key(raw, kind.is_word(), self.key);
        if self.key.is_empty() {
            return Known { is_empty: true, ..Known::default() };
        }
        let number = self.phrases.number(self.key);
        let node = self.phrases.first(number);
        let cuts = self.cuts.len();
        if matches!(kind, TokenKind::Arabic | TokenKind::Mixed) {
            self.cut(raw);
        }
        let count = (self.cuts.len() - cuts) as u8;
        let ends = |node: u32| self.phrases.node(node).0.is_some();
        let is_phrase = node != NONE && ends(node)
            || self.cuts[cuts..].iter().any(|cut| cut.sure && ends(cut.node));
        Known { number, node, cuts: cuts as u32, count, is_phrase, ..Known::default() }
    }

    /// Takes proclitics off: و or ف, then ب, ل or ك; ل may have taken the alef of the article, or the
    /// whole of it before another ل.
    fn cut(&mut self, raw: &str) {
        let from = self.cuts.len();
        // The letters, with where they begin in the word and in its key.
        let mut before = 0;
        let mut letters = raw.char_indices().filter_map(|(at, c)| match letter(c) {
            0 => None,
            letter => {
                let letter = if is_composed(c, &raw[at..]) { HAMZA_ON_WAW } else { letter };
                let found = (at, before, letter);
                before += folded(c).map_or(c.len_utf8(), str::len);
                Some(found)
            }
        });
        let mut next = || letters.next().unwrap_or((raw.len(), self.key.len(), 0));
        let mut add = |(at, in_key, _): (usize, usize, u8), front: &str| {
            let Some(rest) = self.key.get(in_key..).filter(|rest| !rest.is_empty()) else { return };
            let number = if front.is_empty() {
                self.phrases.number(rest)
            } else {
                self.definite.clear();
                self.definite.push_str(front);
                self.definite.push_str(rest);
                self.phrases.number(self.definite)
            };
            let node = self.phrases.first(number);
            if node != NONE {
                let elided_article = !front.is_empty();
                self.cuts.push(Cut { node, bytes: at as u32, elided_article, sure: false });
            }
        };
        let mut clitic = next().2;
        if !matches!(clitic, WAW | FA | BA | LAM | KAF) {
            return;
        }
        let mut rest = next();
        if matches!(clitic, WAW | FA) {
            add(rest, "");
            clitic = rest.2;
            rest = next();
        }
        if matches!(clitic, BA | LAM | KAF) {
            add(rest, "");
            if (clitic, rest.2) == (LAM, LAM) {
                add(rest, ALEF);
                add(rest, ARTICLE);
            }
        }
        // It takes a while to ask, and is of no interest where no phrase has one word.
        let cuts = &mut self.cuts[from..];
        if cuts.iter().any(|cut| self.phrases.node(cut.node).0.is_some()) {
            let found = self.clitics.proclitics(raw);
            let known = self.clitics.knows(raw);
            cuts.iter_mut().for_each(|cut| cut.sure = !known || cut.bytes == found.bytes);
        }
    }
}

/// Finds phrases among words.
struct Finder<'a> {
    phrases: &'a Phrases,
    words: &'a [Word],
    cuts: &'a [Cut],
}

impl Finder<'_> {
    /// The longest phrase from a word on, with that node: its rule, and where it ends.
    fn longest(&self, at: usize, mut node: u32, sure: bool) -> Option<(u32, usize)> {
        let mut found = None;
        let mut end = at + 1;
        while node != NONE {
            let (rule, further) = self.phrases.node(node);
            if let Some(rule) = rule
                && (sure || end > at + 1)
            {
                found = Some((rule, end));
            }
            match self.words.get(end) {
                Some(word) if further && !word.apart && word.number != NONE => {
                    node = self.phrases.next(node, word.number);
                    end += 1;
                }
                _ => break,
            }
        }
        found
    }

    /// The best phrase from a word on: that of the most words; of these the one with the fewest
    /// proclitics, then the first given. It begins at byte `done` or later.
    fn best(&self, at: usize, done: u32) -> Option<(u32, usize, Cut)> {
        let word = self.words[at];
        let whole = Cut { node: word.node, sure: true, ..Cut::default() };
        let readings = &self.cuts[word.cuts as usize..][..usize::from(word.count)];
        let mut best: Option<(u32, usize, Cut)> = None;
        let free = |cut: &&Cut| word.span.start + cut.bytes >= done;
        for &cut in std::iter::once(&whole).chain(readings).filter(free) {
            if let Some((rule, end)) = self.longest(at, cut.node, cut.sure) {
                let order = |rule: u32, end: usize, cut: Cut| (Reverse(end), cut.bytes, rule);
                if best.is_none_or(|(r, e, c)| order(rule, end, cut) < order(r, e, c)) {
                    best = Some((rule, end, cut));
                }
            }
        }
        best
    }
}

impl EntityRules {
    /// Writes what is found in a text to `scratch.hits`, in order and without overlap: of what
    /// overlaps the leftmost, of that the longest, of that what was given first.
    fn find(
        &self,
        text: &str,
        tokens: &[Token],
        sentences: &[Span],
        clitics: &Segmenter,
        scratch: &mut RuleScratch,
    ) {
        scratch.hits.clear();
        scratch.expressions.clear();
        for (rule, expression) in &self.0.expressions {
            scratch.expressions.extend(expression.find_iter(text).map(|found| Hit {
                span: Span::new(found.start(), found.end()),
                rule: *rule,
                elided_article: false,
            }));
        }
        let order = |hit: &Hit| (hit.span.start, Reverse(hit.span.end), hit.rule);
        scratch.expressions.sort_unstable_by_key(order);

        self.read_words(text, tokens, sentences, clitics, scratch);
        let RuleScratch { words, cuts, expressions, hits, .. } = scratch;
        let finder = Finder { phrases: &self.0.phrases, words, cuts };
        let mut expressions = expressions.iter().copied().peekable();
        let mut done = 0;
        let mut at = 0;
        while at < words.len() {
            let word = words[at];
            let best = if word.begins(&words[at + 1..]) { finder.best(at, done) } else { None };
            let Some((rule, end, cut)) = best else {
                at += 1;
                continue;
            };
            let span = self.span(text, word.span, words[end - 1].span, cut, rule);
            let hit = Hit { span, rule, elided_article: cut.elided_article };
            // Expressions that come before it, or stand in its place.
            let mut replaced = false;
            while let Some(other) = expressions.next_if(|other| order(other) < order(&hit)) {
                if other.span.start >= done {
                    done = other.span.end;
                    hits.push(other);
                    replaced |= done > span.start;
                }
            }
            if !replaced {
                hits.push(hit);
                done = span.end;
                at = end;
            }
        }
        for other in expressions {
            if other.span.start >= done {
                done = other.span.end;
                hits.push(other);
            }
        }
    }

    /// The span of a phrase.
    fn span(&self, text: &str, first: Span, last: Span, cut: Cut, rule: u32) -> Span {
        let start = first.start as usize + cut.bytes as usize;
        let span = seen(text, start, last.end as usize);
        let stop =
            |text: &str| text.chars().next_back().filter(|&c| c == '.' || folded(c) == Some("."));
        let Some(last) = stop(span.of(text)) else { return span };
        // The full stop is that of the sentence unless the phrase has one.
        let phrase = match self.get(rule as usize).pattern {
            Pattern::Phrase(phrase) | Pattern::Regex(phrase) => phrase,
        };
        let own = seen(phrase, 0, phrase.trim_end().len());
        if stop(own.of(phrase)).is_some() {
            return span;
        }
        seen(text, start, span.end as usize - last.len_utf8())
    }

    /// Looks at all words of a text.
    fn read_words(
        &self,
        text: &str,
        tokens: &[Token],
        sentences: &[Span],
        clitics: &Segmenter,
        scratch: &mut RuleScratch,
    ) {
        let RuleScratch { short, memory, cuts, key, definite, words, .. } = scratch;
        words.clear();
        if self.0.phrases.is_empty() {
            return;
        }
        if cuts.len() > MOST_KEPT || !memory.serves(self.0.id) {
            memory.forget();
            memory.serve(self.0.id, MEMORY);
            short.serve(SHORT_MEMORY);
            cuts.clear();
        }
        let mut reader = Reader { phrases: &self.0.phrases, clitics, cuts, key, definite };
        let mut look_at = |span: Span, kind: TokenKind, is_part: bool| -> Known {
            // What a word is depends on these kinds alone, and on whether it can have hyphens.
            let number = match kind {
                TokenKind::Arabic | TokenKind::Mixed => 0,
                kind => 1 + u8::from(kind.is_word()),
            };
            let raw = span.of(text);
            let Some(key) = memory::key(raw, number + 3 * u8::from(is_part)) else {
                return reader.look_at(raw, kind, is_part);
            };
            let (known, is_remembered) = short.entry(&key).unwrap_or_else(|| memory.entry(&key));
            if !is_remembered {
                *known = reader.look_at(raw, kind, is_part);
            }
            *known
        };
        let mut sentences = sentences.iter().peekable();
        let (mut end, mut apart) = (0, false);
        let mut push = |span: Span, known: Known, apart: &mut bool| {
            if !known.is_empty {
                let Known { number, node, cuts, count, is_phrase, .. } = known;
                let apart = std::mem::take(apart);
                words.push(Word { span, number, node, cuts, count, is_phrase, apart });
            }
        };
        for token in tokens {
            if sentences.next_if(|sentence| sentence.start <= token.span.start).is_some() {
                apart |= text[end..token.span.start as usize].contains(is_line_break);
            }
            end = token.span.end as usize;
            let known = look_at(token.span, token.kind, false);
            if known.is_hyphenated {
                for part in token.parts(text) {
                    push(part, look_at(part, token.kind, true), &mut apart);
                }
            } else {
                push(token.span, known, &mut apart);
            }
        }
    }
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

impl Layer {
    /// Adds what the rules find in a text to the entities that were found before, which are in order,
    /// by the layer's policy.
    pub(crate) fn add(
        &self,
        text: &str,
        tokens: &[Token],
        sentences: &[Span],
        clitics: &Segmenter,
        scratch: &mut RuleScratch,
        entities: &mut Vec<Entity>,
    ) {
        self.rules.find(text, tokens, sentences, clitics, scratch);
        let hits = &mut scratch.hits;
        if hits.is_empty() {
            return;
        }
        match self.policy {
            Policy::Rules => entities.retain(|entity| {
                let after = hits.partition_point(|hit| hit.span.end <= entity.span.start);
                hits.get(after).is_none_or(|hit| hit.span.start >= entity.span.end)
            }),
            Policy::Model => {
                let mut before = entities.iter().peekable();
                let mut end = 0;
                hits.retain(|hit| {
                    while let Some(entity) = before.next_if(|it| it.span.start < hit.span.end) {
                        end = end.max(entity.span.end);
                    }
                    end <= hit.span.start
                });
            }
            Policy::Both => {}
        }
        entities.extend(hits.iter().map(|hit| Entity {
            span: hit.span,
            label: self.labels[usize::from(self.rules.0.store.label(hit.rule as usize))],
            elided_article: hit.elided_article,
            score: 1.0,
            source: Source::Rule(self.first + hit.rule),
        }));
        // Of one span the last layer's first.
        entities.sort_unstable_by_key(|entity| {
            let source = match entity.source {
                Source::Model | Source::Lists => 0,
                Source::Rule(number) => number + 1,
            };
            (entity.span.start, Reverse(entity.span.end), Reverse(source))
        });
    }
}
