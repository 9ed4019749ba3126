//! From the segments of a text to their parts of speech, lemmas and features.

use super::allowed::{self, Allowed};
use super::closed;
use super::features::{FeatureScratch, Features, Word};
use super::fold::{ALEF, NUN, YA, letter};
use super::lemma::{LemmaModel, LemmaScratch, is_marked, plain};
use super::pos::{PosModel, PosScratch, Upos};
use super::segment::{Back, Role, Scheme, Segments};
use crate::Span;
use crate::normalize::fold;
use crate::tokenize::{Token, TokenKind};

/// The lemmas of all segments of a text.
#[derive(Clone, Debug, Default)]
pub struct Lemmas {
    text: String,
    /// Where that of each segment ends.
    ends: Vec<usize>,
}

impl Lemmas {
    /// The lemma of the segment of that number among all of the text.
    ///
    /// # Panics
    /// If there are no so many segments.
    pub fn of(&self, segment: usize) -> &str {
        let start = segment.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[segment]]
    }

    /// How many segments there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no segments.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.ends.clear();
    }

    fn push(&mut self, lemma: &str) {
        self.text.push_str(lemma);
        self.ends.push(self.text.len());
    }
}

/// The role of a pronoun after a word of that part of speech. What has its ن is never possessive.
fn pronoun_after(host: Upos, with_nun: bool, role: Role) -> Role {
    match host {
        Upos::X | Upos::Intj | Upos::Punct | Upos::Sym => role,
        Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num | Upos::Det | Upos::Adv if !with_nun => {
            Role::Possessive
        }
        _ => Role::Object,
    }
}

/// The letter that a segment begins with, marks aside.
fn first_letter(written: &str) -> u8 {
    written.chars().map(letter).find(|&letter| letter != 0).unwrap_or(0)
}

/// Whether a pronoun is that of the first person with its ن.
fn is_ni(written: &str) -> bool {
    first_letter(written) == NUN && written.chars().any(|c| letter(c) == YA)
}

/// Tags and, if it is to, leads back to lemmas and tells features.
pub(crate) struct Tagger<'a> {
    pub(crate) pos: &'a PosModel,
    pub(crate) lemmas: &'a LemmaModel,
}

/// What a tagger found, for every segment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tagged {
    pub(crate) pos: Vec<Upos>,
    /// Without diacritics.
    pub(crate) lemmas: Lemmas,
    /// With diacritics, where they are known.
    pub(crate) vocalized: Lemmas,
    pub(crate) features: Vec<Features>,
}

impl Tagged {
    pub(crate) fn clear(&mut self) {
        self.pos.clear();
        self.lemmas.clear();
        self.vocalized.clear();
        self.features.clear();
    }
}

/// What is wanted beyond parts of speech.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    pub(crate) lemmas: bool,
    pub(crate) vocalized: bool,
    pub(crate) features: bool,
}

/// Buffers that one thread reuses. What it remembers changes no result.
#[derive(Debug, Default)]
pub(crate) struct TagScratch {
    pos: PosScratch,
    lemmas: LemmaScratch,
    features: FeatureScratch,
    form: String,
    folded: String,
    found: Vec<Upos>,
    /// From the last segment of a sentence to its first, the tag of what follows.
    after: Vec<Upos>,
}

const VERBS: Allowed = Allowed::of(&[Upos::Verb, Upos::Aux]);
const NOMINALS: Allowed = Allowed::of(&[Upos::Noun, Upos::Propn, Upos::Adj, Upos::Num, Upos::Det]);

impl TagScratch {
    /// Whether a very long word or sentence has made it larger than it needs to be.
    pub(crate) fn is_outgrown(&self) -> bool {
        let Self { pos, lemmas, features, form, folded, found, after } = self;
        let strings = [form.capacity(), folded.capacity()];
        let capacities = [pos.capacity(), found.capacity(), after.capacity()];
        let buffers = lemmas.buffers().into_iter().chain(features.buffers());
        capacities
            .into_iter()
            .chain(strings)
            .chain(buffers.map(String::capacity))
            .any(|bytes| bytes > 1 << 20)
    }
}

impl Tagger<'_> {
    /// Appends a part of speech, and what else is wanted, for every segment. The tagger sees an
    /// article and its noun as one, as treebanks do; the article alone is a determiner.
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn tag(
        &self,
        text: &str,
        tokens: &[Token],
        sentences: &[Span],
        segments: &mut Segments,
        wanted: Wanted,
        scratch: &mut TagScratch,
        out: &mut Tagged,
    ) {
        let TagScratch { pos, lemmas, features, form, folded, found, after } = scratch;
        pos.prepare(self.pos);
        lemmas.prepare(self.lemmas);
        let mut from = 0;
        for sentence in sentences.iter().map(|span| span.end).chain([u32::MAX]) {
            let count = tokens[from..].partition_point(|token| token.span.start < sentence);
            let to = from + count;
            found.clear();
            for (number, token) in (from..).zip(&tokens[from..to]) {
                let parts = segments.of(number);
                for (at, segment) in Scheme::Atb.join(parts).enumerate() {
                    form.clear();
                    segment.push_form(text, form);
                    let is_stem = segment.role == Role::Stem;
                    let mut allowed = Allowed::by_kind(token.kind, segment.role);
                    if is_stem && token.kind == TokenKind::Arabic {
                        if is_marked(form) {
                            allowed = self.lemmas.by_marks(form, allowed, folded);
                        }
                        // What the segmenter knows for a verb, by its spelling with ا, is no noun in
                        // ي: رماها.
                        if segment.edit.back == Back::AlefMaksura
                            && segment.span.of(text).chars().rev().map(letter).find(|&it| it != 0)
                                == Some(ALEF)
                            && parts.last().is_some_and(|last| last.role == Role::Object)
                        {
                            allowed = VERBS;
                        }
                        // The first person is ني behind verbs, ي behind nouns.
                        let pronoun = parts.last().filter(|last| {
                            last.role.is_pronoun() && last.span.start == segment.span.end
                        });
                        let pronoun = pronoun.map_or("", |last| last.span.of(text));
                        let before_ya = first_letter(pronoun) == YA;
                        if before_ya && closed::is_before_mine(form) {
                            allowed = Allowed::only(Upos::Noun);
                        } else if before_ya {
                            allowed = allowed.narrowed(allowed.without(VERBS));
                        } else if is_ni(pronoun) {
                            allowed = allowed.narrowed(allowed.without(NOMINALS));
                        }
                    }
                    let article = is_stem && parts.iter().any(|part| part.role == Role::Article);
                    pos.push(self.pos, form, at > 0, allowed, article, found);
                }
            }
            pos.finish(self.pos, found);
            if wanted.lemmas || wanted.vocalized {
                // Particles and quotation marks aside: أن لا يكتب.
                let mut next = Upos::X;
                after.clear();
                for &upos in found.iter().rev() {
                    after.push(next);
                    if !matches!(upos, Upos::Part | Upos::Punct) {
                        next = upos;
                    }
                }
            }
            let mut rest = found.iter().copied();
            for token in from..to {
                let first = out.pos.len();
                let mut parts = segments.of(token).iter().peekable();
                let mut words = Scheme::Atb.join(segments.of(token)).peekable();
                while let Some(joined) = words.next() {
                    let upos = rest.next().unwrap_or(Upos::X);
                    let mut article = false;
                    // All but the last of what is joined are articles.
                    while let Some(part) = parts.next_if(|part| part.span.end <= joined.span.end) {
                        if part.role == Role::Article && part.span.end < joined.span.end {
                            article = true;
                            out.pos.push(Upos::Det);
                            if wanted.lemmas {
                                out.lemmas.push("ال");
                            }
                            if wanted.vocalized {
                                out.vocalized.push("ال");
                            }
                            if wanted.features {
                                out.features.push(Features::default());
                            }
                            continue;
                        }
                        out.pos.push(upos);
                        if !wanted.lemmas && !wanted.vocalized && !wanted.features {
                            continue;
                        }
                        form.clear();
                        joined.push_form(text, form);
                        let enclitic = joined.role.is_pronoun();
                        let (lemma, found) = lemmas.lemma(self.lemmas, form, upos, enclitic);
                        let mut listed = || {
                            folded.clear();
                            fold(form, folded);
                            let next = after.get(rest.len()).copied().unwrap_or(Upos::X);
                            allowed::lemma(folded, form, upos, next)
                        };
                        let listed = if found.depends { listed() } else { None };
                        if wanted.lemmas {
                            match listed {
                                Some(listed) => {
                                    folded.clear();
                                    folded.extend(plain(listed));
                                    out.lemmas.push(folded);
                                }
                                None => out.lemmas.push(lemma),
                            }
                        }
                        if wanted.vocalized {
                            let vocalized = self.lemmas.vocalized(found, lemma);
                            out.vocalized.push(listed.unwrap_or(vocalized));
                        }
                        if wanted.features {
                            let next = words.peek().map(|next| next.role);
                            let word = Word {
                                form,
                                upos,
                                enclitic,
                                article,
                                possessed: next.is_some_and(Role::is_pronoun),
                                lemma,
                                known: found.listed,
                            };
                            out.features.push(word.features(features));
                        }
                    }
                }
                drop((parts, words));
                let range = segments.range(token);
                if let [.., host, _] = out.pos[first..]
                    && let Some(pronoun) = segments.all()[range.clone()].last()
                    && pronoun.role.is_pronoun()
                {
                    let written = pronoun.span.of(text);
                    let role = pronoun_after(host, is_ni(written), pronoun.role);
                    segments.set_role(range.end - 1, role);
                }
            }
            from = to;
        }
    }
}
