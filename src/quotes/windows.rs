//! Which words of a sentence decisions look at: only these are tagged.

use super::cues::{Classes, Cue, Kind, Known, Lexicon, Marks, Place};
use super::may_be_phrase;
use crate::tokenize::{Token, TokenKind};

/// How far after a cue what was said may begin, in words.
const REACH: usize = 60;

/// How far back the subject of a verb is looked for.
const BACK: usize = 32;

/// So many words around one tell what part of speech it is.
const NEAR: usize = 3;

/// The most words of a noun phrase that is looked for.
const PHRASE: usize = 20;

/// So many words after a mark tell whether what is between marks is a clause.
const SHOWN: usize = 11;

/// What is left out between two windows is more than this.
const LEAST: usize = 6;

/// A text of which windows are looked for.
#[derive(Clone, Copy)]
pub(super) struct Sentences<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) known: &'a [Known],
    /// The tokens that are quotation marks.
    pub(super) marks: &'a [u32],
}

impl Sentences<'_> {
    fn is_mark(&self, at: usize) -> bool {
        self.marks.binary_search(&(at as u32)).is_ok()
    }

    fn is(&self, at: usize, marks: &[char]) -> bool {
        let token = self.tokens[at];
        token.kind == TokenKind::Punctuation && token.span.of(self.text).starts_with(marks)
    }

    fn is_comma(&self, at: usize) -> bool {
        self.is(at, &['،', ',', '؛', ';', '-', '–', '—'])
    }

    fn begins_phrase(&self, at: usize) -> bool {
        self.known[at].has(Marks::PHRASE)
            && may_be_phrase(self.lexicon, self.text, self.tokens, self.known, at)
    }

    /// The first token after a cue that may join it to what was said.
    fn introduced(&self, at: usize, last: usize) -> Option<usize> {
        (at + 1..last.min(at + REACH)).find(|&at| {
            self.known[at].is_that() && !self.known[at].has(Marks::AND)
                || self.tokens[at].kind != TokenKind::Arabic
                    && (self.is_mark(at) || self.is(at, &[':']))
        })
    }

    /// Whether the letters of a word tell that it begins a subject: it has an article, or is a title.
    pub(super) fn begins_subject(&self, at: usize) -> bool {
        let time = self.known.get(at + 1).is_some_and(|next| next.is(Classes::TIME));
        // `وقال العام الماضي`.
        if time && self.tokens[at].span.of(self.text) == "العام" {
            return false;
        }
        self.known.get(at).is_some_and(|word| {
            (word.has(Marks::ARTICLE) || word.is(Classes::SOURCE))
                && !word.has(Marks::PREPOSITION)
                && !word.has(Marks::AND)
                && word.cue == 0
                && !word.is(Classes::TIME | Classes::BREAK | Classes::RELATIVE)
        })
    }

    /// Whether the letters of what follows each verb of saying in a sentence tell that who speaks is named.
    pub(super) fn names_its_speaker(&self, first: usize, last: usize) -> bool {
        let cue = |&at: &usize| self.known[at].cue != 0 || self.begins_phrase(at);
        (first..last).filter(cue).enumerate().all(|(number, at)| {
            let cue = self.known[at].cue;
            let entry = (cue != 0).then(|| self.lexicon.cue(cue));
            // `أبلغت الصحفيين`.
            let told = entry.is_some_and(|entry| entry.told)
                && self.tokens.get(at + 1).is_some_and(|it| it.span.of(self.text).ends_with("ين"));
            match entry.map_or(Kind::Verb, |entry| entry.kind) {
                Kind::Verb => self.begins_subject(at + 1) && !told,
                _ => number > 0,
            }
        })
    }

    /// Whether what the letters of a word tell leaves open whether the reporter speaks again with it,
    /// after a comma.
    fn may_report(&self, at: usize) -> bool {
        let word = self.known[at];
        let written = self.tokens[at].span.of(self.text);
        let bare = written.get(usize::from(word.conjunction)..).unwrap_or_default();
        if word.has(Marks::AND) && !word.is(Classes::TURN) {
            let next = self.known.get(at + 1).is_some_and(|next| next.has(Marks::ARTICLE));
            let past = bare.ends_with('ت')
                || !bare.starts_with(['ي', 'ت', 'ن', 'س', 'أ'])
                || bare.starts_with('أ') && next;
            let comment = word.is(Classes::REPORT) || self.comments(at);
            return (past || comment) && !word.has(Marks::ARTICLE) && !word.has(Marks::PREPOSITION);
        }
        word.is(Classes::TURN | Classes::COMMENT)
            || bare.starts_with('م') && bare.trim_end_matches('\u{64b}').ends_with('ا')
    }

    /// Whether a word soon after tells of what was said: `، وتأتي تصريحاته`.
    fn comments(&self, at: usize) -> bool {
        let next = self.known[at + 1..].iter().take(2);
        next.copied().any(|it| it.is(Classes::OCCASION) && it.has(Marks::PRONOUN))
    }

    /// Appends the windows of a sentence, from a token up to another: with `named` those alone in which
    /// somebody who speaks may be named.
    pub(super) fn windows(
        &self,
        first: usize,
        last: usize,
        named: bool,
        out: &mut Vec<(u32, u32)>,
    ) {
        let before = out.len();
        let mut keep = |from: usize, to: usize| {
            let mut window = (from.max(first) as u32, to.min(last) as u32);
            while let Some(own) = out.last().copied().filter(|_| out.len() > before) {
                if own.1 as usize + LEAST < window.0 as usize {
                    break;
                }
                window = (window.0.min(own.0), window.1.max(own.1));
                out.pop();
            }
            out.push(window);
        };
        // Whether a cue was, whether what was said may have begun, and the last mark.
        let (mut cue, mut said, mut mark) = (false, false, None::<usize>);
        for at in first..last {
            let word = self.known[at];
            if self.tokens[at].kind != TokenKind::Arabic {
                if self.is_mark(at) {
                    if !named {
                        keep(at.saturating_sub(NEAR), at + SHOWN);
                    }
                    mark = Some(at);
                }
                continue;
            }
            if self.begins_phrase(at) {
                keep(at.saturating_sub(2 * NEAR), at + PHRASE);
                said = true;
            }
            if word.cue != 0 {
                let entry = self.lexicon.cue(word.cue);
                let comma = at > first && self.is_comma(at - 1);
                let marked = mark.is_some_and(|mark| at - mark <= 2 * NEAR) || at < first + NEAR;
                let introduced = self.introduced(at, last);
                if introduced.is_some() || marked || comma && entry.saying {
                    let from = match self.before(at, entry, !cue) {
                        true if cue => at.saturating_sub(BACK),
                        true => first,
                        false => at.saturating_sub(NEAR),
                    };
                    let mut to = introduced.unwrap_or(at) + NEAR;
                    // Marks may be part of a name: `مراسل قناة "الحدث" أحمد`.
                    let short = introduced.is_none_or(|at| self.is_mark(at));
                    if short || entry.place != Place::Subject {
                        to = to.max(at + PHRASE);
                    }
                    keep(from, to);
                } else if said
                    && !named
                    && (word.has(Marks::AND)
                        || word.other != 0
                        || word.has(Marks::NOMINAL)
                        || at > first && self.known[at - 1].is(Classes::BREAK | Classes::BUT))
                {
                    keep(at.saturating_sub(NEAR), at + NEAR);
                }
                cue = true;
            } else if word.is_that() {
                // A verb before it may govern it.
                if cue && !named && !word.has(Marks::AND) {
                    keep(at.saturating_sub(NEAR), at + 1);
                }
                said |= cue;
            } else if said && !named && at > first && self.is_comma(at - 1) && self.may_report(at) {
                let but = self.known[at].is(Classes::BUT);
                keep(at.saturating_sub(NEAR), at + if but { 3 * NEAR } else { NEAR });
            }
        }
    }

    /// Whether the subject of a cue, the `first` of its sentence or not, may stand before it.
    fn before(&self, at: usize, entry: &Cue, first: bool) -> bool {
        let word = self.known[at];
        match entry.kind {
            // What follows may be an object: `وكان المتحدث أبلغ الصحيفة`, `كان الرئيس قد أعلن الانسحاب`.
            Kind::Verb if entry.told => true,
            Kind::Verb if at > 0 && self.tokens[at - 1].span.of(self.text) == "قد" => true,
            Kind::Verb if entry.place == Place::Subject && self.begins_subject(at + 1) => false,
            Kind::Verb if word.has(Marks::AND) && !first => {
                self.known[at.saturating_sub(BACK)..at].iter().any(|it| it.is(Classes::TOPIC))
            }
            Kind::Participle => first,
            _ => true,
        }
    }
}
