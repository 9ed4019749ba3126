//! Raw text as clitic segments.

use std::path::PathBuf;

use rustc_hash::FxHashMap;

use super::conllu::TreebankWord;
use super::corpus::{Corpus, Vocabulary};
use super::input::each_line;
use super::knowledge::Raw;
use crate::Result;
use crate::morphology::lemma::spell;
use crate::morphology::pos::Form;
use crate::morphology::{Scheme, Segmenter};
use crate::tokenize::{Newlines, TokenKind, sentences, tokenize};

/// Reads texts, a paragraph a line, as segments of the scheme `atb`, in their underlying forms.
pub(crate) fn read_segments(paths: &[PathBuf], segmenter: &Segmenter) -> Result<Raw> {
    let mut vocabulary = Vocabulary::new();
    let mut corpus = Corpus::new();
    let mut start = corpus.positions.len();
    let (mut tokens, mut spans, mut segments) = (Vec::new(), Vec::new(), Vec::new());
    let mut known: FxHashMap<Box<str>, Vec<u32>> = FxHashMap::default();
    let mut form = String::new();
    for path in paths {
        each_line(path, |_, line| {
            tokens.clear();
            spans.clear();
            tokenize(line, &mut tokens);
            sentences(line, &tokens, Newlines::Never, &mut spans);
            let mut rest = tokens.iter().peekable();
            for span in &spans {
                while let Some(token) = rest.next_if(|token| token.span.start < span.end) {
                    let word = token.span.of(line);
                    let numbers = match known.get(word) {
                        Some(numbers) => numbers,
                        None => {
                            let mut numbers = Vec::new();
                            let mut push = |text: &str| {
                                form.clear();
                                spell(text, &mut form);
                                numbers.push(vocabulary.number(&form));
                            };
                            if token.kind == TokenKind::Arabic {
                                segments.clear();
                                segmenter.segment(word, 0, &mut segments);
                                for segment in Scheme::Atb.join(&segments) {
                                    push(&segment.form(word));
                                }
                            } else {
                                push(word);
                            }
                            known.entry(word.into()).or_insert(numbers)
                        }
                    };
                    for (at, &number) in numbers.iter().enumerate() {
                        corpus.positions.push(number);
                        corpus.joined.push(at > 0);
                    }
                }
                start = corpus.end_sentence(start);
            }
            Ok(())
        })?;
    }
    let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
    let mut forms: Vec<String> = Vec::new();
    let mut number = |form: &str| match numbers.get(form) {
        Some(&number) => number,
        None => {
            forms.push(form.to_owned());
            numbers.insert(form.to_owned(), forms.len() as u32 - 1);
            forms.len() as u32 - 1
        }
    };
    let mut form = Form::default();
    let (mut folded, mut stems) = (Vec::new(), Vec::new());
    for word in &vocabulary.words {
        form.read(word);
        folded.push(number(&form.folded));
        stems.push(number(form.bare()));
    }
    let mut counts = vec![0; forms.len()];
    for &word in &corpus.positions {
        counts[folded[word as usize] as usize] += 1;
    }
    Ok(Raw { vocabulary, corpus, folded, stems, forms, counts })
}

/// How often raw text has each spelling.
pub(crate) fn spellings(raw: &Raw) -> FxHashMap<&str, u64> {
    let mut counts = vec![0; raw.vocabulary.words.len()];
    for &word in &raw.corpus.positions {
        counts[word as usize] += 1;
    }
    raw.vocabulary.words.iter().map(|word| &**word).zip(counts).collect()
}

/// The segments of a treebank's sentence in their underlying forms, where the treebank has surfaces:
/// `ل` + `لسلطة`, `مدرست` + `ها`. Words that the segmenter cuts elsewhere stay as they are.
pub(crate) fn underlying(sentence: &[TreebankWord], segmenter: &Segmenter) -> Vec<String> {
    let mut forms = Vec::with_capacity(sentence.len());
    let (mut word, mut segments) = (String::new(), Vec::new());
    for parts in sentence.chunk_by(|_, next| next.attached) {
        word.clear();
        parts.iter().for_each(|part| word.push_str(&part.form));
        segments.clear();
        if parts.len() > 1 {
            segmenter.segment(&word, 0, &mut segments);
        }
        let joined: Vec<_> = Scheme::Atb.join(&segments).collect();
        let agree = joined.len() == parts.len()
            && joined.iter().zip(parts).all(|(segment, part)| segment.span.of(&word) == part.form);
        for (at, part) in parts.iter().enumerate() {
            let text = if agree { joined[at].form(&word) } else { part.form.as_str().into() };
            let mut form = String::new();
            spell(&text, &mut form);
            forms.push(if form.is_empty() { part.form.clone() } else { form });
        }
    }
    forms
}
