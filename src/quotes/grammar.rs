//! Which stretches of a text are speech, and where they end.

use super::cues::{Classes, Cue as Entry, Kind, Known, Lexicon, Marks, Place, Takes, spelt};
use super::implied::{Agreement, Said};
use super::marks::Pair;
use super::speaker::Phrase;
use super::{Cue, Form, Quote, Quotes, Speaker};
use crate::Span;
use crate::entities::Entity;
use crate::morphology::Upos;
use crate::tokenize::{Token, TokenKind};

/// No pair, no name.
pub(super) const NONE: u32 = u32::MAX;

/// How far from its cue what was said may begin, in words.
pub(super) const REACH: usize = 60;

/// How deep indirect speech is looked for within indirect speech, so that it takes linear time.
const DEEPEST: u8 = 3;

/// What is nested in more quotations than this is not read, so that all together they are not much longer
/// than the text.
const MOST_NESTED: u8 = 16;

/// How many words of what is between marks are looked at.
const SHOWN: usize = 64;

/// What the grammar reads.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) known: &'a [Known],
    pub(super) pos: &'a [Upos],
    pub(super) entities: &'a [(Entity, bool)],
    pub(super) pairs: &'a [Pair],
    pub(super) sentence: &'a [u32],
    pub(super) wanted: &'a [bool],
}

/// A token, or what is between marks, as one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) pair: u32,
    /// Of a pair, how many words it has, up to [`SHOWN`].
    pub(super) words: u32,
    /// Whether these make a clause.
    pub(super) clause: bool,
}

/// A quotation that is not in its place yet.
#[derive(Debug)]
pub(super) struct Draft {
    parts: Vec<Span>,
    pub(super) outer: Span,
    form: Form,
    cue: Option<Cue>,
    speaker: Option<Speaker>,
    depth: u8,
}

/// A cue that may still introduce something.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub(super) item: usize,
    pub(super) cue: u16,
    /// What it introduced.
    pub(super) quote: Option<usize>,
    /// Whether that stood before it.
    pub(super) after: bool,
    /// Whom it quotes: the cue `نقلا عن`, and who speaks.
    pub(super) from: Option<(Cue, Phrase)>,
}

/// What is looked for from the beginning of a sentence on.
#[derive(Clone, Copy, Debug)]
pub(super) enum Sought {
    /// A verb.
    Verb,
    /// Somebody named.
    Person,
}

/// The first of each that is [sought](Sought) in a sentence: each of its items is asked once.
#[derive(Clone, Copy, Debug)]
struct Firsts {
    /// The token that the sentence begins with.
    start: u32,
    /// Of each how many items were asked, and the one that is.
    found: [(usize, Option<usize>); 2],
}

pub(super) struct Finder<'a> {
    pub(super) text: Text<'a>,
    /// Of the sentence that is read, and those that it is nested in.
    firsts: Vec<Firsts>,
    /// Of each token the name that it belongs to.
    pub(super) names: Vec<u32>,
    pub(super) drafts: Vec<Draft>,
    pub(super) said: Vec<Said>,
    /// The number of the sentence that is read.
    pub(super) now: u32,
}

/// What is between marks without a cue so far.
#[derive(Clone, Copy, Debug)]
struct Pending {
    item: Item,
    /// Whether it is a sentence by itself.
    whole: bool,
}

/// Appends the quotations of a text.
pub(super) fn find(text: Text<'_>, out: &mut Quotes) {
    let mut names = vec![NONE; text.tokens.len()];
    for (number, (entity, _)) in (0..).zip(text.entities) {
        let first = text.tokens.partition_point(|token| token.span.end <= entity.span.start);
        for (at, token) in text.tokens[first..].iter().enumerate() {
            if token.span.start >= entity.span.end {
                break;
            }
            if names[first + at] == NONE {
                names[first + at] = number;
            }
        }
    }
    let mut finder =
        Finder { text, firsts: Vec::new(), names, drafts: Vec::new(), said: Vec::new(), now: 0 };
    finder.text_level();
    finder.finish(out);
}

impl<'a> Finder<'a> {
    pub(super) fn word(&self, item: Item) -> Known {
        self.text.known[item.first as usize]
    }

    pub(super) fn pos(&self, item: Item) -> Upos {
        self.text.pos.get(item.first as usize).copied().unwrap_or(Upos::X)
    }

    pub(super) fn text_of(&self, item: Item) -> &'a str {
        self.text.tokens[item.first as usize].span.of(self.text.text)
    }

    pub(super) fn starts(&self, item: Item) -> u32 {
        self.text.tokens[item.first as usize].span.start
    }

    pub(super) fn end_of(&self, item: Item) -> u32 {
        self.text.tokens[item.last as usize].span.end
    }

    /// Whether an item is one of these marks.
    pub(super) fn is(&self, item: Item, marks: &[char]) -> bool {
        item.pair == NONE
            && self.text.tokens[item.first as usize].kind == TokenKind::Punctuation
            && self.text_of(item).starts_with(marks)
    }

    pub(super) fn name_at(&self, item: Item) -> Option<u32> {
        Some(self.names[item.first as usize]).filter(|&name| name != NONE)
    }

    pub(super) fn person_at(&self, item: Item) -> Option<u32> {
        self.name_at(item).filter(|&name| self.text.entities[name as usize].1)
    }

    pub(super) fn entry(&self, item: Item) -> Option<&'a Entry> {
        let cue = self.word(item).cue;
        (item.pair == NONE && cue != 0).then(|| self.text.lexicon.cue(cue))
    }

    /// Whether the word is a cue here: a verb that is none, or is negated, says nothing.
    fn is_cue(&self, items: &[Item], at: usize) -> bool {
        let item = items[at];
        let Some(entry) = self.entry(item) else { return false };
        if entry.kind == Kind::Verb {
            let upos = self.pos(item);
            let word = self.word(item);
            // `أما الوزير فرأى`.
            let topic = || {
                self.text_of(item).starts_with('ف')
                    && word.conjunction > 0
                    && items[at.saturating_sub(REACH / 4)..at]
                        .iter()
                        .any(|&it| it.pair == NONE && self.word(it).is(Classes::TOPIC))
            };
            let verb = matches!(upos, Upos::Verb | Upos::Aux | Upos::X)
                || word.is(Classes::PREPOSITION)
                || topic();
            // `ونقل موقع … أن`.
            let opens = Classes::WORDS | Classes::BREAK;
            let begins = at == 0
                || items[at - 1].pair == NONE && self.word(items[at - 1]).is(opens)
                || self.word(item).has(Marks::AND) && self.is(items[at - 1], &['،', ',', '؛']);
            let soon =
                || items[at + 1..].iter().take(3).any(|&it| it.pair != NONE || self.is(it, &[':']));
            let first = (begins || entry.saying || soon()) && self.name_at(item).is_none();
            if !(verb || first && upos != Upos::Adp || self.takes_what_follows(items, at)) {
                return false;
            }
            let before = at.checked_sub(1).map(|at| items[at]).filter(|item| item.pair == NONE);
            // `لم يقل`, `دون أن يقول`.
            let that = before.filter(|&before| self.word(before).is_that());
            let before = that.map_or(before, |_| at.checked_sub(2).map(|at| items[at]));
            if before.is_some_and(|it| it.pair == NONE && self.word(it).is(Classes::NOT)) {
                return false;
            }
            let before = at.checked_sub(1).map(|at| items[at]).filter(|item| item.pair == NONE);
            // `في بيان نقلته الوكالة`: what it is about is the noun before it.
            let about = self.word(item).has(Marks::PRONOUN) && !entry.told;
            // And `في نشرتها` is a noun.
            let noun = |before| {
                matches!(self.pos(before), Upos::Noun | Upos::Adj | Upos::Propn)
                    || self.text_of(before) == "في"
            };
            if about && before.is_some_and(noun) {
                return false;
            }
            // `بناية تدعى «الخيمة»`.
            let called = entry.lemma == "ادعى"
                && self.text_of(item).ends_with('ى')
                && !self.word(item).has(Marks::AND)
                && !self.text_of(item).starts_with('ا')
                && !items.get(at + 1).is_some_and(|&next| self.word(next).is_that());
            if called {
                return false;
            }
        }
        if entry.kind == Kind::Participle
            && !entry.saying
            && at > 0
            && self.entry(items[at - 1]).is_some_and(|before| before.kind == Kind::Verb)
        {
            return false;
        }
        true
    }

    /// Whether a word taken for a noun is a verb by what follows: `في المقابل رأى الخبير أن`, `في رسالة حذر من أن`.
    fn takes_what_follows(&self, items: &[Item], at: usize) -> bool {
        let word = self.word(items[at]);
        let nominal = matches!(self.pos(items[at]), Upos::Noun | Upos::Adj | Upos::Propn);
        let attached = Marks::ARTICLE | Marks::PRONOUN | Marks::PREPOSITION;
        let other = Classes::SOURCE | Classes::PERSON | Classes::OCCASION | Classes::WORK;
        if !nominal
            || word.marks.intersects(attached)
            || word.is(other)
            || self.name_at(items[at]).is_some()
            || self.text_of(items[at]).ends_with(['ا', '\u{64b}'])
        {
            return false;
        }
        let before = at.checked_sub(1).map(|at| items[at]).filter(|it| it.pair == NONE);
        let governed = before.is_some_and(|before| {
            let word = self.word(before);
            // `رئيس نادي الاتحاد`.
            let construct = self.pos(before) == Upos::Noun
                && !word.has(Marks::ARTICLE)
                && !word.has(Marks::PRONOUN)
                && !word.is(Classes::TIME)
                && self.name_at(before).is_none();
            matches!(self.pos(before), Upos::Adp | Upos::Verb) || construct
        });
        // `وصف ترودو تذرع ترمب بأنه`: the clause has its verb.
        let filled = items[at.saturating_sub(REACH / 5)..at]
            .iter()
            .rev()
            .take_while(|&&it| {
                !(it.pair == NONE && self.word(it).is_that() || self.is(it, &['،', ',']))
            })
            .any(|&it| {
                it.pair == NONE
                    && (self.pos(it) == Upos::Verb && self.name_at(it).is_none()
                        || self.word(it).cue != 0)
            });
        if governed || filled {
            return false;
        }
        let takes = self.text.lexicon.cue(word.cue).takes;
        let Some(&next) = items.get(at + 1).filter(|next| next.pair == NONE) else { return false };
        if self.pos(next) == Upos::Adp
            && items.get(at + 2).is_some_and(|&it| self.word(it).is_that())
        {
            return self.allows(items, at + 2, takes);
        }
        let known = self.word(next);
        let free = !known.has(Marks::PREPOSITION);
        let subject = (known.has(Marks::ARTICLE) || known.is(Classes::SOURCE)) && free
            || self.name_at(next).is_some()
            || known.has(Marks::LAM) && known.is(Classes::AUDIENCE);
        subject && self.introduces(items, at, at + 1)
    }

    /// The cue that a word is: of two readings the one whose speaker is in its place.
    fn reading(&self, items: &[Item], at: usize) -> u16 {
        let word = self.word(items[at]);
        let filled = self.place_is_filled(items, at, items.len(), self.text.lexicon.cue(word.cue));
        if filled || word.other == 0 { word.cue } else { word.other }
    }

    /// The whole text, level by level: what is between marks is an item to what is around it.
    fn text_level(&mut self) {
        let count = self.text.tokens.len() as u32;
        // What is to be read: from a token up to another, the pairs from that number on, the depth.
        let mut levels = vec![(0_u32, count, 0_usize, 0_u8)];
        let mut items = Vec::new();
        while let Some((from, to, mut pair, depth)) = levels.pop() {
            items.clear();
            let mut at = from;
            let mut inner = Vec::new();
            while at < to {
                while self.text.pairs.get(pair).is_some_and(|it| it.open < at) {
                    pair += 1;
                }
                match self.text.pairs.get(pair) {
                    Some(found) if found.open == at => {
                        let item = self.pair_item(pair as u32, *found);
                        items.push(item);
                        inner.push((pair, *found));
                        at = item.last + 1;
                        // Those within are of the next level.
                        pair += self.text.pairs[pair..].partition_point(|it| it.open < at);
                    }
                    _ => {
                        items.push(Item {
                            first: at,
                            last: at,
                            pair: NONE,
                            words: 1,
                            clause: false,
                        });
                        at += 1;
                    }
                }
            }
            let before = self.drafts.len();
            if from > 0 {
                // Who speaks outside speaks for others within.
                self.said.clear();
            }
            self.level(&items, depth);
            let mut quoted: Vec<u32> = self.drafts[before..]
                .iter()
                .filter(|draft| draft.form == Form::Direct)
                .flat_map(|draft| draft.parts.iter().map(|part| part.start))
                .collect();
            quoted.sort_unstable();
            for (number, found) in inner.into_iter().rev() {
                let content = self.content(found);
                let is_quoted = quoted.binary_search(&content.start).is_ok();
                let depth = depth + u8::from(is_quoted);
                if depth > MOST_NESTED {
                    continue;
                }
                levels.push((found.open + 1, found.close, number + 1, depth));
            }
        }
    }

    fn pair_item(&self, number: u32, pair: Pair) -> Item {
        let last = if pair.closed { pair.close } else { pair.close - 1 };
        let (mut words, mut clause) = (0, false);
        for at in (pair.open + 1..pair.close).take(SHOWN) {
            let token = self.text.tokens[at as usize];
            let upos = self.text.pos.get(at as usize).copied().unwrap_or(Upos::X);
            words += u32::from(token.kind.is_word() || token.kind == TokenKind::Number);
            clause |= matches!(upos, Upos::Verb | Upos::Aux)
                || self.text.known[at as usize].is(Classes::CLAUSE);
        }
        Item { first: pair.open, last, pair: number, words, clause }
    }

    /// What is between the marks of a pair, without blanks.
    pub(super) fn content(&self, pair: Pair) -> Span {
        let tokens = self.text.tokens;
        let from = tokens[pair.open as usize].span.end as usize;
        let to = match pair.closed {
            true => tokens[pair.close as usize].span.start as usize,
            false => tokens[pair.close as usize - 1].span.end as usize,
        };
        let mut text = &self.text.text[from..to.max(from)];
        let mut from = from;
        if pair.double {
            let mut inner = text.chars();
            from += inner.next().map_or(0, char::len_utf8);
            if pair.closed {
                inner.next_back();
            }
            text = inner.as_str();
        }
        let mut trimmed = text.trim();
        if !pair.closed {
            trimmed = trimmed.trim_end_matches(is_end).trim_end();
        }
        let start = from + text.len() - text.trim_start().len();
        Span::new(start, (start + trimmed.len()).max(start))
    }

    /// The sentences of one level.
    fn level(&mut self, items: &[Item], depth: u8) {
        let sentence = |at: u32| self.text.sentence.get(at as usize).copied().unwrap_or(NONE);
        let mut bounds = vec![0];
        for at in 1..items.len() {
            // Within marks sentences are kept together.
            let ends = depth > 0 && self.is(items[at - 1], &['.', '!', '؟', '?', '…']);
            if ends || sentence(items[at - 1].last) != sentence(items[at].first) {
                bounds.push(at);
            }
        }
        bounds.push(items.len());
        let mut pending: Option<Pending> = None;
        let mut colon: Option<(usize, usize, u16)> = None;
        for range in bounds.windows(2) {
            let (from, to) = (range[0], range[1]);
            let own = &items[from..to];
            let Some(first) = own.first() else { continue };
            self.now = sentence(first.first);
            let drafts = self.drafts.len();
            // A colon at the end of the sentence before.
            if let Some((before, at, cue)) = colon.take()
                && first.pair != NONE
            {
                let around = &items[before..to];
                self.direct(around, at, cue, from - before, depth);
            }
            let wanted =
                self.text.wanted.get(sentence(first.first) as usize).copied().unwrap_or(false);
            let left = match wanted {
                true => self.sentence(own, depth, pending.take(), false),
                false => None,
            };
            // A sentence in marks goes on with what was said before.
            let alone =
                own.iter().skip(1).all(|&item| self.is(item, &['.', '!', '؟', '?', '…', '،']));
            if first.pair != NONE
                && alone
                && drafts == self.drafts.len()
                && first.clause
                && first.words > 1
            {
                let goes_on = self.drafts.last().is_some_and(|draft| draft.depth == depth);
                if goes_on && depth == 0 {
                    pending = Some(Pending { item: *first, whole: true });
                } else {
                    pending = Some(Pending { item: *first, whole: false });
                }
            } else {
                pending = left.map(|item| Pending { item, whole: false });
            }
            let next_is_cue = items.get(to).is_some_and(|_| {
                let word = self.word(items[to]);
                let words =
                    items.get(to + 1).is_some_and(|&next| self.word(next).is(Classes::WORDS));
                word.cue != 0 && !word.has(Marks::AND) || word.has(Marks::PHRASE) || words
            });
            if let Some(Pending { item, .. }) = pending
                && !next_is_cue
                && self.within(item, depth)
            {
                pending = None;
            }
            if let Some(Pending { item, whole: true }) = pending
                && !next_is_cue
            {
                pending = None;
                let speaker = self.last_speaker(None);
                self.push_direct(&[item], None, speaker, depth);
            }
            if let Some(last) = own.last()
                && self.is(*last, &[':'])
                && let Some(at) = (0..own.len()).rev().find(|&at| self.is_cue(own, at))
            {
                colon = Some((from, at, self.word(own[at]).cue));
            }
        }
    }

    /// A quotation whose cue stands within its marks: `"عدنا، قال المزارع، فلم نجد بيوتا."`. Gives whether it
    /// is one.
    fn within(&mut self, item: Item, depth: u8) -> bool {
        let pair = self.text.pairs[item.pair as usize];
        let last = pair.close.min(pair.open + REACH as u32);
        let items: Vec<Item> = (pair.open + 1..last)
            .map(|at| Item { first: at, last: at, pair: NONE, words: 1, clause: false })
            .collect();
        let comma = |finder: &Self, at: usize| finder.is(items[at], &['،', ',', '-', '–', '—']);
        for at in 2..items.len().saturating_sub(2) {
            if !comma(self, at - 1) || !self.is_cue(&items, at) {
                continue;
            }
            let word = self.word(items[at]);
            let entry = self.text.lexicon.cue(word.cue);
            if !entry.saying || entry.kind != Kind::Verb || word.has(Marks::AND) {
                continue;
            }
            let Some(phrase) = self.subject_after(&items, at, items.len()) else { continue };
            if phrase.end + 1 >= items.len() || !comma(self, phrase.end) {
                continue;
            }
            let content = self.content(pair);
            let (end, start) = (self.end_of(items[at - 2]), self.starts(items[phrase.end + 1]));
            if content.start >= end || start >= content.end {
                continue;
            }
            let cue = Some((items[at], word.cue));
            let speaker = self.speaks(phrase, word);
            let quote = self.push_direct(&[item], cue, speaker, depth);
            self.drafts[quote].parts = vec![Span { end, ..content }, Span { start, ..content }];
            return true;
        }
        false
    }

    /// The quotations of one sentence. Gives what is between marks at its end and has no cue yet.
    fn sentence(
        &mut self,
        items: &[Item],
        depth: u8,
        pending: Option<Pending>,
        nested: bool,
    ) -> Option<Item> {
        let start = items.first()?.first;
        self.firsts.push(Firsts { start, found: [(0, None); 2] });
        let free = self.clauses(items, depth, pending, nested);
        self.firsts.pop();
        free
    }

    pub(super) fn is_sought(&self, item: Item, sought: Sought) -> bool {
        match sought {
            Sought::Verb => {
                item.pair == NONE && self.pos(item) == Upos::Verb && self.name_at(item).is_none()
            }
            Sought::Person => item.pair == NONE && self.person_at(item).is_some(),
        }
    }

    /// The first of the items up to `to` that is sought.
    pub(super) fn first(&mut self, items: &[Item], to: usize, sought: Sought) -> Option<usize> {
        let start = items.first()?.first;
        let own = self.firsts.last().filter(|own| own.start == start);
        let (asked, found) = own.map_or((0, None), |own| own.found[sought as usize]);
        if found.is_some() || asked >= to {
            return found.filter(|&at| at < to);
        }
        let found = (asked..to).find(|&at| self.is_sought(items[at], sought));
        if let Some(own) = self.firsts.last_mut().filter(|own| own.start == start) {
            own.found[sought as usize] = (to, found);
        }
        found
    }

    fn clauses(
        &mut self,
        items: &[Item],
        depth: u8,
        pending: Option<Pending>,
        nested: bool,
    ) -> Option<Item> {
        let mut open: Vec<Open> = Vec::new();
        // What is between marks and has no cue so far.
        let mut free: Option<usize> = None;
        let mut pending = pending.map(|pending| pending.item);
        let mut covered = 0;
        let mut attributed = false;
        let mut at = 0;
        while at < items.len() {
            let item = items[at];
            if item.pair != NONE {
                if nested {
                    at += 1;
                    continue;
                }
                match self.claim(items, at, &mut open, depth) {
                    true => {
                        free = None;
                        covered = at + 1;
                    }
                    false => free = Some(at),
                }
                at += 1;
                continue;
            }
            let word = self.word(item);
            if word.has(Marks::PHRASE)
                && !nested
                && let Some((length, cue)) = self.phrase_at(items, at)
            {
                let before = free.map(|at| items[at]).or(pending);
                let direct = before.is_some_and(|pair| {
                    let follows = at.checked_sub(1).is_none_or(|last| {
                        items[last].pair == pair.pair
                            || self.is(items[last], &['،', ',', '-', '–', '—'])
                                && last.checked_sub(1).is_none_or(|it| items[it].pair == pair.pair)
                    });
                    follows && (pair.clause || pair.words > 3)
                });
                let before = before.filter(|_| direct);
                let claimed = !open.is_empty() && covered > 0;
                // `وقالت الوكالة، نقلا عن بيان، إن …`.
                if !direct
                    && let Some(own) = open.last_mut()
                    && own.quote.is_none()
                    && own.item >= covered
                    && let Some((phrase, end)) = self.source_of(items, at, length, cue)
                    && self.introduces(items, own.item, end.max(at + 1))
                {
                    if self.text.lexicon.cue(cue).place == Place::From {
                        own.from = phrase.map(|phrase| (self.cue_of(item, cue), phrase));
                    }
                    at = end.max(at + 1);
                    continue;
                }
                // `بحسب الإحصاءات الصادرة عن الهيئة، وفقا للوكالة`.
                if attributed
                    && !direct
                    && self.source_of(items, at, length, cue).is_some()
                    && self.is_complement(items, covered, at)
                {
                    at += length;
                    covered = at;
                    continue;
                }
                if let Some(end) =
                    self.attribute(items, at, length, cue, before, covered, claimed, depth)
                {
                    if direct {
                        (free, pending) = (None, None);
                    }
                    at = end.max(at + 1);
                    (covered, attributed) = (at, true);
                    continue;
                }
            }
            if self.is_cue(items, at) {
                let cue = self.reading(items, at);
                let mut own = Open { item: at, cue, quote: None, after: false, from: None };
                let before = free.map(|at| items[at]).or(pending.filter(|_| at <= 3));
                if let Some(pair) = before
                    && !nested
                    && !word.has(Marks::AND)
                    && self.text.lexicon.cue(cue).takes.contains(Takes::MARKS)
                    && self.text.lexicon.cue(cue).kind == Kind::Verb
                    && self.adjoins(items, at, pair)
                    && (pair.clause
                        || pair.words > 3
                        || self.text.lexicon.cue(cue).saying && !self.is_name_before(items, at))
                    && !self.introduces(items, at, at + 1)
                {
                    let speaker = self.speaker(items, at, items.len(), cue);
                    own.quote = Some(self.push_direct(&[pair], Some((item, cue)), speaker, depth));
                    own.after = true;
                    (free, pending) = (None, None);
                    covered = at + 1;
                }
                open.push(own);
                at += 1;
                continue;
            }
            if word.is_that()
                && let Some(number) = self.owner(items, at, &open)
            {
                let own = open[number];
                open.truncate(number + 1);
                // `وأضاف أن: "…"`.
                let colon = items.get(at + 1).is_some_and(|&next| self.is(next, &[':']));
                let first = at + 1 + usize::from(colon);
                let next = items.get(first).copied();
                if let Some(next) =
                    next.filter(|next| next.pair != NONE && self.fills(items, first))
                {
                    if !nested {
                        let (cue, speaker) = self.says(items, own, at);
                        let quote = self.push_direct(&[next], None, speaker, depth);
                        self.drafts[quote].cue = Some(cue);
                        open[number].quote = Some(quote);
                        covered = first + 1;
                    }
                    free = None;
                    at = first + 1;
                    continue;
                }
                let end = self.end_of_clause(items, at + 1);
                if let Some(span) = self.clause(items, at + 1, end) {
                    let passive = self.word(items[own.item]).is(Classes::PASSIVE);
                    let impersonal = !passive && self.is_impersonal(items, own.item, at, own.cue);
                    let (cue, speaker) = match impersonal || passive {
                        true => (self.cue_of(items[own.item], own.cue), None),
                        false => self.says(items, own, at),
                    };
                    let named = speaker.is_some_and(|speaker| speaker.explicit);
                    let told = if nested { named } else { !impersonal };
                    if told {
                        let cue = Some(cue);
                        open[number].quote = Some(self.drafts.len());
                        self.drafts.push(Draft {
                            parts: vec![span],
                            outer: span,
                            form: Form::Indirect,
                            cue,
                            speaker,
                            depth,
                        });
                        if depth < DEEPEST {
                            let said = self.said.len();
                            self.sentence(&items[at + 1..end], depth + 1, None, true);
                            self.said.truncate(said);
                        }
                    }
                }
                free = None;
                covered = end;
                at = end.max(at + 1);
                continue;
            }
            // Without marks, to the end of the sentence.
            if self.is(item, &[':'])
                && !nested
                && let Some(own) = self.nearest(items, at, &open).map(|number| open[number])
                && own.quote.is_none()
                && self.text.lexicon.cue(own.cue).takes.contains(Takes::MARKS)
                && items.get(at + 1).is_some_and(|next| next.pair == NONE)
                && at - own.item < REACH
                && let Some(span) = self.clause(items, at + 1, items.len())
                && self.clause_words(items, at + 1) > 1
            {
                let (cue, speaker) = self.says(items, own, at);
                self.drafts.push(Draft {
                    parts: vec![span],
                    outer: span,
                    form: Form::Direct,
                    cue: Some(cue),
                    speaker,
                    depth,
                });
                return None;
            }
            at += 1;
        }
        free.filter(|&at| items[at + 1..].iter().all(|&it| self.is(it, &['.', '!', '؟', '،', ','])))
            .map(|at| items[at])
    }

    /// Whether a verb that introduces what is at `to` names nobody: `ويذكر أن`, `تبين أن`.
    fn is_impersonal(&self, items: &[Item], at: usize, to: usize, cue: u16) -> bool {
        let (entry, verb) = (self.text.lexicon.cue(cue), self.word(items[at]));
        if self.is_relative(items, at) {
            return false;
        }
        // `ترغب في أن يشير إلى أن`.
        let wished = verb.has(Marks::IMPERFECT)
            && at.checked_sub(1).is_some_and(|at| {
                let word = self.word(items[at]);
                items[at].pair == NONE && word.is_that() && !word.has(Marks::PRONOUN)
            });
        if wished && self.subject_after(items, at, to).is_none() {
            return true;
        }
        let bare = self.text_of(items[at]).get(usize::from(verb.conjunction)..);
        let form = spelt(bare.unwrap_or_default());
        if entry.turns && form.starts_with('ت') {
            return self.subject(items, at, to).is_none();
        }
        let passive = entry.impersonal
            && verb.has(Marks::IMPERFECT)
            && !verb.has(Marks::FEMININE)
            && !verb.has(Marks::PLURAL)
            && (entry.may_be_passive(&form) || !entry.saying && !verb.has(Marks::AND) && at > 0);
        passive
            && self.subject_after(items, at, to).is_none()
            && self.subject_before(items, at).is_none_or(|phrase| {
                // `المسلحين يتوقع أن`: it does not agree.
                let head = phrase.span.of(self.text.text).split(' ').next().unwrap_or_default();
                phrase.person.is_none()
                    && ["ة", "ات", "ون", "ين"].iter().any(|ending| head.ends_with(ending))
            })
    }

    /// Whether a name in marks stands right before a verb that has no other subject: `"ماركا" تؤكد الخبر`.
    fn is_name_before(&self, items: &[Item], at: usize) -> bool {
        let joined = at > 0 && items[at - 1].pair != NONE;
        let named = |phrase: Phrase| phrase.source || phrase.person.is_some();
        joined && !self.subject_after(items, at, items.len()).is_some_and(named)
    }

    /// Whether items only go on with the phrase before them.
    fn is_complement(&self, items: &[Item], from: usize, to: usize) -> bool {
        items.get(from).is_some_and(|&first| {
            let word = self.word(first);
            let begins =
                first.pair == NONE && (self.pos(first) == Upos::Adp || word.is(Classes::RELATIVE));
            begins
                && !items[from..to]
                    .iter()
                    .any(|&it| it.pair == NONE && matches!(self.pos(it), Upos::Verb | Upos::Aux))
        })
    }

    /// Whether its subject stands before a verb: `كان الوزير قد أعلن`.
    pub(super) fn is_past_perfect(&self, items: &[Item], at: usize) -> bool {
        let auxiliary = |&it: &Item| it.pair == NONE && self.word(it).is(Classes::WAS);
        at > 1
            && items[at - 1].pair == NONE
            && self.text_of(items[at - 1]) == "قد"
            && items[at.saturating_sub(REACH / 3)..at - 1].iter().any(auxiliary)
    }

    /// Whether a relative pronoun is the subject of the verb at `at`.
    pub(super) fn is_relative(&self, items: &[Item], at: usize) -> bool {
        at > 0 && items[at - 1].pair == NONE && self.word(items[at - 1]).is(Classes::RELATIVE)
    }

    fn clause_words(&self, items: &[Item], from: usize) -> usize {
        items[from..]
            .iter()
            .take(SHOWN)
            .filter(|item| {
                item.pair != NONE || { self.text.tokens[item.first as usize].kind.is_word() }
            })
            .count()
    }

    pub(super) fn cue_of(&self, item: Item, entry: u16) -> Cue {
        let token = self.text.tokens[item.first as usize].span;
        let word = self.word(item);
        // `وردت` as و and `ردت`; `بقوله`.
        let other = if entry == word.other && word.other != word.cue { 2 } else { 0 };
        let clitics = match self.text.lexicon.cue(entry).kind {
            Kind::Noun => word.clitics,
            _ => word.conjunction,
        };
        let start = token.start + u32::from(clitics) + other;
        Cue { span: Span { start, end: token.end }, entry }
    }

    /// Whether the item right before a cue, but for a comma, is this pair.
    fn adjoins(&self, items: &[Item], at: usize, pair: Item) -> bool {
        let mut rest = items[..at].iter().rev();
        loop {
            match rest.next() {
                None => return true,
                Some(item) if item.pair != NONE => return item.pair == pair.pair,
                Some(&item) if self.is(item, &['،', ',', '-', '–', '—', '.', '!', '؟']) => {}
                // `هكذا قال الوزير`, `بهذه العبارة رد الوزير`.
                Some(&item) if self.word(item).is(Classes::WORDS) => {
                    if self.word(item).has(Marks::ARTICLE) {
                        rest.next();
                    }
                }
                _ => return false,
            }
        }
    }

    /// Whether what a cue introduces follows it, from an item on.
    fn introduces(&self, items: &[Item], at: usize, from: usize) -> bool {
        let takes = self.text.lexicon.cue(self.word(items[at]).cue).takes;
        for next in from..items.len().min(at + REACH) {
            let item = items[next];
            if item.pair != NONE {
                continue;
            }
            if self.is(item, &[':']) && takes.contains(Takes::MARKS) {
                return true;
            }
            let word = self.word(item);
            if word.is_that() && self.allows(items, next, takes) {
                return true;
            }
            let participle = || {
                self.entry(item).is_some_and(|entry| entry.kind == Kind::Participle)
                    && self.is(items[next - 1], &['،', ','])
            };
            if word.cue != 0 && (self.pos(item) == Upos::Verb || participle()) {
                return false;
            }
        }
        false
    }

    /// Whether أن or إن at `at` joins what was said to a cue that takes this.
    fn allows(&self, items: &[Item], at: usize, takes: Takes) -> bool {
        let word = self.word(items[at]);
        if word.has(Marks::AND) {
            return false;
        }
        let before = at.checked_sub(1).map(|at| items[at]).filter(|item| item.pair == NONE);
        if word.has(Marks::BA) {
            // `أحس بأن`.
            let other = before.is_some_and(|before| {
                self.pos(before) == Upos::Verb
                    && self.word(before).cue == 0
                    && self.name_at(before).is_none()
            });
            return takes.contains(Takes::BI_AN) && !other;
        }
        // `، ومن المهم أن`.
        let predicate = (1..=3).any(|back| {
            let Some(first) = at.checked_sub(back + 1).map(|at| items[at]) else { return false };
            let from = self.word(first).has(Marks::AND) && self.text_of(first).ends_with("من");
            first.pair == NONE && from && self.word(items[at - back]).has(Marks::ARTICLE)
        });
        if predicate {
            return word.has(Marks::INNA) && takes.contains(Takes::INNA);
        }
        // `بالقول إن`, `بالتأكيد على أن`.
        let saying = (1..=2).any(|back| {
            at.checked_sub(back).is_some_and(|at| {
                let word = self.word(items[at]);
                items[at].pair == NONE
                    && word.is(Classes::SAYING)
                    && word.has(Marks::ARTICLE)
                    && (back == 1 || self.pos(items[at + 1]) == Upos::Adp)
            })
        });
        if saying && takes.contains(Takes::NOUN) {
            return true;
        }
        if let Some(before) = before {
            match self.text_of(before) {
                "إلى" | "الى" => return takes.contains(Takes::ILA),
                "على" => return takes.contains(Takes::ALA),
                "من" => return takes.contains(Takes::MIN),
                "عن" => return takes.contains(Takes::AAN),
                _ => {}
            }
            let upos = self.pos(before);
            // `في بيان لها أن`, `عن مسؤول لم يسمه أن`.
            let own = self.word(before);
            let filled = own.has(Marks::PRONOUN) && upos == Upos::Adp || own.is(Classes::ASIDE);
            let governs = (own.cue == 0 || !self.takes_that(own))
                && matches!(upos, Upos::Adp | Upos::Sconj | Upos::Part | Upos::Verb)
                || own.is(Classes::DEGREE);
            let governs = governs && !filled;
            if governs && self.name_at(before).is_none() && !self.word(before).has(Marks::INNA) {
                return word.has(Marks::INNA) && takes.contains(Takes::INNA);
            }
        }
        word.has(Marks::INNA) && takes.contains(Takes::INNA)
            || word.has(Marks::AN) && takes.contains(Takes::AN)
    }

    /// Whether a clause with أن or إن may be what a cue introduces, not what a verb like `يقترح` governs.
    fn takes_that(&self, cue: Known) -> bool {
        let takes = self.text.lexicon.cue(cue.cue).takes;
        takes.intersects(Takes::AN | Takes::INNA | Takes::NOUN)
    }

    /// The cue that what follows أن or إن belongs to.
    fn owner(&self, items: &[Item], at: usize, open: &[Open]) -> Option<usize> {
        for (number, own) in open.iter().enumerate().rev().take(3) {
            let entry = self.text.lexicon.cue(own.cue);
            if own.quote.is_some() && !own.after || at - own.item > REACH {
                continue;
            }
            // `وصف الرسالة بأنها لطيفة`.
            if entry.takes == Takes::MARKS && self.word(items[at]).has(Marks::BA) {
                return None;
            }
            // `محذرا إياه، واصفا الأمر بأنه خطير`: it is the participle's.
            let described = self.word(items[at]).has(Marks::BA)
                && (own.item + 2..at).any(|at| {
                    let manner = items[at].pair == NONE && self.word(items[at]).is(Classes::BREAK);
                    manner && self.is(items[at - 1], &['،', ','])
                });
            if described {
                return None;
            }
            if self.allows(items, at, entry.takes)
                && self.place_is_filled(items, own.item, at, entry)
            {
                // `وقال الوزير في مقابلة نشرت اليوم إنه`: the verb only tells of the noun before it.
                if !entry.saying
                    && let Some(before) = number.checked_sub(1)
                    && open[before].quote.is_none()
                    && self.tells_of(items, own.item)
                    && let outer = self.text.lexicon.cue(open[before].cue)
                    && outer.saying
                    && self.allows(items, at, outer.takes)
                {
                    return Some(before);
                }
                // `أكد الوزير ضرورة أن`.
                let before = items[at - 1];
                let word = self.word(before);
                let noun = before.pair == NONE
                    && at - 1 > own.item
                    && self.pos(before) == Upos::Noun
                    && !word.has(Marks::ARTICLE)
                    && !word.has(Marks::PRONOUN)
                    && !word.is(Classes::SOURCE | Classes::TIME)
                    && self.name_at(before).is_none()
                    && !self.word(items[at]).has(Marks::INNA);
                if noun {
                    let phrase = self.subject_after(items, own.item, at);
                    let end = phrase.map_or(own.item + 1, |phrase| phrase.end);
                    // `شدد الوزير على ضرورة أن`.
                    let governed = end + 2 == at && self.text_of(items[end]) == "على";
                    if end + 1 == at || governed {
                        return None;
                    }
                }
                return Some(number);
            }
        }
        None
    }

    /// Whether a verb may be said of an indefinite noun of saying right before it: `مقابلة نشرت اليوم`.
    fn tells_of(&self, items: &[Item], verb: usize) -> bool {
        let attached = Marks::ARTICLE | Marks::PRONOUN;
        verb.checked_sub(1).map(|at| items[at]).is_some_and(|before| {
            let word = self.word(before);
            before.pair == NONE && word.is(Classes::OCCASION) && !word.marks.intersects(attached)
        }) && !self.word(items[verb]).has(Marks::AND)
    }

    /// Whether a cue that needs its speaker after a preposition has that.
    fn place_is_filled(&self, items: &[Item], cue: usize, to: usize, entry: &Entry) -> bool {
        entry.place != Place::In
            || self.after_preposition(items, cue, to, "في").is_some()
            || self.is_in_it(items, cue)
    }

    /// Whether `فيه` follows a cue: `رسالة جاء فيها`.
    pub(super) fn is_in_it(&self, items: &[Item], cue: usize) -> bool {
        items.get(cue + 1).is_some_and(|&next| {
            next.pair == NONE && matches!(self.text_of(next), "فيه" | "فيها" | "فيهما")
        })
    }

    pub(super) fn after_preposition(
        &self,
        items: &[Item],
        cue: usize,
        to: usize,
        preposition: &str,
    ) -> Option<Phrase> {
        let at = (cue + 1..to.min(cue + 12))
            .find(|&at| items[at].pair == NONE && self.text_of(items[at]) == preposition)?;
        self.noun_phrase(items, at + 1, to, false)
    }

    /// Whether what is between marks at `at` is all that was said: nothing goes on after it.
    fn fills(&self, items: &[Item], at: usize) -> bool {
        let pair = items[at];
        if pair.words < 2 {
            return false;
        }
        let Some(&next) = items.get(at + 1) else { return true };
        if pair.words > 7 || next.pair != NONE {
            return true;
        }
        let word = self.word(next);
        self.is(next, &['.', '،', ',', '؛', ';', '!', '؟', '…', ')', '-'])
            && (pair.clause || pair.words > 3)
            || word.cue != 0 && (word.has(Marks::AND) || word.has(Marks::NOMINAL))
            || word.has(Marks::PHRASE)
    }

    /// The cue that marks or a colon at `at` belong to: the last, unless that is of other things as well and
    /// one before it is not.
    fn nearest(&self, items: &[Item], at: usize, open: &[Open]) -> Option<usize> {
        let last = open.len().checked_sub(1)?;
        let own = open[last];
        let adjoins = own.item + 1 == at || own.item + 2 == at;
        if self.text.lexicon.cue(own.cue).saying || own.quote.is_some() || adjoins || last == 0 {
            return Some(last);
        }
        let before = open[last - 1];
        let within = at - before.item <= REACH
            && !self.word(items[own.item]).has(Marks::AND)
            && !items[before.item..own.item].iter().any(|&item| self.is(item, &['،', ',']));
        let better = before.quote.is_none() && self.text.lexicon.cue(before.cue).saying && within;
        Some(if better { last - 1 } else { last })
    }

    /// Whether a cue that is open introduces what is between marks at `at`.
    fn claim(&mut self, items: &[Item], at: usize, open: &mut [Open], depth: u8) -> bool {
        let pair = items[at];
        let number = self.nearest(items, at, open);
        let Some(own) = number.map(|number| open[number]) else { return false };
        let entry = self.text.lexicon.cue(own.cue);
        if at - own.item > REACH || !entry.takes.contains(Takes::MARKS) {
            return false;
        }
        let before = items[at - 1];
        // The other part, or the next: `"…"، قال الوزير، "…"`, `"…" و"…"`.
        if let Some(quote) = own.quote {
            let joined = self.is(before, &['،', ',', '-', '–', '—', ':', '.']);
            if own.after
                && joined
                && !self.is_said_by_next(items, at)
                && self.drafts[quote].parts.len() < 16
            {
                let content = self.content(self.text.pairs[pair.pair as usize]);
                if content.is_empty() || content.start < self.drafts[quote].outer.end {
                    return false;
                }
                let end = self.end_of(pair);
                self.drafts[quote].parts.push(content);
                self.drafts[quote].outer.end = end;
                return true;
            }
            return false;
        }
        let colon = self.is(before, &[':']);
        let word = self.word(before);
        // `قال رئيس "المركز الروسي"، في تصريحات للصحفيين: "…"`.
        let named = before.pair == NONE && word.is(Classes::SOURCE) && !pair.clause && {
            let mut after = items[at + 1..].iter();
            after.by_ref().take(REACH).any(|&item| self.is(item, &[':']))
                && after.next().is_some_and(|item| item.pair != NONE)
        };
        // `وصف المزايدة بأنها "…"`.
        let described =
            before.pair == NONE && word.is_that() && !self.allows(items, at - 1, entry.takes);
        let blocked = named
            || described
            || !colon && {
                let governs = before.pair == NONE
                    && at - 1 > own.item
                    && (matches!(self.pos(before), Upos::Adp | Upos::Verb | Upos::Aux)
                    // Not `قال أمامهم`.
                    && !(self.pos(before) == Upos::Adp && word.has(Marks::PRONOUN))
                        || word.is(Classes::WORK | Classes::RELATIVE)
                        || self.is_proclitic(before));
                // `أشار إلى محادثات "…"`.
                let argument = !entry.saying
                    && entry.kind == Kind::Verb
                    && before.pair == NONE
                    && at - 1 > own.item
                    && self.is_argument(items, own.item, at - 1);
                // Not that of who speaks, or where: `وأوضح الخبير الذي لا يعمل هناك "…"`.
                let joins = |item: &Item| {
                    let word = self.word(*item);
                    item.pair == NONE && word.is(Classes::RELATIVE | Classes::BREAK | Classes::TIME)
                };
                let whole = pair.clause && pair.words > 5;
                let verb = (own.item + 1..at).any(|number| {
                    let item = items[number];
                    item.pair == NONE
                        && self.pos(item) == Upos::Verb
                        && self.name_at(item).is_none()
                        && !(whole && self.is_relative(items, number))
                        && !(whole && entry.saying && items[own.item + 1..number].iter().any(joins))
                });
                // `أعلن "حزب الله" أن`, `قالت صحيفة "الغارديان" إن`.
                let subject = items[at + 1..].iter().take(8).any(|&item| {
                    item.pair == NONE && self.word(item).is_that() || self.is(item, &[':'])
                }) && !pair.clause
                    && pair.words < 8;
                let asks = entry.takes == Takes::MARKS;
                let first = self.text.pairs[pair.pair as usize].open as usize + 1;
                let asks = asks && !self.text.known.get(first).is_some_and(|it| it.has(Marks::BA));
                let near = own.item + 1 == at && (entry.kind != Kind::Verb || asks)
                    // `تغريدة جاء فيها "ماذا تقول؟"`.
                    || own.item + 2 == at && self.is_in_it(items, own.item);
                let small = match entry.saying || near {
                    true => pair.words < 2 && !pair.clause && own.item + 1 != at,
                    // `كتبت الصحيفة "انتهى الأمر".`
                    false => {
                        pair.words < 2
                            || !pair.clause && pair.words < 5
                            || pair.words == 2 && !self.fills(items, at)
                    }
                };
                governs || argument || verb || subject || small
            };
        if blocked || pair.words == 0 || !self.place_is_filled(items, own.item, at, entry) {
            return false;
        }
        let (cue, speaker) = self.says(items, own, at);
        let quote = self.push_direct(&[pair], None, speaker, depth);
        self.drafts[quote].cue = Some(cue);
        if let Some(own) = number.and_then(|number| open.get_mut(number)) {
            own.quote = Some(quote);
        }
        true
    }

    /// Whether a verb right after what is between marks has it for its own: `"…" قال أحدهم، "…" رد الآخر`.
    fn is_said_by_next(&self, items: &[Item], at: usize) -> bool {
        let comma = items.get(at + 1).is_some_and(|&it| self.is(it, &['،', ',']));
        let next = at + 1 + usize::from(comma);
        let verb = |entry: &Entry| entry.kind == Kind::Verb && entry.takes.contains(Takes::MARKS);
        items.get(next).is_some_and(|&it| {
            self.entry(it).is_some_and(verb)
                && !self.word(it).has(Marks::AND)
                && self.is_cue(items, next)
                && self.subject_after(items, next, items.len()).is_some()
                && !self.introduces(items, next, next + 1)
        })
    }

    /// Whether a noun before marks is an object or a complement of a cue, not its subject.
    fn is_argument(&self, items: &[Item], cue: usize, at: usize) -> bool {
        let word = self.word(items[at]);
        // `دعا لاتخاذ "…"`.
        let governed = word.has(Marks::PREPOSITION);
        let bare = self.pos(items[at]) == Upos::Noun
            && !word.has(Marks::ARTICLE)
            && !word.has(Marks::PRONOUN)
            && !word.is(Classes::OCCASION | Classes::SOURCE | Classes::TIME | Classes::AUDIENCE)
            && self.name_at(items[at]).is_none();
        bare && (governed
            || self.subject_after(items, cue, at).is_some_and(|phrase| phrase.end <= at))
    }

    /// The same of a cue in the sentence before, which ends with a colon.
    fn direct(&mut self, items: &[Item], cue: usize, entry: u16, pair: usize, depth: u8) {
        let takes = self.text.lexicon.cue(entry).takes.contains(Takes::MARKS);
        if takes && items[pair].words > 0 {
            let speaker = self.speaker(items, cue, pair - 1, entry);
            self.push_direct(&[items[pair]], Some((items[cue], entry)), speaker, depth);
        }
    }

    /// Whether a token is nothing but clitics: `بـ`.
    pub(super) fn is_proclitic(&self, item: Item) -> bool {
        item.pair == NONE && self.text_of(item).ends_with('ـ')
    }

    fn push_direct(
        &mut self,
        pairs: &[Item],
        cue: Option<(Item, u16)>,
        speaker: Option<Speaker>,
        depth: u8,
    ) -> usize {
        let spans = pairs.iter().map(|item| self.content(self.text.pairs[item.pair as usize]));
        let parts: Vec<Span> = spans.filter(|span| !span.is_empty()).collect();
        let outer = match (pairs.first(), pairs.last()) {
            (Some(&first), Some(&last)) => {
                Span { start: self.starts(first), end: self.end_of(last) }
            }
            _ => Span::default(),
        };
        let cue = cue.map(|(item, entry)| self.cue_of(item, entry));
        self.drafts.push(Draft { parts, outer, form: Form::Direct, cue, speaker, depth });
        self.drafts.len() - 1
    }

    /// Where indirect speech that begins at `from` ends.
    fn end_of_clause(&self, items: &[Item], from: usize) -> usize {
        for at in from + 1..items.len() {
            let item = items[at];
            let before = items[at - 1];
            if item.pair != NONE {
                // `أن التمويل مؤمن، "…"، على حد قوله`.
                let mut rest = items[at + 1..].iter().skip_while(|&&it| self.is(it, &['،', ',']));
                let own = rest
                    .next()
                    .is_some_and(|&next| next.pair == NONE && self.word(next).has(Marks::PHRASE));
                if own && item.clause && self.is(before, &['،', ',']) {
                    return self.without_comma(items, at);
                }
                continue;
            }
            let word = self.word(item);
            let comma = self.is(before, &['،', ',', '؛', ';', '-', '–', '—']);
            let starts = if comma { at - 1 } else { at };
            if word.cue != 0 && at > from && self.is_cue(items, at) {
                let entry = self.text.lexicon.cue(word.cue);
                let ends = match entry.kind {
                    Kind::Participle => {
                        comma || self.introduces(items, at, at + 1) || self.marks_next(items, at)
                    }
                    Kind::Verb => {
                        // `بينما قال الوزير إن القمة قريبة، يؤكد آخرون أن`.
                        let main = comma
                            && items[0].pair == NONE
                            && self.word(items[0]).is(Classes::BREAK);
                        // `، ثم علق ساخرا: "…"`.
                        let then = before.pair == NONE && self.text_of(before) == "ثم";
                        let follows = word.has(Marks::AND)
                            || main
                            || then
                            || word.other != 0
                            || before.pair == NONE
                                && self.word(before).is(Classes::BREAK | Classes::BUT);
                        // `، قبل أن يضيف: …`.
                        let later = before.pair == NONE
                            && self.word(before).is_that()
                            && at >= from + 2
                            && items[at - 2].pair == NONE
                            && self.text_of(items[at - 2]) == "قبل";
                        let says =
                            || self.introduces(items, at, at + 1) || self.marks_next(items, at);
                        if later && says() {
                            return self.without_comma(items, at - 2);
                        }
                        follows && (entry.more && entry.saying || says())
                    }
                    Kind::Noun => word.has(Marks::AND) && self.introduces(items, at, at + 1),
                    _ => false,
                };
                if ends {
                    let breaks = before.pair == NONE
                        && (self.word(before).is(Classes::BREAK | Classes::BUT)
                            || self.text_of(before) == "ثم");
                    let from = if breaks { at - 1 } else { starts };
                    // `في حين قال`.
                    let within = breaks && from > 0 && self.text_of(items[from - 1]) == "في";
                    return self.without_comma(items, from - usize::from(within));
                }
            }
            if word.has(Marks::PHRASE)
                && let Some((length, cue)) = self.phrase_at(items, at)
                && self.source_of(items, at, length, cue).is_some()
            {
                return self.without_comma(items, starts);
            }
            // `، فبينما` gives a reason.
            let reason = word.conjunction > 0 && self.text_of(item).starts_with('ف');
            if comma && word.is(Classes::BREAK) && self.text_of(item) != "كما" && !reason {
                return self.without_comma(items, starts);
            }
            // `، في حين لم يصدر`.
            if comma
                && self.text_of(item) == "في"
                && items.get(at + 1).is_some_and(|&next| self.word(next).is(Classes::BREAK))
            {
                return self.without_comma(items, starts);
            }
            if let Some(before) = self.aside(items, at, comma) {
                return self.without_comma(items, before.max(from));
            }
            // `وأنا أقول إن`.
            let pronoun = word.has(Marks::AND)
                && self.pos(item) == Upos::Pron
                && at + 1 < items.len()
                && self.is_cue(items, at + 1)
                && self.introduces(items, at + 1, at + 2);
            if pronoun || comma && self.is_reporter(items, at) {
                return self.without_comma(items, starts);
            }
        }
        self.without_comma(items, items.len())
    }

    /// Where what the reporter says of how it was said begins, at an item: `دون أن يذكر`, `، في إشارة إلى`.
    fn aside(&self, items: &[Item], at: usize, comma: bool) -> Option<usize> {
        let is_aside = |at: usize| {
            items.get(at).is_some_and(|&it| it.pair == NONE && self.word(it).is(Classes::ASIDE))
        };
        match self.text_of(items[at]) {
            "في" if comma && is_aside(at + 1) => Some(at),
            // `، في مقابلة مع الصحيفة`.
            _ if comma
                && (self.text_of(items[at]) == "في" || self.word(items[at]).is(Classes::TIME))
                && items.get(at + 1).is_some_and(|&next| {
                    let word = self.word(next);
                    next.pair == NONE && word.is(Classes::OCCASION) && word.conjunction == 0
                }) =>
            {
                Some(at)
            }
            "دون" | "بدون" => {
                let that = items.get(at + 1).is_some_and(|&it| self.word(it).is_that());
                let from = self.text_of(items[at - 1]) == "من" && items[at - 1].pair == NONE;
                is_aside(at + 1 + usize::from(that)).then_some(at - usize::from(from))
            }
            _ => None,
        }
    }

    /// Whether a clause of the reporter begins after a comma: a past, after و or لكن, or a circumstance.
    fn is_reporter(&self, items: &[Item], at: usize) -> bool {
        let item = items[at];
        let word = self.word(item);
        let bare = self.text_of(item).get(usize::from(word.conjunction)..).unwrap_or_default();
        let past = |at: usize| {
            items.get(at).is_some_and(|&item| {
                let word = self.word(item);
                let bare = self.text_of(item).get(usize::from(word.conjunction)..).unwrap_or("");
                // `وأطلق المحافظ`, but `وأطلق بطريقة متعمدة` is a passive.
                let other = bare.starts_with('أ')
                    // Nor `وأشار`.
                    && (word.cue == 0 || word.has(Marks::FIRST))
                    && !items.get(at + 1).is_some_and(|&next| {
                        next.pair == NONE && self.word(next).has(Marks::ARTICLE)
                    });
                item.pair == NONE
                    && (self.pos(item) == Upos::Verb
                        && !bare.starts_with(['ي', 'ت', 'ن', 'س'])
                        && !other
                        || self.pos(item) == Upos::Verb && bare.ends_with('ت')
                        || bare == "لم")
            })
        };
        if word.has(Marks::AND) && past(at) {
            return true;
        }
        // `، وكان الوزير قد وعد بذلك`.
        let perfect = word.has(Marks::AND)
            && word.is(Classes::WAS)
            && items[at + 1..]
                .iter()
                .take(6)
                .any(|&it| it.pair == NONE && self.text_of(it) == "قد");
        // `، وتأتي تصريحاته بعد أيام`.
        let comment = word.has(Marks::AND)
            && self.pos(item) == Upos::Verb
            && items[at + 1..].iter().take(2).any(|&next| {
                let word = self.word(next);
                next.pair == NONE && word.is(Classes::OCCASION) && word.has(Marks::PRONOUN)
            });
        // `، ويظن السكان أن`.
        let report = word.has(Marks::AND)
            && word.is(Classes::REPORT)
            && self.subject_after(items, at, items.len()).is_some_and(|phrase| {
                (phrase.source || phrase.definite || phrase.person.is_some())
                    && items.get(phrase.end).is_some_and(|&it| self.word(it).is_that())
            });
        // `، الأمر الذي أثار الغضب`.
        let relative = word.is(Classes::COMMENT)
            && items.get(at + 1).is_some_and(|&next| self.word(next).is(Classes::RELATIVE));
        if perfect || comment || report || relative {
            return true;
        }
        // `، قبل أن يغادر القاعة`, `، من دون أن يتطرق إلى السبب`.
        let from = usize::from(self.text_of(item) == "من");
        let later = items.get(at + from).is_some_and(|&it| {
            matches!(self.text_of(it), "قبل" | "دون") && (from == 0 || self.text_of(it) == "دون")
        });
        if later && items.get(at + from + 1).is_some_and(|&it| self.word(it).is_that()) {
            return true;
        }
        // `، وقد عاد بعد يومين`.
        let perfect = items.get(at + 1).is_some_and(|&next| {
            next.pair == NONE
                && self.pos(next) == Upos::Verb
                && !self.text_of(next).starts_with(['ي', 'ت', 'ن'])
        });
        if self.text_of(item) == "وقد" && perfect {
            return true;
        }
        // `، وهي أدنى نسبة منذ الاستقلال`, to the end; not `، وهو طبيب، `.
        let noun = items.get(at + 1).is_some_and(|&next| {
            next.pair == NONE
                && matches!(self.pos(next), Upos::Noun | Upos::Adj)
                && !self.word(next).has(Marks::PREPOSITION)
        });
        if word.has(Marks::AND)
            && matches!(bare, "هو" | "هي")
            && noun
            && !self.is_aside_closed(items, at)
        {
            return true;
        }
        // `، وهو ما لا يصدقه أحد`.
        let what = items.get(at + 1).is_some_and(|&next| {
            let next_word = self.word(next);
            // `، وهي تصريحات`.
            let said = next_word.is(Classes::OCCASION) && !next_word.has(Marks::PREPOSITION);
            next.pair == NONE
                && self.pos(item) == Upos::Pron
                && (next_word.is(Classes::NOT) || said)
        });
        if word.has(Marks::AND) && what {
            return true;
        }
        // `، لكنه لم يؤكد`, `، غير أنها لا تسميهم`, `، لكنه رفض`.
        let pronoun = match word.has(Marks::PRONOUN) {
            true => Some(at),
            false => Some(at + 1).filter(|&at| {
                let next = items.get(at).map(|&it| self.word(it));
                next.is_some_and(|it| it.is_that() && it.has(Marks::PRONOUN))
            }),
        };
        if word.is(Classes::TURN)
            && let Some(pronoun) = pronoun
        {
            let next = self.text_of_next(items, pronoun);
            let not = matches!(next, "لم" | "لا");
            return items.get(pronoun + 1 + usize::from(not)).is_some_and(|&verb| {
                verb.pair == NONE
                    && (next == "لم" && self.entry(verb).is_some()
                        || self.word(verb).is(Classes::ASIDE) && (not || past(pronoun + 1)))
            });
        }
        let that = usize::from(word.is(Classes::DEGREE));
        if word.is(Classes::TURN)
            && !word.has(Marks::PRONOUN)
            && items.get(at + that).is_some_and(|&it| {
                let word = self.word(it);
                that == 0 || word.is_that() && !word.has(Marks::PRONOUN)
            })
        {
            let clause = (at + that + 1..items.len().min(at + that + 6)).find(|&at| {
                items[at].pair == NONE
                    && (matches!(self.pos(items[at]), Upos::Verb | Upos::Aux) || past(at))
            });
            return clause.is_some_and(|at| {
                past(at) || self.is_cue(items, at) && self.introduces(items, at, at + 1)
            });
        }
        // `، مشيدا بصبر لاعبيه`.
        if bare.starts_with('م')
            && bare.trim_end_matches('\u{64b}').ends_with('ا')
            && matches!(self.pos(item), Upos::Noun | Upos::Adj)
            && bare.chars().nth(4).is_some()
            && !word.has(Marks::AND)
            && !word.has(Marks::PRONOUN)
        {
            return true;
        }
        // `، وقبل أن يغادر القاعة قال: …`.
        word.has(Marks::AND)
            && items[at + 1..].iter().take(8).enumerate().any(|(number, _)| {
                let next = at + 1 + number;
                self.is_cue(items, next)
                    && self.entry(items[next]).is_some_and(|entry| entry.kind == Kind::Verb)
                    && items[next + 1..]
                        .iter()
                        .take(4)
                        .any(|&it| self.is(it, &[':']) || it.pair != NONE && it.clause)
            })
    }

    /// Whether a comma after `at` ends an aside, and the clause goes on: `، وهو طبيب، غادر`.
    fn is_aside_closed(&self, items: &[Item], at: usize) -> bool {
        let comma = |&at: &usize| self.is(items[at], &['،', ',']);
        let Some(comma) = (at + 1..items.len().min(at + REACH / 3)).find(comma) else {
            return false;
        };
        items.get(comma + 1).is_some_and(|&next| {
            let word = self.word(next);
            next.pair == NONE
                && word.cue == 0
                && !word.has(Marks::AND)
                && !word.has(Marks::PHRASE)
                && !word.is(Classes::BREAK | Classes::TURN)
        })
    }

    fn text_of_next(&self, items: &[Item], at: usize) -> &'a str {
        let next = items.get(at + 1).filter(|item| item.pair == NONE);
        next.map_or("", |&item| self.text_of(item))
    }

    /// Whether something between marks follows a cue soon.
    fn marks_next(&self, items: &[Item], at: usize) -> bool {
        items[at + 1..].iter().take(3).any(|item| item.pair != NONE)
    }

    fn without_comma(&self, items: &[Item], mut end: usize) -> usize {
        while end > 0 && self.is(items[end - 1], &['،', ',', '؛', ';', '-', '–', '—']) {
            end -= 1;
        }
        end
    }

    /// The text of items, without what ends the sentence.
    fn clause(&self, items: &[Item], from: usize, to: usize) -> Option<Span> {
        let first = items.get(from).filter(|_| from < to)?;
        let mut to = to;
        // A mark that nothing opened.
        while to > from && self.is(items[to - 1], &['"', '»', '”']) {
            to -= 1;
        }
        let mut opened = None;
        while to > from
            && self.is(items[to - 1], &['.', '!', '؟', '?', '،', ',', '؛', ':', '…', ')'])
        {
            // What was opened within it is closed there.
            if self.is(items[to - 1], &[')'])
                && *opened
                    .get_or_insert_with(|| items[from..to].iter().any(|&it| self.is(it, &['('])))
            {
                break;
            }
            to -= 1;
        }
        let last = items[from..to].last()?;
        let mut end = self.end_of(*last);
        if let Some(pair) = self.text.pairs.get(last.pair as usize)
            && !pair.closed
        {
            end = self.content(*pair).end;
        }
        Some(Span { start: self.starts(*first), end }).filter(|span| !span.is_empty())
    }

    /// How many words of a phrase stand at `at`, and its cue.
    fn phrase_at(&self, items: &[Item], at: usize) -> Option<(usize, u16)> {
        let conjunction = usize::from(self.word(items[at]).conjunction);
        let first = spelt(self.text_of(items[at]).get(conjunction..)?);
        for (rest, cue) in self.text.lexicon.phrases(&first) {
            let fits = rest.iter().enumerate().all(|(number, word)| {
                let Some(&item) = items.get(at + 1 + number).filter(|item| item.pair == NONE)
                else {
                    return false;
                };
                if word == "ل" {
                    return self.word(item).has(Marks::LAM);
                }
                let written = spelt(self.text_of(item));
                written == *word
                    || number + 1 == rest.len()
                        && self.word(item).has(Marks::PRONOUN)
                        && written.starts_with(word.as_str())
            });
            if fits {
                let attached = usize::from(rest.last().is_some_and(|word| word == "ل"));
                return Some((1 + rest.len() - attached, *cue));
            }
        }
        None
    }

    /// Who a phrase of so many words says speaks, if it does, and the item after all that.
    fn source_of(
        &self,
        items: &[Item],
        at: usize,
        length: usize,
        cue: u16,
    ) -> Option<(Option<Phrase>, usize)> {
        let entry = self.text.lexicon.cue(cue);
        let after = at + length;
        if entry.kind == Kind::Relative {
            let &verb = items.get(after)?;
            // `ندم على ما قال`.
            let governed = self.text_of(items[at]) == "على"
                && at > 0
                && items[at - 1].pair == NONE
                && self.pos(items[at - 1]) == Upos::Verb;
            if governed {
                return None;
            }
            // `كما دعا الوزير` says no more than that he did.
            let of_verb = self.entry(verb).filter(|entry| {
                entry.kind == Kind::Verb && entry.takes.intersects(Takes::AN | Takes::INNA)
            })?;
            // `كما سيعلن المدرب القائمة`.
            if self.word(verb).has(Marks::IMPERFECT) && self.text_of(verb).starts_with('س') {
                return None;
            }
            let phrase = match of_verb.place {
                Place::In => Some(self.after_preposition(items, after, items.len(), "في")?),
                // `بحسب ما نقلت الصحيفة عن الوزير`.
                Place::From => {
                    let comma = |&at: &usize| self.is(items[at], &['،', ',']);
                    let to = (after..items.len().min(after + REACH)).find(comma);
                    let to = to.unwrap_or(items.len());
                    self.after_preposition(items, after, to, "عن")
                        .filter(|phrase| self.begins_source(phrase.span))
                        .or_else(|| self.subject_after(items, after, items.len()))
                }
                Place::Subject => self.subject_after(items, after, items.len()),
            };
            let end = phrase.map_or(after + 1, |phrase| phrase.end);
            // كما may also mean no more than that he said something as well.
            if !entry.saying {
                let next = items.get(end).copied().filter(|it| it.pair == NONE);
                let governed = next.is_some_and(|next| {
                    let earlier = items.get(end + 1).is_some_and(|&it| self.text_of(it) == "قبل");
                    matches!(self.text_of(next), "إلى" | "الى" | "على" | "من" | "عن") && !earlier
                });
                // `كما أعلن الجيش إسقاط طائرة`.
                let first =
                    at < REACH && items[..at].iter().all(|&it| self.is(it, &['،', ',', '-']));
                let joined = next.is_some_and(|next| {
                    self.is(next, &['،', ',', ':', '.']) || self.text_of(next).starts_with('ف')
                });
                // `كما يتوقع رحيل المدرب السابق`.
                let goes_on = next.is_some_and(|next| {
                    matches!(self.pos(next), Upos::Noun | Upos::Adj | Upos::Propn)
                        && !self.word(next).is(Classes::TIME)
                });
                let also = self.marks_next(items, after) || governed || first && !joined || goes_on;
                if also || self.introduces(items, after, after + 1) {
                    return None;
                }
            }
            return Some((phrase, end));
        }
        if self.word(items[after - 1]).has(Marks::PRONOUN) && length > 1 {
            return Some((None, after));
        }
        let governed = entry.lemma.ends_with(" ل");
        // `وفقا لقواعد الشركة`.
        if !entry.saying && items.get(after).is_some_and(|&it| self.word(it).is(Classes::NORM)) {
            return None;
        }
        let phrase = self.noun_phrase(items, after, items.len(), governed)?;
        // People are named by participles in the sound plural: `مسعفين`, but `قانون`.
        let people = items.get(after).is_some_and(|&head| {
            let clitics = usize::from(self.word(head).clitics);
            let bare = self.text_of(head).get(clitics..).unwrap_or_default();
            let bare = bare.strip_prefix("ال").unwrap_or(bare);
            let plural = ["ون", "ين"].iter().any(|it| bare.ends_with(it));
            head.pair == NONE && plural && bare.starts_with('م')
        });
        (phrase.source || entry.saying || people).then_some((Some(phrase), phrase.end))
    }

    /// What a phrase like `وفق` attributes. Gives the item after it; nothing if it is no cue.
    #[allow(clippy::too_many_arguments)]
    fn attribute(
        &mut self,
        items: &[Item],
        at: usize,
        length: usize,
        cue: u16,
        pair: Option<Item>,
        covered: usize,
        claimed: bool,
        depth: u8,
    ) -> Option<usize> {
        let (phrase, end) = self.source_of(items, at, length, cue)?;
        let entry = self.text.lexicon.cue(cue);
        let (mut first, mut last) = (items[at], items[at + length - 1]);
        let mut number = cue;
        if entry.kind == Kind::Relative {
            last = items[at + length];
            // `كما قال` is `قال`.
            if !entry.saying {
                first = last;
                number = self.word(last).cue;
            }
        }
        let mut cue = self.cue_of(first, number);
        cue.span.end = self.end_of(last);
        let adjoins =
            covered > 0 && items[covered..at].iter().all(|&it| self.is(it, &['،', ',', '-']));
        if pair.is_none() && claimed && adjoins {
            return Some(end);
        }
        let verb = self.word(last);
        let speaker = match phrase {
            Some(phrase) => self.speaks(phrase, verb),
            None => {
                let phrase = entry.kind == Kind::Phrase;
                let agreement = match phrase {
                    true => Agreement::of_pronoun(self.text_of(last)),
                    false => Some(Agreement { plural: false, ..Agreement::of(verb) }),
                };
                let own = self.subject_of_first(items, at, agreement);
                match own {
                    Some(own) if phrase => self.tells_again(own, verb),
                    _ => self.last_speaker(agreement).or_else(|| match phrase {
                        true => self.implied(items, at, entry, agreement),
                        false => self.tells_again(own?, verb),
                    }),
                }
            }
        };
        if let Some(pair) = pair {
            let number = self.push_direct(&[pair], None, speaker, depth);
            self.drafts[number].cue = Some(cue);
            return Some(end);
        }
        let words = items[covered..at].iter().filter(|&&it| !self.is(it, &['،', ','])).count();
        let verbs = items[covered..at]
            .iter()
            .any(|&it| it.pair == NONE && matches!(self.pos(it), Upos::Verb | Upos::Aux));
        // `وصل الوفد، وبحسب الوزير فإن القمة قريبة`.
        let so = (end..items.len().min(end + 3)).any(|at| self.is_so(items[at]));
        let (from, to) = if words <= 3 && !verbs || so {
            let mut from = self.after_source(items, end);
            while items.get(from).is_some_and(|&it| self.is(it, &['،', ',', ':'])) {
                from += 1;
            }
            // `، أن`.
            let that = |it: Item| it.pair == NONE && self.word(it).has(Marks::AN);
            from += usize::from(from > end && items.get(from).is_some_and(|&it| that(it)));
            // `، فإن "…"`.
            let so = usize::from(items.get(from).is_some_and(|&it| self.is_so(it)));
            if let Some(&next) = items.get(from + so)
                && next.pair != NONE
                && (next.clause || next.words > 3)
                && self.fills(items, from + so)
            {
                let number = self.push_direct(&[next], None, speaker, depth);
                self.drafts[number].cue = Some(cue);
                return Some(from + so + 1);
            }
            (from, self.end_of_clause(items, from))
        } else {
            let mut from = if covered == 0 { self.after_dateline(items, at) } else { covered };
            while items.get(from).is_some_and(|&it| self.is(it, &['،', ',', '.', '؛'])) {
                from += 1;
            }
            let mut to = self.without_comma(items, at);
            // `، وذلك وفق`.
            if to > from + 1 && self.text_of(items[to - 1]) == "وذلك" {
                to = self.without_comma(items, to - 1);
            }
            (from, to)
        };
        let span = self.clause(items, from, to.max(from))?;
        self.drafts.push(Draft {
            parts: vec![span],
            outer: span,
            form: Form::Indirect,
            cue: Some(cue),
            speaker,
            depth,
        });
        Some(end.max(if from >= end { to } else { 0 }))
    }

    /// Whether the first word of a span names what can speak.
    fn begins_source(&self, span: Span) -> bool {
        let first = self.text.tokens.partition_point(|token| token.span.end <= span.start);
        let is_source = |known: &Known| known.is(Classes::SOURCE);
        self.text.known.get(first).is_some_and(is_source)
            || self.names.get(first).is_some_and(|&name| name != NONE)
    }

    /// Where what a source before it says begins: what is said of the source itself ends with a comma.
    fn after_source(&self, items: &[Item], end: usize) -> usize {
        let near = end..items.len().min(end + REACH / 2);
        let comma = |at: usize| self.is(items[at], &['،', ',']);
        let so = near.clone().find(|&at| {
            at < end + 2 && self.is_so(items[at])
                || comma(at)
                    && items.get(at + 1).is_some_and(|&it| {
                        let that = it.pair == NONE && self.word(it).has(Marks::AN);
                        let verb = |&it: &Item| it.pair == NONE && self.pos(it) == Upos::Verb;
                        self.is_so(it) || that && !items[end..at].iter().any(verb)
                    })
        });
        let relative = items.get(end).is_some_and(|&it| {
            let word = self.word(it);
            let before = self.word(items[end - 1]);
            // `تقرير نشرته الصحيفة، `, `بيان صادر عن الوزارة، `.
            let verb = self.pos(it) == Upos::Verb
                && word.has(Marks::PRONOUN)
                && !word.has(Marks::AND)
                && !before.has(Marks::ARTICLE);
            let complement = self.pos(it) == Upos::Adp && before.is(Classes::COMPLEMENT);
            it.pair == NONE
                && (word.is(Classes::RELATIVE | Classes::COMPLEMENT) || verb || complement)
        });
        // `مصادر تحدثت إلى الصحيفة، ستعلن النتائج`: of two verbs the second is what was said.
        let is_verb = |at: usize| {
            items.get(at).is_some_and(|&it| {
                it.pair == NONE && self.pos(it) == Upos::Verb && !self.word(it).has(Marks::AND)
            })
        };
        let ends = |&at: &usize| relative || is_verb(end) && is_verb(at + 1);
        so.or_else(|| near.clone().find(|&at| comma(at)).filter(ends)).unwrap_or(end)
    }

    /// Whether an item is `فإن`.
    fn is_so(&self, item: Item) -> bool {
        item.pair == NONE && self.text_of(item).starts_with('ف') && self.word(item).has(Marks::INNA)
    }

    /// The item after a dateline: `القاهرة (رويترز) - `.
    pub(super) fn after_dateline(&self, items: &[Item], to: usize) -> usize {
        let dash = (2..to.min(16)).find(|&at| {
            self.is(items[at], &['-', '–', '—']) && self.is(items[at - 1], &[')', '-', '–', '—'])
        });
        let Some(mut at) = dash else { return 0 };
        while at < to && self.is(items[at], &['-', '–', '—']) {
            at += 1;
        }
        at
    }

    fn finish(self, out: &mut Quotes) {
        let mut drafts = self.drafts;
        drafts.retain(|draft| !draft.parts.is_empty());
        let place = |draft: &Draft| {
            let (first, last) = (draft.parts.first(), draft.parts.last());
            let end = last.map_or(0, |part| part.end);
            (first.map_or(0, |part| part.start), std::cmp::Reverse(end), draft.depth)
        };
        drafts.sort_by_key(place);
        drafts.dedup_by(|next, before| {
            let ((start, end, _), (first, last, _)) = (place(next), place(before));
            (start, end) == (first, last)
        });
        for draft in drafts {
            let first = out.parts.len() as u32;
            let span = Span {
                start: draft.parts.first().map_or(0, |part| part.start),
                end: draft.parts.last().map_or(0, |part| part.end),
            };
            let parts = (first, draft.parts.len() as u32);
            out.parts.extend(draft.parts);
            let Draft { outer, form, cue, speaker, depth, .. } = draft;
            out.all.push(Quote { span, outer, form, cue, speaker, depth, parts });
        }
    }
}

/// Whether a character ends a sentence.
fn is_end(c: char) -> bool {
    matches!(c, '.' | '!' | '؟' | '?' | '…')
}
