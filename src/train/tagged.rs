//! How well parts of speech and lemmas are found.

use std::path::Path;
use std::time::Instant;

use serde::Serialize;

use super::conllu::{TreebankWord, read_conllu};
use super::input::each_line;
use super::pos::{PosEvaluation, allowed, percent};
use super::segments::underlying;
use crate::morphology::pos::PosScratch;
use crate::morphology::{Features, Role, Upos};
use crate::normalize::fold;
use crate::unicode::{Class, class};
use crate::{Error, Layers, Pipeline, Result};

/// How well lemmas are found. Serializes to the JSON of `warraq eval lemma --json`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LemmaEvaluation {
    /// Percent of the lemmas that are right: the same letters, marks aside, ٱ taken for ا.
    pub accuracy: f64,
    /// The same where the forms of alef, ya and ta marbuta count as one letter each.
    pub accuracy_folded: f64,
    /// How many lemmas there are.
    pub lemmas: usize,
    /// Words analysed in a second, on one thread: segments, parts of speech and lemmas.
    pub words_per_second: f64,
    /// The wrong ones: the form, the tag it was given, the right lemma, the predicted one.
    pub errors: Vec<(String, String, String, String)>,
}

impl LemmaEvaluation {
    fn add(&mut self, form: &str, tag: Upos, gold: &str, predicted: &str) {
        let plain = |lemma: &str| -> String {
            let kept = lemma.chars().filter(|&c| class(c) != Class::Mark);
            kept.map(|c| if c == 'ٱ' { 'ا' } else { c }).collect()
        };
        let folded = |lemma: &str| {
            let mut out = String::new();
            fold(lemma, &mut out);
            out
        };
        self.lemmas += 1;
        if plain(gold) == plain(predicted) {
            self.accuracy += 1.0;
        } else {
            let [gold, predicted] = [gold, predicted].map(str::to_owned);
            self.errors.push((form.to_owned(), tag.name().to_owned(), gold, predicted));
        }
        self.accuracy_folded += f64::from(u8::from(folded(gold) == folded(predicted)));
    }

    fn finish(&mut self, words: usize, seconds: f64) {
        for accuracy in [&mut self.accuracy, &mut self.accuracy_folded] {
            *accuracy = percent(*accuracy as usize, self.lemmas);
        }
        self.words_per_second = (words as f64 / seconds.max(1e-9)).round();
    }
}

/// Words of a file in the columns of the WikiNews set: the word, its lemma, and its part of speech,
/// if that is known.
struct Word {
    form: String,
    lemma: String,
    pos: Option<Upos>,
}

/// Reads sentences in the columns word, clitic segments, full segments, their tags, lemma, part of
/// speech; an empty line ends one.
fn read_words(path: &Path) -> Result<Vec<Vec<Word>>> {
    let mut sentences = vec![Vec::new()];
    each_line(path, |number, line| {
        if line.trim().is_empty() {
            sentences.push(Vec::new());
            return Ok(());
        }
        if number == 1 && line.starts_with("# ") {
            return Ok(());
        }
        let columns: Vec<&str> = line.split('\t').collect();
        let &[form, _, _, _, lemma, pos] = &columns[..] else {
            return Err(Error::data(format!(
                "neither CoNLL-U, which has 10 columns, nor a word with its segments twice, tags, \
                 lemma and part of speech: {} columns",
                columns.len()
            )));
        };
        if form.is_empty() {
            return Err(Error::data("an empty word"));
        }
        let pos = match pos {
            "_" => None,
            pos => Some(universal(pos).ok_or_else(|| {
                Error::data(format!("the part of speech {pos:?} is none of CAMeL Tools"))
            })?),
        };
        let [form, lemma] = [form, lemma].map(str::to_owned);
        sentences.last_mut().expect("one").push(Word { form, lemma, pos });
        Ok(())
    })?;
    sentences.retain(|sentence| !sentence.is_empty());
    Ok(sentences)
}

/// What CAMeL Tools call a part of speech, as Universal Dependencies would: the tag that the Arabic
/// treebanks give most of such words.
fn universal(camel: &str) -> Option<Upos> {
    Some(match camel {
        "noun" => Upos::Noun,
        "noun_prop" => Upos::Propn,
        "adj" | "adj_comp" | "adj_num" => Upos::Adj,
        "verb" => Upos::Verb,
        "prep" => Upos::Adp,
        "punc" => Upos::Punct,
        "digit" | "noun_num" => Upos::Num,
        "pron" | "pron_dem" | "pron_rel" => Upos::Pron,
        "conj" => Upos::Cconj,
        "conj_sub" => Upos::Sconj,
        "noun_quant" => Upos::Det,
        "adv" | "adv_rel" | "adv_interrog" => Upos::Adv,
        "interj" => Upos::Intj,
        "foreign" | "abbrev" => Upos::X,
        "verb_pseudo" => Upos::Part,
        _ if camel.starts_with("part") => Upos::Part,
        _ => return None,
    })
}

/// Whether a file is in CoNLL-U rather than in the columns of the WikiNews set.
fn is_conllu(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("conllu"))
}

/// Measures the tagger of `pipeline` on a treebank in CoNLL-U, given its words, or on the stems of
/// words in the columns of the WikiNews set, whose tags are mapped to universal ones and which it has
/// to find itself.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io) if the file cannot be read,
/// [`ErrorKind::Data`](crate::ErrorKind::Data) with the line if it is malformed.
pub fn evaluate_pos(pipeline: &Pipeline, path: impl AsRef<Path>) -> Result<PosEvaluation> {
    let path = path.as_ref();
    let mut evaluation = PosEvaluation::default();
    let mut seconds = 0.0;
    if is_conllu(path) {
        let model = pipeline.pos_model();
        let mut worker = pipeline.worker();
        let mut scratch = PosScratch::default();
        scratch.prepare(model);
        let (mut segmented, mut found) = (0, Vec::new());
        for sentence in read_conllu(path)? {
            let forms = underlying(&sentence, pipeline.segmenter());
            found.clear();
            let begun = Instant::now();
            for (form, word) in forms.iter().zip(&sentence) {
                scratch.push(model, form, word.attached, allowed(form), false, &mut found);
            }
            scratch.finish(model, &mut found);
            seconds += begun.elapsed().as_secs_f64();
            for (word, tag) in sentence.iter().zip(&found) {
                evaluation.add(word.upos, *tag);
            }
            // The same, with the segments that the pipeline finds; and the features.
            let words = whole_words(&sentence);
            let surfaces: Vec<String> = words
                .iter()
                .map(|word| word.iter().map(|part| part.form.as_str()).collect())
                .collect();
            worker.annotate_words(&surfaces, Layers::POS | Layers::FEATURES);
            for (at, word) in words.iter().enumerate() {
                let range = worker.segments().range(at);
                let parts: Vec<(Upos, Features)> = range
                    .filter(|&at| worker.segments().all()[at].role != Role::Article)
                    .map(|at| (worker.pos()[at], worker.features()[at]))
                    .collect();
                let agree = parts.len() == word.len();
                for (part, &(tag, features)) in word.iter().zip(&parts) {
                    segmented += usize::from(agree && part.upos == tag);
                    if agree {
                        evaluation.add_features(&part.features, features);
                    }
                }
                // Of a word that is cut otherwise, nothing is right.
                if !agree {
                    word.iter()
                        .for_each(|w| evaluation.add_features(&w.features, Features::default()));
                    parts.iter().for_each(|part| evaluation.add_features("", part.1));
                }
            }
        }
        evaluation.finish(seconds);
        evaluation.accuracy_segmented = Some(percent(segmented, evaluation.words));
    } else {
        let mut worker = pipeline.worker();
        for sentence in read_words(path)? {
            let forms: Vec<&str> = sentence.iter().map(|word| word.form.as_str()).collect();
            let begun = Instant::now();
            worker.annotate_words(&forms, Layers::POS);
            seconds += begun.elapsed().as_secs_f64();
            for (at, word) in sentence.iter().enumerate() {
                if let Some(gold) = word.pos {
                    let tag = worker.pos()[worker.segments().stem(at)];
                    // Universal Dependencies tell auxiliaries from verbs.
                    let tag = if tag == Upos::Aux { Upos::Verb } else { tag };
                    evaluation.add(gold, tag);
                }
            }
        }
        evaluation.finish(seconds);
    }
    Ok(evaluation)
}

/// The words of a sentence, each with its parts.
fn whole_words(sentence: &[TreebankWord]) -> Vec<&[TreebankWord]> {
    sentence.chunk_by(|_, next| next.attached).collect()
}

/// Measures the lemmas of `pipeline`: of the words of a treebank in CoNLL-U, given its segments, or
/// of the stems of words in the columns of the WikiNews set, which it has to find itself. Lemmas that
/// are `_` and marks are passed over.
///
/// # Errors
/// As [`evaluate_pos`].
pub fn evaluate_lemma(pipeline: &Pipeline, path: impl AsRef<Path>) -> Result<LemmaEvaluation> {
    let path = path.as_ref();
    let mut evaluation = LemmaEvaluation::default();
    let (mut words, mut seconds) = (0, 0.0);
    if is_conllu(path) {
        let (model, lemmas) = (pipeline.pos_model(), pipeline.lemma_model());
        let mut scratch = PosScratch::default();
        scratch.prepare(model);
        let (mut found, mut spelling, mut lemma) = (Vec::new(), String::new(), String::new());
        for sentence in read_conllu(path)? {
            let forms = underlying(&sentence, pipeline.segmenter());
            found.clear();
            let begun = Instant::now();
            for (form, word) in forms.iter().zip(&sentence) {
                scratch.push(model, form, word.attached, allowed(form), false, &mut found);
            }
            scratch.finish(model, &mut found);
            words += forms.len();
            for ((form, word), &tag) in forms.iter().zip(&sentence).zip(&found) {
                lemma.clear();
                lemmas.lemma(form, tag, word.attached, &mut spelling, &mut lemma);
                if word.lemma != "_" && word.upos != Upos::Punct {
                    evaluation.add(form, tag, &word.lemma, &lemma);
                }
            }
            seconds += begun.elapsed().as_secs_f64();
        }
    } else {
        let mut worker = pipeline.worker();
        for sentence in read_words(path)? {
            let forms: Vec<&str> = sentence.iter().map(|word| word.form.as_str()).collect();
            let begun = Instant::now();
            worker.annotate_words(&forms, Layers::LEMMAS);
            seconds += begun.elapsed().as_secs_f64();
            words += forms.len();
            for (at, word) in sentence.iter().enumerate() {
                if word.lemma != "_" && word.pos != Some(Upos::Punct) {
                    let stem = worker.segments().stem(at);
                    let lemma = worker.lemmas().of(stem);
                    evaluation.add(&word.form, worker.pos()[stem], &word.lemma, lemma);
                }
            }
        }
    }
    evaluation.finish(words, seconds);
    Ok(evaluation)
}
