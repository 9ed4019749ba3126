//! From the segments of a text to their parts of speech and lemmas.

use super::lemma::LemmaModel;
use super::pos::{PosModel, PosScratch, Upos};
use super::segment::{Role, Scheme, Segments};
use crate::Span;
use crate::tokenize::Token;

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

    fn push(&mut self, lemma: impl FnOnce(&mut String)) {
        lemma(&mut self.text);
        self.ends.push(self.text.len());
    }
}

/// Tags and, if it is to, leads back to lemmas.
pub(crate) struct Tagger<'a> {
    pub(crate) pos: &'a PosModel,
    pub(crate) lemmas: Option<&'a LemmaModel>,
}

impl Tagger<'_> {
    /// Appends a part of speech, and a lemma, for every segment. The tagger sees an article and its
    /// noun as one, as treebanks do; the article alone is a determiner.
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn tag(
        &self,
        text: &str,
        tokens: &[Token],
        sentences: &[Span],
        segments: &Segments,
        vocalized: bool,
        scratch: &mut PosScratch,
        tags: &mut Vec<Upos>,
        lemmas: &mut Lemmas,
    ) {
        scratch.prepare(self.pos);
        let (mut form, mut spelling, mut found) = scratch.take_buffers();
        let mut from = 0;
        for sentence in sentences.iter().map(|span| span.end).chain([u32::MAX]) {
            let count = tokens[from..].partition_point(|token| token.span.start < sentence);
            let to = from + count;
            found.clear();
            for token in from..to {
                for (at, segment) in Scheme::Atb.join(segments.of(token)).enumerate() {
                    form.clear();
                    segment.push_form(text, &mut form);
                    scratch.push(self.pos, &form, at > 0, &mut found);
                }
            }
            scratch.finish(self.pos, &mut found);
            let mut found = found.iter().copied();
            for token in from..to {
                let mut parts = segments.of(token).iter().peekable();
                for (at, joined) in Scheme::Atb.join(segments.of(token)).enumerate() {
                    let tag = found.next().unwrap_or(Upos::X);
                    // All but the last of what is joined are articles.
                    while let Some(part) = parts.next_if(|part| part.span.end <= joined.span.end) {
                        let article = part.role == Role::Article && part.span.end < joined.span.end;
                        tags.push(if article { Upos::Det } else { tag });
                        if let Some(model) = self.lemmas {
                            lemmas.push(|out| {
                                if article {
                                    out.push_str("ال");
                                    return;
                                }
                                form.clear();
                                joined.push_form(text, &mut form);
                                model.lemma(&form, tag, at > 0, vocalized, &mut spelling, out);
                            });
                        }
                    }
                }
            }
            from = to;
        }
        scratch.give_buffers((form, spelling, found));
    }
}
