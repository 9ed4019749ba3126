//! Which parts of speech a segment may have at all, whatever its context: by the kind of its token,
//! by its role, and by the list of words of closed classes.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::closed::agree;
use super::fold::Folded;
use super::pos::Upos;
use super::segment::Role;
use crate::normalize::fold;
use crate::tokenize::TokenKind;

/// A set of parts of speech, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Allowed(u32);

impl Allowed {
    pub(crate) const ALL: Self = Self(u32::MAX);

    /// The classes that new words come into; adverbs are words in the accusative, or listed.
    const OPEN: Self =
        Self::of(&[Upos::Adj, Upos::Intj, Upos::Noun, Upos::Num, Upos::Propn, Upos::Verb, Upos::X]);

    pub(crate) const fn of(tags: &[Upos]) -> Self {
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

    /// Those of a word, by its folded form and as it is written, and those of the word after it: of
    /// a listed one those that are listed, of any other those of the open classes, before any. If it
    /// may be several listed words, also these.
    pub(crate) fn by_word(folded: &str, written: &str) -> (Self, Self, Option<Homographs>) {
        // أقرأ is none.
        let is_accusative = folded.ends_with('ا')
            && Folded::new(written).is_none_or(|word| word.chars().last() == Some(&'ا'));
        let open = if is_accusative { Self::OPEN.or(Self::only(Upos::Adv)) } else { Self::OPEN };
        let open = (open, Self::ALL, None);
        let Some(words) = LISTED.words.get(folded) else { return open };
        let (mut tags, mut after, mut meant) = (Self(0), Self(0), 0_u32);
        each_meant(words, written, |at, word| {
            tags = tags.or(word.tags);
            after = after.or(word.after);
            meant |= 1 << at;
        });
        match meant.count_ones() {
            0 => open,
            count => (tags, after, (count > 1).then_some(Homographs { words, meant })),
        }
    }

    const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those of these that are not among the others.
    pub(crate) fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
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

/// Listed words of the same letters.
#[derive(Clone, Copy)]
pub(crate) struct Homographs {
    words: &'static [Word],
    /// Those that the word can be as it is written, a bit each.
    meant: u32,
}

impl std::fmt::Debug for Homographs {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "Homographs({})", self.meant.count_ones())
    }
}

impl Homographs {
    /// The tag of such a word that was tagged by itself, before a word of that tag, and spelt so: if
    /// none of those that have it stands before such a word, that of one that does.
    pub(crate) fn tag(self, tag: Upos, next: Upos, next_form: &str) -> Upos {
        let fits =
            |word: &&Word| word.after.contains(next) && !word.not_before.contains(&next_form);
        let meant = self.words.iter().enumerate().filter(|(at, _)| self.meant >> at & 1 == 1);
        let mut fitting = meant.map(|(_, word)| word).filter(fits);
        match fitting.clone().any(|word| word.tags.contains(tag)) {
            true => tag,
            false => fitting.next().map_or(tag, |word| word.tags.first()),
        }
    }
}

/// How a listed word is spelt that is written with ا for أ, إ and آ, or ends with ى for ي or ي for ى.
pub(crate) fn spelling(written: &str) -> Option<&'static str> {
    LISTED.respelt.get(written).map(String::as_str)
}

/// Whether the list has lemmas with diacritics for a word, by its folded form.
pub(crate) fn has_lemmas(folded: &str) -> bool {
    let words = LISTED.words.get(folded);
    words.is_some_and(|words| words.iter().any(|word| !word.lemmas.is_empty()))
}

/// The lemma, with diacritics, of a listed word with this tag before a word with that one: of those
/// that it can be the one that stands before such words, or else the first that stands before any;
/// or that of another tag that stands before such words (`أن لا يكتب`), or the first, or that of
/// another tag.
pub(crate) fn lemma(folded: &str, written: &str, upos: Upos, next: Upos) -> Option<&'static str> {
    let (mut before, mut any, mut other, mut first, mut last) = (None, None, None, None, None);
    each_meant(LISTED.words.get(folded)?, written, |_, word| {
        let lemma = word.lemmas.iter().find(|(tag, _)| *tag == upos).map(|&(_, lemma)| lemma);
        let of_any = word.lemmas.first().map(|&(_, lemma)| lemma);
        first = first.or(lemma);
        last = last.or(of_any);
        if word.after == Allowed::ALL {
            any = any.or(lemma);
        } else if word.after.contains(next) {
            before = before.or(lemma);
            other = other.or(of_any);
        }
    });
    before.or(any).or(other).or(first).or(last)
}

/// Gives the words that a written one can be, of all that fold alike, with their places among these:
/// those with its hamza, if there are any, whose marks are no others.
fn each_meant<'a>(words: &'a [Word], written: &str, mut each: impl FnMut(usize, &'a Word)) {
    let all = words.iter().enumerate();
    let Some(folded) = Folded::new(written) else {
        return all.for_each(|(at, word)| each(at, word));
    };
    let chars = folded.chars();
    let is_marked = (0..chars.len()).any(|at| folded.marks(at) != 0);
    let has_hamza = chars.iter().any(|c| matches!(c, 'أ' | 'إ' | 'آ'));
    let exact = has_hamza && words.iter().any(|word| word.chars == chars);
    let is_meant = |word: &Word| {
        let mut marks = word.marks.iter().enumerate();
        let last = chars.len().wrapping_sub(1);
        (!exact || word.chars == chars)
            && (!is_marked
                || word.marks.len() == chars.len()
                    && marks.all(|(at, &listed)| agree(listed, folded.marks(at), at == last)))
    };
    all.filter(|(_, word)| is_meant(word)).for_each(|(at, word)| each(at, word));
}

/// A line of the list.
struct Word {
    chars: Vec<char>,
    marks: Vec<u8>,
    tags: Allowed,
    /// Those of the word after it.
    after: Allowed,
    /// Words that do not stand after it.
    not_before: Vec<&'static str>,
    /// The lemma with diacritics, where it depends on the tag or on the marks.
    lemmas: Vec<(Upos, &'static str)>,
}

#[derive(Default)]
struct Listed {
    /// By their folded forms.
    words: FxHashMap<String, Vec<Word>>,
    /// From other spellings, which are no listed words.
    respelt: FxHashMap<String, String>,
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
    let tags = |list: &str| {
        list.split(' ').fold(Allowed(0), |tags, tag| match tag {
            "*" => tags.or(Allowed::OPEN),
            tag => tags.or(Allowed::only(Upos::from_name(tag).expect("a tag"))),
        })
    };
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let (Some(word), Some(list)) = (columns.next(), columns.next()) else {
            panic!("a word and its tags: {line}");
        };
        let (mut names, mut lemmas) = (Vec::new(), Vec::new());
        for tag in list.split(' ') {
            let (name, lemma) = tag.split_once('=').map_or((tag, None), |(n, l)| (n, Some(l)));
            names.push(name);
            lemmas.extend(lemma.map(|lemma| (Upos::from_name(name).expect("a tag"), lemma)));
        }
        let folded = Folded::new(word).expect("letters");
        let (chars, mut form) = (folded.chars().to_vec(), String::new());
        let marks = (0..chars.len()).map(|at| folded.marks(at)).collect();
        let after = columns.next().unwrap_or_default();
        let (not, after): (Vec<&str>, Vec<&str>) = after
            .split(' ')
            .filter(|item| !item.is_empty())
            .partition(|item| item.starts_with('-'));
        let not_before = not.into_iter().map(|word| &word[1..]).collect();
        let after = if after.is_empty() { Allowed::ALL } else { tags(&after.join(" ")) };
        let tags = tags(&names.join(" "));
        let entry = Word { chars, marks, tags, after, not_before, lemmas };
        fold(word, &mut form);
        listed.words.entry(form).or_default().push(entry);
        let word: String = folded.chars().iter().collect();
        let plain = word.replace(['أ', 'إ', 'آ'], "ا");
        for written in [with_other_ya(&word), with_other_ya(&plain), plain] {
            if written != word {
                listed.respelt.entry(written).or_insert_with(|| word.clone());
            }
        }
    }
    // Each listed spelling is right.
    for words in listed.words.values() {
        for word in words {
            listed.respelt.remove(&word.chars.iter().collect::<String>());
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
            let allowed = Allowed::by_word(word, word).0;
            assert!(allowed.contains(Upos::Propn) && !allowed.contains(Upos::Adp), "{word}");
        }
        assert!(Allowed::by_word("في", "في").0.contains(Upos::Adp));
        assert!(!Allowed::by_word("في", "في").0.contains(Upos::Noun));
        // Another word is spelt the same without its hamza.
        assert!(Allowed::by_word("علي", "علي").0.contains(Upos::Propn));
        let is_adverb = |word| Allowed::by_word("اقرا", word).0.contains(Upos::Adv);
        assert!(is_adverb("اقرا") && !is_adverb("أقرأ"));
        for (word, tag) in [("الله", Upos::Propn), ("لعل", Upos::Part), ("ليت", Upos::Part)]
        {
            assert_eq!(Allowed::by_word(word, word).0, Allowed::only(tag), "{word}");
        }
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

    #[test]
    fn hamza_and_marks_tell_words_apart() {
        let tags = |word: &str| {
            let mut folded = String::new();
            fold(word, &mut folded);
            Allowed::by_word(&folded, word).0
        };
        assert!(!tags("كأن").contains(Upos::Aux) && tags("كأن").contains(Upos::Sconj));
        assert!(tags("كان").contains(Upos::Aux), "hamza is often left out");
        assert!(!tags("كَأَنَّ").contains(Upos::Verb));
        assert!(tags("مَن").contains(Upos::Pron) && !tags("مَن").contains(Upos::Adp));
        assert!(tags("مِنَ").contains(Upos::Adp) && !tags("مِنَ").contains(Upos::Pron));
        assert!(tags("من").contains(Upos::Adp) && tags("من").contains(Upos::Pron));
        assert!(!tags("عَلِيّ").contains(Upos::Adp) && !tags("عَلَى").contains(Upos::Propn));
        assert!(tags("مَنَّ").contains(Upos::Verb), "no listed word has these marks");
    }

    #[test]
    fn the_next_word_tells_homographs_apart() {
        let tag = |word: &str, tag, next, form| {
            let mut folded = String::new();
            fold(word, &mut folded);
            Allowed::by_word(&folded, word).2.unwrap().tag(tag, next, form)
        };
        assert_eq!(tag("من", Upos::Adp, Upos::Verb, "قال"), Upos::Pron);
        assert_eq!(tag("من", Upos::Adp, Upos::Pron, "هو"), Upos::Pron);
        assert_eq!(tag("من", Upos::Adp, Upos::Pron, "هذا"), Upos::Adp);
        assert_eq!(tag("من", Upos::Pron, Upos::Noun, "الرجل"), Upos::Pron);
        assert_eq!(tag("أم", Upos::Propn, Upos::Noun, "قهوة"), Upos::Cconj);
        assert_eq!(tag("أم", Upos::Propn, Upos::Propn, "كلثوم"), Upos::Propn);
        assert_eq!(tag("أن", Upos::Adp, Upos::Noun, "عدد"), Upos::Sconj);
        assert_eq!(tag("أن", Upos::Sconj, Upos::Verb, "يكتب"), Upos::Adp);
        assert_eq!(tag("لم", Upos::Part, Upos::Verb, "يكتب"), Upos::Part);
    }

    #[test]
    fn lemmas_depend_on_what_follows() {
        for (written, next, expected) in [
            ("أن", Upos::Verb, "أَنْ"),
            ("أن", Upos::Noun, "أَنَّ"),
            ("أن", Upos::Pron, "أَنَّ"),
            ("أنّ", Upos::Verb, "أَنَّ"),
            ("أَنْ", Upos::Noun, "أَنْ"),
        ] {
            assert_eq!(lemma("ان", written, Upos::Sconj, next), Some(expected), "{written}");
        }
        assert_eq!(lemma("من", "من", Upos::Pron, Upos::Verb), Some("مَنْ"));
        assert_eq!(lemma("من", "من", Upos::Adp, Upos::Verb), Some("مِنْ"));
        assert_eq!(lemma("في", "في", Upos::Adp, Upos::Noun), None);
    }

    /// No two lines say the same of one word.
    #[test]
    fn listed_once() {
        let list = include_str!("../../data/morphology/function-words.tsv");
        let mut words: Vec<_> = list.lines().filter_map(|line| line.split_once('\t')).collect();
        let all = words.len();
        words.sort_unstable();
        words.dedup_by_key(|word| word.0);
        assert_eq!(words.len(), all);
    }
}
