//! From tokens to what the rules find, and how that joins what was found before.

use std::cmp::Reverse;

use super::phrases::{NONE, Phrases, key};
use super::{EntityRules, Layer, Pattern, Policy};
use crate::Span;
use crate::entities::scores::{Seen, SeenTokens};
use crate::entities::tagger::seen;
use crate::entities::{Entity, Source};
use crate::morphology::Segmenter;
use crate::morphology::fold::{BA, FA, HAMZA_ON_WAW, KAF, LAM, WAW, letter};
use crate::morphology::memory::{self, Memory};
use crate::normalize::folded;
use crate::tokenize::{Token, TokenKind, is_hyphen};

/// Half as many words as are remembered: so many bits. Few in tests, so that they are forgotten.
const MEMORY: u32 = if cfg!(test) { 3 } else { 14 };

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

/// What is known of a word: all that its own letters decide.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    /// Its number, or none.
    number: u32,
    /// The node of the phrases that begin with it, or none.
    node: u32,
    /// Its readings with proclitics, in the scratch.
    cuts: u32,
    count: u8,
    part: Part,
}

/// What part a word can have in phrases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
enum Part {
    /// Nothing is left of it: phrases do not see it.
    #[default]
    Unseen = 1,
    /// It is several words with hyphens between them.
    Several,
    /// It is in no phrase.
    None,
    /// It begins no phrase.
    Further,
    /// It begins phrases of several words.
    First,
    /// It is a phrase, with its proclitics or without.
    Whole,
}

impl Part {
    const BITS: u32 = 3;

    /// The part of that number.
    #[inline]
    fn of(number: u32) -> Self {
        const PARTS: [Part; 7] = [
            Part::Unseen,
            Part::Unseen,
            Part::Several,
            Part::None,
            Part::Further,
            Part::First,
            Part::Whole,
        ];
        PARTS.get(number as usize).copied().unwrap_or_default()
    }
}

/// The parts of the words that the tagger remembers, by place. It has looked for each word of a text
/// already, and few of them can begin a phrase: no others are looked for again.
#[derive(Debug, Default)]
struct Parts {
    /// The rules and the epoch of which they are.
    of: (u64, u64),
    /// Arrival, form and part of the word, which is zero where nothing is known.
    places: Vec<u32>,
}

impl Parts {
    /// Forgets what was of other rules or of another epoch.
    fn serve(&mut self, rules: u64, seen: SeenTokens<'_>) {
        if self.of != (rules, seen.epoch) {
            self.of = (rules, seen.epoch);
            self.places.clear();
            self.places.resize(seen.places, 0);
        }
    }

    /// The part of a word, asked for if it is not known.
    #[inline]
    fn part(&mut self, seen: Option<&Seen>, form: Form, ask: impl FnOnce() -> Part) -> Part {
        let Some((seen, place)) =
            seen.and_then(|seen| Some((seen, self.places.get_mut(seen.place as usize)?)))
        else {
            return ask();
        };
        let word = seen.arrival << Form::BITS | form as u32;
        if *place >> Part::BITS != word {
            *place = word << Part::BITS | ask() as u32;
        }
        Part::of(*place & ((1 << Part::BITS) - 1))
    }
}

const _: () = assert!(Seen::ARRIVAL_BITS + Form::BITS + Part::BITS <= u32::BITS);

/// The kinds of tokens as far as they matter to phrases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Form {
    /// It can have clitics.
    Arabic,
    OtherWord,
    NoWord,
}

impl Form {
    const BITS: u32 = 2;

    fn is_word(self) -> bool {
        self != Self::NoWord
    }
}

impl From<TokenKind> for Form {
    fn from(kind: TokenKind) -> Self {
        match kind {
            TokenKind::Arabic | TokenKind::Mixed => Self::Arabic,
            kind if kind.is_word() => Self::OtherWord,
            _ => Self::NoWord,
        }
    }
}

/// A word of the text.
#[derive(Clone, Copy, Debug)]
struct Word {
    span: Span,
    form: Form,
    /// Whether it is a part of a token.
    is_part: bool,
    part: Part,
    /// Whether no phrase goes on from the word before: a sentence ended there, with its line.
    apart: bool,
}

impl Word {
    /// Whether a phrase may begin with it, if these words follow it.
    fn begins(self, after: &[Word]) -> bool {
        let goes_on = |next: &Word| !next.apart && next.part != Part::None;
        self.part == Part::Whole || self.part == Part::First && after.first().is_some_and(goes_on)
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
    parts: Parts,
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

/// A text, with what is known of it.
#[derive(Clone, Copy)]
pub(crate) struct Tokenized<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: &'a [Token],
    pub(crate) sentences: &'a [Span],
    pub(crate) seen: SeenTokens<'a>,
}

/// Finds the words of phrases in a text.
struct Reader<'a> {
    text: &'a str,
    phrases: &'a Phrases,
    clitics: &'a Segmenter,
    memory: &'a mut Memory<Known>,
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
    fn known(&mut self, span: Span, form: Form, is_part: bool) -> Known {
        let raw = span.of(self.text);
        let Some(key) = memory::key(raw, form as u8 | u8::from(is_part) << Form::BITS) else {
            return self.look_at(raw, form, is_part);
        };
        if let (known, true) = self.memory.entry(&key) {
            return *known;
        }
        let known = self.look_at(raw, form, is_part);
        *self.memory.entry(&key).0 = known;
        known
    }

    /// Makes ready for these rules.
    fn serve(&mut self, rules: u64) {
        if self.cuts.len() > MOST_KEPT || !self.memory.serves(rules) {
            self.memory.forget();
            self.memory.serve(rules, MEMORY);
            self.cuts.clear();
        }
    }

    /// Gives the words of the text.
    fn read_words(&mut self, of: Tokenized<'_>, parts: &mut Parts, words: &mut Vec<Word>) {
        let mut sentences = of.sentences.iter().peekable();
        let (mut end, mut apart) = (0, false);
        let mut push = |span: Span, form: Form, is_part: bool, part: Part, apart: &mut bool| {
            if part != Part::Unseen {
                let apart = std::mem::take(apart);
                words.push(Word { span, form, is_part, part, apart });
            }
        };
        for (at, token) in of.tokens.iter().enumerate() {
            if sentences.next_if(|sentence| sentence.start <= token.span.start).is_some() {
                apart |= self.text[end..token.span.start as usize].contains(is_line_break);
            }
            end = token.span.end as usize;
            let form = Form::from(token.kind);
            let ask = || self.known(token.span, form, false).part;
            let part = parts.part(of.seen.tokens.get(at), form, ask);
            if part == Part::Several {
                for span in token.parts(self.text) {
                    push(span, form, true, self.known(span, form, true).part, &mut apart);
                }
            } else {
                push(token.span, form, false, part, &mut apart);
            }
        }
    }

    fn look_at(&mut self, raw: &str, form: Form, is_part: bool) -> Known {
        if !is_part && form.is_word() && raw.contains(is_hyphen) {
            return Known { part: Part::Several, ..Known::default() };
        }
        key(raw, form.is_word(), self.key);
        if self.key.is_empty() {
            return Known::default();
        }
        let number = self.phrases.number(self.key);
        let node = self.phrases.first(number);
        let cuts = self.cuts.len();
        if form == Form::Arabic {
            self.cut(raw);
        }
        let count = (self.cuts.len() - cuts) as u8;
        let ends = |node: u32| self.phrases.node(node).0.is_some();
        let part = if node != NONE && ends(node)
            || self.cuts[cuts..].iter().any(|cut| cut.sure && ends(cut.node))
        {
            Part::Whole
        } else if node != NONE || count > 0 {
            Part::First
        } else if number != NONE {
            Part::Further
        } else {
            Part::None
        };
        Known { number, node, cuts: cuts as u32, count, part }
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

/// Finds phrases among the words of a text.
struct Finder<'a> {
    reader: Reader<'a>,
    words: &'a [Word],
}

impl Finder<'_> {
    fn known(&mut self, word: Word) -> Known {
        self.reader.known(word.span, word.form, word.is_part)
    }

    /// The longest phrase from a word on, with that node: its rule, and where it ends.
    fn longest(&mut self, at: usize, mut node: u32, sure: bool) -> Option<(u32, usize)> {
        let mut found = None;
        let mut end = at + 1;
        while node != NONE {
            let (rule, further) = self.reader.phrases.node(node);
            if let Some(rule) = rule
                && (sure || end > at + 1)
            {
                found = Some((rule, end));
            }
            match self.words.get(end) {
                Some(&word) if further && !word.apart && word.part != Part::None => {
                    let number = self.known(word).number;
                    node = self.reader.phrases.next(node, number);
                    end += 1;
                }
                _ => break,
            }
        }
        found
    }

    /// The best phrase from a word on: that of the most words; of these the one with the fewest
    /// proclitics, then the first given. It begins at byte `done` or later.
    fn best(&mut self, at: usize, done: u32) -> Option<(u32, usize, Cut)> {
        let word = self.words[at];
        let Known { node, cuts, count, .. } = self.known(word);
        let whole = Cut { node, sure: true, ..Cut::default() };
        let mut best: Option<(u32, usize, Cut)> = None;
        for number in 0..=usize::from(count) {
            let cut = match number.checked_sub(1) {
                None => whole,
                Some(reading) => self.reader.cuts[cuts as usize + reading],
            };
            if word.span.start + cut.bytes < done {
                continue;
            }
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
    fn find(&self, of: Tokenized<'_>, clitics: &Segmenter, scratch: &mut RuleScratch) {
        let Tokenized { text, .. } = of;
        let RuleScratch { parts, memory, cuts, key, definite, words, expressions, hits } = scratch;
        hits.clear();
        expressions.clear();
        for (rule, expression) in &self.0.expressions {
            expressions.extend(expression.find_iter(text).map(|found| Hit {
                span: Span::new(found.start(), found.end()),
                rule: *rule,
                elided_article: false,
            }));
        }
        let order = |hit: &Hit| (hit.span.start, Reverse(hit.span.end), hit.rule);
        expressions.sort_unstable_by_key(order);

        words.clear();
        let phrases = &self.0.phrases;
        let mut reader = Reader { text, phrases, clitics, memory, cuts, key, definite };
        if !phrases.is_empty() {
            parts.serve(self.0.id, of.seen);
            reader.serve(self.0.id);
            reader.read_words(of, parts, words);
        }
        let mut finder = Finder { reader, words };
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
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

impl Layer {
    /// Adds what the rules find in a text to the entities that were found before, which are in order,
    /// by the layer's policy.
    pub(crate) fn add(
        &self,
        of: Tokenized<'_>,
        clitics: &Segmenter,
        scratch: &mut RuleScratch,
        entities: &mut Vec<Entity>,
    ) {
        self.rules.find(of, clitics, scratch);
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
