//! The word lists of the scanner, from `data/tokenize/`.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

/// How a word keeps the full stop after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Abbreviation {
    /// A name or number follows: never the end of a sentence.
    Title,
    /// May stand at the end of a sentence.
    Word,
    /// The Arabic name of a Latin letter: an initial where another one stands beside it.
    Letter,
    /// The same, but an initial even alone.
    Initial,
}

/// The lines of a list that hold an entry.
pub(crate) fn entries(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

static ABBREVIATIONS: LazyLock<FxHashMap<&str, Abbreviation>> = LazyLock::new(|| {
    entries(include_str!("../../data/tokenize/abbreviations.tsv"))
        .filter_map(|line| {
            let mut fields = line.split('\t');
            let word = fields.next()?;
            let class = match fields.next()? {
                "title" => Abbreviation::Title,
                "word" => Abbreviation::Word,
                "letter" => Abbreviation::Letter,
                "initial" => Abbreviation::Initial,
                _ => return None,
            };
            Some((word, class))
        })
        .collect()
});

static PROCLITICS: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| entries(include_str!("../../data/tokenize/proclitics.txt")).collect());

static DOMAINS: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| entries(include_str!("../../data/tokenize/domains.txt")).collect());

pub(super) fn prepare() {
    LazyLock::force(&ABBREVIATIONS);
    LazyLock::force(&PROCLITICS);
    LazyLock::force(&DOMAINS);
}

/// No entry of any list is longer, in bytes.
const LONGEST: usize = 32;

/// How `word`, given without its last full stop, keeps it; `None` if it is no abbreviation.
pub(super) fn abbreviation(word: &str) -> Option<Abbreviation> {
    if word.len() > LONGEST { None } else { ABBREVIATIONS.get(word).copied() }
}

/// Whether the word offers an alternative: a question goes on.
pub(super) fn is_alternative(word: &str) -> bool {
    entries(include_str!("../../data/tokenize/alternatives.txt")).any(|known| known == word)
}

/// Whether `word` is the Arabic name of a Latin letter.
pub(super) fn is_letter(word: &str) -> bool {
    matches!(abbreviation(word), Some(Abbreviation::Letter | Abbreviation::Initial))
}

/// Whether these are proclitics alone, with or without a tatweel at the end.
pub(super) fn is_proclitic(word: &str) -> bool {
    word.len() <= LONGEST && PROCLITICS.contains(word.trim_end_matches('ـ'))
}

/// Whether this is a known top-level domain.
pub(super) fn is_domain(label: &str) -> bool {
    label.len() <= LONGEST && DOMAINS.contains(label.to_ascii_lowercase().as_str())
}

/// Whether a word with full stops inside is the name of a host: `www.` or a known domain at the end.
pub(super) fn is_host(word: &str) -> bool {
    if word.len() > 4 && word.as_bytes()[..4].eq_ignore_ascii_case(b"www.") {
        return true;
    }
    let Some((name, domain)) = word.rsplit_once('.') else { return false };
    name.bytes().any(|byte| byte.is_ascii_alphabetic()) && is_domain(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_well_formed() {
        let abbreviations = entries(include_str!("../../data/tokenize/abbreviations.tsv"));
        assert_eq!(abbreviations.count(), ABBREVIATIONS.len());
        assert!(ABBREVIATIONS.keys().chain(PROCLITICS.iter()).all(|word| word.len() <= LONGEST));
        assert!(DOMAINS.contains("com") && PROCLITICS.contains("لل"));
    }
}
