//! Which parts of speech a segment may have at all, whatever its context: by the kind of its token,
//! by its role, and by the list of words of closed classes.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::pos::Upos;
use super::segment::Role;
use crate::normalize::fold;
use crate::tokenize::TokenKind;

/// A set of parts of speech, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Allowed(u32);

impl Allowed {
    pub(crate) const ALL: Self = Self(u32::MAX);

    /// The classes that new words come into.
    const OPEN: Self = Self::of(&[
        Upos::Adj,
        Upos::Adv,
        Upos::Intj,
        Upos::Noun,
        Upos::Num,
        Upos::Propn,
        Upos::Verb,
        Upos::X,
    ]);

    const fn of(tags: &[Upos]) -> Self {
        let mut bits = 0;
        let mut at = 0;
        while at < tags.len() {
            bits |= 1 << tags[at] as u32;
            at += 1;
        }
        Self(bits)
    }

    /// Those of a segment of a token of that kind.
    pub(crate) fn by_kind(kind: TokenKind, role: Role) -> Self {
        use TokenKind::*;
        use Upos::*;
        match kind {
            Arabic => match role {
                Role::Stem => Self(!Self::of(&[Punct, Sym, X]).0),
                // Treebanks take و and ف for particles where they join no equals.
                Role::Conjunction => Self::of(&[Cconj, Part, Sconj]),
                Role::Preposition => Self::of(&[Adp]),
                Role::Article => Self::of(&[Det]),
                Role::Future | Role::Interrogative | Role::Emphatic => Self::of(&[Part]),
                Role::Possessive | Role::Object => Self::of(&[Pron]),
            },
            Latin | Other => Self::of(&[Adj, Noun, Propn, X]),
            Mixed => Self::of(&[Adj, Noun, Num, Propn, X]),
            Number | Date | Time => Self::of(&[Num]),
            Url | Email | Emoji | Symbol => Self::of(&[Sym]),
            Mention => Self::of(&[Propn]),
            Hashtag | Control => Self::of(&[X]),
            Punctuation => Self::of(&[Punct, Sym]),
        }
    }

    /// Those of a word, by its folded form: of a listed one those that are listed, of any other those
    /// of the open classes.
    pub(crate) fn by_word(folded: &str) -> Self {
        LISTED.words.get(folded).copied().unwrap_or(Self::OPEN)
    }

    pub(crate) const fn only(tag: Upos) -> Self {
        Self::of(&[tag])
    }

    pub(crate) fn contains(self, tag: Upos) -> bool {
        self.intersects(Self::only(tag))
    }

    pub(crate) fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Those that both have; this one where there are none.
    pub(crate) fn narrowed(self, other: Self) -> Self {
        match self.0 & other.0 {
            0 => self,
            both => Self(both),
        }
    }

    /// The first in order of names.
    pub(crate) fn first(self) -> Upos {
        Upos::all().find(|&tag| self.contains(tag)).unwrap_or(Upos::X)
    }
}

/// How a listed word is spelt that is written with ا for أ, إ and آ, or ends with ى for ي or ي for ى.
pub(crate) fn spelling(written: &str) -> Option<&'static str> {
    LISTED.respelt.get(written).copied()
}

#[derive(Default)]
struct Listed {
    /// By their folded forms.
    words: FxHashMap<String, Allowed>,
    /// From other spellings, which are no listed words.
    respelt: FxHashMap<String, &'static str>,
}

static LISTED: LazyLock<Listed> =
    LazyLock::new(|| parse(include_str!("../../data/morphology/function-words.tsv")));

/// Reads the list now: see [`crate::prepare`].
pub(super) fn prepare() {
    LazyLock::force(&LISTED);
}

/// The word with ى at its end for ي, or the other way round.
fn with_other_ya(word: &str) -> String {
    match (word.strip_suffix('ي'), word.strip_suffix('ى')) {
        (Some(rest), _) => format!("{rest}ى"),
        (_, Some(rest)) => format!("{rest}ي"),
        _ => word.to_owned(),
    }
}

fn parse(list: &'static str) -> Listed {
    let mut listed = Listed::default();
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let (word, tags) = line.split_once('\t').expect("a word and its tags");
        let mut bits = 0;
        for tag in tags.split(' ') {
            bits |= match tag {
                "*" => Allowed::OPEN.0,
                tag => 1 << Upos::from_name(tag).expect("a tag") as u32,
            };
        }
        let mut form = String::new();
        fold(word, &mut form);
        listed.words.insert(form, Allowed(bits));
        let plain = word.replace(['أ', 'إ', 'آ'], "ا");
        for written in [with_other_ya(word), with_other_ya(&plain), plain] {
            if written != word {
                listed.respelt.insert(written, word);
            }
        }
    }
    listed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_decide_who_may_be_closed() {
        for word in ["محمد", "خالد", "عبد", "جمال"] {
            let allowed = Allowed::by_word(word);
            assert!(allowed.contains(Upos::Propn) && !allowed.contains(Upos::Adp), "{word}");
        }
        assert!(Allowed::by_word("في").contains(Upos::Adp));
        assert!(!Allowed::by_word("في").contains(Upos::Noun));
        // Another word is spelt the same without its hamza.
        assert!(Allowed::by_word("علي").contains(Upos::Propn));
    }

    #[test]
    fn every_kind_and_role_has_a_tag() {
        for kind in TokenKind::all() {
            for role in Role::all() {
                assert!(Upos::all().any(|tag| Allowed::by_kind(kind, role).contains(tag)));
            }
            let mark = Allowed::by_kind(kind, Role::Stem).contains(Upos::Punct);
            assert_eq!(mark, kind == TokenKind::Punctuation);
        }
    }

    #[test]
    fn listed_words_have_one_spelling() {
        for (written, right) in [("فى", "في"), ("التى", "التي"), ("الى", "إلى"), ("اذا", "إذا")]
        {
            assert_eq!(spelling(written), Some(right));
            assert_eq!(spelling(right), None);
        }
        assert_eq!(spelling("محمد"), None);
    }

    /// Each word is listed once: that of another spelling folds to the same.
    #[test]
    fn listed_once() {
        let list = include_str!("../../data/morphology/function-words.tsv");
        let words = list.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(words, LISTED.words.len());
    }
}
