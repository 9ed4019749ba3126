//! Treebanks in CoNLL-U, read as words of clitic segments.

use std::path::Path;

use super::input::each_line;
use crate::morphology::Upos;
use crate::unicode::{Class, class};
use crate::{Error, Result};

/// A syntactic word of a treebank: a clitic, a word without its clitics, or a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreebankWord {
    /// As it is written, or, of a multiword token, as the treebank gives it.
    pub form: String,
    /// The lemma.
    pub lemma: String,
    /// The universal part of speech.
    pub upos: Upos,
    /// The features, as the treebank has them.
    pub features: String,
    /// Whether it is written attached to the word before: both are letters, and no space or mark is
    /// between them.
    pub attached: bool,
}

/// Reads a CoNLL-U file, a list of words for each sentence. Empty nodes are skipped; of a multiword
/// token only the numbers of its words count, not its form.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io) if the file cannot be read,
/// [`ErrorKind::Data`](crate::ErrorKind::Data) with the line if it is malformed.
pub fn read_conllu(path: impl AsRef<Path>) -> Result<Vec<Vec<TreebankWord>>> {
    let mut sentences = Vec::new();
    let mut sentence: Vec<TreebankWord> = Vec::new();
    // Whether the word before lets the next follow without a space; the last multiword token.
    let mut open = false;
    let mut range = Range::default();
    let path = path.as_ref();
    each_line(path, |line_number, line| {
        if line.trim().is_empty() {
            range.check(sentence.len())?;
            if !sentence.is_empty() {
                sentences.push(std::mem::take(&mut sentence));
            }
            (open, range) = (false, Range::default());
            return Ok(());
        }
        if line.starts_with('#') {
            return Ok(());
        }
        let columns: Vec<&str> = line.split('\t').collect();
        let &[id, form, lemma, upos, _, features, _, _, _, misc] = &columns[..] else {
            let columns = columns.len();
            return Err(Error::data(format!("a line of CoNLL-U has 10 columns, not {columns}")));
        };
        if id.contains('.') {
            return Ok(());
        }
        let number = |id: &str| {
            id.parse::<usize>().map_err(|_| Error::data(format!("{id:?} is no number of a word")))
        };
        if let Some((from, to)) = id.split_once('-') {
            let (from, to) = (number(from)?, number(to)?);
            if to < from {
                return Err(Error::data(format!("the range {id} ends before it begins")));
            }
            if from <= range.last {
                let Range { first, last, .. } = range;
                return Err(Error::data(format!("the range {id} overlaps {first}-{last}")));
            }
            if from != sentence.len() + 1 {
                let before = sentence.len();
                return Err(Error::data(format!("the range {id} follows word {before}")));
            }
            range = Range { first: from, last: to, line: line_number };
            return Ok(());
        }
        let number = number(id)?;
        if number != sentence.len() + 1 {
            return Err(Error::data(format!("word {number} follows word {}", sentence.len())));
        }
        let upos = Upos::from_name(upos).map_err(|error| Error::data(error.to_string()))?;
        if form.is_empty() {
            return Err(Error::data("an empty word"));
        }
        let letters = |form: &str| form.chars().any(|c| class(c) == Class::ArabicLetter);
        let attached =
            open && letters(form) && sentence.last().is_some_and(|last| letters(&last.form));
        sentence.push(TreebankWord {
            form: form.to_owned(),
            lemma: lemma.to_owned(),
            upos,
            features: features.to_owned(),
            attached,
        });
        open = number < range.last || misc.split('|').any(|part| part == "SpaceAfter=No");
        Ok(())
    })?;
    range.check(sentence.len()).map_err(|error| error.in_file(path))?;
    if !sentence.is_empty() {
        sentences.push(sentence);
    }
    Ok(sentences)
}

/// The words of a multiword token, and the line that says so.
#[derive(Clone, Copy, Default)]
struct Range {
    first: usize,
    last: usize,
    line: u64,
}

impl Range {
    /// Refuses one that goes beyond a sentence of so many words.
    fn check(self, words: usize) -> Result<()> {
        let Self { first, last, line } = self;
        if last <= words {
            return Ok(());
        }
        let message =
            format!("the range {first}-{last} goes beyond the sentence, which has {words} words");
        Err(Error::data(message).at_line(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Vec<TreebankWord>>> {
        let path = std::env::temp_dir().join(format!(
            "warraq-conllu-{}-{}",
            std::process::id(),
            crc32fast::hash(text.as_bytes())
        ));
        std::fs::write(&path, text).unwrap();
        let read = read_conllu(&path);
        std::fs::remove_file(&path).unwrap();
        read
    }

    fn line(id: &str, form: &str, misc: &str) -> String {
        format!("{id}\t{form}\t{form}\tNOUN\t_\t_\t0\troot\t_\t{misc}\n")
    }

    #[test]
    fn words_know_what_they_are_attached_to() {
        let text = [
            "# text = للصين وقال.\n".to_owned(),
            line("1", "ل", "SpaceAfter=No"),
            line("2", "الصين", "_"),
            line("3-4", "وقال", "SpaceAfter=No"),
            line("3", "و", "_"),
            line("4", "قال", "_"),
            line("5", ".", "_"),
            "\n".into(),
            line("1", "نعم", "_"),
        ]
        .concat();
        let sentences = read(&text).unwrap();
        assert_eq!(sentences.len(), 2);
        let attached: Vec<bool> = sentences[0].iter().map(|word| word.attached).collect();
        assert_eq!(attached, [false, true, false, true, false]);
    }

    #[test]
    fn ranges_are_those_of_words_to_come() {
        let mut lines: Vec<String> = (1..=5).map(|id| line(&id.to_string(), "في", "_")).collect();
        for (at, range, message) in [
            (2, "4-3", "the range 4-3 ends before it begins"),
            (2, "3-9", "the range 3-9 goes beyond the sentence, which has 5 words"),
            (2, "4-5", "the range 4-5 follows word 2"),
            (2, "2-3", "the range 2-3 follows word 2"),
        ] {
            lines.insert(at, line(range, "في", "_"));
            for end in ["", "\n", "\n1\tx"] {
                let error = read(&(lines.concat() + end)).unwrap_err();
                assert_eq!(error.line(), Some(3));
                assert!(error.to_string().ends_with(message), "{error}");
            }
            lines.remove(at);
        }
        lines.insert(1, line("2-4", "في", "_"));
        assert_eq!(read(&lines.concat()).unwrap()[0].len(), 5);
        lines.insert(3, line("3-5", "في", "_"));
        let error = read(&lines.concat()).unwrap_err();
        assert_eq!(error.line(), Some(4));
        assert!(error.to_string().ends_with("the range 3-5 overlaps 2-4"), "{error}");
    }

    #[test]
    fn malformed_lines_are_named() {
        let first = line("1", "في", "_");
        for (text, message) in [
            (format!("{first}x\ty\n"), "a line of CoNLL-U has 10 columns, not 2"),
            (format!("{first}{}", line("3", "في", "_")), "word 3 follows word 1"),
            (format!("{first}{}", line("b", "في", "_")), "\"b\" is no number of a word"),
            (format!("{first}{}", line("2", "", "_")), "an empty word"),
            (
                format!("{first}{}", line("2", "في", "_").replace("NOUN", "PREP")),
                "unknown part of speech \"PREP\"; known: ADJ",
            ),
        ] {
            let error = read(&text).unwrap_err();
            assert_eq!(error.line(), Some(2));
            assert!(error.to_string().contains(message), "{error}");
        }
    }
}
