//! Who speaks: by a cue that names somebody, or else whom the text tells of before.

use super::cues::{Classes, Cue as Entry, Kind, Known, Marks, Place};
use super::grammar::{Finder, Item, NONE, Open, REACH, Sought};
use super::speaker::Phrase;
use super::{Cue, Speaker};
use crate::Span;
use crate::morphology::Upos;

/// Somebody who spoke.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said {
    pub(super) span: Span,
    pub(super) person: Option<u32>,
    /// Unless it is not known.
    pub(super) feminine: Option<bool>,
    pub(super) plural: bool,
    /// The sentence in which that was.
    pub(super) sentence: u32,
}

/// What a verb agrees with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Agreement {
    pub(super) feminine: bool,
    pub(super) plural: bool,
}

impl Agreement {
    pub(super) fn of(verb: Known) -> Self {
        Self { feminine: verb.has(Marks::FEMININE), plural: verb.has(Marks::PLURAL) }
    }

    /// What the pronoun at the end of a noun refers to: `قولها`.
    pub(super) fn of_pronoun(word: &str) -> Option<Self> {
        let plural = word.ends_with("هم") || word.ends_with("هن");
        let feminine = word.ends_with("ها") || word.ends_with("هن");
        (plural || feminine || word.ends_with('ه')).then_some(Self { feminine, plural })
    }

    pub(super) fn allows(self, feminine: Option<bool>, plural: bool) -> bool {
        match self.plural {
            true => plural,
            false => !plural && feminine.is_none_or(|own| own == self.feminine),
        }
    }
}

impl Finder<'_> {
    /// Notes that somebody speaks who is named.
    pub(super) fn speaks(&mut self, phrase: Phrase, verb: Known) -> Option<Speaker> {
        self.said.push(Said {
            span: phrase.span,
            person: phrase.person,
            feminine: (verb.cue != 0
                && !verb.has(Marks::PLURAL)
                && self.text.lexicon.cue(verb.cue).kind != Kind::Noun)
                .then(|| verb.has(Marks::FEMININE))
                .or(phrase.feminine),
            plural: verb.has(Marks::PLURAL) || phrase.plural,
            sentence: self.now,
        });
        let person = phrase.person.map(|number| self.text.entities[number as usize].0);
        let elided_article = self.is_half_article(phrase.span);
        Some(Speaker { span: phrase.span, explicit: true, elided_article, person })
    }

    /// Whether a span begins within a token, with the ل of an article: `لتقرير` of `للتقرير`.
    fn is_half_article(&self, span: Span) -> bool {
        let tokens = self.text.tokens;
        span.of(self.text.text).starts_with('ل') && {
            let at = tokens.partition_point(|token| token.span.end <= span.start);
            let word = self.text.known.get(at).copied().unwrap_or_default();
            tokens[at].span.start < span.start && word.has(Marks::LAM) && word.has(Marks::ARTICLE)
        }
    }

    /// The one who spoke last, and agrees.
    pub(super) fn last_speaker(&mut self, verb: Option<Agreement>) -> Option<Speaker> {
        let mut last = self.said.iter().rev().take(REACH);
        let agrees = |said: &&Said| verb.is_none_or(|verb| verb.allows(said.feminine, said.plural));
        let said = *last.clone().find(agrees).or_else(|| {
            // Of many who are called by one word, and of one with others.
            last.find(|said| {
                verb.is_some_and(|verb| {
                    said.plural != verb.plural
                        && said.feminine.is_none_or(|own| own == verb.feminine)
                })
            })
        })?;
        Some(self.speaks_again(said))
    }

    /// Notes that somebody speaks again.
    fn speaks_again(&mut self, said: Said) -> Speaker {
        self.said.push(Said { sentence: self.now, ..said });
        let person = said.person.map(|number| self.text.entities[number as usize].0);
        let elided_article = self.is_half_article(said.span);
        Speaker { span: said.span, explicit: false, elided_article, person }
    }

    /// The cue of what is at `to`, and who speaks.
    pub(super) fn says(&mut self, items: &[Item], own: Open, to: usize) -> (Cue, Option<Speaker>) {
        match own.from {
            Some((cue, phrase)) => (cue, self.speaks(phrase, Known::default())),
            None => {
                let speaker = self.speaker(items, own.item, to, own.cue);
                (self.cue_of(items[own.item], own.cue), speaker)
            }
        }
    }

    /// Who speaks by the cue at `cue`, which introduces what is at `to`.
    pub(super) fn speaker(
        &mut self,
        items: &[Item],
        cue: usize,
        to: usize,
        entry: u16,
    ) -> Option<Speaker> {
        let entry = self.text.lexicon.cue(entry);
        let word = self.word(items[cue]);
        if word.has(Marks::FIRST) {
            return None;
        }
        let to = to.min(items.len());
        let phrase = match (entry.kind, entry.place) {
            (Kind::Participle, _) => None,
            (Kind::Noun, _) => {
                let start = self.starts(items[0]);
                let said =
                    self.drafts.last().map(|draft| draft.outer).filter(|it| it.start >= start);
                let said = said.map_or(0, |said| said.end);
                let near = (cue.saturating_sub(REACH / 3)..cue).rev();
                let mut near = near.take_while(|&at| self.starts(items[at]) >= said);
                let from = near.find(|&at| {
                    items[at].pair == NONE
                        && (self.text_of(items[at]) == "عن"
                            || self.text_of(items[at]) == "لسان" && at > 0)
                });
                // Of whom the pronoun tells.
                let own = Agreement::of_pronoun(self.text_of(items[cue]));
                let phrase = from.and_then(|from| self.noun_phrase(items, from + 1, cue, false));
                phrase.map(|phrase| Phrase {
                    feminine: own.map(|own| own.feminine).or(phrase.feminine),
                    ..phrase
                })
            }
            (_, Place::From) => self
                .after_preposition(items, cue, to, "عن")
                .or_else(|| self.subject(items, cue, to)),
            (_, Place::In) if self.is_in_it(items, cue) => {
                // `بيانا جاء فيه`.
                let before = cue.checked_sub(1).filter(|&at| {
                    let word = self.word(items[at]);
                    items[at].pair == NONE && word.is(Classes::OCCASION | Classes::SOURCE)
                });
                let phrase = before.and_then(|at| self.noun_phrase(items, at, cue, true));
                return phrase.and_then(|phrase| self.speaks(phrase, word));
            }
            // `وجاء في بيانها`: whose it is.
            (_, Place::In) => {
                let phrase = self.after_preposition(items, cue, to, "في");
                let head = phrase.map(|phrase| {
                    self.text.tokens.partition_point(|it| it.span.end <= phrase.span.start)
                });
                let own = head.filter(|&at| {
                    let word = self.text.known[at];
                    word.is(Classes::OCCASION) && word.has(Marks::PRONOUN)
                });
                let whose = own.and_then(|at| {
                    let written = self.text.tokens[at].span.of(self.text.text);
                    self.last_speaker(Some(Agreement::of_pronoun(written)?))
                });
                if whose.is_some() {
                    return whose;
                }
                phrase
            }
            // `وكان المتحدث أبلغ رويترز`.
            (_, Place::Subject) if entry.told => {
                let before = self.subject_before(items, cue);
                before.or_else(|| self.subject(items, cue, to))
            }
            (_, Place::Subject) => self.subject(items, cue, to),
        };
        if let Some(phrase) = phrase {
            return self.speaks(phrase, word);
        }
        let agreement = match entry.kind {
            Kind::Noun => Agreement::of_pronoun(self.text_of(items[cue])),
            _ => Some(Agreement::of(word)),
        };
        self.implied(items, cue, entry, agreement)
    }

    /// Who speaks by a cue that names nobody: who acts in its sentence, or the last one before who spoke,
    /// or acted.
    pub(super) fn implied(
        &mut self,
        items: &[Item],
        cue: usize,
        entry: &Entry,
        agreement: Option<Agreement>,
    ) -> Option<Speaker> {
        let word = self.word(items[cue]);
        let agrees =
            |said: &&Said| agreement.is_none_or(|verb| verb.allows(said.feminine, said.plural));
        // What was said before in the sentence tells of others.
        let (start, end) = (self.starts(items[0]), self.starts(items[cue]));
        let said = self
            .drafts
            .last()
            .map(|draft| draft.outer)
            .filter(|it| it.start >= start && it.end <= end);
        let from =
            said.map_or(0, |said| items[..cue].partition_point(|&it| self.starts(it) < said.end));
        // A participle after a comma is of the main verb.
        let comma = items[from..cue].iter().rposition(|&it| self.is(it, &['،', ',']));
        let apart = entry.kind == Kind::Participle
            && said.is_none()
            && comma.is_some_and(|comma| (comma..cue).all(|at| !self.is_main(items, at)));
        let main = apart.then(|| self.subject_of_first(items, cue, agreement)).flatten();
        if let Some(phrase) = main.or_else(|| self.nearest_actor(items, from, cue, agreement)) {
            return self.tells_again(phrase, word);
        }
        let own = self.now;
        if self.said.iter().rev().take_while(|said| said.sentence == own).any(|said| agrees(&said))
        {
            return self.last_speaker(agreement);
        }
        if said.is_none()
            && let Some(phrase) = self.actor(items, cue, agreement)
        {
            return self.tells_again(phrase, word);
        }
        // The sentences before.
        let spoke = self.said.iter().rev().take(REACH).any(|said| agrees(&said));
        for number in (own.saturating_sub(3)..own).rev() {
            let here = |said: &Said| said.sentence == number && agrees(&said);
            if self.said.iter().rev().take(REACH).any(here) {
                // `قال الوزير إن …، فضحك النائب. وقال`.
                if !entry.more
                    && let Some(phrase) = self.actor_after_speech(number, agreement)
                {
                    return self.tells_again(phrase, word);
                }
                break;
            }
            if entry.more && spoke {
                continue;
            }
            // A body that does something is no reason to stop hearing a person.
            if let Some(phrase) = self.actor_of(number, agreement)
                && (!spoke || phrase.person.is_some() || phrase.human)
            {
                return self.tells_again(phrase, word);
            }
        }
        if let Some(speaker) = self.last_speaker(agreement) {
            return Some(speaker);
        }
        // Whoever is named: `أجريت لقاء مع دولوريس، وقالت`.
        let named = self.named(items, cue, agreement).or_else(|| {
            let before = self.sentence_items(own.checked_sub(1)?);
            self.named(&before, before.len(), agreement)
        });
        // Or else whatever does what the sentence tells: `وقف الثائر على الحجر وهو يصيح`.
        let definite = || {
            let first = self.first(items, cue, Sought::Verb)?;
            let phrase = self.subject(items, first, cue).filter(|phrase| phrase.definite)?;
            let agrees = agreement.is_none_or(|it| it.allows(phrase.feminine, phrase.plural));
            Some(phrase).filter(|_| agrees)
        };
        let found = named.or_else(definite).or_else(|| {
            // Who spoke is somebody else.
            if !self.said.is_empty() || entry.more {
                return None;
            }
            self.mention(items, cue, agreement?).or_else(|| {
                let before = self.sentence_items(own.checked_sub(1)?);
                self.mention(&before, before.len(), agreement?)
            })
        });
        found.and_then(|phrase| self.tells_again(phrase, word))
    }

    /// The last noun of people in items that is known to agree: `صارت على بعد رمح من القائد، وسألته فأجاب`.
    fn mention(&self, items: &[Item], to: usize, agreement: Agreement) -> Option<Phrase> {
        let near = (to.saturating_sub(REACH / 2)..to).rev();
        near.filter(|&at| {
            let item = items[at];
            let word = self.word(item);
            let known = word.has(Marks::ARTICLE) || word.has(Marks::PRONOUN);
            item.pair == NONE
                && self.pos(item) == Upos::Noun
                && word.is(Classes::PERSON)
                && known
                && self.name_at(item).is_none()
        })
        .filter_map(|at| self.noun_phrase(items, at, to, true))
        .find(|phrase| {
            phrase.feminine == Some(agreement.feminine) && phrase.plural == agreement.plural
        })
    }

    /// The last person named in items who agrees.
    fn named(&self, items: &[Item], to: usize, agreement: Option<Agreement>) -> Option<Phrase> {
        let near = (to.saturating_sub(REACH)..to).rev();
        near.filter(|&at| items[at].pair == NONE && self.person_at(items[at]).is_some())
            .filter_map(|at| self.titled(items, at))
            .find(|phrase| agreement.is_none_or(|it| it.allows(phrase.feminine, phrase.plural)))
    }

    /// Somebody told of as who speaks: by the mention as a speaker, if there was one.
    pub(super) fn tells_again(&mut self, phrase: Phrase, verb: Known) -> Option<Speaker> {
        let text = self.text.text;
        let name = |person: Option<u32>| {
            person.map(|number| self.text.entities[number as usize].0.span.of(text))
        };
        let same = |said: &&Said| {
            said.span.of(text) == phrase.span.of(text)
                || match (name(said.person), name(phrase.person)) {
                    (Some(one), Some(other)) => {
                        one == other
                            || one.ends_with(other) && one[..one.len() - other.len()].ends_with(' ')
                    }
                    _ => false,
                }
        };
        let known = self.said.iter().rev().take(REACH / 3).find(same).copied();
        match known {
            Some(said) => Some(self.speaks_again(said)),
            None => self.speaks(phrase, verb).map(|speaker| Speaker { explicit: false, ..speaker }),
        }
    }

    /// Who acts in a sentence of the text.
    fn actor_of(&mut self, sentence: u32, agreement: Option<Agreement>) -> Option<Phrase> {
        let items = self.sentence_items(sentence);
        match self.said.is_empty() {
            true => self.actor(&items, items.len(), agreement),
            false => self.subject_of_first(&items, items.len(), agreement),
        }
    }

    /// Who acts in a sentence after the last that is said in it.
    fn actor_after_speech(&self, sentence: u32, agreement: Option<Agreement>) -> Option<Phrase> {
        let items = self.sentence_items(sentence);
        let said = self.drafts.last()?.outer.end;
        let from = items.partition_point(|&it| self.starts(it) < said);
        let phrase = self.nearest_actor(&items, from.max(1), items.len(), agreement)?;
        (from > 0 && (phrase.person.is_some() || phrase.human)).then_some(phrase)
    }

    /// The tokens of a sentence of the text; none of a very long one.
    fn sentence_items(&self, sentence: u32) -> Vec<Item> {
        let from = self.text.sentence.partition_point(|&at| at < sentence);
        let to = self.text.sentence.partition_point(|&at| at <= sentence);
        let to = if to - from > 5 * REACH { from } else { to };
        (from as u32..to as u32)
            .map(|at| Item { first: at, last: at, pair: NONE, words: 1, clause: false })
            .collect()
    }

    /// The subject of the last verb before `to`, if somebody acts by it who agrees.
    fn nearest_actor(
        &self,
        items: &[Item],
        from: usize,
        to: usize,
        agreement: Option<Agreement>,
    ) -> Option<Phrase> {
        let near = from.max(to.saturating_sub(REACH))..to;
        near.rev().filter(|&at| self.is_main(items, at)).find_map(|at| {
            let after = || {
                let phrase = self.subject_after(&items[..to], at, to)?;
                self.acts(items, at, phrase, agreement)
            };
            let before = || self.acts(items, at, self.subject_before(items, at)?, agreement);
            match self.is_past_perfect(items, at) {
                true => before(),
                false => after().or_else(before),
            }
        })
    }

    /// Whether an item is a verb of no clause within another.
    fn is_main(&self, items: &[Item], at: usize) -> bool {
        let before = at.checked_sub(1).map(|at| items[at]).filter(|it| it.pair == NONE);
        // Not who is told of in `لما سأله الوزير`.
        let joined = before.is_some_and(|before| {
            let word = self.word(before);
            matches!(self.pos(before), Upos::Sconj | Upos::Adp)
                || word.is(Classes::TIME | Classes::BREAK | Classes::RELATIVE | Classes::WHEN)
                || word.is_that()
        });
        let was = items[at].pair == NONE && self.pos(items[at]) == Upos::Aux;
        !joined && (was || self.is_sought(items[at], Sought::Verb) || self.may_be_verb(items, at))
    }

    /// Whether a word taken for a noun may be a verb: it begins its clause, and people follow, `فضحك الخليفة`.
    fn may_be_verb(&self, items: &[Item], at: usize) -> bool {
        let word = self.word(items[at]);
        let begins = at == 0
            || word.has(Marks::AND)
            || self.is(items[at - 1], &['،', ',', '.', ':'])
            || items[at - 1].pair != NONE;
        let attached = Marks::ARTICLE | Marks::PRONOUN | Marks::PREPOSITION;
        let nominal = matches!(self.pos(items[at]), Upos::Noun | Upos::Adj);
        if !begins
            || !nominal
            || items[at].pair != NONE
            || word.marks.intersects(attached)
            || word.is(Classes::SOURCE | Classes::PERSON | Classes::TIME | Classes::OCCASION)
            || self.name_at(items[at]).is_some()
            || self.text_of(items[at]).ends_with('ة')
        {
            return false;
        }
        items.get(at + 1).is_some_and(|&next| {
            let word = self.word(next);
            next.pair == NONE
                && (word.has(Marks::ARTICLE)
                    && word.is(Classes::PERSON)
                    && !word.has(Marks::PREPOSITION)
                    || self.person_at(next).is_some())
        })
    }

    /// The subject of a verb as somebody who acts, and agrees.
    fn acts(
        &self,
        items: &[Item],
        verb: usize,
        phrase: Phrase,
        agreement: Option<Agreement>,
    ) -> Option<Phrase> {
        let of_verb = self.is_of_feminine(items[verb]);
        // `اتهم السلطات` has an object alone.
        let object = phrase.feminine == Some(true) && of_verb == Some(false);
        let feminine = phrase.feminine.or(of_verb);
        let phrase = Phrase { feminine, ..phrase };
        let agrees = agreement.is_none_or(|it| it.allows(phrase.feminine, phrase.plural));
        // Who says something speaks, whoever it is.
        let speaks = self.entry(items[verb]).is_some_and(|entry| entry.kind == Kind::Verb);
        let human = phrase.source || phrase.person.is_some() || phrase.human;
        (!object && agrees && (human || speaks && phrase.definite)).then_some(phrase)
    }

    /// The subject of the first verbs of items, who agrees; or else somebody else whom they name.
    pub(super) fn actor(
        &mut self,
        items: &[Item],
        to: usize,
        agreement: Option<Agreement>,
    ) -> Option<Phrase> {
        self.subject_of_first(items, to, agreement).or_else(|| self.person(items, to, agreement))
    }

    /// The subject of the first verbs of items that is somebody, and agrees.
    pub(super) fn subject_of_first(
        &mut self,
        items: &[Item],
        to: usize,
        agreement: Option<Agreement>,
    ) -> Option<Phrase> {
        // `وكان الدليل آخر من تكلم`.
        let was = to > 0 && items[0].pair == NONE && self.pos(items[0]) == Upos::Aux;
        let first = match to > 1 && (was || self.may_be_verb(items, 0)) {
            true => 0,
            false => self.first(items, to, Sought::Verb)?,
        };
        if let Some(phrase) = self.subject(items, first, to)
            && let Some(phrase) = self.acts(items, first, phrase, agreement)
        {
            return Some(phrase);
        }
        let others = (first + 1..to.min(first + REACH)).filter(|&at| self.is_main(items, at));
        others.take(3).find_map(|at| {
            let phrase = self.subject_after(items, at, to)?;
            self.acts(items, at, phrase, agreement)
        })
    }

    /// Whether the letters of a verb tell that its subject is feminine.
    fn is_of_feminine(&self, verb: Item) -> Option<bool> {
        let word = self.word(verb);
        let bare = self.text_of(verb).get(usize::from(word.conjunction)..).unwrap_or_default();
        match bare.ends_with('ت') {
            true => Some(true),
            // `تحدث` is of both.
            false => Some(false).filter(|_| !bare.starts_with('ت')),
        }
    }

    /// The first person named in items, by no preposition, who agrees.
    fn person(
        &mut self,
        items: &[Item],
        to: usize,
        agreement: Option<Agreement>,
    ) -> Option<Phrase> {
        let first = self.first(items, to, Sought::Person)?;
        let mut unknown = None;
        let mut before = None;
        for at in first..to.min(first + 2 * REACH) {
            let name = self.person_at(items[at]).filter(|_| items[at].pair == NONE);
            let begins = name.is_some() && name != std::mem::replace(&mut before, name);
            let Some(phrase) = begins.then(|| self.titled(items, at)).flatten() else { continue };
            let head = (0..=at).rev().find(|&at| self.starts(items[at]) <= phrase.span.start);
            let governed = head.is_some_and(|head| {
                self.word(items[head]).has(Marks::PREPOSITION)
                    || head > 0
                        && items[head - 1].pair == NONE
                        && self.pos(items[head - 1]) == Upos::Adp
            });
            if governed || agreement.is_some_and(|it| !it.allows(phrase.feminine, phrase.plural)) {
                continue;
            }
            // Known to agree, or else the first of whom it is not known.
            if phrase.feminine.is_some() || agreement.is_none() {
                return Some(phrase);
            }
            unknown = unknown.or(Some(phrase));
        }
        unknown
    }
}
