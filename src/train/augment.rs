//! More training text from the same sentences: other names in the places of the names.

use std::path::PathBuf;

use super::conll::Sentence;
use super::embeddings::Random;
use super::gazetteers::{Person, each_city, each_person, each_transliterated};
use crate::Result;
use crate::morphology::Segmenter;
use crate::unicode::{Class, class};

/// Names to put in the place of others.
#[derive(Debug, Default)]
pub(crate) struct NamePool {
    given: Vec<String>,
    surnames: Vec<String>,
    foreign: Vec<String>,
    cities: Vec<String>,
}

impl NamePool {
    pub(crate) fn read(
        persons: &[PathBuf],
        transliterated: &[PathBuf],
        places: &[PathBuf],
    ) -> Result<Self> {
        // Of one word, which is no initial.
        let simple = |name: &str| !name.contains([' ', '-']) && name.chars().count() > 2;
        let mut pool = Self::default();
        for path in persons {
            each_person(path, |Person { name, kind, bearers, persianate }| {
                let names = if kind == "given" { &mut pool.given } else { &mut pool.surnames };
                if simple(name) && !persianate && bearers > 1 {
                    // The more who bear it, the oftener it is drawn.
                    names.extend((0..bearers.ilog2()).map(|_| name.to_owned()));
                }
            })?;
        }
        for path in transliterated {
            each_transliterated(path, |name| {
                if simple(name) {
                    pool.foreign.push(name.to_owned());
                }
            })?;
        }
        for path in places {
            each_city(path, |name, inhabitants| {
                if simple(name) && inhabitants > 50_000 {
                    pool.cities.push(name.to_owned());
                }
            })?;
        }
        Ok(pool)
    }
}

/// The sentences that name people or places, with every such name replaced: people by people of as
/// many words, places of one word by cities. Proclitics stay.
pub(crate) fn replace_names(
    sentences: &[Sentence],
    pool: &NamePool,
    clitics: &Segmenter,
) -> Vec<Sentence> {
    let mut random = Random::new(4);
    let mut draw = |names: &[String]| -> Option<String> {
        let at = random.next() as usize;
        (!names.is_empty()).then(|| names[at % names.len()].clone())
    };
    let mut out = Vec::new();
    for sentence in sentences {
        let mut new = sentence.clone();
        let mut changed = false;
        let mut at = 0;
        while at < new.tags.len() {
            let from = at;
            at += 1;
            let Some(label) = sentence.tags[from].strip_prefix("B-") else { continue };
            while at < new.tags.len() && sentence.tags[at] == format!("I-{label}") {
                at += 1;
            }
            let len = at - from;
            let names: Option<Vec<String>> = match label {
                "PER" => {
                    let foreign = from % 2 == 0;
                    (0..len)
                        .map(|part| match (foreign, part + 1 == len) {
                            (true, _) => draw(&pool.foreign),
                            (false, true) => draw(&pool.surnames),
                            (false, false) => draw(&pool.given),
                        })
                        .collect()
                }
                "LOC" if len == 1 => draw(&pool.cities).map(|city| vec![city]),
                _ => None,
            };
            let Some(names) = names else { continue };
            let old = &sentence.tokens[from];
            let bytes = clitics.proclitics(old).bytes as usize;
            let front = old.get(..bytes).unwrap_or("").to_owned();
            for (token, name) in new.tokens[from..at].iter_mut().zip(names) {
                *token = name;
            }
            new.tokens[from].insert_str(0, &front);
            changed = true;
        }
        if changed {
            out.push(new);
        }
    }
    out
}

/// The sentences of ANERcorp in which a hyphen inside a name of a person or thing is a token of its
/// own, tagged `O`, and what follows it a new name; here as readers write it, in one token.
pub(crate) fn joined(sentences: &[Sentence]) -> Vec<Sentence> {
    let mut out = Vec::new();
    for sentence in sentences {
        let mut new = Sentence::default();
        let mut changed = false;
        let mut at = 0;
        let Sentence { tokens, tags } = sentence;
        while at < tokens.len() {
            let label = tags[at].split_once('-').map(|(_, label)| label);
            if let Some(label @ ("PER" | "MISC")) = label
                && at + 2 < tokens.len()
                && tokens[at + 1] == "-"
                && tags[at + 1] == "O"
                && tags[at + 2] == format!("B-{label}")
            {
                new.tokens.push(format!("{}-{}", tokens[at], tokens[at + 2]));
                new.tags.push(tags[at].clone());
                at += 3;
                changed = true;
                continue;
            }
            new.tokens.push(tokens[at].clone());
            new.tags.push(tags[at].clone());
            at += 1;
        }
        if changed {
            out.push(new);
        }
    }
    out
}

/// The sentences that end with a mark, without it: as headings and messages are written.
pub(crate) fn unended(sentences: &[Sentence]) -> Vec<Sentence> {
    let is_mark = |token: &String| {
        token.chars().all(|c| matches!(class(c), Class::Punctuation | Class::Symbol))
    };
    let shorter = sentences.iter().filter_map(|Sentence { tokens, tags }| {
        let length = tokens.iter().rposition(|token| !is_mark(token))? + 1;
        if length == tokens.len() {
            return None;
        }
        let [tokens, tags] = [tokens, tags].map(|list| list[..length].to_vec());
        Some(Sentence { tokens, tags })
    });
    shorter.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::parse_conll;

    #[test]
    fn a_hyphen_inside_a_name_is_joined() {
        let text = "كيم B-PER\nجونغ I-PER\n- O\nايل B-PER\nفي O\n\nدبي B-LOC\n- O\nالدوحة B-LOC\n";
        let joined = joined(&parse_conll(text.as_bytes()).unwrap());
        assert_eq!(joined.len(), 1);
        assert_eq!(joined[0].tokens, ["كيم", "جونغ-ايل", "في"]);
        assert_eq!(joined[0].tags, ["B-PER", "I-PER", "O"]);
    }

    #[test]
    fn marks_at_the_end_go() {
        let text = "في O\nدبي B-LOC\n\" O\n. O\n\nدبي B-LOC\n. O\nنعم O\n\n... O\n";
        let unended = unended(&parse_conll(text.as_bytes()).unwrap());
        assert_eq!(unended.len(), 1);
        assert_eq!(unended[0].tokens, ["في", "دبي"]);
        assert_eq!(unended[0].tags, ["O", "B-LOC"]);
    }

    #[cfg(feature = "embedded-models")]
    #[test]
    fn names_are_replaced_and_clitics_kept() {
        use crate::model::{ModelFile, embedded};
        let clitics = Segmenter::from_file(&ModelFile::parse(embedded()).unwrap()).unwrap();
        let text = "قال O\nجون B-PER\nسميث I-PER\nفي O\nوبريطانيا B-LOC\n. O\n\nلا O\n";
        let sentences = parse_conll(text.as_bytes()).unwrap();
        let pool = NamePool {
            given: vec!["محمد".into()],
            surnames: vec!["حداد".into()],
            foreign: vec!["براون".into()],
            cities: vec!["لاهور".into()],
        };
        let new = replace_names(&sentences, &pool, &clitics);
        assert_eq!(new.len(), 1, "only sentences with names");
        assert_eq!(new[0].tags, sentences[0].tags);
        assert_ne!(new[0].tokens[1..3], sentences[0].tokens[1..3]);
        assert_eq!(new[0].tokens[4], "ولاهور");
        // With nothing to put in their place, names stay.
        assert!(replace_names(&sentences, &NamePool::default(), &clitics).is_empty());
    }
}
