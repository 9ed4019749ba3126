//! The words of a name, as names are compared.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::title;
use crate::normalize::{MATCHING, Normalizer};
use crate::tokenize::entries;
use crate::unicode::{Class, class};

/// What two spellings of one word have in common.
static FOLD: LazyLock<Normalizer> = LazyLock::new(|| Normalizer::new(MATCHING));

/// What a word of a name does with the words beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Particle {
    /// Is one word with the next.
    Before,
    /// Is one word with that before.
    After,
    /// May be left out.
    Link,
}

/// By the folded word: what it does, and how it is written.
static PARTICLES: LazyLock<FxHashMap<String, (Particle, String)>> = LazyLock::new(|| {
    entries(include_str!("../../data/names/particles.tsv"))
        .filter_map(|line| {
            let mut fields = line.split('\t');
            let word = fields.next()?;
            let particle = match fields.next()? {
                "before" => Particle::Before,
                "after" => Particle::After,
                "link" => Particle::Link,
                _ => return None,
            };
            Some((folded(word), (particle, folded(fields.next()?))))
        })
        .collect()
});

/// The longest particle in bytes: no longer word is looked up.
const LONGEST: usize = 16;

/// Compiles the tables now: see [`crate::prepare`].
pub(super) fn prepare() {
    LazyLock::force(&FOLD);
    LazyLock::force(&PARTICLES);
}

/// The name with one spelling for what writers do not tell apart.
pub(super) fn folded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    fold(name, &mut out);
    out
}

/// Appends what [`folded`] gives.
pub(super) fn fold(name: &str, out: &mut String) {
    FOLD.append(name, out);
}

/// The article of folded words.
pub(super) const ARTICLE: &str = "ال";

/// A folded word without its article, if enough is left of it to be a word.
pub(super) fn bare(word: &str) -> &str {
    match word.strip_prefix(ARTICLE) {
        Some(rest) if rest.chars().nth(2).is_some() => rest,
        _ => word,
    }
}

/// The words of a folded text: what is between spaces, hyphens and the like. At least one, unless
/// the text is empty.
pub(super) fn split(folded: &str) -> impl Iterator<Item = &str> {
    let parts = |c: char| {
        let class = class(c);
        !class.is_letter() && !class.is_digit() && !matches!(class, Class::Mark | Class::Joiner)
    };
    let mut whole = Some(folded).filter(|folded| !folded.is_empty());
    let mut words = folded.split(parts).filter(|word| !word.is_empty());
    // What has no letters is a name all the same.
    std::iter::from_fn(move || match words.next() {
        Some(word) => {
            whole = None;
            Some(word)
        }
        None => whole.take(),
    })
}

/// A buffer for [`units`](Self::units).
#[derive(Debug, Default)]
pub(crate) struct Units {
    folded: String,
    joined: String,
}

impl Units {
    /// Gives the units of a name to `sink`: its words without articles. Of a person's name particles
    /// are joined to their words, and links and titles left out. Returns whether there was a title.
    pub(super) fn of(&mut self, name: &str, person: bool, mut sink: impl FnMut(&str)) -> bool {
        let Self { folded, joined } = self;
        folded.clear();
        fold(name, folded);
        if folded.is_empty() {
            // Nothing but marks.
            folded.push_str(name);
        }
        if !person {
            split(folded).for_each(|word| sink(bare(word)));
            return false;
        }
        let mut words: Vec<&str> = split(folded).collect();
        let titles = words.iter().take_while(|word| title::is_before_name(word)).count();
        let titled = titles > 0 && titles < words.len();
        if titled {
            words.drain(..titles);
        }
        let particle = |word: &&str| {
            let known = (word.len() <= LONGEST).then(|| PARTICLES.get(*word)).flatten();
            known.map(|(particle, written)| (*particle, written.as_str()))
        };
        let is_link = |word: &&str| particle(word).is_some_and(|it| it.0 == Particle::Link);
        let only_links = words.iter().all(is_link);
        let mut at = 0;
        while at < words.len() {
            let word = words[at];
            at += 1;
            joined.clear();
            match particle(&word) {
                Some((Particle::Link, _)) if !only_links => continue,
                Some((Particle::Before, written)) => {
                    joined.push_str(written);
                    if let Some(next) = words.get(at) {
                        joined.push_str(next);
                        at += 1;
                    }
                }
                _ => joined.push_str(word),
            }
            while let Some(next) = words.get(at)
                && let Some((Particle::After, written)) = particle(next)
            {
                joined.push_str(written);
                at += 1;
            }
            sink(bare(joined));
        }
        titled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(name: &str) -> String {
        let mut units = Vec::new();
        Units::default().of(name, true, |unit| units.push(unit.to_owned()));
        units.join("|")
    }

    #[test]
    fn spellings_of_a_name_have_the_same_units() {
        for names in [
            &["كيم جونغ-أون", "كيم جونغ أون", "كيم جونغ اون"][..],
            &["عبد الله الثاني", "عبدالله الثاني", "عَبدُ اللهِ ثاني"],
            &["أبو مازن", "أبي مازن", "أبا مازن", "ابو مازن"],
            &["محمد بن سلمان", "محمد ابن سلمان", "محمد سلمان"],
            &["صلاح الدين مصطفى", "صلاحالدين مصطفي"],
            &["حسن نصر الله", "حسن نصرالله", "الشيخ حسن نصر الله"],
            &["فؤاد", "فواد"],
            &["فاطمة", "فاطمه"],
            &["السيسي", "سيسي", "السيسى", "الرئيس السيسي"],
        ] {
            for name in names {
                assert_eq!(units(name), units(names[0]), "{name}");
            }
        }
        assert_eq!(units("بن"), "بن");
        assert_eq!(units("الرئيس"), "رييس");
        assert_eq!(units("عبد"), "عبد");
        assert_eq!(units("!"), "!");
        assert_eq!(units("\u{64b}"), "\u{64b}");
        assert_eq!(units("كيم جونغ أون"), "كيم|جونغ|اون");
    }
}
