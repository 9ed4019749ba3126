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

/// Reads a CoNLL-U file, a list of words for each sentence. Empty nodes are skipped.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io) if the file cannot be read,
/// [`ErrorKind::Data`](crate::ErrorKind::Data) with the line if it is malformed.
pub fn read_conllu(path: impl AsRef<Path>) -> Result<Vec<Vec<TreebankWord>>> {
    let mut sentences = Vec::new();
    let mut sentence: Vec<TreebankWord> = Vec::new();
    // Whether the word before lets the next follow without a space; the last word of the multiword
    // token that is open.
    let mut open = false;
    let mut range_end = 0;
    each_line(path.as_ref(), |_, line| {
        if line.trim().is_empty() {
            if !sentence.is_empty() {
                sentences.push(std::mem::take(&mut sentence));
            }
            (open, range_end) = (false, 0);
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
            number(from)?;
            range_end = number(to)?;
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
        open = number < range_end || misc.split('|').any(|part| part == "SpaceAfter=No");
        Ok(())
    })?;
    if !sentence.is_empty() {
        sentences.push(sentence);
    }
    Ok(sentences)
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
