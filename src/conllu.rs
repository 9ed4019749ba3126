//! Documents in CoNLL-U, the format of Universal Dependencies.

use std::fmt::Write as _;

use crate::morphology::{Features, Lemmas, Scheme, Segments, Upos};
use crate::tokenize::Token;
use crate::{Document, Span};

/// The layers of a text that CoNLL-U tells of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: &'a [Token],
    pub(crate) sentences: &'a [Span],
    pub(crate) segments: &'a Segments,
    pub(crate) pos: &'a [Upos],
    pub(crate) lemmas: &'a Lemmas,
    pub(crate) features: &'a [Features],
}

impl Document<'_> {
    /// The document in CoNLL-U: see [`write`].
    pub fn to_conllu(&self, id: Option<&str>) -> String {
        let mut out = String::new();
        let words = Words {
            text: self.text(),
            tokens: self.tokens(),
            sentences: self.sentences(),
            segments: self.segments(),
            pos: self.pos(),
            lemmas: self.lemmas(),
            features: self.features(),
        };
        write(words, id, &mut out);
        out
    }
}

/// Appends a text in CoNLL-U: of each word FORM, LEMMA, UPOS and, where any is
/// certain, FEATS; of what stands between tokens, in
/// MISC, `SpaceAfter=No` or, where it is not one space, `SpacesAfter` as UDPipe escapes it, and
/// `SpacesBefore` for what the text begins with, so that it can be rebuilt. A token with clitics is a
/// multiword token; its words have their underlying forms (`للصين`: `ل`, `الصين`), by the scheme
/// [`Scheme::Atb`]. There is no syntax: HEAD and DEPREL are `_`.
///
/// `id` names the document, and begins the names of its sentences, where `_` stands for white space
/// and `/`, which they may not have. A text without tokens gives nothing. What the validator asks of
/// characters, NFC among it, is for the text to have.
pub(crate) fn write(words: Words<'_>, id: Option<&str>, out: &mut String) {
    let Words { text, tokens, sentences, segments, pos, lemmas, features } = words;
    if sentences.is_empty() {
        return;
    }
    // A comment is a line.
    let id = id.map(|id| id.split_whitespace().collect::<Vec<_>>().join(" "));
    out.push_str("# newdoc");
    if let Some(id) = &id {
        push(out, format_args!(" id = {id}"));
    }
    out.push('\n');
    let prefix = id.map(|id| id.replace([' ', '/'], "_") + "-").unwrap_or_default();
    let mut next = 0;
    for (number, sentence) in sentences.iter().enumerate() {
        let first = next;
        next += tokens[first..].partition_point(|token| token.span.start < sentence.end);
        push(out, format_args!("# sent_id = {prefix}{}\n# text = ", number + 1));
        for (at, token) in tokens[first..next].iter().enumerate() {
            out.push_str(token.span.of(text));
            let gap = gap(text, tokens, first + at);
            if first + at + 1 < next && !gap.is_empty() {
                out.push(' ');
            }
        }
        out.push('\n');
        let mut word = 1;
        for at in first..next {
            let before = if at == 0 { &text[..tokens[0].span.start as usize] } else { "" };
            let misc = misc(before, gap(text, tokens, at));
            let surface = tokens[at].span.of(text);
            let parts = segments.joined(at, Scheme::Atb);
            let count = parts.clone().count();
            if count > 1 {
                let last = word + count - 1;
                push(out, format_args!("{word}-{last}\t{surface}\t_\t_\t_\t_\t_\t_\t_\t{misc}\n"));
            }
            for (segment, head) in parts {
                let form = segment.form(text);
                let lemma = Some(lemmas.of(head)).filter(|lemma| !lemma.is_empty());
                let lemma = lemma.unwrap_or("_");
                let misc = if count > 1 { "_" } else { &misc };
                let tag = pos[head].name();
                push(out, format_args!("{word}\t{form}\t{lemma}\t{tag}\t_\t"));
                features[head].push(out);
                if features[head].is_empty() {
                    out.push('_');
                }
                push(out, format_args!("\t_\t_\t_\t{misc}\n"));
                word += 1;
            }
        }
        out.push('\n');
    }
}

/// What stands between a token and the next, or the end of the text.
fn gap<'t>(text: &'t str, tokens: &[Token], at: usize) -> &'t str {
    let to = tokens.get(at + 1).map_or(text.len(), |next| next.span.start as usize);
    &text[tokens[at].span.end as usize..to]
}

fn misc(before: &str, after: &str) -> String {
    let mut fields = Vec::new();
    match after {
        " " => {}
        "" => fields.push("SpaceAfter=No".to_owned()),
        _ => fields.push(format!("SpacesAfter={}", escaped(after))),
    }
    if !before.is_empty() {
        fields.push(format!("SpacesBefore={}", escaped(before)));
    }
    if fields.is_empty() { "_".into() } else { fields.join("|") }
}

fn escaped(space: &str) -> String {
    let mut out = String::new();
    for c in space.chars() {
        match c {
            ' ' => out.push_str("\\s"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            _ => push(&mut out, format_args!("\\u{:04X}", u32::from(c))),
        }
    }
    out
}

fn push(out: &mut String, arguments: std::fmt::Arguments<'_>) {
    out.write_fmt(arguments).expect("a string takes whatever is written");
}
