//! CoNLL files: a token and its tag on each line, a blank line between sentences.

use std::fmt::Write as _;
use std::path::Path;

use crate::{Error, Result};

/// A sentence of a CoNLL file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    /// The tokens as they stand in the file.
    pub tokens: Vec<String>,
    /// Their tags in IOB2, whatever scheme the file has: `O`, `B-PER`, `I-PER`.
    pub tags: Vec<String>,
}

impl Sentence {
    /// A sentence of tokens and their tags, in any of the schemes that [`read_conll`] knows.
    ///
    /// # Errors
    /// [`ErrorKind::Data`](crate::ErrorKind::Data) with the number of the token, from 0, that is empty or
    /// has no proper tag, or if there are not as many tags as tokens.
    pub fn new(tokens: Vec<String>, tags: &[impl AsRef<str>]) -> Result<Self> {
        if tokens.len() != tags.len() {
            let (tokens, tags) = (tokens.len(), tags.len());
            return Err(Error::data(format!("{tokens} tokens, but {tags} tags")));
        }
        if let Some(at) = tokens.iter().position(String::is_empty) {
            return Err(Error::data(format!("token {at} is empty")));
        }
        let mut open = None;
        let read = |(at, tag)| {
            iob2(tag, &mut open).ok_or_else(|| Error::data(format!("token {at}: {}", bad_tag(tag))))
        };
        let tags = tags.iter().map(AsRef::as_ref).enumerate().map(read).collect::<Result<_>>()?;
        Ok(Self { tokens, tags })
    }
}

/// The tag in IOB2 of a tag in any scheme, `None` if it is of none; `open` is the label of the name that
/// the token before leaves open.
fn iob2<'t>(tag: &'t str, open: &mut Option<&'t str>) -> Option<String> {
    match tag.split_once('-') {
        None if tag == "O" => {
            *open = None;
            Some("O".to_owned())
        }
        Some((prefix @ ("B" | "I" | "E" | "L" | "S" | "U"), label))
            if !label.is_empty() && !label.contains(char::is_control) =>
        {
            let begins = matches!(prefix, "B" | "S" | "U") || *open != Some(label);
            *open = matches!(prefix, "B" | "I").then_some(label);
            Some(format!("{}-{label}", if begins { 'B' } else { 'I' }))
        }
        _ => None,
    }
}

fn bad_tag(tag: &str) -> String {
    format!("the tag {tag:?} is neither O nor B, I, E, L, S or U with a label, as in B-PER")
}

/// Reads a CoNLL file: the token is the first column, the tag the last; columns are separated by
/// tabs, or by spaces on a line without tabs. A line that begins with `-DOCSTART-` is skipped.
///
/// Tags may follow IOB1, IOB2, IOBES or BILOU. A name begins where conlleval lets it begin: at `B`,
/// `S` or `U`, after a name that ended, and at any other tag whose label is not that of the tag
/// before.
///
/// # Errors
/// [`ErrorKind::Io`](crate::ErrorKind::Io) if the file cannot be read,
/// [`ErrorKind::Data`](crate::ErrorKind::Data) with the line if it is malformed.
pub fn read_conll(path: impl AsRef<Path>) -> Result<Vec<Sentence>> {
    let path = path.as_ref();
    let bytes = std::fs::read(path).map_err(|error| Error::io(path, error))?;
    parse_conll(&bytes).map_err(|error| error.in_file(path))
}

/// Reads the content of a CoNLL file: see [`read_conll`].
///
/// # Errors
/// [`ErrorKind::Data`](crate::ErrorKind::Data) with the line if it is malformed.
pub fn parse_conll(bytes: &[u8]) -> Result<Vec<Sentence>> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut sentences = Vec::new();
    let mut sentence = Sentence::default();
    // Whether the last token's name goes on, and its label.
    let mut open: Option<&str> = None;
    for (number, line) in bytes.split(|&byte| byte == b'\n').enumerate() {
        let at_line = |error: Error| error.at_line(number as u64 + 1);
        let line = std::str::from_utf8(line)
            .map_err(|_| at_line(Error::data("not UTF-8; convert the file to UTF-8 first")))?;
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.trim().is_empty() {
            if !sentence.tokens.is_empty() {
                sentences.push(std::mem::take(&mut sentence));
            }
            open = None;
            continue;
        }
        if line.starts_with("-DOCSTART-") {
            continue;
        }
        let mut columns =
            line.split(if line.contains('\t') { '\t' } else { ' ' }).filter(|c| !c.is_empty());
        let (Some(token), Some(tag)) = (columns.next(), columns.next_back()) else {
            return Err(at_line(Error::data(format!(
                "expected a token and its tag, found only {:?}",
                line.trim()
            ))));
        };
        let written = iob2(tag, &mut open).ok_or_else(|| at_line(Error::data(bad_tag(tag))))?;
        sentence.tokens.push(token.to_owned());
        sentence.tags.push(written);
    }
    if !sentence.tokens.is_empty() {
        sentences.push(sentence);
    }
    Ok(sentences)
}

/// Writes sentences as [`parse_conll`] reads them: token, tab, tag.
pub fn to_conll(sentences: &[Sentence]) -> String {
    let mut out = String::new();
    for (number, sentence) in sentences.iter().enumerate() {
        if number > 0 {
            out.push('\n');
        }
        for (token, tag) in sentence.tokens.iter().zip(&sentence.tags) {
            writeln!(out, "{token}\t{tag}").expect("writing to a string");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(text: &str) -> Vec<String> {
        parse_conll(text.as_bytes()).unwrap().into_iter().flat_map(|s| s.tags).collect()
    }

    #[test]
    fn every_scheme_becomes_iob2() {
        // Two people side by side, then a place.
        let iob2 = "O B-PER I-PER B-PER O B-LOC";
        for tagged in [
            iob2,
            "O I-PER I-PER B-PER O I-LOC",
            "O B-PER E-PER S-PER O S-LOC",
            "O B-PER L-PER U-PER O U-LOC",
        ] {
            let text: String = tagged.split(' ').map(|tag| format!("س {tag}\n")).collect();
            assert_eq!(tags(&text).join(" "), iob2, "{tagged}");
        }
        // A label that changes begins a name; a sentence ends one.
        assert_eq!(tags("a I-PER\nb I-LOC\n\nc I-LOC\n"), ["B-PER", "B-LOC", "B-LOC"]);
    }

    #[test]
    fn columns_and_blank_lines() {
        let text = "\u{feff}-DOCSTART- O\n\n\nكيم\tNNP\tB-PER\r\n \nفي X X O";
        let sentences = parse_conll(text.as_bytes()).unwrap();
        assert_eq!(sentences.len(), 2);
        assert_eq!(sentences[0].tokens, ["كيم"]);
        assert_eq!(sentences[1].tokens, ["في"]);
        assert_eq!(parse_conll(to_conll(&sentences).as_bytes()).unwrap(), sentences);
    }

    #[test]
    fn malformed_lines_are_named() {
        for (text, line, message) in [
            (&b"a O\nb\n"[..], 2, "expected a token and its tag, found only \"b\""),
            (b"a O\n\nb X-PER\n", 3, "the tag \"X-PER\" is neither O nor B, I, E, L, S or U"),
            (b"a B-\n", 1, "the tag \"B-\" is neither"),
            (b"a O\n\xff O\n", 2, "not UTF-8"),
        ] {
            let error = parse_conll(text).unwrap_err();
            assert_eq!(error.line(), Some(line));
            assert!(error.to_string().contains(message), "{error}");
        }
    }
}
