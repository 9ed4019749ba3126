//! Documents in CoNLL-U, the format of Universal Dependencies.

use std::fmt::Write as _;

use crate::morphology::{Features, Lemmas, Scheme, Segments, Upos};
use crate::tokenize::{Token, TokenKind};
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

/// Appends a text in CoNLL-U: of each word FORM, LEMMA, UPOS and, where any is certain, FEATS; of what
/// stands between tokens, in MISC, `SpaceAfter=No` or, where it is not one space, `SpacesAfter` as
/// UDPipe escapes it, and `SpacesBefore` for what the text begins with, so that it can be rebuilt. A
/// token with clitics is a multiword token; its words have their underlying forms (`للصين`: `ل`,
/// `الصين`), by the scheme [`Scheme::Atb`]. There is no syntax: HEAD and DEPREL are `_`. Control tokens
/// with the separators U+001C to U+001F, which the validator takes for white space, are written as
/// such.
///
/// `id` names the document, and begins the names of its sentences, where `_` stands for white space
/// and `/`, which they may not have. A text without other tokens gives nothing. What the validator
/// asks of characters, NFC among it, is for the text to have.
pub(crate) fn write(words: Words<'_>, id: Option<&str>, out: &mut String) {
    let Words { text, tokens, sentences, segments, pos, lemmas, features } = words;
    if tokens.iter().all(|token| is_space_token(text, *token)) {
        return;
    }
    // A comment is a line.
    let is_space = |c: char| c.is_whitespace() || is_separator(c);
    let id = id.map(|id| id.split(is_space).filter(|part| !part.is_empty()).collect::<Vec<_>>());
    let id = id.map(|parts| parts.join(" "));
    out.push_str("# newdoc");
    if let Some(id) = &id {
        push(out, format_args!(" id = {id}"));
    }
    out.push('\n');
    let prefix = id.map(|id| id.replace([' ', '/'], "_") + "-").unwrap_or_default();
    let is_word = |at: &usize| !is_space_token(text, tokens[*at]);
    let gap = |at: usize| {
        let next = (at + 1..tokens.len()).find(is_word);
        let to = next.map_or(text.len(), |next| tokens[next].span.start as usize);
        &text[tokens[at].span.end as usize..to]
    };
    let first_word = (0..tokens.len()).find(is_word);
    let (mut next, mut number) = (0, 0);
    for sentence in sentences {
        let first = next;
        next += tokens[first..].partition_point(|token| token.span.start < sentence.end);
        let Some(last) = (first..next).rfind(is_word) else { continue };
        number += 1;
        push(out, format_args!("# sent_id = {prefix}{number}\n# text = "));
        for at in (first..next).filter(is_word) {
            out.push_str(tokens[at].span.of(text));
            if at < last && !gap(at).is_empty() {
                out.push(' ');
            }
        }
        out.push('\n');
        let mut word = 1;
        for at in (first..next).filter(is_word) {
            let start = if Some(at) == first_word { tokens[at].span.start as usize } else { 0 };
            let misc = misc(&text[..start], gap(at));
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

/// The control characters that Python, and with it the validator, takes for white space, and Unicode
/// does not.
fn is_separator(c: char) -> bool {
    matches!(c, '\u{1C}'..='\u{1F}')
}

fn is_space_token(text: &str, token: Token) -> bool {
    token.kind == TokenKind::Control && token.span.of(text).contains(is_separator)
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
